/* SPDX-License-Identifier: BSD-2-Clause */
/* Line feeds found 64 octets at a time, so that no line waits for the end of the one before. */
#ifndef FEEDS_H
#define FEEDS_H

#include "core/lanes.h"

#include <stddef.h>
#include <stdint.h>

enum { FEEDS_OCTETS = 64 };

/* The line feeds of text[0..length) that are still to be told. */
struct feeds {
    const char *text;
    size_t length;
    size_t at;     /* what is behind this is not looked at yet */
    size_t base;   /* of the octets from here on, */
    uint64_t bits; /* a bit for each line feed that is still to be told */
};

/* A bit for each line feed of so many octets, at most FEEDS_OCTETS; the plain twin of the next. */
static inline uint64_t feed_bits_plain(const char *text, size_t length)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < length; i++)
        bits |= (uint64_t)(text[i] == '\n') << i;
    return bits;
}

/* Of FEEDS_OCTETS. */
static inline uint64_t feed_bits(const char *text)
{
#ifdef __SSE2__
    uint64_t bits = 0;

    for (unsigned at = 0; at < FEEDS_OCTETS; at += LANES)
        bits |= (uint64_t)lanes_bits(lanes_equal(lanes_load(text, at), '\n')) << at;
    return bits;
#else
    return feed_bits_plain(text, FEEDS_OCTETS);
#endif
}

/* Where the next one is; the length when there is none. */
static inline size_t next_feed(struct feeds *feeds)
{
    size_t feed;

    while (feeds->bits == 0) {
        size_t left = feeds->length - feeds->at, octets = left < FEEDS_OCTETS ? left : FEEDS_OCTETS;
        const char *text = feeds->text + feeds->at;

        if (left == 0)
            return feeds->length;
        feeds->bits = octets == FEEDS_OCTETS ? feed_bits(text) : feed_bits_plain(text, octets);
        feeds->base = feeds->at;
        feeds->at += octets;
    }
    feed = feeds->base + (size_t)__builtin_ctzll(feeds->bits);
    feeds->bits &= feeds->bits - 1;
    return feed;
}

#endif
