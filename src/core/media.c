/* SPDX-License-Identifier: BSD-2-Clause */
/* Content-Type (RFC 2045 section 5.1) and the tag-list of DKIM-Signature (RFC 6376 section 3.2). */
#include "core/media.h"

#include "core/bytes.h"

rptlint_span trimmed(const char *text, rptlint_span span)
{
    while (span.length > 0 && is_blank(text[span.offset])) {
        span.offset++;
        span.length--;
    }
    while (span.length > 0 && is_blank(text[span.offset + span.length - 1]))
        span.length--;
    return span;
}

static rptlint_span between(const char *text, size_t from, size_t end)
{
    return trimmed(text, (rptlint_span){.offset = from, .length = end - from});
}

/* ---- Content-Type ---- */

/* The next ";" that stands in no quoted-string and no comment; `end` when there is none. */
static size_t parameter_end(const char *text, size_t at, size_t end)
{
    bool quoted = false;
    size_t comments = 0;

    for (; at < end; at++) {
        char c = text[at];

        if (c == '\\' && (quoted || comments > 0))
            at++;
        else if (c == '"' && comments == 0)
            quoted = !quoted;
        else if (!quoted && (c == '(' || (c == ')' && comments > 0)))
            comments += c == '(' ? 1 : (size_t)-1;
        else if (c == ';' && !quoted && comments == 0)
            return at;
    }
    return end;
}

/* A span up to the comment in it, quotes around it taken off. */
static rptlint_span bare(const char *text, rptlint_span span)
{
    size_t end = span.offset + span.length;

    if (span.length > 0 && text[span.offset] == '"')
        return (rptlint_span){.offset = span.offset + 1,
                              .length = find_byte(text, span.offset + 1, end, '"') - span.offset - 1};
    return between(text, span.offset, find_byte(text, span.offset, end, '('));
}

/* A parameter; the first report-type counts. */
static void read_parameter(struct media_type *media, const char *text, rptlint_span parameter)
{
    static const char wanted[] = "report-type";
    size_t end = parameter.offset + parameter.length, equals = find_byte(text, parameter.offset, end, '=');
    rptlint_span name = between(text, parameter.offset, equals);

    if (equals < end && media->report_type.length == 0 && name.length == sizeof(wanted) - 1 &&
        equal_nocase(text + name.offset, wanted, name.length))
        media->report_type = bare(text, between(text, equals + 1, end));
}

struct media_type read_media_type(const char *text, size_t length)
{
    rptlint_span all = between(text, 0, length);
    size_t end = all.offset + all.length, at = parameter_end(text, all.offset, end);
    struct media_type media = {.type = bare(text, between(text, all.offset, at)), .end = end};

    while (at < end) {
        size_t next = parameter_end(text, at + 1, end);

        read_parameter(&media, text, between(text, at + 1, next));
        at = next;
    }
    return media;
}

/* ---- DKIM-Signature ---- */

bool next_tag(const char *text, size_t length, size_t *at, struct tag *tag)
{
    while (*at < length) {
        size_t end = find_byte(text, *at, length, ';'), equals = find_byte(text, *at, end, '=');

        tag->whole = between(text, *at, end);
        tag->name = between(text, *at, equals);
        tag->value = equals < end ? between(text, equals + 1, end) : (rptlint_span){.offset = end};
        *at = end < length ? end + 1 : length;
        if (tag->whole.length > 0)
            return true;
    }
    return false;
}

bool lists_name(const char *text, rptlint_span list, const char *name)
{
    size_t length = strlen(name), end = list.offset + list.length;

    for (size_t at = list.offset; at <= end;) {
        size_t colon = find_byte(text, at, end, ':');
        rptlint_span one = between(text, at, colon);

        if (one.length == length && equal_nocase(text + one.offset, name, length))
            return true;
        at = colon + 1;
    }
    return false;
}
