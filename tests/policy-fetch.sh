#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Fetching an MTA-STS policy from real web servers on the loopback interface: certificates, HTTP, limits, environment.

. tests/lib.sh

MAKE=${MAKE:-make}

client=$BUILD/tests/test_sts_fetch
exits "the client is built" 0 "$MAKE" -s BUILD="$BUILD" "$client"

servers=()
trap 'kill "${servers[@]}" 2> /dev/null; wait 2> /dev/null; rm -rf -- "$scratch"' EXIT

# ---- certificates ----

keys=$scratch/keys
mkdir -p "$keys/new"
: > "$keys/index"
cat > "$keys/ca.cnf" << END
[ca]
default_ca = default
[default]
dir = $keys
database = \$dir/index
new_certs_dir = \$dir/new
rand_serial = yes
default_md = sha256
default_days = 30
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = none
[none]
END

new_key() { # NAME: a key that no certificate has yet
    openssl ecparam -name prime256v1 -genkey -noout -out "$keys/$1.key"
}

sign() { # NAME CN ISSUER EXTENSIONS [OPTION...]: $keys/NAME.pem, of that subject; ISSUER may be itself
    local name=$1 cn=$2 issuer=$3
    printf '%b\n' "$4" > "$keys/$name.ext"
    shift 4
    [ -e "$keys/$name.key" ] || new_key "$name"
    openssl req -new -config "$keys/ca.cnf" -key "$keys/$name.key" -subj "/CN=$cn" -out "$keys/$name.csr"
    [ "$name" != "$issuer" ] || set -- -selfsign "$@"
    openssl ca -batch -notext -config "$keys/ca.cnf" -in "$keys/$name.csr" -out "$keys/$name.pem" -keyfile "$keys/$issuer.key" \
        -cert "$keys/$issuer.pem" -extfile "$keys/$name.ext" "$@" 2> "$keys/$name.log" || cat "$keys/$name.log" >&2
}

issuer_extensions='basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign'
sign root 'Test root' root "$issuer_extensions"
sign other 'Another root' other "$issuer_extensions"
sign middle 'Test intermediate' root "$issuer_extensions"

leaf() { # NAME CN ISSUER EXTENSIONS [OPTION...]: with its chain
    sign "$@"
    cat "$keys/$1.pem" "$keys/middle.pem" > "$keys/$1.chain"
}

leaf good mta-sts.good.example middle 'subjectAltName=DNS:mta-sts.good.example,DNS:*.answers.example'
leaf wild x middle 'subjectAltName=DNS:x.example,DNS:*.WILD.example'
leaf wrong mta-sts.wrong.example middle 'subjectAltName=DNS:mta-sts.example,DNS:*.mta-sts.wrong.example,DNS:*.example'
leaf commonname mta-sts.commonname.example middle 'basicConstraints=CA:FALSE'
leaf address mta-sts.address.example middle 'subjectAltName=IP:127.0.0.1,email:DNS:mta-sts.address.example'
leaf uri mta-sts.uri.example middle 'subjectAltName=URI:https://mta-sts.uri.example/'
leaf partial x middle 'subjectAltName=DNS:mta-*.partial.example,DNS:m*.partial.example,DNS:*sts.partial.example'
leaf expired x middle 'subjectAltName=DNS:mta-sts.expired.example' -startdate 20200101000000Z -enddate 20200201000000Z
leaf early x middle 'subjectAltName=DNS:mta-sts.early.example' -startdate 20400101000000Z -enddate 20410101000000Z
leaf otherca x other 'subjectAltName=DNS:mta-sts.otherca.example'
leaf purpose x middle 'subjectAltName=DNS:mta-sts.purpose.example\nextendedKeyUsage=clientAuth'
sign selfsigned mta-sts.selfsigned.example selfsigned 'subjectAltName=DNS:mta-sts.selfsigned.example'
cp "$keys/selfsigned.pem" "$keys/selfsigned.chain"
sign nochain x middle 'subjectAltName=DNS:mta-sts.nochain.example'
cp "$keys/nochain.pem" "$keys/nochain.chain"

answers='plain chunked trailer interim upper identity cookies twotypes notype longtype encoded hostile unmoved nothing
    unauthorized slowerror short cutchunk badchunk silentend http09 garbage bighead manyheads manyinterim endless bomb drip
    driphead'
names=$(for name in $answers; do printf 'DNS:mta-sts.%s.example,' "$name"; done)
leaf answers x middle "subjectAltName=${names%,}"

# ---- the servers ----

python3 tests/policy_server.py "$keys/answers.chain" "$keys/answers.key" "$scratch/requests" \
    > "$scratch/ports" 2> "$scratch/server.err" &
servers+=($!)
for _ in {1..100}; do
    [ ! -s "$scratch/ports" ] || break
    sleep 0.1
done
read -r hostile silent closing plain proxy < "$scratch/ports" || fail "the server starts" "$(cat "$scratch/server.err")"

policy=$(printf 'version: STSv1\r\nmode: enforce\r\nmx: *.example.net\r\nmax_age: 604800\r\nx')
policy=${policy%x}
site() { # NAME: what nginx says for mta-sts.NAME.example, with that certificate
    local certificate=$1
    [ -e "$keys/$1.chain" ] || certificate=sites
    mkdir -p "$scratch/www/$1/.well-known"
    printf '%s' "$policy" > "$scratch/www/$1/.well-known/mta-sts.txt"
    printf 'server { listen 127.0.0.1:%s ssl; server_name mta-sts.%s.example; root %s/www/%s; %s\n' "$port" "$1" "$scratch" "$1" \
        "ssl_certificate $keys/$certificate.chain; ssl_certificate_key $keys/$certificate.key; ${2-} }"
}

# Of the ports that nobody had a moment ago nginx gets two; one of them may be gone when it starts, so it tries again.
sites='redirect missing error html empty full over compressed parameters modern'
names=$(for name in $sites old; do printf 'DNS:mta-sts.%s.example,' "$name"; done)
leaf sites x middle "subjectAltName=${names%,}"

write_sites() {
    local name
    printf 'daemon off; master_process off; error_log %s/nginx.err; pid %s/nginx.pid; events { }\n' "$scratch" "$scratch"
    printf 'http { access_log off; default_type text/plain; types { } ssl_protocols TLSv1.2 TLSv1.3;\n'
    for name in client_body proxy fastcgi uwsgi scgi; do
        printf '%s_temp_path %s/temp;\n' "$name" "$scratch"
    done
    for name in good wild wrong commonname address uri partial expired early otherca purpose selfsigned nochain; do
        site "$name"
    done
    site redirect 'return 301 https://mta-sts.good.example/.well-known/mta-sts.txt;'
    site missing
    site error 'return 500;'
    site html 'default_type text/html;'
    site empty
    site full
    site over
    site compressed 'add_header Content-Encoding gzip;'
    site parameters 'default_type "text/plain; charset=utf-8; x=y";'
    port=$old_port site old 'ssl_protocols TLSv1; ssl_ciphers ALL:@SECLEVEL=0;'
    port=$modern_port site modern 'ssl_protocols TLSv1.3;'
    echo '}'
    rm "$scratch/www/missing/.well-known/mta-sts.txt"
    : > "$scratch/www/empty/.well-known/mta-sts.txt"
    head -c 65536 /dev/zero | tr '\0' x > "$scratch/www/full/.well-known/mta-sts.txt"
    head -c 65537 /dev/zero | tr '\0' x > "$scratch/www/over/.well-known/mta-sts.txt"
}

free_ports() { # HOW-MANY
    python3 -c 'import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in sockets))' "$1"
}

start_nginx() {
    local nginx
    nginx=$(PATH=$PATH:/usr/sbin command -v nginx) || return
    for _ in 1 2 3; do
        read -r port old_port modern_port unused < <(free_ports 4)
        write_sites > "$scratch/nginx.conf"
        "$nginx" -c "$scratch/nginx.conf" 2> "$scratch/nginx.out" &
        servers+=($!)
        for _ in {1..100}; do
            [ ! -s "$scratch/nginx.pid" ] || return 0
            kill -0 $! 2> /dev/null || break
            sleep 0.1
        done
    done
    return 1
}
start_nginx || fail "nginx starts" "$(cat "$scratch/nginx.out" "$scratch/nginx.err")"

# ---- asking ----

fetch() { # DOMAIN [PORT [MILLISECONDS [CA-FILE]]]: leaves what the client prints in $scratch/got
    # shellcheck disable=SC2086 # nothing, or words
    "$client" "$1" "${2:-$port}" "${3:-10000}" "${4:-$keys/root.pem}" 127.0.0.1 > "$scratch/got" 2> "$scratch/err" ||
        fail "the client does not fail" "$(cat "$scratch/err")"
}

gives() { # NAME WANTED DOMAIN [PORT [MILLISECONDS [CA-FILE]]]: the outcome, HTTP status, X509 code and length
    local name=$1 wanted=$2
    shift 2
    fetch "$@"
    same "$name" "$wanted" "$(head -n 1 "$scratch/got")"
}

detail() { sed -n 2p "$scratch/got"; }
got_policy() { tail -n +3 "$scratch/got"; }
length=${#policy}

# ---- certificates ----

gives "a good policy" "fetched 200 0 $length" good.example
same "comes as it is" "$(printf '%s' "$policy" | od -An -c)" "$(got_policy | od -An -c)"
same "and there is nothing to add" "" "$(detail)"
gives "a wildcard certificate" "fetched 200 0 $length" wild.example
gives "a domain in capitals" "fetched 200 0 $length" GOOD.EXAMPLE
gives "a certificate that has expired" "certificate-expired 0 10 0" expired.example
contains "and its reason" "certificate has expired" "$(detail)"
gives "one that is not valid yet" "certificate-not-yet-valid 0 9 0" early.example
gives "one for other names" "certificate-name-mismatch 0 0 0" wrong.example
gives "one whose CN alone is right" "certificate-name-mismatch 0 0 0" commonname.example
gives "one with an address and a mail address" "certificate-name-mismatch 0 0 0" address.example
gives "one with a URI and the right CN" "certificate-name-mismatch 0 0 0" uri.example
gives "one with '*' in a part of a label" "certificate-name-mismatch 0 0 0" partial.example
gives "one that is self-signed" "certificate-not-trusted 0 18 0" selfsigned.example
gives "one without its intermediate" "certificate-not-trusted 0 20 0" nochain.example
gives "one of another CA" "certificate-not-trusted 0 20 0" otherca.example
gives "one for another purpose" "certificate-invalid 0 26 0" purpose.example
gives "a CA that only the test trusts" "certificate-not-trusted 0 20 0" good.example "$port" 10000 -
gives "CAs that are not there" "no-ca 0 0 0" good.example "$port" 10000 "$scratch/none"
gives "CAs that are none" "no-ca 0 0 0" good.example "$port" 10000 "$scratch/nginx.conf"

# ---- connections ----

gives "TLS 1.3 alone" "fetched 200 0 $length" modern.example "$modern_port"
gives "TLS 1.0 alone" "tls-failed 0 0 0" old.example "$old_port"
gives "a port that nobody has" "no-connection 0 0 0" good.example "$unused"
gives "plain HTTP" "tls-failed 0 0 0" plain.example "$plain"
gives "a server that says nothing" "timeout 0 0 0" plain.example "$silent" 300
gives "a server that closes at once" "tls-failed 0 0 0" plain.example "$closing"
"$client" good.example "$port" 10000 "$keys/root.pem" ::1 127.0.0.1 > "$scratch/got"
same "the second address, when nobody listens at the first" "fetched 200 0 $length" "$(head -n 1 "$scratch/got")"

# OpenSSL's own configuration may allow what the program does not.
cat > "$scratch/weak.cnf" << END
openssl_conf = start
[start]
ssl_conf = tls
[tls]
system_default = weak
[weak]
MinProtocol = TLSv1
CipherString = ALL:@SECLEVEL=0
END
OPENSSL_CONF=$scratch/weak.cnf "$client" old.example "$old_port" 10000 "$keys/root.pem" 127.0.0.1 > "$scratch/got"
same "TLS 1.0 alone, where OpenSSL would take it" "tls-failed 0 0 0" "$(head -n 1 "$scratch/got")"

# ---- HTTP from nginx ----

gives "a redirect to a good policy" "redirect 301 0 0" redirect.example
same "is shown" "https://mta-sts.good.example/.well-known/mta-sts.txt" "$(detail)"
gives "a policy that is not there" "http-status 404 0 0" missing.example
gives "a server's error" "http-status 500 0 0" error.example
gives "HTML" "media-type 200 0 0" html.example
same "is named" "text/html" "$(detail)"
gives "parameters of the media type" "fetched 200 0 $length" parameters.example
gives "an empty policy" "empty 200 0 0" empty.example
gives "64 KiB" "fetched 200 0 65536" full.example
same "all of them" "65536" "$(got_policy | tr -d '\n' | wc -c)"
gives "64 KiB and one octet" "too-large 200 0 0" over.example
gives "a compressed policy" "content-encoding 200 0 0" compressed.example
same "and how" "gzip" "$(detail)"

# ---- HTTP that nginx can't be told to speak ----

hostile() { # NAME WANTED ANSWER [MILLISECONDS]
    gives "$1" "$2" "$3.example" "$hostile" "${4:-10000}"
}

hostile "a plain answer" "fetched 200 0 $length" plain
same "is the policy" "$(printf '%s' "$policy" | od -An -c)" "$(got_policy | od -An -c)"
hostile "chunks of one octet" "fetched 200 0 $length" chunked
same "are the policy" "$(printf '%s' "$policy" | od -An -c)" "$(got_policy | od -An -c)"
hostile "a trailer that names a media type" "fetched 200 0 $length" trailer
hostile "interim answers before the final one" "fetched 200 0 $length" interim
hostile "names and types in capitals" "fetched 200 0 $length" upper
hostile "Content-Encoding: identity" "fetched 200 0 $length" identity
hostile "cookies, Alt-Svc and HSTS" "fetched 200 0 $length" cookies
hostile "two media types" "media-type 200 0 0" twotypes
hostile "no media type" "media-type 200 0 0" notype
same "has nothing to name" "" "$(detail)"
hostile "a long media type that begins well" "media-type 200 0 0" longtype
same "is cut, and that is said" "text/plainer;$(printf 'x%.0s' {1..242}) (cut)" "$(detail)"
hostile "a compressed answer" "content-encoding 200 0 0" encoded
hostile "a redirect to a terminal's commands" "redirect 302 0 0" hostile
contains "is handed on as it is" $'https://\x1b[2J\xff\xc2\x9b31m/aaa' "$(detail)"
hostile "304" "http-status 304 0 0" unmoved
hostile "204" "http-status 204 0 0" nothing
hostile "401" "http-status 401 0 0" unauthorized
hostile "an error with an endless page" "http-status 503 0 0" slowerror 3000
hostile "a policy that is shorter than it says" "broken-answer 200 0 0" short
hostile "a chunk that is cut" "broken-answer 200 0 0" cutchunk
hostile "a chunk without a length" "broken-answer 200 0 0" badchunk
hostile "no answer at all" "broken-answer 0 0 0" silentend
hostile "HTTP/0.9" "broken-answer 0 0 0" http09
hostile "a status line that is none" "broken-answer 0 0 0" garbage
hostile "one field of 66,000 octets" "header-too-large 0 0 0" bighead
hostile "many fields" "header-too-large 0 0 0" manyheads
hostile "interim answers without end" "header-too-large 0 0 0" manyinterim
hostile "a policy without end" "too-large 200 0 0" endless
hostile "100 MB in a compressed transfer" "too-large 200 0 0" bomb
started=$(date +%s%N)
hostile "a policy that drips" "timeout 200 0 0" drip 700
hostile "a header that drips" "timeout 0 0 0" driphead 700
took=$((($(date +%s%N) - started) / 1000000))
if [ "$took" -ge 1400 ] && [ "$took" -lt 6000 ]; then
    pass "both end in time"
else
    fail "both end in time" "$took ms"
fi

# ---- what is sent, and what the environment can do ----

: > "$scratch/requests"
home=$scratch/home
mkdir "$home"
printf 'machine mta-sts.plain.example login user password secret\ndefault login user password secret\n' > "$home/.netrc"
printf 'insecure\nproxy = "http://127.0.0.1:%s"\nuser = "user:secret"\n' "$proxy" > "$home/.curlrc"
chmod 600 "$home/.netrc"
(
    export HOME=$home CURL_HOME=$home NETRC=$home/.netrc SSL_CERT_FILE=$keys/other.pem SSL_CERT_DIR=$keys
    export CURL_CA_BUNDLE=$keys/other.pem CURL_CA_PATH=$keys NO_PROXY='' no_proxy=''
    for name in http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY; do
        export $name="http://user:secret@127.0.0.1:$proxy"
    done
    "$client" plain.example "$hostile" 10000 "$keys/root.pem" 127.0.0.1 > "$scratch/got"
    "$client" otherca.example "$port" 10000 - 127.0.0.1 > "$scratch/otherca"
)
same "proxies, CAs, .netrc and .curlrc of the environment change nothing" "fetched 200 0 $length" "$(head -n 1 "$scratch/got")"
same "nor is a CA of the environment trusted" "certificate-not-trusted 0 20 0" "$(head -n 1 "$scratch/otherca")"
same "what is sent is this, and nothing to a proxy" "name mta-sts.plain.example
GET /.well-known/mta-sts.txt HTTP/1.1
Host: mta-sts.plain.example:$hostile
User-Agent: rptlint-test
Accept: */*
Accept-Encoding: identity" "$(tr -d '\r' < "$scratch/requests")"

# ---- without libcurl ----

mkdir "$scratch/lib"
: | "${CC:-cc}" -shared -fPIC -x c -o "$scratch/lib/libcurl.so.4" -
LD_LIBRARY_PATH=$scratch/lib "$client" plain.example "$hostile" 10000 "$keys/root.pem" 127.0.0.1 > "$scratch/got"
same "another library of that name" "no-library 0 0 0" "$(head -n 1 "$scratch/got")"

finish
