/* SPDX-License-Identifier: BSD-2-Clause */
/* Words in columns, for --help and explain. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stddef.h>
#include <stdio.h>

/* Writes `count` blanks. */
void write_blanks(FILE *stream, size_t count);

/* Writes words and a line end; the cursor stands at `column`, further lines begin at `indent`. */
void write_wrapped(FILE *stream, const char *words, size_t column, size_t indent);

#endif
