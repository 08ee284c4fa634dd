/* SPDX-License-Identifier: BSD-2-Clause */
/* A walk over folders that keeps its own list, so that deep trees take no stack; of files it looks at the names only. */
#define _DEFAULT_SOURCE /* d_type */

#include "intake/tree.h"

#include "order.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct folder {
    size_t path_length; /* of its path, the slash before its entries' names counted */
    char *names;        /* each with what it is before it, DT_REG and so on, and its NUL */
    size_t names_length, names_capacity;
    struct order_item *entries; /* where each name begins; room to sort them */
    size_t count, capacity;
    size_t next; /* to be visited */
};

/* So many octets of a name are a key. */
enum { KEY_OCTETS = 8 };

struct walk {
    char *path; /* of the entry at hand */
    size_t path_capacity;
    struct folder *folders; /* each in the one before */
    size_t depth, capacity;
    tree_visitor *visit;
    void *user;
};

/* ---- memory: false without, and errno says so ---- */

static bool grow(void **array, size_t *capacity, size_t wanted, size_t size)
{
    size_t room = *capacity > 0 ? *capacity : 16;
    void *grown;

    if (wanted <= *capacity)
        return true;
    while (room < wanted)
        room *= 2;
    grown = realloc(*array, room * size);
    if (grown == NULL)
        return false;
    *array = grown;
    *capacity = room;
    return true;
}

/* Writes a name behind the first octets of the path. */
static bool set_path(struct walk *walk, size_t from, const char *name)
{
    size_t length = strlen(name);
    void *path = walk->path;

    if (!grow(&path, &walk->path_capacity, from + length + 2, 1))
        return false;
    walk->path = path;
    memcpy(walk->path + from, name, length + 1);
    return true;
}

static void free_folder(struct folder *folder)
{
    free(folder->names);
    free(folder->entries);
}

/* ---- one folder ---- */

/* The first octets of a name as a number that is in their order. */
static uint64_t key_of(const char *name)
{
    uint64_t key = 0;

    for (int i = 0; i < KEY_OCTETS; i++) {
        key = key << 8 | (unsigned char)*name;
        name += *name != '\0';
    }
    return key;
}

/* By the octets in which names differ, which begin alike in a spool: the last ones first. */
static void sort_entries(struct folder *folder)
{
    size_t alike = SIZE_MAX, longest = 0;

    for (size_t i = 0; i < folder->count; i++) {
        const char *first = folder->names + folder->entries[0].item, *name = folder->names + folder->entries[i].item;
        size_t octets = 0, length = strlen(name);

        while (octets < alike && name[octets] == first[octets] && name[octets] != '\0')
            octets++;
        alike = octets;
        longest = length > longest ? length : longest;
    }
    if (folder->count < 2)
        return;
    for (size_t parts = (longest - alike) / KEY_OCTETS + 1; parts > 0; parts--) {
        size_t from = alike + (parts - 1) * KEY_OCTETS;

        for (size_t i = 0; i < folder->count; i++) {
            const char *name = folder->names + folder->entries[i].item;

            folder->entries[i].key = strlen(name) > from ? key_of(name + from) : 0;
        }
        order_by_key(folder->entries, folder->count);
    }
}

static bool add_entry(struct folder *folder, const struct dirent *found)
{
    size_t octets = strlen(found->d_name) + 1;
    void *entries = folder->entries, *names = folder->names;
    bool has_room = grow(&entries, &folder->capacity, 2 * (folder->count + 1), sizeof(*folder->entries));

    folder->entries = entries;
    has_room = has_room && grow(&names, &folder->names_capacity, folder->names_length + 1 + octets, 1);
    folder->names = names;
    if (!has_room)
        return false;
    folder->names[folder->names_length++] = (char)found->d_type;
    memcpy(folder->names + folder->names_length, found->d_name, octets);
    folder->entries[folder->count++].item = folder->names_length;
    folder->names_length += octets;
    return true;
}

/* Its entries, sorted; false, and errno, when it can't be read. */
static bool read_entries(struct folder *folder, const char *path)
{
    DIR *directory = opendir(path);
    struct dirent *found;
    int error;

    if (directory == NULL)
        return false;
    while (errno = 0, (found = readdir(directory)) != NULL)
        if (strcmp(found->d_name, ".") != 0 && strcmp(found->d_name, "..") != 0 && !add_entry(folder, found))
            break;
    error = errno;
    closedir(directory);
    sort_entries(folder);
    errno = error;
    return error == 0;
}

/* walk->path is that of a folder: it is the one to be gone through next.  One that can't be read is told. */
static bool enter(struct walk *walk, int *result)
{
    size_t length = strlen(walk->path);
    struct folder folder = {.path_length = length};
    void *folders = walk->folders;

    if (!read_entries(&folder, walk->path)) {
        int error = errno;

        free_folder(&folder);
        errno = error;
        if (error == ENOMEM)
            return false;
        *result = walk->visit(walk->user, walk->path, TREE_UNREADABLE);
        return true;
    }
    if (!grow(&folders, &walk->capacity, walk->depth + 1, sizeof(*walk->folders))) {
        free_folder(&folder);
        errno = ENOMEM;
        return false;
    }
    walk->folders = folders;
    if (length > 0 && walk->path[length - 1] != '/')
        walk->path[folder.path_length++] = '/'; /* set_path() leaves room for it */
    walk->folders[walk->depth++] = folder;
    return true;
}

/* ---- entries ---- */

/* Is there a folder of this name beside the entry? */
static bool has_sibling(struct walk *walk, const struct folder *folder, const char *name)
{
    struct stat about;

    return set_path(walk, folder->path_length, name) && stat(walk->path, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool is_unfinished_mail(struct walk *walk, const struct folder *folder, const char *name)
{
    return strcmp(name, "tmp") == 0 && has_sibling(walk, folder, "new") && has_sibling(walk, folder, "cur");
}

/* What a symbolic link leads to; a circle of links is ELOOP. */
static enum tree_event link_event(const char *path)
{
    struct stat about;

    if (stat(path, &about) != 0)
        return errno == ENOENT ? TREE_LINK_NOWHERE : TREE_UNREADABLE;
    if (S_ISREG(about.st_mode))
        return TREE_FILE;
    return S_ISDIR(about.st_mode) ? TREE_LINK_FOLDER : TREE_SPECIAL;
}

/* Some file systems do not say what an entry is. */
static unsigned char type_of(const char *path, unsigned char type)
{
    struct stat about;

    if (type != DT_UNKNOWN)
        return type;
    return lstat(path, &about) == 0 ? (unsigned char)IFTODT(about.st_mode) : DT_UNKNOWN;
}

/* Visits the next entry of the innermost folder, or leaves it; false without memory. */
static bool step(struct walk *walk, int *result)
{
    struct folder *folder = &walk->folders[walk->depth - 1];
    const char *name;

    if (folder->next == folder->count) {
        free_folder(folder);
        walk->depth--;
        return true;
    }
    name = folder->names + folder->entries[folder->next++].item;
    /* Sorted entries have their names anywhere: the next one's is sent for while this one is read. */
    if (folder->next < folder->count)
        __builtin_prefetch(folder->names + folder->entries[folder->next].item);
    if (!set_path(walk, folder->path_length, name))
        return false;
    switch (type_of(walk->path, (unsigned char)name[-1])) {
    case DT_DIR:
        if (is_unfinished_mail(walk, folder, name))
            return true;
        return set_path(walk, folder->path_length, name) && enter(walk, result);
    case DT_REG: *result = walk->visit(walk->user, walk->path, TREE_FILE); break;
    case DT_LNK: *result = walk->visit(walk->user, walk->path, link_event(walk->path)); break;
    case DT_UNKNOWN: *result = walk->visit(walk->user, walk->path, TREE_UNREADABLE); break;
    default: *result = walk->visit(walk->user, walk->path, TREE_SPECIAL); break;
    }
    return true;
}

bool tree_walk(const char *path, tree_visitor *visit, void *user)
{
    struct walk walk = {.visit = visit, .user = user};
    int result = 0, error;
    bool going = set_path(&walk, 0, path) && enter(&walk, &result);

    while (going && result == 0 && walk.depth > 0)
        going = step(&walk, &result);
    error = going ? 0 : errno;
    while (walk.depth > 0)
        free_folder(&walk.folders[--walk.depth]);
    free(walk.folders);
    free(walk.path);
    errno = error;
    return going;
}
