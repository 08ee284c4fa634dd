/* SPDX-License-Identifier: BSD-2-Clause */
/* A TXT record in the generic form of RFC 3597 ("\# 3 026869"): its value, and where each octet of it is written. */
#ifndef GENERIC_H
#define GENERIC_H

#include <rptlint.h>
#include <stdint.h>

struct generic {
    char *value;
    uint32_t *places; /* of each octet's first digit in the text; one more for the end */
    size_t length;
    bool valid;       /* the text is well formed */
    bool as_said;     /* and has as many octets as its length says */
};

/* Is the text of an RDATA in this form, by its beginning? */
bool generic_begins(const char *text, size_t length);

/* Reads the text of an RDATA; false without memory.  Free it in both cases. */
bool generic_read(struct generic *generic, const char *text, size_t length);
void generic_free(struct generic *generic);

/* The text that a span of the value is written as. */
rptlint_span generic_span(const struct generic *generic, rptlint_span span);

/* Checks the value, as rptlint_check_record() does it; findings are about the digits in the text, and have no fix. */
rptlint_status generic_check(const struct generic *generic, const rptlint_options *options, rptlint_verdict *verdict);

#endif
