/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint check -j`: files by the batch, each batch in a child process, what they print in the order of the files. */
#define _POSIX_C_SOURCE 200809L

#include "cli/message.h"
#include "cli/pool.h"
#include "cli/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A child has so many files at most, so that starting it costs little; and a job has so many batches at least. */
enum { BATCH_MAX = 64, BATCHES_A_JOB = 8 };

/* A file, or what else was met in a folder. */
struct item {
    char *path;
    enum tree_event event;
    int error; /* TREE_UNREADABLE */
    bool in_folder;
};

struct many {
    struct run *run;
    struct item *items;
    size_t count;
    size_t capacity;
    size_t batch;
    size_t next;
};

/* Items from..to, one task. */
struct batch {
    size_t from;
    size_t to;
};

/* ---- what there is ---- */

static int add_item(struct many *many, const char *path, enum tree_event event, bool in_folder)
{
    struct item item = {.event = event, .error = errno, .in_folder = in_folder};

    if (many->count == many->capacity) {
        many->capacity = many->capacity > 0 ? many->capacity * 2 : 64;
        many->items = need_more_memory(many->items, many->capacity * sizeof(*many->items));
    }
    item.path = joined(path, strlen(path), "", 0, "", 0);
    many->items[many->count++] = item;
    return 0;
}

static int add_entry(void *user, const char *path, enum tree_event event)
{
    return add_item(user, path, event, true);
}

static void collect(struct many *many)
{
    const struct words *operands = &many->run->options->operands;

    for (size_t i = 0; i < operands->count; i++) {
        struct stat about;
        bool known = stat(operands->list[i], &about) == 0;

        if (!known || !S_ISDIR(about.st_mode))
            add_item(many, operands->list[i], TREE_FILE, false);
        else if (!tree_walk(operands->list[i], add_entry, many))
            add_item(many, operands->list[i], TREE_UNREADABLE, true);
    }
}

/* ---- the children ---- */

static void *next_batch(void *user)
{
    struct many *many = user;
    struct batch *batch;

    if (many->next == many->count)
        return NULL;
    batch = need_memory(sizeof(*batch));
    batch->from = many->next;
    batch->to = many->count - many->next < many->batch ? many->count : many->next + many->batch;
    many->next = batch->to;
    return batch;
}

static void run_batch(void *user, void *task, struct pool_report *report)
{
    struct many *many = user;
    const struct batch *batch = task;
    struct run *run = many->run;

    run->out.results = 0;
    for (size_t i = batch->from; i < batch->to; i++) {
        const struct item *item = &many->items[i];

        errno = item->error;
        if (item->in_folder)
            (void)check_entry(run, item->path, item->event);
        else
            check_one(run, item->path);
    }
    *report = (struct pool_report){.results = run->out.results, .findings = run->judge.failed, .trouble = run->trouble};
}

/* What a child that died would have said is lost; which files those were is said. */
static void tell_dead(const struct many *many, const struct batch *batch, const struct pool_result *result)
{
    const char *first = many->items[batch->from].path;

    if (result->ending == POOL_KILLED)
        message("%s: the process that checked it, and the %zu files after it, died of signal %d: not checked", first,
                batch->to - batch->from - 1, result->signal);
    else
        message("%s: the process that checked it, and the %zu files after it, ended early: not checked", first,
                batch->to - batch->from - 1);
}

static void batch_ended(void *user, void *task, const struct pool_result *result)
{
    struct many *many = user;
    struct run *run = many->run;

    if (result != NULL && result->ending == POOL_RETURNED) {
        judge_join(&run->judge, result->report.results, result->report.findings);
        run->trouble |= result->report.trouble;
    } else if (result != NULL) {
        tell_dead(many, task, result);
        run->trouble = true;
    }
    free(task);
}

void check_many(struct run *run)
{
    struct many many = {.run = run};
    struct pool pool = {.jobs = run->options->jobs, .out = stdout, .err = stderr, .user = &many,
                        .next = next_batch, .run = run_batch, .ended = batch_ended};
    enum pool_status status;

    collect(&many);
    many.batch = many.count / (run->options->jobs * BATCHES_A_JOB) + 1;
    many.batch = many.batch > BATCH_MAX ? BATCH_MAX : many.batch;
    status = pool_run(&pool);
    if (status == POOL_NO_CHILDREN)
        message("no process can be started: %s", strerror(errno));
    else if (status == POOL_INTERRUPTED)
        message("interrupted: not all files were checked");
    run->trouble |= status != POOL_DONE;
    for (size_t i = 0; i < many.count; i++)
        free(many.items[i].path);
    free(many.items);
}
