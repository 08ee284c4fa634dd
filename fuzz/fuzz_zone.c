/* SPDX-License-Identifier: BSD-2-Clause */
/* Zone files, with ldns's opinion of their records: spans, rules, the same twice, and fixes that come to an end. */
#include "cli/pieces.h"
#include "cli/zone_fix.h"
#include "dns/zone_check.h"
#include "harness.h"

/* Files of one run, the zone itself counted; more are missing. */
enum { FILES_MAX = 6 };

struct run {
    struct zone_file files[FILES_MAX];
    size_t count;
    struct seen seen;
    size_t entry;               /* the file of the entry */
    size_t fixes;               /* in the zone file itself */
    size_t verdicts;
    uint64_t sum;               /* of all that was told */
    struct zone_fixes *edits;   /* NULL: none are gathered */
    const rptlint_rule *chosen; /* counts the findings of this rule, in all files */
    size_t of_chosen;
};

static void add(struct run *run, const void *data, size_t length)
{
    const unsigned char *octets = data;

    for (size_t i = 0; i < length; i++)
        run->sum = (run->sum ^ octets[i]) * 0x100000001B3u;
}

/* "x..." includes the zone once more, "c..." is the file that is being read, what else there may be is missing. */
static enum include_status include(void *user, size_t from, const char *name, size_t length, struct zone_file *file)
{
    struct run *run = user;

    must(from < run->count && length > 0);
    if (run->count == FILES_MAX || (name[0] != 'x' && name[0] != 'c'))
        return INCLUDE_MISSING;
    *file = run->files[0];
    file->inode = name[0] == 'c' ? run->files[from].inode : run->count + 1;
    run->files[run->count++] = *file;
    return INCLUDE_READ;
}

static void take_entry(void *user, size_t file)
{
    struct run *run = user;

    must(file < run->count);
    run->entry = file;
    if (run->edits != NULL)
        zone_fixes_entry(run->edits);
}

static int take_finding(void *user, size_t file, const rptlint_finding *finding)
{
    struct run *run = user;

    must(file == run->entry);
    run->seen.length = run->files[file].length;
    see(&run->seen, finding);
    must(finding->fix == NULL || finding->fix_length <= 4096);
    add(run, finding->rule->id, 4);
    add(run, &finding->span, sizeof(finding->span));
    add(run, &finding->hint, sizeof(finding->hint));
    if (finding->fix != NULL)
        add(run, finding->fix, finding->fix_length);
    run->fixes += file == 0 && finding->fix != NULL;
    run->of_chosen += finding->rule == run->chosen;
    if (run->edits != NULL && file == 0)
        zone_fixes_add(run->edits, file, finding);
    return 0;
}

static int take_verdict(void *user, const struct zone_verdict *verdict)
{
    struct run *run = user;
    char owner[NAME_TEXT];

    must(verdict->file == run->entry && verdict->line > 0 && name_write(verdict->owner, owner) < sizeof(owner));
    inside(verdict->rdata, run->files[verdict->file].length);
    must(verdict->verdict.usable == 0 || verdict->verdict.selected != RPTLINT_SELECTED_NO);
    add(run, owner, strlen(owner));
    add(run, &verdict->verdict, sizeof(verdict->verdict));
    run->verdicts++;
    if (run->edits != NULL && verdict->file == 0)
        zone_fixes_record(run->edits, 0, run->files[0].text, verdict->rdata);
    return 0;
}

/* Checks a text; what is to be gathered is set in *run. */
static void check(struct run *run, const char *text, size_t length, const struct name *origin)
{
    const struct zone_host host = {
        .user = run, .include = include, .entry = take_entry, .finding = take_finding, .verdict = take_verdict,
        .owners = true,
    };
    struct zone_summary summary;

    run->files[0] = (struct zone_file){.text = text, .length = length, .device = 1, .inode = 1};
    run->count = 1;
    must(zone_check(&run->files[0], origin, &host, NULL, &summary) == ZONE_CHECKED);
    must(summary.tlsrpt == run->verdicts && summary.tlsrpt <= summary.records);
    must(origin == NULL || summary.has_origin);
}

/* As `check --fix` does it: rounds until nothing is left, which is soon. */
static void fixes_come_to_an_end(const char *text, size_t length, const struct name *origin)
{
    struct zone_fixes *fixes = zone_fixes_begin();
    struct pieces pieces;
    struct run run;

    pieces_begin(&pieces, text, length);
    do {
        memset(&run, 0, sizeof(run));
        run.edits = fixes;
        check(&run, pieces_text(&pieces), pieces.length, origin);
        if (zone_fixes_make(fixes, 0, &pieces) == 0)
            break;
        must(zone_fixes_round(fixes));
    } while (true);
    must(run.fixes == 0);
    zone_fixes_end(fixes);
    pieces_free(&pieces);
}

struct choice {
    char fix[4096];
    size_t fix_length;
    rptlint_span span;
    const rptlint_rule *rule;
};

static int choose(void *user, size_t file, const rptlint_finding *finding)
{
    struct choice *choice = user;

    if (file > 0 || finding->fix == NULL || finding->rule->id[0] != 'Z')
        return 0;
    memcpy(choice->fix, finding->fix, finding->fix_length);
    choice->fix_length = finding->fix_length;
    choice->span = finding->span;
    choice->rule = finding->rule;
    return 1;
}

static enum include_status no_include(void *user, size_t from, const char *name, size_t length, struct zone_file *file)
{
    (void)user, (void)from, (void)name, (void)length, (void)file;
    return INCLUDE_MISSING;
}

static void no_entry(void *user, size_t file)
{
    (void)user, (void)file;
}

static int no_verdict(void *user, const struct zone_verdict *verdict)
{
    (void)user, (void)verdict;
    return 0;
}

/* With the first fix of a Z rule made there is one finding of the rule less. */
static void a_fix_removes_its_finding(const char *text, size_t length, const struct name *origin)
{
    static struct choice choice;
    const struct zone_host host = {
        .user = &choice, .include = no_include, .entry = no_entry, .finding = choose, .verdict = no_verdict,
    };
    struct zone_file file = {.text = text, .length = length};
    struct zone_summary summary;
    struct run before, after;
    char *fixed;

    if (zone_check(&file, origin, &host, NULL, &summary) != ZONE_STOPPED)
        return;
    memset(&before, 0, sizeof(before));
    memset(&after, 0, sizeof(after));
    before.chosen = after.chosen = choice.rule;
    check(&before, text, length, origin);
    fixed = malloc(length + choice.fix_length + 1);
    must(fixed != NULL);
    memcpy(fixed, text, choice.span.offset);
    memcpy(fixed + choice.span.offset, choice.fix, choice.fix_length);
    memcpy(fixed + choice.span.offset + choice.fix_length, text + choice.span.offset + choice.span.length,
           length - choice.span.offset - choice.span.length);
    check(&after, fixed, length - choice.span.length + choice.fix_length, origin);
    must(after.of_chosen < before.of_chosen);
    free(fixed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {.length = size};
    struct name example;

    input.text = malloc(size > 0 ? size : 1);
    must(input.text != NULL);
    memcpy(input.text, data, size);
    must(name_read(&example, "example.com.", 12, NULL) == NAME_OK);
    for (int given = 0; given < 2; given++) {
        const struct name *origin = given ? &example : NULL;
        struct run first, second;

        memset(&first, 0, sizeof(first));
        memset(&second, 0, sizeof(second));
        check(&first, input.text, input.length, origin);
        check(&second, input.text, input.length, origin);
        must(first.sum == second.sum && first.verdicts == second.verdicts);
        if (first.fixes == 0)
            continue;
        a_fix_removes_its_finding(input.text, input.length, origin);
        fixes_come_to_an_end(input.text, input.length, origin);
    }
    input_free(&input);
    return 0;
}
