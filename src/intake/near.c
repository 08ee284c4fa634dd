/* SPDX-License-Identifier: BSD-2-Clause */
/* A folder is kept open from the second file in it on; where that can't be, files are opened by their paths. */
#define _POSIX_C_SOURCE 200809L

#include "intake/near.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

int near_open(struct near *near, const char *path, int flags)
{
    size_t length = folder_length(path);

    if (length == 0 || length >= sizeof(near->folder))
        return open(path, flags);
    if (length != near->length || memcmp(path, near->folder, length) != 0) {
        near_close(near);
        memcpy(near->folder, path, length);
        near->folder[length] = '\0';
        near->length = length;
        return open(path, flags);
    }
    if (!near->is_open) {
        near->descriptor = open(near->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        near->is_open = near->descriptor >= 0;
    }
    return near->is_open ? openat(near->descriptor, path + length, flags) : open(path, flags);
}

void near_close(struct near *near)
{
    if (near->is_open)
        close(near->descriptor);
    near->is_open = false;
    near->length = 0;
}
