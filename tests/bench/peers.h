/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON parsers to measure against, those that are installed. */
#ifndef PEERS_H
#define PEERS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct peer {
    const char *name;
    /* Parses a text and looks at every value; false when it is refused.  NULL: not installed. */
    bool (*parse)(const char *data, size_t length);
    size_t padding; /* octets that must be readable behind the text */
};

extern const struct peer peers[];
extern const size_t peer_count;

#ifdef __cplusplus
}
#endif

#endif
