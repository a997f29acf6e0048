import type { Address } from '../model/address.ts';
import type { UnobservedReason } from '../model/observation.ts';
import { firstPorts, intersect, NO_PORTS, type PortSet, subtract, union } from '../model/port.ts';
import { failureOf } from '../observe/document.ts';
import type { ScanGroup } from '../plan/plan.ts';
import type { SilentPorts } from '../plan/silent-ports.ts';
import type { PlanRun } from '../scan/run-plan.ts';
import type { PortScan } from './ports-result.ts';
import { type Known, knownOf } from './silence.ts';

/** The largest number of known open ports that are probed together with the silent ports of a host. */
const CANARIES_A_HOST = 8;
/** How often silent ports are probed until the canaries answer, each time at half the rate. */
const ROUNDS = 3;

/** Connections to silent ports, and their results. */
export interface CanaryRun {
  readonly runs: readonly PlanRun[];
  /** Silent ports of hosts whose canaries never answered. */
  readonly lost: PortScan['unobserved'];
}

/** Probes ports at a rate in packets per second; null means the default rate. */
export type Ask = (asked: readonly SilentPorts[], rate: number | null) => Promise<readonly PlanRun[]>;

/**
 * Probes silent ports by connect(). On hosts that lose packets, known open ports are probed with them: if one of
 * these canaries is silent too, the silent ports are probed again at half the rate.
 * @param known what is known of the hosts that lose packets
 * @param rate packets per second; null means the default rate
 */
export async function askWithCanaries(
  asked: readonly SilentPorts[],
  known: ReadonlyMap<Address, Known>,
  { protocol, ports: required }: Pick<ScanGroup, 'protocol' | 'ports'>,
  rate: number | null,
  ask: Ask,
): Promise<CanaryRun> {
  const runs: PlanRun[] = [];
  let left = asked;
  let failure: UnobservedReason | null = null;
  for (let round = 0; round < ROUNDS && left.length > 0; round++) {
    const canaries = new Map(left.map(({ address }) => [address, canariesOf(known.get(address), required)]));
    const together = left.map((one) => ({ ...one, ports: union(one.ports, canaries.get(one.address) ?? NO_PORTS) }));
    const now = await ask(together, rate === null ? null : Math.max(1, Math.floor(rate / 2 ** round)));
    runs.push(...now);
    const heard = knownOf(now.map(({ judged }) => judged));
    left = left
      .filter(({ address }) => subtract(canaries.get(address) ?? NO_PORTS, answeredBy(heard, address)).length > 0)
      .map((one) => ({ ...one, ports: subtract(one.ports, answeredBy(heard, one.address)) }))
      .filter(({ ports }) => ports.length > 0);
    // If the scanner fails or the time is over, another round fails too.
    failure = now.map(({ judged }) => failureOf(judged)).find((one) => one !== null) ?? null;
    if (failure !== null) break;
  }
  const reason = failure ?? LOST;
  return { runs, lost: left.map(({ address, ports }) => ({ address, protocol, ports, reason })) };
}

const LOST: UnobservedReason = {
  code: 'too-lossy',
  text: 'the path loses packets: known open ports, probed together with these, did not answer; set a lower max-rate',
};

function canariesOf(host: Known | undefined, required: PortSet): PortSet {
  return firstPorts(intersect(host?.open ?? NO_PORTS, required), CANARIES_A_HOST);
}

function answeredBy(heard: ReadonlyMap<Address, Known>, address: Address): PortSet {
  return heard.get(address)?.answered ?? NO_PORTS;
}
