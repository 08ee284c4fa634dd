/* SPDX-License-Identifier: BSD-2-Clause */
/* Failures of a domain put together by kind: how many, since when, seen by whom, and why. */
#include "digest/summary_parts.h"

#include "digest/reason.h"

#include <stdlib.h>
#include <string.h>

/* ---- reporters ---- */

static int by_name(const void *name, const void *reporter)
{
    return strcmp(name, ((const struct summary_reporter *)reporter)->name);
}

/* All sessions of a reporter under a policy type. */
static uint64_t sessions_of(const struct audience *audience, const char *name, rptlint_policy_type type)
{
    const struct summary_reporter *one = bsearch(name, audience->reporters, audience->count, sizeof(*one), by_name);

    return one == NULL ? 0 : digest_sum(one->by_type[type].successful, one->by_type[type].failed);
}

/* ---- problems ---- */

static int by_kind(const struct digest_failure *a, const struct digest_failure *b)
{
    int order = (int)a->type - (int)b->type;

    order = order != 0 ? order : (int)a->result - (int)b->result;
    return order != 0 ? order : strcmp(a->result_text, b->result_text);
}

static int by_place(const struct digest_failure *a, const struct digest_failure *b)
{
    int order = by_kind(a, b);

    return order != 0 ? order : strcmp(a->mx, b->mx);
}

static int by_kind_and_reporter(const void *first, const void *second)
{
    const struct digest_failure *a = *(const struct digest_failure *const *)first;
    const struct digest_failure *b = *(const struct digest_failure *const *)second;
    int order = by_kind(a, b);

    return order != 0 ? order : strcmp(a->reporter, b->reporter);
}

static int by_place_and_reporter(const void *first, const void *second)
{
    const struct digest_failure *a = *(const struct digest_failure *const *)first;
    const struct digest_failure *b = *(const struct digest_failure *const *)second;
    int order = by_place(a, b);

    return order != 0 ? order : strcmp(a->reporter, b->reporter);
}

static int by_reason(const void *first, const void *second)
{
    const struct digest_failure *a = *(const struct digest_failure *const *)first;
    const struct digest_failure *b = *(const struct digest_failure *const *)second;

    return strcmp(a->reason, b->reason);
}

/* Of failures that are sorted by reporter: how many of these there are, who saw most, and how many saw nothing. */
static void find_seers(struct summary_problem *problem, const struct audience *audience,
                       const struct digest_failure *const *failures, size_t count)
{
    uint64_t most = 0, own = 0;

    problem->others = audience->with_sessions[problem->type];
    for (size_t i = 0; i < count; i++) {
        bool is_new = i == 0 || strcmp(failures[i - 1]->reporter, failures[i]->reporter) != 0;

        own = is_new ? failures[i]->sessions : digest_sum(own, failures[i]->sessions);
        if (is_new) {
            uint64_t all = sessions_of(audience, failures[i]->reporter, problem->type);

            problem->reporters++;
            problem->others -= all > 0;
            problem->handful = digest_sum(problem->handful, all);
        }
        if (problem->reporter == NULL || own > most) {
            most = own;
            problem->reporter = failures[i]->reporter;
        }
        problem->sessions = digest_sum(problem->sessions, failures[i]->sessions);
        summary_widen(&problem->first, &problem->last, failures[i]->day);
    }
}

/* Without PCRE2, or where telling takes too long, the reason is shown as it is. */
static void read_reason(struct owned *owned, struct summary_problem *problem)
{
    struct reason reason;
    enum reason_status status;

    if (problem->reasons == 0)
        return;
    status = reason_of(problem->result, problem->reason, strlen(problem->reason), &reason);
    owned->summary.no_patterns |= status == REASON_NO_LIBRARY;
    owned->failed |= status == REASON_NOMEM;
    if (status != REASON_KNOWN)
        return;
    problem->reason_cause = reason.cause;
    problem->reason_hint = reason.hint;
}

/* Of failures that are sorted by reason: the one given for most sessions, and how many there are. */
static void find_reason(struct summary_problem *problem, const struct digest_failure **failures, size_t count)
{
    uint64_t most = 0, own = 0;

    qsort(failures, count, sizeof(struct digest_failure *), by_reason);
    problem->reason = "";
    for (size_t i = 0; i < count; i++) {
        bool is_new = i == 0 || strcmp(failures[i - 1]->reason, failures[i]->reason) != 0;

        own = is_new ? failures[i]->sessions : digest_sum(own, failures[i]->sessions);
        if (failures[i]->reason[0] == '\0')
            continue;
        problem->reasons += is_new;
        if (problem->reason[0] == '\0' || own > most) {
            most = own;
            problem->reason = failures[i]->reason;
        }
    }
}

static int by_weight(const void *first, const void *second)
{
    const struct summary_problem *a = first, *b = second;

    if (a->level != b->level)
        return a->level > b->level ? -1 : 1;
    if (a->sessions != b->sessions)
        return a->sessions > b->sessions ? -1 : 1;
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    if (a->result != b->result)
        return a->result < b->result ? -1 : 1;
    return strcmp(a->mx, b->mx) != 0 ? strcmp(a->mx, b->mx) : strcmp(a->result_text, b->result_text);
}

struct summary_weight summary_weigh(const struct summary_wish *wish, const struct summary_domain *domain,
                                    rptlint_policy_type type, uint64_t sessions)
{
    const struct summary_sessions *all = &domain->by_type[type];
    struct summary_weight weight = {.rate = summary_share(sessions, all->successful, all->failed),
                                    .beyond = sessions > all->failed};

    weight.level = summary_level_of(wish, weight.beyond ? all->rate : weight.rate, summary_has_sessions(all));
    return weight;
}

/* Of failures of one kind, at the MX of that name or at all. */
static void fill_problem(struct owned *owned, struct summary_problem *problem, const struct summary_domain *domain,
                         const struct audience *audience, const struct digest_failure **failures, size_t count,
                         const char *mx)
{
    struct summary_weight weight;

    *problem = (struct summary_problem){.type = failures[0]->type, .result = failures[0]->result,
                                        .result_text = failures[0]->result_text, .mx = mx,
                                        .first = DIGEST_NO_DAY, .last = DIGEST_NO_DAY};
    find_seers(problem, audience, failures, count);
    find_reason(problem, failures, count);
    read_reason(owned, problem);
    weight = summary_weigh(&owned->summary.wish, domain, problem->type, problem->sessions);
    problem->rate = weight.rate;
    problem->level = weight.level;
    problem->beyond = weight.beyond;
}

/* At each MX by itself, or over all of them. */
const struct summary_problem *summary_problems(struct owned *owned, const struct summary_domain *domain,
                                                   const struct audience *audience, const struct groups *groups,
                                                   bool by_mx, size_t *count)
{
    int (*compare)(const struct digest_failure *a, const struct digest_failure *b) = by_mx ? by_place : by_kind;
    struct summary_problem *problems = summary_take(owned, groups->failure_count, sizeof(*problems));

    *count = 0;
    if (problems == NULL)
        return NULL;
    qsort(groups->failures, groups->failure_count, sizeof(struct digest_failure *),
          by_mx ? by_place_and_reporter : by_kind_and_reporter);
    for (size_t from = 0, to; from < groups->failure_count; from = to) {
        const struct digest_failure **failures = groups->failures + from;

        for (to = from + 1; to < groups->failure_count && compare(failures[0], groups->failures[to]) == 0;)
            to++;
        fill_problem(owned, &problems[(*count)++], domain, audience, failures, to - from,
                     by_mx ? failures[0]->mx : "");
    }
    qsort(problems, *count, sizeof(*problems), by_weight);
    return problems;
}
