/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Small files read some at a time before the first of them is looked at.  What the kernel does for them is done in
 * one go, which the processor's caches like; and what is not in memory yet is on its way from all of them at once.
 */
#ifndef AHEAD_H
#define AHEAD_H

#include "intake/near.h"

#include <stdint.h>

/* Octets: a file as large as AHEAD_FILE_MAX is not read here. */
enum { AHEAD_FILES = 64, AHEAD_FILE_MAX = 32 * 1024, AHEAD_ROOM = 8 * AHEAD_FILE_MAX };

struct ahead_file {
    size_t path;      /* where its path begins among the paths */
    size_t at;        /* where it begins in the room, */
    size_t room;      /* what it has of it, */
    size_t length;    /* and what of that is read */
    int error;        /* it can't be opened or read: errno */
    bool is_whole;    /* it was small, and all of it is there */
    bool is_awaited;  /* it is on its way */
    int descriptor;   /* of one that is awaited */
};

/* All zero at first. */
struct ahead {
    struct near near;
    struct ahead_file files[AHEAD_FILES];
    size_t count;
    bool is_cold; /* a file was not in memory: others may not be */
    char *paths; /* each with its NUL */
    size_t paths_length, paths_capacity;
    char *room;  /* for what is in the files */
    size_t used;
};

/* Opens one more file, which exists and is a regular one, and begins to read it; false without memory. */
bool ahead_add(struct ahead *ahead, const char *path, int flags);

/* Is there no place for one more? */
bool ahead_is_full(const struct ahead *ahead);

/* A file below ahead->count, as it is in the end: waits for what is still on its way. */
const struct ahead_file *ahead_file(struct ahead *ahead, size_t number);

/* Makes place for other files. */
void ahead_clear(struct ahead *ahead);

/* Gives back all memory and descriptors. */
void ahead_end(struct ahead *ahead);

#endif
