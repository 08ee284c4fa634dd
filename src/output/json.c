/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings and verdicts as JSON, one object a line; the keys and their order are documented and stay. */
#include "output/escape.h"
#include "output/render.h"
#include "output/shared.h"

#include <stdlib.h>
#include <string.h>

/* ,"KEY":"STRING" */
static void write_member(FILE *stream, const char *key, const char *string)
{
    fprintf(stream, ",\"%s\":\"", key);
    escape_string(stream, ESCAPE_JSON, string);
    putc('"', stream);
}

/* "offset":42,"length":1,"line":1,"column":43 */
static void write_place(FILE *stream, const struct place *place)
{
    fprintf(stream, "\"offset\":%zu,\"length\":%zu,\"line\":%zu,\"column\":%zu", place->offset,
            place->span.length, place->line, place->column);
}

/* What the span is to become as a whole. */
static void write_fix(FILE *stream, const struct subject *subject, rptlint_span span,
                      const rptlint_finding *finding)
{
    fputs(",\"fix\":\"", stream);
    escape_write(stream, ESCAPE_JSON, finding->fix, finding->fix_length);
    if (finding->fix_inserts && span.length > 0)
        escape_write(stream, ESCAPE_JSON, subject->text + span.offset, span.length);
    putc('"', stream);
}

/* Of a pointer that is too long only the length is told. */
static void write_pointer(FILE *stream, const struct subject *subject, const rptlint_finding *finding)
{
    char pointer[POINTER_MAX];
    size_t needed = pointer_of(subject, finding, pointer);

    if (needed > POINTER_MAX) {
        fprintf(stream, ",\"pointer_length\":%zu", needed);
    } else {
        fputs(",\"pointer\":\"", stream);
        escape_write(stream, ESCAPE_JSON, pointer, needed);
        putc('"', stream);
    }
}

static void finding_line(struct output *out, const struct subject *subject, const rptlint_finding *finding)
{
    const rptlint_rule *rule = finding->rule;
    struct place place = place_of(out, subject, finding->span);

    fputs("{\"type\":\"finding\"", out->stream);
    write_member(out->stream, "input", subject->name);
    if (strcmp(subject->kind, "record") != 0 && !is_report(subject))
        write_member(out->stream, "part", subject->kind);
    write_member(out->stream, "rule", rule->id);
    write_member(out->stream, "slug", rule->slug);
    write_member(out->stream, "severity", rptlint_severity_name(finding->severity));
    putc(',', out->stream);
    write_place(out->stream, &place);
    fprintf(out->stream, ",\"rfc\":%u", rule->rfc);
    write_member(out->stream, "section", rule->section);
    write_member(out->stream, "message", rule->message);
    fputs(",\"text\":\"", out->stream);
    if (place.span.length > 0 && !subject->binary)
        escape_write(out->stream, ESCAPE_JSON, subject->text + place.span.offset, shown_length(subject, &place));
    putc('"', out->stream);
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
        fputs(",\"related\":{", out->stream);
        write_place(out->stream, &related);
        putc('}', out->stream);
    }
    fputs("}\n", out->stream);
    out->results++;
}

static void verdict_line(struct output *out, const struct subject *subject, const rptlint_verdict *verdict)
{
    fputs("{\"type\":\"verdict\"", out->stream);
    write_member(out->stream, "input", subject->name);
    write_member(out->stream, "kind", subject->kind);
    if (!is_argument(subject))
        fprintf(out->stream, ",\"line\":%zu", subject->line);
    if (subject->owner != NULL)
        write_member(out->stream, "owner", subject->owner);
    fprintf(out->stream, ",\"grammar\":%s", verdict->grammar ? "true" : "false");
    write_member(out->stream, "selected", rptlint_selected_name(verdict->selected));
    fprintf(out->stream, ",\"usable\":%zu,\"errors\":%zu,\"warnings\":%zu,\"notes\":%zu}\n", verdict->usable,
            verdict->errors, verdict->warnings, verdict->notes);
}

/* ,"KEY":"VALUE", its JSON escapes decoded. */
static void write_value(FILE *stream, const char *key, const struct subject *subject, const rptlint_value *value)
{
    size_t length = 0;
    char *decoded;

    if (!value->present || value->span.length == 0)
        return;
    decoded = malloc(value->span.length);
    if (decoded == NULL)
        return;
    (void)rptlint_decode_json(subject->text + value->span.offset, value->span.length, decoded, value->span.length,
                              &length);
    fprintf(stream, ",\"%s\":\"", key);
    escape_write(stream, ESCAPE_JSON, decoded, length);
    putc('"', stream);
    free(decoded);
}

static void report_line(struct output *out, const struct subject *subject, const rptlint_report_verdict *verdict)
{
    const rptlint_report *report = &verdict->report;
    FILE *stream = out->stream;

    fputs("{\"type\":\"verdict\"", stream);
    write_member(stream, "input", subject->name);
    write_member(stream, "kind", "report");
    fprintf(stream, ",\"line\":%zu", subject->line);
    if (is_report(subject)) /* else nothing was found in it that could be JSON */
        fprintf(stream, ",\"json\":%s", verdict->json ? "true" : "false");
    fprintf(stream, ",\"readable\":%s,\"policies\":%zu,\"failures\":%zu", verdict->readable ? "true" : "false",
            verdict->policies, verdict->failures);
    write_value(stream, "organization", subject, &report->organization);
    write_value(stream, "contact", subject, &report->contact);
    write_value(stream, "report_id", subject, &report->id);
    write_value(stream, "policy_domain", subject, &verdict->policy_domain);
    write_value(stream, "start", subject, &report->start.value);
    write_value(stream, "end", subject, &report->end.value);
    fprintf(stream, ",\"errors\":%zu,\"warnings\":%zu,\"notes\":%zu}\n", verdict->errors, verdict->warnings,
            verdict->notes);
}

static void zone_line(struct output *out, const struct subject *subject, const struct zone_counts *counts)
{
    fputs("{\"type\":\"verdict\"", out->stream);
    write_member(out->stream, "input", subject->name);
    write_member(out->stream, "kind", "zone");
    if (counts->origin != NULL)
        write_member(out->stream, "origin", counts->origin);
    fprintf(out->stream, ",\"records\":%zu,\"tlsrpt\":%zu,\"errors\":%zu,\"warnings\":%zu,\"notes\":%zu}\n",
            counts->records, counts->tlsrpt, counts->errors, counts->warnings, counts->notes);
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
