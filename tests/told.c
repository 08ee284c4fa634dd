/* SPDX-License-Identifier: BSD-2-Clause */
/* What a check tells, as words. */
#include "told.h"

#include <stdlib.h>
#include <string.h>

#include "core/walk.h"

/* 2026-11-24, so that some of the reports are of the future. */
enum { NOW = 1795478400 };

static void put(struct told *told, uint64_t word)
{
    if (told->count == told->capacity) {
        told->capacity = told->capacity > 0 ? told->capacity * 2 : 4096;
        told->words = realloc(told->words, told->capacity * sizeof(*told->words));
        if (told->words == NULL)
            abort();
    }
    told->words[told->count++] = word;
}

static void put_octets(struct told *told, const char *octets, size_t length)
{
    put(told, octets != NULL ? length : UINT64_MAX);
    for (size_t at = 0; octets != NULL && at < length; at += sizeof(uint64_t)) {
        uint64_t word = 0;

        memcpy(&word, octets + at, length - at < sizeof(word) ? length - at : sizeof(word));
        put(told, word);
    }
}

static void put_span(struct told *told, rptlint_span span)
{
    put(told, span.offset);
    put(told, span.length);
}

static void put_value(struct told *told, const rptlint_value *value)
{
    put(told, (uint64_t)value->forgiven << 2 | (uint64_t)value->escaped << 1 | value->present);
    put_span(told, value->span);
}

static void put_count(struct told *told, const rptlint_count *count)
{
    put_value(told, &count->value);
    put(told, count->known);
    put(told, count->number);
}

static void put_list(struct told *told, const rptlint_list *list)
{
    put(told, (uint64_t)list->forgiven << 1 | list->present);
    put_span(told, list->span);
    put(told, list->count);
}

static void put_time(struct told *told, const rptlint_time *time)
{
    put_value(told, &time->value);
    put(told, time->known);
    put(told, time->known ? (uint64_t)time->seconds : 0);
}

static void put_report(struct told *told, const rptlint_report *report)
{
    put_value(told, &report->organization);
    put_value(told, &report->contact);
    put_value(told, &report->id);
    put_time(told, &report->start);
    put_time(told, &report->end);
}

/* Is it time to stop? */
static int goes_on(const struct told *told)
{
    return told->stop_at > 0 && told->findings + told->events >= told->stop_at;
}

static int on_finding(void *user, const rptlint_finding *finding)
{
    struct told *told = user;

    told->findings++;
    put(told, 'F');
    put_octets(told, finding->rule->id, strlen(finding->rule->id));
    put(told, (uint64_t)finding->severity << 2 | (uint64_t)finding->fix_inserts << 1 | finding->has_related);
    put(told, finding->input);
    put_span(told, finding->span);
    if (finding->has_related)
        put_span(told, finding->related);
    put_octets(told, finding->hint, strlen(finding->hint));
    put_octets(told, finding->fix, finding->fix_length);
    put(told, finding->path_length);
    for (size_t i = 0; i < finding->path_length; i++) {
        put(told, finding->path[i].is_index);
        if (finding->path[i].is_index)
            put(told, finding->path[i].index);
        else
            put_octets(told, told->text + finding->path[i].name.offset, finding->path[i].name.length);
    }
    return goes_on(told);
}

static int on_report(void *user, const rptlint_report *report)
{
    struct told *told = user;

    told->events++;
    put(told, 'R');
    put_report(told, report);
    return goes_on(told);
}

static int on_policy(void *user, const rptlint_report_policy *policy)
{
    struct told *told = user;

    told->events++;
    put(told, 'P');
    put(told, policy->index);
    put(told, policy->type);
    put_value(told, &policy->type_text);
    put_value(told, &policy->domain);
    put_list(told, &policy->strings);
    put_list(told, &policy->mx_hosts);
    put_count(told, &policy->successful);
    put_count(told, &policy->failed);
    return goes_on(told);
}

static int on_failure(void *user, const rptlint_failure *failure)
{
    struct told *told = user;

    told->events++;
    put(told, 'D');
    put(told, failure->policy);
    put(told, failure->index);
    put(told, failure->result);
    put_value(told, &failure->result_text);
    put_value(told, &failure->sending_ip);
    put_value(told, &failure->receiving_host);
    put_value(told, &failure->receiving_helo);
    put_value(told, &failure->receiving_ip);
    put_value(told, &failure->information);
    put_value(told, &failure->reason);
    put_count(told, &failure->sessions);
    return goes_on(told);
}

void told_free(struct told *told)
{
    free(told->words);
    told->words = NULL;
    told->count = told->capacity = 0;
}

void tell(struct told *told, const char *text, size_t length, const rptlint_envelope *envelope, bool glances)
{
    rptlint_options options = {.size = sizeof(options), .sink = on_finding, .user = told, .has_now = true, .now = NOW};
    rptlint_reader reader = {.size = sizeof(reader), .user = told, .report = on_report, .policy = on_policy,
                             .failure = on_failure};
    rptlint_report_verdict verdict = {.size = sizeof(verdict)};

    told->text = text;
    told->count = told->findings = told->events = 0;
    put(told, check_report_glancing(text, length, envelope, &options, &reader, &verdict, glances));
    put(told, (uint64_t)verdict.json << 1 | verdict.readable);
    put(told, verdict.consumed);
    put(told, verdict.policies);
    put(told, verdict.failures);
    put_report(told, &verdict.report);
    put_value(told, &verdict.policy_domain);
    put(told, verdict.errors);
    put(told, verdict.warnings);
    put(told, verdict.notes);
}

bool same_told(const struct told *a, const struct told *b)
{
    return a->count == b->count && memcmp(a->words, b->words, a->count * sizeof(*a->words)) == 0;
}
