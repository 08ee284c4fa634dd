#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# check --fix over zones with everything wrong in them: what it writes is a patch, and it harms no other record.
. tests/lib.sh

zones=300
folder=$scratch/zones
mkdir "$folder"
python3 -B tests/zone_faults.py "$folder" $zones || fail "zones are written"
cp -r "$folder" "$scratch/before"

program=$(realpath "$RPTLINT")

fix() { # into $scratch/diff
    (cd "$folder" && "$program" check --fix --as zone --origin example.com -- *.zone) > "$scratch/diff" 2> "$scratch/remains"
}

exits "zones are put right, as far as that goes" 1 fix
changed=$(grep -c '^--- ' "$scratch/diff")
if [ "$changed" -gt $((zones * 3 / 4)) ]; then
    pass "most of them can be: $changed of $zones"
else
    fail "most of them can be: $changed of $zones"
fi
exits "git applies the diff" 0 git -C "$folder" apply -p0 "$scratch/diff"

# ---- what it did ----

fix
same "a second time there is nothing to put right" '' "$(head -n 20 "$scratch/diff")"

lines() { # FOLDER: of the records in between
    grep -rah '^keep' "$1" | sort
}
same "no record between was touched" "$(lines "$scratch/before")" "$(lines "$folder")"

rules() { # FOLDER RULE...: how many findings of these
    local where=$1
    shift
    (cd "$where" && "$program" check -q --as zone --origin example.com --format gnu -- *.zone 2> /dev/null) |
        grep -cE "\[($(tr ' ' '|' <<< "$*"))\]\$"
}
for rule in T302 T308 Z402 Z407 R103 R111 U204; do
    before=$(rules "$scratch/before" $rule)
    after=$(rules "$folder" $rule)
    if [ "$before" -gt 20 ] && [ "$after" -eq 0 ]; then
        pass "nothing is left of $before times $rule"
    else
        fail "nothing is left of $before times $rule" "$after are"
    fi
done

# What can't be put right is an open quote in a record that is not known for one of TLSRPT.
if have named-checkzone; then
    refused=''
    for zone in "$folder"/*.zone; do
        grep -q '^[^"]*"[^"]*$' "$zone" || named-checkzone -q -i none -k ignore example.com "$zone" || refused+="$zone"$'\n'
    done
    same "BIND takes what has no quote left open" '' "$refused"
else
    skip "BIND takes what has no quote left open" "named-checkzone is missing"
fi

# ---- whatever a file is called ----

names=$scratch/names
mkdir "$names"
faulty=$'$ORIGIN example.com.\n@ SOA ns1 root 1 2 3 4 5\n_smtp._tls TXT v=TLSRPTv1; rua=mailto:a@example.com'
right=$'$ORIGIN example.com.\n@ SOA ns1 root 1 2 3 4 5\n_smtp._tls TXT "v=TLSRPTv1; rua=mailto:a@example.com"'

patched() { # COMMAND...: victim and all files with the fault, put right by what reads the diff
    local name
    rm -rf "${names:?}"/*
    printf 'hello\n' > "$names/victim"
    for name in "${odd[@]}"; do
        mkdir -p "$names/$(dirname "$name")"
        printf '%s\n' "$faulty" > "$names/$name"
    done
    (cd "$names" && "$program" check --fix --as zone -- "${odd[@]}" 2> "$scratch/remains" > "$scratch/diff")
    (cd "$names" && "$@" < "$scratch/diff" > /dev/null) || return
    [ "$(cat "$names/victim")" = hello ] || return
    for name in "${odd[@]}"; do
        [ "$(cat "$names/$name")" = "$right" ] || { printf 'not patched: %q\n' "$name"; return 1; }
    done
}

# The first of them, written as it is, would be a patch of another file.
odd=($'q\n--- victim\n+++ victim\n@@ -1 +1 @@\n-hello\n+PWNED\n--- z.zone' $'tab\there' $'cr\rhere' 'quo"te' '"quoted"'
    'back\slash' 'a space' 'b 2026-01-01 00:00:00.000000000 +0000' ./dotted ./in/side $'z\xc3\xbcrich' $'latin\xfc' 'a##b')
exits "git applies the diff, whatever a file is called" 0 patched git apply -p0
if have patch; then
    exits "patch does, too" 0 patched patch -s -p0
else
    skip "patch does, too" "patch is missing"
fi

finish
