#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# The rules of the house: patterns for destinations in all that is checked, and .rptlint, from where it is taken to what
# wins over it.
# Runs with the sanitized program too.
. tests/lib.sh
. tests/lib-servers.sh

unset NO_COLOR
RPTLINT=$(realpath "$RPTLINT")
ours='mailto:[^@?]*@example\.com'
good='v=TLSRPTv1; rua=mailto:tls@example.com'
both='v=TLSRPTv1; rua=mailto:tls@example.com,mailto:b@gone.example'

out() {
    cat "$scratch/out"
}

err() {
    cat "$scratch/err"
}

# A folder with nothing above it that has a .rptlint, unless somebody put one there.
mkdir -p "$scratch/here/below/deeper"
cd "$scratch/here" || exit 1
config() { # LINE...: the .rptlint of the working folder
    printf '%s\n' "$@" > .rptlint
}

places() { # ARG...: "LINE:COLUMN RULE" of each finding about a destination
    "$RPTLINT" check --format gnu "$@" 2> "$scratch/err" |
        sed -n 's/^.*:\([0-9]*:[0-9]*\): .*\[\(H[0-9]*\)\]$/\1 \2/p' | paste -sd ' '
}

told() { # ARG...: the rules that `check` finds
    "$RPTLINT" check --format gnu "$@" 2> "$scratch/err" | sed -n 's/.*\[\([A-Z][0-9]*\)\]$/\1/p' | sort | paste -sd ' '
}

# ---- what is checked ----

same "a destination as required" "" "$(places --require-rua "$ours" "$good")"
same "one that is not" "1:40 H101" "$(places --require-rua "$ours" "$both")"
same "one that is not allowed" "1:40 H102" "$(places --allow-rua "$ours" "$both")"
same "several that are allowed" "" "$(places --allow-rua "$ours" --allow-rua 'mailto:b@.*' "$both")"
same "several that are required" "1:17 H101 1:17 H101 1:40 H101" \
    "$(places --require-rua 'https:.*' --require-rua 'mailto:.*@gone\.example' "$both")"
same "both kinds" "1:40 H101 1:40 H102" "$(places --require-rua "$ours" --allow-rua "$ours" "$both")"
same "the whole destination has to match" "1:17 H101" "$(places --require-rua 'mailto:tls@example' "$good")"
same "from its beginning" "1:17 H101" "$(places --require-rua 'tls@example\.com' "$good")"
same "every rua is read" "1:45 H102" "$(places --allow-rua "$ours" "$good; rua=mailto:b@gone.example")"
same "a destination that is wrong as well" "1:17 H101" "$(places --require-rua "$ours" 'v=TLSRPTv1; rua=tls@example.com')"
same "an extension is no destination" "" "$(places --require-rua "$ours" "$good; x=mailto:b@gone.example")"
same "no destination, no finding" "" "$(places --require-rua "$ours" 'v=TLSRPTv1; x=1')"
same "the value is decoded, the place is in the text" "1:45 H101" \
    "$(places --require-rua "$ours" '"v=TLSRPTv1; rua=mailto:" "\097@example.com,mailto:b@gone.example"')"

cat > records << END
# none of them is
$good
"v=TLSRPTv1; rua=mailto:" "\\097@example.com,mail" "to:b@gone.example"
_smtp._tls 300 IN TXT "v=TLSRPTv1; rua=mailto:b@gone.example"
END
same "a file of records" "3:45 H102 4:40 H102" "$(places --allow-rua "$ours" records)"
same "standard input" "3:45 H102 4:40 H102" "$(places --allow-rua "$ours" - < records)"

cat > example.com.zone << 'END'
$TTL 86400
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 192.0.2.1
_smtp._tls TXT ( "v=TLSRPTv1; rua=mailto:tls@example.com" ; the first part
                 ",mail" "to:b@gone.example" )
_smtp._tls.generic TXT \# 35 22763d544c5352505476313b207275 613d6d61696c746f3a7840652e6578616d706c65
_smtp._tls.meant TXT "v=TLSRPTv1; rua=mailto:c@gone.example" ; rptlint: ignore=H102 until they have moved
$INCLUDE included
END
cat > included << 'END'
_smtp._tls.in TXT "v=TLSRPTv1;rua=mailto:e@gone.example"
END
same "a zone, over lines, in the form of RFC 3597, and what it includes" "6:20 H102 7:65 H102 1:35 H102" \
    "$(places --allow-rua "$ours" example.com.zone)"
same "a comment of the zone suppresses one, and is used" "H102 H102 H102" "$(told --allow-rua "$ours" example.com.zone)"
same "which it is not without the rules of the house" "Z415" "$(told example.com.zone)"
"$RPTLINT" check --allow-rua "$ours" example.com.zone > "$scratch/out" 2>&1
contains "it is shown where it stands" '    6 |                  ",mail" "to:b@gone.example" )
      |                    ^~~~~~~~~~~~~~~~~~~~~~~~ it must match mailto:[^@?]*@example\.com (--allow-rua)' "$(out)"
contains "the verdict says whose rules they are" '_smtp._tls.in.example.com.: usable, but not as the rules of the house want' "$(out)"
same "-j says the same" "$("$RPTLINT" check --allow-rua "$ours" --format gnu example.com.zone records)" \
    "$("$RPTLINT" check --allow-rua "$ours" --format gnu -j 2 example.com.zone records)"
same "--fix of a zone, and what remains" "6:20 H102 7:65 H102 1:35 H102" \
    "$("$RPTLINT" check --fix --allow-rua "$ours" example.com.zone 2>&1 > /dev/null | sed -n 's/^[a-z.]*:\([0-9]*:[0-9]*\): .*\[\(H[0-9]*\),.*/\1 \2/p' | paste -sd ' ')"
exits "--fix of a record" 1 "$RPTLINT" check --fix --require-rua "$ours" 'v=TLSRPTv1; rua=tls@gone.example'
same "puts right what can be" "v=TLSRPTv1; rua=mailto:tls@gone.example" "$(out)"
contains "and says what remains" "record:1:17: error: the rules of the house want another destination" "$(err)"
exits "--fix of one that is then as it should be" 0 "$RPTLINT" check --fix --require-rua "$ours" 'v=TLSRPTv1; rua=tls@example.com'

exits "status: a destination that is not allowed" 1 "$RPTLINT" check --allow-rua "$ours" "$both"
exits "status: it is a warning here" 0 "$RPTLINT" check --allow-rua "$ours" --severity H102=warning "$both"
contains "a warning leaves the record good" "record: ok: senders use this record" "$(out)"
exits "status: or nothing" 0 "$RPTLINT" check --allow-rua "$ours" --ignore rua-not-allowed "$both"
exits "json" 1 "$RPTLINT" check --allow-rua "$ours" --format json "$both"
same "as data" '{"type":"finding","input":"record","rule":"H102","slug":"rua-not-allowed","severity":"error","offset":39,"length":21,"line":1,"column":40,"rfc":8460,"section":"3","message":"the rules of the house do not allow this destination","text":"mailto:b@gone.example","hint":"it must match mailto:[^@?]*@example\\.com (--allow-rua)"}' \
    "$(head -n 1 "$scratch/out")"
for format in text sarif github gnu; do
    contains "--format $format" "H102" "$("$RPTLINT" check --allow-rua "$ours" --format $format "$both")"
done
contains "four patterns, three of them named" "it must match a or b or c or one of 1 more (--allow-rua)" \
    "$("$RPTLINT" check --allow-rua a --allow-rua b --allow-rua c --allow-rua d "$good")"
same "hostile octets of a pattern are escaped" "" "$("$RPTLINT" check --require-rua $'\e[2J]' --color never "$good" | grep $'\e')"

# ---- look-ups ----

if have nsd && have dig; then
    zone house.example << EOF
_smtp._tls.good TXT "v=TLSRPTv1; rua=mailto:tls@example.com"
_smtp._tls.gone TXT "v=TLSRPTv1; rua=mailto:tls@example.com" ",mailto:b@gone.example"
EOF
    start_nsd
    # shellcheck disable=SC2154 # set by start_nsd
    resolver=(--resolver "127.0.0.1@$nsd_port")
    exits "lookup: a record that is not as the house wants" 1 "$RPTLINT" lookup "${resolver[@]}" --allow-rua "$ours" \
        --require-rua 'mailto:.*' --format gnu good.house.example gone.house.example
    same "its place is in the joined value" "1:40 H102" \
        "$(out | sed -n 's/^gone[^:]*:\([0-9]*:[0-9]*\): .*\[\(H[0-9]*\)\]$/\1 \2/p')"
    same "the other one is" "" "$(grep '^good.*H10' "$scratch/out")"
    config "allow-rua = $ours" 'domain = a_b is for check' 'fail-on = never'
    exits "lookup: the same from a file" 0 "$RPTLINT" lookup "${resolver[@]}" gone.house.example
    contains "which is named" '(.rptlint:1)' "$(out)"
    exits "lookup: a pattern that can't tell" 3 "$RPTLINT" lookup "${resolver[@]}" --no-config --allow-rua '(.*@?)*x[yz]' \
        good.house.example
    contains "is said" 'rptlint: good.house.example: --allow-rua: the pattern takes more steps or memory than allowed for "mailto:tls@example.com": not decided' "$(err)"
    rm .rptlint
else
    skip "look-ups" "nsd or dig is missing"
fi
exits "lookup: a wrong pattern" 2 "$RPTLINT" lookup --require-rua '(' example.com
contains "lookup: the usage is its own" "usage: rptlint lookup" "$(err)"

# ---- patterns that are none ----

exits "a wrong pattern" 2 "$RPTLINT" check --require-rua 'mailto:[^@]*@(example\.com|example\.net' "$good"
same "is shown with its place" 'rptlint: --require-rua: column 40: missing closing parenthesis
    mailto:[^@]*@(example\.com|example\.net
                                           ^
usage: rptlint check [OPTION...] ARG...; see "rptlint check --help"' "$(err)"
same "nothing is checked" "" "$(out)"
exits "another one" 2 "$RPTLINT" check --allow-rua 'a' --allow-rua 'b*+*c' "$good"
contains "is told by its text" '--allow-rua: column 4: quantifier does not follow a repeatable item
    b*+*c
       ^' "$(err)"
exits "an empty pattern" 2 "$RPTLINT" check --allow-rua '' "$good"
contains "matches nothing" "--allow-rua: column 1: no destination matches an empty pattern" "$(err)"
exits "\\C" 2 "$RPTLINT" check --allow-rua 'a\C' "$good"
contains "is refused" 'using \C is disabled' "$(err)"
exits "(*UTF)" 2 "$RPTLINT" check --allow-rua '(*UTF).' "$good"
exits "a pattern in hostile octets" 2 "$RPTLINT" check --allow-rua $'\e[2J(' "$good"
contains "is shown escaped, the caret behind it" '    \x1b[2J(
            ^' "$(err)"
long=$(head -c 300 /dev/zero | tr '\0' a)
exits "a long one" 2 "$RPTLINT" check --allow-rua "$long($long" "$good"
same "is shown around its place" "    ...${long:0:50}
$(printf '%57s' '')^" "$(sed -n 2,3p "$scratch/err")"
exits "one that is too long" 2 "$RPTLINT" check --allow-rua "$(head -c 4097 /dev/zero | tr '\0' a)" "$good"

# ---- patterns that can't tell ----

slow="v=TLSRPTv1; rua=https://example.com/$(printf '%040d' 0 | tr 0 a)!"
exits "a pattern that takes too long" 3 "$RPTLINT" check --require-rua '.*/(a+)+[!?]x?y?[0-9]' "$slow"
same "is neither a match nor none" "" "$(out | grep 'H10')"
contains "which is said" 'rptlint: record: --require-rua: the pattern takes more steps or memory than allowed for "https://example.com/aaaaaaaa' "$(err)"
exits "3 wins over 1" 3 "$RPTLINT" check --require-rua '.*/(a+)+[!?]x?y?[0-9]' --require-rua 'mailto:.*' "$slow"
contains "the other pattern is asked" "[H101" "$(out)"
exits "an allowed one that matches suffices" 0 "$RPTLINT" check --allow-rua '.*/(a+)+[!?]x?y?[0-9]' --allow-rua 'https:.*' --ignore U204 "$slow"
printf '%s\n' "$slow" > slow
exits "-j" 3 "$RPTLINT" check -j 2 --require-rua '.*/(a+)+[!?]x?y?[0-9]' slow records
# A file that is no library stands for one that is not there.
mkdir "$scratch/nothing"
printf 'no library\n' > "$scratch/nothing/libpcre2-8.so.0"
exits "without the library" 3 env LD_LIBRARY_PATH="$scratch/nothing" "$RPTLINT" check --require-rua a "$good"
same "what is missing is named" "rptlint: --require-rua: libpcre2-8-0 is missing: destinations can't be compared with a pattern" "$(err)"
exits "without a pattern it is not needed" 0 env LD_LIBRARY_PATH="$scratch/nothing" "$RPTLINT" check "$good"

# ---- .rptlint: where it is taken from ----

config "# ours" "" "require-rua = $ours"
exits "the file of the working folder" 1 "$RPTLINT" check "$both"
contains "is named in the hint" '(.rptlint:3)' "$(out)"
exits "--no-config" 0 "$RPTLINT" check --no-config "$both"
above=$(cd below/deeper && "$RPTLINT" check "$both")
contains "one above it" "($(pwd -P)/.rptlint:3)" "$above"
printf 'require-rua = .*\n' > below/.rptlint
same "the nearest one counts, alone" "" "$(cd below/deeper && places "$both")"
same "where the files lie does not matter" "2:40 H101" "$(printf '\n%s\n' "$both" > below/deeper/list; places below/deeper/list)"
printf 'require-rua = https:.*\n' > "$scratch/given"
same "--config" "1:17 H101" "$(places --config "$scratch/given" "$good")"
exits "--config and --no-config" 2 "$RPTLINT" check --config "$scratch/given" --no-config "$good"
contains "do not go together" "do not go together" "$(err)"
exits "--config of no file" 3 "$RPTLINT" check --config "$scratch/nosuch" "$good"
same "is said" "rptlint: $scratch/nosuch: No such file or directory" "$(err)"
exits "--config of a folder" 3 "$RPTLINT" check --config "$scratch" "$good"
contains "is no file" "$scratch: no regular file: not read" "$(err)"
mkfifo "$scratch/fifo"
exits "--config of a FIFO" 3 timeout 10 "$RPTLINT" check --config "$scratch/fifo" "$good"
exits "--help needs no file" 0 "$RPTLINT" check --config "$scratch/nosuch" --help
for command in 'explain R120' 'generate a@example.com' --version; do
    config nonsense
    # shellcheck disable=SC2086 # words
    exits "$command reads no .rptlint" 0 "$RPTLINT" $command
done
rm .rptlint
mkdir .rptlint
exits "a folder of this name" 3 "$RPTLINT" check "$good"
same "is said" "rptlint: .rptlint: no regular file: not read" "$(err)"
rmdir .rptlint
ln -s /dev/zero .rptlint
exits "a device" 3 timeout 10 "$RPTLINT" check "$good"
rm .rptlint
if [ "$(id -u)" -eq 0 ]; then
    config "require-rua = https:.*"
    chown 12345 .rptlint
    same "another user's file in a folder of ours" "1:17 H101" "$(places "$good")"
    chmod 1777 .
    exits "and in one where anyone may write" 0 "$RPTLINT" check "$good"
    same "is passed over, and that is said" "rptlint: .rptlint: passed over: another user put it where anyone may write (to read it: --config)" "$(err)"
    same "--config reads it" "1:17 H101" "$(places --config .rptlint "$good")"
    rm .rptlint
    ln -s "$scratch/given" .rptlint
    chown -h 12345 .rptlint
    same "nor is a link of another user followed there" "" "$(places "$good")"
    rm .rptlint
    chmod 755 .
else
    skip "a file that another user put where anyone may write" "only root can make one"
fi
{ printf '# '; head -c 65533 /dev/zero | tr '\0' x; printf '\n'; } > .rptlint
exits "64 KiB" 0 "$RPTLINT" check "$good"
printf '\n' >> .rptlint
exits "and an octet" 3 "$RPTLINT" check "$good"
same "are too much" "rptlint: .rptlint: this is longer than 65536 octets: not read" "$(err)"

# ---- .rptlint: what stands in it ----

config '' '   # a comment' $'\t' 'severity=R125=warning , R123 = error' $'  fail-on\t= \twarning  ' 'ignore = U202, R127' 'ignore = R128'
exits "keys and values" 1 "$RPTLINT" check --format gnu "$good; x=1"
contains "severity" "warning: " "$(out)"
same "ignore" "" "$(told 'v=TLSRPTv1; rua=tls@example.com')"
printf '\xef\xbb\xbffail-on = never\r\nignore = R125\r\n' > .rptlint
exits "a byte order mark and CR" 0 "$RPTLINT" check --format gnu 'x=1'
printf 'fail-on = never' > .rptlint
exits "no line end at the end" 0 "$RPTLINT" check x=1
: > .rptlint
exits "an empty file" 0 "$RPTLINT" check "$good"
config 'domain = example.org'
same "domain" "U221" "$(told "$good")"
config 'require-rua = mailto:tls#x@example\.com  '
same "a # in a value, and blanks behind it" "" "$(places 'v=TLSRPTv1; rua=mailto:tls#x@example.com')"

refused() { # NAME MESSAGE, the .rptlint on standard input
    local name=$1
    cat > .rptlint
    exits "$name" 2 "$RPTLINT" check "$good"
    same "$name: is said" "rptlint: .rptlint:$2
usage: rptlint check [OPTION...] ARG...; see \"rptlint check --help\"" "$(err)"
}
refused "an unknown key" '2:3: unknown key "requir-rua"; did you mean "require-rua"?' <<< $'# x\n  requir-rua = a'
refused "one that is like nothing" '1:1: unknown key; there are allow-rua, domain, fail-on, ignore, require-rua, severity: "xyzzyxyzzy"' <<< 'xyzzyxyzzy=1'
refused "an option for one run" '1:1: this option stands on the command line only: "format"' <<< 'format = json'
refused "a config in the config" '1:1: this option stands on the command line only: "config"' <<< 'config = x'
refused "a key without value" '1:9: a value is missing behind: "ignore ="' <<< 'ignore =  '
refused "a line without =" '1:9: a line is KEY = VALUE, and the "=" is missing behind: "fail-on"' <<< 'fail-on never'
refused "a word" '1:7: a line is KEY = VALUE, and the "=" is missing behind: "ignore"' <<< 'ignore'
refused "no key" '1:1: unknown key; there are allow-rua, domain, fail-on, ignore, require-rua, severity: ""' <<< '= x'
refused "a key in capitals" '1:1: unknown key "Ignore"; did you mean "ignore"?' <<< 'Ignore = R125'
refused "a level that is none" '1:11: "warn" is none of: error warning note never' <<< 'fail-on = warn'
refused "a rule that is none" '2:16: there is no rule "R12O"; did you mean "R120"?' <<< $'\nignore = R125, R12O'
refused "a rule that is none in a severity" '1:25: there is no rule "R000"; "rptlint explain" lists them' <<< 'severity = R123=error,  R000=note'
refused "no severity" '1:12: "R123" is not RULE=LEVEL' <<< 'severity = R123'
refused "a level that is no severity" '1:12: "R123=never": the level is error, warning or note' <<< 'severity = R123=never'
refused "a level that grammar does not have" '1:12: U202 (scheme-missing) breaks the grammar, which stays an error; --ignore hides it' <<< 'severity = U202=note'
refused "what counts once, twice" '3:1: fail-on stands here twice; the first one is in line 1' <<< $'fail-on = note\n\nfail-on = error'
refused "a NUL octet" '2:4: a NUL octet: this is no text' < <(printf '#\n# x\0y\n')
refused "a pattern" '2:21: require-rua: missing closing parenthesis
    mailto(
           ^' <<< $'# x\nrequire-rua= mailto('
refused "a hostile key" '1:1: unknown key; there are allow-rua, domain, fail-on, ignore, require-rua, severity: "\x1b[2Jxxxxxxxx"' <<< $'\e[2Jxxxxxxxx = 1'
config 'domain = exa_mple.com'
exits "a domain that is none" 2 "$RPTLINT" check "$good"
contains "is shown where it stands" '.rptlint:1:13: error: this is not a host name: "_" [U219' "$(err)"
{ echo '# binary'; head -c 3000 /dev/urandom; } > .rptlint
exits "octets at random" 2 "$RPTLINT" check "$good"

# ---- the command line wins ----

config 'fail-on = never' 'domain = example.org' "allow-rua = $ours" 'allow-rua = mailto:b@.*' 'require-rua = https:.*' \
    'ignore = R125, R123' 'severity = R122=error'
same "the file" "H101 H101 U221 U221" "$(told "$both; x=1")"
exits "its fail-on" 0 "$RPTLINT" check "$both"
exits "--fail-on" 1 "$RPTLINT" check --fail-on note "$both"
exits "--fail-on that is the default, too" 1 "$RPTLINT" check --fail-on error "$both"
same "--domain" "H101 H101 U221" "$(told --domain example.com "$both")"
same "--require-rua replaces the file's" "U221 U221" "$(told --require-rua 'mailto:.*' "$both")"
same "--allow-rua replaces all of them" "H102 U221 U221" "$(told --require-rua '.*' --allow-rua "$ours" "$both")"
same "--severity shows what the file ignores" "H101 R125 U221" "$(told --severity R125=note "$good; x=1")"
same "but not the others" "H101 R125 U221" "$(told --severity R125=note 'v=TLSRPTv1; x=1; rua=mailto:tls@example.com')"
same "--ignore adds to the file's" "H101 R122 U221" "$(told --ignore U216 "$good; rua=mailto:tls@example.com" | sed 's/H101 H101/H101/; s/U221 U221/U221/')"
same "--ignore wins over the file's severity" "" "$(told --ignore R122,U216,H101,U221 "$good; rua=mailto:tls@example.com")"
contains "--severity wins over the file's" "note: " "$("$RPTLINT" check --severity R122=note --format gnu "$good; rua=mailto:tls@example.com" | grep R122)"
contains "which is an error else" "error: " "$("$RPTLINT" check --format gnu "$good; rua=mailto:tls@example.com" | grep R122)"

finish
