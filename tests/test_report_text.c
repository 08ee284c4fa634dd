/* SPDX-License-Identifier: BSD-2-Clause */
/* The text of `rptlint report` from summaries made by hand: names in commands, widths, numbers, what is missing. */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/results.h"
#include "output/confirm.h"
#include "output/digest_render.h"
#include "output/page.h"

enum { DAY = 20758 }; /* 2026-11-01 */

/* ---- host names ---- */

static bool is_ldh(unsigned octet)
{
    return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9') ||
           octet == '-';
}

/* Every octet in the middle of a label, at its beginning, at its end, and at the end of the name. */
static void every_octet(void **state)
{
    (void)state;
    for (unsigned octet = 1; octet < 256; octet++) {
        char middle[] = "ab.c_d.ef", first[] = "ab._cd.ef", last[] = "ab.cd_.ef", end[] = "ab.cd.ef_";
        bool inside = is_ldh(octet), edge = inside && octet != '-';

        middle[4] = first[3] = last[5] = end[8] = (char)octet;
        assert_int_equal(is_host_name(middle), inside || octet == '.');
        assert_int_equal(is_host_name(first), edge);
        assert_int_equal(is_host_name(last), edge);
        assert_int_equal(is_host_name(end), edge);
    }
}

static void repeat(char *text, char c, size_t count)
{
    memset(text, c, count);
    text[count] = '\0';
}

static void lengths(void **state)
{
    char label[70], name[300] = "";

    (void)state;
    repeat(label, 'a', 63);
    assert_true(is_host_name(label));
    repeat(label, 'a', 64);
    assert_false(is_host_name(label));
    for (size_t i = 0; i < 126; i++)
        memcpy(name + 2 * i, "a.", 3);
    memcpy(name + 252, "b", 2);
    assert_int_equal(strlen(name), 253);
    assert_true(is_host_name(name));
    memcpy(name + 252, "bc", 3);
    assert_false(is_host_name(name));
}

static void no_host_names(void **state)
{
    static const char *const names[] = {"", ".", "a.", ".a", "a..b", "192.0.2.1", "1", "2001:db8::1", "a-.b", "a.-b",
                                        "a.1", "-oProxy", "a b", "a\nb", "*.example.com"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_false(is_host_name(names[i]));
    assert_true(is_host_name("mx-1.example.com"));
    assert_true(is_host_name("1.example"));
    assert_true(is_host_name("xn--bcher-kva.example"));
    assert_true(is_host_name("localhost"));
}

/* ---- commands ---- */

static char *commands_of(const char *commands, const char *domain, const char *mx, bool *done)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    assert_non_null(stream);
    *done = confirm_write(stream, 2, commands, domain, mx);
    assert_int_equal(fclose(stream), 0);
    return text;
}

static void names_go_in(void **state)
{
    bool done;
    char *text = commands_of("dig {MX} A; x {DOMAIN} {POLICY_HOST} {NONE}", "example.com", "mx.example.net", &done);

    (void)state;
    assert_true(done);
    assert_string_equal(text, "  $ dig mx.example.net A\n  $ x example.com mta-sts.example.com {NONE}\n");
    free(text);
    text = commands_of("dig {MX} A", "example.com", "192.0.2.1", &done);
    assert_true(done);
    assert_string_equal(text, "  $ dig +short MX example.com   # and with each of them for MX_NAME:\n  $ dig MX_NAME A\n");
    free(text);
    text = commands_of("dig {MX} A", "no host", "mx.example.net", &done);
    assert_true(done); /* the domain is not in it */
    assert_string_equal(text, "  $ dig mx.example.net A\n");
    free(text);
    text = commands_of("delv MX {DOMAIN}; delv {MX}", "mx.example.net", "mx.example.net", &done);
    assert_true(done); /* nobody wants the MX of an MX */
    assert_string_equal(text, "  $ delv mx.example.net\n");
    free(text);
    text = commands_of("delv MX {DOMAIN}; delv {MX}", "example.net", "mx.example.net", &done);
    assert_true(done);
    assert_string_equal(text, "  $ delv MX example.net\n  $ delv mx.example.net\n");
    free(text);
}

/* No name with an octet that is more than itself to a shell comes into the commands of any result type. */
static void hostile_names(void **state)
{
    (void)state;
    for (int result = RPTLINT_RESULT_OTHER + 1; result <= RPTLINT_STS_WEBPKI_INVALID; result++) {
        const char *commands = result_words_of((rptlint_result)result)->confirm;
        bool has_mx = strstr(commands, "{MX}") != NULL;

        for (unsigned octet = 1; octet < 256; octet++) {
            char hostile[] = "zq_qz.example";
            bool done;
            char *text;

            if (is_ldh(octet) || octet == '.')
                continue;
            hostile[2] = (char)octet;
            text = commands_of(commands, "example.com", hostile, &done);
            assert_true(done);
            assert_null(strstr(text, "zq"));
            free(text);
            text = commands_of(commands, hostile, "mx.example.com", &done);
            assert_int_equal(done, has_mx && strstr(commands, "{DOMAIN}") == NULL &&
                                       strstr(commands, "{POLICY_HOST}") == NULL);
            assert_null(strstr(text, "zq"));
            free(text);
        }
    }
}

/* ---- the page ---- */

static char *text_of(const struct summary *summary, const struct digest_run *run)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    assert_non_null(stream);
    digest_text.write(stream, summary, run);
    assert_int_equal(fclose(stream), 0);
    return text;
}

/* Long and hostile texts everywhere. */
static void widths(void **state)
{
    char name[513];
    struct summary_problem problems[12];
    struct summary_reporter reporter = {.name = name, .first = DAY, .last = DAY + 3, .days = 3, .missing = 1};
    struct summary_domain domain = {.name = name, .level = LEVEL_ACT, .worst = RPTLINT_POLICY_STS, .first = DAY,
                                    .last = DAY + 3, .day_count = 3, .days_missing = 1, .problems = problems,
                                    .problem_count = 12, .kinds = problems, .kind_count = 12, .reporters = &reporter, .reporter_count = 1};
    struct summary summary = {.domains = &domain, .domain_count = 1, .level = LEVEL_ACT, .reports = UINT64_MAX,
                              .duplicates = UINT64_MAX, .wish = {.warn = 0.01, .crit = 0.05}};
    struct digest_run run = {.today = DAY, .unreadable = SIZE_MAX, .faulty = SIZE_MAX};
    char *text;

    (void)state;
    for (size_t i = 0; i < 512; i++)
        name[i] = (char)(unsigned char)(i % 255 + 1);
    name[512] = '\0';
    domain.has_type[RPTLINT_POLICY_STS] = domain.has_type[RPTLINT_POLICY_TLSA] = true;
    domain.by_type[RPTLINT_POLICY_STS] = (struct summary_sessions){UINT64_MAX, UINT64_MAX, 0.5};
    domain.before = domain.after = domain.by_type[RPTLINT_POLICY_STS];
    for (size_t i = 0; i < 12; i++)
        problems[i] = (struct summary_problem){.type = RPTLINT_POLICY_STS, .result = (rptlint_result)i, .result_text = name,
                                               .mx = name, .sessions = UINT64_MAX, .rate = 0.5, .level = LEVEL_ACT,
                                               .reporters = 1, .reporter = name, .handful = 9, .first = DAY,
                                               .last = DAY + 2, .reason = name, .reasons = 3};
    text = text_of(&summary, &run);
    for (const char *line = text, *end; *line != '\0'; line = end + 1) {
        end = strchr(line, '\n');
        assert_non_null(end);
        if (memchr(line, '$', (size_t)(end - line)) == NULL)
            assert_true(end - line <= PAGE_WIDTH + 10); /* a bracket or a colon may stick to a long name */
        for (const char *c = line; c < end; c++)
            assert_true((unsigned char)*c >= 0x20 && (unsigned char)*c != 0x7F && (unsigned char)*c < 0x80);
    }
    assert_non_null(strstr(text, "18,446,744,073,709,551,615"));
    free(text);
}

static void contains(const struct summary *summary, const char *part)
{
    struct digest_run run = {.today = DAY};
    char *text = text_of(summary, &run);

    assert_non_null(strstr(text, part));
    free(text);
}

static void nothing_is_no_success(void **state)
{
    struct summary_domain domain = {.name = "", .level = LEVEL_NONE, .first = DIGEST_NO_DAY, .last = DIGEST_NO_DAY};
    struct summary summary = {.level = LEVEL_NONE, .wish = {.warn = 0.01, .crit = 0.05}};

    (void)state;
    contains(&summary, "Nothing is known:");
    summary.domains = &domain;
    summary.domain_count = 1;
    contains(&summary, "(a domain that no report names): nothing is known: no session was reported");
}

/* Failures, and no report that says more about them. */
static void failures_without_details(void **state)
{
    struct summary_domain domain = {.name = "example.com", .level = LEVEL_ACT, .worst = RPTLINT_POLICY_STS, .first = DAY,
                                    .last = DAY};
    struct summary summary = {.domains = &domain, .domain_count = 1, .level = LEVEL_ACT,
                              .wish = {.warn = 0.01, .crit = 0.05}};

    (void)state;
    domain.has_type[RPTLINT_POLICY_STS] = true;
    domain.by_type[RPTLINT_POLICY_STS] = (struct summary_sessions){100, 100, 0.5};
    contains(&summary, "No report says what kind of failure it was");
    summary.wish.mx = "mx.example.com";
    contains(&summary, "No failure of those asked for.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_octet),           cmocka_unit_test(lengths),
        cmocka_unit_test(no_host_names),         cmocka_unit_test(names_go_in),
        cmocka_unit_test(hostile_names),         cmocka_unit_test(widths),
        cmocka_unit_test(nothing_is_no_success), cmocka_unit_test(failures_without_details),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
