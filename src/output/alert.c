/* SPDX-License-Identifier: BSD-2-Clause */
/* One line for a monitoring system: the state, the worst, and performance data for each domain and policy type. */
#include "output/digest_render.h"
#include "output/escape.h"
#include "output/trouble.h"

#include <inttypes.h>
#include <string.h>

/* The convention's states. */
enum { ALERT_OK = 0, ALERT_WARNING = 1, ALERT_CRITICAL = 2, ALERT_UNKNOWN = 3 };

/* Monitoring systems cut long lines. */
enum { MEASURED_MAX = 50 };

static const char *const state_names[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};

static int state_of(const struct summary *summary, const struct digest_run *run)
{
    switch (summary->level) {
    case LEVEL_ACT: return ALERT_CRITICAL;
    case LEVEL_WATCH: return ALERT_WARNING;
    case LEVEL_NORMAL: return run->unreadable > 0 || run->incomplete > 0 ? ALERT_UNKNOWN : ALERT_OK;
    case LEVEL_NONE: break;
    }
    return ALERT_UNKNOWN;
}

/* "|" begins performance data and a line end ends the line: names from outside have neither here. */
static void write_name(FILE *stream, const char *name)
{
    for (;;) {
        size_t length = strcspn(name, "|'=");

        escape_write(stream, ESCAPE_TEXT, name, length);
        if (name[length] == '\0')
            return;
        putc('_', stream);
        name += length + 1;
    }
}

/* A label must not be empty. */
static void write_domain(FILE *stream, const struct summary_domain *domain)
{
    write_name(stream, domain->name[0] != '\0' ? domain->name : "(no domain)");
}

/* The worst kind of failure under the worst policy type, or NULL. */
static const struct summary_problem *worst_kind(const struct summary_domain *domain)
{
    for (size_t i = 0; i < domain->kind_count; i++)
        if (domain->kinds[i].type == domain->worst)
            return &domain->kinds[i];
    return NULL;
}

/* The MX where all of it happened, or "". */
static const char *only_mx(const struct summary_domain *domain, const struct summary_problem *kind)
{
    const char *mx = NULL;

    for (size_t i = 0; i < domain->problem_count; i++) {
        if (!is_same_kind(&domain->problems[i], kind))
            continue;
        if (mx != NULL)
            return "";
        mx = domain->problems[i].mx;
    }
    return mx != NULL ? mx : "";
}

static void write_kind(FILE *stream, const struct summary_domain *domain, const struct summary_problem *kind)
{
    uint64_t failed = domain->by_type[domain->worst].failed;
    const char *mx = only_mx(domain, kind);

    fputs(kind->sessions > failed / 2 ? ", most of it " : ", such as ", stream);
    if (kind->result != RPTLINT_RESULT_OTHER)
        fputs(rptlint_result_name(kind->result), stream);
    else if (kind->result_text[0] == '\0')
        fputs("a failure without a result type", stream);
    else
        write_name(stream, kind->result_text);
    if (mx[0] != '\0') {
        fputs(" at ", stream);
        write_name(stream, mx);
    }
}

static void write_worst(FILE *stream, const struct summary_domain *domain)
{
    const struct summary_sessions *worst = &domain->by_type[domain->worst];
    const struct summary_problem *kind = worst_kind(domain);

    write_domain(stream, domain);
    fprintf(stream, ": %" PRIu64 " of %" PRIu64 " sessions failed under %s (%.1f %%)", worst->failed,
            worst->failed > UINT64_MAX - worst->successful ? UINT64_MAX : worst->failed + worst->successful,
            rptlint_policy_type_name(domain->worst), worst->rate * 100);
    if (worst->failed < SUMMARY_HANDFUL && worst->successful < SUMMARY_HANDFUL - worst->failed)
        fputs(", only a handful", stream);
    if (kind != NULL && worst->failed > 0)
        write_kind(stream, domain, kind);
}

/* 'DOMAIN TYPE'=RATE%;WARN;CRIT;0;100, and U where there was no session. */
static size_t write_measured(FILE *stream, const struct summary_domain *domain, const struct summary_wish *wish)
{
    size_t count = 0;

    for (size_t type = 0; type <= RPTLINT_POLICY_NONE_FOUND; type++) {
        if (!domain->has_type[type])
            continue;
        fputs(" '", stream);
        write_domain(stream, domain);
        fprintf(stream, " %s'=", rptlint_policy_type_name((rptlint_policy_type)type));
        if (domain->by_type[type].successful == 0 && domain->by_type[type].failed == 0)
            putc('U', stream);
        else
            fprintf(stream, "%.2f%%;%.4g;%.4g;0;100", domain->by_type[type].rate * 100, wish->warn * 100,
                    wish->crit * 100);
        count++;
    }
    return count;
}

int digest_alert(FILE *stream, const struct summary *summary, const struct digest_run *run)
{
    int state = state_of(summary, run);
    size_t measured = 0;

    fprintf(stream, "TLSRPT %s - ", state_names[state]);
    if (summary->level == LEVEL_NONE)
        fputs("no session was reported", stream);
    else
        write_worst(stream, &summary->domains[0]);
    if (summary->domain_count > 1)
        fprintf(stream, "; %zu domains", summary->domain_count);
    if (run->unreadable > 0)
        fprintf(stream, "; %zu input%s could not be read", run->unreadable, run->unreadable == 1 ? "" : "s");
    if (run->incomplete > 0)
        fprintf(stream, "; %zu polic%s a count", run->incomplete, run->incomplete == 1 ? "y lacks" : "ies lack");
    putc('|', stream);
    for (size_t i = 0; i < summary->domain_count && measured < MEASURED_MAX; i++)
        measured += write_measured(stream, &summary->domains[i], &summary->wish);
    putc('\n', stream);
    return state;
}
