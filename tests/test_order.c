/* SPDX-License-Identifier: BSD-2-Clause */
/* Sorting by keys against sorting by comparing, and what makes keys of numbers. */
#include "order.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t state = 8460;

/* Items hold their places at first, which tells those of one key apart. */
static int by_key_and_place(const void *first, const void *second)
{
    const struct order_item *a = first, *b = second;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

/* The scratch is a block's end, so that an item too far is seen. */
static void check_order(struct order_item *items, size_t count)
{
    struct order_item *wanted = calloc(count + 1, sizeof(*wanted)), *room = malloc(2 * count * sizeof(*room) + 1);

    assert_non_null(wanted);
    assert_non_null(room);
    for (size_t i = 0; i < count; i++)
        items[i].item = i;
    memcpy(wanted, items, count * sizeof(*items));
    memcpy(room, items, count * sizeof(*items));
    qsort(wanted, count, sizeof(*wanted), by_key_and_place);
    order_by_key(room, count);
    for (size_t i = 0; i < count; i++) {
        assert_true(room[i].key == wanted[i].key);
        assert_int_equal(room[i].item, wanted[i].item);
    }
    free(wanted);
    free(room);
}

static uint64_t random_key(void)
{
    return (uint64_t)random_below(&state, 1 << 16) << 48 | (uint64_t)random_below(&state, 1 << 24) << 24 |
           random_below(&state, 1 << 24);
}

enum { COUNT_MAX = 300 };

/* Every octet of the key by itself and with others, few keys and many, every count around that of the few. */
static void items_are_sorted_and_stay(void **unused)
{
    static struct order_item items[COUNT_MAX];

    (void)unused;
    for (size_t count = 0; count <= COUNT_MAX; count += count < 80 ? 1 : 37)
        for (unsigned mask = 0; mask < 256; mask += small_run() ? 5 : 1) {
            uint64_t kept = 0, bits = random_below(&state, 2) == 0 ? UINT64_MAX : 0x0303030303030303;

            for (unsigned octet = 0; octet < 8; octet++)
                kept |= (mask >> octet & 1) != 0 ? (uint64_t)255 << octet * 8 : 0;
            for (size_t i = 0; i < count; i++)
                items[i].key = (random_key() & bits & kept) | (0x8142241881422418 & ~kept);
            check_order(items, count);
        }
}

static void sorted_items_stay_where_they_are(void **unused)
{
    static struct order_item items[COUNT_MAX];

    (void)unused;
    for (size_t i = 0; i < COUNT_MAX; i++)
        items[i].key = i / 3 * 1000003;
    check_order(items, COUNT_MAX);
    for (size_t i = 0; i < COUNT_MAX; i++)
        items[i].key = (COUNT_MAX - i) / 3 * 1000003;
    check_order(items, COUNT_MAX);
}

static void keys_are_in_the_order_of_their_numbers(void **unused)
{
    static const int32_t numbers[] = {INT32_MIN, INT32_MIN + 1, -256, -1, 0, 1, 255, 256, INT32_MAX};

    (void)unused;
    for (size_t i = 1; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        assert_true(order_signed(numbers[i - 1]) < order_signed(numbers[i]));
    assert_true(order_pair(1, UINT32_MAX) < order_pair(2, 0));
    assert_true(order_pair(2, 0) < order_pair(2, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_sorted_and_stay),
        cmocka_unit_test(sorted_items_stay_where_they_are),
        cmocka_unit_test(keys_are_in_the_order_of_their_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
