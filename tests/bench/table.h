/* SPDX-License-Identifier: BSD-2-Clause */
/* What a benchmark measured, as JSON beside the table that it prints. */
#ifndef TABLE_H
#define TABLE_H

/*
 * In between, every figure is an object of the array "figures" in NAME.json, in the folder that BENCH_JSON names;
 * without it nothing is written.  Texts are plain ones of this source.  Ends the program when it can't write.
 */
void table_begin(const char *name);
void table_figure(const char *input, const char *program, const char *unit, double value);
void table_end(void);

#endif
