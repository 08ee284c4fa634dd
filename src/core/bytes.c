/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of octet sets, and comparisons that know no locale. */
#include "core/bytes.h"

#include "core/lanes.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

/* tests/test_bytes.c compares every row with the predicates the ABNF gives. */
const uint16_t byte_sets[256] = {
    0x0800, 0x0800, 0x0800, 0x0800, 0x0800, 0x0800, 0x0800, 0x0800, /* 00 */
    0x0800, 0x0001, 0x0800, 0x0800, 0x0800, 0x0800, 0x0800, 0x0800, /* 08 */
    0x0800, 0x0800, 0x0800, 0x0800, 0x0800, 0x0800, 0x0800, 0x0800, /* 10 */
    0x0800, 0x0800, 0x0800, 0x0800, 0x0800, 0x0800, 0x0800, 0x0800, /* 18 */
    0x0001, 0x0320, 0x0020, 0x0220, 0x23a0, 0x0320, 0x23a0, 0x23a0, /* 20 */
    0x01a0, 0x01a0, 0x23a0, 0x23e0, 0x0120, 0x27f0, 0x21f0, 0x02a0, /* 28 */
    0x27fc, 0x27fc, 0x27fc, 0x27fc, 0x27fc, 0x27fc, 0x27fc, 0x27fc, /* 30 */
    0x27fc, 0x27fc, 0x01a0, 0x0100, 0x0020, 0x2380, 0x0020, 0x02a0, /* 38 */
    0x00a0, 0x27fa, 0x27fa, 0x27fa, 0x27fa, 0x27fa, 0x27fa, 0x27f2, /* 40 */
    0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, /* 48 */
    0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, /* 50 */
    0x27f2, 0x27f2, 0x27f2, 0x0020, 0x0020, 0x0020, 0x0220, 0x23b0, /* 58 */
    0x0220, 0x27fa, 0x27fa, 0x27fa, 0x27fa, 0x27fa, 0x27fa, 0x27f2, /* 60 */
    0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, /* 68 */
    0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, 0x27f2, /* 70 */
    0x27f2, 0x27f2, 0x27f2, 0x0220, 0x0220, 0x0220, 0x23a0, 0x0800, /* 78 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* 80 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* 88 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* 90 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* 98 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* A0 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* A8 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* B0 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* B8 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* C0 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* C8 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* D0 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* D8 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* E0 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* E8 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* F0 */
    0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000, /* F8 */
};

size_t find_delimiter_plain(const char *data, size_t from, size_t end)
{
    while (from < end && data[from] != ';' && data[from] != ' ' && data[from] != '\t')
        from++;
    return from;
}

size_t find_odd_plain(const char *data, size_t from, size_t end)
{
    return run_of(data, from, end, BYTE_URI);
}

size_t name_end_plain(const char *data, size_t from, size_t end)
{
    return run_of(data, from, end, BYTE_NAME);
}

struct octet_bits bits_of_plain(const char *text, size_t length)
{
    struct octet_bits bits = {.host = 0};

    for (size_t i = 0; i < length; i++) {
        uint64_t bit = UINT64_C(1) << i;

        bits.host |= byte_in(text[i], BYTE_LDH) || text[i] == '.' ? bit : 0;
        bits.dot |= text[i] == '.' ? bit : 0;
        bits.hyphen |= text[i] == '-' ? bit : 0;
        bits.sign |= text[i] == '_' || text[i] == '+' ? bit : 0;
    }
    return bits;
}

#ifdef __SSE2__

/* A bit for each of the 16 octets at `at` that is ";", SP or HTAB. */
static inline unsigned delimiters(const char *data, size_t at)
{
    __m128i octets = lanes_load(data, at);
    __m128i hits = _mm_or_si128(lanes_equal(octets, ';'),
                                _mm_or_si128(lanes_equal(octets, ' '),
                                             lanes_equal(octets, '\t')));

    return lanes_bits(hits);
}

/* A bit for each of the 16 octets that is not in "-./0-9:", "?@A-Z" or "a-z": most of BYTE_URI. */
static inline unsigned unusual(const char *data, size_t at)
{
    __m128i octets = lanes_load(data, at);
    __m128i usual = _mm_or_si128(lanes_between(octets, '-', ':'),
                                 _mm_or_si128(lanes_between(octets, '?', 'Z'), lanes_between(octets, 'a', 'z')));

    return lanes_bits(usual) ^ ALL_LANES;
}

/* The last `count` of 16 octets, as bits. */
static inline unsigned last_bits(size_t count)
{
    return 0xFFFF0000U >> count & 0xFFFF;
}

size_t find_delimiter(const char *data, size_t from, size_t end)
{
    unsigned hits;

    for (; end - from >= LANES; from += LANES)
        if ((hits = delimiters(data, from)) != 0)
            return from + (unsigned)__builtin_ctz(hits);
    if (end < LANES)
        return find_delimiter_plain(data, from, end);
    hits = delimiters(data, end - LANES) & last_bits(end - from);
    return hits != 0 ? end - LANES + (unsigned)__builtin_ctz(hits) : end;
}

size_t find_odd(const char *data, size_t from, size_t end)
{
    while (end >= LANES && from < end) {
        size_t block = end - from >= LANES ? from : end - LANES;
        unsigned hits = unusual(data, block) & last_bits(block + LANES - from);

        if (hits == 0) {
            from = block + LANES;
            continue;
        }
        from = block + (unsigned)__builtin_ctz(hits);
        if (!byte_in(data[from], BYTE_URI))
            return from;
        from++;
    }
    return find_odd_plain(data, from, end);
}

size_t name_end(const char *data, size_t from, size_t end)
{
    while (end >= LANES && from < end) {
        size_t block = end - from >= LANES ? from : end - LANES;
        __m128i octets = lanes_load(data, block), marks;
        __m128i name = _mm_or_si128(lanes_host(octets, &marks), lanes_equal(octets, '_'));
        unsigned hits = (lanes_bits(name) ^ ALL_LANES) & last_bits(block + LANES - from);

        if (hits != 0)
            return block + (unsigned)__builtin_ctz(hits);
        from = block + LANES;
    }
    return name_end_plain(data, from, end);
}

/* Adds the bits of 16 octets, which stand for the octets from `at` on. */
static inline void add_bits(struct octet_bits *bits, __m128i octets, size_t at)
{
    __m128i marks, host = lanes_host(octets, &marks);
    __m128i signs = _mm_or_si128(lanes_equal(octets, '_'), lanes_equal(octets, '+'));
    uint64_t dots = lanes_bits(lanes_equal(octets, '.'));

    bits->host |= (uint64_t)lanes_bits(host) << at;
    bits->hyphen |= (lanes_bits(marks) ^ dots) << at;
    bits->dot |= dots << at;
    bits->sign |= (uint64_t)lanes_bits(signs) << at;
}

/* Fewer than 16 octets, zeros behind them: two words that overlap, so that nothing else is read. */
static inline __m128i load_few(const char *text, size_t length)
{
    uint64_t low = 0, high = 0;
    uint32_t first, last;

    if (length > 8) {
        memcpy(&low, text, 8);
        memcpy(&high, text + length - 8, 8);
        high >>= 8 * (LANES - length);
    } else if (length >= 4) {
        memcpy(&first, text, 4);
        memcpy(&last, text + length - 4, 4);
        low = first | (uint64_t)last << 8 * (length - 4);
    } else {
        for (size_t i = length; i > 0; i--)
            low = low << 8 | (unsigned char)text[i - 1];
    }
    return _mm_set_epi64x((long long)high, (long long)low);
}

/*
 * 32 octets in one go, where the processor has AVX2.  An octet is told by its two halves, each of which has a set of
 * classes: 1 for digits, 2 and 4 for letters, 8 for "-", 16 for ".", 64 for "+" and 128 for "_".
 */
enum { WIDE = 32 };

#define WIDE_CODE __attribute__((target("avx2")))

WIDE_CODE static inline struct octet_bits wide_bits(__m256i octets)
{
    const __m256i low = _mm256_setr_epi8(1 + 4, 7, 7, 7, 7, 7, 7, 7, 7, 7, 2 + 4, 2 + 64, 2, 2 + 8, 2 + 16, 2 - 128,
                                         1 + 4, 7, 7, 7, 7, 7, 7, 7, 7, 7, 2 + 4, 2 + 64, 2, 2 + 8, 2 + 16, 2 - 128);
    const __m256i high = _mm256_setr_epi8(0, 0, 8 + 16 + 64, 1, 2, 4 - 128, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0,
                                          0, 0, 8 + 16 + 64, 1, 2, 4 - 128, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0);
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(octets, 4), _mm256_set1_epi8(15));
    __m256i classes = _mm256_and_si256(_mm256_shuffle_epi8(low, octets), _mm256_shuffle_epi8(high, upper));
    __m256i none = _mm256_cmpeq_epi8(_mm256_and_si256(classes, _mm256_set1_epi8(31)), _mm256_setzero_si256());
    __m256i signs = _mm256_or_si256(classes, _mm256_slli_epi16(classes, 1));

    /* The highest bit of an octet goes into the mask. */
    return (struct octet_bits){.host = (uint32_t)~_mm256_movemask_epi8(none),
                               .dot = (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(classes, 3)),
                               .hyphen = (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(classes, 4)),
                               .sign = (uint32_t)_mm256_movemask_epi8(signs)};
}

/* Puts bits behind the first `at` of others; where both are of the same octets they are the same. */
static inline struct octet_bits with_bits_at(struct octet_bits bits, struct octet_bits others, size_t at)
{
    return (struct octet_bits){.host = bits.host | others.host << at, .dot = bits.dot | others.dot << at,
                               .hyphen = bits.hyphen | others.hyphen << at, .sign = bits.sign | others.sign << at};
}

/* Of 16 octets or more: two loads that overlap. */
WIDE_CODE static struct octet_bits bits_of_wide(const char *text, size_t length)
{
    struct octet_bits first, last;

    if (length >= WIDE) {
        first = wide_bits(_mm256_loadu_si256((const __m256i *)(const void *)text));
        last = wide_bits(_mm256_loadu_si256((const __m256i *)(const void *)(text + length - WIDE)));
        return with_bits_at(first, last, length - WIDE);
    }
    first = wide_bits(_mm256_set_m128i(lanes_load(text, length - LANES), lanes_load(text, 0)));
    last = (struct octet_bits){.host = first.host >> LANES, .dot = first.dot >> LANES, .hyphen = first.hyphen >> LANES,
                               .sign = first.sign >> LANES};
    first = (struct octet_bits){.host = first.host & ALL_LANES, .dot = first.dot & ALL_LANES,
                                .hyphen = first.hyphen & ALL_LANES, .sign = first.sign & ALL_LANES};
    return with_bits_at(first, last, length - LANES);
}

struct octet_bits bits_of_narrow(const char *text, size_t length)
{
    struct octet_bits bits = {.host = 0};

    if (length < LANES) {
        add_bits(&bits, load_few(text, length), 0);
        return bits;
    }
    for (size_t at = 0; at + LANES < length; at += LANES)
        add_bits(&bits, lanes_load(text, at), at);
    /* The last block may say again what is known of its first octets. */
    add_bits(&bits, lanes_load(text, length - LANES), length - LANES);
    return bits;
}

struct octet_bits bits_of(const char *text, size_t length)
{
    return length >= LANES && __builtin_cpu_supports("avx2") ? bits_of_wide(text, length) : bits_of_narrow(text, length);
}

#else

struct octet_bits bits_of_narrow(const char *text, size_t length)
{
    return bits_of_plain(text, length);
}

struct octet_bits bits_of(const char *text, size_t length)
{
    return bits_of_plain(text, length);
}

size_t find_delimiter(const char *data, size_t from, size_t end)
{
    return find_delimiter_plain(data, from, end);
}

size_t find_odd(const char *data, size_t from, size_t end)
{
    return find_odd_plain(data, from, end);
}

size_t name_end(const char *data, size_t from, size_t end)
{
    return name_end_plain(data, from, end);
}

#endif

bool starts_with_nocase(const char *data, size_t from, size_t end, const char *literal, size_t length)
{
    return end - from >= length && equal_nocase(data + from, literal, length);
}

bool equal_nocase(const char *a, const char *b, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (to_lower(a[i]) != to_lower(b[i]))
            return false;
    return true;
}

unsigned hex_value(char c)
{
    return byte_in(c, BYTE_DIGIT) ? (unsigned)(c - '0') : (unsigned)(to_lower(c) - 'a') + 10;
}

char next_decoded(const char *data, size_t *at, size_t end)
{
    size_t here = *at;

    if (data[here] == '%' && end - here >= 3 && byte_in(data[here + 1], BYTE_HEX) &&
        byte_in(data[here + 2], BYTE_HEX)) {
        *at = here + 3;
        return (char)(unsigned char)(hex_value(data[here + 1]) * 16 + hex_value(data[here + 2]));
    }
    *at = here + 1;
    return data[here];
}

/* ---- public ---- */

rptlint_status rptlint_decode_uri(const char *data, size_t length, char *buffer, size_t capacity,
                                  size_t *needed)
{
    size_t count = 0;

    if ((data == NULL && length > 0) || (buffer == NULL && capacity > 0) || needed == NULL)
        return RPTLINT_INVALID_ARGUMENT;
    for (size_t at = 0; at < length; count++) {
        char octet = next_decoded(data, &at, length);

        if (count < capacity)
            buffer[count] = octet;
    }
    *needed = count;
    return count <= capacity ? RPTLINT_OK : RPTLINT_LIMIT;
}

/* The octets of a character but for its last one, and the first and last that this may be. */
struct character {
    const char *lead;
    unsigned char first, last;
};

static size_t skip_one_of(const struct character *list, size_t count, const char *data, size_t at, size_t end)
{
    if (at == end || !byte_in(data[at], BYTE_HIGH))
        return at;
    for (size_t i = 0; i < count; i++) {
        size_t last = at + strlen(list[i].lead);

        if (last < end && memcmp(data + at, list[i].lead, last - at) == 0 && (unsigned char)data[last] >= list[i].first &&
            (unsigned char)data[last] <= list[i].last)
            return last + 1;
    }
    return at;
}

size_t skip_invisible(const char *data, size_t at, size_t end)
{
    static const struct character invisible[] = {
        {"\xC2", 0xA0, 0xA0},     {"\xC2", 0xAD, 0xAD},     {"\xE2\x80", 0x8B, 0x8F},
        {"\xE2\x80", 0xA8, 0xAF}, {"\xE2\x81", 0x9F, 0xAF}, {"\xEF\xBB", 0xBF, 0xBF},
    };

    return skip_one_of(invisible, sizeof(invisible) / sizeof(invisible[0]), data, at, end);
}

size_t skip_copied(const char *data, size_t at, size_t end)
{
    static const struct character quotes[] = {
        {"\xE2\x80", 0x98, 0x9F}, {"\xE2\x80", 0xB9, 0xBA}, {"\xC2", 0xAB, 0xAB}, {"\xC2", 0xBB, 0xBB}};
    size_t stop = skip_one_of(quotes, sizeof(quotes) / sizeof(quotes[0]), data, at, end);

    return stop > at ? stop : skip_invisible(data, at, end);
}
