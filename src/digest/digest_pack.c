/* SPDX-License-Identifier: BSD-2-Clause */
/* A digest from one process of a run to another: as it is in memory, with numbers of texts in place of pointers. */
#include "digest/groups.h"

#include <stdlib.h>
#include <string.h>

struct packed_head {
    uint64_t texts, totals, failures, reports;
    uint64_t text_octets; /* of all texts, with their NULs */
    uint64_t counted, duplicates;
};

struct packed_total {
    uint64_t successful, failed, reports;
    uint32_t domain, reporter;
    int32_t type, day;
};

struct packed_failure {
    uint64_t sessions, details;
    uint32_t domain, reporter, result_text, mx, reason;
    int32_t type, day, result;
};

/* ---- writing ---- */

static void pack_totals(const struct digest *digest, FILE *stream)
{
    for (size_t i = 0; i < digest->total_count; i++) {
        const struct digest_total *total = &digest->totals[i];
        struct packed_total packed;

        memset(&packed, 0, sizeof(packed));
        packed.successful = total->successful;
        packed.failed = total->failed;
        packed.reports = total->reports;
        packed.domain = text_rank(total->domain);
        packed.reporter = text_rank(total->reporter);
        packed.type = (int32_t)total->type;
        packed.day = total->day;
        fwrite(&packed, sizeof(packed), 1, stream);
    }
}

static void pack_failures(const struct digest *digest, FILE *stream)
{
    for (size_t i = 0; i < digest->failure_count; i++) {
        const struct digest_failure *failure = &digest->failures[i];
        struct packed_failure packed;

        memset(&packed, 0, sizeof(packed));
        packed.sessions = failure->sessions;
        packed.details = failure->details;
        packed.domain = text_rank(failure->domain);
        packed.reporter = text_rank(failure->reporter);
        packed.result_text = text_rank(failure->result_text);
        packed.mx = text_rank(failure->mx);
        packed.reason = text_rank(failure->reason);
        packed.type = (int32_t)failure->type;
        packed.day = failure->day;
        packed.result = (int32_t)failure->result;
        fwrite(&packed, sizeof(packed), 1, stream);
    }
}

bool digest_pack(struct digest *digest, FILE *stream)
{
    struct packed_head head = {.texts = digest->texts.count, .totals = digest->total_count, .failures = digest->failure_count,
                               .reports = digest->report_count, .counted = digest->counted,
                               .duplicates = digest->duplicates};

    texts_rank(&digest->texts);
    for (size_t i = 0; i < digest->texts.count; i++)
        head.text_octets += strlen(texts_at(&digest->texts, i)) + 1;
    fwrite(&head, sizeof(head), 1, stream);
    pack_totals(digest, stream);
    pack_failures(digest, stream);
    for (size_t i = 0; i < digest->report_count; i++)
        fwrite(&digest->reports[i].print, sizeof(digest->reports[i].print), 1, stream);
    for (size_t i = 0; i < digest->texts.count; i++) {
        const char *text = texts_at(&digest->texts, i);

        fwrite(text, 1, strlen(text) + 1, stream);
    }
    return !ferror(stream);
}

/* ---- reading ---- */

/* What was packed, part by part, each where it begins in the octets. */
struct packed {
    struct packed_head head;
    const char *totals, *failures, *reports, *text;
    const char **texts; /* this digest's own */
};

/* Finds the parts; false when the octets are not just as many as they need. */
static bool find_parts(struct packed *packed, const char *data, size_t length)
{
    const struct packed_head *head = &packed->head;
    size_t at = sizeof(packed->head), left;

    if (length < at)
        return false;
    memcpy(&packed->head, data, sizeof(packed->head));
    left = length - at;
    if (head->totals > left / sizeof(struct packed_total) || head->failures > left / sizeof(struct packed_failure) ||
        head->reports > left / sizeof(struct fingerprint) || head->text_octets > left || head->texts > head->text_octets)
        return false;
    packed->totals = data + at;
    at += (size_t)head->totals * sizeof(struct packed_total);
    packed->failures = data + at;
    at += (size_t)head->failures * sizeof(struct packed_failure);
    packed->reports = data + at;
    at += (size_t)head->reports * sizeof(struct fingerprint);
    packed->text = data + at;
    at += (size_t)head->text_octets;
    return at == length && (head->text_octets == 0 || data[length - 1] == '\0');
}

static struct fingerprint print_at(const struct packed *packed, size_t number)
{
    struct fingerprint print;

    memcpy(&print, packed->reports + number * sizeof(print), sizeof(print));
    return print;
}

static enum digest_status add_texts(struct digest *digest, struct packed *packed)
{
    const char *text = packed->text, *end = text + packed->head.text_octets;

    packed->texts = malloc(((size_t)packed->head.texts + 1) * sizeof(*packed->texts));
    if (packed->texts == NULL)
        return DIGEST_NOMEM;
    for (size_t i = 0; i < packed->head.texts; i++) {
        size_t octets;

        if (text == end)
            return DIGEST_MALFORMED;
        octets = strlen(text);
        packed->texts[i] = texts_add(&digest->texts, text, octets);
        if (packed->texts[i] == NULL)
            return DIGEST_NOMEM;
        text += octets + 1;
    }
    return text == end ? DIGEST_OK : DIGEST_MALFORMED;
}

static bool has_text(const struct packed *packed, uint32_t number, const char **text)
{
    if (number >= packed->head.texts)
        return false;
    *text = packed->texts[number];
    return true;
}

static bool is_type(int32_t type)
{
    return type >= 0 && type <= (int32_t)RPTLINT_POLICY_NONE_FOUND;
}

static enum digest_status add_totals(struct digest *digest, const struct packed *packed)
{
    for (size_t i = 0; i < packed->head.totals; i++) {
        struct packed_total from;
        struct digest_total total = {.domain = NULL};
        enum digest_status status;

        memcpy(&from, packed->totals + i * sizeof(from), sizeof(from));
        total.type = (rptlint_policy_type)from.type;
        total.day = from.day;
        total.successful = from.successful;
        total.failed = from.failed;
        total.reports = from.reports;
        if (!is_type(from.type) || !has_text(packed, from.domain, &total.domain) ||
            !has_text(packed, from.reporter, &total.reporter))
            return DIGEST_MALFORMED;
        if ((status = digest_add_total(digest, &total)) != DIGEST_OK)
            return status;
    }
    return DIGEST_OK;
}

static enum digest_status add_failures(struct digest *digest, const struct packed *packed)
{
    for (size_t i = 0; i < packed->head.failures; i++) {
        struct packed_failure from;
        struct digest_failure failure = {.domain = NULL};
        enum digest_status status;

        memcpy(&from, packed->failures + i * sizeof(from), sizeof(from));
        failure.type = (rptlint_policy_type)from.type;
        failure.day = from.day;
        failure.result = (rptlint_result)from.result;
        failure.sessions = from.sessions;
        failure.details = from.details;
        if (!is_type(from.type) || from.result < 0 || from.result > (int32_t)RPTLINT_STS_WEBPKI_INVALID ||
            !has_text(packed, from.domain, &failure.domain) || !has_text(packed, from.reporter, &failure.reporter) ||
            !has_text(packed, from.result_text, &failure.result_text) || !has_text(packed, from.mx, &failure.mx) ||
            !has_text(packed, from.reason, &failure.reason))
            return DIGEST_MALFORMED;
        if ((status = digest_add_failure(digest, &failure)) != DIGEST_OK)
            return status;
    }
    return DIGEST_OK;
}

static enum digest_status add_reports(struct digest *digest, const struct packed *packed)
{
    enum digest_status status = DIGEST_OK;
    bool is_new;

    digest->round++;
    for (size_t i = 0; i < packed->head.reports && status == DIGEST_OK; i++)
        status = digest_add_report(digest, print_at(packed, i), &is_new);
    return status;
}

enum digest_status digest_unpack(struct digest *digest, const char *data, size_t length, uint64_t *overlaps)
{
    struct packed packed = {.texts = NULL};
    enum digest_status status;

    *overlaps = 0;
    if (!find_parts(&packed, data, length))
        return DIGEST_MALFORMED;
    for (size_t i = 0; i < packed.head.reports; i++)
        *overlaps += digest_knows(digest, print_at(&packed, i));
    if (*overlaps > 0)
        return DIGEST_OK;
    status = add_texts(digest, &packed);
    if (status == DIGEST_OK)
        status = add_totals(digest, &packed);
    if (status == DIGEST_OK)
        status = add_failures(digest, &packed);
    if (status == DIGEST_OK)
        status = add_reports(digest, &packed);
    if (status == DIGEST_OK) {
        digest->counted = digest_sum(digest->counted, packed.head.counted);
        digest->duplicates = digest_sum(digest->duplicates, packed.head.duplicates);
    }
    free(packed.texts);
    digest->status = DIGEST_OK;
    return status;
}
