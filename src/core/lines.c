/* SPDX-License-Identifier: BSD-2-Clause */
/* What the strings of policy-string and mx-host say: TLSA RDATA, lines of an MTA-STS policy, host patterns. */
#include "core/bytes.h"
#include "core/walk.h"

/* ---- findings about elements ---- */

/* Is a string in place of the array?  Then S703 has told to write one for each line or record. */
static bool is_single(const struct strings *strings)
{
    return (strings->list.forgiven & RPTLINT_FORGAVE_SINGLE) != 0;
}

/* The path to an element: steps of the walk, the array's name, the index; of a string in its place no index. */
static size_t steps_to(struct walk *walk, const struct members *members, int row, const struct strings *strings,
                       size_t index)
{
    size_t depth = walk->json.depth;

    step_to(walk, depth, members, row);
    walk->json.steps[depth + 1] = (rptlint_step){.is_index = true, .index = index};
    return is_single(strings) ? depth + 1 : depth + 2;
}

static void report_empty(struct walk *walk, const rptlint_value *value, size_t steps)
{
    WALK_REPORT(walk, S710, value->span.offset - 1, 2, steps, .hint = HINT_EMPTY_ELEMENT);
}

/* ---- TLSA ---- */

static const char *tlsa_hint(enum tlsa_fault fault)
{
    switch (fault) {
    case TLSA_FIELDS: return HINT_TLSA_FIELDS;
    case TLSA_NUMBER: return HINT_TLSA_NUMBER;
    case TLSA_RANGE: return HINT_TLSA_RANGE;
    case TLSA_HEX: return HINT_TLSA_HEX;
    case TLSA_LENGTH: return HINT_TLSA_LENGTH;
    case TLSA_PARENTHESES: return HINT_TLSA_PARENTHESES;
    case TLSA_GOOD:
    case TLSA_JSON: break;
    }
    return NULL;
}

/* One TLSA RDATA; true when it is an array in a string instead.  `single` as is_single() has it. */
static bool check_tlsa_value(struct walk *walk, const rptlint_value *value, size_t steps, bool single)
{
    rptlint_text text = text_of(walk, value);
    struct checked_tlsa tlsa;
    rptlint_span at;

    if (text.data == NULL)
        return false;
    tlsa = check_tlsa(text.data, text.length);
    if (tlsa.fault == TLSA_JSON)
        return true;
    if (tlsa.fault != TLSA_GOOD && are_several_tlsa(text.data, text.length)) {
        if (!single)
            WALK_REPORT(walk, S720, value->span.offset, value->span.length, steps, .hint = HINT_TLSA_SEVERAL);
        return false;
    }
    at = place_in(walk, value, tlsa.at);
    if (tlsa.fault != TLSA_GOOD)
        WALK_REPORT(walk, S720, at.offset, at.length, steps, .hint = tlsa_hint(tlsa.fault));
    else if (tlsa.digest_of_nothing)
        WALK_REPORT(walk, S722, at.offset, at.length, steps, .hint = NULL);
    return false;
}

/* Microsoft's way, an array inside one string: its elements; how many there are. */
static size_t check_nested(struct walk *walk, const rptlint_value *value, size_t steps, bool single)
{
    /* What stands before and behind the quotes takes the place of brackets. */
    rptlint_list list = {.present = true,
                         .forgiven = RPTLINT_FORGAVE_NESTED,
                         .span = {.offset = value->span.offset - 2, .length = value->span.length + 4}};
    rptlint_value inner;
    size_t count = 0;

    for (size_t at = 0; rptlint_next_value(walk->json.data, walk->json.length, &list, &at, &inner); count++)
        if (check_tlsa_value(walk, &inner, steps, single))
            WALK_REPORT(walk, S720, inner.span.offset, inner.span.length, steps, .hint = HINT_TLSA_FIELDS);
    return count;
}

static void check_tlsa_strings(struct walk *walk, struct policy_walk *one)
{
    struct elements elements = {.strings = &one->lines};
    bool single = is_single(&one->lines);
    const rptlint_value *value;
    size_t count = 0;

    while ((value = next_string(walk, &elements)) != NULL) {
        size_t steps = steps_to(walk, &one->members, POLICY_STRING, &one->lines, elements.place - 1);

        count++;
        if (!value->present) {
            report_empty(walk, value, steps);
        } else if (check_tlsa_value(walk, value, steps, single)) {
            if (!single)
                WALK_REPORT(walk, S721, value->span.offset, value->span.length, steps, .hint = NULL);
            one->lines.list.forgiven |= RPTLINT_FORGAVE_NESTED;
            count += check_nested(walk, value, steps, single);
            count--;
        }
    }
    one->lines.list.count = count;
}

/* ---- MTA-STS ---- */

/* A known name in another case, white space around any name, or what is no sts-policy-ext-name. */
static const char *name_hint(const struct checked_sts *line, const char *text)
{
    size_t end = line->at.length;

    if (end > 0 && (is_blank(text[0]) || is_blank(text[end - 1])))
        return HINT_STS_NAME_BLANK;
    return line->key == STS_EXTENSION ? HINT_STS_NAME_FORM : HINT_STS_NAME;
}

static const char *sts_hint(const struct checked_sts *line, const char *text)
{
    switch (line->fault) {
    case STS_NO_COLON: return HINT_STS_NO_COLON;
    case STS_NAME: return name_hint(line, text);
    case STS_VALUE_EMPTY: return HINT_STS_NO_VALUE;
    case STS_VALUE: return line->key == STS_EXTENSION ? HINT_STS_CONTROL : HINT_STS_VALUE;
    case STS_AGE_NUMBER:
    case STS_AGE_LARGE: return HINT_STS_AGE;
    case STS_PATTERN: return HINT_STS_PATTERN;
    case STS_LINE_END: return HINT_STS_LINE_END;
    case STS_GOOD: break;
    }
    return NULL;
}

/* Which keys an MTA-STS policy has had. */
struct sts_keys {
    unsigned seen;     /* a bit for each enum sts_key, */
    unsigned misspelt; /* and for each that a name in another case or with white space around it was meant for */
    bool mode_none;
    bool unknown;      /* a line may be one of them: which key it has can't be told */
};

static void keep_pattern(struct strings *patterns, const rptlint_value *line, rptlint_span place)
{
    rptlint_value host = *line;

    host.span = place;
    if (patterns->kept < PATTERNS_MAX)
        patterns->values[patterns->kept++] = host;
    patterns->list.count++;
}

/* A finding about the element number `index` of policy-string. */
static void report_line(struct walk *walk, struct policy_walk *one, size_t index, rptlint_span at, const char *hint)
{
    size_t steps = steps_to(walk, &one->members, POLICY_STRING, &one->lines, index);

    WALK_REPORT(walk, S723, at.offset, at.length, steps, .hint = hint);
}

/* More than one line in a string, those at the end of it apart, or an array of them as JSON in JSON? */
static bool is_several_lines(rptlint_text text)
{
    size_t end = text.length;

    while (end > 0 && (text.data[end - 1] == '\n' || text.data[end - 1] == '\r'))
        end--;
    return find_byte(text.data, 0, end, '\n') < end || find_byte(text.data, 0, end, '\r') < end ||
           check_tlsa(text.data, text.length).fault == TLSA_JSON;
}

/* Do others follow in the line of the version, ";", ",", "\\n" or a blank standing there for the line ends? */
static bool holds_other_lines(const struct checked_sts *line, rptlint_text text)
{
    size_t at = line->value.offset, end = at + line->value.length;

    if (line->key != STS_VERSION || !STARTS(text.data, at, end, "STSv1"))
        return false;
    for (at += sizeof("STSv1") - 1; at < end; at++)
        if (STARTS(text.data, at, end, "mode:") || STARTS(text.data, at, end, "max_age:") ||
            STARTS(text.data, at, end, "mx:"))
            return true;
    return false;
}

/* Which keys such a string has is not looked at. */
static void report_several_lines(struct walk *walk, struct policy_walk *one, const rptlint_value *value, size_t index,
                                 struct sts_keys *keys)
{
    if (!is_single(&one->lines))
        report_line(walk, one, index, value->span, HINT_STS_SEVERAL_LINES);
    keys->unknown = one->patterns.broken = true;
}

/* "all entries except for the first SHALL be ignored" (RFC 8461 section 3.2): what another one says is of no matter. */
static bool is_repeated(const struct checked_sts *line, const struct sts_keys *keys)
{
    return line->fault != STS_NO_COLON && line->fault != STS_NAME && line->key < STS_MX &&
           (keys->seen & 1U << line->key) != 0;
}

/* S724 about the value of a good line: around it a tab is white space (sts-policy-field-delim = ":" *WSP). */
static void check_shown(struct walk *walk, struct policy_walk *one, const rptlint_value *value, size_t index,
                        rptlint_span shown)
{
    rptlint_value inner = *value;

    inner.span = place_in(walk, value, shown);
    check_hidden(walk, &inner, steps_to(walk, &one->members, POLICY_STRING, &one->lines, index));
}

static void check_line(struct walk *walk, struct policy_walk *one, const rptlint_value *value, size_t index,
                       struct sts_keys *keys)
{
    rptlint_text text = text_of(walk, value);
    struct checked_sts line;

    if (text.data == NULL)
        return;
    line = check_sts_line(text.data, text.length);
    if (is_several_lines(text) || holds_other_lines(&line, text)) {
        report_several_lines(walk, one, value, index, keys);
        return;
    }
    if (is_repeated(&line, keys)) {
        report_line(walk, one, index, value->span, HINT_STS_TWICE);
        return;
    }
    if (line.fault != STS_GOOD)
        report_line(walk, one, index, place_in(walk, value, line.at), sts_hint(&line, text.data));
    else if (one->lines.unusual)
        check_shown(walk, one, value, index, line.value);
    if (line.fault == STS_NO_COLON || line.fault == STS_NAME) {
        keys->unknown = keys->unknown || line.key == STS_EXTENSION;
        keys->misspelt |= 1U << line.key;
        one->patterns.broken = true; /* it may have been meant for one */
        return;
    }
    if (line.key == STS_MX && line.fault != STS_PATTERN && line.fault != STS_VALUE_EMPTY)
        keep_pattern(&one->patterns, value, place_in(walk, value, line.value));
    else if (line.key == STS_MX)
        one->patterns.broken = true;
    else if (line.key == STS_MODE)
        keys->mode_none = line.mode_none;
    keys->seen |= 1U << line.key;
}

static void check_sts_strings(struct walk *walk, struct policy_walk *one)
{
    static const char *const missing[] = {[STS_VERSION] = HINT_STS_NO_VERSION,
                                          [STS_MODE] = HINT_STS_NO_MODE,
                                          [STS_MAX_AGE] = HINT_STS_NO_AGE,
                                          [STS_MX] = HINT_STS_NO_MX};
    struct elements elements = {.strings = &one->lines};
    struct sts_keys keys = {.seen = 0, .unknown = is_single(&one->lines)};
    const rptlint_value *value;

    while ((value = next_string(walk, &elements)) != NULL) {
        if (value->present) {
            check_line(walk, one, value, elements.place - 1, &keys);
        } else {
            report_empty(walk, value, steps_to(walk, &one->members, POLICY_STRING, &one->lines, elements.place - 1));
            keys.unknown = true;
        }
    }
    one->patterns.broken = one->patterns.broken || one->lines.mixed || keys.unknown;
    if (one->lines.list.count == 0 || one->lines.mixed || keys.unknown)
        return;
    step_to(walk, walk->json.depth, &one->members, POLICY_STRING);
    for (unsigned key = STS_VERSION; key <= STS_MX; key++)
        if (((keys.seen | keys.misspelt) & 1U << key) == 0 && !(key == STS_MX && keys.mode_none))
            WALK_REPORT(walk, S723, one->lines.list.span.offset, 1, walk->json.depth + 1, .hint = missing[key]);
}

/* ---- neither of them ---- */

/* S724 about strings that belong to no known type of policy. */
static void check_other_strings(struct walk *walk, struct policy_walk *one)
{
    struct elements elements = {.strings = &one->lines};
    const rptlint_value *value;

    while ((value = next_string(walk, &elements)) != NULL)
        check_hidden(walk, value, steps_to(walk, &one->members, POLICY_STRING, &one->lines, elements.place - 1));
}

void check_policy_strings(struct walk *walk, struct policy_walk *one)
{
    if (!one->lines.list.present)
        return;
    if (one->policy.type == RPTLINT_POLICY_STS)
        check_sts_strings(walk, one);
    else if (one->policy.type == RPTLINT_POLICY_TLSA)
        check_tlsa_strings(walk, one);
    else if (one->lines.unusual)
        check_other_strings(walk, one);
}

/* ---- mx-host ---- */

static void check_pattern(struct walk *walk, struct policy_walk *one, const rptlint_value *value, size_t index)
{
    rptlint_text text = text_of(walk, value);
    struct checked checked;
    rptlint_span at;
    size_t steps;

    if (text.data == NULL)
        return;
    checked = check_mx_pattern(text.data, text.length);
    if (checked.fault == FAULT_NONE)
        return;
    one->hosts.broken = true;
    steps = steps_to(walk, &one->members, POLICY_MX, &one->hosts, index);
    if (STARTS_NOCASE(text.data, 0, text.length, "mx:")) {
        at = place_in(walk, value, (rptlint_span){.offset = 0, .length = run_of(text.data, 3, text.length, BYTE_WSP)});
        WALK_REPORT(walk, S715, at.offset, at.length, steps, .hint = HINT_MX_KEY, DELETE);
        return;
    }
    at = place_in(walk, value, checked.at);
    WALK_REPORT(walk, S715, at.offset, at.length, steps,
                .hint = checked.fault == FAULT_BYTE && text.data[checked.at.offset] == '*' ? HINT_MX_STAR : NULL);
}

/* Is a string the same octets as the good pattern of the mx: line of that number? */
static bool is_line(const struct walk *walk, const struct strings *patterns, size_t index, const rptlint_value *value)
{
    const char *data = walk->json.data;
    const rptlint_value *line = &patterns->values[index < PATTERNS_MAX ? index : PATTERNS_MAX];

    return index < patterns->kept && line->span.length == value->span.length && !line->escaped && !value->escaped &&
           memcmp(data + line->span.offset, data + value->span.offset, value->span.length) == 0;
}

void check_mx_hosts(struct walk *walk, struct policy_walk *one)
{
    struct elements elements = {.strings = &one->hosts};
    const rptlint_value *value;

    if (!one->hosts.list.present)
        return;
    while ((value = next_string(walk, &elements)) != NULL) {
        if (is_line(walk, &one->patterns, elements.index - 1, value))
            one->alike++;
        else
            check_pattern(walk, one, value, elements.place - 1);
    }
}
