/* SPDX-License-Identifier: BSD-2-Clause */
/* What is in a text that a program wrote, and what is not; else the test fails and shows the text. */
#ifndef PARTS_H
#define PARTS_H

void expect_part(const char *text, const char *part);
void expect_no_part(const char *text, const char *part);

#endif
