/* SPDX-License-Identifier: BSD-2-Clause */
/* What a digest holds: for digest.c, digest_file.c and digest_pack.c. */
#ifndef GROUPS_H
#define GROUPS_H

#include "digest/digest.h"
#include "digest/texts.h"

/* A policy of a report that is counted, and the report (or file) in whose turn it came. */
struct digest_report {
    struct fingerprint print;
    uint64_t round;
};

/* What a total is sorted by, small and near: ranks of its texts, and which one it is. */
struct total_order {
    uint32_t domain;
    int32_t type;
    digest_day day;
    uint32_t reporter;
    uint32_t number;
};

struct digest {
    struct texts texts;
    struct digest_total *totals;
    size_t total_count, total_capacity;
    struct total_order *order; /* room to sort them all */
    size_t order_capacity;
    struct table total_table;
    struct digest_failure *failures;
    size_t failure_count, failure_capacity;
    struct table failure_table;
    struct digest_report *reports;
    size_t report_count, report_capacity;
    struct table report_table;
    uint64_t counted;          /* reports, */
    uint64_t duplicates;       /* and policies of reports that were there before */
    bool sorted;
    enum digest_status status; /* the first thing that went wrong since it was asked for */

    /* The report that is being added. */
    const char *text;
    size_t text_length;
    const char *domain_given;
    uint64_t round;
    struct clean_text id;
    const char *organization, *reporter;
    int64_t start;
    digest_day day;
    struct digest_added added;
    struct digest_total policy;
    bool is_counted;
};

/* Add to the group with the same key; texts are this digest's. */
enum digest_status digest_add_total(struct digest *digest, const struct digest_total *total);
enum digest_status digest_add_failure(struct digest *digest, const struct digest_failure *failure);

/* *is_new: the policy of a report is to be counted, since it was not there before this round. */
enum digest_status digest_add_report(struct digest *digest, struct fingerprint print, bool *is_new);
bool digest_knows(const struct digest *digest, struct fingerprint print);

#endif
