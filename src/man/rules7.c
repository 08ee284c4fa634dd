/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes rptlint-rules(7), in mdoc, from the tables of `rptlint explain`: what the program says, the manual says. */
#define _POSIX_C_SOURCE 200809L

#include "cli/layout.h"
#include "cli/topic.h"

#include <rptlint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_OCTETS = 78, LIST_INDENT = 8 };

/* Rules by the first letter of their ids, each group with a title and a sentence. */
static const struct group {
    char letter;
    const char *title;
    const char *about;
} groups[] = {
    {'R', "THE RECORD", "The text of the TXT record, RFC 8460 section 3: its version and its fields."},
    {'U', "DESTINATIONS",
     "The URIs in rua, one by one: RFC 3986, RFC 6068 for mailto and RFC 9110 for https."},
    {'T', "QUOTED STRINGS",
     "The presentation form of a TXT record as in a zone file, RFC 1035 section 5.1. "
     "The value in it is then checked by the rules above."},
    {'Z', "ZONE FILES",
     "What stands in a zone file, RFC 1035 section 5.1, and what is missing there. "
     "The records in it are then checked by the rules above."},
    {'D', "LOOK-UPS", "What the DNS answers about a domain, and what belongs to a record there."},
    {'J', "REPORTS: JSON", "The text of a report as I-JSON, RFC 8259 and RFC 7493. Examples are parts of a report."},
    {'S', "REPORTS: MEMBERS", "The members of a report and their values, RFC 8460 section 4."},
    {'X', "REPORTS: MEMBERS TOGETHER", "What the members of a report say about each other."},
    {'E', "WHAT A REPORT COMES IN", "File names, mail, media types and compression, RFC 8460 section 5."},
    {'H', "RULES OF THE HOUSE",
     "What an organisation wants beyond RFC 8460: --require-rua and --allow-rua, rptlint(1)."},
};

/* ---- escaping ---- */

/* Characters of roff, and those that a formatter would replace by typographic ones. */
static const char *form_of(char c)
{
    switch (c) {
    case '\\': return "\\e";
    case '-': return "\\-";
    case '"': return "\\(dq";
    case '\'': return "\\(aq";
    case '`': return "\\(ga";
    case '^': return "\\(ha";
    case '~': return "\\(ti";
    default: return NULL;
    }
}

/* Octets to be shown as they are; what can't be seen becomes \n, \t or \x01. */
static void write_literal(const char *text, size_t length)
{
    bool blank_end = length > 0 && text[length - 1] == ' ';

    if (length > 0 && text[0] == '.')
        fputs("\\&", stdout);
    for (size_t i = 0; i < length; i++) {
        unsigned char octet = (unsigned char)text[i];
        const char *form = form_of(text[i]);

        if (text[i] == '\n')
            fputs("\\en", stdout);
        else if (text[i] == '\t')
            fputs("\\et", stdout);
        else if (octet < 0x20 || octet > 0x7E)
            printf("\\ex%02x", octet);
        else if (form != NULL)
            fputs(form, stdout);
        else
            putchar(octet);
    }
    if (blank_end)
        fputs("\\&", stdout);
}

/* Octets of the source that write_literal() makes of a word. */
static size_t source_length(const char *word, size_t length)
{
    size_t octets = 0;

    for (size_t i = 0; i < length; i++)
        octets += form_of(word[i]) != NULL ? strlen(form_of(word[i])) : 1;
    return octets;
}

/* Words, filled by us so that source lines stay short; a sentence ends a line. */
static void write_words(const char *words)
{
    size_t column = 0;

    while (*words != '\0') {
        size_t length = strcspn(words, " "), octets = source_length(words, length);
        bool ends = length > 1 && words[length - 1] == '.';

        if (column > 0 && column + 1 + octets > LINE_OCTETS) {
            putchar('\n');
            column = 0;
        }
        if (column > 0)
            putchar(' ');
        write_literal(words, length);
        column += octets + 1;
        words += length + strspn(words + length, " ");
        if (ends && *words != '\0') {
            putchar('\n');
            column = 0;
        }
    }
    putchar('\n');
}

/* ---- rules ---- */

static void write_example(const char *name, const char *text)
{
    const char *shown = text[0] != '\0' ? text : "(nothing)";

    printf("%-7s", name);
    write_literal(shown, strlen(shown));
    putchar('\n');
}

static void write_rule(const rptlint_rule *rule)
{
    printf(".It Sy %s Cm ", rule->id);
    write_literal(rule->slug, strlen(rule->slug));
    printf(" Pq %s\n", rptlint_severity_name(rule->severity));
    write_words(rule->message);
    puts(".Pp");
    write_words(rule->why);
    puts(".Pp\nWhat to do:");
    write_words(rule->hint);
    if (rule->bad[0] != '\0' || rule->good[0] != '\0') {
        puts(".Bd -literal");
        write_example("Wrong", rule->bad);
        write_example("Right", rule->good);
        puts(".Ed");
    }
    printf(".Pp\nRFC %u section %s", rule->rfc, rule->section);
    if (rule->syntax && rule->severity == RPTLINT_ERROR)
        fputs("; breaks the grammar", stdout);
    else if (rule->syntax)
        fputs("; an error where it breaks the grammar", stdout);
    puts(".");
}

static void write_group(const struct group *group)
{
    printf(".Sh %s\n", group->title);
    write_words(group->about);
    puts(".Bl -tag -width Ds");
    for (size_t i = 0; i < rptlint_rule_count(); i++)
        if (rptlint_rule_at(i)->id[0] == group->letter)
            write_rule(rptlint_rule_at(i));
    puts(".El");
}

/* ---- what reports hold ---- */

static const struct {
    enum topic_kind kind;
    const char *title;
    const char *about;
} kinds[] = {
    {TOPIC_RESULT, "RESULT TYPES",
     "Kinds of failure in reports, RFC 8460 section 4.3. In the commands, MX stands for the mail server and DOMAIN for "
     "the domain of the recipients."},
    {TOPIC_POLICY, "POLICY TYPES", "The policies under which a report counts sessions, RFC 8460 section 4.4."},
    {TOPIC_MEMBER, "MEMBERS OF REPORTS", "The schema of a report, object by object."},
};

/* Commands as `rptlint explain` shows them, without its indent. */
static bool write_commands(const char *commands)
{
    char *text;
    size_t length;
    FILE *stream = open_memstream(&text, &length);

    if (stream == NULL)
        return false;
    write_shell(stream, commands, LIST_INDENT, LIST_INDENT);
    if (fclose(stream) != 0)
        return false;
    puts(".Bd -literal");
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
        line += strspn(line, " ");
        write_literal(line, strcspn(line, "\n"));
        putchar('\n');
    }
    puts(".Ed");
    free(text);
    return true;
}

static bool write_topic(const struct topic *topic)
{
    fputs(".It Cm ", stdout);
    write_literal(topic->name, strlen(topic->name));
    if (topic->where != NULL) {
        printf(" Pq %s", topic->kind == TOPIC_MEMBER ? "of " : "");
        write_literal(topic->where, strlen(topic->where));
    }
    putchar('\n');
    write_words(topic->meaning);
    for (size_t i = 0; i < topic->part_count; i++) {
        const struct topic_part *part = &topic->parts[i];

        printf(".Pp\n.Em \\&%s :\n", part->label); /* a label may begin like a macro */
        if (!part->is_command)
            write_words(part->words);
        else if (!write_commands(part->words))
            return false;
    }
    printf(".Pp\nRFC 8460 section %s.\n", topic->section);
    return true;
}

static bool write_topics(void)
{
    bool written = true;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        printf(".Sh %s\n", kinds[i].title);
        write_words(kinds[i].about);
        puts(".Bl -tag -width Ds");
        for (size_t j = 0; j < topic_count(); j++) {
            struct topic topic = topic_at(j);

            if (topic.kind == kinds[i].kind)
                written = written && write_topic(&topic);
        }
        puts(".El");
    }
    return written;
}

/* ---- the page ---- */

static const char head[] =
    ".\\\" SPDX-License-Identifier: BSD-2-Clause\n"
    ".\\\" Written from src/rules.def, results.def and members.def: change those.\n"
    ".Dd November 24, 2026\n"
    ".Dt RPTLINT-RULES 7\n"
    ".Os\n"
    ".Sh NAME\n"
    ".Nm rptlint-rules\n"
    ".Nd what rptlint finds in TLS-RPT records and reports\n"
    ".Sh DESCRIPTION\n"
    "Each thing that\n"
    ".Xr rptlint 1\n"
    "finds has an id, a name, a severity and the section of the RFC it rests on.\n"
    "Ids are never given to another rule.\n"
    "After them come the result types, policy types and members of reports.\n"
    "Options and\n"
    ".Cm rptlint explain\n"
    "take the id or the name.\n"
    ".Pp\n"
    "The severities are:\n"
    ".Bl -tag -width warning\n"
    ".It Cm error\n"
    "By the RFC the record, or the destination, is not used, or the report breaks a\n"
    "requirement.\n"
    ".It Cm warning\n"
    "A recommendation is not followed, or software in the field is known to\n"
    "misread the record.\n"
    ".It Cm note\n"
    "Worth knowing; nothing breaks.\n"
    ".El\n"
    ".Pp\n"
    "A user may change them with\n"
    ".Fl \\-severity ,\n"
    "but what breaks the grammar stays an error.\n";

static const char tail[] =
    ".Sh SEE ALSO\n"
    ".Xr rptlint 1 ,\n"
    ".Xr librptlint 3\n"
    ".Sh STANDARDS\n"
    ".Rs\n"
    ".%A D. Margolis\n"
    ".%A A. Brotman\n"
    ".%A B. Ramakrishnan\n"
    ".%A J. Jones\n"
    ".%A M. Risher\n"
    ".%D September 2018\n"
    ".%R RFC 8460\n"
    ".%T SMTP TLS Reporting\n"
    ".Re\n";

/* A rule in no group would be missing from the manual without a word. */
static bool all_grouped(void)
{
    for (size_t i = 0; i < rptlint_rule_count(); i++) {
        bool grouped = false;

        for (size_t j = 0; j < sizeof(groups) / sizeof(groups[0]); j++)
            grouped |= groups[j].letter == rptlint_rule_at(i)->id[0];
        if (!grouped)
            return false;
    }
    return true;
}

int main(void)
{
    if (!all_grouped()) {
        fputs("rules7: a rule belongs to no group\n", stderr);
        return 1;
    }
    fputs(head, stdout);
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
        write_group(&groups[i]);
    if (!write_topics()) {
        fputs("rules7: no memory\n", stderr);
        return 1;
    }
    fputs(tail, stdout);
    return fflush(stdout) != 0 || ferror(stdout);
}
