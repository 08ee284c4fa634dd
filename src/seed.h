/* SPDX-License-Identifier: BSD-2-Clause */
/* A number that nobody can guess, for the hashes of a run. */
#ifndef SEED_H
#define SEED_H

#include <stdint.h>

/* Where the kernel gives none, an address of this run must do. */
uint64_t random_seed(const void *address);

#endif
