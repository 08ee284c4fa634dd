/* SPDX-License-Identifier: BSD-2-Clause */
/* Zone files: every corpus case gives exactly its .expect, every rule has one and a near miss, and laws hold. */
#include "expect.h"
#include "scarce.h"
#include "support.h"
#include "zone_run.h"

#include "core/finding.h"
#include "dns/ldns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LARGE_ROOM = 1 << 17 };

static struct zone_run run, again;
static struct expected expected;

/* A case: its text and its .expect, which is in `expected` then; the caller frees the text. */
static char *load_zone(const char *name, size_t *length)
{
    size_t expect_length;
    char *text = zone_case_text(name, length), *expect = load_file("zone", name, ".expect", &expect_length);

    assert_non_null(expect);
    read_expect(&expected, expect);
    free(expect);
    return text;
}

/* ---- the cases ---- */

static bool same_inputs(const struct findings *found, const struct findings *wanted)
{
    for (size_t i = 0; i < found->count && i < FINDINGS_MAX; i++)
        if (found->list[i].input != wanted->list[i].input)
            return false;
    return true;
}

static void check_case(const char *name, void *user)
{
    size_t *wrong = user, length;
    char *text = load_zone(name, &length);

    zone_run(&run, text, length, expected.domain, name);
    assert_int_equal(run.status, ZONE_CHECKED);
    assert_true(run.read_length < sizeof(run.read));
    assert_int_equal(run.verdicts, run.summary.tlsrpt);
    sort_findings(&run.found);
    if (!is_as_expected(&run.found, &expected) || !same_inputs(&run.found, &expected.findings) ||
        strcmp(run.answers, expected.verdict) != 0 || strcmp(run.read, expected.read) != 0) {
        print_message("%s: wanted verdict %s, found %s\n", name, expected.verdict, run.answers);
        print_difference(&run.found, &expected);
        print_message("wanted to be read:\n%sread:\n%s", expected.read, run.read);
        ++*wrong;
    }
    zone_run_end(&run);
    free(text);
}

static void every_case_gives_what_it_expects(void **state)
{
    size_t wrong = 0;

    (void)state;
    assert_non_null(ldns_load());
    assert_true(each_name_in("zone", check_case, &wrong) > 200);
    assert_int_equal(wrong, 0);
}

/* ---- completeness ---- */

/* ID-near and ID-near-NAME are near misses. */
static void note_case(const char *name, void *user)
{
    size_t length;

    free(load_zone(name, &length));
    note_coverage(user, name, strncmp(name + 4, "-near", 5) == 0, &expected.findings);
}

static void every_rule_has_a_case_and_a_near_miss(void **state)
{
    static struct coverage coverage;

    (void)state;
    each_name_in("zone", note_case, &coverage);
    /* T310 is about more octets than a corpus file should have: limits_are_told below. */
    assert_int_equal(count_uncovered(&coverage, "ZT", "T310"), 0);
}

/* The hints of rules.def in their order: those about zones are from CROWDED_OUT to INCLUDE_ORIGIN. */
enum hint_index {
#define RULE(id, slug, severity, syntax, rfc, section, message, why, hint, bad, good)
#define HINT(name, text) INDEX_##name,
#include "rules.def"
#undef RULE
#undef HINT
    HINT_COUNT
};

static const char *const hint_names[HINT_COUNT] = {
#define RULE(id, slug, severity, syntax, rfc, section, message, why, hint, bad, good)
#define HINT(name, text) #name,
#include "rules.def"
#undef RULE
#undef HINT
};

static void note_hints(const char *name, void *user)
{
    bool *noted = user;
    size_t length;

    free(load_zone(name, &length));
    for (size_t i = 0; i < expected.findings.count; i++)
        for (size_t hint = 0; hint < HINT_COUNT; hint++)
            noted[hint] |= expected.findings.list[i].hint == hint_named(hint_names[hint], strlen(hint_names[hint]));
}

static void every_hint_has_a_case(void **state)
{
    static bool noted[HINT_COUNT];
    size_t missing = 0;

    (void)state;
    each_name_in("zone", note_hints, noted);
    for (size_t hint = INDEX_CROWDED_OUT; hint <= INDEX_INCLUDE_ORIGIN; hint++) {
        if (noted[hint])
            continue;
        print_message("no case has the hint %s\n", hint_names[hint]);
        missing++;
    }
    assert_int_equal(missing, 0);
}

/* ---- the examples in the rule table ---- */

static void check_example(const char *example)
{
    static const char head[] = "$TTL 1d\n";
    char text[1024];
    int length = snprintf(text, sizeof(text), "%s%s\n", head, example);

    assert_in_range(length, 1, sizeof(text) - 1);
    zone_run(&run, text, (size_t)length, "example.com.", NULL);
    assert_int_equal(run.status, ZONE_CHECKED);
    zone_run_end(&run);
}

static void examples_show_their_rule(void **state)
{
    (void)state;
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        const rptlint_rule *rule = rptlint_rule_at(i);

        if (rule->id[0] != 'Z' || rule->bad[0] == '\0')
            continue;
        check_example(rule->bad);
        if (!has_rule(&run.found, rule->id))
            fail_msg("the bad example of %s does not show it", rule->id);
        if (rule->good[0] == '\0')
            continue;
        check_example(rule->good);
        if (has_rule(&run.found, rule->id))
            fail_msg("the good example of %s shows it", rule->id);
    }
}

/* ---- laws ---- */

static bool same_run(const struct zone_run *a, const struct zone_run *b)
{
    if (a->found.count != b->found.count || strcmp(a->read, b->read) != 0 || strcmp(a->answers, b->answers) != 0)
        return false;
    for (size_t i = 0; i < a->found.count && i < FINDINGS_MAX; i++)
        if (!same_words(&a->found.list[i], &b->found.list[i]) || a->found.list[i].input != b->found.list[i].input)
            return false;
    return true;
}

static void check_same(const char *what, const char *name, const char *text, size_t length)
{
    zone_run(&again, text, length, expected.domain, name);
    if (!same_run(&run, &again))
        fail_msg("%s: not the same %s", name, what);
    zone_run_end(&again);
}

/* Twice, where the text ends and begins at a page that can't be read, and before many empty lines. */
static void checking_again_is_the_same(const char *name, void *user)
{
    static const char lines[] = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
                                "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";
    size_t length;
    char *text = load_zone(name, &length), *longer = malloc(length + sizeof(lines));

    (void)user;
    assert_non_null(longer);
    zone_run(&run, text, length, expected.domain, name);
    check_same("twice", name, text, length);
    check_same("before a guard", name, guarded(text, length, GUARD_BEFORE), length);
    check_same("behind a guard", name, guarded(text, length, GUARD_BEHIND), length);
    memcpy(longer, text, length);
    memcpy(longer + length, lines, sizeof(lines));
    /* What is open goes on to the end of the text, wherever that is. */
    if (strcmp(name, "T303-end") != 0)
        check_same("before empty lines", name, longer, length + sizeof(lines) - 1);
    zone_run_end(&run);
    free(longer);
    free(text);
}

/* With its fix made, a finding is gone. */
static void a_fix_removes_its_finding(const char *name, void *user)
{
    size_t length;
    char *text = load_zone(name, &length);

    (void)user;
    zone_run(&run, text, length, expected.domain, name);
    for (size_t i = 0; i < run.found.count; i++) {
        const struct kept *finding = &run.found.list[i];
        size_t fixed_length;
        char *fixed;

        if (!finding->has_fix || finding->input > 0)
            continue;
        fixed = apply_fix(text, length, finding, &fixed_length);
        assert_non_null(fixed);
        zone_run(&again, fixed, fixed_length, expected.domain, name);
        if (count_rule(&again.found, finding->rule->id) >= count_rule(&run.found, finding->rule->id))
            fail_msg("%s: the fix of %s at %zu leaves the finding", name, finding->rule->id, finding->span.offset);
        zone_run_end(&again);
        free(fixed);
    }
    zone_run_end(&run);
    free(text);
}

/* Each beginning of a zone is read without harm; zone_run() looks at the spans. */
static void beginnings_do_no_harm(const char *name, void *user)
{
    size_t total, step = small_run() ? 13 : 1;
    char *text = load_zone(name, &total);

    (void)user;
    for (size_t length = 0; length < total; length += total > 4096 ? 97 : step) {
        zone_run(&run, guarded(text, length, GUARD_BEHIND), length, expected.domain, name);
        assert_int_equal(run.status, ZONE_CHECKED);
        zone_run_end(&run);
    }
    free(text);
}

/* Whichever finding or verdict the host stops at is the last one that it gets. */
static void stopping_stops(const char *name, void *user)
{
    size_t length, count;
    char *text = load_zone(name, &length);

    (void)user;
    run.stop_after = 0;
    zone_run(&run, text, length, expected.domain, name);
    count = run.told;
    zone_run_end(&run);
    for (size_t last = 1; last <= count; last += small_run() ? 5 : 1) {
        run.stop_after = last;
        zone_run(&run, text, length, expected.domain, name);
        assert_int_equal(run.status, ZONE_STOPPED);
        assert_int_equal(run.told, last);
        zone_run_end(&run);
    }
    run.stop_after = 0;
    free(text);
}

static void laws_hold(void **state)
{
    (void)state;
    each_name_in("zone", checking_again_is_the_same, NULL);
    each_name_in("zone", a_fix_removes_its_finding, NULL);
    each_name_in("zone", beginnings_do_no_harm, NULL);
    each_name_in("zone", stopping_stops, NULL);
}

/* ---- memory ---- */

/* The linker puts these in the place of malloc() and realloc() in all of the program and the tests. */
void *__real_malloc(size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_realloc(void *block, size_t size);

void *__wrap_malloc(size_t size)
{
    return scarce_allows() ? __real_malloc(size) : NULL;
}

void *__wrap_realloc(void *block, size_t size)
{
    return scarce_allows() ? __real_realloc(block, size) : NULL;
}

/* What is told until then is what is told with memory. */
static void check_beginning(const char *name)
{
    assert_true(again.found.count <= run.found.count);
    for (size_t i = 0; i < again.found.count && i < FINDINGS_MAX; i++)
        if (!same_words(&run.found.list[i], &again.found.list[i]))
            fail_msg("%s: another finding %zu where memory is short", name, i);
}

/* The n-th allocation fails, for every n; returns for how many there was no memory. */
static size_t starve(const char *name, const char *text, size_t length, const char *origin)
{
    size_t failures = 0;

    zone_run(&run, text, length, origin, name);
    for (size_t allowed = 0;; allowed++) {
        size_t lacking;

        scarce_begin(allowed);
        zone_run(&again, text, length, origin, name);
        lacking = scarce_end();
        check_beginning(name);
        if (lacking == 0)
            break;
        assert_in_range(lacking, 1, 2); /* hex digits take two rooms at once */
        assert_int_equal(again.status, ZONE_NOMEM);
        zone_run_end(&again);
        failures++;
    }
    assert_int_equal(again.status, ZONE_CHECKED);
    assert_true(same_run(&run, &again));
    zone_run_end(&again);
    zone_run_end(&run);
    return failures;
}

static void starve_case(const char *name, void *user)
{
    size_t length, *failures = user;
    char *text = load_zone(name, &length);

    *failures += starve(name, text, length, expected.domain);
    free(text);
}

/* More records, names, octets of names and comments than the first room of each. */
static size_t put_many(char *text)
{
    size_t length = 0;

    for (int i = 0; i < 200; i++)
        length += (size_t)sprintf(text + length, "; rptlint: ignore=Z406 it moves\n"
                                  "_smtp._tls.host%d 60 TXT \"v=TLSRPTv1; rua=mailto:tls@example.com\"\n", i);
    for (int i = 0; i < 9; i++)
        length += (size_t)sprintf(text + length, "$INCLUDE Z412-near-twice.inc-a i%d\n", i);
    return length + (size_t)sprintf(text + length, "_tlsrpt.x TYPE16 \\# 13 0c763d544c5352505476313b61\n"
                                    "_smtp._tls.y TXT ( v=TLSRPTv1\\; rua=mailto:a@example.com )\n");
}

static void every_allocation_may_fail(void **state)
{
    char *text = malloc(LARGE_ROOM);
    size_t failures = 0;

    (void)state;
    assert_non_null(text);
    each_name_in("zone", starve_case, &failures);
    /* Of each case the facts, their buckets, the list of files, and of nearly all of them entries. */
    assert_true(failures > 3 * 200);
    /* 5 rooms that grow, at least twice each; files twice; ldns's line; two rooms for hex digits. */
    assert_true(starve("many", text, put_many(text), "example.com.") > 15);
    free(text);
}

/* ---- limits ---- */

/* A record of 255 strings of 255 octets, and a last one. */
static size_t put_strings(char *text, size_t last)
{
    size_t length = (size_t)sprintf(text, "_smtp._tls TXT \"v=TLSRPTv1; rua=https://example.com/");

    memset(text + length, 'a', 255 - 36);
    length += 255 - 36;
    text[length++] = '"';
    for (size_t i = 1; i < 255; i++) {
        memcpy(text + length, " \"", 2);
        memset(text + length + 2, 'a', 255);
        text[length + 257] = '"';
        length += 258;
    }
    memcpy(text + length, " \"", 2);
    memset(text + length + 2, 'a', last);
    memcpy(text + length + 2 + last, "\"\n", 2);
    return length + 4 + last;
}

/* RDLENGTH has 16 bits: 255 * 256 octets and a string of 254 are 65,535, one octet more is too many. */
static void large_records_are_told(void **state)
{
    char *text = malloc(LARGE_ROOM);
    size_t length;

    (void)state;
    assert_non_null(text);
    length = put_strings(text, 254);
    zone_run(&run, text, length, "example.com.", NULL);
    assert_string_equal(run.read, "1 _smtp._tls.example.com. yes yes 1\n");
    assert_int_equal(run.found.count, 1);
    assert_true(has_rule(&run.found, "R129"));
    zone_run_end(&run);
    length = put_strings(text, 255);
    zone_run(&run, text, length, "example.com.", NULL);
    assert_int_equal(run.found.count, 2);
    assert_true(has_rule(&run.found, "R129"));
    assert_true(has_rule(&run.found, "T310"));
    /* The last string, with its quotes and without the line feed. */
    sort_findings(&run.found);
    assert_int_equal(run.found.list[1].span.offset, length - 1 - 257);
    assert_int_equal(run.found.list[1].span.length, 257);
    zone_run_end(&run);
    free(text);
}

struct many {
    size_t asked;
    size_t findings;
    size_t last_file;
    const char *last_hint;
};

/* Always another file, with nothing in it. */
static enum include_status give_file(void *user, size_t from, const char *name, size_t length, struct zone_file *file)
{
    struct many *many = user;

    (void)from, (void)name, (void)length;
    *file = (struct zone_file){.text = "a A 192.0.2.1\n", .length = 14, .device = 1, .inode = 1000 + many->asked++};
    return INCLUDE_READ;
}

static void ignore_entry(void *user, size_t file)
{
    (void)user, (void)file;
}

static int count_finding(void *user, size_t file, const rptlint_finding *finding)
{
    struct many *many = user;

    many->findings++;
    many->last_file = file;
    many->last_hint = finding->hint;
    return 0;
}

static int no_verdict(void *user, const struct zone_verdict *verdict)
{
    (void)user, (void)verdict;
    return 1;
}

/* The zone file is one of ZONE_FILES_MAX. */
static void too_many_files_are_told(void **state)
{
    static const char line[] = "$INCLUDE a\n";
    char *text = malloc(ZONE_FILES_MAX * (sizeof(line) - 1) + 1);
    struct many many = {.asked = 0};
    const struct zone_host host = {.user = &many, .include = give_file, .entry = ignore_entry,
                                   .finding = count_finding, .verdict = no_verdict};
    struct zone_file file = {.text = text, .length = ZONE_FILES_MAX * (sizeof(line) - 1)};
    struct zone_summary summary;

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < ZONE_FILES_MAX; i++)
        memcpy(text + i * (sizeof(line) - 1), line, sizeof(line));
    assert_int_equal(zone_check(&file, NULL, &host, NULL, &summary), ZONE_CHECKED);
    assert_int_equal(many.asked, ZONE_FILES_MAX - 1);
    assert_int_equal(summary.records, ZONE_FILES_MAX - 1);
    assert_int_equal(many.findings, 1);
    assert_int_equal(many.last_file, 0);
    assert_ptr_equal(many.last_hint, HINT_INCLUDE_TOO_MANY);
    free(text);
}

/* The policy domain makes U221 possible, as for a record. */
static void the_policy_domain_is_handed_on(void **state)
{
    static const char text[] = "_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls@example.net\"\n";
    struct many many = {.asked = 0};
    const struct zone_host host = {.user = &many, .include = give_file, .entry = ignore_entry,
                                   .finding = count_finding, .verdict = no_verdict};
    struct zone_file file = {.text = text, .length = sizeof(text) - 1};
    rptlint_options options = {.size = sizeof(options), .domain = "example.com", .domain_length = 11};
    struct zone_summary summary;

    (void)state;
    assert_int_equal(zone_check(&file, NULL, &host, &options, &summary), ZONE_STOPPED);
    assert_int_equal(many.findings, 1);
    assert_int_equal(summary.tlsrpt, 1);
    assert_false(summary.has_origin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gives_what_it_expects),
        cmocka_unit_test(every_rule_has_a_case_and_a_near_miss),
        cmocka_unit_test(every_hint_has_a_case),
        cmocka_unit_test(examples_show_their_rule),
        cmocka_unit_test(laws_hold),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(large_records_are_told),
        cmocka_unit_test(too_many_files_are_told),
        cmocka_unit_test(the_policy_domain_is_handed_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
