/* SPDX-License-Identifier: BSD-2-Clause */
/* What the DNS said about a domain, for people: the record before its findings, and what belongs to it. */
#include "output/escape.h"
#include "output/render.h"
#include "output/shared.h"

#include <inttypes.h>
#include <string.h>

/* Octets of a value that are shown. */
enum { VALUE_MAX = 2048 };

static void write_head_of(const struct output *out, const struct subject *subject)
{
    write_color(out->stream, out->color, COLOR_LOCATION);
    write_name(out->stream, subject->name);
    putc(':', out->stream);
    write_color(out->stream, out->color, COLOR_OFF);
    putc(' ', out->stream);
}

static void write_value(FILE *stream, rptlint_text value)
{
    size_t length = value.length <= VALUE_MAX ? value.length : VALUE_MAX;

    fputs("    ", stream);
    if (length > 0)
        escape_write(stream, ESCAPE_TEXT, value.data, length);
    if (length < value.length)
        fprintf(stream, "... (%zu octets)", value.length);
    putc('\n', stream);
}

static const char *dnssec_words(const char *dnssec)
{
    return strcmp(dnssec, "secure") == 0  ? "proven by DNSSEC, as the resolver says"
           : strcmp(dnssec, "bogus") == 0 ? "refuted by DNSSEC, as the resolver says"
                                          : "not proven by DNSSEC";
}

/* NAME TXT: 1 record, TTL 3600, not proven by DNSSEC (NOERROR from 192.0.2.1@53) */
void text_looked(struct output *out, const struct subject *subject)
{
    const struct looked *looked = subject->looked;
    FILE *stream = out->stream;

    if (out->quiet || looked->outcome == LOOKED_FAILED)
        return;
    write_head_of(out, subject);
    escape_string(stream, ESCAPE_TEXT, looked->name);
    for (size_t i = 0; i < looked->chain_count; i++) {
        fputs(" -> ", stream);
        escape_string(stream, ESCAPE_TEXT, looked->chain[i]);
    }
    fprintf(stream, " %s: ", looked->type);
    if (looked->outcome == LOOKED_NO_RECORD)
        fputs("no record", stream);
    else if (looked->outcome == LOOKED_SEVERAL)
        fprintf(stream, "%zu records", looked->value_total);
    else
        fprintf(stream, "TTL %" PRIu32, looked->ttl);
    if (looked->discarded > 0)
        fprintf(stream, ", %zu other%s discarded", looked->discarded, looked->discarded == 1 ? "" : "s");
    if (looked->dnssec != NULL)
        fprintf(stream, ", %s", dnssec_words(looked->dnssec));
    if (looked->rcode != NULL && looked->resolver != NULL)
        fprintf(stream, " (%s from %s%s)", looked->rcode, looked->resolver, looked->tcp ? " over TCP" : "");
    putc('\n', stream);
    for (size_t i = 0; i < looked->value_count; i++)
        write_value(stream, looked->values[i]);
    if (looked->value_count < looked->value_total)
        fprintf(stream, "    ... and %zu more\n", looked->value_total - looked->value_count);
}

/* ---- context ---- */

/* ": 1 TLSA record at mx.example, proven by DNSSEC, as the resolver says" */
static void write_tlsa(FILE *stream, const struct context_host *host)
{
    fprintf(stream, ": %zu TLSA record%s", host->tlsa_count, host->tlsa_count == 1 ? "" : "s");
    if (host->base != NULL) {
        fputs(" at ", stream);
        escape_string(stream, ESCAPE_TEXT, host->base);
    }
    fprintf(stream, ", %s", dnssec_words(host->dnssec));
}

static void write_host(FILE *stream, const struct context_host *host, bool implicit)
{
    fputs("    MX ", stream);
    if (!implicit)
        fprintf(stream, "%u ", host->preference);
    escape_string(stream, ESCAPE_TEXT, host->name);
    if (strcmp(host->tlsa, "yes") == 0)
        write_tlsa(stream, host);
    else
        fputs(strcmp(host->tlsa, "no") == 0 ? ": no TLSA record" : ": TLSA not known", stream);
    if (host->tlsrpt != NULL)
        fprintf(stream, "; TLSRPT record of its own: %s", host->tlsrpt);
    putc('\n', stream);
}

static void write_mx(FILE *stream, const struct context *context)
{
    if (strcmp(context->mx, "null") == 0)
        fputs("    MX: null, the domain accepts no mail\n", stream);
    else if (strcmp(context->mx, "no") == 0)
        fputs("    MX: none, and no address\n", stream);
    else if (strcmp(context->mx, "unknown") == 0)
        fputs("    MX: not known\n", stream);
    else if (strcmp(context->mx, "implicit") == 0)
        fputs("    MX: none, mail goes to the address of the domain\n", stream);
    for (size_t i = 0; i < context->host_count; i++)
        write_host(stream, &context->hosts[i], strcmp(context->mx, "implicit") == 0);
    if (context->mx_left_out > 0)
        fprintf(stream, "    MX: %zu of %zu records looked at\n", context->mx_total - context->mx_left_out,
                context->mx_total);
}

static void write_sts(FILE *stream, const struct context *context)
{
    static const char *const words[][2] = {
        {"no", "no _mta-sts record"},
        {"several", "several _mta-sts records: senders see none"},
        {"invalid", "the _mta-sts record breaks the grammar: senders see none"},
        {"unknown", "not known"},
    };

    fputs("    MTA-STS: ", stream);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(context->mta_sts, words[i][0]) == 0)
            fputs(words[i][1], stream);
    if (context->sts_id.length > 0) {
        fputs("id ", stream);
        escape_write(stream, ESCAPE_TEXT, context->sts_id.data, context->sts_id.length);
    }
    putc('\n', stream);
    if (context->policy == NULL)
        return;
    if (context->policy->mode != NULL)
        fprintf(stream, "    MTA-STS policy: mode %s, max_age %" PRIu32 "\n", context->policy->mode,
                context->policy->max_age);
    else
        fprintf(stream, "    MTA-STS policy: %s\n", context->policy->sentence);
}

void text_context(struct output *out, const struct subject *subject, const struct context *context)
{
    FILE *stream = out->stream;

    (void)subject;
    if (out->quiet)
        return;
    write_mx(stream, context);
    write_sts(stream, context);
    for (size_t i = 0; i < context->destination_count; i++) {
        const struct context_destination *destination = &context->destinations[i];

        fputs("    ", stream);
        escape_quote(stream, ESCAPE_TEXT, destination->uri.data, destination->uri.length);
        fprintf(stream, ": %s\n",
                strcmp(destination->reachable, "yes") == 0  ? "can be reached, as far as the DNS tells"
                : strcmp(destination->reachable, "no") == 0 ? "can't be reached"
                                                            : "not known whether it can be reached");
    }
    if (context->destination_count < context->destination_total)
        fprintf(stream, "    %zu of %zu destinations looked at\n", context->destination_count,
                context->destination_total);
}
