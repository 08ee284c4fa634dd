/* SPDX-License-Identifier: BSD-2-Clause */
/* What the fuzz harnesses share: exact-size inputs, a sink that checks what it is handed, `must`. */
#ifndef HARNESS_H
#define HARNESS_H

#include <rptlint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An assertion that holds in every build and names its place. */
#define must(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort(); \
        } \
    } while (0)

/* A copy in a heap block of its exact size, so that reading one octet too many is seen. */
struct input {
    char *text;
    size_t length;
};

/* Corpus files end in a line feed that is not part of the case. */
static inline struct input input_of(const uint8_t *data, size_t size)
{
    struct input input = {.length = size > 0 && data[size - 1] == '\n' ? size - 1 : size};

    input.text = malloc(input.length > 0 ? input.length : 1);
    must(input.text != NULL);
    if (input.length > 0)
        memcpy(input.text, data, input.length);
    return input;
}

static inline void input_free(struct input *input)
{
    free(input->text);
}

struct seen {
    size_t length; /* of the input that spans must stay inside */
    size_t fixes;
    size_t counts[4];
};

static inline void inside(rptlint_span span, size_t length)
{
    must(span.offset <= length && span.length <= length - span.offset);
}

static inline int see(void *user, const rptlint_finding *finding)
{
    struct seen *seen = user;
    const rptlint_rule *rule = finding->rule;

    must(rule != NULL && finding->hint != NULL);
    must(rptlint_rule_find(rule->id, strlen(rule->id)) == rule);
    must(strcmp(rptlint_rule_find(rule->slug, strlen(rule->slug))->slug, rule->slug) == 0);
    must(strcmp(rptlint_severity_name(finding->severity), "unknown") != 0);
    must(finding->severity >= RPTLINT_NOTE && finding->severity <= RPTLINT_ERROR);
    inside(finding->span, seen->length);
    if (finding->has_related)
        inside(finding->related, seen->length);
    seen->fixes += finding->fix != NULL;
    seen->counts[finding->severity]++;
    return 0;
}

static inline rptlint_options options_for(struct seen *seen)
{
    return (rptlint_options){.size = sizeof(rptlint_options), .sink = see, .user = seen};
}

/* The counts are what the sink saw, and a bad answer is never without an error. */
static inline void agree(const struct seen *seen, const rptlint_verdict *verdict)
{
    must(verdict->errors == seen->counts[RPTLINT_ERROR]);
    must(verdict->warnings == seen->counts[RPTLINT_WARNING]);
    must(verdict->notes == seen->counts[RPTLINT_NOTE]);
    must(verdict->errors > 0 || (verdict->grammar && verdict->selected != RPTLINT_SELECTED_NO &&
                                 verdict->usable > 0));
}

#endif
