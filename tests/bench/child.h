/* SPDX-License-Identifier: BSD-2-Clause */
/* What a process costs that does one thing and ends. */
#ifndef CHILD_H
#define CHILD_H

#include <stdbool.h>
#include <stddef.h>

struct child_run {
    double wall, cpu; /* seconds */
    double peak;      /* MB */
    bool good;        /* it ended with 0, or 1: findings */
};

/* Runs the function in a child whose standard output leads nowhere; what it returns is the child's exit status. */
struct child_run child_measured(int (*body)(void *user), void *user);

/* Sorts the runs by CPU time; the one in the middle. */
struct child_run child_median(struct child_run *runs, size_t count);

#endif
