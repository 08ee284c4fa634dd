/* SPDX-License-Identifier: BSD-2-Clause */
/* What fails, problem by problem, with the words of the result types. */
#include "core/results.h"
#include "output/html.h"

#include <string.h>

/* So many are written, and how many more there are is told. */
enum { PROBLEMS_MAX = 50 };

static void write_result(FILE *stream, const struct summary_problem *problem)
{
    const char *other = problem->result_text != NULL ? problem->result_text : "";

    if (problem->result != RPTLINT_RESULT_OTHER)
        fputs(rptlint_result_name(problem->result), stream);
    else if (other[0] != '\0')
        html_name(stream, other);
    else
        fputs("(no result type)", stream);
}

/* May the name stand in a command as it is?  One from outside that a shell would read differently may not. */
static bool is_host(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:";

    return name[0] != '\0' && name[0] != '-' && name[strspn(name, letters)] == '\0';
}

/* The name of a mark that a command begins with, {MX}, {DOMAIN} or {POLICY_HOST}; 0, or the mark's length. */
static size_t write_mark(FILE *stream, const char *command, const char *mx, const char *domain)
{
    const struct {
        const char *mark, *before, *name;
    } marks[] = {{"{MX}", "", mx}, {"{DOMAIN}", "", domain}, {"{POLICY_HOST}", "mta-sts.", domain}};

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        size_t length = strlen(marks[i].mark);

        if (strncmp(command, marks[i].mark, length) != 0 || !is_host(marks[i].name))
            continue;
        fputs(marks[i].before, stream);
        html_text(stream, marks[i].name);
        return length;
    }
    return 0;
}

/* Commands, each on a line of its own, with the names in them as far as they are known. */
static void write_commands(FILE *stream, const char *commands, const char *mx, const char *domain)
{
    static const char between[] = "; ";

    fputs("<code>", stream);
    while (*commands != '\0') {
        char letter[2] = {*commands, '\0'};
        size_t skipped = write_mark(stream, commands, mx, domain);

        if (skipped > 0) {
            commands += skipped;
        } else if (strncmp(commands, between, sizeof(between) - 1) == 0) {
            fputs("</code><code>", stream);
            commands += sizeof(between) - 1;
        } else {
            html_text(stream, letter);
            commands++;
        }
    }
    fputs("</code>", stream);
}

static void write_advice(FILE *stream, const struct summary_domain *domain, const struct summary_problem *problem)
{
    const struct result_words *words = result_words_of(problem->result);

    if (words == NULL) {
        fputs("<p>RFC 8460 knows no such result type: ask who reported it what it means.</p>\n", stream);
        return;
    }
    fputs("<dl><dt>Means</dt><dd>", stream);
    html_text(stream, words->meaning);
    fputs("</dd><dt>Cause</dt><dd>", stream);
    html_text(stream, words->cause);
    fputs("</dd><dt>Confirm</dt><dd>", stream);
    write_commands(stream, words->confirm, problem->mx, domain->name);
    html_text(stream, words->expect);
    fputs("</dd><dt>Fix</dt><dd>", stream);
    html_text(stream, words->fix);
    fputs("</dd>", stream);
    if (words->senders[0] != '\0') {
        fputs("<dt>Senders</dt><dd>", stream);
        html_text(stream, words->senders);
        fputs("</dd>", stream);
    }
    fputs("<dt>Look again</dt><dd>", stream);
    html_text(stream, words->again);
    fputs("</dd></dl>\n", stream);
}

static void write_seen(FILE *stream, const struct summary_problem *problem)
{
    fputs("<p>Seen ", stream);
    if (problem->first != problem->last)
        fputs("from ", stream);
    else
        fputs(problem->first != DIGEST_NO_DAY ? "on " : "", stream);
    html_period(stream, problem->first, problem->last);
    if (problem->reporters == 1) {
        fputs(" by ", stream);
        html_reporter(stream, problem->reporter);
    } else {
        fputs(" by ", stream);
        html_count(stream, problem->reporters);
        fputs(" reporters, most of it by ", stream);
        html_reporter(stream, problem->reporter);
    }
    fputs("; of ", stream);
    html_count(stream, problem->handful);
    fprintf(stream, " session%s that %s reported.", html_plural(problem->handful),
            problem->reporters == 1 ? "this one" : "these");
    if (problem->reasons > 0) {
        fputs(" Reason given", stream);
        fputs(problem->reasons > 1 ? " most often: <code>" : ": <code>", stream);
        html_name(stream, problem->reason);
        fputs("</code>", stream);
        if (problem->reasons > 1) {
            fputs(", of ", stream);
            html_count(stream, problem->reasons);
            fputs(" different ones", stream);
        }
    }
    fputs("</p>\n", stream);
}

static void write_problem(FILE *stream, const struct summary_domain *domain, const struct summary_problem *problem)
{
    fprintf(stream, "<article class=\"%s\">\n<h4>", summary_level_name(problem->level));
    html_level(stream, problem->level);
    putc(' ', stream);
    write_result(stream, problem);
    if (problem->mx[0] != '\0') {
        fputs(" at ", stream);
        html_name(stream, problem->mx);
    }
    fputs("</h4>\n<p>", stream);
    html_count(stream, problem->sessions);
    fprintf(stream, " session%s failed, ", html_plural(problem->sessions));
    html_rate(stream, problem->rate);
    fprintf(stream, " of all under %s.</p>\n", html_type(problem->type));
    write_seen(stream, problem);
    /* What is no more than usual needs no advice at first sight. */
    if (problem->level < LEVEL_WATCH)
        fputs("<details><summary>Cause and fix</summary>\n", stream);
    write_advice(stream, domain, problem);
    fputs(problem->level < LEVEL_WATCH ? "</details>\n</article>\n" : "</article>\n", stream);
}

void html_problems(FILE *stream, const struct summary_domain *domain)
{
    size_t shown = domain->problem_count < PROBLEMS_MAX ? domain->problem_count : PROBLEMS_MAX;

    if (shown == 0)
        return;
    fputs("<h3>What fails, worst first</h3>\n", stream);
    for (size_t i = 0; i < shown; i++)
        write_problem(stream, domain, &domain->problems[i]);
    html_more(stream, domain->problem_count, shown, "kinds of failure");
}
