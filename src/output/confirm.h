/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands for a shell that confirm a failure, with names that came in reports put in. */
#ifndef CONFIRM_H
#define CONFIRM_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Is it a host name (RFC 952, RFC 1123 section 2.1) that a shell takes as it is: letters, digits and hyphens in labels
 * of 1 to 63, none with a hyphen at an end, 253 octets at most, and a letter in the last label, so that it is no address?
 */
bool is_host_name(const char *name);

/*
 * Writes the commands in `commands`, which are separated by "; ", each on a line behind `indent` blanks and "$ ".
 * {DOMAIN} and {POLICY_HOST} become names of the domain; {MX} becomes the MX, or MX_NAME where that is no host name, and
 * then a command that lists them comes first; one that asks for the MX records of the MX is left out.  Nothing is
 * written, and the result is false, when a name of the domain is needed and it is no host name: no octet that could
 * mean something to a shell is ever put into a command.
 */
bool confirm_write(FILE *stream, size_t indent, const char *commands, const char *domain, const char *mx);

/* What else to say of commands that were written, or were not for a name that is none; NULL: nothing. */
const char *confirm_remark(bool written, const char *commands, const char *domain, const char *mx);

#endif
