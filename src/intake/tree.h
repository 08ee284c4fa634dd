/* SPDX-License-Identifier: BSD-2-Clause */
/* The files below a folder, sorted. */
#ifndef TREE_H
#define TREE_H

#include <stdbool.h>

/* What was met on the way; every one of these is told to the visitor. */
enum tree_event {
    TREE_FILE,      /* a regular file, or a symbolic link to one */
    TREE_LINK,      /* a symbolic link that leads nowhere, or to a folder: not followed */
    TREE_SPECIAL,   /* a FIFO, socket or device: not opened */
    TREE_UNREADABLE /* a folder that can't be read, or a file that can't be looked at: errno */
};

/* Returns 0 to go on. */
typedef int tree_visitor(void *user, const char *path, enum tree_event event);

/*
 * Visits what is below a folder, names in the order of their octets.  Of a Maildir (new, cur and tmp side by
 * side) tmp, where unfinished mail is, is passed over.  False when it can't be begun: errno.
 */
bool tree_walk(const char *path, tree_visitor *visit, void *user);

#endif
