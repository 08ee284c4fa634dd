/* SPDX-License-Identifier: BSD-2-Clause */
/* Files mapped, and what happens when one of them shrinks. */
#define _GNU_SOURCE /* MAP_POPULATE */

#include "intake/mapping.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STATUS_CUT_SHORT = 3 };

/* Reading behind the end of a file that shrank: there is nothing left to go on with. */
static void cut_short(int signal)
{
    static const char words[] = "rptlint: a file was cut short while it was read: the rest is not checked\n";

    (void)signal;
    if (write(STDERR_FILENO, words, sizeof(words) - 1) < 0)
        _exit(STATUS_CUT_SHORT);
    _exit(STATUS_CUT_SHORT);
}

static void expect_cut(void)
{
    struct sigaction action = {.sa_handler = cut_short};

    sigaction(SIGBUS, &action, NULL);
}

enum mapping_status mapping_open(struct mapping *mapping, int descriptor, uint64_t limit)
{
    struct stat about;
    void *memory;

    *mapping = (struct mapping){.text = ""};
    if (fstat(descriptor, &about) != 0)
        return MAPPING_ERROR;
    if (!S_ISREG(about.st_mode))
        return MAPPING_NO_FILE;
    if ((uint64_t)about.st_size > limit)
        return MAPPING_LIMIT;
    mapping->device = about.st_dev;
    mapping->inode = about.st_ino;
    if (about.st_size == 0)
        return MAPPING_DONE;
    memory = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
    if (memory == MAP_FAILED)
        return MAPPING_ERROR;
    expect_cut();
    mapping->text = memory;
    mapping->length = (size_t)about.st_size;
    return MAPPING_DONE;
}

void mapping_close(struct mapping *mapping)
{
    union {
        const char *text;
        void *memory;
    } both = {.text = mapping->text};

    if (mapping->length > 0)
        munmap(both.memory, mapping->length);
}
