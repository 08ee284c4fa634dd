#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# The library as others see it: its symbols, its header, and that src/core knows nobody.

. tests/lib.sh

VERSION=$(sed -n 's/^#define RPTLINT_VERSION "\(.*\)"/\1/p' include/rptlint.h)
shared=$BUILD/librptlint.so.$VERSION
archive=$BUILD/librptlint.a

# ---- the shared library ----

same "the exported symbols are those of tests/symbols.txt" "$(cat tests/symbols.txt)" \
    "$(nm -D --defined-only "$shared" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort)"
same "every function of the header is exported, and nothing else" "$(cat tests/symbols.txt)" \
    "$(tr '\n' ' ' < include/rptlint.h | grep -oE 'RPTLINT_API [^;(]*\(' | grep -oE 'rptlint_[a-z_]+\($' | tr -d '(' | sort)"
same "the name programs ask for carries the major version only" "librptlint.so.${VERSION%%.*}" \
    "$(readelf -d "$shared" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')"

needed() { # FILE
    readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort | tr '\n' ' '
}
same "the library needs libc alone" "libc.so.6 " "$(needed "$shared")"
same "the program needs libc alone" "libc.so.6 " "$(needed "$RPTLINT")"

# ---- the header ----

printf '#include <rptlint.h>\n#include <rptlint.h>\nint main(void) { return rptlint_version() == 0; }\n' > "$scratch/use.c"
cp "$scratch/use.c" "$scratch/use.cc"
strict=(-Iinclude -fsyntax-only -Wall -Wextra -Wconversion -pedantic -Werror)
for compiler in gcc clang; do
    for standard in c11 c17; do
        exits "the header is $standard ($compiler)" 0 $compiler -std=$standard "${strict[@]}" "$scratch/use.c"
    done
done
for compiler in g++ clang++; do
    for standard in c++17 c++20; do
        exits "the header is $standard ($compiler)" 0 $compiler -std=$standard "${strict[@]}" "$scratch/use.cc"
    done
done

# ---- arrows: cli -> output, intake, dns -> core ----

includes() { # FOLDER...: "file: <header>" for every include
    grep -rnHoE '^ *# *include *[<"][^>"]+[>"]' "$@" | sed -E 's/:[0-9]+: *# *include */: /' | sort -u
}

same "src/core includes libc, the public header and itself" "" \
    "$(includes src/core | grep -vE ': (<(assert|arm_neon|emmintrin|immintrin|limits|stdbool|stddef|stdint|stdlib|string|rptlint)\.h>|"(core/)?[a-z0-9_]+\.h"|"(rules|results|members)\.def")$')"
same "src/output, src/intake and src/dns do not know src/cli" "" \
    "$(includes src/output src/intake src/dns src/digest | grep -E ': "cli/' || :)"
same "and src/dns knows neither of the other two" "" "$(includes src/dns | grep -E ': "(output|intake)/' || :)"
same "src/intake/sts_fetch.c alone knows libcurl" "" \
    "$(includes src | grep -E '<curl/' | grep -v '^src/intake/sts_fetch\.c: ' || :)"
same "src/dns alone knows ldns" "" "$(includes src | grep -E '<ldns/' | grep -v '^src/dns/' || :)"
same "src/digest alone knows PCRE2, and knows none of the folders above it" "" \
    "$(includes src | grep -E '<pcre2' | grep -v '^src/digest/' || :; includes src/digest | grep -E ': "(cli|output|intake|dns)/' || :)"

# What the objects want of others, less what they give each other.  Calls that a compiler makes by itself
# (stack protector, fortified memcpy, what the processor has) are fine; the rest is the short list the library is allowed.
wanted=$(nm -u "$archive" | awk 'NF == 2 { print $2 }' | sort -u)
given=$(nm --defined-only "$archive" | awk 'NF == 3 { print $3 }' | sort -u)
allowed='^(malloc|free|memcpy|memcmp|memchr|memset|memmove|strlen|__(memcpy|memset|memmove)_chk|__stack_chk_fail|__assert_fail|__cpu_model|_GLOBAL_OFFSET_TABLE_)$'
same "the objects of src/core call a few functions of libc" "" \
    "$(comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$given") | grep -vE "$allowed" || :)"

# Constant tables of pointers are in .data.rel.ro, which the loader seals.
same "src/core has no data that changes" "" \
    "$(size -A "$archive" | awk '$1 ~ /^\.(data|bss|tdata|tbss)$/ && $2 > 0' || :)"

finish
