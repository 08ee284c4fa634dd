#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Runs with the sanitized program too.
# rptlint filter: the same verdicts as check's, a row for every line, whatever it is and however the run ends.

. tests/lib.sh

if ! have jq; then
    skip "rptlint filter" "jq is not installed"
    finish
fi

filter() { # OPTION...: what it prints; the status goes to $scratch/status
    "$RPTLINT" filter "$@" 2> "$scratch/err"
    echo $? > "$scratch/status"
}
status() {
    cat "$scratch/status"
}

# Records of the corpus that are one line, and some more lines.
records=$scratch/records
for file in corpus/record/*.in corpus/txt/*.in; do
    [ "$(tr -cd '\n\0' < "$file" | wc -c)" -gt 1 ] || { tr -d '\n' < "$file"; echo; }
done > "$records"
printf '%s\n' 'v=TLSRPTv1; rua=mailto:a@example.com' '"v=TLSRPTv1; " "rua=mailto:a@example.com"' \
    '_smtp._tls 300 IN TXT "v=TLSRPTv1; rua=mailto:a@example.com"' >> "$records"
hex=$(printf 'v=TLSRPTv1; rua=mailto:a@example.com' | od -An -v -tx1 | tr -d ' \n')
printf '%s\n' "TXT \\# 37 24$hex" "TXT \\# 38 24$hex" "_smtp._tls 300 IN TXT \\# 37 ( 24 $hex )" >> "$records"
lines=$(wc -l < "$records")
same "the form of RFC 3597 is read" '1  0 Z413 1 ' \
    "$(tail -n 3 "$records" | "$RPTLINT" filter | jq -r '"\(.usable) \(.rules | join(","))"' | paste -sd' ')"
same "there is something to filter" yes "$([ "$lines" -gt 300 ] && echo yes || echo "$lines lines")"

# ---- the same verdicts as check's ----

# check passes over lines without a record: what it says of each line, by its number.
"$RPTLINT" check --format json "$records" 2> /dev/null > "$scratch/checked"
jq -rs 'group_by(.line)[] | select(any(.type == "verdict")) | (map(select(.type == "verdict"))[0]) as $v
    | [$v.line, $v.grammar, $v.selected, $v.usable, $v.errors, $v.warnings, $v.notes,
       ([.[] | select(.type == "finding") | .rule] | unique | join(","))] | @tsv' "$scratch/checked" > "$scratch/wanted"
filter "$records" > "$scratch/rows"
same "findings are status 1" 1 "$(status)"
same "a row for every line" "$lines" "$(wc -l < "$scratch/rows")"
same "lines are numbered" "$(seq "$lines")" "$(jq .line "$scratch/rows")"
jq -r '[.line, .grammar, .selected, .usable, .errors, .warnings, .notes, (.rules | sort | join(","))] | @tsv' \
    "$scratch/rows" > "$scratch/all"
same "each verdict is check's" "" \
    "$(join -t $'\t' -j 1 -v 1 <(sort "$scratch/wanted") <(sort "$scratch/all"); comm -23 <(sort "$scratch/wanted") <(sort "$scratch/all"))"

same "TSV says the same" "$(jq -r '[.line, "", .selected, (if .grammar then "yes" else "no" end), .usable, .errors, .warnings,
    .notes, (.rules | join(","))] | map(tostring) | join("\t")' "$scratch/rows")" "$(filter --out tsv "$records")"

# NAME<TAB>NUMBER out of the rows.
counted() {
    jq -rs '. as $rows | def with(f): [$rows[] | select(f)] | length;
        (["lines", ($rows | length)], ["checked", with(.error == null)],
         (("yes", "only-alone", "no") as $s | ["selected-" + $s, with(.selected == $s)]),
         ["grammar", with(.grammar)], ["usable", with(.usable > 0)],
         ["with-errors", with(.errors > 0)], ["with-warnings", with(.warnings > 0)], ["with-notes", with(.notes > 0)],
         ([$rows[].rules[]?] | group_by(.)[] | [.[0], length])) | @tsv' "$1"
}
same "counts are those of the rows" "$(counted "$scratch/rows" | sort)" "$(filter --out count "$records" | sort)"

same "rules may be ignored" 0 "$(filter --ignore R101 "$records" | grep -c R101)"
filter --fail-on never "$records" > "$scratch/out"
same "--fail-on never is status 0" 0 "$(status)"
same "and severities changed" '{"errors":1,"warnings":2}' \
    "$(echo 'v=TLSRPTv1;rua=x' | "$RPTLINT" filter --severity R128=warning | jq -c '{errors, warnings}')"
contains "--domain is asked" U221 "$(echo 'v=TLSRPTv1; rua=mailto:a@example.net' | "$RPTLINT" filter --domain example.com)"

# ---- lines of all kinds ----

rows_of() { # TEXT: printf's words
    # shellcheck disable=SC2059 # they are its format
    printf "$1" | "$RPTLINT" filter --in ndjson --fail-on never "${@:2}" 2> /dev/null
}
good='{"line":1,"grammar":true,"selected":"yes","usable":1,"errors":0,"warnings":0,"notes":0,"rules":[]}'
same "a string" "$good" "$(rows_of '{"txt":"v=TLSRPTv1; rua=mailto:a@example.com"}\n')"
same "with escapes" "$good" "$(rows_of '{"txt":"v=TLSRPTv1; rua=mailto:a\\u0040example.com"}\n')"
same "an array of strings is put together" "$good" "$(rows_of '{"a":[1,{"txt":2}],"txt":["v=TLSRPTv1; rua=ma","","ilto:a@example.com"]}\n')"
# Its strings are octets as they are sent: what check says of them in quotes.
rules_of() { # TEXT OPTION...
    rows_of "$@" | jq -r '"\(.usable) \(.rules | join(","))"'
}
same "an empty array is an empty record" "0 R101" "$(rules_of '{"txt":[]}')"
same "quotes in an array are in the value" "0 T309" "$(rules_of '{"txt":["\\"v=TLSRPTv1; rua=mailto:a@example.com\\""]}')"
same "a backslash, too" "0 T309" "$(rules_of '{"txt":["v=TLSRPTv1\\\\; rua=mailto:a@example.com"]}')"
same "line ends, too" "0 R119" "$(rules_of '{"txt":["v=TLSRPTv1; ","rua=mailto:a@example.com\\r\\n"]}')"
for as in '' '--as record'; do
    # shellcheck disable=SC2086 # two words
    same "the version in two strings is T307 ($as)" "1 T307" "$(rules_of '{"txt":["v=TLSR","PTv1; rua=mailto:a@example.com"]}' $as)"
done
same "in one it is not" "1 " "$(rules_of '{"txt":["v=TLSRPTv1;","rua=mailto:a@example.com"]}')"
same "--as txt: they are quoted already" "1 " \
    "$(rules_of '{"txt":["\\"v=TLSRPTv1; \\"","\\"rua=mailto:a@example.com\\""]}' --as txt)"
path=$(printf 'a%.0s' $(seq 231)) # behind 24 octets
same "255 octets are a string" "1 " "$(rules_of "{\"txt\":[\"v=TLSRPTv1; \",\"rua=https://example.com/$path\"]}")"
same "256 are T301" "1 T301" "$(rules_of "{\"txt\":[\"v=TLSRPTv1; \",\"rua=https://example.com/a$path\"]}")"
same "more than an RDATA is T310" "1 T310" \
    "$(rules_of "{\"txt\":[\"v=TLSRPTv1; rua=mailto:a@example.com\"$(printf ',""%.0s' $(seq 65500))]}")"
# Wherever it is cut, in two or three: the same as in quotes.
long="v=TLSRPTv1; rua=https://example.com/$path"
for value in 'v=TLSRPTv1; rua=mailto:a@example.com' "${long:0:255}" "${long:0:256}" "$long$path" 'v=TLSRPTv1\; rua=mailto:a@example.com' x; do
    for at in $(seq 0 15) 200 254 255 256 257 $((${#value} - 1)); do
        [ "$at" -lt "${#value}" ] || continue
        first=${value:0:at} second=${value:at:11} third=${value:at+11}
        printf '%s\n' "$first,$second$third" "$first,$second,$third" "$first,,$second$third"
    done
done > "$scratch/cut"
same "strings are what they are in quotes" \
    "$(jq -cR '{txt: (split(",") | map("\"" + gsub("\\\\"; "\\\\") + "\"") | join(" "))}' "$scratch/cut" | "$RPTLINT" filter --in ndjson)" \
    "$(jq -cR '{txt: split(",")}' "$scratch/cut" | "$RPTLINT" filter --in ndjson)"
same "by another name, with escapes" "$good" \
    "$(rows_of '{"t\\u00e4":"v=TLSRPTv1; rua=mailto:a@example.com"}' --field 'tä')"
same "quoted strings in a string" "$good" "$(rows_of '{"txt":"\\"v=TLSRPTv1; \\" \\"rua=mailto:a@example.com\\""}')"
for pair in '{}:no-member' '{"txt":null}:no-string' '{"txt":[1]}:no-string' '{"txt":{"txt":"a"}}:no-string' ':no-object' \
    'v=TLSRPTv1:no-object' '[]:no-object' '{"txt":"a":no-object' '{"txt":"a"}{}:no-object' '{"txt":"a","txt":"a"}:member-twice' \
    '{"x":1,"x":2,"txt":"a"}:no-object' '{"txt":"a","x":1,"\\u0078":2}:no-object' '{"x":{"a":1,"a":2},"txt":"a"}:no-object'; do
    same "${pair%:*} is ${pair##*:}" "{\"line\":1,\"error\":\"${pair##*:}\"}" "$(rows_of "${pair%:*}\n")"
done
many=$(printf '"n%s":0,' $(seq 99))
same "names are compared, however many there are" no-member "$(rows_of "{$many\"n\":0}" | jq -r .error)"
same "the first with the last" no-object "$(rows_of "{$many\"n1\":0}" | jq -r .error)"
rows_of '{}' > /dev/null
echo '{}' | filter --in ndjson > /dev/null
same "a line without a verdict is status 1" 1 "$(status)"

same "CR LF, no line end at the end" "3 usable 1" "$(printf 'v=TLSRPTv1; rua=mailto:a@example.com\r\n%s\nv=TLSRPTv1; rua=mailto:a@example.com' x |
    "$RPTLINT" filter | jq -rs '"\(length) usable \(.[2].usable)"')"
same "nothing in, nothing out" "" "$(filter < /dev/null)"
same "an empty line is a line" '["R101"]' "$(echo | "$RPTLINT" filter | jq -c .rules)"
{
    head -c 3000000 /dev/zero | tr '\0' a
    echo
    echo 'v=TLSRPTv1; rua=mailto:a@example.com'
} > "$scratch/long"
same "a long line is told, and the next one is read" '{"line":1,"error":"line-too-long"} 1' \
    "$(filter "$scratch/long" | jq -sr '"\(.[0] | tojson) \(.[1].usable)"')"
same "in children, too" "$(filter "$scratch/long")" "$(filter -j 2 "$scratch/long")"
filter "$scratch/long" > /dev/null
same "it is status 1, as a finding is" 1 "$(status)"
filter --report --max-inflated 1K "$scratch/long" > /dev/null
same "so is a report over --max-inflated" 1 "$(status)"
filter --fail-on never "$scratch/long" > /dev/null
same "and 0 where nothing is to fail" 0 "$(status)"
same "inputs are numbered on" "1 2 3" \
    "$(echo a > "$scratch/a"; echo b | "$RPTLINT" filter "$scratch/a" - "$scratch/a" | jq -s -r 'map(.line) | join(" ")')"
filter "$scratch/a" "$scratch/nowhere" "$scratch/a" > "$scratch/out"
same "an input that is not there is status 3" 3 "$(status)"
contains "it is told" "nowhere: No such file" "$(cat "$scratch/err")"
same "and the others are read" 2 "$(wc -l < "$scratch/out")"

# ---- the caller's objects ----

keep() { # TEXT
    rows_of "$1" --keep
}
same "members are kept as they were written" "{ \"a\" : 1.0e2 ,\"txt\":\"v=TLSRPTv1; rua=mailto:a@example.com\",\"rptlint\":$good}" \
    "$(keep '{ "a" : 1.0e2 ,"txt":"v=TLSRPTv1; rua=mailto:a@example.com"}\n')"
same "an empty object" '{"rptlint":{"line":1,"error":"no-member"}}' "$(keep '{}\n')"
for object in '{"rptlint":[1,{"x":2}],"b":1}' '{"b":1,"rptlint":[1,{"x":2}]}' '{"b":1}' '{"b":1 , "rptlint" : 3 }' '{"rptlint":3 , "b":1}'; do
    same "an older verdict goes: $object" '{"b":1,"rptlint":{"line":1,"error":"no-member"}}' "$(keep "$object" | jq -c .)"
done
same "what is no object is kept as a string" '{"input":"x\u202e\"","rptlint":{"line":1,"error":"no-object"}}' \
    "$(keep 'x\xe2\x80\xae"\n')"
same "one whose names are not different, too" '{"input":"{\"a\":1,\"a\":2}","rptlint":{"line":1,"error":"no-object"}}' \
    "$(keep '{"a":1,"a":2}\n')"
same "once more says the same" "$(keep '{"txt":"x"}\n')" "$(keep '{"txt":"x"}\n' | "$RPTLINT" filter --in ndjson --keep)"

# ---- reports ----

for file in corpus/report/*.in; do
    tr -d '\n\r' < "$file"
    echo
done > "$scratch/reports"
filter --report "$scratch/reports" > "$scratch/rows"
same "a row for every report" "$(wc -l < "$scratch/reports")" "$(wc -l < "$scratch/rows")"
same "all of them are JSON" "" "$(jq -c . < "$scratch/rows" 2>&1 > /dev/null)"
# A line that holds several reports is several for check.
n=0 wrong=
while IFS= read -r report; do
    n=$((n + 1))
    [ $((n % 19)) -eq 0 ] || continue
    printf '%s' "$report" > "$scratch/one"
    wanted=$("$RPTLINT" check --as report --format json --ignore J615 "$scratch/one" 2> /dev/null | jq -sc '
        [.[] | select(.type == "verdict")][0] as $v | $v | {json, readable, policies, failures, organization, report_id, policy_domain, start, stop: .["end"]}')
    got=$(sed -n "${n}p" "$scratch/rows" | jq -c '{json, readable, policies, failures, organization, report_id, policy_domain, start, stop: .["end"]}')
    [ "$wanted" = "$got" ] || wrong+="$report
$wanted
$got
"
done < "$scratch/reports"
same "each verdict is check's, of one in nineteen" "" "$wrong"
same "TSV has sixteen columns" 16 "$(filter --report --out tsv "$scratch/reports" | awk -F '\t' '{print NF}' | sort -u)"
same "records nine" 9 "$(rows_of '{}\n{"txt":"x"}\n' --out tsv | awk -F '\t' '{print NF}' | sort -u)"
same "reports are kept" "" "$(filter --report --keep "$scratch/reports" | jq -c 'select((.rptlint | type) != "object")' 2>&1)"
same "and counted" "$(jq -rs '"\(length) \(map(select(.readable)) | length)"' "$scratch/rows")" \
    "$(filter --report --out count "$scratch/reports" | awk '$1 == "lines" || $1 == "readable" {print $2}' | paste -sd ' ')"

# ---- many processes ----

for _ in $(seq 60); do cat "$records"; done > "$scratch/many"
for _ in $(seq 10); do cat "$scratch/reports"; done > "$scratch/many-reports"
for out in ndjson tsv count; do
    same "-j 3 prints the same ($out)" "" "$(cmp <(filter --out $out "$scratch/many") <(filter -j 3 --out $out "$scratch/many") 2>&1)"
    same "of reports, too ($out)" "" \
        "$(cmp <(filter --report --out $out "$scratch/many-reports") <(filter --report -j 3 --out $out "$scratch/many-reports") 2>&1)"
done
# A child that dies loses its verdicts, not its lines.
for _ in $(seq 15); do cat "$scratch/many"; done > "$scratch/more"
"$RPTLINT" filter -j 2 "$scratch/more" > "$scratch/out" 2> "$scratch/err" &
parent=$!
for _ in $(seq 500); do
    child=$(pgrep -P $parent | head -n 1)
    [ -z "$child" ] || { kill -KILL "$child" 2> /dev/null && break; }
done
wait $parent
killed=$?
if grep -q not-checked "$scratch/out"; then
    same "a child that is killed is status 3" 3 "$killed"
    contains "its lines are told" "the process that checked them died" "$(cat "$scratch/err")"
else
    skip "a child that is killed" "it was done before"
fi
same "and every line has its row" "$(wc -l < "$scratch/more")" "$(jq .line "$scratch/out" | awk '$1 == NR' | wc -l)"

# ---- pipes ----

# A row comes as soon as its line is there.
mkfifo "$scratch/in" "$scratch/back"
"$RPTLINT" filter < "$scratch/in" > "$scratch/back" &
exec 3> "$scratch/in" 4< "$scratch/back"
for i in 1 2 3; do
    echo 'v=TLSRPTv1; rua=mailto:a@example.com' >&3
    row=
    read -r -t 20 row <&4
    same "an answer for line $i before the next one is asked" "$i" "$(jq .line <<< "$row")"
done
exec 3>&- 4<&-
wait

yes 'v=TLSRPTv1; rua=mailto:a@example.com' | "$RPTLINT" filter 2> "$scratch/err" | head -n 3 | wc -l > "$scratch/out"
same "a reader that goes away" "3 141 3 0 0" "$(cat "$scratch/out") $(yes 'v=TLSRPTv1; rua=mailto:a@example.com' | "$RPTLINT" filter 2> "$scratch/err" | head -n 1 > /dev/null; echo "${PIPESTATUS[*]}") $(wc -c < "$scratch/err")"
if [ -w /dev/full ]; then
    "$RPTLINT" filter "$scratch/many" > /dev/full 2> "$scratch/err"
    same "a full disk is status 3" 3 $?
    contains "and told" "No space left" "$(cat "$scratch/err")"
fi
for jobs in 1 2; do
    yes 'v=TLSRPTv1; rua=mailto:a@example.com' | head -c 2000000000 > "$scratch/in" &
    timeout --foreground --preserve-status -s INT 1 "$RPTLINT" filter -j $jobs < "$scratch/in" > "$scratch/out" 2> "$scratch/err"
    same "interrupted is status 3 (-j $jobs)" "3 " "$? $(grep -v interrupted "$scratch/err")"
    same "what was done is whole (-j $jobs)" "" "$(tail -n 1 "$scratch/out" | jq -e .line 2>&1 > /dev/null)"
    wait
done

# ---- wrong usage ----

for usage in '--report --in ndjson' '--report --field x' '--report --as txt' '--field x' '--keep' '--keep --in ndjson --out tsv' '--in x' '--out x'; do
    # shellcheck disable=SC2086 # several words
    exits "$usage is wrong" 2 "$RPTLINT" filter $usage
done

finish
