/* SPDX-License-Identifier: BSD-2-Clause */
/* A zone file and what it includes, checked: every TLSRPT record in it, and what it lacks (rules T3xx and Z4xx). */
#ifndef ZONE_CHECK_H
#define ZONE_CHECK_H

#include "dns/name.h"

#include <rptlint.h>

/* Limits: files inside each other, files in all, and octets of all files, which are told where they are met. */
enum { ZONE_DEPTH_MAX = 16, ZONE_FILES_MAX = 4096 };

/* A text being checked, and which file it is, so that one that includes itself is seen; 0, 0: not known. */
struct zone_file {
    const char *text;
    size_t length;
    uint64_t device;
    uint64_t inode;
};

enum include_status {
    INCLUDE_READ,
    INCLUDE_MISSING,
    INCLUDE_UNREADABLE,
    INCLUDE_NO_FILE,   /* a folder, a FIFO or a device */
    INCLUDE_CYCLE,     /* it is being read already */
    INCLUDE_TOO_MANY,  /* ZONE_DEPTH_MAX, ZONE_FILES_MAX */
    INCLUDE_TOO_LARGE, /* more than the host reads */
    INCLUDE_BAD_ORIGIN /* the name behind the file's is none */
};

/* What one TLSRPT record is; `owner` is valid during the call, and NULL for a host that does not want owners. */
struct zone_verdict {
    size_t file;
    size_t line;
    const struct name *owner;
    rptlint_span rdata; /* with its parentheses and comments */
    rptlint_verdict verdict;
};

/* Who runs the check.  Files are numbered in the order they are read, the zone file is 0. */
struct zone_host {
    void *user;
    /* Gives the text of a file that the file number `from` includes, by its name as written; it must stay. */
    enum include_status (*include)(void *user, size_t from, const char *name, size_t length, struct zone_file *file);
    /* What comes is about another entry, in this file. */
    void (*entry)(void *user, size_t file);
    /* Spans are in the text of the file.  What it returns other than 0 stops the check, here and below. */
    int (*finding)(void *user, size_t file, const rptlint_finding *finding);
    int (*verdict)(void *user, const struct zone_verdict *verdict);
    bool owners; /* wanted in verdicts */
};

struct zone_summary {
    size_t records;  /* of all types, in all files */
    size_t tlsrpt;   /* TLSRPT records, or what is meant to be one */
    bool has_origin;
    struct name origin; /* the owner of the SOA record, else the origin that was given, else the first $ORIGIN */
};

enum zone_status {
    ZONE_CHECKED,
    ZONE_STOPPED,
    ZONE_NOMEM,
    ZONE_LIMIT,      /* more names than 32 bits can count: nothing was told */
    ZONE_NO_LIBRARY  /* ldns can't be loaded; the check was done without it */
};

/*
 * Checks a zone.  `origin` is NULL where it is not known.  Findings come in the order of the records, those about a
 * record before its verdict.  Memory: about 200 octets for each name that has to do with TLSRPT, MTA-STS or DANE, and
 * for each of their records; nothing for others.  `options` gives the policy domain, or is NULL.
 */
enum zone_status zone_check(const struct zone_file *file, const struct name *origin, const struct zone_host *host,
                            const rptlint_options *options, struct zone_summary *summary);

#endif
