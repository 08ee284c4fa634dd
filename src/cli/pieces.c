/* SPDX-License-Identifier: BSD-2-Clause */
/* A piece table: edits cut pieces, and the gaps between original ones are what a diff shows. */
#include "cli/pieces.h"

#include "cli/message.h"
#include "output/escape.h"

#include <stdlib.h>
#include <string.h>

/* ---- pieces ---- */

void pieces_begin(struct pieces *pieces, const char *original, size_t length)
{
    *pieces = (struct pieces){.original = original, .original_length = length, .length = length};
    pieces->list = need_memory(sizeof(*pieces->list));
    pieces->list[0] = (struct piece){.is_original = true, .length = length};
    pieces->count = 1;
}

static void free_list(struct piece *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(list[i].data);
    free(list);
}

void pieces_free(struct pieces *pieces)
{
    free_list(pieces->list, pieces->count);
    free(pieces->text);
}

const char *pieces_text(const struct pieces *pieces)
{
    return pieces->text != NULL ? pieces->text : pieces->original;
}

/* The pieces that come out, while the old ones are gone through. */
struct cutter {
    const struct pieces *from;
    size_t piece;     /* the old piece, */
    size_t used;      /* and how much of it is through */
    struct piece *list;
    size_t count;
    size_t capacity;
    size_t original;  /* where in the original the pieces put out so far end */
};

static void put(struct cutter *cutter, struct piece piece)
{
    if (piece.length == 0)
        return;
    if (cutter->count == cutter->capacity) {
        cutter->capacity = cutter->capacity > 0 ? cutter->capacity * 2 : 16;
        cutter->list = need_more_memory(cutter->list, cutter->capacity * sizeof(*cutter->list));
    }
    cutter->list[cutter->count++] = piece;
    if (piece.is_original)
        cutter->original = piece.offset + piece.length;
}

/* Goes through `octets` of the old text, which stay or go. */
static void pass(struct cutter *cutter, size_t octets, bool stay)
{
    while (octets > 0 && cutter->piece < cutter->from->count) {
        const struct piece *piece = &cutter->from->list[cutter->piece];
        size_t part = piece->length - cutter->used < octets ? piece->length - cutter->used : octets;
        struct piece kept = {.is_original = piece->is_original, .offset = piece->offset, .length = part};

        if (piece->is_original)
            kept.offset += cutter->used;
        else if (stay)
            kept.data = joined(piece->data + cutter->used, part, "", 0, "", 0);
        if (stay)
            put(cutter, kept);
        else if (piece->is_original)
            cutter->original = kept.offset + part;
        octets -= part;
        cutter->used += part;
        if (cutter->used == piece->length) {
            cutter->piece++;
            cutter->used = 0;
        }
    }
}

static void insert(struct cutter *cutter, const struct edit *edit)
{
    if (edit->with_length > 0)
        put(cutter, (struct piece){.offset = cutter->original, .length = edit->with_length,
                                   .data = joined(edit->with, edit->with_length, "", 0, "", 0)});
}

static void write_text(struct pieces *pieces)
{
    size_t length = 0, at = 0;

    for (size_t i = 0; i < pieces->count; i++)
        length += pieces->list[i].length;
    free(pieces->text);
    pieces->text = need_memory(length + 1);
    pieces->length = length;
    for (size_t i = 0; i < pieces->count; i++) {
        const struct piece *piece = &pieces->list[i];

        memcpy(pieces->text + at, piece->is_original ? pieces->original + piece->offset : piece->data, piece->length);
        at += piece->length;
    }
}

static int by_place(const void *a, const void *b)
{
    const struct edit *first = a, *second = b;

    if (first->offset != second->offset)
        return first->offset < second->offset ? -1 : 1;
    return (first->length > second->length) - (first->length < second->length);
}

size_t pieces_apply(struct pieces *pieces, struct edit *edits, size_t count)
{
    struct cutter cutter = {.from = pieces};
    size_t at = 0, made = 0;

    qsort(edits, count, sizeof(*edits), by_place);
    for (size_t i = 0; i < count; i++) {
        if (edits[i].offset < at || (made > 0 && edits[i].offset == at && edits[i].length == 0))
            continue;
        pass(&cutter, edits[i].offset - at, true);
        pass(&cutter, edits[i].length, false);
        insert(&cutter, &edits[i]);
        at = edits[i].offset + edits[i].length;
        made++;
    }
    pass(&cutter, pieces->length - at, true);
    free_list(pieces->list, pieces->count);
    pieces->list = cutter.list;
    pieces->count = cutter.count;
    write_text(pieces);
    return made;
}

/* ---- the diff ---- */

/* Lines of context around a change. */
enum { CONTEXT = 3 };

/* Whole lines of the original that are replaced by whole lines of the text. */
struct change {
    size_t from, to;         /* in the original */
    size_t new_from, new_to; /* in the text */
};

static size_t line_start(const char *text, size_t at)
{
    while (at > 0 && text[at - 1] != '\n')
        at--;
    return at;
}

/* Behind the line feed of the line that text[at] is in; `at` itself when a line begins there and may stay out. */
static size_t line_end(const char *text, size_t length, size_t at)
{
    const char *feed = at < length ? memchr(text + at, '\n', length - at) : NULL;

    return feed != NULL ? (size_t)(feed - text) + 1 : length;
}

static size_t count_lines(const char *text, size_t from, size_t to)
{
    size_t lines = 0;

    for (size_t at = from; at < to; at++)
        lines += text[at] == '\n';
    return lines + (to > from && text[to - 1] != '\n');
}

/*
 * The next change at or behind piece *i: a run of pieces that are new, or miss original octets between them, as whole
 * lines on both sides.  *at is where the piece begins in the text, *original where the original stands.
 */
static bool next_change(const struct pieces *pieces, size_t *i, size_t *at, size_t *original, struct change *change)
{
    const char *text = pieces_text(pieces);

    for (; *i <= pieces->count; ++*i) {
        bool end = *i == pieces->count;
        const struct piece *piece = end ? NULL : &pieces->list[*i];
        size_t new_from = *at, gone_from = *original;

        if (!end && piece->is_original && piece->offset == *original) {
            *at += piece->length;
            *original += piece->length;
            continue;
        }
        if (end && *original == pieces->original_length)
            return false;
        for (; *i < pieces->count && !pieces->list[*i].is_original; ++*i)
            *at += pieces->list[*i].length;
        *original = *i < pieces->count ? pieces->list[*i].offset : pieces->original_length;
        change->from = line_start(pieces->original, gone_from);
        change->new_from = line_start(text, new_from);
        change->to = line_end(pieces->original, pieces->original_length, *original);
        change->new_to = line_end(text, pieces->length, *at);
        return true;
    }
    return false;
}

static void write_lines(FILE *stream, char mark, const char *text, size_t from, size_t to)
{
    while (from < to) {
        size_t end = line_end(text, to, from);

        putc(mark, stream);
        fwrite(text + from, 1, end - from, stream);
        if (text[end - 1] != '\n')
            fputs("\n\\ No newline at end of file\n", stream);
        from = end;
    }
}

/* The beginning of the line that is `lines` before the one at text[at]. */
static size_t lines_before(const char *text, size_t at, size_t lines)
{
    for (; lines > 0 && at > 0; lines--)
        at = line_start(text, at - 1);
    return at;
}

static size_t lines_behind(const char *text, size_t length, size_t at, size_t lines)
{
    for (; lines > 0 && at < length; lines--)
        at = line_end(text, length, at);
    return at;
}

/* Lines counted so far, on both sides: hunks come in order. */
struct counted {
    size_t at, lines;
    size_t new_at, new_lines;
};

/* A hunk: changes that are near each other. */
static void write_hunk(const struct pieces *pieces, const struct change *changes, size_t count, struct counted *counted,
                       FILE *stream)
{
    const char *old = pieces->original, *text = pieces_text(pieces);
    const struct change *last = &changes[count - 1];
    size_t from = lines_before(old, changes[0].from, CONTEXT);
    size_t to = lines_behind(old, pieces->original_length, last->to, CONTEXT);
    size_t new_from = changes[0].new_from - (changes[0].from - from), new_to = last->new_to + (to - last->to);
    size_t lines = count_lines(old, from, to), new_lines = count_lines(text, new_from, new_to);
    size_t at = from;

    counted->lines += count_lines(old, counted->at, from);
    counted->new_lines += count_lines(text, counted->new_at, new_from);
    counted->at = from;
    counted->new_at = new_from;
    fprintf(stream, "@@ -%zu,%zu +%zu,%zu @@\n", counted->lines + (lines > 0), lines,
            counted->new_lines + (new_lines > 0), new_lines);
    for (size_t i = 0; i < count; i++) {
        write_lines(stream, ' ', old, at, changes[i].from);
        write_lines(stream, '-', old, changes[i].from, changes[i].to);
        write_lines(stream, '+', text, changes[i].new_from, changes[i].new_to);
        at = changes[i].to;
    }
    write_lines(stream, ' ', old, at, to);
}

/* Changes in lines of their own, those that share a line put together. */
static struct change *all_changes(const struct pieces *pieces, size_t *count)
{
    struct change *changes = NULL, change;
    size_t i = 0, at = 0, original = 0;

    *count = 0;
    while (next_change(pieces, &i, &at, &original, &change)) {
        struct change *last = *count > 0 ? &changes[*count - 1] : NULL;

        if (last != NULL && change.from <= last->to) {
            last->to = change.to > last->to ? change.to : last->to;
            last->new_to = change.new_to > last->new_to ? change.new_to : last->new_to;
            continue;
        }
        changes = need_more_memory(changes, (*count + 1) * sizeof(*changes));
        changes[(*count)++] = change;
    }
    return changes;
}

/* A quote or a backslash would be taken for quoting, a line end for the end of the name. */
static bool needs_quotes(const char *name)
{
    size_t length = strlen(name);

    for (size_t at = 0; at < length;) {
        struct unit unit = unit_at(name, length, at);

        if (unit.hidden || unit.code == '"' || unit.code == '\\')
            return true;
        at += unit.length;
    }
    return false;
}

/* In quotes, as git does it and both patch and git apply read it: \ooo for every octet that could be misread. */
static void write_c_string(FILE *stream, const char *name)
{
    putc('"', stream);
    for (; *name != '\0'; name++) {
        unsigned octet = (unsigned char)*name;

        if (octet < ' ' || octet > '~' || octet == '"' || octet == '\\')
            fprintf(stream, "\\%03o", octet);
        else
            putc(*name, stream);
    }
    putc('"', stream);
}

/* Behind a name with a space stands a TAB, so that none of it is taken for a date; git apply takes no "./". */
static void write_file_line(FILE *stream, const char *mark, const char *name)
{
    while (name[0] == '.' && name[1] == '/')
        name += 1 + strspn(name + 1, "/");
    fputs(mark, stream);
    if (needs_quotes(name))
        write_c_string(stream, name);
    else
        fprintf(stream, "%s%s", name, strchr(name, ' ') != NULL ? "\t" : "");
    putc('\n', stream);
}

void pieces_diff(const struct pieces *pieces, const char *name, FILE *stream)
{
    size_t count, first = 0;
    struct counted counted = {.at = 0};
    struct change *changes = all_changes(pieces, &count);

    if (count > 0) {
        write_file_line(stream, "--- ", name);
        write_file_line(stream, "+++ ", name);
    }
    for (size_t i = 0; i < count; i++) {
        bool near = i + 1 < count && count_lines(pieces->original, changes[i].to, changes[i + 1].from) <= 2 * CONTEXT;

        if (near)
            continue;
        write_hunk(pieces, changes + first, i + 1 - first, &counted, stream);
        first = i + 1;
    }
    free(changes);
}
