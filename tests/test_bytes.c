/* SPDX-License-Identifier: BSD-2-Clause */
/* Octet sets against the ABNF, runs and comparisons at every place, lines and columns, the rule table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/bytes.h"
#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- octet sets: each predicate is its ABNF, spelled out ---- */

static bool is_one_of(unsigned c, const char *octets)
{
    return c != 0 && c < 0x80 && strchr(octets, (int)c) != NULL;
}

static bool is_wsp(unsigned c)
{
    return c == 0x20 || c == 0x09;
}

static bool is_alpha(unsigned c)
{
    return (c >= 0x41 && c <= 0x5A) || (c >= 0x61 && c <= 0x7A);
}

static bool is_digit(unsigned c)
{
    return c >= 0x30 && c <= 0x39;
}

static bool is_hex(unsigned c)
{
    return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

static bool is_name(unsigned c)
{
    return is_alpha(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
}

static bool is_value(unsigned c)
{
    return (c >= 0x21 && c <= 0x3A) || c == 0x3C || (c >= 0x3E && c <= 0x7E);
}

static bool is_scheme(unsigned c)
{
    return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
}

static bool is_unreserved(unsigned c)
{
    return is_alpha(c) || is_digit(c) || is_one_of(c, "-._~");
}

static bool is_sub_delim(unsigned c)
{
    return is_one_of(c, "!$&'()*+,;=");
}

static bool is_uri(unsigned c)
{
    return (is_unreserved(c) || is_sub_delim(c) || is_one_of(c, ":@/?")) && !is_one_of(c, "!,;");
}

static bool is_userinfo(unsigned c)
{
    return is_unreserved(c) || is_sub_delim(c) || c == ':' || c == '%';
}

static bool is_atext(unsigned c)
{
    return is_alpha(c) || is_digit(c) || is_one_of(c, "!#$%&'*+-/=?^_`{|}~");
}

static bool is_ldh(unsigned c)
{
    return is_alpha(c) || is_digit(c) || c == '-';
}

static bool is_control(unsigned c)
{
    return (c <= 0x1F && c != 0x09) || c == 0x7F;
}

static bool is_high(unsigned c)
{
    return c >= 0x80;
}

static bool is_local(unsigned c)
{
    return c == '.' || (is_atext(c) && is_uri(c) && c != '/' && c != '?');
}

static const struct {
    unsigned set;
    const char *name;
    bool (*holds)(unsigned c);
} sets[] = {
    {BYTE_WSP, "WSP", is_wsp},
    {BYTE_ALPHA, "ALPHA", is_alpha},
    {BYTE_DIGIT, "DIGIT", is_digit},
    {BYTE_HEX, "HEX", is_hex},
    {BYTE_NAME, "NAME", is_name},
    {BYTE_VALUE, "VALUE", is_value},
    {BYTE_SCHEME, "SCHEME", is_scheme},
    {BYTE_URI, "URI", is_uri},
    {BYTE_USERINFO, "USERINFO", is_userinfo},
    {BYTE_ATEXT, "ATEXT", is_atext},
    {BYTE_LDH, "LDH", is_ldh},
    {BYTE_CONTROL, "CONTROL", is_control},
    {BYTE_HIGH, "HIGH", is_high},
    {BYTE_LOCAL, "LOCAL", is_local},
};

static void every_octet_is_in_its_sets(void **state)
{
    unsigned wrong = 0, known = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(sets); i++)
        known |= sets[i].set;
    for (unsigned c = 0; c < 256; c++) {
        for (size_t i = 0; i < COUNT(sets); i++) {
            bool found = byte_in((char)(unsigned char)c, sets[i].set);

            if (found == sets[i].holds(c))
                continue;
            print_message("0x%02X is %sin BYTE_%s\n", c, found ? "" : "not ", sets[i].name);
            wrong++;
        }
        assert_int_equal(byte_sets[c] & ~known, 0);
        assert_false(byte_in((char)(unsigned char)c, 0));
    }
    assert_int_equal(wrong, 0);
}

/* ---- runs: every place of every prefix of this text, each prefix in a block of its own ---- */

static const char text[] = " \tv=TLSRPTv1 ;; a1-._\x01\x7F\r\n\xC3\xA9\xFF"
                           "mAiLtO:x@[1::2]/%2C%zz,!\t ~\0\0 ;";

static size_t plain_run(const struct block *block, size_t from, unsigned wanted, bool in)
{
    for (; from < block->length; from++)
        if (((byte_sets[(unsigned char)block->data[from]] & wanted) != 0) != in)
            return from;
    return from;
}

static size_t plain_trim(const struct block *block, size_t from, unsigned wanted)
{
    size_t end = from;

    for (size_t i = from; i < block->length; i++)
        if ((byte_sets[(unsigned char)block->data[i]] & wanted) == 0)
            end = i + 1;
    return end;
}

static void check_runs(const struct block *block, size_t from, unsigned wanted)
{
    size_t end = block->length;

    assert_int_equal(run_of(block->data, from, end, wanted), plain_run(block, from, wanted, true));
    assert_int_equal(run_until(block->data, from, end, wanted), plain_run(block, from, wanted, false));
    assert_int_equal(trim_end(block->data, from, end, wanted), plain_trim(block, from, wanted));
}

static void check_find(const struct block *block, size_t from)
{
    for (unsigned c = 0; c < 256; c++) {
        size_t place = from;

        while (place < block->length && (unsigned char)block->data[place] != c)
            place++;
        assert_int_equal(find_byte(block->data, from, block->length, (char)(unsigned char)c), place);
    }
}

static void runs_end_where_they_should(void **state)
{
    (void)state;
    for (size_t end = 0; end < sizeof(text); end++) {
        struct block block = block_of(text, end);

        for (size_t from = 0; from <= end; from++) {
            for (size_t i = 0; i < COUNT(sets); i++)
                check_runs(&block, from, sets[i].set);
            check_runs(&block, from, BYTE_WSP | BYTE_CONTROL);
            check_runs(&block, from, BYTE_NAME | BYTE_URI | BYTE_HIGH);
            check_runs(&block, from, 0);
            check_runs(&block, from, 0xFFFF);
            if (!small_run() || end % 8 == 0)
                check_find(&block, from);
        }
        block_free(block);
    }
    assert_int_equal(find_byte(NULL, 0, 0, 'a'), 0);
}

/* ---- the two scans, around the 16 octets that are taken at once ---- */

static void check_scans(const struct block *block)
{
    for (size_t from = 0; from <= block->length; from++) {
        size_t delimiter = from, odd = from, name = from;

        while (delimiter < block->length && !is_wsp((unsigned char)block->data[delimiter]) &&
               block->data[delimiter] != ';')
            delimiter++;
        while (odd < block->length && is_uri((unsigned char)block->data[odd]))
            odd++;
        while (name < block->length && is_name((unsigned char)block->data[name]))
            name++;
        assert_int_equal(name_end(block->data, from, block->length), name);
        assert_int_equal(name_end_plain(block->data, from, block->length), name);
        assert_int_equal(find_delimiter(block->data, from, block->length), delimiter);
        assert_int_equal(find_delimiter_plain(block->data, from, block->length), delimiter);
        assert_int_equal(find_odd(block->data, from, block->length), odd);
        assert_int_equal(find_odd_plain(block->data, from, block->length), odd);
    }
}

/* One octet of interest, then a second one behind it, at every place of blocks of every length. */
static void scans_stop_at_every_place(void **state)
{
    static const char octets[] = "; \t%_!,~#\xFF";
    char filler[70];

    (void)state;
    memset(filler, 'a', sizeof(filler));
    for (size_t end = 0; end <= (small_run() ? 35 : sizeof(filler)); end++) {
        struct block block = block_of(filler, end);

        check_scans(&block);
        for (size_t at = 0; at < end; at++) {
            block.data[at] = octets[(at + end) % (sizeof(octets) - 1)];
            check_scans(&block);
            block.data[end - 1 - at / 2] = octets[at % (sizeof(octets) - 1)];
            check_scans(&block);
            block.data[at] = block.data[end - 1 - at / 2] = 'a';
        }
        block_free(block);
    }
}

static void scans_know_every_octet(void **state)
{
    struct block block = block_of("azAZ09-._~$&'()*+=:@/?a", 23);

    (void)state;
    for (unsigned c = 0; c < 256; c++)
        for (size_t at = 0; at < block.length; at++) {
            char before = block.data[at];

            block.data[at] = (char)(unsigned char)c;
            check_scans(&block);
            block.data[at] = before;
        }
    block_free(block);
}

/* ---- comparisons ---- */

static bool plain_same(char a, char b, bool nocase)
{
    unsigned x = (unsigned char)a, y = (unsigned char)b;

    return x == y || (nocase && is_alpha(x) && is_alpha(y) && (x | 0x20) == (y | 0x20));
}

static bool plain_starts(const struct block *block, size_t from, struct block literal, bool nocase)
{
    if (block->length - from < literal.length)
        return false;
    for (size_t i = 0; i < literal.length; i++)
        if (!plain_same(block->data[from + i], literal.data[i], nocase))
            return false;
    return true;
}

static bool same_bits(struct octet_bits a, struct octet_bits b)
{
    return a.host == b.host && a.dot == b.dot && a.hyphen == b.hyphen && a.sign == b.sign;
}

/* Every octet at every place of texts of every length, in blocks of their exact size. */
static void bits_are_those_of_the_octets(void **state)
{
    (void)state;
    for (size_t length = 0; length <= BITS_MAX; length++) {
        char *octets = malloc(length > 0 ? length : 1);

        assert_non_null(octets);
        memset(octets, 'a', length);
        for (size_t at = 0; at < length; at++) {
            for (unsigned c = 0; c < 256; c += getenv("RPTLINT_SMALL") != NULL ? 5 : 1) {
                uint64_t bit = UINT64_C(1) << at, all = (UINT64_C(1) << length) - 1;
                struct octet_bits bits, narrow, plain;

                octets[at] = (char)(unsigned char)c;
                bits = bits_of(octets, length);
                narrow = bits_of_narrow(octets, length);
                plain = bits_of_plain(octets, length);
                assert_true(same_bits(bits, plain) && same_bits(narrow, plain));
                assert_true(plain.host == (all & ~(is_ldh(c) || c == '.' ? 0 : bit)));
                assert_true(plain.dot == (c == '.' ? bit : 0));
                assert_true(plain.hyphen == (c == '-' ? bit : 0));
                assert_true(plain.sign == (c == '_' || c == '+' ? bit : 0));
            }
            octets[at] = 'a';
        }
        free(octets);
    }
    for (unsigned place = 0; place < 64; place++) {
        assert_int_equal(highest_bit(UINT64_C(1) << place), place);
        assert_int_equal(highest_bit((UINT64_C(2) << place) - 1), place);
        assert_int_equal(count_bits((UINT64_C(2) << place) - 1), place + 1);
    }
    assert_int_equal(count_bits(0), 0);
}

static void literals_match_at_every_place(void **state)
{
    static const char within[] = "v=TLSRPTv1V=tlsrptV1mailto:MAILTO:mAiLtO:xn--XN--\0\xC3\xE3@`[{";
    static const char *const literals[] = {"", "v", "v=TLSRPTv1", "mailto:", "MAILTO",
                                          "xn--", "@", "[", "\xC3"};

    (void)state;
    for (size_t i = 0; i < COUNT(literals); i++) {
        struct block literal = block_of(literals[i], strlen(literals[i]));

        for (size_t end = 0; end < sizeof(within); end++) {
            struct block block = block_of(within, end);

            for (size_t from = 0; from <= end; from++) {
                assert_int_equal(starts_with(block.data, from, end, literal.data, literal.length),
                                 plain_starts(&block, from, literal, false));
                assert_int_equal(starts_with_nocase(block.data, from, end, literal.data, literal.length),
                                 plain_starts(&block, from, literal, true));
            }
            block_free(block);
        }
        block_free(literal);
    }
    assert_true(STARTS("abc", 1, 3, "bc"));
    assert_false(STARTS("abc", 1, 3, "BC"));
    assert_true(STARTS_NOCASE("abc", 1, 3, "BC"));
    assert_false(STARTS_NOCASE("abc", 1, 2, "BC"));
}

static void case_is_that_of_ascii_letters_only(void **state)
{
    struct block a = block_of("xx", 2), b = block_of("xx", 2);

    (void)state;
    for (unsigned x = 0; x < 256; x++) {
        char c = (char)(unsigned char)x;

        assert_true(to_lower(c) == (x >= 'A' && x <= 'Z' ? (char)(unsigned char)(x + 32) : c));
        for (unsigned y = 0; y < 256; y++) {
            a.data[1] = c;
            b.data[1] = (char)(unsigned char)y;
            assert_int_equal(equal_nocase(a.data, b.data, 2), plain_same(a.data[1], b.data[1], true));
            assert_true(equal_nocase(a.data, b.data, 1));
        }
    }
    a.data[0] = 'y';
    assert_false(equal_nocase(a.data, b.data, 1));
    assert_true(equal_nocase(a.data, b.data, 0));
    block_free(a);
    block_free(b);
}

/* ---- percent-decoding ---- */

static int plain_hex(unsigned char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *found = c != 0 ? strchr(digits, c) : NULL;

    return found != NULL ? (int)((found - digits) % 16) : -1;
}

static void check_decoded(const struct block *block, size_t from)
{
    const unsigned char *at = (const unsigned char *)block->data + from;
    size_t place = from;
    char octet = next_decoded(block->data, &place, block->length);

    if (block->length - from >= 3 && at[0] == '%' && plain_hex(at[1]) >= 0 && plain_hex(at[2]) >= 0) {
        assert_int_equal((unsigned char)octet, plain_hex(at[1]) * 16 + plain_hex(at[2]));
        assert_int_equal(place, from + 3);
    } else {
        assert_int_equal((unsigned char)octet, at[0]);
        assert_int_equal(place, from + 1);
    }
}

static void triplets_decode(void **state)
{
    static const char encoded[] = "a%41%4%zZ%%2f%2F%00%fF\xFF%9%A%g0%0g%-1% 1%a";
    struct block triplet = block_of("%..", 3);

    (void)state;
    for (size_t end = 0; end < sizeof(encoded); end++) {
        struct block block = block_of(encoded, end);

        for (size_t from = 0; from < end; from++)
            check_decoded(&block, from);
        block_free(block);
    }
    for (unsigned high = 0; high < 256; high++)
        for (unsigned low = 0; low < 256; low++) {
            triplet.data[1] = (char)(unsigned char)high;
            triplet.data[2] = (char)(unsigned char)low;
            check_decoded(&triplet, 0);
        }
    block_free(triplet);
    for (unsigned c = 0; c < 256; c++)
        if (is_hex(c))
            assert_int_equal(hex_value((char)(unsigned char)c), plain_hex((unsigned char)c));
}

/* ---- lines and columns ---- */

static rptlint_location plain_locate(const char *data, size_t length, size_t offset)
{
    rptlint_location location = {.line = 1, .column = 1};
    size_t stop;

    if (offset > length)
        offset = length;
    for (size_t i = 0; i < offset; i++) {
        location.column++;
        if (data[i] == '\n') {
            location.line++;
            location.column = 1;
            location.text.offset = i + 1;
        }
    }
    for (stop = offset; stop < length && data[stop] != '\n'; stop++)
        continue;
    /* CR LF is one line end; the CR of one that was cut off counts as such, too. */
    if (stop > location.text.offset && data[stop - 1] == '\r')
        stop--;
    location.text.length = stop - location.text.offset;
    return location;
}

static bool same_location(rptlint_location a, rptlint_location b)
{
    return a.line == b.line && a.column == b.column && a.text.offset == b.text.offset &&
           a.text.length == b.text.length;
}

static void check_locate(const char *data, size_t length, void *user)
{
    struct block block = block_of(data, length);

    (void)user;
    for (size_t offset = 0; offset <= length + 2; offset++)
        assert_true(same_location(rptlint_locate(block.data, length, offset),
                                  plain_locate(data, length, offset)) ||
                    complain("located wrongly", data, length));
    block_free(block);
}

static const struct {
    const char *data;
    size_t offset;
    rptlint_location location;
} located[] = {
    {"", 0, {1, 1, {0, 0}}},
    {"", 9, {1, 1, {0, 0}}},
    {"abc", 0, {1, 1, {0, 3}}},
    {"abc", 2, {1, 3, {0, 3}}},
    {"abc", 3, {1, 4, {0, 3}}},
    {"abc", 4, {1, 4, {0, 3}}},
    {"abc", SIZE_MAX, {1, 4, {0, 3}}},
    {"abc\n", 3, {1, 4, {0, 3}}},
    {"abc\n", 4, {2, 1, {4, 0}}},
    {"abc\n", 5, {2, 1, {4, 0}}},
    {"abc\ndef", 4, {2, 1, {4, 3}}},
    {"abc\ndef\n", 6, {2, 3, {4, 3}}},
    {"abc\r\ndef\r\n", 2, {1, 3, {0, 3}}},
    {"abc\r\ndef\r\n", 3, {1, 4, {0, 3}}},
    {"abc\r\ndef\r\n", 4, {1, 5, {0, 3}}},
    {"abc\r\ndef\r\n", 5, {2, 1, {5, 3}}},
    {"abc\r\ndef\r\n", 10, {3, 1, {10, 0}}},
    {"abc\rdef", 5, {1, 6, {0, 7}}},
    {"\n\n\n", 0, {1, 1, {0, 0}}},
    {"\n\n\n", 2, {3, 1, {2, 0}}},
    {"\n\n\n", 3, {4, 1, {3, 0}}},
    {"\r\n", 0, {1, 1, {0, 0}}},
    {"\r\n", 1, {1, 2, {0, 0}}},
    {"\r\n", 2, {2, 1, {2, 0}}},
};

static void places_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(located); i++)
        assert_true(same_location(rptlint_locate(located[i].data, strlen(located[i].data), located[i].offset),
                                  located[i].location) ||
                    complain("located wrongly", located[i].data, strlen(located[i].data)));
    assert_true(same_location(rptlint_locate(NULL, 0, 3), located[0].location));
    each_string("", "a\n\r", small_run() ? 5 : 9, check_locate, NULL);
}

/* ---- the rule table ---- */

static const rptlint_rule *find(const char *name, size_t length)
{
    struct block block = block_of(name, length);
    const rptlint_rule *rule = rptlint_rule_find(block.data, length);

    block_free(block);
    return rule;
}

static void check_found(const rptlint_rule *rule, const char *name)
{
    char upper[64], mixed[64];
    size_t length = strlen(name);

    assert_true(length > 0 && length < sizeof(upper));
    for (size_t i = 0; i < length; i++) {
        upper[i] = is_alpha((unsigned char)name[i]) ? (char)(name[i] & ~0x20) : name[i];
        mixed[i] = is_alpha((unsigned char)name[i]) && i % 2 == 0 ? (char)(name[i] ^ 0x20) : name[i];
    }
    assert_ptr_equal(find(name, length), rule);
    assert_ptr_equal(find(upper, length), rule);
    assert_ptr_equal(find(mixed, length), rule);
    for (size_t cut = 0; cut < length; cut++)
        assert_ptr_not_equal(find(name, cut), rule);
    upper[length] = '\0';
    assert_ptr_not_equal(find(upper, length + 1), rule);
    for (size_t i = 0; i < length; i++) {
        mixed[i] ^= 0x40;
        assert_ptr_not_equal(find(mixed, length), rule);
        mixed[i] ^= 0x40;
    }
}

/* The catalogue gives these the name of a rule before them: to the library the name stands for the first of the two. */
static bool is_twin(const rptlint_rule *rule)
{
    static const char *const twins[] = {"D503", "D506", "D507", "J605"};

    for (size_t i = 0; i < COUNT(twins); i++)
        if (strcmp(rule->id, twins[i]) == 0)
            return true;
    return false;
}

static void rules_are_found_by_id_and_slug(void **state)
{
    (void)state;
    assert_true(rptlint_rule_count() > 50);
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        check_found(rptlint_rule_at(i), rptlint_rule_at(i)->id);
        if (!is_twin(rptlint_rule_at(i)))
            check_found(rptlint_rule_at(i), rptlint_rule_at(i)->slug);
    }
    assert_null(rptlint_rule_at(rptlint_rule_count()));
    assert_null(rptlint_rule_at(SIZE_MAX));
    assert_null(rptlint_rule_find(NULL, 0));
    assert_null(rptlint_rule_find("", 0));
    assert_null(rptlint_rule_find("R000", 4));
    assert_null(rptlint_rule_find("R120 ", 5));
    assert_null(rptlint_rule_find("rua", 3));
    assert_string_equal(rptlint_rule_find("r120x", 4)->id, "R120");
    assert_string_equal(rptlint_rule_find("RUA-missing", 11)->id, "R120");
}

/* Ids are a letter and three digits, ascending from one to the next of a letter, whose rules stand together. */
static void rules_are_in_order(void **state)
{
    static const char letters[] = "RUTZDJSXEH";

    (void)state;
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        const char *id = rptlint_rule_at(i)->id;

        assert_int_equal(strlen(id), 4);
        assert_int_equal(strspn(id + 1, "0123456789"), 3);
        assert_non_null(strchr(letters, id[0]));
        if (i > 0 && rptlint_rule_at(i - 1)->id[0] == id[0])
            assert_true(strcmp(rptlint_rule_at(i - 1)->id, id) < 0);
        else if (i > 0)
            assert_ptr_equal(strchr(letters, rptlint_rule_at(i - 1)->id[0]) + 1, strchr(letters, id[0]));
        assert_int_equal(id[1], "1234567891"[strchr(letters, id[0]) - letters]);
    }
}

/* Visible ASCII and single spaces, none at an edge. */
static bool is_clean(const char *words)
{
    size_t length = strlen(words);

    if (length == 0 || words[0] == ' ' || words[length - 1] == ' ' || strstr(words, "  ") != NULL)
        return false;
    for (size_t i = 0; i < length; i++)
        if (words[i] < 0x20 || words[i] == 0x7F)
            return false;
    return true;
}

/* "3", "3.2.1", "A.2": parts of digits or one letter, with dots between. */
static bool is_section(const char *section)
{
    bool dot = true;

    for (; *section != '\0'; section++) {
        if (*section == '.' ? dot : !is_digit((unsigned char)*section) && (*section < 'A' || *section > 'Z'))
            return false;
        dot = *section == '.';
    }
    return !dot;
}

static void every_rule_says_all_it_should(void **state)
{
    (void)state;
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        const rptlint_rule *rule = rptlint_rule_at(i);

        if (!is_clean(rule->message) || !is_clean(rule->why) || !is_clean(rule->hint) ||
            !is_clean(rule->slug))
            fail_msg("%s: an empty text, or odd octets in one", rule->id);
        if (strchr(".!?", rule->message[strlen(rule->message) - 1]) != NULL)
            fail_msg("%s: the message ends in a full stop", rule->id);
        if (rule->why[strlen(rule->why) - 1] != '.')
            fail_msg("%s: the reason is no sentence", rule->id);
        if (strspn(rule->slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(rule->slug))
            fail_msg("%s: the slug has odd octets", rule->id);
        assert_true(rule->severity >= RPTLINT_NOTE && rule->severity <= RPTLINT_ERROR);
        assert_true(rule->rfc >= 1000 && rule->rfc <= 9999);
        assert_true(is_section(rule->section));
        assert_non_null(rule->bad);
        assert_non_null(rule->good);
        assert_true(rule->bad[0] == '\0' || strcmp(rule->bad, rule->good) != 0);
        for (size_t k = 0; k < i; k++) {
            if (!is_twin(rule))
                assert_string_not_equal(rule->slug, rptlint_rule_at(k)->slug);
            assert_string_not_equal(rule->message, rptlint_rule_at(k)->message);
        }
    }
}

/* ---- names ---- */

static void names_are_told(void **state)
{
    (void)state;
    assert_string_equal(rptlint_severity_name(RPTLINT_NOTE), "note");
    assert_string_equal(rptlint_severity_name(RPTLINT_WARNING), "warning");
    assert_string_equal(rptlint_severity_name(RPTLINT_ERROR), "error");
    assert_string_equal(rptlint_severity_name((rptlint_severity)0), "unknown");
    assert_string_equal(rptlint_severity_name((rptlint_severity)4), "unknown");
    assert_string_equal(rptlint_selected_name(RPTLINT_SELECTED_NO), "no");
    assert_string_equal(rptlint_selected_name(RPTLINT_SELECTED_ONLY_ALONE), "only-alone");
    assert_string_equal(rptlint_selected_name(RPTLINT_SELECTED_YES), "yes");
    assert_string_equal(rptlint_selected_name((rptlint_selected)3), "unknown");
    assert_string_equal(rptlint_version(), RPTLINT_VERSION);
    for (unsigned i = RPTLINT_OK; i <= RPTLINT_REFUSED; i++) {
        const char *phrase = rptlint_status_text((rptlint_status)i);

        assert_true(is_clean(phrase));
        assert_string_not_equal(phrase, "unknown status");
        for (unsigned k = RPTLINT_OK; k < i; k++)
            assert_string_not_equal(phrase, rptlint_status_text((rptlint_status)k));
    }
    assert_string_equal(rptlint_status_text((rptlint_status)(RPTLINT_REFUSED + 1)), "unknown status");
    assert_string_equal(rptlint_status_text((rptlint_status)-1), "unknown status");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_octet_is_in_its_sets),
        cmocka_unit_test(runs_end_where_they_should),
        cmocka_unit_test(scans_stop_at_every_place),
        cmocka_unit_test(scans_know_every_octet),
        cmocka_unit_test(bits_are_those_of_the_octets),
        cmocka_unit_test(literals_match_at_every_place),
        cmocka_unit_test(case_is_that_of_ascii_letters_only),
        cmocka_unit_test(triplets_decode),
        cmocka_unit_test(places_are_found),
        cmocka_unit_test(rules_are_found_by_id_and_slug),
        cmocka_unit_test(rules_are_in_order),
        cmocka_unit_test(every_rule_says_all_it_should),
        cmocka_unit_test(names_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
