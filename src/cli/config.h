/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules of an organisation as data: `.rptlint`, "KEY = VALUE" a line.
 *
 * The nearest one counts, from the working folder upwards; files that are checked may come from anywhere, and lie
 * in several folders, so where they lie says nothing.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "cli/options.h"

/* Octets that the file may have. */
enum { CONFIG_MAX = 64 * 1024 };

/*
 * Reads the file where the command takes one, and adds what it says to the options.  Returns STATUS_OK, also when
 * there is none; STATUS_USAGE when it is wrong, STATUS_TROUBLE when it can't be read; both were said.
 */
int config_read(struct options *options);

#endif
