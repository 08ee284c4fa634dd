/* SPDX-License-Identifier: BSD-2-Clause */
/* Members and values as nearly all are: known names, no fault, no escape; seen without a token, then taken. */
#ifndef GLANCE_H
#define GLANCE_H

#include "core/host_scan.h"
#include "core/walk.h"

/*
 * What is made here is set member by member, and not returned: a struct that is copied in larger pieces than it was
 * made of is waited for.
 */

/* The object that begins where the walk is; without a bracket there is nothing to be seen. */
ALWAYS_INLINE void see_object(struct sight *sight, const struct json *json, struct members *members)
{
    bool opens = json->at < json->length && json->data[json->at] == '{';

    see_from(sight, json, json->at, opens ? json->length : json->at, members);
}

/* Does the object end here?  Then it is the members', and the walk is behind it. */
ALWAYS_INLINE bool take_object(const struct sight *sight, struct json *json)
{
    size_t at = json_blank_end(sight->data, sight->at, sight->end);

    if (at == sight->end || sight->data[at] != '}' || sight->at == sight->members->open)
        return false;
    leave_sight(sight);
    json->at = at + 1;
    return true;
}

ALWAYS_INLINE void set_value(rptlint_value *value, size_t begin, size_t stop)
{
    value->present = true;
    value->escaped = false;
    value->forgiven = 0;
    value->span.offset = begin;
    value->span.length = stop - begin;
}

/* The same octets, however many? */
ALWAYS_INLINE bool same_text(const char *a, const char *b, size_t length)
{
    return length >= 8 && length <= 64 ? json_same(a, b, length) : memcmp(a, b, length) == 0;
}

/* The closing quote of a string of one octet or more that needs no decoding, whose inside begins at data[at]; 0. */
ALWAYS_INLINE size_t plain_string_end(const char *data, size_t at, size_t end)
{
    size_t stop = json_plain_end(data, at, end);

    return stop < end && data[stop] == '"' && stop > at ? stop : 0;
}

/* The value is such a string: its inside. */
ALWAYS_INLINE bool see_string(struct sight *sight, rptlint_text *text, rptlint_value *value)
{
    size_t begin = sight->met.value, stop;

    if (!sight->met.is_quoted || (stop = plain_string_end(sight->data, begin, sight->end)) == 0)
        return false;
    sight->stop = stop + 1;
    *text = (rptlint_text){.data = sight->data + begin, .length = stop - begin};
    set_value(value, begin, stop);
    return true;
}

/* The value is a host name without a final dot. */
ALWAYS_INLINE bool see_host(struct sight *sight, rptlint_value *value)
{
    size_t begin = sight->met.value, stop;

    if (!sight->met.is_quoted)
        return false;
    stop = plain_host_end(sight->data, begin, sight->end);
    if (stop == begin || sight->data[stop] != '"')
        return false;
    sight->stop = stop + 1;
    set_value(value, begin, stop);
    return true;
}

#endif
