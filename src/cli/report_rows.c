/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint report --format` csv or ndjson: one row for each failure detail, or for a policy without any. */
#include "cli/reporting.h"

/* Without a failure nothing is at an MX, or has a result or a reason. */
static bool asks_for_failures(const struct reporting *reporting)
{
    const struct summary_wish *wish = &reporting->wish;
    const struct report_matches *matches = &reporting->matches;

    return wish->mx != NULL || wish->result != NULL || report_matches_any(matches, FIELD_MX) ||
           report_matches_any(matches, FIELD_RESULT) || report_matches_any(matches, FIELD_REASON);
}

/* What the digest makes of it is what a summary would choose by. */
static bool is_wanted(struct report_rows *rows, const rptlint_failure *failure)
{
    struct reporting *reporting = rows->reporting;
    struct digest_failure group;

    if (failure == NULL)
        return summary_wants(&reporting->wish, digest_policy(reporting->digest)) && !asks_for_failures(reporting);
    return digest_failure_of(reporting->digest, failure, &group) && summary_wants_failure(&reporting->wish, &group);
}

static void write_row(struct report_rows *rows, const rptlint_failure *failure)
{
    rows->due = false;
    rows->row.failure = failure;
    if (is_wanted(rows, failure))
        rows->reporting->renderer->row(stdout, &rows->row);
}

static int row_report(void *user, const rptlint_report *report)
{
    struct report_rows *rows = user;

    rows->report = *report;
    return rows->next.report(rows->next.user, report);
}

static int row_policy(void *user, const rptlint_report_policy *policy)
{
    struct report_rows *rows = user;
    int status;

    if (rows->due)
        write_row(rows, NULL);
    rows->policy = *policy;
    status = rows->next.policy(rows->next.user, policy);
    rows->due = digest_policy(rows->reporting->digest)->domain != NULL; /* there was memory for it */
    return status;
}

static int row_failure(void *user, const rptlint_failure *failure)
{
    struct report_rows *rows = user;

    write_row(rows, failure);
    return rows->next.failure(rows->next.user, failure);
}

rptlint_reader report_rows_begin(struct report_rows *rows, struct reporting *reporting, const struct subject *text,
                                 const char *domain)
{
    *rows = (struct report_rows){.reporting = reporting, .next = digest_reader(reporting->digest)};
    rows->row = (struct digest_row){.name = text->name, .text = text->text, .length = text->length, .domain = domain,
                                    .report = &rows->report, .policy = &rows->policy};
    return (rptlint_reader){.size = sizeof(rptlint_reader), .user = rows, .report = row_report, .policy = row_policy,
                            .failure = row_failure};
}

void report_rows_end(struct report_rows *rows)
{
    if (rows->due)
        write_row(rows, NULL);
}
