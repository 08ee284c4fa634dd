/* SPDX-License-Identifier: BSD-2-Clause */
/* One line checked: a record, a record in an object, a report. */
#include "cli/filter.h"
#include "cli/inputs.h"
#include "cli/txt.h"
#include "intake/feeds.h"

#include <stdlib.h>
#include <string.h>

/* ---- findings ---- */

static int take_finding(void *user, const rptlint_finding *finding)
{
    struct filter *filter = user;
    int severity = rulings_severity(&filter->options->rulings, finding);
    size_t rule = (size_t)(finding->rule - rule_table);

    if (severity == SEVERITY_IGNORED)
        return 0;
    filter->row.found = true;
    filter->row.counts[severity]++;
    filter->row.rules[rule / 64] |= (uint64_t)1 << rule % 64;
    filter->failed = filter->failed || severity >= filter->options->rulings.fail_on;
    return 0;
}

void filter_begin(struct filter *filter, const struct options *options, const char *domain)
{
    *filter = (struct filter){.options = options,
                              .checker = {.size = sizeof(filter->checker), .sink = take_finding, .user = filter}};
    if (domain != NULL) {
        filter->checker.domain = domain;
        filter->checker.domain_length = strlen(domain);
    }
    filter->checker.report_limit = (size_t)options->max_inflated;
}

void filter_end(struct filter *filter)
{
    free(filter->value);
}

/* ---- a line ---- */

static size_t line_max(const struct options *options)
{
    return options->whole_reports ? (size_t)options->max_inflated : FILTER_LINE_MAX;
}

static void check_record(struct filter *filter, const struct filter_value *value)
{
    struct filter_row *row = &filter->row;
    const char *text = value->text.data;
    size_t length = value->text.length, skip = 0;
    enum record_kind kind = value->quoted ? RECORD_TXT : inputs_record_kind(filter->options, text, length, &skip);
    rptlint_status status;

    row->record.size = sizeof(row->record);
    status = kind == RECORD_TXT ? check_txt(text + skip, length - skip, &filter->checker, &row->record)
                                : rptlint_check_record(text + skip, length - skip, &filter->checker, &row->record);
    filter->no_memory = filter->no_memory || status == RPTLINT_NOMEM;
}

static void check_report(struct filter *filter, const char *text, size_t length)
{
    struct filter_row *row = &filter->row;

    row->report.size = sizeof(row->report);
    if (rptlint_check_report(text, length, NULL, &filter->checker, NULL, &row->report) == RPTLINT_NOMEM)
        filter->no_memory = true;
}

static enum filter_error check_line(struct filter *filter, const char *text, size_t length)
{
    struct filter_value value = {.text = {.data = text, .length = length}};
    enum filter_error error = FILTER_CHECKED;

    if (length > line_max(filter->options))
        return FILTER_LONG;
    if (filter->options->whole_reports) {
        check_report(filter, text, length);
        return FILTER_CHECKED;
    }
    if (filter->options->input_form == INPUT_NDJSON)
        error = filter_member_read(filter, text, length, &value);
    if (error == FILTER_CHECKED && !filter->no_memory)
        check_record(filter, &value);
    return error;
}

static void begin_row(struct filter *filter, const char *text, size_t length)
{
    struct filter_row *row = &filter->row;

    row->line++;
    row->text = (rptlint_text){.data = text, .length = length};
    if (!row->found)
        return;
    row->found = false;
    memset(row->counts, 0, sizeof(row->counts));
    memset(row->rules, 0, sizeof(row->rules));
}

static void count_row(struct filter *filter)
{
    const struct filter_row *row = &filter->row;
    struct filter_totals *totals = &filter->totals;

    totals->lines++;
    totals->errors[row->error]++;
    if (row->error != FILTER_CHECKED)
        return;
    if (filter->options->whole_reports) {
        totals->json += row->report.json;
        totals->readable += row->report.readable;
    } else {
        totals->selected[row->record.selected]++;
        totals->grammar += row->record.grammar;
        totals->usable += row->record.usable > 0;
    }
    if (!row->found)
        return;
    for (size_t severity = RPTLINT_NOTE; severity <= RPTLINT_ERROR; severity++)
        totals->with[severity] += row->counts[severity] > 0;
    for (size_t i = 0; i < sizeof(row->rules) / sizeof(row->rules[0]); i++)
        for (uint64_t rules = row->rules[i]; rules != 0; rules &= rules - 1)
            totals->rules[i * 64 + (size_t)__builtin_ctzll(rules)]++;
}

static void end_row(struct filter *filter, enum filter_error error, FILE *stream)
{
    filter->row.error = error;
    if (error != FILTER_CHECKED && filter->options->rulings.fail_on <= RPTLINT_ERROR)
        filter->failed = true;
    if (filter->options->output_form == OUTPUT_COUNT)
        count_row(filter);
    else
        filter_write_row(filter, stream);
}

void filter_line(struct filter *filter, const char *text, size_t length, FILE *stream)
{
    enum filter_error error;

    if (length > 0 && text[length - 1] == '\r')
        length--;
    begin_row(filter, text, length);
    error = check_line(filter, text, length);
    if (!filter->no_memory) /* a verdict that is none does not go out */
        end_row(filter, error, stream);
}

void filter_no_line(struct filter *filter, enum filter_error error, FILE *stream)
{
    begin_row(filter, "", 0);
    end_row(filter, error, stream);
}

void filter_block(struct filter *filter, const char *text, size_t length, FILE *stream)
{
    struct feeds feeds = {.text = text, .length = length};

    for (size_t at = 0, end; at < length && !filter->no_memory; at = end + 1) {
        end = next_feed(&feeds);
        filter_line(filter, text + at, end - at, stream);
    }
}
