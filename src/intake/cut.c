/* SPDX-License-Identifier: BSD-2-Clause */
/* Deflate data that libdeflate refused, followed without writing: do they only lack their end? (RFC 1951) */
#include "intake/inflate.h"

#include <string.h>

enum { CODE_BITS_MAX = 15, SYMBOLS_MAX = 288, DISTANCES_MAX = 32, WINDOW = 32768 };

enum walk { WALK_ON, WALK_ENDED, WALK_CUT, WALK_WRONG };

struct walker {
    const unsigned char *data;
    size_t length;
    size_t at;
    unsigned held; /* bits of data[at - 1] not taken yet */
    unsigned count;
    bool cut;      /* more was asked for than there is */
    size_t behind; /* octets that a distance can reach, WINDOW at most */
};

/* A prefix code (section 3.2.2): how many codes have each length, and their symbols in order. */
struct code {
    unsigned short counts[CODE_BITS_MAX + 1];
    unsigned short symbols[SYMBOLS_MAX];
};

/* "Data elements are packed into bytes in order of increasing bit number" (section 3.1.1). */
static unsigned take_bits(struct walker *walker, unsigned wanted)
{
    unsigned value = 0;

    for (unsigned i = 0; i < wanted; i++) {
        if (walker->count == 0) {
            if (walker->at == walker->length) {
                walker->cut = true;
                return 0;
            }
            walker->held = walker->data[walker->at++];
            walker->count = 8;
        }
        value |= (walker->held & 1) << i;
        walker->held >>= 1;
        walker->count--;
    }
    return value;
}

/* False for a code that uses a bit string twice, or leaves some unused (but one code of one bit, or none). */
static bool build(struct code *code, const unsigned char *lengths, size_t count)
{
    unsigned short next[CODE_BITS_MAX + 1] = {0};
    int left = 1;

    memset(code, 0, sizeof(*code));
    for (size_t i = 0; i < count; i++)
        code->counts[lengths[i]]++;
    for (unsigned bits = 1; bits <= CODE_BITS_MAX; bits++) {
        left = left * 2 - code->counts[bits];
        if (left < 0)
            return false;
        if (bits < CODE_BITS_MAX)
            next[bits + 1] = (unsigned short)(next[bits] + code->counts[bits]);
    }
    for (size_t i = 0; i < count; i++)
        if (lengths[i] != 0)
            code->symbols[next[lengths[i]]++] = (unsigned short)i;
    return left == 0 || code->counts[0] + code->counts[1] == (int)count;
}

/* The next symbol; SYMBOLS_MAX when no code begins so, or the data end. */
static unsigned take_symbol(struct walker *walker, const struct code *code)
{
    unsigned value = 0, first = 0, index = 0;

    for (unsigned bits = 1; bits <= CODE_BITS_MAX && !walker->cut; bits++) {
        unsigned count = code->counts[bits];

        value |= take_bits(walker, 1);
        if (walker->cut)
            break;
        if (value < first + count)
            return code->symbols[index + value - first];
        index += count;
        first = (first + count) << 1;
        value <<= 1;
    }
    return SYMBOLS_MAX;
}

static void produce(struct walker *walker, size_t octets)
{
    walker->behind = octets < WINDOW - walker->behind ? walker->behind + octets : WINDOW;
}

static enum walk cut_or(const struct walker *walker, enum walk otherwise)
{
    return walker->cut ? WALK_CUT : otherwise;
}

/* Section 3.2.4: LEN, its complement, LEN octets. */
static enum walk walk_stored(struct walker *walker)
{
    unsigned length, complement;

    walker->count = 0;
    length = take_bits(walker, 16);
    complement = take_bits(walker, 16);
    if (walker->cut)
        return WALK_CUT;
    if ((length ^ complement) != 0xFFFF)
        return WALK_WRONG;
    if (length > walker->length - walker->at)
        return WALK_CUT;
    walker->at += length;
    produce(walker, length);
    return WALK_ON;
}

/* Section 3.2.5: a length and its distance, from symbol 257 on. */
static enum walk walk_copy(struct walker *walker, unsigned symbol, const struct code *distances)
{
    static const unsigned short bases[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                           31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    unsigned length, distance, extra;

    if (symbol > 285)
        return cut_or(walker, WALK_WRONG);
    symbol -= 257;
    extra = symbol < 8 || symbol == 28 ? 0 : symbol / 4 - 1;
    length = bases[symbol] + take_bits(walker, extra);
    symbol = take_symbol(walker, distances);
    if (symbol >= 30)
        return cut_or(walker, WALK_WRONG);
    extra = symbol < 4 ? 0 : symbol / 2 - 1;
    distance = symbol < 4 ? symbol + 1 : ((2 + (symbol & 1)) << extra) + 1;
    distance += take_bits(walker, extra);
    if (walker->cut)
        return WALK_CUT;
    if (distance > walker->behind)
        return WALK_WRONG;
    produce(walker, length);
    return WALK_ON;
}

static enum walk walk_coded(struct walker *walker, const struct code *literals, const struct code *distances)
{
    enum walk walk = WALK_ON;

    while (walk == WALK_ON) {
        unsigned symbol = take_symbol(walker, literals);

        if (symbol == 256)
            return WALK_ON;
        if (symbol < 256)
            produce(walker, 1);
        else
            walk = walk_copy(walker, symbol, distances);
    }
    return walk;
}

/* Section 3.2.6. */
static enum walk walk_fixed(struct walker *walker)
{
    struct code literals, distances;
    unsigned char lengths[SYMBOLS_MAX];

    memset(lengths, 8, 144);
    memset(lengths + 144, 9, 112);
    memset(lengths + 256, 7, 24);
    memset(lengths + 280, 8, 8);
    build(&literals, lengths, SYMBOLS_MAX);
    memset(lengths, 5, DISTANCES_MAX);
    build(&distances, lengths, DISTANCES_MAX);
    return walk_coded(walker, &literals, &distances);
}

/* The lengths of both codes, themselves coded: 16 repeats the one before, 17 and 18 are runs of zeros. */
static enum walk take_lengths(struct walker *walker, const struct code *code, unsigned char *lengths,
                              size_t count)
{
    for (size_t i = 0; i < count;) {
        unsigned symbol = take_symbol(walker, code);
        unsigned char value = 0;
        size_t times = 1;

        if (symbol < 16)
            value = (unsigned char)symbol;
        else if (symbol == 16 && i > 0)
            value = lengths[i - 1], times = 3 + take_bits(walker, 2);
        else if (symbol == 17)
            times = 3 + take_bits(walker, 3);
        else if (symbol == 18)
            times = 11 + take_bits(walker, 7);
        else
            return cut_or(walker, WALK_WRONG);
        if (walker->cut)
            return WALK_CUT;
        if (times > count - i)
            return WALK_WRONG;
        memset(lengths + i, value, times);
        i += times;
    }
    return WALK_ON;
}

/* Section 3.2.7: HLIT, HDIST, HCLEN, the code of the code lengths, the code lengths. */
static enum walk walk_dynamic(struct walker *walker)
{
    static const unsigned char order[] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    unsigned char lengths[SYMBOLS_MAX + DISTANCES_MAX] = {0};
    struct code literals, distances;
    size_t literal_count = 257 + take_bits(walker, 5), distance_count = 1 + take_bits(walker, 5);
    size_t length_count = 4 + take_bits(walker, 4);
    enum walk walk;

    for (size_t i = 0; i < length_count; i++)
        lengths[order[i]] = (unsigned char)take_bits(walker, 3);
    if (walker->cut)
        return WALK_CUT;
    if (!build(&literals, lengths, sizeof(order)))
        return WALK_WRONG;
    walk = take_lengths(walker, &literals, lengths, literal_count + distance_count);
    if (walk != WALK_ON)
        return walk;
    if (!build(&literals, lengths, literal_count) ||
        !build(&distances, lengths + literal_count, distance_count))
        return WALK_WRONG;
    return walk_coded(walker, &literals, &distances);
}

static enum walk walk_block(struct walker *walker)
{
    bool final = take_bits(walker, 1) != 0;
    unsigned type = take_bits(walker, 2);
    enum walk walk = WALK_WRONG;

    if (walker->cut)
        return WALK_CUT;
    if (type == 0)
        walk = walk_stored(walker);
    else if (type == 1)
        walk = walk_fixed(walker);
    else if (type == 2)
        walk = walk_dynamic(walker);
    return walk == WALK_ON && final ? WALK_ENDED : walk;
}

bool is_cut(const unsigned char *data, size_t length)
{
    struct walker walker = {.data = data, .length = length};
    enum walk walk = WALK_ON;

    while (walk == WALK_ON)
        walk = walk_block(&walker);
    return walk == WALK_CUT;
}
