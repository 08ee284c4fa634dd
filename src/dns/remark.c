/* SPDX-License-Identifier: BSD-2-Clause */
/* Suppressions in comments, read. */
#include "dns/remark.h"

#include "core/bytes.h"

static void add_rule(struct remark *remark, const char *text, size_t from, size_t end)
{
    const rptlint_rule *rule = rptlint_rule_find(text + from, end - from);

    if (rule != NULL && remark->count < REMARK_RULES_MAX) {
        remark->rules[remark->count].rule = rule;
        remark->rules[remark->count++].span = (rptlint_span){.offset = from, .length = end - from};
    } else if (remark->unknown.length == 0) {
        remark->unknown = (rptlint_span){.offset = from, .length = end - from};
    }
}

void remark_read(struct remark *remark, const char *text, size_t from, size_t end)
{
    static const char mark[] = "rptlint:", verb[] = "ignore=";
    size_t at, stop;

    memset(remark, 0, sizeof(*remark));
    while (end > from && (byte_in(text[end - 1], BYTE_WSP) || text[end - 1] == '\r'))
        end--;
    remark->whole.offset = from - (sizeof(mark) - 1);
    remark->whole.length = end - remark->whole.offset;
    at = run_of(text, from, end, BYTE_WSP);
    stop = run_until(text, at, end, BYTE_WSP);
    if (!STARTS(text, at, end, verb) || stop == at + sizeof(verb) - 1) {
        remark->unknown = stop > at ? (rptlint_span){.offset = at, .length = stop - at} : remark->whole;
        return;
    }
    for (at += sizeof(verb) - 1; at < stop;) {
        size_t comma = find_byte(text, at, stop, ',');

        if (comma > at)
            add_rule(remark, text, at, comma);
        at = comma + 1;
    }
    if (remark->count == 0 && remark->unknown.length == 0)
        remark->unknown = remark->whole;
    remark->has_reason = run_of(text, stop, end, BYTE_WSP) < end;
}

bool remark_takes(struct remark *remark, const rptlint_rule *rule)
{
    for (size_t i = 0; i < remark->count; i++) {
        if (remark->rules[i].rule == rule) {
            remark->rules[i].used = true;
            return true;
        }
    }
    return false;
}

rptlint_span remark_unused(const struct remark *remark)
{
    rptlint_span unused = {.length = 0};
    size_t count = 0;

    for (size_t i = remark->count; i-- > 0;) {
        if (!remark->rules[i].used) {
            unused = remark->rules[i].span;
            count++;
        }
    }
    return count > 0 && count == remark->count ? remark->whole : unused;
}
