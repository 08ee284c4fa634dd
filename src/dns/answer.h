/* SPDX-License-Identifier: BSD-2-Clause */
/* One DNS message off the wire: is it the answer to our question, and what does it say? */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The types that are asked for. */
enum answer_type { ANSWER_A, ANSWER_MX, ANSWER_TXT, ANSWER_AAAA, ANSWER_TLSA };

/* "TXT" */
const char *answer_type_name(enum answer_type type);

/* "NXDOMAIN" for a number of the DNS RCODE registry; "RCODE 12", written into the room, for one that has no name here. */
enum { RCODE_ROOM = 24 };
const char *answer_rcode_text(unsigned rcode, char room[RCODE_ROOM]);

enum { RCODE_NOERROR = 0, RCODE_FORMERR = 1, RCODE_SERVFAIL = 2, RCODE_NXDOMAIN = 3, RCODE_NOTIMP = 4,
       RCODE_REFUSED = 5, RCODE_BADVERS = 16 };

/* CNAMEs that are followed one after the other; BIND stops at 16, too. */
enum { CHAIN_MAX = 16 };

/*
 * Character-strings of one record.  ldns puts each into a block of its own, and each time copies the list of them: the
 * 65,000 empty ones that a record can hold take a second and a gigabyte.  A value as long as DNS allows needs 257.
 */
enum { STRINGS_MAX = 4096 };

/* What was asked: the name in presentation form, with or without its final dot. */
struct question {
    const char *name;
    enum answer_type type;
    uint16_t id;
};

struct answer_record {
    char *data; /* TXT: the strings joined (RFC 8460 section 3); MX: the host; A, AAAA: the address; TLSA: nothing */
    size_t length;
    uint32_t ttl;        /* seconds, at most 2^31 - 1 (RFC 2181 section 8) */
    unsigned preference; /* MX */
    unsigned usage;      /* TLSA, and the next two (RFC 6698 section 2.1) */
    unsigned selector;
    unsigned matching;
};

struct answer {
    unsigned rcode;             /* with the upper bits of EDNS */
    bool referral;              /* only the name of servers that know more: the server is no resolver */
    bool authenticated;         /* the AD bit: the server says that DNSSEC proves this */
    bool has_reason;            /* an extended error (RFC 8914) came along, */
    unsigned reason;            /* which is this number */
    char *chain[CHAIN_MAX];     /* where CNAMEs led, one after the other, in presentation form without final dot */
    size_t chain_count;
    bool looped;                /* a CNAME leads back into the chain */
    bool too_long;              /* the chain has more than CHAIN_MAX links */
    struct answer_record *records; /* of the type asked for, at the end of the chain */
    size_t count;
};

enum answer_status {
    ANSWER_READ,
    ANSWER_FOREIGN, /* no answer, or one to another question: not meant for us */
    ANSWER_CUT,     /* ours, and truncated (TC) */
    ANSWER_DAMAGED, /* ours, and nothing that can be taken apart */
    ANSWER_STRINGS, /* ours, and a record in it has more than STRINGS_MAX character-strings */
    ANSWER_NOMEM
};

/*
 * Takes apart message[0..length), at most 65,535 octets from outside.  Records that belong to no name of the chain,
 * or to another class than IN, are passed over.  Free the answer whatever the status is.  ldns has to be there.
 */
enum answer_status answer_read(const uint8_t *message, size_t length, const struct question *question,
                               struct answer *answer);
void answer_free(struct answer *answer);

#endif
