#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# `make fuzz-run`: tests/run-fuzz.sh HARNESS... runs each for FUZZ_SECONDS, as many at a time as there are cores.
#
# Seeds are the inputs of the harness's own folders of corpus/, what is found on top of them stays in
# $BUILD/fuzz/seeds-HARNESS for the next run.  fuzz/HARNESS.dict is used when it is there; FUZZ_MAX_LEN_HARNESS
# overrides the length of its inputs.

set -u
. tests/lib-build.sh

folder=$BUILD/fuzz
crashes=$folder/crashes
FUZZ_SECONDS=${FUZZ_SECONDS:-600}
export folder crashes FUZZ_SECONDS
mkdir -p "$crashes"

# HARNESS: the longest input, and folders of corpus/.  What is not here gets all of them.
sizes() { # HARNESS
    case $1 in
    record | oracle) echo 4096 record domain generate ;;
    txt) echo 4096 txt record ;;
    generate) echo 4096 generate record ;;
    contract) echo 4096 record txt domain generate report ;;
    json) echo 4096 json report ;;
    report) echo 8192 report json ;;
    envelope) echo 2048 envelope ;;
    policy) echo 2048 policy ;;
    unpack) echo 16384 gzip ;;
    mail) echo 16384 mail gzip ;;
    answer) echo 2048 answer ;;
    zone) echo 4096 zone txt ;;
    digest) echo 4096 digest report ;;
    reason) echo 1024 reason ;;
    render) echo 4096 report json ;;
    filter) echo 4096 filter record ;;
    *) echo 4096 . ;;
    esac
}
export -f sizes

# corpus/record/R120-x.in becomes seeds-HARNESS/record-R120-x.in
collect_seeds() { # HARNESS
    local file name parts
    read -ra parts < <(sizes "$1")
    mkdir -p "$folder/seeds-$1"
    (cd corpus && find "${parts[@]:1}" -type f -name '*.in') | while read -r file; do
        name=${file#./}
        cp "corpus/$file" "$folder/seeds-$1/${name//\//-}"
    done
}

fuzz_one() { # HARNESS
    local name=$1 status=0 log=$folder/$1.log length=FUZZ_MAX_LEN_$1 options=() executions coverage
    length=${!length:-$(sizes "$name" | cut -d' ' -f1)}
    [ ! -e "fuzz/$name.dict" ] || options+=("-dict=fuzz/$name.dict")
    # shellcheck disable=SC2086 # a list of words, or nothing
    $fixed_addresses "$folder/fuzz_$name" "$folder/seeds-$name" -max_total_time="$FUZZ_SECONDS" -max_len="$length" \
        -timeout=10 -print_final_stats=1 -artifact_prefix="$crashes/$name-" "${options[@]}" > "$log" 2>&1 || status=$?

    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    coverage=$(grep -oE 'cov: [0-9]+ ft: [0-9]+ corp: [0-9]+' "$log" | tail -n 1)
    if [ "$status" -eq 0 ]; then
        printf 'ok   %s: %s executions, %s\n' "$name" "$executions" "$coverage"
    else
        printf 'FAIL %s: exit status %d after %s executions, %s\n' "$name" "$status" "${executions:-?}" "$coverage"
        grep -A 30 -E 'ERROR|runtime error|SUMMARY|Assertion' "$log" | tail -n 40 | sed 's/^/     | /'
        ls "$crashes/$name-"* 2> /dev/null | sed 's/^/     | input: /'
    fi
    return "$status"
}
export -f fuzz_one

for name in "$@"; do
    collect_seeds "$name"
done
echo "$# harnesses, $FUZZ_SECONDS s each, $JOBS at a time"
printf '%s\n' "$@" | xargs -P "$JOBS" -I{} bash -c 'fuzz_one "$@"' _ {}
