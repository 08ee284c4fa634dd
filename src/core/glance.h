/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Members as nearly all are: known names, values without a fault, strings without an escape.  They are taken here
 * without a token, one behind the other, up to the first that needs a look; that one is left to the walk, which
 * goes on as if it had read those before itself.  Nothing is reported from here.
 */
#ifndef GLANCE_H
#define GLANCE_H

#include "core/host_scan.h"
#include "core/walk.h"

/* Back to the walk; behind the object when it ends here. */
ALWAYS_INLINE bool leave(const struct sight *sight, struct json *json)
{
    leave_sight(sight, json);
    return !json->failed && json_closes(json, '}');
}

static inline rptlint_value value_from(size_t begin, size_t stop)
{
    return (rptlint_value){.present = true, .span = {.offset = begin, .length = stop - begin}};
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
    *value = value_from(begin, stop);
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
    *value = value_from(begin, stop);
    return true;
}

#endif
