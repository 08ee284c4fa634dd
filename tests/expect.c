/* SPDX-License-Identifier: BSD-2-Clause */
/* .expect files: ID SEVERITY OFFSET LENGTH [replace "TEXT" | insert "TEXT"] [related OFFSET LENGTH]; verdict ... */
#include "expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
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

/* ID SEVERITY OFFSET LENGTH [replace "TEXT" | insert "TEXT"] [related OFFSET LENGTH] */
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
        else
            read_finding(&expected->findings.list[expected->findings.count++], line);
    }
}

static void print_finding(const char *what, const struct kept *kept)
{
    print_message("  %s %s %s %zu %zu%s%s%.*s%s\n", what, kept->rule->id,
                  rptlint_severity_name(kept->severity), kept->span.offset, kept->span.length,
                  kept->has_fix ? kept->fix_inserts ? " insert " : " replace " : "", kept->has_fix ? "\"" : "",
                  (int)kept->fix_length, kept->fix, kept->has_fix ? "\"" : "");
}

bool is_as_expected(const struct findings *found, const struct expected *expected)
{
    const struct findings *wanted = &expected->findings;
    bool same = found->count == wanted->count;

    for (size_t i = 0; same && i < found->count; i++) {
        const struct kept *a = &found->list[i], *b = &wanted->list[i];

        same = same_finding(a, b) &&
               (!b->has_related || (a->has_related && a->related.offset == b->related.offset &&
                                    a->related.length == b->related.length));
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
