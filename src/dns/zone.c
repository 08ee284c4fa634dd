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

/* 0 for a longer word, and for one with a NUL in it. */
static uint64_t word_of(const char *text, size_t length)
{
    uint64_t word = 0;

    for (size_t i = 0; i < length && length <= WORD_MAX; i++) {
        if (text[i] == '\0')
            return 0;
        word |= (uint64_t)(unsigned char)to_lower(text[i]) << (8 * i);
    }
    return word;
}

/*
 * The same where eight octets can be read.  Octets that are no letters may become digits and signs, and no word with
 * one of those matters.
 */
static uint64_t word_in_8(const char *text, size_t length)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t word;

    memcpy(&word, text, sizeof(word));
    return (word | 0x2020202020202020) & (((uint64_t)1 << (8 * length)) - 1);
#else
    return word_of(text, length);
#endif
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

/* "TYPE16": an unsigned number of 16 bits, behind "TYPE"; BIND takes five digits at most. */
static bool is_numbered(const char *text, size_t length)
{
    return length >= 5 && length <= 9 && equal_nocase(text, "TYPE", 4) && run_of(text, 4, length, BYTE_DIGIT) == length;
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
    return type_of_word(word_of(text, length));
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
    if (length == 0 || text[0] != '_')
        return length == 0 || text[0] == '*' || text[0] == '\\' || text[0] == '"';
    switch (length > 1 ? to_lower(text[1]) : '\0') {
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
    /* A letter or a digit is no beginning of one that does. */
    zone->owner_matters = zone->origin_matters || (!byte_in(zone->text[offset], BYTE_LDH) &&
                                                   owner_matters(zone->text + offset, length));
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
    unsigned stop; /* where the plain octets end */
    unsigned from; /* the word: text[from..end) */
    unsigned end;
};

/* The next word; false when it is not whole before the stop. */
static inline bool next_word(struct plain *plain)
{
    plain->from = first_bit(~plain->blanks & from_bit(plain->end));
    if (plain->from >= plain->stop)
        return false;
    plain->end = first_bit(plain->blanks & from_bit(plain->from));
    if (plain->end > plain->stop)
        plain->end = plain->stop;
    return plain->end < MARKS_OCTETS;
}

/* What stands before the RDATA; spans count from the line. */
struct plain_head {
    rptlint_span ttl;
    uint32_t seconds;
    rptlint_span type;
    enum zone_type code;
};

static rptlint_span word_span(const struct plain *plain)
{
    return (rptlint_span){.offset = plain->from, .length = plain->end - plain->from};
}

/* Types that are common and do not matter: what is none of them is looked at once more. */
static bool is_common(uint64_t word)
{
    switch (word) {
    case WORD('a', 0, 0, 0, 0, 0, 0):
    case WORD('a', 'a', 'a', 'a', 0, 0, 0):
    case WORD('d', 's', 0, 0, 0, 0, 0):
    case WORD('n', 's', 'e', 'c', '3', 0, 0):
    case WORD('p', 't', 'r', 0, 0, 0, 0):
    case WORD('s', 'r', 'v', 0, 0, 0, 0): return true;
    default: return false;
    }
}

/* Takes the word for a type; false for another class, a type that is written as a number, and what is no type. */
static bool take_plain_type(const struct plain *plain, uint64_t word, struct plain_head *head)
{
    const char *text = plain->text + plain->from;

    head->type = word_span(plain);
    head->code = TYPE_NONE;
    if (is_common(word))
        return true;
    head->code = type_of_word(word);
    return head->code != TYPE_NONE || (byte_in(text[0], BYTE_ALPHA) && !is_numbered(text, head->type.length) &&
                                       !zone_class(text, head->type.length));
}

/* Few digits alone are read here, everything else by zone_ttl(). */
static inline bool plain_ttl(const char *text, size_t length, uint32_t *seconds)
{
    uint32_t number = 0;

    for (size_t i = 0; i < length; i++) {
        unsigned digit = (unsigned)(unsigned char)text[i] - '0';

        if (digit > 9 || i == 9)
            return zone_ttl(text, length, seconds);
        number = number * 10 + digit;
    }
    *seconds = number;
    return true;
}

/* Reads [TTL] [class] type; false when that is not what the words say. */
static bool read_plain_head(struct plain *plain, struct plain_head *head)
{
    bool has_class = false;

    head->ttl.length = 0;
    while (next_word(plain)) {
        const char *text = plain->text + plain->from;
        size_t length = plain->end - plain->from;
        uint64_t word = length <= WORD_MAX && plain->from <= MARKS_OCTETS - 8 ? word_in_8(text, length) : word_of(text, length);

        if (text[0] >= '0' && text[0] <= '9') {
            if (head->ttl.length > 0 || !plain_ttl(text, length, &head->seconds))
                return false;
            head->ttl = word_span(plain);
        } else if (word == WORD('i', 'n', 0, 0, 0, 0, 0)) {
            if (has_class)
                return false;
            has_class = true;
        } else {
            return take_plain_type(plain, word, head);
        }
    }
    return false;
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
        line->stops = stops_of(zone->text + line->base);
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

/* Where a value begins: behind white space, parentheses and comments. */
static size_t value_start(const char *text, size_t length)
{
    size_t at = 0;

    while (at < length && (byte_in(text[at], BYTE_WSP) || memchr("\r\n(;", text[at], 4) != NULL))
        at = text[at] == ';' ? find_byte(text, at, length, '\n') : at + 1;
    return at;
}

/*
 * Can this be a TLSRPT value?  Its first octets have "rpt" in them, or are in two strings, which may hide it.  Of three
 * octets in a row one is at every third place, so those are looked at first.
 */
static bool may_be_value(const char *text, size_t length)
{
    enum { LOOKED_AT = 40 };
    size_t start = value_start(text, length), end = length - start > LOOKED_AT ? start + LOOKED_AT : length, close;

    for (size_t at = start + 2; at < end; at += 3) {
        char c = (char)(text[at] | 0x20);
        size_t from = c == 't' ? at - 2 : c == 'p' ? at - 1 : at;

        if ((c == 'r' || c == 'p' || c == 't') && end - from > 2 && equal_nocase(text + from, "rpt", 3))
            return true;
    }
    close = start < end && text[start] == '"' ? find_byte(text, start + 1, end, '"') : end;
    return close < end && find_byte(text, close + 1, end, '"') < end;
}

/*
 * A preference and a host of short labels of letters, digits and hyphens, nothing behind them: there are no two ways
 * to read that, so nobody need be asked.
 */
static bool is_plain_mx(const char *text, size_t at, size_t end)
{
    size_t digits = run_of(text, at, end, BYTE_WSP), behind = run_of(text, digits, end, BYTE_DIGIT);
    size_t host = run_of(text, behind, end, BYTE_WSP), stop = host;
    char before = '.';

    for (; stop < end && (byte_in(text[stop], BYTE_LDH) || (text[stop] == '.' && before != '.')); stop++)
        before = text[stop];
    return behind > digits && behind - digits < 5 && host > behind && stop > host && stop - host < 64 &&
           run_of(text, stop, end, BYTE_WSP) == end;
}

/* Does a record matter, whatever its owner is?  Most types say no. */
static inline bool rdata_matters(const char *text, size_t from, size_t end, enum zone_type code)
{
    switch (code) {
    case TYPE_TXT:
    case TYPE_TEXT: return may_be_value(text + from, end - from);
    case TYPE_MX: return !is_plain_mx(text, from, end);
    default: return type_matters(code);
    }
}

static void set_seconds(struct zone *zone, struct zone_entry *entry)
{
    entry->has_seconds = entry->ttl.length > 0 || zone->has_default_ttl || zone->has_last_ttl;
    entry->seconds = entry->ttl.length == 0 && zone->has_default_ttl ? zone->default_ttl : zone->last_ttl;
}

static rptlint_span moved(rptlint_span span, size_t by)
{
    return (rptlint_span){.offset = span.offset + by, .length = span.length};
}

static void fill_plain(struct zone *zone, struct zone_entry *entry, const struct plain_head *head, size_t owner,
                       size_t behind, size_t end)
{
    while (behind < end && (byte_in(zone->text[behind], BYTE_WSP) || zone->text[behind] == '\r'))
        behind++;
    memset(entry, 0, sizeof(*entry));
    entry->event = ZONE_RECORD;
    entry->whole = (rptlint_span){.offset = zone->at, .length = end - zone->at};
    entry->line = zone->line;
    entry->owner = (rptlint_span){.offset = owner > 0 ? zone->at : 0, .length = owner};
    if (head->ttl.length > 0)
        entry->ttl = moved(head->ttl, zone->at);
    entry->type = moved(head->type, zone->at);
    entry->rdata = (rptlint_span){.offset = behind, .length = end - behind};
    entry->code = head->code;
    set_seconds(zone, entry);
}

/* What a line turned out to be. */
enum plain_line { LINE_PASSED, LINE_TOLD, LINE_SLOW };

/* A record on one line that takes no time, at zone->at; where it matters, *entry tells of it. */
static enum plain_line read_plain(struct zone *zone, struct marks marks, struct zone_entry *entry)
{
    const char *text = zone->text + zone->at;
    struct plain plain = {.text = text, .blanks = marks.blanks, .stop = first_bit(marks.stops)};
    size_t owner = first_bit(marks.blanks), behind, end;
    struct plain_head head;

    if (owner == 0 ? !zone->has_owner : !next_word(&plain))
        return LINE_SLOW;
    if (!read_plain_head(&plain, &head))
        return LINE_SLOW;
    behind = zone->at + plain.end;
    end = simple_end(zone, zone->at, marks.stops);
    if (end == zone->length)
        return LINE_SLOW;
    if (owner > 0)
        set_owner(zone, zone->at, owner);
    if (head.ttl.length > 0)
        set_ttl(zone, head.seconds);
    zone->records++;
    if (!zone->owner_matters && !rdata_matters(zone->text, behind, end, head.code))
        entry = NULL;
    else
        fill_plain(zone, entry, &head, owner, behind, end);
    zone->line++;
    zone->at = end + 1;
    return entry != NULL ? LINE_TOLD : LINE_PASSED;
}

/* Passes over lines as long as they are empty, comments, or plain records that do not matter; true: *entry tells of one. */
static bool pass_over(struct zone *zone, struct zone_entry *entry)
{
    while (zone->length - zone->at >= MARKS_OCTETS) {
        const char *text = zone->text + zone->at;

        if (text[0] == '\n' || text[0] == ';') {
            size_t end = comment_end(zone, zone->at);

            if (end == zone->length)
                return false;
            zone->line++;
            zone->at = end + 1;
        } else {
            enum plain_line line = text[0] == '$' ? LINE_SLOW : read_plain(zone, marks_of(text), entry);

            if (line != LINE_PASSED)
                return line == LINE_TOLD;
        }
    }
    return false;
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

static bool record_matters(const struct zone *zone, const struct zone_entry *entry)
{
    const char *text = zone->text;
    size_t from = entry->rdata.offset, end = from + entry->rdata.length;
    bool is_text = entry->code == TYPE_TXT || entry->code == TYPE_TEXT;

    return zone->owner_matters || is_numbered(text + entry->type.offset, entry->type.length) ||
           (is_text && find_byte(text, from, end, '\\') < end) || rdata_matters(text, from, end, entry->code);
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
    zone->has_origin = origin != NULL;
    if (origin != NULL)
        zone->origin = *origin;
    zone->origin_matters = origin_matters(&zone->origin);
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

        if (pass_over(zone, entry))
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
