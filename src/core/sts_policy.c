/* SPDX-License-Identifier: BSD-2-Clause */
/* A whole MTA-STS policy: its lines one by one, then what is missing.  RFC 8461 section 3.2. */
#include "core/sts_policy.h"

#include "core/bytes.h"

/* ---- words ---- */

static const struct {
    const char *sentence;
    const char *hint;
} faults[STS_POLICY_FAULT_COUNT] = {
    [STS_POLICY_GOOD] = {"the policy is right", ""},
    [STS_POLICY_EMPTY] = {"the policy is empty", "it has at least version, mode and max_age, a line each"},
    [STS_POLICY_BOM] = {"the policy begins with a byte order mark", "save the file as UTF-8 without one"},
    [STS_POLICY_BLANK_LINE] = {"the policy has an empty line", "take it out: every line is NAME: VALUE"},
    [STS_POLICY_BARE_CR] = {"a CR stands in the policy without an LF", "end lines in CRLF or in LF"},
    [STS_POLICY_NO_COLON] = {"a line of the policy has no colon", "every line is NAME: VALUE"},
    [STS_POLICY_NAME] = {"a line of the policy has no right name before its colon",
                         "a name has at most 32 letters, digits, \"_\", \"-\" and \".\", the first one a letter or digit, "
                         "and no white space around it"},
    [STS_POLICY_NO_VALUE] = {"a line of the policy has no value", "every line is NAME: VALUE"},
    [STS_POLICY_VALUE] = {"a control character stands in a value of the policy", "take it out"},
    [STS_POLICY_UTF8] = {"a value of the policy is not UTF-8", "save the file as UTF-8"},
    [STS_POLICY_VERSION] = {"the policy has another version than STSv1", "write \"version: STSv1\""},
    [STS_POLICY_MODE] = {"the policy's mode is none that senders know", "write enforce, testing or none"},
    [STS_POLICY_AGE] = {"the policy's max_age is no number", "write 1 to 10 digits, seconds, and nothing else"},
    [STS_POLICY_AGE_LARGE] = {"the policy's max_age is too large", "write at most 31557600, seconds of one year"},
    [STS_POLICY_PATTERN] = {"an mx of the policy is no host name",
                            "write one host name, or \"*.\" and a domain, on a line of its own"},
    [STS_POLICY_NO_VERSION] = {"the policy has no \"version\"", "add the line \"version: STSv1\", in this case"},
    [STS_POLICY_NO_MODE] = {"the policy has no \"mode\"",
                            "add a line \"mode: testing\", \"mode: enforce\" or \"mode: none\", in this case"},
    [STS_POLICY_NO_AGE] = {"the policy has no \"max_age\"", "add a line such as \"max_age: 604800\", in this case"},
    [STS_POLICY_NO_MX] = {"the policy has no \"mx\", which only one of mode none may lack",
                          "add a line \"mx: HOST\" for every mail server, in this case"},
};

const char *sts_policy_sentence(enum sts_policy_fault fault)
{
    return faults[fault].sentence;
}

const char *sts_policy_hint(enum sts_policy_fault fault)
{
    return faults[fault].hint;
}

static const char *const mode_names[] = {
    [STS_MODE_UNKNOWN] = "unknown",
    [STS_MODE_NONE] = "none",
    [STS_MODE_TESTING] = "testing",
    [STS_MODE_ENFORCE] = "enforce",
};

const char *sts_mode_name(enum sts_mode mode)
{
    return mode_names[mode];
}

static enum sts_mode find_mode(const char *text, size_t length)
{
    for (unsigned mode = STS_MODE_NONE; mode <= STS_MODE_ENFORCE; mode++)
        if (strlen(mode_names[mode]) == length && memcmp(text, mode_names[mode], length) == 0)
            return (enum sts_mode)mode;
    return STS_MODE_UNKNOWN;
}

/* ---- lines ---- */

/* sts-policy-term = LF / CRLF */
static rptlint_span next_line(const char *policy, size_t length, size_t *at)
{
    size_t from = *at, feed = find_byte(policy, from, length, '\n');
    size_t end = feed < length && feed > from && policy[feed - 1] == '\r' ? feed - 1 : feed;

    *at = feed < length ? feed + 1 : length;
    return (rptlint_span){.offset = from, .length = end - from};
}

/* Where the first line begins: behind a byte order mark. */
static size_t first_line(const char *policy, size_t length)
{
    static const char mark[] = "\xEF\xBB\xBF";

    return starts_with(policy, 0, length, mark, sizeof(mark) - 1) ? sizeof(mark) - 1 : 0;
}

struct reader {
    const char *policy;
    size_t length;
    struct sts_policy facts;
    unsigned seen;                     /* a bit for each enum sts_key */
    rptlint_span misspelt[STS_MX + 1]; /* the name in another case, where it was there */
};

/* The first one counts. */
static void set_fault(struct reader *reader, enum sts_policy_fault fault, size_t offset, size_t length)
{
    if (reader->facts.fault != STS_POLICY_GOOD)
        return;
    reader->facts.fault = fault;
    reader->facts.at = (rptlint_span){.offset = offset, .length = length};
}

static enum sts_policy_fault fault_of(const struct checked_sts *line)
{
    switch (line->fault) {
    case STS_NO_COLON: return STS_POLICY_NO_COLON;
    case STS_NAME: return STS_POLICY_NAME;
    case STS_VALUE_EMPTY: return STS_POLICY_NO_VALUE;
    case STS_VALUE:
        return line->key == STS_VERSION ? STS_POLICY_VERSION
               : line->key == STS_MODE  ? STS_POLICY_MODE
                                        : STS_POLICY_VALUE;
    case STS_AGE_NUMBER: return STS_POLICY_AGE;
    case STS_AGE_LARGE: return STS_POLICY_AGE_LARGE;
    case STS_PATTERN: return STS_POLICY_PATTERN;
    case STS_GOOD:
    case STS_LINE_END: break; /* a line comes without its end */
    }
    return STS_POLICY_GOOD;
}

/* The first octet of a line's value that is no UTF-8, or its end: sts-policy-vchar = %x21-7E / UTF8-2 / ... */
static size_t first_not_utf8(const char *text, rptlint_span value)
{
    size_t end = value.offset + value.length, at = value.offset;
    uint32_t code;

    while ((at = run_until(text, at, end, BYTE_HIGH)) < end) {
        size_t octets = utf8_length(text, at, end, &code);

        if (octets == 0)
            break;
        at += octets;
    }
    return at;
}

/* What the line says, whose key has not been there before. */
static void keep_fact(struct reader *reader, const struct checked_sts *line, size_t from)
{
    const char *value = reader->policy + from + line->value.offset;
    struct sts_policy *facts = &reader->facts;
    bool good = line->fault == STS_GOOD;

    switch (line->key) {
    case STS_MODE:
        facts->mode = find_mode(value, line->value.length);
        facts->mode_text = (rptlint_span){.offset = from + line->value.offset, .length = line->value.length};
        break;
    case STS_MAX_AGE:
        facts->has_max_age = good;
        facts->max_age = good ? line->max_age : 0;
        break;
    case STS_MX: facts->mx_count += good; break;
    case STS_EXTENSION: facts->unknown++; break;
    case STS_VERSION: break;
    }
    reader->seen |= 1U << line->key;
}

/* A name in another case is an sts-policy-ext-name, so a field that senders ignore. */
static struct checked_sts as_extension(struct reader *reader, rptlint_span at, enum sts_key meant)
{
    const char *text = reader->policy + at.offset;
    struct checked_sts line = check_sts_extension(text, at.length);

    if (line.fault != STS_NAME && reader->misspelt[meant].length == 0)
        reader->misspelt[meant] = (rptlint_span){.offset = at.offset, .length = find_byte(text, 0, at.length, ':')};
    return line;
}

/*
 * "If any non-repeated field -- i.e., all fields excepting "mx" -- is duplicated, all entries except for the first
 * SHALL be ignored": it need only be like a field.  A known name that comes first is never taken for an
 * sts-policy-extension, which by the ABNF alone it could be: its value is wrong then.
 */
static void read_line(struct reader *reader, rptlint_span at)
{
    const char *text = reader->policy + at.offset;
    struct checked_sts line = check_sts_line(text, at.length);
    bool repeated = line.fault != STS_NAME && line.key < STS_MX && (reader->seen & 1U << line.key) != 0;
    size_t odd;

    if (repeated)
        line = check_sts_extension(text, at.length);
    else if (line.fault == STS_NAME && line.key != STS_EXTENSION)
        line = as_extension(reader, at, line.key);
    odd = first_not_utf8(text, line.value);
    if (line.fault != STS_GOOD)
        set_fault(reader, fault_of(&line), at.offset + line.at.offset, line.at.length);
    else if (odd < line.value.offset + line.value.length)
        set_fault(reader, STS_POLICY_UTF8, at.offset + odd, 1);
    if (repeated)
        reader->facts.repeated++;
    else if (line.fault != STS_NO_COLON && line.fault != STS_NAME)
        keep_fact(reader, &line, at.offset);
}

/* What is missing when all lines are good. */
static void check_missing(struct reader *reader)
{
    static const enum sts_policy_fault missing[] = {
        [STS_VERSION] = STS_POLICY_NO_VERSION,
        [STS_MODE] = STS_POLICY_NO_MODE,
        [STS_MAX_AGE] = STS_POLICY_NO_AGE,
        [STS_MX] = STS_POLICY_NO_MX,
    };

    for (unsigned key = STS_VERSION; key <= STS_MX; key++) {
        rptlint_span at = reader->misspelt[key];

        if ((reader->seen & 1U << key) != 0 || (key == STS_MX && reader->facts.mode == STS_MODE_NONE))
            continue;
        set_fault(reader, missing[key], at.length > 0 ? at.offset : reader->length, at.length);
    }
}

struct sts_policy read_sts_policy(const char *policy, size_t length)
{
    struct reader reader = {.policy = policy, .length = length};
    size_t at = first_line(policy, length);

    if (length == 0)
        set_fault(&reader, STS_POLICY_EMPTY, 0, 0);
    if (at > 0)
        set_fault(&reader, STS_POLICY_BOM, 0, at);
    while (at < length) {
        rptlint_span line = next_line(policy, length, &at);
        size_t end = line.offset + line.length, cr = find_byte(policy, line.offset, end, '\r');

        if (cr < end)
            set_fault(&reader, STS_POLICY_BARE_CR, cr, 1);
        else if (run_of(policy, line.offset, end, BYTE_WSP) == end)
            set_fault(&reader, STS_POLICY_BLANK_LINE, line.offset, at - line.offset);
        else
            read_line(&reader, line);
    }
    check_missing(&reader);
    return reader.facts;
}

/* ---- host patterns ---- */

bool next_sts_pattern(const char *policy, size_t length, size_t *at, rptlint_span *pattern)
{
    if (*at == 0)
        *at = first_line(policy, length);
    while (*at < length) {
        rptlint_span at_line = next_line(policy, length, at);
        struct checked_sts line = check_sts_line(policy + at_line.offset, at_line.length);

        if (line.key != STS_MX || line.fault != STS_GOOD)
            continue;
        *pattern = (rptlint_span){.offset = at_line.offset + line.value.offset, .length = line.value.length};
        return true;
    }
    return false;
}

bool sts_policy_allows(const char *policy, size_t length, const char *host, size_t host_length)
{
    rptlint_span pattern;

    for (size_t at = 0; next_sts_pattern(policy, length, &at, &pattern);)
        if (mx_pattern_matches(policy + pattern.offset, pattern.length, host, host_length))
            return true;
    return false;
}
