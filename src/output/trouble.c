/* SPDX-License-Identifier: BSD-2-Clause */
/* Problems put together by kind, for those who tell of them. */
#include "output/trouble.h"

#include <stdlib.h>
#include <string.h>

static enum summary_level level_of(const struct summary_wish *wish, double rate)
{
    return rate > wish->crit ? LEVEL_ACT : rate >= wish->warn ? LEVEL_WATCH : LEVEL_NORMAL;
}

static int compare_kinds(const struct summary_problem *a, const struct summary_problem *b)
{
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    if (a->result != b->result)
        return a->result < b->result ? -1 : 1;
    return strcmp(a->result_text, b->result_text);
}

const char *nothing_known(const struct summary *summary)
{
    return summary->reports == 0 ? "Nothing is known: without a report nobody can tell whether mail arrives."
                                 : "Nothing is known: of what was asked for no session was reported, which is no success.";
}

bool is_same_kind(const struct summary_problem *a, const struct summary_problem *b)
{
    return compare_kinds(a, b) == 0;
}

/* Those of a kind stay in the order of the domain's array, which has the worst first. */
static int by_kind(const void *first, const void *second)
{
    const struct summary_problem *a = *(const struct summary_problem *const *)first;
    const struct summary_problem *b = *(const struct summary_problem *const *)second;
    int order = compare_kinds(a, b);

    return order != 0 ? order : (a > b) - (a < b);
}

static int by_weight(const void *first, const void *second)
{
    const struct trouble *a = first, *b = second;

    if (a->level != b->level)
        return a->level > b->level ? -1 : 1;
    if (a->sessions != b->sessions)
        return a->sessions > b->sessions ? -1 : 1;
    return (a->worst > b->worst) - (a->worst < b->worst);
}

static void add_problem(struct trouble *trouble, const struct summary_problem *one)
{
    trouble->sessions =
        one->sessions > UINT64_MAX - trouble->sessions ? UINT64_MAX : trouble->sessions + one->sessions;
    trouble->rate = trouble->rate + one->rate > 1 ? 1 : trouble->rate + one->rate;
    trouble->hosts += one->mx[0] != '\0';
    trouble->unnamed |= one->mx[0] == '\0';
    if (one->first != DIGEST_NO_DAY && (trouble->first == DIGEST_NO_DAY || one->first < trouble->first))
        trouble->first = one->first;
    if (one->last != DIGEST_NO_DAY && (trouble->last == DIGEST_NO_DAY || one->last > trouble->last))
        trouble->last = one->last;
}

/* A report may have any number of types of its own invention: sorting keeps this from taking the square of it. */
bool troubles_of(const struct summary_domain *domain, const struct summary_wish *wish, struct trouble **troubles,
                 size_t *count)
{
    size_t all = domain->problem_count;
    const struct summary_problem **sorted = calloc(all + 1, sizeof(struct summary_problem *));
    struct trouble *list = calloc(all + 1, sizeof(*list));

    *count = 0;
    *troubles = list;
    if (sorted == NULL || list == NULL) {
        free(sorted);
        free(list);
        return false;
    }
    for (size_t i = 0; i < all; i++)
        sorted[i] = &domain->problems[i];
    qsort(sorted, all, sizeof(struct summary_problem *), by_kind);
    for (size_t i = 0; i < all; i++) {
        if (i == 0 || !is_same_kind(sorted[i - 1], sorted[i]))
            list[(*count)++] =
                (struct trouble){.worst = sorted[i], .first = DIGEST_NO_DAY, .last = DIGEST_NO_DAY};
        add_problem(&list[*count - 1], sorted[i]);
    }
    for (size_t i = 0; i < *count; i++)
        list[i].level = level_of(wish, list[i].rate);
    qsort(list, *count, sizeof(*list), by_weight);
    free(sorted);
    return true;
}

bool is_of_policy_host(rptlint_result result)
{
    return result == RPTLINT_STS_POLICY_FETCH_ERROR || result == RPTLINT_STS_POLICY_INVALID ||
           result == RPTLINT_STS_WEBPKI_INVALID;
}
