# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause
# Real name servers on 127.0.0.1 for shell tests: source this file after lib.sh, write zones, start servers, ask them.
#
#   . tests/lib.sh
#   . tests/lib-servers.sh
#   zone plain.example <<< 'www A 192.0.2.1'     # in $scratch/zones; SOA, NS and the server's address are added
#   sign plain.example                           # with keys of its own
#   start_nsd                                    # serves all zones, on $nsd_port
#   start_unbound                                # asks that server for all zones, on $unbound_port
#
# NSD and Unbound run in the foreground as children of this shell, as whoever runs the test, with ports over 20000, and
# touch nothing outside of $scratch.  Nothing leaves this machine: the root zone, too, is one of ours, and names that
# no zone has do not exist.  All servers end with the test, however it ends; when one does not come up, its log is shown.

zones=${scratch:?}/zones
servers=()
serial=$((RANDOM * 32768 + RANDOM)) # of all zones: tells our servers from those of another run
mkdir -p "$zones"

stop_servers() {
    [ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2> /dev/null
    wait "${servers[@]}" 2> /dev/null
    rm -rf -- "$scratch"
}
trap stop_servers EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# ---- zones ----

# What stands on standard input is the zone, with names relative to it and a TTL of 300 seconds.
zone() { # NAME, "." for the root
    {
        printf '%s\n' "\$ORIGIN ${1%.}." '$TTL 300' "@ SOA ns hostmaster $serial 3600 600 86400 60" '@ NS ns' 'ns A 127.0.0.1'
        cat
    } > "$zones/${1/#./root}"
}

# Replaces the zone by a signed one, and leaves its trust anchor in $scratch/anchors/NAME for Unbound.  The signatures
# are good from an hour ago for 30 days, or as the options of dnssec-signzone say.
sign() { # NAME [OPTION...]
    local name=$1 keys=$scratch/keys/$1
    shift
    mkdir -p "$keys" "$scratch/anchors"
    if ! { dnssec-keygen -q -K "$keys" -a ECDSAP256SHA256 -f KSK "$name" &&
        dnssec-signzone -S -z -P -K "$keys" -d "$keys" -o "$name" "$@" -f "$zones/$name.signed" "$zones/$name" &&
        mv "$zones/$name.signed" "$zones/$name" && cat "$keys"/*.key > "$scratch/anchors/$name"; } > "$keys/log" 2>&1; then
        fail "the zone $name is signed" "$(cat "$keys/log")"
        finish
    fi
}

# ---- servers ----

# Below the ports that the system gives away by itself.  That one is free shows when a server takes it.
random_port() {
    echo $((20000 + (RANDOM * 32768 + RANDOM) % 12000))
}

serves() { # PORT: is it our root zone that is served there?
    [[ $(dig +time=1 +tries=1 +short @127.0.0.1 -p "$1" . SOA 2> /dev/null) == *" $serial "* ]]
}

# Starts a server with five ports one after the other, until it answers; sets ${NAME}_port and ${NAME}_pid.
start_server() { # NAME CONFIGURE COMMAND...: `CONFIGURE PORT` writes $scratch/NAME/conf
    local name=$1 configure=$2 port pid attempt tick folder=$scratch/$1
    shift 2
    mkdir -p "$folder"
    for attempt in 1 2 3 4 5; do
        port=$(random_port)
        "$configure" "$port" > "$folder/conf"
        "$@" > "$folder/log" 2>&1 < /dev/null &
        pid=$!
        servers+=("$pid")
        for ((tick = 0; tick < 100; tick++)); do
            if serves "$port" && kill -0 "$pid" 2> /dev/null; then
                printf -v "${name}_port" %s "$port"
                printf -v "${name}_pid" %s "$pid"
                return
            fi
            kill -0 "$pid" 2> /dev/null || break
            sleep 0.05
        done
        kill "$pid" 2> /dev/null
        wait "$pid" 2> /dev/null
    done
    fail "$name answers after $attempt attempts" "$(tail -n 50 "$folder/log")"
    finish
}

name_of() { # FILE: of the zone
    local name=${1##*/}
    [ "$name" != root ] || name=.
    echo "$name"
}

# More clauses may stand in $nsd_clauses.
nsd_conf() { # PORT
    local file
    cat << EOF
server:
    ip-address: 127.0.0.1
    port: $1
    do-ip6: no
    server-count: 1
    username: ""
    chroot: ""
    zonesdir: "$zones"
    database: ""
    pidfile: ""
    zonelistfile: "$scratch/nsd/zone.list"
    xfrdfile: ""
    xfrdir: "$scratch/nsd"
    cookie-secret-file: ""
    round-robin: no
    rrl-ratelimit: 0
    verbosity: 1
remote-control:
    control-enable: no
EOF
    for file in "$zones"/*; do
        printf 'zone:\n    name: "%s"\n    zonefile: "%s"\n' "$(name_of "$file")" "$file"
    done
    printf '%s\n' "${nsd_clauses-}"
}

# NSD serves what is in $zones by now, and a root zone that delegates nothing, when there is none.
start_nsd() {
    local file
    [ -e "$zones/root" ] || zone . < /dev/null
    for file in "$zones"/*; do
        nsd-checkzone "$(name_of "$file")" "$file" > "$scratch/checked" 2>&1 && continue
        fail "the zone $(name_of "$file") can be served" "$(cat "$scratch/checked")"
        finish
    done
    start_server nsd nsd_conf nsd -d -c "$scratch/nsd/conf"
}

# More lines for the server clause of Unbound may stand in $unbound_more, more clauses in $unbound_clauses.
unbound_conf() { # PORT
    local file
    cat << EOF
server:
    interface: 127.0.0.1
    port: $1
    do-ip6: no
    do-daemonize: no
    num-threads: 1
    so-reuseport: no
    username: ""
    chroot: ""
    directory: "$scratch/unbound"
    pidfile: ""
    use-syslog: no
    logfile: ""
    verbosity: 1
    val-log-level: 1
    module-config: "validator iterator"
    do-not-query-localhost: no
    rrset-roundrobin: no
    root-hints: ""
${unbound_more-}
EOF
    for file in "$scratch"/anchors/*; do
        [ ! -e "$file" ] || printf '    trust-anchor-file: "%s"\n' "$file"
    done
    printf 'remote-control:\n    control-enable: no\n'
    for file in "$zones"/*; do
        printf 'stub-zone:\n    name: "%s"\n    stub-addr: 127.0.0.1@%s\n' "$(name_of "$file")" "${nsd_port:?}"
    done
    printf '%s\n' "${unbound_clauses-}"
}

start_unbound() {
    start_server unbound unbound_conf unbound -d -c "$scratch/unbound/conf"
}

# The hostile one, $hostile, which picks its port by itself; see tests/hostile.c.
start_hostile() { # SEED
    local tick
    : > "$scratch/hostile.port"
    "${hostile:?}" 0 "$1" > "$scratch/hostile.port" 2> "$scratch/hostile.log" < /dev/null &
    hostile_pid=$!
    servers+=("$hostile_pid")
    for ((tick = 0; tick < 100; tick++)); do
        # shellcheck disable=SC2034 # for the test
        read -r _ hostile_port < "$scratch/hostile.port" && return
        kill -0 "$hostile_pid" 2> /dev/null || break
        sleep 0.05
    done
    fail "the hostile server answers" "$(cat "$scratch/hostile.log")"
    finish
}
