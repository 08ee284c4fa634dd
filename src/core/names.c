/* SPDX-License-Identifier: BSD-2-Clause */
/* A stack of hashes and spans, and the heap sort that finds equal ones in n log n. */
#include "core/names.h"

#include "core/finding.h"
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
enum { PLACES_EACH = 2, NEIGHBOURS = 16 };

/* Do all entries differ, as far as that can be told by a table of `places`, all 0?  False also when hashes are alike. */
static bool all_differ(const struct name_entry *list, size_t count, const char *data, uint32_t *table, size_t places)
{
    for (size_t i = 0; i < count; i++) {
        size_t place = list[i].hash % places;

        for (size_t looked = 0; table[place] != 0; place = (place + 1) % places)
            if (++looked == NEIGHBOURS || names_equal(data, &list[i], &list[table[place] - 1]))
                return false;
        table[place] = (uint32_t)i + 1;
    }
    return true;
}

/* Leaves in list[0..count) the entries that equal an earlier one; how many there are. */
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

bool names_repeated(struct names *names, size_t from, const char *data)
{
    struct name_entry *list = names->list + from;
    size_t count = names->count - from, places = NAMES_INLINE;
    uint32_t *table;

    if (count <= UINT32_MAX / PLACES_EACH) {
        while (places < count * PLACES_EACH)
            places *= 2;
        table = take_memory(names->options, places * sizeof(*table));
        if (table == NULL)
            return false;
        memset(table, 0, places * sizeof(*table));
        if (all_differ(list, count, data, table, places))
            count = 0;
        give_back_memory(names->options, table);
    }
    names->count = from + (count > 0 ? keep_repeated(list, count, data) : 0);
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
