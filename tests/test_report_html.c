/* SPDX-License-Identifier: BSD-2-Clause */
/* The page of reports from summaries made by hand: words, numbers, charts, limits, hostile names. */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/digest_render.h"
#include "output/html.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* 2026-03-01 */
enum { DAY = 20513 };

static const struct summary_wish all = {
    .since = DIGEST_NO_DAY, .until = DIGEST_NO_DAY, .warn = 0.01, .crit = 0.05,
};

static char *page_of(const struct summary *summary, const struct digest_run *run)
{
    char *written = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&written, &size);

    assert_non_null(stream);
    digest_renderer_find("html")->write(stream, summary, run);
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(strlen(written), size);
    return written;
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    while ((text = strstr(text, part)) != NULL) {
        count++;
        text += strlen(part);
    }
    return count;
}

static void has(const char *page, const char *part)
{
    if (strstr(page, part) == NULL)
        fail_msg("not in the page: %s\n%s", part, page);
}

static void lacks(const char *page, const char *part)
{
    if (strstr(page, part) != NULL)
        fail_msg("in the page: %s", part);
}

/* ---- a domain by hand ----------------------------------------------------------------------- */

static const struct summary_day days[] = {
    {.day = DAY, .by_type[RPTLINT_POLICY_STS] = {.successful = 1000}},
    {.day = DAY + 2, .by_type[RPTLINT_POLICY_STS] = {.successful = 900, .failed = 100, .rate = 0.1}},
};

static const struct summary_problem problems[] = {
    {.type = RPTLINT_POLICY_STS, .result = RPTLINT_CERTIFICATE_EXPIRED, .result_text = "", .mx = "mx1.example.com", .sessions = 99,
     .rate = 0.0495, .level = LEVEL_WATCH, .reporters = 2, .reporter = "Sender & Sons", .handful = 2000,
     .first = DAY + 2, .last = DAY + 2, .reason = "too <old>", .reasons = 2,
     .reason_cause = "It is <old>.", .reason_hint = "Renew it."},
    {.type = RPTLINT_POLICY_STS, .result = RPTLINT_RESULT_OTHER, .result_text = "strange", .mx = "", .sessions = 1,
     .rate = 0.0005, .level = LEVEL_NORMAL, .reporters = 1, .reporter = "", .handful = 1, .first = DIGEST_NO_DAY,
     .last = DIGEST_NO_DAY, .reason = "", .others = 1},
};

static const struct summary_reporter reporters[] = {
    {.name = "Sender & Sons", .by_type[RPTLINT_POLICY_STS] = {.successful = 1899, .failed = 100, .rate = 100.0 / 1999},
     .first = DAY, .last = DAY + 2, .days = 2, .missing = 1},
    {.name = "", .by_type[RPTLINT_POLICY_STS] = {.successful = 1}, .first = DAY, .last = DAY, .days = 1},
};

static const struct summary_mx hosts[] = {{.name = "mx1.example.com", .failed = 99}};

static const struct summary_domain domain = {
    .name = "example.com",
    .by_type[RPTLINT_POLICY_STS] = {.successful = 1900, .failed = 100, .rate = 0.05},
    .has_type[RPTLINT_POLICY_STS] = true,
    .level = LEVEL_WATCH,
    .worst = RPTLINT_POLICY_STS,
    .before = {.successful = 1000},
    .after = {.successful = 900, .failed = 100, .rate = 0.1},
    .first = DAY,
    .last = DAY + 2,
    .days_missing = 1,
    .days = days,
    .day_count = COUNT(days),
    .problems = problems,
    .problem_count = COUNT(problems),
    .kinds = problems, /* each is at one place */
    .kind_count = COUNT(problems),
    .reporters = reporters,
    .reporter_count = COUNT(reporters),
    .hosts = hosts,
    .host_count = COUNT(hosts),
};

static struct summary summary_with(const struct summary_domain *domains, size_t count)
{
    return (struct summary){
        .domains = domains,
        .domain_count = count,
        .level = count > 0 ? domains[0].level : LEVEL_NONE,
        .first = DAY,
        .last = DAY + 2,
        .reports = 3,
        .wish = all,
    };
}

/* ---- numbers -------------------------------------------------------------------------------- */

static void test_numbers(void **state)
{
    static const struct {
        double rate;
        const char *wanted;
    } rates[] = {
        {0, "0.0 %"}, {1e-9, "under 0.1 %"}, {0.001, "0.1 %"}, {0.0512, "5.1 %"}, {0.9995, "over 99.9 %"}, {1, "100.0 %"},
    };
    static const struct {
        uint64_t count;
        const char *wanted;
    } counts[] = {
        {0, "0"}, {999, "999"}, {1000, "1,000"}, {1234567, "1,234,567"}, {UINT64_MAX, "18,446,744,073,709,551,615"},
    };
    char *written;
    size_t size;

    (void)state;
    for (size_t i = 0; i < COUNT(rates) + COUNT(counts); i++) {
        FILE *stream = open_memstream(&written, &size);

        assert_non_null(stream);
        if (i < COUNT(rates))
            html_rate(stream, rates[i].rate);
        else
            html_count(stream, counts[i - COUNT(rates)].count);
        assert_int_equal(fclose(stream), 0);
        assert_string_equal(written, i < COUNT(rates) ? rates[i].wanted : counts[i - COUNT(rates)].wanted);
        free(written);
    }
    assert_true(html_all((struct summary_sessions){.successful = UINT64_MAX, .failed = 1}) == UINT64_MAX);
    assert_int_equal(html_level_of(&all, 0), LEVEL_NORMAL);
    assert_int_equal(html_level_of(&all, 0.01), LEVEL_WATCH);
    assert_int_equal(html_level_of(&all, 0.05), LEVEL_WATCH);
    assert_int_equal(html_level_of(&all, 0.0501), LEVEL_ACT);
}

/* ---- words ---------------------------------------------------------------------------------- */

static void test_domain(void **state)
{
    static const char *const parts[] = {
        "<title>TLS reports: watch, example.com</title>",
        "<h1>TLS reports of <time datetime=\"2026-03-01\">2026-03-01</time> to <time ",
        "<span class=\"level watch\">watch</span> 1 domain: watch</p>",
        "<li><b>3</b> reports</li><li><b>1</b> domain</li></ul>",
        "</span> a problem to watch</p>",
        "<p>MTA-STS (sts): 100 of 2,000 sessions failed, 5.0 %: watch</p>",
        "<p>Trend: 0.0 % in the first half of these days, 10.0 % in the second: rising</p>",
        "; on 1 day between nobody reported.",
        "certificate-expired</h4>\n<p>99 sessions, 5.0 % of those under MTA-STS (sts)</p>",
        "<dt>Since</dt><dd><time datetime=\"2026-03-03\">2026-03-03</time>; still there on the last day, <time",
        "<dt>Where</dt><dd><bdi>mx1<wbr>.example<wbr>.com</bdi> only: this is the one to fix</dd>",
        "<dd>2 reporters, most of it by <bdi>Sender &#38; Sons</bdi>; together they reported 2,000 sessions in all</dd>",
        "<dd><q><bdi>too &#60;old&#62;</bdi></q>, as the reporters put it; 1 other reason. It is &#60;old&#62;. Renew it.</dd>",
        "<dt>Cause</dt>", "<dt>Confirm</dt>", "<dt>Expect</dt>", "<dt>Fix</dt>", "<dt>Look again</dt>",
        "\"<bdi>strange</bdi>\" (no result type of RFC 8460)</h4>",
        "<dd>no report names the MX: look at each</dd>",
        "<dd>a reporter without a name alone, who reported 1 session in all: a handful, so wait for more before you",
        "verdict; 1 other did not see it, so the way from this sender may be to blame</dd>",
        "<th scope=\"row\">other, or none given</th><td class=\"n\">1</td><td class=\"n\">under 0.1 %</td>",
        "<th scope=\"row\"><bdi>mx1<wbr>.example<wbr>.com</bdi></th><td class=\"n\">99</td>",
        "<th scope=\"row\">(no MX named)</th><td class=\"n\">1</td>",
        ": 2 days with a report, 1 without</small></th><td class=\"n\">1,999</td><td class=\"n\">100<small>5.0 %</small>",
    };
    struct summary summary = summary_with(&domain, 1);
    char *page = page_of(&summary, &(struct digest_run){.today = DIGEST_NO_DAY});

    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++)
        has(page, parts[i]);
    lacks(page, "All domains"); /* one needs no overview */
    lacks(page, "could not be read");
    lacks(page, "Only a part");
    free(page);
}

static void test_head(void **state)
{
    struct summary_domain domains[] = {domain, domain, domain};
    struct summary summary = summary_with(domains, COUNT(domains));
    char *page;

    (void)state;
    domains[0].level = summary.level = LEVEL_ACT;
    domains[2].level = LEVEL_NONE;
    domains[2].name = "";
    summary.duplicates = 2;
    summary.wish.mx = "<mx>";
    summary.wish.since = DAY;
    page = page_of(&summary, &(struct digest_run){.unreadable = 1, .faulty = 4, .today = DIGEST_NO_DAY});
    has(page, "<span class=\"level act\">act</span> 1 domain: act, 1 domain: watch, 1 domain: none</p>");
    has(page, "<li><b>2</b> policies of reports that came again, counted once</li><li><b>4</b> reports with errors, counted as "
              "far as they can be read</li>");
    has(page, "1 input or report could not be read: what is said here is not about it.");
    has(page, "Only a part was asked for: MX <bdi>&#60;mx&#62;</bdi>, since <time datetime=\"2026-03-01\">");
    has(page, "<a href=\"#d1\"><bdi>example<wbr>.com</bdi></a>");
    has(page, "<section class=\"domain\" id=\"d3\"");
    has(page, "<a href=\"#d3\">(a domain that no report names)</a>");
    has(page, "</span> nothing is known: no session was reported, which is no success</p>");
    free(page);

    summary = summary_with(NULL, 0);
    page = page_of(&summary, &(struct digest_run){.today = DIGEST_NO_DAY});
    has(page, "<h1>TLS reports</h1>");
    has(page, "Nothing is known: of what was asked for no session was reported, which is no success.");
    lacks(page, "<section");
    free(page);
}

/* ---- charts --------------------------------------------------------------------------------- */

/* The charts of days with the sessions given, from DAY on and `apart` days apart. */
static char *chart_of(const struct summary_sessions *sessions, size_t count, digest_day apart, digest_day today)
{
    struct summary_day *list = calloc(count, sizeof(*list));
    struct summary_domain one = {.days = list, .day_count = count};
    struct summary summary = {.wish = all};
    char *written = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&written, &size);

    assert_non_null(list);
    assert_non_null(stream);
    for (size_t i = 0; i < count; i++) {
        list[i].day = DAY + (digest_day)i * apart;
        list[i].by_type[RPTLINT_POLICY_TLSA] = sessions[i];
    }
    html_days(stream, &summary, &one, RPTLINT_POLICY_TLSA, today, 7);
    assert_int_equal(fclose(stream), 0);
    free(list);
    return written;
}

static void test_chart(void **state)
{
    static const struct summary_sessions two[] = {{.successful = 75, .failed = 25}, {.successful = 50}};
    char *chart = chart_of(two, 2, 2, DIGEST_NO_DAY);

    (void)state;
    /* 100 sessions are the whole height of 100 units: 25 from below, 75 above them; and 50 of the second day. */
    has(chart, "<title>2026-03-01: 100 sessions, 25 failed (25.0 %)</title>");
    has(chart, "<rect class=\"act\" x=\"1\" y=\"75.0\" width=\"8\" height=\"25.0\"/>"
               "<rect class=\"ok\" x=\"1\" y=\"0.0\" width=\"8\" height=\"75.0\"/>");
    has(chart, "<title>2026-03-02: nobody reported</title>");
    has(chart, "<rect class=\"ok\" x=\"21\" y=\"50.0\" width=\"8\" height=\"50.0\"/>");
    /* The rates' top is 27.5 %: 25 % are 90.9 units, 1 % 3.6, 5 % 18.2. */
    has(chart, "<rect class=\"act\" x=\"1\" y=\"9.1\" width=\"8\" height=\"90.9\"/>");
    has(chart, "y1=\"96.4\" y2=\"96.4\"/>");
    has(chart, "y1=\"81.8\" y2=\"81.8\"/>");
    has(chart, "aria-labelledby=\"s7 sd7\"");
    has(chart, "<tr><th scope=\"row\">2026-03-02</th><td class=\"n\">0</td><td class=\"n\">0</td><td class=\"n\">no report");
    lacks(chart, "a bar is");
    free(chart);

    chart = chart_of(two, 0, 1, DIGEST_NO_DAY);
    assert_string_equal(chart, "");
    free(chart);
    chart = chart_of(&(struct summary_sessions){.successful = 0}, 1, 1, DIGEST_NO_DAY);
    assert_string_equal(chart, "");
    free(chart);
}

static void test_chart_limits(void **state)
{
    static struct summary_sessions many[400];
    char *chart;

    (void)state;
    for (size_t i = 0; i < COUNT(many); i++)
        many[i] = (struct summary_sessions){.successful = UINT64_MAX, .failed = UINT64_MAX};
    /* 92 days are a bar each, 93 days are not. */
    chart = chart_of(many, 92, 1, DIGEST_NO_DAY);
    assert_int_equal(count_of(chart, "<rect class=\"ok\" x"), 92);
    has(chart, "2026-05-31: 18,446,744,073,709,551,615 sessions");
    lacks(chart, "a bar is");
    free(chart);
    chart = chart_of(many, 93, 1, DIGEST_NO_DAY);
    has(chart, "a bar is 2 days");
    has(chart, "<title>2026-03-01 to 2026-03-02: ");
    has(chart, "<title>2026-06-01: ");
    lacks(chart, "not drawn");
    free(chart);
    /* Days beyond a year are told of. */
    chart = chart_of(many, 367, 1, DIGEST_NO_DAY);
    has(chart, "earlier than these 366 days there is more, not drawn");
    lacks(chart, "2026-03-01");
    has(chart, "<title>2026-03-02 to 2026-03-05: ");
    free(chart);
    chart = chart_of(many, 400, 7000, DIGEST_NO_DAY);
    has(chart, "not drawn");
    free(chart);
    /* A day of the future does not press the others together, unless there is no other. */
    chart = chart_of(many, 2, 3000, DAY + 1);
    has(chart, "there are days in the future, not drawn");
    assert_int_equal(count_of(chart, "class=\"slot\""), 2);
    free(chart);
    chart = chart_of(many, 2, 1, DAY - 1);
    lacks(chart, "in the future");
    free(chart);
}

/* ---- limits --------------------------------------------------------------------------------- */

static void test_limits(void **state)
{
    enum { MANY = 1001 };
    struct summary_domain *domains = calloc(MANY, sizeof(*domains)), one = domain;
    struct summary_problem *kinds = calloc(51, sizeof(*kinds));
    char texts[51][8];
    struct summary_mx *mx = calloc(51, sizeof(*mx));
    struct summary_reporter *seers = calloc(101, sizeof(*seers));
    struct summary summary = summary_with(domains, MANY);
    char *page;

    (void)state;
    assert_true(domains != NULL && kinds != NULL && mx != NULL && seers != NULL);
    for (size_t i = 0; i < MANY; i++)
        domains[i] = (struct summary_domain){.name = "d", .first = DAY, .last = DAY};
    page = page_of(&summary, &(struct digest_run){.today = DIGEST_NO_DAY});
    assert_int_equal(count_of(page, "<section"), 100);
    has(page, "1 more domains are not on this page; --format json has them all.");
    has(page, "The details of the 100 worst domains are here; --domain shows one.");
    has(page, "<a href=\"#d100\">");
    lacks(page, "#d101");
    free(page);

    for (size_t i = 0; i < 51; i++) {
        snprintf(texts[i], sizeof(texts[i]), "t%zu", i);
        kinds[i] = problems[1];
        kinds[i].result_text = texts[i];
        mx[i].name = "mx";
    }
    for (size_t i = 0; i < 101; i++)
        seers[i] = reporters[0];
    one.problems = one.kinds = kinds, one.problem_count = one.kind_count = 51;
    one.hosts = mx, one.host_count = 51;
    one.reporters = seers, one.reporter_count = 101;
    summary = summary_with(&one, 1);
    page = page_of(&summary, &(struct digest_run){.today = DIGEST_NO_DAY});
    assert_int_equal(count_of(page, "<article"), 50);
    has(page, "1 more kinds of failure are not on this page");
    has(page, "1 more MX are not");
    has(page, "1 more reporters are not");
    free(page);
    free(domains);
    free(kinds);
    free(mx);
    free(seers);
}

/* ---- hostile names -------------------------------------------------------------------------- */

/* Everything between "<" and ">" is markup of ours: a tag that the page uses, with quoted attributes. */
static void expect_our_tags(const char *page)
{
    static const char *const tags[] = {
        "a", "article", "b", "bdi", "body", "br", "caption", "code", "dd", "desc", "details", "div", "dl", "dt",
        "figcaption", "figure", "footer", "g", "h1", "h2", "h3", "h4", "head", "header", "html", "li", "line", "main",
        "meta", "p", "q", "rect", "section", "small", "span", "style", "summary", "svg", "table", "tbody", "td", "th",
        "thead", "time", "title", "tr", "ul", "wbr",
    };

    for (const char *at = strchr(page, '<'); at != NULL; at = strchr(at + 1, '<')) {
        const char *name = at[1] == '/' ? at + 2 : at + 1, *end = strchr(at, '>');
        size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz1234"), quotes = 0;
        bool known = strncmp(at, "<!DOCTYPE html>", 15) == 0;

        assert_non_null(end);
        for (size_t i = 0; i < COUNT(tags); i++)
            known = known || (strlen(tags[i]) == length && strncmp(tags[i], name, length) == 0);
        for (const char *c = at; c < end; c++)
            quotes += *c == '"';
        if (!known || quotes % 2 != 0 || (name[length] != '>' && name[length] != ' ' && name[length] != '/' && at[1] != '!'))
            fail_msg("not a tag of the page: %.60s", at);
    }
}

static void test_hostile(void **state)
{
    static const char *const names[] = {
        "</style></title><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
        "]]>--><!--<svg onload=alert(1)>", "&lt;script&gt;&#60;&", "\xE2\x80\xAEgpj.exe\xE2\x81\xA6", "\x1b[31m\x01\x7f",
        "\xff\xfe\xc0\xaf<\xe2\x80", "javascript:alert(1)", "{MX}{DOMAIN}", "$(reboot);`id`", "..", "a.", "##[error]",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct summary_problem bad[] = {problems[0], problems[1]};
        struct summary_reporter who = reporters[0];
        struct summary_mx mx = {.name = names[i], .failed = 1};
        struct summary_domain one = domain;
        struct summary summary = summary_with(&one, 1);
        char *page;

        bad[0].mx = bad[0].reporter = bad[0].reason = names[i];
        bad[1].mx = bad[1].reporter = bad[1].reason = bad[1].result_text = names[i];
        bad[1].reasons = 1;
        one.name = who.name = names[i];
        one.problems = one.kinds = bad, one.problem_count = one.kind_count = COUNT(bad);
        one.reporters = &who, one.reporter_count = 1;
        one.hosts = &mx, one.host_count = 1;
        summary.wish.domain = summary.wish.mx = summary.wish.reporter = summary.wish.result = names[i];
        page = page_of(&summary, &(struct digest_run){.today = DIGEST_NO_DAY});
        expect_our_tags(page);
        for (const char *c = page; *c != '\0'; c++)
            assert_true(*c == '\n' || (*c >= 0x20 && *c < 0x7F)); /* none of these has a visible one beyond ASCII */
        free(page);
    }
}

/* A name that a shell would read as something else does not get into a command. */
static void test_commands(void **state)
{
    struct summary_problem bad = problems[0];
    struct summary_domain one = domain;
    struct summary summary = summary_with(&one, 1);
    char *page = page_of(&summary, &(struct digest_run){.today = DIGEST_NO_DAY});

    (void)state;
    has(page, "<code>$ openssl s_client -starttls smtp -connect mx1.example.com:25");
    free(page);
    one.problems = one.kinds = &bad, one.problem_count = one.kind_count = 1;
    bad.mx = "$(reboot).example.com";
    page = page_of(&summary, &(struct digest_run){.today = DIGEST_NO_DAY});
    lacks(page, "-connect $");
    has(page, "<bdi>$(reboot)<wbr>.example<wbr>.com</bdi> only</dd>");
    free(page);
    one.name = "$(reboot).example.com";
    page = page_of(&summary, &(struct digest_run){.today = DIGEST_NO_DAY});
    lacks(page, "<code>");
    free(page);
}

/* What is wrong with the policy's host is wrong at no MX; a kind of failure at several MXs is told of once. */
static void test_kinds(void **state)
{
    struct summary_problem bad[] = {problems[0], problems[0], problems[0]}, kinds[] = {problems[0], problems[0]};
    struct summary_domain one = domain;
    struct summary summary = summary_with(&one, 1);
    char *page;

    (void)state;
    bad[1].mx = "mx2.example.com";
    bad[1].sessions = 7;
    bad[2].result = kinds[1].result = RPTLINT_STS_POLICY_FETCH_ERROR;
    kinds[0].mx = kinds[1].mx = "";
    kinds[0].sessions = 106, kinds[0].rate = 0.099, kinds[0].level = LEVEL_ACT;
    kinds[0].reporters = 3;
    one.problems = bad, one.problem_count = COUNT(bad);
    one.kinds = kinds, one.kind_count = COUNT(kinds);
    page = page_of(&summary, &(struct digest_run){.today = DIGEST_NO_DAY});
    assert_int_equal(count_of(page, "<article"), 2);
    has(page, "<article class=\"act\">\n<h4><span class=\"level act\">act</span> certificate-expired</h4>\n<p>106 sessions, "
              "9.9 % of those under MTA-STS (sts)</p>");
    has(page, "<bdi>mx1<wbr>.example<wbr>.com</bdi> (99), <bdi>mx2<wbr>.example<wbr>.com</bdi> (7)</dd>");
    has(page, "<dd>3 reporters, most of it by ");
    has(page, "the policy host mta-sts.<bdi>example<wbr>.com</bdi>, and no MX</dd>");
    free(page);
    kinds[0].last = DAY, kinds[0].first = DAY;
    one.problem_count = one.kind_count = 1;
    page = page_of(&summary, &(struct digest_run){.today = DIGEST_NO_DAY});
    has(page, "or before, the first day of these reports; last seen <time datetime=\"2026-03-01\">2026-03-01</time>, and not in "
              "the reports up to <time datetime=\"2026-03-03\">2026-03-03</time>: it may be over</dd>");
    free(page);
    one.problem_count = one.kind_count = 0;
    page = page_of(&summary, &(struct digest_run){.today = DIGEST_NO_DAY});
    has(page, "No report says what kind of failure it was, or at which MX.");
    free(page);
}

/* Details may count what the totals do not, and then there may be no session at all to take a share of. */
static void test_beyond(void **state)
{
    struct summary_problem bad = problems[0];
    struct summary_domain one = domain;
    struct summary summary = summary_with(&one, 1);
    char *page;

    (void)state;
    bad.beyond = true;
    one.problems = one.kinds = &bad, one.problem_count = one.kind_count = 1;
    page = page_of(&summary, &(struct digest_run){.today = DIGEST_NO_DAY});
    has(page, "<p>99 sessions, 5.0 % of those under MTA-STS (sts) (counted beyond the total)</p>");
    free(page);
    bad.level = LEVEL_NONE;
    page = page_of(&summary, &(struct digest_run){.today = DIGEST_NO_DAY});
    has(page, "<p>99 sessions under MTA-STS (sts) (counted beyond the total)</p>");
    free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),      cmocka_unit_test(test_domain),  cmocka_unit_test(test_head),
        cmocka_unit_test(test_chart),        cmocka_unit_test(test_limits),  cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_chart_limits), cmocka_unit_test(test_commands), cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_beyond),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
