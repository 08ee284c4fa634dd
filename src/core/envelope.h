/* SPDX-License-Identifier: BSD-2-Clause */
/* What a report came in: file name, header fields, media types; by themselves, then against the report. */
#ifndef ENVELOPE_H
#define ENVELOPE_H

#include "core/finding.h"

/* What does not fit into a grammar; a part that does not fit does not hide the next one. */
enum { MISFITS_MAX = 5 };

struct misfits {
    size_t count;
    struct {
        rptlint_span at;
        const char *hint; /* NULL: the rule's own */
    } list[MISFITS_MAX];
};

/*
 * A file name by the ABNF of RFC 8460 section 5.1.  Parts that are not there, or don't fit, have length 0; it
 * is good without misfits.
 */
struct file_name {
    struct misfits misfits;
    rptlint_span sender;
    rptlint_span domain;
    rptlint_span begin;
    rptlint_span end;
    rptlint_span unique;
    rptlint_span extension; /* without the dot before it */
    bool has_begin; /* it is a number that fits, in seconds since 1970 */
    bool has_end;
    int64_t begin_seconds;
    int64_t end_seconds;
};

struct file_name read_file_name(const char *name, size_t length);

/*
 * A Subject by the ABNF of section 5.3; misfits reach from the first octet that does not fit to the end of its word, and
 * where a domain is due to the literal behind it.
 */
struct subject_line {
    struct misfits misfits;
    rptlint_span domain;
    rptlint_span submitter;
    rptlint_span id; /* between "<" and ">" */
};

struct subject_line read_subject(const char *text, size_t length);

/* The envelope of one report while the report is read. */
struct envelope_check {
    const rptlint_envelope *envelope; /* NULL: none that says anything, and nothing is done */
    struct emitter *emitter;
    struct file_name file;
    struct subject_line subject;
    rptlint_text report_domain; /* the fields' values without white space around them */
    rptlint_text submitter;
    bool type_waits;            /* the type is that of gzip, the octets are not: E908 if they are a report */
    size_t domains;             /* policy domains seen in the report */
    bool domain_unknown;        /* a policy has none, or a broken one: nothing can be said to be no policy's */
    bool file_domain_seen;
    bool subject_domain_seen;
    bool header_domain_seen;
};

/* Is it (NULL allowed) one this library knows, with octets where it says there are some? */
bool envelope_known(const rptlint_envelope *envelope);

/* Findings about the envelope alone: E901, E903, E905, E908 to E912. */
void envelope_begin(struct envelope_check *check, const rptlint_envelope *envelope, struct emitter *emitter);

/* Is it said to be gzip, by its name or its type, when it is not? */
bool envelope_says_gzip(const struct envelope_check *check);

/* The report's identity: E902, E904, E906 and E908 as far as it decides them. */
void envelope_report(struct envelope_check *check, const char *text, const rptlint_report *report);

/* One policy: its domain is noted. */
void envelope_policy(struct envelope_check *check, const char *text, const rptlint_report_policy *policy);

/* No policy is left: E902, E904 and E907 about the policy domain. */
void envelope_end(struct envelope_check *check);

#endif
