/* SPDX-License-Identifier: BSD-2-Clause */
/* Envelopes: each text is a piece of the input, cut at NULs; spans of findings lie in the text they name. */
#include "harness.h"

enum { TEXTS = RPTLINT_IN_DKIM + 2 };

static const char report[] =
    "{\"organization-name\":\"X\",\"date-range\":{\"start-datetime\":\"2024-05-01T00:00:00Z\","
    "\"end-datetime\":\"2024-05-01T23:59:59Z\"},\"contact-info\":\"tls@x.example\",\"report-id\":\"1\","
    "\"policies\":[{\"policy\":{\"policy-type\":\"no-policy-found\",\"policy-domain\":\"y.example\"},"
    "\"summary\":{\"total-successful-session-count\":5,\"total-failure-session-count\":0},\"failure-details\":[]}]}";

static rptlint_text texts[TEXTS];

static int watch_finding(void *user, const rptlint_finding *finding)
{
    struct seen *seen = user;

    must(finding->input < TEXTS);
    seen->length = finding->input == RPTLINT_IN_REPORT ? strlen(report) : texts[finding->input].length;
    return see(seen, finding);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input pieces[TEXTS];
    struct seen seen = {.length = 0};
    rptlint_options options = {.size = sizeof(options), .sink = watch_finding, .user = &seen};
    rptlint_envelope envelope = {.size = sizeof(envelope), .is_mail = size % 2 == 0, .packing = (rptlint_packing)(size % 4)};
    size_t at = 0, count = 0;

    memset(texts, 0, sizeof(texts));
    for (size_t i = RPTLINT_IN_FILENAME; i < TEXTS && at <= size; i++, count++) {
        const uint8_t *end = at < size ? memchr(data + at, 0, size - at) : NULL;
        size_t length = (end != NULL ? (size_t)(end - data) : size) - at;

        pieces[count] = input_of(data + at, length);
        texts[i] = (rptlint_text){.data = pieces[count].text, .length = pieces[count].length};
        at += length + 1;
    }
    envelope.filename = texts[RPTLINT_IN_FILENAME];
    envelope.subject = texts[RPTLINT_IN_SUBJECT];
    envelope.report_domain = texts[RPTLINT_IN_REPORT_DOMAIN];
    envelope.submitter = texts[RPTLINT_IN_SUBMITTER];
    envelope.message_type = texts[RPTLINT_IN_MESSAGE_TYPE];
    envelope.part_type = texts[RPTLINT_IN_PART_TYPE];
    envelope.dkim = texts + RPTLINT_IN_DKIM;
    envelope.dkim_count = texts[RPTLINT_IN_DKIM + 1].data != NULL ? 2 : texts[RPTLINT_IN_DKIM].data != NULL;
    must(rptlint_check_report(report, strlen(report), &envelope, &options, NULL, NULL) == RPTLINT_OK);
    for (size_t i = 0; i < count; i++)
        input_free(&pieces[i]);
    return 0;
}
