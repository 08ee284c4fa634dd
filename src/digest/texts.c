/* SPDX-License-Identifier: BSD-2-Clause */
/* Open addressing, interned texts, SipHash. */
#include "digest/texts.h"

#include "core/bytes.h"
#include "core/hash.h"
#include "core/json_scan.h"
#include "seed.h"

#include <stdlib.h>
#include <string.h>

enum { CAPACITY_FIRST = 64 };

/* ---- tables ---- */

uint32_t *table_first(const struct table *table, uint64_t hash)
{
    return &table->slots[hash & (table->capacity - 1)];
}

uint32_t *table_next(const struct table *table, uint32_t *slot)
{
    return slot + 1 == table->slots + table->capacity ? table->slots : slot + 1;
}

/* Puts the numbers below the count into slots that are all empty. */
static void fill(struct table *table, table_hash *hash_of, const void *owner)
{
    for (uint32_t i = 0; i < table->count; i++) {
        uint32_t *slot = table_first(table, hash_of(owner, i));

        while (*slot != 0)
            slot = table_next(table, slot);
        *slot = i + 1;
    }
    table->stale = false;
}

bool table_renew(struct table *table, table_hash *hash_of, const void *owner)
{
    struct table grown = {.capacity = table->capacity > 0 ? table->capacity * 2 : CAPACITY_FIRST, .count = table->count};

    if ((table->count + 1) * 2 <= table->capacity) {
        memset(table->slots, 0, table->capacity * sizeof(*table->slots));
        fill(table, hash_of, owner);
        return true;
    }
    if (grown.capacity > SIZE_MAX / sizeof(*grown.slots) || table->count >= UINT32_MAX - 1)
        return false;
    grown.slots = calloc(grown.capacity, sizeof(*grown.slots));
    if (grown.slots == NULL)
        return false;
    fill(&grown, hash_of, owner);
    free(table->slots);
    *table = grown;
    return true;
}

/* ---- SipHash ---- */

static uint64_t rotated(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

struct state {
    uint64_t a, b, c, d;
};

static inline void mix(struct state *s)
{
    s->a += s->b;
    s->b = rotated(s->b, 13) ^ s->a;
    s->a = rotated(s->a, 32);
    s->c += s->d;
    s->d = rotated(s->d, 16) ^ s->c;
    s->a += s->d;
    s->d = rotated(s->d, 21) ^ s->a;
    s->c += s->b;
    s->b = rotated(s->b, 17) ^ s->c;
    s->c = rotated(s->c, 32);
}

static void absorb(struct state *s, uint64_t word)
{
    s->d ^= word;
    mix(s);
    mix(s);
    s->a ^= word;
}

static uint64_t squeeze(struct state *s)
{
    for (int i = 0; i < 4; i++)
        mix(s);
    return s->a ^ s->b ^ s->c ^ s->d;
}

/* Octets as a number, the first one lowest. */
static inline uint64_t word_of(const unsigned char *octets, size_t count)
{
    uint64_t word = 0;

    for (size_t i = 0; i < count; i++)
        word |= (uint64_t)octets[i] << (8 * i);
    return word;
}

/* The same of eight, which is one load where that is how a number stands in memory. */
static inline uint64_t word_of_8(const unsigned char *octets)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t word;

    memcpy(&word, octets, sizeof(word));
    return word;
#else
    return word_of(octets, 8);
#endif
}

struct fingerprint fingerprint_of(const void *data, size_t length)
{
    struct state s = {.a = 0x736f6d6570736575, .b = 0x646f72616e646f6d ^ 0xee, .c = 0x6c7967656e657261,
                      .d = 0x7465646279746573};
    const unsigned char *octets = data;
    struct fingerprint print;
    size_t left = length;

    for (; left >= 8; octets += 8, left -= 8)
        absorb(&s, word_of_8(octets));
    absorb(&s, word_of(octets, left) | (uint64_t)(length & 255) << 56);
    s.c ^= 0xee;
    print.low = squeeze(&s);
    s.b ^= 0xdd;
    print.high = squeeze(&s);
    return print;
}

/* ---- texts ---- */

struct kept_text {
    uint64_t hash;
    uint32_t rank;
    uint32_t length;
    char text[];
};

static uint64_t kept_hash(const void *owner, uint32_t number)
{
    const struct texts *texts = owner;

    return texts->list[number]->hash;
}

static bool need_room(struct texts *texts)
{
    size_t wanted = texts->capacity > 0 ? texts->capacity * 2 : CAPACITY_FIRST;
    void *grown;

    if (texts->count < texts->capacity)
        return true;
    grown = wanted <= SIZE_MAX / sizeof(void *) ? realloc(texts->list, wanted * sizeof(void *)) : NULL;
    if (grown == NULL)
        return false;
    texts->list = grown;
    texts->capacity = wanted;
    return true;
}

static bool put(struct clean_text *clean, const char *octets, size_t count)
{
    if (count > TEXT_MAX - clean->length)
        return false;
    memcpy(clean->text + clean->length, octets, count);
    clean->length += count;
    return true;
}

/* Is there nothing to be cleaned?  What needs no look in JSON needs none here. */
static bool is_clean(const char *data, size_t length)
{
    return length <= TEXT_MAX && json_plain_end(data, 0, length) == length;
}

void text_clean(struct clean_text *clean, const char *data, size_t length)
{
    bool fits = true;

    clean->length = 0;
    if (length == 0 || is_clean(data, length)) {
        put(clean, data, length);
        return;
    }
    for (size_t at = 0; at < length && fits;) {
        uint32_t code;
        size_t octets = (unsigned char)data[at] >= 0x80 ? utf8_length(data, at, length, &code) : data[at] != '\0';

        fits = octets > 0 ? put(clean, data + at, octets) : put(clean, "\xEF\xBF\xBD", 3);
        at += octets > 0 ? octets : 1;
    }
}

void texts_begin(struct texts *texts)
{
    *texts = (struct texts){.seed = random_seed(texts)};
}

/* A text that is clean. */
static const char *add_clean(struct texts *texts, const char *data, size_t length)
{
    uint64_t hash = octets_hash(texts->seed, data, length);
    struct kept_text *kept;
    uint32_t *slot;

    if (!table_reserve(&texts->table, kept_hash, texts) || !need_room(texts))
        return NULL;
    for (slot = table_first(&texts->table, hash); *slot != 0; slot = table_next(&texts->table, slot)) {
        kept = texts->list[*slot - 1];
        if (kept->hash == hash && kept->length == length && memcmp(kept->text, data, length) == 0)
            return kept->text;
    }
    kept = malloc(sizeof(*kept) + length + 1);
    if (kept == NULL)
        return NULL;
    kept->hash = hash;
    kept->rank = 0;
    kept->length = (uint32_t)length;
    memcpy(kept->text, data, length);
    kept->text[length] = '\0';
    texts->list[texts->count++] = kept;
    texts->table.count++;
    *slot = (uint32_t)texts->count;
    return kept->text;
}

const char *texts_add(struct texts *texts, const char *data, size_t length)
{
    struct clean_text clean;

    if (length > 0 && is_clean(data, length))
        return add_clean(texts, data, length);
    text_clean(&clean, data, length);
    return add_clean(texts, clean.text, clean.length);
}

static int by_octets(const void *first, const void *second)
{
    struct kept_text *const *a = first, *const *b = second;

    return strcmp((*a)->text, (*b)->text);
}

void texts_rank(struct texts *texts)
{
    if (texts->count == 0)
        return;
    qsort(texts->list, texts->count, sizeof(void *), by_octets);
    for (uint32_t i = 0; i < texts->count; i++)
        texts->list[i]->rank = i;
    texts->table.stale = true;
}

/* What is kept with a text: 32 bits that stand so far from where it does. */
static uint32_t kept_number(const char *text, size_t offset)
{
    uint32_t number;

    memcpy(&number, text - offsetof(struct kept_text, text) + offset, sizeof(number));
    return number;
}

uint32_t text_rank(const char *text)
{
    return kept_number(text, offsetof(struct kept_text, rank));
}

size_t text_length(const char *text)
{
    return kept_number(text, offsetof(struct kept_text, length));
}

const char *texts_at(const struct texts *texts, size_t rank)
{
    return texts->list[rank]->text;
}

void texts_free(struct texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        free(texts->list[i]);
    free(texts->list);
    free(texts->table.slots);
}
