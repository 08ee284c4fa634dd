#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# The page of `rptlint report --format html`: read by an independent parser, and opened in a browser (Debian's
# chromium-headless-shell or chromium) that must fetch nothing, run nothing and show all of it on a phone.
# RPTLINT_SHOTS=FOLDER leaves pictures of it there, to be looked at.
. tests/lib.sh

have python3 || { skip "the page" "python3 is missing"; finish; }

server=
stop() {
    [ -z "$server" ] || kill "$server" 2> /dev/null
    wait
    rm -rf -- "$scratch"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

page=$scratch/page.html
python3 tests/page.py reports "$scratch/reports"
"$RPTLINT" report --format html "$scratch/reports" > "$page" 2> "$scratch/err"
status=$?
# The month is bad, and that is what the status says.
same "the page is written" "1 <!DOCTYPE html>" "$status $(head -n 1 "$page")"
[ -s "$page" ] || finish

# ---- the page as text ----

same "an independent parser finds nothing wrong" "" "$(python3 tests/page.py parse "$page" 2>&1)"
same "every text has contrast enough, in every scheme" "" "$(python3 tests/page.py contrast "$page" 2>&1)"
same "no octet that could drive a terminal" "0" "$(LC_ALL=C tr -d '\n\40-\176\200-\377' < "$page" | wc -c)"

# The policy allows one style sheet: this one.
if have openssl; then
    wanted=$(python3 -c 'import sys; page = sys.stdin.buffer.read()
sys.stdout.buffer.write(page.split(b"<style>", 1)[1].split(b"</style>", 1)[0])' < "$page" | openssl dgst -sha256 -binary | openssl base64)
    same "the hash in the policy is the style's (html_style_hash in src/output/html_style.c)" "$wanted" \
        "$(sed -n "s/.*style-src 'sha256-\([^']*\)'.*/\1/p" "$page")"
else
    skip "the hash of the style" "openssl is missing"
fi
contains "the policy allows nothing else" "content=\"default-src 'none'; style-src 'sha256-" "$(cat "$page")"

# ---- in a browser ----

for browser in chromium-headless-shell chromium none; do
    have $browser && break
done
[ $browser != none ] || { skip "the page in a browser" "chromium-headless-shell and chromium are missing"; finish; }

# Everything goes through our own server, also what is meant for this machine; nothing that the browser itself may
# want to fetch is asked for.
browse() { # ARG... ADDRESS
    timeout 60 $browser --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync --disable-extensions \
        --user-data-dir="$scratch/profile" --enable-logging=stderr --virtual-time-budget=2000 \
        --proxy-server="127.0.0.1:$port" --proxy-bypass-list='<-loopback>' "$@" 2>> "$scratch/browser.err"
}

# Pages that measure ours in a frame: how wide it is at 360 pixels, and which colours it has.
mkdir "$scratch/www"
cp "$page" "$scratch/www/page.html"
cat > "$scratch/www/measure.html" << 'EOF'
<!DOCTYPE html><title>wait</title><iframe id="f" src="page.html" width="360" height="800" style="border:0"></iframe>
<script>onload = () => { const d = document.getElementById("f").contentDocument, r = d.documentElement;
document.title = [r.scrollWidth, getComputedStyle(d.body).backgroundColor, getComputedStyle(d.body).color].join("|") }</script>
EOF
# The same without our policy, with something to fetch and to complain of: shows that it would have been seen.
cat > "$scratch/www/control.html" << 'EOF'
<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="script-src 'none'"><title>control</title>
<img src="http://owned.test/i"><script>document.title = "owned"</script>
EOF

touch "$scratch/requests" "$scratch/port"
python3 tests/page.py serve "$scratch/www" "$scratch/requests" > "$scratch/port" 2> "$scratch/server.err" &
server=$!
for ((tick = 0; tick < 100; tick++)); do
    read -r port < "$scratch/port" && break
    sleep 0.1
done
[ -n "${port-}" ] || { fail "the server of the test starts" "$(cat "$scratch/server.err")"; finish; }

requests() { # what was asked for since the last call, sorted
    sort "$scratch/requests"
    : > "$scratch/requests"
}

title() { # of a dump on standard input
    sed -n 's|.*<title>\([^<]*\)</title>.*|\1|p' | head -n 1
}

browse --dump-dom http://page.test/control.html > "$scratch/control"
same "a page that fetches is seen to" "GET http://owned.test/i HTTP/1.1
GET http://page.test/control.html HTTP/1.1" "$(requests)"
contains "a script that is not allowed is complained of" CONSOLE "$(cat "$scratch/browser.err")"

: > "$scratch/browser.err"
browse --dump-dom http://page.test/page.html > "$scratch/dump"
same "the page fetches nothing" "GET http://page.test/page.html HTTP/1.1" "$(requests)"
same "the browser has nothing to complain of" "" "$(grep CONSOLE "$scratch/browser.err")"
same "what is a name stays a name" "" "$(python3 tests/page.py same "$page" "$scratch/dump" 2>&1)"
contains "the title is the page's own" "TLS reports: act" "$(title < "$scratch/dump")"

same "no sideways scrolling at 360 pixels; black on white" "360|rgb(255, 255, 255)|rgb(27, 32, 38)" \
    "$(browse --dump-dom http://page.test/measure.html | title)"
same "white on black where that is preferred" "360|rgb(20, 23, 27)|rgb(228, 231, 235)" \
    "$(browse --blink-settings=preferredColorScheme=0 --dump-dom http://page.test/measure.html | title)"
requests > "$scratch/seen"
same "measuring fetched what it should" "GET http://page.test/measure.html HTTP/1.1
GET http://page.test/page.html HTTP/1.1" "$(uniq "$scratch/seen")"

browse --no-pdf-header-footer --print-to-pdf="$scratch/page.pdf" http://page.test/page.html
same "it prints" "%PDF" "$(head -c 4 "$scratch/page.pdf" 2> /dev/null)"

if [ -n "${RPTLINT_SHOTS-}" ]; then
    for width in 360 1280; do
        browse --window-size=$width,6000 --screenshot="$RPTLINT_SHOTS/light-$width.png" http://page.test/page.html
        browse --window-size=$width,6000 --blink-settings=preferredColorScheme=0 \
            --screenshot="$RPTLINT_SHOTS/dark-$width.png" http://page.test/page.html
    done
fi

finish
