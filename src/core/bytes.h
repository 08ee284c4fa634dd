/* SPDX-License-Identifier: BSD-2-Clause */
/* Octets: one table says which sets each of the 256 belongs to; runs over a set are loops over the table. */
#ifndef BYTES_H
#define BYTES_H

#include <rptlint.h>
#include <string.h>

/* Sets of octets, named after the ABNF they come from. */
enum {
    BYTE_WSP = 1 << 0,       /* SP / HTAB                                         RFC 5234 B.1 */
    BYTE_ALPHA = 1 << 1,     /* A-Z / a-z                                         RFC 5234 B.1 */
    BYTE_DIGIT = 1 << 2,     /* 0-9                                               RFC 5234 B.1 */
    BYTE_HEX = 1 << 3,       /* 0-9 / A-F / a-f (pct-encoded, h16)                RFC 3986 2.1 */
    BYTE_NAME = 1 << 4,      /* ALPHA / DIGIT / "_" / "-" / "." (tlsrpt-ext-name) RFC 8460 3 */
    BYTE_VALUE = 1 << 5,     /* %x21-3A / %x3C / %x3E-7E (tlsrpt-ext-value)       RFC 8460 3 */
    BYTE_SCHEME = 1 << 6,    /* ALPHA / DIGIT / "+" / "-" / "."                   RFC 3986 3.1 */
    BYTE_URI = 1 << 7,       /* unreserved / sub-delims / ":" / "@" / "/" / "?", less "!" "," ";" */
    BYTE_USERINFO = 1 << 8,  /* unreserved / sub-delims / ":" (and "%")           RFC 3986 3.2.1 */
    BYTE_ATEXT = 1 << 9,     /* atext                                             RFC 5322 3.2.3 */
    BYTE_LDH = 1 << 10,      /* ALPHA / DIGIT / "-"                               RFC 1123 2.1 */
    BYTE_CONTROL = 1 << 11,  /* %x00-1F less HTAB, %x7F */
    BYTE_HIGH = 1 << 12,     /* %x80-FF */
    BYTE_LOCAL = 1 << 13     /* "." and what is both atext and BYTE_URI, less "/" and "?" */
};

extern const uint16_t byte_sets[256];

static inline bool byte_in(char c, unsigned sets)
{
    return (byte_sets[(unsigned char)c] & sets) != 0;
}

/* The first place in data[from..end) whose octet is in none of the sets; `end` when there is none. */
static inline size_t run_of(const char *data, size_t from, size_t end, unsigned sets)
{
    while (from < end && byte_in(data[from], sets))
        from++;
    return from;
}

/* The first place in data[from..end) whose octet is in one of the sets; `end` when there is none. */
static inline size_t run_until(const char *data, size_t from, size_t end, unsigned sets)
{
    while (from < end && !byte_in(data[from], sets))
        from++;
    return from;
}

/* The end of data[from..end) without the octets of the sets at its end. */
static inline size_t trim_end(const char *data, size_t from, size_t end, unsigned sets)
{
    while (end > from && byte_in(data[end - 1], sets))
        end--;
    return end;
}

/* The place of an octet in data[from..end); `end` when it is not there. */
static inline size_t find_byte(const char *data, size_t from, size_t end, char wanted)
{
    const char *found = from < end ? memchr(data + from, wanted, end - from) : NULL;

    return found != NULL ? (size_t)(found - data) : end;
}

/*
 * Two scans that every octet of a record goes through: the place of the first ";", SP or HTAB, and of the
 * first octet that is not BYTE_URI; `end` when there is none.  On x86-64 they take 16 octets at a time (SSE2
 * is its baseline); the plain twins are what they must equal, and what runs elsewhere.  data[0..end) is
 * readable: a last block may begin before `from`.
 */
size_t find_delimiter(const char *data, size_t from, size_t end);
size_t find_delimiter_plain(const char *data, size_t from, size_t end);
size_t find_odd(const char *data, size_t from, size_t end);
size_t find_odd_plain(const char *data, size_t from, size_t end);

/* The end of a run of BYTE_NAME, in the same way. */
size_t name_end(const char *data, size_t from, size_t end);
size_t name_end_plain(const char *data, size_t from, size_t end);

/* A bit for each octet of a text of at most 63: which are LDH or ".", which ".", which "-", which "_" or "+". */
enum { BITS_MAX = 63 };

struct octet_bits {
    uint64_t host, dot, hyphen, sign;
};

/* With what the processor has; the others are what it must equal: without AVX2, and octet by octet. */
struct octet_bits bits_of(const char *text, size_t length);
struct octet_bits bits_of_narrow(const char *text, size_t length);
struct octet_bits bits_of_plain(const char *text, size_t length);

/* No mark ("-" or ".") beside another one, nor at an edge, of a name of 1 to 63 octets. */
static inline bool marks_are_apart(uint64_t marks, size_t length)
{
    return (marks & (marks >> 1 | 1 | UINT64_C(1) << (length - 1))) == 0;
}

/* Do data[from..end) begin with a literal?  In the second, ASCII letters match in either case. */
static inline bool starts_with(const char *data, size_t from, size_t end, const char *literal, size_t length)
{
    return end - from >= length && memcmp(data + from, literal, length) == 0;
}
bool starts_with_nocase(const char *data, size_t from, size_t end, const char *literal, size_t length);
#define STARTS(data, from, end, literal) starts_with(data, from, end, literal, sizeof(literal) - 1)
#define STARTS_NOCASE(data, from, end, literal) \
    starts_with_nocase(data, from, end, literal, sizeof(literal) - 1)

/* The place of the highest bit, and how many bits there are; `bits` is not 0 in the first. */
static inline unsigned highest_bit(uint64_t bits)
{
    return 63U - (unsigned)__builtin_clzll(bits);
}

/* Is the first octet of the last label a digit? */
static inline bool last_begins_with_digit(const char *name, uint64_t dots)
{
    return byte_in(name[highest_bit(dots << 1 | 1)], BYTE_DIGIT);
}

static inline unsigned count_bits(uint64_t bits)
{
    unsigned count = 0;

    for (; bits != 0; bits &= bits - 1)
        count++;
    return count;
}

/* White space of mail and of JSON, line ends too. */
static inline bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What separates the words of a record: a parenthesis goes over line ends, as they do (RFC 1035 section 5.1). */
static inline bool is_separator(char c)
{
    return is_blank(c) || c == '(' || c == ')';
}

static inline size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ASCII only, whatever the locale. */
static inline char to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Equal but for the case of ASCII letters. */
bool equal_nocase(const char *a, const char *b, size_t length);

/*
 * The length of the character at data[at], an octet above 0x7F, or 0 when none begins there (RFC 3629 section 4:
 * no overlong forms, no surrogates, nothing above U+10FFFF).  Its code is set where there is one.
 */
size_t utf8_length(const char *data, size_t at, size_t end, uint32_t *code);

/*
 * What can hardly be seen: byte order mark, no-break and zero-width spaces, marks of direction.  The place behind one at
 * data[at], or `at`.
 */
size_t skip_invisible(const char *data, size_t at, size_t end);

/* The same of all that word processors and web pages put beside text that is copied from them: the quotes of print, too. */
size_t skip_copied(const char *data, size_t at, size_t end);

/* The value of a hex digit; the caller has checked that it is one. */
unsigned hex_value(char c);

/* The octet that data[*at..end) holds there, percent-decoded; *at moves behind it.  *at < end. */
char next_decoded(const char *data, size_t *at, size_t end);

#endif
