/* SPDX-License-Identifier: BSD-2-Clause */
/* The recommended file name of a report (RFC 8460 section 5.1). */
#include "core/bytes.h"
#include "core/envelope.h"
#include "core/field.h"
#include "core/finding.h"

enum { PARTS_MAX = 5 };

/* filename = sender "!" policy-domain "!" begin "!" end [ "!" unique-id ] "." extension */
struct parts {
    size_t count; /* also beyond PARTS_MAX */
    rptlint_span part[PARTS_MAX];
};

/* The length of ".json" or ".json.gz" at the end of a name, in either case; 0 when it is neither. */
static size_t extension_length(const char *name, size_t length)
{
    static const char *const extensions[] = {".json.gz", ".json"};

    for (size_t i = 0; i < sizeof(extensions) / sizeof(*extensions); i++) {
        size_t own = strlen(extensions[i]);

        if (length >= own && equal_nocase(name + length - own, extensions[i], own))
            return own;
    }
    return 0;
}

static struct parts split(const char *name, size_t length)
{
    struct parts parts = {.count = 0};

    for (size_t at = 0, end;; at = end + 1) {
        end = find_byte(name, at, length, '!');
        if (parts.count < PARTS_MAX)
            parts.part[parts.count] = (rptlint_span){.offset = at, .length = end - at};
        parts.count++;
        if (end == length)
            return parts;
    }
}

/* Digits as a number of seconds, INT64_MAX for what is more; false when they are none. */
static bool read_seconds(const char *name, rptlint_span digits, int64_t *seconds)
{
    size_t end = digits.offset + digits.length;

    if (digits.length == 0 || run_of(name, digits.offset, end, BYTE_DIGIT) < end)
        return false;
    *seconds = 0;
    for (size_t at = digits.offset; at < end; at++)
        *seconds = *seconds <= (INT64_MAX - 9) / 10 ? *seconds * 10 + (name[at] - '0') : INT64_MAX;
    return true;
}

/* Is a part what it should be?  What does not fit goes to *fault. */
static bool part_is_good(const char *name, rptlint_span part, size_t index, rptlint_span *fault)
{
    size_t end = part.offset + part.length, at;
    struct checked checked;

    if (index < 2) {
        checked = check_host_name(name + part.offset, part.length).checked;
        if (checked.fault == FAULT_NONE && name[end - 1] == '.')
            checked = (struct checked){.fault = FAULT_TRAILING_DOT, .at = {.offset = part.length - 1, .length = 1}};
        *fault = (rptlint_span){.offset = part.offset + checked.at.offset, .length = checked.at.length};
        /* A character of UTF-8 is not cut. */
        while (fault->length > 0 && fault->offset + fault->length < end &&
               ((unsigned char)name[fault->offset + fault->length] & 0xC0) == 0x80)
            fault->length++;
        return checked.fault == FAULT_NONE;
    }
    at = run_of(name, part.offset, end, index < 4 ? BYTE_DIGIT : BYTE_DIGIT | BYTE_ALPHA);
    *fault = (rptlint_span){.offset = at, .length = end - at};
    return part.length > 0 && at == end;
}

static void misfit(struct file_name *file, rptlint_span at, const char *hint)
{
    struct misfits *misfits = &file->misfits;

    misfits->list[misfits->count].at = at;
    misfits->list[misfits->count++].hint = hint;
}

/* NULL: the rule's own.  A dot in a last part without an extension begins a wrong one. */
static const char *hint_of(const char *name, size_t length, rptlint_span fault, bool is_last)
{
    if (fault.offset < length && (unsigned char)name[fault.offset] >= 0x80)
        return HINT_DOMAIN_A_LABEL;
    if (is_last && (fault.offset == length || name[fault.offset] == '.'))
        return HINT_NAME_EXTENSION;
    return NULL;
}

struct file_name read_file_name(const char *name, size_t length)
{
    struct file_name file = {.misfits = {.count = 0}};
    size_t extension = extension_length(name, length), stem = length - extension;
    struct parts parts = split(name, stem);
    rptlint_span *const taken[PARTS_MAX] = {&file.sender, &file.domain, &file.begin, &file.end, &file.unique};

    if (parts.count < 4 || parts.count > PARTS_MAX) {
        misfit(&file, (rptlint_span){.offset = 0, .length = length}, NULL);
        return file;
    }
    for (size_t i = 0; i < parts.count; i++) {
        rptlint_span fault;

        if (part_is_good(name, parts.part[i], i, &fault))
            *taken[i] = parts.part[i];
        else
            misfit(&file, fault, hint_of(name, length, fault, i + 1 == parts.count && extension == 0));
    }
    if (extension > 0)
        file.extension = (rptlint_span){.offset = stem + 1, .length = extension - 1};
    else if (taken[parts.count - 1]->length > 0)
        misfit(&file, (rptlint_span){.offset = length}, HINT_NAME_EXTENSION);
    file.has_begin = read_seconds(name, file.begin, &file.begin_seconds);
    file.has_end = read_seconds(name, file.end, &file.end_seconds);
    return file;
}
