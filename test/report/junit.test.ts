import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse as parseResults } from 'test-results-parser';
import { validateXML } from 'xmllint-wasm';
import { parseAddress } from '../../src/model/address.ts';
import { portSet } from '../../src/model/port.ts';
import type { Outcome, Report, ReportedHost } from '../../src/model/report.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { workspace } from '../support/workspace.ts';
import { hostileFailure, hostileReport, inTurn, PAYLOADS } from './hostile.ts';
import { finding } from './make.ts';
import * as samples from './samples.ts';

const SCHEMA = readFileSync(join(import.meta.dirname, 'junit.xsd'), 'utf8');

function junit(outcome: Outcome): string {
  return [...renderJunit(outcome)].join('');
}

/** As a second, independent reader understands the file: the state of each case by its name. */
async function read(outcome: Outcome) {
  const folder = await workspace();
  const file = join(folder, 'report.xml');
  await writeFile(file, junit(outcome));
  return parseResults({ type: 'junit', files: [file] });
}

async function statesOf(outcome: Outcome): Promise<ReadonlyMap<string, string>> {
  const { suites } = await read(outcome);
  return new Map(suites.flatMap(({ cases }) => cases.map(({ name, status }) => [name, status] as const)));
}

test('every outcome is valid by the schema', async () => {
  const outcomes: readonly Outcome[] = [
    ...Object.values(samples.SAMPLES),
    samples.EVERYTHING,
    hostileReport(inTurn(PAYLOADS.map((text) => `x${text}`))),
    hostileReport(() => ']]>&"\'<a>'),
    hostileFailure(inTurn(PAYLOADS)),
  ];
  for (const outcome of outcomes) {
    const xml = [{ fileName: 'report.xml', contents: junit(outcome) }];
    const { valid, errors } = await validateXML({ xml, schema: SCHEMA });
    assert.ok(valid, JSON.stringify(errors));
  }
});

test('a line that holds on a host is a case that passes, and a line with a finding is not', async () => {
  const states = await statesOf(samples.FAILED);
  const [host, place] = ['192.0.2.10', 'www.staging.example.com (192.0.2.10)'];
  assert.equal(states.get(`${place}: allow 22/tcp ssh`), 'PASS');
  assert.equal(states.get(`${host}: unexpected-port 6379/tcp`), 'FAIL');
  assert.equal(states.get(`${host}: unexpected-port 8443/tcp`), 'SKIP');
  assert.equal(states.get('line 15: unused-waiver'), 'SKIP');
  assert.equal(states.get(`${place}: require 443/tcp https`), undefined, 'it is not verified');
  assert.equal(states.get(`${place}: nothing else is open`), undefined, 'other ports are open');
});

test('a skipped case says why: the reason of the waiver, or that fail-on is higher', () => {
  const xml = junit({ ...samples.FAILED, failOn: 'critical' });
  assert.match(xml, /<skipped type="unexpected-port" message="waived until 2026-12-31 by team-edge: legacy console/);
  assert.match(xml, /<skipped type="wrong-service" message="high, below fail-on \(critical\): /);
});

test('nothing passes of a run that judged nothing', async () => {
  for (const outcome of [samples.BAD_POLICY, samples.NO_SCANNER]) {
    const { status, total, errors, passed } = await read(outcome);
    assert.deepEqual([status, errors, passed], ['FAIL', total, 0]);
  }
});

test('an inconclusive run fails where errors count, also if it ends with 0', async () => {
  for (const outcome of [samples.INCONCLUSIVE, { ...samples.INCONCLUSIVE, exitCode: 0 as const }]) {
    const { status, errors } = await read(outcome);
    assert.deepEqual([status, errors], ['FAIL', 2]);
    assert.equal((await statesOf(outcome)).get('every port was answered for'), 'FAIL');
  }
});

/** The passing report with gaps on its only host, or with other findings. */
async function passing(part: Partial<Report>): Promise<readonly string[]> {
  const states = await statesOf({ ...samples.PASSED, ...part });
  return [...states].filter(([name, state]) => state === 'PASS' && name.includes(': ')).map(([name]) => name);
}

test('no line passes on a host where a port of it was not answered', async () => {
  const gap = (protocol: 'tcp' | 'udp' | null, port: number) => ({
    target: 'edge',
    host: '192.0.2.10',
    address: parseAddress('192.0.2.10') ?? assert.fail(),
    protocol,
    ports: protocol === null ? [] : portSet([[port, port]]),
    reason: { code: 'host-timeout', text: 'late' } as const,
  });
  const linesOf = async (unobserved: Report['coverage']['unobserved']) =>
    (await passing({ coverage: { ...samples.PASSED.coverage, unobserved } })).map((name) => name.split('): ')[1]);
  assert.deepEqual(await linesOf([]), [
    'require 443/tcp https',
    'require 53/udp',
    'allow 22/tcp ssh',
    'nothing else is open',
  ]);
  assert.deepEqual(await linesOf([gap('tcp', 443)]), ['require 53/udp', 'allow 22/tcp ssh']);
  assert.deepEqual(await linesOf([gap('udp', 443)]), ['require 443/tcp https', 'require 53/udp', 'allow 22/tcp ssh']);
  assert.deepEqual(await linesOf([gap(null, 0)]), []);
});

test(
  'no line passes on a host that answers everywhere, and none about any port if a service is ' + 'not verified',
  async () => {
    const location = { file: samples.POLICY_FILE, line: 99, column: 1 };
    assert.deepEqual(await passing({ findings: [finding({ code: 'suspicious-host', location })] }), []);
    const names = await passing({ findings: [finding({ code: 'unverified-service', location })] });
    assert.equal(names.length, 3);
    assert.ok(names.every((name) => !name.includes('nothing else')));
  },
);

test('the passes of many hosts are folded, one case for each line', async () => {
  const [host] = samples.PASSED.hosts as readonly [ReportedHost];
  const hosts = Array.from({ length: 20_000 }, () => host);
  const xml = junit({ ...samples.PASSED, hosts });
  assert.match(xml, /name="require 443\/tcp https \(20,000 hosts\)"/);
  assert.ok(xml.length < 5_000);
});

test('findings of a target that the report does not list are not lost', async () => {
  const findings = [finding({ code: 'unexpected-port', target: 'lost' })];
  const { failed } = await read({ ...samples.PASSED, verdict: 'fail', exitCode: 1, findings });
  assert.equal(failed, 1);
});
