/* SPDX-License-Identifier: BSD-2-Clause */
/* https destinations: "https://" authority path-abempty [ "?" query ], RFC 9110 section 4.2.2; and hosts. */
#include "core/bytes.h"
#include "core/scheme.h"

static void report_unusable(struct reading *r, enum rule rule, rptlint_span span)
{
    r->uri->parts.usable = false;
    REPORT(r->emitter, rule, span.offset, span.length);
}

/* port = *DIGIT; empty stands for 443 (RFC 9110 section 4.2.2). */
static void check_port(struct reading *r)
{
    rptlint_span port = r->uri->parts.port;
    unsigned value = 0;

    for (size_t i = 0; i < port.length && value <= 65535; i++)
        value = value * 10 + (unsigned)(r->data[port.offset + i] - '0');
    if (port.length > 0 && (value == 0 || value > 65535))
        report_unusable(r, U208, port);
}

void report_host(struct reading *r, rptlint_span span, struct checked checked, bool decoded)
{
    if (checked.fault == FAULT_NUMERIC || decoded)
        checked.at = (rptlint_span){.offset = 0, .length = span.length};
    r->uri->parts.usable = false;
    span.offset += checked.at.offset;
    span.length = checked.at.length;
    if (checked.fault == FAULT_NUMERIC)
        REPORT(r->emitter, U207, span.offset, span.length,
               .hint = r->uri->parts.scheme == RPTLINT_SCHEME_MAILTO ? HINT_MAIL_NUMBER : NULL);
    else if (checked.fault == FAULT_A_LABEL)
        REPORT(r->emitter, U219, span.offset, span.length, .hint = HINT_A_LABEL_BAD);
    else
        REPORT(r->emitter, U219, span.offset, span.length);
}

static void check_https_host(struct reading *r)
{
    rptlint_span span = r->uri->parts.host;
    const char *name = r->data + span.offset;
    char decoded[NAME_MAX_OCTETS + 2];
    size_t length = span.length;
    bool encoded = !r->plain && find_byte(name, 0, length, '%') < length;
    struct host_name host;

    if (name[0] == '[' || (byte_in(name[0], BYTE_DIGIT) && is_ipv4(name, length))) {
        REPORT(r->emitter, U218, span.offset, span.length);
        return;
    }
    if (encoded) {
        if (rptlint_decode_uri(name, length, decoded, sizeof(decoded), &length) != RPTLINT_OK)
            length = sizeof(decoded); /* as good as its true length: it is too long for a name */
        name = decoded;
    }
    host = check_host_name(name, length);
    if (encoded && length < sizeof(decoded) && run_until(name, 0, length, BYTE_HIGH) < length) {
        r->uri->parts.usable = false;
        REPORT(r->emitter, U219, span.offset, span.length, .hint = HINT_A_LABEL);
    } else if (host.checked.fault != FAULT_NONE) {
        report_host(r, span, host.checked, encoded);
    } else if (host.labels == 1) {
        REPORT(r->emitter, U220, span.offset, span.length);
    }
}

void check_https(struct reading *r)
{
    rptlint_destination *parts = &r->uri->parts;

    if (parts->host.length == 0) {
        size_t stop = STARTS(r->data, r->rest, r->end, "//") ? r->rest + 2 : r->rest;

        report_unusable(r, U209, (rptlint_span){.offset = r->from, .length = stop - r->from});
        return;
    }
    if (r->userinfo.length > 0)
        REPORT(r->emitter, U214, r->userinfo.offset, r->userinfo.length);
    if (r->host_told)
        parts->usable = false;
    else
        check_https_host(r);
    check_port(r);
}
