/* SPDX-License-Identifier: BSD-2-Clause */
/* Edit distance between a mistyped name and the names there are. */
#include "cli/nearest.h"

#include "core/bytes.h"

#include <rptlint.h>
#include <string.h>

/* No name here is as long; what is longer was not mistyped but is something else. */
enum { NAME_MAX_OCTETS = 40 };

/*
 * Octets to insert, remove or change, or neighbours to exchange, to make one of the other, in any case;
 * rows[i % 3] is the i-th row of the table of distances between their beginnings.
 */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][NAME_MAX_OCTETS + 1];

    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = above[j - 1] + (to_lower(a[i - 1]) != to_lower(b[j - 1]));

            row[j] = smaller(change, smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && to_lower(a[i - 1]) == to_lower(b[j - 2]) && to_lower(a[i - 2]) == to_lower(b[j - 1]))
                row[j] = smaller(row[j], rows[(i - 2) % 3][j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

/* One slip for every three letters: more would make another name of it. */
struct nearest nearest_begin(const char *wanted, size_t length)
{
    return (struct nearest){.wanted = wanted, .length = length, .distance = length < 3 ? 1 : length / 3};
}

void nearest_offer(struct nearest *nearest, const char *name)
{
    size_t length = strlen(name), distance;

    if (nearest->length > NAME_MAX_OCTETS || length > NAME_MAX_OCTETS)
        return;
    distance = edit_distance(nearest->wanted, nearest->length, name, length);
    if (distance < nearest->distance || (distance == nearest->distance && nearest->found == NULL)) {
        nearest->distance = distance;
        nearest->found = name;
    }
}

void offer_rules(struct nearest *nearest)
{
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        nearest_offer(nearest, rptlint_rule_at(i)->id);
        nearest_offer(nearest, rptlint_rule_at(i)->slug);
    }
}

const char *nearest_rule(const char *wanted, size_t length)
{
    struct nearest nearest = nearest_begin(wanted, length);

    offer_rules(&nearest);
    return nearest.found;
}
