/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of the oracle by hand-made cases, then of rptlint_check_record's `grammar` against the oracle. */
#define _POSIX_C_SOURCE 200809L /* inet_pton */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rptlint.h>

#include "oracle.h"
#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MAX_MISMATCHES 20
#define VERSION "v=TLSRPTv1"

/* The machine-code oracle for everything; the interpreter, where told, must agree with it. */
static struct oracle *oracle;
static struct oracle *interpreter;

struct text {
    const char *data;
    size_t length;
};

#define TEXT(literal)                                                                                        \
    {                                                                                                        \
        literal, sizeof(literal) - 1                                                                         \
    }

struct test_case {
    enum oracle_answer answer;
    struct text text;
};

#define YES(literal)                                                                                         \
    {                                                                                                        \
        ORACLE_YES, TEXT(literal)                                                                            \
    }
#define NO(literal)                                                                                          \
    {                                                                                                        \
        ORACLE_NO, TEXT(literal)                                                                             \
    }

/* The longest tlsrpt-ext-name, and one octet more. */
#define NAME32 "abcdefghijklmnopqrstuvwxyz012345"
#define NAME33 NAME32 "6"

/* ---- (i) the oracle itself ------------------------------------------------------------------ */

/* Whole records, each answer derived from the ABNF by hand. */
static const struct test_case record_cases[] = {
    /* tlsrpt-version, 1*(field-delim tlsrpt-field), [field-delim] */
    YES("v=TLSRPTv1;rua=mailto:reports@example.com"),
    YES("v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt"),
    NO(""),
    NO("v=TLSRPTv1"),
    NO("v=TLSRPTv1;"),
    NO("v=TLSRPTv1;;"),
    NO(";rua=mailto:a@b.c"),
    NO(" v=TLSRPTv1;a=b"),
    NO("V=TLSRPTv1;a=b"),
    NO("v=tlsrptv1;a=b"),
    NO("v=TLSRPTV1;a=b"),
    NO("v=TLSRPTv2;a=b"),
    NO("v=TLSRPTv10;a=b"),
    NO("v = TLSRPTv1;a=b"),
    NO("v=TLSRPTv1 a=b"),
    NO("v=TLSRPTv1,a=b"),
    NO("v=TLSRPTv1;a=b\n"),
    NO("v=TLSRPTv1;a=b\0"),
    NO("v=TLSRPTv1\0;a=b"),
    /* field-delim = *WSP ";" *WSP */
    YES("v=TLSRPTv1;a=b"),
    YES("v=TLSRPTv1 ;a=b"),
    YES("v=TLSRPTv1 \t \t; \t a=b"),
    YES("v=TLSRPTv1;a=b;"),
    YES("v=TLSRPTv1;a=b\t;\t"),
    NO("v=TLSRPTv1;a=b "),
    NO("v=TLSRPTv1;a=b;;"),
    NO("v=TLSRPTv1;a=b; ;"),
    NO("v=TLSRPTv1;;a=b"),
    NO("v=TLSRPTv1;\na=b"),
    NO("v=TLSRPTv1;\r\n a=b"),
    NO("v=TLSRPTv1;a=b\v;"),
    NO("v=TLSRPTv1;\xC2\xA0" "a=b"),
    /* tlsrpt-field = tlsrpt-rua / tlsrpt-extension, in any order and number */
    YES("v=TLSRPTv1;a=b;rua=mailto:a@b.c;d=e"),
    YES("v=TLSRPTv1;rua=mailto:a@b.c;rua=mailto:d@e.f"),
    YES("v=TLSRPTv1;v=TLSRPTv1"),
    NO("v=TLSRPTv1;a=b;c"),
    /* tlsrpt-ext-name = (ALPHA / DIGIT) *31(ALPHA / DIGIT / "_" / "-" / ".") */
    YES("v=TLSRPTv1;0=b"),
    YES("v=TLSRPTv1;Z_-.9=b"),
    YES("v=TLSRPTv1;" NAME32 "=b"),
    NO("v=TLSRPTv1;" NAME33 "=b"),
    NO("v=TLSRPTv1;=b"),
    NO("v=TLSRPTv1;_a=b"),
    NO("v=TLSRPTv1;-a=b"),
    NO("v=TLSRPTv1;.a=b"),
    NO("v=TLSRPTv1;a+b=c"),
    NO("v=TLSRPTv1;a =b"),
    NO("v=TLSRPTv1;\xE9=b"),
    /* tlsrpt-ext-value = 1*(%x21-3A / %x3C / %x3E-7E) */
    YES("v=TLSRPTv1;a=!\"#$%&'()*+,-./09:<>?@AZ[\\]^_`az{|}~"),
    NO("v=TLSRPTv1;a"),
    NO("v=TLSRPTv1;a="),
    NO("v=TLSRPTv1;a= b"),
    NO("v=TLSRPTv1;a=b c"),
    NO("v=TLSRPTv1;a=b=c"),
    NO("v=TLSRPTv1;a=\x1F"),
    NO("v=TLSRPTv1;a=\x7F"),
    NO("v=TLSRPTv1;a=\x80"),
    NO("v=TLSRPTv1;a=\xFF"),
    /* tlsrpt-rua = %s"rua=" tlsrpt-uri *(*WSP "," *WSP tlsrpt-uri); "=" and WSP keep it from being an
     * extension, whose value has neither */
    YES("v=TLSRPTv1;rua=a:=,b:"),
    YES("v=TLSRPTv1;rua=a:=\t , \tb: , c:"),
    YES("v=TLSRPTv1;rua=mailto:a@b.c?subject=x;"),
    NO("v=TLSRPTv1;RUA=mailto:a@b.c?subject=x"),
    NO("v=TLSRPTv1;rua= mailto:a@b.c"),
    NO("v=TLSRPTv1;rua =mailto:a@b.c"),
    NO("v=TLSRPTv1;rua=mailto:a@b.c mailto:d@e.f"),
    NO("v=TLSRPTv1;rua=a:=,"),
    NO("v=TLSRPTv1;rua=a:=, ;"),
    NO("v=TLSRPTv1;rua=a:=,,b:"),
    NO("v=TLSRPTv1;rua=,a:="),
    NO("v=TLSRPTv1;rua=a:=,b"),
    NO("v=TLSRPTv1;rua=a:=<"),
    /* "," and ";" are no part of a URI, "!" is */
    NO("v=TLSRPTv1;rua=https://a/b,c=d"),
    NO("v=TLSRPTv1;rua=https://a/?b=c;d"),
    YES("v=TLSRPTv1;rua=https://a/?b=c;d=e"),
    YES("v=TLSRPTv1;rua=mailto:a!10m@b.c?=!"),
    /* a "rua=" that is no list of URIs is an extension, where it fits one */
    YES("v=TLSRPTv1;rua=a@b.c"),
    YES("v=TLSRPTv1;rua=a@b.c,d@e.f"),
    YES("v=TLSRPTv1;rua=,"),
    YES("v=TLSRPTv1;rua=mailto:a<b>"),
    YES("v=TLSRPTv1;rua=mailto:a,mailto:%"),
    YES("v=TLSRPTv1;RUA=mailto:a@b.c"),
    NO("v=TLSRPTv1;rua="),
    NO("v=TLSRPTv1;rua"),
};

/* URIs, tested as rua=URI,a:= (so that no extension matches); each answer is from RFC 3986, by hand. */
static const struct test_case uri_cases[] = {
    /* scheme ":" hier-part [ "?" query ] [ "#" fragment ] */
    YES("a:"), YES("A+-.9:"), YES("a:?"), YES("a:#"), YES("a:?#"), YES("a:b?c#d"), YES("a:?/?:@#/?:@"),
    YES("a::"), YES("a:b:c@d/e"), YES("mailto:"), YES("https:"),
    NO(""), NO(":"), NO("a"), NO("1a:"), NO("+a:"), NO("a_b:"), NO("a%41:"), NO("//a"), NO("/a"),
    NO("a:#b#c"), NO("a:b c"), NO("a:\"b\""), NO("a:<b>"), NO("a:\\"), NO("a:^"), NO("a:`"), NO("a:{"),
    NO("a:|"), NO("a:[b]"), NO("a:/[b]"), NO("a:?[b]"), NO("a:\x7F"), NO("a:\xC3\xA9"), NO("a:\x01"),
    /* pct-encoded */
    YES("a:%00"), YES("a:%aF"), YES("a:?%2C#%3b"), NO("a:%"), NO("a:%4"), NO("a:%4g"), NO("a:%%41"),
    /* path-absolute, path-rootless, and what only an authority can begin */
    YES("a:/"), YES("a:/b//c/"), YES("a:b//c"), YES("a:b//"), YES("a:%2F%2F"), YES("a:@"),
    /* "//" authority path-abempty */
    YES("a://"), YES("a:///"), YES("a:////"), YES("a://?"), YES("a://#"), YES("a://b"), YES("a://b/"),
    YES("a://b//c"), YES("a://b?c"), YES("a://b_c~-.!$&'()*+="), YES("a://%41%5B"), NO("a://%4"),
    /* [ userinfo "@" ] host [ ":" port ] */
    YES("a://@"), YES("a://:"), YES("a://@:"), YES("a://b@c"), YES("a://b:c:d@e:"), YES("a://b:0"),
    YES("a://b:99999999/"), YES("a://%40@b"), YES("a://::@b"), YES("a://b:c@"),
    NO("a://b@c@d"), NO("a://b:c"), NO("a://b:1:2"), NO("a://b:-1"), NO("a://b:%31"), NO("a://b["),
    /* IPv4address or reg-name */
    YES("a://1.2.3.4"), YES("a://1.2.3.4:5"), YES("a://256.256.256.256"), YES("a://1.2.3"),
    YES("a://1.2.3.4.5"), YES("a://01.2.3.4x"), YES("a://1.2.3.4@b"),
    /* IP-literal, IPvFuture */
    YES("a://[::]"), YES("a://[::]:1/b?c#d"), YES("a://b@[::1]"), YES("a://[v1.a]"),
    YES("a://[VF0.:!$&'()*+=]"),
    NO("a://[]"), NO("a://[::"), NO("a://::]"), NO("a://[1.2.3.4]"), NO("a://[::1]2"), NO("a://1[::1]"),
    NO("a://[::]@b"), NO("a://[::%25eth0]"), NO("a://[[::]]"), NO("a://[v.a]"), NO("a://[v1.]"),
    NO("a://[v1a]"), NO("a://[vg.a]"), NO("a://[v1.%41]"), NO("a://[v1.@]"), NO("a://[w1.a]"),
};

/* IPv6address: the nine alternatives and their edges; inet_pton must say the same of each. */
static const struct test_case address_cases[] = {
    YES("1:2:3:4:5:6:7:8"), YES("1:2:3:4:5:6:1.2.3.4"), YES("::2:3:4:5:6:7:8"), YES("::3:4:5:6:7:1.2.3.4"),
    YES("1::3:4:5:6:7:8"), YES("::3:4:5:6:7:8"), YES("1:2::4:5:6:7:8"), YES("1:2:3::5:6:7:8"),
    YES("1:2:3:4::6:7:8"), YES("1:2:3:4:5::7:8"), YES("1:2:3:4:5::1.2.3.4"), YES("1:2:3:4:5:6::8"),
    YES("1:2:3:4:5:6:7::"), YES("::"), YES("::1"), YES("1::"), YES("1::1"), YES("::1.2.3.4"),
    YES("::ffff:255.255.255.255"), YES("abcd:EF01:2345:6789::"), YES("::0.0.0.0"), YES("::249.199.99.9"),
    YES("0000:0:00:000::"), YES("64:ff9b::10.20.30.40"),
    NO(""), NO(":"), NO(":::"), NO("1"), NO("1:2:3:4:5:6:7"), NO("1:2:3:4:5:6:7:8:9"), NO("1:2:3:4::5:6:7:8"),
    NO("::1:2:3:4:5:6:7:8"), NO("1:2:3:4:5:6:7:8::"), NO("1::2::3"), NO(":1::"), NO("1:::2"), NO("1:"),
    NO("::1:"), NO(":1:2:3:4:5:6:7:8"), NO("12345::"), NO("::g"), NO("1.2.3.4"), NO("1.2.3.4::"),
    NO("::1.2.3.4:5"), NO("1:2:3:4:5:6:7:1.2.3.4"), NO("1:2:3:4:5:6::1.2.3.4"), NO("1:2:3:4:5:1.2.3.4"),
    NO("::1.2.3"), NO("::1.2.3.4.5"), NO("::256.2.3.4"), NO("::1.2.3.260"), NO("::01.2.3.4"),
    NO("::1.2.3.00"), NO("::1.2..4"), NO("::1.2.3."), NO("::.1.2.3"), NO("::300.1.1.1"), NO("::a.1.1.1"),
    NO("::1000.1.1.1"),
};

/* Both ways of running the pattern must give the answer expected. */
static void expect(enum oracle_answer wanted, const char *data, size_t length)
{
    enum oracle_answer fast = oracle_match(oracle, data, length);
    enum oracle_answer plain = oracle_match(interpreter, data, length);

    if (fast == wanted && plain == wanted)
        return;
    oracle_show(stderr, data, length < 200 ? length : 200);
    fprintf(stderr, ": wanted %s, machine code says %s, interpreter says %s\n", oracle_answer_name(wanted),
            oracle_answer_name(fast), oracle_answer_name(plain));
    fail();
}

/* Puts `middle` between two strings; the result is valid until the next call. */
static struct text around(const char *before, struct text middle, const char *after)
{
    static char buffer[256];
    size_t head = strlen(before);
    size_t tail = strlen(after);

    assert_true(head + middle.length + tail < sizeof(buffer));
    memcpy(buffer, before, head);
    memcpy(buffer + head, middle.data, middle.length);
    memcpy(buffer + head + middle.length, after, tail + 1);
    return (struct text){buffer, head + middle.length + tail};
}

static void test_records(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(record_cases); i++)
        expect(record_cases[i].answer, record_cases[i].text.data, record_cases[i].text.length);
    expect(ORACLE_NO, NULL, 0);
}

static void test_uris(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(uri_cases); i++) {
        struct text record = around(VERSION ";rua=", uri_cases[i].text, ",a:=");

        expect(uri_cases[i].answer, record.data, record.length);
        record = around(VERSION ";rua=a:= , ", uri_cases[i].text, " ; ");
        expect(uri_cases[i].answer, record.data, record.length);
    }
}

static bool is_ipv6(struct text address)
{
    char buffer[64];
    struct in6_addr binary;

    assert_true(address.length < sizeof(buffer));
    memcpy(buffer, address.data, address.length);
    buffer[address.length] = '\0';
    return inet_pton(AF_INET6, buffer, &binary) == 1;
}

static void expect_address(struct text address)
{
    bool valid = is_ipv6(address);
    struct text record = around(VERSION ";rua=a:=,x://[", address, "]");

    expect(valid ? ORACLE_YES : ORACLE_NO, record.data, record.length);
}

static void test_ipv6_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(address_cases); i++) {
        assert_int_equal(is_ipv6(address_cases[i].text), address_cases[i].answer == ORACLE_YES);
        expect_address(address_cases[i].text);
    }
}

/* Every shape: 0 to 9 groups, then "::" or not, then 0 to 9 groups, then an IPv4 address or not. */
static void test_ipv6_shapes(void **state)
{
    (void)state;
    for (unsigned shape = 0; shape < 10 * 10 * 4; shape++) {
        unsigned left = shape % 10;
        unsigned right = shape / 10 % 10;
        bool gap = shape / 100 % 2 != 0;
        bool ipv4 = shape / 200 != 0;
        char address[64] = "";
        const char *separator = "";

        for (unsigned i = 0; i < left; i++, separator = ":")
            strcat(strcat(address, separator), "a");
        if (gap) {
            strcat(address, "::");
            separator = "";
        }
        for (unsigned i = 0; i < right; i++, separator = ":")
            strcat(strcat(address, separator), "b");
        if (ipv4)
            strcat(strcat(address, separator), "1.2.3.4");
        expect_address((struct text){address, strlen(address)});
    }
}

static void test_ipv6_random(void **state)
{
    static const char octets[] = "::::....0123456789af2255BG%";
    enum { EDITS = 2 };
    uint64_t numbers = 3986;
    size_t valid = 0;

    (void)state;
    for (size_t i = 0; i < 100000; i++) {
        const struct text *seed = &address_cases[random_below(&numbers, COUNT(address_cases))].text;
        char mutant[128];
        struct text address = {mutant, 0};

        assert_true(MUTATED_MAX(seed->length, EDITS) <= sizeof(mutant));
        address.length = mutant_of(&numbers, seed->data, seed->length, EDITS, octets, sizeof(octets) - 1, mutant);
        valid += is_ipv6(address);
        expect_address(address);
    }
    assert_in_range(valid, 5000, 90000);
}

/* As long as a value can be: head, then the repeated part, then tail, 65,535 octets at most. */
struct long_case {
    enum oracle_answer answer;
    const char *head;
    const char *part;
    const char *tail;
};

static const struct long_case long_cases[] = {
    {ORACLE_YES, VERSION ";rua=mailto:", "a", "@b.c?d=e"},
    {ORACLE_YES, VERSION, ";a=b", ""},
    {ORACLE_YES, VERSION, " ; a=b", ";"},
    {ORACLE_NO, VERSION, ";a=b", ";="},
    {ORACLE_YES, VERSION ";rua=a:=", ",mailto:a@b.c", ""},
    {ORACLE_YES, VERSION ";rua=a:=", " , https://a.b/c?d=e", " ; f=g"},
    {ORACLE_NO, VERSION ";rua=a:=", ",mailto:a@b.c", ",d"},
    {ORACLE_YES, VERSION ";rua=a", ",mailto:a@b.c", ""},
    {ORACLE_YES, VERSION, ";rua=mailto:a@b.c,https://a.b:443/c/d?e#f", ""},
    {ORACLE_YES, VERSION ";rua=https:/", "/a", "?="},
    {ORACLE_YES, VERSION ";rua=https:/", "/", "?="},
    {ORACLE_NO, VERSION ";rua=https://a", "/%2C", "?=["},
    {ORACLE_YES, VERSION ";rua=a://", "%21", "/?="},
    {ORACLE_YES, VERSION ";rua=a://b:", "%21:", "@c?="},
    {ORACLE_NO, VERSION ";rua=a://b:", "%21:", "?="},
    {ORACLE_YES, VERSION ";rua=a://b:", "0", "?="},
    {ORACLE_NO, VERSION ";rua=a://[v1.", ":", "?="},
    {ORACLE_YES, VERSION ";rua=a:=", ",b://[1:2::3:1.2.3.4]:5/", ""},
    {ORACLE_NO, VERSION ";rua=a:=", ",b://[1:2::3:1.2.3.4]:5/", "["},
    {ORACLE_NO, VERSION ";", "a", "=b"},
    {ORACLE_NO, VERSION ";a=b", " ", ""},
    {ORACLE_YES, VERSION, "\t", ";a=b"},
    {ORACLE_NO, VERSION ";rua=a:=", " ,a:", " "},
};

static void test_long_records(void **state)
{
    static char buffer[65535];

    (void)state;
    for (size_t i = 0; i < COUNT(long_cases); i++) {
        const struct long_case *item = &long_cases[i];
        size_t length = strlen(item->head);
        size_t part = strlen(item->part);
        size_t tail = strlen(item->tail);

        memcpy(buffer, item->head, length);
        for (; length + part + tail <= sizeof(buffer); length += part)
            memcpy(buffer + length, item->part, part);
        memcpy(buffer + length, item->tail, tail);
        expect(item->answer, buffer, length + tail);
    }
}

/* ---- the library against the oracle --------------------------------------------------------- */

struct tally {
    unsigned long long yes;
    unsigned long long no;
    unsigned mismatches;
};

/* Compares one input; a mismatch is printed and counted.  A limit hit is one too: nothing here is long. */
static void compare(struct tally *tally, const char *data, size_t length)
{
    rptlint_verdict verdict = {.size = sizeof(verdict)};
    enum oracle_answer answer = oracle_match(oracle, data, length);
    rptlint_status status = rptlint_check_record(data, length, NULL, &verdict);

    if (answer == ORACLE_YES)
        tally->yes++;
    else
        tally->no++;
    if (status == RPTLINT_OK && answer == (verdict.grammar ? ORACLE_YES : ORACLE_NO))
        return;
    oracle_show(stderr, data, length);
    fprintf(stderr, ": rptlint says %s (status %d), the oracle %s\n", verdict.grammar ? "yes" : "no",
            (int)status, oracle_answer_name(answer));
    tally->mismatches++;
}

static void conclude(const char *what, const struct tally *tally)
{
    print_message("%s: %llu yes, %llu no\n", what, tally->yes, tally->no);
    assert_int_equal(tally->mismatches, 0);
    assert_true(tally->yes > 0); /* a test in which one answer never comes tests nothing */
    assert_true(tally->no > 0);
}

/* ---- (ii) all short strings ----------------------------------------------------------------- */

#define SYMBOLS 12

/* Each prefix stops where the octets of its alphabet decide between branches of the ABNF. */
static const struct {
    const char *prefix;
    char alphabet[SYMBOLS + 1];
} exhaustive[] = {
    /* delimiters, extension names (first and later octets), extension values and their edges */
    {VERSION, "; \t=a7_!:<\x7F\x80"},
    /* after a destination: list, path, query, fragment, pct-encoded, the next scheme */
    {VERSION ";rua=mailto:a@b.c", "; =,:%/?#[a1"},
    /* the word rua, and rua against extension: U is for case, "+" for schemes */
    {VERSION ";ru", "; =,:%aU+1<\0"},
    /* hier-part and authority, in a value that can't be an extension */
    {VERSION ";rua=a:=,x:/", "/[]:.v@%?a1,"},
    /* IPv6: the last groups, without and with a gap before them */
    {VERSION ";rua=a:=,x://[1:2:3:4:5:6", ":.]0125afF/g"},
    {VERSION ";rua=a:=,x://[1:2:3::5:6", ":.]0125afF/g"},
    /* IPv4 within IPv6: dec-octet */
    {VERSION ";rua=a:=,x://[::1.2.", ".0123456]a:9"},
};

/* All strings of exactly `count` symbols after the prefix that is in `buffer` already. */
static void compare_all(struct tally *tally, char *buffer, size_t prefix, const char *alphabet, size_t count)
{
    unsigned char digits[16] = {0};
    size_t place = 0;

    memset(buffer + prefix, alphabet[0], count);
    while (tally->mismatches < MAX_MISMATCHES) {
        compare(tally, buffer, prefix + count);
        for (place = count; place > 0; place--) {
            unsigned char digit = (unsigned char)((digits[place - 1] + 1) % SYMBOLS);

            digits[place - 1] = digit;
            buffer[prefix + place - 1] = alphabet[digit];
            if (digit != 0)
                break;
        }
        if (place == 0)
            return;
    }
}

static void test_short_strings(void **state)
{
    /* 7 takes minutes; under a sanitizer 4 is enough, what is compared there is compared without one too. */
    size_t longest = getenv("RPTLINT_EXHAUSTIVE") != NULL ? 7 : getenv("RPTLINT_SMALL") != NULL ? 4 : 6;

    (void)state;
    for (size_t i = 0; i < COUNT(exhaustive); i++) {
        struct tally tally = {0};
        size_t prefix = strlen(exhaustive[i].prefix);
        char buffer[64];

        assert_true(prefix + longest <= sizeof(buffer));
        memcpy(buffer, exhaustive[i].prefix, prefix);
        for (size_t count = 0; count <= longest; count++)
            compare_all(&tally, buffer, prefix, exhaustive[i].alphabet, count);
        conclude(exhaustive[i].prefix, &tally);
    }
}

/* ---- (iii), (iv) seeds, and what comes of changing them -------------------------------------- */

static const struct text seeds[] = {
    TEXT("v=TLSRPTv1;rua=mailto:reports@example.com"),
    TEXT("v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt"),
    TEXT("v=TLSRPTv1; rua=mailto:a@b.c,https://d.e/f; g=h;"),
    TEXT("v=TLSRPTv1 ; rua=mailto:a@b.c , mailto:d@e.f , https://g:443/"),
    TEXT("v=TLSRPTv1;a=b;c=d;e=f"),
    TEXT("v=TLSRPTv1;a=b;rua=mailto:a@b.c;c=d"),
    TEXT("v=TLSRPTv1;rua=mailto:a@b.c;rua=mailto:d@e.f;"),
    TEXT("v=TLSRPTv1;\t\trua=mailto:a@b.c\t;\t"),
    TEXT("v=TLSRPTv1;rua=mailto:a!10m@b.c"),
    TEXT("v=TLSRPTv1;rua=mailto:a%2Cb%21c%3Bd@e.f"),
    TEXT("v=TLSRPTv1;rua=mailto:a@b.c?subject=TLS%20report&cc=d@e.f"),
    TEXT("v=TLSRPTv1;rua=mailto:a@b.c?x=1,mailto:d@e.f?y=2"),
    TEXT("v=TLSRPTv1;rua=mailto:\"a\"@[127.0.0.1]"),
    TEXT("v=TLSRPTv1;rua=a@b.c"),
    TEXT("v=TLSRPTv1;rua=a@b.c,d@e.f"),
    TEXT("v=TLSRPTv1;RUA=mailto:a@b.c"),
    TEXT("v=TLSRPTv1;rua="),
    TEXT("v=TLSRPTv1;rua=,"),
    TEXT("v=TLSRPTv1;rua=x:=,"),
    TEXT("v=TLSRPTv1"),
    TEXT("v=TLSRPTv1;"),
    TEXT("v=TLSRPTv2;rua=mailto:a@b.c"),
    TEXT("v=TLSRPTv1;" NAME32 "=b"),
    TEXT("v=TLSRPTv1;" NAME33 "=b"),
    TEXT("v=TLSRPTv1;a_-.9=!\"#:<>?@[]^~"),
    TEXT("v=TLSRPTv1;rua=https://u:p@h:8443/p/q;r?s=t#u=v"),
    TEXT("v=TLSRPTv1;rua=https://u:p@h:8443/p//q/?s=/t?#u=v?/"),
    TEXT("v=TLSRPTv1;rua=https://[2001:db8::1]:443/?a=b"),
    TEXT("v=TLSRPTv1;rua=https://[::]/?=,https://[1:2:3:4:5:6:7:8]/?="),
    TEXT("v=TLSRPTv1;rua=https://[1:2:3:4:5:6:7::]?=,a://[1::8]"),
    TEXT("v=TLSRPTv1;rua=a:=,b://[::ffff:192.0.2.255]:25"),
    TEXT("v=TLSRPTv1;rua=a:=,b://[1:2:3:4:5:6:249.99.100.0]"),
    TEXT("v=TLSRPTv1;rua=a:=,b://[v1F.a:!$&'()*+=~]"),
    TEXT("v=TLSRPTv1;rua=a:=,b://192.0.2.1:80/"),
    TEXT("v=TLSRPTv1;rua=a:=,b://%41:%42@%43:1/%44?%45#%46"),
    TEXT("v=TLSRPTv1;rua=a:=,b:///c , d://@:/ , e:/ , f: , g:?# ; h=i"),
    TEXT("v=TLSRPTv1;rua=a+b-c.d:e/f//g?="),
    TEXT("v=TLSRPTv1;rua=a:=,b:/c//d/%2f/e:@!$&'()*+="),
    TEXT("v=TLSRPTv1;rua=a:=,b://c@d@e"),
    TEXT("v=TLSRPTv1;rua=a:=,b://c:d/"),
};

/* Hands the checker a block of just this size, so that a sanitizer sees it read one octet too far. */
static void compare_block(struct tally *tally, const char *data, size_t length)
{
    char *block = malloc(length > 0 ? length : 1);

    assert_non_null(block);
    memcpy(block, data, length);
    compare(tally, block, length);
    free(block);
}

/* Every octet at every place of every seed: in place of the one there, and before it. */
static void test_every_octet(void **state)
{
    struct tally tally = {0};
    char buffer[128];

    (void)state;
    for (size_t i = 0; i < COUNT(seeds) && tally.mismatches < MAX_MISMATCHES; i++) {
        size_t length = seeds[i].length;

        assert_true(length < sizeof(buffer));
        compare_block(&tally, seeds[i].data, length);
        for (size_t at = 0; at <= length && tally.mismatches < MAX_MISMATCHES; at++) {
            memcpy(buffer, seeds[i].data, at);
            for (unsigned octet = 0; octet < 256; octet++) {
                buffer[at] = (char)(unsigned char)octet;
                memcpy(buffer + at + 1, seeds[i].data + at, length - at);
                compare_block(&tally, buffer, length + 1);
                if (at == length)
                    continue;
                memcpy(buffer + at + 1, seeds[i].data + at + 1, length - at - 1);
                compare_block(&tally, buffer, length);
            }
        }
    }
    conclude("every octet at every place", &tally);
}

enum { MUTATIONS = 300000, EDITS = 4 };

static void test_mutations(void **state)
{
    static const char octets[] = ";;;  \t,,==::%%//??##@@[[]]..!<>+-_~&'()*\"\\^`{|}"
                                 "0129afAFgGvVrRuzZ\x01\n\r\x1F\x7F\x80\xC3\xFF"; /* and the NUL */
    struct tally tally = {0};
    uint64_t numbers = 8460;

    (void)state;
    for (size_t i = 0; i < MUTATIONS && tally.mismatches < MAX_MISMATCHES; i++) {
        const struct text *seed = &seeds[random_below(&numbers, COUNT(seeds))];
        char mutant[256];
        size_t length;

        assert_true(MUTATED_MAX(seed->length, EDITS) <= sizeof(mutant));
        length = mutant_of(&numbers, seed->data, seed->length, EDITS, octets, sizeof(octets), mutant);
        compare_block(&tally, mutant, length);
    }
    conclude("mutations", &tally);
}

static int set_up(void **state)
{
    (void)state;
    oracle = oracle_new(true);
    interpreter = oracle_new(false);
    return oracle != NULL && interpreter != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    oracle_free(oracle);
    oracle_free(interpreter);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),       cmocka_unit_test(test_uris),
        cmocka_unit_test(test_ipv6_cases),    cmocka_unit_test(test_ipv6_shapes),
        cmocka_unit_test(test_ipv6_random),   cmocka_unit_test(test_long_records),
        cmocka_unit_test(test_short_strings), cmocka_unit_test(test_every_octet),
        cmocka_unit_test(test_mutations),
    };

    return cmocka_run_group_tests_name("oracle", tests, set_up, tear_down);
}
