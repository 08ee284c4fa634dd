/* SPDX-License-Identifier: BSD-2-Clause */
/* The version of a record in every form but the right one: tlsrpt-version = %s"v=TLSRPTv1". */
#include "core/bytes.h"
#include "core/record.h"

#include <string.h>

#define VERSION "v=TLSRPTv1"
enum { VERSION_LENGTH = sizeof(VERSION) - 1, TOKEN_LENGTH = VERSION_LENGTH - 2 };

/* Behind white space, quotes, backslashes, semicolons, controls and what can't be seen. */
static size_t skip_junk(const char *data, size_t length)
{
    for (size_t at = 0, next;; at = next) {
        next = run_of(data, at, length, BYTE_WSP | BYTE_CONTROL);
        if (next < length && memchr("\"'\\`;", data[next], 5) != NULL)
            next++;
        next = skip_copied(data, next, length);
        if (next == at)
            return at;
    }
}

/* What stands for the version at `from`: the version token (`token..end`) and whether "v=" is before it. */
struct candidate {
    size_t from, token, end;
    bool named;  /* v= or V=, perhaps spaced */
    bool spaced; /* white space around the "=" */
};

static struct candidate read_candidate(const char *data, size_t from, size_t length)
{
    struct candidate c = {.from = from, .token = from};
    size_t equals;

    if (from < length && to_lower(data[from]) == 'v') {
        equals = run_of(data, from + 1, length, BYTE_WSP);
        if (equals < length && data[equals] == '=') {
            c.named = true;
            c.token = run_of(data, equals + 1, length, BYTE_WSP);
            c.spaced = c.token != from + 2;
        }
    }
    c.end = run_of(data, c.token, length, BYTE_NAME);
    return c;
}

/* Edits (insert, delete, change, swap two neighbours) between a short token and "TLSRPTv1", without case. */
static unsigned distance(const char *token, size_t length)
{
    static const char wanted[] = "tlsrptv1";
    unsigned rows[3][TOKEN_LENGTH + 1];

    for (unsigned j = 0; j <= TOKEN_LENGTH; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= length; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];

        row[0] = i;
        for (unsigned j = 1; j <= TOKEN_LENGTH; j++) {
            bool same = to_lower(token[i - 1]) == wanted[j - 1];
            unsigned best = above[j - 1] + !same;

            best = above[j] + 1 < best ? above[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && to_lower(token[i - 1]) == wanted[j - 2] &&
                to_lower(token[i - 2]) == wanted[j - 1] && above2[j - 2] + 1 < best)
                best = above2[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[length % 3][TOKEN_LENGTH];
}

/* Versions of other records: the hint says where they belong. */
static const char *foreign_hint(const char *token, size_t length)
{
    static const struct {
        const char *token;
        const char *hint;
    } foreign[] = {{"STSv1", HINT_IS_MTA_STS}, {"DMARC1", HINT_IS_DMARC}, {"spf1", HINT_IS_SPF},
                   {"DKIM1", HINT_IS_DKIM},    {"BIMI1", HINT_IS_BIMI}};

    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
        if (strlen(foreign[i].token) == length && equal_nocase(token, foreign[i].token, length))
            return foreign[i].hint;
    return NULL;
}

static bool is_near(const char *token, size_t length)
{
    return length > 3 && length <= 2 * TOKEN_LENGTH && distance(token, length) <= 2;
}

/* "TLSRPTv2", "TLSRPTv10", "TLSRPTv1.1": the name is right and a number follows. */
static bool is_other_number(const char *token, size_t length)
{
    return length > 7 && equal_nocase(token, "TLSRPTv", 7) && byte_in(token[7], BYTE_DIGIT) &&
           !(length == 8 && token[7] == '1');
}

static void report_version(struct walk *w, enum rule rule, struct candidate c, const char *hint)
{
    w->version_span = (rptlint_span){.offset = c.from, .length = c.end - c.from};
    REPORT(w->emitter, rule, c.from, c.end - c.from, .hint = hint, REPLACE_BY(VERSION));
}

/* "v=TLSRPTv1rua=..." and "v=TLSRPTv1, rua=...": the version is right, its semicolon is not. */
static bool read_glued_version(struct walk *w, struct candidate c, size_t *fields)
{
    size_t stop = c.from + VERSION_LENGTH;

    if (!STARTS(w->data, c.from, w->length, VERSION) || stop == w->length)
        return false;
    w->version_span = (rptlint_span){.offset = c.from, .length = VERSION_LENGTH};
    if (STARTS_NOCASE(w->data, stop, w->length, "rua=")) {
        w->delimited = true;
        REPORT(w->emitter, R110, stop, 0, PUT_BEFORE(";"));
        *fields = stop;
        return true;
    }
    if (w->data[stop] == '\\' && stop + 1 < w->length && w->data[stop + 1] == ';') {
        REPORT(w->emitter, T309, stop, 2, REPLACE_BY(";"));
        *fields = stop + 1;
        return true;
    }
    if (memchr(",:.|&+/", w->data[stop], 7) == NULL || c.end > stop + 1 ||
        (stop + 1 < w->length && byte_in(w->data[stop + 1], BYTE_DIGIT)))
        return false;
    w->delimited = true;
    REPORT(w->emitter, R110, stop, 1, REPLACE_BY(";"));
    *fields = run_of(w->data, stop + 1, w->length, BYTE_WSP);
    return true;
}

/* The place of a later field that is the version; `length` when there is none. */
static size_t later_version(const char *data, size_t from, size_t length)
{
    while ((from = find_byte(data, from, length, ';')) < length) {
        size_t at = run_of(data, from + 1, length, BYTE_WSP);
        size_t end = at + VERSION_LENGTH;

        if (STARTS(data, at, length, VERSION) &&
            (end == length || data[end] == ';' || byte_in(data[end], BYTE_WSP)))
            return at;
        from++;
    }
    return length;
}

/* No version at the front: is it elsewhere, nearly there, or is this no TLSRPT record? */
static size_t read_missing_version(struct walk *w, struct candidate c)
{
    size_t field_end = find_byte(w->data, c.from, w->length, ';');
    size_t later = c.named ? w->length : later_version(w->data, c.from, w->length);
    size_t equals;

    if (later < w->length) {
        w->version_span = (rptlint_span){.offset = later, .length = VERSION_LENGTH};
        w->delimited = true;
        REPORT(w->emitter, R107, later, VERSION_LENGTH);
        return c.from;
    }
    w->version = VERSION_FOREIGN;
    equals = find_byte(w->data, c.from, field_end, '=');
    if (!c.named && STARTS_NOCASE(w->data, c.from, field_end, "rua=")) {
        w->version = VERSION_BENT;
        w->delimited = true;
        REPORT(w->emitter, R102, c.from, 0, PUT_BEFORE(VERSION "; "));
        return c.from;
    }
    field_end = trim_end(w->data, c.from, field_end, BYTE_WSP);
    REPORT(w->emitter, R102, c.from, field_end - c.from);
    if (c.named || equals >= field_end || run_of(w->data, c.from, equals, BYTE_NAME) < equals)
        return w->length;
    w->delimited = true;
    return field_end;
}

/* "v:TLSRPTv1", "version=TLSRPTv1": another name for "v=" before the right token, or one like it. */
static struct candidate unname(const char *data, size_t length, struct candidate c)
{
    if (!c.named && c.end < length && (data[c.end] == '=' || data[c.end] == ':') &&
        (c.end - c.from == 1 || STARTS_NOCASE(data, c.from, c.end, "ver"))) {
        c.token = c.end + 1;
        c.end = run_of(data, c.token, length, BYTE_NAME);
    }
    return c;
}

static size_t read_near_version(struct walk *w, struct candidate c)
{
    const char *token;
    size_t length;

    c = unname(w->data, w->length, c);
    token = w->data + c.token;
    length = c.end - c.token;
    if (is_other_number(token, length))
        report_version(w, R104, c, NULL);
    else if (length == TOKEN_LENGTH && equal_nocase(token, &VERSION[2], length))
        report_version(w, c.spaced ? R105 : c.named ? R103 : R102, c, NULL);
    else if (c.named && foreign_hint(token, length) != NULL) {
        w->version = VERSION_FOREIGN;
        w->version_span = (rptlint_span){.offset = c.from, .length = c.end - c.from};
        REPORT(w->emitter, R102, c.from, c.end - c.from, .hint = foreign_hint(token, length));
        return length == 4 ? w->length : c.end; /* SPF has no fields of this kind */
    } else if (length == 7 && equal_nocase(token, "TLSRPT1", 7))
        report_version(w, R102, c, HINT_OLD_DRAFT);
    else if (is_near(token, length))
        report_version(w, R102, c, HINT_NEAR_VERSION);
    else
        return read_missing_version(w, c);
    return c.end;
}

/* A record that begins and ends in the same quote was quoted once too often: both quotes are reported. */
static bool is_quoted_whole(const struct walk *w, size_t start)
{
    char last = w->data[w->length - 1];

    return w->length > start && (last == '"' || last == '\'') && find_byte(w->data, 0, start, last) < start;
}

size_t read_odd_version(struct walk *w)
{
    size_t start = skip_junk(w->data, w->length), fields;
    struct candidate c;

    w->grammar = false;
    w->version = VERSION_BENT;
    if (start == w->length) {
        w->version = VERSION_FOREIGN;
        REPORT(w->emitter, R101, 0, w->length);
        return w->length;
    }
    if (is_quoted_whole(w, start)) {
        REPORT(w->emitter, T309, 0, start, DELETE);
        REPORT(w->emitter, T309, w->length - 1, 1, DELETE);
        w->length--;
    } else if (start > 0 && to_lower(w->data[start]) == 'v') {
        REPORT(w->emitter, R106, 0, start, DELETE);
    }
    c = read_candidate(w->data, start, w->length);
    if (read_glued_version(w, c, &fields))
        return fields;
    if (c.end == start + VERSION_LENGTH && STARTS(w->data, start, w->length, VERSION)) {
        w->version_span = (rptlint_span){.offset = start, .length = VERSION_LENGTH};
        return c.end;
    }
    return read_near_version(w, c);
}
