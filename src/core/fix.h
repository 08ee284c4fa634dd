/* SPDX-License-Identifier: BSD-2-Clause */
/* Applying the fixes that findings carry, until none is left. */
#ifndef FIX_H
#define FIX_H

#include "core/finding.h"

/* Checks a text, and reports to the emitter. */
typedef void fix_check(struct emitter *emitter, const char *data, size_t length);

/* A text being put right; free it with fix_free, also after RPTLINT_NOMEM. */
struct fixed {
    const rptlint_options *options; /* for its allocator */
    char *text;                     /* the text as it now is */
    uint32_t *origin;               /* for each octet of it: the place in the input it comes from */
    size_t length;
    size_t input_length;
    char *spare;
    uint32_t *spare_origin;
    size_t capacity;
};

/*
 * Copies the input and applies every fix that `check` reports, round by round.  Each finding whose fix was
 * applied goes to `applied` (NULL allowed), with its spans in the input.
 */
rptlint_status fix_all(struct fixed *fixed, const rptlint_options *options, const char *data, size_t length,
                       fix_check *check, struct emitter *applied);
void fix_free(struct fixed *fixed);

/* A span of the text as it now is, as a span of the input. */
rptlint_span fix_origin(const struct fixed *fixed, rptlint_span span);

#endif
