/* SPDX-License-Identifier: BSD-2-Clause */
/* Sorting by numbers in linear time, where a comparison for each of n log n pairs would take longer than reading did. */
#ifndef ORDER_H
#define ORDER_H

#include <stddef.h>
#include <stdint.h>

struct order_item {
    uint64_t key;
    size_t item; /* the caller's own: which one this is */
};

/* Two numbers as one key: the first counts for more. */
static inline uint64_t order_pair(uint32_t first, uint32_t second)
{
    return (uint64_t)first << 32 | second;
}

/* Numbers below zero come first. */
static inline uint32_t order_signed(int32_t number)
{
    return (uint32_t)number ^ (uint32_t)1 << 31;
}

/*
 * Sorts `count` items by key; those of one key stay in the order in which they are, so that a longer key is sorted
 * by its last part first.  There is room for twice as many: the second half is scratch.
 */
void order_by_key(struct order_item *items, size_t count);

#endif
