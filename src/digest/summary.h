/* SPDX-License-Identifier: BSD-2-Clause */
/* What a digest says: for each policy domain how bad it is, since when, on which MX, seen by whom. */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "digest/digest.h"

/* How bad a rate of failures is; thresholds are those of struct summary_wish. */
enum summary_level {
    LEVEL_NONE,   /* no session was reported at all, which is no success */
    LEVEL_NORMAL, /* under `warn` */
    LEVEL_WATCH,  /* from `warn` on */
    LEVEL_ACT     /* over `crit` */
};

/* What is wanted.  Texts are NULL, days DIGEST_NO_DAY, where everything is. */
struct summary_wish {
    digest_day since, until;       /* both days included */
    const char *domain;            /* a policy domain, compared without case */
    const char *mx;
    const char *reporter;
    const char *result;            /* "certificate-expired" */
    double warn, crit;             /* rates: 0.01 and 0.05 by default */
    /* House pattern: is this value of a field ("domain", "mx", "reporter", "result", "reason") wanted?  NULL: all. */
    bool (*wanted)(void *user, const char *field, const char *value);
    void *user;
};

/* Sessions of one policy type.  Never add these over policy types. */
struct summary_sessions {
    uint64_t successful;
    uint64_t failed;
    double rate;  /* failed / (successful + failed); 0 where there are none */
};

struct summary_day {
    digest_day day;
    struct summary_sessions by_type[RPTLINT_POLICY_NONE_FOUND + 1];
};

/* A verdict that rests on fewer sessions says so: they are a handful. */
enum { SUMMARY_HANDFUL = 100 };

/* What failures in details amount to, beside the totals of their policy type. */
struct summary_weight {
    double rate;              /* of all sessions of the domain under the type; 0 where there are none */
    enum summary_level level; /* never worse than that of the type, since details may count more than the total */
    bool beyond;              /* they do */
};

/* One kind of trouble: a result type at an MX (or at no MX: the policy's host, DNS), worst first; or at all of them. */
struct summary_problem {
    rptlint_policy_type type;
    rptlint_result result;
    const char *result_text; /* where it is none of the RFC's */
    const char *mx;          /* "": no MX was named, or it is about all */
    uint64_t sessions;
    double rate;             /* of all sessions of the domain under this policy type */
    enum summary_level level;
    size_t reporters;        /* different ones that saw it */
    const char *reporter;    /* the one that saw most of it */
    uint64_t handful;        /* sessions in all (successful and failed) of these reporters: a small number says little */
    digest_day first, last;
    const char *reason;      /* the failure-reason-code most often given, else "" */
    size_t reasons;          /* different ones */
    const char *reason_cause; /* what the reason means, and what to do; NULL where it is not known: reason.h */
    const char *reason_hint;
    size_t others;           /* reporters with sessions under this policy type who did not see it */
    bool beyond;             /* more sessions than failed by the totals: see struct summary_weight */
};

struct summary_reporter {
    const char *name;
    struct summary_sessions by_type[RPTLINT_POLICY_NONE_FOUND + 1];
    digest_day first, last;
    size_t days;    /* with a report */
    size_t missing; /* days without one between the first and the last day of all reports */
};

struct summary_mx {
    const char *name;
    uint64_t failed; /* sessions in details that name it */
};

struct summary_domain {
    const char *name;
    struct summary_sessions by_type[RPTLINT_POLICY_NONE_FOUND + 1]; /* indexed by rptlint_policy_type */
    bool has_type[RPTLINT_POLICY_NONE_FOUND + 1];
    enum summary_level level;     /* the worst of its policy types */
    rptlint_policy_type worst;    /* which one that is */
    struct summary_sessions before, after; /* of the worst type: the first and the second half of the days, for a trend */
    digest_day first, last;
    size_t days_missing;          /* between them, days in which nobody reported */
    const struct summary_day *days;           /* only those with sessions, in order */
    size_t day_count;
    const struct summary_problem *problems;   /* worst first */
    size_t problem_count;
    const struct summary_problem *kinds;      /* the same, each over all MXs */
    size_t kind_count;
    const struct summary_reporter *reporters; /* most sessions first */
    size_t reporter_count;
    const struct summary_mx *hosts;           /* most failures first */
    size_t host_count;
};

struct summary {
    const struct summary_domain *domains; /* worst first, then by name */
    size_t domain_count;
    enum summary_level level;             /* the worst of all */
    digest_day first, last;
    uint64_t reports;
    uint64_t duplicates;
    struct summary_wish wish;
    bool no_patterns; /* MATCH_PACKAGE is missing: what reasons mean is not told */
};

/* Is a group one of those that are wanted? */
bool summary_wants(const struct summary_wish *wish, const struct digest_total *total);
bool summary_wants_failure(const struct summary_wish *wish, const struct digest_failure *failure);

/* NULL without memory. */
struct summary *summary_of(struct digest *digest, const struct summary_wish *wish);
void summary_free(struct summary *summary);

/* What so many sessions in details amount to. */
struct summary_weight summary_weigh(const struct summary_wish *wish, const struct summary_domain *domain,
                                    rptlint_policy_type type, uint64_t sessions);

/* "none", "normal", "watch", "act". */
const char *summary_level_name(enum summary_level level);

/* YYYY-MM-DD; and back: false when it is no such day. */
enum { DAY_TEXT = 40 };
void day_write(digest_day day, char text[DAY_TEXT]);
bool day_read(const char *text, digest_day *day);

#endif
