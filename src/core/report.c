/* SPDX-License-Identifier: BSD-2-Clause */
/* The report as a whole (RFC 8460 section 4.4): its identity, its date-range, and the way through its policies. */
#include "core/bytes.h"
#include "core/walk.h"

/* ---- date-range ---- */

enum { DAY = 86400 };

static const char *time_hint(enum time_fault fault, int row)
{
    switch (fault) {
    case TIME_NO_ZONE: return HINT_TIME_NO_ZONE;
    case TIME_DATE_ONLY: return row == RANGE_START ? HINT_TIME_DATE_ONLY : HINT_TIME_DATE_ONLY_END;
    case TIME_SPACE: return HINT_TIME_SPACE;
    case TIME_RANGE: return HINT_TIME_RANGE;
    case TIME_LEAP: return HINT_TIME_LEAP;
    case TIME_GOOD:
    case TIME_FORM: break;
    }
    return NULL;
}

static void take_time(struct walk *walk, const struct members *members, const struct json_token *token, int row,
                      rptlint_time *time)
{
    struct checked_time checked;
    rptlint_text text;
    rptlint_span at;

    clear_time(time);
    if (!take_string_text(walk, members, token, &time->value, &text))
        return;
    checked = check_time(text.data, text.length);
    time->known = checked.known;
    time->seconds = checked.seconds;
    if (checked.fault == TIME_GOOD)
        return;
    at = place_in(walk, &time->value, checked.at);
    if (checked.fault == TIME_NO_ZONE) {
        time->value.forgiven |= RPTLINT_FORGAVE_ZONE;
        WALK_REPORT(walk, S705, at.offset, at.length, walk->json.depth, .hint = HINT_TIME_NO_ZONE,
                    PUT_BEFORE("Z"));
        return;
    }
    WALK_REPORT(walk, S705, at.offset, at.length, walk->json.depth, .hint = time_hint(checked.fault, row));
}

/* A finding about one end of the range, when its object has been closed. */
#define RANGE_REPORT(walk, id, range, row, time, ...) \
    do { \
        step_to(walk, (walk)->json.depth, range, row); \
        WALK_REPORT(walk, id, (time)->value.span.offset, (time)->value.span.length, (walk)->json.depth + 1, \
                    __VA_ARGS__); \
    } while (0)

static void check_future(struct walk *walk, const struct members *range, const rptlint_report *report)
{
    int64_t now = walk->options != NULL ? walk->options->now : 0;

    if (walk->options == NULL || !walk->options->has_now)
        return;
    if (report->start.known && report->start.seconds > now)
        RANGE_REPORT(walk, S708, range, RANGE_START, &report->start, .hint = NULL);
    else if (report->end.known && report->end.seconds - DAY > now)
        RANGE_REPORT(walk, S708, range, RANGE_END, &report->end, .hint = NULL);
}

/* TIME_DATE_ONLY, of a time that is known: no other form is as short. */
static bool is_date_only(struct walk *walk, const rptlint_time *time)
{
    return text_of(walk, &time->value).length == sizeof("2024-02-16") - 1;
}

/* May a range that is between `least` and `most` seconds long be a day? */
static bool may_be_day(int64_t least, int64_t most)
{
    return least <= DAY && most >= DAY - 1;
}

/* What the two ends are to each other.  A date alone, which S705 tells, may stand for any time of its day. */
static void check_range(struct walk *walk, const struct members *range, const rptlint_report *report)
{
    const rptlint_time *start = &report->start, *end = &report->end;
    int64_t length = end->seconds - start->seconds;
    int64_t earlier, later;

    check_future(walk, range, report);
    if (!start->known || !end->known)
        return;
    earlier = is_date_only(walk, start) ? DAY - 1 : 0;
    later = is_date_only(walk, end) ? DAY - 1 : 0;
    if (length + later < 0)
        RANGE_REPORT(walk, S706, range, RANGE_END, end, .has_related = true, .related = start->value.span);
    else if (!may_be_day(length - earlier, length + later) || (earlier == 0 && start->seconds % DAY != 0))
        RANGE_REPORT(walk, S707, range, RANGE_END, end, .has_related = true, .related = start->value.span);
}

/* Member by member; false when they can't be read to the end. */
static bool read_times(struct walk *walk, struct members *range, rptlint_report *report)
{
    struct json_token token;
    size_t open;
    int row;

    if (!read_container(walk, JSON_OBJECT, &open))
        return false;
    members_begin(range, open);
    while ((row = members_next(walk, range, &token)) != MEMBER_END)
        take_time(walk, range, &token, row, row == RANGE_START ? &report->start : &report->end);
    return walk_on(walk);
}

static void read_range(struct walk *walk, rptlint_report *report)
{
    struct members range;

    members_prepare(&range, &schema_range);
    members_begin(&range, walk->json.at);
    if (!(walk->glances && glance_range(walk, &range, report)) && !read_times(walk, &range, report))
        return;
    for (int row = RANGE_START; row <= RANGE_END; row++)
        if (!is_seen(&range, row))
            report_missing(walk, &range, row, S701, RPTLINT_ERROR, walk->json.depth);
    check_range(walk, &range, report);
}

/* ---- contact-info ---- */

static void take_contact(struct walk *walk, const struct members *members, const struct json_token *token,
                         rptlint_value *value)
{
    struct mail_address address;
    rptlint_text text;
    rptlint_span at;

    if (!take_string_text(walk, members, token, value, &text))
        return;
    address = check_mail_address(text.data, text.length);
    if (address.checked.fault == FAULT_NONE)
        return;
    if (address.checked.fault == FAULT_DOMAIN) {
        address.checked.at = check_host_name(text.data + address.domain, text.length - address.domain).checked.at;
        address.checked.at.offset += address.domain;
    }
    at = place_in(walk, value, address.checked.at);
    WALK_REPORT(walk, S709, at.offset, at.length, walk->json.depth, .hint = NULL);
}

/* ---- policies ---- */

/* Tells the reader whose report this is, before anything else and once. */
static void tell_report(struct walk *walk)
{
    const rptlint_reader *reader = walk->reader;

    if (walk->report_told)
        return;
    walk->report_told = true;
    envelope_report(&walk->envelope, walk->json.data, &walk->verdict->report);
    heed(walk, reader != NULL && reader->report != NULL ? reader->report(reader->user, &walk->verdict->report) : 0);
}

/* The array "policies", behind its bracket. */
static void read_policies(struct walk *walk, size_t open)
{
    struct policy_walk one;
    struct json_token token;
    size_t count = 0;

    tell_report(walk);
    prepare_policies(&one);
    for (; walk_on(walk) && json_element(&walk->json); count++)
        if (json_bracket(&walk->json, &token) && take_container(walk, &token, JSON_OBJECT))
            read_policy(walk, &one, &token, count);
    if (!walk_on(walk))
        return;
    if (count == 0)
        WALK_REPORT(walk, S725, open, 1, walk->json.depth, .hint = NULL);
    cross_policies(walk);
}

/* Have all other members been met, so that the report can be told? */
static bool is_identified(const struct members *top)
{
    for (int row = 0; row < TOP_COUNT; row++)
        if (row != TOP_POLICIES && !is_seen(top, row))
            return false;
    return true;
}

/* ---- the top ---- */

/* The row of the next member that needs a look. */
static int top_row(struct walk *walk, struct members *top, rptlint_report *report)
{
    if (walk->glances && walk_on(walk))
        glance_top(walk, top, report);
    return members_row(walk, top);
}

static void take_of_top(struct walk *walk, int row, const struct json_token *token, struct later *later)
{
    rptlint_report *report = &walk->verdict->report;
    struct members *top = &walk->top;

    switch (row) {
    case TOP_ORGANIZATION: take_text(walk, top, token, &report->organization); break;
    case TOP_CONTACT: take_contact(walk, top, token, &report->contact); break;
    case TOP_ID: take_text(walk, top, token, &report->id); break;
    default:
        if (take_container(walk, token, JSON_ARRAY) && (is_identified(top) || !put_off(walk, later, token)))
            read_policies(walk, token->begin);
    }
}

static void read_top(struct walk *walk, const struct json_token *object)
{
    rptlint_report *report = &walk->verdict->report;
    struct members *top = &walk->top;
    struct later later;
    struct json_token token;
    int row;

    later.wanted = false;
    members_prepare(top, &schema_top);
    members_begin(top, object->begin);
    while ((row = top_row(walk, top, report)) != MEMBER_END) {
        if (row == TOP_RANGE)
            read_range(walk, report);
        else if (json_value(&walk->json, &token))
            take_of_top(walk, row, &token, &later);
    }
    /* Also when the text is broken behind them: what stands there was found whole. */
    if (go_back(walk, &later)) {
        read_policies(walk, later.at - 1);
        return_from(walk, &later);
    }
}

/* What a whole report must have. */
static void check_top(struct walk *walk)
{
    if (walk->top.seen == 0) {
        WALK_REPORT(walk, J614, walk->top.open, 1, 0, .hint = HINT_TOP_NO_MEMBERS);
        return;
    }
    for (int row = 0; row < TOP_COUNT; row++)
        if (!is_seen(&walk->top, row))
            report_missing(walk, &walk->top, row, S701, RPTLINT_ERROR, 0);
}

static void read_text(struct walk *walk)
{
    struct json_token token;

    if (!json_value(&walk->json, &token))
        return;
    if (token.kind != JSON_OBJECT) {
        rptlint_span span = json_span(&token);

        WALK_REPORT(walk, J614, span.offset, span.length, 0,
                    .hint = token.kind == JSON_ARRAY ? HINT_TOP_ARRAY : NULL);
        json_skip(&walk->json, &token);
    } else {
        read_top(walk, &token);
        if (walk_on(walk))
            check_top(walk);
        if (!is_over(walk) && walk->top.seen != 0)
            tell_report(walk);
    }
    if (walk_on(walk))
        walk->verdict->consumed = json_finish(&walk->json);
}

/* ---- the call ---- */

static rptlint_status status_of(const struct walk *walk)
{
    if (walk->json.no_memory)
        return RPTLINT_NOMEM;
    return walk->emitter.stopped || walk->reader_stopped ? RPTLINT_STOPPED : RPTLINT_OK;
}

static void begin_verdict(rptlint_report_verdict *verdict, size_t length)
{
    rptlint_report *report = &verdict->report;

    verdict->size = sizeof(*verdict);
    verdict->consumed = length;
    verdict->readable = false;
    verdict->policies = verdict->failures = 0;
    clear_value(&report->organization);
    clear_value(&report->contact);
    clear_value(&report->id);
    clear_time(&report->start);
    clear_time(&report->end);
    clear_value(&verdict->policy_domain);
}

static bool arguments_known(const char *text, size_t length, const rptlint_envelope *envelope,
                            const rptlint_options *options, const rptlint_reader *reader,
                            const rptlint_report_verdict *verdict)
{
    return (text != NULL || length == 0) && envelope_known(envelope) && options_known(options) &&
           (reader == NULL || reader->size == sizeof(*reader)) &&
           (verdict == NULL || verdict->size == sizeof(*verdict));
}

rptlint_status rptlint_check_report(const char *text, size_t length, const rptlint_envelope *envelope,
                                    const rptlint_options *options, const rptlint_reader *reader,
                                    rptlint_report_verdict *verdict)
{
    return check_report_glancing(text, length, envelope, options, reader, verdict, true);
}

rptlint_status check_report_glancing(const char *text, size_t length, const rptlint_envelope *envelope,
                                     const rptlint_options *options, const rptlint_reader *reader,
                                     rptlint_report_verdict *verdict, bool glances)
{
    size_t limit = options != NULL && options->report_limit > 0 ? options->report_limit : RPTLINT_REPORT_LIMIT;
    rptlint_report_verdict own;
    struct walk walk;

    if (!arguments_known(text, length, envelope, options, reader, verdict))
        return RPTLINT_INVALID_ARGUMENT;
    if (text == NULL)
        text = "";
    if (verdict == NULL)
        verdict = &own;
    begin_verdict(verdict, length);
    emitter_begin(&walk.emitter, options);
    walk.options = options;
    walk.reader = reader;
    walk.verdict = verdict;
    walk.reader_stopped = walk.report_told = false;
    walk.glances = glances;
    walk.decoded = NULL;
    walk.decoded_capacity = 0;
    names_begin(&walk.policies, options);
    envelope_begin(&walk.envelope, envelope, &walk.emitter);
    json_begin(&walk.json, text, length, &walk.emitter, options);
    walk.json.first_hint = envelope_says_gzip(&walk.envelope) ? HINT_NEITHER_GZIP_NOR_JSON : NULL;
    if (length > limit)
        WALK_REPORT(&walk, J612, limit, 0, 0, .hint = NULL);
    else
        read_text(&walk);
    if (!is_over(&walk))
        envelope_end(&walk.envelope);
    verdict->json = !walk.json.faulty && length <= limit;
    verdict->errors = walk.emitter.counts[RPTLINT_ERROR];
    verdict->warnings = walk.emitter.counts[RPTLINT_WARNING];
    verdict->notes = walk.emitter.counts[RPTLINT_NOTE];
    json_free(&walk.json);
    names_free(&walk.policies);
    give_back_memory(options, walk.decoded);
    return status_of(&walk);
}
