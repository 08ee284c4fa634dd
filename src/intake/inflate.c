/* SPDX-License-Identifier: BSD-2-Clause */
/* libdeflate, loaded only when a file is packed: the only file that knows it. */
#include "intake/inflate.h"

#include "load.h"

#include <libdeflate.h>
#include <stdlib.h>

static const char library_name[] = "libdeflate.so.0";

/* The functions used, under their names in the library. */
struct inflater {
    void *library;
    struct libdeflate_decompressor *decompressor;
    __typeof__(libdeflate_alloc_decompressor) *allocate;
    __typeof__(libdeflate_free_decompressor) *release;
    __typeof__(libdeflate_deflate_decompress_ex) *decompress;
    __typeof__(libdeflate_crc32) *crc32;
    unsigned char *spare; /* a block of the heap that is not in use, or NULL */
    size_t spare_room;
};

enum unpack_status inflater_open(struct inflater **inflater)
{
    struct inflater *opened = calloc(1, sizeof(*opened));
    enum unpack_status status = UNPACK_NO_LIBRARY;

    if (opened == NULL)
        return UNPACK_NOMEM;
    const struct loaded_symbol symbols[] = {
        {"libdeflate_alloc_decompressor", &opened->allocate},
        {"libdeflate_free_decompressor", &opened->release},
        {"libdeflate_deflate_decompress_ex", &opened->decompress},
        {"libdeflate_crc32", &opened->crc32},
    };
    opened->library = load_library(library_name, symbols, sizeof(symbols) / sizeof(symbols[0]));
    if (opened->library != NULL) {
        opened->decompressor = opened->allocate();
        if (opened->decompressor != NULL) {
            *inflater = opened;
            return UNPACK_DONE;
        }
        status = UNPACK_NOMEM;
        unload_library(opened->library);
    }
    free(opened);
    return status;
}

void inflater_close(struct inflater *inflater)
{
    if (inflater == NULL)
        return;
    inflater->release(inflater->decompressor);
    unload_library(inflater->library);
    free(inflater->spare);
    free(inflater);
}

unsigned char *inflater_spare(struct inflater *inflater, size_t *room)
{
    unsigned char *block = inflater->spare;

    if (*room > inflater->spare_room)
        return NULL;
    *room = inflater->spare_room;
    inflater->spare = NULL;
    inflater->spare_room = 0;
    return block;
}

void inflater_keep(struct inflater *inflater, unsigned char *block, size_t room)
{
    free(inflater->spare);
    inflater->spare = block;
    inflater->spare_room = room;
}

enum inflate_result inflate_into(const struct inflater *inflater, const unsigned char *data, size_t length,
                                 unsigned char *out, size_t room, size_t *taken, size_t *given)
{
    switch (inflater->decompress(inflater->decompressor, data, length, out, room, taken, given)) {
    case LIBDEFLATE_SUCCESS:
        return INFLATE_DONE;
    case LIBDEFLATE_INSUFFICIENT_SPACE:
        return INFLATE_FULL;
    default:
        return INFLATE_BAD;
    }
}

uint32_t crc32_of(const struct inflater *inflater, const unsigned char *data, size_t length)
{
    return inflater->crc32(0, data, length);
}
