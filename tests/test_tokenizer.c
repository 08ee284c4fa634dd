/* SPDX-License-Identifier: BSD-2-Clause */
/* Pieces cover a record exactly and in order; findings and verdict agree; a sink can stop anywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/record.h"
#include "corpus.h"
#include "support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- pieces ---- */

struct cover {
    const char *data;
    size_t length;
    size_t at; /* up to here the pieces fit together */
    size_t pieces;
    const char *wrong;
};

static bool is_space(char octet)
{
    return octet == ' ' || octet == '\t';
}

/* Exactly one `mark`, and nothing but white space beside it. */
static bool is_spaced(const char *data, size_t from, size_t end, char mark)
{
    size_t marks = 0;

    for (; from < end; from++) {
        if (data[from] != mark && !is_space(data[from]))
            return false;
        marks += data[from] == mark;
    }
    return marks == 1;
}

static void take_piece(void *user, enum piece piece, size_t from, size_t end)
{
    struct cover *cover = user;
    const char *data = cover->data;

    if (from != cover->at)
        cover->wrong = from < cover->at ? "pieces overlap" : "there is a hole between two pieces";
    else if (end <= from || end > cover->length)
        cover->wrong = "a piece is empty or goes beyond the end";
    else if (piece == PIECE_VERSION && (from != 0 || end != 10 || memcmp(data, "v=TLSRPTv1", 10) != 0))
        cover->wrong = "the piece for the version is not the version";
    else if (piece == PIECE_EQUALS && !is_spaced(data, from, end, '='))
        cover->wrong = "the piece for = holds something else";
    else if (piece == PIECE_COMMA && !is_spaced(data, from, end, ','))
        cover->wrong = "the piece for a comma holds something else";
    else if (piece == PIECE_NAME && memchr(data + from, '=', end - from) != NULL)
        cover->wrong = "a name holds =";
    else if (piece == PIECE_URI && memchr(data + from, ',', end - from) != NULL)
        cover->wrong = "a URI holds a comma";
    else if (piece == PIECE_URI && (is_space(data[from]) || is_space(data[end - 1])))
        cover->wrong = "a URI has white space at an edge";
    else if ((piece == PIECE_NAME || piece == PIECE_VALUE) && memchr(data + from, ';', end - from) != NULL)
        cover->wrong = "a field holds ;";
    else if (piece > PIECE_JUNK)
        cover->wrong = "this kind of piece is not known";
    cover->at = end;
    cover->pieces++;
}

static void check_pieces(const char *data, size_t length)
{
    struct cover cover = {.data = data, .length = length};
    struct emitter emitter;
    struct walk walk;

    emitter_begin(&emitter, NULL);
    walk_begin(&walk, data, length, &emitter, NULL);
    walk.take_piece = take_piece;
    walk.pieces = &cover;
    walk_record(&walk);
    assert_true(cover.wrong == NULL || complain(cover.wrong, data, length));
    assert_true(cover.at == length || complain("the pieces end too early", data, length));
}

/* ---- findings ---- */

struct told {
    size_t length; /* of the input */
    size_t findings;
    size_t counts[RPTLINT_ERROR + 1];
    uint64_t digest; /* of everything a finding says */
    size_t stop_at;  /* the sink stops at this finding; 0: never */
    const char *wrong;
};

static void digest(struct told *told, const void *data, size_t length)
{
    const unsigned char *octets = data;

    for (size_t i = 0; i < length; i++)
        told->digest = (told->digest ^ octets[i]) * 1099511628211u;
}

static bool is_inside(rptlint_span span, size_t length)
{
    return span.offset <= length && span.length <= length - span.offset;
}

static int take_finding(void *user, const rptlint_finding *finding)
{
    struct told *told = user;

    if (!is_inside(finding->span, told->length))
        told->wrong = "a span is not inside the input";
    else if (finding->has_related && !is_inside(finding->related, told->length))
        told->wrong = "a related span is not inside the input";
    else if (finding->severity < RPTLINT_NOTE || finding->severity > RPTLINT_ERROR)
        told->wrong = "a severity is not known";
    else if (rptlint_rule_find(finding->rule->id, 4) != finding->rule)
        told->wrong = "a rule is not in the table";
    else if (finding->hint == NULL || finding->hint[0] == '\0' || finding->input != 0)
        told->wrong = "a finding lacks its hint, or has an input";
    else if (finding->fix == NULL && (finding->fix_length > 0 || finding->fix_inserts))
        told->wrong = "a finding without a fix tells about it";
    else
        told->counts[finding->severity]++;
    digest(told, finding->rule->id, 4);
    digest(told, &finding->severity, sizeof(finding->severity));
    digest(told, &finding->span, sizeof(finding->span));
    digest(told, &finding->related, sizeof(finding->related));
    digest(told, finding->hint, finding->hint != NULL ? strlen(finding->hint) : 0);
    if (finding->fix != NULL)
        digest(told, finding->fix, finding->fix_length);
    told->findings++;
    return told->findings == told->stop_at ? -1 : 0;
}

static rptlint_status check(const char *data, size_t length, struct told *told, rptlint_verdict *verdict)
{
    rptlint_options options = {.size = sizeof(options), .sink = take_finding, .user = told};

    verdict->size = sizeof(*verdict);
    told->length = length;
    return rptlint_check_record(data, length, &options, verdict);
}

static bool same_verdict(const rptlint_verdict *a, const rptlint_verdict *b)
{
    return a->grammar == b->grammar && a->selected == b->selected && a->usable == b->usable &&
           a->errors == b->errors && a->warnings == b->warnings && a->notes == b->notes;
}

static bool counts_agree(const struct told *told, const rptlint_verdict *verdict)
{
    return verdict->errors == told->counts[RPTLINT_ERROR] &&
           verdict->warnings == told->counts[RPTLINT_WARNING] &&
           verdict->notes == told->counts[RPTLINT_NOTE] &&
           told->findings == verdict->errors + verdict->warnings + verdict->notes;
}

/* How often each answer came. */
struct tally {
    size_t good, bad, pieces;
};

/* Every law, for one input in a block of exactly its size. */
static void check_laws(const char *data, size_t length, void *user)
{
    struct block block = block_of(data, length);
    struct told told = {.stop_at = 0}, again = told;
    rptlint_verdict verdict, second, silent = {.size = sizeof(silent)};
    struct tally *tally = user;

    check_pieces(block.data, length);
    assert_int_equal(check(block.data, length, &told, &verdict), RPTLINT_OK);
    assert_true(told.wrong == NULL || complain(told.wrong, data, length));
    assert_true(counts_agree(&told, &verdict) || complain("the verdict counts otherwise", data, length));

    assert_int_equal(check(block.data, length, &again, &second), RPTLINT_OK);
    assert_true((same_verdict(&verdict, &second) && told.digest == again.digest) ||
                complain("twice is not the same", data, length));
    assert_int_equal(rptlint_check_record(block.data, length, NULL, &silent), RPTLINT_OK);
    assert_true(same_verdict(&verdict, &silent) || complain("without a sink it differs", data, length));

    assert_true(verdict.grammar || verdict.errors > 0 || complain("no grammar, no error", data, length));
    assert_true(verdict.errors > 0 || (verdict.grammar && verdict.usable > 0) ||
                complain("no error, but of no use", data, length));
    assert_true(verdict.usable == 0 || (verdict.grammar && verdict.selected != RPTLINT_SELECTED_NO) ||
                complain("of use, but not selected", data, length));
    assert_true(memcmp(block.data, data, length) == 0 || complain("the input was changed", data, length));
    block_free(block);
    tally->good += verdict.errors == 0;
    tally->bad += verdict.errors > 0;
}

static void conclude(const struct tally *tally)
{
    print_message("%zu without an error, %zu with one\n", tally->good, tally->bad);
    assert_true(tally->good > 0);
    assert_true(tally->bad > 0);
}

/* ---- inputs ---- */

static const char *const records[] = {
    "v=TLSRPTv1; rua=mailto:tls-reports@example.com",
    "v=TLSRPTv1;rua=mailto:a@b.c,mailto:d@e.f;",
    "v=TLSRPTv1; rua=https://r.example/v1?a=b#c",
    "v=TLSRPTv1 ;\trua=mailto:a@b.c , https://d.e/f ; g=h",
    "v=TLSRPTv1;rua=https://u:p@[2001:db8::1]:8443/",
    "v=TLSRPTv1;rua=mailto:%22a%22@xn--bcher-kva.example",
    "v=TLSRPTv1; x=y; RUA=mailto:a@b.c; rua=a@b.c",
    "\"v=TLSRPTv1\\; rua=mailto:a@b.c\\;\"",
    "v = tlsrptv1, rua = mailto:a@b.c!10m, d@e.f",
    "rua=mailto:a@b.c;; v=TLSRPTv1; ",
    "v=TLSRPTv1;rua=<mailto:a@b.c> ftp://d/ , ,x;p=q=r",
    "v=DMARC1; p=none; rua=mailto:a@b.c; ruf=mailto:d@e.f",
};

static void visit_case(const struct corpus_case *one, void *user)
{
    if (one->kind == CORPUS_RECORD)
        check_laws(one->input, one->length, user);
}

static void laws_hold_for_the_corpus(void **state)
{
    struct tally tally = {0};

    (void)state;
    assert_true(each_case(visit_case, &tally) > 0);
    conclude(&tally);
}

static void laws_hold_for_short_ends(void **state)
{
    static const char alphabet[] = "; =,vr:a!";
    size_t longest = small_run() ? 3 : 5;
    struct tally tally = {0};

    (void)state;
    each_string("v=TLSRPTv1", alphabet, longest, check_laws, &tally);
    each_string("v=TLSRPTv1;rua=mailto:a@b.c", alphabet, longest, check_laws, &tally);
    conclude(&tally);
}

static void laws_hold_for_every_octet_at_every_place(void **state)
{
    struct tally tally = {0};
    size_t count;
    const char *octets = test_octets(&count);

    (void)state;
    for (size_t i = 0; i < COUNT(records); i++)
        each_octet_change(records[i], strlen(records[i]), octets, count, check_laws, &tally);
    conclude(&tally);
}

static void laws_hold_for_every_part(void **state)
{
    struct tally tally = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(records); i++)
        for (size_t cut = 0; cut <= strlen(records[i]); cut++) {
            check_laws(records[i], cut, &tally);
            check_laws(records[i] + cut, strlen(records[i]) - cut, &tally);
        }
    conclude(&tally);
}

static void laws_hold_for_changed_records(void **state)
{
    static const char octets[] = ";;;;  \t\t,,,===::@@//??##%%[]..!<>\"'\\+-_~&()*^`{|}vruaRU01\n\r"
                                 "\x7F\xC2\xA0"; /* and the NUL */
    struct tally tally = {0};
    uint64_t random = 8460;

    (void)state;
    for (size_t i = 0; i < (small_run() ? 5000 : 200000); i++) {
        const char *record = records[random_below(&random, COUNT(records))];
        char text[MUTATED_MAX(64, 6)];
        size_t length = mutant_of(&random, record, strlen(record), 6, octets, sizeof(octets), text);

        check_laws(text, length, &tally);
    }
    conclude(&tally);
}

/* ---- a sink that stops ---- */

static void stop_everywhere(const char *data, size_t length, void *user)
{
    struct block block = block_of(data, length);
    struct told all = {.stop_at = 0};
    struct tally *tally = user;
    rptlint_verdict verdict;

    assert_int_equal(check(block.data, length, &all, &verdict), RPTLINT_OK);
    for (size_t stop = 1; stop <= all.findings + 1; stop++) {
        struct told told = {.stop_at = stop};
        rptlint_status status = check(block.data, length, &told, &verdict);
        bool stops = stop <= all.findings;

        assert_true(status == (stops ? RPTLINT_STOPPED : RPTLINT_OK) ||
                    complain("wrong status", data, length));
        assert_true(told.findings == (stops ? stop : all.findings) ||
                    complain("findings after the stop, or too few", data, length));
        assert_true((told.wrong == NULL && counts_agree(&told, &verdict)) ||
                    complain("the verdict counts otherwise", data, length));
    }
    tally->good += all.findings == 0;
    tally->bad += all.findings > 0;
    block_free(block);
}

static void stop_in_case(const struct corpus_case *one, void *user)
{
    if (one->kind == CORPUS_RECORD)
        stop_everywhere(one->input, one->length, user);
}

static void a_sink_stops_the_run(void **state)
{
    struct tally tally = {0};

    (void)state;
    each_case(stop_in_case, &tally);
    for (size_t i = 0; i < COUNT(records); i++)
        for (size_t cut = 0; cut <= strlen(records[i]); cut++)
            stop_everywhere(records[i], cut, &tally);
    each_string("v=TLSRPTv1;rua=", "; =,a!", small_run() ? 3 : 5, stop_everywhere, &tally);
    conclude(&tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(laws_hold_for_the_corpus),
        cmocka_unit_test(laws_hold_for_short_ends),
        cmocka_unit_test(laws_hold_for_every_octet_at_every_place),
        cmocka_unit_test(laws_hold_for_every_part),
        cmocka_unit_test(laws_hold_for_changed_records),
        cmocka_unit_test(a_sink_stops_the_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
