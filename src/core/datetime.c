/* SPDX-License-Identifier: BSD-2-Clause */
/* Date-times as the Internet writes them: RFC 3339 section 5.6. */
#include "core/bytes.h"
#include "core/value.h"

/* A date-time on its way from the first octet to the last. */
struct reading {
    const char *text;
    size_t length;
    size_t at;
    struct checked_time *result;
};

static void set_fault(struct reading *reading, enum time_fault fault, size_t offset, size_t length)
{
    reading->result->fault = fault;
    reading->result->at = (rptlint_span){.offset = offset, .length = length};
}

/* A fault that is read over: it stays unless a worse one follows. */
static void forgive(struct reading *reading, enum time_fault fault, size_t length)
{
    if (reading->result->fault == TIME_GOOD)
        set_fault(reading, fault, reading->at, length);
}

/* The first of the numbers that are out of range. */
static void out_of_range(struct reading *reading, size_t offset)
{
    if (reading->result->fault != TIME_RANGE)
        set_fault(reading, TIME_RANGE, offset, 2);
}

/* At an octet that does not fit, or at the end. */
static bool no_date_time(struct reading *reading)
{
    set_fault(reading, TIME_FORM, reading->at, reading->at < reading->length);
    return false;
}

/* 2DIGIT or 4DIGIT. */
static bool read_number(struct reading *reading, size_t digits, int *number)
{
    *number = 0;
    for (; digits > 0; digits--, reading->at++) {
        if (reading->at == reading->length || !byte_in(reading->text[reading->at], BYTE_DIGIT))
            return no_date_time(reading);
        *number = *number * 10 + (reading->text[reading->at] - '0');
    }
    return true;
}

/* The same from `low` to `high`. */
static bool read_ranged(struct reading *reading, int low, int high, int *number)
{
    size_t from = reading->at;

    if (!read_number(reading, 2, number))
        return false;
    if (*number < low || *number > high)
        out_of_range(reading, from);
    return true;
}

static bool read_octet(struct reading *reading, char octet)
{
    if (reading->at == reading->length || reading->text[reading->at] != octet)
        return no_date_time(reading);
    reading->at++;
    return true;
}

static bool is_leap_year(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in(int year, int month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap_year(year));
}

/* Days from 1970-01-01 to a date of the Gregorian calendar, which is carried on before its time. */
static int64_t days_to(int year, int month, int day)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    /* Leap days up to the end of the year before this one, the one of year 0 included. */
    unsigned past = (unsigned)(year + 399), leaps = past / 4 - past / 100 + past / 400 - 96;

    return (int64_t)year * 365 + leaps + before[month - 1] + (month > 2 && is_leap_year(year)) + day - 1 - 719528;
}

struct moment {
    int year, month, day, hour, minute, second;
    int offset; /* minutes east of UTC */
};

/* ---- the common case ---- */

enum { PLAIN_LENGTH = sizeof("2024-02-16T00:00:00Z") - 1 };

/* In range, all numbers of "2024-02-16T00:00:00Z"? */
static bool is_moment(const struct moment *moment)
{
    return moment->month >= 1 && moment->month <= 12 && moment->day >= 1 &&
           moment->day <= days_in(moment->year, moment->month) && moment->hour < 24 && moment->minute < 60 &&
           moment->second < 60;
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

/*
 * Eight octets against a pattern of them: each octet of the result is by what the text differs from the pattern.
 * `room` has what must be added to a digit above 9, or to any difference where the pattern is no "0", to get the
 * highest bit, which is left in *odd.
 */
static inline uint64_t differences(const char *text, const char *pattern, uint64_t room, uint64_t *odd)
{
    uint64_t word, wanted;

    memcpy(&word, text, sizeof(word));
    memcpy(&wanted, pattern, sizeof(wanted));
    word ^= wanted;
    *odd |= ((word + room) | word) & UINT64_C(0x8080808080808080);
    return word;
}

/* The number that two digits are, `place` octets from the first. */
static int pair(uint64_t digits, unsigned place)
{
    return (int)((digits >> place * 8 & 0xFF) * 10 + (digits >> (place + 1) * 8 & 0xFF));
}

/* "2024-02-16T00:00:00Z": false for any other form or number, which is looked at octet by octet. */
static bool read_plain(const char *text, struct moment *moment)
{
    uint64_t odd = 0, date = differences(text, "0000-00-", UINT64_C(0x7F76767F76767676), &odd);
    uint64_t hour = differences(text + 8, "00T00:00", UINT64_C(0x76767F76767F7676), &odd);
    uint64_t second = differences(text + 12, "0:00:00Z", UINT64_C(0x7F76767F76767F76), &odd);

    moment->year = pair(date, 0) * 100 + pair(date, 2);
    moment->month = pair(date, 5);
    moment->day = pair(hour, 0);
    moment->hour = pair(hour, 3);
    moment->minute = pair(hour, 6);
    moment->second = pair(second, 5);
    return odd == 0 && is_moment(moment);
}

#else

/* 2DIGIT; 100 when one of the two is no digit. */
static int two_digits(const char *text)
{
    unsigned tens = (unsigned char)text[0] - (unsigned)'0', ones = (unsigned char)text[1] - (unsigned)'0';

    return tens > 9 || ones > 9 ? 100 : (int)(tens * 10 + ones);
}

static bool read_plain(const char *text, struct moment *moment)
{
    int century = two_digits(text), years = two_digits(text + 2);

    moment->year = century * 100 + years;
    moment->month = two_digits(text + 5);
    moment->day = two_digits(text + 8);
    moment->hour = two_digits(text + 11);
    moment->minute = two_digits(text + 14);
    moment->second = two_digits(text + 17);
    return text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' && text[16] == ':' &&
           text[19] == 'Z' && century < 100 && years < 100 && is_moment(moment);
}

#endif

/* ---- octet by octet ---- */

/* full-date = date-fullyear "-" date-month "-" date-mday */
static bool read_date(struct reading *reading, struct moment *moment)
{
    size_t day;

    if (!read_number(reading, 4, &moment->year) || !read_octet(reading, '-') ||
        !read_ranged(reading, 1, 12, &moment->month) || !read_octet(reading, '-'))
        return false;
    day = reading->at;
    if (!read_ranged(reading, 1, 31, &moment->day))
        return false;
    if (reading->result->fault == TIME_GOOD && moment->day > days_in(moment->year, moment->month))
        out_of_range(reading, day);
    return true;
}

/* partial-time = time-hour ":" time-minute ":" time-second [time-secfrac] */
static bool read_clock(struct reading *reading, struct moment *moment)
{
    size_t digits;

    if (!read_ranged(reading, 0, 23, &moment->hour) || !read_octet(reading, ':') ||
        !read_ranged(reading, 0, 59, &moment->minute) || !read_octet(reading, ':') ||
        !read_ranged(reading, 0, 60, &moment->second))
        return false;
    if (reading->at == reading->length || reading->text[reading->at] != '.')
        return true;
    /* time-secfrac = "." 1*DIGIT */
    digits = ++reading->at;
    reading->at = run_of(reading->text, digits, reading->length, BYTE_DIGIT);
    return reading->at > digits || no_date_time(reading);
}

/* time-offset = "Z" / time-numoffset; time-numoffset = ("+" / "-") time-hour ":" time-minute */
static bool read_offset(struct reading *reading, struct moment *moment)
{
    int sign, hours, minutes;

    if (reading->at == reading->length) {
        forgive(reading, TIME_NO_ZONE, 0);
        return true;
    }
    switch (reading->text[reading->at]) {
    case 'Z':
    case 'z': reading->at++; return true;
    case '+': sign = 1; break;
    case '-': sign = -1; break;
    default: return no_date_time(reading);
    }
    reading->at++;
    if (!read_ranged(reading, 0, 23, &hours) || !read_octet(reading, ':') ||
        !read_ranged(reading, 0, 59, &minutes))
        return false;
    moment->offset = sign * (hours * 60 + minutes);
    return true;
}

/* All behind the date; false when it is no date-time. */
static bool read_time(struct reading *reading, struct moment *moment)
{
    char octet;

    if (reading->at == reading->length) {
        forgive(reading, TIME_DATE_ONLY, 0);
        return true;
    }
    octet = reading->text[reading->at];
    if (octet == ' ')
        forgive(reading, TIME_SPACE, 1);
    else if (octet != 'T' && octet != 't')
        return no_date_time(reading);
    reading->at++;
    if (!read_clock(reading, moment) || !read_offset(reading, moment))
        return false;
    return reading->at == reading->length || no_date_time(reading);
}

enum { DAY = 86400 };

/* The day of its month of a day, counted from 1970-01-01. */
static int64_t day_of_month(int64_t days)
{
    int64_t in_era = (days + 719468 + 146097) % 146097;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (year * 365 + year / 4 - year / 100), month = (in_year * 5 + 2) / 153;

    return in_year - (month * 153 + 2) / 5 + 1;
}

/* A leap second ends the last day of a month, UTC (section 5.7, appendix D): the next one begins a month. */
static bool may_be_leap(int64_t seconds_before)
{
    return (seconds_before + 1) % DAY == 0 && day_of_month((seconds_before + 1) / DAY) == 1;
}

static int64_t seconds_of(const struct moment *moment, int second)
{
    return days_to(moment->year, moment->month, moment->day) * DAY + moment->hour * 3600 +
           (moment->minute - moment->offset) * 60 + second;
}

struct checked_time check_time(const char *text, size_t length)
{
    struct checked_time result = {.fault = TIME_GOOD};
    struct reading reading = {.text = text, .length = length, .result = &result};
    struct moment moment = {.offset = 0};
    size_t second = sizeof("2024-02-16T23:59:") - 1;

    if (length == PLAIN_LENGTH && read_plain(text, &moment)) {
        result.known = true;
        result.seconds = seconds_of(&moment, moment.second);
        return result;
    }
    moment = (struct moment){.offset = 0};
    if (!read_date(&reading, &moment) || !read_time(&reading, &moment) || result.fault == TIME_RANGE)
        return result;
    result.known = true;
    result.seconds = seconds_of(&moment, moment.second == 60 ? 59 : moment.second);
    if (moment.second == 60 && !may_be_leap(result.seconds))
        set_fault(&reading, TIME_LEAP, second, 2);
    return result;
}
