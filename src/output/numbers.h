/* SPDX-License-Identifier: BSD-2-Clause */
/* Rates and times for formats that programs read. */
#ifndef NUMBERS_H
#define NUMBERS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Is it a number, and not below 0? */
bool is_rate(double rate);

/* Writes a rate with at most 6 decimals, and none that is a final 0: 0.25, 1, 0. */
void rate_write(FILE *stream, double rate);

/* YYYY-MM-DDTHH:MM:SSZ of seconds since 1970; false where the year is not from 1 to 9999. */
enum { TIME_TEXT = 80 };
bool time_write(int64_t seconds, char text[TIME_TEXT]);

#endif
