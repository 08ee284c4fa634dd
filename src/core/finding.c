/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings on their way to the caller's sink, statuses, and places in a text. */
#include "core/finding.h"

#include "core/bytes.h"

#include <stdlib.h>
#include <string.h>

void emit(struct emitter *emitter, rptlint_finding *finding)
{
    if (emitter->stopped)
        return;
    if (finding->severity == 0)
        finding->severity = finding->rule->severity;
    if (finding->hint == NULL)
        finding->hint = finding->rule->hint;
    finding->input = emitter->input;
    emitter->counts[finding->severity]++;
    if (emitter->sink != NULL && emitter->sink(emitter->user, finding) != 0)
        emitter->stopped = true;
}

const char *encoded_fix(struct emitter *emitter, const char *data, size_t length)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < length; i++) {
        unsigned char octet = (unsigned char)data[i];

        emitter->encoded[i * 3] = '%';
        emitter->encoded[i * 3 + 1] = digits[octet >> 4];
        emitter->encoded[i * 3 + 2] = digits[octet & 15];
    }
    return emitter->encoded;
}

void *take_memory(const rptlint_options *options, size_t size)
{
    if (options != NULL && options->allocator != NULL)
        return options->allocator->allocate(options->allocator->user, size);
    return malloc(size);
}

void give_back_memory(const rptlint_options *options, void *memory)
{
    if (memory == NULL)
        return;
    if (options != NULL && options->allocator != NULL)
        options->allocator->release(options->allocator->user, memory);
    else
        free(memory);
}

const char *rptlint_version(void)
{
    return RPTLINT_VERSION;
}

const char *rptlint_status_text(rptlint_status status)
{
    static const char *const texts[] = {
        [RPTLINT_OK] = "done",
        [RPTLINT_STOPPED] = "stopped by the caller",
        [RPTLINT_NOMEM] = "out of memory",
        [RPTLINT_LIMIT] = "buffer too small",
        [RPTLINT_INVALID_ARGUMENT] = "invalid argument",
        [RPTLINT_REFUSED] = "refused: see the findings",
    };

    return (unsigned)status < sizeof(texts) / sizeof(texts[0]) ? texts[status] : "unknown status";
}

const char *rptlint_severity_name(rptlint_severity severity)
{
    switch (severity) {
    case RPTLINT_NOTE: return "note";
    case RPTLINT_WARNING: return "warning";
    case RPTLINT_ERROR: return "error";
    }
    return "unknown";
}

const char *rptlint_selected_name(rptlint_selected selected)
{
    switch (selected) {
    case RPTLINT_SELECTED_NO: return "no";
    case RPTLINT_SELECTED_ONLY_ALONE: return "only-alone";
    case RPTLINT_SELECTED_YES: return "yes";
    }
    return "unknown";
}

rptlint_location rptlint_locate(const char *data, size_t length, size_t offset)
{
    rptlint_location location = {.line = 1, .column = 1};
    size_t start = 0;

    if (offset > length)
        offset = length;
    for (size_t end; (end = find_byte(data, start, offset, '\n')) < offset; start = end + 1)
        location.line++;
    location.column = offset - start + 1;
    location.text.offset = start;
    location.text.length = find_byte(data, offset, length, '\n') - start;
    if (location.text.length > 0 && data[start + location.text.length - 1] == '\r')
        location.text.length--;
    return location;
}
