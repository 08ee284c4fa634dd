/* SPDX-License-Identifier: BSD-2-Clause */
/* check --fix: one record put right, and what remains to be said about it. */
#ifndef FIX_H
#define FIX_H

#include "cli/judge.h"
#include "intake/source.h"

/*
 * Writes text[0..length), whose record begins at `skip`, to standard output as far as possible put right,
 * without a line end; for a TXT RDATA in quoted form.  What remains wrong goes to the judge, about the
 * text written: `subject` says where it stands.  False when the library had no memory.
 */
bool fix_record(struct judge *judge, const rptlint_options *options, const struct subject *subject,
                enum record_kind kind, size_t skip);

/* A TXT RDATA on one line put right; the caller frees it.  NULL when the library had no memory. */
char *fix_txt(const char *data, size_t length, size_t *fixed_length);

#endif
