/* SPDX-License-Identifier: BSD-2-Clause */
/* What is told at a glance is what the walk says: of short strings all, of long ones millions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/quick.h"
#include "core/record.h"
#include "support.h"

enum { ROOM = 1024 };

/* Octets to take some of. */
#define WIDE "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhh"
#define WIDER WIDE WIDE

/* ---- the walk's opinion ---- */

static int count_finding(void *user, const rptlint_finding *finding)
{
    size_t *findings = user;

    (void)finding;
    ++*findings;
    return 0;
}

static rptlint_verdict walked(const char *value, size_t length, size_t *findings)
{
    rptlint_options options = {.size = sizeof(options), .sink = count_finding, .user = findings};
    rptlint_verdict verdict = {.size = sizeof(verdict)};
    struct emitter emitter;
    struct walk walk;

    *findings = 0;
    emitter_begin(&emitter, &options);
    walk_begin(&walk, value, length, &emitter, &options);
    walk_record(&walk);
    walk_verdict(&walk, &verdict);
    return verdict;
}

enum { TAKEN, LEFT, CLEAN, COUNTED };

/* seen[CLEAN]: left to the walk, which had nothing to say either. */
static void compare(const char *text, size_t length, void *user)
{
    size_t *seen = user, findings, usable = 99;
    struct block block = block_of(text, length);
    bool taken = quick_record(block.data, length, &usable);
    rptlint_verdict verdict = walked(block.data, length, &findings);

    seen[taken ? TAKEN : LEFT]++;
    seen[CLEAN] += !taken && findings == 0;
    if (taken)
        assert_true((findings == 0 && verdict.grammar && verdict.selected == RPTLINT_SELECTED_YES &&
                     verdict.usable == usable) || complain("the walk has something to say", text, length));
    block_free(block);
}

/* ---- short strings, all of them ---- */

static void short_destinations_are_told_alike(void **state)
{
    size_t seen[COUNTED] = {0}, longest = small_run() ? 4 : 6;

    (void)state;
    each_string("v=TLSRPTv1; rua=mailto:", "a.-@1,", longest + 1, compare, seen);
    each_string("v=TLSRPTv1;rua=mailto:a@b.", "c.-_,;1", longest, compare, seen);
    each_string("v=TLSRPTv1; rua=https://", "a.-/1,_", longest, compare, seen);
    each_string("v=TLSRPTv1; rua=https://a.b", "/.?#:@,", longest, compare, seen);
    each_string("v=TLSRPTv1;", " rua=;", longest, compare, seen);
    assert_true(all_seen("taken, left, clean", seen, COUNTED, COUNTED));
}

/* ---- octets, everywhere ---- */

static const char *const records[] = {
    "v=TLSRPTv1; rua=mailto:tls-reports@example.com",
    "v=TLSRPTv1;rua=https://reports.example.com/v1/tls_rpt.x-y",
    "v=TLSRPTv1; rua=mailto:a.b@x.example,https://example.org",
    "v=TLSRPTv1; rua=https://example.org/,mailto:a@b.c,mailto:abc@b.c",
};

static void every_octet_at_every_place_is_told_alike(void **state)
{
    size_t seen[COUNTED] = {0}, count;
    const char *octets = test_octets(&count);

    (void)state;
    for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
        compare(records[i], strlen(records[i]), seen);
        each_octet_change(records[i], strlen(records[i]), octets, count, compare, seen);
    }
    assert_true(all_seen("taken, left, clean", seen, COUNTED, COUNTED));
}

/* ---- lengths around the edges of what is looked at together ---- */

static void every_length_is_told_alike(void **state)
{
    static char text[ROOM];
    size_t seen[COUNTED] = {0};

    (void)state;
    for (size_t local = 0; local < 80; local++)
        for (size_t label = 0; label < 80; label++)
            for (int form = 0; form < 3; form++) {
                int length = form == 0 ? sprintf(text, "v=TLSRPTv1; rua=mailto:%.*s@%.*s.com", (int)local, WIDE, (int)label, WIDE)
                             : form == 1
                                 ? sprintf(text, "v=TLSRPTv1; rua=https://%.*s.com/%.*s", (int)label, WIDE, (int)local, WIDE)
                                 : sprintf(text, "v=TLSRPTv1; rua=mailto:%.*s@%.*s.com,mailto:x@y.z", (int)local, WIDE,
                                           (int)label, WIDE);

                compare(text, (size_t)length, seen);
            }
    for (size_t path = 0; path < 300; path++)
        compare(text, (size_t)sprintf(text, "v=TLSRPTv1; rua=https://a.example/%.*s%.*s%.*s", path < 80 ? (int)path : 79, WIDE,
                                      path < 80 ? 0 : path < 160 ? (int)path - 80 : 79, WIDE,
                                      path < 160 ? 0 : (int)path - 160, WIDER), seen);
    assert_true(all_seen("taken, left", seen, 2, 2));
}

/* ---- records and their changes, by chance ---- */

static const char *const destinations[] = {
    "mailto:tls@example.com", "mailto:tls-reports@mail.example.org", "mailto:a.b@xn--bcher-kva.example", "https://example.com",
    "https://rua.example.net/v1/", "https://r.example/a_b", "mailto:x@[192.0.2.1]", "https://192.0.2.1/", "mailto:a@b",
    "mailto:TLS@Example.COM", "https://example.com/", "mailto:a+b@example.com", "https://example.com:443/",
    "https://a--b.example", "mailto:a@b.1", "mailto:a@b.c1", "https://b.example/%21", "ftp://example.com",
};

static void random_records_are_told_alike(void **state)
{
    static const char octets[] = " ;,:@./-_=aA1\\\"\t\xC3";
    static char text[ROOM], mutant[ROOM];
    size_t seen[COUNTED] = {0};
    uint64_t random = 11;

    (void)state;
    for (size_t run = small_run() ? 20000 : 1000000; run > 0; run--) {
        size_t length = (size_t)sprintf(text, "v=TLSRPTv1;%srua=", random_below(&random, 3) == 0 ? "" : " ");

        for (size_t count = 1 + random_below(&random, 4); count > 0; count--)
            length += (size_t)sprintf(text + length, "%s%s",
                                      destinations[random_below(&random, sizeof(destinations) / sizeof(destinations[0]))],
                                      count > 1 ? "," : "");
        compare(text, length, seen);
        length = mutant_of(&random, text, length, 1 + random_below(&random, 2), octets, sizeof(octets) - 1, mutant);
        compare(mutant, length, seen);
    }
    assert_true(all_seen("taken, left, clean", seen, COUNTED, COUNTED));
}

/* ---- who asks for more ---- */

static const rptlint_rule *no_rule(void *user, const char *uri, size_t length, size_t turn, const char **hint)
{
    size_t *asked = user;

    (void)uri, (void)length, (void)turn, (void)hint;
    ++*asked;
    return NULL;
}

/* A domain makes destinations elsewhere a note; the house is asked about each. */
static void a_domain_and_a_house_are_heard(void **state)
{
    size_t findings = 0, asked = 0;
    rptlint_options options = {.size = sizeof(options), .sink = count_finding, .user = &findings, .domain = "example.net",
                               .domain_length = 11};

    (void)state;
    assert_int_equal(rptlint_check_record(records[0], strlen(records[0]), &options, NULL), RPTLINT_OK);
    assert_int_equal(findings, 1);
    options = (rptlint_options){.size = sizeof(options), .house = no_rule, .house_user = &asked};
    assert_int_equal(rptlint_check_record(records[3], strlen(records[3]), &options, NULL), RPTLINT_OK);
    assert_int_equal(asked, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_destinations_are_told_alike),
        cmocka_unit_test(every_octet_at_every_place_is_told_alike),
        cmocka_unit_test(every_length_is_told_alike),
        cmocka_unit_test(random_records_are_told_alike),
        cmocka_unit_test(a_domain_and_a_house_are_heard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
