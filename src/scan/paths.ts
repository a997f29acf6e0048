import type { Address } from '../model/address.ts';
import { slowest, type Timeouts, timeoutsFor } from '../model/timeouts.ts';
import type { PlanRun } from './run-plan.ts';

/** What scans have measured on the paths to hosts. */
export interface Paths {
  /** @returns milliseconds in which the host answers; null: the host never answered */
  readonly within: (address: Address) => number | null;
  /** @returns how long probes of these hosts wait */
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
