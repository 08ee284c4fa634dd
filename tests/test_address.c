/* SPDX-License-Identifier: BSD-2-Clause */
/* IP addresses against inet_pton, inet_ntop, PCRE2 and a plain reading of RFC 5952. */
#define _POSIX_C_SOURCE 200809L /* inet_pton */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "core/value.h"
#include "pattern.h"
#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { TEXT_MAX = 256 };

/* ---- by hand ---- */

static const struct {
    const char *text;
    const char *canonical; /* NULL: it is canonical */
    enum ip_special special;
} goods[] = {
    {"0.0.0.0", NULL, IP_UNSPECIFIED},
    {"192.0.2.1", NULL, IP_DOCUMENTATION},
    {"8.8.8.8", NULL, IP_ORDINARY},
    {"255.255.255.255", NULL, IP_UNSPECIFIED},
    {"100.99.98.97", NULL, IP_PRIVATE},
    {"::", NULL, IP_UNSPECIFIED},
    {"::1", NULL, IP_LOOPBACK},
    {"1::", NULL, IP_ORDINARY},
    {"2a00:1450:4001:800::2003", NULL, IP_ORDINARY},
    {"1:2:3:4:5:6:7:8", NULL, IP_ORDINARY},
    /* RFC 5952 section 4.1: leading zeros */
    {"2001:0db8::0001", "2001:db8::1", IP_DOCUMENTATION},
    {"2001:db8::01", "2001:db8::1", IP_DOCUMENTATION},
    {"2a00:0:0:1:0:0:0:0000", "2a00:0:0:1::", IP_ORDINARY},
    /* section 4.2.1: as much as possible */
    {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1", IP_DOCUMENTATION},
    {"2001:db8::0:1", "2001:db8::1", IP_DOCUMENTATION},
    {"2001:db8:0::1", "2001:db8::1", IP_DOCUMENTATION},
    {"0::0", "::", IP_UNSPECIFIED},
    {"0:0:0:0:0:0:0:0", "::", IP_UNSPECIFIED},
    {"0:0:0:0:0:0:0:1", "::1", IP_LOOPBACK},
    /* section 4.2.2: not for one group */
    {"2001:db8:0:1:1:1:1:1", NULL, IP_DOCUMENTATION},
    {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1", IP_DOCUMENTATION},
    {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", IP_ORDINARY},
    {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8", IP_ORDINARY},
    /* section 4.2.3: the longest, the first */
    {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1", IP_ORDINARY},
    {"2001::1:0:0:0:1", "2001:0:0:1::1", IP_ORDINARY},
    {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", IP_DOCUMENTATION},
    {"2001:db8::1:0:0:1", NULL, IP_DOCUMENTATION},
    {"2001:db8:0:0:1::1", "2001:db8::1:0:0:1", IP_DOCUMENTATION},
    {"1:0:0:2:0:0:3:4", "1::2:0:0:3:4", IP_ORDINARY},
    /* section 4.3: lower case */
    {"2001:DB8::A", "2001:db8::a", IP_DOCUMENTATION},
    {"2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaA", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa", IP_DOCUMENTATION},
    /* section 5: IPv4 at the end */
    {"::ffff:8.8.4.4", NULL, IP_ORDINARY},
    {"::ffff:192.0.2.1", NULL, IP_DOCUMENTATION},
    {"::FFFF:192.0.2.1", "::ffff:192.0.2.1", IP_DOCUMENTATION},
    {"::ffff:c000:201", "::ffff:192.0.2.1", IP_DOCUMENTATION},
    {"::ffff:7f00:1", "::ffff:127.0.0.1", IP_LOOPBACK},
    {"0:0:0:0:0:ffff:0.0.0.0", "::ffff:0.0.0.0", IP_UNSPECIFIED},
    {"0000:0000:0000:0000:0000:ffff:255.255.255.255", "::ffff:255.255.255.255", IP_UNSPECIFIED},
    {"::ffff:0:0", "::ffff:0.0.0.0", IP_UNSPECIFIED},
    {"::ffff:0:1.2.3.4", "::ffff:0:102:304", IP_ORDINARY},
    {"::1.2.3.4", "::102:304", IP_ORDINARY},
    {"::0.0.0.1", "::1", IP_LOOPBACK},
    /* where both may be: RFC 6052 section 2.4 */
    {"64:ff9b::192.0.2.33", NULL, IP_ORDINARY},
    {"64:ff9b::c000:221", NULL, IP_ORDINARY},
    {"64:ff9b::0.0.0.0", NULL, IP_ORDINARY},
    {"64:ff9b::", NULL, IP_ORDINARY},
    {"64:FF9B::192.0.2.33", "64:ff9b::c000:221", IP_ORDINARY},
    {"64:ff9b:0::192.0.2.33", "64:ff9b::c000:221", IP_ORDINARY},
    {"64:ff9b:1::192.0.2.33", "64:ff9b:1::c000:221", IP_ORDINARY},
    {"1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a", IP_ORDINARY},
};

static const struct {
    const char *text;
    enum ip_fault fault;
    size_t offset, length;
} bads[] = {
    {"", IP_NOT_ONE, 0, 0},
    {"1:2.0.2.243", IP_NOT_ONE, 0, 11},
    {"192.0.2", IP_NOT_ONE, 0, 7},
    {"192.0.2.256", IP_NOT_ONE, 0, 11},
    {"192.0.2.1.", IP_NOT_ONE, 0, 10},
    {".192.0.2.1", IP_NOT_ONE, 0, 10},
    {"192.0..1", IP_NOT_ONE, 0, 8},
    {" 192.0.2.1", IP_NOT_ONE, 0, 10},
    {"192.0.2.1 ", IP_NOT_ONE, 0, 10},
    {"0xC0.0.2.1", IP_NOT_ONE, 0, 10},
    {"3221225985", IP_NOT_ONE, 0, 10},
    {"mail.example.com", IP_NOT_ONE, 0, 16},
    {":", IP_NOT_ONE, 0, 1},
    {":::", IP_NOT_ONE, 0, 3},
    {"1::2::3", IP_NOT_ONE, 0, 7},
    {"1:2:3:4:5:6:7", IP_NOT_ONE, 0, 13},
    {"1:2:3:4:5:6:7:8:9", IP_NOT_ONE, 0, 17},
    {"1:2:3:4::5:6:7:8", IP_NOT_ONE, 0, 16},
    {"1:2:3:4:5:6:7:8::", IP_NOT_ONE, 0, 17},
    {"::1:2:3:4:5:6:7:8", IP_NOT_ONE, 0, 17},
    {"1:2:3:4:5:6:7:", IP_NOT_ONE, 0, 14},
    {"12345::", IP_NOT_ONE, 0, 7},
    {"::g", IP_NOT_ONE, 0, 3},
    {"::1.2.3.4:5", IP_NOT_ONE, 0, 11},
    {"::ffff:192.0.02.1", IP_NOT_ONE, 0, 17},
    {"IPv6:2001:db8::1", IP_NOT_ONE, 0, 16},
    {"192.000.002.001", IP_ZEROS, 4, 2},
    {"01.2.3.4", IP_ZEROS, 0, 1},
    {"1.2.3.00", IP_ZEROS, 6, 1},
    {"0000000000000000000000001.2.3.4", IP_ZEROS, 0, 24},
    {"1.2.3.0255", IP_ZEROS, 6, 1},
    {"1.2.3.0256", IP_NOT_ONE, 0, 10},
    {"01.2.3.4.5", IP_NOT_ONE, 0, 10},
    {"01.2.3.4 ", IP_NOT_ONE, 0, 9},
    {"01.2.3.45678901234567890", IP_NOT_ONE, 0, 24},
    {"192.0.2.0/24", IP_PREFIX, 9, 3},
    {"2001:db8::/32", IP_PREFIX, 10, 3},
    {"192.0.2.0/", IP_NOT_ONE, 0, 10},
    {"192.0.2.0/a", IP_NOT_ONE, 0, 11},
    {"192.0.2/24", IP_NOT_ONE, 0, 10},
    {"/24", IP_NOT_ONE, 0, 3},
    {"192.0.2.0/255.255.255.0", IP_NOT_ONE, 0, 23},
    {"192.0.2.1:25", IP_PORT, 9, 3},
    {"192.0.2.1:", IP_PORT, 9, 1},
    {"192.0.2.1:smtp", IP_NOT_ONE, 0, 14},
    {"192.0.2.1:25:", IP_NOT_ONE, 0, 13},
    {"[2001:db8::1]:25", IP_PORT, 13, 3},
    {"[2001:DB8::1]:", IP_PORT, 13, 1},
    {"[2001:db8::1]", IP_BRACKETS, 0, 13},
    {"[2001:db8::1", IP_NOT_ONE, 0, 12},
    {"2001:db8::1]", IP_NOT_ONE, 0, 12},
    {"[2001:db8::1]25", IP_NOT_ONE, 0, 15},
    {"[192.0.2.1]", IP_NOT_ONE, 0, 11},
    {"[]", IP_NOT_ONE, 0, 2},
    {"[", IP_NOT_ONE, 0, 1},
    {"fe80::1%eth0", IP_ZONE, 7, 5},
    {"fe80::1%eth0/64", IP_ZONE, 7, 8},
    {"fe80::1%", IP_NOT_ONE, 0, 8},
    {"%eth0", IP_NOT_ONE, 0, 5},
    {"192.0.2.1%eth0", IP_NOT_ONE, 0, 14},
};

static void good_addresses_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(goods); i++) {
        struct block block = block_of(goods[i].text, strlen(goods[i].text));
        struct checked_ip ip = check_ip(block.data, block.length);
        const char *canonical = goods[i].canonical;

        assert_true(ip.fault == IP_GOOD || complain("refused", block.data, block.length));
        assert_true(ip.special == goods[i].special || complain("special", block.data, block.length));
        assert_true(ip.canonical == (canonical == NULL) || complain("canonical", block.data, block.length));
        if (canonical != NULL) {
            assert_int_equal(ip.text_length, strlen(canonical));
            assert_memory_equal(ip.text, canonical, ip.text_length);
        }
        block_free(block);
    }
}

static void bad_addresses_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bads); i++) {
        struct block block = block_of(bads[i].text, strlen(bads[i].text));
        struct checked_ip ip = check_ip(block.data, block.length);

        assert_true((ip.fault == bads[i].fault && ip.at.offset == bads[i].offset && ip.at.length == bads[i].length) ||
                    complain("wrong fault or place", block.data, block.length));
        block_free(block);
    }
}

/* ---- the grammars ---- */

/* RFC 8460 section 4.4, and RFC 5954 section 4.1 (RFC 3986 section 3.2.2). */
static const char address_pattern[] = "(?(DEFINE)" ABNF_IP_ADDRESSES ")(?:(?&IPv4address)|(?&IPv6address))\\z";

struct grammar {
    struct pattern pattern;
    size_t seen[IP_ZONE + 1]; /* how often each fault came */
};

static struct grammar grammar_new(void)
{
    return (struct grammar){.pattern = pattern_new(address_pattern, PCRE2_ANCHORED)};
}

/* Good and bad ones came. */
static void conclude(struct grammar *grammar, const char *what)
{
    assert_true(all_seen(what, grammar->seen, COUNT(grammar->seen), IP_NOT_ONE + 1));
    pattern_free(&grammar->pattern);
}

/* AF_INET, AF_INET6, or 0 for a text that is no address. */
static int by_inet_pton(const char *data, size_t length, unsigned char octets[16])
{
    char text[TEXT_MAX];

    assert_true(length < sizeof(text));
    if (memchr(data, '\0', length) != NULL)
        return 0;
    memcpy(text, data, length);
    text[length] = '\0';
    return inet_pton(AF_INET, text, octets) == 1 ? AF_INET : inet_pton(AF_INET6, text, octets) == 1 ? AF_INET6 : 0;
}

static bool all_digits(const char *data, size_t from, size_t end)
{
    for (size_t i = from; i < end; i++)
        if (data[i] < '0' || data[i] > '9')
            return false;
    return true;
}

/*
 * RFC 5952 the slow way: of all groups of zero, "::" goes to the longest run, the first one; ::ffff:0:0/96 is
 * written with an IPv4 address.  inet_ntop writes ::/96 with an IPv4 address as well, and so can't be asked.
 */
static void by_rfc_5952(const unsigned char octets[16], char *text)
{
    bool mapped = memcmp(octets, "\0\0\0\0\0\0\0\0\0\0\xFF\xFF", 12) == 0;
    int groups = mapped ? 6 : 8, at = -1, length = 0;

    for (int size = 2; size <= groups; size++)
        for (int from = groups - size; from >= 0; from--) {
            bool zeros = true;

            for (int i = from * 2; i < (from + size) * 2; i++)
                zeros = zeros && octets[i] == 0;
            if (zeros) {
                at = from;
                length = size;
            }
        }
    *text = '\0';
    for (int i = 0; i < groups; i++) {
        if (i == at)
            text += sprintf(text, "::");
        if (i >= at && i < at + length)
            continue;
        text += sprintf(text, "%s%x", i > 0 && i != at + length ? ":" : "", octets[i * 2] * 256U + octets[i * 2 + 1]);
    }
    if (mapped)
        sprintf(text, ":%d.%d.%d.%d", octets[12], octets[13], octets[14], octets[15]);
}

static bool is_canonical(const char *data, size_t length, const unsigned char octets[16], const char *canonical)
{
    static const char prefix[12] = "\0\x64\xFF\x9B";
    char mixed[TEXT_MAX];

    sprintf(mixed, "64:ff9b::%d.%d.%d.%d", octets[12], octets[13], octets[14], octets[15]);
    return (strlen(canonical) == length && memcmp(canonical, data, length) == 0) ||
           (memcmp(octets, prefix, sizeof(prefix)) == 0 && strlen(mixed) == length && memcmp(mixed, data, length) == 0);
}

/* What a good address of these octets must be told to be. */
static void is_told(const char *data, size_t length, const struct checked_ip *ip, int family,
                    const unsigned char *octets)
{
    char canonical[TEXT_MAX];

    assert_true(ip->fault == IP_GOOD || complain("refused", data, length));
    assert_true(ip->is_ipv6 == (family == AF_INET6) || complain("family", data, length));
    assert_true(memcmp(ip->octets, octets, family == AF_INET ? 4 : 16) == 0 || complain("octets", data, length));
    if (family == AF_INET) {
        assert_true(ip->canonical || complain("canonical", data, length));
        return;
    }
    by_rfc_5952(octets, canonical);
    assert_true(ip->canonical == is_canonical(data, length, octets, canonical) ||
                complain("canonical", data, length));
    assert_true(ip->canonical || (ip->text_length == strlen(canonical) && ip->text_length <= IP_TEXT_MAX &&
                                  memcmp(ip->text, canonical, ip->text_length) == 0) ||
                complain("canonical form", data, length));
}

/* Without the zeros that numbers begin with. */
static size_t without_zeros(const char *data, size_t length, char *text)
{
    size_t count = 0;

    for (size_t i = 0; i < length; i++) {
        bool begins = count == 0 || text[count - 1] == '.';

        if (!(data[i] == '0' && begins && i + 1 < length && data[i + 1] >= '0' && data[i + 1] <= '9'))
            text[count++] = data[i];
    }
    return count;
}

/* The fault that a text which is no address must have. */
static enum ip_fault expected(const char *data, size_t length)
{
    unsigned char octets[16];
    char plain[TEXT_MAX];
    size_t count;

    for (size_t i = 0; i < length; i++) {
        int family = i > 0 ? by_inet_pton(data, i, octets) : 0;
        bool bracketed = data[0] == '[' && i > 0 && by_inet_pton(data + 1, i - 1, octets) == AF_INET6;

        if (data[i] == '/' && family != 0 && i + 1 < length && all_digits(data, i + 1, length))
            return IP_PREFIX;
        if (data[i] == ':' && family == AF_INET && all_digits(data, i + 1, length))
            return IP_PORT;
        if (data[i] == '%' && family == AF_INET6 && i + 1 < length)
            return IP_ZONE;
        if (data[i] == ']' && bracketed && i + 1 == length)
            return IP_BRACKETS;
        if (data[i] == ']' && bracketed && data[i + 1] == ':' && all_digits(data, i + 2, length))
            return IP_PORT;
    }
    count = without_zeros(data, length, plain);
    return count < length && by_inet_pton(plain, count, octets) == AF_INET ? IP_ZEROS : IP_NOT_ONE;
}

/* What the fault's place is must be at fault: an address is left without it, or a fault less. */
static bool is_place(const char *data, size_t length, const struct checked_ip *ip)
{
    unsigned char octets[16];
    size_t from = ip->at.offset, end = ip->at.offset + ip->at.length;
    char plain[TEXT_MAX];

    switch (ip->fault) {
    case IP_PREFIX: return data[from] == '/' && end == length && by_inet_pton(data, from, octets) != 0;
    case IP_ZONE: return data[from] == '%' && end == length && by_inet_pton(data, from, octets) == AF_INET6;
    case IP_PORT:
        return data[from] == ':' && end == length &&
               (data[0] == '[' ? data[from - 1] == ']' : by_inet_pton(data, from, octets) == AF_INET);
    case IP_ZEROS:
        for (size_t i = from; i < end; i++)
            if (data[i] != '0')
                return false;
        /* The first number that begins with a zero, and all of its zeros but one that is the number. */
        return ip->at.length > 0 && (from == 0 || data[from - 1] == '.') && end < length && data[end] != '.' &&
               (data[end] != '0' || end + 1 == length || data[end + 1] == '.') &&
               without_zeros(data, from, plain) == from;
    case IP_BRACKETS:
    case IP_NOT_ONE: return from == 0 && end == length;
    case IP_GOOD: break;
    }
    return false;
}

static void compare(const char *data, size_t length, void *user)
{
    struct grammar *grammar = user;
    struct block block = block_of(data, length);
    struct checked_ip ip = check_ip(block.data, length);
    unsigned char octets[16];
    int family = by_inet_pton(data, length, octets);

    block_free(block);
    assert_true((pattern_match(&grammar->pattern, data, length) > 0) == (family != 0) ||
                complain("the tests disagree", data, length));
    grammar->seen[ip.fault]++;
    if (family != 0) {
        is_told(data, length, &ip, family, octets);
        return;
    }
    assert_true(ip.fault == expected(data, length) || complain("wrong fault", data, length));
    assert_true(is_place(data, length, &ip) || complain("wrong place", data, length));
}

static void short_texts(void **state)
{
    struct grammar grammar = grammar_new();
    size_t less = small_run() ? 3 : 0;

    (void)state;
    each_string("", "1:", 16 - less * 2, compare, &grammar);
    each_string("", "0:", 16 - less * 2, compare, &grammar);
    each_string("", "0a:.", 8 - less, compare, &grammar);
    each_string("", "01.", 11 - less, compare, &grammar);
    each_string("1.2.", "0.25/:", 6 - less, compare, &grammar);
    each_string("::", "fF0:.%/1", 5 - less, compare, &grammar);
    each_string("[::", "1:]0.", 7 - less, compare, &grammar);
    each_string("::ffff:1.2.", "0.3:", 7 - less, compare, &grammar);
    each_string("1:0:0:", "0:2", 10 - less, compare, &grammar);
    conclude(&grammar, "short texts");
}

static void every_octet_in_an_address(void **state)
{
    struct grammar grammar = grammar_new();
    size_t count;
    const char *octets = test_octets(&count);

    (void)state;
    for (size_t i = 0; i < COUNT(goods); i++)
        each_octet_change(goods[i].text, strlen(goods[i].text), octets, count, compare, &grammar);
    for (size_t i = 0; i < COUNT(bads); i++)
        each_octet_change(bads[i].text, strlen(bads[i].text), octets, count, compare, &grammar);
    conclude(&grammar, "every octet");
    for (size_t fault = 0; fault < COUNT(grammar.seen); fault++)
        assert_true(grammar.seen[fault] > 0);
}

static void changed_addresses(void **state)
{
    static const char octets[] = "0123456789abcdefABCDEF000::::....gG%/[]x \xFF"; /* and the NUL */
    struct grammar grammar = grammar_new();
    uint64_t random = 5952;

    (void)state;
    for (size_t i = 0; i < (small_run() ? 20000 : 300000); i++) {
        size_t which = random_below(&random, COUNT(goods) + COUNT(bads));
        const char *seed = which < COUNT(goods) ? goods[which].text : bads[which - COUNT(goods)].text;
        char text[MUTATED_MAX(64, 3)];
        size_t length = mutant_of(&random, seed, strlen(seed), 3, octets, sizeof(octets), text);

        compare(text, length, &grammar);
    }
    conclude(&grammar, "changed addresses");
}

/* ---- random addresses, and other spellings of the same ---- */

static void random_octets(uint64_t *random, unsigned char octets[16])
{
    for (int group = 0; group < 8; group++) {
        static const unsigned masks[] = {0, 0, 0xF, 0xFF, 0xFFF, 0xFFFF, 0xFF00};
        unsigned value = (unsigned)random_below(random, 65536) & masks[random_below(random, COUNT(masks))];

        octets[group * 2] = (unsigned char)(value >> 8);
        octets[group * 2 + 1] = (unsigned char)value;
    }
    if (random_below(random, 8) == 0)
        memcpy(octets, "\0\0\0\0\0\0\0\0\0\0\xFF\xFF", 12);
}

/* One of the spellings that RFC 4291 section 2.2 allows. */
static size_t respell(uint64_t *random, const unsigned char octets[16], char *text)
{
    static const char *const formats[] = {"%x", "%X", "%04x", "%04X", "%02x", "%03X"};
    bool ipv4 = random_below(random, 3) == 0;
    int groups = ipv4 ? 6 : 8, from = (int)random_below(random, 8), end = from;
    char *start = text;

    /* Any run of zeros, of one group or more, may be "::". */
    while (random_below(random, 4) != 0 && end < groups && octets[end * 2] == 0 && octets[end * 2 + 1] == 0)
        end++;
    for (int i = 0; i < groups; i++) {
        unsigned group = octets[i * 2] * 256U + octets[i * 2 + 1];
        char digits[8];

        if (i >= from && i < end) {
            if (i == from)
                text += sprintf(text, "::");
            continue;
        }
        snprintf(digits, sizeof(digits), formats[random_below(random, COUNT(formats))], group);
        text += sprintf(text, "%s%s", i > 0 && !(i == end && end > from) ? ":" : "", digits);
    }
    if (ipv4)
        text += sprintf(text, "%s%d.%d.%d.%d", end == 6 && end > from ? "" : ":", octets[12], octets[13], octets[14],
                        octets[15]);
    return (size_t)(text - start);
}

static void spellings_have_one_canonical_form(void **state)
{
    struct grammar grammar = grammar_new();
    uint64_t random = 4291;
    size_t same = 0, other = 0;

    (void)state;
    for (size_t i = 0; i < (small_run() ? 10000 : 300000); i++) {
        unsigned char octets[16], parsed[16];
        char canonical[TEXT_MAX], text[TEXT_MAX], ntop[INET6_ADDRSTRLEN];
        size_t length;
        struct checked_ip ip;

        random_octets(&random, octets);
        by_rfc_5952(octets, canonical);
        ip = check_ip(canonical, strlen(canonical));
        is_told(canonical, strlen(canonical), &ip, AF_INET6, octets);
        assert_true(ip.canonical);
        length = respell(&random, octets, text);
        assert_true((by_inet_pton(text, length, parsed) == AF_INET6 && memcmp(parsed, octets, 16) == 0) ||
                    complain("the test misspells", text, length));
        ip = check_ip(text, length);
        is_told(text, length, &ip, AF_INET6, octets);
        compare(text, length, &grammar);
        same += ip.canonical;
        other += !ip.canonical;
        /* What glibc writes is the same, but for ::/96 (see above). */
        assert_non_null(inet_ntop(AF_INET6, octets, ntop, sizeof(ntop)));
        if (memcmp(octets, "\0\0\0\0\0\0\0\0\0\0\0\0", 12) != 0)
            assert_string_equal(ntop, canonical);
    }
    compare("x", 1, &grammar);
    conclude(&grammar, "spellings");
    assert_true(small_run() || (same > 100 && other > 100));
}

static void every_ipv4_octet(void **state)
{
    uint64_t random = 791;

    (void)state;
    for (size_t i = 0; i < (small_run() ? 5000 : 200000); i++) {
        unsigned char octets[4];
        char text[INET_ADDRSTRLEN];
        struct block block;
        struct checked_ip ip;

        for (size_t part = 0; part < 4; part++)
            octets[part] = (unsigned char)(i < 1024 && part == i / 256 ? i % 256 : random_below(&random, 256));
        assert_non_null(inet_ntop(AF_INET, octets, text, sizeof(text)));
        block = block_of(text, strlen(text));
        ip = check_ip(block.data, block.length);
        is_told(text, block.length, &ip, AF_INET, octets);
        block_free(block);
    }
}

/* ---- special ranges: the address before, the first, the last, the one behind ---- */

static const struct {
    const char *before, *first, *last, *behind;
    enum ip_special special;
} ranges[] = {
    {NULL, "0.0.0.0", "0.255.255.255", "1.0.0.0", IP_UNSPECIFIED},
    {"9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0", IP_PRIVATE},
    {"100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0", IP_PRIVATE},
    {"126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0", IP_LOOPBACK},
    {"169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0", IP_LINK_LOCAL},
    {"172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0", IP_PRIVATE},
    {"191.255.255.255", "192.0.0.0", "192.0.0.7", "192.0.0.8", IP_PRIVATE},
    {"192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0", IP_DOCUMENTATION},
    {"192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0", IP_PRIVATE},
    {"198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0", IP_PRIVATE},
    {"198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0", IP_DOCUMENTATION},
    {"203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0", IP_DOCUMENTATION},
    {"223.255.255.255", "224.0.0.0", "239.255.255.255", NULL, IP_MULTICAST},
    {NULL, "240.0.0.0", "255.255.255.255", NULL, IP_UNSPECIFIED},
    {NULL, "::", "::", NULL, IP_UNSPECIFIED},
    {NULL, "::1", "::1", "::2", IP_LOOPBACK},
    {"fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe00::",
     IP_PRIVATE},
    {"fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL,
     IP_LINK_LOCAL},
    {NULL, "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL, IP_PRIVATE},
    {"ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "100::", "100::ffff:ffff:ffff:ffff", "101::", IP_UNSPECIFIED},
    {NULL, "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL,
     IP_MULTICAST},
    {"2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
     "2001:db9::", IP_DOCUMENTATION},
    {"3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
     "3fff:1000::", IP_DOCUMENTATION},
    {"::fffe:ffff:ffff", "::ffff:0.0.0.0", "::ffff:0.255.255.255", "::ffff:1.0.0.0", IP_UNSPECIFIED},
    {"::ffff:9.255.255.255", "::ffff:10.0.0.0", "::ffff:10.255.255.255", "::ffff:11.0.0.0", IP_PRIVATE},
    {"::ffff:126.255.255.255", "::ffff:127.0.0.0", "::ffff:127.255.255.255", "::ffff:128.0.0.0", IP_LOOPBACK},
};

static void special_of(const char *text, enum ip_special special)
{
    struct checked_ip ip;

    if (text == NULL)
        return;
    ip = check_ip(text, strlen(text));
    assert_true((ip.fault == IP_GOOD && ip.special == special) || complain("special", text, strlen(text)));
}

static void special_ranges_have_edges(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ranges); i++) {
        special_of(ranges[i].before, IP_ORDINARY);
        special_of(ranges[i].first, ranges[i].special);
        special_of(ranges[i].last, ranges[i].special);
        special_of(ranges[i].behind, IP_ORDINARY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_addresses_by_hand),
        cmocka_unit_test(bad_addresses_by_hand),
        cmocka_unit_test(short_texts),
        cmocka_unit_test(every_octet_in_an_address),
        cmocka_unit_test(changed_addresses),
        cmocka_unit_test(spellings_have_one_canonical_form),
        cmocka_unit_test(every_ipv4_octet),
        cmocka_unit_test(special_ranges_have_edges),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
