/* SPDX-License-Identifier: BSD-2-Clause */
/* What a record says about the domain or host that it stands for. */
#include "dns/facts.h"

/* Records of one name that are compared with each other. */
enum { COMPARED_MAX = 16 };

/* A TXT record at _smtp._tls: in the list of its name, and counted when senders would pick it out. */
static void link_txt(struct facts *facts, uint32_t number)
{
    struct kept *kept = &facts->entries[number];
    struct base *base = &facts->bases[kept->base];
    uint32_t other = base->txt;

    for (size_t i = 0; i < COMPARED_MAX && other != NOBODY; i++, other = facts->entries[other].next)
        if (facts->entries[other].rdata_hash == kept->rdata_hash)
            kept->flags |= KEPT_REPEATED;
    if (base->selected != NOBODY && facts->entries[base->selected].rdata_hash == kept->rdata_hash)
        kept->flags |= KEPT_REPEATED;
    if (base->txt == NOBODY)
        base->txt = number;
    else
        facts->entries[base->txt_last].next = number;
    base->txt_last = number;
    if ((kept->flags & KEPT_REPEATED) != 0)
        return;
    base->txt_count++;
    if ((kept->flags & KEPT_SELECTED) == 0)
        return;
    base->selected_count++;
    if (base->selected == NOBODY)
        base->selected = number;
}

static void note_first(uint32_t *first, uint32_t number)
{
    if (*first == NOBODY)
        *first = number;
}

static void note_cname(struct facts *facts, uint32_t number)
{
    struct kept *kept = &facts->entries[number];
    struct base *base = &facts->bases[kept->base];

    if (base->cname == NOBODY)
        base->cname = number;
    else if (facts->entries[base->cname].rdata_hash == kept->rdata_hash)
        kept->flags |= KEPT_REPEATED;
    else
        base->cnames_differ = true;
}

void facts_note_mover(struct facts *facts, uint32_t base, uint32_t number)
{
    struct base *to = &facts->bases[base];

    if (to->mover == NOBODY)
        to->mover = number;
    else if (facts->entries[to->mover].rdata_hash != facts->entries[number].rdata_hash)
        to->movers_differ = true;
}

/* A record at _smtp._tls; RRSIG and NSEC may stand beside a CNAME (RFC 4034 section 2). */
static void note_tlsrpt(struct facts *facts, uint32_t number)
{
    const struct kept *kept = &facts->entries[number];
    struct base *base = &facts->bases[kept->base];

    base->tls = true;
    if (kept->code == TYPE_CNAME)
        note_cname(facts, number);
    else if (kept->code != TYPE_RRSIG && kept->code != TYPE_NSEC)
        note_first(&base->data, number);
    if (kept->code == TYPE_TXT)
        link_txt(facts, number);
    if (kept->code == TYPE_TEXT && (kept->flags & KEPT_VALUE) != 0)
        facts_note_mover(facts, kept->base, number);
}

void facts_note(struct facts *facts, uint32_t number, const struct value_kind *kind)
{
    const struct kept *kept = &facts->entries[number];
    struct base *base = &facts->bases[kept->base];

    switch ((enum role)kept->role) {
    case ROLE_TLSRPT: note_tlsrpt(facts, number); break;
    case ROLE_MTA_STS:
        if (kind->mta_sts || kept->code == TYPE_CNAME)
            note_first(&base->mta_sts, number);
        break;
    case ROLE_DANE:
        if (kept->code == TYPE_TLSA || kept->code == TYPE_CNAME)
            note_first(&base->dane, number);
        break;
    case ROLE_WILDCARD:
        if (kept->code == TYPE_TXT)
            note_first(&base->wildcard, number);
        if (kind->tlsrpt || kept->code == TYPE_CNAME)
            base->covered = true;
        break;
    case ROLE_TLS: /* a DNAME makes a CNAME of each name below it (RFC 6672 section 3.1) */
        base->tls = true;
        if (kept->code == TYPE_NS || kept->code == TYPE_DNAME)
            base->covered = true;
        break;
    case ROLE_NEAR:
        if (kind->tlsrpt) {
            base->covered = true;
            if ((kept->flags & KEPT_DOUBLED) == 0)
                facts_note_mover(facts, kept->base, number);
        }
        break;
    case ROLE_OTHER: break;
    }
}
