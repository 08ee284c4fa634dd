/* SPDX-License-Identifier: BSD-2-Clause */
/* A second opinion: ldns reads one record from one line of text, and what it reads is compared octet by octet. */
#include "dns/rr.h"

#include "core/bytes.h"
#include "dns/ldns.h"

#include <stdlib.h>
#include <string.h>

/* Owner, TTL, class and type in front of the RDATA; the longest record that is worth asking about. */
enum { HEAD_OCTETS = NAME_TEXT + 64, LINE_OCTETS = 4 * RDATA_OCTETS + HEAD_OCTETS };

struct line {
    char *text;
    size_t count;
    size_t capacity;
};

static void put(struct line *line, const char *text, size_t length)
{
    if (line->count + length < line->capacity)
        memcpy(line->text + line->count, text, length);
    line->count += length;
}

static void put_word(struct line *line, const char *text, size_t length)
{
    put(line, text, length);
    put(line, " ", 1);
}

/* The end of a quoted string that begins at text[at]. */
static size_t quoted_end(const char *text, size_t at, size_t end)
{
    for (at++; at < end && text[at] != '"'; at++)
        if (text[at] == '\\')
            at++;
    return at < end ? at + 1 : end;
}

/* The RDATA on one line: what is between words becomes a space, comments go. */
static void put_rdata(struct line *line, const char *text, size_t at, size_t end)
{
    while (at < end) {
        size_t from = at;

        switch (text[at]) {
        case '"':
            at = quoted_end(text, at, end);
            put(line, text + from, at - from);
            break;
        case ';': at = find_byte(text, at, end, '\n'); break;
        case '(':
        case ')':
        case '\r':
        case '\n':
            at++;
            put(line, " ", 1);
            break;
        default:
            at += text[at] == '\\' && end - at > 1 ? 2 : 1;
            put(line, text + from, at - from);
            break;
        }
    }
}

/* The record on one line; an owner that the record does not name itself is written out. */
static bool write_line(struct line *line, const struct zone *zone, const struct zone_entry *entry,
                       const struct name *owner)
{
    char name[NAME_TEXT];

    line->capacity = entry->whole.length + HEAD_OCTETS;
    if (line->capacity > LINE_OCTETS || (line->text = malloc(line->capacity)) == NULL)
        return false;
    if (entry->owner.length > 0)
        put_word(line, zone->text + entry->owner.offset, entry->owner.length);
    else
        put_word(line, name, name_write(owner, name));
    put_word(line, zone->text + entry->ttl.offset, entry->ttl.length);
    put_word(line, "IN", 2);
    put_word(line, zone->text + entry->type.offset, entry->type.length);
    put_rdata(line, zone->text, entry->rdata.offset, entry->rdata.offset + entry->rdata.length);
    if (line->count >= line->capacity)
        return false;
    line->text[line->count] = '\0';
    return true;
}

/* ---- comparing ---- */

static bool same_name(const ldns_rdf *theirs, const struct name *ours)
{
    size_t length = ours->length + (ours->absolute ? 0U : 1U);

    return theirs != NULL && theirs->_size == length && equal_nocase(theirs->_data, (const char *)ours->octets, ours->length);
}

/* Names in RDATA are compared without case. */
static bool same_rdata(const ldns_rr *theirs, const struct rdata *ours)
{
    size_t at = 0;

    for (size_t i = 0; i < theirs->_rd_count; i++) {
        const ldns_rdf *field = theirs->_rdata_fields[i];
        const char *data = field->_data, *own = (const char *)ours->octets + at;

        if (field->_size > ours->length - at ||
            !(field->_type == LDNS_RDF_TYPE_DNAME ? equal_nocase(data, own, field->_size)
                                                  : memcmp(data, own, field->_size) == 0))
            return false;
        at += field->_size;
    }
    return at == ours->length;
}

static enum rr_result compare(const ldns_rr *theirs, const struct zone_entry *entry, const struct name *owner,
                              const struct rdata *rdata)
{
    if (!same_name(theirs->_owner, owner) || (entry->ttl.length > 0 && theirs->_ttl != entry->seconds) ||
        theirs->_rr_class != LDNS_RR_CLASS_IN)
        return RR_DIFFERS;
    if ((unsigned)theirs->_rr_type != (unsigned)entry->code)
        return RR_DIFFERS;
    return rdata->valid && rdata->length <= RDATA_OCTETS && same_rdata(theirs, rdata) ? RR_AGREES : RR_DIFFERS;
}

/* The origin as ldns has it; where none is known, names stand below the root. */
static ldns_rdf *origin_of(const struct ldns_calls *ldns, const struct zone *zone)
{
    char text[NAME_TEXT];

    if (!zone->has_origin)
        return ldns->ldns_dname_new_frm_str(".");
    name_write(&zone->origin, text);
    return ldns->ldns_dname_new_frm_str(text);
}

/* ---- the quick way ---- */

/*
 * A record on one line with one quoted string and no escape: the two parts that could be read in two ways, the owner
 * and the string, go to the functions that ldns would call for them.
 */
static bool is_plain(const struct zone *zone, const struct zone_entry *entry)
{
    const char *text = zone->text;
    size_t at = entry->rdata.offset, end = trim_end(text, at, at + entry->rdata.length, BYTE_WSP);

    return entry->code == TYPE_TXT && entry->owner.length > 0 && entry->owner.length < NAME_OCTETS &&
           memchr(text + entry->whole.offset, '\\', entry->whole.length) == NULL && end - at >= 2 && end - at <= 257 &&
           memchr(text + entry->whole.offset, '\0', entry->whole.length) == NULL &&
           memchr(text + entry->whole.offset, '\n', entry->whole.length) == NULL && text[at] == '"' &&
           find_byte(text, at + 1, end, '"') == end - 1 && run_of(text, entry->ttl.offset,
                                                                  entry->ttl.offset + entry->ttl.length, BYTE_DIGIT) ==
                                                               entry->ttl.offset + entry->ttl.length;
}

static bool plain_owner_agrees(const struct ldns_calls *ldns, const struct zone *zone, const struct zone_entry *entry,
                               const struct name *owner)
{
    char text[NAME_OCTETS + 1];
    bool relative = zone->text[entry->owner.offset + entry->owner.length - 1] != '.';
    struct name own = *owner;
    ldns_rdf *name;
    bool agrees;

    if (entry->owner.length == 1 && zone->text[entry->owner.offset] == '@')
        return true;
    memcpy(text, zone->text + entry->owner.offset, entry->owner.length);
    text[entry->owner.length] = '\0';
    name = ldns->ldns_dname_new_frm_str(text);
    /* A relative name is compared without the origin, which was read by both before. */
    if (relative && zone->has_origin && owner->length >= zone->origin.length) {
        own.length = (uint8_t)(owner->length - zone->origin.length);
        own.absolute = false;
    }
    agrees = same_name(name, &own);
    ldns->ldns_rdf_deep_free(name);
    return agrees;
}

static bool plain_string_agrees(const struct ldns_calls *ldns, const struct zone *zone, const struct zone_entry *entry,
                                const struct rdata *rdata)
{
    char text[256];
    size_t from = entry->rdata.offset + 1, length = find_byte(zone->text, from, zone->length, '"') - from;
    ldns_rdf *string = NULL;
    bool agrees;

    memcpy(text, zone->text + from, length);
    text[length] = '\0';
    agrees = ldns->ldns_str2rdf_str(&string, text) == LDNS_STATUS_OK && string->_size == rdata->length &&
             memcmp(string->_data, rdata->octets, rdata->length) == 0;
    ldns->ldns_rdf_deep_free(string);
    return agrees;
}

/* ---- the whole ---- */

static enum rr_result ask(const struct ldns_calls *ldns, const struct line *line, const struct zone *zone,
                          const struct zone_entry *entry, const struct name *owner, const struct rdata *rdata)
{
    ldns_rdf *origin = origin_of(ldns, zone);
    enum rr_result result = RR_REFUSED;
    ldns_rr *theirs = NULL;
    ldns_status status;

    status = ldns->ldns_rr_new_frm_str(&theirs, line->text, entry->seconds, origin, NULL);
    if (status == LDNS_STATUS_OK && theirs != NULL)
        result = compare(theirs, entry, owner, rdata);
    else if (status == LDNS_STATUS_MEM_ERR)
        result = RR_NOMEM;
    ldns->ldns_rr_free(theirs);
    ldns->ldns_rdf_deep_free(origin);
    return result;
}

enum rr_result rr_compare(const struct zone *zone, const struct zone_entry *entry, const struct name *owner,
                          const struct rdata *rdata)
{
    const struct ldns_calls *ldns = ldns_load();
    struct line line = {.text = NULL};
    enum rr_result result = RR_NOT_ASKED;

    if (ldns == NULL)
        return RR_NO_LIBRARY;
    if (is_plain(zone, entry) && plain_owner_agrees(ldns, zone, entry, owner) &&
        plain_string_agrees(ldns, zone, entry, rdata))
        return RR_AGREES;
    if (write_line(&line, zone, entry, owner)) {
        if (memchr(line.text, '\0', line.count) == NULL)
            result = ask(ldns, &line, zone, entry, owner, rdata);
    } else if (line.text == NULL && line.capacity <= LINE_OCTETS) {
        result = RR_NOMEM;
    }
    free(line.text);
    return result;
}
