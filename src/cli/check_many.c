/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint check -j`: files by the batch, each batch in a child process, what they print in the order of the files. */
#define _POSIX_C_SOURCE 200809L

#include "cli/message.h"
#include "cli/pool.h"
#include "cli/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Files of one child at most: what it prints is held back until it ends, and lost when it dies. */
enum { BATCH_MAX = 1024 };

struct many {
    struct run *run;
    struct items items;
    size_t next;
};

/* ---- the children ---- */

static void *next_batch(void *user)
{
    struct many *many = user;

    return items_batch(&many->items, &many->next, many->run->options->jobs, BATCH_MAX);
}

static void run_batch(void *user, void *task, struct pool_report *report)
{
    struct many *many = user;
    const struct batch *batch = task;
    struct run *run = many->run;

    run->out.results = 0;
    run->checked = 0;
    inputs_items(&run->inputs, many->items.list + batch->from, batch->to - batch->from);
    *report = (struct pool_report){.results = run->out.results, .findings = run->judge.failed,
                                   .trouble = run->trouble || run->house.trouble, .numbers = {run->checked}};
}

/* What a child that died would have said is lost; which files those were is said. */
static void tell_dead(const struct many *many, const struct batch *batch, const struct pool_result *result)
{
    const char *first = many->items.list[batch->from].path;

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
        run->checked += result->report.numbers[0];
    } else if (result != NULL) {
        tell_dead(many, task, result);
        run->trouble = true;
    }
    free(task);
}

void check_many(struct run *run)
{
    struct many many = {.run = run};
    struct pool pool = {.jobs = run->options->jobs, .out = stdout, .err = stderr, .user = &many, .at_hand = true,
                        .next = next_batch, .run = run_batch, .ended = batch_ended};
    enum pool_status status;

    items_collect(&many.items, &run->options->operands);
    inputs_prepare(&run->inputs);
    status = pool_run(&pool);
    if (status == POOL_NO_CHILDREN)
        message("no process can be started: %s", strerror(errno));
    else if (status == POOL_INTERRUPTED)
        message("interrupted: not all files were checked");
    run->trouble |= status != POOL_DONE;
    items_free(&many.items);
}
