/* SPDX-License-Identifier: BSD-2-Clause */
/* Megabytes a second on one core: checking reports, beside memcpy and the JSON parsers that are installed. */
#define _POSIX_C_SOURCE 199309L /* clock_gettime */
#include "peers.h"
#include "support.h"

#include <rptlint.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SEED = 8460, ROUNDS = 9, SMALL_REPORTS = 20000, MIDDLE_REPORTS = 300 };
enum { SMALL = 1000, MIDDLE = 100 * 1000, LARGE = 100 * 1000 * 1000 };

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_report: %s\n", what);
    exit(1);
}

/* ---- the input: reports one behind the other ---- */

struct texts {
    char *data;
    size_t length;
    size_t room;
    size_t *ends; /* of each report */
    size_t count;
    uint64_t random;
    bool pretty;
    unsigned depth;
};

static void put(struct texts *texts, const char *octets, size_t length)
{
    if (texts->room - texts->length < length) {
        texts->room = texts->room * 2 + length + 4096;
        texts->data = realloc(texts->data, texts->room);
        if (texts->data == NULL)
            die("no memory");
    }
    memcpy(texts->data + texts->length, octets, length);
    texts->length += length;
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

static void put_failures(struct texts *texts, const char *domain, size_t failures)
{
    static const char *const results[] = {"starttls-not-supported", "certificate-expired", "certificate-host-mismatch",
                                          "certificate-not-trusted", "validation-failure", "sts-policy-fetch-error"};

    open_in(texts, ",~\"failure-details\":`[");
    for (size_t i = 0; i < failures; i++) {
        open_in(texts, i > 0 ? ",~{" : "~{");
        print(texts, "~\"result-type\":`\"%s\",", results[chosen(texts, 6)]);
        if (chosen(texts, 3) == 0)
            print(texts, "~\"sending-mta-ip\":`\"2a00:1450:4864:20::%zx\",", 1 + chosen(texts, 0xFFFE));
        else
            print(texts, "~\"sending-mta-ip\":`\"209.85.%zu.%zu\",", chosen(texts, 256), chosen(texts, 256));
        print(texts, "~\"receiving-mx-hostname\":`\"mx1.%s\",~\"receiving-ip\":`\"198.51.100.%zu\",", domain,
              chosen(texts, 256));
        print(texts, "~\"failed-session-count\":`%zu,~\"failure-reason-code\":`\"X509_V_ERR_%zu\"", 1 + chosen(texts, 40),
              chosen(texts, 90));
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
    print(texts, "~\"policy-domain\":`\"%s\"", domain);
    if (kind >= 4)
        print(texts, ",~\"mx-host\":`[\"mx1.%s\",`\"*.in.%s\"]", domain, domain);
    close_in(texts, "},");
    open_in(texts, "~\"summary\":`{");
    print(texts, "~\"total-successful-session-count\":`%zu,~\"total-failure-session-count\":`%zu", chosen(texts, 100000),
          failures);
    close_in(texts, "}");
    if (failures > 0)
        put_failures(texts, domain, failures);
    close_in(texts, "}");
}

static void put_report(struct texts *texts, size_t number, size_t octets)
{
    size_t from = texts->length;
    bool first = true;

    open_in(texts, "{");
    print(texts, "~\"organization-name\":`\"Example Sender %zu\",", number);
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
    } while (texts->length - from < octets - octets / 8);
    close_in(texts, "]");
    close_in(texts, "}");
    if (texts->pretty)
        put(texts, "\n", 1);
    texts->ends[texts->count++] = texts->length;
}

static struct texts make(size_t reports, size_t octets, bool pretty)
{
    struct texts texts = {.random = SEED, .pretty = pretty, .ends = malloc(reports * sizeof(size_t))};
    static const char padding[64];

    if (texts.ends == NULL)
        die("no memory");
    for (size_t i = 0; i < reports; i++)
        put_report(&texts, i, octets);
    put(&texts, padding, sizeof(padding));
    texts.length -= sizeof(padding);
    return texts;
}

/* ---- the readers ---- */

static bool check_report(const char *data, size_t length)
{
    rptlint_options options = {.size = sizeof(options), .report_limit = SIZE_MAX};
    rptlint_report_verdict verdict = {.size = sizeof(verdict)};

    return rptlint_check_report(data, length, NULL, &options, NULL, &verdict) == RPTLINT_OK && verdict.errors == 0 &&
           verdict.readable;
}

static bool copy(const char *data, size_t length)
{
    static char *target;
    static size_t room;

    if (room < length) {
        free(target);
        target = malloc(length);
        if (target == NULL)
            die("no memory");
        room = length;
    }
    memcpy(target, data, length);
    /* The copy counts as used. */
    __asm__ volatile("" : : "r"(target) : "memory");
    return true;
}

/* ---- the clock ---- */

/* Not inlined: callgrind knows it by its name. */
__attribute__((noinline)) static double seconds_of(const struct texts *texts, bool (*read)(const char *, size_t), const char *name)
{
    struct timespec begin, end;
    size_t from = 0;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    for (size_t i = 0; i < texts->count; i++) {
        if (!read(texts->data + from, texts->ends[i] - from)) {
            fprintf(stderr, "bench_report: %s refuses report %zu\n", name, i);
            exit(1);
        }
        from = texts->ends[i];
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    return (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
}

static int compare_doubles(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* ---- the readers, side by side ---- */

enum { READERS_MAX = 8 };

struct reader {
    const char *name;
    bool (*read)(const char *data, size_t length);
};

/* rptlint first; peers that are not installed are left out. */
static size_t list_readers(struct reader readers[READERS_MAX])
{
    size_t count = 0;

    readers[count++] = (struct reader){"rptlint, all checks", check_report};
    readers[count++] = (struct reader){"memcpy", copy};
    for (size_t i = 0; i < peer_count; i++)
        if (peers[i].parse != NULL)
            readers[count++] = (struct reader){peers[i].name, peers[i].parse};
    return count;
}

/* Every reader in turn, ROUNDS times, so that what disturbs one disturbs all; medians of CPU time. */
static void run(const char *title, const struct texts *texts)
{
    static double times[READERS_MAX][ROUNDS];
    struct reader readers[READERS_MAX];
    size_t count = list_readers(readers);
    double own;

    for (int round = -1; round < ROUNDS; round++)
        for (size_t i = 0; i < count; i++)
            times[i][round < 0 ? 0 : round] = seconds_of(texts, readers[i].read, readers[i].name);
    printf("%s: %zu reports, %.1f MB, medians of %d\n", title, texts->count, (double)texts->length / 1e6, ROUNDS);
    for (size_t i = 0; i < count; i++)
        qsort(times[i], ROUNDS, sizeof(times[i][0]), compare_doubles);
    own = times[0][ROUNDS / 2];
    for (size_t i = 0; i < count; i++)
        printf("  %-20s %8.0f MB/s  %6.2f times the time of rptlint\n", readers[i].name,
               (double)texts->length / times[i][ROUNDS / 2] / 1e6, times[i][ROUNDS / 2] / own);
    for (size_t i = 0; i < peer_count; i++)
        if (peers[i].parse == NULL)
            printf("  %-20s not installed: skipped\n", peers[i].name);
}

/* One reader once, for a program that counts its instructions. */
static void run_once(const struct texts *texts, const char *wanted)
{
    struct reader readers[READERS_MAX];
    size_t count = list_readers(readers);

    for (size_t i = 0; i < count; i++)
        if (strncmp(readers[i].name, wanted, strlen(wanted)) == 0) {
            seconds_of(texts, readers[i].read, readers[i].name);
            printf("%s: %zu octets\n", readers[i].name, texts->length);
            return;
        }
    die("no such reader");
}

static const struct {
    const char *name;
    size_t reports;
    size_t octets;
} inputs[] = {{"small", SMALL_REPORTS, SMALL}, {"middle", MIDDLE_REPORTS, MIDDLE}, {"large", 1, LARGE}};

/*
 * bench_report [small|middle|large [compact|pretty [--write | --once READER]]]
 *
 * Instructions an octet: valgrind --tool=callgrind --toggle-collect=seconds_of bench_report small compact --once rptlint
 */
int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++)
        for (int pretty = 0; pretty < 2; pretty++) {
            const char *form = pretty ? "pretty" : "compact";
            char title[64];
            struct texts texts;

            if ((argc > 1 && strcmp(argv[1], inputs[i].name) != 0) || (argc > 2 && strcmp(argv[2], form) != 0))
                continue;
            snprintf(title, sizeof(title), "%s, %s", inputs[i].name, form);
            texts = make(inputs[i].reports, inputs[i].octets, pretty != 0);
            if (argc > 4 && strcmp(argv[3], "--once") == 0)
                run_once(&texts, argv[4]);
            else if (argc > 3 && strcmp(argv[3], "--write") == 0)
                fwrite(texts.data, 1, texts.length, stdout);
            else
                run(title, &texts);
            free(texts.data);
            free(texts.ends);
        }
    return 0;
}
