/* SPDX-License-Identifier: BSD-2-Clause */
/* A reader of HTML that takes well-formed pages of few means only: what was escaped badly does not pass it. */
#ifndef MARKUP_H
#define MARKUP_H

#include "harness.h"

#include <stdbool.h>

enum { MARKUP_DEPTH = 32 };

struct markup {
    const char *at;
    const char *names[MARKUP_DEPTH]; /* of the elements that are open */
    size_t lengths[MARKUP_DEPTH];
    size_t depth;
};

static inline bool markup_is(const char *name, size_t length, const char *wanted)
{
    return length == strlen(wanted) && memcmp(name, wanted, length) == 0;
}

static inline bool markup_in(const char *name, size_t length, const char *const *names)
{
    for (; *names != NULL; names++)
        if (markup_is(name, length, *names))
            return true;
    return false;
}

/* Letters, digits and "-"; not nothing. */
static inline size_t markup_name(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    must(length > 0);
    return length;
}

/* "&" begins a reference: &#38; or &amp;. */
static inline const char *markup_reference(const char *at)
{
    size_t length;

    at++;
    at += *at == '#';
    length = markup_name(at);
    must(length < 8 && at[length] == ';');
    return at + length + 1;
}

/* NAME="VALUE", or a NAME alone; nothing that runs a script or leads out of the page. */
static inline void markup_attribute(struct markup *markup)
{
    static const char *const leading[] = {"href", "src", "action", "style", "srcset", "data", NULL};
    const char *name = markup->at;
    size_t length = markup_name(name);

    must(strncmp(name, "on", 2) != 0);
    markup->at += length;
    if (*markup->at != '=')
        return;
    must(markup->at[1] == '"');
    markup->at += 2;
    must(!markup_in(name, length, leading) || (markup_is(name, length, "href") && *markup->at == '#'));
    while (*markup->at != '"') {
        must(*markup->at != '\0' && *markup->at != '<' && *markup->at != '>');
        markup->at = *markup->at == '&' ? markup_reference(markup->at) : markup->at + 1;
    }
    markup->at++;
}

static inline void markup_open(struct markup *markup)
{
    static const char *const empty[] = {"meta", "wbr", "br", "hr", "col", NULL};
    static const char *const barred[] = {"script", "iframe", "object", "embed", "img", "link", "base", "form", NULL};
    const char *name = ++markup->at;
    size_t length = markup_name(name);
    bool closed;

    must(!markup_in(name, length, barred));
    markup->at += length;
    while (*markup->at == ' ') {
        markup->at++;
        markup_attribute(markup);
    }
    closed = *markup->at == '/';
    markup->at += closed;
    must(*markup->at++ == '>');
    if (closed || markup_in(name, length, empty))
        return;
    must(markup->depth < MARKUP_DEPTH);
    markup->names[markup->depth] = name;
    markup->lengths[markup->depth++] = length;
    if (markup_is(name, length, "style")) {
        markup->at = strstr(markup->at, "</style>");
        must(markup->at != NULL);
    }
}

static inline void markup_close(struct markup *markup)
{
    size_t length = markup_name(markup->at + 2);

    must(markup->depth > 0);
    markup->depth--;
    must(length == markup->lengths[markup->depth]);
    must(memcmp(markup->at + 2, markup->names[markup->depth], length) == 0);
    markup->at += 2 + length;
    must(*markup->at++ == '>');
}

/* Elements are closed in order, and text and values hold no "<", ">" and "&" of their own. */
static inline void markup_read(const char *text)
{
    static const char begin[] = "<!DOCTYPE html>\n";
    struct markup markup = {.at = text + sizeof(begin) - 1};

    must(strncmp(text, begin, sizeof(begin) - 1) == 0);
    while (*markup.at != '\0') {
        if (*markup.at == '<' && markup.at[1] == '/')
            markup_close(&markup);
        else if (*markup.at == '<')
            markup_open(&markup);
        else if (*markup.at == '&')
            markup.at = markup_reference(markup.at);
        else
            must(*markup.at++ != '>');
    }
    must(markup.depth == 0);
}

#endif
