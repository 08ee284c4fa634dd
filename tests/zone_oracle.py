#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A strict reader of zone files, written from RFC 1035 section 5.1 and not from any other reader.

    zone_oracle.py ORIGIN FILE...

lists the records of type TXT and SPF: file, line, owner, TTL, type, RDATA in hex.

What is not in the RFC's text, or is read in different ways by the servers in use, is "FILE fault: LINE: what is wrong"
instead, and the exit status 1.  Taken from later documents: $TTL (RFC 2308 section 4), "\\#", TYPE and CLASS with a number
(RFC 3597 section 5), TTLs with units (every server has them), line ends of CR LF.
"""

import os
import re
import sys

BLANK, WORD, QUOTED, END = range(4)  # kinds of tokens; END is the end of an entry
INCLUDE_DEPTH = 8


class ZoneError(Exception):
    def __init__(self, line, reason):
        super().__init__(f"{line}: {reason}")
        self.line = line


class Token:
    def __init__(self, kind, octets, written, line):
        self.kind = kind
        self.octets = octets  # list of (octet, was it written with a backslash?)
        self.written = written
        self.line = line

    def value(self):
        return bytes(octet for octet, _ in self.octets)

    def plain(self):
        """The text of a word without escapes in it, in upper case; None for anything else."""
        if self.kind != WORD or b"\\" in self.written:
            return None
        return self.value().decode("latin-1").upper()


class Lexer:
    """Tokens of one entry after the other: 'The format of these files is a sequence of entries.'"""

    def __init__(self, data):
        self.data = data
        self.at = 0
        self.line = 1

    def peek(self):
        return self.data[self.at] if self.at < len(self.data) else None

    def skip_line_end(self):
        """At LF or CR LF; False when there is none."""
        if self.data.startswith(b"\r\n", self.at):
            self.at += 2
        elif self.peek() == 0x0A:
            self.at += 1
        else:
            return False
        self.line += 1
        return True

    def skip_comment(self):
        while self.peek() is not None and not self.data.startswith((b"\n", b"\r\n"), self.at):
            if self.peek() == 0:
                raise ZoneError(self.line, "NUL in a comment")
            self.at += 1

    def escape(self):
        """Behind a backslash: \\X or \\DDD."""
        following = self.data[self.at : self.at + 3]
        if not following:
            raise ZoneError(self.line, "backslash at the end")
        if following[0] in b"0123456789":
            if not re.fullmatch(rb"[0-9]{3}", following) or int(following) > 255:
                raise ZoneError(self.line, "\\DDD is no octet")
            self.at += 3
            return int(following)
        if following[0] in b"\r\n\0":
            raise ZoneError(self.line, "backslash before a line end or NUL")
        self.at += 1
        return following[0]

    def word(self, quoted):
        line, octets, start = self.line, [], self.at
        while True:
            c = self.peek()
            if quoted and (c is None or c in b"\r\n"):
                raise ZoneError(line, "quote left open")
            if not quoted and (c is None or c in b" \t\r\n;()"):
                return Token(WORD, octets, self.data[start : self.at], line)
            if c == 0:
                raise ZoneError(line, "NUL")
            self.at += 1
            if c == 0x22:
                if quoted:
                    break
                raise ZoneError(line, "quote inside a word")
            if c == 0x5C:
                octets.append((self.escape(), True))
            else:
                octets.append((c, False))
        if self.peek() is not None and self.peek() not in b" \t\r\n;()":
            raise ZoneError(line, "no blank behind a string")
        return Token(QUOTED, octets, self.data[start : self.at], line)

    def entry(self):
        """The tokens of the next entry that has any, with a BLANK first where it begins with one; None at the end."""
        tokens, depth, opened = [], 0, 0
        while True:
            c = self.peek()
            if c is None or (depth == 0 and (c == 0x0A or self.data.startswith(b"\r\n", self.at))):
                if depth:
                    raise ZoneError(opened, "parenthesis left open")
                self.skip_line_end()
                if any(token.kind != BLANK for token in tokens):
                    return tokens
                if c is None:
                    return None
                tokens = []
            elif c in b" \t":
                self.at += 1
                if not tokens:
                    tokens.append(Token(BLANK, [], b"", self.line))
            elif c in b"\r\n":
                if not self.skip_line_end():
                    raise ZoneError(self.line, "CR without LF")
            elif c == 0x3B:
                self.skip_comment()
            elif c in b"()":
                if not tokens:
                    raise ZoneError(self.line, "parenthesis at the beginning of an entry")
                depth += 1 if c == 0x28 else -1
                if depth not in (0, 1):
                    raise ZoneError(self.line, "parentheses do not match, or one in the other")
                opened = self.line
                self.at += 1
            else:
                self.at += c == 0x22
                tokens.append(self.word(c == 0x22))


# ---- names ----


def read_name(token, origin):
    """A list of labels (octets in lower case), the root left out."""
    if token.kind != WORD or not token.octets:
        raise ZoneError(token.line, "no name")
    if token.octets == [(0x40, False)]:
        return need_origin(token, origin)
    if token.octets == [(0x2E, False)]:
        return []
    labels, label = [], bytearray()
    for octet, escaped in token.octets + [(0x2E, False)]:
        if octet == 0x2E and not escaped:
            labels.append(bytes(label).lower())
            label = bytearray()
        else:
            label.append(octet)
    is_absolute = token.octets[-1] == (0x2E, False)
    if is_absolute:
        labels.pop()
    if not all(labels):
        raise ZoneError(token.line, "empty label")
    if not is_absolute:
        labels += need_origin(token, origin)
    if any(len(label) > 63 for label in labels) or sum(len(label) + 1 for label in labels) + 1 > 255:
        raise ZoneError(token.line, "name too long")
    return labels


def need_origin(token, origin):
    if origin is None:
        raise ZoneError(token.line, "relative name without an origin")
    return origin


def name_text(labels):
    """Every octet but letters, digits, "-", "_" and "*" as \\DDD, so that one name has one form."""
    text = lambda label: "".join(chr(c) if re.match(r"[a-z0-9_*-]", chr(c)) else f"\\{c:03d}" for c in label)
    return "".join(text(label) + "." for label in labels) or "."


# ---- records ----


def read_ttl(word):
    """Seconds, or None when it is no TTL."""
    if word is None or not re.fullmatch(r"[0-9]+|([0-9]+[WDHMS])+", word):
        return None
    units = {"W": 604800, "D": 86400, "H": 3600, "M": 60, "S": 1, "": 1}
    return sum(int(number) * units[unit] for number, unit in re.findall(r"([0-9]+)([WDHMS]?)", word))


def generic_rdata(tokens):
    """\\# LENGTH HEX..."""
    line = tokens[0].line
    words = [token.plain() for token in tokens[1:]]
    if not words or not all(words) or not re.fullmatch(r"[0-9]{1,5}", words[0]):
        raise ZoneError(line, "no RDATA of RFC 3597")
    if not all(re.fullmatch(r"([0-9A-F]{2})+", word) for word in words[1:]):
        raise ZoneError(line, "no octets in hex")
    rdata = bytes.fromhex("".join(words[1:]))
    if len(rdata) != int(words[0]):
        raise ZoneError(line, "RDATA of another length than said")
    return rdata


def txt_rdata(tokens, line):
    if not tokens:
        raise ZoneError(line, "no RDATA")
    if tokens[0].kind == WORD and tokens[0].written == b"\\#":
        rdata = generic_rdata(tokens)
        at = 0
        while at < len(rdata):
            at += 1 + rdata[at]
        if not rdata or at != len(rdata):
            raise ZoneError(line, "no strings in the RDATA")
    else:
        rdata = b""
        for token in tokens:
            value = token.value()
            if len(value) > 255:
                raise ZoneError(token.line, "string over 255 octets")
            rdata += bytes([len(value)]) + value
    if len(rdata) > 65535:
        raise ZoneError(line, "RDATA over 65535 octets")
    return rdata


TYPES = {"TYPE16": "TXT", "TYPE99": "SPF"}


class Record:
    def __init__(self, path, line, owner, ttl, kind, rdata):
        self.path, self.line, self.owner, self.ttl, self.kind, self.rdata = path, line, owner, ttl, kind, rdata

    def text(self):
        return f"{self.line} {name_text(self.owner)} {self.ttl} {self.kind} {self.rdata.hex()}"


class Reader:
    def __init__(self, folder):
        self.folder = folder  # $INCLUDE is relative to it
        self.records = []
        self.default_ttl = None  # of $TTL
        self.last_ttl = None  # 'default to the last explicitly stated values'

    def read(self, path, data, origin, depth=0):
        lexer, owner = Lexer(data), None
        while (tokens := lexer.entry()) is not None:
            first = tokens[0].plain() if tokens[0].kind == WORD else None
            if first is not None and first.startswith("$"):
                origin = self.directive(first, tokens, origin, depth)
            else:
                owner = self.record(path, tokens, origin, owner)

    def directive(self, name, tokens, origin, depth):
        """Returns the origin that holds from here on."""
        line, operands = tokens[0].line, tokens[1:]
        if name == "$ORIGIN" and len(operands) == 1:
            return read_name(operands[0], origin)
        if name == "$TTL" and len(operands) == 1:
            self.default_ttl = read_ttl(operands[0].plain())
            if self.default_ttl is None:
                raise ZoneError(line, "$TTL without a TTL")
            return origin
        if name == "$INCLUDE" and len(operands) in (1, 2) and depth < INCLUDE_DEPTH:
            path = os.path.join(self.folder, operands[0].value().decode("latin-1"))
            inner = read_name(operands[1], origin) if len(operands) == 2 else origin
            with open(path, "rb") as file:
                self.read(path, file.read(), inner, depth + 1)
            return origin  # '$INCLUDE never changes the relative origin of the parent file'
        raise ZoneError(line, "no directive, or one without what belongs to it")

    def record(self, path, tokens, origin, owner):
        """Returns the owner, which the next record may inherit."""
        line = tokens[0].line
        if tokens[0].kind != BLANK:
            owner = read_name(tokens[0], origin)
        if owner is None:
            raise ZoneError(line, "no owner to inherit")
        at, ttl, has_class = 1, None, False
        while at < len(tokens):
            word = tokens[at].plain()
            if ttl is None and read_ttl(word) is not None:
                ttl = read_ttl(word)
            elif not has_class and word in ("IN", "CLASS1"):
                has_class = True
            else:
                break
            at += 1
        word = (tokens[at].plain() if at < len(tokens) else None) or ""
        if not re.fullmatch(r"[A-Z][A-Z0-9-]*", word) or re.fullmatch(r"IN|CS|CH|HS|CLASS[0-9]+", word):
            raise ZoneError(line, "no type, or another class than IN")
        if ttl is not None:
            self.last_ttl = ttl
        elif self.default_ttl is None and self.last_ttl is None:
            raise ZoneError(line, "no TTL")
        if ttl is None:
            ttl = self.default_ttl if self.default_ttl is not None else self.last_ttl
        if ttl > 0x7FFFFFFF:
            raise ZoneError(line, "TTL over 2^31 - 1")
        kind = TYPES.get(word, word)
        if kind in TYPES.values():
            self.records.append(Record(path, line, owner, ttl, kind, txt_rdata(tokens[at + 1 :], line)))
        return owner


def origin_of(text):
    return read_name(Token(WORD, [(c, False) for c in text.encode("latin-1")], text.encode("latin-1"), 0), [])


def read_zone(data, origin=None, path="-", folder="."):
    """The TXT and SPF records of a zone, in the order of the text."""
    reader = Reader(folder)
    reader.read(path, data, origin)
    return reader.records


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    status, origin = 0, origin_of(sys.argv[1])
    for path in sys.argv[2:]:
        try:
            with open(path, "rb") as file:
                records = read_zone(file.read(), origin, path, os.path.dirname(path) or ".")
            print("".join(f"{path} {record.text()}\n" for record in records), end="")
        except (OSError, ZoneError) as error:
            print(f"{path} fault: {error}")
            status = 1
    sys.exit(status)


if __name__ == "__main__":
    main()
