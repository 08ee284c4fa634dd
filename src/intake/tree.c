/* SPDX-License-Identifier: BSD-2-Clause */
/* A walk over folders by fts(3), which keeps its own list: deep trees take no stack. */
#define _GNU_SOURCE

#include "intake/tree.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Is there a folder of this name beside an entry? */
static bool has_sibling(const FTSENT *entry, const char *name)
{
    struct stat about;
    char path[4096];
    size_t folder = entry->fts_pathlen - entry->fts_namelen;

    if (folder + strlen(name) >= sizeof(path))
        return false;
    memcpy(path, entry->fts_accpath, folder);
    memcpy(path + folder, name, strlen(name) + 1);
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool is_unfinished_mail(const FTSENT *entry)
{
    return entry->fts_level > 0 && strcmp(entry->fts_name, "tmp") == 0 && has_sibling(entry, "new") &&
           has_sibling(entry, "cur");
}

/* What a symbolic link leads to; a circle of links is ELOOP. */
static enum tree_event link_event(const FTSENT *entry)
{
    struct stat about;

    if (stat(entry->fts_accpath, &about) != 0)
        return errno == ENOENT ? TREE_LINK_NOWHERE : TREE_UNREADABLE;
    if (S_ISREG(about.st_mode))
        return TREE_FILE;
    return S_ISDIR(about.st_mode) ? TREE_LINK_FOLDER : TREE_SPECIAL;
}

/* Tells of one entry; what the visitor returned. */
static int visit_entry(FTS *tree, FTSENT *entry, tree_visitor *visit, void *user)
{
    switch (entry->fts_info) {
    case FTS_D:
        if (is_unfinished_mail(entry))
            fts_set(tree, entry, FTS_SKIP);
        return 0;
    case FTS_DP: return 0;
    case FTS_F: return visit(user, entry->fts_path, TREE_FILE);
    case FTS_SL:
    case FTS_SLNONE: return visit(user, entry->fts_path, link_event(entry));
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS: errno = entry->fts_errno; return visit(user, entry->fts_path, TREE_UNREADABLE);
    default: return visit(user, entry->fts_path, TREE_SPECIAL);
    }
}

bool tree_walk(const char *path, tree_visitor *visit, void *user)
{
    char *copy = strdup(path);
    char *const roots[] = {copy, NULL};
    FTS *tree = copy != NULL ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, by_name) : NULL;
    FTSENT *entry;
    int error = errno;

    if (tree != NULL) {
        while ((entry = fts_read(tree)) != NULL && visit_entry(tree, entry, visit, user) == 0)
            ;
        /* "If there are no more entries ... fts_read() returns NULL and sets errno to 0", fts(3). */
        error = entry == NULL ? errno : 0;
        fts_close(tree);
    }
    free(copy);
    errno = error;
    return error == 0;
}
