/* SPDX-License-Identifier: BSD-2-Clause */
/* The first way through a zone: files, names, records, and ldns's opinion of those that matter. */
#include "dns/zone_read.h"

#include "core/bytes.h"
#include "core/quick.h"
#include "dns/doubled.h"

#include <stdlib.h>

/* So many octets of a value say what it is meant to be. */
enum { BEGINNING = 32 };

/* Files being read, each inside the one before. */
struct level {
    struct zone zone;
    uint32_t file;
};

struct reader {
    struct zone_facts *all;
    const struct zone_host *host;
    const struct name *given; /* the origin of the zone file, where it is known; may be NULL */
    struct level levels[ZONE_DEPTH_MAX];
    size_t depth;        /* of the file being read, from 1 */
    uint32_t remark;     /* comments alone on the lines before the one that comes */
    uint32_t remarks;
    size_t remark_line;  /* the line they are for */
    enum zone_status status;
};

static struct level *current(struct reader *r)
{
    return &r->levels[r->depth - 1];
}

/* ---- keeping ---- */

static uint32_t from(const struct zone_entry *entry, rptlint_span span)
{
    return span.length > 0 || span.offset >= entry->whole.offset ? (uint32_t)(span.offset - entry->whole.offset) : 0;
}

static void no_room(struct reader *r)
{
    r->status = r->all->facts.full ? ZONE_LIMIT : ZONE_NOMEM;
}

/* Keeps an entry, and hands the comments to it that were waiting for one; NULL without memory. */
static struct kept *keep(struct reader *r, const struct zone_entry *entry)
{
    struct kept *kept = NULL;

    if (entry->whole.length >= NOBODY)
        r->all->facts.full = true;
    else
        kept = facts_add(&r->all->facts);
    if (kept == NULL) {
        no_room(r);
        return NULL;
    }
    kept->offset = entry->whole.offset;
    kept->file = current(r)->file;
    kept->line = (uint32_t)entry->line;
    kept->length = (uint32_t)entry->whole.length;
    kept->owner_length = (uint32_t)entry->owner.length;
    kept->ttl_at = from(entry, entry->ttl);
    kept->ttl_length = (uint32_t)entry->ttl.length;
    kept->type_at = from(entry, entry->type);
    kept->type_length = (uint32_t)entry->type.length;
    kept->rdata_at = from(entry, entry->rdata);
    kept->rdata_length = (uint32_t)entry->rdata.length;
    kept->fault_at = from(entry, entry->fault_at);
    kept->fault_length = (uint32_t)entry->fault_at.length;
    kept->event = (uint8_t)entry->event;
    kept->fault = (uint8_t)entry->fault;
    kept->code = (uint8_t)entry->code;
    kept->seconds = entry->seconds;
    kept->flags = entry->has_seconds ? KEPT_SECONDS : 0;
    kept->result = RR_AGREES;
    kept->remark = r->remark;
    kept->remarks = r->remarks;
    r->remarks = 0;
    return kept;
}

/* ---- comments ---- */

static bool add_remark(struct reader *r, size_t at, size_t end)
{
    struct remark remark;

    remark_read(&remark, current(r)->zone.text, at, end);
    if (r->remarks == 0)
        r->remark = (uint32_t)r->all->facts.remark_count;
    if (!facts_add_remark(&r->all->facts, &remark)) {
        no_room(r);
        return false;
    }
    r->remarks++;
    return true;
}

/* What was for the line before is not for this entry: it is told by itself as unused. */
static void drop_remarks(struct reader *r)
{
    struct zone_entry none = {.event = ZONE_REMARK};

    if (r->remarks == 0)
        return;
    none.whole = r->all->facts.remarks[r->remark].whole;
    none.line = r->remark_line - r->remarks;
    keep(r, &none);
}

static void take_remarks(struct reader *r, const struct zone_entry *entry)
{
    if (r->remarks > 0 && r->remark_line != entry->line)
        drop_remarks(r);
    if (r->status != ZONE_CHECKED)
        return;
    if (entry->event == ZONE_REMARK) {
        if (add_remark(r, entry->rdata.offset, entry->rdata.offset + entry->rdata.length))
            r->remark_line = entry->line + 1;
    } else if (entry->remark.offset > 0) {
        add_remark(r, entry->remark.offset, entry->remark.offset + entry->remark.length);
    }
}

/* ---- values ---- */

/* The first octets of the value, out of all its strings. */
static size_t beginning_of(const struct rdata *rdata, char value[BEGINNING])
{
    size_t length = rdata->length < RDATA_OCTETS ? rdata->length : RDATA_OCTETS, count = 0;

    for (size_t at = 0; at < length && count < BEGINNING; at += 1U + rdata->octets[at]) {
        size_t octets = rdata->octets[at] < length - at ? rdata->octets[at] : length - at - 1;

        if (octets > BEGINNING - count)
            octets = BEGINNING - count;
        memcpy(value + count, rdata->octets + at + 1, octets);
        count += octets;
    }
    return count;
}

static struct value_kind kind_of(struct reader *r, bool expected)
{
    char value[BEGINNING];

    return value_kind_of(value, beginning_of(&r->all->rdata, value), expected);
}

/* ---- names ---- */

/*
 * Does a record at _smtp._tls answer for it?  Not another TXT record, which is Z404: but a TLSRPT record of any type,
 * what leads elsewhere, and a type that is misspelt, which are told.
 */
static bool covers(const struct reader *r, const struct zone_entry *entry, const struct value_kind *kind)
{
    const struct zone *zone = &r->levels[r->depth - 1].zone;

    return kind->tlsrpt || entry->code == TYPE_CNAME || entry->code == TYPE_NS ||
           (entry->code == TYPE_NONE && !rr_type_known(zone->text + entry->type.offset, entry->type.length));
}

/* ---- records ---- */

struct record {
    const struct name *owner;
    struct name base;
    enum role role;
    struct value_kind kind;
    bool generic;
    size_t extra; /* octets at the end of a doubled name that should not be there */
};

/* The top of the zone: the owner of the SOA record, and until there is one the origin that was given; or NULL. */
static const struct name *apex_of(const struct reader *r)
{
    return r->all->has_apex ? &r->all->apex : r->given;
}

/* Where the top of the zone was not seen, the origin that stands may be it. */
static unsigned doubled_flags(const struct reader *r, const struct zone_entry *entry, struct record *record)
{
    const struct zone *zone = &r->levels[r->depth - 1].zone;
    const struct name *apex = apex_of(r);
    unsigned flags = apex != NULL ? doubled_in(zone, entry, apex, record->owner, &record->extra) : 0;

    if (flags == 0 && !r->all->has_apex && zone->has_origin)
        flags = doubled_in(zone, entry, &zone->origin, record->owner, &record->extra);
    return flags;
}

/* Does the record say something about a name, or does another library have a say about it? */
static bool is_of_interest(enum role role, const struct zone_entry *entry, const struct value_kind *kind)
{
    if (kind->tlsrpt || role == ROLE_TLSRPT)
        return true;
    switch (role) {
    case ROLE_MTA_STS: return kind->mta_sts || entry->code == TYPE_CNAME;
    case ROLE_DANE: return entry->code == TYPE_TLSA || entry->code == TYPE_CNAME;
    case ROLE_WILDCARD: return entry->code == TYPE_TXT || entry->code == TYPE_CNAME;
    case ROLE_TLS: return true;
    default: return false;
    }
}

/* Only records of these types are read as a whole here, and by ldns. */
static bool is_read(const struct zone_entry *entry)
{
    return entry->code == TYPE_TXT || entry->code == TYPE_CNAME || entry->code == TYPE_TLSA || entry->code == TYPE_MX;
}

/* What the owner and the RDATA say; false when the owner is no name. */
static bool look_at(struct reader *r, const struct zone_entry *entry, struct record *record)
{
    struct zone *zone = &current(r)->zone;

    memset(&record->kind, 0, sizeof(record->kind));
    record->generic = false;
    r->all->rdata.valid = false; /* that of the record before */
    record->owner = zone_owner(zone);
    if (record->owner == NULL)
        return false;
    record->role = owner_role(record->owner, &record->base);
    facts_expect(&r->all->facts, &record->base);
    if (entry->code == TYPE_TXT || entry->code == TYPE_TEXT) {
        bool expected = record->role == ROLE_TLSRPT;

        record->generic = rdata_is_generic(zone, entry);
        rdata_read(&r->all->rdata, zone, entry);
        record->kind = kind_of(r, expected);
    }
    return true;
}

/* An SOA record whose owner is the zone's name twice does not make that the top: a final dot is missing. */
static void note_soa(struct reader *r, const struct record *record)
{
    bool below = true, twice;

    if (r->all->has_apex || !record->owner->absolute)
        return;
    twice = r->given != NULL && name_labels(r->given) > 1 && ends_in_twice(record->owner, r->given, &below);
    r->all->has_apex = true;
    r->all->apex = twice && !below ? *r->given : *record->owner;
}

/* The two readers' opinions; a fault of the zone's own structure is told by itself. */
static enum rr_result compare(struct reader *r, const struct zone_entry *entry, const struct record *record)
{
    enum rr_result result;
    bool plain;

    if (entry->fault != FAULT_NONE)
        return RR_NOT_ASKED;
    plain = rr_is_plain(&current(r)->zone, entry, record->owner);
    if (plain && entry->code == TYPE_TLSA)
        return RR_AGREES;
    if (entry->code != TYPE_TXT)
        rdata_read(&r->all->rdata, &current(r)->zone, entry);
    if (plain && r->all->rdata.valid && r->all->rdata.length <= RDATA_OCTETS)
        return RR_AGREES;
    result = rr_compare(&current(r)->zone, entry, record->owner, &r->all->rdata);
    if (result == RR_NO_LIBRARY)
        r->all->no_library = true;
    if (result == RR_NOMEM)
        r->status = ZONE_NOMEM;
    return result;
}

/* The value is one quoted string, and a record with nothing to be said about it: it need not be read again. */
static void take_at_a_glance(struct reader *r, struct kept *kept, const struct zone_entry *entry)
{
    const struct rdata *rdata = &r->all->rdata;
    size_t usable;

    if (entry->code == TYPE_TXT && (kept->flags & KEPT_SELECTED) != 0 && rdata->valid &&
        rdata->length == rdata->octets[0] + 1U && entry->rdata.length == rdata->length + 1 &&
        quick_record((const char *)rdata->octets + 1, rdata->octets[0], &usable))
        kept->usable = (uint8_t)usable;
}

static void set_flags(struct reader *r, struct kept *kept, const struct zone_entry *entry, struct record *record)
{
    if (record->kind.tlsrpt)
        kept->flags |= KEPT_VALUE;
    if (record->kind.selected)
        kept->flags |= KEPT_SELECTED;
    if (record->generic)
        kept->flags |= KEPT_GENERIC;
    take_at_a_glance(r, kept, entry);
    if (apex_of(r) != NULL && name_equal(record->owner, apex_of(r)))
        kept->flags |= KEPT_APEX;
    if (record->role == ROLE_TLSRPT || record->role == ROLE_NEAR)
        kept->flags = (uint16_t)(kept->flags | doubled_flags(r, entry, record));
    if ((record->role == ROLE_TLSRPT || record->kind.tlsrpt) && r->all->rdata.valid && r->all->rdata.length <= RDATA_OCTETS)
        kept->rdata_hash = facts_hash(&r->all->facts, r->all->rdata.octets, r->all->rdata.length);
    else
        kept->rdata_hash = kept->offset + 1; /* like no other's */
}

/* Makes a name known; false without memory. */
static bool know_name(struct reader *r, const struct name *name, uint32_t *number)
{
    *number = facts_base(&r->all->facts, name);
    if (*number == NOBODY)
        no_room(r);
    return *number != NOBODY;
}

/* Where a CNAME at _smtp._tls leads, a TLSRPT record is at home. */
static void note_target(struct reader *r, struct kept *kept, const struct name *owner)
{
    const struct rdata *rdata = &r->all->rdata;
    const struct zone *zone = &current(r)->zone;
    struct name target = {.absolute = true}, domain;
    uint32_t number;

    if (!rdata->valid || rdata->length > NAME_OCTETS)
        return;
    target.length = (uint8_t)rdata->length;
    memcpy(target.octets, rdata->octets, rdata->length);
    if (!know_name(r, &target, &number))
        return;
    r->all->facts.bases[number].target = true;
    kept->next = number;
    if (name_equal(&target, owner))
        kept->flags |= KEPT_LOOP;
    if (owner_role(&target, &domain) == ROLE_TLSRPT) {
        if (!know_name(r, &domain, &kept->next))
            return;
        kept->flags |= KEPT_HOMEWARD;
    }
    if (zone->has_origin && zone->origin.absolute)
        return;
    target.absolute = false; /* it may have been written so */
    target.length--;
    if (know_name(r, &target, &number))
        r->all->facts.bases[number].target = true;
}

/*
 * The names that a record is about.  Of a TLSRPT record at a name for something else that name counts; where the
 * final dot is missing, the domain that was meant is covered.
 */
static bool know_names(struct reader *r, struct kept *kept, struct record *record)
{
    bool value = record->kind.tlsrpt;
    uint32_t number;

    if (value && (record->role == ROLE_MTA_STS || record->role == ROLE_DANE || record->role == ROLE_TLS)) {
        record->role = ROLE_OTHER;
        name_without(record->owner, 0, &record->base);
    }
    if (value && record->owner->length > 1 && record->owner->octets[1] == '_')
        kept->flags |= KEPT_SERVICE;
    kept->role = (uint8_t)record->role;
    if (!know_name(r, &record->base, &number))
        return false;
    kept->base = number;
    if (value && record->role != ROLE_TLSRPT) {
        if (!know_name(r, record->owner, &kept->owner))
            return false;
        if (kept->code == TYPE_TXT)
            r->all->facts.bases[kept->owner].value = true;
    }
    if (value && (kept->flags & KEPT_DOUBLED) != 0) {
        struct name meant = record->base;

        meant.length = (uint8_t)(meant.length - record->extra);
        meant.octets[meant.length++] = 0;
        meant.absolute = true;
        if (!know_name(r, &meant, &number))
            return false;
        r->all->facts.bases[number].covered = true;
        facts_note_mover(&r->all->facts, number, (uint32_t)(r->all->facts.count - 1));
    }
    return true;
}

/* Keeps a record that says something, or that ldns reads in another way, or that has a comment for us. */
static void take_record(struct reader *r, const struct zone_entry *entry)
{
    struct record record;
    enum rr_result result = RR_AGREES;
    struct kept *kept;
    bool interest;

    if (!look_at(r, entry, &record)) {
        struct zone_entry bad = *entry;

        if (bad.fault == FAULT_NONE) {
            bad.fault = FAULT_OWNER;
            bad.fault_at = entry->owner.length > 0 ? entry->owner : entry->type;
        }
        bad.event = ZONE_FAULT;
        keep(r, &bad);
        return;
    }
    if (entry->code == TYPE_SOA)
        note_soa(r, &record);
    interest = is_of_interest(record.role, entry, &record.kind);
    if (is_read(entry) && (interest || entry->code == TYPE_MX))
        result = compare(r, entry, &record);
    if (r->status != ZONE_CHECKED || (!interest && result != RR_REFUSED && result != RR_DIFFERS &&
                                      entry->fault == FAULT_NONE && r->remarks == 0))
        return;
    kept = keep(r, entry);
    if (kept == NULL)
        return;
    kept->result = (uint8_t)result;
    set_flags(r, kept, entry, &record);
    if (!know_names(r, kept, &record))
        return;
    facts_note(&r->all->facts, (uint32_t)(r->all->facts.count - 1), &record.kind);
    if (record.role == ROLE_TLSRPT && covers(r, entry, &record.kind))
        r->all->facts.bases[kept->base].covered = true;
    if (record.role == ROLE_TLSRPT && entry->code == TYPE_CNAME)
        note_target(r, kept, record.owner);
}

/* ---- files ---- */

static bool add_file(struct zone_facts *all, const struct zone_file *file)
{
    size_t wanted = all->file_capacity > 0 ? all->file_capacity * 2 : 4;
    struct zone_file *grown = all->files;

    if (all->file_count == all->file_capacity) {
        grown = realloc(all->files, wanted * sizeof(*grown));
        if (grown == NULL)
            return false;
        all->files = grown;
        all->file_capacity = wanted;
    }
    grown[all->file_count++] = *file;
    return true;
}

static bool is_open(const struct reader *r, const struct zone_file *file)
{
    for (size_t i = 0; i < r->depth; i++) {
        const struct zone_file *other = &r->all->files[r->levels[i].file];

        if (file->inode != 0 && file->inode == other->inode && file->device == other->device)
            return true;
    }
    return false;
}

/* The origin that names in the file are under: the one behind its name, else the one that stands. */
static bool include_origin(const struct zone *zone, const struct zone_entry *entry, struct name *origin, bool *has_origin)
{
    *has_origin = zone->has_origin;
    *origin = zone->origin;
    if (entry->rdata.length == 0)
        return true;
    if (name_read(origin, zone->text + entry->rdata.offset, entry->rdata.length, zone->has_origin ? origin : NULL) !=
        NAME_OK)
        return false;
    *has_origin = origin->length > 0;
    return true;
}

static enum include_status open_include(struct reader *r, const struct zone_entry *entry, struct zone_file *file)
{
    const struct level *level = current(r);
    enum include_status status;

    if (r->depth == ZONE_DEPTH_MAX || r->all->file_count == ZONE_FILES_MAX)
        return INCLUDE_TOO_MANY;
    status = r->host->include(r->host->user, level->file, level->zone.text + entry->type.offset, entry->type.length,
                              file);
    return status == INCLUDE_READ && is_open(r, file) ? INCLUDE_CYCLE : status;
}

/*
 * Begins the included file.  It sees the owner and the TTLs that stand; the owner and the origin are the old ones
 * again behind it, and a $TTL in it stays (BIND and NSD do it so; RFC 1035 section 5.1 speaks of the origin only).
 */
static void take_include(struct reader *r, const struct zone_entry *entry)
{
    struct level *above = current(r), *level = above + 1;
    struct zone_file file = {.text = NULL};
    struct name origin;
    bool has_origin;
    enum include_status status = open_include(r, entry, &file);

    if (status == INCLUDE_READ && !include_origin(&above->zone, entry, &origin, &has_origin))
        status = INCLUDE_BAD_ORIGIN;
    if (status != INCLUDE_READ || r->remarks > 0) {
        struct kept *kept = keep(r, entry);

        if (kept != NULL)
            kept->fault = (uint8_t)status;
    }
    if (status != INCLUDE_READ || r->status != ZONE_CHECKED)
        return;
    if (!add_file(r->all, &file)) {
        r->status = ZONE_NOMEM;
        return;
    }
    zone_begin(&level->zone, file.text, file.length, has_origin ? &origin : NULL);
    level->file = (uint32_t)(r->all->file_count - 1);
    level->zone.has_default_ttl = above->zone.has_default_ttl;
    level->zone.default_ttl = above->zone.default_ttl;
    level->zone.has_last_ttl = above->zone.has_last_ttl;
    level->zone.last_ttl = above->zone.last_ttl;
    if (above->zone.has_owner) {
        level->zone.has_owner = level->zone.owner_known = true;
        zone_owner(&above->zone);
        level->zone.owner_status = above->zone.owner_status;
        level->zone.owner = above->zone.owner;
        level->zone.owner_matters = above->zone.owner_matters;
    }
    r->depth++;
}

static void end_file(struct reader *r)
{
    const struct zone *zone = &current(r)->zone;

    drop_remarks(r);
    r->all->summary.records += zone->records;
    if (--r->depth == 0)
        return;
    current(r)->zone.has_default_ttl = zone->has_default_ttl;
    current(r)->zone.default_ttl = zone->default_ttl;
    current(r)->zone.has_last_ttl = zone->has_last_ttl;
    current(r)->zone.last_ttl = zone->last_ttl;
}

/* ---- the whole ---- */

static void take_entry(struct reader *r, const struct zone_entry *entry)
{
    if (entry->event == ZONE_END) {
        end_file(r);
        return;
    }
    take_remarks(r, entry);
    if (r->status != ZONE_CHECKED)
        return;
    switch (entry->event) {
    case ZONE_RECORD: take_record(r, entry); break;
    case ZONE_INCLUDE: take_include(r, entry); break;
    case ZONE_GENERATE:
    case ZONE_FAULT: keep(r, entry); break;
    case ZONE_REMARK:
    case ZONE_END: break;
    }
}

enum zone_status zone_read(struct zone_facts *zone, const struct zone_file *file, const struct name *origin,
                           const struct zone_host *host)
{
    struct reader r = {.all = zone, .host = host, .given = origin, .depth = 1, .status = ZONE_CHECKED};
    struct zone_entry entry;

    memset(zone, 0, offsetof(struct zone_facts, rdata));
    zone->no_library = zone->has_apex = false;
    zone->summary = (struct zone_summary){.has_origin = origin != NULL};
    if (origin != NULL)
        zone->summary.origin = *origin;
    if (!facts_begin(&zone->facts) || !add_file(zone, file))
        return ZONE_NOMEM;
    zone_begin(&r.levels[0].zone, file->text, file->length, origin);
    r.levels[0].file = 0;
    while (r.depth > 0 && r.status == ZONE_CHECKED) {
        struct zone *text = &current(&r)->zone;

        zone_next(text, &entry);
        if (!zone->summary.has_origin && text->has_origin && text->origin.absolute) {
            zone->summary.has_origin = true;
            zone->summary.origin = text->origin;
        }
        take_entry(&r, &entry);
    }
    if (zone->has_apex) {
        zone->summary.has_origin = true;
        zone->summary.origin = zone->apex;
    }
    return r.status;
}

void zone_forget(struct zone_facts *zone)
{
    facts_free(&zone->facts);
    free(zone->files);
}
