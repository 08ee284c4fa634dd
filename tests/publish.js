// SPDX-License-Identifier: BSD-2-Clause
// Reads what `rptlint generate --as FLAVOUR` writes with the parsers of others, for tests/publish.sh.
//
//   node tests/publish.js FLAVOUR:FILE...   prints each record as "NAME OWNER TTL VALUE", with the file's name,
//                                           or "NAME" and what is wrong
//   node tests/publish.js random COUNT      prints so many values of extension fields, always the same ones
'use strict';
const assert = require('assert');
const fs = require('fs');
const path = require('path');
const vm = require('vm');

// Character-strings of RFC 1035 section 5.1, in quotes, to the value they make.
function joined(text) {
    assert.match(text, /^"([^"\\]|\\.)*"(\s+"([^"\\]|\\.)*")*$/);
    const strings = text.match(/"([^"\\]|\\.)*"/g).map((string) =>
        string.slice(1, -1).replace(/\\(\d{3}|.)/g, (all, code) =>
            code.length === 3 ? String.fromCharCode(parseInt(code, 10)) : code));
    assert.match(strings[0], /^v=(TLSRPTv1|STSv1);/, 'the version is in the first string');
    for (const string of strings) assert(Buffer.byteLength(string, 'latin1') <= 255, 'a string is too long');
    for (const string of strings.slice(0, -1)) assert.strictEqual(string.length, 255);
    return strings.join('');
}

function zone(text) {
    return text.split('\n').map((line) => line.match(/^(_\S+)\.\s+(\d+)\s+IN\s+TXT\s+(".*")\s*$/)).filter(Boolean)
        .map(([, owner, ttl, strings]) => [owner, ttl, joined(strings)]);
}

// As octoDNS does: keys in their order, no semicolon without a backslash, and none with two.
function octodns(text) {
    const records = require('js-yaml').load(text);
    const domain = text.match(/^# for the zone (\S+)$/m)[1];
    assert.deepStrictEqual(Object.keys(records), Object.keys(records).sort());
    return Object.entries(records).map(([owner, record]) => {
        assert.deepStrictEqual(Object.keys(record), ['ttl', 'type', 'value']);
        assert.strictEqual(record.type, 'TXT');
        assert.doesNotMatch(record.value, /[^\\];|\\\\;/);
        return [`${owner}.${domain}`, record.ttl, record.value.replaceAll('\\;', ';')];
    });
}

function dnscontrol(text) {
    const records = [];
    vm.runInNewContext(text, {
        TTL: (ttl) => ({ttl}),
        TXT: (owner, value, {ttl}) => ({owner, value, ttl}),
        D_EXTEND: (domain, ...all) => {
            for (const {owner, value, ttl} of all) records.push([`${owner}.${domain}`, ttl, value]);
        },
    });
    return records;
}

function route53(text) {
    return JSON.parse(text).Changes.map(({Action, ResourceRecordSet: set}) => {
        assert.strictEqual(Action, 'UPSERT');
        assert.strictEqual(set.Type, 'TXT');
        assert.strictEqual(set.ResourceRecords.length, 1);
        assert(set.ResourceRecords[0].Value.length <= 4000);
        assert.strictEqual(set.Name.at(-1), '.');
        return [set.Name.slice(0, -1), set.TTL, joined(set.ResourceRecords[0].Value)];
    });
}

function cloudflare(text) {
    return text.trimEnd().split('\n').map((line) => {
        const {type, name, content, ttl} = JSON.parse(line);
        assert.strictEqual(type, 'TXT');
        return [name, ttl, joined(content)];
    });
}

// JSON of the bodies of aws_route53_record.  The provider puts the outer quotes around each of `records`.
function terraform(text) {
    return JSON.parse(text).map(({zone_id: id, type, name, ttl, records}) => {
        assert.strictEqual(id, 'Z1');
        assert.strictEqual(type, 'TXT');
        assert.strictEqual(records.length, 1);
        return [name, ttl, joined(`"${records[0]}"`)];
    });
}

// Values of fields are made of %x21-3A / %x3C / %x3E-7E (RFC 8460 section 3); what some syntax minds is frequent.
function random(count) {
    const hostile = ['"', '\\', '$', '{', '}', '%', "'", '#', '`', '${', '%{', '$${', '%%{', '##', '\\"', '\\n', '\\u0041',
        '%21', '<', '!', '&', "''", '\\\\', '*', '@', '-', ':', '\\034', '//', '/*', '--'];
    let state = 20180926;
    const below = (n) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor(state / 4294967296 * n);
    };
    for (let i = 0; i < count; i++) {
        const length = i % 8 === 0 ? 150 + below(500) : 1 + below(40);
        let value = '';
        while (value.length < length) {
            const octet = 0x21 + below(0x5e);
            if (below(2) === 0) value += hostile[below(hostile.length)];
            else if (octet !== 0x3b && octet !== 0x3d) value += String.fromCharCode(octet);
        }
        console.log(value);
    }
}

const readers = {zone, octodns, dnscontrol, route53, cloudflare, terraform};

function read(flavour, file) {
    try {
        const records = readers[flavour](fs.readFileSync(file, 'latin1'));
        assert(records.length > 0, 'no record');
        return records.map((record) => record.join(' '));
    } catch (error) {
        return [`${error}`.replaceAll('\n', ' ')];
    }
}

const words = process.argv.slice(2);
if (words[0] === 'random') {
    random(Number(words[1]));
} else {
    for (const [, flavour, file] of words.map((word) => word.match(/^([^:]*):(.*)$/)))
        for (const line of read(flavour, file)) console.log(`${path.basename(file)} ${line}`);
}
