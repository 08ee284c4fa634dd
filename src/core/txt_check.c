/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks a TXT RDATA in presentation form: its strings first, then the value, shown where it is written. */
#include "core/bytes.h"
#include "core/json_scan.h"
#include "core/record.h"
#include "core/txt.h"

#include <string.h>

enum { STRING_MAX = 255, RDATA_MAX = 65535, STACK_MAX = 4096, STEP = 256, MARKS = RDATA_MAX / STEP + 1 };

/* The longest fix over several strings, with what stands between them. */
enum { SPREAD_MAX = 1024 };

/* The octets of "v=TLSRPTv1;": what the first string should hold whole. */
enum { VERSION_OCTETS = 10 };

struct reader {
    struct txt_lexer lexer;
    struct emitter *emitter; /* the caller's sink; findings of the strings go there directly */
    char *value;
    size_t capacity;
    size_t count;            /* octets in value */
    size_t value_end;        /* where in the text the last octet ended */
    size_t rdata;            /* octets of RDATA, length octets included */
    size_t strings;
    size_t first_string;     /* its octets */
    size_t string_octets;    /* of the string being read */
    size_t string_from;      /* where it begins in the text */
    size_t excess;           /* where its 256th octet is written */
    rptlint_span bare;       /* from the first bare string to the end of the last */
    bool has_rua;            /* "rua=" was found in the value, once it was looked for */
    bool full;               /* T310 was reported */
    bool cut;                /* T302 was reported */
    bool broken;             /* T304 was reported */
    struct txt_lexer marks[MARKS]; /* the lexer before octets 0, 256, 512...; not cleared */
};

/* ---- from places in the value to places in the text ---- */

/* The lexer that has just read an octet of the value. */
static struct txt_lexer lexer_at(const struct reader *r, size_t offset)
{
    struct txt_lexer lexer = r->marks[offset / STEP];
    size_t count = offset / STEP * STEP;

    while (txt_next(&lexer) != TXT_OCTET || count++ != offset)
        continue;
    return lexer;
}

/* The text an octet of the value is written as, and whether it is inside quotes. */
static rptlint_span source_of(const struct reader *r, size_t offset, bool *quoted)
{
    struct txt_lexer lexer;

    *quoted = false;
    if (offset >= r->count)
        return (rptlint_span){.offset = r->value_end, .length = 0};
    lexer = lexer_at(r, offset);
    *quoted = lexer.quoted;
    return (rptlint_span){.offset = lexer.from, .length = lexer.at - lexer.from};
}

/* Moves a span of the value into the text; false when its two ends are not quoted alike. */
static bool move_span(const struct reader *r, rptlint_span *span, bool *quoted)
{
    rptlint_span first = source_of(r, span->offset, quoted);
    bool quoted_last = *quoted;
    rptlint_span last = first;

    if (span->length > 1)
        last = source_of(r, span->offset + span->length - 1, &quoted_last);
    if (span->length == 0)
        last.length = 0;
    *span = (rptlint_span){.offset = first.offset, .length = last.offset + last.length - first.offset};
    return *quoted == quoted_last;
}

/* Can a fix stand in a bare string, where white space and ";" would end it? */
static bool is_bare_safe(const rptlint_finding *finding)
{
    for (size_t i = 0; i < finding->fix_length; i++)
        if (!byte_in(finding->fix[i], BYTE_VALUE) && finding->fix[i] != '=')
            return false;
    return true;
}

/* NUL and raw line ends were already reported as T306 and T304: is the span nothing else? */
static bool was_reported(const struct reader *r, rptlint_span span)
{
    bool quoted;

    if (span.length == 0 || span.length > r->count - span.offset)
        return false;
    for (size_t at = span.offset; at < span.offset + span.length; at++) {
        bool line_end = r->value[at] == '\n' || r->value[at] == '\r';

        if (r->value[at] != '\0' && !(line_end && r->lexer.text[source_of(r, at, &quoted).offset] != '\\'))
            return false;
    }
    return true;
}

/*
 * The fix of a span of the value that goes over several strings: they stay, and what is between them, for joined they
 * may be too long, and a comment there would go, too.  The fix takes the places of the octets one by one.  None is left
 * where there is too much between them.
 */
static void spread_fix(const struct reader *r, rptlint_span span, rptlint_finding *finding, char spread[SPREAD_MAX])
{
    struct txt_lexer lexer = lexer_at(r, span.offset);
    size_t taken = 0, length = 0, between = 0, behind = lexer.from;

    for (size_t left = span.length; left > 0; left--) {
        size_t gap = lexer.from - behind;
        size_t octets = left == 1 ? finding->fix_length - taken : taken < finding->fix_length;

        between += gap;
        if (length + gap + octets <= SPREAD_MAX) {
            memcpy(spread + length, lexer.text + behind, gap);
            memcpy(spread + length + gap, finding->fix + taken, octets);
        }
        length += gap + octets;
        taken += octets;
        behind = lexer.at;
        while (left > 1 && txt_next(&lexer) != TXT_OCTET)
            continue;
    }
    if (between == 0)
        return;
    finding->fix = length <= SPREAD_MAX ? spread : NULL;
    finding->fix_length = length;
}

/* The sink of the value's check: hands the finding on, moved into the text. */
static int take_value_finding(void *user, const rptlint_finding *finding)
{
    struct reader *r = user;
    rptlint_finding moved = *finding;
    bool quoted, related_quoted, alike;
    char spread[SPREAD_MAX];

    if (was_reported(r, finding->span))
        return 0;
    alike = move_span(r, &moved.span, &quoted);
    if (moved.has_related)
        move_span(r, &moved.related, &related_quoted);
    /* Behind a quote that was left open may be another record, whose words are not for us to change. */
    if (moved.fix != NULL && (r->broken || !alike || (!quoted && !is_bare_safe(&moved))))
        moved.fix = NULL;
    if (moved.fix != NULL && !moved.fix_inserts && finding->span.length > 1)
        spread_fix(r, finding->span, &moved, spread);
    emit(r->emitter, &moved);
    return r->emitter->stopped;
}

/* ---- the strings ---- */

static void begin_string(struct reader *r)
{
    r->strings++;
    r->string_octets = 0;
    r->string_from = r->lexer.from;
    r->rdata++;
}

static void finish_string(struct reader *r)
{
    if (r->strings == 1)
        r->first_string = r->string_octets;
    if (!r->lexer.quoted && r->string_octets > 0) {
        if (r->bare.length == 0)
            r->bare.offset = r->string_from;
        r->bare.length = r->lexer.from - r->bare.offset;
    }
    if (!r->lexer.closed)
        REPORT(r->emitter, T303, r->string_from, 1);
    if (r->string_octets > STRING_MAX)
        REPORT(r->emitter, T301, r->excess, r->lexer.from - r->excess);
    if (r->rdata > RDATA_MAX && !r->full) {
        r->full = true;
        REPORT(r->emitter, T310, r->string_from, r->lexer.at - r->string_from);
    }
}

static void take_octet(struct reader *r, struct txt_lexer before)
{
    const char *text = r->lexer.text;
    size_t from = r->lexer.from;

    r->rdata++;
    if (++r->string_octets == STRING_MAX + 1)
        r->excess = from;
    if (r->lexer.octet == '\0')
        REPORT(r->emitter, T306, from, r->lexer.at - from, DELETE);
    if (text[from] == '\n' || (text[from] == '\r' && !(from + 1 < r->lexer.length && text[from + 1] == '\n'))) {
        r->broken = true;
        REPORT(r->emitter, T304, from, 1);
    }
    if (r->count == r->capacity)
        return; /* only when RDATA is full, which finish_string reports */
    if (r->count % STEP == 0)
        r->marks[r->count / STEP] = before;
    r->value[r->count++] = r->lexer.octet;
    r->value_end = r->lexer.at;
}

/* Does data[from..end) hold "rua="? */
static bool holds_rua(const char *data, size_t from, size_t end)
{
    for (; (from = find_byte(data, from, end, 'r')) < end; from++)
        if (STARTS(data, from, end, "rua="))
            return true;
    return false;
}

/*
 * Does a comment swallow part of the value?  When rua is in it and nowhere else; and after bare words, unless these
 * have a rua and end before the comment with white space, as they do when it is meant for one.
 */
static bool comment_cuts(struct reader *r)
{
    const char *text = r->lexer.text;
    size_t from = r->lexer.from;
    bool bare = r->bare.length > 0;

    if (bare && memchr(" \t\r\n()", text[from - 1], 6) == NULL)
        return true;
    if (r->has_rua || (!bare && !holds_rua(text, from, r->lexer.at)))
        return false;
    r->has_rua = holds_rua(r->value, 0, r->count);
    return !r->has_rua;
}

static void read_comment(struct reader *r)
{
    if (r->cut || r->strings == 0 || !comment_cuts(r))
        return;
    r->cut = true;
    REPORT(r->emitter, T302, r->lexer.from, 1, .has_related = true,
           .related = {.offset = r->lexer.from, .length = r->lexer.at - r->lexer.from});
}

static void read_strings(struct reader *r)
{
    struct txt_lexer before = r->lexer;

    for (enum txt_event event; (event = txt_next(&r->lexer)) != TXT_END; before = r->lexer) {
        switch (event) {
        case TXT_BEGIN: begin_string(r); break;
        case TXT_OCTET: take_octet(r, before); break;
        case TXT_BAD_ESCAPE:
            REPORT(r->emitter, T305, r->lexer.from, r->lexer.at - r->lexer.from);
            break;
        case TXT_FINISH: finish_string(r); break;
        case TXT_COMMENT: read_comment(r); break;
        case TXT_END: break;
        }
        if (r->emitter->stopped)
            return;
    }
    if (r->strings > 1 && r->bare.length > 0 && !r->cut)
        REPORT(r->emitter, T308, r->bare.offset, r->bare.length);
}

/* ---- the whole ---- */

static void report_split_version(struct reader *r)
{
    rptlint_span span = {.offset = 0, .length = VERSION_OCTETS};
    bool quoted;

    if (r->strings < 2 || r->first_string > VERSION_OCTETS ||
        !STARTS(r->value, 0, r->count, "v=TLSRPTv1"))
        return;
    move_span(r, &span, &quoted);
    REPORT(r->emitter, T307, span.offset, span.length);
}

static void check_value(struct reader *r, const rptlint_options *options, rptlint_verdict *verdict)
{
    rptlint_options inner = {.size = sizeof(inner), .sink = take_value_finding, .user = r};
    struct emitter emitter;
    struct walk walk;

    emitter_begin(&emitter, &inner);
    walk_begin(&walk, r->value, r->count, &emitter, options);
    walk.cut = r->cut;
    walk.split = true;
    walk_record(&walk);
    if (verdict != NULL) {
        walk_verdict(&walk, verdict);
        emitter_counts(r->emitter, verdict);
    }
}

/* ---- one quoted string of octets that need no look, as most values are: the value is text[1..length - 1) ---- */

struct plain {
    struct emitter *emitter;
};

static int take_plain_finding(void *user, const rptlint_finding *finding)
{
    struct plain *plain = user;
    rptlint_finding moved = *finding;

    moved.span.offset++;
    moved.related.offset++;
    emit(plain->emitter, &moved);
    return plain->emitter->stopped;
}

static bool is_plain(const char *text, size_t length)
{
    return length >= 2 && length <= STRING_MAX + 2 && text[0] == '"' && text[length - 1] == '"' &&
           json_plain_end(text, 1, length) == length - 1;
}

static rptlint_status check_plain(const char *text, size_t length, const rptlint_options *options,
                                  rptlint_verdict *verdict)
{
    struct emitter outer, emitter;
    struct plain plain = {.emitter = &outer};
    rptlint_options inner = {.size = sizeof(inner), .sink = take_plain_finding, .user = &plain};
    struct walk walk;

    if (quick_verdict(text + 1, length - 2, options, verdict))
        return RPTLINT_OK;
    emitter_begin(&outer, options);
    emitter_begin(&emitter, &inner);
    walk_begin(&walk, text + 1, length - 2, &emitter, options);
    walk.split = true;
    walk_record(&walk);
    if (verdict != NULL) {
        walk_verdict(&walk, verdict);
        emitter_counts(&outer, verdict);
    }
    return emitter_status(&outer);
}

rptlint_status rptlint_check_txt(const char *text, size_t length, const rptlint_options *options,
                                 rptlint_verdict *verdict)
{
    char small[STACK_MAX];
    char *large = NULL;
    struct emitter emitter;
    struct reader r;

    if ((text == NULL && length > 0) || !options_known(options) || !verdict_known(verdict))
        return RPTLINT_INVALID_ARGUMENT;
    if (is_plain(text, length))
        return check_plain(text, length, options, verdict);
    memset(&r, 0, offsetof(struct reader, marks));
    if (verdict != NULL)
        *verdict = (rptlint_verdict){.size = sizeof(*verdict)};
    emitter_begin(&emitter, options);
    r.lexer.text = text != NULL ? text : "";
    r.lexer.length = length;
    r.emitter = &emitter;
    r.value = small;
    r.capacity = sizeof(small);
    if (length > sizeof(small)) {
        r.capacity = length < RDATA_MAX ? length : RDATA_MAX;
        r.value = large = take_memory(options, r.capacity);
        if (large == NULL)
            return RPTLINT_NOMEM;
    }
    read_strings(&r);
    if (!emitter.stopped) {
        report_split_version(&r);
        check_value(&r, options, verdict);
    }
    if (verdict != NULL)
        emitter_counts(&emitter, verdict);
    give_back_memory(options, large);
    return emitter_status(&emitter);
}
