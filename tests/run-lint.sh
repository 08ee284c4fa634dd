#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# `make lint`: one line for each tool, its words only when it finds something.

. tests/lib-build.sh
. tests/lib.sh

# Passes when the command succeeds.
clean() { # NAME COMMAND...
    local name=$1 started=$SECONDS output
    shift
    if output=$("$@" 2>&1 < /dev/null); then
        pass "$name ($((SECONDS - started)) s)"
    else
        fail "$name" "$(head -n 200 <<< "$output")"
    fi
}

# Passes when the command, a search, finds nothing.
none() { # NAME COMMAND...
    local name=$1 output
    shift
    output=$("$@")
    if [ -z "$output" ]; then
        pass "$name"
    else
        fail "$name" "$(head -n 50 <<< "$output")"
    fi
}

# Every file of these kinds that we wrote, whether git knows it yet or not.
files() { # NAME-PATTERN...
    local pattern names=()
    for pattern in "$@"; do
        names+=(-o -name "$pattern")
    done
    find src include tests fuzz .ci -type f \( "${names[@]:1}" \) | sort
}

# One file a process: the analyzer's check of va_list goes wrong on a second file.  The analyzer takes minutes, and is
# left to `make lint`, as cppcheck is.
tidy() {
    local output gmime status=0 checks=${LINT_QUICK:+--checks=-clang-analyzer-*}
    gmime=$(pkg-config --cflags-only-I gmime-3.0 | sed 's/-I/-isystem /g')
    # shellcheck disable=SC2086 # the flags are several words
    output=$(files '*.c' | xargs -P "$JOBS" -I{} clang-tidy --quiet $checks {} -- -std=c11 -Iinclude -Isrc -Itests $gmime 2>&1) || status=$?
    # The path that an error takes through the code is long: run clang-tidy on the one file to see it.
    grep -E '(error|warning): ' <<< "$output" | sort -u
    return "$status"
}

# In tests cppcheck takes every loop for one that may not run; the sanitizers and valgrind know better.
check_c() {
    files '*.c' | xargs cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
        --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches \
        --suppress='uninitvar:tests/*' --suppress='deallocuse:tests/*' --error-exitcode=1 -j "$JOBS" -Iinclude -Isrc -Itests
}

manuals() {
    mandoc -T lint -W warning src/man/rptlint.1 src/man/librptlint.3 "$BUILD/man/rptlint-rules.7"
}

shell_scripts() {
    files '*.sh' run packages tlsrpt-page | xargs shellcheck -x -S warning
}

without_spdx() {
    files '*.[ch]' '*.def' '*.sh' '*.map' '*.in' '*.[137]' '*.dict' run packages | cat - <(echo Makefile) |
        while read -r file; do
            head -n 3 "$file" | grep -q 'SPDX-License-Identifier: BSD-2-Clause' || echo "$file"
        done
}

blanks() {
    files '*.[ch]' '*.def' | xargs grep -nP '\t| +$' || :
}

clean 'gcc, warnings are errors' build gcc all tests replays benchmarks
clean 'clang, warnings are errors' build clang-asan "$BUILD/check/clang-asan/rptlint" tests replays
clean 'clang-tidy' tidy
[ -n "${LINT_QUICK-}" ] || clean 'cppcheck' check_c
clean 'mandoc -T lint' manuals
clean 'shellcheck' shell_scripts
none 'no tab and no trailing blank in C' blanks
none 'a licence line in every file' without_spdx
finish
