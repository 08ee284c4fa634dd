/* SPDX-License-Identifier: BSD-2-Clause */
/* The ABNF of RFC 8461 section 3.2 as a PCRE2 pattern, and what its text says besides: a second opinion. */
#ifndef POLICY_ORACLE_H
#define POLICY_ORACLE_H

#include "core/sts_policy.h"
#include "oracle.h"

/* What a policy says; but for `answer` only where that is ORACLE_YES. */
struct policy_view {
    enum oracle_answer answer; /* are all its lines right? */
    bool seen[STS_MX + 1];
    enum sts_mode mode;
    uint32_t max_age;
    size_t mx_count;
    size_t repeated;
    size_t unknown;
};

struct policy_oracle;

/* NULL when there is no memory. */
struct policy_oracle *policy_oracle_new(void);
void policy_oracle_free(struct policy_oracle *oracle);

struct policy_view policy_oracle_read(struct policy_oracle *oracle, const char *data, size_t length);

/*
 * What read_sts_policy() must say, held against the oracle: NULL, or what is wrong.  *faults is where the caller counts
 * which fault came how often.
 */
const char *policy_compare(struct policy_oracle *oracle, const char *data, size_t length,
                           size_t faults[STS_POLICY_FAULT_COUNT]);

#endif
