/* SPDX-License-Identifier: BSD-2-Clause */
/* What many reports say, as one JSON object in one line; the members and their order are documented and stay. */
#include "output/digest_render.h"
#include "output/escape.h"
#include "output/numbers.h"

#include <inttypes.h>

enum { TYPES = RPTLINT_POLICY_NONE_FOUND + 1 };

/* What separates members and elements: nothing before the first one. */
static void comma(FILE *stream, bool *first)
{
    if (!*first)
        putc(',', stream);
    *first = false;
}

/* "KEY":"STRING" */
static void write_string(FILE *stream, const char *key, const char *string)
{
    fprintf(stream, "\"%s\":\"", key);
    escape_string(stream, ESCAPE_JSON, string);
    putc('"', stream);
}

/* ,"KEY":"STRING", when there is one */
static void write_text(FILE *stream, const char *key, const char *string)
{
    if (string == NULL || string[0] == '\0')
        return;
    putc(',', stream);
    write_string(stream, key, string);
}

static void write_number(FILE *stream, const char *key, uint64_t number)
{
    fprintf(stream, ",\"%s\":%" PRIu64, key, number);
}

static void write_rate(FILE *stream, const char *key, double rate)
{
    if (!is_rate(rate))
        return;
    fprintf(stream, ",\"%s\":", key);
    rate_write(stream, rate);
}

/* Is there a day, and has it four digits for its year?  Then it is in `text`. */
static bool day_text(digest_day day, char text[DAY_TEXT])
{
    digest_day again;

    if (day == DIGEST_NO_DAY)
        return false;
    day_write(day, text);
    return day_read(text, &again);
}

static void write_day(FILE *stream, const char *key, digest_day day)
{
    char text[DAY_TEXT];

    if (day_text(day, text))
        fprintf(stream, ",\"%s\":\"%s\"", key, text);
}

static bool any_session(const struct summary_sessions *sessions)
{
    return sessions->successful > 0 || sessions->failed > 0;
}

/* "successful":1,"failed":2,"rate":0.666667; without sessions there is no rate */
static void write_sessions(FILE *stream, const struct summary_sessions *sessions)
{
    fprintf(stream, "\"successful\":%" PRIu64 ",\"failed\":%" PRIu64, sessions->successful, sessions->failed);
    if (any_session(sessions))
        write_rate(stream, "rate", sessions->rate);
}

/* "policies":[...]: the types that `has` has, or else those with sessions */
static void write_policies(FILE *stream, const struct summary_sessions by_type[TYPES], const bool *has)
{
    bool first = true;

    fputs("\"policies\":[", stream);
    for (int type = 0; type < TYPES; type++) {
        if (has != NULL ? !has[type] : !any_session(&by_type[type]))
            continue;
        comma(stream, &first);
        putc('{', stream);
        write_string(stream, "policy_type", rptlint_policy_type_name((rptlint_policy_type)type));
        putc(',', stream);
        write_sessions(stream, &by_type[type]);
        putc('}', stream);
    }
    putc(']', stream);
}

static void write_half(FILE *stream, const char *key, const struct summary_sessions *sessions)
{
    fprintf(stream, ",\"%s\":{", key);
    write_sessions(stream, sessions);
    putc('}', stream);
}

static void write_days(FILE *stream, const struct summary_domain *domain)
{
    fputs(",\"days\":[", stream);
    for (size_t i = 0; i < domain->day_count; i++) {
        char text[DAY_TEXT];

        fputs(i > 0 ? ",{" : "{", stream);
        if (day_text(domain->days[i].day, text))
            fprintf(stream, "\"day\":\"%s\",", text);
        write_policies(stream, domain->days[i].by_type, NULL);
        putc('}', stream);
    }
    putc(']', stream);
}

static void write_problem(FILE *stream, const struct summary_domain *domain, const struct summary_problem *problem)
{
    putc('{', stream);
    write_string(stream, "policy_type", rptlint_policy_type_name(problem->type));
    write_text(stream, "result", rptlint_result_name(problem->result));
    if (problem->result == RPTLINT_RESULT_OTHER)
        write_text(stream, "result_text", problem->result_text);
    write_text(stream, "receiving_mx", problem->mx);
    write_number(stream, "sessions", problem->sessions);
    if (any_session(&domain->by_type[problem->type]))
        write_rate(stream, "rate", problem->rate);
    write_text(stream, "level", summary_level_name(problem->level));
    write_day(stream, "first", problem->first);
    write_day(stream, "last", problem->last);
    write_number(stream, "reporters", problem->reporters);
    write_text(stream, "reporter", problem->reporter);
    write_number(stream, "reporters_sessions", problem->handful);
    write_number(stream, "reasons", problem->reasons);
    write_text(stream, "reason", problem->reason);
    if (problem->reason_cause != NULL) {
        write_text(stream, "reason_cause", problem->reason_cause);
        write_text(stream, "reason_hint", problem->reason_hint);
    }
    putc('}', stream);
}

static void write_problems(FILE *stream, const struct summary_domain *domain)
{
    fputs(",\"problems\":[", stream);
    for (size_t i = 0; i < domain->problem_count; i++) {
        if (i > 0)
            putc(',', stream);
        write_problem(stream, domain, &domain->problems[i]);
    }
    putc(']', stream);
}

static void write_reporters(FILE *stream, const struct summary_domain *domain)
{
    fputs(",\"reporters\":[", stream);
    for (size_t i = 0; i < domain->reporter_count; i++) {
        const struct summary_reporter *reporter = &domain->reporters[i];

        fputs(i > 0 ? ",{" : "{", stream);
        write_string(stream, "reporter", reporter->name);
        write_day(stream, "first", reporter->first);
        write_day(stream, "last", reporter->last);
        write_number(stream, "days", reporter->days);
        write_number(stream, "days_missing", reporter->missing);
        putc(',', stream);
        write_policies(stream, reporter->by_type, NULL);
        putc('}', stream);
    }
    putc(']', stream);
}

static void write_hosts(FILE *stream, const struct summary_domain *domain)
{
    fputs(",\"hosts\":[", stream);
    for (size_t i = 0; i < domain->host_count; i++) {
        fputs(i > 0 ? ",{" : "{", stream);
        write_string(stream, "receiving_mx", domain->hosts[i].name);
        write_number(stream, "failed", domain->hosts[i].failed);
        putc('}', stream);
    }
    putc(']', stream);
}

static void write_domain(FILE *stream, const struct summary_domain *domain)
{
    putc('{', stream);
    write_string(stream, "policy_domain", domain->name);
    write_text(stream, "level", summary_level_name(domain->level));
    if (domain->level != LEVEL_NONE)
        write_text(stream, "worst", rptlint_policy_type_name(domain->worst));
    write_day(stream, "first", domain->first);
    write_day(stream, "last", domain->last);
    write_number(stream, "days_missing", domain->days_missing);
    putc(',', stream);
    write_policies(stream, domain->by_type, domain->has_type);
    write_half(stream, "before", &domain->before);
    write_half(stream, "after", &domain->after);
    write_problems(stream, domain);
    write_hosts(stream, domain);
    write_reporters(stream, domain);
    write_days(stream, domain);
    putc('}', stream);
}

/* What the summary was restricted to, and the thresholds of its levels. */
static void write_wish(FILE *stream, const struct summary_wish *wish)
{
    write_day(stream, "since", wish->since);
    write_day(stream, "until", wish->until);
    write_text(stream, "domain", wish->domain);
    write_text(stream, "mx", wish->mx);
    write_text(stream, "reporter", wish->reporter);
    write_text(stream, "result", wish->result);
    write_rate(stream, "warn", wish->warn);
    write_rate(stream, "crit", wish->crit);
}

static void write_summary(FILE *stream, const struct summary *summary, const struct digest_run *run)
{
    fputs("{\"type\":\"report-summary\",\"version\":1", stream);
    write_text(stream, "level", summary_level_name(summary->level));
    write_day(stream, "first", summary->first);
    write_day(stream, "last", summary->last);
    write_number(stream, "reports", summary->reports);
    write_number(stream, "duplicates", summary->duplicates);
    write_number(stream, "faulty", run->faulty);
    write_number(stream, "unreadable", run->unreadable);
    write_number(stream, "incomplete", run->incomplete);
    fputs(",\"request\":{\"patterns\":", stream);
    fputs(summary->wish.wanted != NULL ? "true" : "false", stream);
    write_wish(stream, &summary->wish);
    fputs("},\"domains\":[", stream);
    for (size_t i = 0; i < summary->domain_count; i++) {
        if (i > 0)
            putc(',', stream);
        write_domain(stream, &summary->domains[i]);
    }
    fputs("]}\n", stream);
}

const struct digest_renderer digest_json = {.name = "json", .write = write_summary};
