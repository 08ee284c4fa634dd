/* SPDX-License-Identifier: BSD-2-Clause */
/* Changes reports at the level of members and values, so that a fuzzer gets past the braces. */
#ifndef REPORT_MUTATOR_H
#define REPORT_MUTATOR_H

#include "report_pieces.h"
#include "support.h"

/* libFuzzer's own; absent where a harness is replayed. */
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/* ---- what is interesting in RFC 8460 section 4.4 ---- */

enum { VALUES_MAX = 20 };

#define ZEROS_31 "00000000000000000000000000000000000000000000000000000000000000"
#define POLICY_STS \
    "{\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\",\"mode: enforce\",\"mx: *.b.example\"," \
    "\"max_age: 86400\"],\"policy-domain\":\"b.example\",\"mx-host\":[\"*.b.example\"]}"
#define SUMMARY_0_1 "{\"total-successful-session-count\":0,\"total-failure-session-count\":1}"
#define DETAIL \
    "{\"result-type\":\"validation-failure\",\"sending-mta-ip\":\"8.8.8.8\",\"receiving-mx-hostname\":\"mx.b.example\"," \
    "\"receiving-mx-helo\":\"mx\",\"receiving-ip\":\"2606:4700::1\",\"failed-session-count\":1," \
    "\"additional-information\":\"https://a.example/x\",\"failure-reason-code\":\"r\"}"
#define ENTRY "{\"policy\":" POLICY_STS ",\"summary\":" SUMMARY_0_1 ",\"failure-details\":[" DETAIL "]}"

static const struct {
    const char *name;
    const char *values[VALUES_MAX];
} tables[] = {
    {"organization-name", {"\"A\"", "\"\\u0041\"", "\"\\u001B[2J\"", "\"\xC3\xBC\""}},
    {"date-range", {"{\"start-datetime\":\"2024-05-01T00:00:00Z\",\"end-datetime\":\"2024-05-01T23:59:59Z\"}"}},
    {"start-datetime",
     {"\"2024-05-01T00:00:00Z\"", "\"2024-05-01T00:00:00\"", "\"2024-05-01\"", "\"2024-05-01 00:00:00Z\"",
      "\"2024-05-01t00:00:00z\"", "\"2016-12-31T23:59:60Z\"", "\"2016-12-30T23:59:60Z\"", "\"2024-02-30T00:00:00Z\"",
      "\"2024-05-01T00:00:00.5+01:00\"", "\"9999-12-31T23:59:59-23:59\"", "\"0000-01-01T00:00:00+23:59\"",
      "\"2024-05-01T00\\u003a00:00\""}},
    {"end-datetime",
     {"\"2024-05-01T23:59:59Z\"", "\"2024-05-02T00:00:00Z\"", "\"2024-05-01T23:59:60Z\"", "\"2023-05-02T00:00:00Z\"",
      "\"2024-05-02T00:00:00\"", "\"2024-05-02T24:00:00Z\""}},
    {"contact-info", {"\"a@b.example\"", "\"mailto:a@b.example\"", "\"\\\"a b\\\"@b.example\"", "\"a\\u0040b\"", "\"a@[::1]\""}},
    {"report-id", {"\"1\"", "\"1+\"", "\"\\u200F\""}},
    {"policies", {"[]", "[" ENTRY "]", "[" ENTRY "," ENTRY "]", "{}", "[null,1]"}},
    {"policy", {POLICY_STS, "{\"policy-type\":\"no-policy-found\",\"policy-domain\":\"b.example\"}"}},
    {"summary", {SUMMARY_0_1, "{}"}},
    {"failure-details", {"[" DETAIL "]", "[" DETAIL "," DETAIL "]", "[]", "[[]]"}},
    {"policy-type", {"\"sts\"", "\"tlsa\"", "\"no-policy-found\"", "\"STS\"", "\"no_policy_found\"", "\"s\\u0074s\""}},
    {"policy-string",
     {"[]", "\"\"", "\"version: STSv1\"", "[\"version: STSv1\",\"mode: none\",\"max_age: 1\"]",
      "[\"version:STSv1\",\"mode:enforce\",\"mx:*.b.example\",\"mx: mx.c.example\",\"max_age:31557600\"]",
      "[\"3 1 1 " ZEROS_31 "00\"]", "[\"3 1 1 " ZEROS_31 "\"]", "[\"3 1 2 " ZEROS_31 "00" ZEROS_31 "00\"]",
      "[\"[\\\"3 1 1 " ZEROS_31 "00\\\",\\\"2 0 1 " ZEROS_31 "00\\\"]\"]", "\"[\\\"3 1 1 00\\\"]\"", "[\"[\"]",
      "[\"[\\\"\\\\\\\"]\"]", "[\"3 1 1 ( " ZEROS_31 "00 )\"]", "[\"3 01 1 00\",\"4 2 3 00\",\"3 1 1 0g\"]",
      "[\"mx: a\\u002eexample\\r\\n\"]",
      "[\"3 1 1 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"]"}},
    {"policy-domain",
     {"\"b.example\"", "\"*.b.example\"", "\"b.example.\"", "\"xn--bcher-kva.example\"", "\"xn--a-\"",
      "\"\xC3\xBC.example\"", "\"b\\u002eexample\""}},
    {"mx-host",
     {"[]", "\"*.b.example\"", "[\"*.b.example\"]", "[\"mx: a.example\"]", "[\"*.*.example\",\"\"]", "[\"A.example.\"]",
      "[\"*.b\\u002eexample\",null,\"mx.c.example\"]"}},
    {"total-successful-session-count", {"0", "1", "18446744073709551615", "1.0", "-0", "\"1\""}},
    {"total-failure-session-count", {"0", "1", "2", "9007199254740992", "1e1", "1.5", "-1", "\"01\"", "1e999999999"}},
    {"result-type",
     {"\"certificate-expired\"", "\"validation-failure\"", "\"tlsa-invalid\"", "\"sts-policy-fetch-error\"",
      "\"dane-required\"", "\"STARTTLS_NOT_SUPPORTED\"", "\"webpki-invalid\"", "\"Other\"", "\"\\u0064ane-required\""}},
    {"sending-mta-ip",
     {"\"8.8.8.8\"", "\"192.0.2.1\"", "\"127.0.0.1\"", "\"10.1.1.1\"", "\"08.8.8.8\"", "\"8.8.8.8/24\"", "\"8.8.8.8:25\"",
      "\"[::1]:25\"", "\"[2606:4700::1]\"", "\"fe80::1%eth0\"", "\"2606:4700:0:0:0:0:0:1\"", "\"::ffff:8.8.8.8\"",
      "\"1:2.0.2.243\"", "\"2606\\u003a:1\""}},
    {"receiving-ip", {"\"9.9.9.9\"", "\"2606:4700::1\"", "\"::FFFF:1.2.3.4\"", "\"x.x.x.x\""}},
    {"receiving-mx-hostname", {"\"mx.b.example\"", "\"MX.B.example.\"", "\"b.example\"", "\"-a\"", "\"mx.\\u0062.example\""}},
    {"receiving-mx-helo", {"\"mx\"", "\"\\u0000\""}},
    {"failed-session-count", {"1", "0", "18446744073709551615", "\"1\"", "2.0"}},
    {"additional-information", {"\"https://a.example/\"", "\"a b:c\"", "\"a\"", "\"https://a/%zz\"", "\"h:\\u0020x\"", "{}"}},
    {"failure-reason-code", {"\"X509\"", "\"\\\"\\\\\\n\""}},
    {NULL,
     {"null", "\"\"", "true", "false", "[]", "{}", "0", "-", "1.", "\"\\uD83D\\uDE00\"", "\"\\uD83D\"", "\"\\uFFFF\"", "\"\\x\"",
      "\"\x01\"", "\"\xC3\"", "NaN", "{\"a\":{\"a\":[]},\"\\u0061\":1}", "[1,]", "\"", "'a'"}},
};

enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

static const char *const other_names[] = {
    "mx-host-pattern", "total-failed-session-count", "receiving-mx-host-name", "additional-info-uri",
    "failure-error-code", "Policy_Type", "RESULT-TYPE", "x", "", "report\\u002did", "poli\\u0063y", "a~b", "a/b"};

static size_t values_in(size_t table)
{
    size_t count = 0;

    while (count < VALUES_MAX && tables[table].values[count] != NULL)
        count++;
    return count;
}

/* The table of a member's name; an element's is that of the array around it.  The last one when there is none. */
static size_t table_of(const struct pieces *pieces, const char *text, int number)
{
    const struct piece *piece = &pieces->list[number];

    for (size_t table = 0; piece->is_member && table + 1 < TABLES; table++)
        if (strlen(tables[table].name) == piece->name.length &&
            memcmp(tables[table].name, text + piece->name.offset, piece->name.length) == 0)
            return table;
    return TABLES - 1;
}

/* ---- changes ---- */

struct draft {
    char *text;
    size_t length;
    size_t capacity;
    uint64_t random;
};

/* Puts octets in the place of [from, to), when there is room. */
static void replace(struct draft *draft, size_t from, size_t to, const char *octets, size_t length)
{
    if (draft->length - (to - from) + length > draft->capacity)
        return;
    memmove(draft->text + from + length, draft->text + to, draft->length - to);
    memcpy(draft->text + from, octets, length);
    draft->length += length - (to - from);
}

static const char *any_value(struct draft *draft, size_t table)
{
    if (random_below(&draft->random, 4) == 0)
        table = random_below(&draft->random, TABLES);
    return tables[table].values[random_below(&draft->random, values_in(table))];
}

static const char *any_name(struct draft *draft)
{
    size_t names = sizeof(other_names) / sizeof(other_names[0]), which = random_below(&draft->random, TABLES - 1 + names);

    return which < TABLES - 1 ? tables[which].name : other_names[which - (TABLES - 1)];
}

/* Two pieces, neither in the other, change places; both are copied first. */
static void swap(struct draft *draft, const struct piece *a, const struct piece *b)
{
    const struct piece *first = a->from < b->from ? a : b, *second = first == a ? b : a;
    size_t one = first->end - first->from, two = second->end - second->from;
    size_t between = second->from - first->end;
    char *room;

    if (first->end > second->from || (room = malloc(one + between + two + 1)) == NULL)
        return;
    memcpy(room, draft->text + second->from, two);
    memcpy(room + two, draft->text + first->end, between);
    memcpy(room + two + between, draft->text + first->from, one);
    memcpy(draft->text + first->from, room, one + between + two);
    free(room);
}

/* A copy of the piece behind it, or of [from, to) of any other text. */
static void put_behind(struct draft *draft, size_t at, const char *octets, size_t length)
{
    char *copy = malloc(length + 1);

    if (copy == NULL)
        return;
    copy[0] = ',';
    memcpy(copy + 1, octets, length);
    replace(draft, at, at, copy, length + 1);
    free(copy);
}

/* Takes a piece away, with the comma before it or behind it. */
static void take_away(struct draft *draft, const struct piece *piece)
{
    size_t from = piece->from, to = piece->end;

    if (from > 0 && draft->text[from - 1] == ',')
        from--;
    else if (to < draft->length && draft->text[to] == ',')
        to++;
    replace(draft, from, to, "", 0);
}

/* A new member at the beginning of an object, or element of an array. */
static void insert(struct draft *draft, const struct pieces *pieces, const struct piece *piece)
{
    char room[2048];
    const char *name = any_name(draft);
    size_t table = 0;
    bool empty = piece + 1 == &pieces->list[pieces->count] || piece[1].parent != (int)(piece - pieces->list);
    int length;

    while (table + 1 < TABLES && strcmp(tables[table].name, name) != 0)
        table++;
    if (piece->kind == JSON_OBJECT)
        length = snprintf(room, sizeof(room), "\"%s\":%s%s", name, any_value(draft, table), empty ? "" : ",");
    else
        length = snprintf(room, sizeof(room), "%s%s", any_value(draft, table), empty ? "" : ",");
    if (length > 0 && (size_t)length < sizeof(room))
        replace(draft, piece->value + 1, piece->value + 1, room, (size_t)length);
}

static void change_once(struct draft *draft, struct pieces *pieces)
{
    const struct piece *piece;
    const char *octets;
    int number;

    find_pieces(pieces, draft->text, draft->length);
    if (pieces->count < 2) {
        octets = any_value(draft, 6);
        draft->length = 0;
        replace(draft, 0, 0, "{\"policies\":}", 13);
        replace(draft, 12, 12, octets, strlen(octets));
        return;
    }
    number = 1 + (int)random_below(&draft->random, (size_t)pieces->count - 1);
    piece = &pieces->list[number];
    switch (random_below(&draft->random, 8)) {
    case 0: take_away(draft, piece); return;
    case 1: put_behind(draft, piece->end, draft->text + piece->from, piece->end - piece->from); return;
    case 2: swap(draft, piece, &pieces->list[1 + random_below(&draft->random, (size_t)pieces->count - 1)]); return;
    case 3:
        octets = any_name(draft);
        if (piece->is_member)
            replace(draft, piece->name.offset, piece->name.offset + piece->name.length, octets, strlen(octets));
        return;
    case 4:
        if (piece->kind == JSON_OBJECT || piece->kind == JSON_ARRAY)
            insert(draft, pieces, piece);
        return;
    default:
        octets = any_value(draft, table_of(pieces, draft->text, number));
        replace(draft, piece->value, piece->end, octets, strlen(octets));
    }
}

/* One to four changes that know reports, or one of libFuzzer's that does not. */
static size_t mutate_report(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    static struct pieces pieces;
    struct draft draft = {.text = (char *)data, .length = size, .capacity = max_size, .random = seed};

    if (LLVMFuzzerMutate != NULL && random_below(&draft.random, 3) == 0)
        return LLVMFuzzerMutate(data, size, max_size);
    for (size_t changes = 1 + random_below(&draft.random, 4); changes > 0; changes--)
        change_once(&draft, &pieces);
    return draft.length;
}

/* A piece of one report in the place of a piece of another, or behind it. */
static size_t cross_reports(const char *one, size_t one_size, const char *other, size_t other_size, uint8_t *out,
                            size_t out_size, unsigned seed)
{
    static struct pieces pieces, others;
    struct draft draft = {.text = (char *)out, .capacity = out_size, .random = seed};
    const struct piece *piece, *with;

    if (one_size > out_size)
        return 0;
    replace(&draft, 0, 0, one, one_size);
    find_pieces(&pieces, one, one_size);
    find_pieces(&others, other, other_size);
    if (pieces.count < 2 || others.count < 2)
        return draft.length;
    piece = &pieces.list[1 + random_below(&draft.random, (size_t)pieces.count - 1)];
    with = &others.list[1 + random_below(&draft.random, (size_t)others.count - 1)];
    if (random_below(&draft.random, 2) == 0)
        replace(&draft, piece->value, piece->end, other + with->value, with->end - with->value);
    else
        put_behind(&draft, piece->end, other + with->from, with->end - with->from);
    return draft.length;
}

#endif
