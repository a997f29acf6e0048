import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { restHosts } from '../../src/acquire/rest.ts';
import { authorize } from '../../src/authorize/authorize.ts';
import type { Address } from '../../src/model/address.ts';
import type { Mac } from '../../src/model/device.ts';
import type { Recollect } from '../../src/model/memory.ts';
import type { Discovery } from '../../src/model/observation.ts';
import type { Moment } from '../../src/model/time.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { discovered } from '../observe/xml.ts';

const [ONE, TWO, THREE] = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as [Address, Address, Address];
const MACS = ['00:1a:2b:3c:4d:5e', '00:1a:2b:3c:4d:5f', '00:1a:2b:3c:4d:60'] as Mac[];
const NOW = new Date('2027-01-01T00:00:00Z');

/** When the hosts were found clean: the second host rests longest. */
const CLEAN = new Map([
  [ONE, '2026-12-31T23:58:00Z' as Moment],
  [TWO, '2026-12-31T23:55:00Z' as Moment],
  [THREE, '2026-12-31T23:57:00Z' as Moment],
]);

interface Parts {
  readonly accept?: boolean;
  readonly up?: readonly Address[];
  readonly down?: readonly Address[];
  readonly macs?: readonly Mac[];
  readonly clean?: ReadonlyMap<Address, Moment>;
  /** The hosts of the first target. */
  readonly hosts?: readonly Address[];
}

/** @returns the hosts that are not scanned again */
async function resting({ accept = true, up = [ONE, TWO, THREE], down = [], macs = MACS, ...rest }: Parts) {
  const { clean = CLEAN, hosts = [ONE, TWO] } = rest;
  const policy = parsePolicy(
    `version: 1
defaults: {assume: discover, rescan-after: 10m, accept-memory: ${accept}, ports: {tcp: [22, 80]}}
targets:
  one: {hosts: [${hosts.join(', ')}], allow: [22/tcp]}
  two: {hosts: [${THREE}, 127.0.0.4], allow: [22/tcp]}
`,
    'policy.yml',
  );
  const grant = await authorize(policy, policy.targets, { resolve: async () => [], now: NOW });
  const documents = [await discovered(up, macs)];
  const discovery: Discovery = { up: new Set(up), down: new Set(down), probes: '', unknown: new Map() };
  const recollect: Recollect = (_, there) => new Map([...clean].filter(([address]) => there.has(address)));
  const rested = restHosts(grant, discovery, documents, new Set(), recollect);
  return [...new Set([...(rested.grant.resting?.keys() ?? []), ...rested.unobserved.map(({ address }) => address)])];
}

describe('hosts that earlier runs found clean', () => {
  test('rest together if no address of their target is down', async () => {
    assert.deepEqual(await resting({ up: [ONE, TWO] }), [ONE, TWO]);
  });

  test('the one that rests longest is scanned if an address of the target is down', async () => {
    const down = ['127.0.0.4' as Address];
    assert.deepEqual(await resting({ down }), [ONE, TWO], 'the target of the third host has no other host');
    assert.deepEqual(await resting({ down, accept: false }), [ONE, TWO]);
    assert.deepEqual(await resting({ up: [ONE, THREE], down: [TWO] }), [THREE]);
  });

  test('a host that is scanned and only assumed to be up is not enough: it may give no answer', async () => {
    assert.deepEqual(await resting({ up: [ONE], down: [TWO], hosts: [ONE, TWO, '127.0.0.6' as Address] }), []);
  });

  test('the order of the policy does not decide which of two equal ones is scanned', async () => {
    const down = ['127.0.0.5' as Address];
    const clean = new Map([ONE, TWO].map((address) => [address, '2026-12-31T23:58:00Z' as Moment]));
    for (const hosts of [
      [ONE, TWO, ...down],
      [...down, TWO, ONE],
    ])
      assert.deepEqual(await resting({ up: [ONE, TWO], down, clean, hosts }), [TWO], hosts.join());
  });

  test('a host without a hardware address is scanned, also at an address of this machine', async () => {
    assert.deepEqual(await resting({ macs: [] }), []);
    assert.deepEqual(await resting({ macs: MACS.slice(0, 1) }), [ONE]);
  });

  test('hosts whose hardware address has several addresses are scanned: it may be that of a router', async () => {
    const [a, b] = MACS as [Mac, Mac];
    assert.deepEqual(await resting({ macs: [a, b, a] }), [TWO]);
    assert.deepEqual(await resting({ up: [ONE, '127.0.0.9' as Address], macs: [a, a] }), [], 'of any target');
  });
});
