/* SPDX-License-Identifier: BSD-2-Clause */
/* What a reader of a report is told, as lines of text. */
#include "events.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void put(struct events *events, const char *format, ...)
{
    size_t room = sizeof(events->lines) - events->length;
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(events->lines + events->length, room, format, arguments);
    va_end(arguments);
    if (length > 0)
        events->length += (size_t)length < room ? (size_t)length : room - 1;
}

static void put_flags(struct events *events, unsigned forgiven)
{
    static const char *const names[] = {"null", "empty", "name", "zone", "single", "nested", "text", "form"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if ((forgiven & 1U << i) != 0)
            put(events, "~%s", names[i]);
}

static void put_quoted(struct events *events, rptlint_span span)
{
    put(events, "\"");
    for (size_t i = 0; i < span.length; i++) {
        char octet = events->text[span.offset + i];

        put(events, (unsigned char)octet < ' ' ? "\\x%02X" : "%c", (unsigned char)octet);
    }
    put(events, "\"");
}

static void put_value(struct events *events, const char *name, const rptlint_value *value)
{
    if (!value->present && value->forgiven == 0)
        return;
    put(events, " %s=", name);
    if (value->present)
        put_quoted(events, value->span);
    put_flags(events, value->forgiven);
}

static void put_time(struct events *events, const char *name, const rptlint_time *time)
{
    if (!time->known && time->value.forgiven == 0)
        return;
    put(events, " %s=", name);
    if (time->known)
        put(events, "%" PRId64, time->seconds);
    put_flags(events, time->value.forgiven);
}

static void put_count(struct events *events, const char *name, const rptlint_count *count)
{
    if (!count->known && count->value.forgiven == 0)
        return;
    put(events, " %s=", name);
    if (count->known)
        put(events, "%" PRIu64, count->number);
    put_flags(events, count->value.forgiven);
}

static void put_list(struct events *events, const char *name, const rptlint_list *list)
{
    rptlint_value value;
    size_t at = 0, count = 0;

    if (!list->present && list->forgiven == 0)
        return;
    put(events, " %s=%s", name, list->present ? "[" : "");
    while (rptlint_next_value(events->text, list->span.offset + list->span.length, list, &at, &value)) {
        put(events, count++ > 0 ? "," : "");
        put_quoted(events, value.span);
    }
    put(events, list->present ? "]" : "");
    if (list->present && list->count != count)
        put(events, "(%zu)", list->count);
    put_flags(events, list->forgiven);
}

static void put_type(struct events *events, const char *name, const rptlint_value *value)
{
    put(events, " %s", name);
    if (strcmp(name, "other") == 0 && value->present)
        put_quoted(events, value->span);
    put_flags(events, value->forgiven);
}

static int on_report(void *user, const rptlint_report *report)
{
    put(user, "report");
    put_value(user, "organization-name", &report->organization);
    put_time(user, "start-datetime", &report->start);
    put_time(user, "end-datetime", &report->end);
    put_value(user, "contact-info", &report->contact);
    put_value(user, "report-id", &report->id);
    put(user, "\n");
    return 0;
}

static int on_policy(void *user, const rptlint_report_policy *policy)
{
    put(user, "policy %zu", policy->index);
    put_type(user, rptlint_policy_type_name(policy->type), &policy->type_text);
    put_value(user, "policy-domain", &policy->domain);
    put_list(user, "policy-string", &policy->strings);
    put_list(user, "mx-host", &policy->mx_hosts);
    put_count(user, "total-successful-session-count", &policy->successful);
    put_count(user, "total-failure-session-count", &policy->failed);
    put(user, "\n");
    return 0;
}

static int on_failure(void *user, const rptlint_failure *failure)
{
    put(user, "failure %zu.%zu", failure->policy, failure->index);
    put_type(user, rptlint_result_name(failure->result), &failure->result_text);
    put_value(user, "sending-mta-ip", &failure->sending_ip);
    put_value(user, "receiving-mx-hostname", &failure->receiving_host);
    put_value(user, "receiving-mx-helo", &failure->receiving_helo);
    put_value(user, "receiving-ip", &failure->receiving_ip);
    put_count(user, "failed-session-count", &failure->sessions);
    put_value(user, "additional-information", &failure->information);
    put_value(user, "failure-reason-code", &failure->reason);
    put(user, "\n");
    return 0;
}

rptlint_reader events_reader(struct events *events, const char *text)
{
    events->text = text;
    events->length = 0;
    events->lines[0] = '\0';
    return (rptlint_reader){
        .size = sizeof(rptlint_reader), .user = events, .report = on_report, .policy = on_policy, .failure = on_failure};
}
