/* SPDX-License-Identifier: BSD-2-Clause */
/* ldns, loaded at the first call: the functions that src/dns uses, under their own names. */
#ifndef DNS_LDNS_H
#define DNS_LDNS_H

#include <ldns/ldns.h>

/* In the order of the alphabet. */
#define LDNS_CALLS(CALL) \
    CALL(ldns_dname_new_frm_str) \
    CALL(ldns_get_rr_type_by_name) \
    CALL(ldns_pkt2wire) \
    CALL(ldns_pkt_answer) \
    CALL(ldns_pkt_authority) \
    CALL(ldns_pkt_edns_data) \
    CALL(ldns_pkt_edns_extended_rcode) \
    CALL(ldns_pkt_free) \
    CALL(ldns_pkt_get_rcode) \
    CALL(ldns_pkt_query_new) \
    CALL(ldns_pkt_question) \
    CALL(ldns_pkt_set_ad) \
    CALL(ldns_pkt_set_cd) \
    CALL(ldns_pkt_set_edns_udp_size) \
    CALL(ldns_pkt_set_id) \
    CALL(ldns_rdf2str) \
    CALL(ldns_rdf_data) \
    CALL(ldns_rdf_deep_free) \
    CALL(ldns_rdf_size) \
    CALL(ldns_rr_free) \
    CALL(ldns_rr_get_class) \
    CALL(ldns_rr_get_type) \
    CALL(ldns_rr_list_rr) \
    CALL(ldns_rr_list_rr_count) \
    CALL(ldns_rr_new_frm_str) \
    CALL(ldns_rr_owner) \
    CALL(ldns_rr_rd_count) \
    CALL(ldns_rr_rdf) \
    CALL(ldns_rr_ttl) \
    CALL(ldns_wire2pkt)

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
