/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint report --format` csv or ndjson: one row for each failure detail, or for a policy without any. */
#include "cli/reporting.h"
#include "core/bytes.h"

#include <string.h>

enum { SECONDS_A_DAY = 86400, DECODED_MAX = 1024 };

/* ---- is the row wanted? ---- */

/* Is the value this text, or this name in either case and with or without its final dot?  NULL: everything is. */
static bool is_value(const struct digest_row *row, const rptlint_value *value, const char *wanted)
{
    const char *data = row->text + value->span.offset;
    size_t length = value->present ? value->span.length : 0;
    char decoded[DECODED_MAX];

    if (wanted == NULL)
        return true;
    if (length > 0 && value->escaped) {
        if (rptlint_decode_json(data, length, decoded, sizeof(decoded), &length) != RPTLINT_OK)
            return false;
        data = decoded;
    }
    if (length > 1 && data[length - 1] == '.')
        length--;
    return strlen(wanted) == length && equal_nocase(wanted, data, length);
}

/* The domain of the contact's address stands for an organization that is not named. */
static bool is_reporter(const struct digest_row *row, const char *wanted)
{
    rptlint_value contact = row->report->contact;
    const char *text = row->text + contact.span.offset;
    size_t at = contact.present ? contact.span.length : 0;

    if (wanted == NULL || row->report->organization.present)
        return is_value(row, &row->report->organization, wanted);
    while (at > 0 && text[at - 1] != '@')
        at--;
    contact.span.offset += at;
    contact.span.length -= at;
    return is_value(row, &contact, wanted);
}

static bool is_in_days(const struct digest_row *row, const struct summary_wish *wish)
{
    const rptlint_report *report = row->report;
    int64_t seconds = report->start.known ? report->start.seconds : report->end.seconds - 1;
    int64_t day = seconds / SECONDS_A_DAY - (seconds % SECONDS_A_DAY < 0);

    if (!report->start.known && !report->end.known)
        return wish->since == DIGEST_NO_DAY && wish->until == DIGEST_NO_DAY;
    return (wish->since == DIGEST_NO_DAY || day >= wish->since) && (wish->until == DIGEST_NO_DAY || day <= wish->until);
}

static bool is_domain(const struct digest_row *row, const char *wanted)
{
    if (wanted == NULL || row->policy->domain.present || row->domain == NULL)
        return is_value(row, &row->policy->domain, wanted);
    return strlen(wanted) == strlen(row->domain) && equal_nocase(wanted, row->domain, strlen(wanted));
}

static bool is_failure(const struct digest_row *row, const struct summary_wish *wish)
{
    const rptlint_failure *failure = row->failure;

    if (failure == NULL)
        return wish->mx == NULL && wish->result == NULL;
    if (!is_value(row, failure->receiving_host.present ? &failure->receiving_host : &failure->receiving_ip, wish->mx))
        return false;
    if (wish->result == NULL || failure->result == RPTLINT_RESULT_OTHER)
        return is_value(row, &failure->result_text, wish->result);
    return strcmp(rptlint_result_name(failure->result), wish->result) == 0;
}

/* ---- patterns ---- */

/* A value as a digest has it: names in lower case, without their final dot. */
static bool matches_value(const struct report_rows *rows, enum match_field field, const rptlint_value *value)
{
    bool is_name = field == FIELD_DOMAIN || field == FIELD_MX;
    size_t length = value->present ? value->span.length : 0;
    char text[DECODED_MAX];

    if (!report_matches_any(&rows->reporting->matches, field))
        return true;
    if (rptlint_decode_json(rows->row.text + value->span.offset, length, text, sizeof(text), &length) != RPTLINT_OK)
        length = sizeof(text); /* of a longer value the beginning is looked at */
    for (size_t i = 0; is_name && i < length; i++)
        text[i] = to_lower(text[i]);
    if (is_name && length > 1 && text[length - 1] == '.')
        length--;
    return report_matches_value(&rows->reporting->matches, field, text, length);
}

/* Without a failure nothing matches a pattern about one. */
static bool matches_failure(const struct report_rows *rows, const rptlint_failure *failure)
{
    const struct report_matches *matches = &rows->reporting->matches;

    if (failure == NULL)
        return !report_matches_any(matches, FIELD_MX) && !report_matches_any(matches, FIELD_RESULT) &&
               !report_matches_any(matches, FIELD_REASON);
    return matches_value(rows, FIELD_MX, failure->receiving_host.present ? &failure->receiving_host : &failure->receiving_ip) &&
           matches_value(rows, FIELD_RESULT, &failure->result_text) && matches_value(rows, FIELD_REASON, &failure->reason);
}

/* ---- the reader ---- */

static void write_row(struct report_rows *rows, const rptlint_failure *failure)
{
    const struct summary_wish *wish = &rows->reporting->wish;

    rows->due = false;
    rows->row.failure = failure;
    if (is_in_days(&rows->row, wish) && is_domain(&rows->row, wish->domain) && is_reporter(&rows->row, wish->reporter) &&
        is_failure(&rows->row, wish) && matches_value(rows, FIELD_DOMAIN, &rows->policy.domain) &&
        matches_value(rows, FIELD_REPORTER, &rows->report.organization) && matches_failure(rows, failure))
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

    if (rows->due)
        write_row(rows, NULL);
    rows->policy = *policy;
    rows->due = true;
    return rows->next.policy(rows->next.user, policy);
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
