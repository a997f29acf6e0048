import { NO_PORTS, type PortSet } from '../model/port.ts';
import {
  MOST_CONNECT_RATE,
  PACKETS_A_CONNECT,
  planConnectRetry,
  planRawAgain,
  type SilentPorts,
} from '../plan/silent-ports.ts';
import type { PlanRun } from '../scan/run-plan.ts';
import { runPlans, type Slots } from '../scan/run-plans.ts';
import { EARLY_PORTS } from '../sweep/chunk.ts';
import type { MeasuredPath } from '../sweep/conclude.ts';
import type { GroupScan } from './group-scan.ts';

/** A way to probe silent ports again. */
export interface Technique {
  readonly by: string;
  /** Packets for one silent port. */
  readonly packets: number;
  /** Known ports that prove nothing if they answer: nmap probes them before the queues of the path are full. */
  readonly early: PortSet;
  /** Packets per second of the first question. */
  readonly rate: number;
  /** Share of the probes that are thought to get lost; null: nothing measured it. */
  readonly loss: number | null;
  /** Probes ports at a rate in packets per second, with 5 s of patience. */
  readonly probe: (asked: readonly SilentPorts[], rate: number) => Promise<readonly PlanRun[]>;
}

/** The ports that nmap probes first, as a set. */
export const EARLY: PortSet = [...EARLY_PORTS].sort((a, b) => a - b).map((port) => [port, port] as const);

/** One packet for each port, at the pace that the sweep measured. */
export function rawProbes(scan: GroupScan, { pace, loss }: MeasuredPath): Technique {
  const { scanGroup, machine } = scan;
  return {
    ...{ by: 'raw probes', packets: 1, early: EARLY, rate: pace, loss },
    probe: (asked, rate) => runPlans(planRawAgain(scanGroup, asked, machine, rate), scan),
  };
}

/**
 * connect(), or probes of UDP. The kernel repeats the packets of a connection over 3 s. They meet the queues that the
 * others fill, and on a path that seems to lose nothing one question is enough.
 */
export function connections(scan: GroupScan, rate: number, slots: Slots): Technique {
  const { scanGroup, machine } = scan;
  const by = scanGroup.protocol === 'tcp' ? 'connect()' : 'UDP probes';
  return {
    ...{ by, packets: PACKETS_A_CONNECT, early: NO_PORTS, rate: Math.min(rate, MOST_CONNECT_RATE), loss: 0 },
    probe: (asked, pace) => runPlans(planConnectRetry(scanGroup, asked, machine, pace), scan, slots),
  };
}
