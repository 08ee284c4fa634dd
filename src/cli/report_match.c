/* SPDX-License-Identifier: BSD-2-Clause */
/* Patterns of report --match, compiled and asked. */
#include "cli/report_match.h"

#include "cli/message.h"
#include "digest/match.h"

#include <stdlib.h>
#include <string.h>

static const char *const fields[FIELDS] = {
    [FIELD_DOMAIN] = "domain", [FIELD_MX] = "mx", [FIELD_REPORTER] = "reporter", [FIELD_RESULT] = "result",
    [FIELD_REASON] = "reason",
};

struct report_match {
    enum match_field field;
    struct match *match;
    const char *given;
};

/* FIELDS: there is none of that name. */
static enum match_field field_named(const char *name, size_t length)
{
    for (int i = 0; i < FIELDS; i++)
        if (strlen(fields[i]) == length && memcmp(fields[i], name, length) == 0)
            return (enum match_field)i;
    return FIELDS;
}

/* One FIELD~PATTERN; what is wrong is said. */
static int add(struct report_matches *matches, const char *given)
{
    size_t length = strcspn(given, "~"), offset = 0;
    char why[MATCH_ERROR_ROOM], text[MATCH_ERROR_ROOM + 64];
    struct report_match one = {.field = field_named(given, length), .given = given};

    if (one.field == FIELDS || given[length] == '\0') {
        message("--match: \"%s\" is not FIELD~PATTERN, FIELD one of domain, mx, reporter, result, reason", given);
        return STATUS_USAGE;
    }
    switch (match_compile(given + length + 1, strlen(given + length + 1), &one.match, &offset, why)) {
    case MATCH_OK: matches->list[matches->count++] = one; return STATUS_OK;
    case MATCH_NO_LIBRARY:
        message("--match: %s is missing: nothing can be compared with a pattern", MATCH_PACKAGE);
        return STATUS_TROUBLE;
    case MATCH_INVALID:
        offset += length + 1;
        snprintf(text, sizeof(text), "column %zu: %s", offset + 1, why);
        message_at("--match", text, given, strlen(given), offset);
        return STATUS_USAGE;
    case MATCH_NONE:
    case MATCH_LIMIT:
    case MATCH_NOMEM: break;
    }
    message("--match: out of memory");
    return STATUS_TROUBLE;
}

int report_matches_begin(struct report_matches *matches, const struct words *given)
{
    int status = STATUS_OK;

    *matches = (struct report_matches){.list = need_memory((given->count + 1) * sizeof(*matches->list))};
    for (size_t i = 0; i < given->count && status == STATUS_OK; i++)
        status = add(matches, given->list[i]);
    return status;
}

void report_matches_free(struct report_matches *matches)
{
    for (size_t i = 0; i < matches->count; i++)
        match_free(matches->list[i].match);
    free(matches->list);
}

bool report_matches_wanted(void *user, const char *field, const char *value)
{
    struct report_matches *matches = user;
    enum match_field wanted = field_named(field, strlen(field));

    for (size_t i = 0; i < matches->count; i++) {
        enum match_status status;

        if (matches->list[i].field != wanted)
            continue;
        status = match_text(matches->list[i].match, value, strlen(value));
        if (status == MATCH_NONE)
            return false;
        if (status == MATCH_OK)
            continue;
        if (!matches->limited)
            message("--match: \"%s\" takes more work than allowed: what it is about is told all the same",
                    matches->list[i].given);
        matches->limited = true;
    }
    return true;
}

bool report_matches_any(const struct report_matches *matches, enum match_field field)
{
    for (size_t i = 0; i < matches->count; i++)
        if (matches->list[i].field == field)
            return true;
    return false;
}
