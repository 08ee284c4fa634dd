/* SPDX-License-Identifier: BSD-2-Clause */
/* Raw deflate data (RFC 1951) undone, and the CRC-32 of gzip and zip. */
#ifndef INFLATE_H
#define INFLATE_H

#include "intake/unpack.h"

#include <stddef.h>
#include <stdint.h>

enum inflate_result {
    INFLATE_DONE,
    INFLATE_FULL, /* there is no room for all that comes out */
    INFLATE_BAD   /* this is no deflate data, or not all of it: see is_cut() */
};

/* A stream begins at data and may end before length; what it took and gave is set for INFLATE_DONE. */
enum inflate_result inflate_into(const struct inflater *inflater, const unsigned char *data, size_t length,
                                 unsigned char *out, size_t room, size_t *taken, size_t *given);

uint32_t crc32_of(const struct inflater *inflater, const unsigned char *data, size_t length);

/* A block of the heap with at least *room octets, the caller's to free; *room is what it has.  NULL: none is kept. */
unsigned char *inflater_spare(struct inflater *inflater, size_t *room);

/* Takes a block to be kept in place of the last one. */
void inflater_keep(struct inflater *inflater, unsigned char *block, size_t room);

/* Is everything in data right but for the end of the stream, which is not there?  Nothing is written. */
bool is_cut(const unsigned char *data, size_t length);

#endif
