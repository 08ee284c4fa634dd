/* SPDX-License-Identifier: BSD-2-Clause */
/* The words that records of a zone file begin with (RFC 1035 section 5.1), and lines told by them. */
#ifndef ZONE_WORDS_H
#define ZONE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads a TTL: seconds, or numbers that each have a unit, w, d, h, m or s, as BIND does; false when it is none. */
bool zone_ttl(const char *text, size_t length, uint32_t *seconds);

/* A class of RFC 1035 section 3.2.4, or "CLASS" and a number (RFC 3597 section 5); and is it IN? */
bool zone_class(const char *text, size_t length);
bool zone_class_is_internet(const char *text, size_t length);

enum zone_line { EMPTY_LINE, ZONE_LINE, NO_ZONE_LINE };

/*
 * What a line data[from..end) is by its first words: empty, or a comment; a directive, or an owner, TTL and class, and
 * a type that is in use; or something else.
 */
enum zone_line zone_line_of(const char *data, size_t from, size_t end);

#endif
