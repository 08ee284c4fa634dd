/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of the renderers against output written by hand, and of the escaping with every octet. */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rptlint.h>

#include "output/escape.h"
#include "output/render.h"
#include "parts.h"
#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- subjects and findings by hand ---------------------------------------------------------- */

/* A rule of no table, so that no change of wording there touches what is expected here. */
static const rptlint_rule test_rule = {
    .id = "X901",
    .slug = "test-rule",
    .severity = RPTLINT_ERROR,
    .syntax = true,
    .rfc = 8460,
    .section = "3",
    .message = "this is wrong",
    .why = "Because it is.",
    .hint = "do it right",
    .bad = "",
    .good = "",
};

/* The source line's and the other lines' beginning, for line numbers of one digit. */
#define HEAD(place) "record:" place ": error: this is wrong: "
#define HEAD_EMPTY(place) "record:" place ": error: this is wrong"
#define RULE_END " [X901, RFC 8460 section 3]\n"
#define LINE1 "    1 | "
#define DO " do it right\n"
#define MARK "      | "
#define NOTE "      = "

#define A10 "aaaaaaaaaa"
#define A46 A10 A10 A10 A10 "aaaaaa"
#define A50 A10 A10 A10 A10 A10
#define S10 "          "
#define S46 S10 S10 S10 S10 "      "
#define S50 S10 S10 S10 S10 S10
#define T10 "~~~~~~~~~~"

static struct subject subject_of(const char *name, const char *text, size_t length)
{
    return (struct subject){
        .name = name, .text = text, .length = length, .line = 1, .column = 1, .kind = "record",
    };
}

static rptlint_finding finding_of(const rptlint_rule *rule, size_t offset, size_t length)
{
    return (rptlint_finding){
        .rule = rule,
        .severity = rule->severity,
        .span = {.offset = offset, .length = length},
        .hint = rule->hint,
    };
}

static const rptlint_rule *rule_named(const char *id)
{
    const rptlint_rule *rule = rptlint_rule_find(id, strlen(id));

    assert_non_null(rule);
    return rule;
}

/* One run of a renderer over at most one finding and one verdict.  The caller frees what it wrote. */
static char *rendered(const struct renderer *renderer, bool color, const struct subject *subject,
                      const rptlint_finding *finding, const rptlint_verdict *verdict)
{
    char *data = NULL;
    size_t length = 0;
    struct output out = {.stream = open_memstream(&data, &length), .color = color};

    assert_non_null(out.stream);
    renderer->begin(&out);
    if (finding != NULL)
        renderer->finding(&out, subject, finding);
    if (verdict != NULL)
        renderer->verdict(&out, subject, verdict);
    renderer->end(&out);
    assert_int_equal(fclose(out.stream), 0);
    assert_int_equal(strlen(data), length);
    return data;
}

static void expect(const struct renderer *renderer, const struct subject *subject,
                   const rptlint_finding *finding, const char *wanted)
{
    char *got = rendered(renderer, false, subject, finding, NULL);

    assert_string_equal(got, wanted);
    free(got);
}

/* A finding of the test rule in an argument, shown as text. */
static void expect_text(const char *text, size_t offset, size_t length, const char *wanted)
{
    struct subject subject = subject_of("record", text, strlen(text));
    rptlint_finding finding = finding_of(&test_rule, offset, length);

    expect(&render_text, &subject, &finding, wanted);
}

/* The part from "results" on. */
static const char *results_of(const char *sarif)
{
    const char *results = strstr(sarif, "\"results\":[");

    assert_non_null(results);
    return results;
}

/* ---- what may come out, checked by other means than those that made it ---------------------- */

/* The octets of one character by the ABNF of RFC 3629 section 4; 0 when there is none. */
static size_t utf8_length(const unsigned char *p, size_t left)
{
    static const struct form {
        unsigned char low[4], high[4];
        size_t length;
    } forms[] = {
        {{0x00}, {0x7F}, 1},
        {{0xC2, 0x80}, {0xDF, 0xBF}, 2},
        {{0xE0, 0xA0, 0x80}, {0xE0, 0xBF, 0xBF}, 3},
        {{0xE1, 0x80, 0x80}, {0xEC, 0xBF, 0xBF}, 3},
        {{0xED, 0x80, 0x80}, {0xED, 0x9F, 0xBF}, 3},
        {{0xEE, 0x80, 0x80}, {0xEF, 0xBF, 0xBF}, 3},
        {{0xF0, 0x90, 0x80, 0x80}, {0xF0, 0xBF, 0xBF, 0xBF}, 4},
        {{0xF1, 0x80, 0x80, 0x80}, {0xF3, 0xBF, 0xBF, 0xBF}, 4},
        {{0xF4, 0x80, 0x80, 0x80}, {0xF4, 0x8F, 0xBF, 0xBF}, 4},
    };

    for (size_t i = 0; i < COUNT(forms); i++) {
        size_t at = 0;

        while (at < forms[i].length && at < left && p[at] >= forms[i].low[at] && p[at] <= forms[i].high[at])
            at++;
        if (at == forms[i].length)
            return at;
    }
    return 0;
}

/* Characters that no format may let out: controls, bidi controls, zero-width ones, line separators. */
static bool is_dangerous(const unsigned char *p, size_t length)
{
    static const struct {
        unsigned long first, last;
    } ranges[] = {
        {0x00, 0x1F},     {0x7F, 0x9F},     {0x61C, 0x61C},   {0x200B, 0x200F}, {0x2028, 0x202E},
        {0x2060, 0x2060}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF},
    };
    static const unsigned char bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    unsigned long code = p[0] & bits[length];

    for (size_t i = 1; i < length; i++)
        code = code * 64 + (p[i] & 0x3Fu);
    for (size_t i = 0; i < COUNT(ranges); i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    return false;
}

/* Strict UTF-8 without anything dangerous; line feeds only where a renderer ends its lines. */
static void expect_clean(const char *data, size_t length)
{
    const unsigned char *p = (const unsigned char *)data;

    for (size_t at = 0; at < length;) {
        size_t octets = utf8_length(p + at, length - at);

        if (octets == 0)
            fail_msg("no UTF-8: octet %02x at %zu", p[at], at);
        if (is_dangerous(p + at, octets) && p[at] != '\n')
            fail_msg("written as it is: %02x at %zu", p[at], at);
        at += octets;
    }
    if (strstr(data, "##") != NULL)
        fail_msg("the beginning of a CI command: %s", data);
}

static size_t lines_in(const char *data)
{
    size_t lines = 0;

    for (; *data != '\0'; data++)
        lines += *data == '\n';
    return lines;
}

/* ---- a strict little JSON reader (RFC 8259) ------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Four hex digits as a number, or -1. */
static long hex4(const char *p)
{
    static const char digits[] = "0123456789abcdef";
    long value = 0;

    for (size_t i = 0; i < 4; i++) {
        const char *digit = p[i] != '\0' ? strchr(digits, p[i]) : NULL;

        if (digit == NULL)
            return -1;
        value = value * 16 + (long)(digit - digits);
    }
    return value;
}

/* Behind a string whose quote stands at p; NULL when it is none. */
static const char *json_string_end(const char *p)
{
    for (p++; *p != '"'; p++) {
        long code;

        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            return NULL;
        if (*p != '\\')
            continue;
        p++;
        if (*p == '\0' || strchr("\"\\/bfnrtu", *p) == NULL)
            return NULL;
        if (*p != 'u')
            continue;
        code = hex4(p + 1);
        if (code < 0 || (code >= 0xDC00 && code <= 0xDFFF))
            return NULL;
        p += 4;
        if (code < 0xD800 || code > 0xDBFF)
            continue;
        if (p[1] != '\\' || p[2] != 'u' || hex4(p + 3) < 0xDC00 || hex4(p + 3) > 0xDFFF)
            return NULL;
        p += 6;
    }
    return p + 1;
}

/* Behind a number (whole and not negative: others are not written), true or false; else NULL. */
static const char *json_scalar_end(const char *p)
{
    if (strncmp(p, "true", 4) == 0)
        return p + 4;
    if (strncmp(p, "false", 5) == 0)
        return p + 5;
    if (!is_digit(*p) || (*p == '0' && is_digit(p[1])))
        return NULL;
    while (is_digit(*p))
        p++;
    return p;
}

/* Behind one value of any kind; NULL when it is malformed. */
static const char *json_value_end(const char *p)
{
    char open[32];
    size_t depth = 0;
    bool first = false, closed;

    do {
        closed = false;
        p += strspn(p, " \n");
        if (depth > 0 && *p == open[depth - 1] + 2) { /* "]" and "}" stand two behind "[" and "{" */
            depth--;
            p++;
            closed = true;
        } else if (depth > 0 && !first) {
            if (*p++ != ',')
                return NULL;
            p += strspn(p, " \n");
        }
        if (!closed) {
            if (depth > 0 && open[depth - 1] == '{') {
                if (*p != '"' || (p = json_string_end(p)) == NULL || *p++ != ':')
                    return NULL;
            }
            first = *p == '{' || *p == '[';
            if (first) {
                if (depth == COUNT(open))
                    return NULL;
                open[depth++] = *p++;
                continue;
            }
            p = *p == '"' ? json_string_end(p) : json_scalar_end(p);
        }
        first = false;
    } while (p != NULL && depth > 0);
    return p;
}

static void expect_json(const char *text)
{
    const char *end = json_value_end(text);

    if (end == NULL || strcmp(end, "\n") != 0)
        fail_msg("no JSON: %s", text);
}

static void test_json_reader(void **state)
{
    static const char *const good[] = {
        "{}", "[]", "\"\"", "0", "10", "{\"a\":1,\"b\":[true,{},[],\"\\u00e9\\ud83d\\ude00\"]}",
        "[\n1,\n2\n]",
    };
    static const char *const bad[] = {
        "", "{", "[1", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "01", "\"\n\"",
        "\"\\x\"", "\"\\u12\"", "\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83d\\u0041\"",
        "[}", "{]", "nul", "\"\x7F\"",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        if (json_value_end(good[i]) == NULL || *json_value_end(good[i]) != '\0')
            fail_msg("good: %s", good[i]);
    for (size_t i = 0; i < COUNT(bad); i++)
        if (json_value_end(bad[i]) != NULL && *json_value_end(bad[i]) == '\0')
            fail_msg("bad: %s", bad[i]);
}

/* ---- escaping ------------------------------------------------------------------------------- */

static char *escaped(unsigned how, const char *data, size_t length, bool quote)
{
    char *written = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&written, &size);

    assert_non_null(stream);
    if (quote)
        escape_quote(stream, how, data, length);
    else
        escape_write(stream, how, data, length);
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(strlen(written), size);
    return written;
}

static void test_escapes(void **state)
{
    static const struct {
        unsigned how;
        const char *data, *wanted;
    } cases[] = {
        {ESCAPE_TEXT, "a\tb\nc\rd\x1b[m\x7F", "a\\tb\\nc\\rd\\x1b[m\\x7f"},
        {ESCAPE_SOURCE, "a\tb\nc", "a b\\nc"},
        {ESCAPE_TEXT, "\xC2\x85\xC2\x9B", "\\u{85}\\u{9b}"},
        {ESCAPE_TEXT, "\u061C\u200B\u202E\u202C\u2028\u2066\u2069\uFEFF",
         "\\u{61c}\\u{200b}\\u{202e}\\u{202c}\\u{2028}\\u{2066}\\u{2069}\\u{feff}"},
        {ESCAPE_TEXT, "\U000E0041\U0010FFFF", "\\u{e0041}\\u{10ffff}"},
        {ESCAPE_TEXT, "\u00E9\u65E5\U0001F600\\\"%:,#", "\u00E9\u65E5\U0001F600\\\"%:,#"},
        {ESCAPE_TEXT, "##[error]", "#\\x23[error]"},
        {ESCAPE_TEXT, "###vso", "#\\x23\\x23vso"},
        {ESCAPE_JSON, "a\"b\\c/\n\x01\x7F", "a\\\"b\\\\c/\\u000a\\u0001\\u007f"},
        {ESCAPE_JSON, "\u00E9\U0001F600", "\u00E9\U0001F600"},
        {ESCAPE_JSON, "\xC2\x80\u2028\u202E\u202C\uFFFE", "\\u0080\\u2028\\u202e\\u202c\\ufffe"},
        {ESCAPE_JSON, "\U000E0041\U0010FFFF", "\\udb40\\udc41\\udbff\\udfff"},
        {ESCAPE_JSON, "\xFF##", "\\ufffd#\\u0023"},
        {ESCAPE_SARIF, "\"\x1b\\\u202E\n", "\\\"\\\\x1b\\\\\\\\u{{202e}}\\\\n"},
        {ESCAPE_SARIF, "[a](https://b.example/) [a](1) [a] (1) (]) ((",
         "[a]\\\\x28https://b.example/) [a]\\\\x281) [a] (1) (]) (("},
        {ESCAPE_SARIF, "{0} {{0}} {a}", "{{0}} {{{{0}}}} {{a}}"},
        {ESCAPE_JSON, "[a](1) {0}", "[a](1) {0}"},
        {ESCAPE_GITHUB, "50%,a:b\r\n\x1b", "50%25,a:b\\r\\n\\x1b"},
        {ESCAPE_GITHUB_PROPERTY, "50%,a:b\r\n\x1b", "50%25%2Ca%3Ab%0D%0A\\x1b"},
        {ESCAPE_HTML, "</style>&amp;\"'", "&#60;/style&#62;&#38;amp;&#34;&#39;"},
        {ESCAPE_HTML, "]]>-->\xFF\u202E\n\u00E9", "]]&#62;--&#62;\\xff\\u{202e}\\n\u00E9"},
        {ESCAPE_HTML, "a.b-c 9%", "a.b-c 9%"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *got = escaped(cases[i].how, cases[i].data, strlen(cases[i].data), false);

        assert_string_equal(got, cases[i].wanted);
        free(got);
    }
}

/* Each octet of these is no UTF-8; the last octets of the last two are ASCII. */
static void test_invalid_utf8(void **state)
{
    static const struct {
        const char *data, *wanted;
    } cases[] = {
        {"\x80", "\\x80"},
        {"\xBF\xBF", "\\xbf\\xbf"},
        {"\xC0\x80", "\\xc0\\x80"},
        {"\xC1\xBF", "\\xc1\\xbf"},
        {"\xE0\x80\x80", "\\xe0\\x80\\x80"},
        {"\xE0\x9F\xBF", "\\xe0\\x9f\\xbf"},
        {"\xED\xA0\x80", "\\xed\\xa0\\x80"},
        {"\xED\xBF\xBF", "\\xed\\xbf\\xbf"},
        {"\xF0\x80\x80\x80", "\\xf0\\x80\\x80\\x80"},
        {"\xF0\x8F\xBF\xBF", "\\xf0\\x8f\\xbf\\xbf"},
        {"\xF4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
        {"\xF5\x80\x80\x80", "\\xf5\\x80\\x80\\x80"},
        {"\xFE\xFF", "\\xfe\\xff"},
        {"\xC3", "\\xc3"},
        {"\xE2\x82", "\\xe2\\x82"},
        {"\xF0\x9F\x98", "\\xf0\\x9f\\x98"},
        {"\xC3(", "\\xc3("},
        {"\xE2\x82(", "\\xe2\\x82("},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t length = strlen(cases[i].data);
        char *exact = malloc(length), *got; /* a block of exactly this size, for the sanitizers */

        assert_non_null(exact);
        memcpy(exact, cases[i].data, length);
        got = escaped(ESCAPE_TEXT, exact, length, false);
        assert_string_equal(got, cases[i].wanted);
        free(got);
        free(exact);
    }
}

static size_t put_utf8(char *out, unsigned long code)
{
    size_t more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char leads[] = {0x00, 0xC0, 0xE0, 0xF0};

    out[0] = (char)(leads[more] | code >> 6 * more);
    for (size_t i = 1; i <= more; i++)
        out[i] = (char)(0x80 | (code >> 6 * (more - i) & 0x3F));
    return more + 1;
}

/* Every octet at every place of a run, between pages that can't be read, against the plain twin. */
static void test_runs_of_plain_columns(void **state)
{
    enum { LONGEST = 50 };
    char text[LONGEST];

    (void)state;
    for (size_t length = 0; length <= LONGEST; length += small_run() ? 7 : 1)
        for (size_t at = 0; at < length; at++)
            for (unsigned c = 0; c < 256; c += small_run() ? 5 : 1) {
                memset(text, 'a', length);
                text[at] = (char)(unsigned char)c;
                for (enum guard guard = GUARD_BEHIND; guard <= GUARD_BEFORE; guard++) {
                    const char *octets = guarded(text, length, guard);
                    size_t end = c > 0x1F && c < 0x7F && c != '#' ? length : at;

                    assert_int_equal(plain_columns_end(octets, 0, length), end);
                    assert_int_equal(plain_columns_end_plain(octets, 0, length), end);
                }
            }
}

/* One octet is escaped the same in a long run, of which 16 are told at a time, and in a short one, told one by one. */
static void test_octets_in_long_runs(void **state)
{
    static const unsigned styles[] = {ESCAPE_TEXT, ESCAPE_SOURCE, ESCAPE_JSON, ESCAPE_SARIF, ESCAPE_LABEL};
    enum { LONG = 40 };

    (void)state;
    for (size_t i = 0; i < COUNT(styles); i++)
        for (unsigned c = 0; c < 256; c++) {
            const char octet = (char)(unsigned char)c;
            char *alone = escaped(styles[i], &octet, 1, false);

            for (size_t at = 0; at < LONG; at += small_run() ? 9 : 1) {
                char text[LONG], *got;
                size_t octets = strlen(alone);

                memset(text, 'a', LONG);
                text[at] = octet;
                got = escaped(styles[i], text, LONG, false);
                assert_int_equal(strlen(got), LONG - 1 + octets);
                assert_memory_equal(got, text, at);
                assert_memory_equal(got + at, alone, octets);
                assert_memory_equal(got + at + octets, text + at + 1, LONG - 1 - at);
                free(got);
            }
            free(alone);
        }
}

/* Every code point there is, surrogates among them, in every style. */
static void test_every_code_point(void **state)
{
    static const unsigned styles[] = {
        ESCAPE_TEXT, ESCAPE_SOURCE, ESCAPE_JSON, ESCAPE_SARIF, ESCAPE_GITHUB, ESCAPE_GITHUB_PROPERTY,
        ESCAPE_HTML,
    };
    char block[256 * 4];

    (void)state;
    for (unsigned long first = 0; first < 0x110000; first += 256) {
        size_t length = 0;

        for (unsigned long code = first; code < first + 256; code++)
            length += put_utf8(block + length, code);
        for (size_t i = 0; i < COUNT(styles); i++) {
            char *got = escaped(styles[i], block, length, false);

            expect_clean(got, strlen(got));
            assert_null(strchr(got, '\n'));
            if (styles[i] == ESCAPE_HTML)
                assert_null(strpbrk(got, "<>\"'"));
            free(got);
        }
    }
}

/* Walking backward stops where walking forward does, for all strings of six of these octets. */
static void test_units_backward(void **state)
{
    static const char octets[] = {'a', '\x80', '\x9F', '\xBF', '\xC3', '\xE0', '\xED', '\xF0', '\xF4'};
    char text[6];

    (void)state;
    for (size_t number = 0; number < 9 * 9 * 9 * 9 * 9 * 9; number++) {
        size_t rest = number;

        for (size_t i = 0; i < sizeof(text); i++, rest /= 9)
            text[i] = octets[rest % 9];
        for (size_t at = 0; at < sizeof(text);) {
            size_t next = at + unit_at(text, sizeof(text), at).length;

            if (unit_before(text, next) != at)
                fail_msg("string %zu, from %zu", number, next);
            at = next;
        }
    }
}

static void test_columns(void **state)
{
    static const struct {
        const char *data;
        size_t columns;
    } cases[] = {
        {"", 0},          {"abc", 3},        {"\u00E9", 1},         {"e\u0301", 1},    {"\u65E5\u672C", 4},
        {"\uFF21", 2},    {"\U0001F600", 2}, {"\u200B", 8},         {"\x1b", 4},       {"\t", 2},
        {"\xFF", 4},      {"\u0E01\u0E31", 1}, {"\u1112\u1161\u11AB", 2}, {"\U0010FFFF", 10},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(escape_columns(ESCAPE_TEXT, cases[i].data, strlen(cases[i].data)), cases[i].columns);
    assert_int_equal(escape_columns(ESCAPE_SOURCE, "a\tb", 3), 3);
}

/* Sixty columns stay whole; of more the first 28 and the last 29 are kept. */
static void test_quote_cut(void **state)
{
    static const char a28[] = A10 A10 "aaaaaaaa";
    char wanted[128], text[256], *got;

    (void)state;
    memset(text, 'a', sizeof(text));
    got = escaped(ESCAPE_TEXT, text, 60, true);
    assert_int_equal(strlen(got), 60);
    assert_null(strchr(got, '.'));
    free(got);
    text[60] = '!';
    got = escaped(ESCAPE_TEXT, text, 61, true);
    snprintf(wanted, sizeof(wanted), "%s...%s!", a28, a28);
    assert_string_equal(got, wanted);
    free(got);
    /* Characters stay whole at the cut: 14 of two columns, then 14 again, the 29th column left empty. */
    for (size_t i = 0; i < 31; i++)
        memcpy(text + 3 * i, "\u65E5", 3);
    got = escaped(ESCAPE_TEXT, text, 31 * 3, true);
    assert_int_equal(strlen(got), 14 * 3 + 3 + 14 * 3);
    assert_int_equal(escape_columns(ESCAPE_TEXT, got, strlen(got)), 59);
    free(got);
    /* A heap of combining marks is no way round the limit. */
    for (size_t i = 0; i < 100; i++)
        memcpy(text + 2 * i, "\u0301", 2);
    got = escaped(ESCAPE_TEXT, text, 200, true);
    assert_int_equal(strlen(got), 28 * 2 + 3 + 29 * 2);
    free(got);
}

/* ---- text ----------------------------------------------------------------------------------- */

/* The example of the design. */
static void test_text_example(void **state)
{
    static const char line[] = "_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls!10m@example.com\"";
    static const char plain[] =
        "zone.db:14:43: error: character must be percent-encoded in a destination: \"!\" "
        "[U204, RFC 8460 section 3]\n"
        "   14 | _smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls!10m@example.com\"\n"
        "      |                                           ^ write \"%21\"\n";
    static const char colored[] =
        "\033[1mzone.db:14:43:\033[0m \033[31merror:\033[0m character must be percent-encoded in a "
        "destination: \"!\" [U204, RFC 8460 section 3]\n"
        "   14 | _smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls!10m@example.com\"\n"
        "      |                                           \033[32m^\033[0m write \"%21\"\n";
    struct subject subject = subject_of("zone.db", line, sizeof(line) - 1);
    rptlint_finding finding = finding_of(rule_named("U204"), 42, 1);
    char *got;

    (void)state;
    subject.line = 14;
    finding.fix = "%21";
    finding.fix_length = 3;
    expect(&render_text, &subject, &finding, plain);
    got = rendered(&render_text, true, &subject, &finding, NULL);
    assert_string_equal(got, colored);
    free(got);
}

static void test_text_colors(void **state)
{
    struct subject subject = subject_of("record", "ab", 2);
    rptlint_finding finding = finding_of(&test_rule, 0, 1);
    char *got;

    (void)state;
    finding.severity = RPTLINT_WARNING;
    got = rendered(&render_text, true, &subject, &finding, NULL);
    expect_part(got, "\033[1mrecord:1:1:\033[0m \033[35mwarning:\033[0m this is wrong: \"a\" [X901");
    free(got);
    finding.severity = RPTLINT_NOTE;
    got = rendered(&render_text, true, &subject, &finding, NULL);
    expect_part(got, " \033[36mnote:\033[0m this is wrong");
    free(got);
}

/* The words behind the caret. */
static void test_text_actions(void **state)
{
    static const struct {
        size_t length;
        const char *fix;
        bool inserts;
        const char *hint;
        const char *wanted;
    } cases[] = {
        {2, "xy", false, NULL, HEAD("1:2") "\"bc\"" RULE_END LINE1 "abcd\n" MARK " ^~ write \"xy\"\n"},
        {2, "xy", true, NULL, HEAD("1:2") "\"bc\"" RULE_END LINE1 "abcd\n" MARK " ^~ put \"xy\" before it\n"},
        {2, "", false, NULL, HEAD("1:2") "\"bc\"" RULE_END LINE1 "abcd\n" MARK " ^~ remove it\n"},
        {0, ";", true, NULL, HEAD_EMPTY("1:2") RULE_END LINE1 "abcd\n" MARK " ^ put \";\" here\n"},
        {0, ";", false, NULL, HEAD_EMPTY("1:2") RULE_END LINE1 "abcd\n" MARK " ^ put \";\" here\n"},
        {0, "", false, NULL, HEAD_EMPTY("1:2") RULE_END LINE1 "abcd\n" MARK " ^" DO},
        {2, NULL, false, NULL, HEAD("1:2") "\"bc\"" RULE_END LINE1 "abcd\n" MARK " ^~" DO},
        {2, NULL, false, "so\x1b", HEAD("1:2") "\"bc\"" RULE_END LINE1 "abcd\n" MARK " ^~ so\\x1b\n"},
        {1, "\n", false, "in this case",
         HEAD("1:2") "\"b\"" RULE_END LINE1 "abcd\n" MARK " ^ write \"\\n\"\n" NOTE "hint: in this case\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct subject subject = subject_of("record", "abcd", 4);
        rptlint_finding finding = finding_of(&test_rule, 1, cases[i].length);

        finding.fix = cases[i].fix;
        finding.fix_length = cases[i].fix != NULL ? strlen(cases[i].fix) : 0;
        finding.fix_inserts = cases[i].inserts;
        if (cases[i].hint != NULL)
            finding.hint = cases[i].hint;
        expect(&render_text, &subject, &finding, cases[i].wanted);
    }
}

/* Whatever stands before it, the caret is under the octet it means. */
static void test_text_alignment(void **state)
{
    (void)state;
    expect_text("a\t\t!b", 3, 1, HEAD("1:4") "\"!\"" RULE_END LINE1 "a  !b\n" MARK "   ^" DO);
    expect_text("a\tb", 1, 1, HEAD("1:2") "\"\\t\"" RULE_END LINE1 "a b\n" MARK " ^" DO);
    expect_text("\u65E5\u672C!", 6, 1,
                HEAD("1:7") "\"!\"" RULE_END LINE1 "\u65E5\u672C!\n" MARK "    ^" DO);
    expect_text("a\u65E5b", 1, 3,
                HEAD("1:2") "\"\u65E5\"" RULE_END LINE1 "a\u65E5b\n" MARK " ^~" DO);
    expect_text("\U0001F600!", 4, 1,
                HEAD("1:5") "\"!\"" RULE_END LINE1 "\U0001F600!\n" MARK "  ^" DO);
    expect_text("e\u0301!", 3, 1,
                HEAD("1:4") "\"!\"" RULE_END LINE1 "e\u0301!\n" MARK " ^" DO);
    /* a combining mark by itself: under the letter it sits on */
    expect_text("ae\u0301b", 2, 2,
                HEAD("1:3") "\"\u0301\"" RULE_END LINE1 "ae\u0301b\n" MARK " ^" DO);
    expect_text("\x1b!", 1, 1, HEAD("1:2") "\"!\"" RULE_END LINE1 "\\x1b!\n" MARK "    ^" DO);
    expect_text("a\x1b!", 1, 2,
                HEAD("1:2") "\"\\x1b!\"" RULE_END LINE1 "a\\x1b!\n" MARK " ^~~~~" DO);
    /* U+202E and U+202C take eight columns each */
    expect_text("\u202E\u202C!", 6, 1,
                HEAD("1:7") "\"!\"" RULE_END LINE1 "\\u{202e}\\u{202c}!\n" MARK S10 "      ^" DO);
    expect_text("\xFF!", 1, 1, HEAD("1:2") "\"!\"" RULE_END LINE1 "\\xff!\n" MARK "    ^" DO);
    /* the second octet of a character: the caret is under the character */
    expect_text("a\u00E9b", 2, 1,
                HEAD("1:3") "\"\\xa9\"" RULE_END LINE1 "a\u00E9b\n" MARK " ^" DO);
    expect_text("a##b", 2, 2, HEAD("1:3") "\"#b\"" RULE_END LINE1 "a#\\x23b\n" MARK "  ^~~~~" DO);
}

/* Places without an octet, and spans that reach beyond their line. */
static void test_text_edges(void **state)
{
    struct subject empty = subject_of("record", NULL, 0);
    rptlint_finding finding = finding_of(&test_rule, 0, 0);

    (void)state;
    expect(&render_text, &empty, &finding,
           HEAD_EMPTY("1:1") RULE_END "    1 |\n" MARK "^" DO);
    expect_text("ab", 2, 0, HEAD_EMPTY("1:3") RULE_END LINE1 "ab\n" MARK "  ^" DO);
    /* an offset past the end is the end */
    expect_text("ab", 9, 9, HEAD_EMPTY("1:3") RULE_END LINE1 "ab\n" MARK "  ^" DO);
    expect_text("ab", 1, 9, HEAD("1:2") "\"b\"" RULE_END LINE1 "ab\n" MARK " ^" DO);
    /* several lines: the first, marked to its end */
    expect_text("abc\ndef", 1, 5, HEAD("1:2") "\"bc\\nde\"" RULE_END LINE1 "abc\n" MARK " ^~" DO);
    expect_text("abc\r\ndef", 1, 6,
                HEAD("1:2") "\"bc\\r\\nde\"" RULE_END LINE1 "abc\n" MARK " ^~" DO);
    expect_text("abc\ndef", 4, 2, HEAD("2:1") "\"de\"" RULE_END "    2 | def\n" MARK "^~" DO);
    /* a line end that is itself the fault is shown */
    expect_text("ab\ncd", 2, 1, HEAD("1:3") "\"\\n\"" RULE_END LINE1 "ab\\n\n" MARK "  ^~" DO);
    expect_text("ab\r\n", 2, 1, HEAD("1:3") "\"\\r\"" RULE_END LINE1 "ab\\r\n" MARK "  ^~" DO);
    expect_text("ab\r\n", 2, 2,
                HEAD("1:3") "\"\\r\\n\"" RULE_END LINE1 "ab\\r\\n\n" MARK "  ^~~~" DO);
    expect_text("ab\r\n", 3, 1,
                HEAD("1:4") "\"\\n\"" RULE_END LINE1 "ab\\r\\n\n" MARK "    ^~" DO);
}

/* 150 columns: the dots and what they leave take 100 at most. */
static void test_text_long_lines(void **state)
{
    char line[151];

    (void)state;
    memset(line, 'a', 150);
    line[150] = '\0';
    line[75] = '!';
    expect_text(line, 75, 1,
                HEAD("1:76") "\"!\"" RULE_END
                LINE1 "..." A46 "!" A46 "a...\n" MARK "   " S46 "^" DO);
    expect_text(line, 75, 0,
                HEAD_EMPTY("1:76") RULE_END
                LINE1 "...a" A46 "!" A46 "...\n" MARK "    " S46 "^" DO);
    line[75] = 'a';
    line[10] = '!';
    expect_text(line, 10, 1,
                HEAD("1:11") "\"!\"" RULE_END
                LINE1 A10 "!" A50 A10 A10 A10 "aaa...\n" MARK S10 "^" DO);
    line[10] = 'a';
    line[149] = '!';
    expect_text(line, 149, 1,
                HEAD("1:150") "\"!\"" RULE_END
                LINE1 "..." A50 A10 A10 A10 A10 "aaa!\n" MARK "   " S50 S10 S10 S10 S10 "   ^" DO);
    /* 101 columns, four cut before it and none of the three behind it: dots would save nothing there */
    line[149] = 'a';
    line[101] = '\0';
    line[50] = '!';
    expect_text(line, 50, 1,
                HEAD("1:51") "\"!\"" RULE_END
                LINE1 "..." A46 "!" A50 "\n" MARK "   " S46 "^" DO);
    /* 100 columns are shown whole */
    line[100] = '\0';
    expect_text(line, 50, 1,
                HEAD("1:51") "\"!\"" RULE_END
                LINE1 A50 "!" A46 "aaa\n" MARK S50 "^" DO);
}

/* A span with no room is cut, and ten columns before it are seen; quoted, it is cut in the middle. */
static void test_text_long_span(void **state)
{
    char line[151];

    (void)state;
    memset(line, 'a', 150);
    line[150] = '\0';
    line[10] = '(';
    line[139] = ')';
    expect_text(line, 10, 130,
                HEAD("1:11") "\"(" A10 A10 "aaaaaaa..." A10 A10 "aaaaaaaa)\"" RULE_END
                LINE1 A10 "(" A50 A10 A10 A10 "aaa...\n"
                MARK S10 "^" T10 T10 T10 T10 T10 T10 T10 T10 "~~~" DO);
}

static void expect_related(const char *text, rptlint_span span, rptlint_span related, const char *wanted)
{
    struct subject subject = subject_of("record", text, strlen(text));
    rptlint_finding finding = finding_of(&test_rule, span.offset, span.length);

    finding.has_related = true;
    finding.related = related;
    expect(&render_text, &subject, &finding, wanted);
}

static void test_text_related(void **state)
{
    char line[301];

    (void)state;
    expect_related("rua=a; rua=b", (rptlint_span){7, 3}, (rptlint_span){0, 3},
                   HEAD("1:8") "\"rua\"" RULE_END LINE1 "rua=a; rua=b\n"
                   MARK "---    ^~~" DO NOTE "note: the earlier one is at column 1\n");
    expect_related("rua=a; rua=b", (rptlint_span){0, 3}, (rptlint_span){7, 3},
                   HEAD("1:1") "\"rua\"" RULE_END LINE1 "rua=a; rua=b\n"
                   MARK "^~~    ---" DO NOTE "note: the later one is at column 8\n");
    /* one in the other: the caret is on top, and no note points at what is seen */
    expect_related("rua=a; rua=b", (rptlint_span){3, 1}, (rptlint_span){0, 5},
                   HEAD("1:4") "\"=\"" RULE_END LINE1 "rua=a; rua=b\n"
                   MARK "---^-" DO);
    expect_related("rua=a;\nrua=b", (rptlint_span){7, 3}, (rptlint_span){0, 3},
                   HEAD("2:1") "\"rua\"" RULE_END "    2 | rua=b\n"
                   MARK "^~~" DO NOTE "note: the earlier one is at record:1:1\n");
    /* both fit into a window: it shows both; 90 columns from the one to the other's end, two on each side */
    memset(line, 'a', 300);
    line[300] = '\0';
    line[100] = '(';
    line[189] = ')';
    expect_related(line, (rptlint_span){189, 1}, (rptlint_span){100, 1},
                   HEAD("1:190") "\")\"" RULE_END
                   LINE1 "...aa(" A50 A10 A10 A10 "aaaaaaaa)aa...\n"
                   MARK "     -" S50 S10 S10 S10 "        ^" DO
                   NOTE "note: the earlier one is at column 101\n");
    /* too far away */
    expect_related(line, (rptlint_span){189, 1}, (rptlint_span){0, 1},
                   HEAD("1:190") "\")\"" RULE_END
                   LINE1 "..." A46 ")" A46 "a...\n" MARK "   " S46 "^" DO
                   NOTE "note: the earlier one is at column 1\n");
}

/* A record in the middle of a file: only its first line is shifted. */
static void test_text_inside_a_file(void **state)
{
    struct subject subject = subject_of("zone.db", "ab\ncd", 5);
    rptlint_finding finding = finding_of(&test_rule, 1, 1);

    (void)state;
    subject.line = 123456;
    subject.column = 17;
    finding.has_related = true;
    finding.related = (rptlint_span){4, 1};
    expect(&render_text, &subject, &finding,
           "zone.db:123456:18: error: this is wrong: \"b\"" RULE_END
           "123456 | ...ab\n"
           "       |     ^" DO
           "       = note: the later one is at zone.db:123457:2\n");
    finding = finding_of(&test_rule, 4, 1);
    expect(&render_text, &subject, &finding,
           "zone.db:123457:2: error: this is wrong: \"d\"" RULE_END
           "123457 | cd\n"
           "       |  ^" DO);
}

static void test_text_verdicts(void **state)
{
    static const struct {
        bool grammar;
        rptlint_selected selected;
        size_t usable, errors, warnings, notes;
        const char *wanted;
    } cases[] = {
        {true, RPTLINT_SELECTED_YES, 2, 0, 0, 1,
         "record: ok: senders use this record "
         "(grammar yes, selected yes, 2 usable destinations; 0 errors, 0 warnings, 1 note)\n"},
        {true, RPTLINT_SELECTED_YES, 1, 1, 0, 0,
         "record: usable, with errors: senders or name servers may refuse it "
         "(grammar yes, selected yes, 1 usable destination; 1 error, 0 warnings, 0 notes)\n"},
        {true, RPTLINT_SELECTED_ONLY_ALONE, 1, 0, 2, 0,
         "record: at risk: senders use this record only when no other TXT record is there "
         "(grammar yes, selected only-alone, 1 usable destination; 0 errors, 2 warnings, 0 notes)\n"},
        {true, RPTLINT_SELECTED_YES, 0, 1, 1, 0,
         "record: broken: no report can arrive "
         "(grammar yes, selected yes, 0 usable destinations; 1 error, 1 warning, 0 notes)\n"},
        {false, RPTLINT_SELECTED_YES, 0, 1, 0, 0,
         "record: broken: senders ignore this record "
         "(grammar no, selected yes, 0 usable destinations; 1 error, 0 warnings, 0 notes)\n"},
        {false, RPTLINT_SELECTED_NO, 0, 2, 0, 0,
         "record: broken: senders do not recognise this record "
         "(grammar no, selected no, 0 usable destinations; 2 errors, 0 warnings, 0 notes)\n"},
    };
    struct subject argument = subject_of("record", "", 0);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        rptlint_verdict verdict = {
            .size = sizeof(verdict), .grammar = cases[i].grammar, .selected = cases[i].selected,
            .usable = cases[i].usable, .errors = cases[i].errors, .warnings = cases[i].warnings,
            .notes = cases[i].notes,
        };
        char *got = rendered(&render_text, false, &argument, NULL, &verdict);

        assert_string_equal(got, cases[i].wanted);
        free(got);
    }
}

/* NAME for an argument, NAME:LINE for what came from a file; nothing with -q. */
static void test_text_verdict_names(void **state)
{
    static const struct {
        const char *name;
        size_t line;
        const char *wanted;
    } cases[] = {
        {"record", 1, "record: ok"},           {"record-2", 1, "record-2: ok"},
        {"record-12", 1, "record-12: ok"},     {"record", 3, "record:3: ok"},
        {"stdin", 1, "stdin:1: ok"},           {"zone.db", 7, "zone.db:7: ok"},
        {"records.txt", 1, "records.txt:1: ok"}, {"record-", 1, "record-:1: ok"},
        {"record-2x", 1, "record-2x:1: ok"},   {"record2", 1, "record2:1: ok"},
        {"r", 1, "r:1: ok"},                   {"", 1, ":1: ok"},
    };
    rptlint_verdict verdict = {
        .size = sizeof(verdict), .grammar = true, .selected = RPTLINT_SELECTED_YES, .usable = 1,
    };
    struct output quiet = {.quiet = true};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct subject subject = subject_of(cases[i].name, "", 0);
        char *got;

        subject.line = cases[i].line;
        got = rendered(&render_text, false, &subject, NULL, &verdict);
        if (strncmp(got, cases[i].wanted, strlen(cases[i].wanted)) != 0)
            fail_msg("wanted %s, got %s", cases[i].wanted, got);
        free(got);
        render_text.verdict(&quiet, &subject, &verdict); /* writes nothing: there is no stream */
    }
}

/* ---- reports -------------------------------------------------------------------------------- */

/* A value as a span of the text where it stands. */
static rptlint_value value_in(const char *text, const char *value)
{
    const char *found = strstr(text, value);

    assert_non_null(found);
    return (rptlint_value){
        .present = true, .escaped = strchr(value, '\\') != NULL, .span = {.offset = (size_t)(found - text), .length = strlen(value)},
    };
}

static char *report_rendered(const struct renderer *renderer, const struct subject *subject,
                             const rptlint_report_verdict *verdict)
{
    char *data = NULL;
    size_t length = 0;
    struct output out = {.stream = open_memstream(&data, &length)};

    assert_non_null(out.stream);
    renderer->begin(&out);
    renderer->report(&out, subject, verdict);
    renderer->end(&out);
    assert_int_equal(fclose(out.stream), 0);
    return data;
}

static void test_report_verdicts(void **state)
{
    static const struct {
        const char *kind;
        bool binary, json, readable;
        size_t errors, warnings;
        const char *wanted;
    } cases[] = {
        {"report", false, true, true, 0, 0,
         "x: ok: this follows RFC 8460 (readable yes, 2 policies, 1 failure detail; 0 errors, 0 warnings, 1 note)\n"},
        {"report", false, true, true, 0, 1, "x: readable, with warnings: "},
        {"report", false, true, true, 1, 1, "x: readable, with errors: this breaks RFC 8460"},
        {"report", false, false, true, 1, 1, "x: readable, with errors: this is not valid JSON (RFC 7493)"},
        {"report", false, true, false, 0, 1, "x: empty: this tells of no sessions (readable no, 2 policies"},
        {"report", false, true, false, 1, 0, "x: broken: no report can be read from this (readable no"},
        {"report", false, false, false, 1, 0, "x: broken: no report can be read from this (readable no"},
        {"mail", false, false, false, 1, 0,
         "x: broken: there is no report in this message (readable no; 1 error, 0 warnings, 1 note)\n"},
        {"compressed-data", true, false, false, 1, 0,
         "x: broken: no report can be unpacked from this (readable no; 1 error, 0 warnings, 1 note)\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        rptlint_report_verdict verdict = {
            .size = sizeof(verdict), .json = cases[i].json, .readable = cases[i].readable, .policies = 2,
            .failures = 1, .errors = cases[i].errors, .warnings = cases[i].warnings, .notes = 1,
        };
        struct subject subject = subject_of("x", "{}", 2);
        char *got;

        subject.kind = cases[i].kind;
        subject.binary = cases[i].binary;
        got = report_rendered(&render_text, &subject, &verdict);
        if (strncmp(got, cases[i].wanted, strlen(cases[i].wanted)) != 0)
            fail_msg("wanted %s, got %s", cases[i].wanted, got);
        assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1); /* one line, whatever it is */
        free(got);
    }
}

/* Only what the report says is told of it; JSON decodes its escapes, text shows them. */
static void test_report_identity(void **state)
{
    static const char text[] = "{\"Company\\u0020X\",\"77\",\"a.example\",\"2024\"}";
    struct subject subject = subject_of("in/r.json", text, sizeof(text) - 1);
    rptlint_report_verdict verdict = {
        .size = sizeof(verdict), .json = true, .readable = true, .policies = 1,
        .report = {.organization = value_in(text, "Company\\u0020X"), .id = value_in(text, "77")},
        .policy_domain = value_in(text, "a.example"),
    };
    char *got;

    (void)state;
    subject.kind = "report";
    subject.line = 4;
    verdict.report.start.value = value_in(text, "2024");
    got = report_rendered(&render_text, &subject, &verdict);
    assert_string_equal(got, "in/r.json:4: ok: this follows RFC 8460 (readable yes, 1 policy, 0 failure details; "
                             "0 errors, 0 warnings, 0 notes): report \"77\" by \"Company\\u0020X\" about "
                             "\"a.example\" from \"2024\"\n");
    free(got);
    got = report_rendered(&render_json, &subject, &verdict);
    assert_string_equal(got, "{\"type\":\"verdict\",\"input\":\"in/r.json\",\"kind\":\"report\",\"line\":4,"
                             "\"json\":true,\"readable\":true,\"policies\":1,\"failures\":0,\"organization\":\"Company X\","
                             "\"report_id\":\"77\",\"policy_domain\":\"a.example\",\"start\":\"2024\","
                             "\"errors\":0,\"warnings\":0,\"notes\":0}\n");
    free(got);
    subject.kind = "mail";
    verdict = (rptlint_report_verdict){.size = sizeof(verdict), .errors = 1};
    got = report_rendered(&render_json, &subject, &verdict);
    assert_string_equal(got, "{\"type\":\"verdict\",\"input\":\"in/r.json\",\"kind\":\"report\",\"line\":4,"
                             "\"readable\":false,\"policies\":0,\"failures\":0,\"errors\":1,\"warnings\":0,"
                             "\"notes\":0}\n");
    free(got);
    got = report_rendered(&render_gnu, &subject, &verdict);
    assert_string_equal(got, "");
    free(got);
}

/* The bracket that stands for an object or array is quoted only where a grammar is broken. */
static void test_report_brackets(void **state)
{
    static const struct {
        const char *id, *kind, *text;
        size_t length;
        bool quoted;
    } cases[] = {
        {"S701", "report", "{}", 1, false}, {"S702", "report", "{}", 1, false}, {"S703", "report", "[1]", 1, false},
        {"S725", "report", "[]", 1, false}, {"X803", "report", "[1]", 1, false}, {"J614", "report", "[]", 1, false},
        {"J603", "report", "{]", 1, true},  {"J603", "report", "[", 1, true},    {"S716", "report", "[::1]", 1, true},
        {"S703", "report", "5", 1, true},   {"S721", "report", "[]", 2, true},   {"R119", "record", "{", 1, true},
        {"E901", "filename", "[", 1, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct subject subject = subject_of("r", cases[i].text, strlen(cases[i].text));
        rptlint_finding finding = finding_of(rule_named(cases[i].id), 0, cases[i].length);
        static const struct renderer *const all[] = {&render_text, &render_gnu, &render_github, &render_sarif};

        subject.kind = cases[i].kind;
        finding.hint = "H";
        for (size_t j = 0; j < COUNT(all); j++) {
            char *got = rendered(all[j], false, &subject, &finding, NULL), quoted[16];
            const char *head = all[j] == &render_sarif ? results_of(got) : got;

            snprintf(quoted, sizeof(quoted), all[j] == &render_sarif ? "(\\\"%.*s" : "\"%.*s\"", (int)cases[i].length,
                     cases[i].text);
            if ((strstr(head, quoted) != NULL) != cases[i].quoted)
                fail_msg("%s %s: %s", cases[i].id, cases[i].text, head);
            free(got);
        }
    }
}

/* Whoever reads "write "3"" writes the quotes, too. */
static void test_report_quotes(void **state)
{
    static const char text[] = "{\"a\":\"3\",\"b\":\"it's\"}";
    struct subject subject = subject_of("r", text, sizeof(text) - 1);
    rptlint_finding finding = finding_of(&test_rule, 5, 3);

    (void)state;
    subject.kind = "report";
    finding.fix = "3";
    finding.fix_length = 1;
    finding.hint = "without quotes";
    expect(&render_gnu, &subject, &finding, "r:1:6: error: this is wrong: '\"3\"'; write 3 (without quotes) [X901]\n");
    finding.span = (rptlint_span){.offset = 13, .length = 6};
    finding.fix = "3a";
    finding.fix_length = 2;
    expect(&render_gnu, &subject, &finding,
           "r:1:14: error: this is wrong: \"\"it's\"\"; write \"3a\" (without quotes) [X901]\n");
    finding.fix = "\"x\"";
    finding.fix_length = 3;
    finding.hint = test_rule.hint;
    expect(&render_gnu, &subject, &finding, "r:1:14: error: this is wrong: \"\"it's\"\"; write '\"x\"' [X901]\n");
}

/* What stands in something packed has no line in the file that the user has. */
static void test_report_packed(void **state)
{
    static const char text[] = "{\"a\":\n1}";
    static const rptlint_step path[] = {{.is_index = false, .name = {.offset = 2, .length = 1}}};
    struct subject subject = subject_of("m.eml(r.json.gz)", text, sizeof(text) - 1);
    rptlint_finding finding = finding_of(&test_rule, 6, 1);
    char *got;

    (void)state;
    subject.kind = "report";
    subject.file = "m.eml";
    finding.path = path;
    finding.path_length = 1;
    finding.fix = "x";
    finding.fix_length = 1;
    expect(&render_github, &subject, &finding,
           "::error file=m.eml,title=X901 test-rule::m.eml(r.json.gz):2:1: this is wrong (\"1\"). write \"x\"\n");
    expect(&render_gnu, &subject, &finding, "m.eml(r.json.gz):2:1: error: this is wrong: \"1\"; write \"x\" [X901]\n");
    got = rendered(&render_sarif, false, &subject, &finding, NULL);
    expect_part(results_of(got),
                "\"message\":{\"text\":\"m.eml(r.json.gz):2:1: this is wrong (\\\"1\\\"). write \\\"x\\\"\"},"
                "\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"m.eml\","
                "\"uriBaseId\":\"%SRCROOT%\"},\"region\":{\"startLine\":1}},\"logicalLocations\":[{\"fullyQualifiedName\":\"/a\"}]}],"
                "\"properties\":{\"name\":\"m.eml(r.json.gz)\",\"offset\":6,\"length\":1,\"line\":2,\"column\":1},"
                "\"partialFingerprints\"");
    expect_no_part(results_of(got), "\"fixes\"");
    free(got);
    subject.file = NULL;
    got = rendered(&render_sarif, false, &subject, &finding, NULL);
    expect_part(results_of(got), "\"fixes\"");
    expect_no_part(results_of(got), "\"properties\"");
    free(got);
    subject.binary = true;
    subject.kind = "compressed-data";
    expect(&render_github, &subject, &finding,
           "::error file=m.eml(r.json.gz),title=X901 test-rule::m.eml(r.json.gz):1:7: this is wrong. write \"x\"\n");
    got = rendered(&render_sarif, false, &subject, &finding, NULL);
    expect_part(results_of(got), "\"region\":{\"startLine\":1,\"byteOffset\":6,\"byteLength\":1}}");
    free(got);
}

/* The related place is an earlier one of the same, where an object begins, or something else. */
static void test_report_related(void **state)
{
    static const char *const cases[][2] = {
        {"J608", "the earlier one"}, {"X811", "the earlier one"}, {"J613", "its beginning"},
        {"S707", "the other one"},   {"X803", "the other one"},
    };
    struct subject subject = subject_of("r", "{\"a\":1}", 7);

    (void)state;
    subject.kind = "report";
    for (size_t i = 0; i < COUNT(cases); i++) {
        rptlint_finding finding = finding_of(rule_named(cases[i][0]), 5, 1);
        char *got, wanted[64];

        finding.has_related = true;
        finding.related = (rptlint_span){.offset = 1, .length = 3};
        got = rendered(&render_text, false, &subject, &finding, NULL);
        snprintf(wanted, sizeof(wanted), "      = note: %s is at column 2\n", cases[i][1]);
        expect_part(got, wanted);
        free(got);
    }
}

/* The place of an octet, by counting from the first one. */
static void count_place(const char *text, size_t offset, size_t *line, size_t *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < offset; i++) {
        *column = text[i] == '\n' ? 1 : *column + 1;
        *line += text[i] == '\n';
    }
}

/* Places are looked up from the last one, forward and backward, and related ones apart from them. */
static void test_places_in_any_order(void **state)
{
    char text[300], *data = NULL;
    size_t length = 0, at = 0;
    uint32_t random = 1;
    struct subject subject = subject_of("r", text, sizeof(text));
    struct output out = {.stream = open_memstream(&data, &length)};

    (void)state;
    assert_non_null(out.stream);
    render_json.begin(&out);
    for (size_t i = 0; i < sizeof(text); i++) {
        random = random * 1103515245 + 12345;
        text[i] = "a\n\rbbbbb"[random >> 20 & 7];
    }
    for (size_t i = 0; i < 5000; i++) {
        size_t line, column, related_line, related_column;
        rptlint_finding finding = finding_of(&test_rule, 0, 0);
        char wanted[64];

        random = random * 1103515245 + 12345;
        finding.span.offset = random >> 16 & 255;
        random = random * 1103515245 + 12345;
        finding.has_related = true;
        finding.related.offset = random >> 16 & 255;
        render_json.finding(&out, &subject, &finding);
        assert_int_equal(fflush(out.stream), 0);
        count_place(text, finding.span.offset, &line, &column);
        count_place(text, finding.related.offset, &related_line, &related_column);
        snprintf(wanted, sizeof(wanted), "\"line\":%zu,\"column\":%zu,\"rfc\"", line, column);
        expect_part(data + at, wanted);
        snprintf(wanted, sizeof(wanted), "\"line\":%zu,\"column\":%zu}}\n", related_line, related_column);
        expect_part(data + at, wanted);
        at = length;
    }
    assert_int_equal(fclose(out.stream), 0);
    free(data);
}

/*
 * Lines that are longer than what is looked at behind a place, in order and in none: places are those that counting
 * gives, and what is shown is what is shown of that finding alone.
 */
static void test_places_in_long_lines(void **state)
{
    enum { TEXT = 120000 };
    static char text[TEXT];
    struct subject subject = subject_of("r", text, TEXT);
    char *data = NULL, *alone;
    size_t length = 0, at = 0, offset = 0, rounds = small_run() ? 150 : 1500;
    struct output out = {.stream = open_memstream(&data, &length)};
    uint64_t random = 7;

    (void)state;
    assert_non_null(out.stream);
    for (size_t i = 0; i < TEXT; i++)
        text[i] = random_below(&random, 20000) == 0 ? '\n' : random_below(&random, 50) == 0 ? '\r' : (char)('a' + i % 26);
    render_text.begin(&out);
    for (size_t i = 0; i < rounds; i++) {
        size_t line, column;
        rptlint_finding finding = finding_of(&test_rule, 0, 1);
        char wanted[64];

        /* By steps of a few thousand octets, or anywhere. */
        offset = i % 100 < 70 ? (offset + random_below(&random, 6000)) % TEXT : random_below(&random, TEXT);
        finding.span.offset = offset;
        finding.has_related = i % 3 == 0;
        finding.related = (rptlint_span){.offset = (offset + random_below(&random, 300)) % TEXT, .length = 2};
        render_text.finding(&out, &subject, &finding);
        assert_int_equal(fflush(out.stream), 0);
        count_place(text, offset, &line, &column);
        snprintf(wanted, sizeof(wanted), "r:%zu:%zu: ", line, column);
        assert_true(strncmp(data + at, wanted, strlen(wanted)) == 0);
        alone = rendered(&render_text, false, &subject, &finding, NULL);
        assert_string_equal(data + at, alone);
        free(alone);
        at = length;
    }
    assert_int_equal(fclose(out.stream), 0);
    free(data);
}

/* JSON quotes 4,096 octets of a span and no half character; SARIF quotes all of it or nothing. */
static void test_report_long_span(void **state)
{
    static const char *const ends[] = {"a", "\u00E9", "\u65E5", "\U0001F600"};
    char text[5000];

    (void)state;
    for (size_t i = 0; i < COUNT(ends); i++) {
        for (size_t at = 4090; at <= 4096; at++) {
            size_t unit = strlen(ends[i]), shown = at + unit <= 4096 ? 4096 : at;
            struct subject subject = subject_of("r", text, sizeof(text));
            rptlint_finding finding = finding_of(&test_rule, 0, sizeof(text));
            const char *json_text;
            char *got;

            subject.kind = "report";
            memset(text, 'a', sizeof(text));
            memcpy(text + at, ends[i], unit);
            got = rendered(&render_json, false, &subject, &finding, NULL);
            json_text = strstr(got, "\"text\":\"");
            assert_non_null(json_text);
            assert_int_equal(strcspn(json_text + 8, "\""), shown);
            assert_memory_equal(json_text + 8, text, shown);
            expect_part(got, "\"length\":5000,");
            free(got);
            got = rendered(&render_sarif, false, &subject, &finding, NULL);
            expect_no_part(results_of(got), "snippet");
            free(got);
        }
    }
}

/* Places in a mail are counted on from the last one, whatever is looked at in between. */
static void test_mail_cursor(void **state)
{
    struct subject mail = subject_of("m", "a\nb\nc\nd\n", 8), report = subject_of("m(r)", "{\n}", 3);
    rptlint_finding in_mail = finding_of(&test_rule, 4, 1), in_report = finding_of(&test_rule, 2, 1);
    char *data = NULL;
    size_t length = 0;
    struct output out = {.stream = open_memstream(&data, &length)};

    (void)state;
    assert_non_null(out.stream);
    mail.kind = "mail";
    report.kind = "report";
    render_gnu.begin(&out);
    render_gnu.finding(&out, &mail, &in_mail);
    render_gnu.finding(&out, &report, &in_report);
    in_mail.span.offset = 6;
    render_gnu.finding(&out, &mail, &in_mail);
    in_mail.span.offset = 0;
    render_gnu.finding(&out, &mail, &in_mail);
    render_gnu.end(&out);
    assert_int_equal(fclose(out.stream), 0);
    assert_string_equal(data, "m:3:1: error: this is wrong: \"c\"; do it right [X901]\n"
                              "m(r):2:1: error: this is wrong: \"}\"; do it right [X901]\n"
                              "m:4:1: error: this is wrong: \"d\"; do it right [X901]\n"
                              "m:1:1: error: this is wrong: \"a\"; do it right [X901]\n");
    free(data);
}

/* ---- every octet, every format -------------------------------------------------------------- */

/* How text shows an octet, worked out without the escaper. */
static void visible(unsigned octet, bool source, char *out, size_t size)
{
    if (octet == '\t')
        snprintf(out, size, "%s", source ? " " : "\\t");
    else if (octet == '\n')
        snprintf(out, size, "\\n");
    else if (octet == '\r')
        snprintf(out, size, "\\r");
    else if (octet < 0x20 || octet > 0x7E)
        snprintf(out, size, "\\x%02x", octet);
    else
        snprintf(out, size, "%c", (int)octet);
}

static void test_every_octet_in_text(void **state)
{
    (void)state;
    for (unsigned octet = 0; octet < 256; octet++) {
        char text[3] = {'a', (char)octet, 'b'}, quoted[8], shown[8], wanted[256], *got;
        struct subject subject = subject_of("record", text, sizeof(text));
        rptlint_finding finding = finding_of(&test_rule, 1, 1);

        visible(octet, false, quoted, sizeof(quoted));
        visible(octet, true, shown, sizeof(shown));
        snprintf(wanted, sizeof(wanted),
                 HEAD("1:2") "%s%s%s" RULE_END LINE1 "a%s%s\n" MARK " ^%.*s" DO, octet == '"' ? "'" : "\"",
                 quoted, octet == '"' ? "'" : "\"", shown,
                 octet == '\n' ? "" : "b", (int)strlen(shown) - 1, "~~~");
        got = rendered(&render_text, false, &subject, &finding, NULL);
        assert_string_equal(got, wanted);
        expect_clean(got, strlen(got));
        free(got);
    }
}

/* An octet in the name, in the span, around it, in the fix and in the hint. */
static char *render_octet(const struct renderer *renderer, unsigned octet)
{
    char text[3] = {(char)octet, (char)octet, (char)octet}, name[3] = {'n', (char)octet, '\0'};
    char hint[3] = {'h', (char)octet, '\0'};
    struct subject subject = subject_of(name, text, sizeof(text));
    rptlint_finding finding = finding_of(&test_rule, 1, 1);
    rptlint_verdict verdict = {.size = sizeof(verdict)};

    finding.hint = hint;
    finding.fix = text;
    finding.fix_length = 1;
    return rendered(renderer, false, &subject, &finding, &verdict);
}

static void test_every_octet_in_every_format(void **state)
{
    (void)state;
    for (unsigned octet = 0; octet < 256; octet++) {
        for (size_t i = 0; renderers[i] != NULL; i++) {
            char *got = render_octet(renderers[i], octet);

            expect_clean(got, strlen(got));
            if (renderers[i] == &render_sarif)
                expect_json(got);
            if (renderers[i] == &render_json) {
                assert_int_equal(lines_in(got), 2);
                *strchr(got, '\n') = ' '; /* two values are no value */
                assert_non_null(json_value_end(got));
                expect_json(json_value_end(got));
            }
            if (renderers[i] == &render_gnu || renderers[i] == &render_github)
                assert_int_equal(lines_in(got), 1);
            free(got);
        }
    }
}

/* What the "text" of a JSON finding means, octet by octet; 0xFFFD for U+FFFD. */
static void expect_decoded(const char *json, const unsigned *wanted, size_t count)
{
    const char *p = strstr(json, ",\"text\":\"");

    assert_non_null(p);
    p += 9;
    for (size_t i = 0; i < count; i++) {
        long code = (unsigned char)*p++;

        assert_true(code != '"');
        if (code == '\\' && *p == 'u') {
            code = hex4(p + 1);
            p += 5;
        } else if (code == '\\') {
            code = (unsigned char)*p++;
        }
        assert_int_equal(code, wanted[i]);
    }
    assert_int_equal(*p, '"');
}

static void test_every_octet_in_json(void **state)
{
    char text[256], *got;
    unsigned wanted[256];
    struct subject subject = subject_of("record", text, sizeof(text));
    rptlint_finding finding = finding_of(&test_rule, 0, sizeof(text));

    (void)state;
    for (unsigned octet = 0; octet < 256; octet++) {
        text[octet] = (char)octet;
        wanted[octet] = octet < 0x80 ? octet : 0xFFFD;
    }
    got = rendered(&render_json, false, &subject, &finding, NULL);
    expect_json(got);
    expect_clean(got, strlen(got));
    expect_decoded(got, wanted, COUNT(wanted));
    free(got);
}

/* ---- hostile names -------------------------------------------------------------------------- */

static void test_hostile_names(void **state)
{
    static const struct {
        const struct renderer *renderer;
        const char *name, *part;
    } cases[] = {
        {&render_text, "::error::pwned", "./::error::pwned:1:1: error: "},
        {&render_text, " ::error::pwned", "./ ::error::pwned:1:1: error: "},
        {&render_text, "\u3000::error::x", "./\\u{3000}::error::x:1:1: error: "},
        {&render_text, "a\xC2\xA0" "b\u2003c\u2800", "a\\u{a0}b\\u{2003}c\\u{2800}:1:1: error: "},
        {&render_text, "a\n::error::pwned", "a\\n::error::pwned:1:1: error: "},
        {&render_text, "\x1b]0;title\x07", "\\x1b]0;title\\x07:1:1: error: "},
        {&render_text, "\u202Egnp\u202C.exe", "\\u{202e}gnp\\u{202c}.exe:1:1: error: "},
        {&render_text, "\u00FCber.db", "\u00FCber.db:1:1: error: "},
        {&render_text, "##vso[task.complete]", "#\\x23vso[task.complete]:1:1: error: "},
        {&render_gnu, "::error::pwned", "./::error::pwned:1:1: error: "},
        {&render_gnu, "a\r\nb", "a\\r\\nb:1:1: error: "},
        {&render_json, "a\"b\n\\\x1b", "\"input\":\"a\\\"b\\u000a\\\\\\u001b\""},
        {&render_json, "\xFF.db", "\"input\":\"\\ufffd.db\""},
        {&render_github, "a\n::error::b,c%", "::error file=a%0A%3A%3Aerror%3A%3Ab%2Cc%25,line=1,"},
        {&render_github, "a\x1b", "::error file=a\\x1b,line=1,"},
        {&render_sarif, "a\"b\n\x1b\xFF", "\"uri\":\"a%22b%0A%1B%FF\""},
    };
    rptlint_finding finding = finding_of(&test_rule, 0, 1);
    rptlint_verdict verdict = {.size = sizeof(verdict)};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct subject subject = subject_of(cases[i].name, "ab", 2);
        char *got = rendered(cases[i].renderer, false, &subject, &finding, &verdict);

        expect_part(got, cases[i].part);
        expect_clean(got, strlen(got));
        expect_no_part(got, "\n::");
        if (cases[i].renderer != &render_github)
            assert_false(strncmp(got, "::", 2) == 0);
        free(got);
    }
}

/* ---- JSON ----------------------------------------------------------------------------------- */

static void test_json(void **state)
{
    struct subject subject = subject_of("zone.db", "ab\ncd\xFF", 6);
    rptlint_finding finding = finding_of(&test_rule, 3, 3);

    (void)state;
    subject.offset = 100;
    subject.line = 7;
    subject.column = 9;
    expect(&render_json, &subject, &finding,
           "{\"type\":\"finding\",\"input\":\"zone.db\",\"rule\":\"X901\",\"slug\":\"test-rule\","
           "\"severity\":\"error\",\"offset\":103,\"length\":3,\"line\":8,\"column\":1,\"rfc\":8460,"
           "\"section\":\"3\",\"message\":\"this is wrong\",\"text\":\"cd\\ufffd\",\"hint\":"
           "\"do it right\"}\n");
    finding.severity = RPTLINT_NOTE;
    finding.span = (rptlint_span){.offset = 1, .length = 1};
    finding.fix = "x:";
    finding.fix_length = 2;
    finding.fix_inserts = true;
    finding.has_related = true;
    finding.related = (rptlint_span){.offset = 4, .length = 1};
    expect(&render_json, &subject, &finding,
           "{\"type\":\"finding\",\"input\":\"zone.db\",\"rule\":\"X901\",\"slug\":\"test-rule\","
           "\"severity\":\"note\",\"offset\":101,\"length\":1,\"line\":7,\"column\":10,\"rfc\":8460,"
           "\"section\":\"3\",\"message\":\"this is wrong\",\"text\":\"b\",\"hint\":\"do it right\","
           "\"fix\":\"x:b\",\"related\":{\"offset\":104,\"length\":1,\"line\":8,\"column\":2}}\n");
}

static void test_json_fixes(void **state)
{
    static const struct {
        size_t length;
        const char *fix;
        bool inserts;
        const char *wanted; /* NULL: no fix */
    } cases[] = {
        {1, "%21", false, ",\"fix\":\"%21\"}"}, {1, "", false, ",\"fix\":\"\"}"},
        {0, ";", true, ",\"fix\":\";\"}"},      {0, ";", false, ",\"fix\":\";\"}"},
        {1, "x", true, ",\"fix\":\"xb\"}"},     {1, NULL, false, NULL},
        {0, "", false, NULL},                   {1, "", true, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct subject subject = subject_of("record", "abc", 3);
        rptlint_finding finding = finding_of(&test_rule, 1, cases[i].length);
        char *got;

        finding.fix = cases[i].fix;
        finding.fix_length = cases[i].fix != NULL ? strlen(cases[i].fix) : 0;
        finding.fix_inserts = cases[i].inserts;
        got = rendered(&render_json, false, &subject, &finding, NULL);
        expect_json(got);
        if (cases[i].wanted != NULL)
            expect_part(got, cases[i].wanted);
        else
            expect_no_part(got, "\"fix\"");
        free(got);
    }
}

static void test_json_verdicts(void **state)
{
    struct subject subject = subject_of("record", "", 0);
    rptlint_verdict verdict = {
        .size = sizeof(verdict), .grammar = true, .selected = RPTLINT_SELECTED_ONLY_ALONE, .usable = 1,
        .errors = 2, .warnings = 3, .notes = 4,
    };
    char *got;

    (void)state;
    got = rendered(&render_json, false, &subject, NULL, &verdict);
    assert_string_equal(got, "{\"type\":\"verdict\",\"input\":\"record\",\"kind\":\"record\","
                             "\"grammar\":true,\"selected\":\"only-alone\",\"usable\":1,\"errors\":2,"
                             "\"warnings\":3,\"notes\":4}\n");
    free(got);
    subject.name = "stdin";
    subject.line = 12;
    verdict.grammar = false;
    verdict.selected = RPTLINT_SELECTED_NO;
    got = rendered(&render_json, false, &subject, NULL, &verdict);
    assert_string_equal(got, "{\"type\":\"verdict\",\"input\":\"stdin\",\"kind\":\"record\",\"line\":12,"
                             "\"grammar\":false,\"selected\":\"no\",\"usable\":1,\"errors\":2,\"warnings\":3,"
                             "\"notes\":4}\n");
    free(got);
}

/* ---- SARIF ---------------------------------------------------------------------------------- */

static void test_sarif_empty(void **state)
{
    char *got = rendered(&render_sarif, false, NULL, NULL, NULL);
    const char *last = got;

    (void)state;
    expect_json(got);
    expect_part(got, "\"version\":\"2.1.0\",\"runs\":[{\n"
                     "\"tool\":{\"driver\":{\"name\":\"rptlint\",\"version\":\"");
    assert_string_equal(results_of(got), "\"results\":[]}]}\n");
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        char wanted[64];

        snprintf(wanted, sizeof(wanted), "\n{\"id\":\"%s\",\"name\":\"", rptlint_rule_at(i)->id);
        last = strstr(last, wanted);
        assert_non_null(last);
    }
    expect_part(got, "\n{\"id\":\"R120\",\"name\":\"RuaMissing\",\"shortDescription\":{\"text\":\"");
    expect_part(got, "\"defaultConfiguration\":{\"level\":\"warning\"},"
                     "\"properties\":{\"tags\":[\"tlsrpt\",\"rfc8460\"]}}");
    expect_part(got, "\"properties\":{\"tags\":[\"tlsrpt\",\"rfc3986\",\"syntax\"]}}");
    free(got);
}

#define ARTIFACT "\"artifactLocation\":{\"uri\":\"zones/b%20c.db\",\"uriBaseId\":\"%SRCROOT%\"}"

/* A fix, a related place, and columns in UTF-16 behind an e-acute, an emoji and an octet that is no UTF-8. */
static void test_sarif_result(void **state)
{
    static const char text[] = "a\n\u00E9\U0001F600\xFF\"!";
    struct subject subject = subject_of("./zones/b c.db", text, sizeof(text) - 1);
    rptlint_finding finding = finding_of(&test_rule, 9, 2);
    char *got, *prints;

    (void)state;
    subject.offset = 1000;
    subject.line = 7;
    subject.column = 5;
    finding.severity = RPTLINT_WARNING;
    finding.fix = "\"";
    finding.fix_length = 1;
    finding.has_related = true;
    finding.related = (rptlint_span){.offset = 0, .length = 1};
    got = rendered(&render_sarif, false, &subject, &finding, NULL);
    expect_json(got);
    prints = strstr(got, "\"rptlint/v1\":\"");
    assert_non_null(prints);
    memset(prints + 14, 'f', 16); /* the digits are no part of this test */
    assert_string_equal(results_of(got),
        "\"results\":[\n"
        "{\"ruleId\":\"X901\",\"level\":\"warning\",\"message\":{\"text\":"
        "\"this is wrong ('\\\"!'). write '\\\"'\"},"
        "\"locations\":[{\"physicalLocation\":{" ARTIFACT ",\"region\":{\"startLine\":8,\"startColumn\":5,"
        "\"endLine\":8,\"endColumn\":7,\"byteOffset\":1009,\"byteLength\":2,"
        "\"snippet\":{\"text\":\"\\\"!\"}}}}],"
        "\"relatedLocations\":[{\"id\":1,\"message\":{\"text\":\"the earlier one\"},"
        "\"physicalLocation\":{" ARTIFACT
        ",\"region\":{\"startLine\":7,\"startColumn\":5,\"endLine\":7,\"endColumn\":6,\"byteOffset\":1000,"
        "\"byteLength\":1,\"snippet\":{\"text\":\"a\"}}}}],"
        "\"fixes\":[{\"description\":{\"text\":\"write '\\\"'\"},\"artifactChanges\":[{" ARTIFACT
        ",\"replacements\":[{\"deletedRegion\":{\"startLine\":8,\"startColumn\":5,\"endLine\":8,"
        "\"endColumn\":7,\"byteOffset\":1009,\"byteLength\":2},\"insertedContent\":{\"text\":\"\\\"\"}}]}]}],"
        "\"partialFingerprints\":{\"rptlint/v1\":\"ffffffffffffffff\"}}\n]}]}\n");
    free(got);
}

static void test_sarif_fixes(void **state)
{
    struct subject subject = subject_of("record", "abc", 3);
    rptlint_finding finding = finding_of(&test_rule, 1, 1);
    char *got;

    (void)state;
    finding.fix = "x";
    finding.fix_length = 1;
    finding.fix_inserts = true;
    got = rendered(&render_sarif, false, &subject, &finding, NULL);
    expect_part(got, "\"description\":{\"text\":\"put \\\"x\\\" before it\"}");
    expect_part(got, "\"deletedRegion\":{\"startLine\":1,\"startColumn\":2,\"endLine\":1,\"endColumn\":2,"
                     "\"byteOffset\":1,\"byteLength\":0},\"insertedContent\":{\"text\":\"x\"}}]}]}]");
    free(got);
    finding.fix_length = 0;
    finding.fix_inserts = false;
    got = rendered(&render_sarif, false, &subject, &finding, NULL);
    expect_part(got, "\"description\":{\"text\":\"remove it\"}");
    expect_part(got, "\"byteOffset\":1,\"byteLength\":1}}]}]}]");
    free(got);
    finding.fix = NULL;
    got = rendered(&render_sarif, false, &subject, &finding, NULL);
    expect_no_part(got, "\"fixes\"");
    free(got);
}

/* What came from outside is no link and no placeholder in any text for people, and itself everywhere else. */
static void test_sarif_plain_messages(void **state)
{
    static const char text[] = "[click](https://evil.example/){0}";
    struct subject subject = subject_of("record", text, sizeof(text) - 1);
    rptlint_finding finding = finding_of(&test_rule, 0, sizeof(text) - 1);
    char *got;

    (void)state;
    finding.fix = text;
    finding.fix_length = sizeof(text) - 1;
    got = rendered(&render_sarif, false, &subject, &finding, NULL);
    expect_json(got);
#define PLAIN "\\\"[click]\\\\x28https://evil.example/){{0}}\\\""
    expect_part(got, "\"message\":{\"text\":\"this is wrong (" PLAIN "). write " PLAIN "\"}");
    expect_part(got, "\"description\":{\"text\":\"write " PLAIN "\"}");
#undef PLAIN
    expect_part(got, "\"snippet\":{\"text\":\"[click](https://evil.example/){0}\"}");
    expect_part(got, "\"insertedContent\":{\"text\":\"[click](https://evil.example/){0}\"}");
    free(got);
}

#define REGION(line, column, end_line, end_column, offset, length) \
    "\"startLine\":" line ",\"startColumn\":" column ",\"endLine\":" end_line ",\"endColumn\":" end_column \
    ",\"byteOffset\":" offset ",\"byteLength\":" length

/* The region's numbers for spans in "a\nb<e-acute>c": over the line end, empty, and inside a character. */
static void test_sarif_regions(void **state)
{
    static const struct {
        rptlint_span span;
        const char *wanted;
    } cases[] = {
        {{0, 5}, REGION("1", "1", "2", "3", "0", "5")}, {{1, 1}, REGION("1", "2", "2", "1", "1", "1")},
        {{5, 0}, REGION("2", "3", "2", "3", "5", "0")}, {{4, 1}, REGION("2", "2", "2", "3", "4", "1")},
        {{3, 1}, REGION("2", "2", "2", "3", "3", "1")}, {{6, 0}, REGION("2", "4", "2", "4", "6", "0")},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct subject subject = subject_of("record", "a\nb\u00E9c", 6);
        rptlint_finding finding = finding_of(&test_rule, cases[i].span.offset, cases[i].span.length);
        char *got = rendered(&render_sarif, false, &subject, &finding, NULL);

        expect_json(got);
        expect_part(got, cases[i].wanted);
        free(got);
    }
}

/* Every rule of the table, in one document, with its own place in the table. */
static void test_sarif_rule_index(void **state)
{
    struct subject subject = subject_of("record", "abc", 3);
    char *data = NULL;
    size_t length = 0;
    struct output out = {.stream = open_memstream(&data, &length)};

    (void)state;
    assert_non_null(out.stream);
    render_sarif.begin(&out);
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        rptlint_finding finding = finding_of(rptlint_rule_at(i), 0, 1);

        render_sarif.finding(&out, &subject, &finding);
    }
    render_sarif.end(&out);
    assert_int_equal(fclose(out.stream), 0);
    expect_json(data);
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        char wanted[64];

        snprintf(wanted, sizeof(wanted), "\n{\"ruleId\":\"%s\",\"ruleIndex\":%zu,",
                 rptlint_rule_at(i)->id, i);
        expect_part(data, wanted);
    }
    free(data);
}

static void test_sarif_uris(void **state)
{
    static const char *const cases[][2] = {
        {"zone.db", "{\"uri\":\"zone.db\",\"uriBaseId\":\"%SRCROOT%\"}"},
        {"././a/b.db", "{\"uri\":\"a/b.db\",\"uriBaseId\":\"%SRCROOT%\"}"},
        {"../a:b?c#d%", "{\"uri\":\"../a%3Ab%3Fc%23d%25\",\"uriBaseId\":\"%SRCROOT%\"}"},
        {"/etc/nsd/\u00FC.db", "{\"uri\":\"file:///etc/nsd/%C3%BC.db\"}"},
    };
    rptlint_finding finding = finding_of(&test_rule, 0, 0);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct subject subject = subject_of(cases[i][0], "", 0);
        char *got = rendered(&render_sarif, false, &subject, &finding, NULL);

        expect_json(got);
        expect_part(got, cases[i][1]);
        free(got);
    }
}

static void fingerprint_of(const char *text, size_t line, const rptlint_rule *rule, size_t offset,
                           char out[17])
{
    static const char before[] = "\"partialFingerprints\":{\"rptlint/v1\":\"";
    struct subject subject = subject_of("zone.db", text, strlen(text));
    rptlint_finding finding = finding_of(rule, offset, 1);
    char *got, *digits;

    subject.line = line;
    got = rendered(&render_sarif, false, &subject, &finding, NULL);
    digits = strstr(got, before);
    assert_non_null(digits);
    digits += sizeof(before) - 1;
    memcpy(out, digits, 16);
    out[16] = '\0';
    assert_int_equal(strspn(out, "0123456789abcdef"), 16);
    assert_int_equal(digits[16], '"');
    free(got);
}

/* It stays when the record moves in its file, and differs with the rule, the record, and the place in it. */
static void test_sarif_fingerprints(void **state)
{
    char first[17], other[17];

    (void)state;
    fingerprint_of("a!b!", 1, rule_named("U204"), 1, first);
    fingerprint_of("a!b!", 99, rule_named("U204"), 1, other);
    assert_string_equal(first, other);
    fingerprint_of("a!b!", 1, rule_named("U205"), 1, other);
    assert_string_not_equal(first, other);
    fingerprint_of("a!b?", 1, rule_named("U204"), 1, other);
    assert_string_not_equal(first, other);
    fingerprint_of("a!b!", 1, rule_named("U204"), 3, other);
    assert_string_not_equal(first, other);
}

/* ---- GitHub and GNU ------------------------------------------------------------------------- */

static void test_github(void **state)
{
    static const rptlint_rule rule = {
        .id = "X902", .slug = "other-rule", .severity = RPTLINT_NOTE, .rfc = 3986, .section = "2.1",
        .message = "100% wrong: yes, this", .why = "", .hint = "write %25", .bad = "", .good = "",
    };
    static const char text[] = "a%\r\n::error::x";
    struct subject subject = subject_of("zones/a,b.db", text, sizeof(text) - 1);
    rptlint_finding finding = finding_of(&rule, 1, sizeof(text) - 2);

    (void)state;
    subject.line = 3;
    subject.column = 5;
    expect(&render_github, &subject, &finding,
           "::notice file=zones/a%2Cb.db,line=3,endLine=4,col=6,endColumn=11,title=X902 other-rule::"
           "100%25 wrong: yes, this (\"%25\\r\\n::error::x\"). write %2525\n");
    finding.severity = RPTLINT_WARNING;
    finding.span.length = 0;
    expect(&render_github, &subject, &finding,
           "::warning file=zones/a%2Cb.db,line=3,endLine=3,col=6,endColumn=6,title=X902 other-rule::"
           "100%25 wrong: yes, this. write %2525\n");
}

static void test_gnu(void **state)
{
    struct subject subject = subject_of("zone.db", "ab\ncd", 5);
    rptlint_finding finding = finding_of(&test_rule, 1, 2);

    (void)state;
    subject.line = 3;
    subject.column = 5;
    expect(&render_gnu, &subject, &finding, "zone.db:3:6: error: this is wrong: \"b\\n\"; do it right [X901]\n");
    finding.span = (rptlint_span){.offset = 3, .length = 0};
    finding.fix = "x";
    finding.fix_length = 1;
    expect(&render_gnu, &subject, &finding, "zone.db:4:1: error: this is wrong; put \"x\" here [X901]\n");
    finding.hint = "because";
    expect(&render_gnu, &subject, &finding, "zone.db:4:1: error: this is wrong; put \"x\" here (because) [X901]\n");
}

/* Verdicts are for text and JSON; the others must not break their format with one. */
static void test_verdicts_elsewhere(void **state)
{
    struct subject subject = subject_of("record", "", 0);
    rptlint_verdict verdict = {.size = sizeof(verdict)};
    char *got;

    (void)state;
    got = rendered(&render_gnu, false, &subject, NULL, &verdict);
    assert_string_equal(got, "");
    free(got);
    got = rendered(&render_github, false, &subject, NULL, &verdict);
    assert_string_equal(got, "");
    free(got);
    got = rendered(&render_sarif, false, &subject, NULL, &verdict);
    assert_string_equal(results_of(got), "\"results\":[]}]}\n");
    free(got);
}

/* ---- all of them ---------------------------------------------------------------------------- */

/* The same finding in every format: its id, its severity, its place. */
static void test_same_findings(void **state)
{
    static const struct {
        const struct renderer *renderer;
        const char *parts[3];
    } cases[] = {
        {&render_text, {"zone.db:9:4: warning: ", "[X901,", "write \"y\""}},
        {&render_gnu, {"zone.db:9:4: warning: ", "[X901]", ""}},
        {&render_github,
         {"::warning file=zone.db,line=9,endLine=9,col=4,endColumn=6,", "title=X901 test-rule", ""}},
        {&render_json,
         {"\"rule\":\"X901\"",
          "\"severity\":\"warning\",\"offset\":53,\"length\":2,\"line\":9,\"column\":4", "\"fix\":\"y\""}},
        {&render_sarif,
         {"\"ruleId\":\"X901\",\"level\":\"warning\"", REGION("9", "4", "9", "6", "53", "2"),
          "\"insertedContent\":{\"text\":\"y\"}"}},
    };
    struct subject subject = subject_of("zone.db", "abcdef", 6);
    rptlint_finding finding = finding_of(&test_rule, 3, 2);

    (void)state;
    subject.offset = 50;
    subject.line = 9;
    finding.severity = RPTLINT_WARNING;
    finding.fix = "y";
    finding.fix_length = 1;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *got = rendered(cases[i].renderer, false, &subject, &finding, NULL);

        for (size_t j = 0; j < COUNT(cases[i].parts); j++)
            expect_part(got, cases[i].parts[j]);
        free(got);
    }
}

static void test_renderer_find(void **state)
{
    (void)state;
    assert_ptr_equal(renderer_find("text"), &render_text);
    assert_ptr_equal(renderer_find("json"), &render_json);
    assert_ptr_equal(renderer_find("sarif"), &render_sarif);
    assert_ptr_equal(renderer_find("github"), &render_github);
    assert_ptr_equal(renderer_find("gnu"), &render_gnu);
    assert_null(renderer_find("TEXT"));
    assert_null(renderer_find(""));
    for (size_t i = 0; renderers[i] != NULL; i++)
        assert_ptr_equal(renderer_find(renderers[i]->name), renderers[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_reader),
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_invalid_utf8),
        cmocka_unit_test(test_every_code_point),
        cmocka_unit_test(test_runs_of_plain_columns),
        cmocka_unit_test(test_octets_in_long_runs),
        cmocka_unit_test(test_units_backward),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_quote_cut),
        cmocka_unit_test(test_text_example),
        cmocka_unit_test(test_text_colors),
        cmocka_unit_test(test_text_actions),
        cmocka_unit_test(test_text_alignment),
        cmocka_unit_test(test_text_edges),
        cmocka_unit_test(test_text_long_lines),
        cmocka_unit_test(test_text_long_span),
        cmocka_unit_test(test_text_related),
        cmocka_unit_test(test_text_inside_a_file),
        cmocka_unit_test(test_text_verdicts),
        cmocka_unit_test(test_text_verdict_names),
        cmocka_unit_test(test_report_verdicts),
        cmocka_unit_test(test_report_identity),
        cmocka_unit_test(test_report_brackets),
        cmocka_unit_test(test_report_quotes),
        cmocka_unit_test(test_report_packed),
        cmocka_unit_test(test_report_related),
        cmocka_unit_test(test_places_in_any_order),
        cmocka_unit_test(test_places_in_long_lines),
        cmocka_unit_test(test_report_long_span),
        cmocka_unit_test(test_mail_cursor),
        cmocka_unit_test(test_every_octet_in_text),
        cmocka_unit_test(test_every_octet_in_every_format),
        cmocka_unit_test(test_every_octet_in_json),
        cmocka_unit_test(test_hostile_names),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_json_fixes),
        cmocka_unit_test(test_json_verdicts),
        cmocka_unit_test(test_sarif_empty),
        cmocka_unit_test(test_sarif_result),
        cmocka_unit_test(test_sarif_fixes),
        cmocka_unit_test(test_sarif_plain_messages),
        cmocka_unit_test(test_sarif_regions),
        cmocka_unit_test(test_sarif_rule_index),
        cmocka_unit_test(test_sarif_uris),
        cmocka_unit_test(test_sarif_fingerprints),
        cmocka_unit_test(test_github),
        cmocka_unit_test(test_gnu),
        cmocka_unit_test(test_verdicts_elsewhere),
        cmocka_unit_test(test_same_findings),
        cmocka_unit_test(test_renderer_find),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
