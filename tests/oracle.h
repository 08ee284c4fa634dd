/* SPDX-License-Identifier: BSD-2-Clause */
/* The ABNF of RFC 8460 section 3 as one PCRE2 pattern: a second opinion for tests and fuzzing. */
#ifndef RPTLINT_ORACLE_H
#define RPTLINT_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum oracle_answer {
    ORACLE_NO,   /* the octets do not match tlsrpt-record */
    ORACLE_YES,  /* they do */
    ORACLE_LIMIT /* a match, depth, heap or stack limit was hit: nothing is known */
};

struct oracle;

/*
 * NULL when there is no memory.  With `jit` the pattern runs as machine code where PCRE2 can do that, else
 * in its interpreter; the answers are the same.  One oracle serves one thread at a time.
 */
struct oracle *oracle_new(bool jit);
void oracle_free(struct oracle *oracle);

/* Any octets, NUL among them; a NULL pointer is an empty input when its length is 0. */
enum oracle_answer oracle_match(struct oracle *oracle, const char *data, size_t length);

/* "no", "yes" or "limit". */
const char *oracle_answer_name(enum oracle_answer answer);

/* Writes the octets as a C string literal. */
void oracle_show(FILE *stream, const char *data, size_t length);

#endif
