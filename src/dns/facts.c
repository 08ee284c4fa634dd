/* SPDX-License-Identifier: BSD-2-Clause */
/* Growing arrays, and a table of names by their hash. */
#include "dns/facts.h"

#include "core/hash.h"
#include "seed.h"

#include <stdlib.h>
#include <string.h>

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

static struct bucket *empty_buckets(size_t count)
{
    struct bucket *buckets = count <= SIZE_MAX / sizeof(*buckets) ? malloc(count * sizeof(*buckets)) : NULL;

    if (buckets != NULL)
        memset(buckets, 0xFF, count * sizeof(*buckets)); /* NOBODY */
    return buckets;
}

bool facts_begin(struct facts *facts)
{
    memset(facts, 0, sizeof(*facts));
    facts->seed = random_seed(facts);
    facts->buckets = empty_buckets(BUCKETS_FIRST);
    if (facts->buckets == NULL)
        return false;
    facts->bucket_count = BUCKETS_FIRST;
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

uint64_t facts_hash(const struct facts *facts, const void *data, size_t length)
{
    return octets_hash(facts->seed, data, length);
}

void facts_name(const struct facts *facts, uint32_t base, struct name *name)
{
    const char *stored = facts->names + facts->bases[base].name;

    name->absolute = stored[0] != 0;
    name->length = (uint8_t)stored[1];
    memcpy(name->octets, stored + 2, name->length);
}

static bool is_stored(const struct facts *facts, uint32_t base, const struct name *name)
{
    const char *stored = facts->names + facts->bases[base].name;

    return (stored[0] != 0) == name->absolute && (uint8_t)stored[1] == name->length &&
           memcmp(stored + 2, name->octets, name->length) == 0;
}

/* Where a name with this hash is, or would be: behind it there is an empty bucket. */
static size_t bucket_of(const struct facts *facts, const struct name *name, uint64_t hash)
{
    size_t at = hash & (facts->bucket_count - 1);

    for (; facts->buckets[at].base != NOBODY; at = (at + 1) & (facts->bucket_count - 1))
        if (facts->buckets[at].tag == hash >> 32 && is_stored(facts, facts->buckets[at].base, name))
            break;
    return at;
}

/* Twice as many buckets. */
static bool spread(struct facts *facts)
{
    size_t wanted = facts->bucket_count * 2;
    struct bucket *buckets = empty_buckets(wanted);

    if (buckets == NULL)
        return false;
    for (uint32_t i = 0; i < facts->base_count; i++) {
        uint64_t hash = facts->bases[i].hash;
        size_t at = hash & (wanted - 1);

        while (buckets[at].base != NOBODY)
            at = (at + 1) & (wanted - 1);
        buckets[at] = (struct bucket){.base = i, .tag = (uint32_t)(hash >> 32)};
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
        (facts->base_count >= facts->bucket_count / 2 && !spread(facts)))
        return NOBODY;
    base = &facts->bases[facts->base_count];
    memset(base, 0, sizeof(*base));
    base->hash = hash;
    base->name = (uint32_t)facts->names_length;
    base->txt = base->txt_last = base->selected = base->cname = base->data = NOBODY;
    base->mover = base->mta_sts = base->dane = base->wildcard = NOBODY;
    stored = facts->names + facts->names_length;
    stored[0] = (char)name->absolute;
    stored[1] = (char)name->length;
    memcpy(stored + 2, name->octets, name->length);
    facts->names_length += name->length + 2U;
    facts->buckets[bucket_of(facts, name, hash)] =
        (struct bucket){.base = (uint32_t)facts->base_count, .tag = (uint32_t)(hash >> 32)};
    return (uint32_t)facts->base_count++;
}

void facts_expect(const struct facts *facts, const struct name *name)
{
    uint64_t hash = facts_hash(facts, name->octets, name->length);

    __builtin_prefetch(&facts->buckets[hash & (facts->bucket_count - 1)]);
}

uint32_t facts_base(struct facts *facts, const struct name *name)
{
    uint64_t hash;
    uint32_t base;

    if (facts->base_count > 0 && is_stored(facts, facts->last, name))
        return facts->last;
    hash = facts_hash(facts, name->octets, name->length);
    base = facts->buckets[bucket_of(facts, name, hash)].base;
    if (base == NOBODY)
        base = store(facts, name, hash);
    if (base != NOBODY)
        facts->last = base;
    return base;
}
