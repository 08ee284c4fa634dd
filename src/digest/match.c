/* SPDX-License-Identifier: BSD-2-Clause */
/* PCRE2 by dlopen, as it is needed only where a user gives a pattern. */
#include "digest/match.h"

#include "load.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/*
 * The work that one match may take: steps, frames of backtracking one inside the other, and KiB for these.  A million
 * steps are more than any pattern needs that does not backtrack without end, and take a few hundredths of a second.
 */
enum { STEPS_MAX = 1000000, DEPTH_MAX = 250000, HEAP_MAX = 64 * 1024 };

/* A pattern is a whole text's; UTF and \C would make octets from outside undefined or unbounded. */
#define COMPILE_OPTIONS (PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C)

/* The functions used, with the suffix that the library's header gives them. */
#define PCRE2_CALLS(CALL) \
    CALL(pcre2_code_free_8) \
    CALL(pcre2_compile_8) \
    CALL(pcre2_compile_context_create_8) \
    CALL(pcre2_compile_context_free_8) \
    CALL(pcre2_get_error_message_8) \
    CALL(pcre2_match_8) \
    CALL(pcre2_match_context_create_8) \
    CALL(pcre2_match_context_free_8) \
    CALL(pcre2_match_data_create_8) \
    CALL(pcre2_match_data_free_8) \
    CALL(pcre2_set_depth_limit_8) \
    CALL(pcre2_set_heap_limit_8) \
    CALL(pcre2_set_match_limit_8) \
    CALL(pcre2_set_max_pattern_length_8)

static struct {
#define MEMBER(name) __typeof__(name) *(name);
    PCRE2_CALLS(MEMBER)
#undef MEMBER
} calls;

static const struct loaded_symbol symbols[] = {
#define ROW(name) {#name, &calls.name},
    PCRE2_CALLS(ROW)
#undef ROW
};

struct match {
    pcre2_code *code;
    pcre2_match_context *context;
    pcre2_match_data *data;
};

static bool load(void)
{
    static bool loaded;

    if (!loaded)
        loaded = load_library("libpcre2-8.so.0", symbols, sizeof(symbols) / sizeof(symbols[0])) != NULL;
    return loaded;
}

/* NULL: there is no memory, or *error says what is wrong where.  Of no octets, too, PCRE2 wants a pointer. */
static pcre2_code *code_of(const char *pattern, size_t length, int *error, PCRE2_SIZE *offset)
{
    pcre2_compile_context *context = calls.pcre2_compile_context_create_8(NULL);
    pcre2_code *code;

    *error = PCRE2_ERROR_NOMEMORY;
    if (context == NULL)
        return NULL;
    calls.pcre2_set_max_pattern_length_8(context, MATCH_PATTERN_MAX);
    code = calls.pcre2_compile_8((PCRE2_SPTR)(length > 0 ? pattern : ""), length, COMPILE_OPTIONS, error, offset, context);
    calls.pcre2_compile_context_free_8(context);
    return code;
}

/* What a match needs besides the code; false without memory. */
static bool prepare(struct match *match)
{
    match->context = calls.pcre2_match_context_create_8(NULL);
    match->data = calls.pcre2_match_data_create_8(1, NULL);
    if (match->context == NULL || match->data == NULL)
        return false;
    calls.pcre2_set_match_limit_8(match->context, STEPS_MAX);
    calls.pcre2_set_depth_limit_8(match->context, DEPTH_MAX);
    calls.pcre2_set_heap_limit_8(match->context, HEAP_MAX);
    return true;
}

enum match_status match_compile(const char *pattern, size_t length, struct match **match, size_t *error_offset,
                                char error_text[MATCH_ERROR_ROOM])
{
    PCRE2_SIZE offset = 0;
    struct match *made;
    int error;

    *match = NULL;
    if (!load())
        return MATCH_NO_LIBRARY;
    made = calloc(1, sizeof(*made));
    if (made == NULL)
        return MATCH_NOMEM;
    made->code = code_of(pattern, length, &error, &offset);
    if (made->code != NULL && prepare(made)) {
        *match = made;
        return MATCH_OK;
    }
    /* Errors of the pattern are above 0; 121 is the compiler's own lack of memory. */
    if (made->code != NULL || error <= 0 || error == PCRE2_ERROR_HEAP_FAILED) {
        match_free(made);
        return MATCH_NOMEM;
    }
    match_free(made);
    *error_offset = offset < length ? offset : length;
    calls.pcre2_get_error_message_8(error, (PCRE2_UCHAR *)error_text, MATCH_ERROR_ROOM);
    return MATCH_INVALID;
}

enum match_status match_text(const struct match *match, const char *text, size_t length)
{
    int result = calls.pcre2_match_8(match->code, (PCRE2_SPTR)(length > 0 ? text : ""), length, 0, 0, match->data,
                                     match->context);

    switch (result) {
    case PCRE2_ERROR_NOMATCH: return MATCH_NONE;
    case PCRE2_ERROR_NOMEMORY: return MATCH_NOMEM;
    default: break;
    }
    /* The match data have room for the whole match only: 0 says that there are groups beside it.  Recursion that goes
     * in circles (PCRE2_ERROR_RECURSELOOP) never ends, as what meets a limit does. */
    return result >= 0 ? MATCH_OK : MATCH_LIMIT;
}

void match_free(struct match *match)
{
    if (match == NULL)
        return;
    /* NULL is allowed for each of them. */
    calls.pcre2_match_data_free_8(match->data);
    calls.pcre2_match_context_free_8(match->context);
    calls.pcre2_code_free_8(match->code);
    free(match);
}
