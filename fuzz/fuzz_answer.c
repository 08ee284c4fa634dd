/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz: a DNS message as the answer to each type of question, and what is told of the TLSRPT record in it. */
#include "harness.h"

#include "dns/ldns.h"
#include "dns/live.h"

static const char *const names[] = {
    [ANSWER_A] = "example.com",    [ANSWER_MX] = "example.com",
    [ANSWER_TXT] = "_smtp._tls.example.com", [ANSWER_AAAA] = "mta-sts.example.com",
    [ANSWER_TLSA] = "_25._tcp.mx1.example.com.",
};

/* Reads what came out, so that a block too short, or octets never written, are seen. */
static size_t sum_of(const char *data, size_t length)
{
    size_t sum = 0;

    for (size_t i = 0; i < length; i++)
        sum += (unsigned char)data[i];
    return sum;
}

static void check_answer(const struct answer *answer, enum answer_status status, size_t size, enum answer_type type)
{
    volatile size_t sum = 0;

    must(answer->chain_count <= CHAIN_MAX);
    must(answer->count * 10 <= size); /* a record has a head of 10 octets at least */
    must(!answer->looped || answer->count == 0);
    must(status == ANSWER_READ || (answer->count == 0 && answer->chain_count == 0));
    for (size_t i = 0; i < answer->chain_count; i++)
        sum += sum_of(answer->chain[i], strlen(answer->chain[i]));
    for (size_t i = 0; i < answer->count; i++) {
        const struct answer_record *record = &answer->records[i];

        must((record->data == NULL) == (type == ANSWER_TLSA));
        must(record->length < size * 4);
        if (record->data != NULL)
            must(record->data[record->length] == '\0');
        sum += sum_of(record->data, record->length);
    }
    (void)sum;
}

/* ---- what is told ---- */

struct telling {
    struct answer *answer;
    struct seen seen;
};

static void give(void *user, const char *name, enum answer_type type, struct lookup *lookup)
{
    struct telling *telling = user;

    *lookup = (struct lookup){.type = type, .answered = true, .rcode = telling->answer->rcode};
    snprintf(lookup->name, sizeof(lookup->name), "%s", name);
    (void)lookup_take(lookup, telling->answer);
}

static void set_about(void *user, const char *text, size_t length, const char *kind)
{
    struct telling *telling = user;

    must(strlen(text) == length && kind != NULL);
    telling->seen.length = length;
}

static void tell(struct answer *answer)
{
    struct telling telling = {.answer = answer};
    struct emitter emitter = {.sink = see, .user = &telling.seen};
    struct live_teller teller = {.emitter = &emitter, .about = set_about, .user = &telling};
    struct live live;
    bool good;

    live_look(&live, "example.com", give, &telling);
    live_tell(&live, &teller);
    good = live.record.state == LIVE_PRESENT;
    must(good == (telling.seen.counts[RPTLINT_ERROR] == 0));
    must((live.record.count == 1) == good && (live.record.count > 1) == (live.record.state == LIVE_SEVERAL));
    live_free(&live);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *message = malloc(size > 0 ? size : 1);

    must(message != NULL && ldns_load() != NULL);
    if (size > 0)
        memcpy(message, data, size);
    for (enum answer_type type = ANSWER_A; type <= ANSWER_TLSA; type++) {
        struct question question = {.name = names[type], .type = type};
        struct answer answer;
        enum answer_status status;

        if (size >= 2)
            question.id = (uint16_t)(message[0] << 8 | message[1]);
        status = answer_read(message, size, &question, &answer);
        check_answer(&answer, status, size, type);
        if (type == ANSWER_TXT && status == ANSWER_READ && !answer.referral)
            tell(&answer);
        answer_free(&answer);
    }
    free(message);
    return 0;
}
