/* SPDX-License-Identifier: BSD-2-Clause */
/* .expect files: what a corpus case is to give. */
#ifndef EXPECT_H
#define EXPECT_H

#include "corpus.h"

enum { READ_ROOM = 4096 };

struct expected {
    struct findings findings;
    char domain[256];
    char verdict[64];
    char read[READ_ROOM]; /* the lines behind "read ", for events.h; "" where the case does not say */
};

/* Reads the text of an .expect file; a malformed one fails the test. */
void read_expect(struct expected *expected, const char *text);

/* Are the findings, sorted, those that are expected? */
bool is_as_expected(const struct findings *found, const struct expected *expected);

/* A hint of rules.def by its name there, or NULL. */
const char *hint_named(const char *name, size_t length);

/* The name of a hint that rules.def has; NULL for another one. */
const char *hint_name(const char *text);

/* Prints both, when they are not. */
void print_difference(const struct findings *found, const struct expected *expected);

/* ID SEVERITY OFFSET LENGTH of each finding, a line each; returns the length.  Too small a room fails the test. */
size_t write_findings(const struct findings *found, char *text, size_t room);

/* Which rules, by their number, have a case that fires, and which a near miss. */
struct coverage {
    bool fires[256];
    bool near[256];
};

/* A case counts for the rule that its name begins with: as a near miss when it is one and lacks the rule. */
void note_coverage(struct coverage *coverage, const char *name, bool near, const struct findings *expected);

/* Prints and counts the rules with one of these letters that lack a case or a near miss, but for those in `but`. */
size_t count_uncovered(const struct coverage *coverage, const char *letters, const char *but);

#endif
