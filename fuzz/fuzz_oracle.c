/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: the record checker and the independent oracle give the same answer about the grammar. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <rptlint.h>

#include "../tests/oracle.h"

#define MAX_SIZE 8192

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static _Noreturn void die(const char *what, const char *text, size_t length)
{
    fprintf(stderr, "fuzz_oracle: %s: ", what);
    oracle_show(stderr, text, length);
    putc('\n', stderr);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct oracle *oracle; /* made once, kept to the end */
    const char *text = (const char *)data;
    rptlint_verdict verdict = {.size = sizeof(verdict)};
    enum oracle_answer answer;

    if (size > MAX_SIZE)
        return 0;
    if (oracle == NULL && (oracle = oracle_new(true)) == NULL)
        die("no memory for the oracle", "", 0);
    answer = oracle_match(oracle, text, size);
    if (answer == ORACLE_LIMIT)
        return 0;
    if (rptlint_check_record(text, size, NULL, &verdict) != RPTLINT_OK)
        die("rptlint_check_record did not return RPTLINT_OK", text, size);
    if (verdict.grammar && answer == ORACLE_NO)
        die("rptlint says yes, the oracle no", text, size);
    if (!verdict.grammar && answer == ORACLE_YES)
        die("rptlint says no, the oracle yes", text, size);
    return 0;
}
