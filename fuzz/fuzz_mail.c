/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz: read mail; places hold the envelope's texts, what is decoded can be read to its end. */
#include "harness.h"

#include "intake/mail.h"

struct file {
    const char *data;
    size_t length;
    bool encoded; /* the report being taken came in an encoded message: its texts are not in the file */
    size_t reports;
    size_t message;
    unsigned sum;
};

static void holds(struct file *file, const struct mail_place *place, rptlint_text text)
{
    rptlint_location location = rptlint_locate(file->data, file->length, place->offset);

    must(place->offset <= file->length);
    must(place->length <= file->length - place->offset);
    must(place->line == location.line && place->column == location.column);
    if (text.data == NULL || file->encoded)
        return;
    must(text.length <= file->length - place->offset);
    must(memcmp(file->data + place->offset, text.data, text.length) == 0);
}

static int take(void *user, const struct mail_report *report)
{
    struct file *file = user;
    const rptlint_envelope *envelope = &report->envelope;

    file->encoded = report->encoded;
    holds(file, &report->places[RPTLINT_IN_REPORT], (rptlint_text){.data = NULL});
    holds(file, &report->places[RPTLINT_IN_FILENAME],
          report->places[RPTLINT_IN_FILENAME].length == 0 ? envelope->filename : (rptlint_text){.data = NULL});
    holds(file, &report->places[RPTLINT_IN_SUBJECT], envelope->subject);
    holds(file, &report->places[RPTLINT_IN_REPORT_DOMAIN], envelope->report_domain);
    holds(file, &report->places[RPTLINT_IN_SUBMITTER], envelope->submitter);
    holds(file, &report->places[RPTLINT_IN_MESSAGE_TYPE], envelope->message_type);
    holds(file, &report->places[RPTLINT_IN_PART_TYPE], envelope->part_type);
    must(envelope->dkim_count <= MAIL_DKIM_MAX);
    for (size_t i = 0; i < envelope->dkim_count; i++)
        holds(file, &report->places[RPTLINT_IN_DKIM + i], envelope->dkim[i]);
    must(report->length <= file->length && report->message >= file->message);
    for (size_t i = 0; i < report->length; i++)
        file->sum += (unsigned char)report->data[i];
    for (size_t i = 0; i < envelope->filename.length; i++)
        file->sum += (unsigned char)envelope->filename.data[i];
    file->message = report->message;
    file->reports++;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = input_of(data, size);
    struct seen seen = {.length = input.length};
    struct file file = {.data = input.text, .length = input.length};
    rptlint_options options = options_for(&seen);
    struct emitter emitter;

    emitter_begin(&emitter, &options);
    must(mail_read(input.text, input.length, &emitter, take, &file) == MAIL_DONE);
    must(file.reports > 0 || seen.counts[RPTLINT_ERROR] > 0 || input.length == 0);
    (void)is_mail(input.text, input.length);
    input_free(&input);
    return 0;
}
