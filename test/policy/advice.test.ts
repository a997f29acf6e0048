import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Fix, Problem } from '../../src/model/problem.ts';
import { placesOf, problemsOf, withTarget } from './reading.ts';

/** @returns the text with the fix in its place. */
function obey(text: string, { start, end, text: written }: Fix): string {
  const offset = ({ line, column }: Fix['start']) =>
    text
      .split('\n')
      .slice(0, line - 1)
      .reduce((sum, { length }) => sum + length + 1, 0) +
    column -
    1;
  return text.slice(0, offset(start)) + written + text.slice(offset(end));
}

for (const [wrong, right] of [
  ['allow: [80]', 'allow: [80/tcp]'],
  ['allow:\n  - port: 80', 'allow:\n  - port: 80/tcp'],
  ['allow:\n  - port: 80/tcp http', 'allow:\n  - port: 80/tcp\n    service: http'],
  ['allow: [{port: 80/tcp http, reason: x}]', 'allow: [{port: 80/tcp, service: http, reason: x}]'],
  ['allow:\n  - port: 80/tcp\n    service: [http, https]', 'allow:\n  - port: 80/tcp\n    service: http'],
  ['allow: 80/tcp http', 'allow: [80/tcp http]'],
  ['ports: [80, 443]', 'ports: {tcp: [80, 443]}'],
  ['ports:\n  - 80\n  - 443', 'ports:\n  {tcp: [80, 443]}'],
  ['ports: 80', 'ports: {tcp: 80}'],
  ['ports: all', 'ports: {tcp: all}'],
  ['families: ipv4', 'families: [ipv4]'],
  ['owner: 12', 'owner: "12"'],
  ['owner: true', 'owner: "true"'],
  ['owner: yes', 'owner: "yes"'],
  ['ports: {tcp: 022}', 'ports: {tcp: 22}'],
  ['ports: {tcp: [443/tcp, 8080]}', 'ports: {tcp: [443, 8080]}'],
  ['ports: {tcp: ["22,80"]}', 'ports: {tcp: [22, 80]}'],
  ['ports: {tcp: "22,80"}', 'ports: {tcp: [22, 80]}'],
  ['ports: {tcp: 90-80}', 'ports: {tcp: 80-90}'],
  ['ports: {tcp: top100}', 'ports: {tcp: top-100}'],
  ['alow: [80/tcp]', 'allow: [80/tcp]'],
  ['allow: [443/tpc]', 'allow: [443/tcp]'],
  ['allow: [443/tcp htps]', 'allow: [443/tcp https]'],
  ['allow: [090-080/tpc openssh]', 'allow: [80-90/tcp ssh]'],
  ['allow:\n  - 80,443/tcp', 'allow:\n  - 80/tcp\n  - 443/tcp'],
  ['allow: [443/tcp https nginx]', 'allow: [{port: 443/tcp, service: https, reason: nginx}]'],
  ['allow: [{port: 22/tcp, review-by: 2027}]', 'allow: [{port: 22/tcp, review-by: 2027-12-31}]'],
  ['allow: [{port: 22/tcp, review-by: 31.1.2027}]', 'allow: [{port: 22/tcp, review-by: 2027-01-31}]'],
  ['allow: [{port: 22/tcp, review-by: 2027-02-30}]', 'allow: [{port: 22/tcp, review-by: 2027-02-28}]'],
  ['allow: [{port: 22/tcp, review-by: March 2027}]', 'allow: [{port: 22/tcp, review-by: 2027-03-31}]'],
  ['filtered: [5432/tcp postgresql]', 'filtered: [5432/tcp]'],
  ['filtered:\n  - port: 5432/tcp\n    service: postgresql', 'filtered:\n  - port: 5432/tcp'],
  ['forbid:\n  - service: telnet\n    port: 23/tcp', 'forbid:\n  - port: 23/tcp'],
  ['forbid: [telent]', 'forbid: [telnet]'],
  ['profile: quik', 'profile: quick'],
  ['profile: quick\nports:\n  tcp: all # everything', 'profile: quick'],
  ['options: [-T3]\nowner: me', 'owner: me'],
  ['profile: custom\noptions: [-T3, -T2]', 'profile: custom\noptions: [-T3]'],
  ['profile: custom\noptions: [--max-retrys=3]', 'profile: custom\noptions: [--max-retries=3]'],
  ['profile: custom\noptions: [--max-retries 3]', 'profile: custom\noptions: [--max-retries=3]'],
  ['profile: custom\noptions: [\u2013max-retries=3]', 'profile: custom\noptions: [--max-retries=3]'],
  ['tags:\n  - pci # why\n  - pci', 'tags:\n  - pci # why'],
  ['ports: {tcp: [80-90, 85]}', 'ports: {tcp: [80-90]}'],
  ['allow: [tcp/80]', 'allow: [80/tcp]'],
  ['allow: [81:udp]', 'allow: [81/udp]'],
  ['allow: [82tcp]', 'allow: [82/tcp]'],
  ['allow: [80-90]', 'allow: [80-90/tcp]'],
  ['allow: [80..90/tcp]', 'allow: [80-90/tcp]'],
  ['allow: [80/TCP]', 'allow: [80/tcp]'],
  ['allow: [80/tcp/udp]', 'allow: [80/tcp, 80/udp]'],
  ['allow: [53/both]', 'allow: [53/tcp, 53/udp]'],
  ['allow: ["*/udp"]', 'allow: [0-65535/udp]'],
  ['allow: [https]', 'allow: [443/tcp https]'],
  ['allow: [ssh:2222]', 'allow: [2222/tcp ssh]'],
  ['allow: [ssh 22/tcp]', 'allow: [22/tcp ssh]'],
  ['allow: [80/tcp http 443/tcp]', 'allow: [80/tcp http, 443/tcp]'],
  ['allow:\n  - 80/tcp\n    - 443/tcp', 'allow:\n  - 80/tcp\n  - 443/tcp'],
  ['allow:\n  - 80/tcp: http', 'allow:\n  - 80/tcp http'],
  ['allow:\n  - tcp: 22', 'allow:\n  - 22/tcp'],
  ['allow:\n  - port: 53\n    proto: udp\n    service: domain', 'allow:\n  - {port: 53/udp, service: domain}'],
  ['allow: {tcp: [80, 443]}', 'allow: [80/tcp, 443/tcp]'],
  ['allow:\n  port: 80/tcp\n  service: http', 'allow:\n  [{port: 80/tcp, service: http}]'],
  ['forbid: [ftp/tcp]', 'forbid: [ftp]'],
  ['forbid: [any]', 'forbid: [0-65535/tcp]'],
  ['deny: [telnet]', 'forbid: [telnet]'],
  ['open: 80/tcp', 'allow: [80/tcp]'],
  ['ports: [80/tcp, 53/udp]', 'ports: {tcp: [80], udp: [53]}'],
  ['confidence: 0,5', 'confidence: 0.5'],
  ['ports: {tcp: 1..1024}', 'ports: {tcp: 1-1024}'],
  ['ports: {tcp: "*"}', 'ports: {tcp: all}'],
  ['ports: {tcp: 8000-}', 'ports: {tcp: 8000-65535}'],
  ['ports: {tcp: [https, 80]}', 'ports: {tcp: [443, 80]}'],
  ['ports:\n  - tcp: all\n  - udp: [53]', 'ports:\n  {tcp: all, udp: [53]}'],
  ['tags: pci, internet', 'tags: [pci, internet]'],
  ['allow: [80 /tcp]', 'allow: [80/tcp]'],
  ['allow: [22/tcp:ssh]', 'allow: [22/tcp ssh]'],
  ['allow: [{port: 22/tcp, review-by: \u201c2027-01-31\u201d}]', 'allow: [{port: 22/tcp, review-by: 2027-01-31}]'],
  ['allow: [\u201880/tcp\u2019]', 'allow: [80/tcp]'],
  ['allow: [80\u201390/tcp]', 'allow: [80-90/tcp]'],
  ['tags: []\nowner: me', 'owner: me'],
  ['exclude: [192.0.2.11]\nowner: me', 'owner: me'],
  ['allow:\n  - 80/tcp\n  - 80/tcp # again\nowner: me', 'allow:\n  - 80/tcp\nowner: me'],
  ['require: [443/tcp https]\nallow: [443/tcp]\nowner: me', 'require: [443/tcp https]\nowner: me'],
  ['allow: [80-90/tcp http, 85/tcp http]', 'allow: [80-90/tcp http]'],
  ['forbid: [telnet, ftp, telnet]', 'forbid: [telnet, ftp]'],
] as const) {
  test(`the advice for ${JSON.stringify(wrong)}, obeyed, is ${JSON.stringify(right)}`, () => {
    const [problem, ...others] = problemsOf(withTarget(wrong));
    assert.deepEqual(others, []);
    assert.ok(problem?.fix !== undefined, problem?.message);
    assert.equal(obey(withTarget(wrong), problem.fix), withTarget(right));
    assert.deepEqual(problemsOf(withTarget(right)), []);
  });
}

for (const [wrong, right] of [
  ['allow:\n  - port: 22/tcp\n    reason: admin: bastion', 'allow:\n  - port: 22/tcp\n    reason: "admin: bastion"'],
  ['allow: [{port: 22/tcp, reason: a: b}]', 'allow: [{port: 22/tcp, reason: "a: b"}]'],
  ['owner: edge:\ntags: [pci]', 'owner: "edge:"\ntags: [pci]'],
  ['owner: @edge', 'owner: "@edge"'],
  ['tags: [#pci, edge]', 'tags: ["#pci", edge]'],
  ["owner: 'Jo's team'", 'owner: "Jo\'s team"'],
  ['owner: "the "web" team"', 'owner: \'the "web" team\''],
  ['owner: "edge\nallow: [80/tcp]', 'owner: "edge"\nallow: [80/tcp]'],
  ["owner: 'edge\ntags: [pci]", "owner: 'edge'\ntags: [pci]"],
  ['exclude: ["www.example.com]\ntags: [pci]', 'exclude: ["www.example.com"]\ntags: [pci]'],
  [
    'owner: "edge\nallow:\n  - port: 22/tcp\n    reason: "x"',
    'owner: "edge"\nallow:\n  - port: 22/tcp\n    reason: "x"',
  ],
  ['tags: [pci', 'tags: [pci]'],
  ['allow: [{port: 22/tcp, reason: x]', 'allow: [{port: 22/tcp, reason: x}]'],
  ['allow:\n  - 80/tcp\n- 443/tcp', 'allow:\n  - 80/tcp\n  - 443/tcp'],
  ['allow:\n  - 80/tcp\n  443/tcp', 'allow:\n  - 80/tcp\n  - 443/tcp'],
  ['allow:\n  - port: 80/tcp\n  reason: x', 'allow:\n  - port: 80/tcp\n    reason: x'],
  ['allow:\n  - 80/tcp\n  require:\n    - 443/tcp', 'allow:\n  - 80/tcp\nrequire:\n  - 443/tcp'],
  ['owner:edge', 'owner: edge'],
  ['allow: - 80/tcp', 'allow: [80/tcp]'],
  ['allow:\n  - port: 22/tcp\n    reason: [draft] x', 'allow:\n  - port: 22/tcp\n    reason: "[draft] x"'],
  ['owner: "a" and "b"', 'owner: \'"a" and "b"\''],
  ['tags\n  - pci', 'tags:\n  - pci'],
  ['allow:\n\t- 80/tcp\n\t- 443/tcp', 'allow:\n  - 80/tcp\n  - 443/tcp'],
] as const) {
  test(`the slip of syntax ${JSON.stringify(wrong)} is ${JSON.stringify(right)}`, () => {
    const [problem, ...others] = problemsOf(withTarget(wrong));
    assert.deepEqual([problem?.code, others], ['yaml-syntax', []]);
    assert.ok(problem?.fix !== undefined, problem?.message);
    assert.equal(obey(withTarget(wrong), problem.fix), withTarget(right));
    assert.deepEqual(
      problemsOf(withTarget(right)).filter(({ code }) => code === 'yaml-syntax'),
      [],
    );
  });
}

const WEB = 'version: 1\ntargets:\n  web:\n    hosts: [192.0.2.10]\n';
for (const [wrong, right, place] of [
  [`${WEB}allow:\n  - 80/tcp\n`, `${WEB}    allow:\n      - 80/tcp\n`, '5:1 misplaced-key'],
  [`${WEB}  allow: [80/tcp]\n`, `${WEB}    allow: [80/tcp]\n`, '5:3 misplaced-key'],
  [`owner: me\n${WEB}`, `${WEB}    owner: me\n`, '1:1 misplaced-key'],
  [
    `${WEB}defaults: {fail-on: high}\nowner: me\n`,
    `${WEB}    owner: me\ndefaults: {fail-on: high}\n`,
    '6:1 misplaced-key',
  ],
  [
    `${WEB}    allow:\n      - port: 22/tcp\n    reason: x\n    tags: [a]\n`,
    `${WEB}    allow:\n      - port: 22/tcp\n        reason: x\n    tags: [a]\n`,
    '7:5 misplaced-key',
  ],
  ['version: 1\ntargets:\n  web:\n  hosts: [192.0.2.10]\n', WEB, '4:3 misplaced-key'],
  ['version: 1\nweb:\n  hosts: [192.0.2.10]\n', WEB, '2:1 misplaced-key'],
  ['version: 1\ntargets:\nweb:\n  hosts: [192.0.2.10]\n', WEB, '3:1 misplaced-key'],
  ['version: 1\ntargets:\n  hosts: [192.0.2.10]\n', WEB.replace('web', 'main'), '3:3 misplaced-key'],
  ['version: 1\nhosts: [192.0.2.10]\n', WEB.replace('web', 'main'), '2:1 misplaced-key'],
  ['version: 1\ntargets:\n- name: web\n  hosts: [192.0.2.10]\n', WEB, '3:1 wrong-type'],
  [
    'version: 1\ntargets:\n  - web:\n      hosts: [192.0.2.10]\n',
    `${WEB.replace('  web', '    web').replace('    hosts', '      hosts')}`,
    '3:3 wrong-type',
  ],
] as const) {
  test(`what stands too far out belongs further in: ${JSON.stringify(wrong)}`, () => {
    const [problem] = problemsOf(wrong);
    assert.deepEqual(placesOf(wrong), [place]);
    assert.ok(problem?.fix !== undefined, problem?.message);
    assert.equal(obey(wrong, problem.fix), right);
    assert.deepEqual(problemsOf(right), []);
  });
}

test('a zone that no target has is replaced by the one that is meant, however long', () => {
  const zone = 'z'.repeat(64);
  const wrong = withTarget(`zone: ${zone}`, `devices: [{name: a, address: 192.0.2.10, zone: ${zone.slice(1)}}]\n`);
  const [problem] = problemsOf(wrong);
  assert.ok(problem?.fix !== undefined && problem.message.endsWith(`write "${zone}"`), problem?.message);
  assert.deepEqual(problemsOf(obey(wrong, problem.fix)), []);
});

test('a slip of syntax is told where it is, not where the reader of YAML stops', () => {
  assert.deepEqual(placesOf(withTarget('owner: "edge\nallow: [80/tcp]\nforbid: [telnet]')), ['6:12 yaml-syntax']);
  assert.deepEqual(placesOf(withTarget('allow:\n  - port: 22/tcp\n    reason: a: b')), ['8:17 yaml-syntax']);
});

test('each of several slips has its own advice, and what only follows from one is not told', () => {
  const wrong = withTarget('owner: @edge\nallow:\n  - port: 22/tcp\n    reason: a: b\n  - 80/tcp\n- 443/tcp');
  assert.deepEqual(placesOf(wrong), ['6:12 yaml-syntax', '9:17 yaml-syntax', '11:5 yaml-syntax']);
  const right = problemsOf(wrong).reduceRight((text, { fix }) => (fix === undefined ? text : obey(text, fix)), wrong);
  assert.deepEqual(problemsOf(right), []);
});

test('names that JavaScript knows are no ports, and a mapping in the place of text is no text', () => {
  for (const lines of [
    'allow: [constructor]',
    'ports: {tcp: [toString]}',
    'allow: [{port: {toString: 1}, protocol: {valueOf: 2}}]',
    'ports: [{toString: 1}]',
    'allow: [{tcp: [[{toString: 1}]]}]',
  ]) {
    assert.ok(problemsOf(withTarget(lines)).length > 0, lines);
  }
});

test('names that JavaScript knows are unknown keys like any other', () => {
  for (const key of ['constructor', 'toString', 'valueOf']) {
    for (const lines of ['KEY: 0x1', 'KEY: 1\nKEY: 1', 'KEY: {KEY: 0x1}']) {
      const codes = (name: string) => problemsOf(withTarget(lines.replaceAll('KEY', name))).map(({ code }) => code);
      assert.ok(codes('other').length > 0, lines);
      assert.deepEqual(codes(key), codes('other'), `${lines} ${key}`);
    }
  }
});

test('ports of which only some are named twice are not removed', () => {
  const [problem] = problemsOf(withTarget('ports: {tcp: [80-90, 85-95]}'));
  assert.equal(problem?.code, 'duplicate-value');
  assert.equal(problem?.fix, undefined);
});

for (const [wrong, right] of [
  ['https://www.example.com:8443/path', 'www.example.com'],
  ['www.example.com:443', 'www.example.com'],
  ['"[2001:db8::1]:443"', '"2001:db8::1"'],
  ['fe80::1%eth0', '"fe80::1"'],
  ['"::ffff:192.0.2.10"', '192.0.2.10'],
  ['192.0.2.010', '192.0.2.10'],
  ['www.example.com/24', 'www.example.com'],
  ['b\u00fccher.example', 'xn--bcher-kva.example'],
  ['192.0.2.10-192.0.2.20', '192.0.2.10-20'],
  ['192.0.2.10 - 192.0.2.20', '192.0.2.10-20'],
  ['192.0.2.0/255.255.255.128', '192.0.2.0/25'],
  ['192.0.2.10/tcp', '192.0.2.10'],
  ['root@www.example.com', 'www.example.com'],
  ['\u201c192.0.2.10\u201d', '192.0.2.10'],
  ['192.0.2.10, 192.0.2.10', '192.0.2.10'],
  ['192.0.2.10, 192.0.2.0/24', '192.0.2.0/24'],
  ['www.example.com, WWW.example.com.', 'www.example.com'],
  ['192.0.2.10 192.0.2.11', '192.0.2.10, 192.0.2.11'],
  ['"192.0.2.10,192.0.2.11"', '192.0.2.10, 192.0.2.11'],
] as const) {
  test(`the advice for the host ${wrong}, obeyed, is ${right}`, () => {
    const policy = (host: string) => withTarget('owner: me').replace('192.0.2.10', () => host);
    const [problem, ...others] = problemsOf(policy(wrong));
    assert.deepEqual(others, []);
    assert.ok(problem?.fix !== undefined, problem?.message);
    assert.equal(obey(policy(wrong), problem.fix), policy(right));
    assert.deepEqual(problemsOf(policy(right)), []);
  });
}

test('the advice for a missing key that has an example, obeyed, leaves no error', () => {
  const missing = [
    'version: 1\n',
    'targets:\n  web: {hosts: [127.0.0.1]}\n',
    'version: 1\ntargets:\n  web:\n    owner: me\n',
  ];
  for (const text of missing) {
    const [problem, ...others] = problemsOf(text);
    assert.deepEqual([problem?.code, others], ['missing-key', []]);
    const indent = text.includes('owner') ? '    ' : '';
    const line = /: add (.+)$/.exec(problem?.message ?? '')?.[1];
    assert.deepEqual(problemsOf(`${text}${indent}${line}\n`), [], problem?.message);
  }
});

/** Messages that say what to do, and not what to write, because a person must choose: their codes and the reason. */
const CHOICES: Readonly<Record<string, string>> = {
  'duplicate-key': 'which of two values is meant',
  alias: 'what the anchor stands for, and where else it is used',
  'missing-key': 'what its value is',
  'invalid-date': 'which day is meant',
  'merge-key': 'which of the merged values hold here',
  'empty-policy': 'what is scanned',
  'invalid-use': 'where the policy is',
  contradiction: 'which of two settings is meant',
  'unknown-zone': 'which zone is meant',
};

const VERBS = /\b(?:write|quotes?|remove|keep|add|leave|did you mean)\b/i;

const FOLDER = join(import.meta.dirname, 'problems');
for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.yml'))) {
  test(`each replacement for problems/${file} ends its problem`, () => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    for (const { code, message, fix } of problemsOf(text)) {
      if (fix === undefined) {
        assert.ok(!VERBS.test(message.replace(/"[^"]*"/g, '')) || code in CHOICES, message);
        continue;
      }
      // What is removed from a list makes place for its neighbour, which may have the same problem.
      const same = (other: Problem) => other.code === code && other.message === message;
      const before = problemsOf(text).filter(same).length;
      assert.ok(problemsOf(obey(text, fix)).filter(same).length < before, `${message}: ${fix.text}`);
    }
  });
}
