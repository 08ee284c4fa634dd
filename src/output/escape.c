/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-8 read strictly, and the escapes of text, JSON, CSV, workflow commands, HTML and URIs. */
#include "output/escape.h"

#include "output/put.h"

#include <string.h>

struct range {
    uint32_t first;
    uint32_t last;
};

/* Characters that drive a terminal, reorder a line or can't be seen; in order. */
static const struct range hidden_ranges[] = {
    {0x0000, 0x001F},   /* C0 */
    {0x007F, 0x00A0},   /* DEL, C1, no-break space */
    {0x00AD, 0x00AD},   /* soft hyphen */
    {0x034F, 0x034F},   /* combining grapheme joiner */
    {0x061C, 0x061C},   /* Arabic letter mark */
    {0x115F, 0x1160},   /* Hangul fillers */
    {0x1680, 0x1680},   /* Ogham space mark */
    {0x17B4, 0x17B5},   /* Khmer inherent vowels */
    {0x180B, 0x180F},   /* Mongolian variation selectors and vowel separator */
    {0x2000, 0x200F},   /* spaces of all widths and of none, left-to-right and right-to-left marks */
    {0x2028, 0x202F},   /* line and paragraph separators, bidi embeddings and overrides, narrow no-break space */
    {0x205F, 0x206F},   /* mathematical space, word joiner, invisible operators, bidi isolates */
    {0x2800, 0x2800},   /* Braille pattern blank */
    {0x3000, 0x3000},   /* ideographic space */
    {0x3164, 0x3164},   /* Hangul filler */
    {0xFDD0, 0xFDEF},   /* noncharacters */
    {0xFE00, 0xFE0F},   /* variation selectors */
    {0xFEFF, 0xFEFF},   /* byte order mark */
    {0xFFA0, 0xFFA0},   /* half-width Hangul filler */
    {0xFFF9, 0xFFFB},   /* interlinear annotations */
    {0x1BCA0, 0x1BCA3}, /* shorthand format controls */
    {0x1D173, 0x1D17A}, /* musical format controls */
    {0xE0000, 0xE0FFF}, /* tags, variation selectors */
};

/* Combining marks of the scripts in common use, jamo that join the one before. */
static const struct range zero_ranges[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2},
    {0x05C4, 0x05C5}, {0x05C7, 0x05C7}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670},
    {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED}, {0x0711, 0x0711},
    {0x0730, 0x074A}, {0x0900, 0x0902}, {0x093A, 0x093A}, {0x093C, 0x093C}, {0x0941, 0x0948},
    {0x094D, 0x094D}, {0x0951, 0x0957}, {0x0962, 0x0963}, {0x0981, 0x0981}, {0x09BC, 0x09BC},
    {0x09C1, 0x09C4}, {0x09CD, 0x09CD}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E},
    {0x0EB1, 0x0EB1}, {0x0EB4, 0x0EBC}, {0x0EC8, 0x0ECD}, {0x1161, 0x11FF}, {0x135D, 0x135F},
    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20F0}, {0x302A, 0x302D}, {0x3099, 0x309A},
    {0xFE20, 0xFE2F},
};

/* East Asian wide and full-width characters, and emoji. */
static const struct range wide_ranges[] = {
    {0x1100, 0x115E},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
    {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
    {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
    {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97C},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6B},   {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x16FE0, 0x18CFF}, {0x1B000, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F265}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
    {0x1F7E0, 0x1F7F0}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x2FFFD}, {0x30000, 0x3FFFD},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Octets that no escaping touches but that of HTML: visible ASCII and space less " # % , : \ */
static const bool plain[256] = {
    [' '] = true, ['!'] = true, ['$'] = true, ['&'] = true, ['\''] = true, ['('] = true, [')'] = true,
    ['*'] = true, ['+'] = true, ['-'] = true, ['.'] = true, ['/'] = true,  ['0'] = true, ['1'] = true,
    ['2'] = true, ['3'] = true, ['4'] = true, ['5'] = true, ['6'] = true,  ['7'] = true, ['8'] = true,
    ['9'] = true, [';'] = true, ['<'] = true, ['='] = true, ['>'] = true,  ['?'] = true, ['@'] = true,
    ['A'] = true, ['B'] = true, ['C'] = true, ['D'] = true, ['E'] = true,  ['F'] = true, ['G'] = true,
    ['H'] = true, ['I'] = true, ['J'] = true, ['K'] = true, ['L'] = true,  ['M'] = true, ['N'] = true,
    ['O'] = true, ['P'] = true, ['Q'] = true, ['R'] = true, ['S'] = true,  ['T'] = true, ['U'] = true,
    ['V'] = true, ['W'] = true, ['X'] = true, ['Y'] = true, ['Z'] = true,  ['['] = true, [']'] = true,
    ['^'] = true, ['_'] = true, ['`'] = true, ['a'] = true, ['b'] = true,  ['c'] = true, ['d'] = true,
    ['e'] = true, ['f'] = true, ['g'] = true, ['h'] = true, ['i'] = true,  ['j'] = true, ['k'] = true,
    ['l'] = true, ['m'] = true, ['n'] = true, ['o'] = true, ['p'] = true,  ['q'] = true, ['r'] = true,
    ['s'] = true, ['t'] = true, ['u'] = true, ['v'] = true, ['w'] = true,  ['x'] = true, ['y'] = true,
    ['z'] = true, ['{'] = true, ['|'] = true, ['}'] = true, ['~'] = true,
};

static const char lower_digits[] = "0123456789abcdef";
static const char upper_digits[] = "0123456789ABCDEF";

/* The longest form of a unit: a surrogate pair in JSON, or \\u{10ffff}. */
enum { FORM_MAX = 16 };

/* ---- units ---- */

static bool in_ranges(const struct range *ranges, size_t count, uint32_t code)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (code > ranges[middle].last)
            low = middle + 1;
        else if (code < ranges[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}

static bool is_hidden(uint32_t code)
{
    return in_ranges(hidden_ranges, COUNT(hidden_ranges), code) || (code & 0xFFFE) == 0xFFFE;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* UTF8-octets of RFC 3629 section 4: shortest form only, no surrogates, nothing above U+10FFFF. */
struct unit unit_at(const char *data, size_t end, size_t at)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    unsigned char lead = (unsigned char)data[at];
    struct unit octet = {.code = lead, .length = 1, .valid = false, .hidden = true};
    size_t more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    uint32_t code = lead & (0x3Fu >> more);

    if (lead < 0x80) {
        octet.valid = true;
        octet.hidden = lead < 0x20 || lead == 0x7F || (lead == '#' && at > 0 && data[at - 1] == '#');
        return octet;
    }
    if (lead < 0xC2 || lead > 0xF4 || end - at <= more)
        return octet;
    for (size_t i = 1; i <= more; i++) {
        if (!is_continuation(data[at + i]))
            return octet;
        code = code << 6 | ((unsigned char)data[at + i] & 0x3F);
    }
    if (code < least[more] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return octet;
    return (struct unit){.code = code, .length = more + 1, .valid = true, .hidden = is_hidden(code)};
}

size_t unit_before(const char *data, size_t at)
{
    for (size_t back = 1; back <= 4 && back <= at; back++) {
        if (is_continuation(data[at - back]))
            continue;
        if (unit_at(data, at, at - back).length == back)
            return at - back;
        break;
    }
    return at - 1;
}

/* ---- forms ---- */

static size_t put_hex(char *out, uint32_t code, size_t digits)
{
    for (size_t i = 0; i < digits; i++)
        out[i] = lower_digits[code >> 4 * (digits - 1 - i) & 15];
    return digits;
}

/* Where braces would mark a placeholder they are doubled: SARIF 2.1.0 section 3.11.5. */
static size_t put_brace(unsigned how, char brace, char *out)
{
    out[0] = out[1] = brace;
    return (how & ESCAPE_PLAIN_MESSAGE) != 0 ? 2 : 1;
}

/* \n, \x1b, \u{202e}; inside JSON the backslash is doubled. */
static size_t visible_form(unsigned how, struct unit unit, char *out)
{
    static const char names[128] = {['\t'] = 't', ['\n'] = 'n', ['\r'] = 'r'};
    size_t length = 0, digits = 2;

    if (unit.code == '\t' && (how & ESCAPE_TAB) != 0) {
        out[0] = ' ';
        return 1;
    }
    if ((how & ESCAPE_JSON) != 0)
        out[length++] = '\\';
    out[length++] = '\\';
    if (unit.code < 128 && names[unit.code] != '\0') {
        out[length++] = names[unit.code];
    } else if (unit.code < 128 || !unit.valid) {
        out[length++] = 'x';
        length += put_hex(out + length, unit.code, 2);
    } else {
        while (digits < 6 && unit.code >> 4 * digits != 0)
            digits++;
        out[length++] = 'u';
        length += put_brace(how, '{', out + length);
        length += put_hex(out + length, unit.code, digits);
        length += put_brace(how, '}', out + length);
    }
    return length;
}

static size_t put_json(char *out, uint32_t code)
{
    out[0] = '\\';
    out[1] = 'u';
    return 2 + put_hex(out + 2, code, 4);
}

/* \u000a, a surrogate pair above U+FFFF, \ufffd for an octet that is no UTF-8. */
static size_t json_form(struct unit unit, char *out)
{
    size_t length;

    if (!unit.valid)
        return put_json(out, 0xFFFD);
    if (unit.code < 0x10000)
        return put_json(out, unit.code);
    length = put_json(out, 0xD800 + ((unit.code - 0x10000) >> 10));
    return length + put_json(out + length, 0xDC00 + (unit.code & 0x3FF));
}

static size_t put_percent(char *out, unsigned char octet)
{
    out[0] = '%';
    out[1] = upper_digits[octet >> 4];
    out[2] = upper_digits[octet & 15];
    return 3;
}

/* A character reference by number, which HTML, SVG and XML all know; ESCAPE_MARKUP. */
static size_t markup_form(char c, char *out)
{
    static const char markup[] = "&<>\"'";
    size_t length = 0;

    if (memchr(markup, c, sizeof(markup) - 1) == NULL)
        return 0;
    out[length++] = '&';
    out[length++] = '#';
    out[length++] = (char)('0' + c / 10);
    out[length++] = (char)('0' + c % 10);
    out[length++] = ';';
    return length;
}

/* The escaped form of a unit in `out`, and its length; 0 when the unit is written as it is. */
static size_t form(unsigned how, struct unit unit, char *out)
{
    char c = (char)unit.code;

    if (unit.hidden) {
        /* A property is read back by the runner: there a line end in a file name can stay what it is. */
        if ((how & ESCAPE_PROPERTY) != 0 && unit.valid && (unit.code == '\r' || unit.code == '\n'))
            return put_percent(out, (unsigned char)c);
        return (how & ESCAPE_VISIBLE) != 0 ? visible_form(how, unit, out) : json_form(unit, out);
    }
    if (unit.code >= 0x80)
        return 0;
    if (c == '\\' && (how & ESCAPE_REVERSIBLE) != 0) {
        memset(out, '\\', 4);
        return (how & ESCAPE_JSON) != 0 ? 4 : 2;
    }
    if (c == '"' && (how & ESCAPE_QUOTES) != 0) {
        memset(out, '"', 2);
        return 2;
    }
    if ((how & ESCAPE_JSON) != 0 && (c == '"' || c == '\\')) {
        out[0] = '\\';
        out[1] = c;
        return 2;
    }
    if ((how & ESCAPE_COMMAND) != 0 && c == '%')
        return put_percent(out, '%');
    if ((how & ESCAPE_PROPERTY) != 0 && (c == ':' || c == ','))
        return put_percent(out, (unsigned char)c);
    if ((how & ESCAPE_PLAIN_MESSAGE) != 0 && (c == '{' || c == '}'))
        return put_brace(how, c, out);
    if ((how & ESCAPE_MARKUP) != 0)
        return markup_form(c, out);
    return 0;
}

/* ---- widths ---- */

size_t unit_columns(unsigned how, struct unit unit)
{
    char buffer[FORM_MAX];

    if (unit.hidden)
        return form(ESCAPE_VISIBLE | (how & ESCAPE_TAB), unit, buffer);
    if (unit.code < 0x300)
        return 1;
    if (in_ranges(zero_ranges, COUNT(zero_ranges), unit.code))
        return 0;
    return in_ranges(wide_ranges, COUNT(wide_ranges), unit.code) ? 2 : 1;
}

size_t escape_columns(unsigned how, const char *data, size_t length)
{
    size_t columns = 0;

    for (size_t at = 0; at < length;) {
        struct unit unit = unit_at(data, length, at);

        columns += unit_columns(how, unit);
        at += unit.length;
    }
    return columns;
}

/* ---- writing ---- */

/* A run of plain columns without quotes and backslashes. */
static size_t json_columns_end(const char *data, size_t at, size_t length)
{
#ifdef __SSE2__
    for (; length - at >= LANES; at += LANES) {
        __m128i octets = lanes_load(data, at);
        __m128i marks = _mm_or_si128(lanes_equal(octets, '"'), lanes_equal(octets, '\\'));
        unsigned own = lanes_bits(_mm_andnot_si128(marks, lanes_plain_columns(octets)));

        if (own != ALL_LANES)
            return at + (size_t)__builtin_ctz(~own);
    }
#endif
    while (at < length && is_plain_column(data[at]) && data[at] != '"' && data[at] != '\\')
        at++;
    return at;
}

/* The end of what is written as it is, or before it. */
static size_t untouched_end(unsigned how, const char *data, size_t at, size_t length)
{
    if ((how & ~(unsigned)ESCAPE_SOURCE) == 0)
        return plain_columns_end(data, at, length);
    if ((how & ~(unsigned)(ESCAPE_SOURCE | ESCAPE_JSON | ESCAPE_REVERSIBLE)) == 0)
        return json_columns_end(data, at, length);
    while (at < length && plain[(unsigned char)data[at]] && (how & (ESCAPE_MARKUP | ESCAPE_PLAIN_MESSAGE)) == 0)
        at++;
    return at;
}

/*
 * Is it what makes a link of "[text](destination)", SARIF 2.1.0 section 3.11.6?  The standard has no escape for a text
 * that only looks like one, so the "(" is written as what can't be shown is, which no reader takes for a link.
 */
static bool opens_link(unsigned how, const char *data, size_t at)
{
    return (how & ESCAPE_PLAIN_MESSAGE) != 0 && data[at] == '(' && at > 0 && data[at - 1] == ']';
}

void escape_write(FILE *stream, unsigned how, const char *data, size_t length)
{
    size_t run = 0;

    for (size_t at = untouched_end(how, data, 0, length); at < length; at = untouched_end(how, data, at, length)) {
        struct unit unit = unit_at(data, length, at);
        char buffer[FORM_MAX];
        size_t size;

        unit.hidden = unit.hidden || opens_link(how, data, at);
        size = form(how, unit, buffer);
        if (size > 0) {
            put_octets(stream, data + run, at - run);
            put_octets(stream, buffer, size);
            run = at + unit.length;
        }
        at += unit.length;
    }
    put_octets(stream, data + run, length - run);
}

void escape_string(FILE *stream, unsigned how, const char *string)
{
    escape_write(stream, how, string, strlen(string));
}

/* A combining mark costs a column here, so that a heap of them is cut as well. */
static size_t cost_of(struct unit unit)
{
    size_t columns = unit_columns(ESCAPE_TEXT, unit);

    return columns > 0 ? columns : 1;
}

/* How much of data[0..length) fits into so many columns. */
static size_t fitting(const char *data, size_t length, size_t columns)
{
    size_t at = 0;

    for (;;) {
        size_t run = plain_columns_end(data, at, length - at < columns ? length : at + columns), cost;
        struct unit unit;

        columns -= run - at;
        at = run;
        if (at == length)
            return at;
        unit = unit_at(data, length, at);
        cost = cost_of(unit);
        if (cost > columns)
            return at;
        columns -= cost;
        at += unit.length;
    }
}

void escape_quote(FILE *stream, unsigned how, const char *data, size_t length)
{
    static const char dots[] = "...";
    size_t room = QUOTE_COLUMNS - (sizeof(dots) - 1), head, tail = length;

    if (fitting(data, length, QUOTE_COLUMNS) == length) {
        escape_write(stream, how, data, length);
        return;
    }
    head = fitting(data, length, room / 2);
    room -= room / 2;
    while (tail > head) {
        size_t before = unit_before(data, tail);
        size_t cost = cost_of(unit_at(data, tail, before));

        if (cost > room)
            break;
        room -= cost;
        tail = before;
    }
    escape_write(stream, how, data, head);
    fputs(dots, stream);
    escape_write(stream, how, data + tail, length - tail);
}

/* Signs that begin a formula, behind whatever quotes and spaces; the last four are full-width forms. */
static bool is_formula(const char *data, size_t length)
{
    static const char *const signs[] = {
        "=", "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0",
    };
    size_t at = 0;

    while (at < length && (data[at] == ' ' || data[at] == '"' || data[at] == '\''))
        at++;
    for (size_t i = 0; i < COUNT(signs); i++) {
        size_t size = strlen(signs[i]);

        if (size <= length - at && memcmp(data + at, signs[i], size) == 0)
            return true;
    }
    return false;
}

void escape_cell(FILE *stream, const char *data, size_t length)
{
    size_t at = 0;

    putc('"', stream);
    while (at < length) {
        const char *semicolon = memchr(data + at, ';', length - at);
        size_t end = semicolon != NULL ? (size_t)(semicolon - data) + 1 : length;

        if (is_formula(data + at, length - at))
            putc('\'', stream);
        escape_write(stream, ESCAPE_VISIBLE | ESCAPE_REVERSIBLE | ESCAPE_QUOTES, data + at, end - at);
        at = end;
    }
    putc('"', stream);
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void escape_path(FILE *stream, const char *path)
{
    if (path[0] == '/')
        fputs("file://", stream);
    while (path[0] == '.' && path[1] == '/' && path[2] != '/')
        path += 2;
    for (; *path != '\0'; path++) {
        char octet[3] = {*path};
        bool kept = is_unreserved(*path) || *path == '/';

        fwrite(octet, 1, kept ? 1 : put_percent(octet, (unsigned char)*path), stream);
    }
}
