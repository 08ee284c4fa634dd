/* SPDX-License-Identifier: BSD-2-Clause */
/* Failures by result type, by MX and by reporter, as tables with a bar in each row. */
#include "output/html.h"

#include <string.h>

/* So many rows are written, and how many more there are is told. */
enum { HOSTS_MAX = 50, REPORTERS_MAX = 100 };

/* Sessions that problems tell of, under one policy type, and what they amount to. */
struct part {
    uint64_t sessions;
    struct summary_weight weight;
};

static void begin_table(FILE *stream, const char *caption, rptlint_policy_type type, const char *first)
{
    fprintf(stream,
            "<table><caption>%s under %s</caption><thead><tr><th scope=\"col\">%s</th>"
            "<th scope=\"col\" class=\"n\">Failed</th><th scope=\"col\" class=\"n\">Rate</th>"
            "<th class=\"bar\" aria-hidden=\"true\"></th></tr></thead><tbody>\n",
            caption, html_type(type), first);
}

/* The name has been written.  Bars are drawn to the longest of the table. */
static void end_row(FILE *stream, struct part part, double longest)
{
    fputs("</th><td class=\"n\">", stream);
    html_count(stream, part.sessions);
    fputs("</td><td class=\"n\">", stream);
    if (part.weight.level != LEVEL_NONE)
        html_rate(stream, part.weight.rate);
    fputs("</td><td class=\"bar\" aria-hidden=\"true\">", stream);
    html_bar(stream, longest > 0 ? part.weight.rate / longest : 0, part.weight.level);
    fputs("</td></tr>\n", stream);
}

/* By result type; what RFC 8460 does not know comes last, together. */
void html_results(FILE *stream, const struct summary *summary, const struct summary_domain *domain,
                          rptlint_policy_type type)
{
    struct part parts[RPTLINT_STS_WEBPKI_INVALID + 1] = {{.sessions = 0}};
    double longest = 0;

    for (size_t i = 0; i < domain->kind_count; i++) {
        const struct summary_problem *kind = &domain->kinds[i];

        if (kind->type == type)
            parts[kind->result].sessions = digest_sum(parts[kind->result].sessions, kind->sessions);
    }
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        parts[i].weight = summary_weigh(&summary->wish, domain, type, parts[i].sessions);
        longest = parts[i].weight.rate > longest ? parts[i].weight.rate : longest;
    }
    if (longest <= 0)
        return;
    begin_table(stream, "By result type,", type, "Result type");
    for (size_t i = 1; i <= sizeof(parts) / sizeof(parts[0]); i++) {
        size_t result = i % (sizeof(parts) / sizeof(parts[0]));

        if (parts[result].sessions == 0)
            continue;
        fprintf(stream, "<tr><th scope=\"row\">%s",
                result != 0 ? rptlint_result_name((rptlint_result)result) : "other, or none given");
        end_row(stream, parts[result], longest);
    }
    fputs("</tbody></table>\n", stream);
}

static struct part part_of_host(const struct summary *summary, const struct summary_domain *domain, const char *mx)
{
    struct part part = {.sessions = 0};

    for (size_t i = 0; i < domain->problem_count; i++)
        if (domain->problems[i].type == domain->worst && strcmp(domain->problems[i].mx, mx) == 0)
            part.sessions = digest_sum(part.sessions, domain->problems[i].sessions);
    part.weight = summary_weigh(&summary->wish, domain, domain->worst, part.sessions);
    return part;
}

/* By MX, most failures first: of the worst policy type, whose hosts these are. */
void html_hosts(FILE *stream, const struct summary *summary, const struct summary_domain *domain)
{
    struct part parts[HOSTS_MAX], elsewhere = part_of_host(summary, domain, "");
    size_t shown = domain->host_count < HOSTS_MAX ? domain->host_count : HOSTS_MAX;
    double longest = elsewhere.weight.rate;

    if (shown == 0)
        return;
    for (size_t i = 0; i < shown; i++) {
        parts[i] = part_of_host(summary, domain, domain->hosts[i].name);
        longest = parts[i].weight.rate > longest ? parts[i].weight.rate : longest;
    }
    begin_table(stream, "By MX,", domain->worst, "MX");
    for (size_t i = 0; i < shown; i++) {
        fputs("<tr><th scope=\"row\">", stream);
        html_name(stream, domain->hosts[i].name);
        end_row(stream, parts[i], longest);
    }
    if (elsewhere.sessions > 0) {
        fputs("<tr><th scope=\"row\">(no MX named)", stream);
        end_row(stream, elsewhere, longest);
    }
    fputs("</tbody></table>\n", stream);
    html_more(stream, domain->host_count, shown, "MX");
}

static void write_reporter_row(FILE *stream, const struct summary *summary, const struct summary_domain *domain,
                               const struct summary_reporter *reporter, double longest)
{
    struct summary_sessions sessions = reporter->by_type[domain->worst];

    fputs("<tr><th scope=\"row\">", stream);
    html_reporter(stream, reporter->name);
    fputs("<small>", stream);
    html_period(stream, reporter->first, reporter->last);
    fputs(": ", stream);
    html_count(stream, reporter->days);
    fprintf(stream, " day%s with a report, ", html_plural(reporter->days));
    html_count(stream, reporter->missing);
    fputs(" without</small></th><td class=\"n\">", stream);
    html_count(stream, html_all(sessions));
    fputs("</td><td class=\"n\">", stream);
    html_count(stream, sessions.failed);
    fputs("<small>", stream);
    html_rate(stream, sessions.rate);
    fputs("</small></td><td class=\"bar\" aria-hidden=\"true\">", stream);
    html_bar(stream, longest > 0 ? (double)html_all(sessions) / longest : 0,
             html_all(sessions) > 0 ? html_level_of(&summary->wish, sessions.rate) : LEVEL_NONE);
    fputs("</td></tr>\n", stream);
}

/* Reporters, most sessions first; their bars are sessions, in the colour of their rate. */
void html_reporters(FILE *stream, const struct summary *summary, const struct summary_domain *domain)
{
    size_t shown = domain->reporter_count < REPORTERS_MAX ? domain->reporter_count : REPORTERS_MAX;
    double longest = 0;

    if (shown == 0)
        return;
    for (size_t i = 0; i < shown; i++) {
        double sessions = (double)html_all(domain->reporters[i].by_type[domain->worst]);

        longest = sessions > longest ? sessions : longest;
    }
    fprintf(stream,
            "<table><caption>Seen by, under %s</caption><thead><tr><th scope=\"col\">Reporter</th>"
            "<th scope=\"col\" class=\"n\">Sessions</th><th scope=\"col\" class=\"n\">Failed</th>"
            "<th class=\"bar\" aria-hidden=\"true\"></th></tr></thead><tbody>\n",
            html_type(domain->worst));
    for (size_t i = 0; i < shown; i++)
        write_reporter_row(stream, summary, domain, &domain->reporters[i], longest);
    fputs("</tbody></table>\n", stream);
    html_more(stream, domain->reporter_count, shown, "reporters");
}
