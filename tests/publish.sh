#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# What `generate --as FLAVOUR` writes, read by those it is written for, or by the parsers they use: zone text by four
# zone readers, updates by a name server, YAML, JSON and JavaScript by node, HCL by packer.  The record that comes out
# is the one that went in.
. tests/lib.sh

# Debian's node modules, also for a node that is not Debian's.
export NODE_PATH=/usr/share/nodejs
export CHECKPOINT_DISABLE=1 PACKER_NO_COLOR=1 PACKER_CONFIG_DIR=$scratch

# ---- readers ----

# NAME OWNER TTL VALUE for each record, or NAME and what is wrong.
read_all() { node tests/publish.js "$@"; } # FLAVOUR:FILE...

without_name() { sed 's/^[^ ]* //' | sort; }

zone_of() { # FILE...: a whole zone
    printf '%s\n' 'example.com. 3600 IN SOA ns.example.com. host.example.com. 1 7200 3600 1209600 3600' \
        'example.com. 3600 IN NS ns.example.com.' 'ns.example.com. 3600 IN A 192.0.2.1'
    cat "$@"
}

zone_readers='named-checkzone ldns-read-zone nsd-checkzone kzonecheck'

# What each of them prints, in a file of its name.  nsd has its own way with names, which ldns puts right; knot prints
# no zone: that it accepts it is what was asked.
read_zone() { # FILE...
    local reader
    cd "$scratch" || return
    zone_of "$@" > whole
    for reader in $zone_readers; do
        case $reader in
        named-checkzone) named-checkzone -q -o - -D example.com whole ;;
        ldns-read-zone) ldns-read-zone whole ;;
        nsd-checkzone) nsd-checkzone -p example.com whole > nsd && ldns-read-zone nsd ;;
        kzonecheck) kzonecheck -o example.com whole > knot && cat whole ;;
        esac > "$reader" 2>&1
    done
    cd "$OLDPWD" || return
}

# The resources become objects of one list, with their bodies as they are.
read_hcl() { # FILE..., into $scratch/packer
    mkdir -p "$scratch/hcl"
    {
        printf 'variable "zone_id" {\n  default = "Z1"\n}\nlocals {\nall = [\n'
        sed -E 's/^resource "aws_route53_record" "[a-z][a-z0-9_-]*" \{$/{/; s/^\}$/},/' "$@"
        printf ']\n}\n'
    } > "$scratch/hcl/all.pkr.hcl"
    packer console -config-type=hcl2 "$scratch/hcl" <<< 'jsonencode(local.all)' > "$scratch/packer" 2>&1
}

# ---- a name server ----

server=''
stop_server() {
    [ -z "$server" ] || kill "$server" 2> /dev/null
    [ -z "$server" ] || wait "$server" 2> /dev/null
    server=''
}
trap 'stop_server; rm -rf -- "$scratch"' EXIT

ask() { dig +tcp +tries=1 -p "$port" @127.0.0.1 "$@"; }

# Where a port is taken named says so and stays without it, or another answers, who does not know our mark.
start_server() {
    local try end
    zone_of /dev/null > "$scratch/dynamic"
    echo "mark.example.com. 0 IN TXT \"$scratch\"" >> "$scratch/dynamic"
    for try in 1 2 3 4 5; do
        port=$((20000 + (RANDOM + try) % 12000))
        cat > "$scratch/named.conf" << END
options {
    directory "$scratch"; pid-file none; session-keyfile none; managed-keys-directory "$scratch";
    listen-on port $port { 127.0.0.1; }; listen-on-v6 { none; };
    recursion no; dnssec-validation no; notify no;
};
controls { };
zone "example.com" { type primary; file "$scratch/dynamic"; allow-update { any; }; allow-transfer { any; }; };
END
        named -g -c "$scratch/named.conf" > "$scratch/named.log" 2>&1 &
        server=$!
        end=$((SECONDS + 10))
        while [ "$SECONDS" -lt "$end" ] && kill -0 "$server" 2> /dev/null && ! grep -q 'address in use' "$scratch/named.log"; do
            [ "$(ask +short +time=1 mark.example.com TXT 2> /dev/null)" != "\"$scratch\"" ] || return 0
            sleep 0.1
        done
        stop_server
    done
    return 1
}

update() { # FILE...
    { echo "server 127.0.0.1 $port"; cat "$@"; } | nsupdate
}

# The TXT records that are published now.
published() {
    ask example.com AXFR +onesoa > "$scratch/named"
    read_all "zone:$scratch/named" | without_name | grep '^_'
}

# ---- what is written ----

flavours=$("$RPTLINT" generate --as '?' a@example.com 2>&1 | sed -n 's/.*none of: //p')
same "the flavours" "value quoted zone nsupdate octodns dnscontrol route53 cloudflare terraform" "$flavours"

with_owner=${flavours#value quoted }

write() { # FLAVOURS GENERATE-ARGUMENT...: into $scratch/FLAVOUR
    local flavour
    for flavour in $1; do
        "$RPTLINT" generate -q --as "$flavour" --domain example.com "${@:2}" > "$scratch/$flavour" 2> "$scratch/err" ||
            fail "--as $flavour writes it" "$(cat "$scratch/err")"
    done
}

record() { # NAME VALUE GENERATE-ARGUMENT...
    local name=$1 wanted="_smtp._tls.example.com 86400 $2" reader line count=0
    write "$flavours" "${@:3}"
    same "value: $name" "$2" "$(cat "$scratch/value")"
    sed -i 's/^/_smtp._tls.example.com. 86400 IN TXT /' "$scratch/quoted"
    read_zone "$scratch/zone"
    read_hcl "$scratch/terraform"
    update "$scratch/nsupdate" || fail "nsupdate takes it: $name"
    ask example.com AXFR > "$scratch/named"
    while read -r reader line; do
        same "$reader: $name" "$wanted" "$line"
        count=$((count + 1))
    done < <(read_all "zone:$scratch/"{quoted,named-checkzone,ldns-read-zone,nsd-checkzone,kzonecheck,named} \
        "octodns:$scratch/octodns" "dnscontrol:$scratch/dnscontrol" "route53:$scratch/route53" \
        "cloudflare:$scratch/cloudflare" "terraform:$scratch/packer")
    same "all read it: $name" 11 "$count"
}

if ! start_server; then
    fail "named starts" "$(cat "$scratch/named.log")"
    finish
fi

long() { # OCTETS: a destination that makes the value so long
    local base='https://example.com/'
    printf '%s%*s' "$base" $(($1 - 16 - ${#base})) '' | tr ' ' a
}

start='v=TLSRPTv1; rua='
record "a mailbox" "${start}mailto:tls@example.com" tls@example.com
record "two destinations" "${start}mailto:tls@example.com,https://example.com/a%2Cb%3Bc%21d?e=f" \
    tls@example.com 'https://example.com/a,b;c!d?e=f'
record "quotes and backslashes in fields" "${start}mailto:tls@example.com; x=\"a\\b\"; y=\\\"\\\\" \
    tls@example.com --field 'x="a\b"' --field 'y=\"\\'
# shellcheck disable=SC2016 # nothing here is the shell's
hostile='${a}%{b}$${c}%%{d}$%$${'\''"\"\\"`#{e}'\''''\''$'
record "what templates and quotes are made of" "${start}mailto:tls@example.com; x=$hostile" tls@example.com --field "x=$hostile"
record "percent-encoded octets" "${start}https://example.com/%21%22%5C%3B" 'https://example.com/%21%22%5C%3B'
for octets in 254 255 256 510 511; do
    record "$octets octets" "$start$(long "$octets")" "$(long "$octets")"
done

# The same text goes back through rptlint.
"$RPTLINT" generate -q --as zone --domain example.com "$(long 511)" --field 'x="a\b"' > "$scratch/line" 2> /dev/null
exits "the line written passes the checker" 0 "$RPTLINT" check -q "$scratch/line"

# ---- updates replace what is there, and all of it happens or nothing ----

good=${start}mailto:tls@example.com
"$RPTLINT" generate --as nsupdate --domain example.com mailto:tls@example.com > "$scratch/update"
for time in first second; do
    exits "nsupdate, the $time time" 0 update "$scratch/update"
    same "there is this record, and no other" "_smtp._tls.example.com 86400 $good" "$(published)"
done
printf 'update delete _mta-sts.example.com.\nupdate add _mta-sts.example.com. 60 CNAME a.example.net.\nsend\n' > "$scratch/cname"
exits "a CNAME at _mta-sts" 0 update "$scratch/cname"
"$RPTLINT" generate --as nsupdate --domain example.com --mta-sts 1 mailto:new@example.com > "$scratch/update"
exits "makes the update fail" 2 update "$scratch/update"
contains "which nsupdate says" "YXRRSET" "$(cat "$scratch/err")"
same "and nothing was changed" "_smtp._tls.example.com 86400 $good" "$(published)"
printf 'update delete _mta-sts.example.com.\nsend\n' > "$scratch/cname"
exits "without the CNAME" 0 update "$scratch/cname"

# ---- with an MTA-STS record ----

write "$with_owner" --ttl 7200 --mta-sts 20160831085700Z mailto:tls@example.com
sts='v=STSv1; id=20160831085700Z;' # the example of RFC 8461 section 3.1
both="_mta-sts.example.com 7200 $sts
_smtp._tls.example.com 7200 $good"
read_zone "$scratch/zone"
read_hcl "$scratch/terraform"
exits "both: nsupdate" 0 update "$scratch/nsupdate"
same "both: are published" "$both" "$(published)"
for reader in zone:named-checkzone octodns:octodns dnscontrol:dnscontrol route53:route53 cloudflare:cloudflare terraform:packer; do
    same "both: $reader" "$both" "$(read_all "${reader/:/:$scratch/}" | without_name)"
done
same "both: two resources" '"mta_sts_example_com" "smtp_tls_example_com" ' \
    "$(sed -n 's/^resource "aws_route53_record" \(.*\) {$/\1/p' "$scratch/terraform" | sort | tr '\n' ' ')"

# ---- many records, made at random from a fixed seed ----

count=250
node tests/publish.js random "$count" > "$scratch/fields"
number=0
while IFS= read -r field; do
    number=$((number + 1))
    echo "_smtp._tls.n$number.example.com 86400 ${start}mailto:a@example.com; x=$field" >> "$scratch/wanted"
    for flavour in $with_owner; do
        "$RPTLINT" generate -q --as "$flavour" --domain "n$number.example.com" --field "x=$field" mailto:a@example.com \
            > "$scratch/$flavour-$number" 2> /dev/null
    done
done < "$scratch/fields"
wanted=$(sort "$scratch/wanted")
same "so many records" "$count" "$(sort -u "$scratch/wanted" | wc -l)"
read_zone "$scratch"/zone-*
for reader in $zone_readers; do
    same "at random: zone, by $reader" "$wanted" "$(read_all "zone:$scratch/$reader" | without_name)"
done
for flavour in octodns dnscontrol route53 cloudflare; do
    same "at random: $flavour" "$wanted" "$(printf "$flavour:%s\n" "$scratch/$flavour"-* | xargs node tests/publish.js | without_name)"
done
read_hcl "$scratch"/terraform-*
same "at random: terraform" "$wanted" "$(read_all "terraform:$scratch/packer" | without_name)"
exits "at random: nsupdate" 0 update "$scratch"/nsupdate-*
same "at random: all are published" "$wanted" "$(published | grep '^_smtp._tls.n')"

finish
