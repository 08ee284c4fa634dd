/* SPDX-License-Identifier: BSD-2-Clause */
/* Short words and numbers of a line put together first, so that a stream is called once for all of them. */
#ifndef PHRASE_H
#define PHRASE_H

#include "output/put.h"

#include <string.h>

/* Nothing from outside goes in: who adds knows that it fits. */
enum { PHRASE_MAX = 1024 };

struct phrase {
    size_t length; /* 0 at first; what is behind it is not set */
    char text[PHRASE_MAX];
};

static inline void add_octets(struct phrase *phrase, const char *octets, size_t length)
{
    memcpy(phrase->text + phrase->length, octets, length);
    phrase->length += length;
}

static inline void add_text(struct phrase *phrase, const char *text)
{
    add_octets(phrase, text, strlen(text));
}

/* A literal. */
#define ADD(phrase, literal) add_octets(phrase, literal, sizeof(literal) - 1)

/* Most numbers are 0 or 1. */
static inline void add_number(struct phrase *phrase, uint64_t number)
{
    char digits[DIGITS_MAX];
    size_t count;

    if (number < 10) {
        phrase->text[phrase->length++] = (char)('0' + number);
        return;
    }
    count = digits_of(number, digits);
    add_octets(phrase, digits + DIGITS_MAX - count, count);
}

/* Hands them on; there are none then. */
static inline void phrase_write(struct phrase *phrase, FILE *stream)
{
    put_octets(stream, phrase->text, phrase->length);
    phrase->length = 0;
}

#endif
