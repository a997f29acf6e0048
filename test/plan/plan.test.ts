import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Address } from '../../src/model/address.ts';
import type { Grant } from '../../src/model/grant.ts';
import type { HostObservation, Observation, Owed } from '../../src/model/observation.ts';
import type { Machine, Plan, Privilege } from '../../src/model/plan.ts';
import {
  hasPort,
  type PortSet,
  PROTOCOLS,
  parsePorts,
  portCount,
  portSet,
  subtract,
  union,
} from '../../src/model/port.ts';
import { planIdentify, planSweep } from '../../src/plan/plan.ts';

const address = (text: string): Address => text as Address;
const ports = (text: string): PortSet => parsePorts(text) ?? assert.fail(text);

function grant(owed: Owed, maxRate: number | null = null): Grant {
  return { hosts: [], unresolved: [], expected: new Map(), manners: new Map(), owed, maxRate };
}

function machine(privilege: Privilege, ...unroutable: readonly string[]): Machine {
  return { privilege, unroutable: new Set(unroutable.map(address)) };
}

const TWO_FAMILIES: Owed = new Map([
  [address('192.0.2.1'), { tcp: ports('1-65535'), udp: ports('53,161') }],
  [address('192.0.2.2'), { tcp: ports('1-65535') }],
  [address('2001:db8::1'), { tcp: ports('22'), sctp: ports('36412') }],
]);

const commands = (plans: readonly Plan[]): readonly string[] => plans.map(({ argv }) => argv.join(' '));

describe('a sweep', () => {
  it('asks each protocol and family by itself, all hosts that owe the same ports together', () => {
    assert.deepEqual(commands(planSweep(grant(TWO_FAMILIES), machine('root')).plans), [
      '-sS -n -Pn -T4 -v --max-hostgroup 64 --stats-every 1s -oX - -p 1-65535 192.0.2.1 192.0.2.2',
      '-6 -sS -n -Pn -T4 -v --max-hostgroup 64 --stats-every 1s -oX - -p 22 2001:db8::1',
      '-sU -n -Pn -T4 -v --max-hostgroup 64 --max-retries 2 --stats-every 1s -oX - -p 53,161 192.0.2.1',
      '-6 -sY -n -Pn -T4 -v --max-hostgroup 64 --stats-every 1s -oX - -p 36412 2001:db8::1',
    ]);
  });

  it('keeps to the rate of the grant', () => {
    const [first] = planSweep(grant(TWO_FAMILIES, 2000), machine('root')).plans;
    assert.match(first?.argv.join(' ') ?? '', / --max-rate 2000 /);
  });

  it('tells nmap to use capabilities that it would not look for', () => {
    for (const { argv } of planSweep(grant(TWO_FAMILIES), machine('capabilities')).plans) {
      assert.ok(argv.includes('--privileged'));
    }
  });

  it('without privilege connects, and says what it can not ask', () => {
    const { plans, unobserved } = planSweep(grant(TWO_FAMILIES), machine('unprivileged'));
    assert.deepEqual(
      plans.map(({ protocol, argv }) => `${protocol} ${argv.filter((flag) => flag.startsWith('-s')).join(' ')}`),
      ['tcp -sT', 'tcp -sT'],
    );
    assert.deepEqual(
      unobserved.map((one) => `${one.address} ${one.protocol} ${portCount(one.ports)} ${one.reason.code}`),
      ['192.0.2.1 udp 2 no-privilege', '2001:db8::1 sctp 1 no-privilege'],
    );
  });

  it('says of an address without a route that it was not asked', () => {
    const { plans, unobserved } = planSweep(grant(TWO_FAMILIES), machine('root', '2001:db8::1'));
    assert.ok(plans.every(({ family }) => family === 'ipv4'));
    assert.deepEqual(
      unobserved.map((one) => `${one.address} ${one.protocol} ${one.reason.code}`),
      ['2001:db8::1 tcp no-route', '2001:db8::1 sctp no-route'],
    );
  });

  it('keeps every argument far below 128 KiB, whatever the ports', () => {
    const odd = portSet(Array.from({ length: 32_768 }, (_, index) => [index * 2, index * 2]));
    const { plans } = planSweep(grant(new Map([[address('192.0.2.1'), { tcp: odd }]])), machine('root'));
    assert.ok(plans.every(({ argv }) => argv.every((argument) => argument.length < 100_000)));
    assert.deepEqual(union(...plans.map((plan) => plan.ports)), odd);
  });

  it('keeps the command line short, however many hosts', () => {
    const owed = new Map(
      Array.from({ length: 5_000 }, (_, index) => [address(`10.0.${index >> 8}.${index & 255}`), { tcp: ports('80') }]),
    );
    const { plans } = planSweep(grant(owed), machine('root'));
    assert.ok(plans.every(({ argv }) => argv.join(' ').length < 100_000));
    assert.equal(new Set(plans.flatMap(({ addresses }) => addresses)).size, 5_000);
  });
});

const anyPorts = fc
  .array(fc.tuple(fc.nat(70), fc.nat(5)), { minLength: 1, maxLength: 4 })
  .map((pairs) => portSet(pairs.map(([first, more]) => [first, first + more])));
const anyOwed: fc.Arbitrary<Owed> = fc
  .array(
    fc.tuple(
      fc
        .oneof(
          fc.nat(5).map((n) => `192.0.2.${n}`),
          fc.nat(5).map((n) => `2001:db8::${n + 1}`),
        )
        .map(address),
      fc.record({ tcp: anyPorts, udp: anyPorts }, { requiredKeys: [] }),
    ),
    { maxLength: 6 },
  )
  .map((entries) => new Map(entries));

it('whatever is owed is planned or said to be unobserved, exactly once, and nothing else is', () => {
  fc.assert(
    fc.property(anyOwed, fc.constantFrom<Privilege>('root', 'unprivileged'), fc.boolean(), (owed, privilege, cut) => {
      const unroutable = cut ? [...owed.keys()].slice(0, 1) : [];
      const { plans, unobserved } = planSweep(grant(owed), machine(privilege, ...unroutable));
      for (const host of new Set([...owed.keys(), ...plans.flatMap(({ addresses }) => addresses)])) {
        for (const protocol of PROTOCOLS) {
          const asked = plans.filter((plan) => plan.protocol === protocol && plan.addresses.includes(host));
          const left = unobserved.filter((one) => one.protocol === protocol && one.address === host);
          const all = [...asked, ...left].map((one) => one.ports);
          assert.deepEqual(union(...all), owed.get(host)?.[protocol] ?? []);
          assert.equal(
            all.reduce((sum, set) => sum + portCount(set), 0),
            portCount(union(...all)),
          );
        }
      }
    }),
  );
});

function observed(open: ReadonlyMap<Address, PortSet>): Pick<Observation, 'hosts'> {
  const hosts = new Map<Address, HostObservation>();
  for (const [host, set] of open) {
    hosts.set(host, {
      address: host,
      names: [],
      state: 'up',
      protocols: { tcp: { states: { open: set }, details: new Map() } },
      facts: [],
    });
  }
  return { hosts };
}

describe('an identification', () => {
  it('asks only ports that are open, with a version scan', () => {
    const seen = observed(
      new Map([
        [address('192.0.2.1'), ports('22')],
        [address('192.0.2.2'), ports('80,443')],
      ]),
    );
    assert.deepEqual(commands(planIdentify(grant(TWO_FAMILIES), seen, machine('root')).plans), [
      '-sS -sV -n -Pn -T4 -v --max-hostgroup 64 --stats-every 1s -oX - -p 22,80,443 192.0.2.1 192.0.2.2',
    ]);
  });

  it('asks nothing where nothing is open', () => {
    assert.deepEqual(planIdentify(grant(TWO_FAMILIES), observed(new Map()), machine('root')), {
      plans: [],
      unobserved: [],
    });
  });

  it('leaves a host out that answers on hundreds of ports, and says so', () => {
    const seen = observed(
      new Map([
        [address('192.0.2.1'), ports('1-65535')],
        [address('192.0.2.2'), ports('80')],
      ]),
    );
    const { plans, unobserved } = planIdentify(grant(TWO_FAMILIES), seen, machine('root'));
    assert.deepEqual(
      plans.map(({ addresses }) => addresses.join()),
      ['192.0.2.2'],
    );
    assert.deepEqual(
      unobserved.map((one) => `${one.address} ${one.reason.code}`),
      ['192.0.2.1 not-identified'],
    );
  });

  it('never asks an address for a port that the policy does not declare for it', () => {
    fc.assert(
      fc.property(anyOwed, anyOwed, (owed, seen) => {
        const open = new Map(
          [...seen].flatMap(([host, set]) => (set.tcp === undefined ? [] : [[host, set.tcp] as const])),
        );
        for (const plan of planIdentify(grant(owed), observed(open), machine('root')).plans) {
          for (const host of plan.addresses) assert.deepEqual(subtract(plan.ports, owed.get(host)?.tcp ?? []), []);
        }
        const asked = planIdentify(grant(owed), observed(open), machine('root')).plans;
        for (const [host, set] of open) {
          const due = [...set].flat().filter((port) => hasPort(owed.get(host)?.tcp ?? [], port));
          for (const port of due) {
            assert.ok(asked.some((plan) => plan.addresses.includes(host) && hasPort(plan.ports, port)));
          }
        }
      }),
    );
  });
});
