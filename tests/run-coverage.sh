#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# `make coverage`: what the files of corpus/ alone reach of src/core, through the fuzz harnesses.

set -u
. tests/lib-build.sh

LINES_WANTED=${LINES_WANTED:-95}
BRANCHES_WANTED=${BRANCHES_WANTED:-90}

folder=$BUILD/check/coverage
build coverage replays || exit
rm -f "$folder"/*.profraw

programs=()
for program in "$folder"/fuzz/replay_*; do
    name=${program##*/}
    LLVM_PROFILE_FILE=$folder/$name.profraw "$program" corpus/*/ > "$folder/$name.out" 2>&1 || {
        echo "$name failed:"
        tail -n 20 "$folder/$name.out"
        exit 1
    }
    programs+=(-object "$program")
done
llvm-profdata merge -sparse -o "$folder/all.profdata" "$folder"/*.profraw || exit

llvm-cov report "${programs[@]:1}" -instr-profile="$folder/all.profdata" -show-region-summary=false src/core || exit
# For a look at the lines: the whole source, with counts.
llvm-cov show "${programs[@]:1}" -instr-profile="$folder/all.profdata" -show-branches=count src/core \
    > "$folder/lines.txt"

llvm-cov export "${programs[@]:1}" -instr-profile="$folder/all.profdata" -summary-only src/core |
    jq -r --argjson lines "$LINES_WANTED" --argjson branches "$BRANCHES_WANTED" --arg where "$folder/lines.txt" '
        .data[0].totals
        | "src/core, from corpus/ alone: \(.lines.percent * 100 | floor / 100) % of lines (\($lines) wanted), "
          + "\(.branches.percent * 100 | floor / 100) % of branches (\($branches) wanted); line by line: \($where)",
          (if .lines.percent >= $lines and .branches.percent >= $branches
           then empty else "coverage is too low\n" | halt_error(1) end)'
