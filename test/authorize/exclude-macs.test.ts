import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authorize } from '../../src/authorize/authorize.ts';
import { unseenMacProblems, unseenMacs, withoutMacs, withoutOwnMacs } from '../../src/authorize/exclude-macs.ts';
import type { Address, Family } from '../../src/model/address.ts';
import type { Mac } from '../../src/model/device.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { selectTargets } from '../../src/policy/select.ts';
import { findLinks } from '../../src/scan/machine.ts';

const KEPT = '00:1a:2b:3c:4d:5e' as Mac;
const OTHER = '00:1a:2b:3c:4d:5f' as Mac;
const [ONE, TWO, THREE] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'] as Address[] as [Address, Address, Address];
const NOW = new Date('2026-11-26T00:00:00Z');
const MACHINE = { privilege: 'root', unroutable: new Set<Address>(), own: new Set<Address>() } as const;

async function granted(targets: string, only: readonly string[] = [], exclude = '') {
  const policy = parsePolicy(
    `version: 1
authorization: {by: Jo, reference: OPS-7, scope: [192.0.2.0/24, a.example], expires: 2027-03-31${exclude}}
defaults: {ports: {tcp: [22, 80]}}
targets:
${targets.replace(/^/gm, '  ')}`,
    'policy.yml',
  );
  const resolve = async (_name: string, family: Family) => (family === 'ipv4' ? [TWO] : []);
  return authorize(policy, selectTargets(policy, only), { resolve, now: NOW });
}

const PAIR = `one: {hosts: [${ONE}, ${TWO}], exclude: [${KEPT}]}
two: {hosts: [${TWO}, ${THREE}]}`;

describe('a grant without devices that are excluded by their hardware addresses', () => {
  test('an address with an excluded one is left out of all targets, and each is told', async () => {
    const { grant, unknown } = withoutMacs(
      await granted(PAIR),
      new Map([
        [ONE, [OTHER]],
        [TWO, [KEPT]],
      ]),
    );
    assert.deepEqual([...grant.required.keys()], [ONE, THREE]);
    assert.deepEqual(
      grant.hosts.map(({ address }) => address),
      [ONE, THREE],
    );
    assert.deepEqual(
      grant.excluded.map(({ target, count }) => [target, count]),
      [
        ['one', 1],
        ['two', 1],
      ],
    );
    assert.deepEqual(
      grant.excludedByMac?.map(({ address }) => address),
      [TWO, TWO],
    );
    assert.deepEqual([...unknown], []);
  });

  test('an exclusion of a target that is not selected counts where the targets share the address', async () => {
    const { grant } = withoutMacs(await granted(PAIR, ['two']), new Map([[TWO, [KEPT]]]));
    assert.deepEqual([...grant.required.keys()], [THREE]);
  });

  test('where several hardware addresses answer, the address stays and is not probed', async () => {
    const { grant, unknown } = withoutMacs(
      await granted(PAIR),
      new Map([
        [ONE, [OTHER, KEPT]],
        [TWO, [OTHER]],
      ]),
    );
    assert.deepEqual([...unknown], [ONE]);
    assert.ok(grant.required.has(ONE));
    const reasons = unseenMacs(unknown, grant, new Set([ONE])).map(({ reason }) => reason.code);
    assert.deepEqual(reasons, ['mac-not-seen']);
  });

  test('what only a failed scan reports keeps the scanner away, and takes nothing out of the coverage', async () => {
    const seen = new Map([
      [ONE, [KEPT]],
      [TWO, [OTHER]],
    ]);
    const { grant, unknown } = withoutMacs(await granted(PAIR), seen, new Map([[TWO, [OTHER]]]));
    assert.deepEqual([[...unknown], grant.excluded], [[ONE], []]);
  });

  test('a name or a target without any other address is unobserved', async () => {
    const named = await granted(`one: {hosts: [a.example, ${ONE}], exclude: [${KEPT}]}`);
    const { grant } = withoutMacs(
      named,
      new Map([
        [TWO, [KEPT]],
        [ONE, [OTHER]],
      ]),
    );
    assert.deepEqual(
      grant.unresolved.map(({ host, reason }) => [host, reason.code]),
      [['a.example', 'excluded-by-mac']],
    );
    const whole = withoutMacs(
      await granted(`one: {hosts: [${ONE}, ${TWO}], exclude: [${KEPT}]}`),
      new Map([
        [ONE, [KEPT]],
        [TWO, [KEPT]],
      ]),
    );
    assert.deepEqual(
      whole.grant.unresolved.map(({ host }) => host),
      [ONE, TWO],
    );
  });

  test('without raw sockets, or off the link, each line is a problem before anything is probed', async () => {
    const grant = await granted(PAIR, [], `, exclude: ["${OTHER}"]`);
    const codes = (machine: Parameters<typeof unseenMacProblems>[1], isOnLink: (address: Address) => boolean) =>
      unseenMacProblems(grant, machine, { isOnLink, own: [] }).map(({ code, location }) => [code, location?.line]);
    assert.deepEqual(
      codes(MACHINE, () => true),
      [],
    );
    assert.deepEqual(
      codes({ ...MACHINE, privilege: 'unprivileged' }, () => true),
      [
        ['mac-not-seen', 2],
        ['mac-not-seen', 5],
      ],
    );
    assert.deepEqual(
      codes(MACHINE, (address) => address !== THREE),
      [['mac-not-seen', 2]],
    );
  });

  test('the machine knows its own hardware addresses', async () => {
    const own = new Set([ONE, TWO]);
    const grant = await granted(PAIR);
    const other = withoutOwnMacs(grant, { own }, { own: [OTHER] });
    assert.deepEqual([[...(other.forbiddenMacs ?? [])], other.required.size], [[], 3]);
    assert.deepEqual([...withoutOwnMacs(grant, { own }, { own: [KEPT, OTHER] }).required.keys()], [THREE]);
  });

  test('only networks of interfaces with a hardware address are links', () => {
    const shared = { address: '', netmask: '', scopeid: 0 };
    const links = findLinks([
      { ...shared, family: 'IPv4', mac: KEPT, internal: false, cidr: '192.0.2.5/30' },
      { ...shared, family: 'IPv4', mac: '00:00:00:00:00:00', internal: false, cidr: '198.51.100.1/24' },
      { ...shared, family: 'IPv6', mac: KEPT, internal: false, cidr: '2001:db8::1/64' },
    ]);
    const on = ['192.0.2.4', '192.0.2.8', '198.51.100.7', '2001:db8::7', '2001:db8:1::7'].map((one) =>
      links.isOnLink(one as Address),
    );
    assert.deepEqual([on, links.own], [[true, false, false, true, false], [KEPT]]);
  });
});
