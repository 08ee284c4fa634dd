/* SPDX-License-Identifier: BSD-2-Clause */
/* What json.c, json_string.c and json_number.c share: faults of the text, strings, numbers. */
#ifndef JSON_TEXT_H
#define JSON_TEXT_H

#include "core/json.h"

/* A finding of J6xx. */
#define JSON_FAULT(json, id, at, octets, steps_to_it, ...) \
    do { \
        (json)->faulty = (json)->faulty || !(json)->silent; \
        JSON_REPORT(json, id, at, octets, steps_to_it, __VA_ARGS__); \
    } while (0)

/* Can a value begin with this octet? */
bool json_begins_value(char octet);

/* Is this the beginning, and not all, of true, false or null?  Also of nothing. */
bool json_word_begins(const char *word, size_t length);

#endif
