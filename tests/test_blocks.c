/* SPDX-License-Identifier: BSD-2-Clause */
/* Blocks of lines: whatever way the octets come, the lines are those of the text. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "intake/blocks.h"
#include "intake/feeds.h"
#include "support.h"

enum { LINE_MAX = 1000, TEXT_MAX = 4 * 1024 * 1024 };

/* A child that writes a text in pieces; the other end of the pipe. */
static int pipe_with(const char *text, size_t length, uint64_t seed, pid_t *child)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    *child = fork();
    assert_true(*child >= 0);
    if (*child == 0) {
        close(ends[0]);
        for (size_t at = 0; at < length;) {
            size_t octets = 1 + random_below(&seed, 100000);
            ssize_t written = write(ends[1], text + at, octets < length - at ? octets : length - at);

            if (written <= 0)
                break;
            at += (size_t)written;
        }
        _exit(0);
    }
    close(ends[1]);
    return ends[0];
}

/* Goes along the text with what blocks hand out: nothing is left out but long lines, which are told. */
static void check_blocks(const char *text, size_t length, size_t wanted, uint64_t seed)
{
    pid_t child;
    int descriptor = pipe_with(text, length, seed, &child), status;
    struct blocks blocks;
    enum block_event event;
    const char *block;
    size_t octets, at = 0;

    blocks_begin(&blocks, descriptor, LINE_MAX, wanted);
    while ((event = blocks_next(&blocks, &block, &octets)) != BLOCK_END) {
        if (event == BLOCK_LONG_LINE) {
            const char *feed = memchr(text + at, '\n', length - at);
            size_t end = feed != NULL ? (size_t)(feed - text) : length;

            assert_true(end - at > LINE_MAX);
            at = end + (feed != NULL);
            continue;
        }
        assert_int_equal(event, BLOCK_LINES);
        assert_true(count_lines(block, octets) == count_lines_plain(block, octets));
        assert_true(octets > 0 && octets <= length - at && memcmp(block, text + at, octets) == 0);
        at += octets;
        assert_true(block[octets - 1] == '\n' || at == length);
    }
    assert_int_equal(at, length);
    assert_int_equal(blocks_next(&blocks, &block, &octets), BLOCK_END);
    blocks_free(&blocks);
    close(descriptor);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void lines_are_those_of_the_text(void **state)
{
    char *text = malloc(TEXT_MAX);
    uint64_t random = 7;

    (void)state;
    assert_non_null(text);
    for (int run = small_run() ? 4 : 24; run > 0; run--) {
        size_t length = random_below(&random, TEXT_MAX), longest = 1 + random_below(&random, 3) * 500000;

        for (size_t at = 0; at < length; at++)
            text[at] = 'a';
        for (size_t at = random_below(&random, longest + 60); at < length; at += 1 + random_below(&random, longest + 60))
            text[at] = '\n';
        check_blocks(text, length, run % 2 == 0 ? 0 : 300000, (uint64_t)run);
    }
    free(text);
}

static void ends_are_all_alike(void **state)
{
    static const char *const texts[] = {"", "\n", "a", "a\n", "\n\n", "a\nb", "a\nb\n"};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        check_blocks(texts[i], strlen(texts[i]), i % 2, i + 1);
}

static void lines_are_counted(void **state)
{
    static char text[5000];
    uint64_t random = 3;

    (void)state;
    assert_true(count_lines("", 0) == 0 && count_lines("\n", 1) == 1 && count_lines("a", 1) == 1 && count_lines("\na", 2) == 2);
    for (size_t length = 0; length < sizeof(text); length += 1 + length / 50) {
        uint64_t lines = 0;

        for (size_t i = 0; i < length; i++) {
            text[i] = random_below(&random, 2) == 0 ? '\n' : 'a';
            lines += text[i] == '\n';
        }
        lines += length > 0 && text[length - 1] != '\n';
        assert_true(count_lines(text, length) == lines && count_lines_plain(text, length) == lines);
    }
    memset(text, '\n', sizeof(text));
    assert_true(count_lines(text, sizeof(text)) == sizeof(text));
}

/* The feeds of a text between pages that can't be read, one by one. */
static void check_feeds(const char *text, size_t length)
{
    for (enum guard guard = GUARD_BEHIND; guard <= GUARD_BEFORE; guard++) {
        const char *octets = guarded(text, length, guard);
        struct feeds feeds = {.text = octets, .length = length};

        for (size_t at = 0; at < length; at++)
            assert_true(octets[at] != '\n' || next_feed(&feeds) == at);
        for (int again = 0; again < 2; again++)
            assert_int_equal(next_feed(&feeds), length);
    }
}

/* One feed at every place of every length around 64 octets, and many. */
static void feeds_are_found_in_order(void **state)
{
    static char text[4 * FEEDS_OCTETS];
    uint64_t seed = 5;

    (void)state;
    for (size_t length = 0; length <= 2 * FEEDS_OCTETS + 3; length++) {
        memset(text, 'x', sizeof(text));
        check_feeds(text, length);
        for (size_t at = 0; at < length; at += small_run() ? 7 : 1) {
            text[at] = '\n';
            check_feeds(text, length);
            text[at] = at % 2 == 0 ? '\x8A' : 'J'; /* a feed but for one bit */
        }
    }
    for (int round = 0; round < (small_run() ? 200 : 20000); round++) {
        size_t length = random_below(&seed, sizeof(text) + 1), one_in = 1 + random_below(&seed, 70);

        for (size_t i = 0; i < length; i++)
            text[i] = random_below(&seed, one_in) == 0 ? '\n' : (char)(unsigned char)random_below(&seed, 256);
        if (length >= FEEDS_OCTETS)
            assert_true(feed_bits(text) == feed_bits_plain(text, FEEDS_OCTETS));
        check_feeds(text, length);
    }
}

static void a_long_line_is_told_once(void **state)
{
    char *text = malloc(TEXT_MAX);
    enum block_event event;
    struct blocks blocks;
    const char *block;
    size_t octets, told = 0, lines = 0;
    pid_t child;
    int descriptor;

    (void)state;
    assert_non_null(text);
    memset(text, 'a', TEXT_MAX);
    memcpy(text, "first\n", 6);
    memcpy(text + TEXT_MAX - 6, "\nlast\n", 6);
    descriptor = pipe_with(text, TEXT_MAX, 3, &child);
    blocks_begin(&blocks, descriptor, LINE_MAX, 0);
    while ((event = blocks_next(&blocks, &block, &octets)) != BLOCK_END) {
        told += event == BLOCK_LONG_LINE;
        lines += event == BLOCK_LINES;
        assert_true(event == BLOCK_LONG_LINE || octets <= 6);
    }
    assert_int_equal(told, 1);
    assert_int_equal(lines, 2);
    assert_true(blocks.capacity < TEXT_MAX); /* it is not kept */
    blocks_free(&blocks);
    close(descriptor);
    assert_int_equal(waitpid(child, NULL, 0), child);
    free(text);
}

static void what_can_not_be_read_is_an_error(void **state)
{
    struct blocks blocks;
    const char *block;
    size_t octets;

    (void)state;
    blocks_begin(&blocks, -1, LINE_MAX, 0);
    assert_int_equal(blocks_next(&blocks, &block, &octets), BLOCK_ERROR);
    assert_int_equal(errno, EBADF);
    blocks_free(&blocks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_those_of_the_text),
        cmocka_unit_test(ends_are_all_alike),
        cmocka_unit_test(lines_are_counted),
        cmocka_unit_test(feeds_are_found_in_order),
        cmocka_unit_test(a_long_line_is_told_once),
        cmocka_unit_test(what_can_not_be_read_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
