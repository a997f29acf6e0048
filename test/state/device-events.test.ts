import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseMac } from '../../src/model/device.ts';
import type { PolicyDevice } from '../../src/model/policy.ts';
import type { Report } from '../../src/model/report.ts';
import { momentOf } from '../../src/model/time.ts';
import { emptyPolicy } from '../../src/policy/empty.ts';
import { type PlacedHost, seenDevices } from '../../src/state/devices.ts';
import { recall } from '../../src/state/recall.ts';
import { prune, remember } from '../../src/state/remember.ts';
import { NO_STATE, type State } from '../../src/state/state.ts';
import { host } from '../support/observations.ts';
import { INCOMPLETE, reread, runAt } from './states.ts';

/** A network over time: who answers at which address, in runs ten minutes apart. */
const MINUTES = 10;
const FILE = { file: 'state.jsonl', bytes: 0, pruneAfter: 90, noiseWindow: 45 };

/** `MAC@ADDRESS` for each host that is up, or an address alone. Several addresses of one device are several items. */
type Station = string;

const policy = emptyPolicy('p.yml');

function mac(number: number): string {
  return `00:1a:2b:00:00:${number.toString(16).padStart(2, '0')}`;
}

function placed(stations: readonly Station[]): readonly PlacedHost[] {
  const byAddress = new Map<string, string[]>();
  for (const station of stations) {
    const [left, right] = station.split('@') as [string, string | undefined];
    const address = right ?? left;
    byAddress.set(address, [...(byAddress.get(address) ?? []), ...(right === undefined ? [] : [left])]);
  }
  return [...byAddress].map(([address, macs]): PlacedHost => {
    const links = macs.map((text) => ({ mac: parseMac(text) ?? assert.fail(text), vendor: 'Acme' }));
    const { links: _, ...bare } = { links, ...host(address, { '22': 'open' }) };
    return {
      ...bare,
      ...(links.length === 0 ? {} : { links }),
      targets: ['edge'],
      zone: 'staging',
      isDiscovered: false,
    };
  });
}

interface Told {
  readonly state: State;
  /** `run: event identity`. */
  readonly events: readonly string[];
}

/** @returns the events of these runs, in order */
function over(runs: readonly (readonly Station[])[], part: (index: number) => Partial<Report> = () => ({})): Told {
  let state = NO_STATE;
  const events: string[] = [];
  for (const [index, stations] of runs.entries()) {
    const startedAt = new Date(Date.parse('2026-11-20T02:00:00Z') + index * MINUTES * 60_000);
    const report = runAt(0, [], { startedAt, finishedAt: startedAt, ...part(index) });
    const devices = seenDevices(placed(stations), state, policy);
    const told = recall(report, state, FILE, { devices, policy });
    for (const { event, id } of told.memory?.events ?? []) events.push(`${index}: ${event} ${id.split('/').at(-1)}`);
    state = reread(prune(remember(state, told), 90, startedAt));
  }
  return { state, events };
}

const A = `${mac(1)}@192.0.2.10`;
const B = `${mac(2)}@192.0.2.11`;
const RANDOM = '02:11:22:33:44:55';

function times<T>(count: number, item: T): readonly T[] {
  return Array.from({ length: count }, () => item);
}

describe('a device', () => {
  test('is no news in the first run, and is new in a later one, once', () => {
    assert.deepEqual(over([[A], [A], [A, B], [A, B]]).events, [`2: new ${mac(2)}`]);
  });

  test('that sleeps within the window raises nothing, and is one session', () => {
    const { state, events } = over([[A, B], ...times(3, [A]), [A, B], [A], [A, B]]);
    assert.deepEqual(events, []);
    assert.equal(state.devices.get(`mac:staging/${mac(2)}`)?.spans.length, 1);
  });

  test('that is missing for longer is gone once, and then back in a new session', () => {
    const { state, events } = over([[A, B], ...times(12, [A]), [A, B], [A, B]]);
    assert.deepEqual(events, [`5: gone ${mac(2)}`, `13: back ${mac(2)}`]);
    assert.equal(state.devices.get(`mac:staging/${mac(2)}`)?.spans.length, 2);
  });

  test('is never gone by an incomplete run', () => {
    const incomplete = (index: number) => (index > 0 ? INCOMPLETE : {});
    assert.deepEqual(over([[A, B], ...times(12, [A])], incomplete).events, []);
  });

  test('that gets another address has moved, once; back at the old one it has moved again', () => {
    const moved = `${mac(1)}@192.0.2.77`;
    assert.deepEqual(over([[A], [moved], [moved], [A]]).events, [`1: moved ${mac(1)}`, `3: moved ${mac(1)}`]);
  });

  test('with several addresses is one device', () => {
    const both = [A, `${mac(1)}@2001:db8::1`];
    const { state, events } = over([both, both]);
    assert.deepEqual([events, state.devices.size], [[], 1]);
  });

  test('whose hardware address a run cannot see is known by its address', () => {
    const { state, events } = over([[A, B], ...times(8, ['192.0.2.10', '192.0.2.11']), [A, B]]);
    assert.deepEqual([events, state.devices.size], [[], 2]);
  });

  test('that was known by its address alone keeps its history when its hardware address is seen', () => {
    const { state, events } = over([['192.0.2.10'], ['192.0.2.10'], [A], ...times(8, [A])]);
    const known = state.devices.get(`mac:staging/${mac(1)}`);
    assert.deepEqual([events, state.devices.size, known?.first], [[], 1, momentOf(new Date('2026-11-20T02:00:00Z'))]);
  });

  test('in another zone is another device', () => {
    const [first] = placed(['192.0.2.10']);
    const other: PlacedHost = { ...(first ?? assert.fail()), zone: 'home', targets: ['core'] };
    const devices = seenDevices([first ?? assert.fail(), other], NO_STATE, policy);
    assert.deepEqual(
      devices.map(({ id }) => id),
      ['address:home/192.0.2.10', 'address:staging/192.0.2.10'],
    );
  });
});

test('devices that choose their own addresses are one group of their zone, without events', () => {
  const random = (run: number) => `02:00:00:00:00:${run.toString(16).padStart(2, '0')}@192.0.2.${50 + run}`;
  const { state, events } = over(Array.from({ length: 20 }, (_, run) => [A, random(run)]));
  assert.deepEqual([events, [...state.devices.keys()].sort()], [[], [`mac:staging/${mac(1)}`, 'random:staging']]);
});

test('a hardware address that the policy calls stable is a device, though it is locally administered', () => {
  const hosts = placed([`${RANDOM}@192.0.2.10`]);
  const named: PolicyDevice = {
    ...{
      name: 'phone',
      macs: [parseMac(RANDOM) ?? assert.fail()],
      addresses: [],
      zone: null,
      owner: null,
      group: null,
    },
    ...{ tags: [], type: null, required: false, location: { file: 'p.yml', line: 1, column: 1 } },
  };
  assert.deepEqual(
    seenDevices(hosts, NO_STATE, { ...policy, devices: [named] }).map(({ id }) => id),
    [`mac:staging/${RANDOM}`],
  );
  assert.deepEqual(
    seenDevices(hosts, NO_STATE, policy).map(({ id }) => id),
    ['random:staging'],
  );
});

test('40 runs of 30 devices: every event is the right one, once', () => {
  const devices = Array.from({ length: 30 }, (_, index) => index + 1);
  const usual = (number: number): Station => `${mac(number)}@192.0.2.${100 + number}`;
  const runs = Array.from({ length: 40 }, (_, run) =>
    devices.flatMap((number): readonly Station[] => {
      // 1 sleeps now and then; 2 is switched off for a while; 3 gets a new address; 4 comes late; 5 leaves.
      if (number === 1 && run % 5 > 2) return [];
      if (number === 2 && run >= 10 && run < 20) return [];
      if (number === 3 && run >= 15) return [`${mac(3)}@192.0.2.203`];
      if (number === 4 && run < 12) return [];
      if (number === 5 && run >= 30) return [];
      // 6 has another address of its own each run; 7 takes the address of 8, which is then at a new one.
      if (number === 6) return [`02:aa:00:00:00:${run.toString(16).padStart(2, '0')}@192.0.2.${60 + (run % 30)}`];
      if (number === 7 && run >= 25) return [`${mac(7)}@192.0.2.108`];
      if (number === 8 && run >= 25) return [`${mac(8)}@192.0.2.208`];
      // 9 is a repeater: it answers for 10 and 11 while they are behind it.
      if ((number === 10 || number === 11) && run >= 5 && run < 8) return [`${mac(9)}@192.0.2.${100 + number}`];
      return [usual(number)];
    }),
  );
  assert.deepEqual(over(runs).events, [
    `5: moved ${mac(9)}`,
    `12: new ${mac(4)}`,
    `14: gone ${mac(2)}`,
    `15: moved ${mac(3)}`,
    `20: back ${mac(2)}`,
    `25: moved ${mac(7)}`,
    `25: moved ${mac(8)}`,
    `34: gone ${mac(5)}`,
  ]);
});
