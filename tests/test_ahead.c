/* SPDX-License-Identifier: BSD-2-Clause */
/* Small files read ahead: warm and cold, whole and too large, with few descriptors, without memory. */
#define _GNU_SOURCE /* posix_fadvise */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scarce.h"

/* ---- the code under test, where an allocation may be made to fail ---- */

#define malloc scarce_malloc
#define realloc scarce_realloc
#include "intake/ahead.c" /* NOLINT(bugprone-suspicious-include) */
#undef malloc
#undef realloc

#include "support.h"

/* ---- files ---- */

static char folder[] = "/tmp/rptlint-ahead-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static int drop_folder(void **state)
{
    char command[sizeof(folder) + 8];

    (void)state;
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    return system(command); /* NOLINT(cert-env33-c): of its own folder */
}

static const char *path_of(size_t number)
{
    static char path[128];

    snprintf(path, sizeof(path), "%s/f%zu", folder, number);
    return path;
}

static char octet_of(size_t number, size_t at)
{
    return (char)('a' + (number * 7 + at) % 26);
}

/* Writes a file of so many octets; a cold one is out of memory afterwards, where the system does as it is told. */
static void write_file(size_t number, size_t length, bool is_cold)
{
    int descriptor = open(path_of(number), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    char *data = malloc(length + 1);

    assert_true(descriptor >= 0);
    assert_non_null(data);
    for (size_t i = 0; i < length; i++)
        data[i] = octet_of(number, i);
    assert_int_equal(write(descriptor, data, length), length);
    if (is_cold) {
        assert_int_equal(fsync(descriptor), 0);
        assert_int_equal(posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED), 0);
    }
    close(descriptor);
    free(data);
}

static void check_file(struct ahead *ahead, size_t place, size_t number, size_t length)
{
    const struct ahead_file *file = ahead_file(ahead, place);

    assert_int_equal(file->error, 0);
    assert_false(file->is_awaited);
    assert_string_equal(ahead->paths + file->path, path_of(number));
    assert_true(file->is_whole == (length < AHEAD_FILE_MAX));
    if (!file->is_whole)
        return;
    assert_int_equal(file->length, length);
    assert_true(file->at + file->length <= AHEAD_ROOM);
    for (size_t i = 0; i < length; i++)
        assert_int_equal(ahead->room[file->at + i], octet_of(number, i));
}

static void add(struct ahead *ahead, size_t number)
{
    assert_true(ahead_add(ahead, path_of(number), O_RDONLY | O_CLOEXEC));
}

/* ---- what comes out ---- */

static const size_t lengths[] = {0, 1, 620, 4095, 4096, 4097, 9000, AHEAD_FILE_MAX - 1, AHEAD_FILE_MAX, AHEAD_FILE_MAX + 1, 70000};
enum { LENGTHS = sizeof(lengths) / sizeof(lengths[0]) };

/* Rounds of files of all lengths, each cold or warm; some must have been awaited where files can be cold at all. */
static void files_are_read_warm_and_cold(void **state)
{
    static struct ahead ahead;
    size_t awaited = 0;

    (void)state;
    for (unsigned cold = 0; cold < 4; cold++) {
        size_t next = 0;

        for (size_t i = 0; i < LENGTHS; i++)
            write_file(i, lengths[i], (cold >> i % 2 & 1) != 0);
        for (size_t from = 0; from < 3 * LENGTHS; from = next) {
            for (; next < 3 * LENGTHS && !ahead_is_full(&ahead); next++)
                add(&ahead, next % LENGTHS);
            assert_true(next > from);
            for (size_t i = 0; i < ahead.count; i++)
                awaited += ahead.files[i].is_awaited;
            for (size_t i = from; i < next; i++)
                check_file(&ahead, i - from, i % LENGTHS, lengths[i % LENGTHS]);
            ahead_clear(&ahead);
            assert_false(ahead_is_full(&ahead));
        }
    }
    print_message("%zu files were on their way\n", awaited);
    ahead_end(&ahead);
}

static void what_can_not_be_read_is_told(void **state)
{
    static struct ahead ahead;

    (void)state;
    write_file(1, 10, false);
    add(&ahead, 1);
    add(&ahead, 999999);
    assert_true(ahead_add(&ahead, folder, O_RDONLY | O_CLOEXEC));
    add(&ahead, 1);
    check_file(&ahead, 0, 1, 10);
    assert_int_equal(ahead_file(&ahead, 1)->error, ENOENT);
    assert_false(ahead_file(&ahead, 1)->is_whole);
    assert_int_equal(ahead_file(&ahead, 2)->error, EISDIR);
    assert_false(ahead_file(&ahead, 2)->is_whole);
    check_file(&ahead, 3, 1, 10);
    ahead_end(&ahead);
}

/* A file that is on its way may grow, and may lose what it had. */
static void files_may_change_on_their_way(void **state)
{
    static struct ahead ahead;

    (void)state;
    for (size_t later = 0; later < 9000; later += 4200) {
        write_file(3, 5000, true);
        add(&ahead, 3);
        write_file(3, later, false);
        if (later <= 5000)
            assert_true(ahead_file(&ahead, 0)->is_whole);
        assert_true(ahead_file(&ahead, 0)->length <= AHEAD_FILE_MAX);
        ahead_clear(&ahead);
    }
    ahead_end(&ahead);
}

/* Where no file is ever cold, a FIFO has to show it: its writer has written nothing so far. */
static void what_is_not_there_is_awaited(void **state)
{
    static struct ahead ahead;
    int writer;

    (void)state;
    assert_int_equal(unlink(path_of(1)), 0);
    assert_int_equal(mkfifo(path_of(1), 0600), 0);
    writer = open(path_of(1), O_RDWR | O_CLOEXEC);
    assert_true(writer >= 0);
    assert_true(ahead_add(&ahead, path_of(1), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    assert_true(ahead.files[0].is_awaited && ahead.is_cold);
    close(writer);
    assert_true(ahead_file(&ahead, 0)->is_whole);
    assert_false(ahead.files[0].is_awaited);
    assert_int_equal(ahead.files[0].error, 0);
    assert_int_equal(ahead.files[0].length, 0);
    ahead_clear(&ahead);
    assert_false(ahead.is_cold);
    assert_int_equal(unlink(path_of(1)), 0);
    ahead_end(&ahead);
}

/* Those on their way give theirs back when there is none left. */
static void few_descriptors_are_enough(void **state)
{
    static struct ahead ahead;
    struct rlimit before, few;
    int first = dup(0);

    (void)state;
    assert_true(first >= 0);
    close(first);
    for (size_t i = 0; i < 32; i++)
        write_file(i, 300 + i, true);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    few = before;
    few.rlim_cur = (rlim_t)first + 4;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    for (size_t i = 0; i < 32; i++)
        add(&ahead, i);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    for (size_t i = 0; i < 32; i++)
        check_file(&ahead, i, i, 300 + i);
    ahead_end(&ahead);
}

static void every_allocation_may_fail(void **state)
{
    static struct ahead ahead;

    (void)state;
    write_file(1, 10, false);
    for (size_t allowed = 0;; allowed++) {
        bool added;

        scarce_begin(allowed);
        added = ahead_add(&ahead, path_of(1), O_RDONLY | O_CLOEXEC);
        (void)scarce_end();
        assert_true(added == (allowed == 2)); /* the room, and the paths */
        if (added)
            break;
        assert_int_equal(ahead.count, 0);
        ahead_end(&ahead);
    }
    check_file(&ahead, 0, 1, 10);
    ahead_end(&ahead);
}

/* ---- folders ---- */

/* What is in a file, one octet. */
static char opened(struct near *near, const char *name)
{
    char where[128], octet = '-';
    int descriptor;

    snprintf(where, sizeof(where), "%s/%s", folder, name);
    descriptor = near_open(near, where, O_RDONLY | O_CLOEXEC);

    if (descriptor < 0)
        return '-';
    assert_int_equal(read(descriptor, &octet, 1), 1);
    close(descriptor);
    return octet;
}

static int in_shell(const char *command)
{
    char line[256];

    snprintf(line, sizeof(line), "cd %s && %s", folder, command);
    return system(line); /* NOLINT(cert-env33-c): in its own folder */
}

static void files_are_opened_beside_each_other(void **state)
{
    static struct near near;

    (void)state;
    assert_int_equal(in_shell("mkdir -p n/a n/ab && for f in a/1 a/2 a/3 ab/4 5; do printf ${f#*/} > n/$f; done"), 0);
    assert_int_equal(opened(&near, "n/a/1"), '1');
    assert_int_equal(opened(&near, "n/a/2"), '2');
    assert_true(near.is_open);
    assert_int_equal(opened(&near, "n/a/3"), '3');
    assert_int_equal(opened(&near, "n/a/4"), '-');
    assert_int_equal(errno, ENOENT);
    assert_int_equal(opened(&near, "n/ab/4"), '4');
    assert_false(near.is_open);
    assert_int_equal(opened(&near, "n/5"), '5');
    assert_int_equal(opened(&near, "n/a/1"), '1');
    assert_int_equal(opened(&near, "n/a/2"), '2');
    /* The folder is moved away while its files are read. */
    assert_int_equal(in_shell("mv n/a n/b"), 0);
    assert_int_equal(opened(&near, "n/a/3"), '3');
    near_close(&near);
    assert_int_equal(opened(&near, "n/a/3"), '-');
    assert_int_equal(opened(&near, "n/a/3"), '-');
    near_close(&near);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_read_warm_and_cold),
        cmocka_unit_test(what_can_not_be_read_is_told),
        cmocka_unit_test(files_may_change_on_their_way),
        cmocka_unit_test(what_is_not_there_is_awaited),
        cmocka_unit_test(few_descriptors_are_enough),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(files_are_opened_beside_each_other),
    };

    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
