/* SPDX-License-Identifier: BSD-2-Clause */
/* How much there is in a message, looked at before the MIME library makes objects of it. */
#ifndef SHAPE_H
#define SHAPE_H

#include <rptlint.h>

/* A report's mail has 3 parts, 40 header fields and 200 parameters.  GMime takes some 500 octets for each. */
enum { SHAPE_BOUNDARIES_MAX = 10000, SHAPE_FIELDS_MAX = 100000, SHAPE_PARAMETERS_MAX = 100000 };

/* GLib counts the octets of a block in 32 bits. */
#define SHAPE_LENGTH_MAX ((size_t)1 << 30)

enum shape {
    SHAPE_GOOD,
    SHAPE_LONG,      /* more than SHAPE_LENGTH_MAX octets */
    SHAPE_PARTS,     /* more than SHAPE_BOUNDARIES_MAX lines with "--" first */
    SHAPE_FIELDS,    /* more than SHAPE_FIELDS_MAX header fields */
    SHAPE_PARAMETERS /* more than SHAPE_PARAMETERS_MAX ";" in them */
};

/* What is too much, and in *at where; never less than what GMime finds, and sometimes more. */
enum shape shape_of(const char *data, size_t length, size_t *at);

#endif
