/* SPDX-License-Identifier: BSD-2-Clause */
/* Header fields: where each begins and ends, and which names tell that a text is mail. */
#include "intake/header.h"

#include "core/bytes.h"

/* Fields looked at before it is decided that a text is no mail. */
enum { FIRST_FIELDS = 64 };

/* Names that programs which send or store mail write; one that ends in "-" stands for all that begin so. */
static const char *const mail_names[] = {
    "From",         "To",          "Cc",           "Date",           "Subject",      "Message-ID",
    "Sender",       "Reply-To",    "Received",     "Return-Path",    "Delivered-To", "Envelope-To",
    "MIME-Version", "Content-",    "X-",           "ARC-",           "Resent-",      "List-",
    "Received-SPF", "TLS-Report-", "TLS-Required", "DKIM-Signature", "Authentication-Results",
};

static size_t line_end(const char *data, size_t at, size_t end)
{
    size_t feed = find_byte(data, at, end, '\n');

    return feed < end ? feed + 1 : end;
}

static bool is_blank_line(const char *data, size_t at, size_t end)
{
    return data[at] == '\n' || (data[at] == '\r' && end - at > 1 && data[at + 1] == '\n');
}

/* field-name = 1*ftext; ftext = %d33-57 / %d59-126, RFC 5322 section 3.6.8. */
static bool is_ftext(char c)
{
    return c > ' ' && c < '\x7F' && c != ':';
}

/* Behind the lines that go on with a field: those with a blank first. */
static size_t skip_folded(const char *data, size_t at, size_t end)
{
    do
        at = line_end(data, at, end);
    while (at < end && byte_in(data[at], BYTE_WSP));
    return at;
}

enum header_line header_next(const char *data, size_t end, size_t *at, struct header_field *field)
{
    size_t begin = *at, name = begin, colon;

    if (begin >= end || STARTS(data, begin, end, "--"))
        return HEADER_END;
    if (is_blank_line(data, begin, end)) {
        *at = line_end(data, begin, end);
        return HEADER_END;
    }
    while (name < end && is_ftext(data[name]))
        name++;
    colon = run_of(data, name, end, BYTE_WSP);
    if (name == begin || colon == end || data[colon] != ':') {
        *at = line_end(data, begin, end);
        return HEADER_NO_FIELD;
    }
    *at = skip_folded(data, colon, end);
    field->name = (rptlint_span){.offset = begin, .length = name - begin};
    field->body = (rptlint_span){.offset = colon + 1, .length = *at - colon - 1};
    if (field->body.length > 0 && data[*at - 1] == '\n')
        field->body.length--;
    if (field->body.length > 0 && data[field->body.offset + field->body.length - 1] == '\r')
        field->body.length--;
    return HEADER_FIELD;
}

bool header_is(const char *data, const struct header_field *field, const char *name)
{
    size_t length = strlen(name);

    return field->name.length == length && equal_nocase(data + field->name.offset, name, length);
}

static bool is_mail_name(const char *data, const struct header_field *field)
{
    for (size_t i = 0; i < sizeof(mail_names) / sizeof(mail_names[0]); i++) {
        size_t length = strlen(mail_names[i]);
        bool all = mail_names[i][length - 1] == '-';

        if (all ? field->name.length > length : field->name.length == length)
            if (equal_nocase(data + field->name.offset, mail_names[i], length))
                return true;
    }
    return false;
}

bool header_begins(const char *data, size_t length, size_t at)
{
    struct header_field field;

    for (int i = 0; i < FIRST_FIELDS && header_next(data, length, &at, &field) == HEADER_FIELD; i++)
        if (is_mail_name(data, &field))
            return true;
    return false;
}
