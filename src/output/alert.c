/* SPDX-License-Identifier: BSD-2-Clause */
/* One line for a monitoring system: the state, the worst, and performance data for each domain and policy type. */
#include "output/digest_render.h"
#include "output/escape.h"

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
    case LEVEL_NORMAL: return run->unreadable > 0 ? ALERT_UNKNOWN : ALERT_OK;
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

static void write_worst(FILE *stream, const struct summary_domain *domain)
{
    const struct summary_sessions *worst = &domain->by_type[domain->worst];
    const struct summary_problem *problem = domain->problem_count > 0 ? &domain->problems[0] : NULL;

    write_name(stream, domain->name);
    fprintf(stream, ": %" PRIu64 " of %" PRIu64 " sessions failed under %s (%.1f %%)", worst->failed,
            worst->failed > UINT64_MAX - worst->successful ? UINT64_MAX : worst->failed + worst->successful,
            rptlint_policy_type_name(domain->worst), worst->rate * 100);
    if (worst->failed < SUMMARY_HANDFUL && worst->successful < SUMMARY_HANDFUL - worst->failed)
        fputs(", only a handful", stream);
    if (problem == NULL)
        return;
    fputs(", most of it ", stream);
    if (problem->result != RPTLINT_RESULT_OTHER)
        fputs(rptlint_result_name(problem->result), stream);
    else
        write_name(stream, problem->result_text);
    if (problem->mx[0] != '\0') {
        fputs(" at ", stream);
        write_name(stream, problem->mx);
    }
}

/* 'DOMAIN TYPE'=RATE%;WARN;CRIT;0;100, and U where there was no session. */
static size_t write_measured(FILE *stream, const struct summary_domain *domain, const struct summary_wish *wish)
{
    size_t count = 0;

    for (size_t type = 0; type <= RPTLINT_POLICY_NONE_FOUND; type++) {
        if (!domain->has_type[type])
            continue;
        fputs(" '", stream);
        write_name(stream, domain->name);
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
        fprintf(stream, "; %zu inputs could not be read", run->unreadable);
    putc('|', stream);
    for (size_t i = 0; i < summary->domain_count && measured < MEASURED_MAX; i++)
        measured += write_measured(stream, &summary->domains[i], &summary->wish);
    putc('\n', stream);
    return state;
}
