/* SPDX-License-Identifier: BSD-2-Clause */
/* The presentation form of a TXT RDATA (RFC 1035 section 5.1), read event by event. */
#ifndef TXT_H
#define TXT_H

#include <rptlint.h>

enum txt_event {
    TXT_BEGIN,      /* a character-string begins; from is its quote or first octet */
    TXT_OCTET,      /* one decoded octet; text[from..at) is what it was written as */
    TXT_BAD_ESCAPE, /* text[from..at) is a backslash with nothing or the wrong digits behind it */
    TXT_FINISH,     /* the string ends; text[from..at) is its closing quote, or empty */
    TXT_COMMENT,    /* text[from..at) is ";" and the rest of the line */
    TXT_END
};

struct txt_lexer {
    const char *text;
    size_t length;
    size_t from; /* the event just read is text[from..at) */
    size_t at;
    bool in_string;
    bool quoted; /* the string is in double quotes */
    bool closed; /* TXT_FINISH: the closing quote was there, or none was needed */
    char octet;  /* TXT_OCTET */
};

/* Reads the next event.  Parentheses and line ends outside strings count as white space. */
enum txt_event txt_next(struct txt_lexer *lexer);

#endif
