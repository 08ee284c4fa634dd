/* SPDX-License-Identifier: BSD-2-Clause */
/* What a TXT value is meant to be, by its first octets. */
#include "core/bytes.h"
#include "dns/zone_read.h"

/* Beginnings of TXT values that are another protocol's, whatever follows. */
static const char *const others[] = {"v=spf1", "spf2.0/", "v=DMARC", "v=DKIM1", "v=STSv", "v=BIMI", "v=msv1", "MS="};

static bool holds(const char *value, size_t length, const char *word)
{
    size_t octets = strlen(word);

    for (size_t at = 0; at + octets <= length; at++)
        if (equal_nocase(value + at, word, octets))
            return true;
    return false;
}

static bool is_other(const char *value, size_t length)
{
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (starts_with_nocase(value, 0, length, others[i], strlen(others[i])))
            return true;
    return false;
}

struct value_kind value_kind_of(const char *value, size_t length, bool expected)
{
    struct value_kind kind = {
        .selected = STARTS(value, 0, length, "v=TLSRPTv1;"),
        .mta_sts = STARTS(value, 0, length, "v=STSv1"),
    };

    if (kind.selected || kind.mta_sts) {
        kind.tlsrpt = kind.selected;
        return kind;
    }
    kind.tlsrpt = !is_other(value, length) && (holds(value, length, "TLSRPT") || holds(value, length, "TSLRPT") ||
                                               (expected && (holds(value, length, "rua") || length == 0)));
    return kind;
}
