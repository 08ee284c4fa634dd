/* SPDX-License-Identifier: BSD-2-Clause */
/* The TLSRPT record of a domain as senders find it: RFC 8460 section 3. */
#include "dns/live.h"

#include "core/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool begins(const struct answer_record *record, const char *start)
{
    size_t length = strlen(start);

    return record->length >= length && memcmp(record->data, start, length) == 0;
}

/* Is the version somewhere in it, in any case, without its "v=" and ";"? */
static bool mentions(const struct answer_record *record, const char *version)
{
    size_t length = strlen(version) - sizeof("v=;") + 1;

    for (size_t at = 0; at + length <= record->length; at++)
        if (equal_nocase(record->data + at, version + sizeof("v=") - 1, length))
            return true;
    return false;
}

/* One record is taken as it is; of several those are discarded that do not begin with the version and ";". */
void live_choose(struct live_record *record, const char *version)
{
    const struct lookup *lookup = &record->lookup;

    record->count = 0;
    record->near = NULL;
    record->state = lookup->outcome == LOOKUP_FAILED ? LIVE_UNKNOWN : LIVE_ABSENT;
    if (lookup->outcome != LOOKUP_FOUND)
        return;
    for (size_t i = 0; i < lookup->count; i++) {
        if (lookup->count > 1 && !begins(&lookup->records[i], version)) {
            if (record->near == NULL && mentions(&lookup->records[i], version))
                record->near = &lookup->records[i];
            continue;
        }
        if (record->count < LIVE_RECORDS_MAX)
            record->chosen[record->count] = &lookup->records[i];
        record->count++;
    }
    if (record->count > 0) {
        record->state = record->count == 1 ? LIVE_PRESENT : LIVE_SEVERAL;
        record->near = NULL;
    }
}

bool live_is_foreign(const struct live_record *record, const char *version)
{
    return record->state == LIVE_PRESENT && !begins(record->chosen[0], version);
}

void live_look(struct live *live, const char *domain, lookup_function *look, void *user)
{
    char name[NAME_ROOM];

    *live = (struct live){.domain = domain};
    snprintf(name, sizeof(name), "_smtp._tls.%s", domain);
    look(user, name, ANSWER_TXT, &live->record.lookup);
    live_choose(&live->record, "v=TLSRPTv1;");
}

void live_free(struct live *live)
{
    lookup_free(&live->record.lookup);
    lookup_free(&live->sts.lookup);
    for (size_t i = 0; i < live->failure_count && i < LIVE_FAILURES_MAX; i++)
        free(live->failures[i]);
    live->failure_count = 0;
}

bool live_is_undecided(const struct live *live)
{
    return live->record.state == LIVE_UNKNOWN || live->failure_count > 0;
}

/* ---- findings ---- */

static void tell_name(const struct live *live, const struct live_teller *teller)
{
    const char *name = live->record.lookup.name;

    teller->about(teller->user, name, strlen(name), "name");
}

/* NAME -> NAME -> NAME, cut where the room ends. */
static void tell_chain(const struct lookup *lookup, const struct live_teller *teller)
{
    char text[4 * NAME_ROOM];
    int length = snprintf(text, sizeof(text), "%s", lookup->name);

    for (size_t i = 0; i < lookup->chain_count && (size_t)length < sizeof(text); i++)
        length += snprintf(text + length, sizeof(text) - (size_t)length, " -> %s", lookup->chain[i]);
    teller->about(teller->user, text, strlen(text), "cname");
    REPORT(teller->emitter, D505, 0, strlen(text));
}

static void tell_absence(const struct live *live, const struct live_teller *teller)
{
    const struct lookup *lookup = &live->record.lookup;
    bool alias = lookup->chain_count > 0;
    const char *hint = lookup->outcome == LOOKUP_NO_NAME   ? (alias ? HINT_ALIAS_NO_NAME : HINT_NO_NAME)
                       : lookup->outcome == LOOKUP_NO_DATA ? (alias ? HINT_ALIAS_NO_TXT : HINT_NO_TXT)
                                                           : HINT_ALL_DISCARDED;

    tell_name(live, teller);
    REPORT(teller->emitter, D501, 0, strlen(lookup->name), .hint = hint);
}

/* What to do about a look-up that failed, where more is known than that; NULL elsewhere. */
static const char *failure_hint(enum lookup_failure failure)
{
    if (failure == LOOKUP_LOOP || failure == LOOKUP_LONG)
        return HINT_CNAMES_END_NOWHERE;
    return failure == LOOKUP_REFERRAL ? HINT_NO_RESOLVER : NULL;
}

void live_tell(const struct live *live, const struct live_teller *teller)
{
    const struct lookup *lookup = &live->record.lookup;
    size_t length = strlen(lookup->name);

    if (live->record.state == LIVE_UNKNOWN) {
        char text[DESCRIPTION_ROOM];

        lookup_describe(lookup, text);
        teller->about(teller->user, text, strlen(text), "lookup");
        REPORT(teller->emitter, D502, 0, strlen(text), .hint = failure_hint(lookup->failure));
        return;
    }
    if (live->record.state == LIVE_ABSENT)
        tell_absence(live, teller);
    tell_name(live, teller);
    if (live->record.state == LIVE_SEVERAL)
        REPORT(teller->emitter, D503, 0, length);
    if (lookup->bogus)
        REPORT(teller->emitter, D504, 0, length, .severity = RPTLINT_ERROR, .hint = HINT_BOGUS);
    else if (!lookup->secure && live->record.state != LIVE_ABSENT)
        REPORT(teller->emitter, D504, 0, length);
    if (lookup->chain_count > 0)
        tell_chain(lookup, teller);
}
