/* SPDX-License-Identifier: BSD-2-Clause */
/* report --match FIELD~PATTERN: what is wanted, by patterns. */
#ifndef REPORT_MATCH_H
#define REPORT_MATCH_H

#include "cli/options.h"

/* The fields that --match knows, in the order of report_match_fields. */
enum match_field { FIELD_DOMAIN, FIELD_MX, FIELD_REPORTER, FIELD_RESULT, FIELD_REASON, FIELDS };

struct report_matches {
    struct report_match *list;
    size_t count;
    bool limited; /* a pattern took more work than allowed: what it was about is told all the same */
};

/* Compiles what was given; what is wrong is said.  Free it in both cases. */
int report_matches_begin(struct report_matches *matches, const struct words *given);
void report_matches_free(struct report_matches *matches);

/*
 * Does the value of a field match all patterns for it?  A limit counts as yes, and is said once.  For
 * summary_wish.wanted; `user` is the matches.
 */
bool report_matches_wanted(void *user, const char *field, const char *value);

/* Is there a pattern for the field? */
bool report_matches_any(const struct report_matches *matches, enum match_field field);

#endif
