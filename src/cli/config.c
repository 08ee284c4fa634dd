/* SPDX-License-Identifier: BSD-2-Clause */
/* `.rptlint`: found, read, and its lines taken as options. */
#define _POSIX_C_SOURCE 200809L

#include "cli/config.h"

#include "cli/message.h"
#include "cli/nearest.h"
#include "intake/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char file_name[] = ".rptlint";
static const char blanks[] = " \t";

/* Options that say what is right, not what is done in one run.  Those that count once may stand in the file once. */
static const struct key {
    const char *name;
    bool once;
} keys[] = {
    {"allow-rua", false}, {"domain", true},       {"fail-on", true},
    {"ignore", false},    {"require-rua", false}, {"severity", false},
};

enum { KEYS = sizeof(keys) / sizeof(keys[0]) };

/* The file being read. */
struct reading {
    const char *name;
    struct options taken;
    size_t lines[KEYS]; /* where each key stands, the first time; 0: nowhere */
};

/* ---- lines ---- */

static int wrong(const struct reading *reading, size_t column, const char *what, const char *word, size_t length)
{
    message("%s:%zu:%zu: %s: \"%.*s\"", reading->name, reading->taken.place.line, column, what, (int)length, word);
    return STATUS_USAGE;
}

/* An option that stands on the command line only, a slip of the pen, or nothing known. */
static int unknown_key(const struct reading *reading, size_t column, const char *key, size_t length)
{
    struct nearest nearest = nearest_begin(key, length);

    for (size_t i = 0; i < option_count; i++)
        if (strlen(option_table[i].name) == length && memcmp(option_table[i].name, key, length) == 0)
            return wrong(reading, column, "this option stands on the command line only", key, length);
    for (size_t i = 0; i < KEYS; i++)
        nearest_offer(&nearest, keys[i].name);
    if (nearest.found == NULL)
        return wrong(reading, column, "unknown key; there are allow-rua, domain, fail-on, ignore, require-rua, severity",
                     key, length);
    message("%s:%zu:%zu: unknown key \"%.*s\"; did you mean \"%s\"?", reading->name, reading->taken.place.line, column,
            (int)length, key, nearest.found);
    return STATUS_USAGE;
}

static size_t key_named(const char *name, size_t length)
{
    size_t i = 0;

    while (i < KEYS && (strlen(keys[i].name) != length || memcmp(keys[i].name, name, length) != 0))
        i++;
    return i;
}

static int take_value(struct reading *reading, size_t key, size_t column, const char *value)
{
    const struct option_row *row = option_find(keys[key].name, reading->taken.command);

    if (keys[key].once && reading->lines[key] > 0) {
        message("%s:%zu:%zu: %s stands here twice; the first one is in line %zu", reading->name,
                reading->taken.place.line, column, keys[key].name, reading->lines[key]);
        return STATUS_USAGE;
    }
    if (reading->lines[key] == 0)
        reading->lines[key] = reading->taken.place.line;
    /* What only another command takes is for that one. */
    return row == NULL || option_take(&reading->taken, row, value) ? STATUS_OK : STATUS_USAGE;
}

/* One line, a NUL behind it. */
static int take_line(struct reading *reading, char *line, size_t length)
{
    size_t from = strspn(line, blanks), end, equals, value, key;

    while (length > from && strchr(" \t\r", line[length - 1]) != NULL)
        line[--length] = '\0';
    if (from >= length || line[from] == '#')
        return STATUS_OK;
    end = from + strcspn(line + from, " \t=");
    equals = end + strspn(line + end, blanks);
    if (line[equals] != '=')
        return wrong(reading, equals + 1, "a line is KEY = VALUE, and the \"=\" is missing behind", line + from,
                     end - from);
    key = key_named(line + from, end - from);
    if (key == KEYS)
        return unknown_key(reading, from + 1, line + from, end - from);
    value = equals + 1 + strspn(line + equals + 1, blanks);
    reading->taken.place.column = value + 1;
    if (line[value] == '\0')
        return wrong(reading, value + 1, "a value is missing behind", line + from, equals + 1 - from);
    return take_value(reading, key, from + 1, line + value);
}

/* text[0..length), a NUL behind it. */
static int take_text(struct reading *reading, char *text, size_t length)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t at = strncmp(text, mark, 3) == 0 ? 3 : 0;
    int status = STATUS_OK;

    reading->taken.place.file = reading->name;
    while (status == STATUS_OK && at < length) {
        char *feed = memchr(text + at, '\n', length - at);
        size_t octets = feed != NULL ? (size_t)(feed - text) - at : length - at;

        reading->taken.place.line++;
        text[at + octets] = '\0';
        if (strlen(text + at) < octets) {
            message("%s:%zu:%zu: a NUL octet: this is no text", reading->name, reading->taken.place.line,
                    strlen(text + at) + 1);
            return STATUS_USAGE;
        }
        status = take_line(reading, text + at, octets);
        at += octets + 1;
    }
    return status;
}

/* ---- the file ---- */

static int not_read(const char *name, const char *why)
{
    message("%s: %s", name, why);
    return STATUS_TROUBLE;
}

/* The whole file in *text, a NUL behind it. */
static int read_file(const char *name, int descriptor, char **text, size_t *length)
{
    struct source source;
    struct stat about;
    const char *data;
    int status = STATUS_OK;

    if (fstat(descriptor, &about) != 0)
        return not_read(name, strerror(errno));
    if (!S_ISREG(about.st_mode))
        return not_read(name, "no regular file: not read");
    source_begin(&source, descriptor, CONFIG_MAX);
    switch (source_rest(&source, &data, length)) {
    case SOURCE_END: *text = joined(data, *length, "", 0, "", 0); break;
    case SOURCE_LIMIT: status = not_read(name, "this is longer than 65536 octets: not read"); break;
    case SOURCE_NOMEM: status = not_read(name, "out of memory"); break;
    default: status = not_read(name, strerror(errno)); break;
    }
    source_free(&source);
    return status;
}

/* O_NONBLOCK: a FIFO must not keep anybody waiting. */
static int open_file(const char *name)
{
    return open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

static bool is_ours(uid_t owner)
{
    return owner == geteuid() || owner == 0;
}

/* Did somebody else put the file into a folder where anybody may, such as /tmp? */
static bool is_planted(const char *folder, const char *name, int descriptor)
{
    struct stat around, link, file;

    return stat(folder, &around) == 0 && (around.st_mode & S_IWOTH) != 0 && lstat(name, &link) == 0 &&
           fstat(descriptor, &file) == 0 && !(is_ours(link.st_uid) && is_ours(file.st_uid));
}

/* The working folder's name, which the caller frees; NULL: it has none. */
static char *working_folder(void)
{
    size_t room = 256;
    char *name = need_memory(room);

    while (getcwd(name, room) == NULL) {
        if (errno != ERANGE) {
            free(name);
            return NULL;
        }
        room *= 2;
        name = need_more_memory(name, room);
    }
    return name;
}

/*
 * Opens the nearest file from the working folder upwards.  The descriptor, with *name for the caller to free; -1: there
 * is none, or, with a *name, it can't be opened (errno).
 */
static int open_nearest(char **name)
{
    char *folder = working_folder();
    size_t whole = folder != NULL ? strlen(folder) : 0, length = whole;
    int descriptor = -1;

    *name = NULL;
    while (folder != NULL) {
        const char *between = length > 0 && folder[length - 1] == '/' ? "" : "/";

        folder[length] = '\0';
        *name = length == whole ? joined(file_name, strlen(file_name), "", 0, "", 0)
                                : joined(folder, length, between, strlen(between), file_name, strlen(file_name));
        descriptor = open_file(*name);
        if (descriptor >= 0 && is_planted(folder, *name, descriptor)) {
            message("%s: passed over: another user put it where anyone may write (to read it: --config)", *name);
            close(descriptor);
            descriptor = -1;
        } else if (descriptor >= 0 || (errno != ENOENT && errno != ENOTDIR)) {
            break;
        }
        free(*name);
        *name = NULL;
        if (length <= 1)
            break;
        while (length > 1 && folder[length - 1] != '/')
            length--;
        length -= length > 1; /* the slash, but not that of the root */
    }
    free(folder);
    return descriptor;
}

/* Reads what was opened, and adds it. */
static int take_file(struct options *options, int descriptor)
{
    struct reading reading = {.name = options->config_name, .taken = {.command = options->command}};
    size_t length;
    int status = read_file(options->config_name, descriptor, &options->config_text, &length);

    if (status == STATUS_OK)
        status = take_text(&reading, options->config_text, length);
    if (status == STATUS_OK)
        options_add(options, &reading.taken);
    else if (status == STATUS_USAGE)
        usage_hint(options->command);
    free(reading.taken.rulings.list);
    free(reading.taken.required.list);
    free(reading.taken.allowed.list);
    return status;
}

int config_read(struct options *options)
{
    int descriptor, status = STATUS_OK;

    if (options->help || options->version || option_find("config", options->command) == NULL)
        return STATUS_OK;
    if (options->config != NULL && options->no_config) {
        message("--config and --no-config do not go together");
        return usage_hint(options->command);
    }
    if (options->no_config)
        return STATUS_OK;
    if (options->config != NULL) {
        options->config_name = joined(options->config, strlen(options->config), "", 0, "", 0);
        descriptor = open_file(options->config_name);
    } else {
        descriptor = open_nearest(&options->config_name);
    }
    if (descriptor < 0)
        return options->config_name != NULL ? not_read(options->config_name, strerror(errno)) : STATUS_OK;
    status = take_file(options, descriptor);
    close(descriptor);
    return status;
}
