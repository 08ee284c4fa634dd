/* SPDX-License-Identifier: BSD-2-Clause */
/* ldns by dlopen: it brings a library for cryptography along, which a program that reads no DNS need not start with. */
#include "dns/ldns.h"

#include "load.h"

static struct ldns_calls calls;

static const struct loaded_symbol symbols[] = {
#define ROW(name) {#name, &calls.name},
    LDNS_CALLS(ROW)
#undef ROW
};

const struct ldns_calls *ldns_load(void)
{
    static bool loaded;

    if (!loaded)
        loaded = load_library("libldns.so.3", symbols, sizeof(symbols) / sizeof(symbols[0])) != NULL;
    return loaded ? &calls : NULL;
}
