/* SPDX-License-Identifier: BSD-2-Clause */
/* A hash for tables: quick, and with a seed that nobody outside knows no names can be found that share a place. */
#ifndef HASH_H
#define HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t hash_fold(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t octets_hash(uint64_t seed, const void *data, size_t length)
{
    const unsigned char *octets = data;
    uint64_t hash = seed ^ 0x9E3779B97F4A7C15, rest = 0;
    size_t left = length;

    for (; left >= 8; octets += 8, left -= 8) {
        uint64_t eight;

        memcpy(&eight, octets, 8);
        hash = hash_fold(hash ^ eight, seed | 0xA0761D6478BD6421);
    }
    if (left > 0 && length >= 8) {
        /* The last eight, some of them once more: no octet is asked for alone. */
        memcpy(&rest, octets + left - 8, 8);
    } else {
        for (size_t i = left; i > 0; i--)
            rest = rest << 8 | octets[i - 1];
    }
    return hash_fold(hash ^ rest, (seed | 0x8EBC6AF09C88C6E3) + 2 * length);
}

#endif
