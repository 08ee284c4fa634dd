/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands with host names in them, and with nothing else. */
#include "output/confirm.h"

#include "core/bytes.h"

#include <string.h>

enum { NAME_MAX_OCTETS = 253, LABEL_MAX_OCTETS = 63 };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_letter_or_digit(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9');
}

bool is_host_name(const char *name)
{
    size_t length = strlen(name), label = 0;
    bool letter = false;

    if (length == 0 || length > NAME_MAX_OCTETS || !is_letter_or_digit(name[length - 1]))
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = name[i];

        if (c == '.' ? label == 0 || name[i - 1] == '-' : !is_letter_or_digit(c) && (c != '-' || label == 0))
            return false;
        letter = c == '.' ? false : letter || is_letter(c);
        label = c == '.' ? 0 : label + 1;
        if (label > LABEL_MAX_OCTETS)
            return false;
    }
    return letter;
}

/* One command, with its names. */
static void write_command(FILE *stream, const char *command, size_t length, const char *domain, const char *mx)
{
    for (size_t at = 0; at < length;) {
        if (STARTS(command, at, length, "{MX}")) {
            fputs(mx, stream);
            at += strlen("{MX}");
        } else if (STARTS(command, at, length, "{DOMAIN}")) {
            fputs(domain, stream);
            at += strlen("{DOMAIN}");
        } else if (STARTS(command, at, length, "{POLICY_HOST}")) {
            fprintf(stream, "mta-sts.%s", domain);
            at += strlen("{POLICY_HOST}");
        } else {
            putc(command[at++], stream);
        }
    }
}

/* Does it ask for the MX records of a name that is the MX itself? */
static bool is_idle(const char *command, size_t length, const char *domain, const char *mx)
{
    return STARTS(command, 0, length, "delv MX {DOMAIN}") && strcmp(domain, mx) == 0;
}

bool confirm_write(FILE *stream, size_t indent, const char *commands, const char *domain, const char *mx)
{
    bool known = is_host_name(mx), lists = !known && strstr(commands, "{MX}") != NULL;
    bool needs_domain = lists || strstr(commands, "{DOMAIN}") != NULL || strstr(commands, "{POLICY_HOST}") != NULL;

    if (needs_domain && (!is_host_name(domain) || strlen(domain) + strlen("mta-sts.") > NAME_MAX_OCTETS))
        return false;
    if (lists)
        fprintf(stream, "%*s$ dig +short MX %s   # and with each of them for MX_NAME:\n", (int)indent, "", domain);
    for (;;) {
        const char *end = strstr(commands, "; ");
        size_t length = end != NULL ? (size_t)(end - commands) : strlen(commands);

        if (!is_idle(commands, length, domain, mx)) {
            fprintf(stream, "%*s$ ", (int)indent, "");
            write_command(stream, commands, length, domain, known ? mx : "MX_NAME");
            putc('\n', stream);
        }
        if (end == NULL)
            return true;
        commands = end + strlen("; ");
    }
}

const char *confirm_remark(bool written, const char *commands, const char *domain, const char *mx)
{
    if (!written)
        return domain[0] == '\0' ? "(no command: no report names the domain)"
                                 : "(no command: what the reports call the domain is no host name)";
    if (mx[0] != '\0' && !is_host_name(mx) && strstr(commands, "{MX}") != NULL)
        return "(what the reports call the MX is no host name)";
    return NULL;
}
