import type { Address } from '../src/model/address.ts';
import { type PortSet, portCount, setOfPorts, union } from '../src/model/port.ts';
import { TOP_100_TCP } from '../src/model/top-ports.ts';
import { admitting, after } from '../test/simulations/firewalls.ts';
import { type PathSettings, PERFECT } from '../test/simulations/link.ts';
import { banning, changing, host, limited, type SimulatedHost, simulate } from '../test/simulations/network.ts';

/**
 * Sweeps simulated hosts over simulated paths and prints what each sweep cost and missed. Part of `bench/constants.ts`,
 * which runs it once for each constant at half and at double.
 */

const PORTS: PortSet = [[1, 5_000]];
const OPEN = [80, 443, 1_234, 2_001, 2_777, 3_432, 4_001, 4_443, 4_777, 4_999];
const SEEDS = [1];

/** What is swept: hosts, and the path to them. Port 80 is declared, if nothing else is said. */
interface Scenario {
  readonly hosts: readonly SimulatedHost[];
  readonly path?: Partial<PathSettings>;
  readonly ports?: PortSet;
  readonly declared?: readonly number[];
  readonly maxRate?: number;
}

function hosts(count: number, others: 'closed' | 'rejected' | null): readonly SimulatedHost[] {
  return Array.from({ length: count }, (_, index) => host(index + 1, OPEN.slice(index % 4), others));
}

const silent = (count: number) => hosts(count, null);
const refusing = (count: number) => hosts(count, 'closed');
const BURSTS = { apart: 4, lasting: 0.2, loss: 0.9 };
/** Open ports with holes between them, so that the list of ports is long. */
const HOLES = setOfPorts(Array.from({ length: 12_000 }, (_, index) => 2 * index + 1));

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  lossless: { hosts: silent(8) },
  'one host, all ports': { hosts: silent(1), ports: [[1, 65_535]], path: { roundTrip: 1 }, maxRate: 100_000 },
  'ports with gaps': { hosts: silent(2), ports: HOLES, maxRate: 100_000 },
  '40 hosts': { hosts: silent(40), ports: [[1, 1_000]] },
  'loss 1 %': { hosts: silent(6), path: { lossOut: 0.005, lossBack: 0.005 } },
  'loss 5 %': { hosts: silent(3), path: { lossOut: 0.025, lossBack: 0.025 } },
  'loss 10 %, closed': { hosts: refusing(2), path: { lossOut: 0.05, lossBack: 0.05 } },
  'loss 10 %, one port': { hosts: [host(1, [3_131])], path: { lossOut: 0.05, lossBack: 0.05 } },
  'loss 60 %': { hosts: silent(2), path: { lossOut: 0.4, lossBack: 0.4 } },
  bursts: { hosts: silent(3), path: { bursts: BURSTS } },
  narrow: { hosts: silent(3), path: { capacity: 3_000, queue: 300 } },
  policer: { hosts: silent(3), path: { capacity: 4_000, queue: 400, policer: true } },
  'narrows later': { hosts: silent(3), path: { queue: 300, changes: [{ at: 1, capacity: 2_500 }] } },
  'widens later': { hosts: silent(3), path: { capacity: 2_000, queue: 300, changes: [{ at: 2, capacity: 50_000 }] } },
  'becomes longer': { hosts: silent(3), path: { roundTrip: 200, capacity: 9_000, queue: 2_000 }, maxRate: 60_000 },
  'slow scanner': { hosts: silent(4), path: { scanner: { ...PERFECT.scanner, rate: 3_000 } } },
  refused: { hosts: refusing(4) },
  'refused at once': { hosts: refusing(1), path: { roundTrip: 0.5 } },
  'refused at once, then silent': {
    hosts: [after(host(1, [777], 'closed'), (_, probes) => probes > 4_700, null)],
    path: { roundTrip: 0.3 },
    declared: [],
  },
  'limited resets': { hosts: refusing(2).map((one) => limited(one, 200)) },
  'limited resets, no open port': { hosts: [limited(host(1, [], 'closed'), 200)], ports: [[1, 1_500]] },
  'limited rejections': { hosts: [limited(host(1, [], 'rejected'), 100)] },
  'rejected, then silent': { hosts: [after(host(1, [443, 3_777], 'rejected'), (_, probes) => probes > 4_000, null)] },
  'silent, then refused': { hosts: [after(host(1, [443, 3_777]), (_, probes) => probes > 4_000, 'closed')] },
  'open, then refused': { hosts: [changing(host(1, OPEN), 'closed', 0.9), host(9, OPEN)] },
  'falls silent': { hosts: [changing(host(1, OPEN), null, 0.9), host(9, OPEN)] },
  'falls silent for a moment': { hosts: [changing(host(1, OPEN), null, 0.6, 1.1), host(9, OPEN)] },
  'closed, then silent': { hosts: [changing(host(1, [443, 3_777], 'closed'), null, 0.5), host(9, OPEN)] },
  bans: { hosts: [banning(host(1, OPEN), null, 2_000)] },
  'few connections, exempt port': { hosts: [admitting(host(1, OPEN, 'closed'), 100, { exempt: [80] })] },
  'few connections, popular ports': {
    hosts: [admitting(host(1, [443, 4_443]), 50)],
    declared: [443],
    ports: TOP_100_TCP,
  },
  'refuses if fast': { hosts: [admitting(host(1, [80, 3_777], 'closed'), 50, { burst: 20, otherwise: 'closed' })] },
  'refuses if fast, stalling': {
    hosts: [admitting(host(1, [80, 3_777], 'closed'), 200, { burst: 100, otherwise: 'closed' })],
    path: { roundTrip: 0.3, scanner: { ...PERFECT.scanner, stall: 0.02 } },
  },
  'refuses if fast, few ports': {
    hosts: [admitting(host(1, [80, 90], 'closed'), 10, { burst: 1, otherwise: 'closed' })],
    ports: [[80, 92]],
  },
  'refuses, no open port': { hosts: [host(1, [], 'closed'), host(2, [], 'closed')] },
  'popular ports': { hosts: [host(1, [22, 443]), host(2, [22])], declared: [443] },
  late: { hosts: silent(2).map((one) => ({ ...one, delay: 1_300 })), maxRate: 100_000 },
  'near and far': { hosts: [host(1, OPEN), { ...host(2, OPEN), delay: 700 }, host(3, [])], maxRate: 100_000 },
  'answers everywhere': {
    hosts: [
      host(
        1,
        Array.from({ length: 5_000 }, (_, index) => index + 1),
      ),
      host(9, OPEN),
    ],
  },
  'silent beside another': { hosts: [host(1, []), host(9, OPEN)], path: { lossOut: 0.1, lossBack: 0.1 } },
};

/** What the sweeps of one scenario came to, over all seeds. */
export interface Costs {
  readonly seconds: number;
  readonly packets: number;
  /** Open ports that were neither found nor in doubt. */
  readonly missed: number;
  /** Hosts with anything in doubt. */
  readonly doubted: number;
}

function costsOf({ hosts: some, path = {}, ports = PORTS, declared = [80], maxRate = 20_000 }: Scenario): Costs {
  const costs = { seconds: 0, packets: 0, missed: 0, doubted: 0 };
  for (const seed of SEEDS) {
    const run = simulate({
      ...{ hosts: some, ports, seed, first: union(TOP_100_TCP, setOfPorts(declared)), maxRate },
      path: { ...PERFECT, roundTrip: 40, ...path },
      expected: new Map(some.map(({ address }): [Address, PortSet] => [address, setOfPorts(declared)])),
    });
    const { unsettled } = run.conclusion;
    const has = (set: PortSet, port: number) => set.some(([first, last]) => first <= port && port <= last);
    costs.seconds += run.seconds;
    for (const { addresses, ports: own, canaries, sideProbe } of run.chunks) {
      costs.packets += addresses.length * portCount(union(own, canaries));
      if (sideProbe !== null)
        costs.packets += sideProbe.addresses.length * portCount(union(sideProbe.ports, sideProbe.leadIn));
    }
    for (const { address, open } of some) {
      const gaps = union(...unsettled.filter((gap) => gap.address === address).map((gap) => gap.ports));
      if (gaps.length > 0) costs.doubted++;
      for (const port of open) {
        const found = run.heard.get(address)?.has(port) === true;
        if (!found && has(ports, port) && !has(gaps, port)) costs.missed++;
      }
    }
  }
  return costs;
}

console.log(JSON.stringify(Object.fromEntries(Object.entries(SCENARIOS).map(([name, one]) => [name, costsOf(one)]))));
