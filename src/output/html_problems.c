/* SPDX-License-Identifier: BSD-2-Clause */
/* What fails, kind by kind, with the words of the result types; the labels and sentences are those of the text. */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include "core/results.h"
#include "output/confirm.h"
#include "output/escape.h"
#include "output/html.h"
#include "output/trouble.h"

#include <stdlib.h>
#include <string.h>

/* So many kinds are written, and so many MXs of each; that there are more is told. */
enum { KINDS_MAX = 50, MX_MAX = 10 };

static void write_label(FILE *stream, const char *label)
{
    fprintf(stream, "<dt>%s</dt><dd>", label);
}

static void write_result(FILE *stream, const struct summary_problem *problem)
{
    if (problem->result != RPTLINT_RESULT_OTHER) {
        fputs(rptlint_result_name(problem->result), stream);
    } else if (problem->result_text[0] == '\0') {
        fputs("a failure without a result type", stream);
    } else {
        putc('"', stream);
        html_name(stream, problem->result_text);
        fputs("\" (no result type of RFC 8460)", stream);
    }
}

static void write_since(FILE *stream, const struct summary_domain *domain, const struct summary_problem *kind)
{
    if (kind->first == DIGEST_NO_DAY)
        return;
    write_label(stream, "Since");
    html_day(stream, kind->first);
    if (domain->first == domain->last) {
        fputs(" or before: these reports are about one day</dd>", stream);
        return;
    }
    if (kind->first == domain->first)
        fputs(" or before, the first day of these reports", stream);
    if (kind->last == domain->last) {
        fputs("; still there on the last day, ", stream);
        html_day(stream, kind->last);
    } else {
        fputs("; last seen ", stream);
        html_day(stream, kind->last);
        fputs(", and not in the reports up to ", stream);
        html_day(stream, domain->last);
        fputs(": it may be over", stream);
    }
    fputs("</dd>", stream);
}

static void write_hosts(FILE *stream, const struct summary_domain *domain, const struct trouble *trouble)
{
    size_t shown = 0;

    for (size_t i = 0; i < domain->problem_count && shown < MX_MAX; i++) {
        const struct summary_problem *one = &domain->problems[i];

        if (!is_same_kind(one, trouble->kind) || one->mx[0] == '\0')
            continue;
        fputs(shown++ > 0 ? ", " : "", stream);
        html_name(stream, one->mx);
        if (trouble->hosts > 1 || trouble->unnamed) {
            fputs(" (", stream);
            html_count(stream, one->sessions);
            putc(')', stream);
        }
    }
    if (trouble->hosts > shown) {
        fputs(" and ", stream);
        html_count(stream, trouble->hosts - shown);
        fputs(" more", stream);
    }
}

static void write_where(FILE *stream, const struct summary_domain *domain, const struct trouble *trouble,
                        const struct summary_wish *wish)
{
    write_label(stream, "Where");
    if (is_of_policy_host(trouble->kind->result)) {
        fputs("the policy host", stream);
        if (domain->name[0] != '\0') {
            fputs(" mta-sts.", stream);
            html_name(stream, domain->name);
        }
        fputs(", and no MX", stream);
    } else if (trouble->hosts == 0) {
        fputs(where_unnamed(domain, trouble), stream);
    } else {
        write_hosts(stream, domain, trouble);
        if (trouble->unnamed)
            fputs("; the others name no MX", stream);
        else if (trouble->hosts == 1 && !is_partial(wish))
            fputs(is_host_name(trouble->worst->mx) ? " only: this is the one to fix" : " only", stream);
    }
    fputs("</dd>", stream);
}

static void write_seen(FILE *stream, const struct summary_problem *problem, const struct summary_wish *wish)
{
    if (problem->reporter == NULL)
        return;
    write_label(stream, "Seen by");
    if (problem->reporters != 1) {
        html_count(stream, problem->reporters);
        fputs(" reporters, most of it by ", stream);
    }
    html_reporter(stream, problem->reporter);
    fputs(problem->reporters != 1 ? "; together they reported "
          : is_partial(wish)      ? ", who reported "
                                  : " alone, who reported ",
          stream);
    html_count(stream, problem->handful);
    fprintf(stream, " session%s in all", html_plural(problem->handful));
    if (problem->handful < SUMMARY_HANDFUL)
        fputs(": a handful, so wait for more before you take it for a verdict", stream);
    if (problem->reporters == 1 && problem->others > 0 && !is_partial(wish)) {
        fputs("; ", stream);
        html_count(stream, problem->others);
        fprintf(stream, " other%s did not see it, so the way from this sender may be to blame", html_plural(problem->others));
    }
    fputs("</dd>", stream);
}

static void write_reason(FILE *stream, const struct summary_problem *problem)
{
    if (problem->reasons == 0)
        return;
    write_label(stream, "Reason");
    fputs("<q>", stream);
    html_name(stream, problem->reason);
    fputs("</q>, as the reporters put it", stream);
    if (problem->reasons > 1) {
        fputs("; ", stream);
        html_count(stream, problem->reasons - 1);
        fprintf(stream, " other reason%s", html_plural(problem->reasons - 1));
    }
    if (problem->reason_cause != NULL) {
        fputs(". ", stream);
        html_text(stream, problem->reason_cause);
        putc(' ', stream);
        html_text(stream, problem->reason_hint);
    }
    fputs("</dd>", stream);
}

static void write_words(FILE *stream, const char *label, const char *words)
{
    if (words[0] == '\0')
        return;
    write_label(stream, label);
    html_text(stream, words);
    fputs("</dd>", stream);
}

/* Each command in a line of its own, to be copied. */
static void write_lines(FILE *stream, const char *lines)
{
    for (const char *end; (end = strchr(lines, '\n')) != NULL; lines = end + 1) {
        fputs("<code>", stream);
        escape_write(stream, ESCAPE_HTML, lines, (size_t)(end - lines));
        fputs("</code>", stream);
    }
}

static void write_commands(FILE *stream, const struct summary_domain *domain, const struct trouble *trouble,
                           const char *commands, const char *expect)
{
    const char *mx = mx_in_question(domain, trouble), *remark;
    char *text = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&text, &length);
    bool written = memory != NULL && confirm_write(memory, 0, commands, domain->name, mx);
    bool complete = memory != NULL && fclose(memory) == 0;

    remark = complete ? confirm_remark(written, commands, domain->name, mx) : "(no command: there is no memory)";
    write_label(stream, "Confirm");
    if (complete)
        write_lines(stream, text);
    if (remark != NULL)
        html_text(stream, remark);
    fputs("</dd>", stream);
    if (complete && written)
        write_words(stream, "Expect", expect);
    free(text);
}

static void write_advice(FILE *stream, const struct summary_domain *domain, const struct trouble *trouble)
{
    struct result_words words;

    if (!result_words_under(trouble->kind->result, trouble->kind->type, &words)) {
        write_words(stream, "Cause", cause_of_unknown(trouble->kind));
        write_commands(stream, domain, trouble, "rptlint lookup --context {DOMAIN}", "");
        write_words(stream, "Fix", "Ask the reporter what it means by it.");
        return;
    }
    write_words(stream, "Cause", words.cause);
    write_words(stream, "Senders", words.senders);
    write_commands(stream, domain, trouble, words.confirm, words.expect);
    write_words(stream, "Fix", words.fix);
    write_words(stream, "Look again", words.again);
}

static void write_trouble(FILE *stream, const struct summary_domain *domain, const struct trouble *trouble,
                          const struct summary_wish *wish)
{
    const struct summary_problem *kind = trouble->kind;
    bool is_bad = kind->level >= LEVEL_WATCH;

    fprintf(stream, "<article class=\"%s\">\n<h4>", summary_level_name(kind->level));
    html_level(stream, kind->level);
    putc(' ', stream);
    write_result(stream, kind);
    fputs("</h4>\n<p>", stream);
    html_count(stream, kind->sessions);
    fprintf(stream, " session%s", html_plural(kind->sessions));
    if (kind->level != LEVEL_NONE) {
        fputs(", ", stream);
        html_rate(stream, kind->rate);
        fputs(" of those", stream);
    }
    fprintf(stream, " under %s%s</p>\n<dl>", html_type(kind->type), kind->beyond ? " (counted beyond the total)" : "");
    write_since(stream, domain, kind);
    write_where(stream, domain, trouble, wish);
    write_seen(stream, kind, wish);
    write_reason(stream, kind);
    /* What is no more than usual needs no advice at first sight. */
    fputs(is_bad ? "" : "</dl>\n<details><summary>Cause and fix</summary><dl>", stream);
    write_advice(stream, domain, trouble);
    fputs(is_bad ? "</dl>\n</article>\n" : "</dl></details>\n</article>\n", stream);
}

void html_problems(FILE *stream, const struct summary_domain *domain, const struct summary_wish *wish)
{
    struct trouble *troubles;
    size_t count;

    if (domain->problem_count == 0) {
        if (domain->level >= LEVEL_WATCH)
            fprintf(stream, "<p class=\"notice\">%s</p>\n",
                    wish->mx != NULL || wish->result != NULL || wish->wanted != NULL
                        ? "No failure of those asked for."
                        : "No report says what kind of failure it was, or at which MX.");
        return;
    }
    fputs("<h3>What fails, worst first</h3>\n", stream);
    if (!troubles_of(domain, &troubles, &count)) {
        fputs("<p class=\"notice\">There is no memory to tell of the failures.</p>\n", stream);
        return;
    }
    for (size_t i = 0; i < count && i < KINDS_MAX; i++)
        write_trouble(stream, domain, &troubles[i], wish);
    free(troubles);
    html_more(stream, count, KINDS_MAX, "kinds of failure");
}
