/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports of `rptlint check`: judged one JSON text after the other. */
#include "cli/message.h"
#include "cli/reports.h"
#include "cli/run.h"

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
    struct reports reports;
    struct subject report; /* the JSON text being checked */
    bool limited;          /* something was too large to be read */
    const char *decoded_hint; /* of the last finding about a decoded file name: all have one place, so once is enough */
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

/* Octets of the mail in their lines, and where in these they begin. */
static void show_in_mail(struct subject *subject, const struct subject *mail, const struct mail_place *place,
                         size_t length, size_t *shift)
{
    size_t left = mail->length - place->offset, end = place->offset + (length < left ? length : left);

    *shift = place->column - 1;
    subject->offset = place->offset - *shift;
    subject->line = place->line;
    subject->text = mail->text + subject->offset;
    subject->length = line_end(mail->text, mail->length, end) - subject->offset;
}

/*
 * The text of the envelope that a finding is in, and where in it the finding's octets begin.  A field is shown in
 * its lines of the mail, with its name; so is a file name, also one that is decoded from them.
 */
static struct subject part_of_envelope(const struct reading *reading, size_t input, size_t *shift)
{
    rptlint_text text = envelope_text(&reading->reports.envelope, input);
    struct subject subject = {.name = reading->reports.name,
                              .text = text.data != NULL ? text.data : "",
                              .length = text.length,
                              .line = 1,
                              .column = 1,
                              .kind = part_names[input < RPTLINT_IN_DKIM ? input : RPTLINT_IN_DKIM]};
    const struct mail_place *place;

    *shift = 0;
    if (reading->reports.places == NULL) {
        subject.file = reading->reports.name; /* the name of a file is not in it */
        return subject;
    }
    if (reading->reports.encoded != NULL) {
        subject.name = reading->reports.encoded;
        subject.file = reading->reports.name;
        return subject;
    }
    place = &reading->reports.places[input];
    show_in_mail(&subject, &reading->reports.file, place, place->length > 0 ? place->length : text.length, shift);
    return subject;
}

/* Octets of a file name that was decoded stand nowhere: the finding is about all that it was decoded from. */
static bool is_decoded(const struct reading *reading, size_t input)
{
    return reading->reports.places != NULL && reading->reports.encoded == NULL &&
           reading->reports.places[input].length > 0;
}

static int report_finding(void *user, const rptlint_finding *finding)
{
    struct reading *reading = user;
    rptlint_finding shown = *finding;
    struct subject part;
    size_t shift;
    int stop;

    if (strcmp(finding->rule->id, "J612") == 0)
        reading->limited = true;
    if (finding->input == RPTLINT_IN_REPORT)
        return judge_finding(&reading->run->judge, finding);
    if (is_decoded(reading, finding->input)) {
        if (finding->hint == reading->decoded_hint)
            return 0;
        reading->decoded_hint = finding->hint;
        shown.span = (rptlint_span){.length = reading->reports.places[finding->input].length};
        shown.fix = NULL;
    }
    part = part_of_envelope(reading, finding->input, &shift);
    judge_also(&reading->run->judge, &part, shift);
    stop = judge_finding(&reading->run->judge, &shown);
    judge_also(&reading->run->judge, &reading->report, 0);
    return stop;
}

/* ---- one JSON text ---- */

/* The empty verdict of what no report could be read from. */
static void judge_nothing(struct reading *reading)
{
    rptlint_report_verdict verdict = {.size = sizeof(verdict)};

    judge_report(&reading->run->judge, &verdict);
    judge_begin(&reading->run->judge, &reading->reports.file, 0);
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
    reading->decoded_hint = NULL;
    checker.sink = envelope_finding;
    checker.user = reading;
    (void)rptlint_check_report("", 0, &reading->reports.envelope, &checker, NULL, NULL);
    judge_also(&reading->run->judge, packed, 0);
}

/* Counts of findings about what the report came in are in its verdict: the caller has begun to count. */
static size_t check_text(void *user, const struct subject *text)
{
    struct reading *reading = user;
    struct run *run = reading->run;
    rptlint_options checker = run->checker;
    rptlint_report_verdict verdict = {.size = sizeof(verdict)};
    rptlint_status status;

    reading->report = *text;
    reading->limited = false;
    reading->decoded_hint = NULL;
    checker.sink = report_finding;
    checker.user = reading;
    judge_also(&run->judge, &reading->report, 0);
    status = rptlint_check_report(text->text, text->length, &reading->reports.envelope, &checker, NULL, &verdict);
    if (reading->limited)
        run->trouble = true;
    if (status == RPTLINT_OK) {
        judge_report(&run->judge, &verdict);
    } else if (status != RPTLINT_STOPPED) {
        message("%s:%zu: %s", text->name, text->line, rptlint_status_text(status));
        run->trouble = true;
    }
    judge_begin(&run->judge, &reading->reports.file, 0);
    if (ferror(run->out.stream))
        return 0;
    return status == RPTLINT_OK ? verdict.consumed : text->length;
}

/* ---- the visitor ---- */

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

static void check_data(void *user, const struct subject *data)
{
    struct reading *reading = user;

    forget_places(&reading->run->out, false);
    judge_also(&reading->run->judge, data, 0);
}

static void check_refused(void *user, const struct subject *data)
{
    check_envelope(user, data);
    judge_nothing(user);
}

static int attachment_checked(void *user)
{
    struct reading *reading = user;

    judge_begin(&reading->run->judge, &reading->reports.file, 0);
    return ferror(reading->run->out.stream);
}

static void begin_reading(struct reading *reading, struct run *run, const char *name, const char *data, size_t length)
{
    *reading = (struct reading){.run = run};
    reports_begin(&reading->reports, &run->inputs, name, data, length);
    reading->reports.visitor = (struct reports_visitor){.data = check_data,
                                                        .refused = check_refused,
                                                        .text = check_text,
                                                        .attachment = attachment_checked,
                                                        .sink = container_finding,
                                                        .user = reading};
    judge_begin(&run->judge, &reading->reports.file, 0);
}

void check_reports(struct run *run, const char *name, const char *path, const char *data, size_t length)
{
    struct reading reading;

    begin_reading(&reading, run, name, data, length);
    reports_read(&reading.reports, path);
    run->trouble |= reading.reports.trouble;
}

void check_mail(struct run *run, const char *name, const char *data, size_t length)
{
    struct reading reading;

    begin_reading(&reading, run, name, data, length);
    reports_read_mail(&reading.reports);
    run->trouble |= reading.reports.trouble;
}
