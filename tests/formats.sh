#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Every format carries the same findings over the whole corpus, and SARIF is what code scanning wants.
. tests/lib.sh

shopt -s nullglob
# In a file an empty line is no record; R101 is for arguments, see cli.sh.
cases=()
for file in corpus/record/*.in corpus/txt/*.in; do
    [[ $file == */R101-[bce]* ]] || cases+=("$file")
done
if ! have jq; then
    skip "formats" "jq is missing"
    finish
fi

check() { # FORMAT FILE
    local kind=record
    [[ $2 == corpus/txt/* ]] && kind=txt
    "$RPTLINT" check --as "$kind" --format "$1" "$2"
}

# ---- the same findings, as "ID severity line column" ----

differing=()
total=0
for file in "${cases[@]}"; do
    check json "$file" > "$scratch/json"
    # Exactly the findings of each format, in the order they were told.
    jq -r 'select(.type == "finding") | "\(.rule) \(.severity) \(.line) \(.column)"' "$scratch/json" > "$scratch/wanted"
    check gnu "$file" | sed -E 's/^[^:]*:([0-9]+):([0-9]+): ([a-z]+): .*\[([A-Z][0-9]+)\]$/\4 \3 \1 \2/' > "$scratch/gnu"
    check text "$file" | sed -nE 's/^corpus[^:]*:([0-9]+):([0-9]+): ([a-z]+): .*\[([A-Z][0-9]+), RFC .*\]$/\4 \3 \1 \2/p' > "$scratch/text"
    check github "$file" | sed -E 's/^::([a-z]+) .*,line=([0-9]+),.*,col=([0-9]+),.*,title=([A-Z][0-9]+) .*/\4 \1 \2 \3/; s/ notice / note /' > "$scratch/github"
    check sarif "$file" > "$scratch/sarif.json"
    jq -r '.runs[0].results[] | "\(.ruleId) \(.level) \(.locations[0].physicalLocation.region | "\(.startLine) \(.byteOffset)")"' \
        "$scratch/sarif.json" > "$scratch/sarif"
    jq -r 'select(.type == "finding") | "\(.rule) \(.severity) \(.line) \(.offset)"' "$scratch/json" > "$scratch/offsets"
    total=$((total + $(wc -l < "$scratch/wanted")))
    for format in gnu text github; do
        cmp -s "$scratch/wanted" "$scratch/$format" || differing+=("$format: $file")
    done
    cmp -s "$scratch/offsets" "$scratch/sarif" || differing+=("sarif: $file")
    jq -se 'map(select(.type == "verdict")) | length > 0 and
        (map(.errors + .warnings + .notes) | add) == '"$(wc -l < "$scratch/wanted")" "$scratch/json" > "$scratch/counts" ||
        differing+=("verdict counts: $file")
done
same "all formats tell the same findings" "" "$(printf '%s\n' "${differing[@]-}")"
if [ "$total" -gt 300 ]; then
    pass "the corpus has $total findings"
else
    fail "the corpus has findings" "only $total"
fi

# ---- what is written is well-formed, whatever the input ----

"$RPTLINT" check --as record --format json "${cases[@]}" | jq -e . > /dev/null
same "JSON: every line parses" 0 "${PIPESTATUS[1]}"
"$RPTLINT" check --as record --format sarif "${cases[@]}" > "$scratch/all.sarif"
same "SARIF: the document parses" "2.1.0" "$(jq -r .version "$scratch/all.sarif")"

# ---- SARIF 2.1.0 as GitHub reads it ----

sarif() { # NAME JQ-EXPRESSION
    if jq -e "$2" "$scratch/all.sarif" > /dev/null; then pass "SARIF: $1"; else fail "SARIF: $1"; fi
}
sarif "one run, with a driver" '.runs | length == 1 and (.[0].tool.driver | .name == "rptlint" and (.version | test("^[0-9.]+$")))'
sarif "rules have a stable id, a text and a level" '[.runs[0].tool.driver.rules[] |
    (.id | test("^[A-Z][0-9]{3}$")) and (.shortDescription.text | length > 0) and (.fullDescription.text | length > 0) and
    (.help.text | length > 0) and (.defaultConfiguration.level | IN("error", "warning", "note"))] | length > 60 and all'
sarif "rule ids are unique" '.runs[0].tool.driver.rules | map(.id) | length == (unique | length)'
sarif "results point at their rule" '.runs[0] as $run | [$run.results[] | $run.tool.driver.rules[.ruleIndex].id == .ruleId] | length > 300 and all'
sarif "results have a message and a level" '[.runs[0].results[] | (.message.text | length > 0) and (.level | IN("error", "warning", "note"))] | all'
sarif "paths are relative, with forward slashes" '[.runs[0].results[].locations[].physicalLocation.artifactLocation |
    (.uri | test("^(/|[a-z]+:|.*\\\\)") | not) and .uriBaseId == "%SRCROOT%"] | all'
sarif "regions count from 1 and end behind their start" '[.runs[0].results[].locations[].physicalLocation.region |
    .startLine >= 1 and .startColumn >= 1 and (.endLine > .startLine or (.endLine == .startLine and .endColumn >= .startColumn))] | all'
sarif "every result has a fingerprint" '.runs[0].results | map(.partialFingerprints["rptlint/v1"]) |
    all(test("^[0-9a-f]{16}$"))'
sarif "fixes replace a region" '[.runs[0].results[] | select(.fixes) | .fixes[0].artifactChanges[0].replacements[0] |
    .deletedRegion.startLine >= 1] | length > 50 and all'

"$RPTLINT" check --format sarif corpus/demo/good.in > "$scratch/all.sarif"
sarif "a clean run has no results" '.runs[0].results == []'

finish
