#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Small zones that mix all the syntax of RFC 1035 section 5.1, read by src/dns and by a reader written from the RFC
# alone; and by the readers that others wrote, so that the second reader is honest.
. tests/lib.sh
. tests/lib-readers.sh

zones=1000
published=60 # that are given to the others, too
folder=$scratch/zones
mkdir "$folder"

if python3 -B tests/zone_random.py "$folder" $zones > "$scratch/out" 2>&1; then
    pass "the oracle reads what was written: $zones zones"
else
    fail "the oracle reads what was written" "$(head -c 4000 "$scratch/out")"
    finish
fi

# ---- src/dns ----

wanted_of() { # NAME...: what is to be read in these zones
    (cd "$folder" && awk '{ print FILENAME " " $0 }' "${@/%/.list}" | sed 's/\.list / /')
}

if ! ${CC:-cc} -std=c11 -Iinclude -Isrc ${CPPFLAGS-} ${CFLAGS-} tests/zone_list.c "$BUILD/program.a" \
    "$BUILD/librptlint.a" ${LDFLAGS-} -ldl -o "$scratch/zone_list" 2> "$scratch/errors"; then
    fail "zone_list compiles" "$(cat "$scratch/errors")"
    finish
fi

readarray -t good < <(awk '$2 == "ok" { print $1 }' "$folder/index")
wanted_of "${good[@]}" > "$scratch/wanted"
(cd "$folder" && "$scratch/zone_list" example.com. "${good[@]/%/.zone}" | sed 's/\.zone / /') > "$scratch/got"
# Records elsewhere that can't be TLSRPT values may be passed over; those that are listed must be right all the same.
sort "$scratch/got" > "$scratch/got-sorted"
sort "$scratch/wanted" > "$scratch/wanted-sorted"
awk '$3 ~ /^_smtp\._tls\./ || $6 ~ /^(..){1,12}763d544c53525054/' "$scratch/wanted-sorted" > "$scratch/needed"
records=$(wc -l < "$scratch/needed")
missed=$(comm -13 "$scratch/got-sorted" "$scratch/needed")
wrong=$(comm -23 "$scratch/got-sorted" "$scratch/wanted-sorted")
[ "$records" -gt "$zones" ] || missed="only $records of them"
same "$records records in ${#good[@]} zones that matter for TLSRPT are listed" '' "$(head -n 20 <<< "$missed")"
same "line, owner, TTL and octets of all that is listed are as the oracle has them" '' "$(head -n 20 <<< "$wrong")"

# ---- faults ----

# The line of each fault has an error, and a good zone none about how it is written.
(cd "$folder" && "$RPTLINT" check --as zone --origin example.com --format json -- *.zone) > "$scratch/findings" 2> "$scratch/err"
jq -r 'select(.type == "finding" and .severity == "error") | "\(.input[:4]) \(.line) \(.rule)"' "$scratch/findings" \
    > "$scratch/errors"
missed=$(awk '!index_begins { told[$1 " " $2] = 1; next } $2 == "fault" && !(($1 " " $3) in told)' "$scratch/errors" index_begins=1 "$folder/index")
faults=$(grep -c ' fault ' "$folder/index")
same "the lines of all $faults faults have an error" '' "$missed"
false_ones=$(awk 'NR == FNR { if ($2 == "ok") good[$1] = 1; next } ($1 in good) && $3 ~ /^(T30[1345]|T310|Z41[2-4])$/' \
    "$folder/index" "$scratch/errors")
same "no good zone has an error about how it is written" '' "$(head -n 20 <<< "$false_ones")"

# ---- the readers that others wrote ----

# What they do not read, or read in another way than the RFC and BIND do, by the names of zone_random.py.
declare -A unread=(
    [named-checkzone]='directive-last'
    [kzonesign]='crlf raw-octets relative-origin tight bracket-first'
    [nsd-checkzone]='relative-origin bracket-first word-backslash odd-owner'
    [ldns-read-zone]='class-first lower-directive relative-origin tight raw-octets odd-owner'
)

chosen_for() { # READER: zones that have nothing of that
    awk -v unread="${unread[$1]}" '
        BEGIN { split(unread, words); for (i in words) is_unread[words[i]] = 1 }
        $2 == "ok" { for (i = 3; i <= NF; i++) if ($i in is_unread) next; print $1 }' "$folder/index" | head -n "$published"
}

# Records as a set: servers sort them, and give an RRset one TTL (RFC 2181 section 5.2), which stands as "-" then.
as_set() { # WANTED FILE
    awk '{ key = $1 " " $3 " " $5 }
        NR == FNR { if ((key in ttl) && ttl[key] != $4) several[key] = 1; ttl[key] = $4; next }
        { print $1, $3, (key in several) ? "-" : $4, $5, $6 }' "$1" "$2" | sort -u
}

for reader in $zone_readers; do
    if ! have "$reader"; then
        skip "$reader reads the same" "$reader is missing"
        continue
    fi
    readarray -t names < <(chosen_for "$reader")
    refused=''
    for name in "${names[@]}"; do
        publish "$reader" "$folder/$name.zone" "$folder/$name.dump" || refused+="$name: $(head -n 1 "$scratch/reader-errors")"$'\n'
    done
    same "$reader takes all of ${#names[@]} good zones" '' "$(head -n 20 <<< "$refused")"
    wanted_of "${names[@]}" > "$scratch/wanted"
    (cd "$folder" && python3 -B "$OLDPWD/tests/zone_oracle.py" example.com. "${names[@]/%/.dump}" | sed 's/\.dump / /') > "$scratch/got"
    as_set "$scratch/wanted" "$scratch/wanted" > "$scratch/wanted-set"
    as_set "$scratch/wanted" "$scratch/got" > "$scratch/got-set"
    if [ -s "$scratch/wanted-set" ] && cmp -s "$scratch/wanted-set" "$scratch/got-set"; then
        pass "$reader publishes the same of them"
    else
        fail "$reader publishes the same of them" "$(diff "$scratch/wanted-set" "$scratch/got-set" | head -n 20)"
    fi
    rm -f "$folder"/*.dump
done

finish
