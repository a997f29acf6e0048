import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { CATALOGUE } from '../../src/compare/catalogue.ts';
import { decide } from '../../src/gate/gate.ts';
import type { Address } from '../../src/model/address.ts';
import { parseMac } from '../../src/model/device.ts';
import type { Finding } from '../../src/model/finding.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { deviceFindings } from '../../src/state/device-findings.ts';
import { placedHosts, seenDevices } from '../../src/state/devices.ts';
import { recall } from '../../src/state/recall.ts';
import { remember } from '../../src/state/remember.ts';
import { type KnownRun, NO_STATE, type State } from '../../src/state/state.ts';
import { host } from '../support/observations.ts';
import { runs } from '../support/property-runs.ts';
import { anyState, hour, runAt } from './states.ts';

const PRINTER = '00:1a:2b:3c:4d:5e';
const SERVER = '00:1a:2b:3c:4d:5f';
const STRANGER = '00:1a:2b:00:00:01';
const PHONES = ['02:00:00:00:00:01', '02:00:00:00:00:02', '02:00:00:00:00:03'];

function policyOf(defaults: string, devices = '', more = '') {
  const text = `version: 1
environment: staging
defaults: {${defaults}}
${devices === '' ? '' : `devices:\n${devices}`}
authorization: {by: me, reference: R-1, scope: [192.0.2.0/24], expires: 2099-12-31}
targets:
  edge:
    hosts: [192.0.2.0/28]
    zone: office
${more}`;
  return parsePolicy(text, 'p.yml');
}

const NAMED = `  - {name: printer, mac: "${PRINTER}", required: true}
  - {name: server, mac: ["${SERVER}"], address: 192.0.2.2}
  - {name: router, address: [192.0.2.1, "2001:db8::1"], zone: office}
`;

/** What answers: `MAC@192.0.2.N`, several MACs joined by `+`, or an address alone. */
function hostsOf(policy: ReturnType<typeof policyOf>, stations: readonly string[], target = 'edge') {
  const reported = stations.map((station) => {
    const [left = '', address = left] = station.split('@');
    const macs = station.includes('@') ? left.split('+') : [];
    const links = macs.map((text) => ({ mac: parseMac(text) ?? assert.fail(text), vendor: null }));
    const seen = host(address, { '22': 'open' });
    return { ...seen, ...(links.length === 0 ? {} : { links }), hosts: [address], targets: [target] };
  });
  return placedHosts(reported, policy, null, []);
}

interface Run {
  readonly complete?: boolean;
  readonly state?: State | null;
  readonly hours?: number;
  readonly targets?: readonly string[];
}

function found(policy: ReturnType<typeof policyOf>, stations: readonly string[], run: Run = {}): readonly Finding[] {
  const { complete = true, state = null, hours = 0, targets = policy.targets.map(({ name }) => name) } = run;
  return deviceFindings({
    ...{ policy, complete, state, now: new Date(hour(hours)) },
    targets: policy.targets.filter(({ name }) => targets.includes(name)),
    hosts: hostsOf(policy, stations),
  });
}

function codes(...given: Parameters<typeof found>): readonly string[] {
  return found(...given).map(
    ({ code, severity, address, location }) => `${code} ${severity} ${address} :${location.line}`,
  );
}

/** @returns what is remembered after a run at that hour that saw these stations */
function memoryOf(
  policy: ReturnType<typeof policyOf>,
  stations: readonly string[],
  hours = 0,
  before = NO_STATE,
): State {
  const devices = seenDevices(hostsOf(policy, stations), before, policy);
  const file = { file: 's', bytes: 0, pruneAfter: 90, noiseWindow: 45 };
  return remember(before, recall(runAt(hours, []), before, file, { devices, policy }));
}

const ALL = [`${PRINTER}@192.0.2.7`, `${SERVER}@192.0.2.2`, '192.0.2.1'];

describe('unknown-device', () => {
  for (const [mode, severity] of [
    ['fail', 'medium'],
    ['warn', 'low'],
    ['note', 'note'],
  ] as const) {
    test(`is ${severity} with unknown-devices: ${mode}, on the line of the target`, () => {
      const policy = policyOf(`unknown-devices: ${mode}`, NAMED);
      assert.deepEqual(codes(policy, ALL), []);
      assert.deepEqual(codes(policy, [...ALL, `${STRANGER}@192.0.2.9`]), [`unknown-device ${severity} 192.0.2.9 :11`]);
    });
  }

  test('is none if the policy does not ask', () => {
    assert.deepEqual(codes(policyOf('', NAMED), [...ALL, `${STRANGER}@192.0.2.9`]), []);
  });

  test('keeps its fingerprint when the device gets another address', () => {
    const policy = policyOf('unknown-devices: fail');
    const [here] = found(policy, [`${STRANGER}@192.0.2.9`]);
    const [there] = found(policy, [`${STRANGER}@192.0.2.10`]);
    assert.equal(here?.fingerprint, there?.fingerprint);
    assert.notEqual(here?.fingerprint, found(policy, [`${PRINTER}@192.0.2.9`])[0]?.fingerprint);
  });

  test('is a host whose hardware address is not known, unless the policy names its address', () => {
    const policy = policyOf('unknown-devices: fail', NAMED);
    assert.deepEqual(codes(policy, [...ALL, '192.0.2.7']), ['unknown-device medium 192.0.2.7 :11']);
    // Whatever the memory says of who had the address.
    const state = memoryOf(policy, ALL);
    assert.deepEqual(codes(policy, [...ALL, '192.0.2.7'], { state }), ['unknown-device medium 192.0.2.7 :11']);
  });

  test('with learn is what the memory does not know, and nothing in the first run', () => {
    const policy = policyOf('unknown-devices: learn');
    const stranger = [...ALL, `${STRANGER}@192.0.2.9`];
    assert.deepEqual(codes(policy, stranger), []);
    assert.deepEqual(codes(policy, stranger, { state: NO_STATE }), []);
    assert.deepEqual(codes(policy, stranger, { state: memoryOf(policy, ALL) }), ['unknown-device note 192.0.2.9 :7']);
    assert.deepEqual(codes(policy, stranger, { state: memoryOf(policy, stranger) }), []);
  });

  test('is one finding for a zone with more randomised addresses than max-random permits', () => {
    const phones = PHONES.map((mac, index) => `${mac}@192.0.2.${10 + index}`);
    const [few, many] = [policyOf('max-random: 2'), policyOf('max-random: 3')];
    assert.deepEqual([codes(few, phones), codes(many, phones)], [['unknown-device low null :7'], []]);
    const policy = policyOf('unknown-devices: fail');
    assert.deepEqual(codes(policy, phones), [], 'any number, if the policy sets none');
    const named = policyOf('max-random: 2', `  - {name: phone, mac: "${PHONES[0]}"}\n`);
    assert.deepEqual(codes(named, phones), [], 'one of them is named');
  });

  test('of max-random is tolerated only if the hosts of active targets alone are not too many', () => {
    const soon = '  soon: {hosts: [192.0.2.100], zone: office, activation: 2099-12-10}\n';
    const policy = policyOf('unknown-devices: fail, max-random: 2', '', soon);
    const judge = (active: readonly string[]) => {
      const stations = active.map((mac, index) => `${mac}@192.0.2.${index + 1}`);
      const inactive = hostsOf(policy, ['02:00:00:00:01:00@192.0.2.100'], 'soon');
      const hosts = [...inactive, ...hostsOf(policy, stations)];
      const run = { policy, targets: policy.targets, hosts, complete: true, state: null, now: new Date(hour(0)) };
      return deviceFindings(run).map(({ target, activation }) => [target, activation]);
    };
    assert.deepEqual(judge(PHONES), [['edge', null]]);
    assert.deepEqual(judge(PHONES.slice(1)), [['soon', '2099-12-10']], 'two are left');
  });

  test('of learn has no level but a note, and a policy in which it decides the verdict is refused', () => {
    for (const more of ['levels: {unknown-device: error}', 'levels: {unknown-device: warning}', 'fail-on: note'])
      assert.throws(() => policyOf(`unknown-devices: learn, ${more}`), /\[contradiction\]/);
    const policy = policyOf('unknown-devices: learn, levels: {unknown-device: note}, fail-on: low');
    const raised = { ...policy, levels: { 'unknown-device': 'error' as const } };
    const run = { state: memoryOf(policy, ALL) };
    assert.deepEqual(codes(raised, [...ALL, `${STRANGER}@192.0.2.9`], run), ['unknown-device note 192.0.2.9 :7']);
  });

  test('is each hardware address that no device has, also beside a known one at the same address', () => {
    const policy = policyOf('unknown-devices: fail, levels: {address-conflict: note}', NAMED);
    const both = [`${PRINTER}+${STRANGER}@192.0.2.7`, ...ALL.slice(1)];
    const here = ['unknown-device medium 192.0.2.7 :11', 'address-conflict note 192.0.2.7 :11'];
    assert.deepEqual(codes(policy, both), here);
    const [alone] = found(policy, [...ALL, `${STRANGER}@192.0.2.9`]);
    assert.equal(found(policy, both)[0]?.fingerprint, alone?.fingerprint);
    const nowhere = NAMED.replace(`mac: "${PRINTER}"`, 'address: 192.0.2.7');
    assert.equal(
      found(policyOf('unknown-devices: fail', nowhere), both).length,
      3,
      'the address names only one of two',
    );
  });

  test('is one finding for a device at several addresses, of an active target if one of them is active', () => {
    const soon = '  a-soon: {hosts: [192.0.2.100], zone: office, activation: 2099-12-10}\n';
    const policy = policyOf('unknown-devices: fail', '', soon);
    const hosts = [
      ...hostsOf(policy, [`${STRANGER}@192.0.2.100`], 'a-soon'),
      ...hostsOf(policy, [`${STRANGER}@192.0.2.9`]),
    ];
    const run = { policy, targets: policy.targets, complete: true, state: null, now: new Date(hour(0)) };
    const told = (there: typeof hosts) =>
      deviceFindings({ ...run, hosts: there }).map(({ target, address, activation, message }) => [
        ...[target, address, activation, message.includes('192.0.2.9, 192.0.2.100 are up')],
      ]);
    assert.deepEqual(told(hosts), [['edge', '192.0.2.9', null, true]]);
    assert.deepEqual(told(hosts.slice(0, 1)), [['a-soon', '192.0.2.100', '2099-12-10', false]]);
  });

  test('of max-random counts no hardware address that a vendor assigned or a device of the zone has', () => {
    const policy = policyOf('max-random: 1');
    const [one = '', two = ''] = PHONES;
    const random = (stations: readonly string[], of = policy) =>
      found(of, stations).filter(({ code }) => code === 'unknown-device').length;
    assert.equal(random([`${one}+${STRANGER}@192.0.2.9`]), 0);
    assert.equal(random([`${one}+${two}@192.0.2.9`]), 1);
    const named = policyOf('max-random: 0', `  - {name: server, mac: "${SERVER}"}\n`);
    assert.equal(random([`${SERVER}+${one}@192.0.2.9`], named), 1, 'beside a known one too');
  });

  test('obeys levels', () => {
    const policy = policyOf('unknown-devices: fail, levels: {unknown-device: note}');
    assert.deepEqual(codes(policy, [`${STRANGER}@192.0.2.9`]), ['unknown-device note 192.0.2.9 :7']);
  });
});

describe('missing-device', () => {
  const rest = ALL.slice(1);

  test("is on the device's line, if a complete run of all targets of its zone did not see it", () => {
    const policy = policyOf('', NAMED);
    assert.deepEqual(codes(policy, rest), ['missing-device medium null :5']);
    assert.deepEqual(codes(policy, rest, { complete: false }), [], 'the run is inconclusive anyway');
    const second = '  core:\n    hosts: [192.0.2.16]\n    zone: office\n';
    assert.deepEqual(
      codes(policyOf('', NAMED, second), rest, { targets: ['edge'] }),
      [],
      'it may be in the other target',
    );
    assert.deepEqual(codes(policyOf('', NAMED, second), rest), ['missing-device medium null :5']);
  });

  test('is found for a device in a zone that no target has, which no policy may have', () => {
    const elsewhere = NAMED.replace('required: true', 'required: true, zone: ofice');
    assert.throws(() => policyOf('', elsewhere), /\[unknown-zone\]/);
    const policy = policyOf('', NAMED);
    const lost = { ...policy, devices: policy.devices.map((one) => ({ ...one, zone: 'ofice' })) };
    assert.deepEqual(codes(lost, ALL), ['missing-device medium null :5']);
  });

  test('waits for the grace of the policy, counted from the last run that saw it, and no longer', () => {
    const policy = policyOf('grace: 2h', NAMED);
    const state = memoryOf(policy, ALL);
    const after = (hours: number) => codes(policy, rest, { state, hours });
    assert.deepEqual([after(1), after(1.9), after(2).length, after(-1).length], [[], [], 1, 1]);
  });

  test('waits for so many runs of its targets, complete or not, and shows how many are left', () => {
    const policy = policyOf('grace: 2 runs', NAMED);
    const [seen, ...others] = memoryOf(policy, ALL).runs;
    assert.ok(seen !== undefined && others.length === 0);
    const first = { ...seen, environment: policy.environment, targets: policy.targets.map(({ name }) => name) };
    const after = (...later: Partial<KnownRun>[]) => {
      const runs = [first, ...later.map((one, index) => ({ ...first, at: hour(index + 1), complete: false, ...one }))];
      return codes(policy, rest, { state: { ...memoryOf(policy, ALL), runs }, hours: 20 }).length;
    };
    assert.deepEqual([after(), after({}), after({}, {}), after({}, {}, {})], [0, 0, 1, 1]);
    const elsewhere = { targets: [] };
    assert.deepEqual([after(elsewhere, elsewhere, {}), after({}, { environment: 'other' })], [0, 0]);
    const state = { ...memoryOf(policy, ALL), runs: [first] };
    assert.equal(codes(policy, rest, { state: { ...state, runs: [] }, hours: 1 }).length, 1, 'the run is forgotten');
    assert.equal(codes(policy, rest, { state, hours: -1 }).length, 1, 'the moment is in the future');
  });

  test('counts at once without a memory of the device, whatever the grace', () => {
    const policy = policyOf('grace: 2h', NAMED);
    assert.equal(codes(policy, rest).length, 1);
    assert.equal(codes(policy, rest, { state: memoryOf(policy, rest) }).length, 1);
  });

  test('is no device that answers beside another one of the policy', () => {
    const devices = [PRINTER, SERVER].map((mac, index) => `  - {name: d${index}, mac: "${mac}", required: true}\n`);
    for (const order of [devices, [...devices].reverse()]) {
      const [conflict, ...others] = found(policyOf('', order.join('')), [`${PRINTER}+${SERVER}@192.0.2.9`]);
      assert.deepEqual([conflict?.code, others], ['address-conflict', []]);
    }
  });

  test('has a fingerprint for each zone of devices with one name', () => {
    const lab = '  lab: {hosts: [192.0.2.100], zone: lab}\n';
    const devices = ['lab', 'office'].map(
      (zone, index) => `  - {name: tv, address: 192.0.2.${index}, zone: ${zone}, required: true}\n`,
    );
    const all = found(policyOf('', devices.join(''), lab), []);
    assert.deepEqual([all.length, new Set(all.map(({ fingerprint }) => fingerprint)).size], [2, 2]);
  });

  test('counts a device whose address another hardware address has', () => {
    const policy = policyOf('', `  - {name: server, mac: "${SERVER}", address: 192.0.2.2, required: true}\n`);
    assert.deepEqual(codes(policy, [`${STRANGER}@192.0.2.2`]), [
      'address-conflict medium 192.0.2.2 :5',
      'missing-device medium null :5',
    ]);
  });
});

describe('address-conflict', () => {
  test('is two hardware addresses at one address, unless they are one device', () => {
    const both = [`${PRINTER}+${STRANGER}@192.0.2.9`];
    assert.deepEqual(codes(policyOf(''), both), ['address-conflict medium 192.0.2.9 :7']);
    assert.deepEqual(codes(policyOf('', `  - {name: bond, mac: ["${PRINTER}", "${STRANGER}"]}\n`), both), []);
  });

  test('is one finding for a device whose addresses are all taken', () => {
    const policy = policyOf('', `  - {name: server, mac: "${SERVER}", address: [192.0.2.2, 192.0.2.4]}\n`);
    const stolen = found(policy, [`${STRANGER}@192.0.2.2`, `${PRINTER}@192.0.2.4`]);
    assert.deepEqual(
      stolen.map(({ code, address }) => [code, address]),
      [['address-conflict', '192.0.2.2']],
    );
    for (const said of ['192.0.2.4', STRANGER, PRINTER]) assert.ok(stolen[0]?.message.includes(said), said);
  });

  test('of a device whose name is an address is not the one at that address', () => {
    const policy = policyOf('', `  - {name: 192.0.2.9, mac: "${SERVER}", address: 192.0.2.2}\n`);
    const all = found(policy, [`${STRANGER}@192.0.2.2`, `${STRANGER}+${PRINTER}@192.0.2.9`]);
    assert.deepEqual([all.length, new Set(all.map(({ fingerprint }) => fingerprint)).size], [2, 2]);
  });

  test("is a stolen address: another hardware address at a device's own, on the device's line", () => {
    const policy = policyOf('', NAMED);
    const [printer = '', , router = ''] = ALL;
    assert.deepEqual(codes(policy, [printer, `${STRANGER}@192.0.2.2`, router]), [
      'address-conflict medium 192.0.2.2 :6',
    ]);
  });
});

test('a host that nobody answered for is no device', () => {
  const policy = policyOf('unknown-devices: fail');
  // A router says that the host is unreachable: that is an answer, and not of the host.
  const silent = {
    ...host('192.0.2.9', { '1-100': 'filtered' }),
    answersWithin: 100,
    hosts: ['192.0.2.9'],
    targets: ['edge'],
  };
  const hosts = placedHosts([silent], policy, null, []);
  const run = { policy, targets: policy.targets, hosts, complete: true, state: null, now: new Date(hour(0)) };
  assert.deepEqual([deviceFindings(run), seenDevices(hosts, NO_STATE, policy)], [[], []]);
  const discovery = { up: new Set([silent.address]), down: new Set<Address>(), probes: '-PE', unknown: new Map() };
  const pinged = { ...run, hosts: placedHosts([silent], policy, discovery, []) };
  assert.equal(deviceFindings(pinged).length, 1, 'it answered host discovery');
  const replied = placedHosts([{ ...silent, replied: true }], policy, null, []);
  assert.equal(deviceFindings({ ...run, hosts: replied }).length, 1, 'it answered the ping of the scan');
});

test(
  'no memory turns a red verdict green: without grace, it only adds findings, and an incomplete run ' +
    'stays incomplete',
  () => {
    const modes = ['', 'unknown-devices: fail', 'unknown-devices: learn', 'unknown-devices: warn, max-random: 0'];
    const rank = { pass: 0, inconclusive: 1, fail: 2 } as const;
    const stations = [...ALL, `${STRANGER}@192.0.2.9`, `${PHONES[0]}@192.0.2.10`, `${PRINTER}+${STRANGER}@192.0.2.11`];
    fc.assert(
      fc.property(
        fc.constantFrom(...modes),
        fc.subarray(stations),
        anyState,
        fc.boolean(),
        fc.constantFrom('note', 'low', 'medium'),
        (mode, seen, state, complete, failOn) => {
          const policy = policyOf(mode, NAMED);
          const [bare, remembered] = [
            found(policy, seen, { complete }),
            found(policy, seen, { complete, state, hours: 70 }),
          ];
          const known = new Set(remembered.map(({ fingerprint }) => fingerprint));
          assert.ok(bare.every(({ fingerprint }) => known.has(fingerprint)));
          const judge = (findings: readonly Finding[]) =>
            decide(findings, complete, { failOn, onIncomplete: 'fail', withdrawn: false }).verdict;
          assert.ok(rank[judge(remembered)] >= rank[judge(bare)]);
          if (!complete) assert.notEqual(judge(remembered), 'pass');
        },
      ),
      { numRuns: runs(100, 1_000) },
    );
  },
);

test('an unknown device is a warning; a missing one, and a conflict, are errors', () => {
  assert.deepEqual(
    (['unknown-device', 'missing-device', 'address-conflict'] as const).map((code) => CATALOGUE[code].level),
    ['warning', 'error', 'error'],
  );
});
