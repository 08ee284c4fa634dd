#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# What four zone readers publish is what rptlint says they publish, and it says what is wrong where they do not agree.

. tests/lib.sh
. tests/lib-readers.sh

# A row:
#
#   row RULES SEEN 'NAME' 'WHAT WAS MEANT' 'ZONE TEXT'
#
# RULES  of T301 to T310 but T307, Z405 and Z411 to Z417: what rptlint must find, "-" for nothing
# SEEN   a letter each for named-checkzone 9.18, kzonesign 3.2.6, nsd-checkzone 4.6.1, ldns-read-zone 1.8.3, as they
#        were in Debian 12:  = publishes what was meant   c publishes something else, which rptlint says, too
#                            x refuses the zone           ! publishes something else than rptlint says
#        Another version that does something else is a line of output, and no failure.
# MEANT  the value of one record, its strings joined
#
# What fails is a claim of ours that is not so for the readers that are installed:
#   - rptlint finds the RULES;
#   - without RULES every reader publishes what was meant and what rptlint says, but for the x and ! of SEEN: what one
#     of them does not read though the RFC allows it;
#   - with RULES some reader does not publish what was meant.
#
# In the text <V> stands for a good value, <L> for the beginning of a long one, 41 octets; <CR> <NUL> <BOM> <FF> <SUB> <SQ> for octets, <N*X> for N times X.

good='v=TLSRPTv1; rua=mailto:a@example.com'
folder=$scratch/rows
mkdir "$folder"
names=() rules=() seen=() meant=()

head='$ORIGIN example.com.
$TTL 7200
@ IN SOA ns host 1 7200 3600 1209600 3600
@ IN NS ns
ns IN A 192.0.2.1
'

expand() {
    V=$good perl -0pe '
        s/<V>/$ENV{V}/g; s/<L>/v=TLSRPTv1; rua=https:\/\/host.example.com\//g; s/<CR>/\r/g; s/<NUL>/\0/g; s/<BOM>/\xEF\xBB\xBF/g; s/<FF>/\f/g; s/<SUB>/\x1A/g; s/<SQ>/\x27/g;
        1 while s/<(\d+)\*([^<>]*)>/$2 x $1/ge'
}

number=0
front='' # before the first line
row() { # RULES SEEN NAME MEANT TEXT
    local name
    number=$((number + 1))
    name=$(printf '%03d' $number)
    printf '%s%s%s' "$front" "$head" "$5" | expand > "$folder/$name.zone"
    names+=("$3") rules+=("$1") seen+=("$2")
    meant+=("$(printf '%s' "$4" | expand | od -An -v -tx1 | tr -d ' \n')")
}

# ---- quotes, escapes, semicolons ----

row -    ==== 'one quoted string' '<V>' '_smtp._tls TXT "<V>"
'
row T302 cccc 'a semicolon without quotes' '<V>' '_smtp._tls TXT <V>
'
row T302 cccc 'a semicolon without quotes, nothing behind it' 'v=TLSRPTv1;rua=mailto:a@example.com' '_smtp._tls TXT v=TLSRPTv1;rua=mailto:a@example.com
'
row T302 cccc 'single quotes' '<V>' '_smtp._tls TXT <SQ><V><SQ>
'
row T308 cccc 'an escaped semicolon without quotes' '<V>' '_smtp._tls TXT v=TLSRPTv1\; rua=mailto:a@example.com
'
row -    ==== 'one word, all of it escaped' '<V>' '_smtp._tls TXT v=TLSRPTv1\;\032rua=mailto:a@example.com
'
row -    ==== 'an escaped semicolon in quotes' '<V>' '_smtp._tls TXT "v=TLSRPTv1\; rua=mailto:a@example.com"
'
row -    ==== 'an escaped space in quotes' '<V>' '_smtp._tls TXT "v=TLSRPTv1;\032rua=mailto:a@example.com"
'
row -    ==== 'every octet escaped' 'v=TLSRPTv1' '_smtp._tls TXT "\118\061\084\076\083\082\080\084\118\049"
'
row -    ==== 'an escaped quote' '<V>; x="y' '_smtp._tls TXT "<V>; x=\"y"
'
row -    ==== 'an escaped backslash at the end of a string' '<V>; x=\' '_smtp._tls TXT "<V>; x=\\"
'
row -    ==!= 'an escaped backslash at the end of a word' 'x\y' '_smtp._tls TXT x\\ y
'
row -    ==== 'an escaped letter' '<V>; x=a' '_smtp._tls TXT "<V>; x=\a"
'
row T305 xx!x 'an escape over 255' '<V>; x=' '_smtp._tls TXT "<V>; x=\300"
'
row T305 xx!x 'an escape of two digits' '<V>; x=' '_smtp._tls TXT "<V>; x=\25"
'
row T305 xx!x 'an escape of one digit' '<V>; x=' '_smtp._tls TXT "<V>; x=\2xy"
'
row -    ==== 'a comment right behind the quote' '<V>' '_smtp._tls TXT "<V>";comment
'
row -    ==== 'a comment behind a whole value without quotes' '<V>' '_smtp._tls TXT v=TLSRPTv1\;\032rua=mailto:a@example.com ; a comment
'
row -    ==== 'parentheses and a comment sign in quotes' '<V>; x=(y' '_smtp._tls TXT "<V>; x=(y"
'

# ---- several strings ----

row -    ==== 'two strings' '<V>' '_smtp._tls TXT "v=TLSRPTv1; " "rua=mailto:a@example.com"
'
row -    =x== 'two strings without a blank' '<V>' '_smtp._tls TXT "v=TLSRPTv1; ""rua=mailto:a@example.com"
'
row T308,Z414 =x=! 'a word and a string without a blank' '<V>' '_smtp._tls TXT v=TLSRPTv1"; rua=mailto:a@example.com"
'
row T308 =x== 'a string and a word without a blank' '<V>' '_smtp._tls TXT "v=TLSRPTv1; "rua=mailto:a@example.com
'
row -    ==== 'an empty string first' '<V>' '_smtp._tls TXT "" "<V>"
'
row -    ==== 'only an empty string' '' '_smtp._tls TXT ""
'
row -    ==== '255 octets' '<L><214*a>' '_smtp._tls TXT "<L><214*a>"
'
row T301 x!xx '256 octets' '<L><215*a>' '_smtp._tls TXT "<L><215*a>"
'
row T301 x!xx '256 octets without quotes' '<L><215*a>' '_smtp._tls TXT v=TLSRPTv1\;\032rua=https://host.example.com/<215*a>
'
row -    ==== '255 octets, most of them escaped' '<L><214*a>' '_smtp._tls TXT "<L><214*\097>"
'
row T301 x!xx '256 octets, most of them escaped' '<L><215*a>' '_smtp._tls TXT "<L><215*\097>"
'
row -    ==== '300 short strings' '<300*a>' '_smtp._tls TXT <300*"a" >
'
row T310 xxx! '300 long strings' '' '_smtp._tls TXT "<L>" <299*"<255*a>" >
'

# ---- parentheses ----

row -    ==== 'over lines, with a comment' '<V>' '_smtp._tls TXT ( "v=TLSRPTv1; " ; a comment ) "x"
   "rua=mailto:a@example.com" )
'
row -    ==== 'over lines, the next at the first column' '<V>' '_smtp._tls TXT ("v=TLSRPTv1; "
"rua=mailto:a@example.com")
'
row -    ==== 'before TTL, class and type' '<V>' '_smtp._tls ( 3600
 IN TXT "<V>" )
'
row -    ==== 'twice in one record' '<V>' '_smtp._tls TXT ( "v=TLSRPTv1; "
 ) ( "rua=mailto:a@example.com"
 )
'
row -    =xx= 'one in the other' '<V>' '_smtp._tls TXT ( ( "<V>" ) )
'
row -    =!== 'a word right before the closing one' 'ab' '_smtp._tls TXT ( a b)
'
row -    =!x= 'first of all, in a record that inherits its owner' '<V>' '_smtp._tls TXT "a"
 (
77 TXT "<V>" )
'
row Z413 xx== 'left open' '<V>' '_smtp._tls TXT ( "<V>"
'
row Z413 xxx= 'closed and never opened' '<V>' '_smtp._tls TXT "<V>" )
'

# ---- the parts before the value ----

row -    ==== 'TTL, class' '<V>' '_smtp._tls 7200 IN TXT "<V>"
'
row -    ===x 'class, TTL' '<V>' '_smtp._tls IN 7200 TXT "<V>"
'
row -    =x== 'the class as a number' '<V>' '_smtp._tls CLASS1 TXT "<V>"
'
row -    ==== 'TTL with units' '<V>' '_smtp._tls 1h30m TXT "<V>"
'
row -    ==== 'TTL with capital units' '<V>' '_smtp._tls 1W2D TXT "<V>"
'
row -    ==== 'small letters' '<V>' '_smtp._tls in txt "<V>"
'
row -    ==== 'capital letters in the owner' '<V>' '_SMTP._TLS TXT "<V>"
'
row -    ==== 'TYPE16 and text' '<V>' '_smtp._tls TYPE16 "<V>"
'
row -    ==== 'TYPE16 and octets' 'v=TLSRPTv1' '_smtp._tls TYPE16 \# 11 0a763d544c5352505476 31
'
row -    =x== 'octets of which a blank splits one' 'v=TLSRPTv1' '_smtp._tls TYPE16 \# 11 0a763d544c535250547 631
'
row Z413 xx!x 'octets, fewer than said' 'v=TLSRPTv1' '_smtp._tls TYPE16 \# 12 0a763d544c535250547631
'
row -    ==== '"\#" in quotes' '#100' '_smtp._tls TXT "\#" 1 00
'
row Z413 xxxx 'no value' '' '_smtp._tls TXT
'
row -    ==== 'the owner is "@"' '<V>' '$ORIGIN _smtp._tls.example.com.
@ TXT "<V>"
'
row -    ==== 'the owner is inherited' '<V>' '_smtp._tls TXT "a"
	TXT "<V>"
'
row -    ==== 'the owner is inherited over $ORIGIN' '<V>' '_smtp._tls TXT "a"
$ORIGIN other.example.com.
 TXT "<V>"
'
row -    ==== 'an escape in the owner' '<V>' '\095smtp._tls TXT "<V>"
'
row Z413 xxxx 'a label of 64 octets' '<V>' '_smtp._tls.<64*a> TXT "<V>"
'
row -    ==== 'a label of 63 octets' '<V>' '_smtp._tls.<63*a> TXT "<V>"
'
row Z413 xxxx 'an empty label' '<V>' '_smtp.._tls TXT "<V>"
'
row Z405 xxx= 'CNAME beside it' '<V>' '_smtp._tls TXT "<V>"
_smtp._tls CNAME ns
'
row Z413 xx!x 'the type in quotes' '<V>' '_smtp._tls "TXT" "<V>"
'
row Z413 xxxx 'the class twice' '<V>' '_smtp._tls IN IN TXT "<V>"
'
row Z413 xxxx 'no type' '<V>' '_smtp._tls IN "<V>"
'
row -    ==== 'the type is SPF' 'a' '_smtp._tls.a SPF "a"
'

# ---- directives ----

row -    ===! 'small letters in $origin' '<V>' '$origin sub.example.com.
_smtp._tls TXT "<V>"
'
row -    =xx! 'a relative $ORIGIN' '<V>' '$ORIGIN sub
_smtp._tls TXT "<V>"
'
row -    ==== '$TTL with a unit' '<V>' '$TTL 2h
_smtp._tls TXT "<V>"
'
row Z411 =xxx '$GENERATE' '<V>' '$GENERATE 1-2 a$ A 192.0.2.$
_smtp._tls TXT "<V>"
'
row Z413 xxx! 'a directive that is none' '<V>' '$FOO bar
_smtp._tls TXT "<V>"
'
row Z412 xxxx '$INCLUDE of what is not there' '<V>' '$INCLUDE missing
_smtp._tls TXT "<V>"
'

# ---- lines and octets ----

row -    =x== 'CR LF' '<V>' '_smtp._tls TXT "<V>"<CR>
_smtp._tls.b TXT "c"<CR>
'
row -    =x== 'CR LF in parentheses' '<V>' '_smtp._tls TXT ( "v=TLSRPTv1; "<CR>
"rua=mailto:a@example.com"<CR>
)<CR>
'
front='<BOM>'
row Z413 xxx= 'a byte order mark first' '<V>' '_smtp._tls TXT "<V>"
'
front=' '
row Z413 xxxx 'white space first' '<V>' '_smtp._tls TXT "<V>"
'
front=''
row -    ==== 'tabs' '<V>' '_smtp._tls		TXT	"<V>"	
'
row Z413 xxxx 'a form feed for a blank' '<V>' '_smtp._tls<FF>TXT "<V>"
'
row -    ==== 'no line end at the end' '<V>' '_smtp._tls TXT "<V>"'
row -    ==== 'no line end at the end of a comment' '<V>' '_smtp._tls TXT "<V>" ; end'
row T304 xxcx 'a line end in quotes' '<V>' '_smtp._tls TXT "v=TLSRPTv1;
 rua=mailto:a@example.com"
'
row T304 xxcx 'CR LF in quotes' '<V>' '_smtp._tls TXT "v=TLSRPTv1;<CR>
 rua=mailto:a@example.com"<CR>
'
row T303 xxx! 'a quote left open at the end of the file' '<V>' '_smtp._tls TXT "<V>'
row T303 xxx! 'a quote left open at the end of the last line' '<V>' '_smtp._tls TXT "<V>
'
row T303 xxx! 'a quote left open in the middle' '<V>' '_smtp._tls TXT "<V>
_smtp._tls.b TXT "c"
'
row T303 xxx! 'the closing quote is escaped' '<V>; x=\' '_smtp._tls TXT "<V>; x=\"
'
row T306 cx!! 'NUL' '<V>' '_smtp._tls TXT "v=TLSRPTv1;<NUL> rua=mailto:a@example.com"
'
row -    ==== 'NUL in a comment' '<V>' '_smtp._tls TXT "<V>" ; <NUL>
'
row -    =x== 'octets over 127' 'ä' '_smtp._tls TXT "ä"
'
row -    =x== 'a control character' 'a<SUB>' '_smtp._tls TXT "a<SUB>"
'
row -    ==== 'a tab in quotes' 'a	b' '_smtp._tls TXT "a	b"
'
row -    ==== 'a long line' '<V>' '_smtp._tls TXT<70000* >"<V>" ;<70000*x>
'

# ---- what is said, and what is so ----

if ! ${CC:-cc} -std=c11 -Iinclude -Isrc ${CPPFLAGS-} ${CFLAGS-} tests/zone_list.c "$BUILD/program.a" \
    "$BUILD/librptlint.a" ${LDFLAGS-} -ldl -o "$scratch/zone_list" 2> "$scratch/errors"; then
    fail "zone_list compiles" "$(cat "$scratch/errors")"
    finish
fi
root=$PWD

# Owner, type and RDATA of each TXT record, a line each.
ours() { # ROW
    (cd "$folder" && "$scratch/zone_list" example.com. "$1.zone") | awk '$3 != "fault:" && NF == 6 { print $3, $5, $6 }' | sort -u
}

theirs() { # DUMP...: FILE OWNER TYPE RDATA
    (cd "$folder" && python3 -B "$root/tests/zone_oracle.py" example.com. "$@") | awk '{ print $1, $3, $5, $6 }' | sort -u
}

# Is one of the records on standard input the one that was meant?  Joined strings in hex are compared.
holds() { # HEX
    perl -ne '
        my ($hex, $joined) = ((split)[2], "");
        while (length $hex) { my $n = hex substr $hex, 0, 2; $joined .= substr $hex, 2, 2 * $n; $hex = substr $hex, 2 + 2 * $n; }
        $found = 1 if $joined eq $ENV{MEANT};
        END { exit !$found }'
}

(cd "$folder" && "$RPTLINT" check --as zone --origin example.com --format json -- *.zone) > "$scratch/findings" 2> "$scratch/errors"
jq -r 'select(.type == "finding") | "\(.input[:3]) \(.rule)"' "$scratch/findings" |
    grep -E ' (T3(0[1-689]|10)|Z405|Z41[1-7])$' | sort -u > "$scratch/found"

present=()
for reader in $zone_readers; do
    if have "$reader"; then
        present+=("$reader")
        for zone in "$folder"/*.zone; do
            publish "$reader" "$zone" "${zone%.zone}.$reader" || :
        done
    else
        skip "$reader" "it is missing"
    fi
done
readarray -t dumps < <(cd "$folder" && find . -type f ! -name '*.zone' -printf '%f\n' | sort)
[ ${#dumps[@]} -eq 0 ] || theirs "${dumps[@]}" > "$scratch/theirs"

outcome() { # ROW READER MEANT
    local got
    [ -e "$folder/$1.$2" ] || { echo x; return; }
    got=$(sed -n "s/^$1\.$2 //p" "$scratch/theirs")
    if [ "$got" != "$(ours "$1")" ]; then
        echo '!'
    elif MEANT=$3 holds <<< "$got"; then
        echo '='
    else
        echo c
    fi
}

for ((i = 0; i < number; i++)); do
    name=$(printf '%03d' $((i + 1)))
    found=$(sed -n "s/^$name //p" "$scratch/found" | paste -sd,)
    same "finds ${rules[i]}: ${names[i]}" "${rules[i]}" "${found:--}"
    now='' wrong='' differs=0
    for reader in $zone_readers; do
        case $reader in named*) at=0 ;; k*) at=1 ;; nsd*) at=2 ;; *) at=3 ;; esac
        then=${seen[i]:at:1}
        [[ " ${present[*]} " == *" $reader "* ]] || { now+=$then; continue; }
        is=$(outcome "$name" "$reader" "${meant[i]}")
        now+=$is
        [ "$is" = = ] || differs=1
        [ "$is" = "$then" ] || echo "note $reader does something else than in Debian 12: ${names[i]}: $then before, $is now"
        if [ "${rules[i]}" = - ] && [ "$is" != = ] && { [ "$is" = c ] || [ "$is" != "$then" ]; }; then
            wrong+="$reader: $is"$'\n'
        fi
    done
    if [ "${rules[i]}" != - ] && [ $differs -eq 0 ] && [ ${#present[@]} -gt 0 ]; then
        wrong="every reader publishes what was meant: it needs no ${rules[i]}"
    fi
    same "readers ($now): ${names[i]}" '' "$wrong"
done

finish
