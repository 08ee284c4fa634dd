/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether to use colours. */
#define _POSIX_C_SOURCE 200809L

#include "cli/color.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool wants_color(enum when when, FILE *stream)
{
    const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");

    if (when != WHEN_AUTO)
        return when == WHEN_ALWAYS;
    if (term == NULL || strcmp(term, "dumb") == 0 || (no_color != NULL && no_color[0] != '\0'))
        return false;
    return isatty(fileno(stream)) != 0;
}
