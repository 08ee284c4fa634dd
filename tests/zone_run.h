/* SPDX-License-Identifier: BSD-2-Clause */
/* A zone checked as the command does it, with what is told kept: findings, verdicts, and files of corpus/zone. */
#ifndef ZONE_RUN_H
#define ZONE_RUN_H

#include "corpus.h"
#include "expect.h"

#include "dns/zone_check.h"

enum { ZONE_RUN_FILES = 64, ZONE_ANSWERS = 320 };

/* Findings have the number of their file as `input`. */
struct zone_run {
    struct findings found;
    char read[READ_ROOM];          /* a line a record: [FILE:]LINE OWNER GRAMMAR SELECTED USABLE */
    size_t read_length;            /* also of what had no room */
    char answers[ZONE_ANSWERS];    /* RECORDS TLSRPT ORIGIN */
    enum zone_status status;
    struct zone_summary summary;
    struct zone_file files[ZONE_RUN_FILES]; /* [0] is the zone file; the texts of others are freed by zone_run_end() */
    size_t file_count;
    size_t verdicts;
    size_t stop_after;             /* so many findings and verdicts; 0: all */
    size_t told;
};

/*
 * Checks a zone text.  `origin` is text, "" where it is not known; `name` is the corpus case, NULL where it is none.
 * $INCLUDE gets the files of corpus/zone by their names, but for "unreadable", "folder" and "large", which stand for
 * what the command says of such.
 */
void zone_run(struct zone_run *run, const char *text, size_t length, const char *origin, const char *name);
void zone_run_end(struct zone_run *run);

/* corpus/zone/NAME.in with its final line feed, NUL-terminated, for the caller to free. */
char *zone_case_text(const char *name, size_t *length);

#endif
