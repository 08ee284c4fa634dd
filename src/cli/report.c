/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint report`: reads reports and says what they tell. */
#define _POSIX_C_SOURCE 200809L

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/domain.h"
#include "cli/message.h"
#include "cli/reporting.h"
#include "digest/match.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SECONDS_A_DAY = 86400 };

/* ---- reading ---- */

/* Does a regular file begin like a digest? */
static bool is_digest(const char *path)
{
    char begin[64];
    size_t length;
    struct stat about;
    FILE *stream;

    if (strcmp(path, "-") == 0 || stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return false;
    stream = fopen(path, "r");
    if (stream == NULL)
        return false;
    length = fread(begin, 1, sizeof(begin), stream);
    fclose(stream);
    return digest_is_file(begin, length);
}

/* What isn't in the summary. */
static void tell_counts(const uint64_t counts[COUNTS])
{
    if (counts[COUNT_OTHER] > 0)
        message("%" PRIu64 " %s no report: passed over", counts[COUNT_OTHER],
                counts[COUNT_OTHER] == 1 ? "file or message holds" : "files or messages hold");
    if (counts[COUNT_NAMELESS] > 0)
        message("%" PRIu64 " %s neither organization-name nor report-id: copies can't be told from new reports, and "
                "each is counted",
                counts[COUNT_NAMELESS], counts[COUNT_NAMELESS] == 1 ? "report has" : "reports have");
}

/* Digests come first: a report that is in one is then known, and not counted again. */
static void read_all(struct reporting *reporting)
{
    const struct words *operands = &reporting->options->operands;
    struct words others = {.count = 0};

    for (size_t i = 0; i < operands->count; i++)
        if (is_digest(operands->list[i]))
            inputs_one(&reporting->inputs, operands->list[i]);
        else
            words_add(&others, operands->list[i]);
    if (reporting->options->jobs > 1 && are_files(&others))
        report_many(reporting, &others);
    else
        for (size_t i = 0; i < others.count && !ferror(stdout); i++)
            inputs_one(&reporting->inputs, others.list[i]);
    free(others.list);
    progress_end();
    tell_counts(reporting->counts);
}

/* ---- telling ---- */

static struct digest_run run_of(const struct reporting *reporting)
{
    return (struct digest_run){.color = wants_color(reporting->options->color, stdout),
                               .today = (digest_day)((int64_t)time(NULL) / SECONDS_A_DAY),
                               .unreadable = (size_t)reporting->counts[COUNT_UNREADABLE],
                               .incomplete = (size_t)reporting->counts[COUNT_INCOMPLETE],
                               .faulty = (size_t)reporting->counts[COUNT_FAULTY]};
}

/* No session at all leaves it undecided whether all is well. */
static int status_of(const struct reporting *reporting, const struct summary *summary)
{
    if (reporting->trouble || summary->level == LEVEL_NONE)
        return STATUS_TROUBLE;
    return summary->level == LEVEL_ACT ? STATUS_FINDINGS : STATUS_OK;
}

/* A digest that could not be read may be the one that would be replaced; and who ends a run early wants no result. */
static bool save(const struct reporting *reporting)
{
    const char *file = reporting->options->save;

    if (reporting->counts[COUNT_LOST] == 0 && !reporting->ended_early)
        return report_save(reporting->digest, file);
    message("--save: %s: not written, since %s", file,
            reporting->ended_early ? "not all was read" : "a digest that was to be read is not in it");
    return false;
}

static int tell(struct reporting *reporting)
{
    const struct options *options = reporting->options;
    struct digest_run run = run_of(reporting);
    struct summary *summary;
    int status;

    if (options->save != NULL && !save(reporting))
        reporting->trouble = true;
    summary = summary_of(reporting->digest, &reporting->wish);
    if (summary != NULL && summary->no_patterns)
        message("%s is missing: what the reasons of failures mean is not told", MATCH_PACKAGE);
    if (summary == NULL) {
        message("out of memory");
        return STATUS_TROUBLE;
    }
    status = status_of(reporting, summary);
    if (options->alert) {
        int alert = digest_alert(stdout, summary, &run);

        status = alert == STATUS_OK && reporting->trouble ? STATUS_TROUBLE : alert;
    } else if (reporting->renderer->write != NULL && (options->save == NULL || strcmp(options->save, "-") != 0)) {
        reporting->renderer->write(stdout, summary, &run);
    }
    summary_free(summary);
    return status;
}

/* ---- the command ---- */

static const char *what_is_wrong(const struct options *options)
{
    bool to_stdout = options->save != NULL && strcmp(options->save, "-") == 0;

    if (options->operands.count == 0)
        return "report what?  Give files, folders, or - for standard input";
    if (options->wish.since != DIGEST_NO_DAY && options->wish.until != DIGEST_NO_DAY &&
        options->wish.since > options->wish.until)
        return "--since is later than --until";
    if (options->wish.warn > options->wish.crit)
        return "--warn is above --crit";
    if (options->alert && options->digest_renderer != NULL)
        return "--alert prints one line of its own; --format does not go with it";
    if (to_stdout && (options->alert || options->digest_renderer != NULL))
        return "--save - prints the digest; --alert and --format do not go with it";
    return NULL;
}

static char *without_dot(const char *name)
{
    size_t length = strlen(name);

    return joined(name, length - (length > 1 && name[length - 1] == '.'), "", 0, "", 0);
}

static int run(struct reporting *reporting)
{
    const struct digest_renderer *renderer = reporting->renderer;
    int status;

    reporting->digest = digest_begin();
    if (reporting->digest == NULL) {
        message("out of memory");
        return STATUS_TROUBLE;
    }
    reporting->rows = renderer->row != NULL && !reporting->options->alert;
    if (reporting->rows && renderer->begin != NULL)
        renderer->begin(stdout);
    read_all(reporting);
    status = tell(reporting);
    digest_free(reporting->digest);
    return status;
}

int report_command(const struct options *options)
{
    struct reporting reporting = {.options = options, .wish = options->wish, .renderer = options->digest_renderer};
    const char *wrong = what_is_wrong(options);
    char *domain = NULL, *mx = NULL;
    int status;

    if (wrong != NULL) {
        message("%s", wrong);
        return usage_hint(COMMAND_REPORT);
    }
    if (options->domain != NULL) {
        char *read;

        status = domain_read("--domain", options->domain, options, &read);
        if (status != STATUS_OK)
            return status == STATUS_FINDINGS ? usage_hint(COMMAND_REPORT) : status;
        reporting.wish.domain = domain = without_dot(read);
        free(read);
    }
    if (options->wish.mx != NULL)
        reporting.wish.mx = mx = without_dot(options->wish.mx);
    if (reporting.renderer == NULL)
        reporting.renderer = &digest_text;
    reporting.shows = progress_is_seen();
    reporting.inputs = (struct inputs){.options = options, .trouble = &reporting.trouble, .opened = report_opened,
                                       .absent = report_absent, .user = &reporting};
    status = report_matches_begin(&reporting.matches, &options->matches);
    if (reporting.matches.count > 0) {
        reporting.wish.wanted = report_matches_wanted;
        reporting.wish.user = &reporting.matches;
    }
    if (status == STATUS_OK)
        status = run(&reporting);
    else if (status == STATUS_USAGE)
        usage_hint(COMMAND_REPORT);
    report_matches_free(&reporting.matches);
    inputs_end(&reporting.inputs);
    free(domain);
    free(mx);
    return status;
}
