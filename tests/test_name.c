/* SPDX-License-Identifier: BSD-2-Clause */
/* Names, TTLs, types, roles and suppressions: by hand, and against ldns for all short texts. */
#include "support.h"

#include "core/bytes.h"
#include "core/zone_words.h"
#include "dns/ldns.h"
#include "dns/owner.h"
#include "dns/remark.h"
#include "dns/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct ldns_calls *ldns;

static int load_ldns(void **state)
{
    (void)state;
    ldns = ldns_load();
    return ldns == NULL;
}

static struct name name_of(const char *text)
{
    struct name name;

    if (name_read(&name, text, strlen(text), NULL) != NAME_OK)
        fail_msg("%s is no name", text);
    return name;
}

/* From a block of its exact size. */
static enum name_status read_block(struct name *name, const char *text, size_t length, const struct name *origin)
{
    struct block block = block_of(text, length);
    enum name_status status = name_read(name, block.data, length, origin);

    block_free(block);
    return status;
}

/* ---- by hand ---- */

static const struct {
    const char *text;
    const char *wire; /* NULL: no name */
    size_t length;
    bool absolute;
    enum name_status status;
} names[] = {
#define NAME(text, wire, absolute) {text, wire, sizeof(wire) - 1, absolute, NAME_OK}
    NAME(".", "\0", true),
    NAME("@", "", false),
    NAME("a", "\1a", false),
    NAME("a.", "\1a\0", true),
    NAME("A.bC.", "\1a\2bc\0", true),
    NAME("_smtp._tls", "\5_smtp\4_tls", false),
    NAME("*", "\1*", false),
    NAME("a@", "\2a@", false),
    NAME("@.", "\1@\0", true),
    NAME("\\@", "\1@", false),
    NAME("a\\.b", "\3a.b", false),
    NAME("a\\.", "\2a.", false),
    NAME("a\\\\.", "\2a\\\0", true),
    NAME("\\097\\065", "\2aa", false), /* letters are letters, however they are written */
    NAME("\\000\\255", "\2\0\xFF", false),
    NAME("\\0460", "\2.0", false),
    NAME("a b", "\3a b", false),
    NAME("\xC3\x84", "\2\xC3\x84", false),
#undef NAME
    {"", NULL, 0, false, NAME_EMPTY_LABEL},
    {"..", NULL, 0, false, NAME_EMPTY_LABEL},
    {".a", NULL, 0, false, NAME_EMPTY_LABEL},
    {"a..", NULL, 0, false, NAME_EMPTY_LABEL},
    {"a..b", NULL, 0, false, NAME_EMPTY_LABEL},
    {"\\", NULL, 0, false, NAME_BAD_ESCAPE},
    {"a\\", NULL, 0, false, NAME_BAD_ESCAPE},
    {"\\0", NULL, 0, false, NAME_BAD_ESCAPE},
    {"\\00", NULL, 0, false, NAME_BAD_ESCAPE},
    {"\\00a", NULL, 0, false, NAME_BAD_ESCAPE},
    {"\\0.0", NULL, 0, false, NAME_BAD_ESCAPE},
    {"\\256", NULL, 0, false, NAME_BAD_ESCAPE},
    {"\\999", NULL, 0, false, NAME_BAD_ESCAPE},
};

static void names_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct name name;
        enum name_status status = read_block(&name, names[i].text, strlen(names[i].text), NULL);

        if (status != names[i].status)
            fail_msg("%s: status %d, %d wanted", names[i].text, (int)status, (int)names[i].status);
        if (status != NAME_OK)
            continue;
        assert_int_equal(name.length, names[i].length);
        assert_memory_equal(name.octets, names[i].wire, names[i].length);
        assert_true(name.absolute == names[i].absolute);
    }
}

/* RFC 1035 section 5.1: "@" is the origin, and a relative name stands before it; the name may be the origin itself. */
static void names_stand_before_the_origin(void **state)
{
    struct name origin = name_of("Example."), relative = name_of("sub"), name;

    (void)state;
    assert_int_equal(name_read(&name, "a", 1, &origin), NAME_OK);
    assert_int_equal(name.length, 11);
    assert_memory_equal(name.octets, "\1a\7example", 11);
    assert_true(name.absolute);
    assert_int_equal(name_read(&name, "@", 1, &origin), NAME_OK);
    assert_true(name_equal(&name, &origin) && name.absolute);
    assert_int_equal(name_read(&name, "a.", 2, &origin), NAME_OK);
    assert_int_equal(name.length, 3);
    assert_int_equal(name_read(&name, "a", 1, &relative), NAME_OK);
    assert_int_equal(name.length, 6);
    assert_false(name.absolute);
    assert_int_equal(name_read(&name, "", 0, &origin), NAME_EMPTY_LABEL);
    assert_int_equal(name_read(&origin, "b", 1, &origin), NAME_OK);
    assert_int_equal(origin.length, 11);
    assert_memory_equal(origin.octets, "\1b\7example", 11);
}

/* `count` labels of `octets` each, and a last one. */
static size_t put_labels(char *text, size_t count, size_t octets, size_t last)
{
    size_t length = 0;

    for (size_t i = 0; i < count; i++) {
        memset(text + length, 'a', octets);
        text[length + octets] = '.';
        length += octets + 1;
    }
    memset(text + length, 'b', last);
    return length + last;
}

/* RFC 1035 section 2.3.4: labels of 63 octets, names of 255 with their length octets and the root. */
static void limits_are_kept(void **state)
{
    struct name origin = name_of("a."), name;
    char text[300];

    (void)state;
    assert_int_equal(read_block(&name, text, put_labels(text, 0, 0, 63), NULL), NAME_OK);
    assert_int_equal(name.length, 64);
    assert_int_equal(read_block(&name, text, put_labels(text, 0, 0, 64), NULL), NAME_TOO_LONG);
    assert_int_equal(read_block(&name, text, put_labels(text, 1, 64, 1), NULL), NAME_TOO_LONG);
    /* 3 * 64 + 62: the root makes it 255 */
    put_labels(text, 3, 63, 61);
    text[3 * 64 + 61] = '.';
    assert_int_equal(read_block(&name, text, 3 * 64 + 62, NULL), NAME_OK);
    assert_int_equal(name.length, 255);
    put_labels(text, 3, 63, 62);
    text[3 * 64 + 62] = '.';
    assert_int_equal(read_block(&name, text, 3 * 64 + 63, NULL), NAME_TOO_LONG);
    /* relative: the origin has three octets */
    assert_int_equal(read_block(&name, text, put_labels(text, 3, 63, 59), &origin), NAME_OK);
    assert_int_equal(name.length, 255);
    assert_int_equal(read_block(&name, text, put_labels(text, 3, 63, 60), &origin), NAME_TOO_LONG);
    /* relative to what nobody knows: 255 octets without a root, and no more */
    assert_int_equal(read_block(&name, text, put_labels(text, 3, 63, 62), NULL), NAME_OK);
    assert_int_equal(name.length, 255);
    assert_int_equal(read_block(&name, text, put_labels(text, 3, 63, 63), NULL), NAME_TOO_LONG);
    assert_int_equal(read_block(&name, text, put_labels(text, 127, 1, 0), NULL), NAME_OK);
    assert_int_equal(name_labels(&name), 127);
    assert_int_equal(name.length, 255);
    assert_int_equal(read_block(&name, text, put_labels(text, 128, 1, 0), NULL), NAME_TOO_LONG);
}

/* 255 octets that are all written as \DDD have room for their text. */
static void the_longest_text_has_room(void **state)
{
    struct name name = {.length = 0};
    char text[NAME_TEXT];

    (void)state;
    while (name.length < 192) {
        name.octets[name.length] = 63;
        memset(name.octets + name.length + 1, 0xFF, 63);
        name.length = (uint8_t)(name.length + 64);
    }
    name.octets[192] = 61;
    memset(name.octets + 193, 0xFF, 61);
    name.octets[254] = 0;
    name.length = 255;
    name.absolute = true;
    assert_int_equal(name_write(&name, text), (3 * 63 + 61) * 4 + 4);
    assert_int_equal(strlen(text), (3 * 63 + 61) * 4 + 4);
}

/* ---- against ldns, and back ---- */

enum answer { BOTH_READ, BOTH_REFUSE, ANSWERS };

/* What ldns takes for the same name: always absolute, letters as they are. */
static bool is_same(const ldns_rdf *theirs, const struct name *ours)
{
    const char *wire = theirs->_data;
    size_t length = ours->length + (ours->absolute ? 0U : 1U);

    return theirs->_size == length && wire[length - 1] == 0 &&
           equal_nocase(wire, (const char *)ours->octets, ours->length);
}

/* Both write what both read again as the same name. */
static bool round_trips(const ldns_rdf *theirs, const struct name *ours)
{
    char text[NAME_TEXT], *their_text = ldns->ldns_rdf2str(theirs);
    struct name again = {.length = 0}, absolute = *ours;
    size_t length = name_write(ours, text);
    ldns_rdf *read = ldns->ldns_dname_new_frm_str(text);
    bool good = strlen(text) == length && name_read(&again, text, length, NULL) == NAME_OK &&
                name_equal(&again, ours) && again.absolute == ours->absolute && read != NULL && is_same(read, ours);

    if (!ours->absolute)
        absolute.octets[absolute.length++] = 0;
    good = good && their_text != NULL && name_read(&again, their_text, strlen(their_text), NULL) == NAME_OK &&
           name_equal(&again, &absolute) && again.absolute;
    ldns->ldns_rdf_deep_free(read);
    free(their_text);
    return good;
}

/* With an origin of three octets the name is what ldns reads, and the origin behind it, as long as that has room. */
static bool stands_before_origin(const char *text, size_t length, const struct name *without)
{
    struct name origin = {.length = 3, .absolute = true, .octets = "\1z"}, name, wanted = *without;
    enum name_status status = read_block(&name, text, length, &origin);

    if (without->absolute)
        return status == NAME_OK && name_equal(&name, without) && name.absolute;
    if (without->length > NAME_OCTETS - 3)
        return status == NAME_TOO_LONG;
    memcpy(wanted.octets + wanted.length, origin.octets, 3);
    wanted.length = (uint8_t)(wanted.length + 3);
    return status == NAME_OK && name_equal(&name, &wanted) && name.absolute;
}

/* ldns knows no "@", and a text of its own ends at a NUL. */
static void compare(const char *text, size_t length, void *user)
{
    size_t *seen = user;
    char copy[NAME_TEXT];
    struct name name;
    enum name_status status = read_block(&name, text, length, NULL);
    ldns_rdf *theirs;

    if ((length == 1 && text[0] == '@') || memchr(text, '\0', length) != NULL)
        return;
    memcpy(copy, text, length);
    copy[length] = '\0';
    theirs = ldns->ldns_dname_new_frm_str(copy);
    seen[status == NAME_OK ? BOTH_READ : BOTH_REFUSE]++;
    assert_true((theirs != NULL) == (status == NAME_OK) || complain("only one reads it", text, length));
    if (theirs != NULL) {
        assert_true(is_same(theirs, &name) || complain("another name", text, length));
        assert_true(round_trips(theirs, &name) || complain("no round trip", text, length));
        assert_true(stands_before_origin(text, length, &name) || complain("with an origin", text, length));
    }
    ldns->ldns_rdf_deep_free(theirs);
}

static void all_short_texts_are_read_as_ldns_does(void **state)
{
    size_t seen[ANSWERS] = {0};

    (void)state;
    each_string("", "a.\\025@-A", small_run() ? 4 : 6, compare, seen);
    each_string("a\\", "0125.\\", small_run() ? 3 : 5, compare, seen);
    assert_true(all_seen("read, refused", seen, ANSWERS, ANSWERS));
}

/* Every octet at every place. */
static void all_octets_are_read_as_ldns_does(void **state)
{
    size_t count, seen[ANSWERS] = {0};
    const char *octets = test_octets(&count);

    (void)state;
    each_octet_change("_a.b\\046c\\x", 10, octets, count, compare, seen);
    each_octet_change("\\255.\\000z.", 11, octets, count, compare, seen);
    assert_true(all_seen("read, refused", seen, ANSWERS, ANSWERS));
}

/*
 * Lengths around the limits.  A relative name whose labels take 255 octets is one here, where no origin is known; ldns
 * puts the root behind it, for which there is no room, and so would every origin be too long (RFC 1035 section 2.3.4).
 */
static void long_names_are_read_as_ldns_does(void **state)
{
    size_t seen[ANSWERS] = {0};
    char text[600];

    (void)state;
    for (size_t count = 0; count <= 4; count++)
        for (size_t octets = 60; octets <= 65; octets++)
            for (size_t last = 0; last <= 65; last++) {
                size_t length = put_labels(text, count, octets, last);

                if (length != 254) /* 255 octets */
                    compare(text, length, seen);
                if (last > 0) {
                    text[length] = '.';
                    compare(text, length + 1, seen);
                }
            }
    assert_true(all_seen("read, refused", seen, ANSWERS, ANSWERS));
}

/* ---- names and their parts ---- */

static void names_are_compared(void **state)
{
    struct name name = name_of("_smtp._tls.Example.com."), top = name_of("example.COM."), other = name_of("ample.com.");
    struct name relative = name_of("_smtp._tls"), root = name_of("."), rest;

    (void)state;
    assert_true(name_is_below(&name, &top) && name_is_below(&name, &root) && name_is_below(&top, &root));
    assert_false(name_is_below(&name, &other)); /* labels, not octets */
    assert_false(name_is_below(&top, &top));
    assert_false(name_is_below(&root, &root));
    assert_false(name_is_below(&name, &relative));
    assert_false(name_is_below(&relative, &root));
    assert_int_equal(name_labels(&name), 4);
    assert_int_equal(name_labels(&root), 0);
    assert_int_equal(name_labels(&relative), 2);
    name_without(&name, 2, &rest);
    assert_true(name_equal(&rest, &top) && rest.absolute);
    name_without(&name, 4, &rest);
    assert_true(name_equal(&rest, &root) && rest.absolute);
    name_without(&name, 9, &rest);
    assert_true(name_equal(&rest, &root));
    name_without(&relative, 2, &rest);
    assert_true(rest.length == 0 && !rest.absolute);
    assert_true(NAME_BEGINS(&name, "\5_smtp\4_tls"));
    assert_false(NAME_BEGINS(&name, "\5_smtp\3_tl"));
    assert_false(NAME_BEGINS(&relative, "\5_smtp\4_tls\1a"));
}

/* ---- roles ---- */

static const struct {
    const char *owner;
    enum role role;
    const char *base;
    const char *near; /* the text of ROLE_NEAR; NULL: none */
} roles[] = {
    {"_smtp._tls.a.", ROLE_TLSRPT, "a.", NULL},
    {"_SMTP._TLS.A.", ROLE_TLSRPT, "a.", NULL},
    {"_smtp._tls.", ROLE_TLSRPT, ".", NULL},
    {"_smtp._tls", ROLE_TLSRPT, "@", NULL},
    {"\\095smtp.\\_tls.a.", ROLE_TLSRPT, "a.", NULL},
    {"_mta-sts.a.", ROLE_MTA_STS, "a.", NULL},
    {"mta-sts.a.", ROLE_OTHER, "mta-sts.a.", NULL},
    {"_25._tcp.mx.a.", ROLE_DANE, "mx.a.", NULL},
    {"_25._udp.mx.a.", ROLE_OTHER, "_25._udp.mx.a.", NULL},
    {"_26._tcp.mx.a.", ROLE_OTHER, "_26._tcp.mx.a.", NULL},
    {"*.a.", ROLE_WILDCARD, "a.", NULL},
    {"*._tls.a.", ROLE_WILDCARD, "a.", NULL},
    {"*._smtp._tls.a.", ROLE_WILDCARD, "_smtp._tls.a.", NULL},
    {"*a.", ROLE_OTHER, "*a.", NULL},
    {"_tls.a.", ROLE_TLS, "a.", NULL},
    {"_x._tls.a.", ROLE_TLS, "a.", NULL},
    {"x._tls.a.", ROLE_TLS, "a.", NULL},
    {"y.x._tls.a.", ROLE_OTHER, "y.x._tls.a.", NULL},
    {"_tlsrpt.a.", ROLE_NEAR, "a.", "_tlsrpt"},
    {"_Smtp-TLSRPT.a.", ROLE_NEAR, "a.", "_Smtp-TLSRPT"},
    {"_smtp._tlsrpt.a.", ROLE_NEAR, "a.", "_smtp._tlsrpt"},
    {"_tls._smtp.a.", ROLE_NEAR, "a.", "_tls._smtp"},
    {"smtp._tls.a.", ROLE_NEAR, "a.", "smtp._tls"},
    {"_smtp.a.", ROLE_NEAR, "a.", "_smtp"},
    {"_smtp._tcp.a.", ROLE_NEAR, "a.", "_smtp._tcp"},
    {"_tlsrpt", ROLE_NEAR, "@", "_tlsrpt"},
    {"_tls\\rpt.a.", ROLE_NEAR, "a.", NULL},
    {"_smtp\\._tls.a.", ROLE_OTHER, "_smtp\\._tls.a.", NULL},
    {"_smtpx._tls.a.", ROLE_TLS, "a.", NULL},
    {"_smtp._tlsx.a.", ROLE_NEAR, "_tlsx.a.", "_smtp"},
    {"a.", ROLE_OTHER, "a.", NULL},
    {".", ROLE_OTHER, ".", NULL},
    {"@", ROLE_OTHER, "@", NULL},
};

static void owners_have_roles(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(roles); i++) {
        struct name owner = name_of(roles[i].owner), base, wanted = name_of(roles[i].base);
        size_t length = strlen(roles[i].owner), near = owner_near_text(&owner, roles[i].owner, length);

        if (owner_role(&owner, &base) != roles[i].role)
            fail_msg("%s: another role", roles[i].owner);
        assert_true(name_equal(&base, &wanted) && base.absolute == wanted.absolute);
        if (roles[i].role != ROLE_NEAR)
            continue;
        assert_int_equal(near, roles[i].near != NULL ? strlen(roles[i].near) : 0);
        if (near > 0)
            assert_memory_equal(roles[i].owner, roles[i].near, near);
    }
}

/* Where the labels are in the origin there is no text of theirs. */
static void labels_of_the_origin_have_no_text(void **state)
{
    struct name owner = name_of("_tls._smtp.a.");

    (void)state;
    assert_int_equal(owner_near_text(&owner, "_tls", 4), 0);
    assert_int_equal(owner_near_text(&owner, "@", 1), 0);
    assert_int_equal(owner_near_text(&owner, "", 0), 0);
    assert_int_equal(owner_near_text(&owner, "_tls._smtp", 10), 10);
    assert_int_equal(owner_near_text(&owner, "_tls._smtp.a", 12), 10);
}

/* ---- TTLs ---- */

static const struct {
    const char *text;
    bool good;
    uint32_t seconds;
} ttls[] = {
    {"0", true, 0}, {"300", true, 300}, {"1h", true, 3600}, {"1H30M", true, 5400}, {"1w2d3h4m5s", true, 788645},
    {"1h30", false, 0}, {"1d2", false, 0}, {"60m1", false, 0}, {"1h0", false, 0},
    {"4294967295", true, UINT32_MAX}, {"4294967296", false, 0},
    {"71582788m15s", true, UINT32_MAX}, {"71582788m16s", false, 0}, {"7101w", true, 4294684800},
    {"7102w", false, 0}, {"99999999999999999999999", false, 0}, {"9999999999w", false, 0}, {"", false, 0},
    {"h", false, 0}, {"1hh", false, 0}, {"1y", false, 0}, {"-1", false, 0}, {"+1", false, 0}, {"1 ", false, 0},
    {"1.5h", false, 0}, {"0x10", false, 0}, {"00001", true, 1}, {"0s", true, 0}, {"1s1s", true, 2},
    {"1m1h", true, 3660},
};

static void ttls_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ttls); i++) {
        struct block block = block_of(ttls[i].text, strlen(ttls[i].text));
        uint32_t seconds = 7;

        if (zone_ttl(block.data, block.length, &seconds) != ttls[i].good)
            fail_msg("%s: %s", ttls[i].text, ttls[i].good ? "refused" : "taken");
        assert_int_equal(seconds, ttls[i].good ? ttls[i].seconds : 7);
        block_free(block);
    }
}

/* What is taken here ldns takes to its end, and for the same number; it takes much more ("h", "1hh", over 32 bits). */
static void compare_ttl(const char *text, size_t length, void *user)
{
    size_t *seen = user;
    char copy[32];
    const char *stop;
    uint32_t seconds;

    seen[0]++;
    if (!zone_ttl(text, length, &seconds))
        return;
    memcpy(copy, text, length);
    copy[length] = '\0';
    seen[1]++;
    assert_true((ldns_str2period(copy, &stop) == seconds && *stop == '\0') || complain("TTL", text, length));
}

static void ttls_are_read_as_ldns_does(void **state)
{
    size_t seen[2] = {0};

    (void)state;
    each_string("", "019smhdwSW-", small_run() ? 4 : 6, compare_ttl, seen);
    each_string("42949672", "0956msx", small_run() ? 3 : 5, compare_ttl, seen);
    assert_true(all_seen("texts, TTLs", seen, 2, 2));
}

/* ---- types ---- */

/* Numbers of the registry "Resource Record (RR) TYPEs". */
static const struct {
    const char *name;
    unsigned number;
    enum zone_type type;
} types[] = {
    {"NS", 2, TYPE_NS},       {"CNAME", 5, TYPE_CNAME}, {"SOA", 6, TYPE_SOA},     {"MX", 15, TYPE_MX},
    {"TXT", 16, TYPE_TXT},    {"RRSIG", 46, TYPE_RRSIG}, {"NSEC", 47, TYPE_NSEC}, {"TLSA", 52, TYPE_TLSA},
    {"DNAME", 39, TYPE_DNAME},
    {"NINFO", 56, TYPE_TEXT}, {"SPF", 99, TYPE_TEXT},   {"AVC", 258, TYPE_TEXT},  {"RESINFO", 261, TYPE_TEXT},
};

static enum zone_type wanted_type(unsigned number)
{
    for (size_t i = 0; i < COUNT(types); i++)
        if (types[i].number == number)
            return types[i].type;
    return TYPE_NONE;
}

static enum zone_type type_in_block(const char *text)
{
    struct block block = block_of(text, strlen(text));
    enum zone_type type = zone_type_of(block.data, block.length);

    block_free(block);
    return type;
}

static void types_are_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(types); i++) {
        char lower[16] = "";

        for (size_t k = 0; types[i].name[k] != '\0'; k++)
            lower[k] = to_lower(types[i].name[k]);
        assert_int_equal(type_in_block(types[i].name), types[i].type);
        assert_int_equal(type_in_block(lower), types[i].type);
        if (strstr("NINFO AVC RESINFO", types[i].name) == NULL) /* ldns may not know these */
            assert_int_equal(ldns->ldns_get_rr_type_by_name(types[i].name), types[i].number);
    }
    for (unsigned number = 0; number <= 99999; number += small_run() ? 7 : 1) {
        char text[16];

        snprintf(text, sizeof(text), "tYpE%u", number);
        assert_int_equal(type_in_block(text), wanted_type(number));
    }
    assert_int_equal(type_in_block("TYPE00016"), TYPE_TXT);
    assert_int_equal(type_in_block("TYPE000016"), TYPE_NONE);
    assert_int_equal(type_in_block("TYPE"), TYPE_NONE);
    assert_int_equal(type_in_block("TYPE1x"), TYPE_NONE);
    assert_int_equal(type_in_block("TYPE-1"), TYPE_NONE);
    assert_int_equal(type_in_block("A"), TYPE_NONE);
    assert_int_equal(type_in_block("TX"), TYPE_NONE);
    assert_int_equal(type_in_block("TXTT"), TYPE_NONE);
    assert_int_equal(type_in_block(""), TYPE_NONE);
}

/* ---- suppressions ---- */

static const struct {
    const char *text;     /* what follows "rptlint:" */
    const char *rules;    /* their ids, each with a space behind it */
    const char *unknown;  /* "": nothing; "-": the whole comment */
    bool has_reason;
} remarks[] = {
    {" ignore=R122 two readers", "R122 ", "", true},
    {"ignore=R122 x", "R122 ", "", true},
    {"\tignore=rua-repeated\tx", "R122 ", "", true},
    {" ignore=R122,Z406 x", "R122 Z406 ", "", true},
    {" ignore=,R122,,Z406, x", "R122 Z406 ", "", true},
    {" ignore=R122", "R122 ", "", false},
    {" ignore=R122 \t\r", "R122 ", "", false},
    {" ignore=R122, Z406", "R122 ", "", true}, /* what is behind white space is the reason */
    {" ignore=R122,R999,R998 x", "R122 ", "R999", true},
    {" ignore=R12 x", "", "R12", true},
    {" ignore= x", "", "ignore=", false},
    {" ignore=, x", "", "-", true},
    {" ignored=R122 x", "", "ignored=R122", false},
    {" disable", "", "disable", false},
    {"", "", "-", false},
    {"  ", "", "-", false},
};

static void remarks_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(remarks); i++) {
        char text[128], rules[128] = "";
        size_t length = (size_t)snprintf(text, sizeof(text), "; rptlint:%s", remarks[i].text), end = length;
        struct block block = block_of(text, length);
        struct remark remark;

        remark_read(&remark, block.data, 10, length);
        while (end > 10 && strchr(" \t\r", text[end - 1]) != NULL)
            end--;
        assert_int_equal(remark.whole.offset, 2);
        assert_int_equal(remark.whole.length, end - 2);
        for (size_t k = 0; k < remark.count; k++)
            strcat(strcat(rules, remark.rules[k].rule->id), " ");
        if (strcmp(rules, remarks[i].rules) != 0)
            fail_msg("%s: rules %s", text, rules);
        if (remarks[i].unknown[0] == '-') {
            assert_int_equal(remark.unknown.offset, remark.whole.offset);
            assert_int_equal(remark.unknown.length, remark.whole.length);
        } else {
            assert_int_equal(remark.unknown.length, strlen(remarks[i].unknown));
            assert_memory_equal(text + remark.unknown.offset, remarks[i].unknown, remark.unknown.length);
        }
        if (remark.count > 0)
            assert_true(remark.has_reason == remarks[i].has_reason);
        block_free(block);
    }
}

static void remarks_know_what_they_were_good_for(void **state)
{
    static const char text[] = "rptlint: ignore=R122,Z406 x";
    const rptlint_rule *first = rptlint_rule_find("R122", 4), *second = rptlint_rule_find("Z406", 4);
    struct remark remark;

    (void)state;
    remark_read(&remark, text, 8, sizeof(text) - 1);
    assert_int_equal(remark_unused(&remark).offset, 0); /* the whole */
    assert_int_equal(remark_unused(&remark).length, 27);
    assert_true(remark_takes(&remark, first));
    assert_int_equal(remark_unused(&remark).offset, 21); /* Z406 */
    assert_int_equal(remark_unused(&remark).length, 4);
    assert_false(remark_takes(&remark, rptlint_rule_find("R123", 4)));
    assert_true(remark_takes(&remark, second));
    assert_true(remark_takes(&remark, second));
    assert_int_equal(remark_unused(&remark).length, 0);
}

/* ---- how lines begin ---- */

static const struct {
    const char *line;
    enum zone_line kind;
} lines[] = {
    {"", EMPTY_LINE},
    {"  \t", EMPTY_LINE},
    {"; x", EMPTY_LINE},
    {"  ; x", EMPTY_LINE},
    {"\r", EMPTY_LINE},
    {"$TTL 1d", ZONE_LINE},
    {"$ttl", ZONE_LINE}, {"$DATE 20240101000000", ZONE_LINE},
    {"$INCLUDE x", ZONE_LINE},
    {"$GENERATE x", ZONE_LINE},
    {"$FOO x", NO_ZONE_LINE},
    {"@ IN SOA a b 1 2 3 4 5", ZONE_LINE},
    {"a 300 IN TXT x", ZONE_LINE},
    {"a IN 300 TXT x", ZONE_LINE},
    {"a TXT\"x\"", ZONE_LINE},
    {" 1h A 192.0.2.1", ZONE_LINE},
    {"\tAAAA ::1", ZONE_LINE},
    {"a CLASS1 MX 10 b", ZONE_LINE},
    {"a FOO x", NO_ZONE_LINE},
    {"v=TLSRPTv1; rua=mailto:a@example.com", NO_ZONE_LINE},
    {"\"v=TLSRPTv1\"", NO_ZONE_LINE},
    {"a", NO_ZONE_LINE},
    {"a 1 2 3 4 A x", NO_ZONE_LINE},
};

static void lines_are_told_by_their_beginning(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct block block = block_of(lines[i].line, strlen(lines[i].line));

        if (zone_line_of(block.data, 0, block.length) != lines[i].kind)
            fail_msg("\"%s\" is taken for something else", lines[i].line);
        block_free(block);
    }
    assert_true(zone_class("in", 2) && zone_class("CLASS65535", 10) && zone_class("HS", 2) && zone_class("Ch", 2));
    assert_false(zone_class("CLASS", 5) || zone_class("INN", 3) || zone_class("", 0) || zone_class("CLASSX", 6));
    assert_true(zone_class_is_internet("In", 2) && zone_class_is_internet("class1", 6));
    assert_false(zone_class_is_internet("CH", 2) || zone_class_is_internet("CLASS11", 7));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_read),
        cmocka_unit_test(names_stand_before_the_origin),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(the_longest_text_has_room),
        cmocka_unit_test(all_short_texts_are_read_as_ldns_does),
        cmocka_unit_test(all_octets_are_read_as_ldns_does),
        cmocka_unit_test(long_names_are_read_as_ldns_does),
        cmocka_unit_test(names_are_compared),
        cmocka_unit_test(owners_have_roles),
        cmocka_unit_test(labels_of_the_origin_have_no_text),
        cmocka_unit_test(ttls_are_read),
        cmocka_unit_test(ttls_are_read_as_ldns_does),
        cmocka_unit_test(types_are_told_apart),
        cmocka_unit_test(remarks_are_read),
        cmocka_unit_test(remarks_know_what_they_were_good_for),
        cmocka_unit_test(lines_are_told_by_their_beginning),
    };

    return cmocka_run_group_tests(tests, load_ldns, NULL);
}
