/* SPDX-License-Identifier: BSD-2-Clause */
/* Verdicts as rows: NDJSON, alone or in the caller's own object, and TSV; and how many there were. */
#include "cli/filter.h"
#include "core/json_scan.h"
#include "output/escape.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* In the order of enum filter_error; the manual lists them. */
static const char *const error_names[FILTER_LOST + 1] = {
    "", "line-too-long", "no-object", "no-member", "no-string", "member-twice", "not-checked",
};

/* ---- the fixed part of a row, which is put together before it goes out ---- */

enum { FIXED_MAX = 1024 };

struct fixed {
    char text[FIXED_MAX];
    size_t length;
};

static inline void put_octets(struct fixed *fixed, const char *octets, size_t length)
{
    memcpy(fixed->text + fixed->length, octets, length);
    fixed->length += length;
}

static void put(struct fixed *fixed, const char *words)
{
    put_octets(fixed, words, strlen(words));
}

/* Words that are a literal. */
#define PUT(fixed, literal) put_octets(fixed, literal, sizeof(literal) - 1)

/* Most numbers of a row are 0 or 1. */
static inline void put_number(struct fixed *fixed, uint64_t number)
{
    char digits[20], *at = digits + sizeof(digits);

    if (number < 10) {
        fixed->text[fixed->length++] = (char)('0' + number);
        return;
    }
    do
        *--at = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    put_octets(fixed, at, (size_t)(digits + sizeof(digits) - at));
}

#define PUT_NUMBER(fixed, literal, number) (PUT(fixed, literal), put_number(fixed, number))

static void flush(struct fixed *fixed, FILE *stream)
{
    fwrite(fixed->text, 1, fixed->length, stream);
    fixed->length = 0;
}

/* The ids of the rules that were broken; there are fewer than fit. */
static void put_rules(struct fixed *fixed, const struct filter_row *row, const char *quote, FILE *stream)
{
    const char *between = "";

    for (size_t i = 0; i < sizeof(row->rules) / sizeof(row->rules[0]); i++)
        for (uint64_t rules = row->rules[i]; rules != 0; rules &= rules - 1) {
            if (fixed->length > FIXED_MAX / 2)
                flush(fixed, stream);
            put(fixed, between);
            put(fixed, quote);
            put(fixed, rule_table[i * 64 + (size_t)__builtin_ctzll(rules)].id);
            put(fixed, quote);
            between = ",";
        }
}

/* ---- values of a report ---- */

/* Hands a value on, decoded; nothing where there is none, or no memory for it. */
static void write_value(const struct filter *filter, const rptlint_value *value, unsigned how, FILE *stream)
{
    size_t length = value->span.length;
    char *decoded;

    if (!value->present || length == 0)
        return;
    if (!value->escaped) {
        escape_write(stream, how, filter->row.text.data + value->span.offset, length);
        return;
    }
    decoded = malloc(length);
    if (decoded == NULL)
        return;
    (void)rptlint_decode_json(filter->row.text.data + value->span.offset, length, decoded, length, &length);
    escape_write(stream, how, decoded, length);
    free(decoded);
}

/* In the order of their columns. */
static void report_values(const rptlint_report_verdict *verdict, const rptlint_value *values[6])
{
    values[0] = &verdict->report.organization;
    values[1] = &verdict->report.contact;
    values[2] = &verdict->report.id;
    values[3] = &verdict->policy_domain;
    values[4] = &verdict->report.start.value;
    values[5] = &verdict->report.end.value;
}

/* ---- NDJSON ---- */

static inline void put_bool(struct fixed *fixed, bool value)
{
    if (value)
        PUT(fixed, "true");
    else
        PUT(fixed, "false");
}

#define PUT_BOOL(fixed, literal, value) (PUT(fixed, literal), put_bool(fixed, value))

static void write_report_members(const struct filter *filter, struct fixed *fixed, FILE *stream)
{
    static const char *const keys[] = {
        ",\"organization\":\"", ",\"contact\":\"", ",\"report_id\":\"", ",\"policy_domain\":\"", ",\"start\":\"", ",\"end\":\"",
    };
    const rptlint_report_verdict *verdict = &filter->row.report;
    const rptlint_value *values[6];

    PUT_BOOL(fixed, ",\"json\":", verdict->json);
    PUT_BOOL(fixed, ",\"readable\":", verdict->readable);
    PUT_NUMBER(fixed, ",\"policies\":", verdict->policies);
    PUT_NUMBER(fixed, ",\"failures\":", verdict->failures);
    flush(fixed, stream);
    report_values(verdict, values);
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        if (!values[i]->present || values[i]->span.length == 0)
            continue;
        fputs(keys[i], stream);
        write_value(filter, values[i], ESCAPE_JSON, stream);
        putc('"', stream);
    }
}

/* The verdict as an object. */
static void write_verdict(const struct filter *filter, FILE *stream)
{
    const struct filter_row *row = &filter->row;
    struct fixed fixed;

    fixed.length = 0;
    PUT_NUMBER(&fixed, "{\"line\":", row->line);
    if (row->error != FILTER_CHECKED) {
        PUT(&fixed, ",\"error\":\"");
        put(&fixed, error_names[row->error]);
        PUT(&fixed, "\"}");
        flush(&fixed, stream);
        return;
    }
    if (filter->options->whole_reports) {
        write_report_members(filter, &fixed, stream);
    } else {
        PUT_BOOL(&fixed, ",\"grammar\":", row->record.grammar);
        PUT(&fixed, ",\"selected\":\"");
        put(&fixed, rptlint_selected_name(row->record.selected));
        PUT_NUMBER(&fixed, "\",\"usable\":", row->record.usable);
    }
    PUT_NUMBER(&fixed, ",\"errors\":", row->counts[RPTLINT_ERROR]);
    PUT_NUMBER(&fixed, ",\"warnings\":", row->counts[RPTLINT_WARNING]);
    PUT_NUMBER(&fixed, ",\"notes\":", row->counts[RPTLINT_NOTE]);
    PUT(&fixed, ",\"rules\":[");
    put_rules(&fixed, row, "\"", stream);
    PUT(&fixed, "]}");
    flush(&fixed, stream);
}

static bool is_blank(const char *text, size_t length)
{
    return json_blank_end(text, 0, length) == length;
}

/* The caller's object with the verdict as its last member; a line that is none goes into a string. */
static void write_kept(const struct filter *filter, FILE *stream)
{
    const char *text = filter->row.text.data;
    struct filter_object object;
    size_t own, behind, end;

    if (filter_object_read(text, filter->row.text.length, &object) != FILTER_CHECKED) {
        fputs("{\"input\":\"", stream);
        escape_write(stream, ESCAPE_JSON, text, filter->row.text.length);
        fputs("\",\"rptlint\":", stream);
    } else {
        end = object.inside.offset + object.inside.length;
        own = object.own.length > 0 ? object.own.offset : end;
        behind = object.own.length > 0 ? own + object.own.length : end;
        putc('{', stream);
        fwrite(text + object.inside.offset, 1, own - object.inside.offset, stream);
        fwrite(text + behind, 1, end - behind, stream);
        if (!is_blank(text + object.inside.offset, own - object.inside.offset) || !is_blank(text + behind, end - behind))
            putc(',', stream);
        fputs("\"rptlint\":", stream);
    }
    write_verdict(filter, stream);
    putc('}', stream);
}

/* ---- TSV ---- */

static void write_cells(const struct filter *filter, FILE *stream)
{
    const struct filter_row *row = &filter->row;
    bool is_report = filter->options->whole_reports, checked = row->error == FILTER_CHECKED;
    struct fixed fixed;
    const rptlint_value *values[6];

    fixed.length = 0;
    PUT_NUMBER(&fixed, "", row->line);
    PUT(&fixed, "\t");
    put(&fixed, error_names[row->error]);
    if (!checked) {
        put(&fixed, is_report ? "\t\t\t\t\t\t\t\t\t\t\t\t\t\t" : "\t\t\t\t\t\t\t");
        flush(&fixed, stream);
        return;
    }
    if (is_report) {
        put(&fixed, row->report.json ? "\tyes" : "\tno");
        put(&fixed, row->report.readable ? "\tyes" : "\tno");
        PUT_NUMBER(&fixed, "\t", row->report.policies);
        PUT_NUMBER(&fixed, "\t", row->report.failures);
        flush(&fixed, stream);
        report_values(&row->report, values);
        for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
            putc('\t', stream);
            write_value(filter, values[i], ESCAPE_VISIBLE | ESCAPE_REVERSIBLE, stream);
        }
    } else {
        PUT(&fixed, "\t");
        put(&fixed, rptlint_selected_name(row->record.selected));
        put(&fixed, row->record.grammar ? "\tyes" : "\tno");
        PUT_NUMBER(&fixed, "\t", row->record.usable);
    }
    PUT_NUMBER(&fixed, "\t", row->counts[RPTLINT_ERROR]);
    PUT_NUMBER(&fixed, "\t", row->counts[RPTLINT_WARNING]);
    PUT_NUMBER(&fixed, "\t", row->counts[RPTLINT_NOTE]);
    PUT(&fixed, "\t");
    put_rules(&fixed, row, "", stream);
    flush(&fixed, stream);
}

void filter_write_row(const struct filter *filter, FILE *stream)
{
    if (filter->options->output_form == OUTPUT_TSV)
        write_cells(filter, stream);
    else if (filter->options->keep)
        write_kept(filter, stream);
    else
        write_verdict(filter, stream);
    putc('\n', stream);
}

/* ---- counts ---- */

static void write_total(FILE *stream, const char *name, uint64_t number)
{
    fprintf(stream, "%s\t%" PRIu64 "\n", name, number);
}

void filter_write_totals(const struct filter *filter, FILE *stream)
{
    const struct filter_totals *totals = &filter->totals;

    write_total(stream, "lines", totals->lines);
    for (size_t error = FILTER_LONG; error <= FILTER_LOST; error++)
        if (totals->errors[error] > 0)
            write_total(stream, error_names[error], totals->errors[error]);
    write_total(stream, "checked", totals->errors[FILTER_CHECKED]);
    if (filter->options->whole_reports) {
        write_total(stream, "json", totals->json);
        write_total(stream, "readable", totals->readable);
    } else {
        for (int selected = RPTLINT_SELECTED_YES; selected >= RPTLINT_SELECTED_NO; selected--)
            fprintf(stream, "selected-%s\t%" PRIu64 "\n", rptlint_selected_name((rptlint_selected)selected),
                    totals->selected[selected]);
        write_total(stream, "grammar", totals->grammar);
        write_total(stream, "usable", totals->usable);
    }
    write_total(stream, "with-errors", totals->with[RPTLINT_ERROR]);
    write_total(stream, "with-warnings", totals->with[RPTLINT_WARNING]);
    write_total(stream, "with-notes", totals->with[RPTLINT_NOTE]);
    for (size_t rule = 0; rule < RULE_COUNT; rule++)
        if (totals->rules[rule] > 0)
            write_total(stream, rule_table[rule].id, totals->rules[rule]);
}

/* All of it is numbers of one kind. */
void filter_add_totals(struct filter_totals *totals, const struct filter_totals *others)
{
    uint64_t sums[sizeof(*totals) / sizeof(uint64_t)], more[sizeof(*totals) / sizeof(uint64_t)];

    memcpy(sums, totals, sizeof(sums));
    memcpy(more, others, sizeof(more));
    for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++)
        sums[i] += more[i];
    memcpy(totals, sums, sizeof(sums));
}
