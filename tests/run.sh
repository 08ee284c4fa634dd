#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# `make check`: runs every suite, a line each, and ends with the sum of their counts.
#
# A suite prints what failed and, as its last line, "N passed, N failed" or "N passed, N failed, N skipped".
# All suites run, also after a failure; the cheap ones that find the most come first.

set -u
. tests/lib-build.sh

logs=$BUILD/check/logs
mkdir -p "$logs"
PROGRAM_TIMEOUT=${PROGRAM_TIMEOUT:-900}
export logs PROGRAM_TIMEOUT

passed=0 failed=0 skipped=0

log_of() { # NAME
    echo "$logs/${1//[^a-zA-Z0-9]/-}.log"
}

# Leaves a log, and what `show` makes a line of.
run_suite() { # NAME COMMAND...
    local log started=$SECONDS status=0
    log=$(log_of "$1")
    shift
    "$@" > "$log" 2>&1 < /dev/null || status=$?
    echo "$status $((SECONDS - started))" > "$log.end"
}
export -f log_of run_suite

show() { # NAME
    local log status seconds last p f s
    log=$(log_of "$1")
    read -r status seconds < "$log.end"
    rm -f "$log.end"

    last=$(tail -n 1 "$log")
    if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]; then
        p=${BASH_REMATCH[1]} f=${BASH_REMATCH[2]} s=${BASH_REMATCH[4]:-0}
        # What ended badly after its tests (a leak, a sanitizer), or ran none, has failed.
        if [ "$f" -eq 0 ] && { [ "$status" -ne 0 ] || [ $((p + s)) -eq 0 ]; }; then
            echo "exit status $status" >> "$log"
            f=1
        fi
    else
        echo "ended without counts, exit status $status" >> "$log"
        p=0 f=1 s=0
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))

    printf '%-34s %5d passed  %3d failed  %3d skipped  %4d s\n' "$1" "$p" "$f" "$s" "$seconds"
    if [ "$f" -ne 0 ]; then
        grep -v '^ok ' "$log" | tail -n 150 | sed 's/^/    /'
        echo "    (all of it: $log)"
    fi
}

suite() { # NAME COMMAND...
    run_suite "$@"
    show "$1"
}

# Shell tests, as many at a time as there are cores: most of their time they wait for servers and children.
script_suites() { # SUFFIX SCRIPT...
    local suffix=$1 script
    shift
    # shellcheck disable=SC2086,SC2016 # a list of words, or nothing; the inner shell's words
    printf '%s\n' "$@" | ${fixed-} xargs -P "$JOBS" -I{} \
        bash -c 'run_suite "$2$1" timeout "$PROGRAM_TIMEOUT" bash "$2"' _ "$suffix" {}
    for script in "$@"; do
        show "$script$suffix"
    done
}

# Runs one program with a limit on its time; leaves NAME.out and NAME.status.
run_one() { # FOLDER COMMAND...
    local folder=$1 name
    shift
    name=${1##*/}
    # shellcheck disable=SC2086 # a list of words, or nothing
    timeout "$PROGRAM_TIMEOUT" ${wrapper-} "$@" > "$folder/$name.out" 2>&1 < /dev/null
    echo $? > "$folder/$name.status"
}
export -f run_one

# Sums what cmocka says of each program.  A program that crashed, or ran nothing, counts as one failure.
count_cmocka() { # FOLDER NAME...
    local folder=$1 name status p f s all_p=0 all_f=0 all_s=0
    shift
    for name in "$@"; do
        status=$(cat "$folder/$name.status" 2> /dev/null || echo 'never run')
        read -r p f s < <(awk '
            match($0, /^\[ +(PASSED|FAILED|SKIPPED) +\].*[0-9]+ test\(s\)/) {
                line = $0; sub(/ test\(s\).*/, "", line); sub(/.* /, "", line)
                if ($0 ~ /^\[ +PASSED/) p += line; else if ($0 ~ /^\[ +FAILED/) f += line; else s += line
            }
            END { print p + 0, f + 0, s + 0 }' "$folder/$name.out" 2> /dev/null || echo 0 0 0)
        if [ "$f" -eq 0 ] && { [ "$status" != 0 ] || [ $((p + s)) -eq 0 ]; }; then
            f=1
        fi
        if [ "$f" -ne 0 ]; then
            echo "$name: exit status $status"
            grep -vE '^\[(=+\]| *(RUN|OK|PASSED) )' "$folder/$name.out" | tail -n 60
        fi
        all_p=$((all_p + p)) all_f=$((all_f + f)) all_s=$((all_s + s))
    done
    echo "$all_p passed, $all_f failed, $all_s skipped"
    [ "$all_f" -eq 0 ]
}

# unit KIND [NAME-TO-LEAVE-OUT...]: the cmocka programs of one build, under $wrapper.
unit() {
    local folder=$logs/$1 build=$BUILD/check/$1 name programs=() names=()
    shift
    mkdir -p "$folder"
    rm -f "$folder"/*.out "$folder"/*.status
    for name in tests/test_*.c; do
        name=$(basename "$name" .c)
        [[ " $* " == *" $name "* ]] && continue
        names+=("$name")
        programs+=("$build/tests/$name")
    done
    printf '%s\n' "${programs[@]}" | xargs -P "$JOBS" -I{} bash -c 'run_one "$@"' _ "$folder" {}
    count_cmocka "$folder" "${names[@]}"
}

unit_gcc() {
    build gcc tests || return
    wrapper='' unit gcc
}

unit_clang_sanitized() {
    build clang-asan tests || return
    wrapper=$fixed_addresses RPTLINT_SMALL=1 unit clang-asan
}

# Left out are test_pool, which compares a child's standard error, where valgrind's own words would be; test_mail,
# test_unpack and test_reason, thousands of messages, packed files and patterns on megabytes, which take minutes; and those that compare functions without
# memory of their own with an oracle on millions of strings, since test_corpus and test_report go through the same
# functions.  The sanitizers see to all of them.  To see where a value that was never set comes from, run the one
# program by hand with --track-origins=yes, which takes twice the time.
unit_valgrind() {
    build gcc tests || return
    wrapper='valgrind --quiet --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=definite,indirect,possible
        --error-exitcode=99 --trace-children=no' RPTLINT_SMALL=1 unit gcc test_pool test_mail test_unpack \
        test_reason test_oracle test_address test_uri_text test_sts test_sts_policy test_quick test_tokenizer \
        test_tlsa test_datetime
}

# Every file of the corpus through every harness: one harness, one test.
corpus_sanitized() {
    local folder=$logs/replay name names=() p=0 f=0 status
    build clang-asan replays || return
    mkdir -p "$folder"
    rm -f "$folder"/*.out "$folder"/*.status
    for name in fuzz/fuzz_*.c; do
        name=${name#fuzz/fuzz_}
        names+=("replay_${name%.c}")
    done
    printf '%s\n' "${names[@]}" |
        wrapper=$fixed_addresses xargs -P "$JOBS" -I{} bash -c 'run_one "$@"' _ "$folder" "$BUILD/check/clang-asan/fuzz/{}" corpus/*/
    for name in "${names[@]}"; do
        status=$(cat "$folder/$name.status" 2> /dev/null || echo 'never run')
        if [ "$status" = 0 ]; then
            p=$((p + 1))
        else
            f=$((f + 1))
            echo "$name: exit status $status"
            tail -n 60 "$folder/$name.out"
        fi
    done
    echo "$p passed, $f failed"
    [ "$f" -eq 0 ]
}

scripts=() again=()
for script in tests/*.sh; do
    case $script in
    tests/run*.sh | tests/lib*.sh) continue ;;
    esac
    scripts+=("$script")
    # A test that says so in a line of its own is run once more with a program that checks itself.
    ! grep -qx '# Runs with the sanitized program too.' "$script" || again+=("$script")
done

sanitized_program() {
    build clang-asan "$BUILD/check/clang-asan/rptlint" && echo '1 passed, 0 failed'
}

suite 'lint' env LINT_QUICK=1 bash tests/run-lint.sh
suite 'unit tests, gcc' unit_gcc
fixed='' script_suites '' "${scripts[@]}"
suite 'unit tests, clang ASan+UBSan' unit_clang_sanitized
suite 'the program, clang ASan+UBSan' sanitized_program
RPTLINT=$BUILD/check/clang-asan/rptlint fixed=$fixed_addresses script_suites ', ASan+UBSan' "${again[@]}"
suite 'corpus, clang ASan+UBSan' corpus_sanitized
suite 'unit tests, valgrind' unit_valgrind

echo
if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
