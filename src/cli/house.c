/* SPDX-License-Identifier: BSD-2-Clause */
/* Destinations against the patterns of the house. */
#include "cli/house.h"

#include "cli/message.h"
#include "core/finding.h"

#include <stdio.h>
#include <stdlib.h>

/* Of several allowed patterns a hint names so many. */
enum { NAMED_MAX = 3 };

/* ---- hints ---- */

/* A text that grows. */
struct growing {
    char *text;
    size_t length;
};

static void add(struct growing *growing, const char *text)
{
    size_t length = strlen(text);

    growing->text = need_more_memory(growing->text, growing->length + length + 1);
    memcpy(growing->text + growing->length, text, length + 1);
    growing->length += length;
}

/* Where the rule comes from: a file and line, or the option. */
static void add_origin(struct growing *growing, const struct pattern_given *given, const char *option)
{
    char line[32];

    add(growing, given->place.file != NULL ? given->place.file : "--");
    if (given->place.file != NULL)
        snprintf(line, sizeof(line), ":%zu", given->place.line);
    add(growing, given->place.file != NULL ? line : option);
}

static char *required_hint(const struct pattern_given *given)
{
    struct growing hint = {.text = NULL};

    add(&hint, "it must match ");
    add(&hint, given->text);
    add(&hint, " (");
    add_origin(&hint, given, "require-rua");
    add(&hint, ")");
    return hint.text;
}

static char *allowed_hint(const struct patterns *patterns)
{
    struct growing hint = {.text = NULL};
    char number[64];

    add(&hint, "it must match ");
    for (size_t i = 0; i < patterns->count && i < NAMED_MAX; i++) {
        add(&hint, i > 0 ? " or " : "");
        add(&hint, patterns->list[i].text);
    }
    snprintf(number, sizeof(number), " or one of %zu more",
             patterns->count > NAMED_MAX ? patterns->count - NAMED_MAX : 0);
    add(&hint, patterns->count > NAMED_MAX ? number : "");
    add(&hint, " (");
    add_origin(&hint, &patterns->list[0], "allow-rua");
    add(&hint, ")");
    return hint.text;
}

/* ---- patterns ---- */

static int not_compiled(const struct pattern_given *given, const char *option, enum match_status status,
                        size_t offset, const char *why)
{
    char where[PLACE_ROOM], text[MATCH_ERROR_ROOM + 64];

    place_write(&given->place, option, offset, where);
    if (status == MATCH_NO_LIBRARY) {
        message("%s: %s is missing: destinations can't be compared with a pattern", where, MATCH_PACKAGE);
        return STATUS_TROUBLE;
    }
    if (status == MATCH_NOMEM) {
        message("%s: out of memory", where);
        return STATUS_TROUBLE;
    }
    if (given->place.file != NULL)
        snprintf(text, sizeof(text), "%s: %s", option, why);
    else
        snprintf(text, sizeof(text), "column %zu: %s", offset + 1, why);
    message_at(where, text, given->text, strlen(given->text), offset);
    return STATUS_USAGE;
}

static int compile(const struct patterns *patterns, const char *option, struct house_pattern **compiled,
                   size_t *count)
{
    *compiled = need_memory(patterns->count * sizeof(**compiled));
    for (size_t i = 0; i < patterns->count; i++) {
        const struct pattern_given *given = &patterns->list[i];
        char why[MATCH_ERROR_ROOM] = "no destination matches an empty pattern";
        enum match_status status = MATCH_INVALID;
        struct match *match = NULL;
        size_t offset = 0;

        if (given->text[0] != '\0')
            status = match_compile(given->text, strlen(given->text), &match, &offset, why);
        if (status != MATCH_OK)
            return not_compiled(given, option, status, offset, why);
        (*compiled)[(*count)++] = (struct house_pattern){.given = given, .match = match};
    }
    return STATUS_OK;
}

int house_begin(struct house *house, const struct options *options, const struct judge *judge)
{
    int status;

    *house = (struct house){.judge = judge};
    status = compile(&options->required, "require-rua", &house->required, &house->required_count);
    if (status == STATUS_OK)
        status = compile(&options->allowed, "allow-rua", &house->allowed, &house->allowed_count);
    for (size_t i = 0; i < house->required_count; i++)
        house->required[i].hint = required_hint(house->required[i].given);
    if (house->allowed_count > 0)
        house->allowed_hint = allowed_hint(&options->allowed);
    return status == STATUS_USAGE ? usage_hint(options->command) : status;
}

void house_free(struct house *house)
{
    for (size_t i = 0; i < house->required_count; i++) {
        match_free(house->required[i].match);
        free(house->required[i].hint);
    }
    for (size_t i = 0; i < house->allowed_count; i++)
        match_free(house->allowed[i].match);
    free(house->required);
    free(house->allowed);
    free(house->allowed_hint);
}

/* ---- destinations ---- */

/* What could not be told is neither a match nor none: it is said, and the run ends with STATUS_TROUBLE. */
static void not_told(struct house *house, const struct house_pattern *pattern, const char *option,
                     enum match_status status, const char *uri, size_t length)
{
    enum { SHOWN_MAX = 200 };
    const struct pattern_given *given = pattern->given;
    char where[PLACE_ROOM];

    place_write(&given->place, option, 0, where);
    message("%s: %s: the pattern takes more %s for \"%.*s%s\": not decided", house->judge->subject->name, where,
            status == MATCH_NOMEM ? "memory than there is" : "steps or memory than allowed", (int)(length < SHOWN_MAX ? length : SHOWN_MAX), uri, length < SHOWN_MAX ? "" : "...");
    house->trouble = true;
}

static const rptlint_rule *ask_required(struct house *house, const char *uri, size_t length, const char **hint)
{
    while (house->next < house->required_count) {
        const struct house_pattern *pattern = &house->required[house->next++];
        enum match_status status = match_text(pattern->match, uri, length);

        if (status == MATCH_OK)
            continue;
        if (status == MATCH_NONE) {
            *hint = pattern->hint;
            return &rule_table[H101];
        }
        not_told(house, pattern, "require-rua", status, uri, length);
    }
    return NULL;
}

/* One that matches suffices, whatever others could not tell. */
static const rptlint_rule *ask_allowed(struct house *house, const char *uri, size_t length, const char **hint)
{
    const struct house_pattern *unsure = NULL;
    enum match_status reason = MATCH_LIMIT;

    house->next++;
    for (size_t i = 0; i < house->allowed_count; i++) {
        enum match_status status = match_text(house->allowed[i].match, uri, length);

        if (status == MATCH_OK)
            return NULL;
        if (status != MATCH_NONE && unsure == NULL) {
            unsure = &house->allowed[i];
            reason = status;
        }
    }
    if (unsure != NULL) {
        not_told(house, unsure, "allow-rua", reason, uri, length);
        return NULL;
    }
    *hint = house->allowed_hint;
    return house->allowed_count > 0 ? &rule_table[H102] : NULL;
}

/* A rptlint_house. */
static const rptlint_rule *ask(void *user, const char *uri, size_t length, size_t turn, const char **hint)
{
    struct house *house = user;
    const rptlint_rule *rule;

    if (turn == 0)
        house->next = 0;
    rule = ask_required(house, uri, length, hint);
    if (rule == NULL && house->next == house->required_count)
        rule = ask_allowed(house, uri, length, hint);
    return rule;
}

void house_join(struct house *house, rptlint_options *checker)
{
    if (house->required_count + house->allowed_count == 0)
        return;
    checker->house = ask;
    checker->house_user = house;
}
