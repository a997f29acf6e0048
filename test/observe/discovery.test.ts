import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Address } from '../../src/model/address.ts';
import { account } from '../../src/observe/account.ts';
import { recordDiscovery } from '../../src/observe/discovery.ts';
import type { Judged } from '../../src/observe/document.ts';
import { address, asked, cover, extra, gaps, HOST, host, judged, KILLED, port, ports, read, scan } from './xml.ts';

const [UP, DOWN, ABSENT] = [HOST, address('192.0.2.11'), address('192.0.2.12')];
const ARGS = 'nmap -sn -n -v -PE -PS22,443 -PP --max-retries 2';

async function discover(
  states: ReadonlyMap<Address, 'up' | 'down'>,
  { of = [UP, DOWN, ABSENT], ...rest }: Partial<Judged> & { readonly of?: readonly Address[] } = {},
): Promise<Judged> {
  const hosts = [...states].map(([addr, state]) => host('', { addr, state }));
  const document = await read(scan(hosts.join(''), { args: ARGS }));
  return judged(document, { step: 'discover', covers: cover({ tcp: [] }, ...of), ...rest });
}

const FOUND = new Map([
  [UP, 'up'],
  [DOWN, 'down'],
] as const);

const told = (documents: readonly Judged[]) => {
  const { discovery } = account(new Map(), documents);
  return discovery === null ? null : [[...discovery.up], [...discovery.down], [...discovery.unknown.keys()]];
};

test('an address is up, down, or without an answer; only what the scan says is down is down', async () => {
  assert.deepEqual(told([await discover(FOUND)]), [[UP], [DOWN], [ABSENT]]);
  assert.equal(told([]), null);
});

test('a discovery that died finds nothing down, and what it found up is up', async () => {
  assert.deepEqual(told([await discover(FOUND, { failure: KILLED })]), [[UP], [], [DOWN, ABSENT]]);
});

test('asked twice, an address is up if one found it, and down only if both did', async () => {
  const other = await discover(new Map([[UP, 'down']]), { of: [UP, DOWN] });
  assert.deepEqual(told([await discover(FOUND), other]), [[UP], [], [ABSENT, DOWN]]);
});

test(
  'an address whose ports answer is not down, whatever a discovery says; a router may answer for ' + 'one that is',
  async () => {
    const sweep = async (inner: string) =>
      judged(await read(scan(asked('1-2') + host(`<ports>${inner}</ports>`, { addr: DOWN }))));
    const alive = await sweep(extra('closed', '1-2'));
    const rejected = await sweep(port(1, 'filtered') + port(2, 'filtered'));
    assert.deepEqual(told([await discover(FOUND), alive])?.[1], []);
    assert.deepEqual(told([await discover(FOUND), rejected])?.[1], [DOWN]);
  },
);

test('a host that is down is no host of the report, and a discovery answers for no port', async () => {
  const observation = account(cover({ tcp: ports('1') }, UP, DOWN), [await discover(FOUND)]);
  assert.deepEqual([...observation.hosts.keys()], [UP]);
  assert.deepEqual(gaps(observation), ['192.0.2.10 tcp 1 not-accounted', '192.0.2.11 tcp 1 not-accounted']);
});

test('the record tells the probes as nmap writes them, counts all and lists a thousand', async () => {
  const many = Array.from({ length: 1_200 }, (_, n) => address(`10.0.${n >> 8}.${n & 255}`));
  const down = new Map(many.map((one) => [one, 'down'] as const));
  const { discovery } = account(new Map(), [await discover(down, { of: many })]);
  assert.ok(discovery !== null);
  const { downAddresses, ...counts } = recordDiscovery(discovery);
  assert.deepEqual(counts, { asked: 1_200, up: 0, down: 1_200, probes: '-PE -PS22,443 -PP' });
  assert.deepEqual(downAddresses, many.slice(0, 1_000));
});

test('a host answered the ping of a valid scan, unless nmap was told that it is up', async () => {
  const silent = host(`<ports>${extra('filtered', '22')}</ports>`);
  const repliedTo = async (reason: string, rest: Partial<Judged> = {}) => {
    const document = await read(scan(asked('22') + silent.replace('echo-reply', reason)));
    return account(new Map(), [judged(document, rest)]).hosts.get(HOST)?.replied;
  };
  const answers = ['echo-reply', 'reset', 'user-set', 'localhost-response', ''].map((reason) => repliedTo(reason));
  assert.deepEqual(await Promise.all(answers), [true, true, undefined, undefined, undefined]);
  assert.equal(await repliedTo('echo-reply', { failure: KILLED }), undefined);
});
