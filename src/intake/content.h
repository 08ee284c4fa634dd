/* SPDX-License-Identifier: BSD-2-Clause */
/* What a file holds, by its first octets, and by its name where they leave it open. */
#ifndef CONTENT_H
#define CONTENT_H

#include <stdbool.h>
#include <stddef.h>

enum content {
    CONTENT_OPEN,   /* more octets are needed */
    CONTENT_REPORT, /* JSON, or gzip or zip around it */
    CONTENT_MAIL,   /* a message or an mbox */
    CONTENT_ZONE,   /* a zone file: its first line is a directive, or a record with its type */
    CONTENT_RECORDS /* nothing of these by its octets: lines with records, if it is anything */
};

/* data[0..length) is the beginning of the file, or all of it; `name` may be NULL. */
enum content content_of(const char *data, size_t length, bool is_all, const char *name);

#endif
