/* SPDX-License-Identifier: BSD-2-Clause */
/* The strings of an array, gone through once more: for readers by its span, for the walk with their numbers. */
#include "core/bytes.h"
#include "core/walk.h"

/* The end of a string inside a string, whose quotes are escaped themselves: its closing backslash. */
static size_t inner_end(const char *text, size_t at, size_t end)
{
    while ((at = json_plain_end(text, at, end)) < end && !STARTS(text, at, end, "\\\""))
        at += text[at] == '\\' && end - at > 1 ? 2 : 1;
    return at;
}

/* Behind a value that is no string. */
static size_t other_end(const char *text, size_t at, size_t end)
{
    for (size_t depth = 0; at < end; at++) {
        char octet = text[at];

        if (octet == '"') {
            at = json_inside_end(text, at + 1, end);
        } else if (octet == '[' || octet == '{') {
            depth++;
        } else if (octet == ']' || octet == '}') {
            if (depth == 0)
                return at;
            depth--;
        } else if (octet == ',' && depth == 0) {
            return at;
        }
    }
    return end;
}

static bool give(rptlint_value *value, const char *text, size_t from, size_t to)
{
    bool escaped = find_byte(text, from, to, '\\') < to;

    *value = (rptlint_value){.present = to > from,
                             .escaped = escaped,
                             .forgiven = to > from ? 0 : RPTLINT_FORGAVE_EMPTY,
                             .span = {.offset = from, .length = to - from}};
    return true;
}

static bool is_between_elements(char octet)
{
    return octet == ',' || is_blank(octet);
}

/* An array inside a string that begins at text[at]: "[" and an escaped quote or "]", as check_tlsa() has it. */
static bool is_nested(const char *text, size_t at, size_t end)
{
    if (at == end || text[at] != '[')
        return false;
    at = json_blank_end(text, at + 1, end);
    return at < end && (text[at] == ']' || STARTS(text, at, end, "\\\""));
}

/* Elements between `from` and `end`, the closing bracket left out. */
static bool next_element(const char *text, size_t end, bool nested, size_t *at, rptlint_value *value)
{
    while (*at < end) {
        size_t from = *at, stop;

        if (is_between_elements(text[from])) {
            ++*at;
        } else if (text[from] == '"') {
            if (nested && is_nested(text, from + 1, end)) {
                *at = from + 2;
                continue;
            }
            stop = json_inside_end(text, from + 1, end);
            *at = stop < end ? stop + 1 : end;
            return give(value, text, from + 1, stop);
        } else if (nested && STARTS(text, from, end, "\\\"")) {
            stop = inner_end(text, from + 2, end);
            *at = stop + 2 < end ? stop + 2 : end;
            return give(value, text, from + 2, stop);
        } else if (nested && text[from] == ']') {
            /* The array in a string ends, and the string with it. */
            stop = find_byte(text, from, end, '"');
            *at = stop < end ? stop + 1 : end;
        } else {
            *at = other_end(text, from, end);
            *at += *at == from;
        }
    }
    return false;
}

bool rptlint_next_value(const char *text, size_t length, const rptlint_list *list, size_t *at,
                        rptlint_value *value)
{
    size_t from, end;
    bool nested;

    if (text == NULL || list == NULL || at == NULL || value == NULL || !list->present ||
        list->span.offset > length || list->span.length > length - list->span.offset)
        return false;
    from = list->span.offset;
    end = from + list->span.length;
    nested = (list->forgiven & RPTLINT_FORGAVE_NESTED) != 0;
    if ((list->forgiven & RPTLINT_FORGAVE_SINGLE) != 0) {
        if (nested && is_nested(text, from, end)) {
            *at = *at <= from ? from + 1 : *at;
            return next_element(text, end, true, at, value);
        }
        if (*at > from || list->span.length == 0)
            return false;
        *at = end;
        return give(value, text, from, end);
    }
    if (list->span.length < 2)
        return false;
    if (*at <= from)
        *at = from + 1;
    return next_element(text, end - 1, nested, at, value);
}

/* ---- while the report is checked ---- */

/* How many elements other than strings stand in text[at..end), which cuts none. */
static size_t others_in(const char *text, size_t at, size_t end)
{
    size_t count = 0;

    while (at < end) {
        size_t from = at;

        if (is_between_elements(text[at])) {
            at++;
            continue;
        }
        at = other_end(text, at, end);
        at += at == from;
        count++;
    }
    return count;
}

/* A string that is kept, or found again. */
static const rptlint_value *string_at(const struct walk *walk, struct elements *elements)
{
    const struct strings *strings = elements->strings;
    const rptlint_value *last;

    if (elements->index < strings->kept)
        return &strings->values[elements->index];
    if (elements->index >= strings->list.count)
        return NULL;
    if (elements->index == strings->kept) {
        last = &strings->values[strings->kept - 1];
        elements->at = last->span.offset + last->span.length + 1;
    }
    return rptlint_next_value(walk->json.data, walk->json.length, &strings->list, &elements->at, &elements->beyond)
               ? &elements->beyond
               : NULL;
}

const rptlint_value *next_other_string(const struct walk *walk, struct elements *elements)
{
    size_t from = elements->index > 0 ? elements->at : elements->strings->list.span.offset + 1;
    const rptlint_value *value = string_at(walk, elements);

    if (value == NULL)
        return NULL;
    elements->index++;
    elements->place++;
    if (elements->strings->mixed) {
        elements->place += others_in(walk->json.data, from, value->span.offset - 1);
        elements->at = value->span.offset + value->span.length + 1;
    }
    return value;
}
