/* SPDX-License-Identifier: BSD-2-Clause */
/* Names told apart by their first labels. */
#include "dns/owner.h"

#include "core/bytes.h"

struct labels {
    const char *octets; /* wire form */
    size_t length;
    enum role role;
};

#define LABELS(octets, role) {octets, sizeof(octets) - 1, role}

/* The first that fits counts. */
static const struct labels table[] = {
    LABELS("\5_smtp\4_tls", ROLE_TLSRPT),
    LABELS("\10_mta-sts", ROLE_MTA_STS),
    LABELS("\3_25\4_tcp", ROLE_DANE),
    LABELS("\1*\4_tls", ROLE_WILDCARD),
    LABELS("\1*", ROLE_WILDCARD),
    /* Names of drafts (draft-ietf-uta-smtp-tlsrpt and before), of other protocols' habits, and slips of the pen. */
    LABELS("\14_smtp-tlsrpt", ROLE_NEAR),
    LABELS("\14_smtp_tlsrpt", ROLE_NEAR),
    LABELS("\5_smtp\7_tlsrpt", ROLE_NEAR),
    LABELS("\5_smtp\10_tls-rpt", ROLE_NEAR),
    LABELS("\5_smtp\4_tcp", ROLE_NEAR),
    LABELS("\5_smtp\3tls", ROLE_NEAR),
    LABELS("\4smtp\4_tls", ROLE_NEAR),
    LABELS("\4smtp\3tls", ROLE_NEAR),
    LABELS("\6_smtps\4_tls", ROLE_NEAR),
    LABELS("\7_report\4_tls", ROLE_NEAR),
    LABELS("\4_tls\5_smtp", ROLE_NEAR),
    LABELS("\4_tls\4_rpt", ROLE_NEAR),
    LABELS("\7_tlsrpt\5_smtp", ROLE_NEAR),
    LABELS("\7_tlsrpt", ROLE_NEAR),
    LABELS("\10_tls-rpt", ROLE_NEAR),
    LABELS("\10_tls_rpt", ROLE_NEAR),
    LABELS("\11_smtp-tls", ROLE_NEAR),
    LABELS("\11_smtp_tls", ROLE_NEAR),
    LABELS("\5_smtp", ROLE_NEAR),
    LABELS("\6_dmarc", ROLE_NEAR),
};

static const struct labels *labels_of(const struct name *owner)
{
    /* No name in the table begins with anything else, and most names do. */
    if (owner->length < 2 || (owner->octets[1] != '_' && owner->octets[1] != '*' && owner->octets[1] != 's'))
        return NULL;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (name_begins(owner, table[i].octets, table[i].length))
            return &table[i];
    return NULL;
}

static size_t count_labels(const struct labels *labels)
{
    size_t count = 0;

    for (size_t at = 0; at < labels->length; at += 1U + (size_t)labels->octets[at])
        count++;
    return count;
}

enum role owner_role(const struct name *owner, struct name *base)
{
    const struct labels *labels = labels_of(owner);

    if (labels != NULL) {
        name_without(owner, count_labels(labels), base);
        return labels->role;
    }
    name_without(owner, 1, base);
    if (NAME_BEGINS(owner, "\4_tls"))
        return ROLE_TLS;
    if (NAME_BEGINS(base, "\4_tls")) {
        name_without(owner, 2, base);
        return ROLE_TLS;
    }
    name_without(owner, 0, base);
    return ROLE_OTHER;
}

size_t owner_near_text(const struct name *owner, const char *text, size_t length)
{
    const struct labels *labels = labels_of(owner);
    size_t octets;

    if (labels == NULL || find_byte(text, 0, length, '\\') < length)
        return 0;
    octets = labels->length - 1; /* a dot less than length octets */
    return octets <= length && (octets == length || text[octets] == '.') ? octets : 0;
}
