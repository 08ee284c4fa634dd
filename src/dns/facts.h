/* SPDX-License-Identifier: BSD-2-Clause */
/* What is kept of a zone until all of it was read: the entries that may matter, and what is known of each name. */
#ifndef FACTS_H
#define FACTS_H

#include "dns/owner.h"
#include "dns/remark.h"
#include "dns/rr.h"

/* No entry, no name. */
#define NOBODY UINT32_MAX

/* An entry of a zone file, packed: places count from `offset`. */
struct kept {
    uint64_t offset; /* of its first octet in its file */
    uint32_t file;
    uint32_t line;
    uint32_t length;
    uint32_t owner_length; /* 0: the owner of the record before it */
    uint32_t ttl_at, ttl_length;
    uint32_t type_at, type_length;
    uint32_t rdata_at, rdata_length;
    uint32_t fault_at, fault_length;
    uint32_t seconds;
    uint32_t base;         /* the domain or host it says something about; NOBODY */
    uint32_t owner;        /* its own name, where that is not _smtp._tls and the base: NOBODY else */
    uint32_t next;         /* the next TXT record at the same _smtp._tls name; of a CNAME there, the base it leads to */
    uint32_t remark;       /* the first of its suppressions */
    uint32_t remarks;      /* and how many there are */
    uint64_t rdata_hash;   /* at _smtp._tls: the same where the RDATA is */
    uint8_t event;         /* enum zone_event */
    uint8_t fault;         /* enum zone_fault; of ZONE_INCLUDE, enum include_status */
    uint8_t code;          /* enum zone_type */
    uint8_t role;          /* enum role */
    uint8_t result;        /* enum rr_result */
    uint8_t usable;        /* over 0: a TXT record that quick_record() took, and what it said */
    uint16_t flags;
};

enum {
    KEPT_SECONDS = 1 << 0,   /* `seconds` is known */
    KEPT_VALUE = 1 << 1,     /* the RDATA is, or is meant to be, a TLSRPT record */
    KEPT_SELECTED = 1 << 2,  /* it begins "v=TLSRPTv1;" */
    KEPT_REPEATED = 1 << 3,  /* a record before it at the same name has the same RDATA */
    KEPT_GENERIC = 1 << 4,   /* "\# ..." */
    KEPT_DOUBLED = 1 << 5,   /* the owner lacks its final dot */
    KEPT_APEX = 1 << 6,      /* the owner is the top of the zone */
    KEPT_SERVICE = 1 << 7,   /* the owner is a name for something else: it begins with "_" */
    KEPT_NO_DOT = 1 << 8,    /* ... as it is written in this record; else the zone's name is in it twice */
    KEPT_ORIGIN = 1 << 9,    /* ... because $ORIGIN lacks its own */
    KEPT_LOOP = 1 << 10,     /* a CNAME that leads to its own owner */
    KEPT_HOMEWARD = 1 << 11  /* ... that leads to _smtp._tls of a base, not to the base itself */
};

/* What is known of a domain or host; numbers of entries are NOBODY where there is none. */
struct base {
    uint64_t hash;
    uint32_t name;          /* where it is in `names` */
    uint32_t txt;           /* the first and the last TXT record at _smtp._tls */
    uint32_t txt_last;
    uint32_t selected;      /* the first that begins "v=TLSRPTv1;" */
    uint32_t selected_count; /* different ones */
    uint32_t txt_count;
    uint32_t cname;         /* at _smtp._tls */
    uint32_t data;          /* what a CNAME at _smtp._tls may not stand beside: the first of it */
    uint32_t mover;         /* a TLSRPT record that a fix would put at _smtp._tls as TXT: the first of them */
    uint32_t mta_sts;
    uint32_t dane;
    uint32_t wildcard;
    bool tls;               /* a name at or below _tls exists */
    bool covered;           /* _smtp._tls exists in some other way, or is misplaced, which is told */
    bool cnames_differ;     /* there are several at _smtp._tls, and not the same */
    bool movers_differ;     /* there are several, and not the same: none is moved */
    bool target;            /* a CNAME at a _smtp._tls leads here */
    bool value;             /* a TLSRPT record is here, at this very name */
};

/* Of the table of names, open addressing. */
struct bucket {
    uint32_t base; /* NOBODY: empty */
    uint32_t tag;  /* upper half of the hash */
};

struct facts {
    struct kept *entries;
    size_t count, capacity;
    struct base *bases;
    size_t base_count, base_capacity;
    uint32_t last;       /* that was asked for: the next record is often about the same */
    struct bucket *buckets;
    size_t bucket_count; /* a power of two, twice as many as there are names at least */
    char *names;         /* absolute or not, length, octets: again and again */
    size_t names_length, names_capacity;
    struct remark *remarks;
    size_t remark_count, remark_capacity;
    uint64_t seed;
    bool full; /* something did not fit into 32 bits */
};

/* What a record's value begins like. */
struct value_kind {
    bool tlsrpt;   /* it is, or is meant to be, a TLSRPT record */
    bool selected; /* it begins "v=TLSRPTv1;" */
    bool mta_sts;  /* it begins "v=STSv1" */
};

/* False when there is no memory, here and below. */
bool facts_begin(struct facts *facts);
void facts_free(struct facts *facts);

/* A new entry, all zero but for `base` and `next`; NULL without memory. */
struct kept *facts_add(struct facts *facts);
bool facts_add_remark(struct facts *facts, const struct remark *remark);

/* What is known of a name, which is made known; NOBODY without memory. */
uint32_t facts_base(struct facts *facts, const struct name *name);

/* The same will be asked soon: its place in a large table is sent for. */
void facts_expect(const struct facts *facts, const struct name *name);
void facts_name(const struct facts *facts, uint32_t base, struct name *name);

/* Notes at its base what an entry says about it, which has its role, code and flags; `kind` is that of its value. */
void facts_note(struct facts *facts, uint32_t number, const struct value_kind *kind);

/* The same of a record that belongs at _smtp._tls of a base as TXT, and could be put there. */
void facts_note_mover(struct facts *facts, uint32_t base, uint32_t number);

/* A hash that only this run knows. */
uint64_t facts_hash(const struct facts *facts, const void *data, size_t length);

#endif
