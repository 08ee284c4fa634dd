#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Every command block of the README: console blocks print what stands there, the C compiles and works,
# and the make targets named exist.
. tests/lib.sh

PATH=$(cd "$BUILD" && pwd):$PATH
unset MAKEFLAGS MFLAGS MAKELEVEL

# The blocks of one kind, each ended by a line with a NUL.
blocks() { # KIND
    awk -v kind="\`\`\`$1" '$0 == kind { on = 1; next } /^```$/ { if (on) printf "%c\n", 0; on = 0 } on' README.md
}

# ---- console ----

# The commands run where the README is read: in the tree, which is to stay as it is.
before=$(find . -path "./$BUILD" -prune -o -path ./build -prune -o -path ./.git -prune -o -type f -print | sort)
while IFS= read -r -d '' block; do
    run_console README <<< "${block%$'\n'}"
done < <(blocks console)
same "README: its commands leave no file behind" "$before" \
    "$(find . -path "./$BUILD" -prune -o -path ./build -prune -o -path ./.git -prune -o -type f -print | sort)"

# ---- sh: the targets exist; .ci/run runs the test command ----

targets=$(make -s help | awk '{ print $1 }')
while read -r word; do
    if grep -qxF "$word" <<< "$targets"; then
        pass "README: make $word is a target"
    else
        fail "README: make $word is a target" "make help has: $targets"
    fi
done < <(blocks sh | grep -aoE 'make [a-z -]+' | tr ' ' '\n' | grep -vxE 'make|install|-y|' | sort -u)

test_command=$(blocks sh | tr -d '\0' | grep -aoE 'make check-deps check' | sort -u)
if [ -n "$test_command" ] && grep -qF "$test_command" .ci/run; then
    pass "README: .ci/run runs the README's test command"
else
    fail "README: .ci/run runs the README's test command"
fi

# ---- C: it compiles, and tells a good record from a bad one ----

blocks c | tr -d '\0' > "$scratch/client.c"
if ${CC:-cc} -Wall -Wextra -Wno-unused-parameter -Werror -Iinclude "$scratch/client.c" "$BUILD/librptlint.a" \
    -o "$scratch/client" 2> "$scratch/errors"; then
    pass "README: the C compiles"
    same "README: the client finds nothing in a good record" "0" \
        "$("$scratch/client" 'v=TLSRPTv1; rua=mailto:a@example.com'; echo $?)"
    same "README: the client shows what is wrong" $'R109 at 11: nothing follows the version\n1' \
        "$("$scratch/client" 'v=TLSRPTv1;'; echo $?)"
else
    fail "README: the C compiles" "$(cat "$scratch/errors")"
fi

finish
