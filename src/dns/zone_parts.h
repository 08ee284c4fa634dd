/* SPDX-License-Identifier: BSD-2-Clause */
/* What the two ways through a zone file share: zone_plain.c, the fast one, and zone.c. */
#ifndef ZONE_PARTS_H
#define ZONE_PARTS_H

#include "core/bytes.h"
#include "dns/zone.h"

/* ---- types as words ---- */

/* Up to seven letters, in lower case, as a number to switch on. */
#define WORD(a, b, c, d, e, f, g) \
    ((uint64_t)(a) | (uint64_t)(b) << 8 | (uint64_t)(c) << 16 | (uint64_t)(d) << 24 | (uint64_t)(e) << 32 | \
     (uint64_t)(f) << 40 | (uint64_t)(g) << 48)

enum { WORD_MAX = 7 };

/* 0 for a longer word, and for one with a NUL in it. */
static inline uint64_t word_of(const char *text, size_t length)
{
    uint64_t word = 0;

    for (size_t i = 0; i < length && length <= WORD_MAX; i++) {
        if (text[i] == '\0')
            return 0;
        word |= (uint64_t)(unsigned char)to_lower(text[i]) << (8 * i);
    }
    return word;
}

/*
 * The same where eight octets can be read.  Octets that are no letters may become digits and signs, and no word with
 * one of those matters.
 */
static inline uint64_t word_in_8(const char *text, size_t length)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t word;

    memcpy(&word, text, sizeof(word));
    return (word | 0x2020202020202020) & (((uint64_t)1 << (8 * length)) - 1);
#else
    return word_of(text, length);
#endif
}

static inline enum zone_type type_of_word(uint64_t word)
{
    switch (word) {
    case WORD('t', 'x', 't', 0, 0, 0, 0): return TYPE_TXT;
    case WORD('m', 'x', 0, 0, 0, 0, 0): return TYPE_MX;
    case WORD('n', 's', 0, 0, 0, 0, 0): return TYPE_NS;
    case WORD('c', 'n', 'a', 'm', 'e', 0, 0): return TYPE_CNAME;
    case WORD('s', 'o', 'a', 0, 0, 0, 0): return TYPE_SOA;
    case WORD('d', 'n', 'a', 'm', 'e', 0, 0): return TYPE_DNAME;
    case WORD('t', 'l', 's', 'a', 0, 0, 0): return TYPE_TLSA;
    case WORD('r', 'r', 's', 'i', 'g', 0, 0): return TYPE_RRSIG;
    case WORD('n', 's', 'e', 'c', 0, 0, 0): return TYPE_NSEC;
    case WORD('s', 'p', 'f', 0, 0, 0, 0):
    case WORD('a', 'v', 'c', 0, 0, 0, 0):
    case WORD('n', 'i', 'n', 'f', 'o', 0, 0):
    case WORD('r', 'e', 's', 'i', 'n', 'f', 'o'): return TYPE_TEXT;
    default: return TYPE_NONE;
    }
}

/* "TYPE16": an unsigned number of 16 bits, behind "TYPE"; BIND takes five digits at most. */
static inline bool is_numbered(const char *text, size_t length)
{
    return length >= 5 && length <= 9 && equal_nocase(text, "TYPE", 4) && run_of(text, 4, length, BYTE_DIGIT) == length;
}

/* ---- what matters, zone_matter.c ---- */

/* The place of an owner, of the record that is read; of one that does not matter by itself, as none that begins LDH. */
static inline void zone_pass_owner(struct zone *zone, size_t offset, size_t length)
{
    zone->has_owner = true;
    zone->owner_known = false;
    zone->owner_text = (rptlint_span){.offset = offset, .length = length};
    zone->owner_matters = zone->origin_matters;
}

/*
 * Does an owner matter by its text, whatever its record's type is?  A wildcard, what an escape may stand for, and the
 * names that have to do with TLSRPT, MTA-STS and DANE; "x._tls" too, for no wildcard answers beside it.
 */
bool zone_name_matters(const char *text, size_t length);

/* The place of an owner, and whether it matters. */
void zone_set_owner(struct zone *zone, size_t offset, size_t length);

/* Does a record matter, whatever its owner is? */
bool zone_rdata_matters(const struct zone *zone, size_t from, size_t end, enum zone_type code);

/* Words of a line may have carriage returns between them as well. */
static inline size_t behind_blanks(const char *text, size_t at, size_t end)
{
    while (at < end && (byte_in(text[at], BYTE_WSP) || text[at] == '\r'))
        at++;
    return at;
}

/* Is there nothing behind an RDATA but white space, and a comment? */
static inline bool is_plain_end(const char *text, size_t at, size_t end)
{
    at = behind_blanks(text, at, end);
    return at == end || (text[at] == ';' && find_byte(text, at, end, '\n') == end);
}

/* Do the records matter that are below an origin, whatever their owners are? */
bool zone_origin_matters(const struct name *origin);

static inline bool type_matters(enum zone_type type)
{
    return type == TYPE_TXT || type == TYPE_MX || type == TYPE_TLSA || type == TYPE_SOA || type == TYPE_TEXT;
}

/* ---- TTLs ---- */

/* Of use for the records that come, until there is a default. */
static inline void zone_set_ttl(struct zone *zone, uint32_t seconds)
{
    if (zone->has_default_ttl)
        return;
    zone->has_last_ttl = true;
    zone->last_ttl = seconds;
}

/* The TTL that a record has in the end; `own` where it has one. */
static inline void zone_set_seconds(const struct zone *zone, struct zone_entry *entry, uint32_t own)
{
    entry->has_seconds = entry->ttl.length > 0 || zone->has_default_ttl || zone->has_last_ttl;
    entry->seconds = entry->ttl.length > 0 ? own : zone->has_default_ttl ? zone->default_ttl : zone->last_ttl;
}

/* ---- the fast way, zone_plain.c ---- */

/*
 * Passes over lines as long as they are empty, comments, or records on one line that do not matter; true when *entry
 * tells of one that does.  Stops before what takes its time, and in the last 64 octets.
 */
bool zone_pass_over(struct zone *zone, struct zone_entry *entry);

#endif
