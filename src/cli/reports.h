/* SPDX-License-Identifier: BSD-2-Clause */
/* The reports in a file: unpacked, taken out of mail, and handed out one JSON text after the other. */
#ifndef REPORTS_H
#define REPORTS_H

#include "cli/inputs.h"
#include "intake/mail.h"

struct reports;

/* Who takes what is in a file; `user` is that of struct reports. */
struct reports_visitor {
    /* Data come next that are a report, or hold it packed; findings about the packing are about them. */
    void (*data)(void *user, const struct subject *data);

    /* They can't be unpacked; a finding has said why. */
    void (*refused)(void *user, const struct subject *data);

    /* A JSON text.  Returns how many octets were one report, so that the rest is another one; 0 to stop. */
    size_t (*text)(void *user, const struct subject *text);

    /* Everything of an attachment, and of its mail so far, was handed out.  Returns 0 to go on. */
    int (*attachment)(void *user);

    rptlint_sink *sink; /* findings about what the reports are in */
    void *user;
};

/* One file. */
struct reports {
    const struct options *options;
    struct inflater **inflater;      /* of unpack() */
    const char *name;                /* of the file, as shown */
    struct reports_visitor visitor;
    struct subject file;             /* the mail, or what is packed */
    rptlint_envelope envelope;       /* of the next text */
    const struct mail_place *places; /* of the envelope's texts in the mail; NULL: none */
    const char *encoded;             /* the name to show of an encoded message, whose octets the mail lacks; or NULL */
    bool trouble;                    /* something could not be read for want of memory or a library: that was said */
};

/* `name` is shown. */
void reports_begin(struct reports *reports, struct inputs *inputs, const char *name, const char *data, size_t length);

/* Hands out what is in a file that is a report, or in mail.  `path` is the file's, or NULL. */
void reports_read(struct reports *reports, const char *path);
void reports_read_mail(struct reports *reports);

#endif
