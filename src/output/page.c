/* SPDX-License-Identifier: BSD-2-Clause */
/* Words set in lines. */
#include "output/page.h"

#include "digest/summary.h"
#include "output/escape.h"

#include <inttypes.h>
#include <string.h>

void page_end(struct page *page)
{
    if (page->column > 0)
        putc('\n', page->stream);
    page->column = 0;
    page->indent = PAGE_MARGIN_INDENT;
    page->blank = false;
}

/* Goes to the column where the text of a line begins. */
static void indent(struct page *page, size_t column)
{
    fprintf(page->stream, "%*s", (int)(column - page->column), "");
    page->column = page->indent = column;
    page->blank = false;
}

void page_label(struct page *page, const char *label)
{
    page_end(page);
    if (label != NULL) {
        write_color(page->stream, page->color, COLOR_LOCATION);
        fprintf(page->stream, "  %s", label);
        write_color(page->stream, page->color, COLOR_OFF);
        page->column = strlen(label) + 2;
    }
    indent(page, PAGE_INDENT);
}

/* Makes room for a word: the blank that is due, or a new line. */
static void make_room(struct page *page, size_t columns)
{
    size_t begin = page->indent;

    if (page->blank && page->column > begin && page->column + 1 + columns > PAGE_WIDTH) {
        page_end(page);
        indent(page, begin);
    } else if (page->blank && page->column > 0) {
        putc(' ', page->stream);
        page->column++;
    }
    page->blank = false;
    page->column += columns;
}

void page_say(struct page *page, const char *words)
{
    while (*words != '\0') {
        size_t length = strcspn(words, " ");

        if (length > 0) {
            make_room(page, length);
            fwrite(words, 1, length, page->stream);
        }
        words += length;
        page->blank |= *words == ' ';
        words += strspn(words, " ");
    }
}

void page_text(struct page *page, const char *text)
{
    size_t length = strlen(text), columns = escape_columns(ESCAPE_TEXT, text, length);

    make_room(page, columns < QUOTE_COLUMNS ? columns : QUOTE_COLUMNS);
    escape_quote(page->stream, ESCAPE_TEXT, text, length);
}

void page_number(struct page *page, uint64_t number)
{
    char digits[32], grouped[48];
    int length = snprintf(digits, sizeof(digits), "%" PRIu64, number);
    size_t count = 0;

    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            grouped[count++] = ',';
        grouped[count++] = digits[i];
    }
    grouped[count] = '\0';
    page_say(page, grouped);
}

void page_rate(struct page *page, double rate)
{
    char text[32];

    if (rate > 0 && rate < 0.001)
        page_say(page, "under 0.1 %");
    else if (rate < 1 && rate > 0.999)
        page_say(page, "over 99.9 %");
    else {
        snprintf(text, sizeof(text), "%.1f", rate * 100);
        page_say(page, text);
        page_say(page, " %");
    }
}

void page_count(struct page *page, uint64_t number, const char *one, const char *many)
{
    page_number(page, number);
    page_say(page, " ");
    page_say(page, number == 1 ? one : many);
}

void page_day(struct page *page, int32_t day)
{
    char text[DAY_TEXT];

    day_write(day, text);
    page_say(page, text);
}

void page_colored(struct page *page, enum color color, const char *words)
{
    size_t first = strcspn(words, " ");

    make_room(page, first);
    page->column -= first;
    write_color(page->stream, page->color, color);
    page_say(page, words);
    write_color(page->stream, page->color, COLOR_OFF);
}
