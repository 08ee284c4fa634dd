/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint explain`: what a rule, a result type, a policy type or a member means, from their tables. */
#include "cli/commands.h"
#include "cli/layout.h"
#include "cli/message.h"
#include "cli/nearest.h"
#include "cli/topic.h"
#include "output/escape.h"

#include <string.h>

enum { INDENT = 10, ID_COLUMNS = 5, LEVEL_COLUMNS = 8, KIND_COLUMNS = 12 };

/* ---- text ---- */

static void write_part(const char *name, const char *words)
{
    printf("%-*s", INDENT, name);
    write_wrapped(stdout, words, INDENT, INDENT);
}

static void write_example(const char *name, const char *text)
{
    printf("%-*s", INDENT, name);
    if (text[0] == '\0')
        fputs("(nothing)", stdout);
    escape_string(stdout, ESCAPE_TEXT, text);
    putchar('\n');
}

/* Rules about lengths have no example: it would not fit on a line. */
static bool has_example(const rptlint_rule *rule)
{
    return rule->bad[0] != '\0' || rule->good[0] != '\0';
}

static void explain_text(const rptlint_rule *rule, bool first)
{
    printf("%s%s %s (%s): ", first ? "" : "\n", rule->id, rule->slug, rptlint_severity_name(rule->severity));
    write_wrapped(stdout, rule->message, strlen(rule->id) + strlen(rule->slug) + 12, INDENT);
    write_part("Why", rule->why);
    if (has_example(rule)) {
        write_example("Wrong", rule->bad);
        write_example("Right", rule->good);
    }
    write_part("Fix", rule->hint);
    printf("%-*sRFC %u section %s\n", INDENT, "Section", rule->rfc, rule->section);
    if (rule->syntax && rule->severity == RPTLINT_ERROR)
        write_part("Syntax", "This breaks a grammar: --severity can't make less than an error of it.");
    else if (rule->syntax)
        write_part("Syntax", "Where this breaks a grammar it is an error that --severity can't change.");
}

static const char *const kind_names[] = {
    [TOPIC_RESULT] = "result type", [TOPIC_POLICY] = "policy type", [TOPIC_MEMBER] = "member"};

/* "(result type, negotiation failure): ", "(member of summary): "; returns its columns. */
static size_t write_kind(const struct topic *topic)
{
    const char *between = topic->kind == TOPIC_MEMBER ? " of " : ", ";

    return (size_t)printf(" (%s%s%s): ", kind_names[topic->kind], topic->where != NULL ? between : "",
                          topic->where != NULL ? topic->where : "");
}

static void explain_topic_text(const struct topic *topic, bool first)
{
    size_t columns = strlen(topic->name);

    printf("%s%s", first ? "" : "\n", topic->name);
    columns += write_kind(topic);
    write_wrapped(stdout, topic->meaning, columns, INDENT);
    if (topic->old_name != NULL)
        printf("%-*s%s ", INDENT, "Old name", topic->old_name);
    if (topic->old_name != NULL)
        write_wrapped(stdout, topic->origin, INDENT + strlen(topic->old_name) + 1, INDENT);
    for (size_t i = 0; i < topic->part_count; i++) {
        const struct topic_part *part = &topic->parts[i];

        printf("%-*s", INDENT, part->label);
        (part->is_command ? write_shell : write_wrapped)(stdout, part->words, INDENT, INDENT);
    }
    if (topic->kind == TOPIC_RESULT)
        write_part("About", "Mail to your domain, as the sender met it that organization-name names; not mail "
                            "that you send.");
    printf("%-*sRFC 8460 section %s\n", INDENT, "Section", topic->section);
}

/* What else there is to explain, in the columns of the rules as far as they go. */
static void list_topics(void)
{
    size_t columns = 0;

    for (size_t i = 0; i < topic_count(); i++)
        columns = strlen(topic_at(i).name) > columns ? strlen(topic_at(i).name) : columns;
    for (size_t i = 0; i < topic_count(); i++) {
        struct topic topic = topic_at(i);

        printf("%-*s%-*s%s\n", (int)columns + 1, topic.name, KIND_COLUMNS, kind_names[topic.kind], topic.meaning);
    }
}

static void list_text(void)
{
    size_t slug_columns = 0;

    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        size_t length = strlen(rptlint_rule_at(i)->slug);

        slug_columns = length > slug_columns ? length : slug_columns;
    }
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        const rptlint_rule *rule = rptlint_rule_at(i);

        printf("%-*s%-*s%-*s%s\n", ID_COLUMNS, rule->id, (int)slug_columns + 1, rule->slug, LEVEL_COLUMNS,
               rptlint_severity_name(rule->severity), rule->message);
    }
    list_topics();
}

/* ---- JSON ---- */

static void write_member(const char *key, const char *string)
{
    printf(",\"%s\":\"", key);
    escape_string(stdout, ESCAPE_JSON, string);
    putchar('"');
}

static void explain_json(const rptlint_rule *rule)
{
    fputs("{\"type\":\"rule\"", stdout);
    write_member("id", rule->id);
    write_member("slug", rule->slug);
    write_member("severity", rptlint_severity_name(rule->severity));
    printf(",\"syntax\":%s,\"rfc\":%u", rule->syntax ? "true" : "false", rule->rfc);
    write_member("section", rule->section);
    write_member("message", rule->message);
    write_member("why", rule->why);
    write_member("hint", rule->hint);
    if (has_example(rule)) {
        write_member("bad", rule->bad);
        write_member("good", rule->good);
    }
    puts("}");
}

static void explain_topic_json(const struct topic *topic)
{
    static const char *const types[] = {
        [TOPIC_RESULT] = "result", [TOPIC_POLICY] = "policy-type", [TOPIC_MEMBER] = "member"};

    printf("{\"type\":\"%s\"", types[topic->kind]);
    write_member("name", topic->name);
    if (topic->where != NULL)
        write_member(topic->kind == TOPIC_MEMBER ? "in" : "group", topic->where);
    fputs(",\"rfc\":8460", stdout);
    write_member("section", topic->section);
    write_member("meaning", topic->meaning);
    if (topic->old_name != NULL) {
        write_member("old_name", topic->old_name);
        write_member("origin", topic->origin);
    }
    for (size_t i = 0; i < topic->part_count; i++)
        write_member(topic->parts[i].key, topic->parts[i].words);
    puts("}");
}

static void list_json(void)
{
    for (size_t i = 0; i < rptlint_rule_count(); i++)
        explain_json(rptlint_rule_at(i));
    for (size_t i = 0; i < topic_count(); i++) {
        struct topic topic = topic_at(i);

        explain_topic_json(&topic);
    }
}

/* ---- the command ---- */

static void offer_name(void *nearest, const char *name)
{
    nearest_offer(nearest, name);
}

static void complain(const char *name)
{
    struct nearest nearest = nearest_begin(name, strlen(name));

    offer_rules(&nearest);
    topic_names(offer_name, &nearest);
    if (nearest.found != NULL)
        message("explain: there is no rule, result type or member \"%s\"; did you mean \"%s\"?", name, nearest.found);
    else
        message("explain: there is no rule, result type or member \"%s\"; \"rptlint explain\" lists them", name);
}

/* All that answers to the name; false when nothing does. */
static bool explain_named(const char *name, bool json, bool first)
{
    struct topic topic;
    bool found = false;

    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        const rptlint_rule *rule = rptlint_rule_at(i);

        if (!rule_answers(rule, name, strlen(name)))
            continue;
        if (json)
            explain_json(rule);
        else
            explain_text(rule, first && !found);
        found = true;
    }
    if (!topic_find(name, &topic))
        return found;
    if (json)
        explain_topic_json(&topic);
    else
        explain_topic_text(&topic, first && !found);
    return true;
}

int explain_command(const struct options *options)
{
    bool json = options->renderer == &render_json, first = true;
    int status = STATUS_OK;

    if (options->operands.count == 0 && json)
        list_json();
    else if (options->operands.count == 0)
        list_text();
    for (size_t i = 0; i < options->operands.count; i++) {
        const char *name = options->operands.list[i];

        if (explain_named(name, json, first)) {
            first = false;
        } else {
            complain(name);
            status = STATUS_USAGE;
        }
    }
    return status;
}
