/* SPDX-License-Identifier: BSD-2-Clause */
/* What each option does: the functions that options.def names, in takers.c and rulings.c. */
#ifndef TAKERS_H
#define TAKERS_H

#include "cli/options.h"

#define COMMAND(id, name, operands, help, values)
#define OPTION(take, long_name, short_name, argument, commands, help, values) option_taker take_##take;
#include "cli/options.def"
#undef COMMAND
#undef OPTION

#endif
