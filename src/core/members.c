/* SPDX-License-Identifier: BSD-2-Clause */
/* The members of RFC 8460 section 4.4 as tables, and the loop over the members of an object. */
#include "core/bytes.h"
#include "core/walk.h"

#define ROW(name, missing) {"\"" name "\":", name, sizeof(name) - 1, missing}
#define SCHEMA(rows) {rows, sizeof(rows) / sizeof((rows)[0])}

static const struct member_row top_rows[] = {
    [TOP_ORGANIZATION] = ROW("organization-name", HINT_ADD_ORGANIZATION_NAME),
    [TOP_RANGE] = ROW("date-range", HINT_ADD_DATE_RANGE),
    [TOP_CONTACT] = ROW("contact-info", HINT_ADD_CONTACT_INFO),
    [TOP_ID] = ROW("report-id", HINT_ADD_REPORT_ID),
    [TOP_POLICIES] = ROW("policies", HINT_ADD_POLICIES),
};

static const struct member_row range_rows[] = {
    [RANGE_START] = ROW("start-datetime", HINT_ADD_START_DATETIME),
    [RANGE_END] = ROW("end-datetime", HINT_ADD_END_DATETIME),
};

static const struct member_row entry_rows[] = {
    [ENTRY_POLICY] = ROW("policy", HINT_ADD_POLICY),
    [ENTRY_SUMMARY] = ROW("summary", HINT_ADD_SUMMARY),
    [ENTRY_DETAILS] = ROW("failure-details", HINT_ADD_FAILURE_DETAILS),
};

static const struct member_row policy_rows[] = {
    [POLICY_TYPE] = ROW("policy-type", HINT_ADD_POLICY_TYPE),
    [POLICY_STRING] = ROW("policy-string", HINT_ADD_POLICY_STRING),
    [POLICY_DOMAIN] = ROW("policy-domain", HINT_ADD_POLICY_DOMAIN),
    [POLICY_MX] = ROW("mx-host", HINT_ADD_MX_HOST),
};

static const struct member_row summary_rows[] = {
    [SUMMARY_SUCCESSFUL] = ROW("total-successful-session-count", HINT_ADD_TOTAL_SUCCESSFUL),
    [SUMMARY_FAILED] = ROW("total-failure-session-count", HINT_ADD_TOTAL_FAILURE),
};

/* receiving-mx-helo, additional-information and failure-reason-code may be absent without a word (X809 apart). */
static const struct member_row detail_rows[] = {
    [DETAIL_RESULT] = ROW("result-type", HINT_ADD_RESULT_TYPE),
    [DETAIL_SENDING_IP] = ROW("sending-mta-ip", HINT_ADD_SENDING_MTA_IP),
    [DETAIL_HOST] = ROW("receiving-mx-hostname", HINT_ADD_RECEIVING_MX_HOSTNAME),
    [DETAIL_HELO] = ROW("receiving-mx-helo", NULL),
    [DETAIL_RECEIVING_IP] = ROW("receiving-ip", HINT_ADD_RECEIVING_IP),
    [DETAIL_SESSIONS] = ROW("failed-session-count", HINT_ADD_FAILED_SESSION_COUNT),
    [DETAIL_INFORMATION] = ROW("additional-information", NULL),
    [DETAIL_REASON] = ROW("failure-reason-code", NULL),
};

const struct schema schema_top = SCHEMA(top_rows);
const struct schema schema_range = SCHEMA(range_rows);
const struct schema schema_entry = SCHEMA(entry_rows);
const struct schema schema_policy = SCHEMA(policy_rows);
const struct schema schema_summary = SCHEMA(summary_rows);
const struct schema schema_detail = SCHEMA(detail_rows);

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

/* The rows whose names come further on in the object, as far as it can be read.  The walk is behind a name. */
static unsigned rows_ahead(struct walk *walk, const struct schema *schema)
{
    struct json *json = &walk->json;
    size_t at = json->at, depth = json->depth, names = json->names.count;
    struct json_level *level = &json->levels[depth - 1], kept_level = *level;
    rptlint_step kept_step = json->steps[depth - 1];
    struct json_token token;
    unsigned rows = 0;

    json->silent = true;
    level->names = names; /* closing the object leaves those noted so far where they are */
    while (json_value(json, &token)) {
        struct name_text text;
        int row;

        json_skip(json, &token);
        if (!json_member(json, &token))
            break;
        text = name_text(walk, &token);
        row = find_row(schema, text.octets, text.length);
        rows |= row != MEMBER_END ? 1U << row : 0;
    }
    json->silent = false;
    json->failed = json->no_memory;
    json->at = at;
    json->depth = depth;
    json->names.count = names;
    *level = kept_level;
    json->steps[depth - 1] = kept_step;
    return rows;
}

/* Looked for once an object, so that many near names cost no more than one. */
static bool comes_later(struct walk *walk, struct members *members, int row)
{
    if (members->near == 0)
        members->ahead = walk_on(walk) ? rows_ahead(walk, members->schema) : 0;
    members->near |= 1U << row;
    return (members->ahead & 1U << row) != 0;
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
    if (row == MEMBER_END) {
        WALK_REPORT(walk, S704, name->begin, length, walk->json.depth, .hint = NULL);
        return MEMBER_END;
    }
    /* Is it a fix?  Not where the right name would stand there twice. */
    fix = ((members->seen | members->near) & 1U << row) == 0 ? &members->schema->rows[row] : NULL;
    WALK_REPORT(walk, S704, name->begin, length, walk->json.depth, .severity = RPTLINT_WARNING, .hint = hint,
                .fix = fix != NULL ? fix->name : NULL, .fix_length = fix != NULL ? fix->length : 0);
    return is_seen(members, row) || comes_later(walk, members, row) ? MEMBER_END : row;
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

unsigned row_at(const struct schema *schema, const char *data, size_t at, size_t end)
{
    unsigned row = 0;

    while (row < schema->count && !row_stands_at(&schema->rows[row], data, at, end))
        row++;
    return row;
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
    json_report(&walk->json, (rptlint_finding){.rule = &rule_table[id],
                                               .severity = severity,
                                               .span = {.offset = members->open, .length = 1},
                                               .path_length = steps,
                                               .hint = members->schema->rows[row].missing});
}
