/* SPDX-License-Identifier: BSD-2-Clause */
/* One query and its answer over UDP or TCP, until a moment on the monotonic clock. */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "dns/lookup.h"

struct exchange {
    const struct server *server;
    const struct question *question;
    uint8_t *query; /* in wire form */
    size_t length;
    int64_t end;    /* milliseconds of lookup_clock() */
};

enum exchange_status {
    EXCHANGE_DONE,    /* the answer was read */
    EXCHANGE_CUT,     /* it is truncated */
    EXCHANGE_LATE,    /* there was none in time */
    EXCHANGE_DAMAGED, /* it can't be read; over TCP also: it answers another question */
    EXCHANGE_STRINGS, /* a record in it has more than STRINGS_MAX strings */
    EXCHANGE_ERROR,   /* errno */
    EXCHANGE_NOMEM
};

/* What does not fit the question is passed over until the right answer or the end comes. */
enum exchange_status exchange_udp(const struct exchange *exchange, struct answer *answer);
enum exchange_status exchange_tcp(const struct exchange *exchange, struct answer *answer);

#endif
