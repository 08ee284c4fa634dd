/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages of the DNS: every case of corpus/answer, every beginning and many mutants of each, no memory. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dns/ldns.h"
#include "dns/live.h"
#include "expect.h"
#include "scarce.h"
#include "support.h"

/* ---- the code under test, where an allocation may be made to fail; ldns takes its memory elsewhere ---- */

#define malloc scarce_malloc
#define calloc scarce_calloc
#define strdup scarce_strdup
#include "dns/answer.c" /* NOLINT(bugprone-suspicious-include) */
#undef malloc
#undef calloc
#undef strdup

enum { TEXT_ROOM = 8192, ID = 0x1234 };

static const char asked[] = "_smtp._tls.example.com";
static const struct question question = {.name = asked, .type = ANSWER_TXT, .id = ID};

/* ---- one case, told as lines of text ---- */

struct told {
    char text[TEXT_ROOM];
    size_t length;
    const char *kind; /* what findings are about now */
    size_t about;     /* how long it is */
};

static void tell(struct told *told, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(told->text + told->length, sizeof(told->text) - told->length, format, arguments);
    va_end(arguments);
    assert_true(length >= 0 && (size_t)length < sizeof(told->text) - told->length);
    told->length += (size_t)length;
}

/* "record TTL VALUE", with octets that can't be seen as \xNN */
static void tell_value(struct told *told, const struct answer_record *record)
{
    tell(told, "record %u ", (unsigned)record->ttl);
    for (size_t i = 0; i < record->length; i++)
        tell(told, record->data[i] >= ' ' && record->data[i] <= '~' ? "%c" : "\\x%02x", (unsigned char)record->data[i]);
    tell(told, "\n");
}

static void set_about(void *user, const char *text, size_t length, const char *kind)
{
    struct told *told = user;

    assert_int_equal(strlen(text), length);
    told->kind = kind;
    told->about = length;
}

/* Where the words are ours, as for a look-up that failed, the span is all of them and not told. */
static int take_finding(void *user, const rptlint_finding *finding)
{
    struct told *told = user;

    assert_true(finding->span.offset <= told->about && finding->span.length <= told->about - finding->span.offset);
    tell(told, "%s %s %s", finding->rule->id, rptlint_severity_name(finding->severity), told->kind);
    if (strcmp(told->kind, "lookup") != 0)
        tell(told, " %zu %zu", finding->span.offset, finding->span.length);
    tell(told, "\n");
    return 0;
}

/* A look-up that gives what one message holds. */
struct given {
    struct answer *answer;
    bool more;
};

static void give(void *user, const char *name, enum answer_type type, struct lookup *lookup)
{
    struct given *given = user;

    assert_string_equal(name, asked);
    *lookup = (struct lookup){.type = type, .answered = true, .rcode = given->answer->rcode};
    snprintf(lookup->name, sizeof(lookup->name), "%s", name);
    given->more = lookup_take(lookup, given->answer);
}

static void tell_live(struct told *told, struct answer *answer)
{
    struct given given = {.answer = answer};
    struct emitter emitter = {.sink = take_finding, .user = told};
    struct live_teller teller = {.emitter = &emitter, .about = set_about, .user = told};
    struct live live;

    live_look(&live, "example.com", give, &given);
    tell(told, " %s\n", live.record.lookup.secure ? "secure" : "insecure");
    for (size_t i = 0; i < live.record.lookup.chain_count; i++)
        tell(told, "chain %s\n", live.record.lookup.chain[i]);
    if (live.record.lookup.outcome == LOOKUP_FAILED)
        tell(told, "failed %s\n", lookup_failure_name(live.record.lookup.failure));
    for (size_t i = 0; i < live.record.count; i++)
        tell_value(told, live.record.chosen[i]);
    if (given.more)
        tell(told, "more\n");
    else
        live_tell(&live, &teller);
    live_free(&live);
}

/* The message in a block of its own size. */
static void tell_message(struct told *told, const char *message, size_t length)
{
    static const char *const words[] = {
        [ANSWER_FOREIGN] = "foreign", [ANSWER_CUT] = "cut",     [ANSWER_DAMAGED] = "damaged",
        [ANSWER_STRINGS] = "strings", [ANSWER_NOMEM] = "nomem",
    };
    struct block block = block_of(message, length);
    struct answer answer;
    char room[RCODE_ROOM];
    enum answer_status status = answer_read((const uint8_t *)block.data, block.length, &question, &answer);

    told->length = 0;
    told->text[0] = '\0';
    if (status != ANSWER_READ) {
        tell(told, "%s\n", words[status]);
    } else if (answer.rcode != RCODE_NOERROR && answer.rcode != RCODE_NXDOMAIN) {
        tell(told, "read %s\n", answer_rcode_text(answer.rcode, room));
        if (answer.has_reason)
            tell(told, "reason %u\n", answer.reason);
    } else if (answer.referral) {
        tell(told, "read %s referral\n", answer_rcode_text(answer.rcode, room));
    } else {
        tell(told, "read %s", answer_rcode_text(answer.rcode, room));
        tell_live(told, &answer);
    }
    answer_free(&answer);
    block_free(block);
}

/* ---- the corpus ---- */

struct walk {
    void (*visit)(const char *name, const char *message, size_t length, void *user);
    void *user;
};

static void load_case(const char *name, void *user)
{
    const struct walk *walk = user;
    size_t length = 0;
    char *message = load_file("answer", name, ".in", &length);

    assert_non_null(message);
    walk->visit(name, message, length, walk->user);
    free(message);
}

static size_t each_answer(void (*visit)(const char *name, const char *message, size_t length, void *user), void *user)
{
    struct walk walk = {.visit = visit, .user = user};

    return each_name_in("answer", load_case, &walk);
}

static void check_case(const char *name, const char *message, size_t length, void *user)
{
    size_t *wrong = user, expect_length = 0;
    char *expect = load_file("answer", name, ".expect", &expect_length);
    static struct told told;

    assert_non_null(expect);
    tell_message(&told, message, length);
    if (strcmp(told.text, expect) != 0) {
        print_message("answer/%s: wanted\n%sfound\n%s", name, expect, told.text);
        ++*wrong;
    }
    free(expect);
}

static void every_case_gives_what_it_expects(void **state)
{
    size_t wrong = 0;

    (void)state;
    assert_true(each_answer(check_case, &wrong) >= 50);
    assert_int_equal(wrong, 0);
}

/* ID-near-NAME is a near miss. */
static void note_case(const char *name, const char *message, size_t length, void *user)
{
    static struct findings found;
    char *expect = load_file("answer", name, ".expect", &length);

    (void)message;
    found.count = 0;
    assert_non_null(expect);
    for (const char *line = expect; *line != '\0'; line = strchr(line, '\n') + 1)
        if (line[0] == 'D' && rptlint_rule_find(line, 4) != NULL)
            found.list[found.count++].rule = rptlint_rule_find(line, 4);
    note_coverage(user, name, strncmp(name + 4, "-near", 5) == 0, &found);
    free(expect);
}

/* D502 and D506 to D512 need more than one answer: test_live.c. */
static void every_rule_about_one_answer_has_a_case_and_a_near_miss(void **state)
{
    static struct coverage coverage;

    (void)state;
    each_answer(note_case, &coverage);
    assert_int_equal(count_uncovered(&coverage, "D", "D502 D506 D507 D508 D509 D510 D511 D512"), 0);
}

/* ---- hostile messages ---- */

/* No end of a message is read beyond, and what is left of it is never more than what there was. */
static void check_beginnings(const char *name, const char *message, size_t length, void *user)
{
    static struct told told;

    (void)name;
    (void)user;
    for (size_t end = 0; end < length; end += end < 512 ? 1 : 97)
        tell_message(&told, message, end);
}

static void any_beginning_of_a_message_is_read_or_refused(void **state)
{
    (void)state;
    each_answer(check_beginnings, NULL);
}

static void check_mutants(const char *name, const char *message, size_t length, void *user)
{
    static const char octets[] = "\0\1\14\77\100\300\377\20\5";
    size_t count = small_run() ? 20 : 400;
    uint64_t *random = user;
    static struct told told;
    char mutant[MUTATED_MAX(8192, 4)];

    (void)name;
    assert_true(length <= 8192);
    for (size_t i = 0; i < count; i++) {
        size_t mutated = mutant_of(random, message, length, 4, octets, sizeof(octets) - 1, mutant);

        /* The id stays, so that the rest is looked at. */
        if (mutated >= 2)
            memcpy(mutant, "\x12\x34", 2);
        tell_message(&told, mutant, mutated);
    }
}

static void mutants_are_read_or_refused(void **state)
{
    uint64_t random = 1;

    (void)state;
    each_answer(check_mutants, &random);
}

/* ---- other types ---- */

/* A message about example.com with the answers, whose owner is the question's. */
struct made {
    uint8_t octets[1024];
    size_t length;
};

static void put(struct made *made, const void *octets, size_t length)
{
    assert_true(length <= sizeof(made->octets) - made->length);
    memcpy(made->octets + made->length, octets, length);
    made->length += length;
}

static struct made begin_message(unsigned char type, unsigned char answers)
{
    struct made made = {.length = 0};
    const uint8_t head[] = {0x12, 0x34, 0x81, 0xA0, 0, 1, 0, answers, 0, 0, 0, 0};
    const uint8_t tail[] = {0, type, 0, 1};

    put(&made, head, sizeof(head));
    put(&made, "\7example\3com", 13);
    put(&made, tail, sizeof(tail));
    return made;
}

static void put_record(struct made *made, unsigned char type, const void *data, unsigned char length)
{
    const uint8_t head[] = {0xC0, 12, 0, type, 0, 1, 0, 0, 1, 0, 0, length};

    put(made, head, sizeof(head));
    put(made, data, length);
}

static struct answer read_made(const struct made *made, enum answer_type type)
{
    struct question other = {.name = "example.com.", .type = type, .id = ID};
    struct answer answer;

    assert_int_equal(answer_read(made->octets, made->length, &other, &answer), ANSWER_READ);
    return answer;
}

static void mx_records_have_a_host_and_a_preference(void **state)
{
    struct made made = begin_message(15, 2);
    struct answer answer;

    (void)state;
    put_record(&made, 15, "\1\2\3mx1\300\14", 8);
    put_record(&made, 15, "\0\0\0", 3);
    answer = read_made(&made, ANSWER_MX);
    assert_int_equal(answer.count, 2);
    assert_int_equal(answer.records[0].preference, 258);
    assert_int_equal(answer.records[0].ttl, 256);
    assert_string_equal(answer.records[0].data, "mx1.example.com");
    assert_int_equal(answer.records[1].preference, 0);
    assert_string_equal(answer.records[1].data, ".");
    assert_true(answer.authenticated);
    answer_free(&answer);
}

static void addresses_are_text(void **state)
{
    static const char six[] = "\40\1\15\270\0\0\0\0\0\0\0\0\0\0\0\1";
    struct made made = begin_message(1, 1);
    struct answer answer;

    (void)state;
    put_record(&made, 1, "\300\0\2\377", 4);
    answer = read_made(&made, ANSWER_A);
    assert_int_equal(answer.count, 1);
    assert_string_equal(answer.records[0].data, "192.0.2.255");
    answer_free(&answer);
    made = begin_message(28, 1);
    put_record(&made, 28, six, 16);
    answer = read_made(&made, ANSWER_AAAA);
    assert_int_equal(answer.count, 1);
    assert_string_equal(answer.records[0].data, "2001:db8::1");
    answer_free(&answer);
}

static void tlsa_records_have_three_numbers(void **state)
{
    struct made made = begin_message(52, 1);
    struct answer answer;

    (void)state;
    put_record(&made, 52, "\3\1\2\252\273", 5);
    answer = read_made(&made, ANSWER_TLSA);
    assert_int_equal(answer.count, 1);
    assert_int_equal(answer.records[0].usage, 3);
    assert_int_equal(answer.records[0].selector, 1);
    assert_int_equal(answer.records[0].matching, 2);
    answer_free(&answer);
}

/* ---- no memory ---- */

static void check_scarcity(const char *name, const char *message, size_t length, void *user)
{
    size_t *refused = user;

    for (size_t left = 0;; left++) {
        struct answer answer;
        enum answer_status status;
        size_t lacking;

        scarce_begin(left);
        status = answer_read((const uint8_t *)message, length, &question, &answer);
        lacking = scarce_end();
        answer_free(&answer);
        if (lacking == 0)
            return;
        *refused += lacking;
        if (status != ANSWER_NOMEM)
            fail_msg("%s: without memory the status is %d", name, (int)status);
    }
}

static void without_memory_an_answer_is_not_read(void **state)
{
    size_t refused = 0;

    (void)state;
    each_answer(check_scarcity, &refused);
    assert_true(refused > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gives_what_it_expects),
        cmocka_unit_test(every_rule_about_one_answer_has_a_case_and_a_near_miss),
        cmocka_unit_test(any_beginning_of_a_message_is_read_or_refused),
        cmocka_unit_test(mutants_are_read_or_refused),
        cmocka_unit_test(mx_records_have_a_host_and_a_preference),
        cmocka_unit_test(addresses_are_text),
        cmocka_unit_test(tlsa_records_have_three_numbers),
        cmocka_unit_test(without_memory_an_answer_is_not_read),
    };

    if (ldns_load() == NULL) {
        fputs("test_answer: " LDNS_PACKAGE " is missing\n", stderr);
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
