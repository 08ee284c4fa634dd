/* SPDX-License-Identifier: BSD-2-Clause */
/* What is taken at a glance is told as the walk tells it: findings, events and verdicts, one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/bytes.h"
#include "core/host_scan.h"
#include "core/json_scan.h"
#include "core/value.h"
#include "corpus.h"
#include "support.h"
#include "told.h"

static struct told glanced, walked;

static size_t random_reports; /* each is told as it is, and three mutants of it */

/* What came of it: how many reports with a finding, of which nothing was told, and without a finding. */
enum { FOUND, BROKEN, CLEAN, OUTCOMES };

static void compare(const char *text, size_t length, void *user)
{
    size_t *outcomes = user;
    struct block block = block_of(text, length);

    tell(&glanced, block.data, length, NULL, true);
    tell(&walked, block.data, length, NULL, false);
    assert_true(same_told(&glanced, &walked) || complain("the glance tells another tale", text, length));
    outcomes[glanced.findings == 0 ? CLEAN : FOUND]++;
    outcomes[BROKEN] += glanced.events == 0;
    block_free(block);
}

/* ---- reports of the corpus, and every octet of some changed ---- */

static void compare_case(const struct corpus_case *one, void *user)
{
    size_t *outcomes = user, all = one->length, findings;

    compare(one->input, all, outcomes);
    findings = glanced.findings + glanced.events;
    /* A sink that stops is told nothing more, by either. */
    for (size_t stop = 1; stop <= findings && stop < 40; stop++) {
        glanced.stop_at = walked.stop_at = stop;
        compare(one->input, all, outcomes);
    }
    glanced.stop_at = walked.stop_at = 0;
    /* Cut anywhere. */
    for (size_t length = 0; length < all && all < 6000; length += small_run() ? 13 : 1)
        compare(one->input, length, outcomes);
}

static void the_corpus_is_told_alike(void **state)
{
    size_t outcomes[OUTCOMES] = {0};

    (void)state;
    assert_true(each_case_in("report", compare_case, outcomes) > 100);
    assert_true(all_seen("found, broken, clean", outcomes, OUTCOMES, OUTCOMES));
}

/* Octets that mean something to JSON or to a value, and some that never may. */
static const char telling[] = "\"\\{}[]:, \n0a.-*\xC3\x7F\x01Zz_+/9";

static void change_case(const struct corpus_case *one, void *user)
{
    if (strncmp(one->name, "good-", 5) == 0 && one->length < 3000)
        each_octet_change(one->input, one->length, telling, small_run() ? 2 : sizeof(telling) - 1, compare, user);
}

static void changed_octets_are_told_alike(void **state)
{
    size_t outcomes[OUTCOMES] = {0};

    (void)state;
    each_case_in("report", change_case, outcomes);
    assert_true(all_seen("found, broken, clean", outcomes, OUTCOMES, OUTCOMES));
}

/* ---- reports by chance ---- */

struct writer {
    char text[1 << 15];
    size_t length;
    uint64_t random;
    int style; /* of the white space */
    size_t odd; /* one value in so many is an odd one */
};

static size_t chosen(struct writer *writer, size_t limit)
{
    return random_below(&writer->random, limit);
}

static void put(struct writer *writer, const char *text)
{
    size_t length = strlen(text);

    if (writer->length + length < sizeof(writer->text)) {
        memcpy(writer->text + writer->length, text, length);
        writer->length += length;
    }
}

/* Compact, pretty, with blanks behind colons and commas, or anything. */
static void put_blank(struct writer *writer, bool is_line)
{
    static const char *const any[] = {"", " ", "\n", "\r\n", "\t", "  ", "\n                                        "};

    switch (writer->style) {
    case 0: break;
    case 1: put(writer, is_line ? "\n        " : ""); break;
    case 2: put(writer, is_line ? "" : " "); break;
    case 3: put(writer, is_line ? "\n                " : " "); break;
    default: put(writer, any[chosen(writer, 7)]);
    }
}

#define ONE_OF(writer, list) (list)[chosen(writer, sizeof(list) / sizeof((list)[0]))]

/* Values of a member: good ones, and odd ones. */
struct member {
    const char *name;
    const char *const *good;
    const char *const *odd;
};

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF"
#define ONE_TLSA "[\"3 1 1 " HEX "\"]"
#define TWO_TLSA "[\"3 1 1 " HEX "\", \"2 0 1 " HEX "\"]"
#define NOTHING_TLSA "[\"3 1 1 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"]"
#define NESTED "[\"[\\\"3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF\\\"]\"]"
#define LIST(...) (const char *const[]){__VA_ARGS__, NULL}

/* Fits none of them. */
static const char *const always_odd[] = {"null", "\"\"", "7", "[]", "{}", "true", "\"\\ud83d\\ude00\"", "\"a\\u0009b\"",
                                         "\"\xC3\xA9\"", "\"\xC3\"", "\"a", "[\"a\"]", "-1", "1.0", "\"\x7F\"", "\"\xE2\x80\xAE\""};

static const struct member top[] = {
    {"organization-name", LIST("\"Company-X\"", "\"A company with a name that is longer than most, 1234567890\""), LIST("\"A\\/B\"")},
    {"contact-info", LIST("\"sts-reporting@company-x.example\"", "\"a@b.example\""),
     LIST("\"a..b@c.example\"", "\".a@c.example\"", "\"a@c..example\"", "\"a@c.1\"", "\"a@xn--a.example\"", "\"a\"", "\"mailto:a@b.example\"")},
    {"report-id", LIST("\"5065427c-23d3-47ca-b6e0-946ea0e8c4be\"", "\"x\""), LIST("\"<a@b>\"")},
};

static const struct member range[] = {
    {"start-datetime", LIST("\"2024-05-01T00:00:00Z\"", "\"2024-02-29T00:00:00Z\""),
     LIST("\"2024-05-01T00:00:00\"", "\"2023-02-29T00:00:00Z\"", "\"2024-05-01\"", "\"2024-05-01T00:00:00+00:00\"", "\"2027-01-01T00:00:00Z\"")},
    {"end-datetime", LIST("\"2024-05-01T23:59:59Z\"", "\"2024-02-29T23:59:59Z\""),
     LIST("\"2024-05-01t23:59:59Z\"", "\"2024-05-01T24:00:00Z\"", "\"2024-05-01T23:59:60Z\"", "\"202a-05-01T23:59:59Z\"", "\"2024-05-01T23:59:59z\"")},
};

static const struct member policy[] = {
    {"policy-type", LIST("\"sts\"", "\"tlsa\"", "\"no-policy-found\""), LIST("\"STS\"", "\"other\"")},
    {"policy-string",
     LIST("[\"version: STSv1\",\"mode: enforce\",\"mx: mx1.a.example\",\"mx: *.b.example\",\"max_age: 604800\"]",
          "[ \"version: STSv1\" , \"mode: testing\",\n\"mx: mx1.a.example\",\"max_age: 31557600\"\n]",
          ONE_TLSA, TWO_TLSA),
     LIST("[\"version: STSv1\",\"mode: none\",\"max_age: 1\"]", "[\"version: STSv1\",\"mode: enforce\",\"mx: a..b\",\"max_age: 31557601\"]",
          "[\"version: STSv1\",\"mode: enforce\",\"mode: enforce\",\"mx: a.b\",\"max_age: 1\"]", "\"version: STSv1\"",
          "[\"version: STSv1\",\"mode: enforce\",\"mx: mx1.a.example\",\"max_age: 123456789\"]",
          "[\"version: STSv1\",\"mode: enforce\",\"mx:  mx1.a.example\",\"max_age: 123a\"]",
          NOTHING_TLSA, "[\"3 1 1 01\"]", NESTED, "[\"\"]", "[7,\"a\"]", "[\"a\",]")},
    {"policy-domain", LIST("\"a.example\"", "\"company-y.example\""),
     LIST("\"a..example\"", "\"A.example.\"", "\"a-.example\"", "\"xn--bcher-kva.example\"", "\"1.2\"",
          "\"a1234567890123456789012345678901234567890123456789012345678901234.example\"",
          "\"a12345678901234567890123456789.b12345678901234567890123456789.c\"")},
    {"mx-host", LIST("[\"mx1.a.example\",\"*.b.example\"]", "[\"mx1.a.example\"]"),
     LIST("[\"*.a.example\",\"mx1.a.example\"]", "[\"mx: a\"]", "\"mx1.a.example\"", "[\"a.*\"]", "[\"MX1.A.example\",\"*.b.example\"]", "[\"\"]")},
};

static const struct member summary[] = {
    {"total-successful-session-count", LIST("5326", "0", "1234567", "12345678"), LIST("\"3\"", "007", "9007199254740993", "1e3", "123456789012")},
    {"total-failure-session-count", LIST("303", "0", "1"), LIST("-0", "1 2", "99999999999999999999")},
};

static const struct member detail[] = {
    {"result-type", LIST("\"certificate-expired\"", "\"starttls-not-supported\"", "\"validation-failure\"", "\"sts-policy-invalid\"", "\"tlsa-invalid\""),
     LIST("\"certificate-expire\"", "\"Certificate-Expired\"", "\"sts-policy-invalie\"", "\"certname-mismatch\"")},
    {"sending-mta-ip", LIST("\"209.85.220.41\"", "\"2a00:1450:4864:20::32f\"", "\"8.8.8.8\"", "\"2a01:111:f400:7e1a::207\""),
     LIST("\"10.0.0.1\"", "\"256.1.1.1\"", "\"1.2.3\"", "\"01.2.3.4\"", "\"2001:DB8::1\"", "\"2001:db8::1\"", "\"2a00:0::1\"", "\"1.2.3.4.5\"", "\"192.0.2.1\"")},
    {"receiving-mx-hostname", LIST("\"mx1.a.example\"", "\"x.b.example\""), LIST("\"mx9.c.example\"", "\"mx1.a.example.\"", "\"MX1.a.example\"", "\"a_b\"")},
    {"receiving-mx-helo", LIST("\"mx1\""), LIST("\"a\\tb\"")},
    {"receiving-ip", LIST("\"198.51.100.7\"", "\"2001:db8::25\"", "\"9.9.9.9\""), LIST("\"::1\"", "\"1.2.3.999\"", "\"[::1]\"", "\"fe80::1%eth0\"")},
    {"failed-session-count", LIST("1", "100", "200"), LIST("0", "\"1\"", "1.5")},
    {"additional-information", LIST("\"https://a.example/report?x=1\""), LIST("\"not a uri\"", "\"https:\\/\\/a.example\"")},
    {"failure-reason-code", LIST("\"X509_V_ERR_CERT_HAS_EXPIRED\"", "\"a\""), LIST("\"caf\\u00e9\"")},
};

static size_t count_of(const char *const *list)
{
    size_t count = 0;

    while (list[count] != NULL)
        count++;
    return count;
}

static void put_member_name(struct writer *writer, const char *name, bool *first)
{
    if (!*first)
        put(writer, chosen(writer, writer->odd * 200) == 0 ? "" : ",");
    *first = false;
    put_blank(writer, true);
    put(writer, "\"");
    put(writer, name);
    put(writer, chosen(writer, writer->odd * 200) == 0 ? "\" :" : "\":");
    put_blank(writer, false);
}

static void put_plain_member(struct writer *writer, const struct member *member, bool *first)
{
    if (chosen(writer, 12) == 0)
        return;
    if (chosen(writer, writer->odd * 20) == 0) {
        put_member_name(writer, chosen(writer, 2) == 0 ? "x-unknown" : "policy_type", first);
        put(writer, ONE_OF(writer, always_odd));
    }
    put_member_name(writer, member->name, first);
    if (chosen(writer, writer->odd) > 0)
        put(writer, member->good[chosen(writer, count_of(member->good))]);
    else if (chosen(writer, 3) > 0)
        put(writer, member->odd[chosen(writer, count_of(member->odd))]);
    else
        put(writer, ONE_OF(writer, always_odd));
    if (chosen(writer, writer->odd * 30) == 0) {
        put_member_name(writer, member->name, first);
        put(writer, member->good[0]);
    }
}

/* Mostly in the order of the RFC. */
static void put_members(struct writer *writer, const struct member *members, size_t count, bool *first)
{
    size_t from = chosen(writer, 4) == 0 ? chosen(writer, count) : 0;

    for (size_t i = 0; i < count; i++)
        put_plain_member(writer, &members[(from + i) % count], first);
}
#define PUT_MEMBERS(writer, list, first) put_members(writer, list, sizeof(list) / sizeof((list)[0]), first)

static void put_object(struct writer *writer, const struct member *members, size_t count)
{
    bool first = true;

    put(writer, "{");
    put_members(writer, members, count, &first);
    put_blank(writer, true);
    put(writer, "}");
}
#define PUT_OBJECT(writer, list) put_object(writer, list, sizeof(list) / sizeof((list)[0]))

static void put_details(struct writer *writer)
{
    size_t count = chosen(writer, 5);

    put(writer, "[");
    for (size_t i = 0; i < count; i++) {
        put(writer, i > 0 ? "," : "");
        put_blank(writer, true);
        PUT_OBJECT(writer, detail);
    }
    put(writer, "]");
}

static void put_entry_member(struct writer *writer, int which, bool *first)
{
    if (chosen(writer, 20) == 0)
        return;
    put_member_name(writer, which == 0 ? "policy" : which == 1 ? "summary" : "failure-details", first);
    if (which == 0)
        PUT_OBJECT(writer, policy);
    else if (which == 1)
        PUT_OBJECT(writer, summary);
    else
        put_details(writer);
}

static void put_policies(struct writer *writer)
{
    size_t count = chosen(writer, 40) == 0 ? 60 : 1 + chosen(writer, 3);

    put(writer, "[");
    for (size_t i = 0; i < count; i++) {
        bool first = true;
        int from = chosen(writer, 5) == 0 ? 1 + (int)chosen(writer, 2) : 0;

        put(writer, i > 0 ? "," : "");
        put_blank(writer, true);
        put(writer, "{");
        for (int part = 0; part < 3; part++)
            put_entry_member(writer, (from + part) % 3, &first);
        put(writer, "}");
    }
    put(writer, "]");
}

static void put_report(struct writer *writer)
{
    bool first = true, early = chosen(writer, 6) == 0;

    put(writer, "{");
    if (early) {
        put_member_name(writer, "policies", &first);
        put_policies(writer);
    }
    put_plain_member(writer, &top[0], &first);
    put_member_name(writer, "date-range", &first);
    PUT_OBJECT(writer, range);
    put_members(writer, top + 1, 2, &first);
    if (!early) {
        put_member_name(writer, "policies", &first);
        put_policies(writer);
    }
    put_blank(writer, true);
    put(writer, "}");
}

static void random_reports_are_told_alike(void **state)
{
    static struct writer writer;
    static char mutant[MUTATED_MAX(sizeof(writer.text), 4)];
    size_t outcomes[OUTCOMES] = {0};

    (void)state;
    writer.random = 8460 + random_reports;
    for (size_t i = 0; i < random_reports; i++) {
        size_t length;

        writer.length = 0;
        writer.style = (int)chosen(&writer, 5);
        writer.odd = i % 3 == 0 ? 1000 : i % 3 == 1 ? 60 : 8;
        put_report(&writer);
        compare(writer.text, writer.length, outcomes);
        for (int change = 0; change < 3; change++) {
            length = mutant_of(&writer.random, writer.text, writer.length, 4, telling, sizeof(telling) - 1, mutant);
            compare(mutant, length, outcomes);
        }
    }
    assert_true(all_seen("found, broken, clean", outcomes, OUTCOMES, small_run() ? CLEAN : OUTCOMES));
}

/* ---- where a text ends ---- */

/* The same at every alignment, before a page that can't be read and behind one. */
static void nothing_beyond_the_text_is_read(void **state)
{
    static struct writer writer;
    static struct told told;

    (void)state;
    writer.random = 1;
    for (size_t i = 0; i < (small_run() ? 20 : 300); i++) {
        size_t length;

        writer.length = 0;
        writer.style = (int)(i % 5);
        writer.odd = 1000;
        put_report(&writer);
        tell(&told, writer.text, writer.length, NULL, false);
        for (size_t cut = 0; cut < 130 && cut < writer.length; cut++) {
            length = writer.length - cut;
            tell(&walked, writer.text, length, NULL, false);
            tell(&glanced, guarded(writer.text, length, GUARD_BEHIND), length, NULL, true);
            assert_true(same_told(&glanced, &walked) || complain("before a page", writer.text, length));
        }
        tell(&glanced, guarded(writer.text, writer.length, GUARD_BEFORE), writer.length, NULL, true);
        assert_true(same_told(&glanced, &told) || complain("behind a page", writer.text, writer.length));
    }
    told_free(&told);
}

/* ---- the parts ---- */

static size_t told_parts[4];

static void compare_host(const char *text, size_t length, void *user)
{
    static char room[256];

    (void)user;
    memset(room, '"', sizeof(room));
    memcpy(room, text, length);
    /* With room behind it, and at the end of the text. */
    for (size_t end = length; end <= length + 80; end += 16) {
        struct block block = block_of(room, end);
        size_t host = plain_host_end(block.data, 0, end), plain = host_end_plain(block.data, 0, end, false);
        size_t local = plain_local_end(block.data, 0, end);

        if (host > 0 || end == length + 80)
            assert_true(host == plain || complain("host", text, length));
        if (local > 0 || end == length + 80)
            assert_true(local == host_end_plain(block.data, 0, end, true) || complain("local part", text, length));
        if (plain > 0)
            assert_true(plain_labels(block.data, plain) > 0 || complain("labels", text, length));
        else if (end > length && memchr(text, '"', length) == NULL)
            assert_true(plain_labels(text, length) == 0 || complain("no labels", text, length));
        told_parts[0] += host > 0;
        told_parts[1] += host == 0;
        block_free(block);
    }
}

static void hosts_are_told_alike(void **state)
{
    char name[81];

    (void)state;
    each_string("", "a1-._+A", small_run() ? 4 : 6, compare_host, NULL);
    for (size_t length = 1; length < 80; length++)
        for (size_t mark = 0; mark < length; mark++) {
            memset(name, 'a', length);
            name[length] = '\0';
            compare_host(name, length, NULL);
            name[mark] = mark % 3 == 0 ? '.' : mark % 3 == 1 ? '-' : '1';
            compare_host(name, length, NULL);
        }
    assert_true(all_seen("host, none", told_parts, 2, 2));
}

static void compare_ip(const char *text, size_t length, void *user)
{
    size_t *seen = user;
    char room[128];
    enum plain_ip told, walk = plain_ip_walk(text, length);

    memset(room, '"', sizeof(room));
    memcpy(room, text, length);
    for (size_t more = 0; more < 48; more += 15) {
        struct block block = block_of(room, length + more);

        told = plain_ip(block.data, length, length + more);
        assert_true(told == IP_UNTOLD || told == walk || (told == IP_PLAIN && walk == IP_PLAIN_ORDINARY) ||
                    complain("an address", text, length));
        seen[told]++;
        block_free(block);
    }
}

static void addresses_are_told_alike(void **state)
{
    static const char *const addresses[] = {"209.85.220.41", "255.255.255.255", "9.9.9.9", "2a00:1450:4864:20::32f",
                                            "2607:f8b0:4864:20::b2e", "2001:db9:1:2:3:4:5:6", "2001:db8::1"};
    size_t seen[3] = {0}, count;
    const char *octets = test_octets(&count);
    uint64_t random = 5952;
    char text[64];

    (void)state;
    each_string("", "0125.", small_run() ? 7 : 8, compare_ip, seen);
    each_string("209.85.2", "0156.9", small_run() ? 4 : 6, compare_ip, seen);
    each_string("2a00:", "0:a1", small_run() ? 7 : 10, compare_ip, seen);
    for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++)
        each_octet_change(addresses[i], strlen(addresses[i]), octets, count, compare_ip, seen);
    for (size_t first = 0; first < 256; first++)
        for (size_t second = 0; second < 256; second++)
            compare_ip(text, (size_t)sprintf(text, "%zu.%zu.2.1", first, second), seen);
    for (size_t i = 0; i < (small_run() ? 2000 : 200000); i++) {
        size_t length = 0, groups = 1 + random_below(&random, 9);

        length += (size_t)sprintf(text, "2");
        for (size_t group = 0; group < groups && length < 48; group++)
            length += (size_t)sprintf(text + length, group > 0 && random_below(&random, 6) == 0 ? "::%zx" : group > 0 ? ":%zx" : "%03zx",
                                      random_below(&random, 3) == 0 ? 0 : random_below(&random, group > 0 ? 0x11000 : 0x1000));
        compare_ip(text, length, seen);
    }
    assert_true(all_seen("untold, plain, ordinary", seen, 3, 3));
}

static void compare_digits(const char *text, size_t length, void *user)
{
    (void)user;
    for (size_t more = 0; more < 12; more++) {
        struct block block;
        char room[64];
        uint64_t number = 0, plain = 0;
        unsigned count;

        memset(room, '9', sizeof(room));
        memcpy(room, text, length);
        memset(room + length, ',', more);
        block = block_of(room, length + more);
        count = json_few_digits(block.data, 0, length + more, &number);
        if (length + more > 8)
            assert_int_equal(count, json_few_digits_plain(block.data, 0, length + more, &plain));
        if (count > 0)
            assert_true(number == plain || length + more <= 8 || complain("digits", text, length));
        told_parts[count > 0 ? 2 : 3]++;
        block_free(block);
    }
}

static void digits_are_told_alike(void **state)
{
    size_t count;
    const char *octets = test_octets(&count);

    (void)state;
    each_string("", "0129,/:", small_run() ? 5 : 7, compare_digits, NULL);
    each_octet_change("12345678", 8, octets, count, compare_digits, NULL);
    each_octet_change("123456789", 9, octets, count, compare_digits, NULL);
    assert_true(told_parts[2] > 0 && told_parts[3] > 0);
}

/* test_glance [REPORTS] */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_are_told_alike),
        cmocka_unit_test(addresses_are_told_alike),
        cmocka_unit_test(digits_are_told_alike),
        cmocka_unit_test(the_corpus_is_told_alike),
        cmocka_unit_test(changed_octets_are_told_alike),
        cmocka_unit_test(nothing_beyond_the_text_is_read),
        cmocka_unit_test(random_reports_are_told_alike),
    };
    int failed;

    random_reports = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : small_run() ? 1500 : 20000;
    failed = cmocka_run_group_tests(tests, NULL, NULL);

    told_free(&glanced);
    told_free(&walked);
    return failed;
}
