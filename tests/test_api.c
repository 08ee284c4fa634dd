/* SPDX-License-Identifier: BSD-2-Clause */
/* The library's calls as a client sees them: reading, writing, fixing, limits, failing memory, arguments. */
#include "corpus.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(literal) {.data = (literal), .length = sizeof(literal) - 1}

static void assert_text(const char *wanted, const char *found, size_t length)
{
    if (strlen(wanted) != length || memcmp(wanted, found, length) != 0)
        fail_msg("wanted [%s], found [%.*s]", wanted, (int)length, found);
}

static void assert_span(const char *data, rptlint_span span, const char *wanted)
{
    assert_text(wanted, data + span.offset, span.length);
}

/* ---- reading ---- */

static void a_record_is_read(void **state)
{
    static const char value[] = "v=TLSRPTv1; rua=mailto:tls%21x@example.com?subject=a , "
                                "https://u@[2001:db8::1]:8443/a/b?c#d,ftp://x; k=v; n.2=:";
    rptlint_destination d[3];
    rptlint_extension e[2];
    rptlint_record record = {.size = sizeof(record),
                             .destinations = d,
                             .destination_capacity = 3,
                             .extensions = e,
                             .extension_capacity = 2};

    (void)state;
    assert_int_equal(rptlint_read_record(value, sizeof(value) - 1, &record), RPTLINT_OK);
    assert_span(value, record.version, "v=TLSRPTv1");
    assert_true(record.verdict.grammar);
    assert_int_equal(record.verdict.usable, 2);
    assert_int_equal(record.destination_count, 3);
    assert_int_equal(d[0].scheme, RPTLINT_SCHEME_MAILTO);
    assert_span(value, d[0].uri, "mailto:tls%21x@example.com?subject=a");
    assert_span(value, d[0].address, "tls%21x@example.com");
    assert_span(value, d[0].host, "example.com");
    assert_span(value, d[0].query, "subject=a");
    assert_true(d[0].usable);
    assert_int_equal(d[1].scheme, RPTLINT_SCHEME_HTTPS);
    assert_span(value, d[1].host, "[2001:db8::1]");
    assert_span(value, d[1].port, "8443");
    assert_span(value, d[1].path, "/a/b");
    assert_span(value, d[1].query, "c");
    assert_int_equal(d[1].address.length, 0);
    assert_int_equal(d[2].scheme, RPTLINT_SCHEME_OTHER);
    assert_false(d[2].usable);
    assert_int_equal(record.extension_count, 2);
    assert_span(value, e[0].name, "k");
    assert_span(value, e[0].value, "v");
    assert_span(value, e[1].name, "n.2");
    assert_span(value, e[1].value, ":");
}

static void reading_goes_on_behind_faults(void **state)
{
    static const char value[] = "v=tlsrptv1 ; rua = tls@example.com,mailto:b@example.com";
    rptlint_destination d[2];
    rptlint_record record = {.size = sizeof(record), .destinations = d, .destination_capacity = 2};

    (void)state;
    assert_int_equal(rptlint_read_record(value, sizeof(value) - 1, &record), RPTLINT_OK);
    assert_false(record.verdict.grammar);
    assert_int_equal(record.verdict.usable, 0);
    assert_int_equal(record.destination_count, 2);
    assert_int_equal(d[0].scheme, RPTLINT_SCHEME_NONE);
    assert_false(d[0].usable);
    assert_span(value, d[1].address, "b@example.com");
    assert_true(d[1].usable);
}

static void a_small_array_is_a_limit_and_told(void **state)
{
    static const char value[] = "v=TLSRPTv1; rua=mailto:a@example.com,mailto:b@example.com; x=1; y=2";
    rptlint_destination d[1];
    rptlint_record record = {.size = sizeof(record), .destinations = d, .destination_capacity = 1};

    (void)state;
    assert_int_equal(rptlint_read_record(value, sizeof(value) - 1, &record), RPTLINT_LIMIT);
    assert_int_equal(record.destination_count, 2);
    assert_int_equal(record.extension_count, 2);
    assert_span(value, d[0].address, "a@example.com");
}

static void percent_decoding_sizes_and_decodes(void **state)
{
    static const char text[] = "a%21%7e%zz%4";
    char buffer[16];
    size_t needed;

    (void)state;
    assert_int_equal(rptlint_decode_uri(text, sizeof(text) - 1, NULL, 0, &needed), RPTLINT_LIMIT);
    assert_int_equal(needed, 8);
    assert_int_equal(rptlint_decode_uri(text, sizeof(text) - 1, buffer, needed, &needed), RPTLINT_OK);
    assert_text("a!~%zz%4", buffer, needed);
}

/* ---- writing ---- */

struct made {
    rptlint_status status;
    size_t length;
    char value[2048];
    struct findings findings;
};

static void make(struct made *made, const rptlint_text *rua, size_t rua_count, const rptlint_text *fields,
                 size_t field_count)
{
    rptlint_policy policy = {.size = sizeof(policy),
                             .rua = rua,
                             .rua_count = rua_count,
                             .fields = fields,
                             .field_count = field_count};
    rptlint_options options = {.size = sizeof(options), .sink = keep_finding, .user = &made->findings};

    made->findings.count = 0;
    made->status = rptlint_generate(&policy, made->value, sizeof(made->value), &made->length, &options);
}

static void what_needs_no_choice_is_put_right(void **state)
{
    static const rptlint_text rua[] = {TEXT("tls@example.com"), TEXT("https://example.com/a!b,c;d"),
                                       TEXT("<MAILTO:b!c@example.com>"), TEXT("https://example.com/a b")};
    static const rptlint_text fields[] = {TEXT("x=1"), TEXT("y.z=a\"b\\")};
    static struct made made;

    (void)state;
    make(&made, rua, 4, fields, 2);
    assert_int_equal(made.status, RPTLINT_OK);
    assert_text("v=TLSRPTv1; rua=mailto:tls@example.com,https://example.com/a%21b%2Cc%3Bd,"
                "mailto:b%21c@example.com,https://example.com/a%20b; x=1; y.z=a\"b\\",
                made.value, made.length);
    assert_true(has_rule(&made.findings, "U202"));
    assert_true(has_rule(&made.findings, "U204"));
    assert_true(has_rule(&made.findings, "U217"));
}

/* The finding that refuses an input is at its place in that input, also after fixes before it. */
static void a_refusal_names_its_place(void **state)
{
    static const rptlint_text rua[] = {TEXT("mailto:ok@example.com"), TEXT("a!b@tls_report.example")};
    static struct made made;
    const struct kept *last;

    (void)state;
    make(&made, rua, 2, NULL, 0);
    assert_int_equal(made.status, RPTLINT_REFUSED);
    assert_int_equal(made.length, 0);
    sort_findings(&made.findings);
    last = &made.findings.list[made.findings.count - 1];
    assert_string_equal(last->rule->id, "U219");
    assert_int_equal(last->input, 1);
    assert_span(rua[1].data, last->span, "_");
    assert_false(last->has_fix);
}

static void refusals(void **state)
{
    static const struct {
        rptlint_text rua[2];
        size_t rua_count;
        rptlint_text field;
        const char *id;
        size_t input;
    } cases[] = {
        {{TEXT("")}, 1, {NULL, 0}, "U201", 0},
        {{TEXT("tls")}, 1, {NULL, 0}, "U202", 0},
        {{TEXT("http://example.com/")}, 1, {NULL, 0}, "U203", 0},
        {{TEXT("mailto:a@example.com,b@example.com")}, 1, {NULL, 0}, "U204", 0},
        {{TEXT("mailto:a@example.com%2Cb@example.com")}, 1, {NULL, 0}, "U212", 0},
        {{TEXT("mailto:a@example.com"), TEXT("a@example.com")}, 2, {NULL, 0}, "U216", 1},
        {{TEXT("mailto:a@b@c.example")}, 1, {NULL, 0}, "U211", 0},
        {{TEXT("https:///x")}, 1, {NULL, 0}, "U209", 0},
        {{TEXT("mailto:a@example.com")}, 1, TEXT("rua=mailto:b@example.com"), "R122", 1},
        {{TEXT("mailto:a@example.com")}, 1, TEXT("v=TLSRPTv1"), "R124", 1},
        {{TEXT("mailto:a@example.com")}, 1, TEXT("x"), "R113", 1},
        {{TEXT("mailto:a@example.com")}, 1, TEXT("_x=1"), "R115", 1},
        {{TEXT("mailto:a@example.com")}, 1, TEXT("x="), "R117", 1},
        {{TEXT("mailto:a@example.com")}, 1, TEXT("x=1; rua=mailto:b@example.com"), "R118", 1},
        {{{NULL, 0}}, 0, {NULL, 0}, "R120", 0},
    };
    static struct made made;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        bool found = false;

        make(&made, cases[i].rua, cases[i].rua_count, &cases[i].field, cases[i].field.data != NULL);
        assert_int_equal(made.status, RPTLINT_REFUSED);
        for (size_t k = 0; k < made.findings.count; k++)
            found |= strcmp(made.findings.list[k].rule->id, cases[i].id) == 0 &&
                     made.findings.list[k].severity == RPTLINT_ERROR &&
                     made.findings.list[k].input == cases[i].input;
        if (!found)
            fail_msg("case %zu is not refused by an error of %s for input %zu", i, cases[i].id,
                     cases[i].input);
    }
}

/* Whether nothing is pointed to or not is one; with a length it is no input. */
static void nothing_at_NULL_is_an_empty_input(void **state)
{
    static const rptlint_text good = TEXT("mailto:a@example.com"), nothings[] = {{"", 0}, {NULL, 0}};
    static const rptlint_text missing = {NULL, 1};
    static struct made made;

    (void)state;
    for (size_t i = 0; i < sizeof(nothings) / sizeof(nothings[0]); i++) {
        make(&made, &nothings[i], 1, NULL, 0);
        assert_int_equal(made.status, RPTLINT_REFUSED);
        assert_int_equal(made.findings.count, 1);
        assert_string_equal(made.findings.list[0].rule->id, "U201");
        make(&made, &good, 1, &nothings[i], 1);
        assert_int_equal(made.status, RPTLINT_REFUSED);
        assert_int_equal(made.findings.count, 1);
        assert_string_equal(made.findings.list[0].rule->id, "R113");
    }
    make(&made, &missing, 1, NULL, 0);
    assert_int_equal(made.status, RPTLINT_INVALID_ARGUMENT);
    make(&made, &good, 1, &missing, 1);
    assert_int_equal(made.status, RPTLINT_INVALID_ARGUMENT);
}

static void a_small_buffer_is_a_limit_and_told(void **state)
{
    static const rptlint_text rua[] = {TEXT("mailto:a@example.com")};
    rptlint_policy policy = {.size = sizeof(policy), .rua = rua, .rua_count = 1};
    size_t needed;
    char buffer[64];

    (void)state;
    assert_int_equal(rptlint_generate(&policy, NULL, 0, &needed, NULL), RPTLINT_LIMIT);
    assert_int_equal(needed, sizeof("v=TLSRPTv1; rua=mailto:a@example.com") - 1);
    assert_int_equal(rptlint_generate(&policy, buffer, needed, &needed, NULL), RPTLINT_OK);
    assert_text("v=TLSRPTv1; rua=mailto:a@example.com", buffer, needed);
}

/* A small generator of numbers, so that runs repeat. */
static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static size_t random_text(uint32_t *seed, char *text, size_t room)
{
    static const char *const parts[] = {"mailto:", "https://", "a",  "b@",  "example", ".com", ".", "/", "!", ",",
                                        ";",       "%",        "%2", "%41", " ",       "\"",   "<", ">", "#", "?",
                                        "x=1",     "[::1]",    ":",  "80",  "-",       "_",    "\xC3\xA4", "@"};
    size_t length = next_random(seed) % 3 * 8;

    memcpy(text, length == 16 ? "mailto:a@b.examp" : "https://", length);
    for (uint32_t left = next_random(seed) % 9; left > 0; left--) {
        const char *part = parts[next_random(seed) % (sizeof(parts) / sizeof(parts[0]))];

        if (length + strlen(part) > room)
            break;
        memcpy(text + length, part, strlen(part));
        length += strlen(part);
    }
    return length;
}

/* check(generate(x)) is clean, whatever x is. */
static void what_is_generated_is_clean(void **state)
{
    size_t rounds = getenv("RPTLINT_SMALL") != NULL ? 3000 : 100000, written = 0;
    static struct made made;
    uint32_t seed = 8460;

    (void)state;
    for (size_t i = 0; i < rounds; i++) {
        char texts[3][64];
        rptlint_text rua[2], field;
        rptlint_verdict verdict = {.size = sizeof(verdict)};
        size_t count = 1 + next_random(&seed) % 2;

        for (size_t k = 0; k < 2; k++)
            rua[k] = (rptlint_text){.data = texts[k], .length = random_text(&seed, texts[k], 64)};
        field = (rptlint_text){.data = texts[2], .length = random_text(&seed, texts[2], 64)};
        make(&made, rua, count, &field, next_random(&seed) % 4 == 0);
        if (made.status == RPTLINT_REFUSED)
            continue;
        assert_int_equal(made.status, RPTLINT_OK);
        assert_int_equal(rptlint_check_record(made.value, made.length, NULL, &verdict), RPTLINT_OK);
        assert_int_equal(verdict.errors, 0);
        assert_int_equal(verdict.usable, count);
        written++;
    }
    assert_true(written > rounds / 50);
}

/* ---- presentation ---- */

static void values_are_quoted(void **state)
{
    char value[600], quoted[2500], again[600];
    size_t length, back;

    (void)state;
    assert_int_equal(rptlint_quote_txt("a\"b\\c\x01\xFF", 7, quoted, sizeof(quoted), &length), RPTLINT_OK);
    assert_text("\"a\\\"b\\\\c\\001\\255\"", quoted, length);
    assert_int_equal(rptlint_quote_txt(NULL, 0, quoted, sizeof(quoted), &length), RPTLINT_OK);
    assert_text("\"\"", quoted, length);
    for (size_t i = 0; i < sizeof(value); i++)
        value[i] = (char)(i % 251);
    for (size_t n = 0; n <= sizeof(value); n++) {
        assert_int_equal(rptlint_quote_txt(value, n, quoted, sizeof(quoted), &length), RPTLINT_OK);
        assert_int_equal(rptlint_decode_txt(quoted, length, again, sizeof(again), &back), RPTLINT_OK);
        assert_int_equal(back, n);
        assert_memory_equal(value, again, n);
    }
}

static void strings_are_split_at_255(void **state)
{
    char value[511], quoted[600];
    size_t length;

    (void)state;
    memset(value, 'a', sizeof(value));
    assert_int_equal(rptlint_quote_txt(value, 255, quoted, sizeof(quoted), &length), RPTLINT_OK);
    assert_int_equal(length, 257);
    assert_int_equal(rptlint_quote_txt(value, 256, quoted, sizeof(quoted), &length), RPTLINT_OK);
    assert_int_equal(length, 261);
    assert_memory_equal(quoted + 255, "a\" \"a\"", 6);
    assert_int_equal(rptlint_quote_txt(value, 511, quoted, sizeof(quoted), &length), RPTLINT_OK);
    assert_int_equal(length, 519);
}

/* ---- fixing ---- */

static void records_are_fixed(void **state)
{
    static const struct {
        const char *from;
        const char *to;
    } cases[] = {
        {"v=TLSRPTv1; rua=mailto:a@example.com", "v=TLSRPTv1; rua=mailto:a@example.com"},
        {" V = tlsrptV1 ;; RUA = a@example.com , b!c@example.com, ",
         "v=TLSRPTv1; rua=mailto:a@example.com,mailto:b%21c@example.com"},
        {"v=TLSRPTv1\\; rua=mailto:postmaster@example.com.", "v=TLSRPTv1; rua=mailto:postmaster@example.com"},
        {"v=TLSRPTv1 rua=a@example.com", "v=TLSRPTv1; rua=mailto:a@example.com"},
        {"\"v=TLSRPTv1; rua=mailto:a@example.com\"", "v=TLSRPTv1; rua=mailto:a@example.com"},
        {"v=TLSRPTv1; rua=mailto:a@example.com!10m", "v=TLSRPTv1; rua=mailto:a@example.com"},
    };
    char buffer[256];
    size_t length;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rptlint_verdict verdict = {.size = sizeof(verdict)};

        assert_int_equal(rptlint_fix_record(cases[i].from, strlen(cases[i].from), buffer, sizeof(buffer),
                                            &length, NULL, &verdict),
                         RPTLINT_OK);
        assert_text(cases[i].to, buffer, length);
        assert_int_equal(verdict.errors, 0);
    }
}

/* ---- failing memory ---- */

/* One call that allocates; its status. */
typedef rptlint_status allocating_call(const rptlint_options *options);

static rptlint_status call_generate(const rptlint_options *options)
{
    static const rptlint_text rua[] = {TEXT("a!b@example.com"), TEXT("https://example.com/,")};
    rptlint_policy policy = {.size = sizeof(policy), .rua = rua, .rua_count = 2};
    char buffer[256];
    size_t length;

    return rptlint_generate(&policy, buffer, sizeof(buffer), &length, options);
}

static rptlint_status call_fix(const rptlint_options *options)
{
    static const char value[] = "V=TLSRPTv1;; rua=a!b@example.com";
    char buffer[256];
    size_t length;

    return rptlint_fix_record(value, sizeof(value) - 1, buffer, sizeof(buffer), &length, options, NULL);
}

static rptlint_status call_txt(const rptlint_options *options)
{
    static char text[6000] = "\"v=TLSRPTv1; rua=mailto:a@example.com\"";

    memset(text + strlen(text), ' ', sizeof(text) - strlen(text) - 1);
    return rptlint_check_txt(text, sizeof(text) - 1, options, NULL);
}

/* The n-th allocation fails, for every n: reported, nothing leaks, and with enough of them the call works. */
static void failing_memory_is_reported(void **state)
{
    allocating_call *const calls[] = {call_generate, call_fix, call_txt};

    (void)state;
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        rptlint_status status = RPTLINT_NOMEM;
        size_t n = 0;

        for (; status == RPTLINT_NOMEM && n < 100; n++) {
            struct heap heap = {.allowed = n};
            rptlint_allocator allocator = heap_allocator(&heap);
            rptlint_options options = {.size = sizeof(options), .allocator = &allocator};

            status = calls[i](&options);
            assert_int_equal(heap.live, 0);
        }
        assert_int_equal(status, RPTLINT_OK);
        assert_true(n > 1);
    }
}

/* Checking and reading a record allocate nothing. */
static void checking_a_record_allocates_nothing(void **state)
{
    static const char value[] = "V=tlsrptv1;; rua=a!b@example.com,<mailto:x>; RUA=1; x=\xFF";
    char text[4096]; /* as much presentation text as does without, too */
    struct heap heap = {.allowed = 0};
    rptlint_allocator allocator = heap_allocator(&heap);
    rptlint_options options = {.size = sizeof(options), .allocator = &allocator};

    (void)state;
    assert_int_equal(rptlint_check_record(value, sizeof(value) - 1, &options, NULL), RPTLINT_OK);
    assert_int_equal(rptlint_check_destination("x", 1, &options), RPTLINT_OK);
    assert_int_equal(rptlint_check_txt("\"x\"", 3, &options, NULL), RPTLINT_OK);
    memset(text, ' ', sizeof(text));
    memcpy(text, "\"x\"", 3);
    assert_int_equal(rptlint_check_txt(text, sizeof(text), &options, NULL), RPTLINT_OK);
}

/* ---- the caller's own rules ---- */

/* Wants destinations at example.com, twice, and keeps what it was asked about. */
struct asked {
    char uris[256];
    size_t count;
};

static const rptlint_rule *ask(void *user, const char *uri, size_t length, size_t turn, const char **hint)
{
    static const char *const hints[] = {"first", NULL};
    static const char end[] = "@example.com";
    struct asked *asked = user;

    assert_null(*hint);
    if (turn == 0) {
        asked->count++;
        strncat(asked->uris, uri, length);
        strcat(asked->uris, " ");
    }
    if (turn > 1 || (length >= sizeof(end) - 1 && memcmp(uri + length - (sizeof(end) - 1), end, sizeof(end) - 1) == 0))
        return NULL;
    *hint = hints[turn];
    return rptlint_rule_find(turn == 0 ? "U221" : "U222", 4);
}

/* The texts at spans of these two rules, which nothing else here breaks, with the beginning of the hint. */
struct told {
    const char *text;
    char words[256];
    size_t stop_at;
    size_t count;
};

static int keep_house(void *user, const rptlint_finding *finding)
{
    struct told *told = user;

    if (strncmp(finding->rule->id, "U22", 3) != 0)
        return 0;
    assert_null(finding->fix);
    assert_int_equal(finding->severity, finding->rule->severity);
    snprintf(told->words + strlen(told->words), sizeof(told->words) - strlen(told->words), "%s %.*s %.5s\n",
             finding->rule->id, (int)finding->span.length, told->text + finding->span.offset, finding->hint);
    return ++told->count == told->stop_at;
}

static void the_callers_rules_are_asked(void **state)
{
    static const struct {
        const char *text;
        bool is_txt;
        const char *asked, *told;
    } cases[] = {
        {"v=TLSRPTv1; rua=mailto:a@example.com", false, "mailto:a@example.com ", ""},
        {"v=TLSRPTv1; rua=mailto:a@example.com , x@y.example,http://z", false,
         "mailto:a@example.com x@y.example http://z ",
         "U221 x@y.example first\nU222 x@y.example list \nU221 http://z first\nU222 http://z list \n"},
        {"v=TLSRPTv1; rua=; x=mailto:a@y.example; ruf=mailto:b@y.example", false, "", ""},
        {"v=TLSRPTv1; rua=mailto:a@example.com; rua=mailto:b@y.example", false,
         "mailto:a@example.com mailto:b@y.example ",
         "U221 mailto:b@y.example first\nU222 mailto:b@y.example list \n"},
        {"\"v=TLSRPTv1; rua=mailto:b@y.example\"", true, "mailto:b@y.example ",
         "U221 mailto:b@y.example first\nU222 mailto:b@y.example list \n"},
        {"\"v=TLSRPTv1; rua=mail\" \"to:\\098@y.example,mailto:\\097@example.com\"", true,
         "mailto:b@y.example mailto:a@example.com ",
         "U221 mail\" \"to:\\098@y.example first\nU222 mail\" \"to:\\098@y.example list \n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct asked asked = {.count = 0};
        struct told told = {.text = cases[i].text};
        rptlint_options options = {.size = sizeof(options), .sink = keep_house, .user = &told,
                                   .house = ask, .house_user = &asked};
        rptlint_verdict verdict = {.size = sizeof(verdict)}, without = verdict;
        rptlint_status (*check)(const char *, size_t, const rptlint_options *, rptlint_verdict *) =
            cases[i].is_txt ? rptlint_check_txt : rptlint_check_record;

        assert_int_equal(check(cases[i].text, strlen(cases[i].text), &options, &verdict), RPTLINT_OK);
        assert_int_equal(check(cases[i].text, strlen(cases[i].text), NULL, &without), RPTLINT_OK);
        assert_string_equal(asked.uris, cases[i].asked);
        assert_string_equal(told.words, cases[i].told);
        assert_int_equal(verdict.notes + verdict.warnings, without.notes + without.warnings + told.count);
        assert_int_equal(verdict.errors, without.errors);
    }
}

/* A sink that has seen enough ends the questions, too. */
static void a_stopped_run_asks_no_more(void **state)
{
    static const char value[] = "v=TLSRPTv1; rua=mailto:a@x.example,mailto:b@x.example";
    struct asked asked = {.count = 0};
    struct told told = {.text = value, .stop_at = 1};
    rptlint_options options = {.size = sizeof(options), .sink = keep_house, .user = &told, .house = ask, .house_user = &asked};

    (void)state;
    assert_int_equal(rptlint_check_record(value, sizeof(value) - 1, &options, NULL), RPTLINT_STOPPED);
    assert_string_equal(told.words, "U221 mailto:a@x.example first\n");
    assert_int_equal(asked.count, 1);
}

/* ---- arguments ---- */

static void wrong_arguments_are_refused(void **state)
{
    rptlint_options bad_options = {.size = 1};
    rptlint_verdict bad_verdict = {.size = 1};
    rptlint_record bad_record = {.size = 1};
    rptlint_policy bad_policy = {.size = 1};
    rptlint_record no_array = {.size = sizeof(no_array), .destination_capacity = 1};
    size_t needed;
    char c;

    (void)state;
    assert_int_equal(rptlint_check_record(NULL, 1, NULL, NULL), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_check_record("", 0, &bad_options, NULL), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_check_record("", 0, NULL, &bad_verdict), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_check_txt(NULL, 1, NULL, NULL), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_check_destination(NULL, 1, NULL), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_check_domain(NULL, 1, NULL), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_read_record("", 0, NULL), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_read_record("", 0, &bad_record), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_read_record("", 0, &no_array), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_decode_uri("a", 1, NULL, 1, &needed), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_decode_uri("a", 1, &c, 1, NULL), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_decode_txt(NULL, 1, &c, 1, &needed), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_quote_txt("a", 1, NULL, 1, &needed), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_generate(NULL, &c, 1, &needed, NULL), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_generate(&bad_policy, &c, 1, &needed, NULL), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_fix_record("a", 1, NULL, 1, &needed, NULL, NULL), RPTLINT_INVALID_ARGUMENT);
    assert_int_equal(rptlint_check_record(NULL, 0, NULL, NULL), RPTLINT_OK);
}

static void an_envelope_has_the_octets_it_counts(void **state)
{
    rptlint_envelope envelope = {.size = sizeof(envelope), .is_mail = true};
    rptlint_text *const texts[] = {&envelope.filename, &envelope.part_type, &envelope.subject,
                                   &envelope.report_domain, &envelope.submitter, &envelope.message_type};
    rptlint_text signature = {.length = 1};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        texts[i]->length = 5;
        assert_int_equal(rptlint_check_report("{}", 2, &envelope, NULL, NULL, NULL), RPTLINT_INVALID_ARGUMENT);
        texts[i]->length = 0;
        assert_int_equal(rptlint_check_report("{}", 2, &envelope, NULL, NULL, NULL), RPTLINT_OK);
    }
    envelope.dkim_count = 1;
    assert_int_equal(rptlint_check_report("{}", 2, &envelope, NULL, NULL, NULL), RPTLINT_INVALID_ARGUMENT);
    envelope.dkim = &signature;
    assert_int_equal(rptlint_check_report("{}", 2, &envelope, NULL, NULL, NULL), RPTLINT_INVALID_ARGUMENT);
    signature.length = 0;
    assert_int_equal(rptlint_check_report("{}", 2, &envelope, NULL, NULL, NULL), RPTLINT_OK);
    envelope.size = 1;
    assert_int_equal(rptlint_check_report("{}", 2, &envelope, NULL, NULL, NULL), RPTLINT_INVALID_ARGUMENT);
}

/* Also by calls that would allocate nothing. */
static void half_an_allocator_is_refused(void **state)
{
    struct heap heap = {.allowed = 100};
    rptlint_allocator whole = heap_allocator(&heap), halves[] = {whole, whole, {.user = NULL}};
    rptlint_options options = {.size = sizeof(options)};

    (void)state;
    halves[0].allocate = NULL;
    halves[1].release = NULL;
    for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++) {
        options.allocator = &halves[i];
        assert_int_equal(call_generate(&options), RPTLINT_INVALID_ARGUMENT);
        assert_int_equal(call_fix(&options), RPTLINT_INVALID_ARGUMENT);
        assert_int_equal(call_txt(&options), RPTLINT_INVALID_ARGUMENT);
        assert_int_equal(rptlint_check_record("", 0, &options, NULL), RPTLINT_INVALID_ARGUMENT);
        assert_int_equal(rptlint_check_report("{}", 2, NULL, &options, NULL, NULL), RPTLINT_INVALID_ARGUMENT);
    }
    options.allocator = &whole;
    assert_int_equal(call_generate(&options), RPTLINT_OK);
}

static void domains_are_checked(void **state)
{
    static const char longest[] = /* 242 octets: with "_smtp._tls." exactly 253 */
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com";
    static const struct {
        const char *domain;
        size_t findings;
    } cases[] = {{"example.com", 0},  {"example.com.", 0}, {"com", 0},       {"", 1},
                 {"a_b.example", 1},  {"-a.example", 1},   {"a..example", 1}, {"_smtp._tls.example.com", 1},
                 {"xn--a.example", 1}, {longest, 0}};
    static struct findings findings;
    rptlint_options options = {.size = sizeof(options), .sink = keep_finding, .user = &findings};
    char over[sizeof(longest) + 1] = "a";

    (void)state;
    assert_int_equal(sizeof(longest) - 1, 242);
    memcpy(over + 1, longest, sizeof(longest));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        findings.count = 0;
        assert_int_equal(rptlint_check_domain(cases[i].domain, strlen(cases[i].domain), &options), RPTLINT_OK);
        if (findings.count != cases[i].findings)
            fail_msg("%s: %zu findings", cases[i].domain, findings.count);
    }
    findings.count = 0;
    assert_int_equal(rptlint_check_domain(over, strlen(over), &options), RPTLINT_OK);
    assert_int_equal(findings.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_read),
        cmocka_unit_test(reading_goes_on_behind_faults),
        cmocka_unit_test(a_small_array_is_a_limit_and_told),
        cmocka_unit_test(percent_decoding_sizes_and_decodes),
        cmocka_unit_test(what_needs_no_choice_is_put_right),
        cmocka_unit_test(a_refusal_names_its_place),
        cmocka_unit_test(refusals),
        cmocka_unit_test(nothing_at_NULL_is_an_empty_input),
        cmocka_unit_test(a_small_buffer_is_a_limit_and_told),
        cmocka_unit_test(what_is_generated_is_clean),
        cmocka_unit_test(values_are_quoted),
        cmocka_unit_test(strings_are_split_at_255),
        cmocka_unit_test(records_are_fixed),
        cmocka_unit_test(failing_memory_is_reported),
        cmocka_unit_test(checking_a_record_allocates_nothing),
        cmocka_unit_test(the_callers_rules_are_asked),
        cmocka_unit_test(a_stopped_run_asks_no_more),
        cmocka_unit_test(wrong_arguments_are_refused),
        cmocka_unit_test(an_envelope_has_the_octets_it_counts),
        cmocka_unit_test(half_an_allocator_is_refused),
        cmocka_unit_test(domains_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
