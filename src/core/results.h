/* SPDX-License-Identifier: BSD-2-Clause */
/* The names of result types and policy types: looked up exactly, and by likeness. */
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

#endif
