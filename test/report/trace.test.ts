import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RunEvent } from '../../src/model/event.ts';
import { eventText, traceLine } from '../../src/report/trace.ts';
import { traceJsonSchema } from '../../src/report/trace-schema.ts';
import { PAYLOADS } from './hostile.ts';
import { validateWithJsonSchema } from './validators.ts';

const SCHEMA = traceJsonSchema();

const ASKED = { step: 'sweep', family: 'ipv4', protocol: 'tcp', addresses: 3 } as const;
const PATH = { asked: 5_000, achieved: 4_900.5, known: 8, answered: 7, roundTrip: null } as const;

/** One of each. */
const EVENTS: { readonly [Name in RunEvent['event']]: Extract<RunEvent, { event: Name }> } = {
  start: { event: 'start', policy: 'exposure-policy.yml', startedAt: new Date('2026-11-26T12:00:00Z') },
  message: { event: 'message', message: 'nmap is installed with apt-get' },
  scanner: { event: 'scanner', program: '/usr/bin/nmap', version: '7.93', data: '/usr/share/nmap', privilege: 'root' },
  budget: { event: 'budget', addresses: 3, packets: 1_000, maxRate: null, expected: 12.5, timeout: 3_600 },
  step: { event: 'step', index: 1, count: 2, why: 'no answer yet', ...ASKED },
  'scan-start': { event: 'scan-start', scan: 1, ports: 100, command: 'nmap -sS 192.0.2.1', ...ASKED },
  'scan-end': {
    ...{ event: 'scan-end', scan: 1, step: 'sweep', duration: 1.5, exitCode: null, signal: 'SIGKILL' },
    ...{ up: 1, open: 2, failure: 'the scanner was killed by SIGKILL' },
  },
  retry: {
    event: 'retry',
    scan: 1,
    why: 'the scanner was killed by SIGSEGV; this may be temporary: scanning again (1 of 2)',
  },
  'chunk-start': {
    ...{ event: 'chunk-start', chunk: 0, reason: 'first-ports', phase: 'near', pass: 1, addresses: 3, ports: 2_000 },
    ...{ canaries: 4, rate: 5_000, wait: 1_500 },
  },
  'chunk-end': {
    ...{ event: 'chunk-end', chunk: 0, duration: 0.8, failed: false, open: 4, loss: 0.01, missed: null, goal: 0.01 },
  },
  rate: { event: 'rate', chunk: 0, from: 5_000, to: 9_000, reason: 'answers-came', ...PATH },
  liveness: {
    ...{ event: 'liveness', chunk: 4, address: '192.0.2.1', from: 'suspect', to: 'blocked' },
    ...{ reason: 'known-ports-silent', known: 3, silent: '22,80' },
  },
  'liveness-more': { event: 'liveness-more', chunk: 4, hosts: 12 },
  unobserved: {
    ...{ event: 'unobserved', step: 'sweep', code: 'blocked', why: 'the host is gone', addresses: 7, ports: 70 },
    examples: ['192.0.2.1', '2001:db8::1'],
  },
  results: { event: 'results', file: 'scan.xml', duration: 0.1, failure: null },
  verdict: { event: 'verdict', verdict: 'inconclusive', exitCode: 3, findings: 0, unobserved: 70 },
  cut: { event: 'cut', bytes: 67_108_864 },
};

describe('a trace', () => {
  for (const event of Object.values(EVENTS)) {
    test(`is one valid line of JSON: ${event.event}`, () => {
      const line = traceLine(event, 1.23456);
      assert.ok(line.indexOf('\n') === line.length - 1);
      const parsed = JSON.parse(line);
      assert.deepEqual(validateWithJsonSchema(SCHEMA, parsed), []);
      assert.deepEqual([parsed.seconds, parsed.event, parsed.text], [1.235, event.event, eventText(event)]);
      assert.doesNotMatch(parsed.text, /undefined|NaN|null|\[object/);
    });
  }

  test('is refused by the schema where a field is missing or is no known event', () => {
    const { chunk, ...less } = JSON.parse(traceLine(EVENTS.liveness, 1));
    assert.equal(chunk, 4);
    assert.notDeepEqual(validateWithJsonSchema(SCHEMA, less), []);
    assert.notDeepEqual(validateWithJsonSchema(SCHEMA, { ...less, chunk: 4, event: 'other' }), []);
  });

  test('names the host, the reason and the chunk of a decision in words', () => {
    assert.equal(
      eventText(EVENTS.liveness),
      '192.0.2.1 is blocked, and only its open ports count: ports that are known to answer did not in chunk 4 (3 ' +
        'known ports probed, silent: 22,80)',
    );
  });

  test('holds foreign text as printable text alone, and little of it', () => {
    for (const hostile of [...PAYLOADS, '\u001b[2J'.repeat(10_000)]) {
      const line = traceLine({ ...EVENTS['scan-end'], failure: hostile }, 1);
      assert.doesNotMatch(line.trimEnd(), /[^\x20-\x7e\p{Script=Latin}]/u);
      assert.ok(line.length < 6_000, `${line.length}`);
    }
  });
});
