/* SPDX-License-Identifier: BSD-2-Clause */
/* One layer of packing on its way out: what unpack.c hands to gzip.c and zip.c. */
#ifndef LAYER_H
#define LAYER_H

#include "intake/inflate.h"

struct layer {
    struct inflater *inflater;
    struct emitter *emitter;
    size_t file_length; /* of the file that findings are about */
    bool inner;         /* data came out of that file: findings are about all of it */
    const unsigned char *data;
    size_t length;
    size_t cap;         /* octets that may come out */
    unsigned char *out; /* a heap block, also when nothing comes out; unpack.c frees it */
    size_t room;
    size_t written;
};

/* FAULT(layer, E913, offset, length, .hint = ...): REPORT for a place in the layer. */
#define FAULT(layer, id, at, octets, ...) \
    REPORT((layer)->emitter, id, (layer)->inner ? 0 : (at), \
           (layer)->inner ? (layer)->file_length : (octets), __VA_ARGS__)

/* One octet of deflate data gives at most 1032 octets: copies of 258 octets in two bits each. */
enum { DEFLATE_RATIO_MAX = 1032 };

/* All fields of gzip and zip are little-endian. */
static inline unsigned read16(const unsigned char *data)
{
    return data[0] | (unsigned)data[1] << 8;
}

static inline uint32_t read32(const unsigned char *data)
{
    return read16(data) | (uint32_t)read16(data + 2) << 16;
}

/* ID1 and ID2, RFC 1952 section 2.3.1. */
static inline bool is_gzip(const unsigned char *data, size_t length)
{
    return length >= 2 && data[0] == 0x1F && data[1] == 0x8B;
}

/* Gives `out` another size, and in the beginning a first one; false: no memory, and all is as it was. */
bool set_room(struct layer *layer, size_t room);

/* E914; UNPACK_REFUSED. */
enum unpack_status too_large(const struct layer *layer);

/* E913 for what stands behind the end: everything from `at` on, if anything. */
void check_behind(const struct layer *layer, size_t at);

/* Undo a layer that begins with their signature: UNPACK_DONE, UNPACK_REFUSED or UNPACK_NOMEM. */
enum unpack_status undo_gzip(struct layer *layer);
enum unpack_status undo_zip(struct layer *layer);

#endif
