/* SPDX-License-Identifier: BSD-2-Clause */
/* What the rooms of a summary share. */
#ifndef SUMMARY_PARTS_H
#define SUMMARY_PARTS_H

#include "digest/summary.h"
#include "order.h"

/* The groups of one domain that are wanted, as pointers, so that they can be sorted in other ways. */
struct groups {
    const struct digest_total **totals;
    size_t total_count;
    const struct digest_failure **failures;
    size_t failure_count;
    const struct digest_total *all; /* of the digest */
    struct order_item *order;       /* room to sort them */
};

/* The reporters of one domain, by name as long as problems look them up. */
struct audience {
    struct summary_reporter *reporters;
    size_t count;
    size_t with_sessions[RPTLINT_POLICY_NONE_FOUND + 1]; /* how many have some, by policy type */
};

/* Everything that a summary owns, to be freed with it. */
struct owned {
    struct summary summary;
    void **blocks;
    size_t count, capacity;
    bool failed; /* there was no memory */
};

/* Room for so many, all zero, which the summary owns; NULL without memory, which is noted. */
void *summary_take(struct owned *owned, size_t count, size_t size);

bool summary_has_sessions(const struct summary_sessions *sessions);

/* A part of all sessions, 0 where there are none, at most 1; and how bad that is, where there are any. */
double summary_share(uint64_t part, uint64_t successful, uint64_t failed);
enum summary_level summary_level_of(const struct summary_wish *wish, double rate, bool any);

/* Makes a range of days reach to one more. */
void summary_widen(digest_day *first, digest_day *last, digest_day day);

/* The failures of a domain by kind, the worst first: at each MX by itself, or over all of them. */
const struct summary_problem *summary_problems(struct owned *owned, const struct summary_domain *domain,
                                               const struct audience *audience, const struct groups *groups, bool by_mx,
                                               size_t *count);

#endif
