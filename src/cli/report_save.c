/* SPDX-License-Identifier: BSD-2-Clause */
/* `rptlint report --save`: the digest beside its place, then moved there, so that no half of one is ever seen. */
#define _XOPEN_SOURCE 700 /* realpath() */

#include "cli/message.h"
#include "cli/reporting.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool could_not(const char *file)
{
    message("--save: %s: %s", file, strerror(errno));
    return false;
}

/* What the file has now, or what a new one gets. */
static mode_t mode_of(const char *file)
{
    struct stat about;
    mode_t mask;

    if (stat(file, &about) == 0)
        return about.st_mode & 07777;
    mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static bool write_and_close(struct digest *digest, int descriptor, mode_t mode)
{
    FILE *stream = fdopen(descriptor, "w");
    bool good;

    if (stream == NULL) {
        close(descriptor);
        return false;
    }
    good = digest_write(digest, stream) && fflush(stream) == 0 && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0;
    return fclose(stream) == 0 && good;
}

static bool save_beside(struct digest *digest, const char *file)
{
    static const char suffix[] = ".XXXXXX";
    char *beside = joined(file, strlen(file), suffix, sizeof(suffix) - 1, "", 0);
    int descriptor = mkstemp(beside);
    bool good;

    if (descriptor < 0) {
        free(beside);
        return could_not(file);
    }
    good = (write_and_close(digest, descriptor, mode_of(file)) && rename(beside, file) == 0) || could_not(file);
    if (!good)
        unlink(beside);
    free(beside);
    return good;
}

/* A pipe or a device has nothing to be replaced, and a symbolic link goes on leading where it leads. */
static bool save_into(struct digest *digest, const char *file)
{
    FILE *stream = fopen(file, "w");
    bool good;

    if (stream == NULL)
        return could_not(file);
    good = digest_write(digest, stream);
    return (fclose(stream) == 0 && good) || could_not(file);
}

bool report_save(struct digest *digest, const char *file)
{
    struct stat about;
    char *target;
    bool good;

    if (strcmp(file, "-") == 0)
        return digest_write(digest, stdout); /* what fails there is said at the end of the run */
    if (stat(file, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode))
        return save_into(digest, file);
    target = realpath(file, NULL);
    good = save_beside(digest, target != NULL ? target : file);
    free(target);
    return good;
}
