/* SPDX-License-Identifier: BSD-2-Clause */
/* The members of RFC 8460 section 4.4 as tables, and the loop over the members of an object. */
#include "core/bytes.h"
#include "core/walk.h"

/* QUOTE is "\"" where the value is a string. */
#define JOINT(name, quote) \
    {"\"" name "\":" quote, sizeof("\"" name "\":" quote) - 1, 1, sizeof(name) - 1, sizeof(quote) > 1}
#define JOINT_OF(row, name, quote, missing) [row] = JOINT(name, quote),
#define ROW_OF(row, name, quote, missing) [row] = {name, sizeof(name) - 1, missing},

#define TOP_MEMBERS(MEMBER) \
    MEMBER(TOP_ORGANIZATION, "organization-name", "\"", HINT_ADD_ORGANIZATION_NAME) \
    MEMBER(TOP_RANGE, "date-range", "", HINT_ADD_DATE_RANGE) \
    MEMBER(TOP_CONTACT, "contact-info", "\"", HINT_ADD_CONTACT_INFO) \
    MEMBER(TOP_ID, "report-id", "\"", HINT_ADD_REPORT_ID) \
    MEMBER(TOP_POLICIES, "policies", "", HINT_ADD_POLICIES)

#define RANGE_MEMBERS(MEMBER) \
    MEMBER(RANGE_START, "start-datetime", "\"", HINT_ADD_START_DATETIME) \
    MEMBER(RANGE_END, "end-datetime", "\"", HINT_ADD_END_DATETIME)

#define ENTRY_MEMBERS(MEMBER) \
    MEMBER(ENTRY_POLICY, "policy", "", HINT_ADD_POLICY) \
    MEMBER(ENTRY_SUMMARY, "summary", "", HINT_ADD_SUMMARY) \
    MEMBER(ENTRY_DETAILS, "failure-details", "", HINT_ADD_FAILURE_DETAILS)

#define POLICY_MEMBERS(MEMBER) \
    MEMBER(POLICY_TYPE, "policy-type", "\"", HINT_ADD_POLICY_TYPE) \
    MEMBER(POLICY_STRING, "policy-string", "", HINT_ADD_POLICY_STRING) \
    MEMBER(POLICY_DOMAIN, "policy-domain", "\"", HINT_ADD_POLICY_DOMAIN) \
    MEMBER(POLICY_MX, "mx-host", "", HINT_ADD_MX_HOST)

#define SUMMARY_MEMBERS(MEMBER) \
    MEMBER(SUMMARY_SUCCESSFUL, "total-successful-session-count", "", HINT_ADD_TOTAL_SUCCESSFUL) \
    MEMBER(SUMMARY_FAILED, "total-failure-session-count", "", HINT_ADD_TOTAL_FAILURE)

/* receiving-mx-helo, additional-information and failure-reason-code may be absent without a word (X809 apart). */
#define DETAIL_MEMBERS(MEMBER) \
    MEMBER(DETAIL_RESULT, "result-type", "\"", HINT_ADD_RESULT_TYPE) \
    MEMBER(DETAIL_SENDING_IP, "sending-mta-ip", "\"", HINT_ADD_SENDING_MTA_IP) \
    MEMBER(DETAIL_HOST, "receiving-mx-hostname", "\"", HINT_ADD_RECEIVING_MX_HOSTNAME) \
    MEMBER(DETAIL_HELO, "receiving-mx-helo", "\"", NULL) \
    MEMBER(DETAIL_RECEIVING_IP, "receiving-ip", "\"", HINT_ADD_RECEIVING_IP) \
    MEMBER(DETAIL_SESSIONS, "failed-session-count", "", HINT_ADD_FAILED_SESSION_COUNT) \
    MEMBER(DETAIL_INFORMATION, "additional-information", "\"", NULL) \
    MEMBER(DETAIL_REASON, "failure-reason-code", "\"", NULL)

#define TABLES(object, MEMBERS) \
    static const struct member_row object##_rows[] = {MEMBERS(ROW_OF)}; \
    static const struct joint object##_joints[] = {MEMBERS(JOINT_OF)};

TABLES(top, TOP_MEMBERS)
TABLES(range, RANGE_MEMBERS)
TABLES(entry, ENTRY_MEMBERS)
TABLES(policy, POLICY_MEMBERS)
TABLES(summary, SUMMARY_MEMBERS)
TABLES(detail, DETAIL_MEMBERS)

/* The first row follows on the last, where nothing does.  Few senders have receiving-mx-helo. */
#define SCHEMA(object, repeats, ...) \
    {object##_rows, object##_joints, sizeof(object##_rows) / sizeof(object##_rows[0]), repeats, {__VA_ARGS__}}

const struct schema schema_top = SCHEMA(top, false, TOP_ORGANIZATION, TOP_RANGE, TOP_CONTACT, TOP_ID, TOP_POLICIES);
const struct schema schema_range = SCHEMA(range, false, RANGE_START, RANGE_END);
const struct schema schema_entry = SCHEMA(entry, true, ENTRY_POLICY, ENTRY_SUMMARY, ENTRY_DETAILS);
const struct schema schema_policy = SCHEMA(policy, true, POLICY_TYPE, POLICY_STRING, POLICY_DOMAIN, POLICY_MX);
const struct schema schema_summary = SCHEMA(summary, true, SUMMARY_SUCCESSFUL, SUMMARY_FAILED);
const struct schema schema_detail = SCHEMA(detail, true, DETAIL_RESULT, DETAIL_SENDING_IP, DETAIL_HOST,
                                           DETAIL_RECEIVING_IP, DETAIL_RECEIVING_IP, DETAIL_SESSIONS, DETAIL_REASON,
                                           DETAIL_REASON);

/* Names that stand for one of the table: of old drafts, or known from software that writes or reads them. */
static const struct {
    const struct schema *schema;
    int row;
    const char *name;
    const char *hint;
} near_names[] = {
#define NEAR_MEMBER(schema, row, name, hint, origin) {&(schema), row, name, hint},
#include "members.def"
};

enum { NAME_MAX_LENGTH = 32 };

/* A name, decoded; longer ones than any that is known are cut. */
struct name_text {
    size_t length;
    char octets[NAME_MAX_LENGTH + 4];
};

static struct name_text name_text(const struct walk *walk, const struct json_token *token)
{
    struct name_text name = {.length = 0};
    size_t at = token->begin;

    while (at < token->end && name.length < NAME_MAX_LENGTH)
        name.length += json_next_decoded(walk->json.data, &at, token->end, name.octets + name.length);
    return name;
}

static int find_row(const struct schema *schema, const char *name, size_t length)
{
    for (size_t row = 0; row < schema->count; row++)
        if (schema->rows[row].length == length && memcmp(schema->rows[row].name, name, length) == 0)
            return (int)row;
    return MEMBER_END;
}

/* The same with "_" for "-" and letters in any case. */
static bool is_respelled(const struct name_text *name, const struct member_row *row)
{
    if (name->length != row->length)
        return false;
    for (size_t i = 0; i < name->length; i++)
        if (to_lower(name->octets[i] == '_' ? '-' : name->octets[i]) != row->name[i])
            return false;
    return true;
}

static int find_near(const struct schema *schema, const struct name_text *name, const char **hint)
{
    *hint = HINT_NEAR_MEMBER;
    for (size_t row = 0; row < schema->count; row++)
        if (is_respelled(name, &schema->rows[row]))
            return (int)row;
    for (size_t i = 0; i < sizeof(near_names) / sizeof(near_names[0]); i++)
        if (near_names[i].schema == schema && strlen(near_names[i].name) == name->length &&
            memcmp(near_names[i].name, name->octets, name->length) == 0) {
            *hint = near_names[i].hint;
            return near_names[i].row;
        }
    return MEMBER_END;
}

/* ---- one value a row: what a near name has is read only where the right name is nowhere in the object ---- */

/* Notes what comes further on in the object, as far as it can be read.  The walk is behind a name. */
static void look_ahead(struct walk *walk, struct members *members)
{
    struct json *json = &walk->json;
    size_t at = json->at, depth = json->depth, names = json->names.count;
    struct json_level *level = &json->levels[depth - 1], kept_level = *level;
    rptlint_step kept_step = json->steps[depth - 1];
    struct json_token token;

    json->silent = true;
    level->names = names; /* closing the object leaves those noted so far where they are */
    while (json_value(json, &token)) {
        struct name_text text;
        const char *hint;
        int row;

        json_skip(json, &token);
        if (!json_member(json, &token))
            break;
        text = name_text(walk, &token);
        row = find_row(members->schema, text.octets, text.length);
        members->ahead |= row != MEMBER_END ? 1U << row : 0;
        members->any_ahead = members->any_ahead || row != MEMBER_END ||
                             find_near(members->schema, &text, &hint) != MEMBER_END;
    }
    json->silent = false;
    json->failed = json->no_memory;
    json->at = at;
    json->depth = depth;
    json->names.count = names;
    *level = kept_level;
    json->steps[depth - 1] = kept_step;
}

/* Once an object, so that many names cost no more than one. */
static void look_ahead_once(struct walk *walk, struct members *members)
{
    if (members->looked)
        return;
    members->looked = true;
    members->ahead = 0;
    members->any_ahead = false;
    if (walk_on(walk))
        look_ahead(walk, members);
}

static bool comes_later(struct walk *walk, struct members *members, int row)
{
    look_ahead_once(walk, members);
    return (members->ahead & 1U << row) != 0;
}

/* Has the top no member of a report at all?  That is J614, which says it of all of them. */
static bool is_foreign(struct walk *walk, struct members *members)
{
    if (members->schema != &schema_top || members->seen != 0)
        return false;
    look_ahead_once(walk, members);
    return !members->any_ahead;
}

/* A name that is none of the schema's: S704.  Its row when it is to be read as that. */
static int take_near(struct walk *walk, struct members *members, const struct json_token *name,
                     const struct name_text *text)
{
    size_t length = name->end - name->begin;
    const struct member_row *fix;
    const char *hint;
    int row = find_near(members->schema, text, &hint);

    json_once(&walk->json, name);
    if (row == MEMBER_END && is_foreign(walk, members))
        return MEMBER_END;
    if (row == MEMBER_END) {
        WALK_REPORT(walk, S704, name->begin, length, walk->json.depth, .hint = NULL);
        return MEMBER_END;
    }
    if (is_seen(members, row) || comes_later(walk, members, row)) {
        /* No fix: the right name would stand there twice. */
        WALK_REPORT(walk, S704, name->begin, length, walk->json.depth, .severity = RPTLINT_WARNING,
                    .hint = HINT_NEAR_BESIDES);
        return MEMBER_END;
    }
    fix = &members->schema->rows[row];
    WALK_REPORT(walk, S704, name->begin, length, walk->json.depth, .severity = RPTLINT_WARNING, .hint = hint,
                .fix = fix->name, .fix_length = fix->length);
    return row;
}

/* A row's name, once more or for the first time; its row when its value is to be read. */
static int take_exact(struct walk *walk, struct members *members, const struct json_token *name, int row)
{
    if (is_seen(members, row)) {
        json_repeated(&walk->json, name, members->names[row]);
        return MEMBER_END;
    }
    return row;
}

/* Any other name, decoded when it must be. */
static int take_other(struct walk *walk, struct members *members, const struct json_token *name)
{
    struct name_text text = name_text(walk, name);
    int row = find_row(members->schema, text.octets, text.length);
    bool exact = row != MEMBER_END;

    row = exact ? take_exact(walk, members, name, row) : take_near(walk, members, name, &text);
    if (row == MEMBER_END)
        return MEMBER_END;
    members->forgiven = exact ? 0 : RPTLINT_FORGAVE_NAME;
    members->seen |= 1U << row;
    members->names[row] = (rptlint_span){.offset = name->begin, .length = name->end - name->begin};
    return row;
}

/* ---- the loop ---- */

/* The quotes around a name, and the colon behind it. */
enum { QUOTED_MORE = 3 };

/* Is this name, in its quotes, and the colon right behind it, at data[at]? */
static bool stands_at(const struct joint *joint, const char *data, size_t at, size_t end)
{
    size_t length = joint->name_length + QUOTED_MORE;

    return end - at > length && json_same(data + at, joint->text, length);
}

/* So it is expected to look when it comes next. */
static void expect(struct members *members, const char *data, size_t from, const struct meeting *met)
{
    struct joint *joint;

    if (members->joints != members->met) {
        memcpy(members->met, members->schema->joints, members->schema->count * sizeof(members->met[0]));
        members->joints = members->met;
    }
    joint = &members->met[met->row];
    joint->text = data + from;
    joint->length = (unsigned char)(met->value - from);
    joint->name = (unsigned char)(met->name - from);
    joint->is_quoted = met->is_quoted;
}

bool meet_other(struct members *members, unsigned next, const char *data, size_t from, size_t end, struct meeting *met)
{
    const struct schema *schema = members->schema;
    size_t at = json_blank_end(data, from, end), value;
    unsigned row = next;

    if (!stands_at(&schema->joints[row], data, at, end))
        for (row = 0; row < schema->count && !stands_at(&schema->joints[row], data, at, end);)
            row++;
    if (row == schema->count)
        return false;
    value = json_blank_end(data, at + schema->rows[row].length + QUOTED_MORE, end);
    if (value == end)
        return false;
    met->row = row;
    met->name_length = (unsigned)schema->rows[row].length;
    met->name = at + 1;
    met->is_quoted = data[value] == '"';
    met->value = value + met->is_quoted;
    if (schema->repeats && met->value - from <= JOINT_MAX)
        expect(members, data, from, met);
    return true;
}

bool other_member(struct walk *walk, struct members *members, int *row)
{
    struct json_token name;

    if (json_closes(&walk->json, '}') || !json_member_begins(&walk->json) || !json_name(&walk->json, &name))
        return false;
    *row = take_other(walk, members, &name);
    return true;
}

void step_to(struct walk *walk, size_t depth, const struct members *members, int row)
{
    walk->json.steps[depth] = (rptlint_step){.is_index = false, .name = members->names[row]};
}

void report_missing(struct walk *walk, const struct members *members, int row, enum rule id,
                    rptlint_severity severity, size_t steps)
{
    json_report(&walk->json, &(rptlint_finding){.rule = &rule_table[id],
                                               .severity = severity,
                                               .span = {.offset = members->open, .length = 1},
                                               .path_length = steps,
                                               .hint = members->schema->rows[row].missing});
}
