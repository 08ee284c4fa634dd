/* SPDX-License-Identifier: BSD-2-Clause */
/* mailto destinations: mailtoURI = "mailto:" [ to ] [ hfields ], RFC 6068 section 2. */
#include "core/scheme.h"

#include "core/bytes.h"

/* An address after percent-decoding; decoded octets and where in the URI each one came from. */
struct decoded {
    const char *text;
    size_t length;
    size_t source; /* where the address begins in the data */
    bool encoded;  /* there was a triplet: places must be found by walking */
    bool too_long;
    char buffer[ADDRESS_MAX * 4];
};

static void decode(const struct reading *r, struct decoded *address)
{
    const char *path = r->data + r->rest;
    size_t length = r->path_end - r->rest;

    address->source = r->rest;
    address->too_long = false;
    address->text = path;
    address->length = length;
    address->encoded = !r->plain && find_byte(path, 0, length, '%') < length;
    if (!address->encoded)
        return;
    address->too_long = rptlint_decode_uri(path, length, address->buffer, sizeof(address->buffer),
                                           &address->length) != RPTLINT_OK;
    address->text = address->buffer;
}

/* The span in the data of decoded octets. */
static rptlint_span source_of(const struct reading *r, const struct decoded *address, rptlint_span at)
{
    size_t from = address->source, end;

    if (!address->encoded)
        return (rptlint_span){.offset = from + at.offset, .length = at.length};
    for (size_t i = 0; i < at.offset && from < r->path_end; i++)
        (void)next_decoded(r->data, &from, r->path_end);
    end = from;
    for (size_t i = 0; i < at.length && end < r->path_end; i++)
        (void)next_decoded(r->data, &end, r->path_end);
    return (rptlint_span){.offset = from, .length = end - from};
}

/*
 * "a@x%2Cb@y": to = addr-spec *("," addr-spec), but RFC 6068 section 2 makes an encoded comma data, and
 * RFC 8460 section 3 wants commas encoded.  The place of the first such comma when both sides are
 * addresses, else the length.
 */
static size_t several_addresses(const struct decoded *address)
{
    size_t first = address->length;

    for (size_t from = 0; from <= address->length;) {
        size_t end = find_byte(address->text, from, address->length, ',');
        struct mail_address mail = check_mail_address(address->text + from, end - from);

        if (mail.checked.fault != FAULT_NONE)
            return address->length;
        if (first == address->length)
            first = end;
        from = end + 1;
    }
    return first;
}

/* A domain in its own script, percent-encoded. */
static bool is_idn(const struct decoded *address, size_t at)
{
    return at < address->length && byte_in(address->text[at], BYTE_HIGH) && find_byte(address->text, 0, at, '@') < at;
}

static void report_address(struct reading *r, const struct decoded *address, struct mail_address mail)
{
    rptlint_span span = source_of(r, address, mail.checked.at);
    size_t several = several_addresses(address);

    if (several < address->length) {
        span = source_of(r, address, (rptlint_span){.offset = several, .length = 1});
        REPORT(r->emitter, U212, span.offset, span.length);
        return;
    }
    r->uri->parts.usable = false;
    if (mail.checked.fault == FAULT_NO_AT)
        REPORT(r->emitter, U210, address->source, r->path_end - address->source);
    else if (mail.checked.fault == FAULT_TRAILING_DOT)
        REPORT(r->emitter, U211, span.offset, span.length, .hint = HINT_TRAILING_DOT, DELETE);
    else if (is_idn(address, mail.checked.at.offset))
        REPORT(r->emitter, U211, span.offset, span.length, .hint = HINT_A_LABEL);
    else
        REPORT(r->emitter, U211, span.offset, span.length);
}

static void check_domain(struct reading *r, const struct decoded *address, struct mail_address mail)
{
    rptlint_span span = {.offset = mail.domain, .length = address->length - mail.domain};
    rptlint_span source = source_of(r, address, span);
    struct host_name host;

    r->uri->parts.host = source;
    if (mail.literal) {
        REPORT(r->emitter, U218, source.offset, source.length);
    } else if (mail.checked.fault == FAULT_DOMAIN) {
        host = check_host_name(address->text + span.offset, span.length);
        report_host(r, source, host.checked, source.length != span.length);
    } else if (mail.labels == 1) {
        REPORT(r->emitter, U220, source.offset, source.length);
    }
}

static void check_address(struct reading *r)
{
    struct decoded address;
    struct mail_address mail;

    decode(r, &address);
    if (address.too_long) {
        r->uri->parts.usable = false;
        REPORT(r->emitter, U211, r->rest, r->path_end - r->rest);
        return;
    }
    mail = check_mail_address(address.text, address.length);
    if (mail.checked.fault == FAULT_NONE || mail.checked.fault == FAULT_DOMAIN)
        check_domain(r, &address, mail);
    else
        report_address(r, &address, mail);
}

/* A plain dot-atom of at most LOCAL_PART_MAX octets before "@"; where its "@" is, or `end`. */
static size_t plain_local_end(const char *data, size_t from, size_t end)
{
    size_t at = from;

    while (at < end && byte_in(data[at], BYTE_LOCAL) && !(data[at] == '.' && (at == from || data[at - 1] == '.')))
        at++;
    return at > from && at < end && data[at] == '@' && data[at - 1] != '.' && at - from <= LOCAL_PART_MAX ? at
                                                                                                          : end;
}

bool is_plain_mailto(struct reading *r)
{
    rptlint_destination *parts = &r->uri->parts;
    size_t at_sign = plain_local_end(r->data, r->rest, r->end), host = at_sign + 1;
    size_t length = r->end - r->rest;
    struct host_name name;

    if (at_sign == r->end || length > ADDRESS_MAX || r->data[r->end - 1] == '.')
        return false;
    name = check_host_name(r->data + host, r->end - host);
    if (name.checked.fault != FAULT_NONE || name.labels < 2)
        return false;
    parts->address = (rptlint_span){.offset = r->rest, .length = length};
    parts->host = (rptlint_span){.offset = host, .length = r->end - host};
    parts->usable = true;
    return true;
}

/* "mailto://tls@example.com": all the slashes, so that one fix does. */
static void report_slashes(struct reading *r)
{
    size_t stop = r->rest;

    while (stop < r->path_end && r->data[stop] == '/')
        stop++;
    REPORT(r->emitter, U211, r->rest, stop - r->rest, .hint = HINT_MAILTO_SLASHES, DELETE);
}

void check_mailto(struct reading *r)
{
    rptlint_destination *parts = &r->uri->parts;

    parts->address = (rptlint_span){.offset = r->rest, .length = r->path_end - r->rest};
    if (r->host_told) {
        parts->usable = false;
        return;
    }
    if (parts->address.length == 0 || r->authority_end > r->rest) {
        parts->usable = false;
        parts->host.length = parts->port.length = parts->path.length = 0;
    }
    if (parts->address.length == 0)
        REPORT(r->emitter, U210, r->from, r->rest - r->from);
    else if (r->authority_end > r->rest)
        report_slashes(r);
    else
        check_address(r);
    if (parts->query.length > 0 || r->path_end < r->fragment.offset)
        REPORT(r->emitter, U213, r->path_end, r->fragment.offset - r->path_end);
}
