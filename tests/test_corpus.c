/* SPDX-License-Identifier: BSD-2-Clause */
/* Every corpus case gives exactly its .expect; every rule has a case that fires and a near miss. */
#include "expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- the cases ---- */

static void check_case(const struct corpus_case *one, void *user)
{
    size_t *wrong = user;
    static struct expected expected;
    static struct findings found;
    rptlint_options options = {.size = sizeof(options), .sink = keep_finding, .user = &found};
    rptlint_verdict verdict = {.size = sizeof(verdict)};
    char answers[64];

    read_expect(&expected, one->expect);
    found.count = 0;
    options.domain = expected.domain[0] != '\0' ? expected.domain : NULL;
    options.domain_length = strlen(expected.domain);
    assert_int_equal(check_as(one->kind, one->input, one->length, &options, &verdict), RPTLINT_OK);
    sort_findings(&found);
    snprintf(answers, sizeof(answers), "%s %s %zu", verdict.grammar ? "yes" : "no",
             rptlint_selected_name(verdict.selected), verdict.usable);
    if (is_as_expected(&found, &expected) && strcmp(answers, expected.verdict) == 0)
        return;
    print_message("%s/%s: wanted verdict %s, found %s\n", one->folder, one->name, expected.verdict, answers);
    print_difference(&found, &expected);
    ++*wrong;
}

static void every_case_gives_what_it_expects(void **state)
{
    size_t wrong = 0;

    (void)state;
    assert_true(each_case(check_case, &wrong) > 200);
    assert_int_equal(wrong, 0);
}

/* ---- completeness ---- */

/* ID-near and ID-near-NAME are near misses. */
static void note_case(const struct corpus_case *one, void *user)
{
    static struct expected expected;

    read_expect(&expected, one->expect);
    note_coverage(user, one->name, strncmp(one->name + 4, "-near", 5) == 0, &expected.findings);
}

static void every_rule_has_a_case_and_a_near_miss(void **state)
{
    static struct coverage coverage;

    (void)state;
    each_case(note_case, &coverage);
    assert_int_equal(count_uncovered(&coverage, "RUT", ""), 0);
}

/* ---- laws that hold for every case ---- */

static void checking_again_is_the_same(const struct corpus_case *one, void *user)
{
    static struct findings first, second;
    rptlint_options options = {.size = sizeof(options), .sink = keep_finding};

    (void)user;
    first.count = second.count = 0;
    options.user = &first;
    check_as(one->kind, one->input, one->length, &options, NULL);
    options.user = &second;
    check_as(one->kind, one->input, one->length, &options, NULL);
    assert_int_equal(first.count, second.count);
    for (size_t i = 0; i < first.count && i < FINDINGS_MAX; i++)
        assert_true(same_finding(&first.list[i], &second.list[i]));
}

/* With its fix applied, a finding is gone: its rule fires once less, or elsewhere. */
static void a_fix_removes_its_finding(const struct corpus_case *one, void *user)
{
    static struct findings before, after;
    rptlint_options options = {.size = sizeof(options), .sink = keep_finding, .user = &before};

    (void)user;
    before.count = 0;
    check_as(one->kind, one->input, one->length, &options, NULL);
    options.user = &after;
    for (size_t i = 0; i < before.count && i < FINDINGS_MAX; i++) {
        size_t length;
        char *fixed;

        if (!before.list[i].has_fix)
            continue;
        fixed = apply_fix(one->input, one->length, &before.list[i], &length);
        assert_non_null(fixed);
        after.count = 0;
        check_as(one->kind, fixed, length, &options, NULL);
        if (count_rule(&after, before.list[i].rule->id) >= count_rule(&before, before.list[i].rule->id))
            fail_msg("%s/%s: the fix of %s at %zu leaves the finding", one->folder, one->name,
                     before.list[i].rule->id, before.list[i].span.offset);
        free(fixed);
    }
}

/* A span lies in the input, and only a place has length 0. */
static void spans_are_inside(const struct corpus_case *one, void *user)
{
    static struct findings found;
    rptlint_options options = {.size = sizeof(options), .sink = keep_finding, .user = &found};

    (void)user;
    found.count = 0;
    check_as(one->kind, one->input, one->length, &options, NULL);
    for (size_t i = 0; i < found.count && i < FINDINGS_MAX; i++) {
        assert_true(found.list[i].span.offset <= one->length);
        assert_true(found.list[i].span.length <= one->length - found.list[i].span.offset);
    }
}

/* A broken grammar is never without an error, and an error-free record can be used. */
static void verdict_and_findings_agree(const struct corpus_case *one, void *user)
{
    rptlint_verdict verdict = {.size = sizeof(verdict)};

    (void)user;
    check_as(one->kind, one->input, one->length, NULL, &verdict);
    if (!verdict.grammar || verdict.selected == RPTLINT_SELECTED_NO)
        assert_true(verdict.errors > 0);
    if (verdict.errors == 0)
        assert_true(verdict.grammar && verdict.usable > 0);
}

static void laws_hold(void **state)
{
    (void)state;
    each_case(checking_again_is_the_same, NULL);
    each_case(a_fix_removes_its_finding, NULL);
    each_case(spans_are_inside, NULL);
    each_case(verdict_and_findings_agree, NULL);
}

/* ---- the examples in the rule table ---- */

static void examples_show_their_rule(void **state)
{
    static struct findings found;
    rptlint_options options = {.size = sizeof(options), .sink = keep_finding, .user = &found};

    (void)state;
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        const rptlint_rule *rule = rptlint_rule_at(i);
        enum corpus_kind kind = rule->id[0] == 'T' ? CORPUS_TXT : CORPUS_RECORD;

        /* Those of reports are parts of one. */
        if (strchr("RUT", rule->id[0]) == NULL || (rule->bad[0] == '\0' && rule->good[0] == '\0'))
            continue;
        found.count = 0;
        check_as(kind, rule->bad, strlen(rule->bad), &options, NULL);
        if (!has_rule(&found, rule->id))
            fail_msg("the bad example of %s does not show it", rule->id);
        found.count = 0;
        check_as(kind, rule->good, strlen(rule->good), &options, NULL);
        if (has_rule(&found, rule->id))
            fail_msg("the good example of %s shows it", rule->id);
        for (size_t k = 0; k < found.count && k < FINDINGS_MAX; k++)
            if (found.list[k].severity == RPTLINT_ERROR)
                fail_msg("the good example of %s has error %s", rule->id, found.list[k].rule->id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gives_what_it_expects),
        cmocka_unit_test(every_rule_has_a_case_and_a_near_miss),
        cmocka_unit_test(laws_hold),
        cmocka_unit_test(examples_show_their_rule),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
