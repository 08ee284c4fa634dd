/* SPDX-License-Identifier: BSD-2-Clause */
/* Envelopes: E901 to E912, each with a case at its exact span and a near miss, here and in corpus/envelope. */
#include "envelope_text.h"
#include "expect.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char report[] =
    "{\"organization-name\":\"X\",\"date-range\":{\"start-datetime\":\"2024-05-01T00:00:00Z\","
    "\"end-datetime\":\"2024-05-01T23:59:59Z\"},\"contact-info\":\"tls@x.example\",\"report-id\":\"1\","
    "\"policies\":[{\"policy\":{\"policy-type\":\"no-policy-found\",\"policy-domain\":\"y.example\"},"
    "\"summary\":{\"total-successful-session-count\":5,\"total-failure-session-count\":0},\"failure-details\":[]}]}";

/* One file of corpus/envelope, checked. */
struct one_case {
    const char *data;
    size_t length;
    struct envelope_text text;
    struct findings *found;
};

/* One text that differs from a mail that is right.  "[" and "]" mark the span; NULL: the text is absent. */
static const struct {
    size_t input;
    const char *text;
    const char *id; /* NULL: nothing is found */
} cases[] = {
    {RPTLINT_IN_FILENAME, "x.example!y.example!1714521600!1714607999.json.gz", NULL},
    {RPTLINT_IN_FILENAME, "X.Example!y.example!1714521600!1714607999!001a.JSON.gz", NULL},
    {RPTLINT_IN_FILENAME, "x.example!y.example!1714521600!1714607999!001a.[JSON]", "E902"},
    {RPTLINT_IN_FILENAME, NULL, "E901"},
    {RPTLINT_IN_FILENAME, "", "E901"},
    {RPTLINT_IN_FILENAME, "x.example!y.example!1714521600!1714607999[]", "E901"},
    {RPTLINT_IN_FILENAME, "[report.json]", "E901"},
    {RPTLINT_IN_FILENAME, "x.example!y.example!1714521600!1714607999[.txt]", "E901"},
    {RPTLINT_IN_FILENAME, "x.example!y.example!17145[x1600]!1714607999.json.gz", "E901"},
    {RPTLINT_IN_FILENAME, "x.example!y.example!1714521600!1714607999![].json.gz", "E901"},
    {RPTLINT_IN_FILENAME, "[z.example]!y.example!1714521600!1714607999.json.gz", "E902"},
    {RPTLINT_IN_FILENAME, "x.example![z.example]!1714521600!1714607999.json.gz", "E902"},
    {RPTLINT_IN_FILENAME, "x.example!y.example![1714521601]!1714607999.json.gz", "E902"},
    {RPTLINT_IN_FILENAME, "x.example!y.example!1714521600![1714608000].json.gz", "E902"},
    {RPTLINT_IN_SUBJECT, " Report Domain: y.example\r\n Submitter: x.example\r\n Report-ID: <1.a@x.example>", NULL},
    {RPTLINT_IN_SUBJECT, " Report\n\tDomain: Y.example Submitter: x.example Report-ID: <1@[1.2.3.4]> (a (b) c)", NULL},
    {RPTLINT_IN_SUBJECT, " [report] Domain: y.example Submitter: x.example Report-ID: <1@x.example>", "E903"},
    {RPTLINT_IN_SUBJECT, " Report Domain: y.example Submitter: x.example Report-ID: [1+y.example]", "E903"},
    {RPTLINT_IN_SUBJECT, " Report Domain: y.example Submitter: x.example Report-ID: <1[:2@x.example>]", "E903"},
    {RPTLINT_IN_SUBJECT, " Report Domain: y.example Submitter: x.example Report-ID: <1@x.example> [more]", "E903"},
    {RPTLINT_IN_SUBJECT, " Report Domain: y.example[]", "E903"},
    {RPTLINT_IN_SUBJECT, " Report Domain: [z.example] Submitter: x.example Report-ID: <1@x.example>", "E904"},
    {RPTLINT_IN_SUBJECT, " Report Domain: y.example Submitter: [z.example] Report-ID: <1@x.example>", "E904"},
    {RPTLINT_IN_REPORT_DOMAIN, " y.example.\t", NULL},
    {RPTLINT_IN_REPORT_DOMAIN, NULL, "E905"},
    {RPTLINT_IN_REPORT_DOMAIN, " [z.example] ", "E907"},
    {RPTLINT_IN_SUBMITTER, " X.EXAMPLE", NULL},
    {RPTLINT_IN_SUBMITTER, "  \r\n ", "E905"},
    {RPTLINT_IN_SUBMITTER, " [mail.x.example]", "E906"},
    {RPTLINT_IN_PART_TYPE, " Application/TLSRPT+gzip; name=\"a\"", NULL},
    {RPTLINT_IN_PART_TYPE, " [application/tlsrpt+json]; name=\"a\"", "E908"},
    {RPTLINT_IN_PART_TYPE, " [application/gzip]", "E908"},
    {RPTLINT_IN_MESSAGE_TYPE, " multipart/report; boundary=\"a;b\"; report-type=tlsrpt", NULL},
    {RPTLINT_IN_MESSAGE_TYPE, " multipart/report (a;b); Report-Type=\"TLSRPT\"", NULL},
    {RPTLINT_IN_MESSAGE_TYPE, " [multipart/mixed]; report-type=tlsrpt", "E909"},
    {RPTLINT_IN_MESSAGE_TYPE, " multipart/report; boundary=a[]", "E909"},
    {RPTLINT_IN_MESSAGE_TYPE, " multipart/report; report-type=[delivery-status]", "E909"},
    {RPTLINT_IN_DKIM, " v=1; h=From : tls-report-domain:\r\n TLS-Report-Submitter; bh=l=; b=ll=", NULL},
    {RPTLINT_IN_DKIM, NULL, "E910"},
    {RPTLINT_IN_DKIM, " v=1; [l = 100]; h=TLS-Report-Domain:TLS-Report-Submitter", "E911"},
    {RPTLINT_IN_DKIM, " v=1; h=[From:TLS-Report-Domain]; b=a", "E912"},
};

enum { CASES = sizeof(cases) / sizeof(cases[0]) };

/* The text without its marks, and the span between them. */
static rptlint_text unmarked(const char *text, char *room, rptlint_span *span)
{
    size_t length = 0, from = 0;

    *span = (rptlint_span){.offset = 0};
    if (text == NULL)
        return (rptlint_text){.data = NULL};
    for (; *text != '\0'; text++) {
        /* "[1.2.3.4]" is a literal, no mark. */
        bool literal = text[0] == '[' && text[1] == '1' && text[2] == '.';

        if (literal) {
            while (*text != ']')
                room[length++] = *text++;
            room[length++] = ']';
        } else if (*text == '[') {
            from = length;
        } else if (*text == ']') {
            *span = (rptlint_span){.offset = from, .length = length - from};
        } else {
            room[length++] = *text;
        }
    }
    return (rptlint_text){.data = room, .length = length};
}

static rptlint_text text_of(const char *text)
{
    return (rptlint_text){.data = text, .length = strlen(text)};
}

static rptlint_text good(size_t input)
{
    for (size_t i = 0; i < CASES; i++)
        if (cases[i].input == input && cases[i].id == NULL)
            return text_of(cases[i].text);
    fail();
    return (rptlint_text){.data = NULL};
}

/* A mail that is right but for one text. */
static void check_mail(size_t input, rptlint_text text, struct findings *found)
{
    rptlint_text texts[RPTLINT_IN_DKIM + 1];
    rptlint_options options = {.size = sizeof(options), .sink = keep_finding, .user = found};
    rptlint_envelope envelope = {.size = sizeof(envelope), .is_mail = true, .packing = RPTLINT_PACKING_GZIP};

    for (size_t i = RPTLINT_IN_FILENAME; i <= RPTLINT_IN_DKIM; i++)
        texts[i] = good(i);
    texts[input] = text;
    envelope.filename = texts[RPTLINT_IN_FILENAME];
    envelope.subject = texts[RPTLINT_IN_SUBJECT];
    envelope.report_domain = texts[RPTLINT_IN_REPORT_DOMAIN];
    envelope.submitter = texts[RPTLINT_IN_SUBMITTER];
    envelope.part_type = texts[RPTLINT_IN_PART_TYPE];
    envelope.message_type = texts[RPTLINT_IN_MESSAGE_TYPE];
    envelope.dkim = &texts[RPTLINT_IN_DKIM];
    envelope.dkim_count = texts[RPTLINT_IN_DKIM].data != NULL;
    found->count = 0;
    assert_int_equal(rptlint_check_report(report, strlen(report), &envelope, &options, NULL, NULL), RPTLINT_OK);
}

static void each_case_is_told(void **state)
{
    static struct findings found;

    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        char room[256];
        rptlint_span span;
        rptlint_text text = unmarked(cases[i].text, room, &span);

        check_mail(cases[i].input, text, &found);
        if (found.count != (cases[i].id != NULL))
            fail_msg("case %zu (%s): %zu findings, the first %s", i, cases[i].text, found.count,
                     found.count > 0 ? found.list[0].rule->id : "none");
        if (found.count == 0)
            continue;
        assert_string_equal(found.list[0].rule->id, cases[i].id);
        assert_int_equal(found.list[0].input, cases[i].input);
        if (found.list[0].span.offset != span.offset || found.list[0].span.length != span.length)
            fail_msg("case %zu (%s): found at %zu, %zu octets", i, cases[i].text, found.list[0].span.offset,
                     found.list[0].span.length);
    }
}

/* E901 to E912 are here; E913 on are about what is unpacked, tests/test_unpack.c and tests/test_mail.c. */
static bool is_here(const char *id)
{
    return id[0] == 'E' && strcmp(id, "E912") <= 0;
}

static void every_rule_has_a_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        const char *id = rptlint_rule_at(i)->id;
        bool met = false;

        if (!is_here(id))
            continue;
        for (size_t k = 0; k < CASES; k++)
            met = met || (cases[k].id != NULL && strcmp(cases[k].id, id) == 0);
        if (!met)
            fail_msg("%s has no case", id);
    }
}

/* ---- corpus/envelope ---- */

/* Findings lie where their texts are in the file, those about what is absent at its beginning; those in the
   report are tests/test_report.c's. */
static int keep_in_file(void *user, const rptlint_finding *finding)
{
    const struct one_case *one = user;
    const char *text = one->text.texts[finding->input].data;
    rptlint_finding moved = *finding;

    if (finding->input == RPTLINT_IN_REPORT)
        return 0;
    if (text >= one->data && text <= one->data + one->length)
        moved.span.offset += (size_t)(text - one->data);
    return keep_finding(one->found, &moved);
}

static void check_file(const struct corpus_case *file, void *user)
{
    static struct expected expected;
    static struct findings found;
    struct one_case one = {.data = file->input, .length = file->length, .found = &found};
    rptlint_options options = {.size = sizeof(options), .sink = keep_in_file, .user = &one};
    rptlint_envelope envelope;
    rptlint_text report_text;
    size_t *wrong = user;

    read_expect(&expected, file->expect);
    one.text = read_envelope_text(file->input, file->length);
    envelope = envelope_of(&one.text);
    report_text = one.text.texts[RPTLINT_IN_REPORT];
    found.count = 0;
    assert_int_equal(rptlint_check_report(report_text.data, report_text.length, &envelope, &options, NULL, NULL),
                     RPTLINT_OK);
    sort_findings(&found);
    if (is_as_expected(&found, &expected))
        return;
    print_message("%s:\n", file->name);
    print_difference(&found, &expected);
    ++*wrong;
}

static void every_file_gives_what_it_expects(void **state)
{
    size_t wrong = 0;

    (void)state;
    assert_true(each_case_in("envelope", check_file, &wrong) > 70);
    assert_int_equal(wrong, 0);
}

struct rule_cases {
    const char *id;
    bool fires;
    bool near;
};

/* E901-NAME.in has the rule in its .expect, E901-near.in and E901-near-NAME.in have not. */
static void note_file(const struct corpus_case *file, void *user)
{
    struct rule_cases *rule = user;
    static struct expected expected;
    bool has;

    if (strncmp(file->name, rule->id, strlen(rule->id)) != 0)
        return;
    read_expect(&expected, file->expect);
    has = has_rule(&expected.findings, rule->id);
    if (strncmp(file->name + strlen(rule->id), "-near", strlen("-near")) == 0) {
        assert_false(has);
        rule->near = true;
    } else {
        assert_true(has);
        rule->fires = true;
    }
}

static void every_rule_has_a_file_and_a_near_miss(void **state)
{
    (void)state;
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        struct rule_cases rule = {.id = rptlint_rule_at(i)->id};

        if (!is_here(rule.id))
            continue;
        each_case_in("envelope", note_file, &rule);
        if (!rule.fires || !rule.near)
            fail_msg("%s lacks a case or a near miss in corpus/envelope", rule.id);
    }
}

/* ---- what is neither gzip nor JSON ---- */

static void garbage_that_is_to_be_gzip_is_told(void **state)
{
    static const char text[] = "\xBA\xD0 is no report";
    static struct findings found;
    static const struct {
        const char *name, *type;
        bool says_gzip;
    } envelopes[] = {
        {"x.example!y.example!1714521600!1714607999.json.gz", "application/tlsrpt+json", true},
        {"x.example!y.example!1714521600!1714607999.json", "application/tlsrpt+gzip", true},
        {"x.example!y.example!1714521600!1714607999.json", "application/tlsrpt+json", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(envelopes) / sizeof(envelopes[0]); i++) {
        rptlint_options options = {.size = sizeof(options), .sink = keep_finding, .user = &found};
        rptlint_envelope envelope = {.size = sizeof(envelope), .packing = RPTLINT_PACKING_NONE,
                                     .filename = text_of(envelopes[i].name), .part_type = text_of(envelopes[i].type)};

        found.count = 0;
        assert_int_equal(rptlint_check_report(text, strlen(text), &envelope, &options, NULL, NULL), RPTLINT_OK);
        assert_int_equal(found.count, 1);
        assert_string_equal(found.list[0].rule->id, "J603");
        assert_int_equal(strstr(found.list[0].hint, "neither gzip nor JSON") != NULL, envelopes[i].says_gzip);
    }
}

/* ---- no harm ---- */

/* Every octet anywhere in every text: nothing is read outside, and the report's own findings stay. */
static void octets_do_no_harm(void **state)
{
    static struct findings found;
    size_t count;
    const char *octets = test_octets(&count);

    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        char room[256];
        rptlint_span span;
        rptlint_text text = unmarked(cases[i].text, room, &span);

        for (size_t at = 0; at < text.length; at++) {
            char kept = room[at];

            for (size_t octet = 0; octet < count; octet++) {
                room[at] = octets[octet];
                check_mail(cases[i].input, text, &found);
                for (size_t k = 0; k < found.count; k++)
                    assert_true(found.list[k].span.offset + found.list[k].span.length <= text.length ||
                                found.list[k].input != cases[i].input);
            }
            room[at] = kept;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case_is_told),
        cmocka_unit_test(every_rule_has_a_case),
        cmocka_unit_test(every_file_gives_what_it_expects),
        cmocka_unit_test(every_rule_has_a_file_and_a_near_miss),
        cmocka_unit_test(garbage_that_is_to_be_gzip_is_told),
        cmocka_unit_test(octets_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
