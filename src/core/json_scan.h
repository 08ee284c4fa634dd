/* SPDX-License-Identifier: BSD-2-Clause */
/* The two scans that every octet of a JSON text goes through: 16 octets at a time with SSE2 or NEON, or one by one. */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

/*
 * The end of white space (SP HTAB LF CR) and, in a string, of what needs no look: no quote, backslash, control or
 * octet above 0x7E.  The plain twins are what the others must equal, and what runs elsewhere.
 */
static inline size_t json_blank_end_plain(const char *data, size_t from, size_t end)
{
    while (from < end && (data[from] == ' ' || data[from] == '\n' || data[from] == '\r' || data[from] == '\t'))
        from++;
    return from;
}

static inline size_t json_plain_end_plain(const char *data, size_t from, size_t end)
{
    while (from < end && data[from] >= ' ' && data[from] < '\x7F' && data[from] != '"' && data[from] != '\\')
        from++;
    return from;
}

#if defined(__SSE2__)

enum { JSON_BLOCK = 16 };
typedef unsigned json_bits;

static inline __m128i json_load(const char *data, size_t at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)(data + at));
}

/* A bit for each of the 16 octets at `at` that is neither SP nor LF, the common blanks. */
static inline json_bits json_no_blanks(const char *data, size_t at)
{
    __m128i octets = json_load(data, at);
    __m128i hits = _mm_or_si128(_mm_cmpeq_epi8(octets, _mm_set1_epi8(' ')),
                                _mm_cmpeq_epi8(octets, _mm_set1_epi8('\n')));

    return (unsigned)_mm_movemask_epi8(hits) ^ 0xFFFF;
}

/* A bit for each that is a quote, a backslash, a control or above 0x7E: one more makes those negative or small. */
static inline json_bits json_no_plain(const char *data, size_t at)
{
    __m128i octets = json_load(data, at);
    __m128i hits = _mm_or_si128(_mm_cmplt_epi8(_mm_add_epi8(octets, _mm_set1_epi8(1)), _mm_set1_epi8(' ' + 1)),
                                _mm_or_si128(_mm_cmpeq_epi8(octets, _mm_set1_epi8('"')),
                                             _mm_cmpeq_epi8(octets, _mm_set1_epi8('\\'))));

    return (unsigned)_mm_movemask_epi8(hits);
}

static inline size_t json_first_bit(json_bits bits)
{
    return (unsigned)__builtin_ctz(bits);
}

/* Lanes that are alike. */
static inline __m128i json_alike(const char *a, const char *b, size_t at)
{
    return _mm_cmpeq_epi8(json_load(a, at), json_load(b, at));
}

static inline bool json_same_blocks(const char *a, const char *b, size_t length)
{
    __m128i alike = _mm_and_si128(json_alike(a, b, 0), json_alike(a, b, length - JSON_BLOCK));

    if (length > 2 * JSON_BLOCK)
        alike = _mm_and_si128(alike, _mm_and_si128(json_alike(a, b, JSON_BLOCK),
                                                   json_alike(a, b, length - 2 * JSON_BLOCK)));
    return _mm_movemask_epi8(alike) == 0xFFFF;
}

#elif defined(__ARM_NEON) && defined(__aarch64__)

enum { JSON_BLOCK = 16 };
typedef uint64_t json_bits;

/* Four bits for each octet whose lane is all ones. */
static inline json_bits bits_of_lanes(uint8x16_t lanes)
{
    return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(lanes), 4)), 0);
}

static inline json_bits json_no_blanks(const char *data, size_t at)
{
    uint8x16_t octets = vld1q_u8((const uint8_t *)data + at);
    uint8x16_t hits = vorrq_u8(vceqq_u8(octets, vdupq_n_u8(' ')), vceqq_u8(octets, vdupq_n_u8('\n')));

    return bits_of_lanes(vmvnq_u8(hits));
}

static inline json_bits json_no_plain(const char *data, size_t at)
{
    uint8x16_t octets = vld1q_u8((const uint8_t *)data + at);
    uint8x16_t hits = vorrq_u8(vorrq_u8(vcltq_u8(octets, vdupq_n_u8(' ')), vcgtq_u8(octets, vdupq_n_u8('~'))),
                               vorrq_u8(vceqq_u8(octets, vdupq_n_u8('"')), vceqq_u8(octets, vdupq_n_u8('\\'))));

    return bits_of_lanes(hits);
}

static inline size_t json_first_bit(json_bits bits)
{
    return (unsigned)__builtin_ctzll(bits) / 4;
}

#endif

#if defined(__SSE2__) || (defined(__ARM_NEON) && defined(__aarch64__))

static inline size_t json_blank_end(const char *data, size_t from, size_t end)
{
    /* Mostly there is none, one space, or one line end with a few spaces behind it. */
    if (from == end || (unsigned char)data[from] > ' ')
        return from;
    if (data[from] == ' ' && end - from > 1 && (unsigned char)data[from + 1] > ' ')
        return from + 1;
    while (end - from >= JSON_BLOCK) {
        json_bits hits = json_no_blanks(data, from);

        from += hits != 0 ? json_first_bit(hits) : JSON_BLOCK;
        if (hits != 0 && data[from] != '\r' && data[from] != '\t')
            return from;
        from += hits != 0;
    }
    return json_blank_end_plain(data, from, end);
}

static inline size_t json_plain_end(const char *data, size_t from, size_t end)
{
    for (; end - from >= JSON_BLOCK; from += JSON_BLOCK) {
        json_bits hits = json_no_plain(data, from);

        if (hits != 0)
            return from + json_first_bit(hits);
    }
    return json_plain_end_plain(data, from, end);
}

#else

static inline size_t json_blank_end(const char *data, size_t from, size_t end)
{
    return json_blank_end_plain(data, from, end);
}

static inline size_t json_plain_end(const char *data, size_t from, size_t end)
{
    return json_plain_end_plain(data, from, end);
}

#endif

static inline uint64_t json_word(const char *text)
{
    uint64_t word;

    memcpy(&word, text, sizeof(word));
    return word;
}

/* The same octets, 8 to 64 of them?  Words and blocks at the end overlap those before. */
static inline bool json_same(const char *a, const char *b, size_t length)
{
#ifdef __SSE2__
    if (length >= JSON_BLOCK)
        return json_same_blocks(a, b, length);
    return ((json_word(a) ^ json_word(b)) | (json_word(a + length - 8) ^ json_word(b + length - 8))) == 0;
#else
    return memcmp(a, b, length) == 0;
#endif
}

/* How many digits stand at data[at], no more than eight, and the number they are; 0 at the end of the text. */
static inline unsigned json_few_digits_plain(const char *data, size_t at, size_t end, uint64_t *number)
{
    unsigned count = 0, digit;

    for (*number = 0; count < 8 && at + count < end; count++) {
        digit = (unsigned)(unsigned char)data[at + count] - (unsigned)'0';
        if (digit > 9)
            break;
        *number = *number * 10 + digit;
    }
    return at + count < end ? count : 0;
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

/* All eight at once. */
static inline unsigned json_few_digits(const char *data, size_t at, size_t end, uint64_t *number)
{
    uint64_t word, odd;
    unsigned count = 8;

    if (end - at <= sizeof(word))
        return json_few_digits_plain(data, at, end, number);
    memcpy(&word, data + at, sizeof(word));
    word ^= UINT64_C(0x3030303030303030);
    /* The highest bit of every octet up to the first that is no digit. */
    odd = ((word + UINT64_C(0x7676767676767676)) | word) & UINT64_C(0x8080808080808080);
    if (odd != 0)
        count = (unsigned)__builtin_ctzll(odd) / 8;
    if (count == 0)
        return 0;
    /* Zeros in front; then neighbours together, pairs, and fours. */
    word <<= 64 - 8 * count;
    word = (word * 10 + (word >> 8)) & UINT64_C(0x00FF00FF00FF00FF);
    word = (word * 100 + (word >> 16)) & UINT64_C(0x0000FFFF0000FFFF);
    *number = (word * 10000 + (word >> 32)) & UINT64_C(0xFFFFFFFF);
    return count;
}

#else

static inline unsigned json_few_digits(const char *data, size_t at, size_t end, uint64_t *number)
{
    return json_few_digits_plain(data, at, end, number);
}

#endif

/* The closing quote of a string whose inside begins at `from`; `end` when there is none. */
static inline size_t json_inside_end(const char *data, size_t from, size_t end)
{
    while ((from = json_plain_end(data, from, end)) < end && data[from] != '"')
        from += data[from] == '\\' && end - from > 1 ? 2 : 1;
    return from;
}

#endif
