/* SPDX-License-Identifier: BSD-2-Clause */
/* Digest files and reports, whatever is in them, become digests whose files are read again as the same. */
#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include "digest/digest.h"
#include "digest/summary.h"
#include "harness.h"

static char *file_of(struct digest *digest, size_t *length)
{
    char *text = NULL;
    FILE *stream = open_memstream(&text, length);

    must(stream != NULL && digest_write(digest, stream) && fclose(stream) == 0);
    return text;
}

static bool same_day_or_later(digest_day a, digest_day b)
{
    return a == DIGEST_NO_DAY || b == DIGEST_NO_DAY || a <= b;
}

/* A summary's parts are no larger than the whole. */
static void check_summary(struct digest *digest)
{
    const struct summary_wish wish = {.since = DIGEST_NO_DAY, .until = DIGEST_NO_DAY, .warn = 0.01, .crit = 0.05};
    struct summary *summary = summary_of(digest, &wish);

    must(summary != NULL);
    for (size_t i = 0; i < summary->domain_count; i++) {
        const struct summary_domain *domain = &summary->domains[i];

        must(domain->name != NULL && domain->level <= summary->level);
        must(same_day_or_later(domain->first, domain->last));
        must(i == 0 || summary->domains[i - 1].level >= domain->level);
        for (size_t k = 0; k < domain->problem_count; k++) {
            must(domain->problems[k].rate >= 0 && domain->problems[k].rate <= 1);
            must(domain->problems[k].reporters >= 1 && domain->problems[k].reporter != NULL);
            must(k == 0 || domain->problems[k - 1].level >= domain->problems[k].level);
        }
        must(domain->kind_count <= domain->problem_count && (domain->kind_count > 0) == (domain->problem_count > 0));
        for (size_t k = 0; k < domain->kind_count; k++) {
            must(domain->kinds[k].level <= domain->level);
            must(domain->kinds[k].reporters + domain->kinds[k].others <= domain->reporter_count);
        }
        for (size_t k = 1; k < domain->day_count; k++)
            must(domain->days[k - 1].day < domain->days[k].day);
    }
    summary_free(summary);
}

/* The file of a digest, read, is the digest. */
static void check_file(struct digest *digest)
{
    struct digest *again = digest_begin();
    size_t length, other_length, line;
    uint64_t overlaps;
    char *text = file_of(digest, &length), *other;

    must(again != NULL && digest_is_file(text, length));
    must(digest_read(again, text, length, &line, &overlaps) == DIGEST_OK && overlaps == 0);
    other = file_of(again, &other_length);
    must(length == other_length && memcmp(text, other, length) == 0);
    free(text);
    free(other);
    digest_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = input_of(data, size);
    struct digest *digest = digest_begin();
    rptlint_reader reader;
    struct digest_added added;
    size_t line;
    uint64_t overlaps;

    must(digest != NULL);
    reader = digest_reader(digest);
    if (digest_is_file(input.text, input.length)) {
        struct input whole = {.text = malloc(size), .length = size};

        must(whole.text != NULL);
        memcpy(whole.text, data, size);
        (void)digest_read(digest, whole.text, size, &line, &overlaps);
        input_free(&whole);
    } else {
        digest_report_begin(digest, input.text, input.length, "Example.COM.");
        (void)rptlint_check_report(input.text, input.length, NULL, NULL, &reader, NULL);
        must(digest_report_end(digest, &added) == DIGEST_OK);
    }
    check_summary(digest);
    check_file(digest);
    digest_free(digest);
    input_free(&input);
    return 0;
}
