/* SPDX-License-Identifier: BSD-2-Clause */
/* What a reader of a report is told, as lines of text: the "read" lines of corpus/report/NAME.expect. */
#ifndef EVENTS_H
#define EVENTS_H

#include <rptlint.h>

enum { EVENTS_ROOM = 16384 };

/* Lines are cut where there is no room; `text` is what was checked. */
struct events {
    const char *text;
    size_t length; /* of the lines */
    char lines[EVENTS_ROOM];
};

/*
 * A reader that writes one line an event:
 *
 *   report NAME=VALUE...
 *   policy INDEX TYPE NAME=VALUE...
 *   failure POLICY.INDEX RESULT NAME=VALUE...
 *
 * NAME is the RFC's, also where a near name stood; what is absent is left out.  VALUE is a string as it stands in
 * the text (octets below 0x20 as \xHH), ["a","b"], a count, or for a date-time its seconds since 1970.  Behind it
 * stands what was forgiven: ~null ~empty ~name ~zone ~single ~nested ~text ~form; of a value that was not taken,
 * only that.  A TYPE or RESULT that the RFC does not know is other"AS IT STANDS".
 */
rptlint_reader events_reader(struct events *events, const char *text);

#endif
