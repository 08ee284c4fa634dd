#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# The build itself, on a clean copy of the tree: what it touches, when it builds again, what it says when it can't.

. tests/lib.sh

MAKE=${MAKE:-make}
CC=${CC:-cc}
tree=$scratch/tree
mkdir "$tree"

# What a clone would hold once everything here is committed.
if git rev-parse --is-inside-work-tree > /dev/null 2>&1; then
    git ls-files -co --exclude-standard | while read -r file; do
        [ ! -e "$file" ] || printf '%s\n' "$file"
    done
else
    find . -path "./$BUILD" -prune -o -path ./build -prune -o -type f -print
fi | tar -cf - -T - | tar -xf - -C "$tree"
cd "$tree" || exit 1

listing() { # of everything but build/, with times
    find . -path ./build -prune -o -printf '%p %s %T@\n' | grep -v '^\. ' | sort
}

before=$(listing)
exits "make builds a clean clone" 0 "$MAKE" -j"$(nproc)" BUILD=build
same "make says nothing on stderr" "" "$(cat "$scratch/err")"
same "make touches nothing but build/" "$before" "$(listing)"

exits "make again" 0 "$MAKE" BUILD=build
same "there is nothing left to do" "" "$(grep -E '^  (CC|AR|LD|GEN) ' "$scratch/out")"

compiles() { # MAKE-ARGUMENT...: how many objects would be made
    "$MAKE" -n V=1 BUILD=build "$@" | grep -c -- '-MMD'
}
all=$(find src -name '*.c' | wc -l)
same "other flags build everything again" "$all" "$(compiles CFLAGS='-O0 -g')"
same "and the flags from before do so too" "$all" "$(compiles)"
exits "make once more" 0 "$MAKE" -j"$(nproc)" BUILD=build
touch include/rptlint.h
same "a change to the public header builds the library again" "$(find src/core -name '*.c' | wc -l)" \
    "$(compiles build/librptlint.a)"

exits "another compiler and another folder" 0 "$MAKE" -j"$(nproc)" BUILD="$scratch/elsewhere" CC=clang CFLAGS=-O0

# ---- what is missing is said in one line ----

# Compilers that don't know a header.
for missing in idn2.h:libidn2-dev libdeflate.h:libdeflate-dev 'gmime/gmime.h:libgmime-3.0-dev (or pkgconf)' \
    ldns/ldns.h:libldns-dev curl/curl.h:libcurl4-openssl-dev pcre2.h:libpcre2-dev; do
    cat > "$scratch/cc" <<END
#!/bin/sh
case "\$*" in
*-fsyntax-only*) input=\$(cat); case "\$input" in *${missing%%:*}*) echo "no such file" >&2; exit 1 ;; esac; echo "\$input" | exec $CC "\$@" ;;
*) exec $CC "\$@" ;;
esac
END
    chmod +x "$scratch/cc"
    exits "without ${missing#*:} make fails" 2 "$MAKE" BUILD="$scratch/missing" CC="$scratch/cc"
    same "and says what to do, in one line" "rptlint: ${missing#*:} is missing: run \"make deps\"" \
        "$(sed 's/^Makefile:[0-9]*: \*\*\* \(.*\)\.  Stop\.$/\1/' "$scratch/err")"
done
exits "without a compiler make fails" 2 "$MAKE" BUILD="$scratch/missing" CC=no-such-compiler
same "and says so" 'rptlint: no working C compiler (no-such-compiler): run "make deps"' \
    "$(sed 's/^Makefile:[0-9]*: \*\*\* \(.*\)\.  Stop\.$/\1/' "$scratch/err")"
exits "the library alone needs none of them" 0 "$MAKE" BUILD="$scratch/missing" CC="$scratch/cc" "$scratch/missing/librptlint.a"

# ---- demo and clean ----

exits "make demo" 0 "$MAKE" BUILD=build demo
same "it shows five things" 5 "$(grep -c '^== ' "$scratch/out")"
contains "a bad record with its caret" '^ write "%21"' "$(cat "$scratch/out")"
contains "a bad zone" ' put the whole value into double quotes' "$(cat "$scratch/out")"
contains "and a bad report" '^ put "Z" here' "$(cat "$scratch/out")"

exits "make clean" 0 "$MAKE" BUILD=build clean
same "clean leaves the sources alone" "$(cut -d' ' -f1,2 <<< "$before")" "$(listing | cut -d' ' -f1,2)"
exits "clean refuses a folder with the sources in it" 2 "$MAKE" BUILD=. clean

finish
