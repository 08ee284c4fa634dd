/* SPDX-License-Identifier: BSD-2-Clause */
/* The zone reader: its fast loop and its slow path agree, and what it tells fits the text. */
#include "corpus.h"
#include "support.h"
#include "zone_run.h"

#include "core/bytes.h"
#include "dns/marks.h"
#include "dns/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { ROOM = 8192 };

/* ---- marks ---- */

static const char blanks[] = " \t\r", stops[] = "\n\";()\\";

static bool is_in(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/* Octet by octet, from the sentence in marks.h. */
static void check_marks(const char text[MARKS_OCTETS])
{
    struct marks plain = marks_plain(text), quick = marks_of(text);

    struct hints plain_hints = hints_plain(text), hints = hints_of(text);

    assert_true(plain.blanks == quick.blanks && plain.stops == quick.stops);
    if (marks_wide_here()) {
        struct marks wide = marks_wide(text);

        assert_true(plain.blanks == wide.blanks && plain.stops == wide.stops && plain.stops == stops_wide(text));
    }
    assert_true(plain_hints.rpt == hints.rpt && plain_hints.quotes == hints.quotes);
    for (unsigned i = 0; i < MARKS_OCTETS; i++) {
        assert_true((quick.blanks >> i & 1) == is_in(text[i], blanks));
        assert_true((quick.stops >> i & 1) == is_in(text[i], stops));
    }
}

static void all_octets_at_all_places_are_marked(void **state)
{
    static const char fills[] = "a \n\xFF";
    struct block block = block_of((char[MARKS_OCTETS]){0}, MARKS_OCTETS);

    (void)state;
    for (size_t fill = 0; fill < sizeof(fills); fill++)
        for (unsigned at = 0; at < MARKS_OCTETS; at++)
            for (unsigned octet = 0; octet < 256; octet++) {
                memset(block.data, fills[fill], MARKS_OCTETS);
                block.data[at] = (char)(unsigned char)octet;
                check_marks(block.data);
            }
    block_free(block);
}

static void random_blocks_are_marked(void **state)
{
    static const char some[] = " \t\r\n\";()\\a(*8)]\x1D\x89\xA9\x8ArptRPTrptrpt\x12\x50";
    struct block block = block_of((char[MARKS_OCTETS]){0}, MARKS_OCTETS);
    uint64_t random = 1;

    (void)state;
    for (size_t run = small_run() ? 1000 : 20000; run > 0; run--) {
        for (unsigned i = 0; i < MARKS_OCTETS; i++)
            block.data[i] = run % 2 == 0 ? (char)(unsigned char)random_below(&random, 256)
                                         : some[random_below(&random, sizeof(some))];
        check_marks(block.data);
    }
    block_free(block);
}

/* Each stop at each place of texts of all lengths, from each place on; the text ends where its block ends. */
static void the_next_stop_is_found(void **state)
{
    size_t longest = small_run() ? 70 : 200;

    (void)state;
    for (size_t length = 0; length <= longest; length++) {
        struct block block = block_of((char[256]){0}, length);

        for (size_t at = 0; at <= length; at++) {
            memset(block.data, 'a', length);
            if (at < length)
                block.data[at] = stops[(at + length) % (sizeof(stops) - 1)];
            for (size_t from = 0; from <= length; from += 1 + from / 70)
                assert_int_equal(next_stop(block.data, from, length), from <= at ? at : length);
        }
        block_free(block);
    }
}

/* ---- what the reader tells, kept ---- */

enum { TOLD_MAX = 256 };

struct told {
    struct zone_entry entries[TOLD_MAX];
    size_t count;
    struct zone zone; /* as it is at the end */
    bool narrow;      /* 64 octets are taken 16 at a time, wherever this runs */
};

static bool is_inside(rptlint_span span, rptlint_span whole)
{
    return span.length == 0 ||
           (span.offset >= whole.offset && span.offset + span.length <= whole.offset + whole.length);
}

/* The lines before a place, counted by themselves. */
static size_t line_of(const char *text, size_t at)
{
    size_t line = 1;

    for (size_t i = 0; i < at; i++)
        line += text[i] == '\n';
    return line;
}

/* Laws of one entry: its place, its line, its parts. */
static const char *broken_law(const struct zone_entry *entry, const char *text, size_t length, size_t behind)
{
    size_t end = entry->whole.offset + entry->whole.length;

    if (entry->event < ZONE_RECORD || entry->event > ZONE_FAULT)
        return "an event that is none";
    if (entry->whole.offset < behind || end > length)
        return "entries overlap, or one is not in the text";
    if (entry->whole.offset > 0 && text[entry->whole.offset - 1] != '\n' &&
        !(entry->whole.offset == 3 && STARTS(text, 0, length, "\xEF\xBB\xBF")))
        return "an entry that does not begin with a line";
    if (end < length && text[end] != '\n')
        return "an entry that does not end with a line";
    if (entry->line != line_of(text, entry->whole.offset))
        return "a wrong line";
    if (!is_inside(entry->owner, entry->whole) || !is_inside(entry->ttl, entry->whole) ||
        !is_inside(entry->type, entry->whole) || !is_inside(entry->rdata, entry->whole) ||
        !is_inside(entry->remark, entry->whole) || !is_inside(entry->fault_at, entry->whole))
        return "a part that is not in its entry";
    if ((entry->fault != FAULT_NONE) != (entry->fault_at.length > 0) && entry->fault != FAULT_NO_OWNER &&
        entry->fault != FAULT_NO_TYPE) /* where nothing is there is nothing to show */
        return "a fault without a place";
    if (entry->event == ZONE_FAULT && entry->fault == FAULT_NONE && entry->remark.offset == 0)
        return "a fault that is none";
    if (entry->owner.length > 0 && entry->owner.offset != entry->whole.offset)
        return "an owner that does not begin its line";
    return NULL;
}

/*
 * Only the slow path tells a TXT record for the sake of a backslash that is in its comment; nobody minds.  Others that
 * have one there are left out with it.
 */
static bool has_backslash_in_comment(const char *text, const struct zone_entry *entry)
{
    size_t at = entry->rdata.offset, end = at + entry->rdata.length;
    bool quoted = false;

    if (entry->code != TYPE_TXT && entry->code != TYPE_TEXT)
        return false;
    for (; at < end && (quoted || text[at] != ';'); at++)
        if (text[at] == '"')
            quoted = !quoted;
        else if (text[at] == '\\')
            at++;
    return at < end && memchr(text + at, '\\', end - at) != NULL;
}

static void read_zone(struct told *told, const char *text, size_t length, const struct name *origin)
{
    size_t behind = 0;
    const char *law;

    told->count = 0;
    zone_begin(&told->zone, text, length, origin);
    told->zone.wide = told->zone.wide && !told->narrow;
    for (struct zone_entry entry; zone_next(&told->zone, &entry), entry.event != ZONE_END;) {
        if (entry.fault == FAULT_BEGINNING) { /* no line of its own; what is no UTF-8 is read as text, too */
            assert_true(told->count == 0 && entry.whole.offset == 0 && entry.line == 1 && entry.whole.length <= length);
            assert_true(told->zone.at == 0 || told->zone.at == entry.whole.length);
            told->entries[told->count++] = entry;
            continue;
        }
        law = broken_law(&entry, text, length, behind);
        if (law != NULL) {
            complain(law, text, length);
            fail();
        }
        behind = entry.whole.offset + entry.whole.length;
        if (told->zone.at < behind || told->zone.at > behind + 1 ||
            told->zone.line != line_of(text, told->zone.at) + (told->zone.at == behind)) {
            complain("the reader stands elsewhere", text, length);
            fail();
        }
        if (has_backslash_in_comment(text, &entry))
            continue;
        assert_true(told->count < TOLD_MAX);
        told->entries[told->count++] = entry;
    }
    assert_int_equal(told->zone.at, length);
}

/* ---- the slow path, asked line by line ---- */

static bool same_text(const char *a, rptlint_span x, const char *b, rptlint_span y)
{
    return x.length == y.length && memcmp(a + x.offset, b + y.offset, x.length) == 0;
}

/* The same parts in two texts. */
static bool same_entry(const char *a, const struct zone_entry *x, const char *b, const struct zone_entry *y)
{
    return x->event == y->event && x->fault == y->fault && x->code == y->code && x->has_seconds == y->has_seconds &&
           x->seconds == y->seconds && same_text(a, x->owner, b, y->owner) && same_text(a, x->ttl, b, y->ttl) &&
           same_text(a, x->type, b, y->type) && same_text(a, x->rdata, b, y->rdata) &&
           same_text(a, x->remark, b, y->remark) && same_text(a, x->fault_at, b, y->fault_at);
}

static bool same_state(struct zone *a, struct zone *b)
{
    const struct name *x, *y;

    if (a->records != b->records || a->line != b->line || a->has_owner != b->has_owner ||
        a->has_last_ttl != b->has_last_ttl || a->last_ttl != b->last_ttl || a->has_default_ttl != b->has_default_ttl ||
        a->default_ttl != b->default_ttl || a->has_origin != b->has_origin || !name_equal(&a->origin, &b->origin))
        return false;
    if (!a->has_owner)
        return true;
    x = zone_owner(a);
    y = zone_owner(b);
    return x == NULL || y == NULL ? x == y && a->owner_status == b->owner_status : name_equal(x, y);
}

static bool same_told(const char *a, struct told *x, const char *b, struct told *y)
{
    if (x->count != y->count || !same_state(&x->zone, &y->zone))
        return false;
    for (size_t i = 0; i < x->count; i++)
        if (x->entries[i].line != y->entries[i].line || !same_entry(a, &x->entries[i], b, &y->entries[i]))
            return false;
    return true;
}

/* Does a line begin a record, and where does its owner end?  0: it has none of its own. */
static bool is_record(const char *text, size_t from, size_t end, size_t *owner_end)
{
    size_t at = from;

    while (at < end && is_in(text[at], " \t\r"))
        at++;
    if (at == end || text[at] == ';' || text[from] == '$')
        return false;
    for (*owner_end = from; *owner_end < end && !is_in(text[*owner_end], " \t\r;\"()"); ++*owner_end)
        if (text[*owner_end] == '\\' && ++*owner_end == end)
            return false; /* it would take in what is put behind it */
    return true;
}

/*
 * Writes the zone once more with "()" behind each owner, which changes nothing and which the fast loop does not take.
 * Lines inside parentheses are left as they are.  Returns the length.  *open: the text ends inside of some;
 * *open_quote: a line ends inside a quote, so that where entries begin is not said here.
 */
static size_t put_parentheses(char *other, const char *text, size_t length, bool *open, bool *open_quote)
{
    bool quoted = false, within = false;
    size_t depth = 0, count = 0, at = STARTS(text, 0, length, "\xEF\xBB\xBF") ? 3 : 0, owner_end;

    memcpy(other, text, at);
    count = at;
    *open_quote = false;
    while (at < length) {
        size_t end = find_byte(text, at, length, '\n');

        if (!within && is_record(text, at, end, &owner_end)) {
            memcpy(other + count, text + at, owner_end - at);
            memcpy(other + count + owner_end - at, " () ", 4);
            count += owner_end - at + 4;
            at = owner_end;
        }
        for (; at <= end && at < length; at++) {
            char c = text[at];

            other[count++] = c;
            if (c == '\\' && at + 1 < end)
                other[count++] = text[++at];
            else if (c == '"')
                quoted = !quoted;
            else if (c == ';' && !quoted)
                for (; at + 1 < end; at++)
                    other[count++] = text[at + 1];
            else if (!quoted && c == '(')
                depth++;
            else if (!quoted && c == ')' && depth > 0)
                depth--;
        }
        within = quoted || depth > 0;
        *open_quote = *open_quote || quoted;
    }
    *open = within;
    return count;
}

static struct told fast, slow, narrow = {.narrow = true};

/* Before 64 line feeds everything that can goes through the fast loop; in parentheses, nothing does. */
static void agree_on(const char *text, size_t length, const struct name *origin)
{
    static char longer[2 * ROOM], other[4 * ROOM];
    size_t longer_length = length + MARKS_OCTETS + 1, other_length;
    struct block block = block_of(text, length);
    bool open, open_quote;

    other_length = put_parentheses(other, text, length, &open, &open_quote);
    memcpy(longer, text, length);
    memset(longer + length, '\n', MARKS_OCTETS + 1);
    read_zone(&fast, longer, longer_length, origin);
    read_zone(&narrow, longer, longer_length, origin);
    assert_true(same_told(longer, &fast, longer, &narrow) || complain("16 octets at a time", text, length));
    /* To the end of the block: the same entries, where nothing is open there. */
    read_zone(&slow, block.data, length, origin);
    fast.zone.line = slow.zone.line; /* there are more of them */
    if (length > 0 && text[length - 1] == '\n' && !open && !open_quote)
        assert_true(same_told(longer, &fast, block.data, &slow) || complain("cut off", text, length));
    memset(other + other_length, '\n', MARKS_OCTETS + 1);
    read_zone(&slow, other, other_length + MARKS_OCTETS + 1, origin);
    fast.zone.line = slow.zone.line;
    if (!open_quote)
        assert_true(same_told(longer, &fast, other, &slow) || complain("in parentheses", text, length));
    block_free(block);
}

/* Without a default TTL, and with one: lines are passed over at a glance only behind it. */
static void both_agree(const char *text, size_t length, const struct name *origin)
{
    static const char ttl[] = "$TTL 9\n";
    static char longer[ROOM + sizeof(ttl)];

    assert_true(length <= ROOM);
    agree_on(text, length, origin);
    memcpy(longer, ttl, sizeof(ttl) - 1);
    memcpy(longer + sizeof(ttl) - 1, text, length);
    agree_on(longer, length + sizeof(ttl) - 1, origin);
}

/* ---- over the corpus ---- */

static void check_case(const char *name, void *user)
{
    const struct name *origin = user;
    size_t length;
    char *text = zone_case_text(name, &length);

    if (length < ROOM)
        both_agree(text, length, origin);
    for (size_t from = 0; from < length && length < ROOM; from = find_byte(text, from, length, '\n') + 1) {
        size_t end = find_byte(text, from, length, '\n');

        both_agree(text + from, end - from + (end < length), origin);
        both_agree(text + from, length - from, NULL);
    }
    free(text);
}

static void corpus_is_read_alike(void **state)
{
    struct name origin;

    (void)state;
    assert_int_equal(name_read(&origin, "example.com.", 12, NULL), NAME_OK);
    assert_true(each_name_in("zone", check_case, &origin) > 200);
}

/* ---- over random zones ---- */

static const char *const owners[] = {
    "a", "www", "@", "*", "_smtp._tls", "_mta-sts", "_25._tcp.mx", "host.example.com.", "", "", "", "_dmarc", "_x",
    "_x._tls", "\\097", "a\\.b", "\"q\"", "a..b", "_smtp", "*.sub", "x(y",
    "averyverylongownernamethatfillsnearlyablockofsixtyfouroctets.a",
};
static const char *const heads[] = {
    "", "300", "IN", "300 IN", "IN 300", "1h", "1h2", "CH", "in 1H", "IN IN", "3 4", "CLASS1", "0123456789", "999999999",
    "4294967296", "HS 5", "IN ( 7", ")",
};
static const char *const types[] = {
    "A 192.0.2.1", "AAAA ::1", "TXT \"v=TLSRPTv1; rua=mailto:a@example.com\"", "TXT \"x\"", "txt v=TLSRPTv1; x",
    "TXT \"a\" \"b\" ; c", "TXT \"a;b\\\"c\"", "TXT \"open", "MX 10 mail", "MX 10 mail.example.com. ; x", "MX x", "MX\r10 mail",
    "MX 10 (a)", "mx 10 a b", "CNAME x", "NS ns", "SOA a b 1 2 3 4 5", "SOA ( a b\n 1 2 3\n 4 5 )", "TLSA 3 1 1 00",
    "TYPE16 \\# 2 0161", "SPF \"v=spf1\"", "NSEC b. A", "RRSIG A 1", "",
    "TXT ( \"a\"\n \"v=TLSRPTv1\" ) ; rptlint: ignore=R122 x", "A 192.0.2.1 ; rptlint: ignore=Z406",
    "CAA 0 issue \"x;y\"", "HINFO \"a b\" c", "A 1 )", "AVC x", "RESINFO x", "NINFO x", "SPF \"tlsrpt\"",
    "AVC \"tlsrpt\"", "RESINFO \"tlsrpt\"", "NINFO \"tlsrpt\"",
    "TXT                                                                    \"RPT\"",
    "TXT \"0123456789012345678901234567890123456789012345678901234567890rpt\"", "TXT \t\r\"xRpT\"",
};
static const char *const whole[] = {
    "", ";", "; x", ";; rptlint: ignore=R122 x", ";rptl", "$TTL 60", "$TTL x", "$ORIGIN sub",
    "$ORIGIN _tls.example.com.", "$ORIGIN example.com.", "$INCLUDE x y ; z", "$GENERATE 1-2 a A 1", "$X", " ",
    "\t; r", "\r", "()", "( ; rptlint: ignore=x\n)", "\x01", "; r rptlint:", " ( \n",
};
static const char *const ends[] = {
    "\n", "\n", "\n", "\r\n", " \n", "\t;\n", " ; rpt\n",
};
static const char *const gaps[] = {
    " ", " ", "\t", "  ", " \t ", "                                                                ",
};

#define ANY(list, random) (list)[random_below(random, COUNT(list))]

static size_t put(char *text, size_t length, const char *what)
{
    size_t octets = strlen(what);

    memcpy(text + length, what, octets);
    return length + octets;
}

static size_t put_line(uint64_t *random, char *text, size_t length)
{
    if (random_below(random, 5) == 0)
        return put(text, put(text, length, ANY(whole, random)), "\n");
    length = put(text, length, ANY(owners, random));
    length = put(text, length, ANY(gaps, random));
    length = put(text, length, ANY(heads, random));
    length = put(text, length, ANY(gaps, random));
    length = put(text, length, ANY(types, random));
    return put(text, length, ANY(ends, random));
}

static void random_zones_are_read_alike(void **state)
{
    static char text[ROOM];
    uint64_t random = 2;
    struct name origin;
    size_t told = 0;

    (void)state;
    assert_int_equal(name_read(&origin, "example.com.", 12, NULL), NAME_OK);
    for (size_t run = small_run() ? 300 : 30000; run > 0; run--) {
        size_t length = 0;

        for (size_t lines = 1 + random_below(&random, 12); lines > 0; lines--)
            length = put_line(&random, text, length);
        both_agree(text, length, run % 3 == 0 ? NULL : &origin);
        told += fast.count;
    }
    assert_true(told > 300);
}

/* Octets inserted, replaced, swapped, doubled and taken away. */
static void changed_zones_are_read_alike(void **state)
{
    static char text[ROOM], mutant[ROOM];
    static const char octets[] = " \t\r\n\";()\\@$*_.0a1IN";
    uint64_t random = 3;

    (void)state;
    for (size_t run = small_run() ? 300 : 30000; run > 0; run--) {
        size_t length = 0;

        for (size_t lines = 1 + random_below(&random, 4); lines > 0; lines--)
            length = put_line(&random, text, length);
        length = mutant_of(&random, text, length, 4, octets, sizeof(octets) - 1, mutant);
        both_agree(mutant, length, NULL);
    }
}

/* Every octet that matters at every place of lines that are just longer and shorter than a block. */
static void change_line(const char *text, size_t length, void *user)
{
    (void)user;
    both_agree(text, length, NULL);
}

static void every_octet_at_every_place_is_read_alike(void **state)
{
    static const char *const lines[] = {
        "host 3600 IN A 192.0.2.1\n", "  MX 10 mail.example.com.\nb A 192.0.2.2\n",
        "host.example.com. 86400 IN TXT \"v=spf1 include:_spf.example.net -all\"\n", "a TXT \"RPT\"\n",
        "; a comment that is rather long, and so fills a block of octets\na A 192.0.2.1\n",
    };
    size_t count;
    const char *octets = test_octets(&count);

    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++)
        each_octet_change(lines[i], strlen(lines[i]), octets, small_run() ? 8 : count, change_line, NULL);
}

/* ---- by hand ---- */

/* What does not matter is passed over; records are counted all the same. */
static void what_does_not_matter_is_passed_over(void **state)
{
    static const char text[] = "\xEF\xBB\xBF; a zone\n"
                               "www 60 IN A 192.0.2.1\n"
                               " AAAA ::1\n"
                               "\n"
                               "@ MX 10 mail\n"
                               "@ TXT \"v=spf1 -all\"\n"
                               "_smtp._tls 60 CH TXT \"hello\"\n"
                               "_smtp._tls TXT \"v=TLSRPTv1;\" ; end\n";

    (void)state;
    read_zone(&fast, text, sizeof(text) - 1, NULL);
    assert_int_equal(fast.zone.records, 6);
    assert_int_equal(fast.count, 2);
    assert_int_equal(fast.entries[0].fault, FAULT_BEGINNING);
    assert_int_equal(fast.entries[1].event, ZONE_RECORD);
    assert_int_equal(fast.entries[1].line, 8);
    assert_int_equal(fast.entries[1].code, TYPE_TXT);
    assert_true(fast.entries[1].has_seconds && fast.entries[1].seconds == 60);
    assert_int_equal(fast.entries[1].owner.length, 10);
    assert_memory_equal(text + fast.entries[1].rdata.offset, "\"v=TLSRPTv1;\" ; end", 19);
    assert_int_equal(fast.entries[1].rdata.length, 19);
}

/* An owner keeps the origin that it was read under (RFC 1035 section 5.1). */
static void owners_keep_their_origin(void **state)
{
    static const char text[] = "$ORIGIN a.\nx A 192.0.2.1\n$ORIGIN b.\n TYPE16 \"\"\ny A 192.0.2.1\n";
    struct name wanted;
    struct zone_entry entry;
    struct zone zone;

    (void)state;
    zone_begin(&zone, text, sizeof(text) - 1, NULL);
    zone_next(&zone, &entry);
    assert_int_equal(entry.event, ZONE_RECORD);
    assert_int_equal(name_read(&wanted, "x.a.", 4, NULL), NAME_OK);
    assert_true(name_equal(zone_owner(&zone), &wanted));
    zone_next(&zone, &entry);
    assert_int_equal(entry.event, ZONE_END);
    assert_int_equal(name_read(&wanted, "y.b.", 4, NULL), NAME_OK);
    assert_true(name_equal(zone_owner(&zone), &wanted));
    zone_next(&zone, &entry);
    assert_int_equal(entry.event, ZONE_END);
}

static void nothing_is_nothing(void **state)
{
    (void)state;
    read_zone(&fast, NULL, 0, NULL);
    assert_int_equal(fast.count, 0);
    read_zone(&fast, "\xEF\xBB\xBF", 3, NULL);
    assert_int_equal(fast.count, 1); /* the mark */
    assert_int_equal(fast.zone.records, 0);
    read_zone(&fast, "\xEF\xBB", 2, NULL);
    assert_int_equal(fast.count, 0);
    assert_int_equal(fast.zone.records, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_octets_at_all_places_are_marked),
        cmocka_unit_test(random_blocks_are_marked),
        cmocka_unit_test(the_next_stop_is_found),
        cmocka_unit_test(what_does_not_matter_is_passed_over),
        cmocka_unit_test(owners_keep_their_origin),
        cmocka_unit_test(nothing_is_nothing),
        cmocka_unit_test(corpus_is_read_alike),
        cmocka_unit_test(random_zones_are_read_alike),
        cmocka_unit_test(changed_zones_are_read_alike),
        cmocka_unit_test(every_octet_at_every_place_is_read_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
