/* SPDX-License-Identifier: BSD-2-Clause */
/* Octets of a destination as bits: 63 of them are looked at together. */
#include "core/quick.h"

#include "core/bytes.h"
#include "core/host_scan.h"

/* More than one character-string is a note (R129). */
enum { RECORD_MAX = 255, DESTINATIONS_MAX = 3 };

/* Where a local part ends that begins at text[0], of at most `length` octets; 0 when there is none. */
static size_t local_end(const struct octet_bits *bits, const char *text, size_t length)
{
    struct host_bits local = {.dots = bits->dot, .others = ~(bits->host | bits->sign) | UINT64_C(1) << length};

    return told_end(text, 0, local, true);
}

/* Where a plain host with at least two labels ends that begins at text[from]; `from` when there is none. */
static size_t plain_host(const struct octet_bits *bits, const char *text, size_t from, size_t length)
{
    struct host_bits host = {.marks = (bits->dot | bits->hyphen) >> from,
                             .dots = bits->dot >> from,
                             .others = ~(bits->host >> from) | UINT64_C(1) << (length - from)};
    size_t end = told_end(text, from, host, false);

    return (host.dots & ((UINT64_C(1) << (end - from)) - 1)) != 0 ? end : from;
}

/* "mailto:", local part, "@", host: how long it is; 0 for anything else. */
static size_t quick_mailto(const char *text, size_t length)
{
    size_t octets = length < BITS_MAX ? length : BITS_MAX, local, end;
    struct octet_bits bits = bits_of(text, octets);

    local = local_end(&bits, text, octets);
    if (local == 0 || local + 1 >= octets || text[local] != '@')
        return 0;
    end = plain_host(&bits, text, local + 1, octets);
    return end > local + 1 && (end < octets || octets == length) ? end : 0;
}

/* Behind "https://" a host, and a path of names. */
static size_t quick_https(const char *text, size_t length)
{
    size_t octets = length < BITS_MAX ? length : BITS_MAX, end;
    struct octet_bits bits;

    if (octets == 0)
        return 0;
    bits = bits_of(text, octets);
    end = plain_host(&bits, text, 0, octets);
    if (end == octets && octets < length)
        return 0;
    while (end > 0 && end < length && text[end] == '/')
        end = name_end(text, end + 1, length);
    return end;
}

static size_t quick_destination(const char *text, size_t length)
{
    static const char mailto[] = "mailto:", https[] = "https://";
    const size_t mailto_length = sizeof(mailto) - 1, https_length = sizeof(https) - 1;
    size_t end;

    if (STARTS(text, 0, length, mailto)) {
        end = quick_mailto(text + mailto_length, length - mailto_length);
        return end > 0 ? mailto_length + end : 0;
    }
    if (STARTS(text, 0, length, https)) {
        end = quick_https(text + https_length, length - https_length);
        return end > 0 ? https_length + end : 0;
    }
    return 0;
}

bool quick_record(const char *value, size_t length, size_t *usable)
{
    static const char version[] = "v=TLSRPTv1;", name[] = "rua=";
    size_t lengths[DESTINATIONS_MAX], count = 0, at = sizeof(version) - 1;

    if (length > RECORD_MAX || !STARTS(value, 0, length, version))
        return false;
    at += at < length && value[at] == ' ';
    if (!STARTS(value, at, length, name))
        return false;
    at += sizeof(name) - 1;
    for (;;) {
        size_t octets = quick_destination(value + at, length - at);

        if (octets == 0 || count == DESTINATIONS_MAX)
            return false;
        for (size_t i = 0; i < count; i++)
            if (lengths[i] == octets)
                return false; /* it may be the same once more */
        lengths[count++] = octets;
        at += octets;
        if (at == length || (at + 1 == length && value[at] == ';'))
            break;
        if (value[at++] != ',')
            return false;
    }
    *usable = count;
    return true;
}
