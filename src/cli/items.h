/* SPDX-License-Identifier: BSD-2-Clause */
/* Files and folders as a list, and batches of it. */
#ifndef ITEMS_H
#define ITEMS_H

#include "cli/options.h"
#include "intake/tree.h"

/* A file, or what else was met in a folder. */
struct item {
    char *path;
    enum tree_event event;
    int error; /* TREE_UNREADABLE */
    bool in_folder;
};

struct items {
    struct item *list;
    size_t count;
    size_t capacity;
};

/* All that files and folders hold, in order; free it. */
void items_collect(struct items *items, const struct words *operands);
void items_free(struct items *items);

/* Are the arguments files and folders, so that they can be divided among processes? */
bool are_files(const struct words *operands);

/* Items from..to: one task of a pool. */
struct batch {
    size_t from;
    size_t to;
};

/*
 * The next items from *next on, for the caller to free; NULL when none is left.  Of what is left each of `jobs` gets a
 * half of its share, so that starting a process costs little at first and all are done at about the same time; but no
 * more than `most`.
 */
struct batch *items_batch(const struct items *items, size_t *next, size_t jobs, size_t most);

#endif
