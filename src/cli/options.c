/* SPDX-License-Identifier: BSD-2-Clause */
/* getopt_long driven by the tables of options.def. */
#define _GNU_SOURCE

#include "cli/options.h"

#include "cli/message.h"
#include "cli/nearest.h"
#include "cli/takers.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* What getopt_long returns for a long option: this and its row. */
enum { LONG_BASE = UCHAR_MAX + 1, OPERAND = 1 };

enum { TIMEOUT_DEFAULT = 5, TRIES_DEFAULT = 2 };

#define MAX_INPUT_DEFAULT (UINT64_C(1) << 30)

/* Rates of failures: below 1 % is normal, from there to 5 % is to be watched, what is above is to be acted on. */
#define WARN_DEFAULT 0.01
#define CRIT_DEFAULT 0.05

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
    size_t shorts = 0;

    tables.longs = need_memory((option_count + 1) * sizeof(*tables.longs));
    tables.shorts = need_memory(2 * option_count + 3);
    tables.shorts[shorts++] = '?'; /* the mode, see scan */
    tables.shorts[shorts++] = ':'; /* a missing argument is told apart */
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];

        if (row->short_name == 0 || !is_first_of_name(i))
            continue;
        tables.shorts[shorts++] = (char)row->short_name;
        if (row->argument != NULL)
            tables.shorts[shorts++] = ':';
    }
    tables.shorts[shorts] = '\0';
    return tables;
}

/* Is the row's name one that may be shortened?  As long as the command is not known, all names are there. */
static bool is_offered(size_t index, enum command command)
{
    return command == COMMAND_NONE ? is_first_of_name(index) : (option_table[index].commands & 1u << command) != 0;
}

static void fill_longs(struct getopt_tables *tables, enum command command)
{
    size_t longs = 0;

    for (size_t i = 0; i < option_count; i++)
        if (is_offered(i, command))
            tables->longs[longs++] = (struct option){
                .name = option_table[i].name,
                .has_arg = option_table[i].argument != NULL ? required_argument : no_argument,
                .val = LONG_BASE + (int)i,
            };
    tables->longs[longs] = (struct option){.name = NULL};
}

/* Prepares for a walk; '+' stops at the first operand, '-' hands out every operand in its place. */
static void scan(struct getopt_tables *tables, char mode, enum command command)
{
    fill_longs(tables, command);
    tables->shorts[0] = mode;
    opterr = 0;
    optind = 0;
}

/* Says that the option is none of this command's. */
static void say_foreign(const struct option_row *row, enum command command)
{
    if (command == COMMAND_NONE)
        message("option --%s stands behind a command", row->name);
    else
        message("option --%s does not belong to \"%s\"", row->name, command_table[command].name);
}

/* The names that begin so: "--fix, --fail-on or --format"; how many there are. */
static size_t candidates(const char *name, size_t length, enum command command, char *list, size_t size)
{
    const char *last = NULL;
    size_t count = 0, used = 0;

    list[0] = '\0';
    for (size_t i = 0; i < option_count; i++) {
        if (!is_offered(i, command) || strncmp(option_table[i].name, name, length) != 0)
            continue;
        if (last != NULL && used < size)
            used += (size_t)snprintf(list + used, size - used, "%s--%s", count > 1 ? ", " : "", last);
        last = option_table[i].name;
        count++;
    }
    if (count > 1 && used < size)
        snprintf(list + used, size - used, " or --%s", last);
    return count;
}

/* A long option that is none here: another command's, the beginning of several, or a slip. */
static void complain_long(const char *word, enum command command)
{
    size_t length = strcspn(word, "="), name_length = length > 2 ? length - 2 : 0;
    const char *name = word + length - name_length;
    struct nearest nearest = nearest_begin(name, name_length);
    char list[256];

    for (size_t i = 0; i < option_count; i++) {
        if (strlen(option_table[i].name) == name_length && memcmp(option_table[i].name, name, name_length) == 0) {
            say_foreign(&option_table[i], command);
            return;
        }
        if ((option_table[i].commands & 1u << command) != 0)
            nearest_offer(&nearest, option_table[i].name);
    }
    if (name_length > 0 && candidates(name, name_length, command, list, sizeof(list)) > 1)
        message("option \"%.*s\" may be %s", (int)length, word, list);
    else if (nearest.found != NULL)
        message("unknown option \"%.*s\"; did you mean \"--%s\"?", (int)length, word, nearest.found);
    else
        message("unknown option \"%.*s\"", (int)length, word);
}

/* Says what getopt_long did not like. */
static void complain(int code, char **argv, enum command command)
{
    const struct option_row *row = optopt != 0 ? row_of_code(optopt, command) : NULL;

    if (code == ':' && row != NULL) {
        message("option --%s needs an argument: %s", row->name, row->argument);
    } else if (row != NULL) {
        message("option --%s takes no argument", row->name);
    } else if (optopt != 0) {
        message("unknown option \"-%c\"", optopt);
    } else {
        complain_long(argv[optind > 0 ? optind - 1 : 0], command);
    }
}

/* Moves the command word out of argv; COMMAND_NONE when there is none or it is unknown (*word). */
static enum command take_command(struct getopt_tables *tables, int *argc, char **argv, const char **word)
{
    int code;

    scan(tables, '+', COMMAND_NONE);
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

void unknown_command(const char *word)
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

    if (mine == NULL)
        say_foreign(row, command);
    return mine;
}

static bool read_options(struct options *options, struct getopt_tables *tables, int argc, char **argv)
{
    int code;

    scan(tables, '-', options->command);
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
