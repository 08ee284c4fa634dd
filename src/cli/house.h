/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of the house about destinations: H101 and H102, from --require-rua and --allow-rua. */
#ifndef HOUSE_H
#define HOUSE_H

#include "cli/options.h"
#include "digest/match.h"

/* One pattern, ready; `hint` says what a destination has to be. */
struct house_pattern {
    const struct pattern_given *given;
    struct match *match;
    char *hint; /* of a required one */
};

struct house {
    struct house_pattern *required;
    size_t required_count;
    struct house_pattern *allowed;
    size_t allowed_count;
    char *allowed_hint;
    const struct judge *judge; /* tells what is being checked */
    size_t next;               /* the pattern that is asked next about the destination in hand */
    bool trouble;              /* a pattern could not tell, which was said */
};

/*
 * Compiles the patterns of the options.  Returns STATUS_OK; STATUS_USAGE when one is wrong, STATUS_TROUBLE without the
 * library; both were said.  Free it in all cases.
 */
int house_begin(struct house *house, const struct options *options, const struct judge *judge);
void house_free(struct house *house);

/* Has a checker ask about every destination, when there is anything to be asked. */
void house_join(struct house *house, rptlint_options *checker);

#endif
