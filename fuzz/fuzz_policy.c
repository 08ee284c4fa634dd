/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz: an MTA-STS policy is read as an independent oracle for RFC 8461 section 3.2 reads it. */
#include "harness.h"

#include "../tests/policy_oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct policy_oracle *oracle; /* made once, kept to the end */
    size_t faults[STS_POLICY_FAULT_COUNT] = {0};
    char *policy = malloc(size > 0 ? size : 1);
    const char *wrong;

    if (oracle == NULL)
        oracle = policy_oracle_new();
    must(policy != NULL && oracle != NULL);
    if (size > 0)
        memcpy(policy, data, size);
    wrong = policy_compare(oracle, policy, size, faults);
    if (wrong != NULL) {
        fprintf(stderr, "fuzz_policy: %s: ", wrong);
        oracle_show(stderr, policy, size);
        putc('\n', stderr);
        abort();
    }
    free(policy);
    return 0;
}
