/* SPDX-License-Identifier: BSD-2-Clause */
/* A line reader over a file descriptor, and the detection of what a line is. */
#define _POSIX_C_SOURCE 200809L

#include "intake/source.h"

#include "core/bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The buffer grows to the longest line, its CR and its LF, and the octet behind it. */
enum { BUFFER_FIRST = 64 * 1024, BUFFER_MAX = SOURCE_LINE_MAX + BUFFER_FIRST };

/* Words before TXT in a line of a zone file: owner, TTL and class, and one more in RFC 1035's older forms. */
enum { WORDS_BEFORE_TXT = 4 };

void source_begin(struct source *source, int descriptor, uint64_t max_input)
{
    *source = (struct source){.descriptor = descriptor, .max_input = max_input};
}

void source_again(struct source *source, int descriptor, bool is_file, uint64_t max_input)
{
    char *buffer = source->buffer;
    size_t capacity = source->capacity;

    if (capacity > SOURCE_LINE_MAX) {
        source_free(source);
        buffer = NULL;
        capacity = 0;
    }
    *source = (struct source){.descriptor = descriptor, .max_input = max_input, .buffer = buffer, .capacity = capacity,
                              .is_file = is_file};
}

void source_free(struct source *source)
{
    free(source->buffer);
    source->buffer = NULL;
}

/* ---- reading ---- */

static bool grow(struct source *source, size_t capacity)
{
    char *buffer = realloc(source->buffer, capacity);

    if (buffer == NULL)
        return false;
    source->buffer = buffer;
    source->capacity = capacity;
    return true;
}

/* The next size of a full buffer: of a whole file no more than may be read, and the octet that tells of more. */
static size_t next_capacity(const struct source *source)
{
    size_t capacity = source->capacity == 0 ? BUFFER_FIRST : source->capacity * 2;
    uint64_t most = BUFFER_MAX;

    if (source->whole)
        most = source->max_input < SIZE_MAX ? source->max_input + 1 : SIZE_MAX;
    return capacity < most ? capacity : (size_t)most;
}

/* Makes room behind buffer[end): moves what is left to the front, or makes the buffer larger. */
static bool make_room(struct source *source)
{
    if (source->from > 0) {
        memmove(source->buffer, source->buffer + source->from, source->end - source->from);
        source->end -= source->from;
        source->from = 0;
    }
    if (source->end < source->capacity)
        return true;
    return grow(source, next_capacity(source));
}

/* Reads more behind buffer[end); SOURCE_LINE when that went well, at the end of the file too. */
static enum source_event read_more(struct source *source)
{
    size_t room;
    ssize_t count;

    if (!make_room(source))
        return SOURCE_NOMEM;
    room = source->capacity - source->end;
    /* One octet beyond the limit tells whether there is more. */
    if (room > source->max_input - source->total)
        room = (size_t)(source->max_input - source->total) + 1;
    if (room > source->capacity - source->end)
        room = source->capacity - source->end;
    /* A file is asked again at once, which costs less than asking how large it is; who else gives little may be waited for. */
    do {
        do
            count = read(source->descriptor, source->buffer + source->end, room);
        while (count < 0 && errno == EINTR);
        if (count < 0)
            return SOURCE_ERROR;
        source->total += (uint64_t)count;
        source->end += (size_t)count;
        room -= (size_t)count;
        source->at_end = count == 0;
    } while (source->is_file && count > 0 && room > 0);
    if (source->total > source->max_input) {
        source->at_limit = true;
        source->end--;
    }
    return SOURCE_LINE;
}

bool source_of_data(struct source *source, const char *data, size_t length, uint64_t max_input)
{
    source_again(source, -1, true, max_input);
    if (length > source->capacity && !grow(source, length))
        return false;
    if (length > 0)
        memcpy(source->buffer, data, length);
    source->end = length;
    source->total = length;
    source->at_end = true;
    return true;
}

/* ---- lines ---- */

/* Hands out buffer[from..from + length) with what ends it. */
static void hand_out(struct source *source, struct source_line *line, size_t length, const char *ending)
{
    *line = (struct source_line){
        .text = source->buffer + source->from,
        .length = length,
        .ending = ending,
        .offset = source->offset,
        .line = source->line,
    };
    source->from += length + strlen(ending);
    source->offset += length + strlen(ending);
}

/* The line buffer[from..feed), where feed is its LF or, with no LF, the end of the file. */
static enum source_event whole_line(struct source *source, struct source_line *line, size_t feed)
{
    bool ended = feed < source->end;
    size_t length = feed - source->from;
    bool returns = ended && length > 0 && source->buffer[feed - 1] == '\r';
    bool goes_on = source->in_long_line;

    source->line += !goes_on;
    source->in_long_line = false;
    hand_out(source, line, length - returns, !ended ? "" : returns ? "\r\n" : "\n");
    if (!goes_on && line->length <= SOURCE_LINE_MAX)
        return SOURCE_LINE;
    line->first = !goes_on;
    return SOURCE_PIECE;
}

/* A part of a line that is too long; a CR may be half of its end and stays behind. */
static enum source_event part_of_line(struct source *source, struct source_line *line)
{
    size_t length = source->end - source->from;
    bool first = !source->in_long_line;

    source->line += first;
    source->in_long_line = true;
    hand_out(source, line, length - (source->buffer[source->end - 1] == '\r'), "");
    line->first = first;
    return SOURCE_PIECE;
}

enum source_event source_next(struct source *source, struct source_line *line)
{
    size_t searched = source->from;

    for (;;) {
        size_t left = source->end - source->from;
        const char *feed = NULL;
        enum source_event event;

        if (source->end > searched)
            feed = memchr(source->buffer + searched, '\n', source->end - searched);
        if (feed != NULL)
            return whole_line(source, line, (size_t)(feed - source->buffer));
        if (source->at_limit)
            return SOURCE_LIMIT;
        if (source->at_end)
            return left > 0 || source->in_long_line ? whole_line(source, line, source->end) : SOURCE_END;
        if (left > SOURCE_LINE_MAX + 1 || (source->in_long_line && left > 1))
            return part_of_line(source, line);
        event = read_more(source);
        if (event != SOURCE_LINE)
            return event;
        searched = source->from + left;
    }
}

/* ---- whole files ---- */

/* What was read; a failure to read is told once all before it was. */
static enum source_event show(const struct source *source, enum source_event event, const char **text, size_t *length)
{
    *text = source->buffer != NULL ? source->buffer + source->from : "";
    *length = source->end - source->from;
    return event;
}

enum source_event source_peek(struct source *source, const char **text, size_t *length)
{
    enum source_event event = SOURCE_LINE;

    if (!source->at_end && !source->at_limit)
        event = read_more(source);
    if (event == SOURCE_LINE && (source->at_end || source->at_limit))
        event = SOURCE_END;
    return show(source, event, text, length);
}

/* How much of a regular file there is to come; false when that is not known. */
static bool left_to_read(const struct source *source, uint64_t *left)
{
    struct stat about;
    off_t here = lseek(source->descriptor, 0, SEEK_CUR);

    if (here < 0 || fstat(source->descriptor, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size < here)
        return false;
    *left = (uint64_t)(about.st_size - here);
    return true;
}

/*
 * Room for the rest of a regular file at once, so that memory is its size and no more; what is too large is
 * not read at all.  It is no mapping, although that would save a copy: another program that cuts the file
 * ends this one with SIGBUS, and one that writes to it changes what was checked already under the checkers'
 * feet, who rely on octets that stay.  Spools and mailboxes are written to at any time.
 */
static enum source_event make_room_for_all(struct source *source)
{
    uint64_t left;

    if (!left_to_read(source, &left))
        return SOURCE_LINE;
    if (left > source->max_input - source->total)
        return SOURCE_LIMIT;
    if (left < source->capacity - source->end)
        return SOURCE_LINE;
    return grow(source, source->end + (size_t)left + 1) ? SOURCE_LINE : SOURCE_NOMEM;
}

enum source_event source_rest(struct source *source, const char **text, size_t *length)
{
    enum source_event event = SOURCE_LINE;

    source->whole = true;
    if (!source->at_end && !source->at_limit)
        event = make_room_for_all(source);
    while (event == SOURCE_LINE && !source->at_end && !source->at_limit)
        event = read_more(source);
    if (event == SOURCE_LINE)
        event = source->at_limit ? SOURCE_LIMIT : SOURCE_END;
    return show(source, event, text, length);
}

/* ---- what a line holds ---- */

bool source_is_empty(const struct source_line *line)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t at = 0;

    /* A byte order mark is an editor's, before a comment as well. */
    if (line->offset == 0 && line->length >= 3 && memcmp(line->text, mark, 3) == 0)
        at = 3;
    at = run_of(line->text, at, line->length, BYTE_WSP);
    return at == line->length || line->text[at] == '#' || line->text[at] == ';';
}

/* A word of a zone line; it ends early at what none of the words before TXT holds. */
static size_t skip_word(const char *text, size_t length, size_t at)
{
    while (at < length && !byte_in(text[at], BYTE_WSP) && memchr("=;\"(", text[at], 4) == NULL)
        at++;
    return at;
}

static bool is_txt(const char *word, size_t length)
{
    return length == 3 && (word[0] | 32) == 't' && (word[1] | 32) == 'x' && (word[2] | 32) == 't';
}

enum record_kind source_kind(const char *text, size_t length, size_t *skip)
{
    size_t at;

    *skip = 0;
    if (length > 1 && text[0] == 'v' && text[1] == '=') /* as nearly all do */
        return RECORD_VALUE;
    at = run_of(text, 0, length, BYTE_WSP);
    if (at < length && text[at] == '"')
        return RECORD_TXT;
    for (int words = 0; words <= WORDS_BEFORE_TXT && at < length; words++) {
        size_t end = skip_word(text, length, at);
        size_t next = run_of(text, end, length, BYTE_WSP);

        if (next == length || end == at)
            break; /* TXT must have something behind it */
        if (is_txt(text + at, end - at) && (next > end || text[end] == '"' || text[end] == '(')) {
            *skip = next;
            return RECORD_TXT;
        }
        if (next == end)
            break;
        at = next;
    }
    return RECORD_VALUE;
}
