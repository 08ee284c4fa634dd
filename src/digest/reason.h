/* SPDX-License-Identifier: BSD-2-Clause */
/* What a failure-reason-code means (RFC 8460 section 4.4), which is free text of the sender's. */
#ifndef REASON_H
#define REASON_H

#include <rptlint.h>
#include <stddef.h>

struct reason {
    const char *cause; /* constant sentences: what the sender met, */
    const char *hint;  /* and what to do, or where to look */
};

enum reason_status {
    REASON_KNOWN,      /* the reason was filled in */
    REASON_UNKNOWN,    /* the text is like none that is known: show it as it is */
    REASON_LIMIT,      /* telling takes more steps or memory than allowed (match.h): whether it is known is not known */
    REASON_NO_LIBRARY, /* MATCH_PACKAGE is missing */
    REASON_NOMEM
};

/*
 * Reads text[0..length), any octets, which came with this result type.  The patterns are compiled by the first call and
 * kept, for one thread.  With any other status than REASON_KNOWN the reason is left as it is.
 */
enum reason_status reason_of(rptlint_result result, const char *text, size_t length, struct reason *reason);

/* Forgets the patterns; the next call of reason_of() compiles them again. */
void reason_end(void);

#endif
