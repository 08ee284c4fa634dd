/* SPDX-License-Identifier: BSD-2-Clause */
/* Octets that matter in a zone file, 64 at a time as bits: SSE2 or AVX2 where they are, a plain twin everywhere. */
#ifndef MARKS_H
#define MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __SSE2__
#include <immintrin.h>
#endif

enum { MARKS_OCTETS = 64, HINTS_OCTETS = 48 };

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

/* What the beginning of a value has in it; bit n stands for text[n]. */
struct hints {
    uint64_t rpt;    /* "rpt" begins there, in letters of either case */
    uint64_t quotes;
};

static inline struct hints hints_plain(const char *text)
{
    struct hints hints = {.rpt = 0};

    for (unsigned i = 0; i < HINTS_OCTETS; i++) {
        uint64_t bit = (uint64_t)1 << i;

        if (text[i] == '"')
            hints.quotes |= bit;
        if (i + 2 < HINTS_OCTETS && (text[i] | 0x20) == 'r' && (text[i + 1] | 0x20) == 'p' && (text[i + 2] | 0x20) == 't')
            hints.rpt |= bit;
    }
    return hints;
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

static inline struct hints hints_of(const char *text)
{
    struct hints hints = {.rpt = 0};
    uint64_t r = 0, p = 0, t = 0;

    for (unsigned i = 0; i < HINTS_OCTETS; i += 16) {
        __m128i octets = load_16(text + i), lower = _mm_or_si128(octets, _mm_set1_epi8(0x20));

        hints.quotes |= bits_of_16(equal_to(octets, '"')) << i;
        r |= bits_of_16(equal_to(lower, 'r')) << i;
        p |= bits_of_16(equal_to(lower, 'p')) << i;
        t |= bits_of_16(equal_to(lower, 't')) << i;
    }
    hints.rpt = r & p >> 1 & t >> 2;
    return hints;
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

static inline struct hints hints_of(const char *text)
{
    return hints_plain(text);
}
#endif

/* ---- 32 octets at a time, where the processor has it ---- */

#ifdef __SSE2__
#define MARKS_WIDE __attribute__((target("avx2,bmi")))

/* May the functions be called that are MARKS_WIDE? */
static inline bool marks_wide_here(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
}

/*
 * An octet is marked by two nibbles that have a bit in common: 1 for HTAB and CR, 2 for LF, 4 for SP, 8 for the quote
 * and the parentheses, 16 for ";", 32 for the backslash.
 */
MARKS_WIDE static inline __m256i nibbles_of_32(__m256i octets)
{
    const __m256i low = _mm256_setr_epi8(4, 0, 8, 0, 0, 0, 0, 0, 8, 9, 2, 16, 32, 1, 0, 0,
                                         4, 0, 8, 0, 0, 0, 0, 0, 8, 9, 2, 16, 32, 1, 0, 0);
    const __m256i high = _mm256_setr_epi8(3, 0, 12, 16, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                                          3, 0, 12, 16, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(octets, 4), _mm256_set1_epi8(15));

    return _mm256_and_si256(_mm256_shuffle_epi8(low, octets), _mm256_shuffle_epi8(high, upper));
}

MARKS_WIDE static inline uint64_t having(__m256i nibbles, char bits)
{
    __m256i none = _mm256_cmpeq_epi8(_mm256_and_si256(nibbles, _mm256_set1_epi8(bits)), _mm256_setzero_si256());

    return (uint64_t)~(unsigned)_mm256_movemask_epi8(none) & 0xFFFFFFFF;
}

MARKS_WIDE static inline __m256i load_32(const char *text)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)text);
}

MARKS_WIDE static inline struct marks marks_wide(const char *text)
{
    __m256i first = nibbles_of_32(load_32(text)), second = nibbles_of_32(load_32(text + 32));

    return (struct marks){.blanks = having(first, 1 + 4) | having(second, 1 + 4) << 32,
                          .stops = having(first, 2 + 8 + 16 + 32) | having(second, 2 + 8 + 16 + 32) << 32};
}

MARKS_WIDE static inline uint64_t stops_wide(const char *text)
{
    return marks_wide(text).stops;
}
#else
#define MARKS_WIDE

static inline bool marks_wide_here(void)
{
    return false;
}

static inline struct marks marks_wide(const char *text)
{
    return marks_plain(text);
}

static inline uint64_t stops_wide(const char *text)
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
