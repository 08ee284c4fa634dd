/* SPDX-License-Identifier: BSD-2-Clause */
/* The second way through a zone: what was kept is judged in its order, with all that is known by then. */
#include "dns/zone_check.h"

#include "core/bytes.h"
#include "core/finding.h"
#include "core/txt.h"
#include "core/zone_words.h"
#include "dns/generic.h"
#include "dns/zone_read.h"

#include <stdlib.h>

/* RFC 8460 section 7 wants "a large TTL": no less than an hour; over 31 bits it is 0 (RFC 2181 section 8). */
enum { TTL_SHORT = 3600, TTL_MAX = INT32_MAX };

struct check {
    struct zone_facts *all;
    const struct zone_host *host;
    const rptlint_options *options;
    const struct kept *kept; /* the entry that is judged */
    const char *text;        /* of its file */
    struct emitter emitter;
    bool is_broken;          /* the presentation text is wrong: ldns's opinion of it is no news */
    rptlint_verdict verdict;
    enum zone_status status;
};

/* ---- places ---- */

static rptlint_span part(const struct kept *kept, uint32_t at, uint32_t length)
{
    return (rptlint_span){.offset = (size_t)kept->offset + at, .length = length};
}

static rptlint_span type_of(const struct kept *kept)
{
    return part(kept, kept->type_at, kept->type_length);
}

/* The owner as written; the type where the record has none of its own. */
static rptlint_span owner_of(const struct kept *kept)
{
    return kept->owner_length > 0 ? part(kept, 0, kept->owner_length) : type_of(kept);
}

static const struct base *base_of(const struct check *c)
{
    return &c->all->facts.bases[c->kept->base];
}

static const struct kept *entry_at(const struct check *c, uint32_t number)
{
    return &c->all->facts.entries[number];
}

static bool is_first(const struct check *c, uint32_t number)
{
    return number != NOBODY && entry_at(c, number) == c->kept;
}

static bool has(const struct kept *kept, unsigned flags)
{
    return (kept->flags & flags) != 0;
}

/* ---- findings on their way out ---- */

/* A finding whose spans are in the file: suppressed, or handed on. */
static int take_finding(void *user, const rptlint_finding *finding)
{
    struct check *c = user;
    bool taken = false;

    for (uint32_t i = 0; i < c->kept->remarks; i++)
        taken = remark_takes(&c->all->facts.remarks[c->kept->remark + i], finding->rule) || taken;
    return taken ? 0 : c->host->finding(c->host->user, c->kept->file, finding);
}

/* One about a comment is not suppressed by it. */
static void tell_remark(struct check *c, const rptlint_finding *finding)
{
    rptlint_finding told = *finding;

    told.severity = told.rule->severity;
    told.hint = told.rule->hint;
    if (c->status == ZONE_CHECKED && c->host->finding(c->host->user, c->kept->file, &told) != 0)
        c->status = ZONE_STOPPED;
}

/* `other` is what a finding has to do with; places in another file are not told. */
static rptlint_span related(const struct check *c, uint32_t other, bool *has_related)
{
    *has_related = other != NOBODY && entry_at(c, other)->file == c->kept->file;
    return *has_related ? owner_of(entry_at(c, other)) : (rptlint_span){.length = 0};
}

/* ---- the value ---- */

/* Beside other TXT records one that does not begin "v=TLSRPTv1;" is discarded. */
static bool is_crowded_out(const struct check *c)
{
    return c->kept->role == ROLE_TLSRPT && base_of(c)->txt_count > 1 && !has(c->kept, KEPT_SELECTED);
}

static int take_value_finding(void *user, const rptlint_finding *finding)
{
    struct check *c = user;
    rptlint_finding moved = *finding;
    const char *id = finding->rule->id;

    moved.span.offset += (size_t)c->kept->offset + c->kept->rdata_at;
    moved.related.offset += (size_t)c->kept->offset + c->kept->rdata_at;
    if (id[0] == 'T' && moved.severity == RPTLINT_ERROR)
        c->is_broken = true;
    if (finding->rule == &rule_table[R101] && c->kept->result == RR_REFUSED)
        return 0; /* there is no string at all, which is told below */
    if (finding->rule == &rule_table[R108] && is_crowded_out(c)) {
        moved.severity = RPTLINT_ERROR;
        moved.hint = HINT_CROWDED_OUT;
    }
    return take_finding(c, &moved);
}

static rptlint_status check_generic(struct check *c, const char *text, size_t length, const rptlint_options *options)
{
    struct generic generic;
    rptlint_status status = generic_read(&generic, text, length) ? RPTLINT_OK : RPTLINT_NOMEM;

    if (status == RPTLINT_OK && generic.valid)
        status = generic_check(&generic, options, &c->verdict);
    generic_free(&generic);
    return status;
}

/* A domain, or the rules of a house, may have something to say about any record. */
static bool asks_for_more(const rptlint_options *options)
{
    return options != NULL && (options->domain_length > 0 || options->house != NULL);
}

static void check_value(struct check *c)
{
    rptlint_options options = {.size = sizeof(options), .sink = take_value_finding, .user = c};
    const char *text = c->text + c->kept->offset + c->kept->rdata_at;
    rptlint_status status;

    if (c->kept->usable > 0 && !asks_for_more(c->options)) {
        c->verdict = (rptlint_verdict){.size = sizeof(c->verdict), .grammar = true, .selected = RPTLINT_SELECTED_YES,
                                       .usable = c->kept->usable};
        return;
    }
    if (c->options != NULL) {
        options.domain = c->options->domain;
        options.domain_length = c->options->domain_length;
        options.house = c->options->house;
        options.house_user = c->options->house_user;
    }
    c->verdict = (rptlint_verdict){.size = sizeof(c->verdict)};
    if (has(c->kept, KEPT_GENERIC))
        status = check_generic(c, text, c->kept->rdata_length, &options);
    else
        status = rptlint_check_txt(text, c->kept->rdata_length, &options, &c->verdict);
    if (status == RPTLINT_NOMEM)
        c->status = ZONE_NOMEM;
    if (status == RPTLINT_STOPPED)
        c->emitter.stopped = true;
}

/* The first string of an RDATA. */
static rptlint_span first_string(const struct check *c)
{
    size_t base = (size_t)c->kept->offset + c->kept->rdata_at;
    struct txt_lexer lexer = {.text = c->text + base, .length = c->kept->rdata_length};
    rptlint_span span = {.offset = base, .length = 0};

    for (enum txt_event event; (event = txt_next(&lexer)) != TXT_END && event != TXT_FINISH;)
        if (event == TXT_BEGIN)
            span.offset = base + lexer.from;
    span.length = base + lexer.at - span.offset;
    return span;
}

/* ---- owner, TTL, type ---- */

/* Can this record, and no other one, be put at _smtp._tls of the base as TXT without harm to one that is there? */
static bool may_move(const struct check *c, const struct base *base)
{
    return base->txt == NOBODY && base->cname == NOBODY && is_first(c, base->mover) && !base->movers_differ;
}

/* Is the line text[from..end) a record without owner, or does it include a file, which may begin with one? */
static bool takes_owner(const char *text, size_t from, size_t end)
{
    static const char include[] = "$INCLUDE";

    return STARTS_NOCASE(text, from, end, include) ||
           ((byte_in(text[from], BYTE_WSP) || text[from] == '(') && zone_line_of(text, from, end) != EMPTY_LINE);
}

/* Do records that come next go by the owner that is written in this one?  A fix of it would move them as well. */
static bool gives_owner(const struct check *c)
{
    const struct zone_file *file = &c->all->files[c->kept->file];

    for (size_t at = (size_t)c->kept->offset + c->kept->length + 1; at < file->length;) {
        size_t end = find_byte(file->text, at, file->length, '\n');

        if (takes_owner(file->text, at, end))
            return true;
        if (file->text[at] != '$' && zone_line_of(file->text, at, end) != EMPTY_LINE)
            return false;
        at = end + 1;
    }
    return false;
}

/* What is known of the domain that a record is about whose owner, written in full, is this text. */
static const struct base *base_meant(const struct check *c, const char *text, size_t length)
{
    struct name owner, domain;
    uint32_t number = NOBODY;

    if (name_read(&owner, text, length, NULL) == NAME_OK) {
        owner_role(&owner, &domain);
        number = facts_base(&c->all->facts, &domain);
    }
    return number != NOBODY ? &c->all->facts.bases[number] : base_of(c);
}

/* The owner with a dot behind it, where it is a relative one. */
static void check_doubled(struct check *c)
{
    rptlint_span span = owner_of(c->kept);
    char fixed[NAME_TEXT + 1];
    bool free_name;

    if (!has(c->kept, KEPT_NO_DOT) || span.length >= NAME_TEXT) {
        REPORT(&c->emitter, Z402, span.offset, span.length,
               .hint = has(c->kept, KEPT_ORIGIN) ? HINT_ORIGIN_DOT : HINT_ZONE_NAME_TWICE);
        return;
    }
    memcpy(fixed, c->text + span.offset, span.length);
    fixed[span.length] = '.';
    free_name = may_move(c, base_meant(c, fixed, span.length + 1));
    REPORT(&c->emitter, Z402, span.offset, span.length, .fix = free_name && !gives_owner(c) ? fixed : NULL,
           .fix_length = span.length + 1, .hint = free_name ? NULL : HINT_NAME_TAKEN);
}

/* The labels that are wrong, which have a fix when no other record is where they should be. */
static void check_near(struct check *c)
{
    static const char right[] = "_smtp._tls";
    rptlint_span span = owner_of(c->kept);
    bool free_name = may_move(c, base_of(c)), has_fix;
    struct name owner, domain;
    size_t octets = 0;

    facts_name(&c->all->facts, c->kept->owner, &owner);
    facts_name(&c->all->facts, c->kept->base, &domain);
    if (c->kept->owner_length > 0)
        octets = owner_near_text(&owner, c->text + span.offset, span.length);
    has_fix = octets > 0 && free_name && (domain.length < 2 || domain.octets[1] != '_') && /* "_smtp._tsl" */
              !gives_owner(c);

    if (octets > 0)
        span.length = octets;
    REPORT(&c->emitter, Z401, span.offset, span.length, .fix = has_fix ? right : NULL,
           .fix_length = sizeof(right) - 1, .hint = free_name ? NULL : HINT_NAME_TAKEN);
}

/* Does a CNAME at _smtp._tls lead to the record? */
static bool is_target(const struct check *c)
{
    return c->kept->owner != NOBODY && c->all->facts.bases[c->kept->owner].target;
}

static void check_owner(struct check *c)
{
    rptlint_span span = owner_of(c->kept);
    bool sure = has(c->kept, KEPT_APEX | KEPT_SERVICE);

    if (has(c->kept, KEPT_DOUBLED))
        check_doubled(c);
    else if (c->kept->role == ROLE_NEAR && !is_target(c))
        check_near(c);
    else if (c->kept->role == ROLE_OTHER && !is_target(c))
        REPORT(&c->emitter, Z401, span.offset, span.length, .severity = sure ? RPTLINT_ERROR : RPTLINT_WARNING,
               .hint = sure ? NULL : HINT_ALIAS_TARGET);
}

static void check_ttl(struct check *c)
{
    rptlint_span span = c->kept->ttl_length > 0 ? part(c->kept, c->kept->ttl_at, c->kept->ttl_length) : type_of(c->kept);

    if (has(c->kept, KEPT_SECONDS) && c->kept->seconds > TTL_MAX)
        REPORT(&c->emitter, Z406, span.offset, span.length, .hint = HINT_TTL_TOO_LARGE);
    else if (has(c->kept, KEPT_SECONDS) && c->kept->seconds < TTL_SHORT)
        REPORT(&c->emitter, Z406, span.offset, span.length,
               .hint = c->kept->ttl_length > 0 ? NULL : HINT_TTL_ELSEWHERE);
}

static void check_type(struct check *c)
{
    rptlint_span span = type_of(c->kept);
    bool at_home = c->kept->role == ROLE_TLSRPT;

    if (!at_home || may_move(c, base_of(c)))
        REPORT(&c->emitter, Z407, span.offset, span.length, REPLACE_BY("TXT"));
    else
        REPORT(&c->emitter, Z407, span.offset, span.length,
               .hint = base_of(c)->txt != NOBODY ? HINT_TXT_IS_THERE : HINT_NAME_TAKEN);
}

/* ---- other records of the name ---- */

static void check_several(struct check *c)
{
    const struct base *base = base_of(c);
    rptlint_span span = owner_of(c->kept), other;
    bool has_related;

    if (base->selected_count < 2 || !has(c->kept, KEPT_SELECTED) || has(c->kept, KEPT_REPEATED) ||
        is_first(c, base->selected))
        return;
    other = related(c, base->selected, &has_related);
    REPORT(&c->emitter, Z403, span.offset, span.length, .has_related = has_related, .related = other);
}

/* Does a CNAME lead to a name of this zone where no TLSRPT record, and no other CNAME, was seen? */
static bool leads_to_nothing(const struct check *c)
{
    const struct name *top = &c->all->summary.origin;
    const struct base *at;
    struct name base;

    if (c->kept->next == NOBODY || !c->all->summary.has_origin)
        return false;
    at = &c->all->facts.bases[c->kept->next];
    facts_name(&c->all->facts, c->kept->next, &base);
    if (!name_is_below(&base, top) && !name_equal(&base, top))
        return false;
    return has(c->kept, KEPT_HOMEWARD) ? at->txt == NOBODY && at->cname == NOBODY : !at->value;
}

static void check_alone(struct check *c, rptlint_span span)
{
    if (has(c->kept, KEPT_LOOP))
        REPORT(&c->emitter, Z405, span.offset, span.length, .hint = HINT_CNAME_LOOP);
    else
        REPORT(&c->emitter, Z405, span.offset, span.length, .severity = RPTLINT_NOTE,
               .hint = leads_to_nothing(c) ? HINT_CNAME_INSIDE : HINT_CNAME_ALONE);
}

static void check_cname(struct check *c)
{
    const struct base *base = base_of(c);
    uint32_t beside = base->data != NOBODY ? base->data : is_first(c, base->cname) ? NOBODY : base->cname;
    rptlint_span span = owner_of(c->kept), other;
    bool has_related;

    other = related(c, beside, &has_related);
    if (beside == NOBODY && base->cnames_differ)
        return; /* told of those that come */
    if (beside == NOBODY)
        check_alone(c, span);
    else
        REPORT(&c->emitter, Z405, span.offset, span.length, .has_related = has_related, .related = other);
}

/* What the name of a record makes one look for elsewhere. */
static void check_surroundings(struct check *c)
{
    const struct base *base = base_of(c);
    rptlint_span span = owner_of(c->kept);

    if (is_first(c, base->mta_sts) && !base->covered)
        REPORT(&c->emitter, Z408, span.offset, span.length);
    if (is_first(c, base->dane) && !base->covered)
        REPORT(&c->emitter, Z409, span.offset, span.length);
    if (is_first(c, base->wildcard) && base->txt == NOBODY && base->cname == NOBODY && !base->tls)
        REPORT(&c->emitter, Z410, span.offset, span.length);
}

/* ---- the second reader ---- */

/* The first line of the RDATA, without white space at its end. */
static rptlint_span first_line(const struct check *c)
{
    rptlint_span span = part(c->kept, c->kept->rdata_at, c->kept->rdata_length);
    size_t feed = find_byte(c->text, span.offset, span.offset + span.length, '\n');

    span.length = trim_end(c->text, span.offset, feed, BYTE_WSP) - span.offset;
    return span;
}

/* A record at _smtp._tls whose type is left away, or misspelt. */
static void check_unknown(struct check *c)
{
    rptlint_span span = type_of(c->kept);

    if (rr_type_known(c->text + span.offset, span.length))
        return;
    if (span.length == 0)
        span = first_line(c);
    if (span.length == 0)
        span = owner_of(c->kept);
    REPORT(&c->emitter, Z413, span.offset, span.length, .hint = HINT_TYPE_UNKNOWN);
}

static void check_reading(struct check *c)
{
    rptlint_span span;

    if (c->is_broken || (c->kept->result != RR_REFUSED && c->kept->result != RR_DIFFERS))
        return;
    span = first_line(c);
    if (span.length == 0)
        span = type_of(c->kept);
    if (c->kept->result == RR_REFUSED)
        REPORT(&c->emitter, Z413, span.offset, span.length);
    else if (c->kept->result == RR_DIFFERS)
        REPORT(&c->emitter, Z414, span.offset, span.length);
}

static void check_fault(struct check *c)
{
    static const char *const hints[] = {
        [FAULT_PARENTHESIS] = HINT_PARENTHESIS, [FAULT_QUOTE] = HINT_OPEN_QUOTE,      [FAULT_DIRECTIVE] = HINT_NO_DIRECTIVE,
        [FAULT_ORIGIN] = HINT_ORIGIN_NAME,      [FAULT_TTL] = HINT_DEFAULT_TTL,       [FAULT_INCLUDE] = HINT_INCLUDE_FILE,
        [FAULT_OWNER] = HINT_OWNER_NAME,        [FAULT_NO_OWNER] = HINT_NO_OWNER,
        [FAULT_NO_TYPE] = HINT_NO_TYPE,         [FAULT_BEGINNING] = HINT_NO_TEXT,
    };
    rptlint_span span = part(c->kept, c->kept->fault_at, c->kept->fault_length);

    /* Of a TXT record an open quote is T303. */
    if (c->kept->fault != FAULT_NONE && !(c->kept->fault == FAULT_QUOTE && c->is_broken))
        REPORT(&c->emitter, Z413, span.offset, span.length, .hint = hints[c->kept->fault]);
}

/* ---- entries ---- */

/* The owner of the record: _smtp._tls in front of the base where it is not its own name that counts. */
static void put_owner(const struct check *c, struct name *owner)
{
    static const char labels[] = "\5_smtp\4_tls";
    size_t front = c->kept->owner == NOBODY ? sizeof(labels) - 1 : 0;
    struct name base;

    facts_name(&c->all->facts, c->kept->owner != NOBODY ? c->kept->owner : c->kept->base, &base);
    memcpy(owner->octets, labels, front);
    memcpy(owner->octets + front, base.octets, base.length);
    owner->length = (uint8_t)(front + base.length);
    owner->absolute = base.absolute;
}

/* The verdict of a record that no sender gets to see is that no destination can be used. */
static void judge(struct check *c)
{
    const struct base *base = base_of(c);
    bool at_home = c->kept->role == ROLE_TLSRPT && c->kept->owner == NOBODY && !has(c->kept, KEPT_DOUBLED);
    struct name owner;
    struct zone_verdict verdict = {.file = c->kept->file, .line = c->kept->line, .verdict = c->verdict};

    if (c->host->owners) {
        put_owner(c, &owner);
        verdict.owner = &owner;
    }
    if ((!at_home && !is_target(c) && c->kept->role != ROLE_WILDCARD) || c->kept->code != TYPE_TXT ||
        base->selected_count > 1)
        verdict.verdict.usable = 0;
    if (is_crowded_out(c))
        verdict.verdict.selected = RPTLINT_SELECTED_NO;
    if (verdict.verdict.selected == RPTLINT_SELECTED_NO)
        verdict.verdict.usable = 0;
    verdict.rdata = part(c->kept, c->kept->rdata_at, c->kept->rdata_length);
    c->all->summary.tlsrpt++;
    if (c->host->verdict(c->host->user, &verdict) != 0)
        c->status = ZONE_STOPPED;
}

static void check_record(struct check *c)
{
    const struct kept *kept = c->kept;
    bool is_text = kept->code == TYPE_TXT || kept->code == TYPE_TEXT;

    if (has(kept, KEPT_VALUE) && is_text) {
        check_owner(c);
        if (kept->code == TYPE_TEXT)
            check_type(c);
        check_several(c);
        check_ttl(c);
        if (!c->emitter.stopped)
            check_value(c);
    } else if (kept->code == TYPE_TXT && kept->role == ROLE_TLSRPT) {
        rptlint_span span = first_string(c);

        REPORT(&c->emitter, Z404, span.offset, span.length);
    }
    if (kept->code == TYPE_CNAME && kept->role == ROLE_TLSRPT && !has(kept, KEPT_REPEATED))
        check_cname(c);
    if (kept->base != NOBODY)
        check_surroundings(c);
    if (kept->role == ROLE_TLSRPT && kept->code == TYPE_NONE && kept->fault == FAULT_NONE)
        check_unknown(c);
    check_reading(c);
    check_fault(c);
    if (has(kept, KEPT_VALUE) && is_text && !c->emitter.stopped && c->status == ZONE_CHECKED)
        judge(c);
}

static void check_include(struct check *c)
{
    static const char *const hints[] = {
        [INCLUDE_MISSING] = HINT_INCLUDE_MISSING,   [INCLUDE_UNREADABLE] = HINT_INCLUDE_UNREADABLE,
        [INCLUDE_NO_FILE] = HINT_INCLUDE_NO_FILE,   [INCLUDE_CYCLE] = HINT_INCLUDE_CYCLE,
        [INCLUDE_TOO_MANY] = HINT_INCLUDE_TOO_MANY, [INCLUDE_TOO_LARGE] = HINT_INCLUDE_TOO_LARGE,
        [INCLUDE_BAD_ORIGIN] = HINT_INCLUDE_ORIGIN,
    };
    bool origin = c->kept->fault == INCLUDE_BAD_ORIGIN;
    rptlint_span span = origin ? part(c->kept, c->kept->rdata_at, c->kept->rdata_length) : type_of(c->kept);

    if (c->kept->fault != INCLUDE_READ)
        REPORT(&c->emitter, Z412, span.offset, span.length, .hint = hints[c->kept->fault]);
}

static void check_remark(struct check *c, const struct remark *remark)
{
    rptlint_finding finding = {.span = remark->whole};

    if (remark->unknown.length > 0) {
        finding.rule = &rule_table[Z417];
        finding.span = remark->unknown;
        tell_remark(c, &finding);
        return;
    }
    finding.span = remark_unused(remark);
    if (finding.span.length > 0) {
        finding.rule = &rule_table[Z415];
        tell_remark(c, &finding);
    }
    finding.span = remark->whole;
    if (!remark->has_reason) {
        finding.rule = &rule_table[Z416];
        tell_remark(c, &finding);
    }
}

static void check_entry(struct check *c)
{
    rptlint_span directive = part(c->kept, 0, c->kept->owner_length);

    c->is_broken = false;
    c->host->entry(c->host->user, c->kept->file);
    switch ((enum zone_event)c->kept->event) {
    case ZONE_RECORD: check_record(c); break;
    case ZONE_INCLUDE: check_include(c); break;
    case ZONE_GENERATE: REPORT(&c->emitter, Z411, directive.offset, directive.length); break;
    case ZONE_FAULT: check_fault(c); break;
    case ZONE_REMARK:
    case ZONE_END: break;
    }
    if (c->emitter.stopped)
        c->status = ZONE_STOPPED;
    for (uint32_t i = 0; i < c->kept->remarks && c->status == ZONE_CHECKED; i++)
        check_remark(c, &c->all->facts.remarks[c->kept->remark + i]);
}

/* A large zone's text and names are no longer near: those of an entry that comes later are sent for. */
static void fetch_ahead(const struct zone_facts *all, size_t number)
{
    enum { AHEAD = 12 };
    const struct kept *kept = &all->facts.entries[number + AHEAD];
    const char *rdata;

    if (all->facts.count - number <= AHEAD)
        return;
    rdata = all->files[kept->file].text + kept->offset + kept->rdata_at;
    if (has(kept, KEPT_VALUE) && kept->usable == 0) {
        __builtin_prefetch(rdata);
        __builtin_prefetch(rdata + kept->rdata_length);
    }
    if (kept->base != NOBODY)
        __builtin_prefetch(&all->facts.bases[kept->base]);
}

enum zone_status zone_check(const struct zone_file *file, const struct name *origin, const struct zone_host *host,
                            const rptlint_options *options, struct zone_summary *summary)
{
    struct zone_facts *all = malloc(sizeof(*all));
    struct check c = {.all = all, .host = host, .options = options,
                      .emitter = {.sink = take_finding, .user = &c}};

    if (all == NULL)
        return ZONE_NOMEM;
    c.status = zone_read(all, file, origin, host);
    for (size_t i = 0; i < all->facts.count && c.status == ZONE_CHECKED; i++) {
        fetch_ahead(all, i);
        c.kept = &all->facts.entries[i];
        c.text = all->files[c.kept->file].text;
        check_entry(&c);
    }
    *summary = all->summary;
    if (c.status == ZONE_CHECKED && all->no_library)
        c.status = ZONE_NO_LIBRARY;
    zone_forget(all);
    free(all);
    return c.status;
}
