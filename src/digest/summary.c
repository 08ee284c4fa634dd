/* SPDX-License-Identifier: BSD-2-Clause */
/* From groups to what they say: the sorted groups of a domain are gone through once for each question. */
#include "digest/summary_parts.h"

#include "core/bytes.h"
#include "order.h"

#include <stdlib.h>
#include <string.h>

void *summary_take(struct owned *owned, size_t count, size_t size)
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

bool summary_has_sessions(const struct summary_sessions *sessions)
{
    return sessions->successful > 0 || sessions->failed > 0;
}

/* Details may tell of more sessions than there were. */
double summary_share(uint64_t part, uint64_t successful, uint64_t failed)
{
    double whole = (double)successful + (double)failed;

    if (whole <= 0)
        return 0;
    return (double)part > whole ? 1 : (double)part / whole;
}

static void set_rate(struct summary_sessions *sessions)
{
    sessions->rate = summary_share(sessions->failed, sessions->successful, sessions->failed);
}

enum summary_level summary_level_of(const struct summary_wish *wish, double rate, bool any)
{
    if (!any)
        return LEVEL_NONE;
    return rate > wish->crit ? LEVEL_ACT : rate >= wish->warn ? LEVEL_WATCH : LEVEL_NORMAL;
}

void summary_widen(digest_day *first, digest_day *last, digest_day day)
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
    struct summary_day *days = summary_take(owned, sort_totals(groups, day_key), sizeof(*days));
    size_t count = 0;

    if (days == NULL)
        return;
    for (size_t i = 0; i < groups->total_count; i++) {
        const struct digest_total *total = groups->totals[i];

        summary_widen(&domain->first, &domain->last, total->day);
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
    struct summary_reporter *reporters = summary_take(owned, sort_totals(groups, reporter_key), sizeof(*reporters));
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
        summary_widen(&one->first, &one->last, total->day);
        add_sessions(&one->by_type[total->type], total);
    }
    for (size_t i = 0; i < count; i++) {
        if (reporters[i].days > 0)
            reporters[i].missing = (size_t)((int64_t)domain->last - reporters[i].first + 1) - reporters[i].days;
        for (size_t type = 0; type <= RPTLINT_POLICY_NONE_FOUND; type++) {
            set_rate(&reporters[i].by_type[type]);
            audience->with_sessions[type] += summary_has_sessions(&reporters[i].by_type[type]);
        }
    }
    audience->reporters = reporters;
    audience->count = count;
}

/* From here on they stand by size. */
static void keep_reporters(struct summary_domain *domain, const struct audience *audience)
{
    qsort(audience->reporters, audience->count, sizeof(*audience->reporters), by_size);
    domain->reporters = audience->reporters;
    domain->reporter_count = audience->count;
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
    struct summary_mx *hosts = summary_take(owned, groups->failure_count, sizeof(*hosts));
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
        level = summary_level_of(wish, sessions->rate, summary_has_sessions(sessions));
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
    domain->problems = summary_problems(owned, domain, &audience, groups, true, &domain->problem_count);
    domain->kinds = summary_problems(owned, domain, &audience, groups, false, &domain->kind_count);
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

    groups->totals = summary_take(owned, total_count, sizeof(struct digest_total *));
    groups->failures = summary_take(owned, failure_count, sizeof(struct digest_failure *));
    groups->all = totals;
    groups->order = summary_take(owned, 2 * total_count, sizeof(*groups->order));
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
    domains = choose(owned, digest, &groups) ? summary_take(owned, count_domains(&groups), sizeof(*domains)) : NULL;
    while (domains != NULL && groups.total_count > 0 && !owned->failed) {
        struct groups one = next_domain(&groups);
        struct summary_domain *domain = &domains[summary->domain_count++];

        fill_domain(owned, domain, &one);
        summary->level = domain->level > summary->level ? domain->level : summary->level;
        summary_widen(&summary->first, &summary->last, domain->first);
        summary_widen(&summary->first, &summary->last, domain->last);
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
