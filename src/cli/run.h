/* SPDX-License-Identifier: BSD-2-Clause */
/* One run of `rptlint check`: what its rooms share. */
#ifndef RUN_H
#define RUN_H

#include "cli/house.h"
#include "cli/inputs.h"

struct run {
    const struct options *options;
    struct inputs inputs;
    rptlint_options checker;
    struct output out;
    struct judge judge;
    struct house house;
    size_t arguments; /* records and reports given as arguments so far */
    uint64_t checked; /* arguments and files so far that were not passed over */
    bool trouble;     /* something could not be read, or there was nothing to check */
};

/* All arguments, which are files and folders, in child processes, check_many.c. */
void check_many(struct run *run);

/* A text of records, or a part of a line that is too long, check_record.c. */
void check_record(struct run *run, const struct subject *subject);
void check_records(struct run *run, const char *name, struct source *source);

/* A whole file that is a report or mail, check_report.c.  `name` is shown; `path` is NULL, or the file's. */
void check_reports(struct run *run, const char *name, const char *path, const char *data, size_t length);
void check_mail(struct run *run, const char *name, const char *data, size_t length);

/* A zone file and what it includes, check_zone.c.  `path` is NULL where no file name is known; the mapping stays the caller's. */
struct mapping;
struct name;
void check_zone(struct run *run, const char *name, const char *path, const struct mapping *mapping);

/* Reads a zone's name, which is made absolute; false when it is none. */
bool zone_origin_read(const char *text, struct name *origin);

#endif
