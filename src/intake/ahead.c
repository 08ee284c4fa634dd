/* SPDX-License-Identifier: BSD-2-Clause */
/* Files are read if that takes no waiting; of others the kernel is told that they will be needed. */
#define _GNU_SOURCE /* preadv2, posix_fadvise */

#include "intake/ahead.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* Reading without waiting costs a little more: while all is in memory, that is looked at now and then. */
enum { LOOK_EVERY = 8 };

static ssize_t read_waiting(int descriptor, char *data, size_t room)
{
    ssize_t count;

    do
        count = read(descriptor, data, room);
    while (count < 0 && errno == EINTR);
    return count;
}

/* What is in memory already, EAGAIN when nothing is; where the system can't tell, it is waited for. */
static ssize_t read_at_once(int descriptor, char *data, size_t room)
{
#ifdef RWF_NOWAIT
    struct iovec part = {.iov_base = data, .iov_len = room};
    ssize_t count = preadv2(descriptor, &part, 1, -1, RWF_NOWAIT);

    if (count >= 0 || errno == EAGAIN)
        return count;
#endif
    return read_waiting(descriptor, data, room);
}

/* Reads on up to the end of the file, or of its room: then it is no whole file. */
static void read_on(struct ahead *ahead, struct ahead_file *file, int descriptor,
                    ssize_t (*read_some)(int descriptor, char *data, size_t room))
{
    while (file->length < file->room) {
        ssize_t count = read_some(descriptor, ahead->room + file->at + file->length, file->room - file->length);

        file->error = count < 0 ? errno : 0;
        file->is_whole = count == 0;
        if (count <= 0)
            return;
        file->length += (size_t)count;
    }
}

/* Waits for a file that is on its way. */
static void await(struct ahead *ahead, struct ahead_file *file)
{
    read_on(ahead, file, file->descriptor, read_waiting);
    close(file->descriptor);
    file->is_awaited = false;
}

static void await_all(struct ahead *ahead)
{
    for (size_t i = 0; i < ahead->count; i++)
        if (ahead->files[i].is_awaited)
            await(ahead, &ahead->files[i]);
}

/* Files on their way hold descriptors, of which there may be too few. */
static int open_one(struct ahead *ahead, const char *path, int flags)
{
    int descriptor = near_open(&ahead->near, path, flags);

    if (descriptor < 0 && (errno == EMFILE || errno == ENFILE)) {
        await_all(ahead);
        descriptor = near_open(&ahead->near, path, flags);
    }
    return descriptor;
}

/* Has a file brought in that is not there yet, while others are looked for; now its size is worth asking for. */
static void order(struct ahead_file *file)
{
    struct stat about;

    if (fstat(file->descriptor, &about) == 0 && about.st_size < (off_t)file->room && about.st_size >= (off_t)file->length)
        file->room = (size_t)about.st_size + 1;
    file->error = 0;
    file->is_awaited = true;
    (void)posix_fadvise(file->descriptor, 0, (off_t)file->room, POSIX_FADV_WILLNEED);
}

static bool keep_path(struct ahead *ahead, const char *path)
{
    size_t octets = strlen(path) + 1, wanted = ahead->paths_length + octets;
    char *grown;

    if (wanted > ahead->paths_capacity) {
        grown = realloc(ahead->paths, wanted * 2);
        if (grown == NULL)
            return false;
        ahead->paths = grown;
        ahead->paths_capacity = wanted * 2;
    }
    memcpy(ahead->paths + ahead->paths_length, path, octets);
    ahead->paths_length += octets;
    return true;
}

bool ahead_add(struct ahead *ahead, const char *path, int flags)
{
    struct ahead_file *file = &ahead->files[ahead->count];

    if (ahead->room == NULL && (ahead->room = malloc(AHEAD_ROOM)) == NULL)
        return false;
    *file = (struct ahead_file){.path = ahead->paths_length, .at = ahead->used, .room = AHEAD_FILE_MAX};
    if (!keep_path(ahead, path))
        return false;
    file->descriptor = open_one(ahead, path, flags);
    if (file->descriptor < 0)
        file->error = errno;
    else
        read_on(ahead, file, file->descriptor,
                ahead->is_cold || ahead->count % LOOK_EVERY == 0 ? read_at_once : read_waiting);
    if (file->error == EAGAIN)
        order(file);
    else if (file->descriptor >= 0)
        close(file->descriptor);
    ahead->is_cold |= file->is_awaited;
    if (file->is_awaited)
        ahead->used += file->room;
    else if (file->is_whole)
        ahead->used += file->length;
    ahead->count++;
    return true;
}

bool ahead_is_full(const struct ahead *ahead)
{
    return ahead->count == AHEAD_FILES || AHEAD_ROOM - ahead->used < AHEAD_FILE_MAX;
}

const struct ahead_file *ahead_file(struct ahead *ahead, size_t number)
{
    struct ahead_file *file = &ahead->files[number];

    if (file->is_awaited)
        await(ahead, file);
    return file;
}

void ahead_clear(struct ahead *ahead)
{
    await_all(ahead);
    ahead->count = ahead->paths_length = ahead->used = 0;
    ahead->is_cold = false;
}

void ahead_end(struct ahead *ahead)
{
    ahead_clear(ahead);
    near_close(&ahead->near);
    free(ahead->paths);
    free(ahead->room);
    ahead->paths = ahead->room = NULL;
    ahead->paths_capacity = 0;
}
