/* SPDX-License-Identifier: BSD-2-Clause */
/* --completion bash, zsh, fish: written from the tables, so that no shell needs to call the program. */
#include "cli/help.h"
#include "cli/topic.h"

#include <string.h>

static bool belongs(const struct option_row *row, int command)
{
    return (row->commands & 1u << command) != 0;
}

static void write_commands(void)
{
    for (int i = 0; i < COMMAND_NONE; i++)
        printf("%s%s", i > 0 ? " " : "", command_table[i].name);
}

static void write_rules(void)
{
    for (size_t i = 0; i < rptlint_rule_count(); i++)
        printf("%s%s %s", i > 0 ? " " : "", rptlint_rule_at(i)->id, rptlint_rule_at(i)->slug);
}

static void write_topic(void *user, const char *name)
{
    (void)user;
    printf(" %s", name);
}

static void write_results(void)
{
    for (int result = RPTLINT_RESULT_OTHER + 1; result <= RPTLINT_STS_WEBPKI_INVALID; result++)
        printf("%s%s", result > RPTLINT_RESULT_OTHER + 1 ? " " : "", rptlint_result_name((rptlint_result)result));
}

/* The words that `values` stands for; "<file>" stands for none. */
static void write_words(const char *values)
{
    if (is_choice(values))
        fputs(values, stdout);
    else if (values != NULL && strcmp(values, "<rule>") == 0)
        write_rules();
    else if (values != NULL && strcmp(values, "<topic>") == 0) {
        write_rules();
        topic_names(write_topic, NULL);
    } else if (values != NULL && strcmp(values, "<result>") == 0)
        write_results();
    else if (values != NULL && strcmp(values, "<command>") == 0)
        write_commands();
}

static bool is_file(const char *values)
{
    return values != NULL && strcmp(values, "<file>") == 0;
}

/* A sentence inside single quotes; what ends them, or means something to zsh, is put differently. */
static void write_quoted(const char *sentence, bool zsh)
{
    for (; *sentence != '\0'; sentence++) {
        if (*sentence == '\'')
            fputs(zsh ? "'\\''" : "\\'", stdout);
        else if (zsh && strchr("[]:\\", *sentence) != NULL)
            printf("\\%c", *sentence);
        else if (*sentence == '\\')
            fputs("\\\\", stdout);
        else
            putchar(*sentence);
    }
}

/* ---- bash ---- */

/* A case for each option with an argument: the words offered for it. */
static void bash_arguments(int command)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];
        const char *name = command == COMMAND_NONE ? "" : command_table[command].name;

        if (!belongs(row, command) || row->argument == NULL)
            continue;
        printf("    %s:--%s", name, row->name);
        if (row->short_name != 0)
            printf(" | %s:-%c", name, row->short_name);
        fputs(") words='", stdout);
        write_words(row->values);
        puts("' ;;");
    }
}

/* What a word may be: an option when it begins with "-", else an operand. */
static void bash_words(int command)
{
    const char *name = command == COMMAND_NONE ? "" : command_table[command].name;
    const char *values = command == COMMAND_NONE ? "<command>" : command_table[command].values;

    printf("    %s:*)\n        words='", name);
    write_words(values);
    printf("'\n        files=%s\n        options='", is_file(values) ? "yes" : "''");
    for (size_t i = 0; i < option_count; i++)
        if (belongs(&option_table[i], command))
            printf("--%s ", option_table[i].name);
    puts("'\n        ;;");
}

static const char bash_head[] =
    "# bash completion for rptlint\n"
    "_rptlint()\n"
    "{\n"
    "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local command='' words='' options='' files='' i\n"
    "    # --format=json arrives as three words\n"
    "    if [ \"$current\" = = ]; then\n"
    "        current=''\n"
    "    elif [ \"$before\" = = ]; then\n"
    "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        case ${COMP_WORDS[i]} in\n"
    "        ";

static const char bash_tail[] =
    "    esac\n"
    "    case $current in\n"
    "    -*)\n"
    "        words=${options:-$words}\n"
    "        files=''\n"
    "        ;;\n"
    "    esac\n"
    "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
    "    if [ -n \"$files\" ]; then\n"
    "        compopt -o filenames 2> /dev/null\n"
    "        mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
    "    fi\n"
    "}\n"
    "complete -F _rptlint rptlint\n";

static void bash_write(void)
{
    fputs(bash_head, stdout);
    for (int i = 0; i < COMMAND_NONE; i++)
        printf("%s%s", i > 0 ? " | " : "", command_table[i].name);
    puts(")\n"
         "            command=${COMP_WORDS[i]}\n"
         "            break\n"
         "            ;;\n"
         "        esac\n"
         "    done\n"
         "    case $command:$before in");
    for (int i = 0; i <= COMMAND_NONE; i++)
        bash_arguments(i);
    for (int i = 0; i <= COMMAND_NONE; i++)
        bash_words(i);
    fputs(bash_tail, stdout);
}

/* ---- zsh ---- */

/* :NAME:(WORDS), what _arguments offers */
static void zsh_values(const char *name, const char *values)
{
    fputs(":", stdout);
    write_quoted(name, true);
    fputs(":", stdout);
    if (is_file(values)) {
        fputs("_files", stdout);
    } else {
        putchar('(');
        write_words(values);
        putchar(')');
    }
}

static void zsh_option(const struct option_row *row)
{
    bool again = strstr(row->help, "may be repeated") != NULL;
    const char *star = again ? "*" : "";

    if (row->short_name != 0 && !again)
        printf(" \\\n                '(-%c --%s)'{-%c,--%s%s}'[", row->short_name, row->name, row->short_name,
               row->name, row->argument != NULL ? "=" : "");
    else
        printf(" \\\n                '%s--%s%s[", star, row->name, row->argument != NULL ? "=" : "");
    write_quoted(row->help, true);
    putchar(']');
    if (row->argument != NULL)
        zsh_values(row->argument, row->values);
    putchar('\'');
}

static void zsh_arguments(int command)
{
    fputs("_arguments -S -C", stdout);
    for (size_t i = 0; i < option_count; i++)
        if (belongs(&option_table[i], command))
            zsh_option(&option_table[i]);
}

static void zsh_write(void)
{
    puts("#compdef rptlint\n"
         "_rptlint()\n"
         "{\n"
         "    local context curcontext=$curcontext state state_descr line ret=1\n"
         "    typeset -A opt_args\n"
         "    local -a commands=(");
    for (int i = 0; i < COMMAND_NONE; i++) {
        printf("        '%s:", command_table[i].name);
        write_quoted(command_table[i].help, true);
        puts("'");
    }
    puts("    )");
    fputs("    ", stdout);
    zsh_arguments(COMMAND_NONE);
    puts(" \\\n                '1:command:->command' '*::argument:->argument' && ret=0\n"
         "    case $state in\n"
         "        command) _describe command commands && ret=0 ;;\n"
         "        argument)\n"
         "            case $line[1] in");
    for (int i = 0; i < COMMAND_NONE; i++) {
        printf("            %s) ", command_table[i].name);
        zsh_arguments(i);
        if (command_table[i].values != NULL) {
            fputs(" \\\n                '*", stdout);
            zsh_values(command_table[i].operands, command_table[i].values);
            putchar('\'');
        }
        puts(" && ret=0 ;;");
    }
    puts("            esac ;;\n"
         "    esac\n"
         "    return ret\n"
         "}\n"
         "if [ \"$funcstack[1]\" = _rptlint ]; then _rptlint \"$@\"; else compdef _rptlint rptlint; fi");
}

/* ---- fish ---- */

static void fish_option(const struct option_row *row, int command)
{
    if (command == COMMAND_NONE)
        fputs("complete -c rptlint -n __fish_use_subcommand", stdout);
    else
        printf("complete -c rptlint -n '__fish_seen_subcommand_from %s'", command_table[command].name);
    printf(" -l %s", row->name);
    if (row->short_name != 0)
        printf(" -s %c", row->short_name);
    fputs(" -d '", stdout);
    write_quoted(row->help, false);
    putchar('\'');
    if (row->argument != NULL) {
        fputs(" -x -a '", stdout);
        write_words(row->values);
        putchar('\'');
    }
    putchar('\n');
}

static void fish_operands(int command)
{
    const char *values = command_table[command].values;

    if (values == NULL)
        return;
    printf("complete -c rptlint -n '__fish_seen_subcommand_from %s'", command_table[command].name);
    if (is_file(values)) {
        puts(" -F");
        return;
    }
    fputs(" -a '", stdout);
    write_words(values);
    puts("'");
}

static void fish_write(void)
{
    puts("# fish completion for rptlint\n"
         "complete -c rptlint -f");
    for (int i = 0; i < COMMAND_NONE; i++) {
        printf("complete -c rptlint -n __fish_use_subcommand -a %s -d '", command_table[i].name);
        write_quoted(command_table[i].help, false);
        puts("'");
    }
    for (int command = 0; command <= COMMAND_NONE; command++)
        for (size_t i = 0; i < option_count; i++)
            if (belongs(&option_table[i], command))
                fish_option(&option_table[i], command);
    for (int command = 0; command < COMMAND_NONE; command++)
        fish_operands(command);
}

void completion_write(const char *shell)
{
    if (strcmp(shell, "bash") == 0)
        bash_write();
    else if (strcmp(shell, "zsh") == 0)
        zsh_write();
    else
        fish_write();
}
