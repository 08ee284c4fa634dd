/* SPDX-License-Identifier: BSD-2-Clause */
/* Domain names: labels out of presentation text, and back. */
#include "dns/name.h"

#include "core/bytes.h"

#include <string.h>

enum { LABEL_MAX = 63 };

/* ---- reading ---- */

/* The octet that the escape at text[*at] stands for; *at moves behind it.  -1 for an escape that is none. */
static int escaped_octet(const char *text, size_t length, size_t *at)
{
    const char *digits = text + *at + 1;
    unsigned value;

    if (length - *at < 2)
        return -1;
    if (!byte_in(digits[0], BYTE_DIGIT)) {
        *at += 2;
        return (unsigned char)digits[0];
    }
    if (length - *at < 4 || !byte_in(digits[1], BYTE_DIGIT) || !byte_in(digits[2], BYTE_DIGIT))
        return -1;
    value = (unsigned)(digits[0] - '0') * 100 + (unsigned)(digits[1] - '0') * 10 + (unsigned)(digits[2] - '0');
    *at += 4;
    return value <= 255 ? (int)value : -1;
}

/* One label, up to its dot or the end. */
static enum name_status read_label(struct name *name, const char *text, size_t length, size_t *at)
{
    size_t start = name->length, count = 0;

    while (*at < length && text[*at] != '.') {
        int octet = text[*at] != '\\' ? (unsigned char)text[(*at)++] : escaped_octet(text, length, at);

        if (octet < 0)
            return NAME_BAD_ESCAPE;
        if (count == LABEL_MAX || start + 1 + count == NAME_OCTETS)
            return NAME_TOO_LONG;
        name->octets[start + 1 + count++] = (uint8_t)to_lower((char)octet);
    }
    if (count == 0)
        return NAME_EMPTY_LABEL;
    name->octets[start] = (uint8_t)count;
    name->length = (uint8_t)(start + 1 + count);
    return NAME_OK;
}

static enum name_status put_behind(struct name *name, const struct name *origin)
{
    if (origin == NULL)
        return NAME_OK;
    if (origin->length > NAME_OCTETS - name->length)
        return NAME_TOO_LONG;
    memcpy(name->octets + name->length, origin->octets, origin->length);
    name->length = (uint8_t)(name->length + origin->length);
    name->absolute = origin->absolute;
    return NAME_OK;
}

static void copy(struct name *to, const struct name *from)
{
    memcpy(to->octets, from->octets, from->length);
    to->length = from->length;
    to->absolute = from->absolute;
}

/* Eight octets at a time with the letters of ASCII in lower case. */
static void copy_lower(uint8_t *to, const char *from, size_t length)
{
    const uint64_t ones = 0x0101010101010101, high = 0x80 * ones;
    size_t at = 0;

    for (; length - at >= 8; at += 8) {
        uint64_t eight, low, upper;

        memcpy(&eight, from + at, 8);
        low = eight & ~high;
        upper = (low + (0x80 - 'A') * ones) & ~(low + (0x80 - 'Z' - 1) * ones) & ~eight & high;
        eight |= upper >> 2;
        memcpy(to + at, &eight, 8);
    }
    for (; at < length; at++)
        to[at] = (uint8_t)to_lower(from[at]);
}

/*
 * A name without an escape in wire form is its text moved by one octet, with the length of a label where the dot
 * before it was.  False for what is no such name, and for a long one; the final dot is the root label.
 */
static bool read_quickly(struct name *name, const char *text, size_t length)
{
    uint64_t dots;

    if (length == 0 || length > BITS_MAX || text[length - 1] == '@' || memchr(text, '\\', length) != NULL)
        return false;
    copy_lower(name->octets + 1, text, length);
    dots = bits_of(text, length).dot | (uint64_t)1 << length;
    for (size_t at = 0, dot; at < length; at = dot + 1) {
        dot = (size_t)__builtin_ctzll(dots);
        dots &= dots - 1;
        if (dot == at)
            return false;
        name->octets[at] = (uint8_t)(dot - at);
    }
    name->absolute = text[length - 1] == '.';
    name->length = (uint8_t)(length + !name->absolute);
    return true;
}

/* Label by label. */
static enum name_status read_labels(struct name *name, const char *text, size_t length)
{
    enum name_status status = NAME_OK;
    bool is_origin = length == 1 && text[0] == '@';

    name->length = 0;
    name->absolute = false;
    for (size_t at = 0; at < length && !is_origin && !name->absolute && status == NAME_OK;) {
        if (length == 1 && text[0] == '.') { /* the root */
            name->absolute = true;
            break;
        }
        status = read_label(name, text, length, &at);
        if (status == NAME_OK && at < length)
            name->absolute = ++at == length; /* a final dot */
    }
    return status;
}

enum name_status name_read(struct name *name, const char *text, size_t length, const struct name *origin)
{
    enum name_status status = NAME_OK;
    struct name own;

    if (origin == name) {
        copy(&own, origin);
        origin = &own;
    }
    if (!read_quickly(name, text, length))
        status = read_labels(name, text, length);
    if (status == NAME_OK && name->absolute) {
        if (name->length == NAME_OCTETS)
            return NAME_TOO_LONG;
        name->octets[name->length++] = 0;
    } else if (status == NAME_OK) {
        status = length == 0 ? NAME_EMPTY_LABEL : put_behind(name, origin);
    }
    return status;
}

/* ---- writing ---- */

static size_t put_octet(char *text, uint8_t octet)
{
    if (octet <= 0x20 || octet >= 0x7F) {
        text[0] = '\\';
        text[1] = (char)('0' + octet / 100);
        text[2] = (char)('0' + octet / 10 % 10);
        text[3] = (char)('0' + octet % 10);
        return 4;
    }
    if (strchr("\".;\\()@$", octet) == NULL) {
        text[0] = (char)octet;
        return 1;
    }
    text[0] = '\\';
    text[1] = (char)octet;
    return 2;
}

size_t name_write(const struct name *name, char text[NAME_TEXT])
{
    size_t count = 0;

    for (size_t at = 0; at < name->length && name->octets[at] > 0; at += 1U + name->octets[at]) {
        if (count > 0)
            text[count++] = '.';
        for (size_t i = 1; i <= name->octets[at]; i++) {
            char octet = (char)name->octets[at + i];

            if (byte_in(octet, BYTE_LDH) || octet == '_')
                text[count++] = octet;
            else
                count += put_octet(text + count, name->octets[at + i]);
        }
    }
    if (name->absolute)
        text[count++] = '.';
    else if (count == 0)
        text[count++] = '@';
    text[count] = '\0';
    return count;
}

/* ---- comparing ---- */

bool name_equal(const struct name *a, const struct name *b)
{
    return a->length == b->length && memcmp(a->octets, b->octets, a->length) == 0;
}

size_t name_labels(const struct name *name)
{
    size_t labels = 0;

    for (size_t at = 0; at < name->length && name->octets[at] > 0; at += 1U + name->octets[at])
        labels++;
    return labels;
}

void name_without(const struct name *name, size_t labels, struct name *rest)
{
    size_t at = 0;

    for (; labels > 0 && at < name->length && name->octets[at] > 0; labels--)
        at += 1U + name->octets[at];
    rest->absolute = name->absolute;
    rest->length = (uint8_t)(name->length - at);
    memcpy(rest->octets, name->octets + at, rest->length);
}

bool name_is_below(const struct name *name, const struct name *top)
{
    size_t at = 0;

    if (name->absolute != top->absolute)
        return false;
    while (at < name->length && name->octets[at] > 0) {
        at += 1U + name->octets[at];
        if (name->length - at == top->length)
            return memcmp(name->octets + at, top->octets, top->length) == 0;
    }
    return false;
}

bool name_begins(const struct name *name, const char *labels, size_t length)
{
    return name->length >= length && memcmp(name->octets, labels, length) == 0;
}
