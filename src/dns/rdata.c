/* SPDX-License-Identifier: BSD-2-Clause */
/* RDATA from the presentation form: TXT, MX, CNAME, TLSA, and the generic form of RFC 3597. */
#include "core/bytes.h"
#include "core/json_scan.h"
#include "core/txt.h"
#include "dns/generic.h"
#include "dns/rr.h"

/* Words of an RDATA, over parentheses, line ends and comments. */
struct words {
    const char *text;
    size_t at;
    size_t end;
};

/* The next word; length 0 when there is none. */
static rptlint_text next_word(struct words *words)
{
    size_t from;

    while (words->at < words->end && (is_separator(words->text[words->at]) || words->text[words->at] == ';')) {
        if (words->text[words->at] == ';')
            words->at = find_byte(words->text, words->at, words->end, '\n');
        else
            words->at++;
    }
    from = words->at;
    while (words->at < words->end && !is_separator(words->text[words->at]) && words->text[words->at] != ';') {
        if (words->text[words->at] == '\\' && words->at + 1 < words->end)
            words->at++;
        words->at++;
    }
    return (rptlint_text){.data = words->text + from, .length = words->at - from};
}

static void put(struct rdata *rdata, unsigned octet)
{
    if (rdata->length < RDATA_OCTETS)
        rdata->octets[rdata->length] = (uint8_t)octet;
    rdata->length++;
}

/* A decimal number up to `limit`. */
static bool read_number(rptlint_text word, unsigned limit, unsigned *number)
{
    *number = 0;
    for (size_t i = 0; i < word.length; i++) {
        if (!byte_in(word.data[i], BYTE_DIGIT))
            return false;
        *number = *number * 10 + (unsigned)(word.data[i] - '0');
        if (*number > limit)
            return false;
    }
    return word.length > 0;
}

/* Hex digits, over several words. */
static bool read_hex(struct rdata *rdata, struct words *words)
{
    bool half = false;
    unsigned high = 0;

    for (rptlint_text word; (word = next_word(words)).length > 0;) {
        for (size_t i = 0; i < word.length; i++) {
            if (!byte_in(word.data[i], BYTE_HEX))
                return false;
            if (half)
                put(rdata, high * 16 + hex_value(word.data[i]));
            high = hex_value(word.data[i]);
            half = !half;
        }
    }
    return !half;
}

static bool read_name(struct rdata *rdata, struct words *words, const struct zone *zone)
{
    rptlint_text word = next_word(words);
    struct name name;

    if (name_read(&name, word.data, word.length, zone->has_origin ? &zone->origin : NULL) != NAME_OK)
        return false;
    for (size_t i = 0; i < name.length; i++)
        put(rdata, name.octets[i]);
    if (!name.absolute)
        put(rdata, 0);
    return true;
}

static bool read_mx(struct rdata *rdata, struct words *words, const struct zone *zone)
{
    unsigned preference;

    if (!read_number(next_word(words), 65535, &preference))
        return false;
    put(rdata, preference >> 8);
    put(rdata, preference & 255);
    return read_name(rdata, words, zone);
}

/* RFC 6698 section 2.2. */
static bool read_tlsa(struct rdata *rdata, struct words *words)
{
    for (int i = 0; i < 3; i++) {
        unsigned number;

        if (!read_number(next_word(words), 255, &number))
            return false;
        put(rdata, number);
    }
    return read_hex(rdata, words) && rdata->length > 3;
}

/* One quoted string of octets that need no look, as most values are; behind the text more is readable. */
static bool read_plain_string(struct rdata *rdata, const char *text, size_t length, size_t readable)
{
    size_t close = length > 0 && text[0] == '"' ? json_plain_end(text, 1, readable) : length;

    if (close >= length || text[close] != '"' || close > 256 || trim_end(text, close + 1, length, BYTE_WSP) > close + 1)
        return false;
    rdata->octets[0] = (uint8_t)(close - 1);
    memcpy(rdata->octets + 1, text + 1, close - 1);
    rdata->length = close;
    return true;
}

/* Character-strings, RFC 1035 section 3.3.14; a string over 255 octets is T301, and does not fit. */
static bool read_strings(struct rdata *rdata, const struct zone *zone, rptlint_span span)
{
    const char *text = zone->text + span.offset;
    size_t length = span.length;
    struct txt_lexer lexer = {.text = text, .length = length};
    bool valid = true;
    size_t start = 0;

    if (read_plain_string(rdata, text, length, zone->length - span.offset))
        return true;
    for (enum txt_event event; (event = txt_next(&lexer)) != TXT_END;) {
        if (event == TXT_BEGIN) {
            start = rdata->length;
            put(rdata, 0);
        } else if (event == TXT_OCTET) {
            put(rdata, (unsigned char)lexer.octet);
        } else if (event == TXT_BAD_ESCAPE) {
            valid = false;
        } else if (event == TXT_FINISH) {
            size_t octets = rdata->length - start - 1;

            valid = valid && lexer.closed && octets <= 255;
            if (start < RDATA_OCTETS)
                rdata->octets[start] = (uint8_t)octets;
        }
    }
    return valid;
}

bool rdata_is_generic(const struct zone *zone, const struct zone_entry *entry)
{
    return generic_begins(zone->text + entry->rdata.offset, entry->rdata.length);
}

void rdata_read(struct rdata *rdata, const struct zone *zone, const struct zone_entry *entry)
{
    struct words words = {.text = zone->text, .at = entry->rdata.offset,
                          .end = entry->rdata.offset + entry->rdata.length};
    bool generic = rdata_is_generic(zone, entry);
    unsigned octets;

    rdata->length = 0;
    if (generic) {
        next_word(&words);
        rdata->valid = read_number(next_word(&words), RDATA_OCTETS, &octets) && read_hex(rdata, &words) &&
                       rdata->length == octets;
        return;
    }
    switch (entry->code) {
    case TYPE_TXT:
    case TYPE_TEXT: rdata->valid = read_strings(rdata, zone, entry->rdata); break;
    case TYPE_MX: rdata->valid = read_mx(rdata, &words, zone); break;
    case TYPE_CNAME: rdata->valid = read_name(rdata, &words, zone); break;
    case TYPE_TLSA: rdata->valid = read_tlsa(rdata, &words); break;
    default: rdata->valid = false; break;
    }
    if (rdata->valid && entry->code != TYPE_TXT && entry->code != TYPE_TEXT)
        rdata->valid = next_word(&words).length == 0;
}
