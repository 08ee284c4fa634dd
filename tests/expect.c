/* SPDX-License-Identifier: BSD-2-Clause */
/* .expect files: findings, a verdict, and of reports what is read. */
#include "expect.h"

#include "core/finding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static size_t number(const char **at)
{
    char *end;
    unsigned long value = strtoul(*at, &end, 10);

    assert_ptr_not_equal(end, *at);
    *at = end;
    return (size_t)value;
}

static bool word(const char **at, const char *wanted)
{
    size_t length = strlen(wanted);

    while (**at == ' ')
        ++*at;
    if (strncmp(*at, wanted, length) != 0)
        return false;
    *at += length;
    return true;
}

static const struct {
    const char *name;
    const char *text;
} hints[] = {
#define RULE(id, slug, severity, syntax, rfc, section, message, why, hint, bad, good)
#define HINT(name, text) {#name, HINT_##name},
#include "rules.def"
#undef RULE
#undef HINT
};

const char *hint_named(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
        if (strlen(hints[i].name) == length && memcmp(hints[i].name, name, length) == 0)
            return hints[i].text;
    return NULL;
}

const char *hint_name(const char *text)
{
    for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
        if (hints[i].text == text)
            return hints[i].name;
    return NULL;
}

/* [hint NAME] [at POINTER] [in INPUT] */
static const char *read_words(struct kept *kept, const char *line)
{
    if (word(&line, "hint ")) {
        kept->hint = hint_named(line, strcspn(line, " \n"));
        assert_non_null(kept->hint);
        line += strcspn(line, " \n");
    }
    if (word(&line, "at ")) {
        kept->pointer_length = strcspn(line, " \n");
        assert_in_range(kept->pointer_length, 1, POINTER_KEPT);
        memcpy(kept->pointer, line, kept->pointer_length);
        line += kept->pointer_length;
    }
    if (word(&line, "in "))
        kept->input = number(&line);
    return line;
}

/*
 * ID SEVERITY OFFSET LENGTH [replace "TEXT" | insert "TEXT"] [related OFFSET LENGTH] [hint NAME] [at POINTER] [in INPUT]
 * Where the hint or the pointer is not given, any will do; INPUT is the number of a zone's file, which is 0 without it.
 */
static void read_finding(struct kept *kept, const char *line)
{
    *kept = (struct kept){.rule = rptlint_rule_find(line, 4)};
    assert_non_null(kept->rule);
    line += 4;
    kept->severity = word(&line, "error")     ? RPTLINT_ERROR
                     : word(&line, "warning") ? RPTLINT_WARNING
                     : word(&line, "note")    ? RPTLINT_NOTE
                                              : (rptlint_severity)0;
    kept->span.offset = number(&line);
    kept->span.length = number(&line);
    kept->fix_inserts = word(&line, "insert");
    kept->has_fix = kept->fix_inserts || word(&line, "replace");
    if (kept->has_fix) {
        const char *end;

        assert_true(word(&line, "\""));
        end = strchr(line, '"');
        assert_non_null(end);
        kept->fix_length = (size_t)(end - line);
        memcpy(kept->fix, line, kept->fix_length);
        line = end + 1;
    }
    kept->has_related = word(&line, "related");
    if (kept->has_related) {
        kept->related.offset = number(&line);
        kept->related.length = number(&line);
    }
    line = read_words(kept, line);
    assert_int_equal(*line, '\n');
}

void read_expect(struct expected *expected, const char *text)
{
    memset(expected, 0, sizeof(*expected));
    for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
        size_t length = (size_t)(strchr(line, '\n') - line);

        if (strncmp(line, "domain ", 7) == 0)
            memcpy(expected->domain, line + 7, length - 7);
        else if (strncmp(line, "verdict ", 8) == 0)
            memcpy(expected->verdict, line + 8, length - 8);
        else if (strncmp(line, "read ", 5) == 0)
            strncat(expected->read, line + 5, length - 4);
        else
            read_finding(&expected->findings.list[expected->findings.count++], line);
    }
}

static void print_finding(const char *what, const struct kept *kept)
{
    print_message("  %s %s %s %zu %zu%s%s%.*s%s at %.*s (%s)\n", what, kept->rule->id,
                  rptlint_severity_name(kept->severity), kept->span.offset, kept->span.length,
                  kept->has_fix ? kept->fix_inserts ? " insert " : " replace " : "", kept->has_fix ? "\"" : "",
                  (int)kept->fix_length, kept->fix, kept->has_fix ? "\"" : "", (int)kept->pointer_length, kept->pointer,
                  kept->hint != NULL ? kept->hint : "any hint");
}

bool is_as_expected(const struct findings *found, const struct expected *expected)
{
    const struct findings *wanted = &expected->findings;
    bool same = found->count == wanted->count;

    for (size_t i = 0; same && i < found->count; i++) {
        const struct kept *a = &found->list[i], *b = &wanted->list[i];

        same = same_finding(a, b) &&
               (!b->has_related || (a->has_related && a->related.offset == b->related.offset &&
                                    a->related.length == b->related.length)) &&
               (b->hint == NULL || a->hint == b->hint) &&
               (b->pointer_length == 0 || (a->pointer_length == b->pointer_length &&
                                           memcmp(a->pointer, b->pointer, a->pointer_length) == 0));
    }
    return same;
}

void print_difference(const struct findings *found, const struct expected *expected)
{
    for (size_t i = 0; i < expected->findings.count; i++)
        print_finding("wanted", &expected->findings.list[i]);
    for (size_t i = 0; i < found->count && i < FINDINGS_MAX; i++)
        print_finding("found ", &found->list[i]);
}

size_t write_findings(const struct findings *found, char *text, size_t room)
{
    size_t length = 0;

    text[0] = '\0';
    for (size_t i = 0; i < found->count; i++) {
        const struct kept *kept = &found->list[i];

        length += (size_t)snprintf(text + length, room - length, "%s %s %zu %zu\n", kept->rule->id,
                                   rptlint_severity_name(kept->severity), kept->span.offset, kept->span.length);
        assert_true(length < room);
    }
    return length;
}

void note_coverage(struct coverage *coverage, const char *name, bool near, const struct findings *expected)
{
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        const char *id = rptlint_rule_at(i)->id;

        if (strncmp(name, id, strlen(id)) != 0)
            continue;
        if (near)
            coverage->near[i] |= !has_rule(expected, id);
        else
            coverage->fires[i] |= has_rule(expected, id);
    }
}

size_t count_uncovered(const struct coverage *coverage, const char *letters, const char *but)
{
    size_t missing = 0;

    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        const char *id = rptlint_rule_at(i)->id;

        if (strchr(letters, id[0]) == NULL || strstr(but, id) != NULL || (coverage->fires[i] && coverage->near[i]))
            continue;
        print_message("%s lacks %s%s\n", id, coverage->fires[i] ? "" : "a case ",
                      coverage->near[i] ? "" : "a near miss");
        missing++;
    }
    return missing;
}
