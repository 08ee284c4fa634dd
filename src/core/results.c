/* SPDX-License-Identifier: BSD-2-Clause */
/* The tables of result types (results.def) and policy types, the words about them, and the look-up in them. */
#include "core/results.h"

#include "core/bytes.h"

struct row {
    int type;
    size_t length;
    const char *name;
};

#define ROW(type, name) {type, sizeof(name) - 1, name}
#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static const struct row results[] = {
#define RESULT(enumerator, name, group, meaning, cause, confirm, expect, fix, senders) ROW(enumerator, name),
#include "results.def"
};

static const struct row draft_results[] = {
#define DRAFT_RESULT(enumerator, name, draft) ROW(enumerator, name),
#include "results.def"
};

static const struct result_words words[] = {
#define RESULT(enumerator, name, group, meaning, cause, confirm, expect, fix, senders) \
    [enumerator] = {group, meaning, cause, confirm, expect, fix, senders},
#include "results.def"
};

static const struct {
    rptlint_result result;
    rptlint_policy_type type;
    const char *cause, *confirm, *expect, *fix;
} words_under[] = {
#define RESULT_UNDER(enumerator, policy, cause, confirm, expect, fix) {enumerator, policy, cause, confirm, expect, fix},
#include "results.def"
};

static const struct row policy_types[] = {
#define POLICY(enumerator, name, meaning, note, senders) ROW(enumerator, name),
#include "results.def"
};

static const struct policy_words policy_words[] = {
#define POLICY(enumerator, name, meaning, note, senders) [enumerator] = {meaning, note, senders},
#include "results.def"
};

/* 0 when there is none: the ..._OTHER of both. */
static int find(const struct row *rows, size_t count, const char *name, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].length == length && memcmp(rows[i].name, name, length) == 0)
            return rows[i].type;
    return 0;
}

static int find_near(const struct row *rows, size_t count, const char *name, size_t length)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;

        while (at < length && rows[i].length == length &&
               to_lower(name[at] == '_' ? '-' : name[at]) == rows[i].name[at])
            at++;
        if (at == rows[i].length)
            return rows[i].type;
    }
    return 0;
}

static const char *name_of(const struct row *rows, size_t count, int type)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].type == type)
            return rows[i].name;
    return "other";
}

/* Which of the results, counted from 1, has this length and 9th octet, added up modulo 32: no two share a place. */
static const unsigned char places[32] = {0, 5, 8, 1, 0, 0, 0,  0, 0, 0, 0, 0, 0, 6,  0, 0,
                                           0, 0, 0, 0, 3, 10, 0, 0, 4, 9, 2, 0, 7, 11, 0, 0};

rptlint_result result_find(const char *name, size_t length)
{
    unsigned place = length > 8 ? places[(length + (unsigned char)name[8]) % sizeof(places)] : 0;

    return place > 0 ? (rptlint_result)find(&results[place - 1], 1, name, length) : RPTLINT_RESULT_OTHER;
}

rptlint_policy_type policy_type_find(const char *name, size_t length)
{
    return (rptlint_policy_type)find(policy_types, COUNT(policy_types), name, length);
}

rptlint_result result_near(const char *name, size_t length, enum likeness *likeness)
{
    int type = find_near(results, COUNT(results), name, length);

    *likeness = type != 0 ? LIKE_CASE : LIKE_NOTHING;
    if (type == 0) {
        type = find_near(draft_results, COUNT(draft_results), name, length);
        *likeness = type != 0 ? LIKE_DRAFT : LIKE_NOTHING;
    }
    return (rptlint_result)type;
}

rptlint_policy_type policy_type_near(const char *name, size_t length, enum likeness *likeness)
{
    int type = find_near(policy_types, COUNT(policy_types), name, length);

    *likeness = type != 0 ? LIKE_CASE : LIKE_NOTHING;
    return (rptlint_policy_type)type;
}

const struct result_words *result_words_of(rptlint_result result)
{
    return (size_t)result < COUNT(words) && words[result].meaning != NULL ? &words[result] : NULL;
}

static const char *first_given(const char *special, const char *general)
{
    return special[0] != '\0' ? special : general;
}

bool result_words_under(rptlint_result result, rptlint_policy_type type, struct result_words *under)
{
    const struct result_words *general = result_words_of(result);

    if (general == NULL)
        return false;
    *under = *general;
    for (size_t i = 0; i < COUNT(words_under); i++) {
        if (words_under[i].result != result || words_under[i].type != type)
            continue;
        under->cause = first_given(words_under[i].cause, general->cause);
        under->confirm = first_given(words_under[i].confirm, general->confirm);
        under->expect = first_given(words_under[i].expect, general->expect);
        under->fix = first_given(words_under[i].fix, general->fix);
    }
    return true;
}

const struct policy_words *policy_words_of(rptlint_policy_type type)
{
    return (size_t)type < COUNT(policy_words) && policy_words[type].meaning != NULL ? &policy_words[type] : NULL;
}

const char *rptlint_result_name(rptlint_result result)
{
    return name_of(results, COUNT(results), (int)result);
}

const char *rptlint_policy_type_name(rptlint_policy_type type)
{
    return name_of(policy_types, COUNT(policy_types), (int)type);
}
