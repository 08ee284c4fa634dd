/* SPDX-License-Identifier: BSD-2-Clause */
/* Records in the shares seen in the field, one a line, the same for the same number of lines. */
#ifndef RECORD_TEXT_H
#define RECORD_TEXT_H

#include <stddef.h>

struct record_text {
    char *data; /* the caller's to free */
    size_t length;
    size_t lines;
};

/* About 55 octets a line; one line in twenty is wrong.  Ends the program without memory. */
struct record_text record_text_of(size_t lines);

#endif
