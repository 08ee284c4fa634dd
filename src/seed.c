/* SPDX-License-Identifier: BSD-2-Clause */
/* getrandom(2), not waited for. */
#define _GNU_SOURCE /* getrandom */

#include "seed.h"

#include <sys/random.h>

uint64_t random_seed(const void *address)
{
    uint64_t seed;

    return getrandom(&seed, sizeof(seed), GRND_NONBLOCK) == sizeof(seed) ? seed : (uint64_t)(uintptr_t)address;
}
