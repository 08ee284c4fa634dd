/* SPDX-License-Identifier: BSD-2-Clause */
/* A file of records through `rptlint filter` in all its forms, beside what only finds the lines. */
#define _DEFAULT_SOURCE /* mkstemp */
#include "child.h"
#include "record_text.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINES = 5000000, ROUNDS = 11, ROUNDS_MAX = 99, WORDS_MAX = 9, NAME_ROOM = 128 };

static const char *const programs[][WORDS_MAX] = {
    {"RPTLINT", "filter", "--fail-on", "never", "--out", "count", "FILE"},
    {"RPTLINT", "filter", "--fail-on", "never", "--out", "tsv", "FILE"},
    {"RPTLINT", "filter", "--fail-on", "never", "--out", "ndjson", "FILE"},
    {"RPTLINT", "filter", "--fail-on", "never", "--out", "count", "-j2", "FILE"},
    {"RPTLINT", "filter", "--fail-on", "never", "--out", "ndjson", "-j2", "FILE"},
    {"wc", "-l", "FILE"},
};

enum { PROGRAMS = sizeof(programs) / sizeof(programs[0]) };

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_filter: %s\n", what);
    exit(1);
}

static const char *word_of(const char *word, const char *file)
{
    const char *program = getenv("RPTLINT");

    if (strcmp(word, "FILE") == 0)
        return file;
    return strcmp(word, "RPTLINT") == 0 ? (program != NULL ? program : "rptlint") : word;
}

struct command {
    const char *const *words;
    const char *file;
};

static int become(void *user)
{
    const struct command *command = user;
    char *argv[WORDS_MAX + 1] = {NULL};

    for (size_t i = 0; i < WORDS_MAX && command->words[i] != NULL; i++)
        argv[i] = strdup(word_of(command->words[i], command->file));
    execvp(argv[0], argv);
    return 127;
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

/* The command as people type it. */
static void name_of(const char *const *words, char name[NAME_ROOM])
{
    name[0] = '\0';
    for (size_t i = 0; i < WORDS_MAX && words[i] != NULL && strcmp(words[i], "FILE") != 0; i++) {
        if (strcmp(words[i], "--fail-on") == 0 || strcmp(words[i], "never") == 0)
            continue;
        strcat(name, i > 0 ? " " : "");
        strcat(name, strcmp(words[i], "RPTLINT") == 0 ? "rptlint" : words[i]);
    }
}

int main(int argc, char **argv)
{
    static struct child_run runs[PROGRAMS][ROUNDS_MAX];
    size_t lines = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : LINES;
    size_t rounds = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : ROUNDS;
    char path[] = "/tmp/bench_filter.XXXXXX";

    if (argc > 3 || lines == 0 || rounds == 0 || rounds > ROUNDS_MAX)
        die("usage: bench_filter [LINES [ROUNDS]]");
    write_file(path, lines);
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < PROGRAMS; i++)
            if (!(runs[i][round] = child_measured(become, &(struct command){programs[i], path})).good)
                die("a program did not end well: set RPTLINT to rptlint");
    unlink(path);
    table_begin("bench_filter");
    printf("%zu records, one in twenty wrong; medians of %zu interleaved rounds\n\n%-34s %9s %9s %16s %10s\n", lines, rounds, "",
           "wall s", "CPU s", "million/CPU s", "peak MB");
    for (size_t i = 0; i < PROGRAMS; i++) {
        struct child_run middle = child_median(runs[i], rounds);

        char name[NAME_ROOM];

        name_of(programs[i], name);
        table_figure("records", name, "million records a CPU second", (double)lines / middle.cpu / 1e6);
        table_figure("records", name, "MB at most", middle.peak);
        printf("%-34s %9.2f %9.2f %16.1f %10.1f\n", name, middle.wall, middle.cpu, (double)lines / middle.cpu / 1e6, middle.peak);
    }
    table_end();
    return 0;
}
