/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts what may be a boundary, a header field or a parameter, so that hostile mail takes no memory. */
#include "intake/shape.h"

#include "core/bytes.h"

struct count {
    size_t boundaries;
    size_t fields;
    size_t parameters;
    bool in_header;
    bool in_type;       /* in a Content-Type field, before its parameters */
    bool commented;     /* there was a "(" in it: a ";" may be part of a comment */
    bool holds_message; /* the type is message/...: another header follows this one */
    bool holds_digest;  /* some type was .../digest: every part may be a message */
};

/* Reads on in a Content-Type field. */
static void read_type(struct count *count, const char *data, size_t at, size_t end)
{
    for (; at < end && count->in_type; at++) {
        count->commented |= data[at] == '(';
        count->in_type = data[at] != ';' || count->commented;
        count->holds_message |= STARTS_NOCASE(data, at, end, "message");
        count->holds_digest |= STARTS_NOCASE(data, at, end, "digest");
    }
}

/* A line that may be of a header. */
static void count_header_line(struct count *count, const char *data, size_t at, size_t end)
{
    bool empty = end == at || (end - at == 1 && data[at] == '\r');

    if (empty) {
        count->in_header = count->holds_message || count->holds_digest;
        count->holds_message = count->in_type = false;
        return;
    }
    if (!byte_in(data[at], BYTE_WSP)) {
        count->fields++;
        count->commented = false;
        count->in_type = STARTS_NOCASE(data, at, end, "Content-Type");
    }
    read_type(count, data, at, end);
    for (size_t next = at; (next = find_byte(data, next, end, ';')) < end; next++)
        count->parameters++;
}

static void count_line(struct count *count, const char *data, size_t at, size_t end)
{
    if (STARTS(data, at, end, "--")) {
        count->boundaries++;
        count->in_header = true;
        count->holds_message = count->in_type = false;
    } else if (count->in_header) {
        count_header_line(count, data, at, end);
    }
}

enum shape shape_of(const char *data, size_t length, size_t *at)
{
    struct count count = {.in_header = true};

    *at = 0;
    if (length > SHAPE_LENGTH_MAX)
        return SHAPE_LONG;
    for (size_t end; *at < length; *at = end + 1) {
        end = find_byte(data, *at, length, '\n');
        count_line(&count, data, *at, end);
        if (count.boundaries > SHAPE_BOUNDARIES_MAX)
            return SHAPE_PARTS;
        if (count.fields > SHAPE_FIELDS_MAX)
            return SHAPE_FIELDS;
        if (count.parameters > SHAPE_PARAMETERS_MAX)
            return SHAPE_PARAMETERS;
    }
    return SHAPE_GOOD;
}
