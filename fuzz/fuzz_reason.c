/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz: what a failure-reason-code means; and the same in the other case of letters. */
#include "harness.h"

#include "digest/reason.h"

static enum reason_status meaning_of(const char *text, size_t length, struct reason *reason)
{
    enum reason_status status;

    *reason = (struct reason){.cause = NULL};
    status = reason_of(RPTLINT_RESULT_OTHER, text, length, reason);
    must(status == REASON_KNOWN || status == REASON_UNKNOWN || status == REASON_LIMIT);
    must((status == REASON_KNOWN) == (reason->cause != NULL) && (reason->cause != NULL) == (reason->hint != NULL));
    return status;
}

static char other_case(char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return (char)(c ^ 0x20);
    return c;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = input_of(data, size);
    struct reason reason = {.cause = NULL}, again = {.cause = NULL};
    enum reason_status status = meaning_of(input.text, input.length, &reason);

    for (size_t i = 0; i < input.length; i++)
        input.text[i] = other_case(input.text[i]);
    must(meaning_of(input.text, input.length, &again) == status);
    must(again.cause == reason.cause && again.hint == reason.hint);
    input_free(&input);
    return 0;
}
