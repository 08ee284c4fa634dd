/* SPDX-License-Identifier: BSD-2-Clause */
/* Growing arrays, and a table of names by their hash. */
#define _GNU_SOURCE /* getrandom */

#include "dns/facts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { BUCKETS_FIRST = 64 };

/*
 * The array, grown so that it has room for `more` elements behind the first `count`; NULL without memory, or when
 * 32 bits can't count them.
 */
static void *with_room(struct facts *facts, void *array, size_t *capacity, size_t count, size_t more, size_t size)
{
    size_t wanted = *capacity > 0 ? *capacity : 16;

    if (more > NOBODY - count) {
        facts->full = true;
        return NULL;
    }
    if (array != NULL && count + more <= *capacity)
        return array;
    while (wanted < count + more)
        wanted += wanted / 2;
    array = wanted <= SIZE_MAX / size ? realloc(array, wanted * size) : NULL;
    if (array != NULL)
        *capacity = wanted;
    return array;
}

/* False without room; `grown` is a void pointer of the caller's. */
#define NEED_ROOM(facts, array, capacity, count, more) \
    ((grown = with_room(facts, (facts)->array, &(facts)->capacity, (facts)->count, more, sizeof(*(facts)->array))) != \
         NULL && \
     ((facts)->array = grown, true))

bool facts_begin(struct facts *facts)
{
    memset(facts, 0, sizeof(*facts));
    if (getrandom(&facts->seed, sizeof(facts->seed), GRND_NONBLOCK) != sizeof(facts->seed))
        facts->seed = (uint64_t)(uintptr_t)facts;
    facts->buckets = malloc(BUCKETS_FIRST * sizeof(*facts->buckets));
    if (facts->buckets == NULL)
        return false;
    facts->bucket_count = BUCKETS_FIRST;
    memset(facts->buckets, 0xFF, BUCKETS_FIRST * sizeof(*facts->buckets)); /* NOBODY */
    return true;
}

void facts_free(struct facts *facts)
{
    free(facts->entries);
    free(facts->bases);
    free(facts->buckets);
    free(facts->names);
    free(facts->remarks);
}

struct kept *facts_add(struct facts *facts)
{
    struct kept *kept;
    void *grown;

    if (!NEED_ROOM(facts, entries, capacity, count, 1))
        return NULL;
    kept = &facts->entries[facts->count++];
    memset(kept, 0, sizeof(*kept));
    kept->base = kept->owner = kept->next = NOBODY;
    return kept;
}

bool facts_add_remark(struct facts *facts, const struct remark *remark)
{
    void *grown;

    if (!NEED_ROOM(facts, remarks, remark_capacity, remark_count, 1))
        return false;
    facts->remarks[facts->remark_count++] = *remark;
    return true;
}

/* ---- names ---- */

static uint64_t fold(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t facts_hash(const struct facts *facts, const void *data, size_t length)
{
    const unsigned char *octets = data;
    uint64_t hash = facts->seed ^ 0x9E3779B97F4A7C15;

    for (; length >= 8; octets += 8, length -= 8) {
        uint64_t eight;

        memcpy(&eight, octets, 8);
        hash = fold(hash ^ eight, facts->seed | 0xA0761D6478BD6421);
    }
    for (size_t i = 0; i < length; i++)
        hash = fold(hash ^ (octets[i] + 1U), 0xE7037ED1A0B428DB);
    return fold(hash, facts->seed | 0x8EBC6AF09C88C6E3);
}

struct name facts_name(const struct facts *facts, uint32_t base)
{
    const char *stored = facts->names + facts->bases[base].name;
    struct name name = {.absolute = stored[0] != 0, .length = (uint8_t)stored[1]};

    memcpy(name.octets, stored + 2, name.length);
    return name;
}

static bool is_stored(const struct facts *facts, uint32_t base, const struct name *name)
{
    const char *stored = facts->names + facts->bases[base].name;

    return (stored[0] != 0) == name->absolute && (uint8_t)stored[1] == name->length &&
           memcmp(stored + 2, name->octets, name->length) == 0;
}

/* Twice as many buckets. */
static bool spread(struct facts *facts)
{
    size_t wanted = facts->bucket_count * 2;
    uint32_t *buckets = wanted <= SIZE_MAX / sizeof(*buckets) ? malloc(wanted * sizeof(*buckets)) : NULL;

    if (buckets == NULL)
        return false;
    memset(buckets, 0xFF, wanted * sizeof(*buckets));
    for (uint32_t i = 0; i < facts->base_count; i++) {
        uint32_t *bucket = &buckets[facts->bases[i].hash & (wanted - 1)];

        facts->bases[i].next = *bucket;
        *bucket = i;
    }
    free(facts->buckets);
    facts->buckets = buckets;
    facts->bucket_count = wanted;
    return true;
}

static uint32_t store(struct facts *facts, const struct name *name, uint64_t hash)
{
    struct base *base;
    char *stored;
    void *grown;

    if (!NEED_ROOM(facts, bases, base_capacity, base_count, 1) ||
        !NEED_ROOM(facts, names, names_capacity, names_length, name->length + 2U) ||
        (facts->base_count >= facts->bucket_count && !spread(facts)))
        return NOBODY;
    base = &facts->bases[facts->base_count];
    memset(base, 0, sizeof(*base));
    base->hash = hash;
    base->name = (uint32_t)facts->names_length;
    base->txt = base->txt_last = base->selected = base->cname = base->data = NOBODY;
    base->near = base->mta_sts = base->dane = base->wildcard = NOBODY;
    stored = facts->names + facts->names_length;
    stored[0] = (char)name->absolute;
    stored[1] = (char)name->length;
    memcpy(stored + 2, name->octets, name->length);
    facts->names_length += name->length + 2U;
    base->next = facts->buckets[hash & (facts->bucket_count - 1)];
    facts->buckets[hash & (facts->bucket_count - 1)] = (uint32_t)facts->base_count;
    return (uint32_t)facts->base_count++;
}

uint32_t facts_base(struct facts *facts, const struct name *name)
{
    uint64_t hash = facts_hash(facts, name->octets, name->length);
    uint32_t base = facts->buckets[hash & (facts->bucket_count - 1)];

    while (base != NOBODY && (facts->bases[base].hash != hash || !is_stored(facts, base, name)))
        base = facts->bases[base].next;
    return base != NOBODY ? base : store(facts, name, hash);
}
