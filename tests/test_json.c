/* SPDX-License-Identifier: BSD-2-Clause */
/* The JSON tokenizer: a conformance suite, scans against their plain twins, and PCRE2 as an independent oracle. */
#include "core/json.h"
#include "corpus.h"
#include "pattern.h"
#include "support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct findings found;

static bool check(const char *data, size_t length)
{
    rptlint_options options = {.size = sizeof(options), .sink = keep_finding, .user = &found};
    bool good;

    found.count = 0;
    good = json_check(data, length, &options);
    assert_true(good == (found.count == 0));
    return good;
}

/* ---- conformance ---- */

/*
 * y_ is accepted; n_ is refused by RFC 8259 (or, for a byte order mark, by its section 8.1); j_RULE is what
 * I-JSON (RFC 7493 sections 2.1 and 2.3) refuses beyond it, or our limit of depth.
 */
static void conform(const struct corpus_case *one, void *user)
{
    size_t *wrong = user;
    struct block block = block_of(one->input, one->length);
    bool good = check(block.data, block.length), right = good == (one->name[0] == 'y');

    if (one->name[0] == 'j') {
        char id[5] = "";

        memcpy(id, one->name + 2, 4);
        right = right && has_rule(&found, id);
    }
    for (size_t i = 0; i < found.count && i < FINDINGS_MAX; i++)
        right = right && found.list[i].span.offset + found.list[i].span.length <= one->length;
    if (!right) {
        print_message("%s: %s, %s\n", one->name, good ? "accepted" : "refused",
                      found.count > 0 ? found.list[0].rule->id : "nothing found");
        ++*wrong;
    }
    block_free(block);
}

static void the_suite_is_met(void **state)
{
    size_t wrong = 0;

    (void)state;
    assert_true(each_case_in("json", conform, &wrong) > 130);
    assert_int_equal(wrong, 0);
}

/* ---- cut texts, and tokens that cover a text ---- */

/* Tokens come in order; between them stand blanks, commas, colons and closing brackets, and nothing else. */
static void covered(const char *data, size_t *at, size_t from, size_t to)
{
    assert_true(from >= *at && to > from);
    while (*at < from)
        assert_non_null(memchr(" \t\r\n,:]}", data[(*at)++], 8));
    *at = to;
}

static void tokens_cover(const struct corpus_case *one, void *user)
{
    struct emitter emitter;
    struct json json;
    struct json_token token;
    size_t at = 0, *texts = user;

    if (!check(one->input, one->length))
        return;
    emitter_begin(&emitter, NULL);
    json_begin(&json, one->input, one->length, &emitter, NULL);
    do {
        rptlint_span span;

        assert_true(json_value(&json, &token));
        span = json_span(&token);
        covered(one->input, &at, span.offset, span.offset + span.length);
        while (json.depth > 0) {
            if (!json.levels[json.depth - 1].is_object) {
                if (json_element(&json))
                    break;
            } else if (json_member(&json, &token)) {
                covered(one->input, &at, token.begin - 1, token.end + 1);
                break;
            }
        }
    } while (json.depth > 0);
    assert_int_equal(json_finish(&json), one->length);
    while (at < one->length)
        assert_non_null(memchr(" \t\r\n]}", one->input[at++], 6));
    json_free(&json);
    ++*texts;
}

/* The longest that a cut can leave of one character: "\uD83D\uDE0". */
enum { CUT_CHARACTER_MAX = 11 };

/* Every prefix of an object, array or string is J613 at its end; besides that only a character can be cut. */
static void prefixes_are_cut(const struct corpus_case *one, void *user)
{
    size_t end = one->length, *texts = user;

    while (end > 0 && memchr(" \t\r\n", one->input[end - 1], 4) != NULL)
        end--;
    if (!check(one->input, one->length) || memchr("]}\"", one->input[end - 1], 3) == NULL)
        return;
    for (size_t length = 0; length < end; length++) {
        size_t cuts = 0;

        assert_false(check(guarded(one->input, length, GUARD_BEHIND), length));
        for (size_t i = 0; i < found.count && i < FINDINGS_MAX; i++) {
            const struct kept *kept = &found.list[i];
            bool cut = strcmp(kept->rule->id, "J613") == 0 && kept->span.offset == length && kept->span.length == 0;
            bool part = (strcmp(kept->rule->id, "J601") == 0 || strcmp(kept->rule->id, "J606") == 0) &&
                        kept->span.offset + CUT_CHARACTER_MAX >= length;

            cuts += cut;
            if (!cut && !part)
                fail_msg("%s: %s in its first %zu octets", one->name, kept->rule->id, length);
        }
        assert_int_equal(cuts, 1);
    }
    ++*texts;
}

static void laws_hold(void **state)
{
    size_t covered_texts = 0, cut_texts = 0;

    (void)state;
    each_case_in("json", tokens_cover, &covered_texts);
    each_case_in("report", tokens_cover, &covered_texts);
    each_case_in("json", prefixes_are_cut, &cut_texts);
    assert_true(covered_texts > 200 && cut_texts > 20);
}

/* ---- scans ---- */

/* The places at which a block of 16 can begin in what is scanned, and one more. */
enum { STARTS_MAX = 17, SCAN_MAX = 70 };

/* From each place on, both scans stop where their twins do. */
static void scan_from_each_place(const char *data, size_t length)
{
    for (size_t from = 0; from < STARTS_MAX && from <= length; from++) {
        assert_int_equal(json_plain_end(data, from, length), json_plain_end_plain(data, from, length));
        assert_int_equal(json_blank_end(data, from, length), json_blank_end_plain(data, from, length));
    }
}

/* Any octet, at any place, of a text of any length up to SCAN_MAX, which ends where memory does. */
static void scans_equal_their_twins(void **state)
{
    static const struct {
        char before;
        char behind; /* the first of two that stop a scan must win */
    } fillings[] = {{'a', 'a'}, {'a', '"'}, {' ', ' '}, {' ', 'x'}};
    char text[SCAN_MAX];
    size_t step = small_run() ? 7 : 1;

    (void)state;
    for (size_t length = 1; length <= sizeof(text); length++)
        for (size_t at = 0; at < length; at += step)
            for (int octet = 0; octet < 256; octet++)
                for (size_t i = 0; i < sizeof(fillings) / sizeof(fillings[0]); i++) {
                    struct block block;

                    memset(text, fillings[i].before, at);
                    memset(text + at, fillings[i].behind, length - at);
                    text[at] = (char)octet;
                    block = block_of(text, length);
                    scan_from_each_place(block.data, length);
                    block_free(block);
                }
}

/* ---- the oracle ---- */

/* RFC 8259, transcribed; without I-JSON's rules, which the alphabets below can only break by equal names. */
static const char grammar[] = "(?(DEFINE)"
                              "(?<ws>[ \\t\\n\\r]*+)"
                              "(?<number>-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)"
                              "(?<string>\"(?:[^\"\\\\\\x00-\\x1f]|\\\\(?:[\"\\\\/bfnrt]|u[0-9A-Fa-f]{4}))*\")"
                              "(?<member>(?&ws)(?&string)(?&ws):(?&element))"
                              "(?<object>\\{(?:(?&ws)|(?&member)(?:,(?&member))*)\\})"
                              "(?<array>\\[(?:(?&ws)|(?&element)(?:,(?&element))*)\\])"
                              "(?<element>(?&ws)(?:(?&object)|(?&array)|(?&string)|(?&number)|true|false|null)(?&ws))"
                              ")(?&element)";

struct oracle {
    struct pattern pattern;
    size_t good;
    size_t bad;
};

static struct oracle oracle_new(void)
{
    struct oracle oracle = {.pattern = pattern_new(grammar, PCRE2_ANCHORED | PCRE2_ENDANCHORED)};

    pcre2_jit_compile(oracle.pattern.code, PCRE2_JIT_COMPLETE);
    return oracle;
}

static void compare(const char *data, size_t length, void *user)
{
    struct oracle *oracle = user;
    bool matched = pattern_match(&oracle->pattern, data, length) > 0;
    struct block block = block_of(data, length);
    bool good = check(block.data, length), twice = false;

    for (size_t i = 0; i < found.count && i < FINDINGS_MAX; i++)
        twice = twice || strcmp(found.list[i].rule->id, "J608") == 0;
    assert_true(good == matched || (matched && twice && found.count == 1) ||
                complain("the grammar says otherwise", data, length));
    oracle->good += good;
    oracle->bad += !good;
    block_free(block);
}

static void short_texts_equal_the_oracle(void **state)
{
    size_t less = small_run() ? 3 : 0;
    struct oracle oracle = oracle_new();

    (void)state;
    each_string("", "{}[]:,\"a1 \\", 7 - less, compare, &oracle);
    each_string("[", "01-+.eE,]", 7 - less, compare, &oracle);
    each_string("{\"a\":", "{}[],\"b1:", 6 - less, compare, &oracle);
    each_string("\"\\", "\"\\u0aGbn", 6 - less, compare, &oracle);
    assert_true(oracle.good > 100 && oracle.bad > 1000);
    pattern_free(&oracle.pattern);
}

static void changed_texts_equal_the_oracle(void **state)
{
    static const char seed[] = "{\"a\":[1,-2.5e+3,true,null,\"x\\n\\u00e4\"],\"b\":{\"c\":{}},\"d\":\"\"}";
    static const char octets[] = "{}[]:,\"\\ \n019-+.eEtrufalsn";
    struct oracle oracle = oracle_new();
    uint64_t random = 8259;

    (void)state;
    for (size_t i = 0; i < (small_run() ? 10000 : 300000); i++) {
        char text[MUTATED_MAX(sizeof(seed), 4)];
        size_t length = mutant_of(&random, seed, sizeof(seed) - 1, 4, octets, sizeof(octets) - 1, text);

        compare(text, length, &oracle);
    }
    assert_true(oracle.good > 10 && oracle.bad > 1000);
    pattern_free(&oracle.pattern);
}

/* ---- counts ---- */

static void compare_integer(const char *data, size_t length, void *user)
{
    size_t *compared = user;
    char text[32];
    struct json_integer integer;
    double value;
    bool zeros = true;

    if (!check(data, length))
        return;
    memcpy(text, data, length);
    text[length] = '\0';
    value = strtod(text, NULL);
    integer = json_integer(data, 0, length);
    for (size_t i = 0; i < length && text[i] != 'e' && text[i] != 'E'; i++)
        zeros = zeros && strchr("123456789", text[i]) == NULL;
    assert_true(integer.plain == (strcspn(text, ".eE") == length && strcmp(text, "-0") != 0) ||
                complain("not plain", data, length));
    if (fabs(value) >= 9007199254740992.0) {
        assert_true(integer.whole || complain("not whole", data, length));
        assert_true(integer.negative == (value < 0));
        assert_true(fabs(value) < 18446744073709551616.0 || integer.too_large || integer.negative);
        return;
    }
    if (value == 0 && !zeros)
        assert_true(!integer.whole || complain("whole", data, length)); /* too small for a double */
    else
        assert_true(integer.whole == (value == floor(value)) || complain("whole or not", data, length));
    if (integer.whole && value >= 0)
        assert_true((!integer.negative && !integer.too_large && (double)integer.value == value) ||
                    complain("another number", data, length));
    ++*compared;
}

static void integers_are_those_of_the_c_library(void **state)
{
    size_t compared = 0;

    (void)state;
    each_string("", "-015.e+", small_run() ? 5 : 7, compare_integer, &compared);
    assert_true(compared > 500);
}

static void integers_end_at_64_bits(void **state)
{
    struct json_integer most = json_integer("18446744073709551615", 0, 20);
    struct json_integer beyond = json_integer("18446744073709551616", 0, 20);
    struct json_integer written = json_integer("1844674407370955161500e-2", 0, 25);

    (void)state;
    assert_true(most.whole && most.plain && !most.too_large && most.value == UINT64_MAX);
    assert_true(beyond.whole && beyond.too_large);
    assert_true(written.whole && !written.plain && !written.too_large && written.value == UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_suite_is_met),
        cmocka_unit_test(laws_hold),
        cmocka_unit_test(scans_equal_their_twins),
        cmocka_unit_test(short_texts_equal_the_oracle),
        cmocka_unit_test(changed_texts_equal_the_oracle),
        cmocka_unit_test(integers_are_those_of_the_c_library),
        cmocka_unit_test(integers_end_at_64_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
