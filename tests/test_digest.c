/* SPDX-License-Identifier: BSD-2-Clause */
/* Digests: the order and grouping of reports never change one, repetitions count once, files keep all of it. */
#define _POSIX_C_SOURCE 200809L
#include "digest/digest.h"
#include "scarce.h"
#include "support.h"
#include "digest/summary.h"
#include "digest/texts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- reports ---- */

enum { TEXT_ROOM = 4096 };

static const char *const types[] = {"sts", "tlsa", "no-policy-found"};
static const char *const results[] = {"certificate-expired", "sts-policy-fetch-error", "what-is-this", "tlsa-invalid"};

/* One report with one policy and, where it fails, one detail; numbers choose what it says. */
static void write_report(char text[TEXT_ROOM], unsigned reporter, unsigned id, unsigned day, unsigned domain, unsigned type,
                         unsigned good, unsigned bad, unsigned result, const char *mx)
{
    int length = snprintf(text, TEXT_ROOM,
                          "{\"organization-name\":\"Reporter %u\",\"date-range\":{\"start-datetime\":\"2026-03-%02uT00:00:00Z\","
                          "\"end-datetime\":\"2026-03-%02uT23:59:59Z\"},\"contact-info\":\"a@r%u.example\",\"report-id\":\"id-%u\","
                          "\"policies\":[{\"policy\":{\"policy-type\":\"%s\",\"policy-domain\":\"D%u.Example.\"},"
                          "\"summary\":{\"total-successful-session-count\":%u,\"total-failure-session-count\":%u}",
                          reporter, day, day, reporter, id, types[type], domain, good, bad);

    if (bad > 0)
        length += snprintf(text + length, TEXT_ROOM - (size_t)length,
                           ",\"failure-details\":[{\"result-type\":\"%s\",\"failed-session-count\":%u,"
                           "\"receiving-mx-hostname\":\"%s\"}]",
                           results[result], bad, mx);
    snprintf(text + length, TEXT_ROOM - (size_t)length, "}]}");
}

static struct digest_added add(struct digest *digest, const char *text)
{
    rptlint_reader reader = digest_reader(digest);
    struct digest_added added;

    digest_report_begin(digest, text, strlen(text), NULL);
    assert_int_equal(rptlint_check_report(text, strlen(text), NULL, NULL, &reader, NULL), RPTLINT_OK);
    assert_int_equal(digest_report_end(digest, &added), DIGEST_OK);
    return added;
}

/* The file of a digest, for the caller to free. */
static char *file_of(struct digest *digest, size_t *length)
{
    char *text = NULL;
    FILE *stream = open_memstream(&text, length);

    assert_non_null(stream);
    assert_true(digest_write(digest, stream));
    assert_int_equal(fclose(stream), 0);
    return text;
}

static void assert_same(struct digest *a, struct digest *b)
{
    size_t length_a, length_b;
    char *text_a = file_of(a, &length_a), *text_b = file_of(b, &length_b);

    assert_int_equal(length_a, length_b);
    assert_memory_equal(text_a, text_b, length_a);
    free(text_a);
    free(text_b);
}

static uint32_t seed;

static unsigned chance(unsigned below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

/* ---- the property ---- */

/* Two of them, each in several spellings. */
static const char *const hosts[] = {"MX1.Example", "mx1.example", "mx\\u0031.example", "mx2.example.", "mx2.example"};

enum { REPORTS = 60 };

static char reports[REPORTS][TEXT_ROOM];

static void make_reports(void)
{
    for (unsigned i = 0; i < REPORTS; i++) {
        unsigned reporter = chance(3), day = 1 + chance(9), domain = chance(3);

        /* Some come twice. */
        if (i > 0 && chance(5) == 0)
            memcpy(reports[i], reports[chance(i)], TEXT_ROOM);
        else
            write_report(reports[i], reporter, i, day, domain, chance(3), chance(50), chance(3), chance(4),
                         hosts[chance(COUNT(hosts))]);
    }
}

static void shuffle(unsigned order[REPORTS])
{
    for (unsigned i = 0; i < REPORTS; i++)
        order[i] = i;
    for (unsigned i = REPORTS - 1; i > 0; i--) {
        unsigned other = chance(i + 1), kept = order[i];

        order[i] = order[other];
        order[other] = kept;
    }
}

static void order_does_not_matter(void **state)
{
    (void)state;
    for (seed = 1; seed < 2000000; seed += 99991) {
        struct digest *straight = digest_begin(), *shuffled = digest_begin();
        unsigned order[REPORTS];

        make_reports();
        shuffle(order);
        for (unsigned i = 0; i < REPORTS; i++) {
            add(straight, reports[i]);
            add(shuffled, reports[order[i]]);
        }
        assert_same(straight, shuffled);
        digest_free(straight);
        digest_free(shuffled);
    }
}

/* -1, 0 or 1. */
static int sign_of(int64_t number)
{
    return (number > 0) - (number < 0);
}

/* The order of groups of two days, and so on, is that of the first of these that is not 0. */
static int order_of(const int *parts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (parts[i] != 0)
            return parts[i];
    return 0;
}

static void groups_are_in_order(void **state)
{
    (void)state;
    for (seed = 3; seed < 2000000; seed += 99991) {
        struct digest *digest = digest_begin();
        const struct digest_total *totals;
        const struct digest_failure *failures;
        size_t count;

        make_reports();
        for (unsigned i = 0; i < REPORTS; i++)
            add(digest, reports[i]);
        count = digest_totals(digest, &totals);
        assert_true(count > 20);
        for (const struct digest_total *a = totals; a + 1 < totals + count; a++) {
            const struct digest_total *b = a + 1;
            const int parts[] = {strcmp(a->domain, b->domain), (int)a->type - (int)b->type,
                                 sign_of((int64_t)a->day - b->day), strcmp(a->reporter, b->reporter)};

            assert_true(order_of(parts, COUNT(parts)) < 0);
        }
        count = digest_failures(digest, &failures);
        assert_true(count > 10);
        for (const struct digest_failure *a = failures; a + 1 < failures + count; a++) {
            const struct digest_failure *b = a + 1;
            const int parts[] = {strcmp(a->domain, b->domain), (int)a->type - (int)b->type,
                                 sign_of((int64_t)a->day - b->day), strcmp(a->reporter, b->reporter),
                                 (int)a->result - (int)b->result, strcmp(a->result_text, b->result_text),
                                 strcmp(a->mx, b->mx), strcmp(a->reason, b->reason)};

            assert_true(order_of(parts, COUNT(parts)) < 0);
        }
        digest_free(digest);
    }
}

/* Adds a part as digest_merge() does, or as another process's. */
static void join(struct digest *whole, struct digest *part, bool packed)
{
    char *octets = NULL;
    size_t length = 0;
    uint64_t overlaps;
    FILE *stream;

    if (!packed) {
        assert_int_equal(digest_merge(whole, part, &overlaps), DIGEST_OK);
        assert_int_equal(overlaps, 0);
        return;
    }
    stream = open_memstream(&octets, &length);
    assert_non_null(stream);
    assert_true(digest_pack(part, stream));
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(digest_unpack(whole, octets, length, &overlaps), DIGEST_OK);
    assert_int_equal(overlaps, 0);
    free(octets);
}

/* Reports that are in one part only: what is in two parts is told as an overlap, and counted twice. */
static void grouping_does_not_matter(void **state)
{
    (void)state;
    for (seed = 5; seed < 2000000; seed += 99991) {
        struct digest *whole = digest_begin(), *parts[3], *merged = digest_begin();

        for (unsigned i = 0; i < COUNT(parts); i++)
            parts[i] = digest_begin();
        for (unsigned i = 0; i < REPORTS; i++) {
            char text[TEXT_ROOM];

            write_report(text, chance(3), i, 1 + chance(9), chance(3), chance(3), chance(50), chance(3), chance(4), "mx.example");
            add(whole, text);
            add(parts[chance(3)], text);
        }
        for (unsigned i = 0; i < COUNT(parts); i++) {
            join(merged, parts[(i + seed) % COUNT(parts)], (seed >> i) % 2 != 0);
            digest_free(parts[i == 0 ? (seed) % COUNT(parts) : (i + seed) % COUNT(parts)]);
        }
        assert_same(whole, merged);
        digest_free(whole);
        digest_free(merged);
    }
}

static void overlaps_are_told(void **state)
{
    struct digest *a = digest_begin(), *b = digest_begin();
    const struct digest_total *totals;
    uint64_t overlaps;
    char text[TEXT_ROOM];

    (void)state;
    write_report(text, 1, 1, 1, 1, 0, 10, 0, 0, "");
    add(a, text);
    add(b, text);
    assert_int_equal(digest_overlaps(a, b), 1);
    assert_int_equal(digest_merge(a, b, &overlaps), DIGEST_OK);
    assert_int_equal(overlaps, 1);
    assert_int_equal(digest_totals(a, &totals), 1);
    assert_int_equal(totals[0].successful, 20);
    digest_free(a);
    digest_free(b);
}

/* Packed, what overlaps is not added; and octets that are cut off or changed are refused, or are another digest. */
static void packed_digests_are_taken_whole(void **state)
{
    struct digest *digest = digest_begin(), *same = digest_begin(), *other;
    char text[TEXT_ROOM], *octets = NULL;
    size_t length = 0;
    uint64_t overlaps;
    FILE *stream = open_memstream(&octets, &length);

    (void)state;
    assert_non_null(stream);
    write_report(text, 1, 1, 1, 1, 0, 10, 1, 2, "mx.example");
    add(digest, text);
    add(same, text);
    assert_true(digest_pack(digest, stream) && fclose(stream) == 0);
    assert_int_equal(digest_unpack(digest, octets, length, &overlaps), DIGEST_OK);
    assert_int_equal(overlaps, 1);
    assert_same(digest, same);
    for (size_t cut = 0; cut < length; cut++) {
        struct block block = block_of(octets, cut);

        other = digest_begin();
        assert_int_equal(digest_unpack(other, block.data, cut, &overlaps), DIGEST_MALFORMED);
        digest_free(other);
        block_free(block);
    }
    for (size_t at = 0; at < length; at++) {
        char kept = octets[at];

        for (unsigned octet = 0; octet < 256; octet += 5) {
            other = digest_begin();
            octets[at] = (char)octet;
            (void)digest_unpack(other, octets, length, &overlaps);
            digest_free(other);
        }
        octets[at] = kept;
    }
    free(octets);
    digest_free(digest);
    digest_free(same);
}

/* ---- repetitions ---- */

static void repetitions_count_once(void **state)
{
    struct digest *digest = digest_begin();
    const struct digest_total *totals;
    char text[TEXT_ROOM];

    (void)state;
    write_report(text, 1, 1, 1, 1, 0, 10, 1, 0, "mx.example");
    assert_int_equal(add(digest, text).policies, 1);
    assert_int_equal(add(digest, text).duplicates, 1);
    /* Another id, day, domain or reporter is another report. */
    write_report(text, 1, 2, 1, 1, 0, 10, 1, 0, "mx.example");
    assert_int_equal(add(digest, text).duplicates, 0);
    write_report(text, 1, 1, 2, 1, 0, 10, 1, 0, "mx.example");
    assert_int_equal(add(digest, text).duplicates, 0);
    write_report(text, 1, 1, 1, 2, 0, 10, 1, 0, "mx.example");
    assert_int_equal(add(digest, text).duplicates, 0);
    write_report(text, 2, 1, 1, 1, 0, 10, 1, 0, "mx.example");
    assert_int_equal(add(digest, text).duplicates, 0);
    assert_int_equal(digest_reports(digest), 5);
    assert_int_equal(digest_duplicates(digest), 1);
    assert_int_equal(digest_totals(digest, &totals), 4);
    assert_string_equal(totals[0].domain, "d1.example");
    assert_int_equal(totals[0].successful, 20); /* ids 1 and 2 */
    digest_free(digest);
}

/* Policies of one report about one domain: sts and tlsa, or an sts policy that changed. */
static void policies_of_one_report_all_count(void **state)
{
    static const char text[] =
        "{\"organization-name\":\"R\",\"date-range\":{\"start-datetime\":\"2026-03-01T00:00:00Z\",\"end-datetime\":"
        "\"2026-03-01T23:59:59Z\"},\"contact-info\":\"a@r.example\",\"report-id\":\"1\",\"policies\":["
        "{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"d.example\"},\"summary\":"
        "{\"total-successful-session-count\":3,\"total-failure-session-count\":0}},"
        "{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"d.example\"},\"summary\":"
        "{\"total-successful-session-count\":4,\"total-failure-session-count\":0}},"
        "{\"policy\":{\"policy-type\":\"tlsa\",\"policy-domain\":\"d.example\"},\"summary\":"
        "{\"total-successful-session-count\":7,\"total-failure-session-count\":0}}]}";
    struct digest *digest = digest_begin();
    const struct digest_total *totals;

    (void)state;
    assert_int_equal(add(digest, text).policies, 3);
    assert_int_equal(add(digest, text).duplicates, 3);
    assert_int_equal(digest_totals(digest, &totals), 2);
    assert_int_equal(totals[0].type, RPTLINT_POLICY_TLSA);
    assert_int_equal(totals[0].successful, 7);
    assert_int_equal(totals[1].type, RPTLINT_POLICY_STS);
    assert_int_equal(totals[1].successful, 7);
    digest_free(digest);
}

/* ---- files ---- */

static void files_keep_everything(void **state)
{
    struct digest *digest = digest_begin(), *again = digest_begin();
    size_t length, line;
    uint64_t overlaps;
    char *text;

    (void)state;
    seed = 7;
    make_reports();
    for (unsigned i = 0; i < REPORTS; i++)
        add(digest, reports[i]);
    text = file_of(digest, &length);
    assert_true(digest_is_file(text, length));
    assert_int_equal(digest_read(again, text, length, &line, &overlaps), DIGEST_OK);
    assert_int_equal(overlaps, 0);
    assert_same(digest, again);
    /* A second time, everything overlaps. */
    assert_int_equal(digest_read(again, text, length, &line, &overlaps), DIGEST_OK);
    assert_true(overlaps > 0);
    free(text);
    digest_free(digest);
    digest_free(again);
}

/* Whatever is cut off or changed in it, a file is refused, or another digest; nothing of a refused one is added. */
static void damaged_files_are_refused(void **state)
{
    struct digest *digest = digest_begin(), *empty = digest_begin(), *other = digest_begin();
    size_t length, line;
    uint64_t overlaps;
    char *text, *block;

    (void)state;
    write_report(reports[0], 1, 1, 1, 1, 0, 10, 1, 2, "mx\\u00e9\\n.example");
    add(digest, reports[0]);
    text = file_of(digest, &length);
    for (size_t cut = 0; cut < length; cut++) {
        block = malloc(cut > 0 ? cut : 1);
        assert_non_null(block);
        memcpy(block, text, cut);
        assert_int_equal(digest_read(other, block, cut, &line, &overlaps), DIGEST_MALFORMED);
        free(block);
    }
    for (size_t at = 0; at < length; at++) {
        char kept = text[at];

        for (unsigned octet = 0; octet < 256; octet += 5) {
            struct digest *changed = digest_begin();

            text[at] = (char)octet;
            (void)digest_read(changed, text, length, &line, &overlaps);
            digest_free(changed);
        }
        text[at] = kept;
    }
    assert_memory_equal(strstr(text, "\"version\":"), "\"version\":1,", 12);
    strstr(text, "\"version\":")[10] = '2';
    assert_int_equal(digest_read(other, text, length, &line, &overlaps), DIGEST_VERSION);
    assert_same(other, empty);
    free(text);
    digest_free(digest);
    digest_free(empty);
    digest_free(other);
}

/* ---- texts ---- */

/*
 * The values come from another program, which was written from the paper and gives the authors' test vector
 * (key 00 01 ... 0f, no input: a3 81 7f 04 ba 25 a8 e6 6d f6 72 14 c7 55 02 93).
 */
static void fingerprints_are_siphash(void **state)
{
    char counted[63];
    const struct {
        const char *data;
        size_t length;
        uint64_t low, high;
    } cases[] = {
        {"", 0, 0x7de0a38047d74950, 0xf4f2ced447ab0242},
        {"a", 1, 0xbea0379c744eccff, 0x2573cd0e8904c4e6},
        {"12345678", 8, 0xe979231bcefdff18, 0xf1b7680d5bff4436},
        {"The quick brown fox", 19, 0xec720e7d4bb3db78, 0x53600bfe3ac9523c},
        {counted, sizeof(counted), 0xef42f95dcf423d4e, 0xded875485be5fa96},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(counted); i++)
        counted[i] = (char)i;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fingerprint print = fingerprint_of(cases[i].data, cases[i].length);

        assert_true(print.low == cases[i].low);
        assert_true(print.high == cases[i].high);
    }
    for (size_t i = 0; i < 64; i++) {
        char text[64] = {0};
        struct fingerprint zero = fingerprint_of(text, sizeof(text)), one;

        text[i] = 1;
        one = fingerprint_of(text, sizeof(text));
        assert_true(zero.low != one.low && zero.high != one.high);
    }
}

/* ---- days ---- */

static void days_are_dates(void **state)
{
    static const struct {
        digest_day day;
        const char *text;
    } cases[] = {{0, "1970-01-01"},      {-1, "1969-12-31"},     {59, "1970-03-01"},    {11016, "2000-02-29"},
                 {11017, "2000-03-01"},  {20513, "2026-03-01"},  {-719528, "0000-01-01"}, {2932896, "9999-12-31"}};
    char text[DAY_TEXT];
    digest_day day;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        day_write(cases[i].day, text);
        assert_string_equal(text, cases[i].text);
        assert_true(day_read(cases[i].text, &day));
        assert_int_equal(day, cases[i].day);
    }
    assert_false(day_read("2026-02-29", &day));
    assert_false(day_read("2026-13-01", &day));
    assert_false(day_read("2026-1-01", &day));
    assert_false(day_read("2026-01-01 ", &day));
    assert_false(day_read("", &day));
    for (digest_day all = -719528; all <= 2932896; all += 11) {
        day_write(all, text);
        assert_true(day_read(text, &day));
        assert_int_equal(day, all);
    }
}

/* ---- summaries: the cases of an operator's guide ---- */

static const struct summary_wish everything = {.since = DIGEST_NO_DAY, .until = DIGEST_NO_DAY, .warn = 0.01, .crit = 0.05};

static void success_alone_is_normal(void **state)
{
    struct digest *digest = digest_begin();
    struct summary *summary;
    char text[TEXT_ROOM];

    (void)state;
    write_report(text, 1, 1, 1, 1, 0, 2156, 0, 0, "");
    add(digest, text);
    summary = summary_of(digest, &everything);
    assert_non_null(summary);
    assert_int_equal(summary->domain_count, 1);
    assert_int_equal(summary->level, LEVEL_NORMAL);
    assert_int_equal(summary->domains[0].by_type[RPTLINT_POLICY_STS].successful, 2156);
    assert_int_equal(summary->domains[0].problem_count, 0);
    summary_free(summary);
    digest_free(digest);
}

static void one_host_is_named(void **state)
{
    static const char text[] =
        "{\"organization-name\":\"R\",\"date-range\":{\"start-datetime\":\"2026-03-01T00:00:00Z\",\"end-datetime\":"
        "\"2026-03-01T23:59:59Z\"},\"contact-info\":\"a@r.example\",\"report-id\":\"1\",\"policies\":["
        "{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"d.example\"},\"summary\":"
        "{\"total-successful-session-count\":890,\"total-failure-session-count\":47},\"failure-details\":["
        "{\"result-type\":\"certificate-host-mismatch\",\"receiving-mx-hostname\":\"mail2.d.example\","
        "\"failed-session-count\":47}]}]}";
    struct digest *digest = digest_begin();
    struct summary *summary;
    const struct summary_problem *problem;

    (void)state;
    add(digest, text);
    summary = summary_of(digest, &everything);
    assert_int_equal(summary->domains[0].problem_count, 1);
    problem = &summary->domains[0].problems[0];
    assert_string_equal(problem->mx, "mail2.d.example");
    assert_int_equal(problem->sessions, 47);
    assert_true(problem->rate > 0.0501 && problem->rate < 0.0502); /* 47 / 937 */
    assert_int_equal(problem->level, LEVEL_ACT);
    assert_int_equal(problem->handful, 937);
    assert_int_equal(summary->domains[0].host_count, 1);
    summary_free(summary);
    digest_free(digest);
}

static void two_types_are_never_added(void **state)
{
    struct digest *digest = digest_begin();
    struct summary *summary;
    char text[TEXT_ROOM];

    (void)state;
    write_report(text, 1, 1, 1, 1, 0, 98, 2, 0, "mx.example");
    add(digest, text);
    write_report(text, 1, 2, 3, 1, 1, 90, 10, 3, "mx.example");
    add(digest, text);
    summary = summary_of(digest, &everything);
    assert_int_equal(summary->domain_count, 1);
    assert_int_equal(summary->domains[0].by_type[RPTLINT_POLICY_STS].failed, 2);
    assert_int_equal(summary->domains[0].by_type[RPTLINT_POLICY_TLSA].failed, 10);
    assert_int_equal(summary->domains[0].worst, RPTLINT_POLICY_TLSA);
    assert_int_equal(summary->domains[0].day_count, 2);
    assert_int_equal(summary->domains[0].days_missing, 1);
    assert_int_equal(summary->domains[0].problems[0].result, RPTLINT_TLSA_INVALID);
    summary_free(summary);
    digest_free(digest);
}

static void wishes_are_heeded(void **state)
{
    struct digest *digest = digest_begin();
    struct summary_wish wish = everything;
    struct summary *summary;
    char text[TEXT_ROOM];

    (void)state;
    for (unsigned day = 1; day <= 9; day++) {
        write_report(text, day % 2, day, day, day % 3, 0, 10, 1, day % 4, day % 2 == 0 ? "a.example" : "b.example");
        add(digest, text);
    }
    wish.domain = "D1.example";
    summary = summary_of(digest, &wish);
    assert_int_equal(summary->domain_count, 1);
    assert_int_equal(summary->domains[0].day_count, 3); /* days 1, 4, 7 */
    summary_free(summary);
    wish = everything;
    assert_true(day_read("2026-03-02", &wish.since));
    assert_true(day_read("2026-03-03", &wish.until));
    summary = summary_of(digest, &wish);
    assert_int_equal(summary->domain_count, 2);
    summary_free(summary);
    wish = everything;
    wish.mx = "A.example";
    summary = summary_of(digest, &wish);
    assert_int_equal(summary->domain_count, 3);
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < summary->domains[i].problem_count; k++)
            assert_string_equal(summary->domains[i].problems[k].mx, "a.example");
    summary_free(summary);
    digest_free(digest);
}

/* One policy type of one day: `details` may count more than `bad`. */
static void add_policy(struct digest *digest, const char *reporter, const char *type, unsigned good, unsigned bad,
                       const char *details)
{
    char text[TEXT_ROOM];

    snprintf(text, sizeof(text),
             "{\"organization-name\":\"%s\",\"date-range\":{\"start-datetime\":\"2026-03-01T00:00:00Z\",\"end-datetime\":"
             "\"2026-03-01T23:59:59Z\"},\"contact-info\":\"a@r.example\",\"report-id\":\"%s\",\"policies\":["
             "{\"policy\":{\"policy-type\":\"%s\",\"policy-domain\":\"d.example\"},\"summary\":"
             "{\"total-successful-session-count\":%u,\"total-failure-session-count\":%u},\"failure-details\":[%s]}]}",
             reporter, type, type, good, bad, details);
    add(digest, text);
}

#define DETAIL(mx, sessions, reason) \
    "{\"result-type\":\"certificate-expired\",\"receiving-mx-hostname\":\"" mx "\",\"failed-session-count\":" sessions \
    ",\"failure-reason-code\":\"" reason "\"}"

/* Who saw a kind of failure is asked of all MXs, and only of those who report about that policy type. */
static void a_kind_is_over_all_hosts(void **state)
{
    struct digest *digest = digest_begin();
    struct summary *summary;
    const struct summary_problem *kind;

    (void)state;
    add_policy(digest, "A", "sts", 500, 100, DETAIL("mx1.example", "100", "one"));
    add_policy(digest, "B", "sts", 500, 80, DETAIL("mx2.example", "45", "two") "," DETAIL("mx3.example", "35", "two"));
    add_policy(digest, "C", "sts", 20, 0, "");
    add_policy(digest, "D", "no-policy-found", 500, 0, "");
    summary = summary_of(digest, &everything);
    assert_int_equal(summary->domains[0].problem_count, 3);
    assert_int_equal(summary->domains[0].kind_count, 1);
    kind = &summary->domains[0].kinds[0];
    assert_string_equal(kind->mx, "");
    assert_int_equal(kind->sessions, 180);
    assert_true(kind->rate == 180.0 / 1200 && kind->level == LEVEL_ACT && !kind->beyond);
    assert_int_equal(kind->reporters, 2);
    assert_string_equal(kind->reporter, "A");
    assert_int_equal(kind->others, 1); /* C */
    assert_int_equal(kind->handful, 1180);
    assert_int_equal(kind->reasons, 2);
    assert_string_equal(kind->reason, "one");
    assert_int_equal(summary->domains[0].problems[0].others, 2); /* B and C, at this MX */
    summary_free(summary);
    digest_free(digest);
}

/* Three MXs with 3, 3 and 4 of 1,000: 1 % in all, though adding their rates gives less. */
static void shares_are_divided_once(void **state)
{
    struct digest *digest = digest_begin();
    struct summary *summary;

    (void)state;
    add_policy(digest, "A", "sts", 990, 10,
               DETAIL("mx1.example", "3", "") "," DETAIL("mx2.example", "3", "") "," DETAIL("mx3.example", "4", ""));
    summary = summary_of(digest, &everything);
    assert_true(summary->domains[0].kinds[0].rate == 0.01);
    assert_int_equal(summary->domains[0].kinds[0].level, LEVEL_WATCH);
    summary_free(summary);
    digest_free(digest);
}

/* RFC 8460 section 4: counts may overlap; what is said of a kind must not contradict what is said of the whole. */
static void details_are_no_worse_than_the_total(void **state)
{
    struct digest *digest = digest_begin();
    struct summary *summary;
    const struct summary_problem *kind;

    (void)state;
    add_policy(digest, "A", "sts", 1000, 0, DETAIL("mx1.example", "900", ""));
    add_policy(digest, "A", "tlsa", 0, 0, DETAIL("mx1.example", "3", ""));
    summary = summary_of(digest, &everything);
    assert_int_equal(summary->level, LEVEL_NORMAL);
    assert_int_equal(summary->domains[0].kind_count, 2);
    kind = summary->domains[0].kinds;
    assert_int_equal(kind[0].type, RPTLINT_POLICY_STS);
    assert_true(kind[0].beyond && kind[0].rate == 0.9);
    assert_int_equal(kind[0].level, LEVEL_NORMAL);
    assert_true(kind[1].beyond && kind[1].rate == 0);
    assert_int_equal(kind[1].level, LEVEL_NONE);
    summary_free(summary);
    digest_free(digest);
}

/* ---- memory runs short ---- */

/* The linker puts these in the place of the C library's, in all of the program and the tests. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);

void *__wrap_malloc(size_t size)
{
    return scarce_allows() ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t count, size_t size)
{
    return scarce_allows() ? __real_calloc(count, size) : NULL;
}

void *__wrap_realloc(void *block, size_t size)
{
    return scarce_allows() ? __real_realloc(block, size) : NULL;
}

/* The n-th allocation fails, for every n: that is told, and is no count that the report lacks. */
static void starve(const char *text, size_t policies)
{
    enum digest_status status = DIGEST_NOMEM;

    for (size_t allowed = 0; status != DIGEST_OK; allowed++) {
        struct digest *digest = digest_begin();
        rptlint_reader reader = digest_reader(digest);
        struct digest_added added;
        size_t lacking;

        scarce_begin(allowed);
        digest_report_begin(digest, text, strlen(text), NULL);
        (void)rptlint_check_report(text, strlen(text), NULL, NULL, &reader, NULL);
        status = digest_report_end(digest, &added);
        lacking = scarce_end();
        assert_int_equal(lacking, status == DIGEST_OK ? 0 : 1); /* it stops there */
        assert_int_equal(status, lacking > 0 ? DIGEST_NOMEM : DIGEST_OK);
        assert_int_equal(added.incomplete, 0);
        if (status == DIGEST_OK)
            assert_int_equal(added.policies, policies);
        digest_free(digest);
    }
}

/* The policy is counted when the next one begins, or the report ends. */
static void what_the_last_policy_lacks_is_told(void **state)
{
#define BEGIN "{\"organization-name\":\"x\",\"report-id\":\"1\",\"contact-info\":\"a@example.com\",\"policies\":["
#define POLICY(domain) "{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"" domain "\"}," \
                       "\"summary\":{\"total-successful-session-count\":3}}"

    (void)state;
    starve(BEGIN POLICY("a.example") "]}", 1);
    starve(BEGIN POLICY("a.example") "," POLICY("b.example") "]}", 2);
#undef POLICY
#undef BEGIN
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(groups_are_in_order),
        cmocka_unit_test(grouping_does_not_matter),
        cmocka_unit_test(overlaps_are_told),
        cmocka_unit_test(packed_digests_are_taken_whole),
        cmocka_unit_test(repetitions_count_once),
        cmocka_unit_test(policies_of_one_report_all_count),
        cmocka_unit_test(files_keep_everything),
        cmocka_unit_test(damaged_files_are_refused),
        cmocka_unit_test(fingerprints_are_siphash),
        cmocka_unit_test(days_are_dates),
        cmocka_unit_test(success_alone_is_normal),
        cmocka_unit_test(one_host_is_named),
        cmocka_unit_test(two_types_are_never_added),
        cmocka_unit_test(wishes_are_heeded),
        cmocka_unit_test(a_kind_is_over_all_hosts),
        cmocka_unit_test(shares_are_divided_once),
        cmocka_unit_test(details_are_no_worse_than_the_total),
        cmocka_unit_test(what_the_last_policy_lacks_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
