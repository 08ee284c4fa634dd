/* SPDX-License-Identifier: BSD-2-Clause */
/* Which records of a zone matter: by owner, type, and a look at the value. */
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

/*
 * Does an owner matter by its text, whatever its record's type is?  A wildcard, what an escape may stand for, and the
 * names that have to do with TLSRPT, MTA-STS and DANE; "x._tls" too, for no wildcard answers beside it.
 */
static bool owner_matters(const char *text, size_t length)
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
    for (size_t dot = 0; (dot = find_byte(text, dot, length, '.')) < length; dot++)
        if (STARTS_NOCASE(text, dot, length, "._tls"))
            return true;
    return find_byte(text, 0, length, '\\') < length;
}

bool zone_origin_matters(const struct name *origin)
{
    return origin->length > 1 && (origin->octets[1] == '_' || origin->octets[1] == '*');
}

void zone_set_owner(struct zone *zone, size_t offset, size_t length)
{
    zone->has_owner = true;
    zone->owner_known = false;
    zone->owner_text = (rptlint_span){.offset = offset, .length = length};
    /* A letter or a digit is no beginning of one that does. */
    zone->owner_matters = zone->origin_matters || (!byte_in(zone->text[offset], BYTE_LDH) &&
                                                   owner_matters(zone->text + offset, length));
}

/* ---- values ---- */

/* Where a value begins: behind white space, parentheses and comments. */
static size_t value_start(const char *text, size_t length)
{
    size_t at = 0;

    while (at < length && (byte_in(text[at], BYTE_WSP) || memchr("\r\n(;", text[at], 4) != NULL))
        at = text[at] == ';' ? find_byte(text, at, length, '\n') : at + 1;
    return at;
}

/*
 * Can this be a TLSRPT value?  Its first octets have "rpt" in them, or are in two strings, which may hide it.  Of three
 * octets in a row one is at every third place, so those are looked at first.
 */
static bool may_be_value(const char *text, size_t length)
{
    enum { LOOKED_AT = 40 };
    size_t start = value_start(text, length), end = length - start > LOOKED_AT ? start + LOOKED_AT : length, close;

    for (size_t at = start + 2; at < end; at += 3) {
        char c = (char)(text[at] | 0x20);
        size_t from = c == 't' ? at - 2 : c == 'p' ? at - 1 : at;

        if ((c == 'r' || c == 'p' || c == 't') && end - from > 2 && equal_nocase(text + from, "rpt", 3))
            return true;
    }
    close = start < end && text[start] == '"' ? find_byte(text, start + 1, end, '"') : end;
    return close < end && find_byte(text, close + 1, end, '"') < end;
}

/*
 * A preference and a host of short labels of letters, digits and hyphens, nothing behind them: there are no two ways
 * to read that, so nobody need be asked.
 */
static bool is_plain_mx(const char *text, size_t at, size_t end)
{
    size_t digits = run_of(text, at, end, BYTE_WSP), behind = run_of(text, digits, end, BYTE_DIGIT);
    size_t host = run_of(text, behind, end, BYTE_WSP), stop = host;
    char before = '.';

    for (; stop < end && (byte_in(text[stop], BYTE_LDH) || (text[stop] == '.' && before != '.')); stop++)
        before = text[stop];
    return behind > digits && behind - digits < 5 && host > behind && stop > host && stop - host < 64 &&
           run_of(text, stop, end, BYTE_WSP) == end;
}

bool zone_rdata_matters(const char *text, size_t from, size_t end, enum zone_type code)
{
    switch (code) {
    case TYPE_TXT:
    case TYPE_TEXT: return may_be_value(text + from, end - from);
    case TYPE_MX: return !is_plain_mx(text, from, end);
    default: return type_matters(code);
    }
}
