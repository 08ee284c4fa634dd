/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Answers that no decent DNS server gives, made from a query, a seed and a number: the same three give the same octets.
 *
 * The number chooses the kind (number % crafted_kinds()) and, divided by the count of kinds, what a kind goes through
 * one by one: lengths to cut at, counts, types.
 */
#ifndef CRAFTED_H
#define CRAFTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CRAFTED_MAX = 65535 };

enum delivery {
    DELIVER,           /* in one datagram, or with its length before it */
    DELIVER_NOTHING,   /* no datagram; the connection stays open */
    DELIVER_DECOYS,    /* datagrams with other identifiers first */
    DELIVER_ELSEWHERE, /* from a port that was not asked */
    DELIVER_SLOWLY,    /* over TCP octet by octet */
    DELIVER_CLOSE,     /* over TCP, and the connection ends behind it */
};

struct crafted {
    enum delivery delivery;
    size_t length;
    size_t announced; /* the length that goes before it over TCP */
    unsigned char octets[CRAFTED_MAX];
};

size_t crafted_kinds(void);
const char *crafted_kind(size_t kind);

/*
 * Is this a query that crafted_answer() can answer, and which number does its name ask for?  The first of its labels
 * that is a decimal number, or the name of a kind (then the kind's first number); else `otherwise`.
 */
bool crafted_number(const unsigned char *query, size_t length, uint64_t otherwise, uint64_t *number);

/* The query has passed crafted_number(). */
void crafted_answer(const unsigned char *query, size_t length, bool tcp, uint64_t seed, uint64_t number,
                    struct crafted *answer);

#endif
