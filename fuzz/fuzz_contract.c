/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz: what the header promises of every call: stopping, failing memory, small buffers, wrong arguments. */
#include "harness.h"
#include "support.h"

/* ---- a sink that stops at the n-th finding ---- */

struct stopper {
    size_t left;
    size_t taken;
};

static int stop_at(void *user, const rptlint_finding *finding)
{
    struct stopper *stopper = user;

    (void)finding;
    must(stopper->taken <= stopper->left);
    return stopper->taken++ == stopper->left;
}

static void stops(const struct input *input, size_t n)
{
    struct stopper stopper = {.left = n};
    rptlint_options options = {.size = sizeof(options), .sink = stop_at, .user = &stopper};
    rptlint_text text = {.data = input->text, .length = input->length};
    rptlint_policy policy = {.size = sizeof(policy), .rua = &text, .rua_count = 1};
    rptlint_status status;
    size_t length;

    status = rptlint_check_record(input->text, input->length, &options, NULL);
    must(status == (stopper.taken > n ? RPTLINT_STOPPED : RPTLINT_OK));
    stopper.taken = 0;
    status = rptlint_check_txt(input->text, input->length, &options, NULL);
    must(status == (stopper.taken > n ? RPTLINT_STOPPED : RPTLINT_OK));
    stopper.taken = 0;
    status = rptlint_check_destination(input->text, input->length, &options);
    must(status == (stopper.taken > n ? RPTLINT_STOPPED : RPTLINT_OK));
    stopper.taken = 0;
    status = rptlint_generate(&policy, NULL, 0, &length, &options);
    must((status == RPTLINT_STOPPED) == (stopper.taken > n));
}

/* ---- an allocator that fails from the n-th block on ---- */

static void memory_fails(const struct input *input, size_t n)
{
    struct heap heap = {.allowed = n};
    rptlint_allocator allocator = heap_allocator(&heap);
    rptlint_options options = {.size = sizeof(options), .allocator = &allocator};
    rptlint_text text = {.data = input->text, .length = input->length};
    rptlint_policy policy = {.size = sizeof(policy), .rua = &text, .rua_count = 1};
    rptlint_status status;
    size_t length;

    status = rptlint_generate(&policy, NULL, 0, &length, &options);
    must(heap.live == 0 && (status != RPTLINT_NOMEM || heap.asked > n));
    heap.asked = 0;
    status = rptlint_fix_record(input->text, input->length, NULL, 0, &length, &options, NULL);
    must(heap.live == 0 && (status != RPTLINT_NOMEM || heap.asked > n));
    heap.asked = 0;
    status = rptlint_check_txt(input->text, input->length, &options, NULL);
    must(heap.live == 0 && (status != RPTLINT_NOMEM || heap.asked > n));
}

/* ---- sizes ---- */

typedef rptlint_status sizing_call(const char *data, size_t length, char *buffer, size_t capacity,
                                   size_t *needed);

/* Told the room it needs, a call succeeds with exactly that and fails with one octet less. */
static void sizes(const struct input *input, sizing_call *call)
{
    size_t needed, again;
    char *buffer;
    rptlint_status status = call(input->text, input->length, NULL, 0, &needed);

    must(status == (needed > 0 ? RPTLINT_LIMIT : RPTLINT_OK));
    buffer = malloc(needed > 0 ? needed : 1);
    must(buffer != NULL);
    must(call(input->text, input->length, buffer, needed, &again) == RPTLINT_OK && again == needed);
    if (needed > 0)
        must(call(input->text, input->length, buffer, needed - 1, &again) == RPTLINT_LIMIT && again == needed);
    must(call(NULL, 1, buffer, needed, &again) == RPTLINT_INVALID_ARGUMENT);
    must(call(input->text, input->length, NULL, 1, &again) == RPTLINT_INVALID_ARGUMENT);
    must(call(input->text, input->length, buffer, needed, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(call(NULL, 0, NULL, 0, &again) != RPTLINT_INVALID_ARGUMENT);
    free(buffer);
}

static rptlint_status fix(const char *data, size_t length, char *buffer, size_t capacity, size_t *needed)
{
    return rptlint_fix_record(data, length, buffer, capacity, needed, NULL, NULL);
}

/* ---- arguments ---- */

static void wrong_structs(const struct input *input)
{
    rptlint_options options = {.size = 1};
    rptlint_verdict verdict = {.size = 1};
    rptlint_record record = {.size = sizeof(record), .destination_capacity = 1};
    rptlint_text text = {.data = input->text, .length = input->length}, none = {.data = NULL, .length = 1};
    rptlint_policy policy = {.size = sizeof(policy), .rua = &none, .rua_count = 1};
    char buffer[8];
    size_t needed;

    must(rptlint_check_record(text.data, text.length, &options, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_check_record(text.data, text.length, NULL, &verdict) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_check_record(NULL, 1, NULL, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_check_txt(text.data, text.length, &options, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_check_txt(text.data, text.length, NULL, &verdict) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_check_txt(NULL, 1, NULL, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_check_destination(NULL, 1, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_check_destination(text.data, text.length, &options) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_check_domain(NULL, 1, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_check_domain(text.data, text.length, &options) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_read_record(text.data, text.length, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_read_record(text.data, text.length, &record) == RPTLINT_INVALID_ARGUMENT);
    record = (rptlint_record){.size = sizeof(record), .extension_capacity = 1};
    must(rptlint_read_record(text.data, text.length, &record) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_read_record(NULL, 1, &record) == RPTLINT_INVALID_ARGUMENT);
    record = (rptlint_record){.size = 1};
    must(rptlint_read_record(text.data, text.length, &record) == RPTLINT_INVALID_ARGUMENT);
    must(fix(text.data, text.length, NULL, 1, &needed) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_fix_record("", 0, buffer, 8, &needed, &options, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_fix_record("", 0, buffer, 8, &needed, NULL, &verdict) == RPTLINT_INVALID_ARGUMENT);

    must(rptlint_generate(&policy, buffer, 8, &needed, NULL) == RPTLINT_INVALID_ARGUMENT);
    policy = (rptlint_policy){.size = sizeof(policy), .rua = &text, .rua_count = 1};
    must(rptlint_generate(&policy, NULL, 1, &needed, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_generate(&policy, buffer, 8, NULL, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_generate(&policy, buffer, 8, &needed, &options) == RPTLINT_INVALID_ARGUMENT);
    policy.fields = &none;
    policy.field_count = 1;
    must(rptlint_generate(&policy, buffer, 8, &needed, NULL) == RPTLINT_INVALID_ARGUMENT);
    policy = (rptlint_policy){.size = sizeof(policy), .rua_count = 1};
    must(rptlint_generate(&policy, buffer, 8, &needed, NULL) == RPTLINT_INVALID_ARGUMENT);
    policy = (rptlint_policy){.size = sizeof(policy), .field_count = 1};
    must(rptlint_generate(&policy, buffer, 8, &needed, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_generate(NULL, buffer, 8, &needed, NULL) == RPTLINT_INVALID_ARGUMENT);
}

/* ---- reports ---- */

static void wrong_report_structs(void)
{
    rptlint_options options = {.size = 1};
    rptlint_report_verdict verdict = {.size = 1};
    rptlint_envelope envelope = {.size = 1};
    rptlint_reader reader = {.size = 1};

    must(rptlint_check_report(NULL, 1, NULL, NULL, NULL, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_check_report("", 0, &envelope, NULL, NULL, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_check_report("", 0, NULL, &options, NULL, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_check_report("", 0, NULL, NULL, &reader, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_check_report("", 0, NULL, NULL, NULL, &verdict) == RPTLINT_INVALID_ARGUMENT);
}

/* Lists that lie outside of the text, or hold nothing, have no element. */
static void wrong_lists(void)
{
    static const char text[] = "[\"a\"]";
    rptlint_list list = {.present = true, .span = {.offset = 0, .length = sizeof(text) - 1}};
    rptlint_value value;
    size_t at = 0;

    must(!rptlint_next_value(NULL, 5, &list, &at, &value) && !rptlint_next_value(text, 5, NULL, &at, &value));
    must(!rptlint_next_value(text, 5, &list, NULL, &value) && !rptlint_next_value(text, 5, &list, &at, NULL));
    must(!rptlint_next_value(text, 4, &list, &at, &value));
    list.span.offset = 6;
    must(!rptlint_next_value(text, 5, &list, &at, &value));
    list.span = (rptlint_span){.offset = 0, .length = 1};
    must(!rptlint_next_value(text, 5, &list, &at, &value));
    list.span.length = 0;
    list.forgiven = RPTLINT_FORGAVE_SINGLE;
    must(!rptlint_next_value(text, 5, &list, &at, &value) && at == 0);
}

static void wrong_pointers(void)
{
    rptlint_step step = {.name = {.offset = 2, .length = 1}};
    rptlint_finding finding = {.rule = rptlint_rule_at(0), .path = &step, .path_length = 1}, pathless = finding;
    char buffer[4];
    size_t needed = 0;

    must(rptlint_write_pointer(NULL, 1, &finding, buffer, 4, &needed) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_write_pointer("a", 1, NULL, buffer, 4, &needed) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_write_pointer("a", 1, &finding, NULL, 4, &needed) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_write_pointer("a", 1, &finding, buffer, 4, NULL) == RPTLINT_INVALID_ARGUMENT);
    must(rptlint_write_pointer("a", 1, &finding, buffer, 4, &needed) == RPTLINT_INVALID_ARGUMENT);
    step.name = (rptlint_span){.offset = 0, .length = 2};
    must(rptlint_write_pointer("a", 1, &finding, buffer, 4, &needed) == RPTLINT_INVALID_ARGUMENT);
    pathless.path = NULL;
    must(rptlint_write_pointer("a", 1, &pathless, buffer, 4, &needed) == RPTLINT_INVALID_ARGUMENT);
    pathless.path_length = 0;
    must(rptlint_write_pointer(NULL, 0, &pathless, NULL, 0, &needed) == RPTLINT_OK && needed == 0);
    step = (rptlint_step){.is_index = true, .index = SIZE_MAX};
    must(rptlint_write_pointer("a", 1, &finding, buffer, 4, &needed) == RPTLINT_LIMIT && needed == 21);
}

/* A reader that stops at the n-th event. */
static int stop_reading(void *user, const void *event)
{
    struct stopper *stopper = user;

    (void)event;
    must(stopper->taken <= stopper->left);
    return stopper->taken++ == stopper->left;
}

static int stop_at_report(void *user, const rptlint_report *report)
{
    return stop_reading(user, report);
}

static int stop_at_policy(void *user, const rptlint_report_policy *policy)
{
    return stop_reading(user, policy);
}

static int stop_at_failure(void *user, const rptlint_failure *failure)
{
    return stop_reading(user, failure);
}

/* Stopped by the sink, then by the reader; with another limit on its size, and with nobody to tell. */
static void reports(const struct input *input, size_t n)
{
    struct stopper stopper = {.left = n};
    rptlint_options options = {.size = sizeof(options), .sink = stop_at, .user = &stopper};
    rptlint_reader reader = {.size = sizeof(reader),
                             .user = &stopper,
                             .report = stop_at_report,
                             .policy = stop_at_policy,
                             .failure = stop_at_failure};
    rptlint_reader deaf = {.size = sizeof(deaf)};
    rptlint_report_verdict verdict = {.size = sizeof(verdict)};
    rptlint_status status;

    status = rptlint_check_report(input->text, input->length, NULL, &options, NULL, NULL);
    must(status == (stopper.taken > n ? RPTLINT_STOPPED : RPTLINT_OK));
    stopper.taken = 0;
    status = rptlint_check_report(input->text, input->length, NULL, NULL, &reader, &verdict);
    must(status == (stopper.taken > n ? RPTLINT_STOPPED : RPTLINT_OK));
    must(verdict.policies + verdict.failures <= stopper.taken);
    options = (rptlint_options){.size = sizeof(options), .report_limit = n + 1};
    must(rptlint_check_report(input->text, input->length, NULL, &options, &deaf, &verdict) == RPTLINT_OK);
    must(input->length <= n + 1 || (!verdict.json && verdict.errors > 0 && !verdict.readable));
}

/* ---- tables and names: any value is answered, none crashes ---- */

static void lookups(const struct input *input)
{
    const rptlint_rule *rule = rptlint_rule_find(input->text, input->length);
    int number = input->length > 0 ? (signed char)input->text[0] : 0;

    if (rule != NULL)
        must(strlen(rule->id) == input->length || strlen(rule->slug) == input->length);
    must(rptlint_rule_at(rptlint_rule_count()) == NULL && rptlint_rule_at(0) != NULL);
    must(strlen(rptlint_status_text((rptlint_status)number)) > 0);
    must(strlen(rptlint_status_text(RPTLINT_REFUSED)) > 0);
    must(strlen(rptlint_severity_name((rptlint_severity)number)) > 0);
    must(strlen(rptlint_selected_name((rptlint_selected)number)) > 0);
    must(strcmp(rptlint_version(), RPTLINT_VERSION) == 0);
    must(rptlint_locate(input->text, input->length, SIZE_MAX).text.offset <= input->length);
}

/* A name that passes has no finding; one that does not has one. */
static void domains(const struct input *input)
{
    struct seen seen = {.length = input->length};
    rptlint_options options = options_for(&seen);

    must(rptlint_check_domain(input->text, input->length, &options) == RPTLINT_OK);
    must(seen.counts[RPTLINT_ERROR] <= 1 && seen.counts[RPTLINT_WARNING] + seen.counts[RPTLINT_NOTE] == 0);
    seen = (struct seen){.length = input->length};
    options.domain = input->text;
    options.domain_length = input->length < 40 ? input->length : 40;
    must(rptlint_check_record(input->text, input->length, &options, NULL) == RPTLINT_OK);
    must(rptlint_check_destination(input->text, input->length, &options) == RPTLINT_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = input_of(data, size);

    for (size_t n = 0; n < 4; n++)
        stops(&input, n);
    for (size_t n = 0; n < 6; n++)
        memory_fails(&input, n);
    for (size_t n = 0; n < 5; n++)
        reports(&input, n);
    wrong_report_structs();
    wrong_lists();
    wrong_pointers();
    sizes(&input, rptlint_decode_uri);
    sizes(&input, rptlint_decode_txt);
    sizes(&input, rptlint_decode_json);
    sizes(&input, rptlint_quote_txt);
    sizes(&input, fix);
    wrong_structs(&input);
    lookups(&input);
    domains(&input);
    input_free(&input);
    return 0;
}
