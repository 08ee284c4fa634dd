/* SPDX-License-Identifier: BSD-2-Clause */
/* The charts of days: sessions and failures, and the rate of failures, as SVG with the numbers beside it. */
#include "output/html.h"

#include <rptlint.h>

/*
 * One bar is as many days as it takes to draw no more than BARS_MAX.  A chart of few days is drawn as if there were
 * SLOTS_MIN, so that bars stay bars.  Units of the drawings: BAR_WIDTH a slot, HEIGHT up.
 */
enum { BARS_MAX = 92, SLOTS_MIN = 14, BAR_WIDTH = 10, HEIGHT = 100 };

struct bar {
    digest_day first;
    struct summary_sessions sessions;
};

struct chart {
    const struct summary_wish *wish;
    const char *type;
    size_t id;
    digest_day first, last; /* that are drawn */
    digest_day step;        /* days a bar */
    size_t count;
    struct bar bars[BARS_MAX];
    uint64_t tallest;       /* sessions */
    double highest;         /* rate */
    bool earlier, later;    /* there are days that are not drawn */
};

/* ---- numbers ---- */

static void add(uint64_t *sum, uint64_t number)
{
    *sum = number <= UINT64_MAX - *sum ? *sum + number : UINT64_MAX;
}

static double rate_of(struct summary_sessions sessions)
{
    double failed = (double)sessions.failed, all = failed + (double)sessions.successful;

    return all > 0 ? failed / all : 0;
}

static bool has_sessions(const struct summary_day *day, rptlint_policy_type type)
{
    return day->day != DIGEST_NO_DAY && html_all(day->by_type[type]) > 0;
}

/* The days that are drawn: those with sessions, at most CHART_DAYS, none in the future if that can be. */
static bool choose_days(struct chart *chart, const struct summary_domain *domain, rptlint_policy_type type,
                        digest_day today)
{
    bool any = false;

    for (size_t i = 0; i < domain->day_count; i++) {
        digest_day day = domain->days[i].day;

        if (!has_sessions(&domain->days[i], type))
            continue;
        if (any && today != DIGEST_NO_DAY && day > today && chart->last <= today) {
            chart->later = true;
            break;
        }
        if (!any)
            chart->first = day;
        chart->last = day;
        any = true;
    }
    if (any && (int64_t)chart->last - chart->first >= CHART_DAYS) {
        chart->first = chart->last - CHART_DAYS + 1;
        chart->earlier = true;
    }
    return any;
}

static void fill_bars(struct chart *chart, const struct summary_domain *domain, rptlint_policy_type type)
{
    digest_day days = chart->last - chart->first + 1;

    chart->step = (days + BARS_MAX - 1) / BARS_MAX;
    chart->count = (size_t)((days + chart->step - 1) / chart->step);
    for (size_t i = 0; i < chart->count; i++)
        chart->bars[i] = (struct bar){.first = chart->first + (digest_day)i * chart->step};
    for (size_t i = 0; i < domain->day_count; i++) {
        const struct summary_day *day = &domain->days[i];
        struct summary_sessions *bar;

        if (!has_sessions(day, type) || day->day < chart->first || day->day > chart->last)
            continue;
        bar = &chart->bars[(day->day - chart->first) / chart->step].sessions;
        add(&bar->successful, day->by_type[type].successful);
        add(&bar->failed, day->by_type[type].failed);
        bar->rate = rate_of(*bar);
    }
    for (size_t i = 0; i < chart->count; i++) {
        struct summary_sessions bar = chart->bars[i].sessions;

        if (html_all(bar) > chart->tallest)
            chart->tallest = html_all(bar);
        if (bar.rate > chart->highest)
            chart->highest = bar.rate;
    }
}

/* ---- words ---- */

static void write_day(FILE *stream, digest_day day)
{
    char text[DAY_TEXT];

    day_write(day, text);
    fputs(text, stream);
}

/* The days of a bar, without markup: it stands in titles. */
static void write_days(FILE *stream, const struct chart *chart, const struct bar *bar)
{
    digest_day last = bar->first + chart->step - 1;

    write_day(stream, bar->first);
    if (last > chart->last)
        last = chart->last;
    if (last > bar->first) {
        fputs(" to ", stream);
        write_day(stream, last);
    }
}

static void write_numbers(FILE *stream, struct summary_sessions sessions)
{
    if (html_all(sessions) == 0) {
        fputs("nobody reported", stream);
        return;
    }
    html_count(stream, html_all(sessions));
    fprintf(stream, " session%s, ", html_plural(html_all(sessions)));
    html_count(stream, sessions.failed);
    fputs(" failed (", stream);
    html_rate(stream, sessions.rate);
    putc(')', stream);
}

/* ---- drawings ---- */

static size_t slots(const struct chart *chart)
{
    return chart->count > SLOTS_MIN ? chart->count : SLOTS_MIN;
}

static void begin_drawing(FILE *stream, const struct chart *chart, const char *kind, const char *title)
{
    fprintf(stream,
            "<svg viewBox=\"0 0 %zu %d\" preserveAspectRatio=\"none\" role=\"img\" "
            "aria-labelledby=\"%s%zu %sd%zu\"><title id=\"%s%zu\">%s a day, %s</title><desc id=\"%sd%zu\">",
            slots(chart) * BAR_WIDTH, HEIGHT, kind, chart->id, kind, chart->id, kind, chart->id, title, chart->type,
            kind, chart->id);
}

static void begin_bar(FILE *stream, const struct chart *chart, size_t at)
{
    fputs("<g class=\"slot\"><title>", stream);
    write_days(stream, chart, &chart->bars[at]);
    fputs(": ", stream);
    write_numbers(stream, chart->bars[at].sessions);
    fprintf(stream, "</title><rect class=\"hit\" x=\"%zu\" width=\"%d\" height=\"%d\"/>", at * BAR_WIDTH, BAR_WIDTH,
            HEIGHT);
    if (html_all(chart->bars[at].sessions) == 0)
        fprintf(stream, "<rect class=\"silent\" x=\"%zu\" y=\"%d\" width=\"%d\" height=\"3\"/>", at * BAR_WIDTH,
                HEIGHT - 3, BAR_WIDTH);
}

/* A bar from `base` up, both in HEIGHTs; what is there at all is seen, as a hairline. */
static void draw(FILE *stream, const char *kind, size_t at, double base, double height)
{
    if (height <= 0)
        return;
    if (height < 0.015)
        height = 0.015;
    if (base + height > 1)
        base = 1 - height;
    fprintf(stream, "<rect class=\"%s\" x=\"%zu\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>", kind,
            at * BAR_WIDTH + 1, (1 - base - height) * HEIGHT, BAR_WIDTH - 2, height * HEIGHT);
}

/* In the order of reading: the scale, the drawing, the days below. */
static void draw_sessions(FILE *stream, const struct chart *chart)
{
    fputs("<div class=\"plot\"><div class=\"scale\" aria-hidden=\"true\"><span>", stream);
    html_count(stream, chart->tallest);
    fputs("</span><span>0</span></div>", stream);
    begin_drawing(stream, chart, "s", "Sessions");
    fputs("The tallest bar has ", stream);
    html_count(stream, chart->tallest);
    fprintf(stream, " session%s.</desc>", html_plural(chart->tallest));
    for (size_t i = 0; i < chart->count; i++) {
        struct summary_sessions bar = chart->bars[i].sessions;
        double all = (double)bar.successful + (double)bar.failed;
        double whole = (double)chart->tallest;
        double height = all / whole > 1 ? 1 : all / whole, bad = height * bar.rate;

        begin_bar(stream, chart, i);
        draw(stream, "act", i, 0, bad);
        draw(stream, "ok", i, bad, height - bad);
        fputs("</g>", stream);
    }
    fputs("</svg></div>\n", stream);
}

static void draw_limit(FILE *stream, const struct chart *chart, double share)
{
    if (share > 0 && share < 1)
        fprintf(stream, "<line class=\"limit\" x1=\"0\" x2=\"%zu\" y1=\"%.1f\" y2=\"%.1f\"/>",
                slots(chart) * BAR_WIDTH, (1 - share) * HEIGHT, (1 - share) * HEIGHT);
}

static void draw_rates(FILE *stream, const struct chart *chart)
{
    double top = chart->highest > chart->wish->crit ? chart->highest : chart->wish->crit;

    top = top <= 0 ? 1 : top * 1.1 < 1 ? top * 1.1 : 1;
    fputs("<div class=\"plot\"><div class=\"scale\" aria-hidden=\"true\"><span>", stream);
    html_rate(stream, top);
    fputs("</span><span>0 %</span></div>", stream);
    begin_drawing(stream, chart, "r", "Rate of failures");
    fputs("The highest bar is at ", stream);
    html_rate(stream, chart->highest);
    fputs("; watch from ", stream);
    html_rate(stream, chart->wish->warn);
    fputs(", act above ", stream);
    html_rate(stream, chart->wish->crit);
    fputs(".</desc>", stream);
    for (size_t i = 0; i < chart->count; i++) {
        double rate = chart->bars[i].sessions.rate;

        begin_bar(stream, chart, i);
        draw(stream, summary_level_name(html_level_of(chart->wish, rate)), i, 0, rate / top);
        fputs("</g>", stream);
    }
    draw_limit(stream, chart, chart->wish->warn / top);
    draw_limit(stream, chart, chart->wish->crit / top);
    fputs("</svg><div class=\"days\"><span>", stream);
    html_day(stream, chart->first);
    if (chart->count < SLOTS_MIN && chart->last > chart->first)
        fputs(" to ", stream);
    else
        fputs("</span><span>", stream);
    if (chart->last > chart->first)
        html_day(stream, chart->last);
    fputs("</span></div></div>\n", stream);
}

static void write_key(FILE *stream, const struct chart *chart)
{
    static const struct {
        const char *kind, *words;
    } keys[] = {
        {"ok", "succeeded"}, {"act", "failed"}, {"silent", "nobody reported"},
    };

    fputs("<ul class=\"key\">", stream);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        fprintf(stream,
                "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"%s\" width=\"10\" "
                "height=\"10\"/></svg>%s</li>",
                keys[i].kind, keys[i].words);
    fputs("<li>dashed: watch from ", stream);
    html_rate(stream, chart->wish->warn);
    fputs(", act above ", stream);
    html_rate(stream, chart->wish->crit);
    fputs("</li>", stream);
    if (chart->step > 1)
        fprintf(stream, "<li>a bar is %d days</li>", (int)chart->step);
    if (chart->earlier)
        fprintf(stream, "<li>earlier than these %d days there is more, not drawn</li>", CHART_DAYS);
    if (chart->later)
        fputs("<li>there are days in the future, not drawn</li>", stream);
    fputs("</ul>\n", stream);
}

/* The same as a table, for those who don't see the drawings and those who want the numbers. */
static void write_table(FILE *stream, const struct chart *chart)
{
    fprintf(stream,
            "<details><summary>The numbers of the chart</summary><table><caption>Sessions a day, %s</caption>"
            "<thead><tr><th scope=\"col\">Day</th><th scope=\"col\" class=\"n\">Sessions</th>"
            "<th scope=\"col\" class=\"n\">Failed</th><th scope=\"col\" class=\"n\">Rate</th></tr></thead><tbody>\n",
            chart->type);
    for (size_t i = 0; i < chart->count; i++) {
        struct summary_sessions bar = chart->bars[i].sessions;

        fputs("<tr><th scope=\"row\">", stream);
        write_days(stream, chart, &chart->bars[i]);
        fputs("</th><td class=\"n\">", stream);
        html_count(stream, html_all(bar));
        fputs("</td><td class=\"n\">", stream);
        html_count(stream, bar.failed);
        fputs("</td><td class=\"n\">", stream);
        if (html_all(bar) > 0)
            html_rate(stream, bar.rate);
        else
            fputs("no report", stream);
        fputs("</td></tr>\n", stream);
    }
    fputs("</tbody></table></details>\n", stream);
}

void html_days(FILE *stream, const struct summary *summary, const struct summary_domain *domain,
               rptlint_policy_type type, digest_day today, size_t id)
{
    struct chart chart = {.wish = &summary->wish, .type = rptlint_policy_type_name(type), .id = id};

    if (!choose_days(&chart, domain, type, today))
        return;
    fill_bars(&chart, domain, type);
    fprintf(stream, "<figure><figcaption>Sessions, and rate of failures, a day under %s</figcaption>\n",
            html_type(type));
    draw_sessions(stream, &chart);
    draw_rates(stream, &chart);
    write_key(stream, &chart);
    fputs("</figure>\n", stream);
    write_table(stream, &chart);
}
