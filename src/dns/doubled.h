/* SPDX-License-Identifier: BSD-2-Clause */
/* Owners in which the name of the zone stands twice, since a final dot is missing. */
#ifndef DOUBLED_H
#define DOUBLED_H

#include "dns/facts.h"

/* Does a name end in the zone's name twice?  *below: there is something before them. */
bool ends_in_twice(const struct name *name, const struct name *apex, bool *below);

/*
 * KEPT_DOUBLED, and why, of a record with that owner in a zone with that top; 0 when the name is not there twice.
 * *extra: octets at the end of the owner that should not be there.
 */
unsigned doubled_in(const struct zone *zone, const struct zone_entry *entry, const struct name *apex,
                    const struct name *owner, size_t *extra);

#endif
