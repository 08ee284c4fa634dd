/* SPDX-License-Identifier: BSD-2-Clause */
/* What a fetched MTA-STS policy, or the attempt, means for the domain: D512. */
#include "dns/live.h"

#include "core/sts_policy.h"

#include <stdio.h>
#include <string.h>

enum { HINT_ROOM = 512, TEXT_ROOM = 1536 };

/* "WHAT IS WRONG; senders report sts-policy-invalid; WHAT TO DO", the first where the text does not have it. */
static void write_hint(const struct live_policy *policy, char hint[HINT_ROOM])
{
    bool says = policy->length > 0;

    snprintf(hint, HINT_ROOM, "%s%ssenders report %s%s%s", says ? policy->sentence : "", says ? "; " : "",
             rptlint_result_name(policy->result), policy->hint[0] != '\0' ? "; " : "", policy->hint);
}

/* Where a policy came it is shown, with its fault; else the address, with what happened. */
static void tell_fault(const struct live_policy *policy, const struct live_teller *teller)
{
    char text[TEXT_ROOM], hint[HINT_ROOM];
    rptlint_span span = policy->fault;

    write_hint(policy, hint);
    if (policy->length > 0) {
        teller->about(teller->user, policy->text, policy->length, "policy");
    } else {
        snprintf(text, sizeof(text), "%s: %s%s%s%s", policy->url, policy->sentence,
                 policy->detail[0] != '\0' ? " (" : "", policy->detail, policy->detail[0] != '\0' ? ")" : "");
        span = (rptlint_span){.offset = 0, .length = strlen(text)};
        teller->about(teller->user, text, span.length, "policy");
    }
    REPORT(teller->emitter, D512, span.offset, span.length, .hint = hint);
}

/* Mail servers that no pattern matches. */
static void tell_hosts(const struct live *live, const struct live_policy *policy, const struct live_teller *teller)
{
    for (size_t i = 0; i < live->host_count; i++) {
        const char *name = live->hosts[i].name;

        if (sts_policy_allows(policy->text, policy->length, name, strlen(name)))
            continue;
        teller->about(teller->user, name, strlen(name), "name");
        REPORT(teller->emitter, D512, 0, strlen(name), .hint = HINT_MX_OUTSIDE_POLICY);
    }
}

/* Patterns that no mail server matches; a pattern may wait for a server to come, so this is a note. */
static void tell_patterns(const struct live *live, const struct live_policy *policy, const struct live_teller *teller)
{
    rptlint_span pattern;

    teller->about(teller->user, policy->text, policy->length, "policy");
    for (size_t at = 0; next_sts_pattern(policy->text, policy->length, &at, &pattern);) {
        bool matches = false;

        for (size_t i = 0; i < live->host_count; i++)
            matches |= mx_pattern_matches(policy->text + pattern.offset, pattern.length, live->hosts[i].name,
                                          strlen(live->hosts[i].name));
        if (!matches)
            REPORT(teller->emitter, D512, pattern.offset, pattern.length, .severity = RPTLINT_NOTE,
                   .hint = HINT_PATTERN_WITHOUT_MX);
    }
}

void live_tell_policy(const struct live *live, const struct live_policy *policy, const struct live_teller *teller)
{
    if (policy->result != RPTLINT_RESULT_OTHER)
        tell_fault(policy, teller);
    if (!policy->readable || !policy->wants_mx || live->mx == LIVE_UNKNOWN)
        return;
    tell_hosts(live, policy, teller);
    if (live->mx_left_out == 0)
        tell_patterns(live, policy, teller);
}
