/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint generate`: a record from flags, and a word on standard error about all that was changed. */
#include "cli/color.h"
#include "cli/commands.h"
#include "cli/domain.h"
#include "cli/idn.h"
#include "cli/judge.h"
#include "cli/message.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Below an hour the record is asked for anew with nearly every session. */
enum { TTL_SHORT = 3600 };

struct making {
    const struct options *options;
    rptlint_text *inputs;  /* the destinations, then the fields */
    char **converted;      /* those destinations that were converted, to be freed */
    char *value;           /* the record; NULL when it was refused */
    size_t length;
    struct output out;
    struct judge judge;
};

/* ---- inputs ---- */

static bool is_host_octet(char c)
{
    return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

/* The host in a URI, or in a mail address with or without its scheme, as far as one can be told. */
static rptlint_span host_in(const char *text)
{
    const char *slashes = strstr(text, "://");
    const char *from = slashes != NULL ? slashes + 3 : text;
    size_t length = strcspn(from, slashes != NULL ? "/?#" : "?#"), at = length, end;

    while (at > 0 && from[at - 1] != '@')
        at--;
    if (at == 0 && slashes == NULL)
        return (rptlint_span){.offset = 0, .length = 0};
    for (end = at; end < length && is_host_octet(from[end]); end++)
        ;
    return (rptlint_span){.offset = (size_t)(from - text) + at, .length = end - at};
}

/* Writes the host of destination `index` in ASCII. */
static int convert(struct making *making, size_t index)
{
    const char *text = making->options->rua.list[index];
    rptlint_span host = host_in(text);
    char *ascii;
    int status;

    making->inputs[index] = (rptlint_text){.data = text, .length = strlen(text)};
    if (!is_international(text + host.offset, host.length))
        return STATUS_OK;
    status = idn_to_ascii(text + host.offset, host.length, making->options->quiet, &ascii);
    if (status == STATUS_OK) {
        const char *rest = text + host.offset + host.length;

        making->converted[index] = joined(text, host.offset, ascii, strlen(ascii), rest, strlen(rest));
        making->inputs[index].data = making->converted[index];
        making->inputs[index].length = strlen(making->converted[index]);
        free(ascii);
    }
    return status;
}

/* All of them, so that one run shows everything. */
static int read_inputs(struct making *making)
{
    const struct words *rua = &making->options->rua, *fields = &making->options->fields;
    int worst = STATUS_OK;

    making->inputs = need_memory((rua->count + fields->count) * sizeof(*making->inputs));
    making->converted = need_memory(rua->count * sizeof(*making->converted));
    for (size_t i = 0; i < rua->count; i++)
        making->converted[i] = NULL;
    for (size_t i = 0; i < rua->count; i++) {
        int status = convert(making, i);

        worst = status > worst ? status : worst;
    }
    for (size_t i = 0; i < fields->count; i++)
        making->inputs[rua->count + i] =
            (rptlint_text){.data = fields->list[i], .length = strlen(fields->list[i])};
    return worst;
}

/* ---- findings ---- */

/* Says what a fix did to the input. */
static void say_changed(const rptlint_text *input, const rptlint_finding *finding)
{
    const char *old = input->data + finding->span.offset;
    int old_length = (int)finding->span.length, fix_length = (int)finding->fix_length;
    const char *id = finding->rule->id;

    if (finding->fix_inserts && old_length > 0)
        message("note: \"%.*s\" written as \"%.*s%.*s\" [%s]", old_length, old, fix_length, finding->fix,
                old_length, old, id);
    else if (old_length == 0)
        message("note: \"%.*s\" put in [%s]", fix_length, finding->fix, id);
    else if (fix_length == 0)
        message("note: \"%.*s\" removed [%s]", old_length, old, id);
    else
        message("note: \"%.*s\" written as \"%.*s\" [%s]", old_length, old, fix_length, finding->fix, id);
}

/* A long value is split anyway, unless it is printed as it is. */
static bool is_idle(const struct making *making, const rptlint_finding *finding)
{
    return finding->severity == RPTLINT_NOTE && strcmp(finding->rule->id, "R129") == 0 &&
           !making->options->flavour->as_it_is;
}

/* What the finding is about: a destination, a field, or the record as a whole (name is "record" then). */
static struct subject subject_of(const struct making *making, const rptlint_finding *finding, char *name,
                                 size_t size)
{
    struct subject subject = {.name = name, .line = 1, .column = 1, .kind = "record"};
    size_t rua_count = making->options->rua.count;
    bool is_field = finding->input >= rua_count;
    size_t number = (is_field ? finding->input - rua_count : finding->input) + 1;

    if (making->value != NULL && finding->span.length == 0) {
        snprintf(name, size, "record");
        subject.text = making->value;
        subject.length = making->length;
        return subject;
    }
    snprintf(name, size, number > 1 ? "%s %zu" : "%s", is_field ? "--field" : "--rua", number);
    subject.text = making->inputs[finding->input].data;
    subject.length = making->inputs[finding->input].length;
    return subject;
}

/* Of a record that is not written nothing was changed. */
static int take_finding(void *user, const rptlint_finding *finding)
{
    struct making *making = user;
    struct subject subject;
    char name[40];

    if (finding->fix != NULL) {
        if (making->value != NULL && !making->options->quiet)
            say_changed(&making->inputs[finding->input], finding);
        return 0;
    }
    if (is_idle(making, finding))
        return 0;
    subject = subject_of(making, finding, name, sizeof(name));
    judge_begin(&making->judge, &subject, 0);
    judge_finding(&making->judge, finding);
    return 0;
}

/* ---- output ---- */

/* RFC 8460 section 3 */
static const char owner_name[] = "_smtp._tls";

/* The value as character-strings that read back as the value; NULL when they don't. */
static char *quoted(const char *value, size_t length, size_t *quoted_length)
{
    size_t needed = 0, count = 0;
    char *text, *back = need_memory(length);

    (void)rptlint_quote_txt(value, length, NULL, 0, &needed);
    text = need_memory(needed);
    if (rptlint_quote_txt(value, length, text, needed, quoted_length) != RPTLINT_OK ||
        rptlint_decode_txt(text, *quoted_length, back, length, &count) != RPTLINT_OK || count != length ||
        memcmp(back, value, length) != 0) {
        free(text);
        text = NULL;
    }
    free(back);
    return text;
}

/* The checker has the last word about the strings, too. */
static bool passes(const struct publish_record *record)
{
    rptlint_verdict verdict = {.size = sizeof(verdict)};

    return rptlint_check_txt(record->quoted, record->quoted_length, NULL, &verdict) == RPTLINT_OK &&
           verdict.errors == 0;
}

/* Quotes the record, for the caller to free in any case, and says what the flavour can't do with it. */
static int prepare(const struct options *options, struct publish_record *record, char **text)
{
    char why[120];
    enum fit fit;

    *text = quoted(record->value, record->length, &record->quoted_length);
    record->quoted = *text;
    if (*text == NULL || (strcmp(record->owner, owner_name) == 0 && !passes(record))) {
        message("the record does not pass in quoted form; please report this");
        return STATUS_TROUBLE;
    }
    fit = flavour_fit(options->flavour, record, why, sizeof(why));
    if (fit == FITS_NOT)
        message("--as %s: %s", options->flavour->name, why);
    else if (fit == FITS_WITH_CARE && !options->quiet)
        message("note: --as %s: %s", options->flavour->name, why);
    return fit == FITS_NOT ? STATUS_TROUBLE : STATUS_OK;
}

/* The record, and with --mta-sts the one of RFC 8461 section 3.1. */
static int write_records(const struct making *making, const char *domain)
{
    const struct options *options = making->options;
    char sts[64], *texts[2] = {NULL, NULL};
    struct publish_record records[2] = {
        {.owner = owner_name, .value = making->value, .length = making->length},
        {.owner = "_mta-sts", .value = sts},
    };
    struct publication publication = {
        .records = records,
        .count = options->mta_sts != NULL ? 2 : 1,
        .domain = domain,
        .ttl = options->ttl == TTL_UNSET ? TTL_DEFAULT : options->ttl,
    };
    int status = STATUS_OK;

    if (options->mta_sts != NULL)
        records[1].length = (size_t)snprintf(sts, sizeof(sts), "v=STSv1; id=%s;", options->mta_sts);
    for (size_t i = 0; i < publication.count && status == STATUS_OK; i++)
        status = prepare(options, &records[i], &texts[i]);
    if (status == STATUS_OK)
        options->flavour->write(stdout, &publication);
    free(texts[0]);
    free(texts[1]);
    return status;
}

/* Makes the record silently, then once more with a word about everything: some of it is about the whole. */
static int make_record(struct making *making, const char *domain)
{
    const struct options *options = making->options;
    rptlint_policy policy = {
        .size = sizeof(policy),
        .rua = making->inputs,
        .rua_count = options->rua.count,
        .fields = making->inputs + options->rua.count,
        .field_count = options->fields.count,
    };
    rptlint_options checker = {.size = sizeof(checker), .sink = take_finding, .user = making};
    size_t needed = 0;
    rptlint_status status = rptlint_generate(&policy, NULL, 0, &needed, NULL);

    if (status == RPTLINT_LIMIT) {
        making->value = need_memory(needed);
        status = rptlint_generate(&policy, making->value, needed, &making->length, NULL);
    }
    if (status == RPTLINT_OK || status == RPTLINT_REFUSED)
        status = rptlint_generate(&policy, making->value, needed, &needed, &checker);
    if (status == RPTLINT_OK)
        return write_records(making, domain);
    if (status == RPTLINT_REFUSED)
        return STATUS_FINDINGS;
    message("%s", rptlint_status_text(status));
    return STATUS_TROUBLE;
}

/* ---- the command ---- */

/* Has the flavour a place for this TTL?  Else that is said. */
static bool takes_ttl(const struct flavour *flavour, int64_t ttl)
{
    char special[40] = "";

    if (ttl == TTL_UNSET || (flavour->has_owner && flavour_takes_ttl(flavour, ttl)))
        return true;
    if (flavour->ttl_special != 0)
        snprintf(special, sizeof(special), ", or %" PRId64 " for automatic", flavour->ttl_special);
    if (flavour->has_owner)
        message("--ttl: --as %s takes %" PRId64 " to %" PRId64 " seconds%s", flavour->name, flavour->ttl_min,
                flavour->ttl_max, special);
    else
        message("--as %s has no place for a --ttl; --as zone has one, for example", flavour->name);
    return false;
}

/* Do the options fit each other?  Else it is said what is wrong. */
static bool is_usable(const struct options *options)
{
    if (options->rua.count == 0)
        message("generate needs a destination: --rua URI");
    else if (options->flavour->has_owner && options->domain == NULL)
        message("--as %s needs --domain", options->flavour->name);
    else
        return takes_ttl(options->flavour, options->ttl);
    return false;
}

/* Seconds count, unless it is the number that leaves them to the provider. */
static bool is_short(const struct options *options)
{
    return options->ttl != TTL_UNSET && options->ttl < TTL_SHORT &&
           (options->ttl == 0 || options->ttl != options->flavour->ttl_special);
}

/* The domain, and without the dot at its end. */
static int read_domain(const struct options *options, char **domain)
{
    int status = options->domain != NULL ? domain_read("--domain", options->domain, options, domain) : STATUS_OK;

    if (*domain != NULL && (*domain)[strlen(*domain) - 1] == '.')
        (*domain)[strlen(*domain) - 1] = '\0';
    return status;
}

int generate_command(const struct options *options)
{
    struct rulings rulings = {.fail_on = RPTLINT_ERROR};
    struct making making = {.options = options};
    char *domain = NULL;
    int status, inputs;

    if (!is_usable(options))
        return usage_hint(COMMAND_GENERATE);
    making.out = (struct output){.stream = stderr, .color = wants_color(options->color, stderr)};
    making.judge = (struct judge){.rulings = &rulings, .renderer = &render_text, .out = &making.out};
    status = read_domain(options, &domain);
    inputs = read_inputs(&making);
    status = inputs > status ? inputs : status;
    if (status == STATUS_OK)
        status = make_record(&making, domain);
    if (status == STATUS_OK && is_short(options) && !options->quiet)
        message("note: a TTL of %" PRId64 " is short; RFC 8460 section 7 encourages a large one",
                options->ttl);
    for (size_t i = 0; i < options->rua.count; i++)
        free(making.converted[i]);
    free(making.converted);
    free(making.inputs);
    free(making.value);
    free(domain);
    return status;
}
