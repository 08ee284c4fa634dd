/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that runs short when a test says so; the code under test takes it here in place of the C library. */
#ifndef SCARCE_H
#define SCARCE_H

#include <stdbool.h>
#include <stddef.h>

/* From now on that many allocations are given, and then none. */
void scarce_begin(size_t allowed);

/* Memory is there again; how many allocations were refused meanwhile. */
size_t scarce_end(void);

/* Is the next one given?  For a test that has allocators of its own. */
bool scarce_allows(void);

void *scarce_malloc(size_t size);
void *scarce_calloc(size_t count, size_t size);
void *scarce_realloc(void *block, size_t size);
char *scarce_strdup(const char *text);

#endif
