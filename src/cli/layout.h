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

/*
 * The same with commands for a shell, separated by "; ", as they may be pasted: each part of a pipeline has its line,
 * and one that is too long goes on behind a backslash.  {MX} and {DOMAIN} are shown as MX and DOMAIN, and
 * {POLICY_HOST} as mta-sts.DOMAIN.
 */
void write_shell(FILE *stream, const char *commands, size_t column, size_t indent);

#endif
