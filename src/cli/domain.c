/* SPDX-License-Identifier: BSD-2-Clause */
/* The policy domain, converted and checked. */
#include "cli/domain.h"

#include "cli/color.h"
#include "cli/idn.h"
#include "cli/message.h"

#include <stdlib.h>
#include <string.h>

int domain_read(const char *where, const char *given, const struct options *options, char **domain)
{
    const struct place_given place = {.file = NULL};

    return domain_read_at(&place, where, given, options, domain);
}

int domain_read_at(const struct place_given *place, const char *option, const char *given,
                   const struct options *options, char **domain)
{
    size_t length = strlen(given);
    struct rulings rulings = {.fail_on = RPTLINT_ERROR};
    struct output out = {.stream = stderr, .color = wants_color(options->color, stderr)};
    struct judge judge = {.rulings = &rulings, .renderer = &render_text, .out = &out};
    rptlint_options checker = {.size = sizeof(checker), .sink = judge_finding, .user = &judge};
    struct subject subject = {.name = option, .line = 1, .column = 1, .kind = "record"};
    int status = STATUS_OK;

    if (place->file != NULL) {
        subject.name = place->file;
        subject.line = place->line;
        subject.column = place->column;
    }

    *domain = NULL;
    if (is_international(given, length))
        status = idn_to_ascii(given, length, options->quiet, domain);
    else
        *domain = joined(given, length, "", 0, "", 0);
    if (status != STATUS_OK)
        return status;
    subject.text = *domain;
    subject.length = strlen(*domain);
    judge_begin(&judge, &subject, 0);
    if (rptlint_check_domain(subject.text, subject.length, &checker) == RPTLINT_OK && !judge.failed)
        return STATUS_OK;
    free(*domain);
    *domain = NULL;
    return judge.failed ? STATUS_FINDINGS : STATUS_TROUBLE;
}
