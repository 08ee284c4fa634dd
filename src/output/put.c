/* SPDX-License-Identifier: BSD-2-Clause */
/* Octets, texts and numbers onto a stream. */
#define _DEFAULT_SOURCE /* fwrite_unlocked */

#include "output/put.h"

#include <string.h>

enum { DIGITS_MAX = 20 };

void put_octets(FILE *stream, const char *data, size_t length)
{
    if (length > 0)
        fwrite_unlocked(data, 1, length, stream);
}

void put_octet(FILE *stream, char octet)
{
    putc_unlocked(octet, stream);
}

void put_text(FILE *stream, const char *text)
{
    put_octets(stream, text, strlen(text));
}

void put_spaces(FILE *stream, int width)
{
    for (; width > 0; width--)
        put_octet(stream, ' ');
}

void put_aligned(FILE *stream, int width, size_t number)
{
    char digits[DIGITS_MAX];
    size_t at = DIGITS_MAX;

    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    put_spaces(stream, width - (int)(DIGITS_MAX - at));
    put_octets(stream, digits + at, DIGITS_MAX - at);
}

void put_number(FILE *stream, size_t number)
{
    put_aligned(stream, 0, number);
}
