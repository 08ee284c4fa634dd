/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint lookup --fetch-policy`: the policy behind an _mta-sts record. */
#ifndef POLICY_H
#define POLICY_H

#include "core/sts_policy.h"
#include "dns/live.h"
#include "intake/sts_fetch.h"
#include "output/render.h"

enum { URL_ROOM = NAME_ROOM + 64 };

struct fetched {
    struct sts_answer answer;
    struct sts_policy policy;     /* what it says, when one came */
    char url[URL_ROOM];
    struct live_policy told;      /* for the findings, */
    struct context_policy shown;  /* and to be shown; both point into this struct */
};

/*
 * Fetches the policy of the domain from the addresses in `live`.  False when that could not even be tried, for a
 * reason that lies with this machine: that was said.
 */
bool policy_fetch(const struct live *live, unsigned timeout_ms, const char *ca_file, struct fetched *fetched);

#endif
