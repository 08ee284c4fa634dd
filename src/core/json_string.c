/* SPDX-License-Identifier: BSD-2-Clause */
/* Strings of JSON: escapes (RFC 8259 section 7), UTF-8 (RFC 3629), what I-JSON refuses (RFC 7493 section 2.1). */
#include "core/bytes.h"
#include "core/json_text.h"

/* ---- UTF-8 ---- */

size_t utf8_length(const char *data, size_t at, size_t end, uint32_t *code)
{
    unsigned char first = (unsigned char)data[at];
    unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;

    if (first < 0xC2 || first > 0xF4 || end - at < length)
        return 0;
    *code = first & (0x7FU >> length);
    for (size_t i = 1; i < length; i++) {
        unsigned char octet = (unsigned char)data[at + i];

        if (octet < low || octet > high)
            return 0;
        *code = *code << 6 | (octet & 0x3F);
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

static bool is_noncharacter(uint32_t code)
{
    return (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
}

/* Does the text end inside the character that begins at data[at]? */
static bool is_cut_character(const char *data, size_t at, size_t end)
{
    char octets[] = {data[at], '\x80', '\x80', '\x80'};
    size_t left = end - at;
    uint32_t code;

    if (left >= sizeof(octets))
        return false;
    if (left == 1)
        return (unsigned char)data[at] >= 0xC2 && (unsigned char)data[at] <= 0xF4;
    memcpy(octets, data + at, left);
    return utf8_length(octets, 0, sizeof(octets), &code) > left;
}

/* The end of the character, or of the octets that are none, at `at`; the text's when it ends in the character. */
static size_t read_high(struct json *json, struct json_token *token, size_t at)
{
    uint32_t code = 0;
    size_t length = utf8_length(json->data, at, json->length, &code), from = at;

    if (length > 0) {
        if (is_noncharacter(code))
            JSON_FAULT(json, J607, at, length, json_steps(json), .hint = NULL);
        return at + length;
    }
    if (is_cut_character(json->data, at, json->length))
        return json->length;
    do
        at++;
    while (at < json->length && (unsigned char)json->data[at] >= 0x80 &&
           utf8_length(json->data, at, json->length, &code) == 0);
    token->odd = true;
    JSON_FAULT(json, J601, from, at - from, json_steps(json), .hint = NULL);
    return at;
}

/* ---- escapes ---- */

/* Up to four hex digits from data[at] on; how many there are. */
static size_t hex_digits(const char *data, size_t at, size_t end, uint32_t *code)
{
    size_t count = 0;

    *code = 0;
    while (count < 4 && at + count < end && byte_in(data[at + count], BYTE_HEX))
        *code = *code << 4 | hex_value(data[at + count++]);
    return count;
}

/* The low surrogate "\uDC00" to "\uDFFF" at data[at]? */
static bool low_surrogate(const char *data, size_t at, size_t end, uint32_t *code)
{
    return STARTS(data, at, end, "\\u") && hex_digits(data, at + 2, end, code) == 4 && *code >= 0xDC00 &&
           *code <= 0xDFFF;
}

/*
 * The character that an escape stands for, data[at] being its backslash; 0 for the length of what is none.
 * A surrogate without its other half is none.
 */
static size_t escape_length(const char *data, size_t at, size_t end, uint32_t *code)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    const char *name;
    uint32_t low;

    if (end - at < 2)
        return 0;
    if (data[at + 1] != 'u') {
        name = memchr(names, data[at + 1], sizeof(names) - 1);
        if (name == NULL)
            return 0;
        *code = (unsigned char)values[name - names];
        return 2;
    }
    if (hex_digits(data, at + 2, end, code) != 4 || (*code >= 0xDC00 && *code <= 0xDFFF))
        return 0;
    if (*code < 0xD800 || *code > 0xDFFF)
        return 6;
    if (!low_surrogate(data, at + 6, end, &low))
        return 0;
    *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
    return 12;
}

/* Does the text end where the other half of a surrogate pair is due? */
static bool is_cut_pair(const struct json *json, size_t at, uint32_t code)
{
    size_t left = json->length - at;
    uint32_t low;

    return code >= 0xD800 && code <= 0xDBFF && left < 6 && (left == 0 || json->data[at] == '\\') &&
           (left < 2 || (json->data[at + 1] == 'u' && hex_digits(json->data, at + 2, json->length, &low) == left - 2));
}

/* What is wrong with the escape at `at`; its end, or the text's when the text ends in it. */
static size_t wrong_escape(struct json *json, struct json_token *token, size_t at)
{
    const char *data = json->data;
    uint32_t code;
    size_t digits;

    if (json->length - at < 2)
        return json->length;
    token->odd = true;
    if (data[at + 1] != 'u') {
        /* What follows the backslash may be a part of a character, which is looked at by itself. */
        size_t length = (unsigned char)data[at + 1] < 0x80 ? 2 : 1;

        if (data[at + 1] == '\'')
            JSON_FAULT(json, J605, at, length, json_steps(json), .hint = HINT_ESCAPED_APOSTROPHE, REPLACE_BY("'"));
        else
            JSON_FAULT(json, J605, at, length, json_steps(json), .hint = NULL);
        return at + length;
    }
    digits = hex_digits(data, at + 2, json->length, &code);
    if ((digits < 4 && at + 2 + digits == json->length) || (digits == 4 && is_cut_pair(json, at + 6, code)))
        return json->length;
    if (digits < 4)
        JSON_FAULT(json, J605, at, 2 + digits, json_steps(json), .hint = HINT_HEX_DIGITS);
    else
        JSON_FAULT(json, J606, at, 6, json_steps(json), .hint = NULL);
    return at + 2 + digits;
}

static size_t read_escape(struct json *json, struct json_token *token, size_t at)
{
    uint32_t code = 0;
    size_t length = escape_length(json->data, at, json->length, &code);

    token->escaped = true;
    if (length == 0)
        return wrong_escape(json, token, at);
    if (is_noncharacter(code))
        JSON_FAULT(json, J607, at, length, json_steps(json), .hint = NULL);
    return at + length;
}

/* Controls must be escaped; those beside each other are one finding. */
static size_t read_controls(struct json *json, struct json_token *token, size_t at)
{
    size_t from = at;
    char first = json->data[at];

    while (at < json->length && (unsigned char)json->data[at] < ' ')
        at++;
    token->odd = true;
    JSON_FAULT(json, J604, from, at - from, json_steps(json),
               .hint = first == '\n' || first == '\r' ? HINT_RAW_LINE_END : first == '\t' ? HINT_RAW_TAB : NULL);
    return at;
}

bool json_quoted_rest(struct json *json, struct json_token *token)
{
    const char *data = json->data;
    size_t at = token->end;

    for (; at < json->length && data[at] != '"'; at = json_plain_end(data, at, json->length)) {
        if (data[at] == '\\') {
            at = read_escape(json, token, at);
        } else if ((unsigned char)data[at] < ' ') {
            at = read_controls(json, token, at);
        } else {
            token->high = true;
            at = data[at] == '\x7F' ? at + 1 : read_high(json, token, at);
        }
    }
    token->end = at;
    if (at == json->length) {
        JSON_FAULT(json, J613, at, 0, json_steps(json), .hint = HINT_CUT_IN_STRING, .has_related = true,
                   .related = {.offset = token->begin - 1, .length = 1});
        json->failed = true;
        return false;
    }
    json->at = at + 1;
    return true;
}

/* ---- decoding ---- */

static size_t encode_utf8(uint32_t code, char octets[4])
{
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

    for (size_t i = length; i > 1; i--) {
        octets[i - 1] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    octets[0] = (char)(length == 1 ? code : leads[length] | code);
    return length;
}

size_t json_next_decoded(const char *data, size_t *at, size_t end, char octets[4])
{
    uint32_t code = 0;
    size_t length = data[*at] == '\\' ? escape_length(data, *at, end, &code) : 0;

    if (length == 0) {
        octets[0] = data[(*at)++];
        return 1;
    }
    *at += length;
    return encode_utf8(code, octets);
}

rptlint_status rptlint_decode_json(const char *data, size_t length, char *buffer, size_t capacity,
                                   size_t *needed)
{
    size_t written = 0;

    if ((data == NULL && length > 0) || (buffer == NULL && capacity > 0) || needed == NULL)
        return RPTLINT_INVALID_ARGUMENT;
    for (size_t at = 0; at < length;) {
        char octets[4];
        size_t count = json_next_decoded(data, &at, length, octets);

        for (size_t i = 0; i < count; i++, written++)
            if (written < capacity)
                buffer[written] = octets[i];
    }
    *needed = written;
    return written <= capacity ? RPTLINT_OK : RPTLINT_LIMIT;
}
