/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts of failure-reason-code: each row of the table by its examples, near misses, hostile texts, limits, no memory. */
#define _POSIX_C_SOURCE 200809L

#include "digest/reason.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
    const char *examples, *near;
    struct reason reason;
} rows[] = {
#define REASON(pattern, examples, near, cause, hint) {examples, near, {cause, hint}},
#include "digest/reasons.def"
#undef REASON
};

/* A block of the text's exact size, so that reading one octet too many is seen. */
static enum reason_status status_with(rptlint_result result, const char *text, size_t length, struct reason *reason)
{
    char *block = malloc(length > 0 ? length : 1);
    enum reason_status status;

    assert_non_null(block);
    memcpy(block, text, length);
    *reason = (struct reason){.cause = NULL};
    status = reason_of(result, block, length, reason);
    assert_int_equal(status == REASON_KNOWN, reason->cause != NULL);
    assert_int_equal(status == REASON_KNOWN, reason->hint != NULL);
    free(block);
    return status;
}

/* With a result type that may be about anything. */
static enum reason_status status_of(const char *text, size_t length, struct reason *reason)
{
    return status_with(RPTLINT_RESULT_OTHER, text, length, reason);
}

static bool means(const char *text, size_t length, const struct reason *wanted)
{
    struct reason reason;

    return status_of(text, length, &reason) == REASON_KNOWN && strcmp(reason.cause, wanted->cause) == 0 &&
           strcmp(reason.hint, wanted->hint) == 0;
}

static void assert_sentence(const char *words)
{
    assert_true(words[0] >= 'A' && words[0] <= 'Z');
    assert_int_equal(words[strlen(words) - 1], '.');
}

static void every_row_explains_its_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t length;

        for (const char *text = rows[i].examples; *text != '\0'; text += length + (text[length] != '\0')) {
            length = strcspn(text, "\n");
            if (!means(text, length, &rows[i].reason))
                fail_msg("\"%.*s\" does not mean: %s", (int)length, text, rows[i].reason.cause);
        }
        assert_true(strlen(rows[i].near) > 0);
        if (means(rows[i].near, strlen(rows[i].near), &rows[i].reason))
            fail_msg("\"%s\" means: %s", rows[i].near, rows[i].reason.cause);
        assert_sentence(rows[i].reason.cause);
        if (strstr(rows[i].reason.hint, "...;") == NULL)
            assert_sentence(rows[i].reason.hint);
    }
}

/* Examples stand for the same in other letters, and inside other words. */
static void examples_may_stand_in_a_sentence(void **state)
{
    char text[1024];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int length = (int)strcspn(rows[i].examples, "\n");

        snprintf(text, sizeof(text), "%.*s", length, rows[i].examples);
        for (char *at = text; *at != '\0'; at++)
            *at = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
        if (!means(text, strlen(text), &rows[i].reason))
            fail_msg("\"%s\" does not mean: %s", text, rows[i].reason.cause);
    }
    snprintf(text, sizeof(text), "mx1.example.com[192.0.2.1]: %s (depth 0)", "unable to get local issuer certificate");
    assert_true(means(text, strlen(text), &(struct reason){
        "The sender can't find who issued the certificate: an intermediate certificate is missing, or its CA is not "
        "trusted.", "Have the server send the whole chain, and use a CA that senders trust."}));
}

/* Texts that senders are known to write, and words of what they mean, each chosen by hand. */
static void real_texts(void **state)
{
    static const struct {
        const char *text, *part; /* NULL: unknown */
    } cases[] = {
        {"MX_HOSTS_MISMATCH", "No mx line"},
        {"mtasts-policy-mx-mismatch", "No mx line"},
        {"bad https response code: 404", "(404)"},
        {"bad https response code: 500", "error of its own"},
        {"unable to do http request: Get \"https://mta-sts.example.com/.well-known/mta-sts.txt\": context deadline "
         "exceeded (Client.Timeout exceeded while awaiting headers)", "policy host did not answer in time"},
        {"unable to do http request: Get \"https://mta-sts.example.com/.well-known/mta-sts.txt\": x509: certificate has "
         "expired or is not yet valid: current time 2026-03-01T00:00:00Z is after 2026-02-01T00:00:00Z", "has expired"},
        {"unable to do http request: Get \"https://192.0.2.44:443/\": dial tcp: connect: connection refused", "refused"},
        {"dane-no-match", "No TLSA record matches"},
        {"io-timeout-during-handshake", "not finished in time"},
        {"tls-remote-alert-40-handshake-failure", "Your server ended the handshake: it has no TLS version"},
        {"tls-remote-alert-46-certificate-unknown", "Your server ended the handshake with a TLS alert"},
        {"cannot-fetch-policy+fallback-to-cached-policy", "could not be fetched"},
        {"policy-syntax-error+fallback-to-cached-policy", "breaks its grammar"},
        {"all-TLSA-records-unusable", "kind that the sender can use"},
        {"tls-handshake-failure", "says no more"},
        {"self-signed_certificate", "signed by its own key"},
        {"unable_to_get_local_issuer_certificate", "who issued the certificate"},
        {"X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED", "may not issue"},
        {"X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION", "revoked"},
        {"MTA-STS is required and no policy was found.", "MTA-STS only"},
        {"VALIDATION_FAILURE", "no more than that a check failed"},
        {"", NULL},
        {"123", NULL},
        {"certificate", NULL},
        {"certificate has expiredly", NULL},
        {"uncertificate has expired", NULL},
        {"X509_V_OK", NULL},
        {"mtasts-policy-mx-mismatched", NULL},
        {"https://192.0.2.1:443/", NULL},
        {"no such hostess", NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reason reason;
        enum reason_status status = status_of(cases[i].text, strlen(cases[i].text), &reason);

        assert_int_equal(status, cases[i].part != NULL ? REASON_KNOWN : REASON_UNKNOWN);
        if (cases[i].part != NULL && strstr(reason.cause, cases[i].part) == NULL)
            fail_msg("\"%s\" means: %s", cases[i].text, reason.cause);
    }
}

/* A number that the policy host answers with is a reply of SMTP, or an error of a library, where the MX is concerned. */
static void numbers_have_several_meanings(void **state)
{
    static const struct {
        rptlint_result result;
        const char *text, *part; /* NULL: unknown */
    } cases[] = {
        {RPTLINT_STS_POLICY_FETCH_ERROR, "bad https response code: 404", "(404)"},
        {RPTLINT_STS_POLICY_INVALID, "HTTP/2 503 Service Unavailable", "error of its own"},
        {RPTLINT_STS_WEBPKI_INVALID, "status code 429", "too few requests"},
        {RPTLINT_STARTTLS_NOT_SUPPORTED, "SMTP response code 454 4.7.0 TLS not available", "did not offer STARTTLS"},
        {RPTLINT_STARTTLS_NOT_SUPPORTED, "response 500 5.5.1 Command unrecognized: \"STARTTLS\"", NULL},
        {RPTLINT_VALIDATION_FAILURE, "GnuTLS error code -110", NULL},
        {RPTLINT_VALIDATION_FAILURE, "connect failed (error code 111)", NULL},
        {RPTLINT_VALIDATION_FAILURE, "status: 421 4.7.0", NULL},
        {RPTLINT_CERTIFICATE_NOT_TRUSTED, "OCSP response status code 401", NULL},
        {RPTLINT_RESULT_OTHER, "status: 421 4.7.0", NULL},
        {RPTLINT_RESULT_OTHER, "GnuTLS error code -110", NULL},
        {RPTLINT_STS_POLICY_FETCH_ERROR, "connect failed (error code 111)", NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reason reason;
        enum reason_status status = status_with(cases[i].result, cases[i].text, strlen(cases[i].text), &reason);

        if ((status == REASON_KNOWN) != (cases[i].part != NULL))
            fail_msg("\"%s\": status %d", cases[i].text, (int)status);
        if (cases[i].part != NULL && strstr(reason.cause, cases[i].part) == NULL)
            fail_msg("\"%s\" means: %s", cases[i].text, reason.cause);
    }
}

/* The names of OpenSSL's errors, as <openssl/x509_vfy.h> of 3.0 has them, of which some have rows of their own. */
static void names_of_openssl(void **state)
{
    static const char *const names[] = {
        "UNSPECIFIED", "CERT_HAS_EXPIRED", "OUT_OF_MEM", "CERT_REVOKED", "AKID_SKID_MISMATCH", "INVALID_EXTENSION",
        "SUITE_B_CANNOT_SIGN_P_384_WITH_P_256", "HOSTNAME_MISMATCH", "NO_VALID_SCTS", "OCSP_CERT_UNKNOWN",
        "EC_KEY_EXPLICIT_PARAMS", "KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct reason reason;
        char text[80];

        snprintf(text, sizeof(text), "X509_V_ERR_%s", names[i]);
        assert_int_equal(status_of(text, strlen(text), &reason), REASON_KNOWN);
    }
}

/* ---- hostile texts ---- */

enum { LONG = 100 * 1024, HUGE_LENGTH = 4 * 1024 * 1024 };

/* `length` octets of one text after the other. */
static char *repeated(const char *text, size_t length)
{
    char *long_text = malloc(length);
    size_t octets = strlen(text);

    assert_non_null(long_text);
    for (size_t at = 0; at < length; at++)
        long_text[at] = text[at % octets];
    return long_text;
}

static void octets_of_any_kind(void **state)
{
    static const char nul_before[] = "\0certificate has expired\0", nul_inside[] = "certificate\0has\0expired";
    static const char nul_in_word[] = "certificate has exp\0ired", not_utf8[] = "\xff\xfe\x80 connection refused \xc3";
    char all[256];
    struct reason reason;

    (void)state;
    assert_int_equal(status_of(nul_before, sizeof(nul_before) - 1, &reason), REASON_KNOWN);
    assert_int_equal(status_of(nul_inside, sizeof(nul_inside) - 1, &reason), REASON_KNOWN);
    assert_int_equal(status_of(nul_in_word, sizeof(nul_in_word) - 1, &reason), REASON_UNKNOWN);
    assert_int_equal(status_of(not_utf8, sizeof(not_utf8) - 1, &reason), REASON_KNOWN);
    assert_int_equal(status_of("line\nconnection refused\nline", 28, &reason), REASON_KNOWN);
    for (size_t i = 0; i < sizeof(all); i++)
        all[i] = (char)i;
    assert_int_equal(status_of(all, sizeof(all), &reason), REASON_UNKNOWN);
}

/* 100 kB: told, or said to take too long; never told wrong. */
static void long_texts(void **state)
{
    static const char *const pieces[] = {
        "((((a+)+)+)+", "x509: certificate has expire ", "http request ", "X509_V_ERR_", "Get \"https://", "\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(pieces); i++) {
        char *text = repeated(pieces[i], LONG);
        struct reason reason;
        enum reason_status status = status_of(text, LONG, &reason);

        if (status != REASON_UNKNOWN && status != REASON_LIMIT)
            fail_msg("100 kB of \"%s\": status %d", pieces[i], (int)status);
        free(text);
    }
}

static void a_known_text_at_the_end_of_a_long_one(void **state)
{
    static const char end[] = " connection refused";
    char *text = repeated("x", LONG);
    struct reason reason;

    (void)state;
    memcpy(text + LONG - sizeof(end) + 1, end, sizeof(end) - 1);
    assert_int_equal(status_of(text, LONG, &reason), REASON_KNOWN);
    assert_non_null(strstr(reason.cause, "refused"));
    free(text);
}

static void a_limit_is_no_answer(void **state)
{
    char *text = repeated("remote error: tls ", HUGE_LENGTH);
    struct reason reason;

    (void)state;
    memset(text, 'r', HUGE_LENGTH / 2);
    assert_int_equal(status_of(text, HUGE_LENGTH, &reason), REASON_LIMIT);
    free(text);
    assert_int_equal(status_of("connection refused", 18, &reason), REASON_KNOWN);
}

/* ---- no memory ---- */

static size_t allocations_left = SIZE_MAX;

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);

void *__wrap_calloc(size_t count, size_t size)
{
    if (allocations_left == 0)
        return NULL;
    allocations_left -= allocations_left != SIZE_MAX;
    return __real_calloc(count, size);
}

static void without_memory(void **state)
{
    struct reason reason;

    (void)state;
    reason_end();
    /* Each call has memory for one pattern more than those before compiled, and none for the next one. */
    for (size_t n = 0; n < COUNT(rows); n++) {
        allocations_left = n > 0;
        assert_int_equal(status_of("of a kind that nobody knows", 27, &reason), REASON_NOMEM);
        assert_int_equal(allocations_left, 0);
    }
    allocations_left = 1;
    assert_int_equal(status_of("of a kind that nobody knows", 27, &reason), REASON_UNKNOWN);
    assert_int_equal(allocations_left, 0);
    assert_int_equal(status_of("MX_HOSTS_MISMATCH", 17, &reason), REASON_KNOWN);
    allocations_left = SIZE_MAX;
}

static int forget(void **state)
{
    (void)state;
    reason_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_explains_its_examples),
        cmocka_unit_test(examples_may_stand_in_a_sentence),
        cmocka_unit_test(real_texts),
        cmocka_unit_test(numbers_have_several_meanings),
        cmocka_unit_test(names_of_openssl),
        cmocka_unit_test(octets_of_any_kind),
        cmocka_unit_test(long_texts),
        cmocka_unit_test(a_known_text_at_the_end_of_a_long_one),
        cmocka_unit_test(a_limit_is_no_answer),
        cmocka_unit_test(without_memory),
    };

    return cmocka_run_group_tests(tests, NULL, forget);
}
