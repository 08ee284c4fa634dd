/* SPDX-License-Identifier: BSD-2-Clause */
/* A text that is edited and remembers what it was, and the two as a unified diff. */
#ifndef PIECES_H
#define PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* text[offset..offset + length) is to become `with`. */
struct edit {
    size_t offset;
    size_t length;
    char *with; /* the owner frees it */
    size_t with_length;
};

/* Original octets, or new ones. */
struct piece {
    bool is_original;
    size_t offset; /* in the original, or where new ones stand: what of it is gone is between two pieces */
    char *data;    /* new octets, the piece's own */
    size_t length;
};

/* Set by pieces_begin(), freed by pieces_free(). */
struct pieces {
    const char *original; /* the caller's */
    size_t original_length;
    char *text;           /* as it is now; NULL: as it was */
    size_t length;
    struct piece *list;
    size_t count;
};

void pieces_begin(struct pieces *pieces, const char *original, size_t length);
void pieces_free(struct pieces *pieces);

/* The text as it is now. */
const char *pieces_text(const struct pieces *pieces);

/* Makes edits, sorted here; of two that overlap the first one is made.  Returns how many were. */
size_t pieces_apply(struct pieces *pieces, struct edit *edits, size_t count);

/* Writes what has changed as one file of a unified diff, which patch(1) and git apply take; nothing when nothing has. */
void pieces_diff(const struct pieces *pieces, const char *name, FILE *stream);

#endif
