#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Zone files on the command line: what is taken for one, its origin, what it includes, and the diff of --fix.
# Runs with the sanitized program too.
. tests/lib.sh

program=$(realpath "$RPTLINT")
corpus=$(realpath corpus/zone)
value='v=TLSRPTv1; rua=mailto:tls@example.com'
good="_smtp._tls TXT \"$value\""
slip="_tlsrpt TXT \"$value\""
cd "$scratch" || exit 1

ids() { # ARGUMENT...: the rules that `check` finds, on one line
    "$program" check --format gnu "$@" 2> /dev/null | sed -n 's/.*\[\([A-Z][0-9]*\)\]$/\1/p' | sort | tr '\n' ' ' | sed 's/ $//'
}

kinds() { # ARGUMENT...: what the verdicts are about
    "$program" check --format json "$@" 2> /dev/null | sed -n 's/.*"type":"verdict".*"kind":"\([a-z]*\)".*/\1/p' | sort -u | tr '\n' ' ' | sed 's/ $//'
}

origin() { # ARGUMENT...: the origin that is told of a zone
    "$program" check --format json "$@" 2> /dev/null | sed -n 's/.*"kind":"zone".*"origin":"\([^"]*\)".*/\1/p'
}

owners() { # ARGUMENT...
    "$program" check --format json "$@" 2> /dev/null | sed -n 's/.*"owner":"\([^"]*\)".*/\1/p' | tr '\n' ' ' | sed 's/ $//'
}

err() {
    cat err
}

# ---- what is taken for a zone ----

printf '$TTL 1d\n%s\n' "$good" > by-directive
printf '\xef\xbb\xbf; a comment\r\n\r\n@ 3600 IN SOA a b 1 2 3 4 5\r\n' > by-record
printf '%s\n' "$value" > records
printf '{"organization-name":"x"}' > report.zone
printf 'From: a@example.com\nSubject: x\nMIME-Version: 1.0\n\n$TTL 1d\n' > mail.zone
printf '; only a comment\n' > comment.zone
printf '; only a comment\n' > comment
printf 'nonsense\n' > words.db
same "a directive makes a zone" "record zone" "$(kinds by-directive)"
same "so does a record, behind a byte order mark, comments and empty lines" "zone" "$(kinds by-record)"
same "lines that are records are none" "record" "$(kinds records)"
same "JSON is a report, whatever its name is" "report" "$(kinds report.zone)"
same "mail is mail, which holds reports" "report" "$(kinds mail.zone)"
same "a name that ends in .zone says it where the text does not" "zone" "$(kinds comment.zone)"
same "so does .db" "zone" "$(kinds words.db)"
same "without it, comments alone are no zone" "" "$(kinds comment)"
same "--as zone" "zone" "$(kinds --as zone comment)"
same "--as zone of a report" "zone" "$(kinds --as zone report.zone)"
same "--as record of a zone" "record" "$(kinds --as record by-directive)"
same "standard input" "record zone" "$(kinds - < by-directive)"
same "standard input that a pipe gives" "record zone" "$(cat by-directive | kinds -)"
same "standard input that was read from already" "zone" \
    "$({ read -r _; kinds --as zone -; } < by-record)"
exits "--as zone takes files only" 3 "$program" check --as zone "$good"
contains "it says that there is none" "no such file" "$(err)"

# ---- the origin ----

printf '%s\n' "$good" > relative
printf '%s\n' "$good" > relative.zone
mkdir zones
for name in db.example.com example.com.zone example.com.db zone.example.com example.com.hosts example.com.signed \
    pri.example.com example.com.txt example.com.dns example.com.conf example.com; do
    cp relative "zones/$name"
    same "the origin of zones/$name" "example.com." "$(origin --as zone "zones/$name")"
    rm "zones/$name"
done
same "one label is no origin" "" "$(origin --as zone relative.zone)"
same "without one, names stay relative" "_smtp._tls" "$(owners --as zone relative)"
same "--origin" "example.net." "$(origin --as zone --origin example.net relative)"
same "--origin with a dot" "_smtp._tls.example.net." "$(owners --as zone --origin example.net. relative)"
same "--origin before the name of the file" "example.net." "$(cp relative db.example.com; origin --as zone --origin example.net db.example.com)"
same "the owner of the SOA record is the zone" "example.org." \
    "$(printf '$ORIGIN example.org.\n@ SOA a b 1 2 3 4 5\n' > soa; origin --origin example.net soa)"
same "\$ORIGIN is, where nothing else is known" "example.org." "$(printf '$ORIGIN example.org.\n' > by-origin; origin by-origin)"
same "--stdin-filename" "example.org." "$(origin --as zone --stdin-filename x/db.example.org - < relative)"
contains "it names standard input" "x/db.example.org:1" "$("$program" check --as zone --stdin-filename x/db.example.org - < relative)"
for name in 'a..b' '' '\300' "$(printf 'a%.0s' {1..64})"; do
    exits "--origin '$name'" 2 "$program" check --as zone --origin "$name" relative
    contains "--origin '$name' is told" "is no domain name" "$(err)"
done

# ---- exit status and output ----

printf '$TTL 1d\n%s\n' "$slip" > bad.zone
printf '$TTL 60\n%s\n' "$good" > note.zone
exits "a good zone" 0 "$program" check by-directive
exits "a bad zone" 1 "$program" check bad.zone
exits "a note" 0 "$program" check note.zone
exits "--fail-on note" 1 "$program" check --fail-on note note.zone
exits "a finding that is not shown" 0 "$program" check --ignore Z401 bad.zone
exits "a severity of the user's" 1 "$program" check --severity Z406=error note.zone
exits "a good zone and one that is not there" 3 "$program" check by-directive nothing.zone
exits "-q, a good zone" 0 "$program" check -q by-directive
same "nothing is printed" "" "$(cat out err)"
exits "-q, a bad zone" 1 "$program" check -q bad.zone
same "findings alone are printed" "1 0" "$(grep -c Z401 out) $(grep -c 'TLSRPT record (' out)"
same "the verdict of the zone counts" "bad.zone: zone: 1 record, 1 TLSRPT record (1 error, 0 warnings, 0 notes)" \
    "$("$program" check bad.zone | tail -n 1)"
exits "a zone that is too large" 3 "$program" check --max-input 10 by-directive
contains "--max-input is named" "there is more than --max-input allows" "$(err)"
exits "one that is just not" 0 "$program" check --max-input "$(wc -c < by-directive)" by-directive
exits "a pipe that gives too much" 3 bash -c 'cat by-directive | "$1" check --as zone --max-input 10 -' _ "$program"
: > empty.zone
exits "an empty zone" 0 "$program" check empty.zone
head -c 5000 "$program" > garbage.zone
exits "binary garbage" 1 bash -c '"$1" check --as zone garbage.zone; got=$?; [ $got -le 1 ] && exit 1; exit $got' _ "$program"
same "no control character goes out" "" "$(grep -aP '[\x00-\x08\x0b-\x1f\x7f]' out)"
head -c 3000000 /dev/zero > zeros.zone
exits "zeros" 0 "$program" check zeros.zone

# ---- folders ----

mkdir -p folder/sub
cp bad.zone folder/sub/x.zone
cp by-directive folder/y
printf '\x7fELF' > folder/program
exits "a folder" 1 "$program" check -f gnu folder
same "its zones are checked" "1" "$(grep -c '^folder/sub/x.zone:2:1: .*\[Z401\]' out)"
contains "what is none is passed over" "folder/program: neither a zone, a report nor mail" "$(err)"

# ---- what a zone includes ----

mkdir -p top/inner
printf '%s\n' "$slip" > top/beside
printf '%s\n' "$slip" > here
printf '%s\n' "$slip" > top/both
printf '\n%s\n' "$slip" > both
printf '$INCLUDE beside\n$INCLUDE here a\n$INCLUDE both b\n$INCLUDE inner/x\n' > top/main.zone
printf '$INCLUDE y\n' > top/inner/x
printf '%s\n' "${slip/_tlsrpt/_tlsrpt.c}" > top/inner/y
same "beside the file, else in the working folder" "top/beside:1 here:1 top/both:1 top/inner/y:1" \
    "$("$program" check -f gnu top/main.zone | cut -d: -f1,2 | tr '\n' ' ' | sed 's/ $//')"
printf '$INCLUDE %s/here\n' "$scratch" > top/absolute.zone
same "an absolute name" "$scratch/here:1" "$("$program" check -f gnu top/absolute.zone | cut -d: -f1,2)"
mkfifo fifo
printf 'x' > closed
chmod 0 closed
printf '$INCLUDE fifo\n$INCLUDE zones\n$INCLUDE /dev/null\n' > special.zone
same "a FIFO, a folder and a device are not waited for" "Z412 Z412 Z412" "$(timeout 10 "$program" check -f gnu special.zone | grep 'no regular file' | grep -o Z412 | tr '\n' ' ' | sed 's/ $//')"
printf '$INCLUDE loop.zone\n' > loop.zone
printf '$INCLUDE second\n' > first
printf '$INCLUDE ./first\n' > second
ln -s loop.zone other-name
printf '$INCLUDE other-name\n' > loop.zone
same "a file that includes itself by another name" "1" "$("$program" check -f gnu loop.zone | grep -c 'includes itself')"
same "a cycle of two" "second:1:10" "$("$program" check -f gnu --as zone first | sed -n 's/^\(second:1:10\): .*includes itself.*/\1/p')"
printf '$INCLUDE closed\n' > closed.zone
if [ "$(id -u)" -eq 0 ]; then
    skip "a file that may not be read" "root may"
else
    contains "a file that may not be read" "can't be read" "$("$program" check -f gnu closed.zone)"
fi
printf '$INCLUDE by-directive\n' > large.zone
contains "all files together are too large" "--max-input allows" "$("$program" check -f gnu --max-input 40 large.zone)"
exits "an include that fails is a finding" 1 "$program" check large.zone --max-input 40
same "one file twice is told twice" "2" "$(printf '$INCLUDE here a\n$INCLUDE here b\n' > twice.zone; "$program" check -f gnu twice.zone | grep -c Z401)"
printf '$INCLUDE here\n' | "$program" check -f gnu --as zone - > out
contains "standard input includes from the working folder" "here:1:1:" "$(cat out)"

# ---- --fix ----

{
    printf '$TTL 1d\r\n'
    printf '%s\r\n' "$slip"
    printf 'a%d A 192.0.2.1\r\n' {1..20}
    printf '_smtp._tls.b TXT v=TLSRPTv1; rua=mailto:tls@example.com\r\n'
    printf '_smtp._tls.c TXT "v=TLSRPTv1;"\r\n'
    printf '_smtp._tls.d SPF "v=TLSRPTv1; rua=tls@example.com"'
} > crlf.zone
cp crlf.zone before
exits "--fix" 1 "$program" check --fix crlf.zone
same "the file is left alone" "" "$(cmp before crlf.zone)"
same "two hunks" "2" "$(grep -c '^@@ ' out)"
cp out fix.diff
contains "what remains goes to standard error" "R109" "$(err)"
if have patch; then
    same "patch takes it" "patching file crlf.zone" "$(patch -p0 < fix.diff 2>&1)"
    same "what has a fix is gone" "R109" "$(ids crlf.zone)"
    same "line ends stay" "24" "$(grep -c $'\r$' crlf.zone)"
    same "nothing is left to do" "" "$("$program" check --fix crlf.zone 2> /dev/null)"
    same "git takes it, too" "crlf.zone" "$(cp before crlf.zone && git apply --numstat -p0 fix.diff | cut -f3)"
fi
printf '$INCLUDE here\n$INCLUDE here a\n$INCLUDE top/both b\n' > fix.zone
same "an included file has a diff of its own, once" "+++ here +++ top/both" \
    "$("$program" check --fix fix.zone 2> /dev/null | grep '^+++' | tr '\n' ' ' | sed 's/ $//')"
exits "--fix of a good zone" 0 "$program" check --fix by-directive
same "there is no diff" "" "$(cat out)"
printf '%s\n' '$TTL 1d' '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls\300x@example.com"' > escape.zone
exits "--fix of an escape that nobody can read" 1 "$program" check --fix escape.zone
same "drops no octet" "" "$(cat out)"
printf '%s\n' '$TTL 1d' '_smtp._tls 300 TXT v=TLSRPTv1; rua=tls@example.com ; rptlint: ignore=Z406 why' > remark.zone
exits "--fix of a value with a suppression behind it" 0 "$program" check --fix remark.zone
same "which stays a comment" '+_smtp._tls 300 TXT "v=TLSRPTv1; rua=mailto:tls@example.com" ; rptlint: ignore=Z406 why' \
    "$(grep '^+_' out)"

{
    printf '%s\n' '$TTL 1d' '_smtp._tls TXT ( "v=TLSRPTv1; rua = mailto:tls@example.com ,"  ; primary'
    printf '%s\n' '    ""  ; none' '    " https://example.com/" )'
} > parts.zone
exits "--fix over several strings" 0 "$program" check --fix parts.zone
same "keeps them, and the comments between them" '+_smtp._tls TXT ( "v=TLSRPTv1; rua=mailto:tls@example.com,"  ; primary
+    ""  ; none
+    "https://example.com/" )' "$(grep '^+[_ ]' out)"
sed "s/primary/$(printf 'x%.0s' {1..1024})/" parts.zone > apart.zone
exits "--fix with much between strings" 0 "$program" check --fix apart.zone
same "leaves alone what goes over them" '     " https://example.com/" )' "$(grep '^ .*https' out)"

# Over the corpus: the diff applies, nothing with a fix is left, and what remains is what --fix said.
law() { # ORIGIN-LINE OPTION...
    local wanted=$1 file files=()
    shift
    for file in *.in; do
        [ "$(sed -n 's/^domain //p' "${file%.in}.expect")" = "$wanted" ] && files+=("$file")
    done
    "$program" check --as zone "$@" -f json "${files[@]}" > ../before.json 2> /dev/null
    "$program" check --as zone "$@" --fix "${files[@]}" > ../all.diff 2> ../remains
    if [ -s ../all.diff ]; then
        same "origin '$wanted': patch takes the diff" "" "$(patch -p0 < ../all.diff 2>&1 | grep -v '^patching file')"
    fi
    "$program" check --as zone "$@" "${files[@]}" > ../after 2>&1
    same "origin '$wanted': what remains is what was said" "" "$(diff ../remains ../after | head)"
    "$program" check --as zone "$@" -f json "${files[@]}" > ../after.json 2> /dev/null
    same "origin '$wanted': nothing with a fix is left" "" "$(jq -r 'select(.fix != null) | "\(.input):\(.line) \(.rule)"' ../after.json | head)"
    fixed=$((fixed + $(jq -r 'select(.fix != null) | .rule' ../before.json | wc -l)))
}

if have patch && have jq; then
    cp -r "$corpus" corpus
    cd corpus || exit 1
    fixed=0
    law example.com. --origin example.com
    law com. --origin com
    law . --origin .
    law ''
    cd ..
    if [ "$fixed" -gt 40 ]; then pass "$fixed findings had a fix"; else fail "only $fixed findings had a fix"; fi
else
    skip "the corpus put right" "patch or jq is missing"
fi

# ---- a file that is cut short ----

# Its findings fill the pipe, so that the program waits when the file is cut.
{
    printf '$TTL 1d\n'
    for i in {1..3000}; do printf '_tlsrpt.host%d TXT "%s"\n' "$i" "$value"; done
} > cut.zone
exec 3< <("$program" check cut.zone 2> err; echo $? > status)
read -r _ <&3
: > cut.zone
cat <&3 > /dev/null
exec 3<&-
for _ in {1..50}; do
    [ -s status ] && break
    sleep 0.1
done
same "a file that is cut short while it is read" "3" "$(cat status)"
contains "is told" "was cut short while it was read" "$(err)"

cd / || exit 1
finish
