/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing records: destinations put right, the canonical value, and the value read back by the checker. */
#include "core/bytes.h"
#include "core/field.h"
#include "core/fix.h"
#include "core/record.h"

#include <string.h>

/* What generating one record needs; a piece is one destination or field. */
struct making {
    const rptlint_policy *policy;
    const rptlint_options *options;
    struct emitter *emitter;
    char *value;
    size_t count;
    bool refused;
};

static void put_text(struct making *m, const char *text, size_t length)
{
    if (length > 0)
        memcpy(m->value + m->count, text, length);
    m->count += length;
}

/* ---- findings about one input ---- */

/* Hands on what is wrong with a text, which fix_all has put right as far as possible when `fixed` is there. */
struct remaining {
    struct making *making;
    const struct fixed *fixed;
};

/* Warnings that mean the record would not do what was asked for are refusals here. */
static bool is_refusal(const rptlint_finding *finding)
{
    return finding->severity == RPTLINT_ERROR || finding->rule == &rule_table[U212] ||
           finding->rule == &rule_table[U203] || finding->rule == &rule_table[U216];
}

static int take_remaining(void *user, const rptlint_finding *finding)
{
    struct remaining *remaining = user;
    rptlint_finding told = *finding;

    told.fix = NULL; /* what could be fixed was; this stays, and says so */
    if (remaining->fixed != NULL) {
        told.span = fix_origin(remaining->fixed, finding->span);
        told.related = fix_origin(remaining->fixed, finding->related);
    }
    if (is_refusal(finding)) {
        told.severity = RPTLINT_ERROR;
        remaining->making->refused = true;
    }
    if (finding->rule == &rule_table[U212])
        told.hint = HINT_ONE_RUA_EACH;
    emit(remaining->making->emitter, &told);
    return remaining->making->emitter->stopped;
}

static void check_destination(struct emitter *emitter, const char *data, size_t length)
{
    struct uri uri;

    if (length == 0)
        REPORT(emitter, U201, 0, 0, .hint = HINT_NO_DESTINATION);
    else
        read_uri(emitter, data, 0, length, domain_of(NULL), &uri);
}

static rptlint_status add_destination(struct making *m, size_t index)
{
    const rptlint_text *text = &m->policy->rua[index];
    struct remaining remaining = {.making = m};
    rptlint_options sink = {.size = sizeof(sink), .sink = take_remaining, .user = &remaining};
    struct emitter emitter;
    struct fixed fixed;
    rptlint_status status;

    m->emitter->input = index;
    status = fix_all(&fixed, m->options, text->data, text->length, check_destination, m->emitter);
    if (status == RPTLINT_OK) {
        remaining.fixed = &fixed;
        emitter_begin(&emitter, &sink);
        check_destination(&emitter, fixed.text, fixed.length);
        if (index > 0)
            put_text(m, ",", 1);
        put_text(m, fixed.text, fixed.length);
    }
    fix_free(&fixed);
    return status;
}

/* A field is checked as an extension by itself, so that a ";" in it can't begin another field. */
static void add_field(struct making *m, size_t index)
{
    const rptlint_text *text = &m->policy->fields[index];
    size_t equals = find_byte(text->data, 0, text->length, '=');
    struct remaining remaining = {.making = m};
    rptlint_options sink = {.size = sizeof(sink), .sink = take_remaining, .user = &remaining};
    struct emitter emitter;

    m->emitter->input = m->policy->rua_count + index;
    emitter_begin(&emitter, &sink);
    if (equals == text->length)
        REPORT(&emitter, R113, 0, text->length);
    else if (equals == 3 && equal_nocase(text->data, "rua", 3))
        REPORT(&emitter, R122, 0, equals, .severity = RPTLINT_ERROR, .hint = HINT_RUA_AS_FIELD);
    else if (equals == 1 && to_lower(text->data[0]) == 'v')
        REPORT(&emitter, R124, 0, equals, .severity = RPTLINT_ERROR, .hint = HINT_RUA_AS_FIELD);
    else
        check_extension(&emitter, text->data, text->length, equals);
    put_text(m, "; ", 2);
    put_text(m, text->data, text->length);
}

/* ---- the whole ---- */

/* The sink of the last check: what only the whole record shows.  The rest was told input by input. */
static int take_final(void *user, const rptlint_finding *finding)
{
    struct making *m = user;
    rptlint_finding told = *finding;
    bool repeated = finding->rule == &rule_table[U216];

    if (is_refusal(finding)) {
        told.severity = RPTLINT_ERROR;
        m->refused = true;
    } else if (finding->rule != &rule_table[R129] && finding->rule != &rule_table[U222]) {
        return 0;
    }
    /* Commas separate the destinations and stand nowhere in them: counting them gives the input. */
    m->emitter->input = 0;
    for (size_t i = 0; repeated && i < finding->span.offset; i++)
        m->emitter->input += m->value[i] == ',';
    told.span = (rptlint_span){.offset = 0, .length = 0};
    if (repeated)
        told.span.length = m->policy->rua[m->emitter->input].length;
    told.has_related = false;
    told.fix = NULL;
    emit(m->emitter, &told);
    return 0;
}

static void check_whole(struct making *m)
{
    rptlint_options sink = {.size = sizeof(sink), .sink = take_final, .user = m};

    (void)rptlint_check_record(m->value, m->count, &sink, NULL);
}

/* Room for every input at its longest (fix.c); false when that can't be counted or had. */
static bool make_room(struct making *m)
{
    size_t room = 64;

    for (size_t i = 0; i < m->policy->rua_count + m->policy->field_count; i++) {
        const rptlint_text *text =
            i < m->policy->rua_count ? &m->policy->rua[i] : &m->policy->fields[i - m->policy->rua_count];

        if (text->length > (SIZE_MAX / 16 - room) / 16)
            return false;
        room += text->length * 8 + 80;
    }
    m->value = take_memory(m->options, room);
    return m->value != NULL;
}

static rptlint_status make(struct making *m)
{
    rptlint_status status = RPTLINT_OK;

    put_text(m, "v=TLSRPTv1; rua=", 16);
    if (m->policy->rua_count == 0) {
        REPORT(m->emitter, R120, 0, 0);
        m->refused = true;
    }
    for (size_t i = 0; i < m->policy->rua_count && status == RPTLINT_OK; i++)
        status = add_destination(m, i);
    if (status != RPTLINT_OK)
        return status;
    for (size_t i = 0; i < m->policy->field_count; i++)
        add_field(m, i);
    if (!m->refused)
        check_whole(m);
    if (m->emitter->stopped)
        return RPTLINT_STOPPED;
    return m->refused ? RPTLINT_REFUSED : RPTLINT_OK;
}

static bool is_sound(const rptlint_policy *policy)
{
    if (policy == NULL || policy->size != sizeof(*policy) ||
        (policy->rua == NULL && policy->rua_count > 0) ||
        (policy->fields == NULL && policy->field_count > 0))
        return false;
    for (size_t i = 0; i < policy->rua_count; i++)
        if (!text_known(policy->rua[i]))
            return false;
    for (size_t i = 0; i < policy->field_count; i++)
        if (!text_known(policy->fields[i]))
            return false;
    return true;
}

rptlint_status rptlint_generate(const rptlint_policy *policy, char *buffer, size_t capacity,
                                size_t *needed, const rptlint_options *options)
{
    struct emitter emitter;
    struct making making = {.policy = policy, .options = options, .emitter = &emitter};
    rptlint_status status;

    if (!is_sound(policy) || (buffer == NULL && capacity > 0) || needed == NULL || !options_known(options))
        return RPTLINT_INVALID_ARGUMENT;
    *needed = 0;
    emitter_begin(&emitter, options);
    if (!make_room(&making))
        return RPTLINT_NOMEM;
    status = make(&making);
    if (status == RPTLINT_OK) {
        *needed = making.count;
        if (making.count > capacity || buffer == NULL)
            status = RPTLINT_LIMIT;
        else
            memcpy(buffer, making.value, making.count);
    }
    give_back_memory(options, making.value);
    return status;
}

rptlint_status rptlint_check_domain(const char *domain, size_t length, const rptlint_options *options)
{
    enum { ROOM = NAME_MAX_OCTETS - (sizeof("_smtp._tls.") - 1) };
    struct emitter emitter;
    struct host_name host;
    size_t octets = length;

    if ((domain == NULL && length > 0) || !options_known(options))
        return RPTLINT_INVALID_ARGUMENT;
    emitter_begin(&emitter, options);
    host = check_host_name(domain, length);
    if (length > 1 && domain[length - 1] == '.')
        octets--;
    if (STARTS_NOCASE(domain, 0, length, "_smtp._tls."))
        REPORT(&emitter, U219, 0, sizeof("_smtp._tls.") - 1, .hint = HINT_OWNER_AS_DOMAIN, DELETE);
    else if (host.checked.fault == FAULT_A_LABEL)
        REPORT(&emitter, U219, host.checked.at.offset, host.checked.at.length, .hint = HINT_A_LABEL_BAD);
    else if (host.checked.fault != FAULT_NONE)
        REPORT(&emitter, U219, host.checked.at.offset, host.checked.at.length);
    else if (octets > ROOM)
        REPORT(&emitter, U219, 0, length);
    return emitter_status(&emitter);
}
