/* SPDX-License-Identifier: BSD-2-Clause */
/* What reports say, for people: is there a problem, how bad, since when, where, seen by whom, why, and what to do. */
#include "core/results.h"
#include "output/confirm.h"
#include "output/digest_render.h"
#include "output/page.h"
#include "output/trouble.h"

#include <stdlib.h>
#include <string.h>

/* So many kinds of failure are explained, further ones get a line; so many normal domains are shown at length. */
enum { EXPLAINED_MAX = 3, LISTED_MAX = 8, DOMAINS_AT_LENGTH = 3, HOSTS_MAX = 5, REPORTERS_MAX = 3 };

static const char *const type_words[RPTLINT_POLICY_NONE_FOUND + 1] = {
    [RPTLINT_POLICY_OTHER] = "a policy of no known type",
    [RPTLINT_POLICY_TLSA] = "DANE (tlsa)",
    [RPTLINT_POLICY_STS] = "MTA-STS (sts)",
    [RPTLINT_POLICY_NONE_FOUND] = "no policy (no-policy-found)",
};

static enum color level_color(enum summary_level level)
{
    return level == LEVEL_ACT ? COLOR_ERROR : level == LEVEL_NORMAL ? COLOR_NOTE : COLOR_WARNING;
}

static void say_level(struct page *page, enum summary_level level)
{
    page_colored(page, level_color(level), summary_level_name(level));
}

static uint64_t all_of(const struct summary_sessions *sessions)
{
    return sessions->successful > UINT64_MAX - sessions->failed ? UINT64_MAX : sessions->successful + sessions->failed;
}

static enum summary_level level_of(const struct summary_wish *wish, double rate)
{
    return rate > wish->crit ? LEVEL_ACT : rate >= wish->warn ? LEVEL_WATCH : LEVEL_NORMAL;
}

/* "47 of 937 sessions failed, 5.0 %: act" */
static void say_sessions(struct page *page, const struct summary_wish *wish, const struct summary_sessions *sessions)
{
    uint64_t all = all_of(sessions);

    if (all == 0) {
        page_say(page, "no session, which is no success");
        return;
    }
    if (sessions->failed == 0) {
        page_count(page, all, "session", "sessions");
        page_say(page, ", no failure");
    } else {
        page_number(page, sessions->failed);
        page_say(page, " of ");
        page_count(page, all, "session failed, ", "sessions failed, ");
        page_rate(page, sessions->rate);
    }
    page_say(page, ": ");
    say_level(page, level_of(wish, sessions->rate));
}

/* ---- problems of one kind, at one MX or several ---- */

static void say_result(struct page *page, const struct summary_problem *problem)
{
    if (problem->result != RPTLINT_RESULT_OTHER) {
        page_say(page, rptlint_result_name(problem->result));
    } else if (problem->result_text[0] == '\0') {
        page_say(page, "a failure without a result type");
    } else {
        page_say(page, "\"");
        page_text(page, problem->result_text);
        page_say(page, "\" (no result type of RFC 8460)");
    }
}

/* "47 sessions, 5.0 % of those under MTA-STS (sts): act", with or without the policy type. */
static void say_weight(struct page *page, const struct summary_problem *kind, const char *type)
{
    page_count(page, kind->sessions, "session", "sessions");
    if (kind->level != LEVEL_NONE) {
        page_say(page, ", ");
        page_rate(page, kind->rate);
    }
    if (type != NULL) {
        page_say(page, kind->level != LEVEL_NONE ? " of those under " : " under ");
        page_say(page, type);
    }
    if (kind->beyond)
        page_say(page, " (counted beyond the total)");
    if (kind->level == LEVEL_NONE)
        return;
    page_say(page, ": ");
    say_level(page, kind->level);
}

static void say_problem(struct page *page, const struct trouble *trouble)
{
    page_label(page, "Problem");
    say_result(page, trouble->kind);
    page_say(page, ": ");
    say_weight(page, trouble->kind, type_words[trouble->kind->type]);
}

static void say_since(struct page *page, const struct summary_domain *domain, const struct summary_problem *kind)
{
    if (kind->first == DIGEST_NO_DAY)
        return;
    page_label(page, "Since");
    page_day(page, kind->first);
    if (domain->first == domain->last) {
        page_say(page, " or before: these reports are about one day");
        return;
    }
    if (kind->first == domain->first)
        page_say(page, " or before, the first day of these reports");
    if (kind->last == domain->last) {
        page_say(page, "; still there on the last day, ");
        page_day(page, kind->last);
    } else {
        page_say(page, "; last seen ");
        page_day(page, kind->last);
        page_say(page, ", and not in the reports up to ");
        page_day(page, domain->last);
        page_say(page, ": it may be over");
    }
}

/* All MXs of this kind of failure, most failures first. */
static void say_hosts(struct page *page, const struct summary_domain *domain, const struct trouble *trouble)
{
    size_t shown = 0;

    for (size_t i = 0; i < domain->problem_count && shown < HOSTS_MAX; i++) {
        const struct summary_problem *one = &domain->problems[i];

        if (!is_same_kind(one, trouble->kind) || one->mx[0] == '\0')
            continue;
        if (shown++ > 0)
            page_say(page, ", ");
        page_text(page, one->mx);
        if (trouble->hosts > 1 || trouble->unnamed) {
            page_say(page, " (");
            page_number(page, one->sessions);
            page_say(page, ")");
        }
    }
    if (trouble->hosts > shown) {
        page_say(page, " and ");
        page_number(page, trouble->hosts - shown);
        page_say(page, " more");
    }
}

static void say_where(struct page *page, const struct summary_domain *domain, const struct trouble *trouble,
                      const struct summary_wish *wish)
{
    page_label(page, "Where");
    if (is_of_policy_host(trouble->kind->result)) {
        page_say(page, "the policy host");
        if (domain->name[0] != '\0') {
            page_say(page, " mta-sts.");
            page_text(page, domain->name);
        }
        page_say(page, ", and no MX");
        return;
    }
    if (trouble->hosts == 0) {
        page_say(page, where_unnamed(domain, trouble));
        return;
    }
    say_hosts(page, domain, trouble);
    if (trouble->unnamed)
        page_say(page, "; the others name no MX");
    else if (trouble->hosts == 1 && !is_partial(wish))
        page_say(page, is_host_name(trouble->worst->mx) ? " only: this is the one to fix" : " only");
}

static void say_reporter(struct page *page, const char *name)
{
    if (name[0] != '\0')
        page_text(page, name);
    else
        page_say(page, "a reporter without a name");
}

static void say_seen(struct page *page, const struct summary_problem *problem, const struct summary_wish *wish)
{
    if (problem->reporter == NULL)
        return;
    page_label(page, "Seen by");
    if (problem->reporters == 1) {
        say_reporter(page, problem->reporter);
        page_say(page, is_partial(wish) ? ", who reported " : " alone, who reported ");
    } else {
        page_count(page, problem->reporters, "reporter", "reporters");
        page_say(page, ", most of it by ");
        say_reporter(page, problem->reporter);
        page_say(page, "; together they reported ");
    }
    page_count(page, problem->handful, "session in all", "sessions in all");
    if (problem->handful < SUMMARY_HANDFUL)
        page_say(page, ": a handful, so wait for more before you take it for a verdict");
    if (problem->reporters == 1 && problem->others > 0 && !is_partial(wish)) {
        page_say(page, "; ");
        page_count(page, problem->others, "other did not see it", "others did not see it");
        page_say(page, ", so the way from this sender may be to blame");
    }
}

static void say_reason(struct page *page, const struct summary_problem *problem)
{
    if (problem->reasons == 0)
        return;
    page_label(page, "Reason");
    page_say(page, "\"");
    page_text(page, problem->reason);
    page_say(page, "\", as the reporters put it");
    if (problem->reasons > 1) {
        page_say(page, "; ");
        page_count(page, problem->reasons - 1, "other reason", "other reasons");
    }
    if (problem->reason_cause == NULL)
        return;
    page_label(page, "Meaning");
    page_say(page, problem->reason_cause);
    page_say(page, " ");
    page_say(page, problem->reason_hint);
}

static void say_words(struct page *page, const char *label, const char *words)
{
    if (words[0] == '\0')
        return;
    page_label(page, label);
    page_say(page, words);
}

/* Commands stand in lines of their own, unbroken, to be copied. */
static void say_commands(struct page *page, const struct summary_domain *domain, const struct trouble *trouble,
                         const char *commands, const char *expect)
{
    const char *mx = mx_in_question(domain, trouble), *remark;
    bool written;

    page_label(page, "Confirm");
    page_say(page, "look yourself:");
    page_end(page);
    written = confirm_write(page->stream, PAGE_INDENT, commands, domain->name, mx);
    remark = confirm_remark(written, commands, domain->name, mx);
    if (remark != NULL)
        say_words(page, NULL, remark);
    if (written)
        say_words(page, "Expect", expect);
}

static void explain(struct page *page, const struct summary_domain *domain, const struct trouble *trouble,
                    const struct summary_wish *wish)
{
    struct result_words words;

    say_problem(page, trouble);
    say_since(page, domain, trouble->kind);
    say_where(page, domain, trouble, wish);
    say_seen(page, trouble->kind, wish);
    say_reason(page, trouble->kind);
    if (!result_words_under(trouble->kind->result, trouble->kind->type, &words)) {
        say_words(page, "Cause", cause_of_unknown(trouble->kind));
        say_commands(page, domain, trouble, "rptlint lookup --context {DOMAIN}", "");
        say_words(page, "Fix", "Ask the reporter what it means by it.");
    } else {
        say_words(page, "Cause", words.cause);
        say_words(page, "Senders", words.senders);
        say_commands(page, domain, trouble, words.confirm, words.expect);
        say_words(page, "Fix", words.fix);
        say_words(page, "Look again", words.again);
    }
    page_end(page);
}

static void list(struct page *page, const struct summary_domain *domain, const struct trouble *trouble)
{
    page_label(page, "Also");
    say_result(page, trouble->kind);
    if (trouble->hosts > 0) {
        page_say(page, " at ");
        say_hosts(page, domain, trouble);
    }
    page_say(page, ": ");
    say_weight(page, trouble->kind, NULL);
}

/* What is to be acted on or watched is explained, the rest has a line. */
static void say_problems(struct page *page, const struct summary_domain *domain, const struct summary_wish *wish)
{
    size_t explained = 0, listed = 0, count;
    struct trouble *troubles;

    if (!troubles_of(domain, &troubles, &count)) {
        say_words(page, "Problem", "There is no memory to tell of the failures.");
        page_end(page);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (explained < EXPLAINED_MAX &&
            (troubles[i].kind->level >= LEVEL_WATCH || (explained == 0 && domain->level >= LEVEL_WATCH))) {
            putc('\n', page->stream);
            explain(page, domain, &troubles[i], wish);
            explained++;
        } else if (listed < LISTED_MAX) {
            if (listed == 0 && explained > 0)
                putc('\n', page->stream);
            list(page, domain, &troubles[i]);
            listed++;
        }
    }
    free(troubles);
    if (count > explained + listed) {
        page_label(page, NULL);
        page_count(page, count - explained - listed, "other kind", "other kinds");
        page_say(page, " of failure, each rarer than these");
    }
    if (domain->problem_count == 0 && domain->level >= LEVEL_WATCH)
        say_words(page, "Problem", wish->mx != NULL || wish->result != NULL || wish->wanted != NULL
                                       ? "No failure of those asked for."
                                       : "No report says what kind of failure it was, or at which MX.");
    page_end(page);
}

/* ---- a domain ---- */

static bool is_broken(const struct summary_domain *domain)
{
    for (size_t type = 0; type <= RPTLINT_POLICY_NONE_FOUND; type++)
        if (domain->by_type[type].failed > 0)
            return true;
    return domain->problem_count > 0;
}

static bool is_handful(const struct summary_domain *domain)
{
    return all_of(&domain->by_type[domain->worst]) < SUMMARY_HANDFUL;
}

static void say_head(struct page *page, const struct summary_domain *domain)
{
    if (domain->name[0] != '\0')
        page_text(page, domain->name);
    else
        page_say(page, "(a domain that no report names)");
    page_say(page, ": ");
    switch (domain->level) {
    case LEVEL_NONE:
        page_colored(page, COLOR_WARNING, "nothing is known");
        page_say(page, ": no session was reported, which is no success");
        break;
    case LEVEL_NORMAL:
        page_colored(page, COLOR_NOTE, is_broken(domain) ? "normal" : "all well");
        if (is_broken(domain))
            page_say(page, ": some failures, and nothing to act on");
        break;
    case LEVEL_WATCH:
        page_colored(page, COLOR_WARNING, "a problem to watch");
        break;
    case LEVEL_ACT:
        page_colored(page, COLOR_ERROR, "a problem to act on");
        break;
    }
    if (domain->level >= LEVEL_NORMAL && is_handful(domain))
        page_say(page, domain->reporter_count == 1 ? ", by the word of one reporter about a handful of sessions"
                                                   : ", by a handful of sessions");
}

/* Policy types side by side: one session may be in two of them, so they are never added. */
static void say_how_bad(struct page *page, const struct summary_domain *domain, const struct summary_wish *wish)
{
    const char *label = "How bad";
    size_t types = 0;

    for (size_t type = RPTLINT_POLICY_NONE_FOUND + 1; type-- > 0;) {
        if (!domain->has_type[type])
            continue;
        page_label(page, label);
        page_say(page, type_words[type]);
        page_say(page, ": ");
        say_sessions(page, wish, &domain->by_type[type]);
        label = NULL;
        types++;
    }
    if (types > 1) {
        page_label(page, NULL);
        page_say(page, "(one session may be in several of these: they don't add up)");
    }
    if (domain->has_type[RPTLINT_POLICY_NONE_FOUND] && types == 1 && !is_broken(domain) && domain->level == LEVEL_NORMAL) {
        page_label(page, NULL);
        page_say(page, "Nothing is broken: TLS worked, and these senders found no policy of yours. Publish MTA-STS or "
                       "DANE where you want it to be required.");
    }
}

static void say_trend(struct page *page, const struct summary_domain *domain)
{
    const struct summary_sessions *before = &domain->before, *after = &domain->after;

    if (domain->day_count < 2 || all_of(before) == 0 || all_of(after) == 0)
        return;
    if (before->failed == 0 && after->failed == 0)
        return;
    page_label(page, "Trend");
    page_rate(page, before->rate);
    page_say(page, " in the first half of these days, ");
    page_rate(page, after->rate);
    page_say(page, after->rate > before->rate   ? " in the second: rising"
                   : after->rate < before->rate ? " in the second: falling"
                                                : " in the second");
}

/* Days without a report, but for the last one alone: its report may be on the way. */
static size_t missed(const struct summary_domain *domain, const struct summary_reporter *reporter)
{
    return reporter->missing - (reporter->missing > 0 && (int64_t)reporter->last + 1 == domain->last);
}

/* Did it report on at least half of the days from its first to its last one, and then no more, or with gaps? */
static bool is_silent(const struct summary_domain *domain, const struct summary_reporter *reporter)
{
    return reporter->days >= 2 && missed(domain, reporter) > 0 &&
           reporter->days * 2 >= (size_t)((int64_t)reporter->last - reporter->first + 1);
}

static void say_reporters(struct page *page, const struct summary_domain *domain)
{
    page_label(page, "Reporters");
    for (size_t i = 0; i < domain->reporter_count && i < REPORTERS_MAX; i++) {
        if (i > 0)
            page_say(page, ", ");
        say_reporter(page, domain->reporters[i].name);
    }
    if (domain->reporter_count > REPORTERS_MAX) {
        page_say(page, " and ");
        page_number(page, domain->reporter_count - REPORTERS_MAX);
        page_say(page, " more");
    }
    if (domain->first == DIGEST_NO_DAY)
        return;
    page_say(page, "; ");
    page_day(page, domain->first);
    if (domain->last != domain->first) {
        page_say(page, " to ");
        page_day(page, domain->last);
    }
}

/* Successes are a heartbeat (RFC 8460 section 4.2.1): where they stop, reports may be lost. */
static void say_missing(struct page *page, const struct summary_domain *domain)
{
    size_t shown = 0;

    if (domain->days_missing > 0) {
        page_label(page, "Missing");
        page_count(page, domain->days_missing, "day", "days");
        page_say(page, " without a report from anybody");
        shown++;
    }
    for (size_t i = 0; i < domain->reporter_count && shown < REPORTERS_MAX; i++) {
        const struct summary_reporter *reporter = &domain->reporters[i];

        if (!is_silent(domain, reporter))
            continue;
        page_label(page, shown++ == 0 ? "Missing" : NULL);
        page_count(page, missed(domain, reporter), "day", "days");
        page_say(page, " without a report from ");
        say_reporter(page, reporter->name);
        page_say(page, ", whose last one is of ");
        page_day(page, reporter->last);
    }
    if (shown > 0) {
        page_label(page, NULL);
        page_say(page, "(no mail from there, or reports that get lost: see whether your rua takes them)");
    }
}

static void say_domain(struct page *page, const struct summary_domain *domain, const struct summary_wish *wish)
{
    putc('\n', page->stream);
    say_head(page, domain);
    page_end(page);
    say_how_bad(page, domain, wish);
    say_trend(page, domain);
    say_reporters(page, domain);
    say_missing(page, domain);
    page_end(page);
    say_problems(page, domain, wish);
}

/* ---- the whole ---- */

static bool is_choice(const struct summary_wish *wish)
{
    return wish->since != DIGEST_NO_DAY || wish->until != DIGEST_NO_DAY || wish->domain != NULL || wish->mx != NULL ||
           wish->reporter != NULL || wish->result != NULL || wish->wanted != NULL;
}

static void say_inputs(struct page *page, const struct summary *summary, const struct digest_run *run)
{
    if (summary->reports > 0) {
        page_count(page, summary->reports, "report", "reports");
        page_say(page, " about mail to you, as seen by the senders named");
    } else {
        page_say(page, run->incomplete > 0 ? "No report could be counted" : "No report was read");
    }
    if (summary->duplicates > 0) {
        page_say(page, "; ");
        page_count(page, summary->duplicates, "policy came again in a copy of its report, and counts once",
                   "policies came again in copies of their reports, and count once");
    }
    if (is_choice(&summary->wish))
        page_say(page, "; what was asked for in them:");
    page_end(page);
    if (run->faulty > 0) {
        page_count(page, run->faulty, "report with errors is counted as far as it can be read",
                   "reports with errors are counted as far as they can be read");
        page_say(page, " (\"rptlint check\" shows the errors)");
        page_end(page);
    }
    if (run->incomplete > 0) {
        page_count(page, run->incomplete, "policy of a report lacks a count of sessions, and is not counted, or not in full",
                   "policies of reports lack a count of sessions, and are not counted, or not in full");
        page_say(page, " (\"rptlint check\" shows which)");
        page_end(page);
    }
    if (run->unreadable > 0) {
        page_count(page, run->unreadable, "input", "inputs");
        page_say(page, " could not be read: standard error has the names");
        page_end(page);
    }
}

/* One line for a domain that needs no more. */
static void say_briefly(struct page *page, const struct summary_domain *domain, const struct summary_wish *wish)
{
    say_head(page, domain);
    for (size_t type = RPTLINT_POLICY_NONE_FOUND + 1; type-- > 0;) {
        if (!domain->has_type[type])
            continue;
        page_say(page, "; ");
        page_say(page, type_words[type]);
        page_say(page, ": ");
        say_sessions(page, wish, &domain->by_type[type]);
    }
    page_end(page);
}

static void write_text(FILE *stream, const struct summary *summary, const struct digest_run *run)
{
    struct page page = {.stream = stream, .color = run->color};
    bool brief = summary->domain_count > DOMAINS_AT_LENGTH, first_brief = true;

    say_inputs(&page, summary, run);
    if (summary->domain_count == 0) {
        page_say(&page, nothing_known(summary));
        page_end(&page);
        return;
    }
    for (size_t i = 0; i < summary->domain_count; i++) {
        const struct summary_domain *domain = &summary->domains[i];

        if (brief && domain->level <= LEVEL_NORMAL) {
            if (first_brief)
                putc('\n', stream);
            first_brief = false;
            say_briefly(&page, domain, &summary->wish);
        } else {
            say_domain(&page, domain, &summary->wish);
        }
    }
}

const struct digest_renderer digest_text = {.name = "text", .write = write_text};
