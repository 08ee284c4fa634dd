/* SPDX-License-Identifier: BSD-2-Clause */
/* Blocks of memory that may be large. */
#ifndef LARGE_H
#define LARGE_H

#include <stddef.h>

/* realloc(), where a block of many megabytes is made of few large pages: filling it costs half as much. */
void *large_realloc(void *block, size_t size);

#endif
