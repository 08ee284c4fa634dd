/* SPDX-License-Identifier: BSD-2-Clause */
/* --help and --completion, written from the tables. */
#ifndef HELP_H
#define HELP_H

#include "cli/options.h"

/* Help for one command, or with COMMAND_NONE for the program. */
void help_write(enum command command);

/* The completions for bash, zsh or fish. */
void completion_write(const char *shell);

#endif
