/* SPDX-License-Identifier: BSD-2-Clause */
/* getopt_long driven by the tables of options.def. */
#define _GNU_SOURCE

#include "cli/options.h"

#include "cli/message.h"
#include "cli/nearest.h"
#include "cli/pool.h"
#include "core/bytes.h"
#include "core/results.h"
#include "dns/lookup.h"

#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* What getopt_long returns for a long option: this and its row. */
enum { LONG_BASE = UCHAR_MAX + 1, OPERAND = 1 };

enum { TIMEOUT_DEFAULT = 5, TRIES_DEFAULT = 2, RATE_MAX = 1000000 };

#define MAX_INPUT_DEFAULT (UINT64_C(1) << 30)

/* Rates of failures: below 1 % is normal, from there to 5 % is to be watched, what is above is to be acted on. */
#define WARN_DEFAULT 0.01
#define CRIT_DEFAULT 0.05

#define COMMAND(id, name, operands, help, values)
#define OPTION(take, long_name, short_name, argument, commands, help, values) static option_taker take_##take;
#include "cli/options.def"
#undef COMMAND
#undef OPTION

const struct command_row command_table[COMMAND_NONE] = {
#define COMMAND(id, name, operands, help, values) {name, operands, help, values},
#define OPTION(take, long_name, short_name, argument, commands, help, values)
#include "cli/options.def"
#undef COMMAND
#undef OPTION
};

const struct option_row option_table[] = {
#define COMMAND(id, name, operands, help, values)
#define OPTION(take, long_name, short_name, argument, commands, help, values) \
    {long_name, short_name, argument, commands, help, values, take_##take},
#include "cli/options.def"
#undef COMMAND
#undef OPTION
};

const size_t option_count = sizeof(option_table) / sizeof(option_table[0]);

void words_add(struct words *words, const char *word)
{
    words->list = need_more_memory(words->list, (words->count + 1) * sizeof(*words->list));
    words->list[words->count++] = word;
}

/* ---- what options do ---- */

static bool take_kind(struct options *options, const char *argument, size_t choice)
{
    static const enum kind_wanted kinds[] = {KIND_RECORD, KIND_TXT_DATA, KIND_ZONE, KIND_REPORT, KIND_MAIL};

    (void)argument;
    options->kind = kinds[choice];
    return true;
}

static bool take_flavour(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->flavour = flavour_find(argument);
    return options->flavour != NULL;
}

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool take_format(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->renderer = renderer_find(argument);
    return options->renderer != NULL;
}

static bool take_fix(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->fix = true;
    return true;
}

static bool take_fail_on(struct options *options, const char *argument, size_t choice)
{
    static const int levels[] = {RPTLINT_ERROR, RPTLINT_WARNING, RPTLINT_NOTE, FAIL_NEVER};

    (void)argument;
    options->rulings.fail_on = levels[choice];
    options->has_fail_on = true;
    return true;
}

static bool take_quiet(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->quiet = true;
    return true;
}

static bool take_color(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    options->color = choice == 0 ? WHEN_AUTO : choice == 1 ? WHEN_ALWAYS : WHEN_NEVER;
    return true;
}

static bool take_help(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->help = true;
    return true;
}

static bool take_version(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->version = true;
    return true;
}

static bool take_completion(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->completion = argument;
    return true;
}

static bool take_domain(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->domain = argument;
    options->domain_place = options->place;
    return true;
}

static bool take_rua(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    words_add(&options->rua, argument);
    return true;
}

static bool take_field(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    words_add(&options->fields, argument);
    return true;
}

static bool take_file(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    words_add(&options->files, argument);
    return true;
}

static bool take_resolver(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    words_add(&options->resolvers, argument);
    return true;
}

static bool take_tcp(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->tcp = true;
    return true;
}

static bool take_context(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->context = true;
    return true;
}

static bool take_fetch_policy(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->context = options->fetch_policy = true;
    return true;
}

static bool take_ca_file(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->ca_file = argument;
    return true;
}

/* sts-id of RFC 8461 section 3.1: 1*32(ALPHA / DIGIT) */
static bool take_mta_sts(struct options *options, const char *argument, size_t choice)
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

static bool take_match(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    words_add(&options->matches, argument);
    return true;
}

static bool take_require_rua(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return add_pattern(&options->required, options, argument);
}

static bool take_allow_rua(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return add_pattern(&options->allowed, options, argument);
}

static bool take_config(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->config = argument;
    return true;
}

static bool take_no_config(struct options *options, const char *argument, size_t choice)
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

static bool take_ttl(struct options *options, const char *argument, size_t choice)
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

static bool take_timeout(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_small("--timeout", argument, TIMEOUT_MAX, &options->timeout);
}

static bool take_tries(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_small("--tries", argument, TRIES_MAX, &options->tries);
}

static bool take_jobs(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_small("--jobs", argument, POOL_JOBS_MAX, &options->jobs);
}

static bool take_rate(struct options *options, const char *argument, size_t choice)
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

static bool take_origin(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->origin = argument;
    return true;
}

static bool take_stdin_filename(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->stdin_name = argument;
    return true;
}

static bool take_max_input(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_octets("--max-input", argument, &options->max_input);
}

static bool take_max_inflated(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_octets("--max-inflated", argument, &options->max_inflated);
}

static bool take_ndjson(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->ndjson = true;
    return true;
}

/* ---- what reports are wanted ---- */

static bool take_digest_format(struct options *options, const char *argument, size_t choice)
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

static bool take_since(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_day("--since", argument, &options->wish.since);
}

static bool take_until(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_day("--until", argument, &options->wish.until);
}

static bool take_mx(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->wish.mx = argument;
    return true;
}

static bool take_reporter(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->wish.reporter = argument;
    return true;
}

/* Senders write other types, too: these can be asked for, but not what is only nearly one of the RFC's. */
static bool take_result(struct options *options, const char *argument, size_t choice)
{
    enum likeness likeness;
    rptlint_result near = result_near(argument, strlen(argument), &likeness);

    (void)choice;
    options->wish.result = argument;
    if (result_find(argument, strlen(argument)) != RPTLINT_RESULT_OTHER || likeness == LIKE_NOTHING)
        return true;
    message("--result: \"%s\": did you mean \"%s\"?", argument, rptlint_result_name(near));
    return false;
}

/* Digits, and perhaps a point and digits, and perhaps "%": from 0 to 100, as a rate from 0 to 1. */
static bool take_percent(const char *option, const char *argument, double *rate)
{
    uint64_t whole = 0, part = 0;
    const char *rest = read_number(argument, 100, &whole);
    double weight = 1;

    if (rest != NULL && *rest == '.') {
        const char *digits = rest + 1;

        rest = read_number(digits, 999999, &part);
        for (; rest != NULL && digits < rest; digits++)
            weight /= 10;
    }
    *rate = ((double)whole + (double)part * weight) / 100;
    if (rest != NULL && *rate <= 1 && strcmp(rest[0] == '%' ? rest + 1 : rest, "") == 0)
        return true;
    message("%s: \"%s\" is no percentage from 0 to 100 (1, 0.5, 5%%)", option, argument);
    return false;
}

static bool take_warn(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_percent("--warn", argument, &options->wish.warn);
}

static bool take_crit(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    return take_percent("--crit", argument, &options->wish.crit);
}

static bool take_alert(struct options *options, const char *argument, size_t choice)
{
    (void)argument;
    (void)choice;
    options->alert = true;
    return true;
}

static bool take_save(struct options *options, const char *argument, size_t choice)
{
    (void)choice;
    options->save = argument;
    return true;
}

/* ---- rules ---- */

void place_write(const struct place_given *place, const char *option, size_t offset, char room[PLACE_ROOM])
{
    if (place->file == NULL)
        snprintf(room, PLACE_ROOM, "--%s", option);
    else
        snprintf(room, PLACE_ROOM, "%s:%zu:%zu", place->file, place->line, place->column + offset);
}

static const char blanks[] = " \t";

/* The length of a text without the blanks at its end. */
static size_t trimmed(const char *text, size_t length)
{
    while (length > 0 && strchr(blanks, text[length - 1]) != NULL)
        length--;
    return length;
}

/*
 * The next part of a list, without the blanks around it: what is left begins at text[*at], which moves behind the
 * comma.  False when there is none left.
 */
static bool next_of_list(const char *text, size_t *at, const char **part, size_t *length)
{
    if (*at > 0 && text[*at - 1] != ',')
        return false;
    *part = text + *at + strspn(text + *at, blanks);
    *length = strcspn(*part, ",");
    *at = (size_t)(*part - text) + *length + 1;
    *length = trimmed(*part, *length);
    return true;
}

const rptlint_rule *rule_named(const char *where, const char *name, size_t length)
{
    const rptlint_rule *rule = rptlint_rule_find(name, length);
    const char *near;

    if (rule != NULL)
        return rule;
    near = nearest_rule(name, length);
    if (near != NULL)
        message("%s: there is no rule \"%.*s\"; did you mean \"%s\"?", where, (int)length, name, near);
    else
        message("%s: there is no rule \"%.*s\"; \"rptlint explain\" lists them", where, (int)length, name);
    return NULL;
}

static void add_ruling(struct rulings *rulings, const rptlint_rule *rule, int severity)
{
    rulings->list = need_more_memory(rulings->list, (rulings->count + 1) * sizeof(*rulings->list));
    rulings->list[rulings->count++] = (struct ruling){.rule = rule, .severity = severity};
}

bool rule_answers(const rptlint_rule *rule, const char *name, size_t length)
{
    return (strlen(rule->id) == length && equal_nocase(rule->id, name, length)) ||
           (strlen(rule->slug) == length && equal_nocase(rule->slug, name, length));
}

/* For all rules that answer to the name. */
static void add_rulings(struct rulings *rulings, const char *name, size_t length, int severity)
{
    for (size_t i = 0; i < rptlint_rule_count(); i++)
        if (rule_answers(rptlint_rule_at(i), name, length))
            add_ruling(rulings, rptlint_rule_at(i), severity);
}

static bool take_ignore(struct options *options, const char *argument, size_t choice)
{
    const char *name;
    size_t at = 0, length;

    (void)choice;
    while (next_of_list(argument, &at, &name, &length)) {
        char where[PLACE_ROOM];

        place_write(&options->place, "ignore", (size_t)(name - argument), where);
        if (rule_named(where, name, length) == NULL)
            return false;
        add_rulings(&options->rulings, name, length, SEVERITY_IGNORED);
    }
    return true;
}

/* "error", "warning" or "note"; 0 for anything else. */
static int severity_named(const char *name, size_t length)
{
    for (int severity = RPTLINT_NOTE; severity <= RPTLINT_ERROR; severity++) {
        const char *known = rptlint_severity_name((rptlint_severity)severity);

        if (strlen(known) == length && memcmp(known, name, length) == 0)
            return severity;
    }
    return 0;
}

/* RULE=LEVEL in text[0..length), which stands at `where`. */
static bool take_one_severity(struct options *options, const char *where, const char *text, size_t length)
{
    const char *equals = memchr(text, '=', length);
    const rptlint_rule *rule;
    const char *level;
    size_t name;
    int severity;

    if (equals == NULL) {
        message("%s: \"%.*s\" is not RULE=LEVEL", where, (int)length, text);
        return false;
    }
    name = trimmed(text, (size_t)(equals - text));
    rule = rule_named(where, text, name);
    if (rule == NULL)
        return false;
    level = equals + 1 + strspn(equals + 1, blanks);
    severity = severity_named(level, length - (size_t)(level - text));
    if (severity == 0) {
        message("%s: \"%.*s\": the level is error, warning or note", where, (int)length, text);
        return false;
    }
    if (rule->syntax && rule->severity == RPTLINT_ERROR && severity < RPTLINT_ERROR) {
        message("%s: %s (%s) breaks the grammar, which stays an error; --ignore hides it", where, rule->id,
                rule->slug);
        return false;
    }
    add_rulings(&options->rulings, text, name, severity);
    return true;
}

static bool take_severity(struct options *options, const char *argument, size_t choice)
{
    const char *text;
    size_t at = 0, length;

    (void)choice;
    while (next_of_list(argument, &at, &text, &length)) {
        char where[PLACE_ROOM];

        place_write(&options->place, "severity", (size_t)(text - argument), where);
        if (!take_one_severity(options, where, text, length))
            return false;
    }
    return true;
}

/* Does the command line, or the file, say anything about the rule? */
static bool has_ruling(const struct rulings *rulings, size_t count, const rptlint_rule *rule)
{
    for (size_t i = 0; i < count; i++)
        if (rulings->list[i].rule == rule)
            return true;
    return false;
}

/* Patterns of the file where the command line has none of their kind. */
static void patterns_add(struct patterns *patterns, const struct patterns *from)
{
    if (patterns->count > 0 || from->count == 0)
        return;
    patterns->list = need_memory(from->count * sizeof(*patterns->list));
    patterns->count = from->count;
    memcpy(patterns->list, from->list, from->count * sizeof(*patterns->list));
}

void options_add(struct options *options, const struct options *from)
{
    size_t own = options->rulings.count;

    for (size_t i = 0; i < from->rulings.count; i++)
        if (!has_ruling(&options->rulings, own, from->rulings.list[i].rule))
            add_ruling(&options->rulings, from->rulings.list[i].rule, from->rulings.list[i].severity);
    if (!options->has_fail_on && from->has_fail_on)
        options->rulings.fail_on = from->rulings.fail_on;
    if (options->domain == NULL) {
        options->domain = from->domain;
        options->domain_place = from->domain_place;
    }
    patterns_add(&options->required, &from->required);
    patterns_add(&options->allowed, &from->allowed);
}

/* ---- looking up the tables ---- */

enum command command_find(const char *name)
{
    for (int i = 0; i < COMMAND_NONE; i++)
        if (strcmp(command_table[i].name, name) == 0)
            return (enum command)i;
    return COMMAND_NONE;
}

int usage_hint(enum command command)
{
    if (command == COMMAND_NONE)
        fputs("usage: rptlint COMMAND [OPTION...] [ARG...]; see \"rptlint --help\"\n", stderr);
    else
        fprintf(stderr, "usage: rptlint %s [OPTION...] %s; see \"rptlint %s --help\"\n",
                command_table[command].name, command_table[command].operands, command_table[command].name);
    return STATUS_USAGE;
}

bool is_choice(const char *values)
{
    return values != NULL && values[0] != '<';
}

/* Which of the words is it?  (size_t)-1: none. */
static size_t choice_of(const char *values, const char *argument)
{
    size_t wanted = strlen(argument), choice = 0;

    for (;;) {
        size_t length = strcspn(values, " ");

        if (length == wanted && memcmp(values, argument, length) == 0)
            return choice;
        if (values[length] == '\0')
            return (size_t)-1;
        values += length + 1;
        choice++;
    }
}

const struct option_row *option_find(const char *name, enum command command)
{
    for (size_t i = 0; i < option_count; i++)
        if (strcmp(option_table[i].name, name) == 0 && (option_table[i].commands & 1u << command) != 0)
            return &option_table[i];
    return NULL;
}

bool option_take(struct options *options, const struct option_row *row, const char *argument)
{
    size_t choice = 0;

    if (is_choice(row->values)) {
        choice = choice_of(row->values, argument);
        if (choice == (size_t)-1) {
            char where[PLACE_ROOM];

            place_write(&options->place, row->name, 0, where);
            message("%s: \"%s\" is none of: %s", where, argument, row->values);
            return false;
        }
    }
    return row->take(options, argument, choice);
}

/* ---- getopt_long ---- */

struct getopt_tables {
    struct option *longs;
    char *shorts;
};

/* A letter may mean one option to this command and another to others. */
static const struct option_row *row_of_code(int code, enum command command)
{
    const struct option_row *other = NULL;

    if (code >= LONG_BASE)
        return &option_table[code - LONG_BASE];
    for (size_t i = 0; i < option_count; i++) {
        if (option_table[i].short_name != code)
            continue;
        if ((option_table[i].commands & 1u << command) != 0)
            return &option_table[i];
        if (other == NULL)
            other = &option_table[i];
    }
    return other;
}

/* Rows of one name are one option to getopt_long. */
static bool is_first_of_name(size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(option_table[i].name, option_table[index].name) == 0)
            return false;
    return true;
}

static struct getopt_tables make_tables(void)
{
    struct getopt_tables tables;
    size_t longs = 0, shorts = 0;

    tables.longs = need_memory((option_count + 1) * sizeof(*tables.longs));
    tables.shorts = need_memory(2 * option_count + 3);
    tables.shorts[shorts++] = '?'; /* the mode, see scan */
    tables.shorts[shorts++] = ':'; /* a missing argument is told apart */
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];

        if (!is_first_of_name(i))
            continue;
        tables.longs[longs++] = (struct option){
            .name = row->name,
            .has_arg = row->argument != NULL ? required_argument : no_argument,
            .val = LONG_BASE + (int)i,
        };
        if (row->short_name != 0)
            tables.shorts[shorts++] = (char)row->short_name;
        if (row->short_name != 0 && row->argument != NULL)
            tables.shorts[shorts++] = ':';
    }
    tables.longs[longs] = (struct option){.name = NULL};
    tables.shorts[shorts] = '\0';
    return tables;
}

/* Prepares for a walk; '+' stops at the first operand, '-' hands out every operand in its place. */
static void scan(struct getopt_tables *tables, char mode)
{
    tables->shorts[0] = mode;
    opterr = 0;
    optind = 0;
}

/* Says what getopt_long did not like. */
static void complain(int code, char **argv, enum command command)
{
    const struct option_row *row = optopt != 0 ? row_of_code(optopt, command) : NULL;
    const char *word = argv[optind > 0 ? optind - 1 : 0];
    size_t length = strcspn(word, "=");
    struct nearest nearest;

    if (code == ':' && row != NULL) {
        message("option --%s needs an argument: %s", row->name, row->argument);
    } else if (row != NULL) {
        message("option --%s takes no argument", row->name);
    } else if (optopt != 0) {
        message("unknown option \"-%c\"", optopt);
    } else {
        nearest = nearest_begin(length > 2 ? word + 2 : "", length > 2 ? length - 2 : 0);
        for (size_t i = 0; i < option_count; i++)
            if ((option_table[i].commands & 1u << command) != 0)
                nearest_offer(&nearest, option_table[i].name);
        if (nearest.found != NULL)
            message("unknown option \"%.*s\"; did you mean \"--%s\"?", (int)length, word, nearest.found);
        else
            message("unknown option \"%.*s\"", (int)length, word);
    }
}

/* Moves the command word out of argv; COMMAND_NONE when there is none or it is unknown (*word). */
static enum command take_command(struct getopt_tables *tables, int *argc, char **argv, const char **word)
{
    int code;

    scan(tables, '+');
    do
        code = getopt_long(*argc, argv, tables->shorts, tables->longs, NULL);
    while (code != -1 && code != '?' && code != ':');
    *word = NULL;
    if (code != -1 || optind >= *argc)
        return COMMAND_NONE;
    *word = argv[optind];
    for (int i = optind; i < *argc; i++)
        argv[i] = argv[i + 1];
    *argc -= 1;
    return command_find(*word);
}

static void unknown_command(const char *word)
{
    struct nearest nearest = nearest_begin(word, strlen(word));

    for (int i = 0; i < COMMAND_NONE; i++)
        nearest_offer(&nearest, command_table[i].name);
    if (nearest.found != NULL)
        message("unknown command \"%s\"; did you mean \"%s\"?", word, nearest.found);
    else if (strchr(word, '=') != NULL)
        message("unknown command \"%s\"; to check a record: rptlint check RECORD", word);
    else
        message("unknown command \"%s\"", word);
}

/* What generate is given without --rua are destinations too, in their place. */
static void add_operand(struct options *options, const char *word)
{
    words_add(options->command == COMMAND_GENERATE ? &options->rua : &options->operands, word);
}

/* The option's row for this command; NULL, which is said, when it has none. */
static const struct option_row *row_here(int code, enum command command)
{
    const struct option_row *row = row_of_code(code, command);
    const struct option_row *mine = option_find(row->name, command);

    if (mine == NULL && command == COMMAND_NONE)
        message("option --%s stands behind a command", row->name);
    else if (mine == NULL)
        message("option --%s does not belong to \"%s\"", row->name, command_table[command].name);
    return mine;
}

static bool read_options(struct options *options, struct getopt_tables *tables, int argc, char **argv)
{
    int code;

    scan(tables, '-');
    while ((code = getopt_long(argc, argv, tables->shorts, tables->longs, NULL)) != -1) {
        const struct option_row *row;

        if (code == OPERAND) {
            add_operand(options, optarg);
            continue;
        }
        if (code == '?' || code == ':') {
            complain(code, argv, options->command);
            return false;
        }
        row = row_here(code, options->command);
        if (row == NULL || !option_take(options, row, optarg))
            return false;
    }
    for (int i = optind; i < argc; i++)
        add_operand(options, argv[i]);
    return true;
}

bool options_read(struct options *options, int argc, char **argv)
{
    struct getopt_tables tables = make_tables();
    char **words = need_memory(((size_t)argc + 1) * sizeof(*words));
    const char *word;
    bool good;

    *options = (struct options){
        .renderer = &render_text,
        .rulings = {.fail_on = RPTLINT_ERROR},
        .max_input = MAX_INPUT_DEFAULT,
        .max_inflated = RPTLINT_REPORT_LIMIT,
        .ttl = TTL_UNSET,
        .timeout = TIMEOUT_DEFAULT,
        .tries = TRIES_DEFAULT,
        .flavour = &flavours[0],
        .wish = {.since = DIGEST_NO_DAY, .until = DIGEST_NO_DAY, .warn = WARN_DEFAULT, .crit = CRIT_DEFAULT},
    };
    for (int i = 0; i < argc; i++)
        words[i] = argv[i];
    words[argc] = NULL;
    options->command = take_command(&tables, &argc, words, &word);
    if (word != NULL && options->command == COMMAND_NONE) {
        unknown_command(word);
        good = false;
    } else {
        good = read_options(options, &tables, argc, words);
    }
    if (!good)
        usage_hint(options->command);
    free(words);
    free(tables.longs);
    free(tables.shorts);
    return good;
}

void options_free(struct options *options)
{
    free(options->rulings.list);
    free(options->required.list);
    free(options->allowed.list);
    free(options->config_name);
    free(options->config_text);
    free(options->operands.list);
    free(options->matches.list);
    free(options->rua.list);
    free(options->fields.list);
    free(options->resolvers.list);
    free(options->files.list);
}
