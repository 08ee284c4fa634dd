/* SPDX-License-Identifier: BSD-2-Clause */
/* TXT data given as text: the generic form is read here, strings by the library. */
#include "cli/txt.h"

#include "core/finding.h"
#include "dns/generic.h"

static rptlint_status tell_malformed(size_t length, const rptlint_options *options, rptlint_verdict *verdict)
{
    struct emitter emitter = {.sink = options->sink, .user = options->user};

    if (verdict != NULL)
        *verdict = (rptlint_verdict){.size = sizeof(*verdict), .selected = RPTLINT_SELECTED_NO, .errors = 1};
    REPORT(&emitter, Z413, 0, length);
    return emitter.stopped ? RPTLINT_STOPPED : RPTLINT_OK;
}

rptlint_status check_txt(const char *text, size_t length, const rptlint_options *options, rptlint_verdict *verdict)
{
    struct generic generic;
    rptlint_status status;

    if (!generic_begins(text, length))
        return rptlint_check_txt(text, length, options, verdict);
    if (!generic_read(&generic, text, length))
        status = RPTLINT_NOMEM;
    else if (generic.as_said)
        status = generic_check(&generic, options, verdict);
    else
        status = tell_malformed(length, options, verdict);
    generic_free(&generic);
    return status;
}
