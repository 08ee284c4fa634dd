/* SPDX-License-Identifier: BSD-2-Clause */
/* The RDATA of a TXT record as text, checked in either form: strings, or the generic one of RFC 3597. */
#ifndef CLI_TXT_H
#define CLI_TXT_H

#include <rptlint.h>

/* As rptlint_check_txt() does it; in the generic form no finding has a fix, and one that is malformed is Z413. */
rptlint_status check_txt(const char *text, size_t length, const rptlint_options *options, rptlint_verdict *verdict);

#endif
