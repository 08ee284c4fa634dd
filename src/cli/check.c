/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint check`: records from arguments, files and standard input, judged or put right. */
#define _POSIX_C_SOURCE 200809L

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/domain.h"
#include "cli/fix.h"
#include "cli/judge.h"
#include "cli/message.h"
#include "intake/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct run {
    const struct options *options;
    rptlint_options checker;
    struct output out;
    struct judge judge;
    size_t arguments; /* records given as arguments so far */
    bool trouble;     /* something could not be read */
};

/* ---- one record ---- */

static enum record_kind kind_of(const struct run *run, const struct subject *subject, size_t *skip)
{
    *skip = 0;
    switch (run->options->kind) {
    case KIND_RECORD: return RECORD_VALUE;
    case KIND_TXT_DATA: return RECORD_TXT;
    case KIND_DETECTED: break;
    }
    return source_kind(subject->text, subject->length, skip);
}

static void check_record(struct run *run, const struct subject *subject)
{
    rptlint_verdict verdict = {.size = sizeof(verdict)};
    size_t skip;
    enum record_kind kind = kind_of(run, subject, &skip);
    const char *text = subject->text + skip;
    size_t length = subject->length - skip;
    rptlint_status status;

    if (run->options->fix) {
        if (fix_record(&run->judge, &run->checker, subject, kind, skip))
            return;
        message("%s:%zu: out of memory", subject->name, subject->line);
        run->trouble = true;
        return;
    }
    judge_begin(&run->judge, subject, skip);
    if (kind == RECORD_TXT)
        status = rptlint_check_txt(text, length, &run->checker, &verdict);
    else
        status = rptlint_check_record(text, length, &run->checker, &verdict);
    if (status == RPTLINT_OK) {
        judge_verdict(&run->judge, &verdict);
    } else if (status != RPTLINT_STOPPED) {
        message("%s:%zu: %s", subject->name, subject->line, rptlint_status_text(status));
        run->trouble = true;
    }
}

/* ---- files ---- */

/* With --fix every line that came in goes out. */
static void pass_on(const struct run *run, const char *text, size_t length)
{
    if (run->options->fix)
        fwrite(text, 1, length, stdout);
}

/* A line, or a part of one that is too long; true when it held a record. */
static bool take_line(struct run *run, const char *name, const struct source_line *line, bool whole)
{
    struct subject subject = {
        .name = name,
        .text = line->text,
        .length = line->length,
        .offset = line->offset,
        .line = line->line,
        .column = 1,
        .kind = "record",
    };
    bool empty = whole && source_is_empty(line);

    if (whole && !empty)
        check_record(run, &subject);
    else
        pass_on(run, line->text, line->length);
    pass_on(run, line->ending, strlen(line->ending));
    if (!whole && line->first) {
        message("%s:%zu: the line is longer than %d octets: not checked", name, line->line, SOURCE_LINE_MAX);
        run->trouble = true;
    }
    return !empty;
}

/* Says what was wrong with the whole input, if anything was. */
static bool ended_badly(const char *name, enum source_event event, size_t records)
{
    if (event == SOURCE_ERROR)
        message("%s: %s", name, strerror(errno));
    else if (event == SOURCE_LIMIT)
        message("%s: there is more than --max-input allows: the rest is not checked", name);
    else if (event == SOURCE_NOMEM)
        message("%s: out of memory", name);
    else if (records == 0)
        message("%s: there is no record in it", name);
    else
        return false;
    return true;
}

static void check_descriptor(struct run *run, const char *name, int descriptor)
{
    struct source source;
    struct source_line line;
    enum source_event event;
    size_t records = 0;

    source_begin(&source, descriptor, run->options->max_input);
    while ((event = source_next(&source, &line)) == SOURCE_LINE || event == SOURCE_PIECE) {
        records += take_line(run, name, &line, event == SOURCE_LINE);
        if (ferror(stdout))
            break;
    }
    /* When the output failed not all was read; main says why, or nothing when its reader is gone. */
    if (ferror(stdout) || ended_badly(name, event, records))
        run->trouble = true;
    source_free(&source);
}

static void check_file(struct run *run, const char *name)
{
    int descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    if (descriptor < 0) {
        message("%s: %s", name, strerror(errno));
        run->trouble = true;
        return;
    }
    check_descriptor(run, name, descriptor);
    close(descriptor);
}

/* ---- arguments ---- */

static void check_argument(struct run *run, const char *text)
{
    char name[32] = "record";
    struct subject subject = {
        .name = name, .text = text, .length = strlen(text), .line = 1, .column = 1, .kind = "record",
    };

    if (++run->arguments > 1)
        snprintf(name, sizeof(name), "record-%zu", run->arguments);
    check_record(run, &subject);
    pass_on(run, "\n", 1);
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

/* An argument that stat() does not know, for the reason in errno. */
static void check_no_file(struct run *run, const char *text)
{
    bool absent = errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG;
    bool detected = run->options->kind == KIND_DETECTED;

    if (detected && looks_like_file(text)) {
        if (absent)
            message("%s: no such file (to check it as a record: --as record)", text);
        else
            message("%s: %s", text, strerror(errno));
        run->trouble = true;
        return;
    }
    if (detected && is_plain_word(text))
        message("%s: there is no such file, so this is read as a record", text);
    check_argument(run, text);
}

static void check_one(struct run *run, const char *argument)
{
    struct stat about;

    if (strcmp(argument, "-") == 0) {
        check_descriptor(run, "stdin", STDIN_FILENO);
    } else if (stat(argument, &about) != 0) {
        check_no_file(run, argument);
    } else if (S_ISDIR(about.st_mode)) {
        message("%s: is a directory: name the files in it", argument);
        run->trouble = true;
    } else {
        check_file(run, argument);
    }
}

/* ---- the command ---- */

static int usage_error(const char *what)
{
    message("%s", what);
    return usage_hint(COMMAND_CHECK);
}

static int run_all(struct run *run)
{
    const struct words *operands = &run->options->operands;

    run->judge.renderer->begin(&run->out);
    for (size_t i = 0; i < operands->count; i++) {
        if (ferror(stdout)) {
            run->trouble = true;
            break;
        }
        check_one(run, operands->list[i]);
    }
    run->judge.renderer->end(&run->out);
    return run->trouble ? STATUS_TROUBLE : run->judge.failed ? STATUS_FINDINGS : STATUS_OK;
}

int check_command(const struct options *options)
{
    struct run run = {.options = options, .checker = {.size = sizeof(run.checker)}};
    char *domain = NULL;
    int status;

    if (options->operands.count == 0)
        return usage_error("check what?  Give a record in quotes, a file, or - for standard input");
    if (options->fix && options->renderer != &render_text)
        return usage_error("--fix prints a record; --format does not go with it");
    if (options->domain != NULL) {
        status = domain_read(options->domain, options, &domain);
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
    status = run_all(&run);
    free(domain);
    return status;
}
