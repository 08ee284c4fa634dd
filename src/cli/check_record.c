/* SPDX-License-Identifier: BSD-2-Clause */
/* Records of `rptlint check`: an argument, or a file with one record a line, judged or put right. */
#include "cli/fix.h"
#include "cli/message.h"
#include "cli/run.h"
#include "cli/txt.h"
#include "intake/source.h"

#include <errno.h>
#include <string.h>

/* ---- one record ---- */

void check_record(struct run *run, const struct subject *subject)
{
    rptlint_verdict verdict = {.size = sizeof(verdict)};
    size_t skip;
    enum record_kind kind = inputs_record_kind(run->options, subject->text, subject->length, &skip);
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
        status = check_txt(text, length, &run->checker, &verdict);
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

void check_records(struct run *run, const char *name, struct source *source)
{
    struct source_line line;
    enum source_event event;
    size_t records = 0;

    while ((event = source_next(source, &line)) == SOURCE_LINE || event == SOURCE_PIECE) {
        records += take_line(run, name, &line, event == SOURCE_LINE);
        if (ferror(stdout))
            break;
    }
    /* When the output failed not all was read; main says why, or nothing when its reader is gone. */
    if (ferror(stdout) || ended_badly(name, event, records))
        run->trouble = true;
}
