import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Address } from '../../src/model/address.ts';
import type { Grant } from '../../src/model/grant.ts';
import type { Machine } from '../../src/model/plan.ts';
import { ALL_PORTS, type PortSet, type PortsByProtocol, portCount } from '../../src/model/port.ts';
import { DEFAULT_SETTINGS, PROFILES, type Profile } from '../../src/model/scan-settings.ts';
import { estimate, estimateAfterDiscovery } from '../../src/plan/estimate.ts';
import { PROFILE_TABLE } from '../../src/plan/profiles.ts';
import { targetOf, withTarget } from '../policy/reading.ts';

const WEB: PortSet = [
  [22, 22],
  [80, 80],
];
const ROOT: Machine = { privilege: 'root', unroutable: new Set(), own: new Set() };

function addressOf(number: number): Address {
  return `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}` as Address;
}

function grant(
  hosts: number,
  required: PortsByProtocol,
  profile: Profile = 'thorough',
  maxRate: number | null = null,
): Grant {
  const addresses = Array.from({ length: hosts }, (_, index) => addressOf(index + 1));
  const each = <T>(value: T): ReadonlyMap<Address, T> => new Map(addresses.map((address) => [address, value]));
  return {
    ...{ hosts: [], unresolved: [], excluded: [], others: [], unknown: [], maxRate },
    required: each(required),
    expected: each({ tcp: [[443, 443]] }),
    mentioned: each({ tcp: [[443, 443]] }),
    asserted: new Map(),
    identification: new Map(),
    web: new Map(),
    settingsByAddress: each({ ...DEFAULT_SETTINGS, profile, assume: profile === 'discovery' ? 'discover' : 'up' }),
  };
}

/** @returns the grant with these open ports expected on each host */
function expecting(all: Grant, ports: PortSet): Grant {
  const each = new Map([...all.required.keys()].map((address) => [address, { tcp: ports }]));
  return { ...all, expected: each, mentioned: each };
}

/** @returns a grant of so many addresses that are discovered, of ports 22 and 80 or of others */
function discovering(addresses: number, maxRate: number | null, ports: PortSet = WEB): Grant {
  const all = grant(addresses, { tcp: ports }, 'thorough', maxRate);
  const settings = { ...DEFAULT_SETTINGS, assume: 'discover' } as const;
  const settingsByAddress = new Map([...all.required.keys()].map((address) => [address, settings]));
  return expecting({ ...all, settingsByAddress }, WEB);
}

describe('an estimate', () => {
  test('of all of TCP on eight hosts counts two passes at the usual rate, and one service each', () => {
    const { steps } = estimate(grant(8, { tcp: ALL_PORTS }), ROOT);
    const [sweep, again, identify] = steps;
    assert.deepEqual(
      steps.map(({ step, probes }) => [step, probes]),
      [
        ['sweep', 524_280],
        ['sweep', 792],
        ['identify', 8],
      ],
    );
    assert.equal(sweep?.packets, 1_048_560);
    assert.ok((sweep?.seconds ?? 0) > 52 && (sweep?.seconds ?? 0) < 90);
    assert.match(sweep?.what ?? '', /^TCP, 65,535 ports of 8 addresses: at least 2 passes of about 7 chunks/);
    assert.match(again?.what ?? '', /^silent ports of 8 addresses again, waiting 5 s/);
    assert.equal(again?.packets, 3 * 792);
    assert.match(identify?.plans[0]?.argv.join(' ') ?? '', / -sV .* -p 443 10\.0\.0\.1 /);
  });

  test('shows one chunk that stands for all', () => {
    const [sweep] = estimate(grant(8, { tcp: ALL_PORTS }), ROOT).steps;
    assert.equal(sweep?.plans.length, 1);
    const [plan] = sweep?.plans ?? [];
    assert.ok(plan !== undefined && plan.addresses.length === 8 && portCount(plan.ports) * 8 <= 80_000);
  });

  test('takes longer where fewer packets are allowed, never shorter', () => {
    let before = 0;
    for (const maxRate of [null, 20_000, 5_000, 1_000, 100, 10]) {
      const { seconds } = estimate(grant(8, { tcp: ALL_PORTS, udp: [[53, 53]] }, 'thorough', maxRate), ROOT);
      assert.ok(seconds >= before, `${maxRate}`);
      before = seconds;
    }
  });

  test('is right by a factor of 1.3 for the recorded check of 65,536 addresses', () => {
    const file = new URL('../../bench/results/range.json', import.meta.url);
    const { addresses, rate, wallSeconds, packetsSent } = JSON.parse(readFileSync(file, 'utf8'));
    const { seconds, packets } = estimate(discovering(addresses, rate, [[1, 100]]), ROOT);
    const factors = [seconds / wallSeconds, packets / packetsSent];
    assert.ok(
      factors.every((factor) => factor < 1.3 && 1 / factor < 1.3),
      `${factors}`,
    );
  });

  test('supposes that at most 512 addresses are up, with at most ten open ports on each', () => {
    const { steps } = estimate(expecting(discovering(600, null, [[1, 100]]), [[1, 100]]), ROOT);
    const probes = (step: string): number => steps.reduce((sum, one) => sum + (one.step === step ? one.probes : 0), 0);
    assert.deepEqual([probes('discover'), probes('sweep'), probes('identify')], [600, 51_200, 5_120]);
  });

  test('has upper bounds for what depends on the number of addresses that are up, until that is known', () => {
    const all = discovering(200, null);
    const before = estimate(all, ROOT);
    assert.deepEqual(
      before.steps.map(({ step, isMost }) => [step, isMost]),
      [
        ['discover', false],
        ['sweep', true],
        ['identify', true],
      ],
    );
    assert.equal(before.least, before.steps[0]?.seconds);
    const up = new Map([...all.required].slice(0, 5));
    const { steps, seconds, least } = estimateAfterDiscovery({ ...all, required: up }, ROOT);
    assert.deepEqual(
      steps.map(({ step, isMost, probes }) => [step, isMost, probes]),
      [
        ['sweep', false, 10],
        ['identify', false, 10],
      ],
    );
    assert.ok(least === seconds && seconds < before.seconds - before.least);
  });

  test('is the sum of its steps', () => {
    const { steps, packets, seconds } = estimate(grant(3, { tcp: ALL_PORTS, udp: [[1, 100]] }, 'deep'), ROOT);
    assert.deepEqual(
      steps.map(({ step }) => step),
      ['sweep', 'sweep', 'sweep', 'identify'],
    );
    assert.equal(
      packets,
      steps.map((one) => one.packets).reduce((a, b) => a + b),
    );
    assert.equal(
      seconds,
      steps.map((one) => one.seconds).reduce((a, b) => a + b),
    );
  });

  test('says of UDP that closed ports are told of slowly', () => {
    const [sweep] = estimate(grant(1, { udp: [[1, 1000]] }, 'udp'), ROOT).steps;
    assert.match(sweep?.what ?? '', /one closed port a second/);
    assert.ok((sweep?.seconds ?? 0) >= 100);
  });

  test('of a stealthy scan is in hours, and of loopback in seconds', () => {
    assert.ok(estimate(grant(8, { tcp: ALL_PORTS }, 'stealth'), ROOT).seconds > 3 * 3_600);
    const local = '127.0.0.1' as Address;
    const here = { ...grant(0, {}), required: new Map([[local, { tcp: ALL_PORTS }]]) };
    assert.ok(estimate(here, ROOT).seconds < 60);
  });

  test('without privilege leaves out what can not be asked', () => {
    const { steps } = estimate(grant(1, { tcp: [[80, 80]], udp: [[53, 53]] }), { ...ROOT, privilege: 'unprivileged' });
    assert.deepEqual(
      steps.map(({ plans }) => plans.map(({ protocol }) => protocol).join()),
      ['tcp', 'tcp', 'tcp'],
    );
  });

  test('of nothing is nothing', () => {
    assert.deepEqual(estimate(grant(0, {}), ROOT), { steps: [], packets: 0, seconds: 0, least: 0 });
  });

  test('of a discovery counts addresses', () => {
    const { steps } = estimate(grant(5, {}, 'discovery'), ROOT);
    assert.deepEqual(
      steps.map(({ step, what, probes }) => [step, what, probes]),
      [['discover', 'host discovery of 5 addresses', 5]],
    );
  });
});

describe('the table of usual commands', () => {
  test('has a row for every profile, in their order', () => {
    assert.deepEqual(
      PROFILE_TABLE.map(({ profile }) => profile),
      PROFILES,
    );
  });

  for (const { profile, policy, command } of PROFILE_TABLE) {
    test(`${command}: what it says of a policy is one`, () => {
      assert.equal(targetOf(withTarget(policy)).settings.profile, profile);
    });
  }
});
