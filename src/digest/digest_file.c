/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Digests as files.  A line is read only in the very form in which it is written:
 *
 *   {"type":"rptlint-digest","version":1,"reports":2,"duplicates":0}
 *   {"type":"total","domain":"example.com","policy":"sts","day":20515,"reporter":"A","successful":9,"failed":1,"reports":1}
 *   {"type":"failure","domain":...,"result":"certificate-expired","mx":"","reason":"","sessions":1,"details":1}
 *   {"type":"report","id":"00112233445566778899aabbccddeeff"}
 *   {"type":"end","lines":4}
 *
 * "day" counts days since 1970-01-01; null where reports do not tell.
 */
#include "core/bytes.h"
#include "core/json_scan.h"
#include "core/results.h"
#include "digest/groups.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ANY_HEAD "{\"type\":\"rptlint-digest\",\"version\":"
#define HEAD ANY_HEAD "1,\"reports\":"

/* ---- writing ---- */

static void write_text(FILE *stream, const char *text)
{
    size_t length = strlen(text);

    putc('"', stream);
    for (size_t at = 0; at < length;) {
        unsigned char octet = (unsigned char)text[at];
        uint32_t code;
        size_t octets = json_plain_end(text, at, length) - at;

        if (octets == 0)
            octets = octet >= 0x80 ? utf8_length(text, at, length, &code) : 1;
        if (octets == 0)
            fputs("\\ufffd", stream);
        else if (octet < 0x20 || octet == 0x7F)
            fprintf(stream, "\\u%04x", octet);
        else if (octet == '"' || octet == '\\')
            fprintf(stream, "\\%c", octet);
        else
            fwrite(text + at, 1, octets, stream);
        at += octets > 0 ? octets : 1;
    }
    putc('"', stream);
}

static void write_member(FILE *stream, const char *key, const char *text)
{
    fprintf(stream, ",\"%s\":", key);
    write_text(stream, text);
}

static void write_group(FILE *stream, const char *type, const char *domain, rptlint_policy_type policy, digest_day day,
                        const char *reporter)
{
    fprintf(stream, "{\"type\":\"%s\"", type);
    write_member(stream, "domain", domain);
    write_member(stream, "policy", rptlint_policy_type_name(policy));
    if (day == DIGEST_NO_DAY)
        fputs(",\"day\":null", stream);
    else
        fprintf(stream, ",\"day\":%" PRId32, day);
    write_member(stream, "reporter", reporter);
}

static int by_print(const void *first, const void *second)
{
    const struct digest_report *a = first, *b = second;

    if (a->print.high != b->print.high)
        return a->print.high < b->print.high ? -1 : 1;
    return (a->print.low > b->print.low) - (a->print.low < b->print.low);
}

/* In the order of their fingerprints; false without memory. */
static bool write_reports(const struct digest *digest, FILE *stream)
{
    struct digest_report *sorted = malloc((digest->report_count + 1) * sizeof(*sorted));

    if (sorted == NULL)
        return false;
    if (digest->report_count > 0) {
        memcpy(sorted, digest->reports, digest->report_count * sizeof(*sorted));
        qsort(sorted, digest->report_count, sizeof(*sorted), by_print);
    }
    for (size_t i = 0; i < digest->report_count; i++)
        fprintf(stream, "{\"type\":\"report\",\"id\":\"%016" PRIx64 "%016" PRIx64 "\"}\n", sorted[i].print.high,
                sorted[i].print.low);
    free(sorted);
    return true;
}

bool digest_write(struct digest *digest, FILE *stream)
{
    const struct digest_total *totals;
    const struct digest_failure *failures;
    size_t total_count = digest_totals(digest, &totals), failure_count = digest_failures(digest, &failures);

    fprintf(stream, HEAD "%" PRIu64 ",\"duplicates\":%" PRIu64 "}\n", digest->counted, digest->duplicates);
    for (size_t i = 0; i < total_count; i++) {
        write_group(stream, "total", totals[i].domain, totals[i].type, totals[i].day, totals[i].reporter);
        fprintf(stream, ",\"successful\":%" PRIu64 ",\"failed\":%" PRIu64 ",\"reports\":%" PRIu64 "}\n",
                totals[i].successful, totals[i].failed, totals[i].reports);
    }
    for (size_t i = 0; i < failure_count; i++) {
        const struct digest_failure *failure = &failures[i];

        write_group(stream, "failure", failure->domain, failure->type, failure->day, failure->reporter);
        write_member(stream, "result", failure->result != RPTLINT_RESULT_OTHER ? rptlint_result_name(failure->result)
                                                                                : failure->result_text);
        write_member(stream, "mx", failure->mx);
        write_member(stream, "reason", failure->reason);
        fprintf(stream, ",\"sessions\":%" PRIu64 ",\"details\":%" PRIu64 "}\n", failure->sessions, failure->details);
    }
    if (!write_reports(digest, stream))
        return false;
    fprintf(stream, "{\"type\":\"end\",\"lines\":%zu}\n", total_count + failure_count + digest->report_count + 2);
    return !ferror(stream);
}

/* ---- reading ---- */

/* A line being read: what does not stand there as it should makes it wrong, once and for all. */
struct line {
    const char *text;
    size_t at;
    size_t end;
    bool good;
};

static void expect(struct line *line, const char *words)
{
    size_t length = strlen(words);

    line->good = line->good && starts_with(line->text, line->at, line->end, words, length);
    if (line->good)
        line->at += length;
}

static bool begins(const struct line *line, const char *words)
{
    return starts_with(line->text, line->at, line->end, words, strlen(words));
}

static uint64_t take_number(struct line *line)
{
    size_t stop = run_of(line->text, line->at, line->end, BYTE_DIGIT);
    uint64_t number = 0;

    if (stop == line->at || stop - line->at > 20)
        line->good = false;
    for (; line->good && line->at < stop; line->at++) {
        uint64_t digit = (uint64_t)(line->text[line->at] - '0');

        line->good = number <= (UINT64_MAX - digit) / 10;
        number = number * 10 + digit;
    }
    return number;
}

static digest_day take_day(struct line *line)
{
    uint64_t number;
    bool negative;

    if (line->good && begins(line, "null")) {
        line->at += 4;
        return DIGEST_NO_DAY;
    }
    negative = line->good && begins(line, "-");
    line->at += negative;
    number = take_number(line);
    line->good = line->good && number <= INT32_MAX;
    return !line->good ? DIGEST_NO_DAY : negative ? -(digest_day)number : (digest_day)number;
}

/* A string in quotes, decoded and kept; "" when the line is wrong, NULL without memory. */
static const char *take_text(struct line *line, struct texts *texts)
{
    char text[TEXT_MAX + 4];
    size_t from = line->at + 1, stop = from, length = 0;

    expect(line, "\"");
    while (line->good && stop < line->end && line->text[stop] != '"')
        stop += line->text[stop] == '\\' ? 2 : 1;
    line->good = line->good && stop < line->end;
    line->at = stop + 1;
    if (line->good && stop - from <= TEXT_MAX && memchr(line->text + from, '\\', stop - from) == NULL)
        return texts_add(texts, line->text + from, stop - from);
    if (line->good)
        line->good = rptlint_decode_json(line->text + from, stop - from, text, sizeof(text), &length) == RPTLINT_OK &&
                     length <= TEXT_MAX;
    return texts_add(texts, text, line->good ? length : 0);
}

static rptlint_policy_type take_type(struct line *line, struct texts *texts)
{
    const char *name = take_text(line, texts);

    return name != NULL ? policy_type_find(name, strlen(name)) : RPTLINT_POLICY_OTHER;
}

/* What totals and failures begin with.  False without memory. */
static bool take_group(struct line *line, struct texts *texts, struct digest_total *group)
{
    expect(line, ",\"domain\":");
    group->domain = take_text(line, texts);
    expect(line, ",\"policy\":");
    group->type = take_type(line, texts);
    expect(line, ",\"day\":");
    group->day = take_day(line);
    expect(line, ",\"reporter\":");
    group->reporter = take_text(line, texts);
    return group->domain != NULL && group->reporter != NULL;
}

static bool read_total(struct digest *digest, struct line *line)
{
    struct digest_total total = {.domain = NULL};

    if (!take_group(line, &digest->texts, &total))
        return false;
    expect(line, ",\"successful\":");
    total.successful = take_number(line);
    expect(line, ",\"failed\":");
    total.failed = take_number(line);
    expect(line, ",\"reports\":");
    total.reports = take_number(line);
    expect(line, "}");
    return !line->good || digest_add_total(digest, &total) == DIGEST_OK;
}

static bool read_failure(struct digest *digest, struct line *line)
{
    struct digest_total group = {.domain = NULL};
    struct digest_failure failure = {.details = 0};
    const char *result;

    if (!take_group(line, &digest->texts, &group))
        return false;
    failure.domain = group.domain;
    failure.type = group.type;
    failure.day = group.day;
    failure.reporter = group.reporter;
    expect(line, ",\"result\":");
    result = take_text(line, &digest->texts);
    expect(line, ",\"mx\":");
    failure.mx = take_text(line, &digest->texts);
    expect(line, ",\"reason\":");
    failure.reason = take_text(line, &digest->texts);
    expect(line, ",\"sessions\":");
    failure.sessions = take_number(line);
    expect(line, ",\"details\":");
    failure.details = take_number(line);
    expect(line, "}");
    if (result == NULL || failure.mx == NULL || failure.reason == NULL)
        return false;
    failure.result = result_find(result, strlen(result));
    failure.result_text =
        failure.result == RPTLINT_RESULT_OTHER ? result : texts_add(&digest->texts, "", 0);
    return failure.result_text != NULL && (!line->good || digest_add_failure(digest, &failure) == DIGEST_OK);
}

/* 16 hex digits. */
static uint64_t take_hex(struct line *line)
{
    uint64_t number = 0;

    line->good = line->good && line->end - line->at >= 16;
    for (int i = 0; i < 16 && line->good; i++) {
        line->good = byte_in(line->text[line->at], BYTE_HEX);
        number = line->good ? number * 16 + hex_value(line->text[line->at++]) : 0;
    }
    return number;
}

static bool read_report(struct digest *digest, struct line *line)
{
    struct fingerprint print;
    bool is_new;

    expect(line, ",\"id\":\"");
    print.high = take_hex(line);
    print.low = take_hex(line);
    expect(line, "\"}");
    return !line->good || digest_add_report(digest, print, &is_new) == DIGEST_OK;
}

static void read_head(struct digest *digest, struct line *line)
{
    expect(line, HEAD);
    digest->counted = take_number(line);
    expect(line, ",\"duplicates\":");
    digest->duplicates = take_number(line);
    expect(line, "}");
}

/* One line; *ended is set by the last one.  False without memory, or over a limit: see digest->status. */
static bool read_line(struct digest *digest, struct line *line, size_t number, bool *ended)
{
    static const struct {
        const char *begin;
        bool (*read)(struct digest *digest, struct line *line);
    } kinds[] = {
        {"{\"type\":\"total\"", read_total},
        {"{\"type\":\"failure\"", read_failure},
        {"{\"type\":\"report\"", read_report},
    };

    if (number == 1) {
        read_head(digest, line);
        return true;
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (begins(line, kinds[i].begin)) {
            line->at += strlen(kinds[i].begin);
            return kinds[i].read(digest, line);
        }
    }
    expect(line, "{\"type\":\"end\",\"lines\":");
    *ended = take_number(line) == number && line->good;
    line->good = *ended;
    expect(line, "}");
    return true;
}

bool digest_is_file(const char *text, size_t length)
{
    return STARTS(text, 0, length, "{\"type\":\"rptlint-digest\"");
}

/* Does it say that it is of a version that this program doesn't read? */
static bool is_of_another_version(const char *text, size_t length)
{
    size_t at = sizeof(ANY_HEAD) - 1, stop;

    if (!STARTS(text, 0, length, ANY_HEAD))
        return false;
    stop = run_of(text, at, length, BYTE_DIGIT);
    return stop > at && stop < length && text[stop] == ',' && !STARTS(text, at, length, "1,");
}

/* The whole file into a digest of its own. */
static enum digest_status read_all(struct digest *digest, const char *text, size_t length, size_t *number)
{
    bool ended = false;
    size_t at = 0;

    *number = 1;
    if (is_of_another_version(text, length))
        return DIGEST_VERSION;
    for (; at < length; ++*number) {
        struct line line = {.text = text, .at = at, .end = find_byte(text, at, length, '\n'), .good = !ended};

        if (line.good && !read_line(digest, &line, *number, &ended))
            return digest->status != DIGEST_OK ? digest->status : DIGEST_NOMEM;
        if (!line.good || line.at != line.end || line.end == length)
            return DIGEST_MALFORMED;
        at = line.end + 1;
    }
    return ended ? DIGEST_OK : DIGEST_MALFORMED;
}

enum digest_status digest_read(struct digest *digest, const char *text, size_t length, size_t *line,
                               uint64_t *overlaps)
{
    struct digest *other = digest_begin();
    enum digest_status status = DIGEST_NOMEM;

    *line = 1;
    *overlaps = 0;
    if (other != NULL)
        status = read_all(other, text, length, line);
    if (status == DIGEST_OK)
        status = digest_merge(digest, other, overlaps);
    digest_free(other);
    return status;
}
