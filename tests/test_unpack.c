/* SPDX-License-Identifier: BSD-2-Clause */
/* gzip and zip undone: every case of corpus/gzip, damage, real gzip(1), bombs, no memory, no library. */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "scarce.h"
#include "support.h"

/* ---- the code under test, where an allocation may be made to fail ---- */

#define calloc scarce_calloc
#define realloc scarce_realloc
#include "intake/inflate.c" /* NOLINT(bugprone-suspicious-include) */
#include "intake/unpack.c" /* NOLINT(bugprone-suspicious-include) */
#undef calloc
#undef realloc

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { MIB = 1024 * 1024, CORPUS_CAP = 16 * MIB, ANSWER_ROOM = 16384 };

/* ---- one run ---- */

struct run {
    struct findings findings;
    size_t errors;
    enum unpack_status status;
    struct unpacked unpacked;
};

/* The laws of every run: spans lie in the file, nothing beyond the cap, nothing refused without an error. */
static void check_run(const struct run *run, size_t length, size_t cap)
{
    for (size_t i = 0; i < run->findings.count && i < FINDINGS_MAX; i++) {
        rptlint_span span = run->findings.list[i].span;

        assert_true(span.offset <= length && span.length <= length - span.offset);
    }
    assert_true(run->status == UNPACK_DONE || run->unpacked.data == NULL);
    assert_true(run->status != UNPACK_REFUSED || run->errors > 0);
    assert_true(run->unpacked.data == NULL || run->unpacked.length <= cap);
}

static void unpack_with(struct inflater **inflater, struct run *run, const char *data, size_t length, size_t cap)
{
    rptlint_options options = {.size = sizeof(options), .sink = keep_finding, .user = &run->findings};
    struct emitter emitter;

    run->findings.count = 0;
    emitter_begin(&emitter, &options);
    run->status = unpack(inflater, data, length, cap, &emitter, &run->unpacked);
    run->errors = emitter.counts[RPTLINT_ERROR];
    check_run(run, length, cap);
}

static void do_unpack(struct run *run, const char *data, size_t length, size_t cap)
{
    struct inflater *inflater = NULL;

    unpack_with(&inflater, run, data, length, cap);
    inflater_close(inflater);
}

static bool has_finding(const struct run *run, const char *id, rptlint_severity severity, size_t offset,
                        size_t length)
{
    for (size_t i = 0; i < run->findings.count; i++) {
        const struct kept *kept = &run->findings.list[i];

        if (strcmp(kept->rule->id, id) == 0 && kept->severity == severity && kept->span.offset == offset &&
            kept->span.length == length)
            return true;
    }
    return false;
}

/* ---- the corpus: files are taken as they are, also with a line feed as their last octet ---- */

static char *load(const char *name, const char *ending, size_t *length)
{
    char *data = load_file("gzip", name, ending, length);

    assert_non_null(data);
    return data;
}

/* ID SEVERITY OFFSET LENGTH of each finding, then "unpacked done|refused LENGTH CRC32". */
static void write_answer(struct run *run, const char *data, char *answer)
{
    const char *content = run->unpacked.data != NULL ? run->unpacked.data : data;
    size_t at;

    assert_true(run->status == UNPACK_DONE || run->status == UNPACK_REFUSED);
    sort_findings(&run->findings);
    at = write_findings(&run->findings, answer, ANSWER_ROOM);
    snprintf(answer + at, ANSWER_ROOM - at, "unpacked %s %zu %08x\n",
             run->status == UNPACK_DONE ? "done" : "refused", run->unpacked.length,
             crc32_plain(content, run->unpacked.length));
}

/* The names say what the outermost layer is. */
static rptlint_packing packing_of(const char *name)
{
    if (strncmp(name, "plain", 5) == 0)
        return RPTLINT_PACKING_NONE;
    return strncmp(name, "zip-", 4) == 0 ? RPTLINT_PACKING_OTHER : RPTLINT_PACKING_GZIP;
}

/* The rules of packed files: a case that fires, and one called ID-near, which does not. */
static struct {
    const char *id;
    bool fires, near;
} rules[] = {{"E913", false, false}, {"E914", false, false}, {"E917", false, false}, {"E919", false, false}};

static void note_rules(const char *name, const char *expect)
{
    for (size_t i = 0; i < COUNT(rules); i++) {
        bool fires = strstr(expect, rules[i].id) != NULL;

        rules[i].fires |= fires;
        rules[i].near |= !fires && strncmp(name, rules[i].id, 4) == 0 && strcmp(name + 4, "-near") == 0;
    }
}

static void check_case(const char *name, void *user)
{
    size_t *wrong = user;
    static struct run run;
    static char answer[ANSWER_ROOM];
    size_t length, expect_length;
    char *data = load(name, ".in", &length), *expect = load(name, ".expect", &expect_length);
    struct block block = block_of(data, length);
    rptlint_packing packing = packing_of(name);
    bool right;

    note_rules(name, expect);
    do_unpack(&run, block.data, length, CORPUS_CAP);
    write_answer(&run, block.data, answer);
    right = strcmp(answer, expect) == 0 && run.unpacked.packing == packing &&
            is_packed(block.data, length) == (packing != RPTLINT_PACKING_NONE) &&
            (run.unpacked.data != NULL) == (packing != RPTLINT_PACKING_NONE && run.status == UNPACK_DONE);
    *wrong += !right;
    if (!right)
        print_message("%s: wanted\n%sfound, packing %d\n%s", name, expect, (int)run.unpacked.packing, answer);
    free(run.unpacked.data);
    block_free(block);
    free(expect);
    free(data);
}

static void every_case_gives_what_it_expects(void **state)
{
    size_t wrong = 0;

    (void)state;
    assert_true(each_name_in("gzip", check_case, &wrong) > 80);
    assert_int_equal(wrong, 0);
    for (size_t i = 0; i < COUNT(rules); i++)
        if (!rules[i].fires || !rules[i].near)
            fail_msg("%s lacks a case or a near miss", rules[i].id);
}

static void what_is_packed_is_detected(void **state)
{
    static const struct {
        const char *text;
        size_t length;
        bool packed;
    } cases[] = {
        {"\x1F\x8B", 2, true},     {"\x1F\x8B\x08", 3, true},   {"PK\3\4", 4, true},  {"PK\5\6", 4, true},
        {"PK\7\10", 4, true},      {"", 0, false},              {"\x1F", 1, false},   {"\x8B\x1F", 2, false},
        {"PK\3", 3, false},        {"PK\1\2", 4, false},        {"{}", 2, false},     {" \x1F\x8B", 3, false},
        {"\x1F\x9D\x90", 3, false},
    };

    (void)state;
    assert_false(is_packed(NULL, 0));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct block block = block_of(cases[i].text, cases[i].length);

        assert_true(is_packed(block.data, block.length) == cases[i].packed);
        block_free(block);
    }
}

/* ---- the cap ---- */

/* What comes out of all layers counts together: beside `name`, what the layer in between holds. */
static const struct {
    const char *name, *between;
} capped[] = {
    {"good", NULL},         {"good-long", NULL},    {"good-name", NULL},  {"good-stored", NULL},
    {"members", NULL},      {"members-many", NULL}, {"twice", "good"},    {"twice-long", "good-long"},
    {"zip-deflated", NULL}, {"zip-stored", NULL},   {"zip-of-gzip", "good"},
};

/* With an inflater of its own, and with one that has a block left of other data: what comes out is the same. */
static void check_cap(struct inflater **used, const char *data, size_t length, size_t cap, bool fits)
{
    static struct run run, again;

    do_unpack(&run, data, length, cap);
    assert_int_equal(run.status, fits ? UNPACK_DONE : UNPACK_REFUSED);
    assert_true(has_finding(&run, "E914", RPTLINT_ERROR, 0, length) == !fits);
    unpack_with(used, &again, data, length, cap);
    assert_int_equal(again.status, run.status);
    assert_int_equal(again.findings.count, run.findings.count);
    if (fits) {
        assert_int_equal(again.unpacked.length, run.unpacked.length);
        assert_memory_equal(again.unpacked.data, run.unpacked.data, run.unpacked.length);
    }
    free(run.unpacked.data);
    unpacked_done(*used, &again.unpacked);
    assert_null(again.unpacked.data);
    assert_true(!fits || (*used)->spare != NULL || again.unpacked.room > ROOM_TO_SPARE);
}

static void the_cap_is_exact(void **state)
{
    struct inflater *used = NULL;

    (void)state;
    for (size_t i = 0; i < 2 * COUNT(capped); i++) {
        size_t which = i % COUNT(capped), length, between = 0, whole;
        char *data = load(capped[which].name, ".in", &length), *expect = load(capped[which].name, ".expect", &whole);

        whole = strtoul(strstr(expect, "done ") + 5, NULL, 10);
        if (capped[which].between != NULL)
            free(load(capped[which].between, ".in", &between));
        check_cap(&used, data, length, whole + between, true);
        check_cap(&used, data, length, CORPUS_CAP, true);
        check_cap(&used, data, length, whole + between - 1, false);
        check_cap(&used, data, length, whole / 2, false);
        check_cap(&used, data, length, 1, false);
        check_cap(&used, data, length, 0, false);
        free(expect);
        free(data);
    }
    inflater_close(used);
}

static void nothing_fits_into_nothing(void **state)
{
    static struct run run;
    size_t length;
    char *data = load("good-empty", ".in", &length);

    (void)state;
    do_unpack(&run, data, length, 0);
    assert_int_equal(run.status, UNPACK_DONE);
    assert_non_null(run.unpacked.data);
    assert_int_equal(run.unpacked.length, 0);
    assert_int_equal(run.findings.count, 0);
    free(run.unpacked.data);
    free(data);
}

/* ---- damage ---- */

/* Every beginning of a file is the file cut: one finding, at its end. */
static void check_truncations(const char *name)
{
    static struct run run;
    size_t length;
    char *data = load(name, ".in", &length);

    for (size_t i = 4; i < length; i++) {
        struct block block = block_of(data, i);

        do_unpack(&run, block.data, i, CORPUS_CAP);
        if (run.findings.count != 1 || !has_finding(&run, "E913", RPTLINT_ERROR, i, 0))
            fail_msg("%s cut at %zu: %zu findings", name, i, run.findings.count);
        assert_true(run.status == UNPACK_REFUSED || (strncmp(name, "zip", 3) != 0 && i >= length - 8));
        free(run.unpacked.data);
        block_free(block);
    }
    free(data);
}

static void every_truncation_is_one(void **state)
{
    (void)state;
    check_truncations("good");
    check_truncations("good-all-fields");
    check_truncations("good-stored");
    check_truncations("good-fixed");
    check_truncations("good-long");
    check_truncations("good-runs");
    check_truncations("zip-deflated");
    check_truncations("zip-descriptor");
}

/* What comes out without an error is what went in. */
static void check_change(const char *changed, size_t length, const struct run *whole)
{
    static struct run run;

    do_unpack(&run, changed, length, MIB);
    if (run.status == UNPACK_DONE && run.errors == 0 && run.unpacked.data != NULL) {
        assert_int_equal(run.unpacked.length, whole->unpacked.length);
        assert_memory_equal(run.unpacked.data, whole->unpacked.data, run.unpacked.length);
    }
    free(run.unpacked.data);
}

static void every_changed_octet_is_harmless(void **state)
{
    static const char *const names[] = {"good", "good-all-fields", "members-many", "zip-deflated", "twice"};
    static struct run whole;

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        size_t length;
        char *data = load(names[i], ".in", &length);
        struct block block = block_of(data, length);

        do_unpack(&whole, data, length, MIB);
        assert_int_equal(whole.status, UNPACK_DONE);
        for (size_t at = 0; at < length; at++) {
            for (unsigned change = 1; change < 256; change += small_run() ? 50 : length > 1000 ? 7 : 1) {
                block.data[at] = (char)((unsigned char)data[at] ^ change);
                check_change(block.data, length, &whole);
            }
            block.data[at] = data[at];
        }
        free(whole.unpacked.data);
        block_free(block);
        free(data);
    }
}

/* Octets inserted, swapped, doubled and taken away, several times over. */
static void mutations_are_harmless(void **state)
{
    static const char *const names[] = {"good-long", "members", "zip-descriptor", "zip-of-gzip", "twice"};
    static struct run run;
    uint64_t seed = 1952;
    size_t count;
    const char *octets = test_octets(&count);

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        size_t length;
        char *data = load(names[i], ".in", &length), *room = malloc(MUTATED_MAX(length, 4));

        assert_non_null(room);
        for (size_t round = small_run() ? 100 : 3000; round > 0; round--) {
            size_t changed = mutant_of(&seed, data, length, 4, octets, count, room);
            struct block block = block_of(room, changed);

            do_unpack(&run, block.data, changed, MIB);
            free(run.unpacked.data);
            block_free(block);
        }
        free(room);
        free(data);
    }
}

/* ---- gzip(1) ---- */

/* What a command of the shell writes. */
static char *output_of(const char *command, size_t *length)
{
    size_t room = 4 * MIB;
    char *data = malloc(room);
    int ends[2], status;
    ssize_t octets;
    pid_t child;

    assert_non_null(data);
    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    *length = 0;
    while ((octets = read(ends[0], data + *length, room - *length)) > 0)
        *length += (size_t)octets;
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_true(*length < room);
    return data;
}

/* Text with words that come again, or octets that never do. */
static void fill(uint64_t *seed, char *data, size_t length, bool noise)
{
    static const char words[] = "\"policy-domain\":\"result-type\":\"example.com\",{[]}0123456789";

    for (size_t i = 0; i < length;) {
        size_t from = random_below(seed, sizeof(words) - 1);
        size_t octets = 1 + random_below(seed, sizeof(words) - from);

        for (size_t k = 0; k < octets && i < length; k++)
            data[i++] = noise ? (char)random_below(seed, 256) : words[(from + k) % (sizeof(words) - 1)];
    }
}

static void check_round_trip(const char *content, size_t length, const char *command)
{
    static struct run run;
    static char path[] = "/tmp/rptlint-unpack-XXXXXX";
    char name[64], line[256];
    size_t packed_length;
    int file;
    char *packed;

    snprintf(name, sizeof(name), "%s", path);
    file = mkstemp(name);
    assert_true(file >= 0);
    assert_int_equal(write(file, content, length), length);
    close(file);
    snprintf(line, sizeof(line), command, name);
    packed = output_of(line, &packed_length);
    unlink(name);
    do_unpack(&run, packed, packed_length, 4 * MIB);
    assert_int_equal(run.status, UNPACK_DONE);
    assert_int_equal(run.findings.count, 0);
    assert_int_equal(run.unpacked.packing, RPTLINT_PACKING_GZIP);
    assert_int_equal(run.unpacked.length, length);
    assert_memory_equal(run.unpacked.data, content, length);
    free(run.unpacked.data);
    free(packed);
}

/* One member, and many as a parallel compressor writes them. */
static void what_gzip_writes_is_read(void **state)
{
    static const size_t lengths[] = {0, 1, 2, 255, 4096, 65535, 65536, 700001};
    uint64_t seed = 8460;
    char *content = malloc(MIB), command[128];

    (void)state;
    assert_non_null(content);
    for (size_t i = 0; i < COUNT(lengths); i++) {
        fill(&seed, content, lengths[i], i % 2 == 1);
        for (int level = 1; level <= 9; level += small_run() ? 8 : 1) {
            snprintf(command, sizeof(command), "gzip -%d -c %%s", level);
            check_round_trip(content, lengths[i], command);
        }
        if (lengths[i] > 0)
            check_round_trip(content, lengths[i], "split -b 50000 --filter='gzip -6 -c' %s");
    }
    free(content);
}

/* Does `gzip -t` take it without a word? */
static bool gzip_takes(const char *path, const char *data, size_t length)
{
    FILE *file = fopen(path, "wb");
    int status;
    pid_t child;

    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (freopen(path, "rb", stdin) != NULL && freopen("/dev/null", "w", stderr) != NULL)
            execlp("gzip", "gzip", "-t", (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 2);
    return WEXITSTATUS(status) == 0;
}

static void compare_with_gzip(const char *path, const char *data, size_t length)
{
    static struct run run;
    bool good;

    do_unpack(&run, data, length, MIB);
    good = run.status == UNPACK_DONE && run.unpacked.data != NULL && run.findings.count == 0;
    assert_true(run.findings.count > 0 || good || !is_packed(data, length));
    assert_true(good == gzip_takes(path, data, length) || complain("gzip -t says otherwise", data, length));
    free(run.unpacked.data);
}

/* What gzip(1) calls good is good, what it calls damaged is E913: at every length, with every octet changed. */
static void damage_is_what_gzip_calls_damage(void **state)
{
    static const char *const names[] = {"good", "good-all-fields", "members"};
    static const unsigned char changes[] = {0x01, 0x20, 0xFF};
    size_t step = small_run() ? 29 : 1;
    char path[] = "/tmp/rptlint-unpack-XXXXXX";
    int descriptor = mkstemp(path);

    (void)state;
    assert_true(descriptor >= 0);
    close(descriptor);
    for (size_t i = 0; i < COUNT(names); i++) {
        size_t length;
        char *data = load(names[i], ".in", &length);

        for (size_t at = 2; at <= length; at += step)
            compare_with_gzip(path, data, at);
        for (size_t at = 0; at < length; at += step) {
            data[at] = (char)((unsigned char)data[at] ^ changes[at / step % COUNT(changes)]);
            compare_with_gzip(path, data, length);
            data[at] = (char)((unsigned char)data[at] ^ changes[at / step % COUNT(changes)]);
        }
        free(data);
    }
    unlink(path);
}

/* ---- where data are cut ---- */

/* Deflate data of all three block types (the bodies of corpus files) are cut wherever they end early. */
static void cut_data_are_told_from_bad_data(void **state)
{
    static const char *const names[] = {"good", "good-long", "good-stored", "good-fixed", "good-runs"};
    static const struct {
        const char *data;
        size_t length;
    } bad[] = {
        /* Block type 3; LEN and NLEN that are no complements; 19 code lengths of 7, too few for a code. */
        {"\6", 1},
        {"\1\1\0\1\1", 5},
        {"\x05\xE0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10},
        /* A literal, then a copy of what is before it: zlib says "invalid distance too far back". */
        {"\x4A\0\5\0", 4},
    };

    (void)state;
    assert_true(is_cut((const unsigned char *)"", 0));
    for (size_t i = 0; i < COUNT(names); i++) {
        size_t length;
        char *data = load(names[i], ".in", &length);

        assert_false(is_cut((const unsigned char *)data + 10, length - 10));
        assert_false(is_cut((const unsigned char *)data + 10, length - 18));
        for (size_t octets = 0; octets < length - 18; octets++) {
            struct block block = block_of(data + 10, octets);

            assert_true(is_cut((const unsigned char *)block.data, octets));
            block_free(block);
        }
        free(data);
    }
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(is_cut((const unsigned char *)bad[i].data, bad[i].length));
}

/* ---- bombs, and what is missing; each in a process of its own ---- */

static char *bomb;
static size_t bomb_length;

enum { BOMB_CONTENT = 256 * MIB, BOMB_COPIES = 4 };

/* 1 GiB of spaces in four members. */
static int make_bomb(void **state)
{
    static const char command[] = "head -c 268435456 /dev/zero | tr '\\0' ' ' | gzip -9 -n";
    char *one = output_of(command, &bomb_length);

    (void)state;
    bomb = malloc(bomb_length * BOMB_COPIES + 1);
    assert_non_null(bomb);
    for (size_t i = 0; i < BOMB_COPIES; i++)
        memcpy(bomb + i * bomb_length, one, bomb_length);
    free(one);
    return 0;
}

static int drop_bomb(void **state)
{
    (void)state;
    free(bomb);
    return 0;
}

/* The exit status of run() in a child. */
static int in_child(int (*run)(void))
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0)
        _exit(run());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static size_t resident_max(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (size_t)usage.ru_maxrss * 1024;
}

enum child_said { CHILD_FINE, CHILD_NOT_REFUSED, CHILD_NO_FINDING, CHILD_LARGE };

/* Work is bounded by the memory that it fills: no clock is asked, which a busy machine would upset. */
static int refuse(size_t length, size_t cap)
{
    static struct run run;
    size_t before = resident_max();

    do_unpack(&run, bomb, length, cap);
    if (run.status != UNPACK_REFUSED)
        return CHILD_NOT_REFUSED;
    if (run.findings.count != 1 || !has_finding(&run, "E914", RPTLINT_ERROR, 0, length))
        return CHILD_NO_FINDING;
    return !is_instrumented() && resident_max() - before > cap + 8 * (size_t)MIB ? CHILD_LARGE : CHILD_FINE;
}

static int refuse_one_member(void)
{
    return refuse(bomb_length, 64 * (size_t)MIB);
}

static int refuse_four_members(void)
{
    return refuse(bomb_length * BOMB_COPIES, 64 * (size_t)MIB);
}

/* The first member fits, the second doesn't. */
static int refuse_second_member(void)
{
    return refuse(bomb_length * BOMB_COPIES, 300 * (size_t)MIB);
}

static void bombs_are_refused(void **state)
{
    (void)state;
    assert_int_equal(in_child(refuse_one_member), CHILD_FINE);
    assert_int_equal(in_child(refuse_four_members), CHILD_FINE);
    if (!small_run())
        assert_int_equal(in_child(refuse_second_member), CHILD_FINE);
}

/* The status with no more than so much of address space. */
static int status_within(size_t space, size_t length)
{
    struct rlimit limit = {.rlim_cur = space, .rlim_max = space};
    static struct run run;

    if (setrlimit(RLIMIT_AS, &limit) != 0)
        return -1;
    do_unpack(&run, bomb, length, 2048 * (size_t)MIB);
    return (int)run.status;
}

/* realloc says no: to the first room of 256 MiB, and to its double for the second member. */
static int without_first_room(void)
{
    return status_within(200 * (size_t)MIB, bomb_length);
}

static int without_more_room(void)
{
    return status_within(450 * (size_t)MIB, bomb_length * 2);
}

static int with_enough_room(void)
{
    return status_within(450 * (size_t)MIB, bomb_length);
}

static void no_memory_is_told(void **state)
{
    (void)state;
    if (is_instrumented())
        skip(); /* a sanitizer needs more address space than there is a limit for */
    assert_int_equal(in_child(with_enough_room), UNPACK_DONE);
    assert_int_equal(in_child(without_first_room), UNPACK_NOMEM);
    assert_int_equal(in_child(without_more_room), UNPACK_NOMEM);
}

/* A process that may open no file can't load a library.  valgrind knows the soft limit only. */
static bool open_no_file(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return false;
    limit.rlim_cur = 0;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

static int without_library(void)
{
    static struct run run;

    if (!open_no_file())
        return -1;
    do_unpack(&run, bomb, bomb_length, MIB);
    return run.findings.count == 0 && run.unpacked.packing == RPTLINT_PACKING_GZIP ? (int)run.status : -1;
}

/* What is not packed needs none. */
static int plain_without_library(void)
{
    static struct run run;

    if (!open_no_file())
        return -1;
    do_unpack(&run, "{}", 2, MIB);
    return run.unpacked.data == NULL && run.unpacked.length == 2 ? (int)run.status : -1;
}

static void a_missing_library_is_told(void **state)
{
    (void)state;
    assert_int_equal(in_child(plain_without_library), UNPACK_DONE);
    assert_int_equal(in_child(without_library), UNPACK_NO_LIBRARY);
}

/* libdeflate takes its memory from here as well. */
static void make_library_scarce(void)
{
    void (*set_allocator)(void *(*)(size_t), void (*)(void *));
    const struct loaded_symbol symbols[] = {{"libdeflate_set_memory_allocator", &set_allocator}};
    void *library = load_library(library_name, symbols, 1);

    assert_non_null(library);
    set_allocator(scarce_malloc, free);
    unload_library(library);
}

/* The n-th allocation fails, for every n; a block that can't be made smaller is no failure. */
static void every_allocation_may_fail(void **state)
{
    static const char *const names[] = {"good", "members-many", "good-runs", "twice", "zip-stored", "zip-of-gzip"};
    static struct run run;

    (void)state;
    make_library_scarce();
    for (size_t i = 0; i < COUNT(names); i++) {
        size_t length, wanted, lacking, allowed = 0, failures = 0;
        char *data = load(names[i], ".in", &length), *expect = load(names[i], ".expect", &wanted);

        wanted = strtoul(strstr(expect, "done ") + 5, NULL, 10);
        do {
            scarce_begin(allowed++);
            do_unpack(&run, data, length, MIB);
            lacking = scarce_end();
            assert_true(run.status == UNPACK_DONE || (run.status == UNPACK_NOMEM && lacking > 0));
            assert_true(run.status != UNPACK_DONE || run.unpacked.length == wanted);
            failures += run.status == UNPACK_NOMEM;
            free(run.unpacked.data);
        } while (lacking > 0);
        assert_true(failures >= 3); /* struct inflater, libdeflate's own, room */
        free(expect);
        free(data);
    }
}

static int stop_at_once(void *user, const rptlint_finding *finding)
{
    (void)finding;
    ++*(size_t *)user;
    return 1;
}

/* A sink that stops gets no more; the work is bounded all the same. */
static void a_sink_may_stop(void **state)
{
    size_t length, calls = 0;
    char *data = load("header-crc-and-length-wrong", ".in", &length);
    rptlint_options options = {.size = sizeof(options), .sink = stop_at_once, .user = &calls};
    struct inflater *inflater = NULL;
    struct emitter emitter;
    struct unpacked unpacked;

    (void)state;
    emitter_begin(&emitter, &options);
    assert_int_equal(unpack(&inflater, data, length, MIB, &emitter, &unpacked), UNPACK_DONE);
    inflater_close(inflater);
    assert_int_equal(calls, 1);
    assert_true(emitter.stopped);
    free(unpacked.data);
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_library_is_told), /* first: a library that was loaded stays in memory */
        cmocka_unit_test(every_case_gives_what_it_expects),
        cmocka_unit_test(what_is_packed_is_detected),
        cmocka_unit_test(the_cap_is_exact),
        cmocka_unit_test(nothing_fits_into_nothing),
        cmocka_unit_test(every_truncation_is_one),
        cmocka_unit_test(every_changed_octet_is_harmless),
        cmocka_unit_test(mutations_are_harmless),
        cmocka_unit_test(what_gzip_writes_is_read),
        cmocka_unit_test(damage_is_what_gzip_calls_damage),
        cmocka_unit_test(cut_data_are_told_from_bad_data),
        cmocka_unit_test(bombs_are_refused),
        cmocka_unit_test(no_memory_is_told),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_sink_may_stop),
    };

    return cmocka_run_group_tests(tests, make_bomb, drop_bomb);
}
