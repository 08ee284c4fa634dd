/* SPDX-License-Identifier: BSD-2-Clause */
/* Which parts of a message are reports: media types, file names, first octets. */
#include "intake/attachment.h"

#include "core/bytes.h"

/* The first octets, decoded: in them are the first members of a report, and the name in a zip archive. */
enum { SNIFFED = 512 };

/* Subtypes of application/: RFC 8460 section 6, and one in use. */
static const char *const report_types[] = {"tlsrpt+json", "tlsrpt+gzip", "tlsrpt+x-gzip"};

/* Those that a report may have when its first octets are those of JSON, gzip or zip. */
static const char *const loose_types[] = {
    "json", "gzip", "x-gzip", "zip", "x-zip-compressed", "octet-stream",
};

static const char *const endings[] = {".json", ".gz", ".zip"};

/* Endings of DMARC reports, which have names like those of section 5.1. */
static const char *const foreign_endings[] = {".xml", ".xml.gz", ".xml.zip"};

/* Members that RFC 8460 section 4.4 puts first into a report, as far as an order can be told. */
static const char *const first_members[] = {
    "\"organization-name\"", "\"date-range\"", "\"contact-info\"", "\"report-id\"",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_one_of(const char *text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(text) == strlen(list[i]) && equal_nocase(text, list[i], strlen(text)))
            return true;
    return false;
}

bool is_bare_base64(const char *data, const struct mime_part *part)
{
    size_t at = part->begin;

    while (at < part->end && is_blank(data[at]))
        at++;
    return part->transfer == TRANSFER_PLAIN && STARTS(data, at, part->end, "H4sI");
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

static bool ends_in(const char *name, size_t length, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t ending = strlen(list[i]);

        if (length > ending && equal_nocase(name + length - ending, list[i], ending))
            return true;
    }
    return false;
}

static bool is_foreign_name(const char *name, size_t length)
{
    return ends_in(name, length, foreign_endings, COUNT(foreign_endings));
}

/* ---- first octets ---- */

/* The first octets of a part, decoded. */
struct start {
    size_t length;
    char octets[SNIFFED + MIME_DECODED_MORE];
};

static void read_start(struct start *start, const char *data, const struct mime_part *part)
{
    size_t length = part->end - part->begin < SNIFFED ? part->end - part->begin : SNIFFED;
    enum transfer transfer = is_bare_base64(data, part) ? TRANSFER_BASE64 : part->transfer;

    start->length = length;
    if (transfer == TRANSFER_PLAIN)
        memcpy(start->octets, data + part->begin, length);
    else
        start->length = mime_decode(transfer, data + part->begin, length, start->octets);
}

static bool is_gzip(const struct start *start)
{
    return STARTS(start->octets, 0, start->length, "\x1F\x8B"); /* RFC 1952 section 2.3.1 */
}

/* A local file header: the length of the name is at 26, the name at 30. */
enum { ZIP_NAME_LENGTH = 26, ZIP_NAME = 30 };

static bool is_zip(const struct start *start)
{
    return STARTS(start->octets, 0, start->length, "PK\3\4");
}

static bool is_foreign_zip(const struct start *start)
{
    const unsigned char *header = (const unsigned char *)start->octets;
    size_t length;

    if (!is_zip(start) || start->length < ZIP_NAME)
        return false;
    length = (size_t)header[ZIP_NAME_LENGTH] | (size_t)header[ZIP_NAME_LENGTH + 1] << 8;
    return length <= start->length - ZIP_NAME && is_foreign_name(start->octets + ZIP_NAME, length);
}

/* A "{" first, a byte order mark and blanks apart. */
static bool is_object(const struct start *start)
{
    size_t at = STARTS(start->octets, 0, start->length, "\xEF\xBB\xBF") ? 3 : 0;

    while (at < start->length && is_blank(start->octets[at]))
        at++;
    return at < start->length && start->octets[at] == '{';
}

static bool has_first_member(const struct start *start)
{
    for (size_t i = 0; i < COUNT(first_members); i++)
        for (size_t at = 0; (at = find_byte(start->octets, at, start->length, '"')) < start->length; at++)
            if (starts_with(start->octets, at, start->length, first_members[i], strlen(first_members[i])))
                return true;
    return false;
}

static bool is_likely_content(const char *data, const struct mime_part *part, bool is_loose)
{
    struct start start;

    read_start(&start, data, part);
    if (is_gzip(&start) || (is_loose && is_zip(&start) && !is_foreign_zip(&start)))
        return true;
    return is_object(&start) && (is_loose || has_first_member(&start));
}

enum likeness likeness_of(const char *data, const struct mime_part *part)
{
    static const char *const application[] = {"application"};
    const char *name = part->file_name != NULL ? part->file_name : "";
    size_t length = strlen(name);
    bool is_application = is_one_of(part->type, application, 1), is_loose;

    if (is_application && is_one_of(part->subtype, report_types, COUNT(report_types)))
        return IS_REPORT;
    if (is_foreign_name(name, length))
        return NO_REPORT;
    if (is_report_name(base_name(name)))
        return IS_REPORT;
    if (ends_in(name, length, endings, COUNT(endings)))
        return LIKE_REPORT;
    is_loose = is_application && is_one_of(part->subtype, loose_types, COUNT(loose_types));
    return is_likely_content(data, part, is_loose) ? LIKE_REPORT : NO_REPORT;
}
