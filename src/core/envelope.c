/* SPDX-License-Identifier: BSD-2-Clause */
/* The envelope of a report against RFC 8460 sections 3, 5.1 and 5.3, then against the report itself (5.6). */
#include "core/envelope.h"

#include "core/bytes.h"
#include "core/field.h"
#include "core/json.h"
#include "core/media.h"

/* IN(check, RPTLINT_IN_SUBJECT, E903, offset, length, ...): a finding in one of the envelope's texts. */
#define IN(check, number, id, at, octets, ...) \
    do { \
        (check)->emitter->input = (number); \
        REPORT((check)->emitter, id, at, octets, __VA_ARGS__); \
        (check)->emitter->input = RPTLINT_IN_REPORT; \
    } while (0)

static const char domain_field[] = "TLS-Report-Domain", submitter_field[] = "TLS-Report-Submitter";

/* ---- comparing ---- */

/* A text that is not there is empty. */
static rptlint_text or_empty(rptlint_text text)
{
    return text.data != NULL ? text : (rptlint_text){.data = "", .length = 0};
}

static rptlint_text part_of(rptlint_text text, rptlint_span span)
{
    text = or_empty(text);
    return (rptlint_text){.data = text.data + span.offset, .length = span.length};
}

/* Are two names the same, but for case and a final dot? */
static bool same_name(rptlint_text a, rptlint_text b)
{
    if (a.length > 0 && a.data[a.length - 1] == '.')
        a.length--;
    if (b.length > 0 && b.data[b.length - 1] == '.')
        b.length--;
    return a.length == b.length && equal_nocase(a.data, b.data, a.length);
}

static bool same_text(rptlint_text a, const char *b)
{
    return a.length == strlen(b) && equal_nocase(a.data, b, a.length);
}

/* Room for a value of the report with its escapes decoded.  Longer ones are no address and no name. */
struct plain {
    char octets[ADDRESS_MAX + 2];
};

static rptlint_text plain_text(const char *text, const rptlint_value *value, struct plain *plain)
{
    rptlint_text found = {.data = text + value->span.offset, .length = value->span.length};
    size_t needed;

    if (!value->escaped)
        return found;
    if (rptlint_decode_json(found.data, found.length, plain->octets, sizeof(plain->octets), &needed) != RPTLINT_OK)
        needed = 0;
    return (rptlint_text){.data = plain->octets, .length = needed};
}

/* ---- the envelope alone ---- */

static void check_media_type(struct envelope_check *check)
{
    static const char json[] = "application/tlsrpt+json", gzip[] = "application/tlsrpt+gzip";
    const rptlint_envelope *envelope = check->envelope;
    rptlint_text text = envelope->part_type;
    struct media_type media;
    rptlint_packing packing = envelope->packing;
    rptlint_text type;
    const char *right = packing == RPTLINT_PACKING_NONE ? json : packing == RPTLINT_PACKING_GZIP ? gzip : NULL;
    bool is_json;

    if (text.data == NULL && !envelope->is_mail)
        return;
    media = read_media_type(or_empty(text).data, text.length);
    type = part_of(text, media.type);
    if (type.length == 0) {
        IN(check, RPTLINT_IN_PART_TYPE, E908, media.type.offset, 0, .hint = HINT_MEDIA_MISSING);
        return;
    }
    is_json = same_text(type, json);
    if (same_text(type, gzip)) {
        /* When it is no JSON either, J603 tells; what is wrong with zip, E919 does. */
        check->type_waits = packing == RPTLINT_PACKING_NONE;
    } else if (!is_json || packing == RPTLINT_PACKING_GZIP || packing == RPTLINT_PACKING_OTHER) {
        IN(check, RPTLINT_IN_PART_TYPE, E908, media.type.offset, media.type.length,
           .hint = is_json ? HINT_MEDIA_IS_GZIP : NULL, .fix = right,
           .fix_length = right != NULL ? strlen(right) : 0);
    }
}

/* The octets turned out to be JSON; are they said to be gzip? */
static void check_waiting_type(struct envelope_check *check)
{
    rptlint_text text = check->envelope->part_type;
    rptlint_span type;

    if (!check->type_waits)
        return;
    type = read_media_type(text.data, text.length).type;
    IN(check, RPTLINT_IN_PART_TYPE, E908, type.offset, type.length, .hint = HINT_MEDIA_IS_JSON,
       REPLACE_BY("application/tlsrpt+json"));
}

static void check_message_type(struct envelope_check *check)
{
    rptlint_text text = or_empty(check->envelope->message_type);
    struct media_type media = read_media_type(text.data, text.length);
    rptlint_text type = part_of(text, media.type), kind = part_of(text, media.report_type);

    if (!same_text(type, "multipart/report"))
        IN(check, RPTLINT_IN_MESSAGE_TYPE, E909, media.type.offset, media.type.length, .hint = NULL);
    else if (kind.length == 0 && text.data[media.end - 1] == ';')
        IN(check, RPTLINT_IN_MESSAGE_TYPE, E909, media.end, 0, .hint = HINT_REPORT_TYPE_MISSING,
           PUT_BEFORE(" report-type=tlsrpt"));
    else if (kind.length == 0)
        IN(check, RPTLINT_IN_MESSAGE_TYPE, E909, media.end, 0, .hint = HINT_REPORT_TYPE_MISSING,
           PUT_BEFORE("; report-type=tlsrpt"));
    else if (!same_text(kind, "tlsrpt"))
        IN(check, RPTLINT_IN_MESSAGE_TYPE, E909, media.report_type.offset, media.report_type.length,
           .hint = HINT_REPORT_TYPE_OTHER, REPLACE_BY("tlsrpt"));
}

/* A header field that MUST be there; its value without blanks. */
static rptlint_text check_field(struct envelope_check *check, rptlint_text body, size_t input, const char *hint)
{
    rptlint_span value = {.offset = 0, .length = body.length};

    if (body.data != NULL)
        value = trimmed(body.data, value);
    if (value.length == 0) {
        if (check->envelope->is_mail)
            IN(check, input, E905, 0, 0, .hint = hint);
        return (rptlint_text){.data = NULL, .length = 0};
    }
    return part_of(body, value);
}

/* One signature: E911 about its l=; whether it signs both fields, if they are there, and where its h= is. */
static bool check_signature(struct envelope_check *check, size_t number, rptlint_span *list)
{
    rptlint_text text = or_empty(check->envelope->dkim[number]);
    struct tag tag;
    size_t at = 0;
    bool signs = false;

    *list = (rptlint_span){.offset = 0};
    while (next_tag(text.data, text.length, &at, &tag)) {
        if (tag.name.length != 1)
            continue;
        if (text.data[tag.name.offset] == 'l') {
            IN(check, RPTLINT_IN_DKIM + number, E911, tag.whole.offset, tag.whole.length, .hint = NULL);
        } else if (text.data[tag.name.offset] == 'h') {
            *list = tag.value;
            signs = (check->report_domain.data == NULL || lists_name(text.data, *list, domain_field)) &&
                    (check->submitter.data == NULL || lists_name(text.data, *list, submitter_field));
        }
    }
    return signs;
}

static void check_signatures(struct envelope_check *check)
{
    const rptlint_envelope *envelope = check->envelope;
    rptlint_span first = {.offset = 0}, list;
    bool signs = false;

    if (envelope->dkim_count == 0) {
        if (envelope->is_mail)
            IN(check, RPTLINT_IN_DKIM, E910, 0, 0, .hint = NULL);
        return;
    }
    for (size_t i = 0; i < envelope->dkim_count; i++) {
        signs = check_signature(check, i, &list) || signs;
        if (i == 0)
            first = list;
    }
    if (!signs && (check->report_domain.data != NULL || check->submitter.data != NULL))
        IN(check, RPTLINT_IN_DKIM, E912, first.offset, first.length, .hint = NULL);
}

static void check_subject(struct envelope_check *check)
{
    rptlint_text text = check->envelope->subject;

    if (text.data == NULL && !check->envelope->is_mail)
        return;
    text = or_empty(text);
    check->subject = read_subject(text.data, text.length);
    for (size_t i = 0; i < check->subject.misfits.count; i++) {
        rptlint_span at = check->subject.misfits.list[i].at;

        IN(check, RPTLINT_IN_SUBJECT, E903, at.offset, at.length, .hint = check->subject.misfits.list[i].hint);
    }
}

/* Is the name's extension json.gz? */
static bool is_named_packed(const struct envelope_check *check)
{
    return check->file.extension.length > strlen("json");
}

/* "The extension MUST be "json" for a plain JSON file or "json.gz" for a JSON file compressed using gzip." */
static void check_extension(struct envelope_check *check, rptlint_packing packing)
{
    rptlint_span extension = check->file.extension;
    bool named_packed = is_named_packed(check);

    if (extension.length == 0 || check->envelope->packing != packing)
        return;
    if (packing == RPTLINT_PACKING_GZIP && !named_packed)
        IN(check, RPTLINT_IN_FILENAME, E902, extension.offset, extension.length, .hint = HINT_NAME_PACKED,
           REPLACE_BY("json.gz"));
    else if (packing == RPTLINT_PACKING_NONE && named_packed)
        IN(check, RPTLINT_IN_FILENAME, E902, extension.offset, extension.length, .hint = HINT_NAME_PLAIN,
           REPLACE_BY("json"));
}

static void check_file_name(struct envelope_check *check)
{
    rptlint_text name = or_empty(check->envelope->filename);

    if (name.length == 0) {
        if (check->envelope->is_mail)
            IN(check, RPTLINT_IN_FILENAME, E901, 0, 0, .hint = HINT_NAME_MISSING);
        return;
    }
    check->file = read_file_name(name.data, name.length);
    for (size_t i = 0; i < check->file.misfits.count; i++) {
        rptlint_span at = check->file.misfits.list[i].at;

        IN(check, RPTLINT_IN_FILENAME, E901, at.offset, at.length, .hint = check->file.misfits.list[i].hint);
    }
    check_extension(check, RPTLINT_PACKING_GZIP);
}

bool envelope_known(const rptlint_envelope *envelope)
{
    if (envelope == NULL)
        return true;
    if (envelope->size != sizeof(*envelope) || !text_known(envelope->filename) || !text_known(envelope->part_type) ||
        !text_known(envelope->subject) || !text_known(envelope->report_domain) || !text_known(envelope->submitter) ||
        !text_known(envelope->message_type) || (envelope->dkim == NULL && envelope->dkim_count > 0))
        return false;
    for (size_t i = 0; i < envelope->dkim_count; i++)
        if (!text_known(envelope->dkim[i]))
            return false;
    return true;
}

/* As of a file with any name: whatever the report is, there is nothing to be said. */
static bool says_nothing(const rptlint_envelope *envelope)
{
    return !envelope->is_mail && envelope->filename.data == NULL && envelope->subject.data == NULL &&
           envelope->report_domain.data == NULL && envelope->submitter.data == NULL &&
           envelope->message_type.data == NULL && envelope->part_type.data == NULL && envelope->dkim_count == 0;
}

void envelope_begin(struct envelope_check *check, const rptlint_envelope *envelope, struct emitter *emitter)
{
    check->envelope = NULL;
    if (envelope == NULL || says_nothing(envelope))
        return;
    *check = (struct envelope_check){.envelope = envelope, .emitter = emitter};
    check_file_name(check);
    check_subject(check);
    check->report_domain =
        check_field(check, envelope->report_domain, RPTLINT_IN_REPORT_DOMAIN, HINT_ADD_REPORT_DOMAIN);
    check->submitter = check_field(check, envelope->submitter, RPTLINT_IN_SUBMITTER, HINT_ADD_SUBMITTER);
    check_media_type(check);
    if (envelope->message_type.data != NULL || envelope->is_mail)
        check_message_type(check);
    check_signatures(check);
}

bool envelope_says_gzip(const struct envelope_check *check)
{
    return check->envelope != NULL && check->envelope->packing == RPTLINT_PACKING_NONE &&
           (check->type_waits || is_named_packed(check));
}

/* ---- against the report ---- */

/* What the contact's domain is compared with. */
static void check_contact(struct envelope_check *check, rptlint_text domain)
{
    const rptlint_envelope *envelope = check->envelope;
    rptlint_span sender = check->file.sender, submitter = check->subject.submitter;

    if (sender.length > 0 && !same_name(part_of(envelope->filename, sender), domain))
        IN(check, RPTLINT_IN_FILENAME, E902, sender.offset, sender.length, .hint = HINT_NAME_SENDER);
    if (submitter.length > 0 && !same_name(part_of(envelope->subject, submitter), domain))
        IN(check, RPTLINT_IN_SUBJECT, E904, submitter.offset, submitter.length, .hint = HINT_SUBJECT_SUBMITTER);
    if (check->submitter.data != NULL && !same_name(check->submitter, domain))
        IN(check, RPTLINT_IN_SUBMITTER, E906, (size_t)(check->submitter.data - envelope->submitter.data),
           check->submitter.length, .hint = NULL);
}

static void check_period(struct envelope_check *check, const rptlint_report *report)
{
    const struct file_name *file = &check->file;

    if (file->has_begin && report->start.known && file->begin_seconds != report->start.seconds)
        IN(check, RPTLINT_IN_FILENAME, E902, file->begin.offset, file->begin.length, .hint = HINT_NAME_BEGIN);
    if (file->has_end && report->end.known && file->end_seconds != report->end.seconds)
        IN(check, RPTLINT_IN_FILENAME, E902, file->end.offset, file->end.length, .hint = HINT_NAME_END);
}

void envelope_report(struct envelope_check *check, const char *text, const rptlint_report *report)
{
    struct mail_address address;
    struct plain plain;
    rptlint_text contact;

    if (check->envelope == NULL)
        return;
    check_period(check, report);
    check_waiting_type(check);
    check_extension(check, RPTLINT_PACKING_NONE);
    if (!report->contact.present)
        return;
    contact = plain_text(text, &report->contact, &plain);
    address = check_mail_address(contact.data, contact.length);
    if (address.checked.fault != FAULT_NONE)
        return; /* S709 says so */
    contact.data += address.domain;
    contact.length -= address.domain;
    check_contact(check, contact);
}

void envelope_policy(struct envelope_check *check, const char *text, const rptlint_report_policy *policy)
{
    const rptlint_envelope *envelope = check->envelope;
    struct plain plain;
    rptlint_text domain;

    if (envelope == NULL)
        return;
    if (!policy->domain.present) {
        check->domain_unknown = true;
        return;
    }
    domain = plain_text(text, &policy->domain, &plain);
    check->domains++;
    check->domain_unknown =
        check->domain_unknown || check_host_name(domain.data, domain.length).checked.fault != FAULT_NONE;
    check->file_domain_seen =
        check->file_domain_seen || same_name(part_of(envelope->filename, check->file.domain), domain);
    check->subject_domain_seen =
        check->subject_domain_seen || same_name(part_of(envelope->subject, check->subject.domain), domain);
    check->header_domain_seen = check->header_domain_seen || same_name(or_empty(check->report_domain), domain);
}

void envelope_end(struct envelope_check *check)
{
    rptlint_span file = check->file.domain, subject = check->subject.domain;

    if (check->envelope == NULL || check->domains == 0 || check->domain_unknown)
        return;
    if (file.length > 0 && !check->file_domain_seen)
        IN(check, RPTLINT_IN_FILENAME, E902, file.offset, file.length, .hint = HINT_NAME_DOMAIN);
    if (subject.length > 0 && !check->subject_domain_seen)
        IN(check, RPTLINT_IN_SUBJECT, E904, subject.offset, subject.length, .hint = HINT_SUBJECT_DOMAIN);
    if (check->report_domain.data != NULL && !check->header_domain_seen)
        IN(check, RPTLINT_IN_REPORT_DOMAIN, E907,
           (size_t)(check->report_domain.data - check->envelope->report_domain.data), check->report_domain.length,
           .hint = NULL);
}
