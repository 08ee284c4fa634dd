#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Whole outputs, read and found right by hand before they were written down: tests/golden/*.console.
. tests/lib.sh

PATH=$(cd "$BUILD" && pwd):$PATH

for file in tests/golden/*.console; do
    name=${file##*/}
    run_console "${name%.console}" < "$file"
done

finish
