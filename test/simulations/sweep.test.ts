import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isSubset, NO_PORTS, type PortSet, portSet, subtract } from '../../src/model/port.ts';
import { TOP_100_TCP } from '../../src/model/top-ports.ts';
import { type PathSettings, PERFECT } from './link.ts';
import {
  banning,
  changing,
  doubtful,
  host,
  limited,
  probesAPort,
  type SimulatedHost,
  type SweepRun,
  shutting,
  simulate,
  wronglySilent,
} from './network.ts';

const COUNT = 4_000;
const PORTS: PortSet = [[1, COUNT]];
/** Open beside others: 40 ports, none of them popular. */
const FORTY = Array.from({ length: 40 }, (_, index) => 1_050 + 61 * index);
const SOME = FORTY.filter((_, index) => index % 4 === 0);
/** Another host, that stays as it is and says what the path is like. */
const STEADY = host(9, SOME);

function sweep(hosts: readonly SimulatedHost[], path: PathSettings = PERFECT, seed = 1): SweepRun {
  return simulate({ hosts, ports: PORTS, path, seed, first: TOP_100_TCP });
}

/** At a rate at which a pass is not so cheap that one more is always worth its while. */
function slowSweep(hosts: readonly SimulatedHost[]): SweepRun {
  return simulate({ hosts, ports: PORTS, path: PERFECT, seed: 1, first: TOP_100_TCP, maxRate: 1_500 });
}

const reasons = ({ conclusion }: SweepRun, { address }: SimulatedHost): readonly string[] => [
  ...new Set(conclusion.unsettled.filter((gap) => gap.address === address).map(({ reason }) => reason.code)),
];

describe('a path without loss', () => {
  const closedLow = (port: number) => (port <= 1_000 ? ('closed' as const) : null);
  const closedHigh = (port: number) => (port <= 1_000 ? ('closed' as const) : ('rejected' as const));
  const kinds: Readonly<Record<string, SimulatedHost>> = {
    'drops what is not open': host(1, FORTY),
    'has popular ports alone': host(1, [22, 80, 443]),
    'has one port, a popular one': host(1, [22]),
    'has one port, and no popular one': host(1, [3_131]),
    'has no open port and is silent': host(1, []),
    'is closed': host(1, [22, 3_131], 'closed'),
    'is closed everywhere': host(1, [], 'closed'),
    'limits its resets': limited(host(1, SOME, 'closed'), 100),
    'is rejected by a firewall': host(1, SOME, 'rejected'),
    'is rejected everywhere, a hundred times a second': limited(host(1, [], 'rejected'), 100),
    'is closed in part and silent in part': host(1, [], closedLow),
    'is closed in part, rejected in part, open in part': host(1, [22, 3_131], closedHigh),
    'is closed on a few popular ports and else silent': host(1, [], (port) =>
      [22, 80, 443, 3_389].includes(port) ? 'closed' : null,
    ),
    'answers everywhere': host(
      1,
      Array.from({ length: COUNT }, (_, index) => index + 1),
    ),
  };
  for (const [name, one] of Object.entries(kinds)) {
    test(`settles everything of a host that ${name}, alone and beside another, far and near`, () => {
      for (const roundTrip of [0.3, 20, 150]) {
        for (const hosts of [[one], [one, STEADY]]) {
          const run = sweep(hosts, { ...PERFECT, roundTrip });
          assert.deepEqual(run.conclusion.unsettled, [], `${roundTrip} ms`);
          assert.deepEqual(wronglySilent(run, hosts, PORTS), []);
          assert.ok(run.conclusion.missed < 0.01);
        }
      }
    });
  }

  test('takes two probes a port and little more, where ports that are known to be open tell of it', () => {
    for (const hosts of [[host(1, FORTY)], [host(1, FORTY), host(2, FORTY), host(3, [22]), host(4, [])]]) {
      const run = slowSweep(hosts);
      const spent = probesAPort(run, hosts.length, PORTS);
      // The silent one of the four is swept by itself, and takes three.
      assert.ok(spent <= (hosts.length === 1 ? 2.2 : 2.3), `${spent} probes a port for ${hosts.length} hosts`);
      assert.equal(run.conclusion.loss, 0);
    }
  });

  test('takes three where nothing tells of it', () => {
    for (const one of [host(1, []), host(1, [22]), host(1, [3_131]), host(1, [22, 80, 443])]) {
      const spent = probesAPort(slowSweep([one]), 1, PORTS);
      assert.ok(spent <= 3.3, `${spent} probes a port with ${one.open.size} open`);
    }
  });

  test('takes one where every port answers', () => {
    for (const roundTrip of [0.3, 20]) {
      const spent = probesAPort(sweep([host(1, SOME, 'closed')], { ...PERFECT, roundTrip }), 1, PORTS);
      assert.ok(spent <= 1.2, `${spent} probes a port at ${roundTrip} ms`);
    }
  });
});

describe('a host that is not what it was', () => {
  const rich = [host(1, FORTY), host(1, [22, ...FORTY], (port) => (port < 900 ? 'closed' : null))];
  const popular = [host(1, [22]), host(1, [22, 80, 443])];
  const assertShutOut = (one: SimulatedHost, run: SweepRun, when: string, ports = PORTS): void => {
    assert.deepEqual(reasons(run, one), ['blocked'], `${[...one.open].slice(0, 3)} ${when}`);
    const doubt = doubtful(run.conclusion).get(one.address) ?? NO_PORTS;
    const heard = portSet([...(run.heard.get(one.address) ?? [])].map((port) => [port, port]));
    assert.ok(isSubset(subtract(ports, heard), doubt), 'what was not seen open is in doubt, all of it');
  };
  const turn = (one: SimulatedHost, after: 'closed' | 'rejected' | null): void => {
    for (const from of [0.5, 0.9, 1.3]) {
      const run = sweep([changing(one, after, from), STEADY]);
      assertShutOut(one, run, `from ${from} s`);
      assert.deepEqual(reasons(run, STEADY), []);
    }
  };
  const ban = (one: SimulatedHost, after: 'closed' | 'rejected' | null): void => {
    for (const most of [700, 2_000]) assertShutOut(one, sweep([banning(one, after, most)]), `after ${most}`);
  };
  for (const after of [null, 'closed', 'rejected'] as const) {
    const does = after === null ? 'falls silent' : `has everything ${after}`;
    test(`is in doubt where it ${does} in mid-sweep, and the others are not`, () => {
      for (const one of after === 'closed' ? rich : [...rich, ...popular]) turn(one, after);
    });

    test(`is in doubt where it bans its scanner for being fast, and ${does}`, () => {
      for (const one of after === 'closed' ? rich : [...rich, ...popular]) ban(one, after);
    });
  }

  test('is found to be shut soon, whenever that was, and however many others were shut at once', () => {
    const ports = portSet([[1, 4_000]]);
    const expected = portSet([22, 1_313, 2_424, 3_131, 3_737].map((port) => [port, port]));
    for (let most = 100; most <= 7_000; most += 100) {
      for (const count of [1, 4]) {
        const open = [22, 1_313, 2_424, 3_131, 3_737, 3_970, 3_990];
        const hosts = Array.from({ length: count }, (_, index) => shutting(host(index + 1, open), null, most));
        const known = new Map(hosts.map(({ address }) => [address, expected]));
        const run = simulate({
          hosts,
          ports,
          expected: known,
          first: expected,
          path: PERFECT,
          seed: most,
          maxRate: 1_500,
        });
        for (const one of hosts) assertShutOut(one, run, `of ${count}, after ${most} probes`, ports);
        assert.ok(run.seconds < 45 * count, `${run.seconds} s for ${count} hosts that are shut after ${most} probes`);
      }
    }
  });

  test('is in doubt where it has popular ports alone and refuses everything', () => {
    for (const one of popular) {
      turn(one, 'closed');
      ban(one, 'closed');
    }
  });

  test('is in doubt where it has closed ports alone, and falls silent or is rejected', () => {
    for (const after of [null, 'rejected'] as const) {
      const one = changing(host(1, [], 'closed'), after, 0.6);
      assert.deepEqual(reasons(sweep([one, STEADY]), one), ['blocked']);
    }
  });

  test('is believed again once it is back', () => {
    for (const after of [null, 'closed', 'rejected'] as const) {
      const one = changing(host(1, FORTY), after, 0.6, 1.1);
      const run = sweep([one, STEADY]);
      assert.deepEqual(wronglySilent(run, [one, STEADY], PORTS), []);
      assert.deepEqual(reasons(run, STEADY), []);
    }
  });

  test('ends the sweep soon where it was the only one', () => {
    for (const after of [null, 'closed', 'rejected'] as const) {
      const { seconds } = sweep([changing(host(1, FORTY), after, 0.6)]);
      assert.ok(seconds < 15, `${after}: ${seconds} s`);
    }
  });
});

/** Paths that lose, as a scan may meet them. */
const LOSSY: Readonly<Record<string, PathSettings>> = {
  'loses 2 %': { ...PERFECT, lossOut: 0.01, lossBack: 0.01 },
  'loses 8 %': { ...PERFECT, lossOut: 0.04, lossBack: 0.04 },
  'loses 14 %': { ...PERFECT, lossOut: 0.1, lossBack: 0.045 },
  'loses in bursts': { ...PERFECT, bursts: { apart: 1.5, lasting: 0.25, loss: 0.7 } },
  'fails for moments': { ...PERFECT, bursts: { apart: 4, lasting: 0.6, loss: 1 } },
  'is narrow': { ...PERFECT, capacity: 2_400, queue: 250 },
  'is policed': { ...PERFECT, capacity: 3_500, queue: 80, policer: true },
  'gets narrow': { ...PERFECT, capacity: 18_000, queue: 400, changes: [{ at: 1.2, capacity: 1_800 }] },
  'is shared': { ...PERFECT, capacity: 7_000, queue: 300, cross: { share: 0.5, period: 1.6 } },
};

/** Distinct ports at random, popular ones among them. */
function randomPorts(count: number, seed: number): readonly number[] {
  return fc.sample(fc.uniqueArray(fc.integer({ min: 1, max: COUNT }), { minLength: count, maxLength: count }), {
    seed,
    numRuns: 1,
  })[0] as readonly number[];
}

function someHosts(seed: number): readonly SimulatedHost[] {
  const rich = [host(1, randomPorts(30, seed)), host(2, randomPorts(25, seed + 500))];
  const mixed = [host(1, [22, 80, ...randomPorts(8, seed)]), host(2, [22]), host(3, [])];
  const poor = [host(1, [22, ...randomPorts(2, seed)])];
  return [rich, mixed, poor][seed % 3] as readonly SimulatedHost[];
}

describe('what a sweep says of itself', () => {
  /** Runs on each path. */
  const RUNS = 24;
  const confidence = 0.01;

  test(
    'of many sweeps of lossy paths as many open ports were missed as the estimates say, within what ' + 'chance allows',
    (t) => {
      let [runs, missed, claimed, doubted] = [0, 0, 0, 0];
      for (const [name, path] of Object.entries(LOSSY)) {
        let here = 0;
        for (let seed = 1; seed <= RUNS; seed++) {
          const hosts = someHosts(seed);
          const run = sweep(hosts, path, 7_000 + seed);
          here += wronglySilent(run, hosts, PORTS).length;
          claimed += run.conclusion.missed;
          if (run.conclusion.unsettled.length > 0) doubted++;
          else assert.ok(run.conclusion.missed < confidence, `a path that ${name}, ${seed}: ${run.conclusion.missed}`);
          runs++;
        }
        missed += here;
        // Twice the confidence would be half a port; chance makes more than five of that once in 90,000 times.
        assert.ok(here <= 5, `a path that ${name}: ${here} missed in ${RUNS} runs`);
      }
      t.diagnostic(
        `${runs} sweeps missed ${missed} open ports, claimed ${claimed.toFixed(2)}, ${doubted} were in doubt`,
      );
      assert.ok(missed <= 2 * claimed + 4, `${missed} missed, ${claimed} claimed`);
      assert.ok(doubted <= 0.1 * runs, `${doubted} of ${runs} in doubt`);
    },
  );

  test('a path that is too bad to judge by is said to be so', () => {
    const run = sweep([host(1, FORTY), STEADY], { ...PERFECT, lossOut: 0.4, lossBack: 0.4 }, 3);
    assert.ok(run.conclusion.unsettled.length > 0);
    for (const { reason } of run.conclusion.unsettled) assert.ok(['too-lossy', 'blocked'].includes(reason.code));
    assert.ok(Number.isFinite(run.conclusion.missed));
  });

  test('a smaller confidence takes more probes and leaves less', () => {
    const plan = { hosts: [host(1, FORTY), STEADY], ports: PORTS, path: LOSSY['loses 8 %'] as PathSettings, seed: 5 };
    const [some, more] = [0.1, 0.001].map((allowed) => simulate({ ...plan, confidence: allowed })) as [
      SweepRun,
      SweepRun,
    ];
    assert.ok(more.conclusion.missed < 0.001 && some.conclusion.missed < 0.1);
    assert.ok(more.conclusion.probes > some.conclusion.probes);
  });
});
