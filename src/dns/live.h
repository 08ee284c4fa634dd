/* SPDX-License-Identifier: BSD-2-Clause */
/* What the world sees of a domain: its TLSRPT record, chosen as senders choose it, and what belongs to it. */
#ifndef LIVE_H
#define LIVE_H

#include "core/finding.h"
#include "dns/lookup.h"

/*
 * Bounds: MX hosts and destinations that are looked at, and records shown of several.  Whoever publishes a hundred MX
 * records must not make anybody who looks send hundreds of queries; what was left out is counted.
 */
enum { LIVE_HOSTS_MAX = 16, LIVE_DESTINATIONS_MAX = 8, LIVE_RECORDS_MAX = 8, LIVE_ADDRESSES_MAX = 8 };

enum { ADDRESS_ROOM = 46 }; /* INET6_ADDRSTRLEN */

enum live_state {
    LIVE_UNKNOWN, /* a look-up failed */
    LIVE_ABSENT,
    LIVE_PRESENT,
    LIVE_SEVERAL, /* more than one record begins with the version */
    LIVE_INVALID  /* MTA-STS: the one record breaks the grammar */
};

/* Of the TXT records at a name those that senders go on with (RFC 8460 section 3, RFC 8461 section 3.1). */
struct live_record {
    struct lookup lookup;
    enum live_state state;
    const struct answer_record *chosen[LIVE_RECORDS_MAX]; /* in the order of the answer */
    size_t count;                                         /* of them; also beyond LIVE_RECORDS_MAX */
    const struct answer_record *near; /* none is left: the first with the version in it, in any form; or NULL */
};

/* A host that mail to the domain is delivered to. */
struct live_host {
    char name[NAME_ROOM];
    unsigned preference;
    char base[NAME_ROOM];   /* the TLSA base domain: `name`, or where CNAMEs lead from it (RFC 7672 section 2.2.3) */
    enum live_state tlsa;   /* _25._tcp.BASE */
    bool secure;            /* tlsa: DNSSEC proves the records, by the resolver's word, */
    bool bogus;             /* or refutes them */
    size_t tlsa_count;
    enum live_state tlsrpt; /* _smtp._tls.BASE; asked only where there are TLSA records */
};

struct live_destination {
    rptlint_span uri; /* in the record's value */
    bool mail;
    bool null_mx;
    char host[NAME_ROOM];
    enum live_state state;
};

/* Failed look-ups beside the record's, each in a line of its own; and names whose answers DNSSEC refutes: room for all. */
enum { LIVE_FAILURES_MAX = 8, LIVE_BOGUS_MAX = 2 + 3 * LIVE_HOSTS_MAX + LIVE_DESTINATIONS_MAX };

struct live_bogus {
    char name[NAME_ROOM];
    enum answer_type type;
};

struct live {
    const char *domain;
    struct live_record record;
    bool has_context;              /* the rest is known */
    bool validates;                /* the resolver does, as one answer at least was proven or refuted */
    bool null_mx;
    bool null_beside;              /* a null MX stands beside other MX records */
    bool implicit_mx;              /* there is no MX record, but the domain has an address */
    enum live_state mx;
    size_t mx_count;               /* MX records; */
    size_t mx_left_out;            /* of these, records whose host found no room in `hosts` */
    struct live_host hosts[LIVE_HOSTS_MAX];
    size_t host_count;
    struct live_record sts;        /* _mta-sts.DOMAIN */
    rptlint_span sts_id;           /* in its record */
    struct live_destination destinations[LIVE_DESTINATIONS_MAX];
    size_t destination_count;
    size_t destination_total;      /* that can be looked at: mailto: and https: with a host name */
    char addresses[LIVE_ADDRESSES_MAX][ADDRESS_ROOM]; /* of mta-sts.DOMAIN */
    size_t address_count;
    bool address_unknown;          /* a look-up of them failed */
    char *failures[LIVE_FAILURES_MAX];
    size_t failure_count;          /* also beyond LIVE_FAILURES_MAX */
    struct live_bogus bogus[LIVE_BOGUS_MAX]; /* beside the record's name, none below another */
    size_t bogus_count;
};

/* Looks for the record of a domain, which is valid and in ASCII.  Free it in any case. */
void live_look(struct live *live, const char *domain, lookup_function *look, void *user);

/* Then for what belongs to it; the policy is not fetched. */
void live_look_around(struct live *live, lookup_function *look, void *user);

/* Then for the addresses of the host that an MTA-STS policy is fetched from. */
void live_look_for_policy_host(struct live *live, lookup_function *look, void *user);

void live_free(struct live *live);

/* Chooses among the TXT records of a look-up: those that begin with `version`, when there are several. */
void live_choose(struct live_record *record, const char *version);

/* Is the one record that was chosen about something else, as it does not begin with `version`? */
bool live_is_foreign(const struct live_record *record, const char *version);

/* What became of fetching the MTA-STS policy. */
struct live_policy {
    const char *url;
    rptlint_result result; /* what senders report (RFC 8460 section 4.3.2.2); RPTLINT_RESULT_OTHER: nothing */
    const char *sentence;  /* what is wrong, where there is a result, */
    const char *detail;    /* more about it, or "", */
    const char *hint;      /* and what to do, or "" */
    const char *text;      /* the policy; no octets where none came */
    size_t length;
    bool readable;         /* it was fetched, and senders can read it */
    bool wants_mx;         /* its mode is not none */
    rptlint_span fault;    /* in the text, where it is not readable */
};

/*
 * Tells the findings: D501 to D505 about the record, D502, D504 and D506 to D512 about what belongs to it, D512 about
 * the policy.  `about` is called before each group with the text that its spans are in, which is good until the next
 * call, and a word for what it is: "record" (the value), "name", "cname", "lookup" (one that failed), "mta-sts" (the
 * value at _mta-sts) or "policy".
 */
struct live_teller {
    struct emitter *emitter;
    void (*about)(void *user, const char *text, size_t length, const char *kind);
    void *user;
};

void live_tell(const struct live *live, const struct live_teller *teller);
void live_tell_around(const struct live *live, const struct live_teller *teller);
void live_tell_policy(const struct live *live, const struct live_policy *policy, const struct live_teller *teller);

/* Has nothing been decided, because a look-up failed? */
bool live_is_undecided(const struct live *live);

#endif
