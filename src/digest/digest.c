/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports to sums: groups in two tables, and the reports that are in them by fingerprint. */
#include "digest/groups.h"

#include "core/bytes.h"

#include <stdlib.h>
#include <string.h>

enum { SECONDS_A_DAY = 86400 };

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

static enum digest_status failed(struct digest *digest, enum digest_status status)
{
    if (digest->status == DIGEST_OK)
        digest->status = status;
    return status;
}

enum digest_status digest_add_total(struct digest *digest, const struct digest_total *total)
{
    struct digest_total *grown = with_room(digest->totals, digest->total_count, &digest->total_capacity, sizeof(*grown));
    struct digest_total *sum;
    uint32_t *slot;

    if (grown == NULL)
        return failed(digest, DIGEST_NOMEM);
    digest->totals = grown;
    if (!has_order_for(digest, digest->total_count) || !table_reserve(&digest->total_table, total_hash, digest))
        return failed(digest, DIGEST_NOMEM);
    slot = table_first(&digest->total_table, hash_of_total(total));
    while (*slot != 0 && !same_total(&grown[*slot - 1], total))
        slot = table_next(&digest->total_table, slot);
    if (*slot == 0) {
        if (digest->total_count + digest->failure_count >= DIGEST_GROUPS_MAX)
            return failed(digest, DIGEST_LIMIT);
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

enum digest_status digest_add_failure(struct digest *digest, const struct digest_failure *failure)
{
    struct digest_failure *grown =
        with_room(digest->failures, digest->failure_count, &digest->failure_capacity, sizeof(*grown));
    struct digest_failure *sum;
    uint32_t *slot;

    if (grown == NULL)
        return failed(digest, DIGEST_NOMEM);
    digest->failures = grown;
    if (!has_order_for(digest, digest->failure_count) || !table_reserve(&digest->failure_table, failure_hash, digest))
        return failed(digest, DIGEST_NOMEM);
    slot = table_first(&digest->failure_table, hash_of_failure(failure));
    while (*slot != 0 && !same_failure(&grown[*slot - 1], failure))
        slot = table_next(&digest->failure_table, slot);
    if (*slot == 0) {
        if (digest->total_count + digest->failure_count >= DIGEST_GROUPS_MAX)
            return failed(digest, DIGEST_LIMIT);
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
        return failed(digest, DIGEST_NOMEM);
    digest->reports = grown;
    if (!table_reserve(&digest->report_table, report_hash, digest))
        return failed(digest, DIGEST_NOMEM);
    slot = find_report(digest, print);
    if (*slot != 0) {
        *is_new = grown[*slot - 1].round == digest->round;
        return DIGEST_OK;
    }
    if (digest->report_count >= DIGEST_REPORTS_MAX)
        return failed(digest, DIGEST_LIMIT);
    grown[digest->report_count] = (struct digest_report){.print = print, .round = digest->round};
    *slot = (uint32_t)++digest->report_count;
    digest->report_table.count++;
    *is_new = true;
    return DIGEST_OK;
}

/* ---- a report ---- */

/* How a text of a report is kept. */
enum form { FORM_TEXT, FORM_NAME }; /* a name: lower case, without final dot */

/* Values are seldom longer, decoded or not. */
enum { DECODED_SMALL = 2 * TEXT_MAX };

static const char *keep_octets(struct digest *digest, const char *data, size_t length)
{
    const char *kept = texts_add(&digest->texts, data, length);

    if (kept == NULL)
        failed(digest, DIGEST_NOMEM);
    return kept;
}

static const char *keep(struct digest *digest, char *data, size_t length, enum form form)
{
    if (form == FORM_NAME) {
        for (size_t i = 0; i < length; i++)
            data[i] = to_lower(data[i]);
        if (length > 1 && data[length - 1] == '.')
            length--;
    }
    return keep_octets(digest, data, length);
}

/* Is a value kept just as it stands? */
static bool is_as_kept(const char *data, const rptlint_value *value, enum form form)
{
    size_t length = value->span.length;
    unsigned capitals = 0;

    if (!value->present || value->escaped)
        return false;
    for (size_t i = 0; form == FORM_NAME && i < length; i++)
        capitals |= (unsigned)(unsigned char)data[i] - 'A' <= 'Z' - 'A';
    return capitals == 0 && (form != FORM_NAME || data[length - 1] != '.');
}

/* The octets of a value of the report, decoded; NULL without memory.  `small` may hold them, else free what is given. */
static char *decoded(struct digest *digest, const rptlint_value *value, char small[DECODED_SMALL], size_t *length)
{
    const char *data = digest->text + value->span.offset;
    char *large = small;

    small[0] = '\0';
    *length = value->present ? value->span.length : 0;
    if (*length > DECODED_SMALL && (large = malloc(*length)) == NULL)
        failed(digest, DIGEST_NOMEM);
    else if (*length > 0 && value->escaped)
        (void)rptlint_decode_json(data, *length, large, *length, length);
    else if (*length > 0)
        memcpy(large, data, *length);
    return large;
}

static const char *keep_value(struct digest *digest, const rptlint_value *value, enum form form)
{
    const char *data = digest->text + value->span.offset, *kept = NULL;
    char small[DECODED_SMALL], *octets;
    size_t length;

    if (is_as_kept(data, value, form))
        return keep_octets(digest, data, value->span.length);
    octets = decoded(digest, value, small, &length);
    if (octets != NULL)
        kept = keep(digest, octets, length, form);
    if (octets != small)
        free(octets);
    return kept;
}

/* A value of the report, decoded; "" where there is none.  NULL without memory.  Often it is what it was last time. */
static const char *value_text(struct digest *digest, const rptlint_value *value, enum digest_role role)
{
    static const enum form forms[DIGEST_ROLES] = {[ROLE_CONTACT] = FORM_NAME, [ROLE_DOMAIN] = FORM_NAME,
                                                  [ROLE_MX] = FORM_NAME};
    const char **last = &digest->last[role];

    if (*last == NULL || !value->present || value->escaped || text_length(*last) != value->span.length ||
        memcmp(*last, digest->text + value->span.offset, value->span.length) != 0)
        *last = keep_value(digest, value, forms[role]);
    return *last;
}

/* The same of one that is not kept. */
static bool value_clean(struct digest *digest, const rptlint_value *value, struct clean_text *clean)
{
    char small[DECODED_SMALL], *octets;
    size_t length;

    if (value->present && !value->escaped) {
        text_clean(clean, digest->text + value->span.offset, value->span.length);
        return true;
    }
    octets = decoded(digest, value, small, &length);
    if (octets != NULL)
        text_clean(clean, octets, length);
    if (octets != small)
        free(octets);
    return octets != NULL;
}

void digest_report_begin(struct digest *digest, const char *text, size_t length, const char *domain)
{
    digest->text = text;
    digest->text_length = length;
    digest->domain_given = domain != NULL ? domain : "";
    digest->added = (struct digest_added){.policies = 0};
    digest->round++;
    digest->organization = digest->reporter = NULL;
    digest->id.length = 0;
    digest->day = DIGEST_NO_DAY;
    digest->details = DETAILS_LEFT_OUT;
    digest->lacks_count = false;
}

/* Rounded down, also before 1970. */
static digest_day day_of(int64_t seconds)
{
    int64_t day = seconds / SECONDS_A_DAY - (seconds % SECONDS_A_DAY < 0);

    return day > INT32_MAX || day <= INT32_MIN ? DIGEST_NO_DAY : (digest_day)day;
}

/* A text that is NUL-terminated, in this digest. */
static const char *own(struct digest *digest, const char *text)
{
    return keep_octets(digest, text, strlen(text));
}

/* Who sent the report: its organization, else the domain of its contact. */
static const char *reporter_of(struct digest *digest, const rptlint_report *report)
{
    const char *contact, *at;

    if (digest->organization[0] != '\0')
        return digest->organization;
    contact = value_text(digest, &report->contact, ROLE_CONTACT);
    at = contact != NULL ? strrchr(contact, '@') : NULL;
    return contact == NULL ? NULL : at == NULL ? digest->organization : own(digest, at + 1);
}

static int take_report(void *user, const rptlint_report *report)
{
    struct digest *digest = user;

    digest->organization = value_text(digest, &report->organization, ROLE_ORGANIZATION);
    if (digest->organization == NULL || !value_clean(digest, &report->id, &digest->id))
        return 1;
    digest->reporter = reporter_of(digest, report);
    digest->start = report->start.known ? report->start.seconds : INT64_MIN;
    if (report->start.known)
        digest->day = day_of(report->start.seconds);
    else if (report->end.known)
        digest->day = day_of(report->end.seconds - 1);
    digest->added.named = digest->organization[0] != '\0' || digest->id.length > 0;
    return digest->reporter == NULL;
}

/* A number as eight octets, the lowest first. */
static void store_number(char octets[8], uint64_t number)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(octets, &number, sizeof(number));
#else
    for (unsigned i = 0; i < 8; i++)
        octets[i] = (char)(unsigned char)(number >> 8 * i & 255);
#endif
}

/* The key of a report about one domain: texts with their lengths, so that no two keys run into each other. */
static struct fingerprint print_of(const struct digest *digest)
{
    char key[3 * (TEXT_MAX + 8) + 8];
    const struct {
        const char *text;
        size_t length;
    } parts[] = {
        {digest->organization, text_length(digest->organization)},
        {digest->id.text, digest->id.length},
        {digest->policy.domain, text_length(digest->policy.domain)},
    };
    size_t count = 0;

    for (size_t i = 0; i < 3; i++) {
        store_number(key + count, parts[i].length);
        memcpy(key + count + 8, parts[i].text, parts[i].length);
        count += 8 + parts[i].length;
    }
    store_number(key + count, (uint64_t)digest->start);
    return fingerprint_of(key, count + 8);
}

/* What the policy is about, or else what the report was sent about; NULL without memory. */
static const char *domain_of(struct digest *digest, const rptlint_value *domain)
{
    char given[TEXT_MAX];
    size_t length = strlen(digest->domain_given);

    if (domain->present)
        return value_text(digest, domain, ROLE_DOMAIN);
    length = length < sizeof(given) ? length : sizeof(given);
    memcpy(given, digest->domain_given, length);
    return keep(digest, given, length, FORM_NAME);
}

/* Adds the policy's total, unless it was there before; `details` is what its details are then for. */
static enum digest_status count_policy(struct digest *digest, enum digest_details details)
{
    const struct digest_total *total = &digest->policy;
    bool is_new = true;

    /* Sent for while the fingerprint is made. */
    if (digest->total_table.capacity > 0)
        __builtin_prefetch(table_first(&digest->total_table, hash_of_total(total)));
    if (digest->added.named && digest_add_report(digest, print_of(digest), &is_new) != DIGEST_OK)
        return digest->status;
    digest->details = is_new ? details : DETAILS_LEFT_OUT;
    if (!is_new) {
        digest->lacks_count = false;
        digest->added.duplicates++;
        digest->duplicates++;
        return DIGEST_OK;
    }
    digest->added.policies++;
    return digest_add_total(digest, total);
}

/* A total of failures that is not there, and no detail either: who leaves out what is 0 says so. */
static enum digest_status end_policy(struct digest *digest)
{
    if (digest->details == DETAILS_AWAITED && digest->is_bare && !digest->lacks_count &&
        digest->status == DIGEST_OK)
        (void)count_policy(digest, DETAILS_LEFT_OUT);
    if (digest->status == DIGEST_OK)
        digest->added.incomplete += digest->lacks_count || digest->details == DETAILS_AWAITED;
    digest->details = DETAILS_LEFT_OUT;
    digest->lacks_count = false;
    return digest->status;
}

/* Readable or not. */
static bool is_there(const rptlint_count *count)
{
    return count->value.span.length > 0;
}

static int take_policy(void *user, const rptlint_report_policy *policy)
{
    struct digest *digest = user;
    struct digest_total *total = &digest->policy;

    if (end_policy(digest) != DIGEST_OK)
        return 1;
    *total = (struct digest_total){.type = policy->type, .day = digest->day, .reporter = digest->reporter, .reports = 1};
    total->domain = domain_of(digest, &policy->domain);
    if (total->domain == NULL)
        return 1;
    digest->is_bare = !is_there(&policy->failed);
    digest->lacks_count = !policy->successful.known && (is_there(&policy->successful) || !policy->failed.known);
    total->successful = policy->successful.known ? policy->successful.number : 0;
    if (!policy->failed.known) {
        digest->details = DETAILS_AWAITED;
        return 0;
    }
    total->failed = policy->failed.number;
    if (digest->lacks_count && total->failed == 0)
        return 0; /* nothing is known; failures are told, though of how many sessions is not known */
    return count_policy(digest, DETAILS_COUNTED) != DIGEST_OK;
}

/* A detail of a policy whose total of failures is unknown. */
static enum digest_status add_to_total(struct digest *digest, const rptlint_failure *failure)
{
    struct digest_total more;

    if (!failure->sessions.known) {
        digest->lacks_count = true;
        return DIGEST_OK;
    }
    if (digest->details == DETAILS_AWAITED && count_policy(digest, DETAILS_SUMMED) != DIGEST_OK)
        return digest->status;
    if (digest->details == DETAILS_LEFT_OUT)
        return DIGEST_OK;
    more = digest->policy;
    more.successful = more.reports = 0;
    more.failed = failure->sessions.number;
    return digest_add_total(digest, &more);
}

const struct digest_total *digest_policy(const struct digest *digest)
{
    return &digest->policy;
}

bool digest_failure_of(struct digest *digest, const rptlint_failure *failure, struct digest_failure *group)
{
    const rptlint_value none = {.present = false};
    bool has_host = failure->receiving_host.present;

    *group = (struct digest_failure){.domain = digest->policy.domain, .type = digest->policy.type, .day = digest->day,
                                     .reporter = digest->reporter, .result = failure->result, .details = 1};
    group->result_text =
        value_text(digest, failure->result == RPTLINT_RESULT_OTHER ? &failure->result_text : &none, ROLE_RESULT);
    group->mx = value_text(digest, has_host ? &failure->receiving_host : &failure->receiving_ip, ROLE_MX);
    group->reason = value_text(digest, &failure->reason, ROLE_REASON);
    group->sessions = failure->sessions.known ? failure->sessions.number : 0;
    return group->result_text != NULL && group->mx != NULL && group->reason != NULL;
}

static int take_failure(void *user, const rptlint_failure *failure)
{
    struct digest *digest = user;
    struct digest_failure group;

    if ((digest->details == DETAILS_AWAITED || digest->details == DETAILS_SUMMED) &&
        add_to_total(digest, failure) != DIGEST_OK)
        return 1;
    if (digest->details == DETAILS_LEFT_OUT || digest->details == DETAILS_AWAITED)
        return 0;
    return !digest_failure_of(digest, failure, &group) || digest_add_failure(digest, &group) != DIGEST_OK;
}

rptlint_reader digest_reader(struct digest *digest)
{
    return (rptlint_reader){.size = sizeof(rptlint_reader), .user = digest, .report = take_report, .policy = take_policy,
                            .failure = take_failure};
}

enum digest_status digest_report_end(struct digest *digest, struct digest_added *added)
{
    enum digest_status status = end_policy(digest);

    *added = digest->added;
    digest->counted += added->policies > 0;
    digest->status = DIGEST_OK;
    return status;
}

/* ---- digests ---- */

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
