/* SPDX-License-Identifier: BSD-2-Clause */
/* librptlint: check, read and write TLS-RPT records (SMTP TLS Reporting, RFC 8460). */
#ifndef RPTLINT_H
#define RPTLINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Manners of every function below.
 *
 * Input is a pointer and a length in octets.  It needs no NUL and no padding, may hold any octet, is
 * never changed and never kept.  A NULL pointer is an empty input when its length is 0.
 *
 * Two things are never mixed: the *status* a function returns says whether the call worked; *findings*,
 * handed to the caller's sink one by one, say what is wrong with the input.
 *
 * A struct the caller allocates begins with `size`, which the caller sets to sizeof the struct; a value
 * the library does not know is RPTLINT_INVALID_ARGUMENT.  There are no globals that change, so any
 * number of threads may call anything at the same time.
 */

#if defined(__GNUC__)
#define RPTLINT_API __attribute__((visibility("default")))
#else
#define RPTLINT_API
#endif

/* The version of this header, and that of the library in use ("MAJOR.MINOR.PATCH", static storage). */
#define RPTLINT_VERSION "0.1.0"
RPTLINT_API const char *rptlint_version(void);

/* ---- status --------------------------------------------------------------------------------- */

typedef enum rptlint_status {
    RPTLINT_OK = 0,               /* the call did all it was asked to do */
    RPTLINT_STOPPED = 1,          /* the sink asked to stop; what was filled in so far is valid */
    RPTLINT_NOMEM = 2,            /* the allocator returned NULL */
    RPTLINT_LIMIT = 3,            /* the caller's buffer or array is too small; the size needed is told */
    RPTLINT_INVALID_ARGUMENT = 4, /* a NULL where none may be, or a `size` this library does not know */
    RPTLINT_REFUSED = 5           /* generate: the input can't be made right; the findings say why */
} rptlint_status;

/* A constant English phrase for a status; never NULL. */
RPTLINT_API const char *rptlint_status_text(rptlint_status status);

/* ---- rules ---------------------------------------------------------------------------------- */

typedef enum rptlint_severity {
    RPTLINT_NOTE = 1,    /* worth knowing, nothing breaks */
    RPTLINT_WARNING = 2, /* a SHOULD is broken, or software in the field is known to misread it */
    RPTLINT_ERROR = 3    /* by the RFC the record, or the destination, is not used */
} rptlint_severity;

/* "note", "warning" or "error"; "unknown" for any other value. */
RPTLINT_API const char *rptlint_severity_name(rptlint_severity severity);

/* One row of the rule table.  All strings are constant, UTF-8, NUL-terminated and never NULL. */
typedef struct rptlint_rule {
    const char *id;            /* "R120": never reused, never renumbered */
    const char *slug;          /* "rua-missing" */
    rptlint_severity severity; /* what the rule has unless a finding carries another (R129) */
    bool syntax;               /* breaks a grammar: a user may not set it below error */
    unsigned rfc;              /* 8460 */
    const char *section;       /* "3" */
    const char *message;       /* one sentence: what is wrong */
    const char *why;           /* what happens because of it */
    const char *hint;          /* what to do */
    const char *bad;           /* a value, or presentation text for T3xx, where the rule fires */
    const char *good;          /* the same put right */
} rptlint_rule;

/* The rules in the order of their ids.  `index` from 0 to rptlint_rule_count() - 1, else NULL. */
RPTLINT_API size_t rptlint_rule_count(void);
RPTLINT_API const rptlint_rule *rptlint_rule_at(size_t index);

/* The rule with this id or slug, compared without case; NULL when there is none. */
RPTLINT_API const rptlint_rule *rptlint_rule_find(const char *name, size_t length);

/* ---- findings ------------------------------------------------------------------------------- */

/* Octets of the input: `length` of them from `offset` on.  A length of 0 is a place between two octets. */
typedef struct rptlint_span {
    size_t offset;
    size_t length;
} rptlint_span;

/* A finding is valid during the sink call only. */
typedef struct rptlint_finding {
    const rptlint_rule *rule;
    rptlint_severity severity; /* the rule's own, but where the rule has several (R129, U203, T309) */
    size_t input;              /* rptlint_generate: which input the span is in; 0 everywhere else */
    rptlint_span span;         /* what is wrong */
    bool has_related;
    rptlint_span related;      /* what it has to do with (the earlier rua), where has_related */
    const char *hint;          /* what to do, in this very case; never NULL */
    const char *fix;           /* octets that put it right without a choice to be made; NULL: none */
    size_t fix_length;         /* may be 0: the span is to be deleted */
    bool fix_inserts;          /* the fix goes before the span, which stays; else it replaces the span */
} rptlint_finding;

/* Takes one finding.  Returns 0 to go on; anything else stops the run (RPTLINT_STOPPED). */
typedef int rptlint_sink(void *user, const rptlint_finding *finding);

/* `allocate` returns memory as malloc does, or NULL; `release` takes what `allocate` gave, never NULL. */
typedef struct rptlint_allocator {
    void *(*allocate)(void *user, size_t size);
    void (*release)(void *user, void *memory);
    void *user;
} rptlint_allocator;

typedef struct rptlint_options {
    size_t size;
    rptlint_sink *sink; /* NULL: findings are counted in the verdict only */
    void *user;         /* handed to the sink */
    const char *domain; /* the policy domain, for U221; NULL: not known */
    size_t domain_length;
    const rptlint_allocator *allocator; /* NULL: malloc and free */
} rptlint_options;

/* Do senders pick the record out of a TXT answer?  RFC 8460 section 3: with several TXT records, those
 * that do not begin with "v=TLSRPTv1;" are discarded. */
typedef enum rptlint_selected {
    RPTLINT_SELECTED_NO = 0,         /* it does not begin with the version and a field delimiter */
    RPTLINT_SELECTED_ONLY_ALONE = 1, /* space before the first ";": only when no other TXT is there */
    RPTLINT_SELECTED_YES = 2
} rptlint_selected;

/* "no", "only-alone", "yes"; "unknown" for any other value. */
RPTLINT_API const char *rptlint_selected_name(rptlint_selected selected);

/* The three answers about a record, and how many findings there were. */
typedef struct rptlint_verdict {
    size_t size;
    bool grammar;              /* it matches tlsrpt-record, RFC 8460 section 3 */
    rptlint_selected selected;
    size_t usable;             /* destinations a conforming sender can use; 0 unless grammar and selected */
    size_t errors;
    size_t warnings;
    size_t notes;
} rptlint_verdict;

/*
 * Checks the value of a TXT record: the octets after the character-strings were joined.
 * Time grows with `length` only; nothing is allocated.  A value whose RDATA would exceed 65,535 octets
 * is R129 (error) and is still checked to its end.
 * `options` may be NULL (count only); `verdict` may be NULL.
 */
RPTLINT_API rptlint_status rptlint_check_record(const char *value, size_t length,
                                                const rptlint_options *options,
                                                rptlint_verdict *verdict);

/*
 * Checks the presentation form of a TXT RDATA (RFC 1035 section 5.1: quoted or bare strings, escapes,
 * a comment), then the value in it.  Spans are in `text`: a fault in the second string is shown there.
 * Allocates at most 65,535 octets, and nothing for a value up to 4,096.
 */
RPTLINT_API rptlint_status rptlint_check_txt(const char *text, size_t length,
                                             const rptlint_options *options,
                                             rptlint_verdict *verdict);

/* Checks one destination URI by itself, as rua would hold it; "," and ";" are then U204. */
RPTLINT_API rptlint_status rptlint_check_destination(const char *uri, size_t length,
                                                     const rptlint_options *options);

/* Checks a policy domain: letters, digits, hyphens, A-labels, room for "_smtp._tls." (RFC 1035 2.3.4). */
RPTLINT_API rptlint_status rptlint_check_domain(const char *domain, size_t length,
                                                const rptlint_options *options);

/* Line and column, both from 1 and in octets, of an offset; an offset past the end counts as the end. */
typedef struct rptlint_location {
    size_t line;
    size_t column;
    rptlint_span text; /* the whole line, without its line end */
} rptlint_location;

RPTLINT_API rptlint_location rptlint_locate(const char *data, size_t length, size_t offset);

/* ---- reading values ------------------------------------------------------------------------- */

typedef enum rptlint_scheme {
    RPTLINT_SCHEME_NONE = 0, /* no URI: a bare address, or something else */
    RPTLINT_SCHEME_OTHER = 1,
    RPTLINT_SCHEME_MAILTO = 2,
    RPTLINT_SCHEME_HTTPS = 3
} rptlint_scheme;

/* One destination.  Spans are in the value given; a part that is not there has length 0. */
typedef struct rptlint_destination {
    rptlint_scheme scheme;
    bool usable;          /* a conforming sender can use it, taken by itself */
    rptlint_span uri;
    rptlint_span address; /* mailto: local-part "@" domain, percent-encoded as given */
    rptlint_span host;    /* https: with the brackets of an IP literal; mailto: the domain */
    rptlint_span port;    /* https: digits */
    rptlint_span path;    /* https: from the first "/" up to "?" or "#" */
    rptlint_span query;   /* without "?" */
} rptlint_destination;

/* A field that is neither the version nor rua. */
typedef struct rptlint_extension {
    rptlint_span name;
    rptlint_span value;
} rptlint_extension;

/*
 * What a record says.  Reading is tolerant: it goes on where checking finds faults, and `verdict` says
 * what a strict sender makes of the same octets.  The arrays are the caller's; the counts say how many
 * there are in the record, also beyond the capacities.
 */
typedef struct rptlint_record {
    size_t size;
    rptlint_span version; /* "v=TLSRPTv1", or what stands for it */
    rptlint_verdict verdict;
    rptlint_destination *destinations;
    size_t destination_capacity;
    size_t destination_count;
    rptlint_extension *extensions;
    size_t extension_capacity;
    size_t extension_count;
} rptlint_record;

/* Reads the value of a TXT record.  RPTLINT_LIMIT when an array was too small: what fits is filled in. */
RPTLINT_API rptlint_status rptlint_read_record(const char *value, size_t length,
                                               rptlint_record *record);

/*
 * Percent-decodes (RFC 3986 section 2.1) into `buffer`; "%" without two hex digits stays as it is.
 * *needed is the decoded length; RPTLINT_LIMIT when it exceeds `capacity`.  No NUL is added, and the
 * octets may be anything: escape them before they are shown.
 */
RPTLINT_API rptlint_status rptlint_decode_uri(const char *data, size_t length, char *buffer,
                                              size_t capacity, size_t *needed);

/* The value in a TXT RDATA's presentation form, decoded; sizes as for rptlint_decode_uri. */
RPTLINT_API rptlint_status rptlint_decode_txt(const char *text, size_t length, char *buffer,
                                              size_t capacity, size_t *needed);

/* ---- writing -------------------------------------------------------------------------------- */

/* Octets with a length, for lists of inputs. */
typedef struct rptlint_text {
    const char *data;
    size_t length;
} rptlint_text;

typedef struct rptlint_policy {
    size_t size;
    const rptlint_text *rua; /* destinations: URIs or bare addresses, in order */
    size_t rua_count;
    const rptlint_text *fields; /* extension fields, "NAME=VALUE" */
    size_t field_count;
} rptlint_policy;

/*
 * Writes the canonical record value: "v=TLSRPTv1; rua=URI,URI; NAME=VALUE".  What needs no choice is put
 * right first (a bare address gets mailto:, "," "!" ";" are encoded) and told to the sink as the finding
 * it removes; what can't be put right is a finding without a fix, and the status RPTLINT_REFUSED.
 * A finding's `input` counts the destinations, then the fields.  What is written has passed
 * rptlint_check_record without an error.  *needed is the length written, or the room needed with
 * RPTLINT_LIMIT.  No NUL is added.
 */
RPTLINT_API rptlint_status rptlint_generate(const rptlint_policy *policy, char *buffer,
                                            size_t capacity, size_t *needed,
                                            const rptlint_options *options);

/*
 * Puts a record value right as far as that needs no choice: every fix of every finding is applied until
 * none is left.  Findings that remain go to the sink, with spans in the value written.
 */
RPTLINT_API rptlint_status rptlint_fix_record(const char *value, size_t length, char *buffer,
                                              size_t capacity, size_t *needed,
                                              const rptlint_options *options,
                                              rptlint_verdict *verdict);

/*
 * Writes a value as quoted character-strings ("..." "..."): at most 255 octets each, `"` and `\` escaped,
 * other octets outside 0x20-0x7E as \DDD, the version never split (RFC 1035 sections 3.3.14 and 5.1).
 */
RPTLINT_API rptlint_status rptlint_quote_txt(const char *value, size_t length, char *buffer,
                                             size_t capacity, size_t *needed);

#ifdef __cplusplus
}
#endif

#endif
