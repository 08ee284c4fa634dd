/* SPDX-License-Identifier: BSD-2-Clause */
/* Suppressions: "; rptlint: ignore=R122,Z406 the reason" in a zone file. */
#ifndef REMARK_H
#define REMARK_H

#include <rptlint.h>

enum { REMARK_RULES_MAX = 16 };

/* One comment.  Spans are in its file. */
struct remark {
    rptlint_span whole;   /* from "rptlint:" on, without white space at its end */
    rptlint_span unknown; /* what is neither "ignore=" nor a rule, or one rule too many; length 0: nothing */
    bool has_reason;
    size_t count;
    struct {
        const rptlint_rule *rule;
        rptlint_span span;
        bool used;
    } rules[REMARK_RULES_MAX];
};

/* Reads what follows "rptlint:", text[from..end). */
void remark_read(struct remark *remark, const char *text, size_t from, size_t end);

/* Is the rule suppressed?  It then is noted as used. */
bool remark_takes(struct remark *remark, const rptlint_rule *rule);

/* Where the first rule is that nothing was found of, or the whole when none was of use; length 0 when all were. */
rptlint_span remark_unused(const struct remark *remark);

#endif
