/* SPDX-License-Identifier: BSD-2-Clause */
/* zip archives with one file in them, stored or deflated, by way of the central directory (PKWARE's APPNOTE.TXT). */
#include "intake/layer.h"

/* End of central directory record, section 4.3.16. */
enum {
    END_DISK = 4,
    END_DIRECTORY_DISK = 6,
    END_COUNT_HERE = 8,
    END_COUNT = 10,
    END_SIZE = 12,
    END_OFFSET = 16,
    END_COMMENT = 20,
    END_LENGTH = 22
};

/* File header in the central directory, section 4.3.12. */
enum {
    FILE_FLAGS = 8,
    FILE_METHOD = 10,
    FILE_CRC = 16,
    FILE_PACKED = 20,
    FILE_UNPACKED = 24,
    FILE_NAME = 28,
    FILE_EXTRA = 30,
    FILE_COMMENT = 32,
    FILE_DISK = 34,
    FILE_OFFSET = 42,
    FILE_LENGTH = 46
};

/* Local file header, section 4.3.7. */
enum {
    LOCAL_FLAGS = 6,
    LOCAL_METHOD = 8,
    LOCAL_CRC = 14,
    LOCAL_PACKED = 18,
    LOCAL_UNPACKED = 22,
    LOCAL_NAME = 26,
    LOCAL_EXTRA = 28,
    LOCAL_LENGTH = 30
};

/* CRC and both sizes, together in either header; both sizes. */
enum { SUMS_LENGTH = 12, SIZES_LENGTH = 8 };

/* General purpose bit flag, section 4.4.4: three kinds of encryption; sums behind the data; a patch. */
enum { FLAGS_ENCRYPTED = 1 | 1 << 6 | 1 << 13, FLAG_DESCRIPTOR = 1 << 3, FLAG_PATCH = 1 << 5 };

enum { STORED = 0, DEFLATED = 8 };

/* What stands for a value in a zip64 field elsewhere, section 4.4.1.4. */
enum { IN_ZIP64_16 = 0xFFFF };
static const uint32_t in_zip64 = 0xFFFFFFFF;

static const char sign_local[] = "PK\3\4", sign_file[] = "PK\1\2", sign_end[] = "PK\5\6";

static bool has_sign(const struct layer *layer, size_t at, const char *sign)
{
    return memcmp(layer->data + at, sign, 4) == 0;
}

static bool damaged(const struct layer *layer, size_t at, size_t octets, const char *hint)
{
    FAULT(layer, E913, at, octets, .hint = hint);
    return false;
}

static bool unfit(const struct layer *layer, const char *hint)
{
    FAULT(layer, E919, 0, 4, .severity = RPTLINT_ERROR, .hint = hint);
    return false;
}

/* The last record that has room for its comment, which has at most 65535 octets. */
static bool find_end(const struct layer *layer, size_t *end)
{
    size_t last = layer->length < END_LENGTH ? 0 : layer->length - END_LENGTH + 1;
    size_t lowest = last > 0x10000 ? last - 0x10000 : 0;

    while (last-- > lowest) {
        if (has_sign(layer, last, sign_end) &&
            read16(layer->data + last + END_COMMENT) <= layer->length - last - END_LENGTH) {
            *end = last;
            return true;
        }
    }
    return damaged(layer, layer->length, 0, HINT_ZIP_CUT);
}

/* Folders, and what macOS puts beside a file: nothing to read. */
static bool is_beside(const unsigned char *file)
{
    static const char resources[] = "__MACOSX/";
    const unsigned char *name = file + FILE_LENGTH;
    size_t length = read16(file + FILE_NAME), own = sizeof(resources) - 1;

    if (length >= own && memcmp(name, resources, own) == 0)
        return true;
    return length > 0 && name[length - 1] == '/' && read32(file + FILE_UNPACKED) == 0;
}

/* The central directory's headers from `at` up to `end`: the one of a file that is to be read. */
static bool take_directory(const struct layer *layer, size_t at, size_t end, unsigned count, size_t *file)
{
    unsigned files = 0;

    for (; count > 0; count--) {
        const unsigned char *header = layer->data + at;
        size_t length;

        if (end - at < FILE_LENGTH || !has_sign(layer, at, sign_file))
            return damaged(layer, at, 4, HINT_ZIP_DIRECTORY);
        length = (size_t)FILE_LENGTH + read16(header + FILE_NAME) + read16(header + FILE_EXTRA) +
                 read16(header + FILE_COMMENT);
        if (length > end - at || (count == 1 && length < end - at))
            return damaged(layer, at + FILE_NAME, 6, HINT_ZIP_DIRECTORY);
        if (!is_beside(header)) {
            *file = at;
            files++;
        }
        at += length;
    }
    return files == 1 ? true : unfit(layer, files == 0 ? HINT_ZIP_EMPTY : HINT_ZIP_SEVERAL);
}

/* Finds the one file that the archive holds. */
static bool find_file(const struct layer *layer, size_t end, size_t *file)
{
    const unsigned char *record = layer->data + end;
    size_t size = read32(record + END_SIZE), offset = read32(record + END_OFFSET);
    unsigned count = read16(record + END_COUNT);

    if (count == IN_ZIP64_16 || size == in_zip64 || offset == in_zip64)
        return unfit(layer, HINT_ZIP_LARGE);
    if (read16(record + END_DISK) != 0 || read16(record + END_DIRECTORY_DISK) != 0 ||
        read16(record + END_COUNT_HERE) != count)
        return unfit(layer, HINT_ZIP_SPLIT);
    if (size < (size_t)FILE_LENGTH * count || offset > end || size > end - offset)
        return damaged(layer, end + END_SIZE, 8, HINT_ZIP_DIRECTORY);
    return take_directory(layer, offset, offset + size, count, file);
}

static bool can_be_read(const struct layer *layer, size_t at)
{
    const unsigned char *file = layer->data + at;
    unsigned flags = read16(file + FILE_FLAGS), method = read16(file + FILE_METHOD);

    if ((flags & FLAGS_ENCRYPTED) != 0)
        return unfit(layer, HINT_ZIP_ENCRYPTED);
    if ((flags & FLAG_PATCH) != 0 || (method != STORED && method != DEFLATED))
        return unfit(layer, HINT_ZIP_METHOD);
    if (read32(file + FILE_PACKED) == in_zip64 || read32(file + FILE_UNPACKED) == in_zip64 ||
        read32(file + FILE_OFFSET) == in_zip64 || read16(file + FILE_DISK) == IN_ZIP64_16)
        return unfit(layer, HINT_ZIP_LARGE);
    if (read16(file + FILE_DISK) != 0)
        return unfit(layer, HINT_ZIP_SPLIT);
    return true;
}

/* The local header may have its sizes in a zip64 field although they are small: whoever wrote it did not know. */
static bool same_sums(const unsigned char *local, const unsigned char *file)
{
    if (read32(local + LOCAL_CRC) != read32(file + FILE_CRC))
        return false;
    return (read32(local + LOCAL_PACKED) == in_zip64 && read32(local + LOCAL_UNPACKED) == in_zip64) ||
           memcmp(local + LOCAL_PACKED, file + FILE_PACKED, SIZES_LENGTH) == 0;
}

/* What is wrong with the name alone does not touch the content. */
static void check_name(const struct layer *layer, size_t local, size_t file)
{
    size_t length = read16(layer->data + local + LOCAL_NAME);

    if (length != read16(layer->data + file + FILE_NAME) ||
        memcmp(layer->data + local + LOCAL_LENGTH, layer->data + file + FILE_LENGTH, length) != 0)
        FAULT(layer, E913, local + LOCAL_LENGTH, length, .hint = HINT_ZIP_NAME);
}

/* The local header must agree with the central one; its sums may be left to a descriptor behind the data. */
static bool find_data(const struct layer *layer, size_t at, size_t *data)
{
    const unsigned char *file = layer->data + at, *local;
    size_t offset = read32(file + FILE_OFFSET), length;

    if (offset > at || at - offset < LOCAL_LENGTH)
        return damaged(layer, at + FILE_OFFSET, 4, HINT_ZIP_DIRECTORY);
    if (!has_sign(layer, offset, sign_local))
        return damaged(layer, offset, 4, HINT_ZIP_DIRECTORY);
    local = layer->data + offset;
    if (((read16(local + LOCAL_FLAGS) ^ read16(file + FILE_FLAGS)) & (FLAGS_ENCRYPTED | FLAG_PATCH)) != 0)
        return damaged(layer, offset + LOCAL_FLAGS, 2, HINT_ZIP_DIRECTORY);
    if (read16(local + LOCAL_METHOD) != read16(file + FILE_METHOD))
        return damaged(layer, offset + LOCAL_METHOD, 2, HINT_ZIP_DIRECTORY);
    if ((read16(local + LOCAL_FLAGS) & FLAG_DESCRIPTOR) == 0 &&
        !same_sums(local, file))
        return damaged(layer, offset + LOCAL_CRC, SUMS_LENGTH, HINT_ZIP_DIRECTORY);
    length = LOCAL_LENGTH + read16(local + LOCAL_NAME) + read16(local + LOCAL_EXTRA);
    if (length > at - offset)
        return damaged(layer, offset + LOCAL_NAME, 4, HINT_ZIP_DIRECTORY);
    *data = offset + length;
    if (read32(file + FILE_PACKED) > at - *data)
        return damaged(layer, at + FILE_PACKED, 4, HINT_ZIP_DIRECTORY);
    check_name(layer, offset, at);
    return true;
}

/* The data between `from` and the central directory's file header at `at`; there is room for all. */
static bool take_data(struct layer *layer, size_t at, size_t from)
{
    const unsigned char *file = layer->data + at, *data = layer->data + from;
    size_t packed = read32(file + FILE_PACKED), size = read32(file + FILE_UNPACKED), taken = packed;

    if (read16(file + FILE_METHOD) == STORED) {
        if (packed != size)
            return damaged(layer, at + FILE_UNPACKED, 4, HINT_ZIP_LENGTH);
        memcpy(layer->out, data, size);
        layer->written = size;
    } else {
        enum inflate_result result =
            inflate_into(layer->inflater, data, packed, layer->out, size, &taken, &layer->written);

        if (result == INFLATE_BAD || (result == INFLATE_DONE && taken != packed))
            return damaged(layer, from, packed, HINT_ZIP_DATA);
        if (result == INFLATE_FULL || layer->written != size)
            return damaged(layer, at + FILE_UNPACKED, 4, HINT_ZIP_LENGTH);
    }
    if (read32(file + FILE_CRC) != crc32_of(layer->inflater, layer->out, size))
        return damaged(layer, at + FILE_CRC, 4, HINT_ZIP_CRC);
    return true;
}

/* A size that is above the cap is refused unseen: were it not true, the archive would be refused for that. */
enum unpack_status undo_zip(struct layer *layer)
{
    size_t end, file = 0, data, size;

    if (!find_end(layer, &end) || !find_file(layer, end, &file) || !can_be_read(layer, file) ||
        !find_data(layer, file, &data))
        return UNPACK_REFUSED;
    size = read32(layer->data + file + FILE_UNPACKED);
    if (size > layer->cap)
        return too_large(layer);
    if (size / DEFLATE_RATIO_MAX > read32(layer->data + file + FILE_PACKED)) {
        damaged(layer, file + FILE_UNPACKED, 4, HINT_ZIP_LENGTH);
        return UNPACK_REFUSED;
    }
    if (!set_room(layer, size))
        return UNPACK_NOMEM;
    if (!take_data(layer, file, data))
        return UNPACK_REFUSED;
    FAULT(layer, E919, 0, 4, .hint = read16(layer->data + end + END_COUNT) > 1 ? HINT_ZIP_BESIDE : NULL);
    check_behind(layer, end + END_LENGTH + read16(layer->data + end + END_COMMENT));
    return UNPACK_DONE;
}
