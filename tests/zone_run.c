/* SPDX-License-Identifier: BSD-2-Clause */
/* A zone checked as the command does it, with what is told kept: findings, verdicts, and files of corpus/zone. */
#define _POSIX_C_SOURCE 200809L

#include "zone_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void fail(const char *what)
{
    fprintf(stderr, "zone_run: %s\n", what);
    abort();
}

static bool is_word(const char *name, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(name, word, length) == 0;
}

/* Which file of corpus/zone it is. */
static void identify(struct zone_file *file, const char *name, const char *ending)
{
    char path[512];
    struct stat about;

    snprintf(path, sizeof(path), "corpus/zone/%s%s", name, ending);
    if (stat(path, &about) != 0)
        return;
    file->device = about.st_dev;
    file->inode = about.st_ino;
}

static enum include_status include(void *user, size_t from, const char *name, size_t length, struct zone_file *file)
{
    struct zone_run *run = user;
    char copy[256], *text;

    if (from >= run->file_count)
        fail("a file that is none includes another");
    if (is_word(name, length, "unreadable"))
        return INCLUDE_UNREADABLE;
    if (is_word(name, length, "folder"))
        return INCLUDE_NO_FILE;
    if (is_word(name, length, "large"))
        return INCLUDE_TOO_LARGE;
    if (length >= sizeof(copy) || memchr(name, '\0', length) != NULL || memchr(name, '/', length) != NULL)
        return INCLUDE_MISSING;
    memcpy(copy, name, length);
    copy[length] = '\0';
    if (run->file_count == ZONE_RUN_FILES)
        return INCLUDE_TOO_MANY;
    text = load_file("zone", copy, "", &file->length);
    if (text == NULL)
        return INCLUDE_MISSING;
    file->text = text;
    identify(file, copy, "");
    run->files[run->file_count++] = *file;
    return INCLUDE_READ;
}

static void take_entry(void *user, size_t file)
{
    const struct zone_run *run = user;

    if (file >= run->file_count)
        fail("an entry of a file that is none");
}

static int told(struct zone_run *run)
{
    return ++run->told == run->stop_after;
}

static int take_finding(void *user, size_t file, const rptlint_finding *finding)
{
    struct zone_run *run = user;
    rptlint_finding in_file = *finding;

    if (file >= run->file_count)
        fail("a finding in a file that is none");
    if (finding->span.offset > run->files[file].length ||
        finding->span.length > run->files[file].length - finding->span.offset)
        fail("a span that is not in its file");
    if (finding->has_related && (finding->related.offset > run->files[file].length ||
                                 finding->related.length > run->files[file].length - finding->related.offset))
        fail("a related span that is not in its file");
    if (finding->hint == NULL)
        fail("a finding without a hint");
    in_file.input = file;
    keep_finding(&run->found, &in_file);
    return told(run);
}

static int take_verdict(void *user, const struct zone_verdict *verdict)
{
    struct zone_run *run = user;
    size_t room = run->read_length < sizeof(run->read) ? sizeof(run->read) - run->read_length : 0;
    char number[24] = "", owner[NAME_TEXT];
    int length;

    name_write(verdict->owner, owner);
    if (verdict->file > 0)
        snprintf(number, sizeof(number), "%zu:", verdict->file);
    length = snprintf(room > 0 ? run->read + run->read_length : NULL, room, "%s%zu %s %s %s %zu\n", number,
                      verdict->line, owner, verdict->verdict.grammar ? "yes" : "no",
                      rptlint_selected_name(verdict->verdict.selected), verdict->verdict.usable);
    run->read_length += (size_t)length;
    run->verdicts++;
    return told(run);
}

static bool origin_of(struct name *origin, const char *text)
{
    return text[0] != '\0' && name_read(origin, text, strlen(text), NULL) == NAME_OK;
}

void zone_run(struct zone_run *run, const char *text, size_t length, const char *origin, const char *name)
{
    const struct zone_host host = {
        .user = run, .include = include, .entry = take_entry, .finding = take_finding, .verdict = take_verdict,
        .owners = true,
    };
    char written[NAME_TEXT] = "-";
    size_t stop_after = run->stop_after;
    struct name given;

    memset(run, 0, sizeof(*run));
    run->stop_after = stop_after;
    run->files[0] = (struct zone_file){.text = text, .length = length};
    if (name != NULL)
        identify(&run->files[0], name, ".in");
    run->file_count = 1;
    run->status = zone_check(&run->files[0], origin_of(&given, origin) ? &given : NULL, &host, NULL, &run->summary);
    if (run->summary.has_origin)
        name_write(&run->summary.origin, written);
    snprintf(run->answers, sizeof(run->answers), "%zu %zu %.200s", run->summary.records, run->summary.tlsrpt, written);
}

void zone_run_end(struct zone_run *run)
{
    for (size_t i = 1; i < run->file_count; i++) {
        union {
            const char *text;
            void *memory;
        } both = {.text = run->files[i].text};

        free(both.memory);
    }
    run->file_count = 0;
}

char *zone_case_text(const char *name, size_t *length)
{
    char *text = load_file("zone", name, ".in", length);

    if (text == NULL)
        fail("no such case");
    return text;
}
