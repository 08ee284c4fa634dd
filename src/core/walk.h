/* SPDX-License-Identifier: BSD-2-Clause */
/* The walk over a report: what its rooms share.  report.c is the top, then policy.c, detail.c and cross.c. */
#ifndef WALK_H
#define WALK_H

#include "core/envelope.h"
#include "core/members.h"
#include "core/names.h"
#include "core/value.h"

struct walk {
    struct json json;
    struct emitter emitter;
    const rptlint_options *options;
    const rptlint_reader *reader;
    rptlint_report_verdict *verdict;
    struct envelope_check envelope;
    bool reader_stopped;
    bool report_told;
    bool glances;           /* what needs no look is taken at a glance */
    struct members top;     /* the members of the report itself */
    struct names policies;  /* the policies' octets, for X811 */
    char *decoded;          /* of the last escaped value */
    size_t decoded_capacity;
};

/* Can the walk go on?  A sink or a reader that asked to stop makes the json fail, too. */
static inline bool walk_on(const struct walk *walk)
{
    return !walk->json.failed;
}

/* Has somebody asked to stop, or is there no memory?  Then nothing more is told. */
static inline bool is_over(const struct walk *walk)
{
    return walk->json.no_memory || walk->emitter.stopped || walk->reader_stopped;
}

/* Takes what a function of the reader returned. */
static inline void heed(struct walk *walk, int answer)
{
    walk->reader_stopped = walk->reader_stopped || answer != 0;
    walk->json.failed = walk->json.failed || is_over(walk);
}

/* WALK_REPORT(walk, S701, offset, length, steps, ...): a finding, the path being the first steps of the json. */
#define WALK_REPORT(walk, ...) JSON_REPORT(&(walk)->json, __VA_ARGS__)

/* ---- members, members.c ---- */

/* The row of the next member, json->at then being at its value; MEMBER_END, nothing being read, for an unusual one. */
ALWAYS_INLINE int quick_row(struct json *json, struct members *members)
{
    struct sight sight;

    see_inside(&sight, json, members);
    if (!see_member(&sight))
        return MEMBER_END;
    sight.stop = sight.met.value - sight.met.is_quoted;
    take_seen(&sight);
    leave_sight(&sight);
    members->forgiven = 0;
    json->steps[json->depth - 1].name.offset = sight.met.name;
    json->steps[json->depth - 1].name.length = sight.met.name_length;
    json->at = sight.at;
    return (int)sight.met.row;
}

/* A member that is not as nearly always: its row, MEMBER_END when its value is not to be read.  False: none. */
bool other_member(struct walk *walk, struct members *members, int *row);

/* The row of the next member that is to be read, the walk being at its value; MEMBER_END when there is none. */
ALWAYS_INLINE int members_row(struct walk *walk, struct members *members)
{
    struct json *json = &walk->json;
    struct json_token token;

    while (walk_on(walk)) {
        int row = quick_row(json, members);

        if (row != MEMBER_END)
            return row;
        if (!other_member(walk, members, &row))
            break;
        if (row != MEMBER_END && walk_on(walk))
            return row;
        if (json_value(json, &token))
            json_skip(json, &token);
    }
    return MEMBER_END;
}

/* The same, its value in *token. */
ALWAYS_INLINE int members_next(struct walk *walk, struct members *members, struct json_token *token)
{
    int row = members_row(walk, members);

    return row != MEMBER_END && json_value(&walk->json, token) ? row : MEMBER_END;
}

/* The step of the path that leads to a row's member, at a depth. */
void step_to(struct walk *walk, size_t depth, const struct members *members, int row);

/* Reports a member that is not there: `id` is S701 or S702.  The object is `steps` deep. */
void report_missing(struct walk *walk, const struct members *members, int row, enum rule id,
                    rptlint_severity severity, size_t steps);

/* Has a row's name been met?  Its value may be wrong, which is another finding (null is S703). */
static inline bool is_seen(const struct members *members, int row)
{
    return (members->seen & 1U << row) != 0;
}

/* ---- values, take.c ---- */

/* Nothing was read of it.  Set member by member, for the string instructions that compilers use here take their time. */
static inline void clear_value(rptlint_value *value)
{
    value->present = value->escaped = false;
    value->forgiven = 0;
    value->span.offset = value->span.length = 0;
}

static inline void clear_time(rptlint_time *time)
{
    clear_value(&time->value);
    time->known = false;
    time->seconds = 0;
}

static inline void clear_count(rptlint_count *count)
{
    clear_value(&count->value);
    count->known = false;
    count->number = 0;
}

/* Takes a value that must be an object or array; false when it is none, which is reported. */
bool take_container(struct walk *walk, const struct json_token *token, enum json_kind wanted);

/* Reads a value that must be an object or array, in the same way; *open is its bracket. */
static inline bool read_container(struct walk *walk, enum json_kind wanted, size_t *open)
{
    struct json_token token;

    if (!json_bracket(&walk->json, &token) || !take_container(walk, &token, wanted))
        return false;
    *open = token.begin;
    return true;
}

/* What take_string() does with a value that is no string, or an empty one. */
void check_string(struct walk *walk, const struct json_token *token, rptlint_value *value);

/*
 * Takes a string: S703 for anything else; take_filled() also S710 for ""; take_text(), for what has no format of
 * its own and a person will read, also S724 for hidden characters.
 */
static inline void take_string(struct walk *walk, const struct members *members, const struct json_token *token,
                               rptlint_value *value)
{
    *value = (rptlint_value){.present = true,
                             .escaped = token->escaped,
                             .forgiven = members->forgiven,
                             .span = {.offset = token->begin, .length = token->end - token->begin}};
    if (token->kind != JSON_STRING || value->span.length == 0)
        check_string(walk, token, value);
}

void take_filled(struct walk *walk, const struct members *members, const struct json_token *token,
                 rptlint_value *value);
void take_text(struct walk *walk, const struct members *members, const struct json_token *token,
               rptlint_value *value);

/* The same, and the octets; false when there is no string, an empty one (which only the second minds), or no memory. */
bool take_string_text(struct walk *walk, const struct members *members, const struct json_token *token,
                      rptlint_value *value, rptlint_text *text);
bool take_filled_text(struct walk *walk, const struct members *members, const struct json_token *token,
                      rptlint_value *value, rptlint_text *text);

/* S724 about what a terminal would obey, neighbours together; raw C0 are J604 already. */
void check_hidden(struct walk *walk, const rptlint_value *value, size_t steps);

/* Takes a session count: S703, S713. */
void take_count(struct walk *walk, const struct members *members, const struct json_token *token,
                rptlint_count *count);

/* What text_of() does for a value with escapes. */
rptlint_text decoded_text(struct walk *walk, const rptlint_value *value);

/* A value's octets, decoded; valid until the next call.  data is NULL when there is no memory. */
static inline rptlint_text text_of(struct walk *walk, const rptlint_value *value)
{
    if (value->escaped)
        return decoded_text(walk, value);
    return (rptlint_text){.data = walk->json.data + value->span.offset, .length = value->span.length};
}

/* A span of a value's decoded octets as a span of the text, of whole characters. */
rptlint_span place_in(const struct walk *walk, const rptlint_value *value, rptlint_span at);

/* Host names, whether it is a good one, and IP addresses in members: S710, S714, S716 to S718. */
bool take_host(struct walk *walk, const struct members *members, const struct json_token *token,
               rptlint_value *value);
void take_ip(struct walk *walk, const struct members *members, const struct json_token *token,
             rptlint_value *value, bool sending);

/* S714 about a value, S715 about one of mx-host. */
bool check_host_value(struct walk *walk, const rptlint_value *value, size_t steps);

/* ---- one of the policies, policy.c and detail.c ---- */

enum { PATTERNS_MAX = 64 };

/* Strings of an array, the first of them where they stand. */
struct strings {
    rptlint_list list;
    bool mixed;   /* not all elements are strings */
    bool broken;  /* a finding was about one of them: rules across members don't look at it */
    bool unusual; /* one of them holds escapes, or octets above 0x7E */
    size_t kept;
    rptlint_value values[PATTERNS_MAX + 1]; /* and a place for what is not kept */
};

/* On the way through them: those beyond the kept ones are looked up again. */
struct elements {
    const struct strings *strings;
    size_t index;         /* of the next string, */
    size_t place;         /* and among all elements of the array */
    size_t at;            /* behind the last one, where it matters */
    rptlint_value beyond; /* one that is not kept */
};

/* What next_string() does behind the kept strings, and where not all elements are strings; list.c */
const rptlint_value *next_other_string(const struct walk *walk, struct elements *elements);

/* The next string; NULL when there are no more.  elements->place is then behind it. */
static inline const rptlint_value *next_string(const struct walk *walk, struct elements *elements)
{
    if (elements->strings->mixed || elements->index >= elements->strings->kept)
        return next_other_string(walk, elements);
    elements->place++;
    return &elements->strings->values[elements->index++];
}

struct policy_walk {
    rptlint_report_policy policy;
    struct members entry;
    struct members members; /* of "policy" */
    struct members summary;
    rptlint_span object;     /* "policy" */
    struct strings lines;    /* policy-string */
    struct strings hosts;    /* mx-host */
    struct strings patterns; /* the mx: lines of an MTA-STS policy */
    bool told;
    bool lines_told;         /* policy-string and mx-host were checked where they stand */
    bool hosts_told;
    bool domain_is_good;     /* policy-domain is a domain name */
    bool domain_is_named;    /* tlsa: something named the TLSA base domain */
    bool details_broken;     /* failure-details, or one of them, has the wrong type */
    size_t alike;            /* elements of mx-host that are the mx: line of the same number */
    size_t details;          /* failure details read */
    size_t details_open;     /* the bracket of failure-details, where is_seen() */
    bool sum_known;          /* every one of them has a count */
    uint64_t sum;            /* of their counts; the largest number when it is larger */
};

/* Before the first element of "policies" is read. */
void prepare_policies(struct policy_walk *one);

/* Reads one element of "policies". */
void read_policy(struct walk *walk, struct policy_walk *one, const struct json_token *token, size_t index);

/* Checks the elements of policy-string and mx-host, once the type is known. */
void check_policy_strings(struct walk *walk, struct policy_walk *one);
void check_mx_hosts(struct walk *walk, struct policy_walk *one);

/* Reads the array "failure-details", behind its bracket. */
void read_details(struct walk *walk, struct policy_walk *one);

/* ---- an array that is read later than it stands, later.c ---- */

/*
 * A report is told before its policies, a policy before its failures.  Where an array comes before what is
 * to be told first, it is passed over, and read when the object around it has been closed.
 */
struct later {
    bool wanted;
    size_t at;    /* behind the bracket */
    size_t depth; /* with the array open */
    struct json_level levels[2];
    rptlint_step step;
    size_t end;   /* where the object around it ended, */
    bool failed;  /* or could not be read further */
};

/* Passes over the array just opened; false when it can't be passed, and is to be read where it stands. */
bool put_off(struct walk *walk, struct later *later, const struct json_token *token);

/* Goes back to it, when it is wanted; then to where the object around it ended. */
bool go_back(struct walk *walk, struct later *later);
void return_from(struct walk *walk, const struct later *later);

/* One element of "failure-details" while it is read, and what is known from those before. */
struct detail_walk {
    struct members members;
    bool host_is_good;       /* receiving-mx-hostname is a host name without a final dot */
    bool host_is_known;      /* it is this one, */
    rptlint_span known_host; /* about which nothing was to be said, together with the policy either */
};

/* ---- objects that need no look, glance.c and glance_policy.c ---- */

/*
 * An object whose members are all as nearly always, without a fault: taken whole, the walk being where it begins, and
 * then behind it.  False leaves the walk where it is; what was seen is read again.  Nothing is reported from here.
 */
bool glance_range(struct walk *walk, struct members *members, rptlint_report *report);
bool glance_policy(struct walk *walk, struct policy_walk *one);
bool glance_summary(struct walk *walk, struct policy_walk *one);
bool glance_detail(struct walk *walk, struct detail_walk *detail, rptlint_failure *failure);

/* Strings of the report itself, as far as they come one behind the other. */
void glance_top(struct walk *walk, struct members *members, rptlint_report *report);

/* ---- rules across members, cross.c ---- */

/* When "policy" and "summary" have been read; about one failure; when all of the element is read. */
void cross_policy(struct walk *walk, struct policy_walk *one);
void cross_failure(struct walk *walk, struct policy_walk *one, struct detail_walk *detail,
                   const rptlint_failure *failure);
void cross_entry(struct walk *walk, struct policy_walk *one);

/* X811, when all policies were read. */
void cross_policies(struct walk *walk);

/* ---- for tests, report.c ---- */

/* rptlint_check_report() is this with `glances`; without, all of the report is read member by member. */
rptlint_status check_report_glancing(const char *text, size_t length, const rptlint_envelope *envelope,
                                     const rptlint_options *options, const rptlint_reader *reader,
                                     rptlint_report_verdict *verdict, bool glances);

#endif
