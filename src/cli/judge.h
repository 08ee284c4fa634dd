/* SPDX-License-Identifier: BSD-2-Clause */
/* The user's say (--ignore, --severity, --fail-on) on the way from the library's sink to a renderer. */
#ifndef JUDGE_H
#define JUDGE_H

#include "output/render.h"

/* Severity 0 in a ruling: the rule is ignored.  Above RPTLINT_ERROR in fail_on: nothing is a failure. */
enum { SEVERITY_IGNORED = 0, FAIL_NEVER = RPTLINT_ERROR + 1 };

struct ruling {
    const rptlint_rule *rule;
    int severity;
};

struct rulings {
    struct ruling *list; /* a later one overrules an earlier one, but ignored stays ignored */
    size_t count;
    int fail_on;
};

/* The severity a finding gets; SEVERITY_IGNORED: it is not to be shown. */
int rulings_severity(const struct rulings *rulings, const rptlint_finding *finding);

struct judge {
    const struct rulings *rulings;
    const struct renderer *renderer;
    struct output *out;
    const struct subject *subject;
    size_t shift;                     /* where in the subject's text the checked octets begin */
    size_t counts[RPTLINT_ERROR + 1]; /* shown about this subject */
    size_t house;                     /* errors among them that break the rules of the house (H1xx) */
    bool failed;                      /* something at or above fail_on was shown, about any subject */
};

/* What comes next is about this subject. */
void judge_begin(struct judge *judge, const struct subject *subject, size_t shift);

/* The same, but what was counted stays: another text of the same report. */
void judge_also(struct judge *judge, const struct subject *subject, size_t shift);

/* The sink; its user pointer is the judge. */
int judge_finding(void *user, const rptlint_finding *finding);

/* Hands a verdict on, with the counts of what was shown. */
void judge_verdict(struct judge *judge, const rptlint_verdict *verdict);
void judge_report(struct judge *judge, const rptlint_report_verdict *verdict);

/* Another process has shown `results`, and its output is what is printed next. */
void judge_join(struct judge *judge, size_t results, bool failed);

#endif
