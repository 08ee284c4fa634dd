/* SPDX-License-Identifier: BSD-2-Clause */
/* IP addresses of reports (RFC 8460 section 4.4): right, canonical (RFC 5952), special (RFC 6890). */
#include "core/bytes.h"
#include "core/value.h"

/* Where no "::" is: "1:2:3:4:5:6:7:8::" has one behind the last group. */
enum { GROUPS = 8, NO_GAP = GROUPS + 1 };

/* ---- special ranges ---- */

struct range {
    uint32_t prefix, mask;
    enum ip_special special;
};

/* RFC 6890 and what it names: RFC 1112, 1122, 1918, 2544, 3927, 5737, 5771, 6598; RFC 7335. */
static const struct range ipv4_ranges[] = {
    {0x0A000000, 0xFF000000, IP_PRIVATE},       /* 10.0.0.0/8 */
    {0xAC100000, 0xFFF00000, IP_PRIVATE},       /* 172.16.0.0/12 */
    {0xC0A80000, 0xFFFF0000, IP_PRIVATE},       /* 192.168.0.0/16 */
    {0x64400000, 0xFFC00000, IP_PRIVATE},       /* 100.64.0.0/10, behind a provider's NAT */
    {0xC0000000, 0xFFFFFFF8, IP_PRIVATE},       /* 192.0.0.0/29, behind a translator to IPv6 */
    {0xC6120000, 0xFFFE0000, IP_PRIVATE},       /* 198.18.0.0/15, between test networks */
    {0x7F000000, 0xFF000000, IP_LOOPBACK},      /* 127.0.0.0/8 */
    {0xA9FE0000, 0xFFFF0000, IP_LINK_LOCAL},    /* 169.254.0.0/16 */
    {0xC0000200, 0xFFFFFF00, IP_DOCUMENTATION}, /* 192.0.2.0/24 */
    {0xC6336400, 0xFFFFFF00, IP_DOCUMENTATION}, /* 198.51.100.0/24 */
    {0xCB007100, 0xFFFFFF00, IP_DOCUMENTATION}, /* 203.0.113.0/24 */
    {0x00000000, 0xFF000000, IP_UNSPECIFIED},   /* 0.0.0.0/8 */
    {0xE0000000, 0xF0000000, IP_MULTICAST},     /* 224.0.0.0/4 */
    {0xF0000000, 0xF0000000, IP_UNSPECIFIED},   /* 240.0.0.0/4, reserved, with the broadcast address */
};

/* RFC 4291 sections 2.5.6, 2.5.7 and 2.7, RFC 3849, 4193, 6666, 9637: the first 32 bits tell. */
static const struct range ipv6_ranges[] = {
    {0xFC000000, 0xFE000000, IP_PRIVATE},       /* fc00::/7 */
    {0xFEC00000, 0xFFC00000, IP_PRIVATE},       /* fec0::/10, of sites once */
    {0xFE800000, 0xFFC00000, IP_LINK_LOCAL},    /* fe80::/10 */
    {0x01000000, 0xFFFFFFFF, IP_UNSPECIFIED},   /* 100::/64, discarded; nothing else of 100::/8 is assigned */
    {0x20010DB8, 0xFFFFFFFF, IP_DOCUMENTATION}, /* 2001:db8::/32 */
    {0x3FFF0000, 0xFFFFF000, IP_DOCUMENTATION}, /* 3fff::/20 */
    {0xFF000000, 0xFF000000, IP_MULTICAST},     /* ff00::/8 */
};

static uint32_t word_at(const unsigned char *octets)
{
    return (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 | octets[3];
}

static enum ip_special special_ipv4(const unsigned char octets[4])
{
    uint32_t address = word_at(octets);

    for (size_t i = 0; i < sizeof(ipv4_ranges) / sizeof(ipv4_ranges[0]); i++)
        if ((address & ipv4_ranges[i].mask) == ipv4_ranges[i].prefix)
            return ipv4_ranges[i].special;
    return IP_ORDINARY;
}

/* ::ffff:0:0/96, RFC 4291 section 2.5.5.2 */
static bool is_mapped(const unsigned char octets[16])
{
    static const unsigned char prefix[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

    return memcmp(octets, prefix, sizeof(prefix)) == 0;
}

/* 64:ff9b::/96, the Well-Known Prefix of RFC 6052 section 2.1 */
static bool is_translated(const unsigned char octets[16])
{
    static const unsigned char prefix[] = {0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0};

    return memcmp(octets, prefix, sizeof(prefix)) == 0;
}

static enum ip_special special_ipv6(const unsigned char octets[16])
{
    static const unsigned char zeros[15];
    uint32_t first = word_at(octets);

    if (is_mapped(octets))
        return special_ipv4(octets + 12);
    if (memcmp(octets, zeros, sizeof(zeros)) == 0 && octets[15] <= 1)
        return octets[15] == 1 ? IP_LOOPBACK : IP_UNSPECIFIED;
    for (size_t i = 0; i < sizeof(ipv6_ranges) / sizeof(ipv6_ranges[0]); i++)
        if ((first & ipv6_ranges[i].mask) == ipv6_ranges[i].prefix)
            return ipv6_ranges[i].special;
    return IP_ORDINARY;
}

/* ---- the zeros that "::" stands for ---- */

struct gap {
    unsigned from; /* the first group of it; NO_GAP when there is none */
    unsigned groups;
};

/* RFC 5952 section 4.2: the longest run of two or more groups of zero, the first of those as long. */
static struct gap longest_gap(const unsigned char octets[16], unsigned groups)
{
    struct gap best = {.from = NO_GAP, .groups = 1};
    unsigned run = 0;

    for (unsigned i = 0; i < groups; i++) {
        run = (octets[i * 2] | octets[i * 2 + 1]) == 0 ? run + 1 : 0;
        if (run > best.groups)
            best = (struct gap){.from = i + 1 - run, .groups = run};
    }
    return best;
}

/* The octets of `count` groups; those from `gap` on move to the end. */
static void open_gap(unsigned char octets[16], unsigned count, unsigned gap)
{
    unsigned missing = GROUPS - count;

    memmove(octets + (gap + missing) * 2, octets + gap * 2, (count - gap) * 2);
    memset(octets + gap * 2, 0, missing * 2);
}

/* ---- reading ---- */

/* IPv4address = dec-octet "." dec-octet "." dec-octet "." dec-octet: the octets of one, or false. */
static bool read_ipv4(const char *text, size_t length, unsigned char octets[4])
{
    size_t at = 0;

    for (int part = 0; part < 4; part++) {
        size_t from = at;
        unsigned value = 0, digit;

        while (at < length && at < from + 3 && (digit = (unsigned char)text[at] - (unsigned)'0') <= 9) {
            value = value * 10 + digit;
            at++;
        }
        if (at == from || value > 255 || (text[from] == '0' && at > from + 1))
            return false;
        octets[part] = (unsigned char)value;
        if (part < 3 && (at == length || text[at++] != '.'))
            return false;
    }
    return at == length;
}

/*
 * The common IPv6 address in one pass: lower-case groups without zeros first, "::" where RFC 5952 section 4.2
 * wants it, no IPv4 at the end.  True only for a canonical one; false says nothing.
 */
static bool read_canonical_ipv6(const char *text, size_t length, unsigned char octets[16])
{
    unsigned count = 0, gap = NO_GAP;
    size_t at = 0;
    struct gap wanted;

    if (STARTS(text, 0, length, "::")) {
        gap = 0;
        at = 2;
    }
    while (at < length) {
        size_t from = at;
        unsigned group = 0;

        /* A lower-case hex digit has bit 5, and bit 6 only if it is a letter. */
        for (; at < length && byte_in(text[at], BYTE_HEX) && (text[at] & 0x20) != 0; at++)
            group = group << 4 | (((unsigned)text[at] & 15) + ((unsigned)text[at] >> 6) * 9);
        if (count == GROUPS || at == from || at - from > 4 || (text[from] == '0' && at - from > 1))
            return false;
        octets[count * 2] = (unsigned char)(group >> 8);
        octets[count * 2 + 1] = (unsigned char)group;
        count++;
        if (at == length)
            break;
        if (text[at++] != ':' || at == length)
            return false;
        if (text[at] == ':') {
            if (gap != NO_GAP)
                return false;
            gap = count;
            at++;
        }
    }
    if (gap == NO_GAP ? count != GROUPS : count > GROUPS - 2)
        return false;
    if (gap != NO_GAP)
        open_gap(octets, count, gap);
    wanted = longest_gap(octets, GROUPS);
    return wanted.from == gap && (gap == NO_GAP || wanted.groups == GROUPS - count) && !is_mapped(octets);
}

/* The octets of a text that is an IPv6address. */
static void read_ipv6(const char *text, size_t length, unsigned char octets[16])
{
    unsigned count = 0, gap = NO_GAP;

    for (size_t at = 0; at < length;) {
        size_t end = run_of(text, at, length, BYTE_HEX);
        unsigned group = 0;

        if (end < length && text[end] == '.') {
            (void)read_ipv4(text + at, length - at, octets + count * 2);
            count += 2;
            break;
        }
        for (size_t i = at; i < end; i++)
            group = group << 4 | hex_value(text[i]);
        if (end > at) {
            octets[count * 2] = (unsigned char)(group >> 8);
            octets[count * 2 + 1] = (unsigned char)group;
            count++;
        }
        if (STARTS(text, end, length, "::")) {
            gap = count;
            end++;
        }
        at = end + 1;
    }
    if (gap != NO_GAP)
        open_gap(octets, count, gap);
}

/* ---- the canonical form, RFC 5952 section 4 ---- */

struct writer {
    char *text;
    size_t length;
};

static void put(struct writer *writer, char octet)
{
    writer->text[writer->length++] = octet;
}

static void put_group(struct writer *writer, const unsigned char octets[2])
{
    static const char digits[] = "0123456789abcdef";
    unsigned group = (unsigned)octets[0] << 8 | octets[1];

    for (int shift = 12; shift >= 0; shift -= 4)
        if (group >> shift != 0 || shift == 0)
            put(writer, digits[group >> shift & 15]);
}

static void put_ipv4(struct writer *writer, const unsigned char octets[4])
{
    for (int i = 0; i < 4; i++) {
        unsigned value = octets[i];

        if (i > 0)
            put(writer, '.');
        if (value >= 100)
            put(writer, (char)('0' + value / 100));
        if (value >= 10)
            put(writer, (char)('0' + value / 10 % 10));
        put(writer, (char)('0' + value % 10));
    }
}

/* The first `groups` groups as hex digits; what is left, an IPv4 address, as that. */
static size_t write_ipv6(const unsigned char octets[16], unsigned groups, char *text)
{
    struct writer writer = {.text = text};
    struct gap gap = longest_gap(octets, groups);

    for (unsigned i = 0; i < groups; i++) {
        if (i > 0 || i == gap.from)
            put(&writer, ':');
        if (i != gap.from) {
            put_group(&writer, octets + i * 2);
            continue;
        }
        i += gap.groups - 1;
        if (i == groups - 1)
            put(&writer, ':');
    }
    if (groups < GROUPS) {
        if (text[writer.length - 1] != ':')
            put(&writer, ':');
        put_ipv4(&writer, octets + 12);
    }
    return writer.length;
}

/*
 * Section 5 wants the last 32 bits written as IPv4 where a well-known prefix tells that they are that.  The
 * reading taken: ::ffff:0:0/96 must be, 64:ff9b::/96 may be (RFC 6052 section 2.4 leaves the choice), and no
 * other is; ::/96 is deprecated (RFC 4291 section 2.5.5.1).
 */
static void compare_canonical(struct checked_ip *ip, const char *text, size_t length)
{
    char mixed[IP_TEXT_MAX + 1];

    ip->text_length = write_ipv6(ip->octets, is_mapped(ip->octets) ? GROUPS - 2 : GROUPS, ip->text);
    ip->canonical = ip->text_length == length && memcmp(ip->text, text, length) == 0;
    if (!ip->canonical && is_translated(ip->octets))
        ip->canonical = write_ipv6(ip->octets, GROUPS - 2, mixed) == length && memcmp(mixed, text, length) == 0;
}

/* ---- what is wrong ---- */

static struct checked_ip wrong_at(enum ip_fault fault, size_t from, size_t to)
{
    return (struct checked_ip){.fault = fault, .at = {.offset = from, .length = to - from}};
}

/* An IPv4address but for zeros that an octet begins with: the first such zeros, or none. */
static rptlint_span leading_zeros(const char *text, size_t length)
{
    char plain[sizeof("255.255.255.255")];
    rptlint_span zeros = {.length = 0};
    size_t count = 0;

    for (size_t at = 0; at < length;) {
        size_t end = run_of(text, at, length, BYTE_DIGIT), first = at;

        while (first + 1 < end && text[first] == '0')
            first++;
        if (first > at && zeros.length == 0)
            zeros = (rptlint_span){.offset = at, .length = first - at};
        end += end < length;
        if (end - first > sizeof(plain) - count)
            return (rptlint_span){.length = 0};
        memcpy(plain + count, text + first, end - first);
        count += end - first;
        at = end;
    }
    return is_ipv4(plain, count) ? zeros : (rptlint_span){.length = 0};
}

/* "[address]", perhaps with ":PORT" behind it; port = *DIGIT (RFC 3986 section 3.2.3). */
static struct checked_ip explain_brackets(const char *text, size_t length)
{
    size_t close = find_byte(text, 0, length, ']');

    if (close == length || !is_ipv6(text + 1, close - 1))
        return wrong_at(IP_NOT_ONE, 0, length);
    if (close + 1 == length)
        return wrong_at(IP_BRACKETS, 0, length);
    if (text[close + 1] == ':' && run_of(text, close + 2, length, BYTE_DIGIT) == length)
        return wrong_at(IP_PORT, close + 1, length);
    return wrong_at(IP_NOT_ONE, 0, length);
}

/* Why a text that is no address is none. */
static struct checked_ip explain(const char *text, size_t length)
{
    size_t slash = find_byte(text, 0, length, '/'), percent = find_byte(text, 0, length, '%');
    size_t colon = find_byte(text, 0, length, ':');
    rptlint_span zeros;

    if (length > 0 && text[0] == '[')
        return explain_brackets(text, length);
    if (percent + 1 < length && is_ipv6(text, percent))
        return wrong_at(IP_ZONE, percent, length);
    if (slash + 1 < length && run_of(text, slash + 1, length, BYTE_DIGIT) == length &&
        (is_ipv4(text, slash) || is_ipv6(text, slash)))
        return wrong_at(IP_PREFIX, slash, length);
    if (colon < length && run_of(text, colon + 1, length, BYTE_DIGIT) == length && is_ipv4(text, colon))
        return wrong_at(IP_PORT, colon, length);
    zeros = leading_zeros(text, length);
    if (zeros.length > 0)
        return wrong_at(IP_ZEROS, zeros.offset, zeros.offset + zeros.length);
    return wrong_at(IP_NOT_ONE, 0, length);
}

struct checked_ip check_ip(const char *text, size_t length)
{
    struct checked_ip ip = {.fault = IP_GOOD, .canonical = true};

    if (read_ipv4(text, length, ip.octets)) {
        ip.special = special_ipv4(ip.octets);
        return ip;
    }
    ip.is_ipv6 = true;
    if (read_canonical_ipv6(text, length, ip.octets)) {
        ip.special = special_ipv6(ip.octets);
        return ip;
    }
    if (!is_ipv6(text, length))
        return explain(text, length);
    read_ipv6(text, length, ip.octets);
    ip.special = special_ipv6(ip.octets);
    compare_canonical(&ip, text, length);
    return ip;
}
