/* SPDX-License-Identifier: BSD-2-Clause */
/* RDATA and ldns's opinion of it: by hand, and the quick way of asking against asking about the whole record. */
#include "support.h"

#include "dns/generic.h"
#include "dns/rr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { ROOM = 4096 };

static struct rdata rdata;
static struct name origin;

static int know_origin(void **state)
{
    (void)state;
    return name_read(&origin, "example.com.", 12, NULL) != NAME_OK;
}

/* ---- RDATA by hand ---- */

static const struct {
    const char *record; /* its owner is "a", the origin example.com. */
    const char *wire;   /* NULL: it can't be read */
    size_t length;
} records[] = {
#define RDATA(record, wire) {record, wire, sizeof(wire) - 1}
    RDATA("a TXT \"\"", "\0"),
    RDATA("a TXT \"ab\"", "\2ab"),
    RDATA("a TXT \"a\" b c", "\1a\1b\1c"),
    RDATA("a TXT \"a\"\"b\"", "\1a\1b"),
    RDATA("a TXT ab\"c\"", "\2ab\1c"),
    RDATA("a TXT ( \"a\" ; \"x\"\n \"b\" )", "\1a\1b"),
    RDATA("a TXT \"a;b(c)\"", "\6a;b(c)"),
    RDATA("a TXT \"\\\"\\\\\\065\\;\"", "\4\"\\A;"),
    RDATA("a TXT a\\ b", "\3a b"),
    RDATA("a SPF \"a\"", "\1a"),
    RDATA("a TXT \\# 3 026162", "\2ab"),
    RDATA("a TXT \\# 3 02 6 162", "\2ab"),
    RDATA("a TXT ( \\# 3\n 02 ; x\n 6162 )", "\2ab"),
    RDATA("a TXT \\# 0", ""),
    RDATA("a TXT \\#3", "\2#3"), /* a string */
    RDATA("a CNAME b", "\1b\7example\3com\0"),
    RDATA("a CNAME B.", "\1b\0"),
    RDATA("a CNAME @", "\7example\3com\0"),
    RDATA("a CNAME .", "\0"),
    RDATA("a CNAME ( b. ; x\n)", "\1b\0"),
    RDATA("a CNAME b\\.c.", "\3b.c\0"),
    RDATA("a MX 10 b.", "\0\12\1b\0"),
    RDATA("a MX 65535 .", "\xFF\xFF\0"),
    RDATA("_25._tcp.a TLSA 3 1 1 00ff Ab", "\3\1\1\0\xFF\xAB"),
    RDATA("_25._tcp.a TLSA 255 0 2 (\n00)", "\xFF\0\2\0"),
#undef RDATA
    {"a TXT", "", 0}, /* no string at all: who asks for one says so */
    {"a TXT \"a\\", NULL, 0},
    {"a TXT \"a\\300\"", NULL, 0},
    {"a TXT \\# 4 026162", NULL, 0},
    {"a TXT \\# 2 026162", NULL, 0},
    {"a TXT \\# 3 02616", NULL, 0},
    {"a TXT \\# 3 02616x", NULL, 0},
    {"a TXT \\# x 026162", NULL, 0},
    {"a TXT \\# 65536 00", NULL, 0},
    {"a CNAME", NULL, 0},
    {"a CNAME b c", NULL, 0},
    {"a CNAME b..c", NULL, 0},
    {"a MX 65536 b", NULL, 0},
    {"a MX b 10", NULL, 0},
    {"a MX 10", NULL, 0},
    {"a MX 10 b c", NULL, 0},
    {"a MX 10 \\300", NULL, 0},
    {"_25._tcp.a TLSA 256 1 1 00", NULL, 0},
    {"_25._tcp.a TLSA 3 1 00", NULL, 0},
    {"_25._tcp.a TLSA 3 1 1", NULL, 0},
    {"_25._tcp.a TLSA 3 1 1 0", NULL, 0},
    {"_25._tcp.a TLSA 3 1 1 0g", NULL, 0},
};

/* The one record of a text, which must matter: its type is written as a number where it would not by itself. */
static bool first_record(struct zone *zone, struct zone_entry *entry, const char *text, size_t length)
{
    zone_begin(zone, text, length, &origin);
    zone_next(zone, entry);
    return entry->event == ZONE_RECORD;
}

static void rdata_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(records); i++) {
        char text[256];
        size_t length = (size_t)snprintf(text, sizeof(text), "_x\\%s", records[i].record); /* an escape matters */
        struct block block = block_of(text, length);
        struct zone_entry entry;
        struct zone zone;

        assert_true(first_record(&zone, &entry, block.data, length) || entry.fault == FAULT_QUOTE);
        memset(&rdata, 0xAA, sizeof(rdata));
        rdata_read(&rdata, &zone, &entry);
        if (rdata.valid != (records[i].wire != NULL))
            fail_msg("%s: %s", records[i].record, rdata.valid ? "read" : "not read");
        if (rdata.valid && (rdata.length != records[i].length ||
                            memcmp(rdata.octets, records[i].wire, records[i].length) != 0))
            fail_msg("%s: other octets, %zu of them", records[i].record, rdata.length);
        block_free(block);
    }
}

/* ---- generic RDATA and its places ---- */

static void places_are_those_of_the_digits(void **state)
{
    /*                           0123456789012345678901234567 */
    static const char text[] = "\\# 6 (0261 ; 99\n62 0163) ";
    struct block block = block_of(text, sizeof(text) - 1);
    struct generic generic;
    rptlint_span span;

    (void)state;
    assert_true(generic_read(&generic, block.data, block.length));
    assert_true(generic.valid);
    assert_int_equal(generic.length, 3);
    assert_memory_equal(generic.value, "abc", 3);
    span = generic_span(&generic, (rptlint_span){.offset = 0, .length = 1});
    assert_true(span.offset == 8 && span.length == 2);
    span = generic_span(&generic, (rptlint_span){.offset = 1, .length = 2}); /* over the length octet between them */
    assert_true(span.offset == 16 && span.length == 7);
    span = generic_span(&generic, (rptlint_span){.offset = 2, .length = 0});
    assert_true(span.offset == 21 && span.length == 0);
    span = generic_span(&generic, (rptlint_span){.offset = 3, .length = 0}); /* the end */
    assert_true(span.offset == 23 && span.length == 0);
    span = generic_span(&generic, (rptlint_span){.offset = 9, .length = 9});
    assert_true(span.offset == 23 && span.length == 0);
    generic_free(&generic);
    block_free(block);
}

static const char *const broken[] = {"\\# 2 016", "\\# 2 0261", "\\# 2 01x1", "\\# 3 0161\"0\"", "\\# 1 05"};

static void what_is_broken_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(broken); i++) {
        struct block block = block_of(broken[i], strlen(broken[i]));
        struct generic generic;

        assert_true(generic_read(&generic, block.data, block.length));
        if (generic.valid)
            fail_msg("%s is taken", broken[i]);
        generic_free(&generic);
        block_free(block);
    }
}

/* ---- ldns's opinion ---- */

static const struct {
    const char *record;
    enum rr_result result;
} opinions[] = {
    {"_smtp._tls 300 IN TXT \"a\"", RR_AGREES},
    {"_smtp._tls 1h IN TXT \"a\" \"b\"", RR_AGREES},
    {"_smtp._tls TXT a\\;b", RR_AGREES},
    {"_smtp._tls TXT a\"b\"", RR_DIFFERS},   /* ldns takes the quotes for a part of the string */
    {"_smtp._tls TXT \"a\rb\"", RR_DIFFERS}, /* a space for ldns */
    {"_smtp._tls TXT", RR_REFUSED},
    {"_smtp._tls TXT \"\\300\"", RR_REFUSED},
    {"_smtp._tls TXT \"a\x00z\"", RR_NOT_ASKED}, /* cut here by C, but see below */
    {"_smtp._tls CNAME b.", RR_AGREES},
    {"_smtp._tls CNAME b", RR_AGREES},
    {"_smtp._tls CNAME b..c", RR_REFUSED},
    {"_smtp._tls CNAME", RR_REFUSED},
    {"_25._tcp.a TLSA 3 1 1 00ff", RR_AGREES},
    {"_25._tcp.a TLSA 3 1 1 00f", RR_DIFFERS}, /* ldns reads 00f0 */
    {"_25._tcp.a TLSA 3 1 1 0g", RR_REFUSED},
    {"_smtp._tls CNAME @", RR_AGREES},
    {"_smtp._tls CNAME @.", RR_DIFFERS},     /* the origin, for ldns */
    {"_smtp._tls CNAME a@.", RR_AGREES},
    {"_25._tcp.a TYPE52 \\# 4 03010100", RR_AGREES},
    {"\\095x MX 10 a ; x", RR_AGREES},
    {"\\095x MX 65536 a", RR_DIFFERS},       /* ldns cuts the number off at 16 bits */
    {"\\095x MX a", RR_REFUSED},
};

static enum rr_result ask(const char *text, size_t length, bool *plain)
{
    struct block block = block_of(text, length);
    enum rr_result result = RR_NOT_ASKED;
    struct zone_entry entry;
    struct zone zone;

    *plain = false;
    if (first_record(&zone, &entry, block.data, length) && entry.fault == FAULT_NONE && zone_owner(&zone) != NULL) {
        rdata_read(&rdata, &zone, &entry);
        *plain = rr_is_plain(&zone, &entry, zone_owner(&zone)) && (rdata.valid || entry.code == TYPE_TLSA);
        result = rr_compare(&zone, &entry, zone_owner(&zone), &rdata);
    }
    block_free(block);
    return result;
}

static void opinions_are_what_ldns_is_known_for(void **state)
{
    bool plain;

    (void)state;
    for (size_t i = 0; i < COUNT(opinions); i++) {
        size_t length = strlen(opinions[i].record);

        if (opinions[i].result == RR_NOT_ASKED)
            length += 3; /* the NUL, "z" and the quote */
        if (ask(opinions[i].record, length, &plain) != opinions[i].result)
            fail_msg("%s: another opinion", opinions[i].record);
    }
}

/* ---- what is called plain is read alike ---- */

enum compared { BOTH_AGREE, OTHERS, PLAIN, COMPARED };

static void compare(const char *text, size_t length, void *user)
{
    size_t *seen = user;
    bool plain;
    enum rr_result result = ask(text, length, &plain);

    seen[result == RR_AGREES ? BOTH_AGREE : OTHERS] += result != RR_NOT_ASKED;
    seen[PLAIN] += plain;
    assert_true(!plain || result == RR_AGREES || complain("plain, and ldns disagrees", text, length));
}

static void short_plain_rdata_is_read_alike(void **state)
{
    size_t seen[COMPARED] = {0};
    size_t longest = small_run() ? 3 : 5;

    (void)state;
    each_string("_tls TXT ", "a \"();\n", longest, compare, seen);
    each_string("_tls TXT \"", "a \"\t\xFF" "1", longest, compare, seen);
    each_string("_tls CNAME ", "a. \n()@", longest, compare, seen);
    each_string("_25 TLSA 3 1 ", "01 ag(", longest, compare, seen);
    each_string("_tls ", "1hw ", longest - 1, compare, seen);
    assert_true(all_seen("agree, others, plain", seen, COMPARED, COMPARED));
}

static const char *const owners[] = {
    "_tls", "_tls.example.com.", "_smtp._tls", "_TLS.a", "_tls.a-b", "_tls/x", "_tls$", "_tls@", "_tls\xC3\xA4", "*",
    "_tls._x", "_tls..", "_tls.a..b", "_tls&\x7F",
    "_tls.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
};
static const char *const heads[] = {
    " ", " 300 ", " IN ", " 300 IN ", " in 1h ", " 1h30 ", "\t0 ", " 4294967295 ", " 2147483648 ", " 1w2d ",
    "\t\tIN\t", " 0000300 ",
};
static const char *const values[] = {
    "a", "\"a\"", "\"\"", "\"a b\"", "\"v=TLSRPTv1; rua=mailto:a@example.com\"", "\"\t\"", "\"\xFF\"", "\"a;b\"",
    "\"(\"", " ", "\t", "\"a\"\"b\"", "\"a\" \"b\"", "\r", "\x01", "\"\x7F\"", "#", "\"#\"", "$", "@",
};
static const char *const names[] = {
    "b", "b.", "b.c", "@", ".", "B.Example.", "b c", "b..", "_b", "b$", "b\x7F", "*.b", "\"b\"", "b;c", "(b)",
};

#define ANY(list, random) (list)[random_below(random, COUNT(list))]

static size_t put_record(uint64_t *random, char *text)
{
    size_t length = (size_t)sprintf(text, "%s%s", ANY(owners, random), ANY(heads, random));

    switch (random_below(random, 4)) {
    case 0: return length + (size_t)sprintf(text + length, "CNAME %s", ANY(names, random));
    case 1:
        return length + (size_t)sprintf(text + length, "TLSA %zu %zu %zu %s%02zx%02zx", random_below(random, 300),
                                        random_below(random, 3), random_below(random, 3),
                                        random_below(random, 3) == 0 ? "0 0" : "", random_below(random, 256),
                                        random_below(random, 256));
    case 2: /* a string around 255 octets */
        length += (size_t)sprintf(text + length, "TXT \"");
        for (size_t count = 250 + random_below(random, 10); count > 0; count--)
            text[length++] = 'x';
        return length + (size_t)sprintf(text + length, "\"%s", random_below(random, 2) == 0 ? "" : " \"y\"");
    default: break;
    }
    length += (size_t)sprintf(text + length, "TXT ");
    for (size_t count = 1 + random_below(random, 4); count > 0; count--)
        length += (size_t)sprintf(text + length, "%s%s", ANY(values, random), random_below(random, 2) == 0 ? " " : "");
    return length;
}

static void random_plain_records_are_read_alike(void **state)
{
    size_t seen[COMPARED] = {0};
    static char text[ROOM], mutant[ROOM];
    uint64_t random = 5;

    (void)state;
    for (size_t run = small_run() ? 2000 : 100000; run > 0; run--) {
        static const char octets[] = " \t\"().;a0\xFF@*";
        size_t length = put_record(&random, text);

        compare(text, length, seen);
        length = mutant_of(&random, text, length, 2, octets, sizeof(octets) - 1, mutant);
        compare(mutant, length, seen);
    }
    assert_true(all_seen("agree, others, plain", seen, COMPARED, COMPARED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rdata_is_read),
        cmocka_unit_test(places_are_those_of_the_digits),
        cmocka_unit_test(what_is_broken_is_told),
        cmocka_unit_test(opinions_are_what_ldns_is_known_for),
        cmocka_unit_test(short_plain_rdata_is_read_alike),
        cmocka_unit_test(random_plain_records_are_read_alike),
    };

    return cmocka_run_group_tests(tests, know_origin, NULL);
}
