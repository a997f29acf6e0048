import type { Address } from '../src/model/address.ts';
import { type PortSet, portCount, portSet, union } from '../src/model/port.ts';
import { TOP_100_TCP } from '../src/model/top-ports.ts';
import { type PathSettings, PERFECT } from '../test/sweep/link.ts';
import { host, limited, type SimulatedHost, simulate } from '../test/sweep/network.ts';

/**
 * Sweeps simulated hosts over simulated paths and prints what each sweep cost and missed. Part of `bench/constants.ts`,
 * which runs it once for each constant at half and at double.
 */

const PORTS: PortSet = [[1, 12_000]];
const OPEN = [80, 443, 1_234, 2_001, 3_777, 5_432, 7_001, 8_443, 9_999, 11_337];
const SEEDS = [1, 2, 3];

const silent = (count: number): readonly SimulatedHost[] => hosts(count, null);
const refusing = (count: number): readonly SimulatedHost[] => hosts(count, 'closed');

function hosts(count: number, others: 'closed' | null): readonly SimulatedHost[] {
  return Array.from({ length: count }, (_, index) => host(index + 1, OPEN.slice(index % 4), others));
}

const far: PathSettings = { ...PERFECT, roundTrip: 40 };
const BURSTS = { apart: 4, lasting: 0.2, loss: 0.9 };

/** What is swept, by name: hosts and the path to them. */
const SCENARIOS: Readonly<Record<string, readonly [readonly SimulatedHost[], PathSettings]>> = {
  lossless: [silent(8), far],
  'one host': [silent(1), { ...PERFECT, roundTrip: 1 }],
  'loss 1 %': [silent(8), { ...far, lossOut: 0.005, lossBack: 0.005 }],
  'loss 5 %': [silent(4), { ...far, lossOut: 0.025, lossBack: 0.025 }],
  bursts: [silent(4), { ...far, bursts: BURSTS }],
  narrow: [silent(4), { ...far, capacity: 3_000, queue: 300 }],
  policer: [silent(4), { ...far, capacity: 4_000, queue: 400, policer: true }],
  refused: [refusing(4), far],
  'refused at once': [refusing(1), { ...PERFECT, roundTrip: 0.5 }],
  'limited resets': [refusing(2).map((one) => limited(one, 200)), far],
  late: [silent(2).map((one) => ({ ...one, delay: 1_300 })), far],
  'narrows later': [silent(4), { ...far, queue: 300, changes: [{ at: 1, capacity: 2_500 }] }],
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

function costsOf([some, path]: readonly [readonly SimulatedHost[], PathSettings]): Costs {
  const known = portSet([[80, 80]]);
  const costs = { seconds: 0, packets: 0, missed: 0, doubted: 0 };
  for (const seed of SEEDS) {
    const run = simulate({
      ...{ hosts: some, ports: PORTS, path, seed, first: union(TOP_100_TCP, known) },
      expected: new Map(some.map(({ address }): [Address, PortSet] => [address, known])),
    });
    const { unsettled } = run.conclusion;
    costs.seconds += run.seconds;
    costs.packets += run.chunks.reduce(
      (sum, { addresses, ports, canaries }) => sum + addresses.length * portCount(union(ports, canaries)),
      0,
    );
    for (const { address, open } of some) {
      const gaps = union(...unsettled.filter((gap) => gap.address === address).map(({ ports }) => ports));
      if (gaps.length > 0) costs.doubted++;
      for (const port of open) {
        const found = run.heard.get(address)?.has(port) === true;
        if (!found && port <= 12_000 && !gaps.some(([first, last]) => first <= port && port <= last)) costs.missed++;
      }
    }
  }
  return costs;
}

console.log(JSON.stringify(Object.fromEntries(Object.entries(SCENARIOS).map(([name, one]) => [name, costsOf(one)]))));
