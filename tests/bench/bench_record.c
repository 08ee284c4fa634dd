/* SPDX-License-Identifier: BSD-2-Clause */
/* Records a second on one core: checking and generating, beside PCRE2 with the ABNF and a bare line loop. */
#define _POSIX_C_SOURCE 199309L /* clock_gettime */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <rptlint.h>

#include "oracle.h"
#include "record_text.h"
#include "table.h"
#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum {
    LINES = 5000000,
    ROUNDS = 11,
    LINE_MAX_OCTETS = 1024,
    ONE_IN_GENERATED = 5, /* generating is done for every fifth line or so: it takes long */
    RUA_MAX = 4
};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_record: %s\n", what);
    exit(1);
}

static void *need(void *memory)
{
    if (memory == NULL)
        die("no memory");
    return memory;
}

/* ---- the input: one record a line ---- */

/* Every line in turn, as a filter reads them. */
static const char *next_line(const struct record_text *input, const char **at, size_t *length)
{
    const char *line = *at, *end;

    if (line == input->data + input->length)
        return NULL;
    end = memchr(line, '\n', (size_t)(input->data + input->length - line));
    *length = (size_t)(end - line);
    *at = end + 1;
    return line;
}

/* ---- policies, for generating: what good lines ask for ---- */

struct wish {
    rptlint_text rua[RUA_MAX];
    size_t count;
};

struct wishes {
    struct wish *list;
    size_t count;
};

static struct wishes read_wishes(const struct record_text *input)
{
    size_t most = input->lines / ONE_IN_GENERATED + 1;
    struct wishes wishes = {.list = need(malloc(most * sizeof(struct wish)))};
    const char *at = input->data, *line;
    size_t length;

    while (wishes.count < most && (line = next_line(input, &at, &length)) != NULL) {
        rptlint_destination destinations[RUA_MAX] = {0};
        rptlint_record record = {.size = sizeof(record), .destinations = destinations,
                                 .destination_capacity = RUA_MAX};
        struct wish *wish = &wishes.list[wishes.count];

        (void)rptlint_read_record(line, length, &record);
        if (record.verdict.errors + record.verdict.warnings > 0 || record.destination_count > RUA_MAX)
            continue;
        for (size_t i = 0; i < record.destination_count; i++)
            wish->rua[i] = (rptlint_text){.data = line + destinations[i].uri.offset,
                                          .length = destinations[i].uri.length};
        wish->count = record.destination_count;
        wishes.count++;
    }
    return wishes;
}

/* ---- what is measured; each returns a sum that must be the same every time ---- */

struct bench {
    struct record_text input;
    struct wishes wishes;
    struct oracle *oracle;
};

static size_t run_lines(const struct bench *bench)
{
    const char *at = bench->input.data;
    size_t length, sum = 0;

    while (next_line(&bench->input, &at, &length) != NULL)
        sum += length;
    return sum;
}

static int count_finding(void *user, const rptlint_finding *finding)
{
    size_t *sum = user;

    *sum += (size_t)finding->severity;
    return 0;
}

static size_t run_check(const struct bench *bench)
{
    const char *at = bench->input.data, *line;
    size_t length, sum = 0;
    rptlint_options options = {.size = sizeof(options), .sink = count_finding, .user = &sum};
    rptlint_verdict verdict = {.size = sizeof(verdict)};

    while ((line = next_line(&bench->input, &at, &length)) != NULL) {
        (void)rptlint_check_record(line, length, &options, &verdict);
        sum += verdict.grammar;
    }
    return sum;
}

static size_t run_oracle(const struct bench *bench)
{
    const char *at = bench->input.data, *line;
    size_t length, sum = 0;

    while ((line = next_line(&bench->input, &at, &length)) != NULL)
        sum += oracle_match(bench->oracle, line, length) == ORACLE_YES;
    return sum;
}

static size_t run_generate(const struct bench *bench)
{
    char buffer[LINE_MAX_OCTETS];
    size_t sum = 0;

    for (size_t i = 0; i < bench->wishes.count; i++) {
        const struct wish *wish = &bench->wishes.list[i];
        rptlint_policy policy = {.size = sizeof(policy), .rua = wish->rua, .rua_count = wish->count};
        size_t needed;

        if (rptlint_generate(&policy, buffer, sizeof(buffer), &needed, NULL) != RPTLINT_OK)
            die("a good record can't be generated");
        sum += needed;
    }
    return sum;
}

/* ---- both answers for every line ---- */

static void compare_answers(const struct bench *bench)
{
    const char *at = bench->input.data, *line;
    size_t length, good = 0;
    rptlint_verdict verdict = {.size = sizeof(verdict)};

    while ((line = next_line(&bench->input, &at, &length)) != NULL) {
        enum oracle_answer answer = oracle_match(bench->oracle, line, length);

        (void)rptlint_check_record(line, length, NULL, &verdict);
        if (answer != (verdict.grammar ? ORACLE_YES : ORACLE_NO)) {
            oracle_show(stderr, line, length);
            fprintf(stderr, ": rptlint says %s, PCRE2 %s\n", verdict.grammar ? "yes" : "no",
                    oracle_answer_name(answer));
            die("they differ");
        }
        good += verdict.grammar;
    }
    printf("%zu records, %.1f octets on average; %.2f %% match the grammar, by rptlint and by PCRE2 alike\n",
           bench->input.lines, (double)bench->input.length / (double)bench->input.lines - 1,
           100.0 * (double)good / (double)bench->input.lines);
}

/* ---- measuring ---- */

enum { BY_MEMCHR, BY_CHECK, BY_ORACLE, BY_GENERATE, CONTENDERS };

struct contender {
    const char *name;
    size_t (*run)(const struct bench *bench);
    size_t records, octets, sum;
    double seconds[ROUNDS];
};

static double now(void)
{
    struct timespec time;

    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) != 0)
        die("no clock of CPU time");
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int compare_seconds(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Interleaved, so that a slow moment of the machine hits all of them. */
static void measure(const struct bench *bench, struct contender *contenders)
{
    for (size_t round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < CONTENDERS; i++) {
            double start = now();
            size_t sum = contenders[i].run(bench);

            contenders[i].seconds[round] = now() - start;
            if (round > 0 && sum != contenders[i].sum)
                die("two rounds differ");
            contenders[i].sum = sum;
        }
    for (size_t i = 0; i < CONTENDERS; i++)
        qsort(contenders[i].seconds, ROUNDS, sizeof(double), compare_seconds);
}

static double median(const struct contender *contender)
{
    return contender->seconds[ROUNDS / 2] / (double)contender->records;
}

static void show(const struct contender *contenders)
{
    printf("CPU time of one core, median of %d interleaved rounds (slowest to fastest)\n\n", ROUNDS);
    printf("%-24s %34s %9s %10s\n", "", "million records/s", "MB/s", "ns/record");
    for (size_t i = 0; i < CONTENDERS; i++) {
        const struct contender *c = &contenders[i];
        double records = (double)c->records / 1e6, octets = (double)c->octets / 1e6;

        table_figure("records", c->name, "million records a second", records / c->seconds[ROUNDS / 2]);
        printf("%-24s %12.2f (%7.2f to %7.2f) %11.0f %10.1f\n", c->name, records / c->seconds[ROUNDS / 2],
               records / c->seconds[ROUNDS - 1], records / c->seconds[0], octets / c->seconds[ROUNDS / 2],
               median(c) * 1e9);
    }
    printf("\nchecking is %.2f times as fast as PCRE2, and takes %.1f times as long as finding the lines\n",
           median(&contenders[BY_ORACLE]) / median(&contenders[BY_CHECK]),
           median(&contenders[BY_CHECK]) / median(&contenders[BY_MEMCHR]));
}

int main(int argc, char **argv)
{
    size_t lines = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : LINES;
    struct contender contenders[CONTENDERS] = {
        [BY_MEMCHR] = {.name = "finding the lines", .run = run_lines},
        [BY_CHECK] = {.name = "rptlint, checking", .run = run_check},
        [BY_ORACLE] = {.name = "PCRE2 JIT, yes or no", .run = run_oracle},
        [BY_GENERATE] = {.name = "rptlint, generating", .run = run_generate},
    };
    struct bench bench;
    uint32_t jit = 0;

    if (argc > 2 || lines == 0 || lines > SIZE_MAX / LINE_MAX_OCTETS)
        die("usage: bench_record [LINES]");
    if (pcre2_config(PCRE2_CONFIG_JIT, &jit) < 0 || jit == 0)
        contenders[BY_ORACLE].name = "PCRE2 without JIT";
    bench.input = record_text_of(lines);
    bench.wishes = read_wishes(&bench.input);
    bench.oracle = need(oracle_new(true));
    for (size_t i = 0; i < CONTENDERS; i++) {
        contenders[i].records = i == BY_GENERATE ? bench.wishes.count : lines;
        contenders[i].octets = i == BY_GENERATE ? run_generate(&bench) : bench.input.length;
    }
    compare_answers(&bench);
    measure(&bench, contenders);
    table_begin("bench_record");
    show(contenders);
    table_end();
    free(bench.input.data);
    free(bench.wishes.list);
    oracle_free(bench.oracle);
    return 0;
}
