/* SPDX-License-Identifier: BSD-2-Clause */
/* The reports in a file, packed or not, in mail or not. */
#include "cli/reports.h"

#include "cli/message.h"
#include "intake/unpack.h"

#include <stdlib.h>
#include <string.h>

void reports_begin(struct reports *reports, struct inputs *inputs, const char *name, const char *data, size_t length)
{
    *reports = (struct reports){
        .options = inputs->options,
        .inflater = &inputs->inflater,
        .name = name,
        .envelope = {.size = sizeof(rptlint_envelope)},
        .file = {.name = name, .text = data, .length = length, .line = 1, .column = 1, .kind = "mail"}};
}

/* ---- texts ---- */

/* Where a later part of a text begins. */
static void move_to(struct subject *text, size_t octets)
{
    rptlint_location location = rptlint_locate(text->text, text->length, octets);

    text->column = location.line == 1 ? text->column + location.column - 1 : location.column;
    text->line += location.line - 1;
    text->offset += octets;
    text->text += octets;
    text->length -= octets;
}

/* A text, and the texts behind it (J615): each is a report of its own.  False: the visitor has had enough. */
static bool hand_texts(struct reports *reports, struct subject text)
{
    for (;;) {
        size_t consumed = reports->visitor.text(reports->visitor.user, &text);

        if (consumed == 0 || consumed >= text.length)
            return consumed > 0 || text.length == 0;
        move_to(&text, consumed);
        /* The envelope was for the first. */
        reports->envelope = (rptlint_envelope){.size = sizeof(reports->envelope)};
        reports->places = NULL;
    }
}

static bool is_blank_line(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
            return false;
    return true;
}

/* --ndjson: one report a line. */
static void hand_lines(struct reports *reports, struct subject text)
{
    struct subject line = text;
    bool wanted = true;

    for (size_t at = 0; at < text.length && wanted; line.line++) {
        const char *feed = memchr(text.text + at, '\n', text.length - at);

        line.text = text.text + at;
        line.length = (feed != NULL ? (size_t)(feed - text.text) : text.length) - at;
        line.offset = text.offset + at;
        if (!is_blank_line(line.text, line.length))
            wanted = hand_texts(reports, line);
        at += line.length + 1;
    }
}

/* ---- packed or not ---- */

static void missing(struct reports *reports, const char *package, const char *what)
{
    message("%s: %s is missing: %s can't be read", reports->name, package, what);
    reports->trouble = true;
}

static void no_memory(struct reports *reports, const char *name)
{
    message("%s: out of memory", name);
    reports->trouble = true;
}

/* Data that are JSON, or are it once they are unpacked. */
static void read_data(struct reports *reports, const char *name, const char *data, size_t length)
{
    struct subject packed = {.name = name, .text = data, .length = length, .line = 1, .column = 1,
                             .kind = "compressed-data", .binary = true};
    struct subject text = {.name = name, .line = 1, .column = 1, .kind = "report"};
    bool attached = data != reports->file.text;
    struct emitter emitter = {.sink = reports->visitor.sink, .user = reports->visitor.user};
    struct unpacked unpacked;
    size_t cap = (size_t)reports->options->max_inflated;

    packed.file = attached ? reports->name : NULL;
    reports->visitor.data(reports->visitor.user, &packed);
    switch (unpack(reports->inflater, data, length, cap, &emitter, &unpacked)) {
    case UNPACK_DONE:
        reports->envelope.packing = unpacked.packing;
        text.text = unpacked.data != NULL ? unpacked.data : data;
        text.length = unpacked.length;
        text.file = attached || unpacked.data != NULL ? reports->name : NULL;
        if (reports->options->ndjson)
            hand_lines(reports, text);
        else
            hand_texts(reports, text);
        unpacked_done(*reports->inflater, &unpacked);
        return;
    case UNPACK_REFUSED:
        reports->envelope.packing = unpacked.packing;
        reports->visitor.refused(reports->visitor.user, &packed);
        return;
    case UNPACK_NOMEM: no_memory(reports, name); return;
    case UNPACK_NO_LIBRARY: missing(reports, "libdeflate0", "compressed reports"); return;
    }
}

void reports_read(struct reports *reports, const char *path)
{
    const char *slash = path != NULL ? strrchr(path, '/') : NULL, *base = slash != NULL ? slash + 1 : path;

    /* Most files were named by people: only one that looks like section 5.1 is held to it. */
    if (base != NULL && strchr(base, '!') != NULL)
        reports->envelope.filename = (rptlint_text){.data = base, .length = strlen(base)};
    read_data(reports, reports->name, reports->file.text, reports->file.length);
}

/* ---- mail ---- */

/* Octets of an attachment's name that are shown: no longer name is one of a file. */
enum { ATTACHMENT_MAX = 255 };

/* How much of a name is shown: whole characters. */
static size_t shown_of(rptlint_text name)
{
    size_t length = name.length;

    if (length <= ATTACHMENT_MAX)
        return length;
    for (length = ATTACHMENT_MAX; length > ATTACHMENT_MAX - 3; length--)
        if (((unsigned char)name.data[length] & 0xC0) != 0x80)
            break;
    return length;
}

/*
 * NAME(ATTACHMENT), and in an mbox NAME#NUMBER(ATTACHMENT).  The attachment's name comes from outside: a colon in
 * it becomes "_", so that it can't look like the place and the message behind it, and a long one is cut.
 */
static char *attachment_name(const char *name, const struct mail_report *report)
{
    rptlint_text file = report->envelope.filename;
    size_t shown_length = shown_of(file), room = strlen(name) + shown_length + 32;
    char *shown = need_memory(room);
    int length = report->message > 0 ? snprintf(shown, room, "%s#%zu", name, report->message)
                                     : snprintf(shown, room, "%s", name);

    if (file.data != NULL)
        snprintf(shown + length, room - (size_t)length, "(%.*s%s)", (int)shown_length, file.data,
                 shown_length < file.length ? "..." : "");
    for (char *c = shown + length; *c != '\0'; c++)
        *c = *c == ':' ? '_' : *c;
    return shown;
}

static int read_attachment(void *user, const struct mail_report *report)
{
    struct reports *reports = user;
    char *shown = attachment_name(reports->name, report);

    reports->envelope = report->envelope;
    reports->places = report->places;
    reports->encoded = report->encoded ? shown : NULL;
    read_data(reports, shown, report->data, report->length);
    free(shown);
    return reports->visitor.attachment(reports->visitor.user);
}

void reports_read_mail(struct reports *reports)
{
    struct emitter emitter = {.sink = reports->visitor.sink, .user = reports->visitor.user};

    switch (mail_read(reports->file.text, reports->file.length, &emitter, read_attachment, reports)) {
    case MAIL_DONE:
    case MAIL_STOPPED: return;
    case MAIL_NOMEM: no_memory(reports, reports->name); return;
    case MAIL_NO_LIBRARY: missing(reports, "libgmime-3.0-0", "mail"); return;
    }
}
