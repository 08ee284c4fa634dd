/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports to sums: groups in two tables, and the reports that are in them by fingerprint. */
#include "digest/groups.h"

#include <stdlib.h>
#include <string.h>

/* ---- hashing ---- */

static uint64_t blend(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9E3779B97F4A7C15;
    return hash ^ hash >> 29;
}

/* Equal texts are one pointer. */
static uint64_t blend_text(uint64_t hash, const char *text)
{
    return blend(hash, (uint64_t)(uintptr_t)text);
}

static uint64_t hash_of_total(const struct digest_total *total)
{
    return blend(blend_text(blend_text(blend(0, (uint64_t)total->day), total->domain), total->reporter), total->type);
}

static uint64_t hash_of_failure(const struct digest_failure *failure)
{
    uint64_t hash = blend(blend_text(blend_text(blend(0, (uint64_t)failure->day), failure->domain), failure->reporter),
                          failure->type);

    hash = blend(blend_text(hash, failure->result_text), failure->result);
    return blend_text(blend_text(hash, failure->mx), failure->reason);
}

static uint64_t total_hash(const void *owner, uint32_t number)
{
    const struct digest *digest = owner;

    return hash_of_total(&digest->totals[number]);
}

static uint64_t failure_hash(const void *owner, uint32_t number)
{
    const struct digest *digest = owner;

    return hash_of_failure(&digest->failures[number]);
}

static uint64_t report_hash(const void *owner, uint32_t number)
{
    const struct digest *digest = owner;

    return digest->reports[number].print.low;
}

static bool same_total(const struct digest_total *a, const struct digest_total *b)
{
    return a->domain == b->domain && a->type == b->type && a->day == b->day && a->reporter == b->reporter;
}

static bool same_failure(const struct digest_failure *a, const struct digest_failure *b)
{
    return a->domain == b->domain && a->type == b->type && a->day == b->day && a->reporter == b->reporter &&
           a->result == b->result && a->result_text == b->result_text && a->mx == b->mx && a->reason == b->reason;
}

/* ---- growing ---- */

static void *with_room(void *array, size_t count, size_t *capacity, size_t size)
{
    size_t wanted = *capacity > 0 ? *capacity + *capacity / 2 : 64;

    if (count < *capacity)
        return array;
    array = wanted <= SIZE_MAX / size ? realloc(array, wanted * size) : NULL;
    if (array != NULL)
        *capacity = wanted;
    return array;
}

/* Sorting can't fail: there is room for it before a group is added. */
static bool has_order_for(struct digest *digest, size_t count)
{
    struct order_item *grown = with_room(digest->order, 2 * count + 1, &digest->order_capacity, sizeof(*grown));

    if (grown != NULL)
        digest->order = grown;
    return grown != NULL;
}

enum digest_status digest_failed(struct digest *digest, enum digest_status status)
{
    if (digest->status == DIGEST_OK)
        digest->status = status;
    return status;
}

const char *digest_keep(struct digest *digest, const char *data, size_t length)
{
    const char *kept = texts_add(&digest->texts, data, length);

    if (kept == NULL)
        digest_failed(digest, DIGEST_NOMEM);
    return kept;
}

enum digest_status digest_add_total(struct digest *digest, const struct digest_total *total)
{
    struct digest_total *grown = with_room(digest->totals, digest->total_count, &digest->total_capacity, sizeof(*grown));
    struct digest_total *sum;
    uint32_t *slot;

    if (grown == NULL)
        return digest_failed(digest, DIGEST_NOMEM);
    digest->totals = grown;
    if (!has_order_for(digest, digest->total_count) || !table_reserve(&digest->total_table, total_hash, digest))
        return digest_failed(digest, DIGEST_NOMEM);
    slot = table_first(&digest->total_table, hash_of_total(total));
    while (*slot != 0 && !same_total(&grown[*slot - 1], total))
        slot = table_next(&digest->total_table, slot);
    if (*slot == 0) {
        if (digest->total_count + digest->failure_count >= DIGEST_GROUPS_MAX)
            return digest_failed(digest, DIGEST_LIMIT);
        grown[digest->total_count] = *total;
        *slot = (uint32_t)++digest->total_count;
        digest->total_table.count++;
        digest->sorted = false;
        return DIGEST_OK;
    }
    sum = &grown[*slot - 1];
    sum->successful = digest_sum(sum->successful, total->successful);
    sum->failed = digest_sum(sum->failed, total->failed);
    sum->reports = digest_sum(sum->reports, total->reports);
    return DIGEST_OK;
}

void digest_expect_total(const struct digest *digest, const struct digest_total *total)
{
    if (digest->total_table.capacity > 0)
        __builtin_prefetch(table_first(&digest->total_table, hash_of_total(total)));
}

enum digest_status digest_add_failure(struct digest *digest, const struct digest_failure *failure)
{
    struct digest_failure *grown =
        with_room(digest->failures, digest->failure_count, &digest->failure_capacity, sizeof(*grown));
    struct digest_failure *sum;
    uint32_t *slot;

    if (grown == NULL)
        return digest_failed(digest, DIGEST_NOMEM);
    digest->failures = grown;
    if (!has_order_for(digest, digest->failure_count) || !table_reserve(&digest->failure_table, failure_hash, digest))
        return digest_failed(digest, DIGEST_NOMEM);
    slot = table_first(&digest->failure_table, hash_of_failure(failure));
    while (*slot != 0 && !same_failure(&grown[*slot - 1], failure))
        slot = table_next(&digest->failure_table, slot);
    if (*slot == 0) {
        if (digest->total_count + digest->failure_count >= DIGEST_GROUPS_MAX)
            return digest_failed(digest, DIGEST_LIMIT);
        grown[digest->failure_count] = *failure;
        *slot = (uint32_t)++digest->failure_count;
        digest->failure_table.count++;
        digest->sorted = false;
        return DIGEST_OK;
    }
    sum = &grown[*slot - 1];
    sum->sessions = digest_sum(sum->sessions, failure->sessions);
    sum->details = digest_sum(sum->details, failure->details);
    return DIGEST_OK;
}

/* ---- reports that are known ---- */

/* The slot of a fingerprint, or the empty one where it belongs. */
static uint32_t *find_report(const struct digest *digest, struct fingerprint print)
{
    uint32_t *slot = table_first(&digest->report_table, print.low);

    while (*slot != 0 && (digest->reports[*slot - 1].print.low != print.low ||
                          digest->reports[*slot - 1].print.high != print.high))
        slot = table_next(&digest->report_table, slot);
    return slot;
}

bool digest_knows(const struct digest *digest, struct fingerprint print)
{
    return digest->report_count > 0 && *find_report(digest, print) != 0;
}

enum digest_status digest_add_report(struct digest *digest, struct fingerprint print, bool *is_new)
{
    struct digest_report *grown =
        with_room(digest->reports, digest->report_count, &digest->report_capacity, sizeof(*grown));
    uint32_t *slot;

    *is_new = false;
    if (grown == NULL)
        return digest_failed(digest, DIGEST_NOMEM);
    digest->reports = grown;
    if (!table_reserve(&digest->report_table, report_hash, digest))
        return digest_failed(digest, DIGEST_NOMEM);
    slot = find_report(digest, print);
    if (*slot != 0) {
        *is_new = grown[*slot - 1].round == digest->round;
        return DIGEST_OK;
    }
    if (digest->report_count >= DIGEST_REPORTS_MAX)
        return digest_failed(digest, DIGEST_LIMIT);
    grown[digest->report_count] = (struct digest_report){.print = print, .round = digest->round};
    *slot = (uint32_t)++digest->report_count;
    digest->report_table.count++;
    *is_new = true;
    return DIGEST_OK;
}

/* ---- digests ---- */

/* A text that is NUL-terminated, in this digest. */
static const char *own(struct digest *digest, const char *text)
{
    return digest_keep(digest, text, strlen(text));
}

struct digest *digest_begin(void)
{
    struct digest *digest = calloc(1, sizeof(*digest));

    if (digest != NULL)
        texts_begin(&digest->texts);
    return digest;
}

void digest_free(struct digest *digest)
{
    if (digest == NULL)
        return;
    texts_free(&digest->texts);
    free(digest->totals);
    free(digest->order);
    free(digest->failures);
    free(digest->reports);
    free(digest->total_table.slots);
    free(digest->failure_table.slots);
    free(digest->report_table.slots);
    free(digest);
}

uint64_t digest_overlaps(const struct digest *digest, const struct digest *other)
{
    uint64_t overlaps = 0;

    for (size_t i = 0; i < other->report_count; i++)
        overlaps += digest_knows(digest, other->reports[i].print);
    return overlaps;
}

static bool merge_total(struct digest *digest, const struct digest_total *other)
{
    struct digest_total total = *other;

    total.domain = own(digest, other->domain);
    total.reporter = own(digest, other->reporter);
    return total.domain != NULL && total.reporter != NULL && digest_add_total(digest, &total) == DIGEST_OK;
}

static bool merge_failure(struct digest *digest, const struct digest_failure *other)
{
    struct digest_failure failure = *other;

    failure.domain = own(digest, other->domain);
    failure.reporter = own(digest, other->reporter);
    failure.result_text = own(digest, other->result_text);
    failure.mx = own(digest, other->mx);
    failure.reason = own(digest, other->reason);
    return failure.domain != NULL && failure.reporter != NULL && failure.result_text != NULL && failure.mx != NULL &&
           failure.reason != NULL && digest_add_failure(digest, &failure) == DIGEST_OK;
}

enum digest_status digest_merge(struct digest *digest, const struct digest *other, uint64_t *overlaps)
{
    enum digest_status status;
    bool good = true, is_new;

    *overlaps = digest_overlaps(digest, other);
    digest->status = DIGEST_OK;
    digest->round++;
    for (size_t i = 0; i < other->report_count && good; i++)
        good = digest_add_report(digest, other->reports[i].print, &is_new) == DIGEST_OK;
    for (size_t i = 0; i < other->total_count && good; i++)
        good = merge_total(digest, &other->totals[i]);
    for (size_t i = 0; i < other->failure_count && good; i++)
        good = merge_failure(digest, &other->failures[i]);
    digest->counted = digest_sum(digest->counted, other->counted);
    digest->duplicates = digest_sum(digest->duplicates, other->duplicates);
    status = digest->status;
    digest->status = DIGEST_OK;
    return status;
}

/* ---- looking ---- */

enum { LARGEST_GROUP = sizeof(struct digest_failure) > sizeof(struct digest_total) ? sizeof(struct digest_failure)
                                                                                  : sizeof(struct digest_total) };

/* Puts every group where the order says, along the circles in which they take each other's places. */
static void put_in_order(void *groups, size_t size, struct order_item *order, size_t count)
{
    char *place = groups, first[LARGEST_GROUP];

    for (size_t i = 0; i < count; i++) {
        size_t to = i;

        if (order[i].item == i)
            continue;
        memcpy(first, place + i * size, size);
        for (size_t from; (from = order[to].item) != i; to = from) {
            memcpy(place + to * size, place + from * size, size);
            order[to].item = to;
        }
        memcpy(place + to * size, first, size);
        order[to].item = to;
    }
}

/* Groups are sorted by what counts least first, two numbers at a time; once texts are ranked. */
static void sort_totals(struct digest *digest)
{
    struct order_item *order = digest->order;
    size_t count = digest->total_count;

    for (size_t i = 0; i < count; i++) {
        struct digest_total *total = &digest->totals[i];

        total->reporter_rank = text_rank(total->reporter);
        order[i] = (struct order_item){.key = order_pair(order_signed(total->day), total->reporter_rank), .item = i};
    }
    order_by_key(order, count);
    for (size_t i = 0; i < count; i++) {
        const struct digest_total *total = &digest->totals[order[i].item];

        order[i].key = order_pair(text_rank(total->domain), (uint32_t)total->type);
    }
    order_by_key(order, count);
    put_in_order(digest->totals, sizeof(*digest->totals), order, count);
}

static uint64_t failure_key(const struct digest_failure *failure, int round)
{
    switch (round) {
    case 0: return order_pair(text_rank(failure->mx), text_rank(failure->reason));
    case 1: return order_pair((uint32_t)failure->result, text_rank(failure->result_text));
    case 2: return order_pair(order_signed(failure->day), text_rank(failure->reporter));
    default: return order_pair(text_rank(failure->domain), (uint32_t)failure->type);
    }
}

static void sort_failures(struct digest *digest)
{
    struct order_item *order = digest->order;
    size_t count = digest->failure_count;

    for (size_t i = 0; i < count; i++)
        order[i].item = i;
    for (int round = 0; round < 4; round++) {
        for (size_t i = 0; i < count; i++)
            order[i].key = failure_key(&digest->failures[order[i].item], round);
        order_by_key(order, count);
    }
    put_in_order(digest->failures, sizeof(*digest->failures), order, count);
}

static void sort(struct digest *digest)
{
    if (digest->sorted)
        return;
    texts_rank(&digest->texts);
    sort_totals(digest);
    sort_failures(digest);
    digest->total_table.stale = digest->failure_table.stale = true;
    digest->sorted = true;
}

size_t digest_totals(struct digest *digest, const struct digest_total **totals)
{
    sort(digest);
    *totals = digest->totals;
    return digest->total_count;
}

size_t digest_failures(struct digest *digest, const struct digest_failure **failures)
{
    sort(digest);
    *failures = digest->failures;
    return digest->failure_count;
}

uint64_t digest_reports(const struct digest *digest)
{
    return digest->counted;
}

uint64_t digest_duplicates(const struct digest *digest)
{
    return digest->duplicates;
}
