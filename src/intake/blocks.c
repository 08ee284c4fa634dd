/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads up to the last line feed there is. */
#define _GNU_SOURCE /* memrchr, mremap */

#include "intake/blocks.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Milliseconds that a block waits for more. */
enum { BLOCK_FIRST = 256 * 1024, PATIENCE = 10 };

void blocks_begin(struct blocks *blocks, int descriptor, size_t line_max, size_t wanted)
{
    *blocks = (struct blocks){.descriptor = descriptor, .line_max = line_max, .wanted = wanted};
}

void blocks_free(struct blocks *blocks)
{
    if (blocks->buffer != NULL)
        munmap(blocks->buffer, blocks->capacity);
    blocks->buffer = NULL;
}

/* Room behind buffer[end). */
static bool make_room(struct blocks *blocks)
{
    size_t capacity = blocks->capacity > 0 ? blocks->capacity * 2 : BLOCK_FIRST;
    void *buffer;

    if (blocks->from > 0) {
        memmove(blocks->buffer, blocks->buffer + blocks->from, blocks->end - blocks->from);
        blocks->end -= blocks->from;
        blocks->from = 0;
    }
    if (blocks->end < blocks->capacity)
        return true;
    if (blocks->buffer == NULL)
        buffer = mmap(NULL, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    else
        buffer = mremap(blocks->buffer, blocks->capacity, capacity, MREMAP_MAYMOVE);
    if (buffer == MAP_FAILED)
        return false;
    /* Children have no use for it; else each would make the kernel copy what is read here next. */
    madvise(buffer, capacity, MADV_DONTFORK);
    blocks->buffer = buffer;
    blocks->capacity = capacity;
    return true;
}

static enum block_event read_more(struct blocks *blocks)
{
    struct pollfd input = {.fd = blocks->descriptor, .events = POLLIN};
    ssize_t count;

    if (!make_room(blocks))
        return BLOCK_NOMEM;
    if (blocks->mask != NULL && ppoll(&input, 1, NULL, blocks->mask) < 0)
        return errno == EINTR ? BLOCK_INTERRUPTED : BLOCK_ERROR;
    count = read(blocks->descriptor, blocks->buffer + blocks->end, blocks->capacity - blocks->end);
    if (count < 0)
        return errno == EINTR ? BLOCK_INTERRUPTED : BLOCK_ERROR;
    blocks->at_end = count == 0;
    blocks->end += (size_t)count;
    return BLOCK_LINES;
}

/* Is it time to hand out what there is? */
static bool is_enough(const struct blocks *blocks)
{
    struct pollfd input = {.fd = blocks->descriptor, .events = POLLIN};

    return blocks->at_end || blocks->end - blocks->from >= blocks->wanted || poll(&input, 1, PATIENCE) == 0;
}

/* Passes over a long line, as far as it is there; true when that is its end. */
static bool pass_long_line(struct blocks *blocks)
{
    const char *feed = NULL;

    if (blocks->end > blocks->from)
        feed = memchr(blocks->buffer + blocks->from, '\n', blocks->end - blocks->from);
    blocks->from = feed != NULL ? (size_t)(feed - blocks->buffer) + 1 : blocks->end;
    blocks->in_long_line = feed == NULL && !blocks->at_end;
    return !blocks->in_long_line;
}

static enum block_event hand_out(struct blocks *blocks, size_t octets, const char **text, size_t *length)
{
    *text = blocks->buffer + blocks->from;
    *length = octets;
    blocks->from += octets;
    return BLOCK_LINES;
}

enum block_event blocks_next(struct blocks *blocks, const char **text, size_t *length)
{
    for (;;) {
        size_t left = blocks->end - blocks->from;
        const char *feed = left > 0 ? memrchr(blocks->buffer + blocks->from, '\n', left) : NULL;
        enum block_event event;

        if (blocks->in_long_line) {
            if (pass_long_line(blocks))
                return BLOCK_LONG_LINE;
        } else if (feed != NULL && is_enough(blocks)) {
            return hand_out(blocks, (size_t)(feed - blocks->buffer) + 1 - blocks->from, text, length);
        } else if (blocks->at_end) {
            return left > 0 ? hand_out(blocks, left, text, length) : BLOCK_END;
        } else if (feed == NULL && left > blocks->line_max) {
            blocks->in_long_line = true;
            continue;
        }
        event = read_more(blocks);
        if (event != BLOCK_LINES)
            return event;
    }
}

/* ---- how many ---- */

uint64_t count_lines_plain(const char *text, size_t length)
{
    uint64_t lines = length > 0 && text[length - 1] != '\n';

    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n';
    return lines;
}

#ifdef __SSE2__
uint64_t count_lines(const char *text, size_t length)
{
    enum { STRIDE = 16, TURNS = 255 }; /* so many ones fit into each lane */
    const __m128i feed = _mm_set1_epi8('\n');
    uint64_t lines = 0;
    size_t at = 0;

    while (length - at >= STRIDE) {
        size_t turns = (length - at) / STRIDE < TURNS ? (length - at) / STRIDE : TURNS;
        __m128i lanes = _mm_setzero_si128(), sums;

        for (; turns > 0; turns--, at += STRIDE)
            lanes = _mm_sub_epi8(lanes, _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(text + at)), feed));
        sums = _mm_sad_epu8(lanes, _mm_setzero_si128());
        lines += (uint64_t)_mm_cvtsi128_si64(sums) + (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums));
    }
    /* Of the rest a last line without its feed is one, too; of nothing, one may have ended the octets before. */
    if (at == length)
        return lines + (length > 0 && text[length - 1] != '\n');
    return lines + count_lines_plain(text + at, length - at);
}
#else
uint64_t count_lines(const char *text, size_t length)
{
    return count_lines_plain(text, length);
}
#endif
