/* SPDX-License-Identifier: BSD-2-Clause */
/* The generic form of RDATA: hex digits to octets, with their places. */
#include "dns/generic.h"

#include "core/bytes.h"

#include <stdlib.h>

bool generic_begins(const char *text, size_t length)
{
    size_t at = 0;

    while (at < length && is_separator(text[at]))
        at++;
    return length - at > 2 && text[at] == '\\' && text[at + 1] == '#' && is_separator(text[at + 2]);
}

/* Passes over "\#" and the length, which are words; *said is the length, or more than any RDATA has. */
static size_t behind_words(const char *text, size_t length, size_t *said)
{
    size_t at = 0, from = 0;

    for (int words = 0; words < 2; words++) {
        while (at < length && is_separator(text[at]))
            at++;
        for (from = at; at < length && !is_separator(text[at]) && text[at] != ';';)
            at++;
    }
    *said = at > from ? 0 : SIZE_MAX;
    for (size_t i = from; i < at && *said <= UINT16_MAX; i++)
        *said = byte_in(text[i], BYTE_DIGIT) ? *said * 10 + (size_t)(text[i] - '0') : SIZE_MAX;
    return at;
}

/* Takes one octet of the RDATA: the length octets of strings are no part of the value. */
static void take(struct generic *generic, size_t *left, unsigned octet, size_t place)
{
    if (*left == 0) {
        *left = octet;
        return;
    }
    --*left;
    generic->places[generic->length] = (uint32_t)place;
    generic->value[generic->length++] = (char)(unsigned char)octet;
}

bool generic_read(struct generic *generic, const char *text, size_t length)
{
    size_t left = 0, first = 0, end = 0, octets = 0, said;
    bool half = false;

    memset(generic, 0, sizeof(*generic));
    generic->value = malloc(length / 2 + 1);
    generic->places = malloc((length / 2 + 1) * sizeof(*generic->places));
    if (generic->value == NULL || generic->places == NULL || length > UINT32_MAX)
        return false;
    generic->valid = true;
    for (size_t at = behind_words(text, length, &said); at < length; at++) {
        if (text[at] == ';') {
            at = find_byte(text, at, length, '\n');
        } else if (byte_in(text[at], BYTE_HEX)) {
            if (half)
                take(generic, &left, hex_value(text[first]) * 16 + hex_value(text[at]), first);
            else
                first = at;
            octets += half;
            half = !half;
            end = at + 1;
        } else if (!is_separator(text[at])) {
            generic->valid = false;
        }
    }
    generic->valid = generic->valid && !half && left == 0;
    generic->as_said = generic->valid && octets == said;
    generic->places[generic->length] = (uint32_t)end;
    return true;
}

void generic_free(struct generic *generic)
{
    free(generic->value);
    free(generic->places);
}

rptlint_span generic_span(const struct generic *generic, rptlint_span span)
{
    size_t from = span.offset < generic->length ? span.offset : generic->length;
    size_t to = span.offset + span.length < generic->length ? span.offset + span.length : generic->length;
    rptlint_span place = {.offset = generic->places[from], .length = 0};

    if (to > from)
        place.length = generic->places[to - 1] + 2U - place.offset;
    return place;
}

/* ---- what is found in the value ---- */

struct moving {
    const rptlint_options *options;
    const struct generic *generic;
};

static int move_finding(void *user, const rptlint_finding *finding)
{
    const struct moving *moving = user;
    rptlint_finding moved = *finding;

    moved.fix = NULL;
    moved.span = generic_span(moving->generic, moved.span);
    moved.related = generic_span(moving->generic, moved.related);
    return moving->options->sink(moving->options->user, &moved);
}

rptlint_status generic_check(const struct generic *generic, const rptlint_options *options, rptlint_verdict *verdict)
{
    struct moving moving = {.options = options, .generic = generic};
    rptlint_options own = *options;

    own.sink = move_finding;
    own.user = &moving;
    return rptlint_check_record(generic->value, generic->length, &own, verdict);
}
