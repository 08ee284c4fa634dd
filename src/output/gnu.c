/* SPDX-License-Identifier: BSD-2-Clause */
/* One line a finding in the manner of the GNU tools, for editors: NAME:LINE:COL: SEVERITY: MESSAGE; ADVICE. */
#include "output/escape.h"
#include "output/render.h"
#include "output/shared.h"

static void finding_line(struct output *out, const struct subject *subject, const rptlint_finding *finding)
{
    struct place place = place_of(out, subject, finding->span);

    write_head(out->stream, false, subject, &place, finding);
    fputs("; ", out->stream);
    write_advice(out->stream, ESCAPE_TEXT, finding);
    fprintf(out->stream, " [%s]\n", finding->rule->id);
    out->results++;
}

const struct renderer render_gnu = {
    .name = "gnu",
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
