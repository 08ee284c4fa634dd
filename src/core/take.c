/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of members: the right type or one that is forgiven, strings that may be shown, counts, hosts, addresses. */
#include "core/bytes.h"
#include "core/walk.h"

#include "core/json_text.h"

/* ---- types ---- */

/* S703 about a token that is none of what is wanted. */
static void wrong_type(struct walk *walk, const struct json_token *token, const char *wanted)
{
    rptlint_span span = json_span(token);
    bool opens = token->kind == JSON_OBJECT || token->kind == JSON_ARRAY;

    if (token->kind == JSON_NUMBER && token->odd)
        return; /* J611 said so */
    WALK_REPORT(walk, S703, span.offset, span.length, walk->json.depth - opens,
                .hint = token->kind == JSON_NULL ? HINT_NULL_VALUE : wanted);
}

bool take_container(struct walk *walk, const struct json_token *token, enum json_kind wanted)
{
    if (token->kind == wanted)
        return true;
    wrong_type(walk, token, wanted == JSON_OBJECT ? HINT_WANT_OBJECT : HINT_WANT_ARRAY);
    json_skip(&walk->json, token);
    return false;
}

/* ---- strings ---- */

/* C0, DEL, C1, and the characters that turn the direction of text (Unicode's Bidi_Control). */
static bool is_hidden(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C || code == 0x200E || code == 0x200F ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

/* The code of one decoded character; octets that are no UTF-8 come out as something that is not hidden. */
static uint32_t code_of(const char *octets, size_t length)
{
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t code = (unsigned char)octets[0] & masks[length];

    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)octets[i] & 0x3F);
    return code;
}

/* How many octets of UTF-8 a lead announces; at most what is left. */
static size_t announced(char lead, size_t left)
{
    unsigned char octet = (unsigned char)lead;
    size_t length = octet < 0xC0 ? 1 : octet < 0xE0 ? 2 : octet < 0xF0 ? 3 : octet < 0xF8 ? 4 : 1;

    return length <= left ? length : 1;
}

void check_hidden(struct walk *walk, const rptlint_value *value, size_t steps)
{
    const char *data = walk->json.data;
    size_t end = value->span.offset + value->span.length, first = end;

    for (size_t at = value->span.offset; at < end;) {
        size_t from = at, length;
        char octets[4];
        uint32_t code;

        if (data[at] == '\\') {
            length = json_next_decoded(data, &at, end, octets);
            code = length == 1 && (unsigned char)octets[0] >= 0x80 ? 0xFFFD : code_of(octets, length);
        } else {
            length = announced(data[at], end - at);
            code = length == 1 && (unsigned char)data[at] != 0x7F ? 0xFFFD : code_of(data + at, length);
            at += length;
        }
        if (is_hidden(code)) {
            first = from < first ? from : first;
        } else if (first < from) {
            WALK_REPORT(walk, S724, first, from - first, steps, .hint = NULL);
            first = end;
        }
    }
    if (first < end)
        WALK_REPORT(walk, S724, first, end - first, steps, .hint = NULL);
}

void check_string(struct walk *walk, const struct json_token *token, rptlint_value *value)
{
    if (token->kind != JSON_STRING) {
        value->present = false;
        if (token->kind == JSON_NULL)
            value->forgiven |= RPTLINT_FORGAVE_NULL;
        wrong_type(walk, token, HINT_WANT_STRING);
        json_skip(&walk->json, token);
        return;
    }
    if (value->span.length == 0) {
        value->present = false;
        value->forgiven |= RPTLINT_FORGAVE_EMPTY;
    }
}

void take_filled(struct walk *walk, const struct members *members, const struct json_token *token,
                 rptlint_value *value)
{
    take_string(walk, members, token, value);
    /* All members of the top are required; so are others, which have a format of their own. */
    if (token->kind == JSON_STRING && !value->present)
        WALK_REPORT(walk, S710, token->begin - 1, 2, walk->json.depth,
                    .hint = members->schema == &schema_top ? HINT_EMPTY_REQUIRED : NULL);
}

void take_text(struct walk *walk, const struct members *members, const struct json_token *token,
               rptlint_value *value)
{
    take_filled(walk, members, token, value);
    if (token->escaped || token->high)
        check_hidden(walk, value, walk->json.depth);
}

/* ---- decoding ---- */

rptlint_text decoded_text(struct walk *walk, const rptlint_value *value)
{
    const char *text = walk->json.data + value->span.offset;
    size_t length = value->span.length, needed = 0;

    if (length > walk->decoded_capacity || walk->json.no_memory) {
        /* Not tried again, so that nothing is found behind what could not be looked at. */
        char *larger = walk->json.no_memory ? NULL : take_memory(walk->options, length);

        if (larger == NULL) {
            walk->json.no_memory = walk->json.failed = true;
            return (rptlint_text){.data = NULL, .length = 0};
        }
        give_back_memory(walk->options, walk->decoded);
        walk->decoded = larger;
        walk->decoded_capacity = length;
    }
    /* What is decoded is never longer. */
    (void)rptlint_decode_json(text, length, walk->decoded, walk->decoded_capacity, &needed);
    return (rptlint_text){.data = walk->decoded, .length = needed};
}

bool take_string_text(struct walk *walk, const struct members *members, const struct json_token *token,
                      rptlint_value *value, rptlint_text *text)
{
    take_string(walk, members, token, value);
    if (token->kind != JSON_STRING)
        return false;
    *text = text_of(walk, value);
    return text->data != NULL;
}

bool take_filled_text(struct walk *walk, const struct members *members, const struct json_token *token,
                      rptlint_value *value, rptlint_text *text)
{
    take_filled(walk, members, token, value);
    if (!value->present)
        return false;
    *text = text_of(walk, value);
    return text->data != NULL;
}

/* Where in the text the decoded octet number `wanted` of a value begins; inside an escape, its begin or its end. */
static size_t raw_offset(const struct walk *walk, const rptlint_value *value, size_t wanted, bool ends)
{
    size_t at = value->span.offset, end = at + value->span.length, decoded = 0;
    char octets[4];

    while (at < end && decoded < wanted) {
        size_t from = at;

        decoded += json_next_decoded(walk->json.data, &at, end, octets);
        if (decoded > wanted)
            return ends ? at : from;
    }
    return at;
}

rptlint_span place_in(const struct walk *walk, const rptlint_value *value, rptlint_span at)
{
    size_t from = value->span.offset + at.offset, to = from + at.length, end = value->span.offset + value->span.length;

    if (value->escaped) {
        from = raw_offset(walk, value, at.offset, false);
        to = at.length > 0 ? raw_offset(walk, value, at.offset + at.length, true) : from;
    }
    /* A character of UTF-8 is not cut. */
    while (at.length > 0 && to < end && ((unsigned char)walk->json.data[to] & 0xC0) == 0x80)
        to++;
    return (rptlint_span){.offset = from, .length = to - from};
}

/* ---- counts ---- */

/* 2^53 - 1: what every reader of I-JSON can hold exactly (RFC 7493 section 2.2). */
static const uint64_t exact_max = (UINT64_C(1) << 53) - 1;

static const char *write_number(struct walk *walk, uint64_t number, size_t *length)
{
    char *end = walk->emitter.encoded + sizeof(walk->emitter.encoded), *at = end;

    do
        *--at = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    *length = (size_t)(end - at);
    return at;
}

static void check_integer(struct walk *walk, rptlint_count *count, struct json_integer integer)
{
    rptlint_span span = count->value.span;
    size_t steps = walk->json.depth, length;
    const char *plain;

    count->known = integer.whole && !integer.negative && !integer.too_large;
    count->number = count->known ? integer.value : 0;
    count->value.present = count->known;
    if (integer.negative || !integer.whole || integer.too_large) {
        WALK_REPORT(walk, S713, span.offset, span.length, steps,
                    .hint = !integer.whole     ? HINT_COUNT_FRACTION
                            : integer.negative ? HINT_COUNT_NEGATIVE
                                               : HINT_COUNT_TOO_LARGE);
        return;
    }
    if (!integer.plain)
        count->value.forgiven |= RPTLINT_FORGAVE_FORM;
    if (integer.value > exact_max)
        WALK_REPORT(walk, S713, span.offset, span.length, steps, .hint = HINT_COUNT_OVER_IJSON);
    if (integer.plain || integer.value > exact_max)
        return;
    plain = write_number(walk, integer.value, &length);
    WALK_REPORT(walk, S713, span.offset, span.length, steps, .severity = RPTLINT_WARNING, .hint = HINT_COUNT_FORM,
                .fix = plain, .fix_length = length);
}

/* Digits in a string: S703, and read all the same. */
static void take_digits(struct walk *walk, const struct json_token *token, rptlint_count *count)
{
    const char *digits = walk->json.data + token->begin;
    size_t length = token->end - token->begin;

    WALK_REPORT(walk, S703, token->begin - 1, length + 2, walk->json.depth, .hint = HINT_STRING_AS_NUMBER,
                .fix = digits, .fix_length = length);
    count->value.forgiven |= RPTLINT_FORGAVE_TEXT;
    check_integer(walk, count, json_integer(walk->json.data, token->begin, token->end));
}

/* Are these the digits of a number as JSON spells it? */
static bool are_digits(const char *data, size_t from, size_t end)
{
    return end > from && run_of(data, from, end, BYTE_DIGIT) == end && (data[from] != '0' || end == from + 1);
}

void take_count(struct walk *walk, const struct members *members, const struct json_token *token,
                rptlint_count *count)
{
    const char *data = walk->json.data;

    *count = (rptlint_count){.value = {.forgiven = members->forgiven,
                                       .span = {.offset = token->begin, .length = token->end - token->begin}}};
    if (token->kind == JSON_NUMBER && token->plain && token->number <= exact_max) {
        count->known = count->value.present = true;
        count->number = token->number;
    } else if (token->kind == JSON_NUMBER) {
        if (!token->odd)
            check_integer(walk, count, json_integer(data, token->begin, token->end));
    } else if (token->kind == JSON_STRING && are_digits(data, token->begin, token->end)) {
        take_digits(walk, token, count);
    } else {
        if (token->kind == JSON_NULL)
            count->value.forgiven |= RPTLINT_FORGAVE_NULL;
        wrong_type(walk, token, HINT_WANT_NUMBER);
        json_skip(&walk->json, token);
    }
}

/* ---- hosts and addresses ---- */

static void report_host(struct walk *walk, const rptlint_value *value, rptlint_text text, struct checked checked,
                        size_t steps)
{
    rptlint_span at = place_in(walk, value, checked.at);
    bool star = checked.fault == FAULT_BYTE && text.data[checked.at.offset] == '*';
    bool high = checked.fault == FAULT_BYTE && byte_in(text.data[checked.at.offset], BYTE_HIGH);

    if (checked.fault == FAULT_TRAILING_DOT)
        WALK_REPORT(walk, S714, at.offset, at.length, steps, .hint = HINT_DOMAIN_FINAL_DOT, DELETE);
    else
        WALK_REPORT(walk, S714, at.offset, at.length, steps,
                    .hint = star                               ? HINT_DOMAIN_WILDCARD
                            : high                             ? HINT_DOMAIN_A_LABEL
                            : checked.fault == FAULT_A_LABEL   ? HINT_A_LABEL_BAD
                                                               : NULL);
}

bool check_host_value(struct walk *walk, const rptlint_value *value, size_t steps)
{
    rptlint_text text = text_of(walk, value);
    struct checked checked;

    if (text.data == NULL)
        return false;
    checked = check_host_name(text.data, text.length).checked;
    if (checked.fault == FAULT_NONE && text.data[text.length - 1] == '.')
        checked = (struct checked){.fault = FAULT_TRAILING_DOT, .at = {.offset = text.length - 1, .length = 1}};
    if (checked.fault == FAULT_NONE)
        return true;
    report_host(walk, value, text, checked, steps);
    return false;
}

bool take_host(struct walk *walk, const struct members *members, const struct json_token *token,
               rptlint_value *value)
{
    take_filled(walk, members, token, value);
    return value->present && check_host_value(walk, value, walk->json.depth);
}

static const char *ip_hint(enum ip_fault fault)
{
    switch (fault) {
    case IP_ZEROS: return HINT_IP_ZEROS;
    case IP_PREFIX: return HINT_IP_PREFIX;
    case IP_PORT: return HINT_IP_PORT;
    case IP_BRACKETS: return HINT_IP_BRACKETS;
    case IP_ZONE: return HINT_IP_ZONE;
    case IP_GOOD:
    case IP_NOT_ONE: break;
    }
    return NULL;
}

static const char *special_hint(enum ip_special special)
{
    switch (special) {
    case IP_LOOPBACK: return HINT_IP_LOOPBACK;
    case IP_DOCUMENTATION: return HINT_IP_DOCUMENTATION;
    case IP_PRIVATE: return HINT_IP_PRIVATE;
    case IP_ORDINARY:
    case IP_LINK_LOCAL:
    case IP_UNSPECIFIED:
    case IP_MULTICAST: break;
    }
    return NULL;
}

void take_ip(struct walk *walk, const struct members *members, const struct json_token *token,
             rptlint_value *value, bool sending)
{
    size_t steps = walk->json.depth;
    rptlint_text text;
    struct checked_ip ip;
    rptlint_span at;

    if (!take_filled_text(walk, members, token, value, &text))
        return;
    ip = check_ip(text.data, text.length);
    if (ip.fault != IP_GOOD) {
        at = place_in(walk, value, ip.at);
        WALK_REPORT(walk, S716, at.offset, at.length, steps, .hint = ip_hint(ip.fault));
        return;
    }
    if (!ip.canonical)
        WALK_REPORT(walk, S717, value->span.offset, value->span.length, steps, .hint = NULL, .fix = ip.text,
                    .fix_length = ip.text_length);
    if (sending && ip.special != IP_ORDINARY)
        WALK_REPORT(walk, S718, value->span.offset, value->span.length, steps, .hint = special_hint(ip.special));
}
