/* SPDX-License-Identifier: BSD-2-Clause */
/* Content-Transfer-Encoding (RFC 2045 section 6): where encoded octets are not what the encoding allows. */
#ifndef TRANSFER_H
#define TRANSFER_H

#include <rptlint.h>

enum transfer {
    TRANSFER_PLAIN, /* 7bit, 8bit, binary, none given, or one that nobody knows */
    TRANSFER_BASE64,
    TRANSFER_QUOTED /* quoted-printable */
};

/* Is it the name of an encoding of RFC 2045 section 6.1, blanks, comments and parameters behind it or not? */
bool transfer_is_known(const char *name, size_t length);

/* The first fault; a length of 0 at the end means that something is missing there. */
bool transfer_fault(enum transfer transfer, const char *data, size_t length, rptlint_span *fault);

#endif
