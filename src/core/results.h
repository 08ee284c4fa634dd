/* SPDX-License-Identifier: BSD-2-Clause */
/* The result types and policy types: looked up exactly, and by likeness, and the words about them. */
#ifndef RESULTS_H
#define RESULTS_H

#include <rptlint.h>

enum likeness {
    LIKE_NOTHING,
    LIKE_CASE, /* but for the case of letters, and "_" for "-" */
    LIKE_DRAFT /* a name that an Internet-Draft had */
};

/* The type with this name; ..._OTHER when there is none. */
rptlint_result result_find(const char *name, size_t length);
rptlint_policy_type policy_type_find(const char *name, size_t length);

/* The type whose name is like this one, and how. */
rptlint_result result_near(const char *name, size_t length, enum likeness *likeness);
rptlint_policy_type policy_type_near(const char *name, size_t length, enum likeness *likeness);

/* What results.def says of a result type: constant sentences, except for `meaning`, which is a phrase. */
struct result_words {
    const char *section; /* of RFC 8460 */
    const char *group;   /* "negotiation failure" and so on */
    const char *again;   /* when to look whether a fix worked */
    const char *meaning;
    const char *cause;
    const char *confirm; /* commands, separated by "; "; {MX}, {DOMAIN} and {POLICY_HOST} stand for names, to be quoted */
    const char *expect;  /* what confirms it in what they print */
    const char *fix;
    const char *senders; /* what single senders mean by it; "" where nothing is known */
};

/* The same of a policy type. */
struct policy_words {
    const char *meaning;
    const char *note;    /* what to know about it, and what to do */
    const char *senders;
};

/* NULL for ..._OTHER, and for what is no type. */
const struct result_words *result_words_of(rptlint_result result);

/* The words for a failure under that policy type, some of which are others; false where there are none. */
bool result_words_under(rptlint_result result, rptlint_policy_type type, struct result_words *words);

const struct policy_words *policy_words_of(rptlint_policy_type type);

#endif
