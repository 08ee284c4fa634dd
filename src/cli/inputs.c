/* SPDX-License-Identifier: BSD-2-Clause */
/* Arguments opened: a file, all files of a folder, standard input; and what can't be opened, said. */
#define _POSIX_C_SOURCE 200809L

#include "cli/inputs.h"

#include "cli/message.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* So many milliseconds pass before a FIFO is said to be waited for. */
enum { PATIENCE = 3000 };

static const char no_file[] = "no regular file: not read";
static const char dangling[] = "a symbolic link that leads nowhere";

void inputs_trouble(struct inputs *inputs, const char *name, const char *why)
{
    message("%s: %s", name, why);
    *inputs->trouble = true;
}

bool inputs_failed(struct inputs *inputs, const char *name, enum source_event event)
{
    if (event == SOURCE_ERROR)
        inputs_trouble(inputs, name, strerror(errno));
    else if (event == SOURCE_LIMIT)
        inputs_trouble(inputs, name, "there is more than --max-input allows: not checked");
    else if (event == SOURCE_NOMEM)
        inputs_trouble(inputs, name, "out of memory");
    else
        return false;
    return true;
}

enum content inputs_content(const struct inputs *inputs, const struct input *input, enum source_event *event)
{
    enum content content = CONTENT_OPEN;
    const char *text;
    size_t length;

    *event = SOURCE_END;
    switch (inputs->options->kind) {
    case KIND_RECORD:
    case KIND_TXT_DATA: return CONTENT_RECORDS;
    case KIND_REPORT: return CONTENT_REPORT;
    case KIND_MAIL: return CONTENT_MAIL;
    case KIND_ZONE: return CONTENT_ZONE;
    case KIND_DETECTED: break;
    }
    if (inputs->options->ndjson)
        return CONTENT_REPORT;
    while (content == CONTENT_OPEN) {
        *event = source_peek(input->source, &text, &length);
        if (*event != SOURCE_LINE && *event != SOURCE_END)
            return CONTENT_RECORDS;
        content = content_of(text, length, *event == SOURCE_END || length >= SOURCE_LINE_MAX, input->path);
    }
    return content;
}

enum record_kind inputs_record_kind(const struct options *options, const char *text, size_t length, size_t *skip)
{
    *skip = 0;
    switch (options->kind) {
    case KIND_RECORD: return RECORD_VALUE;
    case KIND_TXT_DATA: return RECORD_TXT;
    case KIND_REPORT:
    case KIND_MAIL:
    case KIND_ZONE:
    case KIND_DETECTED: break;
    }
    return source_kind(text, length, skip);
}

/* ---- files ---- */

/* `path` is NULL for standard input. */
static void open_descriptor(struct inputs *inputs, const char *name, const char *path, int descriptor, bool is_file,
                            bool in_folder)
{
    struct input input = {.name = name, .path = path, .source = &inputs->source, .in_folder = in_folder};

    source_again(&inputs->source, descriptor, is_file, inputs->options->max_input);
    inputs->opened(inputs->user, &input);
}

void inputs_end(struct inputs *inputs)
{
    source_free(&inputs->source);
    inflater_close(inputs->inflater);
    ahead_end(&inputs->ahead);
}

void inputs_prepare(struct inputs *inputs)
{
    if (inputs->inflater == NULL)
        (void)inflater_open(&inputs->inflater);
}

/* A FIFO without a writer is waited for, as cat(1) does, but not without a word. */
static void await_writer(const char *name, int descriptor)
{
    struct pollfd fifo = {.fd = descriptor, .events = POLLIN};
    int ready = poll(&fifo, 1, PATIENCE);

    if (ready == 0)
        message("%s: nothing has come out of it so far: waiting", name);
    while (ready == 0 || (ready < 0 && errno == EINTR))
        ready = poll(&fifo, 1, -1);
}

/* O_NONBLOCK: a FIFO is waited for with a word, and what the walk saw as a file may be one by now. */
enum { OPEN_FLAGS = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK };

/* What an argument names.  It is a file, a device or a FIFO. */
static void open_argument(struct inputs *inputs, const char *name)
{
    int descriptor = open(name, OPEN_FLAGS);
    struct stat about;

    if (descriptor < 0 || fstat(descriptor, &about) != 0) {
        inputs_trouble(inputs, name, strerror(errno));
    } else {
        if (S_ISFIFO(about.st_mode))
            await_writer(name, descriptor);
        if (!S_ISREG(about.st_mode))
            fcntl(descriptor, F_SETFL, O_RDONLY);
        open_descriptor(inputs, name, name, descriptor, S_ISREG(about.st_mode), false);
    }
    if (descriptor >= 0)
        close(descriptor);
}

/* ---- folders ---- */

/* Is it what is read as a whole, so that nobody needs the file itself? */
static bool is_read_whole(const struct inputs *inputs, const char *path, const char *text, size_t length)
{
    enum content content;

    if (length > inputs->options->max_input)
        return false;
    switch (inputs->options->kind) {
    case KIND_REPORT:
    case KIND_MAIL: return true;
    case KIND_RECORD:
    case KIND_TXT_DATA:
    case KIND_ZONE: return false;
    case KIND_DETECTED: break;
    }
    content = content_of(text, length, true, path);
    return content == CONTENT_REPORT || content == CONTENT_MAIL;
}

/* What the walk saw as a file.  Should a FIFO have taken its place, reading that gives nothing, or an error. */
static void open_entry(struct inputs *inputs, const char *path)
{
    int descriptor = near_open(&inputs->ahead.near, path, OPEN_FLAGS);

    if (descriptor < 0) {
        inputs_trouble(inputs, path, strerror(errno));
        return;
    }
    open_descriptor(inputs, path, path, descriptor, true, true);
    close(descriptor);
}

static void tell_read(struct inputs *inputs, const char *path, const char *text, size_t length)
{
    struct input input = {.name = path, .path = path, .source = &inputs->source, .in_folder = true};

    if (!source_of_data(&inputs->source, text, length, inputs->options->max_input))
        (void)inputs_failed(inputs, path, SOURCE_NOMEM);
    else
        inputs->opened(inputs->user, &input);
}

/* All that was read ahead, in order; returns whether standard output takes no more. */
static int tell_ahead(struct inputs *inputs)
{
    struct ahead *ahead = &inputs->ahead;

    for (size_t i = 0; i < ahead->count && ferror(stdout) == 0; i++) {
        const struct ahead_file *file = ahead_file(ahead, i);
        const char *path = ahead->paths + file->path, *text = ahead->room + file->at;

        if (file->error != 0)
            inputs_trouble(inputs, path, strerror(file->error));
        else if (file->is_whole && is_read_whole(inputs, path, text, file->length))
            tell_read(inputs, path, text, file->length);
        else
            open_entry(inputs, path);
    }
    ahead_clear(ahead);
    return ferror(stdout);
}

static int add_file(struct inputs *inputs, const char *path)
{
    if (!ahead_add(&inputs->ahead, path, OPEN_FLAGS)) {
        (void)tell_ahead(inputs);
        (void)inputs_failed(inputs, path, SOURCE_NOMEM);
    }
    return ahead_is_full(&inputs->ahead) ? tell_ahead(inputs) : 0;
}

/* A tree_visitor.  Files are told of later: tell_ahead(). */
static int visit(void *user, const char *path, enum tree_event event)
{
    struct inputs *inputs = user;
    int error = errno;

    if (event == TREE_FILE)
        return add_file(inputs, path);
    if (tell_ahead(inputs) != 0)
        return 1;
    switch (event) {
    case TREE_LINK_NOWHERE: inputs_trouble(inputs, path, dangling); break;
    case TREE_LINK_FOLDER: inputs_trouble(inputs, path, "a symbolic link to a folder: not followed"); break;
    case TREE_SPECIAL: inputs_trouble(inputs, path, no_file); break;
    case TREE_UNREADABLE: inputs_trouble(inputs, path, strerror(error)); break;
    case TREE_FILE: break;
    }
    return 0;
}

static void open_folder(struct inputs *inputs, const char *path)
{
    bool walked = tree_walk(path, visit, inputs);
    int error = errno;

    (void)tell_ahead(inputs);
    if (!walked)
        inputs_trouble(inputs, path, strerror(error));
}

/* ---- arguments ---- */

void inputs_one(struct inputs *inputs, const char *argument)
{
    struct stat about;

    if (strcmp(argument, "-") == 0) {
        const char *called = inputs->options->stdin_name;

        open_descriptor(inputs, called != NULL ? called : "stdin", called, STDIN_FILENO, false, false);
    } else if (stat(argument, &about) != 0) {
        int error = errno;

        if (lstat(argument, &about) == 0) {
            inputs_trouble(inputs, argument, error == ENOENT ? dangling : strerror(error));
        } else {
            errno = error;
            inputs->absent(inputs->user, argument);
        }
    } else if (S_ISSOCK(about.st_mode)) {
        inputs_trouble(inputs, argument, no_file);
    } else if (S_ISDIR(about.st_mode)) {
        open_folder(inputs, argument);
    } else {
        open_argument(inputs, argument);
    }
}

/* ---- many of them ---- */

void inputs_items(struct inputs *inputs, const struct item *items, size_t count)
{
    for (size_t i = 0; i < count && ferror(stdout) == 0; i++) {
        errno = items[i].error;
        if (items[i].in_folder) {
            (void)visit(inputs, items[i].path, items[i].event);
        } else {
            (void)tell_ahead(inputs);
            inputs_one(inputs, items[i].path);
        }
    }
    (void)tell_ahead(inputs);
}
