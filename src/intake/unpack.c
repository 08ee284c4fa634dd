/* SPDX-License-Identifier: BSD-2-Clause */
/* What is packed, layer by layer: at most two of them, counted together against the cap. */
#include "intake/layer.h"

#include <stdlib.h>

enum { LAYERS_MAX = 2, ROOM_TO_SPARE = 65536 };

/* A file's header, the end record of an archive without files, the mark of a split one (PKWARE's APPNOTE). */
static bool is_zip(const unsigned char *data, size_t length)
{
    static const char signatures[][5] = {"PK\3\4", "PK\5\6", "PK\7\10"};

    for (size_t i = 0; length >= 4 && i < sizeof(signatures) / sizeof(signatures[0]); i++)
        if (memcmp(data, signatures[i], 4) == 0)
            return true;
    return false;
}

static bool begins_packed(const unsigned char *data, size_t length)
{
    return is_gzip(data, length) || is_zip(data, length);
}

bool is_packed(const char *data, size_t length)
{
    return begins_packed((const unsigned char *)data, length);
}

bool set_room(struct layer *layer, size_t room)
{
    size_t spare = room;
    unsigned char *out = layer->out == NULL ? inflater_spare(layer->inflater, &spare) : NULL;

    if (out != NULL)
        room = spare < layer->cap ? spare : layer->cap;
    else
        out = realloc(layer->out, room > 0 ? room : 1);
    if (out == NULL)
        return false;
    layer->out = out;
    layer->room = room;
    return true;
}

enum unpack_status too_large(const struct layer *layer)
{
    FAULT(layer, E914, 0, layer->length);
    return UNPACK_REFUSED;
}

static bool only(const unsigned char *data, size_t length, unsigned char one, unsigned char other)
{
    for (size_t i = 0; i < length; i++)
        if (data[i] != one && data[i] != other)
            return false;
    return true;
}

void check_behind(const struct layer *layer, size_t at)
{
    const unsigned char *data = layer->data + at;
    size_t octets = layer->length - at;
    const char *hint = HINT_GZIP_TRAILING;

    if (octets == 0)
        return;
    if (only(data, octets, 0, 0))
        hint = HINT_GZIP_PADDING;
    else if (only(data, octets, '\r', '\n'))
        hint = HINT_GZIP_LINE_END;
    FAULT(layer, E913, at, octets, .hint = hint);
}

/* Undoes one layer; the block that comes out has about the size of what is in it. */
static enum unpack_status undo(struct layer *layer)
{
    enum unpack_status status = is_gzip(layer->data, layer->length) ? undo_gzip(layer) : undo_zip(layer);

    if (status == UNPACK_DONE && layer->room - layer->written > ROOM_TO_SPARE)
        set_room(layer, layer->written);
    if (status != UNPACK_DONE) {
        free(layer->out);
        layer->out = NULL;
    }
    return status;
}

/* The second layer takes the place of the first. */
static enum unpack_status undo_inner(struct layer *layer)
{
    struct layer outer = *layer;
    enum unpack_status status;

    FAULT(layer, E917, 0, layer->length);
    layer->inner = true;
    layer->data = outer.out;
    layer->length = outer.written;
    layer->cap = outer.cap - outer.written;
    layer->out = NULL;
    layer->room = layer->written = 0;
    status = undo(layer);
    free(outer.out);
    return status;
}

static enum unpack_status undo_layers(struct layer *layer)
{
    enum unpack_status status = undo(layer);

    for (int layers = 1; status == UNPACK_DONE && begins_packed(layer->out, layer->written); layers++) {
        if (layers == LAYERS_MAX) {
            FAULT(layer, E913, 0, layer->length, .hint = HINT_GZIP_THRICE);
            free(layer->out);
            return UNPACK_REFUSED;
        }
        status = undo_inner(layer);
    }
    return status;
}

enum unpack_status unpack(struct inflater **inflater, const char *data, size_t length, size_t cap,
                          struct emitter *emitter, struct unpacked *unpacked)
{
    struct layer layer = {.emitter = emitter,
                          .file_length = length,
                          .data = (const unsigned char *)data,
                          .length = length,
                          .cap = cap};
    enum unpack_status status;

    *unpacked = (struct unpacked){.length = length, .packing = RPTLINT_PACKING_NONE};
    if (!is_packed(data, length))
        return UNPACK_DONE;
    unpacked->packing = is_gzip(layer.data, length) ? RPTLINT_PACKING_GZIP : RPTLINT_PACKING_OTHER;
    unpacked->length = 0;
    status = *inflater != NULL ? UNPACK_DONE : inflater_open(inflater);
    if (status != UNPACK_DONE)
        return status;
    layer.inflater = *inflater;
    status = undo_layers(&layer);
    if (status == UNPACK_DONE) {
        unpacked->data = (char *)layer.out;
        unpacked->length = layer.written;
        unpacked->room = layer.room;
    }
    return status;
}

void unpacked_done(struct inflater *inflater, struct unpacked *unpacked)
{
    if (unpacked->data != NULL && unpacked->room <= ROOM_TO_SPARE)
        inflater_keep(inflater, (unsigned char *)unpacked->data, unpacked->room);
    else
        free(unpacked->data);
    unpacked->data = NULL;
}
