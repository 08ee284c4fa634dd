/* SPDX-License-Identifier: BSD-2-Clause */
/* 16 octets at a time, with SSE2, which is x86-64's baseline.  What is built on this has a plain twin. */
#ifndef LANES_H
#define LANES_H

#ifdef __SSE2__

#include <emmintrin.h>
#include <stddef.h>

enum { LANES = 16, ALL_LANES = 0xFFFF };

/* LANES octets can be read. */
static inline __m128i lanes_load(const char *data, size_t at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)(data + at));
}

static inline __m128i lanes_equal(__m128i octets, char octet)
{
    return _mm_cmpeq_epi8(octets, _mm_set1_epi8(octet));
}

static inline __m128i lanes_between(__m128i octets, char low, char high)
{
    __m128i above = _mm_sub_epi8(octets, _mm_set1_epi8(low));

    return _mm_cmpeq_epi8(_mm_min_epu8(above, _mm_set1_epi8((char)(high - low))), above);
}

/* Letters, digits, "-" and "."; `marks` are those of the last two alone. */
static inline __m128i lanes_host(__m128i octets, __m128i *marks)
{
    __m128i letters = lanes_between(_mm_or_si128(octets, _mm_set1_epi8(0x20)), 'a', 'z');

    *marks = lanes_between(octets, '-', '.');
    return _mm_or_si128(*marks, _mm_or_si128(letters, lanes_between(octets, '0', '9')));
}

/* A bit for each lane that holds. */
static inline unsigned lanes_bits(__m128i lanes)
{
    return (unsigned)_mm_movemask_epi8(lanes);
}

#endif

#endif
