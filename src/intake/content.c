/* SPDX-License-Identifier: BSD-2-Clause */
/* Records, reports and mail told apart. */
#include "intake/content.h"

#include "core/bytes.h"
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
    return ends_in(name, ".eml") || ends_in(name, ".mbox") ? CONTENT_MAIL : CONTENT_RECORDS;
}

/* May the rest of the first lines be those of a header?  "Name:" or "From " begins them. */
static bool may_be_header(const char *data, size_t length)
{
    size_t end = run_of(data, 0, length, BYTE_LDH);

    return end == length || data[end] == ':' || STARTS(data, 0, length, "From ");
}

enum content content_of(const char *data, size_t length, bool is_all, const char *name)
{
    size_t at = 0;

    if (is_packed(data, length))
        return CONTENT_REPORT;
    if (length >= 2 && (STARTS(data, 0, length, "\xFF\xFE") || STARTS(data, 0, length, "\xFE\xFF")))
        return CONTENT_REPORT; /* UTF-16: J601 says so */
    if (STARTS(data, 0, length, "\xEF\xBB\xBF"))
        at = 3;
    while (at < length && (data[at] == ' ' || data[at] == '\t' || data[at] == '\r' || data[at] == '\n'))
        at++;
    if (at < length && (data[at] == '{' || data[at] == '['))
        return CONTENT_REPORT;
    if (is_mail(data, length))
        return CONTENT_MAIL;
    if (!is_all && (at == length || length < 4))
        return CONTENT_OPEN;
    if (!is_all && length < MAIL_SOUGHT_MAX && may_be_header(data, length))
        return CONTENT_OPEN;
    return announced(name);
}
