/* SPDX-License-Identifier: BSD-2-Clause */
/* Problems of one kind together: what fails in the same way, at one MX or at several. */
#ifndef TROUBLE_H
#define TROUBLE_H

#include "digest/summary.h"

/* A result type under a policy type, over all MXs. */
struct trouble {
    const struct summary_problem *kind;
    const struct summary_problem *worst; /* the same at the MX, or at none, where it is worst */
    size_t hosts; /* MXs that are named */
    bool unnamed; /* some of it names no MX */
};

/* What there is to say where no domain has a session. */
const char *nothing_known(const struct summary *summary);

/* Do both have the same policy type and the same result type? */
bool is_same_kind(const struct summary_problem *a, const struct summary_problem *b);

/* All kinds of failure in a domain, the worst first, to be freed by the caller.  False without memory. */
bool troubles_of(const struct summary_domain *domain, struct trouble **troubles, size_t *count);

/* Is it about the host of the MTA-STS policy, where no MX can have a part in it (RFC 8460 section 4.3.2.2)? */
bool is_of_policy_host(rptlint_result result);

/*
 * Are a kind's failures wanted at some MX or for some reason only?  Then nobody can tell where else it is and who else
 * saw it.
 */
bool is_partial(const struct summary_wish *wish);

/*
 * The MX that commands ask: where no report names it, or by its address only, under DANE the policy domain, which is
 * the TLSA base domain and so the name of the MX (RFC 8460 section 1.1).  "": not known.
 */
const char *mx_in_question(const struct summary_domain *domain, const struct trouble *trouble);

/* Where a kind of failure is whose MX no report names. */
const char *where_unnamed(const struct summary_domain *domain, const struct trouble *trouble);

/* What there is to say of a failure whose result type is none of RFC 8460's. */
const char *cause_of_unknown(const struct summary_problem *kind);

#endif
