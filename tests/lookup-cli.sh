#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# `rptlint lookup` without a network: usage, lists of domains, names that can't be asked for, and nobody who answers.
# Runs with the sanitized program too.

. tests/lib.sh

# A child that is sent SIGSEGV dies of it, also when it checks itself.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}handle_segv=0

unset NO_COLOR

# Nobody listens there, and the kernel says so at once.
nobody=(--resolver 127.0.0.1@1 --tries 1)

err() {
    cat "$scratch/err"
}

out() {
    cat "$scratch/out"
}

# One line on standard error, and a second that says how to go on.
usage() { # NAME PART COMMAND...
    local name=$1 part=$2
    shift 2
    exits "$name: status" 2 "$@"
    contains "$name: says what" "$part" "$(err)"
    contains "$name: says how" "usage: rptlint lookup" "$(err)"
    same "$name: nothing on standard output" "" "$(out)"
}

# ---- usage ----

usage "no domain" "look up what?" "$RPTLINT" lookup
usage "an option of another command" '--fix does not belong to "lookup"' "$RPTLINT" lookup --fix example.com
for resolver in localhost 192.0.2.1:53 192.0.2.256 192.0.2.1@0 192.0.2.1@65536 192.0.2.1@ 127.1@1 1.2.3 2130706433 0x7f000001 ''; do
    usage "the resolver '$resolver'" "is no ADDRESS" "$RPTLINT" lookup "--resolver=$resolver" example.com
done
usage "four resolvers" "three times" "$RPTLINT" lookup --resolver ::1 --resolver ::1 --resolver ::1 --resolver ::1 example.com
for number in 0 61 -1 x 1x ''; do
    usage "--timeout '$number'" "is no number from 1 to 60" "$RPTLINT" lookup "--timeout=$number" example.com
done
for number in 0 11 99999999999999999999; do
    usage "--tries $number" "is no number from 1 to 10" "$RPTLINT" lookup --tries $number example.com
done
for number in 0 65; do
    usage "--jobs $number" "is no number from 1 to 64" "$RPTLINT" lookup -j $number example.com
done
usage "--rate 0" "is no number from 1 to 1000000" "$RPTLINT" lookup --rate 0 example.com
usage "--ca-file without --fetch-policy" "--ca-file is for --fetch-policy" "$RPTLINT" lookup --ca-file x example.com
usage "an unknown format" "is none of: text json sarif github gnu" "$RPTLINT" lookup --format xml example.com
usage "-f without a file" "option --file needs an argument: FILE" "$RPTLINT" lookup -f
exits "-f means a format to check" 0 "$RPTLINT" check -f json 'v=TLSRPTv1; rua=mailto:a@example.com'
for option in resolver tcp timeout tries context fetch-policy ca-file jobs rate format fail-on ignore severity require-rua allow-rua config no-config; do
    contains "lookup --help names --$option" "--$option" "$("$RPTLINT" lookup --help)"
done

# ---- names ----

for domain in '' . a..b -a.example.com 'a b.example.com' exa_mple.com "$(printf '%064d' 0).example.com" \
    "$(printf '%063d.' 0 0 0 0)com" $'\e[2Jexample.com' '192.0.2.1'; do
    exits "the domain '${domain:0:20}' is refused" 3 "$RPTLINT" lookup "${nobody[@]}" -- "$domain"
    contains "'${domain:0:20}': that is said" "not looked up" "$(err)"
    same "'${domain:0:20}': nothing was asked" "" "$(out)"
done
exits "the name of the record" 3 "$RPTLINT" lookup "${nobody[@]}" _smtp._tls.example.com
contains "is told from the domain" 'give the domain alone, without "_smtp._tls."' "$(err)"
exits "a final dot is fine" 3 "$RPTLINT" lookup "${nobody[@]}" --format gnu example.com.
contains "and not part of the name" 'example.com:1:1: error: the look-up failed: "_smtp._tls.example.com TXT: ' "$(out)"
exits "U-labels" 3 "$RPTLINT" lookup "${nobody[@]}" --format gnu 'bücher.example'
contains "become A-labels" 'xn--bcher-kva.example:1:1: error: the look-up failed' "$(out)"
contains "and that is said" 'host "bücher.example" written as "xn--bcher-kva.example"' "$(err)"

# ---- nobody answers ----

exits "no server: status" 3 "$RPTLINT" lookup "${nobody[@]}" --format json example.com
same "no server: what was asked, whom, how often, and what happened" \
    '{"type":"lookup","input":"example.com","name":"_smtp._tls.example.com","query":"TXT","outcome":"failed","failure":"network","resolver":"127.0.0.1@1","transport":"udp","tries":1}' \
    "$(sed -n 1p "$scratch/out")"
same "no server: D502" 'D502 _smtp._tls.example.com TXT: Connection refused from 127.0.0.1@1 (tries: 1)' \
    "$(sed -n 2p "$scratch/out" | jq -r '"\(.rule) \(.text)"')"
same "no server: no verdict" 2 "$(wc -l < "$scratch/out")"
for format in text gnu github sarif; do
    exits "no server, as $format" 3 "$RPTLINT" lookup "${nobody[@]}" --format $format example.com
    contains "the reason is there as a whole" '_smtp._tls.example.com TXT: Connection refused from 127.0.0.1@1 (tries: 1)' "$(out)"
done
exits "each resolver is tried" 3 "$RPTLINT" lookup --resolver 127.0.0.1@1 --resolver ::1@1 --tries 3 --format json example.com
same "as often as wanted" 6 "$(sed -n 1p "$scratch/out" | jq .tries)"
exits "over TCP as well" 3 "$RPTLINT" lookup "${nobody[@]}" --tcp --format json example.com
same "which is said" tcp "$(sed -n 1p "$scratch/out" | jq -r .transport)"
exits "ignored, it is still not decided" 3 "$RPTLINT" lookup "${nobody[@]}" --ignore D502 example.com

# ---- lists ----

printf '# domains\r\n\n a.example \r\nb.example\n\t# more\nc.example' > "$scratch/list"
exits "a list" 3 "$RPTLINT" lookup "${nobody[@]}" --format json -f "$scratch/list" d.example
domains() {
    jq -r 'select(.type == "lookup").input' "$scratch/out" | tr '\n' ' '
}
same "operands come first, then the lines" "d.example a.example b.example c.example " "$(domains)"
exits "two lists" 3 "$RPTLINT" lookup "${nobody[@]}" --format json -f "$scratch/list" --file "$scratch/list"
same "one after the other" "a.example b.example c.example a.example b.example c.example " "$(domains)"
"$RPTLINT" lookup "${nobody[@]}" --format json -f - < "$scratch/list" > "$scratch/out" 2> /dev/null
same "standard input" "a.example b.example c.example " "$(domains)"
exits "a list that is not there" 3 "$RPTLINT" lookup "${nobody[@]}" --format json -f "$scratch/none" -f "$scratch/list"
contains "is named" "rptlint: $scratch/none: No such file or directory" "$(err)"
same "the others are looked up" "a.example b.example c.example " "$(domains)"
printf '  a_b.example\n%02000d\nx\0y.example\nd.example\n' 0 > "$scratch/bad"
exits "lines that are no domain" 3 "$RPTLINT" lookup "${nobody[@]}" --format json -f "$scratch/bad"
same "the others are looked up" "d.example " "$(domains)"
contains "a bad name has its place" "$scratch/bad:1:4: error:" "$(err)"
contains "a line that is too long as well" "$scratch/bad:2: the line is longer than a domain: not looked up" "$(err)"
contains "and a NUL octet" "$scratch/bad:3: there is a NUL octet in the line: not looked up" "$(err)"
: > "$scratch/empty"
exits "a list without a domain" 3 "$RPTLINT" lookup "${nobody[@]}" -f "$scratch/empty"
same "is no success" "rptlint: nothing was looked up: there is no domain in what was given" "$(err)"

# ---- many ----

for number in $(seq 200); do echo "d$number.example"; done > "$scratch/many"
exits "many domains" 3 "$RPTLINT" lookup "${nobody[@]}" --format json -j 16 -f "$scratch/many"
same "come in their order" "$(cat "$scratch/many")" "$(jq -r 'select(.type == "lookup").input' "$scratch/out")"
exits "SARIF of many" 3 "$RPTLINT" lookup "${nobody[@]}" --format sarif -j 16 -f "$scratch/many"
same "is one document" 200 "$(jq '.runs[0].results | length' "$scratch/out")"
same "about no file" "dns:_smtp._tls.d7.example?type=TXT" \
    "$(jq -r '.runs[0].results[6].locations[0].physicalLocation.artifactLocation | if has("uriBaseId") then "a path" else .uri end' "$scratch/out")"
exits "workflow commands" 3 "$RPTLINT" lookup "${nobody[@]}" --format github d7.example
contains "name no file either" "::error title=D502 servfail-or-timeout::d7.example:1:1: the look-up failed" "$(out)"
if [ -w /dev/full ]; then
    got=0
    "$RPTLINT" lookup "${nobody[@]}" -f "$scratch/many" > /dev/full 2> "$scratch/err" || got=$?
    same "a full disk" "3 rptlint: standard output: No space left on device" "$got $(err)"
fi
got=0
{ "$RPTLINT" lookup "${nobody[@]}" -j 4 -f "$scratch/many" 2> "$scratch/err" || echo $? > "$scratch/status"; } | head -n 1 > "$scratch/out"
same "a reader that goes away" "" "$(err)"
same "ends it" 3 "$(cat "$scratch/status")"

# ---- a child that dies ----

if have python3; then
    python3 -c 'import socket, time
silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
silent.bind(("127.0.0.1", 0))
print(silent.getsockname()[1], flush=True)
time.sleep(60)' > "$scratch/port" &
    server=$!
    for _ in $(seq 100); do [ -s "$scratch/port" ] && break; sleep 0.05; done
    port=$(cat "$scratch/port") # not in the process whose children are looked for
    "$RPTLINT" lookup --resolver "127.0.0.1@$port" --timeout 20 --tries 1 -j 1 --format json \
        one.example two.example > "$scratch/out" 2> "$scratch/err" &
    pid=$! last=
    for number in 6 11; do
        for _ in $(seq 100); do
            child=$(cat "/proc/$pid/task/$pid/children")
            [ -n "$child" ] && [ "$child" != "$last" ] && break
            sleep 0.05
        done
        kill -$number $child # one word, or none, which fails
        last=$child
    done
    got=0
    wait $pid || got=$?
    kill $server
    wait $server 2> /dev/null
    same "children that die: status" 3 $got
    same "it is said of each, and the run goes on" "one.example: the look-up died of signal 6: Aborted
two.example: the look-up died of signal 11: Segmentation fault" "$(jq -r 'select(.rule == "D502").text' "$scratch/out")"
    same "in the object of the look-up, too" "failed died failed died" \
        "$(jq -r 'select(.type == "lookup") | .outcome, .failure' "$scratch/out" | tr '\n' ' ' | sed 's/ $//')"
    same "and nowhere else" "" "$(err)"
else
    skip "a child that dies" "python3 is not installed"
fi

# ---- ^C: a list that never ends ----

mkfifo "$scratch/fifo"
"$RPTLINT" lookup "${nobody[@]}" --format json -f "$scratch/fifo" > "$scratch/out" 2> "$scratch/err" &
pid=$!
exec 9> "$scratch/fifo"
printf 'a.example\nb.example\n' >&9
for _ in $(seq 100); do
    [ "$(grep -c lookup "$scratch/out")" -lt 1 ] || break
    sleep 0.05
done
kill -TERM $pid
got=0
wait $pid || got=$?
exec 9>&-
same "SIGTERM ends it" 3 $got
same "and is said" "rptlint: interrupted: not all domains were looked up" "$(err)"

finish
