/* SPDX-License-Identifier: BSD-2-Clause */
/* One run of `rptlint filter`: lines to rows, and what all of them were. */
#ifndef FILTER_H
#define FILTER_H

#include "cli/options.h"
#include "core/finding.h"

/* The longest line of records, in octets; lines of reports may be as long as --max-inflated allows. */
enum { FILTER_LINE_MAX = 1024 * 1024 };

/* Why a line has no verdict. */
enum filter_error {
    FILTER_CHECKED,
    FILTER_LONG,      /* it is too long */
    FILTER_NO_OBJECT, /* it is no JSON object, or none without a fault */
    FILTER_NO_MEMBER, /* the object lacks the member */
    FILTER_NO_STRING, /* that is neither a string nor an array of strings */
    FILTER_TWICE,     /* or is there twice */
    FILTER_LOST       /* the process that checked the line died */
};

/* What was found in a line. */
struct filter_row {
    uint64_t line; /* from 1, over all inputs */
    enum filter_error error;
    bool found;    /* something: else all counts are 0, and no rule is there */
    size_t counts[RPTLINT_ERROR + 1];
    uint64_t rules[(RULE_COUNT + 63) / 64]; /* a bit for each rule that was broken */
    rptlint_verdict record;
    rptlint_report_verdict report;
    rptlint_text text; /* the line */
};

/* How many lines there were of each kind; a plain block of numbers, so that processes can add theirs. */
struct filter_totals {
    uint64_t lines;
    uint64_t errors[FILTER_LOST + 1]; /* FILTER_CHECKED: those with a verdict */
    uint64_t selected[RPTLINT_SELECTED_YES + 1];
    uint64_t grammar, usable;         /* records */
    uint64_t json, readable;          /* reports */
    uint64_t with[RPTLINT_ERROR + 1]; /* at least one finding of that severity */
    uint64_t rules[RULE_COUNT];
};

struct filter {
    const struct options *options;
    rptlint_options checker;
    struct filter_row row;
    struct filter_totals totals;
    bool failed;      /* something at or above --fail-on was found, or a line has no verdict */
    bool no_memory;
    char *value;      /* of a member, put together */
    size_t capacity;
};

/* `domain` is checked, or NULL; it must stay. */
void filter_begin(struct filter *filter, const struct options *options, const char *domain);
void filter_end(struct filter *filter);

/* A line, without its line end: its verdict goes out, and into the totals.  Or one that has none. */
void filter_line(struct filter *filter, const char *text, size_t length, FILE *stream);
void filter_no_line(struct filter *filter, enum filter_error error, FILE *stream);

/* All lines of a block. */
void filter_block(struct filter *filter, const char *text, size_t length, FILE *stream);

/* ---- rows, filter_row.c ---- */

void filter_write_row(const struct filter *filter, FILE *stream);
void filter_write_totals(const struct filter *filter, FILE *stream);
void filter_add_totals(struct filter_totals *totals, const struct filter_totals *others);

/* ---- JSON objects, filter_object.c ---- */

/* A line that is an object. */
struct filter_object {
    rptlint_span inside; /* between its braces */
    rptlint_span own;    /* the member "rptlint" that is there already, with a comma; length 0: none */
};

/* FILTER_CHECKED when the line is one JSON object without a fault. */
enum filter_error filter_object_read(const char *text, size_t length, struct filter_object *object);

/* What a member holds, decoded. */
struct filter_value {
    rptlint_text text;
    bool quoted; /* it was an array: its strings, each in quotes, as a TXT RDATA is written */
};

/* And the value of a member of it; with --as txt the strings of an array are put together as they are. */
enum filter_error filter_member_read(struct filter *filter, const char *text, size_t length,
                                     struct filter_value *value);

#endif
