/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint lookup`: the domains, one after the other, each looked up in a child process. */
#define _POSIX_C_SOURCE 200809L

#include "cli/color.h"
#include "cli/commands.h"
#include "cli/looking.h"
#include "cli/message.h"
#include "dns/ldns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A name has 253 octets at most, in UTF-8 and with what surrounds it in a line some more. */
enum { LINE_ROOM = 1024 };

static const char resolv_conf[] = "/etc/resolv.conf";

enum { JOBS_DEFAULT = 8 };

/* What one look-up may use; far more than any answer needs. */
#define CHILD_MEMORY ((size_t)1 << 30)
#define CHILD_OUTPUT ((size_t)64 << 20)

/* ---- the domains ---- */

static struct wanted *wanted_of(struct looking *looking, const char *domain, size_t length, size_t column)
{
    struct wanted *wanted = need_memory(sizeof(*wanted));

    looking->wanted++;
    *wanted = (struct wanted){.place = {.file = looking->file, .line = looking->line, .column = column}};
    wanted->domain = joined(domain, length, "", 0, "", 0);
    return wanted;
}

static void close_list(struct looking *looking)
{
    if (ferror(looking->stream) && errno != EINTR) {
        message("%s: %s", looking->file, strerror(errno));
        looking->trouble = true;
    }
    if (looking->stream != stdin)
        fclose(looking->stream);
    looking->stream = NULL;
    looking->file = NULL;
}

static void not_looked_up(struct looking *looking, const char *why)
{
    message("%s:%zu: %s: not looked up", looking->file, looking->line, why);
    looking->trouble = true;
}

/* The next line without its end, cut to the room, a NUL behind it; its whole length in octets.  False at the end. */
static bool read_line(FILE *stream, char line[LINE_ROOM], size_t *length)
{
    int c;

    *length = 0;
    errno = 0;
    while ((c = getc(stream)) != EOF && c != '\n') {
        if (*length < LINE_ROOM - 1)
            line[*length] = (char)c;
        ++*length;
    }
    line[*length < LINE_ROOM ? *length : LINE_ROOM - 1] = '\0';
    return !ferror(stream) && (c != EOF || *length > 0);
}

/* The next line of the file with a domain in it; NULL at its end. */
static struct wanted *next_line(struct looking *looking)
{
    static const char blanks[] = " \t\r\f\v";
    char line[LINE_ROOM];
    size_t length;

    while (read_line(looking->stream, line, &length)) {
        size_t from = strspn(line, blanks);

        looking->line++;
        if (line[from] == '#')
            continue;
        if (length >= LINE_ROOM) {
            not_looked_up(looking, "the line is longer than a domain");
            continue;
        }
        if (strlen(line) < length) {
            not_looked_up(looking, "there is a NUL octet in the line");
            continue;
        }
        while (length > from && strchr(blanks, line[length - 1]) != NULL)
            length--;
        if (length > from)
            return wanted_of(looking, line + from, length - from, from + 1);
    }
    return NULL;
}

/* Opens the next file; false when there is none left. */
static bool open_list(struct looking *looking)
{
    const struct words *files = &looking->options->files;

    while (looking->next_file < files->count) {
        const char *name = files->list[looking->next_file++];
        bool input = strcmp(name, "-") == 0;

        looking->file = input ? "stdin" : name;
        looking->line = 0;
        looking->stream = input ? stdin : fopen(name, "re");
        if (looking->stream != NULL)
            return true;
        message("%s: %s", name, strerror(errno));
        looking->trouble = true;
    }
    return false;
}

/* Operands first, then the files. */
static void *next_wanted(void *user)
{
    struct looking *looking = user;
    const struct words *operands = &looking->options->operands;
    struct wanted *wanted;

    if (looking->operand < operands->count) {
        const char *domain = operands->list[looking->operand++];

        return wanted_of(looking, domain, strlen(domain), 1);
    }
    while (looking->stream != NULL || open_list(looking)) {
        wanted = next_line(looking);
        if (wanted != NULL)
            return wanted;
        close_list(looking);
    }
    return NULL;
}

/* ---- the children ---- */

static void run_wanted(void *user, void *task, struct pool_report *report)
{
    look_up(user, task, report);
}

static void wanted_ended(void *user, void *task, const struct pool_result *result)
{
    struct looking *looking = user;
    struct wanted *wanted = task;

    if (result != NULL && result->ending == POOL_RETURNED) {
        judge_join(&looking->judge, result->report.results, result->report.findings);
        looking->trouble |= result->report.trouble;
    } else if (result != NULL) {
        look_up_died(looking, wanted, result);
        looking->trouble = true;
    }
    free(wanted->domain);
    free(wanted);
}

static int run_all(struct looking *looking)
{
    const struct options *options = looking->options;
    struct pool pool = {.jobs = options->jobs > 0 ? options->jobs : JOBS_DEFAULT, .rate = options->rate, .seconds = look_up_seconds(looking) + 10,
                        .memory = CHILD_MEMORY, .output = CHILD_OUTPUT, .out = stdout, .err = stderr,
                        .user = looking, .next = next_wanted, .run = run_wanted, .ended = wanted_ended};
    enum pool_status status;

    looking->judge.renderer->begin(&looking->out);
    status = pool_run(&pool);
    if (status == POOL_NO_CHILDREN)
        message("no process can be started: %s", strerror(errno));
    else if (status == POOL_INTERRUPTED)
        message("interrupted: not all domains were looked up");
    if (looking->stream != NULL)
        close_list(looking);
    looking->judge.renderer->end(&looking->out);
    if (looking->wanted == 0 && status == POOL_DONE && !looking->trouble) {
        message("nothing was looked up: there is no domain in what was given");
        looking->trouble = true;
    }
    if (status != POOL_DONE || looking->trouble)
        return STATUS_TROUBLE;
    return looking->judge.failed ? STATUS_FINDINGS : STATUS_OK;
}

/* ---- the command ---- */

static int usage_error(const char *what)
{
    message("%s", what);
    return usage_hint(COMMAND_LOOKUP);
}

static int choose_resolvers(struct looking *looking)
{
    const struct words *given = &looking->options->resolvers;
    struct resolver *resolver = &looking->resolver;

    *resolver = (struct resolver){.tcp = looking->options->tcp, .timeout = looking->options->timeout,
                                  .tries = looking->options->tries};
    if (given->count > RESOLVERS_MAX)
        return usage_error("--resolver may be given three times");
    for (size_t i = 0; i < given->count; i++) {
        if (resolver_add(resolver, given->list[i]))
            continue;
        message("--resolver: \"%s\" is no ADDRESS or ADDRESS@PORT (192.0.2.1, 2001:db8::1@5353)", given->list[i]);
        return usage_hint(COMMAND_LOOKUP);
    }
    if (given->count == 0 && !resolver_add_system(resolver, resolv_conf)) {
        message("%s: %s", resolv_conf, strerror(errno));
        return STATUS_TROUBLE;
    }
    return STATUS_OK;
}

int lookup_command(const struct options *options)
{
    struct looking looking = {.options = options};
    int status;

    if (options->operands.count == 0 && options->files.count == 0)
        return usage_error("look up what?  Give a domain, or a file of domains with -f");
    if (options->ca_file != NULL && !options->fetch_policy)
        return usage_error("--ca-file is for --fetch-policy");
    status = choose_resolvers(&looking);
    if (status != STATUS_OK)
        return status;
    if (ldns_load() == NULL) {
        message("%s is missing: nothing can be looked up", LDNS_PACKAGE);
        return STATUS_TROUBLE;
    }
    looking.out = (struct output){.stream = stdout, .color = wants_color(options->color, stdout),
                                  .quiet = options->quiet};
    looking.judge = (struct judge){.rulings = &options->rulings, .renderer = options->renderer,
                                   .out = &looking.out};
    status = house_begin(&looking.house, options, &looking.judge);
    if (status == STATUS_OK)
        status = run_all(&looking);
    house_free(&looking.house);
    return status;
}
