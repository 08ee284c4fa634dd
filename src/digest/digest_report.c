/* SPDX-License-Identifier: BSD-2-Clause */
/* One report to sums: its events, and what of their texts is kept. */
#include "digest/groups.h"

#include "core/bytes.h"

#include <stdlib.h>
#include <string.h>

enum { SECONDS_A_DAY = 86400 };

/* How a text of a report is kept. */
enum form { FORM_TEXT, FORM_NAME }; /* a name: lower case, without final dot */

/* Values are seldom longer, decoded or not. */
enum { DECODED_SMALL = 2 * TEXT_MAX };

static const char *keep(struct digest *digest, char *data, size_t length, enum form form)
{
    if (form == FORM_NAME) {
        for (size_t i = 0; i < length; i++)
            data[i] = to_lower(data[i]);
        if (length > 1 && data[length - 1] == '.')
            length--;
    }
    return digest_keep(digest, data, length);
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
        digest_failed(digest, DIGEST_NOMEM);
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
        return digest_keep(digest, data, value->span.length);
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

/* Who sent the report: its organization, else the domain of its contact. */
static const char *reporter_of(struct digest *digest, const rptlint_report *report)
{
    const char *contact, *at;

    if (digest->organization[0] != '\0')
        return digest->organization;
    contact = value_text(digest, &report->contact, ROLE_CONTACT);
    at = contact != NULL ? strrchr(contact, '@') : NULL;
    return contact == NULL ? NULL : at == NULL ? digest->organization : digest_keep(digest, at + 1, strlen(at + 1));
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
    digest_expect_total(digest, total);
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
