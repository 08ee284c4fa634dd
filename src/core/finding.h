/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings on their way to the caller's sink: severities, counters, hints, made-up fixes. */
#ifndef FINDING_H
#define FINDING_H

#include <rptlint.h>
#include <string.h>

enum rule {
#define RULE(id, slug, severity, syntax, rfc, section, message, why, hint, bad, good) id,
#define HINT(name, text)
#include "rules.def"
#undef RULE
#undef HINT
    RULE_COUNT
};

extern const rptlint_rule rule_table[RULE_COUNT];

/* The hints for recognised cases: HINT_OLD_DRAFT and so on. */
#define RULE(id, slug, severity, syntax, rfc, section, message, why, hint, bad, good)
#define HINT(name, text) extern const char HINT_##name[];
#include "rules.def"
#undef RULE
#undef HINT

/* Longest span, in octets, for which encoded_fix() makes a fix; uri.c cuts its spans there. */
enum { ENCODED_SPAN_MAX = 64 };

/* What one run reports to, and what it has counted. */
struct emitter {
    rptlint_sink *sink; /* NULL: count only */
    void *user;
    bool stopped;       /* the sink asked to stop: nothing more is handed to it */
    size_t input;       /* goes into every finding's `input` */
    size_t counts[RPTLINT_ERROR + 1];
    char encoded[ENCODED_SPAN_MAX * 3];
};

static inline void emitter_begin(struct emitter *emitter, const rptlint_options *options)
{
    emitter->sink = options != NULL ? options->sink : NULL;
    emitter->user = options != NULL ? options->user : NULL;
    emitter->stopped = false;
    emitter->input = 0;
    memset(emitter->counts, 0, sizeof(emitter->counts));
}

static inline rptlint_status emitter_status(const struct emitter *emitter)
{
    return emitter->stopped ? RPTLINT_STOPPED : RPTLINT_OK;
}

static inline void emitter_counts(const struct emitter *emitter, rptlint_verdict *verdict)
{
    verdict->errors = emitter->counts[RPTLINT_ERROR];
    verdict->warnings = emitter->counts[RPTLINT_WARNING];
    verdict->notes = emitter->counts[RPTLINT_NOTE];
}

/*
 * Hands a finding over.  Of the finding, `rule` and `span` must be set; severity 0 and hint NULL stand for
 * the rule's own, and are filled in.  Nothing of it is kept.
 */
void emit(struct emitter *emitter, rptlint_finding *finding);

/* REPORT(emitter, R109, offset, length, .hint = ..., .fix = ...): a finding in one line. */
#define REPORT(emitter, id, at, octets, ...) \
    emit(emitter, &(rptlint_finding){.rule = &rule_table[id], \
                                     .span = {.offset = (at), .length = (octets)}, __VA_ARGS__})

/* A fix that is a constant: REPLACE_BY("x") for the span, DELETE for none of it, PUT_BEFORE("x"). */
#define REPLACE_BY(text) .fix = (text), .fix_length = sizeof(text) - 1
#define DELETE .fix = "", .fix_length = 0
#define PUT_BEFORE(text) REPLACE_BY(text), .fix_inserts = true

/* The percent-encoding of at most ENCODED_SPAN_MAX octets, in the emitter, until the next call. */
const char *encoded_fix(struct emitter *emitter, const char *data, size_t length);
#define ENCODE(emitter, data, at, octets) \
    .fix = encoded_fix(emitter, (data) + (at), octets), .fix_length = (size_t)(octets) * 3

/* Both functions are there, or there is no allocator at all. */
static inline bool allocator_known(const rptlint_allocator *allocator)
{
    return allocator == NULL || (allocator->allocate != NULL && allocator->release != NULL);
}

/* Are the options (NULL allowed) and the verdict (NULL allowed) ones this library knows? */
static inline bool options_known(const rptlint_options *options)
{
    return options == NULL || (options->size == sizeof(rptlint_options) && allocator_known(options->allocator));
}

static inline bool verdict_known(const rptlint_verdict *verdict)
{
    return verdict == NULL || verdict->size == sizeof(rptlint_verdict);
}

/* No octets are no text; some of them have to be somewhere. */
static inline bool text_known(rptlint_text text)
{
    return text.data != NULL || text.length == 0;
}

/* The policy domain in the options; length 0 when there is none. */
static inline rptlint_text domain_of(const rptlint_options *options)
{
    if (options == NULL || options->domain == NULL)
        return (rptlint_text){.data = NULL, .length = 0};
    return (rptlint_text){.data = options->domain, .length = options->domain_length};
}

/* The caller's allocator, or malloc and free. */
void *take_memory(const rptlint_options *options, size_t size);
void give_back_memory(const rptlint_options *options, void *memory);

#endif
