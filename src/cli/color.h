/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether to use colours. */
#ifndef COLOR_H
#define COLOR_H

#include "cli/options.h"

#include <stdio.h>

/* Colours on a stream: as asked for; by default on a terminal that has them, unless NO_COLOR is set. */
bool wants_color(enum when when, FILE *stream);

#endif
