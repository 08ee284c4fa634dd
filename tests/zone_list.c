/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists what src/dns reads in zone files, in the form of zone_oracle.py: every record of type TXT or SPF. */
#include "dns/rr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One form for one name: every octet but letters, digits, "-", "_" and "*" as \DDD. */
static void print_name(const struct name *name)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789_*-";
    size_t at = 0;

    if (name->length == 1)
        putchar('.');
    while (at < name->length && name->octets[at] > 0) {
        size_t end = at + 1 + name->octets[at];

        while (++at < end) {
            if (name->octets[at] != '\0' && strchr(plain, name->octets[at]) != NULL)
                putchar(name->octets[at]);
            else
                printf("\\%03u", name->octets[at]);
        }
        putchar('.');
    }
}

static void print_record(struct zone *zone, const struct zone_entry *entry, const char *path)
{
    static struct rdata rdata;
    const struct name *owner = zone_owner(zone);

    if (owner == NULL) {
        printf("%s %zu fault: owner\n", path, entry->line);
        return;
    }
    rdata_read(&rdata, zone, entry);
    printf("%s %zu ", path, entry->line);
    print_name(owner);
    printf(" %u %s ", (unsigned)entry->seconds, entry->code == TYPE_TXT ? "TXT" : "SPF");
    if (!rdata.valid || rdata.length > RDATA_OCTETS)
        printf("fault: rdata");
    for (size_t i = 0; i < rdata.length && i < RDATA_OCTETS; i++)
        printf("%02x", rdata.octets[i]);
    putchar('\n');
}

static void list(const char *path, const char *text, size_t length, const struct name *origin)
{
    struct zone zone;
    struct zone_entry entry;

    zone_begin(&zone, text, length, origin);
    for (zone_next(&zone, &entry); entry.event != ZONE_END; zone_next(&zone, &entry)) {
        if (entry.fault != FAULT_NONE)
            printf("%s %zu fault: %d\n", path, entry.line, (int)entry.fault);
        if (entry.event == ZONE_INCLUDE || entry.event == ZONE_GENERATE)
            printf("%s %zu %s\n", path, entry.line, entry.event == ZONE_INCLUDE ? "include" : "generate");
        else if (entry.event == ZONE_RECORD && (entry.code == TYPE_TXT || entry.code == TYPE_TEXT))
            print_record(&zone, &entry, path);
    }
}

/* Exactly as long as the file, so that a sanitizer sees one octet too many. */
static char *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *text;
    long end;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (end = ftell(file)) < 0) {
        perror(path);
        exit(1);
    }
    rewind(file);
    *length = (size_t)end;
    text = malloc(*length > 0 ? *length : 1);
    if (text == NULL || fread(text, 1, *length, file) != *length) {
        perror(path);
        exit(1);
    }
    fclose(file);
    return text;
}

/* zone_list ORIGIN FILE... */
int main(int argc, char **argv)
{
    struct name origin;

    if (argc < 3 || name_read(&origin, argv[1], strlen(argv[1]), NULL) != NAME_OK) {
        fprintf(stderr, "usage: zone_list ORIGIN FILE...\n");
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        size_t length;
        char *text = read_file(argv[i], &length);

        list(argv[i], text, length, &origin);
        free(text);
    }
    return 0;
}
