/* SPDX-License-Identifier: BSD-2-Clause */
/* Octets that matter in a zone file, 64 at a time as bits: SSE2 where it is, a plain twin everywhere. */
#ifndef MARKS_H
#define MARKS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { MARKS_OCTETS = 64 };

/* Bit n stands for the octet text[n]. */
struct marks {
    uint64_t blanks; /* space, tab and carriage return */
    uint64_t stops;  /* line feed, and what changes how octets are read: " ; ( ) and the backslash */
};

static inline struct marks marks_plain(const char *text)
{
    struct marks marks = {.blanks = 0};

    for (unsigned i = 0; i < MARKS_OCTETS; i++) {
        char c = text[i];
        uint64_t bit = (uint64_t)1 << i;

        if (c == ' ' || c == '\t' || c == '\r')
            marks.blanks |= bit;
        else if (c == '\n' || c == '"' || c == ';' || c == '(' || c == ')' || c == '\\')
            marks.stops |= bit;
    }
    return marks;
}

#ifdef __SSE2__
static inline __m128i equal_to(__m128i octets, char c)
{
    return _mm_cmpeq_epi8(octets, _mm_set1_epi8(c));
}

static inline __m128i load_16(const char *text)
{
    return _mm_loadu_si128((const __m128i *)(const void *)text);
}

static inline uint64_t bits_of_16(__m128i octets)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(octets);
}

/* "(" and ")" differ in one bit. */
static inline uint64_t stops_of_16(__m128i octets)
{
    __m128i brackets = equal_to(_mm_or_si128(octets, _mm_set1_epi8(1)), ')');
    __m128i line = _mm_or_si128(equal_to(octets, '\n'), equal_to(octets, '"'));
    __m128i other = _mm_or_si128(equal_to(octets, ';'), equal_to(octets, '\\'));

    return bits_of_16(_mm_or_si128(_mm_or_si128(line, other), brackets));
}

static inline uint64_t blanks_of_16(__m128i octets)
{
    return bits_of_16(
        _mm_or_si128(_mm_or_si128(equal_to(octets, ' '), equal_to(octets, '\t')), equal_to(octets, '\r')));
}

static inline uint64_t stops_of(const char *text)
{
    return stops_of_16(load_16(text)) | stops_of_16(load_16(text + 16)) << 16 | stops_of_16(load_16(text + 32)) << 32 |
           stops_of_16(load_16(text + 48)) << 48;
}

static inline struct marks marks_of(const char *text)
{
    struct marks marks = {.stops = stops_of(text)};

    for (unsigned i = 0; i < MARKS_OCTETS; i += 16)
        marks.blanks |= blanks_of_16(load_16(text + i)) << i;
    return marks;
}
#else
static inline struct marks marks_of(const char *text)
{
    return marks_plain(text);
}

static inline uint64_t stops_of(const char *text)
{
    return marks_plain(text).stops;
}
#endif

/* The first octet of text[from..length) that is a stop; `length` when there is none. */
static inline size_t next_stop(const char *text, size_t from, size_t length)
{
    for (; length - from >= MARKS_OCTETS; from += MARKS_OCTETS) {
        uint64_t stops = stops_of(text + from);

        if (stops != 0)
            return from + (size_t)__builtin_ctzll(stops);
    }
    for (; from < length; from++) {
        char c = text[from];

        if (c == '\n' || c == '"' || c == ';' || c == '(' || c == ')' || c == '\\')
            return from;
    }
    return length;
}

#endif
