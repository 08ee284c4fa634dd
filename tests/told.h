/* SPDX-License-Identifier: BSD-2-Clause */
/* All that a check of a report tells, in order, so that two ways of reading can be held against each other. */
#ifndef TOLD_H
#define TOLD_H

#include <rptlint.h>

/* Findings, events and the verdict, each a number of words; what a pointer leads to is told, not where it is. */
struct told {
    const char *text;
    uint64_t *words;
    size_t count;
    size_t capacity;
    size_t findings, events;
    size_t stop_at; /* a sink or reader that stops after so many findings and events; 0: never */
};

void told_free(struct told *told);

/*
 * What the check tells of a report; `glances` as in check_report_glancing().  told->stop_at is heeded, all else of it
 * begins anew, in the same memory.
 */
void tell(struct told *told, const char *text, size_t length, const rptlint_envelope *envelope, bool glances);

bool same_told(const struct told *a, const struct told *b);

#endif
