/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the kernel has large pages, it is asked for them; it may not heed that, and no more memory is taken by it. */
#define _DEFAULT_SOURCE /* madvise */

#include "large.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Octets: such blocks are mappings of their own in every libc, and the size of a large page of most processors. */
enum { LARGE_BLOCK = 8 * 1024 * 1024, LARGE_PAGE = 2 * 1024 * 1024 };

void *large_realloc(void *block, size_t size)
{
    char *grown = realloc(block, size);

#ifdef MADV_HUGEPAGE
    if (grown != NULL && size >= LARGE_BLOCK) {
        size_t before = -(uintptr_t)grown % LARGE_PAGE, pages = (size - before) / LARGE_PAGE;

        (void)madvise(grown + before, pages * LARGE_PAGE, MADV_HUGEPAGE);
    }
#endif
    return grown;
}
