/* SPDX-License-Identifier: BSD-2-Clause */
/* ldns, loaded at the first call: the functions that src/dns uses, under their own names. */
#ifndef DNS_LDNS_H
#define DNS_LDNS_H

#include <ldns/ldns.h>

/* In the order of the alphabet. */
#define LDNS_CALLS(CALL) \
    CALL(ldns_dname_new_frm_str) \
    CALL(ldns_rdf_deep_free) \
    CALL(ldns_rr_free) \
    CALL(ldns_rr_new_frm_str) \
    CALL(ldns_str2period) \
    CALL(ldns_str2rdf_str)

struct ldns_calls {
#define LDNS_MEMBER(name) __typeof__(name) *(name);
    LDNS_CALLS(LDNS_MEMBER)
#undef LDNS_MEMBER
};

/* The Debian package to name where it is missing. */
#define LDNS_PACKAGE "libldns3"

/* The functions, good as long as the program runs; NULL when the library can't be loaded. */
const struct ldns_calls *ldns_load(void);

#endif
