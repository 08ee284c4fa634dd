/* SPDX-License-Identifier: BSD-2-Clause */
/* A whole MTA-STS policy, as the policy host serves it: RFC 8461 section 3.2. */
#ifndef STS_POLICY_H
#define STS_POLICY_H

#include "core/value.h"

enum sts_mode { STS_MODE_UNKNOWN, STS_MODE_NONE, STS_MODE_TESTING, STS_MODE_ENFORCE };

enum sts_policy_fault {
    STS_POLICY_GOOD,
    STS_POLICY_EMPTY,       /* no octet at all */
    STS_POLICY_BOM,         /* a byte order mark first */
    STS_POLICY_BLANK_LINE,  /* a line with nothing but white space, also the last one */
    STS_POLICY_BARE_CR,     /* CR without LF */
    STS_POLICY_NO_COLON,
    STS_POLICY_NAME,        /* a name outside sts-policy-ext-name */
    STS_POLICY_NO_VALUE,
    STS_POLICY_VALUE,       /* an octet in the value of an unknown field that may not stand there */
    STS_POLICY_UTF8,        /* the same, no UTF-8 */
    STS_POLICY_VERSION,     /* version that is not STSv1 */
    STS_POLICY_MODE,        /* mode that is not enforce, testing or none */
    STS_POLICY_AGE,         /* max_age that is not 1 to 10 digits */
    STS_POLICY_AGE_LARGE,   /* max_age above 31557600 */
    STS_POLICY_PATTERN,     /* mx that is no host name, with or without "*." before it */
    STS_POLICY_NO_VERSION,  /* from here on: a field is missing; the span is what was meant for it, or the end */
    STS_POLICY_NO_MODE,
    STS_POLICY_NO_AGE,
    STS_POLICY_NO_MX
};

enum { STS_POLICY_FAULT_COUNT = STS_POLICY_NO_MX + 1 };

/* Facts of the lines that are right are told whatever is wrong with others. */
struct sts_policy {
    enum sts_policy_fault fault; /* the first one: lines come before what is missing */
    rptlint_span at;             /* where, in the policy */
    enum sts_mode mode;          /* of the first "mode" */
    rptlint_span mode_text;      /* its value, also a wrong one; no octets without a "mode" */
    bool has_max_age;
    uint32_t max_age;            /* seconds, at most 31557600; of the first "max_age" */
    size_t mx_count;             /* good patterns */
    size_t repeated;             /* fields but "mx" that are there again, which senders ignore */
    size_t unknown;              /* fields of other names, which they ignore too */
};

/*
 * Reads any octets, strictly, and allocates nothing.  Fields may come in any order; lines end in LF or CRLF; the last
 * one may do without.  A name in another case is an unknown field, as the ABNF has it.  The value of a repeated field
 * need only be one that an unknown field could have.
 */
struct sts_policy read_sts_policy(const char *policy, size_t length);

/* A constant sentence for a fault, and what to do about it; both are of RFC 8461 section 3.2. */
const char *sts_policy_sentence(enum sts_policy_fault fault);
const char *sts_policy_hint(enum sts_policy_fault fault);

/* "none", "testing", "enforce", or "unknown". */
const char *sts_mode_name(enum sts_mode mode);

/*
 * The good patterns of a policy, one after another: *at is 0 at first and moves on; false when there are no more.
 * mx_pattern_matches() of value.h tells what one matches.
 */
bool next_sts_pattern(const char *policy, size_t length, size_t *at, rptlint_span *pattern);

/* Does a good pattern of the policy match the host name of an MX?  RFC 8461 section 4.1. */
bool sts_policy_allows(const char *policy, size_t length, const char *host, size_t host_length);

#endif
