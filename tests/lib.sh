# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause
# Counters for shell tests: source this file, call pass/fail/skip or one of the comparisons, end with `finish`.
#
#   . tests/lib.sh
#   same "the version is printed" "rptlint 0.1.0" "$("$RPTLINT" --version)"
#   exits "an unknown option" 2 "$RPTLINT" --nonsense
#   finish
#
# Tests run from the root of the tree, with RPTLINT (the program), BUILD (the build folder), CC and CXX set;
# what is set here makes a test run by hand do the same.  $scratch is a folder that goes away at the end.

set -u

BUILD=${BUILD:-build}
RPTLINT=${RPTLINT:-$BUILD/rptlint}
# From whatever folder a test calls it.
[[ $RPTLINT == /* ]] || RPTLINT=$PWD/$RPTLINT
export BUILD RPTLINT
export LC_ALL=C

lib_passed=0
lib_failed=0
lib_skipped=0

scratch=$(mktemp -d) || exit 1
trap 'rm -rf -- "$scratch"' EXIT

pass() { # NAME
    lib_passed=$((lib_passed + 1))
    printf 'ok   %s\n' "$1"
}

fail() { # NAME [DETAIL]
    lib_failed=$((lib_failed + 1))
    printf 'FAIL %s\n' "$1"
    [ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/     | /'
}

skip() { # NAME REASON
    lib_skipped=$((lib_skipped + 1))
    printf 'skip %s (%s)\n' "$1" "$2"
}

# A function must not end a test file early and look like success: count it as a failure.
finish() {
    if [ $((lib_passed + lib_failed + lib_skipped)) -eq 0 ]; then
        fail "no test ran"
    fi
    if [ "$lib_skipped" -gt 0 ]; then
        printf '%d passed, %d failed, %d skipped\n' "$lib_passed" "$lib_failed" "$lib_skipped"
    else
        printf '%d passed, %d failed\n' "$lib_passed" "$lib_failed"
    fi
    [ "$lib_failed" -eq 0 ]
    exit
}

have() { # PROGRAM: is it installed?
    command -v "$1" > /dev/null 2>&1
}

same() { # NAME WANTED GOT
    if [ "$2" = "$3" ]; then
        pass "$1"
    else
        fail "$1" "$(diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") | sed 's/^</wanted/; s/^>/got   /')"
    fi
}

contains() { # NAME PART TEXT
    case $3 in
    *"$2"*) pass "$1" ;;
    *) fail "$1" "not in it: $2
$3" ;;
    esac
}

# Runs a command with no input; its output is left in $scratch/out and $scratch/err for further checks.
exits() { # NAME STATUS COMMAND...
    local name=$1 wanted=$2 got=0
    shift 2
    "$@" > "$scratch/out" 2> "$scratch/err" < /dev/null || got=$?
    if [ "$got" -eq "$wanted" ]; then
        pass "$name"
    else
        fail "$name" "exit status $got, $wanted expected: $*
$(head -c 4000 "$scratch/out" "$scratch/err")"
    fi
}

run_console() { # WHERE, and on standard input `$ COMMAND`s, each with its output behind it
    local line command='' wanted=''
    while IFS= read -r line; do
        if [[ $line == '$ '* ]]; then
            [ -z "$command" ] || same "$1: $command" "$wanted" "$(bash -c "$command" 2>&1)"
            command=${line#??} wanted=
        else
            wanted+=${wanted:+$'\n'}$line
        fi
    done
    [ -z "$command" ] || same "$1: $command" "$wanted" "$(bash -c "$command" 2>&1)"
}
