/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of renderers, and what they share. */
#include "output/render.h"

#include "output/escape.h"
#include "output/shared.h"
#include "output/phrase.h"

#include <string.h>

const struct renderer *const renderers[] = {
    &render_text, &render_json, &render_sarif, &render_github, &render_gnu, NULL,
};

static const char *const sequences[] = {
    [COLOR_OFF] = "\033[0m",      [COLOR_LOCATION] = "\033[1m", [COLOR_NOTE] = "\033[36m",
    [COLOR_WARNING] = "\033[35m", [COLOR_ERROR] = "\033[31m",   [COLOR_CARET] = "\033[32m",
};

const struct renderer *renderer_find(const char *name)
{
    for (size_t i = 0; renderers[i] != NULL; i++)
        if (strcmp(renderers[i]->name, name) == 0)
            return renderers[i];
    return NULL;
}

void forget_places(struct output *out, bool mail_too)
{
    out->cursor = out->related = (struct cursor){.units = 0};
    if (mail_too)
        out->mail = out->cursor;
}

void begin_results(struct output *out)
{
    out->results = 0;
    forget_places(out, true);
}

void verdict_ignored(struct output *out, const struct subject *subject, const rptlint_verdict *verdict)
{
    (void)out;
    (void)subject;
    (void)verdict;
}

void report_ignored(struct output *out, const struct subject *subject, const rptlint_report_verdict *verdict)
{
    (void)out;
    (void)subject;
    (void)verdict;
}

void zone_ignored(struct output *out, const struct subject *subject, const struct zone_counts *counts)
{
    (void)out;
    (void)subject;
    (void)counts;
}

void looked_ignored(struct output *out, const struct subject *subject)
{
    (void)out;
    (void)subject;
}

void context_ignored(struct output *out, const struct subject *subject, const struct context *context)
{
    (void)out;
    (void)subject;
    (void)context;
}

void end_ignored(struct output *out)
{
    (void)out;
}

static bool same_subject(const struct subject *a, const struct subject *b)
{
    return a->name == b->name && a->text == b->text && a->length == b->length && a->offset == b->offset &&
           a->line == b->line;
}

struct cursor *cursor_of(struct output *out, const struct subject *subject)
{
    return strcmp(subject->kind, "mail") == 0 ? &out->mail : &out->cursor;
}

void swap_cursors(struct output *out)
{
    struct cursor cursor = out->cursor;

    out->cursor = out->related;
    out->related = cursor;
}

/*
 * A report is often one line of many megabytes, of which little is ever shown: a line is looked at no further than
 * LINE_BEHIND octets behind a place, and further on when a place has fewer than LINE_SHOWN behind it.
 */
enum { LINE_BEHIND = 8192, LINE_SHOWN = 4096 };

/* rptlint_locate for text[from..length), but that lines are cut. */
static rptlint_location locate_from(const struct subject *subject, size_t from, size_t offset)
{
    const char *text = from > 0 ? subject->text + from : subject->text; /* that may be NULL when it is empty */
    size_t length = subject->length - from;
    rptlint_location location;

    if (length - (offset - from) > LINE_BEHIND)
        length = offset - from + LINE_BEHIND;
    location = rptlint_locate(text, length, offset - from);
    location.text.offset += from;
    return location;
}

/* A place before the line that was looked up last: lines are counted back from it. */
static rptlint_location locate_before(const struct subject *subject, rptlint_location last, size_t offset)
{
    rptlint_location location;
    size_t start = offset, lines = 0;

    while (start > 0 && subject->text[start - 1] != '\n')
        start--;
    location = locate_from(subject, start, offset);
    for (size_t at = offset; at < last.text.offset; at++)
        lines += subject->text[at] == '\n';
    location.line = last.line - lines;
    return location;
}

/* Does a line end here, or was it cut?  Before a CR it is looked at once more. */
static bool is_line_end(const struct subject *subject, size_t at)
{
    return at == subject->length || subject->text[at] == '\n';
}

/* The line of a place behind the beginning of the line that was looked up last: from where that was cut, or ended. */
static rptlint_location locate_behind(const struct subject *subject, rptlint_location last, size_t offset)
{
    size_t seen = last.text.offset + last.text.length;
    rptlint_location location = locate_from(subject, seen, offset > seen ? offset : seen);

    if (location.line == 1) {
        location.text.length += seen - last.text.offset;
        location.text.offset = last.text.offset;
    }
    location.line += last.line - 1;
    location.column = offset - location.text.offset + 1;
    return location;
}

/* rptlint_locate, but for the way from the line that was looked up last: findings are mostly near each other. */
static rptlint_location locate(struct output *out, const struct subject *subject, size_t offset)
{
    struct cursor *cursor = cursor_of(out, subject);
    rptlint_location location = cursor->line;
    size_t start = location.text.offset, seen = start + location.text.length;
    bool known = same_subject(&cursor->subject, subject);

    if (known && offset >= start && offset <= seen && (seen - offset >= LINE_SHOWN || is_line_end(subject, seen))) {
        location.column = offset - start + 1;
        return location;
    }
    if (known && offset >= start)
        location = locate_behind(subject, location, offset);
    else if (known && start - offset < offset)
        location = locate_before(subject, location, offset);
    else
        location = locate_from(subject, 0, offset);
    if (!known || location.text.offset != start)
        cursor->units_end = cursor->units = 0;
    cursor->subject = *subject;
    cursor->line = location;
    return location;
}

struct place place_of(struct output *out, const struct subject *subject, rptlint_span span)
{
    struct place place = {.span = span};

    if (place.span.offset > subject->length)
        place.span.offset = subject->length;
    if (place.span.length > subject->length - place.span.offset)
        place.span.length = subject->length - place.span.offset;
    place.local = subject->binary ? (rptlint_location){.line = 1, .column = place.span.offset + 1}
                                  : locate(out, subject, place.span.offset);
    place.offset = subject->offset + place.span.offset;
    place.line = subject->line + place.local.line - 1;
    place.column = place.local.column;
    if (place.local.line == 1)
        place.column += subject->column - 1;
    return place;
}

struct place place_of_end(struct output *out, const struct subject *subject, const struct place *place)
{
    rptlint_span end = {.offset = place->span.offset + place->span.length, .length = 0};

    return place->span.length > 0 ? place_of(out, subject, end) : *place;
}

bool is_report(const struct subject *subject)
{
    return strcmp(subject->kind, "report") == 0;
}

bool is_elsewhere(const struct subject *subject)
{
    return subject->file != NULL || subject->binary || subject->looked != NULL;
}

/* "record", "record-2", "record-3" ... */
bool is_argument(const struct subject *subject)
{
    static const char name[] = "record";
    const char *rest;

    if (subject->looked != NULL)
        return true;
    if (subject->line > 1 || strncmp(subject->name, name, sizeof(name) - 1) != 0)
        return false;
    rest = subject->name + sizeof(name) - 1;
    if (*rest == '\0')
        return true;
    return *rest == '-' && rest[1] != '\0' && rest[1 + strspn(rest + 1, "0123456789")] == '\0';
}

void write_name(FILE *stream, const char *name)
{
    unsigned char first = (unsigned char)name[0];

    /* CI runners take a line that begins with "::error::" for a command; "./" names the same file. */
    if ((first == ':' || first == ' ' || first >= 0x80) && strchr(name, ':') != NULL)
        fputs("./", stream);
    escape_string(stream, ESCAPE_TEXT, name);
}

const char *color_of(bool color, enum color wanted)
{
    return color ? sequences[wanted] : "";
}

void write_color(FILE *stream, bool color, enum color wanted)
{
    put_text(stream, color_of(color, wanted));
}

static enum color severity_color(rptlint_severity severity)
{
    return severity == RPTLINT_ERROR ? COLOR_ERROR : severity == RPTLINT_WARNING ? COLOR_WARNING : COLOR_NOTE;
}

/*
 * The opening bracket that stands for a whole object or array says nothing: a member is missing in it, or it is
 * not what it should be.  Where a grammar is broken the octets are the news.
 */
static bool is_quoted(const struct subject *subject, const struct place *place, const rptlint_finding *finding)
{
    char first;

    if (place->span.length == 0 || subject->binary)
        return false;
    first = subject->text[place->span.offset];
    return !is_report(subject) || finding->rule->syntax || place->span.length > 1 ||
           (first != '{' && first != '[');
}

typedef void escape_writer(FILE *stream, unsigned how, const char *data, size_t length);

/* In double quotes; in single ones what holds double quotes of its own. */
static void write_quoted(FILE *stream, unsigned how, const char *data, size_t length, escape_writer *put)
{
    bool single = memchr(data, '"', length) != NULL && memchr(data, '\'', length) == NULL;
    const char *mark = single ? "'" : "\"";

    escape_string(stream, how, mark);
    put(stream, how, data, length);
    escape_string(stream, how, mark);
}

/* What the finding is about; of why a look-up failed, a sentence of our own, nothing can be spared. */
static void write_input(FILE *stream, unsigned how, const struct subject *subject, const struct place *place)
{
    write_quoted(stream, how, subject->text + place->span.offset, place->span.length,
                 strcmp(subject->kind, "lookup") == 0 ? escape_write : escape_quote);
}

/* :LINE:COLUMN: */
static void add_place(struct phrase *phrase, const struct place *place)
{
    ADD(phrase, ":");
    add_number(phrase, place->line);
    ADD(phrase, ":");
    add_number(phrase, place->column);
    ADD(phrase, ":");
}

void write_head(FILE *stream, bool color, const struct subject *subject, const struct place *place,
                const rptlint_finding *finding)
{
    struct phrase phrase;

    write_color(stream, color, COLOR_LOCATION);
    write_name(stream, subject->name);
    phrase.length = 0;
    add_place(&phrase, place);
    add_text(&phrase, color_of(color, COLOR_OFF));
    ADD(&phrase, " ");
    add_text(&phrase, color_of(color, severity_color(finding->severity)));
    add_text(&phrase, rptlint_severity_name(finding->severity));
    ADD(&phrase, ":");
    add_text(&phrase, color_of(color, COLOR_OFF));
    ADD(&phrase, " ");
    phrase_write(&phrase, stream);
    escape_string(stream, ESCAPE_TEXT, finding->rule->message);
    if (is_quoted(subject, place, finding)) {
        fputs(": ", stream);
        write_input(stream, ESCAPE_TEXT, subject, place);
    }
}

void write_sentence(FILE *stream, unsigned how, const struct subject *subject, const struct place *place,
                    const rptlint_finding *finding)
{
    struct phrase phrase;

    if (is_elsewhere(subject)) {
        escape_string(stream, how, subject->name);
        phrase.length = 0;
        add_place(&phrase, place);
        ADD(&phrase, " ");
        phrase_write(&phrase, stream);
    }
    escape_string(stream, how, finding->rule->message);
    if (is_quoted(subject, place, finding)) {
        fputs(" (", stream);
        write_input(stream, how, subject, place);
        putc(')', stream);
    }
    fputs(". ", stream);
    write_advice(stream, how, finding);
}

bool has_fix(const rptlint_finding *finding)
{
    bool deletes = finding->fix_length == 0 && !finding->fix_inserts && finding->span.length > 0;

    return finding->fix != NULL && (finding->fix_length > 0 || deletes);
}

bool has_own_hint(const rptlint_finding *finding)
{
    return strcmp(finding->hint, finding->rule->hint) != 0;
}

/* A number needs no quotes, and in JSON it must not have any. */
static bool is_number(const char *data, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (data[i] < '0' || data[i] > '9')
            return false;
    return length > 0;
}

void write_action(FILE *stream, unsigned how, const rptlint_finding *finding)
{
    bool empty = finding->span.length == 0;
    bool puts_in = empty || finding->fix_inserts;

    if (!has_fix(finding)) {
        escape_string(stream, how, finding->hint);
        return;
    }
    if (finding->fix_length == 0) {
        fputs("remove it", stream);
        return;
    }
    fputs(puts_in ? "put " : "write ", stream);
    if (is_number(finding->fix, finding->fix_length))
        escape_quote(stream, how, finding->fix, finding->fix_length);
    else
        write_quoted(stream, how, finding->fix, finding->fix_length, escape_quote);
    fputs(empty ? " here" : puts_in ? " before it" : "", stream);
}

void write_advice(FILE *stream, unsigned how, const rptlint_finding *finding)
{
    write_action(stream, how, finding);
    if (!has_fix(finding) || !has_own_hint(finding))
        return;
    fputs(" (", stream);
    escape_string(stream, how, finding->hint);
    putc(')', stream);
}

size_t pointer_of(const struct subject *subject, const rptlint_finding *finding, char *buffer)
{
    size_t needed = 0;

    (void)rptlint_write_pointer(subject->text, subject->length, finding, buffer, POINTER_MAX, &needed);
    return needed;
}

size_t shown_length(const struct subject *subject, const struct place *place)
{
    size_t end = place->span.offset + SPAN_MAX;

    if (place->span.length <= SPAN_MAX)
        return place->span.length;
    for (size_t back = 1; back <= 3; back++)
        if (unit_at(subject->text, subject->length, end - back).length > back)
            return SPAN_MAX - back;
    return SPAN_MAX;
}

const char *related_name(const struct subject *subject, const rptlint_finding *finding)
{
    const char *id = finding->rule->id;

    if (strcmp(id, "J613") == 0)
        return "its beginning";
    /* In reports the two are seldom alike: the ends of a range, a count and what it counts. */
    if (is_report(subject) && strcmp(id, "J608") != 0 && strcmp(id, "X811") != 0)
        return "the other one";
    return finding->related.offset < finding->span.offset ? "the earlier one" : "the later one";
}
