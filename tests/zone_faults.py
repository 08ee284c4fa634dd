#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes zones with TLSRPT records as people get them wrong, between records that are right.

    zone_faults.py FOLDER COUNT [SEED]
"""

import os
import random
import sys

VALUES = [
    "v=TLSRPTv1; rua={}", "v=TLSRPTv1;rua={}", "V=TLSRPTV1; rua={}", "v=TLSRPTv1;; rua={}", "v=TLSRPTv1 rua={}",
    "v=TLSRPTv1; rua={};;", "v=TLSRPTv1; rua = {}", "v=TSLRPTv1; rua={}", "v=TLSRPTv1; rua={},{}", "v=TLSRPTv1 ; rua={} ",
    "v=TLSRPTv1:rua={}", "rua={}; v=TLSRPTv1", "v=TLSRPTv1; RUA={}", "v=TLSRPTv1; rua={}; x=y; rua={}",
]
DESTINATIONS = [
    "mailto:a@example.com", "a@example.com", "https://example.com/a!b", "mailto:a@example.com!10m",
    "https://example.com/a,b", "MAILTO:a@example.com", "mailto:\u00e4@example.com", "http://x.example/",
    "mailto:a b@example.com", "",
]
OWNERS = [
    "_smtp._tls.d{}", "_smtp._tls.d{}", "_tlsrpt.d{}", "_smtp-tlsrpt.d{}", "_smtp._tls.d{}.example.com.",
    "_smtp._tls.d{}.example.com",
]
HEAD = ["$TTL 1d", "@ IN SOA ns host 1 7200 3600 1209600 3600", "@ IN NS ns", "ns IN A 192.0.2.1"]


def strings(source, value):
    """TXT data as people write it: quoted or not, in pieces, with a quote left open, with comments."""
    cut = source.randrange(len(value) + 1)
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return source.choice([
        value,
        f'"{quoted}"',
        f'"{value[:cut]}" "{value[cut:]}"',
        f'( "{value[:cut]}" ; c "x\n  "{value[cut:]}" )',
        f'"{quoted}',
        '"{}" ; comment'.format(quoted.replace(";", "\\;")),
        value.replace(";", "\\;"),
    ])


def record(source, number):
    value = source.choice(VALUES).format(source.choice(DESTINATIONS), source.choice(DESTINATIONS))
    owner = source.choice(OWNERS).format(number)
    kind = source.choice(["TXT", "TXT", "TXT", "txt", "TYPE16", "SPF"])
    return f"{owner}{source.choice(['', ' 60', ' 1w'])} IN {kind} {strings(source, value)}"


def zone(source):
    line_end = source.choice(["\n", "\n", "\n", "\r\n"])
    lines = list(HEAD)
    for number in range(source.randrange(1, 8)):
        lines.append(record(source, number))
        lines += [f'keep{number} TXT "a  b; = \\" c"', "; between", ""][: source.randrange(4)]
    lines.append("keep IN A 192.0.2.9")
    text = line_end.join(line.replace("\n", line_end) for line in lines)
    return (text + line_end * source.randrange(2)).encode()


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    folder, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) == 4 else 8460
    for number in range(1, count + 1):
        with open(os.path.join(folder, f"{number:04d}.zone"), "wb") as file:
            file.write(zone(random.Random(seed * 1000003 + number)))


if __name__ == "__main__":
    main()
