/* SPDX-License-Identifier: BSD-2-Clause */
/* From groups to what they say: the sorted groups of a domain are gone through once for each question. */
#include "digest/summary.h"

#include "core/bytes.h"
#include "digest/reason.h"
#include "order.h"

#include <stdlib.h>
#include <string.h>

/* The groups of one domain that are wanted, as pointers, so that they can be sorted in other ways. */
struct groups {
    const struct digest_total **totals;
    size_t total_count;
    const struct digest_failure **failures;
    size_t failure_count;
    const struct digest_total *all; /* of the digest */
    struct order_item *order;       /* room to sort them */
};

/* The reporters of one domain, by name as long as problems look them up. */
struct audience {
    struct summary_reporter *reporters;
    size_t count;
    size_t with_sessions[RPTLINT_POLICY_NONE_FOUND + 1]; /* how many have some, by policy type */
};

/* Everything that a summary owns, to be freed with it. */
struct owned {
    struct summary summary;
    void **blocks;
    size_t count, capacity;
    bool failed; /* there was no memory */
};

static void *take(struct owned *owned, size_t count, size_t size)
{
    size_t wanted = owned->capacity > 0 ? owned->capacity * 2 : 16;
    void *block = NULL;

    if (owned->count == owned->capacity) {
        void **grown = realloc(owned->blocks, wanted * sizeof(void *));

        if (grown == NULL) {
            owned->failed = true;
            return NULL;
        }
        owned->blocks = grown;
        owned->capacity = wanted;
    }
    block = calloc(count > 0 ? count : 1, size);
    if (block == NULL)
        owned->failed = true;
    else
        owned->blocks[owned->count++] = block;
    return block;
}

/* ---- what is wanted ---- */

static bool is_name(const char *wanted, const char *name)
{
    return wanted == NULL || (strlen(wanted) == strlen(name) && equal_nocase(wanted, name, strlen(name)));
}

static bool fits(const struct summary_wish *wish, const char *field, const char *value)
{
    return wish->wanted == NULL || wish->wanted(wish->user, field, value);
}

static bool is_day(const struct summary_wish *wish, digest_day day)
{
    return (wish->since == DIGEST_NO_DAY || (day != DIGEST_NO_DAY && day >= wish->since)) &&
           (wish->until == DIGEST_NO_DAY || (day != DIGEST_NO_DAY && day <= wish->until));
}

bool summary_wants(const struct summary_wish *wish, const struct digest_total *total)
{
    return is_day(wish, total->day) && is_name(wish->domain, total->domain) && is_name(wish->reporter, total->reporter) &&
           fits(wish, "domain", total->domain) && fits(wish, "reporter", total->reporter);
}

static const char *result_of(const struct digest_failure *failure)
{
    return failure->result != RPTLINT_RESULT_OTHER ? rptlint_result_name(failure->result) : failure->result_text;
}

bool summary_wants_failure(const struct summary_wish *wish, const struct digest_failure *failure)
{
    return is_day(wish, failure->day) && is_name(wish->domain, failure->domain) &&
           is_name(wish->reporter, failure->reporter) && is_name(wish->mx, failure->mx) &&
           is_name(wish->result, result_of(failure)) && fits(wish, "domain", failure->domain) &&
           fits(wish, "reporter", failure->reporter) && fits(wish, "mx", failure->mx) &&
           fits(wish, "result", result_of(failure)) && fits(wish, "reason", failure->reason);
}

/* ---- numbers ---- */

static void add_sessions(struct summary_sessions *sessions, const struct digest_total *total)
{
    sessions->successful = digest_sum(sessions->successful, total->successful);
    sessions->failed = digest_sum(sessions->failed, total->failed);
}

static bool has_sessions(const struct summary_sessions *sessions)
{
    return sessions->successful > 0 || sessions->failed > 0;
}

/* Details may tell of more sessions than there were. */
static double share_of(uint64_t part, uint64_t successful, uint64_t failed)
{
    double whole = (double)successful + (double)failed;

    if (whole <= 0)
        return 0;
    return (double)part > whole ? 1 : (double)part / whole;
}

static void set_rate(struct summary_sessions *sessions)
{
    sessions->rate = share_of(sessions->failed, sessions->successful, sessions->failed);
}

static enum summary_level level_of(const struct summary_wish *wish, double rate, bool any)
{
    if (!any)
        return LEVEL_NONE;
    return rate > wish->crit ? LEVEL_ACT : rate >= wish->warn ? LEVEL_WATCH : LEVEL_NORMAL;
}

static void widen(digest_day *first, digest_day *last, digest_day day)
{
    if (day == DIGEST_NO_DAY)
        return;
    if (*first == DIGEST_NO_DAY || day < *first)
        *first = day;
    if (*last == DIGEST_NO_DAY || day > *last)
        *last = day;
}

/* Totals of one key stay in their order; returns how many keys there are. */
static size_t sort_totals(const struct groups *groups, uint64_t (*key_of)(const struct digest_total *total))
{
    size_t keys = 0;

    for (size_t i = 0; i < groups->total_count; i++)
        groups->order[i] = (struct order_item){.key = key_of(groups->totals[i]),
                                               .item = (size_t)(groups->totals[i] - groups->all)};
    order_by_key(groups->order, groups->total_count);
    for (size_t i = 0; i < groups->total_count; i++) {
        groups->totals[i] = &groups->all[groups->order[i].item];
        keys += i == 0 || groups->order[i].key != groups->order[i - 1].key;
    }
    return keys;
}

/* ---- days ---- */

static uint64_t day_key(const struct digest_total *total)
{
    return order_signed(total->day);
}

static void find_days(struct owned *owned, struct summary_domain *domain, const struct groups *groups)
{
    struct summary_day *days = take(owned, sort_totals(groups, day_key), sizeof(*days));
    size_t count = 0;

    if (days == NULL)
        return;
    for (size_t i = 0; i < groups->total_count; i++) {
        const struct digest_total *total = groups->totals[i];

        widen(&domain->first, &domain->last, total->day);
        if (total->day == DIGEST_NO_DAY)
            continue;
        if (count == 0 || days[count - 1].day != total->day)
            days[count++].day = total->day;
        add_sessions(&days[count - 1].by_type[total->type], total);
    }
    for (size_t i = 0; i < count; i++)
        for (size_t type = 0; type <= RPTLINT_POLICY_NONE_FOUND; type++)
            set_rate(&days[i].by_type[type]);
    domain->days = days;
    domain->day_count = count;
    if (count > 0)
        domain->days_missing = (size_t)((int64_t)domain->last - domain->first + 1) - count;
}

/* The first and the second half of the days. */
static void find_trend(struct summary_domain *domain)
{
    int64_t middle = ((int64_t)domain->first + domain->last + 1) / 2;

    for (size_t i = 0; i < domain->day_count; i++) {
        const struct summary_sessions *day = &domain->days[i].by_type[domain->worst];
        struct summary_sessions *half = domain->days[i].day < middle ? &domain->before : &domain->after;

        half->successful = digest_sum(half->successful, day->successful);
        half->failed = digest_sum(half->failed, day->failed);
    }
    set_rate(&domain->before);
    set_rate(&domain->after);
}

/* ---- reporters ---- */

static uint64_t reporter_key(const struct digest_total *total)
{
    return total->reporter_rank;
}

/* The most sessions that one policy type has: adding types would count sessions twice. */
static uint64_t size_of(const struct summary_sessions by_type[RPTLINT_POLICY_NONE_FOUND + 1])
{
    uint64_t most = 0;

    for (size_t type = 0; type <= RPTLINT_POLICY_NONE_FOUND; type++) {
        uint64_t sessions = digest_sum(by_type[type].successful, by_type[type].failed);

        most = sessions > most ? sessions : most;
    }
    return most;
}

static int by_size(const void *first, const void *second)
{
    const struct summary_reporter *a = first, *b = second;
    uint64_t size_a = size_of(a->by_type), size_b = size_of(b->by_type);

    if (size_a != size_b)
        return size_a > size_b ? -1 : 1;
    return strcmp(a->name, b->name);
}

/* Once find_days() has sorted totals by day, which they stay for each reporter. */
static void find_reporters(struct owned *owned, struct audience *audience, const struct summary_domain *domain,
                           const struct groups *groups)
{
    struct summary_reporter *reporters = take(owned, sort_totals(groups, reporter_key), sizeof(*reporters));
    struct summary_reporter *one = NULL;
    size_t count = 0;

    if (reporters == NULL)
        return;
    for (size_t i = 0; i < groups->total_count; i++) {
        const struct digest_total *total = groups->totals[i];

        if (one == NULL || one->name != total->reporter) {
            one = &reporters[count++];
            one->name = total->reporter;
            one->first = one->last = DIGEST_NO_DAY;
        }
        one->days += total->day != DIGEST_NO_DAY && total->day != one->last;
        widen(&one->first, &one->last, total->day);
        add_sessions(&one->by_type[total->type], total);
    }
    for (size_t i = 0; i < count; i++) {
        if (reporters[i].days > 0)
            reporters[i].missing = (size_t)((int64_t)domain->last - reporters[i].first + 1) - reporters[i].days;
        for (size_t type = 0; type <= RPTLINT_POLICY_NONE_FOUND; type++) {
            set_rate(&reporters[i].by_type[type]);
            audience->with_sessions[type] += has_sessions(&reporters[i].by_type[type]);
        }
    }
    audience->reporters = reporters;
    audience->count = count;
}

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

/* From here on they stand by size. */
static void keep_reporters(struct summary_domain *domain, const struct audience *audience)
{
    qsort(audience->reporters, audience->count, sizeof(*audience->reporters), by_size);
    domain->reporters = audience->reporters;
    domain->reporter_count = audience->count;
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
        widen(&problem->first, &problem->last, failures[i]->day);
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
    struct summary_weight weight = {.rate = share_of(sessions, all->successful, all->failed),
                                    .beyond = sessions > all->failed};

    weight.level = level_of(wish, weight.beyond ? all->rate : weight.rate, has_sessions(all));
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
static const struct summary_problem *find_problems(struct owned *owned, const struct summary_domain *domain,
                                                   const struct audience *audience, const struct groups *groups,
                                                   bool by_mx, size_t *count)
{
    int (*compare)(const struct digest_failure *a, const struct digest_failure *b) = by_mx ? by_place : by_kind;
    struct summary_problem *problems = take(owned, groups->failure_count, sizeof(*problems));

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

/* ---- hosts ---- */

static int by_mx(const void *first, const void *second)
{
    const struct digest_failure *a = *(const struct digest_failure *const *)first;
    const struct digest_failure *b = *(const struct digest_failure *const *)second;

    return strcmp(a->mx, b->mx);
}

static int by_failures(const void *first, const void *second)
{
    const struct summary_mx *a = first, *b = second;

    if (a->failed != b->failed)
        return a->failed > b->failed ? -1 : 1;
    return strcmp(a->name, b->name);
}

/* One type's failures: the other types' may be of the same sessions. */
static void find_hosts(struct owned *owned, struct summary_domain *domain, const struct groups *groups)
{
    struct summary_mx *hosts = take(owned, groups->failure_count, sizeof(*hosts));
    size_t count = 0;

    if (hosts == NULL)
        return;
    qsort(groups->failures, groups->failure_count, sizeof(struct digest_failure *), by_mx);
    for (size_t i = 0; i < groups->failure_count; i++) {
        const struct digest_failure *failure = groups->failures[i];

        if (failure->type != domain->worst || failure->mx[0] == '\0')
            continue;
        if (count == 0 || strcmp(hosts[count - 1].name, failure->mx) != 0)
            hosts[count++].name = failure->mx;
        hosts[count - 1].failed = digest_sum(hosts[count - 1].failed, failure->sessions);
    }
    qsort(hosts, count, sizeof(*hosts), by_failures);
    domain->hosts = hosts;
    domain->host_count = count;
}

/* ---- domains ---- */

static void find_level(struct summary_domain *domain, const struct summary_wish *wish)
{
    bool found = false;

    for (size_t type = 0; type <= RPTLINT_POLICY_NONE_FOUND; type++) {
        struct summary_sessions *sessions = &domain->by_type[type];
        enum summary_level level;

        set_rate(sessions);
        if (!domain->has_type[type])
            continue;
        level = level_of(wish, sessions->rate, has_sessions(sessions));
        if (!found || level > domain->level ||
            (level == domain->level && sessions->failed > domain->by_type[domain->worst].failed)) {
            domain->level = level;
            domain->worst = (rptlint_policy_type)type;
            found = true;
        }
    }
}

static void fill_domain(struct owned *owned, struct summary_domain *domain, const struct groups *groups)
{
    const struct summary_wish *wish = &owned->summary.wish;
    struct audience audience = {.count = 0};

    domain->name = groups->totals[0]->domain;
    domain->first = domain->last = DIGEST_NO_DAY;
    for (size_t i = 0; i < groups->total_count; i++) {
        domain->has_type[groups->totals[i]->type] = true;
        add_sessions(&domain->by_type[groups->totals[i]->type], groups->totals[i]);
    }
    find_level(domain, wish);
    find_days(owned, domain, groups);
    if (!owned->failed)
        find_trend(domain);
    find_reporters(owned, &audience, domain, groups);
    if (owned->failed)
        return;
    domain->problems = find_problems(owned, domain, &audience, groups, true, &domain->problem_count);
    domain->kinds = find_problems(owned, domain, &audience, groups, false, &domain->kind_count);
    find_hosts(owned, domain, groups);
    keep_reporters(domain, &audience);
}

static int by_badness(const void *first, const void *second)
{
    const struct summary_domain *a = first, *b = second;
    uint64_t failed_a = a->by_type[a->worst].failed, failed_b = b->by_type[b->worst].failed;

    if (a->level != b->level)
        return a->level > b->level ? -1 : 1;
    if (failed_a != failed_b)
        return failed_a > failed_b ? -1 : 1;
    return strcmp(a->name, b->name);
}

/* The groups that are wanted; both arrays are sorted by domain. */
static bool choose(struct owned *owned, struct digest *digest, struct groups *groups)
{
    const struct digest_total *totals;
    const struct digest_failure *failures;
    size_t total_count = digest_totals(digest, &totals), failure_count = digest_failures(digest, &failures);

    groups->totals = take(owned, total_count, sizeof(struct digest_total *));
    groups->failures = take(owned, failure_count, sizeof(struct digest_failure *));
    groups->all = totals;
    groups->order = take(owned, 2 * total_count, sizeof(*groups->order));
    if (owned->failed)
        return false;
    for (size_t i = 0; i < total_count; i++)
        if (summary_wants(&owned->summary.wish, &totals[i]))
            groups->totals[groups->total_count++] = &totals[i];
    for (size_t i = 0; i < failure_count; i++)
        if (summary_wants_failure(&owned->summary.wish, &failures[i]))
            groups->failures[groups->failure_count++] = &failures[i];
    return true;
}

/* Takes the groups of the next domain off both arrays. */
static struct groups next_domain(struct groups *all)
{
    struct groups one = {.totals = all->totals, .failures = all->failures, .all = all->all, .order = all->order};
    const char *name = all->totals[0]->domain;

    while (one.total_count < all->total_count && all->totals[one.total_count]->domain == name)
        one.total_count++;
    while (all->failure_count > 0 && strcmp(all->failures[0]->domain, name) < 0) {
        all->failures++; /* of a domain whose totals are not wanted */
        all->failure_count--;
    }
    one.failures = all->failures;
    while (one.failure_count < all->failure_count && all->failures[one.failure_count]->domain == name)
        one.failure_count++;
    all->totals += one.total_count;
    all->total_count -= one.total_count;
    all->failures += one.failure_count;
    all->failure_count -= one.failure_count;
    return one;
}

static size_t count_domains(const struct groups *groups)
{
    size_t count = 0;

    for (size_t i = 0; i < groups->total_count; i++)
        count += i == 0 || groups->totals[i]->domain != groups->totals[i - 1]->domain;
    return count;
}

struct summary *summary_of(struct digest *digest, const struct summary_wish *wish)
{
    struct owned *owned = calloc(1, sizeof(*owned));
    struct groups groups = {.total_count = 0};
    struct summary_domain *domains;
    struct summary *summary;

    if (owned == NULL)
        return NULL;
    summary = &owned->summary;
    summary->wish = *wish;
    summary->first = summary->last = DIGEST_NO_DAY;
    summary->reports = digest_reports(digest);
    summary->duplicates = digest_duplicates(digest);
    domains = choose(owned, digest, &groups) ? take(owned, count_domains(&groups), sizeof(*domains)) : NULL;
    while (domains != NULL && groups.total_count > 0 && !owned->failed) {
        struct groups one = next_domain(&groups);
        struct summary_domain *domain = &domains[summary->domain_count++];

        fill_domain(owned, domain, &one);
        summary->level = domain->level > summary->level ? domain->level : summary->level;
        widen(&summary->first, &summary->last, domain->first);
        widen(&summary->first, &summary->last, domain->last);
    }
    if (owned->failed || domains == NULL) {
        summary_free(summary);
        return NULL;
    }
    if (summary->domain_count > 0)
        qsort(domains, summary->domain_count, sizeof(*domains), by_badness);
    summary->domains = domains;
    return summary;
}

void summary_free(struct summary *summary)
{
    struct owned *owned = (struct owned *)(void *)summary;

    if (summary == NULL)
        return;
    for (size_t i = 0; i < owned->count; i++)
        free(owned->blocks[i]);
    free(owned->blocks);
    free(owned);
}

const char *summary_level_name(enum summary_level level)
{
    static const char *const names[] = {"none", "normal", "watch", "act"};

    return (size_t)level < sizeof(names) / sizeof(names[0]) ? names[level] : "unknown";
}

/* ---- days as text: civil dates from day numbers, 400 years at a time ---- */

enum { DAYS_400_YEARS = 146097, DAYS_TO_0000_03_01 = 719468 };

void day_write(digest_day day, char text[DAY_TEXT])
{
    int64_t shifted = (int64_t)day + DAYS_TO_0000_03_01;
    int64_t era = (shifted >= 0 ? shifted : shifted - (DAYS_400_YEARS - 1)) / DAYS_400_YEARS;
    int64_t in_era = shifted - era * DAYS_400_YEARS;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / (DAYS_400_YEARS - 1)) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * in_year + 2) / 153;
    int64_t of_month = in_year - (153 * month + 2) / 5 + 1;

    month = month < 10 ? month + 3 : month - 9;
    year += era * 400 + (month <= 2);
    if (day == DIGEST_NO_DAY || year < 0 || year > 9999)
        snprintf(text, DAY_TEXT, "unknown");
    else
        snprintf(text, DAY_TEXT, "%04d-%02d-%02d", (int)year, (int)month, (int)of_month);
}

static bool take_digits(const char *text, int count, int *number)
{
    *number = 0;
    for (int i = 0; i < count; i++) {
        if (!byte_in(text[i], BYTE_DIGIT))
            return false;
        *number = *number * 10 + (text[i] - '0');
    }
    return true;
}

bool day_read(const char *text, digest_day *day)
{
    int year, month, of_month;
    int64_t era_year, era, in_year;
    char again[DAY_TEXT];

    if (strlen(text) != 10 || !take_digits(text, 4, &year) || text[4] != '-' || !take_digits(text + 5, 2, &month) ||
        text[7] != '-' || !take_digits(text + 8, 2, &of_month) || month < 1 || month > 12)
        return false;
    era_year = year - (month <= 2);
    era = (era_year >= 0 ? era_year : era_year - 399) / 400;
    era_year -= era * 400;
    in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + of_month - 1;
    *day = (digest_day)(era * DAYS_400_YEARS + era_year * 365 + era_year / 4 - era_year / 100 + in_year -
                        DAYS_TO_0000_03_01);
    /* 30 February comes out as another day. */
    day_write(*day, again);
    return strcmp(text, again) == 0;
}
