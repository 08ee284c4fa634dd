#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# The command line: what is read, what is printed where, and the exit status.
# Runs with the sanitized program too.

. tests/lib.sh

good='v=TLSRPTv1; rua=mailto:tls@example.com'
bare='v=TLSRPTv1; rua=tls@example.com' # U202 (fixable), R127, R128
unknown="$good; x=1"                   # R125, a note
later='v=TLSRPTv1; x=1; rua=mailto:tls@example.com' # R123, a warning, and R125
program=$(realpath "$RPTLINT")
unset NO_COLOR

line() { # words on one line
    tr '\n' ' ' | sed 's/ $//'
}

ids() { # the rules in findings of --format gnu, sorted
    sed -n 's/.*\[\([A-Z][0-9]*\)\]$/\1/p' | sort | line
}

rules() { # ARG...: the rules that `check` finds
    "$RPTLINT" check --format gnu "$@" 2> /dev/null | ids
}

places() { # ARG...: "LINE:COLUMN RULE" of each finding
    "$RPTLINT" check --format gnu "$@" 2> /dev/null | sed -n 's/^[^:]*:\([0-9]*:[0-9]*\): .*\[\([A-Z][0-9]*\)\]$/\1 \2/p'
}

out() {
    cat "$scratch/out"
}

err() {
    cat "$scratch/err"
}

# One line on standard error, and a second that says how to go on.
usage() { # NAME PART COMMAND...
    local name=$1 part=$2
    shift 2
    exits "$name: status" 2 "$@"
    contains "$name: says what" "$part" "$(err)"
    contains "$name: says how" "usage: rptlint" "$(err)"
    same "$name: two lines, nothing on standard output" "2 0" "$(wc -l < "$scratch/err") $(wc -c < "$scratch/out")"
}

# ---- commands and options ----

version=$(sed -n 's/^#define RPTLINT_VERSION "\(.*\)"/\1/p' include/rptlint.h)
same "--version" "rptlint $version" "$("$RPTLINT" --version)"
same "-V" "rptlint $version" "$("$RPTLINT" -V)"
for command in check generate lookup report filter explain help; do
    same "$command --version" "rptlint $version" "$("$RPTLINT" "$command" --version 2>&1)"
    contains "$command --help names --version" "--version" "$("$RPTLINT" "$command" --help)"
    [ $command = help ] || contains "$command --help names --color" "--color" "$("$RPTLINT" "$command" --help)"
done
echo nonsense > "$scratch/.rptlint"
same "--version needs no rules of the house" "rptlint $version" "$(cd "$scratch" && "$program" check --version 2>&1)"
rm "$scratch/.rptlint"
same "explain --color always is explain" "$("$RPTLINT" explain R108)" "$("$RPTLINT" explain --color always R108)"
exits "--help" 0 "$RPTLINT" --help
same "help is --help" "$(out)" "$("$RPTLINT" help)"
for command in check generate lookup explain; do
    contains "--help names $command" "  $command" "$(out)"
    same "help $command is $command --help" "$("$RPTLINT" help "$command")" "$("$RPTLINT" "$command" --help)"
done
for option in as format fail-on ignore severity domain fix quiet color max-input max-inflated ndjson require-rua allow-rua config no-config; do
    contains "check --help names --$option" "--$option" "$("$RPTLINT" check --help)"
done
for option in rua field domain ttl mta-sts as quiet color; do
    contains "generate --help names --$option" "--$option" "$("$RPTLINT" generate --help)"
done
usage "no command" "which command" "$RPTLINT"
usage "an unknown command" '"chek"; did you mean "check"?' "$RPTLINT" chek
usage "a record without command" 'rptlint check RECORD' "$RPTLINT" "$good"
usage "help for an unknown command" '"nosuch"' "$RPTLINT" help nosuch
usage "help for a mistyped command" '"chek"; did you mean "check"?' "$RPTLINT" help chek
usage "help for two commands" 'one command at a time, not "generate" as well' "$RPTLINT" help check generate
usage "an unknown option" '"--fromat"; did you mean "--format"?' "$RPTLINT" check --fromat json "$good"
usage "the beginning of several options" 'option "--f" may be --format, --fix or --fail-on' "$RPTLINT" check --f json "$good"
usage "the same with its argument" 'option "--f" may be --format, --fix or --fail-on' "$RPTLINT" check --f=json "$good"
usage "the beginning of two" 'option "--max" may be --max-input or --max-inflated' "$RPTLINT" check --max 1 "$good"
usage "no beginning at all" 'unknown option "--"' "$RPTLINT" check --=json "$good"
usage "the beginning of another command's" 'unknown option "--tt"' "$RPTLINT" check --tt 1 "$good"
usage "an unknown letter" '"-x"' "$RPTLINT" check -qx "$good"
usage "an option of another command" '--ttl does not belong to "check"' "$RPTLINT" check --ttl 1 "$good"
usage "an argument too many" "--fix takes no argument" "$RPTLINT" check --fix=1 "$good"
usage "an argument too few" "--format needs an argument" "$RPTLINT" check "$good" --format
usage "an unknown format" '"xml" is none of: text json sarif github gnu' "$RPTLINT" check --format xml "$good"
usage "an unknown level" '"fatal" is none of' "$RPTLINT" check --fail-on fatal "$good"
usage "an unknown shell" '"tcsh" is none of: bash zsh fish' "$RPTLINT" --completion tcsh
usage "check without argument" "Give a record in quotes, a file, a folder, or -" "$RPTLINT" check
exits "an option in hostile octets" 2 "$RPTLINT" check $'--a\033[2J\n'
contains "hostile octets are escaped" '"--a\x1b[2J\n"' "$(err)"
for shell in bash zsh fish; do
    exits "completion for $shell" 0 "$RPTLINT" --completion "$shell"
    contains "completion for $shell: options" "fail-on" "$(out)"
    contains "completion for $shell: rules" "R120" "$(out)"
done

same "options behind the record" "R123 R125" "$("$RPTLINT" check "$later" --format=gnu | ids)"
same "options before the command" "R123 R125" "$("$RPTLINT" -f gnu check "$later" | ids)"
same "a beginning is one of the command's options" "R123 R125" "$("$RPTLINT" check --fo gnu "$later" | ids)"
same "whatever other commands have" "R108" "$("$RPTLINT" explain --f json R108 | jq -r .id)"
same "that is, generate --f" "v=TLSRPTv1; rua=mailto:a@example.com; x=1" "$("$RPTLINT" generate --f x=1 mailto:a@example.com 2> /dev/null)"
exits "and check --o" 0 "$RPTLINT" check --o example.com "$good"
same "-- ends the options" "R102" "$("$RPTLINT" check -f gnu --as record -- --fix | ids)"

# ---- exit status ----

exits "a good record" 0 "$RPTLINT" check "$good"
exits "an error" 1 "$RPTLINT" check "$bare"
exits "one bad record of two" 1 "$RPTLINT" check "$bare" "$good"
exits "a warning" 0 "$RPTLINT" check "$later"
exits "a warning with --fail-on warning" 1 "$RPTLINT" check --fail-on warning "$later"
exits "a note with --fail-on warning" 0 "$RPTLINT" check --fail-on warning "$unknown"
exits "a note with --fail-on note" 1 "$RPTLINT" check --fail-on note "$unknown"
exits "an error with --fail-on never" 0 "$RPTLINT" check --fail-on never "$bare"
exits "a missing file" 3 "$RPTLINT" check "$scratch/missing"
exits "3 wins over 1" 3 "$RPTLINT" check "$bare" "$scratch/missing"
exits "3 wins over 1 in the other order" 3 "$RPTLINT" check "$scratch/missing" "$bare"

# ---- what an argument is ----

exits "a word that looks like a file" 3 "$RPTLINT" check zone.db "$bare"
same "it is said not to be there" "rptlint: zone.db: no such file (to check it as a record: --as record)" "$(err)"
contains "the other arguments are checked" "U202" "$(out)"
exits "~ looks like a file" 3 "$RPTLINT" check '~x'
exits "a folder in the name looks like a file" 3 "$RPTLINT" check zones/example
exits "as a record it is one" 1 "$RPTLINT" check --as record zone.db
same "and nothing is said about files" "" "$(err)"
exits "a plain word is a record" 1 "$RPTLINT" check hello
same "and that is said" "rptlint: hello: there is no such file, so this is read as a record" "$(err)"
for kind in mail report; do
    exits "--as $kind of no file" 3 "$RPTLINT" check --as $kind nosuch.json
    same "--as $kind: that is said" "rptlint: nosuch.json: no such file" "$(err)"
done
exits "--as mail takes files only" 3 "$RPTLINT" check --as mail 'From: a@example.com'
usage "--ndjson of mail" "--ndjson is for reports" "$RPTLINT" check --ndjson --as mail -
usage "--ndjson of records" "--ndjson is for reports" "$RPTLINT" check --ndjson --as record -
exits "a report as an argument" 1 "$RPTLINT" check -f gnu '{"report-id":"1.x"}'
same "is not said to be a record" "" "$(err)"
same "an address is a record" "R102" "$(rules tls@example.com)"
exits "an empty argument is an empty record" 1 "$RPTLINT" check ''
contains "an empty record" "R101" "$(out)"
mkdir "$scratch/folder" && printf '%s\n' "$bare" > "$scratch/folder/records"
nothing="rptlint: nothing was checked: there is no zone, report or mail in what was given"
passed="rptlint: $scratch/folder/records: neither a zone, a report nor mail: passed over"
mkdir "$scratch/hollow"
for jobs in 1 2; do
    exits "a folder without reports and mail (-j $jobs)" 3 "$RPTLINT" check -j $jobs "$scratch/folder"
    same "says what is passed over, and that nothing is left" "$passed"$'\n'"$nothing" "$(err)"
    exits "an empty folder (-j $jobs)" 3 "$RPTLINT" check -j $jobs "$scratch/hollow"
    same "is no success" "$nothing" "$(err)"
    exits "SARIF of it" 3 "$RPTLINT" check -j $jobs -f sarif "$scratch/hollow"
    contains "is a document all the same" '"results":[]' "$(out)"
    printf '%s\n' "$good" > "$scratch/one"
    exits "beside something to check it is (-j $jobs)" 0 "$RPTLINT" check -j $jobs "$scratch/hollow" "$scratch/one" "$scratch/folder"
    same "and what was passed over is told" "$passed" "$(err)"
done
mkdir "$scratch/reports"
for number in 1 2 3; do cp corpus/report/good-none.in "$scratch/reports/$number.json"; done
same "a folder of clean reports is a line each" 3 "$("$RPTLINT" check "$scratch/reports" | wc -l)"
same "with -q it is nothing" "" "$("$RPTLINT" check -q "$scratch/reports")"
printf '%s\n' "$bare" > "$scratch/v=TLSRPTv1; rua=x"
same "a file wins over a record" "1:17" "$(cd "$scratch" && "$program" check -f gnu 'v=TLSRPTv1; rua=x' 2> /dev/null | sed -n 's/^v=TLSRPTv1; rua=x:\([0-9:]*\): .*U202.*/\1/p')"
same "second and third argument have names" "record record-2 record-3" \
    "$("$RPTLINT" check -f gnu "$bare" "$bare" "$bare" | sed 's/:.*//' | uniq | line)"

# ---- kinds ----

same "a quote begins a TXT record" "" "$(rules "\"$good\"")"
same "blanks may be before it" "" "$(rules "  \"$good\"")"
same "two strings" "" "$(rules '"v=TLSRPTv1;" " rua=mailto:tls@example.com"')"
same "as a value a quote is a fault" "R106" "$(rules --as record "\"$good" | tr ' ' '\n' | grep R106)"
same "a zone line" "" "$(rules "_smtp._tls.example.com. 3600 IN TXT \"$good\"")"
same "a zone line in lower case with tabs" "" "$(rules "_smtp._tls	in	txt	\"$good\"")"
same "only TXT" "" "$(rules "TXT \"$good\"")"
same "a semicolon unquoted in a zone line" "1:47 T302" "$(places '_smtp._tls.example.com. 3600 IN TXT v=TLSRPTv1; rua=mailto:a@example.com' | grep T302)"
same "places are those of the whole line" "1:22 U202" "$(places 'TXT "v=TLSRPTv1; rua=tls@example.com"' | grep U202)"
same "five words are no zone line" "R102" "$(rules 'a b c d e TXT x' | grep -o R102)"
same "TXT in a value is no zone line" "" "$(rules "$good; txt=1" | tr ' ' '\n' | grep T)"
same "--as txt" "1:11 T302" "$(places --as txt 'v=TLSRPTv1; rua=mailto:tls@example.com' | grep T302)"

# ---- files and standard input ----

printf '\xef\xbb\xbf# records\r\n\r\n%s\r\n; a comment\n \t\n\t# another\n"%s"\n%s\n%s' "$good" "$good" "$bare" "$unknown" > "$scratch/records"
exits "a file" 1 "$RPTLINT" check -f json "$scratch/records"
same "one verdict for each record, with its line" "3 7 8 9" "$(out | grep verdict | sed 's/.*"line":\([0-9]*\),.*/\1/' | line)"
# BOM 3, "# records\r\n" 11, "\r\n" 2, line 3 has 38 + 2, "; a comment\n" 12, " \t\n" 3, "\t# another\n" 11,
# line 7 has 40 + 1: line 8 begins at octet 123, its address 16 octets later.
same "offset, line and column" '"offset":139,"length":15,"line":8,"column":17' \
    "$(out | grep U202 | grep -o '"offset":[0-9]*,"length":[0-9]*,"line":[0-9]*,"column":[0-9]*')"
same "standard input is the same but for its name" "$(out | sed "s|$scratch/records|stdin|")" "$("$RPTLINT" check -f json - < "$scratch/records")"
same "a pipe as well" "$(out | sed "s|$scratch/records|stdin|")" "$(cat "$scratch/records" | "$RPTLINT" check -f json -)"
mkfifo "$scratch/fifo"
cat "$scratch/records" > "$scratch/fifo" &
same "a FIFO as well" "$(out | sed "s|$scratch/records|$scratch/fifo|")" "$("$RPTLINT" check -f json "$scratch/fifo")"
wait
printf '\xef\xbb\xbf%s\n' "$good" > "$scratch/bom"
same "a byte order mark before a record" "1:1 R106" "$(places "$scratch/bom" | grep R106)"
printf 'v=TLSRPTv1; rua=mailto:a\0b@example.com\n' > "$scratch/nul"
contains "a NUL octet is seen" "R119" "$(rules "$scratch/nul")"
printf '%s\r\r\n' "$good" > "$scratch/cr"
same "one CR belongs to the line end, not two" "1:39 R119" "$(places "$scratch/cr" | grep R119)"
: > "$scratch/empty"
exits "an empty file" 3 "$RPTLINT" check "$scratch/empty"
same "is said to be empty" "rptlint: $scratch/empty: there is no record in it" "$(err)"
printf '# nothing\n\n' > "$scratch/comments"
exits "a file of comments" 3 "$RPTLINT" check "$scratch/comments"
exits "an empty standard input" 3 "$RPTLINT" check -
exits "a file that can't be read" 3 "$RPTLINT" check /proc/self/mem "$good"
contains "the reason is said" "rptlint: /proc/self/mem: Input/output error" "$(err)"
contains "what comes after it is checked" "record: ok" "$(out)"

# A line of 1 MiB is read; one octet more is not, and the next line is.
long() { # OCTETS
    head -c "$1" /dev/zero | tr '\0' x
}
{ long 1048576; printf '\r\n'; long 1048577; printf '\n'; long 3000000; printf '\n%s\n' "$bare"; } > "$scratch/long"
exits "a line that is too long" 3 "$RPTLINT" check -f json "$scratch/long"
same "it is said once for each" "rptlint: $scratch/long:2: the line is longer than 1048576 octets: not checked
rptlint: $scratch/long:3: the line is longer than 1048576 octets: not checked" "$(err)"
same "the others are checked" "1 4" "$(out | grep '"verdict"' | sed 's/.*"line":\([0-9]*\),.*/\1/' | line)"
exits "--fix keeps it" 3 "$RPTLINT" check --fix --as record "$scratch/long"
same "octet by octet" "$(sed '4s/rua=/rua=mailto:/' "$scratch/long" | cksum)" "$(out | cksum)"

printf '%s\n%s\n' "$good" "$good" > "$scratch/two" # 39 octets each
exits "--max-input that suffices" 0 "$RPTLINT" check --max-input 78 "$scratch/two"
exits "--max-input that does not" 3 "$RPTLINT" check --max-input 77 "$scratch/two"
contains "is said" "more than --max-input allows" "$(err)"
same "what was read whole is checked" "1" "$(grep -c ': ok' "$scratch/out")"
for bytes in 1k 1K 1M 1G 1g; do
    exits "--max-input $bytes" 0 "$RPTLINT" check --max-input "$bytes" "$scratch/two"
done
for bytes in 0 -1 x 1x 1kk 99999999999999999999 9000000000G ''; do
    exits "--max-input '$bytes' is wrong" 2 "$RPTLINT" check "--max-input=$bytes" "$scratch/two"
done

# ---- standard output ----

if [ -w /dev/full ]; then
    for command in "check $scratch/records" explain --help "generate mailto:a@example.com"; do
        got=0
        # shellcheck disable=SC2086 # words
        "$RPTLINT" $command > /dev/full 2> "$scratch/err" || got=$?
        same "a full disk: ${command%% *}" "3 rptlint: standard output: No space left on device" "$got $(err)"
    done
else
    skip "a full disk" "no /dev/full"
fi
yes "$bare" | head -n 200000 > "$scratch/many"
"$RPTLINT" check "$scratch/many" 2> "$scratch/err" | head -n 1 > "$scratch/out"
same "a reader that goes away is quiet, and no crash" "3 " "${PIPESTATUS[0]} $(err)"
"$RPTLINT" --version 2> "$scratch/err" | :
same "a reader that was never there" "0 " "${PIPESTATUS[0]} $(err)"
got=0
"$RPTLINT" check "$good" >&- 2> "$scratch/err" || got=$?
same "no standard output" "3 rptlint: standard output: Bad file descriptor" "$got $(err)"
got=0
"$RPTLINT" check -q "$good" >&- 2> "$scratch/err" || got=$?
same "no standard output, and nothing to say" "0 " "$got $(err)"

# ---- what is shown ----

same "-q shows no verdict" "" "$("$RPTLINT" check -q "$good")"
contains "-q shows findings" "U202" "$("$RPTLINT" check -q "$bare")"
contains "colours when asked for" $'\033[' "$("$RPTLINT" check --color always "$bare")"
same "none for a pipe" "" "$("$RPTLINT" check "$bare" | grep $'\033')"
if have script; then
    tty() { # VARIABLE=VALUE...
        # shellcheck disable=SC2016 # the inner shell expands it
        env "$@" PROGRAM="$RPTLINT" RECORD="$bare" script -qec '"$PROGRAM" check "$RECORD"' /dev/null < /dev/null | grep -c $'\033\[31m'
    }
    same "colours on a terminal" 2 "$(tty TERM=xterm)"
    same "none with NO_COLOR" 0 "$(tty TERM=xterm NO_COLOR=1)"
    same "an empty NO_COLOR says nothing" 2 "$(tty TERM=xterm NO_COLOR=)"
    same "none on a dumb terminal" 0 "$(tty TERM=dumb)"
else
    skip "colours on a terminal" "no script(1)"
fi
for format in text json sarif github gnu; do
    contains "--format $format" "U202" "$("$RPTLINT" check --format "$format" "$bare")"
done

same "--ignore by id" "R127 R128" "$(rules --ignore U202 "$bare")"
same "--ignore by name, in a list, twice" "" "$(rules --ignore scheme-missing,r127 --ignore R128 "$bare")"
exits "what is ignored does not fail" 0 "$RPTLINT" check --ignore U202,R127,R128 -f json "$bare"
same "the answers stay, the counts are those shown" \
    '{"type":"verdict","input":"record","kind":"record","grammar":true,"selected":"yes","usable":0,"errors":0,"warnings":0,"notes":0}' "$(out)"
usage "--ignore of no rule" 'there is no rule "R12O"; did you mean' "$RPTLINT" check --ignore R12O "$good"
usage "--ignore of nothing" 'there is no rule ""' "$RPTLINT" check --ignore R120, "$good"

exits "--severity upwards" 1 "$RPTLINT" check --severity rua-not-first=error -f json "$later"
contains "it is shown so" '"rule":"R123","slug":"rua-not-first","severity":"error"' "$(out)"
contains "and counted so" '"errors":1,"warnings":0,"notes":1' "$(out)"
exits "--severity downwards" 0 "$RPTLINT" check --severity R128=note,R127=note --ignore U202 --fail-on warning "$bare"
usage "--severity below error for a syntax rule" "U202 (scheme-missing) breaks the grammar" "$RPTLINT" check --severity U202=warning "$bare"
exits "--severity error for a syntax rule" 1 "$RPTLINT" check --severity U202=error "$bare"
usage "--severity without level" "is not RULE=LEVEL" "$RPTLINT" check --severity R123 "$good"
usage "--severity with a wrong level" "the level is error, warning or note" "$RPTLINT" check --severity R123=never "$good"
usage "--severity of no rule" 'there is no rule "R000"' "$RPTLINT" check --severity R000=note "$good"

# R129 is a note over 255 octets and may be changed; over an RDATA (65,535 octets) it is an error and may not.
wide="v=TLSRPTv1; rua=mailto:tls@example.com; x=$(long 260)"
exits "R129 as a note" 0 "$RPTLINT" check --fail-on warning --ignore R125 "$wide"
exits "R129 made a warning" 1 "$RPTLINT" check --fail-on warning --ignore R125 --severity R129=warning "$wide"
printf 'v=TLSRPTv1; rua=mailto:tls@example.com; x=%s\n' "$(long 66000)" > "$scratch/wide"
exits "R129 over an RDATA stays an error" 1 "$RPTLINT" check --severity R129=note "$scratch/wide"
exits "but it can be ignored" 0 "$RPTLINT" check --ignore R129 "$scratch/wide"

same "--domain, and the destination is elsewhere" "U221" "$(rules --domain example.org "$good")"
same "--domain, and it is not" "" "$(rules --domain example.com "$good")"
usage "--domain without argument" "--domain needs an argument" "$RPTLINT" check "$good" --domain
exits "--domain that is none" 2 "$RPTLINT" check --domain 'a_b.example' "$good"
contains "the fault is shown" "U219" "$(err)"

# ---- --fix ----

exits "--fix" 0 "$RPTLINT" check --fix "$bare"
same "prints the record" "v=TLSRPTv1; rua=mailto:tls@example.com" "$(out)"
same "and nothing else" "" "$(err)"
exits "--fix, and something remains" 1 "$RPTLINT" check --fix 'v=TLSRPTv1; ruf=mailto:tls@example.com'
same "the record is printed all the same" "v=TLSRPTv1; ruf=mailto:tls@example.com" "$(out)"
contains "what remains is on standard error" "R120" "$(err)"
exits "--fix, and a warning remains" 0 "$RPTLINT" check --fix "$later"
contains "it is said" "R123" "$(err)"
exits "--fix --fail-on warning" 1 "$RPTLINT" check --fix --fail-on warning "$later"
exits "--fix --ignore" 0 "$RPTLINT" check --fix --ignore R123,R125 "$later"
same "is silent" "" "$(err)"
same "--fix in a quoted string" '"v=TLSRPTv1; rua=mailto:tls@example.com"' "$("$RPTLINT" check --fix "\"$bare\"" 2> "$scratch/err")"
same "--fix of an unquoted value" '_smtp._tls 3600 IN TXT "v=TLSRPTv1; rua=mailto:tls@example.com"' \
    "$("$RPTLINT" check --fix "_smtp._tls 3600 IN TXT v=TLSRPTv1; rua=mailto:tls@example.com" 2> "$scratch/err")"
same "--fix of a value quoted in part" "\"$good\"" "$("$RPTLINT" check --fix '"v=TLSRPTv1"; rua=mailto:tls@example.com')"
same "--fix of bare words with an escape" '"v=TLSRPTv1;rua=mailto:tls@example.com"' "$("$RPTLINT" check --as txt --fix 'v=TLSRPTv1\; rua=mailto:tls@example.com')"
same "--fix keeps a comment" "TXT \"$good\" ; mine" "$("$RPTLINT" check --fix "TXT \"$bare\" ; mine")"
same "--fix keeps a suppression out of the value" "TXT \"$good\" ; rptlint: ignore=Z406 why" \
    "$("$RPTLINT" check --fix "TXT $bare ; rptlint: ignore=Z406 why" 2> "$scratch/err")"
opaque='"v=TLSRPTv1; rua=mailto:tls\3reports@example.com"'
exits "--fix of an escape that nobody can read" 1 "$RPTLINT" check --fix --as txt "$opaque"
same "drops no octet" "$opaque" "$(out)"
contains "and says what is wrong" "T305" "$(err)"
generic='TXT \# 37 24763d544c5352505476313b207275613d6d61696c746f3a61406578616d706c652e6f7267'
exits "the generic form of RFC 3597" 0 "$RPTLINT" check "$generic"
contains "is read" "1 usable destination; 0 errors" "$(out)"
same "a finding is shown at its digits" "record:1:13: error" \
    "$("$RPTLINT" check -f gnu "${generic/763d/773d}" | head -n 1 | cut -d ' ' -f 1,2 | sed 's/:$//')"
same "of another length than it says" "Z413" "$("$RPTLINT" check -f gnu "${generic/37/38}" | ids)"
same "without a length" "Z413" "$("$RPTLINT" check -f gnu 'TXT \# ' | ids)"
same "--fix leaves the generic form as it is" 'TXT \# 2 0176' "$("$RPTLINT" check --fix 'TXT \# 2 0176' 2> "$scratch/err")"
same "--fix leaves good strings as they are" '"v=TLSRPTv1;" " rua=mailto:tls@example.com"' "$("$RPTLINT" check --fix '"v=TLSRPTv1;" " rua=mailto:tls@example.com"')"
usage "--fix with a format" "--format does not go with it" "$RPTLINT" check --fix -f json "$bare"
exits "--fix of a file" 0 "$RPTLINT" check --fix --ignore R125 "$scratch/records"
same "changes only what is wrong" "$(sed '8s/rua=/rua=mailto:/' "$scratch/records" | cksum)" "$(out | cksum)"
printf '# one\r\n%s\r\nv=TLSRPTv1; ruf=x' "$bare" > "$scratch/mixed"
exits "--fix of a file where something remains" 1 "$RPTLINT" check --fix "$scratch/mixed"
same "every line is there" "$(printf '# one\r\n%s\r\nv=TLSRPTv1; ruf=x' "$good" | cksum)" "$(out | cksum)"
contains "what remains has its line" "$scratch/mixed:3:13: error" "$(err)"

# ---- generate ----

exits "generate" 0 "$RPTLINT" generate --rua mailto:tls@example.com
same "the value" "$good" "$(out)"
same "without a word" "" "$(err)"
same "destinations in their order" "v=TLSRPTv1; rua=mailto:a@example.com,https://example.com/b,mailto:c@example.com" \
    "$("$RPTLINT" generate mailto:a@example.com --rua https://example.com/b mailto:c@example.com)"
same "a field" "v=TLSRPTv1; rua=mailto:tls@example.com; x=1" "$("$RPTLINT" generate --field x=1 --rua mailto:tls@example.com 2> /dev/null)"
exits "a bare address" 0 "$RPTLINT" generate tls@example.com
same "gets its scheme" "$good" "$(out)"
same "which is said" 'rptlint: note: "tls@example.com" written as "mailto:tls@example.com" [U202]' "$(err)"
exits "characters to be encoded" 0 "$RPTLINT" generate 'https://example.com/a!b;c,d'
same "are encoded" "v=TLSRPTv1; rua=https://example.com/a%21b%3Bc%2Cd" "$(out)"
contains "which is said" 'rptlint: note: "!" written as "%21" [U204]' "$(err)"
exits "generate -q" 0 "$RPTLINT" generate -q tls@example.com
same "does not say it" "" "$(err)"
same "quoted" "\"$good\"" "$("$RPTLINT" generate --as quoted --rua mailto:tls@example.com)"
same "zone" "_smtp._tls.example.com. 86400 IN TXT \"$good\"" "$("$RPTLINT" generate --as zone --domain example.com --rua mailto:tls@example.com)"
same "zone, with a dot and a TTL" "_smtp._tls.example.com. 7200 IN TXT \"$good\"" \
    "$("$RPTLINT" generate --as zone --domain example.com. --ttl 7200 --rua mailto:tls@example.com 2>&1)"
exits "a short TTL" 0 "$RPTLINT" generate --as zone --domain example.com --ttl 3599 --rua mailto:tls@example.com
contains "is noted" "RFC 8460 section 7" "$(err)"

# 16 octets, then an URI of 8 + 260: the first string ends after 255 octets.
path=$(long 240)
same "strings of 255 octets" "\"v=TLSRPTv1; rua=https://example.com/${path:0:219}\" \"${path:219}\"" \
    "$("$RPTLINT" generate -q --as quoted "https://example.com/$path")"
exits "a long value in quotes" 0 "$RPTLINT" generate --as quoted "https://example.com/$path"
same "needs no note" "" "$(err)"
exits "a long value" 0 "$RPTLINT" generate "https://example.com/$path"
contains "has one" "record:1:1: note: the record is long" "$(err)"

refused() { # NAME PART ARG...
    local name=$1 part=$2
    shift 2
    exits "refused: $name" 1 "$RPTLINT" generate "$@"
    same "refused: $name: nothing is printed" "" "$(out)"
    contains "refused: $name: why" "$part" "$(err)"
}
refused "no address" "--rua:1:8: error: a mailto destination has no address" mailto:tls
refused "the second destination" "--rua 2:1:" mailto:a@example.com https://a_b.example/
refused "an empty destination" "U201" ''
refused "a repeated destination" "U216" mailto:a@example.com MAILTO:a@Example.COM
refused "several addresses" "give each destination by itself" mailto:a@example.com,b@example.com
refused "several addresses in one" "U212" mailto:a@example.com%2Cb@example.com
refused "several URIs" "give each destination by itself" https://a.example/x,https://b.example/y
refused "several URIs, with a semicolon" "give each destination by itself" "https://a.example/x; mailto:b@example.com"
refused "a URI and an address" "give each destination by itself" "https://a.example/x, b@example.com"
refused "another scheme" "U203" http://example.com/tls
refused "a name as scheme" "U202" example.com
refused "a field without value" "--field:1:" --field x= mailto:a@example.com
refused "a second rua" "--field 2:1:1: error" --field x=1 --field rua=mailto:b@example.com mailto:a@example.com
refused "a field with a semicolon" "--field:1:" --field 'x=1;y=2' mailto:a@example.com
refused "a bad domain" "--domain:1:" --as zone --domain a_b.example mailto:a@example.com
refused "an owner as domain" "--domain:1:" --as zone --domain _smtp._tls.example.com mailto:a@example.com
exits "a refusal of one says nothing about the other" 1 "$RPTLINT" generate a@example.com mailto:b
same "for nothing was written" "" "$(grep 'written as' "$scratch/err")"
exits "a warning is shown" 0 "$RPTLINT" generate 'mailto:tls@example.com?subject=x'
contains "on standard error" "U213" "$(err)"
same "and the record printed" "v=TLSRPTv1; rua=mailto:tls@example.com?subject=x" "$(out)"

usage "generate without destination" "needs a destination" "$RPTLINT" generate
usage "zone without domain" "--as zone needs --domain" "$RPTLINT" generate --as zone a@example.com
for flavour in nsupdate octodns dnscontrol route53 cloudflare terraform; do
    usage "$flavour without domain" "--as $flavour needs --domain" "$RPTLINT" generate --as $flavour a@example.com
done
usage "a TTL for a value" "--as value has no place for a --ttl" "$RPTLINT" generate --ttl 7200 a@example.com
usage "a TTL for strings" "--as quoted has no place for a --ttl" "$RPTLINT" generate --as quoted --ttl 7200 a@example.com
usage "a flavour that is not there" '--as: "bind" is none of: value quoted zone' "$RPTLINT" generate --as bind a@example.com
for ttl in -1 2147483648 1h '' ' 1' 0x10 99999999999999999999; do
    exits "--ttl '$ttl' is wrong" 2 "$RPTLINT" generate --as zone --domain example.com "--ttl=$ttl" a@example.com
done
exits "--ttl 0" 0 "$RPTLINT" generate --as zone --domain example.com --ttl 0 a@example.com
exits "--ttl 2147483647" 0 "$RPTLINT" generate --as zone --domain example.com --ttl 2147483647 a@example.com
# What each of them writes is read in tests/publish.sh.
for flavour in value quoted zone nsupdate octodns dnscontrol route53 cloudflare terraform; do
    exits "--as $flavour" 0 "$RPTLINT" generate --as $flavour --domain example.com. --mta-sts 1 --field 'x=${"\' a@example.com
    contains "writes the record" "v=TLSRPTv1" "$(out)"
    contains "and that of MTA-STS" "v=STSv1" "$(out)"
done

# Cloudflare: 60 to 86400, or 1, which is automatic; to DNSControl 0 is its default.
for ttl in 0 2 59 86401; do
    usage "--ttl $ttl for Cloudflare" "--ttl: --as cloudflare takes 60 to 86400 seconds, or 1 for automatic" \
        "$RPTLINT" generate --as cloudflare --domain example.com --ttl $ttl a@example.com
done
usage "--ttl 0 for DNSControl" "--ttl: --as dnscontrol takes 1 to 2147483647 seconds" \
    "$RPTLINT" generate --as dnscontrol --domain example.com --ttl 0 a@example.com
for ttl in 1 60 86400; do
    exits "--ttl $ttl for Cloudflare" 0 "$RPTLINT" generate --as cloudflare --domain example.com --ttl $ttl mailto:a@example.com
    contains "is written" "\"ttl\":$ttl}" "$(out)"
    same "and short or not" "$((ttl == 60))" "$(err | grep -c 'a TTL of 60 is short')"
done

# The value has 36 octets before those that are filled up.  For Route 53 quotes count: of 4000 characters 2 are
# those at the ends, and 45 are quotes and blanks between sixteen strings.
exits "the longest value for Route 53" 0 "$RPTLINT" generate --as route53 --domain example.com "https://example.com/$(long 3917)"
for flavour in route53 terraform; do
    exits "a longer one as $flavour" 3 "$RPTLINT" generate --as $flavour --domain example.com "https://example.com/$(long 3918)"
    contains "is refused" "rptlint: --as $flavour: a value may have 4000 characters with its quotes, and this one has 4001" "$(err)"
    same "and not written" "" "$(out)"
done
# For Cloudflare the octets count that tell how long each string is: sixteen strings have 16 and 4080 of their own.
exits "the longest value for Cloudflare" 0 "$RPTLINT" generate --as cloudflare --domain example.com "https://example.com/$(long 4044)"
exits "a longer one" 3 "$RPTLINT" generate --as cloudflare --domain example.com "https://example.com/$(long 4045)"
contains "is refused" "rptlint: --as cloudflare: a record may have 4096 octets, and this one has 4098" "$(err)"
exits "octoDNS and a backslash" 0 "$RPTLINT" generate --as octodns --domain example.com --field 'x=a\b' mailto:a@example.com
contains "is noted" "rptlint: note: --as octodns: what becomes of a backslash" "$(err)"
exits "quietly not" 0 "$RPTLINT" generate -q --as octodns --domain example.com --field 'x=a\b' mailto:a@example.com
same "quietly not, indeed" "" "$(err | grep backslash)"
exits "octoDNS and a backslash before a semicolon" 3 \
    "$RPTLINT" generate --as octodns --domain example.com --field 'x=a\' --field y=1 mailto:a@example.com
contains "is refused" "rptlint: --as octodns: there is no way to write a backslash before a semicolon" "$(err)"
same "and not written" "" "$(out)"

same "with an MTA-STS record" "$good
v=STSv1; id=20260301T1;" "$("$RPTLINT" generate --mta-sts 20260301T1 mailto:tls@example.com)"
same "in quotes" "\"$good\"
\"v=STSv1; id=20260301T1;\"" "$("$RPTLINT" generate --as quoted --mta-sts 20260301T1 mailto:tls@example.com)"
id=abcdefghijklmnopqrstuvwxyzABCDEF
exits "an id of 32" 0 "$RPTLINT" generate --mta-sts $id mailto:tls@example.com
for id in 33:${id}0 1: 5:2026-03 4:id1é '4:id1 ' '1:;'; do
    usage "the id '${id#*:}'" "--mta-sts: \"${id#*:}\": column ${id%%:*}: an id is 1 to 32 letters and digits (RFC 8461 section 3.1)" \
        "$RPTLINT" generate --mta-sts "${id#*:}" mailto:tls@example.com
done
usage "generate has no --format" '--format does not belong to "generate"' "$RPTLINT" generate --format json a@example.com

# Punycode (RFC 3492) of "bücher" is "bcher-kva", that of "straße" is "strae-oqa": IDNA 2008 keeps the sharp s.
exits "a host that is not ASCII" 0 "$RPTLINT" generate https://bücher.example/tls
same "is written as A-label" "v=TLSRPTv1; rua=https://xn--bcher-kva.example/tls" "$(out)"
same "which is said" 'rptlint: note: host "bücher.example" written as "xn--bcher-kva.example"' "$(err)"
same "in an address, with user and port, in capitals" \
    "v=TLSRPTv1; rua=mailto:tls@xn--bcher-kva.example,https://xn--bcher-kva.example:8443/" \
    "$("$RPTLINT" generate -q tls@BÜCHER.example https://bücher.example:8443/)"
same "in --domain" "_smtp._tls.xn--bcher-kva.example. 86400 IN TXT \"$good\"" \
    "$("$RPTLINT" generate -q --as zone --domain bücher.example mailto:tls@example.com)"
same "in check --domain" "" "$(rules --domain bücher.example 'v=TLSRPTv1; rua=mailto:tls@xn--bcher-kva.example')"
contains "a sharp s stays" "xn--strae-oqa.example" "$("$RPTLINT" generate -q tls@straße.example)"
refused "a host that IDNA does not allow" 'host "-ü.example": ' tls@-ü.example
refused "a host that is no UTF-8" 'host "\xff.example": ' $'tls@\xff.example'
same "outside of a host it is encoded" "v=TLSRPTv1; rua=https://example.com/%C3%BC" "$("$RPTLINT" generate -q https://example.com/ü)"

# ---- explain ----

exits "explain" 0 "$RPTLINT" explain R120
for part in "R120 rua-missing (error): the record has no rua" Why Wrong Right Fix "RFC 8460 section 3"; do
    contains "explain has: $part" "$part" "$(out)"
done
same "by name, and in any case" "$(out)" "$("$RPTLINT" explain RUA-missing)"
contains "a syntax rule says so" "Syntax" "$("$RPTLINT" explain R101)"
same "one that is not does not" "" "$("$RPTLINT" explain R120 | grep Syntax)"
same "several rules" "R101 U202 T301" "$("$RPTLINT" explain R101 u202 string-too-long | sed -n 's/^\([RUT][0-9]*\) .*/\1/p' | line)"
contains "what can't be seen is escaped" 'v=TLSRPTv1;\x01rua=' "$("$RPTLINT" explain R119)"
same "the list has every rule" "$(sed -n 's/^RULE(\([A-Z][0-9]*\),.*/\1/p' src/rules.def)" "$("$RPTLINT" explain | sed -n 's/^\([A-Z][0-9]*\) .*/\1/p')"
exits "an unknown rule" 2 "$RPTLINT" explain R120 rua-mising
contains "a near one is named" 'there is no rule, result type or member "rua-mising"; did you mean "rua-missing"?' "$(err)"
contains "the others are explained" "R120" "$(out)"
contains "explain --format json" '{"type":"rule","id":"R120","slug":"rua-missing","severity":"error","syntax":false,"rfc":8460,"section":"3",' \
    "$("$RPTLINT" explain R120 --format json)"
same "one object a rule, a type and a member" "$("$RPTLINT" explain | wc -l)" "$("$RPTLINT" explain -f json | wc -l)"
if have jq; then
    "$RPTLINT" explain -f json > "$scratch/out"
    same "all of it is JSON" "$("$RPTLINT" explain | wc -l)" "$(jq -r .type "$scratch/out" | wc -l)"
fi
# The examples of the rules about reports are parts of one: put into it, each fires its rule, and put right it does not.
# MEMBER belongs to the first object of these that has it; members that the example gives replace those.
declare -A home=(
    [organization-name]=top [contact-info]=top [report-id]=top [start-datetime]=range [end-datetime]=range [policy]=element
    [policy-type]=policy [policy-string]=policy [policy-domain]=policy [mx-host]=policy [total-failure-session-count]=summary
)
rest() { # OBJECT EXAMPLE DEFAULT...: the example where it belongs, and the default members that it does not give
    local object=$1 example=$2 member first
    shift 2
    first=${example#\"} first=${first%%\"*}
    [ "${home[$first]:-detail}" != "$object" ] || printf '%s' "$example"
    for member; do
        [[ ${home[$first]:-detail} == "$object" && $example == *"${member%%:*}:"* ]] && continue
        [ "$member" = "$1" ] && [ "${home[$first]:-detail}" != "$object" ] || printf ,
        printf '%s' "$member"
    done
}
example_report() { # EXAMPLE
    case $1 in
    '{'* | $'\xef\xbb\xbf'*) printf '%s' "$1"; return ;;
    esac
    local type='"policy-type":"sts"' range policy summary detail
    [[ $1 == *'"3 1 0'* || $1 == *'[\"3 1 0'* ]] && type='"policy-type":"tlsa"'
    range=$(rest range "$1" '"start-datetime":"2020-01-01T00:00:00Z"' '"end-datetime":"2020-01-01T23:59:59Z"')
    policy=$(rest policy "$1" "$type" '"policy-domain":"mx.example.com"')
    summary=$(rest summary "$1" '"total-successful-session-count":1' '"total-failure-session-count":1')
    detail=$(rest detail "$1" '"result-type":"validation-failure"' '"sending-mta-ip":"8.8.8.8"' '"failed-session-count":1')
    printf '{%s}' "$(rest top "$1" '"organization-name":"A"' "\"date-range\":{$range}" '"contact-info":"a@example.com"' \
        '"report-id":"1"' "\"policies\":[{$(rest element "$1" "\"policy\":{$policy}" "\"summary\":{$summary}" \
        "\"failure-details\":[{$detail}]")}]")"
}
if have jq; then
    wrong=
    examples=0
    while read -r id; do
        bad=$("$RPTLINT" explain "$id" | sed -n 's/^Wrong     //p') good=$("$RPTLINT" explain "$id" | sed -n 's/^Right     //p')
        bad=${bad/'\u{feff}'/$'\xef\xbb\xbf'} bad=${bad/'\xfc'/$'\xfc'} bad=${bad/'\x01'/$'\x01'}
        examples=$((examples + 1))
        [[ " $(example_report "$bad" | "$RPTLINT" check --as report -f gnu - | ids) " == *" $id "* ]] || wrong+=" $id-bad"
        [[ " $(example_report "$good" | "$RPTLINT" check --as report -f gnu - | ids) " != *" $id "* ]] || wrong+=" $id-good"
    done < <("$RPTLINT" explain -f json | jq -r 'select(.type == "rule" and (.id | test("^[JSX]")) and .bad != null).id')
    same "the examples about reports fire their rules" "" "$wrong"
    same "there are examples" 1 $((examples > 25))
fi
usage "explain knows two formats" '"sarif" is none of: text json' "$RPTLINT" explain -f sarif

# ---- manuals ----

for command in check generate lookup report explain ''; do
    # shellcheck disable=SC2086 # a word, or nothing
    "$RPTLINT" $command --help
done | grep -oE -- '--[a-z][a-z-]+' | sed 's/^--//' | sort -u > "$scratch/options"
missing=$(while read -r option; do
    grep -q -- "Fl .*\\\\-${option//-/\\\\-}" src/man/rptlint.1 || printf '%s\n' "$option"
done < "$scratch/options")
same "rptlint(1) has every option" "" "$missing"
missing=$(grep -oE '\brptlint_[a-z_]+' include/rptlint.h | sort -u | while read -r name; do
    grep -qE "(Fn|Vt|,) ($name|.*\b$name)\b" src/man/librptlint.3 || printf '%s\n' "$name"
done)
same "librptlint(3) has every function and type" "" "$missing"
{
    "$RPTLINT" check -f json "$unknown; $bare" '"v=TLSRPTv1; rua=mailto:a!b@example.com' '{"report-id":"1"'
    "$RPTLINT" check -f json --as report corpus/report/good-sts.in corpus/report/S721-nested.in
    "$RPTLINT" check -f json --as mail corpus/mail/fields-doubled.in
} > "$scratch/out" 2> "$scratch/err"
if have jq; then
    missing=$(jq -r 'paths | map(strings) | .[]' "$scratch/out" | sort -u | while read -r member; do
        grep -qE "^\.(It )?Li (.*[^a-z_])?$member( |$)" src/man/rptlint.1 || printf '%s\n' "$member"
    done)
    same "rptlint(1) has every member of the JSON" "" "$missing"
    same "there are members" 1 $(($(jq -r 'keys[]' "$scratch/out" | sort -u | wc -l) > 30))
fi

# ---- names that two rules have ----

exits "a name of two rules" 0 "$RPTLINT" explain several-records
same "both are explained" "D503 Z403" "$(grep -oE '^[A-Z][0-9]{3}' "$scratch/out" | sort | paste -sd ' ')"
printf '$TTL 1d\n_smtp._tls TXT "v=TLSRPTv1; rua=mailto:a@example.com"\n_smtp._tls TXT "v=TLSRPTv1; rua=mailto:b@example.com"\n' > "$scratch/two.zone"
exits "and ignored" 0 "$RPTLINT" check --as zone --ignore several-records "$scratch/two.zone"
exits "and given a severity" 0 "$RPTLINT" check --as zone --severity several-records=note "$scratch/two.zone"

finish
