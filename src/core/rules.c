/* SPDX-License-Identifier: BSD-2-Clause */
/* The rule table of rules.def, compiled in, and the look-up in it. */
#include "core/bytes.h"
#include "core/finding.h"

#include <string.h>

const rptlint_rule rule_table[RULE_COUNT] = {
#define RULE(id, slug, severity, syntax, rfc, section, message, why, hint, bad, good) \
    {#id, slug, RPTLINT_##severity, syntax, rfc, section, message, why, hint, bad, good},
#define HINT(name, text)
#include "rules.def"
#undef RULE
#undef HINT
};

#define RULE(id, slug, severity, syntax, rfc, section, message, why, hint, bad, good)
#define HINT(name, text) const char HINT_##name[] = text;
#include "rules.def"
#undef RULE
#undef HINT

size_t rptlint_rule_count(void)
{
    return RULE_COUNT;
}

const rptlint_rule *rptlint_rule_at(size_t index)
{
    return index < RULE_COUNT ? &rule_table[index] : NULL;
}

static bool is_named(const char *name, size_t length, const char *wanted)
{
    return strlen(wanted) == length && equal_nocase(name, wanted, length);
}

const rptlint_rule *rptlint_rule_find(const char *name, size_t length)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (is_named(name, length, rule_table[i].id) || is_named(name, length, rule_table[i].slug))
            return &rule_table[i];
    return NULL;
}
