/* SPDX-License-Identifier: BSD-2-Clause */
/* Which records of a zone matter: by owner, type, and a look at the value. */
#include "dns/marks.h"
#include "dns/zone_parts.h"

#include <string.h>

/* ---- types ---- */

static enum zone_type numbered_type(const char *text, size_t length)
{
    unsigned number = 0;

    for (size_t i = 4; i < length && number <= 65535; i++)
        number = number * 10 + (unsigned)(text[i] - '0');
    switch (number) {
    case 2: return TYPE_NS;
    case 5: return TYPE_CNAME;
    case 6: return TYPE_SOA;
    case 15: return TYPE_MX;
    case 16: return TYPE_TXT;
    case 39: return TYPE_DNAME;
    case 46: return TYPE_RRSIG;
    case 47: return TYPE_NSEC;
    case 52: return TYPE_TLSA;
    case 56:  /* NINFO */
    case 99:  /* SPF */
    case 258: /* AVC */
    case 261: return TYPE_TEXT; /* RESINFO */
    default: return TYPE_NONE;
    }
}

enum zone_type zone_type_of(const char *text, size_t length)
{
    if (is_numbered(text, length))
        return numbered_type(text, length);
    return type_of_word(word_of(text, length));
}

/* ---- owners ---- */

bool zone_name_matters(const char *text, size_t length)
{
    if (length == 0 || text[0] != '_')
        return length == 0 || text[0] == '*' || text[0] == '\\' || text[0] == '"';
    switch (length > 1 ? to_lower(text[1]) : '\0') {
    case '2': return true;
    case 'm': return STARTS_NOCASE(text, 0, length, "_mta-sts");
    case 's':
    case 't':
        if (STARTS_NOCASE(text, 0, length, "_smtp") || STARTS_NOCASE(text, 0, length, "_tls"))
            return true;
        break;
    default: break;
    }
    for (size_t at = 1; (at = find_byte(text, at, length, '_')) < length; at++)
        if (text[at - 1] == '.' && STARTS_NOCASE(text, at, length, "_tls"))
            return true;
    return find_byte(text, 0, length, '\\') < length;
}

bool zone_origin_matters(const struct name *origin)
{
    return origin->length > 1 && (origin->octets[1] == '_' || origin->octets[1] == '*');
}

void zone_set_owner(struct zone *zone, size_t offset, size_t length)
{
    zone_pass_owner(zone, offset, length);
    if (!byte_in(zone->text[offset], BYTE_LDH) && zone_name_matters(zone->text + offset, length))
        zone->owner_matters = true;
}

/* ---- values ---- */

/* Where a value begins: behind white space, parentheses and comments. */
static size_t value_start(const char *text, size_t at, size_t end)
{
    for (; at < end; at++) {
        switch (text[at]) {
        case ' ':
        case '\t':
        case '\r':
        case '\n':
        case '(': break;
        case ';': at = find_byte(text, at, end, '\n') - 1; break;
        default: return at;
        }
    }
    return end;
}

/* The same of text with fewer octets behind it. */
static struct hints last_hints(const char *text, size_t length)
{
    char copy[HINTS_OCTETS] = {0};

    memcpy(copy, text, length < HINTS_OCTETS ? length : HINTS_OCTETS);
    return hints_of(copy);
}

/* Can this be a TLSRPT value?  Its first octets have "rpt" in them, or are in two strings, which may hide it. */
static bool may_be_value(const struct zone *zone, size_t from, size_t end)
{
    enum { LOOKED_AT = 40 };
    size_t start = value_start(zone->text, from, end), length = end - start < LOOKED_AT ? end - start : LOOKED_AT;
    const char *text = zone->text + start;
    struct hints hints = zone->length - start >= HINTS_OCTETS ? hints_of(text) : last_hints(text, zone->length - start);
    uint64_t within = ((uint64_t)1 << length) - 1, quotes = hints.quotes & within;

    if ((hints.rpt & within >> 2) != 0)
        return true;
    quotes &= quotes - 1;
    quotes &= quotes - 1; /* the third is that of another string, where the first begins the value */
    return length > 0 && text[0] == '"' && quotes != 0;
}

/*
 * A preference and a host of short labels of letters, digits and hyphens, nothing behind them but a comment: there are
 * no two ways to read that, so nobody need be asked.
 */
static bool is_plain_mx(const char *text, size_t at, size_t end)
{
    size_t digits = behind_blanks(text, at, end), behind = run_of(text, digits, end, BYTE_DIGIT);
    size_t host = run_of(text, behind, end, BYTE_WSP), length = end - host < BITS_MAX ? end - host : BITS_MAX, octets;
    struct octet_bits bits;

    if (behind == digits || behind - digits >= 5 || host == behind || host == end)
        return false;
    bits = bits_of(text + host, length);
    octets = bits.host + 1 != 0 ? (size_t)__builtin_ctzll(~bits.host) : length;
    bits.dot &= ((uint64_t)1 << octets) - 1;
    return octets > 0 && octets < BITS_MAX && (bits.dot & (bits.dot << 1 | 1)) == 0 &&
           is_plain_end(text, host + octets, end);
}

bool zone_rdata_matters(const struct zone *zone, size_t from, size_t end, enum zone_type code)
{
    switch (code) {
    case TYPE_TXT:
    case TYPE_TEXT: return may_be_value(zone, from, end);
    case TYPE_MX: return !is_plain_mx(zone->text, from, end);
    default: return type_matters(code);
    }
}
