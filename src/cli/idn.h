/* SPDX-License-Identifier: BSD-2-Clause */
/* Names that are not ASCII, and their A-labels. */
#ifndef IDN_H
#define IDN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The A-label form (RFC 5891, with the mapping of UTS 46) of host[0..length), UTF-8, in *ascii, which the
 * caller frees.  Says on standard error what became of it, unless quiet, or why nothing did, which is
 * STATUS_FINDINGS for a bad name and STATUS_TROUBLE without libidn2.
 */
int idn_to_ascii(const char *host, size_t length, bool quiet, char **ascii);

/* Is there an octet of 0x80 and above? */
bool is_international(const char *text, size_t length);

#endif
