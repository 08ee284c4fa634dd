/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz: the octets become destinations and fields; what is generated passes the checker without an error. */
#include "harness.h"

enum { TEXTS_MAX = 12 };

/* Lines that begin with "+" are fields, all others are destinations. */
static void split(const struct input *input, rptlint_text *rua, size_t *rua_count, rptlint_text *fields,
                  size_t *field_count)
{
    size_t from = 0;

    while (from < input->length && *rua_count < TEXTS_MAX && *field_count < TEXTS_MAX) {
        const char *line = input->text + from;
        const char *end = memchr(line, '\n', input->length - from);
        size_t length = end != NULL ? (size_t)(end - line) : input->length - from;

        if (length > 0 && line[0] == '+')
            fields[(*field_count)++] = (rptlint_text){.data = line + 1, .length = length - 1};
        else
            rua[(*rua_count)++] = (rptlint_text){.data = line, .length = length};
        from += length + 1;
    }
}

/* A span is in the input it names. */
struct told {
    const rptlint_policy *policy;
    size_t errors;
};

static int hear(void *user, const rptlint_finding *finding)
{
    struct told *told = user;
    const rptlint_policy *policy = told->policy;

    must(finding->input < policy->rua_count + policy->field_count || policy->rua_count == 0 ||
         finding->input == 0);
    if (finding->input < policy->rua_count)
        inside(finding->span, policy->rua[finding->input].length);
    else if (finding->input < policy->rua_count + policy->field_count)
        inside(finding->span, policy->fields[finding->input - policy->rua_count].length);
    told->errors += finding->severity == RPTLINT_ERROR && finding->fix == NULL;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = input_of(data, size);
    rptlint_text rua[TEXTS_MAX], fields[TEXTS_MAX];
    rptlint_policy policy = {.size = sizeof(policy), .rua = rua, .fields = fields};
    struct told told = {.policy = &policy};
    rptlint_options options = {.size = sizeof(options), .sink = hear, .user = &told};
    rptlint_verdict verdict = {.size = sizeof(verdict)};
    rptlint_status status;
    size_t length, room = input.length * 8 + TEXTS_MAX * 16 + 64;
    char *value = malloc(room);

    must(value != NULL);
    split(&input, rua, &policy.rua_count, fields, &policy.field_count);
    status = rptlint_generate(&policy, value, room, &length, &options);
    must(status == RPTLINT_OK || status == RPTLINT_REFUSED);
    if (status == RPTLINT_OK) {
        must(rptlint_check_record(value, length, NULL, &verdict) == RPTLINT_OK);
        must(verdict.errors == 0 && verdict.grammar && verdict.usable == policy.rua_count);
        must(verdict.selected == RPTLINT_SELECTED_YES);
    } else {
        must(told.errors > 0);
    }
    free(value);
    input_free(&input);
    return 0;
}
