/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings filtered and re-judged as the user wants them, then counted and shown. */
#include "cli/judge.h"

int rulings_severity(const struct rulings *rulings, const rptlint_finding *finding)
{
    int severity = (int)finding->severity;

    for (size_t i = 0; i < rulings->count; i++) {
        if (rulings->list[i].rule != finding->rule)
            continue;
        if (rulings->list[i].severity == SEVERITY_IGNORED)
            return SEVERITY_IGNORED;
        severity = rulings->list[i].severity;
    }
    /* R129 is a note that may be changed, until the record is too long for the DNS. */
    if (finding->rule->syntax && finding->severity == RPTLINT_ERROR)
        return RPTLINT_ERROR;
    return severity;
}

void judge_also(struct judge *judge, const struct subject *subject, size_t shift)
{
    judge->subject = subject;
    judge->shift = shift;
}

void judge_begin(struct judge *judge, const struct subject *subject, size_t shift)
{
    judge_also(judge, subject, shift);
    for (int i = 0; i <= RPTLINT_ERROR; i++)
        judge->counts[i] = 0;
    judge->house = 0;
}

int judge_finding(void *user, const rptlint_finding *finding)
{
    struct judge *judge = user;
    rptlint_finding shown = *finding;
    int severity = rulings_severity(judge->rulings, finding);

    if (severity == SEVERITY_IGNORED)
        return 0;
    shown.severity = (rptlint_severity)severity;
    shown.span.offset += judge->shift;
    if (shown.has_related)
        shown.related.offset += judge->shift;
    judge->counts[severity]++;
    if (severity == RPTLINT_ERROR && finding->rule->id[0] == 'H')
        judge->house++;
    if (severity >= judge->rulings->fail_on)
        judge->failed = true;
    judge->renderer->finding(judge->out, judge->subject, &shown);
    return ferror(judge->out->stream);
}

void judge_verdict(struct judge *judge, const rptlint_verdict *verdict)
{
    rptlint_verdict shown = *verdict;

    shown.errors = judge->counts[RPTLINT_ERROR];
    shown.warnings = judge->counts[RPTLINT_WARNING];
    shown.notes = judge->counts[RPTLINT_NOTE];
    judge->out->house = judge->house;
    judge->renderer->verdict(judge->out, judge->subject, &shown);
}

void judge_report(struct judge *judge, const rptlint_report_verdict *verdict)
{
    rptlint_report_verdict shown = *verdict;

    shown.errors = judge->counts[RPTLINT_ERROR];
    shown.warnings = judge->counts[RPTLINT_WARNING];
    shown.notes = judge->counts[RPTLINT_NOTE];
    judge->renderer->report(judge->out, judge->subject, &shown);
}

void judge_join(struct judge *judge, size_t results, bool failed)
{
    if (results > 0 && judge->out->results > 0)
        fputs(judge->renderer->between, judge->out->stream);
    judge->out->results += results;
    judge->failed |= failed;
}
