/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line, read into one struct. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "cli/judge.h"
#include "output/digest_render.h"
#include "output/publish.h"
#include "output/render.h"

#include <stdint.h>

enum command {
#define COMMAND(id, name, operands, help, values) COMMAND_##id,
#define OPTION(take, long_name, short_name, argument, commands, help, values)
#include "cli/options.def"
#undef COMMAND
#undef OPTION
    COMMAND_NONE
};

enum {
#define COMMAND(id, name, operands, help, values) IN_##id = 1 << COMMAND_##id,
#define OPTION(take, long_name, short_name, argument, commands, help, values)
#include "cli/options.def"
#undef COMMAND
#undef OPTION
    IN_NONE = 1 << COMMAND_NONE,
    IN_ALL = IN_NONE - 1
};

enum status { STATUS_OK = 0, STATUS_FINDINGS = 1, STATUS_USAGE = 2, STATUS_TROUBLE = 3 };

enum kind_wanted { KIND_DETECTED, KIND_RECORD, KIND_TXT_DATA, KIND_REPORT, KIND_MAIL, KIND_ZONE };
enum input_form { INPUT_LINES, INPUT_NDJSON };
enum output_form { OUTPUT_NDJSON, OUTPUT_TSV, OUTPUT_COUNT };
enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

enum { TTL_DEFAULT = 86400, TTL_UNSET = -1 };

struct words {
    const char **list;
    size_t count;
};

/* Where the argument of an option stands; `file` is NULL where it is the command line. */
struct place_given {
    const char *file;
    size_t line;   /* from 1 */
    size_t column; /* of its first octet, from 1 */
};

/* A pattern, not compiled yet. */
struct pattern_given {
    const char *text;
    struct place_given place;
};

struct patterns {
    struct pattern_given *list;
    size_t count;
};

struct options {
    enum command command;
    struct place_given place; /* of the argument that is being taken */
    struct words operands;
    const struct renderer *renderer; /* check, explain, lookup */
    struct rulings rulings;
    bool has_fail_on;
    struct patterns required; /* --require-rua */
    struct patterns allowed;  /* --allow-rua */
    const char *config;       /* the file to be read; NULL: the nearest one */
    bool no_config;
    char *config_name;        /* of the file that was read, */
    char *config_text;        /* and its text: what was taken from it points there */
    enum kind_wanted kind;
    enum when color;
    bool fix;
    bool ndjson;
    bool quiet;
    bool help;
    bool version;
    const char *completion; /* a shell */
    const char *domain;     /* as given, not checked */
    struct place_given domain_place;
    const char *origin;     /* the same */
    const char *stdin_name; /* what standard input is to be called */
    uint64_t max_input;
    uint64_t max_inflated;
    int64_t ttl;
    const struct flavour *flavour; /* generate */
    const char *mta_sts;           /* the id of the MTA-STS record, checked; NULL: none is wanted */
    struct words matches; /* report: FIELD~PATTERN */
    struct words rua;
    struct words fields;
    struct words resolvers; /* lookup, as given */
    struct words files;
    bool tcp;
    bool context;
    bool fetch_policy;      /* and then context, too */
    const char *ca_file;
    unsigned timeout;       /* seconds */
    unsigned tries;
    unsigned jobs; /* 0: not given */
    uint64_t rate;          /* per second; 0: no limit */
    const struct digest_renderer *digest_renderer; /* report; NULL: not given */
    struct summary_wish wish;                      /* but for the domain, which is `domain` */
    bool alert;
    const char *save;                              /* a file, or "-" */
    enum input_form input_form;                    /* filter */
    enum output_form output_form;
    const char *member;                            /* NULL: not given */
    bool whole_reports;
    bool keep;
};

/* One row of each table. */
struct command_row {
    const char *name;
    const char *operands;
    const char *help;
    const char *values;
};

/* `choice` counts the words of `values`, from 0; a taker that can't use the argument says so. */
typedef bool option_taker(struct options *options, const char *argument, size_t choice);

struct option_row {
    const char *name;
    int short_name;
    const char *argument;
    unsigned commands;
    const char *help;
    const char *values;
    option_taker *take;
};

extern const struct command_row command_table[COMMAND_NONE];
extern const struct option_row option_table[];
extern const size_t option_count;

/* Is the table's `values` a list of the only words there are? */
bool is_choice(const char *values);

/* The command with this name, else COMMAND_NONE. */
enum command command_find(const char *name);

/* Says that there is no such command, and which one was probably meant. */
void unknown_command(const char *word);

/* Reads the command line; false when it is wrong, which then was said.  Free it in both cases. */
bool options_read(struct options *options, int argc, char **argv);
void options_free(struct options *options);

/* Takes an option, whose argument stands at options->place; false when that is wrong, which was said. */
bool option_take(struct options *options, const struct option_row *row, const char *argument);

/* The row of the option with this name that belongs to the command, or NULL. */
const struct option_row *option_find(const char *name, enum command command);

/* What complaints about an octet of an option's argument begin with: "--domain", or "FILE:LINE:COLUMN". */
enum { PLACE_ROOM = 4096 };
void place_write(const struct place_given *place, const char *option, size_t offset, char room[PLACE_ROOM]);

/* Adds what a file says, options read into `from`, where the command line says nothing: about a rule, or with an option. */
void options_add(struct options *options, const struct options *from);

/* The last line of a usage error: where to read on.  Returns STATUS_USAGE. */
int usage_hint(enum command command);

/* Does a rule answer to this id or name?  A few names have two rules, one for zones and one for look-ups. */
bool rule_answers(const rptlint_rule *rule, const char *name, size_t length);

/* The rule with this id or name, the first one; NULL when there is none, which is said, with the place where it stood. */
const rptlint_rule *rule_named(const char *where, const char *name, size_t length);

/* Adds a word; ends the program when there is no memory for it. */
void words_add(struct words *words, const char *word);

#endif
