#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes small zones that mix all the syntax of RFC 1035 section 5.1, and what must be read in them.

    zone_random.py FOLDER COUNT [SEED]

FOLDER/0001.zone and so on; 0001.list has what zone_oracle.py lists, without the file, and was known before the oracle
was asked: the two must agree, or this ends with exit status 1.  FOLDER/index has a line a zone: its name, "ok" or
"fault" and the line of the fault, and which of the things it has that some server does not read (see SPELLINGS).
"""

import os
import random
import sys

import zone_oracle

# What RFC 1035 or common use allows and some reader refuses, or reads in another way.
SPELLINGS = (
    "class-first",  # the class before the TTL
    "crlf",  # line ends of CR LF
    "raw-octets",  # control characters and octets over 127 as they are
    "relative-origin",  # $ORIGIN with a relative name
    "lower-directive",  # $origin, $ttl
    "tight",  # a parenthesis beside a word
    "marks",  # quotes and parentheses in comments
    "odd-owner",  # labels of octets that have a meaning in a zone file
    "word-backslash",  # a word without quotes that ends in "\\\\"
    "bracket-first",  # an inherited owner, and then a parenthesis
    "directive-last",  # a directive in a last line without line end
)
ZONE = [b"example", b"com"]
LABELS = [b"_smtp", b"_tls", b"_SMTP", b"a", b"B", b"x-1", b"mail", b"_dmarc", b"*", b"3600", b"IN", b"txt", b"do.t", b"s p"]
ODD_LABELS = [b"q\"", b"@", b"(;)", b"\\", b"$a"]
WORDS = [b"v=TLSRPTv1", b"; rua=mailto:a@example.com", b";", b"rua=https://example.com/a", b" ", b"a", b"\"", b"\\", b"(", b")", b"@", b"$TTL", b"#", b"000", b"\t", b"'", b"x" * 60]
COMMENTS = [b"", b" plain", b" long" * 20, b" v=TLSRPTv1; rua=x", b";;", b" TXT"]
MARKS = [b" \"", b" (", b" )", b" it's \"so\" (", b" \\", b" \" ; )"]


class Zone:
    def __init__(self, random_source):
        self.random = random_source
        self.allowed = {name for name in SPELLINGS if self.random.random() < 0.3}
        self.used = set()
        self.text = bytearray()
        self.records = []  # as the oracle has them
        self.fault_line = None
        self.origin = ZONE
        self.default_ttl = None
        self.owner = None
        self.owner_is_alone = False  # it has a CNAME, perhaps
        self.last_is_directive = False
        self.line_end = b"\n"
        if self.use("crlf"):
            self.line_end = b"\r\n"

    def chance(self, share):
        return self.random.random() < share

    def pick(self, choices):
        return self.random.choice(choices)

    def use(self, spelling, share=1.0):
        """May this be written so?  It is remembered when it was."""
        if spelling not in self.allowed or not self.chance(share):
            return False
        self.used.add(spelling)
        return True

    def line(self):
        return self.text.count(b"\n") + 1

    # ---- pieces ----

    def blank(self):
        return self.pick([b" ", b" ", b" ", b"\t", b"  ", b"\t \t"]) if not self.chance(0.02) else b" " * 70

    def comment(self):
        marks = self.use("marks", 0.3)
        return b";" + self.pick(MARKS if marks else COMMENTS)

    def gap(self, inside):
        """Between two tokens; inside parentheses over lines."""
        gap = self.blank()
        while inside and self.chance(0.3):
            gap += (self.comment() if self.chance(0.3) else b"") + self.line_end + self.pick([b"", b" ", b"\t"])
        return gap

    def octet(self, c, quoted, in_name=False):
        special = b'"\\' if quoted else b'"\\;() \t@$' + (b"." if in_name else b"")
        printable = 0x20 <= c < 0x7F
        is_raw = c in special or not (printable or c == 0x09)
        if is_raw and not (c in special) and c not in (0x00, 0x0A, 0x0D) and self.use("raw-octets", 0.5):
            return bytes([c])
        if is_raw or self.chance(0.02):
            return b"\\" + bytes([c]) if printable and not chr(c).isdigit() and self.chance(0.6) else b"\\%03d" % c
        return bytes([c])

    def string(self, value):
        quoted = not value or self.chance(0.7)
        written = b"".join(self.octet(c, quoted) for c in value)
        # A word in the first place that is "\#" would be RFC 3597.
        if not quoted and written == b"\\#":
            return b"\\035"
        if not quoted and written.endswith(b"\\\\") and not self.use("word-backslash"):
            quoted = True
        return b'"' + written + b'"' if quoted else written

    def value(self):
        if self.chance(0.05):
            return bytes(self.random.randrange(256) for _ in range(self.random.randrange(256)))
        value = b"".join(self.pick(WORDS) for _ in range(self.random.randrange(6)))
        return value[:255]

    def ttl(self):
        number = self.random.randrange(100000)
        spelled = self.pick(["%d" % number, "%d" % number, "%dh%dm" % (number // 3600, number % 60), "%dS" % number, "1w%dd" % (number % 9)])
        return zone_oracle.read_ttl(spelled.upper()), spelled.encode()

    # ---- names ----

    def label(self, label):
        return b"".join(self.octet(c, False, True) for c in label)

    def name(self, labels):
        """One of the ways to write an absolute name below the zone, here."""
        if labels == self.origin and self.chance(0.6):
            return b"@"
        below = labels[: len(labels) - len(self.origin)]
        is_relative = below and labels[len(below) :] == self.origin and self.chance(0.7)
        text = b".".join(self.label(label) for label in (below if is_relative else labels))
        # Letters of an owner's suffix may have any case.
        return text if is_relative else (text.upper() if self.chance(0.1) and b"\\" not in text else text) + b"."

    def some_owner(self):
        if self.chance(0.4):
            return [b"_smtp", b"_tls"] + self.origin
        labels = [self.pick(LABELS) for _ in range(self.random.randrange(3))]
        if self.use("odd-owner", 0.3):
            labels.append(self.pick(ODD_LABELS))
        return labels + self.pick([self.origin, ZONE])

    # ---- entries ----

    def end_line(self):
        if self.chance(0.15):
            self.text += self.blank() + self.comment()
        elif self.chance(0.1):
            self.text += self.blank()
        self.text += self.line_end

    def put_tokens(self, tokens, inherits):
        """The tokens behind the owner, some of them in parentheses."""
        open_at = self.random.randrange(len(tokens)) if self.chance(0.3) else None
        if open_at == 0 and inherits and not self.use("bracket-first"):
            open_at = None
        inside = False
        for i, token in enumerate(tokens):
            if i == open_at:
                inside = True
                tight = self.use("tight", 0.5)
                self.text += (b"" if tight and i > 0 else self.gap(False)) + b"(" + (b"" if tight else self.gap(True)) + token
            else:
                self.text += self.gap(inside) + token
            if inside and self.chance(0.2):
                self.text += (b"" if self.use("tight", 0.5) else self.gap(True)) + b")"
                inside = False
        if inside:
            self.text += self.gap(True) + b")"

    def put_owner(self, owner):
        """Or nothing, where the record inherits it: is that so?"""
        if self.owner == owner and self.chance(0.6):
            return True
        self.text += self.name(owner)
        self.owner = owner
        return False

    def middle(self):
        """TTL and class, and the TTL that holds."""
        ttl, tokens = self.default_ttl, []
        if ttl is None or self.chance(0.4):
            ttl, spelled = self.ttl()
            tokens.append(spelled)
        if self.chance(0.5):
            name = self.pick([b"IN", b"in", b"In"])
            if tokens and self.use("class-first", 0.5):
                tokens.insert(0, name)
            else:
                tokens.append(name)
        return ttl, tokens

    def put_txt(self):
        owner = self.some_owner()
        if self.owner is not None and not self.owner_is_alone and self.chance(0.3):
            owner = self.owner
        self.owner_is_alone = False
        line = self.line()
        inherits = self.put_owner(owner)
        ttl, tokens = self.middle()
        values = [self.value() for _ in range(self.pick([1, 1, 1, 2, 3, 5]))]
        rdata = b"".join(bytes([len(value)]) + value for value in values)
        tokens.append(self.pick([b"TXT", b"TXT", b"TXT", b"txt", b"Txt", b"TYPE16"]))
        if self.chance(0.1):
            tokens += self.generic(rdata)
        else:
            tokens += [self.string(value) for value in values]
        self.put_tokens(tokens, inherits)
        self.end_line()
        lower = [label.lower() for label in owner]
        self.records.append(zone_oracle.Record("", line, lower, ttl, "TXT", rdata))

    def generic(self, rdata):
        words, rest = [], rdata.hex()
        while rest:
            cut = 2 * self.random.randrange(1, 1 + len(rest) // 2)
            words.append(rest[:cut].encode())
            rest = rest[cut:]
        return [b"\\#", b"%d" % len(rdata)] + words

    def put_other(self):
        number = len(self.text)
        kind, rdata = self.pick([
            (b"A", [b"192.0.2.%d" % (number % 250)]),
            (b"AAAA", [b"2001:db8::%x" % (number % 65000)]),
            (b"MX", [b"10", b"mail.example.com."]),
            (b"CNAME", [b"target.example.com."]),
            (b"TLSA", [b"3", b"1", b"1", b"ab" * 32]),
        ])
        self.put_owner([b"o%d" % number] + ZONE)
        self.owner_is_alone = True
        self.put_tokens(self.middle()[1] + [kind] + rdata, False)
        self.end_line()

    def put_directive(self):
        lower = self.use("lower-directive", 0.3)
        if self.chance(0.5):
            self.default_ttl, spelled = self.ttl()
            self.text += (b"$ttl" if lower else b"$TTL") + self.blank() + spelled
        else:
            origin = [self.pick(LABELS[:9]) for _ in range(self.random.randrange(3))] + ZONE
            below = origin[: len(origin) - len(self.origin)]
            if below and origin[len(below) :] == self.origin and self.use("relative-origin"):
                name = b".".join(self.label(label) for label in below)
            else:
                name = b".".join(self.label(label) for label in origin) + b"."
            self.text += (b"$origin" if lower else b"$ORIGIN") + self.blank() + name
            self.origin = [label.lower() for label in origin]
        self.end_line()

    def put_nothing(self):
        self.text += self.pick([b"", b" ", b"\t", b";", b"; remark", b"   ; remark"]) + self.line_end

    def put_head(self):
        self.text += b"$TTL 300" + self.line_end
        self.default_ttl = 300
        for line in (b"@ IN SOA ns host 1 7200 3600 1209600 3600", b"@ IN NS ns", b"ns IN A 192.0.2.1"):
            self.text += line + self.line_end

    # Each in a record that matters for TLSRPT, or in a directive: rptlint judges no others.
    FAULTS = [
        b'TXT "v=TLSRPTv1; rua=mailto:a@example.com', b'TXT "v=TLSRPTv1; rua=mailto:a@example.com" )',
        b'TXT "v=TLSRPTv1; \\256"', b'TXT "v=TLSRPTv1; \\2x"', b"TXT", b'TXT "v=TLSRPTv1; ' + b"x" * 244 + b'"',
        b"TXT \\# 3 02", b"TXT \\# 2 026", b"5 IN", b"TXT v=TLSRPTv1\\", b'TXT "v=TLSRPTv1;\0"', b"IN IN TXT v=TLSRPTv1",
        b'"TXT" x', b"5 5 TXT v=TLSRPTv1",
    ]
    OWNERS = [b"_smtp._tls.a..b", b"_smtp._tls." + b"x" * 64, b".".join([b"_smtp._tls"] + [b"x" * 60] * 4)]
    DIRECTIVES = [b"$TTL", b"$TTL x", b"$ORIGIN", b"$ORIGIN a..b", b"$WHAT x", b"$INCLUDE"]

    def put_fault(self):
        self.fault_line = self.line()
        self.text += self.pick(
            [b"_smtp._tls.fault " + self.pick(self.FAULTS)] * 3
            + [self.pick(self.OWNERS) + b' TXT "v=TLSRPTv1; rua=mailto:a@example.com"', self.pick(self.DIRECTIVES)]
        ) + self.line_end

    def fill(self):
        self.put_head()
        for _ in range(self.random.randrange(1, 25)):
            put = self.pick([self.put_txt] * 5 + [self.put_other] * 2 + [self.put_directive, self.put_nothing])
            put()
            self.last_is_directive = put == self.put_directive
        if self.chance(0.2):
            self.put_fault()
            self.put_txt()
        elif self.chance(0.1) and (not self.last_is_directive or self.use("directive-last")):
            self.text = self.text[: -len(self.line_end)]


def verify(name, zone):
    """The oracle must find what was written."""
    wanted = "".join(record.text() + "\n" for record in zone.records)
    try:
        got = "".join(record.text() + "\n" for record in zone_oracle.read_zone(bytes(zone.text), ZONE))
    except zone_oracle.ZoneError as error:
        if error.line == zone.fault_line:
            return wanted
        sys.exit(f"{name}: the oracle refuses the zone: {error}")
    if zone.fault_line is not None:
        sys.exit(f"{name}: the oracle does not see the fault in line {zone.fault_line}")
    if wanted != got:
        sys.exit(f"{name}: written and read differ:\n{wanted}---\n{got}")
    return wanted


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    folder, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) == 4 else 8460
    with open(os.path.join(folder, "index"), "w", encoding="ascii") as index:
        for number in range(1, count + 1):
            name = f"{number:04d}"
            zone = Zone(random.Random(seed * 1000003 + number))
            zone.fill()
            with open(os.path.join(folder, name + ".zone"), "wb") as file:
                file.write(zone.text)
            wanted = verify(os.path.join(folder, name + ".zone"), zone)
            with open(os.path.join(folder, name + ".list"), "w", encoding="ascii") as file:
                file.write(wanted)
            state = "ok" if zone.fault_line is None else f"fault {zone.fault_line}"
            print(name, state, *sorted(zone.used), file=index)


if __name__ == "__main__":
    main()
