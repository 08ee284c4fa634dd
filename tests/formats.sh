#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Every format carries the same findings over the whole corpus, and SARIF is what code scanning wants.
. tests/lib.sh

shopt -s nullglob
# In a file an empty line is no record; R101 is for arguments, see cli.sh.
record=()
for file in corpus/record/*.in; do
    [[ $file == */R101-[bce]* ]] || record+=("$file")
done
if ! have jq; then
    skip "formats" "jq is missing"
    finish
fi

# ---- the same findings, as "ID severity line column" ----

# Exactly the findings of each format, in the order they were told.  NAME may be "FILE(ATTACHMENT)"; what stands in
# something packed has no place in the file: github then has it before its message, SARIF among the properties.
place='.*:([0-9]+):([0-9]+): (error|warning|note): .*'
github_there='s/^::([a-z]+) file=[^,]*,line=([0-9]+),.*,col=([0-9]+),.*,title=([A-Z][0-9]+) .*/\4 \1 \2 \3/'
github_packed='s/^::([a-z]+) file=[^,]*,title=([A-Z][0-9]+) [a-z0-9-]*::.*:([0-9]+):([0-9]+): .*/\2 \1 \3 \4/'

law() { # KIND FILE...
    local kind=$1 format
    shift
    for format in text json sarif github gnu; do
        "$RPTLINT" check --as "$kind" --format "$format" "$@" > "$scratch/$format" 2> "$scratch/messages"
    done
    jq -r 'select(.type == "finding") | "\(.rule) \(.severity) \(.line) \(.column)"' "$scratch/json" > "$scratch/wanted"
    jq -r 'select(.type == "finding") | "\(.rule) \(.severity) \(.line) \(.offset)"' "$scratch/json" > "$scratch/offsets"
    same "$kind: gnu tells what JSON tells" "" \
        "$(sed -E "s/^$place\[([A-Z][0-9]+)\]\$/\4 \3 \1 \2/" "$scratch/gnu" | diff "$scratch/wanted" - | head)"
    same "$kind: text does" "" \
        "$(sed -nE "s/^corpus$place\[([A-Z][0-9]+), RFC .*\]\$/\4 \3 \1 \2/p" "$scratch/text" | diff "$scratch/wanted" - | head)"
    same "$kind: github does" "" \
        "$(sed -E "$github_there; $github_packed; s/ notice / note /" "$scratch/github" | diff "$scratch/wanted" - | head)"
    same "$kind: SARIF does" "" "$(jq -r '.runs[0].results[] | (.locations[0].physicalLocation.region as $r |
        .properties // {line: $r.startLine, offset: $r.byteOffset}) as $place |
        "\(.ruleId) \(.level) \($place.line) \($place.offset)"' "$scratch/sarif" | diff "$scratch/offsets" - | head)"
    # Of a zone the findings that are about no TLSRPT record are counted at its end, with all others.
    [ "$kind" = zone ] || same "$kind: every verdict counts the findings before it" "" "$(jq -nr 'foreach inputs as $line ({n: 0};
        if $line.type == "finding" then {n: (.n + 1)} else {n: 0, was: .n, told: ($line.errors + $line.warnings + $line.notes)} end;
        select(.was != .told) | "\($line.input): \(.was) findings, \(.told) told")' "$scratch/json" | head)"
    total=$((total + $(wc -l < "$scratch/wanted")))
}

zone_law() {
    same "zone: the verdict of each zone counts all of its findings" "" "$(jq -nr 'foreach inputs as $line ({n: 0};
        if $line.type == "finding" then {n: (.n + 1)} elif $line.kind == "zone"
        then {n: 0, was: .n, told: ($line.errors + $line.warnings + $line.notes)} else {n} end;
        select(.was != .told) | "\($line.input): \(.was) findings, \(.told) told")' "$scratch/json" | head)"
}

total=0
law record "${record[@]}"
law txt corpus/txt/*.in
law mail corpus/mail/*.in
law zone corpus/zone/*.in
zone_law
law report corpus/gzip/*.in
law report corpus/report/*.in
if [ "$total" -gt 800 ]; then
    pass "the corpora have $total findings"
else
    fail "the corpora have findings" "only $total"
fi

# ---- reports: which value, which member (of the last run) ----

same "every finding of a schema rule has a pointer" "" \
    "$(jq -r 'select(.type == "finding" and .part == null and (.rule | test("^[SX]")) and .pointer == null) | .rule' "$scratch/json")"
same "SARIF has it as well" "$(jq -r 'select(.pointer != null and .pointer != "").pointer' "$scratch/json")" \
    "$(jq -r '.runs[0].results[].locations[0].logicalLocations[0].fullyQualifiedName // empty' "$scratch/sarif")"
for format in text github gnu; do
    same "$format names what is missing" "" \
        "$(jq -r 'select(.rule == "S701" or .rule == "S702").hint' "$scratch/json" | sort -u | while read -r hint; do
            grep -qF "$hint" "$scratch/$format" || printf '%s\n' "$hint"
        done)"
done
jq -r 'select(.rule == "S701") | .hint' "$scratch/json" | sort -u > "$scratch/hints"
same "S701 names different members" "1" "$(($(wc -l < "$scratch/hints") > 3))"
same "no lone bracket is quoted for what is missing" "" "$(grep -hE '\[(S701|S702|S725|X8[0-9]{2})\b' "$scratch/text" "$scratch/gnu" | grep -F '"{"')"
same "no line of text is endless" "" "$(awk 'length($0) > 600' "$scratch/text")"

# ---- what is written is well-formed, whatever the input ----

hidden() { # FILE...: lines with what must never go out raw: controls, invisible and bidi characters, no UTF-8
    grep -haP '[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf' "$@"
    cat "$@" | iconv -f UTF-8 -t UTF-8 > "$scratch/iconv" || echo "no UTF-8"
}

everything=("${record[@]}" corpus/*/*.in)
"$RPTLINT" check --format json "${everything[@]}" 2> "$scratch/messages" > "$scratch/json"
same "JSON: every line is an object" "$(wc -l < "$scratch/json")" "$(jq -c 'select(type == "object") | 1' "$scratch/json" | wc -l)"
same "JSON: nothing is null" "" "$(jq -c 'select(any(.. ; . == null))' "$scratch/json" | head)"
"$RPTLINT" check --format sarif "${everything[@]}" 2> "$scratch/messages" > "$scratch/all.sarif"
same "SARIF: the document parses" "2.1.0" "$(jq -r .version "$scratch/all.sarif")"
for format in text github gnu; do
    "$RPTLINT" check --format "$format" "${everything[@]}" > "$scratch/$format" 2> "$scratch/messages"
    same "$format: nothing hidden goes out" "" "$(hidden "$scratch/$format" "$scratch/messages")"
done

# ---- hostile octets wherever a sender can put some ----

# C0, DEL, C1, right-to-left override, zero-width space, no UTF-8, a workflow command, a finding of another file.
evil=$'\x1b[2J\x07\x7f\xc2\x9b31m\xe2\x80\xae\xe2\x80\x8b\xff::error::x,y%0a:1:1: error: no [S703]'
mkdir "$scratch/box"
hostile=$scratch/box/$'a\x1b\xe2\x80\xae\xff\n::error::x,y%.json'
printf '{"organization-name":"%s","contact-info":"%s","report-id":"%s","%s":1,"policies":"%s"}' \
    "$evil" "$evil" "$evil" "$evil" "$evil" > "$hostile"
{
    printf 'From: %s\nSubject: %s\nTLS-Report-Domain: %s\nTLS-Report-Submitter: %s\n' "$evil" "$evil" "$evil" "$evil"
    printf 'DKIM-Signature: v=1; h=%s; b=A\nMIME-Version: 1.0\n' "$evil"
    printf 'Content-Type: multipart/report; report-type="%s"; boundary=b\n\n--b\n' "$evil"
    printf 'Content-Type: application/tlsrpt+json; name="%s"\n' "$evil"
    printf 'Content-Disposition: attachment; filename="%s.json"\n\n' "${evil//\"/}"
    cat "$hostile"
    printf '\n--b--\n'
} > "$scratch/box/mail.eml"
for format in text json sarif github gnu; do
    "$RPTLINT" check -f "$format" "$scratch/box" > "$scratch/$format" 2> "$scratch/messages"
    same "$format: nothing hidden of hostile names, fields and values" "" "$(hidden "$scratch/$format" "$scratch/messages")"
done
same "a hostile report is found" "S703" "$(jq -r 'select(.rule == "S703").rule' "$scratch/json" | sort -u)"
same "so is hostile mail" "E903" "$(jq -r 'select(.rule == "E903").rule' "$scratch/json" | sort -u)"
same "hostile JSON is JSON" "$(wc -l < "$scratch/json")" "$(jq -c 1 "$scratch/json" | wc -l)"
same "hostile SARIF is JSON, of two files" 2 \
    "$(jq -r '.runs[0].results[].locations[0].physicalLocation.artifactLocation.uri' "$scratch/sarif" | sort -u | wc -l)"
same "each line of github is a command of its own" "" "$(grep -vE '^::(error|warning|notice) file=[^,:]*,[^:]*::' "$scratch/github")"
same "no line of text or gnu begins one" "" "$(grep -hE '^ *::' "$scratch/text" "$scratch/gnu" "$scratch/messages")"
name=$(printf 'a%.0s' {1..254})é$(printf 'b%.0s' {1..300}).json
printf 'Content-Type: application/tlsrpt+json; name="%s"\n\n{}\n' "$name" > "$scratch/long.eml"
same "a long name of an attachment is cut between two characters" "$scratch/long.eml(${name:0:254}...)" \
    "$("$RPTLINT" check -f json "$scratch/long.eml" | jq -r 'select(.type == "verdict").input')"
same "no name of an attachment looks like a finding" "" "$(grep -F 'mail.eml(' "$scratch/gnu" | grep -E '^[^"]*:1:1: error: no')"
same "nor does an old-style one" "" "$(grep -hF '##[' "$scratch/text" "$scratch/gnu" "$scratch/github")"

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
sarif "no text for people has a link or a placeholder" '[.runs[0] | (.tool.driver.rules[] | .shortDescription, .fullDescription, .help),
    (.results[] | .message, .relatedLocations[]?.message, .fixes[]?.description) |
    .text | (contains("](") or (gsub("\\{\\{|\\}\\}"; "") | test("[{}]"))) | not] | length > 300 and all'
sarif "paths are relative, with forward slashes" '[.runs[0].results[].locations[].physicalLocation.artifactLocation |
    (.uri | test("^(/|[a-z]+:|.*\\\\)") | not) and .uriBaseId == "%SRCROOT%"] | all'
sarif "regions count from 1 and end behind their start" '[.runs[0].results[].locations[].physicalLocation.region |
    select(.startColumn) | .startLine >= 1 and .startColumn >= 1 and
    (.endLine > .startLine or (.endLine == .startLine and .endColumn >= .startColumn))] | length > 1000 and all'
sarif "every result has a fingerprint" '.runs[0].results | map(.partialFingerprints["rptlint/v1"]) |
    all(test("^[0-9a-f]{16}$"))'
sarif "fixes replace a region" '[.runs[0].results[] | select(.fixes) | .fixes[0].artifactChanges[0].replacements[0] |
    .deletedRegion.startLine >= 1] | length > 50 and all'
sarif "what is packed has its file, no fix, and its place in words and as properties" '[.runs[0].results[] | select(.properties) |
    (.locations[0].physicalLocation.artifactLocation.uri | test("%28") | not) and .fixes == null and
    (.properties.name as $name | .message.text | startswith($name + ":"))] | length > 50 and all'

"$RPTLINT" check --format sarif corpus/demo/good.in > "$scratch/all.sarif"
sarif "a clean run has no results" '.runs[0].results == []'

finish
