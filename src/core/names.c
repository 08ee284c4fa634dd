/* SPDX-License-Identifier: BSD-2-Clause */
/* A stack of hashes and spans, and the heap sort that finds equal ones in n log n. */
#include "core/names.h"

#include "core/finding.h"
#include "core/hash.h"
#include "core/json.h"

void names_begin(struct names *names, const rptlint_options *options)
{
    names->list = names->inside;
    names->count = 0;
    names->capacity = NAMES_INLINE;
    names->options = options;
}

void names_free(struct names *names)
{
    if (names->list != names->inside)
        give_back_memory(names->options, names->list);
    names->list = names->inside;
}

bool names_add(struct names *names, uint64_t hash, size_t begin, size_t end, size_t index)
{
    struct name_entry *entry;

    if (names->count == names->capacity) {
        size_t capacity = names->capacity * 2;
        struct name_entry *list;

        if (capacity > SIZE_MAX / sizeof(*list))
            return false;
        list = take_memory(names->options, capacity * sizeof(*list));
        if (list == NULL)
            return false;
        memcpy(list, names->list, names->count * sizeof(*list));
        names_free(names);
        names->list = list;
        names->capacity = capacity;
    }
    entry = &names->list[names->count++];
    entry->hash = hash;
    entry->begin = begin;
    entry->end = end;
    entry->index = index;
    return true;
}

/* ---- comparing ---- */

/* Octets that come one by one, decoded. */
struct octets {
    const char *data;
    size_t at;
    size_t end;
    char buffer[4];
    size_t used;
    size_t filled;
};

/* The next octet; -1 behind the last. */
static int next_octet(struct octets *octets)
{
    if (octets->used == octets->filled) {
        if (octets->at == octets->end)
            return -1;
        octets->filled = json_next_decoded(octets->data, &octets->at, octets->end, octets->buffer);
        octets->used = 0;
    }
    return (unsigned char)octets->buffer[octets->used++];
}

static int compare_octets(const char *data, const struct name_entry *a, const struct name_entry *b)
{
    struct octets x = {.data = data, .at = a->begin, .end = a->end};
    struct octets y = {.data = data, .at = b->begin, .end = b->end};
    size_t length = a->end - a->begin;

    if (length == b->end - b->begin && memcmp(data + a->begin, data + b->begin, length) == 0)
        return 0;
    for (;;) {
        int one = next_octet(&x), other = next_octet(&y);

        if (one != other)
            return one < other ? -1 : 1;
        if (one < 0)
            return 0;
    }
}

bool names_equal(const char *data, const struct name_entry *a, const struct name_entry *b)
{
    return a->hash == b->hash && compare_octets(data, a, b) == 0;
}

static bool comes_before(const char *data, const struct name_entry *a, const struct name_entry *b)
{
    int order;

    if (a->hash != b->hash)
        return a->hash < b->hash;
    order = compare_octets(data, a, b);
    return order != 0 ? order < 0 : a->begin < b->begin;
}

/* ---- sorting ---- */

/* list[root] finds its place below in the heap list[0..count). */
static void sift_down(struct name_entry *list, size_t root, size_t count, const char *data)
{
    struct name_entry moved = list[root];

    for (size_t child; (child = root * 2 + 1) < count; root = child) {
        if (child + 1 < count && comes_before(data, &list[child], &list[child + 1]))
            child++;
        if (!comes_before(data, &moved, &list[child]))
            break;
        list[root] = list[child];
    }
    list[root] = moved;
}

/* Equal ones are neighbours then, and stand by place. */
static void sort(struct name_entry *list, size_t count, const char *data)
{
    for (size_t root = count / 2; root > 0; root--)
        sift_down(list, root - 1, count, data);
    for (size_t last = count; last > 1; last--) {
        struct name_entry largest = list[0];

        list[0] = list[last - 1];
        list[last - 1] = largest;
        sift_down(list, 0, last - 1, data);
    }
}

/* Places of the table for each entry, at least; how many neighbours are looked at in it. */
enum { PLACES_EACH = 2, NEIGHBOURS = 256 };

/*
 * For each entry that equals an earlier one, which one that is, counted from 1, goes to first_of, which is all 0, as is
 * the table of `places`.  False when it takes too long, since many hashes are alike.
 */
static bool find_repeated(const struct name_entry *list, size_t count, const char *data, uint32_t *first_of,
                          uint32_t *table, size_t places)
{
    for (size_t i = 0; i < count; i++) {
        size_t place = list[i].hash % places, looked = 0;

        while (table[place] != 0 && !names_equal(data, &list[i], &list[table[place] - 1])) {
            if (++looked == NEIGHBOURS)
                return false;
            place = (place + 1) % places;
        }
        if (table[place] != 0)
            first_of[i] = table[place];
        else
            table[place] = (uint32_t)i + 1;
    }
    return true;
}

/* Leaves those in list[0..count), in their order; how many there are. */
static size_t keep_found(struct name_entry *list, size_t count, const uint32_t *first_of)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++)
        if (first_of[i] != 0)
            list[i].end = list[first_of[i] - 1].begin;
    for (size_t i = 0; i < count; i++)
        if (first_of[i] != 0)
            list[found++] = list[i];
    return found;
}

/* The same by sorting, which takes no longer for names that were made to have one hash. */
static size_t keep_repeated(struct name_entry *list, size_t count, const char *data)
{
    struct name_entry first;
    size_t repeated = 0;

    sort(list, count, data);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !names_equal(data, &first, &list[i])) {
            first = list[i];
            continue;
        }
        list[repeated] = list[i];
        list[repeated].hash = list[i].begin;
        list[repeated++].end = first.begin;
    }
    sort(list, repeated, data);
    return repeated;
}

/* Hashes that look at every octet, where the owner's do not. */
static void rehash(struct name_entry *list, size_t count, const char *data)
{
    for (size_t i = 0; i < count; i++)
        list[i].hash = octets_hash(0, data + list[i].begin, list[i].end - list[i].begin);
}

bool names_repeated(struct names *names, size_t from, const char *data, bool are_octets)
{
    struct name_entry *list = names->list + from;
    size_t count = names->count - from, places = NAMES_INLINE, room;
    uint32_t *numbers;
    bool found;

    while (places < count * PLACES_EACH)
        places *= 2;
    room = (count + places) * sizeof(*numbers);
    numbers = count < UINT32_MAX ? take_memory(names->options, room) : NULL;
    if (numbers == NULL)
        return false;
    memset(numbers, 0, room);
    found = find_repeated(list, count, data, numbers, numbers + count, places);
    if (!found && are_octets) {
        rehash(list, count, data);
        memset(numbers, 0, room);
        found = find_repeated(list, count, data, numbers, numbers + count, places);
    }
    names->count = from + (found ? keep_found(list, count, numbers) : keep_repeated(list, count, data));
    give_back_memory(names->options, numbers);
    return true;
}

/* ---- hashing ---- */

/* FNV-1a, 64 bits. */
enum { FNV_PRIME_LOW = 0x1B3 };
static const uint64_t fnv_start = UINT64_C(0xCBF29CE484222325);
static const uint64_t fnv_prime = UINT64_C(0x10000000000) + FNV_PRIME_LOW;

uint64_t name_hash(const char *data, size_t begin, size_t end, bool escaped)
{
    struct octets octets = {.data = data, .at = begin, .end = end};
    uint64_t hash = fnv_start;

    if (!escaped) {
        for (size_t at = begin; at < end; at++)
            hash = (hash ^ (unsigned char)data[at]) * fnv_prime;
        return hash;
    }
    for (int octet; (octet = next_octet(&octets)) >= 0;)
        hash = (hash ^ (unsigned)octet) * fnv_prime;
    return hash;
}
