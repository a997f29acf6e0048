import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { test } from 'node:test';
import { edgeNotices, rangeEdges, withoutAddresses } from '../../src/authorize/edges.ts';
import { linkEdges, localAddresses } from '../../src/scan/machine.ts';
import { at, grantOf } from '../support/observations.ts';
import { policyOf } from '../support/policies.ts';

function up(cidr: string, internal = false): NetworkInterfaceInfo {
  const address = cidr.split('/')[0] ?? '';
  return { address, netmask: '', family: 'IPv4', mac: '', internal, cidr };
}

const edgesOf = (...interfaces: readonly NetworkInterfaceInfo[]) =>
  [...linkEdges(interfaces)].map(([address, { what, network }]) => `${address} ${what} ${network}`);

test('a network of this machine has a network and a broadcast address, unless it is of two addresses or of one', () => {
  assert.deepEqual(edgesOf(up('192.0.2.10/24')), [
    '192.0.2.0 network 192.0.2.0/24',
    '192.0.2.255 broadcast 192.0.2.0/24',
  ]);
  assert.deepEqual(edgesOf(up('192.0.2.10/31'), up('192.0.2.12/32'), up('127.0.0.1/8', true)), []);
});

test('the last address of a /24 within the /23 of an interface is a host', () => {
  assert.deepEqual(edgesOf(up('10.0.0.7/23')), ['10.0.0.0 network 10.0.0.0/23', '10.0.1.255 broadcast 10.0.0.0/23']);
  assert.deepEqual(edgesOf(up('10.0.0.7/23'), up('10.0.0.8/24')), [
    '10.0.0.0 network 10.0.0.0/24',
    '10.0.1.255 broadcast 10.0.0.0/23',
  ]);
});

const POLICY = policyOf(`authorization: {by: me, reference: R, scope: [192.0.2.0/24], expires: 2099-01-01}
targets:
  range: {hosts: [192.0.2.0-2]}
  written: {hosts: [192.0.2.255]}
`);
const GRANT = grantOf(POLICY, { range: ['192.0.2.0', '192.0.2.1', '192.0.2.2'], written: ['192.0.2.255'] });

test('what a policy writes as an address of its own is meant', () => {
  const edges = rangeEdges(GRANT, POLICY.targets, linkEdges([up('192.0.2.10/24')]));
  assert.deepEqual([...edges.keys()], ['192.0.2.0']);
  const left = withoutAddresses(GRANT, edges.keys());
  assert.deepEqual([...left.required.keys()], ['192.0.2.1', '192.0.2.2', '192.0.2.255']);
  assert.equal(left.hosts.length, 3);
  assert.equal(edgeNotices(edges, left).length, 1);
  assert.deepEqual(edgeNotices(edges, GRANT), []);
});

test('a target is never left without an address', () => {
  const all = [...GRANT.required.keys()];
  assert.deepEqual(withoutAddresses(GRANT, all), GRANT);
  assert.deepEqual([...withoutAddresses(GRANT, [at('192.0.2.255'), at('192.0.2.1')]).required.keys()].length, 3);
});

test('every address of this machine is its own, also a further one of an interface that has no carrier', () => {
  const trie = `Local:
  +-- 192.0.2.0/24 2 0 2
     |-- 192.0.2.0
        /24 link UNICAST
     |-- 192.0.2.2
        /32 host LOCAL
     |-- 192.0.2.9
        /32 host LOCAL
     |-- 192.0.2.255
        /32 link BROADCAST
`;
  assert.deepEqual([...localAddresses(trie, [up('192.0.2.2/24'), up('2001:db8::1/64')])].sort(), [
    '192.0.2.2',
    '192.0.2.9',
    '2001:db8::1',
  ]);
});
