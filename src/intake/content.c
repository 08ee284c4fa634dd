/* SPDX-License-Identifier: BSD-2-Clause */
/* Records, reports and mail told apart. */
#include "intake/content.h"

#include "core/bytes.h"
#include "core/zone_words.h"
#include "intake/mail.h"
#include "intake/unpack.h"

/* A message tells itself within so many octets. */
enum { MAIL_SOUGHT_MAX = 8192 };

static bool ends_in(const char *name, const char *end)
{
    size_t length = name != NULL ? strlen(name) : 0, own = strlen(end);

    return length >= own && equal_nocase(name + length - own, end, own);
}

/* What a name announces. */
static enum content announced(const char *name)
{
    if (ends_in(name, ".json") || ends_in(name, ".json.gz"))
        return CONTENT_REPORT;
    if (ends_in(name, ".zone") || ends_in(name, ".db"))
        return CONTENT_ZONE;
    return ends_in(name, ".eml") || ends_in(name, ".mbox") ? CONTENT_MAIL : CONTENT_RECORDS;
}

/* May the rest of the first lines be those of a header?  "Name:" or "From " begins them. */
static bool may_be_header(const char *data, size_t length)
{
    size_t end = run_of(data, 0, length, BYTE_LDH);

    return end == length || data[end] == ':' || STARTS(data, 0, length, "From ");
}

/* The first line that is not empty and no comment tells a zone file; *open: there is none yet. */
static bool is_zone(const char *data, size_t length, bool is_all, bool *open)
{
    size_t at = STARTS(data, 0, length, "\xEF\xBB\xBF") ? 3 : 0;

    for (*open = false; at < length;) {
        size_t end = find_byte(data, at, length, '\n');

        if (end == length && !is_all)
            break;
        switch (zone_line_of(data, at, end)) {
        case ZONE_LINE: return true;
        case NO_ZONE_LINE: return false;
        case EMPTY_LINE: break;
        }
        at = end + 1;
    }
    *open = !is_all;
    return false;
}

enum content content_of(const char *data, size_t length, bool is_all, const char *name)
{
    size_t at = 0;
    bool open;

    if (is_packed(data, length))
        return CONTENT_REPORT;
    if (length >= 2 && (STARTS(data, 0, length, "\xFF\xFE") || STARTS(data, 0, length, "\xFE\xFF")))
        return CONTENT_REPORT; /* UTF-16: J601 says so */
    if (STARTS(data, 0, length, "\xEF\xBB\xBF"))
        at = 3;
    while (at < length && is_blank(data[at]))
        at++;
    if (at < length && (data[at] == '{' || data[at] == '['))
        return CONTENT_REPORT;
    if (is_mail(data, length))
        return CONTENT_MAIL;
    if (!is_all && (at == length || length < 4))
        return CONTENT_OPEN;
    if (!is_all && length < MAIL_SOUGHT_MAX && may_be_header(data, length))
        return CONTENT_OPEN;
    if (is_zone(data, length, is_all, &open))
        return CONTENT_ZONE;
    return open ? CONTENT_OPEN : announced(name);
}
