/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines that are JSON objects: the one member that holds a record, and where the verdict is to stand. */
#include "cli/filter.h"

#include "core/json.h"

#include <stdlib.h>
#include <string.h>

static const char own_name[] = "rptlint";

static bool is_name(const struct json *json, const struct json_token *name, const char *wanted)
{
    size_t length = strlen(wanted), at = name->begin;
    char octets[4];

    if (!name->escaped)
        return name->end - name->begin == length && memcmp(json->data + name->begin, wanted, length) == 0;
    for (size_t i = 0; at < name->end; i++) {
        size_t count = json_next_decoded(json->data, &at, name->end, octets);

        if (length < count || memcmp(octets, wanted, count) != 0)
            return false;
        wanted += count;
        length -= count;
    }
    return length == 0;
}

/* A JSON text that is one object; what is in it is gone through by the caller. */
static bool begin_object(struct json *json, struct emitter *emitter, const char *text, size_t length)
{
    struct json_token token;

    emitter_begin(emitter, NULL);
    json_begin(json, text, length, emitter, NULL);
    return json_value(json, &token) && token.kind == JSON_OBJECT;
}

/* Behind its last member. */
static bool end_object(struct json *json)
{
    bool good = !json->failed && json_finish(json) == json->length && !json->faulty;

    json_free(json);
    return good;
}

/* A comma, and white space before it, belong to the first member that is cut out. */
static size_t with_comma(const char *text, size_t at, size_t end)
{
    size_t comma = json_blank_end(text, at, end);

    return comma < end && text[comma] == ',' ? comma + 1 : at;
}

enum filter_error filter_object_read(const char *text, size_t length, struct filter_object *object)
{
    struct json_token name, token;
    struct emitter emitter;
    struct json json;
    size_t open, behind;

    object->own = (rptlint_span){.length = 0};
    if (!begin_object(&json, &emitter, text, length)) {
        json_free(&json);
        return FILTER_NO_OBJECT;
    }
    open = behind = json.at;
    while (json_member(&json, &name)) {
        json_once(&json, &name); /* two of one name would make the row no I-JSON */
        if (!json_value(&json, &token))
            break;
        json_skip(&json, &token);
        if (object->own.length == 0 && is_name(&json, &name, own_name)) {
            size_t end = behind == open ? with_comma(text, json.at, length) : json.at;

            object->own = (rptlint_span){.offset = behind, .length = end - behind};
        }
        behind = json.at;
    }
    object->inside = (rptlint_span){.offset = open, .length = json.at > open ? json.at - 1 - open : 0};
    return end_object(&json) ? FILTER_CHECKED : FILTER_NO_OBJECT;
}

/* ---- the member ---- */

static bool need_room(struct filter *filter, size_t octets)
{
    char *value;

    if (octets <= filter->capacity)
        return true;
    value = realloc(filter->value, octets);
    if (value == NULL) {
        filter->no_memory = true;
        return false;
    }
    filter->value = value;
    filter->capacity = octets;
    return true;
}

/* Decodes a string behind what is there; it is never longer then. */
static void add_string(struct filter *filter, const struct json *json, const struct json_token *token, size_t *count)
{
    size_t octets = token->end - token->begin;

    if (octets == 0 || !need_room(filter, *count + octets))
        return;
    if (token->escaped)
        (void)rptlint_decode_json(json->data + token->begin, octets, filter->value + *count, octets, &octets);
    else
        memcpy(filter->value + *count, json->data + token->begin, octets);
    *count += octets;
}

/* In quotes: what the version of a record, and one string, take. */
enum { VERSION_QUOTED = 12, STRING_QUOTED = 257 };

/*
 * Strings whose border no rule looks at are written as one, which is checked faster: T307 wants the border in the
 * version, T301 more octets, and T310 a longer line.
 */
static bool can_join(const struct json *json, size_t quoted, size_t octets)
{
    return quoted > VERSION_QUOTED && quoted + octets <= STRING_QUOTED && json->length <= UINT16_MAX;
}

/* The same in quotes; what means more than itself there has a backslash before it. */
static void add_quoted(struct filter *filter, const struct json *json, const struct json_token *token, size_t *count)
{
    size_t at = token->begin, octets = token->end - token->begin;
    char *to, decoded[4];

    if (!need_room(filter, *count + octets * 2 + 2))
        return;
    to = filter->value + *count;
    if (can_join(json, *count, octets))
        to--;
    else
        *to++ = '"';
    if (!token->escaped) {
        memcpy(to, json->data + at, octets);
        to += octets;
        at = token->end;
    }
    while (at < token->end) {
        size_t length = json_next_decoded(json->data, &at, token->end, decoded);

        for (size_t i = 0; i < length; i++) {
            if (memchr("\"\\\r\n", decoded[i], 4) != NULL)
                *to++ = '\\';
            *to++ = decoded[i];
        }
    }
    *to++ = '"';
    *count = (size_t)(to - filter->value);
}

/* The strings of an array, one behind the other; false when something else is in it, too. */
static bool add_strings(struct filter *filter, struct json *json, struct filter_value *value)
{
    struct json_token element;
    bool good = true;

    while (json_element(json) && json_value(json, &element)) {
        if (element.kind == JSON_STRING) {
            (value->quoted ? add_quoted : add_string)(filter, json, &element, &value->text.length);
        } else {
            json_skip(json, &element);
            good = false;
        }
    }
    return good;
}

static enum filter_error take_value(struct filter *filter, struct json *json, const struct json_token *token,
                                    struct filter_value *value)
{
    value->quoted = token->kind == JSON_ARRAY && filter->options->kind != KIND_TXT_DATA;
    if (token->kind == JSON_ARRAY)
        return add_strings(filter, json, value) ? FILTER_CHECKED : FILTER_NO_STRING;
    if (token->kind == JSON_STRING) {
        add_string(filter, json, token, &value->text.length);
        return FILTER_CHECKED;
    }
    json_skip(json, token);
    return FILTER_NO_STRING;
}

enum filter_error filter_member_read(struct filter *filter, const char *text, size_t length, struct filter_value *value)
{
    const char *wanted = filter->options->member != NULL ? filter->options->member : "txt";
    enum filter_error error = FILTER_NO_MEMBER;
    struct json_token name, token;
    struct emitter emitter;
    struct json json;

    *value = (struct filter_value){.quoted = false};
    if (!begin_object(&json, &emitter, text, length)) {
        json_free(&json);
        return FILTER_NO_OBJECT;
    }
    while (json_member(&json, &name)) {
        bool is_wanted = is_name(&json, &name, wanted);

        if (!is_wanted)
            json_once(&json, &name); /* RFC 7493 section 2.3; the wanted one has an error of its own */
        if (!json_value(&json, &token))
            break;
        if (!is_wanted) {
            json_skip(&json, &token);
        } else if (error == FILTER_NO_MEMBER) {
            error = take_value(filter, &json, &token, value);
        } else {
            json_skip(&json, &token);
            error = FILTER_TWICE;
        }
    }
    value->text.data = value->text.length > 0 ? filter->value : "";
    filter->no_memory = filter->no_memory || json.no_memory;
    return end_object(&json) ? error : FILTER_NO_OBJECT;
}
