/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes from the outside, line by line in constant memory, and what kind of record a line holds. */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest line, its end not counted.  An RDATA has 65,535 octets, four times that when all are \DDD. */
enum { SOURCE_LINE_MAX = 1024 * 1024 };

enum source_event {
    SOURCE_LINE,  /* a line */
    SOURCE_PIECE, /* a part of a line that is too long; its other parts follow */
    SOURCE_END,   /* nothing is left */
    SOURCE_LIMIT, /* max_input is reached and more is there; a line that it cuts is not handed out */
    SOURCE_ERROR, /* reading failed: errno */
    SOURCE_NOMEM
};

/* A file being read.  Set by source_begin(); the members are the reader's own. */
struct source {
    int descriptor;    /* -1: all was read before */
    bool is_file;      /* a regular one: it has all that it will give */
    uint64_t max_input;
    uint64_t total;    /* octets read */
    char *buffer;
    size_t capacity;
    size_t from;       /* what is not handed out yet is buffer[from..end) */
    size_t end;
    size_t offset;     /* of buffer[from] in the file */
    size_t line;       /* lines begun */
    bool in_long_line;
    bool whole;        /* lines count for nothing: the buffer takes the whole file */
    bool at_end;
    bool at_limit;
};

/* Valid until the next call. */
struct source_line {
    const char *text;
    size_t length;      /* without the line end */
    const char *ending; /* "\n", "\r\n", or "" for the last line of a file that ends without one */
    size_t offset;      /* of the text in the file */
    size_t line;        /* from 1 */
    bool first;         /* SOURCE_PIECE: the first one of its line */
};

/* The descriptor stays the caller's. */
void source_begin(struct source *source, int descriptor, uint64_t max_input);

/* The next one, read into the buffer of the last, unless that grew large; at first the source is all zero. */
void source_again(struct source *source, int descriptor, bool is_file, uint64_t max_input);

/* One whose octets were read already, data[0..length): no more than the limit.  False without memory. */
bool source_of_data(struct source *source, const char *data, size_t length, uint64_t max_input);
enum source_event source_next(struct source *source, struct source_line *line);

/*
 * What is not handed out yet, valid until the next call.  source_peek() reads once more first, SOURCE_LINE, or
 * finds the end of the file, SOURCE_END; source_rest() reads up to the end, SOURCE_END.
 */
enum source_event source_peek(struct source *source, const char **text, size_t *length);
enum source_event source_rest(struct source *source, const char **text, size_t *length);
void source_free(struct source *source);

/* Is there no record in the line: blank, or its first octet that is no blank "#" or ";"? */
bool source_is_empty(const struct source_line *line);

enum record_kind {
    RECORD_VALUE, /* the value of a TXT record */
    RECORD_TXT    /* a TXT RDATA in presentation form */
};

/*
 * What a text is: a quote first, or a line of a zone file (up to 4 words, then TXT and its RDATA), is
 * RECORD_TXT; *skip is where the RDATA begins.  Anything else is a value.
 */
enum record_kind source_kind(const char *text, size_t length, size_t *skip);

#endif
