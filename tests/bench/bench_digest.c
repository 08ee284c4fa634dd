/* SPDX-License-Identifier: BSD-2-Clause */
/* A folder of compressed reports, checked and made a digest, beside a loop that only opens, reads and inflates. */
#define _DEFAULT_SOURCE /* mkdtemp */
#include "child.h"
#include "support.h"
#include "table.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REPORTS = 20000, ROUNDS = 11, ROUNDS_MAX = 99, DOMAINS = 40, REPORTERS = 12, DAYS = 60, TEXT_ROOM = 4096, PATH_ROOM = 512 };

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_digest: %s\n", what);
    exit(1);
}

/* ---- the folder ---- */

static uint64_t randomness = 8460;

static size_t chosen(size_t limit)
{
    return random_below(&randomness, limit);
}

/* A report of a day, a reporter and a domain; one in five tells of failures. */
static size_t write_report(char text[TEXT_ROOM], size_t number)
{
    size_t day = number % DAYS, reporter = number / DAYS % REPORTERS, domain = number / DAYS / REPORTERS % DOMAINS;
    bool fails = chosen(5) == 0;
    int length = snprintf(
        text, TEXT_ROOM,
        "{\"organization-name\":\"Reporter %zu Inc.\",\"date-range\":{\"start-datetime\":\"2026-%02zu-%02zuT00:00:00Z\","
        "\"end-datetime\":\"2026-%02zu-%02zuT23:59:59Z\"},\"contact-info\":\"smtp-tls-reporting@reporter-%zu.example\","
        "\"report-id\":\"2026-%02zu-%02zuT00:00:00Z_%zu\",\"policies\":[{\"policy\":{\"policy-type\":\"sts\","
        "\"policy-string\":[\"version: STSv1\",\"mode: enforce\",\"mx: mx1.domain-%zu.example\","
        "\"mx: mx2.domain-%zu.example\",\"max_age: 604800\"],\"policy-domain\":\"domain-%zu.example\",\"mx-host\":"
        "[\"mx1.domain-%zu.example\",\"mx2.domain-%zu.example\"]},\"summary\":{\"total-successful-session-count\":%zu,"
        "\"total-failure-session-count\":%zu}",
        reporter, 1 + day / 28, 1 + day % 28, 1 + day / 28, 1 + day % 28, reporter, 1 + day / 28, 1 + day % 28, number, domain,
        domain, domain, domain, domain, 1 + chosen(400), fails ? (size_t)7 : 0);

    if (fails)
        length += snprintf(text + length, TEXT_ROOM - (size_t)length,
                           ",\"failure-details\":[{\"result-type\":\"certificate-expired\",\"sending-mta-ip\":\"192.0.2.%zu\","
                           "\"receiving-mx-hostname\":\"mx1.domain-%zu.example\",\"receiving-ip\":\"198.51.100.7\","
                           "\"failed-session-count\":7,\"failure-reason-code\":\"X509_V_ERR_CERT_HAS_EXPIRED\"}]",
                           chosen(250), domain);
    length += snprintf(text + length, TEXT_ROOM - (size_t)length, "}]}");
    return (size_t)length;
}

static void write_folder(const char *folder, size_t count)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
    char text[TEXT_ROOM], packed[TEXT_ROOM + 512], path[PATH_ROOM];

    if (compressor == NULL)
        die("no memory");
    for (size_t i = 0; i < count; i++) {
        size_t length = write_report(text, i);
        size_t octets = libdeflate_gzip_compress(compressor, text, length, packed, sizeof(packed));
        FILE *file;

        snprintf(path, sizeof(path), "%s/report-%06zu.json.gz", folder, i);
        file = fopen(path, "wb");
        if (octets == 0 || file == NULL || fwrite(packed, 1, octets, file) != octets || fclose(file) != 0)
            die("the folder can't be filled");
    }
    libdeflate_free_compressor(compressor);
}

/* What the kernel holds of the files goes: the next who reads them waits for the disk. */
static void forget_folder(const char *folder, size_t count)
{
    char path[PATH_ROOM];

    for (size_t i = 0; i < count; i++) {
        int descriptor;

        snprintf(path, sizeof(path), "%s/report-%06zu.json.gz", folder, i);
        descriptor = open(path, O_RDONLY | O_CLOEXEC);
        if (descriptor < 0 || posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) != 0)
            die("a report can't be forgotten");
        close(descriptor);
    }
}

static void remove_folder(const char *folder, size_t count)
{
    char path[PATH_ROOM];

    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof(path), "%s/report-%06zu.json.gz", folder, i);
        unlink(path);
    }
    rmdir(folder);
}

/* ---- what is measured ---- */

/* The bare loop, in a child of its own like the others. */
static void inflate_folder(const char *folder, size_t count)
{
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    static char packed[TEXT_ROOM * 2], text[TEXT_ROOM * 4];
    char path[PATH_ROOM];

    if (decompressor == NULL)
        die("no memory");
    for (size_t i = 0; i < count; i++) {
        size_t octets;
        ssize_t length;
        int descriptor;

        snprintf(path, sizeof(path), "%s/report-%06zu.json.gz", folder, i);
        descriptor = open(path, O_RDONLY | O_CLOEXEC);
        length = descriptor >= 0 ? read(descriptor, packed, sizeof(packed)) : -1;
        if (length <= 0 || libdeflate_gzip_decompress(decompressor, packed, (size_t)length, text, sizeof(text), &octets) !=
                               LIBDEFLATE_SUCCESS)
            die("a report can't be read again");
        close(descriptor);
    }
    libdeflate_free_decompressor(decompressor);
}

static const struct run {
    const char *name;
    const char *command; /* NULL: the bare loop */
    const char *jobs;
    bool is_cold;
} runs[] = {
    {"open, read, inflate", NULL, NULL, false},   {"rptlint check -j1", "check", "1", false},
    {"rptlint check -j2", "check", "2", false},   {"rptlint report -j1", "report", "1", false},
    {"rptlint report -j2", "report", "2", false}, {"cold: the bare loop", NULL, NULL, true},
    {"cold: report -j1", "report", "1", true},    {"cold: report -j2", "report", "2", true},
};
enum { RUNS = sizeof(runs) / sizeof(runs[0]) };

struct reading {
    const char *folder;
    size_t count;
    const struct run *run;
};

static int read_reports(void *user)
{
    const struct reading *reading = user;
    const char *program = getenv("RPTLINT");

    if (reading->run->command == NULL) {
        inflate_folder(reading->folder, reading->count);
        return 0;
    }
    execlp(program != NULL ? program : "rptlint", "rptlint", reading->run->command, "-j", reading->run->jobs, reading->folder,
           (char *)NULL);
    return 127;
}

int main(int argc, char **argv)
{
    static struct child_run results[RUNS][ROUNDS_MAX];
    double bare;
    size_t count = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : REPORTS;
    size_t rounds = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : ROUNDS;
    char folder[] = "/tmp/bench_digest.XXXXXX";

    if (argc > 3 || count == 0 || count > 1000000 || rounds == 0 || rounds > ROUNDS_MAX)
        die("usage: bench_digest [REPORTS [ROUNDS]]");
    if (mkdtemp(folder) == NULL)
        die("no folder in /tmp");
    write_folder(folder, count);
    sync();
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < RUNS; i++) {
            if (runs[i].is_cold)
                forget_folder(folder, count);
            results[i][round] = child_measured(read_reports, &(struct reading){folder, count, &runs[i]});
            if (!results[i][round].good)
                die("rptlint did not end well: set RPTLINT to the program");
        }
    remove_folder(folder, count);
    printf("%zu compressed reports; medians of %zu interleaved rounds\n\n%-22s %9s %9s %9s %9s %10s\n", count, rounds, "", "wall s",
           "CPU s", "times", "files/s", "peak MB");
    table_begin("bench_digest");
    bare = child_median(results[0], rounds).cpu;
    for (size_t i = 0; i < RUNS; i++) {
        struct child_run middle = child_median(results[i], rounds);

        table_figure("folder of .json.gz", runs[i].name, "CPU seconds", middle.cpu);
        table_figure("folder of .json.gz", runs[i].name, "seconds", middle.wall);
        table_figure("folder of .json.gz", runs[i].name, "MB at most", middle.peak);
        printf("%-22s %9.3f %9.3f %9.2f %9.0f %10.1f\n", runs[i].name, middle.wall, middle.cpu, middle.cpu / bare,
               (double)count / middle.wall, middle.peak);
    }
    table_end();
    return 0;
}
