#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Real reports beside the project: verdicts equal those of their index, findings and what is read those of
# tests/golden/samples.  Skips without them; RPTLINT_SAMPLES says where they are.
. tests/lib.sh

samples=${RPTLINT_SAMPLES:-../shared/samples}
golden=tests/golden/samples
if [ ! -e "$samples/INDEX.tsv" ]; then
    skip "real reports" "they are not here"
    finish
fi

# Four that the index rejects have no error, because the catalogue of rules is milder where the RFC leaves room:
#   drv-issue57-microsoft-1   a policy that could not be fetched, its failure without addresses: absent members of a
#                             failure before the connection are notes (S702); section 4.4 does not say they are required
#   mailru-parsedmarc-1       the same; and details may be more than the total, as section 4 allows sessions to be
#                             counted more than once
#   ovh-socketlabs-1          receiving-mx-host-name: an unknown member MUST be ignored (section 4.4), and one near to
#                             a known name is a warning (S704); so is mx-host against the mx lines (X806)
#   tlsrptreporter-issue51-postfix-1   no policy-domain where no policy was found is a warning (S701)
milder='drv-issue57-microsoft-1.json mailru-parsedmarc-1.json ovh-socketlabs-1.json tlsrptreporter-issue51-postfix-1.json'

# One line a finding: rule, severity, part of a mail, place, length, JSON pointer, the text (its first 60 characters);
# and one with what the verdict says was read.
# shellcheck disable=SC2016 # jq's variables
lines='
    def words: [.rule, .severity, .part // "-", "\(.line):\(.column)", .length, .pointer // "-", (.text[0:60] | tojson)];
    (map(select(.type == "finding")) | sort_by([.part // "", .line, .column, .rule, .pointer, .hint])[]
        | words | map(tostring) | join(" ")),
    (.[] | select(.type == "verdict")
        | "read \(.organization) | \(.contact) | \(.report_id) | \(.policy_domain) | \(.start) to \(.end) | "
          + "policies \(.policies), failures \(.failures)")'

while IFS=$'\t' read -r file _ _ strict tolerant; do
    "$RPTLINT" check --format json "$samples/$file" > "$scratch/out" 2> "$scratch/err" < /dev/null
    # The index speaks of the report; what the mail around it lacks has a `part`.
    errors=$(jq -c 'select(.type == "finding" and .severity == "error" and (.part == null or .rule == "E915"))' "$scratch/out" | wc -l)
    readable=$(jq -r 'select(.type == "verdict") | .readable' "$scratch/out" | sort -u)
    wanted=$([[ $strict == accept* || " $milder " == *" $file "* ]] && echo accept || echo reject)
    same "$file: strict" "$wanted" "$([ "$errors" -eq 0 ] && echo accept || echo reject)"
    same "$file: readable" "$([[ $tolerant == 'reject (not'* ]] && echo false || echo true)" "$readable"
    same "$file: findings, and what is read" "$(cat "$golden/$file.txt")" "$(jq -rs "$lines" "$scratch/out")"
done < <(tail -n +2 "$samples/INDEX.tsv")
same "a golden file each" "$(tail -n +2 "$samples/INDEX.tsv" | cut -f1 | sort)" \
    "$(cd "$golden" && for file in *.txt; do echo "${file%.txt}"; done | sort)"
finish
