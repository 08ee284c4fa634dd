/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports of `rptlint check`: unpacked, taken out of mail, and judged one JSON text after the other. */
#include "cli/message.h"
#include "cli/run.h"
#include "intake/mail.h"
#include "intake/unpack.h"

#include <stdlib.h>
#include <string.h>

/* The names of an envelope's texts in findings, by RPTLINT_IN_.... */
static const char *const part_names[RPTLINT_IN_DKIM + 1] = {
    [RPTLINT_IN_REPORT] = "report",
    [RPTLINT_IN_FILENAME] = "filename",
    [RPTLINT_IN_SUBJECT] = "subject",
    [RPTLINT_IN_REPORT_DOMAIN] = "tls-report-domain",
    [RPTLINT_IN_SUBMITTER] = "tls-report-submitter",
    [RPTLINT_IN_MESSAGE_TYPE] = "message-content-type",
    [RPTLINT_IN_PART_TYPE] = "part-content-type",
    [RPTLINT_IN_DKIM] = "dkim-signature",
};

/* One file: what its findings are about. */
struct reading {
    struct run *run;
    const char *name;                /* of the file, as shown */
    rptlint_envelope envelope;
    const struct mail_place *places; /* of the envelope's texts in the mail; NULL: none */
    const char *encoded;             /* the name to show of an encoded message, whose octets the mail lacks; or NULL */
    struct subject report;           /* the JSON text being checked */
    bool limited;                    /* something was too large to be read */
    struct subject file;             /* the mail, or what is packed */
};

/* ---- findings ---- */

static rptlint_text envelope_text(const rptlint_envelope *envelope, size_t input)
{
    switch (input) {
    case RPTLINT_IN_FILENAME: return envelope->filename;
    case RPTLINT_IN_SUBJECT: return envelope->subject;
    case RPTLINT_IN_REPORT_DOMAIN: return envelope->report_domain;
    case RPTLINT_IN_SUBMITTER: return envelope->submitter;
    case RPTLINT_IN_MESSAGE_TYPE: return envelope->message_type;
    case RPTLINT_IN_PART_TYPE: return envelope->part_type;
    default: break;
    }
    if (input - RPTLINT_IN_DKIM < envelope->dkim_count)
        return envelope->dkim[input - RPTLINT_IN_DKIM];
    return (rptlint_text){.data = NULL, .length = 0};
}

/* Where the line ends that data[at] is in. */
static size_t line_end(const char *data, size_t length, size_t at)
{
    const char *feed = memchr(data + at, '\n', length - at);

    return feed != NULL ? (size_t)(feed - data) : length;
}

/*
 * The text of the envelope that a finding is in, and where in it the finding's octets begin.  A field is shown in
 * its lines of the mail, with its name; a file name that was decoded stands by itself.
 */
static struct subject part_of_envelope(const struct reading *reading, size_t input, size_t *shift)
{
    rptlint_text text = envelope_text(&reading->envelope, input);
    struct subject subject = {.name = reading->name,
                              .text = text.data != NULL ? text.data : "",
                              .length = text.length,
                              .line = 1,
                              .column = 1,
                              .kind = part_names[input < RPTLINT_IN_DKIM ? input : RPTLINT_IN_DKIM]};
    const struct subject *file = &reading->file;
    struct mail_place place;

    *shift = 0;
    if (reading->places == NULL) {
        subject.file = reading->name; /* the name of a file is not in it */
        return subject;
    }
    if (reading->encoded != NULL) {
        subject.name = reading->encoded;
        subject.file = reading->name;
        return subject;
    }
    place = reading->places[input];
    subject.offset = place.offset;
    subject.line = place.line;
    subject.column = place.column;
    if (place.offset > file->length || text.length > file->length - place.offset || place.column > place.offset + 1 ||
        memcmp(file->text + place.offset, subject.text, text.length) != 0)
        return subject;
    *shift = place.column - 1;
    subject.offset -= *shift;
    subject.column = 1;
    subject.text = file->text + subject.offset;
    subject.length = line_end(file->text, file->length, place.offset + text.length) - subject.offset;
    return subject;
}

static int report_finding(void *user, const rptlint_finding *finding)
{
    struct reading *reading = user;
    struct subject part;
    size_t shift;
    int stop;

    if (strcmp(finding->rule->id, "J612") == 0)
        reading->limited = true;
    if (finding->input == RPTLINT_IN_REPORT)
        return judge_finding(&reading->run->judge, finding);
    part = part_of_envelope(reading, finding->input, &shift);
    judge_also(&reading->run->judge, &part, shift);
    stop = judge_finding(&reading->run->judge, finding);
    judge_also(&reading->run->judge, &reading->report, 0);
    return stop;
}

/* ---- one JSON text ---- */

/* The empty verdict of what no report could be read from. */
static void judge_nothing(struct reading *reading)
{
    rptlint_report_verdict verdict = {.size = sizeof(verdict)};

    judge_report(&reading->run->judge, &verdict);
    judge_begin(&reading->run->judge, &reading->file, 0);
}

/* What came in the envelope can't be read, so only the envelope itself is judged. */
static int envelope_finding(void *user, const rptlint_finding *finding)
{
    return finding->input == RPTLINT_IN_REPORT ? 0 : report_finding(user, finding);
}

static void check_envelope(struct reading *reading, const struct subject *packed)
{
    rptlint_options checker = reading->run->checker;

    reading->report = *packed;
    checker.sink = envelope_finding;
    checker.user = reading;
    (void)rptlint_check_report("", 0, &reading->envelope, &checker, NULL, NULL);
    judge_also(&reading->run->judge, packed, 0);
}

/* Counts of findings about what the report came in are in its verdict: the caller has begun to count. */
static size_t check_text(struct reading *reading, const struct subject *text)
{
    struct run *run = reading->run;
    rptlint_options checker = run->checker;
    rptlint_report_verdict verdict = {.size = sizeof(verdict)};
    rptlint_status status;

    reading->report = *text;
    reading->limited = false;
    checker.sink = report_finding;
    checker.user = reading;
    judge_also(&run->judge, &reading->report, 0);
    status = rptlint_check_report(text->text, text->length, &reading->envelope, &checker, NULL, &verdict);
    if (reading->limited)
        run->trouble = true;
    if (status == RPTLINT_OK) {
        judge_report(&run->judge, &verdict);
    } else if (status != RPTLINT_STOPPED) {
        message("%s:%zu: %s", text->name, text->line, rptlint_status_text(status));
        run->trouble = true;
    }
    judge_begin(&run->judge, &reading->file, 0);
    return status == RPTLINT_OK ? verdict.consumed : text->length;
}

/* Where a later part of a text begins. */
static void move_to(struct subject *text, size_t octets)
{
    rptlint_location location = rptlint_locate(text->text, text->length, octets);

    text->column = location.line == 1 ? text->column + location.column - 1 : location.column;
    text->line += location.line - 1;
    text->offset += octets;
    text->text += octets;
    text->length -= octets;
}

/* A text, and the texts behind it (J615): each is a report of its own. */
static void check_texts(struct reading *reading, struct subject text)
{
    for (;;) {
        size_t consumed = check_text(reading, &text);

        if (consumed == 0 || consumed >= text.length || ferror(reading->run->out.stream))
            return;
        move_to(&text, consumed);
        /* The envelope was for the first. */
        reading->envelope = (rptlint_envelope){.size = sizeof(reading->envelope)};
        reading->places = NULL;
    }
}

static bool is_blank_line(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
            return false;
    return true;
}

/* --ndjson: one report a line. */
static void check_lines(struct reading *reading, struct subject text)
{
    struct subject line = text;

    for (size_t at = 0; at < text.length && !ferror(reading->run->out.stream); line.line++) {
        const char *feed = memchr(text.text + at, '\n', text.length - at);

        line.text = text.text + at;
        line.length = (feed != NULL ? (size_t)(feed - text.text) : text.length) - at;
        line.offset = text.offset + at;
        if (!is_blank_line(line.text, line.length))
            check_texts(reading, line);
        at += line.length + 1;
    }
}

/* ---- packed or not ---- */

static int container_finding(void *user, const rptlint_finding *finding)
{
    struct reading *reading = user;
    int stop = judge_finding(&reading->run->judge, finding);

    if (strcmp(finding->rule->id, "E914") == 0)
        reading->run->trouble = true;
    if (strcmp(finding->rule->id, "E915") == 0)
        judge_nothing(reading);
    return stop;
}

static void missing(struct reading *reading, const char *package, const char *what)
{
    message("%s: %s is missing: %s can't be read", reading->name, package, what);
    reading->run->trouble = true;
}

/* Data that are JSON, or are it once they are unpacked. */
static void check_data(struct reading *reading, const char *name, const char *data, size_t length)
{
    struct subject packed = {.name = name, .text = data, .length = length, .line = 1, .column = 1,
                             .kind = "compressed-data", .binary = true};
    struct subject text = {.name = name, .line = 1, .column = 1, .kind = "report"};
    bool attached = data != reading->file.text;
    struct emitter emitter = {.sink = container_finding, .user = reading};
    struct unpacked unpacked;
    size_t cap = (size_t)reading->run->options->max_inflated;

    forget_places(&reading->run->out, false);
    packed.file = attached ? reading->name : NULL;
    judge_also(&reading->run->judge, &packed, 0);
    switch (unpack(data, length, cap, &emitter, &unpacked)) {
    case UNPACK_DONE:
        reading->envelope.packing = unpacked.packing;
        text.text = unpacked.data != NULL ? unpacked.data : data;
        text.length = unpacked.length;
        text.file = attached || unpacked.data != NULL ? reading->name : NULL;
        if (reading->run->options->ndjson)
            check_lines(reading, text);
        else
            check_texts(reading, text);
        free(unpacked.data);
        return;
    case UNPACK_REFUSED:
        reading->envelope.packing = unpacked.packing;
        check_envelope(reading, &packed);
        judge_nothing(reading);
        return;
    case UNPACK_NOMEM:
        message("%s: out of memory", name);
        reading->run->trouble = true;
        return;
    case UNPACK_NO_LIBRARY: missing(reading, "libdeflate0", "compressed reports"); return;
    }
}

static struct reading begin_reading(struct run *run, const char *name, const char *data, size_t length)
{
    return (struct reading){
        .run = run,
        .name = name,
        .envelope = {.size = sizeof(rptlint_envelope)},
        .file = {.name = name, .text = data, .length = length, .line = 1, .column = 1, .kind = "mail"}};
}

void check_reports(struct run *run, const char *name, const char *path, const char *data, size_t length)
{
    struct reading reading = begin_reading(run, name, data, length);
    const char *slash = path != NULL ? strrchr(path, '/') : NULL, *base = slash != NULL ? slash + 1 : path;

    /* Most files were named by people: only one that looks like section 5.1 is held to it. */
    if (base != NULL && strchr(base, '!') != NULL)
        reading.envelope.filename = (rptlint_text){.data = base, .length = strlen(base)};
    judge_begin(&run->judge, &reading.file, 0);
    check_data(&reading, name, data, length);
}

/* ---- mail ---- */

/* Octets of an attachment's name that are shown: no longer name is one of a file. */
enum { ATTACHMENT_MAX = 255 };

/* How much of a name is shown: whole characters. */
static size_t shown_of(rptlint_text name)
{
    size_t length = name.length;

    if (length <= ATTACHMENT_MAX)
        return length;
    for (length = ATTACHMENT_MAX; length > ATTACHMENT_MAX - 3; length--)
        if (((unsigned char)name.data[length] & 0xC0) != 0x80)
            break;
    return length;
}

/*
 * NAME(ATTACHMENT), and in an mbox NAME#NUMBER(ATTACHMENT).  The attachment's name comes from outside: a colon in
 * it becomes "_", so that it can't look like the place and the message behind it, and a long one is cut.
 */
static char *attachment_name(const char *name, const struct mail_report *report)
{
    rptlint_text file = report->envelope.filename;
    size_t shown_length = shown_of(file), room = strlen(name) + shown_length + 32;
    char *shown = need_memory(room);
    int length = report->message > 0 ? snprintf(shown, room, "%s#%zu", name, report->message)
                                     : snprintf(shown, room, "%s", name);

    if (file.data != NULL)
        snprintf(shown + length, room - (size_t)length, "(%.*s%s)", (int)shown_length, file.data,
                 shown_length < file.length ? "..." : "");
    for (char *c = shown + length; *c != '\0'; c++)
        *c = *c == ':' ? '_' : *c;
    return shown;
}

static int check_attachment(void *user, const struct mail_report *report)
{
    struct reading *reading = user;
    char *shown = attachment_name(reading->name, report);

    reading->envelope = report->envelope;
    reading->places = report->places;
    reading->encoded = report->encoded ? shown : NULL;
    check_data(reading, shown, report->data, report->length);
    free(shown);
    judge_begin(&reading->run->judge, &reading->file, 0);
    return ferror(reading->run->out.stream);
}

void check_mail(struct run *run, const char *name, const char *data, size_t length)
{
    struct reading reading = begin_reading(run, name, data, length);
    struct emitter emitter = {.sink = container_finding, .user = &reading};

    judge_begin(&run->judge, &reading.file, 0);
    switch (mail_read(data, length, &emitter, check_attachment, &reading)) {
    case MAIL_DONE:
    case MAIL_STOPPED: return;
    case MAIL_NOMEM:
        message("%s: out of memory", name);
        run->trouble = true;
        return;
    case MAIL_NO_LIBRARY: missing(&reading, "libgmime-3.0-0", "mail"); return;
    }
}
