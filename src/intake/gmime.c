/* SPDX-License-Identifier: BSD-2-Clause */
/* The one file that knows GMime: its functions by dlopen, its objects as events. */
#include "intake/gmime.h"

#include "core/bytes.h"
#include "load.h"

#include <gmime/gmime.h>

/* ---- the library ---- */

#define CALLS(CALL) \
    CALL(g_mime_content_type_get_media_subtype) \
    CALL(g_mime_content_type_get_media_type) \
    CALL(g_mime_data_wrapper_get_stream) \
    CALL(g_mime_encoding_init_decode) \
    CALL(g_mime_encoding_step) \
    CALL(g_mime_header_get_offset) \
    CALL(g_mime_header_list_get_count) \
    CALL(g_mime_header_list_get_header_at) \
    CALL(g_mime_init) \
    CALL(g_mime_message_get_mime_part) \
    CALL(g_mime_message_get_type) \
    CALL(g_mime_message_part_get_message) \
    CALL(g_mime_message_part_get_type) \
    CALL(g_mime_multipart_get_count) \
    CALL(g_mime_multipart_get_part) \
    CALL(g_mime_multipart_get_type) \
    CALL(g_mime_object_get_content_type) \
    CALL(g_mime_object_get_content_type_parameter) \
    CALL(g_mime_object_get_header_list) \
    CALL(g_mime_parser_construct_message) \
    CALL(g_mime_parser_new_with_stream) \
    CALL(g_mime_part_get_content) \
    CALL(g_mime_part_get_content_encoding) \
    CALL(g_mime_part_get_filename) \
    CALL(g_mime_part_get_type) \
    CALL(g_mime_stream_mem_get_byte_array) \
    CALL(g_mime_stream_mem_new_with_buffer) \
    CALL(g_object_unref) \
    CALL(g_type_check_instance_is_a)

static struct {
#define MEMBER(name) __typeof__(name) *(name);
    CALLS(MEMBER)
#undef MEMBER
} gmime;

static const struct loaded_symbol symbols[] = {
#define ROW(name) {#name, &gmime.name},
    CALLS(ROW)
#undef ROW
};

/*
 * Loaded once and kept: GObject knows the types of a library for ever, so that a second load would be
 * refused.  The parser has no warning callback, for with one it compares all parameters with each other.
 */
static bool load_gmime(void)
{
    static bool loaded;

    if (!loaded && load_library("libgmime-3.0.so.0", symbols, sizeof(symbols) / sizeof(symbols[0])) != NULL) {
        gmime.g_mime_init();
        loaded = true;
    }
    return loaded;
}

static bool is_a(void *object, GType type)
{
    return gmime.g_type_check_instance_is_a(object, type);
}

/* ---- parsing ---- */

/*
 * Fields of a message that GMime would parse at once.  A group inside a group in an address makes it call
 * itself ("To: a:a:a:..." ends the program), and nobody here asks for what it finds.
 */
static const char *const hidden[] = {
    "Sender", "From", "Reply-To", "To", "Cc", "Bcc", "Subject", "Date", "Message-Id",
};

static bool is_hidden(const char *data, size_t at, size_t length)
{
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        size_t end = at + strlen(hidden[i]);

        if (!starts_with_nocase(data, at, length, hidden[i], end - at))
            continue;
        end = run_of(data, end, length, BYTE_WSP);
        if (end < length && data[end] == ':')
            return true;
    }
    return false;
}

/* Gives those fields other names, in GMime's copy and with all offsets kept; a body's lines don't matter. */
static void hide_fields(char *data, size_t length)
{
    for (size_t at = 0; at < length; at = find_byte(data, at, length, '\n') + 1)
        if (is_hidden(data, at, length))
            data[at] = '_';
}

enum mime_status mime_open(struct mime *mime, const char *data, size_t length)
{
    GMimeStream *stream;
    GMimeParser *parser;
    GByteArray *copy;

    if (!load_gmime())
        return MIME_NO_LIBRARY;
    stream = gmime.g_mime_stream_mem_new_with_buffer(data, length);
    copy = gmime.g_mime_stream_mem_get_byte_array((GMimeStreamMem *)stream);
    hide_fields((char *)copy->data, copy->len);
    parser = gmime.g_mime_parser_new_with_stream(stream);
    mime->message = gmime.g_mime_parser_construct_message(parser, NULL);
    gmime.g_object_unref(parser);
    gmime.g_object_unref(stream);
    mime->next = mime->message;
    mime->length = length;
    mime->reached = 0;
    mime->depth = 0;
    return mime->message != NULL ? MIME_OPEN : MIME_NO_MESSAGE;
}

void mime_close(struct mime *mime)
{
    gmime.g_object_unref(mime->message);
}

/* ---- walking ---- */

/* Where an object's own header fields begin; SIZE_MAX when it has none that stand in the data. */
static size_t first_field(void *object)
{
    GMimeHeaderList *list = gmime.g_mime_object_get_header_list(object);
    int count = gmime.g_mime_header_list_get_count(list);

    for (int i = 0; i < count; i++) {
        gint64 offset = gmime.g_mime_header_get_offset(gmime.g_mime_header_list_get_header_at(list, i));

        if (offset >= 0)
            return (size_t)offset;
    }
    return SIZE_MAX;
}

/* The fields of a message are shared out: Content-... to its body, the others to itself. */
static size_t header_of(const struct mime *mime, void *object, bool is_message)
{
    const struct mime_level *parent = mime->depth > 0 ? &mime->levels[mime->depth - 1] : NULL;
    void *body = is_message ? gmime.g_mime_message_get_mime_part(object) : NULL;
    size_t header = first_field(object), first = body != NULL ? first_field(body) : SIZE_MAX;

    if (parent == NULL)
        return 0;
    if (!is_message && is_a(parent->object, gmime.g_mime_message_get_type()))
        return parent->header;
    header = first < header ? first : header;
    return header < mime->length ? header : mime->reached;
}

static enum transfer transfer_of(GMimePart *part)
{
    switch (gmime.g_mime_part_get_content_encoding(part)) {
    case GMIME_CONTENT_ENCODING_BASE64: return TRANSFER_BASE64;
    case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE: return TRANSFER_QUOTED;
    default: return TRANSFER_PLAIN;
    }
}

/* The content's place; it has none when a boundary ended the header fields. */
static void find_content(struct mime *mime, struct mime_part *part, GMimePart *object)
{
    GMimeDataWrapper *content = gmime.g_mime_part_get_content(object);
    GMimeStream *stream = content != NULL ? gmime.g_mime_data_wrapper_get_stream(content) : NULL;

    part->begin = part->end = part->header;
    if (stream != NULL && stream->bound_start >= 0 && stream->bound_end >= stream->bound_start &&
        (size_t)stream->bound_end <= mime->length) {
        part->begin = (size_t)stream->bound_start;
        part->end = (size_t)stream->bound_end;
    }
    mime->reached = part->end > mime->reached ? part->end : mime->reached;
}

/* Is what is entered the first part of a multipart/report? */
static bool is_first_of_report(const struct mime *mime)
{
    const struct mime_level *parent = mime->depth > 0 ? &mime->levels[mime->depth - 1] : NULL;
    const char *subtype;

    if (parent == NULL || parent->child != 1 || !is_a(parent->object, gmime.g_mime_multipart_get_type()))
        return false;
    subtype = gmime.g_mime_content_type_get_media_subtype(gmime.g_mime_object_get_content_type(parent->object));
    return subtype != NULL && equal_nocase(subtype, "report", sizeof("report"));
}

static enum mime_event enter_part(struct mime *mime, struct mime_part *part, void *object)
{
    GMimeContentType *type = gmime.g_mime_object_get_content_type(object);

    part->type = type != NULL ? gmime.g_mime_content_type_get_media_type(type) : "";
    part->subtype = type != NULL ? gmime.g_mime_content_type_get_media_subtype(type) : "";
    part->file_name = gmime.g_mime_part_get_filename(object);
    part->transfer = transfer_of(object);
    part->is_first = is_first_of_report(mime);
    find_content(mime, part, object);
    return MIME_PART;
}

/* MIME_END stands for "nothing to tell". */
static enum mime_event enter(struct mime *mime, struct mime_part *part)
{
    void *object = mime->next;
    bool is_message;

    mime->next = NULL;
    if (is_a(object, gmime.g_mime_message_part_get_type()))
        object = gmime.g_mime_message_part_get_message(object);
    if (object == NULL)
        return MIME_END;
    is_message = is_a(object, gmime.g_mime_message_get_type());
    part->header = header_of(mime, object, is_message);
    mime->reached = part->header > mime->reached ? part->header : mime->reached;
    if (is_a(object, gmime.g_mime_part_get_type()))
        return enter_part(mime, part, object);
    if (mime->depth == MIME_DEPTH_MAX)
        return MIME_TOO_DEEP;
    mime->levels[mime->depth++] = (struct mime_level){.object = object, .header = part->header};
    return is_message ? MIME_MESSAGE : MIME_END;
}

static enum mime_event leave(struct mime *mime, struct mime_part *part)
{
    struct mime_level *level = &mime->levels[--mime->depth];
    GMimeMultipart *multipart = level->object;

    part->header = level->header;
    part->end = mime->depth == 1 ? mime->length : mime->reached;
    if (is_a(level->object, gmime.g_mime_message_get_type()))
        return MIME_MESSAGE_END;
    if (gmime.g_mime_object_get_content_type_parameter(level->object, "boundary") == NULL)
        return MIME_UNBOUNDED;
    return multipart->write_end_boundary ? MIME_END : MIME_UNCLOSED;
}

/* The next child of the object at the top; NULL when all were entered. */
static void *next_child(struct mime_level *level)
{
    size_t child = level->child++;

    if (is_a(level->object, gmime.g_mime_message_get_type()))
        return child == 0 ? gmime.g_mime_message_get_mime_part(level->object) : NULL;
    if (!is_a(level->object, gmime.g_mime_multipart_get_type()) ||
        child >= (size_t)gmime.g_mime_multipart_get_count(level->object))
        return NULL;
    return gmime.g_mime_multipart_get_part(level->object, (int)child);
}

enum mime_event mime_next(struct mime *mime, struct mime_part *part)
{
    enum mime_event event = MIME_END;

    while (event == MIME_END && (mime->next != NULL || mime->depth > 0)) {
        if (mime->next != NULL)
            event = enter(mime, part);
        else if ((mime->next = next_child(&mime->levels[mime->depth - 1])) == NULL)
            event = leave(mime, part);
    }
    return event;
}

/* ---- decoding ---- */

/* What fills up a last group of base64 that was cut, so that its whole octets come out. */
static const char fill[2] = {'=', '='};

size_t mime_decode(enum transfer transfer, const char *data, size_t length, char *decoded)
{
    bool base64 = transfer == TRANSFER_BASE64;
    GMimeEncoding state;
    size_t count;

    gmime.g_mime_encoding_init_decode(&state, base64 ? GMIME_CONTENT_ENCODING_BASE64
                                                     : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    count = gmime.g_mime_encoding_step(&state, data, length, decoded);
    if (base64)
        count += gmime.g_mime_encoding_step(&state, fill, sizeof(fill), decoded + count);
    return count;
}
