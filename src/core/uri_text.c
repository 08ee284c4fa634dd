/* SPDX-License-Identifier: BSD-2-Clause */
/* Any URI, as additional-information has one: RFC 3986 section 3. */
#include "core/bytes.h"
#include "core/value.h"

/*
 * Sets of octets.  "%" is in both, and looked at by itself.
 *   userinfo, reg-name   *( unreserved / pct-encoded / sub-delims ), and ":" in the first
 *   path, query          *( pchar / "/" / "?" ); pchar = unreserved / pct-encoded / sub-delims / ":" / "@"
 */
enum { AUTHORITY_SET = BYTE_USERINFO, PATH_SET = BYTE_URI | BYTE_USERINFO, PORT_SET = BYTE_DIGIT };

/* A URI on its way from the first octet to the last. */
struct reading {
    const char *text;
    size_t length;
    struct checked_uri result;
};

static bool fault_at(struct reading *reading, enum uri_text_fault fault, size_t at, size_t length)
{
    reading->result = (struct checked_uri){.fault = fault, .at = {.offset = at, .length = length}};
    return false;
}

/* The end of the white space at `at`; the first such run is kept, for when nothing worse comes. */
static size_t pass_blanks(struct reading *reading, size_t at, size_t end)
{
    size_t from = at;

    while (at < end && is_blank(reading->text[at]))
        at++;
    if (at > from && reading->result.fault == URI_TEXT_GOOD)
        (void)fault_at(reading, URI_TEXT_SPACE, from, at - from);
    return at;
}

/* Are text[at..end) octets of the sets, triplets and white space?  If not, the first fault is kept. */
static bool pass(struct reading *reading, size_t at, size_t end, unsigned sets)
{
    const char *text = reading->text;

    while ((at = pass_blanks(reading, at, end)) < end) {
        if (!byte_in(text[at], sets))
            return fault_at(reading, URI_TEXT_BYTE, at, 1);
        if (text[at] != '%') {
            at++;
            continue;
        }
        /* pct-encoded = "%" HEXDIG HEXDIG */
        if (end - at < 3 || run_of(text, at + 1, at + 3, BYTE_HEX) < at + 3)
            return fault_at(reading, URI_TEXT_PERCENT, at, 1);
        at += 3;
    }
    return true;
}

/* IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ) */
static bool is_ip_future(const char *text, size_t length)
{
    size_t dot = length > 0 ? run_of(text, 1, length, BYTE_HEX) : 0;

    return dot > 1 && dot + 1 < length && to_lower(text[0]) == 'v' && text[dot] == '.' &&
           run_of(text, dot + 1, length, BYTE_USERINFO) == length &&
           find_byte(text, dot, length, '%') == length;
}

/* IP-literal = "[" ( IPv6address / IPvFuture ) "]": its end, or `from` when it is none. */
static size_t ip_literal_end(const char *text, size_t from, size_t end)
{
    size_t close = find_byte(text, from, end, ']'), length = close - from - 1;
    const char *inside = text + from + 1;

    return close < end && (is_ipv6(inside, length) || is_ip_future(inside, length)) ? close + 1 : from;
}

/* authority = [ userinfo "@" ] host [ ":" port ]; host = IP-literal / IPv4address / reg-name */
static bool pass_authority(struct reading *reading, size_t from, size_t end)
{
    const char *text = reading->text;
    size_t at_sign = find_byte(text, from, end, '@'), colon;

    if (at_sign < end) {
        if (!pass(reading, from, at_sign, AUTHORITY_SET))
            return false;
        from = at_sign + 1;
    }
    from = pass_blanks(reading, from, end);
    if (from < end && text[from] == '[') {
        size_t literal = ip_literal_end(text, from, end);

        if (literal == from)
            return fault_at(reading, URI_TEXT_BYTE, from, 1);
        colon = pass_blanks(reading, literal, end);
        if (colon < end && text[colon] != ':')
            return fault_at(reading, URI_TEXT_BYTE, colon, 1);
    } else {
        colon = find_byte(text, from, end, ':');
        if (!pass(reading, from, colon, AUTHORITY_SET))
            return false;
    }
    return colon == end || pass(reading, colon + 1, end, PORT_SET);
}

/* hier-part [ "?" query ] [ "#" fragment ], text[from..length) */
static bool pass_rest(struct reading *reading, size_t from)
{
    size_t end = reading->length, fragment = find_byte(reading->text, from, end, '#');

    if (STARTS(reading->text, from, fragment, "//")) {
        size_t authority = from + 2;

        from = authority;
        while (from < fragment && reading->text[from] != '/' && reading->text[from] != '?')
            from++;
        if (!pass_authority(reading, authority, from))
            return false;
    }
    return pass(reading, from, fragment, PATH_SET) &&
           (fragment == end || pass(reading, fragment + 1, end, PATH_SET));
}

struct checked_uri check_uri_text(const char *text, size_t length)
{
    struct reading reading = {.text = text, .length = length};
    size_t from = pass_blanks(&reading, 0, length), colon = run_of(text, from, length, BYTE_SCHEME);

    /* scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) */
    if (colon == length || text[colon] != ':' || !byte_in(text[from], BYTE_ALPHA))
        (void)fault_at(&reading, URI_TEXT_NO_SCHEME, from, colon > from ? colon - from : from < length);
    else
        (void)pass_rest(&reading, colon + 1);
    return reading.result;
}
