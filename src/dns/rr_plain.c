/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as they mostly are: what has no escape, no odd octet and no length near a limit is read in one way. */
#include "core/json_scan.h"
#include "dns/rr.h"
#include "dns/zone_parts.h"

/* Well below what a name may hold, and the data of a TLSA record, which has no strings to be cut into. */
enum { NAME_PLAIN = 200, TLSA_PLAIN = 2048 };

/* Digits, or a few of them and a unit (BIND, and everybody since). */
static bool is_plain_ttl(const char *text, size_t from, size_t end)
{
    size_t digits = run_of(text, from, end, BYTE_DIGIT);

    if (digits == end)
        return end - from <= 9;
    return digits + 1 == end && digits > from && digits - from <= 3 && memchr("smhdwSMHDW", text[digits], 10) != NULL;
}

static bool is_plain_name(const char *text, size_t from, size_t end)
{
    return end - from < NAME_PLAIN && name_end(text, from, end) == end;
}

/* Quoted strings of at most 255 printable octets, with white space between them. */
static bool are_plain_strings(const struct zone *zone, size_t at, size_t end)
{
    const char *text = zone->text;
    bool any = false;

    while (at < end && text[at] == '"') {
        size_t from = ++at;

        at = json_plain_end(text, at, zone->length); /* what needs no look in JSON needs none here */
        if (at >= end || text[at] != '"' || at - from > 255)
            return false;
        any = true;
        from = ++at;
        at = run_of(text, at, end, BYTE_WSP);
        if (at == from)
            break;
    }
    return any && is_plain_end(text, at, end);
}

static bool is_plain_target(const char *text, size_t from, size_t end)
{
    size_t stop = name_end(text, from, end);

    return stop > from && stop - from < NAME_PLAIN && is_plain_end(text, stop, end);
}

/* Three numbers of one digit, and octets in hex (RFC 6698 section 2.2). */
static bool is_plain_tlsa(const char *text, size_t at, size_t end)
{
    size_t stop;

    for (int i = 0; i < 3; i++) {
        if (end - at < 2 || !byte_in(text[at], BYTE_DIGIT) || !byte_in(text[at + 1], BYTE_WSP))
            return false;
        at = run_of(text, at + 1, end, BYTE_WSP);
    }
    stop = run_of(text, at, end, BYTE_HEX);
    return stop > at && stop - at <= TLSA_PLAIN && (stop - at) % 2 == 0 && is_plain_end(text, stop, end);
}

bool rr_is_plain(const struct zone *zone, const struct zone_entry *entry, const struct name *owner)
{
    const char *text = zone->text;
    size_t name = entry->owner.offset, from = entry->rdata.offset, end = from + entry->rdata.length;
    bool is_origin = entry->owner.length == 1 && text[name] == '@';

    if (owner->length >= NAME_PLAIN ||
        !(is_origin || is_plain_name(text, name, name + entry->owner.length)) ||
        !is_plain_ttl(text, entry->ttl.offset, entry->ttl.offset + entry->ttl.length))
        return false;
    switch (entry->code) {
    case TYPE_TXT: return are_plain_strings(zone, from, end);
    case TYPE_CNAME: return is_plain_target(text, from, end);
    case TYPE_TLSA: return is_plain_tlsa(text, from, end);
    default: return false;
    }
}
