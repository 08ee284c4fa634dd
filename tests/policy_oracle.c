/* SPDX-License-Identifier: BSD-2-Clause */
/* The ABNF of RFC 8461 section 3.2, rule by rule in one PCRE2 pattern, and what its text says besides. */
#include "policy_oracle.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pattern.h"

/*
 * How to read the pattern: see oracle.c.  The readings taken:
 *
 * - The pattern is the ABNF as printed, with "sta-policy-alphanum" read as "sts-policy-alphanum".  By it a line of a
 *   known name with a wrong value is an sts-policy-extension.  The text is stricter: a known name is that field, and
 *   its first entry counts, so read_field() asks for the value of the first entry, and of every mx.
 *
 * - An mx is Domain of RFC 5321, within the limits of host names, which tests/test_sts.c has an oracle for.
 *
 * An sts-policy-field ends where *WSP and a line end or the end is, which nothing else in it can be: the look-ahead
 * that says so lets the loops around it be possessive.
 */

/* sts-policy-alphanum     = ALPHA / DIGIT */
#define ALPHANUM "A-Za-z0-9"
#define WSP "[ \\t]"

static const char record_pattern[] =
    "(?(DEFINE)"

    /* sts-policy-record        = sts-policy-field *WSP
     *                            *(sts-policy-term sts-policy-field *WSP)
     *                            [sts-policy-term] */
    "(?<sts_policy_record>(?&sts_policy_field)" WSP "*+"
    "(?:(?&sts_policy_term)(?&sts_policy_field)" WSP "*+)*+"
    "(?&sts_policy_term)?)"

    /* sts-policy-field         = sts-policy-version /      ; required once
     *                            sts-policy-mode    /      ; required once
     *                            sts-policy-max-age /      ; required once
     *                            sts-policy-mx /
     *                            ; required at least once, except when
     *                            ; mode is "none"
     *                            sts-policy-extension      ; other fields */
    "(?<sts_policy_field>(?:(?&sts_policy_version)|(?&sts_policy_mode)|(?&sts_policy_max_age)|(?&sts_policy_mx)"
    "|(?&sts_policy_extension))(?=" WSP "*+(?:(?&sts_policy_term)|\\z)))"

    /* sts-policy-field-delim   = ":" *WSP */
    "(?<sts_policy_field_delim>:" WSP "*+)"

    /* sts-policy-version       = sts-policy-version-field sts-policy-field-delim sts-policy-version-value
     * sts-policy-version-field = %s"version"; sts-policy-version-value = %s"STSv1" */
    "(?<sts_policy_version>version(?&sts_policy_field_delim)STSv1)"

    /* sts-policy-mode          = sts-policy-mode-field sts-policy-field-delim sts-policy-mode-value
     * sts-policy-mode-field    = %s"mode"; sts-policy-mode-value = %s"testing" / %s"enforce" / %s"none" */
    "(?<sts_policy_mode>mode(?&sts_policy_field_delim)(?:testing|enforce|none))"

    /* sts-policy-mx            = sts-policy-mx-field sts-policy-field-delim sts-policy-mx-value
     * sts-policy-mx-field      = %s"mx"; sts-policy-mx-value = ["*."] Domain */
    "(?<sts_policy_mx>mx(?&sts_policy_field_delim)(?:\\*\\.)?(?&Domain))"

    /* sts-policy-max-age       = sts-policy-max-age-field sts-policy-field-delim sts-policy-max-age-value
     * sts-policy-max-age-field = %s"max_age"; sts-policy-max-age-value = 1*10(DIGIT) */
    "(?<sts_policy_max_age>max_age(?&sts_policy_field_delim)[0-9]{1,10})"

    /* sts-policy-extension     = sts-policy-ext-name sts-policy-field-delim sts-policy-ext-value */
    "(?<sts_policy_extension>(?&sts_policy_ext_name)(?&sts_policy_field_delim)(?&sts_policy_ext_value))"

    /* sts-policy-ext-name      = (sts-policy-alphanum)
     *                            *31(sta-policy-alphanum / "_" / "-" / ".") */
    "(?<sts_policy_ext_name>[" ALPHANUM "][" ALPHANUM "_\\-.]{0,31}+)"

    /* sts-policy-term          = LF / CRLF */
    "(?<sts_policy_term>\\n|\\r\\n)"

    /* sts-policy-ext-value     = sts-policy-vchar
     *                            [*(%x20 / sts-policy-vchar)
     *                            sts-policy-vchar] */
    "(?<sts_policy_ext_value>(?&sts_policy_vchar)++(?:\\x20++(?&sts_policy_vchar)++)*+)"

    /* sts-policy-vchar         = %x21-7E / UTF8-2 / UTF8-3 / UTF8-4 */
    "(?<sts_policy_vchar>[\\x21-\\x7E]|(?&UTF8_2)|(?&UTF8_3)|(?&UTF8_4))"

    /* RFC 3629 section 4:
     * UTF8-2      = %xC2-DF UTF8-tail
     * UTF8-3      = %xE0 %xA0-BF UTF8-tail / %xE1-EC 2( UTF8-tail ) /
     *               %xED %x80-9F UTF8-tail / %xEE-EF 2( UTF8-tail )
     * UTF8-4      = %xF0 %x90-BF 2( UTF8-tail ) / %xF1-F3 3( UTF8-tail ) /
     *               %xF4 %x80-8F 2( UTF8-tail )
     * UTF8-tail   = %x80-BF */
    "(?<UTF8_2>[\\xC2-\\xDF](?&UTF8_tail))"
    "(?<UTF8_3>\\xE0[\\xA0-\\xBF](?&UTF8_tail)|[\\xE1-\\xEC](?&UTF8_tail){2}"
    "|\\xED[\\x80-\\x9F](?&UTF8_tail)|[\\xEE-\\xEF](?&UTF8_tail){2})"
    "(?<UTF8_4>\\xF0[\\x90-\\xBF](?&UTF8_tail){2}|[\\xF1-\\xF3](?&UTF8_tail){3}"
    "|\\xF4[\\x80-\\x8F](?&UTF8_tail){2})"
    "(?<UTF8_tail>[\\x80-\\xBF])"

    /* RFC 5321 section 4.1.2:
     * Domain         = sub-domain *("." sub-domain)
     * sub-domain     = Let-dig [Ldh-str]
     * Let-dig        = ALPHA / DIGIT
     * Ldh-str        = *( ALPHA / DIGIT / "-" ) Let-dig */
    "(?<Domain>(?&sub_domain)(?:\\.(?&sub_domain))*+)"
    "(?<sub_domain>[" ALPHANUM "](?:[" ALPHANUM "\\-]*[" ALPHANUM "])?)"
    ")";

enum rule { RECORD, VERSION, MODE, AGE, MX, RULES };

static const char *const rules[RULES] = {
    [RECORD] = "(?&sts_policy_record)", [VERSION] = "(?&sts_policy_version)", [MODE] = "(?&sts_policy_mode)",
    [AGE] = "(?&sts_policy_max_age)",   [MX] = "(?&sts_policy_mx)",
};

#define COMPILE_OPTIONS (PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C)

struct policy_oracle {
    pcre2_code *rules[RULES];
    pcre2_match_data *match;
};

static pcre2_code *compile(const char *rule)
{
    char text[sizeof(record_pattern) + 64];
    int error = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code *code;

    snprintf(text, sizeof(text), "%s%s", record_pattern, rule);
    code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, COMPILE_OPTIONS, &error, &offset, NULL);
    if (code == NULL) {
        fprintf(stderr, "policy oracle: error %d at octet %zu: %.40s\n", error, (size_t)offset, text + offset);
        abort();
    }
    /* Where there is no machine code, the interpreter says the same. */
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    return code;
}

struct policy_oracle *policy_oracle_new(void)
{
    struct policy_oracle *oracle = calloc(1, sizeof(*oracle));

    if (oracle == NULL)
        return NULL;
    for (size_t i = 0; i < RULES; i++)
        oracle->rules[i] = compile(rules[i]);
    oracle->match = pcre2_match_data_create(1, NULL);
    if (oracle->match != NULL)
        return oracle;
    policy_oracle_free(oracle);
    return NULL;
}

void policy_oracle_free(struct policy_oracle *oracle)
{
    pcre2_match_data_free(oracle->match);
    for (size_t i = 0; i < RULES; i++)
        pcre2_code_free(oracle->rules[i]);
    free(oracle);
}

static enum oracle_answer match(struct policy_oracle *oracle, enum rule rule, const char *data, size_t length)
{
    int result = pcre2_match(oracle->rules[rule], (PCRE2_SPTR)data, length, 0, 0, oracle->match, NULL);

    return result >= 0 ? ORACLE_YES : result == PCRE2_ERROR_NOMATCH ? ORACLE_NO : ORACLE_LIMIT;
}

/* ---- fields ---- */

static bool is(const char *data, size_t length, const char *wanted)
{
    return length == strlen(wanted) && memcmp(data, wanted, length) == 0;
}

/* One line, without its end and the white space before that; the ABNF has said that it is NAME: VALUE. */
static enum oracle_answer read_field(struct policy_oracle *oracle, struct policy_view *view, const char *line,
                                     size_t length)
{
    static const struct {
        const char *name;
        enum rule rule;
    } fields[] = {[STS_VERSION] = {"version", VERSION}, [STS_MODE] = {"mode", MODE}, [STS_MAX_AGE] = {"max_age", AGE},
                  [STS_MX] = {"mx", MX}};
    size_t colon = 0, from, key = 0;
    enum oracle_answer answer;

    while (line[colon] != ':')
        colon++;
    for (from = colon + 1; line[from] == ' ' || line[from] == '\t';)
        from++;
    while (key <= STS_MX && !is(line, colon, fields[key].name))
        key++;
    if (key > STS_MX || (view->seen[key] && key != STS_MX)) {
        view->unknown += key > STS_MX;
        view->repeated += key <= STS_MX;
        return ORACLE_YES;
    }
    view->seen[key] = true;
    answer = match(oracle, fields[key].rule, line, length);
    if (answer != ORACLE_YES)
        return answer;
    if (key == STS_MODE)
        view->mode = line[from] == 'n' ? STS_MODE_NONE : line[from] == 't' ? STS_MODE_TESTING : STS_MODE_ENFORCE;
    for (size_t i = from; key == STS_MAX_AGE && i < length; i++) {
        view->max_age = view->max_age * 10 + (uint32_t)(line[i] - '0');
        if (view->max_age > 31557600)
            return ORACLE_NO;
    }
    view->mx_count += key == STS_MX;
    return key != STS_MX || check_mx_pattern(line + from, length - from).fault == FAULT_NONE ? ORACLE_YES : ORACLE_NO;
}

struct policy_view policy_oracle_read(struct policy_oracle *oracle, const char *data, size_t length)
{
    struct policy_view view = {.answer = match(oracle, RECORD, data, length)};
    size_t end;

    for (size_t at = 0; view.answer == ORACLE_YES && at < length; at = end + 1) {
        size_t stop;

        for (end = at; end < length && data[end] != '\n';)
            end++;
        stop = end;
        while (data[stop - 1] == ' ' || data[stop - 1] == '\t' || data[stop - 1] == '\r')
            stop--;
        view.answer = read_field(oracle, &view, data + at, stop - at);
    }
    return view;
}

/* ---- the comparison ---- */

/* The first field that is missing, of lines that are all right. */
static enum sts_policy_fault missing(const struct policy_view *view)
{
    return !view->seen[STS_VERSION]                             ? STS_POLICY_NO_VERSION
           : !view->seen[STS_MODE]                              ? STS_POLICY_NO_MODE
           : !view->seen[STS_MAX_AGE]                           ? STS_POLICY_NO_AGE
           : !view->seen[STS_MX] && view->mode != STS_MODE_NONE ? STS_POLICY_NO_MX
                                                                : STS_POLICY_GOOD;
}

/* A fault of a line: those before it are right, and it is not. */
static const char *compare_place(struct policy_oracle *oracle, const char *data, size_t length, size_t at)
{
    size_t begin = at, end = at;
    enum oracle_answer answer;

    while (begin > 0 && data[begin - 1] != '\n')
        begin--;
    while (end < length && data[end] != '\n')
        end++;
    answer = begin > 0 ? policy_oracle_read(oracle, data, begin).answer : ORACLE_YES;
    if (answer == ORACLE_NO)
        return "a line before the fault is wrong";
    if (answer == ORACLE_YES && policy_oracle_read(oracle, data, end < length ? end + 1 : end).answer == ORACLE_YES)
        return "the line of the fault is right";
    return NULL;
}

static const char *compare_patterns(const char *data, size_t length, size_t wanted)
{
    rptlint_span pattern;
    size_t count = 0;

    for (size_t at = 0; next_sts_pattern(data, length, &at, &pattern); count++)
        if (pattern.offset > length || pattern.length > length - pattern.offset ||
            check_mx_pattern(data + pattern.offset, pattern.length).fault != FAULT_NONE)
            return "a pattern that is none";
        else if (data[pattern.offset] != '*' &&
                 !sts_policy_allows(data, length, data + pattern.offset, pattern.length))
            return "a host of the policy is not allowed";
    return count == wanted ? NULL : "as many patterns as are counted";
}

const char *policy_compare(struct policy_oracle *oracle, const char *data, size_t length,
                           size_t faults[STS_POLICY_FAULT_COUNT])
{
    struct sts_policy policy = read_sts_policy(data, length);
    struct policy_view view = policy_oracle_read(oracle, data, length);
    const char *wrong = compare_patterns(data, length, policy.mx_count);

    faults[policy.fault]++;
    if (policy.at.offset > length || policy.at.length > length - policy.at.offset)
        return "the place is outside";
    if (policy.mode_text.offset > length || policy.mode_text.length > length - policy.mode_text.offset)
        return "the mode is outside";
    if (wrong != NULL || view.answer == ORACLE_LIMIT)
        return wrong;
    if (view.answer == ORACLE_NO)
        return policy.fault == STS_POLICY_GOOD || policy.fault >= STS_POLICY_NO_VERSION ? "bad, but taken"
               : policy.fault == STS_POLICY_EMPTY || policy.fault == STS_POLICY_BOM
                   ? NULL
                   : compare_place(oracle, data, length, policy.at.offset);
    if (policy.fault != missing(&view))
        return "another answer";
    if (policy.mode != view.mode || policy.max_age != view.max_age || policy.has_max_age != view.seen[STS_MAX_AGE] ||
        policy.mx_count != view.mx_count || policy.repeated != view.repeated || policy.unknown != view.unknown)
        return "other facts";
    return NULL;
}
