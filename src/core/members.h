/* SPDX-License-Identifier: BSD-2-Clause */
/* The members that RFC 8460 has, and the way through those of an object that look as nearly all do. */
#ifndef MEMBERS_H
#define MEMBERS_H

#include "core/json.h"

/* For the way of nearly every member: left to itself a compiler calls it, or not, as its size happens to be. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* The members of RFC 8460 section 4.4, object by object, in the order of the schemas' rows. */
enum { TOP_ORGANIZATION, TOP_RANGE, TOP_CONTACT, TOP_ID, TOP_POLICIES, TOP_COUNT };
enum { RANGE_START, RANGE_END };
enum { ENTRY_POLICY, ENTRY_SUMMARY, ENTRY_DETAILS };
enum { POLICY_TYPE, POLICY_STRING, POLICY_DOMAIN, POLICY_MX };
enum { SUMMARY_SUCCESSFUL, SUMMARY_FAILED };
enum {
    DETAIL_RESULT,
    DETAIL_SENDING_IP,
    DETAIL_HOST,
    DETAIL_HELO,
    DETAIL_RECEIVING_IP,
    DETAIL_SESSIONS,
    DETAIL_INFORMATION,
    DETAIL_REASON
};
enum { MEMBERS_MAX = 8, MEMBER_END = -1 };

/*
 * What stands behind the comma, or the bracket, in front of a member: its name in quotes, a colon, the opening quote
 * where the value is a string, and white space.
 */
struct joint {
    const char *text;
    unsigned char length; /* 9 to JOINT_MAX */
    unsigned char name;   /* where the name begins, behind its quote, */
    unsigned char name_length;
    bool is_quoted;       /* the value is a string */
};

enum { JOINT_MAX = 64 };

struct member_row {
    const char *name;
    size_t length;
    const char *missing; /* hint */
};

struct schema {
    const struct member_row *rows;
    const struct joint *joints; /* without white space */
    size_t count;
    bool repeats; /* a report may have several of them: what the first ones look like is of use */
    unsigned char follow[MEMBERS_MAX + 1]; /* the row that mostly comes first, and behind each row */
};

extern const struct schema schema_top, schema_range, schema_entry, schema_policy, schema_summary, schema_detail;

/* An object while its members are read. */
struct members {
    const struct schema *schema;
    size_t open;    /* its bracket */
    unsigned seen;  /* a bit for each row that was met: its one value is read */
    bool looked;    /* ahead, which is done at the first name that asks for it: */
    unsigned ahead; /* a bit for each row whose right name comes behind that one, */
    bool any_ahead; /* and does a name come that is right or near? */
    unsigned last;  /* the row met last, once there is one */
    unsigned next;  /* the row that is likely next: what came behind that one before, in another object */
    unsigned char follow[MEMBERS_MAX + 1];
    const struct joint *joints;       /* as each is expected to look: the schema's, or */
    struct joint met[MEMBERS_MAX];    /* as each looked last */
    unsigned forgiven;
    rptlint_span names[MEMBERS_MAX];
};

/* Before the first object with these members, and before each. */
static inline void members_prepare(struct members *members, const struct schema *schema)
{
    members->schema = schema;
    memcpy(members->follow, schema->follow, sizeof(members->follow));
    members->joints = schema->joints;
}

static inline void members_begin(struct members *members, size_t open)
{
    members->open = open;
    members->seen = members->forgiven = 0;
    members->looked = false;
    members->next = members->follow[0];
    members->last = MEMBERS_MAX;
}

/*
 * The members of an object on the way through those that are as nearly always: a comma if there was one before, a name
 * of the table, none that was met already, and the colon right behind it.
 */
struct sight {
    const char *data;
    size_t at;    /* behind the last value, or at the object's bracket */
    size_t end;
    struct members *members;
    unsigned seen, last, next; /* of the members, until leave_sight() */
    struct meeting {
        unsigned row;
        unsigned name_length;
        size_t name;    /* where the name begins, */
        size_t value;   /* and the value: its inside, where it is a string */
        bool is_quoted;
    } met;        /* the member looked at */
    size_t stop;  /* behind its value, once that was seen */
};

/* From data[at] on, an object's bracket or behind one of its values, up to data[end]. */
ALWAYS_INLINE void see_from(struct sight *sight, const struct json *json, size_t at, size_t end,
                            struct members *members)
{
    sight->data = json->data;
    sight->at = at;
    sight->end = end;
    sight->members = members;
    sight->seen = members->seen;
    sight->last = members->last;
    sight->next = members->next;
}

/* The object that the walk is in. */
ALWAYS_INLINE void see_inside(struct sight *sight, const struct json *json, struct members *members)
{
    see_from(sight, json, json->at - (json->at == members->open + 1), json->length, members);
}

/* The member behind the comma, or the bracket, whatever it looks like; most likely its row is `next`. */
bool meet_other(struct members *members, unsigned next, const char *data, size_t from, size_t end, struct meeting *met);

/* Is there another member?  Mostly it is the one that is expected, with the white space that is expected. */
ALWAYS_INLINE bool see_member(struct sight *sight)
{
    const struct joint *joint = &sight->members->joints[sight->next];
    size_t at = sight->at + 1;

    if (sight->end <= at || (sight->data[at - 1] != ',' && sight->at != sight->members->open))
        return false;
    if (sight->end - at > joint->length && json_same(sight->data + at, joint->text, joint->length)) {
        sight->met.row = sight->next;
        sight->met.name_length = joint->name_length;
        sight->met.name = at + joint->name;
        sight->met.value = at + joint->length;
        sight->met.is_quoted = joint->is_quoted;
    } else {
        struct meeting other;

        if (!meet_other(sight->members, sight->next, sight->data, at, sight->end, &other))
            return false;
        sight->met.row = other.row;
        sight->met.name_length = other.name_length;
        sight->met.name = other.name;
        sight->met.value = other.value;
        sight->met.is_quoted = other.is_quoted;
    }
    return (sight->seen & 1U << sight->met.row) == 0;
}

/* Its row is met: it has its value. */
ALWAYS_INLINE void take_seen(struct sight *sight)
{
    struct members *members = sight->members;
    unsigned row = sight->met.row;

    members->names[row].offset = sight->met.name;
    members->names[row].length = sight->met.name_length;
    if (row != sight->next)
        members->follow[sight->last == MEMBERS_MAX ? 0 : sight->last + 1] = (unsigned char)row;
    sight->seen |= 1U << row;
    sight->last = row;
    sight->next = members->follow[row + 1];
    sight->at = sight->stop;
}

/* What was taken is the members', too. */
ALWAYS_INLINE void leave_sight(const struct sight *sight)
{
    sight->members->seen = sight->seen;
    sight->members->last = sight->last;
    sight->members->next = sight->next;
}

#endif
