/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes records as the field has them: addresses, URIs, spellings, and one in twenty wrong. */
#include "record_text.h"

#include "support.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { SEED = 8460, LINE_ROOM = 80 };

/* The text that grows; without memory the program ends. */
struct input {
    struct record_text text;
    size_t room;
    uint64_t random;
};

static void put(struct input *input, const char *text)
{
    size_t length = strlen(text);

    if (input->room - input->text.length < length) {
        input->room = input->room * 2 + length;
        input->text.data = realloc(input->text.data, input->room);
        if (input->text.data == NULL)
            abort();
    }
    memcpy(input->text.data + input->text.length, text, length);
    input->text.length += length;
}

static void put_one_of(struct input *input, const char *const *texts, size_t count)
{
    put(input, texts[random_below(&input->random, count)]);
}

#define PUT_ONE_OF(input, texts) put_one_of(input, texts, COUNT(texts))

static bool chance(struct input *input, size_t percent)
{
    return random_below(&input->random, 100) < percent;
}

static void put_octets(struct input *input, const char *alphabet, size_t count)
{
    size_t symbols = strlen(alphabet);

    for (; count > 0; count--) {
        char text[2] = {alphabet[random_below(&input->random, symbols)], '\0'};

        put(input, text);
    }
}

static void put_domain(struct input *input)
{
    static const char *const words[] = {
        "alder",  "amber",   "anchor", "atlas",   "bakery", "beacon",  "berg",      "birch",     "bright",
        "bureau", "campus",  "castle", "cedar",   "city",   "clinic",  "cobalt",    "computing", "consult",
        "copper", "coral",   "data",   "delta",   "design", "digital", "dock",      "east",      "edu",
        "energy", "factory", "farm",   "finance", "forest", "garden",  "gemeinde",  "global",    "golden",
        "grand",  "green",   "harbor", "health",  "hill",   "home",    "hosting",   "house",     "invest",
        "it",     "jardin",  "kreis",  "labs",    "lake",   "law",     "library",   "light",     "logistics",
        "lotus",  "maison",  "maple",  "market",  "media",  "metro",   "mobile",    "moon",      "museum",
        "net",    "nord",    "north",  "oak",     "ocean",  "office",  "online",    "optic",     "orbit",
        "park",   "pharma",  "pine",   "planet",  "port",   "praxis",  "print",     "project",   "quartz",
        "river",  "road",    "school", "service", "shop",   "silver",  "solutions", "south",     "stadt",
        "star",   "stone",   "studio", "sun",     "tech",   "tower",   "trade",     "union",     "valley",
        "verein", "vision",  "water",  "web",     "west",   "wind",    "wood",      "works",     "zahnarzt",
    };
    static const char *const hosts[] = {"mail.", "mx.", "tls.", "reports.", "tlsrpt.", "in.", "eu.", "post."};
    static const char *const tops[] = {".com", ".com", ".com", ".de",    ".de",    ".nl",    ".org", ".net",
                                       ".cz",  ".fr",  ".ch",  ".co.uk", ".com.br", ".io",    ".se",  ".dk",
                                       ".eu",  ".it",  ".pl",  ".gov",   ".info",  ".online", ".email"};

    if (chance(input, 22))
        PUT_ONE_OF(input, hosts);
    PUT_ONE_OF(input, words);
    if (chance(input, 75)) {
        if (chance(input, 30))
            put(input, "-");
        PUT_ONE_OF(input, words);
    }
    if (chance(input, 12))
        put_octets(input, "0123456789", 1 + random_below(&input->random, 3));
    PUT_ONE_OF(input, tops);
}

static void put_mailto(struct input *input)
{
    static const char *const names[] = {
        "tlsrpt",     "tlsrpt",     "tls-reports", "tls-reports",      "smtp-tls-reports", "smtp-tls",
        "tls",        "tls-report", "postmaster",  "hostmaster",       "reports",          "dmarc",
        "smtptlsrpt", "mta-sts",    "security",    "smtp.tls.reports", "tls_rpt",          "admin",
    };

    put(input, "mailto:");
    if (chance(input, 25)) {
        put_octets(input, "0123456789abcdef", 8 + 8 * random_below(&input->random, 3));
    } else {
        PUT_ONE_OF(input, names);
        if (chance(input, 5))
            put(input, chance(input, 80) ? "+tls" : "%2Btls");
    }
    put(input, "@");
    put_domain(input);
}

static void put_https(struct input *input)
{
    static const char *const paths[] = {
        "/v1/tlsrpt", "/tlsrpt", "/", "/report/tls", "/api/v2/ingest/smtp-tls", "/.well-known/tlsrpt", "",
        "/t/", "/r?id=", "/smtp-tls-reports/", /* these three go on */
    };
    size_t path = random_below(&input->random, COUNT(paths));

    put(input, "https://");
    put_domain(input);
    if (chance(input, 4))
        put(input, ":8443");
    put(input, paths[path]);
    if (path >= 7)
        put_octets(input, "0123456789abcdef", 12);
}

/* What the field is full of, in about the shares seen there. */
static void put_good(struct input *input)
{
    size_t kind = random_below(&input->random, 100);

    put(input, chance(input, 80) ? "v=TLSRPTv1; rua=" : "v=TLSRPTv1;rua=");
    if (kind < 8) {
        put_https(input);
    } else if (kind < 12) {
        put_mailto(input);
        put(input, ",");
        put_https(input);
    } else if (kind < 22) {
        put_mailto(input);
        put(input, chance(input, 70) ? "," : ", ");
        put_mailto(input);
    } else {
        put_mailto(input);
    }
    if (chance(input, 12))
        put(input, ";");
    else if (kind == 99)
        put(input, "; x-origin=generated");
}

/* What is wrong in the field: before the address, and perhaps behind it. */
static void put_bad(struct input *input)
{
    static const struct {
        const char *before, *behind;
    } kinds[] = {
        {"v=TLSRPTv1; rua=", "!10m"},        {"v=TLSRPTv1; rua=", " "},
        {"v=TLSRPTv1; rua=", ";;"},          {"v=tlsrptv1; rua=", ""},
        {"v=TLSRPT1; rua=", ""},             {"v=TLSRPTv1 rua=", ""},
        {"v=TLSRPTv1: rua=", ""},            {"rua=", ""},
        {"\"v=TLSRPTv1; rua=", "\""},        {" v=TLSRPTv1; rua=", ""},
        {"v=TLSRPTv1; rua:", ""},            {"v=TLSRPTv1; rua = ", ""},
        {"v=TLSRPTv1; ruf=", ""},            {"v=TLSRPTv1; RUA=", ""},
        {"v=TLSRPTv1; rua=mailto:", ""},     {"v=TLSRPTv1; rua=http://", "/"},
        {"v=TLSRPTv1; rua=", ",a@b.c"},      {"v=TLSRPTv1\\; rua=", ""},
        {"v=TLSRPTv1; rua=", ", "},          {"v=TLSRPTv1; rua= ", ""},
        {"v=DMARC1; p=none; rua=", ""},      {"v=TLSRPTv1; p=none; rua=", ""},
        {"v=STSv1; id=20240101; x=", ""},    {"v=spf1 include:spf.", " -all"},
        {"v=TLSRPTv1; rua=<", ">"},          {"v=TLSRPTv1; rua=", "\xC2\xA0"},
        {"v=TLSRPTv1;\xC2\xA0rua=", ""},     {"v=TLSRPTv1; rua=", "; fo=1"},
        {"v=TLSRPTv1; rua=", " rua=x:y"},    {"v=TLSRPTv1;", ""},
    };
    size_t kind = random_below(&input->random, COUNT(kinds));

    put(input, kinds[kind].before);
    if (chance(input, 90))
        put_mailto(input);
    put(input, kinds[kind].behind);
}

struct record_text record_text_of(size_t lines)
{
    struct input input = {.room = lines * LINE_ROOM, .random = SEED};

    input.text = (struct record_text){.data = malloc(input.room), .lines = lines};
    if (input.text.data == NULL)
        abort();
    for (size_t i = 0; i < lines; i++) {
        if (chance(&input, 95))
            put_good(&input);
        else
            put_bad(&input);
        put(&input, "\n");
    }
    return input.text;
}
