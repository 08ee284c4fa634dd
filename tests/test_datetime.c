/* SPDX-License-Identifier: BSD-2-Clause */
/* Date-times against a PCRE2 pattern of RFC 3339 section 5.6, and against timegm and gmtime_r. */
#define _DEFAULT_SOURCE /* timegm */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/value.h"
#include "pattern.h"
#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { TEXT_MAX = 128, DAY = 86400 };

/* ---- by hand; the seconds are Python's datetime's ---- */

#define GOOD(seconds) TIME_GOOD, 0, 0, true, seconds
#define FORM(offset, length) TIME_FORM, offset, length, false, 0
#define RANGE(offset) TIME_RANGE, offset, 2, false, 0

static const struct {
    const char *text;
    enum time_fault fault;
    size_t offset, length;
    bool known;
    int64_t seconds;
} cases[] = {
    {"2024-02-16T00:00:00Z", GOOD(1708041600)},
    {"2024-02-29T23:59:59Z", GOOD(1709251199)},
    {"1970-01-01T00:00:00Z", GOOD(0)},
    {"1969-12-31T23:59:59Z", GOOD(-1)},
    {"0000-01-01T00:00:00Z", GOOD(-62167219200)},
    {"0001-01-01T00:00:00Z", GOOD(-62135596800)},
    {"9999-12-31T23:59:59Z", GOOD(253402300799)},
    {"2000-02-29T12:00:00Z", GOOD(951825600)},
    {"2024-02-16t00:00:00z", GOOD(1708041600)},
    {"2024-02-16T00:00:00+00:00", GOOD(1708041600)},
    {"2024-02-16T00:00:00-00:00", GOOD(1708041600)},
    {"2024-02-16T00:00:00+23:59", GOOD(1707955260)},
    {"2024-02-16T00:00:00-23:59", GOOD(1708127940)},
    {"2024-02-16T00:00:00.0Z", GOOD(1708041600)},
    {"2024-02-16T00:00:00.999999999999999999999999999999Z", GOOD(1708041600)},
    /* the examples of section 5.8 */
    {"1985-04-12T23:20:50.52Z", GOOD(482196050)},
    {"1996-12-19T16:39:57-08:00", GOOD(851042397)},
    {"1990-12-31T23:59:60Z", GOOD(662687999)},
    {"1990-12-31T15:59:60-08:00", GOOD(662687999)},
    {"1937-01-01T12:00:27.87+00:20", GOOD(-1041337173)},
    /* leap seconds: at the end of a month, UTC */
    {"2016-12-31T23:59:60.5Z", GOOD(1483228799)},
    {"2015-06-30T23:59:60Z", GOOD(1435708799)},
    {"2024-02-29T23:59:60Z", GOOD(1709251199)},
    {"2015-07-01T05:29:60+05:30", GOOD(1435708799)},
    {"2024-02-16T23:59:60Z", TIME_LEAP, 17, 2, true, 1708127999},
    {"2024-02-28T23:59:60Z", TIME_LEAP, 17, 2, true, 1709164799},
    {"2016-12-31T23:59:60+01:00", TIME_LEAP, 17, 2, true, 1483225199},
    {"2016-12-31T22:59:60Z", TIME_LEAP, 17, 2, true, 1483225199},
    {"2016-12-31T23:58:60Z", TIME_LEAP, 17, 2, true, 1483228739},
    {"2024-02-16 23:59:60", TIME_LEAP, 17, 2, true, 1708127999},
    /* no offset */
    {"2024-02-16T00:00:00", TIME_NO_ZONE, 19, 0, true, 1708041600},
    {"2024-02-16T00:00:00.123", TIME_NO_ZONE, 23, 0, true, 1708041600},
    {"2016-12-31T23:59:60", TIME_NO_ZONE, 19, 0, true, 1483228799},
    {"2024-02-16", TIME_DATE_ONLY, 10, 0, true, 1708041600},
    /* a space */
    {"2024-02-16 00:00:00Z", TIME_SPACE, 10, 1, true, 1708041600},
    {"2024-02-16 00:00:00.5+01:00", TIME_SPACE, 10, 1, true, 1708038000},
    {"2024-02-16 00:00:00", TIME_SPACE, 10, 1, true, 1708041600},
    {"2016-12-31 23:59:60Z", TIME_SPACE, 10, 1, true, 1483228799},
    /* numbers that are not there */
    {"2024-00-16T00:00:00Z", RANGE(5)},
    {"2024-13-16T00:00:00Z", RANGE(5)},
    {"2024-13-32T25:00:00Z", RANGE(5)},
    {"2024-02-00T00:00:00Z", RANGE(8)},
    {"2024-02-30T00:00:00Z", RANGE(8)},
    {"2023-02-29T00:00:00Z", RANGE(8)},
    {"1900-02-29T00:00:00Z", RANGE(8)},
    {"2024-04-31T00:00:00Z", RANGE(8)},
    {"2024-01-32T00:00:00Z", RANGE(8)},
    {"2024-02-30", RANGE(8)},
    {"2024-02-16T24:00:00Z", RANGE(11)},
    {"2024-02-16T25:00:00Z", RANGE(11)},
    {"2024-02-16 24:00:00Z", RANGE(11)},
    {"2024-02-16T00:60:00Z", RANGE(14)},
    {"2024-02-16T00:00:61Z", RANGE(17)},
    {"2024-02-16T00:00:00+24:00", RANGE(20)},
    {"2024-02-16T00:00:00+00:60", RANGE(23)},
    {"2024-02-16T24:00:00", RANGE(11)},
    /* no date-time */
    {"", FORM(0, 0)},
    {"2", FORM(1, 0)},
    {"2024", FORM(4, 0)},
    {"2024-02-1", FORM(9, 0)},
    {"2024-02-16T", FORM(11, 0)},
    {"2024-02-16 ", FORM(11, 0)},
    {"2024-02-16T00:00", FORM(16, 0)},
    {"2024-02-16T00:00Z", FORM(16, 1)},
    {"2024-02-16T00:00:00.", FORM(20, 0)},
    {"2024-02-16T00:00:00.Z", FORM(20, 1)},
    {"2024-02-16T00:00:00,5Z", FORM(19, 1)},
    {"2024-02-16T00:00:00Z ", FORM(20, 1)},
    {"2024-02-16T00:00:00ZZ", FORM(20, 1)},
    {"2024-02-16T00:00:00 Z", FORM(19, 1)},
    {"2024-02-16T00:00:00+0000", FORM(22, 1)},
    {"2024-02-16T00:00:00+00", FORM(22, 0)},
    {"2024-02-16T00:00:00+", FORM(20, 0)},
    {"2024-02-16T00:00:00UTC", FORM(19, 1)},
    {" 2024-02-16T00:00:00Z", FORM(0, 1)},
    {"+2024-02-16T00:00:00Z", FORM(0, 1)},
    {"02024-02-16T00:00:00Z", FORM(4, 1)},
    {"2024/02/16T00:00:00Z", FORM(4, 1)},
    {"2024-2-16T00:00:00Z", FORM(6, 1)},
    {"20240216T000000Z", FORM(4, 1)},
    {"2024-02-16_00:00:00Z", FORM(10, 1)},
    {"2024-02-16  00:00:00Z", FORM(11, 1)},
    {"2024-13-16T00:00:00?", FORM(19, 1)},
    {"Fri, 16 Feb 2024 00:00:00 +0000", FORM(0, 1)},
    {"1708041600", FORM(4, 1)},
};

static void times_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct block block = block_of(cases[i].text, strlen(cases[i].text));
        struct checked_time time = check_time(block.data, block.length);

        assert_true((time.fault == cases[i].fault && time.at.offset == cases[i].offset &&
                     time.at.length == cases[i].length) ||
                    complain("wrong fault or place", block.data, block.length));
        assert_true((time.known == cases[i].known && (!time.known || time.seconds == cases[i].seconds)) ||
                    complain("wrong seconds", block.data, block.length));
        block_free(block);
    }
}

/* ---- a second opinion ---- */

/*
 * RFC 3339 section 5.6 rule by rule, with what is read beside it: a space for the "T", no offset, no time.
 * What a two-digit number may be is not said here.
 */
static const char time_pattern[] =
    /* date-fullyear "-" date-month "-" date-mday */
    "([0-9]{4})-([0-9]{2})-([0-9]{2})"
    /* "T"; time-hour ":" time-minute ":" time-second */
    "(?:([Tt ])([0-9]{2}):([0-9]{2}):([0-9]{2})"
    /* time-secfrac = "." 1*DIGIT */
    "(?:\\.[0-9]+)?"
    /* time-offset = "Z" / time-numoffset; time-numoffset = ("+" / "-") time-hour ":" time-minute */
    "([Zz]|([+-])([0-9]{2}):([0-9]{2}))?"
    ")?\\z";

enum { YEAR = 1, MONTH, MDAY, SEPARATOR, HOUR, MINUTE, SECOND, OFFSET, SIGN, OFFSET_HOUR, OFFSET_MINUTE, GROUPS };

struct grammar {
    struct pattern pattern;
    size_t seen[TIME_LEAP + 1]; /* how often each fault came */
};

static struct grammar grammar_new(void)
{
    return (struct grammar){.pattern = pattern_new(time_pattern, PCRE2_ANCHORED)};
}

/* Every fault came. */
static void conclude(struct grammar *grammar, const char *what)
{
    assert_true(all_seen(what, grammar->seen, COUNT(grammar->seen), small_run() ? 0 : COUNT(grammar->seen)));
    pattern_free(&grammar->pattern);
}

static struct checked_time wrong(enum time_fault fault, size_t offset, size_t length)
{
    return (struct checked_time){.fault = fault, .at = {.offset = offset, .length = length}};
}

static time_t seconds_at(const int *numbers, int second)
{
    struct tm tm = {.tm_year = numbers[YEAR] - 1900,
                    .tm_mon = numbers[MONTH] - 1,
                    .tm_mday = numbers[MDAY],
                    .tm_hour = numbers[HOUR],
                    .tm_min = numbers[MINUTE],
                    .tm_sec = second};

    return timegm(&tm);
}

/* A day that timegm would move to another month is none. */
static bool is_a_day(const int *numbers)
{
    int date[GROUPS] = {[YEAR] = numbers[YEAR], [MONTH] = numbers[MONTH], [MDAY] = numbers[MDAY]};
    time_t seconds = seconds_at(date, 0);
    struct tm tm;

    return gmtime_r(&seconds, &tm) != NULL && tm.tm_mon == numbers[MONTH] - 1 && tm.tm_mday == numbers[MDAY];
}

static bool is_month_start(time_t seconds)
{
    struct tm tm;

    assert_non_null(gmtime_r(&seconds, &tm));
    return tm.tm_mday == 1 && tm.tm_hour == 0 && tm.tm_min == 0 && tm.tm_sec == 0;
}

/* The first number out of range; the number of groups when there is none. */
static int find_bad_number(const int *numbers)
{
    static const int high[GROUPS] = {[MONTH] = 12, [HOUR] = 23,        [MINUTE] = 59,
                                     [SECOND] = 60, [OFFSET_HOUR] = 23, [OFFSET_MINUTE] = 59};

    for (int group = MONTH; group < GROUPS; group++)
        if (group == MDAY ? !is_a_day(numbers)
                          : (high[group] > 0 && numbers[group] > high[group]) || (group == MONTH && numbers[group] < 1))
            return group;
    return GROUPS;
}

static struct checked_time expected_of_match(const struct pattern *pattern, const char *data, size_t length, int groups)
{
    int numbers[GROUPS] = {0}, bad;
    bool set[GROUPS] = {false};
    struct checked_time wanted = {.fault = TIME_GOOD, .known = true};
    time_t base;

    for (int group = YEAR; group < groups; group++) {
        set[group] = pattern->places[2 * group] != PCRE2_UNSET;
        for (size_t at = pattern->places[2 * group]; set[group] && at < pattern->places[2 * group + 1]; at++)
            if (data[at] >= '0' && data[at] <= '9' && group != OFFSET)
                numbers[group] = numbers[group] * 10 + (data[at] - '0');
    }
    bad = find_bad_number(numbers);
    if (bad < GROUPS)
        return wrong(TIME_RANGE, pattern->places[2 * bad], 2);
    if (set[SEPARATOR] && data[pattern->places[2 * SEPARATOR]] == ' ')
        wanted = wrong(TIME_SPACE, pattern->places[2 * SEPARATOR], 1);
    else if (!set[SEPARATOR])
        wanted = wrong(TIME_DATE_ONLY, length, 0);
    else if (!set[OFFSET])
        wanted = wrong(TIME_NO_ZONE, length, 0);
    base = seconds_at(numbers, numbers[SECOND] == 60 ? 59 : numbers[SECOND]);
    if (set[SIGN])
        base -= (numbers[OFFSET_HOUR] * 60 + numbers[OFFSET_MINUTE]) * 60 *
                (data[pattern->places[2 * SIGN]] == '+' ? 1 : -1);
    if (numbers[SECOND] == 60 && !is_month_start(base + 1))
        wanted = wrong(TIME_LEAP, pattern->places[2 * SECOND], 2);
    wanted.known = true;
    wanted.seconds = base;
    return wanted;
}

static struct checked_time expected(const struct pattern *pattern, const char *data, size_t length)
{
    int groups = pattern_match(pattern, data, length);

    if (groups > 0)
        return expected_of_match(pattern, data, length, groups);
    /* The first octet with which no date-time can go on. */
    for (size_t at = 0; at < length; at++)
        if (!pattern_begins(pattern, data, at + 1))
            return wrong(TIME_FORM, at, 1);
    return wrong(TIME_FORM, length, 0);
}

static void compare(const char *data, size_t length, void *user)
{
    struct grammar *grammar = user;
    struct checked_time wanted = expected(&grammar->pattern, data, length);
    struct block block = block_of(data, length);
    struct checked_time found = check_time(block.data, length);

    block_free(block);
    grammar->seen[wanted.fault]++;
    assert_true((found.fault == wanted.fault && found.at.offset == wanted.at.offset &&
                 found.at.length == wanted.at.length) ||
                complain("wrong fault or place", data, length));
    assert_true((found.known == wanted.known && (!found.known || found.seconds == wanted.seconds)) ||
                complain("wrong seconds", data, length));
}

static const char *const seeds[] = {
    "2024-02-16T00:00:00Z", "2024-02-29t23:59:59z", "2016-12-31T23:59:60Z", "2015-07-01T05:29:60.25+05:30",
    "0000-03-01T00:00:00-00:00", "9999-12-31T19:59:60-04:00", "1999-11-30 10:20:30.5Z", "2024-02-16",
    "2000-10-31T01:00:00", "2016-12-31",
};

static void every_octet_in_a_time(void **state)
{
    struct grammar grammar = grammar_new();
    size_t count;
    const char *octets = test_octets(&count);

    (void)state;
    for (size_t i = 0; i < COUNT(seeds); i++)
        each_octet_change(seeds[i], strlen(seeds[i]), octets, count, compare, &grammar);
    each_octet_change(seeds[0], strlen(seeds[0]), "0123456789TtZz+-:. ", 19, compare, &grammar);
    each_octet_change(seeds[2], strlen(seeds[2]), "0123456789TtZz+-:. ", 19, compare, &grammar);
    conclude(&grammar, "every octet");
}

static void short_texts(void **state)
{
    struct grammar grammar = grammar_new();
    size_t less = small_run() ? 3 : 0;

    (void)state;
    each_string("", "20-T", 8 - less, compare, &grammar);
    each_string("20", "0-1", 10 - less, compare, &grammar);
    each_string("2016-12-31", "T 0:.Z", 6 - less, compare, &grammar);
    each_string("2016-12-31T23:59", ":60.Z+", 7 - less, compare, &grammar);
    each_string("2016-12-31 23:59:60", "0:Z.1+-", 6 - less, compare, &grammar);
    each_string("2024-02-16T23:59:59+", "0:1269", 6 - less, compare, &grammar);
    conclude(&grammar, "short texts");
}

static void changed_times(void **state)
{
    static const char octets[] = "0123456789012345678901235960TtZz+-:. \xC3";
    struct grammar grammar = grammar_new();
    uint64_t random = 3339;

    (void)state;
    for (size_t i = 0; i < (small_run() ? 20000 : 500000); i++) {
        const char *seed = seeds[random_below(&random, COUNT(seeds))];
        char text[MUTATED_MAX(40, 3)];
        size_t length = mutant_of(&random, seed, strlen(seed), 3, octets, sizeof(octets) - 1, text);

        compare(text, length, &grammar);
    }
    conclude(&grammar, "changed times");
}

/* ---- the calendar ---- */

static void print_time(char *text, time_t seconds, const char *behind)
{
    struct tm tm;

    assert_non_null(gmtime_r(&seconds, &tm));
    snprintf(text, TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d%s", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
             tm.tm_hour, tm.tm_min, tm.tm_sec, behind);
}

static struct checked_time check_text(const char *text)
{
    return check_time(text, strlen(text));
}

/* Two months of it a year in a small run, all twelve else: the first day, the last, and the one behind that. */
static void every_month_has_its_days(void **state)
{
    (void)state;
    for (int year = 0; year <= 9999; year += small_run() ? 7 : 1)
        for (int month = 1; month <= 12; month++) {
            struct tm first = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = 1};
            struct tm next = {.tm_year = year - 1900, .tm_mon = month, .tm_mday = 1};
            time_t from = timegm(&first), to = timegm(&next);
            int days = (int)((to - from) / DAY);
            struct checked_time time;
            char text[TEXT_MAX];

            print_time(text, from, "Z");
            time = check_text(text);
            assert_true((time.fault == TIME_GOOD && time.seconds == from) || complain("first", text, strlen(text)));
            print_time(text, to - 1, "Z");
            time = check_text(text);
            assert_true((time.fault == TIME_GOOD && time.seconds == to - 1) || complain("last", text, strlen(text)));
            text[19] = 'z'; /* off the quick path */
            time = check_text(text);
            assert_true((time.fault == TIME_GOOD && time.seconds == to - 1) || complain("last", text, strlen(text)));
            for (const char *zone = "Zz"; *zone != '\0'; zone++) {
                snprintf(text, sizeof(text), "%04d-%02d-%02dT00:00:00%c", year, month, days + 1, *zone);
                time = check_text(text);
                assert_true((time.fault == TIME_RANGE && time.at.offset == 8 && time.at.length == 2 && !time.known) ||
                            complain("behind the last", text, strlen(text)));
            }
        }
}

static void random_moments_come_back(void **state)
{
    struct tm tm = {.tm_year = -1900, .tm_mon = 0, .tm_mday = 1};
    time_t first = timegm(&tm);
    uint64_t random = 1582;

    (void)state;
    for (size_t i = 0; i < (small_run() ? 5000 : 200000); i++) {
        /* Two days of room at both ends for the offset. */
        time_t seconds = first + 2 * DAY + (time_t)random_below(&random, (size_t)(3652425 - 4) * DAY);
        int offset = (int)random_below(&random, 2 * 1440 - 1) - 1439, minutes = abs(offset);
        struct checked_time time;
        char text[TEXT_MAX], zone[32];

        print_time(text, seconds, "Z");
        time = check_text(text);
        assert_true((time.fault == TIME_GOOD && time.known && time.seconds == seconds) ||
                    complain("wrong seconds", text, strlen(text)));
        snprintf(zone, sizeof(zone), "%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
        print_time(text, seconds + offset * 60, zone);
        time = check_text(text);
        assert_true((time.fault == TIME_GOOD && time.known && time.seconds == seconds) ||
                    complain("wrong seconds", text, strlen(text)));
    }
}

/* The end of every month of some years at every offset: good there, a fault a minute away and a day away. */
static void leap_seconds_end_a_month(void **state)
{
    static const int years[] = {0, 1900, 1972, 2000, 2016, 2023, 9998};

    (void)state;
    for (size_t i = 0; i < COUNT(years); i++)
        for (int month = 1; month <= 12; month++)
            for (int offset = -1439; offset <= 1439; offset += small_run() ? 97 : 1) {
                struct tm next = {.tm_year = years[i] - 1900, .tm_mon = month, .tm_mday = 1};
                time_t last = timegm(&next) - 1;
                int minutes = abs(offset);

                for (int away = -1; away <= 1; away++)
                    for (int step = 60; step <= DAY; step += DAY - 60) {
                        struct checked_time time;
                        char text[TEXT_MAX], zone[32];

                        snprintf(zone, sizeof(zone), "%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
                        print_time(text, last + away * step + offset * 60, zone);
                        memcpy(text + 17, "60", 2);
                        time = check_text(text);
                        assert_true((time.fault == (away == 0 ? TIME_GOOD : TIME_LEAP) && time.known &&
                                     time.seconds == last + away * step) ||
                                    complain("leap second", text, strlen(text)));
                    }
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_by_hand),
        cmocka_unit_test(every_octet_in_a_time),
        cmocka_unit_test(short_texts),
        cmocka_unit_test(changed_times),
        cmocka_unit_test(every_month_has_its_days),
        cmocka_unit_test(random_moments_come_back),
        cmocka_unit_test(leap_seconds_end_a_month),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
