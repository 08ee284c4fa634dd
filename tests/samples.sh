#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Real reports beside the project: strict and tolerant answers equal those of their index.  Skips without them.
. tests/lib.sh

samples=${RPTLINT_SAMPLES:-../shared/samples}
if [ ! -e "$samples/INDEX.tsv" ]; then
    skip "real reports" "they are not here"
    finish
fi

# Where the rules are milder than the index: what it calls a fault is a note or a warning in the catalogue.
milder='drv-issue57-microsoft-1.json mailru-parsedmarc-1.json ovh-socketlabs-1.json tlsrptreporter-issue51-postfix-1.json'

while IFS=$'\t' read -r file _ _ strict tolerant; do
    "$RPTLINT" check --format json "$samples/$file" > "$scratch/out" 2> "$scratch/err" < /dev/null
    # The index speaks of the report; what the mail around it lacks has a `part`.
    errors=$(jq -c 'select(.type == "finding" and .severity == "error" and (.part == null or .rule == "E915"))' "$scratch/out" | wc -l)
    readable=$(jq -r 'select(.type == "verdict") | .readable' "$scratch/out" | sort -u)
    wanted=$([[ $strict == accept* || " $milder " == *" $file "* ]] && echo accept || echo reject)
    same "$file: strict" "$wanted" "$([ "$errors" -eq 0 ] && echo accept || echo reject)"
    same "$file: readable" "$([[ $tolerant == 'reject (not'* ]] && echo false || echo true)" "$readable"
done < <(tail -n +2 "$samples/INDEX.tsv")
finish
