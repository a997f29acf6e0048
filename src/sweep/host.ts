import type { Address } from '../model/address.ts';
import { NO_PORTS, type PortSet } from '../model/port.ts';
import { EARLY_PORTS } from './chunk.ts';
import { CANARIES_A_HOST } from './schedule/constants.ts';
import type { Slice } from './schedule/slices.ts';

/** A port that is known to answer: the probe rounds that measure its loss, and the rounds in which it answered. */
export interface KnownPort {
  /** The index of the slice that contains the port; -1: the port is not in the scan group. */
  readonly slice: number;
  readonly rounds: number[];
  readonly answered: Set<number>;
}

/** Ports whose answer, or silence, is known. The samples are chosen once; each has only a few ports. */
export interface KnownPorts {
  readonly open: Map<number, KnownPort>;
  readonly closedSample: Map<number, KnownPort>;
  /** Ports that were silent while no port was closed. If they are closed later, another machine answers. */
  readonly silentSample: number[];
  /** Ports that an ICMP message reported as unreachable. If they are silent later, something drops probes. */
  readonly rejectedSample: number[];
}

/** What the probe rounds of a host brought, by slice. */
export interface Answers {
  readonly answered: PortSet[];
  /** The number of ports that did not answer. */
  readonly silent: Int32Array;
  /** The number of probe rounds that count, and the ids of these rounds. */
  readonly attempts: Uint8Array;
  readonly rounds: number[][];
  /** For rounds in which most ports answered: the share of ports that did not. It is an upper limit of the loss. */
  readonly silentShares: Map<number, number>;
}

/**
 * Kinds of ports that are known to answer: open ports that the policy mentions, open ports that the sweep found, and
 * closed ports.
 */
export const KNOWN_KINDS = ['declared', 'found', 'closed'] as const;
export type KnownKind = (typeof KNOWN_KINDS)[number];

/** Whether a host still answers this scanner. A value: each chunk replaces it. */
export interface Liveness {
  /** `absent`: the scanner reports that the host is down, and never reported anything else. */
  readonly condition: 'well' | 'suspect' | 'blocked' | 'absent';
  /** For each kind of known port: the number of expected answers that are missing since the last answer. */
  readonly overdue: Readonly<Record<KnownKind, number>>;
  /** The number of consecutive discarded rounds. */
  readonly discarded: number;
  /** The number of failed rechecks since the last good one. */
  readonly rechecks: number;
  /**
   * Whether the host needs a final liveness check: its last round did not count, or a kind of port that is known to
   * answer did not answer in that round.
   */
  readonly needsFinalCheck: boolean;
  /** How often the host's closed ports were silent in chunks and answered when they were probed at a low rate. */
  readonly withheld: number;
}

const NONE_OVERDUE = { declared: 0, found: 0, closed: 0 };
export const WELL: Liveness = {
  ...{ condition: 'well', overdue: NONE_OVERDUE, discarded: 0, rechecks: 0, needsFinalCheck: false, withheld: 0 },
};

/**
 * Whether the closed ports of a host are its own. A firewall that refuses connections above some rate refuses open
 * ports too. Refusals count if a known open port answered at the same rate, or if slow probes of likely ports find no
 * open port. A value: each chunk replaces it.
 */
export interface Refusals {
  /** Whether the host ever reported a closed port in a chunk that counts. */
  readonly isSeen: boolean;
  /** Whether a port that was refused is open: then other refused ports may be open too. */
  readonly isDisproven: boolean;
  /** Packets per second of a chunk with refusals in which no known open port answered; 0: there is none. */
  readonly unconfirmedRate: number;
  /** The number of chunks that tried to confirm the refusals. */
  readonly confirmations: number;
}

const NO_REFUSALS: Refusals = { isSeen: false, isDisproven: false, unconfirmedRate: 0, confirmations: 0 };

/** How long the answers of a host take, in milliseconds; null: not measured. */
export interface RoundTrips {
  /** The time within which answers are expected, according to the last chunks. */
  readonly within: number | null;
  /** The shortest round trip of any chunk with enough measurements. */
  readonly shortest: number | null;
}

const UNKNOWN_ROUND_TRIPS: RoundTrips = { within: null, shortest: null };

/** What a sweep knows about one host. Only `learn` changes it. */
export interface SweptHost {
  readonly address: Address;
  /** Ports that the policy requires or allows. */
  readonly declared: PortSet;
  readonly known: KnownPorts;
  readonly answers: Answers;
  liveness: Liveness;
  refusals: Refusals;
  roundTrips: RoundTrips;
}

export function startHost(address: Address, declared: PortSet, slices: readonly Slice[]): SweptHost {
  return {
    ...{ address, declared, liveness: WELL, refusals: NO_REFUSALS, roundTrips: UNKNOWN_ROUND_TRIPS },
    known: { open: new Map(), closedSample: new Map(), silentSample: [], rejectedSample: [] },
    answers: {
      answered: slices.map(() => NO_PORTS),
      silent: Int32Array.from(slices, ({ count }) => count),
      attempts: new Uint8Array(slices.length),
      rounds: slices.map(() => []),
      silentShares: new Map(),
    },
  };
}

/** @returns open ports that measure loss, spread over all open ports: early ports, or all others */
export function canariesOf({ known }: SweptHost, early: boolean): readonly number[] {
  const fit = [...known.open.keys()].filter((port) => EARLY_PORTS.has(port) === early).sort((a, b) => a - b);
  if (fit.length <= CANARIES_A_HOST) return fit;
  const step = fit.length / CANARIES_A_HOST;
  return Array.from({ length: CANARIES_A_HOST }, (_, index) => fit[Math.floor(index * step)] as number);
}

/** @returns whether the host has silent ports in the slice that were probed fewer than `attempts` times */
export function wants({ answers }: SweptHost, slice: number, attempts: number): boolean {
  return (answers.attempts[slice] as number) < attempts && answers.silent[slice] !== 0;
}

/** @returns the share of all probed ports for which the host itself answered */
export function answeredShare({ answers }: SweptHost, slices: readonly Slice[]): number {
  let probed = 0;
  let silent = 0;
  for (const [index, { count }] of slices.entries()) {
    if (answers.attempts[index] === 0) continue;
    probed += count;
    silent += answers.silent[index] ?? 0;
  }
  return probed === 0 ? 0 : 1 - silent / probed;
}
