/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of what programs read from `rptlint report`: summaries and rows made by hand, output written by hand. */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <float.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/digest_render.h"
#include "output/escape.h"
#include "output/numbers.h"
#include "parts.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* 2026-11-01 and the days behind it: date -u -d 2026-11-01 +%s, divided by 86400. */
enum { NOVEMBER = 20758 };

/* ---- what is written ---- */

struct written {
    char *data;
    size_t length;
    FILE *stream;
};

static void written_begin(struct written *written)
{
    written->stream = open_memstream(&written->data, &written->length);
    assert_non_null(written->stream);
}

static void written_end(struct written *written)
{
    assert_int_equal(fclose(written->stream), 0);
}

/* The caller frees it. */
static char *summary_written(const struct digest_renderer *renderer, const struct summary *summary,
                             const struct digest_run *run)
{
    struct written written;

    written_begin(&written);
    renderer->write(written.stream, summary, run);
    written_end(&written);
    assert_int_equal(strlen(written.data), written.length);
    return written.data;
}

static void expect_summary(const struct digest_renderer *renderer, const struct summary *summary,
                           const struct digest_run *run, const char *wanted)
{
    char *got = summary_written(renderer, summary, run);

    assert_string_equal(got, wanted);
    free(got);
}

/* ---- summaries by hand ---- */

static const struct digest_run quiet_run = {.today = DIGEST_NO_DAY};

static const struct summary empty_summary = {
    .first = DIGEST_NO_DAY,
    .last = DIGEST_NO_DAY,
    .wish = {.since = DIGEST_NO_DAY, .until = DIGEST_NO_DAY, .warn = 0.01, .crit = 0.05},
};

static const struct summary_day two_days[] = {
    {NOVEMBER, {[RPTLINT_POLICY_STS] = {90, 0, 0}}},
    {NOVEMBER + 2, {[RPTLINT_POLICY_STS] = {90, 20, 0.18181818}, [RPTLINT_POLICY_TLSA] = {0, 1, 1}}},
};

static const struct summary_problem two_problems[] = {
    {RPTLINT_POLICY_STS, RPTLINT_CERTIFICATE_EXPIRED, "", "mx1.example.com", 18, 0.09, LEVEL_ACT, 2, "Google Inc.", 195,
     NOVEMBER + 1, NOVEMBER + 2, "expired", 3, "The certificate has expired.", "Renew it.", 0,
     false},
    {RPTLINT_POLICY_STS, RPTLINT_RESULT_OTHER, "Other", "", 2, 0.01, LEVEL_WATCH, 1, "", 5, NOVEMBER + 2, NOVEMBER + 2,
     "", 0, NULL, NULL, 1, false},
};

static const struct summary_reporter two_reporters[] = {
    {"Google Inc.", {[RPTLINT_POLICY_STS] = {178, 17, 0.087179487}}, NOVEMBER, NOVEMBER + 2, 2, 1},
    {"", {[RPTLINT_POLICY_STS] = {2, 3, 0.6}, [RPTLINT_POLICY_TLSA] = {0, 1, 1}}, NOVEMBER + 2, NOVEMBER + 2, 1, 0},
};

static const struct summary_mx one_host[] = {{"mx1.example.com", 18}};

static const struct summary_domain one_domain = {
    .name = "example.com",
    .by_type = {[RPTLINT_POLICY_STS] = {180, 20, 0.1}, [RPTLINT_POLICY_TLSA] = {0, 1, 1}},
    .has_type = {[RPTLINT_POLICY_STS] = true, [RPTLINT_POLICY_TLSA] = true, [RPTLINT_POLICY_NONE_FOUND] = true},
    .level = LEVEL_ACT,
    .worst = RPTLINT_POLICY_STS,
    .before = {90, 0, 0},
    .after = {90, 20, 0.18181818},
    .first = NOVEMBER,
    .last = NOVEMBER + 2,
    .days_missing = 1,
    .days = two_days,
    .day_count = COUNT(two_days),
    .problems = two_problems,
    .problem_count = COUNT(two_problems),
    .reporters = two_reporters,
    .reporter_count = COUNT(two_reporters),
    .hosts = one_host,
    .host_count = COUNT(one_host),
};

static struct summary summary_of_domains(const struct summary_domain *domains, size_t count)
{
    struct summary summary = empty_summary;

    summary.domains = domains;
    summary.domain_count = count;
    summary.level = LEVEL_ACT;
    summary.first = NOVEMBER;
    summary.last = NOVEMBER + 2;
    summary.reports = 3;
    return summary;
}

/* ---- numbers ---- */

static void rates_have_at_most_six_decimals(void **state)
{
    static const struct {
        double rate;
        const char *wanted;
    } cases[] = {
        {0, "0"}, {1, "1"}, {0.5, "0.5"}, {0.25, "0.25"}, {1.0 / 3, "0.333333"}, {2.0 / 3, "0.666667"},
        {0.000001, "0.000001"}, {0.0000004, "0"}, {0.9999999, "1"}, {10, "10"}, {100.5, "100.5"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct written written;

        written_begin(&written);
        rate_write(written.stream, cases[i].rate);
        written_end(&written);
        assert_string_equal(written.data, cases[i].wanted);
        free(written.data);
    }
    assert_true(is_rate(0) && is_rate(DBL_MAX));
    assert_false(is_rate(-0.5) || is_rate(DBL_MAX * 10) || is_rate(DBL_MAX * 10 - DBL_MAX * 10));
}

/* Seconds by `date -u -d TIME +%s`. */
static void times_are_in_utc(void **state)
{
    static const struct {
        int64_t seconds;
        const char *wanted;
    } cases[] = {
        {0, "1970-01-01T00:00:00Z"},
        {-1, "1969-12-31T23:59:59Z"},
        {1793491199, "2026-10-31T23:59:59Z"},
        {253402300799, "9999-12-31T23:59:59Z"},
        {-62135596800, "0001-01-01T00:00:00Z"},
        {951782400, "2000-02-29T00:00:00Z"},
    };
    char text[TIME_TEXT];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(time_write(cases[i].seconds, text));
        assert_string_equal(text, cases[i].wanted);
    }
    assert_false(time_write(253402300800, text));
    assert_false(time_write(-62135596801, text));
    assert_false(time_write(INT64_MAX, text));
    assert_false(time_write(INT64_MIN, text));
}

/* ---- JSON ---- */

static void json_of_nothing(void **state)
{
    (void)state;
    expect_summary(&digest_json, &empty_summary, &quiet_run,
                   "{\"type\":\"report-summary\",\"version\":1,\"level\":\"none\",\"reports\":0,\"duplicates\":0,"
                   "\"faulty\":0,\"unreadable\":0,\"incomplete\":0,\"request\":{\"patterns\":false,\"warn\":0.01,\"crit\":0.05},"
                   "\"domains\":[]}\n");
}

static bool any_value(void *user, const char *field, const char *value)
{
    (void)user, (void)field, (void)value;
    return true;
}

static void json_tells_what_was_asked(void **state)
{
    const struct digest_run run = {.today = DIGEST_NO_DAY, .unreadable = 4, .faulty = 5, .incomplete = 6};
    struct summary summary = empty_summary;

    (void)state;
    summary.reports = UINT64_MAX;
    summary.duplicates = 7;
    summary.wish = (struct summary_wish){.since = NOVEMBER, .until = NOVEMBER + 29, .domain = "example.com",
                                         .mx = "mx", .reporter = "Google \"Inc\".", .result = "tlsa-invalid",
                                         .warn = 0.005, .crit = 0.125, .wanted = any_value};
    expect_summary(&digest_json, &summary, &run,
                   "{\"type\":\"report-summary\",\"version\":1,\"level\":\"none\",\"reports\":18446744073709551615,"
                   "\"duplicates\":7,\"faulty\":5,\"unreadable\":4,\"incomplete\":6,\"request\":{\"patterns\":true,"
                   "\"since\":\"2026-11-01\",\"until\":\"2026-11-30\",\"domain\":\"example.com\",\"mx\":\"mx\","
                   "\"reporter\":\"Google \\\"Inc\\\".\",\"result\":\"tlsa-invalid\",\"warn\":0.005,\"crit\":0.125},"
                   "\"domains\":[]}\n");
}

static void json_of_a_domain(void **state)
{
    struct summary summary = summary_of_domains(&one_domain, 1);

    (void)state;
    expect_summary(
        &digest_json, &summary, &quiet_run,
        "{\"type\":\"report-summary\",\"version\":1,\"level\":\"act\",\"first\":\"2026-11-01\",\"last\":\"2026-11-03\","
        "\"reports\":3,\"duplicates\":0,\"faulty\":0,\"unreadable\":0,\"incomplete\":0,"
        "\"request\":{\"patterns\":false,\"warn\":0.01,\"crit\":0.05},\"domains\":["
        "{\"policy_domain\":\"example.com\",\"level\":\"act\",\"worst\":\"sts\",\"first\":\"2026-11-01\","
        "\"last\":\"2026-11-03\",\"days_missing\":1,\"policies\":["
        "{\"policy_type\":\"tlsa\",\"successful\":0,\"failed\":1,\"rate\":1},"
        "{\"policy_type\":\"sts\",\"successful\":180,\"failed\":20,\"rate\":0.1},"
        "{\"policy_type\":\"no-policy-found\",\"successful\":0,\"failed\":0}],"
        "\"before\":{\"successful\":90,\"failed\":0,\"rate\":0},"
        "\"after\":{\"successful\":90,\"failed\":20,\"rate\":0.181818},\"problems\":["
        "{\"policy_type\":\"sts\",\"result\":\"certificate-expired\",\"receiving_mx\":\"mx1.example.com\","
        "\"sessions\":18,\"rate\":0.09,\"level\":\"act\",\"first\":\"2026-11-02\",\"last\":\"2026-11-03\","
        "\"reporters\":2,\"reporter\":\"Google Inc.\",\"reporters_sessions\":195,\"reasons\":3,\"reason\":\"expired\",\"reason_cause\":\"The certificate has expired.\",\"reason_hint\":\"Renew it.\"},"
        "{\"policy_type\":\"sts\",\"result\":\"other\",\"result_text\":\"Other\",\"sessions\":2,\"rate\":0.01,"
        "\"level\":\"watch\",\"first\":\"2026-11-03\",\"last\":\"2026-11-03\",\"reporters\":1,"
        "\"reporters_sessions\":5,\"reasons\":0}],"
        "\"hosts\":[{\"receiving_mx\":\"mx1.example.com\",\"failed\":18}],\"reporters\":["
        "{\"reporter\":\"Google Inc.\",\"first\":\"2026-11-01\",\"last\":\"2026-11-03\",\"days\":2,\"days_missing\":1,"
        "\"policies\":[{\"policy_type\":\"sts\",\"successful\":178,\"failed\":17,\"rate\":0.087179}]},"
        "{\"reporter\":\"\",\"first\":\"2026-11-03\",\"last\":\"2026-11-03\",\"days\":1,\"days_missing\":0,"
        "\"policies\":[{\"policy_type\":\"tlsa\",\"successful\":0,\"failed\":1,\"rate\":1},"
        "{\"policy_type\":\"sts\",\"successful\":2,\"failed\":3,\"rate\":0.6}]}],\"days\":["
        "{\"day\":\"2026-11-01\",\"policies\":[{\"policy_type\":\"sts\",\"successful\":90,\"failed\":0,\"rate\":0}]},"
        "{\"day\":\"2026-11-03\",\"policies\":[{\"policy_type\":\"tlsa\",\"successful\":0,\"failed\":1,\"rate\":1},"
        "{\"policy_type\":\"sts\",\"successful\":90,\"failed\":20,\"rate\":0.181818}]}]}]}\n");
}

/* ---- Prometheus ---- */

#define PLAIN(name, help, value) "# HELP " name " " help "\n# TYPE " name " gauge\n" name " " value "\n"
#define HEAD(name, help) "# HELP " name " " help "\n# TYPE " name " gauge\n"
#define HEAD_LEVEL HEAD("rptlint_level", "How bad it is: 0 no session was reported, 1 normal, 2 watch, 3 act.")
#define HEAD_LAST \
    HEAD("rptlint_last_report_timestamp_seconds", "Beginning of the last day that a report is about, in UTC.")
#define HEAD_GOOD \
    HEAD("rptlint_sessions_successful", "Sessions reported as successful, over all days. Do not add over policy types.")
#define HEAD_BAD \
    HEAD("rptlint_sessions_failed", "Sessions reported as failed, over all days. Do not add over policy types.")
#define HEAD_RATIO HEAD("rptlint_sessions_failed_ratio", "Failed sessions as a share of all sessions, 0 to 1.")
#define HEAD_FAILURES \
    HEAD("rptlint_failure_sessions", "Failed sessions in failure details, over all days. Do not add over policy types.")
#define COUNTS(reports, duplicates, faulty, unreadable, incomplete, domains, others) \
    PLAIN("rptlint_reports", "Reports that were counted.", reports) \
    PLAIN("rptlint_reports_duplicate", "Policies of reports left out because they had come before.", duplicates) \
    PLAIN("rptlint_reports_faulty", "Reports that were counted though there are errors in them.", faulty) \
    PLAIN("rptlint_inputs_unreadable", "Inputs, and reports in them, that could not be read.", unreadable) \
    PLAIN("rptlint_policies_incomplete", \
          "Policies of reports that lack a count of sessions, and are not counted, or not in full.", incomplete) \
    PLAIN("rptlint_domains", "Policy domains that reports are about.", domains) \
    PLAIN("rptlint_domains_other", "Policy domains that are summed up as domain=\"other\".", others)

static void metrics_of_nothing(void **state)
{
    const struct digest_run run = {.today = DIGEST_NO_DAY, .unreadable = 4, .faulty = 5, .incomplete = 6};
    struct summary summary = empty_summary;

    (void)state;
    summary.reports = 9;
    summary.duplicates = 2;
    expect_summary(&digest_prometheus, &summary, &run,
                   COUNTS("9", "2", "5", "4", "6", "0", "0")
                       HEAD_LEVEL HEAD_LAST HEAD_GOOD HEAD_BAD HEAD_RATIO HEAD_FAILURES);
}

#define OF "{domain=\"example.com\""
#define TLSA OF ",policy_type=\"tlsa\""
#define STS OF ",policy_type=\"sts\""
#define NONE OF ",policy_type=\"no-policy-found\""

/* The seconds by `date -u -d 2026-11-03 +%s`; a type without sessions has no ratio. */
static void metrics_of_a_domain(void **state)
{
    struct summary summary = summary_of_domains(&one_domain, 1);

    (void)state;
    expect_summary(&digest_prometheus, &summary, &quiet_run,
                   COUNTS("3", "0", "0", "0", "0", "1", "0")
                   HEAD_LEVEL "rptlint_level" OF "} 3\n"
                   HEAD_LAST "rptlint_last_report_timestamp_seconds" OF "} 1793664000\n"
                   HEAD_GOOD
                   "rptlint_sessions_successful" TLSA "} 0\n"
                   "rptlint_sessions_successful" STS "} 180\n"
                   "rptlint_sessions_successful" NONE "} 0\n"
                   HEAD_BAD
                   "rptlint_sessions_failed" TLSA "} 1\n"
                   "rptlint_sessions_failed" STS "} 20\n"
                   "rptlint_sessions_failed" NONE "} 0\n"
                   HEAD_RATIO
                   "rptlint_sessions_failed_ratio" TLSA "} 1\n"
                   "rptlint_sessions_failed_ratio" STS "} 0.1\n"
                   HEAD_FAILURES
                   "rptlint_failure_sessions" STS ",result_type=\"certificate-expired\",mx=\"mx1.example.com\"} 18\n"
                   "rptlint_failure_sessions" STS ",result_type=\"other\",mx=\"\"} 2\n");
}

static void label_values_are_escaped(void **state)
{
    struct summary_domain domain = {.name = "a\"b\\c\nd\x01" "e\xFF##\xE2\x80\xAE", .level = LEVEL_NORMAL,
                                    .first = DIGEST_NO_DAY, .last = DIGEST_NO_DAY};
    struct summary summary = summary_of_domains(&domain, 1);
    char *got = summary_written(&digest_prometheus, &summary, &quiet_run);

    (void)state;
    expect_part(got, "\nrptlint_level{domain=\"a\\\"b\\\\\\\\c\\\\nd\\\\x01e\\\\xff#\\\\x23\\\\u{202e}\"} 1\n");
    expect_no_part(got, "rptlint_last_report_timestamp_seconds{");
    free(got);
}

/* Result types of the reporter's own are one series, and an MX by the name of "other" is no MX of its own. */
static void kinds_of_failure_never_come_twice(void **state)
{
    static const struct summary_problem problems[] = {
        {.type = RPTLINT_POLICY_STS, .result_text = "A", .mx = "mx", .sessions = 1},
        {.type = RPTLINT_POLICY_STS, .result_text = "B", .mx = "mx", .sessions = 2},
        {.type = RPTLINT_POLICY_STS, .result_text = "B", .mx = "other", .sessions = 4},
        {.type = RPTLINT_POLICY_STS, .result_text = "C", .mx = "other", .sessions = UINT64_MAX - 2},
    };
    struct summary_domain domain = {.name = "example.com", .problems = problems, .problem_count = COUNT(problems)};
    struct summary summary = summary_of_domains(&domain, 1);
    char *got = summary_written(&digest_prometheus, &summary, &quiet_run);

    (void)state;
    expect_part(got, HEAD_FAILURES
                "rptlint_failure_sessions" STS ",result_type=\"other\",mx=\"mx\"} 3\n"
                "rptlint_failure_sessions" STS ",result_type=\"other\",mx=\"other\"} 18446744073709551615\n");
    free(got);
}

/* The 21st kind of failure, the 22nd and the 23rd, of two result types. */
static void kinds_of_failure_are_limited(void **state)
{
    struct summary_problem problems[23];
    char names[COUNT(problems)][16];
    struct summary_domain domain = {.name = "example.com", .problems = problems, .problem_count = COUNT(problems)};
    struct summary summary = summary_of_domains(&domain, 1);
    char *got;

    (void)state;
    for (size_t i = 0; i < COUNT(problems); i++) {
        snprintf(names[i], sizeof(names[i]), "mx%zu", i);
        problems[i] = (struct summary_problem){
            .type = RPTLINT_POLICY_STS,
            .result = i == 21 ? RPTLINT_TLSA_INVALID : RPTLINT_CERTIFICATE_EXPIRED,
            .result_text = "",
            .mx = names[i],
            .sessions = 100 + i,
        };
    }
    got = summary_written(&digest_prometheus, &summary, &quiet_run);
    expect_part(got, "mx=\"mx0\"} 100\n");
    expect_part(got, "mx=\"mx19\"} 119\n"
                "rptlint_failure_sessions" STS ",result_type=\"certificate-expired\",mx=\"other\"} 242\n"
                "rptlint_failure_sessions" STS ",result_type=\"tlsa-invalid\",mx=\"other\"} 121\n");
    expect_no_part(got, "mx=\"mx20\"");
    free(got);
}

/* 1000 domains have series; the 1001st and the 1002nd, and the one called "other", share those of "other". */
static void domains_are_limited(void **state)
{
    static struct summary_domain domains[1002];
    static char names[COUNT(domains)][16];
    static const struct summary_problem problem = {
        .type = RPTLINT_POLICY_STS, .result = RPTLINT_TLSA_INVALID, .result_text = "", .mx = "mx", .sessions = 5};
    struct summary summary = summary_of_domains(domains, COUNT(domains));
    char *got;

    (void)state;
    for (size_t i = 0; i < COUNT(domains); i++) {
        snprintf(names[i], sizeof(names[i]), i == 7 ? "other" : "d%zu", i);
        domains[i] = (struct summary_domain){
            .name = names[i],
            .by_type = {[RPTLINT_POLICY_STS] = {30, 10, 0.25}},
            .has_type = {[RPTLINT_POLICY_STS] = true},
            .level = i == 1001 ? LEVEL_ACT : LEVEL_WATCH,
            .first = NOVEMBER,
            .last = NOVEMBER,
            .problems = &problem,
            .problem_count = 1,
        };
    }
    got = summary_written(&digest_prometheus, &summary, &quiet_run);
    expect_part(got, "rptlint_domains 1002\n");
    expect_part(got, "rptlint_domains_other 3\n");
    expect_part(got, "rptlint_level{domain=\"d999\"} 2\nrptlint_level{domain=\"other\"} 3\n");
    expect_part(got, "rptlint_sessions_successful{domain=\"other\",policy_type=\"sts\"} 90\n");
    expect_part(got, "rptlint_sessions_failed{domain=\"other\",policy_type=\"sts\"} 30\n");
    expect_part(got, "rptlint_sessions_failed_ratio{domain=\"other\",policy_type=\"sts\"} 0.25\n");
    expect_part(got, "rptlint_failure_sessions{domain=\"other\",policy_type=\"sts\",result_type=\"tlsa-invalid\","
                     "mx=\"other\"} 15\n");
    expect_no_part(got, "\"d1000\"");
    expect_no_part(got, "\"d7\"");
    free(got);
}

/* ---- rows ---- */

#define COLUMNS \
    "input,organization,contact,report_id,start,end,policy,policy_type,policy_domain,mx_hosts,successful,failed,detail," \
    "result,sending_ip,receiving_mx,receiving_helo,receiving_ip,sessions,reason,information,cut\r\n"

struct rows {
    const struct digest_renderer *renderer;
    struct digest_row row;
    rptlint_report report;
    rptlint_report_policy policy;
    bool waiting; /* the policy has no row yet */
    struct written written;
};

static int on_report(void *user, const rptlint_report *report)
{
    ((struct rows *)user)->report = *report;
    return 0;
}

static void write_row(struct rows *rows, const rptlint_failure *failure)
{
    rows->row.report = &rows->report;
    rows->row.policy = &rows->policy;
    rows->row.failure = failure;
    rows->renderer->row(rows->written.stream, &rows->row);
    rows->waiting = false;
}

static int on_policy(void *user, const rptlint_report_policy *policy)
{
    struct rows *rows = user;

    if (rows->waiting)
        write_row(rows, NULL);
    rows->policy = *policy;
    rows->waiting = true;
    return 0;
}

static int on_failure(void *user, const rptlint_failure *failure)
{
    write_row(user, failure);
    return 0;
}

/* The rows of a report; the caller frees them. */
static char *rows_of(const struct digest_renderer *renderer, const char *text, const char *domain)
{
    struct rows rows = {.renderer = renderer,
                        .row = {.name = "r.json", .text = text, .length = strlen(text), .domain = domain}};
    const rptlint_reader reader = {
        .size = sizeof(reader), .user = &rows, .report = on_report, .policy = on_policy, .failure = on_failure};

    written_begin(&rows.written);
    assert_int_equal(rptlint_check_report(text, strlen(text), NULL, NULL, &reader, NULL), RPTLINT_OK);
    if (rows.waiting)
        write_row(&rows, NULL);
    written_end(&rows.written);
    assert_int_equal(strlen(rows.written.data), rows.written.length);
    return rows.written.data;
}

static void expect_rows(const struct digest_renderer *renderer, const char *text, const char *domain, const char *wanted)
{
    char *got = rows_of(renderer, text, domain);

    assert_string_equal(got, wanted);
    free(got);
}

/* Everything is there once; the second policy has no details and no domain, the third nothing but a type. */
static const char whole_report[] =
    "{\"organization-name\":\"Company-X\",\"date-range\":{\"start-datetime\":\"2026-11-01T01:00:00+01:00\","
    "\"end-datetime\":\"2026-11-01T23:59:59Z\"},\"contact-info\":\"sts@company-x.example\",\"report-id\":\"id-1\","
    "\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\"],"
    "\"policy-domain\":\"example.com\",\"mx-host\":[\"*.example.com\",\"mx.example.net\"]},"
    "\"summary\":{\"total-successful-session-count\":5326,\"total-failure-session-count\":303},"
    "\"failure-details\":[{\"result-type\":\"certificate-expired\",\"sending-mta-ip\":\"2001:db8::1\","
    "\"receiving-mx-hostname\":\"mx1.example.com\",\"receiving-mx-helo\":\"helo\",\"receiving-ip\":\"192.0.2.1\","
    "\"failed-session-count\":100,\"failure-reason-code\":\"a \\\"b\\\", c\",\"additional-information\":"
    "\"https://reports.company-x.example/x?a=1;b=2\"},{\"result-type\":\"Other\",\"failed-session-count\":200}]},"
    "{\"policy\":{\"policy-type\":\"no-policy-found\"},\"summary\":{\"total-successful-session-count\":1,"
    "\"total-failure-session-count\":0}},{\"policy\":{\"policy-type\":\"x\\u0041\"}}]}";

#define REPORT_CELLS \
    "\"r.json\",\"Company-X\",\"sts@company-x.example\",\"id-1\",2026-11-01T00:00:00Z,2026-11-01T23:59:59Z,"

static void rows_of_a_report_as_csv(void **state)
{
    (void)state;
    expect_rows(&digest_csv, whole_report, "given.example",
                REPORT_CELLS "0,\"sts\",\"example.com\",\"*.example.com mx.example.net\",5326,303,0,"
                "\"certificate-expired\",\"2001:db8::1\",\"mx1.example.com\",\"helo\",\"192.0.2.1\",100,"
                "\"a \"\"b\"\", c\",\"https://reports.company-x.example/x?a=1;b=2\",0\r\n"
                REPORT_CELLS "0,\"sts\",\"example.com\",\"*.example.com mx.example.net\",5326,303,1,"
                "\"Other\",,,,,200,,,0\r\n"
                REPORT_CELLS "1,\"no-policy-found\",\"given.example\",,1,0,,,,,,,,,,0\r\n"
                REPORT_CELLS "2,\"xA\",\"given.example\",,,,,,,,,,,,,0\r\n");
}

static void csv_has_a_header(void **state)
{
    struct written written;

    (void)state;
    written_begin(&written);
    digest_csv.begin(written.stream);
    written_end(&written);
    assert_string_equal(written.data, COLUMNS);
    free(written.data);
}

#define REPORT_MEMBERS \
    "{\"type\":\"report-row\",\"input\":\"r.json\",\"organization\":\"Company-X\",\"contact\":\"sts@company-x.example\"," \
    "\"report_id\":\"id-1\",\"start\":\"2026-11-01T00:00:00Z\",\"end\":\"2026-11-01T23:59:59Z\","

static void rows_of_a_report_as_ndjson(void **state)
{
    (void)state;
    assert_null(digest_ndjson.begin);
    expect_rows(&digest_ndjson, whole_report, NULL,
                REPORT_MEMBERS "\"policy\":0,\"policy_type\":\"sts\",\"policy_domain\":\"example.com\","
                "\"mx_hosts\":\"*.example.com mx.example.net\",\"successful\":5326,\"failed\":303,\"detail\":0,"
                "\"result\":\"certificate-expired\",\"sending_ip\":\"2001:db8::1\","
                "\"receiving_mx\":\"mx1.example.com\",\"receiving_helo\":\"helo\",\"receiving_ip\":\"192.0.2.1\","
                "\"sessions\":100,\"reason\":\"a \\\"b\\\", c\","
                "\"information\":\"https://reports.company-x.example/x?a=1;b=2\",\"cut\":0}\n"
                REPORT_MEMBERS "\"policy\":0,\"policy_type\":\"sts\",\"policy_domain\":\"example.com\","
                "\"mx_hosts\":\"*.example.com mx.example.net\",\"successful\":5326,\"failed\":303,\"detail\":1,"
                "\"result\":\"Other\",\"sessions\":200,\"cut\":0}\n"
                REPORT_MEMBERS "\"policy\":1,\"policy_type\":\"no-policy-found\",\"successful\":1,\"failed\":0,\"cut\":0}\n"
                REPORT_MEMBERS "\"policy\":2,\"policy_type\":\"xA\",\"cut\":0}\n");
}

/* A report with one policy, whose domain is JSON text; the row's part from the type on is wanted. */
static void expect_domain(const struct digest_renderer *renderer, const char *domain, const char *wanted)
{
    size_t size = strlen(domain) + 128;
    char *text = malloc(size), *got;

    assert_non_null(text);
    snprintf(text, size, "{\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"%s\"}}]}", domain);
    got = rows_of(renderer, text, NULL);
    expect_part(got, "sts");
    assert_string_equal(strstr(got, "sts"), wanted);
    free(got);
    free(text);
}

static void nul_is_no_nul_in_ndjson(void **state)
{
    (void)state;
    expect_domain(&digest_ndjson, "\\u0000a\\u0000\\u0000",
                  "sts\",\"policy_domain\":\"\\ufffda\\ufffd\\ufffd\",\"cut\":0}\n");
    expect_domain(&digest_ndjson, "\\ud83d\\ude00\\u202e",
                  "sts\",\"policy_domain\":\"\xF0\x9F\x98\x80\\u202e\",\"cut\":0}\n");
}

static void csv_shows_what_is_hidden(void **state)
{
    (void)state;
    expect_domain(&digest_csv, "\\u0000\\n\\r\\t\\u001b\\\\\\u202e\\\"",
                  "sts\",\"\\x00\\n\\r\\t\\x1b\\\\\\u{202e}\"\"\",,,,,,,,,,,,,0\r\n");
}

/* Texts of 1024 octets and of one more, with a character in the place of the cut; in JSON escapes, too. */
static void long_texts_are_cut_and_counted(void **state)
{
    static char text[8192], wanted[2048], as[1025];
    char *at;

    (void)state;
    memset(text, 'a', 1024);
    text[1024] = '\0';
    snprintf(wanted, sizeof(wanted), "sts\",\"%.1024s\",,,,,,,,,,,,,0\r\n", text);
    expect_domain(&digest_csv, text, wanted);
    strcpy(text + 1024, "b");
    snprintf(wanted, sizeof(wanted), "sts\",\"%.1024s\",,,,,,,,,,,,,1\r\n", text);
    expect_domain(&digest_csv, text, wanted);
    strcpy(text + 1022, "\xF0\x9F\x98\x80");
    snprintf(wanted, sizeof(wanted), "sts\",\"%.1022s\",,,,,,,,,,,,,1\r\n", text);
    expect_domain(&digest_csv, text, wanted);
    for (at = text; at < text + 1025 * 6; at += 6)
        memcpy(at, "\\u0061", 6);
    *at = '\0';
    memset(as, 'a', 1024);
    snprintf(wanted, sizeof(wanted), "sts\",\"%s\",,,,,,,,,,,,,1\r\n", as);
    expect_domain(&digest_csv, text, wanted);
}

/* An mx-host array of so many octets, of elements "mN.example"; what is cut is cut between elements. */
static void hosts_are_cut_between_two(void **state)
{
    static char text[65536];
    char *got, *end;
    size_t length;

    (void)state;
    length = (size_t)snprintf(text, sizeof(text), "{\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"mx-host\":[1");
    for (int i = 0; i < 2000; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length, ",\"m%04d.example\"", i);
    snprintf(text + length, sizeof(text) - length, "]}}]}");
    got = rows_of(&digest_csv, text, NULL);
    /* 78 of 13 octets and 77 spaces are 1091, so 73 of them: 73 * 13 + 72 = 1021. */
    expect_part(got, "\"sts\",,\"m0000.example m0001.example ");
    expect_part(got, " m0072.example\",,,,,,,,,,,,1\r\n");
    end = strchr(got, '\r');
    assert_non_null(end);
    assert_string_equal(end, "\r\n");
    free(got);
    /* Numbers, and the one string is far behind them. */
    length = (size_t)snprintf(text, sizeof(text), "{\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"mx-host\":[1");
    for (int i = 0; i < 10000; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length, ",1");
    snprintf(text + length, sizeof(text) - length, ",\"mx.example\"]}}]}");
    got = rows_of(&digest_csv, text, NULL);
    expect_part(got, "\"sts\",,,,,,,,,,,,,,1\r\n");
    free(got);
}

/* ---- cells ---- */

static void formulas_are_defused(void **state)
{
    static const struct {
        const char *text;
        const char *wanted;
    } cases[] = {
        {"", "\"\""},
        {"=1+1", "\"'=1+1\""},
        {"+1", "\"'+1\""},
        {"-1", "\"'-1\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"\t=1", "\"\\t=1\""},
        {"\r=1", "\"\\r=1\""},
        {"\n=1", "\"\\n=1\""},
        {"\"=1", "\"'\"\"=1\""},
        {"\"\"'  =1", "\"'\"\"\"\"'  =1\""},
        {"'=1", "\"''=1\""},
        {"  =1", "\"'  =1\""},
        {"\xEF\xBC\x9D" "1", "\"'\xEF\xBC\x9D" "1\""},
        {"\xEF\xBC\x8B" "1", "\"'\xEF\xBC\x8B" "1\""},
        {"\xEF\xBC\x8D" "1", "\"'\xEF\xBC\x8D" "1\""},
        {"\xEF\xBC\xA0" "1", "\"'\xEF\xBC\xA0" "1\""},
        {"\xEF\xBC\x8C" "1", "\"\xEF\xBC\x8C" "1\""},
        {"\xEF\xBC", "\"\\xef\\xbc\""},
        {"a=1", "\"a=1\""},
        {"a;=1", "\"a;'=1\""},
        {"a;\"=1;;@", "\"a;'\"\"=1;;'@\""},
        {"=;=", "\"'=;'=\""},
        {"a;", "\"a;\""},
        {"'", "\"'\""},
        {"a\\nb", "\"a\\\\nb\""},
        {"a,b", "\"a,b\""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct written written;

        written_begin(&written);
        escape_cell(written.stream, cases[i].text, strlen(cases[i].text));
        written_end(&written);
        assert_string_equal(written.data, cases[i].wanted);
        free(written.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_have_at_most_six_decimals),
        cmocka_unit_test(times_are_in_utc),
        cmocka_unit_test(json_of_nothing),
        cmocka_unit_test(json_tells_what_was_asked),
        cmocka_unit_test(json_of_a_domain),
        cmocka_unit_test(metrics_of_nothing),
        cmocka_unit_test(metrics_of_a_domain),
        cmocka_unit_test(label_values_are_escaped),
        cmocka_unit_test(kinds_of_failure_never_come_twice),
        cmocka_unit_test(kinds_of_failure_are_limited),
        cmocka_unit_test(domains_are_limited),
        cmocka_unit_test(csv_has_a_header),
        cmocka_unit_test(rows_of_a_report_as_csv),
        cmocka_unit_test(rows_of_a_report_as_ndjson),
        cmocka_unit_test(nul_is_no_nul_in_ndjson),
        cmocka_unit_test(csv_shows_what_is_hidden),
        cmocka_unit_test(long_texts_are_cut_and_counted),
        cmocka_unit_test(hosts_are_cut_between_two),
        cmocka_unit_test(formulas_are_defused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
