/* SPDX-License-Identifier: BSD-2-Clause */
/* Fetching an MTA-STS policy: what needs no server.  With arguments it is the client that policy-fetch.sh drives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "intake/sts_fetch.h"

#define L63 "a23456789012345678901234567890123456789012345678901234567890123"
#define L53 "a2345678901234567890123456789012345678901234567890123"

/* "mta-sts." and its 245 octets are the 253 that a name may have. */
static const char longest[] = L63 "." L63 "." L63 "." L53;
static const char too_long[] = L63 "." L63 "." L63 "." L53 "4";
static const char long_label[] = L63 "4.example";

static const char *const loopback[] = {"127.0.0.1"};

static struct sts_request request_for(const char *domain)
{
    return (struct sts_request){.domain = domain,
                                .addresses = loopback,
                                .address_count = 1,
                                .port = STS_PORT,
                                .timeout_ms = 2000,
                                .user_agent = "rptlint-test"};
}

/* ---- without a server ---- */

static struct sts_answer answer;

/* What was in the answer before must be gone. */
static enum sts_outcome fetch(const struct sts_request *request)
{
    memset(&answer, 0xFF, sizeof(answer));
    sts_fetch(request, &answer);
    assert_int_equal(answer.length, 0);
    assert_int_equal(answer.http_status, 0);
    assert_int_equal(answer.verify_code, 0);
    assert_non_null(memchr(answer.detail, '\0', sizeof(answer.detail)));
    return answer.outcome;
}

static void names_that_are_none(void **state)
{
    static const char *const domains[] = {
        "", ".", "example.com.", ".example.com", "a..b", "-a.example", "a b.example", "_a.example", "a/b.example",
        "user@example.com", "example.com:443", "example.com#", "ex\xC3\xA4mple.com", "a\r\nHost: b", "[::1]", "a,b",
        "a%2e", too_long, long_label,
    };

    (void)state;
    for (size_t i = 0; i < sizeof(domains) / sizeof(domains[0]); i++) {
        struct sts_request request = request_for(domains[i]);

        if (fetch(&request) != FETCH_BAD_HOST)
            fail_msg("taken: %s", domains[i]);
    }
}

static void without_an_address(void **state)
{
    struct sts_request request = request_for(longest);

    (void)state;
    assert_int_equal(strlen("mta-sts.") + strlen(longest), 253);
    request.address_count = 0;
    assert_int_equal(fetch(&request), FETCH_NO_ADDRESS);
}

/* Nobody listens on port 1 of the loopback interface, whichever family. */
static void nobody_listens(void **state)
{
    static const char *const both[] = {"::1", "127.0.0.1"};
    struct sts_request request = request_for(longest);

    (void)state;
    request.addresses = both;
    request.address_count = 2;
    request.port = 1;
    assert_int_equal(fetch(&request), FETCH_NO_CONNECTION);
    assert_true(answer.detail[0] != '\0');
}

static void ca_file_that_is_not_there(void **state)
{
    struct sts_request request = request_for("example.com");

    (void)state;
    request.port = 1;
    request.ca_file = "/nonexistent/ca.pem";
    /* Whether libcurl looks at it before it connects is its own affair. */
    fetch(&request);
    assert_true(answer.outcome == FETCH_NO_CA || answer.outcome == FETCH_NO_CONNECTION);
}

static void outcomes_have_words(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FETCH_OUTCOME_COUNT; i++) {
        enum sts_outcome outcome = (enum sts_outcome)i;
        rptlint_result result = sts_outcome_result(outcome);
        bool local = outcome <= FETCH_NO_CA, certificate = outcome >= FETCH_CERT_EXPIRED && outcome <= FETCH_CERT_BAD;

        assert_true(sts_outcome_name(outcome)[0] != '\0' && sts_outcome_sentence(outcome)[0] != '\0');
        assert_non_null(sts_outcome_hint(outcome));
        assert_int_equal(result, local         ? RPTLINT_RESULT_OTHER
                                 : certificate ? RPTLINT_STS_WEBPKI_INVALID
                                 : outcome == FETCH_EMPTY ? RPTLINT_STS_POLICY_INVALID
                                                          : RPTLINT_STS_POLICY_FETCH_ERROR);
        for (unsigned k = 0; k < i; k++)
            assert_string_not_equal(sts_outcome_name(outcome), sts_outcome_name((enum sts_outcome)k));
    }
}

/* ---- the client ---- */

/* DOMAIN PORT MILLISECONDS CA-FILE|- ADDRESS...: OUTCOME, HTTP-STATUS, VERIFY-CODE, LENGTH; the detail; the policy. */
static int client(int argc, char **argv)
{
    static const char *addresses[8];
    struct sts_request request = request_for(argv[1]);

    request.port = (uint16_t)strtoul(argv[2], NULL, 10);
    request.timeout_ms = (unsigned)strtoul(argv[3], NULL, 10);
    request.ca_file = strcmp(argv[4], "-") != 0 ? argv[4] : NULL;
    request.addresses = addresses;
    request.address_count = 0;
    for (int i = 5; i < argc && request.address_count < 8; i++)
        addresses[request.address_count++] = argv[i];
    sts_fetch(&request, &answer);
    printf("%s %d %d %zu\n%s%s\n", sts_outcome_name(answer.outcome), answer.http_status, answer.verify_code,
           answer.length, answer.detail, answer.detail_cut ? " (cut)" : "");
    fwrite(answer.policy, 1, answer.length, stdout);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_that_are_none),
        cmocka_unit_test(without_an_address),
        cmocka_unit_test(nobody_listens),
        cmocka_unit_test(ca_file_that_is_not_there),
        cmocka_unit_test(outcomes_have_words),
    };

    return argc > 5 ? client(argc, argv) : cmocka_run_group_tests(tests, NULL, NULL);
}
