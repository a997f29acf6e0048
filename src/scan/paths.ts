import type { Address } from '../model/address.ts';
import { slowest, type Timeouts, timeoutsFor } from '../model/timeouts.ts';
import type { PlanRun } from './run-plan.ts';

/** What scans have measured of the paths to hosts. */
export interface Paths {
  /** @returns milliseconds within which the host answers; null: it has answered nothing */
  readonly within: (address: Address) => number | null;
  /** @returns for how long probes of these hosts are to wait */
  readonly timeouts: (addresses: readonly Address[]) => Timeouts;
}

export function pathsOf(runs: readonly PlanRun[]): Paths {
  const measured = new Map<Address, number | null>();
  for (const { judged } of runs) {
    for (const [address, { answersWithin }] of judged.document.hosts) {
      measured.set(address, slowest([measured.get(address) ?? null, answersWithin]));
    }
  }
  const within = (address: Address): number | null => measured.get(address) ?? null;
  return { within, timeouts: (addresses) => timeoutsFor(addresses.map(within)) };
}
