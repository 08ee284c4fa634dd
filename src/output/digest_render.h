/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The renderers of `rptlint report`: a summary in and text on a stream out, or rows, one for each failure detail, while
 * the reports are read.  All texts in a summary and in a report come from outside: escape them (output/escape.h).
 */
#ifndef DIGEST_RENDER_H
#define DIGEST_RENDER_H

#include "digest/summary.h"

#include <stdio.h>

/* What there is to be told beside the summary. */
struct digest_run {
    bool color;          /* text: ANSI colours */
    digest_day today;    /* in UTC; DIGEST_NO_DAY: not known */
    size_t unreadable;   /* inputs, and reports in them, that could not be read: standard error has their names */
    size_t incomplete;   /* policies that lack a count: they are not counted, or not as a whole */
    size_t faulty;       /* reports that were counted though the checker found errors in them */
};

/* One flat row: a policy of a report, and one of its failure details. */
struct digest_row {
    const char *name;                    /* of the input, as messages show it */
    const char *text;                    /* the JSON text that all spans are in */
    size_t length;
    const rptlint_report *report;
    const rptlint_report_policy *policy;
    const rptlint_failure *failure;      /* NULL: the policy has no failure details; then this is its only row */
    const char *domain;                  /* what a policy without policy-domain is about; NULL: not known */
};

/*
 * A format has either `write`, or `row` and perhaps `begin`.  `begin` is called once, before the first row and also
 * when there is none; rows come in the order of the inputs, those of one report in the order of the report.  With -j
 * rows are written by children, `begin` by the parent: a row must not depend on the one before.
 * Whether the stream took everything is for the caller to see to (ferror).
 */
struct digest_renderer {
    const char *name; /* --format */
    void (*write)(FILE *stream, const struct summary *summary, const struct digest_run *run);
    void (*begin)(FILE *stream);
    void (*row)(FILE *stream, const struct digest_row *row);
};

extern const struct digest_renderer digest_text, digest_json, digest_ndjson, digest_csv, digest_prometheus, digest_html;

/* Every renderer, NULL at the end; and the one with a name, or NULL. */
extern const struct digest_renderer *const digest_renderers[];
const struct digest_renderer *digest_renderer_find(const char *name);

/*
 * One line for a monitoring system, with performance data behind "|", and the exit status that goes with it: 0 OK,
 * 1 WARNING, 2 CRITICAL, 3 UNKNOWN (the Monitoring Plugins' convention).
 */
int digest_alert(FILE *stream, const struct summary *summary, const struct digest_run *run);

#endif
