/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TLSRPT record, RFC 8460 section 3:
 *
 *   tlsrpt-record = tlsrpt-version 1*(field-delim tlsrpt-field) [field-delim]
 *   field-delim   = *WSP ";" *WSP
 *   tlsrpt-field  = tlsrpt-rua / tlsrpt-extension     ; the tlsrpt-rua record is required
 *
 * Readings taken where the text is unclear; the oracle in tests/ takes the same ones.
 *   - "," and ";" separate, also inside what was meant as one URI: the comment on tlsrpt-uri says they MUST
 *     be encoded, and no sender could tell them apart.  "!" does not separate anything: it breaks a MUST
 *     (U204) but the list is still read.
 *   - That rua is required stands in a comment: a record without it matches the grammar (R120 says so).
 *   - A rua= that is no URI list may match tlsrpt-extension (R127); it then names no destination.
 *   - v= again, RUA= and the like match tlsrpt-extension and nothing else (R124, R121, R120).
 */
#include "core/record.h"

#include "core/around.h"
#include "core/bytes.h"
#include "core/quick.h"

#include <string.h>

/* tlsrpt-ext-name = (ALPHA / DIGIT) *31(ALPHA / DIGIT / "_" / "-" / ".") */
enum { FIELD_NAME_MAX = 32 };

/* R129: one character-string; an answer of 512 octets; RDLENGTH with a length octet for each string. */
enum { STRING_MAX = 255, ANSWER_MAX = 450, RDATA_MAX = 65535 };

/* ---- fields ---- */

/* Does a field at `from` follow an https destination with nothing but ";" between them? */
static bool is_behind_https(const struct walk *w, size_t from)
{
    return w->https_end > 0 && w->https_end < w->length && w->https_end + 1 == from &&
           w->data[w->https_end] == ';';
}

/* "rua:", "rua :", "rua " for "rua=": where such a beginning of data[from..end) ends, or `from`. */
static size_t misnamed_rua_end(const char *data, size_t from, size_t end)
{
    size_t at = STARTS_NOCASE(data, from, end, "rua") ? run_of(data, from + 3, end, BYTE_WSP) : from;

    if (at > from && at < end && data[at] == ':')
        return run_of(data, at + 1, end, BYTE_WSP);
    return at > from + 3 && at < end ? at : from;
}

/* "mailto:...", "a@b.c", "rua:...": destinations, but not where destinations stand. */
static bool holds_destination(const char *data, size_t from, size_t end)
{
    return is_known_scheme(data, from, end) || misnamed_rua_end(data, from, end) > from ||
           find_byte(data, from, end, '@') < end;
}

/* "https://u:p;w@b.c/d": does a user name end in the field, and a host follow, with its path? */
static bool ends_userinfo(const char *data, size_t from, size_t end)
{
    size_t at_sign = find_byte(data, from, end, '@'), slash = find_byte(data, from, end, '/');

    return at_sign < slash && slash < end;
}

/* A broken field directly behind an https destination is most likely a ";" of that URI. */
static bool report_semicolon_of_uri(struct walk *w, size_t from, size_t end)
{
    if (!is_behind_https(w, from) ||
        (w->https_bare ? !ends_userinfo(w->data, from, end) : holds_destination(w->data, from, end)))
        return false;
    REPORT(w->emitter, U204, w->https_end, 1, ENCODE(w->emitter, w->data, w->https_end, 1));
    w->https_next = end;
    return true;
}

/* Reports every run of controls and non-ASCII octets in data[from..end).  Was there one? */
static bool report_odd_octets(struct walk *w, size_t from, size_t end)
{
    bool any = false;

    while ((from = run_until(w->data, from, end, BYTE_CONTROL | BYTE_HIGH)) < end) {
        size_t stop = run_of(w->data, from, end, BYTE_CONTROL | BYTE_HIGH);

        REPORT(w->emitter, R119, from, stop - from, DELETE);
        from = stop;
        any = true;
    }
    return any;
}

/* Is there a field named exactly rua anywhere?  For RUA= beside it (R121) or instead of it (R120), and for R113. */
static bool rua_stands_somewhere(struct walk *w)
{
    if (w->rua_sought)
        return w->rua_somewhere;
    w->rua_sought = true;
    for (size_t at = 0; !w->rua_somewhere && (at = find_byte(w->data, at, w->length, ';')) < w->length;) {
        at = run_of(w->data, at + 1, w->length, BYTE_WSP);
        w->rua_somewhere = STARTS(w->data, at, w->length, "rua=");
    }
    return w->rua_somewhere;
}

/* What was meant for a rua, data[from..end), whose "=" is missing behind data[from..begin): all of that, or nothing. */
static void report_lost_rua(struct walk *w, size_t from, size_t begin, size_t end)
{
    if (w->has_rua || rua_stands_somewhere(w)) {
        REPORT(w->emitter, R113, from, end - from, .hint = begin < end ? HINT_COMMA_BETWEEN : NULL);
        return;
    }
    w->has_rua = true;
    if (begin == end)
        REPORT(w->emitter, R113, from, end - from, .hint = HINT_NO_EQUALS_IN_RUA);
    else if (begin == from)
        REPORT(w->emitter, R113, from, end - from, .hint = HINT_NO_EQUALS_IN_RUA, PUT_BEFORE("rua="));
    else
        REPORT(w->emitter, R113, from, begin - from, .hint = HINT_NO_EQUALS_IN_RUA, REPLACE_BY("rua="));
}

static void report_no_equals(struct walk *w, size_t from, size_t end)
{
    size_t begin = misnamed_rua_end(w->data, from, end);
    bool bare = end - from == 3 && equal_nocase(w->data + from, "rua", 3);

    w->grammar = false;
    if (report_semicolon_of_uri(w, from, end))
        return;
    if (begin > from || bare || is_known_scheme(w->data, from, end) || is_like_address(w->data, from, end))
        report_lost_rua(w, from, bare ? end : begin, end);
    else if (!report_odd_octets(w, from, end))
        REPORT(w->emitter, R113, from, end - from);
}

/* tlsrpt-ext-name, data[from..end).  False when it is broken, which was reported. */
static bool check_name(struct walk *w, size_t from, size_t end)
{
    size_t stop = run_of(w->data, from, end, BYTE_NAME);

    if (stop == end && stop > from && !byte_in(w->data[from], BYTE_ALPHA | BYTE_DIGIT))
        stop = from;
    if (stop == end && stop > from && end - from <= FIELD_NAME_MAX)
        return true;
    w->grammar = false;
    w->has_rua |= stop == from + 3 && STARTS_NOCASE(w->data, from, end, "rua"); /* but for what follows */
    if (stop == end && stop > from)
        REPORT(w->emitter, R116, from, end - from);
    else if (!report_odd_octets(w, from, end) && !report_semicolon_of_uri(w, from, end))
        REPORT(w->emitter, R115, stop, 1);
    return false;
}

/* tlsrpt-ext-value = 1*(%x21-3A / %x3C / %x3E-7E), data[from..end).  False when it is broken. */
static bool check_value(struct walk *w, size_t name, size_t from, size_t end)
{
    size_t stop = run_of(w->data, from, end, BYTE_VALUE);
    size_t last = stop;

    if (stop == end && end > from)
        return true;
    w->grammar = false;
    if (from == end) {
        REPORT(w->emitter, R117, from, 0);
        return false;
    }
    if (report_semicolon_of_uri(w, name, end))
        return false;
    while (last < end && !byte_in(w->data[last], BYTE_VALUE))
        last++;
    REPORT(w->emitter, R118, stop, last - stop);
    return false;
}

/* Tags of DMARC (RFC 7489 and its successor), SPF, DKIM, MTA-STS and BIMI records, in order. */
static bool is_foreign(const char *name, size_t length)
{
    static const char *const foreign[] = {
        "a",   "adkim",   "all",      "aspf", "bh",   "exists", "exp", "fo", "h",  "id",       "include", "ip4",
        "ip6", "k",       "l",        "max_age", "mode", "mx",  "np",  "p",  "pct", "psd",     "ptr",     "redirect",
        "rf",  "ri",      "ruf",      "s",    "sp",   "t",      "version",
    };

    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
        if (strlen(foreign[i]) == length && equal_nocase(name, foreign[i], length))
            return true;
    return false;
}

/*
 * RUA= is an unknown field: R121 where a rua stands elsewhere.  Where none does, the first RUA= is what R120
 * points at; its value then waits until the name is right.  True when the value is to be checked now.
 */
static bool judge_rua_like(struct walk *w, rptlint_span name)
{
    if (rua_stands_somewhere(w)) {
        REPORT(w->emitter, R121, name.offset, name.length);
        return true;
    }
    if (w->rua_like_hint != HINT_RUA_CASE) {
        w->rua_like = name;
        w->rua_like_hint = HINT_RUA_CASE;
    }
    return false;
}

/* A well-formed extension field that is not named like rua: what is it? */
static void judge_extension(struct walk *w, rptlint_span name)
{
    const char *text = w->data + name.offset;

    if (w->version_span.length > 0 && w->version_span.offset == name.offset)
        return; /* the version in a wrong place: R107 was said */
    if (w->version == VERSION_FOREIGN)
        return; /* another kind of record has fields of its own */
    if (name.length == 1 && text[0] == 'v') {
        if (w->version_span.length > 0) /* else R102 was said */
            REPORT(w->emitter, R124, name.offset, name.length, .has_related = true, .related = w->version_span);
    } else if (is_foreign(text, name.length)) {
        if (w->rua_like_hint == NULL && name.length == 3 && equal_nocase(text, "ruf", 3)) {
            w->rua_like = name;
            w->rua_like_hint = HINT_RUF_ONLY;
        }
        REPORT(w->emitter, R126, name.offset, name.length);
    } else {
        REPORT(w->emitter, R125, name.offset, name.length,
               .hint = is_behind_https(w, name.offset) ? HINT_MAYBE_ENCODED : NULL);
    }
}

static void keep_extension(struct walk *w, rptlint_span name, size_t value, size_t end)
{
    rptlint_record *record = w->record;

    if (record == NULL)
        return;
    if (record->extension_count < record->extension_capacity)
        record->extensions[record->extension_count] =
            (rptlint_extension){.name = name, .value = {.offset = value, .length = end - value}};
    record->extension_count++;
}

static void read_extension(struct walk *w, rptlint_span name, size_t value, size_t end)
{
    bool like_rua = name.length == 3 && equal_nocase(w->data + name.offset, "rua", 3);

    if (like_rua && !judge_rua_like(w, name)) {
        if (value == end || run_of(w->data, value, end, BYTE_VALUE) < end)
            w->grammar = false;
    } else if (!check_name(w, name.offset, name.offset + name.length) ||
               !check_value(w, name.offset, value, end)) {
        return;
    } else if (!like_rua) {
        judge_extension(w, name);
    }
    keep_extension(w, name, value, end);
}

/* tlsrpt-rua, or a tlsrpt-extension that is named rua.  `leaked`: so much of its end is the "\" of a "\;". */
static void read_rua(struct walk *w, rptlint_span name, size_t value, size_t end, size_t leaked)
{
    bool is_list;

    if (w->first_rua.length > 0) {
        REPORT(w->emitter, R122, name.offset, name.length, .has_related = true, .related = w->first_rua);
    } else {
        if (w->fields > 1 && w->version != VERSION_FOREIGN)
            REPORT(w->emitter, R123, name.offset, name.length);
        w->first_rua = name;
    }
    w->has_rua = true;
    is_list = read_destinations(w, name, value, end, leaked);
    if (!is_list && (end == value || run_of(w->data, value, end, BYTE_VALUE) < end))
        w->grammar = false;
}

/* "\;" for ";": escaped once too often.  In an extension's value the grammar has room for the "\". */
static void report_leaked(struct walk *w, size_t end, size_t leaked, bool is_rua)
{
    REPORT(w->emitter, T309, end - leaked, leaked + 1, .severity = is_rua ? RPTLINT_ERROR : RPTLINT_WARNING,
           REPLACE_BY(";"));
}

/* How many backslashes stand before the ";" behind data[value..end)?  All of an extension's value are its own. */
static size_t count_leaked(const struct walk *w, size_t value, size_t end, bool is_rua)
{
    size_t at = end;

    while (end < w->length && w->data[end] == ';' && at > value && w->data[at - 1] == '\\')
        at--;
    return is_rua || at > value ? end - at : 0;
}

/* NAME=VALUE with its "=" at `equals`, the whole data[from..end). */
static void read_pair(struct walk *w, size_t from, size_t equals, size_t end)
{
    size_t name_end = trim_end(w->data, from, equals, BYTE_WSP);
    size_t value = run_of(w->data, equals + 1, end, BYTE_WSP);
    rptlint_span name = {.offset = from, .length = name_end - from};
    bool is_rua = name.length == 3 && STARTS(w->data, from, end, "rua");
    size_t leaked = count_leaked(w, value, end, is_rua);

    if (name_end < equals || value > equals + 1) {
        w->grammar = false;
        REPORT(w->emitter, R114, name_end, value - name_end, REPLACE_BY("="));
    }
    walk_piece(w, PIECE_NAME, name_end);
    walk_piece(w, PIECE_EQUALS, value);
    if (is_rua) {
        read_rua(w, name, value, end, leaked);
    } else {
        read_extension(w, name, value, end);
        w->https_end = w->https_next;
    }
    walk_piece(w, PIECE_VALUE, end);
    if (leaked > 0)
        report_leaked(w, end, leaked, is_rua);
}

/* One field, data[from..end), without the white space around it. */
static void read_field(struct walk *w, size_t from, size_t end)
{
    bool is_rua = STARTS(w->data, from, end, "rua=");
    size_t equals = is_rua ? from + 3 : find_byte(w->data, from, end, '=');

    w->fields++;
    w->https_next = 0;
    if (is_rua || (equals < end && !is_known_scheme(w->data, from, equals) &&
                   misnamed_rua_end(w->data, from, equals) == from)) {
        read_pair(w, from, equals, end);
        return;
    }
    report_no_equals(w, from, end);
    walk_piece(w, PIECE_JUNK, end);
    w->https_end = w->https_next;
}

/* ---- delimiters ---- */

/* After white space inside a field: does "NAME=" follow, so that a semicolon was forgotten? */
static bool new_field_begins(const char *data, size_t from, size_t space, size_t next, size_t end)
{
    size_t stop = run_of(data, next, end, BYTE_NAME);

    return stop > next && stop < end && data[stop] == '=' && data[space - 1] != '=' &&
           data[space - 1] != ',' && space > from;
}

/* Where a field that begins at `from` ends: before ";", before white space and ";", or at the end. */
static size_t field_end(const char *data, size_t from, size_t end)
{
    for (size_t at = from;;) {
        size_t space = find_delimiter(data, at, end);
        size_t next = run_of(data, space, end, BYTE_WSP);

        if (next == end || data[next] == ';' || new_field_begins(data, from, space, next, end))
            return space;
        at = next;
    }
}

/* The end of what copying and quoting leave before a ";" or a field: line ends, no-break spaces, "\" \"". */
static size_t leftovers_end(const struct walk *w, size_t at)
{
    while (at < w->length && (byte_in(w->data[at], BYTE_CONTROL | BYTE_HIGH | BYTE_WSP) || w->data[at] == '"'))
        at++;
    return at;
}

static void report_leftovers(struct walk *w, size_t from, size_t end)
{
    w->grammar &= from == end;
    for (; from < end; from = run_of(w->data, from, end, BYTE_WSP)) {
        size_t stop = from, next = from;

        while (next < end && (w->data[next] == '"' || byte_in(w->data[next], BYTE_WSP)))
            stop = w->data[next++] == '"' ? next : stop;
        if (stop > from)
            REPORT(w->emitter, T309, from, stop - from, DELETE);
        from = run_of(w->data, stop, end, BYTE_CONTROL | BYTE_HIGH);
        (void)report_odd_octets(w, stop, from);
    }
}

/* field-delim = *WSP ";" *WSP, or what stands there instead, from `at` on.  Where the next field begins. */
static size_t read_delimiter(struct walk *w, size_t at)
{
    size_t space = run_of(w->data, at, w->length, BYTE_WSP), end = leftovers_end(w, space);
    size_t mark = end < w->length && w->data[end] == ';' ? end : space;
    bool first = !w->delimited;

    w->delimited = true;
    if (mark == w->length) {
        w->grammar = false;
        if (w->fields > 0)
            REPORT(w->emitter, R112, at, mark - at, DELETE);
        return mark;
    }
    if (w->data[mark] != ';') {
        /* Only the version code leaves us at a field with the delimiter already dealt with. */
        if (first || w->fields > 0) {
            w->grammar = false;
            REPORT(w->emitter, R110, at, mark - at, REPLACE_BY("; "));
        }
        return mark;
    }
    if (first && space > at)
        REPORT(w->emitter, R108, at, space - at, DELETE);
    report_leftovers(w, space, mark);
    return run_of(w->data, mark + 1, w->length, BYTE_WSP);
}

/* One delimiter and one field.  Returns where the next delimiter is expected. */
static size_t read_next(struct walk *w, size_t at)
{
    size_t next = read_delimiter(w, at), from = leftovers_end(w, next), end;

    report_leftovers(w, next, from);
    walk_piece(w, PIECE_DELIMITER, from);
    if (from == w->length)
        return from;
    if (w->data[from] == ';') {
        w->grammar = false;
        w->https_end = 0;
        REPORT(w->emitter, R111, from, 1, DELETE);
        return from;
    }
    end = field_end(w->data, from, w->length);
    read_field(w, from, end);
    return end;
}

/* ---- the whole ---- */

void walk_begin(struct walk *w, const char *data, size_t length, struct emitter *emitter,
                const rptlint_options *options)
{
    memset(w, 0, offsetof(struct walk, compared));
    w->data = data != NULL ? data : "";
    w->length = length;
    w->emitter = emitter;
    w->domain = domain_of(options);
    if (options != NULL) {
        w->house = options->house;
        w->house_user = options->house_user;
    }
}

static size_t read_version(struct walk *w)
{
    enum { LENGTH = sizeof("v=TLSRPTv1") - 1 };

    w->grammar = true;
    w->version = VERSION_GOOD;
    if (!STARTS(w->data, 0, w->length, "v=TLSRPTv1") ||
        (w->length > LENGTH && w->data[LENGTH] != ';' && !byte_in(w->data[LENGTH], BYTE_WSP)))
        return read_odd_version(w);
    w->version_span.length = LENGTH;
    return LENGTH;
}

static void report_length(struct walk *w)
{
    size_t length = w->length, strings = (length + STRING_MAX - 1) / STRING_MAX;

    if (length + strings > RDATA_MAX && !w->split)
        REPORT(w->emitter, R129, 0, length, .severity = RPTLINT_ERROR, .hint = HINT_LONG_RDATA);
    else if (length > ANSWER_MAX)
        REPORT(w->emitter, R129, 0, length, .severity = RPTLINT_WARNING, .hint = HINT_LONG_ANSWER);
    else if (length > STRING_MAX && !w->split)
        REPORT(w->emitter, R129, 0, length);
}

/* Where a field is to be added, a semicolon may be there already. */
static const char *hint_to_add(const struct walk *w)
{
    size_t end = trim_end(w->data, 0, w->length, BYTE_WSP);

    return end > 0 && w->data[end - 1] == ';' ? HINT_ADD_RUA : NULL;
}

/* What only the whole record shows. */
static void finish(struct walk *w)
{
    if (w->fields == 0) {
        w->grammar = false;
        if (w->version != VERSION_FOREIGN && !w->cut)
            REPORT(w->emitter, R109, w->length, 0, .hint = hint_to_add(w));
    } else if (!w->has_rua && w->version != VERSION_FOREIGN && !w->cut) {
        if (w->rua_like_hint == HINT_RUA_CASE)
            REPORT(w->emitter, R120, w->rua_like.offset, w->rua_like.length, .hint = w->rua_like_hint,
                   REPLACE_BY("rua"));
        else if (w->rua_like_hint != NULL)
            REPORT(w->emitter, R120, w->rua_like.offset, w->rua_like.length, .hint = w->rua_like_hint);
        else
            REPORT(w->emitter, R120, w->length, 0, .hint = hint_to_add(w));
    } else if (w->grammar && w->usable == 0 && !w->cut) {
        REPORT(w->emitter, R128, w->first_rua.offset, w->first_rua.length);
    }
    report_length(w);
}

void walk_record(struct walk *w)
{
    size_t whole = w->length;
    size_t at = read_version(w);

    walk_piece(w, w->version == VERSION_GOOD ? PIECE_VERSION : PIECE_JUNK, at);
    while (at < w->length && !w->emitter->stopped)
        at = read_next(w, at);
    walk_piece(w, PIECE_JUNK, whole);
    finish(w);
}

void walk_verdict(const struct walk *w, rptlint_verdict *verdict)
{
    size_t version = sizeof("v=TLSRPTv1") - 1, mark;

    verdict->grammar = w->grammar;
    verdict->selected = RPTLINT_SELECTED_NO;
    if (STARTS(w->data, 0, w->length, "v=TLSRPTv1;")) {
        verdict->selected = RPTLINT_SELECTED_YES;
    } else if (STARTS(w->data, 0, w->length, "v=TLSRPTv1")) {
        mark = run_of(w->data, version, w->length, BYTE_WSP);
        if (mark < w->length && w->data[mark] == ';')
            verdict->selected = RPTLINT_SELECTED_ONLY_ALONE;
    }
    verdict->usable = w->grammar && verdict->selected != RPTLINT_SELECTED_NO ? w->usable : 0;
    emitter_counts(w->emitter, verdict);
}

void check_extension(struct emitter *emitter, const char *text, size_t length, size_t equals)
{
    struct walk walk;

    walk_begin(&walk, text, length, emitter, NULL);
    read_extension(&walk, (rptlint_span){.offset = 0, .length = equals}, equals + 1, length);
}

/* ---- public ---- */

bool quick_verdict(const char *value, size_t length, const rptlint_options *options, rptlint_verdict *verdict)
{
    size_t usable;

    /* The domain, and the house, may have something to say about any record. */
    if ((options != NULL && (options->domain_length > 0 || options->house != NULL)) || !quick_record(value, length, &usable))
        return false;
    if (verdict != NULL)
        *verdict = (rptlint_verdict){.size = sizeof(*verdict), .grammar = true, .selected = RPTLINT_SELECTED_YES,
                                     .usable = usable};
    return true;
}

/* By itself, so that records told at a glance are not kept by what the walk needs. */
static __attribute__((noinline)) rptlint_status check_by_walk(const char *value, size_t length,
                                                              const rptlint_options *options, rptlint_verdict *verdict)
{
    struct emitter emitter;
    struct walk walk;

    emitter_begin(&emitter, options);
    walk_begin(&walk, value, length, &emitter, options);
    walk_record(&walk);
    if (verdict != NULL)
        walk_verdict(&walk, verdict);
    return emitter_status(&emitter);
}

rptlint_status rptlint_check_record(const char *value, size_t length, const rptlint_options *options,
                                    rptlint_verdict *verdict)
{
    if ((value == NULL && length > 0) || !options_known(options) || !verdict_known(verdict))
        return RPTLINT_INVALID_ARGUMENT;
    return quick_verdict(value, length, options, verdict) ? RPTLINT_OK : check_by_walk(value, length, options, verdict);
}

rptlint_status rptlint_read_record(const char *value, size_t length, rptlint_record *record)
{
    struct emitter emitter;
    struct walk walk;

    if ((value == NULL && length > 0) || record == NULL || record->size != sizeof(*record) ||
        (record->destinations == NULL && record->destination_capacity > 0) ||
        (record->extensions == NULL && record->extension_capacity > 0))
        return RPTLINT_INVALID_ARGUMENT;
    record->destination_count = record->extension_count = 0;
    emitter_begin(&emitter, NULL);
    walk_begin(&walk, value, length, &emitter, NULL);
    walk.record = record;
    walk_record(&walk);
    record->version = walk.version_span;
    record->verdict.size = sizeof(record->verdict);
    walk_verdict(&walk, &record->verdict);
    return record->destination_count > record->destination_capacity ||
                   record->extension_count > record->extension_capacity
               ? RPTLINT_LIMIT
               : RPTLINT_OK;
}
