/* SPDX-License-Identifier: BSD-2-Clause */
/* Libraries that are loaded when they are first needed, so that the program starts with libc alone. */
#ifndef LOAD_H
#define LOAD_H

#include <stddef.h>

struct loaded_symbol {
    const char *name;
    void *function; /* the address of a pointer to a function, which is set */
};

/* NULL when the library, or one of the symbols, is not there. */
void *load_library(const char *file, const struct loaded_symbol *symbols, size_t count);

void unload_library(void *library);

#endif
