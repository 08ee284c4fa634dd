/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes large zones: the records that domains with mail have, in the spellings that people and programs use. */
#include "zone_text.h"

#include "support.h"

#include <inttypes.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { SEED = 8460 };

/* How the owners of one domain are written. */
enum style { RELATIVE, ABSOLUTE, OWN_ORIGIN, STYLES };

struct writer {
    FILE *to;
    uint64_t random;
    size_t records;
    size_t tlsrpt;
    enum style style;
    char domain[32];      /* relative to example. */
    char last_owner[96];  /* as it was written; empty: none to inherit */
    bool origin_is_own;   /* $ORIGIN is the domain's */
    bool is_hourly;       /* its TTL is 3600, not the default */
};

static size_t chosen(struct writer *w, size_t limit)
{
    return random_below(&w->random, limit);
}

static bool chance(struct writer *w, size_t percent)
{
    return chosen(w, 100) < percent;
}

static void put(struct writer *w, const char *text)
{
    fputs(text, w->to);
}

static void put_octets(struct writer *w, const char *alphabet, size_t symbols, size_t count)
{
    for (; count > 0; count--)
        putc(alphabet[chosen(w, symbols)], w->to);
}

static void put_hex(struct writer *w, size_t count)
{
    put_octets(w, "0123456789ABCDEF", 16, count);
}

static void put_base64(struct writer *w, size_t count)
{
    put_octets(w, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 64, count);
}

/* ---- the beginning of a record ---- */

static void put_blank(struct writer *w)
{
    static const char *const blanks[] = {" ", " ", " ", " ", "\t", "\t", "   ", "\t\t"};

    put(w, blanks[chosen(w, COUNT(blanks))]);
}

/* The owner as this domain's style has it; label is "" for the domain itself. */
static void put_owner(struct writer *w, const char *label)
{
    const char *dot = *label != '\0' ? "." : "";
    char owner[sizeof(w->last_owner)];

    if (w->style == OWN_ORIGIN)
        snprintf(owner, sizeof(owner), "%s", *label != '\0' ? label : "@");
    else
        snprintf(owner, sizeof(owner), "%s%s%s%s", label, dot, w->domain,
                 w->style == ABSOLUTE ? "." ZONE_TEXT_ORIGIN : "");
    if (strcmp(owner, w->last_owner) != 0 || chance(w, 40)) {
        put(w, owner);
        memcpy(w->last_owner, owner, sizeof(owner));
    }
    put_blank(w);
}

/*
 * Owner, TTL and class, then the type.  One TTL for a whole domain, as RFC 2181 section 5.2 wants one for an RRset;
 * never the class before the TTL, which ldns does not read.
 */
static void begin(struct writer *w, const char *label, const char *type)
{
    static const char *const by_default[] = {"", "", "", "", "", "IN ", "IN ", "IN ", "86400 IN ", "86400 ", "1d ", "in\t"};
    static const char *const of_an_hour[] = {"3600 ", "3600 ", "3600 IN ", "3600\tIN ", "1h ", "1H IN "};

    put_owner(w, label);
    put(w, w->is_hourly ? of_an_hour[chosen(w, COUNT(of_an_hour))] : by_default[chosen(w, COUNT(by_default))]);
    put(w, type);
    put_blank(w);
    w->records++;
}

static void end(struct writer *w)
{
    put(w, chance(w, 3) ? " ; checked\n" : "\n");
}

/* ---- records ---- */

static void put_a(struct writer *w, const char *label)
{
    begin(w, label, "A");
    fprintf(w->to, "198.51.%zu.%zu", chosen(w, 256), 1 + chosen(w, 254));
    end(w);
}

static void put_aaaa(struct writer *w, const char *label)
{
    begin(w, label, "AAAA");
    fprintf(w->to, "2001:db8:%zx::%zx", 1 + chosen(w, 0xFFFE), 1 + chosen(w, 0xFFFE));
    end(w);
}

static void put_name(struct writer *w, const char *label, const char *type, const char *before, const char *name)
{
    begin(w, label, type);
    fprintf(w->to, "%s%s", before, name);
    end(w);
}

static void put_txt(struct writer *w, const char *label, const char *text)
{
    begin(w, label, "TXT");
    fprintf(w->to, "\"%s\"", text);
    end(w);
}

/* A key of 1024 bits in one string, or of 2048 in two, over lines in parentheses. */
static void put_dkim(struct writer *w)
{
    bool is_long = chance(w, 25);

    begin(w, "s1._domainkey", "TXT");
    put(w, is_long ? "( \"v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\" ; rsa 2048\n\t\"" : "\"v=DKIM1; k=rsa; p=");
    if (is_long) {
        put_base64(w, 216);
        put(w, "\"\n\t\"");
    }
    put_base64(w, is_long ? 142 : 214);
    put(w, is_long ? "IDAQAB\" )" : "AB\"");
    end(w);
}

static void put_tlsrpt(struct writer *w)
{
    char text[160];
    bool spaced = !chance(w, 20);

    if (chance(w, 50))
        snprintf(text, sizeof(text), "v=TLSRPTv1;%srua=mailto:tls-reports@reports.mailprovider.example", spaced ? " " : "");
    else if (chance(w, 10))
        snprintf(text, sizeof(text), "v=TLSRPTv1;%srua=mailto:tls@%s.example,https://reports.%s.example/v1/tlsrpt",
                 spaced ? " " : "", w->domain, w->domain);
    else
        snprintf(text, sizeof(text), "v=TLSRPTv1;%srua=mailto:tls%zu@%s.example", spaced ? " " : "", chosen(w, 10),
                 w->domain);
    w->tlsrpt++;
    if (chance(w, 2)) {
        begin(w, "_smtp._tls", "TXT");
        fprintf(w->to, "( ; reports\n        \"%s\" )", text);
        end(w);
    } else {
        put_txt(w, "_smtp._tls", text);
    }
}

static void put_tlsa(struct writer *w)
{
    begin(w, "_25._tcp", "TLSA");
    put(w, "3 1 1 ");
    put_hex(w, 64);
    end(w);
}

/* What a signer left: two records on one line or several, ECDSA P-256. */
static void put_signed(struct writer *w)
{
    bool over_lines = chance(w, 30);

    begin(w, "", "NSEC");
    fprintf(w->to, "_25._tcp.%s.%s A MX TXT AAAA RRSIG NSEC", w->domain, ZONE_TEXT_ORIGIN);
    end(w);
    begin(w, "", "RRSIG");
    fprintf(w->to, "NSEC 13 2 3600 %s20300101000000 20260101000000 %zu %s ", over_lines ? "(\n\t\t" : "", chosen(w, 65536),
            ZONE_TEXT_ORIGIN);
    put_base64(w, 44);
    put(w, over_lines ? "\n\t\t" : "");
    put_base64(w, 41);
    put(w, over_lines ? "Q== )" : "Q==");
    end(w);
}

static void put_delegation(struct writer *w)
{
    put_name(w, "child", "NS", "", "ns1.dns.example.net.");
    put_name(w, "child", "NS", "", "ns2.dns.example.net.");
    begin(w, "child", "DS");
    fprintf(w->to, "%zu 13 2 ", chosen(w, 65536));
    put_hex(w, 64);
    end(w);
}

static void put_mail_texts(struct writer *w)
{
    char text[160];

    put_txt(w, "", "v=spf1 mx include:_spf.mailprovider.example -all");
    snprintf(text, sizeof(text), "v=DMARC1; p=%s; rua=mailto:dmarc@%s.example", chance(w, 50) ? "reject" : "none", w->domain);
    put_txt(w, "_dmarc", text);
    put_dkim(w);
    begin(w, "", "TXT");
    put(w, "site-verification=");
    put_hex(w, 32);
    end(w);
    snprintf(text, sizeof(text), "v=STSv1; id=%zu;", 20240000 + chosen(w, 40000));
    put_txt(w, "_mta-sts", text);
}

/* ---- domains ---- */

static void begin_domain(struct writer *w, size_t number)
{
    snprintf(w->domain, sizeof(w->domain), "d%06zu", number);
    w->style = (enum style)chosen(w, STYLES);
    w->last_owner[0] = '\0';
    w->is_hourly = chance(w, 20);
    if (chance(w, 30))
        fprintf(w->to, "\n; customer %zu, since %zu; ask before you change it\n", chosen(w, 1000000), 2000 + chosen(w, 26));
    if (w->style == OWN_ORIGIN)
        fprintf(w->to, "$ORIGIN %s.%s\n", w->domain, ZONE_TEXT_ORIGIN);
    else if (w->origin_is_own)
        put(w, "$ORIGIN " ZONE_TEXT_ORIGIN "\n");
    w->origin_is_own = w->style == OWN_ORIGIN;
}

/* `goal`: how many records there are to be in all, when this domain ends. */
static void put_domain(struct writer *w, size_t number, size_t goal)
{
    begin_domain(w, number);
    put_a(w, "");
    put_aaaa(w, "");
    put_name(w, "", "MX", "10 ", "mx1.mailprovider.example.net.");
    put_name(w, "", "MX", "20 ", "mx2.mailprovider.example.net.");
    put_mail_texts(w);
    put_tlsrpt(w);
    put_name(w, "www", "CNAME", "", chance(w, 50) ? "web.hosting.example.net." : "cdn.example.org.");
    put_name(w, "mta-sts", "CNAME", "", "sts.mailprovider.example.net.");
    if (chance(w, 30))
        put_tlsa(w);
    if (chance(w, 15))
        put_signed(w);
    else if (chance(w, 5))
        put_delegation(w);
    for (size_t host = 1; w->records < goal; host++) {
        char label[24];

        snprintf(label, sizeof(label), "host%zu", host);
        put_a(w, label);
    }
}

bool write_zone_text(FILE *to, size_t records, struct zone_text *written)
{
    struct writer w = {.to = to, .random = SEED, .records = 4};
    size_t domains = records / ZONE_TEXT_SHARE;
    long long octets;

    put(&w, "; written for a benchmark\n$TTL 86400\n$ORIGIN " ZONE_TEXT_ORIGIN "\n"
            "@ IN SOA ns1 hostmaster (\n\t\t2026010100 ; serial\n\t\t7200       ; refresh\n"
            "\t\t3600       ; retry\n\t\t1209600    ; expire\n\t\t3600 )     ; negative answers\n"
            "\tIN NS ns1\n\tIN NS ns2.dns.example.net.\nns1 IN A 192.0.2.1\n");
    for (size_t i = 0; i < domains; i++)
        put_domain(&w, i, 4 + (records - 4) * (i + 1) / domains);
    fflush(to);
    octets = ftell(to);
    *written = (struct zone_text){.records = w.records, .tlsrpt = w.tlsrpt, .octets = octets > 0 ? (size_t)octets : 0};
    return !ferror(to);
}
