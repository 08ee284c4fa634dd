/* SPDX-License-Identifier: BSD-2-Clause */
/* What the program itself has to say, on standard error, and how it ends. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__GNUC__)
#define PRINTF_LIKE __attribute__((format(printf, 1, 2)))
#else
#define PRINTF_LIKE
#endif

/* Writes "rptlint: ...", one line; whatever is in it is escaped. */
void message(const char *format, ...) PRINTF_LIKE;

/* Is standard error a terminal, where how far a run is would be seen? */
bool progress_is_seen(void);

/* How far a long run is: a line on standard error when that is seen, which the next message or line replaces. */
void progress(const char *format, ...) PRINTF_LIKE;

/* Takes the line away. */
void progress_end(void);

/* Messages are not shown until this is called with false. */
void message_mute(bool mute);

/*
 * Writes "rptlint: WHERE: WHY", and below it text[0..length), or the part of it around `at`, with a caret under the
 * character there, or behind the last one.
 */
void message_at(const char *where, const char *why, const char *text, size_t length, size_t at);

/* Memory, or the end of the program with a message. */
void *need_memory(size_t size);
void *need_more_memory(void *memory, size_t size);

/* The octets between two octets put together, NUL-terminated; the caller frees it. */
char *joined(const char *a, size_t a_length, const char *b, size_t b_length, const char *c, size_t c_length);

/* Ends standard output; `status`, or STATUS_TROUBLE when not all of it could be written.  Its reader may
 * have gone before the end: that is quiet, and `status` stays. */
int finish_output(int status);

#endif
