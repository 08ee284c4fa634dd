/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz: check, read and fix a record value; spans stay inside, verdict and findings agree, fixes converge. */
#include "harness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = input_of(data, size);
    struct seen seen = {.length = input.length};
    rptlint_options options = options_for(&seen);
    rptlint_verdict verdict = {.size = sizeof(verdict)};
    rptlint_destination destinations[4];
    rptlint_extension extensions[4];
    rptlint_record record = {.size = sizeof(record),
                             .destinations = destinations,
                             .destination_capacity = 4,
                             .extensions = extensions,
                             .extension_capacity = 4};
    char *fixed = malloc(input.length * 8 + 64);
    size_t fixed_length;

    options.domain = "example.com";
    options.domain_length = 11;
    must(rptlint_check_record(input.text, input.length, &options, &verdict) == RPTLINT_OK);
    agree(&seen, &verdict);

    must(rptlint_read_record(input.text, input.length, &record) != RPTLINT_INVALID_ARGUMENT);
    must(record.verdict.grammar == verdict.grammar && record.verdict.usable == verdict.usable);
    for (size_t i = 0; i < record.destination_count && i < 4; i++) {
        inside(destinations[i].uri, input.length);
        inside(destinations[i].address, input.length);
        inside(destinations[i].host, input.length);
        inside(destinations[i].path, input.length);
    }

    must(fixed != NULL);
    seen = (struct seen){.length = SIZE_MAX};
    must(rptlint_fix_record(input.text, input.length, fixed, input.length * 8 + 64, &fixed_length, &options,
                            &verdict) == RPTLINT_OK);
    must(seen.fixes == 0);
    free(fixed);
    input_free(&input);
    return 0;
}
