/* SPDX-License-Identifier: BSD-2-Clause */
/* Radix sort: octet by octet of the key from the last on, those octets left out that are alike in all. */
#include "order.h"

#include <stdbool.h>
#include <string.h>

enum { FEW = 32, OCTETS = 256 };

static void insert_few(struct order_item *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct order_item item = items[i];
        size_t at = i;

        for (; at > 0 && items[at - 1].key > item.key; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

/* The bits that are not alike in all keys; none when the items are in order. */
static uint64_t differing_bits(const struct order_item *items, size_t count)
{
    uint64_t bits = 0;
    bool in_order = true;

    for (size_t i = 1; i < count; i++) {
        bits |= items[i].key ^ items[0].key;
        in_order = in_order && items[i - 1].key <= items[i].key;
    }
    return in_order ? 0 : bits;
}

/* Deals the items out by one octet of their keys. */
static void deal(struct order_item *to, const struct order_item *from, size_t count, unsigned shift)
{
    size_t places[OCTETS] = {0}, place = 0;

    for (size_t i = 0; i < count; i++)
        places[from[i].key >> shift & 255]++;
    for (size_t octet = 0; octet < OCTETS; octet++) {
        size_t here = places[octet];

        places[octet] = place;
        place += here;
    }
    for (size_t i = 0; i < count; i++)
        to[places[from[i].key >> shift & 255]++] = from[i];
}

void order_by_key(struct order_item *items, size_t count)
{
    struct order_item *from = items, *to;
    uint64_t bits;

    if (count <= FEW) {
        insert_few(items, count);
        return;
    }
    to = items + count;
    bits = differing_bits(items, count);
    for (unsigned shift = 0; shift < 64; shift += 8) {
        struct order_item *dealt = to;

        if ((bits >> shift & 255) == 0)
            continue;
        deal(to, from, count, shift);
        to = from;
        from = dealt;
    }
    if (from != items)
        memcpy(items, from, count * sizeof(*items));
}
