/* SPDX-License-Identifier: BSD-2-Clause */
/* Records put right: values by the library, presentation text decoded before and quoted again behind it. */
#include "cli/fix.h"

#include "cli/message.h"
#include "cli/txt.h"
#include "core/bytes.h"
#include "dns/generic.h"

#include <stdlib.h>
#include <string.h>

struct text {
    char *data;
    size_t length;
};

/* The library's two-call sizing: told the room it needs, a writer is called again. */
typedef rptlint_status text_writer(const char *data, size_t length, char *buffer, size_t capacity,
                                   size_t *needed);

static rptlint_status write_fixed(const char *data, size_t length, char *buffer, size_t capacity,
                                  size_t *needed)
{
    return rptlint_fix_record(data, length, buffer, capacity, needed, NULL, NULL);
}

/* data is NULL when the library could not do it. */
static struct text written_by(text_writer *writer, const char *data, size_t length)
{
    size_t capacity = length + length / 8 + 64;
    struct text text = {.data = need_memory(capacity)};
    rptlint_status status = writer(data, length, text.data, capacity, &text.length);

    if (status == RPTLINT_LIMIT) {
        text.data = need_more_memory(text.data, text.length);
        status = writer(data, length, text.data, text.length, &text.length);
    }
    if (status != RPTLINT_OK) {
        free(text.data);
        text.data = NULL;
    }
    return text;
}

/* ---- presentation text ---- */

/* What the check of a presentation text says about its strings. */
struct strings {
    bool faulty; /* a rule T3xx fired: the text is to be written anew */
    bool cut;    /* T302: an unquoted semicolon ends the value too early */
    bool opaque; /* T305: nobody can say which octets were meant */
};

static int note_strings(void *user, const rptlint_finding *finding)
{
    struct strings *strings = user;

    strings->faulty |= finding->rule->id[0] == 'T';
    strings->cut |= strcmp(finding->rule->id, "T302") == 0;
    strings->opaque |= strcmp(finding->rule->id, "T305") == 0;
    return 0;
}

/* Octets of the escape that begins at c, of which `left` are there: \DDD or \X. */
static size_t escape_length(const char *c, size_t left)
{
    size_t length = left > 1 && c[1] >= '0' && c[1] <= '9' ? 4 : 2;

    return length < left ? length : left;
}

/*
 * The value that was meant where an unquoted semicolon cut it: all of the text.  Its quotes and escapes are
 * still read as such, for a part of it may be quoted: "v=TLSRPTv1"; rua=...
 */
static struct text whole_value(const char *data, size_t length)
{
    struct text text = {.data = need_memory(length)};
    size_t at = 0;

    while (at < length && is_blank(data[at]))
        at++;
    while (length > at && is_blank(data[length - 1]))
        length--;
    while (at < length) {
        size_t octets = 0;

        if (data[at] == '\\') {
            size_t escape = escape_length(data + at, length - at);

            if (rptlint_decode_txt(data + at, escape, text.data + text.length, 1, &octets) == RPTLINT_OK)
                text.length += octets;
            at += escape;
            continue;
        }
        if (data[at] != '"')
            text.data[text.length++] = data[at];
        at++;
    }
    return text;
}

/* Where the strings end: before a comment, or at the end of the text. */
static size_t comment_of(const char *data, size_t length)
{
    bool quoted = false;

    for (size_t at = 0; at < length; at++) {
        if (data[at] == '\\')
            at++;
        else if (data[at] == '"')
            quoted = !quoted;
        else if (data[at] == ';' && !quoted)
            return at;
    }
    return length;
}

/* A comment for us was never meant to be in the value: where it begins, or the end of the text. */
static size_t remark_of(const char *data, size_t length)
{
    size_t word;

    for (size_t at = 0; (at = find_byte(data, at, length, ';')) < length; at = word) {
        for (word = at; word < length && data[word] == ';';)
            word++;
        word = run_of(data, word, length, BYTE_WSP);
        if (STARTS(data, word, length, "rptlint:"))
            return at;
    }
    return length;
}

static struct text copied(const char *data, size_t length)
{
    return (struct text){.data = joined(data, length, "", 0, "", 0), .length = length};
}

static bool same_text(const struct text *a, const struct text *b)
{
    return a->length == b->length && memcmp(a->data, b->data, a->length) == 0;
}

/* The value in quotes, and the comment that stood behind it. */
static struct text quoted_again(const struct text *value, const char *comment, size_t length)
{
    struct text quoted = written_by(rptlint_quote_txt, value->data, value->length);
    char *whole;

    if (quoted.data == NULL || length == 0)
        return quoted;
    whole = joined(quoted.data, quoted.length, " ", 1, comment, length);
    free(quoted.data);
    return (struct text){.data = whole, .length = quoted.length + 1 + length};
}

/* The RDATA put right; {NULL} when the library could not. */
static struct text fixed_txt(const char *data, size_t length)
{
    struct strings strings = {.faulty = false};
    rptlint_options options = {.size = sizeof(options), .sink = note_strings, .user = &strings};
    struct text value, fixed, result = {.data = NULL};
    size_t comment;

    if (rptlint_check_txt(data, length, &options, NULL) != RPTLINT_OK)
        return result;
    if (strings.opaque || generic_begins(data, length))
        return copied(data, length);
    comment = strings.cut ? remark_of(data, length) : comment_of(data, length);
    value = strings.cut ? whole_value(data, comment) : written_by(rptlint_decode_txt, data, length);
    if (value.data == NULL)
        return result;
    fixed = written_by(write_fixed, value.data, value.length);
    if (fixed.data != NULL && !strings.faulty && same_text(&fixed, &value))
        result = copied(data, length);
    else if (fixed.data != NULL)
        result = quoted_again(&fixed, data + comment, length - comment);
    free(fixed.data);
    free(value.data);
    return result;
}

/* ---- the whole ---- */

char *fix_txt(const char *data, size_t length, size_t *fixed_length)
{
    struct text fixed = fixed_txt(data, length);

    *fixed_length = fixed.length;
    return fixed.data;
}

bool fix_record(struct judge *judge, const rptlint_options *options, const struct subject *subject,
                enum record_kind kind, size_t skip)
{
    const char *data = subject->text + skip;
    size_t length = subject->length - skip;
    struct text fixed = kind == RECORD_TXT ? fixed_txt(data, length) : written_by(write_fixed, data, length);
    struct subject written = *subject;
    rptlint_status status;
    char *text;

    if (fixed.data == NULL)
        return false;
    text = joined(subject->text, skip, fixed.data, fixed.length, "", 0);
    written.text = text;
    written.length = skip + fixed.length;
    fwrite(text, 1, written.length, stdout);
    judge_begin(judge, &written, skip);
    if (kind == RECORD_TXT)
        status = check_txt(fixed.data, fixed.length, options, NULL);
    else
        status = rptlint_check_record(fixed.data, fixed.length, options, NULL);
    free(text);
    free(fixed.data);
    return status == RPTLINT_OK || status == RPTLINT_STOPPED;
}
