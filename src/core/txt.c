/* SPDX-License-Identifier: BSD-2-Clause */
/* The presentation form of a TXT RDATA: quoted and bare character-strings to octets, and back. */
#include "core/txt.h"

#include "core/bytes.h"

enum { STRING_MAX = 255 };

static enum txt_event between_strings(struct txt_lexer *x)
{
    while (x->at < x->length && is_separator(x->text[x->at]))
        x->at++;
    x->from = x->at;
    if (x->at == x->length)
        return TXT_END;
    if (x->text[x->at] == ';') {
        x->at = find_byte(x->text, x->at, x->length, '\n');
        return TXT_COMMENT;
    }
    x->in_string = true;
    x->quoted = x->text[x->at] == '"';
    x->at += x->quoted;
    return TXT_BEGIN;
}

/* "\X" with X no digit, or "\DDD" up to 255; text[at] is the backslash. */
static enum txt_event escape(struct txt_lexer *x)
{
    size_t limit = x->length - x->at > 4 ? x->at + 4 : x->length;
    size_t stop = run_of(x->text, x->at + 1, limit, BYTE_DIGIT);
    unsigned value = 0;

    if (x->at + 1 < x->length && stop == x->at + 1) {
        x->octet = x->text[stop];
        x->at = stop + 1;
        return TXT_OCTET;
    }
    for (size_t i = x->at + 1; i < stop; i++)
        value = value * 10 + (unsigned)(x->text[i] - '0');
    x->octet = (char)(unsigned char)(value & 255);
    value = stop - x->at == 4 ? value : 256;
    x->at = stop;
    return value <= 255 ? TXT_OCTET : TXT_BAD_ESCAPE;
}

enum txt_event txt_next(struct txt_lexer *x)
{
    char c;

    if (!x->in_string)
        return between_strings(x);
    x->from = x->at;
    c = x->at < x->length ? x->text[x->at] : '"';
    if (x->quoted ? c == '"' : c == '"' || c == ';' || is_separator(c)) {
        x->closed = !x->quoted || x->at < x->length;
        x->at += x->quoted && x->at < x->length;
        x->in_string = false;
        return TXT_FINISH;
    }
    if (c == '\\')
        return escape(x);
    x->octet = c;
    x->at++;
    return TXT_OCTET;
}

/* ---- public ---- */

rptlint_status rptlint_decode_txt(const char *text, size_t length, char *buffer, size_t capacity,
                                  size_t *needed)
{
    struct txt_lexer lexer = {.text = text, .length = length};
    size_t count = 0;

    if ((text == NULL && length > 0) || (buffer == NULL && capacity > 0) || needed == NULL)
        return RPTLINT_INVALID_ARGUMENT;
    for (enum txt_event event; (event = txt_next(&lexer)) != TXT_END;) {
        if (event != TXT_OCTET)
            continue;
        if (count < capacity)
            buffer[count] = lexer.octet;
        count++;
    }
    *needed = count;
    return count <= capacity ? RPTLINT_OK : RPTLINT_LIMIT;
}

/* Text going into a caller's buffer that may be too small for it. */
struct writer {
    char *buffer;
    size_t capacity;
    size_t count;
};

static void put(struct writer *w, char c)
{
    if (w->count < w->capacity)
        w->buffer[w->count] = c;
    w->count++;
}

static void put_octet(struct writer *w, char c)
{
    unsigned octet = (unsigned char)c;

    if (octet < 0x20 || octet > 0x7E) {
        put(w, '\\');
        put(w, (char)('0' + octet / 100));
        put(w, (char)('0' + octet / 10 % 10));
        put(w, (char)('0' + octet % 10));
        return;
    }
    if (c == '"' || c == '\\')
        put(w, '\\');
    put(w, c);
}

rptlint_status rptlint_quote_txt(const char *value, size_t length, char *buffer, size_t capacity,
                                 size_t *needed)
{
    struct writer writer = {.buffer = buffer, .capacity = capacity};

    if ((value == NULL && length > 0) || (buffer == NULL && capacity > 0) || needed == NULL)
        return RPTLINT_INVALID_ARGUMENT;
    put(&writer, '"');
    for (size_t i = 0; i < length; i++) {
        if (i > 0 && i % STRING_MAX == 0) {
            put(&writer, '"');
            put(&writer, ' ');
            put(&writer, '"');
        }
        put_octet(&writer, value[i]);
    }
    put(&writer, '"');
    *needed = writer.count;
    return writer.count <= capacity ? RPTLINT_OK : RPTLINT_LIMIT;
}
