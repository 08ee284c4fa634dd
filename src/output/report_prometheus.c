/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What many reports say as metrics of Prometheus, in the text format 0.0.4, for the textfile collector of
 * node_exporter.  All are gauges: sums over the days of the summary, which a later run may see smaller.
 *
 * Reports must not be able to fill a time series database: the labels are the policy domain, the policy type, the
 * result type and the MX, and nothing else; what is beyond the limits is summed up as "other".
 */
#include "output/digest_render.h"
#include "output/escape.h"
#include "output/numbers.h"

#include <inttypes.h>
#include <string.h>

/* Domains with series of their own, the worst ones; and kinds of failure of each, likewise. */
enum { DOMAINS_MAX = 1000, FAILURES_MAX = 20 };

enum { TYPES = RPTLINT_POLICY_NONE_FOUND + 1, RESULTS = RPTLINT_STS_WEBPKI_INVALID + 1 };

/* What has this name shares the series of what has none of its own, so that no series comes twice. */
static const char other[] = "other";

static uint64_t add(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static bool is_other(const struct summary *summary, size_t index)
{
    return index >= DOMAINS_MAX || strcmp(summary->domains[index].name, other) == 0;
}

/* ---- lines ---- */

static void write_head(FILE *stream, const char *name, const char *help)
{
    fprintf(stream, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

/* NAME="VALUE" */
static void write_label(FILE *stream, const char *name, const char *value)
{
    fprintf(stream, "%s=\"", name);
    escape_string(stream, ESCAPE_LABEL, value);
    putc('"', stream);
}

/* METRIC{domain="..."; the caller goes on with another label or with "}". */
static void begin_series(FILE *stream, const char *metric, const char *domain)
{
    fprintf(stream, "%s{", metric);
    write_label(stream, "domain", domain);
}

static void write_plain(FILE *stream, const char *name, const char *help, uint64_t value)
{
    write_head(stream, name, help);
    fprintf(stream, "%s %" PRIu64 "\n", name, value);
}

/* ---- sessions of a domain and policy type ---- */

/* A metric of struct summary_sessions. */
struct measure {
    const char *name;
    const char *help;
    void (*write)(FILE *stream, const struct summary_sessions *sessions);
    bool rate; /* there is none where there are no sessions */
};

static void write_successful(FILE *stream, const struct summary_sessions *sessions)
{
    fprintf(stream, "%" PRIu64, sessions->successful);
}

static void write_failed(FILE *stream, const struct summary_sessions *sessions)
{
    fprintf(stream, "%" PRIu64, sessions->failed);
}

static void write_ratio(FILE *stream, const struct summary_sessions *sessions)
{
    rate_write(stream, sessions->rate);
}

static const struct measure measures[] = {
    {"rptlint_sessions_successful", "Sessions reported as successful, over all days. Do not add over policy types.",
     write_successful, false},
    {"rptlint_sessions_failed", "Sessions reported as failed, over all days. Do not add over policy types.",
     write_failed, false},
    {"rptlint_sessions_failed_ratio", "Failed sessions as a share of all sessions, 0 to 1.", write_ratio, true},
};

static void write_measure(FILE *stream, const struct measure *measure, const char *domain, int type,
                          const struct summary_sessions *sessions)
{
    if (measure->rate && ((sessions->successful == 0 && sessions->failed == 0) || !is_rate(sessions->rate)))
        return;
    begin_series(stream, measure->name, domain);
    putc(',', stream);
    write_label(stream, "policy_type", rptlint_policy_type_name((rptlint_policy_type)type));
    fputs("} ", stream);
    measure->write(stream, sessions);
    putc('\n', stream);
}

/* The domains that have no series of their own, as one. */
struct rest {
    size_t domains;
    struct summary_sessions by_type[TYPES];
    bool has_type[TYPES];
    enum summary_level level;
};

static void add_sessions(struct summary_sessions *to, const struct summary_sessions *sessions)
{
    double all;

    to->successful = add(to->successful, sessions->successful);
    to->failed = add(to->failed, sessions->failed);
    all = (double)to->successful + (double)to->failed;
    to->rate = all > 0 ? (double)to->failed / all : 0;
}

static struct rest rest_of(const struct summary *summary)
{
    struct rest rest = {.level = LEVEL_NONE};

    for (size_t i = 0; i < summary->domain_count; i++) {
        const struct summary_domain *domain = &summary->domains[i];

        if (!is_other(summary, i))
            continue;
        rest.domains++;
        if (domain->level > rest.level)
            rest.level = domain->level;
        for (int type = 0; type < TYPES; type++) {
            rest.has_type[type] = rest.has_type[type] || domain->has_type[type];
            add_sessions(&rest.by_type[type], &domain->by_type[type]);
        }
    }
    return rest;
}

static void write_types(FILE *stream, const struct measure *measure, const char *domain, const bool has_type[TYPES],
                        const struct summary_sessions by_type[TYPES])
{
    for (int type = 0; type < TYPES; type++)
        if (has_type[type])
            write_measure(stream, measure, domain, type, &by_type[type]);
}

static void write_measures(FILE *stream, const struct summary *summary, const struct rest *rest)
{
    for (size_t m = 0; m < sizeof(measures) / sizeof(measures[0]); m++) {
        write_head(stream, measures[m].name, measures[m].help);
        for (size_t i = 0; i < summary->domain_count; i++) {
            const struct summary_domain *domain = &summary->domains[i];

            if (!is_other(summary, i))
                write_types(stream, &measures[m], domain->name, domain->has_type, domain->by_type);
        }
        write_types(stream, &measures[m], other, rest->has_type, rest->by_type);
    }
}

/* ---- failures by MX ---- */

static const char failures_name[] = "rptlint_failure_sessions";

/* Sessions of the problems of one domain, or of some domains, that have no series of their own. */
struct failure_sums {
    uint64_t sessions[TYPES][RESULTS];
    bool has[TYPES][RESULTS];
};

static void write_failure(FILE *stream, const char *domain, int type, int result, const char *mx, uint64_t sessions)
{
    begin_series(stream, failures_name, domain);
    putc(',', stream);
    write_label(stream, "policy_type", rptlint_policy_type_name((rptlint_policy_type)type));
    putc(',', stream);
    write_label(stream, "result_type", rptlint_result_name((rptlint_result)result));
    putc(',', stream);
    write_label(stream, "mx", mx);
    fprintf(stream, "} %" PRIu64 "\n", sessions);
}

static void add_failure(struct failure_sums *sums, const struct summary_problem *problem)
{
    sums->sessions[problem->type][problem->result] =
        add(sums->sessions[problem->type][problem->result], problem->sessions);
    sums->has[problem->type][problem->result] = true;
}

static void write_sums(FILE *stream, const char *domain, const struct failure_sums *sums)
{
    for (int type = 0; type < TYPES; type++)
        for (int result = 0; result < RESULTS; result++)
            if (sums->has[type][result])
                write_failure(stream, domain, type, result, other, sums->sessions[type][result]);
}

static bool same_series(const struct summary_problem *a, const struct summary_problem *b)
{
    return a->type == b->type && a->result == b->result && strcmp(a->mx, b->mx) == 0;
}

/* Kinds of failure that differ only in a result type of the reporter's own are one. */
struct failure_series {
    const struct summary_problem *problem;
    uint64_t sessions;
};

static void write_failures_of(FILE *stream, const struct summary_domain *domain)
{
    struct failure_series series[FAILURES_MAX];
    struct failure_sums sums = {.sessions = {{0}}};
    size_t count = 0;

    for (size_t i = 0; i < domain->problem_count; i++) {
        const struct summary_problem *problem = &domain->problems[i];
        size_t at = 0;

        while (at < count && !same_series(series[at].problem, problem))
            at++;
        if (at < count)
            series[at].sessions = add(series[at].sessions, problem->sessions);
        else if (count < FAILURES_MAX && strcmp(problem->mx, other) != 0)
            series[count++] = (struct failure_series){.problem = problem, .sessions = problem->sessions};
        else
            add_failure(&sums, problem);
    }
    for (size_t i = 0; i < count; i++)
        write_failure(stream, domain->name, (int)series[i].problem->type, (int)series[i].problem->result,
                      series[i].problem->mx, series[i].sessions);
    write_sums(stream, domain->name, &sums);
}

static void write_failures(FILE *stream, const struct summary *summary)
{
    struct failure_sums sums = {.sessions = {{0}}};

    write_head(stream, failures_name,
               "Failed sessions in failure details, over all days. Do not add over policy types.");
    for (size_t i = 0; i < summary->domain_count; i++) {
        const struct summary_domain *domain = &summary->domains[i];

        if (!is_other(summary, i)) {
            write_failures_of(stream, domain);
            continue;
        }
        for (size_t j = 0; j < domain->problem_count; j++)
            add_failure(&sums, &domain->problems[j]);
    }
    write_sums(stream, other, &sums);
}

/* ---- one value a domain ---- */

static void write_level(FILE *stream, const char *domain, enum summary_level level)
{
    begin_series(stream, "rptlint_level", domain);
    fprintf(stream, "} %d\n", (int)level);
}

static void write_levels(FILE *stream, const struct summary *summary, const struct rest *rest)
{
    write_head(stream, "rptlint_level", "How bad it is: 0 no session was reported, 1 normal, 2 watch, 3 act.");
    for (size_t i = 0; i < summary->domain_count; i++)
        if (!is_other(summary, i))
            write_level(stream, summary->domains[i].name, summary->domains[i].level);
    if (rest->domains > 0)
        write_level(stream, other, rest->level);
}

static void write_last_days(FILE *stream, const struct summary *summary)
{
    static const char name[] = "rptlint_last_report_timestamp_seconds";

    write_head(stream, name, "Beginning of the last day that a report is about, in UTC.");
    for (size_t i = 0; i < summary->domain_count; i++) {
        if (is_other(summary, i) || summary->domains[i].last == DIGEST_NO_DAY)
            continue;
        begin_series(stream, name, summary->domains[i].name);
        fprintf(stream, "} %" PRId64 "\n", (int64_t)summary->domains[i].last * 86400);
    }
}

static void write_summary(FILE *stream, const struct summary *summary, const struct digest_run *run)
{
    struct rest rest = rest_of(summary);

    write_plain(stream, "rptlint_reports", "Reports that were counted.", summary->reports);
    write_plain(stream, "rptlint_reports_duplicate", "Policies of reports left out because they had come before.",
                summary->duplicates);
    write_plain(stream, "rptlint_reports_faulty", "Reports that were counted though there are errors in them.",
                run->faulty);
    write_plain(stream, "rptlint_inputs_unreadable", "Inputs, and reports in them, that could not be read.",
                run->unreadable);
    write_plain(stream, "rptlint_policies_incomplete",
                "Policies of reports that lack a count of sessions, and are not counted, or not in full.",
                run->incomplete);
    write_plain(stream, "rptlint_domains", "Policy domains that reports are about.", summary->domain_count);
    write_plain(stream, "rptlint_domains_other", "Policy domains that are summed up as domain=\"other\".",
                rest.domains);
    write_levels(stream, summary, &rest);
    write_last_days(stream, summary);
    write_measures(stream, summary, &rest);
    write_failures(stream, summary);
}

const struct digest_renderer digest_prometheus = {.name = "prometheus", .write = write_summary};
