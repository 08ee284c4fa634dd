/* SPDX-License-Identifier: BSD-2-Clause */
/* What the DNS said about a domain, as JSON: one object for the look-up, one for what belongs to it. */
#include "output/escape.h"
#include "output/render.h"
#include "output/shared.h"

#include <inttypes.h>

/* "STRING" */
static void write_text(FILE *stream, const char *data, size_t length)
{
    putc('"', stream);
    if (length > 0)
        escape_write(stream, ESCAPE_JSON, data, length);
    putc('"', stream);
}

/* ,"KEY":"STRING", when there is one */
static void write_member(FILE *stream, const char *key, const char *string)
{
    if (string == NULL)
        return;
    fprintf(stream, ",\"%s\":\"", key);
    escape_string(stream, ESCAPE_JSON, string);
    putc('"', stream);
}

static const char *const outcomes[] = {
    [LOOKED_RECORD] = "record",
    [LOOKED_NO_RECORD] = "no-record",
    [LOOKED_SEVERAL] = "several-records",
    [LOOKED_FAILED] = "failed",
};

static void write_chain(FILE *stream, const struct looked *looked)
{
    if (looked->chain_count == 0)
        return;
    fputs(",\"cname\":[", stream);
    for (size_t i = 0; i < looked->chain_count; i++) {
        fputs(i > 0 ? ",\"" : "\"", stream);
        escape_string(stream, ESCAPE_JSON, looked->chain[i]);
        putc('"', stream);
    }
    putc(']', stream);
}

static void write_values(FILE *stream, const struct looked *looked)
{
    if (looked->outcome == LOOKED_RECORD && looked->value_count > 0) {
        fprintf(stream, ",\"ttl\":%" PRIu32 ",\"value\":", looked->ttl);
        write_text(stream, looked->values[0].data, looked->values[0].length);
    } else if (looked->value_count > 0) {
        fprintf(stream, ",\"records\":%zu,\"values\":[", looked->value_total);
        for (size_t i = 0; i < looked->value_count; i++) {
            if (i > 0)
                putc(',', stream);
            write_text(stream, looked->values[i].data, looked->values[i].length);
        }
        putc(']', stream);
    }
    if (looked->discarded > 0)
        fprintf(stream, ",\"discarded\":%zu", looked->discarded);
}

void json_looked(struct output *out, const struct subject *subject)
{
    const struct looked *looked = subject->looked;
    FILE *stream = out->stream;

    fputs("{\"type\":\"lookup\"", stream);
    write_member(stream, "input", subject->name);
    write_member(stream, "name", looked->name);
    write_member(stream, "query", looked->type);
    write_member(stream, "outcome", outcomes[looked->outcome]);
    write_member(stream, "failure", looked->failure);
    write_member(stream, "rcode", looked->rcode);
    write_member(stream, "dnssec", looked->dnssec);
    write_member(stream, "resolver", looked->resolver);
    if (looked->resolver != NULL)
        fprintf(stream, ",\"transport\":\"%s\",\"tries\":%u", looked->tcp ? "tcp" : "udp", looked->tries);
    write_chain(stream, looked);
    write_values(stream, looked);
    fputs("}\n", stream);
}

/* ---- context ---- */

static void write_host(FILE *stream, const struct context_host *host, bool implicit)
{
    fputs("{\"host\":\"", stream);
    escape_string(stream, ESCAPE_JSON, host->name);
    putc('"', stream);
    if (!implicit)
        fprintf(stream, ",\"preference\":%u", host->preference);
    write_member(stream, "tlsa", host->tlsa);
    write_member(stream, "tlsa_base", host->base);
    if (host->tlsa_count > 0)
        fprintf(stream, ",\"tlsa_records\":%zu,\"tlsa_dnssec\":\"%s\"", host->tlsa_count, host->dnssec);
    write_member(stream, "tlsrpt", host->tlsrpt);
    putc('}', stream);
}

/* Octets of a policy are bounded by who fetched it. */
static void write_policy(FILE *stream, const struct context_policy *policy)
{
    if (policy == NULL)
        return;
    fprintf(stream, ",\"policy\":{\"outcome\":\"%s\"", policy->outcome);
    write_member(stream, "result", policy->result);
    write_member(stream, "mode", policy->mode);
    if (policy->mode != NULL)
        fprintf(stream, ",\"max_age\":%" PRIu32, policy->max_age);
    if (policy->text.length > 0) {
        fputs(",\"text\":", stream);
        write_text(stream, policy->text.data, policy->text.length);
    }
    putc('}', stream);
}

void json_context(struct output *out, const struct subject *subject, const struct context *context)
{
    FILE *stream = out->stream;
    bool implicit = context->mx[0] == 'i';

    fputs("{\"type\":\"context\"", stream);
    write_member(stream, "input", subject->name);
    write_member(stream, "mx", context->mx);
    fprintf(stream, ",\"mx_records\":%zu,\"hosts\":[", context->mx_total);
    for (size_t i = 0; i < context->host_count; i++) {
        if (i > 0)
            putc(',', stream);
        write_host(stream, &context->hosts[i], implicit);
    }
    putc(']', stream);
    write_member(stream, "mta_sts", context->mta_sts);
    if (context->sts_id.length > 0) {
        fputs(",\"mta_sts_id\":", stream);
        write_text(stream, context->sts_id.data, context->sts_id.length);
    }
    write_policy(stream, context->policy);
    fprintf(stream, ",\"destinations_total\":%zu,\"destinations\":[", context->destination_total);
    for (size_t i = 0; i < context->destination_count; i++) {
        fputs(i > 0 ? ",{\"uri\":" : "{\"uri\":", stream);
        write_text(stream, context->destinations[i].uri.data, context->destinations[i].uri.length);
        write_member(stream, "reachable", context->destinations[i].reachable);
        putc('}', stream);
    }
    fputs("]}\n", stream);
}
