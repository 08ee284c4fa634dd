/* SPDX-License-Identifier: BSD-2-Clause */
/* What several tests need: exact-size blocks, seeded randomness, mutations, all strings over an alphabet. */
#define _DEFAULT_SOURCE
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/mman.h>
#include <unistd.h>

#include "oracle.h"

enum { STRING_ROOM = 128, CHANGED_ROOM = 1024, MOVED_MAX = 8 };

/* A fault of the test, or no memory. */
static _Noreturn void die(const char *what)
{
    fprintf(stderr, "support: %s\n", what);
    abort();
}

bool small_run(void)
{
    return getenv("RPTLINT_SMALL") != NULL;
}

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

bool is_instrumented(void)
{
    return SANITIZED || small_run();
}

static void *take(void *user, size_t size)
{
    struct heap *heap = user;
    void *memory = heap->asked++ < heap->allowed ? malloc(size > 0 ? size : 1) : NULL;

    heap->live += memory != NULL;
    return memory;
}

/* Nothing is given back that was not taken. */
static void give_back(void *user, void *memory)
{
    struct heap *heap = user;

    if (memory == NULL || heap->live-- == 0)
        abort();
    free(memory);
}

rptlint_allocator heap_allocator(struct heap *heap)
{
    return (rptlint_allocator){.allocate = take, .release = give_back, .user = heap};
}

struct block block_of(const char *data, size_t length)
{
    struct block block = {.length = length};

    block.memory = malloc(length > 0 ? length : 1);
    if (block.memory == NULL)
        die("no memory");
    if (length > 0)
        memcpy(block.memory, data, length);
    block.data = length > 0 ? block.memory : block.memory + 1;
    return block;
}

void block_free(struct block block)
{
    free(block.memory);
}

const char *guarded(const char *data, size_t length, enum guard guard)
{
    static char *room;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *place;

    if (length > GUARDED_MAX)
        die("the text is too long");
    if (room == NULL) {
        room = mmap(NULL, page + GUARDED_MAX + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (room == MAP_FAILED || mprotect(room, page, PROT_NONE) != 0 ||
            mprotect(room + page + GUARDED_MAX, page, PROT_NONE) != 0)
            die("no guarded memory");
    }
    place = guard == GUARD_BEFORE ? room + page : room + page + GUARDED_MAX - length;
    if (length > 0)
        memcpy(place, data, length);
    return place;
}

/* splitmix64 */
size_t random_below(uint64_t *state, size_t limit)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (size_t)((z ^ (z >> 31)) % limit);
}

size_t mutate(uint64_t *state, char *data, size_t length, const char *octets, size_t count)
{
    size_t at = random_below(state, length + 1), rest = length - at;
    size_t some = rest == 0 ? 0 : 1 + random_below(state, rest < MOVED_MAX ? rest : MOVED_MAX);
    char octet = octets[random_below(state, count)];

    switch (random_below(state, 5)) {
    case 0: /* insert */
        memmove(data + at + 1, data + at, rest);
        data[at] = octet;
        return length + 1;
    case 1: /* replace */
        if (rest > 0)
            data[at] = octet;
        return length;
    case 2: /* swap */
        if (rest > 1) {
            octet = data[at];
            data[at] = data[at + 1];
            data[at + 1] = octet;
        }
        return length;
    case 3: /* double */
        memmove(data + at + some, data + at, rest);
        return length + some;
    default: /* take away: one octet, or a few */
        some = random_below(state, 2) == 0 && some > 0 ? 1 : some;
        memmove(data + at, data + at + some, rest - some);
        return length - some;
    }
}

size_t mutant_of(uint64_t *state, const char *data, size_t length, size_t most, const char *octets, size_t count,
                 char *mutant)
{
    memcpy(mutant, data, length);
    for (size_t edits = 1 + random_below(state, most); edits > 0; edits--)
        length = mutate(state, mutant, length, octets, count);
    return length;
}

/* All strings of exactly `count` octets behind the prefix that is in `buffer` already. */
static void each_of_length(char *buffer, size_t prefix, const char *alphabet, size_t count,
                           string_visitor *visit, void *user)
{
    size_t digits[STRING_ROOM] = {0}, place;

    memset(buffer + prefix, alphabet[0], count);
    do {
        visit(buffer, prefix + count, user);
        for (place = count; place > 0; place--) {
            size_t *digit = &digits[place - 1];

            *digit = alphabet[*digit + 1] != '\0' ? *digit + 1 : 0;
            buffer[prefix + place - 1] = alphabet[*digit];
            if (*digit != 0)
                break;
        }
    } while (place > 0);
}

void each_string(const char *prefix, const char *alphabet, size_t longest, string_visitor *visit, void *user)
{
    char buffer[STRING_ROOM];
    size_t length = strlen(prefix);

    if (length + longest > sizeof(buffer))
        die("the strings are too long");
    memcpy(buffer, prefix, length);
    for (size_t count = 0; count <= longest; count++)
        each_of_length(buffer, length, alphabet, count, visit, user);
}

void each_octet_change(const char *data, size_t length, const char *octets, size_t count,
                       string_visitor *visit, void *user)
{
    char buffer[CHANGED_ROOM];

    if (length >= sizeof(buffer))
        die("the text is too long");
    for (size_t at = 0; at <= length; at++)
        for (size_t i = 0; i < count; i++) {
            memcpy(buffer, data, at);
            buffer[at] = octets[i];
            memcpy(buffer + at + 1, data + at, length - at);
            visit(buffer, length + 1, user);
            if (at == length)
                continue;
            memcpy(buffer + at + 1, data + at + 1, length - at - 1);
            visit(buffer, length, user);
        }
}

const char *test_octets(size_t *count)
{
    static const char some[] = "\0\t\n\r\x1F \x7F\x80\xC2\xFF!\"#$%&'()*+,-./0:;<=>?@[\\]_vVa";
    static char all[256];

    for (size_t i = 0; i < sizeof(all); i++)
        all[i] = (char)(unsigned char)i;
    *count = small_run() ? sizeof(some) - 1 : sizeof(all);
    return small_run() ? some : all;
}

bool all_seen(const char *what, const size_t *seen, size_t count, size_t wanted)
{
    bool all = true;

    printf("%s:", what);
    for (size_t i = 0; i < count; i++)
        printf(" %zu", seen[i]);
    putchar('\n');
    for (size_t i = 0; i < wanted; i++)
        all = all && seen[i] > 0;
    return all;
}

/* RFC 1952 section 8 gives this polynomial; Python's zlib.crc32 wrote what is expected. */
unsigned crc32_plain(const char *data, size_t length)
{
    uint32_t crc = 0xFFFFFFFFu;

    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned char)data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0);
    }
    return ~crc;
}

bool complain(const char *what, const char *data, size_t length)
{
    fprintf(stderr, "%s: ", what);
    oracle_show(stderr, data, length);
    putc('\n', stderr);
    return false;
}
