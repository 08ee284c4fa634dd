/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages about the run itself, memory that is there, and a standard output that was written. */
#define _POSIX_C_SOURCE 200809L

#include "cli/message.h"

#include "cli/options.h"
#include "output/escape.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Columns of the line of progress that is on the terminal now; and whether messages are held back. */
static int progress_columns;
static bool muted;

void progress_end(void)
{
    if (progress_columns > 0)
        fprintf(stderr, "\r%*s\r", progress_columns, "");
    progress_columns = 0;
}

bool progress_is_seen(void)
{
    return isatty(STDERR_FILENO) != 0;
}

void progress(const char *format, ...)
{
    va_list arguments;

    if (muted || !progress_is_seen())
        return;
    progress_end();
    va_start(arguments, format);
    progress_columns = vfprintf(stderr, format, arguments);
    va_end(arguments);
}

void message_mute(bool mute)
{
    muted = mute;
}

void message(const char *format, ...)
{
    char small[512];
    char *large = NULL;
    va_list arguments;
    int length;

    if (muted)
        return;
    progress_end();
    va_start(arguments, format);
    length = vsnprintf(small, sizeof(small), format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof(small)) {
        large = need_memory((size_t)length + 1);
        va_start(arguments, format);
        vsnprintf(large, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    fputs("rptlint: ", stderr);
    escape_string(stderr, ESCAPE_TEXT, large != NULL ? large : small);
    putc('\n', stderr);
    free(large);
}

void message_at(const char *where, const char *why, const char *text, size_t length, size_t at)
{
    enum { BEFORE = 50, BEHIND = 40 }; /* octets shown on each side */
    static const char cut[] = "...";
    size_t from = at > BEFORE ? at - BEFORE : 0, to = length - at > BEHIND ? at + BEHIND : length;
    size_t columns = 4;

    message("%s: %s", where, why);
    fputs("    ", stderr);
    if (from > 0)
        columns += (size_t)fprintf(stderr, "%s", cut);
    escape_write(stderr, ESCAPE_SOURCE, text + from, to - from);
    columns += escape_columns(ESCAPE_SOURCE, text + from, at - from);
    fprintf(stderr, "%s\n%*s^\n", to < length ? cut : "", (int)columns, "");
}

void *need_memory(size_t size)
{
    return need_more_memory(NULL, size);
}

void *need_more_memory(void *memory, size_t size)
{
    void *more = realloc(memory, size > 0 ? size : 1);

    if (more == NULL) {
        fputs("rptlint: out of memory\n", stderr);
        exit(STATUS_TROUBLE);
    }
    return more;
}

char *joined(const char *a, size_t a_length, const char *b, size_t b_length, const char *c, size_t c_length)
{
    char *text = need_memory(a_length + b_length + c_length + 1);

    memcpy(text, a, a_length);
    memcpy(text + a_length, b, b_length);
    memcpy(text + a_length + b_length, c, c_length);
    text[a_length + b_length + c_length] = '\0';
    return text;
}

int finish_output(int status)
{
    bool failed = fflush(stdout) != 0 || ferror(stdout);
    int reason = errno;

    /* Started without standard output, and nothing was to be written there: no fault. */
    if (!failed && fclose(stdout) != 0 && errno != EBADF) {
        failed = true;
        reason = errno;
    }
    /* A reader that has seen enough, as `head` has, is no fault. */
    if (!failed || reason == EPIPE)
        return status;
    message("standard output: %s", strerror(reason));
    return STATUS_TROUBLE;
}
