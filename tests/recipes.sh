#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# The recipes of src/recipes/ as they stand, with other ports and folders: nginx takes reports as senders post them and
# is killed meanwhile, maildrop takes them from mail, the systemd units are right and what they start does its work.
. tests/lib.sh

recipes=src/recipes
group= # of the nginx that runs
reader=
stop() {
    stop_nginx
    [ -z "$reader" ] || kill "$reader" 2> /dev/null
    wait
    rm -rf -- "$scratch"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

stop_nginx() { # [SIGNAL]: the master and its workers, at once
    [ -n "$group" ] || return 0
    kill "-${1:-KILL}" -- "-$group" 2> /dev/null
    wait "$group" 2> /dev/null
    group=
}

report() { # ID [SESSIONS]: a report that is right
    printf '{"organization-name":"Sender","date-range":{"start-datetime":"2026-03-01T00:00:00Z","end-datetime":"2026-03-01T23:59:59Z"},"contact-info":"tls@sender.example","report-id":"%s","policies":[{"policy":{"policy-type":"no-policy-found","policy-domain":"example.com"},"summary":{"total-successful-session-count":%d,"total-failure-session-count":0}}]}' "$1" "${2:-1}"
}

# ---- HTTPS ----

spool=$scratch/spool
url=

configure() { # PORT PORT: the recipe in a nginx of our own
    sed -e "s|/var/spool/tlsrpt|$spool|; s|\(listen .*\)443|\1$1|; s|:8460|:$2|" \
        -e "s|/etc/ssl/certs/tlsrpt.example.com.pem|$scratch/crt|; s|/etc/ssl/private/tlsrpt.example.com.key|$scratch/key|" \
        $recipes/nginx-tlsrpt.conf > "$scratch/site.conf"
    {
        [ "$(id -u)" -ne 0 ] || echo 'user root;'
        echo "daemon off; pid $scratch/pid; error_log $scratch/nginx.log; worker_processes 2; events { }"
        echo "http { access_log off;"
        for name in client_body proxy fastcgi uwsgi scgi; do
            echo "${name}_temp_path $scratch/temp-$name;"
        done
        echo "include $scratch/site.conf; }"
    } > "$scratch/nginx.conf"
}

# A group of its own, so that it can be killed with all that belongs to it.
start_nginx() {
    local tick
    setsid "${inside[@]}" nginx -c "$scratch/nginx.conf" -e "$scratch/nginx.log" 2>> "$scratch/nginx.err" < /dev/null &
    group=$!
    for ((tick = 0; tick < 100; tick++)); do
        [ "$(curl -s -o /dev/null -w '%{http_code}' --cacert "$scratch/crt" "$url")" != 405 ] || return 0
        kill -0 "$group" 2> /dev/null || break
        sleep 0.05
    done
    stop_nginx
    return 1
}

start_somewhere() { # with ports that are free; sets url
    local attempt port
    for attempt in 1 2 3 4 5; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        configure $port $((port + 1))
        url=https://localhost:$port/v1/tlsrpt
        start_nginx && return
    done
    fail "nginx starts with the recipe (attempt $attempt)" "$(tail -n 20 "$scratch/nginx.log" "$scratch/nginx.err")"
    finish
}

post() { # TYPE FILE [CURL-OPTION...]: the status, 000 where there was no answer
    local type=$1 file=$2
    shift 2
    curl -s -o /dev/null -w '%{http_code}' --max-time 20 --cacert "$scratch/crt" -H "Content-Type: $type" \
        --data-binary "@$file" "$@" "$url"
}

spooled() { # how many files there are
    find "$spool/new" -type f | wc -l
}

# nginx answers first and removes what it wrote of a body right after that.
left() { # FOLDER: how many files are in its tmp/, once there are none, or after five seconds
    local tick count
    for ((tick = 0; tick < 100; tick++)); do
        count=$(find "$1/tmp" -type f | wc -l)
        [ "$count" -gt 0 ] || break
        sleep 0.05
    done
    echo "$count"
}

digests() { # of what is in new/, sorted
    (cd "$spool/new" && find . -type f -exec sha256sum {} +) 2> /dev/null | cut -d ' ' -f 1 | sort -u
}

https_answers() {
    local gzip='application/tlsrpt+gzip'
    report one | gzip > "$scratch/one.gz"
    head -c $((10 * 1024 * 1024)) /dev/urandom > "$scratch/full"
    { cat "$scratch/full"; printf x; } > "$scratch/over"
    : > "$scratch/empty"

    same "a report is taken" 201 "$(post $gzip "$scratch/one.gz")"
    same "it is there octet by octet" "$(sha256sum < "$scratch/one.gz")" "$(cat "$spool"/new/* | sha256sum)"
    same "one report is one file, and nothing else is there" "1 0" "$(spooled) $(left "$spool")"
    same "JSON is taken" 201 "$(post 'Application/TLSRPT+JSON; charset=utf-8' "$scratch/one.gz")"
    same "so is a body in chunks" 201 "$(post $gzip "$scratch/one.gz" -H 'Transfer-Encoding: chunked')"
    same "header fields of the sender change nothing" 201 "$(post $gzip "$scratch/one.gz" -H 'Content-Range: bytes 0-1/9' \
        -H 'Date: Sun, 06 Nov 1994 08:49:37 GMT' -H 'Depth: infinity' -H 'Content-Encoding: gzip')"
    same "four, all the same" "4 $(sha256sum < "$scratch/one.gz" | cut -d ' ' -f 1)" "$(spooled) $(digests)"

    same "PUT is not" 405 "$(post $gzip "$scratch/one.gz" -X PUT)"
    same "GET is not" 405 "$(curl -s -o /dev/null -w '%{http_code}' --cacert "$scratch/crt" "$url")"
    contains "and the answer says what is" "Allow: POST" "$(curl -s -i --cacert "$scratch/crt" "$url")"
    same "no other type is" "415 415 415" "$(post application/json "$scratch/one.gz") $(post application/tlsrpt+gzipped \
        "$scratch/one.gz") $(post '' "$scratch/one.gz")"
    same "an empty body is not" "400 400" "$(post $gzip "$scratch/empty") $(post $gzip "$scratch/empty" -H 'Transfer-Encoding: chunked')"
    same "one octet over the limit is not" "413 413" "$(post $gzip "$scratch/over") $(post $gzip "$scratch/over" -H 'Transfer-Encoding: chunked')"
    same "other addresses are not there" 404 "$(curl -s -o /dev/null -w '%{http_code}' --cacert "$scratch/crt" "${url%/*}/")"
    same "nothing of all that was kept" 4 "$(spooled)"
    same "the limit itself is taken, octet by octet" "201 1" \
        "$(post $gzip "$scratch/full") $(digests | grep -c "$(sha256sum < "$scratch/full" | cut -d ' ' -f 1)")"

    curl -s -o /dev/null --max-time 1 --limit-rate 1M --cacert "$scratch/crt" -H "Content-Type: $gzip" \
        --data-binary "@$scratch/full" "$url"
    same "a sender that goes away in the middle leaves nothing" "5 0" "$(spooled) $(left "$spool")"
    same "the spool can be read by its group, and by nobody else" 640 "$(find "$spool/new" -type f -printf '%m\n' | sort -u)"
}

# nginx is killed in the middle of a body.
https_killed() {
    local before after sender
    before=$(spooled)
    curl -s -o /dev/null -w '%{http_code}' --max-time 20 --limit-rate 2M --cacert "$scratch/crt" \
        -H 'Content-Type: application/tlsrpt+gzip' -H Expect: --data-binary "@$scratch/full" "$url" > "$scratch/answer" &
    sender=$!
    sleep 1
    stop_nginx KILL
    wait $sender
    after=$(spooled)
    same "killed in the middle of a report: no answer, and no file" "000 $before" "$(cat "$scratch/answer") $after"
    start_nginx || { fail "nginx starts again after it was killed" "$(tail -n 5 "$scratch/nginx.log")"; finish; }
    same "sent again, it is taken" "201 $((before + 1))" "$(post application/tlsrpt+gzip "$scratch/full") $(spooled)"
}

deliver() { # FILE: as senders do, again until it is taken (RFC 8460 section 5.5); prints its digest then
    local attempt
    for ((attempt = 0; attempt < 100; attempt++)); do
        if [ "$(post application/tlsrpt+gzip "$1" --limit-rate 400k)" = 201 ]; then
            sha256sum < "$1"
            return
        fi
        echo again >> "$scratch/again"
        sleep 0.2
    done
}

# Eight senders deliver reports while nginx is killed again and again, and a reader looks at all there is.
https_storm() {
    local i kills bodies=$scratch/bodies
    mkdir "$bodies"
    rm -f "$spool"/new/*
    : > "$scratch/acknowledged"
    : > "$scratch/seen"
    for ((i = 0; i < 96; i++)); do
        head -c $((1 + RANDOM * 8)) /dev/urandom > "$bodies/$i"
    done
    (cd "$bodies" && sha256sum ./* | cut -d ' ' -f 1 | sort) > "$scratch/sent"
    (until [ -e "$scratch/stop" ]; do digests; done > "$scratch/seen") &
    reader=$!
    export -f post deliver
    export scratch url
    : > "$scratch/again"
    # shellcheck disable=SC2016 # for the shells that xargs starts
    seq 0 95 | xargs -P 8 -I{} bash -c 'deliver "$0"' "$bodies/{}" > "$scratch/acknowledged" 2> /dev/null &
    local senders=$!
    kills=0
    while kill -0 $senders 2> /dev/null && [ $kills -lt 6 ]; do
        sleep 0.4
        stop_nginx KILL
        kills=$((kills + 1))
        start_nginx || { fail "nginx starts again after it was killed" "$(tail -n 5 "$scratch/nginx.log")"; finish; }
    done
    wait $senders
    : > "$scratch/stop"
    wait "$reader"
    reader=
    cut -d ' ' -f 1 "$scratch/acknowledged" | sort > "$scratch/taken"
    digests > "$scratch/there"
    same "some had to be sent again, and there were kills enough" yes \
        "$([ -s "$scratch/again" ] && [ $kills -ge 3 ] && echo yes || echo "$(wc -l < "$scratch/again") again, $kills kills")"
    same "all were taken in the end" "$(cat "$scratch/sent")" "$(cat "$scratch/taken")"
    same "nothing that was acknowledged is lost" "" "$(comm -23 "$scratch/taken" "$scratch/there")"
    same "nothing half-written is there" "" "$(comm -13 "$scratch/sent" "$scratch/there")"
    same "nor was it for whoever looked meanwhile" "" "$(sort -u "$scratch/seen" | comm -13 "$scratch/sent" -)"
}

# The spool on a file system of 256 KiB, which only this nginx sees.
https_full() {
    local there
    stop_nginx KILL
    rm -rf "$spool"
    mkdir -p "$spool"
    # shellcheck disable=SC2016 # for the shell inside
    inside=(unshare -rm bash -c 'mount -t tmpfs -o size=256k tmpfs "$0" && mkdir "$0/new" "$0/tmp" && exec "$@"' "$spool")
    if ! unshare -rm mount -t tmpfs tmpfs "$spool" 2> /dev/null || ! start_nginx; then
        skip "a full disk" "no file system of its own here"
        inside=()
        return
    fi
    head -c 300000 /dev/urandom > "$scratch/large"
    head -c 1000 /dev/urandom > "$scratch/small"
    there=/proc/$group/root$spool
    same "where the disk is full nothing is acknowledged" 500 "$(post application/tlsrpt+gzip "$scratch/large")"
    same "and nothing is left" "0 0" "$(left "$there") $(find "$there/new" -type f | wc -l)"
    same "what fits is taken" "201 1" "$(post application/tlsrpt+gzip "$scratch/small") $(find "$there/new" -type f | wc -l)"
    stop_nginx KILL
    inside=()
}

inside=()
for program in nginx openssl curl setsid; do
    have $program || { missing=$program; break; }
done
if [ -n "${missing-}" ]; then
    skip "reports by HTTPS" "$missing is missing"
else
    mkdir -p "$spool/new" "$spool/tmp"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost -keyout "$scratch/key" -out "$scratch/crt" 2> "$scratch/openssl.err"
    start_somewhere
    https_answers
    https_killed
    https_storm
    https_full
fi

# ---- what reads the spool ----

reports=$scratch/reports
mkdir -p "$reports"
for name in one two; do
    report $name > "$reports/1772400000.123.$name"
done
report two | gzip > "$reports/1772400001.123.again"
mkdir "$scratch/bin" "$scratch/pages"
ln -s "$(realpath "$RPTLINT")" "$scratch/bin/rptlint"
page=$scratch/pages/index.html

tlsrpt_page() {
    PATH=$scratch/bin:$PATH $recipes/tlsrpt-page "$@"
}

exits "the page is made" 0 tlsrpt_page "$page" "$reports"
contains "a report that came twice counts once" "<li><b>2</b> reports</li>" "$(cat "$page")"
contains "and a line for the journal" "OK" "$(cat "$scratch/out")"
same "nothing else is left there" "index.html" "$(ls "$scratch/pages")"
printf '{"organization-name":' > "$reports/1772400002.123.junk"
exits "junk that somebody sent stops nothing" 0 tlsrpt_page "$page" "$reports"
contains "the page tells of it" "could not be read" "$(cat "$page")"
before=$(sha256sum < "$page")
exits "without a folder there is no success" 2 tlsrpt_page "$page"
same "and the page stays" "$before" "$(sha256sum < "$page")"

start=$(sed -n 's/^ExecStart=//p' $recipes/tlsrpt-page.service)
same "the service starts that, where the other recipes put things" \
    "/usr/local/bin/tlsrpt-page /var/lib/tlsrpt/index.html /var/spool/tlsrpt/new" "$start"
if have systemd-analyze; then
    mkdir "$scratch/units"
    sed "s|/usr/local/bin/tlsrpt-page|$(realpath $recipes/tlsrpt-page)|; /^Documentation=/d" $recipes/tlsrpt-page.service > "$scratch/units/tlsrpt-page.service"
    cp $recipes/tlsrpt-page.timer "$scratch/units"
    same "systemd has nothing against the units" "" \
        "$(systemd-analyze verify "$scratch/units/tlsrpt-page.service" "$scratch/units/tlsrpt-page.timer" 2>&1 | grep tlsrpt)"
else
    skip "the units" "systemd-analyze is missing"
fi

# Old reports go, though they have just been read.
if have systemd-tmpfiles && [ "$(id -u)" -eq 0 ] && id www-data > /dev/null 2>&1; then
    tidy=$scratch/tidy
    mkdir "$tidy"
    sed "s|/var/spool/tlsrpt|$tidy/spool|" $recipes/tlsrpt.tmpfiles.conf > "$scratch/tmpfiles.conf"
    systemd-tmpfiles --create "$scratch/tmpfiles.conf" 2> "$scratch/err"
    same "the folders are made" "755 root
750 www-data
700 www-data" "$(stat -c '%a %U' "$tidy/spool" "$tidy/spool/new" "$tidy/spool/tmp")"
    touch -d '100 days ago' "$tidy/spool/new/old"
    touch -d '80 days ago' "$tidy/spool/new/young"
    touch -d '2 days ago' "$tidy/spool/tmp/left"
    touch -a "$tidy/spool/new/old"
    systemd-tmpfiles --clean "$scratch/tmpfiles.conf" 2>> "$scratch/err"
    same "a report of 100 days goes, one of 80 stays" "new/young" "$(cd "$tidy/spool" && find . -type f | sed 's|^./||')"
else
    skip "the folders" "systemd-tmpfiles, root or www-data is missing"
fi

# ---- mail ----

if have maildrop; then
    box=$scratch/home/Maildir
    mkdir -p "$scratch/home"
    maildirmake.maildrop "$box"
    sed "s|\$HOME|$scratch/home|" $recipes/maildroprc > "$scratch/filter"
    chmod 600 "$scratch/filter" # it refuses one that others may write
    {
        printf 'From: tls@sender.example\nTo: tls@example.com\nSubject: Report Domain: example.com Submitter: sender.example\n'
        printf ' Report-ID: <three@sender.example>\nTLS-Report-Domain: example.com\nTLS-Report-Submitter: sender.example\n'
        printf 'MIME-Version: 1.0\nContent-Type: multipart/report; report-type="tlsrpt";\n boundary=x\n\n--x\nContent-Type: text/plain\n\n'
        printf 'A report.\n--x\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n'
        printf 'Content-Disposition: attachment; filename="sender.example!example.com!1772323200!1772409599.json.gz"\n\n'
        report three 3 | gzip | base64
        printf '\n--x--\n'
    } > "$scratch/message"
    exits "a report by mail is delivered" 0 bash -c 'maildrop "$0" < "$1"' "$scratch/filter" "$scratch/message"
    same "into the Maildir of reports" 1 "$(find "$box/.tls-reports/new" -type f | wc -l)"
    exits "which is read" 0 "$RPTLINT" report "$box/.tls-reports"
    contains "with what it says" "3 sessions, no failure" "$(cat "$scratch/out")"
    printf 'From: a@example.com\nSubject: hello\n\nTLS-Report-Domain: in the text\n' > "$scratch/letter"
    DEFAULT=$box maildrop -V 0 "$scratch/filter" < "$scratch/letter" > "$scratch/out" 2>&1
    same "a letter is no report" 1 "$(find "$box/.tls-reports" -type f | wc -l)"
    "$RPTLINT" report - < "$scratch/message" > "$scratch/piped"
    contains "a pipe does without a mailbox" "3 sessions, no failure" "$(cat "$scratch/piped")"
else
    skip "reports by mail" "maildrop is missing"
fi

finish
