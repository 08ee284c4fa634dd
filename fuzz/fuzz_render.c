/* SPDX-License-Identifier: BSD-2-Clause */
/* What is said of reports: hostile texts in all formats, read back by readers that forgive nothing. */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include "harness.h"
#include "markup.h"
#include "output/digest_render.h"
#include "output/escape.h"
#include "output/trouble.h"

#include <inttypes.h>
#include <jansson.h>

/* ---- what the octets of the input become ---- */

struct bytes {
    const uint8_t *data;
    size_t size;
};

static unsigned take_byte(struct bytes *bytes)
{
    if (bytes->size == 0)
        return 0;
    bytes->size--;
    return *bytes->data++;
}

static uint64_t take_number(struct bytes *bytes)
{
    unsigned kind = take_byte(bytes);

    switch (kind % 4) {
    case 0: return kind / 4;
    case 1: return UINT64_MAX - kind / 4;
    default: return (uint64_t)take_byte(bytes) << kind % 57;
    }
}

/* The next octets, up to 255, or some that are known to be troublesome; in memory of its own, without NUL. */
static char *take_text(struct bytes *bytes)
{
    static const char *const known[] = {
        "", "other", "=1", "a;=1", "'@", "\"+", "\\x01", "\x01", "##", "\xC2\x85", "\xFF", "mx.example", "\r\n", "\\",
    };
    unsigned length = take_byte(bytes);
    char *text;

    if (length < sizeof(known) / sizeof(known[0])) {
        text = strdup(known[length]);
        must(text != NULL);
        return text;
    }
    length = length < bytes->size ? length : (unsigned)bytes->size;
    text = malloc(length + 1);
    must(text != NULL);
    if (length > 0)
        memcpy(text, bytes->data, length);
    text[length] = '\0';
    for (unsigned i = 0; i < length; i++)
        if (text[i] == '\0')
            text[i] = ' ';
    bytes->data += length;
    bytes->size -= length;
    return text;
}

/* ---- text that was written ---- */

struct written {
    char *data;
    size_t length;
    FILE *stream;
};

static void begin(struct written *written)
{
    written->data = NULL;
    written->length = 0;
    written->stream = open_memstream(&written->data, &written->length);
    must(written->stream != NULL);
}

static void end(struct written *written)
{
    must(fclose(written->stream) == 0);
    must(strlen(written->data) == written->length);
}

/* Nothing in it drives a terminal, a log or the like; line ends are for the caller. */
static void nothing_hidden(const char *data, size_t length)
{
    for (size_t at = 0; at < length;) {
        struct unit unit = unit_at(data, length, at);

        must(unit.valid && !unit.hidden);
        at += unit.length;
    }
}

/* ---- JSON ---- */

/* One object in one line. */
static json_t *read_json(const char *data, size_t length, const char *type)
{
    json_error_t error;
    json_t *root;

    must(length > 0 && data[length - 1] == '\n');
    nothing_hidden(data, length - 1);
    root = json_loadb(data, length, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
    must(root != NULL && json_is_object(root));
    must(strcmp(json_string_value(json_object_get(root, "type")), type) == 0);
    return root;
}

/* A text as JSON has it: an octet that is no UTF-8, or a NUL, is U+FFFD. */
static void same_in_json(const json_t *value, const char *text, size_t length)
{
    const char *got = json_string_value(value);
    size_t got_length = json_string_length(value), at = 0, from = 0;

    must(got != NULL);
    while (from < length) {
        struct unit unit = unit_at(text, length, from);
        bool kept = unit.valid && unit.code != 0;
        const char *wanted = kept ? text + from : "\xEF\xBF\xBD";
        size_t size = kept ? unit.length : 3;

        must(size <= got_length - at && memcmp(got + at, wanted, size) == 0);
        at += size;
        from += unit.length;
    }
    must(at == got_length);
}

/* ---- CSV, by RFC 4180 section 2, and back to what was escaped ---- */

enum { COLUMNS = 22, CELL_MAX = 16384 };

struct cell {
    bool quoted;
    size_t length;
    char text[CELL_MAX];
};

/* DQUOTE *(TEXTDATA / COMMA / 2DQUOTE) DQUOTE; or digits and the like. */
static size_t read_cell(const char *data, size_t length, size_t at, struct cell *cell)
{
    cell->length = 0;
    cell->quoted = at < length && data[at] == '"';
    if (!cell->quoted) {
        for (; at < length && data[at] != ',' && data[at] != '\r'; at++) {
            must((data[at] >= '0' && data[at] <= '9') || (data[at] != '\0' && strchr("TZ:-", data[at]) != NULL));
            must(cell->length < CELL_MAX && (cell->length > 0 || data[at] != '-'));
            cell->text[cell->length++] = data[at];
        }
        return at;
    }
    for (at++; at < length; at++) {
        if (data[at] == '"' && (at + 1 == length || data[++at] != '"'))
            return at;
        must(cell->length < CELL_MAX);
        cell->text[cell->length++] = data[at];
    }
    must(false); /* there is no closing quote */
    return at;
}

/* Would a spreadsheet take it for a formula, once it has dropped what stands before it? */
static bool is_formula(const char *text, size_t length)
{
    static const unsigned char wide[] = {0x9D, 0x8B, 0x8D, 0xA0};
    size_t at = 0;

    while (at < length && (text[at] == ' ' || text[at] == '\'' || text[at] == '"'))
        at++;
    if (at < length && text[at] != '\0' && strchr("=+-@\t\r", text[at]) != NULL)
        return true;
    return length - at >= 3 && memcmp(text + at, "\xEF\xBC", 2) == 0 &&
           memchr(wide, (unsigned char)text[at + 2], sizeof(wide)) != NULL;
}

static size_t put_utf8(char *out, uint32_t code)
{
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

/* Behind a backslash: one of \ t n r, xHH, u{H...}. */
static size_t unescape(const char *text, size_t length, size_t at, char *out, size_t *size)
{
    static const char names[] = "\\tnr", octets[] = "\\\t\n\r";
    char digits[8] = "", *stop;
    const char *name;

    must(at < length);
    name = text[at] != '\0' ? strchr(names, text[at]) : NULL;
    *size = 1;
    if (name != NULL) {
        *out = octets[name - names];
        return at + 1;
    }
    if (text[at] == 'x') {
        must(length - at >= 3);
        memcpy(digits, text + at + 1, 2);
        *out = (char)strtoul(digits, &stop, 16);
        must(stop == digits + 2);
        return at + 3;
    }
    must(length - at >= 5 && text[at] == 'u' && text[at + 1] == '{');
    for (at += 2; at < length && text[at] != '}' && strlen(digits) < 6; at++)
        digits[strlen(digits)] = text[at];
    must(at < length && text[at] == '}');
    *size = put_utf8(out, (uint32_t)strtoul(digits, &stop, 16));
    must(*stop == '\0');
    return at + 1;
}

/* Every backslash begins an escape. */
static void undo_escapes(struct cell *cell)
{
    size_t length = 0;

    for (size_t at = 0; at < cell->length;) {
        char octets[4] = {cell->text[at]};
        size_t size = 1;

        at = cell->text[at] == '\\' ? unescape(cell->text, cell->length, at + 1, octets, &size) : at + 1;
        memcpy(cell->text + length, octets, size);
        length += size;
    }
    cell->length = length;
}

/* The cell must be harmless, and becomes what it was. */
static void undo(struct cell *cell)
{
    size_t length = 0;
    bool beginning = true;

    nothing_hidden(cell->text, cell->length);
    for (size_t at = 0; at < cell->length; at++) {
        if (beginning && is_formula(cell->text + at, cell->length - at)) {
            must(cell->text[at] == '\'');
            beginning = false;
            continue;
        }
        beginning = cell->text[at] == ';';
        cell->text[length++] = cell->text[at];
    }
    cell->length = length;
    undo_escapes(cell);
}

/* ---- rows ---- */

struct rows {
    struct digest_row row;
    rptlint_report report;
    rptlint_report_policy policy;
    bool waiting; /* the policy has no row yet */
    struct cell cells[COLUMNS];
};

static const char *const columns[COLUMNS] = {
    "input", "organization", "contact", "report_id", "start", "end", "policy", "policy_type", "policy_domain",
    "mx_hosts", "successful", "failed", "detail", "result", "sending_ip", "receiving_mx", "receiving_helo",
    "receiving_ip", "sessions", "reason", "information", "cut",
};

/* Are the column's cell and member the value of the report, as far as rows keep it? */
static void same_value(struct rows *rows, const json_t *json, size_t column, const rptlint_value *value)
{
    const struct cell *cell = &rows->cells[column];
    const json_t *member = json_object_get(json, columns[column]);
    size_t length = 0;
    char *wanted;

    must(cell->quoted == (member != NULL));
    if (!value->present) {
        must(member == NULL);
        return;
    }
    wanted = malloc(value->span.length);
    must(wanted != NULL);
    must(rptlint_decode_json(rows->row.text + value->span.offset, value->span.length, wanted, value->span.length,
                             &length) == RPTLINT_OK);
    if (length <= 1024) {
        must(length > 0 && cell->length == length && memcmp(cell->text, wanted, length) == 0);
        same_in_json(member, wanted, length);
    } else {
        must(cell->length <= 1024 && cell->length >= 1021 && memcmp(cell->text, wanted, cell->length) == 0);
        must(json_real_value(json_object_get(json, "cut")) >= 1);
    }
    free(wanted);
}

static void same_count(struct rows *rows, const json_t *json, size_t column, const rptlint_count *count)
{
    char digits[32] = "";

    if (count->known)
        snprintf(digits, sizeof(digits), "%" PRIu64, count->number);
    must(rows->cells[column].length == strlen(digits));
    must(memcmp(rows->cells[column].text, digits, strlen(digits)) == 0 && !rows->cells[column].quoted);
    must(count->known == json_is_real(json_object_get(json, columns[column])));
}

static void read_csv(struct rows *rows, const struct written *written)
{
    size_t at = 0;

    for (size_t i = 0; i < COLUMNS; i++) {
        at = read_cell(written->data, written->length, at, &rows->cells[i]);
        must(at < written->length && written->data[at] == (i + 1 < COLUMNS ? ',' : '\r'));
        at++;
        if (rows->cells[i].quoted)
            undo(&rows->cells[i]);
    }
    must(at + 1 == written->length && written->data[at] == '\n');
}

static void check_row(struct rows *rows, const rptlint_failure *failure)
{
    struct written csv, ndjson;
    json_t *json;

    rows->row.report = &rows->report;
    rows->row.policy = &rows->policy;
    rows->row.failure = failure;
    begin(&csv);
    digest_csv.row(csv.stream, &rows->row);
    end(&csv);
    begin(&ndjson);
    digest_ndjson.row(ndjson.stream, &rows->row);
    end(&ndjson);
    read_csv(rows, &csv);
    json = read_json(ndjson.data, ndjson.length, "report-row");
    same_value(rows, json, 1, &rows->report.organization);
    same_value(rows, json, 2, &rows->report.contact);
    same_value(rows, json, 3, &rows->report.id);
    same_value(rows, json, 8, &rows->policy.domain);
    same_count(rows, json, 10, &rows->policy.successful);
    same_count(rows, json, 11, &rows->policy.failed);
    must((failure != NULL) == json_is_real(json_object_get(json, "detail")));
    if (failure != NULL) {
        same_value(rows, json, 14, &failure->sending_ip);
        same_value(rows, json, 15, &failure->receiving_host);
        same_value(rows, json, 16, &failure->receiving_helo);
        same_value(rows, json, 17, &failure->receiving_ip);
        same_count(rows, json, 18, &failure->sessions);
        same_value(rows, json, 19, &failure->reason);
        same_value(rows, json, 20, &failure->information);
    }
    json_decref(json);
    free(csv.data);
    free(ndjson.data);
    rows->waiting = false;
}

static int on_report(void *user, const rptlint_report *report)
{
    ((struct rows *)user)->report = *report;
    return 0;
}

static int on_policy(void *user, const rptlint_report_policy *policy)
{
    struct rows *rows = user;

    if (rows->waiting)
        check_row(rows, NULL);
    rows->policy = *policy;
    rows->waiting = true;
    return 0;
}

static int on_failure(void *user, const rptlint_failure *failure)
{
    check_row(user, failure);
    return 0;
}

static void check_report(const char *text, size_t length)
{
    static struct rows rows;
    const rptlint_reader reader = {
        .size = sizeof(reader), .user = &rows, .report = on_report, .policy = on_policy, .failure = on_failure};

    rows.waiting = false;
    rows.row = (struct digest_row){.name = "=\"in\nput", .text = text, .length = length};
    must(rptlint_check_report(text, length, NULL, NULL, &reader, NULL) == RPTLINT_OK);
    if (rows.waiting)
        check_row(&rows, NULL);
}

/* The text as a JSON string, all of it as escapes or as little as may be. */
static void put_string(FILE *stream, const char *name, char *text, bool escaped)
{
    fprintf(stream, "\"%s\":\"", name);
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char octet = (unsigned char)*at;

        if (octet < 0x20 || (escaped && octet < 0x80))
            fprintf(stream, "\\u%04x", octet);
        else if (octet == '"' || octet == '\\')
            fprintf(stream, "\\%c", octet);
        else
            putc(octet, stream);
    }
    fputs("\",", stream);
    free(text);
}

static void check_made_report(struct bytes *bytes)
{
    bool escaped = take_byte(bytes) % 2 == 0;
    struct written written;

    begin(&written);
    putc('{', written.stream);
    put_string(written.stream, "organization-name", take_text(bytes), escaped);
    put_string(written.stream, "contact-info", take_text(bytes), escaped);
    put_string(written.stream, "report-id", take_text(bytes), escaped);
    fputs("\"policies\":[{\"policy\":{", written.stream);
    put_string(written.stream, "policy-domain", take_text(bytes), escaped);
    put_string(written.stream, "policy-type", take_text(bytes), escaped);
    put_string(written.stream, "mx-host", take_text(bytes), escaped);
    fprintf(written.stream, "\"x\":0},\"summary\":{\"total-successful-session-count\":%" PRIu64 "},",
            take_number(bytes));
    fputs("\"failure-details\":[{", written.stream);
    put_string(written.stream, "result-type", take_text(bytes), escaped);
    put_string(written.stream, "sending-mta-ip", take_text(bytes), escaped);
    put_string(written.stream, "receiving-mx-hostname", take_text(bytes), escaped);
    put_string(written.stream, "receiving-mx-helo", take_text(bytes), escaped);
    put_string(written.stream, "failure-reason-code", take_text(bytes), escaped);
    fprintf(written.stream, "\"failed-session-count\":%" PRIu64 "}]}]}", take_number(bytes));
    end(&written);
    check_report(written.data, written.length);
    free(written.data);
}

/* ---- summaries ---- */

enum { DOMAINS = 4, PARTS = 24 };

struct made {
    struct summary summary;
    struct summary_domain domains[DOMAINS];
    struct summary_problem problems[DOMAINS][PARTS], kinds[DOMAINS][PARTS];
    struct summary_reporter reporters[DOMAINS][2];
    struct summary_mx hosts[DOMAINS][2];
    struct summary_day days[DOMAINS][2];
    char *texts[256];
    size_t text_count;
};

static const char *keep_text(struct made *made, struct bytes *bytes)
{
    must(made->text_count < sizeof(made->texts) / sizeof(made->texts[0]));
    made->texts[made->text_count] = take_text(bytes);
    return made->texts[made->text_count++];
}

static void take_sessions(struct bytes *bytes, struct summary_sessions *sessions)
{
    double all;

    sessions->successful = take_number(bytes);
    sessions->failed = take_number(bytes);
    all = (double)sessions->successful + (double)sessions->failed;
    sessions->rate = all > 0 ? (double)sessions->failed / all : 0;
}

/* Also the first and the last day that a report can name: `date -u -d 9999-12-31 +%s`, and 719528 days before 1970. */
static digest_day take_day(struct bytes *bytes)
{
    unsigned kind = take_byte(bytes);

    return kind == 0 ? DIGEST_NO_DAY : kind == 1 ? 2932896 : kind == 2 ? -719528 : 20000 + (int)kind;
}

/* Days of a domain are known, and in order. */
static void take_days(struct made *made, struct bytes *bytes, size_t index)
{
    struct summary_domain *domain = &made->domains[index];
    unsigned count = take_byte(bytes) % 3;

    domain->days = made->days[index];
    domain->first = domain->last = DIGEST_NO_DAY;
    for (size_t i = 0; i < count; i++) {
        digest_day day = take_day(bytes);

        if (day == DIGEST_NO_DAY || (domain->last != DIGEST_NO_DAY && day <= domain->last))
            continue;
        made->days[index][domain->day_count].day = domain->last = day;
        if (domain->first == DIGEST_NO_DAY)
            domain->first = day;
        take_sessions(bytes, &made->days[index][domain->day_count++].by_type[take_byte(bytes) % 4]);
    }
}

/* One kind for all problems of it. */
static void find_kinds(struct made *made, size_t index)
{
    struct summary_domain *domain = &made->domains[index];

    domain->kinds = made->kinds[index];
    for (size_t i = 0, k; i < domain->problem_count; i++) {
        for (k = 0; k < domain->kind_count && !is_same_kind(&domain->kinds[k], &domain->problems[i]);)
            k++;
        if (k == domain->kind_count)
            made->kinds[index][domain->kind_count++] = domain->problems[i];
    }
}

static void take_parts(struct made *made, struct bytes *bytes, size_t index)
{
    struct summary_domain *domain = &made->domains[index];

    domain->problem_count = take_byte(bytes) % (PARTS + 1);
    domain->reporter_count = take_byte(bytes) % 3;
    domain->host_count = take_byte(bytes) % 3;
    for (size_t i = 0; i < domain->problem_count; i++)
        made->problems[index][i] = (struct summary_problem){
            .type = (rptlint_policy_type)(take_byte(bytes) % 4),
            .result = (rptlint_result)(take_byte(bytes) % 12),
            .result_text = keep_text(made, bytes),
            .mx = keep_text(made, bytes),
            .sessions = take_number(bytes),
            .rate = (double)take_byte(bytes) / 100,
            .reporter = i % 8 == 0 ? keep_text(made, bytes) : "",
            .reason = i % 8 == 0 ? keep_text(made, bytes) : "",
            .reason_cause = i % 8 == 0 ? "The certificate has expired." : NULL,
            .reason_hint = i % 8 == 0 ? "Renew it." : NULL,
            .first = take_day(bytes),
            .last = take_day(bytes),
        };
    for (size_t i = 0; i < domain->reporter_count; i++)
        made->reporters[index][i] = (struct summary_reporter){
            .name = keep_text(made, bytes), .first = take_day(bytes), .last = take_day(bytes)};
    for (size_t i = 0; i < domain->host_count; i++)
        made->hosts[index][i] = (struct summary_mx){.name = keep_text(made, bytes), .failed = take_number(bytes)};
    domain->problems = made->problems[index];
    domain->reporters = made->reporters[index];
    domain->hosts = made->hosts[index];
    find_kinds(made, index);
}

/* Names of domains differ, as in every summary. */
static bool is_new(const struct made *made, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(made->domains[i].name, name) == 0)
            return false;
    return true;
}

static void make_summary(struct made *made, struct bytes *bytes)
{
    size_t count = take_byte(bytes) % (DOMAINS + 1);

    memset(made, 0, sizeof(*made));
    made->summary.domains = made->domains;
    made->summary.reports = take_number(bytes);
    made->summary.first = take_day(bytes);
    made->summary.last = take_day(bytes);
    made->summary.wish.since = made->summary.wish.until = DIGEST_NO_DAY;
    made->summary.wish.mx = keep_text(made, bytes);
    for (size_t i = 0; i < count; i++) {
        size_t index = made->summary.domain_count;
        struct summary_domain *domain = &made->domains[index];
        const char *name = keep_text(made, bytes);

        if (!is_new(made, index, name))
            continue;
        domain->name = name;
        domain->level = (enum summary_level)(take_byte(bytes) % 4);
        domain->worst = (rptlint_policy_type)(take_byte(bytes) % 4);
        take_days(made, bytes, index);
        for (size_t type = 0; type < 4; type++) {
            domain->has_type[type] = take_byte(bytes) % 2 == 0;
            if (domain->has_type[type])
                take_sessions(bytes, &domain->by_type[type]);
        }
        take_parts(made, bytes, index);
        made->summary.domain_count++;
    }
}

static void check_json(const struct made *made)
{
    const struct digest_run run = {.today = DIGEST_NO_DAY};
    struct written written;
    json_t *root, *domains;

    begin(&written);
    digest_json.write(written.stream, &made->summary, &run);
    end(&written);
    root = read_json(written.data, written.length, "report-summary");
    domains = json_object_get(root, "domains");
    must(json_array_size(domains) == made->summary.domain_count);
    for (size_t i = 0; i < made->summary.domain_count; i++) {
        const struct summary_domain *domain = &made->domains[i];
        const json_t *object = json_array_get(domains, i);

        same_in_json(json_object_get(object, "policy_domain"), domain->name, strlen(domain->name));
        must(json_array_size(json_object_get(object, "problems")) == domain->problem_count);
        must(json_array_size(json_object_get(object, "reporters")) == domain->reporter_count);
        must(json_array_size(json_object_get(object, "days")) == domain->day_count);
        for (size_t j = 0; j < domain->host_count; j++)
            same_in_json(json_object_get(json_array_get(json_object_get(object, "hosts"), j), "receiving_mx"),
                         domain->hosts[j].name, strlen(domain->hosts[j].name));
    }
    json_decref(root);
    free(written.data);
}

/* ---- Prometheus's text format, line by line ---- */

enum { SERIES_MAX = 4096 };

struct exposition {
    const char *family; /* of the last TYPE */
    size_t family_length;
    const char *families[32];
    size_t family_count;
    const char *series[SERIES_MAX];
    size_t lengths[SERIES_MAX];
    size_t series_count;
};

static size_t name_end(const char *text, size_t at)
{
    size_t from = at;

    while ((text[at] >= 'a' && text[at] <= 'z') || text[at] == '_')
        at++;
    must(at > from);
    return at;
}

/* {NAME="VALUE",...}; the value's escapes are \\ \" and \n. */
static size_t labels_end(const char *text, size_t at)
{
    do {
        at = name_end(text, at + 1);
        must(text[at] == '=' && text[at + 1] == '"');
        for (at += 2; text[at] != '"'; at++) {
            must(text[at] != '\0' && text[at] != '\n');
            if (text[at] == '\\') {
                at++;
                must(text[at] == '\\' || text[at] == '"' || text[at] == 'n');
            }
        }
        at++;
    } while (text[at] == ',');
    must(text[at] == '}');
    return at + 1;
}

static bool same_text(const char *a, size_t a_length, const char *b, size_t b_length)
{
    return a_length == b_length && memcmp(a, b, a_length) == 0;
}

static void read_sample(struct exposition *seen, const char *line)
{
    size_t at = name_end(line, 0), digits;

    must(seen->family != NULL && same_text(line, at, seen->family, seen->family_length));
    if (line[at] == '{')
        at = labels_end(line, at);
    for (size_t i = 0; i < seen->series_count; i++)
        must(!same_text(line, at, seen->series[i], seen->lengths[i]));
    must(seen->series_count < SERIES_MAX);
    seen->series[seen->series_count] = line;
    seen->lengths[seen->series_count++] = at;
    must(line[at] == ' ');
    digits = strspn(line + at + 1, "-0123456789.");
    must(digits > 0 && line[at + 1 + digits] == '\n');
}

/* HELP, then TYPE, of a family that was not there before. */
static void read_comment(struct exposition *seen, const char *line)
{
    size_t end = name_end(line, 7);

    must(line[end] == ' ');
    if (strncmp(line, "# HELP ", 7) == 0) {
        for (size_t i = 0; i < seen->family_count; i++)
            must(strncmp(seen->families[i], line + 7, end - 6) != 0);
        must(seen->family_count < sizeof(seen->families) / sizeof(seen->families[0]));
        seen->families[seen->family_count++] = line + 7;
        return;
    }
    must(strncmp(line, "# TYPE ", 7) == 0 && strncmp(line + end, " gauge\n", 7) == 0);
    must(seen->family_count > 0 && strncmp(seen->families[seen->family_count - 1], line + 7, end - 6) == 0);
    seen->family = line + 7;
    seen->family_length = end - 7;
}

/* The label becomes the name of a domain again, or is "other". */
static void check_domain(const struct made *made, const char *line)
{
    static const char begin_of_level[] = "rptlint_level{domain=\"";
    static struct cell cell;
    bool found = false;

    if (strncmp(line, begin_of_level, sizeof(begin_of_level) - 1) != 0)
        return;
    cell.length = 0;
    for (line += sizeof(begin_of_level) - 1; *line != '"'; line++) {
        if (*line == '\\')
            must(*++line != 'n'); /* a line feed is shown, as two backslashes and an "n" */
        must(cell.length < CELL_MAX);
        cell.text[cell.length++] = *line;
    }
    undo_escapes(&cell);
    for (size_t i = 0; i < made->summary.domain_count; i++)
        found = found || same_text(cell.text, cell.length, made->domains[i].name, strlen(made->domains[i].name));
    must(found || same_text(cell.text, cell.length, "other", 5));
}

static void check_prometheus(const struct made *made)
{
    const struct digest_run run = {.today = DIGEST_NO_DAY};
    static struct exposition seen;
    struct written written;

    begin(&written);
    digest_prometheus.write(written.stream, &made->summary, &run);
    end(&written);
    memset(&seen, 0, sizeof(seen));
    for (const char *line = written.data; *line != '\0';) {
        const char *feed = strchr(line, '\n');

        must(feed != NULL);
        nothing_hidden(line, (size_t)(feed - line));
        if (line[0] == '#')
            read_comment(&seen, line);
        else
            read_sample(&seen, line);
        check_domain(made, line);
        line = feed + 1;
    }
    free(written.data);
}

/* ---- for people ---- */

static void check_lines(const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");

        must(text[length] == '\n');
        nothing_hidden(text, length);
        text += length + 1;
    }
}

static void check_page(const struct made *made)
{
    const struct digest_run run = {.today = 20100};
    struct written written;

    begin(&written);
    digest_html.write(written.stream, &made->summary, &run);
    end(&written);
    check_lines(written.data);
    markup_read(written.data);
    free(written.data);
}

static void check_text(const struct made *made)
{
    const struct digest_run run = {.today = 20100, .unreadable = 1};
    struct written written;

    begin(&written);
    digest_text.write(written.stream, &made->summary, &run);
    must(digest_alert(written.stream, &made->summary, &run) <= 3);
    end(&written);
    check_lines(written.data);
    free(written.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = input_of(data, size);
    struct bytes bytes = {.data = data, .size = size};
    static struct made made;

    check_report(input.length > 0 ? input.text : "", input.length);
    check_made_report(&bytes);
    make_summary(&made, &bytes);
    check_json(&made);
    check_prometheus(&made);
    check_page(&made);
    check_text(&made);
    for (size_t i = 0; i < made.text_count; i++)
        free(made.texts[i]);
    input_free(&input);
    return 0;
}
