/* SPDX-License-Identifier: BSD-2-Clause */
/* TXT records in the forms that name servers, tools and APIs take them in: the flavours, in one table. */
#ifndef PUBLISH_H
#define PUBLISH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The largest TTL, in seconds: RFC 2181 section 8. */
enum { TTL_MAX = INT32_MAX };

/* A record.  The value is visible ASCII and spaces; `quoted` is what rptlint_quote_txt makes of it. */
struct publish_record {
    const char *owner; /* relative to the domain: "_smtp._tls" */
    const char *value;
    size_t length;
    const char *quoted;
    size_t quoted_length;
};

/* Records of one domain, a host name in ASCII without a dot at its end; only value and quoted need none. */
struct publication {
    const struct publish_record *records;
    size_t count;
    const char *domain;
    int64_t ttl; /* seconds */
};

struct flavour {
    const char *name;
    void (*write)(FILE *stream, const struct publication *publication);
    bool as_it_is;       /* the value is left in one piece, for the user to split */
    bool has_owner;      /* owner names and TTLs are written */
    int64_t ttl_min;     /* seconds, where has_owner */
    int64_t ttl_max;
    int64_t ttl_special; /* one more TTL that is allowed, which leaves it to the provider; 0: none */
    size_t quoted_max;   /* octets of `quoted` that the consumer takes; 0: no limit is known */
    size_t rdata_max;    /* octets of RDATA that it takes; 0: no limit is known */
    bool odd_backslash;  /* a backslash is no plain character to the consumer */
};

extern const struct flavour flavours[];
extern const size_t flavour_count;

/* The flavour of this name, or NULL; the first of the table is the default. */
const struct flavour *flavour_find(const char *name);

bool flavour_takes_ttl(const struct flavour *flavour, int64_t ttl);

/* Can the consumer hold the record?  Unless it FITS, why[0..size) says in a clause what the matter is. */
enum fit { FITS, FITS_WITH_CARE, FITS_NOT };
enum fit flavour_fit(const struct flavour *flavour, const struct publish_record *record, char *why,
                     size_t size);

#endif
