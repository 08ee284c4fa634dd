/* SPDX-License-Identifier: BSD-2-Clause */
/* --help, written from the tables. */
#include "cli/help.h"

#include "cli/layout.h"

#include <string.h>

enum { HELP_COLUMN = 25 };

/* What stands in the left column, and the sentence in the right one; below it when there is no room. */
static void write_row(const char *left, const char *sentence)
{
    size_t column = strlen(left) + 2;

    printf("  %s", left);
    if (column + 2 > HELP_COLUMN) {
        putchar('\n');
        column = 0;
    }
    write_blanks(stdout, HELP_COLUMN - column);
    write_wrapped(stdout, sentence, HELP_COLUMN, HELP_COLUMN);
}

static void write_options(enum command command)
{
    puts("\nOptions:");
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];
        char left[64], letter[8] = "    ";

        if ((row->commands & 1u << command) == 0)
            continue;
        if (row->short_name != 0)
            snprintf(letter, sizeof(letter), "-%c, ", row->short_name);
        snprintf(left, sizeof(left), "%s--%s%s%s", letter, row->name, row->argument != NULL ? " " : "",
                 row->argument != NULL ? row->argument : "");
        write_row(left, row->help);
    }
}

static void write_commands(void)
{
    write_wrapped(stdout,
                  "Checks and writes TLS-RPT records (v=TLSRPTv1; rua=...), checks the reports that senders "
                  "deliver, and says what is in them (RFC 8460).", 0, 0);
    puts("\nCommands:");
    for (int i = 0; i < COMMAND_NONE; i++) {
        char left[64];

        snprintf(left, sizeof(left), "%s %s", command_table[i].name, command_table[i].operands);
        write_row(left, command_table[i].help);
    }
}

static const char *const examples[COMMAND_NONE + 1] = {
    [COMMAND_CHECK] = "  rptlint check 'v=TLSRPTv1; rua=mailto:tls-reports@example.com'\n"
                      "  rptlint check --fix 'v=TLSRPTv1; rua=tls-reports@example.com'\n"
                      "  rptlint check report.json.gz\n"
                      "  rptlint check --format json records.txt ~/Maildir/.tls-reports\n",
    [COMMAND_GENERATE] = "  rptlint generate --rua mailto:tls-reports@example.com\n"
                         "  rptlint generate --rua tls@example.com --domain example.com --as zone\n"
                         "  rptlint generate --rua tls@example.com --domain example.com --as nsupdate | nsupdate -l\n",
    [COMMAND_LOOKUP] = "  rptlint lookup example.com\n"
                       "  rptlint lookup --context --resolver 9.9.9.9 example.com\n"
                       "  rptlint lookup -f domains.txt -j 16 --rate 20 --format json\n",
    [COMMAND_REPORT] = "  rptlint report ~/Maildir/.tls-reports\n"
                       "  rptlint report --since 2026-11-01 --domain example.com reports/ reports.mbox\n"
                       "  rptlint report --alert --warn 2 --crit 10 reports/\n"
                       "  rptlint report --save all.digest all.digest new/\n",
    [COMMAND_FILTER] = "  rptlint filter --out count records.txt\n"
                       "  zcat scan.ndjson.gz | rptlint filter --in ndjson --field txt --keep\n"
                       "  rptlint filter --report --out tsv < reports.ndjson\n",
    [COMMAND_EXPLAIN] = "  rptlint explain R120\n  rptlint explain certificate-expired\n"
                        "  rptlint explain rua-missing --format json\n",
    [COMMAND_HELP] = "  rptlint help check\n",
    [COMMAND_NONE] = "  rptlint check 'v=TLSRPTv1; rua=mailto:tls-reports@example.com'\n"
                     "  rptlint generate --rua mailto:tls-reports@example.com\n"
                     "  rptlint check report.json.gz\n"
                     "  rptlint report ~/Maildir/.tls-reports\n",
};

void help_write(enum command command)
{
    if (command == COMMAND_NONE) {
        puts("usage: rptlint COMMAND [OPTION...] [ARG...]\n");
        write_commands();
    } else {
        printf("usage: rptlint %s [OPTION...] %s\n\n", command_table[command].name,
               command_table[command].operands);
        write_wrapped(stdout, command_table[command].help, 0, 0);
    }
    write_options(command);
    printf("\nExamples:\n%s", examples[command]);
    puts("\nExit status: 0 nothing found, 1 findings, 2 wrong usage, 3 something could not be read.\n"
         "See rptlint(1) and rptlint-rules(7).");
}
