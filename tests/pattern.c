/* SPDX-License-Identifier: BSD-2-Clause */
/* A PCRE2 pattern compiled once and matched many times. */
#include "pattern.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct pattern pattern_new(const char *text, uint32_t options)
{
    struct pattern pattern = {.code = NULL};
    PCRE2_SIZE offset;
    int error;

    pattern.code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, options, &error, &offset, NULL);
    assert_non_null(pattern.code);
    pattern.match = pcre2_match_data_create_from_pattern(pattern.code, NULL);
    assert_non_null(pattern.match);
    pattern.places = pcre2_get_ovector_pointer(pattern.match);
    return pattern;
}

void pattern_free(struct pattern *pattern)
{
    pcre2_match_data_free(pattern->match);
    pcre2_code_free(pattern->code);
}

int pattern_match(const struct pattern *pattern, const char *data, size_t length)
{
    int result = pcre2_match(pattern->code, (PCRE2_SPTR)data, length, 0, 0, pattern->match, NULL);

    assert_true(result > 0 || result == PCRE2_ERROR_NOMATCH);
    return result > 0 ? result : 0;
}

bool pattern_begins(const struct pattern *pattern, const char *data, size_t length)
{
    int result = pcre2_match(pattern->code, (PCRE2_SPTR)data, length, 0, PCRE2_PARTIAL_HARD, pattern->match, NULL);

    assert_true(result > 0 || result == PCRE2_ERROR_NOMATCH || result == PCRE2_ERROR_PARTIAL);
    return result != PCRE2_ERROR_NOMATCH;
}

bool pattern_fails_at(const struct pattern *pattern, const char *data, size_t at)
{
    return !pattern_begins(pattern, data, at + 1) && (at == 0 || pattern_begins(pattern, data, at));
}
