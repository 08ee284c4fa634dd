/* SPDX-License-Identifier: BSD-2-Clause */
/* A file of records through `rptlint filter` in all its forms, beside what only finds the lines. */
#define _DEFAULT_SOURCE /* wait4, mkstemp */
#include "record_text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LINES = 5000000, ROUNDS = 3, ROUNDS_MAX = 99, WORDS_MAX = 9 };

static const char *const programs[][WORDS_MAX] = {
    {"RPTLINT", "filter", "--fail-on", "never", "--out", "count", "FILE"},
    {"RPTLINT", "filter", "--fail-on", "never", "--out", "tsv", "FILE"},
    {"RPTLINT", "filter", "--fail-on", "never", "--out", "ndjson", "FILE"},
    {"RPTLINT", "filter", "--fail-on", "never", "--out", "count", "-j2", "FILE"},
    {"RPTLINT", "filter", "--fail-on", "never", "--out", "ndjson", "-j2", "FILE"},
    {"wc", "-l", "FILE"},
};

enum { PROGRAMS = sizeof(programs) / sizeof(programs[0]) };

struct run {
    double wall, cpu;
    long peak; /* KiB */
};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_filter: %s\n", what);
    exit(1);
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static const char *word_of(const char *word, const char *file)
{
    const char *program = getenv("RPTLINT");

    if (strcmp(word, "FILE") == 0)
        return file;
    return strcmp(word, "RPTLINT") == 0 ? (program != NULL ? program : "rptlint") : word;
}

static struct run measured(const char *const *words, const char *file)
{
    double start = now();
    struct rusage usage;
    struct run run;
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        char *argv[WORDS_MAX + 1] = {NULL};

        for (size_t i = 0; i < WORDS_MAX && words[i] != NULL; i++)
            argv[i] = strdup(word_of(words[i], file));
        dup2(null, STDOUT_FILENO);
        execvp(argv[0], argv);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child)
        die("no process can be started");
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
        die("a program did not end well: set RPTLINT to rptlint");
    run.wall = now() - start;
    run.cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    run.peak = usage.ru_maxrss;
    return run;
}

static int by_cpu(const void *first, const void *second)
{
    const struct run *a = first, *b = second;

    return (a->cpu > b->cpu) - (a->cpu < b->cpu);
}

static void write_file(char *path, size_t lines)
{
    struct record_text text = record_text_of(lines);
    int descriptor = mkstemp(path);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "wb") : NULL;

    if (file == NULL || fwrite(text.data, 1, text.length, file) != text.length || fclose(file) != 0)
        die("no file can be written in /tmp");
    free(text.data);
}

static void print_name(const char *const *words)
{
    char name[128] = "";

    for (size_t i = 0; i < WORDS_MAX && words[i] != NULL && strcmp(words[i], "FILE") != 0; i++) {
        if (strcmp(words[i], "--fail-on") == 0 || strcmp(words[i], "never") == 0)
            continue;
        strcat(name, strcmp(words[i], "RPTLINT") == 0 ? "rptlint" : words[i]);
        strcat(name, " ");
    }
    printf("%-34s", name);
}

int main(int argc, char **argv)
{
    static struct run runs[PROGRAMS][ROUNDS_MAX];
    size_t lines = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : LINES;
    size_t rounds = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : ROUNDS;
    char path[] = "/tmp/bench_filter.XXXXXX";

    if (argc > 3 || lines == 0 || rounds == 0 || rounds > ROUNDS_MAX)
        die("usage: bench_filter [LINES [ROUNDS]]");
    write_file(path, lines);
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < PROGRAMS; i++)
            runs[i][round] = measured(programs[i], path);
    unlink(path);
    printf("%zu records, one in twenty wrong; medians of %zu interleaved rounds\n\n%-34s %9s %9s %16s %10s\n", lines, rounds, "",
           "wall s", "CPU s", "million/CPU s", "peak MB");
    for (size_t i = 0; i < PROGRAMS; i++) {
        const struct run *middle;

        qsort(runs[i], rounds, sizeof(runs[i][0]), by_cpu);
        middle = &runs[i][rounds / 2];
        print_name(programs[i]);
        printf(" %9.2f %9.2f %16.1f %10.1f\n", middle->wall, middle->cpu, (double)lines / middle->cpu / 1e6,
               (double)middle->peak / 1024);
    }
    return 0;
}
