/* SPDX-License-Identifier: BSD-2-Clause */
/* Plain host names and local parts inside a text: where they end and that they are good, 16 octets at a time. */
#ifndef HOST_SCAN_H
#define HOST_SCAN_H

#include "core/field.h"
#include "core/lanes.h"

/*
 * plain_host_end(), plain_local_end(): where a host name, or a dot-atom, ends that begins at data[at] and goes up to
 * an octet that is none of its own; `at` when it is not so plain, or too near the end of the text to tell.
 *
 * The host is what plain_labels() takes: up to 63 octets, marks ("-" and ".") neither at an edge nor beside each other,
 * and so no A-label; the last label begins with a letter.  The dot-atom has up to 63 letters, digits and "-._+", dots
 * neither at an edge nor beside each other.
 */

/* What begins at data[at], as bits: its dots, or its marks for a host, its dots, and what it is not. */
struct host_bits {
    uint64_t marks, dots, others;
};

/* Where it ends that begins at data[at], the first other octet being found. */
static inline size_t told_end(const char *data, size_t at, struct host_bits bits, bool is_local)
{
    size_t length = (size_t)__builtin_ctzll(bits.others);
    uint64_t all = (UINT64_C(1) << length) - 1, dots = bits.dots & all;

    if (length == 0 || !marks_are_apart(is_local ? dots : bits.marks & all, length) ||
        (!is_local && last_begins_with_digit(data + at, dots)))
        return at;
    return at + length;
}

/* Octet by octet: what the others must equal, where 64 octets can be read, and what runs elsewhere. */
static inline size_t host_end_plain(const char *data, size_t at, size_t end, bool is_local)
{
    struct host_bits bits = {.others = 0};

    for (size_t i = 0; i <= BITS_MAX && bits.others == 0; i++) {
        char octet;

        if (end - at == i)
            return at;
        octet = data[at + i];
        bits.dots |= (uint64_t)(octet == '.') << i;
        bits.marks |= (uint64_t)(octet == '.' || octet == '-') << i;
        if (!byte_in(octet, BYTE_LDH) && octet != '.' && !(is_local && (octet == '_' || octet == '+')))
            bits.others = UINT64_C(1) << i;
    }
    return bits.others != 0 ? told_end(data, at, bits, is_local) : at;
}

#ifdef __SSE2__

static inline size_t host_end_lanes(const char *data, size_t at, size_t end, bool is_local)
{
    struct host_bits bits = {.others = 0};

    for (unsigned shift = 0; bits.others == 0; shift += LANES) {
        __m128i octets, marks, own;

        if (shift > BITS_MAX || end - at < shift + LANES)
            return at;
        octets = lanes_load(data, at + shift);
        own = lanes_host(octets, &marks);
        if (is_local)
            own = _mm_or_si128(own, _mm_or_si128(lanes_equal(octets, '_'), lanes_equal(octets, '+')));
        bits.others = (uint64_t)(lanes_bits(own) ^ ALL_LANES) << shift;
        bits.marks |= (uint64_t)lanes_bits(marks) << shift;
        bits.dots |= (uint64_t)lanes_bits(lanes_equal(octets, '.')) << shift;
    }
    return told_end(data, at, bits, is_local);
}

#else

static inline size_t host_end_lanes(const char *data, size_t at, size_t end, bool is_local)
{
    return host_end_plain(data, at, end, is_local);
}

#endif

static inline size_t plain_host_end(const char *data, size_t at, size_t end)
{
    return host_end_lanes(data, at, end, false);
}

static inline size_t plain_local_end(const char *data, size_t at, size_t end)
{
    return host_end_lanes(data, at, end, true);
}

#endif
