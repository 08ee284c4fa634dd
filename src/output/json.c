/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings and verdicts as JSON, one object a line; the keys and their order are documented and stay. */
#include "output/escape.h"
#include "output/render.h"
#include "output/shared.h"

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

static void finding_line(struct output *out, const struct subject *subject, const rptlint_finding *finding)
{
    const rptlint_rule *rule = finding->rule;
    struct place place = place_of(out, subject, finding->span);

    fputs("{\"type\":\"finding\"", out->stream);
    write_member(out->stream, "input", subject->name);
    write_member(out->stream, "rule", rule->id);
    write_member(out->stream, "slug", rule->slug);
    write_member(out->stream, "severity", rptlint_severity_name(finding->severity));
    putc(',', out->stream);
    write_place(out->stream, &place);
    fprintf(out->stream, ",\"rfc\":%u", rule->rfc);
    write_member(out->stream, "section", rule->section);
    write_member(out->stream, "message", rule->message);
    fputs(",\"text\":\"", out->stream);
    if (place.span.length > 0)
        escape_write(out->stream, ESCAPE_JSON, subject->text + place.span.offset, place.span.length);
    putc('"', out->stream);
    write_member(out->stream, "hint", finding->hint);
    if (has_fix(finding))
        write_fix(out->stream, subject, place.span, finding);
    if (finding->has_related) {
        struct place related = place_of(out, subject, finding->related);

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
    fprintf(out->stream, ",\"grammar\":%s", verdict->grammar ? "true" : "false");
    write_member(out->stream, "selected", rptlint_selected_name(verdict->selected));
    fprintf(out->stream, ",\"usable\":%zu,\"errors\":%zu,\"warnings\":%zu,\"notes\":%zu}\n", verdict->usable,
            verdict->errors, verdict->warnings, verdict->notes);
}

const struct renderer render_json = {
    .name = "json",
    .begin = begin_results,
    .finding = finding_line,
    .verdict = verdict_line,
    .end = end_ignored,
};
