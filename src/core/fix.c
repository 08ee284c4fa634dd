/* SPDX-License-Identifier: BSD-2-Clause */
/* Applying the fixes that findings carry, until none is left. */
#include "core/fix.h"

#include "core/record.h"

#include <string.h>

/*
 * A fix makes a text longer at most by percent-encoding (three octets for one) and by "mailto:" (for an
 * address of at least three octets with its comma); GROWTH covers both, and SLACK the version.
 */
enum { GROWTH = 8, SLACK = 64, ROUNDS_MAX = 1000 };

/* One round: a check of fixed->text whose sink writes the text with the fixes into fixed->spare. */
struct round {
    struct fixed *fixed;
    struct emitter *applied;
    size_t at;    /* up to here the old text was copied */
    size_t count; /* octets of the new text */
    size_t fixes;
};

static void put(struct round *round, char octet, size_t origin)
{
    round->fixed->spare[round->count] = octet;
    round->fixed->spare_origin[round->count] = (uint32_t)origin;
    round->count++;
}

static void copy_up_to(struct round *round, size_t end)
{
    for (; round->at < end; round->at++)
        put(round, round->fixed->text[round->at], round->fixed->origin[round->at]);
}

static bool has_room(const struct round *round, size_t more)
{
    const struct fixed *fixed = round->fixed;

    return fixed->capacity - round->count > fixed->length - round->at &&
           fixed->capacity - round->count - (fixed->length - round->at) > more;
}

rptlint_span fix_origin(const struct fixed *fixed, rptlint_span span)
{
    size_t from = span.offset < fixed->length ? fixed->origin[span.offset] : fixed->input_length;
    size_t last = span.offset + span.length;
    size_t end = span.length == 0 ? from : last < fixed->length ? fixed->origin[last] : fixed->input_length;

    return (rptlint_span){.offset = from, .length = end > from ? end - from : 0};
}

static int take_fix(void *user, const rptlint_finding *finding)
{
    struct round *round = user;
    rptlint_finding told = *finding;
    size_t origin;

    if (finding->fix == NULL || finding->span.offset < round->at || !has_room(round, finding->fix_length))
        return 0;
    told.span = fix_origin(round->fixed, finding->span);
    told.related = fix_origin(round->fixed, finding->related);
    origin = told.span.offset;
    copy_up_to(round, finding->span.offset);
    for (size_t i = 0; i < finding->fix_length; i++)
        put(round, finding->fix[i], origin);
    if (!finding->fix_inserts)
        round->at += finding->span.length;
    round->fixes++;
    if (round->applied != NULL)
        emit(round->applied, &told);
    return 0;
}

static void swap_texts(struct fixed *fixed)
{
    char *text = fixed->text;
    uint32_t *origin = fixed->origin;

    fixed->text = fixed->spare;
    fixed->origin = fixed->spare_origin;
    fixed->spare = text;
    fixed->spare_origin = origin;
}

static bool run_round(struct fixed *fixed, fix_check *check, struct emitter *applied)
{
    struct round round = {.fixed = fixed, .applied = applied};
    rptlint_options options = {.size = sizeof(options), .sink = take_fix, .user = &round};
    struct emitter emitter;

    emitter_begin(&emitter, &options);
    check(&emitter, fixed->text, fixed->length);
    if (round.fixes == 0)
        return false;
    copy_up_to(&round, fixed->length);
    swap_texts(fixed);
    fixed->length = round.count;
    return true;
}

static bool make_room(struct fixed *fixed, size_t length)
{
    if (length > UINT32_MAX / (2 * GROWTH * sizeof(uint32_t)) - SLACK)
        return false;
    fixed->capacity = length * GROWTH + SLACK;
    fixed->text = take_memory(fixed->options, fixed->capacity);
    fixed->spare = fixed->text != NULL ? take_memory(fixed->options, fixed->capacity) : NULL;
    fixed->origin =
        fixed->spare != NULL ? take_memory(fixed->options, fixed->capacity * sizeof(uint32_t)) : NULL;
    fixed->spare_origin =
        fixed->origin != NULL ? take_memory(fixed->options, fixed->capacity * sizeof(uint32_t)) : NULL;
    return fixed->spare_origin != NULL;
}

rptlint_status fix_all(struct fixed *fixed, const rptlint_options *options, const char *data, size_t length,
                       fix_check *check, struct emitter *applied)
{
    *fixed = (struct fixed){.options = options, .length = length, .input_length = length};
    if (!make_room(fixed, length))
        return RPTLINT_NOMEM;
    for (size_t i = 0; i < length; i++) {
        fixed->text[i] = data[i];
        fixed->origin[i] = (uint32_t)i;
    }
    for (int round = 0; round < ROUNDS_MAX && run_round(fixed, check, applied); round++)
        if (applied != NULL && applied->stopped)
            return RPTLINT_STOPPED;
    return RPTLINT_OK;
}

void fix_free(struct fixed *fixed)
{
    give_back_memory(fixed->options, fixed->text);
    give_back_memory(fixed->options, fixed->spare);
    give_back_memory(fixed->options, fixed->origin);
    give_back_memory(fixed->options, fixed->spare_origin);
    *fixed = (struct fixed){.text = NULL};
}

/* ---- public ---- */

static void check_value(struct emitter *emitter, const char *data, size_t length)
{
    struct walk walk;

    walk_begin(&walk, data, length, emitter, NULL);
    walk_record(&walk);
}

rptlint_status rptlint_fix_record(const char *value, size_t length, char *buffer, size_t capacity,
                                  size_t *needed, const rptlint_options *options,
                                  rptlint_verdict *verdict)
{
    struct fixed fixed;
    rptlint_status status;

    if ((value == NULL && length > 0) || (buffer == NULL && capacity > 0) || needed == NULL ||
        !options_known(options) || !verdict_known(verdict))
        return RPTLINT_INVALID_ARGUMENT;
    status = fix_all(&fixed, options, value, length, check_value, NULL);
    if (status == RPTLINT_OK) {
        *needed = fixed.length;
        if (fixed.length > capacity) {
            status = RPTLINT_LIMIT;
        } else {
            if (fixed.length > 0)
                memcpy(buffer, fixed.text, fixed.length);
            status = rptlint_check_record(fixed.text, fixed.length, options, verdict);
        }
    }
    fix_free(&fixed);
    return status;
}
