/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `rptlint report -j`: files by the batch, each batch digested by a child process.  What a child writes is its rows,
 * if there are to be any, and then its digest, which is added to that of the run.
 */
#define _POSIX_C_SOURCE 200809L

#include "cli/message.h"
#include "cli/pool.h"
#include "cli/reporting.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files of one child at most: when it dies, they are not counted. */
enum { BATCH_MAX = 4096 };

struct many {
    struct reporting *reporting;
    struct items items;
    size_t next;
    FILE *stream;   /* what the child that ended last wrote */
    char *text;     /* the same as octets */
    size_t length;
    bool pending;   /* it is not yet taken, */
    struct batch last; /* and of this batch; */
    uint64_t rows;  /* so much of it are rows */
};

/* ---- the children ---- */

static void *next_batch(void *user)
{
    struct many *many = user;

    return items_batch(&many->items, &many->next, many->reporting->options->jobs, BATCH_MAX);
}

static void read_batch(struct many *many, const struct batch *batch)
{
    inputs_items(&many->reporting->inputs, many->items.list + batch->from, batch->to - batch->from);
}

/* Octets on standard output so far, which is a file of the child's own. */
static uint64_t octets_written(void)
{
    struct stat about;

    return fflush(stdout) == 0 && fstat(STDOUT_FILENO, &about) == 0 ? (uint64_t)about.st_size : 0;
}

static void run_batch(void *user, void *task, struct pool_report *report)
{
    struct many *many = user;
    struct reporting *reporting = many->reporting;

    reporting->digest = digest_begin();
    memset(reporting->counts, 0, sizeof(reporting->counts));
    reporting->trouble = false;
    if (reporting->digest == NULL)
        need_memory(SIZE_MAX);
    read_batch(many, task);
    reporting->counts[COUNT_ROWS] = octets_written();
    digest_pack(reporting->digest, stdout);
    report->trouble = reporting->trouble;
    memcpy(report->numbers, reporting->counts, sizeof(report->numbers));
}

_Static_assert((int)COUNTS == (int)POOL_NUMBERS, "a child tells all that was counted");

/* ---- what they wrote ---- */

/*
 * Sums can't be taken apart: where a report of the batch was there before, the parent reads the batch itself, which
 * knows the reports one by one.  What there was to be said about the files, the child has said.
 */
static void read_again(struct many *many)
{
    struct reporting *reporting = many->reporting, before = *reporting;

    message_mute(true);
    reporting->rows = false;
    read_batch(many, &many->last);
    message_mute(false);
    reporting->rows = before.rows;
    reporting->trouble = before.trouble;
    memcpy(reporting->counts, before.counts, sizeof(before.counts));
    reporting->files = before.files;
}

static void lost(struct many *many, const char *how)
{
    message("%s: the process that read it, and the %zu files after it, %s: not counted",
            many->items.list[many->last.from].path, many->last.to - many->last.from - 1, how);
    many->reporting->counts[COUNT_UNREADABLE] += many->last.to - many->last.from;
    many->reporting->trouble = true;
}

/* Adds what the last child wrote. */
static void take_pending(struct many *many)
{
    uint64_t overlaps = 0;
    enum digest_status status = DIGEST_NOMEM;

    many->pending = false;
    if (fflush(many->stream) == 0 && many->rows <= many->length) {
        size_t rows = (size_t)many->rows;

        fwrite(many->text, 1, rows, stdout);
        status = digest_unpack(many->reporting->digest, many->text + rows, many->length - rows, &overlaps);
    }
    if (status == DIGEST_OK && overlaps > 0)
        read_again(many);
    if (status != DIGEST_OK)
        lost(many, status == DIGEST_NOMEM ? "told more than there is memory for" : "told more than can be counted");
    rewind(many->stream);
}

static void batch_ended(void *user, void *task, const struct pool_result *result)
{
    struct many *many = user;
    struct reporting *reporting = many->reporting;
    const struct batch *batch = task;

    progress_end();
    if (many->pending)
        take_pending(many);
    many->last = *batch;
    free(task);
    if (result == NULL)
        return;
    if (result->ending != POOL_RETURNED) {
        lost(many, result->ending == POOL_KILLED ? "was killed by a signal" : "ended early");
        return;
    }
    many->pending = true;
    many->rows = result->report.numbers[COUNT_ROWS];
    reporting->trouble |= result->report.trouble;
    for (size_t i = 0; i < COUNT_ROWS; i++)
        reporting->counts[i] += result->report.numbers[i];
    reporting->files += many->last.to - many->last.from;
    report_progress(reporting);
}

/* ---- the run ---- */

void report_many(struct reporting *reporting, const struct words *operands)
{
    struct many many = {.reporting = reporting};
    struct pool pool = {.jobs = reporting->options->jobs, .err = stderr, .user = &many, .at_hand = true, .next = next_batch,
                        .run = run_batch, .ended = batch_ended};
    enum pool_status status;

    many.stream = open_memstream(&many.text, &many.length);
    if (many.stream == NULL)
        need_memory(SIZE_MAX);
    pool.out = many.stream;
    items_collect(&many.items, operands);
    inputs_prepare(&reporting->inputs);
    status = pool_run(&pool);
    if (many.pending)
        take_pending(&many);
    if (status == POOL_NO_CHILDREN)
        message("no process can be started: %s", strerror(errno));
    else if (status == POOL_INTERRUPTED)
        message("interrupted: not all files were read");
    else if (status == POOL_UNWRITABLE)
        message("out of memory: not all files were read");
    reporting->ended_early = status != POOL_DONE;
    reporting->trouble |= reporting->ended_early;
    fclose(many.stream);
    free(many.text);
    items_free(&many.items);
}
