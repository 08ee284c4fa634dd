/* SPDX-License-Identifier: BSD-2-Clause */
/* The policy domain, as an option or an operand gives it. */
#ifndef DOMAIN_H
#define DOMAIN_H

#include "cli/options.h"

/*
 * The domain in ASCII in *domain, which the caller frees; else what is wrong with it is on standard error,
 * with the place where it stood, and the status is STATUS_FINDINGS, or STATUS_TROUBLE when that can't be told.
 */
int domain_read(const char *where, const char *given, const struct options *options, char **domain);

/* The same for the argument of an option, or of a line of a file that stands for it. */
int domain_read_at(const struct place_given *place, const char *option, const char *given,
                   const struct options *options, char **domain);

#endif
