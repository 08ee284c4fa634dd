/* SPDX-License-Identifier: BSD-2-Clause */
/* One run of `rptlint lookup`: what its rooms share. */
#ifndef LOOKING_H
#define LOOKING_H

#include "cli/house.h"
#include "cli/options.h"
#include "cli/pool.h"
#include "dns/lookup.h"

/* A domain to be looked up, as it was given; the caller of the room frees it. */
struct wanted {
    struct place_given place; /* in a file; none for an operand */
    char *domain;
};

struct looking {
    const struct options *options;
    struct resolver resolver;
    struct output out;
    struct judge judge;
    struct house house;
    const char *file;  /* being read; NULL: none */
    FILE *stream;
    size_t line;       /* of it, the last one read */
    size_t operand;    /* the next */
    size_t next_file;
    size_t wanted;     /* domains so far */
    bool trouble;      /* something could not be read or decided */
};

/* Looks up one domain and shows what there is to show, look_up.c.  In a child. */
void look_up(struct looking *looking, const struct wanted *wanted, struct pool_report *report);

/* How long one domain may take at most, seconds. */
unsigned look_up_seconds(const struct looking *looking);

/* The line that stands for a domain whose child did not end by itself. */
void look_up_died(struct looking *looking, const struct wanted *wanted, const struct pool_result *result);

#endif
