/* SPDX-License-Identifier: BSD-2-Clause */
/* The cases of corpus/envelope: an envelope as header fields, an empty line, the report or nothing. */
#ifndef ENVELOPE_TEXT_H
#define ENVELOPE_TEXT_H

#include <rptlint.h>

/* Two signatures are enough; what is beyond is left out. */
enum { ENVELOPE_TEXTS = RPTLINT_IN_DKIM + 2 };

/*
 * Fields are those of a mail, the body behind the colon being the text, and four of our own: "Part-Type" is
 * the Content-Type of the part, "File-Name" is without the blank before it, "Packing" is none, gzip or other,
 * "Transport" is mail or https.  Packing is unknown, and the transport mail, when they are absent.
 */
struct envelope_text {
    rptlint_text texts[ENVELOPE_TEXTS]; /* by RPTLINT_IN_...; that of the report is never NULL */
    bool is_mail;
    rptlint_packing packing;
};

/* Texts are in the data, but for the report when there is none: then it is one without a fault. */
struct envelope_text read_envelope_text(const char *data, size_t length);

/* Valid as long as the texts. */
rptlint_envelope envelope_of(const struct envelope_text *text);

#endif
