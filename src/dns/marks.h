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

/* 16 of them; "(" and ")" differ in one bit. */
static inline void marks_of_16(const char *text, uint64_t *blanks, uint64_t *stops)
{
    __m128i octets = _mm_loadu_si128((const __m128i *)(const void *)text);
    __m128i brackets = equal_to(_mm_or_si128(octets, _mm_set1_epi8(1)), ')');
    __m128i stop = _mm_or_si128(_mm_or_si128(equal_to(octets, '\n'), equal_to(octets, '"')),
                                _mm_or_si128(equal_to(octets, ';'), equal_to(octets, '\\')));
    __m128i blank = _mm_or_si128(_mm_or_si128(equal_to(octets, ' '), equal_to(octets, '\t')), equal_to(octets, '\r'));

    *stops = (uint64_t)(unsigned)_mm_movemask_epi8(_mm_or_si128(stop, brackets));
    *blanks = (uint64_t)(unsigned)_mm_movemask_epi8(blank);
}

static inline struct marks marks_of(const char *text)
{
    struct marks marks = {.blanks = 0};

    for (unsigned i = 0; i < MARKS_OCTETS; i += 16) {
        uint64_t blanks, stops;

        marks_of_16(text + i, &blanks, &stops);
        marks.blanks |= blanks << i;
        marks.stops |= stops << i;
    }
    return marks;
}
#else
static inline struct marks marks_of(const char *text)
{
    return marks_plain(text);
}
#endif

/* The first octet of text[from..length) that is a stop; `length` when there is none. */
static inline size_t next_stop(const char *text, size_t from, size_t length)
{
    for (; length - from >= MARKS_OCTETS; from += MARKS_OCTETS) {
        struct marks marks = marks_of(text + from);

        if (marks.stops != 0)
            return from + (size_t)__builtin_ctzll(marks.stops);
    }
    for (; from < length; from++) {
        char c = text[from];

        if (c == '\n' || c == '"' || c == ';' || c == '(' || c == ')' || c == '\\')
            return from;
    }
    return length;
}

#endif
