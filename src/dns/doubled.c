/* SPDX-License-Identifier: BSD-2-Clause */
/* Owners in which the name of the zone stands twice, since a final dot is missing. */
#include "dns/doubled.h"

/* The owner is written without its final dot: its end, as written, is the zone's own name. */
static bool lacks_dot(const struct zone *zone, const struct zone_entry *entry, const struct name *apex,
                      const struct name *owner, size_t *extra)
{
    struct name written;

    if (entry->owner.length == 0 ||
        name_read(&written, zone->text + entry->owner.offset, entry->owner.length, NULL) != NAME_OK ||
        written.absolute || written.length == NAME_OCTETS)
        return false;
    written.absolute = true;
    written.octets[written.length++] = 0;
    *extra = zone->has_origin ? zone->origin.length : 0;
    return name_is_below(&written, apex) && !name_equal(&written, owner); /* below the root it is right */
}

bool ends_in_twice(const struct name *name, const struct name *apex, bool *below)
{
    struct name rest;

    if (!name_is_below(name, apex))
        return false;
    name_without(name, 0, &rest);
    rest.length = (uint8_t)(rest.length - apex->length);
    rest.octets[rest.length++] = 0;
    *below = name_is_below(&rest, apex);
    return *below || name_equal(&rest, apex);
}

/* Is the name one in which the zone's name is twice because the origin was written without its final dot? */
static bool is_origins_fault(const struct zone *zone, const struct name *owner, const struct name *apex)
{
    bool below;

    return zone->has_origin && ends_in_twice(&zone->origin, apex, &below) &&
           (name_equal(owner, &zone->origin) || name_is_below(owner, &zone->origin));
}

unsigned doubled_in(const struct zone *zone, const struct zone_entry *entry, const struct name *apex,
                    const struct name *owner, size_t *extra)
{
    bool below = false;

    if (name_labels(apex) < 2)
        return 0;
    if (lacks_dot(zone, entry, apex, owner, extra))
        return KEPT_DOUBLED | KEPT_NO_DOT;
    ends_in_twice(owner, apex, &below);
    *extra = apex->length;
    if (!below)
        return 0;
    return is_origins_fault(zone, owner, apex) ? KEPT_DOUBLED | KEPT_ORIGIN : KEPT_DOUBLED;
}
