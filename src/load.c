/* SPDX-License-Identifier: BSD-2-Clause */
/* Libraries that are loaded when they are first needed: dlopen and dlsym. */
#include "load.h"

#include <dlfcn.h>
#include <string.h>

void *load_library(const char *file, const struct loaded_symbol *symbols, size_t count)
{
    /* A library that was unloaded stays in memory: loading it again for each of many files takes no time. */
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

    if (library == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        void *address = dlsym(library, symbols[i].name);

        if (address == NULL) {
            dlclose(library);
            return NULL;
        }
        /* C has no cast from an object's address to a function's; POSIX says that they have one form. */
        memcpy(symbols[i].function, &address, sizeof(address));
    }
    return library;
}

void unload_library(void *library)
{
    dlclose(library);
}
