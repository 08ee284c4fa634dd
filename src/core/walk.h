/* SPDX-License-Identifier: BSD-2-Clause */
/* The walk over a report: what its rooms share.  report.c is the top, then policy.c, detail.c and cross.c. */
#ifndef WALK_H
#define WALK_H

#include "core/envelope.h"
#include "core/json.h"
#include "core/names.h"
#include "core/value.h"

/* ---- members, members.c ---- */

/* The members of RFC 8460 section 4.4, object by object, in the order of the schemas' rows. */
enum { TOP_ORGANIZATION, TOP_RANGE, TOP_CONTACT, TOP_ID, TOP_POLICIES, TOP_COUNT };
enum { RANGE_START, RANGE_END };
enum { ENTRY_POLICY, ENTRY_SUMMARY, ENTRY_DETAILS };
enum { POLICY_TYPE, POLICY_STRING, POLICY_DOMAIN, POLICY_MX };
enum { SUMMARY_SUCCESSFUL, SUMMARY_FAILED };
enum {
    DETAIL_RESULT,
    DETAIL_SENDING_IP,
    DETAIL_HOST,
    DETAIL_HELO,
    DETAIL_RECEIVING_IP,
    DETAIL_SESSIONS,
    DETAIL_INFORMATION,
    DETAIL_REASON
};
enum { MEMBERS_MAX = 8, MEMBER_END = -1 };

struct member_row {
    const char *name;
    size_t length;
    const char *missing; /* hint */
};

struct schema {
    const struct member_row *rows;
    size_t count;
};

extern const struct schema schema_top, schema_range, schema_entry, schema_policy, schema_summary, schema_detail;

/* An object while its members are read. */
struct members {
    const struct schema *schema;
    size_t open;    /* its bracket */
    unsigned exact; /* a bit for each row whose name stood there */
    unsigned near;  /* and for each that came by a near name only */
    unsigned there; /* and for each that has a value other than null */
    unsigned next;  /* the row that is likely next */
    unsigned forgiven;
    rptlint_span names[MEMBERS_MAX];
};

struct walk {
    struct json json;
    struct emitter emitter;
    const rptlint_options *options;
    const rptlint_reader *reader;
    rptlint_report_verdict *verdict;
    struct envelope_check envelope;
    bool reader_stopped;
    bool report_told;
    struct members top;     /* the members of the report itself */
    struct names policies;  /* the policies' octets, for X811, */
    rptlint_span policy_name; /* and the name before one of them */
    char *decoded;          /* of the last escaped value */
    size_t decoded_capacity;
};

/* Can the walk go on? */
static inline bool walk_on(const struct walk *walk)
{
    return !walk->json.failed && !walk->emitter.stopped && !walk->reader_stopped;
}

/* WALK_REPORT(walk, S701, offset, length, steps, ...): a finding, the path being the first steps of the json. */
#define WALK_REPORT(walk, ...) JSON_REPORT(&(walk)->json, __VA_ARGS__)

void members_begin(struct members *members, const struct schema *schema, const struct json_token *object);

/* The row of the next member that is to be read, its value in *token; MEMBER_END when there is none. */
int members_next(struct walk *walk, struct members *members, struct json_token *token);

/* The step of the path that leads to a row's member, at a depth. */
void step_to(struct walk *walk, size_t depth, const struct members *members, int row);

/* Reports a member that is not there: `id` is S701 or S702.  The object is `steps` deep. */
void report_missing(struct walk *walk, const struct members *members, int row, enum rule id,
                    rptlint_severity severity, size_t steps);

static inline bool is_there(const struct members *members, int row)
{
    return (members->there & 1U << row) != 0;
}

/* Has a row's name been met? */
static inline bool is_seen(const struct members *members, int row)
{
    return ((members->exact | members->near) & 1U << row) != 0;
}

/* ---- values, take.c ---- */

/* Takes a value that must be an object or array; false when it is none, which is reported. */
bool take_container(struct walk *walk, const struct json_token *token, enum json_kind wanted);

/* Takes a string.  S703 for anything else, S724 for hidden characters; S710 for "" when may_be_empty is false. */
void take_string(struct walk *walk, const struct members *members, const struct json_token *token,
                 rptlint_value *value);
void take_text(struct walk *walk, const struct members *members, const struct json_token *token,
               rptlint_value *value);

/* Takes a session count: S703, S713. */
void take_count(struct walk *walk, const struct members *members, const struct json_token *token,
                rptlint_count *count);

/* A value's octets, decoded; valid until the next call.  data is NULL when there is no memory. */
rptlint_text text_of(struct walk *walk, const rptlint_value *value);

/* A span of a value's decoded octets as a span of the text. */
rptlint_span place_in(const struct walk *walk, const rptlint_value *value, rptlint_span at);

/* Host names and IP addresses in members: S710, S714, S716 to S718. */
void take_host(struct walk *walk, const struct members *members, const struct json_token *token,
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
    size_t kept;
    rptlint_value values[PATTERNS_MAX];
};

struct policy_walk {
    rptlint_report_policy policy;
    struct members entry;
    struct members members; /* of "policy" */
    struct members summary;
    struct strings lines;    /* policy-string */
    struct strings hosts;    /* mx-host */
    struct strings patterns; /* the mx: lines of an MTA-STS policy */
    bool told;
    bool domain_is_named;    /* tlsa: something named the TLSA base domain */
    size_t details;          /* failure details read */
    size_t details_open;     /* the bracket of failure-details, where is_seen() */
    bool sum_known;          /* every one of them has a count */
    uint64_t sum;            /* of their counts; the largest number when it is larger */
};

/* Reads one element of "policies". */
void read_policy(struct walk *walk, struct policy_walk *one, const struct json_token *token, size_t index);

/* Checks the elements of policy-string and mx-host, once the type is known. */
void check_policy_strings(struct walk *walk, struct policy_walk *one);
void check_mx_hosts(struct walk *walk, struct policy_walk *one);

/* Reads the array "failure-details", behind its bracket. */
void read_details(struct walk *walk, struct policy_walk *one);

/* ---- an array that is read later than it stands, report.c ---- */

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

/* ---- rules across members, cross.c ---- */

/* When "policy" and "summary" have been read; about one failure; when all of the element is read. */
void cross_policy(struct walk *walk, struct policy_walk *one);
void cross_failure(struct walk *walk, struct policy_walk *one, const struct members *detail,
                   const rptlint_failure *failure);
void cross_entry(struct walk *walk, struct policy_walk *one);

/* X811, when all policies were read. */
void cross_policies(struct walk *walk);

#endif
