/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults in base64 (RFC 2045 section 6.8) and quoted-printable (section 6.7). */
#include "intake/transfer.h"

#include "core/bytes.h"

#include <string.h>

static bool is_base64(char c)
{
    return byte_in(c, BYTE_ALPHA | BYTE_DIGIT) || c == '+' || c == '/';
}

/* Groups of four, the last of them filled up with one or two "=". */
static bool base64_fault(const char *data, size_t length, rptlint_span *fault)
{
    size_t letters = 0, pads = 0;

    *fault = (rptlint_span){.offset = length, .length = 0};
    for (size_t i = 0; i < length; i++) {
        bool pad = data[i] == '=' && letters % 4 >= 2 && letters % 4 + pads < 4;

        if (is_blank(data[i]))
            continue;
        if (!pad && (!is_base64(data[i]) || pads > 0)) {
            *fault = (rptlint_span){.offset = i, .length = 1};
            return true;
        }
        letters += !pad;
        pads += pad;
    }
    return (letters + pads) % 4 != 0;
}

/* "=" is followed by two hex digits, or by nothing but blanks up to the line end. */
static bool is_escape(const char *data, size_t at, size_t length)
{
    size_t next = run_of(data, at + 1, length, BYTE_WSP);

    if (next == length || data[next] == '\n' || STARTS(data, next, length, "\r\n"))
        return true;
    return length - at > 2 && byte_in(data[at + 1], BYTE_HEX) && byte_in(data[at + 2], BYTE_HEX);
}

static bool quoted_fault(const char *data, size_t length, rptlint_span *fault)
{
    for (size_t at = 0; (at = find_byte(data, at, length, '=')) < length; at++) {
        if (is_escape(data, at, length))
            continue;
        *fault = (rptlint_span){.offset = at, .length = 1};
        return true;
    }
    return false;
}

bool transfer_is_known(const char *name, size_t length)
{
    static const char *const known[] = {"7bit", "8bit", "binary", "base64", "quoted-printable"};
    size_t end = 0;

    while (end < length && !is_blank(name[end]) && name[end] != '(' && name[end] != ';')
        end++;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strlen(known[i]) == end && equal_nocase(name, known[i], end))
            return true;
    return false;
}

bool transfer_fault(enum transfer transfer, const char *data, size_t length, rptlint_span *fault)
{
    if (transfer == TRANSFER_BASE64)
        return base64_fault(data, length, fault);
    return transfer == TRANSFER_QUOTED && quoted_fault(data, length, fault);
}
