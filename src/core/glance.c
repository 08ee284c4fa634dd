/* SPDX-License-Identifier: BSD-2-Clause */
/* The objects of a report whose members are strings and counts, at a glance. */
#include "core/glance.h"
#include "core/results.h"

/* ---- the top ---- */

/* LOCAL@HOST, both as plain as most are. */
ALWAYS_INLINE bool see_contact(struct sight *sight, rptlint_value *value)
{
    size_t begin = sight->met.value, local, stop;

    if (!sight->met.is_quoted)
        return false;
    local = plain_local_end(sight->data, begin, sight->end);
    if (local == begin || sight->data[local] != '@')
        return false;
    stop = plain_host_end(sight->data, local + 1, sight->end);
    if (stop == local + 1 || sight->data[stop] != '"')
        return false;
    sight->stop = stop + 1;
    set_value(value, begin, stop);
    return true;
}

ALWAYS_INLINE bool see_of_top(struct sight *sight, rptlint_report *report)
{
    rptlint_text text;

    switch (sight->met.row) {
    case TOP_ORGANIZATION: return see_string(sight, &text, &report->organization);
    case TOP_CONTACT: return see_contact(sight, &report->contact);
    case TOP_ID: return see_string(sight, &text, &report->id);
    default: return false;
    }
}

void glance_top(struct walk *walk, struct members *members, rptlint_report *report)
{
    struct json *json = &walk->json;
    struct sight sight;

    see_inside(&sight, json, members);
    while (see_member(&sight) && see_of_top(&sight, report))
        take_seen(&sight);
    if (sight.seen == members->seen)
        return;
    leave_sight(&sight);
    json->steps[json->depth - 1].name = members->names[sight.last];
    json->at = sight.at;
}

/* ---- date-range ---- */

ALWAYS_INLINE bool see_time(struct sight *sight, rptlint_time *time)
{
    struct checked_time checked;
    rptlint_text text;

    if (!see_string(sight, &text, &time->value))
        return false;
    checked = check_time(text.data, text.length);
    time->known = true;
    time->seconds = checked.seconds;
    return checked.fault == TIME_GOOD;
}

bool glance_range(struct walk *walk, struct members *members, rptlint_report *report)
{
    struct sight sight;

    see_object(&sight, &walk->json, members);
    while (see_member(&sight) && see_time(&sight, sight.met.row == RANGE_START ? &report->start : &report->end))
        take_seen(&sight);
    return take_object(&sight, &walk->json);
}

/* ---- counts ---- */

ALWAYS_INLINE bool see_count(struct sight *sight, rptlint_count *count)
{
    uint64_t number;
    size_t begin = sight->met.value, stop = begin + json_few_digits(sight->data, begin, sight->end, &number);

    if (sight->met.is_quoted || stop == begin || (sight->data[begin] == '0' && stop > begin + 1) ||
        (sight->data[stop] != ',' && sight->data[stop] != '}' && (unsigned char)sight->data[stop] > ' '))
        return false;
    sight->stop = stop;
    set_value(&count->value, begin, stop);
    count->known = true;
    count->number = number;
    return true;
}

bool glance_summary(struct walk *walk, struct policy_walk *one)
{
    struct sight sight;
    rptlint_report_policy *policy = &one->policy;

    see_object(&sight, &walk->json, &one->summary);
    while (see_member(&sight) &&
           see_count(&sight, sight.met.row == SUMMARY_SUCCESSFUL ? &policy->successful : &policy->failed))
        take_seen(&sight);
    return take_object(&sight, &walk->json);
}

/* ---- failures ---- */

/* A host, or once more the one that nothing was to be said about before. */
ALWAYS_INLINE bool see_receiving_host(struct sight *sight, struct detail_walk *detail, rptlint_value *value)
{
    rptlint_span known = detail->known_host;
    size_t begin = sight->met.value;

    if (sight->met.is_quoted && known.length > 0 && sight->end - begin > known.length &&
        sight->data[begin + known.length] == '"' &&
        same_text(sight->data + begin, sight->data + known.offset, known.length)) {
        sight->stop = begin + known.length + 1;
        set_value(value, begin, begin + known.length);
        return detail->host_is_known = detail->host_is_good = true;
    }
    return detail->host_is_good = see_host(sight, value);
}

ALWAYS_INLINE bool see_ip(struct sight *sight, rptlint_value *value, enum plain_ip wanted)
{
    rptlint_text text;

    return see_string(sight, &text, value) &&
           plain_ip(text.data, text.length, sight->end - value->span.offset) >= wanted;
}

ALWAYS_INLINE bool see_result(struct sight *sight, rptlint_failure *failure)
{
    rptlint_text text;

    if (!see_string(sight, &text, &failure->result_text))
        return false;
    failure->result = result_find(text.data, text.length);
    return failure->result != RPTLINT_RESULT_OTHER;
}

ALWAYS_INLINE bool see_of_failure(struct sight *sight, struct detail_walk *detail, rptlint_failure *failure)
{
    rptlint_text text;

    switch (sight->met.row) {
    case DETAIL_RESULT: return see_result(sight, failure);
    case DETAIL_SENDING_IP: return see_ip(sight, &failure->sending_ip, IP_PLAIN_ORDINARY);
    case DETAIL_HOST: return see_receiving_host(sight, detail, &failure->receiving_host);
    case DETAIL_HELO: return see_string(sight, &text, &failure->receiving_helo);
    case DETAIL_RECEIVING_IP: return see_ip(sight, &failure->receiving_ip, IP_PLAIN);
    case DETAIL_SESSIONS: return see_count(sight, &failure->sessions);
    case DETAIL_INFORMATION:
        return see_string(sight, &text, &failure->information) &&
               check_uri_text(text.data, text.length).fault == URI_TEXT_GOOD;
    default: return see_string(sight, &text, &failure->reason);
    }
}

bool glance_detail(struct walk *walk, struct detail_walk *detail, rptlint_failure *failure)
{
    struct sight sight;

    see_object(&sight, &walk->json, &detail->members);
    while (see_member(&sight) && see_of_failure(&sight, detail, failure))
        take_seen(&sight);
    return take_object(&sight, &walk->json);
}
