/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings as workflow commands of GitHub Actions: ::error file=...,line=...::MESSAGE. */
#include "output/escape.h"
#include "output/render.h"
#include "output/shared.h"

static const char *command_of(rptlint_severity severity)
{
    return severity == RPTLINT_NOTE ? "notice" : rptlint_severity_name(severity);
}

/* Columns are octets, and endColumn is behind the last one.  Without a place the runner annotates the whole file. */
static void finding_line(struct output *out, const struct subject *subject, const rptlint_finding *finding)
{
    struct place from = place_of(out, subject, finding->span);

    fprintf(out->stream, "::%s ", command_of(finding->severity));
    if (subject->looked == NULL) {
        fputs("file=", out->stream);
        escape_string(out->stream, ESCAPE_GITHUB_PROPERTY, subject->file != NULL ? subject->file : subject->name);
    }
    if (!is_elsewhere(subject)) {
        struct place to = place_of_end(out, subject, &from);

        fprintf(out->stream, ",line=%zu,endLine=%zu,col=%zu,endColumn=%zu", from.line, to.line, from.column,
                to.column);
    }
    fputs(subject->looked == NULL ? ",title=" : "title=", out->stream);
    escape_string(out->stream, ESCAPE_GITHUB_PROPERTY, finding->rule->id);
    putc(' ', out->stream);
    escape_string(out->stream, ESCAPE_GITHUB_PROPERTY, finding->rule->slug);
    fputs("::", out->stream);
    write_sentence(out->stream, ESCAPE_GITHUB, subject, &from, finding);
    putc('\n', out->stream);
    out->results++;
}

const struct renderer render_github = {
    .name = "github",
    .begin = begin_results,
    .finding = finding_line,
    .verdict = verdict_ignored,
    .report = report_ignored,
    .zone = zone_ignored,
    .looked = looked_ignored,
    .context = context_ignored,
    .end = end_ignored,
    .between = "",
};
