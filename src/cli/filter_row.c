/* SPDX-License-Identifier: BSD-2-Clause */
/* Verdicts as rows: NDJSON, alone or in the caller's own object, and TSV; and how many there were. */
#include "cli/filter.h"
#include "core/json_scan.h"
#include "output/escape.h"
#include "output/phrase.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* In the order of enum filter_error; the manual lists them. */
static const char *const error_names[FILTER_LOST + 1] = {
    "", "line-too-long", "no-object", "no-member", "no-string", "member-twice", "not-checked",
};

#define ADD_NUMBER(phrase, literal, number) (ADD(phrase, literal), add_number(phrase, number))

/* The ids of the rules that were broken; there are fewer than fit. */
static void put_rules(struct phrase *phrase, const struct filter_row *row, const char *quote, FILE *stream)
{
    const char *between = "";

    for (size_t i = 0; i < sizeof(row->rules) / sizeof(row->rules[0]); i++)
        for (uint64_t rules = row->rules[i]; rules != 0; rules &= rules - 1) {
            if (phrase->length > PHRASE_MAX / 2)
                phrase_write(phrase, stream);
            add_text(phrase, between);
            add_text(phrase, quote);
            add_text(phrase, rule_table[i * 64 + (size_t)__builtin_ctzll(rules)].id);
            add_text(phrase, quote);
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

static inline void add_bool(struct phrase *phrase, bool value)
{
    if (value)
        ADD(phrase, "true");
    else
        ADD(phrase, "false");
}

#define ADD_BOOL(phrase, literal, value) (ADD(phrase, literal), add_bool(phrase, value))

static void write_report_members(const struct filter *filter, struct phrase *phrase, FILE *stream)
{
    static const char *const keys[] = {
        ",\"organization\":\"", ",\"contact\":\"", ",\"report_id\":\"", ",\"policy_domain\":\"", ",\"start\":\"", ",\"end\":\"",
    };
    const rptlint_report_verdict *verdict = &filter->row.report;
    const rptlint_value *values[6];

    ADD_BOOL(phrase, ",\"json\":", verdict->json);
    ADD_BOOL(phrase, ",\"readable\":", verdict->readable);
    ADD_NUMBER(phrase, ",\"policies\":", verdict->policies);
    ADD_NUMBER(phrase, ",\"failures\":", verdict->failures);
    phrase_write(phrase, stream);
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
    struct phrase phrase;

    phrase.length = 0;
    ADD_NUMBER(&phrase, "{\"line\":", row->line);
    if (row->error != FILTER_CHECKED) {
        ADD(&phrase, ",\"error\":\"");
        add_text(&phrase, error_names[row->error]);
        ADD(&phrase, "\"}");
        phrase_write(&phrase, stream);
        return;
    }
    if (filter->options->whole_reports) {
        write_report_members(filter, &phrase, stream);
    } else {
        ADD_BOOL(&phrase, ",\"grammar\":", row->record.grammar);
        ADD(&phrase, ",\"selected\":\"");
        add_text(&phrase, rptlint_selected_name(row->record.selected));
        ADD_NUMBER(&phrase, "\",\"usable\":", row->record.usable);
    }
    ADD_NUMBER(&phrase, ",\"errors\":", row->counts[RPTLINT_ERROR]);
    ADD_NUMBER(&phrase, ",\"warnings\":", row->counts[RPTLINT_WARNING]);
    ADD_NUMBER(&phrase, ",\"notes\":", row->counts[RPTLINT_NOTE]);
    ADD(&phrase, ",\"rules\":[");
    put_rules(&phrase, row, "\"", stream);
    ADD(&phrase, "]}");
    phrase_write(&phrase, stream);
}

static bool is_all_blank(const char *text, size_t length)
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
        if (!is_all_blank(text + object.inside.offset, own - object.inside.offset) ||
            !is_all_blank(text + behind, end - behind))
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
    struct phrase phrase;
    const rptlint_value *values[6];

    phrase.length = 0;
    ADD_NUMBER(&phrase, "", row->line);
    ADD(&phrase, "\t");
    add_text(&phrase, error_names[row->error]);
    if (!checked) {
        add_text(&phrase, is_report ? "\t\t\t\t\t\t\t\t\t\t\t\t\t\t" : "\t\t\t\t\t\t\t");
        phrase_write(&phrase, stream);
        return;
    }
    if (is_report) {
        add_text(&phrase, row->report.json ? "\tyes" : "\tno");
        add_text(&phrase, row->report.readable ? "\tyes" : "\tno");
        ADD_NUMBER(&phrase, "\t", row->report.policies);
        ADD_NUMBER(&phrase, "\t", row->report.failures);
        phrase_write(&phrase, stream);
        report_values(&row->report, values);
        for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
            putc('\t', stream);
            write_value(filter, values[i], ESCAPE_VISIBLE | ESCAPE_REVERSIBLE, stream);
        }
    } else {
        ADD(&phrase, "\t");
        add_text(&phrase, rptlint_selected_name(row->record.selected));
        add_text(&phrase, row->record.grammar ? "\tyes" : "\tno");
        ADD_NUMBER(&phrase, "\t", row->record.usable);
    }
    ADD_NUMBER(&phrase, "\t", row->counts[RPTLINT_ERROR]);
    ADD_NUMBER(&phrase, "\t", row->counts[RPTLINT_WARNING]);
    ADD_NUMBER(&phrase, "\t", row->counts[RPTLINT_NOTE]);
    ADD(&phrase, "\t");
    put_rules(&phrase, row, "", stream);
    phrase_write(&phrase, stream);
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
