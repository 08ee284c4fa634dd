/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint check`: arguments and what is in files, each to the room that checks what it is. */
#define _POSIX_C_SOURCE 200809L

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/domain.h"
#include "cli/message.h"
#include "cli/run.h"
#include "dns/name.h"
#include "intake/mapping.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- files ---- */

/* A regular file is mapped; what is not one is read. */
static void check_zone_in(struct run *run, const struct input *input)
{
    const char *name = input->name, *path = input->path;
    struct source *source = input->source;
    struct mapping mapping;
    enum mapping_status status = mapping_open(&mapping, source->descriptor, run->options->max_input);

    if (status == MAPPING_DONE && lseek(source->descriptor, 0, SEEK_CUR) != (off_t)source->total) {
        mapping_close(&mapping); /* it was not read from its beginning */
        status = MAPPING_NO_FILE;
    }
    if (status == MAPPING_NO_FILE) {
        mapping = (struct mapping){.text = ""};
        if (inputs_failed(&run->inputs, name, source_rest(source, &mapping.text, &mapping.length)))
            return;
        check_zone(run, name, path, &mapping);
    } else if (!inputs_failed(&run->inputs, name, status == MAPPING_DONE    ? SOURCE_END
                                          : status == MAPPING_LIMIT ? SOURCE_LIMIT
                                                                    : SOURCE_ERROR)) {
        check_zone(run, name, path, &mapping);
        mapping_close(&mapping);
    }
}

static void check_opened(void *user, const struct input *input)
{
    struct run *run = user;
    const char *name = input->name, *text;
    enum source_event event;
    enum content content;
    size_t length;
    bool passed_over;

    forget_places(&run->out, true);
    content = inputs_content(&run->inputs, input, &event);
    passed_over = content == CONTENT_RECORDS && input->in_folder && run->options->kind == KIND_DETECTED;
    run->checked += !passed_over;
    if (passed_over) {
        if (event != SOURCE_ERROR)
            message("%s: neither a zone, a report nor mail: passed over", name);
        else
            inputs_failed(&run->inputs, name, event);
    } else if (content == CONTENT_RECORDS) {
        check_records(run, name, input->source);
    } else if (content == CONTENT_ZONE) {
        check_zone_in(run, input);
    } else if (run->options->fix) {
        inputs_trouble(&run->inputs, name, "--fix puts records and zones right, this is neither: not checked");
    } else if (!inputs_failed(&run->inputs, name, source_rest(input->source, &text, &length))) {
        if (content == CONTENT_MAIL)
            check_mail(run, name, text, length);
        else
            check_reports(run, name, input->path, text, length);
    }
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

    run->checked++;
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
static void check_no_file(void *user, const char *text)
{
    struct run *run = user;
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

/* ---- the command ---- */

static int usage_error(const char *what)
{
    message("%s", what);
    return usage_hint(COMMAND_CHECK);
}

static void check_all(struct run *run)
{
    const struct words *operands = &run->options->operands;

    for (size_t i = 0; i < operands->count; i++) {
        if (ferror(stdout)) {
            run->trouble = true;
            break;
        }
        inputs_one(&run->inputs, operands->list[i]);
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
    if (run->checked == 0 && !run->trouble) {
        message("nothing was checked: there is no zone, report or mail in what was given");
        run->trouble = true;
    }
    return run->trouble || run->house.trouble ? STATUS_TROUBLE : run->judge.failed ? STATUS_FINDINGS : STATUS_OK;
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
        status = domain_read_at(&options->domain_place, "--domain", options->domain, options, &domain);
        if (status != STATUS_OK)
            return status == STATUS_FINDINGS ? usage_hint(COMMAND_CHECK) : status;
        run.checker.domain = domain;
        run.checker.domain_length = strlen(domain);
    }
    run.inputs = (struct inputs){.options = options, .trouble = &run.trouble, .opened = check_opened,
                                 .absent = check_no_file, .user = &run};
    run.out.stream = options->fix ? stderr : stdout;
    run.out.color = wants_color(options->color, run.out.stream);
    run.out.quiet = options->quiet && options->renderer == &render_text;
    run.judge = (struct judge){.rulings = &options->rulings, .renderer = options->renderer, .out = &run.out};
    run.checker.sink = judge_finding;
    run.checker.user = &run.judge;
    run.checker.has_now = true;
    run.checker.now = (int64_t)time(NULL);
    run.checker.report_limit = (size_t)options->max_inflated;
    status = house_begin(&run.house, options, &run.judge);
    if (status == STATUS_OK) {
        house_join(&run.house, &run.checker);
        status = run_all(&run);
    }
    house_free(&run.house);
    inputs_end(&run.inputs);
    free(domain);
    return status;
}
