/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts that the page of `rptlint report --format html` is made of. */
#ifndef HTML_H
#define HTML_H

#include "output/digest_render.h"

#include <stdio.h>

/*
 * Writes the style sheet.  The page allows this text and no other by its SHA-256 in base64, which the page's own
 * policy (CSP) has: no style that a report smuggled in would be applied.
 */
void html_style(FILE *stream);
extern const char html_style_hash[];

/* Text from outside: escaped, also for a quoted attribute; and the same kept from reordering what is around it. */
void html_text(FILE *stream, const char *text);
void html_name(FILE *stream, const char *text);

/* 1,234,567; 5.2 %, under 0.1 %; 2026-03-01 as <time>, 2026-03-01 to 2026-03-05; "s" but for 1. */
void html_count(FILE *stream, uint64_t count);
void html_rate(FILE *stream, double rate);
void html_day(FILE *stream, digest_day day);
void html_period(FILE *stream, digest_day first, digest_day last);
const char *html_plural(uint64_t count);

/* A policy type with the name that people know it by; a reporter, or that there is no name. */
const char *html_type(rptlint_policy_type type);
void html_reporter(FILE *stream, const char *name);

/* Says that not all are on the page, where that is so. */
void html_more(FILE *stream, size_t count, size_t shown, const char *things);

/* The level in words, with its colour. */
void html_level(FILE *stream, enum summary_level level);

/* How bad a rate is, by the thresholds that the summary was made with. */
enum summary_level html_level_of(const struct summary_wish *wish, double rate);

/* failed / all of a policy type, and the sum of both, which stops at UINT64_MAX. */
uint64_t html_all(struct summary_sessions sessions);

/* A bar of share (0 to 1, cut there) of the width it is given; hidden from screen readers: the number is beside it. */
void html_bar(FILE *stream, double share, enum summary_level level);

/*
 * Sessions and rate of failures a day for one policy type of a domain; `id` makes the names inside unique.  At most
 * CHART_DAYS days up to the last one are drawn, which is said, and none after `today`.
 */
enum { CHART_DAYS = 366 };
void html_days(FILE *stream, const struct summary *summary, const struct summary_domain *domain,
               rptlint_policy_type type, digest_day today, size_t id);

/* What fails in a domain, kind by kind: how much, since when, where, who saw it, and what to do. */
void html_problems(FILE *stream, const struct summary_domain *domain, const struct summary_wish *wish);

/* Failures under a policy type by result type; under the worst one by MX; and the reporters. */
void html_results(FILE *stream, const struct summary *summary, const struct summary_domain *domain,
                  rptlint_policy_type type);
void html_hosts(FILE *stream, const struct summary *summary, const struct summary_domain *domain);
void html_reporters(FILE *stream, const struct summary *summary, const struct summary_domain *domain);

#endif
