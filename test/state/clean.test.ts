import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { restHosts } from '../../src/acquire/rest.ts';
import { authorize } from '../../src/authorize/authorize.ts';
import type { Address } from '../../src/model/address.ts';
import type { Mac } from '../../src/model/device.ts';
import type { Severity } from '../../src/model/finding.ts';
import type { KnownFinding } from '../../src/model/memory.ts';
import type { Discovery } from '../../src/model/observation.ts';
import type { ScannerRecord } from '../../src/model/report.ts';
import { momentOf } from '../../src/model/time.ts';
import type { Judged } from '../../src/observe/document.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { cleanHosts, recollection } from '../../src/state/clean.ts';
import { remember } from '../../src/state/remember.ts';
import { NO_STATE, type State } from '../../src/state/state.ts';
import { anyState, hour, NOW, reread, runAt } from './states.ts';

const ONE = '127.0.0.1' as Address;
const TWO = '127.0.0.2' as Address;
const MAC = '00:1a:2b:3c:4d:5e' as Mac;
const SCANNER: ScannerRecord = { name: 'nmap', version: '7.93', privilege: 'root', data: '/usr/share/nmap' };
const AT = momentOf(new Date(NOW.getTime() - 5 * 60_000));

interface Parts {
  readonly text?: string;
  readonly accept?: boolean;
  readonly vantage?: string;
}

/** Two hosts, of which the second is in another target too. */
async function circumstances({ text = 'allow: [22/tcp]', accept = true, vantage = 'here' }: Parts = {}) {
  const policy = parsePolicy(
    `version: 1
defaults: {assume: discover, rescan-after: 10m, accept-memory: ${accept}, ports: {tcp: [22, 80]}}
targets:
  one: {hosts: [${ONE}, ${TWO}], ${text}}
`,
    'policy.yml',
  );
  const { targets } = policy;
  const grant = await authorize(policy, targets, { resolve: async () => [], now: NOW });
  return { grant, about: { policy, targets, failOn: 'low' as Severity, scanner: SCANNER, vantage } };
}

type Made = Awaited<ReturnType<typeof circumstances>>;

const UP: Discovery = { up: new Set([ONE, TWO]), down: new Set(), probes: '', unknown: new Map() };

/** The state after a run that found both hosts clean. */
function stateAfter({ grant, about }: Made): State {
  const host = { names: [], state: 'up', answersWithin: null, needsConnect: false, protocols: {}, facts: [] } as const;
  const observation = {
    hosts: new Map([ONE, TWO].map((address) => [address, { ...host, address, links: [{ mac: MAC, vendor: null }] }])),
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
    unobserved: [],
    withdrawn: false,
  };
  const clean = cleanHosts(about, evidence, nothing, []);
  assert.equal(clean.clean.length, 2);
  return reread(remember(NO_STATE, { ...runAt(0, []), startedAt: new Date(AT), cleanHosts: clean }));
}

function resting({ grant, about }: Made, state: State, now = NOW, mac: Mac | null = MAC): readonly Address[] {
  return [
    ...recollection(
      about,
      state,
      () => now,
    )(
      grant,
      new Map([
        [ONE, mac],
        [TWO, mac],
      ]),
    ).keys(),
  ];
}

describe('what rests on memory', () => {
  test('a clean host rests until its time is over, and not before its moment', async () => {
    const made = await circumstances();
    const state = stateAfter(made);
    const after = (minutes: number) => new Date(Date.parse(AT) + minutes * 60_000);
    assert.deepEqual(resting(made, state), [ONE, TWO]);
    assert.deepEqual([resting(made, state, after(10)), resting(made, state, after(-1))], [[], []]);
    assert.deepEqual(resting(made, state, after(9.9)), [ONE, TWO]);
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
    assert.deepEqual(resting(made, state, NOW, null), []);
    assert.deepEqual(resting(made, state, NOW, '00:1a:2b:3c:4d:5f' as Mac), []);
  });

  test('no state without a line of these very circumstances leaves anything out', async () => {
    const made = await circumstances();
    const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });
    await fc.assert(
      fc.asyncProperty(anyState, fc.array(fc.tuple(hex, fc.constant(AT))), async (state, clean) => {
        assert.deepEqual(resting(made, { ...state, clean: new Map(clean) }), []);
      }),
      { numRuns: 50 },
    );
  });

  test('without accept-memory no port leaves the required coverage, whatever the state says', async () => {
    const made = await circumstances({ accept: false });
    const document = {
      hosts: new Map(
        [ONE, TWO].map((address) => [address, { address, up: true, links: [{ mac: MAC, vendor: null }] }]),
      ),
    };
    const documents = [
      { step: 'discover', document: { ...document, finished: 'success', fault: null }, failure: null, covers: null },
    ] as unknown as readonly Judged[];
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

  test('an open finding that may concern a host ends it, and a note only where notes fail the build', async () => {
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
    const left = (part: Partial<KnownFinding>, failOn: Severity = 'low') => {
      const about = { ...made.about, failOn };
      const clean = stateAfter({ ...made, about }).clean;
      return resting({ ...made, about }, { ...state, clean, findings: new Map([['a', finding(part)]]) });
    };
    assert.deepEqual(left({ host: ONE }), [TWO]);
    assert.deepEqual([left({}), left({ host: '127.0.0.1-2', severity: null })], [[], []]);
    assert.deepEqual(
      [left({ host: ONE, severity: 'note' }), left({ host: ONE, severity: 'note' }, 'note')],
      [[ONE, TWO], [TWO]],
    );
    assert.deepEqual(left({ environment: 'other', host: ONE }), [ONE, TWO]);
    assert.deepEqual(left({ gone: momentOf(NOW), host: ONE }), [ONE, TWO]);
  });

  test('a run that scans a host and does not find it clean removes what is remembered of it', async () => {
    const state = stateAfter(await circumstances());
    const [one = '', two = ''] = state.clean.keys();
    const later = remember(state, { ...runAt(1, []), cleanHosts: { clean: [], others: [one] } });
    assert.deepEqual([...later.clean], [[two, AT]]);
    const resting = { addresses: [TWO], ports: 2, since: hour(0) };
    const report = runAt(2, []);
    const partly = remember(later, { ...report, coverage: { ...report.coverage, resting } });
    assert.deepEqual([[...partly.clean], partly.runs.find(({ at }) => at === hour(2))?.complete], [[[two, AT]], false]);
  });
});
