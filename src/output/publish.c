/* SPDX-License-Identifier: BSD-2-Clause */
/* TXT records in the forms that name servers, tools and APIs take them in: a writer for each flavour. */
#include "output/publish.h"

#include "output/escape.h"

#include <inttypes.h>
#include <string.h>

/* ---- quoting ---- */

/* A string of JSON, which is one of JavaScript, too. */
static void put_json(FILE *stream, const char *text, size_t length)
{
    putc('"', stream);
    escape_write(stream, ESCAPE_JSON, text, length);
    putc('"', stream);
}

/* A single-quoted scalar of YAML, with semicolons as octoDNS wants them. */
static void put_octodns(FILE *stream, const char *text, size_t length)
{
    putc('\'', stream);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\'')
            putc('\'', stream);
        if (text[i] == ';')
            putc('\\', stream);
        putc(text[i], stream);
    }
    putc('\'', stream);
}

/* A quoted template of HCL: "${" and "%{" would begin something, unless their first octet is doubled. */
static void put_template(FILE *stream, const char *text, size_t length)
{
    putc('"', stream);
    for (size_t i = 0; i < length; i++) {
        bool opens = (text[i] == '$' || text[i] == '%') && i + 1 < length && text[i + 1] == '{';

        if (opens)
            putc(text[i], stream);
        if (text[i] == '"' || text[i] == '\\')
            putc('\\', stream);
        putc(text[i], stream);
    }
    putc('"', stream);
}

/* ---- flavours without an owner name ---- */

static void write_value(FILE *stream, const struct publication *p)
{
    for (size_t i = 0; i < p->count; i++) {
        fwrite(p->records[i].value, 1, p->records[i].length, stream);
        putc('\n', stream);
    }
}

static void put_quoted_line(FILE *stream, const struct publish_record *record)
{
    fwrite(record->quoted, 1, record->quoted_length, stream);
    putc('\n', stream);
}

static void write_quoted(FILE *stream, const struct publication *p)
{
    for (size_t i = 0; i < p->count; i++)
        put_quoted_line(stream, &p->records[i]);
}

/* ---- flavours of name servers ---- */

static void write_zone(FILE *stream, const struct publication *p)
{
    for (size_t i = 0; i < p->count; i++) {
        fprintf(stream, "%s.%s. %" PRId64 " IN TXT ", p->records[i].owner, p->domain, p->ttl);
        put_quoted_line(stream, &p->records[i]);
    }
}

/*
 * One update (RFC 2136): all of it happens or nothing does.  Where there is a CNAME the server would pass the
 * new TXT record over without a word (section 3.4.2.2), hence the prerequisite.
 */
static void write_nsupdate(FILE *stream, const struct publication *p)
{
    for (size_t i = 0; i < p->count; i++)
        fprintf(stream, "prereq nxrrset %s.%s. IN CNAME\n", p->records[i].owner, p->domain);
    for (size_t i = 0; i < p->count; i++) {
        const char *owner = p->records[i].owner;

        fprintf(stream, "update delete %s.%s. IN TXT\n", owner, p->domain);
        fprintf(stream, "update add %s.%s. %" PRId64 " IN TXT ", owner, p->domain, p->ttl);
        put_quoted_line(stream, &p->records[i]);
    }
    fputs("send\n", stream);
}

/* ---- flavours of tools ---- */

/* octoDNS refuses keys that are not in their order: "_mta-sts" comes before "_smtp._tls". */
static void write_octodns(FILE *stream, const struct publication *p)
{
    fprintf(stream, "# for the zone %s\n", p->domain);
    for (size_t i = p->count; i-- > 0;) {
        fprintf(stream, "%s:\n  ttl: %" PRId64 "\n  type: TXT\n  value: ", p->records[i].owner, p->ttl);
        put_octodns(stream, p->records[i].value, p->records[i].length);
        putc('\n', stream);
    }
}

static void write_dnscontrol(FILE *stream, const struct publication *p)
{
    fprintf(stream, "D_EXTEND(\"%s\"", p->domain);
    for (size_t i = 0; i < p->count; i++) {
        fprintf(stream, ",\n    TXT(\"%s\", ", p->records[i].owner);
        put_json(stream, p->records[i].value, p->records[i].length);
        fprintf(stream, ", TTL(%" PRId64 "))", p->ttl);
    }
    fputs("\n);\n", stream);
}

/* What the resource is called in Terraform: smtp_tls_example_com; a host name has no "_" of its own. */
static void put_label(FILE *stream, const char *owner, const char *domain)
{
    for (; *owner != '\0'; owner++)
        if (*owner != '_')
            putc(*owner == '.' || *owner == '-' ? '_' : *owner, stream);
    putc('_', stream);
    for (; *domain != '\0'; domain++)
        putc(*domain == '.' ? '_' : *domain, stream);
}

/* The provider puts quotes around each of `records`, so the two at the ends are left out. */
static void write_terraform(FILE *stream, const struct publication *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct publish_record *record = &p->records[i];

        fprintf(stream, "%sresource \"aws_route53_record\" \"", i > 0 ? "\n" : "");
        put_label(stream, record->owner, p->domain);
        fprintf(stream, "\" {\n  zone_id = var.zone_id\n  name    = \"%s.%s\"\n", record->owner, p->domain);
        fprintf(stream, "  type    = \"TXT\"\n  ttl     = %" PRId64 "\n  records = [", p->ttl);
        put_template(stream, record->quoted + 1, record->quoted_length - 2);
        fputs("]\n}\n", stream);
    }
}

/* ---- flavours of APIs ---- */

static void write_route53(FILE *stream, const struct publication *p)
{
    fputs("{\n  \"Changes\": [", stream);
    for (size_t i = 0; i < p->count; i++) {
        const struct publish_record *record = &p->records[i];

        fprintf(stream, "%s\n    {\n      \"Action\": \"UPSERT\",\n      \"ResourceRecordSet\": {\n",
                i > 0 ? "," : "");
        fprintf(stream, "        \"Name\": \"%s.%s.\",\n        \"Type\": \"TXT\",\n", record->owner, p->domain);
        fprintf(stream, "        \"TTL\": %" PRId64 ",\n        \"ResourceRecords\": [{\"Value\": ", p->ttl);
        put_json(stream, record->quoted, record->quoted_length);
        fputs("}]\n      }\n    }", stream);
    }
    fputs("\n  ]\n}\n", stream);
}

/* A line for each record: a request takes one. */
static void write_cloudflare(FILE *stream, const struct publication *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct publish_record *record = &p->records[i];

        fprintf(stream, "{\"type\":\"TXT\",\"name\":\"%s.%s\",\"content\":", record->owner, p->domain);
        put_json(stream, record->quoted, record->quoted_length);
        fprintf(stream, ",\"ttl\":%" PRId64 "}\n", p->ttl);
    }
}

/* ---- the table ---- */

/* Of DNSControl a TTL of 0 means its own default. */
const struct flavour flavours[] = {
    {.name = "value", .write = write_value, .as_it_is = true},
    {.name = "quoted", .write = write_quoted},
    {.name = "zone", .write = write_zone, .has_owner = true, .ttl_max = TTL_MAX},
    {.name = "nsupdate", .write = write_nsupdate, .has_owner = true, .ttl_max = TTL_MAX},
    {.name = "octodns", .write = write_octodns, .has_owner = true, .ttl_max = TTL_MAX, .odd_backslash = true},
    {.name = "dnscontrol", .write = write_dnscontrol, .has_owner = true, .ttl_min = 1, .ttl_max = TTL_MAX},
    {.name = "route53", .write = write_route53, .has_owner = true, .ttl_max = TTL_MAX, .quoted_max = 4000},
    {.name = "cloudflare", .write = write_cloudflare, .has_owner = true, .ttl_min = 60, .ttl_max = 86400,
     .ttl_special = 1, .rdata_max = 4096},
    {.name = "terraform", .write = write_terraform, .has_owner = true, .ttl_max = TTL_MAX, .quoted_max = 4000},
};

const size_t flavour_count = sizeof(flavours) / sizeof(flavours[0]);

const struct flavour *flavour_find(const char *name)
{
    for (size_t i = 0; i < flavour_count; i++)
        if (strcmp(flavours[i].name, name) == 0)
            return &flavours[i];
    return NULL;
}

bool flavour_takes_ttl(const struct flavour *flavour, int64_t ttl)
{
    return (ttl >= flavour->ttl_min && ttl <= flavour->ttl_max) || (ttl != 0 && ttl == flavour->ttl_special);
}

/* ---- what a consumer can't hold ---- */

static bool has_escaped_semicolon(const struct publish_record *record)
{
    for (size_t i = 1; i < record->length; i++)
        if (record->value[i] == ';' && record->value[i - 1] == '\\')
            return true;
    return false;
}

enum fit flavour_fit(const struct flavour *flavour, const struct publish_record *record, char *why,
                     size_t size)
{
    enum { STRING_MAX = 255 };
    size_t rdata = record->length + (record->length + STRING_MAX - 1) / STRING_MAX;
    enum fit fit = FITS_NOT;

    if (flavour->quoted_max > 0 && record->quoted_length > flavour->quoted_max) {
        snprintf(why, size, "a value may have %zu characters with its quotes, and this one has %zu",
                 flavour->quoted_max, record->quoted_length);
    } else if (flavour->rdata_max > 0 && rdata > flavour->rdata_max) {
        snprintf(why, size, "a record may have %zu octets, and this one has %zu", flavour->rdata_max, rdata);
    } else if (flavour->odd_backslash && has_escaped_semicolon(record)) {
        snprintf(why, size, "there is no way to write a backslash before a semicolon");
    } else if (flavour->odd_backslash && memchr(record->value, '\\', record->length) != NULL) {
        snprintf(why, size, "what becomes of a backslash depends on the version and the provider");
        fit = FITS_WITH_CARE;
    } else {
        fit = FITS;
    }
    return fit;
}
