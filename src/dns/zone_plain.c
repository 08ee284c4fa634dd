/* SPDX-License-Identifier: BSD-2-Clause */
/* The fast way through a zone: records on one line, their words found as bits of 64 octets at a time. */
#include "core/zone_words.h"
#include "dns/marks.h"
#include "dns/zone_parts.h"

#include <string.h>

/*
 * The loop is compiled twice, with `wide` known each time: all that has it is inlined into zone_pass_over()'s two
 * halves.
 */
#define INLINED static inline __attribute__((always_inline))

/* Bits from n on. */
INLINED uint64_t from_bit(unsigned n)
{
    return n < MARKS_OCTETS ? ~(uint64_t)0 << n : 0;
}

INLINED unsigned first_bit(uint64_t bits)
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
INLINED bool next_word(struct plain *plain)
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
INLINED bool read_plain_head(struct plain *plain, struct plain_head *head)
{
    bool has_class = false;

    head->ttl.length = 0;
    head->seconds = 0;
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
INLINED size_t take_stop(const struct zone *zone, struct line_end *line, bool wide)
{
    size_t at;

    while (line->stops == 0) {
        line->base += MARKS_OCTETS;
        if (zone->length - line->base < MARKS_OCTETS)
            return zone->length;
        line->stops = wide ? stops_wide(zone->text + line->base) : stops_of(zone->text + line->base);
    }
    at = line->base + (size_t)__builtin_ctzll(line->stops);
    line->stops &= line->stops - 1;
    return at;
}

/* The line feed that ends a record on one line; the zone's length when it is more than that. */
INLINED size_t simple_end(const struct zone *zone, size_t base, uint64_t stops, bool wide)
{
    struct line_end line = {.base = base, .stops = stops};
    bool quoted = false;
    size_t at;

    while ((at = take_stop(zone, &line, wide)) < zone->length) {
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

static rptlint_span moved(rptlint_span span, size_t by)
{
    return (rptlint_span){.offset = span.offset + by, .length = span.length};
}

static void fill_plain(struct zone *zone, struct zone_entry *entry, const struct plain_head *head, size_t owner,
                       size_t behind, size_t end)
{
    behind = behind_blanks(zone->text, behind, end);
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
    zone_set_seconds(zone, entry, head->seconds);
}

/* What a line turned out to be. */
enum plain_line { LINE_PASSED, LINE_TOLD, LINE_SLOW };

/* A record on one line that takes no time, at zone->at; where it matters, *entry tells of it. */
INLINED enum plain_line read_plain(struct zone *zone, struct marks marks, struct zone_entry *entry, bool wide)
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
    end = simple_end(zone, zone->at, marks.stops, wide);
    if (end == zone->length)
        return LINE_SLOW;
    if (owner > 0 && byte_in(text[0], BYTE_LDH))
        zone_pass_owner(zone, zone->at, owner);
    else if (owner > 0)
        zone_set_owner(zone, zone->at, owner);
    if (head.ttl.length > 0)
        zone_set_ttl(zone, head.seconds);
    zone->records++;
    if (!zone->owner_matters && (!type_matters(head.code) || !zone_rdata_matters(zone, behind, end, head.code)))
        entry = NULL;
    else
        fill_plain(zone, entry, &head, owner, behind, end);
    zone->line++;
    zone->at = end + 1;
    return entry != NULL ? LINE_TOLD : LINE_PASSED;
}

/* ---- lines that are passed over at a glance ---- */

/*
 * Bit m of the n-th is set where a type that matters begins with the n-th and the m-th letter: TXT, MX, TLSA, SOA, SPF,
 * AVC, NINFO, RESINFO, and TYPE before a number.
 */
#define LETTER(c) ((uint32_t)1 << ((c) & 31))
static const uint32_t second_letters[32] = {
    ['a' & 31] = LETTER('v'), ['m' & 31] = LETTER('x'), ['n' & 31] = LETTER('i'), ['r' & 31] = LETTER('e'),
    ['s' & 31] = LETTER('o') | LETTER('p'), ['t' & 31] = LETTER('x') | LETTER('l') | LETTER('y'),
};

/* 1: the word that begins at `text` may be a type that matters, by its first two octets; 0: it is none. */
static inline unsigned may_matter(const char *text)
{
    unsigned first = (unsigned char)text[0], second = (unsigned char)text[1];

    return second_letters[first & 31] >> (second & 31) & first >> 6 & 1;
}

/*
 * text[at] begins a word: is it a type, and the record that ends at `end` one that does not matter?  When a word before
 * it is the record's type, the record does not matter either.
 */
INLINED bool is_passed_type(const struct zone *zone, struct marks marks, unsigned at, size_t end)
{
    unsigned behind = first_bit((marks.blanks | marks.stops) & from_bit(at));
    enum zone_type type;

    if (behind - at > WORD_MAX || at > MARKS_OCTETS - 8)
        return false;
    type = type_of_word(word_in_8(zone->text + zone->at + at, behind - at));
    return type != TYPE_NONE && !zone_rdata_matters(zone, zone->at + behind, end, type);
}

/* The line begins with a name that does not matter, or has the one before it and that does not. */
INLINED bool is_passed_owner(const struct zone *zone, struct marks marks)
{
    const char *text = zone->text + zone->at;

    if (byte_in(text[0], BYTE_LDH) || text[0] == '@')
        return !zone->origin_matters;
    if (text[0] == ' ' || text[0] == '\t')
        return zone->has_owner && !zone->owner_matters;
    return text[0] == '_' && !zone->origin_matters && !zone_name_matters(text, first_bit(marks.blanks));
}

/*
 * Passes over a record on one line that does not matter, without telling its words apart: the type is among the first
 * three behind the owner.  False when more has to be known: the line is still to be read.
 */
INLINED bool glance(struct zone *zone, struct marks marks, bool wide)
{
    const char *text = zone->text + zone->at;
    uint64_t first = ~marks.blanks & marks.blanks << 1, second = first & (first - 1), third = second & (second - 1);
    unsigned stop = first_bit(marks.stops), at[3] = {first_bit(first), first_bit(second), first_bit(third)};
    unsigned matter;
    size_t end;

    if (third == 0 || stop <= at[0] || !zone->has_default_ttl || !is_passed_owner(zone, marks))
        return false;
    matter = may_matter(text + at[0]) | may_matter(text + at[1]) << 1 | may_matter(text + at[2]) << 2;
    end = stop < MARKS_OCTETS && text[stop] == '\n' ? zone->at + stop : simple_end(zone, zone->at, marks.stops, wide);
    if (end == zone->length || (matter != 0 && !is_passed_type(zone, marks, at[first_bit(matter)], end)))
        return false;
    if ((marks.blanks & 1) == 0)
        zone_pass_owner(zone, zone->at, first_bit(marks.blanks));
    zone->records++;
    zone->line++;
    zone->at = end + 1;
    return true;
}

INLINED bool pass_over(struct zone *zone, struct zone_entry *entry, bool wide)
{
    while (zone->length - zone->at > MARKS_OCTETS) {
        const char *text = zone->text + zone->at;
        struct marks marks;

        if (text[0] == '\n' || text[0] == ';') {
            size_t end = comment_end(zone, zone->at);

            if (end == zone->length)
                return false;
            zone->line++;
            zone->at = end + 1;
            continue;
        }
        marks = wide ? marks_wide(text) : marks_of(text);
        if (!glance(zone, marks, wide)) {
            enum plain_line line = text[0] == '$' ? LINE_SLOW : read_plain(zone, marks, entry, wide);

            if (line != LINE_PASSED)
                return line == LINE_TOLD;
        }
    }
    return false;
}

MARKS_WIDE static bool pass_over_wide(struct zone *zone, struct zone_entry *entry)
{
    return pass_over(zone, entry, true);
}

bool zone_pass_over(struct zone *zone, struct zone_entry *entry)
{
    return zone->wide ? pass_over_wide(zone, entry) : pass_over(zone, entry, false);
}
