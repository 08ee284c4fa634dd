/* SPDX-License-Identifier: BSD-2-Clause */
/* The MIME tree of a message, by GMime 3: loaded at the first call, walked part by part. */
#ifndef GMIME_H
#define GMIME_H

#include "intake/transfer.h"

/* Multiparts and messages inside each other; GMime itself stops at 1,024. */
enum { MIME_DEPTH_MAX = 100 };

/* What is met on the way. */
enum mime_event {
    MIME_MESSAGE,     /* a message begins: the whole one, then forwarded ones (message/rfc822) */
    MIME_MESSAGE_END, /* the message that began last and has not ended, ends */
    MIME_PART,        /* a part that has no parts */
    MIME_UNCLOSED,    /* a multipart without its closing boundary: `end` is where it should be */
    MIME_UNBOUNDED,   /* a multipart whose Content-Type names no boundary: its parts can't be found */
    MIME_TOO_DEEP,    /* a multipart or message that is passed over: number MIME_DEPTH_MAX + 1 */
    MIME_END          /* nothing is left */
};

/* Strings are valid until mime_close(); offsets are those in the data given. */
struct mime_part {
    size_t header;         /* its header fields begin; of a message's body, the message's do */
    size_t begin;          /* MIME_PART: its content as it stands, encoded */
    size_t end;
    enum transfer transfer;
    bool is_first;         /* of a multipart/report, whose first part is the one for people */
    const char *type;      /* "application/tlsrpt+gzip" is "application" */
    const char *subtype;   /* and "tlsrpt+gzip" */
    const char *file_name; /* Content-Disposition, else Content-Type, RFC 2231 or 2047 decoded; or NULL */
};

/* The members are the walk's own. */
struct mime {
    void *message;
    void *next; /* what is entered next */
    size_t length;
    size_t reached;
    size_t depth;
    struct mime_level {
        void *object;
        size_t child;
        size_t header;
    } levels[MIME_DEPTH_MAX];
};

enum mime_status {
    MIME_OPEN,
    MIME_NO_MESSAGE, /* there is no header at the top of the data */
    MIME_NO_LIBRARY  /* GMime can't be loaded */
};

/*
 * Parses one message; mime_close() after MIME_OPEN.  `data` is copied: look at its shape before.
 * GMime keeps state of its own that no lock guards: these functions are for one thread.  GLib ends the
 * program when there is no memory.
 */
enum mime_status mime_open(struct mime *mime, const char *data, size_t length);
void mime_close(struct mime *mime);

/* *part is set as far as the event says. */
enum mime_event mime_next(struct mime *mime, struct mime_part *part);

/* mime_decode() makes no more octets than it is given, but for a few. */
enum { MIME_DECODED_MORE = 8 };

/*
 * Decodes base64 or quoted-printable, over faults as well; behind a mime_open() that went well.  Returns how
 * many octets came out.
 */
size_t mime_decode(enum transfer transfer, const char *data, size_t length, char *decoded);

#endif
