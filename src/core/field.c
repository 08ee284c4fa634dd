/* SPDX-License-Identifier: BSD-2-Clause */
/* Values with a format of their own: host names, IP addresses, mail addresses. */
#include "core/field.h"

#include "core/bytes.h"

static struct checked fault_at(enum fault fault, size_t offset, size_t length)
{
    return (struct checked){.fault = fault, .at = {.offset = offset, .length = length}};
}

/* ---- host names ---- */

/* Hyphens and dots at the edge of a label can't be; two hyphens beside each other are in every A-label. */
size_t plain_labels(const char *name, size_t length)
{
    struct octet_bits bits;

    if (length == 0 || length > BITS_MAX)
        return 0;
    bits = bits_of(name, length);
    if (bits.host != (UINT64_C(1) << length) - 1 || !marks_are_apart(bits.dot | bits.hyphen, length) ||
        last_begins_with_digit(name, bits.dot))
        return 0;
    return count_bits(bits.dot) + 1;
}

/* One label, name[from..end), of LDH octets; it is not empty. */
static struct checked check_label(const char *name, size_t from, size_t end)
{
    if (end - from > LABEL_MAX)
        return fault_at(FAULT_LABEL_LONG, from, end - from);
    if (name[from] == '-')
        return fault_at(FAULT_HYPHEN, from, 1);
    if (name[end - 1] == '-')
        return fault_at(FAULT_HYPHEN, end - 1, 1);
    if (end - from > 4 && name[from + 2] == '-' && STARTS_NOCASE(name, from, end, "xn--") &&
        !is_a_label(name + from, end - from))
        return fault_at(FAULT_A_LABEL, from, end - from);
    return fault_at(FAULT_NONE, 0, 0);
}

struct host_name check_labels(const char *name, size_t length)
{
    struct host_name host = {.labels = 0};
    size_t from = 0, last = 0, end = length;

    if (length > 1 && name[length - 1] == '.')
        end--;
    if (end == 0)
        host.checked = fault_at(FAULT_EMPTY, 0, length);
    while (host.checked.fault == FAULT_NONE && from <= end) {
        size_t stop = run_of(name, from, end, BYTE_LDH);

        if (stop < end && name[stop] != '.')
            host.checked = fault_at(FAULT_BYTE, stop, 1);
        else if (stop == from)
            host.checked = fault_at(FAULT_EMPTY, from < length ? from : from - 1, from < length);
        else
            host.checked = check_label(name, from, stop);
        host.labels++;
        last = from;
        from = stop + 1;
    }
    if (host.checked.fault != FAULT_NONE)
        return host;
    if (end > NAME_MAX_OCTETS)
        host.checked = fault_at(FAULT_NAME_LONG, 0, length);
    else if (byte_in(name[last], BYTE_DIGIT) && run_of(name, last, end, BYTE_DIGIT) == end)
        host.checked = fault_at(FAULT_NUMERIC, 0, length);
    return host;
}

/* ---- IP addresses ---- */

/* dec-octet = 0-255 without leading zeros; its length, 0 when there is none. */
static size_t dec_octet(const char *text, size_t from, size_t end)
{
    size_t stop = run_of(text, from, end, BYTE_DIGIT);
    size_t digits = stop - from;
    unsigned value = 0;

    if (digits == 0 || digits > 3 || (digits > 1 && text[from] == '0'))
        return 0;
    for (size_t i = from; i < stop; i++)
        value = value * 10 + (unsigned)(text[i] - '0');
    return value <= 255 ? digits : 0;
}

bool is_ipv4(const char *text, size_t length)
{
    size_t at = 0;

    for (int part = 0; part < 4; part++) {
        size_t digits;

        if (part > 0 && (at == length || text[at++] != '.'))
            return false;
        digits = dec_octet(text, at, length);
        if (digits == 0)
            return false;
        at += digits;
    }
    return at == length;
}

/*
 * Groups of h16 with single colons between, the last one perhaps an IPv4address (ls32), in text[from..end).
 * The number of 16-bit groups, or 9 for anything else.
 */
static unsigned ipv6_groups(const char *text, size_t from, size_t end, bool may_end_in_ipv4)
{
    enum { BAD = 9 };
    unsigned groups = 0;

    while (from < end && groups < BAD) {
        size_t stop = run_of(text, from, end, BYTE_HEX);

        if (may_end_in_ipv4 && stop < end && text[stop] == '.')
            return is_ipv4(text + from, end - from) ? groups + 2 : BAD;
        if (stop == from || stop - from > 4 || (stop < end && text[stop] != ':') || stop + 1 == end)
            return BAD;
        groups++;
        from = stop + 1;
    }
    return groups;
}

bool is_ipv6(const char *text, size_t length)
{
    size_t gap = 0;
    unsigned before, after;

    while (gap + 1 < length && !(text[gap] == ':' && text[gap + 1] == ':'))
        gap++;
    if (gap + 1 >= length)
        return ipv6_groups(text, 0, length, true) == 8;
    /* "::" stands for at least one group (RFC 3986: at most seven beside it), and once only. */
    before = ipv6_groups(text, 0, gap, false);
    after = ipv6_groups(text, gap + 2, length, true);
    return before + after <= 7;
}

/* ---- mail addresses ---- */

/* quoted-string without folding: DQUOTE *(qtext / SP / HTAB / quoted-pair) DQUOTE.  From is its DQUOTE. */
static size_t quoted_string_end(const char *address, size_t from, size_t end)
{
    for (size_t i = from + 1; i < end; i++) {
        if (address[i] == '"')
            return i + 1;
        if (address[i] == '\\')
            i++;
        if (i < end && byte_in(address[i], BYTE_CONTROL | BYTE_HIGH))
            return from;
    }
    return from;
}

/* dot-atom-text = 1*atext *("." 1*atext): the first fault in address[from..end). */
static struct checked check_dot_atom(const char *address, size_t from, size_t end)
{
    for (size_t at = from;; at++) {
        size_t stop = run_of(address, at, end, BYTE_ATEXT);

        if (stop == at)
            return stop < end && address[stop] != '.' ? fault_at(FAULT_BYTE, stop, 1)
                   : stop < end || at == from         ? fault_at(FAULT_EMPTY, stop, stop < end)
                                                      : fault_at(FAULT_EMPTY, stop - 1, 1);
        if (stop == end)
            return fault_at(FAULT_NONE, 0, 0);
        if (address[stop] != '.')
            return fault_at(FAULT_BYTE, stop, 1);
        at = stop;
    }
}

static bool is_address_literal(const char *address, size_t from, size_t end)
{
    if (end - from < 2 || address[from] != '[' || address[end - 1] != ']')
        return false;
    from++;
    end--;
    if (STARTS_NOCASE(address, from, end, "IPv6:"))
        return is_ipv6(address + from + 5, end - from - 5);
    return is_ipv4(address + from, end - from);
}

static void check_mail_domain(struct mail_address *mail, const char *address, size_t length)
{
    size_t from = mail->domain, end = length;
    struct host_name host;

    mail->literal = is_address_literal(address, from, length);
    if (mail->literal)
        return;
    while (end > from + 1 && address[end - 1] == '.')
        end--;
    if (end < length) {
        mail->checked = fault_at(FAULT_TRAILING_DOT, end, length - end);
        return;
    }
    host = check_host_name(address + from, length - from);
    mail->labels = host.labels;
    if (host.checked.fault == FAULT_NONE)
        return;
    mail->checked = check_dot_atom(address, from, length);
    if (mail->checked.fault == FAULT_NONE)
        mail->checked.fault = FAULT_DOMAIN;
}

struct mail_address check_mail_address(const char *address, size_t length)
{
    struct mail_address mail = {.checked = {.fault = FAULT_NONE}};
    size_t local;

    if (length > 0 && address[0] == '"') {
        local = quoted_string_end(address, 0, length);
        if (local == 0)
            mail.checked = fault_at(FAULT_BYTE, 0, 1);
        else if (local < length && address[local] != '@')
            mail.checked = fault_at(FAULT_BYTE, local, 1);
    } else {
        local = find_byte(address, 0, length, '@');
        mail.checked = check_dot_atom(address, 0, local);
        if (local == 0)
            mail.checked = fault_at(FAULT_EMPTY, 0, length > 0);
    }
    if (local >= length && mail.checked.fault == FAULT_NONE)
        mail.checked = fault_at(FAULT_NO_AT, length, 0);
    if (mail.checked.fault != FAULT_NONE)
        return mail;
    mail.domain = local + 1;
    if (local > LOCAL_PART_MAX) {
        mail.checked = fault_at(FAULT_NAME_LONG, 0, local);
        return mail;
    }
    check_mail_domain(&mail, address, length);
    if (mail.checked.fault == FAULT_NONE && length > ADDRESS_MAX)
        mail.checked = fault_at(FAULT_NAME_LONG, 0, length);
    return mail;
}
