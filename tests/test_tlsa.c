/* SPDX-License-Identifier: BSD-2-Clause */
/* TLSA RDATA against PCRE2 patterns of RFC 6698 section 2.2 with RFC 8460 section 4.5. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/value.h"
#include "pattern.h"
#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { TEXT_MAX = 512 };

/* Hex digits of 32 octets; what sha256sum and sha512sum say of no octets, and that in upper case. */
#define H32 "1f850a337e6db9c609c522d136a475638cc43e1ed424f8eec8513d747d1d085d"
#define U32 "1F850A337E6DB9C609C522D136A475638CC43E1ED424F8EEC8513D747D1D085D"
#define N32 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define NU32 "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"
#define N64 "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce" \
            "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
#define NU64 "CF83E1357EEFB8BDF1542850D66D8007D620E4050B5715DC83F4A921D36CE9CE" \
             "47D0D13C5D85F2B0FF8318D2877EEC2F63B931BD47417A81A538327AF927DA3E"

static const struct {
    const char *text;
    enum tlsa_fault fault;
    size_t offset, length;
} cases[] = {
    {"3 1 1 " H32, TLSA_GOOD, 0, 0},
    {"3 1 1 " U32, TLSA_GOOD, 0, 0},
    {"0 0 1 " H32, TLSA_GOOD, 0, 0},
    {"2 0 2 " H32 H32, TLSA_GOOD, 0, 0},
    {"3 1 0 30", TLSA_GOOD, 0, 0},
    {"3 0 0 " H32 "ab", TLSA_GOOD, 0, 0},
    {"255 255 255 00", TLSA_GOOD, 0, 0},
    {"255 1 1 " H32, TLSA_GOOD, 0, 0},
    {"3 1 255 abcd", TLSA_GOOD, 0, 0},
    {"3 1 0 " N32, TLSA_GOOD, 0, 0},
    /* how many fields */
    {"", TLSA_FIELDS, 0, 0},
    {"3", TLSA_FIELDS, 1, 0},
    {"3 1", TLSA_FIELDS, 3, 0},
    {"3 1 1", TLSA_FIELDS, 5, 0},
    {"3 1 1 ", TLSA_FIELDS, 6, 0},
    {"3 ", TLSA_FIELDS, 2, 0},
    {"1 1 " H32, TLSA_FIELDS, 68, 0},
    {H32, TLSA_FIELDS, 64, 0},
    {"3 1 1 " H32 " ", TLSA_FIELDS, 70, 1},
    {"3 1 1 " H32 "\n", TLSA_FIELDS, 70, 1},
    {"3 1 1 ab cd", TLSA_FIELDS, 8, 1},
    {"3 1 1 1f85  \t 0a", TLSA_FIELDS, 10, 4},
    /* what is between them */
    {" 3 1 1 " H32, TLSA_FIELDS, 0, 1},
    {"3  1 1 " H32, TLSA_FIELDS, 2, 1},
    {"3 1    1 " H32, TLSA_FIELDS, 4, 3},
    {"3 1 1  " H32, TLSA_FIELDS, 6, 1},
    {"3\t1 1 " H32, TLSA_FIELDS, 1, 1},
    {"3 1 1\r\n" H32, TLSA_FIELDS, 5, 2},
    {"3 1 \n 1 " H32, TLSA_FIELDS, 4, 2},
    /* numbers */
    {"03 1 1 " H32, TLSA_NUMBER, 0, 2},
    {"3 00 1 " H32, TLSA_NUMBER, 2, 2},
    {"3 1 001 " H32, TLSA_NUMBER, 4, 3},
    {"256 1 1 " H32, TLSA_NUMBER, 0, 3},
    {"3 1 99999999999999999999999999 " H32, TLSA_NUMBER, 4, 26},
    {"3 1 4294967297 " H32, TLSA_NUMBER, 4, 10},
    {"-1 1 1 " H32, TLSA_NUMBER, 0, 2},
    {"+3 1 1 " H32, TLSA_NUMBER, 0, 2},
    {"3 1.0 1 " H32, TLSA_NUMBER, 2, 3},
    {"3 1 0x1 " H32, TLSA_NUMBER, 4, 3},
    {"DANE-EE SPKI SHA2-256 " H32, TLSA_NUMBER, 0, 7},
    {"3 SPKI 1 " H32, TLSA_NUMBER, 2, 4},
    {"3,1,1 " H32 " x y", TLSA_NUMBER, 0, 5},
    {"\"3 1 1 " H32 "\"", TLSA_NUMBER, 0, 2},
    {"_25._tcp.mx.example.com. IN TLSA 3 1 1 " H32, TLSA_NUMBER, 0, 24},
    {"4 1 1 " H32, TLSA_RANGE, 0, 1},
    {"254 1 1 " H32, TLSA_RANGE, 0, 3},
    {"3 2 1 " H32, TLSA_RANGE, 2, 1},
    {"3 254 1 " H32, TLSA_RANGE, 2, 3},
    {"3 1 3 " H32, TLSA_RANGE, 4, 1},
    {"3 1 254 " H32, TLSA_RANGE, 4, 3},
    {"4 9 9 x", TLSA_RANGE, 0, 1},
    /* hex digits */
    {"3 1 1 " H32 "g", TLSA_HEX, 70, 1},
    {"3 1 1 g", TLSA_HEX, 6, 1},
    {"3 1 1 0x" H32, TLSA_HEX, 7, 1},
    {"3 1 1 1f:85", TLSA_HEX, 8, 1},
    {"3 1 1 \xC3\xA4", TLSA_HEX, 6, 1},
    {"3 1 0 abc", TLSA_HEX, 6, 3},
    {"3 1 1 " H32 "a", TLSA_HEX, 6, 65},
    {"3 1 255 0", TLSA_HEX, 8, 1},
    {"3 1 1 ab", TLSA_LENGTH, 6, 2},
    {"3 1 1 " H32 "ab", TLSA_LENGTH, 6, 66},
    {"3 1 1 " H32 H32, TLSA_LENGTH, 6, 128},
    {"3 1 2 " H32, TLSA_LENGTH, 6, 64},
    {"3 1 2 " H32 H32 "00", TLSA_LENGTH, 6, 130},
    /* other ways to write it */
    {"3 1 1 (" H32 ")", TLSA_PARENTHESES, 6, 1},
    {"3 1 1 ( " H32 " )", TLSA_PARENTHESES, 6, 1},
    {"3 1 1 1f85 ( 0a )", TLSA_FIELDS, 10, 1},
    {"3 1 1 1f85(0a)", TLSA_PARENTHESES, 10, 1},
    {"( 3 1 1 " H32 " )", TLSA_PARENTHESES, 0, 1},
    {"3 ( 1 1 " H32 " )", TLSA_PARENTHESES, 2, 1},
    {"3( 1 1 " H32 " )", TLSA_PARENTHESES, 1, 1},
    {"[\"2 1 1 " H32 "\", \"2 1 1 " U32 "\"]", TLSA_JSON, 0, 148},
    {"[ \t\r\n\"3 1 1 " H32 "\"]", TLSA_JSON, 0, 78},
    {"[\"", TLSA_JSON, 0, 2},
    {"[]", TLSA_JSON, 0, 2},
    {"[ ]", TLSA_JSON, 0, 3},
    {"[", TLSA_FIELDS, 1, 0},
    {"[ ", TLSA_NUMBER, 0, 1},
    {"[1]", TLSA_FIELDS, 3, 0},
    {"[3 1 1 " H32 "]", TLSA_NUMBER, 0, 2},
    {"[2001:db8::1]", TLSA_FIELDS, 13, 0},
    {" [\"3 1 1 " H32 "\"]", TLSA_FIELDS, 0, 1},
};

static void rdata_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct block block = block_of(cases[i].text, strlen(cases[i].text));
        struct checked_tlsa tlsa = check_tlsa(block.data, block.length);

        assert_true((tlsa.fault == cases[i].fault && !tlsa.digest_of_nothing &&
                     (tlsa.fault == TLSA_GOOD ||
                      (tlsa.at.offset == cases[i].offset && tlsa.at.length == cases[i].length))) ||
                    complain("wrong fault or place", block.data, block.length));
        block_free(block);
    }
}

/* ---- several records in one text ---- */

static void several_by_hand(void **state)
{
    static const struct {
        const char *text;
        bool several;
    } texts[] = {
        {"3 1 1 " H32 "\n3 1 1 " H32, true},
        {"3 1 1 " H32 "\r\n3 1 1 " H32, true},
        {"3 1 1 " H32 "\\n3 1 1 " H32, true},
        {"3 1 1 " H32 ";3 1 1 " H32, true},
        {"3 1 1 " H32 ", \t 3 1 1 " H32, true},
        {"9 1 1 x;255 0 2 a", true},
        {",3 1 1 a", false}, /* one, with something before it */
        {"\n3 1 1 " H32, false},
        {"mx. IN TLSA\n3 1 1 " H32, false},
        {"3 1 1 " H32 "\n", false},
        {"3 1 1 " H32 " 3 1 1 " H32, false}, /* white space may group hex digits */
        {"3 1 1 " H32 "n3 1 1 " H32, false},
        {"3 1 1 " H32 ";3 1 1 ", false},
        {"3 1 1 " H32 ";3 1 1", false},
        {"3 1 1 " H32 ";3 1  1 a", false},
        {"3 1 1 " H32 ";3 1 1 x", false},
        {"3;1;1;a", false},
        {";", false},
        {"", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct block block = block_of(texts[i].text, strlen(texts[i].text));

        assert_true(are_several_tlsa(block.data, block.length) == texts[i].several ||
                    complain("wrongly told", block.data, block.length));
        block_free(block);
    }
}

/* ---- the digest of nothing, and all that differ from it in one digit ---- */

static void digests_of_nothing(void **state)
{
    static const struct {
        const char *text;
        size_t offset, length;
    } nothing[] = {
        {"3 1 1 " N32, 6, 64},    {"3 0 1 " NU32, 6, 64},    {"255 1 1 " N32, 8, 64},
        {"3 1 2 " N64, 6, 128},   {"0 255 2 " NU64, 8, 128}, {"2 0 1 " N32, 6, 64},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(nothing); i++) {
        struct block block = block_of(nothing[i].text, strlen(nothing[i].text));
        struct checked_tlsa tlsa = check_tlsa(block.data, block.length);

        assert_true((tlsa.fault == TLSA_GOOD && tlsa.digest_of_nothing && tlsa.at.offset == nothing[i].offset &&
                     tlsa.at.length == nothing[i].length) ||
                    complain("not seen", block.data, block.length));
        for (size_t at = nothing[i].offset; at < block.length; at++) {
            char kept = block.data[at];

            block.data[at] = kept == '0' ? '1' : '0';
            tlsa = check_tlsa(block.data, block.length);
            assert_true((tlsa.fault == TLSA_GOOD && !tlsa.digest_of_nothing) ||
                        complain("seen", block.data, block.length));
            block.data[at] = kept;
        }
        block_free(block);
    }
    /* of the right digits, but another matching type */
    assert_false(check_tlsa("3 1 0 " N32, 70).digest_of_nothing);
    assert_false(check_tlsa("3 1 255 " N32, 72).digest_of_nothing);
    assert_false(check_tlsa("3 1 0 " N64, 134).digest_of_nothing);
}

/* ---- the grammars ---- */

/* Four fields with one space between: the numbers as decimal integers from 0 to 255, then hex digits. */
#define NUMBER "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9]|[0-9])"
static const char any_pattern[] = NUMBER " " NUMBER " " NUMBER " [0-9A-Fa-f]+\\z";

/* RFC 6698 sections 2.1 and 7: assigned numbers and 255; whole octets, as many as the digest has. */
static const char good_pattern[] =
    "(?:[0-3]|255) (?:[01]|255) (?:(?:0|255) (?:[0-9A-Fa-f]{2})+|1 [0-9A-Fa-f]{64}|2 [0-9A-Fa-f]{128})\\z";

struct judges {
    struct pattern any, good;
    size_t seen[TLSA_JSON + 1]; /* how often each fault came */
};

static struct judges judges_new(void)
{
    return (struct judges){.any = pattern_new(any_pattern, PCRE2_ANCHORED),
                           .good = pattern_new(good_pattern, PCRE2_ANCHORED)};
}

static void conclude(struct judges *judges, const char *what)
{
    assert_true(all_seen(what, judges->seen, COUNT(judges->seen), small_run() ? 0 : COUNT(judges->seen)));
    pattern_free(&judges->any);
    pattern_free(&judges->good);
}

static bool ends_a_field(char octet)
{
    return memchr(" \t\r\n()", octet, 6) != NULL;
}

/* Field number `index`, with a space or the edge before it, and something behind that ends it. */
static bool is_field(const char *data, size_t length, rptlint_span at, int index)
{
    int spaces = 0;

    for (size_t i = 0; i < at.offset; i++)
        spaces += data[i] == ' ';
    return spaces == index && (at.offset == 0 || data[at.offset - 1] == ' ') && at.offset + at.length < length &&
           ends_a_field(data[at.offset + at.length]);
}

static bool is_any_field(const char *data, size_t length, rptlint_span at)
{
    return is_field(data, length, at, 0) || is_field(data, length, at, 1) || is_field(data, length, at, 2);
}

static bool is_number(const char *data, rptlint_span at)
{
    unsigned value = 0;

    if (at.length < 1 || at.length > 3 || (data[at.offset] == '0' && at.length > 1))
        return false;
    for (size_t i = at.offset; i < at.offset + at.length; i++) {
        if (data[i] < '0' || data[i] > '9')
            return false;
        value = value * 10 + (unsigned)(data[i] - '0');
    }
    return value <= 255;
}

/* "[", white space, then a string or the end of the array: RFC 8259 section 5. */
static bool is_array(const char *data, size_t length)
{
    size_t at = 1;

    while (at < length && memchr(" \t\r\n", data[at], 4) != NULL)
        at++;
    return at < length && data[0] == '[' && (data[at] == '"' || data[at] == ']');
}

/* Is the fault there that is told, and is it the first one? */
static bool explains(const struct judges *judges, const char *data, size_t length, const struct checked_tlsa *tlsa)
{
    size_t at = tlsa->at.offset, end = at + tlsa->at.length;
    bool any = pattern_match(&judges->any, data, length) > 0;

    if (end > length)
        return false;
    switch (tlsa->fault) {
    case TLSA_JSON: return is_array(data, length) && at == 0 && end == length;
    case TLSA_PARENTHESES:
        return end == at + 1 && (data[at] == '(' || data[at] == ')') && pattern_fails_at(&judges->any, data, at);
    case TLSA_NUMBER: return is_any_field(data, length, tlsa->at) && !is_number(data, tlsa->at);
    case TLSA_RANGE:
        return is_any_field(data, length, tlsa->at) && is_number(data, tlsa->at) &&
               !pattern_begins(&judges->good, data, end + 1) &&
               (at == 0 || pattern_begins(&judges->good, data, at));
    case TLSA_HEX:
        return end == at + 1 && !any ? pattern_fails_at(&judges->any, data, at) && !ends_a_field(data[at])
                                     : any && end == length && tlsa->at.length % 2 == 1 && data[at - 1] == ' ';
    case TLSA_LENGTH: return any && end == length && tlsa->at.length % 2 == 0 && data[at - 1] == ' ';
    case TLSA_FIELDS:
        for (size_t i = at; i < end; i++)
            if (data[i] != ' ' && data[i] != '\t' && data[i] != '\r' && data[i] != '\n')
                return false;
        return at == end ? at == length : pattern_fails_at(&judges->any, data, at);
    case TLSA_GOOD: break;
    }
    return false;
}

static void compare(const char *data, size_t length, void *user)
{
    struct judges *judges = user;
    struct block block = block_of(data, length);
    struct checked_tlsa tlsa = check_tlsa(block.data, length);
    bool good = pattern_match(&judges->good, data, length) > 0;

    block_free(block);
    judges->seen[tlsa.fault]++;
    assert_true((tlsa.fault == TLSA_GOOD) == good ||
                complain(good ? "good, but refused" : "bad, but taken", data, length));
    assert_true(good || explains(judges, data, length, &tlsa) || complain("wrong fault or place", data, length));
}

static void short_texts(void **state)
{
    struct judges judges = judges_new();
    size_t less = small_run() ? 2 : 0;

    (void)state;
    each_string("", "01 a(", 8 - less * 2, compare, &judges);
    each_string("", "25 3", 9 - less * 2, compare, &judges);
    each_string("3 1 0 ", "aF0 g(\t", 6 - less, compare, &judges);
    each_string("3 1 255 0", "a9 )", 7 - less, compare, &judges);
    each_string("3 1 ", "12 g0", 6 - less, compare, &judges);
    each_string("[", "0 ]\"\n", 4, compare, &judges);
    conclude(&judges, "short texts");
}

static const char *const seeds[] = {
    "3 1 1 " H32, "0 0 1 " U32, "2 1 2 " H32 U32, "255 255 255 0aF1", "3 0 0 3082", "3 1 1 " N32, "3 1 2 " N64,
    "3 1 1 ( " H32 " )", "[\"3 1 1 " H32 "\"]",
};

static void every_octet_in_rdata(void **state)
{
    struct judges judges = judges_new();
    size_t count;
    const char *octets = test_octets(&count);

    (void)state;
    for (size_t i = 0; i < COUNT(seeds); i++)
        each_octet_change(seeds[i], strlen(seeds[i]), octets, count, compare, &judges);
    conclude(&judges, "every octet");
}

static void changed_rdata(void **state)
{
    static const char octets[] = "0123456789abcdefABCDEF0123255     ()\t\n[gG.\xC3"; /* and the NUL */
    struct judges judges = judges_new();
    uint64_t random = 6698;

    (void)state;
    for (size_t i = 0; i < (small_run() ? 10000 : 200000); i++) {
        const char *seed = seeds[random_below(&random, COUNT(seeds))];
        char text[MUTATED_MAX(TEXT_MAX, 3)];
        size_t length = mutant_of(&random, seed, strlen(seed), 3, octets, sizeof(octets), text);

        compare(text, length, &judges);
    }
    conclude(&judges, "changed RDATA");
}

/* All numbers in all three places; all lengths of data with every matching type. */
static void every_number_and_length(void **state)
{
    struct judges judges = judges_new();
    char text[TEXT_MAX], digits[140];

    (void)state;
    for (int place = 0; place < 3; place++)
        for (unsigned value = 0; value < 1100; value++)
            for (int width = 1; width <= 4; width++) {
                int length = snprintf(text, sizeof(text), "%.*s%0*u%s " H32, place * 2, "3 1 1", width, value,
                                      &" 1 1"[place * 2]);

                compare(text, (size_t)length, &judges);
            }
    memset(digits, 'c', sizeof(digits));
    for (int type = 0; type <= 256; type++)
        for (int count = 0; count < (int)sizeof(digits); count++) {
            int length = snprintf(text, sizeof(text), "3 1 %d %.*s", type, count, digits);

            compare(text, (size_t)length, &judges);
        }
    compare("[]", 2, &judges);
    compare("3 1 1 (", 7, &judges);
    conclude(&judges, "numbers and lengths");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rdata_by_hand),
        cmocka_unit_test(several_by_hand),
        cmocka_unit_test(digests_of_nothing),
        cmocka_unit_test(short_texts),
        cmocka_unit_test(every_octet_in_rdata),
        cmocka_unit_test(changed_rdata),
        cmocka_unit_test(every_number_and_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
