/* SPDX-License-Identifier: BSD-2-Clause */
/* An array that is read later than it stands: passed over in silence first, then gone back to. */
#include "core/walk.h"

/* To where the array begins, the steps and levels being as they were there. */
static void rewind_to(struct json *json, const struct later *later)
{
    json->at = later->at;
    json->depth = later->depth;
    json->levels[later->depth - 2] = later->levels[0];
    json->levels[later->depth - 1] = later->levels[1];
    json->steps[later->depth - 2] = later->step;
    json->steps[later->depth - 1] = (rptlint_step){.is_index = true};
}

bool put_off(struct walk *walk, struct later *later, const struct json_token *token)
{
    struct json *json = &walk->json;
    size_t depth = json->depth, names = json->names.count;
    bool silent = json->silent;

    *later = (struct later){.wanted = true, .at = json->at, .depth = depth};
    later->levels[0] = json->levels[depth - 2];
    later->levels[1] = json->levels[depth - 1];
    later->step = json->steps[depth - 2];
    json->silent = true;
    json_skip(json, token);
    json->silent = silent;
    if (!json->failed || json->no_memory)
        return true;
    /* It can't be passed: a fault is in it, which reading it here will find. */
    later->wanted = json->failed = false;
    json->names.count = names;
    rewind_to(json, later);
    return false;
}

bool go_back(struct walk *walk, struct later *later)
{
    struct json *json = &walk->json;

    if (!later->wanted || is_over(walk))
        return false;
    later->end = json->at;
    later->failed = json->failed;
    json->failed = false;
    rewind_to(json, later);
    return true;
}

void return_from(struct walk *walk, const struct later *later)
{
    walk->json.at = later->end;
    walk->json.depth = later->depth - 2;
    walk->json.failed = walk->json.failed || later->failed;
}
