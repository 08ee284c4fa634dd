/* SPDX-License-Identifier: BSD-2-Clause */
/* TXT data given as text: the generic form is read here, strings by the library. */
#include "cli/txt.h"

#include "core/finding.h"
#include "dns/generic.h"

struct moving {
    const rptlint_options *options;
    const struct generic *generic;
};

/* Of a value to its digits in the text. */
static int move_finding(void *user, const rptlint_finding *finding)
{
    const struct moving *moving = user;
    rptlint_finding moved = *finding;

    moved.fix = NULL;
    moved.span = generic_span(moving->generic, moved.span);
    moved.related = generic_span(moving->generic, moved.related);
    return moving->options->sink(moving->options->user, &moved);
}

static rptlint_status tell_malformed(size_t length, const rptlint_options *options, rptlint_verdict *verdict)
{
    struct emitter emitter = {.sink = options->sink, .user = options->user};

    if (verdict != NULL)
        *verdict = (rptlint_verdict){.size = sizeof(*verdict), .selected = RPTLINT_SELECTED_NO, .errors = 1};
    REPORT(&emitter, Z413, 0, length);
    return emitter.stopped ? RPTLINT_STOPPED : RPTLINT_OK;
}

static rptlint_status check_generic(const struct generic *generic, const rptlint_options *options,
                                    rptlint_verdict *verdict)
{
    struct moving moving = {.options = options, .generic = generic};
    rptlint_options own = *options;

    own.sink = move_finding;
    own.user = &moving;
    return rptlint_check_record(generic->value, generic->length, &own, verdict);
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
        status = check_generic(&generic, options, verdict);
    else
        status = tell_malformed(length, options, verdict);
    generic_free(&generic);
    return status;
}
