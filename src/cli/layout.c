/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines that end where a terminal does. */
#include "cli/layout.h"

#include <string.h>

enum { LINE_COLUMNS = 79 };

void write_blanks(FILE *stream, size_t count)
{
    while (count-- > 0)
        putc(' ', stream);
}

void write_wrapped(FILE *stream, const char *words, size_t column, size_t indent)
{
    const char *before = "";

    while (*words != '\0') {
        size_t length = strcspn(words, " ");

        if (column + length + 1 > LINE_COLUMNS && *before != '\0') {
            putc('\n', stream);
            write_blanks(stream, indent);
            column = indent;
            before = "";
        }
        fputs(before, stream);
        fwrite(words, 1, length, stream);
        column += strlen(before) + length;
        before = " ";
        words += length + strspn(words + length, " ");
    }
    putc('\n', stream);
}
