/* SPDX-License-Identifier: BSD-2-Clause */
/* Problems put together by kind, for those who tell of them. */
#include "output/trouble.h"

#include <string.h>

static enum summary_level level_of(const struct summary_wish *wish, double rate)
{
    return rate > wish->crit ? LEVEL_ACT : rate >= wish->warn ? LEVEL_WATCH : LEVEL_NORMAL;
}

bool is_same_kind(const struct summary_problem *a, const struct summary_problem *b)
{
    return a->type == b->type && a->result == b->result && strcmp(a->result_text, b->result_text) == 0;
}

bool is_first_of_kind(const struct summary_domain *domain, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (is_same_kind(&domain->problems[i], &domain->problems[index]))
            return false;
    return true;
}

struct trouble trouble_of(const struct summary_domain *domain, size_t index, const struct summary_wish *wish)
{
    struct trouble trouble = {.worst = &domain->problems[index], .first = DIGEST_NO_DAY, .last = DIGEST_NO_DAY};

    for (size_t i = index; i < domain->problem_count; i++) {
        const struct summary_problem *one = &domain->problems[i];

        if (!is_same_kind(one, trouble.worst))
            continue;
        trouble.sessions = one->sessions > UINT64_MAX - trouble.sessions ? UINT64_MAX : trouble.sessions + one->sessions;
        trouble.rate += one->rate;
        trouble.hosts += one->mx[0] != '\0';
        trouble.unnamed |= one->mx[0] == '\0';
        if (one->first != DIGEST_NO_DAY && (trouble.first == DIGEST_NO_DAY || one->first < trouble.first))
            trouble.first = one->first;
        if (one->last != DIGEST_NO_DAY && (trouble.last == DIGEST_NO_DAY || one->last > trouble.last))
            trouble.last = one->last;
    }
    trouble.rate = trouble.rate > 1 ? 1 : trouble.rate;
    trouble.level = level_of(wish, trouble.rate);
    return trouble;
}

bool is_of_policy_host(rptlint_result result)
{
    return result == RPTLINT_STS_POLICY_FETCH_ERROR || result == RPTLINT_STS_POLICY_INVALID ||
           result == RPTLINT_STS_WEBPKI_INVALID;
}
