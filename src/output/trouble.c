/* SPDX-License-Identifier: BSD-2-Clause */
/* Problems put together by kind, for those who tell of them. */
#include "output/trouble.h"

#include "output/confirm.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

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

/* Those of a kind stay in the order of their array, which has the worst first. */
static int by_kind(const void *first, const void *second)
{
    const struct summary_problem *a = *(const struct summary_problem *const *)first;
    const struct summary_problem *b = *(const struct summary_problem *const *)second;
    int order = compare_kinds(a, b);

    return order != 0 ? order : (a > b) - (a < b);
}

/* Pointers to problems, kind by kind; NULL without memory. */
static const struct summary_problem **sorted_by_kind(const struct summary_problem *problems, size_t count)
{
    const struct summary_problem **sorted = calloc(count + 1, sizeof(struct summary_problem *));

    if (sorted == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        sorted[i] = &problems[i];
    qsort(sorted, count, sizeof(struct summary_problem *), by_kind);
    return sorted;
}

/* A report may have any number of types of its own invention: sorting keeps this from taking the square of it. */
bool troubles_of(const struct summary_domain *domain, struct trouble **troubles, size_t *count)
{
    const struct summary_problem **kinds = sorted_by_kind(domain->kinds, domain->kind_count);
    const struct summary_problem **places = sorted_by_kind(domain->problems, domain->problem_count);
    struct trouble *list = calloc(domain->kind_count + 1, sizeof(*list));
    bool good = kinds != NULL && places != NULL && list != NULL;

    for (size_t i = 0, at = 0; good && i < domain->kind_count; i++) {
        struct trouble *one = &list[kinds[i] - domain->kinds];

        assert(at < domain->problem_count && is_same_kind(kinds[i], places[at])); /* both are of the same failures */
        *one = (struct trouble){.kind = kinds[i], .worst = places[at]};
        for (; at < domain->problem_count && is_same_kind(kinds[i], places[at]); at++) {
            one->hosts += places[at]->mx[0] != '\0';
            one->unnamed |= places[at]->mx[0] == '\0';
        }
    }
    free(kinds);
    free(places);
    *troubles = list;
    *count = good ? domain->kind_count : 0;
    if (good)
        return true;
    free(list);
    *troubles = NULL;
    return false;
}

bool is_of_policy_host(rptlint_result result)
{
    return result == RPTLINT_STS_POLICY_FETCH_ERROR || result == RPTLINT_STS_POLICY_INVALID ||
           result == RPTLINT_STS_WEBPKI_INVALID;
}

bool is_partial(const struct summary_wish *wish)
{
    return wish->mx != NULL || wish->wanted != NULL;
}

const char *cause_of_unknown(const struct summary_problem *kind)
{
    bool is_given = kind->result_text[0] != '\0';

    if (kind->reasons > 0)
        return is_given ? "Senders write types of their own where RFC 8460 has none; the reason says more."
                        : "RFC 8460 section 4.4 wants a result-type, and there is none; the reason says more.";
    return is_given ? "Senders write types of their own where RFC 8460 has none."
                    : "RFC 8460 section 4.4 wants a result-type, and there is none: what failed is not known.";
}

const char *mx_in_question(const struct summary_domain *domain, const struct trouble *trouble)
{
    bool is_base = trouble->kind->type == RPTLINT_POLICY_TLSA && !is_host_name(trouble->worst->mx);

    return is_base ? domain->name : trouble->worst->mx;
}

const char *where_unnamed(const struct summary_domain *domain, const struct trouble *trouble)
{
    if (trouble->kind->type != RPTLINT_POLICY_TLSA || domain->name[0] == '\0')
        return "no report names the MX: look at each";
    return "no report names the MX: this name is the MX, or, as Microsoft writes it, your domain: then look at its MXs";
}
