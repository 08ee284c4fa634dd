/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the cases of corpus/envelope. */
#include "envelope_text.h"

#include "core/bytes.h"
#include "core/media.h"
#include "intake/header.h"

#include <string.h>

static const char good_report[] =
    "{\"organization-name\":\"X\",\"date-range\":{\"start-datetime\":\"2024-05-01T00:00:00Z\","
    "\"end-datetime\":\"2024-05-01T23:59:59Z\"},\"contact-info\":\"tls@x.example\",\"report-id\":\"1\","
    "\"policies\":[{\"policy\":{\"policy-type\":\"no-policy-found\",\"policy-domain\":\"y.example\"},"
    "\"summary\":{\"total-successful-session-count\":5,\"total-failure-session-count\":0},\"failure-details\":[]}]}";

static const struct {
    const char *name;
    size_t input;
} fields[] = {
    {"File-Name", RPTLINT_IN_FILENAME},
    {"Subject", RPTLINT_IN_SUBJECT},
    {"TLS-Report-Domain", RPTLINT_IN_REPORT_DOMAIN},
    {"TLS-Report-Submitter", RPTLINT_IN_SUBMITTER},
    {"Content-Type", RPTLINT_IN_MESSAGE_TYPE},
    {"Part-Type", RPTLINT_IN_PART_TYPE},
    {"DKIM-Signature", RPTLINT_IN_DKIM},
};

static bool is_word(rptlint_text body, const char *word)
{
    rptlint_span span = trimmed(body.data, (rptlint_span){.offset = 0, .length = body.length});

    return span.length == strlen(word) && equal_nocase(body.data + span.offset, word, span.length);
}

static void take_field(struct envelope_text *text, const char *data, const struct header_field *field)
{
    rptlint_text body = {.data = data + field->body.offset, .length = field->body.length};

    if (header_is(data, field, "Packing"))
        text->packing = is_word(body, "none")    ? RPTLINT_PACKING_NONE
                        : is_word(body, "gzip")  ? RPTLINT_PACKING_GZIP
                        : is_word(body, "other") ? RPTLINT_PACKING_OTHER
                                                 : RPTLINT_PACKING_UNKNOWN;
    if (header_is(data, field, "Transport"))
        text->is_mail = !is_word(body, "https");
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        size_t input = fields[i].input;

        if (!header_is(data, field, fields[i].name))
            continue;
        while (input >= RPTLINT_IN_DKIM && input < ENVELOPE_TEXTS && text->texts[input].data != NULL)
            input++;
        if (input == RPTLINT_IN_FILENAME && body.length > 0 && body.data[0] == ' ') {
            body.data++;
            body.length--;
        }
        if (input < ENVELOPE_TEXTS && text->texts[input].data == NULL)
            text->texts[input] = body;
    }
}

struct envelope_text read_envelope_text(const char *data, size_t length)
{
    struct envelope_text text = {.is_mail = true};
    struct header_field field;
    enum header_line line;
    size_t at = 0;

    while ((line = header_next(data, length, &at, &field)) != HEADER_END)
        if (line == HEADER_FIELD)
            take_field(&text, data, &field);
    text.texts[RPTLINT_IN_REPORT] = at < length
                                        ? (rptlint_text){.data = data + at, .length = length - at}
                                        : (rptlint_text){.data = good_report, .length = sizeof(good_report) - 1};
    return text;
}

rptlint_envelope envelope_of(const struct envelope_text *text)
{
    rptlint_envelope envelope = {.size = sizeof(envelope), .is_mail = text->is_mail, .packing = text->packing};

    envelope.filename = text->texts[RPTLINT_IN_FILENAME];
    envelope.subject = text->texts[RPTLINT_IN_SUBJECT];
    envelope.report_domain = text->texts[RPTLINT_IN_REPORT_DOMAIN];
    envelope.submitter = text->texts[RPTLINT_IN_SUBMITTER];
    envelope.message_type = text->texts[RPTLINT_IN_MESSAGE_TYPE];
    envelope.part_type = text->texts[RPTLINT_IN_PART_TYPE];
    envelope.dkim = text->texts + RPTLINT_IN_DKIM;
    while (RPTLINT_IN_DKIM + envelope.dkim_count < ENVELOPE_TEXTS &&
           text->texts[RPTLINT_IN_DKIM + envelope.dkim_count].data != NULL)
        envelope.dkim_count++;
    return envelope;
}
