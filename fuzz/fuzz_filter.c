/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of any kind through `rptlint filter`: a row for each, which is JSON, or has its columns; and counts that agree. */
#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include "cli/filter.h"
#include "core/json.h"
#include "harness.h"

enum { COLUMNS_OF_RECORDS = 9, COLUMNS_OF_REPORTS = 16 };

/* The first octet says how. */
static struct options options_of(uint8_t how)
{
    return (struct options){.input_form = (how & 1) != 0 ? INPUT_NDJSON : INPUT_LINES,
                            .whole_reports = (how & 2) != 0,
                            .keep = (how & 4) != 0,
                            .output_form = (how & 8) != 0 ? OUTPUT_TSV : OUTPUT_NDJSON,
                            .kind = KIND_DETECTED,
                            .rulings = {.fail_on = RPTLINT_ERROR},
                            .max_inflated = 4096};
}

static size_t count_of(const char *text, size_t length, char wanted)
{
    size_t count = 0;

    for (size_t i = 0; i < length; i++)
        count += text[i] == wanted;
    return count;
}

/* A noncharacter goes out as the escape it is (J607); nothing else is wrong with a row. */
static int take_fault(void *user, const rptlint_finding *finding)
{
    (void)user;
    must(finding->rule == &rule_table[J607]);
    return 0;
}

static void check_row(const struct options *options, const char *row, size_t length)
{
    const rptlint_options strict = {.size = sizeof(strict), .sink = take_fault};

    if (options->output_form == OUTPUT_NDJSON) {
        must(row[0] == '{');
        json_check(row, length, &strict);
        return;
    }
    must(count_of(row, length, '\t') + 1 ==
         (options->whole_reports ? (size_t)COLUMNS_OF_REPORTS : (size_t)COLUMNS_OF_RECORDS));
}

/* The rows, to be freed. */
static char *rows_of(const struct options *options, const struct input *input, size_t *length, struct filter_totals *totals)
{
    struct filter filter;
    char *text = NULL;
    FILE *stream = open_memstream(&text, length);

    must(stream != NULL);
    filter_begin(&filter, options, NULL);
    filter_block(&filter, input->text, input->length, stream);
    must(!filter.no_memory);
    *totals = filter.totals;
    filter_end(&filter);
    must(fclose(stream) == 0);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct options options = options_of(size > 0 ? data[0] : 0);
    struct input input = input_of(data + (size > 0), size - (size > 0));
    size_t lines = count_of(input.text, input.length, '\n') + (input.length > 0 && input.text[input.length - 1] != '\n');
    struct filter_totals none, totals;
    size_t length, unused;
    char *rows = rows_of(&options, &input, &length, &none), *nothing;

    must(none.lines == 0 && count_of(rows, length, '\n') == lines);
    for (size_t at = 0; at < length;) {
        size_t end = at;

        while (rows[end] != '\n')
            end++;
        check_row(&options, rows + at, end - at);
        at = end + 1;
    }
    options.output_form = OUTPUT_COUNT;
    nothing = rows_of(&options, &input, &unused, &totals);
    must(unused == 0 && totals.lines == lines);
    free(nothing);
    free(rows);
    input_free(&input);
    return 0;
}
