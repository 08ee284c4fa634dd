/* SPDX-License-Identifier: BSD-2-Clause */
/* Mail: every case of corpus/mail, what is detected as mail, hostile messages, damaged encodings. */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "intake/header.h"
#include "intake/mail.h"
#include "intake/mbox.h"
#include "intake/shape.h"
#include "intake/transfer.h"
#include "intake/unpack.h"
#include "pattern.h"
#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { ANSWER_ROOM = 16384 };

/* ---- one run, written down as an .expect file says it ---- */

struct run {
    const char *data;
    size_t length;
    struct findings findings;
    size_t reports;
    bool encoded;   /* the report being taken came in an encoded message: its texts are not in the file */
    size_t stop_at; /* the visitor stops at this report; 0: never */
    size_t written;
    char text[ANSWER_ROOM];
};

__attribute__((format(printf, 2, 3))) static void say(struct run *run, const char *format, ...)
{
    va_list list;
    int count;

    va_start(list, format);
    count = vsnprintf(run->text + run->written, sizeof(run->text) - run->written, format, list);
    va_end(list);
    assert_true(count >= 0);
    run->written += (size_t)count;
    if (run->written >= sizeof(run->text))
        run->written = sizeof(run->text) - 1;
}

/* The laws of places: inside the file, line and column right, the text there is the envelope's. */
static void check_place(const struct run *run, const struct mail_place *place, rptlint_text text)
{
    rptlint_location location = rptlint_locate(run->data, run->length, place->offset);

    assert_true(place->offset <= run->length);
    assert_int_equal(place->line, location.line);
    assert_int_equal(place->column, location.column);
    if (text.data == NULL || run->encoded)
        return;
    assert_true(text.length <= run->length - place->offset);
    assert_memory_equal(text.data, run->data + place->offset, text.length);
}

static void say_field(struct run *run, const char *name, rptlint_text text, const struct mail_place *place)
{
    check_place(run, place, text);
    if (text.data != NULL)
        say(run, "%s %zu at %zu %zu %zu\n", name, text.length, place->offset, place->line, place->column);
}

static rptlint_text envelope_text(const rptlint_envelope *envelope, size_t input)
{
    switch (input) {
    case RPTLINT_IN_FILENAME: return envelope->filename;
    case RPTLINT_IN_SUBJECT: return envelope->subject;
    case RPTLINT_IN_REPORT_DOMAIN: return envelope->report_domain;
    case RPTLINT_IN_SUBMITTER: return envelope->submitter;
    case RPTLINT_IN_MESSAGE_TYPE: return envelope->message_type;
    case RPTLINT_IN_PART_TYPE: return envelope->part_type;
    default: break;
    }
    assert_true(input - RPTLINT_IN_DKIM < envelope->dkim_count || envelope->dkim_count == 0);
    return envelope->dkim_count > 0 ? envelope->dkim[input - RPTLINT_IN_DKIM] : (rptlint_text){.data = NULL};
}

/* Findings about the envelope, where they are in the file; "decoded" when their text does not stand there so. */
static void say_findings(struct run *run, const struct mail_report *report, struct findings *found)
{
    for (size_t i = 0; i < found->count && i < FINDINGS_MAX; i++) {
        const struct kept *kept = &found->list[i];
        rptlint_text text = envelope_text(&report->envelope, kept->input);
        size_t at = report->places[kept->input].offset;
        bool there = text.length == 0 ||
                     (text.length <= run->length - at && memcmp(run->data + at, text.data, text.length) == 0);

        assert_true(there || run->encoded || kept->input == RPTLINT_IN_FILENAME);
        say(run, "%s %s %zu %zu%s\n", kept->rule->id, rptlint_severity_name(kept->severity),
            at + kept->span.offset, kept->span.length, there ? "" : " decoded");
    }
}

static int keep_envelope_finding(void *user, const rptlint_finding *finding)
{
    return finding->input == RPTLINT_IN_REPORT ? 0 : keep_finding(user, finding);
}

/* The report and its envelope judged together, as the program does it. */
static void check_envelope(struct run *run, const struct mail_report *report)
{
    static struct findings found;
    rptlint_options options = {.size = sizeof(options), .sink = keep_envelope_finding, .user = &found};
    rptlint_envelope envelope = report->envelope;
    struct emitter nobody = {.sink = NULL};
    struct inflater *inflater = NULL;
    struct unpacked unpacked;
    enum unpack_status status = unpack(&inflater, report->data, report->length, 1 << 20, &nobody, &unpacked);

    inflater_close(inflater);
    found.count = 0;
    if (status != UNPACK_DONE)
        return;
    envelope.packing = unpacked.packing;
    assert_int_equal(rptlint_check_report(unpacked.data != NULL ? unpacked.data : report->data, unpacked.length,
                                          &envelope, &options, NULL, NULL), RPTLINT_OK);
    free(unpacked.data);
    say_findings(run, report, &found);
}

static int take_report(void *user, const struct mail_report *report)
{
    struct run *run = user;
    const rptlint_envelope *envelope = &report->envelope;
    const struct mail_place *places = report->places;
    rptlint_text none = {.data = NULL};

    run->encoded = report->encoded;
    assert_int_equal(envelope->size, sizeof(*envelope));
    assert_true(envelope->is_mail);
    assert_int_equal(envelope->packing, RPTLINT_PACKING_UNKNOWN);
    check_place(run, &places[RPTLINT_IN_REPORT], none);
    check_place(run, &places[RPTLINT_IN_FILENAME], places[RPTLINT_IN_FILENAME].length == 0 ? envelope->filename : none);
    assert_true(places[RPTLINT_IN_FILENAME].length <= run->length - places[RPTLINT_IN_FILENAME].offset);
    say(run, "report %zu %zu %08x at %zu %zu %zu\n", report->message, report->length,
        crc32_plain(report->data, report->length), places[0].offset, places[0].line, places[0].column);
    if (envelope->filename.data != NULL)
        say(run, "filename at %zu %zu %zu %.*s\n", places[RPTLINT_IN_FILENAME].offset,
            places[RPTLINT_IN_FILENAME].line, places[RPTLINT_IN_FILENAME].column,
            (int)envelope->filename.length, envelope->filename.data);
    say_field(run, "subject", envelope->subject, &places[RPTLINT_IN_SUBJECT]);
    say_field(run, "domain", envelope->report_domain, &places[RPTLINT_IN_REPORT_DOMAIN]);
    say_field(run, "submitter", envelope->submitter, &places[RPTLINT_IN_SUBMITTER]);
    say_field(run, "message", envelope->message_type, &places[RPTLINT_IN_MESSAGE_TYPE]);
    say_field(run, "part", envelope->part_type, &places[RPTLINT_IN_PART_TYPE]);
    assert_true(envelope->dkim_count <= MAIL_DKIM_MAX);
    for (size_t i = 0; i < envelope->dkim_count; i++)
        say_field(run, "dkim", envelope->dkim[i], &places[RPTLINT_IN_DKIM + i]);
    check_envelope(run, report);
    return ++run->reports == run->stop_at;
}

/* Spans lie in the input. */
static void check_findings(const struct run *run)
{
    for (size_t i = 0; i < run->findings.count && i < FINDINGS_MAX; i++) {
        rptlint_span span = run->findings.list[i].span;

        assert_true(span.offset <= run->length && span.length <= run->length - span.offset);
    }
}

static enum mail_status read_mail(struct run *run, const char *data, size_t length)
{
    struct emitter emitter;
    rptlint_options options = {.size = sizeof(options), .sink = keep_finding, .user = &run->findings};
    enum mail_status status;

    run->data = data;
    run->length = length;
    run->findings.count = run->reports = run->written = 0;
    run->encoded = false;
    run->text[0] = '\0';
    emitter_begin(&emitter, &options);
    status = mail_read(data, length, &emitter, take_report, run);
    check_findings(run);
    return status;
}

/* ---- the corpus ---- */

static char *load(const char *name, const char *ending, size_t *length)
{
    char *data = load_file("mail", name, ending, length);

    assert_non_null(data);
    return data;
}

/* The findings in their order, then the reports. */
static void write_answer(const struct run *run, char *answer)
{
    size_t length = write_findings(&run->findings, answer, ANSWER_ROOM);

    snprintf(answer + length, ANSWER_ROOM - length, "%s", run->text);
}

static void check_case(const char *name, void *user)
{
    size_t *wrong = user;
    static struct run run;
    static char answer[ANSWER_ROOM];
    size_t length, expect_length;
    char *data = load(name, ".in", &length), *expect = load(name, ".expect", &expect_length);
    struct block block = block_of(data, length);
    bool right;

    assert_int_equal(read_mail(&run, block.data, length), MAIL_DONE);
    sort_findings(&run.findings);
    write_answer(&run, answer);
    right = strcmp(answer, expect) == 0;
    *wrong += !right;
    if (!right)
        print_message("%s: wanted\n%sfound\n%s", name, expect, answer);
    block_free(block);
    free(expect);
    free(data);
}

static void every_case_gives_what_it_expects(void **state)
{
    size_t wrong = 0;

    (void)state;
    assert_true(each_name_in("mail", check_case, &wrong) > 40);
    assert_int_equal(wrong, 0);
}

/* Does a case's .expect have a finding of a rule? */
static bool expects(const char *name, const char *id)
{
    size_t length;
    char *expect = load(name, ".expect", &length);
    bool found = false;

    for (const char *line = expect; !found && *line != '\0'; line = strchr(line, '\n') + 1)
        found = strncmp(line, id, strlen(id)) == 0;
    free(expect);
    return found;
}

struct rule_cases {
    const char *id;
    size_t fires, near;
};

/* E915-NAME.in has the rule in its .expect, E915-near.in and E915-near-NAME.in have not. */
static void note_case(const char *name, void *user)
{
    struct rule_cases *rule = user;
    const char *id = rule->id;
    bool is_near;

    if (strncmp(name, id, strlen(id)) != 0)
        return;
    is_near = strncmp(name + strlen(id), "-near", strlen("-near")) == 0;
    if (expects(name, id) == is_near)
        fail_msg("%s is not what its name says", name);
    *(is_near ? &rule->near : &rule->fires) += 1;
}

/* E901 to E912 are in corpus/envelope; E913, E914, E917 and E919, of packed files, are tests/test_unpack.c's. */
static void every_rule_has_a_case_and_a_near_miss(void **state)
{
    (void)state;
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        struct rule_cases rule = {.id = rptlint_rule_at(i)->id};

        if (rule.id[0] != 'E' || strcmp(rule.id, "E912") <= 0 || strstr("E913 E914 E917 E919", rule.id) != NULL)
            continue;
        each_name_in("mail", note_case, &rule);
        if (rule.fires == 0 || rule.near == 0)
            fail_msg("%s lacks a case or a near miss in corpus/mail", rule.id);
    }
}

/* ---- what is mail ---- */

static void mail_is_detected(void **state)
{
    static const char *const yes[] = {
        "From: a@b\n", "Received: x", "return-path:\r\n", "Subject : a\n",
        "Foo: bar\n baz\nSubject: x\n",
        "X-Mox-Reason: a\n", "ARC-Seal: i=1\n", "DKIM-Signature: v=1\n", "TLS-Report-Domain: a\n",
        "From a@b Thu May  2 01:02:03 2024\nFrom: a@b\n", "From x\nReceived: y\n",
        "Content-Type: text/plain\n",
    };
    static const char *const no[] = {
        "", "\n", "\nFrom: a\n", "{\"organization-name\":\"a\"}", "{\n  \"From\": \"x\"\n}\n",
        "{\"From\":1,\n\"To\":2}\n",
        "v=TLSRPTv1; rua=mailto:a@b.example\n", "v=TLSRPTv1;rua=mailto:a@b.example\n",
        "_smtp._tls IN TXT \"v=TLSRPTv1; rua=mailto:a@b.example\"\n", "$ORIGIN example.\nFrom: x\n",
        "; From: x\n", "\x1F\x8B\x08", "PK\x03\x04", "From", "From ", "From x\n", "From the start: no\n",
        "X-: a\n", "Fromage: a\n", "prose\nFrom: a\n", "a: b\nc: d\n\nFrom: x\n", "\xEF\xBB\xBFSubject: x\n",
        "Sub\001ject: x\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(yes); i++)
        assert_true(is_mail(yes[i], strlen(yes[i])) || complain("mail", yes[i], strlen(yes[i])));
    for (size_t i = 0; i < COUNT(no); i++)
        assert_true(!is_mail(no[i], strlen(no[i])) || complain("no mail", no[i], strlen(no[i])));
    assert_false(is_mail("Fr\0om: x\n", 9));
    assert_false(is_mail(NULL, 0));
}

/* "|" stands between the messages that are wanted. */
static void mbox_is_split(void **state)
{
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"From a\nA: 1\n\nx\n\nFrom b\nB: 2\n\ny\n", "A: 1\n\nx\n|B: 2\n\ny\n"},
        {"From a\r\nA: 1\r\n\r\nFrom b\r\nB: 2\r\n", "A: 1\r\n|B: 2\r\n"},
        {"From a\nA: 1\n\nFrom here on\nprose\n", "A: 1\n\nFrom here on\nprose\n"},
        {"From a\nA: 1\n\nx\nFrom b\nB: 2\n", "A: 1\n\nx\nFrom b\nB: 2\n"},
        {"From a\nA: 1\n\n>From b\nB: 2\n", "A: 1\n\n>From b\nB: 2\n"},
        {"From a\nA: 1\n\nx\nFrom b 1:02 2024\nB: 2\n", "A: 1\n\nx\n|B: 2\n"},
        {"From a\r\nA: 1\r\n\r\nx\r\nFrom b 11:02:03 2024 \r\nB: 2\r\n", "A: 1\r\n\r\nx\r\n|B: 2\r\n"},
        {"From a\nA: 1\n\nx\nFrom b 11:02 2024\nprose\n", "A: 1\n\nx\nFrom b 11:02 2024\nprose\n"},
        {"From a\nA: 1\n\nx\nFrom b: 2024\nB: 2\n", "A: 1\n\nx\nFrom b: 2024\nB: 2\n"},
        {"From a\nA: 1\n\nx\nFrom b 11:02 202\nB: 2\n", "A: 1\n\nx\nFrom b 11:02 202\nB: 2\n"},
        {"From a\n\nFrom b\nB: 2\n", "|B: 2\n"},
        {"From a\nFrom b\nB: 2\n", "From b\nB: 2\n"},
        {"From a", ""},
        {"From a\n", ""},
        {"From a\nA: 1\n\n\nFrom b\nB: 2\n\n", "A: 1\n\n|B: 2\n\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t length = strlen(cases[i].text), at = 0, count = 0;
        char found[128];
        rptlint_span message;

        while (mbox_next(cases[i].text, length, &at, &message)) {
            if (count > 0)
                found[count++] = '|';
            else if (message.offset > strlen("From a\r\n"))
                found[count++] = '|';
            memcpy(found + count, cases[i].text + message.offset, message.length);
            count += message.length;
        }
        found[count] = '\0';
        assert_string_equal(found, cases[i].wanted);
    }
}

/* ---- header fields ---- */

static void fields_are_found(void **state)
{
    static const char text[] = "A:1\nbb \t: 2\r\n\t3\r\n 4\nno field\n:none\nC:\nD: x";
    static const struct {
        enum header_line line;
        const char *name, *body;
    } wanted[] = {
        {HEADER_FIELD, "A", "1"}, {HEADER_FIELD, "bb", " 2\r\n\t3\r\n 4"}, {HEADER_NO_FIELD, "", ""},
        {HEADER_NO_FIELD, "", ""}, {HEADER_FIELD, "C", ""}, {HEADER_FIELD, "D", " x"}, {HEADER_END, "", ""},
    };
    size_t at = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(wanted); i++) {
        struct header_field field = {.name = {.length = 0}};

        assert_int_equal(header_next(text, strlen(text), &at, &field), wanted[i].line);
        if (wanted[i].line != HEADER_FIELD)
            continue;
        assert_int_equal(field.name.length, strlen(wanted[i].name));
        assert_memory_equal(text + field.name.offset, wanted[i].name, field.name.length);
        assert_int_equal(field.body.length, strlen(wanted[i].body));
        assert_memory_equal(text + field.body.offset, wanted[i].body, field.body.length);
    }
    assert_int_equal(at, strlen(text));
}

/* ---- encodings, against PCRE2 ---- */

struct encoding {
    enum transfer transfer;
    struct pattern pattern;
    size_t good, bad, cut;
};

/* What stands before a fault can be gone on with, the octet at the fault can't be there. */
static void compare_fault(const char *data, size_t length, void *user)
{
    struct encoding *encoding = user;
    bool good = pattern_match(&encoding->pattern, data, length) > 0;
    rptlint_span fault;
    bool found = transfer_fault(encoding->transfer, data, length, &fault);

    assert_true(found == !good || complain("another answer than the pattern's", data, length));
    encoding->good += good;
    encoding->bad += found && fault.length > 0;
    encoding->cut += found && fault.length == 0;
    if (!found)
        return;
    assert_true(fault.offset + fault.length <= length);
    if (encoding->transfer == TRANSFER_BASE64) {
        assert_true(pattern_begins(&encoding->pattern, data, fault.offset) || complain("too late", data, length));
        if (fault.length > 0)
            assert_true(!pattern_begins(&encoding->pattern, data, fault.offset + fault.length) ||
                        complain("too early", data, length));
    } else {
        assert_true(pattern_match(&encoding->pattern, data, fault.offset) > 0);
        assert_int_equal(data[fault.offset], '=');
    }
}

static void compare_encoding(enum transfer transfer, const char *pattern, const char *alphabet,
                             size_t longest)
{
    struct encoding encoding = {
        .transfer = transfer,
        .pattern = pattern_new(pattern, PCRE2_ANCHORED | PCRE2_DOLLAR_ENDONLY | PCRE2_EXTENDED),
    };

    each_string("", alphabet, longest - (small_run() ? 3 : 0), compare_fault, &encoding);
    print_message("%zu good, %zu bad, %zu cut\n", encoding.good, encoding.bad, encoding.cut);
    assert_true(encoding.good > 0 && encoding.bad > 0);
    pattern_free(&encoding.pattern);
}

static void encodings_are_known(void **state)
{
    static const char *const yes[] = {"7bit", "8BIT", "binary (c)", "Base64\t", "quoted-printable;x"};
    static const char *const no[] = {"", "base-64", "7bits", "x-uuencode", "(c)", "\"base64\""};

    (void)state;
    for (size_t i = 0; i < COUNT(yes); i++)
        assert_true(transfer_is_known(yes[i], strlen(yes[i])) || complain("known", yes[i], strlen(yes[i])));
    for (size_t i = 0; i < COUNT(no); i++)
        assert_true(!transfer_is_known(no[i], strlen(no[i])) || complain("unknown", no[i], strlen(no[i])));
}

static void faults_are_those_of_the_grammar(void **state)
{
    (void)state;
    compare_encoding(TRANSFER_BASE64,
                     "(?: (?:[A-Za-z0-9+/]\\s*+){4} )*+ (?: (?:[A-Za-z0-9+/]\\s*+){2}=\\s*+=\\s*+ |"
                     " (?:[A-Za-z0-9+/]\\s*+){3}=\\s*+ )? $",
                     "Az=!", 9);
    compare_encoding(TRANSFER_BASE64,
                     "\\s*+ (?: (?:[A-Za-z0-9+/]\\s*+){4} )*+ (?: (?:[A-Za-z0-9+/]\\s*+){2}=\\s*+=\\s*+ |"
                     " (?:[A-Za-z0-9+/]\\s*+){3}=\\s*+ )? $",
                     "/9=\n ", 8);
    compare_encoding(TRANSFER_QUOTED, "(?: [^=] | =[ \\t]*+\\r?\\n | =[0-9A-Fa-f]{2} | =[ \\t]*+$ )*+ $",
                     "=aF\n\r G", 6);
}

/* ---- hostile mail ---- */

struct text {
    char *data;
    size_t length, room;
};

static void add(struct text *text, const char *more, size_t length)
{
    if (text->length + length > text->room) {
        text->room = (text->length + length) * 2;
        text->data = realloc(text->data, text->room);
        assert_non_null(text->data);
    }
    memcpy(text->data + text->length, more, length);
    text->length += length;
}

static void add_times(struct text *text, size_t times, const char *more)
{
    for (size_t i = 0; i < times; i++)
        add(text, more, strlen(more));
}

/* Reads a made-up message; how many findings of a rule there are. */
static size_t read_text(struct run *run, struct text *text, const char *id)
{
    assert_int_equal(read_mail(run, text->data, text->length), MAIL_DONE);
    free(text->data);
    *text = (struct text){.data = NULL};
    return count_rule(&run->findings, id);
}

static const char report_part[] = "--b\nContent-Type: application/tlsrpt+json\n\n{}\n";

static void deep_mail_is_read_in_part(void **state)
{
    static struct run run;
    size_t times = small_run() ? 1000 : 10000;
    struct text text = {.data = NULL};
    char level[64];

    (void)state;
    for (size_t i = 0; i < times; i++) {
        snprintf(level, sizeof(level), "Content-Type: multipart/mixed; boundary=b%zu\n\n--b%zu\n", i, i);
        add_times(&text, 1, level);
    }
    assert_int_equal(read_text(&run, &text, "E918"), times > SHAPE_BOUNDARIES_MAX ? 1 : 2);
    assert_true(has_rule(&run.findings, "E915"));
    add_times(&text, times, "Content-Type: message/rfc822\n\n");
    assert_int_equal(read_text(&run, &text, "E918"), 1);
    assert_true(has_rule(&run.findings, "E915"));
    /* 99 messages around a multipart are 100 levels, 100 of them one too many */
    for (size_t around = 99; around <= 100; around++) {
        add_times(&text, around, "Content-Type: message/rfc822\n\n");
        add_times(&text, 1, "Content-Type: multipart/mixed; boundary=b\n\n");
        add_times(&text, 1, report_part);
        add_times(&text, 1, "--b--\n");
        assert_int_equal(read_text(&run, &text, "E918"), around - 99 + (around == 99));
        assert_int_equal(run.reports, 0);
    }
    add_times(&text, 98, "Content-Type: message/rfc822\n\n");
    add_times(&text, 1, "Content-Type: multipart/mixed; boundary=b\n\n");
    add_times(&text, 1, report_part);
    add_times(&text, 1, "--b--\n");
    assert_int_equal(read_text(&run, &text, "E918"), 0);
    assert_int_equal(run.reports, 1);
}

static void many_parts_are_read_or_refused(void **state)
{
    static struct run run;
    struct text text = {.data = NULL};

    (void)state;
    add_times(&text, 1, "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n");
    add_times(&text, SHAPE_BOUNDARIES_MAX - 1, report_part);
    add_times(&text, 1, "--b--\n");
    assert_int_equal(read_text(&run, &text, "E918"), 0);
    assert_int_equal(run.reports, SHAPE_BOUNDARIES_MAX - 1);
    add_times(&text, 1, "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n");
    add_times(&text, 100000, report_part);
    add_times(&text, 1, "--b--\n");
    assert_int_equal(read_text(&run, &text, "E918"), 1);
    assert_true(has_rule(&run.findings, "E915"));
    assert_int_equal(run.reports, 0);
}

static void large_headers_are_read_or_refused(void **state)
{
    static struct run run;
    size_t times = small_run() ? 800000 : 10000000;
    struct text text = {.data = NULL};

    (void)state;
    add_times(&text, 1, "Subject: ");
    add_times(&text, times, "x");
    add_times(&text, 1, "\nContent-Type: multipart/mixed; boundary=b\n\n");
    add_times(&text, 1, report_part);
    add_times(&text, 1, "--b--\n");
    assert_int_equal(read_text(&run, &text, "E918"), 0);
    assert_int_equal(run.reports, 1);
    /* one field each: GMime would take 500 octets for every four */
    add_times(&text, times / 4, "a:b\n");
    assert_int_equal(read_text(&run, &text, "E918"), 1);
    add_times(&text, 1, "Content-Type: text/plain");
    add_times(&text, times / 4, ";a=b");
    assert_int_equal(read_text(&run, &text, "E918"), 1);
    /* folded lines are one field */
    add_times(&text, 1, "Content-Type: text/plain");
    add_times(&text, times / 4, "\n  x");
    assert_int_equal(read_text(&run, &text, "E918"), 0);
    assert_true(has_rule(&run.findings, "E915"));
}

/* A header before SHAPE_FIELDS_MAX lines, which are fields or a body. */
static void shapes_are_known(void **state)
{
    static const struct {
        const char *header;
        bool counted;
    } cases[] = {
        {"Message-ID: <1@message.example>\nContent-Type: a/b; name=message\n\n", false},
        {"Content-Type: text/plain;\n x=message/rfc822\n\n", false},
        {"X: message/rfc822\nX-Content-Type: message/rfc822\n\n", false},
        {"Content-Type: message/rfc822\n\nMessage-ID: <1@b>\n\n", false},
        {"Content-Type: message/rfc822\n\n", true},
        {"content-type :\n MESSAGE\n /rfc822\r\n\r\n", true},
        {"Content-Type: (;) message/global\n\n", true},
        {"Content-Type: multipart/digest; boundary=b\n\n\n--b\n\n", true},
        {"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n", false},
        {"Content-Type: multipart/mixed; boundary=b\n\n--b\n", true},
        {"A: b\n", true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text text = {.data = NULL};
        size_t at;

        add_times(&text, 1, cases[i].header);
        assert_int_equal(shape_of(text.data, text.length, &at), SHAPE_GOOD);
        add_times(&text, SHAPE_FIELDS_MAX + 1, "a:b\n");
        assert_int_equal(shape_of(text.data, text.length, &at), cases[i].counted ? SHAPE_FIELDS : SHAPE_GOOD);
        free(text.data);
    }
}

/* GMime calls itself for every group of addresses inside a group, and knows no end. */
static void groups_of_addresses_do_no_harm(void **state)
{
    static const char *const names[] = {"To", "from", "CC", "Bcc \t", "Sender", "Reply-To", "Resent-To"};
    static struct run run;
    struct text text = {.data = NULL};

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++)
        for (int inside = 0; inside < 2; inside++) {
            add_times(&text, (size_t)inside, "Content-Type: message/rfc822\r\n\r\n");
            add_times(&text, 1, names[i]);
            add_times(&text, 1, ": ");
            add_times(&text, 500000, "a:");
            add_times(&text, 1, "\nContent-Type: application/tlsrpt+json\n\n{}\n");
            assert_int_equal(read_text(&run, &text, "E918"), 0);
            assert_int_equal(run.reports, 1);
        }
}

static void nul_octets_are_octets(void **state)
{
    static const char mail[] = "X: \0\nSub\0ject: x\nSubject: a\0b\nContent-Type: application/tlsrpt+json; "
                               "name=\"x\0y.json\"\n\n{\"a\0b\":1}\n";
    static const char wanted[] = "report 0 10 6323b7eb at 0 1 1\n";
    static struct run run;

    (void)state;
    assert_int_equal(read_mail(&run, mail, sizeof(mail) - 1), MAIL_DONE);
    assert_memory_equal(run.text, wanted, strlen(wanted));
    assert_non_null(strstr(run.text, "subject 4 at 25 3 9\n"));
}

/* ---- no crash, whatever is cut or changed ---- */

static void read_and_forget(const char *data, size_t length, void *user)
{
    static struct run run;
    struct block block = block_of(data, length);
    size_t *reports = user;

    assert_int_equal(read_mail(&run, block.data, length), MAIL_DONE);
    assert_true(run.reports > 0 || has_rule(&run.findings, "E915"));
    *reports += run.reports;
    block_free(block);
}

static void every_cut_is_read(void **state)
{
    static const char *const names[] = {"rfc2231-continued", "forwarded", "mbox-three-crlf", "encoded-quoted"};
    size_t reports = 0, step = small_run() ? 13 : 1;

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        size_t length;
        char *data = load(names[i], ".in", &length);

        for (size_t cut = 1; cut <= length; cut += step)
            read_and_forget(data, cut, &reports);
        free(data);
    }
    assert_true(reports > 0);
}

static void every_change_is_read(void **state)
{
    static const char mail[] = "To: a\nContent-Type: multipart/x; boundary=\"b\"\n\n--b\nContent-Type:\n"
                               " application/tlsrpt+json; name*=utf-8''a%21\n"
                               "Content-Transfer-Encoding: base64\n\ne30=\n--b--\n";
    size_t reports = 0, count;
    const char *octets = test_octets(&count);

    (void)state;
    each_octet_change(mail, strlen(mail), octets, count, read_and_forget, &reports);
    assert_true(reports > 1000);
}

static void random_changes_are_read(void **state)
{
    static const char octets[] = "\n\r -:;=\"<>*'%?/\0AbF1\xFF";
    static const char *const names[] = {
        "digest", "quoted-bad-escape", "rfc2047-name", "mbox-unclosed", "encoded-twice",
    };
    size_t reports = 0, rounds = small_run() ? 100 : 3000;
    uint64_t random = 8460;

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        size_t length;
        char *data = load(names[i], ".in", &length);
        char *changed = malloc(MUTATED_MAX(length, 8));

        assert_non_null(changed);
        for (size_t round = 0; round < rounds; round++) {
            size_t now = length;

            memcpy(changed, data, length);
            for (int k = 0; k < 8; k++)
                now = mutate(&random, changed, now, octets, sizeof(octets) - 1);
            read_and_forget(changed, now, &reports);
        }
        free(changed);
        free(data);
    }
    assert_true(reports > 0);
}

/* ---- stopping, and no library ---- */

static int stop_sink(void *user, const rptlint_finding *finding)
{
    (void)finding;
    return ++*(size_t *)user == 1;
}

static void the_caller_stops_it(void **state)
{
    static struct run run;
    size_t length, findings = 0;
    char *data = load("E916-two", ".in", &length);
    rptlint_options options = {.size = sizeof(options), .sink = stop_sink, .user = &findings};
    struct emitter emitter;

    (void)state;
    run.stop_at = 1;
    assert_int_equal(read_mail(&run, data, length), MAIL_STOPPED);
    assert_int_equal(run.reports, 1);
    run.stop_at = 0;
    emitter_begin(&emitter, &options);
    run.reports = 0;
    assert_int_equal(mail_read(data, length, &emitter, take_report, &run), MAIL_STOPPED);
    assert_int_equal(run.reports, 1);
    assert_int_equal(findings, 1);
    free(data);
}

static const char *program; /* argv[0] */

static int without_library(void)
{
    struct emitter emitter;

    emitter_begin(&emitter, NULL);
    return mail_read("From: a\n", 8, &emitter, NULL, NULL) == MAIL_NO_LIBRARY ? 0 : 1;
}

/* This program again, with a library path where libgmime-3.0.so.0 is an empty file. */
static void a_missing_library_is_told(void **state)
{
    char folder[] = "/tmp/rptlint-mail-XXXXXX", file[64];
    FILE *empty;
    int status;
    pid_t child;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(file, sizeof(file), "%s/libgmime-3.0.so.0", folder);
    empty = fopen(file, "w");
    assert_non_null(empty);
    fclose(empty);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        setenv("LD_LIBRARY_PATH", folder, 1);
        execl(program, program, "without-library", (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    unlink(file);
    rmdir(folder);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gives_what_it_expects),
        cmocka_unit_test(every_rule_has_a_case_and_a_near_miss),
        cmocka_unit_test(mail_is_detected),
        cmocka_unit_test(mbox_is_split),
        cmocka_unit_test(fields_are_found),
        cmocka_unit_test(encodings_are_known),
        cmocka_unit_test(faults_are_those_of_the_grammar),
        cmocka_unit_test(deep_mail_is_read_in_part),
        cmocka_unit_test(many_parts_are_read_or_refused),
        cmocka_unit_test(large_headers_are_read_or_refused),
        cmocka_unit_test(shapes_are_known),
        cmocka_unit_test(groups_of_addresses_do_no_harm),
        cmocka_unit_test(nul_octets_are_octets),
        cmocka_unit_test(every_cut_is_read),
        cmocka_unit_test(every_change_is_read),
        cmocka_unit_test(random_changes_are_read),
        cmocka_unit_test(the_caller_stops_it),
        cmocka_unit_test(a_missing_library_is_told),
    };

    program = argv[0];
    if (argc > 1 && strcmp(argv[1], "without-library") == 0)
        return without_library();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
