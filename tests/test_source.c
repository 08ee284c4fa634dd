/* SPDX-License-Identifier: BSD-2-Clause */
/* Whole files in bounded memory: exact limits, pipes, files that change; folders in order; what content is. */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "intake/content.h"
#include "intake/tree.h"
#include "scarce.h"
#include "support.h"

/* ---- the code under test, where an allocation may be made to fail ---- */

#define realloc scarce_realloc
#include "intake/source.c" /* NOLINT(bugprone-suspicious-include) */
#undef realloc

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { MIB = 1024 * 1024, LARGE = 48 * MIB };

/* ---- files ---- */

static char folder[] = "/tmp/rptlint-source-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) != NULL ? 0 : -1;
}

/* A command of the shell in the folder; its exit status. */
static int shell(const char *command)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        if (chdir(folder) == 0)
            execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static int drop_folder(void **state)
{
    (void)state;
    return shell("rm -rf \"$PWD\"");
}

static const char *in_folder(const char *name)
{
    static char path[128];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

/* The octet at a place: no block of a file is like the one before. */
static char octet_at(size_t at)
{
    return (char)('a' + (at ^ at >> 9 ^ at >> 17) % 26);
}

static void write_octets(int descriptor, size_t from, size_t length)
{
    static char block[MIB];

    for (size_t done = 0; done < length;) {
        size_t octets = length - done < sizeof(block) ? length - done : sizeof(block);
        ssize_t written;

        for (size_t i = 0; i < octets; i++)
            block[i] = octet_at(from + done + i);
        written = write(descriptor, block, octets);
        assert_true(written > 0);
        done += (size_t)written;
    }
}

static int new_file(size_t length)
{
    int descriptor = open(in_folder("file"), O_RDWR | O_CREAT | O_TRUNC, 0600);

    assert_true(descriptor >= 0);
    write_octets(descriptor, 0, length);
    assert_int_equal(lseek(descriptor, 0, SEEK_SET), 0);
    return descriptor;
}

/* The reading end of a pipe that a child writes into. */
static int new_pipe(size_t length)
{
    int ends[2];
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
            write_octets(ends[1], 0, length);
        _exit(0);
    }
    close(ends[1]);
    return ends[0];
}

static bool is_right(const char *text, size_t from, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] != octet_at(from + i))
            return false;
    return true;
}

/* ---- limits ---- */

/* What source_rest() says of so many octets, after as many peeks as there are; the octets are checked. */
static void check_rest(int descriptor, bool is_file, size_t length, uint64_t limit, size_t peeks)
{
    struct source source = {.buffer = NULL};
    const char *text;
    size_t given;
    enum source_event event;

    source_again(&source, descriptor, is_file, limit);
    for (; peeks > 0; peeks--) {
        event = source_peek(&source, &text, &given);
        assert_true(event == SOURCE_LINE || event == SOURCE_END);
        assert_true(is_right(text, 0, given));
    }
    event = source_rest(&source, &text, &given);
    if (length <= limit) {
        assert_int_equal(event, SOURCE_END);
        assert_int_equal(given, length);
    } else {
        assert_int_equal(event, SOURCE_LIMIT);
        assert_true(given <= limit);
    }
    assert_true(is_right(text, 0, given));
    source_free(&source);
    close(descriptor);
}

static void the_limit_is_exact(void **state)
{
    static const size_t lengths[] = {0, 1, 2, 65535, 65536, 65537, 131072, 300001};

    (void)state;
    for (size_t i = 0; i < COUNT(lengths); i++)
        for (size_t peeks = 0; peeks < 3; peeks++) {
            size_t length = lengths[i];

            check_rest(new_file(length), false, length, length, peeks);
            check_rest(new_file(length), true, length, length, peeks);
            check_rest(new_pipe(length), false, length, length, peeks);
            check_rest(new_file(length), false, length, length + 1, peeks);
            check_rest(new_file(length), true, length, length + 1, peeks);
            check_rest(new_file(length), false, length, UINT64_MAX, peeks);
            check_rest(new_file(length), true, length, UINT64_MAX, peeks);
            check_rest(new_pipe(length), false, length, UINT64_MAX, peeks);
            if (length > 0) {
                check_rest(new_file(length), false, length, length - 1, peeks);
                check_rest(new_file(length), true, length, length - 1, peeks);
                check_rest(new_pipe(length), false, length, length - 1, peeks);
                check_rest(new_pipe(length), false, length, length / 2, peeks);
            }
        }
    while (wait(NULL) > 0)
        ;
}

/* ---- memory ---- */

static size_t resident_max(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (size_t)usage.ru_maxrss * 1024;
}

/* 0 when the rest was read and took no more memory than it has octets, and a little. */
static int read_large(int descriptor, uint64_t limit, enum source_event wanted, size_t memory)
{
    struct source source;
    const char *text;
    size_t given, before = resident_max();

    source_begin(&source, descriptor, limit);
    if (source_peek(&source, &text, &given) != SOURCE_LINE || source_rest(&source, &text, &given) != wanted)
        return 1;
    if (wanted == SOURCE_END && (given != LARGE || !is_right(text, 0, given)))
        return 2;
    return resident_max() - before > memory + MIB ? 3 : 0;
}

static int in_child(int descriptor, uint64_t limit, enum source_event wanted, size_t memory)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0)
        _exit(read_large(descriptor, limit, wanted, memory));
    assert_int_equal(waitpid(child, &status, 0), child);
    close(descriptor);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void memory_is_the_size_of_the_file(void **state)
{
    (void)state;
    if (is_instrumented())
        skip();
    assert_int_equal(in_child(new_file(LARGE), UINT64_MAX, SOURCE_END, LARGE), 0);
    assert_int_equal(in_child(new_pipe(LARGE), UINT64_MAX, SOURCE_END, LARGE), 0);
    assert_int_equal(in_child(new_pipe(LARGE), LARGE / 2, SOURCE_LIMIT, LARGE / 2), 0);
    assert_int_equal(in_child(new_file(LARGE), LARGE - 1, SOURCE_LIMIT, 0), 0);
    while (wait(NULL) > 0)
        ;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (int piped = 0; piped < 2; piped++)
        for (size_t allowed = 0, done = 0; done == 0; allowed++) {
            int descriptor = piped ? new_pipe(MIB) : new_file(MIB);
            struct source source;
            enum source_event event;
            const char *text;
            size_t given;

            source_begin(&source, descriptor, UINT64_MAX);
            scarce_begin(allowed);
            event = source_rest(&source, &text, &given);
            (void)scarce_end();
            assert_true(event == SOURCE_END || event == SOURCE_NOMEM);
            assert_true(is_right(text, 0, given));
            if (event == SOURCE_END) {
                assert_true(given == MIB && allowed >= (piped ? 2 : 1));
                done = 1;
            }
            source_free(&source);
            close(descriptor);
        }
    while (wait(NULL) > 0)
        ;
}

/* ---- files that change ---- */

static void a_file_may_grow_and_shrink(void **state)
{
    static const struct {
        size_t first, later;
    } cases[] = {{100000, 400000}, {400000, 100000}, {100000, 65536}, {100000, 1}, {0, 100000}, {65536, 65537}};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int descriptor = new_file(cases[i].first);
        size_t peeked, given, wanted = cases[i].later;
        struct source source;
        const char *text;

        source_begin(&source, descriptor, UINT64_MAX);
        source_peek(&source, &text, &peeked);
        assert_int_equal(truncate(in_folder("file"), 0), 0);
        if (cases[i].later > 0) {
            int writer = open(in_folder("file"), O_WRONLY);

            write_octets(writer, 0, cases[i].later);
            close(writer);
        }
        if (wanted < peeked || cases[i].first == 0)
            wanted = peeked; /* what was read was read; an empty file has ended */
        assert_int_equal(source_rest(&source, &text, &given), SOURCE_END);
        assert_int_equal(given, wanted);
        assert_true(is_right(text, 0, given));
        source_free(&source);
        close(descriptor);
    }
}

/* Another program has read the beginning: the rest counts, and its size is that of the file without it. */
static void a_file_may_be_begun(void **state)
{
    int descriptor = new_file(300000);
    struct source source;
    const char *text;
    size_t given;

    (void)state;
    assert_int_equal(lseek(descriptor, 100000, SEEK_SET), 100000);
    source_begin(&source, descriptor, 200000);
    assert_int_equal(source_rest(&source, &text, &given), SOURCE_END);
    assert_int_equal(given, 200000);
    assert_true(is_right(text, 100000, given));
    assert_int_equal(source.capacity, 200001);
    source_free(&source);
    close(descriptor);
}

static void what_can_not_be_read_is_told(void **state)
{
    int descriptor = open(folder, O_RDONLY);
    struct source source;
    const char *text;
    size_t given;

    (void)state;
    assert_true(descriptor >= 0);
    source_begin(&source, descriptor, UINT64_MAX);
    assert_int_equal(source_rest(&source, &text, &given), SOURCE_ERROR);
    assert_int_equal(errno, EISDIR);
    assert_int_equal(given, 0);
    source_free(&source);
    close(descriptor);
}

/* ---- folders ---- */

static char walked[4096];

static int note_entry(void *user, const char *path, enum tree_event event)
{
    static const char *const names[] = {"file", "nowhere", "folder", "special", "unreadable"};
    int *left = user;

    strcat(walked, path + strlen(folder) + strlen("/tree/"));
    strcat(walked, " ");
    strcat(walked, names[event]);
    strcat(walked, "\n");
    return left != NULL && --*left == 0;
}

static void make_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);

    assert_true(descriptor >= 0);
    assert_true(strlen(path) < sizeof(address.sun_path));
    memcpy(address.sun_path, path, strlen(path) + 1);
    assert_int_equal(bind(descriptor, (struct sockaddr *)&address, sizeof(address)), 0);
    close(descriptor);
}

static void folders_are_walked_in_order(void **state)
{
    static const char command[] =
        "mkdir tree && cd tree && mkdir -p b/tmp b/new b/cur d/tmp d/new z/y/x empty && touch b/cur/2 b/new/1 b/tmp/3 "
        "d/tmp/4 z/y/x/f a Z .hidden 'b ' b.json && ln -s a link && ln -s no nowhere && ln -s loop loop && "
        "ln -s z to-folder && ln -s /dev/null to-device && ln -s link chain && mkfifo fifo && ln -s fifo to-fifo";

    (void)state;
    assert_int_equal(shell(command), 0);
    make_socket(in_folder("tree/socket"));
    walked[0] = '\0';
    assert_true(tree_walk(in_folder("tree"), note_entry, NULL));
    assert_string_equal(walked, ".hidden file\nZ file\na file\nb/cur/2 file\nb/new/1 file\nb  file\nb.json file\n"
                                "chain file\nd/tmp/4 file\nfifo special\nlink file\nloop unreadable\n"
                                "nowhere nowhere\nsocket special\nto-device special\nto-fifo special\n"
                                "to-folder folder\nz/y/x/f file\n");
}

static void a_walk_may_be_stopped(void **state)
{
    int left = 2;

    (void)state;
    walked[0] = '\0';
    assert_true(tree_walk(in_folder("tree"), note_entry, &left));
    assert_string_equal(walked, ".hidden file\nZ file\n");
}

/* Names that differ early, late, in length only, and beyond any key; as strcmp() has them. */
static int by_octets(const void *first, const void *second)
{
    return strcmp(*(char *const *)first, *(char *const *)second);
}

static int note_name(void *user, const char *path, enum tree_event event)
{
    char ***next = user;

    assert_int_equal(event, TREE_FILE);
    assert_string_equal(strrchr(path, '/') + 1, **next);
    ++*next;
    return 0;
}

static void check_names(char **names, size_t count)
{
    char **next = names, path[512];

    assert_int_equal(shell("rm -rf names && mkdir names"), 0);
    for (size_t i = 0; i < count; i++) {
        int descriptor;

        snprintf(path, sizeof(path), "%s/%s", in_folder("names"), names[i]);
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
        assert_true(descriptor >= 0);
        close(descriptor);
    }
    qsort(names, count, sizeof(*names), by_octets);
    assert_true(tree_walk(in_folder("names"), note_name, &next));
    assert_true(next == names + count);
}

static void names_are_sorted_octet_by_octet(void **state)
{
    enum { NAMES = 120, DIGITS = 4 };
    static const size_t number_at[] = {0, 150, 190}; /* of names of 200 octets; then come names of every length */
    static char texts[NAMES][NAME_MAX + 1];
    uint64_t randomness = 12;
    char *names[NAMES];

    (void)state;
    for (size_t kind = 0; kind < 6; kind++) {
        for (size_t i = 0; i < NAMES; i++) {
            size_t length = kind < COUNT(number_at) ? 200 : i + 1;

            names[i] = texts[i];
            memset(texts[i], kind % 2 == 0 ? 0xE9 : 'n', length);
            texts[i][length] = '\0';
            for (size_t change = 0; change < 5 && kind > 0; change++)
                texts[i][random_below(&randomness, length)] = (char)(unsigned char)(1 + random_below(&randomness, '.' - 1));
            for (size_t digit = 0, number = i; digit < DIGITS && kind < COUNT(number_at); digit++, number /= 10)
                texts[i][number_at[kind] + digit] = (char)('0' + number % 10);
        }
        check_names(names, NAMES);
        check_names(names, kind + 1);
    }
}

/* ---- content ---- */

static void content_is_told_by_its_octets_first(void **state)
{
    static const struct {
        const char *text, *name;
        enum content whole, begun; /* of all of it, and of a beginning */
    } cases[] = {
        {"", NULL, CONTENT_RECORDS, CONTENT_OPEN},
        {"", "a.json", CONTENT_REPORT, CONTENT_OPEN},
        {"", "A.JSON.GZ", CONTENT_REPORT, CONTENT_OPEN},
        {"", "a.eml", CONTENT_MAIL, CONTENT_OPEN},
        {"", ".mbox", CONTENT_MAIL, CONTENT_OPEN},
        {"", "json", CONTENT_RECORDS, CONTENT_OPEN},
        {"{}", "a.eml", CONTENT_REPORT, CONTENT_REPORT},
        {" \r\n\t[", NULL, CONTENT_REPORT, CONTENT_REPORT},
        {"\xEF\xBB\xBF{", NULL, CONTENT_REPORT, CONTENT_REPORT},
        {"\xFF\xFE{", NULL, CONTENT_REPORT, CONTENT_REPORT},
        {"\x1F\x8B", NULL, CONTENT_REPORT, CONTENT_REPORT},
        {"PK\3\4", NULL, CONTENT_REPORT, CONTENT_REPORT},
        {"     ", NULL, CONTENT_RECORDS, CONTENT_OPEN},
        {"v=TLSRPTv1; rua=", NULL, CONTENT_RECORDS, CONTENT_OPEN},
        {"v=TLSRPTv1; rua=\n", NULL, CONTENT_RECORDS, CONTENT_RECORDS},
        {"\"organization-name\"\n", "a.json", CONTENT_REPORT, CONTENT_REPORT},
        {"$TTL 1h\n", NULL, CONTENT_ZONE, CONTENT_ZONE},
        {"$TTLS 1h\n", NULL, CONTENT_RECORDS, CONTENT_RECORDS},
        {"; a comment\n\n@ IN SOA a b (\n", NULL, CONTENT_ZONE, CONTENT_ZONE},
        {"; a comment\n\n@ IN SO", NULL, CONTENT_RECORDS, CONTENT_OPEN},
        {"example.com. 1h in txt \"v=TLSRPTv1;\"\n", NULL, CONTENT_ZONE, CONTENT_ZONE},
        {"example.com. IN 3600 A 192.0.2.1", NULL, CONTENT_ZONE, CONTENT_OPEN},
        {"\tMX 10 mail\n", NULL, CONTENT_ZONE, CONTENT_ZONE},
        {"some words a TXT\n", NULL, CONTENT_RECORDS, CONTENT_RECORDS},
        {"\"v=TLSRPTv1;\" TXT\n", NULL, CONTENT_RECORDS, CONTENT_RECORDS},
        {"what\n", "example.com.zone", CONTENT_ZONE, CONTENT_ZONE},
        {"Subject: a\nFrom: b\n\n", NULL, CONTENT_MAIL, CONTENT_MAIL},
        {"Subj", NULL, CONTENT_RECORDS, CONTENT_OPEN},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct block block = block_of(cases[i].text, strlen(cases[i].text));

        if (content_of(block.data, block.length, true, cases[i].name) != cases[i].whole ||
            content_of(block.data, block.length, false, cases[i].name) != cases[i].begun)
            fail_msg("case %zu: %s", i, cases[i].text);
        block_free(block);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_limit_is_exact),
        cmocka_unit_test(memory_is_the_size_of_the_file),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_file_may_grow_and_shrink),
        cmocka_unit_test(a_file_may_be_begun),
        cmocka_unit_test(what_can_not_be_read_is_told),
        cmocka_unit_test(folders_are_walked_in_order),
        cmocka_unit_test(a_walk_may_be_stopped),
        cmocka_unit_test(names_are_sorted_octet_by_octet),
        cmocka_unit_test(content_is_told_by_its_octets_first),
    };

    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
