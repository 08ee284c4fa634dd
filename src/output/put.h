/* SPDX-License-Identifier: BSD-2-Clause */
/* Pieces of a line, written without the lock and the format that stdio has for each: of these there are millions. */
#ifndef PUT_H
#define PUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* As fwrite(), putc(), fputs() and fprintf("%zu") do; failures show in ferror().  The stream is one thread's. */
void put_octets(FILE *stream, const char *data, size_t length);
void put_octet(FILE *stream, char octet);
void put_text(FILE *stream, const char *text);
void put_number(FILE *stream, size_t number);

/* Writes the decimal digits of a number to the end of the buffer, and returns how many they are. */
enum { DIGITS_MAX = 20 };
size_t digits_of(uint64_t number, char digits[DIGITS_MAX]);

/* As fprintf("%*zu") and fprintf("%*s", width, "") do. */
void put_aligned(FILE *stream, int width, size_t number);
void put_spaces(FILE *stream, int width);

#endif
