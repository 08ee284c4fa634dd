/* SPDX-License-Identifier: BSD-2-Clause */
/* TTLs, classes, and types by name: how a line of a zone file begins. */
#include "core/zone_words.h"

#include "core/bytes.h"

/* ---- TTL ---- */

static uint64_t unit_seconds(char unit)
{
    switch (to_lower(unit)) {
    case 's': return 1;
    case 'm': return 60;
    case 'h': return 3600;
    case 'd': return 86400;
    case 'w': return 604800;
    default: return 0;
    }
}

bool zone_ttl(const char *text, size_t length, uint32_t *seconds)
{
    uint64_t total = 0, number = 0;
    bool digits = false, units = false;

    for (size_t i = 0; i < length; i++) {
        if (byte_in(text[i], BYTE_DIGIT)) {
            number = number * 10 + (uint64_t)(text[i] - '0');
            digits = true;
        } else if (digits && unit_seconds(text[i]) > 0) {
            total += number * unit_seconds(text[i]);
            number = 0;
            digits = false;
            units = true;
        } else {
            return false;
        }
        if (number > UINT32_MAX || total > UINT32_MAX)
            return false;
    }
    if (length == 0 || (units && digits))
        return false;
    *seconds = (uint32_t)(total + number);
    return true;
}

/* ---- classes and types ---- */

static bool equals(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && equal_nocase(text, word, length);
}

static bool is_one_of(const char *text, size_t length, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (equals(text, length, list[i]))
            return true;
    return false;
}

#define IS_ONE_OF(text, length, list) is_one_of(text, length, list, sizeof(list) / sizeof((list)[0]))

bool zone_class(const char *text, size_t length)
{
    static const char *const classes[] = {"IN", "CH", "HS", "CS"};

    return IS_ONE_OF(text, length, classes) ||
           (length > 5 && equal_nocase(text, "CLASS", 5) && run_of(text, 5, length, BYTE_DIGIT) == length);
}

bool zone_class_is_internet(const char *text, size_t length)
{
    return equals(text, length, "IN") || equals(text, length, "CLASS1");
}

/* Types in use, or TYPE and a number (RFC 3597).  With others a line is not taken for a record by its look. */
static bool is_type(const char *text, size_t length)
{
    static const char *const types[] = {
        "A",     "AAAA", "AFSDB", "CAA",  "CDNSKEY", "CDS",   "CNAME",      "DNAME",      "DNSKEY", "DS",  "HINFO",
        "HTTPS", "LOC",  "MX",    "NAPTR", "NS",     "NSEC",  "NSEC3",      "NSEC3PARAM", "OPENPGPKEY", "PTR", "RP",
        "RRSIG", "SMIMEA", "SOA", "SPF",  "SRV",     "SSHFP", "SVCB",       "TLSA",       "TXT",    "URI", "ZONEMD",
    };

    return IS_ONE_OF(text, length, types) ||
           (length > 4 && equal_nocase(text, "TYPE", 4) && run_of(text, 4, length, BYTE_DIGIT) == length);
}

static bool is_directive(const char *text, size_t length)
{
    static const char *const directives[] = {"$ORIGIN", "$TTL", "$INCLUDE", "$GENERATE", "$DATE"};

    return IS_ONE_OF(text, length, directives);
}

/* ---- lines ---- */

/* Owner, TTL and class may stand before the type. */
enum { WORDS_BEFORE_TYPE = 3 };

/* A word ends at white space, or at what no word before a type holds. */
static size_t word_end(const char *data, size_t at, size_t end)
{
    while (at < end && !byte_in(data[at], BYTE_WSP) && memchr("=;\"()\r", data[at], 6) == NULL)
        at++;
    return at;
}

enum zone_line zone_line_of(const char *data, size_t from, size_t end)
{
    size_t at = run_of(data, from, end, BYTE_WSP), stop;
    int words = 0;
    uint32_t seconds;

    if (at == end || data[at] == ';' || data[at] == '\r')
        return EMPTY_LINE;
    if (at == from) { /* an owner, whatever it is, or a directive */
        stop = word_end(data, at, end);
        if (is_directive(data + at, stop - at))
            return ZONE_LINE;
        if (stop == at)
            return NO_ZONE_LINE;
        at = run_of(data, stop, end, BYTE_WSP);
        words++;
    }
    for (; words <= WORDS_BEFORE_TYPE; words++) {
        stop = word_end(data, at, end);
        if (is_type(data + at, stop - at))
            return ZONE_LINE;
        if (!zone_class(data + at, stop - at) && !zone_ttl(data + at, stop - at, &seconds))
            return NO_ZONE_LINE;
        at = run_of(data, stop, end, BYTE_WSP);
    }
    return NO_ZONE_LINE;
}
