#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Reports on the command line: files, gzip, zip, mail, folders, standard input, limits.
# Runs with the sanitized program too.
. tests/lib.sh

err() { cat "$scratch/err"; }
out() { cat "$scratch/out"; }
verdicts() { jq -c 'select(.type == "verdict") | [.input, .line, .readable, .errors]' "$scratch/out"; }
rules() { jq -r 'select(.type == "finding") | .rule' "$scratch/out" | tr '\n' ' '; }
# A folder of its own: what a test leaves in $scratch is not checked by accident.
here=$scratch/here
mkdir "$here"
good=$(cat corpus/report/good-none.in)
bad=$(cat corpus/report/S712-type.in)
printf '%s\n' "$good" > "$here/good.json"

# ---- a file ----

exits "a good report" 0 "$RPTLINT" check "$here/good.json"
contains "is said to be good" "ok: this follows RFC 8460 (readable yes, 1 policy, 0 failure details; 0 errors, 0 warnings, 0 notes)" "$(out)"
contains "and whose it is" 'report "5065" by "Company-X" about "company-y.example" from "2024-05-01T00:00:00Z" to "2024-05-01T23:59:59Z"' "$(out)"
exits "JSON output" 0 "$RPTLINT" check -f json "$here/good.json"
same "has the identity" '["Company-X","tls@company-x.example","5065","company-y.example","2024-05-01T00:00:00Z","2024-05-01T23:59:59Z"]' \
    "$(jq -c '[.organization, .contact, .report_id, .policy_domain, .start, .end]' "$scratch/out")"
exits "a report as an argument" 0 "$RPTLINT" check -f json "$good"
same "is called so" '["report",1,true,0]' "$(verdicts)"
exits "a report from standard input" 0 bash -c '"$RPTLINT" check -f json - < "$1"' _ "$here/good.json"
same "is found" '["stdin",1,true,0]' "$(verdicts)"
exits "--as report of what is no JSON" 1 "$RPTLINT" check --as report -f json 'v=TLSRPTv1; rua=mailto:a@example.com'
same "is a syntax error" "J603 " "$(rules)"
exits "--fix and a report" 3 "$RPTLINT" check --fix "$here/good.json"
contains "do not go together" "--fix puts records right" "$(err)"
exits "--fix --as report is wrong usage" 2 "$RPTLINT" check --fix --as report "$here/good.json"

# ---- positions and pointers ----

exits "a finding deep in a line" 0 "$RPTLINT" check -f json "$bad"
same "has a pointer" "/policies/0/failure-details/0/result-type" "$(jq -r 'select(.rule == "S712").pointer' "$scratch/out")"
exits "a line of a megabyte" 1 "$RPTLINT" check "{\"a\":1}$(printf '%100000s' x)"
same "is shown by a window" "" "$(awk 'length($0) > 300' "$scratch/out")"
long=$(printf '%05000d' 0)
exits "a very long pointer" 1 "$RPTLINT" check -f json "{\"report-id\":\"1\",\"$long\":{\"a\":01}}"
same "is left out, its length is not" "5003" "$(jq -r 'select(.rule == "J611").pointer_length' "$scratch/out")"
exits "a name with ~ and /" 1 "$RPTLINT" check -f json '{"report-id":"1","a~/b":{"x":01}}'
same "is escaped in a pointer" "/a~0~1b/x" "$(jq -r 'select(.rule == "J611").pointer' "$scratch/out")"
exits "hostile text" 1 "$RPTLINT" check $'{"report-id":"\x1b[31m\xe2\x80\xae"}'
same "does not reach the terminal" "" "$(LC_ALL=C grep -aP '\x1b|\xe2\x80\xae' "$scratch/out")"

# ---- several texts ----

printf '%s\n%s\n' "$good" "$good" > "$here/two.json"
exits "two texts in a file" 1 "$RPTLINT" check -f json "$here/two.json"
same "are two reports" "[\"$here/two.json\",1,true,1] [\"$here/two.json\",2,true,0] " "$(verdicts | tr '\n' ' ')"
exits "--ndjson" 0 "$RPTLINT" check --ndjson -f json "$here/two.json"
same "takes a line for a report" "[\"$here/two.json\",1,true,0] [\"$here/two.json\",2,true,0] " "$(verdicts | tr '\n' ' ')"
exits "--ndjson with a broken line" 1 bash -c 'printf "%s\n{\n\n%s\n" "$1" "$1" | "$RPTLINT" check --ndjson -f json -' _ "$good"
same "goes on behind it" '["stdin",1,true,0] ["stdin",2,false,1] ["stdin",4,true,0] ' "$(verdicts | tr '\n' ' ')"

# ---- compressed ----

gzip -cn "$here/good.json" > "$here/good.json.gz"
exits "gzip" 0 "$RPTLINT" check -f json "$here/good.json.gz"
same "is read" "[\"$here/good.json.gz\",1,true,0]" "$(verdicts)"
gzip -cn "$here/good.json.gz" > "$scratch/twice.gz"
exits "gzip twice" 0 "$RPTLINT" check -f json "$scratch/twice.gz"
same "is a finding" "E917 " "$(rules)"
if have zip; then
    (cd "$here" && zip -q "$scratch/good.zip" good.json)
    exits "zip" 0 "$RPTLINT" check -f json "$scratch/good.zip"
    same "is read, with a finding" "E919 " "$(rules)"
else
    skip "zip" "not installed"
fi
head -c 100 "$here/good.json.gz" > "$scratch/cut.gz"
exits "damaged gzip" 1 "$RPTLINT" check "$scratch/cut.gz"
contains "is said, without a picture of it" "octet 100 of 100" "$(out)"
exits "in JSON" 1 "$RPTLINT" check -f json "$scratch/cut.gz"
contains "the part is named" '"part":"compressed-data"' "$(out)"
exits "in SARIF" 1 "$RPTLINT" check -f sarif "$scratch/cut.gz"
exits "which is JSON" 0 jq . "$scratch/out"
head -c 20000000 /dev/zero | tr '\0' ' ' | gzip -9n > "$scratch/bomb.gz"
exits "a bomb" 3 "$RPTLINT" check --max-inflated 1M -f json "$scratch/bomb.gz"
same "is refused" "E914 " "$(rules)"
exits "a report beyond the limit" 3 "$RPTLINT" check --max-inflated 100 -f json "$here/good.json"
same "is not read" "J612 " "$(rules)"
exits "--max-inflated of nothing" 2 "$RPTLINT" check --max-inflated 0 "$here/good.json"

# ---- mail ----

mail() { # DOMAIN-FIELD
    cat << END
From: tls@company-x.example
Subject: Report Domain: company-y.example
 Submitter: company-x.example Report-ID: <1@company-x.example>
$1: company-y.example
TLS-Report-Submitter: company-x.example
DKIM-Signature: v=1; d=company-x.example; h=From:TLS-Report-Domain:TLS-Report-Submitter; b=AA==
MIME-Version: 1.0
Content-Type: multipart/report; report-type=tlsrpt; boundary=b

--b
Content-Type: text/plain

A report.
--b
Content-Type: application/tlsrpt+gzip
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="company-x.example!company-y.example!1714521600!1714607999.json.gz"

$(base64 "$here/good.json.gz")
--b--
END
}
name='company-x.example!company-y.example!1714521600!1714607999.json.gz'
mail TLS-Report-Domain > "$scratch/good.eml"
exits "a report in mail" 0 "$RPTLINT" check -f json "$scratch/good.eml"
same "is read, and nothing is found" "[\"$scratch/good.eml($name)\",1,true,0]" "$(verdicts)"
mail X-Other > "$scratch/bad.eml"
exits "mail without TLS-Report-Domain" 1 "$RPTLINT" check -f json "$scratch/bad.eml"
same "is a finding" "E905 " "$(rules)"
sed 's/Submitter: company-x.example Rep/Submitter: company-z.example Rep/' "$scratch/good.eml" > "$scratch/differs.eml"
exits "a Subject that differs" 0 "$RPTLINT" check -f json "$scratch/differs.eml"
same "is shown where it stands in the mail" '["E904","subject",3,13,"company-z.example"]' \
    "$(jq -c 'select(.type == "finding") | [.rule, .part, .line, .column, .text]' "$scratch/out")"
printf 'Subject: hello\nFrom: a@example.com\n\nhello\n' > "$scratch/none.eml"
exits "mail without a report" 1 "$RPTLINT" check -f json "$scratch/none.eml"
same "is said so" "E915 " "$(rules)"
{ echo 'From a Mon'; cat "$scratch/good.eml"; echo; echo 'From b Mon'; cat "$scratch/none.eml"; echo; echo 'From c Mon'; cat "$scratch/good.eml"; } > "$scratch/box"
exits "an mbox" 1 "$RPTLINT" check -f json "$scratch/box"
same "gives each its verdict" "[\"$scratch/box#1($name)\",1,true,0] [\"$scratch/box\",1,false,1] [\"$scratch/box#3($name)\",1,true,0] " \
    "$(verdicts | tr '\n' ' ')"

# ---- folders ----

mkdir -p "$scratch/tree/a" "$scratch/tree/md/new" "$scratch/tree/md/cur" "$scratch/tree/md/tmp"
cp "$here/good.json" "$scratch/tree/b.json"
cp "$here/good.json.gz" "$scratch/tree/a/z.json.gz"
cp "$scratch/good.eml" "$scratch/tree/md/new/1.x"
cp "$scratch/good.eml" "$scratch/tree/md/cur/2.x:2,S"
cp "$scratch/good.eml" "$scratch/tree/md/tmp/3.x"
ln -s ../b.json "$scratch/tree/a/link.json"
echo text > "$scratch/tree/readme"
exits "a folder" 0 "$RPTLINT" check -f json "$scratch/tree"
same "is read in order, tmp of a Maildir is not" "a/link.json a/z.json.gz b.json md/cur/2.x:2,S($name) md/new/1.x($name) " \
    "$(jq -r 'select(.type == "verdict").input' "$scratch/out" | sed "s|$scratch/tree/||" | tr '\n' ' ')"
same "what is passed over is said" "rptlint: $scratch/tree/readme: neither a report nor mail: passed over" "$(err)"
ln -s nowhere "$scratch/tree/dangling"
mkfifo "$scratch/tree/fifo"
exits "a dangling link and a FIFO" 3 "$RPTLINT" check -f json "$scratch/tree"
same "the others are still read" "5" "$(verdicts | wc -l)"
contains "the link is named" "$scratch/tree/dangling: a symbolic link that leads to no file: not followed" "$(err)"
contains "and the FIFO" "$scratch/tree/fifo: no regular file: not read" "$(err)"

# ---- one list of findings in every format ----

for file in corpus/report/S70*.in; do
    "$RPTLINT" check --as report -f json "$file" | jq -r 'select(.type == "finding") | "\(.rule) \(.line):\(.column)"' > "$scratch/json"
    "$RPTLINT" check --as report -f sarif "$file" |
        jq -r '.runs[].results[] | "\(.ruleId) \(.locations[0].physicalLocation.region | "\(.startLine):\(.startColumn)")"' > "$scratch/sarif"
    "$RPTLINT" check --as report -f gnu "$file" | sed -E 's/^[^:]*:([0-9]+:[0-9]+): .*\[([JSXE][0-9]{3})\]$/\2 \1/' > "$scratch/gnu"
    same "${file##*/}: SARIF tells what JSON tells" "$(cat "$scratch/json")" "$(cat "$scratch/sarif")"
    same "${file##*/}: gnu does too" "$(cat "$scratch/json")" "$(cat "$scratch/gnu")"
done

finish
