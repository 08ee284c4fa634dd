#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Hostile reports, and what `rptlint report` must say of them, found and read without any of its code.

    report_formats.py make FOLDER            writes the reports
    report_formats.py json FOLDER OUTPUT     compares what was written about them; likewise ndjson, csv, prometheus
    report_formats.py exposition OUTPUT      only reads a text of Prometheus, forgiving nothing
"""

import csv
import io
import json
import os
import re
import sqlite3
import sys
from collections import defaultdict

# What a reporter might put into each text of a report; octets, for not all of them are UTF-8.
TEXTS = [
    b'plain', b'quote " quote', b'two ""', b"'", b'back \\ slash', b'\\', b'\\n', b'\\x01', b'\x01', b'a\nb', b'\r\n', b'tab\there',
    b'=1+1', b'+1', b'-1', b'@SUM(A1)', b'\t=1', b'\r=1', b'"=1', b"'=1", b' =1', b"' \"=1", b';=1', b'a;=1;"+2;\'-3; @4', b'a,=1',
    b"=cmd|' /C calc'!A0", b'=HYPERLINK("https://example.com?x="&A1,"click")', b';', b',', b'a;', '\uFF1D1'.encode(),
    b'a;' + '\uFF20b'.encode(), b'\x00nul\x00', b'\x1b[31mred', b'\x7f', '\x85next'.encode(), '\u202eright to left'.encode(),
    '\u200bzero'.encode(), '\u2028line'.encode(), '\ufeffbom'.encode(), '\U000e0041tag'.encode(), '\U0001f600'.encode(),
    'caf\u00e9'.encode(), 'cafe\u0301'.encode(), b'\xff\xfe', b'\xc3', b'\xed\xa0\x80', b'\xf4\x90\x80\x80', b'\xe2\x80',
    b'##[group]', b'::error::x', b'%0A', b'<script>alert(1)</script>', b'</script>', b'&amp;', b'{{x}}', b'$(id)', b'`id`', b'${x}',
    b'other', b'{mx="a"} 1', b'# TYPE x gauge', b'a' * 512, '\u00e9'.encode() * 256, b'NULL', b'true', b'0x1F', b'1e9', b'\\N',
]
LONG = b'l' * 1023 + '\U0001f600'.encode() + b'l' * 100  # cut before the character: 1023 octets are kept
BIG = 2**64 - 1

COLUMNS = ('input organization contact report_id start end policy policy_type policy_domain mx_hosts successful failed detail '
           'result sending_ip receiving_mx receiving_helo receiving_ip sessions reason information cut').split()
NUMBERS = {'policy', 'successful', 'failed', 'detail', 'sessions', 'cut'}
TIMES = {'start', 'end'}


class Wrong(Exception):
    pass


def want(condition, *what):
    if not condition:
        raise Wrong(' '.join(map(str, what)))


# ---- reports ----

def quoted(octets):
    """A JSON string; octets from 0x20 on stand as they are."""
    return b'"' + b''.join(b'\\u%04x' % c if c < 0x20 else b'\\' + bytes([c]) if c in b'"\\' else bytes([c]) for c in octets) + b'"'


def written(value):
    if isinstance(value, dict):
        return b'{' + b','.join(quoted(k.encode()) + b':' + written(v) for k, v in value.items()) + b'}'
    if isinstance(value, list):
        return b'[' + b','.join(map(written, value)) + b']'
    return quoted(value) if isinstance(value, bytes) else str(value).encode()


def report_of(number):
    """One report; each of its texts is another one of TEXTS."""
    def text(shift):
        return TEXTS[(number + 7 * shift) % len(TEXTS)]

    detail = {'result-type': b'certificate-expired', 'sending-mta-ip': text(1), 'receiving-mx-hostname': text(2),
              'receiving-mx-helo': text(3), 'receiving-ip': text(4), 'failed-session-count': number,
              'additional-information': text(5), 'failure-reason-code': text(6)}
    hostile_type = {'result-type': text(7), 'failed-session-count': BIG if number == 3 else 5}
    policies = [
        {'policy': {'policy-type': b'sts', 'policy-string': [b'version: STSv1'], 'policy-domain': text(0),
                    'mx-host': [b'*.example.com', b'mx.example.net']},
         'summary': {'total-successful-session-count': 1000 * number, 'total-failure-session-count': number + 5},
         'failure-details': [detail, hostile_type]},
        {'policy': {'policy-type': b'tlsa', 'policy-string': [], 'policy-domain': text(0)},
         'summary': {'total-successful-session-count': BIG if number == 5 else 1, 'total-failure-session-count': 0}},
        {'policy': {'policy-type': text(8), 'policy-domain': b'fixed.example'},
         'summary': {'total-successful-session-count': 0, 'total-failure-session-count': 0}},
    ]
    if number == 7:
        detail['failure-reason-code'] = LONG
    return {'organization-name': text(9), 'contact-info': text(10), 'report-id': b'%d ' % number + text(11),
            'date-range': {'start-datetime': b'2026-11-%02dT01:00:00+01:00' % (number % 28 + 1),
                           'end-datetime': b'2026-11-%02dT23:59:59Z' % (number % 28 + 1)},
            'policies': policies}


REPORTS = [report_of(number) for number in range(len(TEXTS))]


def file_of(number):
    """Names that spreadsheets, terminals and CSV have a meaning for."""
    return (b'=%03d.json', b'%03d;+1.json', b'%03d\n"x", \xff.json')[number % 3] % number


def make(folder):
    for number, report in enumerate(REPORTS):
        with open(os.path.join(os.fsencode(folder), file_of(number)), 'wb') as file:
            file.write(written(report))


# ---- what is to be said ----

def cut(octets):
    """The text as a row keeps it, and whether something is missing."""
    if len(octets) <= 1024:
        return octets, 0
    return octets[:1023], 1


def rows_of(folder, number):
    report = REPORTS[number]
    for index, policy in enumerate(report['policies']):
        about, counts = policy['policy'], policy['summary']
        row = {'input': os.path.join(os.fsencode(folder), file_of(number)), 'organization': report['organization-name'],
               'contact': report['contact-info'], 'report_id': report['report-id'],
               'start': b'2026-11-%02dT00:00:00Z' % (number % 28 + 1), 'end': report['date-range']['end-datetime'],
               'policy': index, 'policy_type': about['policy-type'], 'policy_domain': about['policy-domain'],
               'mx_hosts': b' '.join(about.get('mx-host', [])) or None, 'successful': counts['total-successful-session-count'],
               'failed': counts['total-failure-session-count']}
        for at, detail in enumerate(policy.get('failure-details', [None])):
            one = dict(row)
            if detail is not None:
                one.update({'detail': at, 'result': detail['result-type'], 'sending_ip': detail.get('sending-mta-ip'),
                            'receiving_mx': detail.get('receiving-mx-hostname'), 'receiving_helo': detail.get('receiving-mx-helo'),
                            'receiving_ip': detail.get('receiving-ip'), 'sessions': detail['failed-session-count'],
                            'reason': detail.get('failure-reason-code'), 'information': detail.get('additional-information')})
            one['cut'] = 0
            for column, value in one.items():
                if isinstance(value, bytes):
                    one[column], missing = cut(value)
                    one['cut'] += missing
            yield {column: one[column] for column in COLUMNS if one.get(column) is not None}


def all_rows(folder):
    order = sorted(range(len(REPORTS)), key=lambda number: file_of(number))
    return [row for number in order for row in rows_of(folder, number)]


def as_text(octets):
    """JSON knows no octets: each that belongs to no character is U+FFFD, and so is NUL."""
    result, at = '', 0
    while at < len(octets):
        for size in (1, 2, 3, 4):
            try:
                result += octets[at:at + size].decode()
                at += size
                break
            except UnicodeDecodeError:
                pass
        else:
            result += '\ufffd'
            at += 1
    return result


def domain_name(octets):
    """As a digest has it: in lower case; what is no UTF-8 is U+FFFD, and so is NUL."""
    return as_text(octets.lower()).replace('\0', '\ufffd').encode()


def sums():
    """Sessions by domain and policy type."""
    result = defaultdict(lambda: [0, 0])
    for report in REPORTS:
        for policy in report['policies']:
            kind = policy['policy']['policy-type'].decode(errors='replace')
            kind = kind if kind in ('sts', 'tlsa') else 'other'
            one = result[domain_name(policy['policy']['policy-domain']), kind]
            one[0] = min(one[0] + policy['summary']['total-successful-session-count'], BIG)
            one[1] = min(one[1] + policy['summary']['total-failure-session-count'], BIG)
    return result


# ---- no output may hold anything that drives what shows it ----

HIDDEN = re.compile('[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]|##')


def text_of(path):
    with open(path, 'rb') as file:
        text = file.read().decode()  # strictly
    found = HIDDEN.search(text)
    want(found is None, 'something hidden is in the output:', found and repr(text[max(0, found.start() - 40):found.end() + 9]))
    return text


# ---- JSON ----

def unique(pairs):
    want(len(pairs) == len(dict(pairs)), 'a member comes twice:', [name for name, _ in pairs])
    return dict(pairs)


def check_json(folder, path):
    text = text_of(path)
    want(text.endswith('}\n') and text.count('\n') == 1, 'no single line')
    summary = json.loads(text, object_pairs_hook=unique)
    want((summary['type'], summary['version'], summary['reports']) == ('report-summary', 1, len(REPORTS)), text[:200])
    got = defaultdict(lambda: [0, 0])
    for domain in summary['domains']:
        for policy in domain['policies']:
            one = got[domain['policy_domain'], policy['policy_type']]
            one[0] += policy['successful']
            one[1] += policy['failed']
            sessions = policy['successful'] + policy['failed']
            want(('rate' in policy) == (sessions > 0), policy)
            want(sessions == 0 or abs(policy['rate'] - policy['failed'] / sessions) <= 5.1e-7, policy)
    wanted = defaultdict(lambda: [0, 0])
    for (domain, kind), counts in sums().items():  # JSON can't tell some names apart
        wanted[as_text(domain), kind][0] += counts[0]
        wanted[as_text(domain), kind][1] += counts[1]
    want(got == wanted, 'other sums:', [key for key in got.keys() | wanted.keys() if got.get(key) != wanted.get(key)])
    reasons = {problem.get('reason') for domain in summary['domains'] for problem in domain['problems']}
    want(as_text(b"=cmd|' /C calc'!A0") in reasons, 'a reason is missing')
    return f'{len(got)} sums of {len(summary["domains"])} domains'


def check_ndjson(folder, path):
    lines = text_of(path).split('\n')
    want(lines.pop() == '', 'no line end at the end')
    wanted = all_rows(folder)
    want(len(lines) == len(wanted), len(lines), 'lines,', len(wanted), 'expected')
    for line, row in zip(lines, wanted):
        got = json.loads(line, object_pairs_hook=unique)
        expected = {'type': 'report-row'}
        expected.update({c: as_text(v).replace('\0', '\ufffd') if isinstance(v, bytes) else v for c, v in row.items()})
        want(got == expected, f'\n{got}\nis not\n{expected}')
        want(list(got) == list(expected), 'the order of the members is another one:', list(got))
    return f'{len(lines)} rows'


# ---- CSV ----

FORMULA = re.compile("[ '\"]*[=+\\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]")
ESCAPE = re.compile(r'\\(?:([\\tnr])|x([0-9a-f]{2})|u\{([0-9a-f]+)\})')


def undone(cell):
    """The octets that a cell was made of, by what the manual says about cells."""
    parts = [part[1:] if part.startswith("'") and FORMULA.match(part[1:]) else part for part in cell.split(';')]
    result, at, cell = b'', 0, ';'.join(parts)
    while at < len(cell):
        if cell[at] != '\\':
            result += cell[at].encode()
            at += 1
            continue
        found = ESCAPE.match(cell, at)
        want(found, 'a backslash escapes nothing:', repr(cell))
        name, octet, character = found.groups()
        result += {'\\': b'\\', 't': b'\t', 'n': b'\n', 'r': b'\r'}[name] if name else \
            bytes([int(octet, 16)]) if octet else chr(int(character, 16)).encode()
        at = found.end()
    return result


def harmless(text):
    """As spreadsheets read it: whichever sign they split at, no cell begins with a formula."""
    for separator in ',;':
        for record in csv.reader(io.StringIO(text, newline=''), delimiter=separator):
            for cell in record:
                want(cell.startswith("'") or not FORMULA.match(cell), 'a formula, when split at', separator, repr(cell))


def check_csv(folder, path):
    text = text_of(path)
    want(text.endswith('\r\n') and text.count('\n') == text.count('\r') == text.count('\r\n'), 'line ends other than CR LF')
    records = list(csv.reader(io.StringIO(text, newline=''), strict=True))
    want(records[0] == COLUMNS, 'another header:', records[0])
    wanted = all_rows(folder)
    want(len(records) - 1 == len(wanted), len(records) - 1, 'records,', len(wanted), 'expected')
    want(text.count('\n') == len(records), 'a record of several lines')
    for record, row in zip(records[1:], wanted):
        want(len(record) == len(COLUMNS), len(record), 'cells')
        for column, cell in zip(COLUMNS, record):
            value = row.get(column, b'')
            got = undone(cell) if column not in NUMBERS | TIMES else cell.encode()
            expected = value if isinstance(value, bytes) else str(value).encode()
            want(got == expected, column, repr(cell), 'is', got, 'and not', expected)
    harmless(text)
    check_sql(records)
    return f'{len(wanted)} records'


def check_sql(records):
    """Sums as rptlint(1) says that they are to be made, and all reports came twice."""
    base = sqlite3.connect(':memory:')
    base.execute('CREATE TABLE rows (%s)' % ', '.join(f'"{c}" {"NUMERIC" if c in NUMBERS else "TEXT"}' for c in COLUMNS))
    base.executemany('INSERT INTO rows VALUES (%s)' % ', '.join('?' * len(COLUMNS)),
                     2 * [[cell if cell != '' else None for cell in record] for record in records[1:]])
    got = base.execute("""SELECT policy_domain, SUM(successful), SUM(failed)
                          FROM (SELECT DISTINCT organization, report_id, start, policy_domain,
                                policy, policy_type, successful, failed FROM rows)
                          WHERE policy_type = 'sts' GROUP BY policy_domain""").fetchall()
    got = sum(row[1] for row in got), sum(row[2] for row in got)
    wanted = [counts for (_, kind), counts in sums().items() if kind == 'sts']
    wanted = sum(counts[0] for counts in wanted), sum(counts[1] for counts in wanted)
    want(got == wanted, 'SQL adds to', got, 'and not', wanted)


# ---- Prometheus: its text format 0.0.4, strictly ----

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)')
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)')
LABELS = {'domain', 'policy_type', 'result_type', 'mx'}


def label_text(value):
    return re.sub(r'\\(.)', lambda found: {'n': '\n'}.get(found[1], found[1]), value)


def exposition(path):
    """The samples, as {(NAME, labels in order): value}."""
    text = text_of(path)
    want(text.endswith('\n'), 'no line end at the end')
    family, families, samples = None, set(), {}
    for line in text.split('\n')[:-1]:
        if line.startswith('# HELP '):
            name, _, words = line[7:].partition(' ')
            want(words and name not in families and re.fullmatch(r'rptlint_[a-z_]+', name), line)
            want(not re.search(r'_(total|count|sum|bucket|info)$|_(days|minutes|hours|percent)\b', name), 'a bad name:', name)
            families.add(name)
            family = None
        elif line.startswith('#'):
            want(line == f'# TYPE {name} gauge', line)
            family = name
        else:
            found = SAMPLE.fullmatch(line)
            want(found and found[1] == family, 'no sample of', family, repr(line))
            labels = tuple((label, label_text(value)) for label, value in LABEL.findall(found[2] or ''))
            want(','.join(f'{m[0]}="{m[1]}"' for m in LABEL.findall(found[2] or '')) == (found[2] or ''), line)
            want({label for label, _ in labels} <= LABELS and len(dict(labels)) == len(labels), line)
            want((family, labels) not in samples, 'a series comes twice:', line)
            want(re.fullmatch(r'-?\d+(\.\d{1,6})?', found[3]), line)
            samples[family, labels] = float(found[3]) if '.' in found[3] else int(found[3])
    return samples


def check_prometheus(folder, path):
    samples = exposition(path)
    wanted, got = sums(), {}
    for (name, labels), value in samples.items():
        labels = dict(labels)
        if name == 'rptlint_sessions_successful':
            got.setdefault((undone_label(labels['domain']), labels['policy_type']), [0, 0])[0] = value
        elif name == 'rptlint_sessions_failed':
            got.setdefault((undone_label(labels['domain']), labels['policy_type']), [0, 0])[1] = value
    want(got == wanted, 'other sums:', [key for key in got.keys() | wanted.keys() if got.get(key) != wanted.get(key)])
    want(samples['rptlint_reports', ()] == len(REPORTS), 'reports')
    want(samples['rptlint_domains', ()] == len({domain for domain, _ in wanted}), 'domains')
    return f'{len(samples)} samples'


def undone_label(value):
    return b''.join(
        (piece.encode() if not piece.startswith('\\') else undone(piece)) for piece in re.split(r'(\\[\\tnr]|\\x..|\\u\{[^}]*\})', value))


CHECKS = {'json': check_json, 'ndjson': check_ndjson, 'csv': check_csv, 'prometheus': check_prometheus}


def main(arguments):
    try:
        if arguments[0] == 'make':
            make(arguments[1])
        elif arguments[0] == 'exposition':
            print(len(exposition(arguments[1])), 'samples')
        else:
            print(CHECKS[arguments[0]](arguments[1], arguments[2]))
    except (Wrong, ValueError, KeyError) as error:
        print(f'{type(error).__name__}: {error}'[:2000])
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
