/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz: envelopes in the form of corpus/envelope, against their report; spans lie in the text they name. */
#include "envelope_text.h"
#include "harness.h"

static struct envelope_text texts;

static int watch_finding(void *user, const rptlint_finding *finding)
{
    struct seen *seen = user;

    must(finding->input < ENVELOPE_TEXTS);
    seen->length = texts.texts[finding->input].length;
    return see(seen, finding);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = input_of(data, size), pieces[ENVELOPE_TEXTS] = {{.text = NULL}};
    struct seen seen = {.length = 0};
    rptlint_options options = {.size = sizeof(options), .sink = watch_finding, .user = &seen};
    rptlint_envelope envelope;

    texts = read_envelope_text(input.text, input.length);
    /* Each text in a block of its own, so that reading beyond one is seen. */
    for (size_t i = 0; i < ENVELOPE_TEXTS; i++) {
        rptlint_text *text = &texts.texts[i];

        if (text->data == NULL)
            continue;
        pieces[i].text = malloc(text->length > 0 ? text->length : 1);
        must(pieces[i].text != NULL);
        if (text->length > 0)
            memcpy(pieces[i].text, text->data, text->length);
        text->data = pieces[i].text;
    }
    envelope = envelope_of(&texts);
    must(rptlint_check_report(texts.texts[RPTLINT_IN_REPORT].data, texts.texts[RPTLINT_IN_REPORT].length, &envelope,
                              &options, NULL, NULL) == RPTLINT_OK);
    for (size_t i = 0; i < ENVELOPE_TEXTS; i++)
        input_free(&pieces[i]);
    input_free(&input);
    return 0;
}
