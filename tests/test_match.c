/* SPDX-License-Identifier: BSD-2-Clause */
/* Patterns of users: whole texts, octets, what is no pattern and where, and a limit that is never "no match". */
#include "support.h"

#include "digest/match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define OCTETS(text) text, sizeof(text) - 1

static struct match *compiled(const char *pattern, size_t length)
{
    char why[MATCH_ERROR_ROOM];
    struct match *match;
    size_t offset;

    assert_int_equal(match_compile(pattern, length, &match, &offset, why), MATCH_OK);
    assert_non_null(match);
    return match;
}

static enum match_status status_of(const char *pattern, const char *text, size_t length)
{
    struct block block = block_of(text, length);
    struct match *match = compiled(pattern, strlen(pattern));
    enum match_status status = match_text(match, block.data, block.length);

    match_free(match);
    block_free(block);
    return status;
}

/* ---- what matches ---- */

static const struct {
    const char *pattern;
    const char *text;
    size_t length;
    bool matches;
} cases[] = {
    /* from the first octet to the last */
    {"a", OCTETS("a"), true},
    {"a", OCTETS("ab"), false},
    {"a", OCTETS("ba"), false},
    {"a", OCTETS(""), false},
    {"", OCTETS(""), true},
    {"", OCTETS("a"), false},
    {"a|ab", OCTETS("ab"), true}, /* the first way ends too early: the second one is tried */
    {"a*?", OCTETS("aaa"), true},
    {"a(*ACCEPT)b", OCTETS("a"), true},
    {"a(*ACCEPT)b", OCTETS("ac"), false},
    {"(?m)a$", OCTETS("a\nb"), false},
    {"(?m)^b", OCTETS("a\nb"), false},
    {".*\\Kb", OCTETS("ab"), true},
    {"mailto:[^@?]*@example\\.com", OCTETS("mailto:tls@example.com"), true},
    {"mailto:[^@?]*@example\\.com", OCTETS("mailto:a@evil.example?x=@example.com"), false},
    {"mailto:[^@?]*@example\\.com", OCTETS("mailto:tls@exampleXcom"), false},
    {"mailto:x", OCTETS("MAILTO:x"), false},
    {"(?i)mailto:x", OCTETS("MAILTO:x"), true},
    /* a line end at the end is an octet like others */
    {"a$", OCTETS("a\n"), false},
    {"a\\Z", OCTETS("a\n"), false},
    {"a", OCTETS("a\n"), false},
    {"a.", OCTETS("a\n"), false}, /* "." is no LF */
    {"(?s)a.", OCTETS("a\n"), true},
    /* octets, also NUL, and no characters */
    {"a.b", OCTETS("a\0b"), true},
    {"a", OCTETS("a\0"), false},
    {"a\\x00", OCTETS("a\0"), true},
    {"[^\\x00]*", OCTETS("a\0"), false},
    {".", OCTETS("\xC3\xA9"), false},
    {"..", OCTETS("\xC3\xA9"), true},
    {"\xC3\xA9", OCTETS("\xC3\xA9"), true},
    {"\\w", OCTETS("\xE9"), false},
    {".", OCTETS("\xFF"), true},
    {"(a)(b)(c)(d)\\4\\3\\2\\1", OCTETS("abcddcba"), true}, /* more groups than the match has room for */
};

static void whole_texts_match(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum match_status status = status_of(cases[i].pattern, cases[i].text, cases[i].length);

        if (status != (cases[i].matches ? MATCH_OK : MATCH_NONE))
            fail_msg("%s, case %zu: status %d", cases[i].pattern, i, (int)status);
    }
}

static void a_pattern_is_octets_too(void **state)
{
    struct match *match = compiled(OCTETS("a\0b"));

    (void)state;
    assert_int_equal(match_text(match, OCTETS("a\0b")), MATCH_OK);
    assert_int_equal(match_text(match, OCTETS("a")), MATCH_NONE);
    assert_int_equal(match_text(match, NULL, 0), MATCH_NONE);
    match_free(match);
    match = compiled(NULL, 0);
    assert_int_equal(match_text(match, NULL, 0), MATCH_OK);
    match_free(match);
    match_free(NULL);
}

/* ---- what is no pattern ---- */

static const struct {
    const char *pattern;
    size_t length;
    size_t offset; /* at or behind what shows it; (size_t)-1: anywhere */
    const char *why;
} faults[] = {
    {OCTETS("(a"), 2, "missing closing parenthesis"},
    {OCTETS("mailto:(a|b"), 11, "missing closing parenthesis"},
    {OCTETS("a)"), 1, "unmatched closing parenthesis"},
    {OCTETS("[a"), 2, "missing terminating ]"},
    {OCTETS("[z-a]"), 3, "range out of order"},
    {OCTETS("a\\"), 2, "\\ at end of pattern"},
    {OCTETS("*a"), 0, "quantifier does not follow a repeatable item"},
    {OCTETS("a{2,1}"), 5, "numbers out of order in {} quantifier"},
    {OCTETS("(?<a>x)(?<a>y)"), 12, "two named subpatterns have the same name"},
    {OCTETS("(b)\\2"), 4, "reference to non-existent subpattern"},
    {OCTETS("a\\Cb"), 3, "using \\C is disabled by the application"},
    {OCTETS("(*UTF)a"), (size_t)-1, "using UTF is disabled by the application"},
    {OCTETS("(*nosuch)a"), 8, "not recognized"},
};

static void faults_have_their_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct block block = block_of(faults[i].pattern, faults[i].length);
        struct match *match = (struct match *)(uintptr_t)1;
        char why[MATCH_ERROR_ROOM] = "";
        size_t offset = 12345;

        assert_int_equal(match_compile(block.data, block.length, &match, &offset, why), MATCH_INVALID);
        assert_null(match);
        if (strstr(why, faults[i].why) == NULL)
            fail_msg("%s: %s", faults[i].pattern, why);
        assert_true(offset <= faults[i].length);
        if (faults[i].offset != (size_t)-1 && offset != faults[i].offset)
            fail_msg("%s: at %zu", faults[i].pattern, offset);
        block_free(block);
    }
}

static void a_pattern_has_a_limit(void **state)
{
    char *pattern = malloc(MATCH_PATTERN_MAX + 1), why[MATCH_ERROR_ROOM];
    struct match *match;
    size_t offset;

    (void)state;
    assert_non_null(pattern);
    memset(pattern, 'a', MATCH_PATTERN_MAX + 1);
    assert_int_equal(match_compile(pattern, MATCH_PATTERN_MAX + 1, &match, &offset, why), MATCH_INVALID);
    assert_non_null(strstr(why, "longer than the limit"));
    match = compiled(pattern, MATCH_PATTERN_MAX);
    assert_int_equal(match_text(match, pattern, MATCH_PATTERN_MAX), MATCH_OK);
    match_free(match);
    /* Parentheses one inside the other, and repetitions that multiply. */
    memset(pattern, '(', MATCH_PATTERN_MAX);
    assert_int_equal(match_compile(pattern, MATCH_PATTERN_MAX, &match, &offset, why), MATCH_INVALID);
    assert_int_equal(match_compile(OCTETS("(((a{1,999}){1,999}){1,999}){1,999}"), &match, &offset, why), MATCH_INVALID);
    assert_non_null(strstr(why, "too large"));
    free(pattern);
}

/* ---- what takes too long ---- */

enum { LONG = 1 << 17 };

/* `count` times "a", and another octet behind them. */
static enum match_status status_of_long(const char *pattern, size_t count, char last)
{
    char *text = malloc(LONG + 1);
    enum match_status status;

    assert_non_null(text);
    assert_true(count <= LONG);
    memset(text, 'a', count);
    text[count] = last;
    status = status_of(pattern, text, count + 1);
    free(text);
    return status;
}

static void a_limit_is_no_answer(void **state)
{
    static const char *const slow[] = {"(a+)+$", "(a*)*", "(?:a|aa)+[cd]", "(.*a){20}[cd]", "(?:a?){30}a{30}"};

    (void)state;
    for (size_t i = 0; i < COUNT(slow); i++)
        if (status_of_long(slow[i], 40, 'b') != MATCH_LIMIT)
            fail_msg("%s is said to be decided", slow[i]);
    /* The same patterns where the answer is near. */
    assert_int_equal(status_of("(a+)+$", OCTETS("aaaa")), MATCH_OK);
    assert_int_equal(status_of("(a+)+$", OCTETS("aab")), MATCH_NONE);
    assert_int_equal(status_of("(a+)+$", OCTETS("baaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")), MATCH_NONE);
    /* What calls itself without end. */
    assert_int_equal(status_of("(?R)a", OCTETS("a")), MATCH_LIMIT);
    /* A pattern may lower the limit, not raise it. */
    assert_int_equal(status_of("(*LIMIT_MATCH=2)(a+)+[bd]", OCTETS("aaaac")), MATCH_LIMIT);
    assert_int_equal(status_of_long("(*LIMIT_MATCH=4000000000)(*LIMIT_HEAP=4000000)(a+)+$", 40, 'b'), MATCH_LIMIT);
}

static void long_texts_are_no_limit(void **state)
{
    static const char *const usual[] = {"a*b", ".*", "[ab]*", "(?:a|b)*+", "mailto:.*|.*"};

    (void)state;
    for (size_t i = 0; i < COUNT(usual); i++)
        if (status_of_long(usual[i], LONG, 'b') != MATCH_OK)
            fail_msg("%s does not match", usual[i]);
    /* A group for each octet of the longest RDATA; more than that is said to be too much. */
    assert_int_equal(status_of_long("(?:(a)|b)*", 65535, 'b'), MATCH_OK);
}

static void a_match_serves_many_texts(void **state)
{
    struct match *match = compiled(OCTETS("(a+)+b?"));
    struct match *other = compiled(OCTETS("x"));
    char text[64];

    (void)state;
    memset(text, 'a', sizeof(text));
    text[40] = 'c';
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(match_text(match, text, 41), MATCH_LIMIT);
        assert_int_equal(match_text(match, text, 40), MATCH_OK);
        assert_int_equal(match_text(match, OCTETS("x")), MATCH_NONE);
        assert_int_equal(match_text(other, OCTETS("x")), MATCH_OK);
    }
    match_free(other);
    match_free(match);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_texts_match),
        cmocka_unit_test(a_pattern_is_octets_too),
        cmocka_unit_test(faults_have_their_place),
        cmocka_unit_test(a_pattern_has_a_limit),
        cmocka_unit_test(a_limit_is_no_answer),
        cmocka_unit_test(long_texts_are_no_limit),
        cmocka_unit_test(a_match_serves_many_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
