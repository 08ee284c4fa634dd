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
 * Records as they mostly are, without an escape: what could be read in two ways in them, the owner and the strings,
 * goes to the functions that ldns itself would call for them, and the rest of its work on the line is saved.
 */
static bool is_plain(const struct zone *zone, const struct zone_entry *entry)
{
    const char *text = zone->text + entry->whole.offset;
    size_t length = entry->whole.length;

    return entry->owner.length < NAME_OCTETS && memchr(text, '\\', length) == NULL && memchr(text, '\0', length) == NULL;
}

static bool plain_ttl_agrees(const struct ldns_calls *ldns, const struct zone *zone, const struct zone_entry *entry)
{
    char copy[32];
    const char *stop;
    size_t end = entry->ttl.offset + entry->ttl.length;

    if (run_of(zone->text, entry->ttl.offset, end, BYTE_DIGIT) == end)
        return true;
    if (entry->ttl.length >= sizeof(copy))
        return false;
    memcpy(copy, zone->text + entry->ttl.offset, entry->ttl.length);
    copy[entry->ttl.length] = '\0';
    return ldns->ldns_str2period(copy, &stop) == entry->seconds && *stop == '\0';
}

/* A name as text; *ours may be relative, as the text is.  In a record ldns takes all that begins with "@" for the origin. */
static bool name_agrees(const struct ldns_calls *ldns, const char *text, size_t length, const struct name *ours)
{
    char copy[NAME_OCTETS + 1];
    ldns_rdf *name;
    bool agrees;

    memcpy(copy, text, length);
    copy[length] = '\0';
    name = copy[0] != '@' ? ldns->ldns_dname_new_frm_str(copy) : NULL;
    agrees = same_name(name, ours);
    ldns->ldns_rdf_deep_free(name);
    return agrees;
}

/* A relative name is compared without the origin, which both have read before; so is one that the record inherits. */
static bool plain_owner_agrees(const struct ldns_calls *ldns, const struct zone *zone, const struct zone_entry *entry,
                               const struct name *owner)
{
    const char *text = zone->text + entry->owner.offset;
    size_t length = entry->owner.length;
    struct name own = *owner;

    if (length == 0 || (length == 1 && text[0] == '@'))
        return true;
    if (text[length - 1] != '.' && zone->has_origin) {
        own.length = (uint8_t)(owner->length - zone->origin.length);
        own.absolute = false;
    }
    return name_agrees(ldns, text, length, &own);
}

/* One string, text[from..end) between its quotes; *at is where it should be in the RDATA. */
static bool string_agrees(const struct ldns_calls *ldns, const char *text, size_t from, size_t end,
                          const struct rdata *rdata, size_t *at)
{
    char copy[256];
    ldns_rdf *string = NULL;
    bool agrees;

    if (end - from >= sizeof(copy) || memchr(text + from, '\n', end - from) != NULL ||
        memchr(text + from, '\r', end - from) != NULL) /* a space for ldns, in a whole record */
        return false;
    memcpy(copy, text + from, end - from);
    copy[end - from] = '\0';
    agrees = ldns->ldns_str2rdf_str(&string, copy) == LDNS_STATUS_OK && string->_size <= rdata->length - *at &&
             memcmp(string->_data, rdata->octets + *at, string->_size) == 0;
    if (agrees)
        *at += string->_size;
    ldns->ldns_rdf_deep_free(string);
    return agrees;
}

/* Quoted strings, with white space, parentheses and comments between them. */
static bool plain_strings_agree(const struct ldns_calls *ldns, const struct zone *zone, const struct zone_entry *entry,
                                const struct rdata *rdata)
{
    const char *text = zone->text;
    size_t at = entry->rdata.offset, end = at + entry->rdata.length, count = 0;

    if (rdata->length > RDATA_OCTETS)
        return false;
    while (at < end) {
        size_t close;

        if (text[at] == ';') {
            at = find_byte(text, at, end, '\n');
        } else if (text[at] != '"') {
            if (strchr(" \t\r\n()", text[at]) == NULL)
                return false;
            at++;
        } else {
            close = find_byte(text, at + 1, end, '"');
            if (close == end || !string_agrees(ldns, text, at + 1, close, rdata, &count))
                return false;
            at = close + 1;
        }
    }
    return rdata->valid && count == rdata->length && count > 0;
}

static bool plain_cname_agrees(const struct ldns_calls *ldns, const struct zone *zone, const struct zone_entry *entry,
                               const struct rdata *rdata)
{
    const char *text = zone->text;
    size_t from = entry->rdata.offset, end = run_until(text, from, from + entry->rdata.length, BYTE_WSP);
    struct name own = {.length = 0, .absolute = true};

    if (!rdata->valid || rdata->length > NAME_OCTETS || end - from >= NAME_OCTETS || end == from || text[end - 1] != '.')
        return false;
    own.length = (uint8_t)rdata->length;
    memcpy(own.octets, rdata->octets, rdata->length);
    return name_agrees(ldns, text + from, end - from, &own);
}

bool rr_is_plain(const struct zone *zone, const struct zone_entry *entry, const struct rdata *rdata)
{
    const char *text = zone->text;
    size_t at = entry->rdata.offset, end = at + entry->rdata.length;

    if (!rdata->valid || !is_plain(zone, entry) ||
        run_of(text, entry->owner.offset, entry->owner.offset + entry->owner.length, BYTE_NAME) !=
            entry->owner.offset + entry->owner.length)
        return false;
    /* One quoted string; numbers and hex digits. */
    return entry->code == TYPE_TXT ? at < end && text[at] == '"' && rdata->octets[0] + 1U == rdata->length &&
                                         memchr(rdata->octets + 1, '\r', rdata->octets[0]) == NULL
                                   : entry->code == TYPE_TLSA && find_byte(text, at, end, '"') == end;
}

static bool agrees_quickly(const struct ldns_calls *ldns, const struct zone *zone, const struct zone_entry *entry,
                           const struct name *owner, const struct rdata *rdata)
{
    if (!is_plain(zone, entry) || !plain_ttl_agrees(ldns, zone, entry) || !plain_owner_agrees(ldns, zone, entry, owner))
        return false;
    switch (entry->code) {
    case TYPE_TXT: return plain_strings_agree(ldns, zone, entry, rdata);
    case TYPE_CNAME: return plain_cname_agrees(ldns, zone, entry, rdata);
    default: return false;
    }
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
    if (agrees_quickly(ldns, zone, entry, owner, rdata))
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

bool rr_type_known(const char *text, size_t length)
{
    const struct ldns_calls *ldns = ldns_load();
    char copy[32];

    if (ldns == NULL)
        return true;
    if (length >= sizeof(copy) || memchr(text, '\0', length) != NULL)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return ldns->ldns_get_rr_type_by_name(copy) != 0;
}
