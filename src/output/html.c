/* SPDX-License-Identifier: BSD-2-Clause */
/* Names, numbers, levels and small bars of the page. */
#include "output/html.h"

#include "output/escape.h"

#include <inttypes.h>
#include <string.h>

void html_text(FILE *stream, const char *text)
{
    escape_string(stream, ESCAPE_HTML, text);
}

/* A long name may be broken before a dot. */
void html_name(FILE *stream, const char *text)
{
    fputs("<bdi>", stream);
    while (*text != '\0') {
        size_t length = 1 + strcspn(text + 1, ".");

        escape_write(stream, ESCAPE_HTML, text, length);
        text += length;
        if (*text != '\0')
            fputs("<wbr>", stream);
    }
    fputs("</bdi>", stream);
}

void html_count(FILE *stream, uint64_t count)
{
    char digits[24];
    int length = snprintf(digits, sizeof(digits), "%" PRIu64, count);

    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            putc(',', stream);
        putc(digits[i], stream);
    }
}

void html_rate(FILE *stream, double rate)
{
    if (rate > 0 && rate < 0.001)
        fputs("under 0.1 %", stream);
    else if (rate < 1 && rate > 0.999)
        fputs("over 99.9 %", stream);
    else
        fprintf(stream, "%.1f %%", rate * 100);
}

void html_day(FILE *stream, digest_day day)
{
    char text[DAY_TEXT];

    if (day == DIGEST_NO_DAY) {
        fputs("an unknown day", stream);
        return;
    }
    day_write(day, text);
    fprintf(stream, "<time datetime=\"%s\">%s</time>", text, text);
}

void html_period(FILE *stream, digest_day first, digest_day last)
{
    html_day(stream, first);
    if (first != last) {
        fputs(" to ", stream);
        html_day(stream, last);
    }
}

const char *html_plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

void html_level(FILE *stream, enum summary_level level)
{
    const char *name = summary_level_name(level);

    fprintf(stream, "<span class=\"level %s\">%s</span>", name, name);
}

enum summary_level html_level_of(const struct summary_wish *wish, double rate)
{
    if (rate > wish->crit)
        return LEVEL_ACT;
    return rate > 0 && rate >= wish->warn ? LEVEL_WATCH : LEVEL_NORMAL;
}

uint64_t html_all(struct summary_sessions sessions)
{
    return sessions.failed <= UINT64_MAX - sessions.successful ? sessions.successful + sessions.failed : UINT64_MAX;
}

void html_bar(FILE *stream, double share, enum summary_level level)
{
    double width = share >= 1 ? 1 : share > 0 ? share : 0;

    /* What is there at all is seen: half a percent of the width. */
    if (width > 0 && width < 0.005)
        width = 0.005;
    fprintf(stream,
            "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
            "<rect class=\"%s\" width=\"%.0f\" height=\"10\"/></svg>",
            summary_level_name(level), width * 1000);
}

const char *html_type(rptlint_policy_type type)
{
    static const char *const words[] = {
        [RPTLINT_POLICY_OTHER] = "a policy of no known type",
        [RPTLINT_POLICY_TLSA] = "DANE (tlsa)",
        [RPTLINT_POLICY_STS] = "MTA-STS (sts)",
        [RPTLINT_POLICY_NONE_FOUND] = "no policy (no-policy-found)",
    };

    return words[type];
}

void html_reporter(FILE *stream, const char *name)
{
    if (name[0] != '\0')
        html_name(stream, name);
    else
        fputs("a reporter without a name", stream);
}

void html_more(FILE *stream, size_t count, size_t shown, const char *things)
{
    if (count <= shown)
        return;
    fputs("<p class=\"notice\">", stream);
    html_count(stream, count - shown);
    fprintf(stream, " more %s are not on this page; --format json has them all.</p>\n", things);
}
