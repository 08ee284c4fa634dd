/* SPDX-License-Identifier: BSD-2-Clause */
/* One domain of `rptlint lookup`: the answers of the DNS, judged and shown. */
#define _POSIX_C_SOURCE 200809L

#include "cli/domain.h"
#include "cli/looking.h"
#include "cli/message.h"
#include "cli/policy.h"
#include "dns/live.h"

#include <stdlib.h>
#include <string.h>

/* Queries that are sent about one domain at most: enough for all that the bounds of live.h allow. */
enum { QUERIES_MAX = 128 };

/* What is shown about one domain. */
struct showing {
    struct looking *looking;
    struct live live;
    rptlint_text values[LIVE_RECORDS_MAX];
    struct looked looked;
    char rcode[RCODE_ROOM]; /* for one without a name */
    struct subject subject; /* the record's value, or the name */
    struct subject about;   /* what findings are about now */
    char owner[NAME_ROOM + 1]; /* the name with its final dot, as in a zone */
    bool has_policy;
    struct fetched fetched;
};

/* ---- what was found, for the renderers ---- */

static const char *answer_to(enum live_state state)
{
    return state == LIVE_UNKNOWN ? "unknown" : state == LIVE_ABSENT ? "no" : "yes";
}

/* What the resolver says that DNSSEC makes of an answer. */
static const char *dnssec_word(bool secure, bool bogus)
{
    return bogus ? "bogus" : secure ? "secure" : "insecure";
}

static void fill_looked(struct showing *showing)
{
    static const enum looked_outcome outcomes[] = {
        [LIVE_UNKNOWN] = LOOKED_FAILED,   [LIVE_ABSENT] = LOOKED_NO_RECORD, [LIVE_PRESENT] = LOOKED_RECORD,
        [LIVE_SEVERAL] = LOOKED_SEVERAL,
    };
    const struct live_record *record = &showing->live.record;
    const struct lookup *lookup = &record->lookup;
    struct looked *looked = &showing->looked;

    *looked = (struct looked){
        .name = lookup->name,
        .type = answer_type_name(lookup->type),
        .outcome = outcomes[record->state],
        .failure = lookup->outcome == LOOKUP_FAILED ? lookup_failure_name(lookup->failure) : NULL,
        .rcode = lookup->answered ? answer_rcode_text(lookup->rcode, showing->rcode) : NULL,
        .resolver = lookup->server[0] != '\0' ? lookup->server : NULL,
        .tcp = lookup->over_tcp,
        .tries = lookup->tries,
        .chain = lookup->chain,
        .chain_count = lookup->chain_count,
        .values = showing->values,
        .value_count = record->count < LIVE_RECORDS_MAX ? record->count : LIVE_RECORDS_MAX,
        .value_total = record->count,
        .discarded = lookup->count - record->count,
    };
    if (lookup->outcome != LOOKUP_FAILED)
        looked->dnssec = dnssec_word(lookup->secure, lookup->bogus);
    for (size_t i = 0; i < looked->value_count; i++)
        showing->values[i] = (rptlint_text){.data = record->chosen[i]->data, .length = record->chosen[i]->length};
    if (looked->value_count > 0)
        looked->ttl = record->chosen[0]->ttl;
}

static const char *mx_word(const struct live *live)
{
    return live->null_mx ? "null" : live->implicit_mx ? "implicit" : answer_to(live->mx);
}

static const char *sts_word(const struct live *live)
{
    return live->sts.state == LIVE_SEVERAL   ? "several"
           : live->sts.state == LIVE_INVALID ? "invalid"
                                             : answer_to(live->sts.state);
}

static struct context_host host_shown(const struct live_host *host)
{
    return (struct context_host){
        .name = host->name,
        .preference = host->preference,
        .base = strcmp(host->base, host->name) != 0 ? host->base : NULL,
        .tlsa = answer_to(host->tlsa),
        .tlsa_count = host->tlsa_count,
        .dnssec = dnssec_word(host->secure, host->bogus),
        .tlsrpt = host->tlsa == LIVE_PRESENT ? answer_to(host->tlsrpt) : NULL,
    };
}

static void show_context(struct showing *showing)
{
    const struct live *live = &showing->live;
    struct context_host hosts[LIVE_HOSTS_MAX];
    struct context_destination destinations[LIVE_DESTINATIONS_MAX];
    struct context context = {.mx = mx_word(live), .hosts = hosts, .host_count = live->host_count,
                              .mx_total = live->mx_count, .mx_left_out = live->mx_left_out, .mta_sts = sts_word(live),
                              .destinations = destinations, .destination_count = live->destination_count,
                              .destination_total = live->destination_total};

    for (size_t i = 0; i < live->host_count; i++)
        hosts[i] = host_shown(&live->hosts[i]);
    if (live->sts.state == LIVE_PRESENT)
        context.sts_id = (rptlint_text){.data = live->sts.chosen[0]->data + live->sts_id.offset,
                                        .length = live->sts_id.length};
    for (size_t i = 0; i < live->destination_count; i++)
        destinations[i] = (struct context_destination){
            .uri = {.data = showing->values[0].data + live->destinations[i].uri.offset,
                    .length = live->destinations[i].uri.length},
            .reachable = answer_to(live->destinations[i].state),
        };
    if (showing->has_policy)
        context.policy = &showing->fetched.shown;
    showing->looking->judge.renderer->context(&showing->looking->out, &showing->subject, &context);
}

/* ---- findings ---- */

static void set_about(void *user, const char *text, size_t length, const char *kind)
{
    struct showing *showing = user;

    forget_places(&showing->looking->out, false); /* texts stand on the stack, one where another one stood */
    showing->about = showing->subject;
    showing->about.kind = kind;
    showing->about.text = text;
    showing->about.length = length;
    judge_also(&showing->looking->judge, &showing->about, 0);
}

/* The record's own rules, on every record that senders go on with; and where none is left on the one that was meant. */
static void check_values(struct showing *showing, rptlint_verdict *verdict)
{
    struct judge *judge = &showing->looking->judge;
    rptlint_options checker = {.size = sizeof(checker), .sink = judge_finding, .user = judge,
                               .domain = showing->live.domain, .domain_length = strlen(showing->live.domain)};

    const struct answer_record *near = showing->live.record.near;

    house_join(&showing->looking->house, &checker);
    for (size_t i = 0; i < showing->looked.value_count; i++) {
        set_about(showing, showing->values[i].data, showing->values[i].length, "record");
        (void)rptlint_check_record(showing->values[i].data, showing->values[i].length, &checker, verdict);
    }
    if (showing->live.record.state == LIVE_PRESENT)
        return;
    if (near != NULL) {
        set_about(showing, near->data, near->length, "record");
        (void)rptlint_check_record(near->data, near->length, &checker, verdict);
    }
    verdict->grammar = false;
    verdict->selected = RPTLINT_SELECTED_NO;
    verdict->usable = 0;
}

static void show(struct showing *showing)
{
    struct looking *looking = showing->looking;
    struct emitter emitter = {.sink = judge_finding, .user = &looking->judge};
    struct live_teller teller = {.emitter = &emitter, .about = set_about, .user = showing};
    rptlint_verdict verdict = {.size = sizeof(verdict)};

    looking->judge.renderer->looked(&looking->out, &showing->subject);
    if (showing->live.has_context)
        show_context(showing);
    judge_begin(&looking->judge, &showing->subject, 0);
    live_tell(&showing->live, &teller);
    check_values(showing, &verdict);
    if (showing->live.has_context)
        live_tell_around(&showing->live, &teller);
    if (showing->has_policy)
        live_tell_policy(&showing->live, &showing->fetched.told, &teller);
    judge_also(&looking->judge, &showing->subject, 0);
    if (showing->live.record.state != LIVE_UNKNOWN)
        judge_verdict(&looking->judge, &verdict);
}

/* ---- one domain ---- */

/* A minute for the policy (RFC 8461 section 3.3), less with a shorter --timeout. */
static unsigned policy_seconds(const struct looking *looking)
{
    enum { TIMES = 12, MOST = STS_TIMEOUT_MS / 1000 };
    unsigned seconds = looking->options->timeout * TIMES;

    return seconds < MOST ? seconds : MOST;
}

unsigned look_up_seconds(const struct looking *looking)
{
    enum { SPARE = 10, PATIENT = 3, PATIENT_AROUND = 6 }; /* names that may have no answer at all, one after the other */
    const struct resolver *resolver = &looking->resolver;
    unsigned fetching = looking->options->fetch_policy ? policy_seconds(looking) : 0;

    return SPARE + fetching + resolver->timeout * resolver->tries * (unsigned)resolver->count *
                       (looking->options->context ? PATIENT_AROUND : PATIENT);
}

/* Fetches the policy where the DNS says that there is one, and its host could be looked up. */
static void look_for_policy(struct showing *showing, struct resolver *resolver, struct pool_report *report)
{
    const struct looking *looking = showing->looking;
    struct live *live = &showing->live;

    if (live->sts.state != LIVE_PRESENT)
        return;
    live_look_for_policy_host(live, lookup_run, resolver);
    if (live->address_unknown && live->address_count == 0)
        return;
    showing->has_policy = policy_fetch(live, policy_seconds(looking) * 1000, looking->options->ca_file,
                                       &showing->fetched);
    report->trouble |= !showing->has_policy;
}

static void look_up_domain(struct looking *looking, const char *domain, struct pool_report *report)
{
    struct showing showing = {.looking = looking};
    struct resolver resolver = looking->resolver;
    size_t length = strlen(domain);

    resolver.queries = QUERIES_MAX;
    resolver.deadline = lookup_clock() + (int64_t)look_up_seconds(looking) * 1000;
    live_look(&showing.live, domain, lookup_run, &resolver);
    if (looking->options->context && showing.live.record.state != LIVE_UNKNOWN)
        live_look_around(&showing.live, lookup_run, &resolver);
    if (looking->options->fetch_policy && showing.live.has_context)
        look_for_policy(&showing, &resolver, report);
    fill_looked(&showing);
    snprintf(showing.owner, sizeof(showing.owner), "%s.", showing.live.record.lookup.name);
    showing.subject = (struct subject){.name = domain, .text = domain, .length = length, .line = 1, .column = 1,
                                       .owner = showing.owner, .kind = "record", .looked = &showing.looked};
    show(&showing);
    report->trouble |= live_is_undecided(&showing.live) || looking->house.trouble;
    live_free(&showing.live);
}

void look_up(struct looking *looking, const struct wanted *wanted, struct pool_report *report)
{
    char *domain = NULL;
    size_t length;

    looking->out.results = 0;
    if (domain_read_at(&wanted->place, "DOMAIN", wanted->domain, looking->options, &domain) != STATUS_OK) {
        if (strncmp(wanted->domain, "_smtp._tls.", 11) == 0)
            message("%s: not looked up; give the domain alone, without \"_smtp._tls.\"", wanted->domain);
        else
            message("%s: not looked up", wanted->domain);
        report->trouble = true;
        return;
    }
    length = strlen(domain);
    if (length > 1 && domain[length - 1] == '.')
        domain[length - 1] = '\0';
    look_up_domain(looking, domain, report);
    report->results = looking->out.results;
    report->findings = looking->judge.failed;
    free(domain);
}

/* ---- a child that did not end by itself ---- */

static void death_text(const struct wanted *wanted, const struct pool_result *result, char *text, size_t size)
{
    switch (result->ending) {
    case POOL_KILLED:
        snprintf(text, size, "%s: the look-up died of signal %d: %s", wanted->domain, result->signal,
                 strsignal(result->signal));
        return;
    case POOL_HUNG: snprintf(text, size, "%s: the look-up took too long and was ended", wanted->domain); return;
    case POOL_LARGE: snprintf(text, size, "%s: the look-up wrote too much and was ended", wanted->domain); return;
    case POOL_EXITED:
    case POOL_RETURNED: break;
    }
    snprintf(text, size, "%s: the look-up gave up, most likely for lack of memory", wanted->domain);
}

void look_up_died(struct looking *looking, const struct wanted *wanted, const struct pool_result *result)
{
    char text[NAME_ROOM + 256];
    struct looked looked = {.name = wanted->domain, .type = "TXT", .outcome = LOOKED_FAILED, .failure = "died"};
    struct subject subject = {.name = wanted->domain, .text = text, .line = 1, .column = 1, .kind = "lookup",
                              .looked = &looked};
    struct emitter emitter = {.sink = judge_finding, .user = &looking->judge};

    death_text(wanted, result, text, sizeof(text));
    subject.length = strlen(text);
    forget_places(&looking->out, false);
    looking->judge.renderer->looked(&looking->out, &subject);
    judge_begin(&looking->judge, &subject, 0);
    REPORT(&emitter, D502, 0, subject.length, .hint = HINT_DIED);
}
