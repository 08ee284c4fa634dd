/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tasks in child processes: so many at a time, their output in the order of the tasks, and none of them able to bring
 * the run down with it.
 *
 * Each task is run by a child of its own that was forked for it, whose standard output and standard error are files
 * in memory.  The parent copies them out when the child has ended and all tasks before it are done with.  What a
 * child that did not end by itself wrote on standard output is thrown away: it may end anywhere.
 *
 * SIGINT, SIGTERM and SIGHUP end the run: what has ended in order by then is copied out, the children are killed and
 * waited for.
 */
#ifndef POOL_H
#define POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { POOL_JOBS_MAX = 64 };

/* How a child ended. */
enum pool_ending {
    POOL_RETURNED, /* the task returned */
    POOL_KILLED,   /* by a signal that the parent did not send */
    POOL_HUNG,     /* it took longer than allowed, and was killed */
    POOL_LARGE,    /* it wrote more than allowed */
    POOL_EXITED    /* something in it called exit() */
};

/* Numbers that are the task's own. */
enum { POOL_NUMBERS = 7 };

/* What a child tells besides its output. */
struct pool_report {
    size_t results; /* as in struct output */
    bool findings;  /* something at or above --fail-on was shown */
    bool trouble;   /* something could not be read or decided */
    uint64_t numbers[POOL_NUMBERS];
};

struct pool_result {
    enum pool_ending ending;
    int signal;                /* POOL_KILLED */
    struct pool_report report; /* POOL_RETURNED */
};

struct pool {
    size_t jobs;      /* children at a time, 1 to POOL_JOBS_MAX */
    uint64_t rate;    /* tasks begun per second; 0: no limit */
    unsigned seconds; /* that one child may take; 0: no limit */
    size_t memory;    /* octets of address space of one child; 0, or under a sanitizer: no limit */
    size_t output;    /* octets that one child may write into one file; 0: no limit */
    FILE *out;        /* where children's standard output goes, */
    FILE *err;        /* and their standard error */
    void *user;
    bool at_hand;     /* next() never waits: tasks are begun before the output of those that have ended is copied */

    /* In the parent: the next task, or NULL when there is none left.  A signal that ends the run interrupts reads. */
    void *(*next)(void *user);

    /* In a child: does the task.  stdout and stderr are the child's own; stdin is empty. */
    void (*run)(void *user, void *task, struct pool_report *report);

    /*
     * In the parent, in the order of the tasks, right before the task's output is copied: so this may write what
     * stands between two outputs.  Frees the task.  Also called for tasks that were not finished when the run ended
     * early, with NULL for the result; those have no output.
     */
    void (*ended)(void *user, void *task, const struct pool_result *result);
};

enum pool_status {
    POOL_DONE,
    POOL_INTERRUPTED, /* by a signal */
    POOL_UNWRITABLE,  /* `out` takes no more */
    POOL_NO_CHILDREN  /* no child could be started (errno), not even when none was running */
};

/* Runs all tasks; whatever the status is, no child is left. */
enum pool_status pool_run(const struct pool *pool);

#endif
