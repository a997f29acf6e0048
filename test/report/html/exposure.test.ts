import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../src/model/finding.ts';
import { ALL_PORTS, portSet } from '../../../src/model/port.ts';
import type { Report, UnobservedRecord } from '../../../src/model/report.ts';
import { columnsOf, foldRows, placesOf, type Row, rowOf } from '../../../src/report/html/exposure.ts';
import { address, finding } from '../make.ts';
import { FAILED, INCONCLUSIVE, PASSED } from '../samples.ts';

const kinds = (report: Report) => {
  const places = placesOf(report);
  const columns = columnsOf(places);
  return places.map((place) =>
    rowOf(place, columns)
      .cells.map(({ kind }) => kind)
      .join(' '),
  );
};
const columns = (report: Report) => columnsOf(placesOf(report)).map(({ protocol, port }) => `${port}/${protocol}`);

test('open ports and ports with findings have columns, in the order of their numbers', () => {
  assert.deepEqual(columns(FAILED), ['22/tcp', '443/tcp', '6379/tcp', '8080/tcp', '8443/tcp']);
});

test('a finding hides the state, and a waived finding says so', () => {
  assert.equal(kinds(FAILED)[0], 'open finding finding finding waived');
});

test('a port without an answer is unobserved, also if an answer was seen', () => {
  const gap: UnobservedRecord = {
    ...{ target: 'edge', host: '192.0.2.10', address: address('192.0.2.10'), protocol: 'tcp' },
    ports: portSet([[22, 22]]),
    reason: { code: 'scan-failed', text: 'the scanner was killed' },
  };
  const report = { ...PASSED, coverage: { ...PASSED.coverage, unobserved: [gap] } };
  assert.equal(kinds(report)[0], 'unobserved open open open open');
});

test('a host that gave no answer at all has a row', () => {
  const places = placesOf(INCONCLUSIVE);
  assert.deepEqual(
    places.map(({ name }) => name),
    ['192.0.2.10', '192.0.2.11', 'www.staging.example.com'],
  );
  const silent = rowOf(places[1] as (typeof places)[number], columnsOf(places));
  assert.deepEqual([...new Set(silent.cells.map(({ kind }) => kind))], ['unobserved', 'not-asked']);
  assert.equal(silent.others.unobserved, 65_530);
});

test('a waived finding never hides one that stands', () => {
  const waived = FAILED.findings.find((one) => one.waived !== null)?.waived ?? null;
  const report = (findings: readonly Finding[]) => ({ ...PASSED, findings });
  const [a, b] = [finding({ code: 'wrong-service', severity: 'low' }), finding({ code: 'unexpected-port', waived })];
  for (const findings of [
    [a, b],
    [b, a],
  ])
    assert.equal(kinds(report(findings))[0], 'open open open finding open');
});

test('a finding about a line of the policy says nothing of the port', () => {
  const unused = finding({ code: 'unused-waiver', severity: 'note', port: 22 });
  assert.equal(kinds({ ...PASSED, findings: [unused] })[0], 'open open open open open');
});

test('the worst findings have columns before ports that are merely open, and a tarpit fills none', () => {
  const [host] = PASSED.hosts;
  assert.ok(host !== undefined);
  const many = Array.from({ length: 300 }, (_, index) => [1000 + index, 1000 + index] as const);
  const tarpit = {
    ...host,
    address: address('192.0.2.9'),
    protocols: { tcp: { states: { open: ALL_PORTS }, details: new Map() } },
  };
  const busy = { ...host, protocols: { tcp: { states: { open: portSet(many) }, details: new Map() } } };
  const report = { ...PASSED, hosts: [tarpit, busy], findings: [finding({ code: 'unexpected-port', port: 60_000 })] };
  assert.equal(columns(report).length, 20);
  assert.equal(columns(report).at(-1), '60000/tcp');
  const places = placesOf(report);
  assert.equal(rowOf(places[0] as (typeof places)[number], columnsOf(places)).others.open, 65_515);
});

test('rows that show the same are one group, and the worst come first', () => {
  const [host] = PASSED.hosts;
  assert.ok(host !== undefined);
  const hosts = [1, 2, 3, 4].map((last) => ({ ...host, address: address(`192.0.2.${last}`) }));
  const findings = [finding({ code: 'unexpected-port', host: '192.0.2.3', address: address('192.0.2.3'), port: 22 })];
  const places = placesOf({ ...PASSED, hosts, findings });
  const groups = foldRows(places.map((place) => rowOf(place, columnsOf(places))) as [Row, ...Row[]]);
  assert.deepEqual(
    groups.map((group) => group.map(({ place }) => place.name)),
    [['192.0.2.3'], ['192.0.2.1', '192.0.2.2', '192.0.2.4']],
  );
});
