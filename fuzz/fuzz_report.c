/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports: spans and pointers lead to values that are there, events in order, fixes that help, memory that ends. */
#include "report_mutator.h"
#include "told.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2, size_t size2, uint8_t *out,
                                 size_t max_out_size, unsigned int seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    return mutate_report(data, size, max_size, seed);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2, size_t size2, uint8_t *out,
                                 size_t max_out_size, unsigned int seed)
{
    return cross_reports((const char *)data1, size1, (const char *)data2, size2, out, max_out_size, seed);
}

/* ---- findings, kept ---- */

enum { POINTER_ROOM = 512, FIX_ROOM = 1024, FINDINGS_MAX = 256 };

struct kept {
    const rptlint_rule *rule;
    rptlint_severity severity;
    rptlint_span span, related;
    const char *hint;
    bool has_fix, fix_inserts, has_pointer;
    size_t fix_length, pointer_length;
    char fix[FIX_ROOM];
    char pointer[POINTER_ROOM];
};

struct findings {
    struct seen seen;
    const struct input *input;
    size_t stop_at; /* stop at the finding of this number; 0: never */
    size_t count;   /* also beyond FINDINGS_MAX */
    size_t rules[RULE_COUNT];
    struct kept list[FINDINGS_MAX];
};

static int keep(void *user, const rptlint_finding *finding)
{
    struct findings *findings = user;
    struct kept *kept;
    rptlint_status status;

    see(&findings->seen, finding);
    findings->rules[finding->rule - rptlint_rule_at(0)]++;
    if (findings->count++ < FINDINGS_MAX) {
        kept = &findings->list[findings->count - 1];
        /* Cleared, padding and all, so that two can be compared octet by octet. */
        memset(kept, 0, sizeof(*kept));
        kept->rule = finding->rule;
        kept->severity = finding->severity;
        kept->span = finding->span;
        kept->hint = finding->hint;
        if (finding->has_related)
            kept->related = finding->related;
        kept->has_fix = finding->fix != NULL && finding->fix_length <= FIX_ROOM;
        kept->fix_inserts = finding->fix_inserts;
        kept->fix_length = finding->fix_length;
        if (kept->has_fix)
            memcpy(kept->fix, finding->fix, finding->fix_length);
        status = rptlint_write_pointer(findings->input->text, findings->input->length, finding, kept->pointer,
                                       POINTER_ROOM, &kept->pointer_length);
        must(status == (kept->pointer_length <= POINTER_ROOM ? RPTLINT_OK : RPTLINT_LIMIT));
        kept->has_pointer = status == RPTLINT_OK;
    }
    return findings->count == findings->stop_at;
}

static rptlint_options keep_in(struct findings *findings, const struct input *input)
{
    /* The list keeps what it held: it counts up to `count` only. */
    findings->seen = (struct seen){.length = input->length};
    findings->input = input;
    findings->stop_at = findings->count = 0;
    memset(findings->rules, 0, sizeof(findings->rules));
    return (rptlint_options){.size = sizeof(rptlint_options), .sink = keep, .user = findings, .has_now = true,
                             .now = 1795478400};
}

static size_t kept_in(const struct findings *findings)
{
    return findings->count < FINDINGS_MAX ? findings->count : FINDINGS_MAX;
}

/* ---- events ---- */

struct events {
    const struct input *input;
    bool whole; /* the text is JSON */
    size_t reports, policies, failures;
    size_t policy, failure; /* the last index of each */
    uint64_t digest;        /* of all that was told */
};

static void digest(struct events *events, uint64_t number)
{
    events->digest = (events->digest ^ number) * UINT64_C(0x100000001B3);
}

static void value_inside(struct events *events, const rptlint_value *value)
{
    inside(value->span, events->input->length);
    must(!value->present || value->span.length > 0);
    must(!value->escaped || memchr(events->input->text + value->span.offset, '\\', value->span.length) != NULL);
    digest(events, value->span.offset);
    digest(events, value->span.length);
    digest(events, value->forgiven * 2 + value->present);
}

static void count_inside(struct events *events, const rptlint_count *count)
{
    value_inside(events, &count->value);
    digest(events, count->number);
    must(count->known == count->value.present && (count->known || count->number == 0));
}

/* A list's elements come in order, inside of it, as many as it says. */
static void list_inside(struct events *events, const rptlint_list *list)
{
    size_t at = 0, count = 0, behind = list->span.offset;
    rptlint_value value;

    inside(list->span, events->input->length);
    while (rptlint_next_value(events->input->text, events->input->length, list, &at, &value)) {
        value_inside(events, &value);
        must(value.span.offset >= behind);
        behind = value.span.offset + value.span.length;
        count++;
    }
    must(behind <= list->span.offset + list->span.length);
    must(!events->whole || count == (list->present ? list->count : 0));
    digest(events, list->count * 2 + list->present);
}

static int on_report(void *user, const rptlint_report *report)
{
    struct events *events = user;

    must(events->reports++ == 0 && events->policies == 0);
    value_inside(events, &report->organization);
    value_inside(events, &report->contact);
    value_inside(events, &report->id);
    value_inside(events, &report->start.value);
    value_inside(events, &report->end.value);
    digest(events, (uint64_t)report->start.seconds);
    digest(events, (uint64_t)report->end.seconds);
    return 0;
}

static int on_policy(void *user, const rptlint_report_policy *policy)
{
    struct events *events = user;

    must(events->reports == 1 && (events->policies == 0 || policy->index > events->policy));
    value_inside(events, &policy->type_text);
    value_inside(events, &policy->domain);
    list_inside(events, &policy->strings);
    list_inside(events, &policy->mx_hosts);
    count_inside(events, &policy->successful);
    count_inside(events, &policy->failed);
    digest(events, policy->index);
    digest(events, (uint64_t)policy->type);
    events->policies++;
    events->policy = policy->index;
    events->failure = SIZE_MAX;
    return 0;
}

static int on_failure(void *user, const rptlint_failure *failure)
{
    struct events *events = user;

    must(events->reports == 1 && events->policies > 0 && failure->policy == events->policy);
    must(events->failure == SIZE_MAX || failure->index > events->failure);
    events->failure = failure->index;
    value_inside(events, &failure->result_text);
    value_inside(events, &failure->sending_ip);
    value_inside(events, &failure->receiving_host);
    value_inside(events, &failure->receiving_helo);
    value_inside(events, &failure->receiving_ip);
    value_inside(events, &failure->information);
    value_inside(events, &failure->reason);
    count_inside(events, &failure->sessions);
    digest(events, failure->policy);
    digest(events, failure->index);
    digest(events, (uint64_t)failure->result);
    events->failures++;
    return 0;
}

/* ---- pointers ---- */

/* One step of a pointer, decoded as RFC 6901 section 4 says; the end of it. */
static size_t read_step(const struct kept *kept, size_t at, char *step, size_t *length)
{
    for (*length = 0; at < kept->pointer_length && kept->pointer[at] != '/'; at++) {
        char octet = kept->pointer[at];

        if (octet == '~') {
            must(at + 1 < kept->pointer_length && (kept->pointer[at + 1] == '0' || kept->pointer[at + 1] == '1'));
            octet = kept->pointer[++at] == '0' ? '~' : '/';
        }
        step[(*length)++] = octet;
    }
    step[*length] = '\0';
    return at;
}

/* jansson's tree has a value there.  Names with NUL it does not have, and such a text it does not read. */
static void leads_somewhere(const struct kept *kept, json_t *node)
{
    for (size_t at = 0, length; at < kept->pointer_length && node != NULL;) {
        char step[POINTER_ROOM + 1];

        must(kept->pointer[at] == '/');
        at = read_step(kept, at + 1, step, &length);
        if (json_typeof(node) == JANSSON_ARRAY) {
            must(length > 0 && strspn(step, "0123456789") == length && (step[0] != '0' || length == 1));
            node = json_array_get(node, strtoul(step, NULL, 10));
        } else {
            node = json_object_get(node, step);
        }
    }
    must(node != NULL);
}

static bool has_name(const struct piece *piece, const char *text, const char *name, size_t length)
{
    char decoded[POINTER_ROOM + 1];
    size_t needed = 0;

    return rptlint_decode_json(text + piece->name.offset, piece->name.length, decoded, sizeof(decoded), &needed) ==
               RPTLINT_OK &&
           needed == length && memcmp(decoded, name, length) == 0;
}

/* The finding is inside what its pointer leads to: the value, with the name of a member. */
static void is_in_its_value(const struct kept *kept, const struct pieces *pieces, const char *text)
{
    int here = 0;
    const struct piece *piece;

    if (kept->pointer_length == 0)
        return;
    for (size_t at = 0, length; at < kept->pointer_length;) {
        char step[POINTER_ROOM + 1];
        int found = NO_PIECE;

        at = read_step(kept, at + 1, step, &length);
        for (int i = here + 1; i < pieces->count && found == NO_PIECE; i++)
            if (pieces->list[i].parent == here &&
                (pieces->list[i].is_member ? has_name(&pieces->list[i], text, step, length)
                                           : pieces->list[i].index == strtoul(step, NULL, 10)))
                found = i;
        must(found != NO_PIECE);
        here = found;
    }
    piece = &pieces->list[here];
    must(kept->span.offset >= piece->from && kept->span.offset + kept->span.length <= piece->end);
}

static void check_pointers(const struct findings *findings, bool whole)
{
    static struct pieces pieces;
    const struct input *input = findings->input;
    json_error_t error;
    json_t *tree;

    if (!whole)
        return;
    tree = json_loadb(input->text, input->length, JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
    find_pieces(&pieces, input->text, input->length);
    for (size_t i = 0; i < kept_in(findings); i++) {
        if (tree != NULL && findings->list[i].has_pointer)
            leads_somewhere(&findings->list[i], tree);
        if (pieces.whole && findings->list[i].has_pointer)
            is_in_its_value(&findings->list[i], &pieces, input->text);
    }
    json_decref(tree);
}

/* ---- the same again, stopped, without memory, put right ---- */

static void check_again(const struct input *input, const struct findings *first, const rptlint_report_verdict *verdict)
{
    static struct findings again;
    rptlint_options options = keep_in(&again, input);
    rptlint_report_verdict second = {.size = sizeof(second)};

    must(rptlint_check_report(input->text, input->length, NULL, &options, NULL, &second) == RPTLINT_OK);
    must(second.json == verdict->json && second.readable == verdict->readable && second.consumed == verdict->consumed);
    must(second.policies == verdict->policies && second.failures == verdict->failures);
    must(second.errors == verdict->errors && second.warnings == verdict->warnings && second.notes == verdict->notes);
    must(again.count == first->count);
    must(memcmp(again.list, first->list, kept_in(first) * sizeof(first->list[0])) == 0);
    if (first->count == 0)
        return;
    options = keep_in(&again, input);
    again.stop_at = 1 + input->length % first->count;
    must(rptlint_check_report(input->text, input->length, NULL, &options, NULL, &second) == RPTLINT_STOPPED);
    must(again.count == again.stop_at);
    must(memcmp(again.list, first->list, kept_in(&again) * sizeof(first->list[0])) == 0);
}

static void check_memory(const struct input *input)
{
    struct heap heap = {.allowed = input->length % 5};
    rptlint_allocator allocator = heap_allocator(&heap);
    rptlint_options options = {.size = sizeof(options), .allocator = &allocator};
    struct events events = {.input = input};
    rptlint_reader reader = {
        .size = sizeof(reader), .user = &events, .report = on_report, .policy = on_policy, .failure = on_failure};
    rptlint_status status = rptlint_check_report(input->text, input->length, NULL, &options, &reader, NULL);

    must(status == (heap.asked > heap.allowed ? RPTLINT_NOMEM : RPTLINT_OK));
    must(heap.live == 0);
}

/*
 * A fix applied: the rule is found less often, or, where the fix takes octets away, in a shorter text.  A near name
 * that is put right may be there a second time in the right spelling (J608), which then is not read.  A text that
 * is no JSON may be read further than before, so that more is found.  True for a near name beside the right one.
 */
static bool check_fix(const struct input *input, const struct findings *first, const struct kept *kept, bool json)
{
    static struct findings after;
    size_t taken = kept->fix_inserts ? 0 : kept->span.length, from = kept->span.offset;
    struct input fixed = {.length = input->length - taken + kept->fix_length};
    rptlint_options options = keep_in(&after, &fixed);
    bool beside;

    fixed.text = malloc(fixed.length > 0 ? fixed.length : 1);
    must(fixed.text != NULL);
    memcpy(fixed.text, input->text, from);
    memcpy(fixed.text + from, kept->fix, kept->fix_length);
    memcpy(fixed.text + from + kept->fix_length, input->text + from + taken, input->length - from - taken);
    must(rptlint_check_report(fixed.text, fixed.length, NULL, &options, NULL, NULL) == RPTLINT_OK);
    beside = json && kept->rule == rptlint_rule_at(S704) && after.rules[J608] > 0;
    must(!json || after.rules[kept->rule - rptlint_rule_at(0)] < first->rules[kept->rule - rptlint_rule_at(0)] ||
         kept->fix_length == 0 || beside);
    input_free(&fixed);
    return beside;
}

/* A near name beside the right one is a name like any unknown one: without it all else is found and read the same. */
static void check_beside(const struct input *input, const struct findings *first, const struct kept *kept,
                         uint64_t wanted)
{
    static struct findings after;
    struct input other = input_of((const uint8_t *)input->text, input->length);
    struct events events = {.input = &other, .whole = true};
    rptlint_options options = keep_in(&after, &other);
    rptlint_reader reader = {
        .size = sizeof(reader), .user = &events, .report = on_report, .policy = on_policy, .failure = on_failure};

    memset(other.text + kept->span.offset, 'x', kept->span.length);
    must(rptlint_check_report(other.text, other.length, NULL, &options, &reader, NULL) == RPTLINT_OK);
    /* Unless that name stands there already. */
    must(after.rules[J608] > 0 ||
         (memcmp(after.rules, first->rules, sizeof(after.rules)) == 0 && events.digest == wanted));
    input_free(&other);
}

/* What is taken at a glance, and the walk alone, tell the same. */
static void check_glance(const struct input *input)
{
    static struct told glanced, walked;

    tell(&glanced, input->text, input->length, NULL, true);
    tell(&walked, input->text, input->length, NULL, false);
    must(same_told(&glanced, &walked));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { FIXES_MAX = 8 };
    static struct findings first;
    struct input input = input_of(data, size);
    struct events events = {.input = &input, .whole = json_check(input.text, input.length, NULL)};
    rptlint_options options = keep_in(&first, &input);
    rptlint_reader reader = {
        .size = sizeof(reader), .user = &events, .report = on_report, .policy = on_policy, .failure = on_failure};
    rptlint_report_verdict verdict = {.size = sizeof(verdict)};
    size_t fixes = 0;

    must(rptlint_check_report(input.text, input.length, NULL, &options, &reader, &verdict) == RPTLINT_OK);
    must(events.policies == verdict.policies && events.failures == verdict.failures);
    must(verdict.consumed <= input.length && (!verdict.readable || verdict.policies > 0));
    must(verdict.errors == first.seen.counts[RPTLINT_ERROR] && verdict.warnings == first.seen.counts[RPTLINT_WARNING] &&
         verdict.notes == first.seen.counts[RPTLINT_NOTE]);
    must(verdict.json || verdict.errors > 0);
    must(verdict.json == events.whole);
    check_pointers(&first, verdict.json);
    check_again(&input, &first, &verdict);
    check_memory(&input);
    check_glance(&input);
    for (size_t i = 0; i < kept_in(&first); i++)
        if (first.list[i].has_fix && fixes++ < FIXES_MAX && check_fix(&input, &first, &first.list[i], verdict.json))
            check_beside(&input, &first, &first.list[i], events.digest);
    input_free(&input);
    return 0;
}
