/* SPDX-License-Identifier: BSD-2-Clause */
/* What `rptlint explain` knows besides rules: result types, policy types and the members of reports. */
#ifndef TOPIC_H
#define TOPIC_H

#include <stdbool.h>
#include <stddef.h>

enum topic_kind { TOPIC_RESULT, TOPIC_POLICY, TOPIC_MEMBER };

/* One thing that is said of it. */
struct topic_part {
    const char *label; /* in text */
    const char *key;   /* in JSON */
    const char *words;
    bool is_command;
};

enum { TOPIC_PARTS_MAX = 8 };

struct topic {
    enum topic_kind kind;
    const char *name;
    const char *where;   /* the group of a result type, the object of a member; NULL for a policy type */
    const char *section; /* of RFC 8460 */
    const char *meaning; /* a phrase */
    struct topic_part parts[TOPIC_PARTS_MAX];
    size_t part_count;
    const char *old_name; /* the name that was asked for, when it is not the RFC's; else NULL */
    const char *origin;   /* of that name: "stood in drafts ..." */
};

/* In the order of the RFC; only their own names. */
size_t topic_count(void);
struct topic topic_at(size_t index);

/* The one with this name, in any case and with "_" for "-", or with this old name. */
bool topic_find(const char *name, struct topic *topic);

/* Calls `offer` with each name there is, old ones included. */
void topic_names(void (*offer)(void *user, const char *name), void *user);

#endif
