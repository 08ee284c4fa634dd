/* SPDX-License-Identifier: BSD-2-Clause */
/* The array "failure-details" of one policy: its elements, by themselves. */
#include "core/results.h"
#include "core/walk.h"

static void take_result(struct walk *walk, const struct members *members, const struct json_token *token,
                        rptlint_failure *failure)
{
    rptlint_value *value = &failure->result_text;
    enum likeness likeness;
    const char *name;
    rptlint_text text;

    if (!take_string_text(walk, members, token, value, &text))
        return;
    failure->result = result_find(text.data, text.length);
    if (failure->result != RPTLINT_RESULT_OTHER)
        return;
    failure->result = result_near(text.data, text.length, &likeness);
    if (failure->result == RPTLINT_RESULT_OTHER) {
        WALK_REPORT(walk, S712, value->span.offset, value->span.length, walk->json.depth, .hint = NULL);
        return;
    }
    name = rptlint_result_name(failure->result);
    value->forgiven |= RPTLINT_FORGAVE_FORM;
    WALK_REPORT(walk, S712, value->span.offset, value->span.length, walk->json.depth,
                .hint = likeness == LIKE_DRAFT ? HINT_OLD_DRAFT_RESULT : HINT_NEAR_RESULT, .fix = name,
                .fix_length = strlen(name));
}

static void take_information(struct walk *walk, const struct members *members, const struct json_token *token,
                             rptlint_value *value)
{
    struct checked_uri uri;
    rptlint_text text;
    rptlint_span at;

    if (!take_filled_text(walk, members, token, value, &text))
        return;
    uri = check_uri_text(text.data, text.length);
    if (uri.fault == URI_TEXT_GOOD)
        return;
    at = place_in(walk, value, uri.at);
    WALK_REPORT(walk, S719, at.offset, at.length, walk->json.depth,
                .severity = uri.fault == URI_TEXT_SPACE ? RPTLINT_WARNING : RPTLINT_ERROR,
                .hint = uri.fault == URI_TEXT_SPACE       ? HINT_URI_SPACE
                        : uri.fault == URI_TEXT_NO_SCHEME ? HINT_URI_NO_SCHEME
                                                          : NULL);
}

static void take_member(struct walk *walk, struct detail_walk *detail, int row, const struct json_token *token,
                        rptlint_failure *failure)
{
    const struct members *members = &detail->members;

    switch (row) {
    case DETAIL_RESULT: take_result(walk, members, token, failure); break;
    case DETAIL_SENDING_IP: take_ip(walk, members, token, &failure->sending_ip, true); break;
    case DETAIL_HOST: detail->host_is_good = take_host(walk, members, token, &failure->receiving_host); break;
    case DETAIL_HELO: take_text(walk, members, token, &failure->receiving_helo); break;
    case DETAIL_RECEIVING_IP: take_ip(walk, members, token, &failure->receiving_ip, false); break;
    case DETAIL_SESSIONS: take_count(walk, members, token, &failure->sessions); break;
    case DETAIL_INFORMATION: take_information(walk, members, token, &failure->information); break;
    default: take_text(walk, members, token, &failure->reason);
    }
}

/* Is this about a policy, so that there may have been no connection?  RFC 8460 section 4.3.2. */
static bool is_policy_failure(rptlint_result result)
{
    return result >= RPTLINT_TLSA_INVALID;
}

static void check_members(struct walk *walk, const struct members *members, rptlint_result result)
{
    size_t steps = walk->json.depth;
    rptlint_severity severity = is_policy_failure(result) ? RPTLINT_NOTE : RPTLINT_WARNING;

    if (!is_seen(members, DETAIL_RESULT))
        report_missing(walk, members, DETAIL_RESULT, S701, RPTLINT_ERROR, steps);
    if (!is_seen(members, DETAIL_SENDING_IP))
        report_missing(walk, members, DETAIL_SENDING_IP, S702, severity, steps);
    if (!is_seen(members, DETAIL_HOST))
        report_missing(walk, members, DETAIL_HOST, S702, severity, steps);
    if (!is_seen(members, DETAIL_RECEIVING_IP))
        report_missing(walk, members, DETAIL_RECEIVING_IP, S702, RPTLINT_NOTE, steps);
    if (!is_seen(members, DETAIL_SESSIONS))
        report_missing(walk, members, DETAIL_SESSIONS, S701, RPTLINT_ERROR, steps);
}

static void add_sessions(struct policy_walk *one, const rptlint_count *sessions)
{
    one->sum_known = one->sum_known && sessions->known;
    one->sum = sessions->number <= UINT64_MAX - one->sum ? one->sum + sessions->number : UINT64_MAX;
}

/* Nothing is known of it yet but where it stands. */
static void begin_failure(struct detail_walk *detail, rptlint_failure *failure)
{
    detail->host_is_good = detail->host_is_known = false;
    failure->result = RPTLINT_RESULT_OTHER;
    clear_value(&failure->result_text);
    clear_value(&failure->sending_ip);
    clear_value(&failure->receiving_host);
    clear_value(&failure->receiving_helo);
    clear_value(&failure->receiving_ip);
    clear_value(&failure->information);
    clear_value(&failure->reason);
    clear_count(&failure->sessions);
}

/* Member by member; false when they can't be read to the end. */
static bool read_members(struct walk *walk, struct policy_walk *one, struct detail_walk *detail,
                         rptlint_failure *failure)
{
    struct json_token token;
    size_t open;
    int row;

    begin_failure(detail, failure);
    if (!read_container(walk, JSON_OBJECT, &open)) {
        one->details_broken = true;
        return false;
    }
    members_begin(&detail->members, open);
    while ((row = members_next(walk, &detail->members, &token)) != MEMBER_END)
        take_member(walk, detail, row, &token, failure);
    return walk_on(walk);
}

static void read_detail(struct walk *walk, struct policy_walk *one, struct detail_walk *detail)
{
    const rptlint_reader *reader = walk->reader;
    rptlint_failure failure;

    failure.policy = one->policy.index;
    failure.index = walk->json.steps[walk->json.depth - 1].index;
    begin_failure(detail, &failure);
    members_begin(&detail->members, walk->json.at);
    if (!(walk->glances && glance_detail(walk, detail, &failure)) && !read_members(walk, one, detail, &failure))
        return;
    check_members(walk, &detail->members, failure.result);
    cross_failure(walk, one, detail, &failure);
    add_sessions(one, &failure.sessions);
    one->details++;
    if (!one->told)
        return; /* it stands beside no policy and no summary, so it belongs to nothing */
    walk->verdict->failures++;
    if (reader != NULL && reader->failure != NULL)
        heed(walk, reader->failure(reader->user, &failure));
}

void read_details(struct walk *walk, struct policy_walk *one)
{
    struct detail_walk detail;

    members_prepare(&detail.members, &schema_detail);
    detail.known_host.length = 0;
    while (walk_on(walk) && json_element(&walk->json))
        read_detail(walk, one, &detail);
}
