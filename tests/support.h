/* SPDX-License-Identifier: BSD-2-Clause */
/* What several tests need: exact-size blocks, seeded randomness, mutations, all strings over an alphabet. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <rptlint.h>

/* RPTLINT_SMALL is set: under a sanitizer or valgrind the long loops are cut short. */
bool small_run(void);

/* Under a sanitizer, and under valgrind, memory and address space are not what they are. */
bool is_instrumented(void);

/* An allocator that fails from some block on, and counts. */
struct heap {
    size_t allowed; /* blocks that it gives */
    size_t asked;   /* blocks that it was asked for */
    size_t live;    /* blocks that have not come back */
};

rptlint_allocator heap_allocator(struct heap *heap);

/* Octets that end where their heap block ends, also when there are none: one read too far is seen. */
struct block {
    char *memory;
    char *data;
    size_t length;
};

struct block block_of(const char *data, size_t length);
void block_free(struct block block);

/*
 * The same octets between two pages that can't be read: right before the second, or right behind the first.  A read
 * too far ends the program in every build.  Valid until the next call; at most GUARDED_MAX octets.
 */
enum guard { GUARD_BEHIND, GUARD_BEFORE };
enum { GUARDED_MAX = 1 << 17 };
const char *guarded(const char *data, size_t length, enum guard guard);

/* A number below `limit` (not 0); the same state gives the same numbers everywhere. */
size_t random_below(uint64_t *state, size_t limit);

/* Room that `count` mutations of a text of `length` octets need at most. */
#define MUTATED_MAX(length, count) ((length) + (count) * 8)

/*
 * Changes data[0..length) in one place: an octet inserted, replaced or swapped with the next, up to eight
 * doubled or taken away.  New octets come from `octets`.  Returns the new length, at most 8 more.
 */
size_t mutate(uint64_t *state, char *data, size_t length, const char *octets, size_t count);

/* Writes the text with one to `most` such changes to `mutant`, which has the room; returns its length. */
size_t mutant_of(uint64_t *state, const char *data, size_t length, size_t most, const char *octets, size_t count,
                 char *mutant);

/* Visits `prefix` with every string of 0 to `longest` octets of `alphabet` behind it. */
typedef void string_visitor(const char *data, size_t length, void *user);
void each_string(const char *prefix, const char *alphabet, size_t longest, string_visitor *visit, void *user);

/* Visits the text with every octet of `octets` in place of each of its own, and before and behind each. */
void each_octet_change(const char *data, size_t length, const char *octets, size_t count,
                       string_visitor *visit, void *user);

/* All 256 octets, or in a small run the 40 that a grammar here cares about. */
const char *test_octets(size_t *count);

/*
 * Prints how often each of `count` answers came; did each of the first `wanted`?  A test in which one of them never
 * comes tests nothing.
 */
bool all_seen(const char *what, const size_t *seen, size_t count, size_t wanted);

/* The CRC-32 of gzip, octet by octet. */
unsigned crc32_plain(const char *data, size_t length);

/* Writes what is wrong and the input as a C literal to stderr; false, for assert_true(law || complain()). */
bool complain(const char *what, const char *data, size_t length);

#endif
