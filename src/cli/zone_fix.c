/* SPDX-License-Identifier: BSD-2-Clause */
/* Edits of zone files, gathered while the zone is checked. */
#include "cli/zone_fix.h"

#include "cli/fix.h"
#include "cli/message.h"

#include <stdlib.h>
#include <string.h>

/* Fixing one thing can show another; so often is enough for any record. */
enum { ROUNDS_MAX = 64 };

struct file_edit {
    size_t file;
    struct edit edit;
};

struct zone_fixes {
    struct file_edit *list;
    size_t count;
    size_t capacity;
    size_t entry;     /* the first edit of the entry */
    bool is_broken;   /* its strings are wrong, and no edit puts that right */
    size_t rounds;
};

struct zone_fixes *zone_fixes_begin(void)
{
    struct zone_fixes *fixes = need_memory(sizeof(*fixes));

    *fixes = (struct zone_fixes){.rounds = 0};
    return fixes;
}

static void forget(struct zone_fixes *fixes, size_t count)
{
    while (fixes->count > count)
        free(fixes->list[--fixes->count].edit.with);
}

void zone_fixes_end(struct zone_fixes *fixes)
{
    forget(fixes, 0);
    free(fixes->list);
    free(fixes);
}

void zone_fixes_entry(struct zone_fixes *fixes)
{
    fixes->entry = fixes->count;
    fixes->is_broken = false;
}

static void add(struct zone_fixes *fixes, size_t file, struct edit edit)
{
    if (fixes->count == fixes->capacity) {
        fixes->capacity = fixes->capacity > 0 ? fixes->capacity * 2 : 16;
        fixes->list = need_more_memory(fixes->list, fixes->capacity * sizeof(*fixes->list));
    }
    fixes->list[fixes->count++] = (struct file_edit){.file = file, .edit = edit};
}

void zone_fixes_add(struct zone_fixes *fixes, size_t file, const rptlint_finding *finding)
{
    struct edit edit = {.offset = finding->span.offset, .with_length = finding->fix_length};

    if (finding->fix == NULL) {
        fixes->is_broken = fixes->is_broken || finding->rule->id[0] == 'T';
        return;
    }
    edit.length = finding->fix_inserts ? 0 : finding->span.length;
    edit.with = joined(finding->fix, finding->fix_length, "", 0, "", 0);
    add(fixes, file, edit);
}

/* Only an RDATA on one line without parentheses is written anew: elsewhere comments would lose their lines. */
static bool is_simple(const char *text, size_t length)
{
    bool quoted = false;
    size_t at = 0;

    for (; at < length && (quoted || text[at] != ';'); at++) {
        if (text[at] == '\\')
            at++;
        else if (text[at] == '"')
            quoted = !quoted;
        else if (text[at] == '\n' || (!quoted && (text[at] == '(' || text[at] == ')')))
            return false;
    }
    return at >= length || memchr(text + at, '\n', length - at) == NULL;
}

void zone_fixes_record(struct zone_fixes *fixes, size_t file, const char *text, rptlint_span rdata)
{
    struct edit edit = {.offset = rdata.offset, .length = rdata.length};

    while (edit.length > 0 && strchr(" \t\r", text[rdata.offset + edit.length - 1]) != NULL)
        edit.length--;
    if (!fixes->is_broken || !is_simple(text + rdata.offset, edit.length))
        return;
    edit.with = fix_txt(text + rdata.offset, edit.length, &edit.with_length);
    if (edit.with == NULL ||
        (edit.with_length == edit.length && memcmp(edit.with, text + rdata.offset, edit.length) == 0)) {
        free(edit.with);
        return;
    }
    /* Owner and type keep theirs; those inside the strings are done with. */
    for (size_t i = fixes->entry; i < fixes->count; i++) {
        if (fixes->list[i].edit.offset >= rdata.offset) {
            forget(fixes, i);
            break;
        }
    }
    add(fixes, file, edit);
}

size_t zone_fixes_make(struct zone_fixes *fixes, size_t file, struct pieces *pieces)
{
    struct edit *edits = need_memory((fixes->count + 1) * sizeof(*edits));
    size_t count = 0, kept = 0, made = 0;

    for (size_t i = 0; i < fixes->count; i++) {
        if (fixes->list[i].file == file)
            edits[count++] = fixes->list[i].edit;
        else
            fixes->list[kept++] = fixes->list[i];
    }
    fixes->count = kept;
    if (count > 0)
        made = pieces_apply(pieces, edits, count);
    for (size_t i = 0; i < count; i++)
        free(edits[i].with);
    free(edits);
    return made;
}

bool zone_fixes_round(struct zone_fixes *fixes)
{
    return ++fixes->rounds < ROUNDS_MAX;
}
