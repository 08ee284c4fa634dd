/* SPDX-License-Identifier: BSD-2-Clause */
/* Rates and times for formats that programs read; the program never leaves the "C" locale. */
#define _POSIX_C_SOURCE 200809L /* gmtime_r */

#include "output/numbers.h"

#include <float.h>
#include <string.h>
#include <time.h>

bool is_rate(double rate)
{
    return rate >= 0 && rate <= DBL_MAX;
}

void rate_write(FILE *stream, double rate)
{
    char text[DBL_MAX_10_EXP + 16];
    size_t length;

    snprintf(text, sizeof(text), "%.6f", rate);
    length = strlen(text);
    while (text[length - 1] == '0')
        length--;
    if (text[length - 1] == '.')
        length--;
    fwrite(text, 1, length, stream);
}

bool time_write(int64_t seconds, char text[TIME_TEXT])
{
    time_t time = (time_t)seconds;
    struct tm parts;

    if (gmtime_r(&time, &parts) == NULL || parts.tm_year < 1 - 1900 || parts.tm_year > 9999 - 1900)
        return false;
    snprintf(text, TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
             parts.tm_hour, parts.tm_min, parts.tm_sec);
    return true;
}
