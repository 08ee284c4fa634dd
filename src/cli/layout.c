/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines that end where a terminal does. */
#include "cli/layout.h"

#include <assert.h>
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

static const struct {
    const char *name;
    const char *shown;
} placeholders[] = {{"{MX}", "MX"}, {"{DOMAIN}", "DOMAIN"}, {"{POLICY_HOST}", "mta-sts.DOMAIN"}};

/* The placeholder that stands here, and what it is shown as; NULL when none does. */
static const char *placeholder_at(const char *text, size_t *length)
{
    for (size_t i = 0; i < sizeof(placeholders) / sizeof(placeholders[0]); i++) {
        *length = strlen(placeholders[i].name);
        if (strncmp(text, placeholders[i].name, *length) == 0)
            return placeholders[i].shown;
    }
    return NULL;
}

/* Puts a word with its placeholders replaced into `shown`, and behind it a NUL; returns its length. */
static size_t show_word(const char *word, size_t length, char shown[LINE_COLUMNS + 1])
{
    size_t room = LINE_COLUMNS, out = 0, skip = 1;

    for (size_t at = 0; at < length; at += skip) {
        const char *name = placeholder_at(word + at, &skip);
        size_t octets = name != NULL ? strlen(name) : 1;

        skip = name != NULL ? skip : 1;
        assert(octets <= room);
        memcpy(shown + out, name != NULL ? name : word + at, octets);
        out += octets;
        room -= octets;
    }
    shown[out] = '\0';
    return out;
}

/* Begins a line at `indent`; returns what stands before the next word. */
static const char *new_line(FILE *stream, const char *end, size_t indent, size_t *column)
{
    fprintf(stream, "%s\n", end);
    write_blanks(stream, indent);
    *column = indent;
    return "";
}

void write_shell(FILE *stream, const char *commands, size_t column, size_t indent)
{
    char shown[LINE_COLUMNS + 1];
    const char *before = "";

    while (*commands != '\0') {
        size_t length = strcspn(commands, " "), columns = show_word(commands, length, shown);
        char last = commands[length - 1];

        if (column + columns + 3 > LINE_COLUMNS && *before != '\0')
            before = new_line(stream, " \\", indent, &column);
        fprintf(stream, "%s%s", before, shown);
        column += strlen(before) + columns;
        before = " ";
        commands += length + strspn(commands + length, " ");
        if ((last == ';' || last == '|') && *commands != '\0')
            before = new_line(stream, "", indent, &column);
    }
    putc('\n', stream);
}
