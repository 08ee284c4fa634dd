/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules about members of one policy, or of several, together (X8xx). */
#include "core/bytes.h"
#include "core/walk.h"

/* The path to an element of "policies" has two steps. */
enum { ENTRY_STEPS = 2, NO_INDEX = -1 };

/* ---- findings about what was read before ---- */

/* A member of an object in the element: "policy" and its "mx-host", with the number of an element of that. */
struct target {
    int object; /* row of schema_entry, or MEMBER_END for the element itself */
    const struct members *members;
    int row;    /* in `members`, or MEMBER_END for the object itself */
    int index;  /* or NO_INDEX */
};

#define IN_POLICY(row_, index_) \
    (struct target){.object = ENTRY_POLICY, .members = &one->members, .row = (row_), .index = (index_)}
#define IN_SUMMARY(row_) \
    (struct target){.object = ENTRY_SUMMARY, .members = &one->summary, .row = (row_), .index = NO_INDEX}
#define IN_ENTRY(row_) (struct target){.object = (row_), .members = NULL, .row = MEMBER_END, .index = NO_INDEX}

/* The walk may be elsewhere in the element by now: its steps are kept. */
static void report_at(struct walk *walk, const struct policy_walk *one, struct target target,
                      rptlint_finding *finding)
{
    rptlint_step *steps = walk->json.steps + ENTRY_STEPS;
    rptlint_step kept[] = {steps[0], steps[1], steps[2]};
    size_t count = 0;

    if (target.object != MEMBER_END)
        steps[count++] = (rptlint_step){.name = one->entry.names[target.object]};
    if (target.row != MEMBER_END)
        steps[count++] = (rptlint_step){.name = target.members->names[target.row]};
    if (target.index != NO_INDEX)
        steps[count++] = (rptlint_step){.is_index = true, .index = (size_t)target.index};
    finding->path_length = ENTRY_STEPS + count;
    json_report(&walk->json, finding);
    memcpy(steps, kept, sizeof(kept));
}

#define CROSS_REPORT(walk, id, target, span_, ...) \
    report_at(walk, one, target, &(rptlint_finding){.rule = &rule_table[id], .span = (span_), __VA_ARGS__})

static rptlint_span bracket(size_t at)
{
    return (rptlint_span){.offset = at, .length = 1};
}

/* An array's bracket; all of a string in its place. */
static rptlint_span bracket_of(const struct strings *strings)
{
    rptlint_span span = strings->list.span;

    if ((strings->list.forgiven & RPTLINT_FORGAVE_SINGLE) != 0)
        return (rptlint_span){.offset = span.offset - 1, .length = span.length + 2};
    return bracket(span.offset);
}

/* ---- names of hosts ---- */

/* No host has more; what is longer equals nothing. */
enum { HOST_ROOM = 256 };

/* A value without a final dot; decoded into `room` when it must be. */
static rptlint_text host_text(const struct walk *walk, const rptlint_value *value, char room[HOST_ROOM])
{
    rptlint_text host = {.data = walk->json.data + value->span.offset, .length = value->span.length};

    if (value->escaped) {
        if (rptlint_decode_json(host.data, host.length, room, HOST_ROOM, &host.length) != RPTLINT_OK)
            host.length = 0;
        host.data = room;
    }
    if (host.length > 1 && host.data[host.length - 1] == '.')
        host.length--;
    return host;
}

static bool same_host(rptlint_text a, rptlint_text b)
{
    return a.length > 0 && a.length == b.length &&
           (memcmp(a.data, b.data, a.length) == 0 || equal_nocase(a.data, b.data, a.length));
}

/* Is a host one of the strings, by name or, when they are patterns, by RFC 8461 section 4.1? */
static bool is_among(const struct walk *walk, rptlint_text host, const struct strings *strings, bool are_patterns)
{
    for (size_t i = 0; i < strings->kept; i++) {
        char room[HOST_ROOM];
        rptlint_text other = host_text(walk, &strings->values[i], room);

        if (are_patterns ? other.length > 0 && mx_pattern_matches(other.data, other.length, host.data, host.length)
                         : same_host(other, host))
            return true;
    }
    return false;
}

static bool is_whole(const struct strings *strings)
{
    return strings->list.count <= PATTERNS_MAX;
}

/* Can other names be held against these? */
static bool is_comparable(const struct strings *strings)
{
    return is_whole(strings) && !strings->broken;
}

/* ---- the policy ---- */

/* The first host of `these` that `those` lack; `these` have been kept whole. */
static const rptlint_value *first_lacking(const struct walk *walk, const struct strings *these,
                                          const struct strings *those)
{
    for (size_t i = 0; i < these->kept; i++) {
        char room[HOST_ROOM];

        if (!is_among(walk, host_text(walk, &these->values[i], room), those, false))
            return &these->values[i];
    }
    return NULL;
}

/* Which element of policy-string a span is in. */
static int line_of(const struct strings *lines, const rptlint_value *inside)
{
    int line = NO_INDEX;

    for (size_t i = 0; i < lines->kept && lines->values[i].span.offset <= inside->span.offset; i++)
        line = (int)i;
    return line;
}

/* X806: mx-host and the mx: lines are to be the same set. */
static void compare_patterns(struct walk *walk, const struct policy_walk *one)
{
    const struct strings *hosts = &one->hosts, *patterns = &one->patterns;
    const rptlint_value *lacking;

    if (one->alike == hosts->list.count && one->alike == patterns->list.count)
        return;
    if (!hosts->list.present || one->lines.list.count == 0 || !is_comparable(hosts) || !is_comparable(patterns))
        return;
    if (hosts->list.count == 0) {
        if (patterns->kept > 0)
            CROSS_REPORT(walk, X806, IN_POLICY(POLICY_MX, NO_INDEX), bracket_of(hosts), .hint = NULL);
        return;
    }
    lacking = first_lacking(walk, hosts, patterns);
    if (lacking != NULL) {
        bool single = (hosts->list.forgiven & RPTLINT_FORGAVE_SINGLE) != 0;

        CROSS_REPORT(walk, X806, IN_POLICY(POLICY_MX, single ? NO_INDEX : (int)(lacking - hosts->values)),
                     lacking->span, .hint = NULL);
        return;
    }
    lacking = first_lacking(walk, patterns, hosts);
    if (lacking != NULL)
        CROSS_REPORT(walk, X806, IN_POLICY(POLICY_STRING, line_of(&one->lines, lacking)), lacking->span, .hint = NULL);
}

/* X810: the TLSA base domain is the MX's name (RFC 7672 section 2.2.3), which mx-host names. */
static void compare_base_domain(struct walk *walk, struct policy_walk *one)
{
    const rptlint_value *domain = &one->policy.domain;
    char room[HOST_ROOM];

    if (one->hosts.kept == 0 || one->hosts.broken)
        return;
    one->domain_is_named = true;
    if (one->domain_is_good && is_whole(&one->hosts) &&
        !is_among(walk, host_text(walk, domain, room), &one->hosts, false))
        CROSS_REPORT(walk, X810, IN_POLICY(POLICY_DOMAIN, NO_INDEX), domain->span, .has_related = true,
                     .related = one->hosts.values[0].span);
}

void cross_policy(struct walk *walk, struct policy_walk *one)
{
    rptlint_policy_type type = one->policy.type;

    if (!is_whole(&one->hosts))
        CROSS_REPORT(walk, X813, IN_POLICY(POLICY_MX, NO_INDEX), bracket_of(&one->hosts), .hint = NULL);
    if (!is_whole(&one->patterns))
        CROSS_REPORT(walk, X813, IN_POLICY(POLICY_STRING, NO_INDEX), bracket_of(&one->lines), .hint = NULL);
    if (type == RPTLINT_POLICY_NONE_FOUND && one->lines.list.count > 0)
        CROSS_REPORT(walk, X801, IN_POLICY(POLICY_STRING, NO_INDEX), bracket_of(&one->lines), .hint = NULL);
    if ((type == RPTLINT_POLICY_NONE_FOUND || type == RPTLINT_POLICY_TLSA) && one->hosts.list.count > 0)
        CROSS_REPORT(walk, X807, IN_POLICY(POLICY_MX, NO_INDEX), bracket_of(&one->hosts), .hint = NULL);
    if (type == RPTLINT_POLICY_STS)
        compare_patterns(walk, one);
    if (type == RPTLINT_POLICY_TLSA)
        compare_base_domain(walk, one);
}

/* ---- one failure ---- */

/*
 * Can a session under this type of policy fail so?  Under no-policy-found it may be why none was found: a policy
 * that can't be fetched, authenticated or read is none (RFC 8461 section 3.3).
 */
static bool is_fitting(rptlint_policy_type type, rptlint_result result)
{
    switch (result) {
    case RPTLINT_TLSA_INVALID:
    case RPTLINT_DNSSEC_INVALID:
    case RPTLINT_DANE_REQUIRED: return type != RPTLINT_POLICY_STS;
    case RPTLINT_STS_POLICY_FETCH_ERROR:
    case RPTLINT_STS_POLICY_INVALID:
    case RPTLINT_STS_WEBPKI_INVALID: return type != RPTLINT_POLICY_TLSA;
    case RPTLINT_RESULT_OTHER:
    case RPTLINT_STARTTLS_NOT_SUPPORTED:
    case RPTLINT_CERTIFICATE_HOST_MISMATCH:
    case RPTLINT_CERTIFICATE_EXPIRED:
    case RPTLINT_CERTIFICATE_NOT_TRUSTED:
    case RPTLINT_VALIDATION_FAILURE: break;
    }
    return true;
}

/* A finding about a member of the failure, whose object has been closed. */
static void report_member(struct walk *walk, const struct members *detail, int row, enum rule id, rptlint_span span)
{
    step_to(walk, walk->json.depth, detail, row);
    WALK_REPORT(walk, id, span.offset, span.length, walk->json.depth + 1, .hint = NULL);
}

/* X808: the host is none of the policy's; X810, where mx-host did not tell. */
static void compare_host(struct walk *walk, struct policy_walk *one, struct detail_walk *detail,
                         const rptlint_value *value)
{
    char room[HOST_ROOM], domain_room[HOST_ROOM];
    rptlint_text host = host_text(walk, value, room);
    const struct strings *patterns = one->hosts.kept > 0 ? &one->hosts : &one->patterns;

    if (one->policy.type == RPTLINT_POLICY_STS && patterns->kept > 0 && is_comparable(patterns) &&
        !is_among(walk, host, patterns, true))
        report_member(walk, &detail->members, DETAIL_HOST, X808, value->span);
    else if (!value->escaped)
        detail->known_host = value->span;
    if (one->policy.type != RPTLINT_POLICY_TLSA || one->domain_is_named || !one->domain_is_good)
        return;
    one->domain_is_named = true;
    if (!same_host(host, host_text(walk, &one->policy.domain, domain_room)))
        CROSS_REPORT(walk, X810, IN_POLICY(POLICY_DOMAIN, NO_INDEX), one->policy.domain.span, .has_related = true,
                     .related = value->span);
}

void cross_failure(struct walk *walk, struct policy_walk *one, struct detail_walk *detail,
                   const rptlint_failure *failure)
{
    rptlint_result result = failure->result;

    if (!is_fitting(one->policy.type, result))
        report_member(walk, &detail->members, DETAIL_RESULT, X802, failure->result_text.span);
    if ((result == RPTLINT_VALIDATION_FAILURE || result == RPTLINT_CERTIFICATE_NOT_TRUSTED) &&
        !is_seen(&detail->members, DETAIL_REASON))
        report_member(walk, &detail->members, DETAIL_RESULT, X809, failure->result_text.span);
    if (detail->host_is_good && !detail->host_is_known)
        compare_host(walk, one, detail, &failure->receiving_host);
    if (failure->sessions.known && failure->sessions.number == 0)
        report_member(walk, &detail->members, DETAIL_SESSIONS, X812, failure->sessions.value.span);
}

/* ---- the element ---- */

void cross_entry(struct walk *walk, struct policy_walk *one)
{
    const rptlint_count *failed = &one->policy.failed;
    bool has_failed = failed->known && failed->number > 0;

    if (one->details > 0 && failed->known && failed->number == 0)
        CROSS_REPORT(walk, X803, IN_ENTRY(ENTRY_DETAILS), bracket(one->details_open), .has_related = true,
                     .related = failed->value.span);
    if (one->details == 0 && has_failed && !one->details_broken)
        CROSS_REPORT(walk, X804, IN_SUMMARY(SUMMARY_FAILED), failed->value.span, .hint = NULL);
    else if (!is_seen(&one->entry, ENTRY_DETAILS))
        report_missing(walk, &one->entry, ENTRY_DETAILS, S702, RPTLINT_NOTE, ENTRY_STEPS);
    if (one->details > 0 && has_failed && one->sum_known && !one->details_broken && one->sum < failed->number)
        CROSS_REPORT(walk, X805, IN_SUMMARY(SUMMARY_FAILED), failed->value.span, .hint = NULL);
}

/* ---- all policies ---- */

/* X811 about the entry that repeats one which begins at `first`. */
static void report_repeated(struct walk *walk, const struct name_entry *entry, size_t first)
{
    walk->json.steps[1] = (rptlint_step){.is_index = true, .index = entry->index};
    WALK_REPORT(walk, X811, entry->begin, 1, ENTRY_STEPS, .has_related = true, .related = bracket(first));
}

static bool same_octets_in(const char *data, const struct name_entry *a, const struct name_entry *b)
{
    size_t length = a->end - a->begin;

    return length == b->end - b->begin && memcmp(data + a->begin, data + b->begin, length) == 0;
}

/* A few policies, each with those before it; the lengths mostly tell. */
static void compare_few(struct walk *walk)
{
    const struct name_entry *list = walk->policies.list;

    for (size_t i = 1; i < walk->policies.count; i++)
        for (size_t j = 0; j < i; j++)
            if (same_octets_in(walk->json.data, &list[i], &list[j])) {
                report_repeated(walk, &list[i], list[j].begin);
                break;
            }
}

/* X811, by the octets of the objects: a sender that repeats a policy writes it the same way. */
void cross_policies(struct walk *walk)
{
    struct names *policies = &walk->policies;

    if (policies->count <= NAMES_INLINE) {
        compare_few(walk);
        return;
    }
    if (!names_repeated(policies, 0, walk->json.data, true)) {
        walk->json.no_memory = walk->json.failed = true;
        return;
    }
    for (size_t i = 0; i < policies->count; i++)
        report_repeated(walk, &policies->list[i], policies->list[i].end);
}
