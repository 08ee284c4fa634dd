/* SPDX-License-Identifier: BSD-2-Clause */
/* Which parts of a message are reports: media types, file names, first octets. */
#include "intake/attachment.h"

#include "core/bytes.h"

enum { SNIFFED = 64 };

/* Subtypes of application/: RFC 8460 section 6, and one in use. */
static const char *const report_types[] = {"tlsrpt+json", "tlsrpt+gzip", "tlsrpt+x-gzip"};

/* Those that a report may have when its first octets are those of JSON, gzip or zip. */
static const char *const loose_types[] = {
    "json", "gzip", "x-gzip", "zip", "x-zip-compressed", "octet-stream",
};

static const char *const endings[] = {".json", ".gz", ".zip"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_one_of(const char *text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(text) == strlen(list[i]) && equal_nocase(text, list[i], strlen(text)))
            return true;
    return false;
}

const char *base_name(const char *name)
{
    const char *base = name;

    for (; *name != '\0'; name++)
        if (*name == '/' || *name == '\\')
            base = name + 1;
    return base;
}

/* sender "!" policy-domain "!" begin-timestamp "!" end-timestamp ..., RFC 8460 section 5.1. */
static bool is_report_name(const char *name)
{
    size_t length = strlen(name), first = find_byte(name, 0, length, '!');
    size_t second = find_byte(name, first + 1, length, '!');
    size_t third = run_of(name, second + 1, length, BYTE_DIGIT);

    return third < length && third > second + 1 && name[third] == '!' && byte_in(name[third + 1], BYTE_DIGIT);
}

static bool is_likely_name(const char *name)
{
    size_t length;

    if (name == NULL)
        return false;
    name = base_name(name);
    length = strlen(name);
    for (size_t i = 0; i < COUNT(endings); i++) {
        size_t ending = strlen(endings[i]);

        if (length > ending && equal_nocase(name + length - ending, endings[i], ending))
            return true;
    }
    return is_report_name(name);
}

/* Is it gzip (RFC 1952 section 2.3.1), zip, or JSON with a "{" first, a byte order mark and blanks apart? */
static bool has_likely_start(const char *data, size_t length)
{
    size_t at = STARTS(data, 0, length, "\xEF\xBB\xBF") ? 3 : 0;

    if (STARTS(data, 0, length, "\x1F\x8B") || STARTS(data, 0, length, "PK\3\4"))
        return true;
    while (at < length && (byte_in(data[at], BYTE_WSP) || data[at] == '\r' || data[at] == '\n'))
        at++;
    return at < length && data[at] == '{';
}

static bool is_likely_content(const char *data, const struct mime_part *part)
{
    char start[SNIFFED + MIME_DECODED_MORE];
    size_t length = part->end - part->begin < SNIFFED ? part->end - part->begin : SNIFFED;

    data += part->begin;
    if (part->transfer == TRANSFER_PLAIN)
        return has_likely_start(data, length);
    length = mime_decode(part->transfer, data, length, start);
    return has_likely_start(start, length);
}

enum likeness likeness_of(const char *data, const struct mime_part *part)
{
    static const char *const application[] = {"application"};
    bool is_application = is_one_of(part->type, application, 1);

    if (is_application && is_one_of(part->subtype, report_types, COUNT(report_types)))
        return IS_REPORT;
    if (is_likely_name(part->file_name))
        return LIKE_REPORT;
    if (is_application && is_one_of(part->subtype, loose_types, COUNT(loose_types)) &&
        is_likely_content(data, part))
        return LIKE_REPORT;
    return NO_REPORT;
}
