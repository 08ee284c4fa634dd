/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON: the tokenizer against jansson, verdicts and then value by value; tokens cover the text; memory that ends. */
#include "harness.h"
#include "peer.h"
#include "support.h"

#include "core/bytes.h"

#include <math.h>

/* ---- what was found ---- */

struct watch {
    struct seen seen;
    bool deep;  /* J610 */
    bool other; /* anything but J607 and J610 */
    size_t noncharacters;
    size_t *places; /* where J607 was found; room for one in each octet */
};

static int watch_finding(void *user, const rptlint_finding *finding)
{
    struct watch *watch = user;
    const char *id = finding->rule->id;

    must(id[0] == 'J' && finding->severity == RPTLINT_ERROR);
    if (strcmp(id, "J607") == 0)
        watch->places[watch->noncharacters++] = finding->span.offset;
    else if (strcmp(id, "J610") == 0)
        watch->deep = true;
    else
        watch->other = true;
    return see(&watch->seen, finding);
}

/* ---- values side by side ---- */

struct level {
    json_t *node;
    void *member; /* the iterator of an object */
    size_t index; /* of an array's element */
};

struct walk {
    struct json json;
    const struct input *input;
    const struct watch *watch;
    size_t covered;       /* octets up to here have been in a token or between two */
    size_t noncharacters; /* met so far */
    size_t depth;
    struct level levels[JSON_DEPTH_MAX];
};

/* Tokens stand in order, with nothing between them but blanks and brackets, commas and colons. */
static void cover(struct walk *walk, size_t from, size_t to)
{
    must(from >= walk->covered && to <= walk->input->length);
    while (walk->covered < from)
        must(memchr(" \t\r\n,:]}", walk->input->text[walk->covered++], 8) != NULL);
    walk->covered = to;
}

/* Noncharacters in well-formed UTF-8: U+FDD0 to U+FDEF, and the last two of each plane. */
static size_t noncharacters_in(const unsigned char *text, size_t length)
{
    size_t count = 0;

    for (size_t i = 0; i + 2 < length; i++) {
        if (text[i] == 0xEF && text[i + 1] == 0xB7 && text[i + 2] >= 0x90 && text[i + 2] <= 0xAF)
            count++;
        else if (text[i] == 0xEF && text[i + 1] == 0xBF && text[i + 2] >= 0xBE)
            count++;
        else if (i + 3 < length && text[i] >= 0xF0 && (text[i + 1] & 0x0F) == 0x0F && text[i + 2] == 0xBF &&
                 text[i + 3] >= 0xBE)
            count++;
    }
    return count;
}

/* A string or name, decoded, and its J607. */
static void same_string(struct walk *walk, const struct json_token *token, const char *other, size_t length)
{
    const char *inside = walk->input->text + token->begin;
    char *decoded = malloc(length + 1);
    size_t needed = 0, count = noncharacters_in((const unsigned char *)other, length);

    must(decoded != NULL);
    cover(walk, token->begin - 1, token->end + 1);
    must(inside[-1] == '"' && inside[token->end - token->begin] == '"');
    must(rptlint_decode_json(inside, token->end - token->begin, decoded, length, &needed) == RPTLINT_OK);
    must(needed == length && memcmp(decoded, other, length) == 0);
    must(token->escaped == (memchr(inside, '\\', token->end - token->begin) != NULL) && !token->odd);
    for (; count > 0; count--, walk->noncharacters++) {
        must(walk->noncharacters < walk->watch->noncharacters);
        must(walk->watch->places[walk->noncharacters] >= token->begin &&
             walk->watch->places[walk->noncharacters] < token->end);
    }
    free(decoded);
}

/* Digits that count: with 15 of them or fewer a double tells a fraction from a whole number. */
static bool is_short(const char *text, size_t length)
{
    size_t digits = 0;

    for (size_t i = 0; i < length && text[i] != 'e' && text[i] != 'E'; i++)
        digits += text[i] >= '0' && text[i] <= '9';
    return digits <= 15;
}

static void same_number(const struct walk *walk, const struct json_token *token, const json_t *other)
{
    const char *text = walk->input->text + token->begin;
    size_t length = token->end - token->begin;
    struct json_integer integer = json_integer(walk->input->text, token->begin, token->end);
    bool form = memchr(text, '.', length) != NULL || memchr(text, 'e', length) != NULL || memchr(text, 'E', length) != NULL;
    double value = json_number_value(other);

    must(!token->odd);
    must(integer.plain == (!form && !(length == 2 && memcmp(text, "-0", 2) == 0)));
    if (json_is_integer(other)) {
        json_int_t exact = json_integer_value(other);

        must(integer.whole && integer.negative == (exact < 0) && (exact < 0 || !integer.too_large));
        must(exact < 0 || integer.value == (uint64_t)exact);
        return;
    }
    must(form || integer.whole);
    if (!integer.whole)
        must(value == 0 || !is_short(text, length) || value != (double)(int64_t)value);
    else if (integer.too_large)
        must(fabs(value) >= 18446744073709551616.0);
    else if (integer.negative)
        must(value < 0);
    else
        must(value == (double)integer.value);
}

static void same_value(struct walk *walk, const struct json_token *token, const json_t *other)
{
    json_type type = json_typeof(other);

    switch (token->kind) {
    case JSON_STRING:
        must(type == JANSSON_STRING);
        same_string(walk, token, json_string_value(other), json_string_length(other));
        return;
    case JSON_NUMBER:
        must(type == JSON_INTEGER || type == JSON_REAL);
        same_number(walk, token, other);
        break;
    case JSON_OBJECT: must(type == JANSSON_OBJECT); break;
    case JSON_ARRAY: must(type == JANSSON_ARRAY); break;
    case JSON_TRUE: must(type == JANSSON_TRUE); break;
    case JSON_FALSE: must(type == JANSSON_FALSE); break;
    case JSON_NULL: must(type == JANSSON_NULL); break;
    case JSON_NOTHING: must(token->kind != JSON_NOTHING);
    }
    cover(walk, token->begin, token->end);
}

/* The next value of the innermost container, or NULL when it has been closed, at the end of both. */
static json_t *next_in(struct walk *walk)
{
    struct level *level = &walk->levels[walk->depth - 1];
    json_t *node = level->node, *value;

    if (json_typeof(node) == JANSSON_ARRAY) {
        if (!json_element(&walk->json)) {
            must(level->index == json_array_size(node));
            return NULL;
        }
        value = json_array_get(node, level->index++);
    } else {
        struct json_token name;

        if (!json_member(&walk->json, &name)) {
            must(level->member == NULL);
            return NULL;
        }
        must(level->member != NULL);
        same_string(walk, &name, json_object_iter_key(level->member), strlen(json_object_iter_key(level->member)));
        value = json_object_iter_value(level->member);
        level->member = json_object_iter_next(node, level->member);
    }
    must(value != NULL);
    return value;
}

/* Both accept: kinds, names in order, strings and numbers, one by one. */
static void same_tree(const struct input *input, const struct watch *watch, json_t *top)
{
    struct emitter emitter;
    struct walk walk = {.input = input, .watch = watch};
    json_t *other = top;

    emitter_begin(&emitter, NULL);
    json_begin(&walk.json, input->text, input->length, &emitter, NULL);
    do {
        struct json_token token;

        must(json_value(&walk.json, &token));
        same_value(&walk, &token, other);
        if (token.kind == JSON_OBJECT || token.kind == JSON_ARRAY)
            walk.levels[walk.depth++] = (struct level){.node = other, .member = json_object_iter(other)};
        other = NULL;
        while (walk.depth > 0 && (other = next_in(&walk)) == NULL)
            walk.depth--;
    } while (walk.depth > 0);
    must(json_finish(&walk.json) == input->length && walk.json.depth == 0);
    must(walk.noncharacters == watch->noncharacters);
    cover(&walk, input->length, input->length);
    json_free(&walk.json);
}

/* ---- the differences ---- */

/* The deepest nesting of a text that is JSON. */
static size_t depth_of(const struct input *input)
{
    size_t depth = 0, deepest = 0;
    bool inside = false;

    for (size_t i = 0; i < input->length; i++) {
        char octet = input->text[i];

        if (octet == '"')
            inside = !inside;
        else if (octet == '\\')
            i++;
        else if (!inside && (octet == '[' || octet == '{') && ++depth > deepest)
            deepest = depth;
        else if (!inside && (octet == ']' || octet == '}'))
            depth--;
    }
    return deepest;
}

/* Is there a number that no double holds, or a name with a NUL?  Of a text that we accept. */
static bool has_what_jansson_refuses(const struct input *input, bool number)
{
    struct emitter emitter;
    struct json json;
    struct json_token token = {.kind = JSON_NOTHING};
    bool found = false;

    emitter_begin(&emitter, NULL);
    json_begin(&json, input->text, input->length, &emitter, NULL);
    json_value(&json, &token);
    for (;;) {
        if (number && token.kind == JSON_NUMBER) {
            char *copy = calloc(token.end - token.begin + 1, 1);

            must(copy != NULL);
            memcpy(copy, input->text + token.begin, token.end - token.begin);
            found = found || fabs(strtod(copy, NULL)) == HUGE_VAL;
            free(copy);
        }
        while (json.depth > 0 && !(json.levels[json.depth - 1].is_object ? json_member(&json, &token)
                                                                         : json_element(&json)))
            ;
        if (json.depth == 0)
            break;
        if (!number && json.levels[json.depth - 1].is_object)
            for (size_t at = token.begin; at < token.end;) {
                char octets[4];

                found |= json_next_decoded(input->text, &at, token.end, octets) == 1 && octets[0] == '\0';
            }
        must(json_value(&json, &token));
    }
    json_free(&json);
    return found;
}

/* A raw NUL right behind a number or word. */
static bool has_nul_that_jansson_loses(const struct input *input)
{
    for (size_t i = 1; i < input->length; i++)
        if (input->text[i] == '\0' && byte_in(input->text[i - 1], BYTE_ALPHA | BYTE_DIGIT))
            return true;
    return false;
}

/*
 * jansson, told to refuse duplicate names, to take any value at the top and NUL in strings, differs by design in:
 *  - noncharacters (J607): RFC 8259 allows them, RFC 7493 section 2.1 does not;
 *  - depth (J610): it goes down to 2048, we to 32; RFC 8259 section 9 allows limits;
 *  - numbers that no double holds (1e999): RFC 8259 allows them, it refuses them.  So it does with integers of more
 *    than 63 bits, unless it is told to take integers as doubles, which is tried then;
 *  - NUL in a name ("\u0000"): RFC 8259 allows it, its keys are C strings.
 *  - a raw NUL behind a number or word: it puts the octet back and then takes it for the end of its buffer.
 * A mark at the start (J602) it refuses too, as RFC 8259 section 8.1 allows.
 */
static void compare(const struct input *input, const struct watch *watch, bool good)
{
    const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL;
    json_error_t error;
    json_t *other = json_loadb(input->text, input->length, flags, &error);

    if (other == NULL && json_error_code(&error) == json_error_numeric_overflow)
        other = json_loadb(input->text, input->length, flags | JSON_DECODE_INT_AS_REAL, &error);
    if (other == NULL && good) {
        enum json_error_code code = json_error_code(&error);

        must(code == json_error_numeric_overflow || code == json_error_null_byte_in_key);
        must(has_what_jansson_refuses(input, code == json_error_numeric_overflow));
    } else if (other != NULL && watch->other) {
        must(has_nul_that_jansson_loses(input));
    } else if (other != NULL) {
        must(watch->deep == (depth_of(input) > JSON_DEPTH_MAX));
        if (!watch->deep)
            same_tree(input, watch, other);
    }
    json_decref(other);
}

/* ---- memory ---- */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = input_of(data, size);
    struct watch watch = {.seen = {.length = input.length}};
    struct heap heap = {.allowed = size % 4};
    rptlint_allocator allocator = heap_allocator(&heap);
    rptlint_options options = {.size = sizeof(options), .sink = watch_finding, .user = &watch};
    bool good;

    watch.places = calloc(input.length + 1, sizeof(*watch.places));
    must(watch.places != NULL);
    good = json_check(input.text, input.length, &options);
    must(good == (watch.seen.counts[RPTLINT_ERROR] == 0));
    compare(&input, &watch, good);
    options = (rptlint_options){.size = sizeof(options), .allocator = &allocator};
    must(json_check(input.text, input.length, &options) == (good && heap.asked <= heap.allowed));
    must(heap.live == 0);
    free(watch.places);
    input_free(&input);
    return 0;
}
