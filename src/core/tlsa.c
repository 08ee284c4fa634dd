/* SPDX-License-Identifier: BSD-2-Clause */
/* TLSA RDATA in presentation form (RFC 6698 section 2.2), as RFC 8460 section 4.5 has it. */
#include "core/bytes.h"
#include "core/value.h"

/* Digits of SHA-256 and SHA-512; where they stand when every number has one digit. */
enum { SHA256_HEX = 64, SHA512_HEX = 128, PLAIN_NUMBERS = sizeof("3 1 1 ") - 1 };

/* RFC 6698 section 7: the highest assigned number of each field; 255 is for private use in all of them. */
enum { USAGE_MAX = 3, SELECTOR_MAX = 1, TYPE_MAX = 2, PRIVATE_USE = 255 };

/* SHA-256 and SHA-512 of no octets (FIPS 180-4). */
static const char sha256_of_nothing[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
static const char sha512_of_nothing[] = "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                                        "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e";

static struct checked_tlsa wrong_at(enum tlsa_fault fault, size_t from, size_t to)
{
    return (struct checked_tlsa){.fault = fault, .at = {.offset = from, .length = to - from}};
}

/* A good one, with its digest from `at` on. */
static struct checked_tlsa good(const char *text, size_t at, unsigned type)
{
    size_t digits = type == 1 ? SHA256_HEX : SHA512_HEX;

    if ((type == 1 && equal_nocase(text + at, sha256_of_nothing, SHA256_HEX)) ||
        (type == 2 && equal_nocase(text + at, sha512_of_nothing, SHA512_HEX)))
        return (struct checked_tlsa){.digest_of_nothing = true, .at = {.offset = at, .length = digits}};
    return (struct checked_tlsa){.fault = TLSA_GOOD};
}

/* ---- the common case ---- */

/* Are SHA256_HEX octets hex digits?  Without a branch inside, so that compilers make vector code of it. */
static bool are_hex(const char *text)
{
    unsigned char odd = 0;

    for (size_t i = 0; i < SHA256_HEX; i++) {
        unsigned char octet = (unsigned char)text[i];
        unsigned char digit = (unsigned char)(octet - '0'), letter = (unsigned char)((octet | 0x20) - 'a');

        odd |= (unsigned char)((digit > 9) & (letter > 5));
    }
    return odd == 0;
}

/* "3 1 1 " and 64 hex digits; false for anything else, which is looked at field by field. */
static bool is_plain(const char *text, size_t length)
{
    return length == PLAIN_NUMBERS + SHA256_HEX && text[0] >= '0' && text[0] <= '3' && text[1] == ' ' &&
           (text[2] == '0' || text[2] == '1') && text[3] == ' ' && text[4] == '1' && text[5] == ' ' &&
           are_hex(text + PLAIN_NUMBERS);
}

/* ---- field by field ---- */

static bool is_parenthesis(char octet)
{
    return octet == '(' || octet == ')';
}

/* Where a field ends. */
static size_t field_end(const char *text, size_t from, size_t length)
{
    while (from < length && !is_separator(text[from]))
        from++;
    return from;
}

/* What stands at `at` separates fields, but not as it should; or there is nothing more. */
static struct checked_tlsa bad_separator(const char *text, size_t at, size_t length)
{
    size_t end = at;

    if (at < length && is_parenthesis(text[at]))
        return wrong_at(TLSA_PARENTHESES, at, at + 1);
    while (end < length && is_blank(text[end]))
        end++;
    return wrong_at(TLSA_FIELDS, at, end);
}

/* One of the three numbers and the space behind it; *at moves behind that. */
static struct checked_tlsa read_number(const char *text, size_t length, size_t *at, unsigned max,
                                       unsigned *number)
{
    size_t from = *at, end = field_end(text, from, length);

    if (end == from || end == length)
        return bad_separator(text, end, length);
    *number = 0;
    for (size_t i = from; i < end && *number <= 255; i++)
        *number = byte_in(text[i], BYTE_DIGIT) ? *number * 10 + (unsigned)(text[i] - '0') : 256;
    if (*number > 255 || (text[from] == '0' && end - from > 1))
        return wrong_at(TLSA_NUMBER, from, end);
    if (*number > max && *number != PRIVATE_USE)
        return wrong_at(TLSA_RANGE, from, end);
    if (text[end] != ' ')
        return bad_separator(text, end, length);
    *at = end + 1;
    return wrong_at(TLSA_GOOD, 0, 0);
}

/* The certificate association data: all that is left. */
static struct checked_tlsa read_data(const char *text, size_t from, size_t length, unsigned type)
{
    size_t stop = run_of(text, from, length, BYTE_HEX), digits = stop - from;

    if (stop < length && !is_separator(text[stop]))
        return wrong_at(TLSA_HEX, stop, stop + 1);
    if (stop < length || digits == 0)
        return bad_separator(text, stop, length);
    if (digits % 2 != 0)
        return wrong_at(TLSA_HEX, from, length);
    if ((type == 1 && digits != SHA256_HEX) || (type == 2 && digits != SHA512_HEX))
        return wrong_at(TLSA_LENGTH, from, length);
    return good(text, from, type);
}

/* A JSON array of strings, or of nothing: "[" and then a quote or "]". */
static bool is_array(const char *text, size_t length)
{
    size_t at = 1;

    if (length == 0 || text[0] != '[')
        return false;
    while (at < length && is_blank(text[at]))
        at++;
    return at < length && (text[at] == '"' || text[at] == ']');
}

bool plain_tlsa(const char *text)
{
    return is_plain(text, PLAIN_TLSA) && !good(text, PLAIN_NUMBERS, 1).digest_of_nothing;
}

struct checked_tlsa check_tlsa(const char *text, size_t length)
{
    struct checked_tlsa tlsa;
    unsigned usage, selector, type;
    size_t at = 0;

    if (is_plain(text, length))
        return good(text, PLAIN_NUMBERS, 1);
    if (is_array(text, length))
        return wrong_at(TLSA_JSON, 0, length);
    tlsa = read_number(text, length, &at, USAGE_MAX, &usage);
    if (tlsa.fault == TLSA_GOOD)
        tlsa = read_number(text, length, &at, SELECTOR_MAX, &selector);
    if (tlsa.fault == TLSA_GOOD)
        tlsa = read_number(text, length, &at, TYPE_MAX, &type);
    return tlsa.fault == TLSA_GOOD ? read_data(text, at, length, type) : tlsa;
}

/* ---- several of them ---- */

/* Behind three numbers with a space behind each, or 0. */
static size_t behind_numbers(const char *text, size_t at, size_t length)
{
    for (int numbers = 0; numbers < 3; numbers++) {
        size_t end = run_of(text, at, length, BYTE_DIGIT);

        if (end == at || end == length || text[end] != ' ')
            return 0;
        at = end + 1;
    }
    return at;
}

/* Do three numbers and a hex digit stand here? */
static bool begins_record(const char *text, size_t at, size_t length)
{
    size_t data = behind_numbers(text, at, length);

    return data > 0 && data < length && byte_in(text[data], BYTE_HEX);
}

/* No white space but line ends: that may group hex digits. */
static bool parts_records(const char *text, size_t at)
{
    return text[at] == '\n' || text[at] == '\r' || text[at] == ';' || text[at] == ',' ||
           (text[at] == 'n' && at > 0 && text[at - 1] == '\\');
}

bool are_several_tlsa(const char *text, size_t length)
{
    if (behind_numbers(text, 0, length) == 0)
        return false;
    for (size_t at = 0; at < length; at++)
        if (parts_records(text, at) && begins_record(text, run_of(text, at + 1, length, BYTE_WSP), length))
            return true;
    return false;
}
