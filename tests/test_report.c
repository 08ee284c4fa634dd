/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports: every corpus case gives exactly its .expect, every rule has one and a near miss, and laws hold. */
#include "events.h"
#include "expect.h"
#include "support.h"

#include "core/finding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* 2026-11-24T00:00:00Z, so that S708 does not depend on the day. */
enum { NOW = 1795478400 };

static struct findings found, again;
static struct events events;

static rptlint_options options_for(struct findings *findings)
{
    findings->count = 0;
    findings->text = NULL;
    return (rptlint_options){
        .size = sizeof(rptlint_options), .sink = keep_finding, .user = findings, .has_now = true, .now = NOW};
}

static rptlint_report_verdict check(struct findings *findings, const char *data, size_t length)
{
    rptlint_options options = options_for(findings);
    rptlint_reader reader = events_reader(&events, data);
    rptlint_report_verdict verdict = {.size = sizeof(verdict)};

    findings->text = data;
    findings->length = length;
    assert_int_equal(rptlint_check_report(data, length, NULL, &options, &reader, &verdict), RPTLINT_OK);
    return verdict;
}

/* ---- the cases ---- */

static void check_case(const struct corpus_case *one, void *user)
{
    size_t *wrong = user;
    static struct expected expected;
    rptlint_report_verdict verdict;
    char answers[64];

    read_expect(&expected, one->expect);
    verdict = check(&found, one->input, one->length);
    sort_findings(&found);
    snprintf(answers, sizeof(answers), "%s %s %zu %zu", verdict.json ? "yes" : "no", verdict.readable ? "yes" : "no",
             verdict.policies, verdict.failures);
    if (is_as_expected(&found, &expected) && strcmp(answers, expected.verdict) == 0 &&
        (expected.read[0] == '\0' || strcmp(expected.read, events.lines) == 0))
        return;
    print_message("%s: wanted verdict %s, found %s\n", one->name, expected.verdict, answers);
    print_difference(&found, &expected);
    print_message("wanted to be read:\n%sread:\n%s", expected.read, events.lines);
    ++*wrong;
}

static void every_case_gives_what_it_expects(void **state)
{
    size_t wrong = 0;

    (void)state;
    assert_true(each_case_in("report", check_case, &wrong) > 140);
    assert_int_equal(wrong, 0);
}

/* The hints of rules.def in their order: those about reports are from EXPECT_VALUE to STS_TWICE. */
enum hint_index {
#define RULE(id, slug, severity, syntax, rfc, section, message, why, hint, bad, good)
#define HINT(name, text) INDEX_##name,
#include "rules.def"
#undef RULE
#undef HINT
    HINT_COUNT
};

static const struct {
    const char *name;
    const char *text;
} hints[HINT_COUNT] = {
#define RULE(id, slug, severity, syntax, rfc, section, message, why, hint, bad, good)
#define HINT(name, text) {#name, HINT_##name},
#include "rules.def"
#undef RULE
#undef HINT
};

/* Only ID-near is a near miss here. */
static void note_case(const struct corpus_case *one, void *user)
{
    static struct expected expected;

    read_expect(&expected, one->expect);
    if (strncmp(one->name, "field-", 6) == 0 && expected.read[0] == '\0')
        fail_msg("%s does not say what is read", one->name);
    note_coverage(user, one->name, strcmp(one->name + 4, "-near") == 0, &expected.findings);
}

static void note_hints(const struct corpus_case *one, void *user)
{
    bool *noted = user;
    static struct expected expected;

    read_expect(&expected, one->expect);
    for (size_t i = 0; i < expected.findings.count; i++)
        for (size_t hint = 0; hint < HINT_COUNT; hint++)
            noted[hint] |= expected.findings.list[i].hint == hints[hint].text;
}

static void every_rule_has_a_case_and_a_near_miss(void **state)
{
    static struct coverage coverage;

    (void)state;
    each_case_in("report", note_case, &coverage);
    /* J612 is about octets that no corpus file should have: limits_are_told below. */
    assert_int_equal(count_uncovered(&coverage, "JSX", "J612"), 0);
}

/* Every hint is asked for by name in a case. */
static void every_hint_has_a_case(void **state)
{
    static bool noted[HINT_COUNT];
    size_t missing = 0;

    (void)state;
    each_case_in("report", note_hints, noted);
    for (size_t hint = INDEX_EXPECT_VALUE; hint <= INDEX_STS_TWICE; hint++) {
        if (noted[hint])
            continue;
        print_message("no case has the hint %s: %s\n", hints[hint].name, hints[hint].text);
        missing++;
    }
    assert_int_equal(missing, 0);
}

static void limits_are_told(void **state)
{
    static const char text[] = "{\"organization-name\":\"x\"}";
    rptlint_options options = options_for(&found);
    rptlint_report_verdict verdict = {.size = sizeof(verdict)};

    (void)state;
    options.report_limit = 10;
    assert_int_equal(rptlint_check_report(text, strlen(text), NULL, &options, NULL, &verdict), RPTLINT_OK);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.list[0].rule->id, "J612");
    assert_int_equal(found.list[0].span.offset, 10);
    assert_int_equal(found.list[0].span.length, 0);
    assert_false(verdict.json || verdict.readable);
    options.report_limit = strlen(text);
    found.count = 0;
    assert_int_equal(rptlint_check_report(text, strlen(text), NULL, &options, NULL, &verdict), RPTLINT_OK);
    assert_false(has_rule(&found, "J612"));
    assert_true(verdict.json);
}

/* ---- laws ---- */

static void spans_are_inside(const struct findings *findings, size_t length)
{
    for (size_t i = 0; i < findings->count && i < FINDINGS_MAX; i++) {
        const struct kept *one = &findings->list[i];

        assert_true(one->span.offset <= length && one->span.length <= length - one->span.offset);
        if (one->has_related)
            assert_true(one->related.offset <= length && one->related.length <= length - one->related.offset);
    }
}

static void a_fix_removes_its_finding(const struct corpus_case *one, void *user)
{
    (void)user;
    check(&found, one->input, one->length);
    for (size_t i = 0; i < found.count && i < FINDINGS_MAX; i++) {
        size_t length;
        char *fixed;

        if (!found.list[i].has_fix)
            continue;
        fixed = apply_fix(one->input, one->length, &found.list[i], &length);
        assert_non_null(fixed);
        check(&again, fixed, length);
        if (count_rule(&again, found.list[i].rule->id) >= count_rule(&found, found.list[i].rule->id) ||
            count_rule(&again, "J608") > count_rule(&found, "J608"))
            fail_msg("%s: the fix of %s at %zu leaves the finding, or a name twice", one->name, found.list[i].rule->id,
                     found.list[i].span.offset);
        free(fixed);
    }
}

static void checking_again_is_the_same(const struct corpus_case *one, void *user)
{
    (void)user;
    check(&found, one->input, one->length);
    check(&again, one->input, one->length);
    assert_int_equal(found.count, again.count);
    for (size_t i = 0; i < found.count && i < FINDINGS_MAX; i++)
        assert_true(same_words(&found.list[i], &again.list[i]));
}

/* The same between pages that can't be read as in a heap block. */
static void guards_are_not_met(const struct corpus_case *one, void *user)
{
    (void)user;
    check(&found, one->input, one->length);
    for (enum guard guard = GUARD_BEHIND; guard <= GUARD_BEFORE; guard++) {
        check(&again, guarded(one->input, one->length, guard), one->length);
        assert_int_equal(found.count, again.count);
        for (size_t i = 0; i < found.count && i < FINDINGS_MAX; i++)
            assert_true(same_words(&found.list[i], &again.list[i]));
    }
}

/* Is this J6xx, other than J614, which is about a text that is JSON? */
static bool is_syntax(const struct kept *kept)
{
    return kept->rule->id[0] == 'J' && strcmp(kept->rule->id, "J614") != 0;
}

/* The longest that a cut can leave of one character: "\uD83D\uDE0". */
enum { CUT_CHARACTER_MAX = 11 };

/* Of a cut text that was JSON one J613 says so, at the end; only a character that was cut is a fault besides. */
static bool is_told_as_cut(const struct findings *findings, size_t length)
{
    size_t cuts = 0;

    for (size_t i = 0; i < findings->count && i < FINDINGS_MAX; i++) {
        const struct kept *kept = &findings->list[i];

        if (strcmp(kept->rule->id, "J613") == 0 && kept->span.offset == length && kept->span.length == 0)
            cuts++;
        else if (is_syntax(kept) && kept->span.offset + CUT_CHARACTER_MAX < length)
            return false;
        else if (is_syntax(kept) && strcmp(kept->rule->id, "J606") != 0)
            return false;
    }
    return cuts == 1;
}

/* Where the JSON text of a case ends, without the white space behind it. */
static size_t text_end(const struct corpus_case *one)
{
    size_t end = one->length;

    while (end > 0 && memchr(" \t\r\n", one->input[end - 1], 4) != NULL)
        end--;
    return end;
}

/* Each prefix of a report is cut, or has the fault that the whole has. */
static void prefixes_are_told(const struct corpus_case *one, void *user)
{
    size_t step = small_run() ? 13 : 1, end = text_end(one);
    bool json = check(&found, one->input, one->length).json;

    (void)user;
    for (size_t length = 0; length < end; length += step) {
        rptlint_report_verdict verdict = check(&found, guarded(one->input, length, GUARD_BEHIND), length);

        spans_are_inside(&found, length);
        if (json && (verdict.json || !is_told_as_cut(&found, length)))
            fail_msg("%s: its first %zu octets are not told as cut", one->name, length);
        if (verdict.errors == 0 && !verdict.json)
            fail_msg("%s: no error in its first %zu octets", one->name, length);
    }
}

struct stopping {
    size_t left;
    size_t taken; /* also behind the one that asked to stop */
};

static int stop_at(void *user, const rptlint_finding *finding)
{
    struct stopping *stopping = user;

    (void)finding;
    stopping->taken++;
    return --stopping->left == 0;
}

/* Whichever finding the sink stops at is the last one that it gets. */
static void stopping_stops(const struct corpus_case *one, void *user)
{
    size_t count;

    (void)user;
    check(&found, one->input, one->length);
    count = found.count;
    for (size_t last = 1; last <= count; last += small_run() ? 5 : 1) {
        struct stopping stopping = {.left = last};
        rptlint_options options = {
            .size = sizeof(options), .sink = stop_at, .user = &stopping, .has_now = true, .now = NOW};

        assert_int_equal(rptlint_check_report(one->input, one->length, NULL, &options, NULL, NULL), RPTLINT_STOPPED);
        assert_int_equal(stopping.taken, last);
    }
}

static void laws_hold(void **state)
{
    (void)state;
    each_case_in("report", a_fix_removes_its_finding, NULL);
    each_case_in("report", checking_again_is_the_same, NULL);
    each_case_in("report", guards_are_not_met, NULL);
    each_case_in("report", prefixes_are_told, NULL);
    each_case_in("report", stopping_stops, NULL);
}

/* The text is read from left to right: a fault of a good report that was changed does not end before the change. */
static void see_change(const char *data, size_t length, void *user)
{
    const struct corpus_case *one = user;
    struct block block = block_of(data, length);
    size_t change = 0;

    while (change < length && change < one->length && data[change] == one->input[change])
        change++;
    check(&found, block.data, length);
    spans_are_inside(&found, length);
    for (size_t i = 0; i < found.count && i < FINDINGS_MAX; i++)
        assert_true(!is_syntax(&found.list[i]) || found.list[i].span.offset + found.list[i].span.length >= change ||
                    complain("a fault before the change", data, length));
    block_free(block);
}

/* Every octet in the place of every octet of three reports. */
static void change_octets(const struct corpus_case *one, void *user)
{
    size_t count;
    const char *octets = test_octets(&count);
    struct corpus_case copy = *one;

    (void)user;
    if (strncmp(one->name, "good-", 5) == 0)
        each_octet_change(one->input, one->length, octets, small_run() ? 4 : count, see_change, &copy);
}

static void changed_octets_do_no_harm(void **state)
{
    (void)state;
    each_case_in("report", change_octets, NULL);
}

/* ---- memory ---- */

enum { GREEDY_ROOM = 64 * 1024 };

static void append(char *text, const char *format, ...)
{
    size_t length = strlen(text);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text + length, GREEDY_ROOM - length, format, arguments);
    va_end(arguments);
}

/* Members that RFC 8460 does not know: more than are kept without memory, some of them twice, each deeper than the last. */
static void append_unknown(char *text)
{
    for (size_t depth = 0; depth < 3; depth++) {
        append(text, ",\"d%zu\":{\"x\":0", depth);
        for (size_t i = 0; i < 40; i++)
            append(text, ",\"x\\u0030%zu\":{\"x0%zu\":[]}", i % 35, i % 35);
    }
    append(text, "}}}");
}

/* Each value that is decoded before it is looked at, escaped, and longer than the last. */
static void append_escaped(char *text)
{
    append(text,
           "{\"failure-details\":[{\"result-type\":\"dane-re\\u0071uired\",\"sending-mta-ip\":\"\\u0038.8.8.8\","
           "\"receiving-mx-hostname\":\"mx.company-y.compan\\u0079.example\",\"receiving-ip\":\"2606\\u003a::1\","
           "\"additional-information\":\"https://company-y.example/a/long/\\u0070ath\",\"failed-session-count\":1}],"
           "\"policy\":{\"policy-type\":\"tls\\u0061\",\"policy-domain\":\"mx.company-y\\u002eexample\",\"policy-string\":["
           "\"3 1 1 \\u0030000000000000000000000000000000000000000000000000000000000000001\","
           "\"[\\\"3 1 1 0000000000000000000000000000000000000000000000000000000000000001\\\","
           "\\\"3 1 2 0000000000000000000000000000000000000000000000000000000000000001\\\"]\"]},"
           "\"summary\":{\"total-successful-session-count\":1,\"total-failure-session-count\":1}}");
    append(text,
           ",{\"failure-details\":[],\"summary\":{\"total-successful-session-count\":1,\"total-failure-session-count\":0},"
           "\"policy\":{\"policy-type\":\"st\\u0073\",\"policy-domain\":\"company-y.example\",\"policy-string\":["
           "\"version\\u003a STSv1\",\"mode: none\",\"max_age: 1\","
           "\"mx: a-host-that-has-a-very-long-name.and-then-another-label.and-one-more-of-them.and-a-last-one.compan\\u0079.example\"],"
           "\"mx-host\":[\"a-host-that-has-a-very-long-name.and-then-another-label.and-one-more-of-them.and-a-last-one.or-so.compan\\u0079.example\"]}}");
}

/* A report that takes memory wherever it can be taken, with arrays before what they are read after. */
static char *greedy_report(void)
{
    char *text = calloc(GREEDY_ROOM, 1);

    assert_non_null(text);
    append(text, "{\"policies\":[");
    append_escaped(text);
    for (size_t i = 0; i < 70; i++)
        append(text,
               ",{\"policy\":{\"policy-type\":\"no-policy-found\",\"policy-domain\":\"a%zu\\u002eexample\"},"
               "\"summary\":{\"total-successful-session-count\":1,\"total-failure-session-count\":0},"
               "\"failure-details\":[]}",
               i % 60);
    append(text, "],\"organization-name\":\"\\u0041\",\"contact-info\":\"a\\u0040b.example\"");
    append_unknown(text);
    append(text, ",\"date-range\":{\"start-datetime\":\"2024-05-01T00\\u003a00:00Z\",");
    append(text, "\"end-datetime\":\"2024-05-01T23\\u003a59:59Z\"},\"report-id\":\"1\"}");
    assert_true(strlen(text) + 1 < GREEDY_ROOM);
    return text;
}

static void every_allocation_may_fail(void **state)
{
    char *text = greedy_report();
    size_t length = strlen(text), failures = 0;

    (void)state;
    check(&found, text, length);
    assert_true(has_rule(&found, "J608") && has_rule(&found, "X811") && has_rule(&found, "S721"));
    for (size_t allowed = 0;; allowed++) {
        struct heap heap = {.allowed = allowed};
        rptlint_allocator allocator = heap_allocator(&heap);
        rptlint_options options = options_for(&again);
        rptlint_status status;

        again.text = text;
        again.length = length;
        options.allocator = &allocator;
        status = rptlint_check_report(text, length, NULL, &options, NULL, NULL);
        assert_int_equal(heap.live, 0);
        /* What was found until then is what is found with memory. */
        assert_true(again.count <= found.count);
        for (size_t i = 0; i < again.count && i < FINDINGS_MAX; i++)
            assert_true(same_words(&found.list[i], &again.list[i]));
        if (status == RPTLINT_OK) {
            assert_true(heap.asked <= allowed && again.count == found.count);
            break;
        }
        assert_int_equal(status, RPTLINT_NOMEM);
        assert_int_equal(heap.asked, allowed + 1);
        failures++;
    }
    /*
     * Names grow beyond 32 and 64 entries, policies too; values are decoded into a block that grows for contact-info,
     * start-datetime, the first TLSA string and the nested one.  Three objects of more than 32 names, and the policies,
     * take a table each.
     */
    assert_int_equal(failures, 12);
    free(text);
}

/* ---- policies that repeat ---- */

/* The number that a policy's domain has; many are alike in length, and `alike` makes all of them one domain. */
static size_t policy_text(char *text, size_t number, bool alike)
{
    return (size_t)sprintf(text,
                           "{\"policy\":{\"policy-type\":\"no-policy-found\",\"policy-domain\":\"a%05zu.example\",\"n\":\"%05zu\"},"
                           "\"summary\":{\"total-successful-session-count\":1,\"total-failure-session-count\":0},"
                           "\"failure-details\":[]}",
                           alike ? (size_t)0 : number, number);
}

/* Number 7 stands again behind all of the others, and then once more. */
static void repeated_among(size_t policies, bool alike)
{
    char *text = malloc(policies * 256 + 4096);
    size_t at, again_at[2], first = 0;

    assert_non_null(text);
    at = (size_t)sprintf(text, "{\"organization-name\":\"A\",\"date-range\":{\"start-datetime\":\"2024-05-01T00:00:00Z\","
                               "\"end-datetime\":\"2024-05-01T23:59:59Z\"},\"contact-info\":\"a@b.example\",\"report-id\":\"1\","
                               "\"policies\":[");
    for (size_t i = 0; i < policies + 2; i++) {
        at += (size_t)sprintf(text + at, i > 0 ? "," : "");
        if (i == 7)
            first = at + strlen("{\"policy\":");
        if (i >= policies)
            again_at[i - policies] = at + strlen("{\"policy\":");
        at += policy_text(text + at, i < policies ? i : 7, alike);
    }
    at += (size_t)sprintf(text + at, "]}");
    check(&found, text, at);
    assert_int_equal(count_rule(&found, "X811"), 2);
    sort_findings(&found);
    for (size_t i = 0, seen = 0; i < found.count && i < FINDINGS_MAX; i++)
        if (strcmp(found.list[i].rule->id, "X811") == 0) {
            assert_int_equal(found.list[i].span.offset, again_at[seen++]);
            assert_int_equal(found.list[i].related.offset, first);
        }
    free(text);
}

/* A few are compared with each other; of many the domain tells, else all octets do. */
static void repeated_policies_are_found(void **state)
{
    (void)state;
    for (int alike = 0; alike < 2; alike++) {
        repeated_among(20, alike != 0);
        repeated_among(31, alike != 0);
        repeated_among(60, alike != 0);
        repeated_among(400, alike != 0);
    }
}

/* Escapes the first octet of each string in turn, with no memory to decode it. */
static void escape_each_string(const struct corpus_case *one, void *user)
{
    size_t *lacking = user;
    bool inside = false;

    if (strncmp(one->name, "good-", 5) != 0)
        return;
    for (size_t at = 0; at < one->length; at++) {
        struct heap heap = {.allowed = 0};
        rptlint_allocator allocator = heap_allocator(&heap);
        rptlint_options options = options_for(&found);
        rptlint_status status;
        char text[2048];
        int length;

        inside = inside != (one->input[at] == '"');
        if (!inside || one->input[at] != '"')
            continue;
        length = snprintf(text, sizeof(text), "%.*s\\u%04x%.*s", (int)at + 1, one->input, (unsigned)one->input[at + 1],
                          (int)(one->length - at - 2), one->input + at + 2);
        assert_in_range(length, one->length + 5, sizeof(text) - 1);
        options.allocator = &allocator;
        status = rptlint_check_report(text, (size_t)length, NULL, &options, NULL, NULL);
        assert_int_equal(status, heap.asked > 0 ? RPTLINT_NOMEM : RPTLINT_OK);
        *lacking += status == RPTLINT_NOMEM;
        assert_int_equal(check(&found, text, (size_t)length).errors, 0);
    }
}

static void every_value_may_lack_memory(void **state)
{
    size_t lacking = 0;

    (void)state;
    each_case_in("report", escape_each_string, &lacking);
    /*
     * start, end, contact-info, policy-type, policy-domain of three reports; one TLSA string; of the MTA-STS policy four
     * lines, mx-host, and of its failure result-type, two addresses and the host.
     */
    assert_int_equal(lacking, 3 * 5 + 1 + 4 + 1 + 4);
}

/* ---- reading ---- */

struct told {
    char order[64];
    size_t count;
    rptlint_report_policy policy;
    rptlint_failure failure;
    rptlint_report report;
};

static int on_report(void *user, const rptlint_report *report)
{
    struct told *told = user;

    told->report = *report;
    told->order[told->count++] = 'r';
    return 0;
}

static int on_policy(void *user, const rptlint_report_policy *policy)
{
    struct told *told = user;

    told->policy = *policy;
    told->order[told->count++] = 'p';
    return 0;
}

static int on_failure(void *user, const rptlint_failure *failure)
{
    struct told *told = user;

    told->failure = *failure;
    told->order[told->count++] = 'f';
    return 0;
}

static struct told read_text(const char *text)
{
    struct told told = {.count = 0};
    rptlint_reader reader = {
        .size = sizeof(reader), .user = &told, .report = on_report, .policy = on_policy, .failure = on_failure};

    assert_int_equal(rptlint_check_report(text, strlen(text), NULL, NULL, &reader, NULL), RPTLINT_OK);
    return told;
}

static void values_are_read_tolerantly(void **state)
{
    static const char text[] =
        "{\"policies\":[{\"failure-details\":[{\"failed-session-count\":\"3\",\"result-type\":\"Certificate-Expired\","
        "\"receiving-mx-host-name\":\"a.example\",\"sending-mta-ip\":null}],"
        "\"summary\":{\"total-failure-session-count\":3.0,\"total-successful-session-count\":18446744073709551615},"
        "\"policy\":{\"mx-host\":\"*.example\",\"policy-type\":\"STS\",\"policy-domain\":\"\"}}],"
        "\"date-range\":{\"start-datetime\":\"2024-05-01T00:00:00\",\"end-datetime\":\"2024-05-01T23:59:60Z\"},"
        "\"contact-info\":null}";
    struct told told = read_text(text);
    rptlint_value value;
    size_t at = 0;

    (void)state;
    assert_string_equal(told.order, "rpf");
    assert_int_equal(told.report.contact.forgiven, RPTLINT_FORGAVE_NULL);
    assert_true(told.report.start.known);
    assert_int_equal(told.report.start.seconds, 1714521600);
    assert_int_equal(told.report.start.value.forgiven, RPTLINT_FORGAVE_ZONE);
    assert_int_equal(told.policy.type, RPTLINT_POLICY_STS);
    assert_int_equal(told.policy.type_text.forgiven, RPTLINT_FORGAVE_FORM);
    assert_false(told.policy.domain.present);
    assert_int_equal(told.policy.domain.forgiven, RPTLINT_FORGAVE_EMPTY);
    assert_int_equal(told.policy.failed.number, 3);
    assert_int_equal(told.policy.failed.value.forgiven, RPTLINT_FORGAVE_FORM);
    assert_true(told.policy.successful.number == UINT64_MAX);
    assert_int_equal(told.policy.mx_hosts.forgiven, RPTLINT_FORGAVE_SINGLE);
    assert_int_equal(told.policy.mx_hosts.count, 1);
    assert_true(rptlint_next_value(text, strlen(text), &told.policy.mx_hosts, &at, &value));
    assert_memory_equal(text + value.span.offset, "*.example", 9);
    assert_false(rptlint_next_value(text, strlen(text), &told.policy.mx_hosts, &at, &value));
    assert_int_equal(told.failure.result, RPTLINT_CERTIFICATE_EXPIRED);
    assert_int_equal(told.failure.sessions.number, 3);
    assert_int_equal(told.failure.sessions.value.forgiven, RPTLINT_FORGAVE_TEXT);
    assert_int_equal(told.failure.receiving_host.forgiven, RPTLINT_FORGAVE_NAME);
    assert_int_equal(told.failure.sending_ip.forgiven, RPTLINT_FORGAVE_NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gives_what_it_expects),
        cmocka_unit_test(every_rule_has_a_case_and_a_near_miss),
        cmocka_unit_test(every_hint_has_a_case),
        cmocka_unit_test(limits_are_told),
        cmocka_unit_test(laws_hold),
        cmocka_unit_test(changed_octets_do_no_harm),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(every_value_may_lack_memory),
        cmocka_unit_test(repeated_policies_are_found),
        cmocka_unit_test(values_are_read_tolerantly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
