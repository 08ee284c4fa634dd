/* SPDX-License-Identifier: BSD-2-Clause */
/* The corpus as tests see it: NAME.in and NAME.expect, and findings collected into a list. */
#define _DEFAULT_SOURCE
#include "corpus.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int keep_finding(void *user, const rptlint_finding *finding)
{
    struct findings *findings = user;
    struct kept *kept;

    if (findings->count++ >= FINDINGS_MAX)
        return 0;
    kept = &findings->list[findings->count - 1];
    *kept = (struct kept){.rule = finding->rule,
                          .severity = finding->severity,
                          .number = findings->count,
                          .input = finding->input,
                          .span = finding->span,
                          .has_related = finding->has_related,
                          .related = finding->related,
                          .has_fix = finding->fix != NULL && finding->fix_length <= FIX_KEPT,
                          .fix_inserts = finding->fix_inserts,
                          .fix_length = finding->fix_length,
                          .hint = finding->hint};
    if (kept->has_fix)
        memcpy(kept->fix, finding->fix, finding->fix_length);
    if (findings->text != NULL && rptlint_write_pointer(findings->text, findings->length, finding, kept->pointer,
                                                        POINTER_KEPT, &kept->pointer_length) != RPTLINT_OK)
        kept->pointer_length = 0;
    return 0;
}

static int compare_findings(const void *a, const void *b)
{
    const struct kept *x = a, *y = b;
    int order;

    if (x->span.offset != y->span.offset)
        return x->span.offset < y->span.offset ? -1 : 1;
    order = strcmp(x->rule->id, y->rule->id);
    if (order != 0)
        return order;
    return x->number < y->number ? -1 : x->number > y->number;
}

void sort_findings(struct findings *findings)
{
    size_t count = findings->count < FINDINGS_MAX ? findings->count : FINDINGS_MAX;

    qsort(findings->list, count, sizeof(findings->list[0]), compare_findings);
}

bool same_finding(const struct kept *a, const struct kept *b)
{
    return a->rule == b->rule && a->severity == b->severity && a->span.offset == b->span.offset &&
           a->span.length == b->span.length && a->has_fix == b->has_fix &&
           (!a->has_fix || (a->fix_inserts == b->fix_inserts && a->fix_length == b->fix_length &&
                            memcmp(a->fix, b->fix, a->fix_length) == 0));
}

bool same_words(const struct kept *a, const struct kept *b)
{
    return same_finding(a, b) && a->hint == b->hint && a->pointer_length == b->pointer_length &&
           memcmp(a->pointer, b->pointer, a->pointer_length) == 0;
}

size_t count_rule(const struct findings *findings, const char *id)
{
    size_t count = 0;

    for (size_t i = 0; i < findings->count && i < FINDINGS_MAX; i++)
        count += strcmp(findings->list[i].rule->id, id) == 0;
    return count;
}

bool has_rule(const struct findings *findings, const char *id)
{
    return count_rule(findings, id) > 0;
}

char *load_file(const char *folder, const char *name, const char *ending, size_t *length)
{
    char path[512];
    FILE *file;
    char *data = NULL;
    long size;

    snprintf(path, sizeof(path), "corpus/%s/%s%s", folder, name, ending);
    file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0) {
        rewind(file);
        data = calloc((size_t)size + 1, 1);
        if (data != NULL && fread(data, 1, (size_t)size, file) != (size_t)size) {
            free(data);
            data = NULL;
        }
        *length = (size_t)size;
    }
    fclose(file);
    return data;
}

static bool load_case(struct corpus_case *one, const char *name)
{
    size_t length;
    char *data;

    if (snprintf(one->name, sizeof(one->name), "%s", name) >= (int)sizeof(one->name))
        return false;
    data = load_file(one->folder, name, ".in", &one->length);
    if (data == NULL)
        return false;
    if (one->length > 0 && data[one->length - 1] == '\n')
        one->length--;
    one->input = malloc(one->length > 0 ? one->length : 1);
    if (one->input != NULL)
        memcpy(one->input, data, one->length);
    free(data);
    one->expect = load_file(one->folder, name, ".expect", &length);
    if (one->expect == NULL)
        one->expect = calloc(1, 1);
    return one->input != NULL && one->expect != NULL;
}

static int is_input(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 3 && strcmp(entry->d_name + length - 3, ".in") == 0;
}

size_t each_name_in(const char *folder, void (*visit)(const char *name, void *user), void *user)
{
    char path[64];
    struct dirent **entries;
    int count;

    snprintf(path, sizeof(path), "corpus/%s", folder);
    count = scandir(path, &entries, is_input, alphasort);
    for (int i = 0; i < count; i++) {
        entries[i]->d_name[strlen(entries[i]->d_name) - 3] = '\0';
        visit(entries[i]->d_name, user);
        free(entries[i]);
    }
    if (count < 0)
        return 0;
    free(entries);
    return (size_t)count;
}

/* The cases of a folder, one after the other in `one`. */
struct walk_of_cases {
    struct corpus_case one;
    void (*visit)(const struct corpus_case *one, void *user);
    void *user;
    size_t visited;
};

static void visit_case(const char *name, void *user)
{
    struct walk_of_cases *walk = user;

    if (!load_case(&walk->one, name))
        return;
    walk->visit(&walk->one, walk->user);
    walk->visited++;
    free(walk->one.input);
    free(walk->one.expect);
}

static size_t each_in(const char *folder, enum corpus_kind kind, void (*visit)(const struct corpus_case *, void *),
                      void *user)
{
    struct walk_of_cases walk = {.one = {.folder = folder, .kind = kind}, .visit = visit, .user = user};

    each_name_in(folder, visit_case, &walk);
    return walk.visited;
}

size_t each_case_in(const char *folder, void (*visit)(const struct corpus_case *one, void *user), void *user)
{
    return each_in(folder, CORPUS_RECORD, visit, user);
}

size_t each_case(void (*visit)(const struct corpus_case *one, void *user), void *user)
{
    return each_in("record", CORPUS_RECORD, visit, user) + each_in("txt", CORPUS_TXT, visit, user);
}

rptlint_status check_as(enum corpus_kind kind, const char *data, size_t length,
                        const rptlint_options *options, rptlint_verdict *verdict)
{
    return kind == CORPUS_TXT ? rptlint_check_txt(data, length, options, verdict)
                              : rptlint_check_record(data, length, options, verdict);
}

char *apply_fix(const char *data, size_t length, const struct kept *finding, size_t *fixed_length)
{
    size_t from = finding->span.offset;
    size_t to = finding->fix_inserts ? from : from + finding->span.length;
    char *fixed = malloc(length + finding->fix_length + 1);

    if (fixed == NULL)
        return NULL;
    if (from > 0)
        memcpy(fixed, data, from);
    memcpy(fixed + from, finding->fix, finding->fix_length);
    if (length > to)
        memcpy(fixed + from + finding->fix_length, data + to, length - to);
    *fixed_length = from + finding->fix_length + length - to;
    return fixed;
}
