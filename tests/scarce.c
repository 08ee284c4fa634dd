/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts allocations, and refuses them. */
#define _POSIX_C_SOURCE 200809L /* strdup */

#include "scarce.h"

#include <stdlib.h>
#include <string.h>

static struct {
    bool limited;
    size_t left;
    size_t refused;
} memory;

void scarce_begin(size_t allowed)
{
    memory.limited = true;
    memory.left = allowed;
    memory.refused = 0;
}

size_t scarce_end(void)
{
    memory.limited = false;
    return memory.refused;
}

bool scarce_allows(void)
{
    if (!memory.limited)
        return true;
    if (memory.left == 0) {
        memory.refused++;
        return false;
    }
    memory.left--;
    return true;
}

void *scarce_malloc(size_t size)
{
    return scarce_allows() ? malloc(size) : NULL;
}

void *scarce_calloc(size_t count, size_t size)
{
    return scarce_allows() ? calloc(count, size) : NULL;
}

void *scarce_realloc(void *block, size_t size)
{
    return scarce_allows() ? realloc(block, size) : NULL;
}

char *scarce_strdup(const char *text)
{
    return scarce_allows() ? strdup(text) : NULL;
}
