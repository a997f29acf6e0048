import type { Address } from '../model/address.ts';
import type { PortSet } from '../model/port.ts';
import type { Timeouts } from '../model/timeouts.ts';

/** What is to be swept together: the same ports of addresses that are scanned in the same manner. */
export interface SweepGroup {
  readonly addresses: readonly Address[];
  readonly ports: PortSet;
  /** Asked before the rest, as far as they are among `ports`: the answers that are worth most. */
  readonly first: PortSet;
  /** Ports that may well be open, by the policy: asked first, and asked again in every chunk once they answered. */
  readonly expected: ReadonlyMap<Address, PortSet>;
}

export interface SweepSettings {
  /** Packets a second that no paced chunk exceeds. */
  readonly maxRate: number;
  /** Packets a second that the scanner does not exceed at its own pace. */
  readonly ownRate: number;
  /** Milliseconds that every probe waits at least, however soon the hosts answer. */
  readonly leastWait: number;
  /** Open ports that may be expected to be missed at the end, over the whole field. */
  readonly confidence: number;
}

/** Ports asked beside a chunk, spread over its time: see `EARLY_PORTS`. */
export interface SideProbe {
  readonly addresses: readonly Address[];
  readonly ports: PortSet;
  /** Packets a second. */
  readonly rate: number;
}

/**
 * One step of a sweep.
 * - `paced`: every port once, at exactly `rate`.
 * - `plain`: at the scanner's own pace, with its own retries.
 * - `recheck`: ports that were open, asked once more and gently, to tell a blocked host from a lossy moment.
 */
export interface Chunk {
  readonly id: number;
  readonly kind: 'paced' | 'plain' | 'recheck';
  readonly addresses: readonly Address[];
  /** Ports that it is to answer. */
  readonly ports: PortSet;
  /** Known open ports that ride along; none of `ports`. */
  readonly canaries: PortSet;
  /** Packets a second; null: the scanner's own pace. */
  readonly rate: number | null;
  readonly sideProbe: SideProbe | null;
  /** How long its probes, and those beside it, wait for an answer. */
  readonly timeouts: Timeouts;
  /** Milliseconds to wait before it. */
  readonly pause: number;
  /** Milliseconds after which it is given up; null: no limit but the run's. */
  readonly limit: number | null;
}

export interface HostResult {
  /** Whether every port that was asked has an answer, be it silence: a host that was found down has none. */
  readonly complete: boolean;
  readonly open: PortSet;
  /** Ports for which the host itself said that they are closed. */
  readonly closed: PortSet;
  /** For how many ports something came back, also from others than the host. */
  readonly replies: number;
  /** Some of the ports of which somebody said, by ICMP, that they can't be reached. */
  readonly rejected: readonly number[];
  /** Milliseconds; null where nothing came back. */
  readonly roundTrip: number | null;
  /** Milliseconds within which its answers are to be expected; null where nothing came back. */
  readonly answersWithin: number | null;
}

/** What came back of a chunk. */
export interface ChunkResult {
  /** Whether nothing of it is an answer: the scanner failed. Open ports in it were seen all the same. */
  readonly failed: boolean;
  readonly seconds: number;
  readonly hosts: ReadonlyMap<Address, HostResult>;
  /** What the companion heard open and closed; null where there was none or it failed. */
  readonly sideProbe: ReadonlyMap<Address, Pick<HostResult, 'open' | 'closed' | 'answersWithin'>> | null;
}

/**
 * Ports that nmap sends first, whatever else it is asked (its list of popular ports, scan order tried with nmap 7.93).
 * On a link that is too narrow they still get through while the queue fills: they say nothing of a chunk's loss.
 */
export const EARLY_PORTS: ReadonlySet<number> = new Set([
  21, 22, 23, 25, 53, 80, 110, 111, 113, 135, 139, 143, 199, 256, 443, 445, 554, 587, 993, 995, 1025, 1720, 1723, 3306,
  3389, 5900, 8080, 8888,
]);
