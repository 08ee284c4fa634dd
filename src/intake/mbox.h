/* SPDX-License-Identifier: BSD-2-Clause */
/* An mbox file (RFC 4155): which octets of it are which message. */
#ifndef MBOX_H
#define MBOX_H

#include <rptlint.h>

/* Is "From " the first of it? */
bool is_mbox(const char *data, size_t length);

/*
 * The message that begins at data[*at], its "From " line passed over; *at moves to the next one's.  False
 * when none is left.  A message ends before a "From " line that has a header field behind it, and an empty
 * line before it, which is not of the message, or a time and a year in it: prose with "From " first in a
 * paragraph, which some programs store as it is, stays whole.  ">From " is left as it is; no base64 holds it.
 * Content-Length is not believed: a sender could hide messages with it.
 */
bool mbox_next(const char *data, size_t length, size_t *at, rptlint_span *message);

#endif
