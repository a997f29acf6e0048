import type { Address } from '../model/address.ts';
import type { LivenessReason } from '../model/event.ts';
import { NO_PORTS, type PortSet } from '../model/port.ts';
import { EARLY_PORTS } from './chunk.ts';
import type { Slice } from './schedule/slices.ts';

/**
 * An open port: the probe rounds whose result for this port measures loss, and the rounds in which the port answered.
 */
export interface OpenPort {
  /** The index of the slice that contains the port; -1: the port is not in the scan group. */
  readonly slice: number;
  readonly asked: number[];
  readonly heard: Set<number>;
}

/**
 * Kinds of ports that are known to answer: open ports that the policy mentions, open ports that the
 * sweep found, and closed ports.
 */
export const LIVENESS_PROBES = ['declared', 'found', 'closedProbe'] as const;
export type LivenessProbe = (typeof LIVENESS_PROBES)[number];

/**
 * What a sweep knows about one host. The object is changed in place, because there may be many hosts and
 * only one sweep uses them.
 */
export interface SweptHost {
  readonly address: Address;
  /** Ports that the policy requires or allows. */
  readonly declared: PortSet;
  readonly open: Map<number, OpenPort>;
  /**
   * Milliseconds in which answers of the host are expected, according to its last chunks;
   * null: the host never answered.
   */
  answersWithin: number | null;
  /** Milliseconds: the shortest round trip of any chunk with enough measurements; null: no chunk had enough. */
  shortest: number | null;
  /**
   * For each slice: the ports that answered, the number of ports that did not, the number of probe rounds that count,
   * and the ids of these rounds.
   */
  readonly answered: PortSet[];
  readonly unanswered: Int32Array;
  readonly attempts: Uint8Array;
  readonly rounds: number[][];
  /**
   * For probe rounds in which most ports answered: the share of ports that did not answer. It is
   * an upper limit of the loss.
   */
  readonly silences: Map<number, number>;
  /** Closed ports that answered, chosen once: they measure loss as open ports do. */
  readonly closedProbes: Map<number, OpenPort>;
  /** Whether the host ever reported a closed port. */
  refused: boolean;
  /** Whether closed answers came for ports that are known to be open, at least as many as open answers. */
  contradicted: boolean;
  /**
   * Packets per second of a chunk in which the host reported closed ports while no known open port answered;
   * 0: there was no such chunk.
   */
  unvouched: number;
  /** The number of chunks that tried to confirm the host's closed ports. */
  vouchings: number;
  /**
   * Ports that were silent while no port was closed, chosen once. If they become closed later, another
   * machine answers for the host.
   */
  readonly silentSample: number[];
  /**
   * Ports that an ICMP message reported as unreachable, chosen once. If they become silent
   * later, something drops probes.
   */
  readonly rejectedSample: number[];
  /** For each kind of port: the number of expected answers that are missing since the last answer. */
  readonly overdue: Record<LivenessProbe, number>;
  /** The number of consecutive discarded rounds. */
  discarded: number;
  /**
   * Whether the host needs a final liveness check: its last chunk did not count, or a kind of port that is known to
   * answer did not answer in that chunk.
   */
  needsFinalCheck: boolean;
  /** How often the host's closed ports were silent in chunks and answered when they were probed at a low rate. */
  heldBack: number;
  /** `absent`: the scanner reports that the host is down, and never reported anything else. */
  condition: 'well' | 'suspect' | 'blocked' | 'absent';
  /** The reason for the current condition, or for the last discarded chunk. No decision rests on it. */
  reason: LivenessReason;
  /** The number of failed rechecks since the last good one. */
  rechecks: number;
}

export function startHost(address: Address, declared: PortSet, slices: readonly Slice[]): SweptHost {
  return {
    address,
    declared,
    open: new Map(),
    answersWithin: null,
    shortest: null,
    answered: slices.map(() => NO_PORTS),
    unanswered: Int32Array.from(slices, ({ count }) => count),
    attempts: new Uint8Array(slices.length),
    rounds: slices.map(() => []),
    silences: new Map(),
    closedProbes: new Map(),
    refused: false,
    contradicted: false,
    unvouched: 0,
    vouchings: 0,
    silentSample: [],
    rejectedSample: [],
    overdue: { declared: 0, found: 0, closedProbe: 0 },
    discarded: 0,
    needsFinalCheck: false,
    heldBack: 0,
    condition: 'well',
    reason: 'answers',
    rechecks: 0,
  };
}

/**
 * @returns whether the host limits the rate of its answers. Then nobody can tell whether the host also drops probes, so
 * the sweep probes the host alone, as slowly as its closed ports answer.
 */
export function isRateLimited({ heldBack }: SweptHost): boolean {
  return heldBack >= 2;
}

/** The largest number of canaries of one host: more canaries would cost packets and measure little more. */
const CANARIES_A_HOST = 8;

/**
 * @returns open ports that measure loss, spread over all open ports; `blind`: early ports, which measure
 * loss only in a side probe
 */
export function canariesOf({ open }: SweptHost, blind: boolean): readonly number[] {
  const fit = [...open.keys()].filter((port) => EARLY_PORTS.has(port) === blind).sort((a, b) => a - b);
  if (fit.length <= CANARIES_A_HOST) return fit;
  const step = fit.length / CANARIES_A_HOST;
  return Array.from({ length: CANARIES_A_HOST }, (_, index) => fit[Math.floor(index * step)] as number);
}

/** @returns the share of all probed ports for which the host itself answered */
export function answeredShare({ unanswered, attempts }: SweptHost, slices: readonly Slice[]): number {
  let asked = 0;
  let silent = 0;
  for (const [index, { count }] of slices.entries()) {
    if (attempts[index] === 0) continue;
    asked += count;
    silent += unanswered[index] ?? 0;
  }
  return asked === 0 ? 0 : 1 - silent / asked;
}
