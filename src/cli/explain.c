/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint explain`: what a rule means, from the rule table. */
#include "cli/commands.h"
#include "cli/layout.h"
#include "output/escape.h"

#include <string.h>

enum { INDENT = 10, ID_COLUMNS = 5, LEVEL_COLUMNS = 8 };

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

/* ---- the command ---- */

/* All rules that answer to the name. */
static void explain_named(const char *name, bool json, bool first)
{
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        const rptlint_rule *rule = rptlint_rule_at(i);

        if (!rule_answers(rule, name, strlen(name)))
            continue;
        if (json)
            explain_json(rule);
        else
            explain_text(rule, first);
        first = false;
    }
}

int explain_command(const struct options *options)
{
    bool json = options->renderer == &render_json, first = true;
    int status = STATUS_OK;

    if (options->operands.count == 0 && !json)
        list_text();
    for (size_t i = 0; options->operands.count == 0 && json && i < rptlint_rule_count(); i++)
        explain_json(rptlint_rule_at(i));
    for (size_t i = 0; i < options->operands.count; i++) {
        const char *name = options->operands.list[i];

        if (rule_named("explain", name, strlen(name)) == NULL) {
            status = STATUS_USAGE;
            continue;
        }
        explain_named(name, json, first);
        first = false;
    }
    return status;
}
