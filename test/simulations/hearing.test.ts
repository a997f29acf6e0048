import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Address } from '../../src/model/address.ts';
import { type PortSet, portSet, union } from '../../src/model/port.ts';
import { TOP_100_TCP, TOP_1000_TCP } from '../../src/model/top-ports.ts';
import { admitting, after } from './firewalls.ts';
import { PERFECT } from './link.ts';
import { host, limited, type SimulatedHost, type SweepPlan, type SweepRun, simulate } from './network.ts';

const setOf = (ports: readonly number[]): PortSet => portSet(ports.map((port) => [port, port]));

function sweep(hosts: readonly SimulatedHost[], allowed: readonly number[], more: Partial<SweepPlan> = {}): SweepRun {
  const expected = new Map<Address, PortSet>(hosts.map(({ address }) => [address, setOf(allowed)]));
  const ports: PortSet = [[1, 4_000]];
  return simulate({
    hosts,
    ports,
    path: PERFECT,
    seed: 1,
    first: union(TOP_100_TCP, setOf(allowed)),
    expected,
    ...more,
  });
}

const passes = ({ conclusion }: SweepRun): boolean => conclusion.unsettled.length === 0;

/** The hidden port of a host of which nobody says that anything is in doubt. */
function isMissed(run: SweepRun, { address }: SimulatedHost, hidden: number): boolean {
  return passes(run) && run.heard.get(address)?.has(hidden) !== true;
}

describe('what is lost', () => {
  test('on a host whose open ports are all popular is noticed, however short the chunks are', () => {
    const others = { quick: TOP_100_TCP, standard: TOP_1000_TCP };
    for (const [profile, ports] of Object.entries(others)) {
      for (const most of [30, 50]) {
        let missed = 0;
        for (let seed = 1; seed <= 12; seed++) {
          const one = admitting(host(1, [443, 8_443]), most);
          const hosts = profile === 'quick' ? [one] : [one, host(2, [443])];
          if (isMissed(sweep(hosts, [443], { ports, first: TOP_100_TCP, seed }), one, 8_443)) missed++;
        }
        assert.ok(missed <= 1, `${profile}, ${most} connections a second: ${missed} of 12`);
      }
    }
  });

  test('on hosts that refuse is not taken for less than it is: so few are missed as is promised', () => {
    const open = Array.from({ length: 20 }, (_, index) => 100 + 199 * index);
    let missed = 0;
    const runs = 100;
    for (let seed = 1; seed <= runs; seed++) {
      const run = sweep([host(1, open, 'closed')], [], {
        seed: 7_919 * seed,
        path: { ...PERFECT, lossOut: 0.05, lossBack: 0.05 },
      });
      missed += open.filter((port) => run.heard.get('10.0.0.1' as Address)?.has(port) !== true).length;
    }
    assert.ok(missed <= 2, `${missed} in ${runs} runs`);
  });

  test('is measured where a single port tells of it, also by chunks in which it was silent', () => {
    const one = host(1, [2_001, 3_333]);
    let measured = 0;
    let runs = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const { conclusion } = sweep([one], [2_001], { seed, path: { ...PERFECT, lossOut: 0.2, lossBack: 0.2 } });
      if (conclusion.loss === null) continue;
      measured += conclusion.loss;
      runs++;
    }
    // 0.36 is lost. Sweeps end sooner where less is.
    assert.ok(measured / runs > 0.28, `${measured / runs} in ${runs} runs`);
  });
});

describe('a host that changes its behaviour during a sweep', () => {
  const HIDDEN = 3_777;

  test('by dropping what it refused is noticed, although ports that the policy says nothing of are spared', () => {
    const open = host(1, [2_001, 3_000, HIDDEN], 'closed');
    for (const from of [0.15, 0.4, 0.7]) {
      const one = after(open, (port, _, time) => time >= from && port !== 2_001 && port !== 3_000, null);
      assert.ok(!isMissed(sweep([one], [2_001]), one, HIDDEN), `from ${from} s`);
    }
  });

  test('by refusing what it dropped, or dropping what somebody rejected, is noticed', () => {
    for (const [others, then] of [
      [null, 'closed'],
      ['rejected', null],
      ['rejected', 'closed'],
    ] as const) {
      for (const spared of [[], [443]]) {
        for (const most of [300, 1_500, 5_000]) {
          const one = after(
            host(1, [443, HIDDEN], others),
            (port, probes) => probes > most && !spared.includes(port),
            then,
          );
          const run = sweep([one], spared);
          assert.ok(!isMissed(run, one, HIDDEN), `${others}, then ${then} after ${most} probes, sparing ${spared}`);
        }
      }
    }
  });

  test('at the very end of a scan at its own pace is noticed', () => {
    for (const share of [0.93, 0.95, 0.98]) {
      for (let seed = 1; seed <= 30; seed++) {
        const one = after(host(1, [777], 'closed'), (_, probes) => probes > 1_000 * share, null);
        const run = sweep([one], [], { ports: TOP_1000_TCP, path: { ...PERFECT, roundTrip: 0.3 }, seed });
        assert.ok(run.chunks.some(({ kind }) => kind === 'plain'));
        assert.ok(!isMissed(run, one, 777), `after ${share} of the ports, seed ${seed}`);
      }
    }
  });

  test('and one that does not, but rejects, refuses or drops, is believed', () => {
    const few: PortSet = [[1_000, 1_009]];
    const cases: readonly (readonly [string, SimulatedHost, Partial<SweepPlan>])[] = [
      ...([null, 'rejected', 'closed'] as const).map(
        (others) => [`${others}`, host(1, [443, 2_001, HIDDEN], others), {}] as const,
      ),
      ['rejects a few ports', host(1, [], 'rejected'), { ports: few }],
      ['refuses 22 alone', host(1, [], (port) => (port === 22 ? 'closed' : 'rejected')), { ports: TOP_100_TCP }],
      ['is reached late', after(host(1, [443], 'closed'), (_, __, time) => time < 0.2, null), {}],
      ['refuses 200 a second', limited(host(1, [443], 'closed'), 200), {}],
      ['refuses one a second', limited(host(1, [443, 2_001], 'closed'), 1), { maxRate: 2_000 }],
    ];
    for (const [name, one, more] of cases) {
      for (let seed = 1; seed <= 4; seed++) {
        const run = sweep([one], [443], { seed, ...more });
        const reasons = run.conclusion.unsettled.map(({ reason }) => reason.code);
        assert.deepEqual(reasons, [], `${name}, seed ${seed}`);
        for (const port of one.open) {
          if (more.ports === undefined) assert.ok(run.heard.get(one.address)?.has(port), `${name}: ${port}`);
        }
      }
    }
  });
});
