/* SPDX-License-Identifier: BSD-2-Clause */
/* The path of a finding as a JSON Pointer (RFC 6901). */
#include "core/json.h"

struct writer {
    char *buffer;
    size_t capacity;
    size_t length; /* also of what does not fit */
};

static void put(struct writer *writer, char octet)
{
    if (writer->length < writer->capacity)
        writer->buffer[writer->length] = octet;
    writer->length++;
}

static void put_number(struct writer *writer, size_t number)
{
    size_t power = 1;

    while (number / power >= 10)
        power *= 10;
    for (; power > 0; power /= 10)
        put(writer, (char)('0' + number / power % 10));
}

/* Section 3: "~" becomes "~0", "/" becomes "~1". */
static void put_name(struct writer *writer, const char *text, rptlint_span name)
{
    size_t at = name.offset, end = at + name.length;

    while (at < end) {
        char octets[4];
        size_t count = json_next_decoded(text, &at, end, octets);

        for (size_t i = 0; i < count; i++) {
            bool special = octets[i] == '~' || octets[i] == '/';

            put(writer, special ? '~' : octets[i]);
            if (special)
                put(writer, octets[i] == '~' ? '0' : '1');
        }
    }
}

rptlint_status rptlint_write_pointer(const char *text, size_t length, const rptlint_finding *finding, char *buffer,
                                     size_t capacity, size_t *needed)
{
    struct writer writer = {.buffer = buffer, .capacity = capacity};

    if ((text == NULL && length > 0) || finding == NULL || (buffer == NULL && capacity > 0) || needed == NULL ||
        (finding->path == NULL && finding->path_length > 0))
        return RPTLINT_INVALID_ARGUMENT;
    for (size_t i = 0; i < finding->path_length; i++) {
        const rptlint_step *step = &finding->path[i];

        if (!step->is_index && (step->name.offset > length || step->name.length > length - step->name.offset))
            return RPTLINT_INVALID_ARGUMENT;
        put(&writer, '/');
        if (step->is_index)
            put_number(&writer, step->index);
        else
            put_name(&writer, text, step->name);
    }
    *needed = writer.length;
    return writer.length <= capacity ? RPTLINT_OK : RPTLINT_LIMIT;
}
