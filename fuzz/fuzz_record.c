/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz: check, read and fix a record value; spans stay inside, verdict and findings agree, fixes converge. */
#include "core/bytes.h"
#include "core/quick.h"
#include "harness.h"

/* The scans that take 16 octets at a time and their plain twins say the same. */
static void compare_twins(const struct input *input)
{
    size_t length = input->length < BITS_MAX ? input->length : BITS_MAX;
    struct octet_bits bits = bits_of(input->text, length), plain = bits_of_plain(input->text, length);

    must(bits.host == plain.host && bits.dot == plain.dot && bits.hyphen == plain.hyphen && bits.sign == plain.sign);
    for (size_t from = 0; from <= input->length && from < 64; from++) {
        must(find_delimiter(input->text, from, input->length) ==
             find_delimiter_plain(input->text, from, input->length));
        must(find_odd(input->text, from, input->length) == find_odd_plain(input->text, from, input->length));
        must(name_end(input->text, from, input->length) == name_end_plain(input->text, from, input->length));
    }
}

/* Lines and columns count the octets before a place. */
static void check_places(const struct input *input)
{
    size_t line = 1, column = 1;

    for (size_t at = 0; at <= input->length && at < 256; at++) {
        rptlint_location location = rptlint_locate(input->text, input->length, at);

        must(location.line == line && location.column == column);
        inside(location.text, input->length);
        column = at < input->length && input->text[at] == '\n' ? 1 : column + 1;
        line += at < input->length && input->text[at] == '\n';
    }
}

/* What is told at a glance the walk, which reads all records, has nothing to say about. */
static void check_glance(const struct input *input, const rptlint_verdict *walked)
{
    size_t usable;

    if (quick_record(input->text, input->length, &usable))
        must(walked->grammar && walked->selected == RPTLINT_SELECTED_YES && walked->usable == usable &&
             walked->errors + walked->warnings + walked->notes == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = input_of(data, size);
    struct seen seen = {.length = input.length};
    rptlint_options options = options_for(&seen);
    rptlint_verdict verdict = {.size = sizeof(verdict)};
    rptlint_destination destinations[4];
    rptlint_extension extensions[4];
    rptlint_record record = {.size = sizeof(record),
                             .destinations = destinations,
                             .destination_capacity = 4,
                             .extensions = extensions,
                             .extension_capacity = 4};
    char *fixed = malloc(input.length * 8 + 64);
    size_t fixed_length;

    compare_twins(&input);
    check_places(&input);
    options.domain = "example.com";
    options.domain_length = 11;
    must(rptlint_check_record(input.text, input.length, &options, &verdict) == RPTLINT_OK);
    agree(&seen, &verdict);
    must(strcmp(rptlint_selected_name(verdict.selected), "unknown") != 0);

    must(rptlint_read_record(input.text, input.length, &record) != RPTLINT_INVALID_ARGUMENT);
    must(record.verdict.grammar == verdict.grammar && record.verdict.usable == verdict.usable);
    check_glance(&input, &record.verdict);
    for (size_t i = 0; i < record.destination_count && i < 4; i++) {
        inside(destinations[i].uri, input.length);
        inside(destinations[i].address, input.length);
        inside(destinations[i].host, input.length);
        inside(destinations[i].path, input.length);
    }

    must(fixed != NULL);
    seen = (struct seen){.length = SIZE_MAX};
    must(rptlint_fix_record(input.text, input.length, fixed, input.length * 8 + 64, &fixed_length, &options,
                            &verdict) == RPTLINT_OK);
    must(seen.fixes == 0);
    free(fixed);
    input_free(&input);
    return 0;
}
