#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What tests/report-html.sh needs besides a browser.

    page.py reports FOLDER     writes the reports of a month, and some with hostile names
    page.py parse PAGE         reads a page with html.parser, strictly; what is wrong with it is on standard output
    page.py same PAGE DUMP     has the document that a browser made of the page the same elements and the same text?
    page.py contrast PAGE      colours of text whose contrast on their ground is less than WCAG's 4.5:1
    page.py serve FOLDER LOG   serves the folder, and is a proxy for every other address: LOG gets each request; prints its port
"""

import datetime
import html.parser
import http.server
import json
import pathlib
import random
import re
import sys
import urllib.parse

HOSTILE = (
    "</style></title><script>document.title='owned';fetch('http://owned.test/f')</script>",
    "\"'><img src=http://owned.test/i onerror=document.title='owned'>",
    "]]>--><svg onload=document.title='owned'><style>*{background:url(http://owned.test/s)}</style>",
    "&lt;b&gt;&#60;script&#62;",
    "\u202egpj.exe\u2066\u0000\u001b[31m\u2028\ufeff",
    "$(reboot).example;`id`",
    "a" * 300,
    "\u05d0\u05d1\u05d2 1.2 \u05d3",
)

# ---- reports ----


def policy(kind, domain, good, bad, details):
    return {
        "policy": {"policy-type": kind, "policy-domain": domain},
        "summary": {"total-successful-session-count": good, "total-failure-session-count": bad},
        "failure-details": [
            {"result-type": result, "failed-session-count": count, "receiving-mx-hostname": mx, "failure-reason-code": reason}
            for result, count, mx, reason in details
        ],
    }


def write_report(folder, organization, day, name, policies):
    report = {
        "organization-name": organization,
        "date-range": {"start-datetime": f"{day}T00:00:00Z", "end-datetime": f"{day}T23:59:59Z"},
        "contact-info": "tls@sender.example",
        "report-id": f"{day}_{name}",
        "policies": policies,
    }
    (folder / f"{day}-{name}.json").write_text(json.dumps(report))


def write_reports(folder):
    folder.mkdir(parents=True)
    numbers = random.Random(8460)
    for i in range(35):
        day = datetime.date(2026, 3, 1) + datetime.timedelta(days=i)
        good, bad = numbers.randint(900, 1600), 0 if i < 19 else numbers.randint(60, 160)
        write_report(folder, "Sender Inc.", day, "a", [
            policy("sts", "example.com", good, bad, [("certificate-expired", bad, "mx2.example.com", "expired")] if bad else []),
            policy("tlsa", "example.com", good, 1, [("tlsa-invalid", 1, "mx1.example.com", "no match")]),
        ])
        if i % 3 == 0:
            write_report(folder, "Another Provider", day, "b", [policy("sts", "shop.example.net", 500, 3, [])])
            write_report(folder, "Another Provider", day, "c", [policy("no-policy-found", "quiet.example.org", 40, 0, [])])
    for i, name in enumerate(HOSTILE):
        write_report(folder, name, "2026-03-05", f"h{i}", [
            policy("sts", name, 5, 7, [(name, 3, name, name), ("certificate-expired", 2, name, name),
                                       ("sts-policy-fetch-error", 2, "", name)]),
        ])


# ---- parsing ----

VOID = {"meta", "br", "wbr"}
SVG = {"svg", "g", "rect", "line", "desc"}
TAGS = VOID | SVG | set(
    "html head title style body header main footer section article h1 h2 h3 h4 p q a b bdi code small span time ul li dl dt dd "
    "table caption thead tbody tr th td figure figcaption div details summary".split())


class Page(html.parser.HTMLParser):
    """Elements in order, the text of each, and all that is wrong."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.faults, self.open, self.tags, self.texts = [], [], [], []
        self.ids, self.references, self.headings, self.style, self.row = [], [], [], "", None
        self.feed(text)
        self.close()
        if self.open:
            self.fault(f"never closed: {self.open}")

    def fault(self, what):
        self.faults.append(f"line {self.getpos()[0]}: {what}")

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, sorted((name, value) for name, value in attributes)))
        self.check_attributes(tag, dict(attributes))
        if tag not in TAGS:
            self.fault(f"an element that the page has no use for: {tag}")
        if tag in SVG - {"svg"} and "svg" not in self.open:
            self.fault(f"{tag} outside of a drawing")
        if re.fullmatch("h[1-6]", tag):
            if int(tag[1]) > (self.headings[-1] if self.headings else 0) + 1:
                self.fault(f"a heading is left out before {tag}")
            self.headings.append(int(tag[1]))
        if tag == "tr":
            self.row = 0
        if tag in ("th", "td"):
            self.row += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        if tag not in SVG:
            self.fault(f"{tag} can't close itself")
        self.handle_starttag(tag, attributes)
        self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.fault(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()
        if tag == "tr" and self.row != 4:
            self.fault(f"a row of {self.row} cells")

    def check_attributes(self, tag, attributes):
        for name, value in attributes.items():
            if name.startswith("on") or name in ("style", "src", "srcdoc", "action", "background", "data", "xlink:href"):
                self.fault(f"{tag} has {name}")
            if name == "href" and not value.startswith("#"):
                self.fault(f"a link to somewhere else: {value}")
            if name == "href":
                self.references.append(value[1:])
            if name == "aria-labelledby":
                self.references += value.split()
            if name == "id":
                self.ids.append(value)
        if tag == "th" and "scope" not in attributes and attributes.get("aria-hidden") != "true":
            self.fault("a head of a column or row that does not say of which")
        if tag == "svg" and attributes.get("aria-hidden") != "true" and attributes.get("role") != "img":
            self.fault("a drawing that is neither hidden nor an image")

    def handle_data(self, data):
        if self.open[-1:] == ["style"]:
            self.style += data
        elif data.strip():
            self.texts.append(data)

    def handle_comment(self, data):
        self.fault("a comment")

    def handle_pi(self, data):
        self.fault("a processing instruction")

    def unknown_decl(self, data):
        self.fault("a declaration")

    def whole_text(self):
        return re.sub(r"\s+", " ", "".join(self.texts)).strip()


def read(path):
    return pathlib.Path(path).read_text(encoding="utf-8", errors="strict")


def parse(path):
    page = Page(read(path))
    faults = page.faults
    faults += [f"twice: {name}" for name in set(page.ids) if page.ids.count(name) > 1]
    faults += [f"leads nowhere: {name}" for name in page.references if name not in page.ids]
    for tag, count in (("style", 1), ("h1", 1), ("main", 1), ("script", 0)):
        if sum(name == tag for name, _ in page.tags) != count:
            faults.append(f"{tag}: {count} wanted")
    for tag, attributes in page.tags:
        if tag == "html" and attributes != [("lang", "en")]:
            faults.append("the language is not said")
    if re.search(r"url\(|@import|expression|javascript:", page.style):
        faults.append("the style sheet fetches something")
    text = page.whole_text()
    for name in HOSTILE[:4]:
        if name not in text:
            faults.append(f"not there as text: {name}")
    for faulty in faults:
        print(faulty)


def same(path, dump):
    ours, browser = Page(read(path)), Page(read(dump))
    if ours.tags != browser.tags:
        for one, other in zip(ours.tags, browser.tags):
            if one != other:
                print(f"{one} became {other}")
                break
        else:
            print(f"{len(ours.tags)} elements became {len(browser.tags)}")
    if ours.whole_text() != browser.whole_text():
        print("the text differs")


# ---- contrast ----


def luminance(color):
    parts = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(path):
    """Each block of variables is one scheme, which has all of them."""
    blocks = [dict(re.findall(r"(--[a-z-]+):(#[0-9a-f]{6})", block))
              for block in re.findall(r":root\{([^}]*)\}", Page(read(path)).style)]
    if len(blocks) != 3:
        print(f"{len(blocks)} schemes: light, dark and print wanted")
    for block in blocks:
        pairs = [(text, ground) for text in ("--text", "--faint", "--link") for ground in ("--ground", "--panel")]
        pairs += [(f"--{level}", f"--{level}-ground") for level in ("act", "watch", "normal", "none")]
        for text, ground in pairs:
            light, dark = sorted((luminance(block[text]), luminance(block[ground])), reverse=True)
            if (light + 0.05) / (dark + 0.05) < 4.5:
                print(f"{text} {block[text]} on {ground} {block[ground]}: {(light + 0.05) / (dark + 0.05):.2f}")


# ---- serving ----


def serve(folder, log):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            name = urllib.parse.urlsplit(self.path).path.lstrip("/")
            file = pathlib.Path(folder) / name
            found = "/" not in name and file.is_file()
            body = file.read_bytes() if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, form, *arguments):
            with open(log, "a", encoding="ascii", errors="backslashreplace") as out:
                out.write(f"{self.requestline}\n")

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


COMMANDS = {"reports": write_reports, "parse": parse, "same": same, "contrast": contrast, "serve": serve}

if __name__ == "__main__":
    arguments = sys.argv[2:]
    if sys.argv[1] == "reports":
        arguments = [pathlib.Path(arguments[0])]
    COMMANDS[sys.argv[1]](*arguments)
