/* SPDX-License-Identifier: BSD-2-Clause */
/* One line a finding in the manner of the GNU tools, for editors: NAME:LINE:COL: SEVERITY: MESSAGE. */
#include "output/render.h"
#include "output/shared.h"

static void finding_line(struct output *out, const struct subject *subject, const rptlint_finding *finding)
{
    struct place place = place_of(out, subject, finding->span);

    write_head(out->stream, false, subject, &place, finding);
    fputs("]\n", out->stream);
    out->results++;
}

const struct renderer render_gnu = {
    .name = "gnu",
    .begin = begin_results,
    .finding = finding_line,
    .verdict = verdict_ignored,
    .report = report_ignored,
    .end = end_ignored,
};
