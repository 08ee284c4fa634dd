/* SPDX-License-Identifier: BSD-2-Clause */
/* Octets from outside on their way out: every escaping there is, and how wide the result is shown. */
#ifndef ESCAPE_H
#define ESCAPE_H

#include "core/lanes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * How to escape, as a set.  ESCAPE_VISIBLE or ESCAPE_JSON is always in it, so that nothing hidden ever goes
 * out as it is: controls (C0, DEL, C1), bidi controls, zero-width and other invisible characters, U+2028/9,
 * noncharacters, octets that are no UTF-8, and the second "#" of "##", which begins a command in CI logs.
 */
enum escape {
    ESCAPE_VISIBLE = 1 << 0,  /* hidden characters become \n, \x1b, \u{202e} */
    ESCAPE_TAB = 1 << 1,      /* with VISIBLE: a TAB becomes a space, not \t */
    ESCAPE_JSON = 1 << 2,     /* the inside of a JSON string; hidden ones become \uXXXX unless VISIBLE */
    ESCAPE_COMMAND = 1 << 3,  /* GitHub workflow command: "%", CR and LF */
    ESCAPE_PROPERTY = 1 << 4, /* and one of its properties: also ":" and "," */
    ESCAPE_REVERSIBLE = 1 << 5, /* with VISIBLE: a backslash is doubled, so that different texts stay different */
    ESCAPE_QUOTES = 1 << 6,   /* the inside of quotes in CSV: a quote is doubled */
    ESCAPE_MARKUP = 1 << 7,   /* & < > " ' as character references: for text and quoted attributes of HTML and SVG */
    ESCAPE_PLAIN_MESSAGE = 1 << 8, /* with VISIBLE: nothing is a link or a placeholder of SARIF: "](" and braces */

    ESCAPE_TEXT = ESCAPE_VISIBLE,
    ESCAPE_SOURCE = ESCAPE_VISIBLE | ESCAPE_TAB,
    ESCAPE_SARIF = ESCAPE_VISIBLE | ESCAPE_JSON | ESCAPE_PLAIN_MESSAGE, /* "message", "help" and all else for people */
    ESCAPE_GITHUB = ESCAPE_VISIBLE | ESCAPE_COMMAND,
    ESCAPE_GITHUB_PROPERTY = ESCAPE_VISIBLE | ESCAPE_COMMAND | ESCAPE_PROPERTY,
    ESCAPE_LABEL = ESCAPE_VISIBLE | ESCAPE_JSON | ESCAPE_REVERSIBLE, /* the value of a label of a Prometheus metric */
    ESCAPE_HTML = ESCAPE_VISIBLE | ESCAPE_MARKUP
};

/* One character of UTF-8, or one octet that belongs to none. */
struct unit {
    uint32_t code;
    size_t length; /* octets */
    bool valid;    /* false: `code` is the octet */
    bool hidden;   /* never to be written as it is */
};

/* The unit that begins at data[at], at < end; and where the one begins that ends at data[at], at > 0. */
struct unit unit_at(const char *data, size_t end, size_t at);
size_t unit_before(const char *data, size_t at);

/* Columns a unit takes on a terminal once it is escaped: 0 for a combining mark, 2 for a wide one. */
size_t unit_columns(unsigned how, struct unit unit);

/* One octet that is a unit by itself and takes one column, as nearly all are: no "#", which may be hidden by the one before. */
static inline bool is_plain_column(char c)
{
    return c >= ' ' && c < '\x7F' && c != '#';
}

/* The end of a run of them in data[at..end), octet by octet; what the next one must equal. */
static inline size_t plain_columns_end_plain(const char *data, size_t at, size_t end)
{
    while (at < end && is_plain_column(data[at]))
        at++;
    return at;
}

#ifdef __SSE2__

static inline __m128i lanes_plain_columns(__m128i octets)
{
    return _mm_andnot_si128(lanes_equal(octets, '#'), lanes_between(octets, ' ', '~'));
}

#endif

static inline size_t plain_columns_end(const char *data, size_t at, size_t end)
{
#ifdef __SSE2__
    for (; end - at >= LANES; at += LANES) {
        unsigned own = lanes_bits(lanes_plain_columns(lanes_load(data, at)));

        if (own != ALL_LANES)
            return at + (size_t)__builtin_ctz(~own);
    }
#endif
    return plain_columns_end_plain(data, at, end);
}

/* Columns of all units of data[0..length). */
size_t escape_columns(unsigned how, const char *data, size_t length);

/* Writes data[0..length) escaped; the same for a string; the same cut in the middle to QUOTE_COLUMNS. */
enum { QUOTE_COLUMNS = 60 };
void escape_write(FILE *stream, unsigned how, const char *data, size_t length);
void escape_string(FILE *stream, unsigned how, const char *string);
void escape_quote(FILE *stream, unsigned how, const char *data, size_t length);

/*
 * Writes a cell of CSV (RFC 4180 section 2) in quotes, and so that it can be read back exactly: hidden characters and
 * backslashes are escaped, so a cell is always in one line.  What a spreadsheet would take for a formula, at its
 * beginning or behind a ";", which some spreadsheets split at, gets a "'" before it.
 */
void escape_cell(FILE *stream, const char *data, size_t length);

/* Writes a path as a URI reference (RFC 3986): relative, or with "file://" before an absolute one. */
void escape_path(FILE *stream, const char *path);

#endif
