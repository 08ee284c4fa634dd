#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# The rule table is complete: against the catalogue where it is at hand, the manual, `explain`, and the code.
. tests/lib.sh

table=$("$RPTLINT" explain --format json | jq -r 'select(.type == "rule") | "\(.id) \(.slug) \(.severity)"')
ids=$(cut -d' ' -f1 <<< "$table")

# ---- the catalogue of the project, beside the tree; rows of the groups that are built ----

catalogue=../shared/rules.md
if [ -r $catalogue ]; then
    missing=$(sed -nE 's/^\| ([RUT][0-9]{3}) \| ([a-z0-9-]+) \| (error|warning|note).*/\1 \2 \3/p' $catalogue |
        while read -r row; do grep -qxF "$row" <<< "$table" || echo "$row"; done)
    same "every rule of the catalogue is in the table, with its name and severity" "" "$missing"
    if [ "$(grep -cE '^\| [RUT][0-9]{3} \|' $catalogue)" -gt 55 ]; then
        pass "the catalogue was read"
    else
        fail "the catalogue was read"
    fi
else
    skip "every rule of the catalogue is in the table" "the catalogue is not here"
fi

# ---- the manual, explain, the code ----

mandoc -T utf8 "$BUILD/man/rptlint-rules.7" 2> /dev/null | col -b > "$scratch/manual" || :
for id in $ids; do
    row=$(grep "^$id " <<< "$table")
    slug=$(cut -d' ' -f2 <<< "$row")
    wrong=
    grep -qE "\b$id\b" "$scratch/manual" && grep -qF "$slug" "$scratch/manual" || wrong+=" rptlint-rules(7)"
    "$RPTLINT" explain "$id" | grep -q "^$id $slug (" || wrong+=" explain"
    grep -rqE "\b$id\b" src/core src/intake src/dns src/cli || wrong+=" src"
    same "$id is in the manual, in explain and in the code" "" "$wrong"
done
same "the manual has no other rules" "$(sort <<< "$ids")" \
    "$(grep -oE '^ *[A-Z][0-9]{3}\b' "$scratch/manual" | tr -d ' ' | sort -u)"

finish
