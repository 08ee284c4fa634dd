/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz: check TXT presentation text; the value decoded, quoted and decoded again is the same. */
#include "harness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = input_of(data, size);
    struct seen seen = {.length = input.length};
    rptlint_options options = options_for(&seen);
    rptlint_verdict verdict = {.size = sizeof(verdict)};
    size_t length, quoted_length, again_length;
    char *value = malloc(input.length + 1), *quoted, *again;

    must(rptlint_check_txt(input.text, input.length, &options, &verdict) == RPTLINT_OK);
    agree(&seen, &verdict);

    must(value != NULL);
    must(rptlint_decode_txt(input.text, input.length, value, input.length, &length) == RPTLINT_OK);
    must(rptlint_quote_txt(value, length, NULL, 0, &quoted_length) == RPTLINT_LIMIT);
    quoted = malloc(quoted_length);
    again = malloc(length + 1);
    must(quoted != NULL && again != NULL);
    must(rptlint_quote_txt(value, length, quoted, quoted_length, &quoted_length) == RPTLINT_OK);
    must(rptlint_decode_txt(quoted, quoted_length, again, length, &again_length) == RPTLINT_OK);
    must(again_length == length && memcmp(value, again, length) == 0);
    free(again);
    free(quoted);
    free(value);
    input_free(&input);
    return 0;
}
