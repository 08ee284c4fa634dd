/* SPDX-License-Identifier: BSD-2-Clause */
/* A zone and what it includes, read: every entry that matters is kept, with what it says about names. */
#ifndef ZONE_READ_H
#define ZONE_READ_H

#include "dns/facts.h"
#include "dns/zone_check.h"

/* All that was read; free it with zone_forget(). */
struct zone_facts {
    struct facts facts;
    struct zone_file *files;
    size_t file_count, file_capacity;
    struct rdata rdata; /* of the record being read */
    bool no_library;
    bool has_apex;      /* an SOA record was read: the top of the zone, its owner unless that lacks its final dot */
    struct name apex;
    struct zone_summary summary;
};

/* ZONE_CHECKED, ZONE_NOMEM or ZONE_LIMIT. */
enum zone_status zone_read(struct zone_facts *zone, const struct zone_file *file, const struct name *origin,
                           const struct zone_host *host);
void zone_forget(struct zone_facts *zone);

/* Looks at the first octets of a TXT value; `expected`: the owner says that it is a TLSRPT record. */
struct value_kind value_kind_of(const char *value, size_t length, bool expected);

#endif
