/* SPDX-License-Identifier: BSD-2-Clause */
/* The zone reader, token by token: what the fast way does not take. */
#include "dns/zone.h"

#include "core/zone_words.h"
#include "dns/marks.h"
#include "dns/zone_parts.h"

#include <string.h>

static bool equals(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && equal_nocase(text, word, length);
}

/* ---- the owner ---- */

const struct name *zone_owner(struct zone *zone)
{
    if (!zone->owner_known) {
        zone->owner_status = name_read(&zone->owner, zone->text + zone->owner_text.offset, zone->owner_text.length,
                                       zone->has_origin ? &zone->origin : NULL);
        zone->owner_known = true;
    }
    return zone->owner_status == NAME_OK ? &zone->owner : NULL;
}

/* A new origin is for names that come; the owner that stands keeps its own. */
static void keep_owner(struct zone *zone)
{
    if (zone->has_owner)
        zone_owner(zone);
}

/* ---- token by token ---- */

/* An entry being read, parentheses and all. */
struct reading {
    struct zone *zone;
    struct zone_entry *entry;
    size_t at;
    size_t line;
    size_t depth;
    size_t opened; /* where the outermost "(" is */
};

static void fault(struct zone_entry *entry, enum zone_fault what, size_t offset, size_t length)
{
    if (entry->fault != FAULT_NONE)
        return;
    entry->fault = what;
    entry->fault_at = (rptlint_span){.offset = offset, .length = length};
}

/* text[at] is ";": notes what is for us in the comment, and returns where it ends. */
static size_t read_comment(const struct zone *zone, size_t at, rptlint_span *remark)
{
    static const char mark[] = "rptlint:";
    size_t end = find_byte(zone->text, at, zone->length, '\n');

    while (at < end && zone->text[at] == ';')
        at++;
    at = run_of(zone->text, at, end, BYTE_WSP);
    if (STARTS(zone->text, at, end, mark) && remark->length == 0) {
        remark->offset = at + sizeof(mark) - 1;
        remark->length = end - remark->offset;
    }
    return end;
}

static void parenthesis(struct reading *r)
{
    if (r->zone->text[r->at] == '(') {
        if (r->depth++ == 0)
            r->opened = r->at;
    } else if (r->depth > 0) {
        r->depth--;
    } else {
        fault(r->entry, FAULT_PARENTHESIS, r->at, 1);
    }
    r->at++;
}

/* Passes over what separates words; false at the end of the entry. */
static bool to_word(struct reading *r)
{
    const struct zone *zone = r->zone;

    while (r->at < zone->length) {
        char c = zone->text[r->at];

        if (c == ' ' || c == '\t' || c == '\r') {
            r->at++;
        } else if (c == '(' || c == ')') {
            parenthesis(r);
        } else if (c == '\n' && r->depth > 0) {
            r->at++;
            r->line++;
        } else if (c == ';' && r->depth > 0) {
            r->at = read_comment(zone, r->at, &r->entry->remark);
        } else {
            return c != '\n' && c != ';';
        }
    }
    return false;
}

/* What a word does not hold, and the backslash. */
static const bool ends_word[256] = {
    [' '] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true, [';'] = true,
    ['"'] = true, ['('] = true,  [')'] = true,  ['\\'] = true,
};

/* Where a word ends that begins at text[at]: not inside an escape. */
static size_t word_end(const struct zone *zone, size_t at)
{
    for (;;) {
        while (at < zone->length && !ends_word[(unsigned char)zone->text[at]])
            at++;
        if (at == zone->length || zone->text[at] != '\\')
            return at;
        at += at + 1 < zone->length && zone->text[at + 1] != '\n' ? 2 : 1;
    }
}

static rptlint_span take_word(struct reading *r)
{
    rptlint_span word = {.offset = r->at, .length = word_end(r->zone, r->at) - r->at};

    r->at += word.length;
    return word;
}

/* ---- quotes that a line leaves open ---- */

/*
 * text[at] is behind a line feed inside a quote.  Zone readers differ (some refuse it, one takes it as part of the
 * string); it is one when a quote follows before a line that begins like an entry.
 */
static bool quote_goes_on(const struct zone *zone, size_t at)
{
    enum { LINES_MAX = 64 };

    for (unsigned lines = 0; lines < LINES_MAX && at < zone->length; lines++) {
        size_t end = find_byte(zone->text, at, zone->length, '\n');

        if (zone_line_of(zone->text, at, end) != NO_ZONE_LINE)
            return false;
        if (find_byte(zone->text, at, end, '"') < end)
            return true;
        at = end + 1;
    }
    return false;
}

/* text[at] is the opening quote; false when the quote is left open, and the entry ends with the line. */
static bool pass_quoted(struct reading *r)
{
    const struct zone *zone = r->zone;
    size_t opened = r->at++;
    bool goes_on = false;

    while ((r->at = next_stop(zone->text, r->at, zone->length)) < zone->length) {
        char c = zone->text[r->at];

        if (c == '"') {
            r->at++;
            return true;
        }
        if (c == '\n') {
            goes_on = goes_on || quote_goes_on(zone, r->at + 1);
            if (!goes_on)
                break;
            r->line++;
        } else if (c == '\\' && r->at + 1 < zone->length && zone->text[r->at + 1] != '\n') {
            r->at++;
        }
        r->at++;
    }
    fault(r->entry, FAULT_QUOTE, opened, 1);
    return false;
}

/* Goes to the end of the entry: a line feed outside of quotes and parentheses, or the end of the text. */
static void to_end(struct reading *r)
{
    const struct zone *zone = r->zone;

    while ((r->at = next_stop(zone->text, r->at, zone->length)) < zone->length) {
        switch (zone->text[r->at]) {
        case '\n':
            if (r->depth == 0)
                return;
            r->line++;
            r->at++;
            break;
        case '"':
            if (!pass_quoted(r))
                return;
            break;
        case ';': r->at = read_comment(zone, r->at, &r->entry->remark); break;
        case '\\': r->at += r->at + 1 < zone->length && zone->text[r->at + 1] != '\n' ? 2 : 1; break;
        default: parenthesis(r); break;
        }
    }
    if (r->depth > 0)
        fault(r->entry, FAULT_PARENTHESIS, r->opened, 1);
}

/* The entry is over; the next one begins behind the line feed. */
static void end_entry(struct reading *r)
{
    struct zone *zone = r->zone;

    r->entry->whole.length = r->at - r->entry->whole.offset;
    zone->at = r->at + (r->at < zone->length);
    zone->line = r->line + 1;
}

/* ---- directives ---- */

static void read_origin(struct reading *r)
{
    struct zone *zone = r->zone;
    rptlint_span word = r->entry->type;
    struct name origin;

    if (word.length == 0 || name_read(&origin, zone->text + word.offset, word.length,
                                      zone->has_origin ? &zone->origin : NULL) != NAME_OK) {
        fault(r->entry, FAULT_ORIGIN, r->entry->owner.offset, r->entry->owner.length);
        return;
    }
    keep_owner(zone);
    zone->origin = origin;
    zone->has_origin = origin.length > 0;
    zone->origin_matters = zone_origin_matters(&origin);
}

static void read_default_ttl(struct reading *r)
{
    struct zone *zone = r->zone;
    rptlint_span word = r->entry->type;

    if (zone_ttl(zone->text + word.offset, word.length, &zone->default_ttl))
        zone->has_default_ttl = true;
    else
        fault(r->entry, FAULT_TTL, r->entry->owner.offset, r->entry->owner.length);
}

/* The word behind the directive, also a quoted one. */
static rptlint_span take_argument(struct reading *r)
{
    rptlint_span word = {.offset = r->at, .length = 0};
    size_t close;

    if (!to_word(r))
        return word;
    if (r->zone->text[r->at] != '"')
        return take_word(r);
    close = find_byte(r->zone->text, r->at + 1, find_byte(r->zone->text, r->at, r->zone->length, '\n'), '"');
    word = (rptlint_span){.offset = r->at + 1, .length = close - r->at - 1};
    r->at = close < r->zone->length && r->zone->text[close] == '"' ? close + 1 : close;
    return word;
}

/* text[at] is "$" at the beginning of a line; true when there is something to tell. */
static bool read_directive(struct reading *r)
{
    const char *text = r->zone->text;
    struct zone_entry *entry = r->entry;

    entry->owner = take_word(r);
    entry->type = take_argument(r);
    entry->event = ZONE_FAULT;
    if (equals(text + entry->owner.offset, entry->owner.length, "$ORIGIN")) {
        read_origin(r);
    } else if (equals(text + entry->owner.offset, entry->owner.length, "$TTL")) {
        read_default_ttl(r);
    } else if (equals(text + entry->owner.offset, entry->owner.length, "$INCLUDE")) {
        if (entry->type.length == 0)
            fault(entry, FAULT_INCLUDE, entry->owner.offset, entry->owner.length);
        else
            entry->event = ZONE_INCLUDE;
        entry->rdata = take_argument(r);
    } else if (equals(text + entry->owner.offset, entry->owner.length, "$GENERATE")) {
        entry->event = ZONE_GENERATE;
    } else if (!equals(text + entry->owner.offset, entry->owner.length, "$DATE")) {
        /* which is of BIND's dumps, and says when they were made */
        fault(entry, FAULT_DIRECTIVE, entry->owner.offset, entry->owner.length);
    }
    to_end(r);
    end_entry(r);
    return entry->event != ZONE_FAULT || entry->fault != FAULT_NONE;
}

/* ---- records ---- */

/* [TTL] [class] type, TTL and class in either order (RFC 1035 section 5.1); false for a class other than IN. */
static bool read_head(struct reading *r, uint32_t *own)
{
    const char *text = r->zone->text;
    bool has_class = false, internet = true;

    while (to_word(r)) {
        rptlint_span word = take_word(r);
        uint32_t seconds;

        if (word.length == 0)
            return internet; /* a quote where the type should be */
        if (!has_class && zone_class(text + word.offset, word.length)) {
            has_class = true;
            internet = zone_class_is_internet(text + word.offset, word.length);
        } else if (r->entry->ttl.length == 0 && zone_ttl(text + word.offset, word.length, &seconds)) {
            r->entry->ttl = word;
            zone_set_ttl(r->zone, *own = seconds);
        } else {
            r->entry->type = word;
            r->entry->code = zone_type_of(text + word.offset, word.length);
            return internet;
        }
    }
    return internet;
}

static bool record_matters(const struct zone *zone, const struct zone_entry *entry)
{
    const char *text = zone->text;
    size_t from = entry->rdata.offset, end = from + entry->rdata.length;
    bool is_text = entry->code == TYPE_TXT || entry->code == TYPE_TEXT;

    return zone->owner_matters || is_numbered(text + entry->type.offset, entry->type.length) ||
           (is_text && find_byte(text, from, end, '\\') < end) || zone_rdata_matters(zone, from, end, entry->code);
}

/* A type begins with a letter, and is no class. */
static bool is_type(const struct zone *zone, rptlint_span word)
{
    const char *text = zone->text + word.offset;

    return word.length > 0 && byte_in(text[0], BYTE_ALPHA) && !zone_class(text, word.length);
}

/* Shown at the word or the quote that stands where the type should be, or else at the owner. */
static void no_type(const struct zone *zone, struct zone_entry *entry)
{
    rptlint_span place = entry->type.length > 0 ? entry->type : entry->owner;

    if (entry->type.length == 0 && entry->rdata.length > 0 && zone->text[entry->rdata.offset] == '"')
        place = (rptlint_span){.offset = entry->rdata.offset, .length = 1};
    fault(entry, FAULT_NO_TYPE, place.offset, place.length);
    entry->event = ZONE_FAULT;
}

/* text[at] begins a line that is a record; true when it matters, or something is wrong with it. */
static bool read_record(struct reading *r)
{
    struct zone *zone = r->zone;
    struct zone_entry *entry = r->entry;
    uint32_t own = 0;
    bool internet;

    if (!byte_in(zone->text[r->at], BYTE_WSP) && zone->text[r->at] != '\r' && zone->text[r->at] != '(') {
        entry->owner = take_word(r);
        if (entry->owner.length > 0)
            zone_set_owner(zone, entry->owner.offset, entry->owner.length);
    }
    internet = read_head(r, &own);
    to_word(r);
    entry->rdata.offset = r->at;
    to_end(r);
    end_entry(r);
    entry->rdata.length = r->at - entry->rdata.offset;
    zone_set_seconds(zone, entry, own);
    zone->records++;
    entry->event = internet && record_matters(zone, entry) ? ZONE_RECORD : ZONE_FAULT;
    if (!zone->has_owner && (entry->event == ZONE_RECORD || !zone->owner_missed)) {
        zone->owner_missed = true;
        fault(entry, FAULT_NO_OWNER, entry->type.offset, entry->type.length);
    }
    if (entry->event == ZONE_RECORD && entry->fault == FAULT_NONE && !is_type(zone, entry->type))
        no_type(zone, entry);
    return entry->event == ZONE_RECORD || entry->fault != FAULT_NONE || entry->remark.offset > 0;
}

/* A line with nothing on it but, perhaps, a comment; true when it is one for us. */
static bool read_blank(struct reading *r)
{
    if (r->at < r->zone->length && r->zone->text[r->at] == ';')
        r->at = read_comment(r->zone, r->at, &r->entry->rdata);
    r->entry->event = ZONE_REMARK;
    end_entry(r);
    return r->entry->rdata.offset > 0;
}

/* ---- the whole ---- */

/* Octets that no text begins with: the byte order marks of UTF-8 and UTF-16, and what gzip, bzip2, xz and zip write. */
static size_t mark_of(const char *text, size_t length)
{
    static const char *const marks[] = {"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF", "\x1F\x8B", "BZh91AY&SY", "\xFD\x37zXZ", "PK\3\4"};

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
        if (length >= strlen(marks[i]) && memcmp(text, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

/* The mark is told as an entry of its own. */
static void tell_mark(struct zone *zone, struct zone_entry *entry)
{
    memset(entry, 0, sizeof(*entry));
    entry->event = ZONE_FAULT;
    entry->line = 1;
    entry->whole.length = zone->mark;
    fault(entry, FAULT_BEGINNING, 0, zone->mark);
    zone->mark = 0;
}

void zone_begin(struct zone *zone, const char *text, size_t length, const struct name *origin)
{
    memset(zone, 0, sizeof(*zone));
    zone->text = length > 0 ? text : "";
    zone->length = length;
    zone->line = 1;
    zone->wide = marks_wide_here();
    zone->has_origin = origin != NULL;
    if (origin != NULL)
        zone->origin = *origin;
    zone->origin_matters = zone_origin_matters(&zone->origin);
    zone->mark = mark_of(zone->text, length);
    if (zone->text[0] == '\xEF' && zone->mark > 0)
        zone->at = zone->mark;
}

/* Where the first word of the line is that begins at text[at]. */
static size_t first_word(const struct zone *zone)
{
    size_t at = zone->at;

    while (at < zone->length && (byte_in(zone->text[at], BYTE_WSP) || zone->text[at] == '\r'))
        at++;
    return at;
}

void zone_next(struct zone *zone, struct zone_entry *entry)
{
    bool told = zone->mark > 0;

    if (told)
        tell_mark(zone, entry);
    while (!told) {
        struct reading r = {.zone = zone, .entry = entry};
        size_t word;

        if (zone_pass_over(zone, entry))
            return;
        memset(entry, 0, sizeof(*entry));
        entry->whole.offset = r.at = zone->at;
        entry->line = r.line = zone->line;
        if (zone->at >= zone->length)
            return;
        word = first_word(zone);
        if (word == zone->length || zone->text[word] == '\n' || zone->text[word] == ';') {
            r.at = word;
            told = read_blank(&r);
        } else if (zone->text[zone->at] == '$') {
            told = read_directive(&r);
        } else {
            told = read_record(&r);
        }
    }
}
