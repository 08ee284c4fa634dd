/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers and words of JSON (RFC 8259 sections 3 and 6), and whole numbers read exactly. */
#include "core/bytes.h"
#include "core/json_text.h"

bool json_begins_value(char octet)
{
    static const char others[] = "\"{[-tfn";

    return byte_in(octet, BYTE_DIGIT) || memchr(others, octet, sizeof(others) - 1) != NULL;
}

bool json_word_begins(const char *word, size_t length)
{
    static const char *const words[] = {"true", "false", "null"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (length < strlen(words[i]) && memcmp(word, words[i], length) == 0)
            return true;
    return false;
}

/* number = [ minus ] int [ frac ] [ exp ]: the end of as much of it as stands there; *whole: all of it does. */
static size_t number_end(const char *data, size_t from, size_t end, bool *whole)
{
    size_t at = from + (from < end && data[from] == '-'), digits = at;

    at = run_of(data, at, end, BYTE_DIGIT);
    *whole = at > digits && (data[digits] != '0' || at == digits + 1);
    if (*whole && at < end && data[at] == '.') {
        digits = at + 1;
        at = run_of(data, digits, end, BYTE_DIGIT);
        *whole = at > digits;
    }
    if (*whole && at < end && (data[at] == 'e' || data[at] == 'E')) {
        digits = at + 1;
        if (digits < end && (data[digits] == '+' || data[digits] == '-'))
            digits++;
        at = run_of(data, digits, end, BYTE_DIGIT);
        *whole = at > digits;
    }
    return at;
}

/* Octets that belong to a number, or to what somebody takes for one. */
static size_t token_end(const char *data, size_t from, size_t end)
{
    while (from < end && (byte_in(data[from], BYTE_ALPHA | BYTE_DIGIT) || data[from] == '+' ||
                          data[from] == '-' || data[from] == '.'))
        from++;
    return from;
}

static const char *number_hint(const char *data, size_t from, size_t end)
{
    size_t digits = from + (data[from] == '-' || data[from] == '+');

    if (digits < end && (data[digits] == 'N' || data[digits] == 'I' || data[digits] == 'i' || data[digits] == 'n'))
        return HINT_NAN;
    if (data[from] == '+')
        return HINT_PLUS_SIGN;
    if (digits + 1 < end && data[digits] == '0' && to_lower(data[digits + 1]) == 'x')
        return HINT_HEX_NUMBER;
    if (digits + 1 < end && data[digits] == '0' && byte_in(data[digits + 1], BYTE_DIGIT))
        return HINT_LEADING_ZERO;
    if (find_byte(data, from, end, '.') < end)
        return HINT_BARE_POINT;
    return NULL;
}

static bool other_number(struct json *json, struct json_token *token)
{
    bool whole;
    size_t stop = number_end(json->data, json->at, json->length, &whole);
    size_t end = stop == json->length ? stop : token_end(json->data, stop, json->length);

    /* A number that the end of the text cuts: there could be more of it. */
    if (!whole && stop == json->length && json->data[json->at] != '+' && stop > json->at &&
        memchr("-.eE+", json->data[stop - 1], 5) != NULL) {
        JSON_FAULT(json, J613, json->length, 0, json->depth, .hint = HINT_CUT_IN_NUMBER, .has_related = true,
                   .related = {.offset = json->at, .length = stop - json->at});
        json->failed = true;
        return false;
    }
    token->kind = JSON_NUMBER;
    token->odd = !whole || end > stop;
    if (token->odd) {
        end = token_end(json->data, json->at, json->length);
        JSON_FAULT(json, J611, json->at, end - json->at, json->depth, .hint = number_hint(json->data, json->at, end));
    }
    token->begin = json->at;
    token->end = json->at = end;
    return true;
}

/* Up to so many digits and nothing else: what nearly every count is. */
enum { PLAIN_MAX = 18 };

/* Such digits from `at` on, with an octet behind them that no number has; where they end, or `at`. */
static size_t plain_digits(const char *data, size_t at, size_t end, uint64_t *number)
{
    size_t from = at;
    unsigned digit;

    for (*number = 0; at < end && (digit = (unsigned)(unsigned char)data[at] - (unsigned)'0') <= 9; at++)
        *number = *number * 10 + digit;
    if (at == end || at - from > PLAIN_MAX || (data[from] == '0' && at > from + 1) ||
        (data[at] != ',' && data[at] != '}' && data[at] != ']' && (unsigned char)data[at] > ' '))
        return from;
    return at;
}

bool json_number(struct json *json, struct json_token *token)
{
    size_t plain_end = plain_digits(json->data, json->at, json->length, &token->number);

    json_set(token, JSON_NUMBER, json->at, plain_end);
    token->plain = plain_end > json->at;
    if (token->plain)
        json->at = plain_end;
    return token->plain || other_number(json, token);
}

/* ---- whole numbers ---- */

/* A decimal number without its sign: digits with the point left out, then times ten to the power of `power`. */
struct decimal {
    const char *data;
    size_t from;  /* the first digit that is not 0 */
    size_t end;   /* behind the last digit, zeros at the end and the exponent left out */
    size_t point; /* where the point stands among the digits; at the end of the integer part without one */
    int64_t power;
};

enum { POWER_MAX = 1000000000 };

static int64_t read_power(const char *data, size_t from, size_t end)
{
    bool negative = from < end && data[from] == '-';
    int64_t power = 0;

    if (from < end && !byte_in(data[from], BYTE_DIGIT))
        from++;
    for (; from < end && power < POWER_MAX; from++)
        power = power * 10 + (data[from] - '0');
    return negative ? -power : power;
}

/* *value times ten plus a digit; false above 2^64 - 1. */
static bool add_digit(uint64_t *value, unsigned digit)
{
    if (*value > (UINT64_MAX - digit) / 10)
        return false;
    *value = *value * 10 + digit;
    return true;
}

/* Trailing zeros and the point taken away; false when the number is 0. */
static bool trim_decimal(struct decimal *decimal)
{
    const char *data = decimal->data;

    while (decimal->end > decimal->from && (data[decimal->end - 1] == '0' || data[decimal->end - 1] == '.'))
        decimal->end--;
    while (decimal->from < decimal->end && (data[decimal->from] == '0' || data[decimal->from] == '.'))
        decimal->from++;
    return decimal->from < decimal->end;
}

/* Zeros that stand behind the last digit that counts; negative: that many digits are a fraction. */
static int64_t zeros_behind(const struct decimal *decimal)
{
    int64_t behind = decimal->end <= decimal->point ? (int64_t)(decimal->point - decimal->end)
                                                    : -(int64_t)(decimal->end - decimal->point - 1);

    return behind + decimal->power;
}

struct json_integer json_integer(const char *data, size_t begin, size_t end)
{
    struct json_integer integer = {.whole = true, .plain = true};
    size_t from = begin + (begin < end && data[begin] == '-'), digits = run_of(data, from, end, BYTE_DIGIT);
    size_t exponent = digits < end && data[digits] == '.' ? run_of(data, digits + 1, end, BYTE_DIGIT) : digits;
    struct decimal decimal = {.data = data, .from = from, .end = exponent, .point = digits};
    int64_t zeros;

    integer.plain = digits == end && (from == begin || data[from] != '0');
    decimal.power = exponent < end ? read_power(data, exponent + 1, end) : 0;
    if (!trim_decimal(&decimal))
        return integer;
    integer.negative = from > begin;
    zeros = zeros_behind(&decimal);
    integer.whole = zeros >= 0;
    if (!integer.whole)
        return integer;
    for (size_t at = decimal.from; at < decimal.end && !integer.too_large; at++)
        if (data[at] != '.')
            integer.too_large = !add_digit(&integer.value, (unsigned)(data[at] - '0'));
    for (; zeros > 0 && !integer.too_large; zeros--)
        integer.too_large = !add_digit(&integer.value, 0);
    if (integer.too_large)
        integer.value = 0;
    return integer;
}
