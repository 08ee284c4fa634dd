/* SPDX-License-Identifier: BSD-2-Clause */
/* Bodies of header fields that are lists of parameters or tags: Content-Type and DKIM-Signature. */
#ifndef MEDIA_H
#define MEDIA_H

#include <rptlint.h>

/* Content-Type, RFC 2045 section 5.1.  Spans have length 0 where the part is not there. */
struct media_type {
    rptlint_span type;        /* type "/" subtype */
    rptlint_span report_type; /* the value of report-type, without quotes */
    size_t end;               /* of the body, without blanks */
};

struct media_type read_media_type(const char *text, size_t length);

/* One tag of a tag-list, RFC 6376 section 3.2. */
struct tag {
    rptlint_span whole; /* NAME=VALUE, without the blanks around it */
    rptlint_span name;
    rptlint_span value;
};

/* The tag at or behind *at, which moves behind its ";"; false when there is none. */
bool next_tag(const char *text, size_t length, size_t *at, struct tag *tag);

/* Is a name in the colon-separated list of an h= tag, in either case?  RFC 6376 section 3.5. */
bool lists_name(const char *text, rptlint_span list, const char *name);

/* The span without white space and line ends around it. */
rptlint_span trimmed(const char *text, rptlint_span span);

#endif
