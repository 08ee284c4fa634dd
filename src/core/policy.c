/* SPDX-License-Identifier: BSD-2-Clause */
/* One element of "policies": the policy, its summary, and when its failures are read. */
#include "core/hash.h"
#include "core/results.h"
#include "core/walk.h"

/* ---- arrays of strings ---- */

/* Takes a string into the next place; when all are kept, the place behind them is overwritten. */
static inline void take_element(struct walk *walk, const struct json_token *token, struct strings *strings)
{
    static const struct members none = {.forgiven = 0};

    take_string(walk, &none, token, &strings->values[strings->kept]);
    if (token->kind != JSON_STRING) {
        strings->mixed = true;
        return;
    }
    if (token->escaped || token->high)
        strings->unusual = true;
    strings->kept += strings->kept < PATTERNS_MAX;
    strings->list.count++;
}

/* Takes an array of strings, or a string as its one element, with a hint; what they say is looked at later. */
static void take_strings(struct walk *walk, const struct members *members, const struct json_token *token,
                         struct strings *strings, const char *single)
{
    struct json_token element;

    strings->kept = 0;
    strings->mixed = strings->broken = strings->unusual = false;
    strings->list = (rptlint_list){.forgiven = members->forgiven,
                                   .span = {.offset = token->begin, .length = token->end - token->begin}};
    if (token->kind == JSON_STRING) {
        rptlint_span span = json_span(token);

        WALK_REPORT(walk, S703, span.offset, span.length, walk->json.depth,
                    .hint = token->end > token->begin ? single : HINT_EMPTY_AS_ARRAY);
        take_element(walk, token, strings);
        strings->list.present = strings->values[0].present;
        strings->list.forgiven |= strings->list.present ? RPTLINT_FORGAVE_SINGLE : RPTLINT_FORGAVE_EMPTY;
        if (!strings->list.present)
            strings->kept = strings->list.count = 0;
        return;
    }
    if (token->kind == JSON_NULL)
        strings->list.forgiven |= RPTLINT_FORGAVE_NULL;
    if (!take_container(walk, token, JSON_ARRAY))
        return;
    strings->list.present = true;
    while (json_element(&walk->json) && json_value(&walk->json, &element))
        take_element(walk, &element, strings);
    strings->broken = strings->mixed;
    strings->list.span.length = walk->json.at - token->begin;
}

/* ---- "policy" ---- */

static void take_type(struct walk *walk, const struct members *members, const struct json_token *token,
                      rptlint_report_policy *policy)
{
    enum likeness likeness;
    rptlint_value *value = &policy->type_text;
    rptlint_text text;

    policy->type = RPTLINT_POLICY_OTHER;
    if (!take_string_text(walk, members, token, value, &text))
        return;
    policy->type = policy_type_find(text.data, text.length);
    if (policy->type != RPTLINT_POLICY_OTHER)
        return;
    policy->type = policy_type_near(text.data, text.length, &likeness);
    if (policy->type == RPTLINT_POLICY_OTHER) {
        WALK_REPORT(walk, S711, value->span.offset, value->span.length, walk->json.depth, .hint = NULL);
    } else {
        const char *name = rptlint_policy_type_name(policy->type);

        value->forgiven |= RPTLINT_FORGAVE_FORM;
        WALK_REPORT(walk, S711, value->span.offset, value->span.length, walk->json.depth, .hint = HINT_TYPE_CASE,
                    .fix = name, .fix_length = strlen(name));
    }
}

static void take_domain(struct walk *walk, struct policy_walk *one, const struct json_token *token)
{
    rptlint_value *value = &one->policy.domain;

    take_string(walk, &one->members, token, value);
    one->domain_is_good = token->kind == JSON_STRING && check_host_value(walk, value, walk->json.depth);
}

/* What the type of a policy wants of its other members. */
static void check_policy_members(struct walk *walk, const struct policy_walk *one)
{
    const struct members *members = &one->members;
    rptlint_policy_type type = one->policy.type;
    size_t steps = walk->json.depth;

    if (!is_seen(members, POLICY_TYPE))
        report_missing(walk, members, POLICY_TYPE, S701, RPTLINT_ERROR, steps);
    if (!is_seen(members, POLICY_DOMAIN))
        report_missing(walk, members, POLICY_DOMAIN, S701,
                       type == RPTLINT_POLICY_NONE_FOUND ? RPTLINT_WARNING : RPTLINT_ERROR, steps);
    if ((type == RPTLINT_POLICY_STS || type == RPTLINT_POLICY_TLSA) && !is_seen(members, POLICY_STRING))
        report_missing(walk, members, POLICY_STRING, S702, RPTLINT_NOTE, steps);
    if (type == RPTLINT_POLICY_STS && !is_seen(members, POLICY_MX))
        report_missing(walk, members, POLICY_MX, S702, RPTLINT_NOTE, steps);
}

/* Member by member; false when they can't be read to the end. */
static bool read_policy_members(struct walk *walk, struct policy_walk *one)
{
    struct members *members = &one->members;
    struct json_token token;
    size_t open;
    int row;

    one->lines_told = one->hosts_told = one->domain_is_good = false;
    one->patterns.kept = one->patterns.list.count = one->alike = 0;
    if (!read_container(walk, JSON_OBJECT, &open))
        return false;
    members_begin(members, open);
    while ((row = members_next(walk, members, &token)) != MEMBER_END) {
        switch (row) {
        case POLICY_TYPE: take_type(walk, members, &token, &one->policy); break;
        case POLICY_STRING: take_strings(walk, members, &token, &one->lines, HINT_STRING_AS_LINES); break;
        case POLICY_DOMAIN: take_domain(walk, one, &token); break;
        default: take_strings(walk, members, &token, &one->hosts, HINT_STRING_AS_ARRAY);
        }
    }
    return walk_on(walk);
}

static void read_policy_object(struct walk *walk, struct policy_walk *one)
{
    members_begin(&one->members, walk->json.at);
    if (!(walk->glances && glance_policy(walk, one)) && !read_policy_members(walk, one))
        return;
    check_policy_members(walk, one);
    if (!one->lines_told)
        check_policy_strings(walk, one);
    if (!one->hosts_told)
        check_mx_hosts(walk, one);
    one->object = (rptlint_span){.offset = one->members.open, .length = walk->json.at - one->members.open};
}

/* ---- "summary" ---- */

/* Member by member; false when they can't be read to the end. */
static bool read_counts(struct walk *walk, struct policy_walk *one)
{
    struct json_token token;
    size_t open;
    int row;

    if (!read_container(walk, JSON_OBJECT, &open))
        return false;
    members_begin(&one->summary, open);
    while ((row = members_next(walk, &one->summary, &token)) != MEMBER_END)
        take_count(walk, &one->summary, &token,
                   row == SUMMARY_SUCCESSFUL ? &one->policy.successful : &one->policy.failed);
    return walk_on(walk);
}

static void read_summary(struct walk *walk, struct policy_walk *one)
{
    members_begin(&one->summary, walk->json.at);
    if (!(walk->glances && glance_summary(walk, one)) && !read_counts(walk, one))
        return;
    for (int row = SUMMARY_SUCCESSFUL; row <= SUMMARY_FAILED; row++)
        if (!is_seen(&one->summary, row))
            report_missing(walk, &one->summary, row, S701, RPTLINT_ERROR, walk->json.depth);
}

/* ---- the element ---- */

/* Tells the reader of the policy, before its failures and once. */
static void tell_policy(struct walk *walk, struct policy_walk *one)
{
    const rptlint_reader *reader = walk->reader;
    rptlint_report_policy *policy = &one->policy;

    if (one->told || !(is_seen(&one->entry, ENTRY_POLICY) || is_seen(&one->entry, ENTRY_SUMMARY)))
        return;
    one->told = true;
    policy->strings = one->lines.list;
    policy->mx_hosts = one->hosts.list;
    walk->verdict->policies++;
    walk->verdict->readable = walk->verdict->readable || policy->successful.known || policy->failed.known;
    if (!walk->verdict->policy_domain.present)
        walk->verdict->policy_domain = policy->domain;
    envelope_policy(&walk->envelope, walk->json.data, policy);
    if (reader != NULL && reader->policy != NULL)
        heed(walk, reader->policy(reader->user, policy));
}

void prepare_policies(struct policy_walk *one)
{
    members_prepare(&one->entry, &schema_entry);
    members_prepare(&one->members, &schema_policy);
    members_prepare(&one->summary, &schema_summary);
}

static void begin_policy(struct policy_walk *one, const struct json_token *object, size_t index)
{
    rptlint_report_policy *policy = &one->policy;

    members_begin(&one->entry, object->begin);
    members_begin(&one->members, 0);
    members_begin(&one->summary, 0);
    policy->index = index;
    policy->type = RPTLINT_POLICY_OTHER;
    clear_value(&policy->type_text);
    clear_value(&policy->domain);
    clear_count(&policy->successful);
    clear_count(&policy->failed);
    one->object.length = 0;
    one->lines.list = one->hosts.list = one->patterns.list = (rptlint_list){.present = false};
    one->lines.kept = one->hosts.kept = one->patterns.kept = one->alike = 0;
    one->lines.broken = one->hosts.broken = one->patterns.broken = one->domain_is_good = false;
    one->told = one->domain_is_named = one->details_broken = one->lines_told = one->hosts_told = false;
    one->details = one->details_open = 0;
    one->sum_known = true;
    one->sum = 0;
}

static void read_failures(struct walk *walk, struct policy_walk *one)
{
    cross_policy(walk, one);
    tell_policy(walk, one);
    if (walk_on(walk))
        read_details(walk, one);
}

/* "failure-details": when what its failures belong to is known, else later. */
static void meet_details(struct walk *walk, struct policy_walk *one, struct later *later)
{
    struct json_token token;

    if (!json_bracket(&walk->json, &token))
        return;
    one->details_open = token.begin;
    one->details_broken = token.kind != JSON_ARRAY;
    if (!take_container(walk, &token, JSON_ARRAY))
        return;
    if ((is_seen(&one->entry, ENTRY_POLICY) && is_seen(&one->entry, ENTRY_SUMMARY)) ||
        !put_off(walk, later, &token))
        read_failures(walk, one);
}

/* Keeps what X811 compares. */
static void keep_policy(struct walk *walk, const struct policy_walk *one)
{
    rptlint_span domain = one->policy.domain.span;
    size_t begin = one->object.offset, length = one->object.length;
    /* Policies of one domain and one length are seldom two. */
    uint64_t hash = octets_hash(length, walk->json.data + domain.offset, domain.length);

    if (length > 0 && !names_add(&walk->policies, hash, begin, begin + length, one->policy.index))
        walk->json.no_memory = walk->json.failed = true;
}

static void check_entry(struct walk *walk, const struct policy_walk *one)
{
    const struct members *entry = &one->entry;

    if (!is_seen(entry, ENTRY_POLICY))
        report_missing(walk, entry, ENTRY_POLICY, S701, RPTLINT_ERROR, walk->json.depth);
    if (!is_seen(entry, ENTRY_SUMMARY))
        report_missing(walk, entry, ENTRY_SUMMARY, S701, RPTLINT_ERROR, walk->json.depth);
}

void read_policy(struct walk *walk, struct policy_walk *one, const struct json_token *object, size_t index)
{
    struct later later;
    int row;

    later.wanted = false;
    begin_policy(one, object, index);
    while ((row = members_row(walk, &one->entry)) != MEMBER_END) {
        switch (row) {
        case ENTRY_POLICY: read_policy_object(walk, one); break;
        case ENTRY_SUMMARY: read_summary(walk, one); break;
        default: meet_details(walk, one, &later);
        }
    }
    if (go_back(walk, &later)) {
        read_failures(walk, one);
        return_from(walk, &later);
    }
    if (walk_on(walk)) {
        if (!one->told)
            cross_policy(walk, one);
        cross_entry(walk, one);
        check_entry(walk, one);
        keep_policy(walk, one);
    }
    if (!is_over(walk))
        tell_policy(walk, one);
}
