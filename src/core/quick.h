/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as nearly all are, told at a glance; everything else takes the walk. */
#ifndef QUICK_H
#define QUICK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Is the value a record with nothing to be said about it: "v=TLSRPTv1;", one space or none, "rua=", one to three plain
 * destinations with a comma between, and perhaps a ";"?  Then senders pick it, and *usable is how many destinations they can use.
 * False says nothing: the walk knows.
 */
bool quick_record(const char *value, size_t length, size_t *usable);

#endif
