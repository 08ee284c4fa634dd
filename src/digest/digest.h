/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many reports as numbers.  A digest is a set of sums, each for one group of what was reported; adding reports, or
 * digests, in any order and grouping gives the same digest.  Its memory grows with the groups, not with the reports.
 *
 * Two facts about reports are honoured.  Counts of two policies of one report may tell of the same sessions, so
 * nothing is ever added over policy types.  And details may count more than the total of their policy, or less, so
 * the failures of a group are its total, and those of a result type are the sum of its details.
 *
 * A count that is there and can't be read is not 0, nor are two that are missing (section 4.4 wants both).  One of them
 * is left out by senders who leave out zeros, so details stand in for a total of failures, and without details it is 0.
 * A policy that still lacks a count is counted as far as it tells of failures, and that is told.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include <rptlint.h>
#include <stdio.h>

enum digest_status {
    DIGEST_OK,
    DIGEST_NOMEM,
    DIGEST_LIMIT,     /* there are DIGEST_GROUPS_MAX groups or DIGEST_REPORTS_MAX reports: the rest is not counted */
    DIGEST_MALFORMED, /* a digest file that is none, or is damaged: `line` says where */
    DIGEST_VERSION    /* a digest file of another version */
};

/* Limits, which are told where they are met: groups of both kinds, and reports whose repetition is recognised. */
enum { DIGEST_GROUPS_MAX = 4000000, DIGEST_REPORTS_MAX = 16000000 };

/* Days are counted from 1970-01-01, in UTC; the day of a report is the one in which its range begins. */
typedef int32_t digest_day;
#define DIGEST_NO_DAY INT32_MIN /* the report does not tell */

/*
 * All texts of a digest are its own, NUL-terminated UTF-8 of at most 512 octets (what does not fit is cut, at a
 * character), and each is stored once: equal texts are one pointer.
 */

/* Sums of one policy domain, policy type, day and reporter. */
struct digest_total {
    const char *domain;   /* in lower case, without final dot; "" where the report names none */
    rptlint_policy_type type;
    digest_day day;
    const char *reporter; /* organization-name, else the domain of contact-info, else "" */
    uint64_t successful;  /* sessions; sums stop at UINT64_MAX */
    uint64_t failed;
    uint64_t reports;     /* policies of reports that are in it */
    uint32_t reporter_rank; /* among all texts, when the totals were asked for */
};

/* Sums of one kind of failure in such a group. */
struct digest_failure {
    const char *domain;
    rptlint_policy_type type;
    digest_day day;
    const char *reporter;
    rptlint_result result;   /* RPTLINT_RESULT_OTHER: see result_text */
    const char *result_text; /* as reported, where it is none of the RFC's */
    const char *mx;          /* receiving-mx-hostname in lower case, without final dot, else receiving-ip, else "" */
    const char *reason;      /* failure-reason-code, else "" */
    uint64_t sessions;
    uint64_t details;        /* failure-details that are in it */
};

/* Sums stop where they don't fit. */
static inline uint64_t digest_sum(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

struct digest;

struct digest *digest_begin(void); /* NULL without memory */
void digest_free(struct digest *digest);

/* ---- adding ---- */

/*
 * Adds the reports that the reader's events tell of: hand digest_reader() to rptlint_check_report(), with the text
 * of the report, between digest_report_begin() and digest_report_end().  Only what the checker could read is
 * counted; `domain` is what the policies without a policy-domain are about (no-policy-found), or NULL.
 */
void digest_report_begin(struct digest *digest, const char *text, size_t length, const char *domain);
rptlint_reader digest_reader(struct digest *digest);

/* What became of the report. */
struct digest_added {
    size_t policies;   /* counted */
    size_t duplicates; /* policies of a report that was there before (same organization, report-id, policy domain
                          and beginning): not counted again */
    size_t incomplete; /* whose counts are missing or unreadable: not counted, or short of some details */
    bool named;        /* the report has an organization or an id, so that a repetition can be recognised */
};
enum digest_status digest_report_end(struct digest *digest, struct digest_added *added);

/*
 * For who reads the same events: what the policy told of last is a part of, counted or not, and what a failure of it
 * is.  Texts are as groups have them.  False without memory, which digest_report_end() tells, too.
 */
const struct digest_total *digest_policy(const struct digest *digest);
bool digest_failure_of(struct digest *digest, const rptlint_failure *failure, struct digest_failure *group);

/*
 * Adds all that another digest holds.  Sums can't be taken apart again: *overlaps is how many policies of reports are
 * in both, and are counted twice now.
 */
enum digest_status digest_merge(struct digest *digest, const struct digest *other, uint64_t *overlaps);

/* How many policies of reports are in both: what digest_merge() would say. */
uint64_t digest_overlaps(const struct digest *digest, const struct digest *other);

/* ---- from one process to another ---- */

/*
 * Writes a digest for another process of the same program to add.  *overlaps is how many policies of reports were there
 * before: then nothing is added, since sums can't be taken apart.  DIGEST_MALFORMED, with a part added perhaps, for
 * what digest_pack() did not write.
 */
bool digest_pack(struct digest *digest, FILE *stream);
enum digest_status digest_unpack(struct digest *digest, const char *data, size_t length, uint64_t *overlaps);

/* ---- looking ---- */

/* The groups, ordered by domain, type, day, reporter and so on, octet by octet; valid until something is added. */
size_t digest_totals(struct digest *digest, const struct digest_total **totals);
size_t digest_failures(struct digest *digest, const struct digest_failure **failures);

/* Reports that were counted, and those that were left out since they were there before. */
uint64_t digest_reports(const struct digest *digest);
uint64_t digest_duplicates(const struct digest *digest);

/* ---- files ---- */

/*
 * A digest as a file: NDJSON, a line {"type":"rptlint-digest","version":1,...} and a line for each group and each
 * report that is known; equal digests give equal files.  Returns false when writing failed (errno).
 */
bool digest_write(struct digest *digest, FILE *stream);

/* Do the octets begin like a digest file? */
bool digest_is_file(const char *text, size_t length);

/*
 * Adds a digest file, as digest_merge() does; *line is the line that is wrong, from 1, with DIGEST_MALFORMED.  With
 * that and with DIGEST_VERSION nothing of the file was added.
 */
enum digest_status digest_read(struct digest *digest, const char *text, size_t length, size_t *line,
                               uint64_t *overlaps);

#endif
