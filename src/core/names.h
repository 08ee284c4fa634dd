/* SPDX-License-Identifier: BSD-2-Clause */
/* Things that must not stand twice: hashes and spans on a stack, sorted when there are many; never n * n. */
#ifndef NAMES_H
#define NAMES_H

#include <rptlint.h>

enum { NAMES_INLINE = 32 };

struct name_entry {
    uint64_t hash; /* name_hash() of the decoded octets, or another for which equal octets have equal hashes */
    size_t begin;  /* of the octets in the text */
    size_t end;
    size_t index;  /* for the owner's use */
};

/* A stack of entries; the first NAMES_INLINE need no allocation. */
struct names {
    struct name_entry *list;
    size_t count;
    size_t capacity;
    const rptlint_options *options; /* the allocator */
    struct name_entry inside[NAMES_INLINE];
};

void names_begin(struct names *names, const rptlint_options *options);
void names_free(struct names *names);

/* Adds an entry; false when there is no memory. */
bool names_add(struct names *names, uint64_t hash, size_t begin, size_t end, size_t index);

/* Do two entries stand for the same octets, once they are decoded? */
bool names_equal(const char *data, const struct name_entry *a, const struct name_entry *b);

/*
 * Leaves of the entries from `from` on those that equal an earlier one, in the order of the text.  What is left in
 * `end` is where the first of the equal ones begins.  False when there is no memory.
 * `are_octets`: they are no names, which may be escaped, and others are made when many of the owner's hashes are alike.
 */
bool names_repeated(struct names *names, size_t from, const char *data, bool are_octets);

/* A hash of a name's decoded octets. */
uint64_t name_hash(const char *data, size_t begin, size_t end, bool escaped);

#endif
