/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports out of mail: a message, an mbox, a file of a Maildir.  GMime is loaded when the first is read. */
#ifndef MAIL_H
#define MAIL_H

#include "core/finding.h"

enum mail_status {
    MAIL_DONE,      /* every message was looked at; findings tell of those without a report */
    MAIL_STOPPED,   /* the visitor, or the emitter's sink, asked to stop */
    MAIL_NOMEM,     /* GLib ends the program when it is GMime that has none */
    MAIL_NO_LIBRARY /* GMime can't be loaded */
};

/* Where the text of an envelope field begins in the file that was read. */
struct mail_place {
    size_t offset; /* octets */
    size_t line;   /* from 1 */
    size_t column; /* from 1, octets */
    size_t length; /* octets there that the text was decoded from; 0: it stands there as it is */
};

/* DKIM-Signature fields kept of a message: the first ones.  Those below are older, or a relay's. */
enum { MAIL_DKIM_MAX = 8 };

/* An attachment that is a report, or is to be one; valid during the call. */
struct mail_report {
    rptlint_envelope envelope; /* packing is left to the caller */
    /*
     * By RPTLINT_IN_...: a field's body, so that the octets there are the envelope's text; the file name as
     * it is written, or the parameters it is decoded from; [0] the first header line of the part.  Of what is
     * absent, the first header line of the message, or of the part.
     */
    struct mail_place places[RPTLINT_IN_DKIM + MAIL_DKIM_MAX];
    bool encoded;     /* it was in a message that came encoded: all places are the first line of that part */
    size_t message;   /* which one of an mbox, from 1; 0 when the file is one message */
    const char *data; /* decoded from base64 or quoted-printable, still packed */
    size_t length;
};

/* Returns 0 to go on. */
typedef int mail_visitor(void *user, const struct mail_report *report);

/* Does it look like a message (header fields first), or like an mbox ("From " first)? */
bool is_mail(const char *data, size_t length);

/*
 * Reads a message or an mbox, forwarded messages (message/rfc822) included; the envelope of a report is that
 * of the innermost message around it.  Reports are the parts of a media type of RFC 8460 section 5.3 or a
 * file name of section 5.1; in a message without any, those whose name or first octets are those of a report.
 * E909 (about the order of parts), E915, E916 and E918 go to the emitter with spans in `data`; each report goes
 * to the visitor, in the order of the file, out of encoded messages last.  Strings out of GMime end at a NUL;
 * header bodies are as they stand.  For one thread: see gmime.h.
 */
enum mail_status mail_read(const char *data, size_t length, struct emitter *emitter, mail_visitor *visit,
                           void *user);

#endif
