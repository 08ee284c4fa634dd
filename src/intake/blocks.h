/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines of a descriptor by the block, as many as are there; memory is that of a block, and of the longest line. */
#ifndef BLOCKS_H
#define BLOCKS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum block_event {
    BLOCK_LINES,       /* whole lines; the last one of the input may lack its line feed */
    BLOCK_LONG_LINE,   /* a line that has more octets than are allowed was passed over */
    BLOCK_INTERRUPTED, /* by a signal, before anything came; may be called again */
    BLOCK_END,
    BLOCK_ERROR,       /* errno */
    BLOCK_NOMEM
};

/* A descriptor being read; all members but the first are the reader's own. */
struct blocks {
    const sigset_t *mask; /* signals that are blocked while it waits for input, and only then; NULL: as they are */
    int descriptor;
    size_t line_max;
    size_t wanted;
    char *buffer;
    size_t capacity;
    size_t from, end; /* what is not handed out yet is buffer[from..end) */
    bool at_end;
    bool in_long_line;
};

/*
 * The descriptor stays the caller's.  A line that is longer than `line_max` octets may be handed out all the same.
 * Blocks have about `wanted` octets as long as more is on its way; with 0 each has what there is at once.
 */
void blocks_begin(struct blocks *blocks, int descriptor, size_t line_max, size_t wanted);

/* The next lines, valid until the next call. */
enum block_event blocks_next(struct blocks *blocks, const char **text, size_t *length);
void blocks_free(struct blocks *blocks);

/* How many lines a block has; the plain twin is what the other must equal, and what runs where there is no SSE2. */
uint64_t count_lines(const char *text, size_t length);
uint64_t count_lines_plain(const char *text, size_t length);

#endif
