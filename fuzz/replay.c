/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs a fuzz harness over files and folders given as arguments, without libFuzzer. */
#define _DEFAULT_SOURCE
#include "harness.h"

#include <dirent.h>

static size_t replayed;

static int replay_file(const char *path, FILE *file)
{
    uint8_t *data;
    long size;

    if (fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0) {
        perror(path);
        return 1;
    }
    rewind(file);
    data = malloc(size > 0 ? (size_t)size : 1);
    if (data == NULL || fread(data, 1, (size_t)size, file) != (size_t)size) {
        perror(path);
        free(data);
        return 1;
    }
    LLVMFuzzerTestOneInput(data, (size_t)size);
    free(data);
    replayed++;
    return 0;
}

static int replay_path(const char *path)
{
    FILE *file = fopen(path, "rb");
    int failed;

    if (file == NULL) {
        perror(path);
        return 1;
    }
    failed = replay_file(path, file);
    fclose(file);
    return failed;
}

/* Every file right inside a folder. */
static int replay_folder(const char *path, DIR *folder)
{
    int failed = 0;

    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char name[1024];

        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
        failed |= replay_path(name);
    }
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0;

    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);

        failed |= folder != NULL ? replay_folder(argv[i], folder) : replay_path(argv[i]);
        if (folder != NULL)
            closedir(folder);
    }
    printf("%zu inputs replayed\n", replayed);
    return failed || replayed == 0;
}
