/* SPDX-License-Identifier: BSD-2-Clause */
/* .expect files: what a corpus case is to give. */
#ifndef EXPECT_H
#define EXPECT_H

#include "corpus.h"

struct expected {
    struct findings findings;
    char domain[256];
    char verdict[64];
};

/* Reads the text of an .expect file; a malformed one fails the test. */
void read_expect(struct expected *expected, const char *text);

/* Are the findings, sorted, those that are expected? */
bool is_as_expected(const struct findings *found, const struct expected *expected);

/* Prints both, when they are not. */
void print_difference(const struct findings *found, const struct expected *expected);

#endif
