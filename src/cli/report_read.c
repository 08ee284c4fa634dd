/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint report`: a file opened, what it holds read, and every report added to the digest. */
#define _POSIX_C_SOURCE 200809L

#include "cli/message.h"
#include "cli/reporting.h"
#include "core/bytes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- what could not be read ---- */

static void unreadable(struct reporting *reporting, const char *name, size_t line, const char *why)
{
    if (line > 1)
        message("%s:%zu: %s", name, line, why);
    else
        message("%s: %s", name, why);
    reporting->counts[COUNT_UNREADABLE]++;
    reporting->trouble = true;
}

static void digest_trouble(struct reporting *reporting, const char *name, enum digest_status status)
{
    if (status == DIGEST_NOMEM)
        unreadable(reporting, name, 0, "out of memory");
    else if (status == DIGEST_LIMIT && !reporting->full)
        message("%s: there are %d groups of failures, or %d reports: what is beyond is not counted; read less at a time",
                name, DIGEST_GROUPS_MAX, DIGEST_REPORTS_MAX);
    reporting->full |= status == DIGEST_LIMIT;
    reporting->trouble = true;
}

/* ---- what a policy without a domain is about ---- */

static int stop_at_fault(void *user, const rptlint_finding *finding)
{
    (void)user;
    (void)finding;
    return 1;
}

/* TLS-Report-Domain, else the second part of a file name of RFC 8460 section 5.1; the caller frees it.  NULL: unknown. */
static char *domain_of_envelope(const rptlint_envelope *envelope)
{
    const char *data = envelope->report_domain.data;
    size_t length = envelope->report_domain.length;
    rptlint_options strict = {.size = sizeof(strict), .sink = stop_at_fault};

    if (data == NULL && envelope->filename.data != NULL) {
        const char *end = envelope->filename.data + envelope->filename.length;
        const char *bang = memchr(envelope->filename.data, '!', envelope->filename.length);
        const char *next = bang != NULL ? memchr(bang + 1, '!', (size_t)(end - bang - 1)) : NULL;

        if (next != NULL) {
            data = bang + 1;
            length = (size_t)(next - data);
        }
    }
    if (data == NULL)
        return NULL;
    while (length > 0 && is_blank(data[0]))
        data++, length--;
    while (length > 0 && is_blank(data[length - 1]))
        length--;
    if (length == 0 || rptlint_check_domain(data, length, &strict) != RPTLINT_OK)
        return NULL;
    return joined(data, length, "", 0, "", 0);
}

/* ---- one report ---- */

/* Errors of one JSON text. */
struct faults {
    size_t errors;
    bool limited; /* it is too large */
};

static int count_fault(void *user, const rptlint_finding *finding)
{
    struct faults *faults = user;

    faults->errors += finding->severity == RPTLINT_ERROR && finding->input == RPTLINT_IN_REPORT;
    faults->limited |= strcmp(finding->rule->id, "J612") == 0;
    return 0;
}

static void counted(struct reporting *reporting, const struct faults *faults, const struct digest_added *added)
{
    reporting->counts[COUNT_FAULTY] += faults->errors > 0;
    reporting->counts[COUNT_INCOMPLETE] += added->incomplete;
    reporting->trouble |= added->incomplete > 0;
}

static size_t read_text(void *user, const struct subject *text)
{
    struct reporting *reporting = user;
    struct faults faults = {.errors = 0};
    rptlint_options checker = {.size = sizeof(checker), .sink = count_fault, .user = &faults,
                               .report_limit = (size_t)reporting->options->max_inflated};
    rptlint_report_verdict verdict = {.size = sizeof(verdict)};
    char *domain = domain_of_envelope(&reporting->reports.envelope);
    rptlint_reader reader = digest_reader(reporting->digest);
    struct digest_added added;
    struct report_rows rows;
    enum digest_status kept;
    rptlint_status status;

    digest_report_begin(reporting->digest, text->text, text->length, domain);
    if (reporting->rows)
        reader = report_rows_begin(&rows, reporting, text, domain);
    status = rptlint_check_report(text->text, text->length, NULL, &checker, &reader, &verdict);
    if (reporting->rows)
        report_rows_end(&rows);
    kept = digest_report_end(reporting->digest, &added);
    free(domain);
    if (faults.limited)
        unreadable(reporting, text->name, text->line, "it is larger than --max-inflated allows: not counted");
    else if (kept != DIGEST_OK)
        digest_trouble(reporting, text->name, kept);
    else if (status != RPTLINT_OK)
        unreadable(reporting, text->name, text->line, rptlint_status_text(status));
    else if (!verdict.readable)
        unreadable(reporting, text->name, text->line, "no report can be read from it; \"rptlint check\" says why");
    else
        counted(reporting, &faults, &added);
    reporting->counts[COUNT_NAMELESS] += added.policies > 0 && !added.named;
    if (ferror(stdout))
        return 0;
    return status == RPTLINT_OK ? verdict.consumed : text->length;
}

/* ---- what it is in ---- */

/* The findings are for check; but mail without a report is counted, and damage comes to light as a refusal. */
static int container_finding(void *user, const rptlint_finding *finding)
{
    struct reporting *reporting = user;

    reporting->counts[COUNT_OTHER] += strcmp(finding->rule->id, "E915") == 0;
    return 0;
}

static void data_begin(void *user, const struct subject *data)
{
    (void)user;
    (void)data;
}

static void data_refused(void *user, const struct subject *data)
{
    unreadable(user, data->name, 0, "it can't be unpacked; \"rptlint check\" says why");
}

static int attachment_read(void *user)
{
    (void)user;
    return ferror(stdout);
}

static void read_reports(struct reporting *reporting, const struct input *input, enum content content, const char *text,
                         size_t length)
{
    struct reports *reports = &reporting->reports;

    reports_begin(reports, &reporting->inputs, input->name, text, length);
    reports->visitor = (struct reports_visitor){.data = data_begin, .refused = data_refused, .text = read_text,
                                                .attachment = attachment_read, .sink = container_finding,
                                                .user = reporting};
    if (content == CONTENT_MAIL)
        reports_read_mail(reports);
    else
        reports_read(reports, input->path);
    reporting->counts[COUNT_UNREADABLE] += reports->trouble;
    reporting->trouble |= reports->trouble;
}

/* ---- digest files ---- */

void report_digest_file(struct reporting *reporting, const char *name, const char *text, size_t length)
{
    struct digest *saved = digest_begin();
    uint64_t overlaps = 0;
    size_t line = 0;
    enum digest_status status = saved != NULL ? digest_read(saved, text, length, &line, &overlaps) : DIGEST_NOMEM;

    if (status == DIGEST_OK)
        overlaps = digest_overlaps(reporting->digest, saved);
    if (status == DIGEST_MALFORMED)
        unreadable(reporting, name, line, "the digest is damaged: nothing of the file is counted");
    else if (status == DIGEST_VERSION)
        unreadable(reporting, name, 0, "this digest is of another version of its format, and this program reads version 1: "
                                       "nothing of the file is counted");
    else if (status == DIGEST_OK && overlaps > 0)
        message("%s: %" PRIu64 " %s there before, and sums can't be taken apart: nothing of the file is counted", name,
                overlaps, overlaps == 1 ? "policy of a report in this digest was" : "policies of reports in this digest were");
    else if (status == DIGEST_OK)
        status = digest_merge(reporting->digest, saved, &overlaps);
    if (status == DIGEST_OK && overlaps > 0) {
        reporting->counts[COUNT_UNREADABLE]++;
        reporting->trouble = true;
    }
    reporting->counts[COUNT_LOST] += status != DIGEST_OK || overlaps > 0;
    if (status == DIGEST_NOMEM || status == DIGEST_LIMIT)
        digest_trouble(reporting, name, status);
    digest_free(saved);
}

/* ---- inputs ---- */

void report_progress(struct reporting *reporting)
{
    struct timespec now;

    if (!reporting->shows)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (reporting->shown == 0)
        reporting->shown = (int64_t)now.tv_sec;
    if ((int64_t)now.tv_sec == reporting->shown)
        return;
    reporting->shown = (int64_t)now.tv_sec;
    progress("rptlint: %zu files read, %" PRIu64 " reports", reporting->files, digest_reports(reporting->digest));
}

void report_opened(void *user, const struct input *input)
{
    struct reporting *reporting = user;
    enum source_event event;
    enum content content = inputs_content(&reporting->inputs, input, &event);
    const char *text;
    size_t length;

    reporting->files++;
    report_progress(reporting);
    if (event == SOURCE_ERROR || event == SOURCE_NOMEM || event == SOURCE_LIMIT) {
        reporting->counts[COUNT_UNREADABLE] += inputs_failed(&reporting->inputs, input->name, event);
    } else if (content != CONTENT_REPORT && content != CONTENT_MAIL && input->in_folder) {
        reporting->counts[COUNT_OTHER]++;
    } else if (content != CONTENT_REPORT && content != CONTENT_MAIL) {
        unreadable(reporting, input->name, 0, "neither a report, mail nor a digest: not read");
    } else if (inputs_failed(&reporting->inputs, input->name, source_rest(input->source, &text, &length))) {
        reporting->counts[COUNT_UNREADABLE]++;
    } else if (digest_is_file(text, length)) {
        report_digest_file(reporting, input->name, text, length);
    } else {
        read_reports(reporting, input, content, text, length);
    }
}

void report_absent(void *user, const char *argument)
{
    unreadable(user, argument, 0, "no such file or folder");
}
