/* SPDX-License-Identifier: BSD-2-Clause */
/* What belongs to a TLSRPT record: the mail servers, MTA-STS, DANE, and whether the destinations can be reached. */
#define _POSIX_C_SOURCE 200809L

#include "dns/live.h"

#include "core/bytes.h"
#include "core/field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a look-around needs. */
struct search {
    struct live *live;
    lookup_function *look;
    void *user;
};

/* Notes a look-up that failed; without memory for the line it is still counted. */
static void note_failure(struct live *live, const struct lookup *lookup)
{
    char text[DESCRIPTION_ROOM];

    if (live->failure_count < LIVE_FAILURES_MAX) {
        lookup_describe(lookup, text);
        live->failures[live->failure_count] = strdup(text);
    }
    live->failure_count++;
}

static enum live_state state_of(const struct lookup *lookup)
{
    return lookup->outcome == LOOKUP_FAILED  ? LIVE_UNKNOWN
           : lookup->outcome == LOOKUP_FOUND ? LIVE_PRESENT
                                             : LIVE_ABSENT;
}

/* Is the name the other one, or below it? */
static bool is_within(const char *name, const char *other)
{
    size_t length = strlen(name), end = strlen(other);

    return length >= end && equal_nocase(name + length - end, other, end) &&
           (length == end || name[length - end - 1] == '.');
}

/* Where a zone is refuted as a whole, the name that was asked for first stands for those below it. */
static void note_bogus(struct live *live, const struct lookup *lookup)
{
    struct live_bogus *bogus = &live->bogus[live->bogus_count];

    for (size_t i = 0; i < live->bogus_count; i++)
        if (is_within(lookup->name, live->bogus[i].name))
            return;
    if (live->bogus_count == LIVE_BOGUS_MAX)
        return;
    memcpy(bogus->name, lookup->name, sizeof(bogus->name));
    bogus->type = lookup->type;
    live->bogus_count++;
}

/* Looks for records of a type at a name; a failure is noted, and what DNSSEC refutes. */
static void look_for(const struct search *search, const char *name, enum answer_type type, struct lookup *lookup)
{
    search->look(search->user, name, type, lookup);
    if (lookup->outcome == LOOKUP_FAILED)
        note_failure(search->live, lookup);
    else if (lookup->bogus)
        note_bogus(search->live, lookup);
    search->live->validates |= lookup->secure || lookup->bogus;
}

/* Has the host an IPv4 or IPv6 address? */
static enum live_state look_for_address(const struct search *search, const char *host)
{
    enum live_state state = LIVE_ABSENT;
    static const enum answer_type types[] = {ANSWER_A, ANSWER_AAAA};

    for (size_t i = 0; i < 2 && state != LIVE_PRESENT; i++) {
        struct lookup lookup;

        look_for(search, host, types[i], &lookup);
        if (lookup.outcome == LOOKUP_FAILED && state == LIVE_ABSENT)
            state = LIVE_UNKNOWN;
        if (lookup.outcome == LOOKUP_FOUND)
            state = LIVE_PRESENT;
        lookup_free(&lookup);
    }
    return state;
}

/* ---- the mail servers ---- */

/* MX records with "." for a host: RFC 7505 section 3. */
static size_t count_null_mx(const struct lookup *lookup)
{
    size_t count = 0;

    for (size_t i = 0; i < lookup->count; i++)
        count += strcmp(lookup->records[i].data, ".") == 0;
    return count;
}

static bool is_null_mx(const struct lookup *lookup)
{
    return lookup->count > 0 && count_null_mx(lookup) == lookup->count;
}

static int by_preference(const void *a, const void *b)
{
    const struct answer_record *one = a, *other = b;

    if (one->preference != other->preference)
        return one->preference < other->preference ? -1 : 1;
    return strcmp(one->data, other->data);
}

static void add_host(struct live *live, const char *name, unsigned preference)
{
    struct live_host *host = &live->hosts[live->host_count];

    if (strcmp(name, ".") == 0)
        return;
    for (size_t i = 0; i < live->host_count; i++)
        if (strlen(live->hosts[i].name) == strlen(name) && equal_nocase(live->hosts[i].name, name, strlen(name)))
            return;
    if (live->host_count == LIVE_HOSTS_MAX || strlen(name) >= sizeof(host->name)) {
        live->mx_left_out++;
        return;
    }
    snprintf(host->name, sizeof(host->name), "%s", name);
    snprintf(host->base, sizeof(host->base), "%s", name);
    host->preference = preference;
    live->host_count++;
}

/* Without an MX record the domain itself is the host, when it has an address (RFC 5321 section 5.1). */
static void look_for_hosts(const struct search *search)
{
    struct live *live = search->live;
    struct lookup lookup;

    look_for(search, live->domain, ANSWER_MX, &lookup);
    live->mx = state_of(&lookup);
    live->null_mx = is_null_mx(&lookup);
    if (lookup.outcome == LOOKUP_FOUND && !live->null_mx) {
        live->mx_count = lookup.count;
        live->null_beside = count_null_mx(&lookup) > 0;
        qsort(lookup.records, lookup.count, sizeof(lookup.records[0]), by_preference);
        for (size_t i = 0; i < lookup.count; i++)
            add_host(live, lookup.records[i].data, lookup.records[i].preference);
    } else if (live->mx == LIVE_ABSENT && look_for_address(search, live->domain) == LIVE_PRESENT) {
        live->implicit_mx = true;
        add_host(live, live->domain, 0);
    }
    lookup_free(&lookup);
}

/* TLSA records of port 25 at a base domain, RFC 7672 section 3.1. */
static void look_for_tlsa(const struct search *search, struct live_host *host, const char *base)
{
    char name[NAME_ROOM + 16];
    struct lookup tlsa;

    snprintf(name, sizeof(name), "_25._tcp.%s", base);
    look_for(search, name, ANSWER_TLSA, &tlsa);
    host->tlsa = state_of(&tlsa);
    host->tlsa_count = tlsa.count;
    host->secure = host->tlsa == LIVE_PRESENT && tlsa.secure;
    host->bogus = tlsa.bogus;
    lookup_free(&tlsa);
    if (host->tlsa == LIVE_PRESENT)
        snprintf(host->base, sizeof(host->base), "%s", base);
}

/*
 * Senders look first where CNAMEs lead from the host, then at the host itself; only the latter when DNSSEC does not
 * prove the way (RFC 7672 section 2.2.3).  Another resolver may prove it, so the end is looked at all the same, but
 * what is there counts as not proven.
 */
static void look_for_dane(const struct search *search, struct live_host *host)
{
    struct lookup address;
    const char *end;

    look_for(search, host->name, ANSWER_A, &address);
    end = address.chain_count > 0 ? address.chain[address.chain_count - 1] : NULL;
    if (address.outcome == LOOKUP_FAILED)
        host->tlsa = LIVE_UNKNOWN;
    else
        look_for_tlsa(search, host, end != NULL && address.secure ? end : host->name);
    if (host->tlsa == LIVE_ABSENT && end != NULL) {
        look_for_tlsa(search, host, address.secure ? host->name : end);
        host->secure = host->secure && address.secure;
    }
    lookup_free(&address);
}

/* DANE, and where there is some, the TLSRPT record for it, which stands at the base domain. */
static void look_at_host(const struct search *search, struct live_host *host)
{
    char name[NAME_ROOM + 16];
    struct live_record tlsrpt = {.count = 0};

    look_for_dane(search, host);
    host->tlsrpt = LIVE_UNKNOWN;
    if (host->tlsa != LIVE_PRESENT)
        return;
    snprintf(name, sizeof(name), "_smtp._tls.%s", host->base);
    look_for(search, name, ANSWER_TXT, &tlsrpt.lookup);
    live_choose(&tlsrpt, "v=TLSRPTv1;");
    host->tlsrpt = live_is_foreign(&tlsrpt, "v=TLSRPTv1") ? LIVE_ABSENT : tlsrpt.state;
    lookup_free(&tlsrpt.lookup);
}

/* ---- MTA-STS ---- */

/*
 * sts-field = sts-id / sts-extension; sts-id = %s"id=" 1*32(ALPHA / DIGIT)
 * sts-ext-name = (ALPHA / DIGIT) *31(ALPHA / DIGIT / "_" / "-" / "."), sts-ext-value = 1*(%x21-3A / %x3C / %x3E-7E)
 */
static bool read_sts_field(struct live *live, const char *data, size_t from, size_t end)
{
    size_t equals = find_byte(data, from, end, '='), value = equals + 1;

    if (equals == end || equals == from || equals - from > 32 || value == end ||
        !byte_in(data[from], BYTE_ALPHA | BYTE_DIGIT) || run_of(data, from, equals, BYTE_NAME) < equals ||
        run_of(data, value, end, BYTE_VALUE) < end)
        return false;
    if (equals - from != 2 || memcmp(data + from, "id", 2) != 0 || live->sts_id.length > 0)
        return true;
    if (end - value > 32 || run_of(data, value, end, BYTE_ALPHA | BYTE_DIGIT) < end)
        return false;
    live->sts_id = (rptlint_span){.offset = value, .length = end - value};
    return true;
}

/* sts-text-record = sts-version 1*(sts-field-delim sts-field) [sts-field-delim] (RFC 8461 section 3.1) */
static bool read_sts(struct live *live, const char *data, size_t length)
{
    size_t at = sizeof("v=STSv1") - 1;

    if (!STARTS(data, 0, length, "v=STSv1"))
        return false;
    while (at < length) {
        size_t mark = run_of(data, at, length, BYTE_WSP), from, stop;

        if (mark == length || data[mark] != ';')
            return false;
        from = run_of(data, mark + 1, length, BYTE_WSP);
        if (from == length)
            break;
        stop = find_byte(data, from, length, ';');
        at = trim_end(data, from, stop, BYTE_WSP);
        if (at == from || !read_sts_field(live, data, from, at))
            return false;
    }
    return live->sts_id.length > 0;
}

static void look_for_sts(const struct search *search)
{
    struct live *live = search->live;
    char name[NAME_ROOM];

    snprintf(name, sizeof(name), "_mta-sts.%s", live->domain);
    look_for(search, name, ANSWER_TXT, &live->sts.lookup);
    live_choose(&live->sts, "v=STSv1;");
    if (live_is_foreign(&live->sts, "v=STSv1"))
        live->sts.state = LIVE_ABSENT;
    if (live->sts.state == LIVE_PRESENT && !read_sts(live, live->sts.chosen[0]->data, live->sts.chosen[0]->length))
        live->sts.state = LIVE_INVALID;
}

/* ---- the destinations ---- */

/* The host name of a destination, percent-decoded; false for an address, which needs no DNS. */
static bool host_of(const char *value, const rptlint_destination *destination, struct live_destination *kept)
{
    size_t length = 0;

    if (rptlint_decode_uri(value + destination->host.offset, destination->host.length, kept->host,
                           sizeof(kept->host) - 1, &length) != RPTLINT_OK || length == 0)
        return false;
    kept->host[length] = '\0';
    return kept->host[0] != '[' && !is_ipv4(kept->host, length) && strlen(kept->host) == length;
}

static void look_at_destination(const struct search *search, struct live_destination *destination)
{
    struct lookup lookup;

    if (!destination->mail) {
        destination->state = look_for_address(search, destination->host);
        return;
    }
    look_for(search, destination->host, ANSWER_MX, &lookup);
    destination->state = state_of(&lookup);
    destination->null_mx = is_null_mx(&lookup);
    if (destination->null_mx)
        destination->state = LIVE_ABSENT;
    else if (destination->state == LIVE_ABSENT)
        destination->state = look_for_address(search, destination->host);
    lookup_free(&lookup);
}

static void look_for_destinations(const struct search *search)
{
    enum { READ_MAX = 64 };
    struct live *live = search->live;
    const struct answer_record *value = live->record.chosen[0];
    rptlint_destination list[READ_MAX];
    rptlint_record record = {.size = sizeof(record), .destinations = list, .destination_capacity = READ_MAX};

    if (live->record.state != LIVE_PRESENT)
        return;
    (void)rptlint_read_record(value->data, value->length, &record);
    for (size_t i = 0; i < record.destination_count; i++) {
        struct live_destination kept = {.state = LIVE_UNKNOWN};

        if (i >= READ_MAX) {
            live->destination_total += record.destination_count - i;
            return;
        }
        kept.uri = list[i].uri;
        kept.mail = list[i].scheme == RPTLINT_SCHEME_MAILTO;
        if (!list[i].usable || !host_of(value->data, &list[i], &kept))
            continue;
        if (live->destination_count < LIVE_DESTINATIONS_MAX) {
            live->destinations[live->destination_count] = kept;
            look_at_destination(search, &live->destinations[live->destination_count++]);
        }
        live->destination_total++;
    }
}

void live_look_around(struct live *live, lookup_function *look, void *user)
{
    struct search search = {.live = live, .look = look, .user = user};

    live->has_context = true;
    live->validates = live->record.lookup.secure || live->record.lookup.bogus;
    look_for_hosts(&search);
    for (size_t i = 0; i < live->host_count; i++)
        look_at_host(&search, &live->hosts[i]);
    look_for_sts(&search);
    look_for_destinations(&search);
}

/* ---- the policy host ---- */

void live_look_for_policy_host(struct live *live, lookup_function *look, void *user)
{
    struct search search = {.live = live, .look = look, .user = user};
    static const enum answer_type types[] = {ANSWER_AAAA, ANSWER_A};
    char name[NAME_ROOM];

    snprintf(name, sizeof(name), "mta-sts.%s", live->domain);
    for (size_t i = 0; i < 2; i++) {
        struct lookup lookup;

        look_for(&search, name, types[i], &lookup);
        live->address_unknown |= lookup.outcome == LOOKUP_FAILED;
        /* Half of the room is for each kind, so that many of one do not hide the other. */
        for (size_t j = 0; j < lookup.count && j < LIVE_ADDRESSES_MAX / 2; j++)
            snprintf(live->addresses[live->address_count++], ADDRESS_ROOM, "%s", lookup.records[j].data);
        lookup_free(&lookup);
    }
}

/* ---- findings ---- */

/* Where the record was to be found. */
static void tell_record(const struct live *live, const struct live_teller *teller, enum rule rule)
{
    const char *name = live->record.lookup.name;

    teller->about(teller->user, name, strlen(name), "name");
    emit(teller->emitter, &(rptlint_finding){.rule = &rule_table[rule], .span = {.length = strlen(name)}});
}

/* "A domain that advertises a null MX MUST NOT advertise any other MX RR." */
static void tell_null_mx(const struct live *live, const struct live_teller *teller)
{
    if (live->null_mx) {
        tell_record(live, teller, D511);
    } else if (live->null_beside) {
        teller->about(teller->user, live->domain, strlen(live->domain), "name");
        REPORT(teller->emitter, D511, 0, strlen(live->domain), .severity = RPTLINT_WARNING,
               .hint = HINT_NULL_MX_BESIDE);
    }
}

static void tell_bogus(const struct live *live, const struct live_teller *teller)
{
    for (size_t i = 0; i < live->bogus_count; i++) {
        const struct live_bogus *bogus = &live->bogus[i];

        teller->about(teller->user, bogus->name, strlen(bogus->name), "name");
        REPORT(teller->emitter, D504, 0, strlen(bogus->name), .severity = RPTLINT_ERROR,
               .hint = bogus->type == ANSWER_TLSA ? HINT_BOGUS_TLSA : HINT_BOGUS_AROUND);
    }
}

static void tell_failures(const struct live *live, const struct live_teller *teller)
{
    for (size_t i = 0; i < live->failure_count && i < LIVE_FAILURES_MAX; i++) {
        const char *text = live->failures[i] != NULL ? live->failures[i] : "out of memory";

        teller->about(teller->user, text, strlen(text), "lookup");
        REPORT(teller->emitter, D502, 0, strlen(text));
    }
}

/* The first destination whose look-up failed shows nothing here: that is D502. */
static void tell_destinations(const struct live *live, const struct live_teller *teller)
{
    const struct answer_record *value = live->record.chosen[0];

    if (live->destination_count == 0)
        return;
    teller->about(teller->user, value->data, value->length, "record");
    for (size_t i = 0; i < live->destination_count; i++) {
        const struct live_destination *destination = &live->destinations[i];

        if (destination->state != LIVE_ABSENT)
            continue;
        if (destination->mail)
            REPORT(teller->emitter, D509, destination->uri.offset, destination->uri.length,
                   .hint = destination->null_mx ? HINT_DESTINATION_NULL_MX : NULL);
        else
            REPORT(teller->emitter, D510, destination->uri.offset, destination->uri.length);
    }
}

/* Of several records, or one that breaks the grammar, senders must assume that there is none (RFC 8461 section 3.1). */
static void tell_sts(const struct live *live, const struct live_teller *teller)
{
    if (live->sts.state == LIVE_SEVERAL) {
        const char *name = live->sts.lookup.name;

        teller->about(teller->user, name, strlen(name), "name");
        REPORT(teller->emitter, D512, 0, strlen(name), .hint = HINT_STS_SEVERAL);
    } else if (live->sts.state == LIVE_INVALID) {
        const struct answer_record *value = live->sts.chosen[0];

        teller->about(teller->user, value->data, value->length, "mta-sts");
        REPORT(teller->emitter, D512, 0, value->length, .hint = HINT_STS_INVALID);
    }
}

/* TLSA records that DNSSEC neither proves nor refutes: senders do not use them (RFC 7672 section 2.2). */
static bool is_unproven(const struct live_host *host)
{
    return host->tlsa == LIVE_PRESENT && !host->secure && !host->bogus;
}

static void tell_hosts(const struct live *live, const struct live_teller *teller)
{
    for (size_t i = 0; i < live->host_count; i++) {
        const struct live_host *host = &live->hosts[i];
        char name[NAME_ROOM + 16];

        if (host->tlsa != LIVE_PRESENT || host->tlsrpt != LIVE_ABSENT)
            continue;
        snprintf(name, sizeof(name), "_smtp._tls.%s", host->base);
        teller->about(teller->user, name, strlen(name), "name");
        if (is_unproven(host))
            REPORT(teller->emitter, D507, 0, strlen(name), .severity = RPTLINT_NOTE,
                   .hint = live->validates ? HINT_TLSA_INSECURE : HINT_TLSA_UNPROVEN);
        else
            REPORT(teller->emitter, D507, 0, strlen(name));
    }
}

/* One record that is meant for TLSRPT, good or bad. */
static bool has_record(const struct live *live)
{
    return live->record.state == LIVE_PRESENT && !live_is_foreign(&live->record, "v=TLSRPTv1");
}

/* Do senders find no DANE at the host?  That TLSA records are not proven counts only where the resolver validates. */
static bool is_without_dane(const struct live *live, const struct live_host *host)
{
    return host->tlsa == LIVE_ABSENT || (live->validates && is_unproven(host));
}

/* Is there no policy for TLS?  Only when nothing was left out, and no look-up failed. */
static bool is_alone(const struct live *live)
{
    bool alone = has_record(live) && live->sts.state == LIVE_ABSENT && live->mx != LIVE_UNKNOWN && !live->null_mx &&
                 live->mx_left_out == 0;

    for (size_t i = 0; i < live->host_count; i++)
        alone = alone && is_without_dane(live, &live->hosts[i]);
    return alone;
}

void live_tell_around(const struct live *live, const struct live_teller *teller)
{
    tell_bogus(live, teller);
    tell_null_mx(live, teller);
    if (live->sts.state == LIVE_PRESENT && live->record.state != LIVE_SEVERAL && !has_record(live))
        tell_record(live, teller, D506);
    tell_sts(live, teller);
    tell_hosts(live, teller);
    if (is_alone(live))
        tell_record(live, teller, D508);
    tell_destinations(live, teller);
    tell_failures(live, teller);
}
