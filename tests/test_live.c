/* SPDX-License-Identifier: BSD-2-Clause */
/* What belongs to a record: D502, D504 and D506 to D512 from tables of answers, the bounds, and what senders choose. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "dns/live.h"
#include "expect.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { TEXT_ROOM = 16384 };

/* One record, or what else a look-up gives; a name and type that are not in a table give NXDOMAIN. */
struct row {
    const char *name;
    enum answer_type type;
    const char *data; /* NULL: the name is there without a record, or leads on: */
    unsigned number;  /* MX: the preference */
    bool fails;
    bool secure;
    bool bogus;
    const char *alias; /* a CNAME to this name, whose records are not followed to */
};

struct world {
    const struct row *rows;
    size_t count;
    size_t asked;
};

static bool is_asked(const struct row *row, const char *name, enum answer_type type)
{
    return row->name != NULL && row->type == type && strcasecmp(row->name, name) == 0;
}

static void take_row(const struct row *row, struct lookup *lookup)
{
    struct answer_record *record;

    if (row->fails) {
        lookup->outcome = LOOKUP_FAILED;
        lookup->failure = LOOKUP_LATE;
        return;
    }
    lookup->outcome = row->data != NULL ? LOOKUP_FOUND : LOOKUP_NO_DATA;
    lookup->secure = row->secure;
    lookup->bogus = row->bogus;
    if (row->alias != NULL)
        lookup->chain[lookup->chain_count++] = strdup(row->alias);
    if (row->data == NULL)
        return;
    record = &lookup->records[lookup->count++];
    record->data = strdup(row->data);
    assert_non_null(record->data);
    record->length = strlen(row->data);
    record->preference = row->number;
}

static void look(void *user, const char *name, enum answer_type type, struct lookup *lookup)
{
    struct world *world = user;

    *lookup = (struct lookup){.type = type, .outcome = LOOKUP_NO_NAME};
    snprintf(lookup->name, sizeof(lookup->name), "%s", name);
    lookup->records = calloc(world->count, sizeof(*lookup->records));
    assert_non_null(lookup->records);
    for (size_t i = 0; i < world->count; i++)
        if (is_asked(&world->rows[i], name, type))
            take_row(&world->rows[i], lookup);
    world->asked++;
}

/* ---- findings as text ---- */

struct told {
    char text[TEXT_ROOM];
    size_t length;
    char about[4096];
    const char *kind;
};

static void set_about(void *user, const char *text, size_t length, const char *kind)
{
    struct told *told = user;

    assert_true(length < sizeof(told->about));
    memcpy(told->about, text, length);
    told->about[length] = '\0';
    told->kind = kind;
}

/* ID SEVERITY KIND "INPUT" [HINT] */
static int take_finding(void *user, const rptlint_finding *finding)
{
    struct told *told = user;
    const char *hint = hint_name(finding->hint);

    assert_true(finding->span.offset + finding->span.length <= strlen(told->about));
    told->length += (size_t)snprintf(told->text + told->length, sizeof(told->text) - told->length,
                                     "%s %s %s \"%.*s\"%s%s\n", finding->rule->id,
                                     rptlint_severity_name(finding->severity), told->kind,
                                     (int)finding->span.length, told->about + finding->span.offset,
                                     hint != NULL ? " " : "", hint != NULL ? hint : "");
    assert_true(told->length < sizeof(told->text));
    return 0;
}

static struct told told;

static struct live_teller teller_of(struct emitter *emitter)
{
    told.length = 0;
    told.text[0] = '\0';
    *emitter = (struct emitter){.sink = take_finding, .user = &told};
    return (struct live_teller){.emitter = emitter, .about = set_about, .user = &told};
}

/* Everything about example.com, as the table has it. */
static void look_at(struct live *live, struct world *world)
{
    live_look(live, "example.com", look, world);
    live_look_around(live, look, world);
}

static void assert_told(const struct row *rows, size_t count, const char *wanted)
{
    struct world world = {.rows = rows, .count = count};
    struct emitter emitter;
    struct live_teller teller = teller_of(&emitter);
    static struct live live;

    look_at(&live, &world);
    live_tell_around(&live, &teller);
    assert_string_equal(told.text, wanted);
    live_free(&live);
}

#define RECORD {.name = "_smtp._tls.example.com", .type = ANSWER_TXT, .data = "v=TLSRPTv1; rua=mailto:tls@example.com"}
#define MX1 {"example.com", ANSWER_MX, "mx1.example.com", 10, false, false, false, NULL}
#define MX2 {"example.com", ANSWER_MX, "mx2.example.net", 20, false, false, false, NULL}
#define STS {"_mta-sts.example.com", ANSWER_TXT, "v=STSv1; id=1;", 0, false, false, false, NULL}
#define TLSA1 {"_25._tcp.mx1.example.com", ANSWER_TLSA, "", 0, false, true, false, NULL}
#define TLSA2 {"_25._tcp.mx2.example.net", ANSWER_TLSA, "", 0, false, true, false, NULL}
#define INSECURE_TLSA {.name = "_25._tcp.mx1.example.com", .type = ANSWER_TLSA, .data = ""}
#define HOST_RECORD {.name = "_smtp._tls.mx1.example.com", .type = ANSWER_TXT, .data = "v=TLSRPTv1;rua=x"}
#define ALIAS(proven) {.name = "mx1.example.com", .type = ANSWER_A, .secure = (proven), .alias = "end.example"}
#define END_TLSA(proven) {.name = "_25._tcp.end.example", .type = ANSWER_TLSA, .data = "", .secure = (proven)}
#define FOREIGN {.name = "_smtp._tls.example.com", .type = ANSWER_TXT, .data = "v=spf1 -all"}
#define ALONE "D508 note name \"_smtp._tls.example.com\"\n"

/* ---- D506, D508: MTA-STS ---- */

static void mta_sts_without_a_record(void **state)
{
    const struct row rows[] = {MX1, STS};
    const struct row near[] = {MX1, STS, RECORD};
    const struct row foreign[] = {MX1, STS, FOREIGN};
    const struct row several[] = {MX1, STS, RECORD, RECORD};
    const struct row invalid[] = {MX1, {.name = "_mta-sts.example.com", .type = ANSWER_TXT, .data = "v=STSv1; id=a-b"}};

    (void)state;
    assert_told(rows, COUNT(rows), "D506 warning name \"_smtp._tls.example.com\"\n");
    assert_told(near, COUNT(near), "");
    assert_told(foreign, COUNT(foreign), "D506 warning name \"_smtp._tls.example.com\"\n");
    assert_told(several, COUNT(several), "");
    assert_told(invalid, COUNT(invalid), "D512 warning mta-sts \"v=STSv1; id=a-b\" STS_INVALID\n");
}

static void a_record_alone(void **state)
{
    const struct row rows[] = {MX1, RECORD};
    const struct row tlsa[] = {MX1, MX2, RECORD, TLSA2, {.name = "_smtp._tls.mx2.example.net", .type = ANSWER_TXT, .data = "v=TLSRPTv1;rua=x"}};
    const struct row insecure[] = {MX1, RECORD, INSECURE_TLSA, HOST_RECORD};
    const struct row both[] = {MX1, MX2, RECORD, INSECURE_TLSA, HOST_RECORD, TLSA2,
                               {.name = "_smtp._tls.mx2.example.net", .type = ANSWER_TXT, .data = "v=TLSRPTv1;rua=x"}};
    const struct row validated[] = {MX1, RECORD, INSECURE_TLSA, HOST_RECORD,
                                    {.name = "_mta-sts.example.com", .type = ANSWER_TXT, .secure = true}};
    const struct row unknown[] = {MX1, RECORD, {.name = "_25._tcp.mx1.example.com", .type = ANSWER_TLSA, .fails = true}};
    const struct row no_record[] = {MX1};
    const struct row foreign[] = {MX1, FOREIGN};
    const struct row twice[] = {MX1, RECORD, STS, STS};
    const struct row damaged[] = {MX1, RECORD,
                                  {.name = "_mta-sts.example.com", .type = ANSWER_TXT, .data = "v=STSv1 id=1"}};

    (void)state;
    assert_told(rows, COUNT(rows), ALONE);
    assert_told(tlsa, COUNT(tlsa), "");
    assert_told(insecure, COUNT(insecure), "");
    assert_told(both, COUNT(both), "");
    assert_told(validated, COUNT(validated), ALONE);
    assert_told(unknown, COUNT(unknown), "D502 error lookup \"_25._tcp.mx1.example.com TLSA: no answer in time\"\n");
    assert_told(no_record, COUNT(no_record), "");
    assert_told(foreign, COUNT(foreign), "");
    assert_told(twice, COUNT(twice), "D512 warning name \"_mta-sts.example.com\" STS_SEVERAL\n");
    assert_told(damaged, COUNT(damaged), "D512 warning mta-sts \"v=STSv1 id=1\" STS_INVALID\n");
}

/* RFC 8461 section 3.1, by its ABNF. */
static void which_sts_records_count(void **state)
{
    static const struct {
        const char *values[2];
        enum live_state state;
    } cases[] = {
        {{"v=STSv1; id=20160831085700Z;"}, LIVE_PRESENT},
        {{"v=STSv1;id=1"}, LIVE_PRESENT},
        {{"v=STSv1 \t;\tid=1 ; "}, LIVE_PRESENT},
        {{"v=STSv1; x=y; id=1; x_.-1=!"}, LIVE_PRESENT},
        {{"v=STSv1; id=12345678901234567890123456789012"}, LIVE_PRESENT},
        {{"v=STSv1; id=123456789012345678901234567890123"}, LIVE_INVALID},
        {{"v=STSv1; id="}, LIVE_INVALID},
        {{"v=STSv1; id=1-2"}, LIVE_INVALID},
        {{"v=STSv1; ID=1"}, LIVE_INVALID},
        {{"v=STSv1; x=y"}, LIVE_INVALID},
        {{"v=STSv1;; id=1"}, LIVE_INVALID},
        {{"v=STSv1; id=1;;"}, LIVE_INVALID},
        {{"v=STSv1; id=1 x"}, LIVE_INVALID},
        {{"v=STSv1; id=1; _x=1"}, LIVE_INVALID},
        {{"v=STSv1; id=1; a23456789012345678901234567890123=1"}, LIVE_INVALID},
        {{"v=STSv1;"}, LIVE_INVALID},
        {{"v=STSv1"}, LIVE_INVALID},
        {{"v=STSv10; id=1"}, LIVE_INVALID},
        {{"v=stsv1; id=1"}, LIVE_ABSENT},
        {{"v=spf1 -all"}, LIVE_ABSENT},
        {{"v=spf1 -all", "v=STSv1; id=1"}, LIVE_PRESENT},
        {{"v=STSv1 ; id=1", "x"}, LIVE_ABSENT},
        {{"v=STSv1; id=2", "v=STSv1; id=1"}, LIVE_SEVERAL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct row rows[2] = {{.name = "_mta-sts.example.com", .type = ANSWER_TXT, .data = cases[i].values[0]},
                              {.name = "_mta-sts.example.com", .type = ANSWER_TXT, .data = cases[i].values[1]}};
        struct world world = {.rows = rows, .count = cases[i].values[1] != NULL ? 2 : 1};
        static struct live live;

        look_at(&live, &world);
        if (live.sts.state != cases[i].state)
            fail_msg("%s: state %d", cases[i].values[0], (int)live.sts.state);
        if (live.sts.state == LIVE_PRESENT)
            assert_true(live.sts_id.length > 0);
        live_free(&live);
    }
}

/* ---- which record was meant, when none is left ---- */

static void the_record_that_was_meant(void **state)
{
    static const struct {
        const char *values[3];
        size_t near; /* its place, from 1; 0: none */
        size_t count;
    } cases[] = {
        {{"v=spf1", "v=TLSRPTv1 ; rua=mailto:a@b.example"}, 2, 0},
        {{"v=spf1", " v=tlsrptV1; rua=x", "TLSRPTv1"}, 2, 0},
        {{"TLSRPTv1", "x"}, 1, 0},
        {{"v=TLSRPT", "x"}, 0, 0},
        {{"v=TLSRPTv1 ;", "v=TLSRPTv1;"}, 0, 1},
        {{"v=spf1"}, 0, 1},
        {{"", ""}, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct row rows[3];
        struct world world = {.rows = rows};
        static struct live live;

        while (world.count < 3 && cases[i].values[world.count] != NULL) {
            rows[world.count] = (struct row){.name = "_smtp._tls.example.com", .type = ANSWER_TXT,
                                             .data = cases[i].values[world.count]};
            world.count++;
        }
        live_look(&live, "example.com", look, &world);
        assert_int_equal(live.record.count, cases[i].count);
        if (cases[i].near == 0)
            assert_null(live.record.near);
        else
            assert_ptr_equal(live.record.near, &live.record.lookup.records[cases[i].near - 1]);
        live_free(&live);
    }
}

/* ---- D507: DANE ---- */

static void dane_without_a_record_at_the_host(void **state)
{
    const struct row rows[] = {MX1, MX2, RECORD, TLSA1, TLSA2};
    const struct row one[] = {MX1, MX2, RECORD, TLSA1, TLSA2,
                              {.name = "_smtp._tls.mx1.example.com", .type = ANSWER_TXT, .data = "v=TLSRPTv1;rua=x"}};
    const struct row foreign[] = {MX1, RECORD, TLSA1,
                                  {.name = "_smtp._tls.mx1.example.com", .type = ANSWER_TXT, .data = "v=spf1"},
                                  {.name = "_smtp._tls.mx1.example.com", .type = ANSWER_TXT, .data = "x"}};
    const struct row one_foreign[] = {MX1, RECORD, TLSA1,
                                      {.name = "_smtp._tls.mx1.example.com", .type = ANSWER_TXT, .data = "v=spf1"}};
    const struct row spaced[] = {MX1, RECORD, TLSA1,
                                 {.name = "_smtp._tls.mx1.example.com", .type = ANSWER_TXT,
                                  .data = "v=TLSRPTv1 ;rua=x"}};
    const struct row insecure[] = {MX1, RECORD, INSECURE_TLSA};
    const struct row validated[] = {MX1, RECORD, INSECURE_TLSA,
                                    {.name = "_mta-sts.example.com", .type = ANSWER_TXT, .secure = true}};
    const struct row near[] = {MX1, MX2, RECORD, STS};

    (void)state;
    assert_told(insecure, COUNT(insecure), "D507 note name \"_smtp._tls.mx1.example.com\" TLSA_UNPROVEN\n");
    assert_told(validated, COUNT(validated), "D507 note name \"_smtp._tls.mx1.example.com\" TLSA_INSECURE\n" ALONE);
    assert_told(rows, COUNT(rows), "D507 warning name \"_smtp._tls.mx1.example.com\"\n"
                                   "D507 warning name \"_smtp._tls.mx2.example.net\"\n");
    assert_told(one, COUNT(one), "D507 warning name \"_smtp._tls.mx2.example.net\"\n");
    assert_told(foreign, COUNT(foreign), "D507 warning name \"_smtp._tls.mx1.example.com\"\n");
    assert_told(one_foreign, COUNT(one_foreign), "D507 warning name \"_smtp._tls.mx1.example.com\"\n");
    assert_told(spaced, COUNT(spaced), "");
    assert_told(near, COUNT(near), "");
}

/* RFC 7672 section 2.2.3. */
static void dane_where_cnames_lead(void **state)
{
    const struct row proven[] = {MX1, RECORD, ALIAS(true), END_TLSA(true)};
    const struct row covered[] = {MX1, RECORD, ALIAS(true), END_TLSA(true),
                                  {.name = "_smtp._tls.end.example", .type = ANSWER_TXT, .data = "v=TLSRPTv1;rua=x"}};
    const struct row both[] = {MX1, RECORD, ALIAS(true), END_TLSA(true), TLSA1, HOST_RECORD};
    const struct row at_host[] = {MX1, RECORD, ALIAS(true), TLSA1};
    const struct row insecure_way[] = {MX1, RECORD, ALIAS(false), END_TLSA(true)};
    const struct row insecure[] = {MX1, RECORD, ALIAS(false), END_TLSA(false)};
    const struct row insecure_way_both[] = {MX1, RECORD, ALIAS(false), END_TLSA(true), TLSA1, HOST_RECORD};
    const struct row none[] = {MX1, RECORD, ALIAS(true)};
    const struct row failing[] = {MX1, RECORD, {.name = "mx1.example.com", .type = ANSWER_A, .fails = true}, TLSA1};

    (void)state;
    assert_told(proven, COUNT(proven), "D507 warning name \"_smtp._tls.end.example\"\n");
    assert_told(covered, COUNT(covered), "");
    assert_told(both, COUNT(both), "D507 warning name \"_smtp._tls.end.example\"\n");
    assert_told(at_host, COUNT(at_host), "D507 warning name \"_smtp._tls.mx1.example.com\"\n");
    assert_told(insecure_way, COUNT(insecure_way), "D507 note name \"_smtp._tls.end.example\" TLSA_INSECURE\n" ALONE);
    assert_told(insecure, COUNT(insecure), "D507 note name \"_smtp._tls.end.example\" TLSA_UNPROVEN\n");
    assert_told(insecure_way_both, COUNT(insecure_way_both), "");
    assert_told(none, COUNT(none), ALONE);
    assert_told(failing, COUNT(failing), "D502 error lookup \"mx1.example.com A: no answer in time\"\n");
}

/* ---- D504: DNSSEC that refutes what belongs to the record ---- */

#define BOGUS_TLSA {.name = "_25._tcp.mx1.example.com", .type = ANSWER_TLSA, .data = "", .bogus = true}
#define BOGUS_MX {.name = "example.com", .type = ANSWER_MX, .data = "mx1.example.com", .bogus = true}

static void answers_that_dnssec_refutes(void **state)
{
    const struct row tlsa[] = {MX1, RECORD, BOGUS_TLSA, HOST_RECORD};
    const struct row no_tlsa[] = {MX1, RECORD, STS,
                                  {.name = "_25._tcp.mx1.example.com", .type = ANSWER_TLSA, .bogus = true}};
    const struct row zone[] = {BOGUS_MX, RECORD, BOGUS_TLSA,
                               {.name = "_smtp._tls.mx1.example.com", .type = ANSWER_TXT, .data = "v=TLSRPTv1;rua=x",
                                .bogus = true},
                               {.name = "_mta-sts.example.com", .type = ANSWER_TXT, .data = "v=STSv1; id=1;",
                                .bogus = true}};
    const struct row destinations[] = {MX1, STS,
                                       {.name = "_smtp._tls.example.com", .type = ANSWER_TXT,
                                        .data = "v=TLSRPTv1; rua=mailto:a@mail.example,https://inmail.example/,"
                                                "https://web.mail.example/"},
                                       {.name = "mail.example", .type = ANSWER_MX, .data = "x", .bogus = true},
                                       {.name = "inmail.example", .type = ANSWER_A, .data = "192.0.2.1", .bogus = true},
                                       {.name = "web.mail.example", .type = ANSWER_A, .data = "x", .bogus = true}};

    (void)state;
    assert_told(tlsa, COUNT(tlsa), "D504 error name \"_25._tcp.mx1.example.com\" BOGUS_TLSA\n");
    assert_told(no_tlsa, COUNT(no_tlsa), "D504 error name \"_25._tcp.mx1.example.com\" BOGUS_TLSA\n");
    assert_told(zone, COUNT(zone), "D504 error name \"example.com\" BOGUS_AROUND\n");
    assert_told(destinations, COUNT(destinations), "D504 error name \"mail.example\" BOGUS_AROUND\n"
                                                   "D504 error name \"inmail.example\" BOGUS_AROUND\n");
}

/* ---- D509, D510: destinations ---- */

static const char three[] = "v=TLSRPTv1; rua=mailto:a@mail.example,https://web.example/x,mailto:b%2Bc@mail.example";

static void destinations_that_can_be_reached(void **state)
{
    const struct row by_mx[] = {STS, {.name = "_smtp._tls.example.com", .type = ANSWER_TXT, .data = three},
                                {.name = "mail.example", .type = ANSWER_MX, .data = "mx.mail.example"},
                                {.name = "web.example", .type = ANSWER_AAAA, .data = "2001:db8::1"}};
    const struct row by_address[] = {STS, {.name = "_smtp._tls.example.com", .type = ANSWER_TXT, .data = three},
                                     {.name = "mail.example", .type = ANSWER_AAAA, .data = "2001:db8::1"},
                                     {.name = "web.example", .type = ANSWER_A, .data = "192.0.2.1"}};

    (void)state;
    assert_told(by_mx, COUNT(by_mx), "");
    assert_told(by_address, COUNT(by_address), "");
}

static void destinations_that_cannot_be_reached(void **state)
{
    const struct row rows[] = {STS, {.name = "_smtp._tls.example.com", .type = ANSWER_TXT, .data = three},
                               {.name = "mail.example", .type = ANSWER_TXT, .data = "x"}};
    const struct row null_mx[] = {STS, {.name = "_smtp._tls.example.com", .type = ANSWER_TXT, .data = three},
                                  {.name = "mail.example", .type = ANSWER_MX, .data = "."},
                                  {.name = "mail.example", .type = ANSWER_A, .data = "192.0.2.1"},
                                  {.name = "web.example", .type = ANSWER_A, .data = "192.0.2.1"}};
    const struct row failing[] = {STS, {.name = "_smtp._tls.example.com", .type = ANSWER_TXT, .data = three},
                                  {.name = "mail.example", .type = ANSWER_MX, .data = "mx.mail.example"},
                                  {.name = "web.example", .type = ANSWER_A, .fails = true}};

    (void)state;
    assert_told(rows, COUNT(rows), "D509 error record \"mailto:a@mail.example\"\n"
                                   "D510 error record \"https://web.example/x\"\n"
                                   "D509 error record \"mailto:b%2Bc@mail.example\"\n");
    assert_told(null_mx, COUNT(null_mx), "D509 error record \"mailto:a@mail.example\" DESTINATION_NULL_MX\n"
                                         "D509 error record \"mailto:b%2Bc@mail.example\" DESTINATION_NULL_MX\n");
    assert_told(failing, COUNT(failing), "D502 error lookup \"web.example A: no answer in time\"\n");
}

static void addresses_and_broken_destinations_are_not_looked_up(void **state)
{
    const struct row rows[] = {STS,
                               {.name = "_smtp._tls.example.com", .type = ANSWER_TXT,
                                .data = "v=TLSRPTv1; rua=https://192.0.2.1/,https://[2001:db8::1]/,mailto:,mailto:a@[192.0.2.1]"}};

    (void)state;
    assert_told(rows, COUNT(rows), "");
}

/* ---- D511 ---- */

static void a_null_mx(void **state)
{
    const struct row rows[] = {RECORD, {.name = "example.com", .type = ANSWER_MX, .data = "."},
                               {.name = "_25._tcp..", .type = ANSWER_TLSA, .data = ""}};
    const struct row beside[] = {RECORD, STS, MX1, {.name = "example.com", .type = ANSWER_MX, .data = "."},
                                 {.name = "_25._tcp..", .type = ANSWER_TLSA, .fails = true},
                                 {.name = ".", .type = ANSWER_A, .fails = true}};
    const struct row twice[] = {{.name = "example.com", .type = ANSWER_MX, .data = "."},
                                {.name = "example.com", .type = ANSWER_MX, .data = ".", .number = 10}};

    (void)state;
    /* The record's own destination is at the same domain. */
    assert_told(rows, COUNT(rows), "D511 note name \"_smtp._tls.example.com\"\n"
                                   "D509 error record \"mailto:tls@example.com\" DESTINATION_NULL_MX\n");
    assert_told(beside, COUNT(beside), "D511 warning name \"example.com\" NULL_MX_BESIDE\n");
    assert_told(twice, COUNT(twice), "D511 note name \"_smtp._tls.example.com\"\n");
}

static void a_host_that_is_listed_twice(void **state)
{
    const struct row rows[] = {MX1, MX2,
                               {.name = "example.com", .type = ANSWER_MX, .data = "MX1.example.com", .number = 30}};
    struct world world = {.rows = rows, .count = COUNT(rows)};
    static struct live live;

    (void)state;
    look_at(&live, &world);
    assert_int_equal(live.mx_count, 3);
    assert_int_equal(live.host_count, 2);
    assert_int_equal(live.mx_left_out, 0);
    live_free(&live);
}

static void without_mx_the_domain_is_the_host(void **state)
{
    const struct row rows[] = {RECORD, {.name = "example.com", .type = ANSWER_A, .data = "192.0.2.1"},
                               {.name = "_25._tcp.example.com", .type = ANSWER_TLSA, .data = ""}};
    struct world world = {.rows = rows, .count = COUNT(rows)};
    static struct live live;

    (void)state;
    look_at(&live, &world);
    assert_true(live.implicit_mx);
    assert_int_equal(live.host_count, 1);
    assert_string_equal(live.hosts[0].name, "example.com");
    assert_int_equal(live.hosts[0].tlsa, LIVE_PRESENT);
    assert_int_equal(live.hosts[0].tlsrpt, LIVE_PRESENT);
    live_free(&live);
}

/* ---- D512 ---- */

static void assert_policy_told(struct live_policy policy, const char *wanted)
{
    const struct row rows[] = {RECORD, STS, MX1, MX2};
    struct world world = {.rows = rows, .count = COUNT(rows)};
    struct emitter emitter;
    struct live_teller teller = teller_of(&emitter);
    static struct live live;

    policy.url = "https://mta-sts.example.com/.well-known/mta-sts.txt";
    policy.length = policy.text != NULL ? strlen(policy.text) : 0;
    policy.text = policy.text != NULL ? policy.text : "";
    look_at(&live, &world);
    live_tell_policy(&live, &policy, &teller);
    assert_string_equal(told.text, wanted);
    live_free(&live);
}

static void a_policy_that_is_right(void **state)
{
    static const char text[] = "version: STSv1\nmode: enforce\nmx: mx1.example.com\nmx: *.example.net\nmax_age: 86400\n";

    (void)state;
    assert_policy_told((struct live_policy){.text = text, .readable = true, .wants_mx = true}, "");
}

static void a_policy_without_a_mail_server(void **state)
{
    static const char text[] = "version: STSv1\nmode: enforce\nmx: mx1.example.com\nmx: *.mx2.example.net\nmax_age: 1\n";

    (void)state;
    assert_policy_told((struct live_policy){.text = text, .readable = true, .wants_mx = true},
                       "D512 warning name \"mx2.example.net\" MX_OUTSIDE_POLICY\n"
                       "D512 note policy \"*.mx2.example.net\" PATTERN_WITHOUT_MX\n");
    assert_policy_told((struct live_policy){.text = text, .readable = true, .wants_mx = false}, "");
}

static void a_policy_that_did_not_come_or_is_none(void **state)
{
    (void)state;
    assert_policy_told((struct live_policy){.result = RPTLINT_STS_POLICY_FETCH_ERROR, .sentence = "no answer",
                                            .detail = "404", .hint = "serve it"},
                       "D512 warning policy \"https://mta-sts.example.com/.well-known/mta-sts.txt: no answer (404)\"\n");
    assert_policy_told((struct live_policy){.result = RPTLINT_STS_POLICY_INVALID, .sentence = "no", .detail = "",
                                            .hint = "", .text = "version: STSv2\n", .fault = {9, 5}},
                       "D512 warning policy \"STSv2\"\n");
}

/* ---- bounds ---- */

static void only_so_many_hosts_and_destinations_are_looked_at(void **state)
{
    enum { MANY = 40 };
    static char names[MANY][32], value[2048];
    struct row rows[MANY + 2];
    struct world world = {.rows = rows, .count = COUNT(rows)};
    static struct live live;
    size_t length = (size_t)snprintf(value, sizeof(value), "v=TLSRPTv1; rua=");

    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof(names[i]), "mx%02zu.example.com", i);
        rows[i] = (struct row){.name = "example.com", .type = ANSWER_MX, .data = names[i], .number = MANY - (unsigned)i};
        length += (size_t)snprintf(value + length, sizeof(value) - length, "%smailto:a@d%zu.example", i > 0 ? "," : "", i);
    }
    rows[MANY] = (struct row){.name = "_smtp._tls.example.com", .type = ANSWER_TXT, .data = value};
    rows[MANY + 1] = (struct row){.name = "example.com", .type = ANSWER_MX, .data = "MX39.example.com", .number = 50};
    look_at(&live, &world);
    assert_int_equal(live.mx_count, MANY + 1);
    assert_int_equal(live.mx_left_out, MANY - LIVE_HOSTS_MAX);
    assert_int_equal(live.host_count, LIVE_HOSTS_MAX);
    assert_string_equal(live.hosts[0].name, "mx39.example.com"); /* the lowest preference first */
    assert_string_equal(live.hosts[15].name, "mx24.example.com");
    assert_int_equal(live.destination_count, LIVE_DESTINATIONS_MAX);
    assert_int_equal(live.destination_total, MANY);
    /* TXT, MX, A and TLSA of each host, MTA-STS; MX, A and AAAA of each destination */
    assert_int_equal(world.asked, 1 + 1 + 2 * LIVE_HOSTS_MAX + 1 + 3 * LIVE_DESTINATIONS_MAX);
    live_free(&live);
}

static void failures_beyond_the_bound_are_counted(void **state)
{
    enum { MANY = 12 };
    static char names[MANY][32], queries[MANY][32];
    struct row rows[2 * MANY];
    struct world world = {.rows = rows, .count = COUNT(rows)};
    struct emitter emitter;
    struct live_teller teller = teller_of(&emitter);
    static struct live live;

    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof(names[i]), "mx%02zu.example.com", i);
        snprintf(queries[i], sizeof(queries[i]), "_25._tcp.mx%02zu.example.com", i);
        rows[2 * i] = (struct row){.name = "example.com", .type = ANSWER_MX, .data = names[i], .number = (unsigned)i};
        rows[2 * i + 1] = (struct row){.name = queries[i], .type = ANSWER_TLSA, .fails = true};
    }
    look_at(&live, &world);
    assert_int_equal(live.failure_count, MANY);
    assert_true(live_is_undecided(&live));
    live_tell_around(&live, &teller);
    assert_int_equal(emitter.counts[RPTLINT_ERROR], LIVE_FAILURES_MAX);
    live_free(&live);
}

static void addresses_of_the_policy_host(void **state)
{
    struct row rows[12];
    struct world world = {.rows = rows, .count = COUNT(rows)};
    static char texts[10][32];
    static struct live live;

    (void)state;
    for (size_t i = 0; i < 10; i++) {
        snprintf(texts[i], sizeof(texts[i]), "192.0.2.%zu", i);
        rows[i] = (struct row){.name = "mta-sts.example.com", .type = ANSWER_A, .data = texts[i]};
    }
    rows[10] = (struct row){.name = "mta-sts.example.com", .type = ANSWER_AAAA, .data = "2001:db8::1"};
    rows[11] = (struct row){.name = "other.example.com", .type = ANSWER_A, .data = "192.0.2.99"};
    look_at(&live, &world);
    live_look_for_policy_host(&live, look, &world);
    assert_int_equal(live.address_count, 5);
    assert_string_equal(live.addresses[0], "2001:db8::1");
    assert_string_equal(live.addresses[4], "192.0.2.3");
    assert_false(live.address_unknown);
    live_free(&live);
}

/* ---- resolvers as people write them ---- */

static void resolvers_are_addresses_and_ports(void **state)
{
    static const char *const good[][2] = {
        {"192.0.2.1", "192.0.2.1@53"},     {"192.0.2.1@5353", "192.0.2.1@5353"}, {"::1", "::1@53"},
        {"2001:db8::1@65535", "2001:db8::1@65535"},
    };
    static const char *const bad[] = {
        "", "@53", "192.0.2.1@", "192.0.2.1@0", "192.0.2.1@65536", "192.0.2.1@5x", "192.0.2.1@000053", "localhost",
        "192.0.2.1:53", "[::1]", "192.0.2.256", "192.0.2.1@-1", "192.0.2.1@53@53",
        "127.1", "127.1@53", "1.2.3", "2130706433", "0x7f000001",
    };
    struct resolver resolver = {.count = 0};

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        if (resolver_add(&resolver, bad[i]))
            fail_msg("\"%s\" is taken for a resolver", bad[i]);
    for (size_t i = 0; i < COUNT(good); i++) {
        resolver.count = 0;
        assert_true(resolver_add(&resolver, good[i][0]));
        assert_string_equal(resolver.servers[0].text, good[i][1]);
    }
    assert_true(resolver_add(&resolver, "192.0.2.2") && resolver_add(&resolver, "192.0.2.3"));
    assert_false(resolver_add(&resolver, "192.0.2.4"));
}

static void a_file_of_resolvers_is_read_as_libc_does(void **state)
{
    static const char text[] = "# nameserver 192.0.2.9\nsearch example.com\nnameserver 192.0.2.1\n"
                               "nameserver\t2001:db8::1 # a comment\r\nnameservers 192.0.2.8\n nameserver 192.0.2.7\n"
                               "nameserver no.address\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n";
    char path[] = "/tmp/rptlint-resolv-XXXXXX";
    struct resolver resolver = {.count = 0}, none = {.count = 0};
    int descriptor = mkstemp(path);
    FILE *file = fdopen(descriptor, "w");

    (void)state;
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_true(resolver_add_system(&resolver, path));
    assert_int_equal(resolver.count, 3);
    assert_string_equal(resolver.servers[0].text, "192.0.2.1@53");
    assert_string_equal(resolver.servers[1].text, "2001:db8::1@53");
    assert_string_equal(resolver.servers[2].text, "192.0.2.3@53");
    assert_int_equal(remove(path), 0);
    assert_true(resolver_add_system(&none, path));
    assert_int_equal(none.count, 1);
    assert_string_equal(none.servers[0].text, "127.0.0.1@53");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mta_sts_without_a_record),
        cmocka_unit_test(a_record_alone),
        cmocka_unit_test(which_sts_records_count),
        cmocka_unit_test(the_record_that_was_meant),
        cmocka_unit_test(dane_without_a_record_at_the_host),
        cmocka_unit_test(dane_where_cnames_lead),
        cmocka_unit_test(answers_that_dnssec_refutes),
        cmocka_unit_test(destinations_that_can_be_reached),
        cmocka_unit_test(destinations_that_cannot_be_reached),
        cmocka_unit_test(addresses_and_broken_destinations_are_not_looked_up),
        cmocka_unit_test(a_null_mx),
        cmocka_unit_test(a_host_that_is_listed_twice),
        cmocka_unit_test(without_mx_the_domain_is_the_host),
        cmocka_unit_test(a_policy_that_is_right),
        cmocka_unit_test(a_policy_without_a_mail_server),
        cmocka_unit_test(a_policy_that_did_not_come_or_is_none),
        cmocka_unit_test(only_so_many_hosts_and_destinations_are_looked_at),
        cmocka_unit_test(failures_beyond_the_bound_are_counted),
        cmocka_unit_test(addresses_of_the_policy_host),
        cmocka_unit_test(resolvers_are_addresses_and_ports),
        cmocka_unit_test(a_file_of_resolvers_is_read_as_libc_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
