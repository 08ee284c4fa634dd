/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS messages taken apart by ldns, and looked through for what belongs to the question. */
#define _POSIX_C_SOURCE 200809L

#include "dns/answer.h"

#include "core/bytes.h"
#include "dns/ldns.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Header, RFC 1035 section 4.1.1: octets, and bits of the third and fourth. */
enum { HEADER_OCTETS = 12, BIT_QR = 0x80, BITS_OPCODE = 0x78, BIT_AA = 0x04, BIT_TC = 0x02, BIT_AD = 0x20 };

static const struct {
    const char *name;
    ldns_rr_type type;
} types[] = {
    [ANSWER_A] = {"A", LDNS_RR_TYPE_A},          [ANSWER_MX] = {"MX", LDNS_RR_TYPE_MX},
    [ANSWER_TXT] = {"TXT", LDNS_RR_TYPE_TXT},    [ANSWER_AAAA] = {"AAAA", LDNS_RR_TYPE_AAAA},
    [ANSWER_TLSA] = {"TLSA", LDNS_RR_TYPE_TLSA},
};

static const char *const rcodes[] = {
    [RCODE_NOERROR] = "NOERROR", [RCODE_FORMERR] = "FORMERR", [RCODE_SERVFAIL] = "SERVFAIL",
    [RCODE_NXDOMAIN] = "NXDOMAIN", [RCODE_NOTIMP] = "NOTIMP", [RCODE_REFUSED] = "REFUSED",
    [6] = "YXDOMAIN", [7] = "YXRRSET", [8] = "NXRRSET", [9] = "NOTAUTH", [10] = "NOTZONE",
    [RCODE_BADVERS] = "BADVERS",
};

const char *answer_type_name(enum answer_type type)
{
    return types[type].name;
}

const char *answer_rcode_text(unsigned rcode, char room[RCODE_ROOM])
{
    if (rcode < sizeof(rcodes) / sizeof(rcodes[0]) && rcodes[rcode] != NULL)
        return rcodes[rcode];
    snprintf(room, RCODE_ROOM, "RCODE %u", rcode);
    return room;
}

/* Some octets of a message: a name in wire form, or a part of an rdata; NULL and 0 for one that is not there. */
struct part {
    const uint8_t *octets;
    size_t size;
};

/* What all of the reading needs. */
struct reader {
    const struct ldns_calls *ldns;
    const ldns_rr_list *section; /* the answer section */
    enum answer_type type;
    struct answer *answer;
};

static struct part part_of(const struct ldns_calls *ldns, const ldns_rdf *rdf)
{
    const uint8_t *octets = rdf != NULL ? ldns->ldns_rdf_data(rdf) : NULL;

    return (struct part){.octets = octets, .size = octets != NULL ? ldns->ldns_rdf_size(rdf) : 0};
}

/* The rdata's part `index`. */
static struct part data_of(const struct reader *reader, const ldns_rr *record, size_t index)
{
    if (index >= reader->ldns->ldns_rr_rd_count(record))
        return (struct part){.octets = NULL};
    return part_of(reader->ldns, reader->ldns->ldns_rr_rdf(record, index));
}

/* ---- names ---- */

/* Names as octets; the length of a label is at most 63, so it is no letter. */
static bool same_name(struct part a, struct part b)
{
    if (a.size == 0 || a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++)
        if (to_lower((char)a.octets[i]) != to_lower((char)b.octets[i]))
            return false;
    return true;
}

/* In presentation form, without the final dot but for the root; NULL: no memory. */
static char *name_text(const struct reader *reader, const ldns_rr *record, size_t index)
{
    char *text = reader->ldns->ldns_rdf2str(reader->ldns->ldns_rr_rdf(record, index));
    size_t length = text != NULL ? strlen(text) : 0;

    if (length > 1 && text[length - 1] == '.')
        text[length - 1] = '\0';
    return text;
}

/* ---- records ---- */

/* The strings of a TXT record without anything between them. */
static bool take_txt(const struct reader *reader, const ldns_rr *record, struct answer_record *taken)
{
    size_t count = reader->ldns->ldns_rr_rd_count(record), room = 0;

    for (size_t i = 0; i < count; i++)
        room += data_of(reader, record, i).size;
    taken->data = malloc(room + 1);
    if (taken->data == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct part string = data_of(reader, record, i);
        size_t length = string.size > 0 ? string.octets[0] : 0;

        if (length == 0 || length >= string.size)
            continue;
        memcpy(taken->data + taken->length, string.octets + 1, length);
        taken->length += length;
    }
    taken->data[taken->length] = '\0';
    return true;
}

/* The octets as one number; 0 for none. */
static unsigned number_of(struct part part)
{
    unsigned number = 0;

    for (size_t i = 0; i < part.size; i++)
        number = number << 8 | part.octets[i];
    return number;
}

static bool take_host(const struct reader *reader, const ldns_rr *record, struct answer_record *taken)
{
    taken->preference = number_of(data_of(reader, record, 0));
    taken->data = name_text(reader, record, 1);
    taken->length = taken->data != NULL ? strlen(taken->data) : 0;
    return taken->data != NULL;
}

static bool take_address(const struct reader *reader, const ldns_rr *record, int family, struct answer_record *taken)
{
    char text[INET6_ADDRSTRLEN];

    if (inet_ntop(family, data_of(reader, record, 0).octets, text, sizeof(text)) == NULL)
        return false;
    taken->data = strdup(text);
    taken->length = strlen(text);
    return taken->data != NULL;
}

/* Has the record the parts that its type wants?  An empty rdata, as in a dynamic update, has none. */
static bool is_whole(const struct reader *reader, const ldns_rr *record)
{
    switch (reader->type) {
    case ANSWER_A: return data_of(reader, record, 0).size == 4;
    case ANSWER_AAAA: return data_of(reader, record, 0).size == 16;
    case ANSWER_MX: return data_of(reader, record, 0).size == 2 && data_of(reader, record, 1).size > 0;
    case ANSWER_TLSA:
        return data_of(reader, record, 0).size == 1 && data_of(reader, record, 1).size == 1 &&
               data_of(reader, record, 2).size == 1;
    case ANSWER_TXT: return true;
    }
    return false;
}

/* False: no memory. */
static bool take_record(const struct reader *reader, const ldns_rr *record, struct answer_record *taken)
{
    uint32_t ttl = reader->ldns->ldns_rr_ttl(record);

    /* "treat TTL values received with the most significant bit set as if the entire value received was zero" */
    *taken = (struct answer_record){.ttl = ttl > INT32_MAX ? 0 : ttl};
    switch (reader->type) {
    case ANSWER_A: return take_address(reader, record, AF_INET, taken);
    case ANSWER_AAAA: return take_address(reader, record, AF_INET6, taken);
    case ANSWER_MX: return take_host(reader, record, taken);
    case ANSWER_TXT: return take_txt(reader, record, taken);
    case ANSWER_TLSA: break;
    }
    taken->usage = number_of(data_of(reader, record, 0));
    taken->selector = number_of(data_of(reader, record, 1));
    taken->matching = number_of(data_of(reader, record, 2));
    return true;
}

/* ---- the answer section ---- */

/* The record `index` of the section, when it is of this type and at this name; else NULL. */
static const ldns_rr *record_at(const struct reader *reader, size_t index, struct part owner, ldns_rr_type type)
{
    const struct ldns_calls *ldns = reader->ldns;
    const ldns_rr *record = ldns->ldns_rr_list_rr(reader->section, index);

    if (record == NULL || ldns->ldns_rr_get_type(record) != type ||
        ldns->ldns_rr_get_class(record) != LDNS_RR_CLASS_IN ||
        !same_name(part_of(ldns, ldns->ldns_rr_owner(record)), owner))
        return NULL;
    return record;
}

/* All records of the type at the name; false: no memory. */
static bool take_records(const struct reader *reader, struct part owner)
{
    size_t total = reader->ldns->ldns_rr_list_rr_count(reader->section), found = 0;
    struct answer *answer = reader->answer;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < total; i++) {
            const ldns_rr *record = record_at(reader, i, owner, types[reader->type].type);

            if (record == NULL || !is_whole(reader, record))
                continue;
            if (pass == 0)
                found++;
            else if (!take_record(reader, record, &answer->records[answer->count++]))
                return false;
        }
        if (pass > 0 || found == 0)
            return true;
        answer->records = calloc(found, sizeof(*answer->records));
        if (answer->records == NULL)
            return false;
    }
    return true;
}

/* A CNAME record at the name, or NULL. */
static const ldns_rr *alias_at(const struct reader *reader, struct part owner)
{
    size_t total = reader->ldns->ldns_rr_list_rr_count(reader->section);

    for (size_t i = 0; i < total; i++) {
        const ldns_rr *record = record_at(reader, i, owner, LDNS_RR_TYPE_CNAME);

        if (record != NULL && data_of(reader, record, 0).size > 0)
            return record;
    }
    return NULL;
}

/* From the name asked for along the CNAMEs to the records; false: no memory. */
static bool follow(const struct reader *reader, struct part asked)
{
    struct part names[CHAIN_MAX + 1] = {asked};
    struct answer *answer = reader->answer;

    for (;;) {
        const ldns_rr *alias;
        struct part target;

        if (!take_records(reader, names[answer->chain_count]))
            return false;
        alias = answer->count > 0 ? NULL : alias_at(reader, names[answer->chain_count]);
        if (alias == NULL)
            return true;
        target = data_of(reader, alias, 0);
        for (size_t i = 0; i <= answer->chain_count; i++)
            answer->looped |= same_name(names[i], target);
        answer->too_long = answer->chain_count == CHAIN_MAX;
        if (answer->looped || answer->too_long)
            return true;
        answer->chain[answer->chain_count] = name_text(reader, alias, 0);
        if (answer->chain[answer->chain_count] == NULL)
            return false;
        names[++answer->chain_count] = target;
    }
}

/* ---- the message ---- */

/* The first extended error among the options of EDNS: code 15, INFO-CODE in two octets (RFC 8914 section 2). */
static void take_reason(struct part options, struct answer *answer)
{
    enum { OPTION_EDE = 15, OPTION_HEAD = 4 };
    const uint8_t *octets = options.octets;

    for (size_t at = 0; options.size - at >= OPTION_HEAD;) {
        unsigned code = (unsigned)octets[at] << 8 | octets[at + 1];
        size_t length = (size_t)octets[at + 2] << 8 | octets[at + 3];

        at += OPTION_HEAD;
        if (length > options.size - at)
            return;
        if (code == OPTION_EDE && length >= 2) {
            answer->has_reason = true;
            answer->reason = (unsigned)octets[at] << 8 | octets[at + 1];
            return;
        }
        at += length;
    }
}

/* A server that did not understand the question may leave it out. */
static bool is_ours(const struct reader *reader, const ldns_rr_list *asked, struct part name)
{
    const struct ldns_calls *ldns = reader->ldns;
    size_t count = asked != NULL ? ldns->ldns_rr_list_rr_count(asked) : 0;
    const ldns_rr *question = count == 1 ? ldns->ldns_rr_list_rr(asked, 0) : NULL;

    if (count == 0)
        return reader->answer->rcode != RCODE_NOERROR && reader->answer->rcode != RCODE_NXDOMAIN;
    return question != NULL && ldns->ldns_rr_get_type(question) == types[reader->type].type &&
           ldns->ldns_rr_get_class(question) == LDNS_RR_CLASS_IN &&
           same_name(part_of(ldns, ldns->ldns_rr_owner(question)), name);
}

/* NS records of the zone below instead of an answer, or of SOA (RFC 2308 section 2.2). */
static bool is_referral(const struct ldns_calls *ldns, const ldns_pkt *packet)
{
    const ldns_rr_list *authority = ldns->ldns_pkt_authority(packet);
    size_t count = authority != NULL ? ldns->ldns_rr_list_rr_count(authority) : 0;
    bool referral = false;

    for (size_t i = 0; i < count; i++) {
        ldns_rr_type type = ldns->ldns_rr_get_type(ldns->ldns_rr_list_rr(authority, i));

        if (type == LDNS_RR_TYPE_SOA)
            return false;
        referral |= type == LDNS_RR_TYPE_NS;
    }
    return referral;
}

static enum answer_status read_packet(const struct reader *reader, const ldns_pkt *packet, struct part name)
{
    const struct ldns_calls *ldns = reader->ldns;
    unsigned low = (unsigned)ldns->ldns_pkt_get_rcode(packet) & 15;

    reader->answer->rcode = (unsigned)ldns->ldns_pkt_edns_extended_rcode(packet) << 4 | low;
    if (!is_ours(reader, ldns->ldns_pkt_question(packet), name))
        return ANSWER_FOREIGN;
    take_reason(part_of(ldns, ldns->ldns_pkt_edns_data(packet)), reader->answer);
    if (reader->section != NULL && !follow(reader, name))
        return ANSWER_NOMEM;
    reader->answer->referral &= reader->answer->rcode == RCODE_NOERROR && reader->answer->count == 0 &&
                                reader->answer->chain_count == 0 && is_referral(ldns, packet);
    return ANSWER_READ;
}

/* Where a name ends that begins at `at`; beyond the end when it is none. */
static size_t end_of_name(const uint8_t *message, size_t length, size_t at)
{
    while (at < length && message[at] != 0 && message[at] < 0x40)
        at += 1u + message[at];
    return at >= length ? length + 1 : at + (message[at] == 0 ? 1 : 2);
}

static size_t number_at(const uint8_t *message, size_t at)
{
    return (size_t)message[at] << 8 | message[at + 1];
}

/* Has a TXT or SPF record more strings than STRINGS_MAX?  Where the records can't be told apart, ldns finds the same. */
static bool has_many_strings(const uint8_t *message, size_t length)
{
    enum { QUESTION_TAIL = 4, RECORD_TAIL = 10, AT_RDLENGTH = 8 };
    size_t questions = number_at(message, 4), at = HEADER_OCTETS;
    size_t records = number_at(message, 6) + number_at(message, 8) + number_at(message, 10);

    while (questions-- > 0 && at <= length)
        at = end_of_name(message, length, at) + QUESTION_TAIL;
    while (records-- > 0 && at < length) {
        size_t type, end, count = 0;

        at = end_of_name(message, length, at);
        if (at + RECORD_TAIL > length)
            return false;
        type = number_at(message, at);
        end = at + RECORD_TAIL + number_at(message, at + AT_RDLENGTH);
        if (end > length)
            return false;
        at += RECORD_TAIL;
        for (; at < end && (type == LDNS_RR_TYPE_TXT || type == LDNS_RR_TYPE_SPF); at += 1u + message[at])
            count++;
        if (count > STRINGS_MAX)
            return true;
        at = end;
    }
    return false;
}

enum answer_status answer_read(const uint8_t *message, size_t length, const struct question *question,
                               struct answer *answer)
{
    const struct ldns_calls *ldns = ldns_load();
    ldns_pkt *packet = NULL;
    ldns_rdf *name;
    enum answer_status status = ANSWER_DAMAGED;
    ldns_status got;

    *answer = (struct answer){.count = 0};
    if (length < HEADER_OCTETS || ((unsigned)message[0] << 8 | message[1]) != question->id ||
        (message[2] & (BIT_QR | BITS_OPCODE)) != BIT_QR)
        return ANSWER_FOREIGN;
    if ((message[2] & BIT_TC) != 0)
        return ANSWER_CUT;
    if (has_many_strings(message, length))
        return ANSWER_STRINGS;
    answer->authenticated = (message[3] & BIT_AD) != 0;
    answer->referral = (message[2] & BIT_AA) == 0; /* unless more is found */
    name = ldns != NULL ? ldns->ldns_dname_new_frm_str(question->name) : NULL;
    if (name == NULL)
        return ANSWER_NOMEM;
    got = ldns->ldns_wire2pkt(&packet, message, length);
    if (got == LDNS_STATUS_OK) {
        struct reader reader = {.ldns = ldns, .section = ldns->ldns_pkt_answer(packet), .type = question->type,
                                .answer = answer};

        status = read_packet(&reader, packet, part_of(ldns, name));
        ldns->ldns_pkt_free(packet);
    } else if (got == LDNS_STATUS_MEM_ERR) {
        status = ANSWER_NOMEM;
    }
    ldns->ldns_rdf_deep_free(name);
    return status;
}

void answer_free(struct answer *answer)
{
    for (size_t i = 0; i < answer->chain_count; i++)
        free(answer->chain[i]);
    for (size_t i = 0; i < answer->count; i++)
        free(answer->records[i].data);
    free(answer->records);
    *answer = (struct answer){.count = 0};
}
