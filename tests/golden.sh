#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Whole outputs: printed once, read line by line against the rules and the RFC, and kept: tests/golden/*.console.
. tests/lib.sh

PATH=$(cd "$BUILD" && pwd):$PATH

for file in tests/golden/*.console; do
    name=${file##*/}
    run_console "${name%.console}" < "$file"
done

finish
