#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# What reports tell: rptlint report, its words and numbers, its inputs, digests, filters and states.
# Runs with the sanitized program too.
. tests/lib.sh

out() { cat "$scratch/out"; }
err() { cat "$scratch/err"; }

# All words on one line, since lines are broken where they are full.
words() { tr -s ' \n' ' ' < "$scratch/out"; }

report() { # ORGANIZATION ID DAY POLICY[,POLICY...]
    printf '{"organization-name":"%s","date-range":{"start-datetime":"%sT00:00:00Z","end-datetime":"%sT23:59:59Z"},' \
        "$1" "$3" "$3"
    printf '"contact-info":"tls@sender.example","report-id":"%s","policies":[%s]}\n' "$2" "$4"
}

policy() { # TYPE DOMAIN SUCCESSES FAILURES [DETAIL,...]
    printf '{"policy":{"policy-type":"%s","policy-domain":"%s"},"summary":{"total-successful-session-count":%s,' \
        "$1" "$2" "$3"
    printf '"total-failure-session-count":%s}%s}' "$4" "${5:+,\"failure-details\":[$5]}"
}

detail() { # RESULT SESSIONS [MX [REASON]]
    printf '{"result-type":"%s","failed-session-count":%s%s%s}' "$1" "$2" \
        "${3:+,\"receiving-mx-hostname\":\"$3\"}" "${4:+,\"failure-reason-code\":\"$4\"}"
}

day() { printf '2026-11-%02d' "$1"; }

here=$scratch/here
mkdir "$here"

# ---- all is well ----

report Big a "$(day 1)" "$(policy sts example.com 2000 0)" > "$here/a.json"
report Small b "$(day 2)" "$(policy sts example.com 156 0)" > "$here/b.json"
exits "2,156 successes and no failure" 0 "$RPTLINT" report "$here/a.json" "$here/b.json"
contains "is all well" "example.com: all well" "$(out)"
contains "with the number" "MTA-STS (sts): 2,156 sessions, no failure: normal" "$(words)"
contains "who saw it, and when" "Reporters Big, Small; 2026-11-01 to 2026-11-02" "$(words)"
contains "and whose mail it is about" "2 reports about mail to you, as seen by the senders named" "$(out)"
same "it fits on one screen" yes "$([ "$(wc -l < "$scratch/out")" -le 24 ] && echo yes || out)"
same "and there is nothing to do" "" "$(grep -E 'Problem|Fix|Confirm' "$scratch/out")"

# ---- a problem ----

report Big c "$(day 1)" "$(policy sts example.net 600 40 "$(detail certificate-host-mismatch 40 mail2.example.net)")" > "$here/c.json"
report Small d "$(day 3)" "$(policy sts example.net 290 7 "$(detail certificate-host-mismatch 7 Mail2.Example.net.)")" > "$here/d.json"
exits "47 of 937 on mail2 only" 1 "$RPTLINT" report "$here/c.json" "$here/d.json"
contains "is a problem to act on" "example.net: a problem to act on" "$(out)"
contains "this bad" "MTA-STS (sts): 47 of 937 sessions failed, 5.0 %: act" "$(words)"
contains "of this kind" "Problem certificate-host-mismatch: 47 sessions, 5.0 % of those under MTA-STS (sts): act" "$(words)"
contains "since then" "Since 2026-11-01 or before, the first day of these reports; still there on the last day, 2026-11-03" "$(words)"
contains "on that MX" "Where mail2.example.net only: this is the one to fix" "$(words)"
contains "seen by them" "Seen by 2 reporters, most of it by Big; together they reported 937 sessions in all" "$(words)"
contains "with a cause" "Cause The certificate has no subject alternative name for the MX" "$(words)"
contains "a command for this very MX" '$ openssl s_client -starttls smtp -connect mail2.example.net:25 -servername mail2.example.net </dev/null' "$(out)"
contains "a fix" "Fix Reissue the certificate with the name of the MX in it" "$(words)"
contains "and when to look again" "Look again 48 to 72 hours after the fix" "$(words)"
same "in this order" "How bad,Trend,Reporters,Missing,Problem,Since,Where,Seen by,Cause,Confirm,Expect,Fix,Look again" \
    "$(sed -nE 's/^  ([A-Z][a-z]+( [a-z]+)?)  .*/\1/p' "$scratch/out" | paste -sd ,)"
contains "the rate falls: 40 of 640, then 7 of 297" "6.2 % in the first half of these days, 2.4 % in the second: falling" "$(words)"
contains "a day without a report is told" "1 day without a report from anybody" "$(words)"
same "lines but commands are at most 79 columns wide" "" "$(grep -v '\$ ' "$scratch/out" | awk 'length($0) > 79')"

report Hooli e "$(day 1)" "$(policy sts example.org 0 156 "$(detail sts-policy-fetch-error 156 '' 'bad https response code: 404')")" > "$here/e.json"
exits "156 sts-policy-fetch-error of 156" 1 "$RPTLINT" report "$here/e.json"
contains "is about the policy host" "Where the policy host mta-sts.example.org, and no MX" "$(words)"
contains "which a command asks" '$ curl -4 -sS -i -m 60 https://mta-sts.example.org/.well-known/mta-sts.txt' "$(out)"
contains "with the reason that was given" '"bad https response code: 404", as the reporters put it' "$(words)"
contains "and what it means" "as the reporters put it Meaning The policy host has nothing at the path of the policy (404)." "$(words)"
contains "of one day only" "Since 2026-11-01 or before: these reports are about one day" "$(words)"

report Big f "$(day 1)" "$(policy sts two.example 500 100 "$(detail certificate-expired 60 mx1.two.example),$(detail certificate-expired 40 mx2.two.example)")" > "$here/f.json"
exits "one kind at two MXs" 1 "$RPTLINT" report "$here/f.json"
contains "is one problem" "Problem certificate-expired: 100 sessions, 16.7 % of those" "$(words)"
contains "at both, most failures first" "Where mx1.two.example (60), mx2.two.example (40) Seen" "$(words)"

# ---- who saw it: over all MXs, of those who report about that policy type ----

report Big s1 "$(day 1)" "$(policy sts seen.example 500 100 "$(detail certificate-expired 100 mx1.seen.example old)")" > "$here/s1.json"
report Small s2 "$(day 1)" "$(policy sts seen.example 500 80 "$(detail certificate-expired 80 mx2.seen.example)")" > "$here/s2.json"
report Other s3 "$(day 1)" "$(policy no-policy-found seen.example 500 0)" > "$here/s3.json"
exits "two reporters, each at another MX" 1 "$RPTLINT" report "$here/s1.json" "$here/s2.json"
contains "saw the same" "Seen by 2 reporters, most of it by Big; together they reported 1,180 sessions in all" "$(words)"
exits "one who reports about another policy type" 1 "$RPTLINT" report "$here/s1.json" "$here/s3.json"
contains "could not see it" "Seen by Big alone, who reported 600 sessions in all Reason" "$(words)"

# Of a part of them nobody can tell where else it is, and who else saw it.
for part in '--mx mx2.seen.example' '--match mx~mx2.+' '--match reason~'; do
    for format in text html; do
        # shellcheck disable=SC2086 # options and their arguments
        exits "$part, $format" 1 "$RPTLINT" report -f $format $part "$here/s1.json" "$here/s2.json"
        contains "is seen by" ", who reported 580 session" "$(words | sed 's/<[^>]*>//g')"
        same "and no more is said" "" "$(grep -oE 'alone|only|the one to fix|not see it' "$scratch/out")"
    done
done

# ---- details that count more than their total, which section 4 allows, and mox does where a policy is only tested ----

report mox x1 "$(day 1)" "$(policy sts beyond.example 1000 0 "$(detail validation-failure 900 mx.beyond.example)")" > "$scratch/beyond.json"
exits "details beyond the total" 0 "$RPTLINT" report "$scratch/beyond.json"
contains "do not contradict it" \
    "Also validation-failure at mx.beyond.example: 900 sessions, 90.0 % (counted beyond the total): normal" "$(words)"
report mox x2 "$(day 1)" "$(policy sts beyond.example 0 0 "$(detail validation-failure 3 mx.beyond.example)")" > "$scratch/beyond.json"
exits "details of no session" 3 "$RPTLINT" report "$scratch/beyond.json"
contains "are no share of anything" "Also validation-failure at mx.beyond.example: 3 sessions (counted beyond the total)" "$(words)"
same "and have no level" "" "$(grep '0.0 %' "$scratch/out")"

# ---- levels: from 1 % on to be watched, above 5 % to be acted on ----

level() { # SUCCESSES FAILURES
    report Big l "$(day 1)" "$(policy sts level.example "$1" "$2" "$(detail validation-failure "$2")")" > "$scratch/level.json"
    "$RPTLINT" report "$scratch/level.json" | sed -nE 's/^  How bad .*: ([a-z]+)$/\1/p'
}
same "9 of 1,000 is normal" normal "$(level 991 9)"
same "10 of 1,000 is to be watched" watch "$(level 990 10)"
same "50 of 1,000 is, too" watch "$(level 950 50)"
same "51 of 1,000 is to be acted on" act "$(level 949 51)"
# Every rate that a threshold names is the same number as the rate of that many sessions.
for n in 7 14 28 29 55 56 57 58 69 113; do
    level $((10000 - n)) $n > "$scratch/none"
    percent=$(printf '%d.%02d' $((n / 100)) $((n % 100)))
    exits "$percent % is not above $percent %" 0 "$RPTLINT" report --warn 0 --crit "$percent" "$scratch/level.json"
    exits "nor below it" 1 "$RPTLINT" report --alert --warn "$percent" --crit 100 "$scratch/level.json"
done
level 949 51 > "$scratch/none"
exits "what is to be watched makes no status" 0 "$RPTLINT" report --crit 5.1 "$scratch/level.json"
exits "thresholds are the user's" 1 "$RPTLINT" report --warn 0.5 --crit 5.0% "$scratch/level.json"
level 99999 1 > "$scratch/none"
exits "one of 100,000" 0 "$RPTLINT" report "$scratch/level.json"
contains "is not rounded to nothing" "1 of 100,000 sessions failed, under 0.1 %: normal" "$(words)"
contains "and is in a line" "Also validation-failure: 1 session, under 0.1 %: normal" "$(words)"
for wrong in '--warn 6' '--warn x' '--warn -1' '--crit 101' '--crit 1e1' '--crit 5.' '--crit 5.0000000001' '--since 2026-02-30' \
    '--until yesterday' '--since 2026-11-02 --until 2026-11-01' '--domain a_b' '--result certificate_expired' \
    '--result certificate-expird' '--result tlsa-invalidd' '--alert --format text' \
    '--save - --alert' '--format nonsense'; do
    # shellcheck disable=SC2086 # options and their arguments
    exits "$wrong is wrong usage" 2 "$RPTLINT" report $wrong "$here/a.json"
done
exits "a mistyped result type" 2 "$RPTLINT" report --result certificate-expird "$here/a.json"
contains "is told from one that a sender made up" '"certificate-expird": did you mean "certificate-expired"?' "$(cat "$scratch/err")"
exits "which can be asked for" 0 "$RPTLINT" report --result sts-policy-stale "$here/a.json"
exits "report needs a path" 2 "$RPTLINT" report

# ---- policy types stand side by side ----

report Big g "$(day 1)" "$(policy sts both.example 900 100 "$(detail validation-failure 100)"),$(policy tlsa both.example 1000 0)" > "$here/g.json"
exits "one session under two policies" 1 "$RPTLINT" report "$here/g.json"
contains "counts under each" "MTA-STS (sts): 100 of 1,000 sessions failed, 10.0 %: act DANE (tlsa): 1,000 sessions, no failure: normal" "$(words)"
contains "and nothing is added" "they don't add up" "$(words)"
same "no number is their sum" "" "$(grep -E '2,000|1,900' "$scratch/out")"

report Big h "$(day 1)" "$(policy no-policy-found free.example 400 0)" > "$here/h.json"
exits "successes without a policy" 0 "$RPTLINT" report "$here/h.json"
contains "are all well" "free.example: all well" "$(out)"
contains "and nothing is broken" "Nothing is broken: TLS worked, and these senders found no policy of yours." "$(words)"

# ---- what is no verdict ----

report Big i "$(day 1)" "$(policy sts empty.example 0 0)" > "$here/i.json"
exits "no session at all" 3 "$RPTLINT" report "$here/i.json"
contains "is no success" "empty.example: nothing is known: no session was reported, which is no success" "$(words)"
exits "nothing of what was asked for" 3 "$RPTLINT" report --domain other.example "$here/a.json"
contains "neither" "Nothing is known: of what was asked for no session was reported" "$(words)"
mkdir "$scratch/nothing"
exits "an empty folder" 3 "$RPTLINT" report "$scratch/nothing"

report Tiny j "$(day 1)" "$(policy sts few.example 3 5 "$(detail certificate-expired 5 mx.few.example)")" > "$here/j.json"
report Big j "$(day 1)" "$(policy sts few.example 70 0)" > "$here/j2.json"
exits "one reporter's handful" 1 "$RPTLINT" report "$here/j.json" "$here/j2.json"
contains "is said to be one, above" "few.example: a problem to act on, by a handful of sessions" "$(words)"
contains "and where it counts" "Seen by Tiny alone, who reported 8 sessions in all: a handful, so wait for more before you take it for a verdict; 1 other did not see it" "$(words)"

# ---- reporters that fell silent (section 4.2.1: a heartbeat) ----

mkdir "$scratch/silent"
for n in 1 2 3 4 5 6; do
    report Daily "d$n" "$(day $n)" "$(policy sts beat.example 500 0)" > "$scratch/silent/daily$n.json"
    [ $n -gt 3 ] || report Lost "l$n" "$(day $n)" "$(policy sts beat.example 400 0)" > "$scratch/silent/lost$n.json"
done
exits "a reporter that used to report" 0 "$RPTLINT" report "$scratch/silent"
contains "is missed" "Missing 3 days without a report from Lost, whose last one is of 2026-11-03" "$(words)"
same "the other one is not" "" "$(grep 'from Daily' "$scratch/out")"
rm "$scratch/silent/daily6.json"
report Third t "$(day 6)" "$(policy sts beat.example 10 0)" > "$scratch/silent/third.json"
exits "a report that may be on its way" 0 "$RPTLINT" report "$scratch/silent"
same "is not missed" "" "$(grep 'from Daily' "$scratch/out")"

# ---- what is missing in a report is not there in what is said of it ----

report Big nd "$(day 1)" "$(policy sts nowhere.example 50 50 "$(detail sts-policy-fetch-error 50)")" |
    sed 's/,"policy-domain":"nowhere.example"//' > "$scratch/nodomain.json"
exits "a policy that names no domain" 1 "$RPTLINT" report "$scratch/nodomain.json"
contains "has no policy host by name" "Where the policy host, and no MX Seen" "$(words)"
contains "and no command" "(no command: no report names the domain) Fix" "$(words)"
exits "the page" 1 "$RPTLINT" report -f html "$scratch/nodomain.json"
contains "has none, and nothing to expect of it" "(no command: no report names the domain)</dd><dt>Fix" "$(out)"
exits "--alert" 2 "$RPTLINT" report --alert "$scratch/nodomain.json"
same "has a name for it" "TLSRPT CRITICAL - (no domain): 50 of 100 sessions failed under sts (50.0 %), most of it sts-policy-fetch-error| '(no domain) sts'=50.00%;1;5;0;100" "$(out)"
report Big nr "$(day 1)" "$(policy sts untyped.example 50 50 "$(detail X 50)")" | sed 's/"result-type":"X",//' > "$scratch/untyped.json"
exits "a failure without a result type" 1 "$RPTLINT" report "$scratch/untyped.json"
contains "is called that" "Cause RFC 8460 section 4.4 wants a result-type, and there is none: what failed is not known." "$(words)"
report Big nr "$(day 1)" "$(policy sts untyped.example 50 50 "$(detail X 50 mx.untyped.example odd)")" > "$scratch/untyped.json"
exits "a result type of the sender's own, with a reason" 1 "$RPTLINT" report "$scratch/untyped.json"
contains "is called that" "Cause Senders write types of their own where RFC 8460 has none; the reason says more." "$(words)"

# ---- DANE: the policy domain is the name of the MX (section 1.1) ----

report Big da "$(day 1)" "$(policy tlsa mx1.dane.example 50 50 "$(detail tlsa-invalid 50)")" > "$scratch/dane.json"
exits "a policy tlsa that names no MX" 1 "$RPTLINT" report "$scratch/dane.json"
contains "is about the one that the policy domain is" '$ dig +short TLSA _25._tcp.mx1.dane.example' "$(out)"
same "and not about the MX of an MX" "" "$(grep -E 'dig .*MX ' "$scratch/out")"
contains "which is said" "Where no report names the MX: this name is the MX, or, as Microsoft writes it, your domain: then look at its MXs" "$(words)"
exits "the page" 1 "$RPTLINT" report -f html "$scratch/dane.json"
contains "does so, too" '<code>$ dig +short TLSA _25._tcp.mx1.dane.example</code>' "$(out)"
report Big da "$(day 1)" "$(policy tlsa dane.example 50 50 "$(detail tlsa-invalid 50 mx1.dane.example)")" > "$scratch/dane.json"
exits "a policy tlsa that names one" 1 "$RPTLINT" report "$scratch/dane.json"
contains "is about that" '$ dig +short TLSA _25._tcp.mx1.dane.example' "$(out)"
report Big dp "$(day 1)" "$(policy tlsa mx1.dane.example 50 50 "$(detail tlsa-invalid 50)")" |
    sed 's/"failed-session/"receiving-ip":"192.0.2.1",&/' > "$scratch/dane.json"
exits "a policy tlsa with the address of the MX" 1 "$RPTLINT" report "$scratch/dane.json"
contains "is about the name" '$ dig +short TLSA _25._tcp.mx1.dane.example' "$(out)"
same "and not about the MX of an MX" "" "$(grep -E 'dig .*MX |no host name' "$scratch/out")"
report Big dn "$(day 1)" "$(policy tlsa mx1.dane.example 50 50 "$(detail dnssec-invalid 50 mx1.dane.example)")" > "$scratch/dane.json"
exits "DNSSEC that fails for an MX" 1 "$RPTLINT" report "$scratch/dane.json"
same "has the TLSA records looked at, and no MX of the MX" '$ delv TLSA _25._tcp.mx1.dane.example' \
    "$(sed -n 's/.*\(\$ .*\)/\1/p' "$scratch/out")"
report Big dv "$(day 1)" "$(policy tlsa mx1.dane.example 50 50 "$(detail validation-failure 50 mx1.dane.example dane-no-match),$(detail certificate-host-mismatch 40 mx1.dane.example)")" > "$scratch/dane.json"
for format in text html; do
    exits "failures under DANE, $format" 1 "$RPTLINT" report -f $format "$scratch/dane.json"
    contains "have the TLSA records looked at" '$ dig +short TLSA _25._tcp.mx1.dane.example' "$(out)"
    contains "and corrected" "Publish the hash of the next key" "$(words)"
    contains "or the certificate" "Reissue the certificate with the name of the MX in it; or publish TLSA records 3 1 1" "$(words)"
    same "and no MTA-STS policy" "" "$(grep -E 'fetch-policy|mx lines|_mta-sts' "$scratch/out")"
done
report Big dw "$(day 1)" "$(policy no-policy-found free.example 50 50 "$(detail validation-failure 50 mx.free.example)")" > "$scratch/none.json"
exits "a failure without a policy" 1 "$RPTLINT" report "$scratch/none.json"
contains "is one of the MX" '$ openssl s_client -starttls smtp -connect mx.free.example:25 -servername mx.free.example -brief' "$(out)"
same "and not of an MTA-STS policy" "" "$(grep -E 'fetch-policy|mx lines|_mta-sts' "$scratch/out")"

# ---- what may be over ----

report Big o "$(day 1)" "$(policy sts over.example 100 100 "$(detail certificate-expired 100 mx.over.example)")" > "$here/o.json"
report Big o2 "$(day 4)" "$(policy sts over.example 100 0)" > "$here/o2.json"
exits "a failure that is no longer seen" 1 "$RPTLINT" report "$here/o.json" "$here/o2.json"
contains "may be over" "last seen 2026-11-01, and not in the reports up to 2026-11-04: it may be over" "$(words)"

# ---- repetitions ----

exits "a report that came twice" 1 "$RPTLINT" report "$here/c.json" "$here/c.json" "$here/d.json"
contains "counts once" "47 of 937 sessions failed" "$(out)"
contains "which is told" "1 policy came again in a copy of its report, and counts once" "$(words)"

# ---- hostile reports ----

evil='mx$(reboot).example;`reboot`'
report 'Ev\u001b[31mil\u202e|x' k "$(day 1)" \
    "$(policy sts example.com 0 500 "$(detail certificate-expired 500 "$evil" 'a\u0007b')"),$(policy sts '-oProxy;reboot.example' 0 500 "$(detail sts-policy-fetch-error 500)")" > "$here/k.json"
exits "hostile names" 1 "$RPTLINT" report "$here/k.json"
same "drive no terminal" "" "$(LC_ALL=C grep -aP '[\x00-\x09\x0b-\x1f\x7f]|\xe2\x80\xae' "$scratch/out")"
same "come into no command" "" "$(grep '\$ ' "$scratch/out" | grep -E 'reboot|oProxy')"
contains "which then has a placeholder" '$ dig +short MX example.com' "$(out)"
contains "or is not there" "(no command: what the reports call the domain is no host name)" "$(words)"
same "nobody says that this MX is the one to fix" "" "$(grep 'the one to fix' "$scratch/out")"
contains "and it is said why" "(what the reports call the MX is no host name) Expect" "$(words)"
exits "the page" 1 "$RPTLINT" report -f html "$here/k.json"
contains "says so, too" "(what the reports call the MX is no host name)</dd><dt>Expect" "$(out)"

# ---- inputs ----

gzip -c "$here/a.json" > "$here/a.json.gz"
exits "a compressed report" 0 "$RPTLINT" report "$here/a.json.gz"
contains "is read" "2,000 sessions" "$(out)"
exits "standard input" 0 bash -c '"$RPTLINT" report - < "$1"' _ "$here/b.json"
contains "is read" "156 sessions" "$(out)"
cat "$here/a.json" "$here/b.json" > "$scratch/two.ndjson"
exits "a report a line" 0 "$RPTLINT" report --ndjson "$scratch/two.ndjson"
contains "each is read" "2,156 sessions" "$(out)"

mail() { # FILE: a message around a compressed report
    printf 'From: tls@sender.example\nTo: tls@example.com\nSubject: Report Domain: example.com\nMIME-Version: 1.0\n'
    printf 'TLS-Report-Domain: example.com\nTLS-Report-Submitter: sender.example\n'
    printf 'Content-Type: multipart/report; report-type="tlsrpt"; boundary="x"\n\n--x\nContent-Type: text/plain\n\nhello\n'
    printf -- '--x\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n'
    gzip -c "$1" | base64
    printf -- '--x--\n'
}
mkdir -p "$scratch/maildir/new" "$scratch/maildir/cur" "$scratch/maildir/tmp"
mail "$here/a.json" > "$scratch/maildir/new/1"
mail "$here/b.json" > "$scratch/maildir/cur/2:2,S"
mail "$here/e.json" > "$scratch/maildir/tmp/3"
printf 'From: a@example.com\nSubject: lunch?\n\nat one\n' > "$scratch/maildir/cur/4:2,S"
exits "a Maildir" 0 "$RPTLINT" report "$scratch/maildir"
contains "is read but for tmp" "2,156 sessions, no failure" "$(out)"
contains "other mail in it is told" "1 file or message holds no report: passed over" "$(err)"
sed 's/"organization-name":"[^"]*",//; s/"report-id":"[^"]*",//' "$here/a.json" > "$scratch/nameless.json"
for jobs in 1 2; do
    exits "reports without organization and id, -j$jobs" 0 "$RPTLINT" report -j$jobs "$scratch/nameless.json" "$scratch/nameless.json"
    contains "are counted each" "4,000 sessions" "$(out)"
    contains "which is told" "2 reports have neither organization-name nor report-id: copies" "$(err)"
done
for file in a b; do
    printf 'From tls@sender.example Thu Nov  5 00:00:00 2026\n'
    mail "$here/$file.json"
    printf '\n'
done > "$scratch/box"
exits "an mbox" 0 "$RPTLINT" report "$scratch/box"
contains "is read" "2,156 sessions, no failure" "$(out)"

# Postfix names no policy-domain where there was no policy: what the report came in tells.
sed 's/,"policy-domain":"free.example"//' "$here/h.json" > "$here/sender.example!free.example!1793491200!1793577599!1.json"
exits "a policy without a domain" 0 "$RPTLINT" report "$here/sender.example!free.example!1793491200!1793577599!1.json"
contains "is about the one of the file's name" "free.example: all well" "$(out)"
mail "$here/sender.example!free.example!1793491200!1793577599!1.json" > "$scratch/nodomain.eml"
exits "the same in mail" 0 "$RPTLINT" report "$scratch/nodomain.eml"
contains "is about TLS-Report-Domain" "example.com: all well" "$(out)"

# ---- what could not be read ----

mkdir "$scratch/mixed"
cp "$here/a.json" "$scratch/mixed/"
printf '{"report-id":' > "$scratch/mixed/cut.json"
gzip -c "$here/b.json" | head -c 100 > "$scratch/mixed/cut.json.gz"
sed 's/T00:00:00Z/T00:00:00/' "$here/b.json" > "$scratch/mixed/zone.json"
exits "a folder with damage in it" 3 "$RPTLINT" report "$scratch/mixed"
contains "the rest is counted" "2,156 sessions, no failure" "$(out)"
contains "a report with an error, too" '1 report with errors is counted as far as it can be read ("rptlint check" shows the errors)' "$(words)"
contains "what could not be read is counted" "2 inputs could not be read" "$(out)"
contains "and named" "cut.json: no report can be read from it" "$(err)"
contains "each" "cut.json.gz: it can't be unpacked" "$(err)"
exits "what is not there" 3 "$RPTLINT" report "$here/a.json" "$scratch/nowhere"
contains "is named" "nowhere: no such file or folder" "$(err)"
exits "what is something else" 3 "$RPTLINT" report tests/lib.sh
contains "is named, too" "neither a report, mail nor a digest" "$(err)"
head -c 100000 /dev/zero | tr '\0' ' ' | cat - "$here/a.json" > "$scratch/large.json"
exits "more than --max-inflated" 3 "$RPTLINT" report --max-inflated 64k "$scratch/large.json"
contains "is told" "larger than --max-inflated allows" "$(err)"
exits "more than --max-input" 3 "$RPTLINT" report --max-input 100 "$here/a.json"
contains "is told" "--max-input" "$(err)"

# ---- counts that are missing or unreadable (section 4.4 wants both): unknown is not 0 ----

without() { # COUNT FILE: the report without total-COUNT-session-count
    sed -E "s/,?\"total-$1-session-count\":[0-9]+,?//" "$2"
}
report Big n1 "$(day 1)" "$(policy sts gap.example 10 500 "$(detail certificate-expired 400 mx.gap.example),$(detail tlsa-invalid 100)")" > "$scratch/whole.json"
sed 's/"total-failure-session-count":500/"total-failure-session-count":"many"/' "$scratch/whole.json" > "$scratch/gap.json"
exits "a total of failures that can't be read, but details" 1 "$RPTLINT" report "$scratch/gap.json"
contains "which stand in for it" "500 of 510 sessions failed, 98.0 %: act" "$(words)"
same "so that nothing is lacking" "" "$(grep 'lacks a count' "$scratch/out")"
without failure "$scratch/whole.json" > "$scratch/gap.json"
exits "no total of failures, but details" 2 "$RPTLINT" report --alert "$scratch/gap.json"
contains "which are added up" "500 of 510 sessions failed under sts (98.0 %)" "$(out)"
for jobs in 1 2; do
    exits "the same twice, -j$jobs" 1 "$RPTLINT" report -j$jobs "$scratch/gap.json" "$scratch/gap.json"
    contains "counts once" "500 of 510 sessions failed, 98.0 %: act" "$(words)"
    same "and lacks nothing" "" "$(grep 'lacks a count' "$scratch/out")"
done
sed 's/"failed-session-count":100,//; s/"failed-session-count":100//; s/,}/}/' "$scratch/gap.json" > "$scratch/part.json"
exits "a detail without a count, too" 3 "$RPTLINT" report "$scratch/part.json"
contains "is missing from the sum" "400 of 410 sessions failed" "$(words)"
contains "which is told" '1 policy of a report lacks a count of sessions, and is not counted, or not in full ("rptlint check" shows which)' "$(words)"
# Some senders leave out what is 0, as a real report of a large one does.
report Big n2 "$(day 1)" "$(policy sts gap.example 10 0)" > "$scratch/whole.json"
without failure "$scratch/whole.json" > "$scratch/zero.json"
exits "no total of failures, and no details" 0 "$RPTLINT" report "$scratch/zero.json"
contains "is none" "10 sessions, no failure" "$(words)"
sed 's/"total-failure-session-count":0/"total-failure-session-count":null/' "$scratch/whole.json" > "$scratch/gap.json"
report Big n3 "$(day 1)" "$(policy sts gap.example 0 500 "$(detail certificate-expired 500)")" > "$scratch/whole.json"
without successful "$scratch/whole.json" > "$scratch/zero.json"
exits "no total of successes" 1 "$RPTLINT" report "$scratch/zero.json"
contains "is none" "500 of 500 sessions failed" "$(words)"
sed 's/"total-successful-session-count":0/"total-successful-session-count":-10/' "$scratch/whole.json" > "$scratch/gap2.json"
exits "a count that nothing can stand in for" 3 "$RPTLINT" report "$scratch/gap.json"
contains "is no report of success, nor of failure" "No report could be counted 1 report with errors" "$(words)"
exits "beside what is well" 3 "$RPTLINT" report --alert "$here/a.json" "$scratch/gap.json"
contains "leaves it open" "TLSRPT UNKNOWN - example.com: 0 of 2000 sessions failed under sts (0.0 %); 1 policy lacks a count|" "$(out)"
exits "failures of nobody knows how many" 3 "$RPTLINT" report "$scratch/gap2.json"
contains "are told" "500 of 500 sessions failed" "$(words)"
contains "and what is missing, too" "1 policy of a report lacks a count of sessions" "$(words)"
exits "and are an alert" 2 "$RPTLINT" report --alert "$here/a.json" "$scratch/gap2.json"
sed -E 's/"summary":\{[^}]*\}/"summary":{}/' "$scratch/whole.json" > "$scratch/none.json"
exits "no count at all" 3 "$RPTLINT" report "$scratch/none.json"
contains "is no report" "none.json: no report can be read from it" "$(err)"
same "which is said once" "" "$(grep 'lacks a count' "$scratch/out")"
exits "-j" 3 "$RPTLINT" report -j2 -f json "$scratch/gap.json" "$scratch/gap2.json" "$here/a.json"
contains "tells of all of them" '"incomplete":2,' "$(out)"
exits "metrics" 3 "$RPTLINT" report -f prometheus "$scratch/gap.json" "$here/a.json"
contains "tell, too" "rptlint_policies_incomplete 1" "$(out)"

# ---- filters ----

exits "--since" 0 "$RPTLINT" report --since 2026-11-02 "$here/a.json" "$here/b.json"
contains "leaves out earlier days" " 156 sessions" "$(out)"
contains "which is said" "; what was asked for in them:" "$(words)"
exits "--until with a report that came twice" 0 "$RPTLINT" report --until 2026-11-01 "$here/a.json" "$here/a.json"
contains "says so at the end" "; 1 policy came again in a copy of its report, and counts once; what was asked for in them: example.com" "$(words)"
exits "--until" 0 "$RPTLINT" report --until 2026-11-01 "$here/a.json" "$here/b.json"
contains "leaves out later days" " 2,000 sessions" "$(out)"
exits "--reporter" 0 "$RPTLINT" report --reporter small "$here/a.json" "$here/b.json"
contains "leaves out the others" " 156 sessions" "$(out)"
exits "--domain" 1 "$RPTLINT" report --domain EXAMPLE.net. "$here"
same "leaves out the others" "example.net: a problem to act on" "$(grep -E '^[a-z.]+: ' "$scratch/out")"
exits "--mx" 1 "$RPTLINT" report --mx mx2.two.example "$here/f.json"
contains "lists the failures at it" "certificate-expired: 40 sessions, 6.7 %" "$(words)"
contains "the totals stay" "100 of 600 sessions failed, 16.7 %" "$(words)"
exits "--result" 1 "$RPTLINT" report --result tlsa-invalid "$here/f.json"
contains "that nobody saw" "No failure of those asked for." "$(words)"

# ---- digests ----

exits "--save" 1 "$RPTLINT" report --save "$scratch/all.digest" "$here/c.json"
exits "a digest and what is new" 1 "$RPTLINT" report "$here/d.json" "$scratch/all.digest"
contains "are one" "47 of 937 sessions failed" "$(out)"
exits "a digest and what is in it, whatever comes first" 1 "$RPTLINT" report "$here" "$scratch/all.digest" --domain example.net
contains "count once" "47 of 937 sessions failed" "$(out)"
exits "a digest that is brought forward" 1 "$RPTLINT" report --save "$scratch/all.digest" "$scratch/all.digest" "$here/d.json"
"$RPTLINT" report --save "$scratch/once.digest" "$here/c.json" "$here/d.json" > "$scratch/none"
same "is the one of all reports" "" "$(cmp "$scratch/all.digest" "$scratch/once.digest" 2>&1)"
same "no file is left beside it" "" "$(find "$scratch" -maxdepth 1 -name '*.digest.*')"
exits "--save - prints it" 1 "$RPTLINT" report --save - "$here/c.json" "$here/d.json"
same "and nothing else" "" "$(cmp "$scratch/all.digest" "$scratch/out" 2>&1)"
exits "a digest from standard input" 1 bash -c '"$RPTLINT" report - < "$1"' _ "$scratch/all.digest"
contains "is read" "47 of 937 sessions failed" "$(out)"
ln -s all.digest "$scratch/link.digest"
exits "--save through a link" 0 "$RPTLINT" report --save "$scratch/link.digest" "$here/a.json"
same "leaves the link" link "$([ -L "$scratch/link.digest" ] && echo link)"
exits "and writes where it leads" 0 "$RPTLINT" report "$scratch/all.digest"
contains "the digest" "2,000 sessions" "$(out)"
exits "--save where nothing can be" 3 "$RPTLINT" report --save "$scratch/none/x" "$here/a.json"
contains "is told" "--save:" "$(err)"
{ head -n 1 "$scratch/once.digest"; echo '{"type":"nonsense"}'; } > "$scratch/bad.digest"
cp "$scratch/bad.digest" "$scratch/copy.digest"
exits "a damaged digest" 3 "$RPTLINT" report --save "$scratch/bad.digest" "$scratch/bad.digest" "$here/a.json"
contains "is told, with its line" "bad.digest:2: the digest is damaged" "$(err)"
same "and is not replaced" "" "$(cmp "$scratch/bad.digest" "$scratch/copy.digest" 2>&1)"
sed '1s/"version":1,/"version":2,/' "$scratch/once.digest" > "$scratch/later.digest"
exits "a digest of another version" 3 "$RPTLINT" report "$scratch/later.digest"
contains "is told so" "later.digest: this digest is of another version of its format" "$(err)"
exits "two digests of the same reports" 3 "$RPTLINT" report "$scratch/once.digest" "$scratch/once.digest"
contains "are not added" "47 of 937 sessions failed" "$(out)"
contains "which is told" "2 policies of reports in this digest were there before" "$(err)"

"$RPTLINT" report --save "$scratch/one.digest" "$here/c.json" > "$scratch/none"
exits "and one report in two digests" 3 "$RPTLINT" report "$scratch/one.digest" "$scratch/one.digest"
contains "is one" "1 policy of a report in this digest was there before" "$(err)"

# ---- several processes ----

mkdir "$scratch/many"
for n in $(seq 1 60); do
    # Twelve of them come again, under other names and far from the first.
    report "Sender $((n % 7))" "id$((n % 48))" "$(day $((n % 48 % 28 + 1)))" \
        "$(policy sts many.example $((n % 48 * 10)) $((n % 48 % 5)) "$(detail certificate-expired $((n % 48 % 5)) "mx$((n % 48 % 3)).many.example")")" |
        sed "s/Sender $((n % 7))/Sender $((n % 48 % 7))/" > "$scratch/many/$(printf '%02d' "$n").json"
done
cp "$scratch/mixed/cut.json" "$scratch/many/33-cut.json"
for jobs in 1 2 5; do
    "$RPTLINT" report -j $jobs --save "$scratch/j$jobs.digest" "$scratch/many" "$here" > "$scratch/j$jobs.out" 2> "$scratch/j$jobs.err"
    echo $? > "$scratch/j$jobs.status"
done
for jobs in 2 5; do
    for what in out err status digest; do
        same "-j $jobs gives the same ($what)" "" "$(cmp "$scratch/j1.$what" "$scratch/j$jobs.$what" 2>&1)"
    done
done
# Of the many 12 come again, and of the others a.json.gz and the one with another name.
contains "repetitions in other processes count once" "14 policies came again in copies of their reports" "$(tr -s " \n" " " < "$scratch/j5.out")"
# 0 + 1 + ... + 47 is 1,128; the remainders by 5 of 0 to 47 are nine times 0 + 1 + 2 + 3 + 4, and 0 + 1 + 2.
exits "the sum over all" 0 "$RPTLINT" report -j 3 --domain many.example --format text "$scratch/many/"[0-9][0-9].json
contains "is that of 48 reports" "93 of 11,373 sessions failed, 0.8 %: normal" "$(words)"

# ---- rows, while reading ----

for format in csv ndjson; do
    for jobs in 1 4; do
        "$RPTLINT" report -j $jobs -f $format --save "$scratch/rows$jobs.digest" "$scratch/many" "$here" > "$scratch/rows$jobs" 2> "$scratch/none"
    done
    same "-j 4 gives the same rows ($format)" "" "$(cmp "$scratch/rows1" "$scratch/rows4" 2>&1)"
    same "and saves the same digest ($format)" "" "$(cmp "$scratch/j1.digest" "$scratch/rows4.digest" 2>&1)"
done
rows() { # OPTION...: input, result and sessions of the rows
    "$RPTLINT" report -f ndjson "$@" | jq -c '[(.input | sub(".*/"; "")), .result, .sessions]' | tr '\n' ' '
}
same "a row for each failure detail" '["f.json","certificate-expired",60] ["f.json","certificate-expired",40] ' "$(rows "$here/f.json")"
same "and one for a policy without" '["g.json","validation-failure",100] ["g.json",null,null] ' "$(rows "$here/g.json")"
same "--mx chooses rows" '["f.json","certificate-expired",40] ' "$(rows --mx MX2.two.example "$here/f.json" "$here/a.json")"
same "--result does" '["g.json","validation-failure",100] ' "$(rows --result validation-failure "$here/f.json" "$here/g.json")"
same "--domain does" '["a.json",null,null] ' "$(rows --domain example.com "$here/a.json" "$here/f.json")"
same "--reporter does" '["b.json",null,null] ' "$(rows --reporter SMALL "$here/a.json" "$here/b.json")"
same "--since does" '["b.json",null,null] ' "$(rows --since 2026-11-02 "$here/a.json" "$here/b.json")"
same "--until does" '["a.json",null,null] ' "$(rows --until 2026-11-01 "$here/a.json" "$here/b.json")"
# A filter chooses the same rows as it chooses in the summary: by values as the digest has them.
report 'Example Inc.' v1 "$(day 1)" "$(policy sts value.example 90 10 "$(detail Certificate_Odd 10 MX1.value.example. 'why')")" > "$scratch/value.json"
sed 's/"organization-name":"[^"]*",//; s/"policy-domain":"value.example"/"policy-domain":null/' "$scratch/value.json" \
    > "$scratch/sender.example!value.example!1793491200!1793577599.json"
mv "$scratch/value.json" "$scratch/inc.json"
for file in inc.json 'sender.example!value.example!1793491200!1793577599.json'; do
    who=$(jq -r '.["organization-name"] // (.["contact-info"] | sub(".*@"; ""))' "$scratch/$file")
    while IFS='|' read -r option value; do
        seen=$("$RPTLINT" report -f json "$option" "$value" "$scratch/$file" | jq '[.domains[].problems[]] | length')
        same "$option $value: rows and the summary agree about ${file%%!*}" "1 1" \
            "$seen $("$RPTLINT" report -f ndjson "$option" "$value" "$scratch/$file" | wc -l | tr -d ' ')"
    done <<END
--reporter|$who
--match|reporter~\Q$who\E
--match|domain~value\.example
--domain|value.example
--match|mx~mx1\.value\.example
--mx|MX1.value.example.
--match|result~Certificate_Odd
--match|reason~why
END
done
same "what a summary does not call so is no row" "" \
    "$("$RPTLINT" report -f ndjson --reporter 'Example Inc' "$scratch/inc.json")"
same "CSV has its header also when there is no row" 1 "$("$RPTLINT" report -f csv --domain other.example "$here/a.json" | wc -l)"

# ---- monitoring ----

exits "--alert, all well" 0 "$RPTLINT" report --alert "$here/a.json" "$here/b.json"
same "is OK" "TLSRPT OK - example.com: 0 of 2156 sessions failed under sts (0.0 %)| 'example.com sts'=0.00%;1;5;0;100" "$(out)"
exits "--alert, 5.02 %" 2 "$RPTLINT" report --alert "$here/c.json" "$here/d.json"
same "is CRITICAL" "TLSRPT CRITICAL - example.net: 47 of 937 sessions failed under sts (5.0 %), most of it certificate-host-mismatch at mail2.example.net| 'example.net sts'=5.02%;1;5;0;100" "$(out)"
exits "--alert, between the thresholds" 1 "$RPTLINT" report --alert --crit 10 "$here/c.json" "$here/d.json"
contains "is WARNING" "TLSRPT WARNING - " "$(out)"
exits "--alert, by a handful" 2 "$RPTLINT" report --alert "$here/j.json"
contains "says so" "5 of 8 sessions failed under sts (62.5 %), only a handful, most of it certificate-expired" "$(out)"
exits "--alert, one kind at two MXs" 2 "$RPTLINT" report --alert "$here/f.json"
contains "names neither" "most of it certificate-expired|" "$(out)"
report Big al "$(day 1)" "$(policy sts mixed.example 900 100 "$(detail certificate-expired 45 mx1.mixed.example),$(detail starttls-not-supported 30 mx2.mixed.example),$(detail starttls-not-supported 20 mx3.mixed.example)"),$(policy tlsa mixed.example 910 90 "$(detail tlsa-invalid 90 mx1.mixed.example)")" > "$scratch/mixed-kinds.json"
exits "--alert, kinds that are each less than half" 2 "$RPTLINT" report --alert "$scratch/mixed-kinds.json"
contains "has the most frequent of the worst policy type, over all MXs" "under sts (10.0 %), such as starttls-not-supported|" "$(out)"
report Big bl "$(day 1)" "$(policy sts mixed.example 1000 0 "$(detail validation-failure 900 mx.mixed.example)")" > "$scratch/beyond.json"
exits "--alert, no failure by the total" 0 "$RPTLINT" report --alert "$scratch/beyond.json"
contains "has no kind of it" "(0.0 %)|" "$(out)"
exits "--alert without a session" 3 "$RPTLINT" report --alert "$here/i.json"
same "is UNKNOWN" "TLSRPT UNKNOWN - no session was reported| 'empty.example sts'=U" "$(out)"
exits "--alert, well as far as could be read" 3 "$RPTLINT" report --alert "$scratch/mixed"
contains "is UNKNOWN, too" "TLSRPT UNKNOWN - example.com: 0 of 2156 sessions failed under sts (0.0 %); 2 inputs could not be read|" "$(out)"
exits "--alert, with one input that is not there" 3 "$RPTLINT" report --alert "$here/a.json" "$scratch/nowhere"
contains "says so" "; 1 input could not be read|" "$(out)"
exits "--alert, hostile" 2 "$RPTLINT" report --alert "$here/k.json"
same "is one line with one bar" "1 1" "$(wc -l < "$scratch/out" | tr -d ' ') $(tr -cd '|' < "$scratch/out" | wc -c | tr -d ' ')"

# ---- output that can't be written ----

if [ -c /dev/full ]; then
    exits "a full disk" 3 bash -c '"$RPTLINT" report "$1" > /dev/full' _ "$here/a.json"
    contains "is told" "standard output" "$(err)"
fi

# ---- patterns ----

report Big m1 "$(day 1)" "$(policy sts one.example 90 10 "$(detail certificate-expired 6 mx1.one.example X509_V_ERR_CERT_HAS_EXPIRED),$(detail tlsa-invalid 4 mx2.one.example)")" > "$here/m1.json"
report Small m2 "$(day 1)" "$(policy sts two.example 500 0)" > "$here/m2.json"
exits "only one MX by pattern" 1 "$RPTLINT" report --match 'mx~mx1\..*' "$here/m1.json" "$here/m2.json"
contains "is told" "certificate-expired: 6 sessions" "$(words)"
same "and the other is not" "" "$(grep tlsa-invalid "$scratch/out")"
contains "the totals stay" "10 of 100 sessions failed, 10.0 %" "$(words)"
exits "a domain by pattern" 0 "$RPTLINT" report --match 'domain~two\..*' "$here/m1.json" "$here/m2.json"
same "is the only one" "two.example: all well" "$(grep -E '^[a-z.]+: ' "$scratch/out")"
exits "patterns must match as a whole" 3 "$RPTLINT" report --match 'domain~two' "$here/m1.json" "$here/m2.json"
for format in csv ndjson; do
    exits "rows by pattern ($format)" 1 "$RPTLINT" report --format $format --match 'reason~X509.*' --match 'result~cert.*' "$here/m1.json" "$here/m2.json"
    same "are those" 1 "$(grep -c certificate-expired "$scratch/out")"
    same "and no others" 0 "$(grep -c -e tlsa-invalid -e two.example "$scratch/out")"
done
exits "a pattern that is none" 2 "$RPTLINT" report --match 'mx~a(b' "$here/m1.json"
contains "is shown where it is wrong" "--match: column 7: missing closing parenthesis" "$(err)"
exits "a field that is none" 2 "$RPTLINT" report --match 'host~a' "$here/m1.json"
contains "is said" '"host~a" is not FIELD~PATTERN' "$(err)"
report Big m3 "$(day 1)" "$(policy sts three.example 1 1 "$(detail certificate-expired 1 mx "$(printf 'a%.0s' {1..400})!")")" > "$here/m3.json"
exits "a pattern that takes too long" 1 "$RPTLINT" report --match 'reason~(a|aa)+' "$here/m3.json"
contains "is said" "takes more work than allowed" "$(err)"
contains "and loses nothing" "certificate-expired: 1 session" "$(words)"

finish
