import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Address } from '../../src/model/address.ts';
import type { Plan } from '../../src/model/plan.ts';
import { hasPort, intersect, NO_PORTS, type PortSet, portCount, setOfPorts, subtract } from '../../src/model/port.ts';
import { planIdentify, type Tier } from '../../src/plan/identify.ts';
import { planListening } from '../../src/plan/listen.ts';
import { unsettledPorts } from '../../src/plan/patience.ts';
import type { Seen } from '../../src/plan/plan.ts';
import { at, detail, grantOf, portsOf, service } from '../support/observations.ts';
import { policyOf } from '../support/policies.ts';

const ROOT = { privilege: 'root' } as const;
const QUICK: Tier = { quick: true, loss: null };
const RANGE = portsOf('1000-1019');

/** A host: the ports that are open, those for which a line names LDAP, and those that quick questions settle. */
interface Given {
  readonly open: readonly number[];
  readonly named: readonly number[];
  readonly settled?: readonly number[];
  readonly answersWithin?: number | null;
}

function given(hosts: readonly Given[], maxRate: number | null) {
  const names = hosts.map((_, index) => `192.0.2.${index + 1}`);
  const lines = hosts.map(({ named }, index) => {
    const entries = ['1000-1019/tcp', ...named.map((port) => `${port}/tcp ldap`)].join(', ');
    return `  t${index}:\n    hosts: [${names[index]}]\n    ports: {tcp: [1000-1019]}\n    allow: [${entries}]\n`;
  });
  const policy = policyOf(`targets:\n${lines.join('')}`);
  const grant = { ...grantOf(policy, Object.fromEntries(names.map((name, index) => [`t${index}`, [name]]))), maxRate };
  const seen: Seen = {
    hosts: new Map(
      hosts.map(({ open, settled = [], answersWithin = 100 }, index) => {
        const details = open.map((port) => {
          const known = settled.includes(port) ? { service: service('ldap', { product: 'OpenLDAP' }) } : {};
          return [port, detail(known)] as const;
        });
        const states = { open: setOfPorts(open), closed: subtract(RANGE, setOfPorts(open)) };
        const tcp = { states, details: new Map(details) };
        return [at(names[index] as string), { protocols: { tcp }, answersWithin, needsConnect: false }] as const;
      }),
    ),
  };
  return { grant, seen };
}

/** How often the plans ask a port. */
function times(plans: readonly Plan[], address: Address, port: number): number {
  return plans.filter(({ addresses, ports }) => addresses.includes(address) && hasPort(ports, port)).length;
}

function openOn({ hosts }: Seen, address: Address): PortSet {
  return hosts.get(address)?.protocols.tcp?.states.open ?? NO_PORTS;
}

/** The services that an invocation asks, whatever it was planned for. */
function asked({ addresses, ports }: Plan, seen: Seen): number {
  return addresses.reduce((sum, address) => sum + portCount(intersect(ports, openOn(seen, address))), 0);
}

/** Many hosts with the same open ports, and a line for another port on each. */
const MANY = Array.from({ length: 20 }, (_, index): Given => {
  const open = Array.from({ length: 20 }, (_, port) => 1000 + port);
  return { open, named: [1000 + index], settled: open.filter((port) => port !== 1000 + index) };
});

const somePorts = fc.uniqueArray(fc.integer({ min: 1000, max: 1019 }), { maxLength: 8 });
const anyHost = fc
  .record({ open: somePorts, named: somePorts, near: fc.boolean() })
  .map(({ near, ...host }): Given => ({ ...host, answersWithin: near ? 100 : 4_000 }));
const anyHosts = fc.array(anyHost, { minLength: 1, maxLength: 24 });
const anyRate = fc.option(fc.integer({ min: 1, max: 20_000 }));

describe('an open port', () => {
  test('is asked for its service by one invocation, whatever the lines of other hosts name', () => {
    fc.assert(
      fc.property(anyHosts, anyRate, (hosts, maxRate) => {
        const { grant, seen } = given(hosts, maxRate);
        const { plans } = planIdentify(grant, seen, ROOT, QUICK);
        const listening = planListening(grant, seen, ROOT, plans);
        for (const [index, { open, named }] of hosts.entries()) {
          const address = at(`192.0.2.${index + 1}`);
          for (const port of open) {
            assert.equal(times(plans, address, port), 1);
            assert.ok(named.includes(port) || times(listening, address, port) === 0);
          }
        }
      }),
      { examples: [[MANY, null]] },
    );
  });

  test('that is settled is not asked patiently because another host has it unsettled', () => {
    const { grant, seen } = given(MANY, null);
    const { plans } = planIdentify(grant, seen, ROOT, QUICK);
    const unsettled = unsettledPorts(grant, seen, plans);
    const patiently = planIdentify(grant, { hosts: unsettled }, ROOT, 'patient', seen).plans;
    for (const [index, { open, named }] of MANY.entries()) {
      const address = at(`192.0.2.${index + 1}`);
      for (const port of open) assert.equal(times(patiently, address, port), named.includes(port) ? 1 : 0);
    }
  });

  test('is counted in the packets of its invocation', () => {
    fc.assert(
      fc.property(anyHosts, anyRate, (hosts, maxRate) => {
        const { grant, seen } = given(hosts, maxRate);
        for (const plan of planIdentify(grant, seen, ROOT, QUICK).plans) assert.equal(asked(plan, seen), plan.services);
      }),
      { examples: [[MANY, 5_400]] },
    );
  });
});

describe('packets within the rate', () => {
  test('are as many as patient questions need, if a host answers too late for quick ones', () => {
    const slow = { open: MANY[0]?.open ?? [], named: [], answersWithin: 5_000 };
    const { grant, seen } = given([slow, { ...slow, answersWithin: 100 }], 1_080);
    const plans = planIdentify(grant, seen, ROOT, QUICK).plans.map(({ quick, services }) => [quick, services]);
    assert.deepEqual(plans, [['light', 20], ...Array.from({ length: 5 }, () => [undefined, 4])]);
  });
});
