import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { restHosts } from '../../src/acquire/rest.ts';
import { authorize } from '../../src/authorize/authorize.ts';
import { type Comparison, compare } from '../../src/compare/compare.ts';
import type { Address } from '../../src/model/address.ts';
import type { Mac } from '../../src/model/device.ts';
import type { Finding, Severity } from '../../src/model/finding.ts';
import type { KnownFinding } from '../../src/model/memory.ts';
import type { Discovery } from '../../src/model/observation.ts';
import type { CleanHosts, ScannerRecord } from '../../src/model/report.ts';
import { momentOf } from '../../src/model/time.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { cleanHosts, nothingClean, recollection } from '../../src/state/clean.ts';
import { StateDraft } from '../../src/state/merge.ts';
import { readState } from '../../src/state/read.ts';
import { remember } from '../../src/state/remember.ts';
import { NO_STATE, type State } from '../../src/state/state.ts';
import { discovered } from '../observe/xml.ts';
import { address, finding as findingWith } from '../report/make.ts';
import { PASSED } from '../report/samples.ts';
import { gap, observation } from '../support/observations.ts';
import { anyState, bytesOf, hour, NOW, reread, runAt } from './states.ts';

const ONE = '127.0.0.1' as Address;
const TWO = '127.0.0.2' as Address;
const [MAC, OTHER] = ['00:1a:2b:3c:4d:5e', '00:1a:2b:3c:4d:62'] as [Mac, Mac];
/** Chosen by software: Docker derives the first from the address of a container, and the others are virtual routers. */
const CHOSEN = ['02:42:ac:11:00:02', '00:00:5e:00:01:07', '00:00:5e:00:02:07'] as Mac[];
/** By the addresses of the two hosts. */
const macsOf = (one: Mac, two: Mac): ReadonlyMap<Address, Mac> =>
  new Map([
    [ONE, one],
    [TWO, two],
  ]);
const MACS = macsOf(MAC, OTHER);
const SCANNER: ScannerRecord = { name: 'nmap', version: '7.93', privilege: 'root', data: '/usr/share/nmap' };
const AT = momentOf(new Date(NOW.getTime() - 5 * 60_000));

interface Parts {
  readonly text?: string;
  readonly accept?: boolean;
  readonly vantage?: string;
  readonly devices?: string;
}

/** Two hosts, of which the second is in another target too. */
async function circumstances({ text = 'allow: [22/tcp]', accept = true, vantage = 'here', devices = '' }: Parts = {}) {
  const policy = parsePolicy(
    `version: 1
defaults: {assume: discover, rescan-after: 10m, accept-memory: ${accept}, ports: {tcp: [22, 80]}}
targets:
  one: {hosts: [${ONE}, ${TWO}], ${text}}
${devices}
`,
    'policy.yml',
  );
  const { targets } = policy;
  const grant = await authorize(policy, targets, { resolve: async () => [], now: NOW });
  return { grant, about: { policy, targets, failOn: 'low' as Severity, scanner: SCANNER, vantage } };
}

type Made = Awaited<ReturnType<typeof circumstances>>;

const UP: Discovery = { up: new Set([ONE, TWO]), down: new Set(), probes: '', unknown: new Map() };

interface Seen {
  readonly findings?: readonly Finding[];
  readonly unobserved?: Comparison['unobserved'];
  readonly macs?: ReadonlyMap<Address, Mac>;
}

/** What a run of both hosts finds out, by a scan that answered everything that is not in `unobserved`. */
function scanOf({ grant, about }: Made, { findings = [], unobserved = [], macs = MACS }: Seen = {}): CleanHosts {
  const host = { names: [], state: 'up', answersWithin: null, needsConnect: false, protocols: {}, facts: [] } as const;
  const observation = {
    hosts: new Map([...macs].map(([address, mac]) => [address, { ...host, address, links: [{ mac, vendor: null }] }])),
    unobserved: [],
    discovery: UP,
  };
  const evidence = { grant, observation, scanner: SCANNER, scans: [], sweeps: [], notices: [], stopped: null };
  const nothing = {
    findings: [],
    places: new Map(),
    required: 4,
    answered: 4,
    addresses: 0,
    unobserved,
    withdrawn: false,
  };
  return cleanHosts(about, evidence, nothing, findings);
}

/** @returns what is remembered after a run from one moment to another, so many minutes after AT */
function later(state: State, found: CleanHosts, from = 0, to = from): State {
  const policy = { ...PASSED.policy, environment: 'default', targets: ['one'] };
  const [startedAt, finishedAt] = [minutesAfter(from), minutesAfter(to)];
  return reread(remember(state, { ...runAt(0, [], { policy }), startedAt, finishedAt, cleanHosts: found }));
}

function minutesAfter(minutes: number): Date {
  return new Date(Date.parse(AT) + minutes * 60_000);
}

/** The state after a run that found both hosts clean. */
function stateAfter(made: Made): State {
  const clean = scanOf(made);
  assert.equal(clean.clean.size, 2);
  return later(NO_STATE, clean);
}

function resting({ grant, about }: Made, state: State, now = NOW, macs = MACS): readonly Address[] {
  return [...recollection(about, state, () => now)(grant, macs).keys()];
}

describe('what rests on memory', () => {
  test('a clean host rests until its time is over, and not before its moment', async () => {
    const made = await circumstances();
    const state = stateAfter(made);
    assert.deepEqual(resting(made, state), [ONE, TWO]);
    assert.deepEqual([resting(made, state, minutesAfter(10)), resting(made, state, minutesAfter(-1))], [[], []]);
    assert.deepEqual(resting(made, state, minutesAfter(9.9)), [ONE, TWO]);
  });

  test('anything else under which it would be judged ends it', async () => {
    const state = stateAfter(await circumstances());
    for (const part of [
      { text: 'allow: [80/tcp]' },
      { text: 'allow: [22/tcp], owner: a' },
      { accept: false },
      { vantage: 'there' },
    ])
      assert.deepEqual(resting(await circumstances(part), state), [], JSON.stringify(part));
    const made = await circumstances();
    const { about } = made;
    for (const other of [
      { failOn: 'high' as const },
      { scanner: { ...SCANNER, version: '7.94' } },
      { scanner: { ...SCANNER, privilege: 'sudo' as const } },
    ])
      assert.deepEqual(resting({ ...made, about: { ...about, ...other } }, state), []);
    const renamed = { ...made.grant, hosts: made.grant.hosts.map((host) => ({ ...host, host: 'a.example' })) };
    assert.deepEqual(resting({ ...made, grant: renamed }, state), []);
    assert.deepEqual(resting(made, state, NOW, macsOf(OTHER, MAC)), []);
  });

  test('a hardware address that software chose ends it, unless the policy names it: any host may have it', async () => {
    for (const chosen of CHOSEN) {
      const macs = macsOf(chosen, OTHER);
      const made = await circumstances();
      assert.deepEqual(resting(made, later(NO_STATE, scanOf(made, { macs })), NOW, macs), [TWO], chosen);
      const named = await circumstances({ devices: `devices: [{name: box, mac: "${chosen}"}]` });
      assert.deepEqual(resting(named, later(NO_STATE, scanOf(named, { macs })), NOW, macs), [ONE, TWO], chosen);
    }
  });

  test('no state without a line of these very circumstances leaves anything out', async () => {
    const made = await circumstances();
    const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });
    await fc.assert(
      fc.asyncProperty(anyState, fc.option(hex), async (state, clean) => {
        const scanned = new Map([ONE, TWO].map((address) => [address, { at: AT, clean }]));
        assert.deepEqual(resting(made, { ...state, scanned }), []);
      }),
      { numRuns: 50 },
    );
  });

  test('nothing rests if the last complete run is older than three times that hosts may rest', async () => {
    const made = await circumstances();
    const state = stateAfter(made);
    const at = momentOf(minutesAfter(28));
    const scanned = new Map([...state.scanned].map(([address, last]) => [address, { ...last, at }] as const));
    const young = { ...state, scanned };
    assert.deepEqual(
      [resting(made, young, minutesAfter(29)), resting(made, young, minutesAfter(30))],
      [[ONE, TWO], []],
    );
    const [run = assert.fail()] = state.runs;
    for (const part of [{ complete: false }, { targets: ['two'] }, { environment: 'other' }])
      assert.deepEqual(resting(made, { ...state, runs: [{ ...run, ...part }] }), [], JSON.stringify(part));
  });

  test('without accept-memory no port leaves the required coverage, whatever the state says', async () => {
    const made = await circumstances({ accept: false });
    const documents = [await discovered([ONE, TWO], [MAC, OTHER])];
    const recollect = recollection(made.about, stateAfter(made), () => NOW);
    const rested = restHosts(made.grant, UP, documents, new Set(), recollect);
    assert.equal(rested.grant, made.grant);
    assert.deepEqual(
      rested.unobserved.map(({ address, reason }) => [address, reason.code]),
      [
        [ONE, 'not-scanned-again'],
        [TWO, 'not-scanned-again'],
      ],
    );
    const failed = documents.map((one) => ({ ...one, failure: { code: 'scan-failed', text: 'it failed' } as const }));
    assert.deepEqual(restHosts(made.grant, UP, failed, new Set(), recollect).unobserved, []);
    assert.deepEqual(restHosts(made.grant, UP, documents, new Set([ONE, TWO]), recollect).unobserved, []);
  });

  test('an open finding that may concern a host ends it, also a note: its alert must not close', async () => {
    const made = await circumstances();
    const state = stateAfter(made);
    const finding = (part: Partial<KnownFinding>): KnownFinding => ({
      ...{ fingerprint: `${'a'.repeat(32)}:1`, environment: 'default', target: 'one', code: 'x', severity: 'low' },
      ...{
        host: null,
        protocol: null,
        ports: null,
        waived: true,
        failing: false,
        first: AT,
        last: AT,
        gone: null,
        spans: [[AT, AT]],
      },
      ...part,
    });
    const left = (part: Partial<KnownFinding>) =>
      resting(made, { ...state, findings: new Map([['a', finding(part)]]) });
    assert.deepEqual(left({ host: ONE }), [TWO]);
    assert.deepEqual([left({}), left({ host: '127.0.0.1-2', severity: null })], [[], []]);
    assert.deepEqual([left({ host: ONE, severity: 'note' }), left({ severity: 'note' })], [[TWO], []]);
    assert.deepEqual(left({ environment: 'other', host: ONE }), [ONE, TWO]);
    assert.deepEqual(left({ gone: momentOf(NOW), host: ONE }), [ONE, TWO]);
  });

  test('a host with a finding of the run is not clean, even if it is a note', async () => {
    const made = await circumstances();
    const about = {
      code: 'unexpected-port',
      severity: 'note',
      host: ONE,
      address: address(ONE),
      target: 'one',
    } as const;
    const found = scanOf(made, { findings: [findingWith(about)] });
    assert.deepEqual([[...found.clean.keys()], found.others], [[TWO], [ONE]]);
    const nowhere = findingWith({ ...about, host: null, address: null });
    assert.deepEqual(scanOf(made, { findings: [nowhere] }).others, [ONE, TWO]);
  });

  test('a scan under any other circumstances ends what was clean before, also if it is clean itself', async () => {
    const made = await circumstances();
    const state = stateAfter(made);
    const others = await circumstances({ text: 'allow: [22/tcp, 80/tcp]' });
    const clean = later(state, scanOf(others), 1);
    assert.deepEqual([resting(made, clean), resting(others, clean)], [[], [ONE, TWO]]);
    const known = { clean: new Map(), others: [ONE], keepsOthers: false };
    assert.deepEqual(resting(made, later(state, known, 1)), [TWO]);
    assert.deepEqual([...later(NO_STATE, known, 1).scanned], [], 'nobody rests, so nothing is remembered');
    assert.deepEqual(resting(made, later(state, nothingClean(made.grant), 1)), []);
    const again = later(later(state, known, 1), scanOf(made), 2);
    assert.deepEqual(resting(made, again), [ONE, TWO]);
  });

  test('a slow run that began earlier does not bring back a host that another run did not find clean', async () => {
    const made = await circumstances();
    const clean = scanOf(made);
    const others = { clean: new Map(), others: [ONE], keepsOthers: true };
    for (const [from, to] of [
      [1, 3],
      [-1, 1],
    ] as const) {
      const quick = later(NO_STATE, others, from, to);
      assert.deepEqual(resting(made, later(quick, clean, 0, 5)), [TWO], `${from}`);
      const both = [...bytesOf(stateAfter(made)).toString().split('\n').slice(0, -2), bytesOf(quick).toString()];
      assert.deepEqual(resting(made, readState([Buffer.from(both.join('\n'))], 'state.jsonl', NOW)), [TWO], 'merged');
    }
    const [a, b] = [later(NO_STATE, clean), later(NO_STATE, scanOf(await circumstances({ vantage: 'there' })))];
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const draft = new StateDraft();
      for (const state of [one, other, one]) for (const [host, scan] of state.scanned) draft.addScan(host, scan);
      assert.deepEqual(
        [...draft.finish().scanned.values()],
        [
          { at: AT, clean: null },
          { at: AT, clean: null },
        ],
      );
    }
  });

  test('a run that rests changes nothing that is remembered of the hosts', async () => {
    const state = stateAfter(await circumstances());
    const rest = { addresses: [TWO], ports: 2, since: hour(0) };
    const report = runAt(0, [], { startedAt: minutesAfter(2), finishedAt: minutesAfter(2) });
    const partly = remember(state, { ...report, coverage: { ...report.coverage, resting: rest } });
    assert.deepEqual([[...partly.scanned], partly.runs.at(-1)?.complete], [[...state.scanned], false]);
  });

  test('without accept-memory a host rests again, and its gaps end nothing', async () => {
    const made = await circumstances({ accept: false });
    const { grant, about } = made;
    const state = stateAfter(made);
    const reason = { code: 'not-scanned-again', text: 'x' } as const;
    const seen = { ...observation([]), discovery: UP, unobserved: [gap(ONE, '22,80', reason.code)] };
    const compared = compare(about.policy, about.targets, grant, seen, NOW);
    const [finding = assert.fail()] = compared.findings.filter(({ host }) => host === ONE);
    const unobserved = compared.unobserved.filter(({ address: one }) => one === ONE);
    assert.deepEqual([finding.code, unobserved.length > 0], ['incomplete-scan', true]);
    const found = scanOf(made, { findings: [finding], unobserved });
    assert.deepEqual([[...found.clean.keys()], found.others], [[TWO], []]);
    const run = runAt(0, [finding], { startedAt: minutesAfter(2), finishedAt: minutesAfter(2) });
    const reported = { ...run.policy, environment: about.policy.environment, targets: ['one'] };
    const next = remember(state, { ...run, policy: reported, cleanHosts: found });
    assert.equal(next.findings.size, 1);
    assert.deepEqual(resting(made, next), [ONE, TWO]);
    const broken = unobserved.map((one) => ({ ...one, reason: { ...reason, code: 'scan-failed' } as const }));
    assert.deepEqual(scanOf(made, { findings: [finding], unobserved: broken }).others, [ONE, TWO]);
  });

  test('nothing rests on a clock that went back, and such a moment shows nothing clean later', async () => {
    const made = await circumstances();
    const state = stateAfter(made);
    const ahead = { ...state, runs: state.runs.map((run) => ({ ...run, at: momentOf(minutesAfter(6)) })) };
    assert.deepEqual([resting(made, ahead), resting(made, ahead, minutesAfter(7))], [[], [ONE, TWO]]);
    const run = { clean: new Map(), others: [], keepsOthers: true };
    assert.deepEqual(resting(made, later(state, run, -3, -2)), []);
    assert.deepEqual(resting(made, later(NO_STATE, scanOf(made), 0, -1)), [], 'it went back while the run scanned');
  });
});
