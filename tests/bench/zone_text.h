/* SPDX-License-Identifier: BSD-2-Clause */
/* A large zone as a hosting company has it, the same for the same size: many domains below example., each with mail. */
#ifndef ZONE_TEXT_H
#define ZONE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define ZONE_TEXT_ORIGIN "example."

/* The smallest zone, and how many records there are for one of TLSRPT. */
enum { ZONE_TEXT_LEAST = 1000, ZONE_TEXT_SHARE = 20 };

struct zone_text {
    size_t records; /* all records, without directives */
    size_t tlsrpt;  /* those at _smtp._tls.*, each of them right */
    size_t octets;
};

/*
 * Writes a master file (RFC 1035 section 5) of exactly `records` records, at least ZONE_TEXT_LEAST, one in
 * ZONE_TEXT_SHARE of them TLSRPT: half with one provider's destination, half with one of their own.  All of it is
 * right, so that a reader says nothing.  False when writing failed, see ferror.
 */
bool write_zone_text(FILE *to, size_t records, struct zone_text *written);

#endif
