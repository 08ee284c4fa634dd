/* SPDX-License-Identifier: BSD-2-Clause */
/* A client of the installed library: prints a record's destinations.  install.sh compiles it as C and as C++. */
#include <rptlint.h>

#include <stdio.h>
#include <string.h>

enum { DESTINATIONS_MAX = 8 };

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: client RECORD\n", stderr);
        return 2;
    }

    rptlint_destination destinations[DESTINATIONS_MAX];
    rptlint_record record;
    memset(&record, 0, sizeof record);
    record.size = sizeof record;
    record.verdict.size = sizeof record.verdict;
    record.destinations = destinations;
    record.destination_capacity = DESTINATIONS_MAX;

    rptlint_status status = rptlint_read_record(argv[1], strlen(argv[1]), &record);
    if (status != RPTLINT_OK) {
        fprintf(stderr, "client: %s\n", rptlint_status_text(status));
        return 1;
    }

    printf("rptlint %s: %zu usable\n", rptlint_version(), record.verdict.usable);
    for (size_t i = 0; i < record.destination_count; i++)
        printf("%.*s\n", (int)destinations[i].uri.length, argv[1] + destinations[i].uri.offset);
    return 0;
}
