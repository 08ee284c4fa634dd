/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports by chance. */
#include "report_text.h"
#include "support.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEED = 8460, SMALL = 1000 };

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "report_text: %s\n", what);
    exit(1);
}

struct texts {
    struct report_text text;
    size_t room;
    uint64_t random;
    bool pretty;
    unsigned depth;
};

static void put(struct texts *texts, const char *octets, size_t length)
{
    if (texts->room - texts->text.length < length) {
        texts->room = texts->room * 2 + length + 4096;
        texts->text.data = realloc(texts->text.data, texts->room);
        if (texts->text.data == NULL)
            die("no memory");
    }
    memcpy(texts->text.data + texts->text.length, octets, length);
    texts->text.length += length;
}

/* Printed, with " " and line ends where a pretty text has them: "~" is a new line, "`" a space. */
static void print(struct texts *texts, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void print(struct texts *texts, const char *format, ...)
{
    static const char blanks[] = "\n                    ";
    char line[512];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof(line))
        die("a line is too long");
    for (const char *at = line; *at != '\0'; at++) {
        if (*at == '`' || *at == '~')
            put(texts, *at == '`' ? " " : blanks, texts->pretty ? *at == '`' ? 1 : 1 + 2 * texts->depth : 0);
        else
            put(texts, at, 1);
    }
}

static size_t chosen(struct texts *texts, size_t limit)
{
    return random_below(&texts->random, limit);
}

static void open_in(struct texts *texts, const char *text)
{
    print(texts, "%s", text);
    texts->depth++;
}

static void close_in(struct texts *texts, const char *text)
{
    texts->depth--;
    print(texts, "~%s", text);
}

/* In one of fifty strings something that is not plain. */
static const char *odd_text(struct texts *texts)
{
    static const char *const odd[] = {" \\u00e9", " caf\xC3\xA9", " A\\/S", " \\\"x\\\""};

    return chosen(texts, 50) == 0 ? odd[chosen(texts, sizeof(odd) / sizeof(odd[0]))] : "";
}

/* A name that hardly ever comes twice. */
struct host {
    char name[64];
};

static struct host make_host(struct texts *texts)
{
    static const char *const tops[] = {"example", "mail.example", "example.com", "schools.example.org"};
    struct host host;

    /* A few of them are international ones. */
    snprintf(host.name, sizeof(host.name), "domain-%zu.%s%s", chosen(texts, 1000000),
             chosen(texts, 50) == 0 ? "xn--bcher-kva." : "", tops[chosen(texts, sizeof(tops) / sizeof(tops[0]))]);
    return host;
}

static void put_policy_strings(struct texts *texts, const char *domain, bool tlsa)
{
    open_in(texts, "\"policy-string\":`[");
    if (tlsa) {
        for (size_t i = 0; i < 2; i++) {
            print(texts, "%s~\"3 1 1 ", i > 0 ? "," : "");
            for (int word = 0; word < 8; word++)
                print(texts, "%08zx", chosen(texts, 0xFFFFFFFF));
            print(texts, "\"");
        }
    } else {
        print(texts, "~\"version: STSv1\",~\"mode: enforce\",~\"mx: mx1.%s\",~\"mx: *.in.%s\",", domain, domain);
        print(texts, "~\"max_age: 604800\"");
    }
    close_in(texts, "],");
}

/* The last result is none of a TLSA policy's. */
static void put_failures(struct texts *texts, const char *domain, bool tlsa, size_t failures)
{
    static const char *const results[] = {"starttls-not-supported", "certificate-expired", "certificate-host-mismatch",
                                          "certificate-not-trusted", "validation-failure", "sts-policy-fetch-error"};

    open_in(texts, ",~\"failure-details\":`[");
    for (size_t i = 0; i < failures; i++) {
        open_in(texts, i > 0 ? ",~{" : "~{");
        print(texts, "~\"result-type\":`\"%s\",", results[chosen(texts, tlsa ? 5 : 6)]);
        if (chosen(texts, 3) == 0)
            print(texts, "~\"sending-mta-ip\":`\"2a00:1450:4864:20::%zx\",", 1 + chosen(texts, 0xFFFE));
        else
            print(texts, "~\"sending-mta-ip\":`\"209.85.%zu.%zu\",", chosen(texts, 256), chosen(texts, 256));
        print(texts, "~\"receiving-mx-hostname\":`\"mx1.%s\",~\"receiving-ip\":`\"198.51.100.%zu\",", domain,
              chosen(texts, 256));
        print(texts, "~\"failed-session-count\":`%zu,~\"failure-reason-code\":`\"X509_V_ERR_%zu%s\"", 1 + chosen(texts, 40),
              chosen(texts, 90), odd_text(texts));
        close_in(texts, "}");
    }
    close_in(texts, "]");
}

static void put_policy(struct texts *texts, bool first, bool is_large)
{
    struct host host = make_host(texts);
    const char *domain = host.name;
    size_t kind = chosen(texts, 10), failures = kind < 3 ? 0 : is_large ? 1 + chosen(texts, 4) : chosen(texts, 2);

    open_in(texts, first ? "~{" : ",~{");
    open_in(texts, "~\"policy\":`{");
    print(texts, "~\"policy-type\":`\"%s\",~", kind < 2 ? "no-policy-found" : kind < 4 ? "tlsa" : "sts");
    if (kind >= 2)
        put_policy_strings(texts, domain, kind < 4);
    /* The domain of a TLSA policy is that of its records, the MX. */
    print(texts, "~\"policy-domain\":`\"%s%s\"", kind == 2 || kind == 3 ? "mx1." : "", domain);
    if (kind >= 4)
        print(texts, ",~\"mx-host\":`[\"mx1.%s\",`\"*.in.%s\"]", domain, domain);
    close_in(texts, "},");
    open_in(texts, "~\"summary\":`{");
    print(texts, "~\"total-successful-session-count\":`%zu,~\"total-failure-session-count\":`%zu", chosen(texts, 100000),
          failures);
    close_in(texts, "}");
    if (failures > 0)
        put_failures(texts, domain, kind == 2 || kind == 3, failures);
    close_in(texts, "}");
}

static void put_report(struct texts *texts, size_t number, size_t octets)
{
    size_t from = texts->text.length;
    bool first = true;

    open_in(texts, "{");
    print(texts, "~\"organization-name\":`\"Example Sender %zu%s\",", number, odd_text(texts));
    open_in(texts, "~\"date-range\":`{");
    print(texts, "~\"start-datetime\":`\"2026-11-%02zuT00:00:00Z\",~\"end-datetime\":`\"2026-11-%02zuT23:59:59Z\"",
          1 + number % 30, 1 + number % 30);
    close_in(texts, "},");
    print(texts, "~\"contact-info\":`\"smtp-tls-reporting@sender%zu.example\",~", number);
    print(texts, "\"report-id\":`\"2026-11-24T00:00:00Z_%zu_%08zx\",~", number, chosen(texts, 0xFFFFFFFF));
    open_in(texts, "\"policies\":`[");
    do {
        put_policy(texts, first, octets > SMALL);
        first = false;
    } while (texts->text.length - from < octets - octets / 8);
    close_in(texts, "]");
    close_in(texts, "}");
    if (texts->pretty)
        put(texts, "\n", 1);
    texts->text.ends[texts->text.count++] = texts->text.length;
}

struct report_text report_text_of(size_t reports, size_t octets, bool is_pretty)
{
    struct texts texts = {.random = SEED, .pretty = is_pretty, .text.ends = malloc(reports * sizeof(size_t))};
    static const char padding[64];

    if (texts.text.ends == NULL)
        die("no memory");
    for (size_t i = 0; i < reports; i++)
        put_report(&texts, i, octets);
    put(&texts, padding, sizeof(padding));
    texts.text.length -= sizeof(padding);
    return texts.text;
}

void report_text_free(struct report_text *text)
{
    free(text->data);
    free(text->ends);
}
