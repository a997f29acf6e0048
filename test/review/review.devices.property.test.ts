import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { authorize } from '../../src/authorize/authorize.ts';
import { withoutMacs } from '../../src/authorize/exclude-macs.ts';
import type { Address, Family } from '../../src/model/address.ts';
import type { Mac } from '../../src/model/device.ts';
import type { Policy } from '../../src/model/policy.ts';
import { eachPort } from '../../src/model/port.ts';
import { InputError } from '../../src/model/problem.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { isDangerous } from '../../src/report/review-words.ts';
import { reviewPolicies } from '../../src/review/review.ts';
import { deviceFindings } from '../../src/state/device-findings.ts';
import { host } from '../support/observations.ts';
import { runs } from '../support/property-runs.ts';

/** What the other properties of a review leave out: devices, and exclusions by hardware address. */

const NOW = new Date('2026-06-01T12:00:00Z');
const [ONE, TWO, STRANGER] = ['00:1a:2b:3c:4d:01', '00:1a:2b:3c:4d:02', '00:1a:2b:3c:4d:03'] as Mac[] as [
  Mac,
  Mac,
  Mac,
];
const ADDRESSES = ['192.0.2.1', '192.0.2.2', '192.0.2.3'] as Address[];
const CASES = { devices: runs(100, 500), targets: runs(50, 200) };

function parsed(lines: readonly string[]): Policy | null {
  try {
    return parsePolicy(`${['version: 1', ...lines].join('\n')}\n`, 'policy.yml');
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function isToldOf(base: Policy, head: Policy): boolean {
  const side = (policy: Policy, label: string) => ({ policy, label, exists: true });
  return reviewPolicies(side(base, 'base'), side(head, 'head')).changes.some(isDangerous);
}

const device = fc.record({
  macs: fc.subarray([ONE, TWO]),
  addresses: fc.subarray(ADDRESSES.slice(0, 2)),
  zone: fc.constantFrom('', '', ', zone: lab', ', zone: hall'),
  required: fc.boolean(),
});
const devices = fc.dictionary(fc.constantFrom('a', 'b', 'c'), device, { minKeys: 1, maxKeys: 3 });
type Devices = typeof devices extends fc.Arbitrary<infer T> ? T : never;

function withDevices(known: Devices, unknown: string): Policy | null {
  const lines = Object.entries(known).map(([name, { macs, addresses, zone, required }]) => {
    const list = (key: string, items: readonly string[]) =>
      items.length === 0 ? '' : `, ${key}: [${items.map((item) => JSON.stringify(item)).join(', ')}]`;
    return `  - {name: ${name}${list('mac', macs)}${list('address', addresses)}${zone}, required: ${required}}`;
  });
  const targets = [`  t: {hosts: [${ADDRESSES[0]}], zone: lab}`, `  u: {hosts: [${ADDRESSES[1]}], zone: hall}`];
  return parsed([`defaults: {ports: {tcp: [22]}${unknown}}`, 'devices:', ...lines, 'targets:', ...targets]);
}

/** What answers at an address: nothing, or these hardware addresses. */
const ANSWERS: readonly (readonly Mac[] | null)[] = [null, [], [ONE], [TWO], [STRANGER], [ONE, TWO], [ONE, STRANGER]];
const PLACES = ANSWERS.flatMap((first) => ANSWERS.map((second) => [first, second] as const));

/** @returns the places in which a finding about a device is there */
function failing(policy: Policy): ReadonlySet<number> {
  const found = PLACES.map((place) => {
    const hosts = place.flatMap((macs, index) => {
      if (macs === null) return [];
      const links = macs.length === 0 ? {} : { links: macs.map((mac) => ({ mac, vendor: null })) };
      const where = { targets: [index === 0 ? 't' : 'u'], zone: index === 0 ? 'lab' : 'hall', isDiscovered: true };
      return [{ ...host(ADDRESSES[index] as Address, { '22': 'closed' }), ...links, ...where }];
    });
    const seen = { policy, targets: policy.targets, hosts, complete: true, state: null, now: NOW };
    return deviceFindings(seen).length > 0;
  });
  return new Set(found.flatMap((fails, index) => (fails ? [index] : [])));
}

test('a review warns if a finding about a device is there no more', () => {
  let weaker = 0;
  const unknown = fc.constantFrom('', ', unknown-devices: fail');
  fc.assert(
    fc.property(devices, devices, fc.constantFrom('', 'a', 'b', 'c'), unknown, (was, other, name, mode) => {
      const { [name]: _, ...rest } = was;
      const by = other[name];
      const now = name === '' ? other : by === undefined ? rest : { ...was, [name]: by };
      fc.pre(Object.keys(now).length > 0);
      const [base, head] = [withDevices(was, mode), withDevices(now, mode)];
      fc.pre(base !== null && head !== null);
      if (base === null || head === null) return;
      const after = failing(head);
      const missed = [...failing(base)].filter((index) => !after.has(index));
      if (missed.length === 0) return;
      weaker++;
      assert.ok(isToldOf(base, head), JSON.stringify({ was, now, mode, place: PLACES[missed[0] as number] }));
    }),
    { numRuns: CASES.devices },
  );
  assert.ok(weaker > 10, `${weaker} pairs find less`);
});

const target = fc.record({
  hosts: fc.subarray([...ADDRESSES, 'n1.example'], { minLength: 1, maxLength: 3 }),
  exclude: fc.subarray([ONE, TWO]),
  ports: fc.constantFrom('22', '22, 80'),
});
const excluding = fc.record({
  targets: fc.dictionary(fc.constantFrom('a', 'b', 'c'), target, { minKeys: 1, maxKeys: 3 }),
  everywhere: fc.constantFrom<readonly Mac[]>([], [], [ONE]),
});
type Excluding = typeof excluding extends fc.Arbitrary<infer T> ? T : never;

function withTargets({ targets, everywhere }: Excluding): Policy | null {
  const never = (macs: readonly Mac[]) => (macs.length === 0 ? '' : `, exclude: [${macs.join(', ')}]`);
  const granted = `by: b, reference: r, scope: [192.0.2.0/24, n1.example], expires: 2026-12-31${never(everywhere)}`;
  const lines = Object.entries(targets).map(
    ([name, { hosts, exclude, ports }]) =>
      `  ${name}: {hosts: [${hosts.join(', ')}], ports: {tcp: [${ports}]}${never(exclude)}}`,
  );
  return parsed([`authorization: {${granted}}`, 'targets:', ...lines]);
}

const HARDWARE = [ONE, TWO, STRANGER];
const LINKS = HARDWARE.flatMap((a) => HARDWARE.flatMap((b) => HARDWARE.map((c) => [a, b, c] as const)));

/** @returns every port that is scanned, for each address of the name and each place of the devices */
async function scanned(policy: Policy): Promise<ReadonlySet<string>> {
  const all = new Set<string>();
  for (const named of ADDRESSES) {
    const resolve = async (_: string, family: Family) => (family === 'ipv4' ? [named] : []);
    const granted = await authorize(policy, policy.targets, { resolve, now: NOW });
    for (const [index, macs] of LINKS.entries()) {
      const links = new Map(ADDRESSES.map((address, at) => [address, [macs[at] as Mac]]));
      for (const [address, { tcp = [] }] of withoutMacs(granted, links).grant.required)
        for (const port of eachPort(tcp)) all.add(`${named} ${index} ${address} ${port}`);
    }
  }
  return all;
}

test('a review warns if a device is scanned no more, also at hosts of other targets', async () => {
  let less = 0;
  await fc.assert(
    fc.asyncProperty(excluding, excluding, fc.constantFrom('', 'a', 'b', 'c'), async (was, other, name) => {
      const by = other.targets[name];
      const now = by === undefined ? other : { ...was, targets: { ...was.targets, [name]: by } };
      const [base, head] = [withTargets(was), withTargets(now)];
      fc.pre(base !== null && head !== null);
      if (base === null || head === null) return;
      const after = await scanned(head);
      const missed = [...(await scanned(base))].filter((port) => !after.has(port));
      if (missed.length === 0) return;
      less++;
      assert.ok(isToldOf(base, head), JSON.stringify({ was, now, missed: missed[0] }));
    }),
    { numRuns: CASES.targets },
  );
  assert.ok(less > 10, `${less} pairs scan less`);
});
