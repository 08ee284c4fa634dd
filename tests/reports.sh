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
contains "do not go together" "--fix puts records and zones right" "$(err)"
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

# S719 is a warning about white space alone, and an error about anything else; both may be changed.
exits "S719 about white space" 1 "$RPTLINT" check --fail-on warning --ignore S702,X809 "$(cat corpus/report/S719-blank.in)"
exits "as a note" 0 "$RPTLINT" check --fail-on warning --severity S719=note --ignore S702,X809 "$(cat corpus/report/S719-blank.in)"
exits "S719 about the scheme" 1 "$RPTLINT" check --ignore S702,X809 "$(cat corpus/report/S719-scheme.in)"
exits "as a note" 0 "$RPTLINT" check --severity S719=note --ignore S702,X809 "$(cat corpus/report/S719-scheme.in)"

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
    mkdir "$scratch/zipped"
    cp "$here/good.json" "$scratch/zipped"
    (cd "$scratch" && zip -qr folder.zip zipped)
    exits "zip of a folder" 0 "$RPTLINT" check -f json "$scratch/folder.zip"
    same "is read as the one file in it" "[\"$scratch/folder.zip\",1,true,0]" "$(verdicts)"
    contains "which is said" "folders, and what macOS put beside it, were passed over" "$(out)"
    cp "$here/good.json" "$scratch/zipped/again.json"
    (cd "$scratch" && zip -qr several.zip zipped)
    exits "zip of several files" 1 "$RPTLINT" check -f json "$scratch/several.zip"
    same "is refused" "E919 [\"$scratch/several.zip\",1,false,1]" "$(rules)$(verdicts)"
    contains "with the reason" "the archive holds several files and was not read" "$(out)"
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
same "and nothing of it is read" '["'"$here"'/good.json",1,false,1]' "$(verdicts)"
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
# Two faults of a name in two parts: neither stands in the mail as it was found, so all of its parts are shown, once.
sed 's/ filename=.*/\n filename*0="company-x.example!company_y.example!";\n filename*1="1714521600!1714607999!0_1.json.gz"/' \
    "$scratch/good.eml" > "$scratch/parts.eml"
exits "a file name in parts (RFC 2231)" 0 "$RPTLINT" check -f json "$scratch/parts.eml"
same "is shown where its parts begin" '["E901","filename",18,2,98,"filename*0=\"company-x.example!company_y.example!\";\n filename*1=\"1714521600!1714607999!0_1.json.gz\""]' \
    "$(jq -c 'select(.type == "finding") | [.rule, .part, .line, .column, .length, .text]' "$scratch/out")"
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
same "what is passed over is said" "rptlint: $scratch/tree/readme: neither a zone, a report nor mail: passed over" "$(err)"
ln -s nowhere "$scratch/tree/dangling"
mkfifo "$scratch/tree/fifo"
exits "a dangling link and a FIFO" 3 "$RPTLINT" check -f json "$scratch/tree"
same "the others are still read" "5" "$(verdicts | wc -l)"
contains "the link is named" "$scratch/tree/dangling: a symbolic link that leads nowhere" "$(err)"
contains "and the FIFO" "$scratch/tree/fifo: no regular file: not read" "$(err)"

ln -s . "$scratch/tree/self"
exits "a link to the folder itself" 3 "$RPTLINT" check -f json "$scratch/tree"
same "is not followed" "5" "$(verdicts | wc -l)"
contains "which is said" "$scratch/tree/self: a symbolic link to a folder: not followed" "$(err)"
exits "a link to a folder as an argument" 3 "$RPTLINT" check -f json "$scratch/tree/self"
same "is the folder" "5" "$(verdicts | wc -l)"
exits "a dangling link as an argument" 3 "$RPTLINT" check "$scratch/tree/dangling"
same "is not said to be absent" "rptlint: $scratch/tree/dangling: a symbolic link that leads nowhere" "$(err)"
rm "$scratch/tree/self"

# What root may read anyway is refused to somebody else.
if [ "$(id -u)" -ne 0 ]; then
    as_user=()
elif have setpriv; then
    as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
fi
if [ -n "${as_user+set}" ] && cp "$RPTLINT" "$scratch/rptlint" && chmod 755 "$scratch" "$scratch/rptlint" &&
    "${as_user[@]+"${as_user[@]}"}" "$scratch/rptlint" --version > /dev/null 2>&1; then
    mkdir -p "$scratch/closed/locked"
    cp "$here/good.json" "$scratch/closed/a.json"
    cp "$here/good.json" "$scratch/closed/b.json"
    cp "$here/good.json" "$scratch/closed/locked/c.json"
    cp "$here/good.json" "$scratch/closed/d.json"
    chmod 755 "$scratch/closed"
    chmod 644 "$scratch/closed/a.json" "$scratch/closed/d.json"
    chmod 0 "$scratch/closed/b.json" "$scratch/closed/locked"
    exits "what may not be read" 3 "${as_user[@]+"${as_user[@]}"}" "$scratch/rptlint" check -f json "$scratch/closed"
    same "does not keep the others from being read" "[\"$scratch/closed/a.json\",1,true,0] [\"$scratch/closed/d.json\",1,true,0] " \
        "$(verdicts | tr '\n' ' ')"
    same "and is named" "rptlint: $scratch/closed/b.json: Permission denied
rptlint: $scratch/closed/locked: Permission denied" "$(err)"
    chmod 755 "$scratch/closed/locked"
else
    skip "what may not be read" "no other user to be"
fi

mkdir "$scratch/names"
cp "$here/good.json" "$scratch/names/"$'a\n\e[31mb.json'
cp "$here/good.json" "$scratch/names/"$'\xff.json'
printf x > "$scratch/names/"$'\e]0;title\a'
exits "hostile names" 0 "$RPTLINT" check "$scratch/names"
same "do not reach the terminal" "" "$(LC_ALL=C grep -aP '[\x00-\x09\x0B-\x1F\x7F-\xFF]' "$scratch/out" "$scratch/err")"
same "and take no line of their own" "2 1" "$(grep -c '^/.*: ok: ' "$scratch/out") $(grep -c '^rptlint: /.*: neither' "$scratch/err")"
exits "hostile names in JSON" 0 "$RPTLINT" check -f json "$scratch/names"
same "are read as JSON" "2" "$(jq -r .type "$scratch/out" | grep -c verdict)"

# ---- one bad input among thousands ----

mkdir -p "$scratch/many/sub"
for ((i = 10000; i < 12000; i++)); do
    printf '%s\n' "$good" > "$scratch/many/$i.json"
    printf '%s\n' "$good" > "$scratch/many/sub/$i.json"
done
cp "$scratch/cut.gz" "$scratch/many/10500.json"
head -c 300 "$here/good.json" > "$scratch/many/11000.json"
: > "$scratch/many/11500.json"
ln -s nowhere "$scratch/many/11700.link"
cp "$scratch/none.eml" "$scratch/many/sub/10000.json"
cp "$scratch/bomb.gz" "$scratch/many/sub/11999.json"
exits "four thousand files, some bad" 3 "$RPTLINT" check --max-inflated 1M -f json "$scratch/many"
same "have a verdict each, in order" "$(find "$scratch/many" -type f | sort)" "$(jq -r 'select(.type == "verdict").input' "$scratch/out")"
same "and only the bad ones are bad" "10500.json E913
11000.json J613
11500.json J613
sub/10000.json E915
sub/11999.json E914" "$(jq -r 'select(.severity == "error") | "\(.input) \(.rule)"' "$scratch/out" | sed "s|$scratch/many/||")"
same "the link is said" "rptlint: $scratch/many/11700.link: a symbolic link that leads nowhere" "$(err)"
rm "$scratch/many/11700.link" "$scratch/many/sub/11999.json"
exits "without what could not be read" 1 "$RPTLINT" check -f json "$scratch/many"
rm "$scratch/many/10500.json" "$scratch/many/11000.json" "$scratch/many/11500.json" "$scratch/many/sub/10000.json"
exits "and without what was broken" 0 "$RPTLINT" check -f json "$scratch/many"
same "all are read" "3995" "$(verdicts | grep -c ',true,0]$')"

# ---- what is no file ----

exits "a process's output" 0 bash -c '"$RPTLINT" check -f json <(cat "$1")' _ "$here/good.json.gz"
same "is read, compressed too" "true" "$(jq -r 'select(.type == "verdict").readable' "$scratch/out")"
exits "a process without output" 3 bash -c '"$RPTLINT" check <(true)'
"$RPTLINT" check -f json "$scratch/tree/fifo" > "$scratch/fifo-out" 2> "$scratch/fifo-err" &
for ((i = 0; i < 600; i++)); do
    [ ! -s "$scratch/fifo-err" ] || break
    sleep 0.1
done
same "a FIFO without a writer is waited for, with a word" \
    "rptlint: $scratch/tree/fifo: nothing has come out of it so far: waiting" "$(cat "$scratch/fifo-err")"
cat "$here/good.json" > "$scratch/tree/fifo"
wait $!
same "and read at last" "0 true" "$? $(jq -r .readable "$scratch/fifo-out")"
exits "a device without an end" 3 "$RPTLINT" check --as report --max-input 1M /dev/zero
same "is left at the limit" "rptlint: /dev/zero: there is more than --max-input allows: not checked" "$(err)"
truncate -s 2G "$scratch/sparse.json"
exits "a file beyond the limit" 3 "$RPTLINT" check "$scratch/sparse.json"
same "is not begun" "rptlint: $scratch/sparse.json: there is more than --max-input allows: not checked" "$(err)"

# ---- memory ----

# Address space bounds memory: the input's size and 16 MiB.  A sanitizer needs more of it.
if grep -q __asan_init "$RPTLINT"; then
    skip "the memory of a large report" "sanitized"
else
    { printf '%s,"x-filler":"' "${good%\}}"; head -c 60000000 /dev/zero | tr '\0' x; printf '"}'; } > "$scratch/large.json"
    kilobytes=$(($(stat -c %s "$scratch/large.json") / 1024))
    exits "a report of 60 MB" 0 bash -c 'ulimit -v "$1" && exec "$RPTLINT" check -f json "$2"' _ $((kilobytes + 16384)) "$scratch/large.json"
    same "is read in its size and 16 MiB" "true" "$(jq -r 'select(.type == "verdict").readable' "$scratch/out")"
    exits "but not in less than its size" 3 bash -c 'ulimit -v "$1" && exec "$RPTLINT" check "$2"' _ "$kilobytes" "$scratch/large.json"
    same "which is said" "rptlint: $scratch/large.json: out of memory" "$(err)"
    head -c 500000000 /dev/zero | tr '\0' ' ' | gzip -9n > "$scratch/bomb.gz"
    exits "a bomb" 3 bash -c 'ulimit -v "$1" && exec "$RPTLINT" check -f json "$2"' _ $((65536 + 16384)) "$scratch/bomb.gz"
    same "takes no more memory than the limit" "E914 " "$(rules)"
fi

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
