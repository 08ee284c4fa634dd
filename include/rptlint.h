/* SPDX-License-Identifier: BSD-2-Clause */
/* librptlint: check, read and write TLS-RPT records and reports (SMTP TLS Reporting, RFC 8460). */
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
    RPTLINT_ERROR = 3    /* by the RFC the record, or the destination, is not used; or the report breaks a MUST, its
                            grammar or a stated format */
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
    const char *bad;           /* where the rule fires: a value (R, U), presentation text (T), a line of a zone (Z), a
                                  part of a report (J, S, X) or of a mail (E); "": nothing, or no example */
    const char *good;          /* the same put right; "": nothing, or no example */
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

/* Octets with a length, for what a struct holds of the caller's. */
typedef struct rptlint_text {
    const char *data;
    size_t length;
} rptlint_text;

/* One step on the way from the top of a JSON text to a value: a member's name, or an array's index. */
typedef struct rptlint_step {
    bool is_index;
    size_t index;      /* from 0 */
    rptlint_span name; /* in the text, without its quotes, JSON escapes as they stand */
} rptlint_step;

/* A finding is valid during the sink call only. */
typedef struct rptlint_finding {
    const rptlint_rule *rule;
    rptlint_severity severity; /* the rule's own, but where the rule has several (R129, U203, T309 ...) */
    size_t input;              /* which input the span is in: see rptlint_generate and rptlint_envelope */
    rptlint_span span;         /* what is wrong */
    bool has_related;
    rptlint_span related;      /* what it has to do with (the earlier rua), where has_related */
    const char *hint;          /* what to do, in this very case; never NULL */
    const char *fix;           /* octets that put it right without a choice to be made; NULL: none */
    size_t fix_length;         /* may be 0: the span is to be deleted */
    bool fix_inserts;          /* the fix goes before the span, which stays; else it replaces the span */
    const rptlint_step *path;  /* reports: the steps to the value it is about; see rptlint_write_pointer */
    size_t path_length;        /* 0: the whole text, or no JSON value */
} rptlint_finding;

/*
 * Writes where a finding about a report is as a JSON Pointer (RFC 6901): "/policies/0/summary", with the
 * names decoded and "~" and "/" in them as "~0" and "~1".  `text` is what was checked.  *needed is the
 * length, or the room needed with RPTLINT_LIMIT.  No NUL is added; octets of names come from outside.
 */
RPTLINT_API rptlint_status rptlint_write_pointer(const char *text, size_t length,
                                                 const rptlint_finding *finding, char *buffer,
                                                 size_t capacity, size_t *needed);

/* Takes one finding.  Returns 0 to go on; anything else stops the run (RPTLINT_STOPPED). */
typedef int rptlint_sink(void *user, const rptlint_finding *finding);

/*
 * `allocate` returns memory as malloc does, or NULL; `release` takes what `allocate` gave, never NULL.  Neither
 * function may be NULL.
 */
typedef struct rptlint_allocator {
    void *(*allocate)(void *user, size_t size);
    void (*release)(void *user, void *memory);
    void *user;
} rptlint_allocator;

/*
 * The caller's own rules about destinations, such as H101 and H102: asked about each URI of rua as it is written, also
 * about one that is wrong, with `turn` 0, 1, 2 ... until the answer is NULL.  Returns a row of the rule table that the
 * URI breaks, which becomes a finding about it, and may set *hint, which has to stay valid until the next call.
 */
typedef const rptlint_rule *rptlint_house(void *user, const char *uri, size_t length, size_t turn,
                                          const char **hint);

typedef struct rptlint_options {
    size_t size;
    rptlint_sink *sink; /* NULL: findings are counted in the verdict only */
    void *user;         /* handed to the sink */
    const char *domain; /* the policy domain, for U221; NULL: not known */
    size_t domain_length;
    const rptlint_allocator *allocator; /* NULL: malloc and free */
    bool has_now;
    int64_t now;         /* reports, for S708: the time, in seconds since 1970-01-01T00:00:00Z */
    size_t report_limit; /* reports: octets of JSON taken at most (J612); 0: RPTLINT_REPORT_LIMIT */
    rptlint_house *house; /* records: NULL: none */
    void *house_user;     /* handed to it */
} rptlint_options;

/* 64 MiB.  A limit is never applied silently: what exceeds it is finding J612 and is not read. */
#define RPTLINT_REPORT_LIMIT ((size_t)64 * 1024 * 1024)

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
 * Allocates at most 65,535 octets, and nothing for a `text` of up to 4,096.
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

/* ---- reports -------------------------------------------------------------------------------- */

/* The 11 result types of RFC 8460 section 4.3, which are the IANA registry's. */
typedef enum rptlint_result {
    RPTLINT_RESULT_OTHER = 0, /* absent, or none of them */
    RPTLINT_STARTTLS_NOT_SUPPORTED,
    RPTLINT_CERTIFICATE_HOST_MISMATCH,
    RPTLINT_CERTIFICATE_EXPIRED,
    RPTLINT_CERTIFICATE_NOT_TRUSTED,
    RPTLINT_VALIDATION_FAILURE,
    RPTLINT_TLSA_INVALID,
    RPTLINT_DNSSEC_INVALID,
    RPTLINT_DANE_REQUIRED,
    RPTLINT_STS_POLICY_FETCH_ERROR,
    RPTLINT_STS_POLICY_INVALID,
    RPTLINT_STS_WEBPKI_INVALID
} rptlint_result;

typedef enum rptlint_policy_type {
    RPTLINT_POLICY_OTHER = 0, /* absent, or none of the three */
    RPTLINT_POLICY_TLSA,
    RPTLINT_POLICY_STS,
    RPTLINT_POLICY_NONE_FOUND /* "no-policy-found" */
} rptlint_policy_type;

/* As RFC 8460 spells them; "other" for any other value. */
RPTLINT_API const char *rptlint_result_name(rptlint_result result);
RPTLINT_API const char *rptlint_policy_type_name(rptlint_policy_type type);

/* What a reader had to forgive to take a value; a set.  Every one of them is a finding, too. */
typedef enum rptlint_forgiven {
    RPTLINT_FORGAVE_NULL = 1 << 0,   /* null, read as absent */
    RPTLINT_FORGAVE_EMPTY = 1 << 1,  /* "", read as absent */
    RPTLINT_FORGAVE_NAME = 1 << 2,   /* a near name (receiving-mx-host-name); the right one is not there */
    RPTLINT_FORGAVE_ZONE = 1 << 3,   /* a date-time without offset, read as UTC */
    RPTLINT_FORGAVE_SINGLE = 1 << 4, /* a string where an array is due, read as its one element */
    RPTLINT_FORGAVE_NESTED = 1 << 5, /* a JSON array inside a string, unwrapped */
    RPTLINT_FORGAVE_TEXT = 1 << 6,   /* a count as a string of digits */
    RPTLINT_FORGAVE_FORM = 1 << 7    /* a count as 1.0, 1e3 or -0; a type with letters in the other case */
} rptlint_forgiven;

/* A string of a report, as a span of its text without the quotes. */
typedef struct rptlint_value {
    bool present;      /* it is there and was taken: no null, no "", of the right type */
    bool escaped;      /* it holds JSON escapes: rptlint_decode_json gives its octets */
    unsigned forgiven; /* rptlint_forgiven */
    rptlint_span span; /* where the value is, also one that was not taken; length 0 when absent */
} rptlint_value;

/* A date-time, RFC 3339 section 5.6. */
typedef struct rptlint_time {
    rptlint_value value;
    bool known;
    int64_t seconds; /* since 1970-01-01T00:00:00Z; a fraction is dropped, 23:59:60 counts as 23:59:59 */
} rptlint_time;

/* A session count, 0 to 2^64 - 1. */
typedef struct rptlint_count {
    rptlint_value value;
    bool known;
    uint64_t number;
} rptlint_count;

/* Strings in an array: go through them with rptlint_next_value. */
typedef struct rptlint_list {
    bool present;
    unsigned forgiven; /* rptlint_forgiven */
    rptlint_span span; /* from "[" to "]"; of a SINGLE, the string without its quotes */
    size_t count;
} rptlint_list;

typedef struct rptlint_report {
    rptlint_value organization;
    rptlint_value contact;
    rptlint_value id;
    rptlint_time start;
    rptlint_time end;
} rptlint_report;

typedef struct rptlint_report_policy {
    size_t index; /* in "policies", from 0 */
    rptlint_policy_type type;
    rptlint_value type_text;
    rptlint_value domain;
    rptlint_list strings;     /* TLSA RDATA, or the lines of an MTA-STS policy */
    rptlint_list mx_hosts;    /* patterns */
    rptlint_count successful; /* sessions; never add these over policies: senders count one twice */
    rptlint_count failed;
} rptlint_report_policy;

typedef struct rptlint_failure {
    size_t policy; /* index of its policy */
    size_t index;  /* in "failure-details", from 0 */
    rptlint_result result;
    rptlint_value result_text;
    rptlint_value sending_ip;
    rptlint_value receiving_host;
    rptlint_value receiving_helo;
    rptlint_value receiving_ip;
    rptlint_value information; /* a URI */
    rptlint_value reason;
    rptlint_count sessions;
} rptlint_failure;

/*
 * Takes what a report says: the report, then each policy followed by its failures, whatever the order of
 * the members was.  Structs are valid during the call.  Each function may be NULL; a result other than 0
 * stops the run (RPTLINT_STOPPED).
 */
typedef struct rptlint_reader {
    size_t size;
    void *user;
    int (*report)(void *user, const rptlint_report *report);
    int (*policy)(void *user, const rptlint_report_policy *policy);
    int (*failure)(void *user, const rptlint_failure *failure);
} rptlint_reader;

/* What the octets of an attachment, or of a file, were before they were unpacked. */
typedef enum rptlint_packing {
    RPTLINT_PACKING_UNKNOWN = 0,
    RPTLINT_PACKING_NONE, /* JSON as it is */
    RPTLINT_PACKING_GZIP,
    RPTLINT_PACKING_OTHER /* something else that was unpacked all the same, such as zip */
} rptlint_packing;

/* `input` in findings about an envelope; RPTLINT_IN_DKIM + n is the n-th DKIM-Signature. */
enum {
    RPTLINT_IN_REPORT = 0,
    RPTLINT_IN_FILENAME,
    RPTLINT_IN_SUBJECT,
    RPTLINT_IN_REPORT_DOMAIN,
    RPTLINT_IN_SUBMITTER,
    RPTLINT_IN_MESSAGE_TYPE,
    RPTLINT_IN_PART_TYPE,
    RPTLINT_IN_DKIM
};

/*
 * What a report came in (RFC 8460 sections 5.1 and 5.3).  Texts that are not there have data NULL.  The
 * texts of header fields are bodies: what follows the colon, folded as it stood.
 */
typedef struct rptlint_envelope {
    size_t size;
    bool is_mail;               /* then missing header fields, and a missing file name, are findings */
    rptlint_packing packing;
    rptlint_text filename;      /* decoded, without folders */
    rptlint_text part_type;     /* Content-Type of the part, or of an HTTP request */
    rptlint_text subject;
    rptlint_text report_domain; /* TLS-Report-Domain */
    rptlint_text submitter;     /* TLS-Report-Submitter */
    rptlint_text message_type;  /* Content-Type of the message */
    const rptlint_text *dkim;   /* DKIM-Signature, from the top */
    size_t dkim_count;
} rptlint_envelope;

/* The answers about a report. */
typedef struct rptlint_report_verdict {
    size_t size;
    bool json;            /* the text is one I-JSON text: no J6xx was found, but for J614 */
    bool readable;        /* at least one policy with a count was read */
    size_t consumed;      /* octets up to where another JSON text begins (J615); else the length */
    size_t policies;      /* read, whether they have counts or not */
    size_t failures;      /* failure details read */
    rptlint_report report;       /* its identity */
    rptlint_value policy_domain; /* of the first policy that has one */
    size_t errors;
    size_t warnings;
    size_t notes;
} rptlint_report_verdict;

/*
 * Checks and reads a report, the JSON text of RFC 8460 section 4.4, in one pass: findings go to the sink,
 * values to the reader.  Checking is strict (RFC 8259, RFC 7493, RFC 8460), reading is tolerant and goes on
 * as far as it can.  Nothing is allocated for reports as senders write them.  While they are compared, names of
 * members that RFC 8460 does not know take at most 100 octets each, from the 33rd on, and so do policies; a value
 * with escapes takes its own length, the longest one once.
 * `envelope`, `options`, `reader` and `verdict` may be NULL.
 */
RPTLINT_API rptlint_status rptlint_check_report(const char *text, size_t length,
                                                const rptlint_envelope *envelope,
                                                const rptlint_options *options,
                                                const rptlint_reader *reader,
                                                rptlint_report_verdict *verdict);

/*
 * The next string of a list.  Set *at to 0 before the first call and leave it alone then; false when there
 * are no more.  `text` is what was checked.  Elements that are no strings are passed over.
 */
RPTLINT_API bool rptlint_next_value(const char *text, size_t length, const rptlint_list *list, size_t *at,
                                    rptlint_value *value);

/*
 * The octets of a JSON string's inside: escapes decoded, "\uD83D\uDE00" as one character of UTF-8; what is
 * no valid escape stays as it is.  Sizes as for rptlint_decode_uri; the octets may be anything.
 */
RPTLINT_API rptlint_status rptlint_decode_json(const char *data, size_t length, char *buffer,
                                               size_t capacity, size_t *needed);

/* ---- writing -------------------------------------------------------------------------------- */

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
