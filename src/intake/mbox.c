/* SPDX-License-Identifier: BSD-2-Clause */
/* An mbox file: messages begin where a line begins with "From " behind an empty line, or holds a time and a year. */
#include "intake/mbox.h"

#include "core/bytes.h"
#include "intake/header.h"

bool is_mbox(const char *data, size_t length)
{
    return STARTS(data, 0, length, "From ");
}

static size_t behind_line(const char *data, size_t at, size_t length)
{
    size_t feed = find_byte(data, at, length, '\n');

    return feed < length ? feed + 1 : length;
}

/* The place of the line end before data[at], which begins a line: of LF, or of CR LF. */
static size_t line_end_before(const char *data, size_t from, size_t at)
{
    if (at > from && data[at - 1] == '\n')
        at--;
    if (at > from && data[at - 1] == '\r')
        at--;
    return at;
}

/* Where an empty line before data[at] begins; `at` when there is none. */
static size_t empty_line_before(const char *data, size_t from, size_t at)
{
    size_t before = line_end_before(data, from, at);

    return before == from || data[before - 1] == '\n' ? before : at;
}

/* Does a line hold a time and end in a year, as in "From a@b.example Thu May  2 01:02:03 2024"? */
static bool is_dated(const char *data, size_t at, size_t length)
{
    size_t end = trim_end(data, at, line_end_before(data, at, behind_line(data, at, length)), BYTE_WSP), colon = at;

    if (end - at < 4 || run_of(data, end - 4, end, BYTE_DIGIT) < end)
        return false;
    while ((colon = find_byte(data, colon + 1, end, ':')) < end)
        if (end - colon > 2 && run_of(data, colon - 1, colon, BYTE_DIGIT) == colon &&
            run_of(data, colon + 1, colon + 3, BYTE_DIGIT) == colon + 3)
            return true;
    return false;
}

/* Does a message begin with the line at data[at]?  The first line of the one before it began at `from`. */
static bool begins_message(const char *data, size_t length, size_t from, size_t at)
{
    size_t next;
    struct header_field field;

    if (!STARTS(data, at, length, "From ") || at == from)
        return false;
    if (empty_line_before(data, from, at) == at && !is_dated(data, at, length))
        return false;
    next = behind_line(data, at, length);
    return header_next(data, length, &next, &field) == HEADER_FIELD;
}

bool mbox_next(const char *data, size_t length, size_t *at, rptlint_span *message)
{
    size_t begin, line;

    if (*at >= length)
        return false;
    begin = line = behind_line(data, *at, length);
    while (line < length && !begins_message(data, length, begin, line))
        line = behind_line(data, line, length);
    *at = line;
    *message = (rptlint_span){.offset = begin, .length = line - begin};
    if (line < length)
        message->length = empty_line_before(data, begin, line) - begin;
    return true;
}
