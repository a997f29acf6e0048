import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StateSource } from '../src/model/memory.ts';
import { InputError } from '../src/model/problem.ts';
import type { Report } from '../src/model/report.ts';
import { check } from '../src/pipeline.ts';
import { remember } from '../src/state/remember.ts';
import { NO_STATE, type State } from '../src/state/state.ts';
import { writeState } from '../src/state/write.ts';
import { nmapXml } from './support/nmap-xml.ts';
import { runs } from './support/property-runs.ts';
import { TERMS } from './support/requests.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

/** A host of a document: its address, and its hardware address. */
type Station = readonly [address: string, mac: string | null];

interface Run {
  readonly policy: string;
  /** For each file of results, who answers; each asked for port 22 of everybody. */
  readonly files: readonly (readonly Station[])[];
  readonly targets?: readonly string[];
  readonly state?: State;
  readonly now?: Date;
}

async function judged({ policy, files, targets = [], state, now = NOW }: Run): Promise<Report> {
  const documents = new Map(
    files.map((stations, index) => {
      const hosts = stations.map(([address, mac]) => ({
        ...{ address, listed: { 22: { state: 'closed', reason: 'reset' } } },
        ...(mac === null ? {} : { mac }),
      }));
      return [`scan-${index}.xml`, nmapXml({ asked: '22', at: now, hosts })];
    }),
  );
  const request = {
    ...TERMS,
    targets,
    scanXml: [...documents.keys()],
    stateFile: state === undefined ? null : 'state.jsonl',
  };
  return check(request, {
    ...{ now: () => now, resolve: async () => [], environment: { path: '', home: '' } },
    ...{ signal: new AbortController().signal, emit: () => {}, say: () => {}, progress: () => {} },
    ...{ saveMemory: () => {}, readUsed: () => assert.fail('no policy is used') },
    inputFile: () => assert.fail('nothing is scanned'),
    keepScan: () => assert.fail('nothing is scanned'),
    readStateFile: async () => (state === undefined || state === NO_STATE ? null : sourceOf(state)),
    readPolicy: async () => Buffer.from(policy),
    openResults: async (file) => chunksOf(documents.get(file) ?? ''),
  });
}

function sourceOf(state: State): StateSource {
  const bytes = Buffer.from(text(state));
  return { bytes: bytes.length, pieces: [bytes] };
}

function text(state: State): string {
  return [...writeState(state)].join('');
}

async function* chunksOf(content: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}

const HEAD = `version: 1
environment: staging
defaults: {ports: {tcp: [22]}, unknown-devices: fail}
authorization: {by: me, reference: R-1, scope: [192.0.2.0/24, floor.example.test], expires: 2099-12-31}
`;
const PRINTER = '00:1a:2b:3c:4d:5e';

test('a host is in the same zone, whichever targets a run selects', async () => {
  const policy = `${HEAD}
devices: [{name: printer, mac: "${PRINTER}", zone: lab}]
targets:
  x: {hosts: [192.0.2.9], zone: floor}
  y: {hosts: [192.0.2.9], zone: lab}
`;
  const files: Run['files'] = [[['192.0.2.9', PRINTER]]];
  for (const targets of [[], ['x'], ['y']]) {
    const { verdict, findings } = await judged({ policy, files, targets });
    assert.deepEqual([verdict, findings.map(({ code }) => code)], ['fail', ['unknown-device']]);
  }
});

test('the zone of a host is not known if an unselected target of an earlier zone has an unresolved name', async () => {
  const zoned = (device: string, zones: readonly [x: string, y: string]) => `${HEAD}
devices: [{name: printer, mac: "${PRINTER}"${device}}]
targets:
  x: {hosts: [floor.example.test], zone: ${zones[0]}}
  y: {hosts: [192.0.2.9], zone: ${zones[1]}}
`;
  const run = async (policy: string) => {
    const { verdict, findings, coverage } = await judged({ policy, files: [[['192.0.2.9', PRINTER]]], targets: ['y'] });
    return [verdict, findings.map(({ code, host }) => `${code} ${host}`), coverage.required - coverage.answered];
  };
  const inconclusive = ['inconclusive', ['incomplete-scan floor.example.test'], 1];
  assert.deepEqual(await run(zoned(', zone: lab', ['floor', 'lab'])), inconclusive);
  assert.deepEqual(
    await run(zoned(', zone: lab', ['office', 'lab'])),
    ['pass', [], 0],
    'the later zone decides nothing',
  );
  const everywhere = zoned('', ['floor', 'lab']);
  assert.deepEqual(await run(everywhere), ['pass', [], 0], 'both zones have the same devices');
  const counted = everywhere.replace('unknown-devices: fail', 'unknown-devices: fail, max-random: 1');
  assert.deepEqual(await run(counted), inconclusive, 'devices of each zone are counted');
});

test('a complete run of selected targets never says that a finding about a device is gone', async () => {
  const policy = `${HEAD}
devices:
  - {name: lost, mac: "${PRINTER}", required: true}
  - {name: a, address: 192.0.2.1}
  - {name: b, address: 192.0.2.2}
targets:
  a: {hosts: [192.0.2.1]}
  b: {hosts: [192.0.2.2]}
`;
  const files: Run['files'] = [
    [
      ['192.0.2.1', null],
      ['192.0.2.2', null],
    ],
  ];
  const first = await judged({ policy, files, state: NO_STATE });
  assert.deepEqual(
    first.findings.map(({ code, target }) => [code, target]),
    [['missing-device', 'a']],
  );
  const [fingerprint = ''] = first.findings.map((one) => one.fingerprint);
  const state = remember(NO_STATE, first);
  const part = await judged({ policy, files, targets: ['a'], state, now: later(1) });
  assert.deepEqual([part.verdict, part.memory?.gone, part.memory?.unverified], ['pass', [], []]);
  const after = remember(state, part);
  assert.equal(after.findings.get(fingerprint)?.gone, null);
  const again = await judged({ policy, files, state: after, now: later(2) });
  assert.deepEqual(
    again.findings.map(({ since }) => [since?.isNew, since?.returned]),
    [[false, false]],
    'nobody looked in between, so it was there all the time',
  );
  const { findings } = await judged({ policy, files, state: remember(NO_STATE, part), now: later(2) });
  assert.deepEqual(
    findings.map(({ since }) => since?.isNew),
    [false],
    'no earlier run looked for it, so nobody knows whether it is new',
  );
  const found = { policy, files: [...files, [['192.0.2.2', PRINTER] as const]], state: after, now: later(2) };
  assert.deepEqual(
    (await judged(found)).memory?.gone.map(({ code }) => code),
    ['missing-device'],
    'a run of all targets says so',
  );
});

const MACS = [PRINTER, '00:1a:2b:00:00:01', '00:1a:2b:00:00:02', '02:00:00:00:00:01', '02:00:00:00:00:02'] as const;
const ADDRESSES = ['192.0.2.1', '192.0.2.2', '192.0.2.3'] as const;
const ZONES = ['lab', 'office'] as const;

const anyDevice = fc.record({
  macs: fc.uniqueArray(fc.constantFrom(...MACS), { maxLength: 2 }),
  addresses: fc.uniqueArray(fc.constantFrom(...ADDRESSES), { minLength: 1, maxLength: 2 }),
  zone: fc.option(fc.constantFrom(...ZONES)),
  required: fc.boolean(),
});
const anyTarget = fc.record({
  hosts: fc.uniqueArray(fc.constantFrom(...ADDRESSES), { minLength: 1 }),
  zone: fc.constantFrom(...ZONES),
  isActive: fc.boolean(),
});
const anyWorld = fc.record({
  devices: fc.array(anyDevice, { minLength: 1, maxLength: 3 }),
  targets: fc.array(anyTarget, { minLength: 1, maxLength: 3 }),
  maxRandom: fc.constantFrom('', ', max-random: 0', ', max-random: 1'),
  files: fc.array(
    fc.uniqueArray(fc.tuple(fc.constantFrom(...ADDRESSES), fc.option(fc.constantFrom(...MACS))), {
      ...{ minLength: 2, maxLength: 3, selector: ([address]) => address },
    }),
    { minLength: 1, maxLength: 2 },
  ),
});
type World = typeof anyWorld extends fc.Arbitrary<infer T> ? T : never;

/** @returns the policy, its devices and targets from the first to the last or the reverse; a line for each */
function policyOf({ devices, targets, maxRandom }: World, isReversed: boolean): string {
  const order = <T>(items: readonly T[]): readonly T[] => (isReversed ? [...items].reverse() : items);
  const known = devices.map(({ macs, addresses, zone, required }, index) => {
    const mac = macs.length === 0 ? '' : `, mac: [${macs.map((one) => `"${one}"`).join(', ')}]`;
    const where = zone === null ? '' : `, zone: ${zone}`;
    return `  - {name: d${index}${mac}, address: [${addresses.join(', ')}]${where}, required: ${required}}`;
  });
  const looked = targets.map(({ hosts, zone, isActive }, index) => {
    const activation = isActive ? '' : ', activation: 2026-12-01';
    return `  t${index}: {hosts: [${hosts.join(', ')}], zone: ${zone}, owner: o${index}${activation}}`;
  });
  const head = HEAD.replace('unknown-devices: fail', `unknown-devices: fail${maxRandom}`);
  return [head, 'devices:', ...order(known), 'targets:', ...order(looked), ''].join('\n');
}

async function told(world: World, isReversed: boolean): Promise<unknown> {
  const policy = policyOf(world, isReversed);
  const lines = policy.split('\n');
  const files = isReversed ? [...world.files].reverse() : world.files;
  try {
    const { verdict, findings } = await judged({ policy, files, state: NO_STATE });
    assert.equal(new Set(findings.map(({ fingerprint }) => fingerprint)).size, findings.length, 'no two share one');
    const found = findings.map((one) => ({ ...one, location: (lines[one.location.line - 1] ?? '').trim() }));
    return { verdict, findings: found.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return 'refused';
  }
}

/** Cases of one run of the suite. */
const CASES = runs(150, 1_000);

test('no order changes a finding about a device, and no two findings share a fingerprint', async () => {
  let known = 0;
  await fc.assert(
    fc.asyncProperty(anyWorld, async (world) => {
      const first = await told(world, false);
      assert.deepEqual(await told(world, true), first);
      if (JSON.stringify(first).includes('-device"')) known++;
    }),
    { numRuns: CASES },
  );
  assert.ok(known > CASES / 20, `${known} of ${CASES}`);
});
