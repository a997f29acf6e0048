import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fingerprint } from '../../src/compare/fingerprint.ts';
import { parseMac } from '../../src/model/device.ts';
import type { Finding } from '../../src/model/finding.ts';
import {
  type KnownAllowance,
  type KnownDevice,
  type KnownFinding,
  type SeenDevice,
  SIGHTINGS,
  type Sighting,
  type Span,
} from '../../src/model/memory.ts';
import type { Report } from '../../src/model/report.ts';
import type { Moment } from '../../src/model/time.ts';
import { momentOf } from '../../src/model/time.ts';
import { joined } from '../../src/state/life.ts';
import { joinSightings, StateDraft } from '../../src/state/merge.ts';
import { readState } from '../../src/state/read.ts';
import type { State } from '../../src/state/state.ts';
import { writeState } from '../../src/state/write.ts';
import { address, day } from '../report/make.ts';
import { PASSED } from '../report/samples.ts';

/** Later than every moment in these tests. */
export const NOW = new Date('2027-01-01T00:00:00Z');

/** @returns the moment so many hours after the first run */
export function hour(hours: number): Moment {
  return momentOf(new Date(Date.parse('2026-11-20T02:00:00Z') + hours * 3_600_000));
}

/** @returns a report of a run at that hour; it is complete unless it is inconclusive */
export function runAt(hours: number, findings: readonly Finding[], part: Partial<Report> = {}): Report {
  const startedAt = new Date(hour(hours));
  const verdict = findings.length === 0 ? 'pass' : 'fail';
  return {
    ...PASSED,
    verdict,
    exitCode: verdict === 'pass' ? 0 : 1,
    findings,
    startedAt,
    finishedAt: startedAt,
    ...part,
  };
}

/** What makes a run incomplete. */
export const INCOMPLETE: Partial<Report> = {
  verdict: 'inconclusive',
  exitCode: 3,
  coverage: { ...PASSED.coverage, answered: PASSED.coverage.required - 1 },
};

export function bytesOf(state: State): Buffer {
  return Buffer.from([...writeState(state)].join(''));
}

/** @returns the state after it was written and read again */
export function reread(state: State): State {
  return readState([bytesOf(state)], 'state.jsonl', NOW);
}

const anyMoment = fc.integer({ min: 0, max: 60 }).map(hour);
const anySpan = fc.tuple(anyMoment, anyMoment).map(([a, b]): Span => (a < b ? [a, b] : [b, a]));
const anyFinding = fc
  .record({
    fingerprint: fc.constantFrom('a', 'b', 'c').map((letter) => `${letter.repeat(32)}:1`),
    environment: fc.constantFrom('staging', 'other'),
    target: fc.constantFrom('edge', 'core'),
    code: fc.constantFrom('unexpected-port', 'missing-port'),
    severity: fc.constantFrom('high', 'low', null),
    host: fc.constantFrom('192.0.2.10', null),
    protocol: fc.constantFrom('tcp', null),
    ports: fc.constantFrom('80', null),
    waived: fc.boolean(),
    failing: fc.boolean(),
    gone: fc.option(anyMoment),
    spans: fc.array(anySpan, { minLength: 1, maxLength: 4 }),
  } as const)
  .map(({ spans: all, ...rest }): KnownFinding => {
    const spans = joined(all);
    return { ...rest, spans, first: spans[0]?.[0] ?? hour(0), last: spans.at(-1)?.[1] ?? hour(0) };
  });
const anyRun = fc.record(
  {
    at: anyMoment,
    environment: fc.constantFrom('staging', 'other'),
    targets: fc.constantFrom(['edge'], ['core', 'edge']),
    verdict: fc.constantFrom('pass', 'fail', 'inconclusive'),
    complete: fc.boolean(),
    silent: fc.constantFrom([], ['edge']),
    ending: fc.constantFrom(null, day('2026-12-10')),
  } as const,
  { noNullPrototype: true },
);

const anySighting = (what: fc.Arbitrary<string>) =>
  fc
    .record({ what, detail: fc.constantFrom('a', 'b', null), span: anySpan })
    .map(({ what: one, detail, span: [first, last] }): Sighting => ({ what: one, detail, first, last }));
const anyList = (...texts: readonly string[]) =>
  fc.array(anySighting(fc.constantFrom(...texts)), { maxLength: 3 }).map((list) => joinSightings(list, []));
const anyDevice = fc
  .record({
    id: fc.constantFrom('mac:home/00:1a:2b:3c:4d:5e', 'address:home/192.0.2.10', 'random:home'),
    zone: fc.constant('home'),
    environment: fc.constantFrom('staging', 'other'),
    targets: fc.constantFrom(['edge'], ['core', 'edge']),
    os: fc.constantFrom('Linux', null),
    addresses: anyList('192.0.2.10', '192.0.2.11', '2001:db8::1'),
    macs: anyList('00:1a:2b:3c:4d:5e'),
    names: anyList('a.example.com'),
    ports: anyList('22/tcp', '80/tcp'),
    gone: fc.option(anyMoment),
    spans: fc.array(anySpan, { minLength: 1, maxLength: 4 }),
  })
  .map(({ spans: some, ...rest }): KnownDevice => {
    const sighted = SIGHTINGS.flatMap((key) => rest[key].map(({ first, last }): Span => [first, last]));
    const spans = joined([...some, ...sighted]);
    return { ...rest, spans, first: spans[0]?.[0] ?? hour(0), last: spans.at(-1)?.[1] ?? hour(0) };
  });

/** @returns the fingerprint of a line of the target that the tests have */
function allowance(protocol: string, port: string): string {
  return fingerprint({ environment: 'staging', code: 'unused-allowance', target: 'edge', host: '', protocol, port });
}

const anyAllowance = fc
  .record({
    fingerprint: fc.constantFrom(allowance('tcp', '80'), allowance('udp', '53'), `${'d'.repeat(32)}:1`),
    environment: fc.constantFrom('staging', 'other'),
    target: fc.constantFrom('edge', 'core'),
    protocol: fc.constantFrom('tcp', 'udp'),
    ports: fc.constantFrom('80', '53'),
    moments: fc.tuple(anyMoment, anyMoment),
    open: fc.option(anyMoment),
  } as const)
  .map(({ moments, open, ...rest }): KnownAllowance => {
    const [first, last] = [...moments].sort() as [Moment, Moment];
    return { ...rest, first, last, open: open !== null && open > last ? last : open };
  });

/** States that runs, merges or a stranger may have written. */
export const anyState: fc.Arbitrary<State> = fc
  .record({
    runs: fc.array(anyRun, { maxLength: 6 }),
    devices: fc.array(anyDevice, { maxLength: 4 }),
    findings: fc.array(anyFinding, { maxLength: 6 }),
    allowances: fc.array(anyAllowance, { maxLength: 6 }),
  })
  .map(({ runs, devices, findings, allowances }) => {
    const draft = new StateDraft();
    for (const run of runs) draft.addRun(run);
    for (const device of devices) draft.addDevice(device);
    for (const finding of findings) draft.addFinding(finding);
    for (const allowance of allowances) draft.addAllowance(allowance);
    return draft.finish();
  });

const MACS = ['00:1a:2b:3c:4d:5e', '00:1a:2b:3c:4d:5f'] as const;
const anySeen = fc
  .record({
    mac: fc.option(fc.constantFrom(...MACS)),
    addresses: fc.uniqueArray(fc.constantFrom('192.0.2.10', '192.0.2.11'), { minLength: 1 }),
    ports: fc.constantFrom([1, 2], [3], range(4, 60), range(30, 80)),
  })
  .map(({ mac, addresses, ports }): SeenDevice => {
    const id = mac === null ? `address:home/${addresses[0]}` : `mac:home/${mac}`;
    return {
      ...{ id, zone: 'home', targets: ['edge'], os: null, name: null, names: [], addresses: addresses.map(address) },
      links: mac === null ? [] : [{ mac: parseMac(mac) ?? assert.fail(mac), vendor: null }],
      ports: ports.map((port) => ({ what: `${port}/tcp`, detail: null })),
    };
  });

/** Runs that see devices, in any order of time. A device has more ports over time than are kept. */
export const anyRuns = fc.array(
  fc
    .record({ hours: fc.nat(90), devices: fc.uniqueArray(anySeen, { selector: ({ id }) => id, maxLength: 3 }) })
    .map(({ hours, devices }) => runAt(hours, [], { devices })),
  { maxLength: 8 },
);

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
