import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Comparison, compare } from '../../src/compare/compare.ts';
import { parseMac } from '../../src/model/device.ts';
import type { Finding, Severity } from '../../src/model/finding.ts';
import type { HostObservation, Unobserved } from '../../src/model/observation.ts';
import type { Policy } from '../../src/model/policy.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { momentWords } from '../../src/report/memory-words.ts';
import { withGrace } from '../../src/state/absent-ports.ts';
import { placedHosts, seenDevices, withAnswered } from '../../src/state/devices.ts';
import { recall } from '../../src/state/recall.ts';
import { remember } from '../../src/state/remember.ts';
import { type KnownRun, NO_STATE, type State } from '../../src/state/state.ts';
import { detail, gap, grantOf, host, observation, type Seen, service } from '../support/observations.ts';
import { runs } from '../support/property-runs.ts';
import { anyState, hour, runAt } from './states.ts';

const SERVER = '00:1a:2b:3c:4d:5e';
const OTHER = '00:1a:2b:3c:4d:5f';
const HERE = '192.0.2.10';

function policyOf(defaults: string, part: { lines?: string; zone?: string; more?: string } = {}): Policy {
  const { lines = 'require: [22/tcp]', zone = 'home', more = '' } = part;
  return parsePolicy(
    `version: 1
environment: staging
defaults: {ports: {tcp: [22, 80]}, ${defaults}}
targets:
  edge:
    hosts: [192.0.2.10-11]
    zone: ${zone}
    ${lines}
${more}`,
    'p.yml',
  );
}

/** A host with a hardware address, or without. */
function station(address: string, tcp: Seen, mac: string | null = null, udp: Seen = {}): HostObservation {
  const links = mac === null ? {} : { links: [{ mac: parseMac(mac) ?? assert.fail(mac), vendor: null }] };
  return { ...host(address, tcp, udp), ...links };
}

const OPEN = station(HERE, { '22': 'open', '80': 'closed' });
const CLOSED = station(HERE, { '22,80': 'closed' });

function placed(policy: Policy, stations: readonly HostObservation[]) {
  const targets = policy.targets.map(({ name }) => name);
  return placedHosts(
    stations.map((one) => ({ ...one, hosts: [one.address], targets })),
    policy,
    null,
    [],
  );
}

interface Run {
  readonly state?: State | null;
  readonly hours?: number;
  readonly failOn?: Severity;
}

function compared(policy: Policy, stations: readonly HostObservation[], hours = 0): Comparison {
  const addresses = stations.map(({ address }) => address);
  const grant = grantOf(policy, Object.fromEntries(policy.targets.map(({ name }) => [name, addresses])));
  return compare(policy, policy.targets, grant, observation(stations), new Date(hour(hours)));
}

function judged(policy: Policy, stations: readonly HostObservation[], run: Run = {}) {
  const { state = null, hours = 1, failOn = 'low' } = run;
  const evidence = { policy, targets: policy.targets, hosts: placed(policy, stations), state };
  return withGrace(compared(policy, stations, hours), { ...evidence, now: new Date(hour(hours)) }, failOn);
}

/** @returns `missing-port 22 note`, worst first */
function codes(...given: Parameters<typeof judged>): readonly string[] {
  return judged(...given).comparison.findings.map(({ code, port, ports, severity }) =>
    [code, port ?? ports, severity].join(' '),
  );
}

/** @returns what is remembered after a run at that hour that saw these hosts */
function memoryOf(
  policy: Policy,
  stations: readonly HostObservation[],
  hours = 0,
  before = NO_STATE,
  devices = seenDevices(placed(policy, stations), before, policy),
): State {
  const file = { file: 's', bytes: 0, pruneAfter: 90, noiseWindow: 45 };
  const { environment, targets } = policy;
  const report = runAt(hours, []);
  const named = { ...report.policy, environment, targets: targets.map(({ name }) => name) };
  return remember(before, recall({ ...report, policy: named }, before, file, { devices, policy }));
}

const NOTE = ['missing-port 22 note'];
const COUNTS = ['missing-port 22 medium'];

describe('a required port that was open lately', () => {
  const policy = policyOf('grace: 2h');
  const state = memoryOf(policy, [OPEN]);

  test('is a note for the grace of the policy, counted from the last run that saw it open, and no longer', () => {
    const after = (hours: number) => codes(policy, [CLOSED], { state, hours });
    assert.deepEqual([after(0.5), after(1.9), after(2), after(-1)], [NOTE, NOTE, COUNTS, COUNTS]);
  });

  test('is told with the time that is left, in the finding and in a notice, and stays at its place', () => {
    const before = compared(policy, [CLOSED], 1);
    const { comparison, notices } = judged(policy, [CLOSED], { state, hours: 1 });
    const clock = `The last run that saw the port open was at ${momentWords(hour(0))}. The grace ends in 60 minutes.`;
    assert.deepEqual(notices, [`The policy requires 22/tcp of ${HERE}, which this run did not see open. ${clock}`]);
    const [was, now] = [before.findings[0] ?? assert.fail(), comparison.findings[0] ?? assert.fail()];
    assert.ok(now.message.endsWith(clock));
    assert.equal(now.fingerprint, was.fingerprint);
    assert.deepEqual(comparison.places.get(now), before.places.get(was));
  });

  test('counts at once without a memory of the open port: no file, another state, another port or host', () => {
    const none = [
      null,
      NO_STATE,
      memoryOf(policy, [CLOSED]),
      memoryOf(policy, [station(HERE, { '80': 'open' })]),
      memoryOf(policy, [station('192.0.2.11', { '22': 'open' })]),
      { ...state, runs: [] },
    ];
    for (const [index, one] of none.entries()) {
      const { comparison, notices } = judged(policy, [CLOSED], { state: one, hours: 1 });
      assert.deepEqual([comparison.findings.map(({ severity }) => severity), notices], [['medium'], []], `${index}`);
    }
  });

  test('counts at once if the policy gives no grace, and if each note fails the build', () => {
    assert.deepEqual(codes(policyOf('grace: 0m'), [CLOSED], { state }), COUNTS);
    assert.deepEqual(codes(policy, [CLOSED], { state, failOn: 'note' }), COUNTS);
  });

  test('counts at once if it was open in another zone or environment', () => {
    assert.deepEqual(codes(policyOf('grace: 2h', { zone: 'lab' }), [CLOSED], { state }), COUNTS);
    assert.deepEqual(codes({ ...policy, environment: 'other' }, [CLOSED], { state }), COUNTS);
    const runs = state.runs.map((run) => ({ ...run, environment: 'other' }));
    assert.deepEqual(codes(policy, [CLOSED], { state: { ...state, runs } }), COUNTS);
  });

  test('waits for so many runs of its target, complete or not', () => {
    const inRuns = policyOf('grace: 2 runs');
    const [seen] = state.runs;
    const after = (...later: Partial<KnownRun>[]) => {
      const first = seen ?? assert.fail();
      const all = [first, ...later.map((one, index) => ({ ...first, at: hour(index + 1), complete: false, ...one }))];
      const { comparison, notices } = judged(inRuns, [CLOSED], { state: { ...state, runs: all }, hours: 20 });
      return [comparison.findings[0]?.severity, ...notices.map((text) => text.slice(text.indexOf(' UTC. ') + 6))];
    };
    const last = ['note', 'This run is the last one within the grace.'];
    const notYet = ['note', 'The grace ends after 1 more run.'];
    assert.deepEqual([after(), after({}), after({}, {})], [notYet, last, ['medium']]);
    assert.deepEqual([after({ targets: [] }, {}), after({ environment: 'other' }, {})], [last, last]);
    assert.deepEqual(codes(inRuns, [CLOSED], { state: { ...state, runs: [] } }), COUNTS, 'the run is forgotten');
    assert.deepEqual(codes(inRuns, [CLOSED], { state, hours: -1 }), COUNTS, 'the moment is in the future');
  });

  test('has its grace on a host that is down, but not on another device at its address', () => {
    const known = memoryOf(policy, [station(HERE, { '22': 'open' }, SERVER)]);
    const closed = (mac: string | null) => codes(policy, [station(HERE, { '22,80': 'closed' }, mac)], { state: known });
    assert.deepEqual([closed(SERVER), closed(null), closed(OTHER)], [NOTE, NOTE, COUNTS]);
    assert.deepEqual(codes(policy, [{ ...station(HERE, { '22,80': 'filtered' }), state: 'down' }], { state }), NOTE);
  });

  test('counts at once if the device had several addresses: at one of them the port was never open', () => {
    const both = [station(HERE, { '22': 'open' }, SERVER), station('192.0.2.11', { '22,80': 'closed' }, SERVER)];
    const known = memoryOf(policy, both);
    const shut = ['192.0.2.10', '192.0.2.11'].map((address) => station(address, { '22,80': 'closed' }, SERVER));
    assert.deepEqual(codes(policy, shut, { state: known }), [...COUNTS, ...COUNTS]);
    const moved = memoryOf(
      policy,
      [station('192.0.2.11', { '22': 'open' }, SERVER)],
      0.2,
      memoryOf(policy, both.slice(0, 1)),
    );
    assert.deepEqual(codes(policy, shut.slice(0, 1), { state: moved }), COUNTS, 'it was open elsewhere last');
    assert.deepEqual(codes(policy, shut.slice(1), { state: moved }), NOTE);
  });

  test('counts at once in UDP if it was only open|filtered', () => {
    const dns = policyOf('grace: 2h', { lines: 'require: [53/udp]' });
    const udp = (state: 'open' | 'open|filtered' | 'closed') => [
      station(HERE, { '22,80': 'closed' }, null, { '53': state }),
    ];
    const after = (was: 'open' | 'open|filtered') => codes(dns, udp('closed'), { state: memoryOf(dns, udp(was)) });
    assert.deepEqual(after('open'), ['missing-port 53 note']);
    assert.deepEqual(after('open|filtered'), ['missing-port 53 medium']);
    assert.deepEqual(
      codes(dns, udp('open|filtered'), { state: memoryOf(dns, udp('open')) }),
      codes(dns, udp('open|filtered')),
      'what may be open is not missing',
    );
  });

  test('is the only finding with a grace: a wrong service, and what another target says of the port, count', () => {
    const more = '  other: {hosts: [192.0.2.10-11], zone: home, filtered: [22/tcp]}\n';
    const strict = policyOf('grace: 2h', { more });
    const all = codes(strict, [CLOSED], { state: memoryOf(strict, [OPEN]) });
    assert.deepEqual(all, ['unfiltered-port 22 medium', 'missing-port 22 note']);
    const ssh = policyOf('grace: 2h', { lines: 'require: [22/tcp ssh]' });
    const http = station(HERE, { '22': detail({ service: service('http') }), '80': 'closed' });
    const known = memoryOf(ssh, [http]);
    assert.deepEqual(codes(ssh, [http], { state: known }), codes(ssh, [http]));
    assert.deepEqual(codes(ssh, [CLOSED], { state: known }), NOTE);
  });

  test('has a grace together with the other ports of its finding, or none', () => {
    const many = policyOf('grace: 2h', { lines: 'require: [1000-1039/tcp]' });
    const all = memoryOf(many, [station(HERE, { '1000-1039': 'open' })]);
    const shut = [station(HERE, { '22,80,1000-1039': 'closed' })];
    const { comparison, notices } = judged(many, shut, { state: all });
    assert.deepEqual(
      comparison.findings.map(({ severity }) => severity),
      ['note'],
    );
    assert.match(notices.join(), /1000-1039\/tcp of 192\.0\.2\.10,.* each of these ports open at .* or later\./);
    const part = memoryOf(many, [station(HERE, { '1000-1038': 'open', '1039': 'closed' })]);
    assert.deepEqual(codes(many, shut, { state: part }), ['missing-port 1000-1039 medium']);
  });

  test('counts at once if the run that showed it open did not answer for it', () => {
    const { required } = grantOf(policy, { edge: [HERE] });
    const known = (given: Parameters<typeof withAnswered>[1], ...gaps: readonly Unobserved[]) => {
      const records = gaps.map((one) => ({ ...one, target: 'edge', host: one.address }));
      const devices = seenDevices(withAnswered(placed(policy, [OPEN]), given, records), NO_STATE, policy);
      return codes(policy, [CLOSED], { state: memoryOf(policy, [OPEN], 0, NO_STATE, devices) });
    };
    assert.deepEqual(known(required), NOTE);
    assert.deepEqual(known(required, gap(HERE, '80', 'not-accounted')), NOTE);
    assert.deepEqual(known(required, gap(HERE, '22', 'not-identified')), NOTE, 'it is open, whatever the service');
    assert.deepEqual(known(required, gap(HERE, '22', 'results-age')), COUNTS);
    assert.deepEqual(known(required, gap(HERE, '1-100', 'answers-disagree')), COUNTS);
    assert.deepEqual(known(new Map()), COUNTS, 'another selection of targets');
  });

  test('counts at once if another device had the address since, or at that moment', () => {
    const [mine, other] = [
      [station(HERE, { '22': 'open' }, SERVER)],
      [station(HERE, { '22,80': 'closed' }, OTHER)],
    ] as const;
    const before = memoryOf(policy, mine);
    assert.deepEqual(codes(policy, [CLOSED], { state: memoryOf(policy, other, 0.5, before) }), COUNTS);
    assert.deepEqual(codes(policy, [CLOSED], { state: memoryOf(policy, mine, 0.5, memoryOf(policy, other)) }), NOTE);
    const both = { ...station(HERE, { '22': 'open' }), links: [...(mine[0]?.links ?? []), ...(other[0]?.links ?? [])] };
    assert.deepEqual(codes(policy, other, { state: memoryOf(policy, [both]) }), COUNTS);
  });

  test('goes on counting once it counted, until a run finds it open', () => {
    const [finding] = compared(policy, [CLOSED], 1).findings;
    const failed = remember(state, runAt(1, [finding ?? assert.fail()]));
    assert.deepEqual(codes(policy, [CLOSED], { state: failed, hours: 1.5 }), COUNTS);
    const { fingerprint } = finding ?? assert.fail();
    const known = failed.findings.get(fingerprint) ?? assert.fail();
    const back = new Map([[fingerprint, { ...known, gone: hour(1.2) }]]);
    assert.deepEqual(codes(policy, [CLOSED], { state: { ...failed, findings: back }, hours: 1.5 }), NOTE);
  });

  test('counts at once if only a run of other targets saw it open', () => {
    const runs = state.runs.map((run) => ({ ...run, targets: ['inside'] }));
    assert.deepEqual(codes(policy, [CLOSED], { state: { ...state, runs } }), COUNTS);
  });

  test('is named by few notices, however many there are', () => {
    const many = policyOf('grace: 2h', { lines: 'require: [1000-1019/tcp]' });
    const known = memoryOf(many, [station(HERE, { '1000-1019': 'open' })]);
    const { comparison, notices } = judged(many, [station(HERE, { '22,80,1000-1019': 'closed' })], { state: known });
    assert.ok(comparison.findings.every(({ severity }) => severity === 'note'));
    assert.deepEqual([comparison.findings.length, notices.length], [20, 11]);
  });
});

test('no memory makes a finding less severe but missing-port, and that only with a grace', () => {
  const codesOf = (findings: readonly Finding[]) => findings.map(({ fingerprint }) => fingerprint).sort();
  const states = ['open', 'closed', 'filtered', 'open|filtered'] as const;
  fc.assert(
    fc.property(
      anyState,
      fc.constantFrom('0m', '2h', '9d', '3 runs'),
      fc.constantFrom('require: [22/tcp]', 'require: [22/tcp, 80/tcp ssh]', 'filtered: [22/tcp]', 'forbid: [80/tcp]'),
      fc.record({ first: fc.constantFrom(...states), second: fc.constantFrom(...states) }),
      fc.constantFrom<Severity>('note', 'low', 'medium'),
      (state, grace, lines, { first, second }, failOn) => {
        const policy = policyOf(`grace: ${grace}`, { lines });
        const hosts = [
          station(HERE, { '22': first, '80': second }),
          station('192.0.2.11', { '22,80': second }, SERVER),
        ];
        const bare = compared(policy, hosts, 70);
        const { comparison } = judged(policy, hosts, { state, hours: 70, failOn });
        assert.deepEqual(codesOf(comparison.findings), codesOf(bare.findings));
        assert.equal(comparison.places.size, bare.places.size);
        for (const finding of comparison.findings) {
          const was = bare.findings.find(({ fingerprint }) => fingerprint === finding.fingerprint);
          if (grace === '0m' || failOn === 'note' || finding.code !== 'missing-port') assert.deepEqual(finding, was);
          else assert.ok(finding.severity === was?.severity || finding.severity === 'note');
        }
      },
    ),
    { numRuns: runs(100, 1_000) },
  );
});
