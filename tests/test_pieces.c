/* SPDX-License-Identifier: BSD-2-Clause */
/* Edits of a text and the diff of them: hunks by hand, and random edits against a plain editor and a strict patcher. */
#define _POSIX_C_SOURCE 200809L

#include "cli/pieces.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { ROOM = 16384, EDITS_MAX = 8, LINES_MAX = 1024 };

struct text {
    char data[ROOM];
    size_t length;
};

/* ---- the diff as text ---- */

static void diff_of(const struct pieces *pieces, const char *name, struct text *diff)
{
    char *memory;
    FILE *stream = open_memstream(&memory, &diff->length);

    assert_non_null(stream);
    pieces_diff(pieces, name, stream);
    assert_int_equal(fclose(stream), 0);
    assert_true(diff->length < ROOM);
    memcpy(diff->data, memory, diff->length + 1);
    free(memory);
}

/* ---- hunks by hand ---- */

static const struct {
    const char *what;
    const char *original;
    struct {
        size_t offset, length;
        const char *with;
    } edits[3]; /* `with` NULL: no more */
    const char *diff;
} by_hand[] = {
    {"nothing", "a\nb\n", {{0, 0, NULL}}, ""},
    {"an edit that changes nothing but is one", "a\n", {{0, 1, "a"}}, "@@ -1,1 +1,1 @@\n-a\n+a\n"},
    {"the first line", "a\nb\nc\nd\ne\n", {{0, 1, "X"}}, "@@ -1,4 +1,4 @@\n-a\n+X\n b\n c\n d\n"},
    {"the last line", "a\nb\nc\nd\ne\n", {{8, 1, "X"}}, "@@ -2,4 +2,4 @@\n b\n c\n d\n-e\n+X\n"},
    {"the middle", "a\nb\nc\nd\ne\nf\ng\nh\ni\n", {{8, 0, "X"}}, "@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+Xe\n f\n g\n h\n"},
    {"two on one line", "abc\n", {{0, 1, "X"}, {2, 1, "Y"}}, "@@ -1,1 +1,1 @@\n-abc\n+XbY\n"},
    {"neighbours", "a\nb\nc\n", {{0, 1, "X"}, {2, 1, "Y"}}, "@@ -1,3 +1,3 @@\n-a\n-b\n+X\n+Y\n c\n"},
    {"six lines between: one hunk", "a\n1\n2\n3\n4\n5\n6\nb\n", {{0, 1, "X"}, {14, 1, "Y"}},
     "@@ -1,8 +1,8 @@\n-a\n+X\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+Y\n"},
    {"seven lines between: two hunks", "a\n1\n2\n3\n4\n5\n6\n7\nb\n", {{0, 1, "X"}, {16, 1, "Y"}},
     "@@ -1,4 +1,4 @@\n-a\n+X\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+Y\n"},
    {"a line more before the second hunk", "a\n1\n2\n3\n4\n5\n6\n7\nb\n", {{0, 1, "X\nZ"}, {16, 1, "Y"}},
     "@@ -1,4 +1,5 @@\n-a\n+X\n+Z\n 1\n 2\n 3\n@@ -6,4 +7,4 @@\n 5\n 6\n 7\n-b\n+Y\n"},
    {"CRLF stays", "a\r\nb\r\n", {{3, 1, "X"}}, "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+X\r\n"},
    {"no final newline", "a\nb", {{2, 1, "X"}},
     "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+X\n\\ No newline at end of file\n"},
    {"a final newline comes", "a\nb", {{3, 0, "\n"}}, "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"},
    {"a final newline goes", "a\nb\n", {{3, 1, ""}}, "@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file\n"},
    {"context without a newline", "a\nb", {{0, 1, "X"}}, "@@ -1,2 +1,2 @@\n-a\n+X\n b\n\\ No newline at end of file\n"},
    {"all goes", "a\nb\n", {{0, 4, ""}}, "@@ -1,2 +0,0 @@\n-a\n-b\n"},
    {"something comes where nothing was", "", {{0, 0, "a\nb\n"}}, "@@ -0,0 +1,2 @@\n+a\n+b\n"},
    {"lines become one", "a\nb\nc\n", {{1, 1, " "}}, "@@ -1,3 +1,2 @@\n-a\n-b\n+a b\n c\n"},
    {"of two that overlap the first", "abcd\n", {{0, 2, "X"}, {1, 2, "Y"}}, "@@ -1,1 +1,1 @@\n-abcd\n+Xcd\n"},
};

static size_t make_edits(struct edit *edits, size_t i)
{
    size_t count = 0;

    for (; count < COUNT(by_hand[i].edits) && by_hand[i].edits[count].with != NULL; count++)
        edits[count] = (struct edit){.offset = by_hand[i].edits[count].offset, .length = by_hand[i].edits[count].length,
                                     .with = strdup(by_hand[i].edits[count].with),
                                     .with_length = strlen(by_hand[i].edits[count].with)};
    return count;
}

static void hunks_are_written(void **state)
{
    static struct text diff;

    (void)state;
    for (size_t i = 0; i < COUNT(by_hand); i++) {
        static const char head[] = "--- a/zone\n+++ a/zone\n";
        struct block block = block_of(by_hand[i].original, strlen(by_hand[i].original));
        struct edit edits[EDITS_MAX];
        size_t count = make_edits(edits, i), skip = by_hand[i].diff[0] != '\0' ? sizeof(head) - 1 : 0;
        struct pieces pieces;

        pieces_begin(&pieces, block.data, block.length);
        if (count > 0)
            pieces_apply(&pieces, edits, count);
        diff_of(&pieces, "a/zone", &diff);
        if (diff.length < skip || memcmp(diff.data, head, skip) != 0 || strcmp(diff.data + skip, by_hand[i].diff) != 0)
            fail_msg("%s:\n%s", by_hand[i].what, diff.data);
        pieces_free(&pieces);
        for (size_t k = 0; k < count; k++)
            free(edits[k].with);
        block_free(block);
    }
}

/* ---- the name of the file ---- */

/* What stands behind "--- " and "+++ ". */
static const struct {
    const char *name, *line;
} file_names[] = {
    {"zones/example.com", "zones/example.com"},
    {"./zones/example.com", "zones/example.com"},
    {"././a", "a"},
    {".//a", "a"},
    {"../a", "../a"},
    {".a", ".a"},
    {"a b", "a b\t"},
    {"z\xC3\xBCrich", "z\xC3\xBCrich"},
    {"a\nb", "\"a\\012b\""},
    {"a\tb c", "\"a\\011b c\""},
    {"\"a\"", "\"\\042a\\042\""},
    {"a\\", "\"a\\134\""},
    {"\x7F", "\"\\177\""},
    {"\xFC", "\"\\374\""},
    {"\xC2\x9B", "\"\\302\\233\""},
};

static void names_are_one_line_each(void **state)
{
    static struct text diff;

    (void)state;
    for (size_t i = 0; i < COUNT(file_names); i++) {
        struct edit edit = {.length = 1, .with = (char[]){"b"}, .with_length = 1};
        const char *line = file_names[i].line;
        char wanted[128];
        struct pieces pieces;

        pieces_begin(&pieces, "a\n", 2);
        pieces_apply(&pieces, &edit, 1);
        diff_of(&pieces, file_names[i].name, &diff);
        snprintf(wanted, sizeof(wanted), "--- %s\n+++ %s\n@@ -1,1 +1,1 @@\n-a\n+b\n", line, line);
        assert_string_equal(diff.data, wanted);
        pieces_free(&pieces);
    }
}

/* ---- a plain editor ---- */

static void replace(struct text *text, size_t offset, size_t length, const char *with, size_t with_length)
{
    memmove(text->data + offset + with_length, text->data + offset + length, text->length - offset - length);
    memcpy(text->data + offset, with, with_length);
    text->length = text->length - length + with_length;
}

/*
 * The edits in their order, those that overlap one that was made left out; a place right behind one overlaps it too.
 * They are made from the last to the first, so that no place moves.
 */
static size_t edit_plainly(struct text *text, const struct edit *edits, size_t count)
{
    bool made[EDITS_MAX] = {false};
    size_t end = 0, number = 0;

    for (size_t i = 0; i < count; i++) {
        made[i] = number == 0 || edits[i].offset > end || (edits[i].offset == end && edits[i].length > 0);
        if (!made[i])
            continue;
        end = edits[i].offset + edits[i].length;
        number++;
    }
    for (size_t i = count; i-- > 0;)
        if (made[i])
            replace(text, edits[i].offset, edits[i].length, edits[i].with, edits[i].with_length);
    return number;
}

/* ---- a strict patcher ---- */

struct lines {
    const char *at[LINES_MAX];
    size_t length[LINES_MAX]; /* with the line feed */
    size_t count;
};

static void split(struct lines *lines, const char *text, size_t length)
{
    lines->count = 0;
    for (size_t at = 0; at < length;) {
        const char *feed = memchr(text + at, '\n', length - at);
        size_t end = feed != NULL ? (size_t)(feed - text) + 1 : length;

        assert_true(lines->count < LINES_MAX);
        lines->at[lines->count] = text + at;
        lines->length[lines->count++] = end - at;
        at = end;
    }
}

static void append(struct text *text, const char *data, size_t length)
{
    assert_true(text->length + length <= ROOM);
    memcpy(text->data + text->length, data, length);
    text->length += length;
}

struct hunk {
    size_t from, count, new_from, new_count;
};

/* A word, and the number behind it. */
static bool take_number(const char **at, const char *word, size_t *number)
{
    size_t length = strlen(word);
    char *end;

    if (strncmp(*at, word, length) != 0)
        return false;
    *number = strtoul(*at + length, &end, 10);
    if (end == *at + length)
        return false;
    *at = end;
    return true;
}

static bool read_hunk(const char *line, struct hunk *hunk)
{
    return take_number(&line, "@@ -", &hunk->from) && take_number(&line, ",", &hunk->count) &&
           take_number(&line, " +", &hunk->new_from) && take_number(&line, ",", &hunk->new_count) &&
           strncmp(line, " @@\n", 4) == 0;
}

/* A line of a diff that stands for a line of a text, which lacks its line feed when the next line says so. */
static size_t meant_length(const struct lines *diff, size_t i)
{
    bool cut = i + 1 < diff->count && diff->at[i + 1][0] == '\\';

    return diff->length[i] - 1 - cut;
}

/* Lines of the new text so far. */
static size_t lines_in(const struct text *text)
{
    size_t lines = 0;

    for (size_t i = 0; i < text->length; i++)
        lines += text->data[i] == '\n';
    return lines;
}

/* Makes a hunk, whose lines begin at diff[*i]; every line must be where and what the hunk says. */
static const char *make_hunk(const struct lines *old, const struct lines *diff, size_t *i, struct hunk hunk, size_t *at,
                             struct text *text)
{
    size_t from = hunk.count > 0 ? hunk.from - 1 : hunk.from;

    if (from < *at || from + hunk.count > old->count)
        return "a hunk that is not in the text";
    for (; *at < from; ++*at)
        append(text, old->at[*at], old->length[*at]);
    if (lines_in(text) != (hunk.new_count > 0 ? hunk.new_from - 1 : hunk.new_from))
        return "a wrong place in the new text";
    while (hunk.count > 0 || hunk.new_count > 0) {
        char mark = *i < diff->count ? diff->at[*i][0] : '\0';
        size_t length;

        if (mark != ' ' && mark != '-' && mark != '+')
            return "a hunk that ends too early";
        length = meant_length(diff, *i);
        if (mark != '+' && (*at >= old->count || old->length[*at] != length ||
                            memcmp(old->at[*at], diff->at[*i] + 1, length) != 0))
            return "a line that is not in the text";
        if (mark != '-')
            append(text, diff->at[*i] + 1, length);
        *at += mark != '+';
        hunk.count -= mark != '+';
        hunk.new_count -= mark != '-';
        *i += *i + 1 < diff->count && diff->at[*i + 1][0] == '\\' ? 2 : 1;
    }
    return NULL;
}

static const char *patch(const char *original, size_t length, const struct text *diff, struct text *text)
{
    static struct lines old, lines;
    size_t at = 0, i = 2;

    split(&old, original, length);
    split(&lines, diff->data, diff->length);
    text->length = 0;
    while (i < lines.count) {
        struct hunk hunk;
        const char *wrong;

        if (!read_hunk(lines.at[i++], &hunk))
            return "no hunk";
        wrong = make_hunk(&old, &lines, &i, hunk, &at, text);
        if (wrong != NULL)
            return wrong;
    }
    for (; at < old.count; at++)
        append(text, old.at[at], old.length[at]);
    return NULL;
}

/* ---- random edits ---- */

static void make_text(uint64_t *random, struct text *text)
{
    static const char *const words[] = {"a", "bb", "\n", "\n", "\n", "\r\n", "\n\n", "_smtp", " "};

    text->length = 0;
    for (size_t count = random_below(random, 60); count > 0; count--) {
        const char *word = words[random_below(random, COUNT(words))];

        append(text, word, strlen(word));
    }
}

static int by_place(const void *a, const void *b)
{
    const struct edit *x = a, *y = b;

    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    return (x->length > y->length) - (x->length < y->length);
}

/* Sorted, no two of the same place and length: which one of those is made is nobody's business. */
static size_t random_edits(uint64_t *random, size_t length, struct edit *edits)
{
    static const char *const words[] = {"", "", "X", "\n", "YY\nZ", "\nW\n", "a"};
    size_t wanted = 1 + random_below(random, EDITS_MAX - 1), count = 0;

    for (size_t i = 0; i < wanted; i++) {
        const char *word = words[random_below(random, COUNT(words))];
        size_t offset = random_below(random, length + 1), rest = length - offset, octets;

        octets = random_below(random, (rest < 12 ? rest : 12) + 1);
        if (random_below(random, 30) == 0)
            octets = rest;
        edits[i] = (struct edit){.offset = offset, .length = octets, .with = strdup(word), .with_length = strlen(word)};
    }
    qsort(edits, wanted, sizeof(edits[0]), by_place);
    for (size_t i = 0; i < wanted; i++) {
        if (count > 0 && by_place(&edits[count - 1], &edits[i]) == 0)
            free(edits[i].with);
        else
            edits[count++] = edits[i];
    }
    return count;
}

static void shuffle(uint64_t *random, struct edit *edits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t other = random_below(random, count);
        struct edit edit = edits[i];

        edits[i] = edits[other];
        edits[other] = edit;
    }
}

static void check_diff(const struct pieces *pieces, const struct text *edited)
{
    static struct text diff, patched;
    const char *wrong;

    diff_of(pieces, "a/zone", &diff);
    wrong = diff.length > 0 ? patch(pieces->original, pieces->original_length, &diff, &patched) : NULL;
    if (wrong != NULL) {
        complain(wrong, pieces->original, pieces->original_length);
        fail_msg("%s", diff.data);
    }
    if (diff.length > 0)
        assert_true((patched.length == edited->length && memcmp(patched.data, edited->data, edited->length) == 0) ||
                    complain(diff.data, pieces->original, pieces->original_length));
    else
        assert_true(edited->length == pieces->original_length &&
                    memcmp(edited->data, pieces->original, edited->length) == 0);
}

static void random_edits_are_made_and_told(void **state)
{
    static struct text edited;
    uint64_t random = 4;

    (void)state;
    for (size_t run = small_run() ? 500 : 40000; run > 0; run--) {
        struct block block;
        struct pieces pieces;

        make_text(&random, &edited);
        block = block_of(edited.data, edited.length);
        pieces_begin(&pieces, block.data, block.length);
        for (size_t rounds = 1 + random_below(&random, 3); rounds > 0; rounds--) {
            struct edit edits[EDITS_MAX];
            size_t count = random_edits(&random, edited.length, edits), made = edit_plainly(&edited, edits, count);

            shuffle(&random, edits, count);
            assert_int_equal(pieces_apply(&pieces, edits, count), made);
            for (size_t i = 0; i < count; i++)
                free(edits[i].with);
            assert_int_equal(pieces.length, edited.length);
            assert_true(memcmp(pieces_text(&pieces), edited.data, edited.length) == 0 ||
                        complain("another text", block.data, block.length));
            check_diff(&pieces, &edited);
        }
        pieces_free(&pieces);
        block_free(block);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hunks_are_written),
        cmocka_unit_test(names_are_one_line_each),
        cmocka_unit_test(random_edits_are_made_and_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
