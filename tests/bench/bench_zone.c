/* SPDX-License-Identifier: BSD-2-Clause */
/* A large zone file through rptlint and through the zone readers that are installed: time, and memory at its peak. */
#define _DEFAULT_SOURCE /* wait4, usleep */
#include "dns/zone.h"
#include "dns/zone_check.h"
#include "table.h"
#include "zone_text.h"

#include <ldns/ldns.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { RECORDS = 2000000, ROUNDS = 3, ROUNDS_MAX = 99, NOT_INSTALLED = 127, SAMPLE_MICROSECONDS = 1000 };

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_zone: %s\n", what);
    exit(1);
}

/* ---- who reads the zone ---- */

static const char *zone_path;
static struct zone_text zone;

/* What the fastest user of ldns does: one record at a time, given back at once. */
static int read_with_ldns(void)
{
    FILE *from = fopen(zone_path, "r");
    ldns_rdf *origin = ldns_dname_new_frm_str(ZONE_TEXT_ORIGIN), *previous = NULL;
    uint32_t ttl = 0;
    size_t records = 0;
    int line = 0;

    while (from != NULL && !feof(from)) {
        ldns_rr *rr = NULL;
        ldns_status status = ldns_rr_new_frm_fp_l(&rr, from, &ttl, &origin, &previous, &line);

        if (status == LDNS_STATUS_OK)
            records++;
        else if (status != LDNS_STATUS_SYNTAX_EMPTY && status != LDNS_STATUS_SYNTAX_TTL && status != LDNS_STATUS_SYNTAX_ORIGIN)
            break;
        ldns_rr_free(rr);
    }
    if (from != NULL)
        fclose(from);
    ldns_rdf_deep_free(origin);
    ldns_rdf_deep_free(previous);
    return records == zone.records ? 0 : 1;
}

static const char *map_zone(void)
{
    int descriptor = open(zone_path, O_RDONLY);
    void *text = mmap(NULL, zone.octets, PROT_READ, MAP_PRIVATE, descriptor, 0);

    return text != MAP_FAILED ? text : NULL;
}

/* The reader of rptlint alone. */
static int read_with_zone_next(void)
{
    static struct zone reading;
    struct zone_entry entry;
    const char *text = map_zone();

    if (text == NULL)
        return 1;
    zone_begin(&reading, text, zone.octets, NULL);
    do {
        zone_next(&reading, &entry);
    } while (entry.event != ZONE_END && entry.fault == FAULT_NONE);
    return reading.records == zone.records ? 0 : 1;
}

static enum include_status no_include(void *user, size_t from, const char *name, size_t length, struct zone_file *file)
{
    (void)user, (void)from, (void)name, (void)length, (void)file;
    return INCLUDE_MISSING;
}

static void pass_entry(void *user, size_t file)
{
    (void)user, (void)file;
}

static int stop_at_finding(void *user, size_t file, const rptlint_finding *finding)
{
    (void)user, (void)file, (void)finding;
    return 1;
}

static int count_verdict(void *user, const struct zone_verdict *verdict)
{
    size_t *usable = user;

    *usable += verdict->verdict.usable > 0;
    return 0;
}

/* All of the check, without what a program does around it. */
static int read_with_zone_check(void)
{
    size_t usable = 0;
    struct zone_host host = {.user = &usable, .include = no_include, .entry = pass_entry, .finding = stop_at_finding,
                             .verdict = count_verdict};
    struct zone_file file = {.text = map_zone(), .length = zone.octets};
    struct zone_summary summary;

    if (file.text == NULL || zone_check(&file, NULL, &host, NULL, &summary) != ZONE_CHECKED)
        return 1;
    return summary.records == zone.records && usable == zone.tlsrpt ? 0 : 1;
}

enum { WORDS_MAX = 10 };

/* A program and its arguments, or a function that does it; both in a process of their own. */
struct reader {
    const char *name;
    int (*read)(void);
    const char *words[WORDS_MAX]; /* ZONE stands for the file, RPTLINT and SIMDZONE for programs */
    bool counts;                  /* writes to a file: grep is done at the first match when nobody reads what it says */
};

static const struct reader readers[] = {
    {.name = "rptlint check --as zone -q", .words = {"RPTLINT", "check", "--as", "zone", "-q", "ZONE"}},
    {.name = "zone_check, in-process", .read = read_with_zone_check},
    {.name = "zone_next, in-process", .read = read_with_zone_next},
    {.name = "ldns_rr_new_frm_fp_l", .read = read_with_ldns},
    {.name = "ldns-read-zone", .words = {"ldns-read-zone", "ZONE"}},
    {.name = "named-checkzone -i none", .words = {"named-checkzone", "-q", "-i", "none", ZONE_TEXT_ORIGIN, "ZONE"}},
    {.name = "kzonecheck", .words = {"kzonecheck", "-o", ZONE_TEXT_ORIGIN, "ZONE"}},
    {.name = "nsd-checkzone", .words = {"nsd-checkzone", ZONE_TEXT_ORIGIN, "ZONE"}},
    {.name = "simdzone, zone-bench parse", .words = {"SIMDZONE", "parse", "ZONE"}},
    {.name = "grep -c _smtp._tls", .words = {"grep", "-c", "_smtp._tls", "ZONE"}, .counts = true},
    {.name = "wc -l", .words = {"wc", "-l", "ZONE"}},
};

/* The program built beside this one, unless the environment names another. */
static const char *rptlint(void)
{
    static char path[4096];
    const char *named = getenv("RPTLINT");
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - sizeof("rptlint"));

    if (named != NULL)
        return named;
    if (length < 0)
        die("where is this program?");
    path[length] = '\0';
    for (int up = 0; up < 3; up++) {
        char *slash = strrchr(path, '/');

        if (slash == NULL)
            die("rptlint is not beside this program: set RPTLINT");
        *slash = '\0';
    }
    strcat(path, "/rptlint");
    return path;
}

static const char *program_of(const char *word)
{
    static char path[4096];
    const char *folder;

    if (strcmp(word, "ZONE") == 0)
        return zone_path;
    if (strcmp(word, "RPTLINT") == 0)
        return rptlint();
    if (strcmp(word, "SIMDZONE") != 0)
        return word;
    folder = getenv("SIMDZONE");
    snprintf(path, sizeof(path), "%s/zone-bench", folder != NULL ? folder : "");
    return path;
}

static _Noreturn void become(const struct reader *reader)
{
    char *words[WORDS_MAX + 1] = {NULL};
    int nowhere = open("/dev/null", O_RDWR);
    FILE *count = reader->counts ? tmpfile() : NULL;

    dup2(count != NULL ? fileno(count) : nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    if (reader->read != NULL)
        _exit(reader->read());
    for (size_t i = 0; reader->words[i] != NULL; i++)
        words[i] = strdup(program_of(reader->words[i]));
    execvp(words[0], words);
    _exit(NOT_INSTALLED);
}

/* ---- one run ---- */

struct run {
    int status;  /* as a shell shows it */
    double wall; /* seconds */
    double cpu;  /* seconds of all its threads, in the system too */
    size_t peak; /* octets of memory, with what it has mapped of files */
    size_t own;  /* octets of memory that are no file's: where it was asked for */
};

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* Memory of a process that is no file's, now; 0 when it has ended. */
static size_t own_memory(pid_t pid)
{
    char path[64], line[256];
    size_t octets = 0;
    FILE *from;

    snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
    from = fopen(path, "r");
    while (from != NULL && fgets(line, sizeof(line), from) != NULL)
        if (strncmp(line, "RssAnon:", 8) == 0)
            octets = (size_t)strtoull(line + 8, NULL, 10) * 1024;
    if (from != NULL)
        fclose(from);
    return octets;
}

static bool has_ended(pid_t pid)
{
    siginfo_t info = {0};

    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != 0;
}

/* `sampled`: look at its memory all the time, which costs time. */
static struct run run_once(const struct reader *reader, bool sampled)
{
    struct run run = {0};
    struct rusage usage;
    double start = now();
    int status = 0;
    pid_t pid = fork();

    if (pid == 0)
        become(reader);
    if (pid < 0)
        die("no process");
    while (sampled && !has_ended(pid)) {
        size_t octets = own_memory(pid);

        run.own = octets > run.own ? octets : run.own;
        usleep(SAMPLE_MICROSECONDS);
    }
    while (wait4(pid, &status, 0, &usage) < 0)
        if (errno != EINTR)
            die("a process is lost");
    run.wall = now() - start;
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    run.cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    run.peak = (size_t)usage.ru_maxrss * 1024;
    return run;
}

/* ---- all of them ---- */

struct result {
    struct run memory; /* a run for itself, looked at all the time */
    double wall[ROUNDS_MAX];
    double cpu[ROUNDS_MAX];
};

static int compare_doubles(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Every reader in turn, so that what disturbs one disturbs all.  The first run tells who works at all. */
static void measure(struct result *results, size_t rounds)
{
    for (size_t i = 0; i < COUNT(readers); i++)
        results[i].memory = run_once(&readers[i], true);
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < COUNT(readers); i++)
            if (results[i].memory.status == 0) {
                struct run run = run_once(&readers[i], false);

                results[i].wall[round] = run.wall;
                results[i].cpu[round] = run.cpu;
            }
    for (size_t i = 0; i < COUNT(readers); i++) {
        qsort(results[i].wall, rounds, sizeof(double), compare_doubles);
        qsort(results[i].cpu, rounds, sizeof(double), compare_doubles);
    }
}

static void show(const struct result *results, size_t rounds)
{
    double own = results[0].memory.status == 0 ? results[0].cpu[rounds / 2] : 0;

    printf("%zu records, %zu of them TLSRPT, %.1f MB; medians of %zu interleaved rounds\n\n", zone.records, zone.tlsrpt,
           (double)zone.octets / 1e6, rounds);
    printf("%-28s %8s %8s %8s %10s %8s %12s %12s\n", "", "wall s", "CPU s", "times", "ns/record", "MB/s", "peak MB",
           "own MB");
    for (size_t i = 0; i < COUNT(readers); i++) {
        const struct result *r = &results[i];
        double cpu = r->cpu[rounds / 2];

        if (r->memory.status != 0) {
            printf("%-28s left out: %s (exit status %d)\n", readers[i].name,
                   r->memory.status == NOT_INSTALLED ? "not installed" : "it does not read this zone", r->memory.status);
            continue;
        }
        table_figure("zone", readers[i].name, "CPU seconds", cpu);
        table_figure("zone", readers[i].name, "MB that are no file's", (double)r->memory.own / 1e6);
        printf("%-28s %8.2f %8.2f ", readers[i].name, r->wall[rounds / 2], cpu);
        if (own > 0)
            printf("%8.2f ", cpu / own);
        else
            printf("%8s ", "-");
        printf("%10.0f %8.0f %12.1f %12.1f\n", cpu * 1e9 / (double)zone.records, (double)zone.octets / cpu / 1e6,
               (double)r->memory.peak / 1e6, (double)r->memory.own / 1e6);
    }
    printf("\ntimes: CPU time over that of rptlint; ns/record and MB/s: of CPU time; own: memory that is no file's\n");
    if (getenv("SIMDZONE") == NULL)
        printf("simdzone is measured when SIMDZONE is the folder in which its zone-bench was built\n");
}

static void write_zone(const char *path, size_t records)
{
    FILE *to = fopen(path, "w");
    bool written = to != NULL && write_zone_text(to, records, &zone);

    if (to == NULL || fclose(to) != 0 || !written)
        die("the zone can't be written");
}

/*
 * bench_zone [RECORDS [ROUNDS]]      a zone of 2,000,000 records, 3 rounds
 * bench_zone --write RECORDS FILE    only the zone
 */
int main(int argc, char **argv)
{
    static struct result results[COUNT(readers)];
    bool only_write = argc == 4 && strcmp(argv[1], "--write") == 0;
    size_t records = argc > 1 ? (size_t)strtoull(argv[only_write ? 2 : 1], NULL, 10) : RECORDS;
    size_t rounds = !only_write && argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : ROUNDS;
    char path[] = "/tmp/bench_zone.XXXXXX";
    int descriptor;

    if (argc > (only_write ? 4 : 3) || records < ZONE_TEXT_LEAST || rounds == 0 || rounds > ROUNDS_MAX)
        die("usage: bench_zone [RECORDS [ROUNDS]], or bench_zone --write RECORDS FILE; at least 1000 records");
    if (only_write) {
        write_zone(argv[3], records);
        return 0;
    }
    descriptor = mkstemp(path);
    if (descriptor < 0)
        die("no file in /tmp");
    close(descriptor);
    zone_path = path;
    write_zone(path, records);
    measure(results, rounds);
    table_begin("bench_zone");
    show(results, rounds);
    table_end();
    unlink(path);
    return 0;
}
