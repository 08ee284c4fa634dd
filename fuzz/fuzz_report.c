/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports: spans and pointers inside, events in order, the same twice, memory given back when there is none. */
#include "harness.h"

#include <jansson.h>

struct watch {
    struct seen seen;
    const struct input *input;
    bool extra; /* a fault that I-JSON or a limit of ours adds to RFC 8259 */
    bool syntax;
    size_t policies;
};

static int watch_finding(void *user, const rptlint_finding *finding)
{
    struct watch *watch = user;
    const char *id = finding->rule->id;
    char pointer[256];
    size_t needed;
    rptlint_status status;

    status = rptlint_write_pointer(watch->input->text, watch->input->length, finding, pointer, sizeof(pointer), &needed);
    must(status == RPTLINT_OK || (status == RPTLINT_LIMIT && needed > sizeof(pointer)));
    watch->syntax = watch->syntax || (id[0] == 'J' && strcmp(id, "J614") != 0);
    /* RFC 7493's noncharacters, RFC 8259's optional byte order mark, our limit of depth. */
    watch->extra = watch->extra || strcmp(id, "J607") == 0 || strcmp(id, "J602") == 0 || strcmp(id, "J610") == 0;
    return see(&watch->seen, finding);
}

static int on_policy(void *user, const rptlint_report_policy *policy)
{
    struct watch *watch = user;

    inside(policy->domain.span, watch->input->length);
    inside(policy->mx_hosts.span, watch->input->length);
    watch->policies++;
    return 0;
}

static int on_failure(void *user, const rptlint_failure *failure)
{
    struct watch *watch = user;

    must(watch->policies > 0);
    inside(failure->result_text.span, watch->input->length);
    return 0;
}

/*
 * An independent reader.  It differs, by design, in: noncharacters and the mark at the start (it takes the first
 * and refuses the second, we report both), depth (2048 against 32), and numbers that no double holds (it refuses
 * 1e999, which RFC 8259 allows).
 */
static void compare(const struct input *input, const struct watch *watch, const rptlint_report_verdict *verdict)
{
    json_error_t error;
    json_t *other = json_loadb(input->text, input->length,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL,
                               &error);
    enum json_error_code code = json_error_code(&error);

    must(verdict->json == !watch->syntax);
    if (other != NULL)
        must(verdict->json || watch->extra);
    else if (code != json_error_numeric_overflow && code != json_error_null_byte_in_key)
        must(!verdict->json);
    json_decref(other);
}

static void *never(void *user, size_t size)
{
    (void)size;
    ++*(size_t *)user;
    return NULL;
}

static void release(void *user, void *memory)
{
    (void)user;
    must(memory == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = input_of(data, size);
    struct watch watch = {.seen = {.length = input.length}, .input = &input}, second = watch;
    rptlint_options options = {.size = sizeof(options), .sink = watch_finding, .user = &watch, .has_now = true};
    rptlint_reader reader = {.size = sizeof(reader), .user = &watch, .policy = on_policy, .failure = on_failure};
    rptlint_report_verdict verdict = {.size = sizeof(verdict)}, again = verdict;
    size_t asked = 0;
    rptlint_allocator none = {.allocate = never, .release = release, .user = &asked};
    rptlint_status status;

    must(rptlint_check_report(input.text, input.length, NULL, &options, &reader, &verdict) == RPTLINT_OK);
    must(watch.policies == verdict.policies && verdict.consumed <= input.length);
    must(!verdict.readable || verdict.policies > 0);
    compare(&input, &watch, &verdict);
    options.user = &second;
    must(rptlint_check_report(input.text, input.length, NULL, &options, NULL, &again) == RPTLINT_OK);
    must(again.errors == verdict.errors && again.warnings == verdict.warnings && again.notes == verdict.notes);
    options.sink = NULL;
    options.allocator = &none;
    status = rptlint_check_report(input.text, input.length, NULL, &options, NULL, NULL);
    must(status == (asked > 0 ? RPTLINT_NOMEM : RPTLINT_OK));
    input_free(&input);
    return 0;
}
