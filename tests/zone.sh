#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# What `generate --as zone` writes, read by four real zone readers: the value that comes out is the one that went in.
. tests/lib.sh

zone=$scratch/zone
printf '%s\n' 'example.com. 3600 IN SOA ns.example.com. host.example.com. 1 7200 3600 1209600 3600' \
    'example.com. 3600 IN NS ns.example.com.' 'ns.example.com. 3600 IN A 192.0.2.1' > "$scratch/head"

# The character-strings of a TXT line, joined, as octets.
joined() {
    sed -nE 's/^[^"]*TXT[^"]*//p' | perl -ne '
        while (/"((?:[^"\\]|\\.)*)"/g) { $s = $1; $s =~ s/\\(\d{3})|\\(.)/defined $1 ? chr($1) : $2/ge; print $s }'
}

read_named() { named-checkzone -q -o - -D example.com "$zone" 2>&1 | grep _smtp; }
read_ldns() { ldns-read-zone "$zone" | grep _smtp; }
# These two check, but print no zone: what they accept is what was asked.
read_nsd() { nsd-checkzone example.com "$zone" > /dev/null && grep _smtp "$zone"; }
read_knot() { kzonecheck -o example.com "$zone" > /dev/null && grep _smtp "$zone"; }

publish() { # NAME GENERATE-ARGUMENTS...
    local name=$1 value reader tool
    shift
    value=$("$RPTLINT" generate -q "$@" 2> /dev/null)
    { cat "$scratch/head"; "$RPTLINT" generate -q --as zone --domain example.com "$@" 2> /dev/null; } > "$zone"
    for reader in named:named-checkzone ldns:ldns-read-zone nsd:nsd-checkzone knot:kzonecheck; do
        tool=${reader#*:}
        if have "$tool"; then
            same "$tool: $name" "$value" "$("read_${reader%:*}" | joined)"
        else
            skip "$tool: $name" "$tool is missing"
        fi
    done
}

long() { # OCTETS: a destination that makes the value so long
    local base='https://example.com/'
    printf '%s%*s' "$base" $(($1 - 16 - ${#base})) '' | tr ' ' a
}

publish "a mailbox" --rua mailto:tls@example.com
publish "two destinations" --rua tls@example.com --rua 'https://example.com/a,b;c!d?e=f'
publish "quotes and backslashes in a field" --rua tls@example.com --field 'x="a\b"' --field 'y=\"\\'
publish "percent-encoded octets" --rua 'https://example.com/%21%22%5C%3B'
publish "255 octets, one string" --rua "$(long 255)"
publish "256 octets, two strings" --rua "$(long 256)"
publish "511 octets, three strings" --rua "$(long 511)"

# The same text goes back through rptlint.
"$RPTLINT" generate -q --as zone --domain example.com --rua "$(long 511)" --field 'x="a\b"' \
    > "$scratch/line" 2> /dev/null
exits "the line written passes the checker" 0 "$RPTLINT" check -q "$scratch/line"

finish
