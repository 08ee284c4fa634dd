/* SPDX-License-Identifier: BSD-2-Clause */
/* Octets of a destination that may not stand in it as they are, and what was probably meant. */
#include "core/around.h"
#include "core/bytes.h"
#include "core/scheme.h"

#include <string.h>

static bool is_mailto(const struct reading *r)
{
    return r->uri->parts.scheme == RPTLINT_SCHEME_MAILTO;
}

static bool in_host(const struct reading *r, size_t at)
{
    return at >= r->host_from && at < r->host_end;
}

static bool in_local_part(const struct reading *r, size_t at)
{
    return is_mailto(r) && at < r->host_from && at < r->path_end;
}

/* "\"a b\"@c.d": in quotes an address may have octets that are encoded in a URI. */
static bool is_quoted_local_part(const struct reading *r)
{
    return r->host_from > r->rest + 1 && r->data[r->rest] == '"' && r->data[r->host_from - 1] == '"';
}

/* Would a destination be good with the octet percent-encoded?  No host has such octets, and few addresses do. */
static bool can_be_encoded(const struct reading *r, size_t at)
{
    char octet = r->data[at];

    if (in_host(r, at)) /* "a@[192.0.2.1]" */
        return is_mailto(r) && (octet == '[' || octet == ']') && r->host_end > r->host_from + 1 &&
               r->data[r->host_from + 1] == '[' && r->data[r->host_end - 1] == ']';
    return !in_local_part(r, at) || is_quoted_local_part(r) || memchr("{}|^`", octet, 5) != NULL;
}

/* Reports octets that have to be encoded, or, where that would not help, to go. */
static void report_octets(struct reading *r, enum rule rule, size_t at, size_t length)
{
    if (can_be_encoded(r, at)) {
        REPORT(r->emitter, rule, at, length, ENCODE(r->emitter, r->data, at, length));
        return;
    }
    r->host_told |= in_host(r, at);
    REPORT(r->emitter, rule, at, length, .hint = in_host(r, at) ? HINT_NO_HOST_CHARACTER : HINT_NO_ADDRESS_CHARACTER);
}

/* The same for a run of any length, in pieces that the emitter can encode. */
static void report_run(struct reading *r, size_t at, size_t stop)
{
    size_t most = can_be_encoded(r, at) ? ENCODED_SPAN_MAX : stop - at;

    for (size_t length; at < stop; at += length) {
        length = stop - at < most ? stop - at : most;
        report_octets(r, U205, at, length);
    }
}

/* ---- "!" "," ";" ---- */

/* "!10m" at the end of a URI is DMARC's size limit: does one begin at `at`? */
static bool is_size_limit(const struct reading *r, size_t at)
{
    size_t digits = run_of(r->data, at + 1, r->end, BYTE_DIGIT);
    bool has_unit = digits < r->end && memchr("kmgtKMGT", r->data[digits], 8) != NULL;

    return r->uri->parts.scheme != RPTLINT_SCHEME_OTHER && digits > at + 1 && digits + has_unit == r->end &&
           (has_unit || in_host(r, at));
}

/* Of what stands behind the colon of a port is told as a whole (U207). */
static bool in_port(const struct reading *r, size_t at)
{
    return !is_mailto(r) && in_host(r, at) && r->data[r->host_from] != '[' &&
           find_byte(r->data, r->host_from, at, ':') < at;
}

/* Does another destination follow the "," or ";" at `at`? */
static bool is_another_behind(const struct reading *r, size_t at)
{
    size_t from = run_of(r->data, at + 1, r->end, BYTE_WSP), stop = from;

    while (stop < r->end && r->data[stop] != ',' && r->data[stop] != ';' && r->data[stop] != '@')
        stop++;
    return is_known_scheme(r->data, from, r->end) || (stop < r->end && r->data[stop] == '@');
}

/* Commas, exclamation points and semicolons MUST be encoded (RFC 8460 section 3). */
static size_t report_unencoded(struct reading *r, size_t at)
{
    if (r->data[at] == '!' && is_size_limit(r, at)) {
        REPORT(r->emitter, U204, at, r->end - at, .hint = HINT_SIZE_LIMIT, DELETE);
        r->host_told |= in_host(r, at);
        return r->end;
    }
    if (r->data[at] == '!') {
        if (in_port(r, at))
            return at + 1;
        if (in_host(r, at))
            report_octets(r, U204, at, 1);
        else
            REPORT(r->emitter, U204, at, 1, ENCODE(r->emitter, r->data, at, 1));
        return at + 1;
    }
    /* In a record these end a destination, so this is one by itself. */
    r->uri->is_uri = false;
    if (is_another_behind(r, at)) {
        REPORT(r->emitter, U204, at, 1, .hint = HINT_ONE_RUA_EACH);
        return r->end;
    }
    report_octets(r, U204, at, 1);
    return at + 1;
}

/* ---- white space, and what can't be seen ---- */

/* What is longer is no gap between two destinations, and no address: hostile runs are not searched again and again. */
enum { GAP_MAX = 256, WORD_MAX = 2 * ADDRESS_MAX };

static size_t nearer(const struct reading *r, size_t at, size_t octets)
{
    return r->end - at > octets ? at + octets : r->end;
}

/* The end of white space, and of some controls and characters that can't be seen; `at` when none is there. */
static size_t gap_end(const struct reading *r, size_t at)
{
    size_t next = run_of(r->data, at, r->end, BYTE_WSP), limit = nearer(r, next, GAP_MAX);

    do {
        at = next;
        next = skip_invisible(r->data, run_of(r->data, at, limit, BYTE_WSP | BYTE_CONTROL), limit);
    } while (next > at);
    return at;
}

/*
 * "mailto:a@b.c mailto:d@e.f", "mailto:a@b.c d@e.f": was a comma forgotten?  In a path an address may be a part of it,
 * so that nobody knows; *sure.
 */
static bool is_comma_missing(const struct reading *r, size_t at, size_t stop, bool *sure)
{
    size_t word_end = run_until(r->data, stop, nearer(r, stop, WORD_MAX), BYTE_WSP);

    *sure = is_known_scheme(r->data, stop, r->end);
    if (*sure)
        return true;
    *sure = is_mailto(r);
    return at <= r->path_end && at > r->host_from && is_like_address(r->data, stop, word_end);
}

/* Reports a gap where a comma was forgotten; false when none was. */
static bool report_missing_comma(struct reading *r, size_t at, size_t stop)
{
    enum rule rule = run_of(r->data, at, stop, BYTE_WSP) == stop ? U205 : R119;
    bool sure;

    if (stop == at || !is_comma_missing(r, at, stop, &sure))
        return false;
    if (sure)
        REPORT(r->emitter, rule, at, stop - at, .hint = HINT_COMMA_MISSING, REPLACE_BY(","));
    else
        REPORT(r->emitter, rule, at, stop - at, .hint = HINT_COMMA_MISSING);
    return true;
}

/* Between the parts of a host and what is around it: nobody means white space there. */
static bool is_at_edge_of_host(const struct reading *r, size_t at, size_t stop)
{
    if (at == r->rest || (is_mailto(r) && (stop == r->host_from || at == r->host_from + 1)))
        return true;
    return in_host(r, at) && (stop == r->host_end || r->data[at - 1] == '/' ||
                              (!is_mailto(r) && (r->data[at - 1] == ':' || r->data[stop] == ':')));
}

static size_t report_space(struct reading *r, size_t at)
{
    size_t stop = run_of(r->data, at, r->end, BYTE_WSP);

    if (is_at_edge_of_host(r, at, stop))
        REPORT(r->emitter, U205, at, stop - at, DELETE);
    else
        report_run(r, at, stop);
    return stop;
}

/* ---- any other octet ---- */

/* Where the run of one octet begins that ends at `end`. */
static size_t tail_of(const struct reading *r, size_t end)
{
    size_t at = end;

    while (at > r->rest && r->data[at - 1] == r->data[end - 1])
        at--;
    return at;
}

/* The end of marks at an edge, where encoding would not help: "mailto:<a@b.c>", "mailto:\"a@b.c\"", "https://a.b\"". */
static size_t marks_at_edge(const struct reading *r, size_t at)
{
    char octet = r->data[at];
    size_t stop = at;

    if (at == r->rest && is_mailto(r) && (octet == '<' || octet == '"')) {
        while (stop < r->path_end && r->data[stop] == octet)
            stop++;
        return octet == '<' || (stop < r->path_end && r->data[r->path_end - 1] == '"') ? stop : at;
    }
    if (is_mailto(r) && octet == '>' && at < r->path_end && at >= r->path_tail)
        return r->path_end;
    if (at < r->tail)
        return at;
    return octet == '"' || (in_host(r, at) && memchr("\\>`]", octet, 4) != NULL && !can_be_encoded(r, at)) ? r->end : at;
}

/* "\" \"" where two strings of a zone file were joined by hand, \/ of JSON, and \ for /.  Where they end, or `at`. */
static size_t report_leaked(struct reading *r, size_t at)
{
    size_t stop = run_of(r->data, at + 1, r->end, BYTE_WSP);
    bool has_slashes = r->authority_end > r->rest;

    if (r->data[at] == '"' && stop > at + 1 && stop < r->end && r->data[stop] == '"') {
        REPORT(r->emitter, T309, at, stop + 1 - at, DELETE);
        return stop + 1;
    }
    if (r->data[at] != '\\' || r->uri->parts.scheme != RPTLINT_SCHEME_HTTPS)
        return at;
    if (at + 1 < r->end && r->data[at + 1] == '/') {
        REPORT(r->emitter, T309, at, 2, REPLACE_BY("/"));
        return at + 2;
    }
    if (has_slashes)
        return at;
    stop = at == r->rest && STARTS(r->data, at, r->end, "\\\\") ? at + 2 : at + 1;
    if (stop == at + 2)
        REPORT(r->emitter, U205, at, 2, .hint = HINT_HTTPS_COLON, REPLACE_BY("//"));
    else
        REPORT(r->emitter, U205, at, 1, .hint = HINT_HTTPS_COLON, REPLACE_BY("/"));
    return stop;
}

/* Octets above 0x7F.  Returns where to go on. */
static size_t report_high(struct reading *r, size_t at)
{
    bool in_path = !is_mailto(r) && !in_host(r, at);
    size_t stop = at, next;

    while ((next = (in_path ? skip_invisible : skip_copied)(r->data, stop, r->end)) > stop)
        stop = next;
    if (stop > at && (!in_path || stop == r->end)) {
        REPORT(r->emitter, R119, at, stop - at, DELETE);
        return stop;
    }
    stop = run_of(r->data, at, r->end, BYTE_HIGH);
    if (in_host(r, at))
        REPORT(r->emitter, U205, at, stop - at, .hint = HINT_A_LABEL);
    else
        report_run(r, at, stop);
    return stop;
}

/* An octet that may stand nowhere in a URI.  Returns where to go on. */
static size_t report_character(struct reading *r, size_t at)
{
    char octet = r->data[at];
    size_t stop = at + 1;

    r->uri->is_uri = false;
    if (octet == '%') {
        stop = run_of(r->data, at + 1, r->end < at + 3 ? r->end : at + 3, BYTE_HEX);
        REPORT(r->emitter, U206, at, stop - at);
        return stop;
    }
    if (report_missing_comma(r, at, gap_end(r, at)))
        return r->end;
    if (byte_in(octet, BYTE_WSP))
        return report_space(r, at);
    if (byte_in(octet, BYTE_HIGH))
        return report_high(r, at);
    if (byte_in(octet, BYTE_CONTROL)) {
        stop = run_of(r->data, at, r->end, BYTE_CONTROL);
        REPORT(r->emitter, R119, at, stop - at, DELETE);
        return stop;
    }
    stop = report_leaked(r, at);
    if (stop > at)
        return stop;
    stop = marks_at_edge(r, at);
    if (stop > at) {
        REPORT(r->emitter, U205, at, stop - at, .hint = HINT_NO_BRACKETS, DELETE);
        return stop;
    }
    report_octets(r, U205, at, 1);
    return at + 1;
}

/* ---- all of them ---- */

static bool is_triplet(const char *data, size_t at, size_t end)
{
    return data[at] == '%' && end - at >= 3 && byte_in(data[at + 1], BYTE_HEX) &&
           byte_in(data[at + 2], BYTE_HEX);
}

/* "mailto:Reports <a@b.c>": the name of a mailbox stands before its address.  Where the address begins. */
static size_t skip_display_name(struct reading *r)
{
    size_t bracket = is_mailto(r) ? find_byte(r->data, r->rest, r->host_from, '<') : r->host_from;

    if (bracket >= r->host_from || bracket == r->rest)
        return r->rest;
    r->uri->is_uri = false;
    REPORT(r->emitter, U205, r->rest, bracket + 1 - r->rest, .hint = HINT_NO_BRACKETS, DELETE);
    return bracket + 1;
}

void check_characters(struct reading *r)
{
    r->tail = tail_of(r, r->end);
    r->path_tail = tail_of(r, r->path_end);
    for (size_t at = skip_display_name(r); (at = find_odd(r->data, at, r->end)) < r->end;) {
        char octet = r->data[at];

        if (is_triplet(r->data, at, r->end))
            at += 3;
        else if (octet == '#' && at == r->fragment.offset)
            at++;
        else if ((octet == '[' || octet == ']') && at < r->authority_end)
            at++;
        else if (octet == '!' || octet == ',' || octet == ';')
            at = report_unencoded(r, at);
        else
            at = report_character(r, at);
    }
}
