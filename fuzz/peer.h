/* SPDX-License-Identifier: BSD-2-Clause */
/* jansson beside core/json.h: where both have a name, jansson's gets another one here. */
#ifndef PEER_H
#define PEER_H

#define JSON_OBJECT JANSSON_OBJECT
#define JSON_ARRAY JANSSON_ARRAY
#define JSON_STRING JANSSON_STRING
#define JSON_TRUE JANSSON_TRUE
#define JSON_FALSE JANSSON_FALSE
#define JSON_NULL JANSSON_NULL
#define json_integer jansson_integer
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL
#undef json_integer

#include "core/json.h"

/* Compare json_typeof() with JANSSON_...: the json_is_...() macros would meet our names. */

#endif
