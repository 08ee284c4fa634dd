/* SPDX-License-Identifier: BSD-2-Clause */
/* Header fields of a message or of a part of one: where each begins and ends. */
#ifndef HEADER_H
#define HEADER_H

#include <rptlint.h>

/* field-name ":" unstructured CRLF, RFC 5322 section 2.2, with the lines that go on with it. */
struct header_field {
    rptlint_span name; /* without blanks before the colon (RFC 5322 section 4.5) */
    rptlint_span body; /* what follows the colon, folded as it stands, without the last line end */
};

enum header_line {
    HEADER_FIELD,
    HEADER_NO_FIELD, /* a line that is neither a field nor goes on with one */
    HEADER_END       /* an empty line, a line with "--" first (a boundary), or the end of the data */
};

/* What data[*at..end) begins with; *at moves behind it, but stays at a boundary. */
enum header_line header_next(const char *data, size_t end, size_t *at, struct header_field *field);

/* Is the field's name this one, in either case? */
bool header_is(const char *data, const struct header_field *field, const char *name);

/* Do header fields begin data[at..length), and is a name of mail's among the first of them? */
bool header_begins(const char *data, size_t length, size_t at);

#endif
