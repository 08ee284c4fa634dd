/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks for parts of a text. */
#include "parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

void expect_part(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("not in it: %s\n%s", part, text);
}

void expect_no_part(const char *text, const char *part)
{
    if (strstr(text, part) != NULL)
        fail_msg("it is in it: %s\n%s", part, text);
}
