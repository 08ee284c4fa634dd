/* SPDX-License-Identifier: BSD-2-Clause */
/* Is a part of a message a report?  By its media type, its file name, its first octets. */
#ifndef ATTACHMENT_H
#define ATTACHMENT_H

#include "intake/gmime.h"

/* How sure it is. */
enum likeness {
    NO_REPORT,
    LIKE_REPORT, /* a name, or first octets, that a report may have */
    IS_REPORT    /* a media type of RFC 8460 section 6, tlsrpt+x-gzip, which is in use, or a name of section 5.1 */
};

/* `data` is what the part's offsets are in. */
enum likeness likeness_of(const char *data, const struct mime_part *part);

/* Does it begin like gzip (1F 8B 08) in base64, though no encoding is named? */
bool is_bare_base64(const char *data, const struct mime_part *part);

/* A file name without the folders before it. */
const char *base_name(const char *name);

#endif
