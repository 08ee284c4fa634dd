/* SPDX-License-Identifier: BSD-2-Clause */
/* Fetching an MTA-STS policy, and what is said of it. */
#include "cli/policy.h"

#include "cli/message.h"

#include <stdio.h>
#include <string.h>

/* What keeps this machine from fetching anything; false: it can. */
static bool say_missing(const struct live *live, const struct sts_answer *answer)
{
    const char *sentence = sts_outcome_sentence(answer->outcome);

    if (answer->outcome == FETCH_NO_LIBRARY)
        message("%s: %s is missing: no policy can be fetched", live->domain, STS_CURL_PACKAGE);
    else if (answer->outcome == FETCH_NO_CA)
        message("%s: %s (%s, or --ca-file): no policy can be fetched", live->domain, sentence, STS_CA_PACKAGE);
    else if (answer->outcome == FETCH_NOMEM)
        message("%s: out of memory: no policy was fetched", live->domain);
    else
        return false;
    return true;
}

/* A policy came: is it one? */
static void read_fetched(struct fetched *fetched)
{
    const struct sts_answer *answer = &fetched->answer;
    const struct sts_policy *policy = &fetched->policy;
    struct live_policy *told = &fetched->told;

    fetched->policy = read_sts_policy(answer->policy, answer->length);
    told->text = answer->policy;
    told->length = answer->length;
    told->readable = policy->fault == STS_POLICY_GOOD;
    told->wants_mx = policy->mode != STS_MODE_NONE;
    fetched->shown.text = (rptlint_text){.data = answer->policy, .length = answer->length};
    if (told->readable) {
        fetched->shown.mode = sts_mode_name(policy->mode);
        fetched->shown.max_age = policy->max_age;
        return;
    }
    told->result = RPTLINT_STS_POLICY_INVALID;
    told->sentence = sts_policy_sentence(policy->fault);
    told->hint = sts_policy_hint(policy->fault);
    told->fault = policy->at;
    fetched->shown.outcome = "invalid";
}

bool policy_fetch(const struct live *live, unsigned timeout_ms, const char *ca_file, struct fetched *fetched)
{
    const char *addresses[LIVE_ADDRESSES_MAX];
    struct sts_request request = {.domain = live->domain, .addresses = addresses,
                                  .address_count = live->address_count, .port = STS_PORT, .timeout_ms = timeout_ms,
                                  .ca_file = ca_file, .user_agent = "rptlint/" RPTLINT_VERSION};
    const struct sts_answer *answer = &fetched->answer;

    for (size_t i = 0; i < live->address_count; i++)
        addresses[i] = live->addresses[i];
    sts_fetch(&request, &fetched->answer);
    if (say_missing(live, answer))
        return false;
    snprintf(fetched->url, sizeof(fetched->url), "https://mta-sts.%s/.well-known/mta-sts.txt", live->domain);
    fetched->told = (struct live_policy){.url = fetched->url, .result = sts_outcome_result(answer->outcome),
                                         .sentence = sts_outcome_sentence(answer->outcome),
                                         .detail = answer->detail, .hint = sts_outcome_hint(answer->outcome),
                                         .text = ""};
    fetched->shown = (struct context_policy){.outcome = sts_outcome_name(answer->outcome)};
    if (answer->outcome == FETCH_DONE)
        read_fetched(fetched);
    fetched->shown.sentence = fetched->told.sentence;
    if (fetched->told.result != RPTLINT_RESULT_OTHER)
        fetched->shown.result = rptlint_result_name(fetched->told.result);
    return true;
}
