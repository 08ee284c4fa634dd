/* SPDX-License-Identifier: BSD-2-Clause */
/* The object "policy" at a glance: its strings are checked where they stand. */
#include "core/glance.h"
#include "core/results.h"

/* ---- arrays of strings ---- */

/* An array's strings on the way. */
struct elements_seen {
    const char *data;
    size_t end;
    rptlint_value *next;        /* where the next one goes, */
    const rptlint_value *last;  /* and behind the last place for one */
    size_t begin;               /* the inside of the string looked at; 0 when there is none */
    size_t stop;                /* behind the array, once it was seen to the end */
};

/*
 * What stands between an element and the next, or in front of the first, at data[at], seldom is nothing but a comma.
 * Where the inside of the next string begins; 0 when there is none, *stop being behind the bracket if it is that.
 */
static size_t other_begin(const char *data, size_t at, size_t end, bool is_first, size_t *stop)
{
    at = json_blank_end(data, at, end);
    if (!is_first && at < end && data[at] == ']')
        *stop = at + 1;
    if (!is_first && (at == end || data[at++] != ','))
        return 0;
    at = json_blank_end(data, at, end);
    return end - at > 1 && data[at] == '"' ? at + 1 : 0;
}

/* The first string of an array. */
ALWAYS_INLINE void see_array(struct elements_seen *seen, const struct sight *sight, struct strings *strings)
{
    size_t at = sight->met.value, none;

    seen->data = sight->data;
    seen->end = sight->end;
    seen->next = strings->values;
    seen->last = strings->values + PATTERNS_MAX;
    seen->begin = seen->stop = 0;
    if (sight->met.is_quoted || seen->end - at <= 2 || seen->data[at] != '[')
        return;
    seen->begin = seen->data[at + 1] == '"' ? at + 2 : other_begin(seen->data, at + 1, seen->end, true, &none);
}

/* Takes the string up to its closing quote, and sees the next one. */
ALWAYS_INLINE void take_element(struct elements_seen *seen, size_t stop)
{
    static const char between[] = "\",\"";
    size_t length = sizeof(between) - 1, behind = 0;

    set_value(seen->next++, seen->begin, stop);
    if (seen->end - stop > length && memcmp(seen->data + stop, between, length) == 0)
        seen->begin = stop + length;
    else
        seen->begin = other_begin(seen->data, stop + 1, seen->end, false, &behind);
    seen->stop = behind;
    if (seen->next == seen->last)
        seen->begin = 0;
}

/* Has the array ended, with one string or more? */
ALWAYS_INLINE bool see_end(const struct elements_seen *seen, struct sight *sight, struct strings *strings)
{
    if (seen->stop == 0)
        return false;
    sight->stop = seen->stop;
    strings->kept = strings->list.count = (size_t)(seen->next - strings->values);
    strings->mixed = strings->broken = strings->unusual = false;
    strings->list.present = true;
    strings->list.forgiven = 0;
    strings->list.span.offset = sight->met.value;
    strings->list.span.length = seen->stop - sight->met.value;
    return true;
}

/* Strings that are checked later. */
static bool see_strings(struct sight *sight, struct strings *strings)
{
    struct elements_seen seen;
    size_t stop;

    see_array(&seen, sight, strings);
    while (seen.begin != 0 && (stop = plain_string_end(seen.data, seen.begin, seen.end)) != 0)
        take_element(&seen, stop);
    return see_end(&seen, sight, strings);
}

/* ---- mx-host and the mx: lines ---- */

/* Where a host pattern ends that begins at data[at], before a quote; 0 when it needs a look. */
ALWAYS_INLINE size_t plain_pattern_end(const char *data, size_t at, size_t end)
{
    size_t host = STARTS(data, at, end, "*.") ? at + 2 : at, stop = plain_host_end(data, host, end);

    return stop > host && data[stop] == '"' ? stop : 0;
}

/* The end of an element that is the mx: line of the same number, as it mostly is; 0 when it is not. */
ALWAYS_INLINE size_t same_pattern_end(const struct elements_seen *seen, const rptlint_value *line)
{
    size_t begin = seen->begin, length = line->span.length;

    return seen->end - begin > length && seen->data[begin + length] == '"' &&
                   same_text(seen->data + begin, seen->data + line->span.offset, length)
               ? begin + length
               : 0;
}

static bool see_hosts(struct sight *sight, struct policy_walk *one)
{
    const rptlint_value *line = one->patterns.values, *last = line + one->patterns.kept;
    struct elements_seen seen;
    size_t alike = 0;

    see_array(&seen, sight, &one->hosts);
    while (seen.begin != 0) {
        size_t stop = line < last ? same_pattern_end(&seen, line++) : 0;

        alike += stop != 0;
        if (stop == 0 && (stop = plain_pattern_end(seen.data, seen.begin, seen.end)) == 0)
            return false;
        take_element(&seen, stop);
    }
    if (!see_end(&seen, sight, &one->hosts))
        return false;
    one->alike = alike;
    return one->hosts_told = true;
}

/* ---- the lines of an MTA-STS policy ---- */

/* What stands at data[at], a literal with the quote behind it: its end, or 0. */
#define LITERAL_END(data, at, end, literal) \
    (STARTS(data, at, end, literal "\"") ? (at) + sizeof(literal) - 1 : 0)

/* "max_age: 604800"; STS_AGE_LARGE and more than eight digits need a look. */
ALWAYS_INLINE size_t age_end(const char *data, size_t at, size_t end)
{
    uint64_t age;
    size_t digits;

    if (!STARTS(data, at, end, "max_age: "))
        return 0;
    at += sizeof("max_age: ") - 1;
    digits = json_few_digits(data, at, end, &age);
    return digits > 0 && age <= STS_AGE_MAX && data[at + digits] == '"' ? at + digits : 0;
}

/* One line that needs no look: its end and key; 0. */
ALWAYS_INLINE size_t line_end(const char *data, size_t at, size_t end, enum sts_key *key)
{
    size_t stop;

    if (STARTS(data, at, end, "mx: ")) {
        *key = STS_MX;
        return plain_pattern_end(data, at + sizeof("mx: ") - 1, end);
    }
    if (data[at] == 'v') {
        *key = STS_VERSION;
        return LITERAL_END(data, at, end, "version: STSv1");
    }
    *key = STS_MODE;
    if ((stop = LITERAL_END(data, at, end, "mode: enforce")) != 0 ||
        (stop = LITERAL_END(data, at, end, "mode: testing")) != 0)
        return stop;
    *key = STS_MAX_AGE;
    return age_end(data, at, end);
}

/* Every key once, but for mx, and none missing. */
static bool see_sts_lines(struct sight *sight, struct policy_walk *one)
{
    struct strings *patterns = &one->patterns;
    struct elements_seen seen;
    size_t hosts = 0;
    unsigned keys = 0;

    see_array(&seen, sight, &one->lines);
    while (seen.begin != 0) {
        enum sts_key key;
        size_t stop = line_end(seen.data, seen.begin, seen.end, &key);

        if (stop == 0 || (key != STS_MX && (keys & 1U << key) != 0))
            return false;
        keys |= 1U << key;
        if (key == STS_MX)
            set_value(&patterns->values[hosts++], seen.begin + sizeof("mx: ") - 1, stop);
        take_element(&seen, stop);
    }
    if (keys != (1U << STS_VERSION | 1U << STS_MODE | 1U << STS_MAX_AGE | 1U << STS_MX) ||
        !see_end(&seen, sight, &one->lines))
        return false;
    patterns->kept = patterns->list.count = hosts;
    return one->lines_told = true;
}

/* ---- TLSA RDATA ---- */

static bool see_tlsa_lines(struct sight *sight, struct policy_walk *one)
{
    struct elements_seen seen;

    see_array(&seen, sight, &one->lines);
    while (seen.begin != 0) {
        size_t stop = seen.begin + PLAIN_TLSA;

        if (seen.end - seen.begin <= PLAIN_TLSA || seen.data[stop] != '"' || !plain_tlsa(seen.data + seen.begin))
            return false;
        take_element(&seen, stop);
    }
    one->lines_told = see_end(&seen, sight, &one->lines);
    return one->lines_told;
}

/* ---- the object ---- */

static bool see_type(struct sight *sight, rptlint_report_policy *policy)
{
    rptlint_text text;

    if (!see_string(sight, &text, &policy->type_text))
        return false;
    policy->type = policy_type_find(text.data, text.length);
    return policy->type != RPTLINT_POLICY_OTHER;
}

/* When the type is not known yet, or a line is not plain, they are looked at when the object has been read. */
static bool see_lines(struct sight *sight, struct policy_walk *one)
{
    return (one->policy.type == RPTLINT_POLICY_STS && see_sts_lines(sight, one)) ||
           (one->policy.type == RPTLINT_POLICY_TLSA && see_tlsa_lines(sight, one)) || see_strings(sight, &one->lines);
}

ALWAYS_INLINE bool see_of_policy(struct sight *sight, struct policy_walk *one)
{
    switch (sight->met.row) {
    case POLICY_TYPE: return see_type(sight, &one->policy);
    case POLICY_STRING: return see_lines(sight, one);
    case POLICY_DOMAIN: return one->domain_is_good = see_host(sight, &one->policy.domain);
    default: return see_hosts(sight, one) || see_strings(sight, &one->hosts);
    }
}

bool glance_policy(struct walk *walk, struct policy_walk *one)
{
    struct sight sight;

    see_object(&sight, &walk->json, &one->members);
    while (see_member(&sight) && see_of_policy(&sight, one))
        take_seen(&sight);
    return take_object(&sight, &walk->json);
}
