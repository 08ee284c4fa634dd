/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports as flat rows, NDJSON and CSV: a row for each failure detail, and one for a policy that has none. */
#include "output/digest_render.h"
#include "output/escape.h"
#include "output/numbers.h"

#include <inttypes.h>
#include <string.h>

/* Octets of a text that a row keeps: one long name must not come again, whole, in a million rows. */
enum { ROW_TEXT_MAX = 1024 };

/* Octets of JSON that hold so much for certain: "\u0041" is one octet, "\ud83d\ude00" four, and the last may be cut. */
enum { ROW_JSON_MAX = 6 * ROW_TEXT_MAX + 12 };

enum cell_kind { CELL_ABSENT, CELL_NUMBER, CELL_TIME, CELL_TEXT };

struct cell {
    enum cell_kind kind;
    uint64_t number;
    const char *text;
    size_t length;
    char buffer[ROW_JSON_MAX]; /* for `text`, where it is not a part of something else */
    size_t *cut;               /* counts the texts of the row that were too long */
};

/* What a column holds.  Values, counts and times are at `offset` in the report, the policy or the failure. */
enum source {
    FROM_NAME,        /* the input */
    FROM_POLICY,      /* number of the policy */
    FROM_DETAIL,      /* number of the failure detail */
    FROM_POLICY_TYPE,
    FROM_RESULT,
    FROM_DOMAIN,
    FROM_HOSTS,
    FROM_CUT,         /* how many texts were cut: the last column */
    REPORT_VALUE,
    REPORT_TIME,
    POLICY_COUNT,
    FAILURE_VALUE,
    FAILURE_COUNT
};

struct column {
    const char *name;
    enum source source;
    size_t offset;
};

/* Documented in rptlint(1): the names and their order stay, further columns come behind the last one. */
static const struct column columns[] = {
    {"input", FROM_NAME, 0},
    {"organization", REPORT_VALUE, offsetof(rptlint_report, organization)},
    {"contact", REPORT_VALUE, offsetof(rptlint_report, contact)},
    {"report_id", REPORT_VALUE, offsetof(rptlint_report, id)},
    {"start", REPORT_TIME, offsetof(rptlint_report, start)},
    {"end", REPORT_TIME, offsetof(rptlint_report, end)},
    {"policy", FROM_POLICY, 0},
    {"policy_type", FROM_POLICY_TYPE, 0},
    {"policy_domain", FROM_DOMAIN, 0},
    {"mx_hosts", FROM_HOSTS, 0},
    {"successful", POLICY_COUNT, offsetof(rptlint_report_policy, successful)},
    {"failed", POLICY_COUNT, offsetof(rptlint_report_policy, failed)},
    {"detail", FROM_DETAIL, 0},
    {"result", FROM_RESULT, 0},
    {"sending_ip", FAILURE_VALUE, offsetof(rptlint_failure, sending_ip)},
    {"receiving_mx", FAILURE_VALUE, offsetof(rptlint_failure, receiving_host)},
    {"receiving_helo", FAILURE_VALUE, offsetof(rptlint_failure, receiving_helo)},
    {"receiving_ip", FAILURE_VALUE, offsetof(rptlint_failure, receiving_ip)},
    {"sessions", FAILURE_COUNT, offsetof(rptlint_failure, sessions)},
    {"reason", FAILURE_VALUE, offsetof(rptlint_failure, reason)},
    {"information", FAILURE_VALUE, offsetof(rptlint_failure, information)},
    {"cut", FROM_CUT, 0},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- cells ---- */

static void set_number(struct cell *cell, uint64_t number)
{
    cell->kind = CELL_NUMBER;
    cell->number = number;
}

/* The text, cut between two characters where it is too long; an empty one says nothing. */
static void set_text(struct cell *cell, const char *text, size_t length)
{
    size_t kept = length;

    if (length == 0)
        return;
    if (length > ROW_TEXT_MAX) {
        kept = ROW_TEXT_MAX;
        for (size_t back = 1; back <= 3; back++)
            if (unit_at(text, length, ROW_TEXT_MAX - back).length > back)
                kept = ROW_TEXT_MAX - back;
        ++*cell->cut;
    }
    cell->kind = CELL_TEXT;
    cell->text = text;
    cell->length = kept;
}

/* The octets of a JSON string, as many as a row needs; where there are no escapes they are those of the report. */
static rptlint_text decoded(const char *text, const rptlint_value *value, char *buffer, size_t capacity)
{
    rptlint_text result = {.data = text + value->span.offset, .length = value->span.length};
    size_t taken = result.length < capacity ? result.length : capacity;

    if (!value->escaped)
        return result;
    (void)rptlint_decode_json(result.data, taken, buffer, capacity, &result.length);
    result.data = buffer;
    return result;
}

static void set_value(struct cell *cell, const char *text, const rptlint_value *value)
{
    rptlint_text octets;

    if (!value->present)
        return;
    octets = decoded(text, value, cell->buffer, sizeof(cell->buffer));
    set_text(cell, octets.data, octets.length);
}

static void set_count(struct cell *cell, const rptlint_count *count)
{
    if (count->known)
        set_number(cell, count->number);
}

static void set_time(struct cell *cell, const rptlint_time *time)
{
    if (!time->known || !time_write(time->seconds, cell->buffer))
        return;
    cell->kind = CELL_TIME;
    cell->text = cell->buffer;
    cell->length = strlen(cell->buffer);
}

/* The name the RFC has for a type; of another type what the report says. */
static void set_type(struct cell *cell, const char *text, const char *name, bool known, const rptlint_value *value)
{
    if (known)
        set_text(cell, name, strlen(name));
    else
        set_value(cell, text, value);
}

static void set_domain(struct cell *cell, const struct digest_row *row)
{
    if (row->policy->domain.present)
        set_value(cell, row->text, &row->policy->domain);
    else if (row->domain != NULL)
        set_text(cell, row->domain, strlen(row->domain));
}

/* The patterns, a space between them: as many as fit as a whole.  Only so much of the list is looked at. */
static void set_hosts(struct cell *cell, const struct digest_row *row)
{
    rptlint_list list = row->policy->mx_hosts;
    bool cut = list.span.length > ROW_JSON_MAX;
    char buffer[ROW_JSON_MAX];
    size_t at = 0, length = 0, end;
    rptlint_value value;

    if (cut)
        list.span.length = ROW_JSON_MAX;
    end = list.span.offset + list.span.length;
    while (rptlint_next_value(row->text, row->length, &list, &at, &value)) {
        rptlint_text host = decoded(row->text, &value, buffer, sizeof(buffer));
        size_t space = length > 0 ? 1 : 0;

        if (host.length == 0)
            continue;
        if (cut && value.span.offset + value.span.length + 1 >= end)
            break; /* its end is not in what is looked at */
        if (host.length + space > ROW_TEXT_MAX - length) {
            cut = true;
            break;
        }
        cell->buffer[length] = ' ';
        memcpy(cell->buffer + length + space, host.data, host.length);
        length += space + host.length;
    }
    set_text(cell, cell->buffer, length);
    if (cut)
        ++*cell->cut;
}

static const void *member(const void *start, const struct column *column)
{
    return (const char *)start + column->offset;
}

static void set_of_failure(struct cell *cell, const struct column *column, const struct digest_row *row)
{
    const rptlint_failure *failure = row->failure;

    if (failure == NULL)
        return;
    switch (column->source) {
    case FROM_DETAIL: set_number(cell, failure->index); break;
    case FROM_RESULT:
        set_type(cell, row->text, rptlint_result_name(failure->result), failure->result != RPTLINT_RESULT_OTHER,
                 &failure->result_text);
        break;
    case FAILURE_VALUE: set_value(cell, row->text, member(failure, column)); break;
    case FAILURE_COUNT: set_count(cell, member(failure, column)); break;
    default: break;
    }
}

static void set_cell(struct cell *cell, const struct column *column, const struct digest_row *row)
{
    const rptlint_report_policy *policy = row->policy;

    cell->kind = CELL_ABSENT;
    switch (column->source) {
    case FROM_NAME: set_text(cell, row->name, strlen(row->name)); break;
    case FROM_POLICY: set_number(cell, policy->index); break;
    case FROM_POLICY_TYPE:
        set_type(cell, row->text, rptlint_policy_type_name(policy->type), policy->type != RPTLINT_POLICY_OTHER,
                 &policy->type_text);
        break;
    case FROM_DOMAIN: set_domain(cell, row); break;
    case FROM_HOSTS: set_hosts(cell, row); break;
    case FROM_CUT: set_number(cell, *cell->cut); break;
    case REPORT_VALUE: set_value(cell, row->text, member(row->report, column)); break;
    case REPORT_TIME: set_time(cell, member(row->report, column)); break;
    case POLICY_COUNT: set_count(cell, member(policy, column)); break;
    default: set_of_failure(cell, column, row); break;
    }
}

/* ---- NDJSON ---- */

/* A NUL becomes U+FFFD: "\u0000" is JSON, but databases take none in a text, and would refuse the whole row. */
static void json_text(FILE *stream, const char *text, size_t length)
{
    size_t at = 0;

    putc('"', stream);
    while (at < length) {
        const char *nul = memchr(text + at, '\0', length - at);
        size_t end = nul != NULL ? (size_t)(nul - text) : length;

        escape_write(stream, ESCAPE_JSON, text + at, end - at);
        if (nul != NULL)
            fputs("\\ufffd", stream);
        at = end + (nul != NULL);
    }
    putc('"', stream);
}

static void json_row(FILE *stream, const struct digest_row *row)
{
    struct cell cell;
    size_t cut = 0;

    cell.cut = &cut;
    fputs("{\"type\":\"report-row\"", stream);
    for (size_t i = 0; i < COUNT(columns); i++) {
        set_cell(&cell, &columns[i], row);
        if (cell.kind == CELL_ABSENT)
            continue;
        fprintf(stream, ",\"%s\":", columns[i].name);
        if (cell.kind == CELL_NUMBER)
            fprintf(stream, "%" PRIu64, cell.number);
        else
            json_text(stream, cell.text, cell.length);
    }
    fputs("}\n", stream);
}

const struct digest_renderer digest_ndjson = {.name = "ndjson", .row = json_row};

/* ---- CSV ---- */

static void csv_begin(FILE *stream)
{
    for (size_t i = 0; i < COUNT(columns); i++)
        fprintf(stream, "%s%s", i > 0 ? "," : "", columns[i].name);
    fputs("\r\n", stream);
}

/* Texts are always in quotes, what is absent is an empty cell without them: databases take that for NULL. */
static void csv_row(FILE *stream, const struct digest_row *row)
{
    struct cell cell;
    size_t cut = 0;

    cell.cut = &cut;
    for (size_t i = 0; i < COUNT(columns); i++) {
        set_cell(&cell, &columns[i], row);
        if (i > 0)
            putc(',', stream);
        if (cell.kind == CELL_NUMBER)
            fprintf(stream, "%" PRIu64, cell.number);
        else if (cell.kind == CELL_TIME)
            fwrite(cell.text, 1, cell.length, stream);
        else if (cell.kind == CELL_TEXT)
            escape_cell(stream, cell.text, cell.length);
    }
    fputs("\r\n", stream);
}

const struct digest_renderer digest_csv = {.name = "csv", .begin = csv_begin, .row = csv_row};
