/* SPDX-License-Identifier: BSD-2-Clause */
/* What stands for a destination, and what stands around one, before anything of it is read. */
#ifndef AROUND_H
#define AROUND_H

#include <stdbool.h>
#include <stddef.h>

/* Does data[from..end) begin with "mailto:" or "https:", in any case? */
bool is_known_scheme(const char *data, size_t from, size_t end);

/* Is this an address but for its scheme, as far as can be told?  What is around an address is another matter. */
bool is_like_address(const char *data, size_t from, size_t end);

/* The mark that closes what begins with this one: quotes and brackets; NUL when it is none. */
char closing_mark(char opening);

/*
 * How many octets at the beginning of data[from..end) are no part of a URI: quotes, brackets, white space and what can't
 * be seen, or what was left there: "=mailto:a@b.c", "rua=mailto:a@b.c", "[mail](mailto:a@b.c", "Name <mailto:a@b.c".
 */
size_t what_is_before(const char *data, size_t from, size_t end);

/* And how many at the end belong to what is before data[open]: "<mailto:a@b.c>", "\"https://x/\"". */
size_t closing_marks(const char *data, size_t from, size_t open, size_t end);

#endif
