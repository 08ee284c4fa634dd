/* SPDX-License-Identifier: BSD-2-Clause */
/* What the name of a record says: whose TLSRPT record it is, or that it is nobody's. */
#ifndef OWNER_H
#define OWNER_H

#include "dns/name.h"

enum role {
    ROLE_OTHER,
    ROLE_TLSRPT,   /* _smtp._tls.DOMAIN, RFC 8460 section 3 */
    ROLE_MTA_STS,  /* _mta-sts.DOMAIN, RFC 8461 section 3.1 */
    ROLE_DANE,     /* _25._tcp.HOST, RFC 7672 section 2.1: HOST is the TLSA base domain */
    ROLE_WILDCARD, /* *.DOMAIN */
    ROLE_TLS,      /* _tls.DOMAIN, or another name one label below it: no wildcard answers there then */
    ROLE_NEAR      /* a name that people take for _smtp._tls.DOMAIN */
};

/* The role of a name, and the domain or host in *base. */
enum role owner_role(const struct name *owner, struct name *base);

/* ROLE_NEAR: how many octets of the name as it is written stand for the labels that are wrong; 0 when it has escapes. */
size_t owner_near_text(const struct name *owner, const char *text, size_t length);

#endif
