import type { Address } from '../model/address.ts';
import type { ChunkReason, SweepPhase } from '../model/event.ts';
import type { PortSet } from '../model/port.ts';
import type { Timeouts } from '../model/timeouts.ts';

/** What is swept together: the same ports of addresses that have the same scan settings. */
export interface SweepGroup {
  readonly addresses: readonly Address[];
  readonly ports: PortSet;
  /** Ports that the sweep probes before the others, if they are among `ports`: their answers matter most. */
  readonly first: PortSet;
  /**
   * Ports that are probably open, because the policy mentions them. The sweep probes them first, and once they have
   * answered it probes them again in every chunk.
   */
  readonly expected: ReadonlyMap<Address, PortSet>;
}

export interface SweepSettings {
  /** Packets per second that no paced chunk exceeds. */
  readonly maxRate: number;
  /** Packets per second that the scanner does not exceed at its own pace. */
  readonly ownRate: number;
  /** Milliseconds that every probe waits at least, even if the hosts answer sooner. */
  readonly leastWait: number;
  /** The expected number of missed open ports at which the sweep may end, over the whole scan group. */
  readonly confidence: number;
}

/** Ports that a second process probes beside a chunk: see `EARLY_PORTS`. */
export interface SideProbe {
  readonly addresses: readonly Address[];
  readonly ports: PortSet;
  /** Ports that it probes just before `ports`, all in ascending order. If empty, `ports` are spread over the time. */
  readonly leadIn: PortSet;
  /** Packets per second. */
  readonly rate: number;
  /** Seconds from the start of the chunk to the start of the side probe. */
  readonly after: number;
}

/**
 * One step of a sweep.
 * - `paced`: every port once, at exactly `rate`.
 * - `plain`: at the scanner's own pace, with its own retries.
 * - `recheck`: probes known ports again at a low rate, to tell a blocked host from temporary loss.
 */
export interface Chunk {
  readonly id: number;
  readonly kind: 'paced' | 'plain' | 'recheck';
  readonly reason: ChunkReason;
  readonly phase: SweepPhase;
  /** How often all silent ports of its hosts will have been probed after the chunk, at least. */
  readonly pass: number;
  readonly addresses: readonly Address[];
  /** Ports that the chunk covers. */
  readonly ports: PortSet;
  /** Known open ports that the chunk probes too. None of them is in `ports`. */
  readonly canaries: PortSet;
  /** Packets per second; null: the scanner's own pace. */
  readonly rate: number | null;
  readonly sideProbe: SideProbe | null;
  /** How long the probes of the chunk and of its side probe wait for an answer. */
  readonly timeouts: Timeouts;
  /** Milliseconds to wait before the chunk. */
  readonly pause: number;
  /** Milliseconds after which the chunk is given up; null: only the limit of the run applies. */
  readonly limit: number | null;
}

export interface HostResult {
  /** Whether every port of the chunk has a result, which may be silence. A host that was found down has no results. */
  readonly complete: boolean;
  readonly open: PortSet;
  /** Ports that the host itself reported as closed. */
  readonly closed: PortSet;
  /** The number of ports that got any reply, from the host or from another machine. */
  readonly replies: number;
  /** Some of the ports that an ICMP message reported as unreachable. */
  readonly rejected: readonly number[];
  /** Milliseconds; null if nothing answered. */
  readonly roundTrip: number | null;
  /** Milliseconds in which answers of the host are expected; null if nothing answered. */
  readonly answersWithin: number | null;
}

/** The result of a chunk. */
export interface ChunkResult {
  /** Whether the scanner failed, so that the chunk proves nothing except the open ports that it saw. */
  readonly failed: boolean;
  readonly seconds: number;
  readonly hosts: ReadonlyMap<Address, HostResult>;
  /** The ports that the side probe saw open and closed; null if there was no side probe or it failed. */
  readonly sideProbe: ReadonlyMap<Address, Pick<HostResult, 'open' | 'closed' | 'answersWithin'>> | null;
}

/**
 * Ports that nmap always sends first (its list of popular ports, scan order tested with nmap 7.93). On a link that is
 * too narrow these probes pass before the queue is full, so their answers do not measure the loss of a chunk.
 */
export const EARLY_PORTS: ReadonlySet<number> = new Set([
  21, 22, 23, 25, 53, 80, 110, 111, 113, 135, 139, 143, 199, 256, 443, 445, 554, 587, 993, 995, 1025, 1720, 1723, 3306,
  3389, 5900, 8080, 8888,
]);
