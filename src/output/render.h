/* SPDX-License-Identifier: BSD-2-Clause */
/* The renderers' one interface: findings and verdicts in, text on a stream out. */
#ifndef RENDER_H
#define RENDER_H

#include <rptlint.h>
#include <stdint.h>
#include <stdio.h>

/* What became of a look-up in the DNS. */
enum looked_outcome { LOOKED_RECORD, LOOKED_NO_RECORD, LOOKED_SEVERAL, LOOKED_FAILED };

struct looked {
    const char *name;            /* asked for, in presentation form */
    const char *type;            /* "TXT" */
    enum looked_outcome outcome;
    const char *failure;         /* LOOKED_FAILED: why, in one word */
    const char *rcode;           /* "NOERROR"; NULL: there was no answer */
    const char *resolver;        /* ADDRESS@PORT of the one asked last; NULL: none was asked */
    bool tcp;                    /* the last answer came over TCP */
    unsigned tries;
    const char *dnssec;          /* "secure", "insecure" or "bogus"; NULL: not known */
    char *const *chain;          /* where CNAMEs led */
    size_t chain_count;
    const rptlint_text *values;  /* of the records that senders go on with */
    size_t value_count;
    size_t value_total;          /* of them there are so many; `values` may hold fewer */
    size_t discarded;            /* TXT records that senders discard */
    uint32_t ttl;                /* seconds; of the first value */
};

/* What belongs to a record in the DNS; "yes", "no" and "unknown" (a look-up failed) are the answers. */
struct context_host {
    const char *name;
    unsigned preference;
    const char *base;   /* where its TLSA records stand, when CNAMEs lead there; else NULL */
    const char *tlsa;
    size_t tlsa_count;
    const char *dnssec; /* of the TLSA records, by the resolver's word: "secure", "insecure" or "bogus" */
    const char *tlsrpt; /* NULL: not asked */
};

struct context_destination {
    rptlint_text uri;
    const char *reachable;
};

/* An MTA-STS policy that was fetched, or not. */
struct context_policy {
    const char *outcome;  /* a short name: "done", "invalid", "timeout" ... */
    const char *sentence; /* the same for people */
    const char *result;   /* what senders report; NULL: nothing */
    const char *mode;     /* NULL: there is no policy to be used */
    uint32_t max_age;     /* seconds; with a mode */
    rptlint_text text;    /* the policy */
};

struct context {
    const char *mx;      /* "yes", "no", "null", "implicit" or "unknown" */
    const struct context_host *hosts;
    size_t host_count;
    size_t mx_total;     /* MX records, */
    size_t mx_left_out;  /* and those whose hosts were not looked at, as there are too many */
    const char *mta_sts; /* "yes", "no", "several", "invalid" or "unknown" */
    rptlint_text sts_id;
    const struct context_policy *policy; /* NULL: not fetched */
    const struct context_destination *destinations;
    size_t destination_count;
    size_t destination_total;
};

/* What a finding's spans are in: one record, and where it stood in what the user gave. */
struct subject {
    const char *name;  /* as shown: a path, "stdin", "record" for the argument, "record-2" for the second */
    const char *text;  /* the octets that were checked */
    size_t length;
    size_t offset;     /* of text[0] in the whole input, octets */
    size_t line;       /* of text[0] in the whole input, from 1 */
    size_t column;     /* of text[0] in that line, from 1, octets */
    const char *owner; /* records: the owner name, in presentation form; NULL where it is not known */
    const char *kind;  /* "record", "report", or what an envelope's text is: "subject", "file name" ... */
    bool binary;       /* compressed data: places are octets, and nothing of it is shown */
    const char *file;  /* what the text was unpacked from, or taken out of; NULL: it is in the input itself */
    const struct looked *looked; /* the look-up that gave the text; NULL: it came from elsewhere */
};

/*
 * Where the last place was looked up: findings come mostly in order, and counting lines and columns from the
 * first octet for each of them would take time in proportion to their product.
 */
struct cursor {
    struct subject subject;
    rptlint_location line; /* the line looked up; its column says nothing */
    size_t units_end;      /* up to here, from the line's first octet, */
    size_t units;          /* there are so many UTF-16 code units */
};

/* One run's output. */
struct output {
    FILE *stream;
    bool color;     /* text: ANSI colours */
    bool quiet;     /* text alone: findings only, no verdicts */
    size_t results; /* for a renderer's own use: how many it wrote so far */
    size_t house;   /* of a verdict's errors those that break the rules of the house only (H1xx), no RFC */
    struct cursor cursor;
    struct cursor mail;    /* the cursor of mail, which stays while the reports in it are looked at */
    struct cursor related; /* and that of related spans, which are often far from the findings */
};

/* What was read of a zone, and how many findings were shown. */
struct zone_counts {
    const char *origin; /* in presentation form; NULL: not known */
    size_t records;     /* of all types */
    size_t tlsrpt;
    size_t errors;
    size_t warnings;
    size_t notes;
};

/* A finding arrives with the severity the user wants, a verdict with counts that match the findings. */
struct renderer {
    const char *name;
    void (*begin)(struct output *out);
    void (*finding)(struct output *out, const struct subject *subject, const rptlint_finding *finding);
    void (*verdict)(struct output *out, const struct subject *subject, const rptlint_verdict *verdict);
    void (*report)(struct output *out, const struct subject *subject, const rptlint_report_verdict *verdict);
    void (*zone)(struct output *out, const struct subject *subject, const struct zone_counts *counts);
    void (*looked)(struct output *out, const struct subject *subject);
    void (*context)(struct output *out, const struct subject *subject, const struct context *context);
    void (*end)(struct output *out);
    const char *between; /* what stands between the results of two runs that are put together */
};

/*
 * Places are remembered by the address of the text: to be called before a text may stand where another one stood,
 * which is gone.  `mail_too`: so is the mail.
 */
void forget_places(struct output *out, bool mail_too);

extern const struct renderer render_text, render_json, render_sarif, render_github, render_gnu;

/* Every renderer by its --format name, NULL at the end; and the one with a name, or NULL. */
extern const struct renderer *const renderers[];
const struct renderer *renderer_find(const char *name);

#endif
