/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers that no decent DNS server gives: one function a kind, each a good answer with something wrong about it. */
#include "crafted.h"

#include "support.h"

#include <string.h>

enum { HEADER = 12, QUERY_MAX = 512, NAME_MAX_OCTETS = 255 };
enum { TYPE_A = 1, TYPE_CNAME = 5, TYPE_MX = 15, TYPE_TXT = 16, TYPE_AAAA = 28, TYPE_OPT = 41, TYPE_TLSA = 52 };
enum { CLASS_IN = 1 };
enum { FLAG_TC = 0x0200, FLAGS_GOOD = 0x8180 }; /* QR, RD and RA */

/* Where the parts of the first answer record are, counted from its owner, which is a pointer to the question. */
enum { AT_CLASS = 4, AT_TTL = 6, AT_RDLENGTH = 10, AT_RDATA = 12 };

#define TEXT "v=TLSRPTv1; rua=mailto:tls@example.com"

struct making {
    struct crafted *out;
    const unsigned char *query;
    size_t question; /* where the query's question ends */
    unsigned type;   /* that it asks for */
    bool tcp;
    uint64_t variant;
    uint64_t random;
};

/* Goes round an array by the variant. */
#define PICK(making, array) ((array)[(making)->variant % (sizeof(array) / sizeof((array)[0]))])

/* ---- pieces ---- */

/* What does not fit is left out: no kind comes to that but the giant ones, which want it so. */
static void put(struct making *m, const void *octets, size_t length)
{
    if (length > CRAFTED_MAX - m->out->length)
        length = CRAFTED_MAX - m->out->length;
    memcpy(m->out->octets + m->out->length, octets, length);
    m->out->length += length;
}

static void put8(struct making *m, unsigned value)
{
    put(m, &(unsigned char){(unsigned char)value}, 1);
}

static void put16(struct making *m, size_t value)
{
    put8(m, (unsigned)(value >> 8 & 255));
    put8(m, (unsigned)(value & 255));
}

static void set16(struct making *m, size_t at, size_t value)
{
    m->out->octets[at] = (unsigned char)(value >> 8 & 255);
    m->out->octets[at + 1] = (unsigned char)(value & 255);
}

static void put32(struct making *m, size_t value)
{
    put16(m, value >> 16 & 0xffff);
    put16(m, value & 0xffff);
}

static void put_pointer(struct making *m, size_t to)
{
    put16(m, 0xc000 | to);
}

static void put_header(struct making *m, unsigned flags, size_t questions, size_t answers, size_t additional)
{
    put(m, m->query, 2);
    put16(m, flags);
    put16(m, questions);
    put16(m, answers);
    put16(m, 0);
    put16(m, additional);
}

static void put_question(struct making *m)
{
    put(m, m->query + HEADER, m->question - HEADER);
}

/* A record's head without its owner. */
static void put_fields(struct making *m, unsigned type, size_t rdlength)
{
    put16(m, type);
    put16(m, CLASS_IN);
    put32(m, 300);
    put16(m, rdlength);
}

/* A TXT record of one string, owned by the question's name. */
static void put_text(struct making *m, const char *text, size_t length)
{
    put_pointer(m, HEADER);
    put_fields(m, TYPE_TXT, length + 1);
    put8(m, (unsigned)length);
    put(m, text, length);
}

/* A record of the type that was asked for; mail exchangers and addresses differ by `index`. */
static void put_record(struct making *m, unsigned index)
{
    static const char digest[] = "0123456789abcdef0123456789abcdef";

    if (m->type != TYPE_A && m->type != TYPE_AAAA && m->type != TYPE_MX && m->type != TYPE_TLSA) {
        put_text(m, TEXT, strlen(TEXT));
        return;
    }
    put_pointer(m, HEADER);
    if (m->type == TYPE_A) {
        put_fields(m, TYPE_A, 4);
        put32(m, 0xc0000200 | (index & 255)); /* 192.0.2.0/24 */
    } else if (m->type == TYPE_AAAA) {
        put_fields(m, TYPE_AAAA, 16);
        put32(m, 0x20010db8);
        put(m, "\0\0\0\0\0\0\0", 8);
        put32(m, index);
    } else if (m->type == TYPE_MX) {
        put_fields(m, TYPE_MX, 2 + 5 + 2);
        put16(m, 10);
        put8(m, 4);
        put8(m, 'm');
        put8(m, 'a' + index / 676 % 26);
        put8(m, 'a' + index / 26 % 26);
        put8(m, 'a' + index % 26);
        put_pointer(m, HEADER);
    } else {
        put_fields(m, TYPE_TLSA, 35);
        put(m, "\3\1\1", 3);
        put(m, digest, 32);
    }
}

static void put_opt(struct making *m)
{
    put8(m, 0);
    put16(m, TYPE_OPT);
    put16(m, 1232);
    put32(m, 0);
    put16(m, 0);
}

/* The number of answers may be a lie; the caller writes the records behind. */
static void begin(struct making *m, unsigned flags, size_t answers)
{
    put_header(m, flags, 1, answers, 0);
    put_question(m);
}

/* Header, question, one record, OPT: what a resolver says. */
static void good(struct making *m)
{
    put_header(m, FLAGS_GOOD, 1, 1, 1);
    put_question(m);
    put_record(m, 1);
    put_opt(m);
}

/* Sends the client over to TCP; true when it is there already. */
static bool reached_tcp(struct making *m)
{
    if (!m->tcp)
        begin(m, FLAGS_GOOD | FLAG_TC, 0);
    return m->tcp;
}

static void put_random(struct making *m, size_t count)
{
    while (count-- > 0)
        put8(m, (unsigned)random_below(&m->random, 256));
}

/* ---- kinds: the message ---- */

static void cut(struct making *m)
{
    good(m);
    m->out->length = (size_t)(m->variant % m->out->length);
}

static void behind(struct making *m)
{
    good(m);
    put_random(m, 1 + random_below(&m->random, 100));
}

static void counts(struct making *m)
{
    static const size_t values[] = {0, 2, 3, 255, 65535};

    good(m);
    set16(m, 4 + 2 * (size_t)(m->variant % 4), values[m->variant / 4 % 5]);
}

static void other_id(struct making *m)
{
    good(m);
    set16(m, 0, ((size_t)m->query[0] << 8 | m->query[1]) ^ (1 + random_below(&m->random, 65535)));
}

static void other_question(struct making *m)
{
    switch (m->variant % 5) {
    case 0: /* another name of the same length */
        good(m);
        m->out->octets[HEADER + 1] ^= 1;
        break;
    case 1: /* another type */
        good(m);
        set16(m, m->question - 4, m->type == TYPE_A ? TYPE_AAAA : TYPE_A);
        break;
    case 2: /* another class */
        good(m);
        set16(m, m->question - 2, 3);
        break;
    case 3: /* none, with the owner written out */
        put_header(m, FLAGS_GOOD, 0, 1, 0);
        put(m, m->query + HEADER, m->question - HEADER - 4);
        put_fields(m, TYPE_TXT, 1 + strlen(TEXT));
        put8(m, strlen(TEXT));
        put(m, TEXT, strlen(TEXT));
        break;
    default: /* two */
        put_header(m, FLAGS_GOOD, 2, 1, 0);
        put_question(m);
        put_question(m);
        put_record(m, 1);
    }
}

static void flags(struct making *m)
{
    size_t value = random_below(&m->random, 65536) & ~(size_t)FLAG_TC;

    if (m->variant % 2 == 0)
        value = 0x8000 | (value & 0x05f0); /* an answer to a query, RCODE 0 */
    good(m);
    set16(m, 2, value);
}

static void rcode(struct making *m)
{
    if (m->variant % 2 == 0)
        begin(m, FLAGS_GOOD, 0);
    else
        good(m);
    set16(m, 2, FLAGS_GOOD | (m->variant / 2 & 15));
}

static void random_octets(struct making *m)
{
    put_random(m, random_below(&m->random, 600));
    if (m->out->length >= HEADER && m->variant % 4 != 0) {
        memcpy(m->out->octets, m->query, 2);
        m->out->octets[2] = 0x81;
        m->out->octets[3] = 0x80;
    }
}

static void mutated(struct making *m)
{
    enum { MOST = 8 };
    char octets[256];

    for (size_t i = 0; i < sizeof(octets); i++)
        octets[i] = (char)i;
    good(m);
    if (m->out->length > QUERY_MAX)
        return;

    char mutant[MUTATED_MAX(QUERY_MAX, MOST)];
    /* What stands behind the question, so that the answer belongs to it. */
    size_t from = m->variant % 4 == 0 ? 2 : m->question;
    size_t length = mutant_of(&m->random, (const char *)m->out->octets + from, m->out->length - from, MOST, octets,
                              sizeof(octets), mutant);
    m->out->length = from;
    put(m, mutant, length);
}

/* ---- kinds: names ---- */

static void pointer(struct making *m)
{
    good(m);

    size_t at = m->question, length = m->out->length;
    const size_t targets[] = {at, at + 1, at + 2, at + AT_RDATA, length - 1, length, 0x3fff, 0, 1, 2, 5, HEADER - 1,
                              HEADER + 1};
    set16(m, at, 0xc000 | PICK(m, targets));
}

/* Two pointers that point at each other: the owner, and what follows it as the record's data. */
static void pointer_pair(struct making *m)
{
    good(m);
    set16(m, m->question, 0xc000 | (m->question + AT_RDATA));
    set16(m, m->question + AT_RDATA, 0xc000 | m->question);
}

/* A second record whose owner takes a long way through the data of the first. */
static void pointer_chain(struct making *m)
{
    static const size_t lengths[] = {10, 126, 127, 128, 1000, 5000};
    size_t hops = PICK(m, lengths);

    begin(m, FLAGS_GOOD, 2);
    put_pointer(m, HEADER);
    put_fields(m, 65280, 2 * hops); /* of private use */
    put_pointer(m, HEADER);
    for (size_t i = 1; i < hops; i++)
        put_pointer(m, m->out->length - 2);

    size_t last = m->out->length - 2;
    put_record(m, 1);
    set16(m, last + 2, 0xc000 | last);
}

static void label(struct making *m)
{
    static const unsigned first[] = {0x40, 0x41, 0x7f, 0x80, 0xbf, 0x3f};

    begin(m, FLAGS_GOOD, 1);
    put8(m, PICK(m, first));
    put_random(m, random_below(&m->random, 80));
    put8(m, 0);
    put_fields(m, TYPE_TXT, 4);
    put(m, "\3abc", 4);
}

static void long_name(struct making *m)
{
    size_t size = m->variant % 2 == 0 ? 63 : 1, labels = m->variant % 2 == 0 ? 5 : 200;

    begin(m, FLAGS_GOOD, 1);
    for (size_t i = 0; i < labels; i++) {
        put8(m, (unsigned)size);
        for (size_t octet = 0; octet < size; octet++)
            put8(m, 'a');
    }
    if (m->variant % 3 == 0)
        put8(m, 0);
    else
        put_pointer(m, HEADER);
    put_fields(m, TYPE_TXT, 4);
    put(m, "\3abc", 4);
}

static void other_owner(struct making *m)
{
    good(m);
    /* The question's name without its first label. */
    set16(m, m->question, 0xc000 | (HEADER + 1u + m->query[HEADER]));
}

static void put_alias(struct making *m, size_t owner, size_t target)
{
    put_pointer(m, owner);
    put_fields(m, TYPE_CNAME, 2);
    put_pointer(m, target);
}

/* Each alias is one more label before the question's name: a., b.a. and so on would be too long, so all have one. */
static void alias_chain(struct making *m, size_t hops)
{
    size_t owner = HEADER;

    begin(m, FLAGS_GOOD, hops + 1);
    for (size_t i = 0; i < hops; i++) {
        put_pointer(m, owner);
        put_fields(m, TYPE_CNAME, 7);
        owner = m->out->length;
        put8(m, 4);
        put8(m, 'a' + (unsigned)(i / 676 % 26));
        put8(m, 'a' + (unsigned)(i / 26 % 26));
        put8(m, 'a' + (unsigned)(i % 26));
        put8(m, '-');
        put_pointer(m, HEADER);
    }

    size_t last = m->out->length;
    put_record(m, 1);
    set16(m, last, 0xc000 | owner);
}

static void alias(struct making *m)
{
    size_t parent = HEADER + 1u + m->query[HEADER];

    switch (m->variant % 6) {
    case 0: /* to itself */
        begin(m, FLAGS_GOOD, 1);
        put_alias(m, HEADER, HEADER);
        break;
    case 1: /* to and fro */
        begin(m, FLAGS_GOOD, 2);
        put_alias(m, HEADER, parent);
        put_alias(m, parent, HEADER);
        break;
    case 2: /* to the root */
        begin(m, FLAGS_GOOD, 1);
        put_pointer(m, HEADER);
        put_fields(m, TYPE_CNAME, 1);
        put8(m, 0);
        break;
    case 3: /* beside the record */
        begin(m, FLAGS_GOOD, 2);
        put_alias(m, HEADER, parent);
        put_record(m, 1);
        break;
    case 4: /* two from one name */
        begin(m, FLAGS_GOOD, 3);
        put_alias(m, HEADER, parent);
        put_alias(m, HEADER, HEADER);
        put_record(m, 1);
        break;
    default: /* the target's name is cut off */
        begin(m, FLAGS_GOOD, 1);
        put_pointer(m, HEADER);
        put_fields(m, TYPE_CNAME, 3);
        put(m, "\77ab", 3);
    }
}

static void aliases(struct making *m)
{
    static const size_t lengths[] = {1, 5, 20, 100, 700};

    alias_chain(m, PICK(m, lengths));
}

/* ---- kinds: records ---- */

static void other_class(struct making *m)
{
    static const size_t classes[] = {3, 4, 0, 254, 255, 65535};

    good(m);
    set16(m, m->question + AT_CLASS, PICK(m, classes));
}

static void ttl(struct making *m)
{
    static const size_t values[] = {0x8000, 0xffff, 0x7fff};

    good(m);
    set16(m, m->question + AT_TTL, PICK(m, values));
    set16(m, m->question + AT_TTL + 2, 0xffff);
}

static void rdlength(struct making *m)
{
    good(m);

    size_t at = m->question + AT_RDLENGTH, length = (size_t)m->out->octets[at] << 8 | m->out->octets[at + 1];
    const size_t lies[] = {0, 1, length - 1, length + 1, length + 11, length + 12, 255, 32767, 65535};
    set16(m, at, PICK(m, lies));
}

static void string_length(struct making *m)
{
    good(m);

    size_t at = m->question + AT_RDATA, length = m->out->octets[at];
    const size_t lies[] = {0, 1, length - 1, length + 1, length + 12, 255};
    m->out->octets[at] = (unsigned char)PICK(m, lies);
}

/* Strings of one size, `count` of them, in one record of the type TXT whatever was asked. */
static void put_strings(struct making *m, size_t count, size_t size, const char *text)
{
    put_pointer(m, HEADER);
    put_fields(m, TYPE_TXT, count * (size + 1));
    while (count-- > 0) {
        put8(m, (unsigned)size);
        put(m, text, size);
    }
}

static void empty(struct making *m)
{
    begin(m, FLAGS_GOOD, 1 + m->variant % 2);
    put_strings(m, (size_t)(m->variant / 2 % 3), 0, "");
    if (m->variant % 2 == 1)
        put_record(m, 1);
}

static void strings(struct making *m)
{
    static const struct {
        size_t count, size;
    } forms[] = {{300, 1}, {300, 0}, {256, 3}, {20, 38}, {255, 255}, {32000, 1}, {65000, 0}};
    char text[255];

    if (forms[m->variant % 7].count > 300 && !reached_tcp(m))
        return;
    memset(text, ' ', sizeof(text));
    memcpy(text, TEXT, strlen(TEXT));
    begin(m, FLAGS_GOOD, 1);
    put_strings(m, PICK(m, forms).count, PICK(m, forms).size, text);
}

static void many(struct making *m)
{
    static const size_t numbers[] = {2, 3, 20, 500, 1000};
    size_t count = PICK(m, numbers);

    if (count > 20 && !reached_tcp(m))
        return;
    begin(m, FLAGS_GOOD, count);
    for (size_t i = 0; i < count; i++)
        put_record(m, (unsigned)i);
}

/* One record with as many destinations as it holds. */
static void destinations(struct making *m)
{
    enum { EACH = 20, STRINGS = 250 }; /* 12 destinations of 20 octets fill a string */
    char text[241];

    if (!reached_tcp(m))
        return;
    begin(m, FLAGS_GOOD, 1);
    put_pointer(m, HEADER);
    put_fields(m, TYPE_TXT, 16 + 1 + STRINGS * sizeof(text));
    put8(m, 16);
    put(m, "v=TLSRPTv1; rua=", 16);
    for (unsigned i = 0; i < STRINGS; i++) {
        for (unsigned part = 0; part < 12; part++) {
            unsigned number = i * 12 + part;
            char *at = text + 1 + (size_t)part * EACH;

            memcpy(at, "mailto:a@aaaaa.test,", EACH);
            at[9] = (char)('a' + number / 676 % 26);
            at[10] = (char)('a' + number / 26 % 26);
            at[11] = (char)('a' + number % 26);
        }
        text[0] = (char)(sizeof(text) - 1);
        put(m, text, sizeof(text));
    }
    m->out->octets[m->out->length - 1] = ' ';
}

/* Text that drives a terminal, ends a line, or is no text. */
static void text(struct making *m)
{
    static const char *const bad[] = {
        "\x1b[31m\x1b]0;owned\a", "\n{\"type\":\"verdict\"}\n", "\r\b\b\b", "\xc2\x9b" "31m", "\x9b" "31m",
        "\xe2\x80\xae" "moc", "\xff\xfe\xc0\x80", "\"\\\"", "::error::", "\xf4\x90\x80\x80",
    };
    char value[255];
    size_t length = strlen(TEXT), added = strlen(PICK(m, bad));

    memcpy(value, TEXT, length);
    memcpy(value + length, PICK(m, bad), added);
    value[length + added] = (char)(m->variant & 255);
    begin(m, FLAGS_GOOD, 2);
    put_text(m, value, length + added + 1);
    put_text(m, PICK(m, bad), added);
}

/* Data that may be nothing of the sort, before a good record. */
static void types(struct making *m)
{
    size_t size = random_below(&m->random, 80);

    begin(m, FLAGS_GOOD, 2);
    put_pointer(m, HEADER);
    put_fields(m, (unsigned)(m->variant % 270), size);
    put_random(m, size);
    put_record(m, 1);
}

static void opt(struct making *m)
{
    good(m);

    size_t at = m->out->length - 11;
    switch (m->variant % 7) {
    case 0: /* two */
        set16(m, 10, 2);
        put_opt(m);
        break;
    case 1: /* among the answers */
        set16(m, 6, 2);
        set16(m, 10, 0);
        break;
    case 2: /* with a name */
        m->out->length = at;
        put_pointer(m, HEADER);
        put_fields(m, TYPE_OPT, 0);
        break;
    case 3: /* of a version that does not exist */
        m->out->octets[at + 6] = 255;
        break;
    case 4: /* BADVERS, 16: in OPT alone */
        m->out->octets[at + 5] = 1;
        break;
    case 5: /* its length is a lie */
        set16(m, at + 9, 1 + random_below(&m->random, 65535));
        break;
    default: /* an option's length is */
        set16(m, at + 9, 4);
        put16(m, 15);
        put16(m, 65535);
    }
}

static void giant(struct making *m)
{
    size_t limit = m->tcp ? CRAFTED_MAX : 65507;

    begin(m, FLAGS_GOOD, 0);
    if (m->variant % 2 == 0) {
        size_t rest = limit - m->out->length - AT_RDATA;

        set16(m, 6, 1);
        put_pointer(m, HEADER);
        put_fields(m, TYPE_TXT, rest);
        while (m->out->length < limit)
            put8(m, 255);
    } else {
        size_t count = 0;

        for (; m->out->length + 64 < limit; count++)
            put_record(m, (unsigned)count);
        set16(m, 6, count);
    }
}

/* ---- kinds: the way it goes ---- */

static void over_tcp(struct making *m)
{
    if (reached_tcp(m))
        good(m);
}

static void truncated(struct making *m)
{
    begin(m, FLAGS_GOOD | FLAG_TC, 1);
    put_record(m, 1);
}

static void deliver(struct making *m, enum delivery delivery)
{
    good(m);
    m->out->delivery = delivery;
}

static void decoys(struct making *m)
{
    deliver(m, m->tcp ? DELIVER : DELIVER_DECOYS);
}

static void elsewhere(struct making *m)
{
    deliver(m, m->tcp ? DELIVER : DELIVER_ELSEWHERE);
}

static void silent(struct making *m)
{
    deliver(m, DELIVER_NOTHING);
}

static void drip(struct making *m)
{
    if (reached_tcp(m))
        deliver(m, DELIVER_SLOWLY);
}

static void prefix(struct making *m)
{
    if (!reached_tcp(m))
        return;
    deliver(m, DELIVER_CLOSE);

    size_t length = m->out->length;
    const size_t lies[] = {0, 1, HEADER - 1, length - 1, length + 1, 65535};
    m->out->announced = PICK(m, lies);
}

static void closed(struct making *m)
{
    if (!reached_tcp(m))
        return;
    deliver(m, DELIVER_CLOSE);
    m->out->announced = m->out->length;
    m->out->length = m->variant % 2 == 0 ? 0 : m->out->length / 2;
}

/* ---- all of them ---- */

static const struct {
    const char *name;
    void (*make)(struct making *);
} kinds[] = {
    {"good", good},
    {"cut", cut},
    {"behind", behind},
    {"counts", counts},
    {"other-id", other_id},
    {"other-question", other_question},
    {"flags", flags},
    {"rcode", rcode},
    {"random", random_octets},
    {"mutated", mutated},
    {"pointer", pointer},
    {"pointer-pair", pointer_pair},
    {"pointer-chain", pointer_chain},
    {"label", label},
    {"long-name", long_name},
    {"other-owner", other_owner},
    {"alias", alias},
    {"aliases", aliases},
    {"other-class", other_class},
    {"ttl", ttl},
    {"rdlength", rdlength},
    {"string-length", string_length},
    {"empty", empty},
    {"strings", strings},
    {"many", many},
    {"destinations", destinations},
    {"text", text},
    {"types", types},
    {"opt", opt},
    {"giant", giant},
    {"over-tcp", over_tcp},
    {"truncated", truncated},
    {"decoys", decoys},
    {"elsewhere", elsewhere},
    {"silent", silent},
    {"drip", drip},
    {"prefix", prefix},
    {"closed", closed},
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

size_t crafted_kinds(void)
{
    return KINDS;
}

const char *crafted_kind(size_t kind)
{
    return kinds[kind].name;
}

static bool number_of_label(const unsigned char *label_octets, size_t length, uint64_t *number)
{
    uint64_t value = 0;
    bool digits = length > 0 && length < 19;

    for (size_t i = 0; i < length && digits; i++) {
        digits = label_octets[i] >= '0' && label_octets[i] <= '9';
        value = value * 10 + label_octets[i] % 16;
    }
    for (size_t i = 0; i < KINDS && !digits; i++) {
        if (strlen(kinds[i].name) == length && memcmp(kinds[i].name, label_octets, length) == 0) {
            value = i;
            digits = true;
        }
    }
    if (digits)
        *number = value;
    return digits;
}

/* Where the query's question ends; 0 when it is none that can be answered. */
static size_t question_end(const unsigned char *query, size_t length)
{
    size_t at = HEADER;

    if (length > QUERY_MAX || length < HEADER || query[4] != 0 || query[5] != 1)
        return 0;
    while (at < length && query[at] != 0 && query[at] < 64)
        at += 1u + query[at];
    return at > HEADER && at + 5 <= length && query[at] == 0 && at - HEADER < NAME_MAX_OCTETS ? at + 5 : 0;
}

bool crafted_number(const unsigned char *query, size_t length, uint64_t otherwise, uint64_t *number)
{
    if (question_end(query, length) == 0)
        return false;
    for (size_t at = HEADER; query[at] != 0; at += 1u + query[at])
        if (number_of_label(query + at + 1, query[at], number))
            return true;
    *number = otherwise;
    return true;
}

void crafted_answer(const unsigned char *query, size_t length, bool tcp, uint64_t seed, uint64_t number,
                    struct crafted *answer)
{
    size_t end = question_end(query, length);
    struct making making = {
        .out = answer,
        .query = query,
        .question = end,
        .type = (unsigned)query[end - 4] << 8 | query[end - 3],
        .tcp = tcp,
        .variant = number / KINDS,
        .random = (seed + 1) * 0xd1342543de82ef95 ^ number * 0xaf251af3b0f025b5,
    };

    answer->delivery = DELIVER;
    answer->length = 0;
    answer->announced = SIZE_MAX;
    kinds[number % KINDS].make(&making);
    if (answer->announced == SIZE_MAX)
        answer->announced = answer->length;
}
