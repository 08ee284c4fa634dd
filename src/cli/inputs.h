/* SPDX-License-Identifier: BSD-2-Clause */
/* What the arguments of check and report name: files, folders and standard input, opened one after the other. */
#ifndef INPUTS_H
#define INPUTS_H

#include "cli/items.h"
#include "intake/ahead.h"
#include "intake/content.h"
#include "intake/source.h"
#include "intake/tree.h"
#include "intake/unpack.h"

/* A file that is open, or was read already (a report or mail from a folder). */
struct input {
    const char *name;      /* as shown */
    const char *path;      /* NULL: standard input without a name */
    struct source *source; /* nothing was handed out of it */
    bool in_folder;
};

/* What is left is given back by inputs_end(). */
struct inputs {
    const struct options *options;
    bool *trouble; /* set when something could not be read, which then was said */
    void (*opened)(void *user, const struct input *input);
    void (*absent)(void *user, const char *argument); /* stat() does not know it, for the reason in errno */
    void *user;
    struct source source;      /* the one that is open */
    struct inflater *inflater; /* of unpack(), for all of them */
    struct ahead ahead;        /* files of folders that are not told of yet */
};

void inputs_end(struct inputs *inputs);

/* Opens what child processes would open one by one; what can't be opened will be missed when it is needed. */
void inputs_prepare(struct inputs *inputs);

/* One argument: a file, or all that a folder holds. */
void inputs_one(struct inputs *inputs, const char *argument);

/* The same of a list, or a part of it. */
void inputs_items(struct inputs *inputs, const struct item *items, size_t count);

/* Says that something can't be read. */
void inputs_trouble(struct inputs *inputs, const char *name, const char *why);

/* Says what kept a whole file from being read; false when nothing did. */
bool inputs_failed(struct inputs *inputs, const char *name, enum source_event event);

/* What a file is to be read as; the beginning of it is looked at when the user does not say: *event is how that went. */
enum content inputs_content(const struct inputs *inputs, const struct input *input, enum source_event *event);

/* What a record is, by --as or by itself; the record begins behind the first *skip octets. */
enum record_kind inputs_record_kind(const struct options *options, const char *text, size_t length, size_t *skip);

#endif
