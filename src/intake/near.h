/* SPDX-License-Identifier: BSD-2-Clause */
/* Files opened one beside the other, without the way to their folder each time. */
#ifndef NEAR_H
#define NEAR_H

#include <stdbool.h>
#include <stddef.h>

enum { NEAR_MAX = 4096 };

/* All zero at first. */
struct near {
    char folder[NEAR_MAX]; /* of the file opened last, with its slash */
    size_t length;
    int descriptor;        /* of the folder, */
    bool is_open;          /* once a second file in it was asked for */
};

/* As open() does: a descriptor, or -1 and errno. */
int near_open(struct near *near, const char *path, int flags);

void near_close(struct near *near);

#endif
