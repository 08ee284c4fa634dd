/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint check`: arguments, files, folders and standard input, each to the room that checks what it is. */
#define _POSIX_C_SOURCE 200809L

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/domain.h"
#include "cli/message.h"
#include "cli/run.h"
#include "dns/name.h"
#include "intake/content.h"
#include "intake/mapping.h"
#include "intake/source.h"
#include "intake/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ---- files ---- */

/* So many milliseconds pass before a FIFO is said to be waited for. */
enum { PATIENCE = 3000 };

static const char no_file[] = "no regular file: not read";
static const char dangling[] = "a symbolic link that leads nowhere";

/* Says what kept a whole file from being read. */
static bool could_not_read(struct run *run, const char *name, enum source_event event)
{
    if (event == SOURCE_ERROR)
        message("%s: %s", name, strerror(errno));
    else if (event == SOURCE_LIMIT)
        message("%s: there is more than --max-input allows: not checked", name);
    else if (event == SOURCE_NOMEM)
        message("%s: out of memory", name);
    else
        return false;
    run->trouble = true;
    return true;
}

/* What a file is to be read as; the beginning of it is looked at when the user does not say. */
static enum content content_wanted(const struct run *run, struct source *source, const char *path,
                                   enum source_event *event)
{
    enum content content = CONTENT_OPEN;
    const char *text;
    size_t length;

    *event = SOURCE_END;
    switch (run->options->kind) {
    case KIND_RECORD:
    case KIND_TXT_DATA: return CONTENT_RECORDS;
    case KIND_REPORT: return CONTENT_REPORT;
    case KIND_MAIL: return CONTENT_MAIL;
    case KIND_ZONE: return CONTENT_ZONE;
    case KIND_DETECTED: break;
    }
    if (run->options->ndjson)
        return CONTENT_REPORT;
    while (content == CONTENT_OPEN) {
        *event = source_peek(source, &text, &length);
        if (*event != SOURCE_LINE && *event != SOURCE_END)
            return CONTENT_RECORDS;
        content = content_of(text, length, *event == SOURCE_END || length >= SOURCE_LINE_MAX, path);
    }
    return content;
}

/* A regular file is mapped; what is not one is read. */
static void check_zone_in(struct run *run, const char *name, const char *path, struct source *source)
{
    struct mapping mapping;
    enum mapping_status status = mapping_open(&mapping, source->descriptor, run->options->max_input);

    if (status == MAPPING_DONE && lseek(source->descriptor, 0, SEEK_CUR) != (off_t)source->total) {
        mapping_close(&mapping); /* it was not read from its beginning */
        status = MAPPING_NO_FILE;
    }
    if (status == MAPPING_NO_FILE) {
        mapping = (struct mapping){.text = ""};
        if (could_not_read(run, name, source_rest(source, &mapping.text, &mapping.length)))
            return;
        check_zone(run, name, path, &mapping);
    } else if (!could_not_read(run, name, status == MAPPING_DONE    ? SOURCE_END
                                          : status == MAPPING_LIMIT ? SOURCE_LIMIT
                                                                    : SOURCE_ERROR)) {
        check_zone(run, name, path, &mapping);
        mapping_close(&mapping);
    }
}

/* `path` is NULL for standard input. */
static void check_descriptor(struct run *run, const char *name, const char *path, int descriptor, bool in_folder)
{
    struct source source;
    enum source_event event;
    enum content content;
    const char *text;
    size_t length;

    forget_places(&run->out, true);
    source_begin(&source, descriptor, run->options->max_input);
    content = content_wanted(run, &source, path, &event);
    if (content == CONTENT_RECORDS && in_folder && run->options->kind == KIND_DETECTED) {
        if (event != SOURCE_ERROR)
            message("%s: neither a zone, a report nor mail: passed over", name);
        else
            could_not_read(run, name, event);
    } else if (content == CONTENT_RECORDS) {
        check_records(run, name, &source);
    } else if (content == CONTENT_ZONE) {
        check_zone_in(run, name, path, &source);
    } else if (run->options->fix) {
        message("%s: --fix puts records and zones right, this is neither: not checked", name);
        run->trouble = true;
    } else if (!could_not_read(run, name, source_rest(&source, &text, &length))) {
        if (content == CONTENT_MAIL)
            check_mail(run, name, text, length);
        else
            check_reports(run, name, path, text, length);
    }
    source_free(&source);
}

/* A FIFO without a writer is waited for, as cat(1) does, but not without a word. */
static void await_writer(const char *name, int descriptor)
{
    struct pollfd fifo = {.fd = descriptor, .events = POLLIN};
    int ready = poll(&fifo, 1, PATIENCE);

    if (ready == 0)
        message("%s: nothing has come out of it so far: waiting", name);
    while (ready == 0 || (ready < 0 && errno == EINTR))
        ready = poll(&fifo, 1, -1);
}

static void not_read(struct run *run, const char *name, const char *why)
{
    message("%s: %s", name, why);
    run->trouble = true;
}

/* O_NONBLOCK: what the walk saw as a file may be a FIFO by now, and that must not keep the others waiting. */
static void check_file(struct run *run, const char *name, bool in_folder)
{
    int descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat about;

    if (descriptor < 0 || fstat(descriptor, &about) != 0) {
        not_read(run, name, strerror(errno));
    } else if (in_folder && !S_ISREG(about.st_mode)) {
        not_read(run, name, no_file);
    } else {
        if (S_ISFIFO(about.st_mode))
            await_writer(name, descriptor);
        fcntl(descriptor, F_SETFL, O_RDONLY);
        check_descriptor(run, name, name, descriptor, in_folder);
    }
    if (descriptor >= 0)
        close(descriptor);
}

/* ---- folders ---- */

int check_entry(void *user, const char *path, enum tree_event event)
{
    struct run *run = user;

    switch (event) {
    case TREE_FILE: check_file(run, path, true); return ferror(stdout);
    case TREE_LINK_NOWHERE: not_read(run, path, dangling); break;
    case TREE_LINK_FOLDER: not_read(run, path, "a symbolic link to a folder: not followed"); break;
    case TREE_SPECIAL: not_read(run, path, no_file); break;
    case TREE_UNREADABLE: not_read(run, path, strerror(errno)); break;
    }
    return 0;
}

static void check_folder(struct run *run, const char *path)
{
    if (!tree_walk(path, check_entry, run))
        not_read(run, path, strerror(errno));
}

/* ---- arguments ---- */

/* JSON in quotes; no record begins so. */
static bool is_report_argument(const struct run *run, const char *text)
{
    size_t length = strlen(text);

    return run->options->kind == KIND_REPORT ||
           (run->options->kind == KIND_DETECTED && content_of(text, length, true, NULL) == CONTENT_REPORT);
}

static void check_argument(struct run *run, const char *text)
{
    char name[32] = "record";
    struct subject subject = {
        .name = name, .text = text, .length = strlen(text), .line = 1, .column = 1, .kind = "record",
    };

    bool report = is_report_argument(run, text);

    if (report && run->options->fix) {
        message("--fix puts records and zones right, this is a report: not checked");
        run->trouble = true;
        return;
    }
    snprintf(name, sizeof(name), report ? "report" : "record");
    if (++run->arguments > 1)
        snprintf(name, sizeof(name), "%s-%zu", report ? "report" : "record", run->arguments);
    if (report) {
        check_reports(run, name, NULL, text, subject.length);
        return;
    }
    check_record(run, &subject);
    if (run->options->fix)
        putchar('\n');
}

/* Nothing that a record has, but something that the name of a file has. */
static bool looks_like_file(const char *text)
{
    return strpbrk(text, "=;:@\" \t\r\n") == NULL && (text[0] == '~' || strpbrk(text, "/.") != NULL);
}

static bool is_plain_word(const char *text)
{
    return text[0] != '\0' && strpbrk(text, "= \t\r\n") == NULL;
}

/* Mail and zones are always files.  A record or a report that the user says it is may look as it likes, but JSON begins so. */
static bool must_be_file(enum kind_wanted kind, const char *text)
{
    switch (kind) {
    case KIND_RECORD:
    case KIND_TXT_DATA: return false;
    case KIND_ZONE:
    case KIND_MAIL: return true;
    case KIND_REPORT: return looks_like_file(text) && text[0] != '{' && text[0] != '[';
    case KIND_DETECTED: break;
    }
    return looks_like_file(text);
}

/* An argument that stat() does not know, for the reason in errno. */
static void check_no_file(struct run *run, const char *text)
{
    bool absent = errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG;
    bool detected = run->options->kind == KIND_DETECTED;

    if (must_be_file(run->options->kind, text)) {
        if (absent && detected)
            message("%s: no such file (to check it as a record: --as record)", text);
        else if (absent)
            message("%s: no such file", text);
        else
            message("%s: %s", text, strerror(errno));
        run->trouble = true;
        return;
    }
    if (detected && is_plain_word(text) && !is_report_argument(run, text))
        message("%s: there is no such file, so this is read as a record", text);
    check_argument(run, text);
}

void check_one(struct run *run, const char *argument)
{
    struct stat about;

    if (strcmp(argument, "-") == 0) {
        const char *called = run->options->stdin_name;

        check_descriptor(run, called != NULL ? called : "stdin", called, STDIN_FILENO, false);
    } else if (stat(argument, &about) != 0) {
        int error = errno;

        if (lstat(argument, &about) == 0) {
            not_read(run, argument, error == ENOENT ? dangling : strerror(error));
        } else {
            errno = error;
            check_no_file(run, argument);
        }
    } else if (S_ISSOCK(about.st_mode)) {
        not_read(run, argument, no_file);
    } else if (S_ISDIR(about.st_mode)) {
        check_folder(run, argument);
    } else {
        check_file(run, argument, false);
    }
}

/* ---- the command ---- */

static int usage_error(const char *what)
{
    message("%s", what);
    return usage_hint(COMMAND_CHECK);
}

/* Are the arguments files and folders, as -j wants them?  Records and standard input are for this process. */
static bool are_files(const struct words *operands)
{
    struct stat about;

    for (size_t i = 0; i < operands->count; i++)
        if (strcmp(operands->list[i], "-") == 0 || (stat(operands->list[i], &about) != 0 && errno == ENOENT))
            return false;
    return true;
}

static void check_all(struct run *run)
{
    const struct words *operands = &run->options->operands;

    for (size_t i = 0; i < operands->count; i++) {
        if (ferror(stdout)) {
            run->trouble = true;
            break;
        }
        check_one(run, operands->list[i]);
    }
}

static int run_all(struct run *run)
{
    run->judge.renderer->begin(&run->out);
    if (run->options->jobs > 1 && are_files(&run->options->operands))
        check_many(run);
    else
        check_all(run);
    run->judge.renderer->end(&run->out);
    return run->trouble ? STATUS_TROUBLE : run->judge.failed ? STATUS_FINDINGS : STATUS_OK;
}

int check_command(const struct options *options)
{
    struct run run = {.options = options, .checker = {.size = sizeof(run.checker)}};
    char *domain = NULL;
    struct name origin;
    int status;

    if (options->operands.count == 0)
        return usage_error("check what?  Give a record in quotes, a file, a folder, or - for standard input");
    if (options->fix && options->renderer != &render_text)
        return usage_error("--fix prints a record; --format does not go with it");
    if (options->fix && (options->ndjson || options->kind == KIND_REPORT || options->kind == KIND_MAIL))
        return usage_error("--fix puts records and zones right; it does not go with reports");
    if (options->ndjson && options->kind != KIND_DETECTED && options->kind != KIND_REPORT)
        return usage_error("--ndjson is for reports; it does not go with another --as");
    if (options->origin != NULL && !zone_origin_read(options->origin, &origin)) {
        message("--origin: \"%s\" is no domain name", options->origin);
        return usage_hint(COMMAND_CHECK);
    }
    if (options->domain != NULL) {
        status = domain_read("--domain", options->domain, options, &domain);
        if (status != STATUS_OK)
            return status == STATUS_FINDINGS ? usage_hint(COMMAND_CHECK) : status;
        run.checker.domain = domain;
        run.checker.domain_length = strlen(domain);
    }
    run.out.stream = options->fix ? stderr : stdout;
    run.out.color = wants_color(options->color, run.out.stream);
    run.out.quiet = options->quiet;
    run.judge = (struct judge){.rulings = &options->rulings, .renderer = options->renderer, .out = &run.out};
    run.checker.sink = judge_finding;
    run.checker.user = &run.judge;
    run.checker.has_now = true;
    run.checker.now = (int64_t)time(NULL);
    run.checker.report_limit = (size_t)options->max_inflated;
    status = run_all(&run);
    free(domain);
    return status;
}
