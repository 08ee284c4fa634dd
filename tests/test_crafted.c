/* SPDX-License-Identifier: BSD-2-Clause */
/* Every kind of crafted answer through the code that takes answers apart: what must come out, and what must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crafted.h"
#include "dns/answer.h"
#include "dns/ldns.h"
#include "support.h"

#define NAME "_smtp._tls.example.com"

enum { ID = 0xbeef, HEADER = 12, FINAL = 4, EVERY = 1 << 16 };
enum { READ = 1 << ANSWER_READ, FOREIGN = 1 << ANSWER_FOREIGN, CUT = 1 << ANSWER_CUT, DAMAGED = 1 << ANSWER_DAMAGED };
enum { STRINGS = 1 << ANSWER_STRINGS, ANY = READ | FOREIGN | CUT | DAMAGED };

/* What a kind of answer may be taken for over UDP and over TCP, and how many records it may give when it is read. */
static const struct expected {
    const char *kind;
    int udp, tcp;
    size_t least, most;
} expected[] = {
    {"good", READ, READ, 1, 1},
    {"cut", FOREIGN | DAMAGED, FOREIGN | DAMAGED, 0, 0},
    {"behind", READ | DAMAGED, READ | DAMAGED, 1, 1},
    {"counts", FOREIGN | DAMAGED | READ, FOREIGN | DAMAGED | READ, 0, 1},
    {"other-id", FOREIGN, FOREIGN, 0, 0},
    {"other-question", FOREIGN, FOREIGN, 0, 0},
    {"flags", FOREIGN | READ, FOREIGN | READ, 1, 1},
    {"rcode", READ, READ, 0, 1},
    {"random", FOREIGN | DAMAGED, FOREIGN | DAMAGED, 0, 0},
    {"mutated", ANY, ANY, 0, EVERY},
    {"pointer", READ | DAMAGED, READ | DAMAGED, 0, 0},
    {"pointer-pair", DAMAGED, DAMAGED, 0, 0},
    {"pointer-chain", READ | DAMAGED, READ | DAMAGED, 1, 1},
    {"label", DAMAGED | READ, DAMAGED | READ, 0, 0},
    {"long-name", DAMAGED, DAMAGED, 0, 0},
    {"other-owner", READ, READ, 0, 0},
    {"alias", READ | DAMAGED, READ | DAMAGED, 0, 1},
    {"aliases", READ, READ, 0, 1},
    {"other-class", READ, READ, 0, 0},
    {"ttl", READ, READ, 1, 1},
    {"rdlength", READ | DAMAGED, READ | DAMAGED, 0, 1},
    {"string-length", READ | DAMAGED, READ | DAMAGED, 0, 1},
    {"empty", READ, READ, 0, 2},
    {"strings", READ | CUT, READ | STRINGS, 0, 1},
    {"many", READ | CUT, READ, 2, 1000},
    {"destinations", CUT, READ, 0, 1},
    {"text", READ, READ, 0, 2},
    {"types", READ | DAMAGED, READ | DAMAGED, 0, 2},
    {"opt", READ | DAMAGED, READ | DAMAGED, 0, 1},
    {"giant", READ | DAMAGED, READ | DAMAGED, 0, EVERY},
    {"over-tcp", CUT, READ, 1, 1},
    {"truncated", CUT, CUT, 0, 0},
    {"decoys", READ, READ, 1, 1},
    {"elsewhere", READ, READ, 1, 1},
    {"silent", READ, READ, 1, 1},
    {"drip", CUT, READ, 1, 1},
    {"prefix", CUT, READ, 1, 1},
    {"closed", CUT, FOREIGN | DAMAGED, 0, 0},
};

enum { KINDS = sizeof(expected) / sizeof(expected[0]) };

/* The wire's numbers for enum answer_type. */
static const unsigned char types[] = {
    [ANSWER_A] = 1, [ANSWER_MX] = 15, [ANSWER_TXT] = 16, [ANSWER_AAAA] = 28, [ANSWER_TLSA] = 52,
};

static size_t query_of(enum answer_type type, unsigned char query[64])
{
    static const unsigned char head[HEADER] = {ID >> 8, ID & 255, 1, 0, 0, 1};
    static const char name[] = "\5_smtp\4_tls\7example\3com";
    size_t length = HEADER;

    memcpy(query, head, HEADER);
    memcpy(query + length, name, sizeof(name));
    length += sizeof(name);
    memcpy(query + length, (const unsigned char[FINAL]){0, types[type], 0, 1}, FINAL);
    return length + FINAL;
}

/* Nothing is made up: what was read is not more than what came. */
static bool is_bounded(const struct answer *answer, size_t length)
{
    size_t total = 0;

    for (size_t i = 0; i < answer->count; i++) {
        total += answer->records[i].length;
        if (answer->records[i].data != NULL && answer->records[i].data[answer->records[i].length] != '\0')
            return false;
    }
    /* An address or a name is longer in presentation form: an escape is four octets for one. */
    return total <= 4 * length * (1 + answer->count) && answer->chain_count <= CHAIN_MAX;
}

/* One answer; what it was taken for, and how many records it gave. */
static enum answer_status judge(const struct crafted *crafted, enum answer_type type, enum guard guard, size_t *count)
{
    struct question question = {.name = NAME, .type = type, .id = ID};
    const char *octets = guarded((const char *)crafted->octets, crafted->length, guard);
    struct answer answer;
    enum answer_status status = answer_read((const uint8_t *)octets, crafted->length, &question, &answer);

    *count = status == ANSWER_READ ? answer.count : 0;
    assert_true(is_bounded(&answer, crafted->length) || complain("more than came", octets, crafted->length));
    answer_free(&answer);
    return status;
}

static void check_one(size_t kind, uint64_t number, enum answer_type type, bool tcp, size_t seen[KINDS])
{
    static struct crafted crafted;
    const struct expected *wanted = &expected[kind];
    unsigned char query[64];
    size_t length = query_of(type, query), count;
    enum answer_status status;
    int allowed = tcp ? wanted->tcp : wanted->udp;

    crafted_answer(query, length, tcp, number, number, &crafted);
    status = judge(&crafted, type, number % 2 == 0 ? GUARD_BEHIND : GUARD_BEFORE, &count);
    if ((allowed & 1 << status) == 0 ||
        (status == ANSWER_READ && (count > wanted->most || (type == ANSWER_TXT && count < wanted->least)))) {
        printf("%s, number %llu, %s over %s: status %d, %zu records\n", wanted->kind, (unsigned long long)number,
               answer_type_name(type), tcp ? "TCP" : "UDP", (int)status, count);
        fail();
    }
    seen[kind] += status == ANSWER_READ && count > 0;
}

static void test_table_has_every_kind(void **state)
{
    (void)state;
    assert_int_equal(KINDS, crafted_kinds());
    for (size_t kind = 0; kind < KINDS; kind++)
        assert_string_equal(expected[kind].kind, crafted_kind(kind));
}

static void test_every_kind(void **state)
{
    size_t variants = small_run() ? 8 : 280, seen[KINDS] = {0};

    (void)state;
    assert_non_null(ldns_load());
    for (uint64_t variant = 0; variant < variants; variant++)
        for (size_t kind = 0; kind < KINDS; kind++)
            for (size_t type = 0; type < sizeof(types); type++)
                for (int tcp = 0; tcp < 2; tcp++)
                    check_one(kind, variant * KINDS + kind, (enum answer_type)type, tcp != 0, seen);
    for (size_t kind = 0; kind < KINDS; kind++)
        if ((seen[kind] > 0) != (expected[kind].most > 0))
            fail_msg("%s gave records in %zu answers", expected[kind].kind, seen[kind]);
}

/* A good answer with every octet changed to others, in turn. */
static void test_every_octet(void **state)
{
    static struct crafted crafted;
    unsigned char query[64];
    size_t count, step = small_run() ? 85 : 3;

    (void)state;
    assert_non_null(ldns_load());
    for (size_t type = 0; type < sizeof(types); type++) {
        crafted_answer(query, query_of((enum answer_type)type, query), false, 0, 0, &crafted);
        for (size_t at = 0; at < crafted.length; at++) {
            unsigned char before = crafted.octets[at];

            for (size_t change = 1; change < 256; change += step) {
                crafted.octets[at] = (unsigned char)(before ^ change);
                (void)judge(&crafted, (enum answer_type)type, GUARD_BEHIND, &count);
            }
            crafted.octets[at] = before;
        }
    }
}

/* What the good one says, so that the others are known to differ by their fault alone. */
static void test_good_answer(void **state)
{
    static struct crafted crafted;
    struct question question = {.name = NAME, .type = ANSWER_TXT, .id = ID};
    struct answer answer;
    unsigned char query[64];

    (void)state;
    assert_non_null(ldns_load());
    crafted_answer(query, query_of(ANSWER_TXT, query), false, 0, 0, &crafted);
    assert_int_equal(answer_read(crafted.octets, crafted.length, &question, &answer), ANSWER_READ);
    assert_int_equal(answer.rcode, RCODE_NOERROR);
    assert_false(answer.authenticated || answer.has_reason || answer.looped || answer.too_long);
    assert_int_equal(answer.chain_count, 0);
    assert_int_equal(answer.count, 1);
    assert_int_equal(answer.records[0].ttl, 300);
    assert_string_equal(answer.records[0].data, "v=TLSRPTv1; rua=mailto:tls@example.com");
    answer_free(&answer);
}

/* RFC 2181 section 8: with the highest bit set the TTL is 0. */
static void test_ttl(void **state)
{
    static const uint32_t wanted[] = {0, 0, 0x7fffffff}; /* of the kind's 0x8000ffff, 0xffffffff, 0x7fffffff */
    static struct crafted crafted;
    struct question question = {.name = NAME, .type = ANSWER_TXT, .id = ID};
    struct answer answer;
    unsigned char query[64];
    size_t length = query_of(ANSWER_TXT, query), kind = 0;

    (void)state;
    assert_non_null(ldns_load());
    while (strcmp(crafted_kind(kind), "ttl") != 0)
        kind++;
    for (size_t i = 0; i < 3; i++) {
        crafted_answer(query, length, false, 0, kind + i * crafted_kinds(), &crafted);
        assert_int_equal(answer_read(crafted.octets, crafted.length, &question, &answer), ANSWER_READ);
        assert_int_equal(answer.count, 1);
        assert_int_equal(answer.records[0].ttl, wanted[i]);
        answer_free(&answer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_has_every_kind),
        cmocka_unit_test(test_good_answer),
        cmocka_unit_test(test_ttl),
        cmocka_unit_test(test_every_kind),
        cmocka_unit_test(test_every_octet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
