/* SPDX-License-Identifier: BSD-2-Clause */
/* Patterns that users give: Perl's (PCRE2), matched against a whole text, octet by octet, with a bound on the work. */
#ifndef MATCH_H
#define MATCH_H

#include <stddef.h>

/* The Debian package to name where the library is missing, and the longest pattern, in octets. */
#define MATCH_PACKAGE "libpcre2-8-0"
enum { MATCH_PATTERN_MAX = 4096, MATCH_ERROR_ROOM = 160 };

enum match_status {
    MATCH_OK,        /* match_compile: here it is; match_text: the whole text matches */
    MATCH_NONE,      /* match_text: the text does not match */
    MATCH_LIMIT,     /* match_text: it takes more steps or memory than allowed; whether it matches is not known */
    MATCH_INVALID,   /* match_compile: this is no pattern; what is wrong was filled in */
    MATCH_NO_LIBRARY,
    MATCH_NOMEM
};

struct match;

/*
 * Compiles pattern[0..length).  It has to match a text from its first octet to its last, knows octets and no
 * characters, and may hold neither (*UTF) nor \C.  With MATCH_INVALID *error_offset is where in the pattern, from 0 to
 * `length`, and error_text says why.  With MATCH_OK *match is for match_text() and match_free(); else it is NULL.
 */
enum match_status match_compile(const char *pattern, size_t length, struct match **match, size_t *error_offset,
                                char error_text[MATCH_ERROR_ROOM]);

/* Any octets.  Work is bounded: a million steps of the matcher, and 64 MiB. */
enum match_status match_text(const struct match *match, const char *text, size_t length);

/* NULL is allowed. */
void match_free(struct match *match);

#endif
