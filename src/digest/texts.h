/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts stored once, and hash tables of numbers: what a digest is made of. */
#ifndef TEXTS_H
#define TEXTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A table of numbers by their hash; what the numbers stand for, and when two are equal, is the owner's to know. */
struct table {
    uint32_t *slots; /* number + 1, or 0 */
    size_t capacity; /* a power of two, or 0 */
    size_t count;
    bool stale;      /* its numbers have come to stand for others: filled again when room is made next */
};

/* Where a search begins, and goes on: the slot's number is *slot - 1, and 0 ends it. */
uint32_t *table_first(const struct table *table, uint64_t hash);
uint32_t *table_next(const struct table *table, uint32_t *slot);

/* The hash of a number below table->count. */
typedef uint64_t table_hash(const void *owner, uint32_t number);

/* table_reserve() where there is something to be done. */
bool table_renew(struct table *table, table_hash *hash_of, const void *owner);

/*
 * Makes room for one more number; false without memory.  Call it before the search whose empty slot is to be filled.
 * At most half of the slots are in use.
 */
static inline bool table_reserve(struct table *table, table_hash *hash_of, const void *owner)
{
    return ((table->count + 1) * 2 <= table->capacity && !table->stale) || table_renew(table, hash_of, owner);
}

/* Texts, each once. */
struct texts {
    struct kept_text **list;
    size_t count;
    size_t capacity;
    struct table table;
    uint64_t seed;
};

/*
 * A text as it is kept, UTF-8: an octet that belongs to no character, and 0, become U+FFFD.  What does not fit into
 * TEXT_MAX octets is cut, at a character.
 */
enum { TEXT_MAX = 512 };
struct clean_text {
    char text[TEXT_MAX];
    size_t length;
};
void text_clean(struct clean_text *clean, const char *data, size_t length);

void texts_begin(struct texts *texts);

/* The text cleaned, NUL-terminated.  NULL without memory. */
const char *texts_add(struct texts *texts, const char *data, size_t length);
/* Gives each text its rank in the order of octets, as long as no other is added. */
void texts_rank(struct texts *texts);
uint32_t text_rank(const char *text);
/* The length of a text that is kept. */
size_t text_length(const char *text);
const char *texts_at(const struct texts *texts, size_t rank);
void texts_free(struct texts *texts);

/* SipHash-2-4 with a key of zeros and a result of 128 bits (Aumasson and Bernstein, 2012). */
struct fingerprint {
    uint64_t low, high;
};
struct fingerprint fingerprint_of(const void *data, size_t length);

#endif
