/* SPDX-License-Identifier: BSD-2-Clause */
/* Words in lines of bounded width beside labels; what comes from outside is escaped and stays in one piece. */
#ifndef PAGE_H
#define PAGE_H

#include "output/shared.h"

/* Columns: a line has at most PAGE_WIDTH, and text beside a label begins at PAGE_INDENT. */
enum { PAGE_WIDTH = 79, PAGE_INDENT = 14, PAGE_MARGIN_INDENT = 4 };

struct page {
    FILE *stream;
    bool color;
    size_t column;
    size_t indent; /* of further lines */
    bool blank; /* a blank, or a line end, is due before the next word */
};

/* Ends the line.  The next one begins at the margin, or with a label, or with NULL where text beside labels stands. */
void page_end(struct page *page);
void page_label(struct page *page, const char *label);

/* Words; a blank at the beginning or the end is one between these words and others. */
void page_say(struct page *page, const char *words);

/* A text from outside, cut in the middle when it is long. */
void page_text(struct page *page, const char *text);

/* "2,156"; "5.0 %"; "1 session", "2 sessions"; "2026-11-01". */
void page_number(struct page *page, uint64_t number);
void page_rate(struct page *page, double rate);
void page_count(struct page *page, uint64_t number, const char *one, const char *many);
void page_day(struct page *page, int32_t day);

/* Words in a colour. */
void page_colored(struct page *page, enum color color, const char *words);

#endif
