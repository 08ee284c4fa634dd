/* SPDX-License-Identifier: BSD-2-Clause */
/* IP addresses against inet_pton, host names against a slow predicate, mail addresses against PCRE2. */
#define _POSIX_C_SOURCE 200809L /* inet_pton */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "core/field.h"
#include "pattern.h"
#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { TEXT_MAX = 512 };

/* How often each answer came: a test in which one of them never comes tests nothing. */
struct tally {
    size_t yes, no;
};

static void conclude(const char *what, const struct tally *tally)
{
    print_message("%s: %zu yes, %zu no\n", what, tally->yes, tally->no);
    assert_true(tally->yes > 0);
    assert_true(tally->no > 0);
}

/* ---- IP addresses ---- */

/*
 * inet_pton and RFC 3986 section 3.2.2 say the same of every text without a NUL, as far as these tests go:
 *   leading zeros   dec-octet has none; inet_pton refuses them, too (inet_aton would read octal)
 *   "::"            stands for one group or more in both: "1:2:3:4:5:6:7::" is good, eight groups bad
 *   IPv4 in IPv6    as the last 32 bits only, in both
 *   h16             one to four digits in both
 *   zone ids        "%eth0" is in neither (RFC 6874 has a grammar of its own for URIs)
 * What inet_pton can't be asked is a NUL among the octets: is_ipv4 and is_ipv6 refuse it.
 */
static bool by_inet_pton(int family, const char *data, size_t length)
{
    char text[TEXT_MAX];
    unsigned char address[16];

    assert_true(length < sizeof(text));
    memcpy(text, data, length);
    text[length] = '\0';
    return inet_pton(family, text, address) == 1;
}

static void compare_ip(int family, const char *data, size_t length, struct tally *tally)
{
    struct block block = block_of(data, length);
    bool found = family == AF_INET ? is_ipv4(block.data, length) : is_ipv6(block.data, length);
    bool wanted = memchr(data, '\0', length) == NULL && by_inet_pton(family, data, length);

    block_free(block);
    tally->yes += wanted;
    tally->no += !wanted;
    assert_true(found == wanted || complain(wanted ? "good, but refused" : "bad, but taken", data, length));
}

static void compare_ipv4(const char *data, size_t length, void *user)
{
    compare_ip(AF_INET, data, length, user);
}

static void compare_ipv6(const char *data, size_t length, void *user)
{
    compare_ip(AF_INET6, data, length, user);
}

static void ipv4_is_what_inet_pton_takes(void **state)
{
    size_t less = small_run() ? 3 : 0;
    struct tally tally = {0, 0};

    (void)state;
    each_string("", "1.", 17 - less, compare_ipv4, &tally);
    each_string("", "02.", 11 - less, compare_ipv4, &tally);
    each_string("", "0159.", 8 - less, compare_ipv4, &tally);
    each_string("1.2.", "0.25a ", 7 - less, compare_ipv4, &tally);
    conclude("short texts", &tally);
    for (size_t part = 0; part < 4; part++)
        for (unsigned value = 0; value < 1100; value++)
            for (int width = 1; width <= 5; width++) {
                char text[64];
                int length = snprintf(text, sizeof(text), "%s%0*u%s", &"1.2.3."[6 - part * 2], width, value,
                                      &".4.5.6"[part * 2]);

                compare_ip(AF_INET, text, (size_t)length, &tally);
            }
    conclude("every number", &tally);
}

static const char *const *tokens;

static void compare_tokens(const char *data, size_t length, void *user)
{
    char text[TEXT_MAX];
    size_t count = 0;

    for (size_t i = 0; i < length; i++) {
        const char *token = tokens[data[i] - 'a'];

        memcpy(text + count, token, strlen(token));
        count += strlen(token);
    }
    compare_ip(AF_INET6, text, count, user);
}

static void ipv6_is_what_inet_pton_takes(void **state)
{
    static const char *const shapes[][5] = {
        {"1:", ":", "0", "1.2.3.4"},
        {"a", ":", "ffff", "255.0.0.1"},
        {"1:2:", "::", "3", "4.5.6.07"},
        {"12345", "::", "1:", "1.2.3"},
    };
    size_t less = small_run() ? 3 : 0;
    struct tally tally = {0, 0};

    (void)state;
    each_string("", "1:", 17 - less, compare_ipv6, &tally);
    each_string("", "f:.", 11 - less, compare_ipv6, &tally);
    each_string("1:2:3:4:5:6:", "7:8.Fg", 7 - less, compare_ipv6, &tally);
    each_string("::1.2.", "0:25.", 7 - less, compare_ipv6, &tally);
    conclude("short texts", &tally);
    for (size_t i = 0; i < COUNT(shapes); i++) {
        tokens = shapes[i];
        each_string("", "abcd", 9 - less, compare_tokens, &tally);
    }
    conclude("all shapes", &tally);
}

/* Good addresses, the first eight of them IPv4. */
static const char *const addresses[] = {
    "0.0.0.0", "127.0.0.1", "192.0.2.1", "255.255.255.255", "10.20.30.40", "1.2.3.4", "198.51.100.99",
    "203.0.113.200",
    "::", "::1", "1::", "1::8", "2001:db8::1", "2001:DB8::A", "fe80::1:2:3:4",
    "2001:db8:0:0:1:0:0:1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::3:4:5:6:7:8",
    "1:2:3:4:5:6::8", "1:2:3::6:7:8", "1:2:3:4::8", "::ffff:192.0.2.1", "::192.0.2.255",
    "64:ff9b::192.0.2.33",
    "1:2:3:4:5:6:1.2.3.4", "::2:3:4:5:6:1.2.3.4", "1::4:5:6:1.2.3.4", "1:2:3:4:5::1.2.3.4", "abcd::ef01",
    "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789", "0:0:0:0:0:0:0:0", "0000:0000:0000:0000:0000:0000:0000:0000",
    "::0", "0::", "ff02::1", "2001::25de:cade", "1:22:333:4444::", "::a:bb:ccc:dddd",
};

static void changed_addresses_are_what_inet_pton_takes(void **state)
{
    static const char octets[] = "0123456789abcdefABCDEF::::....gG%/ -x[]\xFF"; /* and the NUL */
    struct tally v4 = {0, 0}, v6 = {0, 0};
    uint64_t random = 3986;

    (void)state;
    for (size_t i = 0; i < COUNT(addresses); i++) {
        compare_ip(AF_INET, addresses[i], strlen(addresses[i]), &v4);
        compare_ip(AF_INET6, addresses[i], strlen(addresses[i]), &v6);
        assert_true(i < 8 ? v4.yes == i + 1 : v6.yes == i - 7);
    }
    for (size_t i = 0; i < (small_run() ? 20000 : 300000); i++) {
        const char *address = addresses[random_below(&random, COUNT(addresses))];
        char text[MUTATED_MAX(64, 3)];
        size_t length = mutant_of(&random, address, strlen(address), 3, octets, sizeof(octets), text);

        compare_ip(AF_INET, text, length, &v4);
        compare_ip(AF_INET6, text, length, &v6);
    }
    conclude("IPv4", &v4);
    conclude("IPv6", &v6);
}

/* ---- host names ---- */

static bool is_ldh(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/* RFC 1123 section 2.1: a label by itself.  What an A-label is has tests of its own. */
static bool plain_label(const char *label, size_t length)
{
    static const char prefix[] = "xn--";
    size_t same = 0;

    if (length < 1 || length > 63 || label[0] == '-' || label[length - 1] == '-')
        return false;
    for (size_t i = 0; i < length; i++)
        if (!is_ldh(label[i]))
            return false;
    while (same < 4 && same < length && (label[same] == prefix[same] || label[same] + 0x20 == prefix[same]))
        same++;
    return same < 4 || is_a_label(label, length);
}

/* The labels in front of the first one that is bad; *all: every label is good.  *last: the last one seen. */
struct split {
    size_t good;
    size_t from, end; /* the first bad label, or the last one */
    bool all;
};

static struct split split_name(const char *name, size_t length)
{
    struct split split = {0, 0, 0, true};
    size_t end = length > 1 && name[length - 1] == '.' ? length - 1 : length;

    for (;;) {
        split.end = split.from;
        while (split.end < end && name[split.end] != '.')
            split.end++;
        if (!plain_label(name + split.from, split.end - split.from)) {
            split.all = false;
            return split;
        }
        split.good++;
        if (split.end == end)
            return split;
        split.from = split.end + 1;
    }
}

static bool is_number(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

/* Does the fault say what is wrong with the first bad label, at a place in it? */
static bool explains(const char *name, size_t length, struct split split, struct checked checked)
{
    const char *label = name + split.from;
    size_t octets = split.end - split.from, at = checked.at.offset, count = checked.at.length;
    bool whole = at == split.from && count == octets;

    if (at < split.from || at > split.end || at + count > length)
        return false;
    switch (checked.fault) {
    case FAULT_BYTE: return count == 1 && !is_ldh(name[at]) && name[at] != '.';
    case FAULT_EMPTY: return octets == 0 && (count == 1 ? name[at] == '.' : length == 0);
    case FAULT_HYPHEN: return count == 1 && name[at] == '-' && (at == split.from || at + 1 == split.end);
    case FAULT_LABEL_LONG: return whole && octets > 63;
    case FAULT_A_LABEL: return whole && octets >= 4 && !is_a_label(label, octets);
    default: return false;
    }
}

static void check_name(const char *name, size_t length, void *user)
{
    struct block block = block_of(name, length);
    struct host_name host = check_host_name(block.data, length);
    struct split split = split_name(name, length);
    size_t dot = length > 1 && name[length - 1] == '.';
    bool whole = host.checked.at.offset == 0 && host.checked.at.length == length;
    struct tally *tally = user;

    block_free(block);
    if (!split.all) {
        assert_true(explains(name, length, split, host.checked) || complain("wrong fault", name, length));
    } else if (length - dot > 253) {
        assert_true((host.checked.fault == FAULT_NAME_LONG && whole) || complain("too long", name, length));
    } else if (is_number(name + split.from, split.end - split.from)) {
        assert_true((host.checked.fault == FAULT_NUMERIC && whole) || complain("numeric", name, length));
    } else {
        assert_true(host.checked.fault == FAULT_NONE || complain("good, but refused", name, length));
        assert_int_equal(host.labels, split.good);
    }
    tally->yes += host.checked.fault == FAULT_NONE;
    tally->no += host.checked.fault != FAULT_NONE;
}

static void host_names_follow_the_rules(void **state)
{
    size_t less = small_run() ? 2 : 0;
    struct tally tally = {0, 0};

    (void)state;
    each_string("", "a-.x1_", 6 - less, check_name, &tally);
    each_string("", "xn-a.1", 7 - less * 2, check_name, &tally);
    each_string("a.XN--", "a-.1bZ", 6 - less, check_name, &tally);
    each_string("1.2.3", ".04a-", 7 - less, check_name, &tally);
    conclude("short names", &tally);
}

static void every_octet_in_a_host_name(void **state)
{
    static const char *const names[] = {"a", "mail.example.com", "a-b.c1.", "xn--bcher-kva.example",
                                        "x.1", "A.B-C"};
    struct tally tally = {0, 0};
    size_t count;
    const char *octets = test_octets(&count);

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++)
        each_octet_change(names[i], strlen(names[i]), octets, count, check_name, &tally);
    conclude("every octet", &tally);
}

/* Labels of 62 to 65 octets, first, in the middle and last. */
static void labels_have_a_limit(void **state)
{
    static const char *const before[] = {"", "b.", "b.c."}, *const behind[] = {".d", ".d.", ""};
    struct tally tally = {0, 0};

    (void)state;
    for (size_t octets = 62; octets <= 65; octets++)
        for (size_t i = 0; i < COUNT(before); i++) {
            char name[TEXT_MAX], label[66] = "";
            int length;

            memset(label, 'a', octets);
            length = snprintf(name, sizeof(name), "%s%s%s", before[i], label, behind[i]);
            check_name(name, (size_t)length, &tally);
            assert_int_equal(check_host_name(name, (size_t)length).checked.fault,
                             octets <= 63 ? FAULT_NONE : FAULT_LABEL_LONG);
        }
    conclude("labels", &tally);
}

/* Names of 251 to 255 octets, without and with a final dot. */
static void names_have_a_limit(void **state)
{
    struct tally tally = {0, 0};
    char name[TEXT_MAX];

    (void)state;
    for (size_t length = 251; length <= 255; length++) {
        enum fault wanted = length <= 253 ? FAULT_NONE : FAULT_NAME_LONG;

        memset(name, 'a', sizeof(name));
        for (size_t dot = 63; dot < 255; dot += 64)
            name[dot] = '.';
        check_name(name, length, &tally);
        assert_int_equal(check_host_name(name, length).checked.fault, wanted);
        name[length] = '.';
        check_name(name, length + 1, &tally);
        assert_int_equal(check_host_name(name, length + 1).checked.fault, wanted);
    }
    conclude("names", &tally);
}

#define NONE FAULT_NONE, 0, 0
#define L63 "a23456789012345678901234567890123456789012345678901234567890123"

static const struct {
    const char *name;
    enum fault fault;
    size_t offset, length, labels; /* labels where there is no fault */
} hosts[] = {
    {"a", NONE, 1},
    {"example.com", NONE, 2},
    {"example.com.", NONE, 2},
    {"EXAMPLE.Com", NONE, 2},
    {"3com.com", NONE, 2},
    {"1.2.3.4.in-addr.arpa", NONE, 6},
    {"ab--cd.example", NONE, 2},
    {"xn--bcher-kva.example", NONE, 2},
    {"XN--BCHER-KVA.example", NONE, 2},
    {"xn-a.example", NONE, 2},
    {L63 ".a", NONE, 2},
    {"", FAULT_EMPTY, 0, 0, 0},
    {".", FAULT_EMPTY, 0, 1, 0},
    {"..", FAULT_EMPTY, 0, 1, 0},
    {".a", FAULT_EMPTY, 0, 1, 0},
    {"a..b", FAULT_EMPTY, 2, 1, 0},
    {"a..", FAULT_EMPTY, 2, 1, 0},
    {"_smtp._tls.example.com", FAULT_BYTE, 0, 1, 0},
    {"a_b.c", FAULT_BYTE, 1, 1, 0},
    {"a b.c", FAULT_BYTE, 1, 1, 0},
    {"a.b\xC3\xBC", FAULT_BYTE, 3, 1, 0},
    {"a.b@c", FAULT_BYTE, 3, 1, 0},
    {"[::1]", FAULT_BYTE, 0, 1, 0},
    {"-a.b", FAULT_HYPHEN, 0, 1, 0},
    {"a-.b", FAULT_HYPHEN, 1, 1, 0},
    {"a.-", FAULT_HYPHEN, 2, 1, 0},
    {"a.b-", FAULT_HYPHEN, 3, 1, 0},
    {"b." L63 "4.a", FAULT_LABEL_LONG, 2, 64, 0},
    {"a.xn--.b", FAULT_HYPHEN, 5, 1, 0},
    {"a.xn--a.b", FAULT_A_LABEL, 2, 5, 0},
    {"xn--99999999", FAULT_A_LABEL, 0, 12, 0},
    {"1", FAULT_NUMERIC, 0, 1, 0},
    {"192.0.2.1", FAULT_NUMERIC, 0, 9, 0},
    {"192.0.2.256", FAULT_NUMERIC, 0, 11, 0},
    {"example.1", FAULT_NUMERIC, 0, 9, 0},
    {"example.1.", FAULT_NUMERIC, 0, 10, 0},
};

static void host_names_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(hosts); i++) {
        struct block block = block_of(hosts[i].name, strlen(hosts[i].name));
        struct host_name host = check_host_name(block.data, block.length);

        assert_true((host.checked.fault == hosts[i].fault && host.checked.at.offset == hosts[i].offset &&
                     host.checked.at.length == hosts[i].length) ||
                    complain("wrong fault or place", block.data, block.length));
        if (hosts[i].fault == FAULT_NONE)
            assert_int_equal(host.labels, hosts[i].labels);
        block_free(block);
    }
}

/* ---- mail addresses ---- */

#define A10 "abcdefghij"
#define LOCAL64 A10 A10 A10 A10 A10 A10 "abcd"
/* 189 octets: with LOCAL64 and "@" the 254 that an address may have. */
#define DOMAIN189 L63 "." L63 "." A10 A10 A10 A10 A10 A10 "a"

static const struct {
    const char *address;
    enum fault fault;
    size_t offset, length;
    size_t domain; /* where it begins; 0: not told */
    size_t labels; /* of a domain without a fault; 0: a literal */
} mails[] = {
    /* dot-atom "@" domain: RFC 5322 sections 3.2.3 and 3.4.1 */
    {"a@b", NONE, 2, 1},
    {"tls-reports@example.com", NONE, 12, 2},
    {"a.b.c@example.com", NONE, 6, 2},
    {"!#$%&'*+-/=?^_`{|}~@example.com", NONE, 20, 2},
    {"1@2.example", NONE, 2, 2},
    {"user+tls@mail.example.co.uk", NONE, 9, 4},
    {"A@EXAMPLE.COM", NONE, 2, 2},
    {"a@xn--bcher-kva.example", NONE, 2, 2},
    {"a@3com.com", NONE, 2, 2},
    {"-@a-b.c", NONE, 2, 2},
    {"a--b@c.d", NONE, 5, 2},
    /* quoted-string: RFC 5322 section 3.2.4, RFC 5321 section 4.1.2 */
    {"\"a\"@b.c", NONE, 4, 2},
    {"\"\"@b.c", NONE, 3, 2},
    {"\"not@me\"@example.org", NONE, 9, 2},
    {"\"oh\\\\no\"@example.org", NONE, 9, 2},
    {"\"\\\\\\\"it's\\ ugly\\\\\\\"\"@example.org", NONE, 21, 2},
    {"\"a b\"@b.c", NONE, 6, 2},
    {"\"a\\@b\"@b.c", NONE, 7, 2},
    {"\"..\"@b.c", NONE, 5, 2},
    {"\",;:<>[]()\"@b.c", NONE, 12, 2},
    {"\"a\"@[192.0.2.1]", NONE, 4, 0},
    /* address literals: RFC 5321 section 4.1.3 */
    {"a@[192.0.2.1]", NONE, 2, 0},
    {"a@[IPv6:2001:db8::1]", NONE, 2, 0},
    {"a@[ipv6:::1]", NONE, 2, 0},
    {"a@[IPv6:::ffff:192.0.2.1]", NONE, 2, 0},
    {"a@[IPv6:1:2:3:4:5:6:7::]", NONE, 2, 0},
    {"a@[192.0.2.256]", FAULT_BYTE, 2, 1, 2, 0},
    {"a@[192.0.2]", FAULT_BYTE, 2, 1, 2, 0},
    {"a@[2001:db8::1]", FAULT_BYTE, 2, 1, 2, 0},
    {"a@[IPv6:192.0.2.1]", FAULT_BYTE, 2, 1, 2, 0},
    {"a@[IPv6:]", FAULT_BYTE, 2, 1, 2, 0},
    {"a@[IPv6:1::2::3]", FAULT_BYTE, 2, 1, 2, 0},
    {"a@[x-tag:b]", FAULT_BYTE, 2, 1, 2, 0},
    {"a@[]", FAULT_BYTE, 2, 1, 2, 0},
    {"a@[", FAULT_BYTE, 2, 1, 2, 0},
    {"a@[192.0.2.1", FAULT_BYTE, 2, 1, 2, 0},
    {"a@192.0.2.1]", FAULT_BYTE, 11, 1, 2, 0},
    {"a@[192.0.2.1].", FAULT_TRAILING_DOT, 13, 1, 2, 0},
    {"a@[192.0.2.1]b", FAULT_BYTE, 2, 1, 2, 0},
    /* no "@", or nothing beside it */
    {"", FAULT_EMPTY, 0, 0, 0, 0},
    {"@", FAULT_EMPTY, 0, 1, 0, 0},
    {"@b.c", FAULT_EMPTY, 0, 1, 0, 0},
    {"a@", FAULT_EMPTY, 2, 0, 2, 0},
    {"a", FAULT_NO_AT, 1, 0, 0, 0},
    {"a.b", FAULT_NO_AT, 3, 0, 0, 0},
    {"\"a\"", FAULT_NO_AT, 3, 0, 0, 0},
    {"\"a@b.c\"", FAULT_NO_AT, 7, 0, 0, 0},
    /* dots in the local part */
    {".a@b.c", FAULT_EMPTY, 0, 1, 0, 0},
    {"a.@b.c", FAULT_EMPTY, 1, 1, 0, 0},
    {"a..b@b.c", FAULT_EMPTY, 2, 1, 0, 0},
    {".@b.c", FAULT_EMPTY, 0, 1, 0, 0},
    {"a...@b.c", FAULT_EMPTY, 2, 1, 0, 0},
    /* octets that no atom has */
    {"a b@c.d", FAULT_BYTE, 1, 1, 0, 0},
    {" a@b.c", FAULT_BYTE, 0, 1, 0, 0},
    {"a @b.c", FAULT_BYTE, 1, 1, 0, 0},
    {"a@ b.c", FAULT_BYTE, 2, 1, 2, 0},
    {"a@b.c ", FAULT_BYTE, 5, 1, 2, 0},
    {"<a@b.c>", FAULT_BYTE, 0, 1, 0, 0},
    {"a@b.c>", FAULT_BYTE, 5, 1, 2, 0},
    {"a(x)@b.c", FAULT_BYTE, 1, 1, 0, 0},
    {"a@(x)b.c", FAULT_BYTE, 2, 1, 2, 0},
    {"a,b@c.d", FAULT_BYTE, 1, 1, 0, 0},
    {"a;b@c.d", FAULT_BYTE, 1, 1, 0, 0},
    {"a:b@c.d", FAULT_BYTE, 1, 1, 0, 0},
    {"a\\b@c.d", FAULT_BYTE, 1, 1, 0, 0},
    {"a[b@c.d", FAULT_BYTE, 1, 1, 0, 0},
    {"a@b@c.d", FAULT_BYTE, 3, 1, 2, 0},
    {"a@b.c@", FAULT_BYTE, 5, 1, 2, 0},
    {"a\x01@b.c", FAULT_BYTE, 1, 1, 0, 0},
    {"a\x7F@b.c", FAULT_BYTE, 1, 1, 0, 0},
    {"\xC3\xA4@b.c", FAULT_BYTE, 0, 1, 0, 0},
    {"a@b\xC3\xBC.c", FAULT_BYTE, 3, 1, 2, 0},
    /* quotes: the place is the quote that opens, unless the string ended well */
    {"\"a@b.c", FAULT_BYTE, 0, 1, 0, 0},
    {"\"", FAULT_BYTE, 0, 1, 0, 0},
    {"\"a\\\"@b.c", FAULT_BYTE, 0, 1, 0, 0},
    {"\"a\\", FAULT_BYTE, 0, 1, 0, 0},
    {"\"a\x01\"@b.c", FAULT_BYTE, 0, 1, 0, 0},
    {"\"a\\\x7F\"@b.c", FAULT_BYTE, 0, 1, 0, 0},
    {"\"\xC3\xA4\"@b.c", FAULT_BYTE, 0, 1, 0, 0},
    {"\"a\"b@b.c", FAULT_BYTE, 3, 1, 0, 0},
    {"\"a\".b@b.c", FAULT_BYTE, 3, 1, 0, 0},
    {"\"a\"\"b\"@b.c", FAULT_BYTE, 3, 1, 0, 0},
    {"a\"b\"@b.c", FAULT_BYTE, 1, 1, 0, 0},
    {"a.\"b\"@b.c", FAULT_BYTE, 2, 1, 0, 0},
    {"a@\"b\"", FAULT_BYTE, 2, 1, 2, 0},
    /* the domain: dot-atom-text by RFC 5322, but no host name */
    {"a@b..c", FAULT_EMPTY, 4, 1, 2, 0},
    {"a@.b", FAULT_EMPTY, 2, 1, 2, 0},
    {"a@.", FAULT_EMPTY, 2, 1, 2, 0},
    {"a@b.c.", FAULT_TRAILING_DOT, 5, 1, 2, 0},
    {"a@b.c..", FAULT_TRAILING_DOT, 5, 2, 2, 0},
    {"a@b_c.d", FAULT_DOMAIN, 0, 0, 2, 0},
    {"a@b!10m", FAULT_DOMAIN, 0, 0, 2, 0},
    {"a@-b.c", FAULT_DOMAIN, 0, 0, 2, 0},
    {"a@b-.c", FAULT_DOMAIN, 0, 0, 2, 0},
    {"a@192.0.2.1", FAULT_DOMAIN, 0, 0, 2, 0},
    {"a@b.1", FAULT_DOMAIN, 0, 0, 2, 0},
    {"a@xn--a.b", FAULT_DOMAIN, 0, 0, 2, 0},
    {"a@" L63 "4.b", FAULT_DOMAIN, 0, 0, 2, 0},
    /* limits: RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.3 with erratum 1690 */
    {LOCAL64 "@b.c", NONE, 65, 2},
    {LOCAL64 "e@b.c", FAULT_NAME_LONG, 0, 65, 66, 0},
    {"\"" A10 A10 A10 A10 A10 A10 "ab\"@b.c", NONE, 65, 2},
    {"\"" A10 A10 A10 A10 A10 A10 "abc\"@b.c", FAULT_NAME_LONG, 0, 65, 66, 0},
    {LOCAL64 "@" DOMAIN189, NONE, 65, 3},
    {LOCAL64 "@" DOMAIN189 "b", FAULT_NAME_LONG, 0, 255, 65, 0},
};

static void mail_addresses_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(mails); i++) {
        struct block block = block_of(mails[i].address, strlen(mails[i].address));
        struct mail_address mail = check_mail_address(block.data, block.length);

        assert_true((mail.checked.fault == mails[i].fault && mail.checked.at.offset == mails[i].offset &&
                     mail.checked.at.length == mails[i].length) ||
                    complain("wrong fault or place", block.data, block.length));
        assert_true(mail.domain == mails[i].domain || complain("wrong domain", block.data, block.length));
        if (mails[i].fault == FAULT_NONE) {
            assert_true(mail.literal == (mails[i].labels == 0) ||
                        complain("literal or not", block.data, block.length));
            assert_true(mail.literal || mail.labels == mails[i].labels ||
                        complain("wrong number of labels", block.data, block.length));
        }
        block_free(block);
    }
}

/*
 * RFC 6068 section 2 with the rules it takes from RFC 5322, rule by rule.  White space in a quoted string is
 * taken as RFC 5321's qtextSMTP and RFC 5322's FWS have it, without the folding.
 */
static const char addr_spec[] =
    "(?(DEFINE)"
    /* addr-spec     = local-part "@" domain */
    "(?<addr_spec>(?&local_part)@(?&domain))"
    /* local-part    = dot-atom-text / quoted-string */
    "(?<local_part>(?&dot_atom_text)|(?&quoted_string))"
    /* domain        = dot-atom-text / "[" *dtext-no-obs "]";  dtext-no-obs = %d33-90 / %d94-126 */
    "(?<domain>(?&dot_atom_text)|\\[[\\x21-\\x5A\\x5E-\\x7E]*\\])"
    /* dot-atom-text = 1*atext *("." 1*atext) */
    "(?<dot_atom_text>(?&atext)+(?:\\.(?&atext)+)*)"
    "(?<atext>[A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~])"
    /* quoted-string = DQUOTE *(qtext / WSP / quoted-pair) DQUOTE;  qtext = %d33 / %d35-91 / %d93-126 */
    "(?<quoted_string>\"(?:[\\x21\\x23-\\x5B\\x5D-\\x7E \\t]|(?&quoted_pair))*\")"
    /* quoted-pair   = "\" (VCHAR / WSP) */
    "(?<quoted_pair>\\\\[\\x21-\\x7E \\t])"
    ")(?&addr_spec)\\z";

struct grammar {
    struct pattern pattern;
    struct tally tally;
};

/* The domain of an address without a fault is a host name or an address literal; any other has a fault. */
static bool domain_fits(const char *data, size_t length, struct mail_address mail)
{
    struct host_name host = check_host_name(data + mail.domain, length - mail.domain);
    bool good = mail.literal ? data[mail.domain] == '[' : host.checked.fault == FAULT_NONE;

    return good == (mail.checked.fault == FAULT_NONE);
}

static void compare_mail(const char *data, size_t length, void *user)
{
    struct grammar *grammar = user;
    struct block block = block_of(data, length);
    struct mail_address mail = check_mail_address(block.data, length);
    enum fault fault = mail.checked.fault;
    bool matches = pattern_match(&grammar->pattern, block.data, length) > 0;
    bool is_literal = mail.domain > 0 && mail.domain < length && data[mail.domain] == '[';

    grammar->tally.yes += matches;
    grammar->tally.no += !matches;
    assert_true(mail.checked.at.offset + mail.checked.at.length <= length);
    if (fault == FAULT_NONE || fault == FAULT_DOMAIN)
        assert_true((matches && domain_fits(block.data, length, mail)) ||
                    complain("bad, but taken", data, length));
    else if (matches) /* RFC 5322 leaves the inside of a literal to others; RFC 5321 says what it is */
        assert_true((is_literal && fault == FAULT_BYTE && mail.checked.at.offset == mail.domain) ||
                    complain("good, but refused", data, length));
    else if (fault == FAULT_BYTE && data[mail.checked.at.offset] != '"' && !is_literal)
        assert_true(pattern_fails_at(&grammar->pattern, block.data, mail.checked.at.offset) ||
                    complain("not the first fault", data, length));
    block_free(block);
}

static void mail_addresses_follow_the_grammar(void **state)
{
    static const char *const seeds[] = {"a.b@c.d", "\"a\\b c\"@d.e", "a@[1.2.3.4]", "a+b@c-d.e",
                                        "\"@\"@[IPv6:::1]"};
    struct grammar grammar = {.pattern = pattern_new(addr_spec, PCRE2_ANCHORED)};
    size_t less = small_run() ? 3 : 0, count;
    const char *octets = test_octets(&count);

    (void)state;
    each_string("", "a.@\"\\ [", 6 - less, compare_mail, &grammar);
    each_string("\"", "a@\"\\\x7F", 6 - less, compare_mail, &grammar);
    each_string("a@", "b.-[]1_@", 5 - less, compare_mail, &grammar);
    for (size_t i = 0; i < COUNT(seeds); i++)
        each_octet_change(seeds[i], strlen(seeds[i]), octets, count, compare_mail, &grammar);
    conclude("addr-spec", &grammar.tally);
    pattern_free(&grammar.pattern);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ipv4_is_what_inet_pton_takes),
        cmocka_unit_test(ipv6_is_what_inet_pton_takes),
        cmocka_unit_test(changed_addresses_are_what_inet_pton_takes),
        cmocka_unit_test(host_names_follow_the_rules),
        cmocka_unit_test(every_octet_in_a_host_name),
        cmocka_unit_test(labels_have_a_limit),
        cmocka_unit_test(names_have_a_limit),
        cmocka_unit_test(host_names_by_hand),
        cmocka_unit_test(mail_addresses_by_hand),
        cmocka_unit_test(mail_addresses_follow_the_grammar),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
