/* SPDX-License-Identifier: BSD-2-Clause */
/* The program: reads the command line and calls a command. */
#define _POSIX_C_SOURCE 200809L

#include "cli/commands.h"
#include "cli/config.h"
#include "cli/help.h"
#include "cli/message.h"

#include <signal.h>

static int help_command(const struct options *options)
{
    const struct words *operands = &options->operands;
    enum command command;

    if (operands->count == 0) {
        help_write(COMMAND_NONE);
        return STATUS_OK;
    }
    command = command_find(operands->list[0]);
    if (command == COMMAND_NONE) {
        unknown_command(operands->list[0]);
        return usage_hint(COMMAND_NONE);
    }
    if (operands->count > 1) {
        message("help: one command at a time, not \"%s\" as well", operands->list[1]);
        return usage_hint(COMMAND_HELP);
    }
    help_write(command);
    return STATUS_OK;
}

static int without_command(const struct options *options)
{
    if (options->completion != NULL) {
        completion_write(options->completion);
        return STATUS_OK;
    }
    message("which command?  check, generate, lookup, report, filter or explain");
    return usage_hint(COMMAND_NONE);
}

static int run(const struct options *options)
{
    if (options->help) {
        help_write(options->command);
        return STATUS_OK;
    }
    if (options->version) {
        printf("rptlint %s\n", rptlint_version());
        return STATUS_OK;
    }
    switch (options->command) {
    case COMMAND_CHECK: return check_command(options);
    case COMMAND_GENERATE: return generate_command(options);
    case COMMAND_LOOKUP: return lookup_command(options);
    case COMMAND_REPORT: return report_command(options);
    case COMMAND_FILTER: return filter_command(options);
    case COMMAND_EXPLAIN: return explain_command(options);
    case COMMAND_HELP: return help_command(options);
    case COMMAND_NONE: break;
    }
    return without_command(options);
}

int main(int argc, char **argv)
{
    struct options options;
    int status = STATUS_USAGE;

    /* A reader that goes away shows as a failed write. */
    signal(SIGPIPE, SIG_IGN);
    if (options_read(&options, argc, argv)) {
        status = config_read(&options);
        if (status == STATUS_OK)
            status = run(&options);
    }
    options_free(&options);
    return finish_output(status);
}
