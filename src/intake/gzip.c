/* SPDX-License-Identifier: BSD-2-Clause */
/* gzip files (RFC 1952): "a series of members", each with a header, deflate data and a trailer. */
#include "intake/layer.h"

/* FLG, section 2.3.1.  FTEXT (1) says nothing that matters here. */
enum { FHCRC = 2, FEXTRA = 4, FNAME = 8, FCOMMENT = 16, RESERVED = 0xE0 };

enum { HEADER_LENGTH = 10, TRAILER_LENGTH = 8, CM_DEFLATE = 8 };

enum member {
    MEMBER_TAKEN,
    MEMBER_LAST,    /* taken, and the file is cut in its trailer */
    MEMBER_CHANGED, /* taken, with another checksum than its own: where it ends is in doubt, too */
    MEMBER_DAMAGED, /* nothing of it was taken, and nothing behind it can be found */
    MEMBER_TOO_LARGE,
    MEMBER_NOMEM
};

static bool cut(const struct layer *layer)
{
    FAULT(layer, E913, layer->length, 0, .hint = HINT_GZIP_CUT);
    return false;
}

/* "a two-byte length" and that many octets. */
static bool skip_extra(const struct layer *layer, size_t *at)
{
    size_t octets;

    if (layer->length - *at < 2)
        return false;
    octets = read16(layer->data + *at);
    *at += 2;
    if (octets > layer->length - *at)
        return false;
    *at += octets;
    return true;
}

/* "zero-terminated" */
static bool skip_text(const struct layer *layer, size_t *at)
{
    const unsigned char *text = layer->data + *at;
    const unsigned char *end = layer->length > *at ? memchr(text, 0, layer->length - *at) : NULL;

    if (end == NULL)
        return false;
    *at += (size_t)(end - text) + 1;
    return true;
}

/*
 * "the two least significant bytes of the CRC32 for all bytes of the gzip header up to and not including the
 * CRC16".  The data behind a wrong one are read: they have a check of their own.
 */
static bool check_header_crc(const struct layer *layer, size_t from, size_t *at)
{
    if (layer->length - *at < 2)
        return false;
    if (read16(layer->data + *at) != (crc32_of(layer->inflater, layer->data + from, *at - from) & 0xFFFF))
        FAULT(layer, E913, *at, 2, .hint = HINT_GZIP_HEADER_CRC);
    *at += 2;
    return true;
}

/*
 * ID1 ID2 CM FLG MTIME(4) XFL OS, then what FLG says.  "A compliant decompressor ... must give an error
 * indication if any reserved bit is non-zero, since such a bit could indicate the presence of a new field".
 */
static bool skip_header(const struct layer *layer, size_t *at)
{
    size_t from = *at;
    const unsigned char *header = layer->data + from;
    unsigned flags;

    if (layer->length - from < HEADER_LENGTH)
        return cut(layer);
    if (header[2] != CM_DEFLATE) {
        FAULT(layer, E913, from + 2, 1, .hint = HINT_GZIP_METHOD);
        return false;
    }
    flags = header[3];
    if ((flags & RESERVED) != 0) {
        FAULT(layer, E913, from + 3, 1, .hint = HINT_GZIP_RESERVED);
        return false;
    }
    *at += HEADER_LENGTH;
    if (((flags & FEXTRA) != 0 && !skip_extra(layer, at)) ||
        ((flags & FNAME) != 0 && !skip_text(layer, at)) ||
        ((flags & FCOMMENT) != 0 && !skip_text(layer, at)) ||
        ((flags & FHCRC) != 0 && !check_header_crc(layer, from, at)))
        return cut(layer);
    return true;
}

/* Room is doubled until all of a member fits; what is too large then is too large for the cap. */
static enum member inflate_member(struct layer *layer, size_t *at, size_t *given)
{
    const unsigned char *body = layer->data + *at;
    size_t octets = layer->length - *at, taken = 0;
    enum inflate_result result;

    while ((result = inflate_into(layer->inflater, body, octets, layer->out + layer->written,
                                  layer->room - layer->written, &taken, given)) == INFLATE_FULL) {
        if (layer->room == layer->cap)
            return MEMBER_TOO_LARGE;
        if (!set_room(layer, layer->room > layer->cap / 2 ? layer->cap : layer->room * 2))
            return MEMBER_NOMEM;
    }
    *at += taken;
    if (result == INFLATE_DONE)
        return MEMBER_TAKEN;
    if (is_cut(body, octets))
        cut(layer);
    else
        FAULT(layer, E913, layer->length - octets, octets, .hint = HINT_GZIP_DATA);
    return MEMBER_DAMAGED;
}

/* CRC32, and ISIZE: "the size of the original (uncompressed) input data modulo 2^32".  One finding. */
static enum member check_trailer(const struct layer *layer, size_t *at, size_t given)
{
    const unsigned char *trailer = layer->data + *at;
    bool right_length;

    if (layer->length - *at < TRAILER_LENGTH) {
        cut(layer);
        return MEMBER_LAST;
    }
    *at += TRAILER_LENGTH;
    right_length = read32(trailer + 4) == (given & 0xFFFFFFFF);
    if (read32(trailer) != crc32_of(layer->inflater, layer->out + layer->written, given)) {
        FAULT(layer, E913, *at - TRAILER_LENGTH, 4, .hint = right_length ? HINT_GZIP_CRC : HINT_GZIP_CHANGED);
        return MEMBER_CHANGED;
    }
    if (!right_length)
        FAULT(layer, E913, *at - 4, 4, .hint = HINT_GZIP_LENGTH);
    return MEMBER_TAKEN;
}

static enum member take_member(struct layer *layer, size_t *at)
{
    size_t given = 0;
    enum member member;

    if (!skip_header(layer, at))
        return MEMBER_DAMAGED;
    member = inflate_member(layer, at, &given);
    if (member == MEMBER_TAKEN) {
        member = check_trailer(layer, at, given);
        layer->written += given;
    }
    return member;
}

/*
 * The first guess at the room: the last ISIZE, or four times the input, within what can come out at all.
 * ISIZE is no more than a guess, also when it is above the cap: behind a CR LF it says 168 MB of any file.
 */
static size_t first_room(const struct layer *layer)
{
    size_t most = layer->length < SIZE_MAX / DEFLATE_RATIO_MAX ? layer->length * DEFLATE_RATIO_MAX : SIZE_MAX;
    size_t room = layer->length < SIZE_MAX / 4 ? layer->length * 4 : SIZE_MAX;

    if (layer->length >= 4 && read32(layer->data + layer->length - 4) > room)
        room = read32(layer->data + layer->length - 4);
    if (most > layer->cap)
        most = layer->cap;
    return room < most ? room : most;
}

/* Members before one that is damaged are read all the same. */
enum unpack_status undo_gzip(struct layer *layer)
{
    bool changed = false;
    size_t at = 0;

    if (!set_room(layer, first_room(layer)))
        return UNPACK_NOMEM;
    while (is_gzip(layer->data + at, layer->length - at)) {
        bool first = at == 0;
        enum member member = take_member(layer, &at);

        changed = member == MEMBER_CHANGED;
        switch (member) {
        case MEMBER_TAKEN:
        case MEMBER_CHANGED:
            break;
        case MEMBER_LAST:
            return UNPACK_DONE;
        case MEMBER_DAMAGED:
            return first ? UNPACK_REFUSED : UNPACK_DONE;
        case MEMBER_TOO_LARGE:
            return too_large(layer);
        case MEMBER_NOMEM:
            return UNPACK_NOMEM;
        }
    }
    if (!changed)
        check_behind(layer, at);
    return UNPACK_DONE;
}
