/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells destinations, and what people leave around them, by their looks. */
#include "core/around.h"

#include "core/bytes.h"

#include <string.h>

bool is_known_scheme(const char *data, size_t from, size_t end)
{
    return STARTS(data, from, end, "mailto:") || STARTS(data, from, end, "https:") ||
           STARTS_NOCASE(data, from, end, "mailto:") || STARTS_NOCASE(data, from, end, "https:");
}

bool is_like_address(const char *data, size_t from, size_t end)
{
    size_t at_sign = find_byte(data, from, end, '@');

    for (size_t at = from; at < end; at++)
        if (byte_in(data[at], BYTE_WSP | BYTE_CONTROL) || memchr("<>()[]\"'=:", data[at], 10) != NULL)
            return false;
    return at_sign > from && at_sign < end && find_byte(data, at_sign + 1, end, '@') == end;
}

char closing_mark(char opening)
{
    static const char pairs[] = "<>\"\"''[](){}``";

    for (size_t i = 0; i + 1 < sizeof(pairs); i += 2)
        if (opening == pairs[i])
            return pairs[i + 1];
    return '\0';
}

/* Where a mark of print that ends at `end` begins, not before `open`; `end` when none does. */
static size_t copied_begin(const char *data, size_t open, size_t end)
{
    for (size_t length = 2; length <= 3; length++)
        if (end - open >= length && skip_copied(data, end - length, end) == end)
            return end - length;
    return end;
}

size_t closing_marks(const char *data, size_t from, size_t open, size_t end)
{
    bool closes[256] = {false}, has_copied = run_until(data, from, open, BYTE_HIGH) < open;
    size_t at = end, next;

    for (size_t i = from; i < open; i++)
        closes[(unsigned char)closing_mark(data[i])] = true;
    closes[0] = false;
    for (;; at = next) {
        next = at > open && closes[(unsigned char)data[at - 1]] ? at - 1 : has_copied ? copied_begin(data, open, at) : at;
        if (next == at)
            return end - at;
    }
}

/* Marks before what may be a URI: quotes, brackets, white space and what can't be seen. */
static size_t opening_marks(const char *data, size_t from, size_t end)
{
    size_t at = from, next = from;

    do {
        at = next;
        next = skip_copied(data, run_of(data, at, end, BYTE_WSP), end);
        next += next < end && data[next] != '{' && closing_mark(data[next]) != '\0';
    } while (next > at);
    return at - from;
}

size_t what_is_before(const char *data, size_t from, size_t end)
{
    size_t at = from, bracket = find_byte(data, from, end, '<');

    if (bracket < end && is_known_scheme(data, bracket + 1, end))
        return bracket + 1 - from; /* and a name before it */
    while (at < end && memchr("@./: \t", data[at], 6) == NULL && !is_known_scheme(data, at, end))
        at++;
    if (at > from && is_known_scheme(data, at, end) && !byte_in(data[at - 1], BYTE_SCHEME))
        return at - from;
    return opening_marks(data, from, end);
}
