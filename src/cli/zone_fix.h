/* SPDX-License-Identifier: BSD-2-Clause */
/* check --fix of a zone: the fixes that findings carry, and strings written anew, as edits of its files. */
#ifndef ZONE_FIX_H
#define ZONE_FIX_H

#include "cli/pieces.h"

#include <rptlint.h>

struct zone_fixes;

struct zone_fixes *zone_fixes_begin(void);
void zone_fixes_end(struct zone_fixes *fixes);

/* What is found next is about another entry. */
void zone_fixes_entry(struct zone_fixes *fixes);

/* Takes the fix of a finding, where it has one. */
void zone_fixes_add(struct zone_fixes *fixes, size_t file, const rptlint_finding *finding);

/* The record that the findings were about: text[rdata] is written anew when its strings are wrong. */
void zone_fixes_record(struct zone_fixes *fixes, size_t file, const char *text, rptlint_span rdata);

/* Makes the edits of one file, which then are gone; returns how many were made. */
size_t zone_fixes_make(struct zone_fixes *fixes, size_t file, struct pieces *pieces);

/* Counts a round; false after the last one. */
bool zone_fixes_round(struct zone_fixes *fixes);

#endif
