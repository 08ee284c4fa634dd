/* SPDX-License-Identifier: BSD-2-Clause */
/* What reports say as one page of HTML: no script, nothing fetched, readable on a phone and on paper. */
#include "output/digest_render.h"
#include "output/html.h"
#include "output/trouble.h"

/* A page stays one that a browser can show: so many of each are written, and the rest is told. */
enum { ROWS_MAX = 1000, DOMAINS_MAX = 100 };

/* ---- words ---- */

static bool has_failures(const struct summary_domain *domain)
{
    for (size_t type = 0; type <= RPTLINT_POLICY_NONE_FOUND; type++)
        if (domain->by_type[type].failed > 0)
            return true;
    return domain->problem_count > 0;
}

/* The words of the text. */
static void write_verdict(FILE *stream, const struct summary_domain *domain)
{
    static const char *const words[] = {
        [LEVEL_NONE] = "nothing is known: no session was reported, which is no success",
        [LEVEL_NORMAL] = "some failures, and nothing to act on",
        [LEVEL_WATCH] = "a problem to watch",
        [LEVEL_ACT] = "a problem to act on",
    };

    fputs(domain->level == LEVEL_NORMAL && !has_failures(domain) ? "all well" : words[domain->level], stream);
    if (domain->level >= LEVEL_NORMAL && html_all(domain->by_type[domain->worst]) < SUMMARY_HANDFUL)
        fputs(domain->reporter_count == 1 ? ", by the word of one reporter about a handful of sessions"
                                          : ", by a handful of sessions",
              stream);
}

static void write_domain_name(FILE *stream, const char *name)
{
    if (name[0] != '\0')
        html_name(stream, name);
    else
        fputs("(a domain that no report names)", stream);
}

/* 12 of 1,234 sessions failed, 1.0 % */
static void write_sessions(FILE *stream, struct summary_sessions sessions)
{
    uint64_t all = html_all(sessions);

    if (all == 0) {
        fputs("no session, which is no success", stream);
        return;
    }
    if (sessions.failed > 0) {
        html_count(stream, sessions.failed);
        fputs(" of ", stream);
    }
    html_count(stream, all);
    fprintf(stream, " session%s%s", html_plural(all), sessions.failed > 0 ? " failed, " : ", no failure");
    if (sessions.failed > 0)
        html_rate(stream, sessions.rate);
}

/* ---- the head ---- */

static void write_begin(FILE *stream, const struct summary *summary)
{
    fprintf(stream,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; "
            "base-uri 'none'; form-action 'none'\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n"
            "<meta name=\"generator\" content=\"rptlint " RPTLINT_VERSION "\">\n<title>TLS reports: %s",
            html_style_hash, summary_level_name(summary->level));
    if (summary->domain_count == 1 && summary->domains[0].name[0] != '\0') {
        fputs(", ", stream);
        html_text(stream, summary->domains[0].name);
    }
    fputs("</title>\n<style>", stream);
    html_style(stream);
    fputs("</style>\n</head>\n<body>\n", stream);
}

static void write_fact(FILE *stream, uint64_t count, const char *one, const char *many)
{
    fputs("<li><b>", stream);
    html_count(stream, count);
    fprintf(stream, "</b> %s</li>", count == 1 ? one : many);
}

static void write_facts(FILE *stream, const struct summary *summary, const struct digest_run *run)
{
    fputs("<ul class=\"facts\">", stream);
    write_fact(stream, summary->reports, "report", "reports");
    write_fact(stream, summary->domain_count, "domain", "domains");
    if (summary->duplicates > 0)
        write_fact(stream, summary->duplicates, "policy of a report that came again, counted once",
                   "policies of reports that came again, counted once");
    if (run->faulty > 0)
        write_fact(stream, run->faulty, "report with errors, counted as far as it can be read",
                   "reports with errors, counted as far as they can be read");
    if (run->incomplete > 0)
        write_fact(stream, run->incomplete, "policy that lacks a count of sessions, not counted, or not in full",
                   "policies that lack a count of sessions, not counted, or not in full");
    fputs("</ul>\n", stream);
    if (run->unreadable == 0)
        return;
    fputs("<p class=\"notice\">", stream);
    html_count(stream, run->unreadable);
    fprintf(stream,
            " input%s or report%s could not be read: what is said here is not about %s. The names were written on "
            "standard error.</p>\n",
            html_plural(run->unreadable), html_plural(run->unreadable), run->unreadable == 1 ? "it" : "them");
}

static void write_wish(FILE *stream, const struct summary_wish *wish)
{
    const struct {
        const char *what, *value;
    } wishes[] = {
        {"domain", wish->domain}, {"MX", wish->mx}, {"reporter", wish->reporter}, {"result type", wish->result},
    };
    const struct {
        const char *what;
        digest_day day;
    } days[] = {{"since", wish->since}, {"until", wish->until}};
    const char *between = "<p class=\"notice\">Only a part was asked for: ";

    for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
        if (wishes[i].value == NULL)
            continue;
        fprintf(stream, "%s%s ", between, wishes[i].what);
        html_name(stream, wishes[i].value);
        between = ", ";
    }
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        if (days[i].day == DIGEST_NO_DAY)
            continue;
        fprintf(stream, "%s%s ", between, days[i].what);
        html_day(stream, days[i].day);
        between = ", ";
    }
    if (wish->wanted != NULL) {
        fprintf(stream, "%swhat the patterns match", between);
        between = ", ";
    }
    if (between[0] == ',')
        fputs(".</p>\n", stream);
}

static void write_header(FILE *stream, const struct summary *summary, const struct digest_run *run)
{
    size_t counts[LEVEL_ACT + 1] = {0};
    const char *between = "";

    for (size_t i = 0; i < summary->domain_count; i++)
        counts[summary->domains[i].level]++;
    fputs("<header>\n<h1>TLS reports", stream);
    if (summary->domain_count > 0) {
        fputs(" of ", stream);
        html_period(stream, summary->first, summary->last);
    }
    fputs("</h1>\n<p class=\"lead\">", stream);
    html_level(stream, summary->level);
    putc(' ', stream);
    if (summary->domain_count == 0)
        fputs(nothing_known(summary), stream);
    for (size_t level = LEVEL_ACT + 1; level-- > 0;)
        if (counts[level] > 0) {
            fprintf(stream, "%s%zu domain%s: %s", between, counts[level], html_plural(counts[level]),
                    summary_level_name((enum summary_level)level));
            between = ", ";
        }
    fputs("</p>\n", stream);
    write_facts(stream, summary, run);
    write_wish(stream, &summary->wish);
    fputs("</header>\n", stream);
}

/* ---- all domains ---- */

static bool has_trend(const struct summary_domain *domain)
{
    return domain->day_count > 1 && html_all(domain->before) > 0 && html_all(domain->after) > 0 &&
           (domain->before.failed > 0 || domain->after.failed > 0);
}

static void write_trend(FILE *stream, const struct summary_domain *domain)
{
    double before = domain->before.rate, after = domain->after.rate;

    html_rate(stream, before);
    fputs(" in the first half of these days, ", stream);
    html_rate(stream, after);
    fprintf(stream, " in the second%s", after > before ? ": rising" : after < before ? ": falling" : "");
}

static void write_row(FILE *stream, const struct summary_domain *domain, size_t index)
{
    struct summary_sessions sessions = domain->by_type[domain->worst];

    fputs("<tr><th scope=\"row\">", stream);
    if (index < DOMAINS_MAX)
        fprintf(stream, "<a href=\"#d%zu\">", index + 1);
    write_domain_name(stream, domain->name);
    fputs(index < DOMAINS_MAX ? "</a><small>" : "<small>", stream);
    if (domain->level >= LEVEL_WATCH && has_trend(domain))
        write_trend(stream, domain);
    fputs("</small></th><td>", stream);
    html_level(stream, domain->level);
    fprintf(stream, "<small>%s</small></td><td class=\"n\">", rptlint_policy_type_name(domain->worst));
    html_count(stream, sessions.failed);
    fputs("<small>of ", stream);
    html_count(stream, html_all(sessions));
    fputs("</small></td><td class=\"n\">", stream);
    html_rate(stream, sessions.rate);
    fputs("</td></tr>\n", stream);
}

static void write_overview(FILE *stream, const struct summary *summary)
{
    size_t shown = summary->domain_count < ROWS_MAX ? summary->domain_count : ROWS_MAX;

    if (summary->domain_count < 2)
        return;
    fputs("<table><caption>All domains, worst first</caption><thead><tr><th scope=\"col\">Domain</th>"
          "<th scope=\"col\">Level</th><th scope=\"col\" class=\"n\">Failed</th>"
          "<th scope=\"col\" class=\"n\">Rate</th></tr></thead><tbody>\n",
          stream);
    for (size_t i = 0; i < shown; i++)
        write_row(stream, &summary->domains[i], i);
    fputs("</tbody></table>\n", stream);
    html_more(stream, summary->domain_count, shown, "domains");
}

/* ---- a domain ---- */

/* The policy types in the order in which they are told of: the worst first. */
static rptlint_policy_type type_at(const struct summary_domain *domain, size_t step)
{
    return step == 0 ? domain->worst : (rptlint_policy_type)(step <= domain->worst ? step - 1 : step);
}

static void write_types(FILE *stream, const struct summary *summary, const struct summary_domain *domain)
{
    size_t types = 0;

    for (size_t step = 0; step <= RPTLINT_POLICY_NONE_FOUND; step++) {
        rptlint_policy_type type = type_at(domain, step);
        const struct summary_sessions *sessions = &domain->by_type[type];

        if (!domain->has_type[type])
            continue;
        fprintf(stream, "<p>%s: ", html_type(type));
        write_sessions(stream, *sessions);
        if (html_all(*sessions) > 0)
            fprintf(stream, ": %s", summary_level_name(html_level_of(&summary->wish, sessions->rate)));
        fputs("</p>\n", stream);
        types++;
    }
    if (types > 1)
        fputs("<p class=\"faint\">One session may be in several of these: they don't add up.</p>\n", stream);
    if (domain->has_type[RPTLINT_POLICY_NONE_FOUND] && types == 1 && !has_failures(domain) &&
        domain->level == LEVEL_NORMAL)
        fputs("<p>Nothing is broken: TLS worked, and these senders found no policy of yours. Publish MTA-STS or DANE "
              "where you want it to be required.</p>\n",
              stream);
    if (has_trend(domain)) {
        fputs("<p>Trend: ", stream);
        write_trend(stream, domain);
        fputs("</p>\n", stream);
    }
}

static void write_domain(FILE *stream, const struct summary *summary, size_t index, const struct digest_run *run)
{
    const struct summary_domain *domain = &summary->domains[index];

    fprintf(stream, "<section class=\"domain\" id=\"d%zu\" aria-labelledby=\"n%zu\">\n<h2 id=\"n%zu\">", index + 1,
            index + 1, index + 1);
    write_domain_name(stream, domain->name);
    fputs("</h2>\n<p class=\"lead\">", stream);
    html_level(stream, domain->level);
    putc(' ', stream);
    write_verdict(stream, domain);
    fputs("</p>\n", stream);
    write_types(stream, summary, domain);
    fputs("<p class=\"faint\">Reports of ", stream);
    html_period(stream, domain->first, domain->last);
    if (domain->days_missing > 0) {
        fputs("; on ", stream);
        html_count(stream, domain->days_missing);
        fprintf(stream, " day%s between nobody reported", html_plural(domain->days_missing));
    }
    fputs(".</p>\n", stream);
    html_days(stream, summary, domain, domain->worst, run->today, (index + 1) * 10);
    html_problems(stream, domain, &summary->wish);
    fputs("<h3>Numbers</h3>\n", stream);
    for (size_t step = 0; step <= RPTLINT_POLICY_NONE_FOUND; step++)
        html_results(stream, summary, domain, type_at(domain, step));
    html_hosts(stream, summary, domain);
    html_reporters(stream, summary, domain);
    for (size_t step = 1; step <= RPTLINT_POLICY_NONE_FOUND; step++)
        html_days(stream, summary, domain, type_at(domain, step), run->today, (index + 1) * 10 + step);
    fputs("</section>\n", stream);
}

static void write_page(FILE *stream, const struct summary *summary, const struct digest_run *run)
{
    size_t shown = summary->domain_count < DOMAINS_MAX ? summary->domain_count : DOMAINS_MAX;

    write_begin(stream, summary);
    write_header(stream, summary, run);
    fputs("<main>\n", stream);
    write_overview(stream, summary);
    for (size_t i = 0; i < shown; i++)
        write_domain(stream, summary, i, run);
    if (shown < summary->domain_count)
        fprintf(stream, "<p class=\"notice\">The details of the %d worst domains are here; --domain shows one.</p>\n",
                DOMAINS_MAX);
    fputs("</main>\n<footer>Under ", stream);
    html_rate(stream, summary->wish.warn);
    fputs(" of failed sessions is normal, from there on watch, above ", stream);
    html_rate(stream, summary->wish.crit);
    fputs(" act. Sessions are never added over policy types: counts of two policies may tell of the same ones. "
          "Failures by result type and MX are what the details of reports say, which may be more or less than their "
          "totals. A day is one in UTC, in which a report begins. rptlint " RPTLINT_VERSION ", RFC 8460.</footer>\n"
          "</body>\n</html>\n",
          stream);
}

const struct digest_renderer digest_html = {.name = "html", .write = write_page};
