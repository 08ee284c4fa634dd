/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings as one SARIF 2.1.0 document (OASIS), written as they come: the rule table first, results last. */
#include "output/escape.h"
#include "output/render.h"
#include "output/shared.h"

#include <inttypes.h>
#include <string.h>

/* How much of a record goes into its fingerprint; those that senders use are shorter. */
enum { FINGERPRINT_MAX = 4096 };

/* The ends of a span in SARIF's terms: from 1, columns in UTF-16 code units, the end behind the last one. */
struct region {
    size_t start_line;
    size_t start_column;
    size_t end_line;
    size_t end_column;
};

/* ---- small parts ---- */

/* "KEY":{"text":"STRING"} */
static void write_text(FILE *stream, const char *key, const char *string)
{
    fprintf(stream, "\"%s\":{\"text\":\"", key);
    escape_string(stream, ESCAPE_SARIF, string);
    fputs("\"}", stream);
}

/* "rua-missing" as "RuaMissing" */
static void write_pascal(FILE *stream, const char *slug)
{
    bool upper = true;

    for (; *slug != '\0'; slug++) {
        if (*slug != '-')
            putc(upper && *slug >= 'a' && *slug <= 'z' ? *slug - 'a' + 'A' : *slug, stream);
        upper = *slug == '-';
    }
}

/* ---- the head ---- */

/* What to do, and one example with its correction. */
static void write_help(FILE *stream, const rptlint_rule *rule)
{
    fputs("\"help\":{\"text\":\"", stream);
    escape_string(stream, ESCAPE_SARIF, rule->hint);
    if (rule->bad[0] != '\0') {
        escape_string(stream, ESCAPE_JSON, "\nwrong: ");
        escape_string(stream, ESCAPE_SARIF, rule->bad);
    }
    if (rule->good[0] != '\0') {
        escape_string(stream, ESCAPE_JSON, "\nright: ");
        escape_string(stream, ESCAPE_SARIF, rule->good);
    }
    fputs("\"}", stream);
}

static void write_rule(FILE *stream, const rptlint_rule *rule)
{
    fprintf(stream, "{\"id\":\"%s\",\"name\":\"", rule->id);
    write_pascal(stream, rule->slug);
    fputs("\",", stream);
    write_text(stream, "shortDescription", rule->message);
    putc(',', stream);
    write_text(stream, "fullDescription", rule->why);
    putc(',', stream);
    write_help(stream, rule);
    fprintf(stream, ",\"helpUri\":\"https://www.rfc-editor.org/rfc/rfc%u#section-%s\"", rule->rfc,
            rule->section);
    fprintf(stream, ",\"defaultConfiguration\":{\"level\":\"%s\"}", rptlint_severity_name(rule->severity));
    fprintf(stream, ",\"properties\":{\"tags\":[\"tlsrpt\",\"rfc%u\"%s]}}", rule->rfc,
            rule->syntax ? ",\"syntax\"" : "");
}

static void begin(struct output *out)
{
    out->results = 0;
    fputs("{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
          "sarif-schema-2.1.0.json\",\n\"version\":\"2.1.0\",\"runs\":[{\n", out->stream);
    fprintf(out->stream, "\"tool\":{\"driver\":{\"name\":\"rptlint\",\"version\":\"%s\",\"rules\":[",
            rptlint_version());
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        fputs(i > 0 ? ",\n" : "\n", out->stream);
        write_rule(out->stream, rptlint_rule_at(i));
    }
    fputs("\n]}},\n\"columnKind\":\"utf16CodeUnits\",\n\"results\":[", out->stream);
}

/* ---- places ---- */

static size_t units_of(struct unit unit)
{
    return unit.valid && unit.code > 0xFFFF ? 2 : 1;
}

/* The end of the ASCII octets at line[at..to), eight at a time. */
static size_t ascii_end(const char *line, size_t at, size_t to)
{
    uint64_t octets;

    for (; to - at >= sizeof(octets); at += sizeof(octets)) {
        memcpy(&octets, line + at, sizeof(octets));
        if ((octets & UINT64_C(0x8080808080808080)) != 0)
            break;
    }
    while (at < to && (unsigned char)line[at] < 0x80)
        at++;
    return at;
}

/* UTF-16 code units from line[*at], where a character begins, on; *at moves to `to`, or to the character it cuts. */
static size_t units_up_to(const char *line, size_t length, size_t *at, size_t to)
{
    size_t units = 0;

    while (*at < to) {
        size_t end = ascii_end(line, *at, to);
        struct unit unit;

        units += end - *at;
        *at = end;
        if (end == to)
            break;
        unit = unit_at(line, length, end);
        if (end + unit.length > to)
            break;
        units += units_of(unit);
        *at += unit.length;
    }
    return units;
}

/* Where the character begins that line[to] is in: a lead has at most three octets behind it. */
static size_t character_at(const char *line, size_t length, size_t to)
{
    for (size_t back = 1; back <= 3 && back <= to && ((unsigned char)line[to - back + 1] & 0xC0) == 0x80; back++)
        if (unit_at(line, length, to - back).length > back)
            return to - back;
    return to;
}

/*
 * UTF-16 code units of line[0..to), a line that the cursor is in; counted on from the cursor, or back.  A
 * character that `to` cuts counts only where `whole` is set, so that a region begins and ends between characters.
 * An octet that is no UTF-8 is read as U+FFFD: one unit.
 */
static size_t utf16_units(struct cursor *cursor, const char *line, size_t length, size_t to, bool whole)
{
    size_t at = cursor->units_end, from;

    if (at > to) {
        cursor->units_end = from = at - to < to ? character_at(line, length, to) : 0;
        cursor->units = from > 0 ? cursor->units - units_up_to(line, length, &from, at) : 0;
    }
    cursor->units += units_up_to(line, length, &cursor->units_end, to);
    if (cursor->units_end == to)
        return cursor->units;
    return cursor->units + (whole ? units_of(unit_at(line, length, cursor->units_end)) : 0);
}

/* What stands before the subject in its first line is not known here and taken for ASCII. */
static size_t utf16_column(struct output *out, const struct subject *subject, const struct place *place,
                           bool whole)
{
    size_t start = place->local.text.offset;
    size_t before = place->local.line == 1 ? subject->column - 1 : 0;

    if (place->span.offset == start || subject->binary)
        return before + place->span.offset - start + 1;
    (void)place_of(out, subject, place->span); /* the cursor may be in another line by now */
    return before + 1 + utf16_units(cursor_of(out, subject), subject->text + start, subject->length - start,
                                    place->span.offset - start, whole);
}

static struct region region_of(struct output *out, const struct subject *subject, const struct place *place)
{
    struct place end = place_of_end(out, subject, place);
    struct region region = {.start_line = place->line, .end_line = end.line};
    struct cursor *cursor = cursor_of(out, subject), start;

    region.start_column = utf16_column(out, subject, place, false);
    start = *cursor;
    region.end_column = utf16_column(out, subject, &end, place->span.length > 0);
    *cursor = start; /* the span may be asked for again, and no later one begins before it */
    return region;
}

static void write_artifact(FILE *stream, const struct subject *subject)
{
    const char *name = subject->file != NULL ? subject->file : subject->name;

    fputs("\"artifactLocation\":{\"uri\":\"", stream);
    if (subject->looked != NULL) { /* RFC 4501 section 3 */
        fputs("dns:", stream);
        escape_path(stream, subject->looked->name);
        fprintf(stream, "?type=%s\"}", subject->looked->type);
        return;
    }
    escape_path(stream, name);
    fputs(name[0] == '/' ? "\"}" : "\",\"uriBaseId\":\"%SRCROOT%\"}", stream);
}

/* "startLine":1,...,"byteLength":1 */
static void write_region(struct output *out, const struct subject *subject, const struct place *place)
{
    struct region region = region_of(out, subject, place);
    FILE *stream = out->stream;

    fprintf(stream, "\"startLine\":%zu,\"startColumn\":%zu,\"endLine\":%zu,\"endColumn\":%zu",
            region.start_line, region.start_column, region.end_line, region.end_column);
    fprintf(stream, ",\"byteOffset\":%zu,\"byteLength\":%zu", place->offset, place->span.length);
}

static void write_span_text(FILE *stream, const struct subject *subject, const struct place *place)
{
    if (place->span.length > 0 && !subject->binary)
        escape_write(stream, ESCAPE_JSON, subject->text + place->span.offset, place->span.length);
}

/* What is no file has no lines: code scanning, which wants one, shows the first, and the message has the place. */
static void write_location(struct output *out, const struct subject *subject, const struct place *place)
{
    FILE *stream = out->stream;

    fputs("\"physicalLocation\":{", stream);
    write_artifact(stream, subject);
    fputs(",\"region\":{", stream);
    if (is_elsewhere(subject)) {
        fputs("\"startLine\":1", stream);
        if (subject->file == NULL && subject->looked == NULL)
            fprintf(stream, ",\"byteOffset\":%zu,\"byteLength\":%zu", place->offset, place->span.length);
        fputs("}}", stream);
        return;
    }
    write_region(out, subject, place);
    if (place->span.length <= SPAN_MAX) {
        fputs(",\"snippet\":{\"text\":\"", stream);
        write_span_text(stream, subject, place);
        fputs("\"}", stream);
    }
    fputs("}}", stream);
}

/* ,"logicalLocations":[{"fullyQualifiedName":"/policies/0"}] -- for a value in a report. */
static void write_pointer(FILE *stream, const struct subject *subject, const rptlint_finding *finding)
{
    char pointer[POINTER_MAX];
    size_t length = is_report(subject) ? pointer_of(subject, finding, pointer) : 0;

    if (length == 0 || length > POINTER_MAX)
        return;
    fputs(",\"logicalLocations\":[{\"fullyQualifiedName\":\"", stream);
    escape_write(stream, ESCAPE_JSON, pointer, length);
    fputs("\"}]", stream);
}

/* ,"properties":{...}: where in the text that was unpacked, or looked up. */
static void write_inner_place(FILE *stream, const struct subject *subject, const struct place *place)
{
    if (subject->file == NULL && subject->looked == NULL)
        return;
    fputs(",\"properties\":{\"name\":\"", stream);
    escape_string(stream, ESCAPE_JSON, subject->name);
    fprintf(stream, "\",\"offset\":%zu,\"length\":%zu,\"line\":%zu,\"column\":%zu}", place->offset,
            place->span.length, place->line, place->column);
}

/* ---- results ---- */

static void write_fix(struct output *out, const struct subject *subject, const struct place *place,
                      const rptlint_finding *finding)
{
    FILE *stream = out->stream;
    struct place deleted = *place;

    if (finding->fix_inserts)
        deleted.span.length = 0;
    fputs(",\"fixes\":[{\"description\":{\"text\":\"", stream);
    write_action(stream, ESCAPE_SARIF, finding);
    fputs("\"},\"artifactChanges\":[{", stream);
    write_artifact(stream, subject);
    fputs(",\"replacements\":[{\"deletedRegion\":{", stream);
    write_region(out, subject, &deleted);
    putc('}', stream);
    if (finding->fix_length > 0) {
        fputs(",\"insertedContent\":{\"text\":\"", stream);
        escape_write(stream, ESCAPE_JSON, finding->fix, finding->fix_length);
        fputs("\"}", stream);
    }
    fputs("}]}]}]", stream);
}

/* FNV-1a, 64 bits. */
static uint64_t hash_more(uint64_t hash, const char *data, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)data[i]) * UINT64_C(0x100000001B3);
    return hash;
}

/* The rule, the record and the span in it, each ended by a NUL; not where the record stands in the file. */
static uint64_t fingerprint(const struct subject *subject, const struct place *place, const char *id)
{
    size_t length = subject->length < FINGERPRINT_MAX ? subject->length : FINGERPRINT_MAX;
    uint64_t hash = hash_more(UINT64_C(0xCBF29CE484222325), id, strlen(id) + 1);
    char offset[32];

    if (place->span.length > 0)
        hash = hash_more(hash, subject->text + place->span.offset, place->span.length);
    hash = hash_more(hash, "", 1);
    hash = hash_more(hash, subject->text, length);
    hash = hash_more(hash, "", 1);
    snprintf(offset, sizeof(offset), "%zu", place->span.offset);
    return hash_more(hash, offset, strlen(offset) + 1);
}

/* ,"ruleIndex":N, the place in the rules array of the head. */
static void write_rule_index(FILE *stream, const rptlint_rule *rule)
{
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        if (rptlint_rule_at(i) == rule) {
            fprintf(stream, ",\"ruleIndex\":%zu", i);
            return;
        }
    }
}

static void write_related(struct output *out, const struct subject *subject, const rptlint_finding *finding)
{
    struct place related;

    swap_cursors(out);
    related = place_of(out, subject, finding->related);
    fputs(",\"relatedLocations\":[{\"id\":1,", out->stream);
    write_text(out->stream, "message", related_name(subject, finding));
    putc(',', out->stream);
    write_location(out, subject, &related);
    fputs("}]", out->stream);
    swap_cursors(out);
}

static void finding_object(struct output *out, const struct subject *subject, const rptlint_finding *finding)
{
    struct place place = place_of(out, subject, finding->span);

    fprintf(out->stream, "%s{\"ruleId\":\"%s\"", out->results > 0 ? ",\n" : "\n", finding->rule->id);
    write_rule_index(out->stream, finding->rule);
    fprintf(out->stream, ",\"level\":\"%s\",\"message\":{\"text\":\"",
            rptlint_severity_name(finding->severity));
    write_sentence(out->stream, ESCAPE_SARIF, subject, &place, finding);
    fputs("\"},\"locations\":[{", out->stream);
    write_location(out, subject, &place);
    write_pointer(out->stream, subject, finding);
    fputs("}]", out->stream);
    if (finding->has_related)
        write_related(out, subject, finding);
    write_inner_place(out->stream, subject, &place);
    if (has_fix(finding) && !is_elsewhere(subject))
        write_fix(out, subject, &place, finding);
    fprintf(out->stream, ",\"partialFingerprints\":{\"rptlint/v1\":\"%016" PRIx64 "\"}}",
            fingerprint(subject, &place, finding->rule->id));
    out->results++;
}

static void end(struct output *out)
{
    fputs(out->results > 0 ? "\n]}]}\n" : "]}]}\n", out->stream);
}

const struct renderer render_sarif = {
    .name = "sarif",
    .begin = begin,
    .finding = finding_object,
    .verdict = verdict_ignored,
    .report = report_ignored,
    .zone = zone_ignored,
    .looked = looked_ignored,
    .context = context_ignored,
    .end = end,
    .between = ",",
};
