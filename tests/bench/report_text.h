/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports as senders write them, the same for the same wishes. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Reports one behind the other, and 64 octets that can be read behind the last. */
struct report_text {
    char *data;
    size_t length;
    size_t *ends; /* of each report */
    size_t count;
};

/*
 * So many reports of about so many octets, above 1,000 with more failures; one string in fifty that may have them has
 * escapes or octets above 0x7F.  Ends the program without memory.
 */
struct report_text report_text_of(size_t reports, size_t octets, bool is_pretty);
void report_text_free(struct report_text *text);

#endif
