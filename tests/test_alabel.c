/* SPDX-License-Identifier: BSD-2-Clause */
/* A-labels: against an encoder written from RFC 3492, by hand, and against libidn2 where it is there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <dlfcn.h>

#include "core/field.h"
#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { TEXT_MAX = 512 };

static bool is_good(const char *label, size_t length)
{
    struct block block = block_of(label, length);
    bool good = is_a_label(block.data, length);

    block_free(block);
    return good;
}

/* ---- by hand ---- */

static const struct {
    const char *label;
    bool good;
} labels[] = {
    {"xn--bcher-kva", true},
    {"XN--BCHER-KVA", true},
    {"Xn--Bcher-Kva", true},
    {"xn--tda", true},
    {"xn--6a", true},  /* U+00A0: DISALLOWED by IDNA, which is not asked here */
    {"xn--9a", true},
    {"xn--4gbrim", true},
    {"xn--fiqs8s", true},
    {"xn--p1ai", true},
    {"xn--wgbh1c", true},
    {"xn--vermgensberatung-pwb", true},
    {"xn--ls8h", true},
    {"xn--zzzzzzz", true},
    {"xn--a-b-c-ova", true},
    {"xn---abc-3ra", true}, /* begins with a hyphen when decoded: IDNA, again */
    /* no "xn--", or nothing behind it */
    {"", false},
    {"x", false},
    {"xn-", false},
    {"xn--", false},
    {"bcher-kva", false},
    {"xn-bcher-kva", false},
    {"yn--bcher-kva", false},
    /* nothing but basic code points: never produced, for the label would have stayed as it was */
    {"xn--a-", false},
    {"xn--abc-", false},
    {"xn--example-", false},
    /* a delimiter with nothing before it is never produced */
    {"xn---", false},
    {"xn---tda", false},
    {"xn----", false},
    /* C1 controls */
    {"xn--a", false},
    {"xn--0a", false},
    /* a number that ends too early */
    {"xn--bcher-kv", false},
    {"xn--9", false},
    {"xn--99", false},
    /* code points beyond Unicode, then numbers beyond 32 bits: at once, and by the last digit */
    {"xn--99999a", false},
    {"xn--9999999a", false},
    {"xn--99999999a", false},
    {"xn--999999999a", false},
    {"xn--9999999999a", false},
    {"xn--a-9999999999a", false},
    {"xn--tda99999999a", false},
    {"xn--99999999", false},
    {"xn--999999999999999999999999999999", false},
    {"xn--a-99999999", false},
    /* octets that are no digits */
    {"xn--b_cher-k_a", false},
    {"xn--bcher-k.a", false},
    {"xn--bcher-k a", false},
    {"xn--bcher-k\xC3\xBC", false},
    {"xn--bcher-kv@", false},
    {"xn--bcher-kv[", false},
    {"xn--bcher-kv`", false},
    {"xn--bcher-kv{", false},
    {"xn--bcher-kv/", false},
    {"xn--bcher-kv:", false},
};

static void labels_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(labels); i++)
        assert_true(is_good(labels[i].label, strlen(labels[i].label)) == labels[i].good ||
                    complain("wrong answer", labels[i].label, strlen(labels[i].label)));
    assert_false(is_good("xn--bcher-kva\0", 14));
    assert_false(is_good("xn--bcher-\0kva", 14));
}

/* ---- RFC 3492 section 6.3: the encoder, as its pseudocode has it ---- */

static uint32_t adapt(uint32_t delta, uint32_t points, bool first)
{
    uint32_t k = 0;

    delta = first ? delta / 700 : delta / 2;
    delta += delta / points;
    while (delta > 455) {
        delta /= 35;
        k += 36;
    }
    return k + 36 * delta / (delta + 38);
}

static size_t put_number(char *text, size_t length, uint32_t q, uint32_t bias)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";

    for (uint32_t k = 36;; k += 36) {
        uint32_t t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;

        if (q < t) {
            text[length++] = digits[q];
            return length;
        }
        text[length++] = digits[t + (q - t) % (36 - t)];
        q = (q - t) / (36 - t);
    }
}

/* The least code point not below `n`. */
static uint32_t least(const uint32_t *points, size_t count, uint32_t n)
{
    uint32_t found = UINT32_MAX;

    for (size_t i = 0; i < count; i++)
        if (points[i] >= n && points[i] < found)
            found = points[i];
    return found;
}

/* "xn--" and the Punycode of up to 20 code points, at least one of them not basic.  Returns the length. */
static size_t encode(const uint32_t *points, size_t count, char *text)
{
    uint32_t n = 128, delta = 0, bias = 72, handled = 0, basic;
    size_t length = 4;

    memcpy(text, "xn--", 4);
    for (size_t i = 0; i < count; i++)
        if (points[i] < 128) {
            text[length++] = (char)points[i];
            handled++;
        }
    basic = handled;
    if (basic > 0)
        text[length++] = '-';
    for (; handled < count; delta++, n++) {
        uint32_t next = least(points, count, n);

        delta += (next - n) * (handled + 1);
        n = next;
        for (size_t i = 0; i < count; i++) {
            delta += points[i] < n;
            if (points[i] != n)
                continue;
            length = put_number(text, length, delta, bias);
            bias = adapt(delta, handled + 1, handled == basic);
            delta = 0;
            handled++;
        }
    }
    return length;
}

/* What no U-label has, whatever its context: is_a_label looks no further than this. */
static bool is_allowed(uint32_t point)
{
    return point < 0x80 || (point >= 0xA0 && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF));
}

static void the_limits_of_code_points(void **state)
{
    static const uint32_t edges[] = {0x80,   0x81,   0x9E,   0x9F,    0xA0,     0xA1,     0xFF,     0x100,
                                     0x7FF,  0x800,  0xD7FE, 0xD7FF,  0xD800,   0xD801,   0xDBFF,   0xDC00,
                                     0xDFFE, 0xDFFF, 0xE000, 0xE001,  0xFFFD,   0xFFFF,   0x10000,  0x1F4A9,
                                     0xFFFFF, 0x100000, 0x10FFFE, 0x10FFFF, 0x110000, 0x110001, 0x7FFFFFF};

    (void)state;
    for (size_t i = 0; i < COUNT(edges); i++)
        for (unsigned shape = 0; shape < 8; shape++) {
            uint32_t points[3] = {shape & 1 ? 'a' : edges[i], shape & 2 ? 0xFC : 'b', edges[i]};
            size_t count = shape & 4 ? 3 : 1;
            char text[TEXT_MAX];
            size_t length;

            if (count == 1)
                points[0] = edges[i];
            length = encode(points, count, text);
            assert_true(is_good(text, length) == is_allowed(edges[i]) ||
                        complain("a code point at the edge", text, length));
        }
}

/* A code point: basic, of one of the lower scripts, of the BMP, or any at all (and a little beyond). */
static uint32_t random_point(uint64_t *random)
{
    static const char basic[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

    switch (random_below(random, 6)) {
    case 0:
    case 1: return (unsigned char)basic[random_below(random, sizeof(basic) - 1)];
    case 2: return (uint32_t)(0xA0 + random_below(random, 0x500));
    case 3: return (uint32_t)(0x4E00 + random_below(random, 0x300));
    case 4: return (uint32_t)(0x80 + random_below(random, 0xFF80));
    default: return (uint32_t)(0x80 + random_below(random, 0x111000));
    }
}

static void what_is_encoded_is_good(void **state)
{
    uint64_t random = 3492;
    size_t good = 0, bad = 0, longer = 0;

    (void)state;
    for (size_t i = 0; i < (small_run() ? 5000 : 300000); i++) {
        uint32_t points[20];
        size_t count = 1 + random_below(&random, COUNT(points)), length;
        bool allowed = true, basic = true;
        char text[TEXT_MAX];

        for (size_t k = 0; k < count; k++) {
            points[k] = random_point(&random);
            basic &= points[k] < 0x80;
            allowed &= is_allowed(points[k]);
        }
        if (basic)
            points[0] = 0xFC;
        length = encode(points, count, text);
        assert_true(is_good(text, length) == (allowed && length <= 63) ||
                    complain(allowed ? "refused" : "not allowed, but taken", text, length));
        good += allowed && length <= 63;
        bad += !allowed;
        longer += length > 63;
    }
    print_message("%zu good, %zu bad, %zu too long\n", good, bad, longer);
    assert_true(good > 0 && bad > 0 && longer > 0);
}

/* Every label of 63 and 64 octets that is "xn--", some "a", and U+00FC. */
static void labels_end_at_63_octets(void **state)
{
    (void)state;
    for (size_t count = 1; count < 60; count++) {
        uint32_t points[60];
        char text[TEXT_MAX];
        size_t length;

        for (size_t i = 0; i < count; i++)
            points[i] = 'a';
        points[count] = 0xFC;
        length = encode(points, count + 1, text);
        assert_true(is_good(text, length) == (length <= 63) || complain("at the limit", text, length));
        for (size_t i = 0; i <= count + 5; i++) /* as far as the delimiter: "xn--", `count` octets, "-" */
            assert_false(is_good(text, i));
    }
}

/* ---- libidn2 ---- */

enum { IDN2_OK = 0, IDN2_NFC_INPUT = 1, IDN2_NONTRANSITIONAL = 8 };

static struct {
    void *library;
    int (*lookup)(const uint8_t *from, uint8_t **to, int flags);
    void (*release)(void *memory);
    /* Exported, but not documented: may be missing. */
    int (*decode)(size_t length, const char *input, size_t *count, uint32_t *output);
} idn2;

/* A function is no object pointer in ISO C: POSIX says that the copy works. */
#define FIND(member, name)                                       \
    do {                                                         \
        void *symbol = dlsym(idn2.library, name);                \
                                                                 \
        memcpy(&idn2.member, &symbol, sizeof(symbol));           \
    } while (0)

static int open_library(void **state)
{
    (void)state;
    idn2.library = dlopen("libidn2.so.0", RTLD_NOW | RTLD_LOCAL);
    if (idn2.library == NULL)
        return 0;
    FIND(lookup, "idn2_lookup_u8");
    FIND(release, "idn2_free");
    FIND(decode, "_idn2_punycode_decode");
    return 0;
}

static int close_library(void **state)
{
    (void)state;
    if (idn2.library != NULL)
        dlclose(idn2.library);
    return 0;
}

/* An A-label (or a U-label) as libidn2 would look it up: checked in full.  False when it refuses. */
static bool look_up(const char *label, char *found)
{
    uint8_t *result = NULL;

    if (idn2.lookup((const uint8_t *)label, &result, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
        return false;
    snprintf(found, TEXT_MAX, "%s", (const char *)result);
    idn2.release(result);
    return true;
}

static const char *const u_labels[] = {
    "bücher", "straße", "ångström", "æøå", "naïve-café", "żółć", "příliš", "árvíztűrő", "şişli", "œuvre",
    "ðþ", "ñandú", "ĉiuĵaŭde", "việtnam", "ơi", "ɓaƙo", "ελληνικά", "βόλος", "россия", "київ", "беларусь",
    "ћирилица", "қазақ", "монгол", "հայաստան", "საქართველო", "ישראל", "مصر", "السعودية", "پاکستان", "ایران",
    "سورية", "ߒߞߏ", "ሰላም", "भारत", "नेपाल", "বাংলা", "ਭਾਰਤ", "ભારત", "ଭାରତ", "இந்தியா", "భారత్", "ಭಾರತ",
    "ഭാരതം", "ලංකා", "ไทย", "ລາວ", "မြန်မာ", "ខ្មែរ", "བོད", "ᏣᎳᎩ", "ᐃᓄᒃᑎᑐᑦ", "中国", "中國", "香港", "日本",
    "にほん", "ニッポン", "한국", "대한민국", "台灣", "新加坡", "例え-テスト", "a中", "中a", "𐌰𐌱𐌲", "𠮷野家",
};

static void u_labels_make_good_a_labels(void **state)
{
    size_t converted = 0;

    (void)state;
    if (idn2.library == NULL || idn2.lookup == NULL || idn2.release == NULL) {
        print_message("libidn2 is missing: nothing to compare with\n");
        skip();
    }
    for (size_t i = 0; i < COUNT(u_labels); i++) {
        char label[TEXT_MAX];

        if (!look_up(u_labels[i], label)) { /* letters that its Unicode has not, or maps away */
            print_message("libidn2 refuses %s\n", u_labels[i]);
            continue;
        }
        if (strncmp(label, "xn--", 4) != 0)
            continue;
        assert_true(is_good(label, strlen(label)) || complain(u_labels[i], label, strlen(label)));
        converted++;
    }
    print_message("%zu of %zu labels\n", converted, COUNT(u_labels));
    assert_true(converted >= 60);
}

/* Does libidn2's Punycode decode the label, to code points that some U-label has? */
static bool decodes(const char *label, size_t length)
{
    uint32_t points[TEXT_MAX];
    size_t count = COUNT(points);
    bool basic = true;

    if (length > 63 || idn2.decode(length - 4, label + 4, &count, points) != IDN2_OK)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!is_allowed(points[i]))
            return false;
        basic &= points[i] < 0x80;
    }
    return !basic;
}

/*
 * What libidn2 looks up must be good here.  The other way round it need not be: a sender looks the name up
 * as it stands, so is_a_label decodes just far enough to tell noise from a name, and leaves these to IDNA:
 * code points that are DISALLOWED or not assigned, CONTEXTJ and CONTEXTO, the Bidi rule, a combining mark
 * at the front, labels not in NFC, hyphens at the edges or in places 3 and 4 of the U-label, and Punycode
 * that does not come out the same when encoded again (upper case among its basic code points).
 * What libidn2's own Punycode decodes is the same both ways, but for those code points that is_allowed()
 * refuses and for labels without any code point that is not basic.
 */
static void compare_with_library(const char *label, size_t length, size_t *good, size_t *unlike)
{
    char text[TEXT_MAX], found[TEXT_MAX];
    bool ours = is_good(label, length), theirs;

    snprintf(text, sizeof(text), "%.*s", (int)length, label);
    theirs = length > 4 && look_up(text, found) && strncmp(found, "xn--", 4) == 0;
    assert_true(ours || !theirs || complain("libidn2 takes it", label, length));
    if (idn2.decode != NULL && length > 4)
        assert_true(ours == decodes(label, length) || complain("libidn2 decodes otherwise", label, length));
    *good += ours && theirs;
    *unlike += ours && !theirs;
}

static void changed_a_labels_compare_with_libidn2(void **state)
{
    static const char octets[] = "abcdefghijklmnopqrstuvwxyz0123456789--AZ";
    uint64_t random = 5890;
    size_t good = 0, unlike = 0;

    (void)state;
    if (idn2.library == NULL || idn2.lookup == NULL || idn2.release == NULL) {
        print_message("libidn2 is missing: nothing to compare with\n");
        skip();
    }
    for (size_t i = 0; i < (small_run() ? 3000 : 100000); i++) {
        char label[TEXT_MAX];
        size_t length;

        if (!look_up(u_labels[random_below(&random, COUNT(u_labels))], label) ||
            strncmp(label, "xn--", 4) != 0)
            continue;
        length = strlen(label);
        for (size_t edits = random_below(&random, 4); edits > 0; edits--)
            length = 4 + mutate(&random, label + 4, length - 4, octets, sizeof(octets) - 1);
        compare_with_library(label, length, &good, &unlike);
    }
    print_message("%zu good in both, %zu here only\n", good, unlike);
    assert_true(good > 0 && unlike > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_by_hand),
        cmocka_unit_test(the_limits_of_code_points),
        cmocka_unit_test(what_is_encoded_is_good),
        cmocka_unit_test(labels_end_at_63_octets),
        cmocka_unit_test(u_labels_make_good_a_labels),
        cmocka_unit_test(changed_a_labels_compare_with_libidn2),
    };

    return cmocka_run_group_tests(tests, open_library, close_library);
}
