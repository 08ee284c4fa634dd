/* SPDX-License-Identifier: BSD-2-Clause */
/* MTA-STS policy lines and mx patterns against PCRE2 patterns of RFC 8461 section 3.2, matching against labels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/value.h"
#include "pattern.h"
#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define L63 "a23456789012345678901234567890123456789012345678901234567890123"
#define L61 "a234567890123456789012345678901234567890123456789012345678901"

/* ---- the grammars ---- */

/* Domain = sub-domain *("." sub-domain); sub-domain = Let-dig [Ldh-str]; Ldh-str = *( ALPHA / DIGIT / "-" ) Let-dig */
#define SUB_DOMAIN "[A-Za-z0-9](?:[A-Za-z0-9\\-]*[A-Za-z0-9])?"
/* sts-policy-mx-value = ["*."] Domain */
#define MX_VALUE "(?:\\*\\.)?" SUB_DOMAIN "(?:\\." SUB_DOMAIN ")*"

static const char mx_pattern[] = MX_VALUE "\\z";

/*
 * sts-policy-field *WSP.  By the ABNF a known name with any value is also a sts-policy-extension, and so is one
 * in another case: both are left out, for nobody means that.  UTF8-2, -3 and -4 are any octets above 0x7F here.
 */
#define VCHAR "\\x21-\\x7E\\x80-\\xFF"
#define DELIM ":[ \\t]*"
static const char line_pattern[] =
    "(?:(version)" DELIM "STSv1"
    "|(mode)" DELIM "(?:testing|enforce|none)"
    "|(max_age)" DELIM "([0-9]{1,10})"
    "|(mx)" DELIM "(" MX_VALUE ")"
    "|(?!(?i:version|mode|max_age|mx):)([A-Za-z0-9][A-Za-z0-9_\\-.]{0,31})" DELIM
    "[" VCHAR "](?:[ " VCHAR "]*[" VCHAR "])?"
    ")[ \\t]*\\z";

enum { AGE_GROUP = 4, MX_GROUP = 6 };

struct grammar {
    struct pattern pattern;
    size_t seen[16]; /* how often each fault came */
};

static struct grammar grammar_new(const char *text)
{
    return (struct grammar){.pattern = pattern_new(text, PCRE2_ANCHORED)};
}

/* Those up to `faults` came. */
static void conclude(struct grammar *grammar, const char *what, size_t faults)
{
    assert_true(all_seen(what, grammar->seen, COUNT(grammar->seen), faults + 1));
    pattern_free(&grammar->pattern);
}

/* ---- mx patterns ---- */

#define NONE FAULT_NONE, 0, 0

static const struct {
    const char *pattern;
    enum fault fault;
    size_t offset, length;
} patterns[] = {
    {"mail.example.com", NONE},
    {"*.example.com", NONE},
    {"*.mail.protection.outlook.com", NONE},
    {"EXAMPLE.com", NONE},
    {"a", NONE},
    {"*.a", NONE},
    {"3com.com", NONE},
    {"*.1a", NONE},
    {"a--b.c-d", NONE},
    {"*.xn--bcher-kva.example", NONE},
    {"*." L63 "." L63 "." L63 "." L61, NONE},
    {"", FAULT_EMPTY, 0, 0},
    {"*.", FAULT_EMPTY, 2, 0},
    {".", FAULT_EMPTY, 0, 1},
    {".example.com", FAULT_EMPTY, 0, 1},
    {"*..example.com", FAULT_EMPTY, 2, 1},
    {"a..b", FAULT_EMPTY, 2, 1},
    {"*", FAULT_BYTE, 0, 1},
    {"**.example.com", FAULT_BYTE, 0, 1},
    {"*example.com", FAULT_BYTE, 0, 1},
    {"*.*.example.com", FAULT_BYTE, 2, 1},
    {"mail*.example.com", FAULT_BYTE, 4, 1},
    {"mail.*.com", FAULT_BYTE, 5, 1},
    {"mail.*", FAULT_BYTE, 5, 1},
    {"mx: mail.example.com", FAULT_BYTE, 2, 1},
    {"*.exa_mple.com", FAULT_BYTE, 5, 1},
    {" *.example.com", FAULT_BYTE, 0, 1},
    {"*.example.com ", FAULT_BYTE, 13, 1},
    {"*.b\xC3\xBC" "cher.example", FAULT_BYTE, 3, 1},
    {"[192.0.2.1]", FAULT_BYTE, 0, 1},
    {"*.-a.b", FAULT_HYPHEN, 2, 1},
    {"*.a-.b", FAULT_HYPHEN, 3, 1},
    {"-", FAULT_HYPHEN, 0, 1},
    {"*.a." L63 "4", FAULT_LABEL_LONG, 4, 64},
    {"*." L63 "." L63 "." L63 "." L61 "2", FAULT_NAME_LONG, 2, 254},
    {"*.xn--a.b", FAULT_A_LABEL, 2, 5},
    {"192.0.2.1", FAULT_NUMERIC, 0, 9},
    {"*.2.1", FAULT_NUMERIC, 2, 3},
    {"example.com.", FAULT_TRAILING_DOT, 11, 1},
    {"*.example.com.", FAULT_TRAILING_DOT, 13, 1},
    {"*.a.", FAULT_TRAILING_DOT, 3, 1},
};

static void patterns_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(patterns); i++) {
        struct block block = block_of(patterns[i].pattern, strlen(patterns[i].pattern));
        struct checked checked = check_mx_pattern(block.data, block.length);

        assert_true((checked.fault == patterns[i].fault && checked.at.offset == patterns[i].offset &&
                     checked.at.length == patterns[i].length) ||
                    complain("wrong fault or place", block.data, block.length));
        block_free(block);
    }
}

/* What a host name is beside RFC 5321's Domain: limits, A-labels, a last label that is no number. */
static bool is_more_than_domain(const char *name, size_t length)
{
    bool number = true;
    size_t from = 0;

    if (length >= 2 && name[0] == '*') {
        name += 2;
        length -= 2;
    }
    for (size_t i = 0; i <= length; i++) {
        size_t octets = i - from;

        if (i < length && name[i] != '.')
            continue;
        if (octets > 63)
            return false;
        if (octets >= 4 && (name[from] == 'x' || name[from] == 'X') && (name[from + 1] == 'n' || name[from + 1] == 'N') &&
            name[from + 2] == '-' && name[from + 3] == '-' && !is_a_label(name + from, octets))
            return false;
        number = true;
        for (size_t k = from; k < i; k++)
            number = number && name[k] >= '0' && name[k] <= '9';
        from = i + 1;
    }
    return length <= 253 && !number;
}

/* Is data[at] the first octet that no label has, in a label behind good ones? */
static bool is_first_odd(const struct pattern *pattern, const char *data, size_t length, size_t at)
{
    size_t label = at;

    while (label > 0 && data[label - 1] != '.')
        label--;
    for (size_t i = label; i <= at; i++)
        if ((i < at) != (data[i] != '\0' && strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-",
                                                   data[i]) != NULL))
            return false;
    return (label == 0 || pattern_begins(pattern, data, label)) &&
           !(at == 0 && length > 1 && data[0] == '*' && data[1] == '.');
}

static void compare_pattern(const char *data, size_t length, void *user)
{
    struct grammar *grammar = user;
    struct block block = block_of(data, length);
    struct checked checked = check_mx_pattern(block.data, length);
    bool good = pattern_match(&grammar->pattern, data, length) > 0 && is_more_than_domain(data, length);
    size_t at = checked.at.offset;

    block_free(block);
    grammar->seen[checked.fault]++;
    assert_true((checked.fault == FAULT_NONE) == good ||
                complain(good ? "good, but refused" : "bad, but taken", data, length));
    if (checked.fault == FAULT_BYTE)
        assert_true((checked.at.length == 1 && is_first_odd(&grammar->pattern, data, length, at)) ||
                    complain("wrong place", data, length));
    else if (checked.fault == FAULT_TRAILING_DOT)
        assert_true((at + 1 == length && checked.at.length == 1 && data[at] == '.' &&
                     pattern_match(&grammar->pattern, data, at) > 0 && is_more_than_domain(data, at)) ||
                    complain("wrong dot", data, length));
    else
        assert_true(at + checked.at.length <= length);
}

static void patterns_follow_the_grammar(void **state)
{
    static const enum fault seen[] = {FAULT_NONE, FAULT_EMPTY, FAULT_BYTE, FAULT_HYPHEN, FAULT_A_LABEL,
                                      FAULT_NUMERIC, FAULT_TRAILING_DOT, FAULT_LABEL_LONG, FAULT_NAME_LONG};
    struct grammar grammar = grammar_new(mx_pattern);
    size_t less = small_run() ? 2 : 0, count;
    const char *octets = test_octets(&count);

    (void)state;
    each_string("", "a-.*1_", 7 - less, compare_pattern, &grammar);
    each_string("*.", "a-.*1_", 6 - less, compare_pattern, &grammar);
    each_string("*.xn-", "-a.Xn1", 5 - less, compare_pattern, &grammar);
    for (size_t i = 0; i < COUNT(patterns); i++)
        each_octet_change(patterns[i].pattern, strlen(patterns[i].pattern), octets, count, compare_pattern, &grammar);
    for (size_t i = 0; i < COUNT(seen); i++)
        assert_true(grammar.seen[seen[i]] > 0);
    conclude(&grammar, "patterns", FAULT_NONE);
}

/* ---- matching ---- */

enum { NAMES_MAX = 3000, NAME_ROOM = 8, LABELS_MAX = 8 };

struct names {
    char text[NAMES_MAX][NAME_ROOM];
    size_t length[NAMES_MAX];
    size_t count;
};

/* With a final dot, too: it counts for nothing. */
static void keep_valid(const char *data, size_t length, void *user)
{
    struct names *names = user;
    enum fault fault = check_mx_pattern(data, length).fault;

    if (fault != FAULT_NONE && fault != FAULT_TRAILING_DOT)
        return;
    assert_true(names->count < NAMES_MAX && length <= NAME_ROOM);
    memcpy(names->text[names->count], data, length);
    names->length[names->count++] = length;
}

/* The labels of a name in lower case, each with a NUL behind it; a final dot makes none. */
static size_t split(const char *name, size_t length, char labels[LABELS_MAX][NAME_ROOM + 1])
{
    size_t count = 0, octets = 0;

    for (size_t i = 0; i <= length; i++) {
        if (i < length && name[i] != '.') {
            labels[count][octets++] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] | 0x20 : name[i]);
        } else if (octets > 0) {
            labels[count++][octets] = '\0';
            octets = 0;
        }
    }
    return count;
}

/* RFC 8461 section 4.1: as many labels, all equal; "*" equals any as the first. */
static bool by_labels(const char *pattern, size_t pattern_length, const char *host, size_t host_length)
{
    char wanted[LABELS_MAX][NAME_ROOM + 1], given[LABELS_MAX][NAME_ROOM + 1];
    size_t count = split(pattern, pattern_length, wanted);

    if (split(host, host_length, given) != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(wanted[i], given[i]) != 0 && !(i == 0 && strcmp(wanted[i], "*") == 0))
            return false;
    return true;
}

static void patterns_match_label_by_label(void **state)
{
    static struct names all, hosts;
    size_t longest = small_run() ? 3 : 5, yes = 0, no = 0;

    (void)state;
    each_string("", "aAb.", longest, keep_valid, &hosts);
    each_string("", "aB.", longest, keep_valid, &all);
    each_string("*.", "aB.", longest, keep_valid, &all);
    for (size_t i = 0; i < all.count; i++)
        for (size_t k = 0; k < hosts.count; k++) {
            struct block pattern = block_of(all.text[i], all.length[i]);
            struct block host = block_of(hosts.text[k], hosts.length[k]);
            bool found = mx_pattern_matches(pattern.data, pattern.length, host.data, host.length);
            bool wanted = by_labels(pattern.data, pattern.length, host.data, host.length);

            assert_true(found == wanted || complain("pattern", pattern.data, pattern.length) ||
                        complain("host", host.data, host.length));
            yes += found;
            no += !found;
            block_free(pattern);
            block_free(host);
        }
    print_message("%zu patterns, %zu hosts: %zu yes, %zu no\n", all.count, hosts.count, yes, no);
    assert_true(yes > 0 && no > 0);
}

static void matches_by_hand(void **state)
{
    static const struct {
        const char *pattern, *host;
        bool matches;
    } cases[] = {
        {"*.example.com", "mail.example.com", true},
        {"*.example.com", "example.com", false},
        {"*.example.com", "foo.bar.example.com", false},
        {"*.example.com", "mail.EXAMPLE.com.", true},
        {"*.example.com.", "MAIL.example.com", true},
        {"*.example.com", "mail.example.net", false},
        {"*.example.com", "mailexample.com", false},
        {"*.example.com", "mail.xexample.com", false},
        {"mail.example.com", "Mail.Example.Com", true},
        {"mail.example.com.", "mail.example.com", true},
        {"mail.example.com", "mail.example.co", false},
        {"mail.example.com", "xmail.example.com", false},
        {"example.com", "mail.example.com", false},
        {"*.com", "example.com", true},
        {"*.com", "com", false},
        {"*.a-b.c", "x.a-B.C", true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_true(mx_pattern_matches(cases[i].pattern, strlen(cases[i].pattern), cases[i].host,
                                       strlen(cases[i].host)) == cases[i].matches ||
                    complain(cases[i].pattern, cases[i].host, strlen(cases[i].host)));
}

/* ---- lines by hand ---- */

#define GOOD STS_GOOD, 0, 0

static const struct {
    const char *text;
    enum sts_fault fault;
    size_t offset, length;
    enum sts_key key;
    size_t value, octets;
    bool mode_none;
} lines[] = {
    {"version: STSv1", GOOD, STS_VERSION, 9, 5, false},
    {"version:STSv1", GOOD, STS_VERSION, 8, 5, false},
    {"version: \t STSv1 \t", GOOD, STS_VERSION, 11, 5, false},
    {"mode: enforce", GOOD, STS_MODE, 6, 7, false},
    {"mode: testing", GOOD, STS_MODE, 6, 7, false},
    {"mode: none", GOOD, STS_MODE, 6, 4, true},
    {"mode:none ", GOOD, STS_MODE, 5, 4, true},
    {"max_age: 604800", GOOD, STS_MAX_AGE, 9, 6, false},
    {"max_age: 0", GOOD, STS_MAX_AGE, 9, 1, false},
    {"max_age: 31557600", GOOD, STS_MAX_AGE, 9, 8, false},
    {"max_age: 0031557600", GOOD, STS_MAX_AGE, 9, 10, false},
    {"mx: mail.example.com", GOOD, STS_MX, 4, 16, false},
    {"mx: *.example.com", GOOD, STS_MX, 4, 13, false},
    {"mx:*.example.com", GOOD, STS_MX, 3, 13, false},
    {"mx:  a", GOOD, STS_MX, 5, 1, false},
    {"mx: a\t", GOOD, STS_MX, 4, 1, false},
    {"x: y", GOOD, STS_EXTENSION, 3, 1, false},
    {"max-age: -1", GOOD, STS_EXTENSION, 9, 2, false},
    {"versions: 2", GOOD, STS_EXTENSION, 10, 1, false},
    {"1_a-b.c: x y: z", GOOD, STS_EXTENSION, 9, 6, false},
    {"a1234567890123456789012345678901: x", GOOD, STS_EXTENSION, 34, 1, false},
    {"note: gr\xC3\xBC\xC3\x9F" "e", GOOD, STS_EXTENSION, 6, 7, false},
    {"a:::", GOOD, STS_EXTENSION, 2, 2, false},
    {"", STS_NO_COLON, 0, 0, STS_EXTENSION, 0, 0, false},
    {"STSv1", STS_NO_COLON, 0, 5, STS_EXTENSION, 0, 0, false},
    {"mode=enforce", STS_NO_COLON, 0, 12, STS_EXTENSION, 0, 0, false},
    {"mode enforce\r\n", STS_NO_COLON, 0, 12, STS_EXTENSION, 0, 0, false},
    {"\n", STS_NO_COLON, 0, 0, STS_EXTENSION, 0, 0, false},
    {"Version: STSv1", STS_NAME, 0, 7, STS_VERSION, 9, 5, false},
    {"MX: mail.example.com", STS_NAME, 0, 2, STS_MX, 4, 16, false},
    {"MODE: none", STS_NAME, 0, 4, STS_MODE, 6, 4, true},
    {"mode : enforce", STS_NAME, 0, 5, STS_MODE, 7, 7, false},
    {" mx: a", STS_NAME, 0, 3, STS_MX, 5, 1, false},
    {"Max_Age: x", STS_NAME, 0, 7, STS_MAX_AGE, 9, 1, false},
    {": x", STS_NAME, 0, 0, STS_EXTENSION, 2, 1, false},
    {"_a: x", STS_NAME, 0, 2, STS_EXTENSION, 4, 1, false},
    {"a b: x", STS_NAME, 0, 3, STS_EXTENSION, 5, 1, false},
    {"{\"version\": \"STSv1\"}", STS_NAME, 0, 10, STS_EXTENSION, 12, 8, false},
    {"a12345678901234567890123456789012: x", STS_NAME, 0, 33, STS_EXTENSION, 35, 1, false},
    {"version:", STS_VALUE_EMPTY, 8, 0, STS_VERSION, 8, 0, false},
    {"mx: ", STS_VALUE_EMPTY, 4, 0, STS_MX, 4, 0, false},
    {"mode: \t\r\n", STS_VALUE_EMPTY, 7, 0, STS_MODE, 7, 0, false},
    {"x:", STS_VALUE_EMPTY, 2, 0, STS_EXTENSION, 2, 0, false},
    {"version: STSv2", STS_VALUE, 9, 5, STS_VERSION, 9, 5, false},
    {"version: stsv1", STS_VALUE, 9, 5, STS_VERSION, 9, 5, false},
    {"version: STSv1;", STS_VALUE, 9, 6, STS_VERSION, 9, 6, false},
    {"version: STSv1\nmode: none", STS_VALUE, 9, 16, STS_VERSION, 9, 16, false},
    {"mode: report", STS_VALUE, 6, 6, STS_MODE, 6, 6, false},
    {"mode: Enforce", STS_VALUE, 6, 7, STS_MODE, 6, 7, false},
    {"mode: None", STS_VALUE, 6, 4, STS_MODE, 6, 4, false},
    {"x: a\tb", STS_VALUE, 4, 1, STS_EXTENSION, 3, 3, false},
    {"x: a\x01" "b", STS_VALUE, 4, 1, STS_EXTENSION, 3, 3, false},
    {"x: \x7F", STS_VALUE, 3, 1, STS_EXTENSION, 3, 1, false},
    {"x: a\nb\x01\n", STS_VALUE, 4, 1, STS_EXTENSION, 3, 4, false},
    {"max_age: 12345678901", STS_AGE_NUMBER, 9, 11, STS_MAX_AGE, 9, 11, false},
    {"max_age: -1", STS_AGE_NUMBER, 9, 2, STS_MAX_AGE, 9, 2, false},
    {"max_age: 1.5", STS_AGE_NUMBER, 9, 3, STS_MAX_AGE, 9, 3, false},
    {"max_age: 7 days", STS_AGE_NUMBER, 9, 6, STS_MAX_AGE, 9, 6, false},
    {"max_age: 31557601", STS_AGE_LARGE, 9, 8, STS_MAX_AGE, 9, 8, false},
    {"max_age: 9999999999", STS_AGE_LARGE, 9, 10, STS_MAX_AGE, 9, 10, false},
    {"mx: *", STS_PATTERN, 4, 1, STS_MX, 4, 1, false},
    {"mx: a.b, c.d", STS_PATTERN, 7, 1, STS_MX, 4, 8, false},
    {"mx: .example.com", STS_PATTERN, 4, 1, STS_MX, 4, 12, false},
    {"mx:\t*.example.com.", STS_PATTERN, 17, 1, STS_MX, 4, 14, false},
    {"mx: 192.0.2.1", STS_PATTERN, 4, 9, STS_MX, 4, 9, false},
    {"mx: mx: a", STS_PATTERN, 6, 1, STS_MX, 4, 5, false},
    {"version: STSv1\r", STS_LINE_END, 14, 1, STS_VERSION, 9, 5, false},
    {"version: STSv1\r\n", STS_LINE_END, 14, 2, STS_VERSION, 9, 5, false},
    {"mode: none \n", STS_LINE_END, 11, 1, STS_MODE, 6, 4, true},
    {"mx: a\n\n", STS_LINE_END, 5, 2, STS_MX, 4, 1, false},
    {"x: y\r\n", STS_LINE_END, 4, 2, STS_EXTENSION, 3, 1, false},
};

static void lines_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct block block = block_of(lines[i].text, strlen(lines[i].text));
        struct checked_sts line = check_sts_line(block.data, block.length);

        assert_true((line.fault == lines[i].fault && (line.fault == STS_GOOD || (line.at.offset == lines[i].offset &&
                                                                                 line.at.length == lines[i].length))) ||
                    complain("wrong fault or place", block.data, block.length));
        assert_true((line.key == lines[i].key && line.value.offset == lines[i].value &&
                     line.value.length == lines[i].octets && line.mode_none == lines[i].mode_none) ||
                    complain("wrong value", block.data, block.length));
        block_free(block);
    }
}

/* ---- a second opinion ---- */

static struct checked_sts fault_of(struct checked_sts line, enum sts_fault fault, size_t from, size_t end)
{
    line.fault = fault;
    line.at = (rptlint_span){.offset = from, .length = end - from};
    return line;
}

static bool equals(const char *data, size_t from, size_t end, const char *text)
{
    return end - from == strlen(text) && memcmp(data + from, text, end - from) == 0;
}

static bool is_white(char octet)
{
    return octet == ' ' || octet == '\t';
}

/* The key that the name is when its case and the white space around it are forgiven. */
static enum sts_key key_of(const char *data, size_t end)
{
    static const char *const names[] = {"version", "mode", "max_age", "mx"};
    char name[16] = "";
    size_t count = 0, from = 0;

    while (from < end && is_white(data[from]))
        from++;
    while (end > from && is_white(data[end - 1]))
        end--;
    for (; from < end && count + 1 < sizeof(name); from++)
        name[count++] = (char)(data[from] >= 'A' && data[from] <= 'Z' ? data[from] | 0x20 : data[from]);
    for (size_t i = 0; i < COUNT(names); i++)
        if (equals(name, 0, count, names[i]))
            return (enum sts_key)i;
    return STS_EXTENSION;
}

static bool is_ext_name(const char *data, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool alphanum = (data[i] >= 'a' && data[i] <= 'z') || (data[i] >= 'A' && data[i] <= 'Z') ||
                        (data[i] >= '0' && data[i] <= '9');

        if (!alphanum && (i == 0 || (data[i] != '_' && data[i] != '-' && data[i] != '.')))
            return false;
    }
    return length >= 1 && length <= 32;
}

static struct checked_sts value_of(const char *data, struct checked_sts line)
{
    size_t from = line.value.offset, end = from + line.value.length, digits = from;
    struct checked pattern;

    switch (line.key) {
    case STS_VERSION:
        return equals(data, from, end, "STSv1") ? line : fault_of(line, STS_VALUE, from, end);
    case STS_MODE:
        return line.mode_none || equals(data, from, end, "testing") || equals(data, from, end, "enforce")
                   ? line
                   : fault_of(line, STS_VALUE, from, end);
    case STS_MAX_AGE:
        while (digits < end && data[digits] >= '0' && data[digits] <= '9')
            digits++;
        if (digits < end || end - from > 10)
            return fault_of(line, STS_AGE_NUMBER, from, end);
        return strtoull(data + from, NULL, 10) > 31557600 ? fault_of(line, STS_AGE_LARGE, from, end) : line;
    case STS_MX:
        pattern = check_mx_pattern(data + from, end - from);
        return pattern.fault == FAULT_NONE ? line
                                           : fault_of(line, STS_PATTERN, from + pattern.at.offset,
                                                      from + pattern.at.offset + pattern.at.length);
    case STS_EXTENSION: break;
    }
    for (size_t i = from; i < end; i++)
        if ((unsigned char)data[i] < 0x20 || data[i] == 0x7F)
            return fault_of(line, STS_VALUE, i, i + 1);
    return line;
}

/* data has a NUL behind it, for strtoull. */
static struct checked_sts expected(const char *data, size_t length)
{
    struct checked_sts line = {.fault = STS_GOOD, .key = STS_EXTENSION};
    size_t end = length, colon = 0, from;

    while (end > 0 && (data[end - 1] == '\r' || data[end - 1] == '\n'))
        end--;
    while (colon < end && data[colon] != ':')
        colon++;
    if (colon == end)
        return fault_of(line, STS_NO_COLON, 0, end);
    if (end < length)
        line = fault_of(line, STS_LINE_END, end, length);
    line.key = key_of(data, colon);
    from = colon + 1;
    while (from < end && is_white(data[from]))
        from++;
    while (end > from && is_white(data[end - 1]))
        end--;
    line.value = (rptlint_span){.offset = from, .length = end - from};
    line.mode_none = line.key == STS_MODE && equals(data, from, end, "none");
    if (line.key == STS_EXTENSION ? !is_ext_name(data, colon)
                                  : !equals(data, 0, colon, ((const char *[]){"version", "mode", "max_age",
                                                                              "mx"})[line.key]))
        return fault_of(line, STS_NAME, 0, colon);
    return from == end ? fault_of(line, STS_VALUE_EMPTY, from, from) : value_of(data, line);
}

static bool is_good(const struct pattern *pattern, const char *data, size_t length)
{
    const PCRE2_SIZE *places = pattern->places;
    int groups = pattern_match(pattern, data, length);

    if (groups > MX_GROUP && places[2 * MX_GROUP] != PCRE2_UNSET)
        return is_more_than_domain(data + places[2 * MX_GROUP], places[2 * MX_GROUP + 1] - places[2 * MX_GROUP]);
    if (groups > AGE_GROUP && places[2 * AGE_GROUP] != PCRE2_UNSET)
        return strtoull(data + places[2 * AGE_GROUP], NULL, 10) <= 31557600;
    return groups > 0;
}

static void compare_line(const char *data, size_t length, void *user)
{
    struct grammar *grammar = user;
    struct block block = block_of(data, length);
    struct checked_sts line = check_sts_line(block.data, length), wanted;
    char text[512];

    block_free(block);
    assert_true(length < sizeof(text));
    memcpy(text, data, length);
    text[length] = '\0';
    wanted = expected(text, length);
    grammar->seen[line.fault]++;
    assert_true((line.fault == STS_GOOD) == is_good(&grammar->pattern, text, length) ||
                complain(line.fault == STS_GOOD ? "bad, but taken" : "good, but refused", data, length));
    assert_true((line.fault == wanted.fault && line.at.offset == wanted.at.offset &&
                 line.at.length == wanted.at.length) ||
                complain("wrong fault or place", data, length));
    assert_true((line.key == wanted.key && line.value.offset == wanted.value.offset &&
                 line.value.length == wanted.value.length && line.mode_none == wanted.mode_none) ||
                complain("wrong value", data, length));
}

static void short_lines(void **state)
{
    struct grammar grammar = grammar_new(line_pattern);
    size_t less = small_run() ? 2 : 0;

    (void)state;
    each_string("", "mx: *.\n", 7 - less, compare_line, &grammar);
    each_string("", "aA_: \t\x7F", 6 - less, compare_line, &grammar);
    each_string("mx", ": *.a-M\r", 6 - less, compare_line, &grammar);
    each_string("mx:", "x: a.1", 6 - less, compare_line, &grammar);
    each_string("mod", "e: noN", 7 - less, compare_line, &grammar);
    each_string("mode: n", "one \n", 6 - less, compare_line, &grammar);
    each_string("max_age:", "03 1\t", 7 - less, compare_line, &grammar);
    each_string("max_age: 3155760", "019 \r", 5 - less, compare_line, &grammar);
    each_string("version:", " STSv1", 7 - less, compare_line, &grammar);
    each_string("version: STSv1", " 1\n\r\t", 5 - less, compare_line, &grammar);
    conclude(&grammar, "short lines", STS_LINE_END);
}

static void every_octet_in_a_line(void **state)
{
    struct grammar grammar = grammar_new(line_pattern);
    size_t count;
    const char *octets = test_octets(&count);

    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++)
        each_octet_change(lines[i].text, strlen(lines[i].text), octets, count, compare_line, &grammar);
    conclude(&grammar, "every octet", STS_LINE_END);
}

static void changed_lines(void **state)
{
    static const char octets[] = "vmxaMX:::  \t\r\n*..-_019STSoe\x7F\xC3\xBC"; /* and the NUL */
    struct grammar grammar = grammar_new(line_pattern);
    uint64_t random = 8461;

    (void)state;
    for (size_t i = 0; i < (small_run() ? 20000 : 500000); i++) {
        const char *seed = lines[random_below(&random, COUNT(lines))].text;
        char text[MUTATED_MAX(64, 3)];
        size_t length = mutant_of(&random, seed, strlen(seed), 3, octets, sizeof(octets), text);

        compare_line(text, length, &grammar);
    }
    conclude(&grammar, "changed lines", STS_LINE_END);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_by_hand),
        cmocka_unit_test(patterns_follow_the_grammar),
        cmocka_unit_test(matches_by_hand),
        cmocka_unit_test(patterns_match_label_by_label),
        cmocka_unit_test(lines_by_hand),
        cmocka_unit_test(short_lines),
        cmocka_unit_test(every_octet_in_a_line),
        cmocka_unit_test(changed_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
