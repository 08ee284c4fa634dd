/* SPDX-License-Identifier: BSD-2-Clause */
/* The table reasons.def as patterns, each compiled once, and the look-up in it. */
#include "digest/reason.h"

#include "digest/match.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

/* A row's pattern may stand anywhere in the text, but not inside a word; "." is any octet. */
#define PATTERN_BEGIN "(?is).*?(?<![a-z0-9])(?:"
#define PATTERN_END ")(?![a-z0-9]).*"

static const struct row {
    const char *pattern;
    struct reason reason;
    bool of_policy_host;
} rows[] = {
#define REASON(pattern, examples, near, cause, hint) {PATTERN_BEGIN pattern PATTERN_END, {cause, hint}, false},
#define POLICY_HOST_REASON(pattern, examples, near, cause, hint) \
    {PATTERN_BEGIN pattern PATTERN_END, {cause, hint}, true},
#include "digest/reasons.def"
#undef REASON
};

enum { ROW_COUNT = sizeof(rows) / sizeof(rows[0]) };

static struct match *compiled[ROW_COUNT];

/* What a match that did not come about means here. */
static enum reason_status status_of(enum match_status status)
{
    switch (status) {
    case MATCH_NO_LIBRARY: return REASON_NO_LIBRARY;
    case MATCH_NOMEM: return REASON_NOMEM;
    case MATCH_LIMIT: return REASON_LIMIT;
    case MATCH_OK:
    case MATCH_NONE:
    case MATCH_INVALID: break;
    }
    return REASON_UNKNOWN;
}

static enum match_status compile(size_t row)
{
    char error[MATCH_ERROR_ROOM];
    size_t offset;
    enum match_status status;

    if (compiled[row] != NULL)
        return MATCH_OK;
    status = match_compile(rows[row].pattern, strlen(rows[row].pattern), &compiled[row], &offset, error);
    assert(status != MATCH_INVALID);
    return status;
}

/* Of a type that is none of the RFC's nothing is known. */
static bool may_be_of_policy_host(rptlint_result result)
{
    return result == RPTLINT_RESULT_OTHER || result == RPTLINT_STS_POLICY_FETCH_ERROR ||
           result == RPTLINT_STS_POLICY_INVALID || result == RPTLINT_STS_WEBPKI_INVALID;
}

enum reason_status reason_of(rptlint_result result, const char *text, size_t length, struct reason *reason)
{
    for (size_t row = 0; row < ROW_COUNT; row++) {
        enum match_status status;

        if (rows[row].of_policy_host && !may_be_of_policy_host(result))
            continue;
        status = compile(row);
        if (status == MATCH_OK) {
            status = match_text(compiled[row], text, length);
            if (status == MATCH_OK) {
                *reason = rows[row].reason;
                return REASON_KNOWN;
            }
        }
        if (status != MATCH_NONE)
            return status_of(status);
    }
    return REASON_UNKNOWN;
}

void reason_end(void)
{
    for (size_t row = 0; row < ROW_COUNT; row++) {
        match_free(compiled[row]);
        compiled[row] = NULL;
    }
}
