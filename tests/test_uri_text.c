/* SPDX-License-Identifier: BSD-2-Clause */
/* URIs against a PCRE2 pattern of RFC 3986 Appendix A. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/value.h"
#include "pattern.h"
#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { TEXT_MAX = 512 };

/* ---- by hand ---- */

#define GOOD URI_TEXT_GOOD, 0, 0

static const struct {
    const char *text;
    enum uri_text_fault fault;
    size_t offset, length;
} cases[] = {
    {"https://reports.company-x.example/report_info?id=5065427c-23d3#StarttlsNotSupported", GOOD},
    {"https://example.com", GOOD},
    {"https://example.com/", GOOD},
    {"HTTP://EXAMPLE.COM:8080/%7Euser/?a=b&c=d;e,f!g", GOOD},
    {"https://user:pw@example.com:/", GOOD},
    {"https://[2001:db8::1]:443/", GOOD},
    {"https://[2001:DB8::192.0.2.1]", GOOD},
    {"https://[v1.a:b]/", GOOD},
    {"https://u@[::1]?x", GOOD},
    {"https://192.0.2.256/", GOOD}, /* a reg-name */
    {"https:///path", GOOD},
    {"https:", GOOD},
    {"a:", GOOD},
    {"a:?", GOOD},
    {"a:#", GOOD},
    {"a:b:c@d/e?f/g?h#i/j?k", GOOD},
    {"mailto:a@b.example", GOOD},
    {"urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", GOOD},
    {"tel:+1-816-555-1212", GOOD},
    {"a+b-c.d:/x//y", GOOD},
    {"data:,Hello%2C%20World%21", GOOD},
    {"", URI_TEXT_NO_SCHEME, 0, 0},
    {" ", URI_TEXT_NO_SCHEME, 1, 0},
    {"example", URI_TEXT_NO_SCHEME, 0, 7},
    {"www.example.com/path", URI_TEXT_NO_SCHEME, 0, 15},
    {"//example.com/", URI_TEXT_NO_SCHEME, 0, 1},
    {"/path", URI_TEXT_NO_SCHEME, 0, 1},
    {":", URI_TEXT_NO_SCHEME, 0, 1},
    {"1a:b", URI_TEXT_NO_SCHEME, 0, 2},
    {"ht_tp://a", URI_TEXT_NO_SCHEME, 0, 2},
    {"<https://a>", URI_TEXT_NO_SCHEME, 0, 1},
    {"see https://a", URI_TEXT_NO_SCHEME, 0, 3},
    {"https ://a", URI_TEXT_NO_SCHEME, 0, 5},
    {"\xC3\xA4:b", URI_TEXT_NO_SCHEME, 0, 1},
    /* RFC 8460 Appendix B */
    {"https://reports.company-x.example/\n           report_info ? id = 5065427 c - 23 d3# StarttlsNotSupported ",
     URI_TEXT_SPACE, 34, 12},
    {" https://a/", URI_TEXT_SPACE, 0, 1},
    {"https://a/ \t\r\n", URI_TEXT_SPACE, 10, 4},
    {"https://a/b c d", URI_TEXT_SPACE, 11, 1},
    {"https: //a", URI_TEXT_SPACE, 6, 1},
    {"https:// [::1] :443 /", URI_TEXT_SPACE, 8, 1},
    {"https://[::1] :443", URI_TEXT_SPACE, 13, 1},
    {"https://a b:4 43/", URI_TEXT_SPACE, 9, 1},
    {"a: ?", URI_TEXT_SPACE, 2, 1},
    {"a:# ", URI_TEXT_SPACE, 3, 1},
    /* something worse behind the white space */
    {"https://a/ <b>", URI_TEXT_BYTE, 11, 1},
    {"https://a/ %b", URI_TEXT_PERCENT, 11, 1},
    {" a", URI_TEXT_NO_SCHEME, 1, 1},
    {"https://a/b\"", URI_TEXT_BYTE, 11, 1},
    {"https://a/{b}", URI_TEXT_BYTE, 10, 1},
    {"https://a/b\\c", URI_TEXT_BYTE, 11, 1},
    {"https://a/b^", URI_TEXT_BYTE, 11, 1},
    {"https://a/|", URI_TEXT_BYTE, 10, 1},
    {"https://a/`", URI_TEXT_BYTE, 10, 1},
    {"https://a/b\x01", URI_TEXT_BYTE, 11, 1},
    {"https://a/b\x7F", URI_TEXT_BYTE, 11, 1},
    {"https://a/b\v", URI_TEXT_BYTE, 11, 1},
    {"https://a/\xC3\xA4", URI_TEXT_BYTE, 10, 1},
    {"https://\xC3\xA4.example/", URI_TEXT_BYTE, 8, 1},
    {"https://a/#b#c", URI_TEXT_BYTE, 12, 1},
    {"https://a/##", URI_TEXT_BYTE, 11, 1},
    {"https://a/[b]", URI_TEXT_BYTE, 10, 1},
    {"https://a/b?c[]=d", URI_TEXT_BYTE, 13, 1},
    {"a:[", URI_TEXT_BYTE, 2, 1},
    {"https://[::1", URI_TEXT_BYTE, 8, 1},
    {"https://[::1/]", URI_TEXT_BYTE, 8, 1},
    {"https://[1:2]", URI_TEXT_BYTE, 8, 1},
    {"https://[]/", URI_TEXT_BYTE, 8, 1},
    {"https://[192.0.2.1]/", URI_TEXT_BYTE, 8, 1},
    {"https://[fe80::1%25eth0]/", URI_TEXT_BYTE, 8, 1},
    {"https://[v.a]/", URI_TEXT_BYTE, 8, 1},
    {"https://[v1.]/", URI_TEXT_BYTE, 8, 1},
    {"https://[vg.a]/", URI_TEXT_BYTE, 8, 1},
    {"https://[v1.%41]/", URI_TEXT_BYTE, 8, 1},
    {"https://[::1]a/", URI_TEXT_BYTE, 13, 1},
    {"https://a[::1]/", URI_TEXT_BYTE, 9, 1},
    {"https://a]/", URI_TEXT_BYTE, 9, 1},
    {"https://a@b@c/", URI_TEXT_BYTE, 11, 1},
    {"https://[a@b/", URI_TEXT_BYTE, 8, 1},
    {"https://a:b/", URI_TEXT_BYTE, 10, 1},
    {"https://a:4:4/", URI_TEXT_BYTE, 11, 1},
    {"https://a:%34/", URI_TEXT_BYTE, 10, 1},
    {"https://::1/", URI_TEXT_BYTE, 9, 1},
    {"https://[::1]:4a/", URI_TEXT_BYTE, 15, 1},
    {"https://a/%", URI_TEXT_PERCENT, 10, 1},
    {"https://a/%4", URI_TEXT_PERCENT, 10, 1},
    {"https://a/%4g", URI_TEXT_PERCENT, 10, 1},
    {"https://a/%%41", URI_TEXT_PERCENT, 10, 1},
    {"https://a/100%#", URI_TEXT_PERCENT, 13, 1},
    {"https://a%zz/", URI_TEXT_PERCENT, 9, 1},
    {"https://a%4@b/", URI_TEXT_PERCENT, 9, 1},
    {"https://a%4/1", URI_TEXT_PERCENT, 9, 1},
    {"https://a/?%u0041", URI_TEXT_PERCENT, 11, 1},
    {"https://a/#%", URI_TEXT_PERCENT, 11, 1},
    {"https://a/% 41", URI_TEXT_PERCENT, 10, 1},
};

static void uris_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct block block = block_of(cases[i].text, strlen(cases[i].text));
        struct checked_uri uri = check_uri_text(block.data, block.length);

        assert_true((uri.fault == cases[i].fault && uri.at.offset == cases[i].offset &&
                     uri.at.length == cases[i].length) ||
                    complain("wrong fault or place", block.data, block.length));
        block_free(block);
    }
}

/* ---- the grammar ---- */

#define UNRESERVED "A-Za-z0-9\\-._~"
#define SUB_DELIMS "!$&'()*+,;="
#define OR_PCT(set) "(?:[" set "]|%[0-9A-Fa-f]{2})"
#define PCHAR_SET UNRESERVED SUB_DELIMS ":@"

/* RFC 3986 Appendix A, rule by rule. */
static const char uri_pattern[] =
    "(?(DEFINE)"
    /* URI = scheme ":" hier-part [ "?" query ] [ "#" fragment ] */
    "(?<URI>(?&scheme):(?&hier_part)(?:\\?(?&query))?(?:#(?&query))?)"
    /* hier-part = "//" authority path-abempty / path-absolute / path-rootless / path-empty */
    "(?<hier_part>//(?&authority)(?&path_abempty)|(?&path_absolute)|(?&path_rootless)|)"
    /* scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) */
    "(?<scheme>[A-Za-z][A-Za-z0-9+\\-.]*)"
    /* authority = [ userinfo "@" ] host [ ":" port ] */
    "(?<authority>(?:" OR_PCT(UNRESERVED SUB_DELIMS ":") "*@)?(?&host)(?::[0-9]*)?)"
    /* host = IP-literal / IPv4address / reg-name */
    "(?<host>\\[(?:(?&IPv6address)|(?&IPvFuture))\\]|(?&IPv4address)|" OR_PCT(UNRESERVED SUB_DELIMS) "*)"
    /* IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ) */
    "(?<IPvFuture>[vV][0-9A-Fa-f]+\\.[" UNRESERVED SUB_DELIMS ":]+)"
    ABNF_IP_ADDRESSES
    /* path-abempty = *( "/" segment ); path-absolute = "/" [ segment-nz *( "/" segment ) ] */
    "(?<path_abempty>(?:/(?&segment))*)"
    "(?<path_absolute>/(?:" OR_PCT(PCHAR_SET) "+(?:/(?&segment))*)?)"
    /* path-rootless = segment-nz *( "/" segment ) */
    "(?<path_rootless>" OR_PCT(PCHAR_SET) "+(?:/(?&segment))*)"
    "(?<segment>" OR_PCT(PCHAR_SET) "*)"
    /* query = *( pchar / "/" / "?" ), and so is a fragment */
    "(?<query>" OR_PCT(PCHAR_SET "/?") "*)"
    ")(?&URI)\\z";

struct grammar {
    struct pattern pattern;
    size_t seen[URI_TEXT_PERCENT + 1]; /* how often each fault came */
};

static struct grammar grammar_new(void)
{
    return (struct grammar){.pattern = pattern_new(uri_pattern, PCRE2_ANCHORED)};
}

static void conclude(struct grammar *grammar, const char *what)
{
    assert_true(all_seen(what, grammar->seen, COUNT(grammar->seen), COUNT(grammar->seen)));
    pattern_free(&grammar->pattern);
}

static bool is_white(char octet)
{
    return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
}

/* Where the authority ends; 0 when there is none. */
static size_t authority_end(const char *data, size_t length)
{
    const char *colon = memchr(data, ':', length);
    size_t at = colon != NULL ? (size_t)(colon - data) + 1 : length;

    if (length - at < 2 || data[at] != '/' || data[at + 1] != '/')
        return 0;
    for (at += 2; at < length; at++)
        if (data[at] == '/' || data[at] == '?' || data[at] == '#')
            break;
    return at;
}

/* Is the fault where it is told, and the first one?  In an authority a later "@" may change what is at fault. */
static bool explains(const struct pattern *pattern, const char *data, size_t length, const struct checked_uri *uri)
{
    size_t at = uri->at.offset, end = at + uri->at.length;
    bool scheme = !pattern_begins(pattern, data, end) || memchr(data, ':', length) == NULL;

    if (end > length)
        return false;
    switch (uri->fault) {
    case URI_TEXT_NO_SCHEME: return at == 0 && uri->at.length <= length && (length == 0 || end > 0) &&
                                    (scheme || (end < length && !pattern_begins(pattern, data, end + 1)));
    case URI_TEXT_BYTE:
        return uri->at.length == 1 &&
               (at < authority_end(data, length) ||
                (!pattern_begins(pattern, data, at + 1) && pattern_begins(pattern, data, at)));
    case URI_TEXT_PERCENT:
        return uri->at.length == 1 && data[at] == '%' &&
               (length - at < 3 || !pattern_begins(pattern, data, at + 3)) &&
               (at < authority_end(data, length) || pattern_begins(pattern, data, at));
    case URI_TEXT_SPACE:
    case URI_TEXT_GOOD: break;
    }
    return false;
}

/* Of a text without white space. */
static void compare_tight(struct grammar *grammar, const char *data, size_t length, const struct checked_uri *uri)
{
    bool good = pattern_match(&grammar->pattern, data, length) > 0;

    assert_true((uri->fault == URI_TEXT_GOOD) == good ||
                complain(good ? "good, but refused" : "bad, but taken", data, length));
    assert_true(good || explains(&grammar->pattern, data, length, uri) ||
                complain("wrong fault or place", data, length));
}

/*
 * Of a text with white space that neither stands in a scheme, a triplet or an IP literal, nor before "//": a digit
 * in its place changes nothing, for digits may stand wherever white space is passed over.
 */
static void compare_loose(struct grammar *grammar, const char *data, size_t length, const struct checked_uri *uri)
{
    char tight[TEXT_MAX];
    size_t first = 0, end;
    struct checked_uri without;

    for (size_t i = 0; i < length; i++)
        tight[i] = is_white(data[i]) ? '0' : data[i];
    without = check_uri_text(tight, length);
    compare_tight(grammar, tight, length, &without);
    if (without.fault != URI_TEXT_GOOD) {
        assert_true((uri->fault == without.fault && uri->at.offset == without.at.offset &&
                     uri->at.length == without.at.length) ||
                    complain("not the worst", data, length));
        return;
    }
    while (!is_white(data[first]))
        first++;
    for (end = first; end < length && is_white(data[end]); end++)
        continue;
    assert_true((uri->fault == URI_TEXT_SPACE && uri->at.offset == first && uri->at.length == end - first) ||
                complain("wrong white space", data, length));
}

/* White space in a place of which compare_loose can say nothing. */
static bool is_told_by_hand(const char *data, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!is_white(data[i]))
            continue;
        if (memchr(data, ':', i) == NULL || memchr(data, '[', length) != NULL || data[i - 1] == ':' ||
            data[i - 1] == '/' || data[i - 1] == '%' || (i > 1 && data[i - 2] == '%') || is_white(data[i - 1]))
            return true;
    }
    return false;
}

static void compare(const char *data, size_t length, void *user)
{
    struct grammar *grammar = user;
    struct block block = block_of(data, length);
    struct checked_uri uri = check_uri_text(block.data, length);
    bool white = false;

    block_free(block);
    grammar->seen[uri.fault]++;
    for (size_t i = 0; i < length; i++)
        white = white || is_white(data[i]);
    assert_true(uri.at.offset + uri.at.length <= length);
    if (!white)
        compare_tight(grammar, data, length, &uri);
    else if (!is_told_by_hand(data, length))
        compare_loose(grammar, data, length, &uri);
    else
        assert_true(uri.fault != URI_TEXT_GOOD || complain("white space not seen", data, length));
}

static void short_texts(void **state)
{
    struct grammar grammar = grammar_new();
    size_t less = small_run() ? 2 : 0;

    (void)state;
    each_string("", "a:/1#%", 7 - less, compare, &grammar);
    each_string("a:", "/?#@:a", 7 - less, compare, &grammar);
    each_string("a:/", "/[:]1a", 6 - less, compare, &grammar);
    each_string("a://", "[:]1@/", 7 - less, compare, &grammar);
    each_string("a://", "a: @%1", 7 - less, compare, &grammar);
    each_string("a://[v1", ".]a:%g", 6 - less, compare, &grammar);
    each_string("a://b", "%4F #\n", 7 - less, compare, &grammar);
    each_string("a:/b", " \"%1/#", 6 - less, compare, &grammar);
    conclude(&grammar, "short texts");
}

static void every_octet_in_a_uri(void **state)
{
    struct grammar grammar = grammar_new();
    size_t count;
    const char *octets = test_octets(&count);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        each_octet_change(cases[i].text, strlen(cases[i].text), octets, count, compare, &grammar);
    conclude(&grammar, "every octet");
}

static void changed_uris(void **state)
{
    static const char octets[] = "ahv019AF:::///??##@@[]%%.-_~!$&'()*+,;=\"<>\\ \t\r\n\xC3"; /* and the NUL */
    struct grammar grammar = grammar_new();
    uint64_t random = 3986;

    (void)state;
    for (size_t i = 0; i < (small_run() ? 10000 : 300000); i++) {
        const char *seed = cases[random_below(&random, COUNT(cases))].text;
        char text[MUTATED_MAX(160, 3)];
        size_t length = mutant_of(&random, seed, strlen(seed), 3, octets, sizeof(octets), text);

        compare(text, length, &grammar);
    }
    conclude(&grammar, "changed URIs");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uris_by_hand),
        cmocka_unit_test(short_texts),
        cmocka_unit_test(every_octet_in_a_uri),
        cmocka_unit_test(changed_uris),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
