/* SPDX-License-Identifier: BSD-2-Clause */
/* RDATA of the few types that matter, from the presentation form; and the same record read by ldns. */
#ifndef RR_H
#define RR_H

#include "dns/zone.h"

/* RDLENGTH has 16 bits (RFC 1035 section 3.2.1). */
enum { RDATA_OCTETS = 65535 };

/* RDATA in wire form; names in it are in lower case. */
struct rdata {
    size_t length; /* over RDATA_OCTETS: it does not fit, and `octets` has its beginning */
    bool valid;    /* it could be read */
    uint8_t octets[RDATA_OCTETS];
};

/*
 * Reads the RDATA of an entry of type TXT, SPF, MX, CNAME or TLSA, also in the form of RFC 3597 ("\# 4 0a000001").
 * What the presentation form of a TXT record has wrong (escapes, open quotes) is passed over here.
 */
void rdata_read(struct rdata *rdata, const struct zone *zone, const struct zone_entry *entry);

/* Is the RDATA in the form of RFC 3597, which begins with "\#"? */
bool rdata_is_generic(const struct zone *zone, const struct zone_entry *entry);

/*
 * Is this a TXT, CNAME or TLSA record that all readers read alike, ldns too, once it could be read here?  It has names
 * of letters, digits, hyphens and underscores, strings of printable octets in quotes, and no escape, nothing odd between
 * them, and no length near a limit.
 */
bool rr_is_plain(const struct zone *zone, const struct zone_entry *entry, const struct name *owner);

enum rr_result {
    RR_AGREES,
    RR_REFUSED, /* ldns does not take the record */
    RR_DIFFERS, /* it reads another owner, TTL, type or RDATA */
    RR_NOT_ASKED, /* a record that it can't be asked about: octets it takes for an end, or too many of them */
    RR_NOMEM,
    RR_NO_LIBRARY
};

/* Has ldns read the record, one line of text, and compares; `owner` and `rdata` are what was read here. */
enum rr_result rr_compare(const struct zone *zone, const struct zone_entry *entry, const struct name *owner,
                          const struct rdata *rdata);

/* Is there a type of this name for ldns?  True without the library. */
bool rr_type_known(const char *text, size_t length);

#endif
