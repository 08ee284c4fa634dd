/* SPDX-License-Identifier: BSD-2-Clause */
/* A large file as memory: mapped, so that nothing of it is copied. */
#ifndef MAPPING_H
#define MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mapping_status {
    MAPPING_DONE,
    MAPPING_NO_FILE, /* no regular file */
    MAPPING_LIMIT,   /* it is larger than the limit */
    MAPPING_ERROR    /* errno */
};

struct mapping {
    const char *text;
    size_t length;
    uint64_t device; /* which file it is */
    uint64_t inode;
};

/*
 * Maps a regular file for reading.  The descriptor may be closed then.  A file that another program cuts short while
 * it is mapped ends this program: with exit status 3, and a line on standard error that says so.
 */
enum mapping_status mapping_open(struct mapping *mapping, int descriptor, uint64_t limit);
void mapping_close(struct mapping *mapping);

#endif
