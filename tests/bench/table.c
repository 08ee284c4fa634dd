/* SPDX-License-Identifier: BSD-2-Clause */
/* One JSON file a benchmark. */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>

static FILE *file;
static const char *separator;

static _Noreturn void die(void)
{
    perror("the folder that BENCH_JSON names");
    exit(1);
}

void table_begin(const char *name)
{
    const char *folder = getenv("BENCH_JSON");
    char path[4096];

    if (folder == NULL)
        return;
    snprintf(path, sizeof(path), "%s/%s.json", folder, name);
    file = fopen(path, "w");
    if (file == NULL)
        die();
    fprintf(file, "{\"benchmark\":\"%s\",\"figures\":[", name);
    separator = "\n";
}

void table_figure(const char *input, const char *program, const char *unit, double value)
{
    if (file == NULL)
        return;
    fprintf(file, "%s{\"input\":\"%s\",\"program\":\"%s\",\"unit\":\"%s\",\"value\":%.6g}", separator, input, program, unit,
            value);
    separator = ",\n";
}

void table_end(void)
{
    if (file == NULL)
        return;
    fputs("\n]}\n", file);
    if (fclose(file) != 0)
        die();
    file = NULL;
}
