/* SPDX-License-Identifier: BSD-2-Clause */
/* The files below a folder, sorted. */
#ifndef TREE_H
#define TREE_H

#include <stdbool.h>

/* What was met on the way; every one of these is told to the visitor. */
enum tree_event {
    TREE_FILE,         /* a regular file, or a symbolic link to one */
    TREE_LINK_NOWHERE, /* a symbolic link to what is not there */
    TREE_LINK_FOLDER,  /* a symbolic link to a folder: not followed, so that the walk ends */
    TREE_SPECIAL,      /* a FIFO, socket or device, or a symbolic link to one: not opened */
    TREE_UNREADABLE    /* a folder that can't be read, or a file that can't be looked at: errno */
};

/* Returns 0 to go on. */
typedef int tree_visitor(void *user, const char *path, enum tree_event event);

/*
 * Visits what is below a folder, names in the order of their octets.  Of a Maildir (new, cur and tmp side by
 * side) tmp, where unfinished mail is, is passed over.  False when it can't be begun, or gone on with: errno.
 */
bool tree_walk(const char *path, tree_visitor *visit, void *user);

#endif
