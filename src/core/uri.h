/* SPDX-License-Identifier: BSD-2-Clause */
/* One destination: URI syntax (RFC 3986), then what mailto (RFC 6068) and https (RFC 9110) need. */
#ifndef URI_H
#define URI_H

#include "core/finding.h"

struct uri {
    rptlint_destination parts;
    bool is_uri;       /* it matches `URI` of RFC 3986 appendix A; "," and ";" don't count as URI here */
};

/*
 * Reads data[from..end), which holds neither "," nor ";" when it comes from a record (they end it there),
 * and reports what is wrong with it.  `domain` is the policy domain for U221, of length 0 when unknown.
 */
void read_uri(struct emitter *emitter, const char *data, size_t from, size_t end, rptlint_text domain,
              struct uri *uri);

/* Do two URIs name the same destination?  Scheme and host are compared without case. */
bool same_destination(const char *data, const rptlint_destination *a, const rptlint_destination *b);

#endif
