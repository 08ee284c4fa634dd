/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Look-ups at a recursive resolver: UDP, TCP when the answer is truncated, CNAMEs followed, DNSSEC by the AD bit.
 *
 * ldns writes the queries and takes the answers apart (answer.h); the exchange itself is ours, over poll().  That of
 * ldns 1.8 (ldns_resolver_send) takes the first datagram from anybody: it compares neither the sender nor the id,
 * takes ids from a generator that may not be seeded, waits anew for each part of a TCP answer, and never asks a
 * server again that was late once.  Here the socket is connected, so that the kernel drops what others send and
 * picks the port; ids come from getrandom(); what does not fit the question is passed over; and each exchange has
 * one time-out by the monotonic clock.
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "dns/answer.h"

#include <sys/socket.h>

enum { RESOLVERS_MAX = 3, TRIES_MAX = 10, TIMEOUT_MAX = 60, PORT_DNS = 53 };

/* Octets of a name in presentation form (253, or four times as many when all are escaped), and of ADDRESS@PORT. */
enum { NAME_ROOM = 1024, SERVER_ROOM = 80 };

struct server {
    struct sockaddr_storage address;
    socklen_t length;
    char text[SERVER_ROOM]; /* ADDRESS@PORT */
};

/* Where to ask, and how patiently.  The last two count down what one run may use at all. */
struct resolver {
    struct server servers[RESOLVERS_MAX];
    size_t count;
    bool tcp;         /* never ask over UDP */
    unsigned timeout; /* seconds that one exchange may take */
    unsigned tries;   /* times that each server is asked */
    unsigned queries; /* look-ups that may still be begun; see LOOKUP_SPENT */
    int64_t deadline; /* of all look-ups, milliseconds of lookup_clock(); 0: none */
};

/* Milliseconds of a clock that only goes forward. */
int64_t lookup_clock(void);

/* Adds ADDRESS or ADDRESS@PORT, numeric; false when it is neither, or there are RESOLVERS_MAX of them. */
bool resolver_add(struct resolver *resolver, const char *text);

/*
 * Adds those of a file like /etc/resolv.conf, and 127.0.0.1 when it names none or is not there, as libc does.
 * False when the file is there, but can't be read (errno).
 */
bool resolver_add_system(struct resolver *resolver, const char *path);

enum lookup_outcome {
    LOOKUP_FOUND,   /* there are records */
    LOOKUP_NO_DATA, /* the name is there without a record of the type */
    LOOKUP_NO_NAME, /* NXDOMAIN */
    LOOKUP_FAILED   /* nothing is known, see enum lookup_failure */
};

enum lookup_failure {
    LOOKUP_LATE,    /* no answer in time */
    LOOKUP_NETWORK, /* a system call failed, errno in `error` */
    LOOKUP_REFUSED, /* an RCODE that is no answer */
    LOOKUP_REFERRAL, /* the server names others instead of asking them */
    LOOKUP_DAMAGED, /* nothing that can be taken apart, or an answer to another question over TCP */
    LOOKUP_STRINGS, /* a record with more than STRINGS_MAX character-strings */
    LOOKUP_CUT,     /* truncated over TCP, too */
    LOOKUP_LOOP,    /* CNAMEs lead back to where they came from */
    LOOKUP_LONG,    /* over CHAIN_MAX CNAMEs */
    LOOKUP_NAME,    /* no name that can be asked for, as it is too long */
    LOOKUP_SPENT,   /* the queries or the time of this run are used up */
    LOOKUP_NOMEM
};

struct lookup {
    char name[NAME_ROOM]; /* asked for, without final dot */
    enum answer_type type;
    enum lookup_outcome outcome;
    enum lookup_failure failure; /* LOOKUP_FAILED */
    int error;
    bool answered;               /* there was an answer: rcode is set */
    unsigned rcode;
    bool has_reason;             /* an extended error (RFC 8914), */
    unsigned reason;             /* its number */
    bool secure;                 /* the resolver says that DNSSEC proves all of it */
    bool bogus;                  /* SERVFAIL, but an answer with checking disabled (CD): this is that answer */
    bool over_tcp;               /* the last answer came over TCP */
    unsigned tries;              /* exchanges until this was known */
    char server[SERVER_ROOM];    /* the last one asked; "" when none was */
    char *chain[CHAIN_MAX];      /* where CNAMEs led */
    size_t chain_count;
    struct answer_record *records;
    size_t count;
};

/* A function that looks up one name, so that what is made of answers can be tried without a network. */
typedef void lookup_function(void *user, const char *name, enum answer_type type, struct lookup *lookup);

/* `user` is a struct resolver.  Fills the struct in; free it in any case.  ldns_load() has to have succeeded. */
lookup_function lookup_run;
void lookup_free(struct lookup *lookup);

/*
 * Takes over what an answer holds (RCODE NOERROR or NXDOMAIN) to the end of the chain so far.  True when there is no
 * record yet and the answer led on, so that the end of the chain is to be asked for.
 */
bool lookup_take(struct lookup *lookup, struct answer *answer);

/* One line about a look-up that failed: "_smtp._tls.example.com TXT: SERVFAIL from 192.0.2.1@53 (tries: 2)". */
enum { DESCRIPTION_ROOM = NAME_ROOM + SERVER_ROOM + 256 };
void lookup_describe(const struct lookup *lookup, char text[DESCRIPTION_ROOM]);

/* "timeout", "rcode" ...: the failure in one word, which stays the same. */
const char *lookup_failure_name(enum lookup_failure failure);

/* A word or two for an extended error of RFC 8914 section 4, or NULL. */
const char *lookup_reason(unsigned reason);

#endif
