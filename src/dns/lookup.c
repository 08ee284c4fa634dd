/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions to a resolver: one exchange, the tries, and the way along CNAMEs. */
#define _GNU_SOURCE /* getrandom() */

#include "dns/lookup.h"

#include "dns/exchange.h"
#include "dns/ldns.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

/* What a resolver without fragments can send (the DNS flag day of 2020). */
enum { EDNS_OCTETS = 1232 };

static const struct {
    ldns_rr_type type;
} types[] = {
    [ANSWER_A] = {LDNS_RR_TYPE_A},       [ANSWER_MX] = {LDNS_RR_TYPE_MX},     [ANSWER_TXT] = {LDNS_RR_TYPE_TXT},
    [ANSWER_AAAA] = {LDNS_RR_TYPE_AAAA}, [ANSWER_TLSA] = {LDNS_RR_TYPE_TLSA},
};

/* How a query is asked. */
struct manner {
    bool edns;
    bool unchecked; /* CD: the resolver is not to validate */
};

/* ---- one query ---- */

/* The query in wire form, to be freed; NULL: no memory.  AD asks to be told of validation (RFC 6840 section 5.7). */
static uint8_t *query_of(const struct question *question, struct manner manner, size_t *length)
{
    const struct ldns_calls *ldns = ldns_load();
    ldns_rdf *name = ldns->ldns_dname_new_frm_str(question->name);
    ldns_pkt *packet = NULL;
    uint8_t *wire = NULL;

    if (name != NULL)
        packet = ldns->ldns_pkt_query_new(name, types[question->type].type, LDNS_RR_CLASS_IN, LDNS_RD);
    if (packet == NULL) {
        if (name != NULL)
            ldns->ldns_rdf_deep_free(name);
        return NULL;
    }
    ldns->ldns_pkt_set_id(packet, question->id);
    ldns->ldns_pkt_set_ad(packet, true);
    ldns->ldns_pkt_set_cd(packet, manner.unchecked);
    if (manner.edns)
        ldns->ldns_pkt_set_edns_udp_size(packet, EDNS_OCTETS);
    if (ldns->ldns_pkt2wire(&wire, packet, length) != LDNS_STATUS_OK)
        wire = NULL;
    ldns->ldns_pkt_free(packet);
    return wire;
}

static bool fail(struct lookup *lookup, enum lookup_failure failure, int error)
{
    lookup->outcome = LOOKUP_FAILED;
    lookup->failure = failure;
    lookup->error = error;
    return false;
}

/* When the exchange that begins now must end. */
static int64_t end_of(const struct resolver *resolver)
{
    int64_t end = lookup_clock() + (int64_t)resolver->timeout * 1000;

    return resolver->deadline != 0 && resolver->deadline < end ? resolver->deadline : end;
}

/* One exchange with one server, over UDP and, when that is cut short, TCP.  False: it failed, which was noted. */
static bool exchange_once(const struct resolver *resolver, const struct server *server, const char *name,
                          struct manner manner, struct lookup *lookup, struct answer *answer)
{
    struct question question = {.name = name, .type = lookup->type};
    struct exchange exchange = {.server = server, .question = &question, .end = end_of(resolver)};
    enum exchange_status status = EXCHANGE_CUT;
    int error;

    if (getrandom(&question.id, sizeof(question.id), 0) != (ssize_t)sizeof(question.id))
        return fail(lookup, LOOKUP_NETWORK, errno);
    exchange.query = query_of(&question, manner, &exchange.length);
    if (exchange.query == NULL)
        return fail(lookup, LOOKUP_NOMEM, 0);
    memcpy(lookup->server, server->text, sizeof(lookup->server));
    lookup->tries++;
    lookup->over_tcp = false;
    if (!resolver->tcp)
        status = exchange_udp(&exchange, answer);
    if (status == EXCHANGE_CUT) {
        lookup->over_tcp = true;
        answer_free(answer);
        status = exchange_tcp(&exchange, answer);
    }
    error = errno;
    free(exchange.query);
    switch (status) {
    case EXCHANGE_DONE: return true;
    case EXCHANGE_CUT: return fail(lookup, LOOKUP_CUT, 0);
    case EXCHANGE_LATE: return fail(lookup, LOOKUP_LATE, 0);
    case EXCHANGE_DAMAGED: return fail(lookup, LOOKUP_DAMAGED, 0);
    case EXCHANGE_STRINGS: return fail(lookup, LOOKUP_STRINGS, 0);
    case EXCHANGE_NOMEM: return fail(lookup, LOOKUP_NOMEM, 0);
    case EXCHANGE_ERROR: break;
    }
    return fail(lookup, LOOKUP_NETWORK, error);
}

static bool is_answer(unsigned rcode)
{
    return rcode == RCODE_NOERROR || rcode == RCODE_NXDOMAIN;
}

/* The same without EDNS for a server that does not know it (RFC 6891 section 7). */
static bool ask_server(const struct resolver *resolver, const struct server *server, const char *name,
                       struct manner manner, struct lookup *lookup, struct answer *answer)
{
    manner.edns = true;
    if (!exchange_once(resolver, server, name, manner, lookup, answer))
        return false;
    if (answer->rcode == RCODE_FORMERR || answer->rcode == RCODE_NOTIMP || answer->rcode == RCODE_BADVERS) {
        answer_free(answer);
        manner.edns = false;
        if (!exchange_once(resolver, server, name, manner, lookup, answer))
            return false;
    }
    lookup->answered = true;
    lookup->rcode = answer->rcode;
    lookup->has_reason = answer->has_reason;
    lookup->reason = answer->reason;
    if (answer->referral)
        return fail(lookup, LOOKUP_REFERRAL, 0);
    return is_answer(answer->rcode) || fail(lookup, LOOKUP_REFUSED, 0);
}

/* Memory and time that ran out do not come back by trying on. */
static bool is_hopeless(const struct resolver *resolver, const struct lookup *lookup)
{
    return lookup->failure == LOOKUP_NOMEM || (resolver->deadline != 0 && lookup_clock() >= resolver->deadline);
}

/* Every server, as often as it takes. */
static bool ask_all(const struct resolver *resolver, const char *name, struct lookup *lookup, struct answer *answer,
                    const struct server **last)
{
    for (unsigned attempt = 0; attempt < resolver->tries; attempt++) {
        for (size_t i = 0; i < resolver->count; i++) {
            struct manner manner = {.edns = true};

            *last = &resolver->servers[i];
            lookup->answered = lookup->has_reason = false;
            if (ask_server(resolver, *last, name, manner, lookup, answer))
                return true;
            answer_free(answer);
            if (is_hopeless(resolver, lookup))
                return false;
        }
    }
    return false;
}

/* SERVFAIL: what does the server say when it need not validate?  The failure stays noted when it says nothing. */
static bool ask_unchecked(const struct resolver *resolver, const struct server *server, const char *name,
                          struct lookup *lookup, struct answer *answer)
{
    struct manner manner = {.unchecked = true};
    struct lookup before = *lookup;

    if (!ask_server(resolver, server, name, manner, lookup, answer)) {
        unsigned tries = lookup->tries;

        answer_free(answer);
        *lookup = before;
        lookup->tries = tries;
        return false;
    }
    lookup->has_reason = before.has_reason;
    lookup->reason = before.reason;
    lookup->bogus = true;
    return true;
}

/* One name to one answer; CNAMEs that lead out of the answer are not followed here. */
static bool ask(const struct resolver *resolver, const char *name, struct lookup *lookup, struct answer *answer)
{
    const struct server *last = NULL;

    if (ask_all(resolver, name, lookup, answer, &last))
        return true;
    return lookup->answered && lookup->failure == LOOKUP_REFUSED && lookup->rcode == RCODE_SERVFAIL &&
           !is_hopeless(resolver, lookup) && ask_unchecked(resolver, last, name, lookup, answer);
}

/* ---- the way along CNAMEs ---- */

/* Is it a name that the chain has been at? */
static bool was_at(const struct lookup *lookup, const char *name)
{
    bool found = strcasecmp(name, lookup->name) == 0;

    for (size_t i = 0; i < lookup->chain_count; i++)
        found |= strcasecmp(name, lookup->chain[i]) == 0;
    return found;
}

/* Moves the answer's links to the look-up's; false when they end nowhere. */
static bool take_chain(struct lookup *lookup, struct answer *answer)
{
    size_t taken = 0;
    bool good = true;

    while (good && taken < answer->chain_count) {
        if (was_at(lookup, answer->chain[taken]))
            good = fail(lookup, LOOKUP_LOOP, 0);
        else if (lookup->chain_count == CHAIN_MAX)
            good = fail(lookup, LOOKUP_LONG, 0);
        else
            lookup->chain[lookup->chain_count++] = answer->chain[taken++];
    }
    /* What was moved is not the answer's any more. */
    answer->chain_count -= taken;
    memmove(answer->chain, answer->chain + taken, answer->chain_count * sizeof(answer->chain[0]));
    if (good && answer->looped)
        return fail(lookup, LOOKUP_LOOP, 0);
    if (good && answer->too_long)
        return fail(lookup, LOOKUP_LONG, 0);
    return good;
}

bool lookup_take(struct lookup *lookup, struct answer *answer)
{
    size_t links = lookup->chain_count;

    lookup->secure = (links == 0 || lookup->secure) && answer->authenticated && !lookup->bogus;
    if (!take_chain(lookup, answer)) {
        lookup->secure = false;
        return false;
    }
    lookup->outcome = answer->count > 0                  ? LOOKUP_FOUND
                      : answer->rcode == RCODE_NXDOMAIN ? LOOKUP_NO_NAME
                                                         : LOOKUP_NO_DATA;
    lookup->records = answer->records;
    lookup->count = answer->count;
    answer->records = NULL;
    answer->count = 0;
    return lookup->outcome == LOOKUP_NO_DATA && lookup->chain_count > links;
}

/* Asks, and asks again where the chain leads out of the answer: servers that do not recurse stop there. */
static void walk_chain(struct resolver *resolver, struct lookup *lookup)
{
    bool more = true;

    while (more) {
        const char *name = lookup->chain_count > 0 ? lookup->chain[lookup->chain_count - 1] : lookup->name;
        struct answer answer = {.count = 0};

        more = false;
        if (resolver->queries == 0) {
            (void)fail(lookup, LOOKUP_SPENT, 0);
        } else {
            resolver->queries--;
            more = ask(resolver, name, lookup, &answer) && lookup_take(lookup, &answer);
        }
        answer_free(&answer);
    }
    if (lookup->outcome == LOOKUP_FAILED)
        lookup->secure = false;
}

void lookup_run(void *user, const char *name, enum answer_type type, struct lookup *lookup)
{
    struct resolver *resolver = user;
    size_t length = strlen(name);
    ldns_rdf *wire;

    *lookup = (struct lookup){.type = type};
    if (length > 1 && name[length - 1] == '.')
        length--;
    if (length >= sizeof(lookup->name)) {
        memcpy(lookup->name, name, sizeof(lookup->name) - 1);
        (void)fail(lookup, LOOKUP_NAME, 0);
        return;
    }
    memcpy(lookup->name, name, length);
    wire = ldns_load()->ldns_dname_new_frm_str(lookup->name);
    if (wire == NULL) {
        (void)fail(lookup, LOOKUP_NAME, 0);
        return;
    }
    ldns_load()->ldns_rdf_deep_free(wire);
    if (resolver->deadline != 0 && lookup_clock() >= resolver->deadline)
        (void)fail(lookup, LOOKUP_SPENT, 0);
    else
        walk_chain(resolver, lookup);
}

void lookup_free(struct lookup *lookup)
{
    for (size_t i = 0; i < lookup->chain_count; i++)
        free(lookup->chain[i]);
    for (size_t i = 0; i < lookup->count; i++)
        free(lookup->records[i].data);
    free(lookup->records);
    lookup->records = NULL;
    lookup->count = lookup->chain_count = 0;
}

/* ---- in words ---- */

static const char *const reasons[] = {
    [1] = "unsupported DNSKEY algorithm", [2] = "unsupported DS digest type", [3] = "stale answer",
    [4] = "forged answer", [5] = "DNSSEC indeterminate", [6] = "DNSSEC bogus", [7] = "signature expired",
    [8] = "signature not yet valid", [9] = "DNSKEY missing", [10] = "RRSIGs missing",
    [11] = "no zone key bit set", [12] = "NSEC missing", [13] = "cached error", [14] = "not ready",
    [15] = "blocked", [16] = "censored", [17] = "filtered", [18] = "prohibited", [19] = "stale NXDOMAIN answer",
    [20] = "not authoritative", [21] = "not supported", [22] = "no reachable authority", [23] = "network error",
    [24] = "invalid data",
};

const char *lookup_reason(unsigned reason)
{
    return reason < sizeof(reasons) / sizeof(reasons[0]) ? reasons[reason] : NULL;
}

const char *lookup_failure_name(enum lookup_failure failure)
{
    static const char *const names[] = {
        [LOOKUP_LATE] = "timeout",     [LOOKUP_NETWORK] = "network", [LOOKUP_REFUSED] = "rcode",
        [LOOKUP_DAMAGED] = "damaged",  [LOOKUP_CUT] = "truncated",   [LOOKUP_LOOP] = "cname-loop",
        [LOOKUP_LONG] = "cname-chain", [LOOKUP_NAME] = "name",       [LOOKUP_SPENT] = "limit",
        [LOOKUP_NOMEM] = "memory",     [LOOKUP_REFERRAL] = "referral",
        [LOOKUP_STRINGS] = "strings",
    };

    return names[failure];
}

/* What happened, without where. */
static const char *failure_text(const struct lookup *lookup, char room[RCODE_ROOM])
{
    switch (lookup->failure) {
    case LOOKUP_LATE: return "no answer in time";
    case LOOKUP_NETWORK: return strerror(lookup->error);
    case LOOKUP_REFUSED: return answer_rcode_text(lookup->rcode, room);
    case LOOKUP_REFERRAL: return "a referral instead of an answer";
    case LOOKUP_DAMAGED: return "an answer that can't be read";
    case LOOKUP_STRINGS: return "a record of over 4096 character-strings";
    case LOOKUP_CUT: return "a truncated answer over TCP, too";
    case LOOKUP_LOOP: return "CNAMEs that lead in a circle";
    case LOOKUP_LONG: return "too many CNAMEs, one after the other";
    case LOOKUP_NAME: return "the name is too long to be asked for";
    case LOOKUP_SPENT: return "not asked, as the time or the number of look-ups for one domain is used up";
    case LOOKUP_NOMEM: return "out of memory";
    }
    return "failed";
}

void lookup_describe(const struct lookup *lookup, char text[DESCRIPTION_ROOM])
{
    const char *reason = lookup->has_reason ? lookup_reason(lookup->reason) : NULL;
    char room[RCODE_ROOM];
    int length = snprintf(text, DESCRIPTION_ROOM, "%s %s: %s", lookup->name, answer_type_name(lookup->type),
                          failure_text(lookup, room));

    if (lookup->server[0] != '\0')
        length += snprintf(text + length, (size_t)(DESCRIPTION_ROOM - length), " from %s%s", lookup->server,
                           lookup->over_tcp ? " over TCP" : "");
    if (reason != NULL)
        length += snprintf(text + length, (size_t)(DESCRIPTION_ROOM - length), ", %s", reason);
    if (lookup->tries > 0)
        snprintf(text + length, (size_t)(DESCRIPTION_ROOM - length), " (tries: %u)", lookup->tries);
}
