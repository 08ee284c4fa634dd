/* SPDX-License-Identifier: BSD-2-Clause */
/* Options taken into struct options, one function each: words, numbers, days. */
#include "cli/takers.h"

#include "cli/message.h"
#include "cli/nearest.h"
#include "cli/pool.h"
#include "core/results.h"
#include "dns/lookup.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { RATE_MAX = 1000000 };

/* ---- words and flags ---- */

bool take_kind(struct options *options, const char *argument, size_t choice)
{
    static const enum kind_wanted kinds[] = {KIND_RECORD, KIND_TXT_DATA, KIND_ZONE, KIND_REPORT, KIND_MAIL};

    (void)argument;
    options->kind = kinds[choice];
    return true;
}

bool take_flavour(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->flavour = flavour_find(argument);
    return options->flavour != NULL;
}

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool take_format(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->renderer = renderer_find(argument);
    return options->renderer != NULL;
}

bool take_fix(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->fix = true;
    return true;
}

bool take_fail_on(struct options *options, const char *argument, size_t choice)
{
    static const int levels[] = {RPTLINT_ERROR, RPTLINT_WARNING, RPTLINT_NOTE, FAIL_NEVER};

    (void)argument;
    options->rulings.fail_on = levels[choice];
    options->has_fail_on = true;
    return true;
}

bool take_quiet(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->quiet = true;
    return true;
}

bool take_color(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    options->color = choice == 0 ? WHEN_AUTO : choice == 1 ? WHEN_ALWAYS : WHEN_NEVER;
    return true;
}

bool take_help(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->help = true;
    return true;
}

bool take_version(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->version = true;
    return true;
}

bool take_completion(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->completion = argument;
    return true;
}

bool take_domain(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->domain = argument;
    options->domain_place = options->place;
    return true;
}

bool take_rua(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    words_add(&options->rua, argument);
    return true;
}

bool take_field(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    words_add(&options->fields, argument);
    return true;
}

bool take_file(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    words_add(&options->files, argument);
    return true;
}

bool take_resolver(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    words_add(&options->resolvers, argument);
    return true;
}

bool take_tcp(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->tcp = true;
    return true;
}

bool take_context(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->context = true;
    return true;
}

bool take_fetch_policy(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->context = options->fetch_policy = true;
    return true;
}

bool take_ca_file(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->ca_file = argument;
    return true;
}

/* sts-id of RFC 8461 section 3.1: 1*32(ALPHA / DIGIT) */
bool take_mta_sts(struct options *options, const char *argument, size_t choice)
{
    enum { ID_MAX = 32 };
    size_t good = 0;

    (void)choice;
    options->mta_sts = argument;
    while (good < ID_MAX && is_alphanumeric(argument[good]))
        good++;
    if (good > 0 && argument[good] == '\0')
        return true;
    message("--mta-sts: \"%s\": column %zu: an id is 1 to %d letters and digits (RFC 8461 section 3.1)", argument,
            good + 1, ID_MAX);
    return false;
}

/* ---- the rules of the house ---- */

static bool add_pattern(struct patterns *patterns, const struct options *options, const char *text)
{
    patterns->list = need_more_memory(patterns->list, (patterns->count + 1) * sizeof(*patterns->list));
    patterns->list[patterns->count++] = (struct pattern_given){.text = text, .place = options->place};
    return true;
}

bool take_match(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    words_add(&options->matches, argument);
    return true;
}

bool take_require_rua(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return add_pattern(&options->required, options, argument);
}

bool take_allow_rua(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return add_pattern(&options->allowed, options, argument);
}

bool take_config(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->config = argument;
    return true;
}

bool take_no_config(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->no_config = true;
    return true;
}

/* ---- numbers ---- */

/* Reads decimal digits; returns what follows them, or NULL when there are none or the number is above max. */
static const char *read_number(const char *text, uint64_t max, uint64_t *number)
{
    uint64_t value = 0;

    if (*text < '0' || *text > '9')
        return NULL;
    for (; *text >= '0' && *text <= '9'; text++) {
        uint64_t digit = (uint64_t)(*text - '0');

        if (digit > max || value > (max - digit) / 10)
            return NULL;
        value = value * 10 + digit;
    }
    *number = value;
    return text;
}

bool take_ttl(struct options *options, const char *argument, size_t choice)
{
    uint64_t number = 0;
    const char *rest = read_number(argument, TTL_MAX, &number);

    (void)choice;
    if (rest == NULL || *rest != '\0') {
        message("--ttl: \"%s\" is no number of seconds from 0 to %d", argument, TTL_MAX);
        return false;
    }
    options->ttl = (int64_t)number;
    return true;
}

/* A number from 1 to max. */
static bool take_number(const char *option, const char *argument, uint64_t max, uint64_t *number)
{
    const char *rest = read_number(argument, max, number);

    if (rest != NULL && *rest == '\0' && *number > 0)
        return true;
    message("%s: \"%s\" is no number from 1 to %" PRIu64, option, argument, max);
    return false;
}

static bool take_small(const char *option, const char *argument, unsigned max, unsigned *number)
{
    uint64_t value = 0;
    bool good = take_number(option, argument, max, &value);

    *number = (unsigned)value;
    return good;
}

bool take_timeout(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_small("--timeout", argument, TIMEOUT_MAX, &options->timeout);
}

bool take_tries(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_small("--tries", argument, TRIES_MAX, &options->tries);
}

bool take_jobs(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_small("--jobs", argument, POOL_JOBS_MAX, &options->jobs);
}

bool take_rate(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_number("--rate", argument, RATE_MAX, &options->rate);
}

/* Octets a number with this letter behind it counts: "k" 1024, "M", "G"; 1 for none, 0 for another. */
static uint64_t unit_of(const char *letter)
{
    static const char letters[] = "kKmMgG";
    const char *found = *letter != '\0' ? strchr(letters, *letter) : NULL;

    if (*letter == '\0')
        return 1;
    if (found == NULL || letter[1] != '\0')
        return 0;
    return UINT64_C(1) << 10 * ((found - letters) / 2 + 1);
}

/* A number of octets, k, M or G behind it. */
static bool take_octets(const char *option, const char *argument, uint64_t *octets)
{
    uint64_t number = 0;
    const char *rest = read_number(argument, INT64_MAX, &number);
    uint64_t unit = rest != NULL ? unit_of(rest) : 0;

    if (unit == 0 || number == 0 || number > INT64_MAX / unit) {
        message("%s: \"%s\" is no number of octets (1000, 64k, 10M, 2G)", option, argument);
        return false;
    }
    *octets = number * unit;
    return true;
}

bool take_origin(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->origin = argument;
    return true;
}

bool take_stdin_filename(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->stdin_name = argument;
    return true;
}

bool take_max_input(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_octets("--max-input", argument, &options->max_input);
}

bool take_max_inflated(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_octets("--max-inflated", argument, &options->max_inflated);
}

bool take_ndjson(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->ndjson = true;
    return true;
}

/* ---- filter ---- */

bool take_input_form(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    options->input_form = (enum input_form)choice;
    return true;
}

bool take_output_form(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    options->output_form = (enum output_form)choice;
    return true;
}

bool take_member(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->member = argument;
    return true;
}

bool take_whole_reports(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->whole_reports = true;
    return true;
}

bool take_keep(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->keep = true;
    return true;
}

/* ---- what reports are wanted ---- */

bool take_digest_format(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->digest_renderer = digest_renderer_find(argument);
    return options->digest_renderer != NULL;
}

static bool take_day(const char *option, const char *argument, digest_day *day)
{
    if (day_read(argument, day))
        return true;
    message("%s: \"%s\" is no day: write it as YYYY-MM-DD", option, argument);
    return false;
}

bool take_since(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_day("--since", argument, &options->wish.since);
}

bool take_until(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_day("--until", argument, &options->wish.until);
}

bool take_mx(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->wish.mx = argument;
    return true;
}

bool take_reporter(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->wish.reporter = argument;
    return true;
}

/* The type of the RFC that was probably meant by what is none; NULL: it is one that a sender may have made up. */
static const char *result_meant(const char *argument)
{
    enum { SLIPS = 2 };
    size_t length = strlen(argument);
    struct nearest nearest = nearest_begin(argument, length);
    enum likeness likeness;
    rptlint_result near = result_near(argument, length, &likeness);

    if (likeness != LIKE_NOTHING)
        return rptlint_result_name(near);
    for (int result = RPTLINT_RESULT_OTHER + 1; result <= RPTLINT_STS_WEBPKI_INVALID; result++)
        nearest_offer(&nearest, rptlint_result_name((rptlint_result)result));
    return nearest.distance <= SLIPS ? nearest.found : NULL;
}

/* Senders write other types, too: these can be asked for, but not what is only nearly one of the RFC's. */
bool take_result(struct options *options, const char *argument, size_t choice)
{
    const char *meant;

    (void)choice;
    options->wish.result = argument;
    if (result_find(argument, strlen(argument)) != RPTLINT_RESULT_OTHER)
        return true;
    meant = result_meant(argument);
    if (meant != NULL)
        message("--result: \"%s\": did you mean \"%s\"?", argument, meant);
    return meant == NULL;
}

/*
 * Digits, and perhaps a point and digits, and perhaps "%": from 0 to 100, as a rate from 0 to 1.  It is divided once, as
 * the rates are that are compared with it: 0.07 % is the same number as 7 of 10,000.
 */
static bool take_percent(const char *option, const char *argument, double *rate)
{
    enum { DIGITS_MAX = 9 };
    uint64_t whole = 0, part = 0, scale = 1;
    const char *rest = read_number(argument, 100, &whole);

    if (rest != NULL && *rest == '.') {
        const char *digits = rest + 1;

        rest = read_number(digits, 999999999, &part);
        if (rest != NULL && rest - digits > DIGITS_MAX)
            rest = NULL;
        for (; rest != NULL && digits < rest; digits++)
            scale *= 10;
    }
    *rate = (double)(whole * scale + part) / (100.0 * (double)scale);
    if (rest != NULL && *rate <= 1 && strcmp(rest[0] == '%' ? rest + 1 : rest, "") == 0)
        return true;
    message("%s: \"%s\" is no percentage from 0 to 100 (1, 0.5, 5%%)", option, argument);
    return false;
}

bool take_warn(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_percent("--warn", argument, &options->wish.warn);
}

bool take_crit(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_percent("--crit", argument, &options->wish.crit);
}

bool take_alert(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->alert = true;
    return true;
}

bool take_save(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->save = argument;
    return true;
}
