/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands; each returns an exit status. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "cli/options.h"

int check_command(const struct options *options);
int generate_command(const struct options *options);
int lookup_command(const struct options *options);
int report_command(const struct options *options);
int filter_command(const struct options *options);
int explain_command(const struct options *options);

#endif
