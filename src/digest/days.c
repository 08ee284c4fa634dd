/* SPDX-License-Identifier: BSD-2-Clause */
/* Days as text: civil dates from day numbers, 400 years at a time. */
#include "digest/summary.h"

#include "core/bytes.h"

enum { DAYS_400_YEARS = 146097, DAYS_TO_0000_03_01 = 719468 };

void day_write(digest_day day, char text[DAY_TEXT])
{
    int64_t shifted = (int64_t)day + DAYS_TO_0000_03_01;
    int64_t era = (shifted >= 0 ? shifted : shifted - (DAYS_400_YEARS - 1)) / DAYS_400_YEARS;
    int64_t in_era = shifted - era * DAYS_400_YEARS;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / (DAYS_400_YEARS - 1)) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * in_year + 2) / 153;
    int64_t of_month = in_year - (153 * month + 2) / 5 + 1;

    month = month < 10 ? month + 3 : month - 9;
    year += era * 400 + (month <= 2);
    if (day == DIGEST_NO_DAY || year < 0 || year > 9999)
        snprintf(text, DAY_TEXT, "unknown");
    else
        snprintf(text, DAY_TEXT, "%04d-%02d-%02d", (int)year, (int)month, (int)of_month);
}

static bool take_digits(const char *text, int count, int *number)
{
    *number = 0;
    for (int i = 0; i < count; i++) {
        if (!byte_in(text[i], BYTE_DIGIT))
            return false;
        *number = *number * 10 + (text[i] - '0');
    }
    return true;
}

bool day_read(const char *text, digest_day *day)
{
    int year, month, of_month;
    int64_t era_year, era, in_year;
    char again[DAY_TEXT];

    if (strlen(text) != 10 || !take_digits(text, 4, &year) || text[4] != '-' || !take_digits(text + 5, 2, &month) ||
        text[7] != '-' || !take_digits(text + 8, 2, &of_month) || month < 1 || month > 12)
        return false;
    era_year = year - (month <= 2);
    era = (era_year >= 0 ? era_year : era_year - 399) / 400;
    era_year -= era * 400;
    in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + of_month - 1;
    *day = (digest_day)(era * DAYS_400_YEARS + era_year * 365 + era_year / 4 - era_year / 100 + in_year -
                        DAYS_TO_0000_03_01);
    /* 30 February comes out as another day. */
    day_write(*day, again);
    return strcmp(text, again) == 0;
}
