/* SPDX-License-Identifier: BSD-2-Clause */
/* Zone files of `rptlint check`: files and what they include, judged, or put right as a diff. */
#define _POSIX_C_SOURCE 200809L

#include "cli/message.h"
#include "cli/pieces.h"
#include "cli/run.h"
#include "cli/zone_fix.h"
#include "core/bytes.h"
#include "dns/ldns.h"
#include "dns/zone_check.h"
#include "intake/mapping.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file of the zone; the first one is the zone file itself. */
struct file {
    char *name; /* as shown, and as opened */
    struct mapping mapping;
    struct pieces pieces; /* --fix: its text as it is to be */
    struct subject subject;
};

struct zone_run {
    struct run *run;
    struct file **files;
    size_t count;
    uint64_t octets;     /* of all files */
    size_t counts[RPTLINT_ERROR + 1]; /* of all findings shown, but for those since the last entry */
    struct zone_fixes *fixes; /* --fix; NULL: findings are shown */
    size_t next;              /* the file that is included next, where the zone is checked once more */
};

static const char *zone_text(const struct zone_run *zone, size_t file)
{
    return pieces_text(&zone->files[file]->pieces);
}

static size_t zone_length(const struct zone_run *zone, size_t file)
{
    return zone->files[file]->pieces.length;
}

/* The same file twice: its fixes are told once. */
static bool is_repeated(const struct zone_run *zone, size_t file)
{
    const struct mapping *mapping = &zone->files[file]->mapping;

    for (size_t i = 0; i < file; i++)
        if (mapping->inode != 0 && zone->files[i]->mapping.inode == mapping->inode &&
            zone->files[i]->mapping.device == mapping->device)
            return true;
    return false;
}

/* ---- files ---- */

static struct file *add_file(struct zone_run *zone, const char *name)
{
    struct file *file = need_memory(sizeof(*file));

    *file = (struct file){.name = joined(name, strlen(name), "", 0, "", 0)};
    zone->files = need_more_memory(zone->files, (zone->count + 1) * sizeof(struct file *));
    zone->files[zone->count++] = file;
    return file;
}

static void set_subject(struct file *file)
{
    file->subject = (struct subject){.name = file->name, .text = pieces_text(&file->pieces),
                                     .length = file->pieces.length, .line = 1, .column = 1, .kind = "record"};
}

static void set_text(struct zone_run *zone, struct file *file)
{
    zone->octets += file->mapping.length;
    pieces_begin(&file->pieces, file->mapping.text, file->mapping.length);
    set_subject(file);
}

/* Opens an included file; a FIFO must not keep the others waiting. */
static enum include_status map_file(struct zone_run *zone, const char *name, struct mapping *mapping)
{
    int descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    enum mapping_status status;

    if (descriptor < 0)
        return errno == ENOENT || errno == ENOTDIR ? INCLUDE_MISSING : INCLUDE_UNREADABLE;
    status = mapping_open(mapping, descriptor, zone->run->options->max_input - zone->octets);
    close(descriptor);
    switch (status) {
    case MAPPING_DONE: return INCLUDE_READ;
    case MAPPING_NO_FILE: return INCLUDE_NO_FILE;
    case MAPPING_LIMIT: return INCLUDE_TOO_LARGE;
    case MAPPING_ERROR: break;
    }
    return INCLUDE_UNREADABLE;
}

/* A file that was read: a new one, or, where the zone is checked once more, the one whose turn it is. */
static void take_file(struct zone_run *zone, const char *path, const struct mapping *mapping, struct zone_file *text)
{
    struct file *file;

    if (zone->next < zone->count) {
        struct mapping again = *mapping;

        mapping_close(&again);
        file = zone->files[zone->next];
        set_subject(file);
    } else {
        file = add_file(zone, path);
        file->mapping = *mapping;
        set_text(zone, file);
    }
    zone->next++;
    *text = (struct zone_file){.text = file->subject.text, .length = file->subject.length,
                               .device = file->mapping.device, .inode = file->mapping.inode};
}

/* Beside the file that includes it, else in the working folder. */
static enum include_status include(void *user, size_t from, const char *name, size_t length, struct zone_file *text)
{
    struct zone_run *zone = user;
    const char *slash = strrchr(zone->files[from]->name, '/');
    size_t folder = slash != NULL && name[0] != '/' ? (size_t)(slash - zone->files[from]->name) + 1 : 0;
    char *path = joined(zone->files[from]->name, folder, name, length, "", 0);
    enum include_status status = INCLUDE_MISSING;
    struct mapping mapping;

    if (memchr(name, '\0', length) == NULL)
        status = map_file(zone, path, &mapping);
    if (status == INCLUDE_MISSING && folder > 0 && memchr(name, '\0', length) == NULL) {
        free(path);
        path = joined(name, length, "", 0, "", 0);
        status = map_file(zone, path, &mapping);
    }
    if (status == INCLUDE_READ)
        take_file(zone, path, &mapping, text);
    free(path);
    return status;
}

/* ---- findings and verdicts ---- */

/* What was shown about the last entry is counted for the zone; what comes is about another one. */
static void next_entry(struct zone_run *zone, size_t file)
{
    for (int i = 0; i <= RPTLINT_ERROR; i++)
        zone->counts[i] += zone->run->judge.counts[i];
    judge_begin(&zone->run->judge, &zone->files[file]->subject, 0);
}

static void take_entry(void *user, size_t file)
{
    struct zone_run *zone = user;

    if (zone->fixes != NULL)
        zone_fixes_entry(zone->fixes);
    else
        next_entry(zone, file);
}

static int take_finding(void *user, size_t file, const rptlint_finding *finding)
{
    struct zone_run *zone = user;

    if (zone->fixes != NULL) {
        zone_fixes_add(zone->fixes, file, finding);
        return 0;
    }
    return judge_finding(&zone->run->judge, finding);
}

static int take_verdict(void *user, const struct zone_verdict *verdict)
{
    struct zone_run *zone = user;
    struct subject subject = zone->files[verdict->file]->subject;
    char owner[NAME_TEXT];

    if (zone->fixes != NULL) {
        zone_fixes_record(zone->fixes, verdict->file, zone_text(zone, verdict->file), verdict->rdata);
        return 0;
    }
    if (zone->run->out.quiet)
        return 0;
    subject.line = verdict->line;
    name_write(verdict->owner, owner);
    subject.owner = owner;
    judge_also(&zone->run->judge, &subject, 0);
    judge_verdict(&zone->run->judge, &verdict->verdict);
    judge_also(&zone->run->judge, &zone->files[verdict->file]->subject, 0);
    return ferror(zone->run->out.stream);
}

static void tell_zone(struct zone_run *zone, const struct zone_summary *summary)
{
    char origin[NAME_TEXT];
    struct zone_counts counts = {.records = summary->records, .tlsrpt = summary->tlsrpt};

    next_entry(zone, 0);
    counts.errors = zone->counts[RPTLINT_ERROR];
    counts.warnings = zone->counts[RPTLINT_WARNING];
    counts.notes = zone->counts[RPTLINT_NOTE];
    if (summary->has_origin) {
        name_write(&summary->origin, origin);
        counts.origin = origin;
    }
    zone->run->judge.renderer->zone(&zone->run->out, &zone->files[0]->subject, &counts);
}

/* ---- the origin ---- */

/* What the names of zone files have before and behind the name of the zone. */
static const char *const fronts[] = {"db.", "zone.", "pri."};
static const char *const ends[] = {".zone", ".db", ".hosts", ".txt", ".dns", ".signed", ".conf"};

/* Labels of letters, digits, hyphens and underscores, at least two. */
static bool is_zone_name(const char *name, size_t length, struct name *origin)
{
    return length > 0 && run_of(name, 0, length, BYTE_NAME) == length && memchr(name, '.', length) != NULL &&
           name_read(origin, name, length, NULL) == NAME_OK;
}

/* A name made absolute. */
static void close_name(struct name *name)
{
    if (!name->absolute && name->length < NAME_OCTETS)
        name->octets[name->length++] = 0;
    name->absolute = true;
}

/* "zones/db.example.com" is the zone example.com. */
static bool origin_of_file(const char *path, struct name *origin)
{
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    size_t length = strlen(name);

    for (size_t i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++) {
        if (starts_with(name, 0, length, fronts[i], strlen(fronts[i]))) {
            name += strlen(fronts[i]);
            length -= strlen(fronts[i]);
            break;
        }
    }
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        size_t octets = strlen(ends[i]);

        if (length > octets && memcmp(name + length - octets, ends[i], octets) == 0) {
            length -= octets;
            break;
        }
    }
    if (!is_zone_name(name, length, origin))
        return false;
    close_name(origin);
    return true;
}

bool zone_origin_read(const char *text, struct name *origin)
{
    if (name_read(origin, text, strlen(text), NULL) != NAME_OK)
        return false;
    close_name(origin);
    return true;
}

/* --origin, else what the file is called; NULL where that says nothing. */
static const struct name *origin_for(const struct run *run, const char *path, struct name *origin)
{
    if (run->options->origin != NULL)
        return zone_origin_read(run->options->origin, origin) ? origin : NULL;
    return path != NULL && origin_of_file(path, origin) ? origin : NULL;
}

/* ---- the whole ---- */

static void say_status(struct run *run, const char *name, enum zone_status status)
{
    switch (status) {
    case ZONE_CHECKED:
    case ZONE_STOPPED: return;
    case ZONE_NOMEM: message("%s: out of memory", name); break;
    case ZONE_LIMIT: message("%s: there are more names in it than can be counted: not checked", name); break;
    case ZONE_NO_LIBRARY: message("%s: %s is missing: records were not compared with what it reads", name, LDNS_PACKAGE); break;
    }
    run->trouble = true;
}

static enum zone_status check_text(struct zone_run *zone, const struct name *origin, struct zone_summary *summary)
{
    const struct zone_host host = {
        .user = zone, .include = include, .entry = take_entry, .finding = take_finding, .verdict = take_verdict,
        .owners = !zone->run->out.quiet,
    };
    const struct file *file = zone->files[0];
    struct zone_file text = {.text = zone_text(zone, 0), .length = zone_length(zone, 0),
                             .device = file->mapping.device, .inode = file->mapping.inode};

    zone->next = 1;
    forget_places(&zone->run->out, true);
    set_subject(zone->files[0]);
    return zone_check(&text, origin, &host, &zone->run->checker, summary);
}

/* Round by round, until nothing is left that needs no choice; then what is left is told. */
static enum zone_status fix_text(struct zone_run *zone, const struct name *origin, struct zone_summary *summary)
{
    struct zone_fixes *fixes = zone_fixes_begin();
    rptlint_options *checker = &zone->run->checker;
    rptlint_house *house = checker->house;
    enum zone_status status;
    size_t made;

    zone->fixes = fixes;
    checker->house = NULL; /* its findings have no fixes */
    do {
        status = check_text(zone, origin, summary);
        made = 0;
        for (size_t i = 0; i < zone->count; i++)
            made += zone_fixes_make(fixes, i, &zone->files[i]->pieces);
    } while (made > 0 && (status == ZONE_CHECKED || status == ZONE_NO_LIBRARY) && zone_fixes_round(fixes));
    for (size_t i = 0; i < zone->count; i++)
        if (!is_repeated(zone, i))
            pieces_diff(&zone->files[i]->pieces, zone->files[i]->name, stdout);
    zone_fixes_end(fixes);
    zone->fixes = NULL;
    checker->house = house;
    return check_text(zone, origin, summary);
}

static void free_files(struct zone_run *zone)
{
    for (size_t i = 0; i < zone->count; i++) {
        if (i > 0) /* that of the zone file is the caller's */
            mapping_close(&zone->files[i]->mapping);
        pieces_free(&zone->files[i]->pieces);
        free(zone->files[i]->name);
        free(zone->files[i]);
    }
    free(zone->files);
}

void check_zone(struct run *run, const char *name, const char *path, const struct mapping *mapping)
{
    struct zone_run zone = {.run = run};
    struct file *file = add_file(&zone, name);
    struct zone_summary summary;
    struct name given;
    const struct name *origin = origin_for(run, path, &given);
    enum zone_status status;

    file->mapping = *mapping;
    set_text(&zone, file);
    judge_begin(&run->judge, &file->subject, 0);
    status = run->options->fix ? fix_text(&zone, origin, &summary) : check_text(&zone, origin, &summary);
    if (status == ZONE_CHECKED || status == ZONE_NO_LIBRARY)
        tell_zone(&zone, &summary);
    say_status(run, name, status);
    free_files(&zone);
}
