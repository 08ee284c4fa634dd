/* SPDX-License-Identifier: BSD-2-Clause */
/* Values with a format of their own: host names, IP addresses, mail addresses. */
#ifndef FIELD_H
#define FIELD_H

#include "core/bytes.h"

/* Limits of RFC 1035 section 2.3.4, as text without the final dot, and of RFC 5321 section 4.5.3.1. */
enum { LABEL_MAX = 63, NAME_MAX_OCTETS = 253, LOCAL_PART_MAX = 64, ADDRESS_MAX = 254 };

/* What is wrong with a host name or mail address, and where, from its first octet on. */
enum fault {
    FAULT_NONE,
    FAULT_EMPTY,        /* nothing there, or an empty label, local part or domain */
    FAULT_BYTE,         /* an octet that may not stand there */
    FAULT_HYPHEN,       /* a hyphen at the edge of a label */
    FAULT_LABEL_LONG,   /* over LABEL_MAX */
    FAULT_NAME_LONG,    /* over NAME_MAX_OCTETS, LOCAL_PART_MAX or ADDRESS_MAX */
    FAULT_A_LABEL,      /* xn-- that is no A-label */
    FAULT_NUMERIC,      /* the last label is a number, but the whole is no IPv4 address */
    FAULT_NO_AT,        /* no "@" */
    FAULT_TRAILING_DOT, /* a mail domain that ends in a dot */
    FAULT_DOMAIN,       /* the domain of an address is no host name: check it by itself */
};

struct checked {
    enum fault fault;
    rptlint_span at; /* relative to what was checked */
};

/* A host name by RFC 1123 section 2.1 and RFC 5890: LDH labels, A-labels that decode; one dot may end it. */
struct host_name {
    struct checked checked;
    size_t labels;
};

/*
 * The common case, told from bits: how many labels a name of at most 63 octets has, in which every label is plain
 * (no A-label), the last one begins with a letter, and no dot ends it; 0 for any other name, good or bad.
 */
size_t plain_labels(const char *name, size_t length);

/* Any name, label by label. */
struct host_name check_labels(const char *name, size_t length);

static inline struct host_name check_host_name(const char *name, size_t length)
{
    struct host_name host = {.labels = plain_labels(name, length)};

    return host.labels > 0 ? host : check_labels(name, length);
}

/* Does an ASCII label that begins "xn--" decode to an A-label's U-label?  RFC 5890 section 2.3.2.1. */
bool is_a_label(const char *label, size_t length);

/* IPv4address and IPv6address as RFC 3986 section 3.2.2 spells them. */
bool is_ipv4(const char *text, size_t length);
bool is_ipv6(const char *text, size_t length);

/* An addr-spec by RFC 6068 section 2 (RFC 5322 without comments and obsolete forms), already decoded. */
struct mail_address {
    struct checked checked;
    size_t domain; /* where the domain begins, when there is one */
    bool literal;  /* the domain is a valid address literal, [192.0.2.1] or [IPv6:...] */
    size_t labels; /* of the domain, when it is a name */
};

struct mail_address check_mail_address(const char *address, size_t length);

#endif
