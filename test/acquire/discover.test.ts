import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discover, doubtDown, doubtUp, leftOfTries } from '../../src/acquire/discover.ts';
import type { Address } from '../../src/model/address.ts';
import type { Grant } from '../../src/model/grant.ts';
import type { Discovery, SweepRecord } from '../../src/model/observation.ts';

const ADDRESS = '192.0.2.1' as Address;
const GRANT: Grant = {
  ...{
    hosts: [],
    unresolved: [],
    excluded: [],
    others: [],
    unknown: [],
    required: new Map(),
    expected: new Map(),
    mentioned: new Map(),
    asserted: new Map(),
    identification: new Map(),
    web: new Map(),
    maxRate: null,
  },
  settingsByAddress: new Map([[ADDRESS, { profile: 'discovery', assume: 'discover', confidence: 0.01, options: [] }]]),
};
const DOWN: Discovery = { up: new Set(), down: new Set([ADDRESS]), unknown: new Map(), probes: '' };
const UNKNOWN: Discovery = {
  ...DOWN,
  down: new Set(),
  unknown: new Map([[ADDRESS, { code: 'scan-interrupted', text: 'stopped' }]]),
};

/** @returns how often an address was asked, where `seen` is what is known after each time. */
async function tries(...seen: readonly Discovery[]): Promise<number> {
  let asked = 0;
  await discover(GRANT, { privilege: 'root', unroutable: new Set(), own: new Set() }, async (plans) => {
    assert.deepEqual(
      plans.flatMap(({ addresses }) => addresses),
      [ADDRESS],
    );
    asked++;
    return seen[Math.min(asked, seen.length) - 1] ?? null;
  });
  return asked;
}

test('an address that stays silent is asked three times before it is down', async () => {
  assert.equal(await tries(DOWN), 3);
});

test('a run that is over still asks again, so that what fails then is not known to be down', async () => {
  assert.equal(await tries(DOWN, UNKNOWN), 2);
});

test('the time left counts three tries, the later ones with their long waits for answers', () => {
  assert.equal(leftOfTries([], 0.5, 2), null);
  assert.equal(leftOfTries([], 0.5, 100), 100 + 2 * (200 + 10));
  assert.equal(leftOfTries([200], null, 0), 2 * (200 + 10));
  assert.equal(leftOfTries([200, 190], 0.9, 50), 160);
  assert.equal(leftOfTries([200, 190, 190], 0.9, 50), null);
});

test('an address that may have lost all its tries is not down, as strictly as the policy of the address asks', () => {
  const sweep: SweepRecord = {
    ...{ family: 'ipv4', protocol: 'tcp', addresses: 1, required: 9, probes: 9, passes: 1, rate: null, seconds: 1 },
    ...{ loss: 0.2, missed: 0, evidence: 'canaries', silentRetry: null },
  };
  const doubted = (confidence: number, discovery: Discovery | null = DOWN) => {
    const settings = { profile: 'discovery', assume: 'discover', confidence, options: [] } as const;
    const required = new Map([[ADDRESS, { tcp: [[1, 9]] as const }]]);
    const grant = { ...GRANT, required, settingsByAddress: new Map([[ADDRESS, settings]]) };
    return doubtDown(grant, discovery, [sweep], 3).map(({ address, reason }) => `${address} ${reason.code}`);
  };
  // Three tries are lost in 0.8 % of the cases.
  assert.deepEqual(doubted(0.01), []);
  assert.deepEqual(doubted(0.001), [`${ADDRESS} too-lossy`]);
  assert.deepEqual(doubted(0.001, null), []);
});

test('an address that was up and silent since is asked three times more; if none answers, nobody is down', async () => {
  const other = '192.0.2.2' as Address;
  const grant: Grant = {
    ...GRANT,
    required: new Map([
      [ADDRESS, { tcp: [[1, 9]] }],
      [other, { tcp: [[1, 9]] }],
    ]),
  };
  const discovery: Discovery = { ...DOWN, up: new Set([ADDRESS]), down: new Set([other]) };
  const doubted = async (seen: Discovery | null) => {
    let asked = 0;
    const gaps = await doubtUp(grant, discovery, new Map(), async (addresses) => {
      assert.deepEqual([...addresses], [ADDRESS]);
      asked++;
      return seen;
    });
    return [asked, ...gaps.map(({ address, reason }) => `${address} ${reason.code}`)];
  };
  assert.deepEqual(await doubted({ ...DOWN, up: new Set([ADDRESS]), down: new Set() }), [1]);
  assert.deepEqual(await doubted(DOWN), [3, `${ADDRESS} blocked`, `${other} blocked`]);
  assert.deepEqual(await doubted(UNKNOWN), [3, `${ADDRESS} scan-interrupted`, `${other} blocked`]);
  assert.deepEqual(await doubted(null), [3, `${ADDRESS} blocked`, `${other} blocked`]);
});
