/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of reports with a format of their own: date-times, mx patterns, TLSA RDATA, MTA-STS lines, IPs. */
#ifndef VALUE_H
#define VALUE_H

#include "core/field.h"

/* ---- date-time, RFC 3339 section 5.6 ---- */

enum time_fault {
    TIME_GOOD,
    TIME_FORM,      /* not date-time at all: the span is the first octet that does not fit */
    TIME_NO_ZONE,   /* all of it but the offset: read as UTC */
    TIME_DATE_ONLY, /* full-date and nothing more: read as its midnight, UTC */
    TIME_SPACE,     /* a space for the "T" (section 5.6 NOTE allows it to applications, the ABNF does not): read */
    TIME_RANGE,     /* a month, day, hour, minute, second or offset that does not exist */
    TIME_LEAP       /* :60 where no leap second can be: not at 23:59:60 UTC */
};

struct checked_time {
    enum time_fault fault;
    rptlint_span at;  /* of the fault, relative to the text */
    bool known;       /* seconds could be read, with a fault forgiven where there is one */
    int64_t seconds;  /* since 1970-01-01T00:00:00Z; a fraction is dropped; :60 counts as :59 */
};

struct checked_time check_time(const char *text, size_t length);

/* ---- host patterns of MTA-STS, RFC 8461 sections 3.1, 3.2 and 4.1 ---- */

/* "*." may stand first; the rest is a host name.  FAULT_BYTE is also a "*" that stands elsewhere. */
struct checked check_mx_pattern(const char *pattern, size_t length);

/* Does a host match a pattern (RFC 8461 section 4.1)?  "*." stands for exactly one label; case is ignored;
 * a final dot on either counts for nothing.  Both are valid. */
bool mx_pattern_matches(const char *pattern, size_t pattern_length, const char *host, size_t host_length);

/* ---- IP addresses ---- */

enum ip_fault {
    IP_GOOD,
    IP_NOT_ONE,
    IP_ZEROS,    /* an IPv4 octet with leading zeros */
    IP_PREFIX,   /* an address and /PREFIX */
    IP_PORT,     /* an address and :PORT, or [address]:PORT */
    IP_BRACKETS, /* an IPv6 address in brackets */
    IP_ZONE      /* an IPv6 address and %ZONE (RFC 4007 section 11) */
};

enum ip_special { IP_ORDINARY, IP_PRIVATE, IP_LOOPBACK, IP_LINK_LOCAL, IP_DOCUMENTATION, IP_UNSPECIFIED, IP_MULTICAST };

enum { IP_TEXT_MAX = 45 }; /* the longest canonical form, of a mapped IPv4 address */

struct checked_ip {
    enum ip_fault fault;
    rptlint_span at;         /* what is too much, or all of it */
    bool is_ipv6;
    unsigned char octets[16]; /* 4 or 16 of them, where the fault is IP_GOOD */
    enum ip_special special; /* where the fault is IP_GOOD */
    bool canonical;          /* written as RFC 5952 sections 4 and 5 want it; IPv4 always is */
    char text[IP_TEXT_MAX + 1]; /* the canonical form, where it is not */
    size_t text_length;
};

struct checked_ip check_ip(const char *text, size_t length);

/*
 * The common case, told from bits: a canonical address, and whether it is surely IP_ORDINARY, which IP_PLAIN leaves
 * open; IP_UNTOLD for any other text, good or bad.  `room` octets can be read from `text` on, `length` or more.
 */
enum plain_ip { IP_UNTOLD, IP_PLAIN, IP_PLAIN_ORDINARY };

enum plain_ip plain_ip(const char *text, size_t length, size_t room);

/* What check_ip() says, in the same words. */
enum plain_ip plain_ip_walk(const char *text, size_t length);

/* ---- TLSA RDATA in presentation form, RFC 6698 section 2.2, as RFC 8460 section 4.5 wants it ---- */

enum tlsa_fault {
    TLSA_GOOD,
    TLSA_FIELDS,      /* not four fields, or not one space between them */
    TLSA_NUMBER,      /* a field that is no number from 0 to 255 */
    TLSA_RANGE,       /* a usage above 3, a selector above 1 or a matching type above 2 (255 is for private use) */
    TLSA_HEX,         /* an octet that is no hex digit, or an odd number of them */
    TLSA_LENGTH,      /* not 32 octets with matching type 1, or not 64 with 2; none with 0 */
    TLSA_PARENTHESES, /* grouping parentheses */
    TLSA_JSON         /* a JSON array inside the string: "[" and a quote or "]" first */
};

struct checked_tlsa {
    enum tlsa_fault fault;
    rptlint_span at;
    bool digest_of_nothing; /* a good one: SHA-256 or SHA-512 of no octets; at is the digest */
};

struct checked_tlsa check_tlsa(const char *text, size_t length);

/* Does a second record seem to begin in what is no TLSA RDATA, behind a line end, "\\n", ";" or ","? */
bool are_several_tlsa(const char *text, size_t length);

/* The common case: are these PLAIN_TLSA octets "3 1 1 ", or other numbers, and a SHA-256 that is not of nothing? */
enum { PLAIN_TLSA = sizeof("3 1 1 ") - 1 + 64 };

bool plain_tlsa(const char *text);

/* ---- lines of an MTA-STS policy, RFC 8461 section 3.2 ---- */

/* Seconds of a year: the largest max_age. */
enum { STS_AGE_MAX = 31557600 };

enum sts_key { STS_VERSION, STS_MODE, STS_MAX_AGE, STS_MX, STS_EXTENSION };

enum sts_fault {
    STS_GOOD,
    STS_NO_COLON,    /* no "NAME:" first */
    STS_NAME,        /* a name outside sts-policy-ext-name */
    STS_VALUE_EMPTY,
    STS_VALUE,       /* version not STSv1; mode not testing, enforce or none; an octet outside the ABNF */
    STS_AGE_NUMBER,  /* max_age is not 1 to 10 digits */
    STS_AGE_LARGE,   /* max_age above 31557600 */
    STS_PATTERN,     /* mx: no host pattern */
    STS_LINE_END     /* CR or LF at its end: read without it */
};

struct checked_sts {
    enum sts_fault fault;
    rptlint_span at;
    enum sts_key key;
    rptlint_span value; /* without white space around it */
    bool mode_none;     /* mode: none */
    uint32_t max_age;   /* of a good max_age */
};

struct checked_sts check_sts_line(const char *text, size_t length);

/* The same by sts-policy-extension alone, whatever its name: a line whose value nobody looks at. */
struct checked_sts check_sts_extension(const char *text, size_t length);

/* ---- any URI, RFC 3986 section 3 ---- */

enum uri_text_fault {
    URI_TEXT_GOOD,
    URI_TEXT_NO_SCHEME, /* no scheme ":" first */
    URI_TEXT_SPACE,     /* white space or a line end in it, as RFC 8460 Appendix B has, and nothing worse */
    URI_TEXT_BYTE,      /* an octet that no URI has; a second "#" too */
    URI_TEXT_PERCENT    /* "%" without two hex digits */
};

struct checked_uri {
    enum uri_text_fault fault;
    rptlint_span at; /* the first octets at fault; of a run of white space all of it */
};

struct checked_uri check_uri_text(const char *text, size_t length);

#endif
