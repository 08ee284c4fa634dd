/* SPDX-License-Identifier: BSD-2-Clause */
/* IP addresses told from bits, without reading their numbers: all octets are looked at together. */
#include "core/bytes.h"
#include "core/lanes.h"
#include "core/value.h"

enum plain_ip plain_ip_walk(const char *text, size_t length)
{
    struct checked_ip ip = check_ip(text, length);

    if (ip.fault != IP_GOOD || !ip.canonical)
        return IP_UNTOLD;
    return ip.special == IP_ORDINARY ? IP_PLAIN_ORDINARY : IP_PLAIN;
}

#if defined(__SSE2__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

enum { IPV4_MAX = 15, IPV6_MAX = 39, IPV6_BLOCKS = 3 };

static inline unsigned between(__m128i octets, char low, char high)
{
    return lanes_bits(lanes_between(octets, low, high));
}

static inline unsigned equal_to(__m128i octets, char octet)
{
    return lanes_bits(lanes_equal(octets, octet));
}

/* Each octet that begins a part, in a set whose others are `marks`. */
static inline uint64_t starts_of(uint64_t marks)
{
    return marks << 1 | 1;
}

/* ---- IPv4 ---- */

/*
 * May an address that begins with this octet be special?  0, 10, 100, 127, 169, 172, 192, 198, 203 and from 224 on:
 * the first octets of the ranges in address.c.
 */
static bool may_be_special(unsigned first)
{
    static const uint64_t words[] = {
        UINT64_C(1) | UINT64_C(1) << 10,
        UINT64_C(1) << (100 - 64) | UINT64_C(1) << (127 - 64),
        UINT64_C(1) << (169 - 128) | UINT64_C(1) << (172 - 128),
        UINT64_C(1) | UINT64_C(1) << (198 - 192) | UINT64_C(1) << (203 - 192) | UINT64_C(0xFFFFFFFF) << (224 - 192),
    };

    return (words[first / 64] >> first % 64 & 1) != 0;
}

/* The number that 1 to 3 digits are, the first of four octets. */
static unsigned first_number(const char *text, unsigned digits)
{
    uint32_t word;

    memcpy(&word, text, sizeof(word));
    word = (word & 0x0F0F0F0F) << (8 * (3 - digits)) & 0x00FFFFFF;
    return (word & 0xFF) * 100 + (word >> 8 & 0xFF) * 10 + (word >> 16);
}

/* Four numbers up to 255 without zeros first; 16 octets can be read. */
static enum plain_ip plain_ipv4(const char *text, size_t length)
{
    __m128i octets = lanes_load(text, 0);
    unsigned all = (1U << length) - 1, dots = equal_to(octets, '.') & all, digits = between(octets, '0', '9') & all;
    unsigned starts = (unsigned)starts_of(dots) & all, ends = dots >> 1 | 1U << (length - 1);
    unsigned threes = starts & digits >> 1 & digits >> 2, zeros = equal_to(octets, '0');
    unsigned over_2 = between(octets, '3', '9'), over_5 = between(octets, '6', '9');
    unsigned is_2 = equal_to(octets, '2'), is_5 = equal_to(octets, '5');
    unsigned too_large = threes & (over_2 | (is_2 & (over_5 >> 1 | (is_5 >> 1 & over_5 >> 2))));
    unsigned four_digits = threes & digits >> 3, second = dots & (dots - 1), third = second & (second - 1);

    if ((dots | digits) != all || (dots & (starts | ends)) != 0 || (zeros & starts & digits >> 1) != 0 ||
        (too_large | four_digits) != 0 || third == 0 || (third & (third - 1)) != 0)
        return IP_UNTOLD;
    return may_be_special(first_number(text, (unsigned)__builtin_ctz(dots))) ? IP_PLAIN : IP_PLAIN_ORDINARY;
}

/* ---- IPv6 ---- */

struct group_bits {
    uint64_t hex, colon, zero;
};

/* Of 48 octets. */
static inline struct group_bits group_bits_of(const char *text)
{
    struct group_bits bits = {.hex = 0};

    for (unsigned block = 0; block < IPV6_BLOCKS; block++) {
        __m128i octets = lanes_load(text, block * LANES);

        bits.hex |= (uint64_t)(between(octets, '0', '9') | between(octets, 'a', 'f')) << block * LANES;
        bits.colon |= (uint64_t)equal_to(octets, ':') << block * LANES;
        bits.zero |= (uint64_t)equal_to(octets, '0') << block * LANES;
    }
    return bits;
}

/*
 * Groups as RFC 5952 wants them: lower case, no zero first, "::" for two groups or more.  Where a group is 0, which
 * of several runs "::" must stand for is not told here, unless it stands alone.
 */
static bool is_canonical_ipv6(struct group_bits bits, size_t length)
{
    uint64_t all = (UINT64_C(1) << length) - 1, hex = bits.hex & all, colon = bits.colon & all;
    uint64_t starts = starts_of(colon) & hex, ends = (colon >> 1 | UINT64_C(1) << (length - 1)) & hex;
    uint64_t zero_groups = bits.zero & starts & ends, gap = colon & colon >> 1;
    unsigned groups = count_bits(starts);

    if ((hex | colon) != all || (starts & hex >> 1 & hex >> 2 & hex >> 3 & hex >> 4) != 0 ||
        (bits.zero & starts & hex >> 1) != 0 || (zero_groups & zero_groups >> 2) != 0 || (colon & 1) != 0)
        return false;
    if (gap == 0)
        return groups == 8 && (colon & UINT64_C(1) << (length - 1)) == 0;
    return (gap & (gap - 1)) == 0 && groups <= 6 && (zero_groups & (gap >> 1 | gap << 2)) == 0 &&
           ((colon & UINT64_C(1) << (length - 1)) == 0 || (gap & UINT64_C(1) << (length - 2)) != 0);
}

/* Of 2000::/4, but for 2001:db8::/32: none of it is special.  48 octets can be read. */
static enum plain_ip plain_ipv6(const char *text, size_t length)
{
    if (text[0] != '2' || text[4] != ':' || STARTS(text, 0, length, "2001:db8:"))
        return IP_UNTOLD;
    return is_canonical_ipv6(group_bits_of(text), length) ? IP_PLAIN_ORDINARY : IP_UNTOLD;
}

enum plain_ip plain_ip(const char *text, size_t length, size_t room)
{
    if (length >= sizeof("0.0.0.0") - 1 && length <= IPV4_MAX && room >= LANES) {
        enum plain_ip told = plain_ipv4(text, length);

        if (told != IP_UNTOLD)
            return told;
    }
    if (length >= sizeof("2000::") - 1 && length <= IPV6_MAX && room >= IPV6_BLOCKS * LANES)
        return plain_ipv6(text, length);
    return IP_UNTOLD;
}

#else

enum plain_ip plain_ip(const char *text, size_t length, size_t room)
{
    (void)room;
    return plain_ip_walk(text, length);
}

#endif
