/* SPDX-License-Identifier: BSD-2-Clause */
/* Zone files (RFC 1035 section 5.1), read entry by entry: where each record's parts stand, octet by octet. */
#ifndef ZONE_H
#define ZONE_H

#include "dns/name.h"

#include <rptlint.h>

/* The types that are told from each other here (RFC 1035 section 3.2.2, RFCs 4034, 6672, 6698, RFC 7208 section 14). */
enum zone_type {
    TYPE_NONE = 0, /* none, or one that nothing here needs to know */
    TYPE_NS = 2,
    TYPE_CNAME = 5,
    TYPE_SOA = 6,
    TYPE_MX = 15,
    TYPE_TXT = 16,
    TYPE_DNAME = 39,
    TYPE_RRSIG = 46,
    TYPE_NSEC = 47,
    TYPE_TLSA = 52,
    TYPE_TEXT = 99 /* SPF, and others whose RDATA is like TXT's: NINFO, AVC, RESINFO */
};

enum zone_event {
    ZONE_END,
    ZONE_RECORD,   /* a record that may matter: see zone_next() */
    ZONE_INCLUDE,  /* $INCLUDE: `type` is the file's name as written, `rdata` the origin behind it */
    ZONE_GENERATE, /* $GENERATE */
    ZONE_REMARK,   /* a comment alone on its line that begins with "rptlint:": `rdata` is what follows it */
    ZONE_FAULT     /* an entry that would not matter, but for its `fault` or its `remark` */
};

enum zone_fault {
    FAULT_NONE,
    FAULT_PARENTHESIS,     /* ")" without "(", or "(" that the file's end leaves open */
    FAULT_QUOTE,           /* a quote that is left open; the record ends with the line */
    FAULT_DIRECTIVE,       /* "$" and a word that is no directive */
    FAULT_ORIGIN,          /* $ORIGIN without a name, or with one that is none */
    FAULT_TTL,             /* $TTL without a TTL */
    FAULT_INCLUDE,         /* $INCLUDE without a file */
    FAULT_OWNER,           /* an owner that is no name, of a record that may matter */
    FAULT_NO_OWNER,        /* a record without owner, and none before it; told once of records that do not matter */
    FAULT_NO_TYPE,         /* a record that may matter, without a type where one should be */
    FAULT_BEGINNING        /* the text begins with a byte order mark, or is compressed */
};

/* An entry; spans are in the text.  Spans of what is not there have length 0. */
struct zone_entry {
    enum zone_event event;
    enum zone_fault fault; /* also of a ZONE_RECORD */
    rptlint_span whole; /* from the beginning of its first line to the end of its last, without the line feed */
    size_t line;        /* of its first line, from 1 */
    rptlint_span owner; /* length 0: the record before it has the same */
    rptlint_span ttl;
    rptlint_span type;
    rptlint_span rdata; /* up to the last octet before the line end, comments and parentheses too */
    rptlint_span remark; /* what follows "rptlint:" in a comment of the record */
    enum zone_type code;
    bool has_seconds;   /* its own TTL, or that of $TTL, or the last one before it */
    uint32_t seconds;   /* over 2^31 - 1 as it stands: RFC 2181 section 8 makes it 0 */
    rptlint_span fault_at;
};

/* A zone file being read.  Set by zone_begin(); the caller may read and, between entries, set the first members. */
struct zone {
    const char *text;
    size_t length;
    struct name origin;
    bool has_origin;       /* it may be relative itself; without one, or below such, names stay relative */
    bool has_default_ttl;  /* $TTL */
    uint32_t default_ttl;
    bool has_last_ttl;
    uint32_t last_ttl;
    size_t records;        /* of all types, so far */
    size_t at;             /* the reader's own from here on */
    size_t line;           /* of text[at] */
    bool wide;             /* marks_wide_here() */
    size_t mark;           /* octets at the beginning that are no text, until they are told */
    bool owner_missed;     /* FAULT_NO_OWNER was told */
    bool has_owner;
    bool owner_matters;    /* by its text, or by the origin's */
    bool origin_matters;
    bool owner_known;      /* `owner` holds it; else it is owner_text under `origin` */
    enum name_status owner_status;
    struct name owner;
    rptlint_span owner_text;
};

/* The text must stay.  A byte order mark of UTF-8 at its beginning is told and passed over.  `origin` is NULL where it is not known. */
void zone_begin(struct zone *zone, const char *text, size_t length, const struct name *origin);

/*
 * Reads up to the next entry that may matter; what it passes over is not judged.  Records that may matter have an
 * owner that has to do with TLSRPT, MTA-STS or DANE, a wildcard or an escape in it; or are TLSA or SOA records; TXT
 * records whose value may be TLSRPT's; MX records that are not plain; or have a type that is written as a number.
 * $ORIGIN and $TTL are done here.  Time is linear in the text, memory constant.
 */
void zone_next(struct zone *zone, struct zone_entry *entry);

/* The owner of the entry that zone_next() gave last, a record, good until the next one; NULL where it is no name. */
const struct name *zone_owner(struct zone *zone);

/* The type with this name, or "TYPE" and a number (RFC 3597 section 5). */
enum zone_type zone_type_of(const char *text, size_t length);

#endif
