/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings and verdicts as JSON, one object a line; the keys and their order are documented and stay. */
#include "output/escape.h"
#include "output/phrase.h"
#include "output/render.h"
#include "output/shared.h"

#include <stdlib.h>
#include <string.h>

/* ,"KEY": */
static void add_key(struct phrase *phrase, const char *key)
{
    ADD(phrase, ",\"");
    add_text(phrase, key);
    ADD(phrase, "\":");
}

/* ,"KEY":NUMBER */
static void write_count(FILE *stream, const char *key, size_t number)
{
    struct phrase phrase;

    phrase.length = 0;
    add_key(&phrase, key);
    add_number(&phrase, number);
    phrase_write(&phrase, stream);
}

/* ,"KEY":true or false */
static void write_answer(FILE *stream, const char *key, bool yes)
{
    struct phrase phrase;

    phrase.length = 0;
    add_key(&phrase, key);
    add_text(&phrase, yes ? "true" : "false");
    phrase_write(&phrase, stream);
}

/* ,"KEY":" */
static void begin_string(FILE *stream, const char *key)
{
    struct phrase phrase;

    phrase.length = 0;
    add_key(&phrase, key);
    ADD(&phrase, "\"");
    phrase_write(&phrase, stream);
}

/* ,"KEY":"STRING" */
static void write_member(FILE *stream, const char *key, const char *string)
{
    begin_string(stream, key);
    escape_string(stream, ESCAPE_JSON, string);
    put_octet(stream, '"');
}

/* "offset":42,"length":1,"line":1,"column":43 */
static void write_place(FILE *stream, const struct place *place)
{
    put_text(stream, "\"offset\":");
    put_number(stream, place->offset);
    write_count(stream, "length", place->span.length);
    write_count(stream, "line", place->line);
    write_count(stream, "column", place->column);
}

/* What the span is to become as a whole. */
static void write_fix(FILE *stream, const struct subject *subject, rptlint_span span,
                      const rptlint_finding *finding)
{
    put_text(stream, ",\"fix\":\"");
    escape_write(stream, ESCAPE_JSON, finding->fix, finding->fix_length);
    if (finding->fix_inserts && span.length > 0)
        escape_write(stream, ESCAPE_JSON, subject->text + span.offset, span.length);
    put_octet(stream, '"');
}

/* Of a pointer that is too long only the length is told. */
static void write_pointer(FILE *stream, const struct subject *subject, const rptlint_finding *finding)
{
    char pointer[POINTER_MAX];
    size_t needed = pointer_of(subject, finding, pointer);

    if (needed > POINTER_MAX) {
        write_count(stream, "pointer_length", needed);
    } else {
        put_text(stream, ",\"pointer\":\"");
        escape_write(stream, ESCAPE_JSON, pointer, needed);
        put_octet(stream, '"');
    }
}

static void finding_line(struct output *out, const struct subject *subject, const rptlint_finding *finding)
{
    const rptlint_rule *rule = finding->rule;
    struct place place = place_of(out, subject, finding->span);

    put_text(out->stream, "{\"type\":\"finding\"");
    write_member(out->stream, "input", subject->name);
    if (strcmp(subject->kind, "record") != 0 && !is_report(subject))
        write_member(out->stream, "part", subject->kind);
    write_member(out->stream, "rule", rule->id);
    write_member(out->stream, "slug", rule->slug);
    write_member(out->stream, "severity", rptlint_severity_name(finding->severity));
    put_octet(out->stream, ',');
    write_place(out->stream, &place);
    write_count(out->stream, "rfc", rule->rfc);
    write_member(out->stream, "section", rule->section);
    write_member(out->stream, "message", rule->message);
    put_text(out->stream, ",\"text\":\"");
    if (place.span.length > 0 && !subject->binary)
        escape_write(out->stream, ESCAPE_JSON, subject->text + place.span.offset, shown_length(subject, &place));
    put_octet(out->stream, '"');
    if (is_report(subject))
        write_pointer(out->stream, subject, finding);
    write_member(out->stream, "hint", finding->hint);
    if (has_fix(finding))
        write_fix(out->stream, subject, place.span, finding);
    if (finding->has_related) {
        struct place related;

        swap_cursors(out);
        related = place_of(out, subject, finding->related);
        swap_cursors(out);
        put_text(out->stream, ",\"related\":{");
        write_place(out->stream, &related);
        put_octet(out->stream, '}');
    }
    put_text(out->stream, "}\n");
    out->results++;
}

/* The end of a verdict. */
static void write_counts(FILE *stream, size_t errors, size_t warnings, size_t notes)
{
    write_count(stream, "errors", errors);
    write_count(stream, "warnings", warnings);
    write_count(stream, "notes", notes);
    put_text(stream, "}\n");
}

static void verdict_line(struct output *out, const struct subject *subject, const rptlint_verdict *verdict)
{
    put_text(out->stream, "{\"type\":\"verdict\"");
    write_member(out->stream, "input", subject->name);
    write_member(out->stream, "kind", subject->kind);
    if (!is_argument(subject))
        write_count(out->stream, "line", subject->line);
    if (subject->owner != NULL)
        write_member(out->stream, "owner", subject->owner);
    write_answer(out->stream, "grammar", verdict->grammar);
    write_member(out->stream, "selected", rptlint_selected_name(verdict->selected));
    write_count(out->stream, "usable", verdict->usable);
    write_counts(out->stream, verdict->errors, verdict->warnings, verdict->notes);
}

/* ,"KEY":"VALUE", its JSON escapes decoded. */
static void write_value(FILE *stream, const char *key, const struct subject *subject, const rptlint_value *value)
{
    const char *data = subject->text + value->span.offset;
    size_t length = value->span.length;
    char *decoded = NULL;

    if (!value->present || length == 0)
        return;
    if (value->escaped) {
        decoded = malloc(length);
        if (decoded == NULL)
            return;
        (void)rptlint_decode_json(data, length, decoded, length, &length);
    }
    begin_string(stream, key);
    escape_write(stream, ESCAPE_JSON, decoded != NULL ? decoded : data, length);
    put_octet(stream, '"');
    free(decoded);
}

static void report_line(struct output *out, const struct subject *subject, const rptlint_report_verdict *verdict)
{
    const rptlint_report *report = &verdict->report;
    FILE *stream = out->stream;

    put_text(stream, "{\"type\":\"verdict\"");
    write_member(stream, "input", subject->name);
    write_member(stream, "kind", "report");
    write_count(stream, "line", subject->line);
    if (is_report(subject)) /* else nothing was found in it that could be JSON */
        write_answer(stream, "json", verdict->json);
    write_answer(stream, "readable", verdict->readable);
    write_count(stream, "policies", verdict->policies);
    write_count(stream, "failures", verdict->failures);
    write_value(stream, "organization", subject, &report->organization);
    write_value(stream, "contact", subject, &report->contact);
    write_value(stream, "report_id", subject, &report->id);
    write_value(stream, "policy_domain", subject, &verdict->policy_domain);
    write_value(stream, "start", subject, &report->start.value);
    write_value(stream, "end", subject, &report->end.value);
    write_counts(stream, verdict->errors, verdict->warnings, verdict->notes);
}

static void zone_line(struct output *out, const struct subject *subject, const struct zone_counts *counts)
{
    put_text(out->stream, "{\"type\":\"verdict\"");
    write_member(out->stream, "input", subject->name);
    write_member(out->stream, "kind", "zone");
    if (counts->origin != NULL)
        write_member(out->stream, "origin", counts->origin);
    write_count(out->stream, "records", counts->records);
    write_count(out->stream, "tlsrpt", counts->tlsrpt);
    write_counts(out->stream, counts->errors, counts->warnings, counts->notes);
}

const struct renderer render_json = {
    .name = "json",
    .begin = begin_results,
    .finding = finding_line,
    .verdict = verdict_line,
    .report = report_line,
    .zone = zone_line,
    .looked = json_looked,
    .context = json_context,
    .end = end_ignored,
    .between = "",
};
