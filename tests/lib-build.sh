# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause
# The builds that the run*.sh scripts share, each in its own folder below $BUILD/check.

BUILD=${BUILD:-build}
MAKE=${MAKE:-make}
GCC=${GCC:-gcc}
CLANG=${CLANG:-clang}
CC=${CC:-cc}
CXX=${CXX:-c++}
RPTLINT=$BUILD/rptlint
JOBS=${JOBS:-$(nproc)}
export BUILD MAKE GCC CLANG CC CXX RPTLINT JOBS
export LC_ALL=C

# What the outer make was told arrives by the environment; its options and job server are its own.
unset MAKEFLAGS MFLAGS MAKELEVEL

# A sanitizer's shadow memory can collide with the many bits of address randomization of newer kernels.
fixed_addresses=$(setarch -R true 2> /dev/null && echo 'setarch -R' || :)
export fixed_addresses

export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1:abort_on_error=0
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1

# Quiet unless it fails.
build() { # KIND TARGET...
    local kind=$1 settings=() output
    shift
    case $kind in
    gcc) settings=(CC="$GCC" WERROR=1) ;;
    clang-asan) settings=(CC="$CLANG" WERROR=1 INSTRUMENT='-fsanitize=address,undefined -fno-sanitize-recover=all') ;;
    coverage) settings=(CC="$CLANG" CFLAGS='-O0 -g' INSTRUMENT='-fprofile-instr-generate -fcoverage-mapping') ;;
    esac
    output=$("$MAKE" --no-print-directory -k -j"$JOBS" BUILD="$BUILD/check/$kind" "${settings[@]}" "$@" 2>&1) && return
    grep -vE '^  (CC|AR|LD|GEN) ' <<< "$output"
    echo '0 passed, 1 failed'
    return 1
}
