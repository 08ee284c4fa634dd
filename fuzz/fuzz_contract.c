/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz: what the header promises of every call: stopping, failing memory, small buffers, wrong arguments. */
#include "harness.h"

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

struct memory {
    size_t left;
    size_t taken;
};

static void *scarce(void *user, size_t size)
{
    struct memory *memory = user;

    if (memory->left == 0)
        return NULL;
    memory->left--;
    memory->taken++;
    return malloc(size);
}

static void give_back(void *user, void *block)
{
    struct memory *memory = user;

    must(block != NULL && memory->taken > 0);
    memory->taken--;
    free(block);
}

static void memory_fails(const struct input *input, size_t n)
{
    struct memory memory = {.left = n};
    rptlint_allocator allocator = {.allocate = scarce, .release = give_back, .user = &memory};
    rptlint_options options = {.size = sizeof(options), .allocator = &allocator};
    rptlint_text text = {.data = input->text, .length = input->length};
    rptlint_policy policy = {.size = sizeof(policy), .rua = &text, .rua_count = 1};
    rptlint_status status;
    size_t length;

    status = rptlint_generate(&policy, NULL, 0, &length, &options);
    must(memory.taken == 0 && (status != RPTLINT_NOMEM || memory.left == 0));
    memory.left = n;
    status = rptlint_fix_record(input->text, input->length, NULL, 0, &length, &options, NULL);
    must(memory.taken == 0 && (status != RPTLINT_NOMEM || memory.left == 0));
    memory.left = n;
    status = rptlint_check_txt(input->text, input->length, &options, NULL);
    must(memory.taken == 0 && (status != RPTLINT_NOMEM || memory.left == 0));
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
    sizes(&input, rptlint_decode_uri);
    sizes(&input, rptlint_decode_txt);
    sizes(&input, rptlint_quote_txt);
    sizes(&input, fix);
    wrong_structs(&input);
    lookups(&input);
    domains(&input);
    input_free(&input);
    return 0;
}
