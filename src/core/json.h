/* SPDX-License-Identifier: BSD-2-Clause */
/* A pull tokenizer for I-JSON (RFC 8259, RFC 7493): one pass, no tree, no recursion, goes on after small faults. */
#ifndef JSON_H
#define JSON_H

#include "core/finding.h"
#include "core/json_scan.h"
#include "core/names.h"

/* Objects and arrays within each other; deeper ones are J610 and end the reading. */
enum { JSON_DEPTH_MAX = 32 };

enum json_kind { JSON_NOTHING, JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_NUMBER, JSON_TRUE, JSON_FALSE, JSON_NULL };

/* A value, or a member's name.  Of an object or array only the opening bracket has been read. */
struct json_token {
    enum json_kind kind;
    bool escaped; /* string: it holds a backslash */
    bool high;    /* string: it holds an octet above 0x7E */
    bool odd;     /* string: it holds faults that were reported; number: it is not one, which was reported */
    bool plain;   /* number: digits only, so few that `number` holds them */
    size_t begin; /* string: behind the opening quote */
    size_t end;   /* string: the closing quote */
    uint64_t number; /* where plain */
};

static inline void json_set(struct json_token *token, enum json_kind kind, size_t begin, size_t end)
{
    token->kind = kind;
    token->escaped = token->high = token->odd = token->plain = false;
    token->begin = begin;
    token->end = end;
}

/* An object or array that is open. */
struct json_level {
    bool is_object;
    size_t open;  /* its bracket; nothing stands in it yet while json.at is behind that */
    size_t names; /* object: where its names begin in json.names */
};

struct json {
    const char *data;
    size_t length;
    size_t at;
    struct emitter *emitter;
    size_t depth;
    bool failed; /* a fault that can't be passed, which was reported; every call now returns false */
    bool silent; /* faults are not reported: what is read now is read again later */
    bool faulty; /* a fault of the JSON text was reported */
    bool no_memory;
    const char *first_hint; /* about a first octet that is none of JSON's; NULL: the usual one */
    bool in_name; /* a member's name is read: steps[depth - 1] is still that of the member before */
    struct json_level levels[JSON_DEPTH_MAX];
    rptlint_step steps[JSON_DEPTH_MAX]; /* steps[i] leads from levels[i] to what is read in it */
    struct names names;                 /* of the open objects, as far as json_once() was asked about them */
};

/* How many steps lead to what is read: to the object, while it is a name. */
static inline size_t json_steps(const struct json *json)
{
    return json->depth - json->in_name;
}

/* Hands a finding to the emitter, with the path; nothing when silent.  A sink that stops makes the json fail. */
void json_report(struct json *json, rptlint_finding *finding);

/* JSON_REPORT(json, J603, offset, length, steps, .hint = ...): `steps` of the path lead to what it is about. */
#define JSON_REPORT(json, id, at, octets, steps_to_it, ...) \
    json_report(json, &(rptlint_finding){.rule = &rule_table[id], \
                                         .span = {.offset = (at), .length = (octets)}, \
                                         .path_length = (steps_to_it), __VA_ARGS__})

/* A token's octets with the quotes of a string; of an object or array the bracket. */
rptlint_span json_span(const struct json_token *token);

void json_begin(struct json *json, const char *data, size_t length, struct emitter *emitter,
                const rptlint_options *options);
void json_free(struct json *json);

/* A string whose opening quote is at json->at, in full; what token->end stands at is not plain. */
bool json_quoted_rest(struct json *json, struct json_token *token);

/* A string; json->at is its opening quote. */
static inline bool json_quoted(struct json *json, struct json_token *token)
{
    size_t begin = json->at + 1, end = json_plain_end(json->data, begin, json->length);

    json_set(token, JSON_STRING, begin, end);
    if (end == json->length || json->data[end] != '"')
        return json_quoted_rest(json, token);
    json->at = end + 1;
    return true;
}

/* A number, or what was to be one; json->at is its first octet. */
bool json_number(struct json *json, struct json_token *token);

/* What json_value() does with anything but a string, a digit and a bracket that opens. */
bool json_other_value(struct json *json, struct json_token *token);

/* A bracket that opens an object or array, at json->at. */
static inline bool json_opens(struct json *json, struct json_token *token, bool is_object)
{
    size_t at = json->at, depth = json->depth;

    if (depth == JSON_DEPTH_MAX)
        return json_other_value(json, token);
    json_set(token, is_object ? JSON_OBJECT : JSON_ARRAY, at, at + 1);
    json->levels[depth] = (struct json_level){.is_object = is_object, .open = at, .names = json->names.count};
    json->steps[depth].is_index = !is_object;
    json->steps[depth].index = 0;
    json->depth = depth + 1;
    json->at = at + 1;
    return true;
}

/* Reads a value, or the bracket that opens one; false when there is none, which was reported. */
static inline bool json_value(struct json *json, struct json_token *token)
{
    char octet;

    if (json->failed)
        return false;
    json->at = json_blank_end(json->data, json->at, json->length);
    octet = json->at < json->length ? json->data[json->at] : '\0';
    if (octet == '"')
        return json_quoted(json, token);
    if (octet == '{' || octet == '[')
        return json_opens(json, token, octet == '{');
    if (octet >= '0' && octet <= '9')
        return json_number(json, token);
    return json_other_value(json, token);
}

/* The same where it mostly is a bracket, right here. */
static inline bool json_bracket(struct json *json, struct json_token *token)
{
    char octet = json->failed || json->at == json->length ? '\0' : json->data[json->at];

    return octet == '{' || octet == '[' ? json_opens(json, token, octet == '{') : json_value(json, token);
}

/* Closes the innermost object or array, whose names are all of a schema, where its bracket comes next. */
static inline bool json_closes(struct json *json, char bracket)
{
    size_t at = json_blank_end(json->data, json->at, json->length);

    if (at == json->length || json->data[at] != bracket || json->names.count != json->levels[json->depth - 1].names)
        return false;
    json->at = at + 1;
    json->depth--;
    return true;
}

/*
 * In an object: the next name and its colon.  steps[depth - 1] is then that name.  False when the object has been
 * closed, or reading failed.
 */
bool json_member(struct json *json, struct json_token *name);

/* The two halves of json_member: up to the name's opening quote, at json->at, then the name and its colon. */
bool json_member_begins(struct json *json);
bool json_name(struct json *json, struct json_token *name);

/* What json_element() does where a comma and a value do not follow each other. */
bool json_other_element(struct json *json);

/* In an array: is there another element?  False when the array has been closed, or reading failed. */
static inline bool json_element(struct json *json)
{
    size_t at = json->at;

    if (json->failed || at == json->length || at == json->levels[json->depth - 1].open + 1)
        return json_other_element(json);
    if (json->data[at] != ',')
        return !json_closes(json, ']') && json_other_element(json);
    at = json_blank_end(json->data, at + 1, json->length);
    if (at == json->length || json->data[at] == ']')
        return json_other_element(json);
    json->steps[json->depth - 1].index++;
    json->at = at;
    return true;
}

/* Notes a name in the innermost object; J608 when it stands there already. */
void json_once(struct json *json, const struct json_token *name);

/* J608 about a name that stood in the same object before, at `first`. */
void json_repeated(struct json *json, const struct json_token *name, rptlint_span first);

/* Passes over the rest of a value just read: over all of it, when it is an object or array. */
void json_skip(struct json *json, const struct json_token *token);

/* Behind the top value: trailing data, another text.  Returns where another text begins, else the length. */
size_t json_finish(struct json *json);

/* Checks a whole text by itself, as rptlint_check_report does before it looks at members.  For tests. */
bool json_check(const char *data, size_t length, const rptlint_options *options);

/* A count, read from a number's octets. */
struct json_integer {
    bool whole;     /* it has no fraction: 1, 1.0, 1e3, 10e-1 */
    bool plain;     /* and is written as one: no ".", no exponent, no "-0" */
    bool negative;  /* below 0; -0 is not */
    bool too_large; /* above 2^64 - 1 */
    uint64_t value; /* where whole, not negative and not too large */
};

struct json_integer json_integer(const char *data, size_t begin, size_t end);

/* The character of a string's inside at *at, decoded into at most 4 octets; *at moves behind it. */
size_t json_next_decoded(const char *data, size_t *at, size_t end, char octets[4]);

#endif
