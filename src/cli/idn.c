/* SPDX-License-Identifier: BSD-2-Clause */
/* libidn2, loaded only when a name needs it: the only file that knows it. */
#include "cli/idn.h"

#include "cli/message.h"
#include "cli/options.h"

#include <dlfcn.h>
#include <idn2.h>
#include <stdlib.h>
#include <string.h>

static const char library_name[] = "libidn2.so.0";

/* The functions used, under their names in the library. */
struct idn2 {
    void *handle;
    int (*lookup)(const uint8_t *source, uint8_t **name, int flags);
    void (*release)(void *name);
    const char *(*error_text)(int status);
};

/* ISO C has no conversion from an object pointer to a function pointer; POSIX says they are alike. */
static bool find(void *handle, const char *name, void *function)
{
    void *symbol = dlsym(handle, name);

    memcpy(function, &symbol, sizeof(symbol));
    return symbol != NULL;
}

static bool load(struct idn2 *idn2)
{
    idn2->handle = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
    if (idn2->handle == NULL)
        return false;
    if (find(idn2->handle, "idn2_lookup_u8", &idn2->lookup) &&
        find(idn2->handle, "idn2_free", &idn2->release) &&
        find(idn2->handle, "idn2_strerror", &idn2->error_text))
        return true;
    dlclose(idn2->handle);
    return false;
}

bool is_international(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0x80)
            return true;
    return false;
}

int idn_to_ascii(const char *host, size_t length, bool quiet, char **ascii)
{
    char *name = joined(host, length, "", 0, "", 0);
    uint8_t *converted = NULL;
    struct idn2 idn2;
    int status = STATUS_OK, error;

    *ascii = NULL;
    if (!load(&idn2)) {
        message("host \"%s\": %s is needed to write it in ASCII and can't be loaded", name, library_name);
        free(name);
        return STATUS_TROUBLE;
    }
    error = idn2.lookup((const uint8_t *)name, &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (error != IDN2_OK) {
        message("host \"%s\": %s", name, idn2.error_text(error));
        status = error == IDN2_MALLOC ? STATUS_TROUBLE : STATUS_FINDINGS;
    } else {
        *ascii = joined((const char *)converted, strlen((const char *)converted), "", 0, "", 0);
        if (!quiet)
            message("note: host \"%s\" written as \"%s\"", name, *ascii);
        idn2.release(converted);
    }
    dlclose(idn2.handle);
    free(name);
    return status;
}
