/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings for people, in the manner of a compiler: the place, the source line, a caret, what to do. */
#include "core/bytes.h"
#include "output/escape.h"
#include "output/phrase.h"
#include "output/render.h"
#include "output/shared.h"

#include <string.h>

/*
 * Of a source line LINE_COLUMNS are shown at most, the dots at cut ends among them.  A span that leaves no
 * room is cut, so that AHEAD_COLUMNS of what stands before it are seen.
 */
enum {
    LINE_COLUMNS = 100,
    DOTS = 3,
    BODY_COLUMNS = LINE_COLUMNS - 2 * DOTS,
    AHEAD_COLUMNS = 20,
    GUTTER_MIN = 5
};

/* Part of a line, octets. */
struct part {
    size_t from;
    size_t to;
};

/* A source line, and what is to be seen of it; all parts count from its first octet. */
struct source {
    const char *data;
    size_t length;
    struct part mark;    /* the span, cut to the line */
    struct part related; /* the related span, where has_related */
    bool has_related;    /* it is in this line */
    struct part window;  /* what is shown */
    bool cut_before;
    bool cut_behind;
};

/* ---- what is shown of a line ---- */

/* A combining mark costs a column here, so that a heap of them does not make the window endless. */
static size_t cost_of(struct unit unit)
{
    size_t columns = unit_columns(ESCAPE_SOURCE, unit);

    return columns > 0 ? columns : 1;
}

/* Moves the window's end forward to `limit`, as far as `budget` columns allow; returns what is left. */
static size_t grow_behind(struct source *source, size_t limit, size_t budget)
{
    for (size_t at = source->window.to; at < limit; source->window.to = at) {
        size_t run = plain_columns_end(source->data, at, limit - at < budget ? limit : at + budget);
        struct unit unit;

        budget -= run - at;
        source->window.to = at = run;
        if (at == limit)
            break;
        unit = unit_at(source->data, source->length, at);
        if (cost_of(unit) > budget)
            break;
        budget -= cost_of(unit);
        at += unit.length;
    }
    return budget;
}

/* The same for its beginning, backward to the line's. */
static size_t grow_before(struct source *source, size_t budget)
{
    while (source->window.from > 0) {
        size_t before;
        struct unit unit;

        for (; budget > 0 && source->window.from > 0 && is_plain_column(source->data[source->window.from - 1]); budget--)
            source->window.from--;
        if (source->window.from == 0)
            break;
        before = unit_before(source->data, source->window.from);
        unit = unit_at(source->data, source->length, before);
        if (cost_of(unit) > budget)
            break;
        budget -= cost_of(unit);
        source->window.from = before;
    }
    return budget;
}

/* Where the character begins that data[at] belongs to. */
static size_t character_start(const struct source *source, size_t at)
{
    for (size_t back = 1; back <= 3 && back <= at && at < source->length; back++)
        if (unit_at(source->data, source->length, at - back).length > back)
            return at - back;
    return at;
}

/* The window must show data[from..to); returns the columns left, or the budget when it does not fit. */
static size_t window_of(struct source *source, size_t from, size_t to)
{
    size_t left;

    source->window.from = source->window.to = character_start(source, from);
    left = grow_behind(source, to, BODY_COLUMNS);
    return source->window.to >= to ? left : BODY_COLUMNS;
}

/* Dots must not stand for less than they take. */
static void spare_dots(struct source *source)
{
    struct part window = source->window;

    grow_before(source, DOTS);
    if (source->window.from > 0)
        source->window.from = window.from;
    grow_behind(source, source->length, DOTS);
    if (source->window.to < source->length)
        source->window.to = window.to;
}

/* The whole line, or both marks, or the span's; then what there is room for on both sides. */
static void choose_window(struct source *source)
{
    struct part mark = source->mark, both = mark;
    size_t left, half;

    source->window = (struct part){.from = 0, .to = 0};
    grow_behind(source, source->length, LINE_COLUMNS);
    if (source->window.to == source->length)
        return;
    if (source->has_related && source->related.from < both.from)
        both.from = source->related.from;
    if (source->has_related && source->related.to > both.to)
        both.to = source->related.to;
    left = window_of(source, both.from, both.to);
    if (left == BODY_COLUMNS) {
        source->window.from = source->window.to = character_start(source, mark.from);
        left = grow_behind(source, mark.to, BODY_COLUMNS - AHEAD_COLUMNS) + AHEAD_COLUMNS;
    }
    half = left / 2;
    left = left - half + grow_before(source, half);
    left = grow_behind(source, source->length, left);
    grow_before(source, left);
    spare_dots(source);
}

/* A span that is nothing but the line's end: show it, as \r\n. */
static size_t with_line_end(const struct subject *subject, const struct place *place)
{
    size_t start = place->local.text.offset, end = start + place->local.text.length;
    size_t limit = place->span.offset + place->span.length;

    if (place->span.offset < end)
        return end - start;
    if (end < limit && subject->text[end] == '\r')
        end++;
    if (end < limit && subject->text[end] == '\n')
        end++;
    return end - start;
}

static struct source source_of(const struct subject *subject, const struct place *place,
                               const struct place *related)
{
    size_t start = place->local.text.offset;
    struct source source = {.length = with_line_end(subject, place), .has_related = related != NULL};

    source.data = source.length > 0 ? subject->text + start : "";
    source.mark.from = smaller(place->span.offset - start, source.length);
    source.mark.to = smaller(place->span.offset + place->span.length - start, source.length);
    if (related != NULL) {
        source.related.from = smaller(related->span.offset - start, source.length);
        source.related.to = smaller(related->span.offset + related->span.length - start, source.length);
    }
    choose_window(&source);
    source.cut_before = source.window.from > 0 || (place->local.line == 1 && subject->column > 1);
    source.cut_behind = source.window.to < source.length;
    return source;
}

/* ---- source lines and what stands under them ---- */

static int gutter_of(size_t line)
{
    int digits = 1;

    while (line >= 10) {
        line /= 10;
        digits++;
    }
    return digits > GUTTER_MIN ? digits : GUTTER_MIN;
}

static void write_source(FILE *stream, int gutter, size_t line, const struct source *source)
{
    put_aligned(stream, gutter, line);
    put_text(stream, " |");
    if (source->window.from < source->window.to || source->cut_before)
        put_octet(stream, ' ');
    if (source->cut_before)
        put_text(stream, "...");
    escape_write(stream, ESCAPE_SOURCE, source->data + source->window.from,
                 source->window.to - source->window.from);
    put_text(stream, source->cut_behind ? "...\n" : "\n");
}

/* The column, from 0, behind all characters shown that begin before data[at]. */
static size_t shown_columns(const struct source *source, size_t at)
{
    const char *shown = source->data + source->window.from;
    size_t length = source->window.to - source->window.from, columns = source->cut_before ? DOTS : 0;
    size_t end = at < source->window.from ? 0 : at - source->window.from < length ? at - source->window.from : length;

    for (size_t i = 0; i < end;) {
        size_t run = plain_columns_end(shown, i, end);
        struct unit unit;

        columns += run - i;
        i = run;
        if (i == end)
            break;
        unit = unit_at(shown, length, i);
        columns += unit_columns(ESCAPE_SOURCE, unit);
        i += unit.length;
    }
    return columns;
}

/* The columns under a part; at least one, also for an empty part or a combining mark by itself. */
static struct part columns_under(const struct source *source, struct part part)
{
    struct part under;

    under.from = shown_columns(source, character_start(source, part.from));
    under.to = shown_columns(source, part.to);
    if (under.to <= under.from) {
        if (part.from < part.to && under.from > 0)
            under.from--;
        under.to = under.from + 1;
    }
    return under;
}

static void write_marks(const struct output *out, int gutter, const struct source *source,
                        const rptlint_finding *finding)
{
    char marks[LINE_COLUMNS + DOTS + 1];
    struct phrase phrase;
    struct part caret = columns_under(source, source->mark);
    size_t length = caret.to;

    memset(marks, ' ', sizeof(marks));
    if (source->has_related && source->related.from >= source->window.from &&
        source->related.from < source->window.to) {
        struct part related = columns_under(source, source->related);

        memset(marks + related.from, '-', related.to - related.from);
        length = related.to > length ? related.to : length;
    }
    memset(marks + caret.from, '~', caret.to - caret.from);
    marks[caret.from] = '^';
    put_spaces(out->stream, gutter);
    phrase.length = 0;
    ADD(&phrase, " | ");
    add_octets(&phrase, marks, caret.from);
    add_text(&phrase, color_of(out->color, COLOR_CARET));
    add_octets(&phrase, marks + caret.from, caret.to - caret.from);
    add_text(&phrase, color_of(out->color, COLOR_OFF));
    add_octets(&phrase, marks + caret.to, length - caret.to);
    ADD(&phrase, " ");
    phrase_write(&phrase, out->stream);
    write_action(out->stream, ESCAPE_TEXT, finding);
    put_octet(out->stream, '\n');
}

static void write_related(FILE *stream, int gutter, const struct subject *subject,
                          const rptlint_finding *finding, const struct place *related, bool same_line)
{
    fprintf(stream, "%*s = note: %s is at ", gutter, "", related_name(subject, finding));
    if (same_line) {
        fprintf(stream, "column %zu\n", related->column);
        return;
    }
    write_name(stream, subject->name);
    fprintf(stream, ":%zu:%zu\n", related->line, related->column);
}

/* What a span lies in needs no pointing at. */
static bool overlap(rptlint_span a, rptlint_span b)
{
    return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}

/* " [U204, RFC 8460 section 3]" */
static void write_rule(FILE *stream, const rptlint_rule *rule)
{
    struct phrase phrase;

    phrase.length = 0;
    ADD(&phrase, " [");
    add_text(&phrase, rule->id);
    ADD(&phrase, ", RFC ");
    add_number(&phrase, rule->rfc);
    ADD(&phrase, " section ");
    add_text(&phrase, rule->section);
    ADD(&phrase, "]\n");
    phrase_write(&phrase, stream);
}

static void finding_lines(struct output *out, const struct subject *subject, const rptlint_finding *finding)
{
    struct place place = place_of(out, subject, finding->span);
    struct source source = {.data = ""};
    struct place related = place;
    int gutter = gutter_of(place.line);
    bool same_line;

    if (finding->has_related) {
        swap_cursors(out);
        related = place_of(out, subject, finding->related);
        swap_cursors(out);
    }
    same_line = finding->has_related && related.line == place.line;
    write_head(out->stream, out->color, subject, &place, finding);
    write_rule(out->stream, finding->rule);
    if (subject->binary) {
        fprintf(out->stream, "%*s = octet %zu of %zu: ", gutter, "", place.span.offset, subject->length);
        write_action(out->stream, ESCAPE_TEXT, finding);
        put_octet(out->stream, '\n');
        out->results++;
        return;
    }
    source = source_of(subject, &place, same_line ? &related : NULL);
    write_source(out->stream, gutter, place.line, &source);
    write_marks(out, gutter, &source, finding);
    if (has_fix(finding) && has_own_hint(finding)) {
        fprintf(out->stream, "%*s = hint: ", gutter, "");
        escape_string(out->stream, ESCAPE_TEXT, finding->hint);
        put_octet(out->stream, '\n');
    }
    if (finding->has_related && !overlap(finding->span, finding->related))
        write_related(out->stream, gutter, subject, finding, &related, same_line);
    out->results++;
}

/* ---- the verdict ---- */

/* The worst first. */
static const char *judgement(const struct output *out, const struct subject *subject, const rptlint_verdict *verdict)
{
    if (subject->looked != NULL && subject->looked->outcome == LOOKED_NO_RECORD)
        return "no record: senders send no reports";
    if (subject->looked != NULL && subject->looked->outcome == LOOKED_SEVERAL)
        return "broken: senders must assume that there is no record";
    if (subject->looked != NULL && subject->looked->dnssec != NULL && strcmp(subject->looked->dnssec, "bogus") == 0)
        return "broken: senders whose resolver validates see no record";
    if (verdict->selected == RPTLINT_SELECTED_NO)
        return "broken: senders do not recognise this record";
    if (!verdict->grammar)
        return "broken: senders ignore this record";
    if (verdict->usable == 0)
        return "broken: no report can arrive";
    if (verdict->selected == RPTLINT_SELECTED_ONLY_ALONE)
        return "at risk: senders use this record only when no other TXT record is there";
    if (verdict->errors > 0 && verdict->errors == out->house)
        return "usable, but not as the rules of the house want";
    if (verdict->errors > 0 && subject->looked != NULL)
        return "usable, with errors: reports may be lost";
    if (verdict->errors > 0)
        return "usable, with errors: senders or name servers may refuse it";
    return "ok: senders use this record";
}

static void add_count(struct phrase *phrase, const char *before, size_t count, const char *what)
{
    add_text(phrase, before);
    add_number(phrase, count);
    ADD(phrase, " ");
    add_text(phrase, what);
    if (count != 1)
        ADD(phrase, "s");
}

/* "; 1 error, 0 warnings, 2 notes)" */
static void add_counts(struct phrase *phrase, const char *before, size_t errors, size_t warnings, size_t notes)
{
    add_count(phrase, before, errors, "error");
    add_count(phrase, ", ", warnings, "warning");
    add_count(phrase, ", ", notes, "note");
    ADD(phrase, ")");
}

static void write_line_number(FILE *stream, size_t line)
{
    put_octet(stream, ':');
    put_number(stream, line);
}

static void verdict_line(struct output *out, const struct subject *subject, const rptlint_verdict *verdict)
{
    struct phrase phrase;

    if (out->quiet)
        return;
    write_color(out->stream, out->color, COLOR_LOCATION);
    write_name(out->stream, subject->name);
    if (!is_argument(subject))
        write_line_number(out->stream, subject->line);
    put_octet(out->stream, ':');
    write_color(out->stream, out->color, COLOR_OFF);
    if (subject->owner != NULL) {
        put_octet(out->stream, ' ');
        escape_string(out->stream, ESCAPE_TEXT, subject->owner);
        put_octet(out->stream, ':');
    }
    phrase.length = 0;
    ADD(&phrase, " ");
    add_text(&phrase, judgement(out, subject, verdict));
    add_text(&phrase, verdict->grammar ? " (grammar yes, selected " : " (grammar no, selected ");
    add_text(&phrase, rptlint_selected_name(verdict->selected));
    add_count(&phrase, ", ", verdict->usable, "usable destination");
    add_counts(&phrase, "; ", verdict->errors, verdict->warnings, verdict->notes);
    ADD(&phrase, "\n");
    phrase_write(&phrase, out->stream);
}

/* The worst first, as for records. */
static const char *report_judgement(const struct subject *subject, const rptlint_report_verdict *verdict)
{
    if (subject->binary)
        return "broken: no report can be unpacked from this";
    if (!is_report(subject))
        return "broken: there is no report in this message";
    if (!verdict->readable && verdict->json && verdict->errors == 0)
        return "empty: this tells of no sessions";
    if (!verdict->readable)
        return "broken: no report can be read from this";
    if (!verdict->json)
        return "readable, with errors: this is not valid JSON (RFC 7493), and strict readers refuse it";
    if (verdict->errors > 0)
        return "readable, with errors: this breaks RFC 8460, and strict readers may refuse it";
    if (verdict->warnings > 0)
        return "readable, with warnings: this is not as it should be, and some readers may lose a part of it";
    return "ok: this follows RFC 8460";
}

/* WORDS "VALUE", when there is one. */
static void write_identity(FILE *stream, const char *words, const struct subject *subject, const rptlint_value *value)
{
    if (!value->present)
        return;
    put_text(stream, words);
    put_octet(stream, '"');
    escape_quote(stream, ESCAPE_TEXT, subject->text + value->span.offset, value->span.length);
    put_octet(stream, '"');
}

/* Whose report about what, as far as it says so. */
static void write_identities(struct output *out, const struct subject *subject, const rptlint_report_verdict *verdict)
{
    const rptlint_report *report = &verdict->report;

    if (!report->organization.present && !report->id.present && !verdict->policy_domain.present)
        return;
    put_text(out->stream, ": report");
    write_identity(out->stream, " ", subject, &report->id);
    write_identity(out->stream, " by ", subject, &report->organization);
    write_identity(out->stream, " about ", subject, &verdict->policy_domain);
    write_identity(out->stream, " from ", subject, &report->start.value);
    write_identity(out->stream, " to ", subject, &report->end.value);
}

static void report_line(struct output *out, const struct subject *subject, const rptlint_report_verdict *verdict)
{
    struct phrase phrase;

    if (out->quiet)
        return;
    write_color(out->stream, out->color, COLOR_LOCATION);
    write_name(out->stream, subject->name);
    if (subject->line > 1)
        write_line_number(out->stream, subject->line);
    put_octet(out->stream, ':');
    write_color(out->stream, out->color, COLOR_OFF);
    phrase.length = 0;
    ADD(&phrase, " ");
    add_text(&phrase, report_judgement(subject, verdict));
    add_text(&phrase, verdict->readable ? " (readable yes" : " (readable no");
    if (is_report(subject)) {
        ADD(&phrase, ", ");
        add_number(&phrase, verdict->policies);
        add_text(&phrase, verdict->policies == 1 ? " policy" : " policies");
        add_count(&phrase, ", ", verdict->failures, "failure detail");
    }
    add_counts(&phrase, "; ", verdict->errors, verdict->warnings, verdict->notes);
    phrase_write(&phrase, out->stream);
    write_identities(out, subject, verdict);
    put_octet(out->stream, '\n');
}

static void zone_line(struct output *out, const struct subject *subject, const struct zone_counts *counts)
{
    struct phrase phrase;

    if (out->quiet)
        return;
    write_color(out->stream, out->color, COLOR_LOCATION);
    write_name(out->stream, subject->name);
    put_octet(out->stream, ':');
    write_color(out->stream, out->color, COLOR_OFF);
    put_text(out->stream, " zone");
    if (counts->origin != NULL) {
        put_octet(out->stream, ' ');
        escape_string(out->stream, ESCAPE_TEXT, counts->origin);
    }
    phrase.length = 0;
    add_count(&phrase, ": ", counts->records, "record");
    if (counts->tlsrpt == 0)
        ADD(&phrase, ", no TLSRPT record");
    else
        add_count(&phrase, ", ", counts->tlsrpt, "TLSRPT record");
    add_counts(&phrase, " (", counts->errors, counts->warnings, counts->notes);
    ADD(&phrase, "\n");
    phrase_write(&phrase, out->stream);
}

const struct renderer render_text = {
    .name = "text",
    .begin = begin_results,
    .finding = finding_lines,
    .verdict = verdict_line,
    .report = report_line,
    .zone = zone_line,
    .looked = text_looked,
    .context = text_context,
    .end = end_ignored,
    .between = "",
};
