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

/* ---- asking ---- */

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
    if (write_line(&line, zone, entry, owner)) {
        if (memchr(line.text, '\0', line.count) == NULL)
            result = ask(ldns, &line, zone, entry, owner, rdata);
    } else if (line.text == NULL && line.capacity <= LINE_OCTETS) {
        result = RR_NOMEM;
    }
    free(line.text);
    return result;
}

/* "TYPE" and up to five digits: a number of 16 bits that is a type's. */
static bool is_type_number(const char *text, size_t length)
{
    uint32_t number = 0;

    for (size_t i = 0; i < length; i++)
        number = number * 10 + (uint32_t)(text[i] - '0');
    return length <= 5 && number > 0 && number <= UINT16_MAX;
}

bool rr_type_known(const char *text, size_t length)
{
    const struct ldns_calls *ldns = ldns_load();
    char copy[32];

    if (ldns == NULL)
        return true;
    if (length >= sizeof(copy) || memchr(text, '\0', length) != NULL)
        return false;
    if (length > 4 && equal_nocase(text, "TYPE", 4) && run_of(text, 4, length, BYTE_DIGIT) == length)
        return is_type_number(text + 4, length - 4);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return ldns->ldns_get_rr_type_by_name(copy) != 0;
}
