/* SPDX-License-Identifier: BSD-2-Clause */
/* Result types, policy types and members, out of their tables (results.def, members.def). */
#include "cli/topic.h"

#include "core/results.h"
#include "core/walk.h"

#include <string.h>

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* ---- tables ---- */

static const rptlint_result results[] = {
#define RESULT(enumerator, name, group, meaning, cause, confirm, expect, fix, senders) enumerator,
#include "results.def"
};

static const rptlint_policy_type policies[] = {
#define POLICY(enumerator, name, meaning, note, senders) enumerator,
#include "results.def"
};

struct member {
    const struct schema *schema;
    int row;
};

static const struct member_entry {
    struct member member;
    const char *section;
    const char *meaning;
    const char *note;
    const char *senders;
} members[] = {
#define MEMBER(schema, row, section, meaning, note, senders) {{&(schema), row}, section, meaning, note, senders},
#include "members.def"
};

static const struct {
    rptlint_result result;
    const char *name;
    const char *draft;
} old_results[] = {
#define DRAFT_RESULT(enumerator, name, draft) {enumerator, name, "stood in " draft},
#include "results.def"
};

static const struct {
    struct member member;
    const char *name;
    const char *origin;
} old_members[] = {
#define NEAR_MEMBER(schema, row, name, hint, origin) {{&(schema), row}, name, origin},
#include "members.def"
};

/* The objects of a report, as the RFC calls the members that hold them. */
static const struct {
    const struct schema *schema;
    const char *name;
} objects[] = {
    {&schema_top, "the report"}, {&schema_range, "date-range"},  {&schema_entry, "policies"},
    {&schema_policy, "policy"},  {&schema_summary, "summary"}, {&schema_detail, "failure-details"},
};

/* ---- topics ---- */

/* Adds what there is to say. */
static void add(struct topic *topic, const char *label, const char *key, const char *words)
{
    if (words[0] != '\0')
        topic->parts[topic->part_count++] = (struct topic_part){.label = label, .key = key, .words = words};
}

/* Policy types under which another fix may hold. */
static const struct {
    rptlint_policy_type type;
    const char *label, *key;
} fixes_under[] = {
    {RPTLINT_POLICY_TLSA, "DANE", "fix_tlsa"},
    {RPTLINT_POLICY_NONE_FOUND, "No policy", "fix_no_policy_found"},
};

static void add_fixes(struct topic *topic, rptlint_result result, const char *general)
{
    struct result_words words;

    for (size_t i = 0; i < COUNT(fixes_under); i++)
        if (result_words_under(result, fixes_under[i].type, &words) && strcmp(words.fix, general) != 0)
            add(topic, fixes_under[i].label, fixes_under[i].key, words.fix);
}

static struct topic topic_of_result(rptlint_result result)
{
    const struct result_words *words = result_words_of(result);
    struct topic topic = {.kind = TOPIC_RESULT, .name = rptlint_result_name(result), .where = words->group,
                          .section = words->section, .meaning = words->meaning};

    add(&topic, "Cause", "cause", words->cause);
    add(&topic, "Confirm", "confirm", words->confirm);
    topic.parts[topic.part_count - 1].is_command = true;
    add(&topic, "Expect", "expect", words->expect);
    add(&topic, "Fix", "fix", words->fix);
    add_fixes(&topic, result, words->fix);
    add(&topic, "Again", "again", words->again);
    add(&topic, "Senders", "senders", words->senders);
    return topic;
}

static struct topic topic_of_policy(rptlint_policy_type type)
{
    const struct policy_words *words = policy_words_of(type);
    struct topic topic = {.kind = TOPIC_POLICY, .name = rptlint_policy_type_name(type), .section = "4.4",
                          .meaning = words->meaning};

    add(&topic, "Note", "note", words->note);
    add(&topic, "Senders", "senders", words->senders);
    return topic;
}

static const char *object_name(const struct schema *schema)
{
    size_t i = 0;

    while (objects[i].schema != schema)
        i++;
    return objects[i].name;
}

static struct topic topic_of_entry(const struct member_entry *entry)
{
    const struct member *member = &entry->member;
    struct topic topic = {.kind = TOPIC_MEMBER, .name = member->schema->rows[member->row].name,
                          .where = object_name(member->schema), .section = entry->section,
                          .meaning = entry->meaning};

    add(&topic, "Note", "note", entry->note);
    add(&topic, "Senders", "senders", entry->senders);
    return topic;
}

static struct topic topic_of_member(const struct member *member)
{
    size_t i = 0;

    while (members[i].member.schema != member->schema || members[i].member.row != member->row)
        i++;
    return topic_of_entry(&members[i]);
}

size_t topic_count(void)
{
    return COUNT(results) + COUNT(policies) + COUNT(members);
}

struct topic topic_at(size_t index)
{
    if (index < COUNT(results))
        return topic_of_result(results[index]);
    index -= COUNT(results);
    if (index < COUNT(policies))
        return topic_of_policy(policies[index]);
    return topic_of_entry(&members[index - COUNT(policies)]);
}

/* ---- names ---- */

static char plain(char c)
{
    if (c == '_')
        return '-';
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* All names are in lower case, with "-". */
static bool is_named(const char *wanted, const char *name)
{
    while (*wanted != '\0' && plain(*wanted) == *name) {
        wanted++;
        name++;
    }
    return *wanted == *name;
}

static bool find_old(const char *name, struct topic *topic)
{
    for (size_t i = 0; i < COUNT(old_results); i++)
        if (is_named(name, old_results[i].name)) {
            *topic = topic_of_result(old_results[i].result);
            topic->old_name = old_results[i].name;
            topic->origin = old_results[i].draft;
            return true;
        }
    for (size_t i = 0; i < COUNT(old_members); i++)
        if (is_named(name, old_members[i].name)) {
            *topic = topic_of_member(&old_members[i].member);
            topic->old_name = old_members[i].name;
            topic->origin = old_members[i].origin;
            return true;
        }
    return false;
}

bool topic_find(const char *name, struct topic *topic)
{
    for (size_t i = 0; i < topic_count(); i++) {
        *topic = topic_at(i);
        if (is_named(name, topic->name))
            return true;
    }
    return find_old(name, topic);
}

void topic_names(void (*offer)(void *user, const char *name), void *user)
{
    for (size_t i = 0; i < topic_count(); i++)
        offer(user, topic_at(i).name);
    for (size_t i = 0; i < COUNT(old_results); i++)
        offer(user, old_results[i].name);
    for (size_t i = 0; i < COUNT(old_members); i++)
        offer(user, old_members[i].name);
}
