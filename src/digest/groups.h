/* SPDX-License-Identifier: BSD-2-Clause */
/* What a digest holds: for digest.c, digest_report.c, digest_file.c and digest_pack.c. */
#ifndef GROUPS_H
#define GROUPS_H

#include "digest/digest.h"
#include "digest/texts.h"
#include "order.h"

/* A policy of a report that is counted, and the report (or file) in whose turn it came. */
struct digest_report {
    struct fingerprint print;
    uint64_t round;
};

/* What a text of a report is. */
enum digest_role { ROLE_ORGANIZATION, ROLE_CONTACT, ROLE_DOMAIN, ROLE_RESULT, ROLE_MX, ROLE_REASON, DIGEST_ROLES };

/* What becomes of the details of the policy that is being added. */
enum digest_details {
    DETAILS_LEFT_OUT, /* not counted: the policy is not, or is over without any */
    DETAILS_AWAITED,  /* the first one with a count makes the total of failures known, and the policy is counted */
    DETAILS_SUMMED,   /* they are added to the total, too */
    DETAILS_COUNTED
};

struct digest {
    struct texts texts;
    struct digest_total *totals;
    size_t total_count, total_capacity;
    struct order_item *order; /* room to sort them all */
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
    const char *last[DIGEST_ROLES]; /* texts kept, NULL at first */
    struct clean_text id;
    const char *organization, *reporter;
    int64_t start;
    digest_day day;
    struct digest_added added;
    struct digest_total policy;
    enum digest_details details;
    bool lacks_count; /* it can't be counted, or not in full */
    bool is_bare;     /* the total of failures is not there, not even unreadable */
};

/* Notes what went wrong, unless something did before; gives it back. */
enum digest_status digest_failed(struct digest *digest, enum digest_status status);

/* A text of this digest with these octets; NULL without memory, which is noted. */
const char *digest_keep(struct digest *digest, const char *data, size_t length);

/* The total will be added soon: what that needs is sent for. */
void digest_expect_total(const struct digest *digest, const struct digest_total *total);

/* Add to the group with the same key; texts are this digest's. */
enum digest_status digest_add_total(struct digest *digest, const struct digest_total *total);
enum digest_status digest_add_failure(struct digest *digest, const struct digest_failure *failure);

/* *is_new: the policy of a report is to be counted, since it was not there before this round. */
enum digest_status digest_add_report(struct digest *digest, struct fingerprint print, bool *is_new);
bool digest_knows(const struct digest *digest, struct fingerprint print);

#endif
