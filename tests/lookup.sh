#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# `rptlint lookup` against real servers on this machine: NSD with the zones below, Unbound that validates, and one that
# is hostile.  RPTLINT_HOSTILE=100000 asks the hostile one so many questions.
# Runs with the sanitized program too.
. tests/lib.sh
. tests/lib-servers.sh

# The build of the unit tests has made it before, unless this is run by hand.
hostile=$BUILD/check/gcc/tests/hostile
if ! made=$(MAKEFLAGS='' "${MAKE:-make}" -s BUILD="$BUILD/check/gcc" CC="${GCC:-gcc}" WERROR=1 "$hostile" 2>&1); then
    fail "the hostile server compiles" "$made"
    finish
fi
for program in nsd unbound dig jq dnssec-keygen dnssec-signzone; do
    have $program || { skip "look-ups at real servers" "$program is missing"; finish; }
done

# ---- zones ----

text() { # OCTETS: a value of so many, in strings of 200
    local start='v=TLSRPTv1; rua=https://plain.example/' value
    value=$start$(printf '%*s' $(($1 - ${#start})) '' | tr ' ' a)
    fold -w 200 <<< "$value" | sed 's/.*/"&"/' | tr '\n' ' '
}

good='TXT "v=TLSRPTv1; rua=mailto:tls@mail.plain.example"'
digest=$(printf '%064d' 1)

zone plain.example << EOF
_smtp._tls.good              $good
_smtp._tls.hour         3600 $good
_smtp._tls.nodata            A 192.0.2.1
below._smtp._tls.between     TXT "the name above it is there, and empty"
_smtp._tls.alias             CNAME _smtp._tls.good.other.example.
_smtp._tls.chain             CNAME one.other.example.
two                          CNAME three.other.example.
four                         CNAME _smtp._tls.good
_smtp._tls.loop              CNAME loop.other.example.
_smtp._tls.self              CNAME _smtp._tls.self
_smtp._tls.dangling          CNAME nowhere.other.example.
_tls.moved                   DNAME _tls.good
*.wild                       $good
_smtp._tls.two               TXT "v=TLSRPTv1; rua=mailto:one@mail.plain.example"
_smtp._tls.two               TXT "v=TLSRPTv1;rua=mailto:two@mail.plain.example"
_smtp._tls.foreign           TXT "v=spf1 -all"
_smtp._tls.foreign           $good
_smtp._tls.foreign           TXT "v=TLSRPTv10; rua=mailto:tls@plain.example"
_smtp._tls.spaced            TXT "v=TLSRPTv1 ; rua=mailto:tls@mail.plain.example"
_smtp._tls.spaced-beside     TXT "v=TLSRPTv1 ; rua=mailto:tls@mail.plain.example"
_smtp._tls.spaced-beside     TXT "v=spf1 -all"
_smtp._tls.only-foreign      TXT "v=spf1 -all"
_smtp._tls.broken            TXT "v=TLSRPTv1; rua=tls@mail.plain.example"
_smtp._tls.strings           TXT "v=TLS" "RPTv" "1" "; " "rua" "=" "mail" "to" ":" "t" "l" "s" "@" "m" "ail" ".p" "lain" "." "exam" "ple"
_smtp._tls.empty             TXT ""
_smtp._tls.big               TXT $(text 700)
_smtp._tls.huge              TXT $(text 5000)
_smtp._tls.control           TXT "v=TLSRPTv1; rua=mailto:\027[31m@plain.example\010\155\000"
mail                         MX 10 mx.mail
mx.mail                      A 192.0.2.1
; MTA-STS and DANE, or not
_smtp._tls.none              $good
none                         MX 10 mx.none
mx.none                      A 192.0.2.1
sts                          MX 10 mx.mail
_mta-sts.sts                 TXT "v=STSv1; id=20260301;"
_smtp._tls.both              $good
both                         MX 10 mx.mail
_mta-sts.both                TXT "v=STSv1; id=20260301;"
_smtp._tls.twosts            $good
twosts                       MX 10 mx.mail
_mta-sts.twosts              TXT "v=STSv1; id=20260301;"
_mta-sts.twosts              TXT "v=STSv1; id=20260302;"
_smtp._tls.badsts            $good
badsts                       MX 10 mx.mail
_mta-sts.badsts              TXT "v=STSv1; id=2026-03-01"
_smtp._tls.null              $good
null                         MX 0 .
_smtp._tls.nullbeside        $good
nullbeside                   MX 0 .
nullbeside                   MX 10 mx.mail
nullbeside                   MX 20 mx.mail
_smtp._tls.address           $good
address                      A 192.0.2.1
indane                       MX 10 mx.indane
mx.indane                    A 192.0.2.1
_25._tcp.mx.indane           TLSA 3 1 1 $digest
_smtp._tls.indane            TXT "v=TLSRPTv1; rua=mailto:tls@dane.signed.example"
; destinations
_smtp._tls.lost              TXT "v=TLSRPTv1; rua=mailto:tls@nowhere.plain.example,mailto:tls@mail.plain.example"
_smtp._tls.refusing          TXT "v=TLSRPTv1; rua=mailto:tls@null.plain.example"
_smtp._tls.unresolved        TXT "v=TLSRPTv1; rua=https://nowhere.plain.example/in,https://six.plain.example/in,https://192.0.2.1/in"
six                          AAAA 2001:db8::1
$(for ((i = 0; i < 500; i++)); do echo "_smtp._tls.n$i TXT \"v=TLSRPTv1; rua=mailto:n$i@mail.plain.example\""; done)
EOF
zone other.example << EOF
_smtp._tls.good              $good
one                          CNAME two.plain.example.
three                        CNAME four.plain.example.
loop                         CNAME _smtp._tls.loop.plain.example.
EOF
zone signed.example << EOF
_smtp._tls.good              $good
_smtp._tls.alias             CNAME _smtp._tls.good
_smtp._tls.out               CNAME _smtp._tls.good.plain.example.
*.wild                       $good
_smtp._tls.dane              $good
dane                         MX 10 mx1.dane
dane                         MX 20 mx2.dane
_25._tcp.mx1.dane            TLSA 3 1 1 $digest
_25._tcp.mx2.dane            TLSA 3 1 1 $digest
_25._tcp.mx2.dane            TLSA 2 1 1 $digest
_smtp._tls.mx1.dane          $good
_smtp._tls.covered           $good
covered                      MX 10 mx1.dane
_smtp._tls.behind            $good
behind                       MX 10 alias
alias                        CNAME mx1.dane
EOF
zone bogus.example << EOF
_smtp._tls.good              $good
_smtp._tls.dane              TXT "v=TLSRPTv1; rua=mailto:dane@mail.plain.example"
dane                         MX 10 mx.dane
mx.dane                      A 192.0.2.1
_25._tcp.mx.dane             TLSA 3 1 1 $digest
_smtp._tls.mx.dane           TXT "v=TLSRPTv1; rua=mailto:dane@mail.plain.example"
EOF
zone expired.example <<< "_smtp._tls.good $good"
sign signed.example
sign bogus.example
sign expired.example -s 20200101000000 -e 20200201000000
sed -i -E 's/mailto:tls@/mailto:bad@/; s/(TLSA\s+)3 1 1/\13 0 1/' "$zones/bogus.example"
zone . <<< 'delegated.example NS ns.nowhere.example.'
# A zone that NSD could not load: SERVFAIL.
nsd_clauses='zone:
    name: "lame.example"
    zonefile: "/nonexistent"'
start_nsd

unbound_more='    local-zone: "refused.example." refuse'
unbound_clauses="stub-zone:
    name: lame.example
    stub-addr: 127.0.0.1@$nsd_port"
start_unbound

# ---- what comes out, in a line ----

resolver=127.0.0.1@${unbound_port:?}

# What was looked up | what was found | what the record is worth.  That the destinations are elsewhere is ignored.
summary() {
    jq -rs '
        def words: map(select(. != null) | tostring) | join(" ");
        (map(select(.type == "lookup"))[0] | [.outcome, .failure, .rcode, .dnssec, .transport] | words) + " | " +
        (map(select(.type == "finding").rule) | words) + " | " +
        (map(select(.type == "verdict"))[0] // {} | [.grammar, .selected, .usable] | words)'
}

looks() { # NAME DOMAIN STATUS SUMMARY [OPTION...]; leaves the output in $scratch/out
    local name=$1 domain=$2 status=$3 wanted=$4 got=0
    shift 4
    "$RPTLINT" lookup --resolver "$resolver" --format json --ignore U221 "$@" "$domain" > "$scratch/out" 2> "$scratch/err" < /dev/null ||
        got=$?
    same "$name" "$status: $wanted" "$got: $(summary < "$scratch/out")$(cat "$scratch/err")"
}

fact() { # NAME WANTED FILTER: about the first object of the output for which the filter gives anything
    same "$1" "$2" "$(jq -c "$3" "$scratch/out" | head -n 1)"
}

# ---- records ----

looks "a record in an unsigned zone" good.plain.example 0 'record NOERROR insecure udp | D504 | true yes 1'
fact "its value" '"v=TLSRPTv1; rua=mailto:tls@mail.plain.example"' 'select(.type == "lookup").value'
fact "D504 is a note there" '"note"' 'select(.rule == "D504").severity'
looks "a record in a signed zone" good.signed.example 0 'record NOERROR secure udp |  | true yes 1'
looks "a final dot, and upper case" GOOD.Signed.Example. 0 'record NOERROR secure udp |  | true yes 1'
looks "no such name" nowhere.plain.example 1 'no-record NXDOMAIN insecure udp | D501 | false no 0'
fact "NXDOMAIN is told" true 'select(.rule == "D501").hint | contains("NXDOMAIN")'
looks "no such name, proven" nowhere.signed.example 1 'no-record NXDOMAIN secure udp | D501 | false no 0'
looks "a name without TXT" nodata.plain.example 1 'no-record NOERROR insecure udp | D501 | false no 0'
fact "NODATA is told" true 'select(.rule == "D501").hint | contains("NODATA")'
looks "a name between names" between.plain.example 1 'no-record NOERROR insecure udp | D501 | false no 0'
looks "only foreign TXT" only-foreign.plain.example 1 'record NOERROR insecure udp | D504 R102 | false no 0'
looks "a wildcard answers" x.wild.plain.example 0 'record NOERROR insecure udp | D504 | true yes 1'
looks "a wildcard answers, proven" x.wild.signed.example 0 'record NOERROR secure udp |  | true yes 1'
looks "a broken record" broken.plain.example 1 'record NOERROR insecure udp | D504 U202 R127 R128 | true yes 0'

looks "a CNAME to another zone" alias.plain.example 0 'record NOERROR insecure udp | D504 D505 | true yes 1'
fact "where it leads" '["_smtp._tls.good.other.example"]' 'select(.type == "lookup").cname'
looks "a CNAME in a signed zone" alias.signed.example 0 'record NOERROR secure udp | D505 | true yes 1'
looks "a CNAME from a signed zone to an unsigned one" out.signed.example 0 'record NOERROR insecure udp | D504 D505 | true yes 1'
looks "five CNAMEs" chain.plain.example 0 'record NOERROR insecure udp | D504 D505 | true yes 1'
fact "all of them" '["one.other.example","two.plain.example","three.other.example","four.plain.example","_smtp._tls.good.plain.example"]' \
    'select(.type == "lookup").cname'
looks "a DNAME" moved.plain.example 0 'record NOERROR insecure udp | D504 D505 | true yes 1'
looks "a CNAME to nowhere" dangling.plain.example 1 'no-record NXDOMAIN insecure udp | D501 D505 | false no 0'
fact "that it does" true 'select(.rule == "D501").hint | startswith("the CNAME leads to a name that does not exist (NXDOMAIN)")'
looks "CNAMEs in a circle" loop.plain.example 3 'failed rcode SERVFAIL udp | D502 | '
looks "a CNAME to itself" self.plain.example 3 'failed rcode SERVFAIL udp | D502 | '

looks "two records" two.plain.example 1 'several-records NOERROR insecure udp | D503 D504 | false no 0'
fact "both are shown" 2 'select(.type == "lookup").values | length'
looks "one beside foreign TXT" foreign.plain.example 0 'record NOERROR insecure udp | D504 | true yes 1'
fact "the others are counted" 2 'select(.type == "lookup").discarded'
looks "space behind the version, alone" spaced.plain.example 0 'record NOERROR insecure udp | D504 R108 | true only-alone 1'
looks "space behind the version, beside another" spaced-beside.plain.example 1 'no-record NOERROR insecure udp | D501 R108 | false no 0'
looks "twenty strings" strings.plain.example 0 'record NOERROR insecure udp | D504 | true yes 1'
fact "joined" '"v=TLSRPTv1; rua=mailto:tls@mail.plain.example"' 'select(.type == "lookup").value'
looks "an empty string" empty.plain.example 1 'record NOERROR insecure udp | D504 R101 | false no 0'
looks "more than 512 octets" big.plain.example 0 'record NOERROR insecure udp | D504 R129 | true yes 1'
looks "more than a datagram holds" huge.plain.example 0 'record NOERROR insecure tcp | D504 R129 | true yes 1'
fact "all of it" 5000 'select(.type == "lookup").value | length'
looks "over TCP from the start" good.plain.example 0 'record NOERROR insecure tcp | D504 | true yes 1' --tcp
looks "octets that drive a terminal" control.plain.example 1 'record NOERROR insecure udp | D504 R119 U205 R119 U205 R119 | false yes 0'

# ---- DNSSEC that fails ----

looks "a record changed after it was signed" good.bogus.example 1 'record NOERROR bogus udp | D504 | true yes 1'
fact "D504 is an error there" '"error"' 'select(.rule == "D504").severity'
looks "signatures that expired" good.expired.example 1 'record NOERROR bogus udp | D504 | true yes 1'
looks "a server that fails is not taken for that" good.lame.example 3 'failed rcode SERVFAIL udp | D502 | '
contains "it is told from where" "SERVFAIL from $resolver" "$(jq -r 'select(.rule == "D502").text' "$scratch/out")"

# ---- no answer ----

looks "a resolver that refuses" good.refused.example 3 'failed rcode REFUSED udp | D502 | '
resolver=127.0.0.1@$nsd_port
looks "a server with authority, asked directly" hour.plain.example 0 'record NOERROR insecure udp | D504 | true yes 1'
fact "the TTL" 3600 'select(.type == "lookup").ttl'
contains "the TTL in text" "TTL 3600" "$("$RPTLINT" lookup --resolver "$resolver" hour.plain.example 2>&1)"
looks "CNAMEs that the server does not follow" chain.plain.example 0 'record NOERROR insecure udp | D504 D505 | true yes 1'
fact "are followed" 5 'select(.type == "lookup").cname | length'
looks "a circle that the server does not see" loop.plain.example 3 'failed cname-loop NOERROR udp | D502 | '
fact "CNAMEs are what to look at" true 'select(.rule == "D502").hint | contains("lead the CNAMEs to")'
looks "a name that others have" good.delegated.example 3 'failed referral NOERROR udp | D502 | '

resolver=127.0.0.1@1
looks "nothing listens" good.plain.example 3 'failed network udp | D502 | '
contains "that is told" "Connection refused from $resolver" "$(jq -r 'select(.rule == "D502").text' "$scratch/out")"
looks "nothing listens for TCP" good.plain.example 3 'failed network tcp | D502 | ' --tcp
looks "the second resolver is asked, too" good.plain.example 0 'record NOERROR insecure udp | D504 | true yes 1' \
    --resolver "127.0.0.1@$unbound_port"
fact "it is named" "\"127.0.0.1@$unbound_port\"" 'select(.type == "lookup").resolver'

start_hostile 1
resolver=127.0.0.1@$hostile_port

milliseconds() { # COMMAND...: sets $took
    local begun=${EPOCHREALTIME/./} status=0
    "$@" || status=$?
    took=$(((${EPOCHREALTIME/./} - begun) / 1000))
    return $status
}

between() { # NAME LEAST MOST NUMBER
    if [ "$4" -ge "$2" ] && [ "$4" -le "$3" ]; then
        pass "$1 ($4)"
    else
        fail "$1" "$4, not $2 to $3"
    fi
}

# Number 24 of the kind "rcode".
looks "an RCODE without a name" $((7 + 24 * $("$hostile" kinds | wc -l))).example 3 'failed rcode RCODE 12 udp | D502 | '
milliseconds looks "no answer at all" silent.example 3 'failed timeout udp | D502 | ' --timeout 1 --tries 2
between "two tries of a second, in milliseconds" 1900 4000 "$took"
milliseconds looks "no answer over TCP" silent.example 3 'failed timeout tcp | D502 | ' --timeout 1 --tries 1 --tcp
between "one try of a second, in milliseconds" 900 3000 "$took"
milliseconds looks "an answer over TCP, octet by octet" drip.example 3 'failed timeout tcp | D502 | ' --timeout 1 --tries 1
between "a slow one takes no longer, in milliseconds" 900 3000 "$took"
looks "the next resolver after one that is silent" good.plain.example 0 'record NOERROR insecure udp | D504 | true yes 1' \
    --timeout 1 --resolver "127.0.0.1@$unbound_port"

# ---- what belongs to a record ----

resolver=127.0.0.1@$unbound_port
around='NOERROR insecure udp'

context() { # NAME WANTED FILTER: about what belongs to the record looked up last
    same "$1" "$2" "$(jq -rs "map(select(.type == \"context\"))[0] | $3" "$scratch/out")"
}

looks "neither MTA-STS nor DANE" none.plain.example 0 "record $around | D504 D508 | true yes 1" --context
context "the mail server" 'yes 10 mx.none.plain.example no no' \
    '"\(.mx) \(.hosts[0].preference) \(.hosts[0].host) \(.hosts[0].tlsa) \(.mta_sts)"'
context "the destination" 'mailto:tls@mail.plain.example yes' '.destinations[0] | "\(.uri) \(.reachable)"'
looks "MTA-STS without TLSRPT" sts.plain.example 1 'no-record NXDOMAIN insecure udp | D501 D506 | false no 0' --context
context "the id of the policy" 'yes 20260301' '"\(.mta_sts) \(.mta_sts_id)"'
looks "MTA-STS with TLSRPT" both.plain.example 0 "record $around | D504 | true yes 1" --context
looks "two MTA-STS records" twosts.plain.example 0 "record $around | D504 D512 | true yes 1" --context
fact "at which name" '"_mta-sts.twosts.plain.example"' 'select(.rule == "D512").text'
looks "an MTA-STS record that breaks the grammar" badsts.plain.example 0 "record $around | D504 D512 | true yes 1" --context
fact "which" '"mta-sts v=STSv1; id=2026-03-01"' 'select(.rule == "D512") | "\(.part) \(.text)"'
looks "a domain that takes no mail" null.plain.example 0 "record $around | D504 D511 | true yes 1" --context
context "its null MX" 'null 0' '"\(.mx) \(.hosts | length)"'
looks "a null MX beside another" nullbeside.plain.example 0 "record $around | D504 D511 D508 | true yes 1" --context
context "is no host" 'yes 3 mx.mail.plain.example' '"\(.mx) \(.mx_records) \(.hosts | map(.host) | join(" "))"'
"$RPTLINT" lookup --resolver "$resolver" --context nullbeside.plain.example > "$scratch/text" 2>&1
contains "as text, too" "mx.mail.plain.example" "$(cat "$scratch/text")"
same "all records count as looked at" 0 "$(grep -c "records looked at" "$scratch/text")"
looks "a domain without MX, but with an address" address.plain.example 0 "record $around | D504 D508 | true yes 1" --context
context "is its own mail server" 'implicit address.plain.example' '"\(.mx) \(.hosts[0].host)"'
looks "DANE with TLSRPT at the mail server" covered.signed.example 0 'record NOERROR secure udp |  | true yes 1' --context
context "its TLSA record is proven" 'yes 1 secure yes' '.hosts[0] | "\(.tlsa) \(.tlsa_records) \(.tlsa_dnssec) \(.tlsrpt)"'
looks "DANE without TLSRPT at one mail server" dane.signed.example 0 'record NOERROR secure udp | D507 | true yes 1' --context
fact "at which" '"_smtp._tls.mx2.dane.signed.example"' 'select(.rule == "D507").text'
context "each of them" '["mx1.dane.signed.example 10 1 yes","mx2.dane.signed.example 20 2 no"]' \
    '[.hosts[] | "\(.host) \(.preference) \(.tlsa_records) \(.tlsrpt)"] | tojson'
looks "DANE where a CNAME leads from the mail server" behind.signed.example 0 'record NOERROR secure udp |  | true yes 1' --context
context "and at which name" 'alias.signed.example yes mx1.dane.signed.example 1 secure yes' \
    '.hosts[0] | "\(.host) \(.tlsa) \(.tlsa_base) \(.tlsa_records) \(.tlsa_dnssec) \(.tlsrpt)"'
contains "in text, too" "MX 10 alias.signed.example: 1 TLSA record at mx1.dane.signed.example, proven by DNSSEC" \
    "$("$RPTLINT" lookup --resolver "$resolver" --context behind.signed.example 2>&1)"
looks "TLSA in an unsigned zone, by a resolver that validates" indane.plain.example 0 \
    "record $around | D504 D507 D508 | true yes 1" --context
fact "is no DANE, and the host's record a note" '"note"' 'select(.rule == "D507").severity'
looks "a TLSA record changed after it was signed" dane.bogus.example 1 'record NOERROR secure udp | D504 | true yes 1' --context
fact "at which name" '"error _25._tcp.mx.dane.bogus.example"' 'select(.rule == "D504") | "\(.severity) \(.text)"'
context "DNSSEC refutes it" 'yes 1 bogus yes' '.hosts[0] | "\(.tlsa) \(.tlsa_records) \(.tlsa_dnssec) \(.tlsrpt)"'
looks "a destination without mail server" lost.plain.example 1 "record $around | D504 D508 D509 | true yes 2" --context
fact "which" '"mailto:tls@nowhere.plain.example"' 'select(.rule == "D509").text'
looks "a destination that takes no mail" refusing.plain.example 1 "record $around | D504 D508 D509 | true yes 1" --context
looks "a host without address" unresolved.plain.example 1 "record $around | D504 U218 D508 D510 | true yes 3" --context
fact "which host" '"https://nowhere.plain.example/in"' 'select(.rule == "D510").text'

# ---- many domains ----

for ((i = 0; i < 500; i++)); do
    case $((i % 10)) in
    0) echo "n$i.lame.example failed " ;;
    1) echo "absent$i.plain.example no-record " ;;
    *) echo "n$i.plain.example record v=TLSRPTv1; rua=mailto:n$i@mail.plain.example" ;;
    esac
done > "$scratch/wanted"
cut -d ' ' -f 1 "$scratch/wanted" > "$scratch/domains"
exits "500 domains, some of them dead" 3 "$RPTLINT" lookup --resolver "$resolver" --format json -j 8 -f "$scratch/domains"
same "each has its own answer, in order" "$(cat "$scratch/wanted")" \
    "$(jq -r 'select(.type == "lookup") | "\(.input) \(.outcome) \(.value // "")"' "$scratch/out")"
same "and a verdict, or a look-up that failed" "$(cut -d ' ' -f 1 "$scratch/wanted")" \
    "$(jq -r 'select(.type == "verdict" or .rule == "D502").input' "$scratch/out")"

# ---- the end of a run before its time ----

# Eight domains without answer stop the run soon, so that there is something to be ended.
for ((i = 0; i < 40; i++)); do
    echo "good.n$i.example"
    echo "silent.n$i.example"
done > "$scratch/domains"
marker=127.0.0.1@$hostile_port
for signal in INT TERM HUP; do
    got=0
    milliseconds timeout --preserve-status --foreground -s $signal 0.7 "$RPTLINT" lookup --format json -j 8 --timeout 20 \
        --tries 1 --resolver "$marker" -f "$scratch/domains" > "$scratch/out" 2> "$scratch/err" < /dev/null || got=$?
    same "$signal: exit status 3" 3 "$got"
    between "$signal: it ends within a second, in milliseconds" 600 1700 "$took"
    same "$signal: that is told" "rptlint: interrupted: not all domains were looked up" "$(cat "$scratch/err")"
    jq -r 'select(.type == "lookup").input' "$scratch/out" > "$scratch/came" 2>&1
    between "$signal: what came before that is there" 1 8 "$(wc -l < "$scratch/came")"
    same "$signal: in order, and in whole lines" "$(printf 'good.n%d.example\n' {0..7} | head -n "$(wc -l < "$scratch/came")")" \
        "$(cat "$scratch/came")"
    same "$signal: no child is left" "" "$(pgrep -f -- "--resolver $marker -f")"
done

# ---- the hostile server ----

# Looks up what is in the file; each domain gets one answer, in order, whatever happens.
hostile() { # NAME FILE OPTION...
    local name=$1 domains=$2 got=0
    shift 2
    "$RPTLINT" lookup --format json --ignore U221 -j 64 --timeout 1 --tries 1 --resolver "$marker" -f "$domains" "$@" \
        > "$scratch/out" 2> "$scratch/err" < /dev/null || got=$?
    same "$name: exit status 3" 3 "$got"
    same "$name: no child died" "" "$(head -n 20 "$scratch/err")"
    same "$name: an answer each, in order" "$(cksum < "$domains")" \
        "$(jq -r 'select(.type == "lookup").input' "$scratch/out" | cksum)"
    same "$name: no controls go out" 0 "$(LC_ALL=C grep -acP '[\x00-\x1f\x7f]|\xc2[\x80-\x9f]' "$scratch/out")"
}

# What a kind of answer must be taken for, whatever else is random about it; the others may go either way.
cat > "$scratch/certain" << 'EOF'
good record
ttl record
decoys record
over-tcp record
destinations record
many several-records
other-owner no-record
other-class no-record
other-id failed timeout
other-question failed timeout
elsewhere failed timeout
silent failed timeout
drip failed timeout
pointer-pair failed damaged
long-name failed damaged
truncated failed truncated
EOF

hostile_count=${RPTLINT_HOSTILE:-2000}
if grep -q __asan_init "$RPTLINT" && [ -z "${RPTLINT_HOSTILE-}" ]; then
    hostile_count=500
fi
seq 0 $((hostile_count - 1)) | sed 's/$/.example/' > "$scratch/domains"
hostile "$hostile_count crafted answers" "$scratch/domains"

"$hostile" kinds > "$scratch/kinds"
same "each kind is taken for what it is" "$(sort "$scratch/certain")" \
    "$(jq -r 'select(.type == "lookup") | "\(.input | split(".")[0]) \(.outcome) \(.failure // "")"' "$scratch/out" |
        awk 'FILENAME != "-" && FNR == NR { kinds[count++] = $1; next }
             FILENAME != "-" { certain[$1]; next }
             (kind = kinds[$1 % count]) in certain { sub(/^[0-9]+/, kind); sub(/ $/, ""); print }' \
            "$scratch/kinds" "$scratch/certain" - | sort -u)"

# All that belongs to a record is crafted, too; kinds that are waited for would take a second each.
jq -Rrn --argjson count "$((hostile_count / 400 + 1))" '
    [inputs] as $kinds | range(0; $count) as $round | range(0; $kinds | length) |
    select($kinds[.] | IN("good", "counts", "aliases", "alias", "rdlength", "strings", "many", "destinations", "text",
                          "types", "opt", "giant", "truncated", "closed")) | "\(. + $round * ($kinds | length)).example"' \
    < "$scratch/kinds" > "$scratch/domains"
hostile "$(wc -l < "$scratch/domains") crafted surroundings" "$scratch/domains" --context
same "what belongs to a record is bounded" "" "$(jq -c 'select(.type == "context") |
    select((.hosts | length) > 16 or (.destinations | length) > 8)' "$scratch/out" | head -n 1)"

finish
