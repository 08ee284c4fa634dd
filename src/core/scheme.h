/* SPDX-License-Identifier: BSD-2-Clause */
/* What the reader of one URI knows, and what the schemes make of it. */
#ifndef SCHEME_H
#define SCHEME_H

#include "core/field.h"
#include "core/uri.h"

/* One URI being read: data[from..end) = scheme ":" rest. */
struct reading {
    struct emitter *emitter;
    const char *data;
    size_t from;
    size_t end;
    size_t rest;          /* behind the ":" */
    bool plain;           /* all of the rest is BYTE_URI: no "%", no "#", nothing to complain of */
    size_t authority_end; /* equal to rest when there is no "//" */
    size_t path_end;      /* the "?", the "#" or the end */
    size_t tail;          /* the run of one octet that ends the URI begins here, */
    size_t path_tail;     /* and the one that ends the path */
    size_t host_from;     /* the host, with its port, is between here and host_end: also while it is still broken */
    size_t host_end;
    rptlint_span userinfo; /* or the "@" behind an empty one */
    rptlint_span fragment; /* with its "#" */
    bool host_told;        /* something was said about the host: no more is */
    struct uri *uri;
};

/*
 * Reports every octet behind the scheme that may not stand there: pchar / "/" / "?" anywhere, "#" once, "[" "]" in the
 * authority only (RFC 3986 appendix A), and what RFC 8460 section 3 wants encoded.
 */
void check_characters(struct reading *reading);

/* Reports what is wrong with a host name at a span; `decoded`: offsets inside it don't fit the span. */
void report_host(struct reading *reading, rptlint_span span, struct checked checked, bool decoded);

/* Checks the host and port of an https URI whose syntax is right. */
void check_https(struct reading *reading);

/*
 * The common case, told at once: is the rest of a mailto URI nothing but LOCAL@DOMAIN, without an encoded octet,
 * a query or a fragment, and is there nothing to say about it?  Then its parts are filled in.
 */
bool is_plain_mailto(struct reading *reading);

/* Checks the address and header fields of a mailto URI whose syntax is right. */
void check_mailto(struct reading *reading);

#endif
