#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Runs with the sanitized program too.
# Many files in one run: what is said of a file is what is said of it alone, in one process or several.

. tests/lib.sh

# Copies under plain names, so that folders hold nothing else.
tree=$scratch/tree
mkdir -p "$tree"
for folder in report mail gzip zone txt; do
    [ -d "corpus/$folder" ] || continue
    mkdir "$tree/$folder"
    find "corpus/$folder" -maxdepth 1 -name '*.in' | sort | awk 'NR % 3 == 1' | xargs -I{} cp {} "$tree/$folder/"
done
cp -r "$tree/report" "$tree/again"
files=$(find "$tree" -type f | wc -l)

# ---- one process ----

alone() { # FORMAT: every file by itself
    find "$tree/report" "$tree/again" -type f | sort | while read -r file; do
        "$RPTLINT" check --as report --format "$1" "$file" 2> /dev/null
    done
}
for format in gnu json; do
    same "one run over two folders says what a run for each file says ($format)" "$(alone $format)" \
        "$(find "$tree/report" "$tree/again" -type f | sort | xargs "$RPTLINT" check --as report --format $format 2> /dev/null)"
done

# Two texts of one length in one run: the places of the first must not be taken for those of the second.
mkdir "$scratch/alike"
printf '\n\n\n\n{"organization-name": 1}' > "$scratch/alike/a.json"
printf '    {"organization-name": 1}' > "$scratch/alike/b.json"
same "lines are those of the file" "a.json:5 b.json:1" \
    "$("$RPTLINT" check --format gnu "$scratch/alike" | grep S703 | sed -E 's|.*/([ab].json:[0-9]+):.*|\1|' | paste -sd ' ')"

# ---- several processes ----

check_tree() { # NAME OPTION...
    local name=$1
    shift
    "$RPTLINT" check "$@" "$tree" > "$scratch/$name.out" 2> "$scratch/$name.err"
    echo $? > "$scratch/$name.status"
}

for format in text json sarif github gnu; do
    check_tree one --format $format
    check_tree many --format $format -j 4
    same "-j 4 prints the same ($format)" "" "$(cmp "$scratch/one.out" "$scratch/many.out" 2>&1)"
    same "and the same on standard error ($format)" "" "$(cmp "$scratch/one.err" "$scratch/many.err" 2>&1)"
    same "and ends alike ($format)" "$(cat "$scratch/one.status")" "$(cat "$scratch/many.status")"
done
same "there was something to check" yes "$([ "$files" -gt 300 ] && echo yes || echo "$files files")"
check_tree many --format sarif -j 4
exits "SARIF is one document" 0 jq -e '.runs[0].results | length > 300' "$scratch/many.out"

: > "$scratch/empty"
exits "one file that is not there" 3 "$RPTLINT" check -j 2 "$scratch/empty" "$scratch/nowhere.json"
contains "is told, and the others are checked" "nowhere.json: no such file" "$(cat "$scratch/err")"
same "records and standard input are no files, and are checked in their order" "record stdin" \
    "$("$RPTLINT" check -j 2 'v=TLSRPTv1; rua=mailto:a@example.com' - <<< 'v=TLSRPTv1; rua=mailto:b@example.com' |
        sed 's/:.*//' | paste -sd ' ')"
exits "no process at all" 2 "$RPTLINT" check -j 0 "$tree"
exits "too many" 2 "$RPTLINT" check -j 65 "$tree"

# A reader that goes away early.
"$RPTLINT" check -j 4 --format json "$tree" 2> "$scratch/err" | head -n 1 > "$scratch/out"
same "a closed pipe is quiet" "" "$(grep -v 'passed over' "$scratch/err")"
same "and no process is left" "" "$(pgrep -f "$RPTLINT check -j 4" || :)"

finish
