/* SPDX-License-Identifier: BSD-2-Clause */
/* MTA-STS: lines of a policy (RFC 8461 section 3.2), host patterns and what they match (section 4.1). */
#include "core/bytes.h"
#include "core/value.h"

/* ---- host patterns ---- */

/* sts-policy-mx-value = ["*."] Domain; Domain (RFC 5321 section 4.1.2) has no final dot. */
struct checked check_mx_pattern(const char *pattern, size_t length)
{
    size_t host = STARTS(pattern, 0, length, "*.") ? 2 : 0;
    struct checked checked = check_host_name(pattern + host, length - host).checked;

    if (checked.fault != FAULT_NONE)
        checked.at.offset += host;
    else if (pattern[length - 1] == '.')
        return (struct checked){.fault = FAULT_TRAILING_DOT, .at = {.offset = length - 1, .length = 1}};
    return checked;
}

static size_t without_dot(const char *name, size_t length)
{
    return length > 0 && name[length - 1] == '.' ? length - 1 : length;
}

bool mx_pattern_matches(const char *pattern, size_t pattern_length, const char *host, size_t host_length)
{
    pattern_length = without_dot(pattern, pattern_length);
    host_length = without_dot(host, host_length);
    if (STARTS(pattern, 0, pattern_length, "*.")) {
        size_t label = find_byte(host, 0, host_length, '.');

        if (label == 0 || label == host_length)
            return false;
        pattern++;
        pattern_length--;
        host += label;
        host_length -= label;
    }
    return pattern_length == host_length &&
           (memcmp(pattern, host, host_length) == 0 || equal_nocase(pattern, host, host_length));
}

/* ---- lines ---- */

/* sts-policy-version-field and its likes: all are %s, so case counts. */
static const struct {
    const char *name;
    size_t length;
} keys[] = {
    [STS_VERSION] = {"version", 7},
    [STS_MODE] = {"mode", 4},
    [STS_MAX_AGE] = {"max_age", 7},
    [STS_MX] = {"mx", 2},
};

enum { EXT_NAME_MAX = 32, AGE_DIGITS_MAX = 10 };

/* The first fault stays, but for a line end, which is read over. */
static void set_fault(struct checked_sts *line, enum sts_fault fault, size_t from, size_t to)
{
    if (line->fault != STS_GOOD && line->fault != STS_LINE_END)
        return;
    line->fault = fault;
    line->at = (rptlint_span){.offset = from, .length = to - from};
}

/* The key that text[from..end) is, in any case. */
static enum sts_key find_key(const char *text, size_t from, size_t end)
{
    for (unsigned key = STS_VERSION; key <= STS_MX; key++)
        if (keys[key].length == end - from && equal_nocase(text + from, keys[key].name, end - from))
            return (enum sts_key)key;
    return STS_EXTENSION;
}

/* sts-policy-ext-name = sts-policy-alphanum *31(sts-policy-alphanum / "_" / "-" / ".") */
static bool is_ext_name(const char *text, size_t end)
{
    return end > 0 && end <= EXT_NAME_MAX && byte_in(text[0], BYTE_ALPHA | BYTE_DIGIT) &&
           run_of(text, 0, end, BYTE_NAME) == end;
}

/* The name before the colon.  A key in another case or with white space around it is read, with a fault. */
static void check_name(struct checked_sts *line, const char *text, size_t end)
{
    size_t from = run_of(text, 0, end, BYTE_WSP), stop = trim_end(text, from, end, BYTE_WSP);

    line->key = find_key(text, from, stop);
    if (line->key == STS_EXTENSION ? !is_ext_name(text, end)
                                   : stop - from < end || memcmp(text, keys[line->key].name, end) != 0)
        set_fault(line, STS_NAME, 0, end);
}

static bool is_value(const char *text, rptlint_span value, const char *wanted)
{
    return value.length == strlen(wanted) && memcmp(text + value.offset, wanted, value.length) == 0;
}

/* sts-policy-mode-value = %s"testing" / %s"enforce" / %s"none" */
static void check_mode(struct checked_sts *line, const char *text)
{
    line->mode_none = is_value(text, line->value, "none");
    if (!line->mode_none && !is_value(text, line->value, "testing") &&
        !is_value(text, line->value, "enforce"))
        set_fault(line, STS_VALUE, line->value.offset, line->value.offset + line->value.length);
}

/* sts-policy-max-age-value = 1*10(DIGIT), and at most 31557600 */
static void check_age(struct checked_sts *line, const char *text)
{
    size_t from = line->value.offset, end = from + line->value.length;
    uint64_t age = 0;

    if (line->value.length > AGE_DIGITS_MAX || run_of(text, from, end, BYTE_DIGIT) < end) {
        set_fault(line, STS_AGE_NUMBER, from, end);
        return;
    }
    for (size_t at = from; at < end; at++)
        age = age * 10 + (unsigned)(text[at] - '0');
    line->max_age = age <= STS_AGE_MAX ? (uint32_t)age : 0;
    if (age > STS_AGE_MAX)
        set_fault(line, STS_AGE_LARGE, from, end);
}

static void check_pattern(struct checked_sts *line, const char *text)
{
    struct checked pattern = check_mx_pattern(text + line->value.offset, line->value.length);
    size_t from = line->value.offset + pattern.at.offset;

    if (pattern.fault != FAULT_NONE)
        set_fault(line, STS_PATTERN, from, from + pattern.at.length);
}

/*
 * sts-policy-ext-value = sts-policy-vchar [*(%x20 / sts-policy-vchar) sts-policy-vchar]
 * sts-policy-vchar     = %x21-7E / UTF8-2 / UTF8-3 / UTF8-4
 * Whether octets above 0x7F are UTF-8 is asked of the whole text that the line is in, not here again.
 */
static void check_extension(struct checked_sts *line, const char *text)
{
    size_t end = line->value.offset + line->value.length;
    size_t control = run_until(text, line->value.offset, end, BYTE_CONTROL);
    size_t odd = find_byte(text, line->value.offset, control, '\t');

    if (odd < end)
        set_fault(line, STS_VALUE, odd, odd + 1);
}

static void check_value(struct checked_sts *line, const char *text)
{
    switch (line->key) {
    case STS_VERSION:
        if (!is_value(text, line->value, "STSv1"))
            set_fault(line, STS_VALUE, line->value.offset, line->value.offset + line->value.length);
        break;
    case STS_MODE: check_mode(line, text); break;
    case STS_MAX_AGE: check_age(line, text); break;
    case STS_MX: check_pattern(line, text); break;
    case STS_EXTENSION: check_extension(line, text); break;
    }
}

/* "version: STSv1", "mx: HOST": one of the four names and one space.  Where the value begins, or 0. */
static size_t plain_value(struct checked_sts *line, const char *text, size_t length)
{
    size_t from = 0;

    if (STARTS(text, 0, length, "mx: ")) {
        line->key = STS_MX;
        from = sizeof("mx: ") - 1;
    } else if (STARTS(text, 0, length, "mode: ")) {
        line->key = STS_MODE;
        from = sizeof("mode: ") - 1;
    } else if (STARTS(text, 0, length, "max_age: ")) {
        line->key = STS_MAX_AGE;
        from = sizeof("max_age: ") - 1;
    } else if (STARTS(text, 0, length, "version: ")) {
        line->key = STS_VERSION;
        from = sizeof("version: ") - 1;
    }
    if (from == length || (unsigned char)text[from] <= ' ' || (unsigned char)text[length - 1] <= ' ')
        return 0;
    return from;
}

/* Where the colon and the value stand; false when there is no colon. */
static bool split_line(struct checked_sts *line, const char *text, size_t length, size_t *colon)
{
    size_t end = length, from;

    while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r'))
        end--;
    if (end < length)
        set_fault(line, STS_LINE_END, end, length);
    *colon = find_byte(text, 0, end, ':');
    if (*colon == end) {
        line->key = STS_EXTENSION;
        set_fault(line, STS_NO_COLON, 0, end);
        return false;
    }
    /* sts-policy-field-delim = ":" *WSP; sts-policy-field *WSP */
    from = run_of(text, *colon + 1, end, BYTE_WSP);
    end = trim_end(text, from, end, BYTE_WSP);
    line->value = (rptlint_span){.offset = from, .length = end - from};
    return true;
}

struct checked_sts check_sts_line(const char *text, size_t length)
{
    struct checked_sts line = {.fault = STS_GOOD};
    size_t from = plain_value(&line, text, length), colon;

    if (from > 0)
        line.value = (rptlint_span){.offset = from, .length = length - from};
    else if (split_line(&line, text, length, &colon))
        check_name(&line, text, colon);
    else
        return line;
    if (line.value.length == 0)
        set_fault(&line, STS_VALUE_EMPTY, line.value.offset, line.value.offset);
    else
        check_value(&line, text);
    return line;
}

struct checked_sts check_sts_extension(const char *text, size_t length)
{
    struct checked_sts line = {.fault = STS_GOOD, .key = STS_EXTENSION};
    size_t colon;

    if (!split_line(&line, text, length, &colon))
        return line;
    if (!is_ext_name(text, colon))
        set_fault(&line, STS_NAME, 0, colon);
    if (line.value.length == 0)
        set_fault(&line, STS_VALUE_EMPTY, line.value.offset, line.value.offset);
    else
        check_extension(&line, text);
    return line;
}
