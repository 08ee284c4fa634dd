/* SPDX-License-Identifier: BSD-2-Clause */
/* The structure of a JSON text: values, members, elements, and what is wrong between them (RFC 8259). */
#include "core/json.h"

#include "core/bytes.h"
#include "core/json_text.h"

void json_report(struct json *json, rptlint_finding *finding)
{
    if (json->silent)
        return;
    finding->path = json->steps;
    emit(json->emitter, finding);
    json->failed = json->failed || json->emitter->stopped;
}

void json_begin(struct json *json, const char *data, size_t length, struct emitter *emitter,
                const rptlint_options *options)
{
    json->data = data;
    json->length = length;
    json->at = 0;
    json->emitter = emitter;
    json->depth = 0;
    json->failed = json->silent = json->faulty = json->no_memory = json->in_name = false;
    json->first_hint = NULL;
    names_begin(&json->names, options);
    if (STARTS(data, 0, length, "\xEF\xBB\xBF")) {
        JSON_FAULT(json, J602, 0, 3, 0, DELETE);
        json->at = 3;
    } else if (length >= 2 && (STARTS(data, 0, length, "\xFF\xFE") || STARTS(data, 0, length, "\xFE\xFF") ||
                               data[0] == '\0' || data[1] == '\0')) {
        JSON_FAULT(json, J601, 0, 2, 0, .hint = HINT_UTF16);
        json->failed = true;
    }
}

void json_free(struct json *json)
{
    names_free(&json->names);
}

rptlint_span json_span(const struct json_token *token)
{
    size_t quote = token->kind == JSON_STRING;

    return (rptlint_span){.offset = token->begin - quote, .length = token->end - token->begin + 2 * quote};
}

/* ---- faults of structure ---- */

/* What word processors make of double quotes. */
enum { LEFT_QUOTES = 0x201C, RIGHT_QUOTES = 0x201D };

/* The text ends too early: J613, about the innermost bracket that is open. */
static bool cut(struct json *json, const char *hint)
{
    const struct json_level *level = &json->levels[json->depth > 0 ? json->depth - 1 : 0];

    if (json->depth == 0)
        JSON_FAULT(json, J613, json->length, 0, 0, .hint = HINT_EMPTY_TEXT);
    else
        JSON_FAULT(json, J613, json->length, 0, json->depth - 1, .hint = hint, .has_related = true,
                   .related = {.offset = level->open, .length = 1});
    json->failed = true;
    return false;
}

static bool cut_in(struct json *json)
{
    return cut(json, json->depth > 0 && json->levels[json->depth - 1].is_object ? HINT_CUT_IN_OBJECT
                                                                               : HINT_CUT_IN_ARRAY);
}

/* Something else than expected stands at json->at, a word or one character: J603, and the end. */
static bool wrong(struct json *json, size_t steps, const char *expected)
{
    size_t at = json->at, length = run_of(json->data, at, json->length, BYTE_ALPHA | BYTE_DIGIT) - at;
    const char *hint = expected;
    uint32_t code = (unsigned char)json->data[at];

    if (length == 0)
        length = utf8_length(json->data, at, json->length, &code);
    if (at == 0 && STARTS(json->data, 0, json->length, "H4sI"))
        hint = HINT_BASE64_GZIP;
    else if (at == 0 && json->first_hint != NULL)
        hint = json->first_hint;
    else if (code == '\'')
        hint = HINT_SINGLE_QUOTES;
    else if (code == LEFT_QUOTES || code == RIGHT_QUOTES)
        hint = HINT_CURLY_QUOTES;
    else if (code == '/' || code == '#')
        hint = HINT_JSON_COMMENT;
    JSON_FAULT(json, J603, at, length > 0 ? length : 1, steps, .hint = hint);
    json->failed = true;
    return false;
}

/* ---- values ---- */

static bool is_word(const struct json *json, size_t end, const char *word, size_t length)
{
    return end - json->at == length && memcmp(json->data + json->at, word, length) == 0;
}
#define IS_WORD(json, end, word) is_word(json, end, word, sizeof(word) - 1)

/* A word without quotes: one of three, or a fault. */
static bool read_word(struct json *json, struct json_token *token)
{
    size_t end = run_of(json->data, json->at, json->length, BYTE_ALPHA | BYTE_DIGIT);

    if (IS_WORD(json, end, "true"))
        token->kind = JSON_TRUE;
    else if (IS_WORD(json, end, "false"))
        token->kind = JSON_FALSE;
    else if (IS_WORD(json, end, "null"))
        token->kind = JSON_NULL;
    else if (IS_WORD(json, end, "NaN") || IS_WORD(json, end, "Infinity"))
        return json_number(json, token);
    else if (end == json->length && json_word_begins(json->data + json->at, end - json->at))
        return cut_in(json);
    else if (IS_WORD(json, end, "None") || IS_WORD(json, end, "True") || IS_WORD(json, end, "False"))
        return wrong(json, json->depth, HINT_PYTHON_WORD);
    else
        return wrong(json, json->depth, end > json->at ? HINT_UNDEFINED_WORD : HINT_EXPECT_VALUE);
    token->begin = json->at;
    token->end = json->at = end;
    return true;
}

static bool too_deep(struct json *json)
{
    JSON_FAULT(json, J610, json->at, 1, json->depth, .hint = NULL);
    json->failed = true;
    return false;
}

bool json_other_value(struct json *json, struct json_token *token)
{
    json_set(token, JSON_NOTHING, json->at, json->at);
    if (json->at == json->length)
        return cut_in(json);
    switch (json->data[json->at]) {
    case '{':
    case '[': return too_deep(json);
    case '+':
    case '-':
    case '.': return json_number(json, token);
    default: return read_word(json, token);
    }
}

/* ---- what stands between values ---- */

/* The span of a name whose inside begins at `from`. */
static rptlint_span name_span(const struct json *json, size_t from)
{
    return (rptlint_span){.offset = from, .length = json_inside_end(json->data, from, json->length) - from};
}

/* Entries of the object that ends here; when there were many, equal ones are only looked for now. */
static void end_names(struct json *json, const struct json_level *level)
{
    struct names *names = &json->names;

    if (names->count - level->names > NAMES_INLINE) {
        if (!names_repeated(names, level->names, json->data, false)) {
            json->no_memory = json->failed = true;
            return;
        }
        for (const struct name_entry *entry = names->list + level->names; entry < names->list + names->count; entry++) {
            rptlint_span span = name_span(json, entry->begin);

            JSON_FAULT(json, J608, span.offset, span.length, json->depth - 1, .has_related = true,
                       .related = name_span(json, entry->end));
        }
    }
    names->count = level->names;
}

static bool close_level(struct json *json)
{
    if (json->levels[json->depth - 1].is_object)
        end_names(json, &json->levels[json->depth - 1]);
    json->depth--;
    json->at++;
    return false;
}

/*
 * The comma behind a value, or the bracket that closes; a comma too many or one too few is passed.  True when
 * another member or element follows, at json->at.
 */
static bool next_in(struct json *json, char closing, const char *expected)
{
    const struct json_level *level = &json->levels[json->depth - 1];
    size_t behind = json->at;
    char octet;

    json->at = json_blank_end(json->data, behind, json->length);
    if (json->at == json->length)
        return cut_in(json);
    octet = json->data[json->at];
    if (octet == closing)
        return close_level(json);
    if (behind == level->open + 1)
        return true;
    if (octet == ',') {
        size_t comma = json->at++;

        json->at = json_blank_end(json->data, json->at, json->length);
        if (json->at == json->length)
            return cut_in(json);
        if (json->data[json->at] != closing)
            return true;
        JSON_FAULT(json, J603, comma, 1, json->depth - 1, .hint = HINT_TRAILING_COMMA, DELETE);
        return close_level(json);
    }
    if (octet != '"' && (level->is_object || !json_begins_value(octet)))
        return wrong(json, json->depth - 1, expected);
    JSON_FAULT(json, J603, behind, 0, json->depth - 1, .hint = HINT_COMMA_MISSING_JSON, REPLACE_BY(","));
    return true;
}

bool json_member_begins(struct json *json)
{
    const char *data = json->data;

    if (json->failed)
        return false;
    if (!next_in(json, '}', HINT_EXPECT_COMMA_OR_BRACE))
        return false;
    if (data[json->at] == '"')
        return true;
    return wrong(json, json->depth - 1,
                 byte_in(data[json->at], BYTE_ALPHA) ? HINT_UNQUOTED_NAME : HINT_EXPECT_NAME);
}

bool json_name(struct json *json, struct json_token *name)
{
    bool read;

    json->in_name = true;
    read = json_quoted(json, name);
    json->in_name = false;
    if (!read)
        return false;
    json->steps[json->depth - 1].name = (rptlint_span){.offset = name->begin, .length = name->end - name->begin};
    json->at = json_blank_end(json->data, json->at, json->length);
    if (json->at == json->length)
        return cut_in(json);
    if (json->data[json->at] != ':')
        return wrong(json, json->depth, HINT_EXPECT_COLON);
    json->at++;
    return true;
}

bool json_member(struct json *json, struct json_token *name)
{
    return json_member_begins(json) && json_name(json, name);
}

bool json_other_element(struct json *json)
{
    bool first;

    if (json->failed)
        return false;
    first = json->at == json->levels[json->depth - 1].open + 1;
    if (!next_in(json, ']', HINT_EXPECT_COMMA_OR_BRACKET))
        return false;
    if (!first)
        json->steps[json->depth - 1].index++;
    return true;
}

void json_once(struct json *json, const struct json_token *name)
{
    struct names *names = &json->names;
    size_t from = json->levels[json->depth - 1].names;
    struct name_entry entry = {.hash = name_hash(json->data, name->begin, name->end, name->escaped),
                               .begin = name->begin,
                               .end = name->end};

    if (names->count - from < NAMES_INLINE)
        for (size_t i = from; i < names->count; i++)
            if (names_equal(json->data, &names->list[i], &entry)) {
                json_repeated(json, name, (rptlint_span){.offset = names->list[i].begin,
                                                         .length = names->list[i].end - names->list[i].begin});
                return;
            }
    if (!names_add(names, entry.hash, entry.begin, entry.end, 0))
        json->no_memory = json->failed = true;
}

void json_repeated(struct json *json, const struct json_token *name, rptlint_span first)
{
    JSON_FAULT(json, J608, name->begin, name->end - name->begin, json->depth, .has_related = true, .related = first);
}

void json_skip(struct json *json, const struct json_token *token)
{
    size_t bottom = json->depth - 1;
    struct json_token inner;

    if (token->kind != JSON_OBJECT && token->kind != JSON_ARRAY)
        return;
    while (!json->failed && json->depth > bottom) {
        if (json->levels[json->depth - 1].is_object) {
            if (!json_member(json, &inner))
                continue;
            json_once(json, &inner);
        } else if (!json_element(json)) {
            continue;
        }
        json_value(json, &inner);
    }
}

size_t json_finish(struct json *json)
{
    size_t at, end;

    if (json->failed)
        return json->length;
    at = json_blank_end(json->data, json->at, json->length);
    if (at == json->length)
        return at;
    if (json->data[at] == '{' || json->data[at] == '[') {
        JSON_FAULT(json, J615, at, 1, 0, .hint = NULL);
        return at;
    }
    end = json->length;
    while (memchr(" \t\r\n", json->data[end - 1], 4) != NULL)
        end--;
    JSON_FAULT(json, J609, at, end - at, 0, .hint = NULL);
    return json->length;
}

bool json_check(const char *data, size_t length, const rptlint_options *options)
{
    struct emitter emitter;
    struct json json;
    struct json_token token;

    emitter_begin(&emitter, options);
    json_begin(&json, data, length, &emitter, options);
    if (json_value(&json, &token))
        json_skip(&json, &token);
    json_finish(&json);
    json_free(&json);
    return !json.faulty && !json.no_memory;
}
