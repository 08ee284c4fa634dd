/* SPDX-License-Identifier: BSD-2-Clause */
/* Megabytes a second on one core: checking reports, beside memcpy and the JSON parsers that are installed. */
#define _POSIX_C_SOURCE 199309L /* clock_gettime */
#include "peers.h"
#include "report_text.h"
#include "table.h"

#include <rptlint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 11, SMALL_REPORTS = 20000, MIDDLE_REPORTS = 300 };
enum { SMALL = 1000, MIDDLE = 100 * 1000, LARGE = 100 * 1000 * 1000 };

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_report: %s\n", what);
    exit(1);
}

/* ---- the readers ---- */

static int take_finding(void *user, const rptlint_finding *finding)
{
    (void)finding;
    ++*(size_t *)user;
    return 0;
}

static int take_report(void *user, const rptlint_report *report)
{
    *(size_t *)user += report->id.present;
    return 0;
}

static int take_policy(void *user, const rptlint_report_policy *policy)
{
    *(size_t *)user += policy->domain.present;
    return 0;
}

static int take_failure(void *user, const rptlint_failure *failure)
{
    *(size_t *)user += failure->sessions.known;
    return 0;
}

/* All findings and all values are handed over. */
static bool check_report(const char *data, size_t length)
{
    size_t taken = 0;
    rptlint_options options = {.size = sizeof(options), .sink = take_finding, .user = &taken, .report_limit = SIZE_MAX};
    rptlint_reader reader = {.size = sizeof(reader), .user = &taken, .report = take_report, .policy = take_policy,
                             .failure = take_failure};
    rptlint_report_verdict verdict = {.size = sizeof(verdict)};

    return rptlint_check_report(data, length, NULL, &options, &reader, &verdict) == RPTLINT_OK && verdict.errors == 0 &&
           verdict.readable && taken > 0;
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
__attribute__((noinline)) static double seconds_of(const struct report_text *texts, bool (*read)(const char *, size_t), const char *name)
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

enum { READERS_MAX = 12 };

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
static void run(const char *title, const struct report_text *texts)
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
    for (size_t i = 0; i < count; i++) {
        table_figure(title, readers[i].name, "MB/s", (double)texts->length / times[i][ROUNDS / 2] / 1e6);
        printf("  %-20s %8.0f MB/s  %6.2f times the time of rptlint\n", readers[i].name,
               (double)texts->length / times[i][ROUNDS / 2] / 1e6, times[i][ROUNDS / 2] / own);
    }
    for (size_t i = 0; i < peer_count; i++)
        if (peers[i].parse == NULL)
            printf("  %-20s not installed: skipped\n", peers[i].name);
}

/* One reader once, for a program that counts its instructions. */
static void run_once(const struct report_text *texts, const char *wanted)
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
    table_begin("bench_report");
    for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++)
        for (int pretty = 0; pretty < 2; pretty++) {
            const char *form = pretty ? "pretty" : "compact";
            char title[64];
            struct report_text texts;

            if ((argc > 1 && strcmp(argv[1], inputs[i].name) != 0) || (argc > 2 && strcmp(argv[2], form) != 0))
                continue;
            snprintf(title, sizeof(title), "%s, %s", inputs[i].name, form);
            texts = report_text_of(inputs[i].reports, inputs[i].octets, pretty != 0);
            if (argc > 4 && strcmp(argv[3], "--once") == 0)
                run_once(&texts, argv[4]);
            else if (argc > 3 && strcmp(argv[3], "--write") == 0)
                fwrite(texts.data, 1, texts.length, stdout);
            else
                run(title, &texts);
            report_text_free(&texts);
        }
    table_end();
    return 0;
}
