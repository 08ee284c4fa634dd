/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint filter`: inputs one after the other, block by block, here or in child processes. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "cli/filter.h"

#include "cli/commands.h"
#include "cli/domain.h"
#include "cli/message.h"
#include "cli/pool.h"
#include "intake/blocks.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What one child gets to do: enough that starting it costs little; and the pages for that, and for a bit more. */
enum { TASK_OCTETS = 4 * 1024 * 1024, TASK_PAGES = 2 * TASK_OCTETS, SPARES_MAX = 4, OUT_OCTETS = 64 * 1024 };

/* Memory that children share. */
struct pages {
    char *text;
    size_t capacity;
};

struct filtering {
    const struct options *options;
    struct filter filter;
    struct blocks blocks;
    size_t input;     /* the next operand */
    const char *name; /* of the input that is open */
    bool is_open;
    const sigset_t *mask; /* of struct blocks */
    bool trouble;     /* not all could be read or checked */
    FILE *counts;     /* -j and --out count: what the child that ended last wrote, */
    char *counts_text;
    size_t counts_length;
    struct pages spares[SPARES_MAX]; /* of TASK_PAGES octets, not in use */
    size_t spare_count;
};

static volatile sig_atomic_t interrupted;

static void note_signal(int signal)
{
    (void)signal;
    interrupted = 1;
}

/* ---- inputs ---- */

static size_t input_count(const struct filtering *filtering)
{
    return filtering->options->operands.count > 0 ? filtering->options->operands.count : 1;
}

/* Opens the next input; false when there is none left. */
static bool open_next(struct filtering *filtering, size_t wanted)
{
    const struct options *options = filtering->options;
    size_t line_max = options->whole_reports ? (size_t)options->max_inflated : FILTER_LINE_MAX;

    while (filtering->input < input_count(filtering)) {
        const char *operand = options->operands.count > 0 ? options->operands.list[filtering->input] : "-";
        bool is_stdin = strcmp(operand, "-") == 0;
        int descriptor = is_stdin ? STDIN_FILENO : open(operand, O_RDONLY | O_CLOEXEC | O_NOCTTY);

        filtering->input++;
        filtering->name = is_stdin ? "stdin" : operand;
        if (descriptor >= 0) {
            blocks_begin(&filtering->blocks, descriptor, line_max, wanted);
            filtering->blocks.mask = filtering->mask;
            filtering->is_open = true;
            return true;
        }
        message("%s: %s", filtering->name, strerror(errno));
        filtering->trouble = true;
    }
    return false;
}

static void close_input(struct filtering *filtering)
{
    if (filtering->is_open && filtering->blocks.descriptor != STDIN_FILENO)
        close(filtering->blocks.descriptor);
    if (filtering->is_open)
        blocks_free(&filtering->blocks);
    filtering->is_open = false;
}

/* The next block of all inputs; BLOCK_END behind the last one.  What can't be read is said, and passed over. */
static enum block_event next_block(struct filtering *filtering, size_t wanted, const char **text, size_t *length)
{
    while (filtering->is_open || open_next(filtering, wanted)) {
        enum block_event event = blocks_next(&filtering->blocks, text, length);

        if (event == BLOCK_LINES || event == BLOCK_LONG_LINE || event == BLOCK_INTERRUPTED)
            return event;
        if (event != BLOCK_END) {
            message("%s: %s", filtering->name, event == BLOCK_NOMEM ? "out of memory" : strerror(errno));
            filtering->trouble = true;
        }
        close_input(filtering);
    }
    return BLOCK_END;
}

/* ---- in this process ---- */

static void run_here(struct filtering *filtering)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = note_signal};
    enum block_event event = BLOCK_LINES;
    sigset_t ending, before;
    const char *text;
    size_t length;

    /* They come through while input is waited for, so that no row is cut. */
    sigemptyset(&ending);
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        struct sigaction given;

        sigaddset(&ending, signals[i]);
        if (sigaction(signals[i], NULL, &given) == 0 && given.sa_handler != SIG_IGN) /* as nohup(1) wants it */
            sigaction(signals[i], &action, NULL);
    }
    sigprocmask(SIG_BLOCK, &ending, &before);
    filtering->mask = &before;
    while (event != BLOCK_END && !interrupted && !ferror(stdout) && !filtering->filter.no_memory) {
        event = next_block(filtering, 0, &text, &length);
        if (event == BLOCK_LINES)
            filter_block(&filtering->filter, text, length, stdout);
        else if (event == BLOCK_LONG_LINE)
            filter_no_line(&filtering->filter, FILTER_LONG, stdout);
        fflush(stdout); /* who wrote the lines may be waiting for the rows */
    }
    filtering->mask = NULL;
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (filtering->filter.no_memory)
        message("%s: out of memory", filtering->name);
    if (interrupted)
        message("interrupted: not all lines were checked");
    filtering->trouble = filtering->trouble || interrupted || filtering->filter.no_memory;
}

/* ---- in children ---- */

/* A block, or a line that is too long. */
struct task {
    uint64_t before; /* lines before it */
    uint64_t lines;
    struct pages pages;
    size_t length;   /* 0: the long line */
};

/*
 * A copy of a block that its child reads, and nobody writes to as long as the child lives.  It is shared, for the kernel
 * would else copy what is put there next.  Pages of a child that has ended serve the next one.
 */
static struct pages shared_copy(struct filtering *filtering, const char *text, size_t length)
{
    struct pages pages = {.capacity = length < TASK_PAGES ? TASK_PAGES : length};

    if (filtering->spare_count > 0 && length <= TASK_PAGES)
        pages = filtering->spares[--filtering->spare_count];
    else
        pages.text = mmap(NULL, pages.capacity, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (pages.text == MAP_FAILED)
        need_memory(SIZE_MAX);
    memcpy(pages.text, text, length);
    return pages;
}

static void give_back(struct filtering *filtering, struct pages pages)
{
    if (pages.capacity == TASK_PAGES && filtering->spare_count < SPARES_MAX)
        filtering->spares[filtering->spare_count++] = pages;
    else
        munmap(pages.text, pages.capacity);
}

static void *next_task(void *user)
{
    struct filtering *filtering = user;
    const char *text;
    size_t length;
    enum block_event event = next_block(filtering, TASK_OCTETS, &text, &length);
    struct task *task;

    if (event != BLOCK_LINES && event != BLOCK_LONG_LINE)
        return NULL;
    task = need_memory(sizeof(*task));
    *task = (struct task){.before = filtering->filter.row.line, .lines = 1};
    if (event == BLOCK_LINES) {
        task->pages = shared_copy(filtering, text, length);
        task->length = length;
        task->lines = count_lines(text, length);
    }
    filtering->filter.row.line += task->lines;
    return task;
}

static void run_task(void *user, void *data, struct pool_report *report)
{
    struct filtering *filtering = user;
    struct filter *filter = &filtering->filter;
    const struct task *task = data;

    filter->row.line = task->before;
    filter->failed = false;
    memset(&filter->totals, 0, sizeof(filter->totals));
    if (task->length > 0)
        filter_block(filter, task->pages.text, task->length, stdout);
    else
        filter_no_line(filter, FILTER_LONG, stdout);
    if (filtering->options->output_form == OUTPUT_COUNT)
        fwrite(&filter->totals, sizeof(filter->totals), 1, stdout);
    report->findings = filter->failed;
    report->trouble = filter->no_memory;
}

/* Adds what the child before wrote. */
static void take_counts(struct filtering *filtering)
{
    struct filter_totals totals;

    if (filtering->counts == NULL || fflush(filtering->counts) != 0 || filtering->counts_length < sizeof(totals))
        return;
    memcpy(&totals, filtering->counts_text, sizeof(totals));
    filter_add_totals(&filtering->filter.totals, &totals);
    rewind(filtering->counts);
}

/* Each line of a child that died gets a row all the same. */
static void lose(struct filtering *filtering, const struct task *task)
{
    struct filter *filter = &filtering->filter;
    uint64_t line = filter->row.line;

    filter->row.line = task->before;
    for (uint64_t i = 0; i < task->lines; i++)
        filter_no_line(filter, FILTER_LOST, stdout);
    filter->row.line = line;
    message("lines %" PRIu64 " to %" PRIu64 ": the process that checked them died", task->before + 1,
            task->before + task->lines);
    filtering->trouble = true;
}

static void task_ended(void *user, void *data, const struct pool_result *result)
{
    struct filtering *filtering = user;
    struct task *task = data;

    take_counts(filtering);
    if (result != NULL && result->ending == POOL_RETURNED) {
        filtering->filter.failed |= result->report.findings;
        filtering->trouble |= result->report.trouble;
        if (result->report.trouble)
            message("lines %" PRIu64 " and on: out of memory", task->before + 1);
    } else if (result != NULL) {
        lose(filtering, task);
    }
    if (task->length > 0)
        give_back(filtering, task->pages);
    free(task);
}

static void run_in_children(struct filtering *filtering)
{
    struct pool pool = {.jobs = filtering->options->jobs, .out = stdout, .err = stderr, .user = filtering,
                        .next = next_task, .run = run_task, .ended = task_ended};
    enum pool_status status;

    if (filtering->options->output_form == OUTPUT_COUNT) {
        filtering->counts = open_memstream(&filtering->counts_text, &filtering->counts_length);
        if (filtering->counts == NULL)
            need_memory(SIZE_MAX);
        pool.out = filtering->counts;
    }
    status = pool_run(&pool);
    take_counts(filtering);
    while (filtering->spare_count > 0)
        munmap(filtering->spares[--filtering->spare_count].text, TASK_PAGES);
    if (status == POOL_NO_CHILDREN)
        message("no process can be started: %s", strerror(errno));
    else if (status == POOL_INTERRUPTED)
        message("interrupted: not all lines were checked");
    filtering->trouble |= status != POOL_DONE;
    if (filtering->counts != NULL)
        fclose(filtering->counts);
    free(filtering->counts_text);
}

/* ---- the command ---- */

static int usage_error(const char *what)
{
    message("%s", what);
    return usage_hint(COMMAND_FILTER);
}

static int run_all(const struct options *options, const char *domain)
{
    struct filtering filtering = {.options = options};

    setvbuf(stdout, NULL, _IOFBF, OUT_OCTETS);
    filter_begin(&filtering.filter, options, domain);
    if (options->jobs > 1)
        run_in_children(&filtering);
    else
        run_here(&filtering);
    close_input(&filtering);
    if (options->output_form == OUTPUT_COUNT)
        filter_write_totals(&filtering.filter, stdout);
    filter_end(&filtering.filter);
    if (fflush(stdout) != 0 || ferror(stdout) || filtering.trouble)
        return STATUS_TROUBLE;
    return filtering.filter.failed ? STATUS_FINDINGS : STATUS_OK;
}

int filter_command(const struct options *options)
{
    char *domain = NULL;
    int status = STATUS_OK;

    if (options->whole_reports && (options->input_form == INPUT_NDJSON || options->member != NULL))
        return usage_error("--report: a line is the report itself; --in ndjson and --field are for records");
    if (options->whole_reports && options->kind != KIND_DETECTED)
        return usage_error("--as says what a record is; it does not go with --report");
    if (options->member != NULL && options->input_form != INPUT_NDJSON)
        return usage_error("--field is for --in ndjson");
    if (options->keep && options->output_form != OUTPUT_NDJSON)
        return usage_error("--keep is for --out ndjson");
    if (options->keep && options->input_form != INPUT_NDJSON && !options->whole_reports)
        return usage_error("--keep wants objects to be kept: --in ndjson, or --report");
    if (options->domain != NULL)
        status = domain_read_at(&options->domain_place, "--domain", options->domain, options, &domain);
    if (status == STATUS_OK)
        status = run_all(options, domain);
    else if (status == STATUS_FINDINGS)
        status = usage_hint(COMMAND_FILTER);
    free(domain);
    return status;
}
