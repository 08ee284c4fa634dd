/* SPDX-License-Identifier: BSD-2-Clause */
/* The words about result types, policy types and members: that they are all there, and how commands are laid out. */
#define _POSIX_C_SOURCE 200809L

#include "cli/layout.h"
#include "cli/topic.h"
#include "core/results.h"
#include "core/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { COLUMNS = 79, INDENT = 10 };

/* A sentence, or several: ASCII, begins in upper case or with a name or a quote, ends with a full stop. */
static void assert_sentences(const char *words)
{
    size_t length = strlen(words);

    assert_true(length > 8);
    assert_int_equal(words[length - 1], '.');
    assert_null(strstr(words, "  "));
    for (size_t i = 0; i < length; i++)
        assert_true(words[i] >= ' ' && words[i] <= '~');
}

static void test_results(void **state)
{
    (void)state;
    for (int i = RPTLINT_STARTTLS_NOT_SUPPORTED; i <= RPTLINT_STS_WEBPKI_INVALID; i++) {
        const struct result_words *words = result_words_of((rptlint_result)i);

        assert_non_null(words);
        assert_int_equal(strncmp(words->section, "4.3.", 4), 0);
        assert_non_null(strstr(words->group, " failure"));
        assert_sentences(words->cause);
        assert_sentences(words->expect);
        assert_sentences(words->fix);
        assert_sentences(words->again);
        assert_non_null(strstr(words->again, "48 to 72 hours"));
        assert_true(strlen(words->meaning) > 8);
        assert_non_null(strchr(words->confirm, '{'));
        if (words->senders[0] != '\0')
            assert_sentences(words->senders);
    }
    assert_null(result_words_of(RPTLINT_RESULT_OTHER));
    assert_null(result_words_of((rptlint_result)(RPTLINT_STS_WEBPKI_INVALID + 1)));
    assert_null(result_words_of((rptlint_result)-1));
}

/* Under a policy type some of the words are others, and then they say nothing of a policy that there is not. */
static void test_words_under(void **state)
{
    static const rptlint_policy_type types[] = {RPTLINT_POLICY_TLSA, RPTLINT_POLICY_NONE_FOUND};
    static const rptlint_result results[] = {RPTLINT_CERTIFICATE_HOST_MISMATCH, RPTLINT_VALIDATION_FAILURE};
    struct result_words words;

    (void)state;
    for (size_t i = 0; i < COUNT(results); i++) {
        const struct result_words *general = result_words_of(results[i]);

        assert_true(result_words_under(results[i], RPTLINT_POLICY_STS, &words));
        assert_memory_equal(&words, general, sizeof(words));
        assert_non_null(strstr(general->fix, "mx lines"));
        for (size_t j = 0; j < COUNT(types); j++) {
            assert_true(result_words_under(results[i], types[j], &words));
            assert_sentences(words.cause);
            assert_sentences(words.expect);
            assert_sentences(words.fix);
            assert_null(strstr(words.fix, "mx lines"));
            assert_null(strstr(words.confirm, "--fetch-policy"));
            assert_string_equal(words.again, general->again);
        }
    }
    assert_true(result_words_under(RPTLINT_CERTIFICATE_EXPIRED, RPTLINT_POLICY_TLSA, &words));
    assert_memory_equal(&words, result_words_of(RPTLINT_CERTIFICATE_EXPIRED), sizeof(words));
    assert_false(result_words_under(RPTLINT_RESULT_OTHER, RPTLINT_POLICY_TLSA, &words));
}

static void test_policies(void **state)
{
    (void)state;
    for (int i = RPTLINT_POLICY_TLSA; i <= RPTLINT_POLICY_NONE_FOUND; i++) {
        const struct policy_words *words = policy_words_of((rptlint_policy_type)i);

        assert_non_null(words);
        assert_true(strlen(words->meaning) > 8);
        assert_sentences(words->note);
        assert_sentences(words->senders);
    }
    assert_null(policy_words_of(RPTLINT_POLICY_OTHER));
    assert_null(policy_words_of((rptlint_policy_type)(RPTLINT_POLICY_NONE_FOUND + 1)));
}

/* Each row of each schema has one topic, under its name. */
static void test_members(void **state)
{
    static const struct schema *const schemas[] = {&schema_top, &schema_range, &schema_entry,
                                                   &schema_policy, &schema_summary, &schema_detail};
    size_t rows = 0, topics = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(schemas); i++)
        for (size_t row = 0; row < schemas[i]->count; row++, rows++) {
            struct topic topic;

            assert_true(topic_find(schemas[i]->rows[row].name, &topic));
            assert_int_equal(topic.kind, TOPIC_MEMBER);
            assert_string_equal(topic.name, schemas[i]->rows[row].name);
            assert_non_null(topic.where);
            assert_true(strlen(topic.meaning) > 8);
            for (size_t part = 0; part < topic.part_count; part++)
                if (topic.parts[part].words[0] != '\0')
                    assert_int_equal(topic.parts[part].words[strlen(topic.parts[part].words) - 1], '.');
        }
    for (size_t i = 0; i < topic_count(); i++)
        topics += topic_at(i).kind == TOPIC_MEMBER;
    assert_int_equal(rows, topics);
    assert_int_equal(topic_count(), 11 + 3 + rows);
}

static void test_names(void **state)
{
    static const struct {
        const char *asked, *name, *old_name;
    } cases[] = {
        {"sts-policy-fetch-error", "sts-policy-fetch-error", NULL},
        {"STS_POLICY_FETCH_ERROR", "sts-policy-fetch-error", NULL},
        {"sts-policy-fetch-erro", NULL, NULL},
        {"sts-policy-fetch-error ", NULL, NULL},
        {"", NULL, NULL},
        {"sts-invalid", "sts-policy-invalid", "sts-invalid"},
        {"WebPKI-invalid", "sts-webpki-invalid", "webpki-invalid"},
        {"failure-error-code", "failure-reason-code", "failure-error-code"},
        {"receiving-mx-host-name", "receiving-mx-hostname", "receiving-mx-host-name"},
        {"total-failed-session-count", "total-failure-session-count", "total-failed-session-count"},
        {"sts", "sts", NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct topic topic;
        bool found = topic_find(cases[i].asked, &topic);

        assert_int_equal(found, cases[i].name != NULL);
        if (!found)
            continue;
        assert_string_equal(topic.name, cases[i].name);
        assert_int_equal(topic.old_name != NULL, cases[i].old_name != NULL);
        assert_int_equal(topic.origin != NULL, cases[i].old_name != NULL);
        if (topic.old_name != NULL)
            assert_string_equal(topic.old_name, cases[i].old_name);
    }
}

/* ---- commands ---- */

static char *shown(const char *commands, size_t column, size_t indent)
{
    size_t length;
    char *text;
    FILE *stream = open_memstream(&text, &length);

    assert_non_null(stream);
    write_shell(stream, commands, column, indent);
    assert_int_equal(fclose(stream), 0);
    return text;
}

static void test_commands(void **state)
{
    static const struct {
        const char *commands, *text;
    } cases[] = {
        {"dig {MX}", "dig MX\n"},
        {"dig {MX}; delv {DOMAIN}", "dig MX;\n  delv DOMAIN\n"},
        {"a {POLICY_HOST}:443 | b | c;", "a mta-sts.DOMAIN:443 |\n  b |\n  c;\n"},
        {"_25._tcp.{MX}.{MX}", "_25._tcp.MX.MX\n"},
        {"{OTHER} {MX", "{OTHER} {MX\n"},
        {"123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 end",
         "123456789 123456789 123456789 123456789 123456789 123456789 123456789 \\\n  123456789 end\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *text = shown(cases[i].commands, 2, 2);

        assert_string_equal(text, cases[i].text);
        free(text);
    }
}

static void test_lines_fit(void **state)
{
    (void)state;
    for (int i = RPTLINT_STARTTLS_NOT_SUPPORTED; i <= RPTLINT_STS_WEBPKI_INVALID; i++) {
        char *text = shown(result_words_of((rptlint_result)i)->confirm, INDENT, INDENT);

        assert_true(strcspn(text, "\n") <= COLUMNS - INDENT);
        for (const char *line = strchr(text, '\n') + 1; *line != '\0'; line = strchr(line, '\n') + 1)
            assert_true(strcspn(line, "\n") <= COLUMNS);
        assert_null(strpbrk(text, "{}"));
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results), cmocka_unit_test(test_words_under), cmocka_unit_test(test_policies),
        cmocka_unit_test(test_members), cmocka_unit_test(test_names),       cmocka_unit_test(test_commands),
        cmocka_unit_test(test_lines_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
