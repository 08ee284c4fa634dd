/* SPDX-License-Identifier: BSD-2-Clause */
/* Destinations: URI syntax (RFC 3986) and what every scheme shares. */
#include "core/uri.h"

#include "core/around.h"
#include "core/bytes.h"
#include "core/field.h"
#include "core/scheme.h"

#include <string.h>

/* ---- no scheme ---- */

/* scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ): the place of the ":" behind it, or `end`. */
static size_t scheme_end(const char *data, size_t from, size_t end)
{
    size_t stop = run_of(data, from, end, BYTE_SCHEME);

    return stop < end && data[stop] == ':' && byte_in(data[from], BYTE_ALPHA) ? stop : end;
}

/* "mailto=", "mailto//", "mailto ", "https//": a scheme but for its colon. */
static bool report_near_scheme(struct reading *r)
{
    static const struct near {
        const char *text;
        size_t length;
        const char *fix;
        const char *hint;
    } nears[] = {
        {"mailto=", 7, "mailto:", HINT_MAILTO_COLON},
        {"mailto//", 8, "mailto:", HINT_MAILTO_COLON},
        {"mailto ", 7, "mailto:", HINT_MAILTO_COLON},
        {"mailto\t", 7, "mailto:", HINT_MAILTO_COLON},
        {"mailto%3A", 9, "mailto:", HINT_MAILTO_COLON},
        {"mailto\xEF\xBC\x9A", 9, "mailto:", HINT_MAILTO_COLON}, /* U+FF1A */
        {"https//", 7, "https://", HINT_HTTPS_COLON},
        {"https=", 6, "https:", HINT_HTTPS_COLON},
        {"https ", 6, "https:", HINT_HTTPS_COLON},
        {"https\t", 6, "https:", HINT_HTTPS_COLON},
        {"https%3A", 8, "https:", HINT_HTTPS_COLON},
        {"https\xEF\xBC\x9A", 8, "https:", HINT_HTTPS_COLON},
    };

    for (size_t i = 0; i < sizeof(nears) / sizeof(nears[0]); i++) {
        const struct near *near = &nears[i];
        size_t stop = r->from + near->length;

        if (!starts_with_nocase(r->data, r->from, r->end, near->text, near->length))
            continue;
        stop = run_of(r->data, stop, r->end, BYTE_WSP);
        stop += stop < r->end && r->data[stop] == ':';
        REPORT(r->emitter, U203, r->from, stop - r->from, .severity = RPTLINT_ERROR, .hint = near->hint,
               .fix = near->fix, .fix_length = strlen(near->fix));
        return true;
    }
    return false;
}

static void report_no_scheme(struct reading *r)
{
    size_t length = r->end - r->from;

    if (report_near_scheme(r))
        return;
    if (is_like_address(r->data, r->from, r->end))
        REPORT(r->emitter, U202, r->from, length, PUT_BEFORE("mailto:"));
    else if (find_byte(r->data, r->from, r->end, '@') < r->end)
        REPORT(r->emitter, U202, r->from, length);
    else if (find_byte(r->data, r->from, r->end, '.') < r->end)
        REPORT(r->emitter, U202, r->from, length, .hint = HINT_HOST_WITHOUT_SCHEME);
    else
        REPORT(r->emitter, U202, r->from, length, .hint = HINT_NOT_A_URI);
}

/* ---- authority = [ userinfo "@" ] host [ ":" port ], RFC 3986 section 3.2 ---- */

static bool report_authority(struct reading *r, size_t at, size_t length)
{
    r->uri->is_uri = false;
    REPORT(r->emitter, U207, at, length);
    return false;
}

/* IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ), text without the brackets. */
static bool is_ip_future(const char *text, size_t length)
{
    size_t dot = length > 0 ? run_of(text, 1, length, BYTE_HEX) : 0;

    return length > 0 && to_lower(text[0]) == 'v' && dot > 1 && dot + 1 < length && text[dot] == '.' &&
           run_of(text, dot + 1, length, BYTE_USERINFO) == length &&
           find_byte(text, dot, length, '%') == length;
}

/* IP-literal = "[" ( IPv6address / IPvFuture ) "]": its end, or `from` when it is none. */
static size_t ip_literal_end(const char *data, size_t from, size_t end)
{
    size_t close = find_byte(data, from, end, ']');
    const char *inside = data + from + 1;
    size_t length = close - from - 1;

    return close < end && (is_ipv6(inside, length) || is_ip_future(inside, length)) ? close + 1 : from;
}

/* Splits the authority, data[from..authority_end).  False when it is malformed, which was reported. */
static bool read_authority(struct reading *r, size_t from)
{
    rptlint_destination *parts = &r->uri->parts;
    size_t end = r->authority_end, host = from, host_end;
    size_t at_sign = find_byte(r->data, from, end, '@');

    if (at_sign < end) {
        size_t stop = run_of(r->data, from, at_sign, BYTE_USERINFO);

        if (stop < at_sign)
            return report_authority(r, stop, 1);
        host = at_sign + 1;
        r->userinfo = at_sign > from ? (rptlint_span){.offset = from, .length = at_sign - from}
                                     : (rptlint_span){.offset = at_sign, .length = 1};
    }
    if (host < end && r->data[host] == '[') {
        host_end = ip_literal_end(r->data, host, end);
        if (host_end == host)
            return report_authority(r, host, end - host);
    } else {
        host_end = find_byte(r->data, host, end, ':');
        /* reg-name = *( unreserved / pct-encoded / sub-delims ): no second "@", no bracket. */
        if (!(r->plain && find_byte(r->data, host, host_end, '@') == host_end) &&
            run_of(r->data, host, host_end, BYTE_USERINFO) < host_end)
            return report_authority(r, run_of(r->data, host, host_end, BYTE_USERINFO), 1);
    }
    parts->host = (rptlint_span){.offset = host, .length = host_end - host};
    if (host_end == end)
        return true;
    if (r->data[host_end] != ':')
        return report_authority(r, host_end, end - host_end);
    if (run_of(r->data, host_end + 1, end, BYTE_DIGIT) < end)
        return report_authority(r, host_end + 1, end - host_end - 1);
    parts->port = (rptlint_span){.offset = host_end + 1, .length = end - host_end - 1};
    return true;
}

/* ---- the whole ---- */

/* Finds where the parts behind the scheme begin and end. */
static void split(struct reading *r)
{
    rptlint_destination *parts = &r->uri->parts;
    size_t odd = find_odd(r->data, r->rest, r->end);
    size_t fragment = find_byte(r->data, odd, r->end, '#');
    size_t query = find_byte(r->data, r->rest, fragment, '?');

    r->plain = odd == r->end;
    r->path_end = query;
    r->authority_end = r->rest;
    if (STARTS(r->data, r->rest, query, "//"))
        r->authority_end = find_byte(r->data, r->rest + 2, query, '/');
    if (query < fragment)
        parts->query = (rptlint_span){.offset = query + 1, .length = fragment - query - 1};
    if (r->authority_end > r->rest)
        parts->path = (rptlint_span){.offset = r->authority_end, .length = query - r->authority_end};
    r->fragment = (rptlint_span){.offset = fragment, .length = r->end - fragment};
    if (r->authority_end > r->rest) {
        r->host_from = r->rest + 2;
        for (size_t at = r->host_from; at < r->authority_end; at++)
            r->host_from = r->data[at] == '@' ? at + 1 : r->host_from;
        r->host_end = r->authority_end;
    } else if (!r->plain && parts->scheme == RPTLINT_SCHEME_MAILTO) {
        r->host_from = find_byte(r->data, r->rest, query, '@');
        r->host_end = query;
    }
}

/* U217, or U203 for a scheme that no sender delivers to. */
static void report_scheme(struct reading *r, size_t length)
{
    const char *scheme = r->data + r->from;
    rptlint_destination *parts = &r->uri->parts;
    bool http = length == 4 && equal_nocase(scheme, "http", 4);
    bool dotted = find_byte(scheme, 0, length, '.') < length;

    if (length == 6 && equal_nocase(scheme, "mailto", 6)) {
        parts->scheme = RPTLINT_SCHEME_MAILTO;
        REPORT(r->emitter, U217, r->from, length, REPLACE_BY("mailto"));
    } else if (length == 5 && equal_nocase(scheme, "https", 5)) {
        parts->scheme = RPTLINT_SCHEME_HTTPS;
        REPORT(r->emitter, U217, r->from, length, REPLACE_BY("https"));
    } else {
        parts->scheme = RPTLINT_SCHEME_OTHER;
        REPORT(r->emitter, U203, r->from, length,
               .hint = http ? HINT_NOT_HTTP : dotted ? HINT_HOST_WITHOUT_SCHEME : NULL);
    }
}

/* Recognises the scheme; the place of its ":", or the end when there is no scheme. */
static size_t read_scheme(struct reading *r)
{
    size_t colon;

    if (STARTS(r->data, r->from, r->end, "mailto:")) {
        r->uri->parts.scheme = RPTLINT_SCHEME_MAILTO;
        return r->from + sizeof("mailto") - 1;
    }
    if (STARTS(r->data, r->from, r->end, "https:")) {
        r->uri->parts.scheme = RPTLINT_SCHEME_HTTPS;
        return r->from + sizeof("https") - 1;
    }
    colon = scheme_end(r->data, r->from, r->end);
    if (colon < r->end)
        report_scheme(r, colon - r->from);
    return colon;
}

/* Is a host the policy domain, below it or above it? */
static bool is_inside(const char *host, size_t length, rptlint_text domain)
{
    const char *longer = length > domain.length ? host : domain.data;
    const char *shorter = length > domain.length ? domain.data : host;
    size_t more = length > domain.length ? length - domain.length : domain.length - length;
    size_t rest = length > domain.length ? domain.length : length;

    return equal_nocase(longer + more, shorter, rest) && (more == 0 || longer[more - 1] == '.');
}

static void check_external(struct reading *r, rptlint_text domain)
{
    rptlint_span host = r->uri->parts.host;
    const char *name = r->data + host.offset;
    char decoded[NAME_MAX_OCTETS + 2];
    size_t length = host.length;

    if (find_byte(name, 0, length, '%') < length) {
        if (rptlint_decode_uri(name, length, decoded, sizeof(decoded), &length) != RPTLINT_OK)
            return; /* no name is that long, which was said */
        name = decoded;
    }
    if (length == 0)
        return;
    length -= name[length - 1] == '.';
    domain.length -= domain.data[domain.length - 1] == '.';
    if (!is_inside(name, length, domain))
        REPORT(r->emitter, U221, host.offset, host.length);
}

static void read_behind_scheme(struct reading *r, size_t colon, rptlint_text domain)
{
    struct uri *uri = r->uri;

    uri->is_uri = true;
    r->rest = colon + 1;
    if (uri->parts.scheme == RPTLINT_SCHEME_MAILTO && is_plain_mailto(r)) {
        if (domain.length > 0)
            check_external(r, domain);
        return;
    }
    split(r);
    if (!r->plain)
        check_characters(r);
    if (!uri->is_uri)
        return;
    if (r->authority_end > r->rest && !read_authority(r, r->rest + 2))
        return;
    uri->parts.usable = uri->parts.scheme != RPTLINT_SCHEME_OTHER;
    if (uri->parts.scheme == RPTLINT_SCHEME_MAILTO)
        check_mailto(r);
    else if (uri->parts.scheme == RPTLINT_SCHEME_HTTPS)
        check_https(r);
    if (uri->parts.usable && domain.length > 0)
        check_external(r, domain);
    if (r->fragment.length > 0)
        REPORT(r->emitter, U215, r->fragment.offset, r->fragment.length);
}

/* ---- a URI, and what is around it ---- */

/* "a@b.c mailto:d@e.f": a comma is missing, and then a scheme. */
static bool report_two(struct reading *r)
{
    size_t at = run_until(r->data, r->from, r->end, BYTE_WSP), stop = run_of(r->data, at, r->end, BYTE_WSP);

    if (!is_known_scheme(r->data, stop, r->end) || !is_like_address(r->data, r->from, at))
        return false;
    REPORT(r->emitter, U205, at, stop - at, .hint = HINT_COMMA_MISSING, REPLACE_BY(","));
    return true;
}

void read_uri(struct emitter *emitter, const char *data, size_t from, size_t end, rptlint_text domain,
              struct uri *uri)
{
    struct reading r = {.emitter = emitter, .data = data, .from = from, .end = end, .uri = uri};
    size_t before = is_known_scheme(data, from, end) ? 0 : what_is_before(data, from, end);
    size_t after = before > 0 ? closing_marks(data, from, from + before, end) : 0, colon;

    *uri = (struct uri){.parts = {.uri = {.offset = from, .length = end - from}}};
    r.from += before;
    r.end -= after;
    if (before > 0)
        REPORT(emitter, U205, from, before, .hint = HINT_NO_BRACKETS, DELETE);
    colon = read_scheme(&r);
    if (colon < r.end)
        read_behind_scheme(&r, colon, domain);
    else if (before == 0 && !report_two(&r))
        report_no_scheme(&r);
    if (before > 0)
        uri->is_uri = uri->parts.usable = false;
    if (after > 0)
        REPORT(emitter, U205, r.end, after, .hint = HINT_NO_BRACKETS, DELETE);
}

/* ---- sameness ---- */

static bool same_span(const char *data, rptlint_span a, rptlint_span b, bool nocase)
{
    if (a.length != b.length)
        return false;
    return nocase ? equal_nocase(data + a.offset, data + b.offset, a.length)
                  : memcmp(data + a.offset, data + b.offset, a.length) == 0;
}

/* The octets of a URI before its host, without the scheme; and those behind the host. */
static rptlint_span before_host(const char *data, const rptlint_destination *d)
{
    size_t colon = find_byte(data, d->uri.offset, d->uri.offset + d->uri.length, ':');
    size_t end = d->host.length > 0 ? d->host.offset : colon;

    return (rptlint_span){.offset = colon, .length = end - colon};
}

static rptlint_span behind_host(const char *data, const rptlint_destination *d)
{
    size_t colon = find_byte(data, d->uri.offset, d->uri.offset + d->uri.length, ':');
    size_t from = d->host.length > 0 ? d->host.offset + d->host.length : colon;

    return (rptlint_span){.offset = from, .length = d->uri.offset + d->uri.length - from};
}

bool same_destination(const char *data, const rptlint_destination *a, const rptlint_destination *b)
{
    return a->scheme == b->scheme && a->uri.length == b->uri.length &&
           same_span(data, a->host, b->host, true) &&
           same_span(data, before_host(data, a), before_host(data, b), false) &&
           same_span(data, behind_host(data, a), behind_host(data, b), false) &&
           (a->scheme != RPTLINT_SCHEME_OTHER ||
            equal_nocase(data + a->uri.offset, data + b->uri.offset,
                         before_host(data, a).offset - a->uri.offset));
}

/* ---- public ---- */

rptlint_status rptlint_check_destination(const char *uri, size_t length, const rptlint_options *options)
{
    struct emitter emitter;
    struct uri facts;

    if ((uri == NULL && length > 0) || !options_known(options))
        return RPTLINT_INVALID_ARGUMENT;
    emitter_begin(&emitter, options);
    if (length == 0)
        REPORT(&emitter, U201, 0, 0, .hint = HINT_NO_DESTINATION);
    else
        read_uri(&emitter, uri, 0, length, domain_of(options), &facts);
    return emitter_status(&emitter);
}
