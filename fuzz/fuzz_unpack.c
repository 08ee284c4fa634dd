/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz: unpack with a cap of 1 MiB; nothing beyond it, spans inside, nothing refused without an error. */
#include "harness.h"

#include "intake/unpack.h"

enum { CAP = 1024 * 1024 };

/* Reads what came out, so that a block too short, or octets never written, are seen. */
static unsigned sum_of(const struct unpacked *unpacked)
{
    unsigned sum = 0;

    for (size_t i = 0; i < unpacked->length; i++)
        sum += (unsigned char)unpacked->data[i];
    return sum;
}

/* Input is taken as it is: a line feed at the end of a packed file belongs to it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen seen = {.length = size};
    rptlint_options options = options_for(&seen);
    struct emitter emitter;
    static struct inflater *inflater; /* kept from one input to the next, as in a run */
    struct unpacked unpacked;
    char *input = malloc(size > 0 ? size : 1);
    enum unpack_status status;
    volatile unsigned sum = 0;

    must(input != NULL);
    if (size > 0)
        memcpy(input, data, size);
    emitter_begin(&emitter, &options);
    status = unpack(&inflater, input, size, CAP, &emitter, &unpacked);
    must(status == UNPACK_DONE || status == UNPACK_REFUSED);
    must(is_packed(input, size) == (unpacked.packing != RPTLINT_PACKING_NONE));
    if (status == UNPACK_REFUSED) {
        must(unpacked.data == NULL && seen.counts[RPTLINT_ERROR] > 0);
    } else if (unpacked.data == NULL) {
        must(unpacked.packing == RPTLINT_PACKING_NONE && unpacked.length == size);
        must(seen.counts[RPTLINT_ERROR] == 0);
    } else {
        must(unpacked.length <= CAP);
        sum = sum_of(&unpacked);
        (void)sum;
    }
    free(unpacked.data);
    free(input);
    return 0;
}
