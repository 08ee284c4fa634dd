/* SPDX-License-Identifier: BSD-2-Clause */
/* What the renderers share: places in the whole input, and the sentences about a finding. */
#ifndef SHARED_H
#define SHARED_H

#include "output/render.h"

/* Members of a renderer for formats that have nothing to say there. */
void begin_results(struct output *out);
void verdict_ignored(struct output *out, const struct subject *subject, const rptlint_verdict *verdict);
void report_ignored(struct output *out, const struct subject *subject, const rptlint_report_verdict *verdict);
void zone_ignored(struct output *out, const struct subject *subject, const struct zone_counts *counts);
void looked_ignored(struct output *out, const struct subject *subject);
void context_ignored(struct output *out, const struct subject *subject, const struct context *context);
void end_ignored(struct output *out);

/* Look-ups for people, text_lookup.c, and as objects, json_lookup.c. */
void text_looked(struct output *out, const struct subject *subject);
void text_context(struct output *out, const struct subject *subject, const struct context *context);
void json_looked(struct output *out, const struct subject *subject);
void json_context(struct output *out, const struct subject *subject, const struct context *context);

/* Where a span is. */
struct place {
    rptlint_span span;      /* in the subject's text, cut to it */
    rptlint_location local; /* where the span begins, in the subject's text */
    size_t offset;          /* the same in the whole input, octets */
    size_t line;            /* from 1 */
    size_t column;          /* from 1, octets */
};

/* The place of a span; and that of its end, an empty span. */
struct place place_of(struct output *out, const struct subject *subject, rptlint_span span);
struct place place_of_end(struct output *out, const struct subject *subject, const struct place *place);

/* The cursor that looks up the subject's places; related places go between two calls of swap_cursors. */
struct cursor *cursor_of(struct output *out, const struct subject *subject);
void swap_cursors(struct output *out);

/* Is the subject the JSON text of a report? */
bool is_report(const struct subject *subject);

/* Is there no file with such a line and column, because the text was packed, is no text, or came from the DNS? */
bool is_elsewhere(const struct subject *subject);

/* Did the subject come from the command line or the DNS?  Then its line says nothing. */
bool is_argument(const struct subject *subject);

/* The subject's name for a line of text: escaped, and never such that the line begins with "::". */
void write_name(FILE *stream, const char *name);

/* NAME:LINE:COL: SEVERITY: MESSAGE: "INPUT" */
void write_head(FILE *stream, bool color, const struct subject *subject, const struct place *place,
                const rptlint_finding *finding);

/* MESSAGE ("INPUT"). ADVICE -- with NAME:LINE:COL: before it where the format has no other place for these. */
void write_sentence(FILE *stream, unsigned how, const struct subject *subject, const struct place *place,
                    const rptlint_finding *finding);

/* Does the finding carry a fix that changes something?  And a hint for this very case beside it? */
bool has_fix(const rptlint_finding *finding);
bool has_own_hint(const rptlint_finding *finding);

/* What to do: the fix in words, else the hint; and both of them, the hint in brackets. */
void write_action(FILE *stream, unsigned how, const rptlint_finding *finding);
void write_advice(FILE *stream, unsigned how, const rptlint_finding *finding);

/*
 * The JSON Pointer of a finding about a report into a buffer of POINTER_MAX octets: its length, which is more
 * than that when it does not fit.  Names from outside could make each of many findings megabytes long.
 */
enum { POINTER_MAX = 4096 };
size_t pointer_of(const struct subject *subject, const rptlint_finding *finding, char *buffer);

/* Octets of a place's span that are quoted whole, cut between two characters: it may be the rest of a file. */
enum { SPAN_MAX = 4096 };
size_t shown_length(const struct subject *subject, const struct place *place);

/* "the earlier one", as a name for the related span. */
const char *related_name(const struct subject *subject, const rptlint_finding *finding);

/* ANSI sequences; "" when color is false. */
enum color { COLOR_OFF, COLOR_LOCATION, COLOR_NOTE, COLOR_WARNING, COLOR_ERROR, COLOR_CARET };
const char *color_of(bool color, enum color wanted);
void write_color(FILE *stream, bool color, enum color wanted);

#endif
