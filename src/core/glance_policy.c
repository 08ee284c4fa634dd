/* SPDX-License-Identifier: BSD-2-Clause */
/* The object "policy" at a glance: its strings are checked where they stand. */
#include "core/glance.h"
#include "core/results.h"

/* ---- arrays of strings ---- */

/* An array's strings on the way; `at` is behind the last one. */
struct elements_seen {
    const char *data;
    size_t at;
    size_t end;
    struct strings *strings;
    size_t count;
};

static inline struct elements_seen elements_of(const struct sight *sight, struct strings *strings)
{
    return (struct elements_seen){.data = sight->data, .at = sight->met.value, .end = sight->end, .strings = strings};
}

/* Where the inside of the next string begins, behind the bracket or a comma; 0 when there is none. */
ALWAYS_INLINE size_t see_begin(struct elements_seen *seen)
{
    size_t at = seen->at;

    if (at == seen->end || seen->data[at] != (seen->count == 0 ? '[' : ',') || seen->count == PATTERNS_MAX)
        return 0;
    at = json_blank_end(seen->data, at + 1, seen->end);
    return seen->end - at > 1 && seen->data[at] == '"' ? at + 1 : 0;
}

ALWAYS_INLINE void take_element(struct elements_seen *seen, size_t begin, size_t stop)
{
    seen->strings->values[seen->count++] = value_from(begin, stop);
    seen->at = json_blank_end(seen->data, stop + 1, seen->end);
}

/* Has the array ended, with one string or more? */
ALWAYS_INLINE bool see_end(const struct elements_seen *seen, struct sight *sight)
{
    struct strings *strings = seen->strings;

    if (seen->count == 0 || seen->at == seen->end || seen->data[seen->at] != ']')
        return false;
    sight->stop = seen->at + 1;
    strings->kept = seen->count;
    strings->mixed = strings->broken = strings->unusual = false;
    strings->list = (rptlint_list){
        .present = true, .count = seen->count, .span = {.offset = sight->met.value, .length = sight->stop - sight->met.value}};
    return true;
}

/* Strings that are checked later. */
static bool see_strings(struct sight *sight, struct strings *strings)
{
    struct elements_seen seen = elements_of(sight, strings);
    size_t begin, stop;

    while ((begin = see_begin(&seen)) != 0 && (stop = plain_string_end(seen.data, begin, seen.end)) != 0)
        take_element(&seen, begin, stop);
    return see_end(&seen, sight);
}

/* ---- mx-host and the mx: lines ---- */

/* Where a host pattern ends that begins at data[at], before a quote; 0 when it needs a look. */
ALWAYS_INLINE size_t plain_pattern_end(const char *data, size_t at, size_t end)
{
    size_t host = STARTS(data, at, end, "*.") ? at + 2 : at, stop = plain_host_end(data, host, end);

    return stop > host && data[stop] == '"' ? stop : 0;
}

/* The end of an element that is the mx: line of the same number, as it mostly is; 0 when it is not. */
ALWAYS_INLINE size_t same_pattern_end(const struct elements_seen *seen, size_t begin, const struct strings *patterns)
{
    rptlint_span line;

    if (seen->count >= patterns->kept)
        return 0;
    line = patterns->values[seen->count].span;
    return seen->end - begin > line.length && seen->data[begin + line.length] == '"' &&
                   memcmp(seen->data + begin, seen->data + line.offset, line.length) == 0
               ? begin + line.length
               : 0;
}

static bool see_hosts(struct sight *sight, struct policy_walk *one)
{
    struct elements_seen seen = elements_of(sight, &one->hosts);
    size_t alike = 0, begin;

    while ((begin = see_begin(&seen)) != 0) {
        size_t stop = same_pattern_end(&seen, begin, &one->patterns);

        alike += stop != 0;
        if (stop == 0 && (stop = plain_pattern_end(seen.data, begin, seen.end)) == 0)
            return false;
        take_element(&seen, begin, stop);
    }
    if (!see_end(&seen, sight))
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
    struct elements_seen seen = elements_of(sight, &one->lines);
    struct strings *patterns = &one->patterns;
    size_t begin, hosts = 0;
    unsigned keys = 0;

    while ((begin = see_begin(&seen)) != 0) {
        enum sts_key key;
        size_t stop = line_end(seen.data, begin, seen.end, &key);

        if (stop == 0 || (key != STS_MX && (keys & 1U << key) != 0))
            return false;
        keys |= 1U << key;
        if (key == STS_MX)
            patterns->values[hosts++] = value_from(begin + sizeof("mx: ") - 1, stop);
        take_element(&seen, begin, stop);
    }
    if (keys != (1U << STS_VERSION | 1U << STS_MODE | 1U << STS_MAX_AGE | 1U << STS_MX) || !see_end(&seen, sight))
        return false;
    patterns->kept = patterns->list.count = hosts;
    return one->lines_told = true;
}

/* ---- TLSA RDATA ---- */

static bool see_tlsa_lines(struct sight *sight, struct policy_walk *one)
{
    struct elements_seen seen = elements_of(sight, &one->lines);
    size_t begin;

    while ((begin = see_begin(&seen)) != 0) {
        size_t stop = begin + PLAIN_TLSA;

        if (seen.end - begin <= PLAIN_TLSA || seen.data[stop] != '"' || !plain_tlsa(seen.data + begin))
            return false;
        take_element(&seen, begin, stop);
    }
    return see_end(&seen, sight) && (one->lines_told = true);
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
    struct sight sight = sight_of(&walk->json, &one->members);

    while (see_member(&sight) && see_of_policy(&sight, one))
        take_seen(&sight);
    return leave(&sight, &walk->json);
}
