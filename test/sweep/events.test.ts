import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RunEvent } from '../../src/model/event.ts';
import { PERFECT } from '../simulations/link.ts';
import { banning, changing, host, type SimulatedHost, simulate } from '../simulations/network.ts';

const OPEN = [1013, 2024, 3033, 4044, 5055, 6066, 7077, 9099];

function eventsOf(hosts: readonly SimulatedHost[], maxRate = 4_000, last = 12_000): readonly RunEvent[] {
  return simulate({ hosts, ports: [[1, last]], path: PERFECT, seed: 7, maxRate }).events;
}

type Told<Name extends RunEvent['event']> = Extract<RunEvent, { event: Name }>;

function those<Name extends RunEvent['event']>(events: readonly RunEvent[], name: Name): readonly Told<Name>[] {
  return events.filter((one): one is Told<Name> => one.event === name);
}

describe('what a sweep tells of its decisions', () => {
  test('is why a host became suspect and then blocked, and in which chunk', () => {
    const one = changing(host(1, OPEN), null, 3);
    const told = those(eventsOf([one, host(2, [8008, ...OPEN])]), 'liveness').filter(
      ({ address }) => address === one.address,
    );
    const last = told.at(-1);
    assert.deepEqual([last?.from, last?.to, last?.reason], ['suspect', 'blocked', 'known-ports-silent']);
    const suspect = told.find(({ to }) => to === 'suspect');
    assert.equal(suspect?.reason, 'known-ports-silent');
    assert.ok((suspect?.known ?? 0) > 0 && suspect?.silent !== '', 'with the ports that were silent');
    assert.ok((suspect?.chunk ?? 0) < (last?.chunk ?? 0));
  });

  test('is that open ports are refused, where somebody refuses in the name of a host', () => {
    const told = those(eventsOf([changing(host(1, OPEN), 'closed', 3)]), 'liveness');
    assert.equal(told.find(({ to }) => to === 'suspect')?.reason, 'open-ports-refused');
    assert.equal(told.at(-1)?.to, 'blocked');
  });

  test('is of hosts that answer as before only that their first silence was too short to count', () => {
    const events = eventsOf([host(1, OPEN), host(2, OPEN)]);
    assert.deepEqual(
      those(events, 'liveness').map(({ chunk, to, reason }) => [chunk, to, reason]),
      [
        [0, 'discarded', 'wait-too-short'],
        [0, 'discarded', 'wait-too-short'],
      ],
    );
    assert.ok(those(events, 'chunk-start').every(({ reason }) => reason !== 'recheck'));
  });

  test('is why each chunk is sent, and what it brought: the first ports, and every pass', () => {
    const events = eventsOf([host(1, OPEN)]);
    const started = those(events, 'chunk-start');
    assert.equal(started[0]?.reason, 'first-ports');
    assert.deepEqual([...new Set(started.slice(1).map(({ reason, pass }) => `${reason} ${pass}`))].slice(0, 2), [
      'pass 1',
      'pass 2',
    ]);
    assert.deepEqual(
      those(events, 'chunk-end').map(({ chunk }) => chunk),
      started.map(({ chunk }) => chunk),
    );
    assert.equal(those(events, 'chunk-end').at(-1)?.open, OPEN.length);
  });

  test('is how the rate goes on from chunk to chunk, and why', () => {
    const rates = those(eventsOf([host(1, OPEN)], 50_000), 'rate');
    assert.ok(
      rates.some(({ from, to, reason }) => to > from && reason === 'answers-came'),
      JSON.stringify(rates),
    );
    for (const [index, { to }] of rates.entries())
      assert.ok(index + 1 === rates.length || rates[index + 1]?.from === to);
  });

  test('names few hosts of many, and counts the others', () => {
    const many = Array.from({ length: 60 }, (_, index) => changing(host(index + 1, OPEN), null, 3));
    const events = eventsOf(many, 20_000, 2_500);
    const byChunk = new Map<number, number>();
    for (const { chunk } of those(events, 'liveness')) byChunk.set(chunk ?? -1, (byChunk.get(chunk ?? -1) ?? 0) + 1);
    assert.ok(Math.max(...byChunk.values()) <= 20);
    assert.ok(those(events, 'liveness-more').some(({ hosts }) => hosts === 40));
  });

  test('says that a host which bans whoever is fast is asked again', () => {
    const events = eventsOf([banning(host(1, OPEN), null, 3_000)], 20_000);
    assert.ok(those(events, 'chunk-start').some(({ reason }) => reason === 'recheck'));
  });
});
