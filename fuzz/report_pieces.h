/* SPDX-License-Identifier: BSD-2-Clause */
/* The members and elements of a JSON text as spans: what the mutator moves about, and where pointers lead. */
#ifndef REPORT_PIECES_H
#define REPORT_PIECES_H

#include "harness.h"
#include "peer.h"

enum { PIECES_MAX = 1024, NO_PIECE = -1 };

/* A member, an element, or (piece 0) the top value. */
struct piece {
    int parent;
    bool is_member;
    size_t index;      /* of an element */
    rptlint_span name; /* of a member, without quotes */
    size_t from;       /* the name's quote, or the value */
    size_t value;
    size_t end;
    enum json_kind kind;
};

struct pieces {
    int count;
    bool whole; /* all of the text has been seen */
    struct piece list[PIECES_MAX];
};

/* Finds the pieces of a text, as far as it is JSON and there is room. */
static inline void find_pieces(struct pieces *pieces, const char *text, size_t length)
{
    struct emitter emitter;
    struct json json;
    struct json_token token, name = {.begin = 0};
    int open[JSON_DEPTH_MAX + 1] = {NO_PIECE}; /* open[depth]: the piece whose value is the innermost container */

    emitter_begin(&emitter, NULL);
    json_begin(&json, text, length, &emitter, NULL);
    pieces->count = 0;
    while (pieces->count < PIECES_MAX) {
        size_t depth = json.depth;
        bool is_member = depth > 0 && json.levels[depth - 1].is_object;
        struct piece *piece = &pieces->list[pieces->count];

        if (!json_value(&json, &token))
            break;
        *piece = (struct piece){.parent = open[depth], .is_member = is_member, .kind = token.kind,
                                .index = is_member || depth == 0 ? 0 : json.steps[depth - 1].index,
                                .value = json_span(&token).offset, .end = json.at};
        piece->from = is_member ? name.begin - 1 : piece->value;
        if (is_member)
            piece->name = (rptlint_span){.offset = name.begin, .length = name.end - name.begin};
        if (json.depth > depth)
            open[json.depth] = pieces->count;
        pieces->count++;
        while (json.depth > 0) {
            depth = json.depth;
            if (json.levels[depth - 1].is_object ? json_member(&json, &name) : json_element(&json))
                break;
            if (json.failed)
                break;
            pieces->list[open[depth]].end = json.at;
        }
        if (json.depth == 0 || json.failed)
            break;
    }
    pieces->whole = json.depth == 0 && !json.failed && !json.faulty;
    json_free(&json);
}

#endif
