/* SPDX-License-Identifier: BSD-2-Clause */
/* The zone reader: plain records that do not matter in a fast loop, everything else token by token. */
#include "dns/zone.h"

#include "core/bytes.h"
#include "core/zone_words.h"
#include "dns/marks.h"

#include <string.h>

/* ---- words ---- */

/* Up to seven letters, in lower case, as a number to switch on. */
#define WORD(a, b, c, d, e, f, g) \
    ((uint64_t)(a) | (uint64_t)(b) << 8 | (uint64_t)(c) << 16 | (uint64_t)(d) << 24 | (uint64_t)(e) << 32 | \
     (uint64_t)(f) << 40 | (uint64_t)(g) << 48)

enum { WORD_MAX = 7 };

static uint64_t word_of(const char *text, size_t length)
{
    uint64_t word = 0;

    for (size_t i = 0; i < length; i++)
        word |= (uint64_t)(unsigned char)to_lower(text[i]) << (8 * i);
    return word;
}

static enum zone_type type_of_word(uint64_t word)
{
    switch (word) {
    case WORD('t', 'x', 't', 0, 0, 0, 0): return TYPE_TXT;
    case WORD('m', 'x', 0, 0, 0, 0, 0): return TYPE_MX;
    case WORD('n', 's', 0, 0, 0, 0, 0): return TYPE_NS;
    case WORD('c', 'n', 'a', 'm', 'e', 0, 0): return TYPE_CNAME;
    case WORD('s', 'o', 'a', 0, 0, 0, 0): return TYPE_SOA;
    case WORD('t', 'l', 's', 'a', 0, 0, 0): return TYPE_TLSA;
    case WORD('r', 'r', 's', 'i', 'g', 0, 0): return TYPE_RRSIG;
    case WORD('n', 's', 'e', 'c', 0, 0, 0): return TYPE_NSEC;
    case WORD('s', 'p', 'f', 0, 0, 0, 0):
    case WORD('a', 'v', 'c', 0, 0, 0, 0):
    case WORD('n', 'i', 'n', 'f', 'o', 0, 0):
    case WORD('r', 'e', 's', 'i', 'n', 'f', 'o'): return TYPE_TEXT;
    default: return TYPE_NONE;
    }
}

/* "TYPE16": an unsigned number of 16 bits, behind "TYPE". */
static bool is_numbered(const char *text, size_t length)
{
    return length >= 5 && equal_nocase(text, "TYPE", 4) && run_of(text, 4, length, BYTE_DIGIT) == length;
}

static enum zone_type numbered_type(const char *text, size_t length)
{
    unsigned number = 0;

    for (size_t i = 4; i < length && number <= 65535; i++)
        number = number * 10 + (unsigned)(text[i] - '0');
    switch (number) {
    case 2: return TYPE_NS;
    case 5: return TYPE_CNAME;
    case 6: return TYPE_SOA;
    case 15: return TYPE_MX;
    case 16: return TYPE_TXT;
    case 46: return TYPE_RRSIG;
    case 47: return TYPE_NSEC;
    case 52: return TYPE_TLSA;
    case 56:  /* NINFO */
    case 99:  /* SPF */
    case 258: /* AVC */
    case 261: return TYPE_TEXT; /* RESINFO */
    default: return TYPE_NONE;
    }
}

enum zone_type zone_type_of(const char *text, size_t length)
{
    if (is_numbered(text, length))
        return numbered_type(text, length);
    return length <= WORD_MAX ? type_of_word(word_of(text, length)) : TYPE_NONE;
}

/* Types whose records matter wherever they are. */
static bool type_matters(enum zone_type type)
{
    return type == TYPE_TXT || type == TYPE_MX || type == TYPE_TLSA || type == TYPE_SOA || type == TYPE_TEXT;
}

static bool equals(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && equal_nocase(text, word, length);
}

/*
 * Does an owner matter by its text, whatever its record's type is?  A wildcard, what an escape may stand for, and the
 * names that have to do with TLSRPT, MTA-STS and DANE; "x._tls" too, for no wildcard answers beside it.
 */
static bool owner_matters(const char *text, size_t length)
{
    if (length == 0 || text[0] == '*' || text[0] == '\\' || text[0] == '"')
        return true;
    if (text[0] != '_' || length == 1)
        return false;
    switch (to_lower(text[1])) {
    case '2': return true;
    case 'm': return STARTS_NOCASE(text, 0, length, "_mta-sts");
    case 's':
    case 't':
        if (STARTS_NOCASE(text, 0, length, "_smtp") || STARTS_NOCASE(text, 0, length, "_tls"))
            return true;
        break;
    default: break;
    }
    for (size_t dot = 0; (dot = find_byte(text, dot, length, '.')) < length; dot++)
        if (STARTS_NOCASE(text, dot, length, "._tls"))
            return true;
    return find_byte(text, 0, length, '\\') < length;
}

/* The same of an owner below an origin that is such a name itself. */
static bool origin_matters(const struct name *origin)
{
    return origin->length > 1 && (origin->octets[1] == '_' || origin->octets[1] == '*');
}

/* ---- the owner ---- */

/* One that does not matter. */
static void set_plain_owner(struct zone *zone, size_t offset, size_t length)
{
    zone->has_owner = true;
    zone->owner_known = zone->owner_matters = false;
    zone->owner_text = (rptlint_span){.offset = offset, .length = length};
}

static void set_owner(struct zone *zone, size_t offset, size_t length)
{
    set_plain_owner(zone, offset, length);
    zone->owner_matters = zone->origin_matters || owner_matters(zone->text + offset, length);
}

enum name_status zone_owner(struct zone *zone, struct name *owner)
{
    if (!zone->owner_known) {
        zone->owner_status = name_read(&zone->owner, zone->text + zone->owner_text.offset, zone->owner_text.length,
                                       zone->has_origin ? &zone->origin : NULL);
        zone->owner_known = true;
    }
    if (zone->owner_status == NAME_OK)
        *owner = zone->owner;
    return zone->owner_status;
}

/* A new origin is for names that come; the owner that stands keeps its own. */
static void keep_owner(struct zone *zone)
{
    struct name unused;

    if (zone->has_owner)
        zone_owner(zone, &unused);
}

static void set_ttl(struct zone *zone, uint32_t seconds)
{
    zone->has_last_ttl = true;
    zone->last_ttl = seconds;
}

/* ---- the fast loop ---- */

/* Bits from n on. */
static uint64_t from_bit(unsigned n)
{
    return n < MARKS_OCTETS ? ~(uint64_t)0 << n : 0;
}

static unsigned first_bit(uint64_t bits)
{
    return bits != 0 ? (unsigned)__builtin_ctzll(bits) : MARKS_OCTETS;
}

/* A plain line being taken apart by its bits. */
struct plain {
    const char *text;
    uint64_t blanks;
    uint64_t stops;
    unsigned stop; /* where the plain octets end */
    unsigned from; /* the word: text[from..end) */
    unsigned end;
};

/* The next word; false when it is not whole before the stop. */
static bool next_word(struct plain *plain)
{
    plain->from = first_bit(~plain->blanks & from_bit(plain->end));
    if (plain->from >= plain->stop)
        return false;
    plain->end = first_bit(plain->blanks & from_bit(plain->from));
    if (plain->end > plain->stop)
        plain->end = plain->stop;
    return plain->end < MARKS_OCTETS;
}

/* What the fast loop makes of a line by its type. */
enum plain_type { PLAIN_OTHER, PLAIN_TXT, PLAIN_MX, PLAIN_CLASS, PLAIN_SLOW };

/* Types that are common and do not matter are none of those below; another class, or a number, takes its time. */
static enum plain_type plain_type_of(const struct plain *plain)
{
    const char *word = plain->text + plain->from;
    size_t length = plain->end - plain->from;
    uint64_t letters = length <= WORD_MAX ? word_of(word, length) : 0;

    switch (letters) {
    case WORD('i', 'n', 0, 0, 0, 0, 0): return PLAIN_CLASS;
    case WORD('t', 'x', 't', 0, 0, 0, 0): return PLAIN_TXT;
    case WORD('m', 'x', 0, 0, 0, 0, 0): return PLAIN_MX;
    case WORD('a', 0, 0, 0, 0, 0, 0):
    case WORD('a', 'a', 'a', 'a', 0, 0, 0):
    case WORD('c', 'n', 'a', 'm', 'e', 0, 0):
    case WORD('d', 's', 0, 0, 0, 0, 0):
    case WORD('n', 's', 0, 0, 0, 0, 0):
    case WORD('n', 's', 'e', 'c', 0, 0, 0):
    case WORD('n', 's', 'e', 'c', '3', 0, 0):
    case WORD('p', 't', 'r', 0, 0, 0, 0):
    case WORD('r', 'r', 's', 'i', 'g', 0, 0):
    case WORD('s', 'r', 'v', 0, 0, 0, 0): return PLAIN_OTHER;
    default: break;
    }
    if (is_numbered(word, length) || type_matters(type_of_word(letters)) || zone_class(word, length))
        return PLAIN_SLOW;
    return PLAIN_OTHER;
}

/* Reads [TTL] [class] type; *ttl is set where there is one. */
static enum plain_type read_plain_head(struct plain *plain, bool *has_ttl, uint32_t *ttl)
{
    bool has_class = false;

    while (next_word(plain)) {
        enum plain_type type;
        char first = plain->text[plain->from];

        if (first >= '0' && first <= '9') {
            if (*has_ttl || !zone_ttl(plain->text + plain->from, plain->end - plain->from, ttl))
                return PLAIN_SLOW;
            *has_ttl = true;
            continue;
        }
        type = plain_type_of(plain);
        if (type != PLAIN_CLASS)
            return type;
        if (has_class)
            return PLAIN_SLOW;
        has_class = true;
    }
    return PLAIN_SLOW;
}

/* text[at] is ";", or ends an empty line: the end of the line, or `length` when the comment may be for us. */
static size_t comment_end(const struct zone *zone, size_t at)
{
    while (at < zone->length && (zone->text[at] == ';' || byte_in(zone->text[at], BYTE_WSP)))
        at++;
    return at < zone->length && zone->text[at] == 'r' ? zone->length : find_byte(zone->text, at, zone->length, '\n');
}

/* A record on one line, gone through stop by stop. */
struct line_end {
    size_t base;    /* of the block of octets that `stops` is about */
    uint64_t stops; /* those that are not gone through yet */
};

/* The next stop; the zone's length when there is none in whole blocks. */
static size_t take_stop(const struct zone *zone, struct line_end *line)
{
    size_t at;

    while (line->stops == 0) {
        line->base += MARKS_OCTETS;
        if (zone->length - line->base < MARKS_OCTETS)
            return zone->length;
        line->stops = marks_of(zone->text + line->base).stops;
    }
    at = line->base + (size_t)__builtin_ctzll(line->stops);
    line->stops &= line->stops - 1;
    return at;
}

/* The line feed that ends a record on one line; the zone's length when it is more than that. */
static size_t simple_end(const struct zone *zone, size_t base, uint64_t stops)
{
    struct line_end line = {.base = base, .stops = stops};
    bool quoted = false;
    size_t at;

    while ((at = take_stop(zone, &line)) < zone->length) {
        char c = zone->text[at];

        if (c == '"')
            quoted = !quoted;
        else if (c == '\n')
            return quoted ? zone->length : at;
        else if (c == ';' && !quoted)
            return comment_end(zone, at);
        else if (c == '\\' || !quoted)
            return zone->length;
    }
    return zone->length;
}

/*
 * Can this be a TLSRPT value?  Its first octets have "rpt" in them.  Of three octets in a row one is at every third
 * place, so those are looked at first.
 */
static bool may_be_value(const char *text, size_t length)
{
    enum { LOOKED_AT = 64 };

    if (length > LOOKED_AT)
        length = LOOKED_AT;
    for (size_t at = 2; at < length; at += 3) {
        char c = (char)(text[at] | 0x20);
        size_t from = c == 't' ? at - 2 : c == 'p' ? at - 1 : at;

        if ((c == 'r' || c == 'p' || c == 't') && length - from > 2 && equal_nocase(text + from, "rpt", 3))
            return true;
    }
    return false;
}

/*
 * A preference and a host of short labels of letters, digits and hyphens, nothing behind them: there are no two ways
 * to read that, so nobody need be asked.
 */
static bool is_plain_mx(const char *text, size_t at, size_t end)
{
    size_t digits = run_of(text, at, end, BYTE_WSP), behind = run_of(text, digits, end, BYTE_DIGIT);
    size_t host = run_of(text, behind, end, BYTE_WSP), stop;

    end = trim_end(text, host, end, BYTE_WSP);
    stop = run_of(text, host, end, BYTE_LDH);
    while (stop > host && stop < end && text[stop] == '.' && (stop + 1 == end || byte_in(text[stop + 1], BYTE_LDH)))
        stop = run_of(text, stop + 1, end, BYTE_LDH);
    return behind > digits && behind - digits < 5 && host > behind && end > host && end - host < 64 && stop == end;
}

/* The line feed of the line at zone->at, when it is a record that does not matter; `length` when it may. */
static size_t passed_over(const struct zone *zone, struct plain *plain, bool *has_ttl, uint32_t *ttl)
{
    enum plain_type type = read_plain_head(plain, has_ttl, ttl);
    size_t behind = zone->at + plain->end, end;

    if (type == PLAIN_SLOW)
        return zone->length;
    end = simple_end(zone, zone->at, plain->stops);
    if (end < zone->length && ((type == PLAIN_TXT && may_be_value(zone->text + behind, end - behind)) ||
                               (type == PLAIN_MX && !is_plain_mx(zone->text, behind, end))))
        return zone->length;
    return end;
}

/* Passes over lines as long as they are empty, comments, or records that do not matter. */
static void pass_over(struct zone *zone)
{
    while (zone->length - zone->at >= MARKS_OCTETS) {
        const char *text = zone->text + zone->at;
        struct marks marks = marks_of(text);
        struct plain plain = {.text = text, .blanks = marks.blanks, .stops = marks.stops, .stop = first_bit(marks.stops)};
        bool inherits = (marks.blanks & 1) != 0, has_ttl = false;
        uint32_t ttl = 0;
        size_t end;

        if (text[0] == '\n' || text[0] == ';') {
            end = comment_end(zone, zone->at);
        } else {
            if (inherits ? !zone->has_owner || zone->owner_matters
                         : text[0] == '$' || zone->origin_matters || !next_word(&plain) || owner_matters(text, plain.end))
                return;
            end = passed_over(zone, &plain, &has_ttl, &ttl);
            if (end < zone->length) {
                if (!inherits)
                    set_plain_owner(zone, zone->at, first_bit(marks.blanks));
                if (has_ttl)
                    set_ttl(zone, ttl);
                zone->records++;
            }
        }
        if (end == zone->length)
            return;
        zone->line++;
        zone->at = end + 1;
    }
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
    zone->has_origin = origin.absolute;
    zone->origin_matters = origin_matters(&origin);
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
    } else {
        fault(entry, FAULT_DIRECTIVE, entry->owner.offset, entry->owner.length);
    }
    to_end(r);
    end_entry(r);
    return entry->event != ZONE_FAULT || entry->fault != FAULT_NONE;
}

/* ---- records ---- */

/* [TTL] [class] type, TTL and class in either order (RFC 1035 section 5.1); false for a class other than IN. */
static bool read_head(struct reading *r)
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
            set_ttl(r->zone, seconds);
        } else {
            r->entry->type = word;
            r->entry->code = zone_type_of(text + word.offset, word.length);
            return internet;
        }
    }
    return internet;
}

static void set_seconds(struct zone *zone, struct zone_entry *entry)
{
    entry->has_seconds = entry->ttl.length > 0 || zone->has_default_ttl || zone->has_last_ttl;
    entry->seconds = entry->ttl.length == 0 && zone->has_default_ttl ? zone->default_ttl : zone->last_ttl;
}

static bool record_matters(const struct zone *zone, const struct zone_entry *entry)
{
    const char *text = zone->text;
    size_t from = entry->rdata.offset, end = from + entry->rdata.length;

    if (zone->owner_matters || is_numbered(text + entry->type.offset, entry->type.length))
        return true;
    if (entry->code == TYPE_TXT || entry->code == TYPE_TEXT)
        return find_byte(text, from, end, '\\') < end || may_be_value(text + from, end - from);
    return entry->code == TYPE_MX ? !is_plain_mx(text, from, end) : type_matters(entry->code);
}

/* text[at] begins a line that is a record; true when it matters, or something is wrong with it. */
static bool read_record(struct reading *r)
{
    struct zone *zone = r->zone;
    struct zone_entry *entry = r->entry;
    bool internet;

    if (!byte_in(zone->text[r->at], BYTE_WSP) && zone->text[r->at] != '\r' && zone->text[r->at] != '(') {
        entry->owner = take_word(r);
        if (entry->owner.length > 0)
            set_owner(zone, entry->owner.offset, entry->owner.length);
    }
    internet = read_head(r);
    to_word(r);
    entry->rdata.offset = r->at;
    to_end(r);
    end_entry(r);
    entry->rdata.length = r->at - entry->rdata.offset;
    set_seconds(zone, entry);
    zone->records++;
    entry->event = internet && record_matters(zone, entry) ? ZONE_RECORD : ZONE_FAULT;
    if (entry->event == ZONE_RECORD && !zone->has_owner)
        fault(entry, FAULT_NO_OWNER, entry->type.offset, entry->type.length);
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

void zone_begin(struct zone *zone, const char *text, size_t length, const struct name *origin)
{
    memset(zone, 0, sizeof(*zone));
    zone->text = length > 0 ? text : "";
    zone->length = length;
    zone->line = 1;
    zone->has_origin = origin != NULL;
    if (origin != NULL)
        zone->origin = *origin;
    zone->origin_matters = origin_matters(&zone->origin);
    if (STARTS(zone->text, 0, length, "\xEF\xBB\xBF"))
        zone->at = 3;
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
    bool told = false;

    while (!told) {
        struct reading r = {.zone = zone, .entry = entry};
        size_t word;

        pass_over(zone);
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
