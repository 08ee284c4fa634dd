/* SPDX-License-Identifier: BSD-2-Clause */
/* --ignore and --severity, and what a file of house rules adds to the command line. */
#include "cli/takers.h"

#include "cli/message.h"
#include "cli/nearest.h"
#include "core/bytes.h"

#include <stdlib.h>
#include <string.h>

/* ---- rules ---- */

void place_write(const struct place_given *place, const char *option, size_t offset, char room[PLACE_ROOM])
{
    if (place->file == NULL)
        snprintf(room, PLACE_ROOM, "--%s", option);
    else
        snprintf(room, PLACE_ROOM, "%s:%zu:%zu", place->file, place->line, place->column + offset);
}

static const char blanks[] = " \t";

/* The length of a text without the blanks at its end. */
static size_t trimmed(const char *text, size_t length)
{
    while (length > 0 && strchr(blanks, text[length - 1]) != NULL)
        length--;
    return length;
}

/*
 * The next part of a list, without the blanks around it: what is left begins at text[*at], which moves behind the
 * comma.  False when there is none left.
 */
static bool next_of_list(const char *text, size_t *at, const char **part, size_t *length)
{
    if (*at > 0 && text[*at - 1] != ',')
        return false;
    *part = text + *at + strspn(text + *at, blanks);
    *length = strcspn(*part, ",");
    *at = (size_t)(*part - text) + *length + 1;
    *length = trimmed(*part, *length);
    return true;
}

const rptlint_rule *rule_named(const char *where, const char *name, size_t length)
{
    const rptlint_rule *rule = rptlint_rule_find(name, length);
    const char *near;

    if (rule != NULL)
        return rule;
    near = nearest_rule(name, length);
    if (near != NULL)
        message("%s: there is no rule \"%.*s\"; did you mean \"%s\"?", where, (int)length, name, near);
    else
        message("%s: there is no rule \"%.*s\"; \"rptlint explain\" lists them", where, (int)length, name);
    return NULL;
}

static void add_ruling(struct rulings *rulings, const rptlint_rule *rule, int severity)
{
    rulings->list = need_more_memory(rulings->list, (rulings->count + 1) * sizeof(*rulings->list));
    rulings->list[rulings->count++] = (struct ruling){.rule = rule, .severity = severity};
}

bool rule_answers(const rptlint_rule *rule, const char *name, size_t length)
{
    return (strlen(rule->id) == length && equal_nocase(rule->id, name, length)) ||
           (strlen(rule->slug) == length && equal_nocase(rule->slug, name, length));
}

/* For all rules that answer to the name. */
static void add_rulings(struct rulings *rulings, const char *name, size_t length, int severity)
{
    for (size_t i = 0; i < rptlint_rule_count(); i++)
        if (rule_answers(rptlint_rule_at(i), name, length))
            add_ruling(rulings, rptlint_rule_at(i), severity);
}

bool take_ignore(struct options *options, const char *argument, size_t choice)
{
    const char *name;
    size_t at = 0, length;

    (void)choice;
    while (next_of_list(argument, &at, &name, &length)) {
        char where[PLACE_ROOM];

        place_write(&options->place, "ignore", (size_t)(name - argument), where);
        if (rule_named(where, name, length) == NULL)
            return false;
        add_rulings(&options->rulings, name, length, SEVERITY_IGNORED);
    }
    return true;
}

/* "error", "warning" or "note"; 0 for anything else. */
static int severity_named(const char *name, size_t length)
{
    for (int severity = RPTLINT_NOTE; severity <= RPTLINT_ERROR; severity++) {
        const char *known = rptlint_severity_name((rptlint_severity)severity);

        if (strlen(known) == length && memcmp(known, name, length) == 0)
            return severity;
    }
    return 0;
}

/* RULE=LEVEL in text[0..length), which stands at `where`. */
static bool take_one_severity(struct options *options, const char *where, const char *text, size_t length)
{
    const char *equals = memchr(text, '=', length);
    const rptlint_rule *rule;
    const char *level;
    size_t name;
    int severity;

    if (equals == NULL) {
        message("%s: \"%.*s\" is not RULE=LEVEL", where, (int)length, text);
        return false;
    }
    name = trimmed(text, (size_t)(equals - text));
    rule = rule_named(where, text, name);
    if (rule == NULL)
        return false;
    level = equals + 1 + strspn(equals + 1, blanks);
    severity = severity_named(level, length - (size_t)(level - text));
    if (severity == 0) {
        message("%s: \"%.*s\": the level is error, warning or note", where, (int)length, text);
        return false;
    }
    if (rule->syntax && rule->severity == RPTLINT_ERROR && severity < RPTLINT_ERROR) {
        message("%s: %s (%s) breaks the grammar, which stays an error; --ignore hides it", where, rule->id,
                rule->slug);
        return false;
    }
    add_rulings(&options->rulings, text, name, severity);
    return true;
}

bool take_severity(struct options *options, const char *argument, size_t choice)
{
    const char *text;
    size_t at = 0, length;

    (void)choice;
    while (next_of_list(argument, &at, &text, &length)) {
        char where[PLACE_ROOM];

        place_write(&options->place, "severity", (size_t)(text - argument), where);
        if (!take_one_severity(options, where, text, length))
            return false;
    }
    return true;
}

/* Does the command line, or the file, say anything about the rule? */
static bool has_ruling(const struct rulings *rulings, size_t count, const rptlint_rule *rule)
{
    for (size_t i = 0; i < count; i++)
        if (rulings->list[i].rule == rule)
            return true;
    return false;
}

/* Patterns of the file where the command line has none of their kind. */
static void patterns_add(struct patterns *patterns, const struct patterns *from)
{
    if (patterns->count > 0 || from->count == 0)
        return;
    patterns->list = need_memory(from->count * sizeof(*patterns->list));
    patterns->count = from->count;
    memcpy(patterns->list, from->list, from->count * sizeof(*patterns->list));
}

void options_add(struct options *options, const struct options *from)
{
    size_t own = options->rulings.count;

    for (size_t i = 0; i < from->rulings.count; i++)
        if (!has_ruling(&options->rulings, own, from->rulings.list[i].rule))
            add_ruling(&options->rulings, from->rulings.list[i].rule, from->rulings.list[i].severity);
    if (!options->has_fail_on && from->has_fail_on)
        options->rulings.fail_on = from->rulings.fail_on;
    if (options->domain == NULL) {
        options->domain = from->domain;
        options->domain_place = from->domain_place;
    }
    patterns_add(&options->required, &from->required);
    patterns_add(&options->allowed, &from->allowed);
}
