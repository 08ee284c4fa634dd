/* SPDX-License-Identifier: BSD-2-Clause */
/* MTA-STS policies: by hand, against the oracle of RFC 8461 section 3.2, and every case of corpus/policy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "corpus.h"
#include "policy_oracle.h"
#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Names of faults in .expect files and in what is printed. */
static const char *const fault_names[STS_POLICY_FAULT_COUNT] = {
    [STS_POLICY_GOOD] = "good",
    [STS_POLICY_EMPTY] = "empty",
    [STS_POLICY_BOM] = "bom",
    [STS_POLICY_BLANK_LINE] = "blank-line",
    [STS_POLICY_BARE_CR] = "bare-cr",
    [STS_POLICY_NO_COLON] = "no-colon",
    [STS_POLICY_NAME] = "name",
    [STS_POLICY_NO_VALUE] = "no-value",
    [STS_POLICY_VALUE] = "value",
    [STS_POLICY_UTF8] = "utf8",
    [STS_POLICY_VERSION] = "version",
    [STS_POLICY_MODE] = "mode",
    [STS_POLICY_AGE] = "age",
    [STS_POLICY_AGE_LARGE] = "age-large",
    [STS_POLICY_PATTERN] = "pattern",
    [STS_POLICY_NO_VERSION] = "no-version",
    [STS_POLICY_NO_MODE] = "no-mode",
    [STS_POLICY_NO_AGE] = "no-age",
    [STS_POLICY_NO_MX] = "no-mx",
};

/* ---- the corpus ---- */

struct tally {
    size_t wrong;
    size_t faults[STS_POLICY_FAULT_COUNT];
};

/* FAULT OFFSET LENGTH; mode MODE max_age N|none mx N repeated N unknown N. */
static void describe(const char *data, size_t length, char *text, size_t room)
{
    struct block block = block_of(data, length);
    struct sts_policy policy = read_sts_policy(block.data, length);
    char age[16] = "none";

    block_free(block);
    if (policy.has_max_age)
        snprintf(age, sizeof(age), "%u", (unsigned)policy.max_age);
    snprintf(text, room, "%s %zu %zu\nmode %s max_age %s mx %zu repeated %zu unknown %zu\n", fault_names[policy.fault],
             policy.at.offset, policy.at.length, sts_mode_name(policy.mode), age, policy.mx_count, policy.repeated,
             policy.unknown);
}

static void check_case(const char *name, void *user)
{
    struct tally *tally = user;
    size_t length, octets;
    char *data = load_file("policy", name, ".in", &length);
    char *expect = load_file("policy", name, ".expect", &octets);
    char text[256];

    assert_non_null(data);
    assert_non_null(expect);
    describe(data, length, text, sizeof(text));
    if (strcmp(text, expect) != 0) {
        print_message("%s: wanted\n%sfound\n%s", name, expect, text);
        tally->wrong++;
    }
    for (size_t i = 0; i < STS_POLICY_FAULT_COUNT; i++)
        tally->faults[i] += strncmp(expect, fault_names[i], strlen(fault_names[i])) == 0 &&
                            expect[strlen(fault_names[i])] == ' ';
    free(data);
    free(expect);
}

static void every_case_gives_what_it_expects(void **state)
{
    struct tally tally = {.wrong = 0};

    (void)state;
    assert_true(each_name_in("policy", check_case, &tally) >= STS_POLICY_FAULT_COUNT);
    assert_int_equal(tally.wrong, 0);
    assert_true(all_seen("faults in the corpus", tally.faults, STS_POLICY_FAULT_COUNT, STS_POLICY_FAULT_COUNT));
}

/* ---- facts by hand ---- */

static void facts_are_told_whatever_is_wrong(void **state)
{
    static const char text[] = "\xEF\xBB\xBFversion: 2\n\nmax_age: 9\nmode: none\rx\nmx: a.b\nmx: *\nmx:*.c\r\n"
                               "mode: testing";
    struct sts_policy policy = read_sts_policy(text, sizeof(text) - 1);
    rptlint_span pattern;
    size_t at = 0;

    (void)state;
    assert_int_equal(policy.fault, STS_POLICY_BOM);
    assert_int_equal(policy.mode, STS_MODE_TESTING);
    assert_memory_equal(text + policy.mode_text.offset, "testing", policy.mode_text.length);
    assert_true(policy.has_max_age && policy.max_age == 9);
    assert_int_equal(policy.mx_count, 2);
    assert_true(next_sts_pattern(text, sizeof(text) - 1, &at, &pattern));
    assert_true(pattern.length == 3 && memcmp(text + pattern.offset, "a.b", 3) == 0);
    assert_true(next_sts_pattern(text, sizeof(text) - 1, &at, &pattern));
    assert_true(pattern.length == 3 && memcmp(text + pattern.offset, "*.c", 3) == 0);
    assert_false(next_sts_pattern(text, sizeof(text) - 1, &at, &pattern));
}

/* The example of RFC 8461 section 3.2, and what section 4.1 says of its second pattern. */
static void hosts_that_are_allowed(void **state)
{
    static const char text[] = "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\n"
                               "mx: backupmx.example.com\r\nmax_age: 604800\r\n";
    static const struct {
        const char *host;
        bool allowed;
    } hosts[] = {
        {"mail.example.com", true},     {"MAIL.Example.COM.", true}, {"backupmx.example.com", true},
        {"mail.example.net", true},     {"example.net", false},      {"foo.bar.example.net", false},
        {"mail.example.com.net", false}, {"example.com", false},     {"", false},
        {".", false},                   {".example.net", false},
    };
    struct sts_policy policy = read_sts_policy(text, sizeof(text) - 1);

    (void)state;
    assert_int_equal(policy.fault, STS_POLICY_GOOD);
    assert_true(policy.mode == STS_MODE_ENFORCE && policy.max_age == 604800 && policy.mx_count == 3);
    for (size_t i = 0; i < COUNT(hosts); i++)
        if (sts_policy_allows(text, sizeof(text) - 1, hosts[i].host, strlen(hosts[i].host)) != hosts[i].allowed)
            fail_msg("%s", hosts[i].host);
}

static void faults_have_words(void **state)
{
    (void)state;
    for (unsigned i = 0; i < STS_POLICY_FAULT_COUNT; i++) {
        enum sts_policy_fault fault = (enum sts_policy_fault)i;

        assert_true(sts_policy_sentence(fault)[0] != '\0');
        assert_true((sts_policy_hint(fault)[0] == '\0') == (fault == STS_POLICY_GOOD));
    }
    assert_string_equal(sts_mode_name(STS_MODE_UNKNOWN), "unknown");
}

/* ---- against the oracle ---- */

struct comparison {
    struct policy_oracle *oracle;
    size_t faults[STS_POLICY_FAULT_COUNT];
};

static void compare(const char *data, size_t length, void *user)
{
    struct comparison *comparison = user;
    struct block block = block_of(data, length);
    const char *wrong = policy_compare(comparison->oracle, block.data, length, comparison->faults);

    block_free(block);
    assert_true(wrong == NULL || complain(wrong, data, length));
}

static struct comparison comparison_new(void)
{
    struct comparison comparison = {.oracle = policy_oracle_new()};

    assert_non_null(comparison.oracle);
    return comparison;
}

static void conclude(struct comparison *comparison, const char *what)
{
    assert_true(all_seen(what, comparison->faults, STS_POLICY_FAULT_COUNT, STS_POLICY_FAULT_COUNT));
    policy_oracle_free(comparison->oracle);
}

/* A letter stands for a line. */
static const char *const lines[] = {
    ['v'] = "version: STSv1",   ['V'] = "version:STSv2 ",    ['n'] = "mode:none",   ['e'] = "mode: enforce\t",
    ['E'] = "mode: off",        ['a'] = "max_age: 0",        ['m'] = "mx: a.b",     ['A'] = "max_age: 31557601",
    ['w'] = "mx:*.c ",          ['M'] = "mx: *",             ['X'] = "Mode: none",  ['x'] = "x: \xC3\xBC y",
    ['y'] = "mx :a",            ['0'] = "",                  ['1'] = "mode",        ['2'] = "mx:",
    ['3'] = "max_age: 1d",      ['4'] = "x: \xFF",           ['5'] = "x: a\tb",     ['6'] = "mx: a\rb",
    ['7'] = "VERSION: \xFF",    ['8'] = "max_age:31557600",
};

/* The document, with LF and a last one; with CRLF and no last one; and with both. */
static void compare_lines(const char *letters, size_t count, void *user)
{
    static const struct {
        const char *endings[2];
        bool ends;
    } ways[] = {{{"\n", "\n"}, true}, {{"\r\n", "\r\n"}, false}, {{"\n", "\r\n"}, true}};
    char text[256];

    for (size_t way = 0; way < COUNT(ways); way++) {
        size_t length = 0;

        for (size_t i = 0; i < count; i++) {
            bool last = i + 1 == count && !ways[way].ends;

            length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s", lines[(unsigned char)letters[i]],
                                       last ? "" : ways[way].endings[i % 2]);
        }
        assert_true(length < sizeof(text));
        compare(text, length, user);
    }
}

static void short_policies(void **state)
{
    struct comparison comparison = comparison_new();
    size_t less = small_run() ? 2 : 0;

    (void)state;
    each_string("", "vneam", 6 - less, compare_lines, &comparison);
    each_string("", "vVnEeAaMmwxXy012345678", 4 - less, compare_lines, &comparison);
    each_string("ve", "aAM8mwxXy0127", 4 - less, compare_lines, &comparison);
    each_string("\xEF\xBB\xBF", "v\n", 2, compare, &comparison);
    conclude(&comparison, "short policies");
}

static const char *const seeds[] = {
    "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmax_age: 604800\r\n",
    "max_age:86400\nversion:STSv1 \nmode:none",
    "x-y.z: \xC3\xBC \xE2\x82\xAC \xF0\x9F\x93\xA8 .\nversion: STSv1\nmode:testing\nmode:off\nmx:a\nmax_age:31557600\n",
};

static void line_ends(void **state)
{
    struct comparison comparison = comparison_new();
    size_t less = small_run() ? 3 : 0;

    (void)state;
    for (size_t i = 0; i < COUNT(seeds); i++)
        each_string(seeds[i], "\r\n\t x:", 6 - less, compare, &comparison);
    each_string("", "\r\n\t mx:a", 6 - less, compare, &comparison);
    assert_true(comparison.faults[STS_POLICY_GOOD] > 0 && comparison.faults[STS_POLICY_BARE_CR] > 0 &&
                comparison.faults[STS_POLICY_BLANK_LINE] > 0 && comparison.faults[STS_POLICY_EMPTY] > 0);
    policy_oracle_free(comparison.oracle);
}

/* One octet too far, in front or behind, would be in a page that can't be read. */
static void compare_guarded(const char *data, size_t length, void *user)
{
    static const enum guard guards[] = {GUARD_BEHIND, GUARD_BEFORE};
    struct comparison *comparison = user;

    for (size_t i = 0; i < COUNT(guards); i++)
        assert_null(policy_compare(comparison->oracle, guarded(data, length, guards[i]), length, comparison->faults));
}

static void nothing_outside_is_read(void **state)
{
    struct comparison comparison = comparison_new();

    (void)state;
    each_string("", "\r\n m:\xC3", small_run() ? 3 : 5, compare_guarded, &comparison);
    each_string("\xEF\xBB\xBF", "\r\n", 2, compare_guarded, &comparison);
    for (size_t i = 0; i < COUNT(seeds); i++)
        compare_guarded(seeds[i], strlen(seeds[i]), &comparison);
    policy_oracle_free(comparison.oracle);
}

static void every_octet_everywhere(void **state)
{
    struct comparison comparison = comparison_new();
    size_t count;
    const char *octets = test_octets(&count);

    (void)state;
    for (size_t i = 0; i < COUNT(seeds); i++)
        each_octet_change(seeds[i], strlen(seeds[i]), octets, count, compare, &comparison);
    assert_true(comparison.faults[STS_POLICY_GOOD] > 0 && comparison.faults[STS_POLICY_UTF8] > 0);
    policy_oracle_free(comparison.oracle);
}

static void changed_policies(void **state)
{
    /* And the NUL. */
    static const char octets[] = "vmxaME:::  \t\r\n\n\n*..-_019STSoe\x7F\xC3\xBC\xE2\xEF\xBB\xBF\xF0\x9F";
    struct comparison comparison = comparison_new();
    uint64_t random = 8461;

    (void)state;
    for (size_t i = 0; i < (small_run() ? 10000 : 300000); i++) {
        const char *seed = seeds[random_below(&random, COUNT(seeds))];
        char text[MUTATED_MAX(128, 3)];
        size_t length = mutant_of(&random, seed, strlen(seed), 3, octets, sizeof(octets), text);

        compare(text, length, &comparison);
    }
    print_message("good: %zu\n", comparison.faults[STS_POLICY_GOOD]);
    assert_true(comparison.faults[STS_POLICY_GOOD] > 100);
    policy_oracle_free(comparison.oracle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gives_what_it_expects),
        cmocka_unit_test(facts_are_told_whatever_is_wrong),
        cmocka_unit_test(hosts_that_are_allowed),
        cmocka_unit_test(faults_have_words),
        cmocka_unit_test(short_policies),
        cmocka_unit_test(line_ends),
        cmocka_unit_test(nothing_outside_is_read),
        cmocka_unit_test(every_octet_everywhere),
        cmocka_unit_test(changed_policies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
