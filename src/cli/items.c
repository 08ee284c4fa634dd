/* SPDX-License-Identifier: BSD-2-Clause */
/* All that arguments name, in order, to be divided among processes. */
#define _POSIX_C_SOURCE 200809L

#include "cli/items.h"

#include "cli/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void add_item(struct items *items, const char *path, enum tree_event event, bool in_folder)
{
    struct item item = {.event = event, .error = errno, .in_folder = in_folder};

    if (items->count == items->capacity) {
        items->capacity = items->capacity > 0 ? items->capacity * 2 : 64;
        items->list = need_more_memory(items->list, items->capacity * sizeof(*items->list));
    }
    item.path = joined(path, strlen(path), "", 0, "", 0);
    items->list[items->count++] = item;
}

static int add_entry(void *user, const char *path, enum tree_event event)
{
    add_item(user, path, event, true);
    return 0;
}

void items_collect(struct items *items, const struct words *operands)
{
    *items = (struct items){.count = 0};
    for (size_t i = 0; i < operands->count; i++) {
        struct stat about;
        bool known = stat(operands->list[i], &about) == 0;

        if (!known || !S_ISDIR(about.st_mode))
            add_item(items, operands->list[i], TREE_FILE, false);
        else if (!tree_walk(operands->list[i], add_entry, items))
            add_item(items, operands->list[i], TREE_UNREADABLE, true);
    }
}

void items_free(struct items *items)
{
    for (size_t i = 0; i < items->count; i++)
        free(items->list[i].path);
    free(items->list);
}

bool are_files(const struct words *operands)
{
    struct stat about;

    for (size_t i = 0; i < operands->count; i++)
        if (strcmp(operands->list[i], "-") == 0 || (stat(operands->list[i], &about) != 0 && errno == ENOENT))
            return false;
    return true;
}

/* However few are left, a process has so many that there are not many more of them than needed. */
enum { BATCHES_A_JOB = 8 };

struct batch *items_batch(const struct items *items, size_t *next, size_t jobs, size_t most)
{
    size_t left = items->count - *next, share = left / (2 * jobs), least = items->count / (BATCHES_A_JOB * jobs);
    size_t size = (share > least ? share : least) + 1;
    struct batch *batch;

    if (left == 0)
        return NULL;
    size = size < most ? size : most;
    batch = need_memory(sizeof(*batch));
    batch->from = *next;
    batch->to = left < size ? items->count : *next + size;
    *next = batch->to;
    return batch;
}
