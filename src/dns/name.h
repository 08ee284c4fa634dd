/* SPDX-License-Identifier: BSD-2-Clause */
/* Domain names in wire form (RFC 1035 section 3.1), read from the presentation form and written to it. */
#ifndef NAME_H
#define NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* RFC 1035 section 2.3.4; a name of 255 octets that are all written as \DDD, with its dots and a NUL. */
enum { NAME_OCTETS = 255, NAME_TEXT = 4 * NAME_OCTETS + 1 };

/* Length octet and label, again and again; letters of ASCII in lower case, for names are compared without case. */
struct name {
    uint8_t octets[NAME_OCTETS];
    uint8_t length;
    bool absolute; /* it ends in the root label; else it is relative to an origin that nobody knows */
};

enum name_status {
    NAME_OK,
    NAME_BAD_ESCAPE,
    NAME_EMPTY_LABEL,
    NAME_TOO_LONG /* a label over 63 octets, or the name over 255 */
};

/*
 * Reads a name as a zone file has it (RFC 1035 section 5.1): "@" is the origin, a name without a final dot is put
 * before it, "\X" and "\DDD" are read.  `origin` is NULL where it is not known; it may be `name` itself.  Where
 * there is no name, *name has no meaning.
 */
enum name_status name_read(struct name *name, const char *text, size_t length, const struct name *origin);

/* Writes a name with its final dot where it is absolute, NUL-terminated; returns the length.  "@" for the empty one. */
size_t name_write(const struct name *name, char text[NAME_TEXT]);

bool name_equal(const struct name *a, const struct name *b);

/* Labels, the root not counted. */
size_t name_labels(const struct name *name);

/* The name without its first labels; one that has no more is left with what remains. */
void name_without(const struct name *name, size_t labels, struct name *rest);

/* Does a name end in another one, and have at least one label before it?  Both absolute, or both not. */
bool name_is_below(const struct name *name, const struct name *top);

/* Does a name begin with these labels?  `labels` is in wire form, lower case, without the root. */
bool name_begins(const struct name *name, const char *labels, size_t length);
#define NAME_BEGINS(name, literal) name_begins(name, literal, sizeof(literal) - 1)

#endif
