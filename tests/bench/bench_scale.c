/* SPDX-License-Identifier: BSD-2-Clause */
/* How cost grows: a thousand records and a hundred million, a report of a kilobyte and of a gigabyte, packed ones too. */
#define _DEFAULT_SOURCE /* mkdtemp */
#include "child.h"
#include "record_text.h"
#include "report_text.h"
#include "table.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 5, PATH_ROOM = 128, LINES = 1000000, KILO = 1000, MEGA = 1000 * 1000, GIGA = 1000 * 1000 * 1000 };

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_scale: %s\n", what);
    exit(1);
}

static const char *program(void)
{
    const char *name = getenv("RPTLINT");

    return name != NULL ? name : "rptlint";
}

static void write_all(int descriptor, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, data, length);

        if (written <= 0)
            _exit(1);
        data += written;
        length -= (size_t)written;
    }
}

/* ---- records: the same million again and again, through a pipe ---- */

struct records {
    const char *data; /* in pages that are shared: no program that is measured has them as its own */
    size_t length;
    size_t lines;
    size_t count;
};

static struct records shared_records(size_t count)
{
    struct record_text text = record_text_of(count < LINES ? count : LINES);
    struct records records = {.length = text.length, .lines = text.lines, .count = count};
    char *pages = mmap(NULL, text.length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (pages == MAP_FAILED)
        die("no memory");
    memcpy(pages, text.data, text.length);
    records.data = pages;
    free(text.data);
    return records;
}

/* What is written has a process of its own, so that only what reads is measured. */
static int filter_records(void *user)
{
    const struct records *records = user;
    int ends[2];

    if (pipe(ends) != 0)
        return 127;
    if (fork() == 0) {
        close(ends[0]);
        for (size_t done = 0; done < records->count; done += records->lines)
            write_all(ends[1], records->data, records->length);
        _exit(0);
    }
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    execlp(program(), "rptlint", "filter", "--fail-on", "never", "--out", "count", (char *)NULL);
    return 127;
}

/* ---- files ---- */

struct file {
    char path[PATH_ROOM];
    size_t length; /* of the text */
};

static int check_file(void *user)
{
    const struct file *file = user;

    /* No report of this generator lacks anything but failure-details where there were no failures, as senders leave it out. */
    execlp(program(), "rptlint", "check", "--quiet", "--ignore", "S702", "--max-input", "2000000000", "--max-inflated", "2000000000", file->path, (char *)NULL);
    return 127;
}

static int count_lines(void *user)
{
    const struct file *file = user;

    execlp("wc", "wc", "-l", file->path, (char *)NULL);
    return 127;
}

/* All that a program must do that inflates a file. */
static int inflate_file(void *user)
{
    const struct file *file = user;
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    FILE *stream = fopen(file->path, "rb");
    char *packed = malloc(file->length + KILO), *text = malloc(file->length + KILO);
    size_t octets, length;

    if (decompressor == NULL || stream == NULL || packed == NULL || text == NULL)
        return 127;
    octets = fread(packed, 1, file->length + KILO, stream);
    fclose(stream);
    return libdeflate_gzip_decompress(decompressor, packed, octets, text, file->length + KILO, &length) == LIBDEFLATE_SUCCESS &&
                   length == file->length
               ? 0
               : 127;
}

static void write_file(const char *path, const char *data, size_t length)
{
    FILE *file = fopen(path, "wb");

    if (file == NULL || fwrite(data, 1, length, file) != length || fclose(file) != 0)
        die("no file can be written in /tmp");
}

static void write_packed(const char *path, const char *data, size_t length)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
    size_t room, octets;
    char *packed;

    if (compressor == NULL)
        die("no memory");
    room = libdeflate_gzip_compress_bound(compressor, length);
    packed = malloc(room);
    if (packed == NULL || (octets = libdeflate_gzip_compress(compressor, data, length, packed, room)) == 0)
        die("no memory");
    write_file(path, packed, octets);
    free(packed);
    libdeflate_free_compressor(compressor);
}

/* ---- the table ---- */

static struct child_run measured(int (*body)(void *user), void *user, size_t rounds)
{
    struct child_run runs[ROUNDS];

    for (size_t round = 0; round < rounds; round++)
        if (!(runs[round] = child_measured(body, user)).good)
            die("a program did not end well: set RPTLINT to rptlint");
    return child_median(runs, rounds);
}

static void show(const char *input, const char *what, struct child_run run, double size, const char *unit)
{
    char rate[64];

    snprintf(rate, sizeof(rate), "%s a CPU second", unit);
    table_figure(input, what, "CPU seconds", run.cpu);
    table_figure(input, what, rate, size / run.cpu);
    table_figure(input, what, "MB at most", run.peak);
    printf("%-30s %-22s %9.3f %9.3f %10.1f %-14s %9.1f\n", input, what, run.wall, run.cpu, size / run.cpu, unit, run.peak);
}

static void show_records(size_t count)
{
    struct records records = shared_records(count);
    char input[64];

    snprintf(input, sizeof(input), "%zu records", count);
    show(input, "filter --out count", measured(filter_records, &records, count > 10 * MEGA ? 1 : ROUNDS), (double)count / 1e6,
         "million");
    munmap((void *)(uintptr_t)records.data, records.length);
}

static void show_report(const char *folder, size_t octets)
{
    struct report_text text = report_text_of(1, octets, false);
    size_t rounds = octets > 200 * MEGA ? 1 : ROUNDS;
    struct file plain = {.length = text.length}, packed = plain;
    double megabytes = (double)text.length / 1e6;
    char input[64];

    snprintf(plain.path, sizeof(plain.path), "%s/report.json", folder);
    snprintf(packed.path, sizeof(packed.path), "%s/report.json.gz", folder);
    write_file(plain.path, text.data, text.length);
    if (octets <= 200 * MEGA)
        write_packed(packed.path, text.data, text.length);
    /* What this program holds would count for those that it starts. */
    report_text_free(&text);
    snprintf(input, sizeof(input), "a report of %.4g MB", megabytes);
    show(input, "check --quiet", measured(check_file, &plain, rounds), megabytes, "MB");
    show(input, "wc -l", measured(count_lines, &plain, rounds), megabytes, "MB");
    if (octets <= 200 * MEGA) {
        strcat(input, ", packed");
        show(input, "check --quiet", measured(check_file, &packed, rounds), megabytes, "MB");
        show(input, "libdeflate", measured(inflate_file, &packed, rounds), megabytes, "MB");
        unlink(packed.path);
    }
    unlink(plain.path);
}

/* bench_scale: the whole takes a minute, 3 GB of memory and 1 GB of /tmp. */
int main(void)
{
    static const size_t records[] = {KILO, MEGA, 100 * MEGA}, reports[] = {KILO, 100 * KILO, MEGA, 100 * MEGA, GIGA};
    char folder[] = "/tmp/bench_scale.XXXXXX";

    if (mkdtemp(folder) == NULL)
        die("no folder in /tmp");
    table_begin("bench_scale");
    printf("%-30s %-22s %9s %9s %25s %9s\n", "", "", "wall s", "CPU s", "a CPU second", "peak MB");
    for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++)
        show_records(records[i]);
    for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++)
        show_report(folder, reports[i]);
    table_end();
    rmdir(folder);
    return 0;
}
