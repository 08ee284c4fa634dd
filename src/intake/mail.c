/* SPDX-License-Identifier: BSD-2-Clause */
/* Which parts of a message are reports, and what each of them came in (RFC 8460 section 5.3). */
#include "intake/mail.h"

#include "core/bytes.h"
#include "core/media.h"
#include "intake/attachment.h"
#include "intake/gmime.h"
#include "intake/header.h"
#include "intake/mbox.h"
#include "intake/shape.h"

#include <stdlib.h>

enum { FIELDS = RPTLINT_IN_DKIM + MAIL_DKIM_MAX };

/* A longer file name is not looked for in the field that it comes from. */
enum { NAME_SOUGHT_MAX = 255 };

/* The header fields of a message that an envelope holds, but for DKIM-Signature. */
static const struct {
    const char *name;
    int input;
} wanted[] = {
    {"Subject", RPTLINT_IN_SUBJECT},
    {"TLS-Report-Domain", RPTLINT_IN_REPORT_DOMAIN},
    {"TLS-Report-Submitter", RPTLINT_IN_SUBMITTER},
    {"Content-Type", RPTLINT_IN_MESSAGE_TYPE},
};

static const char *const shape_hints[] = {
    [SHAPE_LONG] = "the message is longer than 1 GiB and is not read",
    [SHAPE_PARTS] = "the message has more than 10,000 lines that may be boundaries and is not read",
    [SHAPE_FIELDS] = "the message has more than 100,000 header fields and is not read",
    [SHAPE_PARAMETERS] = "the header fields have more than 100,000 parameters; the message is not read",
};

/* Damage to the structure: each kind is told once a message, where it was met first. */
enum damage { UNCLOSED, UNBOUNDED, TOO_DEEP, DOUBLED, DAMAGES };

static const char *const damage_hints[] = {
    [UNCLOSED] = "the closing boundary is missing: the message may have been cut",
    [UNBOUNDED] = "this multipart type has no boundary parameter, so its parts can't be found",
    [DOUBLED] = "a second field of this name (RFC 5322 section 3.6): receivers differ in which one they read",
    [TOO_DEEP] = "more than 100 parts and messages are inside each other; what is deeper is not read",
};

static const char no_header_hint[] = "this is no header field, so the message can't be read";
static const char encoding_hint[] = "the encoded octets are damaged here; what can be decoded is read";
static const char unknown_hint[] = "no encoding of RFC 2045 section 6 has this name: the octets are read as they are";
static const char bare_hint[] = "the octets are base64, but no Content-Transfer-Encoding says so; read as base64";
static const char encoded_hint[] = "a message in a message must not be encoded (RFC 2046 section 5.2.1); it is read";
static const char twice_hint[] = "an encoded message inside an encoded message is not read";
static const char first_hint[] = "the first part of multipart/report is for people: the report comes second (RFC 6522)";

/* A message, the whole one or one inside it. */
struct message {
    size_t parent;
    enum likeness likeness; /* of its likeliest part */
    size_t visited;
    bool present[FIELDS]; /* the field is there */
    rptlint_span bodies[FIELDS];
    struct mail_place places[FIELDS];
};

struct part {
    struct mime_part mime;
    size_t message;
    bool is_message; /* which is encoded, so that GMime took it for a part */
    enum likeness likeness;
};

/* The part of the file that an encoded message was in: what is found in it is told there. */
struct outer {
    struct mail_place place;
    rptlint_span line;
};

struct reading {
    const struct outer *outer; /* NULL: the message is in the file as it stands */
    const char *data; /* one message of the file */
    size_t length;
    size_t begin;     /* where it is in the file, in octets */
    size_t number;
    struct mail_place cursor; /* a place in the file, by which others are found */
    const char *file;
    struct emitter *emitter;
    mail_visitor *visit;
    void *user;
    struct mime mime;
    struct message *messages;
    size_t message_count, message_capacity;
    struct part *parts;
    size_t part_count, part_capacity;
    bool damaged[DAMAGES];
    rptlint_span damages[DAMAGES];
    size_t reports;
};

/* ---- places ---- */

/* The place of an octet of the message.  Time grows with the distance from the place asked for before. */
static struct mail_place place_of(struct reading *r, size_t offset)
{
    struct mail_place *cursor = &r->cursor;
    size_t wanted_at = r->begin + offset, start = cursor->offset - (cursor->column - 1);

    if (r->outer != NULL)
        return r->outer->place;
    while (start > wanted_at) {
        cursor->line--;
        for (start--; start > 0 && r->file[start - 1] != '\n';)
            start--;
    }
    for (size_t feed; (feed = find_byte(r->file, start, wanted_at, '\n')) < wanted_at; start = feed + 1)
        cursor->line++;
    cursor->offset = wanted_at;
    cursor->column = wanted_at - start + 1;
    return *cursor;
}

/* The line at an offset of the message, without its line end. */
static rptlint_span line_at(const struct reading *r, size_t offset)
{
    size_t end = find_byte(r->data, offset, r->length, '\n');

    if (end > offset && r->data[end - 1] == '\r')
        end--;
    return (rptlint_span){.offset = offset, .length = end - offset};
}

/* A span of the message in the file. */
static rptlint_span in_file(const struct reading *r, rptlint_span span)
{
    span.offset += r->begin;
    return r->outer != NULL ? r->outer->line : span;
}

static void damaged(struct reading *r, rptlint_span span, const char *hint)
{
    span = in_file(r, span);
    REPORT(r->emitter, E918, span.offset, span.length, .hint = hint);
}

static void note_damage(struct reading *r, enum damage damage, rptlint_span span)
{
    /* A cut leaves all multiparts around it unclosed: the outermost, which comes last, tells where. */
    if (r->damaged[damage] && damage != UNCLOSED)
        return;
    r->damaged[damage] = true;
    r->damages[damage] = trimmed(r->data, span);
}

/* ---- header fields ---- */

static int input_of(const struct reading *r, const struct message *message, const struct header_field *field)
{
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
        if (header_is(r->data, field, wanted[i].name))
            return wanted[i].input;
    if (header_is(r->data, field, "DKIM-Signature"))
        for (int i = RPTLINT_IN_DKIM; i < FIELDS; i++)
            if (!message->present[i])
                return i;
    return RPTLINT_IN_REPORT;
}

/* The first of each of the fields that an envelope holds; of Content-Type the last, as GMime does. */
static void read_header(struct reading *r, struct message *message, size_t at)
{
    struct mail_place top = place_of(r, at);
    struct header_field field;
    enum header_line line;

    for (int i = 0; i < FIELDS; i++)
        message->places[i] = top;
    while ((line = header_next(r->data, r->length, &at, &field)) != HEADER_END) {
        int input = line == HEADER_FIELD ? input_of(r, message, &field) : RPTLINT_IN_REPORT;

        if (input == RPTLINT_IN_REPORT)
            continue;
        if (message->present[input]) {
            note_damage(r, DOUBLED, field.body);
            if (input != RPTLINT_IN_MESSAGE_TYPE)
                continue;
        }
        message->present[input] = true;
        message->bodies[input] = field.body;
        message->places[input] = place_of(r, field.body.offset);
    }
}

/* A field's body in the header that begins at an offset; length 0 when it is not there. */
static rptlint_span find_field(const struct reading *r, size_t at, const char *name)
{
    struct header_field field;
    enum header_line line;

    while ((line = header_next(r->data, r->length, &at, &field)) != HEADER_END)
        if (line == HEADER_FIELD && header_is(r->data, &field, name))
            return field.body;
    return (rptlint_span){.offset = at, .length = 0};
}

/* ---- the parts of a message ---- */

/* Room for one more; false when there is no memory. */
static bool make_room(void **array, size_t count, size_t *capacity, size_t size)
{
    size_t more = *capacity == 0 ? 8 : *capacity * 2;
    void *grown;

    if (count < *capacity)
        return true;
    if (more > SIZE_MAX / size)
        return false;
    grown = realloc(*array, more * size);
    if (grown == NULL)
        return false;
    *array = grown;
    *capacity = more;
    return true;
}

static bool add_message(struct reading *r, size_t parent, size_t header)
{
    void *array = r->messages;

    if (!make_room(&array, r->message_count, &r->message_capacity, sizeof(struct message)))
        return false;
    r->messages = array;
    r->messages[r->message_count] = (struct message){.parent = parent};
    read_header(r, &r->messages[r->message_count++], header);
    return true;
}

/* message/rfc822, and RFC 6532's. */
static bool is_message_type(const struct mime_part *part)
{
    return equal_nocase(part->type, "message", sizeof("message")) &&
           (equal_nocase(part->subtype, "rfc822", sizeof("rfc822")) ||
            equal_nocase(part->subtype, "global", sizeof("global")));
}

static bool add_part(struct reading *r, size_t message, const struct mime_part *part)
{
    bool is_message = part->transfer != TRANSFER_PLAIN && is_message_type(part);
    enum likeness likeness = is_message ? NO_REPORT : likeness_of(r->data, part);
    void *array = r->parts;

    if (likeness == NO_REPORT && !is_message)
        return true;
    if (!make_room(&array, r->part_count, &r->part_capacity, sizeof(struct part)))
        return false;
    r->parts = array;
    r->parts[r->part_count++] =
        (struct part){.mime = *part, .message = message, .is_message = is_message, .likeness = likeness};
    if (likeness > r->messages[message].likeness)
        r->messages[message].likeness = likeness;
    return true;
}

/* Collects the messages and the parts that may be reports. */
static bool collect(struct reading *r)
{
    size_t current = 0;
    struct mime_part part;

    for (;;) {
        switch (mime_next(&r->mime, &part)) {
        case MIME_MESSAGE:
            if (!add_message(r, current, part.header))
                return false;
            current = r->message_count - 1;
            break;
        case MIME_MESSAGE_END: current = r->messages[current].parent; break;
        case MIME_PART:
            if (!add_part(r, current, &part))
                return false;
            break;
        case MIME_UNCLOSED: note_damage(r, UNCLOSED, (rptlint_span){.offset = part.end}); break;
        case MIME_UNBOUNDED: note_damage(r, UNBOUNDED, find_field(r, part.header, "Content-Type")); break;
        case MIME_TOO_DEEP: note_damage(r, TOO_DEEP, (rptlint_span){.offset = part.header}); break;
        case MIME_END: return true;
        }
    }
}

/* ---- visiting ---- */

static rptlint_text text_of(const struct reading *r, rptlint_span span)
{
    return (rptlint_text){.data = r->data + span.offset, .length = span.length};
}

/* A file name in a parameter: what stands before it, and behind it. */
static bool is_whole_name(const struct reading *r, size_t from, size_t to, size_t end)
{
    return memchr("=\"'/\\", r->data[from - 1], 5) != NULL &&
           (to == end || is_blank(r->data[to]) || memchr("\"';", r->data[to], 3) != NULL);
}

/* Where a file name is written in a field's parameters; its end when it is not, for it may be encoded. */
static size_t find_name(const struct reading *r, rptlint_span body, rptlint_text name)
{
    size_t end = body.offset + body.length, at = find_byte(r->data, body.offset, end, ';');

    if (name.length == 0 || name.length > NAME_SOUGHT_MAX)
        return end;
    for (; end - at > name.length; at++)
        if (memcmp(r->data + at + 1, name.data, name.length) == 0 && is_whole_name(r, at + 1, at + 1 + name.length, end))
            return at + 1;
    return end;
}

/* The parameters of a field's body, or all of it when it has none. */
static rptlint_span parameters_of(const struct reading *r, rptlint_span body)
{
    size_t end = body.offset + body.length, from = find_byte(r->data, body.offset, end, ';');
    rptlint_span parameters;

    if (from == end)
        return trimmed(r->data, body);
    parameters = trimmed(r->data, (rptlint_span){.offset = from + 1, .length = end - from - 1});
    return parameters.length > 0 ? parameters : trimmed(r->data, body);
}

/*
 * Where the name of a part stands: in the last Content-Disposition, else the last Content-Type; or all of the parameters
 * there, when it was decoded from them.
 */
static struct mail_place name_place(struct reading *r, size_t header, rptlint_text name)
{
    rptlint_span from = line_at(r, header);
    bool decided = false, found = false;
    struct mail_place place;
    struct header_field field;
    enum header_line line;

    for (size_t at = header; (line = header_next(r->data, r->length, &at, &field)) != HEADER_END;) {
        bool decides = line == HEADER_FIELD && header_is(r->data, &field, "Content-Disposition");
        size_t end = field.body.offset + field.body.length, name_at;
        rptlint_span parameters;

        if (!decides && (decided || !(line == HEADER_FIELD && header_is(r->data, &field, "Content-Type"))))
            continue;
        name_at = find_name(r, field.body, name);
        parameters = name_at < end ? (rptlint_span){.offset = name_at} : parameters_of(r, field.body);
        if (name_at == end && parameters.length == 0)
            continue;
        from = parameters;
        found = name_at < end;
        decided = decides;
    }
    place = place_of(r, from.offset);
    place.length = found || r->outer != NULL ? 0 : from.length;
    return place;
}

/* Content-Type and file name of a part. */
static void describe_part(struct reading *r, const struct mime_part *part, struct mail_report *report)
{
    rptlint_envelope *envelope = &report->envelope;
    rptlint_span type = find_field(r, part->header, "Content-Type");
    const char *name = part->file_name;

    report->places[RPTLINT_IN_REPORT] = place_of(r, part->header);
    report->places[RPTLINT_IN_PART_TYPE] = report->places[RPTLINT_IN_FILENAME] = report->places[RPTLINT_IN_REPORT];
    if (type.length > 0) {
        envelope->part_type = text_of(r, type);
        report->places[RPTLINT_IN_PART_TYPE] = place_of(r, type.offset);
    }
    if (name != NULL) {
        name = base_name(name);
        envelope->filename = (rptlint_text){.data = name, .length = strlen(name)};
        report->places[RPTLINT_IN_FILENAME] = name_place(r, part->header, envelope->filename);
    }
}

/* The envelope is filled in, and the visitor called. */
static int visit(struct reading *r, const struct part *part, const char *data, size_t length)
{
    const struct message *message = &r->messages[part->message];
    rptlint_text texts[FIELDS];
    struct mail_report report = {
        .encoded = r->outer != NULL, .message = r->number, .data = data, .length = length};
    rptlint_envelope *envelope = &report.envelope;
    size_t dkim = 0;

    for (int i = 0; i < FIELDS; i++)
        texts[i] = message->present[i] ? text_of(r, message->bodies[i]) : (rptlint_text){.data = NULL};
    while (dkim < MAIL_DKIM_MAX && message->present[RPTLINT_IN_DKIM + dkim])
        dkim++;
    *envelope = (rptlint_envelope){.size = sizeof(*envelope),
                                   .is_mail = true,
                                   .subject = texts[RPTLINT_IN_SUBJECT],
                                   .report_domain = texts[RPTLINT_IN_REPORT_DOMAIN],
                                   .submitter = texts[RPTLINT_IN_SUBMITTER],
                                   .message_type = texts[RPTLINT_IN_MESSAGE_TYPE],
                                   .dkim = texts + RPTLINT_IN_DKIM,
                                   .dkim_count = dkim};
    memcpy(report.places, message->places, sizeof(report.places));
    describe_part(r, &part->mime, &report);
    return r->visit(r->user, &report);
}

/* What is missing at the end of the octets is missing because the message was cut there. */
static bool is_told(const struct reading *r, rptlint_span fault)
{
    return fault.length == 0 && r->damaged[UNCLOSED] && r->damages[UNCLOSED].offset == fault.offset;
}

/* A part decoded, its faults told; NULL when there is no memory.  The caller frees it. */
static char *decode(struct reading *r, const struct mime_part *mime, enum transfer transfer, size_t *length)
{
    const char *data = r->data + mime->begin;
    char *decoded = malloc(mime->end - mime->begin + MIME_DECODED_MORE);
    rptlint_span fault;

    *length = mime->end - mime->begin;
    if (transfer_fault(transfer, data, *length, &fault)) {
        fault.offset += mime->begin;
        if (!is_told(r, fault))
            damaged(r, fault, encoding_hint);
    }
    if (decoded != NULL)
        *length = mime_decode(transfer, data, *length, decoded);
    return decoded;
}

static enum mail_status decode_and_visit(struct reading *r, const struct part *part, enum transfer transfer)
{
    const struct mime_part *mime = &part->mime;
    enum mail_status status = MAIL_STOPPED;
    size_t length;
    char *decoded;

    if (transfer == TRANSFER_PLAIN)
        return visit(r, part, r->data + mime->begin, mime->end - mime->begin) != 0 ? MAIL_STOPPED : MAIL_DONE;
    decoded = decode(r, mime, transfer, &length);
    if (decoded == NULL)
        return MAIL_NOMEM;
    if (!r->emitter->stopped && visit(r, part, decoded, length) == 0)
        status = MAIL_DONE;
    free(decoded);
    return status;
}

/* How a part is encoded, whatever it says; E918 when it says that wrong. */
static enum transfer check_encoding(struct reading *r, const struct mime_part *mime)
{
    rptlint_span field = trimmed(r->data, find_field(r, mime->header, "Content-Transfer-Encoding"));
    bool bare = is_bare_base64(r->data, mime);

    if (bare || (mime->transfer == TRANSFER_PLAIN && field.length > 0 &&
                 !transfer_is_known(r->data + field.offset, field.length)))
        damaged(r, field.length > 0 ? field : line_at(r, mime->header), bare ? bare_hint : unknown_hint);
    return bare ? TRANSFER_BASE64 : mime->transfer;
}

static enum mail_status visit_part(struct reading *r, const struct part *part)
{
    const struct mime_part *mime = &part->mime;
    struct message *message = &r->messages[part->message];
    rptlint_span span = in_file(r, line_at(r, mime->header));
    enum transfer transfer;

    if (part->is_message) {
        span = trimmed(r->data, find_field(r, mime->header, "Content-Transfer-Encoding"));
        damaged(r, span, r->outer == NULL ? encoded_hint : twice_hint);
        return r->emitter->stopped ? MAIL_STOPPED : MAIL_DONE;
    }
    if (part->likeness < message->likeness)
        return MAIL_DONE;
    r->reports++;
    if (++message->visited == 2)
        REPORT(r->emitter, E916, span.offset, span.length);
    if (mime->is_first)
        REPORT(r->emitter, E909, span.offset, span.length, .hint = first_hint);
    transfer = check_encoding(r, mime);
    return r->emitter->stopped ? MAIL_STOPPED : decode_and_visit(r, part, transfer);
}

/* ---- messages ---- */

/* E915, at the Subject or at the first line of a message of the file. */
static void report_none(struct reading *r)
{
    rptlint_span subject = find_field(r, 0, "Subject");
    size_t end = subject.offset + subject.length, at = run_of(r->data, subject.offset, end, BYTE_WSP);

    if (at == end)
        subject = line_at(r, 0);
    else
        subject = (rptlint_span){.offset = at, .length = end - at};
    REPORT(r->emitter, E915, r->begin + subject.offset, subject.length);
}

static enum mail_status read_tree(struct reading *r)
{
    enum mail_status status = collect(r) ? MAIL_DONE : MAIL_NOMEM;

    for (size_t i = 0; status == MAIL_DONE && i < DAMAGES; i++)
        if (r->damaged[i])
            damaged(r, r->damages[i], damage_hints[i]);
    for (size_t i = 0; status == MAIL_DONE && i < r->part_count; i++)
        status = visit_part(r, &r->parts[i]);
    return status;
}

static enum mail_status read_message(struct reading *r)
{
    enum mail_status status = MAIL_DONE;
    size_t at;
    enum shape shape = shape_of(r->data, r->length, &at);

    r->message_count = r->part_count = r->reports = 0;
    memset(r->damaged, 0, sizeof(r->damaged));
    if (shape != SHAPE_GOOD) {
        damaged(r, (rptlint_span){.offset = at, .length = 0}, shape_hints[shape]);
    } else if (r->length > 0) {
        switch (mime_open(&r->mime, r->data, r->length)) {
        case MIME_OPEN:
            status = read_tree(r);
            mime_close(&r->mime);
            break;
        case MIME_NO_MESSAGE: damaged(r, line_at(r, 0), no_header_hint); break;
        case MIME_NO_LIBRARY: return MAIL_NO_LIBRARY;
        }
    }
    return status == MAIL_DONE && r->emitter->stopped ? MAIL_STOPPED : status;
}

/* A message in base64 or quoted-printable, when the one around it was read. */
static enum mail_status read_encoded(struct reading *r, const struct mime_part *mime)
{
    struct outer outer = {.place = place_of(r, mime->header), .line = in_file(r, line_at(r, mime->header))};
    struct reading inner = {
        .outer = &outer, .number = r->number, .emitter = r->emitter, .visit = r->visit, .user = r->user};
    char *decoded = decode(r, mime, mime->transfer, &inner.length);
    enum mail_status status;

    if (decoded == NULL)
        return MAIL_NOMEM;
    inner.data = decoded;
    status = r->emitter->stopped ? MAIL_STOPPED : read_message(&inner);
    r->reports += inner.reports;
    free(inner.messages);
    free(inner.parts);
    free(decoded);
    return status;
}

/* A message of the file, and the encoded ones in it. */
static enum mail_status read_whole(struct reading *r)
{
    enum mail_status status = read_message(r);

    for (size_t i = 0; status == MAIL_DONE && i < r->part_count; i++)
        if (r->parts[i].is_message)
            status = read_encoded(r, &r->parts[i].mime);
    if (status == MAIL_DONE && r->reports == 0)
        report_none(r);
    return status == MAIL_DONE && r->emitter->stopped ? MAIL_STOPPED : status;
}

bool is_mail(const char *data, size_t length)
{
    size_t at = 0;

    if (is_mbox(data, length)) {
        at = find_byte(data, 0, length, '\n');
        at += at < length;
    }
    return header_begins(data, length, at);
}

enum mail_status mail_read(const char *data, size_t length, struct emitter *emitter,
                           mail_visitor *visit_report, void *user)
{
    bool mbox = is_mbox(data, length);
    struct reading r = {.file = data,
                        .cursor = {.offset = 0, .line = 1, .column = 1},
                        .emitter = emitter,
                        .visit = visit_report,
                        .user = user};
    rptlint_span message = {.offset = 0, .length = length};
    enum mail_status status = MAIL_DONE;
    size_t at = 0;

    while (status == MAIL_DONE && (!mbox || mbox_next(data, length, &at, &message))) {
        r.data = data + message.offset;
        r.length = message.length;
        r.begin = message.offset;
        r.number += mbox;
        status = read_whole(&r);
        if (!mbox)
            break;
    }
    free(r.messages);
    free(r.parts);
    return status;
}
