# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause
# The zone readers that others wrote: what each publishes of a zone file.  Needs lib.sh before it.
#
# Each prints the zone that it would publish: named-checkzone, nsd-checkzone and ldns-read-zone of themselves, Knot
# by signing it, once kzonecheck has taken it, which does not print.  A file's zone is example.com, and $INCLUDE is relative to its folder.

# shellcheck disable=SC2034 # for who includes this
zone_readers='named-checkzone kzonesign nsd-checkzone ldns-read-zone'

read_named-checkzone() {
    named-checkzone -q -i none -k ignore -D -o - example.com "$1"
}

read_kzonesign() {
    local work=${scratch:?}/kzonesign
    mkdir -p "$work"
    rm -rf "$work/journal" "$work/signed"
    cat > "$work/conf" << END
database:
    storage: $work
    journal-db: $work/journal
policy:
  - id: once
    single-type-signing: on
    rrsig-lifetime: 400d
    rrsig-refresh: 100d
zone:
  - domain: example.com
    file: $PWD/$1
    dnssec-signing: on
    dnssec-policy: once
END
    mkdir "$work/signed"
    kzonecheck -o example.com "$1" && kzonesign -c "$work/conf" -o "$work/signed" example.com > /dev/null && cat "$work/signed/$1"
}

read_nsd-checkzone() {
    nsd-checkzone -p example.com "$1"
}

# It takes no origin.
read_ldns-read-zone() {
    { echo '$ORIGIN example.com.' && cat "$1"; } > "$scratch/ldns-zone"
    ldns-read-zone "$scratch/ldns-zone"
}

# What the reader publishes goes to DUMP; false, and no DUMP, when it refuses the zone.
publish() { # READER FILE DUMP
    local status=0
    (cd "$(dirname "$2")" && "read_$1" "$(basename "$2")") > "$3" 2> "$scratch/reader-errors" || status=$?
    [ "$status" -eq 0 ] || rm -f "$3"
    return "$status"
}
