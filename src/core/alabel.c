/* SPDX-License-Identifier: BSD-2-Clause */
/* A-labels, decoded by Punycode (RFC 3492 section 6.2) just far enough to tell a bad one. */
#include "core/bytes.h"
#include "core/field.h"

/* RFC 3492 section 5. */
enum { BASE = 36, TMIN = 1, TMAX = 26, SKEW = 38, DAMP = 700, INITIAL_BIAS = 72, INITIAL_N = 128 };

/* The code points of one label: fewer than its octets. */
struct points {
    uint32_t at[LABEL_MAX];
    uint32_t count;
};

static uint32_t adapt(uint32_t delta, uint32_t count, bool first)
{
    uint32_t k = 0;

    delta = first ? delta / DAMP : delta / 2;
    delta += delta / count;
    for (; delta > (BASE - TMIN) * TMAX / 2; k += BASE)
        delta /= BASE - TMIN;
    return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

/* a-z and A-Z are 0 to 25, 0-9 are 26 to 35. */
static uint32_t digit_value(char c)
{
    if (byte_in(c, BYTE_DIGIT))
        return (uint32_t)(c - '0') + 26;
    return byte_in(c, BYTE_ALPHA) ? (uint32_t)(to_lower(c) - 'a') : BASE;
}

/* One generalized variable-length integer (RFC 3492 section 3.3), added to *value; false when malformed. */
static bool read_delta(const char *label, size_t *at, size_t end, uint32_t bias, uint32_t *value)
{
    uint32_t weight = 1;

    for (uint32_t k = BASE;; k += BASE) {
        uint32_t threshold = k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
        uint32_t digit;

        if (*at == end || (digit = digit_value(label[*at])) >= BASE)
            return false;
        ++*at;
        if (digit > (UINT32_MAX - *value) / weight)
            return false;
        *value += digit * weight;
        if (digit < threshold)
            return true;
        if (weight > UINT32_MAX / (BASE - threshold))
            return false;
        weight *= BASE - threshold;
    }
}

static void insert_point(struct points *points, uint32_t index, uint32_t point)
{
    for (uint32_t i = points->count; i > index; i--)
        points->at[i] = points->at[i - 1];
    points->at[index] = point;
    points->count++;
}

static bool decode(const char *label, size_t from, size_t end, struct points *points)
{
    uint32_t n = INITIAL_N, index = 0, bias = INITIAL_BIAS;

    while (from < end) {
        uint32_t before = index, length;

        if (!read_delta(label, &from, end, bias, &index))
            return false;
        length = points->count + 1;
        bias = adapt(index - before, length, before == 0);
        if (index / length > UINT32_MAX - n)
            return false;
        n += index / length;
        index %= length;
        /* No C1 control, no surrogate, nothing beyond Unicode: IDNA has none of them in a U-label. */
        if (n < 0xA0 || n > 0x10FFFF || (n >= 0xD800 && n <= 0xDFFF) || length > LABEL_MAX)
            return false;
        insert_point(points, index, n);
        index++;
    }
    return true;
}

bool is_a_label(const char *label, size_t length)
{
    struct points points = {.count = 0};
    size_t from = 4, delimiter = length;

    if (length <= from || length > LABEL_MAX || !STARTS_NOCASE(label, 0, length, "xn--"))
        return false;
    while (delimiter > from && label[delimiter - 1] != '-')
        delimiter--;
    if (delimiter > from) {
        /* "xn---x": a delimiter with no basic code point before it is never produced. */
        if (delimiter == from + 1)
            return false;
        for (size_t i = from; i < delimiter - 1; i++)
            points.at[points.count++] = (unsigned char)to_lower(label[i]);
        from = delimiter;
    }
    /* Only the delta part yields non-ASCII code points, and an A-label has at least one. */
    return from < length && decode(label, from, length, &points);
}
