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

size_t closing_marks(const char *data, size_t from, size_t open, size_t end)
{
    bool closes[256] = {false}, has_odd = run_until(data, from, open, BYTE_HIGH) < open;
    size_t at = end;

    for (size_t i = from; i < open; i++)
        closes[(unsigned char)closing_mark(data[i])] = true;
    closes[0] = false;
    for (;;) {
        if (at > open && closes[(unsigned char)data[at - 1]])
            at--;
        else if (has_odd && at - open >= 3 && data[at - 3] == '\xE2' && skip_invisible(data, at - 3, at) == at)
            at -= 3;
        else
            return end - at;
    }
}

/* Marks before what may be a URI: quotes, brackets, white space and what can't be seen. */
static size_t opening_marks(const char *data, size_t from, size_t end)
{
    size_t at = from, next = from;

    do {
        at = next;
        next = skip_invisible(data, run_of(data, at, end, BYTE_WSP), end);
        next += next < end && data[next] != '{' && closing_mark(data[next]) != '\0';
    } while (next > at);
    return at - from;
}

size_t what_is_before(const char *data, size_t from, size_t end)
{
    size_t at = from;

    while (at < end && memchr("@./: \t", data[at], 6) == NULL && !is_known_scheme(data, at, end))
        at++;
    if (at > from && is_known_scheme(data, at, end) && !byte_in(data[at - 1], BYTE_SCHEME))
        return at - from;
    return opening_marks(data, from, end);
}
