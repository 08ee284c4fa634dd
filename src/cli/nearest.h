/* SPDX-License-Identifier: BSD-2-Clause */
/* The name that was probably meant. */
#ifndef NEAREST_H
#define NEAREST_H

#include <stddef.h>

/* Names are offered one by one; the nearest one is kept when it is near enough. */
struct nearest {
    const char *wanted;
    size_t length;
    const char *found; /* NULL: none is near */
    size_t distance;
};

struct nearest nearest_begin(const char *wanted, size_t length);
void nearest_offer(struct nearest *nearest, const char *name);

/* Offers all rules' ids and slugs. */
void offer_rules(struct nearest *nearest);

/* Of all rules' ids and slugs the nearest; NULL when none is near. */
const char *nearest_rule(const char *wanted, size_t length);

#endif
