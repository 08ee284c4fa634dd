/* SPDX-License-Identifier: BSD-2-Clause */
/* Octets, texts and numbers onto a stream. */
#define _DEFAULT_SOURCE /* fwrite_unlocked */

#include "output/put.h"

#include <string.h>

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

size_t digits_of(uint64_t number, char digits[DIGITS_MAX])
{
    size_t count = 0;

    do
        digits[DIGITS_MAX - ++count] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    return count;
}

void put_aligned(FILE *stream, int width, size_t number)
{
    char digits[DIGITS_MAX];
    size_t count = digits_of(number, digits);

    put_spaces(stream, width - (int)count);
    put_octets(stream, digits + DIGITS_MAX - count, count);
}

void put_number(FILE *stream, size_t number)
{
    put_aligned(stream, 0, number);
}
