/* SPDX-License-Identifier: BSD-2-Clause */
/* fork, wait4, and the clock. */
#define _DEFAULT_SOURCE /* wait4 */
#include "child.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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

struct child_run child_measured(int (*body)(void *user), void *user)
{
    struct child_run run = {.good = false};
    double start = now();
    struct rusage usage;
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
        _exit(body(user));
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child)
        return run;
    run.wall = now() - start;
    run.cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    run.peak = (double)usage.ru_maxrss / 1024;
    run.good = WIFEXITED(status) && WEXITSTATUS(status) <= 1;
    return run;
}

static int by_cpu(const void *first, const void *second)
{
    const struct child_run *a = first, *b = second;

    return (a->cpu > b->cpu) - (a->cpu < b->cpu);
}

struct child_run child_median(struct child_run *runs, size_t count)
{
    qsort(runs, count, sizeof(*runs), by_cpu);
    return runs[count / 2];
}
