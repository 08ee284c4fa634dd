/* SPDX-License-Identifier: BSD-2-Clause */
/* One run of `rptlint report`: what its rooms share. */
#ifndef REPORTING_H
#define REPORTING_H

#include "cli/report_match.h"
#include "cli/inputs.h"
#include "cli/reports.h"

#include <time.h>

/* What was met, and is told at the end. */
enum reporting_number {
    COUNT_UNREADABLE, /* inputs, and reports in them, that could not be read: each was named */
    COUNT_FAULTY,     /* reports that were counted though they have errors */
    COUNT_INCOMPLETE, /* policies of reports that lack a count */
    COUNT_OTHER,      /* files and messages that hold no report, and were passed over */
    COUNT_NAMELESS,   /* reports whose repetition can't be recognised */
    COUNT_LOST,       /* digest files that could not be added */
    COUNT_ROWS,       /* of a child: octets of rows before its digest */
    COUNTS
};

struct reporting {
    const struct options *options;
    struct inputs inputs;
    struct digest *digest;
    struct summary_wish wish;
    struct report_matches matches;
    const struct digest_renderer *renderer;
    bool rows;      /* are to be written now */
    bool trouble;   /* something could not be read */
    bool ended_early; /* not all inputs were opened */
    bool full;      /* the digest has no room: was said */
    uint64_t counts[COUNTS];
    size_t files;   /* opened so far */
    bool shows;     /* how far it is, now and then */
    int64_t shown;  /* when progress was shown last, seconds of the monotonic clock */
    struct reports reports; /* the file at hand */
};

/* Inputs opened and digested, report_read.c: members of struct inputs. */
void report_opened(void *user, const struct input *input);
void report_absent(void *user, const char *argument);

/* Adds a digest file; says what is wrong with it. */
void report_digest_file(struct reporting *reporting, const char *name, const char *text, size_t length);

/* Says how far the run is, now and then. */
void report_progress(struct reporting *reporting);

/* All operands, which are files and folders, in child processes, report_many.c. */
void report_many(struct reporting *reporting, const struct words *operands);

/* The digest to a file, whole or not at all, report_save.c.  False: it was said why not. */
bool report_save(struct digest *digest, const char *file);

/* A reader that hands on to another one, and writes the rows that are wanted, report_rows.c. */
struct report_rows {
    struct reporting *reporting;
    rptlint_reader next;
    struct digest_row row;
    rptlint_report report;
    rptlint_report_policy policy;
    bool due; /* the policy has had no row yet */
};
rptlint_reader report_rows_begin(struct report_rows *rows, struct reporting *reporting, const struct subject *text,
                                 const char *domain);
void report_rows_end(struct report_rows *rows);

#endif
